"""Method of the overview: definitions and limits."""

from kommunedata.landsoverblik.facts import Landsoverblik
from kommunedata.page import parts
from kommunedata.page.parts import Part
from kommunedata.redaktionelt import load_tekster


def section(overblik: Landsoverblik) -> Part:
    """What the figures of the overview mean, and what they do not."""
    texts = load_tekster()
    return parts.section(
        "metode",
        "Metode og forbehold",
        texts.maal[overblik.kilde.maal].definition,
        "Gennemsnittet er det simple gennemsnit af kommunernes andele: Hver kommune tæller lige meget. Hele "
        "landet under ét er alle kommuners køb hos private i procent af alle kommuners grundlag: Store kommuner "
        "vejer mest.",
        parts.PLACERING,
        "Kvartiler og femtedele regnes på de afrundede andele. En ændring er forskellen mellem to afrundede tal.",
        f"Bedste praksis er gennemsnittet af de {overblik.bedste} højeste andele på hovedkontoen. Potentialet er "
        "for hver kommune forskellen derop i procentpoint ganget med kommunens eget grundlag og afrundet til hele "
        "mio. kr., som i notaterne; landets potentiale er summen. Kommuner over bedste praksis har potentialet "
        "nul.",
        "Regioner og kommunegrupper er Danmarks Statistiks. Kommunegruppernes gennemsnit er simple.",
        parts.liste(texts.begraensninger),
    )
