"""History: the share of ten years on samlet, beside the average and the middle half of the kommuner."""

import pandas as pd
from matplotlib.axes import Axes

from kommunedata import charts
from kommunedata.datasaet.frame import Datasaet
from kommunedata.datasaet.noegletal import Noegletal
from kommunedata.formats import alt_text, talord
from kommunedata.notat.facts import Konto, Notat
from kommunedata.page import parts
from kommunedata.page.parts import Caption, Part
from kommunedata.page.words import siden, word_for


def section(notat: Notat, datasaet: Datasaet) -> Part:
    """Heading, chart and sentence."""
    chart = figure(notat, datasaet) if known(notat.samlet) else ""
    return parts.section("historik", heading(notat), chart, text(notat, notat.samlet))


def known(konto: Konto | None) -> bool:
    """Whether there is a share to draw."""
    return konto is not None and any(point.vaerdi is not None for point in konto.historik)


def heading(notat: Notat) -> str:
    """What has happened to the share since last year."""
    konto = notat.samlet
    if konto is None or konto.aendring is None:
        return "Andelen år for år"
    if konto.aendring == 0:
        return f"Andelen er den samme som i {notat.aar - 1}"
    return f"Andelen er {word_for(notat.ordvalg.udvikling, konto.aendring, 'steget', 'faldet')} siden {notat.aar - 1}"


def text(notat: Notat, konto: Konto | None) -> str:
    """How the share and the average have moved since the first year that can be compared."""
    if konto is None:
        return ""
    points = [p for p in konto.sammenlignelige if p.vaerdi is not None and p.gennemsnit is not None]
    if len(points) < 2 or points[-1].aar != notat.aar:
        return ""
    first, last, one = points[0], points[-1], konto.noegletal
    return (
        f"{siden(konto, first.aar)} er andelen {_moved(one, first.vaerdi, last.vaerdi)}, "
        f"mens gennemsnittet er {_moved(one, first.gennemsnit, last.gennemsnit)}"
    )


def caption(notat: Notat, konto: Konto) -> Caption:
    """What stands around the chart."""
    points, one = [point for point in konto.historik if point.vaerdi is not None], konto.noegletal
    first, last = points[0], points[-1]
    over = sum((point.vaerdi or 0) > (point.gennemsnit or 0) for point in points)
    years = talord(len(points))
    if len(points) == 1:
        title = f"{'Over' if over else 'Ikke over'} gennemsnittet i {last.aar}"
    elif over == 0:
        title = f"Ikke over gennemsnittet i noget af de {years} år"
    elif over == len(points):
        title = f"Over gennemsnittet i alle {years} år"
    else:
        title = f"Over gennemsnittet i {'ét' if over == 1 else talord(over)} af {years} år"
    subtitle = f"Samlet andel i {one.enhed} Stiplet: gennemsnittet for kommunerne. Bånd: den midterste halvdel."
    alt = (
        f"Kurve: {notat.kommune.genitiv} samlede andel, {one.med_enhed(first.vaerdi)} i {first.aar} og "
        f"{one.med_enhed(last.vaerdi)} i {last.aar}. {title}."
    )
    return Caption(title, subtitle, alt_text(alt))


def figure(notat: Notat, datasaet: Datasaet, ax: Axes | None = None) -> Part:
    """The chart of samlet; nothing without figures. `ax`: the chart where it is drawn already."""
    konto = notat.samlet
    if konto is None or not known(konto):
        return Part("")
    years, one = konto.historik, konto.noegletal
    table = pd.DataFrame(
        {
            "år": [str(point.aar) for point in years],
            f"andel, {one.enhed}": [point.vaerdi for point in years],
            f"gennemsnit, {one.enhed}": [point.gennemsnit for point in years],
            f"nedre kvartil, {one.enhed}": [point.nedre for point in years],
            f"øvre kvartil, {one.enhed}": [point.oevre for point in years],
        }
    )
    if ax is None:
        ax = charts.plot_historik(datasaet, notat.kommune, konto.kode, notat.aar)
    return parts.figure(ax, caption(notat, konto), table, notat, "historik", one.decimaler)


def _moved(one: Noegletal, first: float | None, last: float | None) -> str:
    if first == last:
        return f"uændret på {one.med_enhed(last)}"
    return f"gået fra {one.med_enhed(first)} til {one.med_enhed(last)}"
