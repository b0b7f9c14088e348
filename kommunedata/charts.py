"""The charts of a notat, drawn with matplotlib and labelled directly, so that no legend is needed."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from kommunedata import paths
from kommunedata.formats import round_half_up, tal
from kommunedata.notat import Aarstal, Konto, Nabo, Notat

# The same values stand in skabelon/notat.css; there a reader's dark mode may replace them.
INK, MUTED, GRID, DOT, BAND, ACCENT = "#1b2530", "#56616e", "#d5dae0", "#8b96a3", "#e4e8ed", "#0b5c8a"
MODEL, PAPER = "#9a3412", "#fefefe"
VARIABLES = {
    INK: "ink",
    MUTED: "muted",
    GRID: "grid",
    DOT: "dot",
    BAND: "band",
    ACCENT: "accent",
    MODEL: "model",
    PAPER: "paper",
}
WIDTH = 504.0  # points, of every chart
FONT = "Kommunedata Sans"
LINE_HEIGHT = 13.0  # points that a label needs


@cache
def _register_fonts() -> None:
    for font in sorted((paths.skabelon() / "fonts").glob("*.ttf")):
        fontManager.addfont(font)


@contextmanager
def _figure(height: float, notat: Notat, **margins: float) -> Iterator[tuple[Figure, Axes]]:
    """A figure of the house style with one axes; margins and height are in points."""
    _register_fonts()
    style = {
        "font.family": FONT,
        "font.size": 10.5,
        "text.color": INK,
        "axes.edgecolor": GRID,
        "axes.labelcolor": MUTED,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.spines.left": False,
        "xtick.color": MUTED,
        "ytick.color": MUTED,
        "xtick.major.size": 0,
        "ytick.major.size": 0,
        "grid.color": GRID,
        "grid.linewidth": 0.7,
        "axes.axisbelow": True,
    }
    left, right = margins.get("left", 34), margins.get("right", 110)
    top, bottom = margins.get("top", 8) + (18 if notat.kilde.model else 0), margins.get("bottom", 24)
    with mpl.rc_context(style):
        figure = Figure(figsize=(WIDTH / 72, height / 72))
        axes = figure.add_axes(
            (left / WIDTH, bottom / height, 1 - (left + right) / WIDTH, 1 - (top + bottom) / height)
        )
        if notat.kilde.model:
            mark = f"MODELTAL – ikke offentliggjort statistik · {notat.kilde.navn}"
            figure.text(1, 1 - 2 / height, mark, ha="right", va="top", color=MODEL, weight=600, size=9)
        yield figure, axes


def plot_overblik(notat: Notat, andele: pd.DataFrame) -> Figure:
    """One row per hovedkonto: all municipalities as dots, the middle half as a band, the kommune labelled.

    Args:
        notat: the facts.
        andele: one row per kommune × aar × hovedkonto; see `kommunedata.andele`.
    """
    kontoer = notat.hovedkonti
    with _figure(56 * len(kontoer) + 60, notat, left=134, right=24) as (figure, axes):
        axes.set(xlim=(0, 100), ylim=(len(kontoer) - 0.45, -0.85))
        axes.set_xticks(range(0, 101, 20), ["0", "20", "40", "60", "80", "100 pct."])
        axes.set_yticks([])
        axes.grid(axis="x")
        axes.spines["bottom"].set_visible(False)
        named = False
        for row, konto in enumerate(kontoer):
            values = _year(andele, notat.aar, konto.hovedkonto)["andel"].to_numpy()
            low, high = np.percentile(values, [25, 75]) if len(values) else (0, 0)
            axes.add_patch(Rectangle((low, row - 0.3), high - low, 0.6, color=BAND, linewidth=0))
            _swarm(axes, values, row)
            _tick(axes, konto.gennemsnit, row, "gennemsnit" if row == 0 else "", ha="right")
            _diamond(axes, konto.bedste_praksis, row, "bedste praksis" if row == 0 else "")
            axes.text(-3, row - 0.02, konto.navn, ha="right", va="bottom", weight=600)
            place = f"nr. {konto.rang} af {konto.antal}" if konto.rang else "intet tal"
            axes.text(-3, row + 0.04, place, ha="right", va="top", color=MUTED, size=9.5)
            if konto.andel is not None:
                name = "" if named else f"{notat.kommune.kommune} "
                named = True
                axes.plot(konto.andel, row, "o", ms=8.5, color=ACCENT, mec=PAPER, mew=1)
                side = "center" if not name else "right" if konto.andel > 55 else "left"
                shift = {"center": 0.0, "left": -1.2, "right": 1.2}[side]
                label = f"{name}{tal(konto.andel)}"
                x = min(max(konto.andel + shift, 2), 98)
                axes.text(x, row - 0.3, label, ha=side, va="bottom", color=ACCENT, weight=600)
        return figure


def plot_placeringer(notat: Notat, konto: Konto) -> Figure:
    """The places of ten years, place 1 on top; the line breaks where the definition changed."""
    points = [point for point in konto.historik if point.rang]
    last = max([point.antal for point in konto.historik], default=1)
    with _figure(200, notat, left=58, right=20) as (figure, axes):
        _years(axes, notat, konto.historik)
        axes.set_ylim(last + 6, -last * 0.12)
        ticks = sorted({1, *range(25, last - 8, 25), last})
        axes.set_yticks(ticks, [f"nr. {tick}" for tick in ticks])
        axes.grid(axis="y")
        for run in _runs(points, notat.kilde.brud):
            axes.plot([p.aar for p in run], [p.rang for p in run], "-o", color=ACCENT, lw=2, ms=5)
        for point in points:
            axes.annotate(
                str(point.rang),
                (point.aar, point.rang),
                (0, 6),
                textcoords="offset points",
                ha="center",
                va="bottom",
                weight=600 if point.aar == notat.aar else 400,
                color=ACCENT if point.aar == notat.aar else INK,
            )
        return figure


def plot_historik(notat: Notat, konto: Konto, andele: pd.DataFrame) -> Figure:
    """The share beside the average and the middle half of the municipalities over the same years.

    The scale is the same for all municipalities of a datasaet.
    """
    frame = andele[(andele["hovedkonto"] == konto.hovedkonto) & andele["andel"].notna()]
    quartiles = frame.groupby("aar")["andel"].quantile([0.25, 0.75]).unstack()
    with _figure(200, notat, left=34, right=112) as (figure, axes):
        _years(axes, notat, konto.historik)
        axes.set_ylim(0, max(10, np.ceil(frame["andel"].max() / 10) * 10))
        axes.grid(axis="y")
        for run in _runs(konto.historik, notat.kilde.brud):
            years = [p.aar for p in run]
            band = quartiles.reindex(years)
            axes.fill_between(years, band[0.25], band[0.75], color=BAND, linewidth=0)
            axes.plot(years, [_nan(p.gennemsnit) for p in run], "--", color=MUTED, lw=1.6)
            axes.plot(years, [_nan(p.andel) for p in run], "-o", color=ACCENT, lw=2, ms=4.5)
        labels = [(konto.gennemsnit, f"gennemsnit {tal(konto.gennemsnit)}", {"color": MUTED})]
        labels.append(
            (konto.andel, f"{notat.kommune.kommune} {tal(konto.andel)}", {"color": ACCENT, "weight": 600})
        )
        _label_right(axes, labels)
        return figure


def plot_fordeling(notat: Notat, konto: Konto, andele: pd.DataFrame) -> Figure:
    """All municipalities side by side, the highest share to the left; the kommune and its neighbours named.

    Args:
        notat: the facts.
        konto: the hovedkonto to draw, one of the facts' own.
        andele: one row per kommune × aar × hovedkonto; see `kommunedata.andele`.
    """
    frame = _year(andele, notat.aar, konto.hovedkonto).sort_values(
        ["andel", "kommunekode"], ascending=[False, True], ignore_index=True
    )
    own = frame.index[frame["kommunekode"] == notat.kommune.kommunekode]
    with _figure(204, notat, left=34, right=118, bottom=22) as (figure, axes):
        top = max(frame["andel"].max(), 1.0)
        axes.set(xlim=(-1.5, len(frame) + 0.5), ylim=(0, top * 1.42))
        axes.set_xticks([])
        axes.set_yticks([tick for tick in axes.get_yticks() if 0 <= tick <= top])
        axes.grid(axis="y")
        axes.set_xlabel(f"{len(frame)} kommuner, den højeste andel til venstre", loc="left")
        bars = frame.index.difference(own)
        _bars(axes, bars.to_numpy(), frame.loc[bars, "andel"].to_numpy(), DOT, len(frame))
        _bars(axes, own.to_numpy(), frame.loc[own, "andel"].to_numpy(), ACCENT, len(frame))
        for value, style in ((konto.gennemsnit, "--"), (konto.bedste_praksis, "-")):
            if value is not None:
                axes.axhline(value, color=INK, lw=1, ls=style)
        _label_right(
            axes,
            [
                (konto.gennemsnit, f"gennemsnit {tal(konto.gennemsnit)}", {"color": INK}),
                (konto.bedste_praksis, f"bedste praksis {tal(konto.bedste_praksis)}", {"color": INK}),
            ],
        )
        if len(own):
            _callout(axes, notat, konto, own[0], float(frame.loc[own[0], "andel"]), top, len(frame))
        return figure


def _callout(axes: Axes, notat: Notat, konto: Konto, x: int, height: float, top: float, count: int) -> None:
    """Three lines above the bars: the neighbours in rank around the kommune, with a line down to its bar."""
    right = x > count * 0.55
    edge, side = (x - 1.2, "right") if right else (x + 1.2, "left")
    axes.plot([x, x], [height, top * 1.4], color=ACCENT, lw=1)
    rows = [(konto.over, 0), (None, 1), (konto.under, 2)]
    for nabo, line in rows:
        own = line == 1
        if not own and nabo is None:
            continue
        text = _place(konto.rang, [notat.kommune.kommune], konto.andel) if own else _nabo(nabo)
        axes.annotate(
            text,
            (edge, top * 1.42),
            (0, -line * LINE_HEIGHT),
            textcoords="offset points",
            ha=side,
            va="top",
            color=ACCENT if own else MUTED,
            weight=600 if own else 400,
            size=10.5 if own else 9.5,
        )


def _nabo(nabo: Nabo | None) -> str:
    return _place(nabo.rang, nabo.kommuner, nabo.andel) if nabo else ""


def _place(rang: int | None, kommuner: Sequence[str], andel: float | None) -> str:
    names = ", ".join(kommuner[:2]) + (" m.fl." if len(kommuner) > 2 else "")
    return f"nr. {rang}  {names} {tal(andel)}"


def _year(andele: pd.DataFrame, aar: int, hovedkonto: str) -> pd.DataFrame:
    frame = andele[(andele["aar"] == aar) & (andele["hovedkonto"] == hovedkonto) & andele["andel"].notna()]
    return frame.assign(andel=round_half_up(frame["andel"]))


def _years(axes: Axes, notat: Notat, historik: Sequence[Aarstal]) -> None:
    """A year axis, with a dotted line where the definition changed."""
    years = [point.aar for point in historik]
    axes.set_xlim(years[0] - 0.5, years[-1] + 0.5)
    axes.set_xticks(years, [str(year) for year in years])
    for year in notat.kilde.brud:
        if years[0] < year <= years[-1]:
            axes.axvline(year - 0.5, color=MUTED, lw=1, ls=":")
            axes.annotate(
                "ny definition",
                (year - 0.5, 1),
                (4, -1),
                xycoords=("data", "axes fraction"),
                textcoords="offset points",
                va="top",
                color=MUTED,
                size=9,
            )


def _runs(points: Sequence[Aarstal], brud: Sequence[int]) -> list[list[Aarstal]]:
    """Split a history where the definition changed or a year is missing."""
    runs: list[list[Aarstal]] = []
    for point in points:
        if not runs or point.aar in brud or point.aar != runs[-1][-1].aar + 1:
            runs.append([])
        runs[-1].append(point)
    return runs


def _label_right(axes: Axes, labels: Sequence[tuple[float | None, str, dict[str, Any]]]) -> None:
    """Labels to the right of the axes at their values, pushed apart where they would touch."""
    shown = sorted([label for label in labels if label[0] is not None], key=lambda label: label[0] or 0)
    low, high = axes.get_ylim()
    points = axes.get_position().height * axes.figure.get_figheight() * 72 / (high - low)
    places = [(value or 0) * points for value, _, _ in shown]
    for index in range(1, len(places)):
        overlap = LINE_HEIGHT - (places[index] - places[index - 1])
        if overlap > 0:
            places[index - 1] -= overlap / 2
            places[index] += overlap / 2
    for place, (value, text, style) in zip(places, shown, strict=True):
        axes.annotate(
            text,
            (1, value or 0),
            (6, place - (value or 0) * points),
            xycoords=("axes fraction", "data"),
            textcoords="offset points",
            va="center",
            annotation_clip=False,
            **style,
        )


def _swarm(axes: Axes, values: np.ndarray, row: int) -> None:
    """Dots side by side where values are alike, as one path of round-capped lines of no length."""
    size = 3.0  # points; also the width of the bins within which dots are stacked
    (x0, x1), (y0, y1) = axes.get_xlim(), axes.get_ylim()
    box = axes.get_position()
    width = size / (box.width * WIDTH) * (x1 - x0)
    height = size / (box.height * axes.figure.get_figheight() * 72) * abs(y1 - y0)
    bins = np.floor(values / width).astype(int)
    points = []
    for place in np.unique(bins):
        count = int((bins == place).sum())
        points += [((place + 0.5) * width, row + (i - (count - 1) / 2) * height) for i in range(count)]
    if points:
        vertices = np.repeat(np.array(points), 2, axis=0)
        vertices[1::2, 0] += 0.01
        codes = np.tile([Path.MOVETO, Path.LINETO], len(points))
        axes.add_patch(
            PathPatch(
                Path(vertices, codes), fill=False, edgecolor=DOT, lw=size - 0.4, capstyle="round", snap=False
            )
        )


def _bars(axes: Axes, x: np.ndarray, heights: np.ndarray, color: str, count: int) -> None:
    """Thin bars as one path: a tenth of the time and size of as many rectangles."""
    if len(x) == 0:
        return
    vertices = np.column_stack([x, np.zeros_like(heights), x, heights]).reshape(-1, 2)
    codes = np.tile([Path.MOVETO, Path.LINETO], len(x))
    width = 0.66 * axes.get_position().width * WIDTH / (count + 2)
    axes.add_patch(
        PathPatch(Path(vertices, codes), fill=False, edgecolor=color, lw=min(width, 24), capstyle="butt")
    )


def _tick(axes: Axes, value: float | None, row: int, label: str, ha: str) -> None:
    if value is None:
        return
    axes.plot([value, value], [row - 0.3, row + 0.3], color=INK, lw=1.6, solid_capstyle="butt")
    axes.text(value + 0.6, row - 0.62, label, ha=ha, va="bottom", color=INK, size=9)


def _diamond(axes: Axes, value: float | None, row: int, label: str) -> None:
    if value is None:
        return
    axes.plot(value, row, "D", ms=6, color=PAPER, mec=INK, mew=1.3)
    axes.text(value - 1, row - 0.62, label, ha="left", va="bottom", color=INK, size=9)


def _nan(value: float | None) -> float:
    return float("nan") if value is None else value
