"""The words that several sections of a notat share: levels, places and neighbours, as pure functions of the facts.

Every function returns plain Danish text, "" where there is nothing to say. Words for a level or a change come from
the word lists in `data/redaktionelt/ordvalg.yaml`; level and place are joined by "og" where they point the same way
and by "men" where they do not.
"""

from collections.abc import Sequence

from kommunedata.analysis.facts import Aarstal, Tal
from kommunedata.formats import NBSP, opremsning, round_half_up, talord
from kommunedata.notat.facts import Konto, Notat
from kommunedata.page.words import NAMED, intet_tal, names_or_count, nr, sign, word_for


def niveau(notat: Notat, forskel: float) -> str:
    """Level against the average: "lidt over gennemsnittet"."""
    return f"{word_for(notat.ordvalg.niveau, forskel, 'over', 'under')} gennemsnittet"


def niveau_og_plads(notat: Notat, konto: Konto, *, named: bool = False) -> str:
    """Level and place of one share in a sentence; where they point different ways it says so.

    `named`: the share itself stands in the sentence before.
    """
    if konto.vaerdi is None or konto.forskel is None:
        return f"{intet_tal(konto.status)} for {notat.kommune.fuldt_navn} i {notat.aar}."
    one = konto.noegletal
    lead = "Andelen lå" if named else f"Med {one.med_enhed(konto.vaerdi)} lå andelen"
    if konto.forskel == 0:
        level = f"{lead} præcis på gennemsnittet for kommunerne"
    else:
        side = "" if _direction(notat, konto) else " over" if konto.forskel > 0 else " under"
        level = (
            f"{lead} {niveau(notat, konto.forskel)} for kommunerne på "
            f"{one.med_enhed(konto.gennemsnit)} ({one.forskel(konto.forskel)}{side})"
        )
    join = "men" if _direction(notat, konto) * _half(konto) < 0 else "og"
    return f"{level}, {join} {plads(konto)}."


def plads(konto: Konto) -> str:
    """Place as a clause with its own verb, always with the number ranked; ties are said.

    Example of the forms: "kommunen var nr. 30 af 98", "kommunen delte plads 12 af 98 med Vejle",
    "kommunen havde den højeste andel af alle 98".
    """
    if konto.antal == 1:
        return "kommunen er den eneste med et tal"
    if konto.deler_med:
        others = names_or_count(konto.deler_med, " andre")
        return f"kommunen delte plads {konto.rang} af{NBSP}{konto.antal} med {others}"
    if not konto.over:
        return f"kommunen havde den højeste andel af alle {konto.antal}"
    if not konto.under:
        return f"kommunen havde den laveste andel af alle {konto.antal}"
    return f"kommunen var {nr(konto.rang, konto.antal)}"


def med_plads(konto: Konto) -> str:
    """A hovedkonto with its place: "Sundhed (nr. 23 af 98)"."""
    return f"{konto.navn} ({nr(konto.rang, konto.antal)})"


def naboer(konto: Konto) -> str:
    """Distance to the nearest places above and below."""
    parts = []
    if konto.over:
        parts.append(f"Nærmest foran lå {_nabo(konto, konto.over, 'højere')}")
    if konto.under:
        lead = "nærmest efter" if parts else "Nærmest efter"
        parts.append(f"{lead} lå {_nabo(konto, konto.under, 'lavere')}")
    return "; ".join(parts) + "." if parts else ""


def aendring(notat: Notat, konto: Konto) -> str:
    """Change in share and place since the year before."""
    if notat.aar in notat.kilde.brud:
        return f"Definitionen blev ændret i {notat.aar}, så tallet kan ikke sammenlignes med året før."
    if konto.aendring is None or konto.vaerdi is None:
        return ""
    small = abs(konto.aendring) < (notat.ordvalg.udvikling[0].under or 0)
    if konto.aendring == 0:
        change = f"Andelen er den samme som i {notat.aar - 1}"
    else:
        word = word_for(notat.ordvalg.udvikling, konto.aendring, "steget", "faldet")
        more = "" if not small else " højere" if konto.aendring > 0 else " lavere"
        change = f"Andelen er {word} siden {notat.aar - 1} ({konto.noegletal.forskel(konto.aendring)}{more})"
    if konto.rang is None or konto.rang_foer is None:
        return f"{change}."
    move = sign(konto.rang_foer - konto.rang)
    join = "og" if move == (0 if small else sign(konto.aendring)) else "men"
    if move == 0:
        return f"{change}, og kommunen er fortsat {nr(konto.rang, konto.antal)}."
    went = "rykket op" if move > 0 else "rykket ned"
    fra = nr(konto.rang_foer, konto.antal_foer)
    if konto.antal_foer == konto.antal:
        fra = f"nr.{NBSP}{konto.rang_foer}"
    return f"{change}, {join} kommunen er {went} fra {fra} til {nr(konto.rang, konto.antal)}."


def rangaar(points: Sequence[Aarstal], rang: int) -> str:
    """The years in which a place was held; how many and the latest where they are too many to name."""
    years = [str(point.aar) for point in points if point.rang == rang]
    return opremsning(years) if len(years) <= NAMED else f"{talord(len(years))} af årene, senest i {years[-1]}"


def _nabo(konto: Konto, nabo: Sequence[Tal], more: str) -> str:
    vaerdi, one = nabo[0].vaerdi or 0.0, konto.noegletal
    gap = round_half_up(vaerdi - (konto.vaerdi or 0.0), one.decimaler)
    names = names_or_count([tal.kommune.kommune for tal in nabo])
    return f"{names} med {one.med_enhed(vaerdi)} ({one.forskel(gap)} {more})"


def _direction(notat: Notat, konto: Konto) -> int:
    """+1 over the average, -1 under, 0 level with it, by the words used."""
    if konto.forskel is None:
        return 0
    level = word_for(notat.ordvalg.niveau, konto.forskel, "+", "-") == notat.ordvalg.niveau[0].ord
    return 0 if level else sign(konto.forskel)


def _half(konto: Konto) -> int:
    """+1 in the better half of the places, -1 in the worse."""
    return 1 if 2 * (konto.rang or 0) <= konto.antal + 1 else -1
