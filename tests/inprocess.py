"""Pages made in this process: a notebook's cells run in order, without a kernel (98 notater in a minute)."""

import ast
from functools import cache
from typing import Any
from unittest.mock import patch

import nbformat
from nbformat.v4 import new_output

import kommunedata as kd
from kommunedata import paths
from kommunedata.datasaet.frame import Datasaet
from kommunedata.page import export
from kommunedata.page.parts import Part


@cache
def page_of(kommune: str, aar: int = 2022, **parameters: str) -> str:
    """The page of a municipality, byte for byte as a kernel makes it but without links to others."""
    return make_page("kommunenotat", {"kommune": kommune, "aar": aar, **parameters})


@cache
def overview_of(aar: int = 2022) -> str:
    """The page about the whole country."""
    return make_page("landsoverblik", {"aar": aar})


def make_page(notebook: str, parameters: dict[str, Any]) -> str:
    """The page of a notebook with parameters, made anew."""
    book = nbformat.read(paths.notebook(notebook), 4)
    names: dict[str, Any] = {}
    for cell in book.cells:
        if cell.cell_type == "code":
            shown = _run(cell.source, names)
            if "parameters" in cell.metadata.get("tags", []):
                assert parameters.keys() <= names.keys()
                names |= parameters
            if isinstance(shown, Part):
                cell.outputs = [new_output("execute_result", shown._repr_mimebundle_())]
    return export.to_html(book)


def page_of_figures(notebook: str, ds: Datasaet, **parameters: Any) -> str:
    """The page that a notebook makes of any figures."""
    with patch.object(kd, "load_datasaet", return_value=ds):
        return make_page(notebook, parameters)


def _run(source: str, names: dict[str, Any]) -> Any:
    """Run a cell; its value is that of a last line that is an expression, as in a notebook."""
    *body, last = ast.parse(source).body
    shown = ast.Expression(last.value) if isinstance(last, ast.Expr) else None
    exec(compile(ast.Module(body if shown else [*body, last], []), "cell", "exec"), names)
    return eval(compile(shown, "cell", "eval"), names) if shown else None
