"""What cells show, as HTML of a page: our parts as they are, what an analyst adds in the style of the house.

Nothing vanishes without a word: what a page cannot show is named in a warning.
"""

import base64
import logging
import re
from collections.abc import Iterator
from html import escape
from typing import Any

from nbconvert.filters import strip_ansi
from nbformat import NotebookNode

from kommunedata.errors import KommunedataError
from kommunedata.formats import MISSING
from kommunedata.page import style
from kommunedata.page.clean import STYLE, clean, is_inert
from kommunedata.text import visible

log = logging.getLogger("kommunedata")

OURS = '<div class="kommunedata">'
IMAGES = ("image/svg+xml", "image/png", "image/jpeg")
NAME_OF_OBJECT = re.compile(r"[\[({]*(array\(|<[\w.]+.*( at 0x[0-9a-f]+|object|size \S+ with \d+ Axes)|<Axes|Text\()")
NUMBER = re.compile(r"[-+]?\d+(\.\d+)?(e[-+]?\d+)?")
PLAIN = r"p|h\d|em|strong|ul|ol|li|code|pre|br /|hr /|blockquote"  # what needs no cleaning
RANDOM_ID = re.compile(r"|[0-9a-f]{8}(-[0-9a-f-]{27})?")  # as Jupyter gives them
BLANK = {"", "NaN", "None", "NaT", "<NA>"}


def outputs_html(cell: NotebookNode, heading: str) -> Iterator[tuple[str, bool]]:
    """What a cell shows, one after another, and whether headings in it are those of the page.

    One that is for Lab only shows nothing, but an error anywhere is an error.

    Args:
        cell: a code cell that has run.
        heading: what a figure without a text alternative is named by.

    Raises:
        KommunedataError: the cell raised.
    """
    for output in cell.outputs:
        name = cell_name(cell)
        if output.output_type == "error":
            raise KommunedataError(error_line(name, output))
        if "kun-lab" in cell.metadata.get("tags", []):
            continue
        if output.output_type == "stream":
            if output.name == "stdout":
                yield f"<pre>{escape(visible(strip_ansi(output.text.rstrip().expandtabs())))}</pre>", False
            else:
                _warn(name, f"what went to {output.name} is left out: {_short(output.text)}")
            continue
        data = {mime: visible(one) if isinstance(one, str) else one for mime, one in output.get("data", {}).items()}
        if (html := data.get("text/html", "")).startswith(OURS) and is_inert(html := style.unwrap(html)):
            yield html, True
        elif "text/markdown" in data:
            yield markdown_html(data["text/markdown"], name), True
        else:
            shown = _foreign(cell, output, data, heading)
            if shown:
                yield shown, False


def cell_name(cell: NotebookNode) -> str:
    """What a message calls a cell: its id where somebody chose one, else its first line; nobody sees random ids."""
    given = str(cell.get("id") or "")
    return f'"{_short(cell.source.strip().partition(chr(10))[0])}"' if RANDOM_ID.fullmatch(given) else given


def error_line(name: str, error: Any) -> str:
    """What a cell raised, in a line: `error` has its `ename`, `evalue` and `traceback`, as outputs have."""
    found = re.search(r"Cell In\[\d+\], line (\d+)", strip_ansi("\n".join(error.traceback)))
    place = f", line {found[1]}" if found else ""
    return f"cell {name}{place}: {error.ename}: {visible(error.evalue)}"


def _foreign(cell: NotebookNode, output: NotebookNode, data: dict[str, Any], heading: str) -> str:
    """What other packages show."""
    name = cell_name(cell)
    if widget := [mime for mime in data if "widget" in mime]:
        _warn(name, f"a widget is left out ({widget[0]})")
    elif 'class="dataframe"' in data.get("text/html", ""):
        html = STYLE.sub("", data["text/html"])
        return frame_html(html if is_inert(html) else clean(html, name))
    elif "text/html" in data:
        return clean(data["text/html"], name)
    elif picture := next((mime for mime in IMAGES if mime in data), ""):
        alt = output.metadata.get(picture, {}).get("alt") or output.metadata.get("alt") or cell.metadata.get("alt")
        if not alt:
            _warn(name, 'a figure has no text alternative: give the cell the metadata "alt"; its heading stands in')
        return _picture(picture, data[picture], alt or heading or "Figur")
    elif "text/plain" in data and len(data) == 1:
        if not NAME_OF_OBJECT.match(data["text/plain"]):
            return f"<pre>{escape(data['text/plain'])}</pre>"
        _warn(name, f"the name of an object is left out: {_short(data['text/plain'])}")
    else:
        _warn(name, f"this cannot be shown in a page and is left out: {', '.join(data) or 'an empty output'}")
        if "text/latex" in data:
            return f"<pre>{escape(data['text/latex'])}</pre>"
    return ""


def _picture(mime: str, data: str, alt: str) -> str:
    coded = base64.b64encode(data.encode()).decode() if mime == "image/svg+xml" else escape("".join(data.split()))
    return f'<figure class="billede"><img src="data:{mime};base64,{coded}" alt="{escape(alt)}"></figure>'


def frame_html(html: str) -> str:
    """A frame as pandas shows it, as a table of the house: Danish numbers, to the right, no borders."""
    from bs4 import BeautifulSoup  # late: only pages with frames of their own need it

    soup = BeautifulSoup(html, "html.parser")
    table = soup.find("table", class_="dataframe")
    assert table is not None
    rows = table.select("tbody tr")
    heads = table.select("thead tr")
    names = [row.find("th") for row in rows]
    if len(heads) == 1 and [one and one.text for one in names] == [str(n) for n in range(len(rows))]:
        for row in (*rows, *heads):  # the numbers of the rows say nothing
            first = row.find("th")
            if first and not (row in heads and first.text):
                first.decompose()
    table.attrs = {}
    for row in table.find_all("tr"):
        row.attrs = {}
    width = max((len(row.find_all("td")) for row in rows), default=0)
    for place in range(width):
        cells = [found[place] for row in rows if len(found := row.find_all("td")) == width]
        words = [cell.text.strip() for cell in cells]
        known = [word for word in words if word not in {*BLANK, "..."}]
        numeric = bool(known) and all(map(NUMBER.fullmatch, known))
        for cell, word in zip(cells, words, strict=True):
            if word in BLANK:
                cell.string = MISSING
            elif numeric and word != "...":
                cell.string = word.replace("-", "−").replace(".", ",")
            if numeric:
                cell["class"] = "tal"
        if numeric and len(heads) == 1:
            heads[0].find_all("th")[place - width]["class"] = "tal"
    for cell in table.select("thead th"):
        cell["scope"] = "col"
    for cell in table.select("tbody th"):
        cell["scope"] = "row"
    size = re.search(r"(\d+) rows × (\d+) columns", soup.text)
    note = f'<p class="fodnote">{size[1]} rækker og {size[2]} kolonner</p>' if size else ""
    return f'<div class="tabel" role="group" aria-label="Tabel" tabindex="0">{table}</div>{note}'


def markdown_html(text: str, name: str, attachments: dict | None = None) -> str:
    """Markdown of a cell as HTML, with the pictures that are attached to it."""
    from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

    renderer = IPythonRenderer(escape=False, exclude_anchor_links=True, attachments=attachments or {})
    html = MarkdownWithMath(renderer=renderer).render(visible(text)).strip()
    if not re.fullmatch(rf"(?:[^<]|</?(?:{PLAIN})>)*", html):
        html = clean(html, name)
    frame = r'<div class="tabel" role="group" aria-label="Tabel" tabindex="0">\g<0></div>'
    return re.sub(r"<table>.*?</table>", frame, html, flags=re.S)


def _warn(name: str, message: str) -> None:
    log.warning("cell %s: %s", name, message)


def _short(text: str) -> str:
    line = " ".join(visible(text).split())
    return line if len(line) <= 100 else f"{line[:99]}…"
