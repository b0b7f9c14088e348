"""The national facts of one hovedkonto: means, spread, places, classes, groups, moves and potential."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from kommunedata.analysis.changes import biggest_movers
from kommunedata.analysis.potentiale import compute_potentialer
from kommunedata.analysis.ranking import rank_kommuner, summarise_andele
from kommunedata.formats import round_half_up
from kommunedata.kommuner import Kommune, kommune_by_code
from kommunedata.notat.sammenligning import INDDELINGER, summarise_grupper
from kommunedata.redaktionelt import load_hovedkonti

KLASSER = 5  # quantile classes of the tile maps
FJERDEDEL, TREDJEDEL = 25.0, 100 / 3  # pct.


@dataclass(frozen=True)
class Plads:
    """One municipality with a figure; `klasse` is its fifth, 5 with the highest shares."""

    kommune: Kommune
    andel: float
    rang: int
    klasse: int


@dataclass(frozen=True)
class Klasse:
    """One class of a tile map: its lowest and highest share, and how many municipalities it has."""

    klasse: int
    fra: float
    til: float
    antal: int


@dataclass(frozen=True)
class Gruppe:
    """The simple mean of a region or kommunegruppe over its `antal` municipalities with a figure."""

    navn: str
    gennemsnit: float
    antal: int
    antal_oeverst: int  # of them in the class with the highest shares


@dataclass(frozen=True)
class Flytning:
    """What one municipality's share and place were, a year ago and now."""

    kommune: Kommune
    andel: float
    andel_foer: float
    aendring: float  # procentpoint
    rang: int
    rang_foer: int
    antal: int
    antal_foer: int
    rykket: int  # places, positive is up


@dataclass(frozen=True)
class Flytninger:
    """The biggest moves since the year before, the biggest first, and how many moved which way."""

    mest_op: tuple[Flytning, ...]  # in share
    mest_ned: tuple[Flytning, ...]
    frem: tuple[Flytning, ...]  # in place
    tilbage: tuple[Flytning, ...]
    antal_op: int
    antal_ned: int
    antal_ens: int


@dataclass(frozen=True)
class Landsaar:
    """The national shares of one year."""

    aar: int
    antal: int
    gennemsnit: float
    hele_landet: float | None


@dataclass(frozen=True)
class Landskonto:
    """One hovedkonto (or samlet) of the whole country; shares in pct., rounded as they are printed."""

    hovedkonto: str
    navn: str
    antal: int
    gennemsnit: float
    hele_landet: float | None  # the weighted share; None without grundlag
    bedste_praksis: float
    laveste: float
    kvartil_1: float
    median: float
    kvartil_3: float
    hoejeste: float
    spaend: float  # kvartil_3 − kvartil_1
    afstand: float  # hoejeste − laveste
    under_fjerdedel: int
    over_tredjedel: int
    pladser: tuple[Plads, ...]  # the best place first
    klasser: tuple[Klasse, ...]
    regioner: tuple[Gruppe, ...]  # the highest mean first
    kommunegrupper: tuple[Gruppe, ...]
    grundlag_mio: float | None
    potentiale_mio: float | None  # None where no municipality has a grundlag
    med_grundlag: int  # municipalities that the potential is the sum of
    uden_grundlag: int
    aendring: float | None  # of gennemsnit since the year before; None if other municipalities have figures
    flytninger: Flytninger | None  # None across a change of definition, or without a year before
    historik: tuple[Landsaar, ...]


def build_landskonto(rows: pd.DataFrame, hovedkonto: str, aar: int, moves: pd.DataFrame | None) -> Landskonto:
    """Gather the national facts of one hovedkonto and year.

    Args:
        rows: the andele that are numbers, of the hovedkonto, all years of the history; see `datasaet.frame`.
        hovedkonto: the hovedkonto, or samlet.
        aar: the year; it has at least one figure.
        moves: rows of `changes.compare_aar` for all hovedkonti, or None where nothing can be compared.
    """
    year = rank_kommuner(rows[rows["aar"] == aar])
    year = year.assign(andel=round_half_up(year["andel"]), klasse=_classes(year["rang"]))
    historik = _historik(rows)
    now, foer = historik[-1], next((point for point in historik if point.aar == aar - 1), None)
    potential = compute_potentialer(rows[rows["aar"] == aar])
    amounts, grundlag = potential["potentiale_mio"], round_half_up(potential["grundlag"], 0)
    low, middle, high = (round_half_up(float(value)) for value in year["andel"].quantile([0.25, 0.5, 0.75]))
    own_moves = None if moves is None else moves[moves["hovedkonto"] == hovedkonto]
    comparable = own_moves is not None and len(own_moves) > 0
    same_kommuner = comparable and foer is not None and len(own_moves) == now.antal == foer.antal
    names = load_hovedkonti()
    return Landskonto(
        hovedkonto=hovedkonto,
        navn=names[hovedkonto].kort_navn if hovedkonto in names else "Samlet",
        antal=len(year),
        gennemsnit=now.gennemsnit,
        hele_landet=now.hele_landet,
        bedste_praksis=float(potential["bedste_praksis"].iloc[0]),
        laveste=float(year["andel"].min()),
        kvartil_1=low,
        median=middle,
        kvartil_3=high,
        hoejeste=float(year["andel"].max()),
        spaend=round_half_up(high - low),
        afstand=round_half_up(year["andel"].max() - year["andel"].min()),
        under_fjerdedel=int((year["andel"] < FJERDEDEL).sum()),
        over_tredjedel=int((year["andel"] > TREDJEDEL).sum()),
        pladser=_pladser(year),
        klasser=tuple(
            Klasse(int(klasse), float(some.min()), float(some.max()), len(some))
            for klasse, some in year.groupby("klasse")["andel"]
        ),
        regioner=_grupper(rows[rows["aar"] == aar], year, INDDELINGER[0]),
        kommunegrupper=_grupper(rows[rows["aar"] == aar], year, INDDELINGER[1]),
        grundlag_mio=float(grundlag.sum()) if grundlag.notna().any() else None,
        potentiale_mio=float(amounts.sum()) if amounts.notna().any() else None,
        med_grundlag=int(amounts.notna().sum()),
        uden_grundlag=int(amounts.isna().sum()),
        aendring=round_half_up(now.gennemsnit - foer.gennemsnit) if foer and same_kommuner else None,
        flytninger=_flytninger(own_moves) if comparable else None,
        historik=historik,
    )


def _classes(rang: pd.Series) -> pd.Series:
    """The fifth that each place belongs to, 5 for the best; those who share a place share a class.

    Example:
        >>> _classes(pd.Series([1, 2, 2, 4, 5])).tolist()
        [5, 4, 4, 2, 1]
    """
    return KLASSER - (rang - 1) * KLASSER // len(rang)


def _historik(rows: pd.DataFrame) -> tuple[Landsaar, ...]:
    return tuple(
        Landsaar(
            aar=int(row["aar"]),
            antal=int(row["antal"]),
            gennemsnit=round_half_up(row["gennemsnit"]),
            hele_landet=None if pd.isna(row["hele_landet"]) else round_half_up(row["hele_landet"]),
        )
        for row in summarise_andele(rows).sort_values("aar").to_dict("records")
    )


def _pladser(year: pd.DataFrame) -> tuple[Plads, ...]:
    """In order of place, then of the Danish alphabet."""
    rows = year.set_index("kommunekode")[["andel", "rang", "klasse"]].to_dict("index")
    found = [
        Plads(kommune, float(rows[code]["andel"]), int(rows[code]["rang"]), int(rows[code]["klasse"]))
        for code, kommune in kommune_by_code().items()
        if code in rows
    ]
    return tuple(sorted(found, key=lambda plads: plads.rang))


def _grupper(andele: pd.DataFrame, year: pd.DataFrame, inddeling: str) -> tuple[Gruppe, ...]:
    top = set(year.loc[year["klasse"] == KLASSER, "kommunekode"])
    counts = pd.Series([getattr(kommune_by_code()[code], inddeling) for code in top], dtype="str").value_counts()
    means = summarise_grupper(andele, inddeling).sort_values("gennemsnit", ascending=False, kind="stable")
    return tuple(
        Gruppe(
            row["gruppe"], round_half_up(row["gennemsnit"]), int(row["antal"]), int(counts.get(row["gruppe"], 0))
        )
        for row in means.to_dict("records")
    )


def _flytninger(moves: pd.DataFrame) -> Flytninger:
    shares, places = (biggest_movers(moves, column) for column in ("aendring", "rykket"))
    ways = [[_flytning(row) for row in frame.to_dict("records")] for frame in (*shares, *places)]
    up, down = int((moves["aendring"] > 0).sum()), int((moves["aendring"] < 0).sum())
    return Flytninger(*(tuple(way) for way in ways), up, down, len(moves) - up - down)


def _flytning(row: dict[Any, Any]) -> Flytning:
    return Flytning(
        kommune=kommune_by_code()[row["kommunekode"]],
        andel=row["andel"],
        andel_foer=row["andel_mod"],
        aendring=row["aendring"],
        rang=int(row["rang"]),
        rang_foer=int(row["rang_mod"]),
        antal=int(row["antal"]),
        antal_foer=int(row["antal_mod"]),
        rykket=int(row["rykket"]),
    )
