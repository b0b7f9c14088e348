"""What facts are made of: a kommune with its figure and place, the mean of a group, a year, and a figure in full."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any, ClassVar

import pandas as pd

from kommunedata.analysis.changes import comparable_from
from kommunedata.analysis.peers import Peers
from kommunedata.analysis.ranking import BEDSTE, rank, summarise_grupper
from kommunedata.datasaet.frame import Datasaet
from kommunedata.datasaet.kilde import Kilde
from kommunedata.datasaet.noegletal import Noegletal, find_noegletal
from kommunedata.datasaet.offentliggjort import find_published
from kommunedata.formats import card, round_half_up
from kommunedata.kommuner import INDDELINGER, Kommune, kommune_by_code

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
class Sammenlignet:
    """The figures of a kommune and of those it is compared with on one noegletal, and the means beside them."""

    noegletal: Noegletal
    antal: int
    kommuner: tuple[Tal, ...]  # the kommune itself first
    grupper: tuple[Gruppe, ...]  # its region, its kommunegruppe, all kommuner


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
    delt: bool = False  # whether the place is shared
    andet_maal: str = ""  # see `Maaling`


def as_table(historik: Sequence[Aarstal], columns: Mapping[str, str]) -> pd.DataFrame:
    """The years of a history as a table of some of its fields, each under its title."""
    rows = [{title: getattr(point, field) for field, title in columns.items()} for point in historik]
    return pd.DataFrame(rows).astype({columns["aar"]: "str"})


@dataclass(frozen=True)
class Maaling:
    """One noegletal of one kommune and year, in its unit, rounded as it is printed.

    A difference is the difference of the printed numbers. What cannot be known is None.
    """

    noegletal: Noegletal
    status: str
    grund: str  # why the figure is missing, where that is known
    offentliggjort: frozenset[str]  # which of vaerdi, rang, gennemsnit are published figures, in modeldata
    andet_maal: str  # what the published figure measures where that is not what modeldata model: PLI
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
    tiende: float | None  # the tenth best figure; None where there are not ten
    forrest: tuple[Tal, ...]  # the two best, in order
    otte: float | None  # the mean of the eight after them, as printed; None where there are not ten
    spredning: float | None  # the standard deviation of the kommuner, not rounded
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


@dataclass(frozen=True)
class Side:
    """What the facts of a page about a kommune are, besides their figures."""

    kommune: Kommune
    aar: int
    kilde: Kilde
    maalinger: ClassVar[Any]  # a tuple of `Maaling`

    def _repr_html_(self) -> str:
        rows = {
            one.navn: f"{one.noegletal.med_enhed(one.vaerdi)} (nr. {one.rang} af {one.antal})"
            for one in self.maalinger
            if one.rang
        }
        return card(f"{self.kommune.fuldt_navn} {self.aar}", {**rows, "Mærke": self.kilde.modelmaerke})

    def __repr__(self) -> str:
        what = f"{type(self).__name__} {self.kommune.kommune} {self.aar}"
        return f"<{what}: {len(self.maalinger)} noegletal, datasaet {self.kilde.navn}>"

    def find(self, noegletal: object) -> Any:
        """One of the figures by its code or title.

        Raises:
            InputError: the page has none such; the nearest are listed.
        """
        by_code = {one.kode: one for one in self.maalinger}
        return by_code[find_noegletal({code: one.noegletal for code, one in by_code.items()}, noegletal)]


def read_maaling(datasaet: Datasaet, kommune: Kommune, noegletal: str, aar: int) -> dict[str, Any]:
    """The fields of a `Maaling`, selected from the ranking, of a year in which the kommune has a row."""
    year = read_rows(datasaet)[noegletal, aar]
    row = year[kommune.kommunekode]
    rang = row["rang"]
    others = [other for code, other in year.items() if rang and other["rang"] and code != kommune.kommunekode]
    over, under = ([one for one in others if (one["rang"] - rang) * way > 0] for way in (-1, 1))
    best = sorted((one for one in year.values() if one["rang"]), key=lambda one: one["rang"])[:BEDSTE]
    whole = len(best) == BEDSTE
    reasons = {(gap.kommune, gap.aar, gap.noegletal): gap.grund for gap in reversed(datasaet.kilde.mangler)}
    otte = sum(one["vaerdi"] for one in best[2:]) / (BEDSTE - 2)
    figures = ["status", "vaerdi", "taeller", "naevner", "rang", "antal", "gennemsnit", "hele_landet", "bedste"]
    figures += ["spredning", "forskel", "potentiale", "potentiale_mio", "aendring", "rang_foer", "antal_foer"]
    return {
        "noegletal": datasaet.noegletal[noegletal],
        "grund": reasons.get((kommune.kommune, aar, noegletal), ""),
        **find_published(row, datasaet.kilde),
        "tiende": best[-1]["vaerdi"] if whole else None,
        "forrest": read_tal(best[:2]),
        "otte": round_half_up(otte, datasaet.noegletal[noegletal].decimaler) if whole else None,
        **{name: row[name] for name in figures},
        "deler_med": tuple(tal.kommune.kommune for tal in read_tal([one for one in others if one["rang"] == rang])),
        "over": read_tal([one for one in over if one["rang"] == max(near["rang"] for near in over)]),
        "under": read_tal([one for one in under if one["rang"] == min(near["rang"] for near in under)]),
        "historik": read_historik(datasaet, kommune, noegletal, aar),
        "sammenlignelig_fra": comparable_from(datasaet.kilde, aar),
    }


def read_historik(datasaet: Datasaet, kommune: Kommune, noegletal: str, aar: int) -> tuple[Aarstal, ...]:
    """The years of a kommune up to a year, those in which it has a row, the earliest first."""
    rows, years = read_rows(datasaet), range(aar - HISTORIK, aar + 1)
    names = ["aar", "vaerdi", "rang", "antal", "gennemsnit", "hele_landet", "nedre", "oevre"]
    return tuple(
        Aarstal(
            **{name: row[name] for name in names},
            delt=row["rang"] is not None and [other["rang"] for other in everyone.values()].count(row["rang"]) > 1,
            **find_published(row, datasaet.kilde),
        )
        for everyone in (rows.get((noegletal, year), {}) for year in years)
        if (row := everyone.get(kommune.kommunekode))
    )


def read_sammenlignet(datasaet: Datasaet, noegletal: str, aar: int, peers: Peers) -> Sammenlignet:
    """A kommune and its peers on one noegletal, in a year of which there are rows."""
    rows = read_rows(datasaet)[noegletal, aar]
    first = next(iter(rows.values()))
    everyone = (peers.kommune, *peers.kommuner)
    known = {tal.kommune: tal for tal in read_tal(rows[k.kommunekode] for k in everyone if k.kommunekode in rows)}
    own = {inddeling: getattr(peers.kommune, inddeling) for inddeling in INDDELINGER}
    groups = [read_grupper(datasaet, by).get((noegletal, aar, name), Gruppe(name, None, 0)) for by, name in own.items()]
    groups.append(Gruppe("alle kommuner", first["gennemsnit"], first["antal"]))
    beside = [known.get(kommune) or Tal(kommune, None, None, first["antal"], "mangler") for kommune in everyone]
    return Sammenlignet(datasaet.noegletal[noegletal], first["antal"], tuple(beside), tuple(groups))


def read_tal(rows: Iterable[Mapping[str, Any]]) -> tuple[Tal, ...]:
    """Rows of the ranking as kommuner with figure and place, in Danish order."""
    by_code = {row["kommunekode"]: row for row in rows}
    return tuple(
        Tal(kommune_by_code()[code], *(by_code[code][name] for name in ("vaerdi", "rang", "antal", "status")))
        for code in sorted(by_code, key=list(kommune_by_code()).index)
    )


@lru_cache(maxsize=4)
def read_rows(datasaet: Datasaet) -> dict[tuple[str, int], dict[str, dict[str, Any]]]:
    """The ranking as plain rows, None where a cell is missing: by noegletal and year, then by kommunekode.

    It costs as much as a few dozen selections from the table, and then a selection costs next to nothing.
    """
    table = rank(datasaet)
    names = [str(name) for name in table]
    columns = [table[name].astype("object").where(table[name].notna(), None).tolist() for name in names]
    found: dict[tuple[str, int], dict[str, dict[str, Any]]] = {}
    for values in zip(*columns, strict=True):
        row = dict(zip(names, values, strict=True))
        found.setdefault((row["noegletal"], row["aar"]), {})[row["kommunekode"]] = row
    return found


@lru_cache(maxsize=8)
def read_grupper(datasaet: Datasaet, inddeling: str) -> dict[tuple[str, int, str], Gruppe]:
    """The means of regions or kommunegrupper as printed, by noegletal, year and name."""
    found = {}
    for row in summarise_grupper(datasaet, inddeling).dropna(subset="gennemsnit").to_dict("records"):
        mean = round_half_up(row["gennemsnit"], datasaet.noegletal[row["noegletal"]].decimaler)
        found[row["noegletal"], row["aar"], row["gruppe"]] = Gruppe(row["gruppe"], mean, row["antal"])
    return found


def number(value: Any) -> float | None:
    """A cell as a number, None where it is missing."""
    return None if pd.isna(value) else float(value)


def as_json(facts: Any) -> str:
    """The facts of a page as JSON, for `kommunedata facts` and for tests that look numbers up."""
    return json.dumps(asdict(facts), default=_plain, ensure_ascii=False, indent=2)


def _plain(value: Any) -> Any:
    if isinstance(value, frozenset):
        return sorted(value)
    return value.model_dump(mode="json") if hasattr(value, "model_dump") else str(value)
