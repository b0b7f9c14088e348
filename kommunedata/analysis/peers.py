"""Whom a municipality is held against: chosen municipalities, or the nearest of its own kommunegruppe."""

from collections.abc import Iterable
from dataclasses import dataclass

from kommunedata.errors import InputError
from kommunedata.kommuner import Kommune, find_kommune, find_kommuner, kommune_by_code

ANTAL = 5  # at most so many municipalities to compare with, as in KL's tool
FAKTOR = 2  # one of more inhabitants than so many times, or fewer than so many parts, is no peer by itself


@dataclass(frozen=True)
class Peers:
    """The municipalities that one is compared with, and how they were found."""

    kommune: Kommune
    kommuner: tuple[Kommune, ...]
    valgt: bool  # chosen by the analyst; else the default group
    gruppens_antal: int  # municipalities of its kommunegruppe, itself included


def choose_peers(sammenlign: str | Iterable[str], kommune: Kommune) -> Peers:
    """The chosen municipalities, or the default group where none is chosen; see the functions below.

    Example:
        >>> choose_peers("", find_kommune("Aalborg")).valgt, choose_peers("Vejle", find_kommune("Aalborg")).valgt
        (False, True)
    """
    chosen = parse_sammenlign(sammenlign, kommune)
    return Peers(kommune, chosen or default_peers(kommune), bool(chosen), 1 + len(_same_group(kommune)))


def default_peers(kommune: Kommune) -> tuple[Kommune, ...]:
    """The five of the same kommunegruppe nearest in population, nearest first, all within a factor of two.

    Nearest is the smallest difference in inhabitants, not in ratio: it is what "nærmest" says, and a reader can
    check it by subtraction. Where two are equally far, Danish order decides. There are fewer where fewer are within
    the factor, and none for København, whose peer is the mean of its group.

    Example:
        >>> [peer.kommune for peer in default_peers(find_kommune("Vejle"))]
        ['Esbjerg', 'Silkeborg', 'Randers', 'Horsens', 'Viborg']
        >>> [peer.kommune for peer in default_peers(find_kommune("Aalborg"))]
        ['Odense', 'Aarhus']
    """
    low, high = kommune.folketal / FAKTOR, kommune.folketal * FAKTOR
    near = [other for other in _same_group(kommune) if low <= other.folketal <= high]
    return tuple(sorted(near, key=lambda other: abs(other.folketal - kommune.folketal))[:ANTAL])


def _same_group(kommune: Kommune) -> list[Kommune]:
    """The other municipalities of its kommunegruppe, in Danish order."""
    everyone = kommune_by_code().values()
    return [other for other in everyone if other.kommunegruppe == kommune.kommunegruppe and other != kommune]


def parse_sammenlign(sammenlign: str | Iterable[str], kommune: Kommune) -> tuple[Kommune, ...]:
    """The municipalities to compare a kommune with, in the order given; repeats are kept once.

    They are names or codes, as a list or as one text with commas between.

    Raises:
        InputError: a name is unknown, there are more than five, or `kommune` is among them; all is said at once.

    Example:
        >>> [peer.kommune for peer in parse_sammenlign("odense, 751", find_kommune("Aalborg"))]
        ['Odense', 'Aarhus']
        >>> parse_sammenlign("Ålborg, Odensee", find_kommune("Aalborg"))
        Traceback (most recent call last):
            ...
        kommunedata.errors.InputError: sammenlign: unknown kommune 'Odensee'; did you mean Odense?; Aalborg \
cannot be compared with itself
    """
    texts = sammenlign.split(",") if isinstance(sammenlign, str) else map(str, sammenlign)
    found, faults = [], []
    for text in dict.fromkeys(text.strip() for text in texts if text.strip()):
        try:
            found.append(find_kommune(text))
        except InputError as error:
            faults.append(str(error))
    chosen = tuple(dict.fromkeys(found))
    count = len(chosen) + len(faults)
    if kommune in chosen:
        faults.append(f"{kommune.kommune} cannot be compared with itself")
    if count > ANTAL:
        faults.append(f"{count} kommuner to compare with; at most {ANTAL} are allowed")
    if faults:
        raise InputError(f"sammenlign: {'; '.join(faults)}")
    return chosen


def check_sammenlign(sammenlign: str) -> tuple[Kommune, ...]:
    """The municipalities that every notat of a batch is compared with; nobody's own notat lists itself.

    Raises:
        InputError: a name is unknown, or there are more than five.
    """
    texts = [text for text in sammenlign.split(",") if text.strip()]
    chosen = tuple(find_kommuner(texts))
    if len(chosen) > ANTAL:
        raise InputError(f"sammenlign: {len(chosen)} kommuner to compare with; at most {ANTAL} are allowed")
    return chosen
