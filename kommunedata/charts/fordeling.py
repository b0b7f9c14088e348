"""All kommuner of a year side by side, one of them named."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from kommunedata.charts import parts, theme
from kommunedata.charts.ahead import same_for_all
from kommunedata.charts.parts import Who, drawn_in_house
from kommunedata.charts.theme import ACCENT, DASHED, DOT, INK, LINE_HEIGHT, MUTED, SIZE, SMALL
from kommunedata.datasaet.frame import Datasaet
from kommunedata.datasaet.noegletal import Noegletal
from kommunedata.errors import InputError
from kommunedata.kommuner import find_kommune

TOP = ("data", "axes fraction")


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
    """
    one, aar = parts.choose(datasaet, noegletal, aar)
    who, others = find_kommune(kommune), parts.codes_of(peers)
    frame = parts.rows_of(datasaet, one.noegletal, aar)
    if frame.empty:
        raise InputError(f"no figures of noegletal {one.noegletal} for aar {aar}")
    values, codes = frame["vaerdi"].to_numpy(float), frame["kommunekode"]
    ax = _all(ax, datasaet, one.noegletal, aar)
    _bars(ax, values, np.flatnonzero(codes.isin(others) & (codes != who.kommunekode)), INK)
    own = np.flatnonzero(codes == who.kommunekode)
    _bars(ax, values, own, ACCENT)
    if len(own):
        _callout(ax, one, frame, own[0])
    return ax


@same_for_all
def _all(ax: Axes | None, datasaet: Datasaet, code: str, aar: int) -> Axes:
    """All kommuner, the mean and the mean of the best, with room for what is said of one of them."""
    one, frame = datasaet.noegletal[code], parts.rows_of(datasaet, code, aar)
    values, first, end = frame["vaerdi"].to_numpy(float), frame.iloc[0], len(frame)
    lines = {"gennemsnit": first["gennemsnit"], parts.best_name(one): first["bedste"]}
    labels = [(float(value), f"{name} {one.tal(value)}", {}) for name, value in lines.items()]
    bars, ticks, low, high = _scale(values)
    x, y = (
        (-1, end, 0, parts.width_right(text for _, text, _ in labels)),
        (low, high, 0 if bars else 6, 3 * LINE_HEIGHT + 8),
    )
    ax = parts.value_axes(ax, datasaet, 192, ticks, x, y, bottom=22)
    side, what = "laveste" if one.retning == "lav" else "højeste", " andel" if one.art == "andel" else ""
    theme.write(ax, -1, 0, f"{end} kommuner, den {side}{what} til venstre", dy=-14, color=MUTED, xycoords=TOP)
    _bars(ax, values, np.arange(end), DOT)
    for (value, _, _), dashes in zip(labels, [DASHED, "-"], strict=True):
        ax.hlines([value], -1, end, color=INK, linewidth=1, linestyle=dashes, zorder=3)
    parts.label_right(ax, end, labels)
    parts.name_marks(ax, list(parts.names_of(datasaet, code, aar).values()), range(end))
    return ax


def _bars(ax: Axes, values: np.ndarray, chosen: np.ndarray, color: str) -> None:
    """Some of the kommuner as bars, or as dots where bars cannot stand on zero."""
    if not len(chosen):
        return
    if _scale(values)[0]:
        width = min(0.66 * parts.unit_of(ax) * len(values) / (len(values) + 1), 24)
        ax.vlines(chosen, 0, values[chosen], color=color, linewidth=width, zorder=2)
    else:
        parts.dots(ax, [*zip(chosen, values[chosen], strict=True)], color, 3.5 if color == DOT else 6, 3)


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
    ticks = [tick for tick in theme.nice_ticks(low, high, 5) if low - 1e-9 <= tick <= high + 1e-9]
    return bars, ticks, low, high


def _callout(ax: Axes, one: Noegletal, frame: pd.DataFrame, own: int) -> None:
    """Three lines above the bars: the neighbours in rank around the kommune, with a line down to its bar."""
    rang, value = frame["rang"], float(frame["vaerdi"].iloc[own])
    before, after = frame[rang < rang[own]], frame[rang > rang[own]]
    quiet = {"color": MUTED, "size": SMALL}
    lines = [
        (_line(one, before[before["rang"] == before["rang"].max()]), quiet),
        (_line(one, frame.iloc[[own]]), {"color": ACCENT, "bold": True}),
        (_line(one, after[after["rang"] == after["rang"].min()]), quiet),
    ]
    ax.vlines([own], value, ax.get_ylim()[1], color=ACCENT, linewidth=1, zorder=3)
    widest = max(theme.width_of(text, bold=True) for text, _ in lines)
    fits = float(parts.place(ax, x=own)) + 5 + widest <= theme.size_of(ax)[0]
    dx, ha = (4, "left") if fits else (-4, "right")
    for index, (text, style) in enumerate(lines):
        if text:
            theme.write(ax, own, 1, text, dx=dx, dy=-SIZE + 1 - index * LINE_HEIGHT, ha=ha, xycoords=TOP, **style)


def _line(one: Noegletal, rows: pd.DataFrame) -> str:
    """The place, names and figure of kommuner that share a place."""
    if rows.empty:
        return ""
    names = ", ".join(rows["kommune"][:2]) + (" m.fl." if len(rows) > 2 else "")
    return f"nr. {rows['rang'].iloc[0]} {names} {one.tal(float(rows['vaerdi'].iloc[0]))}"
