"""The charts of a notat, labelled directly, so that no legend is needed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from kommunedata.analysis.facts import Aarstal, Tal
from kommunedata.analysis.ranking import rank
from kommunedata.charts.drawing import (
    ACCENT,
    BAND,
    DOT,
    GRID,
    INK,
    LINE_HEIGHT,
    MUTED,
    PAPER,
    SIZE,
    SMALL,
    WIDTH,
    Scale,
    area,
    centre,
    dots,
    new_figure,
    runs,
    scale,
    spread,
    stroke,
    width_of,
    write,
)
from kommunedata.datasaet.frame import Datasaet
from kommunedata.kommuner import Kommune

if TYPE_CHECKING:
    from kommunedata.notat.facts import Konto, Notat


GAP = 6.0  # points between a chart and the label beside it


def plot_hovedkonti(notat: Notat, datasaet: Datasaet, peers: Sequence[Kommune] = ()) -> Figure:
    """One row per hovedkonto: all municipalities as dots, the middle half as a band, the kommune labelled.

    Args:
        notat: the facts.
        datasaet: the figures.
        peers: kommuner to mark with a dark dot.
    """
    table = rank(datasaet)
    pitch, half = 57, 16  # points from row to row, and from the middle of a row to the edge of its band
    bottom, legend = 24, 10
    kontoer = notat.hovedkonti
    top = bottom + pitch * len(kontoer) + legend
    figure = new_figure(top, notat.kilde.modelmaerke)
    x = scale(0, 100, 136, 478)
    ticks = [(x(value), f"{value}" + (" pct." if value == 100 else "")) for value in range(0, 101, 20)]
    stroke(figure, [((place, bottom - 6), (place, top)) for place, _ in ticks], GRID, 0.7)
    for place, label in ticks:
        write(figure, place, bottom - 20, label, color=MUTED, ha="center", tick="x")
    year = table[(table["aar"] == notat.aar) & table["vaerdi"].notna()]
    shares = {code: group.to_numpy() for code, group in year.groupby("noegletal")["vaerdi"]}
    marked = {
        hovedkonto: group.to_numpy() for hovedkonto, group in year[_is_one(year, peers)].groupby("noegletal")["vaerdi"]
    }
    named = next((konto for konto in kontoer if konto.vaerdi is not None), None)
    explained = next((row for row, konto in enumerate(kontoer) if konto.bedste is not None), 0)
    for row, konto in enumerate(kontoer):
        y = top - pitch * (row + 0.5) - (legend if row > explained else 0)
        write(figure, 0, y + 1, konto.navn, bold=True)
        place = f"nr. {konto.rang} af {konto.antal}" if konto.rang else "intet tal"
        write(figure, 0, y - 13, place, color=MUTED, size=SMALL)
        if (values := shares.get(konto.kode)) is None:
            continue
        low, high = x(np.percentile(values, [25, 75]))
        area(figure, [(low, y - half), (high, y - half), (high, y + half), (low, y + half)], BAND, DOT, 0.7)
        dots(figure, _swarm(x(values), y, 2 * half - 3), DOT, 2.6)
        _average_and_best(figure, konto, x, y, half, explained=row == explained)
        others = [(x(value), y) for value in marked.get(konto.kode, ())]
        dots(figure, others, PAPER, 7)
        dots(figure, others, INK, 5)
        if konto.vaerdi is not None:
            own = x(konto.vaerdi)
            dots(figure, [(own, y)], PAPER, 10.5)
            dots(figure, [(own, y)], ACCENT, 8.5)
            label = (
                f"{notat.kommune.kommune} {konto.noegletal.tal(konto.vaerdi)}"
                if konto is named
                else konto.noegletal.tal(konto.vaerdi)
            )
            reach = width_of(label, bold=True) / 2
            middle = min(max(own, x(0) + reach), WIDTH - reach)
            write(figure, middle, y + half + 3.5, label, color=ACCENT, bold=True, ha="center")
    return figure


def _average_and_best(figure: Figure, konto: Konto, x: Scale, y: float, half: float, explained: bool) -> None:
    """The average as a line and best practice as a diamond; named below the row if `explained`."""
    if konto.gennemsnit is None or konto.bedste is None:
        return
    average, best = x(konto.gennemsnit), x(konto.bedste)
    stroke(figure, [((average, y - half), (average, y + half))], INK, 1.6)
    diamond = [(best, y - 4.5), (best + 4.5, y), (best, y + 4.5), (best - 4.5, y)]
    area(figure, diamond, PAPER, INK, 1.3)
    if explained:
        below = y - half - 9
        start = min(best - 1, WIDTH - width_of("bedste praksis", 9))
        write(figure, min(average + 2, start - 4), below, "gennemsnit", size=9, ha="right")
        write(figure, start, below, "bedste praksis", size=9)


def _swarm(values: np.ndarray, y: float, height: float) -> list[tuple[float, float]]:
    """Dots side by side where values are alike, within a height; closer together where there are many."""
    size = 3.0  # points; also the width of the bins within which dots are stacked
    places, counts = np.unique(np.floor(values / size), return_counts=True)
    pitch = min(size, height / max(counts.max() - 1, 1))
    return [
        ((place + 0.5) * size, y + (index - (count - 1) / 2) * pitch)
        for place, count in zip(places, counts, strict=True)
        for index in range(count)
    ]


def plot_placeringer(notat: Notat, konto: Konto) -> Figure:
    """The places of ten years, place 1 on top; the line breaks where the definition changed."""
    points = [point for point in konto.historik if point.rang]
    last = max([point.antal for point in konto.historik], default=1)
    top = 196
    figure = new_figure(top, notat.kilde.modelmaerke)
    x = _years(figure, notat, konto.historik, 40, WIDTH, top)
    y = scale(1, last, top - 32, 42) if last > 1 else scale(0, 2, top, 24)
    ticks = sorted({1, *range(25, last - 8, 25), last})
    _grid(figure, [(y(tick), f"nr. {tick}") for tick in ticks], 0, 40, WIDTH, ha="left")
    for run in runs(points, notat.kilde.brud):
        line = [(x(point.aar), y(point.rang)) for point in run]
        stroke(figure, [line], ACCENT, 2)
        dots(figure, line, ACCENT, 6)
        for index, point in enumerate(run):
            now = point.aar == notat.aar
            # A label stands above its dot, but below where the line comes down from both sides.
            beside = [other.rang or 0 for other in run[max(index - 1, 0) : index + 2] if other is not point]
            below = len(beside) == 2 and max(beside) < (point.rang or 0)
            height = y(point.rang) + (-15.5 if below else 7)
            write(figure, x(point.aar), height, str(point.rang), bold=now, color=ACCENT if now else INK, ha="center")
    return figure


def plot_historik(notat: Notat, konto: Konto, datasaet: Datasaet) -> Figure:
    """The share beside the average and the middle half of the municipalities over the same years.

    The scale is the same for all municipalities of a datasaet.
    """
    frame = datasaet.frame
    highest = frame.loc[frame["noegletal"] == konto.kode, "vaerdi"].max()
    highest = int(max(10, np.ceil(highest / 10) * 10))
    labels = [(konto.gennemsnit, f"gennemsnit {konto.noegletal.tal(konto.gennemsnit)}", {"color": MUTED})]
    labels.append(
        (
            konto.vaerdi,
            f"{notat.kommune.kommune} {konto.noegletal.tal(konto.vaerdi)}",
            {"color": ACCENT, "bold": True},
        )
    )
    right = WIDTH - GAP - max(width_of(label, bold=True) for _, label, _ in labels)
    top = 212
    figure = new_figure(top, notat.kilde.modelmaerke)
    x = _years(figure, notat, konto.historik, 20, right, top)
    y = scale(0, highest, 24, top - 16)
    _grid(figure, [(y(tick), str(tick)) for tick in range(0, highest + 1, 10)], 14, 20, right)
    for run in runs([point for point in konto.historik if point.gennemsnit is not None], notat.kilde.brud):
        low, high = ([(x(p.aar), y(getattr(p, end))) for p in run] for end in ("nedre", "oevre"))
        if len(run) > 1:
            area(figure, [*low, *reversed(high)], BAND, DOT, 0.7)
        stroke(figure, [[(x(p.aar), y(p.gennemsnit)) for p in run]], MUTED, 1.6, linestyle=(0, (3.7, 1.6)))
    for run in runs([point for point in konto.historik if point.vaerdi is not None], notat.kilde.brud):
        line = [(x(point.aar), y(point.vaerdi)) for point in run]
        stroke(figure, [line], ACCENT, 2)
        dots(figure, line, ACCENT, 5.5)
    _label_right(figure, y, right, labels)
    return figure


def plot_fordeling(notat: Notat, konto: Konto, datasaet: Datasaet, peers: Sequence[Kommune] = ()) -> Figure:
    """All municipalities side by side, the highest share to the left; the kommune and its neighbours named.

    Args:
        notat: the facts.
        konto: the hovedkonto to draw, one of the facts' own.
        datasaet: the figures.
        peers: kommuner to mark with a dark bar.
    """
    table = rank(datasaet)
    chosen = (table["aar"] == notat.aar) & (table["noegletal"] == konto.kode) & table["vaerdi"].notna()
    frame = table[chosen].sort_values(["vaerdi", "kommunekode"], ascending=[False, True], ignore_index=True)
    values, own = frame["vaerdi"].to_numpy(), (frame["kommunekode"] == notat.kommune.kommunekode).to_numpy()
    others = _is_one(frame, peers).to_numpy()
    highest = max(values.max(), 1.0)
    labels = [
        (konto.gennemsnit, f"gennemsnit {konto.noegletal.tal(konto.gennemsnit)}", {}),
        (konto.bedste, f"bedste praksis {konto.noegletal.tal(konto.bedste)}", {}),
    ]
    right = WIDTH - GAP - max(width_of(label) for _, label, _ in labels)
    top = 192
    figure = new_figure(top, notat.kilde.modelmaerke)
    floor, ceiling = 22.0, top - (3 * LINE_HEIGHT + 8 if own.any() else 4)
    x, y = scale(-1, len(values), 20, right), scale(0, highest, floor, ceiling)
    step = next(step for step in (1, 2, 5, 10, 20, 50) if highest / step <= 5)
    _grid(figure, [(y(tick), str(tick)) for tick in range(0, int(highest) + 1, step)], 14, 20, right)
    write(figure, 20, 8, f"{len(values)} kommuner, den højeste andel til venstre", color=MUTED)
    width = min(0.66 * (right - 20) / (len(values) + 1), 24)
    for chosen, color in ((~own & ~others, DOT), (others, INK), (own, ACCENT)):
        bars = zip(x(np.flatnonzero(chosen)), y(values[chosen]), strict=True)
        stroke(figure, [((place, floor), (place, height)) for place, height in bars], color, width, capstyle="butt")
    for (value, _, _), dashes in zip(labels, [(0, (3.7, 1.6)), "-"], strict=True):
        if value is not None:
            stroke(figure, [((20, y(value)), (right, y(value)))], INK, 1, linestyle=dashes)
    _label_right(figure, y, right, labels)
    if own.any():
        place = int(np.flatnonzero(own)[0])
        _callout(figure, notat, konto, x(place), y(values[place]), top)
    return figure


def _is_one(frame: pd.DataFrame, kommuner: Sequence[Kommune]) -> pd.Series:
    return frame["kommunekode"].isin([kommune.kommunekode for kommune in kommuner])


def _callout(figure: Figure, notat: Notat, konto: Konto, x: float, y: float, top: float) -> None:
    """Three lines above the bars: the neighbours in rank around the kommune, with a line down to its bar."""
    stroke(figure, [((x, y), (x, top))], ACCENT, 1)
    lines = [
        (_nabo(konto, konto.over), {"color": MUTED, "size": SMALL}),
        (_place(konto, konto.rang, [notat.kommune.kommune], konto.vaerdi), {"color": ACCENT, "bold": True}),
        (_nabo(konto, konto.under), {"color": MUTED, "size": SMALL}),
    ]
    fits = x + 4 + max(width_of(text, bold=True) for text, _ in lines) <= WIDTH
    for index, (text, style) in enumerate(lines):
        if text:
            baseline = top - SIZE + 1 - index * LINE_HEIGHT
            write(figure, x + 4 if fits else x - 4, baseline, text, ha="left" if fits else "right", **style)


def _nabo(konto: Konto, nabo: Sequence[Tal]) -> str:
    names = [tal.kommune.kommune for tal in nabo]
    return _place(konto, nabo[0].rang, names, nabo[0].vaerdi) if nabo else ""


def _place(konto: Konto, rang: int | None, kommuner: Sequence[str], vaerdi: float | None) -> str:
    names = ", ".join(kommuner[:2]) + (" m.fl." if len(kommuner) > 2 else "")
    return f"nr. {rang} {names} {konto.noegletal.tal(vaerdi)}"


def _grid(
    figure: Figure, ticks: Sequence[tuple[float, str]], label: float, left: float, right: float, ha: str = "right"
) -> None:
    """Level lines from `left` to `right`, each with its label at `label`."""
    stroke(figure, [((left, place), (right, place)) for place, _ in ticks], GRID, 0.7)
    for place, text in ticks:
        write(figure, label, centre(place), text, color=MUTED, ha=ha, tick="y")


def _years(figure: Figure, notat: Notat, historik: Sequence[Aarstal], left: float, right: float, top: float) -> Scale:
    """A year axis at the foot, with a dotted line where the definition changed."""
    years = [point.aar for point in historik]
    x = scale(years[0] - 0.5, years[-1] + 0.5, left, right)
    for year in years:
        write(figure, x(year), 6, str(year), color=MUTED, ha="center", tick="x")
    for year in notat.kilde.brud:
        if years[0] < year <= years[-1]:
            stroke(figure, [((x(year - 0.5), 20), (x(year - 0.5), top))], MUTED, 1, linestyle=(0, (1, 1.6)))
            write(figure, x(year - 0.5) + 4, top - 9, "ny definition", color=MUTED, size=9)
    return x


def _label_right(figure: Figure, y: Scale, right: float, labels: Sequence[tuple[float | None, str, dict]]) -> None:
    """Labels to the right of a chart at their values, pushed apart where they would touch."""
    shown = sorted([label for label in labels if label[0] is not None], key=lambda label: label[0] or 0)
    places = spread([y(value) for value, _, _ in shown])
    for place, (_, text, style) in zip(places, shown, strict=True):
        write(figure, right + GAP, centre(place), text, **style)
