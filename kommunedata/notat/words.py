"""The words that several sections of a notat share: levels, places and neighbours, as pure functions of the facts.

Every function returns plain Danish text, "" where there is nothing to say. Words for a level or a change come from
the word lists in `data/redaktionelt/ordvalg.yaml`; two things are joined by "men" where they point different ways,
and else by "og".
"""

from collections.abc import Sequence

from kommunedata.analysis.facts import Aarstal
from kommunedata.formats import NBSP, aarstal, round_half_up, stop, talord
from kommunedata.notat.facts import Konto, Notat
from kommunedata.page import words
from kommunedata.page.words import NAMED, intet_tal, names_or_count, nr, sign, word_for


def niveau(notat: Notat, forskel: float) -> str:
    """Level against the average: "lidt over gennemsnittet"."""
    level = word_for(notat.ordvalg.niveau, forskel, "over", "under") if forskel else "præcis på"
    return f"{level} gennemsnittet"


def retning(notat: Notat, forskel: float | None) -> int:
    """+1 over the average, -1 under, 0 level with it, by the words used."""
    if forskel is None or abs(forskel) < (notat.ordvalg.niveau[0].under or 0):
        return 0
    return sign(forskel)


def flest(notat: Notat, forskelle: Sequence[float], of: str) -> str:
    """How many are over, under or level with the average by the words used; see `page.words.flest`."""
    return words.flest([retning(notat, forskel) for forskel in forskelle], of)


def niveau_og_plads(notat: Notat, konto: Konto) -> str:
    """Level and place of one share in a sentence; where they point different ways it says so."""
    if konto.vaerdi is None or konto.forskel is None:
        return mangler(notat, konto)
    return f"Andelen på {konto.noegletal.med_enhed(konto.vaerdi)} lå {forskel_og_plads(notat, konto)}."


def forskel_og_plads(notat: Notat, konto: Konto) -> str:
    """What follows "Det var" or "Andelen lå": the difference to the average, and the place."""
    one = konto.noegletal
    if konto.forskel:
        side = "over" if konto.forskel > 0 else "under"
        level = f"{one.forskel(konto.forskel)} {side} kommunernes gennemsnit på {one.med_enhed(konto.gennemsnit)}"
    else:
        level = "præcis på kommunernes gennemsnit"
    join = "men" if retning(notat, konto.forskel) * _half(notat, konto) < 0 else "og"
    return f"{level}, {join} {plads(konto)}"


def mangler(notat: Notat, konto: Konto) -> str:
    """That a figure is missing: of which account, and why where that is known."""
    where = "" if konto.noegletal.samler else f" på {konto.navn}"
    said = f"{intet_tal(konto.status)}{where} for {notat.kommune.fuldt_navn} i {notat.aar}"
    return stop(f"{said}, fordi {konto.grund}" if konto.grund else said)


def plads(konto: Konto) -> str:
    """Place as a clause with its own verb, always with the number ranked; ties are said.

    Example of the forms: "kommunen var nr. 30 af 98", "kommunen var delt nr. 12 af 98 med Vejle",
    "kommunen havde den højeste andel af alle 98".
    """
    if konto.antal == 1:
        return "kommunen er den eneste med et tal"
    if konto.deler_med:
        return f"kommunen var {plads_nr(konto)} med {names_or_count(konto.deler_med, ' andre')}"
    if not konto.over:
        return f"kommunen havde den højeste andel af alle {konto.antal}"
    if not konto.under:
        return f"kommunen havde den laveste andel af alle {konto.antal}"
    return f"kommunen var {plads_nr(konto)}"


def plads_nr(konto: Konto | Aarstal) -> str:
    """The place of a konto or of a year, with the number ranked, shared or not."""
    return nr(konto.rang, konto.antal, konto.delt if isinstance(konto, Aarstal) else bool(konto.deler_med))


def med_plads(konto: Konto) -> str:
    """A hovedkonto with its place: "Sundhed (nr. 23 af 98)"."""
    return f"{konto.navn} ({plads_nr(konto)})"


def stor(text: str) -> str:
    """A text with a capital, at the head of a sentence."""
    return text[:1].upper() + text[1:]


def til_de_ti(notat: Notat, konto: Konto) -> str:
    """What the way up leads to: the ten highest, or for one of them their average."""
    ten = f"de {talord(notat.bedste)} højeste"
    return f"{ten}s gennemsnit" if konto.rang and konto.rang <= notat.bedste else ten


def aendring(notat: Notat, konto: Konto) -> str:
    """Change in share since the year before, beside the average's, and in place."""
    before = notat.aar - 1
    if notat.aar in notat.kilde.brud:
        return f"Definitionen blev ændret i {notat.aar}, så tallet kan ikke sammenlignes med året før."
    if konto.aendring is None or konto.vaerdi is None:
        return ""
    one, small = konto.noegletal, abs(konto.aendring) < (notat.ordvalg.udvikling[0].under or 0)
    if konto.aendring == 0:
        change = f"Andelen var den samme som i {before}"
    else:
        word = word_for(notat.ordvalg.udvikling, konto.aendring, "steg", "faldt")
        more = "" if not small else " højere" if konto.aendring > 0 else " lavere"
        change = f"Andelen {word} fra {before} til {notat.aar} ({one.forskel(konto.aendring)}{more})"
    if (mean := mean_change(konto)) is not None:
        way = f"steg {one.forskel(mean)}" if mean > 0 else f"faldt {one.forskel(mean)}" if mean else "var uændret"
        if mean == konto.aendring:
            change += f", og gennemsnittet {way.split()[0]} lige så meget" if mean else ", ligesom gennemsnittet"
        else:
            change += f", {'og' if sign(mean) == sign(konto.aendring) else 'mens'} gennemsnittet {way}"
    if konto.rang is None or konto.rang_foer is None:
        return f"{change}."
    move = konto.rang_foer - konto.rang
    if abs(move) < notat.ordvalg.rykket:
        return f"{change}. {stor(_samme(konto, before))}."
    went = "rykkede op" if move > 0 else "rykkede ned"
    return f"{change}. Kommunen {went} fra {foer(konto)} til {plads_nr(konto)}."


def foer(konto: Konto) -> str:
    """The place of the year before; of how many where that differs from now."""
    point = next(
        point for point in reversed(konto.historik) if point.rang == konto.rang_foer and point is not konto.historik[-1]
    )
    if konto.antal_foer == konto.antal:
        return f"{'delt ' if point.delt else ''}nr.{NBSP}{konto.rang_foer}"
    return nr(konto.rang_foer, konto.antal_foer, point.delt)


def mean_change(konto: Konto) -> float | None:
    """How the average has moved since the year before, as the difference of printed figures."""
    points = [point.gennemsnit for point in konto.sammenlignelige[-2:]]
    if konto.aendring is None or len(points) < 2 or points[0] is None or points[1] is None:
        return None
    return round_half_up(points[1] - points[0], konto.noegletal.decimaler)


def rangaar(points: Sequence[Aarstal], rang: int) -> str:
    """The years in which a place was held; how many and the latest where they are too many to name."""
    years = [point.aar for point in points if point.rang == rang]
    said = aarstal(years)
    return said if said.count(",") + 2 <= NAMED else f"{talord(len(years))} af årene, senest i {years[-1]}"


def _samme(konto: Konto, before: int) -> str:
    """The same place as the year before, or about the same."""
    same = (konto.rang, konto.antal) == (konto.rang_foer, konto.antal_foer)
    if same and plads_nr(konto).startswith(foer(konto)):  # shared in both years or in none
        return f"kommunen var {plads_nr(konto)} i begge år"
    about = "" if same else "omtrent "
    return f"kommunen havde {about}samme placering: {foer(konto)} i {before} og {plads_nr(konto)} i {before + 1}"


def _half(notat: Notat, konto: Konto) -> int:
    """+1 in the better half of the places, -1 in the worse, 0 in the middle."""
    share, (low, high) = 100 * (konto.rang or 0) / konto.antal, notat.ordvalg.midte
    return (share < low) - (share > high)
