"""The server behind `kommunedata.kernels`: a process that has loaded everything and is forked for every kernel.

It has one thread and no state but the kernels that run. A kernel is tied to the connection through which it was
asked for: when its owner closes it or dies, the server ends the kernel and all that the kernel has started; when
the kernel dies, the server closes the connection. The server is tied to its standard input in the same way.
"""

import gc
import json
import logging
import os
import select
import shutil
import signal
import socket
import sys
from collections import UserDict, deque
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

PRELOAD = (
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "ipykernel.debugger",
    "ipykernel.kernelapp",
    "faulthandler",
    "kommunedata.notat.afsnit",
    "matplotlib.backends.backend_svg",
    "matplotlib.pyplot",
    "pandera.pandas",
    "pandas.core.reshape.reshape",
    "sqlite3",
    "tornado.platform.asyncio",
    "zmq.utils.garbage",
)
ENVIRONMENT = {
    "OPENBLAS_NUM_THREADS": "1",  # what has threads must not be forked
    "OMP_NUM_THREADS": "1",
    "OBJC_DISABLE_INITIALIZE_FORK_SAFETY": "YES",  # the same on macOS
}
INLINE = "module://matplotlib_inline.backend_inline"  # the backend that ipykernel chooses
ARGUMENTS = ["--HistoryManager.hist_file=:memory:"]  # with which nbclient starts its kernels
SPARES = 2  # kernels that are ready before anybody asks: two workers may ask at once
DEATH_CHECK = 0.2  # seconds between two looks for kernels that have died


def serve(descriptor: int, folder: str, datasaet: str) -> None:
    """Load, then fork a kernel for each connection, until standard input closes.

    Args:
        descriptor: of the socket that listens for connections.
        folder: where kernels keep their sockets; removed at the end.
        datasaet: what to load.
    """
    listener = socket.socket(fileno=descriptor)
    preload(datasaet)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # from now on there are kernels to end first
    gc.freeze()  # what is loaded stays shared: no kernel's garbage collection writes to it
    kernels: dict[socket.socket, int] = {}
    spares: deque[tuple[socket.socket, int]] = deque()
    while True:
        while len(spares) < SPARES:
            spares.append(_fork_kernel(folder, listener, *kernels, *(control for control, _ in spares)))
        ready = select.select([sys.stdin, listener, *kernels], [], [], DEATH_CHECK)[0]
        if sys.stdin in ready:
            break
        for connection, pid in list(kernels.items()):
            if connection in ready or os.waitpid(pid, os.WNOHANG)[0]:
                _end(connection, kernels.pop(connection))
        if listener in ready:
            connection, _ = listener.accept()
            control, kernels[connection] = spares.popleft()
            with control, suppress(OSError), connection.makefile("rb") as stream:  # a dead one is seen above
                socket.send_fds(control, [b"!"], [connection.fileno()])
                control.sendall(stream.readline())
    for connection, pid in (*kernels.items(), *spares):
        _end(connection, pid)
    shutil.rmtree(folder, ignore_errors=True)


def preload(datasaet: str) -> None:
    """Import what a notat needs and fill its caches; what fails here fails in the notebook, where it is told."""
    sys.modules["debugpy"] = None  # type: ignore[assignment]  # nobody looks into the kernel of a notat
    for module in PRELOAD:
        with suppress(Exception):
            import_module(module)
    with suppress(Exception):
        warm_up(datasaet)


def warm_up(datasaet: str) -> None:
    """Make the parts of a notat, so that files, templates, fonts and printed numbers are there for all kernels.

    Not by the cells of the notebook: what those leave behind no kernel may see.
    """
    import kommunedata as kd
    from kommunedata.notat import afsnit, overskrifter

    andele, kilde = kd.load_andele(datasaet), kd.load_kilde(datasaet)
    last = andele.iloc[-1]
    notat = kd.build_notat(andele, kilde, last["kommunekode"], int(last["aar"]))
    peers, placeringer = kd.choose_peers("", notat.kommune), kd.list_placeringer(andele, notat.aar)
    afsnit.hoved(notat)
    afsnit.overblik(notat, andele, peers)
    afsnit.sammenligning(kd.build_sammenligning(andele, notat.aar, peers))
    for konto in notat.hovedkonti:
        afsnit.hovedkonto(notat, konto, placeringer, peers)
    overskrifter.anbefalinger()
    afsnit.anbefalinger()
    afsnit.metode(notat)
    afsnit.kilder(kilde, {})


def _end(connection: socket.socket, pid: int) -> None:
    with suppress(OSError):
        os.killpg(pid, signal.SIGKILL)
    with suppress(ChildProcessError):
        os.waitpid(pid, 0)
    connection.close()


def _fork_kernel(folder: str, *inherited: socket.socket) -> tuple[socket.socket, int]:
    """Fork a kernel that gets ready and waits; return the socket to tell it for whom it is, and its process id."""
    ours, theirs = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        for other in (ours, *inherited):
            other.close()
        _run_kernel(theirs, folder)
        sys.exit()
    theirs.close()
    os.setpgid(pid, pid)
    return ours, pid


class _Modules(UserDict[str, Any]):
    """The modules that are loaded, for the time in which a kernel gets ready.

    ipykernel lists the files of all of them for its debugger. Looking at so many objects would copy five megabytes
    of the memory that the kernel shares with the server, and a fifth of the time it takes to get ready.
    """

    def __init__(self) -> None:
        self.data = sys.modules

    def copy(self) -> Any:
        """None: there is no debugger."""
        return {}


def _run_kernel(control: socket.socket, folder: str) -> None:
    """Be a kernel: get ready, wait for an owner, tell it the process id and how to connect, and work for it."""
    import numpy as np
    from ipykernel.kernelapp import IPKernelApp

    os.setpgid(0, 0)  # the server does so too: nobody knows who comes first
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    with Path(os.devnull).open() as nothing:
        os.dup2(nothing.fileno(), sys.stdin.fileno())
    np.random.seed()  # else all kernels draw the same numbers
    file = Path(folder, f"{os.getpid()}.json")
    sys.argv = ["ipykernel_launcher", "-f", str(file), *ARGUMENTS]
    # It ends itself when the server is gone. Of its end it is the owner who speaks, so it logs nothing.
    app = IPKernelApp.instance(parent_handle=os.getppid(), log_level=logging.CRITICAL, transport="ipc")
    modules, sys.modules = sys.modules, _Modules()  # type: ignore[assignment]
    app.initialize(sys.argv[1:])
    sys.modules = modules
    app.log.setLevel(logging.CRITICAL)  # not to make up in vain what is not logged
    app.kernel._execute_sleep = 0  # what waits for messages to arrive; nbclient sees to that by itself
    to_connect = json.loads(file.read_text())
    file.unlink()
    _, owner, *_ = socket.recv_fds(control, 1, 1)
    if not owner:  # the server has ended
        return
    with control, control.makefile("rb") as stream:
        line = stream.readline()
    if not line:  # the owner has
        return
    request = json.loads(line)
    os.environ.clear()
    os.environ.update(request["env"])
    os.environ.setdefault("MPLBACKEND", INLINE)
    app.kernel.shell.init_environment()
    os.chdir(request["cwd"])
    with socket.socket(fileno=owner[0]) as connection, suppress(OSError):
        connection.sendall(json.dumps({"pid": os.getpid(), "to_connect": to_connect}).encode() + b"\n")
    app.start()
