"""The hovedkonti that are not in focus: two lines for each, and folded what it covers and an example."""

from kommunedata.formats import talord
from kommunedata.notat.facts import Konto, Notat
from kommunedata.notat.fokus import faerger, join, overskrift, potentiale, yderpunkter
from kommunedata.notat.words import aendring, niveau_og_plads
from kommunedata.page import parts
from kommunedata.page.parts import Part
from kommunedata.page.words import naboer
from kommunedata.redaktionelt import load_beskrivelser


def section(notat: Notat) -> Part:
    """A part for each; nothing without any."""
    each = [part(notat, konto) for konto in kontoer(notat)]
    return parts.section("hovedkonti", heading(notat), *each) if each else Part("")


def kontoer(notat: Notat) -> list[Konto]:
    """The hovedkonti that are not in focus."""
    return [konto for konto in notat.hovedkonti if konto.kode not in notat.fokus]


def heading(notat: Notat) -> str:
    """How many they are; "" without any."""
    count = len(kontoer(notat))
    return f"De {talord(count)} andre hovedkonti" if count > 1 else "Den sidste hovedkonto" if count else ""


def part(notat: Notat, konto: Konto) -> Part:
    """One hovedkonto: place and distance, and folded the rest."""
    covers = load_beskrivelser().get(konto.kode)
    change = aendring(notat, konto) if konto.aendring is not None else ""
    more = [
        join(naboer(konto), change),
        parts.note("Det dækker hovedkontoen", covers.beskrivelse) if covers else "",
        parts.note("Det kan private løse", covers.leverandoerer) if covers else "",
        parts.eksempel(konto.eksempel) if konto.eksempel else "",
    ]
    return parts.section(
        f"hovedkonto-{konto.kode}",
        overskrift(notat, konto),
        join(niveau_og_plads(notat, konto), potentiale(notat, konto), yderpunkter(notat, konto), faerger(notat, konto)),
        parts.folded(f"Mere om {konto.navn}", *more),
        level=3,
    )
