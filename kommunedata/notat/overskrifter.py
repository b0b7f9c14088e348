"""The headings of a notat: each states a finding, as a pure function of the facts."""

from kommunedata.formats import NBSP, talord
from kommunedata.notat.facts import Konto, Notat
from kommunedata.notat.text import niveau, nr, sammenlignelige, word_for
from kommunedata.redaktionelt import load_anbefalinger


def status(notat: Notat) -> str:
    """Heading of the status: place and level of samlet."""
    konto = notat.samlet
    if konto is None or konto.rang is None or konto.forskel is None:
        return f"Status for {notat.aar}"
    level = niveau(notat, konto.forskel) if konto.forskel else "præcis på gennemsnittet"
    return f"Samlet {nr(konto.rang, konto.antal)}, {level}"


def overblik(notat: Notat) -> str:
    """Heading of the overview: how many hovedkonti are over the average."""
    known = [konto for konto in notat.hovedkonti if konto.forskel is not None]
    over = sum((konto.forskel or 0) > 0 for konto in known)
    under = sum((konto.forskel or 0) < 0 for konto in known)
    if known and len(known) in (over, under):
        return f"{'Over' if over else 'Under'} gennemsnittet på alle {talord(len(known))} hovedkonti"
    return f"Over gennemsnittet på {talord(over)} af {talord(len(known))} hovedkonti"


def placeringer(notat: Notat) -> str:
    """Heading of the history of places, from the first year that can be compared."""
    points = [point for point in sammenlignelige(notat, notat.samlet) if point.rang] if notat.samlet else []
    if len(points) < 2:
        return "Placeringen år for år"
    first, last = (nr(point.rang, point.antal) for point in (points[0], points[-1]))
    if len(points) > 2 and len({(point.rang, point.antal) for point in points}) == 1:
        return f"{last.capitalize()} i alle årene {points[0].aar}–{points[-1].aar}"
    if points[0].rang == points[-1].rang:
        return f"{last.capitalize()} både i {points[0].aar} og i {points[-1].aar}"
    same = points[0].antal == points[-1].antal
    return f"Fra {f'nr.{NBSP}{points[0].rang}' if same else first} til {last} siden {points[0].aar}"


def historik(notat: Notat) -> str:
    """Heading of the history of the share: what has happened since last year."""
    konto = notat.samlet
    if konto is None or konto.aendring is None:
        return "Andelen år for år"
    if konto.aendring == 0:
        return f"Andelen er den samme som i {notat.aar - 1}"
    return (
        f"Andelen er {word_for(notat.ordvalg.udvikling, konto.aendring, 'steget', 'faldet')} siden {notat.aar - 1}"
    )


def hovedkonti(notat: Notat) -> str:
    """Heading of the sections on the hovedkonti."""
    return f"De {talord(len(notat.hovedkonti))} hovedkonti" if len(notat.hovedkonti) > 1 else "Hovedkontoen"


def anbefalinger() -> str:
    """Heading of the recommendations."""
    return f"{talord(len(load_anbefalinger())).capitalize()} anbefalinger"


def hovedkonto(notat: Notat, konto: Konto) -> str:
    """The graded heading of a hovedkonto."""
    if konto.grad is None:
        return f"{konto.navn}: intet tal for {notat.aar}"
    grads = {grad.grad: grad.overskrift for grad in notat.ordvalg.grader}
    return f"{konto.navn}: {grads[konto.grad]}"
