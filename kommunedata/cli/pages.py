"""The commands that make pages; the batch has a progress bar on a terminal and a line per page in a pipe."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Annotated

import typer

from kommunedata.cli.options import (
    Aar,
    Afsender,
    Datasaet,
    Docx,
    Edition,
    Kommune,
    Notebook,
    Out,
    Pdf,
    Sammenlign,
    Timeout,
    Uden,
    list_formats,
    name_formats,
)
from kommunedata.cli.terminal import working

if TYPE_CHECKING:
    from kommunedata.batch.jobs import Job
    from kommunedata.batch.plan import Plan
    from kommunedata.batch.pool import Done


def report(
    kommune: Kommune,
    aar: Aar = None,
    datasaet: Datasaet = "modeldata",
    sammenlign: Sammenlign = "",
    afsender: Afsender = "",
    udgave: Edition = "fuld",
    uden_anbefalinger: Uden = False,
    pdf: Pdf = False,
    docx: Docx = False,
    notebook: Notebook = None,
    timeout: Timeout = 120,
    *,
    out: Out,
) -> None:
    """Make one page, and a CSV of its figures.

    It is a notat, a profile of other figures, or what your own notebook says.
    """
    from kommunedata.batch.choices import Choices, choose_notebook
    from kommunedata.batch.pool import open_pool, run_jobs

    own, formats = choose_notebook(datasaet, notebook), list_formats(pdf, docx)
    choices = Choices(afsender, sammenlign, udgave, uden_anbefalinger, formats, own)
    with open_pool(1, datasaet) as pool, working(f"making the page of {kommune}{name_formats(formats)}"):
        from kommunedata.analysis.peers import parse_sammenlign  # these and what follows while the worker loads
        from kommunedata.batch.index import set_links
        from kommunedata.batch.plan import plan_batch
        from kommunedata.batch.run import write_files
        from kommunedata.errors import KommunedataError
        from kommunedata.kommuner import find_kommune

        parse_sammenlign(sammenlign, find_kommune(kommune))
        plan = plan_batch(out, datasaet, aar, choices, only=[kommune], force=True)
        done = next(run_jobs(pool, plan.jobs, timeout))
    if done.error:
        raise KommunedataError(done.error)
    written = write_files(plan.datasaet, done.job, done.result, plan.folder)
    set_links(written[-1])
    for path in written:
        typer.echo(path)


def batch(
    only: Annotated[str, typer.Option(metavar="A,B", help="Just these kommuner.")] = "",
    limit: Annotated[int | None, typer.Option(min=1, help="So many at the most.")] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes; one per core if left out.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Make also what is up to date.")] = False,
    failed: Annotated[bool, typer.Option("--failed", help="Make just those that failed last time.")] = False,
    dask: Annotated[str, typer.Option(metavar="ADDRESS", help="A Dask scheduler, tcp://….")] = "",
    timeout: Timeout = 120,
    aar: Aar = None,
    datasaet: Datasaet = "modeldata",
    afsender: Afsender = "",
    sammenlign: Sammenlign = "",
    udgave: Edition = "fuld",
    uden_anbefalinger: Uden = False,
    pdf: Pdf = False,
    docx: Docx = False,
    notebook: Notebook = None,
    *,
    out: Out,
) -> None:
    """Make the pages of all kommuner, and an index of them.

    With them come an overview and a workbook; what is up to date is left alone.
    """
    from kommunedata.batch.choices import Choices, choose_notebook
    from kommunedata.batch.manifest import is_done
    from kommunedata.errors import InputError, KommunedataError

    own, formats = choose_notebook(datasaet, notebook), list_formats(pdf, docx)
    choices = Choices(afsender, sammenlign, udgave, uden_anbefalinger, formats, own)
    whole = not (only or limit or force or failed)
    if whole and (count := is_done(out, datasaet, aar, choices)):
        typer.echo(f"{count} of {count} pages are up to date")
        return
    from kommunedata.batch.pool import open_pool

    began = time.monotonic()
    done: list[Done] = []
    trouble = ""
    with nullcontext() if dask else open_pool(workers or _cores(), datasaet) as pool:
        from kommunedata.batch.plan import plan_batch  # these and what follows while the workers load
        from kommunedata.batch.run import run_plan

        names = [name for name in only.split(",") if name.strip()]
        plan = plan_batch(out, datasaet, aar, choices, only=names, limit=limit, force=force, failed=failed)
        try:
            with _display(plan) as (starting, ended):
                for result in run_plan(plan, pool, timeout=timeout, dask=dask, starting=starting):
                    done.append(result)
                    ended(result)
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
    failures = [result for result in done if result.error]
    size = sum(path.stat().st_size for path in plan.folder.glob("*") if path.is_file())
    per_page = f", {seconds / len(done):.2f} s per page" if done else ""
    typer.echo(
        f"{len(done) - len(failures)} made, {len(plan.current)} up to date, {len(failures)} failed"
        f" · {seconds:.1f} s{per_page} · {size / 1e6:.1f} MB in {plan.folder}"
    )
    for result in failures:
        typer.echo(f"failed: {result.job.slug}: {result.error}", err=True)
    if not plan.chosen:
        typer.echo("none failed last time")
    elif len(plan.jobs) == len(plan.chosen) - len(plan.current):  # not cut by --limit
        typer.echo(f"{len(plan.chosen) - len(plan.missing())} of {len(plan.chosen)} pages are there")
    if trouble:
        typer.echo(f"kommunedata: {trouble}", err=True)
    if failures:
        typer.echo(f"run again with --failed to make just these {len(failures)}", err=True)
    if failures or trouble:
        raise typer.Exit(1)


@contextmanager
def _display(plan: "Plan") -> Iterator[tuple[Callable[["Job"], None], Callable[["Done"], None]]]:
    """Who is told of each job that begins and that ends: a bar on a terminal, elsewhere a plain line per page."""
    total, count, failures = len(plan.jobs), 0, 0
    names: dict[str, str] = {}  # at work

    def say(result: "Done") -> None:
        nonlocal count
        count += 1
        state = f"failed: {result.error}" if result.error else f"{result.seconds:.2f} s"
        typer.echo(f"[{count}/{total}] {result.job.slug} {state}")

    if not sys.stdout.isatty():
        yield lambda _: None, say
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    def starting(job: "Job") -> None:
        names[job.slug] = job.name
        bar.update(task, names=", ".join(names.values()))

    def ended(result: "Done") -> None:
        nonlocal failures
        names.pop(result.job.slug, None)
        failures += bool(result.error)
        bar.update(task, advance=1, failed=failures, names=", ".join(names.values()))

    with Progress(
        TextColumn(f"pages{name_formats(plan.jobs[0].formats if plan.jobs else ())}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[failed]} failed"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[names]}", markup=False),
    ) as bar:
        task = bar.add_task("", total=total, failed=0, names="")
        yield starting, ended
