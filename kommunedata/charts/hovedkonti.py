"""All noegletal of a year in one chart: a row of dots for each, one kommune named."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from kommunedata.analysis.ranking import choose_aar
from kommunedata.charts import parts, theme
from kommunedata.charts.ahead import same_for_all
from kommunedata.charts.parts import FOOT, Who, drawn_in_house
from kommunedata.charts.theme import ACCENT, BAND, DOT, INK, MUTED, PAPER, SMALL, WIDTH
from kommunedata.datasaet.frame import Datasaet
from kommunedata.datasaet.noegletal import Noegletal
from kommunedata.errors import InputError
from kommunedata.kommuner import find_kommune

PITCH, HALF = 52.0, 17.0  # points from row to row, and half of a band
DOTS = 2.3  # size of those of a swarm
NAMES, END = 136.0, 26.0  # points left and right of the scale
LEGEND = 10.0  # below the first row, for the names of the line and the diamond
LEFT = ("axes fraction", "data")
Scale = tuple[float, float, list[float]] | None  # its ends and its ticks


class Row(NamedTuple):
    """A noegletal in a chart of all: its kommuner, the height at which it stands, and the ends of its scale."""

    one: Noegletal
    year: pd.DataFrame
    y: float
    low: float
    high: float
    shared: bool  # whether all rows stand on one scale

    def at(self, value: Any) -> Any:
        """Where figures stand along the axis: as they are on a shared scale, else from 0 to 1."""
        return value if self.shared else (value - self.low) / (self.high - self.low)

    @property
    def span(self) -> str:
        """The lowest figure and the highest."""
        first = self.year.iloc[0]
        return f"{self.one.tal(first['laveste'])}–{self.one.med_enhed(first['hoejeste'])}"


@drawn_in_house
def plot_hovedkonti(
    datasaet: Datasaet, kommune: Who, aar: int | None = None, *, peers: Sequence[Who] = (), ax: Axes | None = None
) -> Axes:
    """One row per noegletal: all kommuner as dots, the middle half as a band, the kommune labelled.

    The line is the mean and the diamond the mean of the ten best. Noegletal of one unit share a scale; else each
    row has its own, from its lowest figure to its highest.
    """
    who, aar, others = find_kommune(kommune), choose_aar(datasaet, aar), parts.codes_of(peers)
    rows, _ = rows_of_all(datasaet, aar, PITCH, LEGEND)
    ax = _dots_of_all(ax, datasaet, None, aar)
    large: dict[bool, list[tuple[float, float]]] = {False: [], True: []}  # whether they are the kommune's own
    names: dict[bool, list[str]] = {False: [], True: []}
    for row in rows:
        year = {str(place["kommunekode"]): place for place in row.year.to_dict("records")}
        called, own = parts.names_of(datasaet, row.one.noegletal, aar), year.get(who.kommunekode)
        for code in (*others, who.kommunekode):
            if code in year:
                large[code == who.kommunekode].append((row.at(year[code]["vaerdi"]), row.y))
                names[code == who.kommunekode].append(called[code])
        tied = own and (row.year["rang"] == own["rang"]).sum() > 1
        stand = f"{'delt ' if tied else ''}nr. {own['rang']} af {own['antal']}" if own else "intet tal"
        start = start_of(ax, row)
        theme.write(ax, 0, row.y, stand, dx=start - NAMES, dy=-13, color=MUTED, size=SMALL, xycoords=LEFT)
        if own:
            label = row.one.tal(own["vaerdi"])
            label = label if len(large[True]) > 1 else f"{who.kommune} {label}"
            parts.write_centred(ax, large[True][-1][0], row.y + HALF, label, 3.5, start)
    for its, color, size, order in ((False, INK, 5.0, 5), (True, ACCENT, 8.5, 6)):
        parts.dots(ax, large[its], PAPER, size + 2, order)
        parts.dots(ax, large[its], color, size, order)
        if names[its]:
            parts.name_marks(ax, names[its], *np.array(large[its]).T, size=(9, 9))
    return ax


@same_for_all
def _dots_of_all(ax: Axes | None, datasaet: Datasaet, _: None, aar: int) -> Axes:
    """The rows with all kommuner, the middle half, the mean and the mean of the best."""
    rows, scale = rows_of_all(datasaet, aar, PITCH, LEGEND)
    top = PITCH * len(rows) + LEGEND
    ax = axes_of(ax, datasaet, rows[0], top + FOOT, NAMES)
    ax.set_ylim(0, top)
    draw_scale(ax, rows[0].one, scale, top)
    points, names = [], []
    middles, means, best, lower, upper = table_of(rows, "gennemsnit", "bedste", "nedre", "oevre")
    for row, offsets in zip(rows, swarms(datasaet, aar), strict=True):
        left = start_of(ax, row) - NAMES
        theme.write(ax, 0, row.y, row.one.kort_titel, dx=left, dy=1, bold=True, xycoords=LEFT)
        if not scale:
            theme.write(ax, 0, row.y, row.span, dx=left, dy=-26, color=MUTED, size=SMALL, xycoords=LEFT)
        if row is rows[0]:
            _explain(ax, row.one, means[0], best[0], row.y)
        points += [(row.at(row.low + x * (row.high - row.low)), row.y + offset) for x, offset in offsets.tolist()]
        names += parts.names_of(datasaet, row.one.noegletal, aar).values()
    ax.barh(middles, upper - lower, 2 * HALF, lower, color=BAND, edgecolor=DOT, linewidth=0.7, zorder=1)
    parts.dots(ax, points, DOT, DOTS, 2)
    ax.vlines(means, middles - HALF, middles + HALF, color=INK, linewidth=1.6, zorder=3)
    ax.plot(best, middles, "D", markersize=6, color=PAPER, markeredgecolor=INK, markeredgewidth=1.3, zorder=4)
    parts.name_marks(ax, names, *np.array(points).T, size=(DOTS, DOTS))
    return ax


def _explain(ax: Axes, one: Noegletal, mean: float, best: float, y: float) -> None:
    """The names of the line and the diamond, below the first row."""
    width, below = theme.size_of(ax)[0], y - HALF
    apart = [(float(parts.place(ax, x=x)), x, name) for x, name in ((mean, "gennemsnit"), (best, parts.best_name(one)))]
    (first, left, before), (last, right, after) = sorted(apart, key=lambda named: named[0])
    start = min(last - 1, width - theme.width_of(after, 9) - 1)
    end = min(first + 2, start - 5)
    theme.write(ax, left, below, before, dx=end - first, dy=-9, size=9, ha="right")
    theme.write(ax, right, below, after, dx=start - last, dy=-9, size=9)


@lru_cache(maxsize=64)
def rows_of_all(datasaet: Datasaet, aar: int, pitch: float, lift: float = 0) -> tuple[list[Row], Scale]:
    """The noegletal of a year from the top, without totals of others, and the scale that those of one unit share.

    Args:
        datasaet: the figures.
        aar: the year.
        pitch: points from row to row.
        lift: how much higher the first row stands.

    Raises:
        InputError: there are no figures.
    """
    years = [(one, year) for one in parts_of(datasaet) if len(year := parts.rows_of(datasaet, one.noegletal, aar))]
    if not years:
        raise InputError(f"no figures for aar {aar}")
    ends, scale = [ends_of(year) for _, year in years], None
    kinds = {(one.enhed, one.graenser) for one, _ in years}
    if len(kinds) == 1:  # they share what they can be, or what they are
        ((_, (low, high)),) = kinds
        if low is None or high is None:
            ticks = theme.nice_ticks(min(ends)[0], max(high for _, high in ends))
            scale = ticks[0], ticks[-1], ticks
        else:
            scale = low, high, theme.nice_ticks(low, high)
        ends = [scale[:2]] * len(years)
    heights = [pitch * (len(years) - row - 0.5) + (0 if row else lift) for row in range(len(years))]
    shared = scale is not None
    return [Row(one, year, y, *end, shared) for (one, year), y, end in zip(years, heights, ends, strict=True)], scale


def axes_of(ax: Axes | None, datasaet: Datasaet, row: Row, height: float, names: float) -> Axes:
    """Axes with `names` points for names left of the scale of a row.

    They stand beside new axes, whose limits are those of the scale, and within axes that are given.
    """
    within = names if ax else 0.0
    ax = theme.new_axes(ax, height, datasaet.kilde.modelmaerke, left=names, bottom=FOOT)
    parts.room(ax, "x", row.at(row.low), row.at(row.high), within, END)
    return ax


def start_of(ax: Axes, row: Row) -> float:
    """The points from the left of the axes to the start of a row's scale."""
    return float(parts.place(ax, x=row.at(row.low)))


def table_of(rows: Sequence[Row], *names: str) -> np.ndarray:
    """The heights of rows, and where along their scales some of their common figures stand."""
    return np.array([[row.y, *(row.at(row.year[name].iloc[0]) for name in names)] for row in rows], float).T


def draw_scale(ax: Axes, one: Noegletal, scale: Scale, top: float) -> None:
    """Lines and labels at the ticks of a common scale, with the unit of one noegletal; nothing where there is none."""
    if scale:
        parts.grid(ax, ticks := scale[2], 0, top, axis="x")
        theme.set_ticks(ax, "x", ticks, parts.with_unit(one, theme.tick_labels(ticks)))


def parts_of(datasaet: Datasaet) -> list[Noegletal]:
    """The noegletal of a datasaet without those that are the total of others."""
    return [one for one in datasaet.noegletal.values() if not one.samler]


def ends_of(year: pd.DataFrame) -> tuple[float, float]:
    """Take the lowest and the highest figure; they are held apart where all figures are the same."""
    low, high = float(year["vaerdi"].min()), float(year["vaerdi"].max())
    return (low, high) if high > low else (low - 1, high + 1)


@lru_cache(maxsize=64)
def swarms(datasaet: Datasaet, aar: int) -> list[np.ndarray]:
    """Where seaborn puts the dots of all kommuner, for each row: from 0 to 1 along it, and points beside its middle."""
    import seaborn as sns

    rows, _ = rows_of_all(datasaet, aar, PITCH, LEGEND)
    along = [(row.year["vaerdi"].to_numpy(float) - row.low) / (row.high - row.low) for row in rows]
    heights = np.repeat(np.arange(len(rows)), [len(each) for each in along])
    with theme.house():
        figure, ax = plt.subplots(figsize=((WIDTH - NAMES - END) / 72, 2 * HALF * len(rows) / 72), dpi=72)
        ax.set_position((0, 0, 1, 1))
        ax.set(xlim=(0, 1), ylim=(len(rows) - 0.5, -0.5), autoscale_on=False)  # it lays them out as it draws
        sns.swarmplot(x=np.concatenate(along), y=heights, orient="h", size=DOTS, ax=ax, warn_thresh=1)
        found = [np.asarray(dots.get_offsets(), float) for dots in ax.collections]
        plt.close(figure)
    return [(offsets - [0, row]) * [1, 2 * HALF] for row, offsets in enumerate(found)]
