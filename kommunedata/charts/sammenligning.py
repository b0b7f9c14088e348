"""Charts of some kommuner held against each other over the years."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from kommunedata.analysis.changes import brud_mellem
from kommunedata.analysis.ranking import BEDSTE, choose_aar
from kommunedata.charts import parts, theme
from kommunedata.charts.parts import FOOT, Who, drawn_in_house
from kommunedata.charts.theme import ACCENT, DOT, DOTTED, GRID, INK, KLASSER, MUTED, PALETTE
from kommunedata.datasaet.frame import Datasaet
from kommunedata.errors import InputError
from kommunedata.kommuner import kommune_by_code


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

    The later year is `aar`, the earlier `mod`; the year before it if left out.

    Raises:
        InputError: the earlier year is none, the definition changed between, or none of the kommuner has both figures.
    """
    import seaborn as sns

    one, aar = parts.choose(datasaet, noegletal, aar)
    before = choose_aar(datasaet, aar - 1 if mod is None else mod)
    if before >= aar:
        raise InputError(f"mod is {before}: it takes a year before {aar}")
    if changed := brud_mellem(datasaet.kilde, aar, before):
        raise InputError(f"the definition changed in {changed[0]}: {before} and {aar} cannot be compared")
    sides = [parts.rows_of(datasaet, one.noegletal, year).set_index("kommunekode")["vaerdi"] for year in (before, aar)]
    table = pd.concat(sides, axis=1, keys=[before, aar]).reindex(parts.codes_of(kommuner)).dropna()
    if table.empty:
        raise InputError(f"none of the kommuner has figures for both {before} and {aar}")
    table.index = pd.Index([kommune_by_code()[code].kommune for code in table.index], name="kommune")
    ax = theme.new_axes(ax, max(180, 15.0 * len(table) + 60), datasaet.kilde.modelmaerke, bottom=FOOT)
    labels = [[f"{name} {one.tal(value)}" for name, value in side.items()] for _, side in table.items()]
    reach = [max(theme.width_of(label, bold=True) for label in some) + 10 for some in labels]
    parts.room(ax, "x", before, aar, *reach)
    low, high = float(table.to_numpy().min()), float(table.to_numpy().max())
    parts.room(ax, "y", low, high if high > low else low + 1, 12, 12)
    long = table.melt(var_name="aar", value_name="vaerdi", ignore_index=False).reset_index()
    sns.lineplot(long, x="aar", y="vaerdi", units="kommune", estimator=None, errorbar=None, color=DOT, legend=False,
                 marker="o", markersize=6, markeredgewidth=0, linewidth=1.6, ax=ax)  # fmt: skip
    ax.lines[0].set(color=ACCENT, linewidth=2.4, zorder=5)
    theme.set_ticks(ax, "x", [before, aar], [str(before), str(aar)])
    ax.vlines([before, aar], *ax.get_ylim(), color=GRID, linewidth=0.7, zorder=0)
    ax.set_yticks([])
    for (year, side), some, dx, ha in zip(table.items(), labels, (-6, 6), ("right", "left"), strict=True):
        order = sorted(range(len(side)), key=lambda n, side=side: (side.iloc[n], -n))
        stand = [float(parts.place(ax, y=side.iloc[n])) for n in order]
        for n, at, own in zip(order, parts.spread(stand), stand, strict=True):
            dy, color = at - own + theme.middle(), INK if n else ACCENT
            theme.write(ax, year, side.iloc[n], some[n], dx=dx, dy=dy, ha=ha, color=color, bold=n == 0)
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

    They are the ten best of the year where none are given.
    """
    import seaborn as sns
    from matplotlib.colors import BoundaryNorm, ListedColormap

    one, aar = parts.choose(datasaet, noegletal, aar)
    best = parts.rows_of(datasaet, one.noegletal, aar)["kommunekode"][:BEDSTE].tolist()
    chosen = best if kommuner is None else parts.codes_of(kommuner)
    span = parts.years_of(datasaet, one.noegletal, aar)
    histories = [parts.history_of(datasaet, one.noegletal, kommune_by_code()[code], aar) for code in chosen]
    rows = pd.concat(histories).dropna(subset="rang") if histories else span.iloc[:0]
    if rows.empty:
        raise InputError("none of the kommuner has a place in these years")
    years, names = span["aar"].tolist(), [kommune_by_code()[code].kommune for code in chosen]
    table = rows.pivot(index="kommune", columns="aar", values="rang").reindex(index=names, columns=years).astype(float)
    left = max(map(theme.width_of, names)) + 8
    ax = theme.new_axes(ax, 18.0 * len(names) + 20 + FOOT, datasaet.kilde.modelmaerke, left=left, bottom=FOOT)
    height = theme.size_of(ax)[1]
    bounds = np.linspace(0.5, int(span["antal"].max()) + 0.5, 6)
    sns.heatmap(table, cmap=ListedColormap(KLASSER[::-1]), norm=BoundaryNorm(bounds, 5), cbar=False,
                linewidths=1, linecolor=PALETTE["paper"], ax=ax)  # fmt: skip
    top = -16 * len(names) / max(height - 20, 20)  # of the line at a new definition
    ax.set_ylim(len(names), top * 20 / 16)
    x, y = rows["aar"].map(years.index) + 0.5, rows["kommune"].map(names.index) + 0.5
    parts.name_marks(ax, parts.names_of_years(one, rows), x, y)
    step = max(1, int(np.ceil(30 * len(years) / theme.size_of(ax)[0])))
    shown = [n for n in range(len(years)) if (len(years) - 1 - n) % step == 0]
    theme.set_ticks(ax, "x", [n + 0.5 for n in shown], [str(years[n]) for n in shown])
    theme.set_ticks(ax, "y", [n + 0.5 for n in range(len(names))], names)
    ax.tick_params(rotation=0)
    row = (height - 20) / len(names)
    fits = row >= 11 and theme.size_of(ax)[0] / len(years) >= 16
    for (y, x), value in np.ndenumerate(table.to_numpy(float)):
        if fits and pd.notna(value):
            dark = value <= bounds[2]
            theme.write(ax, x + 0.5, y + 0.5, str(int(value)), dy=theme.middle(9), size=9, ha="center",
                  color=PALETTE["paa-moerk" if dark else "paa-lys"])  # fmt: skip
    for year in datasaet.kilde.brud:
        if year in years[1:]:
            at = years.index(year)
            ax.vlines([at], top, len(names), color=INK, linewidth=1.2, linestyle=DOTTED)
            theme.write(ax, at, 0, "ny definition", dx=4, dy=6, color=MUTED, size=9)
    return ax
