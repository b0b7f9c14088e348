"""The words that pages of every kind share: places, names, levels, and whom a kommune is compared with."""

from collections.abc import Sequence

from kommunedata.analysis.facts import Maaling, Tal
from kommunedata.analysis.peers import Peers
from kommunedata.datasaet.noegletal import Noegletal
from kommunedata.formats import NBSP, opremsning, round_half_up, talord
from kommunedata.kommuner import FOLKETAL_AAR, PAA, REFORM, Kommune, i_tekst
from kommunedata.redaktionelt import Ord

INTET_TAL = {
    "mangler": "Der er intet tal",
    "ikke_relevant": "Tallet er ikke relevant",
    "skjult": "Tallet er skjult af hensyn til fortroligheden",
}
NAMED = 3  # so many kommuner are named; more are counted


def intet_tal(status: str) -> str:
    """Why there is no figure, to go on from."""
    return INTET_TAL.get(status, INTET_TAL["mangler"])


def word_for(words: Sequence[Ord], difference: float, up: str = "", down: str = "") -> str:
    """The word of a list for a difference, with its direction."""
    chosen = next(word.ord for word in words if word.under is None or abs(difference) < word.under)
    return chosen.format(retning=up if difference > 0 else down)


def nr(rang: int | None, antal: int | None, delt: bool = False) -> str:
    """A place with the number ranked: "nr. 30 af 98", "delt nr. 31 af 98"."""
    return f"{'delt ' if delt else ''}nr.{NBSP}{rang} af{NBSP}{antal}" if rang else "uden plads"


def flest(ways: Sequence[int], of: str) -> str:
    """How many are over (1), under (-1) or level with (0) the average, the majority first; all that are as many.

    Example:
        >>> flest([1, 1, -1], "på {} nøgletal"), flest([1, 0], "på {} nøgletal")
        ('Over gennemsnittet på to af tre nøgletal', 'Over gennemsnittet på ét af to nøgletal og på niveau på ét')
    """
    said = {1: "Over", -1: "Under", 0: "På niveau med"}
    most = max(said, key=ways.count)
    count, every = ways.count(most), talord(len(ways))
    some = "ét" if count == 1 and of.endswith(("nøgletal", "år")) else talord(count)
    how = ("begge" if len(ways) == 2 else f"alle {every}") if count == len(ways) else f"{some} af {every}"
    others = [word for way, word in said.items() if way != most and ways.count(way) == count]
    also = [f"{word.removesuffix(' med').lower()} {of.partition(' ')[0]} {some}" for word in others]
    return opremsning([f"{said[most]} gennemsnittet {of.format(how)}", *also])


def hvorfor_brud(aar: int) -> str:
    """Why figures cannot be compared across a year: the municipal reform, or a new definition."""
    return "kommunerne blev lagt sammen" if aar == REFORM else "definitionen blev ændret"


def fra(maaling: Maaling, aar: int) -> str:
    """From which year on is compared: "Fra 2016, da definitionen blev ændret,"."""
    return f"Fra {aar}" + (f", da {hvorfor_brud(aar)}," if aar == maaling.sammenlignelig_fra else "")


def names_or_count(names: Sequence[str], more: str = "") -> str:
    """Names where they are few, else how many: "fire andre kommuner"."""
    return opremsning([*map(i_tekst, names)]) if len(names) <= NAMED else f"{talord(len(names))}{more} kommuner"


def navne(kommuner: Sequence[Kommune]) -> str:
    """Names of kommuner, all of them."""
    return opremsning([i_tekst(kommune.kommune) for kommune in kommuner]) if kommuner else ""


def steder(names: Sequence[str]) -> str:
    """Where: "i Gribskov", "på Samsø", "i Vejle og på Fanø".

    Example:
        >>> steder(["Vejle", "Nordfyns"]), steder(["Vejle", "Fanø"])
        ('i Vejle og Nordfyns Kommune', 'i Vejle og på Fanø')
    """
    found, last = [], ""
    for name in names:
        word = "på" if name in PAA else "i"
        found.append(i_tekst(name) if word == last else f"{word} {i_tekst(name)}")
        last = word
    return opremsning(found)


def forskel(one: Noegletal, difference: float) -> str:
    """A difference with its direction, beside a figure with its unit: "12 dage flere", "1.250 kr. lavere"."""
    return f"{one.forskel(difference, kort=True)} {one.mere(difference)}"


def naboer(maaling: Maaling) -> str:
    """Distance to the nearest places on both sides; "" without any."""
    before, after = ("over", "under") if maaling.noegletal.retning == "ingen" else ("foran", "efter")
    found = [
        f"nærmest {word} lå {_nabo(maaling, near)}"
        for word, near in ((before, maaling.over), (after, maaling.under))
        if near
    ]
    sentence = "; ".join(found)
    return f"{sentence[:1].upper()}{sentence[1:]}." if found else ""


def _nabo(maaling: Maaling, near: tuple[Tal, ...]) -> str:
    one, value = maaling.noegletal, near[0].vaerdi or 0.0
    gap = round_half_up(value - (maaling.vaerdi or 0.0), one.decimaler)
    names = names_or_count([other.kommune.kommune for other in near])
    return f"{names} med {one.med_enhed(value, kort=True)} ({forskel(one, gap)})"


def begrundelse(peers: Peers, side: str) -> str:
    """The sentence that says which kommuner are compared with, and why.

    Example:
        >>> from kommunedata.analysis.peers import choose_peers
        >>> from kommunedata.kommuner import find_kommune
        >>> begrundelse(choose_peers("Vejle", find_kommune("Aalborg")), "notatet")
        'Aalborg Kommune er sammenlignet med Vejle, som er valgt til notatet.'
    """
    lead = f"{peers.kommune.fuldt_navn} er sammenlignet med"
    names = navne(peers.kommuner)
    if peers.valgt:
        return f"{lead} {names}, som er valgt til {side}."
    group = f"i kommunegruppen {peers.kommune.kommunegruppe}"
    if not peers.kommuner:
        return (
            f"{lead} gennemsnittet af de {talord(peers.gruppens_antal)} kommuner {group}; ingen af de andre havde i "
            f"{FOLKETAL_AAR} mellem halvt og dobbelt så mange indbyggere."
        )
    one = len(peers.kommuner) == 1
    which = "den kommune" if one else f"de {talord(len(peers.kommuner))} kommuner"
    if len(peers.kommuner) == peers.gruppens_antal - 1:
        return f"{lead} de {talord(len(peers.kommuner))} andre kommuner {group}: {names}."
    return f"{lead} {which} {group}, hvis folketal i {FOLKETAL_AAR} var nærmest: {names}."


def sign(value: float) -> int:
    """+1, 0 or -1."""
    return (value > 0) - (value < 0)
