"""What facts are made of: a kommune with its figure and place, the mean of a group, a year, and a figure in full."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from kommunedata.analysis.changes import comparable_from
from kommunedata.datasaet.frame import Datasaet
from kommunedata.datasaet.noegletal import Noegletal
from kommunedata.datasaet.offentliggjort import find_offentliggjort
from kommunedata.kommuner import Kommune, kommune_by_code

HISTORIK = 10  # years before the page's own
UKENDT = frozenset[str]()


@dataclass(frozen=True)
class Tal:
    """A kommune with its figure, as printed, and place; None where it is missing, and `status` says why."""

    kommune: Kommune
    vaerdi: float | None
    rang: int | None
    antal: int
    status: str = "tal"


@dataclass(frozen=True)
class Gruppe:
    """The simple mean of a group, as printed, over the `antal` of its kommuner that have a figure."""

    navn: str
    gennemsnit: float | None
    antal: int


@dataclass(frozen=True)
class Aarstal:
    """One year of a history; what is missing is None, and the kommune's own figures are where there is no kommune."""

    aar: int
    vaerdi: float | None
    rang: int | None
    antal: int
    gennemsnit: float | None
    hele_landet: float | None = None
    nedre: float | None = None  # the quartiles of the kommuner
    oevre: float | None = None
    offentliggjort: frozenset[str] = UKENDT


@dataclass(frozen=True)
class Maaling:
    """One noegletal of one kommune and year, in its unit, rounded as it is printed.

    A difference is the difference of the printed numbers. What cannot be known is None.
    """

    noegletal: Noegletal
    status: str
    offentliggjort: frozenset[str]  # which of vaerdi, rang, gennemsnit are published figures, in modeldata
    vaerdi: float | None
    taeller: float | None  # mio. kr.
    naevner: float | None  # mio. kr.
    rang: int | None
    antal: int
    deler_med: tuple[str, ...]  # others at the same place
    over: tuple[Tal, ...]  # who share the nearest better place
    under: tuple[Tal, ...]  # who share the nearest worse place
    gennemsnit: float | None
    hele_landet: float | None
    bedste: float | None  # the mean of the ten best
    forskel: float | None  # vaerdi − gennemsnit
    potentiale: float | None  # the way up to bedste
    potentiale_mio: float | None  # mio. kr.
    aendring: float | None  # since the year before
    rang_foer: int | None  # the year before
    antal_foer: int | None
    historik: tuple[Aarstal, ...]
    sammenlignelig_fra: int  # the first year since the definition was last changed; 0 where it never was

    @property
    def sammenlignelige(self) -> tuple[Aarstal, ...]:
        """The years of the history that can be compared with the last."""
        return tuple(point for point in self.historik if point.aar >= self.sammenlignelig_fra)

    @property
    def kode(self) -> str:
        """The code of the noegletal."""
        return self.noegletal.noegletal

    @property
    def navn(self) -> str:
        """Its short title."""
        return self.noegletal.kort_titel


def read_maaling(table: pd.DataFrame, datasaet: Datasaet, kommune: Kommune, noegletal: str, aar: int) -> dict[str, Any]:
    """The fields of a `Maaling`, selected from the ranking.

    Args:
        table: the rows of `analysis.ranking.rank` of the noegletal, all kommuner and the years of the history.
        datasaet: the figures.
        kommune: whose figure.
        noegletal: its code.
        aar: the year, one in which the kommune has a row.
    """
    year = table[table["aar"] == aar]
    row = year[year["kommunekode"] == kommune.kommunekode].iloc[0]
    rang = integer(row["rang"])
    andre = year[year["kommunekode"] != kommune.kommunekode]
    numbers = ["vaerdi", "taeller", "naevner", "gennemsnit", "hele_landet", "bedste", "forskel"]
    numbers += ["potentiale", "potentiale_mio", "aendring"]
    return {
        "noegletal": datasaet.noegletal[noegletal],
        "status": row["status"],
        "offentliggjort": find_offentliggjort(row, datasaet.kilde),
        **{name: number(row[name]) for name in numbers},
        "rang": rang,
        "antal": int(row["antal"]),
        "deler_med": tuple(tal.kommune.kommune for tal in read_tal(andre[andre["rang"] == rang])) if rang else (),
        "over": _nearest(andre[andre["rang"] < rang], "max") if rang else (),
        "under": _nearest(andre[andre["rang"] > rang], "min") if rang else (),
        "rang_foer": integer(row["rang_foer"]),
        "antal_foer": integer(row["antal_foer"]),
        "historik": read_historik(table, datasaet, kommune),
        "sammenlignelig_fra": comparable_from(datasaet.kilde, aar),
    }


def read_historik(table: pd.DataFrame, datasaet: Datasaet, kommune: Kommune) -> tuple[Aarstal, ...]:
    """The years of a kommune in rows of the ranking of one noegletal, the earliest first."""
    own = table[table["kommunekode"] == kommune.kommunekode].sort_values("aar")
    numbers = ["vaerdi", "gennemsnit", "hele_landet", "nedre", "oevre"]
    return tuple(
        Aarstal(
            aar=int(row["aar"]),
            rang=integer(row["rang"]),
            antal=int(row["antal"]),
            offentliggjort=find_offentliggjort(row, datasaet.kilde),
            **{name: number(row[name]) for name in numbers},
        )
        for row in own.to_dict("records")
    )


def read_tal(rows: pd.DataFrame) -> tuple[Tal, ...]:
    """Rows of the ranking as kommuner with figure and place, in Danish order."""
    by_code = {row["kommunekode"]: row for row in rows.to_dict("records")}
    return tuple(
        Tal(kommune, number(row["vaerdi"]), integer(row["rang"]), int(row["antal"]), row["status"])
        for code, kommune in kommune_by_code().items()
        if (row := by_code.get(code))
    )


def _nearest(candidates: pd.DataFrame, end: str) -> tuple[Tal, ...]:
    """All who share the nearest place: the last of those above ("max"), or the first of those below ("min")."""
    return read_tal(candidates[candidates["rang"] == candidates["rang"].agg(end)]) if len(candidates) else ()


def number(value: Any) -> float | None:
    """A cell as a number, None where it is missing."""
    return None if pd.isna(value) else float(value)


def integer(value: Any) -> int | None:
    """A cell as a whole number, None where it is missing."""
    return None if pd.isna(value) else int(value)
