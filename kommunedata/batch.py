"""All notater of a year: check everything, run what is not up to date, write each page as it comes.

One fresh kernel per notat, forked from a server that has loaded everything (`kernels`); worker processes run the
notebooks (`pool`); this process writes. Pages appear whole or not at all, a failing notat leaves its older page
alone, and a batch that was killed goes on where it was (`manifest`).
"""

import csv
import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock, Timeout

from kommunedata import manifest, paths
from kommunedata.errors import InputError, KommunedataError
from kommunedata.files import write_atomic

if TYPE_CHECKING:
    import pandas as pd

    from kommunedata.jobs import Job
    from kommunedata.kilde import Kilde
    from kommunedata.pool import Done

PAGE_SIZE = 400_000  # bytes to have free per notat, page and CSV
SPARE_SIZE = 20_000_000  # bytes to have free besides


@dataclass(frozen=True)
class Plan:
    """What a batch is to do, once everything that could stop it has been checked."""

    folder: Path
    inputs: str
    placeringer: "pd.DataFrame"
    kilde: "Kilde"
    aar: int
    whole: bool  # every page of the year was chosen
    chosen: tuple["Job", ...]
    current: tuple["Job", ...]  # of those chosen, the ones that are up to date
    jobs: tuple["Job", ...]  # the ones to make


def is_done(out: Path, datasaet: str, aar: int | None, **choices: Any) -> int:
    """How many pages there are, if all of a year are made and up to date; else 0. Loads next to nothing.

    `choices`: what else decides what the pages say, as for `plan_batch`.
    """
    from kommunedata.kilde import datasaet_dir

    source = datasaet_dir(datasaet)
    folder = out / datasaet / str(aar or _latest_aar(source / "andele.csv"))
    record = manifest.load_plan(folder)
    if record.get("inputs") != _inputs(source, folder, choices):
        return 0
    whole = all(manifest.hash_file(folder / name) == digest for name, digest in record["files"].items())
    return int(record["pages"]) if whole else 0


def _inputs(source: Path, folder: Path, choices: dict[str, Any]) -> str:
    return manifest.hash_inputs(source, datasaet=source.name, aar=folder.name, **choices)


@contextmanager
def prepare(datasaet: str) -> Iterator[None]:
    """While this is open, the kernels and workers of a batch are forked from what is loaded once.

    It returns at once: open it around `plan_batch` and `run_plan`, so that planning and loading run side by side.
    """
    from kommunedata import pool
    from kommunedata.kernels import fast_kernels

    with fast_kernels(datasaet):
        pool.preload("kommunedata.jobs", "kommunedata.notebooks", "kommunedata.export")
        yield


def plan_batch(
    out: Path,
    datasaet: str,
    aar: int | None = None,
    *,
    only: Sequence[str] = (),
    limit: int | None = None,
    force: bool = False,
    failed: bool = False,
    afsender: str = "",
    sammenlign: str = "",
    pdf: bool = False,
) -> Plan:
    """Check all that can be checked and find out what there is to do.

    Args:
        out: the folder to write to; pages go to `OUT/DATASAET/AAR/`.
        datasaet: name of the datasaet.
        aar: the year; the latest with figures if left out.
        only: municipalities to make; all of the year and the national overview if left out.
        limit: make so many at the most.
        force: make also what is up to date.
        failed: make just those that failed last time.
        afsender: sender to print.
        sammenlign: municipalities to compare with, with commas between; its own peers for each if left out.
        pdf: make a PDF of each page too.

    Raises:
        InputError: something is missing, unknown, damaged or not writable; nothing was started.
    """
    from kommunedata import jobs, redaktionelt
    from kommunedata.andele import load_andele
    from kommunedata.kilde import datasaet_dir, load_kilde
    from kommunedata.kommuner import find_kommuner
    from kommunedata.notat import build_notat
    from kommunedata.notebooks import check_parameters
    from kommunedata.peers import check_sammenlign
    from kommunedata.ranking import choose_aar, list_placeringer

    kilde, andele = load_kilde(datasaet), load_andele(datasaet)
    year, placeringer = choose_aar(andele, aar), list_placeringer(andele)
    redaktionelt.check_all()
    if pdf:
        from kommunedata.pdf import check_weasyprint

        check_weasyprint()
    possible = jobs.list_notater(
        placeringer, kilde, year, afsender=afsender, sammenlign=check_sammenlign(sammenlign), pdf=pdf
    )
    wanted = find_kommuner(only)
    slugs = {kommune.slug for kommune in wanted}
    if without := [kommune.kommune for kommune in wanted if kommune.slug not in {job.slug for job in possible}]:
        raise InputError(f"no figures for {', '.join(without)} in {year} in datasaet '{datasaet}'")
    build_notat(andele, kilde, possible[0].name, year)
    overview = jobs.make_landsoverblik(kilde, year, afsender=afsender, pdf=pdf)
    chosen = [job for job in possible if job.slug in slugs] if only else [overview, *possible]
    for job in (possible[0], overview):
        check_parameters(paths.notebook(job.notebook), job.parameters)
    folder = out / datasaet / str(year)
    choices = {"afsender": afsender, "sammenlign": sammenlign, "pdf": pdf}
    inputs = _inputs(datasaet_dir(datasaet), folder, choices)
    entries = manifest.load_manifest(folder)
    if failed:
        again = set(manifest.list_failed(entries))
        chosen = [job for job in chosen if job.slug in again]
    current = [job for job in chosen if not force and _is_current(entries, inputs, folder, job)]
    todo = [job for job in chosen if job not in current][:limit]
    _check_folder(folder, len(todo))
    return Plan(
        folder=folder,
        inputs=inputs,
        placeringer=placeringer,
        kilde=kilde,
        aar=year,
        whole=not only and not failed,
        chosen=tuple(chosen),
        current=tuple(current),
        jobs=tuple(todo),
    )


def _is_current(entries: dict[str, Any], inputs: str, folder: Path, job: "Job") -> bool:
    beside = [".csv"] * ("kommune" in job.parameters) + [".pdf"] * job.pdf
    there = all((folder / f"{job.slug}{suffix}").exists() for suffix in beside)
    return there and manifest.is_current(entries.get(job.slug), inputs, folder / f"{job.slug}.html")


def run_plan(
    plan: Plan,
    *,
    workers: int,
    timeout: float,
    dask: str = "",
    starting: Callable[["Job"], None] | None = None,
) -> Iterator["Done"]:
    """Make the pages of a plan and yield each as it ends, written or failed; last, the index and the workbook.

    Raises:
        InputError: another batch is writing to the folder.
        KommunedataError: the index or the record could not be written.
    """
    from kommunedata import index

    with _lock(plan.folder), ThreadPoolExecutor(1) as beside:
        workbook = beside.submit(index.workbook, plan.placeringer, plan.kilde)
        entries = manifest.load_manifest(plan.folder)
        for leftover in plan.folder.glob(".*.tmp"):  # of a batch that was killed while it wrote
            leftover.unlink(missing_ok=True)
        for done in _run(plan, workers, timeout, dask, starting):
            done = _write(plan, done)
            entries[done.job.slug] = _entry(plan, done)
            _save(plan.folder, entries, {})
            yield done
        extra = _write_index(plan, workbook.result())
        _save(plan.folder, entries, _record(plan, extra))


def check_complete(plan: Plan) -> list[str]:
    """Names of those chosen whose page is not there as it was made; empty when the batch is complete."""
    entries = manifest.load_manifest(plan.folder)
    return [job.name for job in plan.chosen if not _is_current(entries, plan.inputs, plan.folder, job)]


def _run(plan: Plan, workers: int, timeout: float, dask: str, starting: Any) -> Iterator["Done"]:
    from kommunedata import jobs, pool

    if dask:
        yield from pool.run_dask(jobs.make_page_anywhere, plan.jobs, dask)
    else:
        yield from pool.run_local(jobs.make_page, plan.jobs, workers, timeout, starting)


def _write(plan: Plan, done: "Done") -> "Done":
    """Write the files of a page that was made; a disk that is full makes it a failure."""
    from kommunedata.index import notat_csv

    if done.error:
        return done
    path = plan.folder / done.job.slug
    try:
        if kommune := done.job.parameters.get("kommune"):
            table = notat_csv(plan.placeringer, kommune, plan.aar)
            write_atomic(path.with_suffix(".csv"), table)
        for suffix, content in reversed(done.result.items()):  # the page last: it says that all is there
            write_atomic(path.with_suffix(suffix), content)
    except OSError as error:
        return replace(done, result=None, error=f"could not be written: {error}")
    return done


def _entry(plan: Plan, done: "Done") -> dict[str, Any]:
    path = plan.folder / f"{done.job.slug}.html"
    return {
        "inputs": "" if done.error else plan.inputs,
        "page": manifest.hash_file(path),
        "result": "fejl" if done.error else "ok",
        "error": done.error,
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": round(done.seconds, 3),
        "bytes": path.stat().st_size if path.exists() else 0,
    }


def _write_index(plan: Plan, workbook: bytes) -> list[str]:
    """Write the workbook and the start page; return their names."""
    from kommunedata import index, jobs

    pages = {path.stem for path in plan.folder.glob("*.html")}
    overview = jobs.LANDSOVERBLIK in pages
    notater = {kommune.slug for kommune in index.list_kommuner(plan.placeringer, plan.aar)} & pages
    files = {
        index.XLSX: workbook,
        "index.html": index.render_index(plan.placeringer, plan.kilde, plan.aar, notater, overview),
    }
    for name, content in files.items():
        try:
            write_atomic(plan.folder / name, content)
        except OSError as error:
            raise KommunedataError(f"{plan.folder / name} could not be written: {error}") from None
    return list(files)


def _record(plan: Plan, extra: list[str]) -> dict[str, Any]:
    """What a later batch looks at to see that there is nothing to do; empty unless everything is there."""
    if not plan.whole or check_complete(plan):
        return {}
    stems = {job.slug for job in plan.chosen}
    files = [path for path in plan.folder.iterdir() if path.stem in stems or path.name in extra]
    return {
        "inputs": plan.inputs,
        "pages": len(plan.chosen),
        "files": {path.name: manifest.hash_file(path) for path in sorted(files)},
    }


def _save(folder: Path, entries: dict[str, dict[str, Any]], record: dict[str, Any]) -> None:
    try:
        write_atomic(folder / "manifest.json", manifest.dump_manifest(entries, record))
    except OSError as error:
        raise KommunedataError(f"the record {folder / 'manifest.json'} could not be written: {error}") from None


def _check_folder(folder: Path, jobs: int) -> None:
    """Can the folder be written to, and is there room?"""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".probe.tmp"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise InputError(f"cannot write to {folder}: {error.strerror}") from None
    free, needed = shutil.disk_usage(folder).free, jobs * PAGE_SIZE + SPARE_SIZE
    if jobs and free < needed:
        raise InputError(f"{folder} has {free / 1e6:.0f} MB free; {jobs} pages need {needed / 1e6:.0f} MB")


def _lock(folder: Path) -> FileLock:
    """A lock that the operating system lets go when its holder dies."""
    lock = FileLock(folder / ".lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise InputError(f"another batch is writing to {folder}") from None
    return lock


def _latest_aar(file: Path) -> str:
    """The latest year with a figure, read without pandas."""
    with file.open(encoding="utf-8", newline="") as stream:
        years = [row["aar"] for row in csv.DictReader(stream) if row.get("andel")]
    return max(years, default="")
