"""Charts over the years; lines break where the definition changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from kommunedata.analysis.ranking import choose_noegletal
from kommunedata.charts.ahead import same_for_all
from kommunedata.charts.parts import (
    Who,
    choose,
    drawn_in_house,
    grid,
    history_of,
    known,
    label_right,
    name_marks,
    names_of_years,
    room,
    rows_of,
    runs,
    value_axis,
    width_right,
    year_axis,
    years_of,
)
from kommunedata.charts.theme import (
    ACCENT,
    BAND,
    DASHED,
    DOT,
    INK,
    MUTED,
    new_axes,
    nice_ticks,
    set_ticks,
    tick_labels,
    width_of,
    write,
)
from kommunedata.datasaet.frame import Datasaet
from kommunedata.datasaet.noegletal import Noegletal
from kommunedata.kommuner import find_kommune

FOOT = 24.0  # points below an axis of years


@drawn_in_house
def plot_placeringer(
    datasaet: Datasaet, kommune: Who, noegletal: object, aar: int | None = None, *, ax: Axes | None = None
) -> Axes:
    """The places of a kommune in a year and the ten before it, place 1 on top.

    Args:
        datasaet: the figures.
        kommune: name, code or `Kommune`.
        noegletal: code or title.
        aar: the last year; the latest if left out.
        ax: axes to draw on; a new figure if left out.
    """
    one, aar = choose(datasaet, noegletal, aar)
    who = find_kommune(kommune)
    own = history_of(datasaet, one.noegletal, who, aar)
    ax = _places(ax, datasaet, one.noegletal, aar)
    points = own[own["rang"].notna()].astype({"rang": int})
    every, brud = years_of(datasaet, one.noegletal, aar)["aar"].tolist(), datasaet.kilde.brud
    _line(ax, points["aar"], points["rang"], runs(points["aar"].tolist(), brud, every), ACCENT, 6)
    name_marks(ax, names_of_years(who, one, points), points["aar"])
    for year, rang, above in _beside(points, brud, every):
        now = year == aar
        dy = 7 if above else -15.5
        write(ax, year, rang, str(rang), dy=dy, bold=now, color=ACCENT if now else INK, ha="center")
    return ax


@same_for_all
def _places(ax: Axes | None, datasaet: Datasaet, code: str, aar: int) -> Axes:
    """The years and the places that there are."""
    span = years_of(datasaet, code, aar)
    years = list(range(int(span["aar"].min()), aar + 1))
    last = max(int(span["antal"].max()), 2)
    ticks = sorted({1, *range(25, last - 8, 25), last})
    labels = [f"nr. {tick}" for tick in ticks]
    ax = new_axes(ax, 196, datasaet.kilde.modelmaerke, left=max(map(width_of, labels)) + 7, bottom=FOOT)
    room(ax, "x", years[0] - 0.5, years[-1] + 0.5)
    room(ax, "y", last, 1, 18, 34)
    grid(ax, ticks, years[0] - 0.5, years[-1] + 0.5)
    set_ticks(ax, "y", ticks, labels)
    year_axis(ax, datasaet, years)
    return ax


def _beside(points: pd.DataFrame, brud: Sequence[int], every: Sequence[int]) -> list[tuple[int, int, bool]]:
    """Year, place, and whether its label stands above: not where the line comes down from both sides."""
    years, ranks = points["aar"].tolist(), points["rang"].tolist()
    run = runs(years, brud, every)
    found = []
    for at, (year, rang) in enumerate(zip(years, ranks, strict=True)):
        near = [ranks[n] for n in (at - 1, at + 1) if 0 <= n < len(run) and run[n] == run[at]]
        found.append((year, rang, not (len(near) == 2 and max(near) < rang)))
    return found


def _line(ax: Axes, x: Any, y: Any, run: Sequence[int], color: str, size: float = 0, **style: Any) -> None:
    """A line that seaborn draws, one for each run, with a dot for each year."""
    import seaborn as sns

    if len(x):
        marks = {"marker": "o", "markersize": size, "markeredgewidth": 0} if size else {}
        settings: dict[str, Any] = {"linewidth": 2, "zorder": 4} | marks | style
        sns.lineplot(x=np.asarray(x), y=np.asarray(y, float), units=np.asarray(run), estimator=None, errorbar=None,
                     sort=False, legend=False, color=color, ax=ax, **settings)  # fmt: skip


@drawn_in_house
def plot_historik(
    datasaet: Datasaet, kommune: Who, noegletal: object, aar: int | None = None, *, ax: Axes | None = None
) -> Axes:
    """The figure of a kommune beside the mean (dashed) and the middle half of all over the same years.

    The scale is the same for all kommuner of a datasaet.

    Args:
        datasaet: the figures.
        kommune: name, code or `Kommune`.
        noegletal: code or title.
        aar: the last year; the latest if left out.
        ax: axes to draw on; a new figure if left out.
    """
    one, aar = choose(datasaet, noegletal, aar)
    who = find_kommune(kommune)
    own = history_of(datasaet, one.noegletal, who, aar)
    points = own[own["vaerdi"].notna()]
    span = years_of(datasaet, one.noegletal, aar)
    mean, every = span.iloc[-1]["gennemsnit"], span["aar"].tolist()
    last = points.iloc[-1]["vaerdi"] if len(points) and points.iloc[-1]["aar"] == aar else None
    nearest = last if last is not None else (points.iloc[-1]["vaerdi"] if len(points) else mean)
    ax = _years(ax, datasaet, one.noegletal, aar)
    _line(ax, points["aar"], points["vaerdi"], runs(points["aar"].tolist(), datasaet.kilde.brud, every), ACCENT, 5.5)
    name_marks(ax, names_of_years(who, one, points), points["aar"])
    labels = [_mean_label(one, mean), (nearest, *_own_label(one, who.kommune, last))]
    label_right(ax, aar + 0.5, labels)
    return ax


@same_for_all
def _years(ax: Axes | None, datasaet: Datasaet, code: str, aar: int) -> Axes:
    """The mean and the middle half over the years, with room for the label of any kommune."""
    one, span = datasaet.noegletal[code], years_of(datasaet, code, aar)
    years = list(range(int(span["aar"].min()), aar + 1))
    ticks, low, high = value_axis([*span["laveste"], *span["hoejeste"]], one)
    written = tick_labels(ticks)
    ax = new_axes(ax, 212, datasaet.kilde.modelmaerke, left=max(map(width_of, written)) + 7, bottom=FOOT)
    right = years[-1] + 0.5
    rows = rows_of(datasaet, code, aar)
    names = [(0.0, *_own_label(one, *row)) for row in zip(rows["kommune"], rows["vaerdi"], strict=True)]
    room(ax, "x", years[0] - 0.5, right, 0, width_right([*names, _mean_label(one, span.iloc[-1]["gennemsnit"])]))
    room(ax, "y", low, high, 0, 16)
    grid(ax, ticks, years[0] - 0.5, right)
    set_ticks(ax, "y", ticks, written)
    year_axis(ax, datasaet, years)
    every = span["aar"].tolist()
    parts = np.asarray(runs(every, datasaet.kilde.brud, every))
    for run in np.unique(parts):
        some = span[parts == run]
        ax.fill_between(some["aar"], some["nedre"], some["oevre"], color=BAND, edgecolor=DOT, linewidth=0.7, zorder=1)
    _line(ax, span["aar"], span["gennemsnit"], list(parts), MUTED, linewidth=1.6, linestyle=DASHED, zorder=3)
    return ax


def _mean_label(one: Noegletal, mean: float) -> tuple[float, str, dict[str, Any]]:
    return mean, f"gennemsnit {one.tal(mean)}", {"color": MUTED}


def _own_label(one: Noegletal, name: str, value: float | None) -> tuple[str, dict[str, Any]]:
    return f"{name} {one.tal(value)}", {"color": ACCENT, "bold": True}


@drawn_in_house
def plot_udvikling(datasaet: Datasaet, noegletal: object, aar: int | None = None, *, ax: Axes | None = None) -> Axes:
    """The mean of the kommuner year by year, each point labelled, and the whole country as one (dashed).

    Args:
        datasaet: the figures.
        noegletal: code or title.
        aar: the last year; the latest if left out.
        ax: axes to draw on; a new figure if left out.
    """
    one, aar = choose(datasaet, noegletal, aar)
    span = years_of(datasaet, one.noegletal, aar)
    years = list(range(int(span["aar"].min()), aar + 1))
    every, brud = span["aar"].tolist(), datasaet.kilde.brud
    end = span.iloc[-1]
    labels: list[tuple[float | None, str, dict[str, Any]]] = [
        (end["gennemsnit"], f"gennemsnit {one.tal(end['gennemsnit'])}", {"color": ACCENT, "bold": True}),
    ]
    if one.art != "andel":
        span = span.assign(hele_landet=np.nan)  # the weighted figure is that of shares
    elif known(end["hele_landet"]):
        labels.append((end["hele_landet"], f"hele landet {one.tal(end['hele_landet'])}", {"color": MUTED}))
    values = span[["gennemsnit", "hele_landet"]].to_numpy(float)
    ticks, low, high = value_axis(values, one)
    written = tick_labels(ticks)
    ax = new_axes(ax, 180, datasaet.kilde.modelmaerke, left=max(map(width_of, written)) + 7, bottom=FOOT)
    right = years[-1] + 0.5
    wide = max(width_of(one.tal(mean), bold=True) for mean in span["gennemsnit"])
    unit = room(ax, "x", years[0], right, max(wide / 2, 10), width_right(labels))
    room(ax, "y", low, high, 0, 30)
    grid(ax, ticks, ax.get_xlim()[0], right)
    set_ticks(ax, "y", ticks, written)
    year_axis(ax, datasaet, years)
    parts = runs(every, brud, every)
    whole = span[span["hele_landet"].notna()]
    _line(ax, whole["aar"], whole["hele_landet"], runs(whole["aar"].tolist(), brud, every), MUTED,
          linewidth=1.6, linestyle=DASHED, zorder=3)  # fmt: skip
    _line(ax, span["aar"], span["gennemsnit"], parts, ACCENT, 5.5)
    step = max(1, int(np.ceil((wide + 3) / unit)))
    for year, mean in zip(span["aar"].tolist(), span["gennemsnit"].tolist(), strict=True):
        if year != aar and (aar - year) % step == 0:  # the last stands beside the chart
            write(ax, year, mean, one.tal(mean), dy=7, color=INK, ha="center")
    label_right(ax, right, labels)
    return ax


@drawn_in_house
def plot_spaend(datasaet: Datasaet, noegletal: object, *, ax: Axes | None = None) -> Axes:
    """The median of the kommuner over all years, with the middle half and all of them as bands.

    Args:
        datasaet: the figures.
        noegletal: code or title.
        ax: axes to draw on; a new figure if left out.
    """
    import seaborn as sns

    code = choose_noegletal(datasaet, noegletal)
    frame = datasaet.frame
    rows = frame[(frame["noegletal"] == code) & frame["vaerdi"].notna()]
    ticks = nice_ticks(float(rows["vaerdi"].min()), float(rows["vaerdi"].max()))
    written = tick_labels(ticks)
    ax = new_axes(ax, 180, datasaet.kilde.modelmaerke, left=max(map(width_of, written)) + 7, bottom=FOOT)
    years = sorted(rows["aar"].unique().tolist())
    stretch = dict(zip(years, runs(years, datasaet.kilde.brud, years), strict=True))
    for _, some in rows.groupby(rows["aar"].map(stretch)):  # no line across a change of definition
        for part in (("pi", 100), ("pi", 50)):
            sns.lineplot(some, x="aar", y="vaerdi", estimator="median", errorbar=part, color=ACCENT, ax=ax)
    room(ax, "x", years[0] - 0.5, years[-1] + 0.5, 0, 14)
    room(ax, "y", ticks[0], ticks[-1], 0, 16)
    grid(ax, ticks, years[0] - 0.5, years[-1] + 0.5)
    set_ticks(ax, "y", ticks, written)
    year_axis(ax, datasaet, years)
    return ax
