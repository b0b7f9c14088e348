"""What a cell means: a number, a place (a kommune, or the country, a region, a total), or a time."""

import datetime
import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from kommunedata.kommuner import find_kode, kommune_by_code, unknown_kommuner
from kommunedata.sources.cells import Percent

MARKS = {",": "a decimal comma", ".": "a decimal point"}
# What stands for a figure that is not there, besides nothing at all.
MISSING = ".. … ... . - – — − n.a. n/a na n.a #n/a #i/t nan null none m u <na> mangler i.o. uoplyst"

_SPACE = "[\u00a0\u202f\u2009 ']"
# A number with each decimal mark; the other mark, or a space, separates thousands.
_OTHER = {",": ".", ".": ","}
_NUMBER = {
    mark: rf"[-−–]?(?:[0-9]+|[1-9][0-9]{{0,2}}(?:(?:[{other}][0-9]{{3}})+|(?:{_SPACE}[0-9]{{3}})+))(?:[{mark}][0-9]+)?"
    for mark, other in _OTHER.items()
}
_UNIT = re.compile(rf"{_SPACE}*(%|pct\.?|kr\.?|dkk)$", re.IGNORECASE)

FOOTNOTE = r"(?:\s*\([0-9]{1,2}\)|\s*[*†])+$"  # "Hillerød Kommune (3)"
_ENGLISH = {"copenhagen": "København", "copenhagen municipality": "København", "elsinore": "Helsingør"}
# Places and totals that are no kommune. Christiansø belongs to none.
_ANDRE = (
    r"(hele )?(landet|danmark|denmark)( i alt)?|all denmark|whole country|i ?alt|total(t)?|sum|samlet"
    r"|alle( kommuner)?"
    r"|((u?vægtet|simpelt) )?(gennemsnit|middel|median|mean|average).*|landsgennemsnit.*|landstal"
    r"|(alle )?(98 )?kommuner(ne)?( i alt)?|christiansø|uden for kommune.*|uoplyst.*|uden fast.*"
    r"|(region|landsdel|province|amt|gruppe|kommunegruppe|klynge|sammenligningsgruppe)\b.*"
    r"|.*\bregion(en)?( i alt)?"
    r"|(hovedstads|provins|storby|land|yder|mellem|by|oplands?)kommuner.*|.*\bomegn|byen københavn|.*sjælland"
    r"|.*jylland|øerne|fyn|bornholm og christiansø|grønland|unknown( municipality)?|not stated"
)
# Codes of StatBank for the country, regions, groups of kommuner, and what is unknown.
_ANDRE_KODER = {*map(str, (0, *range(81, 86), 411, *range(910, 961, 10), 997, 998, 999))}
# How a year is written, and a quarter, a month or half of one; and what such a part is called.
_AAR = "(?P<aar>(?:19|20)[0-9]{2})"
_TIDER = {
    r"(?:(?:år|aar|year|regnskab|regnskabsår|r)\.?\s*)?(?P<aar>(?:19|20|21)[0-9]{2})(?:[.,]0+)?": "",
    rf"{_AAR}\s*[KQ]0?(?P<part>[1-4])": "K{}",
    rf"{_AAR}\s*M(?P<part>0?[1-9]|1[0-2])": "M{:02}",
    rf"{_AAR}\s*H0?(?P<part>[12])": "H{}",
    rf"(?P<part>[1-4])\.\s*(?:kvt|kvartal)\.?\s*{_AAR}": "K{}",
    rf"Q(?P<part>[1-4])\s*{_AAR}": "K{}",
    rf"{_AAR}-(?:01-01|12-31)": "",
    rf"(?:01[-./]01|31[-./]12)[-./]{_AAR}": "",
}


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
        values = {
            mark: float(plain.replace(_OTHER[mark], "").replace(mark, ".")) + 0.0  # no negative zero
            for mark, pattern in _NUMBER.items()
            if re.fullmatch(pattern, text)
        }
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


class Sted(NamedTuple):
    """What a cell means as a place: a kommune, some other place that is not ranked, or (neither) nothing known."""

    kommunekode: str = ""
    andet: bool = False
    ukendt: str = ""  # a name that no kommune has

    @property
    def fejl(self) -> str:
        """Why it is no place, with the nearest names; those take long to find, and most cells are no places."""
        return str(unknown_kommuner([self.ukendt])) if self.ukendt else ""

    @property
    def kendt(self) -> bool:
        """Whether it is a place at all."""
        return bool(self.kommunekode) or self.andet


@lru_cache(maxsize=4096)
def find_sted(text: str) -> Sted:
    """The place that a name or a code means: `DK825`, `0851`, `851.0`, `Hillerød Kommune (3)`, `Copenhagen`.

    Example:
        >>> [find_sted(text).kommunekode for text in ("DK825", "851.0", "Hillerød Kommune (3)", "Aalborg (851)")]
        ['825', '851', '219', '851']
        >>> find_sted("I alt (15)").andet, find_sted("Alborrg").fejl
        (True, "unknown kommune 'Alborrg'; did you mean Aalborg or Kalundborg?")
    """
    name = re.sub(FOOTNOTE, "", text.strip()).strip()
    if not name:
        return Sted()
    if coded := re.fullmatch(r"(.*[^\W\d_].*?)\s*\(?0?([0-9]{3})\)?", name):
        both = find_sted(coded[1]), find_sted(coded[2])
        if both[0] == both[1]:
            return both[0]
    code = re.fullmatch(r"(?:DK)?[-\s]?0*([0-9]{1,3})(?:[.,]0+)?", name, re.IGNORECASE)
    if code and code[1] in kommune_by_code():
        return Sted(code[1])
    if code and code[1] in _ANDRE_KODER:
        return Sted(andet=True)
    name = _ENGLISH.get(name.casefold(), name)
    if kommunekode := find_kode(name):
        return Sted(kommunekode)
    andet = re.fullmatch(_ANDRE, name.casefold().rstrip(":. "))
    return Sted(andet=True) if andet else Sted(ukendt=name)


class Tid(NamedTuple):
    """A year, and where it is a part of one: `K1`, `M01`, `H1`."""

    aar: int
    del_: str = ""


@lru_cache(maxsize=4096, typed=True)
def read_tid(cell: object) -> Tid | None:
    """The year or part of a year that a cell means; None where it is neither.

    Example:
        >>> read_tid(2022.0), read_tid("2022Q1"), read_tid("1. kvt. 2022"), read_tid("22")
        (Tid(aar=2022, del_=''), Tid(aar=2022, del_='K1'), Tid(aar=2022, del_='K1'), None)
    """
    name = re.sub(rf"{FOOTNOTE}|\s*\(foreløbige?( tal)?\)$", "", "" if isinstance(cell, bool) else cell_text(cell))
    for pattern, part in _TIDER.items():
        if found := re.fullmatch(pattern, name, re.IGNORECASE):
            return Tid(int(found["aar"]), part.format(int(found.groupdict().get("part", 0))))
    return None
