"""What charts are drawn with: text and lines on a bare matplotlib figure, measured in points from its lower left.

There are no axes. Their ticks and spines cost four fifths of the time and half of the bytes of a small chart,
and a label that must not touch another is easiest to place where everything is in points.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, fontManager
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.textpath import text_to_path
from matplotlib.transforms import Affine2D

from kommunedata import paths

# The same values stand in templates/palette.css; there a reader's dark mode may replace them.
INK, MUTED, GRID, DOT, BAND, ACCENT = "#1b2530", "#56616e", "#d5dae0", "#788391", "#e4e8ed", "#0b5c8a"
MODEL, PAPER = "#9a3412", "#fefefe"
VARIABLES = {
    INK: "ink",
    MUTED: "muted",
    GRID: "grid",
    DOT: "dot",
    BAND: "band",
    ACCENT: "accent",
    MODEL: "model",
    PAPER: "paper",
}
FONT = "Kommunedata Sans"
WIDTH = 504.0  # of every chart
SIZE, SMALL = 10.5, 9.5  # of text
LINE_HEIGHT = 13.0  # that a line of text needs

Scale = Callable[[Any], Any]


def new_figure(height: float, mark: str = "") -> Figure:
    """An empty figure of the house width; a mark stands above the height that is drawn on."""
    figure = Figure(figsize=(WIDTH / 72, (height + 20 * bool(mark)) / 72), dpi=72)
    if mark:
        write(figure, 0, height + 10, mark, color=MODEL, size=9, bold=True)
    return figure


def runs(points: Iterable[Any], brud: Collection[int]) -> list[list[Any]]:
    """Split a history where the definition changed or a year is missing: no line is drawn across.

    Args:
        points: what has a year, `aar`, in order.
        brud: years in which the definition changed.
    """
    split: list[list[Any]] = []
    for point in points:
        if not split or point.aar in brud or point.aar != split[-1][-1].aar + 1:
            split.append([])
        split[-1].append(point)
    return split


def scale(low: float, high: float, start: float, end: float) -> Scale:
    """Where a value stands: `low` at `start` and `high` at `end`, in points.

    Example:
        >>> scale(0, 100, 34, 434)(25)
        134.0
    """
    factor = (end - start) / (high - low)
    return lambda value: start + (value - low) * factor


def write(
    figure: Figure,
    x: float,
    y: float,
    text: str,
    *,
    color: str = INK,
    size: float = SIZE,
    bold: bool = False,
    ha: str = "left",
    tick: str | None = None,
) -> None:
    """A line of text on the baseline `y`; `tick` names the axis whose scale it belongs to."""
    figure.text(
        x,
        y,
        text,
        transform=_points(figure),
        fontproperties=_font(size, bold),
        color=color,
        ha=ha,
        va="baseline",
        gid=tick and f"{tick}tick_",
    )


def stroke(figure: Figure, lines: Iterable[Sequence[tuple[Any, Any]]], color: str, width: float, **style: Any) -> None:
    """Lines as one path, each a sequence of points; `style` is matplotlib's for a patch."""
    parts = [np.asarray(line, float) for line in lines]
    if parts:
        codes = np.concatenate([[Path.MOVETO, *[Path.LINETO] * (len(part) - 1)] for part in parts])
        _add(figure, Path(np.concatenate(parts), codes), fill=False, edgecolor=color, linewidth=width, **style)


def dots(figure: Figure, points: Iterable[tuple[Any, Any]], color: str, size: float) -> None:
    """Round dots as one path: lines of no length with round caps."""
    stroke(figure, [(point, point) for point in points], color, size, capstyle="round")


def area(
    figure: Figure, outline: Sequence[tuple[Any, Any]], color: str, edge: str | None = None, width: float = 0
) -> None:
    """A filled shape, with an edge where one is named."""
    _add(
        figure,
        Path([*outline, outline[0]], closed=True),
        facecolor=color,
        edgecolor=edge or "none",
        linewidth=width,
    )


@lru_cache(maxsize=2**12)
def width_of(text: str, size: float = SIZE, bold: bool = False) -> float:
    """How wide a line of text will be, in points."""
    return text_to_path.get_text_width_height_descent(text, _font(size, bold), False)[0]


def centre(y: float, size: float = SIZE) -> float:
    """The baseline of a line of text whose capitals and figures are centred on `y`."""
    return y - 0.33 * size


def spread(places: Sequence[float], gap: float = LINE_HEIGHT) -> list[float]:
    """Places in rising order, those that are too close pushed apart by equal shares.

    Example:
        >>> spread([10, 12, 60], gap=8)
        [7.0, 15.0, 60]
    """
    apart = list(places)
    for _ in apart:
        for lower, upper in pairwise(range(len(apart))):
            overlap = gap - (apart[upper] - apart[lower])
            if overlap > 1e-9:
                apart[lower], apart[upper] = apart[lower] - overlap / 2, apart[upper] + overlap / 2
    return apart


def _add(figure: Figure, path: Path, **style: Any) -> None:
    path.should_simplify = False
    figure.add_artist(PathPatch(path, transform=_points(figure), snap=False, **style), clip=False)


def _points(figure: Figure) -> Any:
    return Affine2D().scale(1 / 72) + figure.dpi_scale_trans


@cache
def _font(size: float, bold: bool) -> FontProperties:
    _register_fonts()
    return FontProperties(family=FONT, size=size, weight=600 if bold else 400)


@cache
def _register_fonts() -> None:
    for font in sorted((paths.templates() / "fonts").glob("*.ttf")):
        fontManager.addfont(font)
