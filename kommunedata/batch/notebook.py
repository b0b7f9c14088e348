"""Running one notebook with parameters, by papermill."""

import logging
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import papermill
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode
from nbformat.reader import NotJSONError
from papermill.exceptions import PapermillExecutionError
from papermill.translators import PythonTranslator

from kommunedata.errors import InputError, KommunedataError, unknown


def run_notebook(notebook: Path, parameters: dict[str, Any], engine: str = "kommunedata") -> NotebookNode:
    """Run a notebook and return it with its outputs; nothing is written.

    Args:
        notebook: the notebook; its folder is the working directory.
        parameters: values for its `parameters` cell: text, numbers, lists.
        engine: the papermill engine; "nbclient" is a real kernel.

    Raises:
        InputError: the notebook is missing or has no such parameter.
        KommunedataError: a cell raised, or the kernel died; the message names the cell and the error.
    """
    logging.getLogger("papermill").setLevel(logging.CRITICAL)  # what it has to say is in the error
    check_parameters(notebook, parameters)
    try:
        return papermill.execute_notebook(
            notebook.resolve(),
            None,
            parameters=parameters,
            engine_name=engine,
            kernel_name="python3",
            language="python",
            cwd=notebook.parent,
            progress_bar=False,
            autosave_cell_every=0,
        )
    except PapermillExecutionError as error:
        raise KommunedataError(_say(notebook, error)) from error
    except DeadKernelError as error:
        raise KommunedataError(f"{notebook.name}: {error}") from error


def list_parameters(notebook: Path) -> tuple[str, ...]:
    """The names in the `parameters` cell of a notebook."""
    if not notebook.is_file():
        raise InputError(f"notebook {notebook} is missing")
    try:
        return _parameters(notebook, notebook.stat().st_mtime_ns)
    except (ValueError, KeyError, AttributeError, NotJSONError) as error:
        raise InputError(f"{notebook} is not a notebook: {error}") from None


def check_parameters(notebook: Path, parameters: dict[str, Any]) -> None:
    """Refuse parameters that a notebook does not have: papermill would only warn and use its defaults."""
    known = list_parameters(notebook)
    if strange := [name for name in parameters if name not in known]:
        raise unknown(f"parameter of {notebook.name}", strange, known)


@cache
def _parameters(notebook: Path, _mtime: int) -> tuple[str, ...]:
    cells = nbformat.read(notebook, 4).cells
    tagged = next((cell for cell in cells if "parameters" in cell.metadata.get("tags", [])), None)
    return tuple(one.name for one in PythonTranslator.inspect(tagged)) if tagged else ()


def _say(notebook: Path, error: PapermillExecutionError) -> str:
    """What went wrong, and in which cell; papermill's own numbers count the cell that it injects."""
    from kommunedata.page.outputs import cell_name, error_line  # late: who plans makes no pages

    cells = (cell for cell in nbformat.read(notebook, 4).cells if cell.source == error.source)
    name = next(map(cell_name, cells), "parameters")
    return f"{notebook.name}, {error_line(name, error)}"
