"""Jobs given to the process that makes their pages, on this machine or on a Dask cluster."""

import atexit
import multiprocessing
import os
import pickle
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from typing import Any

from kommunedata.batch.loader import say, serve, set_environment
from kommunedata.errors import InputError

FORKS = sys.platform == "linux"  # elsewhere a forked process may find libraries in a bad state
MAKE = "kommunedata.batch.pages"  # named, not imported: the process that plans need not load what makes pages
ATTEMPTS = 2  # a job that is alone at work when the loader dies is tried so many times
PATIENCE = 5  # seconds in which a loader that is to stop sees to its pages
ENVIRONMENT = {
    "OPENBLAS_NUM_THREADS": "1",  # what has threads must not be forked
    "OMP_NUM_THREADS": "1",
    "PYTHONSAFEPATH": "1",  # `python -c`, by which processes start, would import a csv.py of the working directory
    "PYTHONPATH": "",  # or one of there; they are told the path of this process
}


@dataclass(frozen=True)
class Done:
    """How a job went: its result, or a line that says why there is none."""

    job: Any
    result: Any
    error: str
    seconds: float


class Pool:
    """The process that loads and then starts one for each job; it is started anew when it dies."""

    def __init__(self, *what: Any) -> None:
        self.what = what  # as `loader.serve` takes it
        self.start()

    def start(self) -> None:
        """Start the loader; it ignores Ctrl-C from the beginning."""
        context = multiprocessing.get_context("spawn")
        self.orders, theirs = context.Pipe()
        self.loader = context.Process(target=serve, args=(theirs, os.getpid(), *self.what))
        main = threading.current_thread() is threading.main_thread()
        before = signal.signal(signal.SIGINT, signal.SIG_IGN) if main else None
        self.loader.start()
        if main:
            signal.signal(signal.SIGINT, before)
        theirs.close()

    def restart(self) -> int | None:
        """Start another loader in the place of one that died; the exit code of that one."""
        self.loader.join(PATIENCE)
        self.stop()
        code = self.loader.exitcode
        self.start()
        return code

    def stop(self) -> None:
        """End the loader and its pages."""
        self.orders.close()
        self.loader.terminate()
        self.loader.join(PATIENCE)
        self.loader.kill()
        self.loader.join()


@contextmanager
def open_pool(workers: int, datasaet: str, make: str = MAKE) -> Iterator[Pool]:
    """A pool that loads at once, beside what this process does; its processes end with this one, however it ends."""
    kept = {name: os.environ.get(name) for name in ENVIRONMENT}
    os.environ.update(ENVIRONMENT)
    try:
        pool = Pool(kept, make, datasaet, workers, FORKS)
        try:
            yield pool
        finally:
            pool.stop()
    finally:
        set_environment(kept)


def run_jobs(
    pool: Pool, jobs: Iterable[Any], timeout: float, starting: Callable[[Any], None] = lambda _: None
) -> Iterator[Done]:
    """Make each page in a process of its own; yield each job as it ends, and tell `starting` of each that begins."""
    left = dict(enumerate(jobs))
    deaths: Counter[int] = Counter()  # of loaders, by the jobs that may be to blame
    suspects: set[int] = set()  # were at work when a loader died
    while left:
        # Suspects are tried one by one, so that none suffers for another.
        lot = [number for number in left if number in suspects][:1] or list(left)
        begun: dict[int, float] = {}
        for number, answer in _answers(pool, [(number, pickle.dumps(left[number])) for number in lot], timeout):
            if answer is None:
                begun[number] = time.monotonic()
                if number not in suspects:
                    starting(left[number])
            else:
                yield Done(left.pop(number), *answer)
        if lost := [number for number in lot if number in left]:
            code = pool.restart()
            at_work = [number for number in lost if number in begun]
            suspects.update(at_work)
            if len(at_work) > 1:  # any of them may be to blame
                continue
            for number in at_work or lost:  # where none was, it died while it loaded
                deaths[number] += 1
                if deaths[number] == ATTEMPTS:
                    seconds = time.monotonic() - begun.get(number, time.monotonic())
                    error = f"its worker process died (exit code {code})"
                    yield Done(left.pop(number), None, error, seconds)


def _answers(pool: Pool, lot: list[tuple[int, bytes]], timeout: float) -> Iterator[tuple[int, Any]]:
    """What the loader says of a lot, until all of it is done or the loader has died."""
    with suppress(EOFError, ConnectionError):
        pool.orders.send((lot, timeout))
        left = len(lot)
        while left:
            number, answer = pool.orders.recv()
            left -= answer is not None
            yield number, answer


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
            result, error, seconds = (None, say(failure), time.monotonic() - begun) if failure else future.result()
            yield Done(futures[future], result, error, seconds)
            future.release()


_one_by_one = threading.Lock()


def _work_on_dask(job: Any, timeout: float) -> tuple[Any, str, float]:
    """Make a page in a pool of this Dask worker: its process has threads, so it cannot be forked itself."""
    with _one_by_one:
        done = next(run_jobs(_own_pool(job.datasaet), [job], timeout))
    return done.result, done.error, done.seconds


@cache
def _own_pool(datasaet: str) -> Pool:
    # Dask's workers are daemons, which may have no children lest they stay behind; these end with their parent.
    multiprocessing.current_process()._config["daemon"] = False  # type: ignore[attr-defined]  # nothing public sets it
    stack = ExitStack()
    atexit.register(stack.close)
    return stack.enter_context(open_pool(1, datasaet))
