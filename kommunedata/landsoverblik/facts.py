"""The facts of the national overview: what its text, charts and maps may use, selected from the ranking."""

from dataclasses import dataclass

import pandas as pd

from kommunedata.analysis.changes import brud_mellem, compare_aar
from kommunedata.analysis.facts import HISTORIK, Aarstal, number
from kommunedata.analysis.ranking import BEDSTE, choose_aar, rank, summarise_grupper
from kommunedata.datasaet.frame import Datasaet
from kommunedata.datasaet.kilde import Kilde
from kommunedata.datasaet.noegletal import Noegletal
from kommunedata.formats import round_half_up
from kommunedata.kommuner import INDDELINGER, Kommune, kommune_by_code

KLASSER = 5  # quantile classes of the tile maps
FJERDEDEL, TREDJEDEL = 25.0, 100 / 3  # pct.


@dataclass(frozen=True)
class Landskonto:
    """One hovedkonto (or samlet) of the whole country; figures rounded as they are printed.

    The tables:

    - `pladser`: the ranking of the year, those with a figure, the best place first, and `klasse`, the fifth that
      each is in (5 has the highest)
    - `klasser`: `klasse, fra, til, antal`, the ends of each fifth
    - `grupper`: `inddeling, gruppe, gennemsnit, antal, antal_oeverst` (in the highest fifth), the highest mean first
    - `flytninger`: rows of `analysis.changes.compare_aar` since the year before, those with both figures
    """

    noegletal: Noegletal
    antal: int
    gennemsnit: float
    hele_landet: float | None  # the weighted share; None without amounts
    bedste: float
    laveste: float
    nedre: float
    median: float
    oevre: float
    hoejeste: float
    pladser: pd.DataFrame
    klasser: pd.DataFrame
    grupper: pd.DataFrame
    naevner: float | None  # mio. kr.: the sum of the amounts, not rounded
    potentiale_mio: float | None  # None where no kommune has amounts
    med_beloeb: int  # kommuner that the potential is the sum of
    aendring: float | None  # of gennemsnit since the year before; None if other kommuner have figures
    flytninger: pd.DataFrame | None  # None across a change of definition, or without a year before
    historik: tuple[Aarstal, ...]

    @property
    def navn(self) -> str:
        """The short title of the noegletal."""
        return self.noegletal.kort_titel

    @property
    def kode(self) -> str:
        """Its code."""
        return self.noegletal.noegletal

    @property
    def spaend(self) -> float:
        """How wide the middle half is."""
        return round_half_up(self.oevre - self.nedre, self.noegletal.decimaler)

    @property
    def afstand(self) -> float:
        """How far the ends are apart."""
        return round_half_up(self.hoejeste - self.laveste, self.noegletal.decimaler)

    @property
    def uden_beloeb(self) -> int:
        """Kommuner with a figure whose amounts are not known."""
        return self.antal - self.med_beloeb


@dataclass(frozen=True)
class Landsoverblik:
    """All facts of the national overview of one year."""

    aar: int
    kilde: Kilde
    bedste: int  # how many kommuner make "de ti højeste"
    antal_kommuner: int  # with any figure in the year
    uden_tal: tuple[Kommune, ...]
    samlet: Landskonto | None  # the total, or the first where there is none to have
    hovedkonti: tuple[Landskonto, ...]  # the others

    @property
    def kontoer(self) -> tuple[Landskonto, ...]:
        """Samlet, where there is one, and the hovedkonti."""
        return (*([self.samlet] if self.samlet else []), *self.hovedkonti)

    @property
    def ens(self) -> bool:
        """Whether there are hovedkonti, all in one unit, so that one can be held against another."""
        return bool(self.hovedkonti) and len({konto.noegletal.enhed for konto in self.kontoer}) == 1

    @property
    def naevner(self) -> float | None:
        """The tasks suited for tender, in mio. kr., summed over the hovedkonti."""
        return _total([konto.naevner for konto in self.hovedkonti])

    @property
    def potentiale_mio(self) -> float | None:
        """The potential in mio. kr., summed over the hovedkonti."""
        return _total([konto.potentiale_mio for konto in self.hovedkonti])


def build_overblik(datasaet: Datasaet, aar: int | None = None) -> Landsoverblik:
    """Gather the national facts of one year.

    The potential is the sum of what the notater print: for each kommune the way to the ten best in printed figures,
    times its amounts, in whole mio. kr. One without amounts is left out and counted.

    Args:
        datasaet: the figures.
        aar: the year; the latest with figures if left out. The ten years before it make the history.

    Raises:
        InputError: the year has no figures.

    Example:
        >>> from kommunedata.datasaet.frame import load_datasaet
        >>> overblik = build_overblik(load_datasaet("modeldata"), 2022)
        >>> overblik.samlet.gennemsnit, overblik.samlet.antal
        (28.0, 98)
    """
    aar = choose_aar(datasaet, aar)
    table = rank(datasaet)
    known = table[table["aar"].between(aar - HISTORIK, aar) & table["vaerdi"].notna()]
    year = known[known["aar"] == aar]
    moves = _moves(datasaet, aar)
    present = set(year["noegletal"])
    kontoer = [_landskonto(known, datasaet, code, aar, moves) for code in datasaet.noegletal if code in present]
    # Figures that nobody adds up, a datasaet of one noegletal for one, are led by the first.
    samlet = next((konto for konto in kontoer if konto.noegletal.samler), None)
    if samlet is None and not any(one.samler for one in datasaet.noegletal.values()):
        samlet = kontoer[0]
    codes = set(year["kommunekode"])
    return Landsoverblik(
        aar=aar,
        kilde=datasaet.kilde,
        bedste=BEDSTE,
        antal_kommuner=len(codes),
        uden_tal=tuple(kommune for code, kommune in kommune_by_code().items() if code not in codes),
        samlet=samlet,
        hovedkonti=tuple(konto for konto in kontoer if konto is not samlet),
    )


def _landskonto(known: pd.DataFrame, datasaet: Datasaet, code: str, aar: int, moves: pd.DataFrame | None) -> Landskonto:
    """`known`: the ranking of all years of the history, those with a figure; `moves`: of all noegletal."""
    rows = known[known["noegletal"] == code]
    year = rows[rows["aar"] == aar].reset_index(drop=True)
    pladser = year.assign(klasse=fifths(year["rang"]))
    one, first = datasaet.noegletal[code], year.iloc[0]
    historik = tuple(
        Aarstal(int(row["aar"]), None, None, int(row["antal"]), row["gennemsnit"], number(row["hele_landet"]))
        for row in rows.drop_duplicates("aar").sort_values("aar").to_dict("records")
    )
    own = None if moves is None else moves[moves["noegletal"] == code]
    foer = next((point for point in historik if point.aar == aar - 1), None)
    same = own is not None and foer is not None and len(own) == len(year) == foer.antal
    amounts = year["potentiale_mio"].dropna()
    return Landskonto(
        noegletal=one,
        antal=len(year),
        hele_landet=number(first["hele_landet"]),
        **{
            name: float(first[name])
            for name in ("gennemsnit", "bedste", "laveste", "nedre", "median", "oevre", "hoejeste")
        },
        pladser=pladser,
        klasser=pladser.groupby("klasse")["vaerdi"].agg(fra="min", til="max", antal="count").reset_index(),
        grupper=pd.concat([_grupper(datasaet, pladser, name) for name in INDDELINGER], ignore_index=True),
        naevner=float(year["naevner"].sum()) if year["naevner"].notna().any() else None,
        potentiale_mio=float(amounts.sum()) if len(amounts) else None,
        med_beloeb=len(amounts),
        aendring=round_half_up(first["gennemsnit"] - foer.gennemsnit, one.decimaler) if foer and same else None,
        flytninger=own if own is not None and len(own) else None,
        historik=historik,
    )


def fifths(rang: pd.Series) -> pd.Series:
    """The fifth that each place belongs to, 5 for the first; those who share a place share a class.

    Example:
        >>> fifths(pd.Series([1, 2, 2, 4, 5])).tolist()
        [5, 4, 4, 2, 1]
    """
    return KLASSER - (rang - 1) * KLASSER // len(rang)


def _grupper(datasaet: Datasaet, pladser: pd.DataFrame, inddeling: str) -> pd.DataFrame:
    first = pladser.iloc[0]
    means = summarise_grupper(datasaet, inddeling)
    means = means[(means["aar"] == first["aar"]) & (means["noegletal"] == first["noegletal"]) & (means["antal"] > 0)]
    top = pladser[pladser["klasse"] == KLASSER].groupby(inddeling).size()
    return means.sort_values("gennemsnit", ascending=False, kind="stable").assign(
        inddeling=inddeling,
        gennemsnit=lambda f: round_half_up(f["gennemsnit"], datasaet.noegletal[first["noegletal"]].decimaler),
        antal_oeverst=lambda f: f["gruppe"].map(top).fillna(0).astype(int),
    )


def _moves(datasaet: Datasaet, aar: int) -> pd.DataFrame | None:
    """The changes since the year before, where it can be compared with."""
    frame = datasaet.frame
    years = set(frame.loc[frame["vaerdi"].notna(), "aar"])
    if aar - 1 not in years or brud_mellem(datasaet.kilde, aar, aar - 1):
        return None
    return compare_aar(datasaet, aar, aar - 1).dropna(subset=["vaerdi", "vaerdi_mod"])


def _total(amounts: list[float | None]) -> float | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known else None
