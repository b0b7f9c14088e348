"""Charts over the years; lines break where the definition changed."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from kommunedata.analysis.ranking import choose_noegletal
from kommunedata.charts import parts, theme
from kommunedata.charts.ahead import same_for_all
from kommunedata.charts.parts import Who, drawn_in_house
from kommunedata.charts.theme import ACCENT, BAND, DASHED, DOT, INK, MUTED
from kommunedata.datasaet.frame import Datasaet
from kommunedata.datasaet.noegletal import Noegletal
from kommunedata.kommuner import find_kommune

MEAN: dict[str, Any] = {"color": MUTED, "linewidth": 1.6, "linestyle": DASHED, "zorder": 3}
OWN: dict[str, Any] = {"color": ACCENT, "linewidth": 2, "zorder": 4, "marker": "o", "markeredgewidth": 0}
LABEL: dict[str, Any] = {"color": ACCENT, "bold": True}


@drawn_in_house
def plot_placeringer(
    datasaet: Datasaet, kommune: Who, noegletal: object, aar: int | None = None, *, ax: Axes | None = None
) -> Axes:
    """The places of a kommune in a year and the ten before it, place 1 on top."""
    one, aar = parts.choose(datasaet, noegletal, aar)
    own = parts.history_of(datasaet, one.noegletal, find_kommune(kommune), aar)
    span = parts.years_of(datasaet, one.noegletal, aar)
    ax = _places(ax, datasaet, one.noegletal, aar)
    points = own[own["rang"].notna()].astype({"rang": int})
    run = _line(ax, datasaet, span, points, "rang", markersize=6, **OWN)
    parts.name_marks(ax, parts.names_of_years(one, points), points["aar"])
    ranks = points["rang"].tolist()
    for at, (year, rang) in enumerate(zip(points["aar"].tolist(), ranks, strict=True)):
        near = [ranks[n] for n in (at - 1, at + 1) if 0 <= n < len(run) and run[n] == run[at]]
        between = len(near) == 2 and max(near) < rang  # the line comes down from both sides
        dy, now = -15.5 if between else 7, year == aar
        theme.write(ax, year, rang, str(rang), dy=dy, bold=now, color=ACCENT if now else INK, ha="center")
    return ax


@same_for_all
def _places(ax: Axes | None, datasaet: Datasaet, code: str, aar: int) -> Axes:
    """The years and the places that there are."""
    span = parts.years_of(datasaet, code, aar)
    last = max(int(span["antal"].max()), 2)
    ticks = sorted({1, *range(25, last - 8, 25), last})
    labels = [f"nr. {tick}" for tick in ticks]
    years = _all_years(span, aar)
    x = years[0] - 0.5, years[-1] + 0.5
    return parts.value_axes(ax, datasaet, 196, ticks, x, (last, 1, 18, 34), labels, years=years)


@drawn_in_house
def plot_historik(
    datasaet: Datasaet, kommune: Who, noegletal: object, aar: int | None = None, *, ax: Axes | None = None
) -> Axes:
    """The figure of a kommune beside the mean (dashed) and the middle half of all over the same years.

    The scale is the same for all kommuner of a datasaet.
    """
    one, aar = parts.choose(datasaet, noegletal, aar)
    who = find_kommune(kommune)
    own = parts.history_of(datasaet, one.noegletal, who, aar)
    points = own[own["vaerdi"].notna()]
    span = parts.years_of(datasaet, one.noegletal, aar)
    mean = span["gennemsnit"].iloc[-1]
    ax = _years(ax, datasaet, one.noegletal, aar)
    _line(ax, datasaet, span, points, "vaerdi", markersize=5.5, **OWN)
    parts.name_marks(ax, parts.names_of_years(one, points), points["aar"])
    label = f"{who.kommune} {one.tal(own.set_index('aar')['vaerdi'].get(aar))}"
    nearest = points["vaerdi"].iloc[-1] if len(points) else mean
    parts.label_right(ax, aar + 0.5, [(mean, _mean(one, mean), {"color": MUTED}), (nearest, label, LABEL)])
    return ax


@same_for_all
def _years(ax: Axes | None, datasaet: Datasaet, code: str, aar: int) -> Axes:
    """The mean and the middle half over the years, with room for the label of any kommune."""
    one, span = datasaet.noegletal[code], parts.years_of(datasaet, code, aar)
    years, rows = _all_years(span, aar), parts.rows_of(datasaet, code, aar)
    ticks, low, high = parts.value_axis([*span["laveste"], *span["hoejeste"]], one)
    names = [f"{name} {one.tal(value)}" for name, value in zip(rows["kommune"], rows["vaerdi"], strict=True)]
    right = parts.width_right([*names, _mean(one, span["gennemsnit"].iloc[-1])])
    x = years[0] - 0.5, years[-1] + 0.5, 0, right
    ax = parts.value_axes(ax, datasaet, 212, ticks, x, (low, high, 0, 16), years=years)
    run = _line(ax, datasaet, span, span, "gennemsnit", **MEAN)
    for _, some in span.groupby(np.asarray(run)):
        ax.fill_between(some["aar"], some["nedre"], some["oevre"], color=BAND, edgecolor=DOT, linewidth=0.7, zorder=1)
    return ax


@drawn_in_house
def plot_udvikling(datasaet: Datasaet, noegletal: object, aar: int | None = None, *, ax: Axes | None = None) -> Axes:
    """The mean of the kommuner year by year, each point labelled, and the whole country as one (dashed)."""
    one, aar = parts.choose(datasaet, noegletal, aar)
    span = parts.years_of(datasaet, one.noegletal, aar)
    if one.art != "andel":
        span = span.assign(hele_landet=np.nan)  # the weighted figure is that of shares
    years, end = _all_years(span, aar), span.iloc[-1]
    labels = [(end["gennemsnit"], _mean(one, end["gennemsnit"]), LABEL)]
    if pd.notna(end["hele_landet"]):
        labels.append((end["hele_landet"], f"hele landet {one.tal(end['hele_landet'])}", {"color": MUTED}))
    ticks, low, high = parts.value_axis(span[["gennemsnit", "hele_landet"]], one)
    wide = max(theme.width_of(one.tal(mean), bold=True) for mean in span["gennemsnit"])
    x = years[0], years[-1] + 0.5, max(wide / 2, 10), parts.width_right(text for _, text, _ in labels)
    ax = parts.value_axes(ax, datasaet, 180, ticks, x, (low, high, 0, 30), years=years)
    _line(ax, datasaet, span, span[span["hele_landet"].notna()], "hele_landet", **MEAN)
    _line(ax, datasaet, span, span, "gennemsnit", markersize=5.5, **OWN)
    step = max(1, int(np.ceil((wide + 3) / parts.unit_of(ax))))
    for year, mean in zip(span["aar"].tolist(), span["gennemsnit"].tolist(), strict=True):
        if year != aar and (aar - year) % step == 0:  # the last stands beside the chart
            theme.write(ax, year, mean, one.tal(mean), dy=7, color=INK, ha="center")
    parts.label_right(ax, years[-1] + 0.5, labels)
    return ax


@drawn_in_house
def plot_spaend(datasaet: Datasaet, noegletal: object, *, ax: Axes | None = None) -> Axes:
    """The median of the kommuner over all years, with the middle half and all of them as bands."""
    import seaborn as sns

    code, frame = choose_noegletal(datasaet, noegletal), datasaet.frame
    rows = frame[(frame["noegletal"] == code) & frame["vaerdi"].notna()]
    years = sorted(rows["aar"].unique().tolist())
    ticks = theme.nice_ticks(float(rows["vaerdi"].min()), float(rows["vaerdi"].max()))
    x = years[0] - 0.5, years[-1] + 0.5, 0, 14
    ax = parts.value_axes(ax, datasaet, 180, ticks, x, (ticks[0], ticks[-1], 0, 16))
    stretch = dict(zip(years, parts.runs(years, datasaet.kilde.brud, years), strict=True))
    for _, some in rows.groupby(rows["aar"].map(stretch)):  # no line across a change of definition
        for part in (("pi", 100), ("pi", 50)):
            sns.lineplot(some, x="aar", y="vaerdi", estimator="median", errorbar=part, color=ACCENT, ax=ax)
    parts.year_axis(ax, datasaet, years)
    return ax


def _mean(one: Noegletal, mean: float) -> str:
    return f"gennemsnit {one.tal(mean)}"


def _all_years(span: pd.DataFrame, aar: int) -> list[int]:
    return list(range(int(span["aar"].min()), aar + 1))


def _line(ax: Axes, datasaet: Datasaet, span: pd.DataFrame, rows: pd.DataFrame, column: str, **style: Any) -> list[int]:
    """A line that seaborn draws, one for each of the runs, which are returned."""
    import seaborn as sns

    run = parts.runs(rows["aar"].tolist(), datasaet.kilde.brud, span["aar"].tolist())
    if run:
        sns.lineplot(x=rows["aar"].to_numpy(), y=rows[column].to_numpy(float), units=np.asarray(run), estimator=None,
                     errorbar=None, sort=False, legend=False, ax=ax, **style)  # fmt: skip
    return run
