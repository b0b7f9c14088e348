"""Pages made in this process: a notebook's cells run in order, without a kernel (98 notater in a minute)."""

import ast
from functools import cache
from typing import Any

import nbformat
from IPython.display import HTML
from nbformat.v4 import new_output

from kommunedata import jobs, paths
from kommunedata.analysis.ranking import list_placeringer
from kommunedata.datasaet.frame import load_andele
from kommunedata.datasaet.kilde import load_kilde
from kommunedata.page import export


@cache
def jobs_of(aar: int) -> dict[str, jobs.Job]:
    """What a batch of a year of the model figures makes, by the name of the municipality."""
    kilde = load_kilde("modeldata")
    return {job.name: job for job in jobs.list_notater(list_placeringer(load_andele("modeldata")), kilde, aar)}


@cache
def page_of(kommune: str, aar: int = 2022) -> str:
    """The page of a municipality, byte for byte as a kernel makes it."""
    return _page(jobs_of(aar)[kommune])


@cache
def overview_of(aar: int = 2022) -> str:
    """The page about the whole country."""
    return _page(jobs.make_landsoverblik(load_kilde("modeldata"), aar))


def _page(job: jobs.Job) -> str:
    book = nbformat.read(paths.notebook(job.notebook), 4)
    names: dict[str, Any] = {}
    for cell in book.cells:
        if cell.cell_type == "code":
            shown = _run(cell.source, names)
            if "parameters" in cell.metadata.get("tags", []):
                names |= job.parameters
            if isinstance(shown, HTML):
                cell.outputs = [new_output("execute_result", {"text/html": shown.data})]
    return export.to_html(book, job.notebook, after=job.links)


def _run(source: str, names: dict[str, Any]) -> Any:
    """Run a cell; its value is that of a last line that is an expression, as in a notebook."""
    *body, last = ast.parse(source).body
    shown = ast.Expression(last.value) if isinstance(last, ast.Expr) else None
    exec(compile(ast.Module(body if shown else [*body, last], []), "cell", "exec"), names)
    return eval(compile(shown, "cell", "eval"), names) if shown else None
