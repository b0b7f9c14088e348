"""The facts of the national overview: one plain object with every figure its text, charts and maps may use."""

import json
from dataclasses import asdict, dataclass

import pandas as pd

from kommunedata.analysis.changes import brud_mellem, compare_aar
from kommunedata.analysis.ranking import BEDSTE, choose_aar
from kommunedata.datasaet.frame import HOVEDKONTI, SAMLET
from kommunedata.datasaet.kilde import MAAL, Kilde
from kommunedata.errors import InputError
from kommunedata.kommuner import Kommune, kommune_by_code
from kommunedata.landsoverblik.landskonto import FJERDEDEL, TREDJEDEL, Landskonto, build_landskonto
from kommunedata.notat.facts import HISTORIK


@dataclass(frozen=True)
class Landsoverblik:
    """All facts of the national overview of one year."""

    aar: int
    kilde: Kilde
    fjerdedel: float  # pct.; how many are under it is counted
    tredjedel: float  # pct.; and over it
    bedste: int  # how many municipalities make "bedste praksis"
    antal_kommuner: int  # with any figure in the year
    uden_tal: tuple[Kommune, ...]
    samlet: Landskonto | None
    hovedkonti: tuple[Landskonto, ...]
    grundlag_mio: float | None  # the sums over the hovedkonti
    potentiale_mio: float | None

    @property
    def kontoer(self) -> tuple[Landskonto, ...]:
        """Samlet, where there is one, and the hovedkonti."""
        return (*([self.samlet] if self.samlet else []), *self.hovedkonti)


def build_overblik(andele: pd.DataFrame, kilde: Kilde, aar: int) -> Landsoverblik:
    """Gather the national facts of one year.

    The potential is the sum of what the notater print: max(0, bedste praksis − andel) in printed procentpoint
    times grundlag, in whole mio. kr. for each municipality. One without a grundlag is left out and counted.

    Args:
        andele: one row per kommune × aar × hovedkonto; see `datasaet.frame`.
        kilde: the provenance of `andele`.
        aar: the year; the ten years before it make the history.

    Raises:
        InputError: the year has no figures, or the datasaet is about something else than private suppliers' share.

    Example:
        >>> from kommunedata.datasaet.frame import load_andele
        >>> from kommunedata.datasaet.kilde import load_kilde
        >>> overblik = build_overblik(load_andele("modeldata"), load_kilde("modeldata"), 2022)
        >>> overblik.samlet.gennemsnit, overblik.samlet.antal
        (28.0, 98)
    """
    if kilde.maal not in MAAL:
        raise InputError(
            f"datasaet '{kilde.navn}' measures '{kilde.maal}'; an overview is about {', '.join(MAAL)} (try 'rank')"
        )
    choose_aar(andele, aar)
    window = andele[andele["aar"].between(aar - HISTORIK, aar) & andele["andel"].notna()]
    year = set(window.loc[window["aar"] == aar, "kommunekode"])
    moves = _moves(window, kilde, aar)
    kontoer = {
        konto: build_landskonto(window[window["hovedkonto"] == konto], konto, aar, moves)
        for konto in (SAMLET, *HOVEDKONTI)
        if ((window["hovedkonto"] == konto) & (window["aar"] == aar)).any()
    }
    samlet = kontoer.pop(SAMLET, None)
    hovedkonti = tuple(kontoer.values())
    return Landsoverblik(
        aar=aar,
        kilde=kilde,
        fjerdedel=FJERDEDEL,
        tredjedel=TREDJEDEL,
        bedste=BEDSTE,
        antal_kommuner=len(year),
        uden_tal=tuple(kommune for code, kommune in kommune_by_code().items() if code not in year),
        samlet=samlet,
        hovedkonti=hovedkonti,
        grundlag_mio=_total([konto.grundlag_mio for konto in hovedkonti]),
        potentiale_mio=_total([konto.potentiale_mio for konto in hovedkonti]),
    )


def as_json(overblik: Landsoverblik) -> str:
    """The facts as JSON."""
    return json.dumps(
        asdict(overblik), default=lambda kilde: kilde.model_dump(mode="json"), ensure_ascii=False, indent=2
    )


def _total(amounts: list[float | None]) -> float | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known else None


def _moves(window: pd.DataFrame, kilde: Kilde, aar: int) -> pd.DataFrame | None:
    """The changes since the year before, where it can be compared with."""
    if aar - 1 not in set(window["aar"]) or brud_mellem(kilde, aar, aar - 1):
        return None
    return compare_aar(window, aar, aar - 1).dropna(subset=["andel", "andel_mod"])
