"""All years of a noegletal at once: the chart that shows at a glance what cannot be right."""

from __future__ import annotations

from matplotlib.axes import Axes

from kommunedata.analysis.ranking import choose_noegletal
from kommunedata.charts.parts import drawn_in_house, grid, room, runs, year_axis
from kommunedata.charts.theme import ACCENT, new_axes, nice_ticks, set_ticks, tick_labels, width_of
from kommunedata.datasaet.frame import Datasaet


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
    ax = new_axes(ax, 180, datasaet.kilde.modelmaerke, left=max(map(width_of, written)) + 7, bottom=24)
    years = sorted(rows["aar"].unique().tolist())
    stretch = dict(zip(years, runs(years, datasaet.kilde.brud), strict=True))
    for _, some in rows.groupby(rows["aar"].map(stretch)):  # no line across a change of definition
        for part in (("pi", 100), ("pi", 50)):
            sns.lineplot(some, x="aar", y="vaerdi", estimator="median", errorbar=part, color=ACCENT, ax=ax)
    ax.set(xlabel="", ylabel="")
    room(ax, "x", years[0] - 0.5, years[-1] + 0.5, 0, 14)
    room(ax, "y", ticks[0], ticks[-1], 0, 16)
    grid(ax, ticks, years[0] - 0.5, years[-1] + 0.5)
    set_ticks(ax, "y", ticks, written)
    year_axis(ax, datasaet, years)
    return ax
