"""All notater of a year: check everything, run what is not up to date, write each page as it comes.

One fresh kernel per notat, forked from a server that has loaded everything (`kernels`); worker processes run the
notebooks (`pool`); this process writes. Pages appear whole or not at all, a failing notat leaves its older page
alone, and a batch that was killed goes on where it was (`manifest`).
"""

import csv
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock, Timeout

from kommunedata import manifest, paths
from kommunedata.errors import InputError, KommunedataError

if TYPE_CHECKING:
    import pandas as pd

    from kommunedata.kilde import Kilde
    from kommunedata.kommuner import Kommune
    from kommunedata.pool import Done

PAGE_SIZE = 400_000  # bytes to have free per notat, page and CSV
SPARE_SIZE = 20_000_000  # bytes to have free besides


@dataclass(frozen=True)
class Job:
    """One notat to make; it travels to another process, perhaps on another machine."""

    kommune: "Kommune"
    aar: int
    datasaet: str
    sha256: str
    afsender: str
    links: str


@dataclass(frozen=True)
class Plan:
    """What a batch is to do, once everything that could stop it has been checked."""

    folder: Path
    inputs: str
    placeringer: "pd.DataFrame"
    kilde: "Kilde"
    aar: int
    afsender: str
    chosen: tuple["Kommune", ...]
    current: tuple["Kommune", ...]
    jobs: tuple["Kommune", ...]


def is_done(out: Path, datasaet: str, aar: int | None, afsender: str) -> int:
    """How many notater there are, if all of a year are made and up to date; else 0. Loads nothing."""
    from kommunedata.kilde import datasaet_dir

    source = datasaet_dir(datasaet)
    folder = out / datasaet / str(aar or _latest_aar(source / "andele.csv"))
    inputs = manifest.hash_inputs(source, datasaet=datasaet, aar=folder.name, afsender=afsender)
    record = manifest.load_plan(folder)
    if record.get("inputs") != inputs:
        return 0
    whole = all(manifest.hash_file(folder / name) == digest for name, digest in record["files"].items())
    return int(record["notater"]) if whole else 0


def plan_batch(
    out: Path,
    datasaet: str,
    aar: int | None = None,
    *,
    only: list[str] | None = None,
    limit: int | None = None,
    force: bool = False,
    failed: bool = False,
    afsender: str = "",
) -> Plan:
    """Check all that can be checked and find out what there is to do.

    Args:
        out: the folder to write to; pages go to `OUT/DATASAET/AAR/`.
        datasaet: name of the datasaet.
        aar: the year; the latest with figures if left out.
        only: municipalities to make; all of the year if left out.
        limit: make so many at the most.
        force: make also what is up to date.
        failed: make just those that failed last time.
        afsender: sender to print.

    Raises:
        InputError: something is missing, unknown, damaged or not writable; nothing was started.
    """
    from kommunedata import export, index, redaktionelt
    from kommunedata.andele import load_andele
    from kommunedata.kilde import datasaet_dir, load_kilde
    from kommunedata.kommuner import find_kommuner
    from kommunedata.notat import build_notat
    from kommunedata.ranking import choose_aar, list_placeringer

    kilde, andele = load_kilde(datasaet), load_andele(datasaet)
    year = choose_aar(andele, aar)
    placeringer = list_placeringer(andele)
    parameters = dict.fromkeys(("kommune", "aar", "datasaet", "afsender"))
    export.check_parameters(paths.notebook("kommunenotat"), parameters)
    redaktionelt.check_all()
    possible = index.list_jobs(placeringer, year)
    chosen = find_kommuner(only) if only else possible
    if without := [kommune.kommune for kommune in chosen if kommune not in possible]:
        raise InputError(f"no figures for {', '.join(without)} in {year} in datasaet '{datasaet}'")
    build_notat(andele, kilde, chosen[0], year)
    folder = out / datasaet / str(year)
    inputs = manifest.hash_inputs(datasaet_dir(datasaet), datasaet=datasaet, aar=str(year), afsender=afsender)
    entries = manifest.load_manifest(folder)
    if failed:
        slugs = set(manifest.list_failed(entries))
        chosen = [kommune for kommune in chosen if kommune.slug in slugs]
    current = [
        kommune
        for kommune in chosen
        if not force and manifest.is_current(entries.get(kommune.slug), inputs, folder / f"{kommune.slug}.html")
    ]
    jobs = [kommune for kommune in chosen if kommune not in current][:limit]
    _check_folder(folder, len(jobs))
    return Plan(folder, inputs, placeringer, kilde, year, afsender, tuple(chosen), tuple(current), tuple(jobs))


def run_plan(
    plan: Plan,
    *,
    workers: int,
    timeout: float,
    dask: str = "",
    starting: Callable[["Kommune"], None] | None = None,
) -> Iterator["Done"]:
    """Make the notater of a plan and yield each as it ends, written or failed; last, the index and the workbook.

    Raises:
        InputError: another batch is writing to the folder.
        KommunedataError: the index or the record could not be written.
    """
    from kommunedata import export, index, pool

    entries = manifest.load_manifest(plan.folder)
    with _lock(plan.folder):
        for leftover in plan.folder.glob(".*.tmp"):  # of a batch that was killed while it wrote
            leftover.unlink(missing_ok=True)
        make_job = partial(_job, plan)
        if dask:
            results = pool.run_dask(export.make_notat_anywhere, map(make_job, plan.jobs), dask)
        else:
            told = (lambda job: starting(job.kommune)) if starting else None
            results = _run_here(plan, make_job, workers, timeout, told)
        for done in results:
            done = _write(plan, done)
            entries[done.job.kommune.slug] = _entry(plan, done)
            _save(plan.folder, entries)
            yield done
        pages = {kommune.slug for kommune in index.list_jobs(plan.placeringer, plan.aar)}
        pages = {slug for slug in pages if (plan.folder / f"{slug}.html").exists()}
        extra = {
            index.XLSX: index.workbook(plan.placeringer, plan.kilde),
            "index.html": index.render_index(plan.placeringer, plan.kilde, plan.aar, pages, landsoverblik=False),
        }
        for name, content in extra.items():
            try:
                export.write_atomic(plan.folder / name, content)
            except OSError as error:
                raise KommunedataError(f"{plan.folder / name} could not be written: {error}") from None
        _save(plan.folder, entries, plan, tuple(extra))


def check_complete(plan: Plan) -> list[str]:
    """Names of those chosen whose page is not there as it was made; empty when the batch is complete."""
    entries = manifest.load_manifest(plan.folder)
    return [
        kommune.kommune
        for kommune in plan.chosen
        if not manifest.is_current(entries.get(kommune.slug), plan.inputs, plan.folder / f"{kommune.slug}.html")
    ]


def _run_here(plan: Plan, make_job: Callable, workers: int, timeout: float, starting: Any) -> Iterator["Done"]:
    from kommunedata import export, pool
    from kommunedata.kernels import fast_kernels

    if plan.jobs:
        with fast_kernels(plan.kilde.navn):
            yield from pool.run_local(export.make_notat, map(make_job, plan.jobs), workers, timeout, starting)


def _job(plan: Plan, kommune: "Kommune") -> Job:
    from kommunedata import index

    links = index.links(plan.placeringer, kommune, plan.aar)
    return Job(kommune, plan.aar, plan.kilde.navn, plan.kilde.sha256, plan.afsender, links)


def _write(plan: Plan, done: "Done") -> "Done":
    """Write the page and the CSV of a notat that was made; a disk that is full makes it a failure."""
    from kommunedata import export

    if done.error:
        return done
    path = plan.folder / f"{done.job.kommune.slug}.html"
    try:
        csv_file = export.notat_csv(plan.placeringer, done.job.kommune, plan.aar)
        export.write_atomic(path.with_suffix(".csv"), csv_file)
        export.write_atomic(path, done.result)
    except OSError as error:
        return replace(done, result=None, error=f"could not be written: {error}")
    return done


def _entry(plan: Plan, done: "Done") -> dict[str, Any]:
    path = plan.folder / f"{done.job.kommune.slug}.html"
    return {
        "inputs": "" if done.error else plan.inputs,
        "page": manifest.hash_file(path),
        "result": "fejl" if done.error else "ok",
        "error": done.error,
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": round(done.seconds, 3),
        "bytes": path.stat().st_size if path.exists() else 0,
    }


def _save(folder: Path, entries: dict[str, dict[str, Any]], plan: Plan | None = None, extra: tuple = ()) -> None:
    from kommunedata import export

    record = {}
    if plan and not check_complete(plan) and len(plan.chosen) == len(entries):
        names = [f"{kommune.slug}.{kind}" for kommune in plan.chosen for kind in ("html", "csv")]
        files = {name: manifest.hash_file(folder / name) for name in [*names, *extra]}
        record = {"inputs": plan.inputs, "notater": len(plan.chosen), "files": files}
    try:
        export.write_atomic(folder / "manifest.json", manifest.dump_manifest(entries, record))
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
        raise InputError(f"{folder} has {free / 1e6:.0f} MB free; {jobs} notater need {needed / 1e6:.0f} MB")


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
