"""Doing what a plan says: each page is written as it comes, the start page and the workbook last.

Pages appear whole or not at all, a failing page leaves its older one alone, and a batch that was killed goes on where
it was.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from kommunedata.batch import index, manifest
from kommunedata.batch.plan import Job, Plan
from kommunedata.batch.pool import Done, Pool, run_dask, run_jobs
from kommunedata.datasaet.frame import Datasaet
from kommunedata.errors import InputError
from kommunedata.files import write_atomic


def run_plan(plan: Plan, pool: Pool | None, *, timeout: float, dask: str = "", starting: Any = None) -> Iterator[Done]:
    """Make the pages of a plan and yield each as it ends, written or failed; last, the index and the workbook.

    Raises:
        InputError: another batch is writing to the folder.
        KommunedataError: the index or the record could not be written.
    """
    with _lock(plan), ThreadPoolExecutor(1) as beside:
        workbook = beside.submit(index.workbook, plan.datasaet)
        entries = manifest.load_manifest(plan.folder)
        for leftover in plan.folder.glob(".*.tmp"):  # of a batch that was killed while it wrote
            leftover.unlink(missing_ok=True)
        if dask:
            results = run_dask(plan.jobs, dask, timeout)
        else:
            assert pool is not None
            results = run_jobs(pool, plan.jobs, timeout, starting or (lambda _: None))
        for done in results:
            done = write_page(plan, done)
            entries[done.job.slug] = manifest.make_entry(
                plan.folder, done.job.slug, plan.inputs, done.error, done.seconds
            )
            manifest.save_manifest(plan.folder, entries, {})
            yield done
        extra = index.write_index(plan.datasaet, plan.aar, plan.folder, workbook.result())
        if not plan.whole or plan.jobs != plan.chosen or plan.missing():
            _set_links(plan.folder, entries)
            manifest.save_manifest(plan.folder, entries, {})
        manifest.save_manifest(plan.folder, entries, plan.record(extra))


def _set_links(folder: Path, entries: dict[str, Any]) -> None:
    """Let the pages of a folder that is not whole, or was not, link to those that are there; none is older for it."""
    for slug, entry in entries.items():
        page = folder / f"{slug}.html"
        if entry["page"] == manifest.hash_file(page) != "":
            index.set_links(page)
            entry["page"] = manifest.hash_file(page)


def write_page(plan: Plan, done: Done) -> Done:
    """Write the files of a page that was made, and forget them; a disk that is full makes it a failure."""
    if done.error:
        return done
    try:
        write_files(plan.datasaet, done.job, done.result, plan.folder)
    except OSError as error:
        return replace(done, result=None, error=f"could not be written: {error}")
    return replace(done, result=None)


def write_files(datasaet: Datasaet, job: Job, files: dict[str, bytes], folder: Path) -> list[Path]:
    """Write the files of a page, and for a kommune its figures as CSV; the page last: it says that all is there."""
    if kommune := job.parameters.get("kommune"):
        files = {**files, ".csv": index.notat_csv(datasaet, kommune, job.aar)}
    return [write_atomic(folder / f"{job.slug}{suffix}", files[suffix]) for suffix in sorted(files, key=".html".__eq__)]


def _lock(plan: Plan) -> FileLock:
    """A lock that the operating system lets go when its holder dies."""
    lock = FileLock(plan.folder / ".lock", fallback_to_soft=False)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise InputError(f"another batch is writing to {plan.folder}") from None
    except OSError as error:  # network folders, some of them
        raise InputError(
            f"{plan.folder} cannot be locked ({error}): choose a folder on a disk of this machine"
        ) from None
    return lock
