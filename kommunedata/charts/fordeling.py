"""All kommuner of a year side by side, one of them named."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from kommunedata.charts.ahead import same_for_all
from kommunedata.charts.parts import (
    Who,
    best_name,
    choose,
    codes_of,
    dots,
    drawn_in_house,
    grid,
    label_right,
    name_marks,
    names_of,
    place,
    room,
    rows_of,
    width_right,
)
from kommunedata.charts.theme import (
    ACCENT,
    DASHED,
    DOT,
    INK,
    LINE_HEIGHT,
    MUTED,
    SIZE,
    SMALL,
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
    who, others = find_kommune(kommune), codes_of(peers)
    frame = rows_of(datasaet, one.noegletal, aar)
    if frame.empty:
        raise InputError(f"no figures of noegletal {one.noegletal} for aar {aar}")
    values, codes = frame["vaerdi"].to_numpy(float), frame["kommunekode"].tolist()
    own = codes.index(who.kommunekode) if who.kommunekode in codes else None
    ax = _all(ax, datasaet, one.noegletal, aar)
    dark = [at for at, code in enumerate(codes) if code in others and at != own]
    _bars(ax, values, dark, INK)
    if own is not None:
        _bars(ax, values, [own], ACCENT)
        _callout(ax, one, frame, own)
    return ax


@same_for_all
def _all(ax: Axes | None, datasaet: Datasaet, code: str, aar: int) -> Axes:
    """All kommuner, the mean and the mean of the best, with room for what is said of one of them."""
    one, frame = datasaet.noegletal[code], rows_of(datasaet, code, aar)
    values, first = frame["vaerdi"].to_numpy(float), frame.iloc[0]
    labels = [
        (float(first["gennemsnit"]), f"gennemsnit {one.tal(first['gennemsnit'])}", {}),
        (float(first["bedste"]), f"{best_name(one)} {one.tal(first['bedste'])}", {}),
    ]
    bars, ticks, low, high = _scale(values)
    written = tick_labels(ticks)
    left = max(map(width_of, written)) + 7
    ax = new_axes(ax, 192, datasaet.kilde.modelmaerke, left=left, bottom=22)
    end = len(values)
    room(ax, "x", -1, end, 0, width_right(labels))
    room(ax, "y", low, high, 0 if bars else 6, 3 * LINE_HEIGHT + 8)
    grid(ax, ticks, -1, end)
    set_ticks(ax, "y", ticks, written)
    side, what = "laveste" if one.retning == "lav" else "højeste", " andel" if one.art == "andel" else ""
    text = f"{len(values)} kommuner, den {side}{what} til venstre"
    write(ax, -1, 0, text, dy=-14, color=MUTED, xycoords=("data", "axes fraction"))
    _bars(ax, values, range(end), DOT)
    for (value, _, _), dashes in zip(labels, [DASHED, "-"], strict=True):
        ax.hlines([value], -1, end, color=INK, linewidth=1, linestyle=dashes, zorder=3)
    label_right(ax, end, labels)
    name_marks(ax, list(names_of(datasaet, code, aar).values()), range(end))
    return ax


def _bars(ax: Axes, values: np.ndarray, chosen: Sequence[int], color: str) -> None:
    """Some of the kommuner as bars, or as dots where bars cannot stand on zero."""
    if not len(chosen):
        return
    if _scale(values)[0]:
        width = min(0.66 * size_of(ax)[0] / (ax.get_xlim()[1] - ax.get_xlim()[0]) * len(values) / (len(values) + 1), 24)
        ax.vlines(chosen, 0, values[chosen], color=color, linewidth=width, zorder=2)
    else:
        dots(ax, [(x, values[x]) for x in chosen], color, 3.5 if color == DOT else 6, 3)


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
