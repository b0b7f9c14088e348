"""Method of the overview: definitions and limits."""

from kommunedata.formats import talord
from kommunedata.landsoverblik.facts import Landsoverblik
from kommunedata.landsoverblik.words import ord_for
from kommunedata.page import parts
from kommunedata.page.parts import Part
from kommunedata.redaktionelt import load_tekster


def section(overblik: Landsoverblik) -> Part:
    """What the figures of the overview mean, and what they do not."""
    texts, words, ten = load_tekster(), ord_for(overblik.kontoer[0].noegletal), talord(overblik.bedste)
    known = texts.maal.get(overblik.kilde.maal)
    common = [
        f"Gennemsnittet er det simple gennemsnit af kommunernes {words.flere}: Hver kommune tæller lige meget.",
        parts.placering(overblik.kontoer[0].noegletal),
        f"Kvartiler og femtedele regnes på de afrundede {words.flere}. En ændring er forskellen mellem to afrundede "
        "tal.",
        "Regioner og kommunegrupper er Danmarks Statistiks. Kommunegruppernes gennemsnit er simple.",
    ]
    if not known:
        described = [f"{konto.navn}: {konto.noegletal.titel}, {konto.noegletal.enhed}" for konto in overblik.kontoer]
        return parts.section("metode", "Metode og forbehold", *common, parts.liste(described))
    return parts.section(
        "metode",
        "Metode og forbehold",
        known.definition,
        f"{common[0]} Hele landet under ét er alle kommuners køb hos private i procent af alle kommuners grundlag: "
        "Store kommuner vejer mest.",
        *common[1:3],
        f"»De {ten} højeste« er gennemsnittet af de {ten} højeste andele på hovedkontoen. Beløbet derop er for hver "
        "kommune forskellen i procentpoint ganget med kommunens eget grundlag og afrundet til hele mio. kr., som i "
        "notaterne; landets beløb er summen. Kommuner, der allerede er der, tæller nul.",
        common[3],
        parts.liste(texts.begraensninger),
    )
