"""Run one function over many jobs, in processes of this machine or on a Dask cluster.

A worker that dies costs only the job it was on, which is tried once more; a job that takes too long is ended.
"""

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

ATTEMPTS = 2  # a job whose worker died is tried so many times
TICK = 0.25  # seconds between two looks at the clock


@dataclass(frozen=True)
class Done:
    """How a job went: its result, or a line that says why there is none."""

    job: Any
    result: Any
    error: str
    seconds: float


@dataclass
class _Worker:
    process: BaseProcess
    connection: Connection
    job: Any = None
    attempt: int = 0
    started: float = 0.0


def preload(*modules: str) -> None:
    """Let the process from which workers are forked load modules, now and beside what this process does."""
    if sys.platform != "win32":
        from multiprocessing.forkserver import ensure_running

        _context().set_forkserver_preload(["__main__", *modules])
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # it inherits that: Ctrl-C is for this process
        try:
            ensure_running()
        finally:
            signal.signal(signal.SIGINT, before)


def run_local(
    function: Callable[[Any], Any],
    jobs: Iterable[Any],
    workers: int,
    timeout: float,
    starting: Callable[[Any], None] | None = None,
) -> Iterator[Done]:
    """Run the jobs in processes of this machine; yield each as it ends.

    Args:
        function: an importable function of one job; it and what it returns must pickle.
        jobs: the jobs, in order.
        workers: how many processes.
        timeout: seconds that a job may take before its worker is killed.
        starting: is told of each job that starts.
    """
    waiting = deque((job, 1) for job in jobs)
    team = [_start(function) for _ in range(min(workers, len(waiting)))]
    ended: list[Done] = []
    try:
        while waiting or ended or any(worker.job is not None for worker in team):
            for place, worker in enumerate(team):
                if worker.job is not None or not waiting:
                    continue
                if not worker.process.is_alive():  # it died while it had nothing to do
                    _end(worker)
                    worker = team[place] = _start(function)
                worker.job, worker.attempt = waiting.popleft()
                worker.started = time.monotonic()
                if starting:
                    starting(worker.job)
                with suppress(OSError):  # if it dies just now, its connection says so below
                    worker.connection.send(worker.job)
            yield from ended  # the workers have their next jobs by now
            ended.clear()
            busy = [worker.connection for worker in team if worker.job is not None]
            ready = wait(busy, timeout=TICK) if busy else []
            for place, worker in enumerate(team):
                seconds = time.monotonic() - worker.started
                late = worker.job is not None and seconds > timeout
                if worker.connection not in ready and not late:
                    continue
                try:
                    result, error = worker.connection.recv() if not late else (None, f"took over {timeout:g} s")
                except (EOFError, OSError):
                    result, error = None, f"its worker process died (exit code {_end(worker)})"
                    if worker.attempt < ATTEMPTS:
                        waiting.appendleft((worker.job, worker.attempt + 1))
                        team[place] = _start(function)
                        continue
                job, worker.job = worker.job, None
                if late or not worker.process.is_alive():
                    _end(worker)
                    team[place] = _start(function)
                ended.append(Done(job, result, error, seconds))
    finally:
        for worker in team:
            _end(worker)


def run_dask(function: Callable[[Any], Any], jobs: Iterable[Any], address: str) -> Iterator[Done]:
    """Run the jobs on a Dask cluster; yield each as it ends. A job whose worker is lost is moved to another.

    Raises:
        InputError: Dask is not installed, or nobody answers at the address.
    """
    from kommunedata.errors import InputError

    try:
        from distributed import Client, as_completed
    except ImportError:
        raise InputError("--dask needs Dask: pip install 'kommunedata[dask]'") from None
    try:
        client = Client(address, timeout=3)
    except (OSError, ValueError) as error:
        raise InputError(f"no Dask scheduler answers at {address}: {error}") from None
    with client:
        futures = {client.submit(_attempt, function, job, pure=False, retries=0): job for job in jobs}
        begun = time.monotonic()
        for future in as_completed(futures):
            job = futures[future]
            failure = future.exception()
            result, error = (None, f"{type(failure).__name__}: {failure}") if failure else future.result()
            yield Done(job, result, error, time.monotonic() - begun)
            future.release()


def _attempt(function: Callable[[Any], Any], job: Any) -> tuple[Any, str]:
    """The result of a job, or the line that says what went wrong: it must cross to another process."""
    from kommunedata.errors import KommunedataError

    try:
        return function(job), ""
    except KommunedataError as error:
        return None, str(error)
    except Exception as error:
        return None, f"{type(error).__name__}: {error}"


def _start(function: Callable[[Any], Any]) -> _Worker:
    context = _context()
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(function, theirs, dict(os.environ)), daemon=True)
    process.start()
    theirs.close()
    return _Worker(process, ours)


def _context() -> Any:
    return multiprocessing.get_context("spawn" if sys.platform == "win32" else "forkserver")


def _work(function: Callable[[Any], Any], connection: Connection, environment: dict[str, str]) -> None:
    os.environ.update(environment)  # the fork server may be older than the kernels it must find
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who gives the jobs
    threading.Thread(target=_end_with_parent, daemon=True).start()
    while True:
        try:
            job = connection.recv()
            connection.send(_attempt(function, job))
        except (EOFError, OSError):  # nobody is there any more
            return


def _end_with_parent() -> None:
    """Wait for the one who gives the jobs to die, and end at once, whatever this process is doing."""
    parent = multiprocessing.parent_process()
    if parent:
        wait([parent.sentinel])
        os._exit(1)


def _end(worker: _Worker) -> int | None:
    worker.connection.close()
    worker.process.kill()
    worker.process.join()
    return worker.process.exitcode
