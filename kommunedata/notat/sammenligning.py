"""Comparison: the kommune beside those it is compared with, and beside the means of its groups."""

from dataclasses import dataclass

import pandas as pd

from kommunedata.analysis.facts import Gruppe, Tal, read_grupper, read_rows, read_tal
from kommunedata.analysis.peers import Peers
from kommunedata.analysis.ranking import choose_aar
from kommunedata.datasaet.frame import Datasaet
from kommunedata.datasaet.noegletal import Noegletal
from kommunedata.formats import MISSING, NBSP, opremsning, talord
from kommunedata.kommuner import FOLKETAL_AAR, INDDELINGER, i_tekst
from kommunedata.notat.words import navne
from kommunedata.page import parts
from kommunedata.page.parts import Part


@dataclass(frozen=True)
class Peerkonto:
    """The figures of all who are compared on one noegletal, and the means beside them."""

    noegletal: Noegletal
    antal: int
    kommuner: tuple[Tal, ...]  # the kommune itself first
    grupper: tuple[Gruppe, ...]  # its region, its kommunegruppe, all kommuner


@dataclass(frozen=True)
class Sammenligning:
    """The facts of a comparison in one year."""

    peers: Peers
    aar: int
    kontoer: tuple[Peerkonto, ...]  # in the order of the datasaet

    @property
    def samlet(self) -> Peerkonto | None:
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
    kontoer = [_konto(datasaet, one, aar, peers) for code, one in datasaet.noegletal.items() if (code, aar) in rows]
    return Sammenligning(peers, aar, tuple(kontoer))


def _konto(datasaet: Datasaet, one: Noegletal, aar: int, peers: Peers) -> Peerkonto:
    rows = read_rows(datasaet)[one.noegletal, aar]
    first = next(iter(rows.values()))
    everyone = (peers.kommune, *peers.kommuner)
    known = {tal.kommune: tal for tal in read_tal(rows[k.kommunekode] for k in everyone if k.kommunekode in rows)}
    groups = [
        read_grupper(datasaet, inddeling).get((one.noegletal, aar, name)) or Gruppe(name, None, 0)
        for inddeling in INDDELINGER
        for name in [getattr(peers.kommune, inddeling)]
    ]
    return Peerkonto(
        noegletal=one,
        antal=first["antal"],
        kommuner=tuple(
            known.get(kommune) or Tal(kommune, None, None, first["antal"], "mangler") for kommune in everyone
        ),
        grupper=(*groups, Gruppe("alle kommuner", first["gennemsnit"], first["antal"])),
    )


def section(sammenligning: Sammenligning) -> Part:
    """Heading, whom it is compared with, table and sentence."""
    enhed = sammenligning.kontoer[0].noegletal.enhed
    caption = f"Andel i {enhed} og i parentes plads, {sammenligning.aar}"
    return parts.section(
        "sammenligning",
        heading(sammenligning),
        begrundelse(sammenligning.peers),
        parts.table(caption, tabel(sammenligning)),
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


def begrundelse(peers: Peers) -> str:
    """The sentence that says which kommuner are compared with, and why.

    Example:
        >>> from kommunedata.analysis.peers import choose_peers
        >>> from kommunedata.kommuner import find_kommune
        >>> begrundelse(choose_peers("Vejle", find_kommune("Aalborg")))
        'Aalborg Kommune er sammenlignet med Vejle, som er valgt til notatet.'
    """
    lead = f"{peers.kommune.fuldt_navn} er sammenlignet med"
    names = navne(peers.kommuner)
    if peers.valgt:
        return f"{lead} {names}, som er valgt til notatet."
    group = f"i kommunegruppen {peers.kommune.kommunegruppe}"
    if not peers.kommuner:
        return (
            f"{lead} gennemsnittet af de {talord(peers.gruppens_antal)} kommuner {group}; ingen af de andre havde i "
            f"{FOLKETAL_AAR} mere end halvt så mange og mindre end dobbelt så mange indbyggere."
        )
    one = len(peers.kommuner) == 1
    which = "den kommune" if one else f"de {talord(len(peers.kommuner))} kommuner"
    if len(peers.kommuner) == peers.gruppens_antal - 1:
        return f"{lead} de {talord(len(peers.kommuner))} andre kommuner {group}: {names}."
    return f"{lead} {which} {group}, hvis folketal i {FOLKETAL_AAR} var nærmest: {names}."


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
        columns[f"{one.kort_titel} (af {konto.antal})"] = own + [one.tal(g.gennemsnit) for g in konto.grupper]
    names = [kommune.kommune for kommune in (sammenligning.peers.kommune, *sammenligning.peers.kommuner)]
    groups = [f"Gennemsnit, {group.navn}" for group in sammenligning.kontoer[0].grupper]
    return pd.DataFrame({"Kommune": names + groups, **columns})


def _at(known: dict[str, float], vaerdi: float) -> str:
    return opremsning([i_tekst(name) for name, value in known.items() if value == vaerdi])
