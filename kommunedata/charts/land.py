"""Charts of the whole country: how far the kommuner are apart, groups, potential, size, and regions side by side."""

from itertools import chain

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from kommunedata.analysis.questions import fit_stoerrelse, join_folketal
from kommunedata.analysis.ranking import choose_aar, rank, summarise_grupper
from kommunedata.charts import parts, theme
from kommunedata.charts.hovedkonti import LEFT, axes_of, draw_scale, ends_of, parts_of, rows_of_all, start_of, table_of
from kommunedata.charts.parts import FOOT, drawn_in_house
from kommunedata.charts.theme import ACCENT, BAND, DOT, GRID, INK, MUTED, SMALL
from kommunedata.datasaet.frame import Datasaet
from kommunedata.errors import InputError
from kommunedata.formats import NBSP, tal
from kommunedata.kommuner import INDDELINGER

NAMES, END = 150.0, 26.0  # points left and right of a scale


@drawn_in_house
def plot_spredning(datasaet: Datasaet, aar: int | None = None, *, ax: Axes | None = None) -> Axes:
    """One row per noegletal: a stroke per kommune, the middle half as a band, the mean as a dark stroke.

    Noegletal of one unit share a scale; else each row has its own, from its lowest figure to its highest.
    """
    import seaborn as sns

    pitch, half, aar = 50.0, 12.0, choose_aar(datasaet, aar)
    rows, scale = rows_of_all(datasaet, aar, pitch)
    top = pitch * len(rows) + 14
    ax = axes_of(ax, datasaet, rows[0], top + FOOT, NAMES)
    limits = ax.get_xlim()
    x = np.concatenate([row.at(row.year["vaerdi"].to_numpy(float)) for row in rows])
    y = np.repeat([row.y for row in rows], [len(row.year) for row in rows])
    sns.stripplot(x=x, y=y, orient="h", native_scale=True, jitter=False, marker="|", size=2 * half - 8, linewidth=0.8,
                  color=DOT, legend=False, ax=ax, zorder=2)  # fmt: skip
    ax.set(xlim=limits, ylim=(0, top), xticks=[], yticks=[])  # seaborn has changed them
    level, means, lower, upper = table_of(rows, "gennemsnit", "nedre", "oevre")
    ax.barh(level, upper - lower, 2 * half, lower, color=BAND, zorder=1)
    start = start_of(ax, rows[0])
    ax.vlines(means, level - half, level + half, color=ACCENT, linewidth=2.2, zorder=4)
    for row, mean in zip(rows, means, strict=True):
        theme.write(ax, 0, row.y, row.one.kort_titel, dx=start - NAMES, dy=1, bold=True, xycoords=LEFT)
        theme.write(ax, 0, row.y, row.span, dx=start - NAMES, dy=-12, color=MUTED, size=SMALL, xycoords=LEFT)
        label = row.one.tal(row.year["gennemsnit"].iloc[0])
        label = f"gennemsnit {label}" if row is rows[0] else label
        parts.write_centred(ax, mean, row.y + half, label, 3, start)
    names = [parts.names_of(datasaet, row.one.noegletal, aar).values() for row in rows]
    parts.name_marks(ax, [*chain(*names)], x, y, size=(2.5, 2 * half))
    draw_scale(ax, rows[0].one, scale, top)
    return ax


@drawn_in_house
def plot_grupper(datasaet: Datasaet, noegletal: object, aar: int | None = None, *, ax: Axes | None = None) -> Axes:
    """The mean of each region and kommunegruppe as a dot, held against the mean of all kommuner."""
    import seaborn as sns

    one, aar = parts.choose(datasaet, noegletal, aar)
    blocks = []
    for name in INDDELINGER:
        means = summarise_grupper(datasaet, name)
        means = means[(means["aar"] == aar) & (means["noegletal"] == one.noegletal) & (means["antal"] > 0)]
        blocks.append(means.sort_values("gennemsnit", ascending=False, kind="stable"))
    rows, regions = pd.concat(blocks, ignore_index=True), len(blocks[0])
    lines = [row + (row >= regions) for row in range(len(rows))]  # one is free between the two
    mean = float(parts.rows_of(datasaet, one.noegletal, aar)["gennemsnit"].iloc[0])
    ticks = theme.nice_ticks(min(mean, rows["gennemsnit"].min()), max(mean, rows["gennemsnit"].max()))
    names = [f"{row.gruppe} ({row.antal})" for row in rows.itertuples()]
    values = [one.tal(value) for value in rows["gennemsnit"]]
    figures = max(map(theme.width_of, names)) + 14 + max(theme.width_of(value, bold=True) for value in values)
    count = lines[-1] + 1
    ax = theme.new_axes(ax, 20.0 * count + 20 + FOOT, datasaet.kilde.modelmaerke, bottom=FOOT)
    sns.pointplot(x=rows["gennemsnit"], y=lines, orient="h", native_scale=True, linestyle="none", errorbar=None,
                  color=INK, markersize=8, markeredgewidth=0, ax=ax, zorder=4)  # fmt: skip
    parts.room(ax, "x", ticks[0], ticks[-1], figures + 14, END)
    ax.set(ylim=(count - 0.5, -1.5), yticks=[])
    ax.hlines(lines, mean, rows["gennemsnit"], color=DOT, linewidth=2, zorder=2)
    ax.vlines([mean], count - 0.5, -0.75, color=ACCENT, linewidth=1.4, zorder=3)
    parts.grid(ax, ticks, count - 0.5, -0.75, axis="x")
    first, *_, last = parts.with_unit(one, theme.tick_labels(ticks))  # there is room for two beside the names
    theme.set_ticks(ax, "x", [ticks[0], ticks[-1]], [first, last])
    for y, name, value in zip(lines, names, values, strict=True):
        theme.write(ax, 0, y, name, dy=theme.middle(), xycoords=LEFT)
        theme.write(ax, 0, y, value, dx=figures, dy=theme.middle(), bold=True, ha="right", xycoords=LEFT)
    parts.write_centred(ax, mean, -0.75, f"alle kommuner {one.tal(mean)}", 4)
    return ax


@drawn_in_house
def plot_potentiale(datasaet: Datasaet, aar: int | None = None, *, ax: Axes | None = None) -> Axes:
    """The potential of all kommuner on each noegletal in mio. kr., the largest on top.

    Raises:
        InputError: the datasaet has no amounts in that year.
    """
    import seaborn as sns

    aar, table = choose_aar(datasaet, aar), rank(datasaet)
    table = table[(table["aar"] == aar) & table["vaerdi"].notna()]
    amounts = table.groupby("noegletal")["potentiale_mio"].sum(min_count=1).dropna()
    named = {one.kort_titel: amounts[one.noegletal] for one in parts_of(datasaet) if one.noegletal in amounts.index}
    if not named:
        raise InputError(f"the datasaet has no amounts for aar {aar}, so there is no potential in kroner")
    frame = pd.Series(named).sort_values(ascending=False, kind="stable").rename_axis("navn").reset_index(name="mio")
    left = max(theme.width_of(name, bold=True) for name in frame["navn"]) + 8
    labels = [tal(value, 0) for value in frame["mio"]]
    labels[0] += f"{NBSP}mio.{NBSP}kr."
    ax = theme.new_axes(ax, 26.0 * len(frame) + 8, datasaet.kilde.modelmaerke)
    ax.set_yticks(range(len(frame)))  # seaborn counts them
    sns.barplot(frame, x="mio", y="navn", orient="h", color=DOT, saturation=1, errorbar=None, width=15 / 26, ax=ax)
    ax.patches[0].set_facecolor(ACCENT)
    ax.set(ylim=(len(frame) - 0.5, -0.5), xticks=[], yticks=[])
    right = 6 + max(theme.width_of(label, bold=True) for label in labels)
    parts.room(ax, "x", 0, max(float(frame["mio"].max()), 1.0), left, right)
    for row, (name, value, label) in enumerate(zip(frame["navn"], frame["mio"], labels, strict=True)):
        theme.write(ax, 0, row, name, dx=-8, dy=theme.middle(), ha="right", bold=row == 0)
        theme.write(ax, value, row, label, dx=5, dy=theme.middle(), bold=True, color=ACCENT if row == 0 else INK)
    return ax


@drawn_in_house
def plot_stoerrelse(datasaet: Datasaet, noegletal: object, aar: int | None = None, *, ax: Axes | None = None) -> Axes:
    """The figures against population, each step to the right a doubling, with a straight line through."""
    import seaborn as sns

    one, aar = parts.choose(datasaet, noegletal, aar)
    table, line = join_folketal(datasaet, aar, one.noegletal), fit_stoerrelse(datasaet, aar, one.noegletal)
    doublings, fits = np.log2(table["folketal"] / 1000), line["antal"] >= 3
    steps = [*range(int(np.floor(doublings.min())), int(np.floor(doublings.max())) + 1)]
    ticks, low, high = parts.value_axis(table["vaerdi"], one)
    x = steps[0] - 0.3, max(steps[-1] + 0.4, float(doublings.max()) + 0.1)
    ax = parts.value_axes(ax, datasaet, 250, ticks, x, (low, high, 0, 18), bottom=36)
    sns.regplot(x=doublings, y=table["vaerdi"], ci=None, truncate=True, fit_reg=fits, color=DOT, ax=ax,
                scatter_kws={"s": 20, "alpha": 1, "linewidths": 0},
                line_kws={"color": ACCENT, "linewidth": 1.8})  # fmt: skip
    names = [name for _, name in sorted(parts.names_of(datasaet, one.noegletal, aar).items())]
    parts.name_marks(ax, names, doublings, table["vaerdi"], size=(6, 6))
    theme.set_ticks(ax, "x", steps, [tal(2.0**step, max(0, -step)) for step in steps])
    foot = f"tusind indbyggere; {one.kort_titel.lower()} i {one.enhed}, {aar}"
    theme.write(ax, 0, 0, foot, dy=-32, color=MUTED, xycoords="axes fraction")
    if fits:
        slope = f"{one.tal(line['pr_fordobling'], plus=True)}{NBSP}{one.forskelsenhed or one.enhed}"
        label = f"{slope} for hver fordobling af folketallet"
        theme.write(ax, 1, 1, label, dx=-1, dy=-9, bold=True, ha="right", xycoords="axes fraction")
    return ax


@drawn_in_house
def plot_regioner(datasaet: Datasaet, noegletal: object, aar: int | None = None, *, ax: Axes | None = None) -> Axes:
    """How the figures of each region lie, one small chart beside another on one scale; the line is the mean.

    The small ones are the `child_axes` of the axes that are returned.
    """
    import seaborn as sns

    one, aar = parts.choose(datasaet, noegletal, aar)
    year = parts.rows_of(datasaet, one.noegletal, aar)
    regions = [(str(name), some) for name, some in year.groupby("region", sort=True)]
    regions.sort(key=lambda pair: -pair[1]["vaerdi"].mean())
    low, high = ends_of(year)
    ticks = theme.nice_ticks(min(low, 0) if one.art == "andel" else low, high, 4)
    bins = np.linspace(ticks[0], ticks[-1], 25)
    tallest = max(int(np.histogram(some["vaerdi"], bins)[0].max()) for _, some in regions)
    left = max(theme.width_of(name, bold=True) for name, _ in regions) + 14
    ax = theme.new_axes(ax, 44.0 * len(regions) + FOOT, datasaet.kilde.modelmaerke, bottom=FOOT)
    ax.set_ylim(len(regions), 0)
    parts.room(ax, "x", ticks[0], ticks[-1], left, END)
    width = theme.size_of(ax)[0]
    means = summarise_grupper(datasaet, "region")
    means = means[(means["aar"] == aar) & (means["noegletal"] == one.noegletal)].set_index("gruppe")["gennemsnit"]
    start, end = left / width, 1 - END / width
    for row, (name, some) in enumerate(regions):
        mean = means[name]
        small = ax.inset_axes((start, 1 - (row + 1) / len(regions), end - start, 0.68 / len(regions)))
        theme.new_axes(small, 0)
        sns.histplot(x=some["vaerdi"], bins=list(bins), color=DOT, alpha=1, edgecolor="none", shrink=0.9, ax=small)
        small.set(xlabel="", ylabel="", xlim=(ticks[0], ticks[-1]), ylim=(0, tallest), xticks=[], yticks=[])
        small.axhline(0, color=GRID, linewidth=0.7, zorder=0, clip_on=False)
        small.vlines([mean], 0, tallest, color=ACCENT, linewidth=2.2, zorder=4, clip_on=False)
        for patch in small.patches:
            patch.set_clip_on(False)
        label = f"{'' if row else 'gennemsnit '}{one.tal(mean)}"
        theme.write(small, mean, tallest, label, dy=2, color=ACCENT, bold=True, ha="center")
        theme.write(ax, 0, row + 1, name, dy=14, bold=True, xycoords=LEFT)
        theme.write(ax, 0, row + 1, f"{len(some)} kommuner", dy=1, color=MUTED, size=SMALL, xycoords=LEFT)
    theme.set_ticks(ax, "x", ticks, parts.with_unit(one, theme.tick_labels(ticks)))
    return ax
