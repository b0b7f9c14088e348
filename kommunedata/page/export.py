"""From notebook to page: the outputs of a notebook that has run, as HTML that needs nothing else."""

import re
from collections.abc import Sequence
from functools import cache
from html import escape, unescape
from typing import Any

from nbconvert import TemplateExporter
from nbconvert.utils.exceptions import ConversionException
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook, new_output
from traitlets import default
from traitlets.config import Config

from kommunedata import paths
from kommunedata.errors import KommunedataError
from kommunedata.page.outputs import cell_name, log, markdown_html, outputs_html
from kommunedata.page.parts import Part
from kommunedata.page.style import for_notebook, page_css
from kommunedata.text import ascii_slug

# One sign that is there begins them: what begins with what may be missing is looked for at every place.
HEADING = re.compile(r'<(section id="[^"]+" aria-labelledby="[^"]+">\s*<)?h2([^>]*)>(.*?)</h2>', re.S)
PART = re.compile(r'<section id="([^"]+)">\s*<h3[^>]*>(.*?)</h3>', re.S)
CONTENTS = "\0"  # where they are to stand; no HTML has it


class PageError(KommunedataError, ConversionException):
    """A notebook that cannot become a page; nbconvert says so and ends with 1."""


class KommunenotatExporter(TemplateExporter):
    """`jupyter nbconvert --to kommunenotat`, and in the export menu of JupyterLab: any notebook as a page.

    Not an HTMLExporter: that parses and rewrites the whole page to add English filler as alt text.
    """

    export_from_notebook = "Kommunenotat (HTML)"
    output_mimetype = "text/html"

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".html"

    @property
    def default_config(self) -> Config:
        """The template of the house, and nothing that changes the notebook before but running it (`--execute`)."""
        config = Config()
        config.TemplateExporter.default_preprocessors = ["nbconvert.preprocessors.ExecutePreprocessor"]
        config.TemplateExporter.extra_template_basedirs = [str(paths.templates())]
        config.TemplateExporter.template_name = "notat"
        config.TemplateExporter.template_file = "index.html.j2"
        return config

    def _preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """What the page is made of, from a notebook that has run.

        Raises:
            PageError: a cell raised.
        """
        nb, resources = super()._preprocess(nb, resources)
        try:
            body = _body(nb)
        except KommunedataError as error:
            raise PageError(str(error)) from None
        title = re.search(r"<h1[^>]*>(.*?)</h1>", body, re.S)
        subject = re.search(r'<p class="emne">(.*?)</p>', body, re.S)
        name = escape(str(resources["metadata"].get("name") or "Notat"))
        resources["side"] = {
            "titel": " – ".join(_words(found[1]) for found in (title, subject) if found) or name,
            "beskrivelse": escape(unescape(_words(subject[1]))) if subject else "",
            "css": page_css(),
            "krop": body,
            "efter": "",
            **resources.get("side", {}),
        }
        return nb, resources


def to_html(notebook: NotebookNode, *, after: str = "") -> str:
    """The outputs of a notebook as a page that needs nothing else: own style and fonts, no script.

    Args:
        notebook: a notebook that has run.
        after: HTML to put after the main part.

    Raises:
        KommunedataError: a cell raised.
    """
    return _exporter().from_notebook_node(notebook, {"side": {"efter": after}})[0]


def parts_to_html(parts: Sequence[Part]) -> str:
    """A page of parts that no notebook made, e.g. those of `changes_page.build_page`."""
    outputs = [new_output("display_data", {"text/html": for_notebook(part.html)}) for part in parts]
    return to_html(new_notebook(cells=[new_code_cell(outputs=outputs)]))


def _body(notebook: NotebookNode) -> str:
    """All that the cells show, in sections, with the contents before the first."""
    pieces = _Pieces()
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    if code and not any(cell.outputs or cell.execution_count for cell in code):
        log.warning("no cell of the notebook has run, so there is only its text: run it first, or add --execute")
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and "kun-lab" not in cell.metadata.get("tags", []):
            pieces.add(markdown_html(cell.source, cell_name(cell), cell.get("attachments")), ours=True)
        elif cell.cell_type == "code":
            for html, ours in list(outputs_html(cell, pieces.heading)):  # all of the cell under one heading
                pieces.add(html, ours)
    return pieces.join()


class _Pieces:
    """The pieces of a page one after another; a heading without a section of its own opens one."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.contents: dict[str, str] = {}
        self.below: dict[str, dict[str, str]] = {}  # the parts of a section
        self.open = False
        self.heading = ""  # the last

    def add(self, html: str, ours: bool) -> None:
        """Add a piece; its headings are sections of the page where it is ours."""
        if titles := re.findall(r"<h\d[^>]*>(.*?)</h\d>", html, re.S):
            self.heading = _words(titles[-1])
        self.found.append(HEADING.sub(self._section, html) if ours else html)
        if ours and self.contents:
            self.below.setdefault([*self.contents][-1], {}).update(PART.findall(html))

    def _section(self, found: re.Match[str]) -> str:
        """A heading of the second level, in a section of its own."""
        section, attributes, words = found.groups()
        before = ("</section>\n" if self.open else "") + ("" if self.contents else f"{CONTENTS}\n")
        self.open = not section
        known = re.search(r'id="([^"]+)"', section or attributes)
        if section and known:
            self.contents[known[1]] = words
            return before + found[0]
        id = self._new(known[1].removesuffix("-h") if known else _slug(words))
        self.contents[id] = words
        return f'{before}<section id="{id}" aria-labelledby="{id}-h">\n<h2 id="{id}-h">{words}</h2>'

    def _new(self, id: str) -> str:
        made, count = id, 1
        while made in {*self.contents, "indhold"}:
            count += 1
            made = f"{id}-{count}"
        return made

    def join(self) -> str:
        """The page."""
        found = [*self.found, *(["</section>"] if self.open else [])]
        contents = f'<h2 id="indhold-h">Indhold</h2>{self._list(self.contents)}'
        contents = f'<nav class="indhold" aria-labelledby="indhold-h">{contents}</nav>'
        return "".join(f"\n{one}" for one in found if one).replace(CONTENTS, contents)

    def _list(self, headings: dict[str, str]) -> str:
        """Links to sections, each with those to its parts below it."""
        links = ((id, re.sub("</?a[^>]*>", "", words), self.below.get(id)) for id, words in headings.items())
        items = (
            f'<li><a href="#{id}">{words}</a>{self._list(parts) if parts else ""}</li>' for id, words, parts in links
        )
        return f"<ul>{''.join(items)}</ul>"


def _words(html: str) -> str:
    """The text of a heading, escaped."""
    return escape(unescape(re.sub(r"<[^>]*>", "", html)).strip(), quote=False)


def _slug(words: str) -> str:
    """An identifier made of a heading.

    Example:
        >>> _slug("Vores <em>egen</em> måling, år 2")
        'vores-egen-maaling-aar-2'
    """
    return ascii_slug(unescape(re.sub(r"<[^>]*>", "", words))) or "afsnit"


@cache
def _exporter() -> KommunenotatExporter:
    return KommunenotatExporter(default_preprocessors=[])
