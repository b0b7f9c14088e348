"""The sentences of a profile, pure functions of the facts; they fit any title, unit and direction.

Place is told with the end that comes first, and judged only where a direction is given. Change in a figure and in a
place stand side by side without a word that ties them together: which of them is good depends on the direction.
"""

from kommunedata.analysis.facts import Tal
from kommunedata.datasaet.noegletal import Noegletal
from kommunedata.formats import NBSP, opremsning, round_half_up, stop
from kommunedata.page.words import intet_tal, names_or_count, siden, sign, word_for
from kommunedata.profil.facts import Profil, Profiltal


def titel(one: Noegletal) -> str:
    """A title within a sentence: "disponibel indkomst", but "IKU"."""
    title = one.kort_titel
    return title[:1].lower() + title[1:] if title[1:2].islower() else title


def niveau(tal: Profiltal) -> str:
    """Level against the mean: "lidt over gennemsnittet"."""
    if not tal.forskel:
        return "præcis på gennemsnittet"
    return f"{word_for(tal.niveau, tal.forskel, 'over', 'under')} gennemsnittet"


def forskel(one: Noegletal, difference: float) -> str:
    """A difference with its direction, beside a figure with its unit: "12 dage flere", "1.250 kr. lavere"."""
    return f"{one.forskel(difference, kort=True)} {one.mere(difference)}"


def plads(profil: Profil, tal: Profiltal) -> str:
    """Place with the number ranked and the end that comes first: "delt nr. 31 af 98, højeste først"."""
    if not tal.rang:
        return "uden plads"
    shared, way = "delt " if tal.deler_med else "", tal.noegletal.retning
    first = profil.profilord.retning[way]
    return f"{shared}nr.{NBSP}{tal.rang} af{NBSP}{tal.antal}, {first if way == 'ingen' else f'hvor {first}'}"


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


def naboer(tal: Profiltal) -> str:
    """Distance to the nearest places on both sides; "" without any."""
    before, after = ("over", "under") if tal.noegletal.retning == "ingen" else ("foran", "efter")
    found = [f"nærmest {word} lå {_nabo(tal, near)}" for word, near in ((before, tal.over), (after, tal.under)) if near]
    sentence = "; ".join(found)
    return f"{sentence[:1].upper()}{sentence[1:]}." if found else ""


def _nabo(tal: Profiltal, near: tuple[Tal, ...]) -> str:
    one, value = tal.noegletal, near[0].vaerdi or 0.0
    gap = round_half_up(value - (tal.vaerdi or 0.0), one.decimaler)
    names = names_or_count([other.kommune.kommune for other in near])
    return f"{names} med {one.med_enhed(value, kort=True)} ({forskel(one, gap)})"


def aendring(tal: Profiltal) -> str:
    """Change in figure and place since the year before with a figure, or why it cannot be told."""
    if tal.siden_foer is None or tal.foer is None:
        earlier = any(point.vaerdi is not None for point in tal.historik if point.aar < tal.sammenlignelig_fra)
        changed = f"Definitionen blev ændret i {tal.sammenlignelig_fra}"
        return f"{changed}, så tallet kan ikke sammenlignes med årene før." if earlier and tal.kendt else ""
    change, one = tal.siden_foer, tal.noegletal
    since = f"Siden {tal.foer.aar} er tallet"
    way = f"{'steget' if change > 0 else 'faldet'} {one.forskel(change)}" if change else "uændret"
    return stop(f"{since} {way}{_flyttet(tal, tal.foer.rang, tal.foer.antal)}")


def _flyttet(tal: Profiltal, rang: int | None, antal: int) -> str:
    if not tal.rang or not rang:
        return ""
    now = f"nr.{NBSP}{tal.rang} af{NBSP}{tal.antal}"
    if (rang, antal) == (tal.rang, tal.antal):
        return f"; pladsen er fortsat {now}"
    before = f"nr.{NBSP}{rang}" + ("" if antal == tal.antal else f" af{NBSP}{antal}")
    return f"; pladsen er gået fra {before} til {now}"


def udvikling(tal: Profiltal) -> str:
    """How the figure and the mean have moved since the first year of the history that can be compared."""
    points = [p for p in tal.sammenlignelige if p.vaerdi is not None and p.gennemsnit is not None]
    if len(points) < 3 or points[-1].aar != tal.aar:
        return ""
    first, last, one = points[0], points[-1], tal.noegletal
    own = _gaaet(one, first.vaerdi, last.vaerdi)
    mean = _gaaet(one, first.gennemsnit, last.gennemsnit)
    return stop(f"{siden(tal, first.aar)} er tallet {own}, og gennemsnittet er {mean}")


def _gaaet(one: Noegletal, first: float | None, last: float | None) -> str:
    if first == last:
        return f"uændret på {one.med_enhed(last, kort=True)}"
    return f"gået fra {one.tal(first)} til {one.med_enhed(last, kort=True)}"


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
    found = [f"{word} {opremsning(names)}" for word, names in by_way.items() if names]
    return f"Tallet var {opremsning(found)}." if found else ""
