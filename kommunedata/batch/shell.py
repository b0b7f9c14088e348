"""An IPython shell in which the cells of a notebook run in this very process.

Cells see what they would see in a kernel, and what they show is kept as a kernel's outputs are.
"""

import atexit
import io
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import ExecutionResult, InteractiveShell
from nbformat import NotebookNode
from nbformat.v4 import new_output
from traitlets import Any as AnyTrait
from traitlets import Type
from traitlets.config import Config

from kommunedata.page import style

INLINE = "module://matplotlib_inline.backend_inline"  # the backend that a kernel chooses

_ready: list[tuple[ExitStack, "Shell"]] = []
atexit.register(_ready.clear)  # closed while there still is what it closes


def make_ready() -> None:
    """Open the shell of the next notebook of this process, or of each that is forked from it: it takes a while."""
    opened = ExitStack()
    _ready.append((opened, opened.enter_context(_open_shell())))


@contextmanager
def take_shell() -> Iterator["Shell"]:
    """A shell for one notebook; afterwards the process has back what was its own."""
    path, streams, environment, folder = sys.path[:], (sys.stdout, sys.stderr), dict(os.environ), Path.cwd()
    if not _ready:
        make_ready()
    opened, shell = _ready.pop()
    os.environ.setdefault("MPLBACKEND", INLINE)
    style.reset_style()
    sys.stdout, sys.stderr = Stream(shell, "stdout"), Stream(shell, "stderr")
    try:
        with opened:
            yield shell
    finally:
        sys.path[:], (sys.stdout, sys.stderr) = path, streams
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(environment)


@contextmanager
def _open_shell() -> Iterator["Shell"]:
    """An IPython shell in the place of any other, until it closes."""
    main, other = sys.modules.get("__main__"), InteractiveShell._instance
    InteractiveShell.clear_instance()
    config = Config()
    config.HistoryManager.enabled, config.HistoryManager.hist_file = False, ":memory:"  # no files of the user
    shell = Shell.instance(config=config)
    try:
        with _inline_figures(shell):
            yield shell
    finally:
        if main:
            sys.modules["__main__"] = main
        Shell.clear_instance()
        for each in type(other).mro() if other else ():
            if issubclass(each, InteractiveShell):
                each._instance = other


@contextmanager
def _inline_figures(shell: "Shell") -> Iterator[None]:
    """The shell shows the figures of each cell at its end, as a kernel does, whoever has used matplotlib before."""
    matplotlib = sys.modules.get("matplotlib")
    # A cell that loads it later does so for this shell.
    if not matplotlib or os.environ.get("MPLBACKEND", INLINE) != INLINE:
        yield
        return
    from matplotlib import _pylab_helpers
    from matplotlib_inline import backend_inline, config  # needs matplotlib, which not every notebook does

    before = matplotlib.get_backend(auto_select=False)
    config.InlineBackend._instance = None
    vars(backend_inline.configure_inline_support).clear()  # it remembers that it has seen to another shell
    figures = _pylab_helpers.Gcf.figs.copy()  # that are open here are not the notebook's
    _pylab_helpers.Gcf.figs.clear()
    try:
        with matplotlib.rc_context():
            shell.enable_matplotlib("inline")
            yield
    finally:
        matplotlib.use(before or "agg")
        _pylab_helpers.Gcf.figs.update(figures)


class Hook(DisplayHook):
    """What the last line of a cell shows."""

    shell: "Shell"

    def __call__(self, result: Any = None) -> None:
        """Keep it as an output, and as `_` and `Out`."""
        self.check_for_underscore()
        if result is None or self.quiet():
            return
        data, metadata = self.compute_format_data(result)
        self.update_user_ns(result)
        self.fill_exec_result(result)
        if data:
            count = self.shell.execution_count
            self.shell.sink.append(
                new_output("execute_result", data=data, metadata=metadata or {}, execution_count=count)
            )


class Publisher(DisplayPublisher):
    """What a cell shows by `display`."""

    shell: "Shell"

    def publish(
        self, data: Any, metadata: Any = None, *_: Any, transient: Any = None, update: bool = False, **__: Any
    ) -> None:
        """Keep it as an output, or in the place of what was shown under the same display id."""
        display_id = (transient or {}).get("display_id")
        if update:
            for output in self.shell.displayed.get(display_id, ()):
                output.data, output.metadata = data, metadata or {}
            return
        output = new_output("display_data", data=data, metadata=metadata or {})
        self.shell.sink.append(output)
        if display_id:
            self.shell.displayed.setdefault(display_id, []).append(output)

    def clear_output(self, *_: Any, **__: Any) -> None:
        """Forget what the cell has shown so far."""
        self.shell.sink.clear()


class Shell(InteractiveShell):
    """IPython without a terminal, a profile or a history; what a cell shows goes to `sink`."""

    sink: Any = AnyTrait()  # the outputs of the cell that runs
    displayed: Any = AnyTrait()  # outputs by their display id
    displayhook_class = Type(Hook)
    display_pub_class = Type(Publisher)

    def init_ipython_dir(self, *_: Any, **__: Any) -> None:
        """None: the user's own settings and environment change nothing in a page, and there is no window to draw in."""

    init_profile_dir = init_virtualenv = enable_gui = init_ipython_dir

    def init_sys_modules(self) -> None:
        """The notebook's names are those of `__main__`, as in a kernel."""
        self.sink, self.displayed = [], {}
        super().init_sys_modules()

    def run(self, cell: NotebookNode) -> ExecutionResult:
        """Run a cell and keep what it shows, and what ended it; return how it went."""
        cell.outputs = self.sink = []
        cell.execution_count = self.execution_count
        done = self.run_cell(cell.source, store_history=True)
        error = done.error_before_exec or done.error_in_exec
        if error and not any(output.output_type == "error" for output in self.sink):  # as of a magic that is unknown
            self._showtraceback(type(error), error, [f"{type(error).__name__}: {error}"])
        return done

    def _showtraceback(self, etype: Any, evalue: Any, stb: Any) -> None:
        self.sink.append(new_output("error", ename=etype.__name__, evalue=str(evalue), traceback=list(stb)))


class Stream(io.TextIOBase):
    """The standard output or error of a cell: text goes to the outputs, next to what was just written."""

    encoding, errors = "utf-8", "replace"

    def __init__(self, shell: Shell, name: str) -> None:
        self.shell, self.name = shell, name

    def write(self, text: str) -> int:
        """Keep a text."""
        sink = self.shell.sink
        if sink and sink[-1].output_type == "stream" and sink[-1].name == self.name:
            sink[-1].text += text
        elif text:
            sink.append(new_output("stream", name=self.name, text=text))
        return len(text)

    def writable(self) -> bool:
        """Yes."""
        return True
