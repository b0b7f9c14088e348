"""Pages made in this process: a notebook's cells run in order, without a kernel (98 notater in a minute)."""

import ast
from functools import cache
from typing import Any

import nbformat
from IPython.display import HTML
from nbformat.v4 import new_output

from kommunedata import export, paths


@cache
def page_of(kommune: str, aar: int = 2022) -> str:
    """The page of a municipality, as `export.render_notat` makes it of the model figures."""
    return _page("kommunenotat", kommune=kommune, aar=aar)


@cache
def overview_of(aar: int = 2022) -> str:
    """The page about the whole country."""
    return _page("landsoverblik", aar=aar)


def _page(notebook: str, **parameters: Any) -> str:
    book = nbformat.read(paths.notebook(notebook), 4)
    names: dict[str, Any] = {}
    for cell in book.cells:
        if cell.cell_type == "code":
            shown = _run(cell.source, names)
            if "parameters" in cell.metadata.get("tags", []):
                names |= parameters
            if isinstance(shown, HTML):
                cell.outputs = [new_output("execute_result", {"text/html": shown.data})]
    return export.to_html(book)


def _run(source: str, names: dict[str, Any]) -> Any:
    """Run a cell; its value is that of a last line that is an expression, as in a notebook."""
    *body, last = ast.parse(source).body
    shown = ast.Expression(last.value) if isinstance(last, ast.Expr) else None
    exec(compile(ast.Module(body if shown else [*body, last], []), "cell", "exec"), names)
    return eval(compile(shown, "cell", "eval"), names) if shown else None
