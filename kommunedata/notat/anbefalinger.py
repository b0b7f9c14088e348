"""Recommendations: those that fit the hovedkonti in focus first, each with its source."""

from kommunedata.formats import talord
from kommunedata.notat.facts import Notat
from kommunedata.page import parts
from kommunedata.page.parts import Part
from kommunedata.redaktionelt import Anbefaling, load_anbefalinger

KORT = 3  # so many are in the short edition


def section(notat: Notat, *, uden: bool = False, kort: bool = False) -> Part:
    """The recommendations, the first of them in the short edition; nothing where they are not wanted."""
    items = chosen(notat)[: KORT if kort else None]
    if uden:
        return Part("")
    shown = Part(str(parts.macros().anbefalinger(items, kort)))
    return parts.section("anbefalinger", f"{talord(len(items)).capitalize()} anbefalinger", shown)


def chosen(notat: Notat) -> list[Anbefaling]:
    """All of them: those that fit more of the hovedkonti in focus first, else in their order."""
    return sorted(load_anbefalinger(), key=lambda item: -len(set(item.hovedkonti) & set(notat.fokus)))
