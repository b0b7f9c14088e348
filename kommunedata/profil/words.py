"""The sentences of a profile, pure functions of the facts; they fit any title, unit and direction.

Place is told with the end that comes first, and judged only where a direction is given. Change in a figure and in a
place stand side by side without a word that ties them together: which of them is good depends on the direction.
"""

from kommunedata.analysis.facts import Aarstal
from kommunedata.datasaet.noegletal import Noegletal
from kommunedata.formats import NBSP, opremsning, stop
from kommunedata.kommuner import i_tekst
from kommunedata.page.words import forskel, fra, hvorfor_brud, intet_tal, names_or_count, nr, sign, word_for
from kommunedata.profil.facts import Profil, Profiltal


def titel(one: Noegletal) -> str:
    """A title within a sentence: "disponibel indkomst", but "IKU"."""
    title = one.kort_titel
    return title[:1].lower() + title[1:] if title[1:2].islower() else title


def retning(tal: Profiltal) -> int:
    """+1 over the mean, -1 under, 0 level with it, by the words used."""
    level = tal.niveau[0].under or 0
    return 0 if not tal.forskel or abs(tal.forskel) < level else sign(tal.forskel)


def niveau(tal: Profiltal) -> str:
    """Level against the mean: "lidt over gennemsnittet"."""
    if not tal.forskel:
        return "præcis på gennemsnittet"
    return f"{word_for(tal.niveau, tal.forskel, 'over', 'under')} gennemsnittet"


def plads(profil: Profil, tal: Profiltal) -> str:
    """Place with the number ranked and the end that comes first: "delt nr. 31 af 98, højeste først"."""
    if not tal.rang:
        return "uden plads"
    way = tal.noegletal.retning
    first = profil.profilord.retning[way]
    return f"{nr(tal.rang, tal.antal, bool(tal.deler_med))}, {first if way == 'ingen' else f'hvor {first}'}"


def tallet(profil: Profil, tal: Profiltal, navn: str = "tallet") -> str:
    """The figure, its level and its place; `navn` is what it is called."""
    one = tal.noegletal
    if tal.vaerdi is None or tal.forskel is None:
        return f"{intet_tal(tal.status)} for {profil.kommune.fuldt_navn} i {tal.aar}."
    figure = f"I {tal.aar} var {navn} {one.med_enhed(tal.vaerdi)}"
    if tal.antal == 1:
        return f"{stop(figure)} Kommunen er den eneste med et tal."
    gap = f" på {one.med_enhed(tal.gennemsnit, kort=True)} ({forskel(one, tal.forskel)})" if tal.forskel else ""
    shared = f", sammen med {names_or_count(tal.deler_med, ' andre')}" if tal.deler_med else ""
    return f"{figure}, {niveau(tal)}{gap}. Kommunen var {plads(profil, tal)}{shared}."


def aendring(tal: Profiltal) -> str:
    """Change in figure and place since the year before with a figure, or why it cannot be told."""
    if tal.siden_foer is None or tal.foer is None:
        earlier = any(point.vaerdi is not None for point in tal.historik if point.aar < tal.sammenlignelig_fra)
        why = hvorfor_brud(tal.sammenlignelig_fra)
        changed = f"{why[:1].upper()}{why[1:]} i {tal.sammenlignelig_fra}"
        return f"{changed}, så tallet kan ikke sammenlignes med årene før." if earlier and tal.kendt else ""
    change, one = tal.siden_foer, tal.noegletal
    since = f"Fra {tal.foer.aar} til {tal.aar}"
    way = f"{'steg' if change > 0 else 'faldt'} tallet {one.forskel(change)}" if change else "var tallet uændret"
    return stop(f"{since} {way}{_flyttet(tal, tal.foer)}")


def _flyttet(tal: Profiltal, foer: Aarstal) -> str:
    if not tal.rang or not foer.rang:
        return ""
    now, before = nr(tal.rang, tal.antal, bool(tal.deler_med)), nr(foer.rang, foer.antal, foer.delt)
    if now == before:
        return f"; kommunen var {now} i begge år"
    if foer.antal == tal.antal:
        before = before.removesuffix(f" af{NBSP}{foer.antal}")
    return f"; pladsen gik fra {before} til {now}"


def udvikling(tal: Profiltal) -> str:
    """How the figure and the mean have moved since the first year of the history that can be compared."""
    points = [p for p in tal.sammenlignelige if p.vaerdi is not None and p.gennemsnit is not None]
    if len(points) < 3 or points[-1].aar != tal.aar:
        return ""
    first, last, one = points[0], points[-1], tal.noegletal
    own = _gaaet(one, first.vaerdi, last.vaerdi)
    mean = _gaaet(one, first.gennemsnit, last.gennemsnit)
    return stop(f"{fra(tal, first.aar)} til {last.aar} {own[0]} tallet {own[1]}, og gennemsnittet {' '.join(mean)}")


def _gaaet(one: Noegletal, first: float | None, last: float | None) -> tuple[str, str]:
    if first == last:
        return "var", f"uændret, {one.med_enhed(last, kort=True)}"
    return "gik", f"fra {one.tal(first)} til {one.med_enhed(last, kort=True)}"


def ved_siden(tal: Profiltal) -> str:
    """Whose figures among those it is compared with are higher, the same and lower; "" without any."""
    own, *others = tal.sammenlignet.kommuner
    if own.vaerdi is None:
        return ""
    ways = {"lavere end for": 1, "det samme som for": 0, "højere end for": -1}
    by_way = {
        word: [o.kommune.kommune for o in others if o.vaerdi is not None and sign(o.vaerdi - own.vaerdi) == way]
        for word, way in ways.items()
    }
    found = [f"{word} {opremsning([*map(i_tekst, names)])}" for word, names in by_way.items() if names]
    return f"Tallet var {opremsning(found)}." if found else ""
