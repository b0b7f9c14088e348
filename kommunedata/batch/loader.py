"""The process that has loaded all that a page needs, and gives each job a process of its own.

Where processes can be forked cheaply and safely, a job's is forked from this one, in milliseconds: what a page does to
its process, no other page sees. Elsewhere each loads for itself. A page that hangs is ended, also in C code, one that
dies costs no other, and no process outlives the one it works for.
"""

import ctypes
import gc
import logging
import multiprocessing
import os
import pickle
import signal
import sys
import threading
import time
from collections import deque
from contextlib import suppress
from importlib import import_module
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from kommunedata.errors import KommunedataError
from kommunedata.text import visible

Environment = dict[str, str | None]


def serve(
    orders: Connection, parent: int, environment: Environment, make: str, datasaet: str, workers: int, forks: bool
) -> None:
    """Load, then take lots of jobs for as long as the process that gives them lives.

    Args:
        orders: brings lots, a list of (number, pickled job) and the seconds that each may take, and takes what comes
            of them: (number, None) when one begins, (number, (result, error, seconds)) when it ends.
        parent: the process id of the one who gives them.
        environment: the variables that the pages are to have.
        make: the module with the functions `make_page` of one job, and `warm_up`.
        datasaet: what to load.
        workers: how many processes to have at work.
        forks: whether they are forked from this one.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who gives the jobs
    _end_with(parent)
    logging.getLogger("matplotlib").setLevel(logging.ERROR)  # of a home where it can keep nothing
    if forks:
        with suppress(Exception):  # what fails here fails in the page, where it is told
            import_module(make).warm_up(datasaet)
        gc.freeze()  # what is loaded stays shared: no page's garbage collection writes to it
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # from here on it sees that orders are closed, and ends its pages
    context = multiprocessing.get_context("fork" if forks else "spawn")
    with suppress(EOFError, ConnectionError):  # nobody is there any more
        while True:
            _run(orders, context, (os.getpid(), environment, make), workers, *orders.recv())


def _run(
    orders: Connection, context: Any, what: tuple[Any, ...], workers: int, jobs: list[tuple[int, bytes]], timeout: float
) -> None:
    waiting = deque(jobs)
    running: dict[Connection, tuple[int, BaseProcess, float]] = {}
    over: list[tuple[int, Connection, BaseProcess, str, float]] = []
    try:
        while waiting or running or over:
            while waiting and len(running) < workers:
                number, job = waiting.popleft()
                orders.send((number, None))
                try:
                    page, process = _start(context, *what, job)
                except OSError as error:  # there is no room for another process
                    if over:  # there may be when those have ended
                        waiting.appendleft((number, job))
                        break
                    orders.send((number, (None, say(error), 0.0)))
                else:
                    running[page] = number, process, time.monotonic()
            while over:  # after the next has begun: it need not wait for these to end and to be taken
                number, page, process, late, seconds = over.pop()
                orders.send((number, (*_end(page, process, late), seconds)))
            if not running:
                continue
            first = min(began for _, _, began in running.values())
            ready = wait([orders, *running], max(0, first + timeout - time.monotonic()))
            if orders in ready:
                raise EOFError
            for page, (number, process, began) in list(running.items()):
                seconds = time.monotonic() - began
                if page in ready or seconds >= timeout:
                    del running[page]
                    over.append((number, page, process, "" if page in ready else f"took over {timeout:g} s", seconds))
    finally:
        left = [(page, process) for page, (_, process, _) in running.items()]
        for page, process in (*left, *((page, process) for _, page, process, _, _ in over)):
            _end(page, process, "stopped")


def _start(context: Any, *what: Any) -> tuple[Connection, BaseProcess]:
    page, theirs = context.Pipe(duplex=False)
    with theirs:
        process = context.Process(target=_make, args=(theirs, *what))
        process.start()
    return page, process


def _end(page: Connection, process: BaseProcess, error: str = "") -> tuple[Any, str]:
    """What became of a job: its result, or why there is none. Its process is gone then, with whatever it started."""
    result, died = None, False
    with page:
        if not error:
            try:
                result, error = page.recv()
            except (EOFError, OSError):
                died = True
    if sys.platform == "linux":
        assert process.pid
        with suppress(OSError):
            os.setpgid(process.pid, process.pid)  # it does so too: nobody knows who comes first
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.join()
    return result, f"its process died (exit code {process.exitcode})" if died else error


def _make(answer: Connection, parent: int, environment: Environment, make: str, job: bytes) -> None:
    """Make the page of a job in this process, which does nothing else."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if sys.platform == "linux":
        os.setpgid(0, 0)
    _end_with(parent)
    set_environment(environment)
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed()  # else all pages draw the same numbers
    # The job is unpacked here: one that cannot be is an error of its own. What is said must cross to another process.
    try:
        outcome = import_module(make).make_page(pickle.loads(job)), ""
    except BaseException as error:
        outcome = None, say(error)
    with suppress(BrokenPipeError):
        answer.send(outcome)


def say(error: BaseException) -> str:
    """What went wrong, in a line."""
    return visible(str(error) if isinstance(error, KommunedataError) else f"{type(error).__name__}: {error}")


def set_environment(variables: Environment) -> None:
    """Set these variables, and unset those that are None."""
    for name, value in variables.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


def _end_with(parent: int) -> None:
    """End at once when the process that this one works for does, whatever this one is doing then."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
        if os.getppid() != parent:  # it has ended already
            os._exit(1)
    elif watched := multiprocessing.parent_process():
        threading.Thread(target=lambda: (watched.join(), os._exit(1)), daemon=True).start()
