"""Processes that make pages: a pool of loaded workers, and a process of its own for each page.

Where processes can be forked cheaply and safely, a worker forks one for each page, in milliseconds: what a page does
to its process, no other page sees. Elsewhere each page gets a worker of its own. A page that hangs is ended, also in C
code, a worker that dies costs only the page it was on, which is tried once more, and no process outlives the one it
works for.
"""

import atexit
import ctypes
import gc
import logging
import multiprocessing
import os
import pickle
import random
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, TimeoutError, wait
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from pebble import ProcessExpired, ProcessPool

from kommunedata.errors import InputError, KommunedataError
from kommunedata.text import visible

FORKS = sys.platform == "linux"  # elsewhere a forked process may find libraries in a bad state
MAKE = "kommunedata.batch.jobs"  # named, not imported: the process that plans need not load what makes pages
ATTEMPTS = 2  # a job whose worker died is tried so many times
GRACE = 10  # seconds after its time that a job is ended with its worker, should the worker not do it
ENVIRONMENT = {
    "OPENBLAS_NUM_THREADS": "1",  # what has threads must not be forked
    "OMP_NUM_THREADS": "1",
    "PYTHONSAFEPATH": "1",  # `python -c`, by which workers start, would import a csv.py of the working directory
    "PYTHONPATH": "",  # or one of there; they are told the path of this process
}


@dataclass(frozen=True)
class Done:
    """How a job went: its result, or a line that says why there is none."""

    job: Any
    result: Any
    error: str
    seconds: float


@contextmanager
def open_pool(workers: int, datasaet: str, make: str = MAKE) -> Iterator[ProcessPool]:
    """Worker processes that load at once, beside what this process does; they end with it, however it ends.

    Args:
        workers: how many.
        datasaet: is loaded by each worker before its first job.
        make: the module with the function `make_page` of one job, and `warm_up`.
    """
    before = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # workers inherit that: Ctrl-C is for this process
    kept = {name: os.environ.get(name) for name in ENVIRONMENT}
    os.environ.update(ENVIRONMENT)
    pool = ProcessPool(
        workers,
        max_tasks=0 if FORKS else 1,
        initializer=_start_worker,
        initargs=(os.getpid(), kept, make, datasaet),
        context=multiprocessing.get_context("spawn"),
    )
    try:
        _ = pool.active  # starts the workers
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, before)
        yield pool
    finally:
        pool.stop()
        pool.join()
        _set_environment(kept)


def _set_environment(variables: dict[str, str | None]) -> None:
    for name, value in variables.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


def run_jobs(
    pool: ProcessPool,
    jobs: Iterable[Any],
    workers: int,
    timeout: float,
    starting: Callable[[Any], None] = lambda _: None,
    make: str = MAKE,
) -> Iterator[Done]:
    """Make the page of each job in a process of a pool; yield each job as it ends.

    Args:
        pool: as from `open_pool`.
        jobs: the jobs, in order.
        workers: how many processes the pool has.
        timeout: seconds that a job may take.
        starting: is told of each job that is handed out.
        make: as for `open_pool`.
    """
    waiting = iter([(job, 1) for job in jobs])
    again: list[tuple[Any, int]] = []
    running: dict[Future[Any], tuple[Any, int, float]] = {}

    def hand_out() -> None:
        # One more than there are workers: none waits while this process writes a page.
        while len(running) <= workers and (found := again.pop() if again else next(waiting, None)):
            job, attempt = found
            if attempt == 1:
                starting(job)
            future = pool.schedule(_work, args=[make, pickle.dumps(job), timeout], timeout=timeout + GRACE)
            running[future] = job, attempt, time.monotonic()

    hand_out()
    while running:
        ended, _ = wait(running, return_when=FIRST_COMPLETED)
        results = []
        for future in ended:
            job, attempt, began = running.pop(future)
            try:
                result, error, seconds = future.result()
            except TimeoutError:
                result, error, seconds = None, f"took over {timeout:g} s", time.monotonic() - began
            except ProcessExpired as failure:
                if attempt < ATTEMPTS:
                    again.append((job, attempt + 1))
                    continue
                error = f"its worker process died (exit code {failure.exitcode})"
                result, seconds = None, time.monotonic() - began
            results.append(Done(job, result, error, seconds))
        hand_out()  # the workers have their next jobs before these are written
        yield from results


def run_dask(jobs: Iterable[Any], address: str, timeout: float) -> Iterator[Done]:
    """Run the jobs on a Dask cluster; yield each as it ends. A job whose worker is lost is moved to another.

    Raises:
        InputError: Dask is not installed, or nobody answers at the address.
    """
    try:
        from distributed import Client, as_completed
    except ImportError:
        raise InputError("--dask needs Dask: pip install 'kommunedata[dask]'") from None
    try:
        client = Client(address, timeout=3)
    except (OSError, ValueError) as error:
        raise InputError(f"no Dask scheduler answers at {address}: {error}") from None
    with client:
        futures = {client.submit(_work_on_dask, job, timeout, pure=False, retries=0): job for job in jobs}
        begun = time.monotonic()
        for future in as_completed(futures):
            failure = future.exception()
            result, error, seconds = (None, _line(failure), time.monotonic() - begun) if failure else future.result()
            yield Done(futures[future], result, error, seconds)
            future.release()


def _start_worker(parent: int, environment: dict[str, str | None], make: str, datasaet: str) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _end_with_parent(parent)
    logging.getLogger("matplotlib").setLevel(logging.ERROR)  # of a home where it can keep nothing
    with suppress(Exception):  # what fails here fails in the page, where it is told
        import_module(make).warm_up(datasaet)
    _set_environment(environment)
    gc.freeze()  # what is loaded stays shared: no page's garbage collection writes to it


def _end_with_parent(parent: int) -> None:
    """End at once when the process that this one works for does, whatever this one is doing then."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
        if os.getppid() != parent:  # it has ended already
            os._exit(1)
    elif watched := multiprocessing.parent_process():
        threading.Thread(target=lambda: (watched.join(), os._exit(1)), daemon=True).start()


def _work(make: str, job: bytes, timeout: float) -> tuple[Any, str, float]:
    """Run a job in a fresh process and wait for it; its result, or the line that says why there is none."""
    began = time.monotonic()
    result, error = _in_own_process(make, job, timeout) if FORKS else _attempt(make, job)
    return result, error, time.monotonic() - began


def _in_own_process(make: str, job: bytes, timeout: float) -> tuple[Any, str]:
    ours, theirs = multiprocessing.Pipe(duplex=False)
    parent, pid = os.getpid(), os.fork()
    if not pid:
        os.setpgid(0, 0)
        _end_with_parent(parent)
        random.seed()
        if numpy := sys.modules.get("numpy"):
            numpy.random.seed()  # else all pages draw the same numbers
        ours.close()
        with suppress(BrokenPipeError):
            theirs.send(_attempt(make, job))
        os._exit(0)
    theirs.close()
    result, error = None, f"took over {timeout:g} s"
    with ours:
        if ours.poll(timeout):
            try:
                result, error = ours.recv()
            except EOFError:
                error = "its process died"
    with suppress(OSError):
        os.setpgid(pid, pid)  # it does so too: nobody knows who comes first
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)  # with whatever it has started
    _, status = os.waitpid(pid, 0)
    if error == "its process died":
        error += f" (exit code {os.waitstatus_to_exitcode(status)})"
    return result, error


def _attempt(make: str, job: bytes) -> tuple[Any, str]:
    """The result of a job, or the line that says what went wrong: it must cross to another process.

    The job is unpacked here and not by the pool, which would lose one that cannot be, and wait for it forever.
    """
    try:
        return import_module(make).make_page(pickle.loads(job)), ""
    except BaseException as error:
        return None, _line(error)


def _line(error: BaseException) -> str:
    return visible(str(error) if isinstance(error, KommunedataError) else f"{type(error).__name__}: {error}")


def _work_on_dask(job: Any, timeout: float) -> tuple[Any, str, float]:
    """As `_work`, in a pool of this Dask worker: its process has threads, so it cannot be forked itself."""
    done = next(run_jobs(_own_pool(job.datasaet), [job], 1, timeout))
    return done.result, done.error, done.seconds


@cache
def _own_pool(datasaet: str) -> ProcessPool:
    # Dask's workers are daemons, which may have no children lest they stay behind; these end with their parent.
    multiprocessing.current_process()._config["daemon"] = False  # type: ignore[attr-defined]  # nothing public sets it
    stack = ExitStack()
    atexit.register(stack.close)
    return stack.enter_context(open_pool(1, datasaet))
