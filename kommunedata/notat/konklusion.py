"""The head of a notat: warning, title, conclusion, and key figures."""

from kommunedata.formats import opremsning
from kommunedata.notat.facts import Konto, Notat
from kommunedata.notat.words import med_plads, niveau_og_plads
from kommunedata.page import parts
from kommunedata.page.parts import Part
from kommunedata.page.words import nr
from kommunedata.redaktionelt import load_tekster


def section(notat: Notat, afsender: str = "") -> Part:
    """The warning of model figures, the title, the conclusion, why the question matters, and the key figures."""
    return parts.join(
        parts.model_banner(notat.kilde, "dette notat"),
        hoved(notat, afsender),
        parts.lead(hovedbudskab(notat)),
        *indledning(notat),
        noegletal(notat),
    )


def hoved(notat: Notat, afsender: str = "") -> Part:
    """Title, subject and source; `afsender` is printed as the sender where there is one."""
    facts = [f"Notat om {notat.aar}", *parts.source(notat.kilde), afsender]
    return parts.header(notat.kommune.fuldt_navn, f"{emne(notat)}, {notat.aar}", facts)


def emne(notat: Notat) -> str:
    """What the notat is about, for its title."""
    return load_tekster().maal[notat.kilde.maal].emne


def hovedbudskab(notat: Notat) -> str:
    """The conclusion: the share, its level and place, and where most is to gain."""
    sentences = [udsagn(notat)]
    if notat.samlet and notat.samlet.vaerdi is not None:
        sentences.append(niveau_og_plads(notat, notat.samlet, named=True))
    return " ".join(sentence for sentence in [*sentences, potentialer(notat)] if sentence)


def indledning(notat: Notat) -> list[str]:
    """The paragraphs that say why the question matters."""
    values = {"kommune": notat.kommune.fuldt_navn, "genitiv": notat.kommune.genitiv, "aar": notat.aar}
    return [paragraph.format(**values) for paragraph in load_tekster().indledning]


def udsagn(notat: Notat) -> str:
    """What the kommune's share is."""
    samlet = notat.samlet
    if samlet is None or samlet.vaerdi is None:
        return f"Der er ikke noget samlet tal for {notat.kommune.fuldt_navn} i {notat.aar}."
    template = load_tekster().maal[notat.kilde.maal].udsagn
    andel = samlet.noegletal.med_enhed(samlet.vaerdi)
    return template.format(kommune=notat.kommune.fuldt_navn, aar=notat.aar, andel=andel)


def potentialer(notat: Notat) -> str:
    """The hovedkonti with the worst places: where most is to gain."""
    chosen = [notat.konto(hovedkonto) for hovedkonto in notat.potentialer]
    if not chosen:
        if not any(konto.rang for konto in notat.hovedkonti):
            return ""
        return "Kommunen er blandt de bedste på alle de hovedkonti, der er tal for."
    if len(chosen) == 1:
        return f"Kun på {med_plads(chosen[0])} er kommunen ikke blandt de bedste."
    return f"Der er mest at hente på {opremsning([med_plads(konto) for konto in chosen])}."


def noegletal(notat: Notat) -> Part:
    """Share, difference to the average, place and change, all for samlet."""
    konto = notat.samlet
    if konto is None or konto.vaerdi is None:
        return parts.join(udsagn(notat))
    one, pp = konto.noegletal, konto.noegletal.forskelsenhed
    figures = [
        parts.keyfigure("Samlet andel", one.tal(konto.vaerdi), one.enhed, f"i {notat.aar}",
                        mark="vaerdi" in konto.offentliggjort),
        parts.keyfigure("Forskel til gennemsnittet", one.tal(konto.forskel, plus=True), pp,
                        f"gennemsnittet er {one.med_enhed(konto.gennemsnit)}".replace("\u00a0", " ")),
        parts.keyfigure("Placering", f"nr. {konto.rang}", f"af {konto.antal}",
                        "delt med andre" if konto.deler_med else "1 er den højeste andel",
                        mark="rang" in konto.offentliggjort),
        parts.keyfigure(f"Ændring siden {notat.aar - 1}", one.tal(konto.aendring, plus=True),
                        pp if konto.aendring is not None else "", _foer(konto)),
    ]  # fmt: skip
    return parts.keyfigures(figures)


def _foer(konto: Konto) -> str:
    return f"da {nr(konto.rang_foer, konto.antal_foer)}" if konto.rang_foer else "kan ikke sammenlignes"
