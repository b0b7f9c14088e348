"""All noegletal of a year in one chart: a row of dots for each, one kommune named."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from kommunedata.analysis.ranking import choose_aar
from kommunedata.charts.ahead import same_for_all
from kommunedata.charts.parts import (
    Who,
    best_name,
    codes_of,
    dots,
    drawn_in_house,
    grid,
    name_marks,
    names_of,
    place,
    room,
    rows_of,
    with_unit,
    write_centred,
)
from kommunedata.charts.theme import (
    ACCENT,
    BAND,
    DOT,
    INK,
    MUTED,
    PAPER,
    SMALL,
    WIDTH,
    house,
    new_axes,
    nice_ticks,
    set_ticks,
    size_of,
    tick_labels,
    width_of,
    write,
)
from kommunedata.datasaet.frame import Datasaet
from kommunedata.datasaet.noegletal import Noegletal
from kommunedata.errors import InputError
from kommunedata.kommuner import find_kommune

PITCH, HALF, FOOT = 52.0, 17.0, 24.0  # points from row to row, half of a band, and below the last row
DOTS = 2.3  # size of those of a swarm
NAMES, END = 136.0, 26.0  # points left and right of the scale
LEGEND = 10.0  # below the first row, for the names of the line and the diamond


@drawn_in_house
def plot_hovedkonti(
    datasaet: Datasaet, kommune: Who, aar: int | None = None, *, peers: Sequence[Who] = (), ax: Axes | None = None
) -> Axes:
    """One row per noegletal: all kommuner as dots, the middle half as a band, the kommune labelled.

    The line is the mean and the diamond the mean of the ten best. Noegletal of one unit share a scale; else each
    row has its own, from its lowest figure to its highest.

    Args:
        datasaet: the figures.
        kommune: name, code or `Kommune`.
        aar: the year; the latest if left out.
        peers: kommuner to mark with a dark dot.
        ax: axes to draw on; a new figure if left out.
    """
    who, aar, others = find_kommune(kommune), choose_aar(datasaet, aar), codes_of(peers)
    rows = _rows(datasaet, aar)
    if not rows:
        raise InputError(f"no figures for aar {aar}")
    ax = _dots_of_all(ax, datasaet, None, aar)
    large: dict[str, list[tuple[float, float]]] = {"peers": [], "own": []}
    names = {"peers": [], "own": []}
    for one, y, low, high in rows:
        year, called = _index(datasaet, one.noegletal, aar), names_of(datasaet, one.noegletal, aar)
        for code in (*others, who.kommunekode):
            if code in year:
                kind = "own" if code == who.kommunekode else "peers"
                large[kind].append(((year[code]["vaerdi"] - low) / (high - low), y))
                names[kind].append(called[code])
        own = year.get(who.kommunekode)
        tied = own and sum(row["rang"] == own["rang"] for row in year.values()) > 1
        stand = f"{'delt ' if tied else ''}nr. {own['rang']} af {own['antal']}" if own else "intet tal"
        write(ax, 0, y, stand, dy=-13, color=MUTED, size=SMALL, xycoords=("axes fraction", "data"))
        if own:
            label = one.tal(own["vaerdi"]) if len(large["own"]) > 1 else f"{who.kommune} {one.tal(own['vaerdi'])}"
            write_centred(ax, large["own"][-1][0], y + HALF, label, 3.5, NAMES)
    for kind, color, size, order in (("peers", INK, 5.0, 5), ("own", ACCENT, 8.5, 6)):
        dots(ax, large[kind], PAPER, size + 2, order)
        dots(ax, large[kind], color, size, order)
        if names[kind]:
            name_marks(ax, names[kind], *np.array(large[kind]).T, size=(9, 9))
    return ax


@same_for_all
def _dots_of_all(ax: Axes | None, datasaet: Datasaet, _: None, aar: int) -> Axes:
    """The rows with all kommuner, the middle half, the mean and the mean of the best."""
    rows = _rows(datasaet, aar)
    scale = common_scale(datasaet, tuple(one.noegletal for one, *_ in rows), aar)
    top = PITCH * len(rows) + LEGEND
    ax = new_axes(ax, top + FOOT, datasaet.kilde.modelmaerke, bottom=FOOT)
    room(ax, "x", 0, 1, NAMES, END)
    ax.set_ylim(0, top)
    if scale:
        low, high, ticks = scale
        stand = [(tick - low) / (high - low) for tick in ticks]
        grid(ax, stand, 0, top, axis="x")
        set_ticks(ax, "x", stand, with_unit(rows[0][0], tick_labels(ticks)))
    points, names, means, best, bands = [], [], [], [], []
    for one, y, low, high in rows:
        at = lambda value, low=low, high=high: (value - low) / (high - low)  # noqa: E731
        first = rows_of(datasaet, one.noegletal, aar).iloc[0]
        write(ax, 0, y, one.kort_titel, dy=1, bold=True, xycoords=("axes fraction", "data"))
        if not scale:
            span = f"{one.tal(first['laveste'])}–{one.med_enhed(first['hoejeste'])}"
            write(ax, 0, y, span, dy=-26, color=MUTED, size=SMALL, xycoords=("axes fraction", "data"))
        if not means:
            _explain(ax, one, at(first["gennemsnit"]), at(first["bedste"]), y)
        points += [(x, y + offset) for x, offset in swarm(datasaet, one.noegletal, aar, low, high).tolist()]
        names += names_of(datasaet, one.noegletal, aar).values()
        means.append(at(first["gennemsnit"]))
        best.append(at(first["bedste"]))
        bands.append((at(first["nedre"]), at(first["oevre"])))
    middles, (left, right) = np.array([y for _, y, *_ in rows]), np.array(bands).T
    ax.barh(middles, right - left, 2 * HALF, left, color=BAND, edgecolor=DOT, linewidth=0.7, zorder=1)
    dots(ax, points, DOT, DOTS, 2)
    ax.vlines(means, middles - HALF, middles + HALF, color=INK, linewidth=1.6, zorder=3)
    ax.plot(best, middles, "D", markersize=6, color=PAPER, markeredgecolor=INK, markeredgewidth=1.3, zorder=4)
    name_marks(ax, names, *np.array(points).T, size=(DOTS, DOTS))
    return ax


def _rows(datasaet: Datasaet, aar: int) -> list[tuple[Noegletal, float, float, float]]:
    """The noegletal with figures, the height at which each stands, and the ends of its scale."""
    known = [one for one in parts_of(datasaet) if len(rows_of(datasaet, one.noegletal, aar))]
    scale = common_scale(datasaet, tuple(one.noegletal for one in known), aar) if known else None
    return [
        (
            one,
            PITCH * (len(known) - row - 0.5) + (LEGEND if row == 0 else 0),
            *(scale[:2] if scale else ends_of(rows_of(datasaet, one.noegletal, aar))),
        )
        for row, one in enumerate(known)
    ]


def parts_of(datasaet: Datasaet) -> list[Noegletal]:
    """The noegletal of a datasaet without those that are the total of others."""
    return [one for one in datasaet.noegletal.values() if not one.samler]


def _explain(ax: Axes, one: Noegletal, mean: float, best: float, y: float) -> None:
    """The names of the line and the diamond, below the first row."""
    width, below = size_of(ax)[0], y - HALF
    apart = [float(place(ax, x=value)) for value in (mean, best)]
    names = ("gennemsnit", best_name(one))
    order = np.argsort(apart)
    left, right = order
    start = min(apart[right] - 1, width - width_of(names[right], 9) - 1)
    end = min(apart[left] + 2, start - 5)
    write(ax, (mean, best)[left], below, names[left], dx=end - apart[left], dy=-9, size=9, ha="right")
    write(ax, (mean, best)[right], below, names[right], dx=start - apart[right], dy=-9, size=9)


@lru_cache(maxsize=256)
def _index(datasaet: Datasaet, code: str, aar: int) -> dict[str, dict[Any, Any]]:
    rows = rows_of(datasaet, code, aar)
    return {str(row["kommunekode"]): dict(row) for row in rows.to_dict("records")}


def ends_of(year: pd.DataFrame) -> tuple[float, float]:
    """Take the lowest and the highest figure; they are held apart where all figures are the same."""
    low, high = float(year["vaerdi"].min()), float(year["vaerdi"].max())
    return (low, high) if high > low else (low - 1, high + 1)


@lru_cache(maxsize=64)
def common_scale(datasaet: Datasaet, codes: tuple[str, ...], aar: int) -> tuple[float, float, list[float]] | None:
    """The scale that noegletal of one unit share: what they can be, or what they are."""
    kinds = {(datasaet.noegletal[code].enhed, datasaet.noegletal[code].graenser) for code in codes}
    if len(kinds) > 1:
        return None
    (_, (low, high)) = next(iter(kinds))
    if low is None or high is None:
        ends = [ends_of(rows_of(datasaet, code, aar)) for code in codes]
        ticks = nice_ticks(min(end for end, _ in ends), max(end for _, end in ends))
        return ticks[0], ticks[-1], ticks
    return low, high, nice_ticks(low, high)


@lru_cache(maxsize=256)
def swarm(datasaet: Datasaet, code: str, aar: int, low: float, high: float) -> np.ndarray:
    """Where seaborn puts the dots of all kommuner in a row: from 0 to 1 along it, and points beside its middle."""
    import seaborn as sns

    values = rows_of(datasaet, code, aar)["vaerdi"].to_numpy(float)
    with house():
        figure, ax = plt.subplots(figsize=((WIDTH - NAMES - END) / 72, 2 * HALF / 72), dpi=72)
        ax.set_position((0, 0, 1, 1))
        ax.set_xlim(0, 1)
        scaled = (values - low) / (high - low)
        sns.swarmplot(x=scaled, y=np.zeros(len(values)), orient="h", size=DOTS, ax=ax, warn_thresh=1)
        ax.set_xlim(0, 1)
        ax.set_ylim(0.5, -0.5)
        figure.draw_without_rendering()
        found = np.asarray(ax.collections[0].get_offsets(), float).copy()
        plt.close(figure)
    return found * [1, 2 * HALF]
