"""The headings of the national overview: each states a finding, as a pure function of the facts."""

from collections.abc import Sequence

from kommunedata.formats import mio_kr, opremsning, procentpoint, talord
from kommunedata.landsoverblik import text
from kommunedata.landsoverblik.facts import Landsoverblik
from kommunedata.landsoverblik.landskonto import Gruppe, Landskonto


def rangliste(konto: Landskonto) -> str:
    """Heading of the ranking: the ends."""
    if konto.antal == 1:
        return f"Kun {konto.pladser[0].kommune.kommune} har et tal"
    if konto.afstand == 0:
        return f"De {talord(konto.antal)} kommuner har samme andel"
    first, last = (text.navne(text.kommuner_med(konto, end)) for end in (konto.hoejeste, konto.laveste))
    return f"Højest i {first}, lavest i {last}"


def kort(konto: Landskonto) -> str:
    """Heading of the map: which region has most of the highest shares."""
    top = konto.klasser[-1].antal
    regions = text.flest_hoeje(konto)
    names, most = opremsning([region.navn for region in regions]), regions[0].antal_oeverst
    each = " hver" if len(regions) > 1 else ""
    return (
        f"{most}{each} af de {top} højeste andele ligger i {names}"
        if top > 1
        else f"Den højeste andel ligger i {names}"
    )


def spredning(overblik: Landsoverblik) -> str:
    """Heading of the spread: where the municipalities differ most."""
    return f"Størst forskel mellem kommunerne på {text.bredest(overblik).navn}"


def grupper(konto: Landskonto) -> str:
    """Heading of regions and kommunegrupper: who has the highest mean."""
    regions, groups = (_hoejest(groups) for groups in (konto.regioner, konto.kommunegrupper))
    return f"Gennemsnittet er højest i {opremsning(regions)} og blandt {opremsning(groups).lower()}"


def udvikling(overblik: Landsoverblik, konto: Landskonto) -> str:
    """Heading of the history: the average since the year before."""
    if konto.aendring is None:
        return "Andelen år for år"
    if konto.aendring == 0:
        return f"Gennemsnittet er det samme som i {overblik.aar - 1}"
    way = "steget" if konto.aendring > 0 else "faldet"
    return f"Gennemsnittet er {way} {procentpoint(konto.aendring)} siden {overblik.aar - 1}"


def flytninger(overblik: Landsoverblik, konto: Landskonto) -> str:
    """Heading of the movers: how many moved which way."""
    moves = konto.flytninger
    if moves is None:
        return f"Ingen sammenligning med {overblik.aar - 1}"
    down = talord(moves.antal_ned)
    return f"{text.antal_kommuner(moves.antal_op)} har en højere andel end i {overblik.aar - 1}, {down} en lavere"


def potentiale(overblik: Landsoverblik) -> str:
    """Heading of the potential: where most of it lies."""
    if not overblik.potentiale_mio:
        return "Potentialet kan ikke regnes i kroner"
    most = text.stoerst(overblik)
    return f"Det største potentiale ligger på {most.navn}: {mio_kr(most.potentiale_mio)}"


def _hoejest(groups: Sequence[Gruppe]) -> list[str]:
    return [group.navn for group in groups if group.gennemsnit == groups[0].gennemsnit]
