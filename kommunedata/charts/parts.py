"""What several charts have in common: rows chosen from the ranking, room for labels, and labels that stand apart."""

import inspect
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import lru_cache, wraps
from itertools import pairwise
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from kommunedata.analysis.facts import HISTORIK
from kommunedata.analysis.ranking import choose_aar, choose_noegletal, rank
from kommunedata.charts import theme
from kommunedata.charts.theme import ACCENT, DOTTED, GRID, LINE_HEIGHT, MUTED
from kommunedata.datasaet.frame import Datasaet
from kommunedata.datasaet.noegletal import Noegletal
from kommunedata.formats import NBSP
from kommunedata.kommuner import Kommune, find_kommune

GAP = 6.0  # points between a chart and the label beside it
FOOT = 24.0  # points below an axis
ARGUMENTS = {
    "datasaet": "the figures.",
    "kommune": "name, code or `Kommune`.",
    "noegletal": "code or title.",
    "aar": "the year, or the last of several; the latest if left out.",
    "kommuner": "names, codes or `Kommune`.",
    "peers": "kommuner to mark as dark.",
    "ax": "axes to draw on; a new figure if left out.",
}


class Marks(NamedTuple):
    """Some marks of a chart, alike in size, and their names, which a page tells where a reader points."""

    names: Sequence[str]
    x: Any  # their middles
    y: Any  # None: they are as high as the axes
    size: tuple[float, float] | None  # in points; None: a step of the axes


MARKS: WeakKeyDictionary[Axes, list[Marks]] = WeakKeyDictionary()

Who = Kommune | str | int


def drawn_in_house(plot: Callable[..., Axes]) -> Callable[..., Axes]:
    """A chart that is drawn under the settings of the house: no names of axes, nothing cut off at their edge.

    What charts take is said here once, and added to the docstring of each.
    """

    @wraps(plot)
    def under_house(*args: Any, **kwargs: Any) -> Axes:
        with theme.house():
            ax = plot(*args, **kwargs)
            ax.set(xlabel="", ylabel="")  # seaborn names the columns
            for artist in (*ax.collections, *ax.lines, *ax.patches, *ax.texts):
                artist.set_clip_on(False)
        return ax

    said = [f"    {name}: {ARGUMENTS[name]}" for name in inspect.signature(plot).parameters if name in ARGUMENTS]
    under_house.__doc__ = "\n".join([inspect.cleandoc(plot.__doc__ or ""), "", "Args:", *said])
    return under_house


def name_marks(ax: Axes, names: Sequence[str], x: Any, y: Any = None, size: tuple[float, float] | None = None) -> None:
    """Name marks of a chart, e.g. "Gribskov 54,7 pct., nr. 1 af 98", for a reader who points at one; later are on top.

    Args:
        ax: the axes that they are drawn on.
        names: a name for each.
        x: their middles, in data.
        y: likewise; left out where a mark is as high as the axes.
        size: width and height in points; left out where a mark is a step of the axes wide, and high.
    """
    MARKS.setdefault(ax, []).append(Marks(names, x, y, size))


@lru_cache(maxsize=256)
def names_of(datasaet: Datasaet, code: str, aar: int) -> dict[str, str]:
    """The names of the marks of all kommuner by their codes, in the order of `rows_of`."""
    rows = rows_of(datasaet, code, aar)
    return dict(zip(rows["kommunekode"], _names(datasaet.noegletal[code], rows, "{kommune} "), strict=True))


def names_of_years(one: Noegletal, history: pd.DataFrame) -> list[str]:
    """The names of the marks of a kommune over the years."""
    return _names(one, history, "{kommune} {aar}: ")


def _names(one: Noegletal, rows: pd.DataFrame, lead: str) -> list[str]:
    name = f"{lead}{{tal}}, nr. {{rang}} af {{antal}}"
    return [name.format_map({**row, "tal": one.med_enhed(row["vaerdi"])}) for row in rows.to_dict("records")]


def choose(datasaet: Datasaet, noegletal: object, aar: int | None) -> tuple[Noegletal, int]:
    """The description and the year that are meant."""
    year = choose_aar(datasaet, aar)
    return datasaet.noegletal[choose_noegletal(datasaet, noegletal, year)], year


def codes_of(kommuner: Iterable[Who]) -> list[str]:
    """The codes of kommuner, in their order."""
    return list(dict.fromkeys(find_kommune(one).kommunekode for one in kommuner))


@lru_cache(maxsize=256)
def rows_of(datasaet: Datasaet, code: str, aar: int) -> pd.DataFrame:
    """The ranking of a noegletal and year, those with a figure, the best first."""
    rows = _history(datasaet, code)
    return rows[(rows["aar"] == aar) & rows["vaerdi"].notna()].reset_index(drop=True)


@lru_cache(maxsize=64)
def _history(datasaet: Datasaet, code: str) -> pd.DataFrame:
    table = rank(datasaet)
    return table[table["noegletal"] == code]


@lru_cache(maxsize=64)
def years_of(datasaet: Datasaet, code: str, aar: int) -> pd.DataFrame:
    """What is the same for all kommuner, for each year of a history, those before it first."""
    rows = _history(datasaet, code)
    rows = rows[rows["aar"].between(aar - HISTORIK, aar) & rows["gennemsnit"].notna()]
    numbers = ["gennemsnit", "hele_landet", "nedre", "oevre", "hoejeste", "laveste"]
    years = rows.drop_duplicates("aar").sort_values("aar", ignore_index=True)
    return years[["aar", "antal", *numbers]].astype(dict.fromkeys(numbers, "float64"))


@lru_cache(maxsize=64)
def _by_kommune(datasaet: Datasaet, code: str, aar: int) -> dict[str, pd.DataFrame]:
    rows = _history(datasaet, code)
    rows = rows[rows["aar"].between(aar - HISTORIK, aar)].sort_values("aar")
    return {str(kode): own.reset_index(drop=True) for kode, own in rows.groupby("kommunekode")}


def history_of(datasaet: Datasaet, code: str, kommune: Kommune, aar: int) -> pd.DataFrame:
    """The rows of a kommune in a history, the earliest first; none where it has no figures."""
    found = _by_kommune(datasaet, code, aar)
    return found.get(kommune.kommunekode, next(iter(found.values())).iloc[:0])


def runs(years: Sequence[int], brud: Collection[int], every: Sequence[int] = ()) -> list[int]:
    """Number the stretches of a history; one ends where the definition changed or a year is missing.

    Args:
        years: the years of the history, the earliest first.
        brud: years in which the definition changed.
        every: the years of which there are figures at all, where that is not each year.

    Example:
        >>> runs([2012, 2013, 2015, 2016, 2017], brud={2017}), runs([2007, 2015, 2019], (), [2007, 2011, 2015, 2019])
        ([0, 0, 1, 1, 2], [0, 1, 1])
    """
    numbers = [0] * bool(len(years))
    for before, year in pairwise(years):
        skipped = range(before + 1, year) if not len(every) else [one for one in every if before < one < year]
        new = len(skipped) > 0 or any(before < one <= year for one in brud)
        numbers.append(numbers[-1] + new)
    return numbers


def room(ax: Axes, axis: str, low: float, high: float, before: float = 0, after: float = 0) -> None:
    """Set the limits of an axis so that there are points free before `low` and after `high`."""
    size = theme.size_of(ax)[axis == "y"]
    inner = max(size - before - after, 0.25 * size)
    unit = inner / ((high - low) or 1)
    (ax.set_xlim if axis == "x" else ax.set_ylim)(low - before / unit, low + (size - before) / unit)


def unit_of(ax: Axes) -> float:
    """Points from one unit to the next along the axes."""
    low, high = ax.get_xlim()
    return theme.size_of(ax)[0] / (high - low)


def place(ax: Axes, x: Any = None, y: Any = None) -> Any:
    """Where a value stands, in points from the lower left of the axes."""
    (low, high), size = (ax.get_xlim if y is None else ax.get_ylim)(), theme.size_of(ax)[x is None]
    return (np.asarray(y if x is None else x, float) - low) / (high - low) * size


def spread(places: Sequence[float], gap: float = LINE_HEIGHT) -> list[float]:
    """Places in rising order, those that are too close pushed apart by equal shares.

    Example:
        >>> spread([10, 12, 60], gap=8)
        [7.0, 15.0, 60]
    """
    apart = list(places)
    for _ in range(4 * len(apart)):
        for lower, upper in pairwise(range(len(apart))):
            overlap = gap - (apart[upper] - apart[lower])
            if overlap > 1e-9:
                apart[lower], apart[upper] = apart[lower] - overlap / 2, apart[upper] + overlap / 2
    return apart


def label_right(ax: Axes, x: float, labels: Sequence[tuple[float, str, dict[str, Any]]]) -> None:
    """Labels beside a chart at their values, pushed apart where they would touch."""
    shown = sorted(labels, key=lambda label: label[0])
    stand = [float(place(ax, y=value)) for value, _, _ in shown]
    apart = spread(stand)
    apart = [at + max(0.0, 4 - apart[0]) for at in apart]
    apart = [at - max(0.0, apart[-1] - (theme.size_of(ax)[1] - 5)) for at in apart]
    for at, own, (value, text, style) in zip(apart, stand, shown, strict=True):
        theme.write(ax, x, value, text, dx=GAP, dy=at - own + theme.middle(), **style)


def width_right(texts: Iterable[str]) -> float:
    """The points that labels beside a chart need; a screen of few dots sets them a little wider than they are."""
    return max(GAP + 1.06 * theme.width_of(text, bold=True) + 1 for text in texts)


def value_axes(
    ax: Axes | None,
    datasaet: Datasaet,
    height: float,
    ticks: Sequence[float],
    x: tuple[float, ...],
    y: tuple[float, ...],
    labels: Sequence[str] = (),
    bottom: float = FOOT,
    years: Sequence[int] = (),
) -> Axes:
    """Axes with a light line and a label at each tick of their figures; `x` and `y` are the limits that `room` sets."""
    labels = labels or theme.tick_labels(ticks)
    left = max(map(theme.width_of, labels)) + 7
    ax = theme.new_axes(ax, height, datasaet.kilde.modelmaerke, left=left, bottom=bottom)
    room(ax, "x", *x)
    room(ax, "y", *y)
    grid(ax, ticks, ax.get_xlim()[0], x[1])
    theme.set_ticks(ax, "y", ticks, labels)
    if years:
        year_axis(ax, datasaet, years)
    return ax


def grid(ax: Axes, ticks: Sequence[float], low: float, high: float, axis: str = "y") -> None:
    """Light lines at ticks, from `low` to `high` of the other axis."""
    lines = ax.hlines if axis == "y" else ax.vlines
    lines(ticks, low, high, color=GRID, linewidth=0.7, zorder=0)


def year_axis(ax: Axes, datasaet: Datasaet, years: Sequence[int]) -> None:
    """Years at the foot, as many as there is room for, and a dotted line where the definition changed."""
    step = max(1, int(np.ceil(30 / unit_of(ax))))
    shown = [year for year in years if (years[-1] - year) % step == 0]
    theme.set_ticks(ax, "x", shown, map(str, shown))
    low, high = ax.get_ylim()
    for year in datasaet.kilde.brud:
        if years[0] < year <= years[-1]:
            ax.vlines([year - 0.5], low, high, color=MUTED, linewidth=1, linestyle=DOTTED, zorder=1)
            theme.write(ax, year - 0.5, high, "ny definition", dx=4, dy=-9, color=MUTED, size=9)


def dots(ax: Axes, points: Sequence[tuple[float, float]], color: str, size: float, order: int) -> None:
    """Draw round dots at some points; none where there are none."""
    if len(points):
        ax.plot(*np.array(points).T, "o", markersize=size, color=color, markeredgewidth=0, zorder=order)


def write_centred(ax: Axes, x: float, y: float, text: str, dy: float, left: float = 0) -> None:
    """A bold label above a value, moved aside where it would leave the axes or enter `left` points of them."""
    reach, stand = theme.width_of(text, bold=True) / 2, float(place(ax, x=x))
    aside = min(max(stand, left + reach), theme.size_of(ax)[0] - reach - 1) - stand
    theme.write(ax, x, y, text, dx=aside, dy=dy, color=ACCENT, bold=True, ha="center")


def value_axis(values: Any, one: Noegletal) -> tuple[list[float], float, float]:
    """Ticks and ends of an axis of figures; from zero for shares, and unless the figures are far from it."""
    values = np.asarray(values, float)
    low, high = np.nanmin(values), np.nanmax(values)
    if one.art == "andel" or not (low > 0.6 * high > 0):
        low, high = min(low, 0.0), max(high, 0.0)
    ticks = theme.nice_ticks(low, high)
    top = one.graenser[1]
    if top is not None:
        ticks = [tick for tick in ticks if tick <= top or tick - 1e-9 < high]
    return ticks, ticks[0], max(ticks[-1], high)


def best_name(one: Noegletal) -> str:
    """What the mean of the ten best is called."""
    return "de ti laveste" if one.retning == "lav" else "de ti højeste"


def with_unit(one: Noegletal, labels: list[str]) -> list[str]:
    """The labels of ticks, the last with the unit where that is short."""
    return [*labels[:-1], f"{labels[-1]}{NBSP}{one.enhed}"] if len(one.enhed) <= 5 else labels
