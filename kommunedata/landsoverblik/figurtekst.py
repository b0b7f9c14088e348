"""What stands around the charts and maps of the national overview, as pure functions of the facts."""

from collections.abc import Sequence
from textwrap import shorten

from kommunedata.formats import mio_kr, pct, tal, talord
from kommunedata.landsoverblik import text
from kommunedata.landsoverblik.facts import Landsoverblik
from kommunedata.landsoverblik.landskonto import Landskonto
from kommunedata.notat.figurtekst import ALT_LENGTH


def kort_alt(overblik: Landsoverblik, konto: Landskonto) -> str:
    """Text alternative of a map."""
    high, low = text.kommuner_med(konto, konto.hoejeste), text.kommuner_med(konto, konto.laveste)
    return (
        f"Kort: {konto.navn} {overblik.aar}, {konto.antal} kommuner i femtedele. Højest i {_short(high)} "
        f"({pct(konto.hoejeste)}), lavest i {_short(low)} ({pct(konto.laveste)}). Øverste femtedel fra "
        f"{pct(konto.klasser[-1].fra)}"
    )


def spredning(overblik: Landsoverblik) -> tuple[str, str, str]:
    """Headline, subtitle and text alternative of the spread."""
    most = max(overblik.hovedkonti, key=lambda konto: konto.gennemsnit)
    title = f"Gennemsnittet er højest på {most.navn}: {tal(most.gennemsnit)} pct."
    subtitle = (
        f"Andel i pct. på hver hovedkonto, {overblik.aar}. Hver streg er en kommune, båndet er den midterste "
        "halvdel og den mørke streg gennemsnittet."
    )
    parts = ", ".join(
        f"{konto.navn} {tal(konto.kvartil_1)}–{tal(konto.kvartil_3)}" for konto in overblik.hovedkonti
    )
    return title, subtitle, f"Stregdiagram {overblik.aar}: den midterste halvdel i pct.: {parts}."


def grupper(overblik: Landsoverblik, konto: Landskonto) -> tuple[str, str, str]:
    """Headline, subtitle and text alternative of the means of groups."""
    title = "Samlet andel i regioner og kommunegrupper"
    subtitle = f"Simpelt gennemsnit i pct., {overblik.aar}. Streg: gennemsnittet af alle {konto.antal} kommuner."
    ends = [f"{group.navn} {tal(group.gennemsnit)}" for group in (*konto.regioner, *konto.kommunegrupper)]
    return (
        title,
        subtitle,
        _cut(f"Prikker: {konto.navn}, gennemsnit i pct. {overblik.aar}: {', '.join(ends)}."),
    )


def udvikling(konto: Landskonto) -> tuple[str, str, str]:
    """Headline, subtitle and text alternative of the history."""
    first, last = konto.historik[0], konto.historik[-1]
    title = (
        f"Gennemsnittet var {tal(first.gennemsnit)} pct. i {first.aar} og {tal(last.gennemsnit)} pct. i {last.aar}"
    )
    weighted = [point for point in konto.historik if point.hele_landet is not None]
    line = " Stiplet: hele landet under ét." if weighted else ""
    return title, f"Samlet andel i pct. af kommunerne.{line}", f"Kurve: {konto.navn}. {title}."


def potentiale(overblik: Landsoverblik) -> tuple[str, str, str]:
    """Headline, subtitle and text alternative of the potential."""
    title = f"I alt {mio_kr(overblik.potentiale_mio)} på de {talord(len(overblik.hovedkonti))} hovedkonti"
    subtitle = f"Potentiale i mio. kr. op til bedste praksis, summen af kommunernes, {overblik.aar}"
    parts = ", ".join(f"{konto.navn} {tal(konto.potentiale_mio, 0)}" for konto in overblik.hovedkonti)
    return title, subtitle, _cut(f"Søjler: potentiale i mio. kr. {overblik.aar}: {parts}.")


def _short(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{len(names)} kommuner"


def _cut(sentence: str) -> str:
    """Within the length that a screen reader reads in one go."""
    return shorten(sentence, ALT_LENGTH, placeholder="…")
