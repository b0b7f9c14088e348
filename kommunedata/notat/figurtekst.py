"""What stands around a chart: headline, subtitle and text alternative, as pure functions of the facts."""

from collections.abc import Sequence

from kommunedata.formats import opremsning, pct, tal, talord
from kommunedata.kommuner import Kommune
from kommunedata.notat import text
from kommunedata.notat.facts import Konto, Notat

ALT_LENGTH = 250


def overblik(notat: Notat, peers: Sequence[Kommune] = ()) -> tuple[str, str, str]:
    """Headline, subtitle and text alternative of the overview."""
    ranked = [konto for konto in notat.hovedkonti if konto.rang]
    best = min(ranked, key=lambda konto: (konto.rang or 0) / konto.antal, default=None)
    point = f"{notat.kommune.fuldt_navn} står stærkest på {best.navn}" if best else "Der er ingen tal"
    subtitle = (
        f"Andel i pct. på hver hovedkonto, {notat.aar}. Hver prik er en kommune, båndet er den midterste halvdel, "
        "stregen gennemsnittet og ruden bedste praksis."
    )
    subtitle += f" Mørke prikker: {_names(peers)}." if peers else ""
    places = ", ".join(f"{konto.navn} {text.nr(konto.rang, konto.antal)}" for konto in ranked)
    return point, subtitle, _alt(f"Prikdiagram: {notat.kommune.genitiv} placeringer {notat.aar}: {places}.")


def placeringer(notat: Notat, konto: Konto) -> tuple[str, str, str]:
    """Headline, subtitle and text alternative of the history of places."""
    points = [point for point in konto.historik if point.rang]
    first, last = points[0], points[-1]
    compared = [point for point in text.sammenlignelige(notat, konto) if point.rang]
    ranks = [point.rang or 0 for point in compared] or [0]
    highest, lowest = (text.rangaar(compared, rang) for rang in (min(ranks), max(ranks)))
    if min(ranks) < max(ranks):
        since = (
            "Højest" if compared[0] is first else f"Siden {compared[0].aar} højest"
        )  # the chart shows all years
        title = f"{since} i {highest}{';' if ',' in highest else ','} lavest i {lowest}"
    elif len(ranks) > 1:
        title = f"Den samme plads hvert år siden {compared[0].aar}"
    else:
        title = f"{text.nr(last.rang, last.antal).capitalize()} i {last.aar}"
    subtitle = f"{notat.kommune.genitiv} placering efter den samlede andel. Nr. 1 er den højeste af {last.antal}."
    alt = f"Kurve: {notat.kommune.genitiv} placering {first.aar}–{last.aar}. {text.placeringer(notat, konto)}"
    return title, subtitle, _alt(alt)


def historik(notat: Notat, konto: Konto) -> tuple[str, str, str]:
    """Headline, subtitle and text alternative of the history of the share."""
    points = [point for point in konto.historik if point.andel is not None]
    first, last = points[0], points[-1]
    over = sum((point.andel or 0) > (point.gennemsnit or 0) for point in points)
    years = talord(len(points))
    if len(points) == 1:
        title = f"{'Over' if over else 'Ikke over'} gennemsnittet i {last.aar}"
    elif over == 0:
        title = f"Ikke over gennemsnittet i noget af de {years} år"
    elif over == len(points):
        title = f"Over gennemsnittet i alle {years} år"
    else:
        title = f"Over gennemsnittet i {'ét' if over == 1 else talord(over)} af {years} år"
    subtitle = "Samlet andel i pct. Stiplet: gennemsnittet for kommunerne. Bånd: den midterste halvdel."
    alt = (
        f"Kurve: {notat.kommune.genitiv} samlede andel, {pct(first.andel)} i {first.aar} og {pct(last.andel)} "
        f"i {last.aar}. {title}."
    )
    return title, subtitle, _alt(alt)


def fordeling(notat: Notat, konto: Konto, peers: Sequence[Kommune] = ()) -> tuple[str, str, str]:
    """Headline, subtitle and text alternative of the distribution of one hovedkonto."""
    subtitle = f"Andel i pct. på hovedkonto {konto.hovedkonto} i de {konto.antal} kommuner, {notat.aar}."
    subtitle += f" Mørke søjler: {_names(peers)}." if peers else ""
    name = notat.kommune.fuldt_navn
    if konto.andel is None:
        return f"Intet tal for {name}", subtitle, _alt(f"Søjler: {konto.navn} {notat.aar}; intet tal for {name}.")
    title = f"{name} er {text.nr(konto.rang, konto.antal)} med {pct(konto.andel)}"
    alt = (
        f"Søjler: {konto.navn} {notat.aar}. {title}; gennemsnittet er {pct(konto.gennemsnit)} "
        f"og bedste praksis {tal(konto.bedste_praksis)}."
    )
    return title, subtitle, _alt(alt)


def _names(kommuner: Sequence[Kommune]) -> str:
    return opremsning([kommune.kommune for kommune in kommuner])


def _alt(sentence: str) -> str:
    """Within the length that a screen reader reads in one go, cut at a word where it must be."""
    if len(sentence) <= ALT_LENGTH:
        return sentence
    return sentence[: ALT_LENGTH - 1].rsplit(" ", 1)[0].rstrip(",;:") + "…"
