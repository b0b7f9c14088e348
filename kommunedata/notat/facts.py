"""The facts of a notat: one plain object that holds every figure its text, tables and charts may use."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from kommunedata.analysis.facts import Maaling, Side, read_maaling, read_rows
from kommunedata.analysis.ranking import BEDSTE, choose_aar
from kommunedata.datasaet.frame import Datasaet
from kommunedata.errors import InputError
from kommunedata.formats import round_half_up
from kommunedata.kommuner import Kommune, find_kommune
from kommunedata.redaktionelt import Eksempel, Grad, Ordvalg, load_ordvalg, load_tekster, pick_eksempel

COLUMNS = {"noegletal": "hovedkonto", "vaerdi": "andel", "bedste": "bedste_praksis"}


@dataclass(frozen=True)
class Konto(Maaling):
    """One hovedkonto (or samlet) of one kommune and year, with its grade and an example from elsewhere."""

    grad: int | None
    vaegt: float | None  # its part of the kommune's tasks that private suppliers can do, in whole pct.
    op_til_ti: float | None  # the way up to the tenth best figure; 0 among the ten, None where there are not ten
    eksempel: Eksempel | None


@dataclass(frozen=True, repr=False)
class Notat(Side):
    """All facts of one notat."""

    bedste: int  # how many kommuner make "de ti højeste"
    antal_kommuner: int  # kommuner with any figure in the year
    samlet: Konto | None
    hovedkonti: tuple[Konto, ...]
    potentialer: tuple[str, ...]  # the hovedkonti with the worst places, worst first
    stoerst: tuple[str, ...]  # the hovedkonto (more where they are alike) with most mio. kr. up to the ten best
    fokus: tuple[str, ...]  # the two to tell of in full: the worst place and most mio. kr., or the next worst
    mest: str | None  # the hovedkonto with the highest gennemsnit
    ordvalg: Ordvalg

    @property
    def kontoer(self) -> tuple[Konto, ...]:
        """Samlet, where there is one, and the hovedkonti."""
        return (*([self.samlet] if self.samlet else []), *self.hovedkonti)

    maalinger = kontoer

    def konto(self, hovedkonto: object) -> Konto:
        """One of samlet and the hovedkonti by its code or title, as `find`."""
        return self.find(hovedkonto)


def has_notater(datasaet: Datasaet) -> bool:
    """Whether a datasaet is about what a notat speaks of."""
    return datasaet.kilde.maal in load_tekster().maal


def as_columns(table: pd.DataFrame, datasaet: Datasaet) -> pd.DataFrame:
    """A table of places with its columns as files have them: those on competition keep the names of the field."""
    table = table.drop(columns="region")  # known by the kommune, and files keep their columns
    return table.rename(columns=COLUMNS) if has_notater(datasaet) else table


def build_notat(
    datasaet: Datasaet, kommune: str | Kommune, aar: int | None = None, ordvalg: Ordvalg | None = None
) -> Notat:
    """Gather the facts about one kommune and year.

    Args:
        datasaet: the figures.
        kommune: a name, a code or a `Kommune`.
        aar: the year; the latest with figures if left out. The ten years before it make the history.
        ordvalg: word lists and grades; those of `data/redaktionelt/ordvalg.yaml` if left out.

    Raises:
        InputError: the kommune is unknown, the year has no figures, the kommune has none in that year, or the
            datasaet is about something else than private suppliers' share.

    Example:
        >>> from kommunedata.datasaet.frame import load_datasaet
        >>> notat = build_notat(load_datasaet("modeldata"), "Aalborg", 2022)
        >>> notat.samlet.vaerdi, notat.samlet.rang, notat.samlet.antal
        (29.8, 30, 98)
    """
    if not has_notater(datasaet):
        about = f"'{datasaet.kilde.maal}'; notater are about {', '.join(load_tekster().maal)} (try 'rank')"
        raise InputError(f"datasaet '{datasaet.navn}' measures {about}")
    kommune = kommune if isinstance(kommune, Kommune) else find_kommune(kommune)
    aar, ordvalg = choose_aar(datasaet, aar), ordvalg or load_ordvalg()
    rows = read_rows(datasaet)
    year = {code: found for code in datasaet.noegletal if (found := rows.get((code, aar)))}
    own = [code for code, found in year.items() if kommune.kommunekode in found]
    if all(year[code][kommune.kommunekode]["vaerdi"] is None for code in own):
        raise InputError(f"{kommune.kommune} has no figures for {aar} in datasaet '{datasaet.navn}'")
    grundlag = _grundlag(datasaet, {code: year[code][kommune.kommunekode]["naevner"] for code in own})
    kontoer = {
        code: _konto(read_maaling(datasaet, kommune, code, aar), kommune, aar, grundlag, ordvalg) for code in own
    }
    samlet = next((konto for konto in kontoer.values() if konto.noegletal.samler), None)
    hovedkonti = tuple(konto for konto in kontoer.values() if konto is not samlet)
    of_average = [(konto.gennemsnit, konto.kode) for konto in hovedkonti if konto.gennemsnit is not None]
    return Notat(
        kommune=kommune,
        aar=aar,
        kilde=datasaet.kilde,
        bedste=BEDSTE,
        antal_kommuner=len(
            {code for found in year.values() for code, row in found.items() if row["vaerdi"] is not None}
        ),
        samlet=samlet,
        hovedkonti=hovedkonti,
        potentialer=_potentialer(hovedkonti),
        stoerst=_stoerst(hovedkonti),
        fokus=_fokus(hovedkonti),
        mest=max(of_average)[1] if of_average else None,
        ordvalg=ordvalg,
    )


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


def _konto(fields: dict[str, Any], kommune: Kommune, aar: int, grundlag: float | None, ordvalg: Ordvalg) -> Konto:
    rang, one, vaerdi, tiende = (fields[name] for name in ("rang", "noegletal", "vaerdi", "tiende"))
    part = None if one.samler else fields["naevner"]
    up = (
        None
        if vaerdi is None or tiende is None
        else max(0.0, round_half_up((tiende - vaerdi) * one.sign, one.decimaler))
    )
    return Konto(
        **fields,
        grad=grade(rang, fields["antal"], ordvalg.grader) if rang else None,
        vaegt=round_half_up(100 * part / grundlag, 0) if grundlag and part is not None else None,
        op_til_ti=up,
        eksempel=pick_eksempel(one.noegletal, kommune, aar),
    )


def _grundlag(datasaet: Datasaet, amounts: dict[str, float | None]) -> float | None:
    """What the hovedkonti are parts of: the amount of samlet, or their sum where all are known."""
    for code, amount in amounts.items():
        if datasaet.noegletal[code].samler and amount is not None:
            return amount
    parts = [amount for code, amount in amounts.items() if not datasaet.noegletal[code].samler]
    known = [amount for amount in parts if amount is not None]
    return sum(known) if known and len(known) == len(parts) else None


def _potentialer(hovedkonti: tuple[Konto, ...]) -> tuple[str, ...]:
    """The two hovedkonti with the worst places that are not among the best (grade 1), worst first."""
    behind = [(konto.rang / konto.antal, konto) for konto in hovedkonti if konto.rang and konto.grad != 1]
    behind.sort(key=lambda place: -place[0])
    return tuple(konto.kode for _, konto in behind[:2])


def _stoerst(hovedkonti: tuple[Konto, ...]) -> tuple[str, ...]:
    """The hovedkonto with most mio. kr. up to the ten best; several where they are alike, none without amounts."""
    most = max((konto.potentiale_mio or 0 for konto in hovedkonti), default=0)
    return tuple(konto.kode for konto in hovedkonti if most and konto.potentiale_mio == most)


def _fokus(hovedkonti: tuple[Konto, ...]) -> tuple[str, ...]:
    """Two hovedkonti: the one with the worst place, and the one with most mio. kr., or the next of either."""
    ranked = [konto for konto in hovedkonti if konto.rang]
    by_place = sorted(ranked, key=lambda konto: -(konto.rang or 0) / konto.antal)
    by_amount = sorted(ranked, key=lambda konto: -(konto.potentiale_mio or 0))
    found = [konto.kode for pair in zip(by_place, by_amount, strict=True) for konto in pair]
    return tuple(dict.fromkeys(found))[:2]
