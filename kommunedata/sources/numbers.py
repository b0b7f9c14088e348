"""The one place where a cell is read as a number: decimal marks, thousands, percent, and what means missing."""

import datetime
import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from kommunedata.sources.cells import Percent

MARKS = {",": "a decimal comma", ".": "a decimal point"}
# What stands for a figure that is not there, besides nothing at all.
MISSING = ".. … ... . - – — − n.a. n/a na n.a #n/a #i/t nan null none m u <na> mangler i.o. uoplyst"

_SPACE = "[\u00a0\u202f\u2009 ']"
# A number with each decimal mark; the other mark, or a space, separates thousands.
_NUMBER = {
    mark: re.compile(
        rf"[-−–]?(?:[0-9]+|[1-9][0-9]{{0,2}}(?:[{other}][0-9]{{3}})+|[1-9][0-9]{{0,2}}(?:{_SPACE}[0-9]{{3}})+)"
        rf"(?:[{mark}][0-9]+)?"
    )
    for mark, other in ((",", "."), (".", ","))
}
_UNIT = re.compile(rf"{_SPACE}*(%|pct\.?|kr\.?|dkk)$", re.IGNORECASE)


class Tal(NamedTuple):
    """A cell read as a number, once for each decimal mark that makes it one; for none where it is no number."""

    vaerdi: Mapping[str, float] = {}
    decimaler: Mapping[str, int] = {}  # that it shows; of a number in a workbook those that it needs, six at most
    tekst: str = ""  # as it is written, without the unit behind it
    enhed: str = ""  # that unit: "pct.", "kr." or nothing

    @property
    def procent(self) -> bool:
        """Whether the cell says itself that it is in pct."""
        return bool(self.vaerdi) and self.enhed == "pct."


@lru_cache(maxsize=1 << 16, typed=True)
def read_tal(cell: Any) -> Tal:
    """What a cell is as a number.

    Example:
        >>> read_tal("1.234,5 kr.")
        Tal(vaerdi={',': 1234.5}, decimaler={',': 1}, tekst='1.234,5', enhed='kr.')
        >>> read_tal("1.234").vaerdi, read_tal(0.25).decimaler, read_tal("x").vaerdi
        ({',': 1234.0, '.': 1.234}, {',': 2, '.': 2}, {})
    """
    if isinstance(cell, str):
        text = cell.strip()
        unit = _UNIT.search(text)
        enhed = "" if not unit else "pct." if unit[1][0] in "%pP" else "kr."
        text = text[: unit.start()] if unit else text
        plain = re.sub("[−–]", "-", re.sub(_SPACE, "", text))
        marks = [(mark, other) for mark, other in ((",", "."), (".", ",")) if _NUMBER[mark].fullmatch(text)]
        values = {mark: float(plain.replace(other, "").replace(mark, ".")) + 0.0 for mark, other in marks}
        return Tal(values, {mark: len(text.partition(mark)[2]) for mark in values}, text, enhed)
    if isinstance(cell, bool) or not isinstance(cell, int | float) or not abs(cell) < float("inf"):
        return Tal()
    shown = len(format(round(cell, 6), "f").rstrip("0").partition(".")[2])
    enhed = "pct." if isinstance(cell, Percent) else ""
    return Tal(dict.fromkeys(MARKS, float(cell) + 0.0), dict.fromkeys(MARKS, shown), enhed=enhed)


def is_number(cell: Any) -> bool:
    """Whether a cell is a number under one decimal mark or the other."""
    return bool(read_tal(cell).vaerdi)


def is_missing(cell: Any) -> bool:
    """Whether a cell says that there is no figure: empty, or a mark for it.

    Example:
        >>> [is_missing(cell) for cell in (None, "", "..", "N/A", float("nan"), 0, "0")]
        [True, True, True, True, True, False, False]
    """
    text = cell_text(cell)
    return not text or (isinstance(cell, str) and text.casefold() in MISSING.split())


def find_mark(cells: Iterable[Any], fits: Callable[[float, int], bool] = lambda *_: True) -> str | None:
    """The decimal mark of some cells: the one under which most texts are numbers, and numbers that can be.

    `fits` tells whether a number with so many decimals written can be what is measured: a share of at most 100, a
    whole number of people, kroner with two decimals. None where both marks give numbers that can be, but not the same.

    Example:
        >>> find_mark(["29,8", "1.234"]), find_mark(["1.234", "987"]), find_mark(["22.407"], lambda x, _: x <= 100)
        (',', None, '.')
    """
    read = [tal for cell in {cell for cell in cells if isinstance(cell, str)} if (tal := read_tal(cell)).vaerdi]
    count = {mark: sum(mark in tal.vaerdi for tal in read) for mark in MARKS}
    if count[","] != count["."]:
        return max(MARKS, key=lambda mark: count[mark])
    if all(tal.vaerdi.get(",") == tal.vaerdi.get(".") for tal in read):
        return ","
    can_be = [m for m in MARKS if all(m in tal.vaerdi and fits(tal.vaerdi[m], tal.decimaler[m]) for tal in read)]
    return can_be[0] if len(can_be) == 1 else None


def only_points(cells: Iterable[Any]) -> bool:
    """Whether all texts that are numbers have a decimal point, and none may be one of thousands.

    Example:
        >>> only_points(["12.5", "7.0", "8"]), only_points(["12.5", "1.234"]), only_points(["12.5", "7,0"])
        (True, False, False)
    """
    texts = [read_tal(cell).tekst for cell in cells if isinstance(cell, str) and is_number(cell)]
    return any("." in text for text in texts) and not any(re.search(r",|\.[0-9]{3}$", text) for text in texts)


def cell_text(cell: Any) -> str:
    """A cell as text: a whole number without decimals, a date as a date, nothing as the empty text.

    Example:
        >>> cell_text(2022.0), cell_text(" Læsø  Kommune "), cell_text(None)
        ('2022', 'Læsø Kommune', '')
    """
    if cell is None or (isinstance(cell, float) and cell != cell):
        return ""
    if isinstance(cell, float) and not isinstance(cell, Percent) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat()
    return " ".join(str(cell).split())
