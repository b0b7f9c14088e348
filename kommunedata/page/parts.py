"""The parts of a page as HTML: header, key figures, tables, figures, sections; all text is escaped."""

import base64
from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd
from IPython.display import HTML
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from kommunedata import paths
from kommunedata.formats import tal
from kommunedata.redaktionelt import Anbefaling, Eksempel

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Part = HTML | str


@cache
def _macros() -> Any:
    environment = Environment(
        loader=FileSystemLoader(paths.skabelon()), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return environment.get_template("dele.html.j2").module


def _safe(part: Part) -> Markup:
    """HTML as it is; text as an escaped paragraph."""
    return (
        Markup(part.data) if isinstance(part, HTML) else Markup("<p>{}</p>").format(part) if part else Markup("")
    )


def section(id: str, heading: str, *parts: Part, level: int = 2) -> HTML:
    """A section with a heading and its parts in order; a part that is text becomes a paragraph, "" nothing."""
    return HTML(str(_macros().section(id, heading, [_safe(part) for part in parts], level)))


def join(*parts: Part) -> HTML:
    """Several parts as one."""
    return HTML("\n".join(str(_safe(part)) for part in parts))


def header(title: str, subtitle: str, facts: Sequence[str]) -> HTML:
    """The head of a page: its one `h1`, what it is about, and a line of facts about its source."""
    return HTML(str(_macros().header(title, subtitle, [fact for fact in facts if fact])))


def lead(sentence: str) -> HTML:
    """The paragraph that a reader should read if only one."""
    return HTML(str(Markup('<p class="lead">{}</p>').format(sentence)))


def small(sentence: str) -> HTML:
    """A remark below a table."""
    return HTML(str(Markup('<p class="fodnote">{}</p>').format(sentence)))


def note(heading: str, sentence: str) -> HTML:
    """A quiet paragraph of background with a run-in heading."""
    return HTML(str(Markup('<p class="daekker"><b>{}.</b> {}</p>').format(heading.rstrip("."), sentence)))


def banner(sentence: str) -> HTML:
    """A warning that cannot be missed."""
    return HTML(str(Markup('<p class="banner" role="note">{}</p>').format(sentence)))


def liste(items: Iterable[str]) -> HTML:
    """A bulleted list."""
    return HTML(str(_macros().liste(list(items))))


def oplysninger(rows: dict[str, str]) -> HTML:
    """Names and values, e.g. of a source; addresses become links."""
    return HTML(str(_macros().oplysninger(rows)))


def eksempel(example: Eksempel) -> HTML:
    """An inspiring example with its year and source."""
    return HTML(str(_macros().eksempel(example)))


def anbefalinger(items: Sequence[Anbefaling]) -> HTML:
    """The recommendations as a numbered list."""
    return HTML(str(_macros().anbefalinger(items)))


def keyfigures(figures: Sequence[dict[str, Any]]) -> HTML:
    """A strip of key figures, each with `label`, `value`, `unit`, `note` and `mark` (a published figure)."""
    return HTML(str(_macros().keyfigures(figures)))


def table(
    caption: str, frame: pd.DataFrame, published: pd.DataFrame | None = None, total: int | None = None
) -> HTML:
    """A table: numbers in Danish and to the right, the first column as row headings.

    Args:
        caption: what the table shows.
        frame: what to show; floats get one decimal, missing values an en dash.
        published: True where a cell is a published figure; same shape as `frame`.
        total: the row that sums up the others.
    """
    rows = _rows(frame, published)
    return HTML(str(_macros().table(caption, list(frame.columns), rows, _numeric(frame), total=total)))


def figure(
    drawing: "Figure",
    title: str,
    subtitle: str,
    alt: str,
    frame: pd.DataFrame,
    name: str,
    marked: int | None = None,
    published: pd.DataFrame | None = None,
) -> HTML:
    """A chart with its headline, text alternative, and its data as a table and as a CSV to download.

    Args:
        drawing: the matplotlib figure.
        title: the point of the chart.
        subtitle: what, where, when and in which unit.
        alt: text alternative for those who cannot see it: chart, data, point; at most 250 characters.
        frame: the data behind it.
        name: file name of the CSV, also the prefix of ids within the drawing.
        marked: the row of `frame` that is the kommune's own.
        published: True where a cell of `frame` is a published figure; the table is then shown unfolded.
    """
    from kommunedata.page.svg import to_svg  # late: matplotlib takes long to import

    rows = _rows(frame, published)
    return HTML(
        str(
            _macros().figure(
                to_svg(drawing, name, alt),
                title,
                subtitle,
                list(frame.columns),
                rows,
                _numeric(frame),
                marked,
                "data:text/csv;charset=utf-8;base64," + base64.b64encode(csv_bytes(frame)).decode(),
                f"{name}.csv",
                published is not None,
            )
        )
    )


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """A table as a CSV file that Danish Excel opens right: UTF-8 with BOM, `;`, decimal comma."""
    text = frame.map(inert).to_csv(index=False, sep=";", decimal=",", lineterminator="\r\n")
    return ("\ufeff" + text).encode()


def inert(value: Any) -> Any:
    """Text that a spreadsheet would take for a formula gets an apostrophe in front.

    Example:
        >>> inert("=cmd()"), inert("Aalborg"), inert(-1.5)
        ("'=cmd()", 'Aalborg', -1.5)
    """
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def _rows(frame: pd.DataFrame, published: pd.DataFrame | None) -> list[list[str]]:
    rows = [[_cell(value) for value in row] for row in frame.itertuples(index=False)]
    if published is None:
        return rows
    mark = _macros().published()
    return [
        [Markup("{}{}").format(cell, mark) if marked else cell for cell, marked in zip(row, marks, strict=True)]
        for row, marks in zip(rows, published.to_numpy(), strict=True)
    ]


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return tal(value)
    return tal(None) if value is None or value is pd.NA else str(value)


def _numeric(frame: pd.DataFrame) -> list[int]:
    """Columns that stand to the right: numbers, also where they are written with a sign, a place or a dash."""
    written = r"[−+]?[\d.,]+( \(\d+\))?|–"
    return [
        place
        for place, column in enumerate(frame.columns)
        if place  # the first is the heading of its row, also where it is a year
        and (
            pd.api.types.is_numeric_dtype(frame[column])
            or frame[column].astype("str").str.fullmatch(written).all()
        )
    ]
