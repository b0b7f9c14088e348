"""Fast kernels: the kernel of a notat is forked from a server that has imported and loaded everything before.

An ordinary kernel spends seconds on its imports. Here one process, the server (`kommunedata.kernelserver`), does
that work once and is then forked for every notat, in milliseconds. Kernels share the memory of what was loaded,
yet none sees what another has done. Nobody outlives the one it works for: a kernel ends with the process that
asked for it, the server with the process that opened `fast_kernels`, and a kernel whose server was killed ends
itself within a second.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from multiprocessing.connection import wait
from pathlib import Path
from queue import Empty
from typing import Any, cast

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.factory import KernelProvisionerFactory
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from kommunedata import kernelserver

FOLDER = "KOMMUNEDATA_KERNELS"  # environment variable: where the server is
PROVISIONER = "JUPYTER_DEFAULT_PROVISIONER_NAME"  # environment variable of jupyter_client
START_TIMEOUT = 60  # seconds for the server to load and a kernel to start
END_TIMEOUT = 5  # seconds for a killed kernel to disappear


@contextmanager
def fast_kernels(datasaet: str = "modeldata") -> Iterator[None]:
    """While this is open, the Python kernels of this process and of its worker processes are forked.

    It returns at once, so that the caller's own imports and those of the server run side by side; the first
    kernel waits for the server. Worker processes learn of it from the environment: start them inside. A kernel
    that cannot be forked starts the ordinary way: on Windows, when the server could not load or has died, and
    when it is not an ipykernel of this Python.

    Args:
        datasaet: is loaded by the server, so that `load_andele` costs a kernel nothing.

    Example:
        >>> with fast_kernels():
        ...     Path(os.environ["KOMMUNEDATA_KERNELS"]).is_dir()
        True
    """
    if not hasattr(os, "fork"):
        yield
        return
    before = {name: os.environ.get(name) for name in (FOLDER, PROVISIONER)}
    # The path of a socket has room for 104 characters; the names in the folder take up to 20.
    root = "/tmp" if len(tempfile.gettempdir()) > 60 else None
    with (
        tempfile.TemporaryDirectory(prefix="kommunedata-", dir=root, ignore_cleanup_errors=True) as folder,
        _server(folder, datasaet),
    ):
        _set_environment({FOLDER: folder, PROVISIONER: "kommunedata-fork"})
        try:
            yield
        finally:
            _set_environment(before)


@contextmanager
def _server(folder: str, datasaet: str) -> Iterator[None]:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(f"{folder}/server")
        listener.listen()  # from now on a kernel can be asked for, though the server has yet to load
        serve = f"from kommunedata.kernelserver import serve; serve({listener.fileno()}, {folder!r}, {datasaet!r})"
        server = subprocess.Popen(
            # As in ipykernel_launcher, nothing is imported from the working directory.
            [sys.executable, "-c", f"import sys; sys.path = list(filter(None, sys.path)); {serve}"],
            stdin=subprocess.PIPE,  # closes when this process ends, however it ends
            pass_fds=[listener.fileno()],
            env={"MPLBACKEND": kernelserver.INLINE, **os.environ, **kernelserver.ENVIRONMENT},
            start_new_session=True,  # Ctrl-C is meant for this process
        )
    try:
        yield
    finally:
        server.terminate()  # ends it while it loads; then it is its standard input that does
        try:
            server.communicate(timeout=END_TIMEOUT)  # closes stdin
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _set_environment(variables: Mapping[str, str | None]) -> None:
    for name, value in variables.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
    KernelProvisionerFactory.clear_instance()  # it remembers the default that it read first


class ForkProvisioner(LocalProvisioner):
    """Has the server of `fast_kernels` fork the kernel, and where that fails starts it as its base class does."""

    process: Any

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Let the kernel talk through sockets in the server's folder: private, and no race for ports."""
        folder, manager = os.environ.get(FOLDER, ""), self.parent
        if Path(folder, "server").exists() and isinstance(manager, AsyncKernelManager):
            manager.transport = "ipc"
            manager.connection_file = f"{folder}/{manager.kernel_id[:8]}.json"
            manager.client_class = f"{__name__}.PromptClient"
        return await super().pre_launch(**kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Fork the kernel, or start it the ordinary way."""
        cwd = str(kwargs.get("cwd") or Path.cwd())
        kernel = _ask_for_kernel(cmd, kwargs["env"], cwd)
        if kernel is None:
            return await super().launch_kernel(cmd, **kwargs)
        self.process, self.pid, self.cwd = kernel, kernel.pid, cwd
        self.connection_info = kernel.to_connect
        return self.connection_info

    async def cleanup(self, restart: bool = False) -> None:
        """Let go of a kernel that has died by itself, too."""
        if await self.poll() is not None:
            await self.wait()
        await super().cleanup(restart)


class ForkedKernel:
    """What LocalProvisioner uses of a subprocess.Popen, for a process that is a child of the server."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int, to_connect: dict[str, Any], connection: socket.socket) -> None:
        self.pid = pid
        self.to_connect = cast(KernelConnectionInfo, {**to_connect, "key": to_connect["key"].encode()})
        self.connection = connection

    def poll(self) -> int | None:
        """None while the kernel lives; the server closes the connection when it is gone."""
        return 0 if self.connection.fileno() < 0 or wait([self.connection], timeout=0) else None

    def wait(self) -> int:
        """End what is left of the kernel and of what it has started, and return when it is gone."""
        with self.connection, suppress(OSError):
            self.connection.settimeout(END_TIMEOUT)
            self.connection.shutdown(socket.SHUT_WR)
            self.connection.recv(1)
        return 0

    def send_signal(self, signum: int) -> None:
        """Signal the kernel and what it has started; where that kills them, the server sees to it."""
        if signum == signal.SIGKILL:
            self.connection.close()
        elif self.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(self.pid, signum)


class PromptClient(AsyncKernelClient):
    """A client that takes a kernel's word for being ready; its base class then waits for 0.2 s of silence."""

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Return when the kernel has greeted us on the channel of its output, as ipykernel does."""
        with suppress(Empty):
            if (await self.get_iopub_msg(timeout=1))["msg_type"] == "iopub_welcome":
                return
        await super().wait_for_ready(timeout)


def _ask_for_kernel(cmd: list[str], env: dict[str, str], cwd: str) -> ForkedKernel | None:
    if cmd[0] != sys.executable or "ipykernel_launcher" not in cmd:
        return None
    option, _, *arguments = cmd[cmd.index("ipykernel_launcher") + 1 :]
    if option != "-f" or arguments not in ([], kernelserver.ARGUMENTS):
        return None
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.settimeout(START_TIMEOUT)
        connection.connect(f"{os.environ.get(FOLDER)}/server")
        connection.sendall(json.dumps({"env": env, "cwd": cwd}).encode() + b"\n")
        with connection.makefile("rb") as stream:
            return ForkedKernel(**json.loads(stream.readline()), connection=connection)
    except (OSError, ValueError):  # no server, or no kernel came of it
        connection.close()
        return None
