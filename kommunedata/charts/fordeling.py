"""Charts of all kommuner in one year, one of them named."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from kommunedata.analysis.ranking import choose_aar
from kommunedata.charts.parts import (
    Who,
    best_name,
    choose,
    choose_kommune,
    codes_of,
    drawn_in_house,
    grid,
    label_right,
    place,
    room,
    rows_of,
    width_right,
    with_unit,
    write_centred,
)
from kommunedata.charts.theme import (
    ACCENT,
    BAND,
    DASHED,
    DOT,
    INK,
    LINE_HEIGHT,
    MUTED,
    PAPER,
    SIZE,
    SMALL,
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

PITCH, HALF, FOOT = 57.0, 16.0, 24.0  # points from row to row, half of a band, and below the last row
NAMES, END = 136.0, 26.0  # points left and right of the scale


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
    who, aar, others = choose_kommune(kommune), choose_aar(datasaet, aar), codes_of(peers)
    rows = [one for one in parts_of(datasaet) if len(rows_of(datasaet, one.noegletal, aar))]
    if not rows:
        raise InputError(f"no figures for aar {aar}")
    scale = common_scale(datasaet, tuple(one.noegletal for one in rows), aar)
    legend = 10
    top = PITCH * len(rows) + legend
    ax = new_axes(ax, top + FOOT, datasaet.kilde.modelmaerke, bottom=FOOT)
    room(ax, "x", 0, 1, NAMES, END)
    ax.set_ylim(0, top)
    if scale:
        low, high, ticks = scale
        stand = [(tick - low) / (high - low) for tick in ticks]
        grid(ax, stand, 0, top, axis="x")
        set_ticks(ax, "x", stand, with_unit(rows[0], tick_labels(ticks)))
    own_rows = {one.noegletal: _own(datasaet, one.noegletal, aar, who.kommunekode) for one in rows}
    named = next((row for row, one in enumerate(rows) if own_rows[one.noegletal] is not None), None)
    shared: dict[str, list[tuple[float, float]]] = {"dots": [], "peers": [], "own": [], "best": [], "mean": []}
    bands = []
    for row, one in enumerate(rows):
        y = top - PITCH * (row + 0.5) - (legend if row > 0 else 0)
        year, own = rows_of(datasaet, one.noegletal, aar), own_rows[one.noegletal]
        low, high = scale[:2] if scale else ends_of(year)
        at = lambda value, low=low, high=high: (value - low) / (high - low)  # noqa: E731
        write(ax, 0, y, one.kort_titel, dy=1, bold=True, xycoords=("axes fraction", "data"))
        tied = "delt " if own is not None and (year["rang"] == own["rang"]).sum() > 1 else ""
        stand = f"{tied}nr. {own['rang']} af {own['antal']}" if own is not None else "intet tal"
        write(ax, 0, y, stand, dy=-13, color=MUTED, size=SMALL, xycoords=("axes fraction", "data"))
        first = year.iloc[0]
        bands.append((y, at(first["nedre"]), at(first["oevre"])))
        layout = swarm(datasaet, one.noegletal, aar, low, high)
        shared["dots"] += [(x, y + offset) for x, offset in layout.tolist()]
        shared["mean"].append((at(first["gennemsnit"]), y))
        shared["best"].append((at(first["bedste"]), y))
        dark = year["vaerdi"][year["kommunekode"].isin(others)]
        shared["peers"] += [(at(value), y) for value in dark]
        if row == 0:
            _explain(ax, one, at(first["gennemsnit"]), at(first["bedste"]), y)
        if not scale:
            span = f"{one.tal(first['laveste'])}–{one.med_enhed(first['hoejeste'])}"
            write(ax, 0, y, span, dy=-26, color=MUTED, size=SMALL, xycoords=("axes fraction", "data"))
        if own is not None:
            shared["own"].append((at(own["vaerdi"]), y))
            label = one.tal(own["vaerdi"]) if row != named else f"{who.kommune} {one.tal(own['vaerdi'])}"
            write_centred(ax, at(own["vaerdi"]), y + HALF, label, 3.5, NAMES)
    _rows(ax, shared, bands)
    return ax


def parts_of(datasaet: Datasaet) -> list[Noegletal]:
    """The noegletal of a datasaet without those that are the total of others."""
    return [one for one in datasaet.noegletal.values() if not one.samler]


def _rows(ax: Axes, points: dict[str, list[tuple[float, float]]], bands: list[Any]) -> None:
    """The bands, dots, lines and diamonds of all rows, each kind as one."""
    ax.barh(
        [y for y, _, _ in bands],
        [high - low for _, low, high in bands],
        2 * HALF,
        [low for _, low, _ in bands],
        color=BAND,
        edgecolor=DOT,
        linewidth=0.7,
        zorder=1,
    )
    _dots(ax, points["dots"], DOT, 2.6, 2)
    x, y = np.array(points["mean"]).T
    ax.vlines(x, y - HALF, y + HALF, color=INK, linewidth=1.6, zorder=3)
    ax.plot(
        *np.array(points["best"]).T, "D", markersize=6, color=PAPER, markeredgecolor=INK, markeredgewidth=1.3, zorder=4
    )
    for name, color, size, order in (("peers", INK, 5.0, 5), ("own", ACCENT, 8.5, 6)):
        _dots(ax, points[name], PAPER, size + 2, order)
        _dots(ax, points[name], color, size, order)


def _dots(ax: Axes, points: Sequence[tuple[float, float]], color: str, size: float, order: int) -> None:
    if len(points):
        ax.plot(*np.array(points).T, "o", markersize=size, color=color, markeredgewidth=0, zorder=order)


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


def _own(datasaet: Datasaet, code: str, aar: int, kommunekode: str) -> Any:
    return _index(datasaet, code, aar).get(kommunekode)


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
        figure, ax = plt.subplots(figsize=((504 - NAMES - END) / 72, 2 * HALF / 72), dpi=72)
        ax.set_position((0, 0, 1, 1))
        ax.set_xlim(0, 1)
        scaled = (values - low) / (high - low)
        sns.swarmplot(x=scaled, y=np.zeros(len(values)), orient="h", size=2.6, ax=ax, warn_thresh=1)
        ax.set_xlim(0, 1)
        ax.set_ylim(0.5, -0.5)
        figure.draw_without_rendering()
        found = np.asarray(ax.collections[0].get_offsets(), float).copy()
        plt.close(figure)
    return found * [1, 2 * HALF]


@drawn_in_house
def plot_fordeling(
    datasaet: Datasaet,
    kommune: Who,
    noegletal: object,
    aar: int | None = None,
    *,
    peers: Sequence[Who] = (),
    ax: Axes | None = None,
) -> Axes:
    """All kommuner side by side, the best to the left, or the highest; the kommune and its neighbours named.

    Bars stand on zero. Where all figures are far from it, dots show them instead.

    Args:
        datasaet: the figures.
        kommune: name, code or `Kommune`.
        noegletal: code or title.
        aar: the year; the latest if left out.
        peers: kommuner to mark with a dark bar.
        ax: axes to draw on; a new figure if left out.
    """
    one, aar = choose(datasaet, noegletal, aar)
    who, others = choose_kommune(kommune), codes_of(peers)
    frame = rows_of(datasaet, one.noegletal, aar)
    if frame.empty:
        raise InputError(f"no figures of noegletal {one.noegletal} for aar {aar}")
    values, codes, first = frame["vaerdi"].to_numpy(float), frame["kommunekode"].tolist(), frame.iloc[0]
    own = codes.index(who.kommunekode) if who.kommunekode in codes else None
    labels = [
        (float(first["gennemsnit"]), f"gennemsnit {one.tal(first['gennemsnit'])}", {}),
        (float(first["bedste"]), f"{best_name(one)} {one.tal(first['bedste'])}", {}),
    ]
    bars, ticks, low, high = _scale(values)
    written = tick_labels(ticks)
    left = max(map(width_of, written)) + 7
    ax = new_axes(ax, 192, datasaet.kilde.modelmaerke, left=left, bottom=22)
    end = len(values)
    unit = room(ax, "x", -1, end, 0, width_right(labels))
    room(ax, "y", low, high, 0 if bars else 6, 3 * LINE_HEIGHT + 8 if own is not None else 6)
    grid(ax, ticks, -1, end)
    set_ticks(ax, "y", ticks, written)
    side, what = "laveste" if one.retning == "lav" else "højeste", " andel" if one.art == "andel" else ""
    write(
        ax,
        -1,
        0,
        f"{len(values)} kommuner, den {side}{what} til venstre",
        dy=-14,
        color=MUTED,
        xycoords=("data", "axes fraction"),
    )
    dark = [at for at, code in enumerate(codes) if code in others and at != own]
    rest = [at for at in range(end) if at not in dark and at != own]
    width = min(0.66 * unit * end / (end + 1), 24)
    for chosen, color in ((rest, DOT), (dark, INK), ([own] if own is not None else [], ACCENT)):
        if chosen and bars:
            ax.vlines(chosen, 0, values[chosen], color=color, linewidth=width, zorder=2)
        elif chosen:
            _dots(ax, [(x, values[x]) for x in chosen], color, 3.5 if color == DOT else 6, 3)
    for (value, _, _), dashes in zip(labels, [DASHED, "-"], strict=True):
        ax.hlines([value], -1, end, color=INK, linewidth=1, linestyle=dashes, zorder=3)
    label_right(ax, end, labels)
    if own is not None:
        _callout(ax, one, frame, own)
    return ax


def _scale(values: np.ndarray) -> tuple[bool, list[float], float, float]:
    """Whether bars can stand on zero, the ticks, and the ends."""
    low, high = float(values.min()), float(values.max())
    bars = not (low > 0 and low > 0.6 * high) and not (high < 0 and high < 0.6 * low)
    if bars:
        low, high = min(low, 0.0), max(high, 0.0)
        if low == high:
            high = 1.0
    elif low == high:
        low, high = low - 1, high + 1
    ticks = [tick for tick in nice_ticks(low, high, 5) if low - 1e-9 <= tick <= high + 1e-9]
    return bars, ticks, low, high


def _callout(ax: Axes, one: Noegletal, frame: pd.DataFrame, own: int) -> None:
    """Three lines above the bars: the neighbours in rank around the kommune, with a line down to its bar."""
    rang, value = frame["rang"].to_numpy(int), frame["vaerdi"].to_numpy(float)
    lines = [
        (_neighbours(one, frame, rang[rang < rang[own]], "max"), {"color": MUTED, "size": SMALL}),
        (_line(one, rang[own], [frame["kommune"].iloc[own]], value[own]), {"color": ACCENT, "bold": True}),
        (_neighbours(one, frame, rang[rang > rang[own]], "min"), {"color": MUTED, "size": SMALL}),
    ]
    ax.vlines([own], value[own], ax.get_ylim()[1], color=ACCENT, linewidth=1, zorder=3)
    left, width = float(place(ax, x=own)), size_of(ax)[0]
    fits = left + 5 + max(width_of(text, bold=True) for text, _ in lines) <= width
    for index, (text, style) in enumerate(lines):
        if text:
            down = -SIZE + 1 - index * LINE_HEIGHT
            write(
                ax, own, 1, text, dx=4 if fits else -4, dy=down, ha="left" if fits else "right",
                xycoords=("data", "axes fraction"), **style,
            )  # fmt: skip


def _neighbours(one: Noegletal, frame: pd.DataFrame, ranks: np.ndarray, end: str) -> str:
    if not len(ranks):
        return ""
    near = frame[frame["rang"] == getattr(ranks, end)()]
    return _line(one, int(near["rang"].iloc[0]), near["kommune"].tolist(), float(near["vaerdi"].iloc[0]))


def _line(one: Noegletal, rang: int, kommuner: Sequence[str], value: float) -> str:
    names = ", ".join(kommuner[:2]) + (" m.fl." if len(kommuner) > 2 else "")
    return f"nr. {rang} {names} {one.tal(value)}"
