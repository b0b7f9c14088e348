"""The figures of a municipality beside those it is compared with, and the means of its groups."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from kommunedata.analysis.peers import Peers
from kommunedata.analysis.ranking import choose_aar, rank_kommuner
from kommunedata.datasaet.frame import HOVEDKONTI, SAMLET
from kommunedata.formats import MISSING, NBSP, opremsning, pct, round_half_up, tal, talord
from kommunedata.kommuner import Kommune, kommune_by_code
from kommunedata.redaktionelt import load_hovedkonti

INDDELINGER = ("region", "kommunegruppe")


@dataclass(frozen=True)
class Peertal:
    """One municipality's figure on one hovedkonto, as printed; None where it is missing, and `status` says why."""

    kommune: Kommune
    andel: float | None
    rang: int | None
    antal: int
    status: str


@dataclass(frozen=True)
class Gruppetal:
    """The simple mean of a group, as printed, over the `antal` of its municipalities that have an andel."""

    gruppe: str
    gennemsnit: float | None
    antal: int


@dataclass(frozen=True)
class Peerkonto:
    """The figures of all who are compared on one hovedkonto (or samlet), and the means beside them."""

    hovedkonto: str
    navn: str
    antal: int
    kommuner: tuple[Peertal, ...]  # the municipality itself first
    grupper: tuple[Gruppetal, ...]  # its region, its kommunegruppe, all municipalities


@dataclass(frozen=True)
class Sammenligning:
    """The facts of a comparison in one year."""

    peers: Peers
    aar: int
    kontoer: tuple[Peerkonto, ...]  # samlet first, where the datasaet has it


def build_sammenligning(andele: pd.DataFrame, aar: int, peers: Peers) -> Sammenligning:
    """Gather the figures of a municipality and its peers.

    Args:
        andele: one row per kommune × aar × hovedkonto; see `datasaet.frame`.
        aar: the year.
        peers: whom to compare, see `peers.choose_peers`.

    Raises:
        InputError: the year has no figures.

    Example:
        >>> from kommunedata.datasaet.frame import load_andele
        >>> from kommunedata.kommuner import find_kommune
        >>> from kommunedata.analysis.peers import choose_peers
        >>> peers = choose_peers("Vejle", find_kommune("Aalborg"))
        >>> samlet = build_sammenligning(load_andele("modeldata"), 2022, peers).kontoer[0]
        >>> [(one.kommune.kommune, one.rang, one.antal) for one in samlet.kommuner][0]
        ('Aalborg', 30, 98)
    """
    choose_aar(andele, aar)
    year = rank_kommuner(andele[andele["aar"] == aar])
    kontoer = [konto for konto in (SAMLET, *HOVEDKONTI) if konto in set(year["hovedkonto"])]
    means = {inddeling: summarise_grupper(year, inddeling) for inddeling in INDDELINGER}
    return Sammenligning(
        peers, aar, tuple(_konto(year[year["hovedkonto"] == konto], konto, peers, means) for konto in kontoer)
    )


def summarise_grupper(andele: pd.DataFrame, inddeling: str) -> pd.DataFrame:
    """The simple mean of the andele in each region or kommunegruppe: each kommune counts the same.

    Args:
        andele: one row per kommune × aar × hovedkonto; see `datasaet.frame`.
        inddeling: "region" or "kommunegruppe".

    Returns:
        One row per aar × hovedkonto × gruppe with `gennemsnit` (pct., not rounded; NaN where nothing is known)
        and `antal`, how many of its kommuner have an andel.

    Example:
        >>> two = pd.DataFrame({
        ...     "kommunekode": ["851", "825"], "aar": 2022, "hovedkonto": "5", "andel": [20.0, 25.0]})
        >>> summarise_grupper(two, "region").to_dict("records")
        [{'aar': 2022, 'hovedkonto': '5', 'gruppe': 'Region Nordjylland', 'gennemsnit': 22.5, 'antal': 2}]
    """
    names = {code: getattr(kommune, inddeling) for code, kommune in kommune_by_code().items()}
    groups = andele.assign(gruppe=andele["kommunekode"].map(names)).groupby(["aar", "hovedkonto", "gruppe"])
    return groups["andel"].agg(gennemsnit="mean", antal="count").reset_index()


def tabel(sammenligning: Sammenligning) -> pd.DataFrame:
    """The comparison as a table to print: a row per municipality and mean, a column per hovedkonto.

    A cell is the andel in pct. and in brackets the place; the column's heading says of how many. "–" is missing.
    """
    columns = {}
    for konto in sammenligning.kontoer:
        own = [f"{tal(one.andel)} ({one.rang})" if one.rang else MISSING for one in konto.kommuner]
        columns[f"{konto.navn} (af {konto.antal})"] = own + [tal(group.gennemsnit) for group in konto.grupper]
    names = [one.kommune for one in (sammenligning.peers.kommune, *sammenligning.peers.kommuner)]
    groups = [f"Gennemsnit, {group.gruppe}" for group in sammenligning.kontoer[0].grupper]
    return pd.DataFrame({"Kommune": names + groups, **columns})


def overskrift(sammenligning: Sammenligning) -> str:
    """The heading: the place on samlet among those compared; who is compared where that is not known."""
    samlet = next((konto for konto in sammenligning.kontoer if konto.hovedkonto == SAMLET), None)
    own, *others = [one.andel for one in samlet.kommuner] if samlet else [None]
    known = [andel for andel in others if andel is not None]
    if own is None or not known:
        peers = sammenligning.peers
        return f"{peers.kommune.kommune} ved siden af {talord(len(peers.kommuner))} andre"
    place = 1 + sum(andel > own for andel in known)
    shared = "Delt nr." if own in known else "Nr."
    return f"{shared}{NBSP}{place} af {talord(len(known) + 1)} sammenlignede kommuner"


def konklusion(sammenligning: Sammenligning) -> str:
    """The sentence on samlet: who of those compared has the highest share, and who the lowest; missing is said."""
    samlet = next((konto for konto in sammenligning.kontoer if konto.hovedkonto == SAMLET), None)
    known = [one for one in samlet.kommuner if one.andel is not None] if samlet else []
    missing = [one.kommune.kommune for one in samlet.kommuner if one.andel is None] if samlet else []
    parts = []
    if len({one.andel for one in known}) > 1:
        shares = [one.andel or 0 for one in known]
        ends = [[one.kommune.kommune for one in known if one.andel == end] for end in (max(shares), min(shares))]
        high, low = (opremsning(names) for names in ends)
        parts.append(
            f"Blandt de {talord(len(known))} kommuner har {high} den højeste samlede andel ({pct(max(shares))}) "
            f"og {low} den laveste ({pct(min(shares))})."
        )
    elif len(known) > 1:
        parts.append(f"De {talord(len(known))} kommuner har samme samlede andel ({pct(known[0].andel)}).")
    if missing:
        parts.append(f"Der er ikke noget samlet tal for {opremsning(missing)} i {sammenligning.aar}.")
    return " ".join(parts)


def _konto(year: pd.DataFrame, hovedkonto: str, peers: Peers, means: dict[str, pd.DataFrame]) -> Peerkonto:
    """`year`: the ranked andele of one year and hovedkonto; `means`: those of the groups, all hovedkonti."""
    rows = {row["kommunekode"]: row for row in year.to_dict("records")}
    antal = int(year["andel"].count())
    groups = [_gruppe(table, hovedkonto, getattr(peers.kommune, name)) for name, table in means.items()]
    everyone = Gruppetal("alle kommuner", _mean(year["andel"].mean()), antal)
    names = load_hovedkonti()
    return Peerkonto(
        hovedkonto=hovedkonto,
        navn=names[hovedkonto].kort_navn if hovedkonto in names else "Samlet",
        antal=antal,
        kommuner=tuple(_tal(one, rows.get(one.kommunekode), antal) for one in (peers.kommune, *peers.kommuner)),
        grupper=(*groups, everyone),
    )


def _tal(kommune: Kommune, row: dict[Any, Any] | None, antal: int) -> Peertal:
    if row is None or pd.isna(row["andel"]):
        return Peertal(kommune, None, None, antal, row["status"] if row else "mangler")
    return Peertal(kommune, round_half_up(float(row["andel"])), int(row["rang"]), antal, "tal")


def _gruppe(means: pd.DataFrame, hovedkonto: str, gruppe: str) -> Gruppetal:
    found = means[(means["hovedkonto"] == hovedkonto) & (means["gruppe"] == gruppe)]
    if found.empty:
        return Gruppetal(gruppe, None, 0)
    return Gruppetal(gruppe, _mean(found["gennemsnit"].iloc[0]), int(found["antal"].iloc[0]))


def _mean(value: float) -> float | None:
    return None if pd.isna(value) else round_half_up(float(value))
