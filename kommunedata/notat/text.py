"""The sentences of a notat: pure functions of the facts, in Danish.

Every function returns plain text, "" where there is nothing to say. Words for a level or a change come from the
word lists in `data/redaktionelt/ordvalg.yaml`; level, change and place are joined by "og" where they point the
same way and by "men" where they do not.
"""

from collections.abc import Sequence

from kommunedata.formats import NBSP, mio_kr, opremsning, pct, procentpoint, talord
from kommunedata.notat.facts import Aarstal, Konto, Nabo, Notat
from kommunedata.redaktionelt import Ord, load_tekster

MISSING = {
    "mangler": "Der er ikke offentliggjort noget tal",
    "ikke_relevant": "Tallet er ikke relevant",
    "skjult": "Tallet er skjult af hensyn til fortroligheden",
}
NAMED = 3  # so many municipalities are named; more are counted


def indledning(notat: Notat) -> list[str]:
    """The paragraphs that say why the question matters."""
    values = {"kommune": notat.kommune.fuldt_navn, "genitiv": notat.kommune.genitiv, "aar": notat.aar}
    return [paragraph.format(**values) for paragraph in load_tekster().indledning]


def emne(notat: Notat) -> str:
    """What the notat is about, for its title."""
    return load_tekster().maal[notat.kilde.maal].emne


def hovedbudskab(notat: Notat) -> str:
    """The conclusion: the share, its level and place, and where most is to gain."""
    sentences = [udsagn(notat)]
    if notat.samlet and notat.samlet.andel is not None:
        sentences.append(niveau_og_plads(notat, notat.samlet, named=True))
    return " ".join(sentence for sentence in [*sentences, potentialer(notat)] if sentence)


def udsagn(notat: Notat) -> str:
    """What the municipality's share is."""
    if notat.samlet is None or notat.samlet.andel is None:
        return f"Der er ikke noget samlet tal for {notat.kommune.fuldt_navn} i {notat.aar}."
    template = load_tekster().maal[notat.kilde.maal].udsagn
    return template.format(kommune=notat.kommune.fuldt_navn, aar=notat.aar, andel=pct(notat.samlet.andel))


def niveau(notat: Notat, forskel: float) -> str:
    """Level against the average: "lidt over gennemsnittet"."""
    return f"{word_for(notat.ordvalg.niveau, forskel, 'over', 'under')} gennemsnittet"


def niveau_og_plads(notat: Notat, konto: Konto, *, named: bool = False) -> str:
    """Level and place of one share in a sentence; where they point different ways it says so.

    `named`: the share itself stands in the sentence before.
    """
    if konto.andel is None or konto.forskel is None:
        return manglende(notat, konto)
    lead = "Andelen lå" if named else f"Med {pct(konto.andel)} lå andelen"
    if konto.forskel == 0:
        level = f"{lead} præcis på gennemsnittet for kommunerne"
    else:
        side = "" if _direction(notat, konto) else " over" if konto.forskel > 0 else " under"
        level = (
            f"{lead} {niveau(notat, konto.forskel)} for kommunerne på "
            f"{pct(konto.gennemsnit)} ({procentpoint(konto.forskel)}{side})"
        )
    join = "men" if _direction(notat, konto) * _half(konto) < 0 else "og"
    return f"{level}, {join} {plads(konto)}."


def plads(konto: Konto) -> str:
    """Place as a clause with its own verb, always with the number ranked; ties are said.

    Example of the forms: "kommunen var nr. 30 af 98", "kommunen delte plads 12 af 98 med Vejle",
    "kommunen havde den højeste andel af alle 98".
    """
    if konto.antal == 1:
        return "kommunen er den eneste med et tal"
    if konto.deler_med:
        return f"kommunen delte plads {konto.rang} af{NBSP}{konto.antal} med {_kommuner(konto.deler_med)}"
    if konto.over is None:
        return f"kommunen havde den højeste andel af alle {konto.antal}"
    if konto.under is None:
        return f"kommunen havde den laveste andel af alle {konto.antal}"
    return f"kommunen var {nr(konto.rang, konto.antal)}"


def nr(rang: int | None, antal: int) -> str:
    """A place with the number ranked: "nr. 30 af 98"."""
    return f"nr.{NBSP}{rang} af{NBSP}{antal}" if rang else "uden plads"


def naboer(konto: Konto) -> str:
    """Distance to the nearest places above and below."""
    parts = []
    if konto.over:
        parts.append(f"Nærmest foran lå {_nabo(konto.over, 'højere')}")
    if konto.under:
        lead = "nærmest efter" if parts else "Nærmest efter"
        parts.append(f"{lead} lå {_nabo(konto.under, 'lavere')}")
    return "; ".join(parts) + "." if parts else ""


def potentiale(notat: Notat, konto: Konto) -> str:
    """The way up to best practice, in procentpoint and mio. kr."""
    if konto.potentiale is None or konto.bedste_praksis is None:
        return ""
    best = f"De {min(notat.bedste, konto.antal)} kommuner med de højeste andele havde i gennemsnit "
    best += f"{pct(konto.bedste_praksis)}"
    if konto.potentiale == 0:
        return f"{best} Det niveau har kommunen allerede nået."
    gap = f"{best} Der er {procentpoint(konto.potentiale)} derop"
    if konto.potentiale_mio is None:
        return f"{gap}."
    return f"{gap}, og det svarer til {mio_kr(konto.potentiale_mio)} af et grundlag på {mio_kr(konto.grundlag)}"


def potentialer(notat: Notat) -> str:
    """The hovedkonti with the worst places: where most is to gain."""
    chosen = [notat.konto(hovedkonto) for hovedkonto in notat.potentialer]
    if not chosen:
        if not any(konto.rang for konto in notat.hovedkonti):
            return ""
        return "Kommunen er blandt de bedste på alle de hovedkonti, der er tal for."
    if len(chosen) == 1:
        return f"Kun på {_konto(chosen[0])} er kommunen ikke blandt de bedste."
    return f"Der er mest at hente på {opremsning([_konto(konto) for konto in chosen])}."


def status(notat: Notat) -> str:
    """The sentence on the total: how far the next places are, and what has changed since the year before."""
    if notat.samlet is None or notat.samlet.andel is None:
        return udsagn(notat)
    return " ".join(part for part in (naboer(notat.samlet), aendring(notat, notat.samlet)) if part)


def potentialer_uddybet(notat: Notat) -> str:
    """What it would take on the hovedkonti with the worst places, and what it would mean in kroner."""
    parts = []
    for konto in (notat.konto(hovedkonto) for hovedkonto in notat.potentialer):
        if konto.potentiale:
            up = "" if parts else f" op til gennemsnittet af de {min(notat.bedste, konto.antal)} højeste andele"
            amount = f", svarende til {mio_kr(konto.potentiale_mio)}" if konto.potentiale_mio is not None else ""
            parts.append(f"på {konto.navn}, hvor der er {procentpoint(konto.potentiale)}{up}{amount}")
    if not parts:
        return ""
    sentence = f"Målt på placeringen er potentialet størst {', og '.join(parts)}"
    return sentence if sentence.endswith(".") else f"{sentence}."


def mest(notat: Notat) -> str:
    """Which hovedkonto the municipalities expose most."""
    if notat.mest is None:
        return ""
    konto = notat.konto(notat.mest)
    lead = load_tekster().maal[notat.kilde.maal].mest
    return f"{lead} {konto.navn}, hvor gennemsnittet er {pct(konto.gennemsnit)}"


def aendring(notat: Notat, konto: Konto) -> str:
    """Change in share and place since the year before."""
    if notat.aar in notat.kilde.brud:
        return f"Definitionen blev ændret i {notat.aar}, så tallet kan ikke sammenlignes med året før."
    if konto.aendring is None or konto.andel is None:
        return ""
    small = abs(konto.aendring) < (notat.ordvalg.udvikling[0].under or 0)
    if konto.aendring == 0:
        change = f"Andelen er den samme som i {notat.aar - 1}"
    else:
        word = word_for(notat.ordvalg.udvikling, konto.aendring, "steget", "faldet")
        more = "" if not small else " højere" if konto.aendring > 0 else " lavere"
        change = f"Andelen er {word} siden {notat.aar - 1} ({procentpoint(konto.aendring)}{more})"
    if konto.rang is None or konto.rang_foer is None:
        return f"{change}."
    foer = next(point for point in konto.historik if point.aar == notat.aar - 1)
    move = _sign(konto.rang_foer - konto.rang)
    join = "og" if move == (0 if small else _sign(konto.aendring)) else "men"
    if move == 0:
        return f"{change}, og kommunen er fortsat {nr(konto.rang, konto.antal)}."
    went = "rykket op" if move > 0 else "rykket ned"
    fra = nr(foer.rang, foer.antal) if foer.antal != konto.antal else f"nr.{NBSP}{foer.rang}"
    return f"{change}, {join} kommunen er {went} fra {fra} til {nr(konto.rang, konto.antal)}."


def sammenlignelige(notat: Notat, konto: Konto) -> list[Aarstal]:
    """The years of the history since the definition was last changed: only those are compared in words."""
    start = max((year for year in notat.kilde.brud if year <= notat.aar), default=0)
    return [point for point in konto.historik if point.aar >= start]


def placeringer(notat: Notat, konto: Konto | None) -> str:
    """The best and the worst place since the definition was last changed."""
    if konto is None:
        return ""
    points = [point for point in sammenlignelige(notat, konto) if point.rang]
    cut = any(point.rang and point.aar < points[0].aar for point in konto.historik) if points else False
    if len(points) < 2:
        if cut:
            changed = f"Definitionen blev ændret i {points[0].aar}"
            return f"{changed}, så placeringen kan ikke sammenlignes med årene før."
        return f"Der er kun ét år med en placering: {points[0].aar}." if points else ""
    best, worst = min(p.rang or 0 for p in points), max(p.rang or 0 for p in points)
    first, last = points[0].aar, points[-1].aar
    same = ", hvor definitionen har været den samme" if cut else ""
    if best == worst:
        when = f"i alle årene {first}–{last}" if len(points) > 2 else f"både i {first} og i {last}"
        return f"Kommunen var {_af(points, best)} {when}{same}."
    return (
        f"I årene {first}–{last}{same}{',' if cut else ''} lå kommunen "
        f"højest i {rangaar(points, best)} ({_af(points, best)}), "
        f"lavest i {rangaar(points, worst)} ({_af(points, worst)})."
    )


def historik(notat: Notat, konto: Konto | None) -> str:
    """How the share and the average have moved since the first year that can be compared."""
    if konto is None:
        return ""
    points = [p for p in sammenlignelige(notat, konto) if p.andel is not None and p.gennemsnit is not None]
    if len(points) < 2 or points[-1].aar != notat.aar:
        return ""
    first, last = points[0], points[-1]
    since = f"Siden {first.aar}" + (", da definitionen blev ændret," if first.aar in notat.kilde.brud else "")
    return (
        f"{since} er andelen {_moved(first.andel, last.andel)}, "
        f"mens gennemsnittet er {_moved(first.gennemsnit, last.gennemsnit)}"
    )


def manglende(notat: Notat, konto: Konto) -> str:
    """Why there is no figure."""
    return f"{MISSING.get(konto.status, MISSING['mangler'])} for {notat.kommune.fuldt_navn} i {notat.aar}."


def _moved(first: float | None, last: float | None) -> str:
    return f"gået fra {pct(first)} til {pct(last)}" if first != last else f"uændret på {pct(last)}"


def word_for(words: Sequence[Ord], difference: float, up: str, down: str) -> str:
    """The word of a list for a difference, with its direction."""
    chosen = next(word.ord for word in words if word.under is None or abs(difference) < word.under)
    return chosen.format(retning=up if difference > 0 else down)


def _direction(notat: Notat, konto: Konto) -> int:
    """+1 over the average, -1 under, 0 level with it, by the words used."""
    if (
        konto.forskel is None
        or word_for(notat.ordvalg.niveau, konto.forskel, "+", "-") == notat.ordvalg.niveau[0].ord
    ):
        return 0
    return _sign(konto.forskel)


def _half(konto: Konto) -> int:
    """+1 in the better half of the places, -1 in the worse."""
    return 1 if 2 * (konto.rang or 0) <= konto.antal + 1 else -1


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)


def _konto(konto: Konto) -> str:
    return f"{konto.navn} ({nr(konto.rang, konto.antal)})"


def _kommuner(names: Sequence[str]) -> str:
    return opremsning(list(names)) if len(names) <= NAMED else f"{talord(len(names))} andre kommuner"


def _nabo(nabo: Nabo, more: str) -> str:
    names = (
        opremsning(list(nabo.kommuner))
        if len(nabo.kommuner) <= NAMED
        else f"{talord(len(nabo.kommuner))} kommuner"
    )
    return f"{names} med {pct(nabo.andel)} ({procentpoint(nabo.afstand)} {more})"


def rangaar(points: Sequence[Aarstal], rang: int) -> str:
    """The years in which a place was held; how many and the latest where they are too many to name."""
    years = [str(point.aar) for point in points if point.rang == rang]
    return opremsning(years) if len(years) <= NAMED else f"{talord(len(years))} af årene, senest i {years[-1]}"


def _af(points: Sequence[Aarstal], rang: int) -> str:
    counts = sorted({point.antal for point in points if point.rang == rang})
    return (
        f"nr.{NBSP}{rang} af{NBSP}{counts[0]}"
        if len(counts) == 1
        else f"nr.{NBSP}{rang} af{NBSP}{counts[0]}–{counts[-1]}"
    )
