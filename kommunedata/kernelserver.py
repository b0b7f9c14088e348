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
from contextlib import suppress
from importlib import import_module
from pathlib import Path

PRELOAD = (
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.extensions.storemagic",
    "ipykernel.debugger",
    "ipykernel.kernelapp",
    "faulthandler",
    "kommunedata.afsnit",
    "matplotlib.backends.backend_svg",
    "matplotlib.pyplot",
    "pandera.pandas",
    "pandas.core.reshape.reshape",
    "seaborn",
    "sqlite3",
    "tornado.platform.asyncio",
    "zmq.utils.garbage",
)
ENVIRONMENT = {
    "OPENBLAS_NUM_THREADS": "1",  # what has threads must not be forked
    "OMP_NUM_THREADS": "1",
    "OBJC_DISABLE_INITIALIZE_FORK_SAFETY": "YES",  # the same on macOS
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",  # no advice from the debugger, which is a part of ipykernel
}
INLINE = "module://matplotlib_inline.backend_inline"  # the backend that ipykernel chooses
ARGUMENTS = ["--HistoryManager.hist_file=:memory:"]  # with which nbclient starts its kernels
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
    spare = _fork_kernel(folder, listener)
    while sys.stdin not in (ready := select.select([sys.stdin, listener, *kernels], [], [], DEATH_CHECK)[0]):
        for connection, pid in list(kernels.items()):
            if connection in ready or os.waitpid(pid, os.WNOHANG)[0]:
                _end(connection, kernels.pop(connection))
        if listener in ready:
            connection, _ = listener.accept()
            control, kernels[connection] = spare
            with control, suppress(OSError), connection.makefile("rb") as stream:  # a dead one is seen above
                socket.send_fds(control, [b"!"], [connection.fileno()])
                control.sendall(stream.readline())
            spare = _fork_kernel(folder, listener, *kernels)
    for connection, pid in (*kernels.items(), spare):
        _end(connection, pid)
    shutil.rmtree(folder, ignore_errors=True)


def preload(datasaet: str) -> None:
    """Import what a notat needs and fill its caches; what fails here fails in the notebook, where it is told."""
    for module in PRELOAD:
        with suppress(Exception):
            import_module(module)
    with suppress(Exception):
        warm_up(datasaet)


def warm_up(datasaet: str) -> None:
    """Make the parts of a notat, so that files, templates, fonts and printed numbers are there for all kernels."""
    import kommunedata as kd
    from kommunedata import afsnit

    andele = kd.load_andele(datasaet)
    last = andele.iloc[-1]
    notat = kd.build_notat(andele, kd.load_kilde(datasaet), last["kommunekode"], int(last["aar"]))
    peers, placeringer = kd.choose_peers("", notat.kommune), kd.list_placeringer(andele, notat.aar)
    afsnit.hoved(notat)
    afsnit.overblik(notat, andele, peers)
    for konto in notat.hovedkonti:
        afsnit.hovedkonto(notat, konto, placeringer, peers)
    afsnit.metode(notat)


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
    app.initialize(sys.argv[1:])
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
