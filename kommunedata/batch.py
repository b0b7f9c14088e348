"""All notater of a year: run what a plan says is to be made, and write each page as it comes.

One fresh kernel per notat, forked from a server that has loaded everything (`kernels`); worker processes run the
notebooks (`pool`); this process writes. Pages appear whole or not at all, a failing notat leaves its older page
alone, and a batch that was killed goes on where it was (`manifest`).
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock, Timeout

from kommunedata import manifest
from kommunedata.errors import InputError, KommunedataError
from kommunedata.files import write_atomic
from kommunedata.plan import Plan, is_current

if TYPE_CHECKING:
    from kommunedata.jobs import Job
    from kommunedata.pool import Done


@contextmanager
def prepare(datasaet: str) -> Iterator[None]:
    """While this is open, the kernels and workers of a batch are forked from what is loaded once.

    It returns at once: open it around `plan_batch` and `run_plan`, so that planning and loading run side by side.
    """
    from kommunedata import pool
    from kommunedata.kernels import fast_kernels

    with fast_kernels(datasaet):
        pool.preload("kommunedata.jobs", "kommunedata.notebooks", "kommunedata.page.export")
        yield


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
    return [job.name for job in plan.chosen if not is_current(entries, plan.inputs, plan.folder, job)]


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


def _lock(folder: Path) -> FileLock:
    """A lock that the operating system lets go when its holder dies."""
    lock = FileLock(folder / ".lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise InputError(f"another batch is writing to {folder}") from None
    return lock
