"""Place: the places of ten years on samlet."""

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes

from kommunedata import charts
from kommunedata.analysis.facts import Aarstal
from kommunedata.datasaet.frame import Datasaet
from kommunedata.formats import NBSP, alt_text
from kommunedata.notat.facts import Konto, Notat
from kommunedata.notat.words import rangaar
from kommunedata.page import parts
from kommunedata.page.parts import Caption, Part
from kommunedata.page.words import nr


def section(notat: Notat, datasaet: Datasaet) -> Part:
    """Heading, chart with its table, and sentence."""
    chart = figure(notat, datasaet) if known(notat.samlet) else ""
    return parts.section("placering", heading(notat), chart, text(notat.samlet))


def known(konto: Konto | None) -> bool:
    """Whether there is a place to draw."""
    return konto is not None and any(point.rang for point in konto.historik)


def heading(notat: Notat) -> str:
    """From which place to which, since the first year that can be compared."""
    points = [point for point in notat.samlet.sammenlignelige if point.rang] if notat.samlet else []
    if len(points) < 2:
        return "Placeringen år for år"
    first, last = (nr(point.rang, point.antal) for point in (points[0], points[-1]))
    if len(points) > 2 and len({(point.rang, point.antal) for point in points}) == 1:
        return f"{last.capitalize()} i alle årene {points[0].aar}–{points[-1].aar}"
    if points[0].rang == points[-1].rang:
        return f"{last.capitalize()} både i {points[0].aar} og i {points[-1].aar}"
    same = points[0].antal == points[-1].antal
    return f"Fra {f'nr.{NBSP}{points[0].rang}' if same else first} til {last} siden {points[0].aar}"


def text(konto: Konto | None) -> str:
    """The best and the worst place since the definition was last changed."""
    if konto is None:
        return ""
    points = [point for point in konto.sammenlignelige if point.rang]
    cut = any(point.rang and point.aar < points[0].aar for point in konto.historik) if points else False
    if len(points) < 2:
        if cut:
            changed = f"Definitionen blev ændret i {points[0].aar}"
            return f"{changed}, så placeringen kan ikke sammenlignes med årene før."
        return f"Der er kun ét år med en placering: {points[0].aar}." if points else ""
    best, worst = min(p.rang or 0 for p in points), max(p.rang or 0 for p in points)
    first, last = points[0].aar, points[-1].aar
    same = ", hvor definitionen har været den samme" if cut else ""
    if best == worst:
        when = f"i alle årene {first}–{last}" if len(points) > 2 else f"både i {first} og i {last}"
        return f"Kommunen var {_af(points, best)} {when}{same}."
    return (
        f"I årene {first}–{last}{same}{',' if cut else ''} lå kommunen "
        f"højest i {rangaar(points, best)} ({_af(points, best)}), "
        f"lavest i {rangaar(points, worst)} ({_af(points, worst)})."
    )


def caption(notat: Notat, konto: Konto) -> Caption:
    """What stands around the chart."""
    points = [point for point in konto.historik if point.rang]
    first, last = points[0], points[-1]
    compared = [point for point in konto.sammenlignelige if point.rang]
    ranks = [point.rang or 0 for point in compared] or [0]
    highest, lowest = (rangaar(compared, rang) for rang in (min(ranks), max(ranks)))
    if min(ranks) < max(ranks):
        # The chart shows all years.
        since = "Højest" if compared[0] is first else f"Siden {compared[0].aar} højest"
        title = f"{since} i {highest}{';' if ',' in highest else ','} lavest i {lowest}"
    elif len(ranks) > 1:
        title = f"Den samme plads hvert år siden {compared[0].aar}"
    else:
        title = f"{nr(last.rang, last.antal).capitalize()} i {last.aar}"
    subtitle = f"{notat.kommune.genitiv} placering efter den samlede andel. Nr. 1 er den højeste af {last.antal}."
    alt = f"Kurve: {notat.kommune.genitiv} placering {first.aar}–{last.aar}. {text(konto)}"
    return Caption(title, subtitle, alt_text(alt))


def figure(notat: Notat, datasaet: Datasaet, ax: Axes | None = None) -> Part:
    """The chart of samlet, its table unfolded; nothing without places. `ax`: the chart where it is drawn already."""
    konto = notat.samlet
    if konto is None or not known(konto):
        return Part("")
    years, one = konto.historik, konto.noegletal
    table = pd.DataFrame(
        {
            "År": [str(point.aar) for point in years],
            "plads": pd.array([point.rang for point in years], dtype="Int64"),
            "af": [point.antal for point in years],
            f"andel, {one.enhed}": [point.vaerdi for point in years],
            f"gennemsnit, {one.enhed}": [point.gennemsnit for point in years],
        }
    )
    figures = ["", "rang", "", "vaerdi", "gennemsnit"]
    marks = pd.DataFrame([[figure in point.offentliggjort for figure in figures] for point in years])
    if ax is None:
        ax = charts.plot_placeringer(datasaet, notat.kommune, konto.kode, notat.aar)
    chart = parts.figure(ax, caption(notat, konto), table, notat, "placeringer", one.decimaler, published=marks)
    return parts.join(chart, parts.mark_note(notat.kilde, marks))


def _af(points: Sequence[Aarstal], rang: int) -> str:
    counts = sorted({point.antal for point in points if point.rang == rang})
    of = f"{counts[0]}" if len(counts) == 1 else f"{counts[0]}–{counts[-1]}"
    return f"nr.{NBSP}{rang} af{NBSP}{of}"
