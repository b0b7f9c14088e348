"""The words that several sections of the national overview share."""

from kommunedata.formats import opremsning, talord
from kommunedata.landsoverblik.facts import Landskonto, Landsoverblik
from kommunedata.notat.words import NAMED


def antal_kommuner(count: int) -> str:
    """A number of kommuner at the head of a sentence: "To kommuner"."""
    return "Én kommune" if count == 1 else f"{talord(count).capitalize()} kommuner"


def kommuner(count: int) -> str:
    """A number of kommuner in figures: "1 kommune", "98 kommuner"."""
    return f"{count} kommune{'r' if count != 1 else ''}"


def navne(names: list[str]) -> str:
    """Names where they are few, else how many."""
    return opremsning(names) if len(names) <= NAMED else f"{len(names)} kommuner"


def med_vaerdi(konto: Landskonto, vaerdi: float) -> list[str]:
    """The kommuner that have this figure."""
    return konto.pladser.loc[konto.pladser["vaerdi"] == vaerdi, "kommune"].tolist()


def stoerst(overblik: Landsoverblik) -> Landskonto:
    """The hovedkonto with the largest potential."""
    return max(overblik.hovedkonti, key=lambda konto: konto.potentiale_mio or 0)
