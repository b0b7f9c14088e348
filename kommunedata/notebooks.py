"""Running a notebook with parameters, by papermill."""

import logging
from functools import cache
from pathlib import Path
from typing import Any

from kommunedata import lean  # noqa: F401  before nbformat

# isort: split
import nbformat
import papermill
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError

from kommunedata.errors import InputError, KommunedataError, unknown


def run_notebook(notebook: Path, parameters: dict[str, Any]) -> NotebookNode:
    """Run a notebook in a fresh kernel and return it with its outputs; nothing is written.

    Args:
        notebook: the notebook; its folder is the kernel's working directory.
        parameters: values for its `parameters` cell: text, numbers, lists.

    Raises:
        InputError: the notebook is missing or has no such parameter.
        KommunedataError: a cell raised, or the kernel died; the message names the cell and the error.
    """
    logging.getLogger("papermill").setLevel(logging.CRITICAL)  # what it has to say is in the error
    check_parameters(notebook, parameters)
    try:
        return papermill.execute_notebook(
            notebook,
            None,
            parameters=parameters,
            cwd=notebook.parent,
            progress_bar=False,
            autosave_cell_every=0,
            record_timing=False,
            store_widget_state=False,
            shutdown_kernel="immediate",  # nothing in a kernel is worth the wait for its farewell
        )
    except PapermillExecutionError as error:
        cell = _cell_id(notebook, error.source)
        raise KommunedataError(f"{notebook.name}, cell {cell}: {error.ename}: {error.evalue}") from error
    except DeadKernelError as error:
        raise KommunedataError(f"{notebook.name}: {error}") from error


def _cell_id(notebook: Path, source: str) -> str:
    """The id of the cell with this source; papermill's own numbers count the cell that it injects."""
    cells = nbformat.read(notebook, nbformat.NO_CONVERT).cells
    return next((str(cell.get("id", n)) for n, cell in enumerate(cells, 1) if cell.source == source), "parameters")


def check_parameters(notebook: Path, parameters: dict[str, Any]) -> None:
    """Refuse parameters that a notebook does not have: papermill would only warn and use its defaults.

    Raises:
        InputError: the notebook is missing, or has no such parameter; the nearest are listed.
    """
    if not notebook.is_file():
        raise InputError(f"notebook {notebook} is missing")
    known = _parameters(notebook, notebook.stat().st_mtime_ns)
    if strange := [name for name in parameters if name not in known]:
        raise unknown(f"parameter of {notebook.name}", strange, known)


@cache
def _parameters(notebook: Path, _mtime: int) -> tuple[str, ...]:
    return tuple(papermill.inspect_notebook(notebook))
