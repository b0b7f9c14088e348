"""The head of the overview: warning, title, conclusion, whom it covers, and key figures."""

from kommunedata.formats import NBSP, mio_kr, stop, tal, talord
from kommunedata.landsoverblik.facts import FJERDEDEL, TREDJEDEL, Landsoverblik
from kommunedata.landsoverblik.words import hvad, kommuner, med_vaerdi, steder, stoerst
from kommunedata.page import parts
from kommunedata.page.parts import Part
from kommunedata.page.words import names_or_count
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
    texts = load_tekster().maal.get(overblik.kilde.maal)
    return texts.emne_alle if texts else overblik.kilde.titel


def hovedbudskab(overblik: Landsoverblik) -> str:
    """The conclusion: the average, the weighted share, and where the potential lies."""
    samlet, found = overblik.samlet, []
    if samlet:
        texts, one = load_tekster().maal.get(overblik.kilde.maal), samlet.noegletal
        share = one.med_enhed(samlet.gennemsnit)
        if texts:
            found.append(stop(texts.udsagn.format(kommune="gennemsnitskommunen", aar=overblik.aar, andel=share)))
        else:
            low, high = (
                f"{one.med_enhed(end)} {steder(med_vaerdi(samlet, end))}" for end in (samlet.laveste, samlet.hoejeste)
            )
            found.append(stop(f"{one.kort_titel}: I {overblik.aar} var gennemsnittet for kommunerne {share}"))
            found.append(f"Fra kommune til kommune gik det fra {low} til {high}.")
        if samlet.hele_landet is not None:
            share = one.med_enhed(samlet.hele_landet)
            found.append(f"For landet under ét, hvor store kommuner vejer mest, var andelen {share}")
    else:
        found.append(f"Der er ikke noget samlet tal for {overblik.aar}.")
    if overblik.potentiale_mio:
        found.append(
            f"Skulle alle nå de {talord(overblik.bedste)} højeste, skulle der købes for "
            f"{mio_kr(overblik.potentiale_mio)} mere hos private, mest på {stoerst(overblik).navn}. Det er ikke en "
            "besparelse."
        )
    return " ".join(found)


def daekning(overblik: Landsoverblik) -> str:
    """Which kommuner have no figures; "" where all have."""
    if not overblik.uden_tal:
        return ""
    everyone = overblik.antal_kommuner + len(overblik.uden_tal)
    missing = names_or_count([kommune.kommune for kommune in overblik.uden_tal])
    return (
        f"Der er tal for {overblik.antal_kommuner} af {everyone} kommuner i {overblik.aar}, og gennemsnit, "
        f"placeringer og potentiale er regnet blandt dem. Der er ingen tal for {missing}."
    )


def noegletal(overblik: Landsoverblik) -> Part:
    """The average, and of shares the weighted one and how many are under a quarter and over a third, all for samlet."""
    konto = overblik.samlet
    if konto is None:
        return parts.join("")
    one, values = konto.noegletal, konto.pladser["vaerdi"]
    figures = [("Simpelt gennemsnit", one.tal(konto.gennemsnit), one.enhed, "hver kommune tæller lige meget")]
    if one.art == "andel":
        of, unit = f"af {kommuner(konto.antal)}", one.enhed if konto.hele_landet is not None else ""
        quarter, third = f"{tal(FJERDEDEL, 0)}{NBSP}{one.enhed}", one.med_enhed(TREDJEDEL)
        figures += [
            ("Hele landet under ét", one.tal(konto.hele_landet), unit, "store kommuner vejer mest"),
            ("Under en fjerdedel", str((values < FJERDEDEL).sum()), of, f"{hvad(one)} under {quarter}"),
            ("Over en tredjedel", str((values > TREDJEDEL).sum()), of, f"{hvad(one)} over {third}"),
        ]
    else:
        high, low = (names_or_count(med_vaerdi(konto, end)) for end in (konto.hoejeste, konto.laveste))
        figures += [
            ("Median", one.tal(konto.median), one.enhed, "lige mange ligger over og under"),
            ("Højeste", one.tal(konto.hoejeste), one.enhed, high),
            ("Laveste", one.tal(konto.laveste), one.enhed, low),
        ]
    return parts.keyfigures([(*figure, "") for figure in figures])
