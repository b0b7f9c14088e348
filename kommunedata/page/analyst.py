"""What an analyst adds to a page of her own: a heading, a table, a chart of any kind, several of them together."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
from markupsafe import Markup

from kommunedata.errors import unknown
from kommunedata.formats import tal
from kommunedata.page import parts, tables
from kommunedata.page.parts import Caption, Part

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LARGE = 10_000  # whole numbers from here on are written with points; years are not


def heading(text: str, id: str = "", level: int = 2) -> Part:
    """A heading; one of level 2 opens a section of the page and stands in its contents. "" is nothing.

    Args:
        text: what it says.
        id: what links lead to; made of the text if left out.
        level: 2 or 3.

    Example:
        >>> heading("Sådan er udviklingen")
        Sådan er udviklingen
    """
    attribute = Markup(' id="{}-h"').format(id) if id else ""
    return Part(str(Markup("<h{0}{1}>{2}</h{0}>").format(level, attribute, text)) if text else "")


def table(
    frame: pd.DataFrame | pd.Series, caption: str = "", decimals: int = 1, bars: str | Sequence[str] = ()
) -> Part:
    """Any frame in Danish: decimal comma, numbers to the right, the first column as row headings.

    Args:
        frame: what to show; an index that says something becomes the first column.
        caption: what the table shows.
        decimals: of the numbers that are not whole.
        bars: columns of numbers that get a bar behind each, from zero, on a scale that each column has for itself.

    Raises:
        InputError: there is no such column, or it has no numbers.

    Example:
        >>> table(pd.DataFrame({"kommune": ["Vejle"], "andel": [29.75]}), "Andel")
        Andel
        kommune andel
        Vejle 29,8
    """
    shown = frame.to_frame() if isinstance(frame, pd.Series) else frame
    index = shown.index
    if index.nlevels > 1 or index.name is not None or index.dtype == object or pd.api.types.is_string_dtype(index):
        shown = shown.reset_index(names=None if any(index.names) else [""] * index.nlevels)
    if shown.columns.nlevels > 1:
        shown = shown.set_axis([", ".join(str(part) for part in name if part) for name in shown.columns], axis=1)
    shown = shown.set_axis([str(name) for name in shown.columns], axis=1)
    whole = [name for name in shown if pd.api.types.is_integer_dtype(shown[name])]
    large = [name for name in whole if (shown[name].abs() >= LARGE).any()]
    written = {str(name): [tal(None if pd.isna(value) else value, 0) for value in shown[name]] for name in large}
    behind = {name: _bars(shown, name) for name in ([bars] if isinstance(bars, str) else bars)}
    places = {place: behind[name] for place, name in enumerate(map(str, shown)) if name in behind}
    return tables.table(caption, shown.assign(**written), decimals, bars=places)


def _bars(frame: pd.DataFrame, name: str) -> list[str]:
    """Where the bar of each cell begins and ends, in per cent of its width."""
    numbers = [str(column) for column in frame.columns[1:] if pd.api.types.is_numeric_dtype(frame[column])]
    if name not in numbers:
        raise unknown("column of numbers", name, numbers)
    values = frame[name].astype(float).fillna(0)
    low, high = min(values.min(), 0), max(values.max(), 0)
    ends = [[100 * (end - low) / (high - low or 1) for end in sorted((0, value))] for value in values]
    return [f"--fra:{start:.4g}%;--til:{end:.4g}%" for start, end in ends]


def figure(
    ax: "Axes | Figure | Any",
    title: str,
    subtitle: str = "",
    alt: str = "",
    frame: pd.DataFrame | None = None,
    decimals: int = 1,
) -> Part:
    """Any chart of matplotlib or seaborn with its headline and text alternative, in light and in dark.

    Args:
        ax: axes, a figure, or a grid of seaborn.
        title: the point of the chart.
        subtitle: what it shows, with the unit.
        alt: what those who cannot see it should know; the title and subtitle if left out.
        frame: its figures, as a folded table.
        decimals: of the numbers in the table.
    """
    from kommunedata.page.svg import to_svg  # late: matplotlib takes long to import

    drawing: Any = ax if hasattr(ax, "savefig") and hasattr(ax, "add_axes") else ax.figure
    caption = Caption(title, subtitle, alt or " ".join(filter(None, (title, subtitle))))
    name = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or "figur"
    folded = table(frame, title, decimals).html if frame is not None else ""
    return Part(str(parts.macros().chart(to_svg(drawing, name, caption.alt, whole=True), caption, Markup(folded))))


def show(*parts_: Part | str) -> Part:
    """Several parts one after another; text is a paragraph, and "" nothing.

    Example:
        >>> show(heading("Status"), "Andelen er 25 pct.")
        Status
        Andelen er 25 pct.
    """
    return parts.join(*[part for part in parts_ if not isinstance(part, Part) or part.html])
