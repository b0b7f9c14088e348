"""The words that several sections of the national overview share."""

from typing import NamedTuple

from kommunedata.datasaet.noegletal import Noegletal
from kommunedata.formats import talord
from kommunedata.landsoverblik.facts import Landskonto, Landsoverblik
from kommunedata.page import words
from kommunedata.page.words import NAMED, names_or_count
from kommunedata.redaktionelt import load_tekster


class Ord(NamedTuple):
    """What a figure is called, with the words that bend after it."""

    en: str  # andel
    artikel: str  # en
    den: str
    bestemt: str  # andelen
    flere: str  # andele


ANDEL = Ord("andel", "en", "den", "andelen", "andele")
TAL = Ord("tal", "et", "det", "tallet", "tal")


class Del(NamedTuple):
    """What one of the several noegletal is called."""

    en: str
    hver: str  # of each of them
    samme: str  # of the same
    side: str  # on the page of a kommune


HOVEDKONTO = Del("hovedkonto", "hver hovedkonto", "på samme hovedkonto", "notat")
NOEGLETAL = Del("nøgletal", "hvert nøgletal", "på samme nøgletal", "profil")


def del_for(overblik: Landsoverblik) -> Del:
    """What the several noegletal are called: main accounts where they are those of competition."""
    return HOVEDKONTO if overblik.kilde.maal in load_tekster().maal else NOEGLETAL


def ord_for(one: Noegletal) -> Ord:
    """What the figures of a noegletal are called: shares, or just figures."""
    return ANDEL if one.art == "andel" else TAL


def hvad(one: Noegletal) -> str:
    """What is spoken of: "samlet andel" for a total, else the noegletal itself."""
    return f"samlet {ord_for(one).en}" if one.samler else one.kort_titel[:1].lower() + one.kort_titel[1:]


def ender(one: Noegletal) -> tuple[str, str]:
    """The words for the end that place 1 is at, and for the other."""
    return ("laveste", "højeste") if one.retning == "lav" else ("højeste", "laveste")


def antal_kommuner(count: int) -> str:
    """A number of kommuner at the head of a sentence: "To kommuner"."""
    return "Én kommune" if count == 1 else f"{talord(count).capitalize()} kommuner"


def kommuner(count: int) -> str:
    """A number of kommuner in figures: "1 kommune", "98 kommuner"."""
    return f"{count} kommune{'r' if count != 1 else ''}"


def steder(names: list[str]) -> str:
    """Where, as names where they are few: "på Samsø", "i fire kommuner"."""
    return words.steder(names) if len(names) <= NAMED else f"i {names_or_count(names)}"


def med_vaerdi(konto: Landskonto, vaerdi: float) -> list[str]:
    """The kommuner that have this figure."""
    return konto.pladser.loc[konto.pladser["vaerdi"] == vaerdi, "kommune"].tolist()


def stoerst(overblik: Landsoverblik) -> Landskonto:
    """The hovedkonto with the largest potential."""
    return max(overblik.hovedkonti, key=lambda konto: konto.potentiale_mio or 0)
