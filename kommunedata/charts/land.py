"""Charts of the whole country: how far the kommuner are apart, groups, potential, size, and regions side by side."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from kommunedata.analysis.questions import fit_stoerrelse, join_folketal
from kommunedata.analysis.ranking import choose_aar, rank, summarise_grupper
from kommunedata.charts.fordeling import common_scale, ends_of, parts_of
from kommunedata.charts.parts import (
    choose,
    drawn_in_house,
    grid,
    name_marks,
    names_of,
    room,
    rows_of,
    value_axis,
    with_unit,
    write_centred,
)
from kommunedata.charts.theme import (
    ACCENT,
    BAND,
    DOT,
    GRID,
    INK,
    MUTED,
    SMALL,
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
from kommunedata.errors import InputError
from kommunedata.formats import NBSP, tal
from kommunedata.kommuner import INDDELINGER

NAMES, END, FOOT = 150.0, 26.0, 24.0  # points left and right of a scale, and below it
LEFT = ("axes fraction", "data")


@drawn_in_house
def plot_spredning(datasaet: Datasaet, aar: int | None = None, *, ax: Axes | None = None) -> Axes:
    """One row per noegletal: a stroke per kommune, the middle half as a band, the mean as a dark stroke.

    Noegletal of one unit share a scale; else each row has its own, from its lowest figure to its highest.

    Args:
        datasaet: the figures.
        aar: the year; the latest if left out.
        ax: axes to draw on; a new figure if left out.
    """
    import seaborn as sns

    aar = choose_aar(datasaet, aar)
    rows = [one for one in parts_of(datasaet) if len(rows_of(datasaet, one.noegletal, aar))]
    if not rows:
        raise InputError(f"no figures for aar {aar}")
    scale = common_scale(datasaet, tuple(one.noegletal for one in rows), aar)
    pitch, half = 50.0, 12.0
    top = pitch * len(rows) + 14
    ax = new_axes(ax, top + FOOT, datasaet.kilde.modelmaerke, bottom=FOOT)
    room(ax, "x", 0, 1, NAMES, END)
    x, y, names, means, bands = [], [], [], [], []
    for row, one in enumerate(rows):
        at, year = top - 14 - pitch * (row + 0.5), rows_of(datasaet, one.noegletal, aar)
        low, high = scale[:2] if scale else ends_of(year)
        share = {
            name: (year[name].to_numpy(float) - low) / (high - low)
            for name in ("vaerdi", "gennemsnit", "nedre", "oevre")
        }
        x += share["vaerdi"].tolist()
        y += [at] * len(year)
        names += names_of(datasaet, one.noegletal, aar).values()
        means.append((share["gennemsnit"][0], at))
        bands.append((at, share["nedre"][0], share["oevre"][0]))
        first = year.iloc[0]
        write(ax, 0, at, one.kort_titel, dy=1, bold=True, xycoords=LEFT)
        span = f"{one.tal(first['laveste'])}–{one.med_enhed(first['hoejeste'])}"
        write(ax, 0, at, span, dy=-12, color=MUTED, size=SMALL, xycoords=LEFT)
        label = f"gennemsnit {one.tal(first['gennemsnit'])}" if row == 0 else one.tal(first["gennemsnit"])
        write_centred(ax, means[-1][0], at + half, label, 3, NAMES)
    ax.barh([b[0] for b in bands], [b[2] - b[1] for b in bands], 2 * half, [b[1] for b in bands], color=BAND, zorder=1)
    sns.stripplot(x=x, y=y, orient="h", native_scale=True, jitter=False, marker="|", size=2 * half - 8, linewidth=0.8,
                  color=DOT, legend=False, ax=ax, zorder=2)  # fmt: skip
    at, level = np.array(means).T
    ax.vlines(at, level - half, level + half, color=ACCENT, linewidth=2.2, zorder=4)
    room(ax, "x", 0, 1, NAMES, END)
    ax.set_ylim(0, top)
    name_marks(ax, names, x, y, size=(2.5, 2 * half))
    ax.set_yticks([])
    ax.set_xticks([])
    if scale:
        low, high, ticks = scale
        stand = [(tick - low) / (high - low) for tick in ticks]
        grid(ax, stand, 0, top, axis="x")
        set_ticks(ax, "x", stand, with_unit(rows[0], tick_labels(ticks)))
    return ax


@drawn_in_house
def plot_grupper(datasaet: Datasaet, noegletal: object, aar: int | None = None, *, ax: Axes | None = None) -> Axes:
    """The mean of each region and kommunegruppe as a dot, held against the mean of all kommuner.

    Args:
        datasaet: the figures.
        noegletal: code or title.
        aar: the year; the latest if left out.
        ax: axes to draw on; a new figure if left out.
    """
    import seaborn as sns

    one, aar = choose(datasaet, noegletal, aar)
    blocks = []
    for name in INDDELINGER:
        means = summarise_grupper(datasaet, name)
        means = means[(means["aar"] == aar) & (means["noegletal"] == one.noegletal) & (means["antal"] > 0)]
        blocks.append(means.sort_values("gennemsnit", ascending=False, kind="stable"))
    rows = pd.concat(blocks, ignore_index=True)
    lines = [*range(len(blocks[0])), *range(len(blocks[0]) + 1, len(blocks[0]) + 1 + len(blocks[1]))]
    mean = float(rows_of(datasaet, one.noegletal, aar).iloc[0]["gennemsnit"])
    every = [mean, *rows["gennemsnit"]]
    ticks = nice_ticks(min(every), max(every))
    names = [f"{row.gruppe} ({row.antal})" for row in rows.itertuples()]
    values = [one.tal(value) for value in rows["gennemsnit"]]
    left = max(map(width_of, names)) + 14
    figures = max(width_of(value, bold=True) for value in values)
    pitch, count = 20.0, lines[-1] + 1
    ax = new_axes(ax, pitch * count + 20 + FOOT, datasaet.kilde.modelmaerke, bottom=FOOT)
    room(ax, "x", ticks[0], ticks[-1], left + figures + 14, 26)
    sns.pointplot(x=rows["gennemsnit"], y=lines, orient="h", native_scale=True, linestyle="none", errorbar=None,
                  color=INK, markersize=8, markeredgewidth=0, ax=ax, zorder=4)  # fmt: skip
    room(ax, "x", ticks[0], ticks[-1], left + figures + 14, 26)
    ax.set_ylim(count - 0.5, -1.5)
    ax.set_yticks([])
    ax.hlines(lines, mean, rows["gennemsnit"], color=DOT, linewidth=2, zorder=2)
    ax.vlines([mean], count - 0.5, -0.75, color=ACCENT, linewidth=1.4, zorder=3)
    grid(ax, ticks, count - 0.5, -0.75, axis="x")
    set_ticks(ax, "x", ticks, with_unit(one, tick_labels(ticks)))
    for y, name, value in zip(lines, names, values, strict=True):
        write(ax, 0, y, name, dy=middle(), xycoords=LEFT)
        write(ax, 0, y, value, dx=left + figures, dy=middle(), bold=True, ha="right", xycoords=LEFT)
    write_centred(ax, mean, -0.75, f"alle kommuner {one.tal(mean)}", 4)
    return ax


@drawn_in_house
def plot_potentiale(datasaet: Datasaet, aar: int | None = None, *, ax: Axes | None = None) -> Axes:
    """The potential of all kommuner on each noegletal in mio. kr., the largest on top.

    Args:
        datasaet: the figures.
        aar: the year; the latest if left out.
        ax: axes to draw on; a new figure if left out.

    Raises:
        InputError: the datasaet has no amounts in that year.
    """
    import seaborn as sns

    aar, table = choose_aar(datasaet, aar), rank(datasaet)
    table = table[(table["aar"] == aar) & table["vaerdi"].notna()]
    amounts = table.groupby("noegletal")["potentiale_mio"].sum(min_count=1).dropna()
    codes = [one.noegletal for one in parts_of(datasaet) if one.noegletal in amounts.index]
    if not codes:
        raise InputError(f"the datasaet has no amounts for aar {aar}, so there is no potential in kroner")
    frame = pd.DataFrame(
        {"navn": [datasaet.noegletal[code].kort_titel for code in codes], "mio": amounts[codes].to_numpy()}
    )
    frame = frame.sort_values("mio", ascending=False, kind="stable", ignore_index=True)
    left = max(width_of(name, bold=True) for name in frame["navn"]) + 8
    labels = [tal(value, 0) for value in frame["mio"]]
    labels[0] += f"{NBSP}mio.{NBSP}kr."
    ax = new_axes(ax, 26.0 * len(frame) + 8, datasaet.kilde.modelmaerke)
    ax.set_yticks(range(len(frame)))  # seaborn counts them
    sns.barplot(frame, x="mio", y="navn", orient="h", color=DOT, saturation=1, errorbar=None, width=15 / 26, ax=ax)
    ax.patches[0].set_facecolor(ACCENT)
    ax.set(ylim=(len(frame) - 0.5, -0.5))
    room(ax, "x", 0, max(float(frame["mio"].max()), 1.0), left, 6 + max(width_of(label, bold=True) for label in labels))
    ax.set_xticks([])
    ax.set_yticks([])
    for row, (name, value, label) in enumerate(zip(frame["navn"], frame["mio"], labels, strict=True)):
        write(ax, 0, row, name, dx=-8, dy=middle(), ha="right", bold=row == 0)
        write(ax, value, row, label, dx=5, dy=middle(), bold=True, color=ACCENT if row == 0 else INK)
    return ax


@drawn_in_house
def plot_stoerrelse(datasaet: Datasaet, noegletal: object, aar: int | None = None, *, ax: Axes | None = None) -> Axes:
    """The figures against population, each step to the right a doubling, with a straight line through.

    Args:
        datasaet: the figures.
        noegletal: code or title.
        aar: the year; the latest if left out.
        ax: axes to draw on; a new figure if left out.
    """
    import seaborn as sns

    one, aar = choose(datasaet, noegletal, aar)
    table, line = join_folketal(datasaet, aar, one.noegletal), fit_stoerrelse(datasaet, aar, one.noegletal)
    ticks, low, high = value_axis(table["vaerdi"], one)
    written = tick_labels(ticks)
    ax = new_axes(ax, 250, datasaet.kilde.modelmaerke, left=max(map(width_of, written)) + 7, bottom=36)
    doublings = np.log2(table["folketal"] / 1000)
    steps = [*range(int(np.floor(doublings.min())), int(np.floor(doublings.max())) + 1)]
    sns.regplot(x=doublings, y=table["vaerdi"], ci=None, truncate=True, fit_reg=line["antal"] >= 3, color=DOT,
                scatter_kws={"s": 20, "alpha": 1, "linewidths": 0}, line_kws={"color": ACCENT, "linewidth": 1.8},
                ax=ax)  # fmt: skip
    names = [name for _, name in sorted(names_of(datasaet, one.noegletal, aar).items())]
    name_marks(ax, names, doublings, table["vaerdi"], size=(6, 6))
    ends = steps[0] - 0.3, max(steps[-1] + 0.4, float(doublings.max()) + 0.1)
    room(ax, "x", *ends)
    room(ax, "y", low, high, 0, 18)
    grid(ax, ticks, *ends)
    set_ticks(ax, "y", ticks, written)
    apart = steps[:: 2 if len(steps) > 6 else 1]  # else the large numbers touch
    set_ticks(ax, "x", apart, [tal(1000 * 2.0**step, 0) for step in apart])
    foot = f"indbyggere; {one.kort_titel.lower()} i {one.enhed}, {aar}"
    write(ax, 0, 0, foot, dy=-32, color=MUTED, xycoords="axes fraction")
    if line["antal"] >= 3:
        slope = f"{one.tal(line['pr_fordobling'], plus=True)}{NBSP}{one.forskelsenhed or one.enhed}"
        label = f"{slope} for hver fordobling af folketallet"
        write(ax, 1, 1, label, dx=-1, dy=-9, bold=True, ha="right", xycoords="axes fraction")
    return ax


@drawn_in_house
def plot_regioner(datasaet: Datasaet, noegletal: object, aar: int | None = None, *, ax: Axes | None = None) -> Axes:
    """How the figures of each region lie, one small chart beside another on one scale; the line is the mean.

    Args:
        datasaet: the figures.
        noegletal: code or title.
        aar: the year; the latest if left out.
        ax: axes to draw within; a new figure if left out.

    Returns:
        The axes that the small ones (`child_axes`) stand in.
    """
    import seaborn as sns

    one, aar = choose(datasaet, noegletal, aar)
    year = rows_of(datasaet, one.noegletal, aar)
    regions = [(str(name), some) for name, some in year.groupby("region", sort=True)]
    regions.sort(key=lambda pair: -pair[1]["vaerdi"].mean())
    low, high = ends_of(year)
    ticks = nice_ticks(min(low, 0) if one.art == "andel" else low, high, 4)
    bins = np.linspace(ticks[0], ticks[-1], 25)
    tallest = max(int(np.histogram(some["vaerdi"], bins)[0].max()) for _, some in regions)
    left = max(width_of(name, bold=True) for name, _ in regions) + 14
    pitch = 44.0
    ax = new_axes(ax, pitch * len(regions) + FOOT, datasaet.kilde.modelmaerke, bottom=FOOT)
    ax.set_ylim(len(regions), 0)
    room(ax, "x", ticks[0], ticks[-1], left, END)
    width = size_of(ax)[0]
    means = summarise_grupper(datasaet, "region")
    means = means[(means["aar"] == aar) & (means["noegletal"] == one.noegletal)].set_index("gruppe")["gennemsnit"]
    start, end = left / width, 1 - END / width
    for row, (name, some) in enumerate(regions):
        small = ax.inset_axes((start, 1 - (row + 1) / len(regions), end - start, 0.68 / len(regions)))
        new_axes(small, 0)
        sns.histplot(x=some["vaerdi"], bins=list(bins), color=DOT, alpha=1, edgecolor="none", shrink=0.9, ax=small)
        small.set(xlabel="", ylabel="", xlim=(ticks[0], ticks[-1]), ylim=(0, tallest), xticks=[], yticks=[])
        small.axhline(0, color=GRID, linewidth=0.7, zorder=0, clip_on=False)
        small.vlines([means[name]], 0, tallest, color=ACCENT, linewidth=2.2, zorder=4, clip_on=False)
        for patch in small.patches:
            patch.set_clip_on(False)
        write(small, means[name], tallest, f"gennemsnit {one.tal(means[name])}" if row == 0 else one.tal(means[name]),
              dy=2, color=ACCENT, bold=True, ha="center")  # fmt: skip
        write(ax, 0, row + 1, name, dy=14, bold=True, xycoords=LEFT)
        write(ax, 0, row + 1, f"{len(some)} kommuner", dy=1, color=MUTED, size=SMALL, xycoords=LEFT)
    set_ticks(ax, "x", ticks, with_unit(one, tick_labels(ticks)))
    return ax
