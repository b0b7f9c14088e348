"""The head of a profile: warning, title, and what the figures say in three sentences."""

from kommunedata.formats import NBSP, opremsning, talord
from kommunedata.page import parts
from kommunedata.page.parts import Part
from kommunedata.page.words import navne, nr, sign
from kommunedata.profil.facts import Profil, Profiltal
from kommunedata.profil.words import aendring, niveau, plads, tallet, titel, ved_siden

NAEVNT = 2  # so many figures that stand out are named


def hoved(profil: Profil, afsender: str = "") -> Part:
    """Title, subject and source; `afsender` is printed as the sender where there is one."""
    facts = [f"Profil for {profil.aar}", *parts.source(profil.kilde), afsender]
    return parts.header(profil.kommune.fuldt_navn, f"{profil.kilde.titel}, {profil.aar}", facts)


def hovedbudskab(profil: Profil) -> str:
    """The conclusion: where the kommune stands out, where it has moved, and how it is beside its peers."""
    return " ".join(filter(None, (skiller_sig_ud(profil), flyttet(profil), sammenlignet(profil))))


def skiller_sig_ud(profil: Profil) -> str:
    """The figures farthest from the mean; the one figure of a datasaet that has no other."""
    known = _known(profil)
    if len(profil.tal) == 1:
        return tallet(profil, profil.tal[0], f"{titel(profil.tal[0].noegletal)} i {profil.kommune.fuldt_navn}")
    far = fremhaevet(profil)
    if not far:
        every = f"alle de {talord(len(known))} nøgletal" if len(known) > 1 else "det ene nøgletal, den har tal for"
        return f"{profil.kommune.fuldt_navn} lå tæt på gennemsnittet på {every}."
    named = [
        f"{titel(tal.noegletal)} ({tal.noegletal.med_enhed(tal.vaerdi)}, {niveau(tal)}, {plads(profil, tal)})"
        for tal in far
    ]
    return f"{profil.kommune.fuldt_navn} skilte sig mest ud på {opremsning(named)}."


def fremhaevet(profil: Profil) -> list[Profiltal]:
    """The figures that the conclusion names: those farthest from the mean, where they are far from it."""
    far = [tal for tal in _known(profil) if abs(tal.afstand or 0) >= profil.profilord.skiller_sig_ud]
    return sorted(far, key=lambda tal: -abs(tal.afstand or 0))[:NAEVNT]


def flyttet(profil: Profil) -> str:
    """The figure that has moved most since the year before, measured by the spread of the kommuner."""
    moved = [tal for tal in _known(profil) if tal.siden_foer and tal.spredning]
    if len(profil.tal) == 1:
        return aendring(profil.tal[0])
    if not moved:
        return ""
    most = max(moved, key=lambda tal: abs(tal.siden_foer or 0) / (tal.spredning or 1))
    change = aendring(most)
    return f"Den største ændring siden det forrige tal var på {titel(most.noegletal)}: {change}"


def sammenlignet(profil: Profil) -> str:
    """How often it has the highest and the lowest figure among its peers; who is higher and lower on the only one."""
    if len(profil.tal) == 1:
        return ved_siden(profil.tal[0])
    compared = [tal for tal in _known(profil) if any(o.vaerdi is not None for o in tal.sammenlignet.kommuner[1:])]
    if not compared:
        return ""
    ways = {"højeste": -1, "laveste": 1}
    counts = {word: sum(_all_others(tal, way) for tal in compared) for word, way in ways.items()}
    found = [f"det {word} tal på {'ét' if count == 1 else talord(count)}" for word, count in counts.items() if count]
    said = opremsning(found) if found else "hverken det højeste eller det laveste tal på noget"
    return f"Ved siden af {navne(profil.peers.kommuner)} havde kommunen {said} af {talord(len(compared))} nøgletal."


def noegletal(profil: Profil) -> Part:
    """Figure, difference to the mean, place and change, of a datasaet of one noegletal."""
    tal = profil.tal[0]
    if len(profil.tal) > 1 or tal.vaerdi is None:
        return Part("")
    one, foer = tal.noegletal, tal.foer
    mean = f"gennemsnittet var {one.med_enhed(tal.gennemsnit)}".replace(NBSP, " ")
    first = profil.profilord.retning[one.retning] + (", delt med andre" if tal.deler_med else "")
    figures = [
        (one.kort_titel, one.tal(tal.vaerdi), one.enhed, f"i {tal.aar}", ""),
        ("Forskel til gennemsnittet", one.tal(tal.forskel, plus=True), one.enhed_for_forskel, mean, ""),
        ("Placering", f"nr. {tal.rang}", f"af{NBSP}{tal.antal}", first, ""),
    ]
    if foer and foer.rang:
        change = one.tal(tal.siden_foer, plus=True)
        before = f"da {nr(foer.rang, foer.antal, foer.delt)}".replace(NBSP, " ")
        figures.append((f"Ændring siden {foer.aar}", change, one.enhed_for_forskel, before, ""))
    return parts.keyfigures(figures)


def _known(profil: Profil) -> list[Profiltal]:
    return [tal for tal in profil.tal if tal.kendt]


def _all_others(tal: Profiltal, way: int) -> bool:
    """Whether all who are compared, and have a figure, are higher (1) or lower (-1)."""
    own, *others = [one.vaerdi for one in tal.sammenlignet.kommuner]
    return all(value is None or sign(value - (own or 0.0)) == way for value in others)
