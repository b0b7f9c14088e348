"""From notebook to page: the outputs of a notebook that has run, as HTML that needs nothing else."""

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from nbconvert import TemplateExporter
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook, new_output
from traitlets.config import Config

from kommunedata import paths
from kommunedata.page.style import page_css

if TYPE_CHECKING:
    from IPython.display import HTML


def to_html(notebook: NotebookNode, *, after: str = "") -> str:
    """The outputs of a notebook as a page that needs nothing else: own style and fonts, no script.

    Args:
        notebook: a notebook that has run.
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
        "css": page_css(),
        "indhold": _contents(html),
        "efter": after,
    }
    html, _ = _exporter().from_notebook_node(notebook, resources={"side": side})
    return html


def parts_to_html(parts: "Sequence[HTML]") -> str:
    """A page of parts that no notebook made, e.g. those of `changes_page.build_page`."""
    outputs = [new_output("display_data", {"text/html": part.data}) for part in parts]
    return to_html(new_notebook(cells=[new_code_cell(outputs=outputs)]))


def _contents(html: str) -> str:
    """The table of contents: every section that has a second-level heading."""
    found = re.findall(r'<section id="([^"]+)"[^>]*>\s*<h2[^>]*>(.*?)</h2>', html, re.S)
    items = "".join(f'<li><a href="#{id_}">{heading}</a></li>' for id_, heading in found)
    return f'<nav class="indhold" aria-labelledby="indhold-h"><h2 id="indhold-h">Indhold</h2><ul>{items}</ul></nav>'


@cache
def _exporter() -> TemplateExporter:
    # Not HTMLExporter: it parses and rewrites the whole page to add English filler as alt text.
    config = Config()
    config.TemplateExporter.default_preprocessors = []
    config.TemplateExporter.extra_template_basedirs = [str(paths.templates())]
    config.TemplateExporter.template_name = "notat"
    config.TemplateExporter.template_file = "index.html.j2"
    return TemplateExporter(config=config)
