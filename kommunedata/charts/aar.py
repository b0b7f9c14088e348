"""Charts over the years; lines break where the definition changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from kommunedata.analysis.ranking import BEDSTE, choose_aar
from kommunedata.charts.parts import (
    Who,
    choose,
    choose_kommune,
    codes_of,
    drawn_in_house,
    grid,
    history_of,
    known,
    label_right,
    place,
    room,
    rows_of,
    runs,
    spread,
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
    KLASSER,
    MUTED,
    PALETTE,
    middle,
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
from kommunedata.kommuner import kommune_by_code

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
    who = choose_kommune(kommune)
    own, span = history_of(datasaet, one.noegletal, who, aar), years_of(datasaet, one.noegletal, aar)
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
    points = own[own["rang"].notna()].astype({"rang": int})
    _line(ax, points["aar"], points["rang"], runs(points["aar"].tolist(), datasaet.kilde.brud), ACCENT, 6)
    for year, rang, above in _beside(points, datasaet.kilde.brud):
        now = year == aar
        dy = 7 if above else -15.5
        write(ax, year, rang, str(rang), dy=dy, bold=now, color=ACCENT if now else INK, ha="center")
    return ax


def _beside(points: pd.DataFrame, brud: Sequence[int]) -> list[tuple[int, int, bool]]:
    """Year, place, and whether its label stands above: not where the line comes down from both sides."""
    years, ranks = points["aar"].tolist(), points["rang"].tolist()
    run = runs(years, brud)
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
        ax.set(xlabel="", ylabel="")


def _value_axis(values: Any, one: Noegletal) -> tuple[list[float], float, float]:
    """Ticks and ends of an axis of figures; from zero for shares, and unless the figures are far from it."""
    values = np.asarray(values, float)
    low, high = np.nanmin(values), np.nanmax(values)
    if one.art == "andel" or not (low > 0.6 * high > 0):
        low, high = min(low, 0.0), max(high, 0.0)
    ticks = nice_ticks(low, high)
    top = one.graenser[1]
    if top is not None:
        ticks = [tick for tick in ticks if tick <= top or tick - 1e-9 < high]
    return ticks, ticks[0], max(ticks[-1], high)


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
    who = choose_kommune(kommune)
    own, span = history_of(datasaet, one.noegletal, who, aar), years_of(datasaet, one.noegletal, aar)
    years = list(range(int(span["aar"].min()), aar + 1))
    points = own[own["vaerdi"].notna()]
    ticks, low, high = _value_axis([*span["laveste"], *span["hoejeste"]], one)
    end = span.iloc[-1]
    labels: list[tuple[float | None, str, dict[str, Any]]] = [
        (end["gennemsnit"], f"gennemsnit {one.tal(end['gennemsnit'])}", {"color": MUTED}),
    ]
    last = points.iloc[-1]["vaerdi"] if len(points) and points.iloc[-1]["aar"] == aar else None
    nearest = last if last is not None else (points.iloc[-1]["vaerdi"] if len(points) else end["gennemsnit"])
    labels.append((nearest, f"{who.kommune} {one.tal(last)}", {"color": ACCENT, "bold": True}))
    written = tick_labels(ticks)
    ax = new_axes(ax, 212, datasaet.kilde.modelmaerke, left=max(map(width_of, written)) + 7, bottom=FOOT)
    right = years[-1] + 0.5
    room(ax, "x", years[0] - 0.5, right, 0, width_right(labels))
    room(ax, "y", low, high, 0, 16)
    grid(ax, ticks, years[0] - 0.5, right)
    set_ticks(ax, "y", ticks, written)
    year_axis(ax, datasaet, years)
    parts = np.asarray(runs(span["aar"].tolist(), datasaet.kilde.brud))
    for run in np.unique(parts):
        some = span[parts == run]
        ax.fill_between(some["aar"], some["nedre"], some["oevre"], color=BAND, edgecolor=DOT, linewidth=0.7, zorder=1)
    _line(ax, span["aar"], span["gennemsnit"], list(parts), MUTED, linewidth=1.6, linestyle=DASHED, zorder=3)
    _line(ax, points["aar"], points["vaerdi"], runs(points["aar"].tolist(), datasaet.kilde.brud), ACCENT, 5.5)
    label_right(ax, right, labels)
    return ax


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
    end = span.iloc[-1]
    labels: list[tuple[float | None, str, dict[str, Any]]] = [
        (end["gennemsnit"], f"gennemsnit {one.tal(end['gennemsnit'])}", {"color": ACCENT, "bold": True}),
    ]
    if one.art != "andel":
        span = span.assign(hele_landet=np.nan)  # the weighted figure is that of shares
    elif known(end["hele_landet"]):
        labels.append((end["hele_landet"], f"hele landet {one.tal(end['hele_landet'])}", {"color": MUTED}))
    values = span[["gennemsnit", "hele_landet"]].to_numpy(float)
    ticks, low, high = _value_axis(values, one)
    written = tick_labels(ticks)
    ax = new_axes(ax, 180, datasaet.kilde.modelmaerke, left=max(map(width_of, written)) + 7, bottom=FOOT)
    right = years[-1] + 0.5
    room(ax, "x", years[0] - 0.5, right, 0, width_right(labels))
    room(ax, "y", low, high, 0, 30)
    grid(ax, ticks, years[0] - 0.5, right)
    set_ticks(ax, "y", ticks, written)
    year_axis(ax, datasaet, years)
    parts = runs(span["aar"].tolist(), datasaet.kilde.brud)
    whole = span[span["hele_landet"].notna()]
    _line(ax, whole["aar"], whole["hele_landet"], runs(whole["aar"].tolist(), datasaet.kilde.brud), MUTED,
          linewidth=1.6, linestyle=DASHED, zorder=3)  # fmt: skip
    _line(ax, span["aar"], span["gennemsnit"], parts, ACCENT, 5.5)
    unit = size_of(ax)[0] / (ax.get_xlim()[1] - ax.get_xlim()[0])
    wide = max(width_of(one.tal(mean), bold=True) for mean in span["gennemsnit"])
    step = max(1, int(np.ceil((wide + 3) / unit)))
    for year, mean in zip(span["aar"].tolist(), span["gennemsnit"].tolist(), strict=True):
        if (aar - year) % step == 0:
            now = year == aar
            write(ax, year, mean, one.tal(mean), dy=7, bold=now, color=ACCENT if now else INK, ha="center")
    label_right(ax, right, labels)
    return ax


@drawn_in_house
def plot_slope(
    datasaet: Datasaet,
    noegletal: object,
    aar: int | None = None,
    mod: int | None = None,
    *,
    kommuner: Sequence[Who],
    ax: Axes | None = None,
) -> Axes:
    """The figures of some kommuner in two years, a line for each, the first one named in colour.

    Args:
        datasaet: the figures.
        noegletal: code or title.
        aar: the later year; the latest if left out.
        mod: the earlier; the year before if left out.
        kommuner: names, codes or `Kommune`.
        ax: axes to draw on; a new figure if left out.

    Raises:
        InputError: the definition changed between the years, or none of the kommuner has both figures.
    """
    import seaborn as sns

    one, aar = choose(datasaet, noegletal, aar)
    before = choose_aar(datasaet, aar - 1 if mod is None else mod)
    changed = [year for year in datasaet.kilde.brud if min(before, aar) < year <= max(before, aar)]
    if changed:
        raise InputError(f"the definition changed in {changed[0]}: {before} and {aar} cannot be compared")
    sides = [rows_of(datasaet, one.noegletal, year).set_index("kommunekode")["vaerdi"] for year in (before, aar)]
    chosen = [code for code in codes_of(kommuner) if all(code in side.index for side in sides)]
    if not chosen:
        raise InputError(f"none of the kommuner has figures for both {before} and {aar}")
    names = [kommune_by_code()[code].kommune for code in chosen]
    table = pd.DataFrame(
        {
            "aar": np.repeat([before, aar], len(chosen)),
            "kommune": names * 2,
            "vaerdi": [*(sides[0][code] for code in chosen), *(sides[1][code] for code in chosen)],
        }
    )
    ax = new_axes(ax, max(180, 15.0 * len(chosen) + 60), datasaet.kilde.modelmaerke, bottom=FOOT)
    labels = [[f"{name} {one.tal(side[code])}" for name, code in zip(names, chosen, strict=True)] for side in sides]
    reach = [max(width_of(label, bold=True) for label in some) + 10 for some in labels]
    room(ax, "x", before, aar, *reach)
    low, high = table["vaerdi"].min(), table["vaerdi"].max()
    room(ax, "y", low, high if high > low else low + 1, 12, 12)
    sns.lineplot(table, x="aar", y="vaerdi", units="kommune", estimator=None, errorbar=None, color=DOT, legend=False,
                 marker="o", markersize=6, markeredgewidth=0, linewidth=1.6, ax=ax)  # fmt: skip
    ax.lines[0].set(color=ACCENT, linewidth=2.4, zorder=5)
    ax.set(xlabel="", ylabel="")
    set_ticks(ax, "x", [before, aar], [str(before), str(aar)])
    ax.vlines([before, aar], *ax.get_ylim(), color=PALETTE["grid"], linewidth=0.7, zorder=0)
    ax.set_yticks([])
    for side, year, some, ha in zip(sides, (before, aar), labels, ("right", "left"), strict=True):
        order = sorted(range(len(chosen)), key=lambda n, side=side: (side[chosen[n]], -n))
        stand = [float(place(ax, y=side[chosen[n]])) for n in order]
        for n, at, own in zip(order, spread(stand), stand, strict=True):
            style: dict[str, Any] = {"color": ACCENT, "bold": True} if n == 0 else {"color": INK}
            write(ax, year, side[chosen[n]], some[n], dx=-6 if ha == "right" else 6, dy=at - own + middle(), ha=ha,
                  **style)  # fmt: skip
    return ax


@drawn_in_house
def plot_heatmap(
    datasaet: Datasaet,
    noegletal: object,
    aar: int | None = None,
    *,
    kommuner: Sequence[Who] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """The places of kommuner over the years as a heat map, place 1 darkest, each cell with its place.

    Args:
        datasaet: the figures.
        noegletal: code or title.
        aar: the last year; the latest if left out.
        kommuner: names, codes or `Kommune`; the ten best of the year if left out.
        ax: axes to draw on; a new figure if left out.
    """
    import seaborn as sns
    from matplotlib.colors import BoundaryNorm, ListedColormap

    one, aar = choose(datasaet, noegletal, aar)
    chosen = (
        codes_of(kommuner) if kommuner is not None else rows_of(datasaet, one.noegletal, aar)["kommunekode"][:BEDSTE]
    )
    span = years_of(datasaet, one.noegletal, aar)
    years = span["aar"].tolist()
    names = [kommune_by_code()[code].kommune for code in chosen]
    table = pd.DataFrame(np.nan, index=names, columns=years)
    for code, name in zip(chosen, names, strict=True):
        own = history_of(datasaet, one.noegletal, kommune_by_code()[code], aar)
        table.loc[name, own["aar"].tolist()] = own["rang"].astype(float).to_numpy()
    if table.notna().sum().sum() == 0:
        raise InputError("none of the kommuner has a place in these years")
    left = max(map(width_of, names)) + 8
    ax = new_axes(ax, 18.0 * len(names) + 20 + FOOT, datasaet.kilde.modelmaerke, left=left, bottom=FOOT)
    height = size_of(ax)[1]
    bounds = np.linspace(0.5, int(span["antal"].max()) + 0.5, 6)
    sns.heatmap(table, cmap=ListedColormap(KLASSER[::-1]), norm=BoundaryNorm(bounds, 5), cbar=False,
                linewidths=1, linecolor=PALETTE["paper"], ax=ax)  # fmt: skip
    ax.set_ylim(len(names), -20 * len(names) / max(height - 20, 20))
    step = max(1, int(np.ceil(30 * len(years) / size_of(ax)[0])))
    shown = [n for n in range(len(years)) if (len(years) - 1 - n) % step == 0]
    set_ticks(ax, "x", [n + 0.5 for n in shown], [str(years[n]) for n in shown])
    set_ticks(ax, "y", [n + 0.5 for n in range(len(names))], names)
    ax.tick_params(axis="x", rotation=0)
    ax.tick_params(axis="y", rotation=0)
    ax.set(xlabel="", ylabel="")
    row = (height - 20) / len(names)
    fits = row >= 11 and size_of(ax)[0] / len(years) >= 16
    for (y, x), value in np.ndenumerate(table.to_numpy(float)):
        if fits and known(value):
            dark = value <= bounds[2]
            write(ax, x + 0.5, y + 0.5, str(int(value)), dy=middle(9), size=9, ha="center",
                  color=PALETTE["paa-moerk" if dark else "paa-lys"])  # fmt: skip
    for year in datasaet.kilde.brud:
        if year in years[1:]:
            at = years.index(year)
            ax.vlines([at], -0.9, len(names), color=INK, linewidth=1.2, linestyle=(0, (1, 1.6)))
            write(ax, at, 0, "ny definition", dx=4, dy=6, color=MUTED, size=9)
    return ax
