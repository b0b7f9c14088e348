"""The 98 municipalities: who they are, how they are spelt, and how they are sorted.

Source: Statistics Denmark's codes and regions; population 1 January 2025 (`data/kommuner.csv`).
"""

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from kommunedata import paths
from kommunedata.errors import InputError, unknown
from kommunedata.text import ascii_slug, fold, visible

if TYPE_CHECKING:
    import pandas as pd

INDDELINGER = ("region", "kommunegruppe")  # how the kommuner are grouped
FOLKETAL_AAR = 2025  # 1 January
REFORM = 2007  # of the municipalities: 271 became 98
PAA = frozenset({"Bornholm", "Fanø", "Langeland", "Lolland", "Læsø", "Samsø", "Ærø"})  # one is "på" an island
GENITIV = frozenset({"Nordfyns", "Vesthimmerlands"})  # names that cannot stand alone
_LAZY = str.maketrans({"ø": "o", "å": "a", "ö": "o"})  # the way of a foreign keyboard


@dataclass(frozen=True)
class Kommune:
    """One municipality; `slug` is its identifier in lists, options and file names."""

    kommunekode: str
    kommune: str
    fuldt_navn: str
    region: str
    kommunegruppe: str
    folketal: int

    @property
    def slug(self) -> str:
        """Code and ASCII name.

        Example:
            >>> find_kommune("Høje-Taastrup").slug
            '169-hoeje-taastrup'
        """
        return ascii_slug(f"{self.kommunekode} {self.kommune}")[:80].rstrip("-")

    def _repr_html_(self) -> str:
        from kommunedata.formats import card, tal  # late: commands that need names only start at once

        rows = {
            "Kode": self.kommunekode,
            "Region": self.region,
            "Kommunegruppe": self.kommunegruppe,
            "Folketal": tal(self.folketal, 0),
        }
        return card(self.fuldt_navn, rows)

    @property
    def genitiv(self) -> str:
        """Genitive of the full name.

        Example:
            >>> find_kommune("Bornholm").genitiv
            'Bornholms Regionskommunes'
        """
        return f"{self.fuldt_navn}s"


def i_tekst(kommune: str) -> str:
    """A name as it stands in running text.

    Example:
        >>> i_tekst("Nordfyns"), i_tekst("Vejle")
        ('Nordfyns Kommune', 'Vejle')
    """
    return f"{kommune} Kommune" if kommune in GENITIV else kommune


def load_kommuner() -> "pd.DataFrame":
    """All 98 municipalities, one row per kommune, in Danish order.

    Returns:
        Columns `kommunekode` (text), `kommune`, `fuldt_navn`, `region`, `kommunegruppe`, `folketal_2025`
        (inhabitants), `flise_x` and `flise_y` (column and row in a tile map of Denmark).

    Example:
        >>> load_kommuner()["kommune"].iloc[[0, -1]].tolist()
        ['Albertslund', 'Aarhus']
    """
    import pandas as pd  # late: names and codes are needed by commands that need no frames

    numbers = ["folketal_2025", "flise_x", "flise_y"]
    return pd.DataFrame(_rows()).astype(dict.fromkeys(numbers, "int64"))


@cache
def _rows() -> list[dict[str, str]]:
    """The rows of `kommuner.csv` in Danish order: of the folder of imported datasaet where it has one, else ours."""
    own = paths.datasaet_root() / "kommuner.csv"
    with (own if own.is_file() else paths.data_file("kommuner.csv")).open(encoding="utf-8", newline="") as file:
        rows = [{name: visible(value).strip() for name, value in row.items()} for row in csv.DictReader(file)]
    return sorted(rows, key=lambda row: danish_key(row["kommune"]))


def danish_key(text: str) -> tuple[int, ...]:
    """Sort key for Danish names: æ, ø, å last, and `aa` sorts as `å`.

    Example:
        >>> sorted(["Aarhus", "Ærø", "Albertslund", "Aalborg", "Vejle"], key=danish_key)
        ['Albertslund', 'Vejle', 'Ærø', 'Aalborg', 'Aarhus']
    """
    order = {"æ": ord("z") + 1, "ø": ord("z") + 2, "å": ord("z") + 3}
    return tuple(order.get(letter, ord(letter)) for letter in text.lower().replace("aa", "å"))


def _spelt(text: str) -> str:
    return re.sub(r"[^0-9a-z]", "", fold(text))


@cache
def _spellings() -> dict[str, str]:
    """Every accepted spelling, folded, to its code; a vaguer spelling never takes over an earlier one."""
    found: dict[str, str] = {}
    rows = [(row["kommunekode"], row["kommune"], row["fuldt_navn"]) for row in _rows()]
    for spelt in (_spelt, lambda text: _spelt(text.casefold().translate(_LAZY))):
        for code, name, full in rows:
            stem = re.sub(r"\s+(Regionsk|K)ommune$", "", full)
            names = (name, full, stem, f"{name} Kommune", f"{stem} Kommune")
            for spelling in (code, f"0{code}", f"{code} {name}", *names):
                found.setdefault(spelt(spelling), code)
            found.setdefault(spelt(stem.removesuffix("s")), code)
    return found


@cache
def kommune_by_code() -> dict[str, Kommune]:
    """Code to `Kommune`, in Danish order."""
    fields = ("kommunekode", "kommune", "fuldt_navn", "region", "kommunegruppe")
    found = [Kommune(*(row[field] for field in fields), folketal=int(row["folketal_2025"])) for row in _rows()]
    return {kommune.kommunekode: kommune for kommune in found}


def find_kommune(text: "str | int | Kommune") -> Kommune:
    """The municipality that a name, full name or code means; case, hyphens and å/aa do not matter.

    Raises:
        InputError: no municipality is spelt so; the nearest names are listed.

    Example:
        >>> [find_kommune(x).kommune for x in ("aalborg", "Ålborg", "Århus", "851", "Københavns Kommune")]
        ['Aalborg', 'Aalborg', 'Aarhus', 'Aalborg', 'København']
        >>> find_kommune("Alborrg")
        Traceback (most recent call last):
            ...
        kommunedata.errors.InputError: unknown kommune 'Alborrg'; did you mean Aalborg or Kalundborg?
    """
    return text if isinstance(text, Kommune) else find_kommuner([str(text)])[0]


def find_kommuner(texts: Sequence[str] | Iterable[str]) -> list[Kommune]:
    """As `find_kommune`, for several: all unknown names are reported at once, repeats are kept once."""
    codes = {text: find_kode(text) for text in map(str, texts)}
    if missing := [text for text, code in codes.items() if not code]:
        raise unknown_kommuner(missing)
    return [kommune_by_code()[code] for code in dict.fromkeys(codes.values())]


def find_kode(text: str) -> str:
    """The code of the municipality that a text means, "" where it means none."""
    return _spellings().get(_spelt(text), "")


def unknown_kommuner(texts: Sequence[str]) -> InputError:
    """The error that no municipality is spelt so, with the nearest names."""
    return unknown("kommune", texts, [row["kommune"] for row in _rows()])
