"""The command that makes all notater, with a progress bar on a terminal and a line per notat in a pipe."""

import os
import sys
import time
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from kommunedata.jobs import Job
    from kommunedata.plan import Plan
    from kommunedata.pool import Done


def batch(
    only: Annotated[str, typer.Option(metavar="A,B", help="Just these kommuner.")] = "",
    limit: Annotated[int | None, typer.Option(min=1, help="So many at the most.")] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes; one per core if left out.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Make also what is up to date.")] = False,
    failed: Annotated[bool, typer.Option("--failed", help="Make just those that failed last time.")] = False,
    dask: Annotated[str, typer.Option(metavar="ADDRESS", help="A Dask scheduler, tcp://….")] = "",
    timeout: Annotated[float, typer.Option(min=1, help="Seconds that a notat may take.")] = 120,
    aar: Annotated[int | None, typer.Option(help="Year; the latest with figures if left out.")] = None,
    datasaet: Annotated[str, typer.Option(help="Datasaet; see 'kommunedata list datasaet'.")] = "modeldata",
    afsender: Annotated[str, typer.Option(help="Sender, printed under the title.")] = "",
    sammenlign: Annotated[str, typer.Option(metavar="A,B", help="Compare with these, five at most.")] = "",
    pdf: Annotated[bool, typer.Option("--pdf", help="Make a PDF of each page too (extra pdf).")] = False,
    out: Annotated[Path, typer.Option(help="Folder to write to.")] = Path("outputs"),
) -> None:
    """Make the notater of all kommuner, an overview, an index and a workbook; what is up to date is left alone."""
    from kommunedata import batch as batches
    from kommunedata.errors import InputError, KommunedataError
    from kommunedata.plan import is_done, plan_batch

    choices = {"afsender": afsender, "sammenlign": sammenlign, "pdf": pdf}
    whole = not (only or limit or force or failed)
    if whole and (count := is_done(out, datasaet, aar, **choices)):
        typer.echo(f"{count} of {count} pages are up to date")
        return
    began = time.monotonic()
    done: list[Done] = []
    trouble = ""
    with nullcontext() if dask else batches.prepare(datasaet):
        names = [name for name in only.split(",") if name.strip()]
        plan = plan_batch(out, datasaet, aar, only=names, limit=limit, force=force, failed=failed, **choices)
        try:
            with _display(plan) as show:
                results = batches.run_plan(
                    plan, workers=workers or _cores(), timeout=timeout, dask=dask, starting=show.starting
                )
                for result in results:
                    done.append(result)
                    show.ended(result)
        except InputError:
            raise
        except KommunedataError as error:
            trouble = str(error)
        except KeyboardInterrupt:
            made = sum(not result.error for result in done)
            typer.echo(f"stopped: {made} of {len(plan.jobs)} made; the same command goes on from here", err=True)
            raise typer.Exit(130) from None
    _summarise(plan, done, time.monotonic() - began, trouble)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _summarise(plan: "Plan", done: list["Done"], seconds: float, trouble: str) -> None:
    from kommunedata.batch import check_complete

    failures = [result for result in done if result.error]
    size = sum(path.stat().st_size for path in plan.folder.glob("*") if path.is_file())
    per_page = f", {seconds / len(done):.2f} s per page" if done else ""
    typer.echo(
        f"{len(done) - len(failures)} made, {len(plan.current)} up to date, {len(failures)} failed"
        f" · {seconds:.1f} s{per_page} · {size / 1e6:.1f} MB in {plan.folder}"
    )
    for result in failures:
        typer.echo(f"failed: {result.job.slug}: {result.error}", err=True)
    missing = check_complete(plan)
    if len(plan.jobs) == len(plan.chosen) - len(plan.current):  # not cut by --limit
        typer.echo(f"{len(plan.chosen) - len(missing)} of {len(plan.chosen)} pages are there")
    if trouble:
        typer.echo(f"kommunedata: {trouble}", err=True)
    if failures:
        typer.echo(f"run again with --failed to make just these {len(failures)}", err=True)
    if failures or trouble:
        raise typer.Exit(1)


class _Lines:
    """One plain line per notat."""

    def __init__(self, plan: "Plan") -> None:
        self.total, self.count = len(plan.jobs), 0

    def __enter__(self) -> "_Lines":
        return self

    def __exit__(self, *_: object) -> None: ...

    def starting(self, job: "Job") -> None: ...

    def ended(self, result: "Done") -> None:
        self.count += 1
        state = f"failed: {result.error}" if result.error else f"{result.seconds:.2f} s"
        typer.echo(f"[{self.count}/{self.total}] {result.job.slug} {state}")


class _Bar(_Lines):
    """A bar with done, left, failed, the names at work and the time left."""

    def __init__(self, plan: "Plan") -> None:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        super().__init__(plan)
        self.failures, self.names = 0, {}
        self.progress = Progress(
            TextColumn("pages"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[failed]} failed"),
            TimeRemainingColumn(),
            TextColumn("{task.fields[names]}"),
        )
        self.task = self.progress.add_task("", total=self.total, failed=0, names="")

    def __enter__(self) -> "_Bar":
        self.progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.progress.stop()

    def starting(self, job: "Job") -> None:
        self.names[job.slug] = job.name
        self.progress.update(self.task, names=", ".join(self.names.values()))

    def ended(self, result: "Done") -> None:
        self.names.pop(result.job.slug, None)
        self.failures += bool(result.error)
        names = ", ".join(self.names.values())
        self.progress.update(self.task, advance=1, failed=self.failures, names=names)


def _display(plan: "Plan") -> _Lines:
    return _Bar(plan) if sys.stdout.isatty() else _Lines(plan)
