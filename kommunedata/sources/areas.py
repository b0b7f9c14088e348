"""Who and when: what a cell means as a place (a kommune, or the country, a region, a total) and as a time."""

import re
from functools import lru_cache
from typing import NamedTuple

from kommunedata.errors import InputError
from kommunedata.kommuner import find_kommune, kommune_by_code
from kommunedata.sources.numbers import cell_text

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


class Sted(NamedTuple):
    """What a cell means as a place: a kommune, some other place that is not ranked, or (neither) nothing known."""

    kommunekode: str = ""
    andet: bool = False
    fejl: str = ""

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
    try:
        return Sted(find_kommune(_ENGLISH.get(name.casefold(), name)).kommunekode)
    except InputError as error:
        andet = re.fullmatch(_ANDRE, name.casefold().rstrip(":. "))
        return Sted(andet=True) if andet else Sted(fejl=str(error))


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
