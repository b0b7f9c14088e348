"""Tables, and charts with the data that was drawn: as a table under them and as a CSV to download."""

import base64
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from numbers import Integral
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from markupsafe import Markup

from kommunedata.datasaet.kilde import Kilde
from kommunedata.formats import tal
from kommunedata.page.parts import Caption, Part, file_name, macros, safe
from kommunedata.page.sheets import csv_bytes

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

STACKED = 4  # a table of more columns is a block for each row on a phone


def table(
    caption: str,
    frame: pd.DataFrame,
    decimals: int = 0,
    published: pd.DataFrame | None = None,
    total: int | None = None,
    bars: Mapping[int, Sequence[str]] | None = None,
    *,
    marked: int | None = None,
    stacked: int = 30,
) -> Part:
    """A table: numbers in Danish and to the right, the first column as row headings.

    Args:
        caption: what the table shows.
        frame: what to show; missing values become an en dash.
        decimals: of the numbers that are not whole.
        published: the mark of each cell, see `marks`; same shape as `frame`.
        total: the row that sums up the others.
        bars: by the place of a column, where the bar of each of its cells begins and ends: "--fra:0%;--til:50%".
        marked: the row that is the kommune's own.
        stacked: so many rows at most are a block each on a phone; a list of all kommuner would be heavy.
    """
    rows = [[_cell(value, decimals) for value in row] for row in frame.itertuples(index=False)]
    if published is not None:
        mark = macros().published
        rows = [
            [Markup("{}{}").format(cell, mark(sign)) if sign else cell for cell, sign in zip(row, signs, strict=True)]
            for row, signs in zip(rows, published.to_numpy(), strict=True)
        ]
    columns = list(frame.columns)
    stacks = len(columns) > STACKED and len(rows) <= stacked
    return Part(str(macros().table(caption, columns, rows, _numeric(frame), marked, total, bars or {}, stacks)))


def figure(
    drawing: "Axes | Figure",
    caption: Caption,
    frame: pd.DataFrame,
    facts: Any,
    name: str,
    decimals: int,
    *,
    published: pd.DataFrame | None = None,
    note: Part | str = "",
    csv: pd.DataFrame | None = None,
) -> Part:
    """A chart with its headline, text alternative, and its data as a table and as a CSV to download.

    Args:
        drawing: any matplotlib figure, or axes on it.
        caption: what stands around it.
        frame: the data that was drawn, or what it comes to where it is too long to read.
        facts: of the page that it stands on.
        name: what is drawn; with the page's own it names the CSV, and the ids within the drawing.
        decimals: of the numbers that are not whole.
        published: the mark of each cell of `frame`, see `marks`.
        note: what stands under the table.
        csv: all that was drawn, where the table is not that.
    """
    from kommunedata.page.svg import to_svg  # late: matplotlib takes long to import

    name, kommune = file_name(facts, name), getattr(facts, "kommune", None)
    own = next((row for row, first in enumerate(frame.iloc[:, 0]) if kommune and first == kommune.kommune), None)
    shown = table(caption.table or caption.title, frame, decimals, published, marked=own, stacked=0)
    csv_file = csv_uri(frame if csv is None else csv, facts.kilde)
    svg = to_svg(drawing, name, caption.alt)
    return Part(str(macros().figure(svg, caption, safe(shown), csv_file, f"{name}.csv", safe(note))))


def csv_uri(frame: pd.DataFrame, kilde: Kilde) -> str:
    """A table as an address that a page can hold: a CSV file to download.

    Model figures have their mark as a heading without cells below it: in every row it would be half of the page.
    """
    if kilde.model:
        frame = frame.assign(**{kilde.modelmaerke: ""})
    return "data:text/csv;charset=utf-8;base64," + base64.b64encode(csv_bytes(frame)).decode()


def _cell(value: Any, decimals: int) -> str:
    if isinstance(value, float):
        return tal(value, decimals)
    if isinstance(value, bool | np.bool_):
        return "ja" if value else "nej"
    if isinstance(value, date) and value is not pd.NaT:
        day = not isinstance(value, datetime) or value.time() == time()
        return f"{value:%d.%m.%Y}" if day else f"{value:%d.%m.%Y kl. %H.%M}"
    if isinstance(value, Integral):
        return str(value).replace("-", "−")
    if isinstance(value, Markup):
        return value
    return tal(None, 0) if value is None or value is pd.NA or value is pd.NaT else str(value)


def _numeric(frame: pd.DataFrame) -> list[int]:
    """Columns that stand to the right: numbers, also where they are written with a sign, a place or a dash."""
    written = r"(delt )?[−+]?[\d.,]+( \((delt )?\d+\)|[ \u00a0]?af\u00a0\d+)?|–|"
    return [
        place
        for place, column in enumerate(frame.columns)
        if place  # the first is the heading of its row, also where it is a year
        and not pd.api.types.is_bool_dtype(frame[column])
        and (pd.api.types.is_numeric_dtype(frame[column]) or frame[column].astype("str").str.fullmatch(written).all())
    ]
