"""From notebook to page: run a notebook with parameters, turn its outputs into HTML, write it atomically."""

import atexit
import logging
import os
import re
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any

from kommunedata import lean  # noqa: F401  before nbformat

# isort: split
import nbformat
import pandas as pd
import papermill
from IPython.display import HTML
from nbclient.exceptions import DeadKernelError
from nbconvert import TemplateExporter
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook, new_output
from papermill.exceptions import PapermillExecutionError
from traitlets.config import Config

from kommunedata import page, paths
from kommunedata.errors import InputError, KommunedataError, unknown
from kommunedata.jobs import Job
from kommunedata.kernels import fast_kernels
from kommunedata.kilde import load_kilde
from kommunedata.notat import HISTORIK


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


def to_html(notebook: NotebookNode, name: str = "kommunenotat", *, after: str = "") -> str:
    """The outputs of a notebook as a page that needs nothing else: own style and fonts, no script.

    Args:
        notebook: a notebook that has run.
        name: its name; `skabelon/NAME.css` is added to the style of all pages where there is one.
        after: HTML to put after the main part.
    """
    html = "".join(
        output["data"]["text/html"]
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if "text/html" in output.get("data", {})
    )
    title = re.search(r"<h1>(.*?)</h1>", html, re.S)
    subject = re.search(r'<p class="emne">(.*?)</p>', html, re.S)
    side = {
        "titel": " – ".join(found[1] for found in (title, subject) if found),
        "beskrivelse": subject[1] if subject else "",
        "css": page.css(name),
        "indhold": _contents(html),
        "efter": after,
    }
    html, _ = _exporter().from_notebook_node(notebook, resources={"side": side})
    return html


def parts_to_html(parts: Sequence[HTML], name: str) -> str:
    """A page of parts that no notebook made, e.g. those of `changes_page.build_page`."""
    outputs = [new_output("display_data", {"text/html": part.data}) for part in parts]
    return to_html(new_notebook(cells=[new_code_cell(outputs=outputs)]), name)


def _contents(html: str) -> str:
    """The table of contents: every section that has a second-level heading."""
    found = re.findall(r'<section id="([^"]+)"[^>]*>\s*<h2[^>]*>(.*?)</h2>', html, re.S)
    items = "".join(f'<li><a href="#{id_}">{heading}</a></li>' for id_, heading in found)
    return (
        f'<nav class="indhold" aria-labelledby="indhold-h"><h2 id="indhold-h">Indhold</h2><ul>{items}</ul></nav>'
    )


@cache
def _exporter() -> TemplateExporter:
    # Not HTMLExporter: it parses and rewrites the whole page to add English filler as alt text.
    config = Config()
    config.TemplateExporter.default_preprocessors = []
    config.TemplateExporter.extra_template_basedirs = [str(paths.skabelon())]
    config.TemplateExporter.template_name = "notat"
    config.TemplateExporter.template_file = "index.html.j2"
    return TemplateExporter(config=config)


def make_page(job: Job) -> dict[str, bytes]:
    """The page of a job, by the ending of the file it belongs in: ".html", and ".pdf" where that is asked for.

    Raises:
        InputError: a parameter is unknown, or there is nothing to report.
        KommunedataError: a cell raised, the page does not name whom it is about, or this process has other
            figures than the one who gave the job.
    """
    if load_kilde(job.datasaet).sha256 != job.sha256:
        raise KommunedataError(f"this worker's datasaet '{job.datasaet}' is not the one of the batch")
    html = to_html(run_notebook(paths.notebook(job.notebook), job.parameters), job.notebook, after=job.links)
    if job.title and f"<h1>{job.title}</h1>" not in html:
        raise KommunedataError(f"the page '{job.slug}' does not name {job.title} in its title")
    page_files = {".html": html.encode()}
    if job.pdf:
        from kommunedata.pdf import to_pdf  # late: WeasyPrint is an extra

        page_files[".pdf"] = to_pdf(html)
    return page_files


def make_page_anywhere(job: Job) -> dict[str, bytes]:
    """As `make_page`, in a process that has no kernel server yet, e.g. a Dask worker."""
    _own_kernels(job.datasaet)
    return make_page(job)


@cache
def _own_kernels(datasaet: str) -> None:
    kernels = ExitStack()
    kernels.enter_context(fast_kernels(datasaet))
    atexit.register(kernels.close)


def notat_csv(placeringer: pd.DataFrame, kommune: str, aar: int) -> bytes:
    """The figures of a notat for a spreadsheet: its municipality, all hovedkonti, the years of its history.

    Args:
        placeringer: all years of `ranking.list_placeringer`.
        kommune: the name of the municipality.
        aar: the year of the notat.
    """
    own = placeringer["kommune"] == kommune
    return page.csv_bytes(placeringer[own & placeringer["aar"].between(aar - HISTORIK, aar)])


def write_atomic(path: Path, content: str | bytes) -> Path:
    """Write a file under a temporary name, then rename it: a reader finds the old file or the new, never half."""
    path.parent.mkdir(parents=True, exist_ok=True)
    data = content.encode() if isinstance(content, str) else content
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return path
