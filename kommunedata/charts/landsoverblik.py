"""The charts of the national overview, labelled directly, so that no legend is needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from kommunedata.charts.drawing import (
    ACCENT,
    BAND,
    DOT,
    GRID,
    INK,
    MUTED,
    SMALL,
    WIDTH,
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
from kommunedata.formats import tal

if TYPE_CHECKING:
    from kommunedata.landsoverblik.facts import Landskonto, Landsoverblik


DASHED, DOTTED = (0, (3.7, 1.6)), (0, (1, 1.6))
LEFT = 150.0  # points for the names of rows


def plot_spredning(overblik: Landsoverblik) -> Figure:
    """One row per hovedkonto: a stroke per kommune, the middle half as a band, the mean as a dark stroke."""
    pitch, half, bottom = 50.0, 12.0, 24.0
    top = bottom + pitch * len(overblik.hovedkonti) + 14
    figure = new_figure(top, overblik.kilde.modelmaerke)
    x = scale(0, 100, LEFT, 478)
    for value in range(0, 101, 20):
        label = f"{value}" + (" pct." if value == 100 else "")
        stroke(figure, [((x(value), bottom - 6), (x(value), top))], GRID, 0.7)
        write(figure, x(value), bottom - 20, label, color=MUTED, ha="center", tick="x")
    for row, konto in enumerate(overblik.hovedkonti):
        y = top - 14 - pitch * (row + 0.5)
        write(figure, 0, y + 1, konto.navn, bold=True)
        write(
            figure,
            0,
            y - 12,
            f"{konto.noegletal.tal(konto.laveste)}–{konto.noegletal.tal(konto.hoejeste)} pct.",
            color=MUTED,
            size=SMALL,
        )
        low, high = x(konto.nedre), x(konto.oevre)
        area(figure, [(low, y - half), (high, y - half), (high, y + half), (low, y + half)], BAND)
        stroke(figure, [((x(v), y - half + 4), (x(v), y + half - 4)) for v in konto.pladser["vaerdi"]], DOT, 0.8)
        mean = x(konto.gennemsnit)
        stroke(figure, [((mean, y - half), (mean, y + half))], ACCENT, 2.2)
        label = (
            f"gennemsnit {konto.noegletal.tal(konto.gennemsnit)}" if row == 0 else konto.noegletal.tal(konto.gennemsnit)
        )
        write(figure, mean, y + half + 3, label, color=ACCENT, bold=True, ha="center")
    return figure


def plot_grupper(overblik: Landsoverblik, konto: Landskonto) -> Figure:
    """The mean of each region and kommunegruppe as a dot, held against the mean of all municipalities."""
    pitch, bottom = 20.0, 6.0
    blocks = [list(block.itertuples()) for _, block in konto.grupper.groupby("inddeling", sort=False)]
    means = [konto.gennemsnit, *(group.gennemsnit for block in blocks for group in block)]
    top = bottom + pitch * (sum(map(len, blocks)) + len(blocks) - 1) + 20
    figure = new_figure(top, overblik.kilde.modelmaerke)
    x = scale(min(means) - 0.5, max(means) + 0.5, LEFT + 44, WIDTH - 10)
    mean, y = x(konto.gennemsnit), top - 20 + pitch / 2
    stroke(figure, [((mean, bottom), (mean, top - 15))], ACCENT, 1.4)
    label = f"alle kommuner {konto.noegletal.tal(konto.gennemsnit)}"
    reach = width_of(label, bold=True) / 2
    write(figure, min(mean, WIDTH - reach), top - 11, label, color=ACCENT, bold=True, ha="center")
    for block in blocks:
        for group in block:
            y -= pitch
            write(figure, 0, centre(y), f"{group.gruppe} ({group.antal})")
            write(figure, LEFT + 30, centre(y), konto.noegletal.tal(group.gennemsnit), bold=True, ha="right")
            stroke(figure, [((mean, y), (x(group.gennemsnit), y))], DOT, 2)
            dots(figure, [(x(group.gennemsnit), y)], INK, 8)
        y -= pitch
    return figure


def plot_udvikling(overblik: Landsoverblik, konto: Landskonto) -> Figure:
    """The average and the weighted share year by year; lines break where the definition changed."""
    points = konto.historik
    labels = [("gennemsnit", points[-1].gennemsnit, {"color": ACCENT, "bold": True})]
    if points[-1].hele_landet is not None:
        labels.append(("hele landet", points[-1].hele_landet, {"color": MUTED}))
    right = WIDTH - 6 - max(width_of(f"{name} {konto.noegletal.tal(value)}", bold=True) for name, value, _ in labels)
    top = 180
    figure = new_figure(top, overblik.kilde.modelmaerke)
    x = scale(points[0].aar - 0.5, points[-1].aar + 0.5, 22, right)
    highest = 10 * -(-(max(max(point.gennemsnit, point.hele_landet or 0) for point in points) + 1) // 10)
    y = scale(0, highest, 24, top - 16)
    for tick in range(0, int(highest) + 1, 10):
        stroke(figure, [((20, y(tick)), (right, y(tick)))], GRID, 0.7)
        write(figure, 14, centre(y(tick)), str(tick), color=MUTED, ha="right", tick="y")
    for point in points:
        write(figure, x(point.aar), 6, str(point.aar), color=MUTED, ha="center", tick="x")
    for year in overblik.kilde.brud:
        if points[0].aar < year <= points[-1].aar:
            stroke(figure, [((x(year - 0.5), 20), (x(year - 0.5), top))], MUTED, 1, linestyle=DOTTED)
            write(figure, x(year - 0.5) + 4, top - 9, "ny definition", color=MUTED, size=9)
    for run in runs(points, overblik.kilde.brud):
        weighted = [(x(p.aar), y(p.hele_landet)) for p in run if p.hele_landet is not None]
        if weighted:
            stroke(figure, [weighted], MUTED, 1.6, linestyle=DASHED)
        line = [(x(p.aar), y(p.gennemsnit)) for p in run]
        stroke(figure, [line], ACCENT, 2)
        dots(figure, line, ACCENT, 5.5)
        for point in run:
            bold = point is points[-1]
            color = ACCENT if bold else INK
            height = y(point.gennemsnit) + 7
            write(
                figure,
                x(point.aar),
                height,
                konto.noegletal.tal(point.gennemsnit),
                bold=bold,
                color=color,
                ha="center",
            )
    shown = sorted(labels, key=lambda label: label[1])
    for place, (name, value, style) in zip(spread([y(value) for _, value, _ in shown]), shown, strict=True):
        write(figure, right + 6, centre(place), f"{name} {konto.noegletal.tal(value)}", **style)
    return figure


def plot_potentiale(overblik: Landsoverblik) -> Figure:
    """The national potential of each hovedkonto in mio. kr., the largest on top."""
    pitch, bottom = 26.0, 4.0
    known = [konto for konto in overblik.hovedkonti if konto.potentiale_mio is not None]
    kontoer = sorted(known, key=lambda konto: -(konto.potentiale_mio or 0))
    top = bottom + pitch * len(kontoer) + 4
    figure = new_figure(top, overblik.kilde.modelmaerke)
    x = scale(0, max(max(konto.potentiale_mio or 0 for konto in kontoer), 1), LEFT, WIDTH - 54)
    for row, konto in enumerate(kontoer):
        y = top - pitch * (row + 0.5)
        write(figure, LEFT - 8, centre(y), konto.navn, ha="right", bold=row == 0)
        color = ACCENT if row == 0 else DOT
        stroke(figure, [((LEFT, y), (x(konto.potentiale_mio), y))], color, 15, capstyle="butt")
        label = tal(konto.potentiale_mio, 0)
        write(figure, x(konto.potentiale_mio) + 5, centre(y), label, bold=True, color=ACCENT if row == 0 else INK)
    return figure
