"""Development: the average and the weighted share year by year."""

from matplotlib.axes import Axes

from kommunedata import charts
from kommunedata.analysis.changes import comparable_from
from kommunedata.analysis.facts import Aarstal, as_table
from kommunedata.datasaet.frame import Datasaet
from kommunedata.formats import stop
from kommunedata.landsoverblik.facts import Landskonto, Landsoverblik
from kommunedata.landsoverblik.words import hvad, ord_for
from kommunedata.page import tables
from kommunedata.page.parts import Caption, Part
from kommunedata.page.words import hvorfor_brud


def figure(overblik: Landsoverblik, datasaet: Datasaet, ax: Axes | None = None) -> Part:
    """The chart; nothing without samlet. `ax`: the chart where it is drawn already."""
    konto = overblik.samlet
    if konto is None:
        return Part("")
    one = konto.noegletal
    columns = {"aar": "år", "gennemsnit": f"gennemsnit, {one.enhed}", "hele_landet": f"hele landet, {one.enhed}"}
    table = as_table(konto.historik, {**columns, "antal": "kommuner"}).astype({columns["hele_landet"]: "float64"})
    drawing = ax or charts.plot_udvikling(datasaet, konto.kode, overblik.aar)
    return tables.figure(drawing, caption(overblik, konto), table, overblik, "udvikling", one.decimaler)


def heading(overblik: Landsoverblik, konto: Landskonto | None) -> str:
    """The average since the year before; "" without samlet."""
    if konto is None:
        return ""
    if konto.aendring is None:
        return f"{ord_for(konto.noegletal).bestemt.capitalize()} år for år"
    if konto.aendring == 0:
        return f"Gennemsnittet var det samme som i {overblik.aar - 1}"
    way = "steg" if konto.aendring > 0 else "faldt"
    return f"Gennemsnittet {way} {konto.noegletal.forskel(konto.aendring)} fra {overblik.aar - 1} til {overblik.aar}"


def text(overblik: Landsoverblik, konto: Landskonto | None) -> str:
    """How the average and the weighted share have moved since the first year that can be compared."""
    if konto is None:
        return ""
    points, start = _compared(overblik, konto), comparable_from(overblik.kilde, overblik.aar)
    if len(points) < 2:
        return ""
    first, last, one = points[0], points[-1], konto.noegletal
    since = f"Fra {first.aar}" + (f", da {hvorfor_brud(start)}," if first.aar == start else "")
    span = f"gik gennemsnittet fra {one.tal(first.gennemsnit)} til {one.med_enhed(last.gennemsnit)}"
    if first.gennemsnit == last.gennemsnit:
        span = f"var gennemsnittet uændret, {one.med_enhed(last.gennemsnit)}"
    sentence = f"{since} til {last.aar} {span}"
    if first.hele_landet is not None and last.hele_landet is not None:
        ends = f"{one.tal(first.hele_landet)} til {one.med_enhed(last.hele_landet)}"
        sentence += f" og {ord_for(one).bestemt} for hele landet fra {ends}"
    sentence = stop(sentence)
    if first.antal != last.antal:
        sentence += f" Der er tal for {first.antal} kommuner i {first.aar} og {last.antal} i {last.aar}."
    return sentence


def caption(overblik: Landsoverblik, konto: Landskonto) -> Caption:
    """What stands around the chart; its title compares years of one definition."""
    points, one = _compared(overblik, konto), konto.noegletal
    ends = [f"{one.med_enhed(point.gennemsnit)} i {point.aar}" for point in dict.fromkeys((points[0], points[-1]))]
    title = f"Gennemsnittet var {' og '.join(ends)}"
    what = hvad(one)
    weighted = any(point.hele_landet is not None for point in konto.historik)
    line = " Stiplet: hele landet under ét." if weighted else ""
    return Caption(
        title,
        f"{what[:1].upper()}{what[1:]} i {one.enhed}, kommunernes gennemsnit.{line}",
        f"Kurve: {konto.navn}. {title}.",
    )


def _compared(overblik: Landsoverblik, konto: Landskonto) -> list[Aarstal]:
    """The years that can be compared with the last."""
    return [point for point in konto.historik if point.aar >= comparable_from(overblik.kilde, overblik.aar)]
