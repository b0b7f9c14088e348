"""Comparison: the kommune beside those it is compared with, and beside the means of its groups."""

from dataclasses import dataclass

import pandas as pd

from kommunedata.analysis.facts import Sammenlignet, read_rows, read_sammenlignet
from kommunedata.analysis.peers import Peers
from kommunedata.analysis.ranking import choose_aar
from kommunedata.datasaet.frame import Datasaet
from kommunedata.formats import MISSING, NBSP, opremsning, talord
from kommunedata.kommuner import i_tekst
from kommunedata.page import parts, tables
from kommunedata.page.parts import Part
from kommunedata.page.words import begrundelse


@dataclass(frozen=True)
class Sammenligning:
    """The facts of a comparison in one year."""

    peers: Peers
    aar: int
    kontoer: tuple[Sammenlignet, ...]  # in the order of the datasaet

    @property
    def samlet(self) -> Sammenlignet | None:
        """The total, where the datasaet has it."""
        return next((konto for konto in self.kontoer if konto.noegletal.samler), None)


def build_sammenligning(datasaet: Datasaet, aar: int, peers: Peers) -> Sammenligning:
    """Gather the figures of a kommune and its peers.

    Args:
        datasaet: the figures.
        aar: the year.
        peers: whom to compare, see `analysis.peers.choose_peers`.

    Raises:
        InputError: the year has no figures.

    Example:
        >>> from kommunedata.analysis.peers import choose_peers
        >>> from kommunedata.datasaet.frame import load_datasaet
        >>> from kommunedata.kommuner import find_kommune
        >>> peers = choose_peers("Vejle", find_kommune("Aalborg"))
        >>> samlet = build_sammenligning(load_datasaet("modeldata"), 2022, peers).samlet
        >>> [(one.kommune.kommune, one.rang, one.antal) for one in samlet.kommuner][0]
        ('Aalborg', 30, 98)
    """
    aar = choose_aar(datasaet, aar)
    rows = read_rows(datasaet)
    kontoer = [read_sammenlignet(datasaet, code, aar, peers) for code in datasaet.noegletal if (code, aar) in rows]
    return Sammenligning(peers, aar, tuple(kontoer))


def section(sammenligning: Sammenligning) -> Part:
    """Heading, whom it is compared with, table and sentence."""
    enhed = sammenligning.kontoer[0].noegletal.enhed
    caption = f"Andel i {enhed} og i parentes plads, {sammenligning.aar}"
    return parts.section(
        "sammenligning",
        heading(sammenligning),
        begrundelse(sammenligning.peers, "notatet"),
        tables.table(caption, tabel(sammenligning)),
        text(sammenligning),
    )


def heading(sammenligning: Sammenligning) -> str:
    """The place on samlet among those compared; who is compared where that is not known."""
    samlet = sammenligning.samlet
    own, *others = [one.vaerdi for one in samlet.kommuner] if samlet else [None]
    known = [vaerdi for vaerdi in others if vaerdi is not None]
    if own is None or not known:
        peers = sammenligning.peers
        count = len(peers.kommuner)
        if not count:
            return f"{i_tekst(peers.kommune.kommune)} ved siden af {peers.kommune.kommunegruppe.lower()}"
        return f"{i_tekst(peers.kommune.kommune)} ved siden af {talord(count)} {'anden' if count == 1 else 'andre'}"
    place = 1 + sum(vaerdi > own for vaerdi in known)
    shared = "Delt nr." if own in known else "Nr."
    return f"{shared}{NBSP}{place} af {talord(len(known) + 1)} sammenlignede kommuner"


def text(sammenligning: Sammenligning) -> str:
    """The sentence on samlet: who of those compared has the highest share, and who the lowest; missing is said."""
    samlet = sammenligning.samlet
    if samlet is None:
        return ""
    one, found = samlet.noegletal, []
    known = {tal.kommune.kommune: tal.vaerdi for tal in samlet.kommuner if tal.vaerdi is not None}
    shares = list(known.values())
    if len(set(shares)) > 1:
        high, low = (_at(known, end) for end in (max(shares), min(shares)))
        found.append(
            f"Blandt de {talord(len(known))} kommuner havde {high} den højeste samlede andel "
            f"({one.med_enhed(max(shares))}) og {low} den laveste ({one.med_enhed(min(shares))})."
        )
    elif len(known) > 1:
        found.append(f"De {talord(len(known))} kommuner havde samme samlede andel ({one.med_enhed(shares[0])}).")
    if missing := [tal.kommune.kommune for tal in samlet.kommuner if tal.vaerdi is None]:
        found.append(f"Der er ikke noget samlet tal for {opremsning([*map(i_tekst, missing)])} i {sammenligning.aar}.")
    return " ".join(found)


def tabel(sammenligning: Sammenligning) -> pd.DataFrame:
    """The comparison as a table to print: a row per kommune and mean, a column per noegletal.

    A cell is the figure and in brackets the place; the column's heading says of how many. "–" is missing.
    """
    columns = {}
    for konto in sammenligning.kontoer:
        one = konto.noegletal
        own = [f"{one.tal(tal.vaerdi)} ({tal.rang})" if tal.rang else MISSING for tal in konto.kommuner]
        columns[f"{one.kort_titel} (af{NBSP}{konto.antal})"] = own + [one.tal(g.gennemsnit) for g in konto.grupper]
    names = [kommune.kommune for kommune in (sammenligning.peers.kommune, *sammenligning.peers.kommuner)]
    groups = [f"Gennemsnit, {group.navn}" for group in sammenligning.kontoer[0].grupper]
    return pd.DataFrame({"Kommune": names + groups, **columns})


def _at(known: dict[str, float], vaerdi: float) -> str:
    return opremsning([i_tekst(name) for name, value in known.items() if value == vaerdi])
