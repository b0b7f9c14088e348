"""Fast kernels, tried with real processes: they start, know nothing of each other, and leave nothing behind."""

import ast
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import nbformat
import papermill
import psutil
import pytest
from kommunedata.kernels import FOLDER, fast_kernels
from kommunedata.kernelserver import PRELOAD, SPARES
from nbclient.exceptions import CellTimeoutError, DeadKernelError

from kommunedata import kernelserver

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here: kernels are ordinary ones")

STATE = """
import json, os, signal, sys, warnings
import matplotlib, numpy, pandas
from kommunedata.datasaet.frame import HOVEDKONTI
state = {
    "names": sorted(globals()),
    "environment": {name: value for name, value in os.environ.items() if name[:4] not in ("JPY_", "KOMM", "PYDE")},
    "folder": os.getcwd(),
    "path": sys.path,
    "style": str(matplotlib.rcParams),
    "width": pandas.options.display.width,
    "warnings": sorted(map(str, warnings.filters)),
    "konti": HOVEDKONTI,
    "signal": str(signal.getsignal(signal.SIGTERM)),
}
print(json.dumps(state))
"""
VANDALISM = """
import os, signal, sys, types, warnings
import kommunedata.datasaet.frame, matplotlib, pandas
left_behind = 1
sys.modules["left_behind"] = types.ModuleType("left_behind")
sys.path.append("left_behind")
os.environ["LEFT_BEHIND"] = "1"
os.chdir("/")
matplotlib.rcParams["font.size"] = 99
pandas.options.display.width = 1
warnings.simplefilter("ignore")
kommunedata.datasaet.frame.HOVEDKONTI = ()
kommunedata.datasaet.frame._load.cache_clear()
signal.signal(signal.SIGTERM, signal.SIG_IGN)
"""
MODULES = "import sys; print(sorted(sys.modules))"
CACHE = "import kommunedata.datasaet.frame; print(kommunedata.datasaet.frame._load.cache_info().currsize)"
RANDOM = "import numpy, random; print(numpy.random.rand(), random.random())"
PARENT = "import os; print(os.getppid())"
PLOT = "import matplotlib.pyplot as plt; plt.plot([1, 2]); plt.get_backend()"
CHILD = "import subprocess; subprocess.Popen(['sleep', '1000'], stderr=subprocess.DEVNULL)"
HANG = "import re; re.match('(a*)*b', 'a' * 60)"  # inside a C function: no other thread gets its turn
RUNNING = "import pathlib, tempfile; pathlib.Path(tempfile.gettempdir(), 'running').touch()"
LOOP = "while True: pass"

WORKER = """
import sys
import papermill
from nbformat.v4 import new_code_cell, new_notebook
kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
notebook = new_notebook(cells=[new_code_cell(cell) for cell in sys.argv[1:]], metadata={"kernelspec": kernelspec})
papermill.execute_notebook(notebook, None, progress_bar=False, shutdown_kernel="immediate")
"""
OWNER = f"""
from kommunedata.kernels import fast_kernels
with fast_kernels():
    exec({WORKER!r})
"""


def run(*cells: str, **options: Any) -> list[str]:
    """Run a notebook of these cells; return what each has printed, or the kinds of what it shows."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    options = {"progress_bar": False, "shutdown_kernel": "immediate", **options}
    done = papermill.execute_notebook(notebook, None, **options)
    return ["".join(output.get("text") or ", ".join(output.data) for output in c.outputs) for c in done.cells]


def wait_until(condition: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.01)


def names(folder: str) -> list[str]:
    return [path.name for path in Path(folder).iterdir()]


@contextmanager
def process(command: list[str], **options: Any) -> Iterator[subprocess.Popen]:
    with subprocess.Popen(command, **options) as started:
        try:
            yield started
        finally:
            started.kill()


def is_alive(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:  # just now
        return False


def is_server(process: psutil.Process) -> bool:
    try:
        return is_alive(process) and "kommunedata.kernelserver" in " ".join(process.cmdline())
    except psutil.Error:  # it ends just now
        return False


def server_of(pid: int) -> psutil.Process:
    servers = filter(is_server, psutil.Process(pid).children())
    return max(servers, key=psutil.Process.create_time)  # another test of this process may have left its own


def kernels_of(server: psutil.Process) -> list[psutil.Process]:
    """The kernels that run and what they have started: all but the spare ones, which are the youngest children."""
    spares = sorted(server.children(), key=psutil.Process.create_time)[-SPARES:]
    return [process for process in server.children(recursive=True) if process not in spares]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[psutil.Process]:
    too_long = tmp_path_factory.mktemp("a-folder-whose-path-leaves-no-room-for-the-sockets-of-a-kernel" * 2)
    with ExitStack() as stack:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(tempfile, "tempdir", str(too_long))
            stack.enter_context(fast_kernels())
        yield server_of(os.getpid())


def test_kernel_is_forked_from_a_server_that_has_loaded_everything(server):
    missing = f"import sys; print(set({PRELOAD}) - set(sys.modules))"
    assert run(PARENT, missing, CACHE) == [f"{server.pid}\n", "set()\n", "1\n"]


def test_a_kernel_has_nothing_left_to_import(server):
    load = "import sys; from kommunedata import kernelserver; kernelserver.preload('modeldata'); print(sorted(sys.modules))"
    environment = {**os.environ, **kernelserver.ENVIRONMENT, "MPLBACKEND": kernelserver.INLINE}
    loaded = subprocess.run([sys.executable, "-c", load], env=environment, capture_output=True, text=True, check=True)
    assert set(ast.literal_eval(run(MODULES)[0])) - set(ast.literal_eval(loaded.stdout)) == set()


def test_server_has_no_threads_as_it_is_forked(server):
    run("")
    assert server.num_threads() == 1


def test_notebook_sees_nothing_of_an_earlier_one(server):
    before = run(MODULES, STATE, CACHE)
    run(VANDALISM)
    assert run(MODULES, STATE, CACHE) == before


def test_notebooks_draw_different_random_numbers(server):
    first, second = (run(RANDOM)[0].split() for _ in range(2))
    assert not set(first) & set(second)


def test_kernel_is_an_ordinary_one_when_the_server_has_died_and_just_the_same(server, tmp_path, monkeypatch):
    forked = run(STATE, PLOT, PARENT)
    with socket.socket(socket.AF_UNIX) as nobody:
        nobody.bind(str(tmp_path / "server"))
    monkeypatch.setenv(FOLDER, str(tmp_path))
    ordinary = run(STATE, PLOT, PARENT)
    assert (int(forked.pop()), int(ordinary.pop())) == (server.pid, os.getpid())
    assert json.loads(forked[0]) == json.loads(ordinary[0])
    assert forked[1] == ordinary[1]
    assert "image/png" in forked[1]


def test_kernels_are_ordinary_where_there_is_no_fork(monkeypatch):
    monkeypatch.delattr(os, "fork")
    monkeypatch.delenv(FOLDER, raising=False)
    with fast_kernels():
        assert FOLDER not in os.environ


def test_killed_kernel_is_an_error_and_not_a_wait(server):
    with pytest.raises(DeadKernelError):
        run("import os; os.kill(os.getpid(), 9)")
    wait_until(lambda: not kernels_of(server))


def test_hanging_cell_is_ended_with_what_it_has_started(server):
    with pytest.raises(CellTimeoutError):
        run(CHILD, HANG, execution_timeout=1)
    wait_until(lambda: not kernels_of(server) and len(server.children()) == SPARES)
    spares = [str(spare.pid) for spare in server.children()]
    assert all(name == "server" or name.split(".")[0].split("-")[0] in spares for name in names(os.environ[FOLDER]))


def test_kernel_of_a_killed_worker_is_ended_and_the_server_goes_on(server):
    with process([sys.executable, "-c", WORKER, CHILD, HANG]) as worker:
        wait_until(lambda: len(kernels_of(server)) == 2)
        worker.kill()
    wait_until(lambda: not kernels_of(server))
    assert run(PARENT) == [f"{server.pid}\n"]


def test_an_owner_that_asks_and_dies_leaves_the_server_as_it_was(server):
    for request in (b"", b'{"env": {}, "cwd": "/"}\n'):
        with socket.socket(socket.AF_UNIX) as owner:
            owner.connect(f"{os.environ[FOLDER]}/server")
            owner.sendall(request)
    wait_until(lambda: not kernels_of(server))
    assert run(PARENT) == [f"{server.pid}\n"]


@pytest.mark.parametrize(
    ("victim", "signum", "cells"),
    [
        ("owner", signal.SIGKILL, (CHILD, RUNNING, HANG)),
        ("owner", signal.SIGINT, (CHILD, RUNNING, HANG)),
        ("server", signal.SIGKILL, (RUNNING, LOOP)),
    ],
)
def test_nothing_is_left_when_the_owner_or_the_server_is_ended(victim, signum, cells):
    with tempfile.TemporaryDirectory() as folder:
        command, environment = [sys.executable, "-c", OWNER, *cells], {**os.environ, "TMPDIR": folder}
        with process(command, env=environment, start_new_session=True, stderr=subprocess.DEVNULL) as owner:
            wait_until(Path(folder, "running").exists)
            processes = psutil.Process(owner.pid).children(recursive=True)
            os.kill(owner.pid if victim == "owner" else server_of(owner.pid).pid, signum)
            owner.wait(20)
        wait_until(lambda: not any(map(is_alive, processes)) and names(folder) == ["running"])


def test_what_the_server_warms_up_with_does_not_fail_unseen():
    kernelserver.warm_up("modeldata")
