"""Charts of some kommuner held against each other over the years."""

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
    codes_of,
    drawn_in_house,
    history_of,
    known,
    name_marks,
    names_of_years,
    place,
    room,
    rows_of,
    spread,
    years_of,
)
from kommunedata.charts.theme import (
    ACCENT,
    DOT,
    INK,
    KLASSER,
    MUTED,
    PALETTE,
    middle,
    new_axes,
    set_ticks,
    size_of,
    width_of,
    write,
)
from kommunedata.datasaet.frame import Datasaet
from kommunedata.errors import InputError
from kommunedata.kommuner import kommune_by_code

FOOT = 24.0  # points below an axis of years


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
    table, cells, called = pd.DataFrame(np.nan, index=names, columns=years), [], []
    for code, name in zip(chosen, names, strict=True):
        own = history_of(datasaet, one.noegletal, kommune_by_code()[code], aar)
        table.loc[name, own["aar"].tolist()] = own["rang"].astype(float).to_numpy()
        own = own[own["rang"].notna()]
        cells += [(years.index(year) + 0.5, names.index(name) + 0.5) for year in own["aar"]]
        called += names_of_years(kommune_by_code()[code], one, own)
    if table.notna().sum().sum() == 0:
        raise InputError("none of the kommuner has a place in these years")
    left = max(map(width_of, names)) + 8
    ax = new_axes(ax, 18.0 * len(names) + 20 + FOOT, datasaet.kilde.modelmaerke, left=left, bottom=FOOT)
    height = size_of(ax)[1]
    bounds = np.linspace(0.5, int(span["antal"].max()) + 0.5, 6)
    sns.heatmap(table, cmap=ListedColormap(KLASSER[::-1]), norm=BoundaryNorm(bounds, 5), cbar=False,
                linewidths=1, linecolor=PALETTE["paper"], ax=ax)  # fmt: skip
    ax.set_ylim(len(names), -20 * len(names) / max(height - 20, 20))
    name_marks(ax, called, *np.array(cells).T)
    step = max(1, int(np.ceil(30 * len(years) / size_of(ax)[0])))
    shown = [n for n in range(len(years)) if (len(years) - 1 - n) % step == 0]
    set_ticks(ax, "x", [n + 0.5 for n in shown], [str(years[n]) for n in shown])
    set_ticks(ax, "y", [n + 0.5 for n in range(len(names))], names)
    ax.tick_params(axis="x", rotation=0)
    ax.tick_params(axis="y", rotation=0)
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
