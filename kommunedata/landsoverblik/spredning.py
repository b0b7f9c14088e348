"""Spread: how far the kommuner are apart on each hovedkonto."""

import pandas as pd
from matplotlib.axes import Axes

from kommunedata import charts
from kommunedata.datasaet.frame import Datasaet
from kommunedata.landsoverblik.facts import Landskonto, Landsoverblik
from kommunedata.landsoverblik.words import del_for, ord_for
from kommunedata.page import parts
from kommunedata.page.parts import Caption, Part


def section(overblik: Landsoverblik, datasaet: Datasaet) -> Part:
    """Heading, chart and sentence; nothing without several noegletal of one unit."""
    if not overblik.ens:
        return Part("")
    return parts.section("spredning", heading(overblik), figure(overblik, datasaet), text(overblik))


def heading(overblik: Landsoverblik) -> str:
    """Where the kommuner differ most; "" without hovedkonti."""
    if not overblik.ens:
        return ""
    return f"Størst forskel mellem kommunerne på {bredest(overblik).navn}"


def text(overblik: Landsoverblik) -> str:
    """How wide the middle half is, where it is widest and where narrowest."""
    if not overblik.ens:
        return ""
    wide, narrow = bredest(overblik), min(overblik.hovedkonti, key=lambda konto: konto.spaend)
    one = wide.noegletal
    first = (
        f"På {wide.navn} ligger den midterste halvdel af kommunerne mellem {one.tal(wide.nedre)} og "
        f"{one.med_enhed(wide.oevre)}, et spænd på {one.forskel(wide.spaend)}."
    )
    if narrow is wide:
        return first
    gap = narrow.noegletal.forskel(narrow.spaend)
    return f"{first} Tættest ligger de på {narrow.navn}, hvor spændet er {gap}."


def caption(overblik: Landsoverblik) -> Caption:
    """What stands around the chart."""
    most = max(overblik.hovedkonti, key=lambda konto: konto.gennemsnit)
    enhed, words = most.noegletal.enhed, ord_for(most.noegletal)
    title = f"Gennemsnittet er højest på {most.navn}: {most.noegletal.tal(most.gennemsnit)} {enhed}"
    subtitle = (
        f"{words.en.capitalize()} i {enhed} på {del_for(overblik).hver}, {overblik.aar}. Hver streg er en kommune, "
        "båndet er den midterste halvdel og den mørke streg gennemsnittet."
    )
    spans = ", ".join(
        f"{konto.navn} {konto.noegletal.tal(konto.nedre)}–{konto.noegletal.tal(konto.oevre)}"
        for konto in overblik.hovedkonti
    )
    return Caption(title, subtitle, f"Stregdiagram {overblik.aar}: den midterste halvdel i {enhed}: {spans}.")


def figure(overblik: Landsoverblik, datasaet: Datasaet, ax: Axes | None = None) -> Part:
    """The chart; its CSV has the strokes, its table what they come to. `ax`: the chart where it is drawn already."""
    if not overblik.ens:
        return Part("")
    table = pd.DataFrame(
        [
            {
                del_for(overblik).en.capitalize(): konto.navn,
                "laveste": konto.laveste,
                "nedre kvartil": konto.nedre,
                "median": konto.median,
                "øvre kvartil": konto.oevre,
                "højeste": konto.hoejeste,
                "gennemsnit": konto.gennemsnit,
                "hele landet": konto.hele_landet,
            }
            for konto in overblik.hovedkonti
        ]
    ).astype({"hele landet": "float64"})
    drawing = ax or charts.plot_spredning(datasaet, overblik.aar)
    rows = pd.concat([konto.pladser.assign(hovedkonto=konto.navn) for konto in overblik.hovedkonti])
    return parts.figure(
        drawing, caption(overblik), table, overblik, "spredning",
        overblik.hovedkonti[0].noegletal.decimaler,
        csv=rows[["hovedkonto", "kommune", "vaerdi", "rang"]].set_axis(
            ["noegletal", "kommune", "vaerdi", "plads"], axis=1
        ),
    )  # fmt: skip


def bredest(overblik: Landsoverblik) -> Landskonto:
    """The hovedkonto whose middle half is widest."""
    return max(overblik.hovedkonti, key=lambda konto: konto.spaend)
