"""The head of the overview: warning, title, conclusion, whom it covers, and key figures."""

from kommunedata.formats import NBSP, mio_kr, tal
from kommunedata.landsoverblik.facts import FJERDEDEL, TREDJEDEL, Landsoverblik
from kommunedata.landsoverblik.words import kommuner, navne, stoerst
from kommunedata.page import parts
from kommunedata.page.parts import Part
from kommunedata.redaktionelt import load_tekster

TITEL = "Kommunerne under ét"


def section(overblik: Landsoverblik, afsender: str = "") -> Part:
    """The warning of model figures, the title, the conclusion, and which kommuner it does not speak of."""
    facts = [f"Overblik over {overblik.aar}", *parts.source(overblik.kilde), afsender]
    return parts.join(
        parts.model_banner(overblik.kilde, "dette overblik"),
        parts.header(TITEL, f"{emne(overblik)}, {overblik.aar}", facts),
        parts.lead(hovedbudskab(overblik)),
        daekning(overblik),
    )


def emne(overblik: Landsoverblik) -> str:
    """What the overview is about."""
    return load_tekster().maal[overblik.kilde.maal].emne_alle


def hovedbudskab(overblik: Landsoverblik) -> str:
    """The conclusion: the average, the weighted share, and where the potential lies."""
    samlet, found = overblik.samlet, []
    if samlet:
        template, one = load_tekster().maal[overblik.kilde.maal].udsagn, samlet.noegletal
        share = one.med_enhed(samlet.gennemsnit)
        found.append(template.format(kommune="gennemsnitskommunen", aar=overblik.aar, andel=share))
        if samlet.hele_landet is not None:
            share = one.med_enhed(samlet.hele_landet)
            found.append(f"For landet under ét, hvor store kommuner vejer mest, var andelen {share}")
    else:
        found.append(f"Der er ikke noget samlet tal for {overblik.aar}.")
    if overblik.potentiale_mio:
        found.append(
            f"Potentialet op til bedste praksis er {mio_kr(overblik.potentiale_mio)}, "
            f"og det er størst på {stoerst(overblik).navn}."
        )
    return " ".join(found)


def daekning(overblik: Landsoverblik) -> str:
    """Which kommuner have no figures; "" where all have."""
    if not overblik.uden_tal:
        return ""
    everyone = overblik.antal_kommuner + len(overblik.uden_tal)
    missing = navne([kommune.kommune for kommune in overblik.uden_tal])
    return (
        f"Der er tal for {overblik.antal_kommuner} af {everyone} kommuner i {overblik.aar}, og gennemsnit, "
        f"placeringer og potentiale er regnet blandt dem. Der er ingen tal for {missing}."
    )


def noegletal(overblik: Landsoverblik) -> Part:
    """The average, the weighted share, and how many are under a quarter and over a third, all for samlet."""
    konto = overblik.samlet
    if konto is None:
        return parts.join("")
    one, values = konto.noegletal, konto.pladser["vaerdi"]
    of, unit = f"af {kommuner(konto.antal)}", one.enhed if konto.hele_landet is not None else ""
    quarter, third = f"{tal(FJERDEDEL, 0)}{NBSP}{one.enhed}", one.med_enhed(TREDJEDEL)
    under, over = int((values < FJERDEDEL).sum()), int((values > TREDJEDEL).sum())
    figures = [
        ("Simpelt gennemsnit", one.tal(konto.gennemsnit), one.enhed, "hver kommune tæller lige meget"),
        ("Hele landet under ét", one.tal(konto.hele_landet), unit, "store kommuner vejer mest"),
        ("Under en fjerdedel", str(under), of, f"samlet andel under {quarter}"),
        ("Over en tredjedel", str(over), of, f"samlet andel over {third}"),
    ]
    return parts.keyfigures([parts.keyfigure(*figure) for figure in figures])
