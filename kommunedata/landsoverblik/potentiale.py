"""Potential: where most of the way up to the ten best lies, in mio. kr."""

import pandas as pd
from matplotlib.axes import Axes

from kommunedata import charts
from kommunedata.datasaet.frame import Datasaet
from kommunedata.formats import alt_text, mio_kr, opremsning, tal, talord
from kommunedata.landsoverblik.facts import Landsoverblik
from kommunedata.landsoverblik.words import antal_kommuner, stoerst
from kommunedata.page import tables
from kommunedata.page.parts import Caption, Part


def of_shares(overblik: Landsoverblik) -> bool:
    """Whether there are hovedkonti whose figures are shares of which one end is best, which can have amounts."""
    one = overblik.hovedkonti[0].noegletal if overblik.ens else None
    return one is not None and one.art == "andel" and one.retning != "ingen"


def heading(overblik: Landsoverblik) -> str:
    """Where most of it lies; "" without hovedkonti."""
    if not of_shares(overblik):
        return ""
    if not overblik.potentiale_mio:
        return f"Afstanden op til de {talord(overblik.bedste)} højeste kan ikke regnes i kroner"
    most = stoerst(overblik)
    return f"Længst op til de {talord(overblik.bedste)} højeste på {most.navn}: {mio_kr(most.potentiale_mio)}"


def text(overblik: Landsoverblik) -> str:
    """What it is a sum of, what it is held against, and what is left out."""
    if not of_shares(overblik):
        return ""
    if overblik.potentiale_mio is None or overblik.naevner is None:
        return "Datasættet har ingen beløb, så afstanden kan kun opgøres i procentpoint, kommune for kommune."
    found = [
        f"Nåede alle kommuner gennemsnittet af de {talord(overblik.bedste)} højeste andele på hver hovedkonto, købte "
        f"de for {mio_kr(overblik.potentiale_mio)} mere hos private af et grundlag på {mio_kr(overblik.naevner)} "
        "Beløbet er køb, ikke en besparelse."
    ]
    if overblik.samlet and overblik.samlet.potentiale_mio is not None:
        found.append(
            "Regnet på den samlede andel, hvor en høj andel på én hovedkonto kan opveje en lav på en anden, er "
            f"det {mio_kr(overblik.samlet.potentiale_mio)}"
        )
    if left_out := [konto for konto in overblik.hovedkonti if konto.uden_beloeb]:
        counts = [f"{konto.navn} ({antal_kommuner(konto.uden_beloeb).lower()})" for konto in left_out]
        found.append(f"Kommuner uden et oplyst grundlag er ikke med: {opremsning(counts)}.")
    return " ".join(found)


def figure(overblik: Landsoverblik, datasaet: Datasaet, ax: Axes | None = None) -> Part:
    """The chart; nothing without amounts. `ax`: the chart where it is drawn already."""
    if not of_shares(overblik) or not overblik.potentiale_mio:
        return Part("")
    drawing = ax or charts.plot_potentiale(datasaet, overblik.aar)
    enhed = overblik.hovedkonti[0].noegletal.enhed
    table = pd.DataFrame(
        [
            {
                "Hovedkonto": konto.navn,
                f"gennemsnit, {enhed}": konto.noegletal.tal(konto.gennemsnit),
                f"de {talord(overblik.bedste)} højeste, {enhed}": konto.noegletal.tal(konto.bedste),
                "grundlag, mio. kr.": konto.naevner,
                "op til dem, mio. kr.": konto.potentiale_mio,
                "kommuner med beløb": konto.med_beloeb,
            }
            for konto in overblik.hovedkonti
        ]
    )
    title = f"I alt {mio_kr(overblik.potentiale_mio)} på de {talord(len(overblik.hovedkonti))} hovedkonti"
    subtitle = f"Køb i mio. kr. op til de {talord(overblik.bedste)} højeste, summen af kommunernes, {overblik.aar}"
    amounts = ", ".join(f"{konto.navn} {tal(konto.potentiale_mio, 0)}" for konto in overblik.hovedkonti)
    alt = alt_text(f"Søjler: mio. kr. op til de {talord(overblik.bedste)} højeste, {overblik.aar}: {amounts}.")
    caption = Caption(title, subtitle, alt)
    return tables.figure(drawing, caption, table, overblik, "potentiale", 0)
