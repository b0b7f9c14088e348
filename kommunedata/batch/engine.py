"""A papermill engine that runs the cells of a notebook in this very process: `papermill --engine kommunedata`.

It is an IPython shell: cells see what they would see in a kernel, and what they show is kept as a kernel's outputs
are. It saves the two seconds that a kernel takes to start and to load what is loaded already. What a notebook does to
its process stays done, so each page gets a process of its own (`batch.run`). papermill imports this module, so who
needs it imports papermill first.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from nbformat.v4 import new_output
from papermill.engines import Engine, NotebookExecutionManager
from traitlets import Any as AnyTrait
from traitlets import Type
from traitlets.config import Config

from kommunedata.page import style

INLINE = "module://matplotlib_inline.backend_inline"  # the backend that a kernel chooses


class KommunedataEngine(Engine):
    """`papermill --engine kommunedata`: the cells run in this process, one after the other, until one raises."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: NotebookExecutionManager, *_: Any, **__: Any) -> None:
        """Run the cells; the bookkeeping is papermill's own."""
        with open_shell() as shell:
            for index, cell in enumerate(nb_man.nb.cells):
                if cell.cell_type != "code":
                    continue
                nb_man.cell_start(cell, index)
                cell.outputs = shell.sink = []
                cell.execution_count = shell.execution_count
                done = shell.run_cell(cell.source, store_history=True)
                if not done.success:
                    nb_man.cell_exception(cell, index)
                nb_man.cell_complete(cell, index)
                if not done.success:
                    break


@contextmanager
def open_shell() -> Iterator["Shell"]:
    """An IPython shell in the place of any other; when it closes, the process has back what was its own."""
    before = sys.path[:], sys.modules.get("__main__"), sys.stdout, sys.stderr, os.environ.get("MPLBACKEND")
    other = InteractiveShell._instance
    InteractiveShell.clear_instance()
    os.environ.setdefault("MPLBACKEND", INLINE)
    config = Config()
    config.HistoryManager.enabled, config.HistoryManager.hist_file = False, ":memory:"  # no files of the user
    shell = Shell.instance(config=config)
    style.reset_style()
    sys.stdout, sys.stderr = Stream(shell, "stdout"), Stream(shell, "stderr")
    if "matplotlib" in sys.modules and os.environ["MPLBACKEND"] == INLINE:
        _show_figures(shell)
    try:
        yield shell
    finally:
        sys.path[:], main, sys.stdout, sys.stderr, backend = before
        if main:
            sys.modules["__main__"] = main
        if backend is None:
            del os.environ["MPLBACKEND"]
        Shell.clear_instance()
        for each in type(other).mro() if other else ():
            if issubclass(each, InteractiveShell):
                each._instance = other


def _show_figures(shell: "Shell") -> None:
    """Let the figures of pyplot be shown in this shell, also where an earlier one or another backend was there."""
    import matplotlib as mpl  # not all notebooks need it
    from IPython.core.pylabtools import activate_matplotlib
    from matplotlib_inline.backend_inline import configure_inline_support

    if "matplotlib.pyplot" in sys.modules:
        activate_matplotlib(INLINE)
        sys.modules["matplotlib.pyplot"].close("all")  # what was open before is not of this notebook
    else:
        mpl.use(INLINE)
        mpl.interactive(True)
    configure_inline_support.current_backend = "unset"  # else it keeps the formats to the first shell of a process
    configure_inline_support(shell, INLINE)


class Hook(DisplayHook):
    """What the last line of a cell shows."""

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

    def publish(self, data: Any, metadata: Any = None, **options: Any) -> None:
        """Keep it as an output."""
        if not options.get("update"):
            self.shell.sink.append(new_output("display_data", data=data, metadata=metadata or {}))

    def clear_output(self, *_: Any, **__: Any) -> None:
        """Forget what the cell has shown so far."""
        self.shell.sink.clear()


class Shell(InteractiveShell):
    """IPython without a terminal, a profile or a history; what a cell shows goes to `sink`."""

    sink: Any = AnyTrait()
    displayhook_class = Type(Hook)
    display_pub_class = Type(Publisher)

    def init_ipython_dir(self, ipython_dir: Any) -> None:
        """None: the user's own settings change nothing in a page."""

    def init_profile_dir(self, profile_dir: Any) -> None:
        """None, likewise."""

    def init_sys_modules(self) -> None:
        """The notebook's names are those of `__main__`, as in a kernel."""
        self.sink = []
        super().init_sys_modules()

    def _showtraceback(self, etype: Any, evalue: Any, stb: Any) -> None:
        self.sink.append(new_output("error", ename=etype.__name__, evalue=str(evalue), traceback=list(stb)))


class Stream:
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

    def writelines(self, lines: Any) -> None:
        """Keep some texts."""
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        """Nothing waits."""

    def isatty(self) -> bool:
        """No."""
        return False

    def writable(self) -> bool:
        """Yes."""
        return True
