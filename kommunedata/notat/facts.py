"""The facts of a notat: one plain object that holds every figure its text, tables and charts may use."""

import json
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from kommunedata.analysis.ranking import BEDSTE, choose_aar, rank_kommuner, summarise_andele
from kommunedata.datasaet.frame import HOVEDKONTI, SAMLET
from kommunedata.datasaet.kilde import MAAL, Kilde
from kommunedata.datasaet.offentliggjort import GENNEMSNIT, gengivne
from kommunedata.errors import InputError
from kommunedata.formats import round_half_up
from kommunedata.kommuner import Kommune, find_kommune, kommune_by_code
from kommunedata.redaktionelt import Eksempel, Grad, Ordvalg, load_hovedkonti, load_ordvalg, pick_eksempel

HISTORIK = 10  # years before the notat's own


@dataclass(frozen=True)
class Nabo:
    """The municipality or municipalities next in rank; `afstand` is in procentpoint, never negative."""

    kommuner: tuple[str, ...]
    andel: float
    rang: int
    afstand: float


@dataclass(frozen=True)
class Aarstal:
    """One year of a history; `andel` and `rang` are None where the figure is missing."""

    aar: int
    andel: float | None
    rang: int | None
    antal: int
    gennemsnit: float | None
    offentliggjort: frozenset[str]


@dataclass(frozen=True)
class Konto:
    """One hovedkonto (or samlet) of one municipality and year; shares in pct., rounded as they are printed.

    A difference is the difference of the printed numbers. What cannot be known is None.
    """

    hovedkonto: str
    navn: str
    officielt_navn: str
    status: str
    offentliggjort: frozenset[str]  # which of andel, rang, gennemsnit are published figures, in modeldata
    andel: float | None
    privat: float | None  # mio. kr.
    grundlag: float | None  # mio. kr.
    rang: int | None
    antal: int
    deler_med: tuple[str, ...]  # others at the same place
    over: Nabo | None  # the nearest better place
    under: Nabo | None  # the nearest worse place
    gennemsnit: float | None
    hele_landet: float | None
    bedste_praksis: float | None
    forskel: float | None  # andel − gennemsnit
    potentiale: float | None  # procentpoint up to bedste praksis
    potentiale_mio: float | None  # mio. kr.
    grad: int | None
    aendring: float | None  # since the year before
    rang_foer: int | None  # the year before
    historik: tuple[Aarstal, ...]
    eksempel: Eksempel | None


@dataclass(frozen=True)
class Notat:
    """All facts of one notat."""

    kommune: Kommune
    aar: int
    kilde: Kilde
    bedste: int  # how many municipalities make "bedste praksis"
    antal_kommuner: int  # municipalities with any figure in the year
    samlet: Konto | None
    hovedkonti: tuple[Konto, ...]
    potentialer: tuple[str, ...]  # the hovedkonti with the worst places, worst first
    mest: str | None  # the hovedkonto with the highest gennemsnit
    ordvalg: Ordvalg

    def konto(self, hovedkonto: str) -> Konto:
        """One of `samlet` and `hovedkonti` by its number."""
        return next(konto for konto in (self.samlet, *self.hovedkonti) if konto and konto.hovedkonto == hovedkonto)


def build_notat(
    andele: pd.DataFrame, kilde: Kilde, kommune: str | Kommune, aar: int, ordvalg: Ordvalg | None = None
) -> Notat:
    """Gather the facts about one municipality and year.

    Args:
        andele: one row per kommune × aar × hovedkonto; see `datasaet.frame`.
        kilde: the provenance of `andele`.
        kommune: a name, a code or a `Kommune`.
        aar: the year; the ten years before it make the history.
        ordvalg: word lists and grades; those of `data/redaktionelt/ordvalg.yaml` if left out.

    Raises:
        InputError: the municipality is unknown, the year has no figures, the municipality has none in that
            year, or the datasaet is about something else than private suppliers' share.

    Example:
        >>> from kommunedata.datasaet.frame import load_andele
        >>> from kommunedata.datasaet.kilde import load_kilde
        >>> notat = build_notat(load_andele("modeldata"), load_kilde("modeldata"), "Aalborg", 2022)
        >>> notat.samlet.andel, notat.samlet.rang, notat.samlet.antal
        (29.8, 30, 98)
    """
    if kilde.maal not in MAAL:
        raise InputError(
            f"datasaet '{kilde.navn}' measures '{kilde.maal}'; a notat is about {', '.join(MAAL)} (try 'rank')"
        )
    kommune = kommune if isinstance(kommune, Kommune) else find_kommune(kommune)
    choose_aar(andele, aar)
    ordvalg = ordvalg or load_ordvalg()
    window = andele[andele["aar"].between(aar - HISTORIK, aar)]
    ranked = rank_kommuner(window).merge(
        summarise_andele(window).drop(columns="antal"), on=["aar", "hovedkonto"], validate="many_to_one"
    )
    shares = ["andel", "gennemsnit", "hele_landet", "bedste_praksis"]
    ranked[shares] = ranked[shares].apply(round_half_up)
    own = ranked[(ranked["kommunekode"] == kommune.kommunekode) & (ranked["aar"] == aar)]
    if own["andel"].notna().sum() == 0:
        raise InputError(f"{kommune.kommune} has no figures for {aar} in datasaet '{kilde.navn}'")
    kontoer = {
        konto: _konto(ranked[ranked["hovedkonto"] == konto], kommune, konto, aar, kilde, ordvalg)
        for konto in (SAMLET, *HOVEDKONTI)
        if konto in set(own["hovedkonto"])
    }
    samlet = kontoer.pop(SAMLET, None)
    hovedkonti = tuple(kontoer.values())
    of_average = [(konto.gennemsnit, konto.hovedkonto) for konto in hovedkonti if konto.gennemsnit is not None]
    return Notat(
        kommune=kommune,
        aar=aar,
        kilde=kilde,
        bedste=BEDSTE,
        antal_kommuner=int(ranked.loc[(ranked["aar"] == aar) & ranked["andel"].notna(), "kommunekode"].nunique()),
        samlet=samlet,
        hovedkonti=hovedkonti,
        potentialer=_potentialer(hovedkonti),
        mest=max(of_average)[1] if of_average else None,
        ordvalg=ordvalg,
    )


def as_json(notat: Notat) -> str:
    """The facts as JSON, for `kommunedata facts` and for tests that look numbers up."""
    return json.dumps(asdict(notat), default=_plain, ensure_ascii=False, indent=2)


def grade(rang: int, antal: int, grader: tuple[Grad, ...]) -> int:
    """The first grade whose limits hold for a place.

    Example:
        >>> [grade(rang, 98, load_ordvalg().grader) for rang in (1, 10, 11, 44, 45, 78, 79)]
        [1, 1, 2, 2, 3, 3, 4]
    """
    return next(
        grad.grad
        for grad in grader
        if (grad.hoejst_rang is None or rang <= grad.hoejst_rang) and 100 * rang <= grad.hoejst_pct * antal
    )


def _plain(value: Any) -> Any:
    if isinstance(value, frozenset):
        return sorted(value)
    return value.model_dump(mode="json") if hasattr(value, "model_dump") else str(value)


def _konto(
    rows: pd.DataFrame, kommune: Kommune, hovedkonto: str, aar: int, kilde: Kilde, ordvalg: Ordvalg
) -> Konto:
    """`rows`: the ranked andele of one hovedkonto, all municipalities and years of the history."""
    year = rows[rows["aar"] == aar]
    row = year[year["kommunekode"] == kommune.kommunekode].iloc[0]
    andel, rang, grundlag = _number(row["andel"]), _integer(row["rang"]), _number(row["grundlag"])
    historik = _historik(rows, kommune, kilde)
    foer = next((point for point in historik if point.aar == aar - 1), None)
    potentiale = None
    if andel is not None:
        potentiale = max(0.0, round_half_up(row["bedste_praksis"] - andel))
    andre = year[year["kommunekode"] != kommune.kommunekode]
    names = load_hovedkonti()
    comparable = aar not in kilde.brud
    return Konto(
        hovedkonto=hovedkonto,
        navn=names[hovedkonto].kort_navn if hovedkonto in names else "Samlet",
        officielt_navn=names[hovedkonto].officielt_navn if hovedkonto in names else "Alle hovedkonti samlet",
        status=row["status"],
        offentliggjort=_offentliggjort(row, kommune, kilde),
        andel=andel,
        privat=_number(row["privat"]),
        grundlag=grundlag,
        rang=rang,
        antal=int(row["antal"]),
        deler_med=_names(andre[andre["rang"] == rang]) if rang else (),
        over=_nabo(andre[andre["rang"] < rang], andel, best=False) if rang else None,
        under=_nabo(andre[andre["rang"] > rang], andel, best=True) if rang else None,
        gennemsnit=_number(row["gennemsnit"]),
        hele_landet=_number(row["hele_landet"]),
        bedste_praksis=_number(row["bedste_praksis"]),
        forskel=_difference(andel, _number(row["gennemsnit"])),
        potentiale=potentiale,
        potentiale_mio=None
        if potentiale is None or grundlag is None
        else round_half_up(potentiale * grundlag / 100, 0),
        grad=grade(rang, int(row["antal"]), ordvalg.grader) if rang else None,
        aendring=_difference(andel, foer.andel if foer and comparable else None),
        rang_foer=foer.rang if foer and comparable else None,
        historik=historik,
        eksempel=pick_eksempel(hovedkonto, kommune),
    )


def _offentliggjort(row: Any, kommune: Kommune, kilde: Kilde) -> frozenset[str]:
    """Which figures of a row are published ones; asked of modeldata only, since all others are what they are."""
    if not kilde.model:
        return frozenset()
    place = int(row["aar"]), row["hovedkonto"]
    published = {
        "andel": row["offentliggjort"],
        "rang": (kommune.kommune, *place, "rang") in gengivne(),
        "gennemsnit": (GENNEMSNIT, *place, "andel") in gengivne(),
    }
    return frozenset(figure for figure, is_published in published.items() if is_published)


def _historik(rows: pd.DataFrame, kommune: Kommune, kilde: Kilde) -> tuple[Aarstal, ...]:
    own = rows[rows["kommunekode"] == kommune.kommunekode].sort_values("aar")
    return tuple(
        Aarstal(
            aar=int(row["aar"]),
            andel=_number(row["andel"]),
            rang=_integer(row["rang"]),
            antal=int(row["antal"]),
            gennemsnit=_number(row["gennemsnit"]),
            offentliggjort=_offentliggjort(row, kommune, kilde),
        )
        for row in own.to_dict("records")
    )


def _nabo(candidates: pd.DataFrame, andel: float | None, *, best: bool) -> Nabo | None:
    """All who share the nearest place among `candidates`: the best of those below, or the last of those above."""
    if candidates.empty or andel is None:
        return None
    rang = candidates["rang"].min() if best else candidates["rang"].max()
    place = candidates[candidates["rang"] == rang]
    value = float(place["andel"].iloc[0])
    return Nabo(_names(place), value, int(rang), abs(round_half_up(value - andel)))


def _names(rows: pd.DataFrame) -> tuple[str, ...]:
    codes = set(rows["kommunekode"])
    return tuple(kommune.kommune for code, kommune in kommune_by_code().items() if code in codes)


def _potentialer(hovedkonti: tuple[Konto, ...]) -> tuple[str, ...]:
    """The two hovedkonti with the worst places that are not among the best (grade 1), worst first."""
    behind = [(konto.rang / konto.antal, konto) for konto in hovedkonti if konto.rang and konto.grad != 1]
    behind.sort(key=lambda place: -place[0])
    return tuple(konto.hovedkonto for _, konto in behind[:2])


def _number(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)


def _integer(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)


def _difference(a: float | None, b: float | None) -> float | None:
    return None if a is None or b is None else round_half_up(a - b)
