"""How a table is laid out: where its header is, and what each column holds, by its name and by its cells."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import product
from typing import Any, NamedTuple

from kommunedata.datasaet.noegletal import load_noegletal_file
from kommunedata.errors import DataError
from kommunedata.sources.cells import Ark, Row
from kommunedata.sources.meanings import cell_text, find_sted, is_missing, is_number, read_tid
from kommunedata.text import ascii_slug

# What columns are called, as slugs.
NAMES = {
    "kommune": "kommune kommunenavn kommuner kommune-navn navn omraade komm municipality kommune-tekst",
    "kommunekode": "kommunekode kommunenr kommune-nr kom-nr komnr kommunenummer komkode kode kommune-kode code"
    " municipality-code",
    "aar": "aar aarstal year periode tid regnskabsaar skoleaar tidspunkt time kvartal maaned",
    "noegletal": "noegletal hovedkonto konto indikator variabel variable noegletalsnavn hovedkontonavn",
    "vaerdi": "vaerdi andel tal value indhold andele procent pct",
    "taeller": "taeller privat",
    "naevner": "naevner grundlag",
    "status": "status",
    "maerke": "maerke",
    "offentliggjort": "offentliggjort",
    "nummer": "nr nummer lb-nr loebenr loebenummer id index rang placering plads rank",
}
ROLES = {name: role for role, names in NAMES.items() for name in names.split()}
GENERIC = {*NAMES["vaerdi"].split(), "antal", "i-alt", "total", "totalt", "number"}  # says nothing of what is measured
PLACING = {"rang", "antal"}  # the columns of a ranking: a table of ours, of which only the figures are read
SEARCHED = 40  # so many rows are looked at for the header


@dataclass
class Kolonne:
    """What a column holds: `rolle` as in NAMES, `gruppe` (text that tells rows apart), or "" (not read)."""

    dele: list[str]  # the texts of its header, of one line or two
    rolle: str
    navn: str  # its header, without year and place
    aar: str = ""  # the time that stands in its header
    sted: str = ""  # the place that stands in its header

    @property
    def blank(self) -> bool:
        """Whether it has no header: its cells hold for the rows below, as in tables of StatBank."""
        return bool(self.rolle) and not self.dele


class Layout(NamedTuple):
    """A table's columns, its rows below the header, and the lines of text above it."""

    kolonner: list[Kolonne]
    rows: list[Row]
    over: list[str]

    @property
    def statbank(self) -> bool:
        """Whether it is laid out as tables of StatBank are: with columns without a header."""
        return any(one.blank for one in self.kolonner)

    def find(self, *roles: str) -> list[int]:
        """The places of the columns of some roles."""
        return [place for place, one in enumerate(self.kolonner) if one.rolle in roles]

    def texts(self, role: str, cells: list[Any]) -> list[str]:
        """What a row says in the columns of a role."""
        return [cell_text(cells[place]) for place in self.find(role)]


def base_slug(name: str) -> str:
    """The name of a column as a slug, without its unit and what stands in brackets: `andel` of "Andel (pct.)"."""
    return ascii_slug(re.sub(r"\s*[(\[].*?[)\]]|,? i? ?(pct\.?|%|kr\.?)$", "", name))


def find_layout(ark: Ark, aar: int | None = None) -> Layout:
    """Find the header of a table, of one line or two, and tell what each column holds.

    `aar` is the year of all figures, where the table does not say. A DataError says what is missing where no row is a
    header that gives a kommune, a year and a figure; and which columns mean the same, or nearly what is known.
    """
    rows = [(number, cells) for number, cells in ark.rows if any(map(cell_text, cells))]
    width = max((len(cells) for _, cells in rows), default=0)
    rows = [(number, cells + [None] * (width - len(cells))) for number, cells in rows]
    problems: list[tuple[float, str]] = []
    for at, depth in product(range(min(SEARCHED, len(rows))), (1, 2)):
        lines = [list(map(cell_text, cells)) for _, cells in rows[at : at + depth + 1]]
        if at + depth > len(rows) or (lines[0][0] and len({*lines[0]} - {""}) == 1):
            continue  # a line of text, perhaps merged over several cells
        if depth == 1 and len(lines) == 2 and _continues(lines[0], lines[1], rows[at + 1][1]):
            continue  # its second line belongs to it
        below, parts = rows[at + depth :], _join_header(lines[:depth])
        kolonner = [_read_kolonne(part, [cells[n] for _, cells in below], aar) for n, part in enumerate(parts)]
        if not (problem := _settle(kolonner, aar)):
            if faults := _check_names(kolonner):
                raise DataError(ark.source, [f"row {rows[at + depth - 1][0]}: {fault}" for fault in faults])
            over = [text for _, cells in rows[:at] for text in dict.fromkeys(map(cell_text, cells)) if text]
            return Layout(kolonner, below, over)
        known = sum(ascii_slug(word) in ROLES or bool(read_tid(word)) for part in parts for word in part)
        problems.append((known / depth, f"row {rows[at][0]}: {problem}"))
    best = max(problems, key=lambda one: one[0], default=(0, "no row is a header: kommune, aar and figures"))
    also = f"; other sheets: {', '.join(ark.andre)} (--ark)" if ark.andre else ""
    raise DataError(ark.source, [f"{best[1]}{also}"])


def _continues(upper: list[str], lower: list[str], cells: list[Any]) -> bool:
    """Whether a row is the second line of a header: only text, beside other text, and no place or time alone."""
    return (
        any(lower)
        and not any(map(is_number, cells))
        and not any(is_missing(text) or read_tid(text) or find_sted(text).kendt for text in lower if text)
        and all(text or above for text, above in zip(lower, upper, strict=True))
    )


def _join_header(lines: Sequence[list[str]]) -> list[list[str]]:
    """The texts of each column's header; one in the upper of two lines holds for the empty cells after it."""
    if len(lines) == 2:
        held = ""
        for place, (upper, lower) in enumerate(zip(*lines, strict=True)):
            held = upper or held
            lines[0][place] = upper or (held if lower and ROLES.get(ascii_slug(lower), "vaerdi") == "vaerdi" else "")
    return [[text for text in dict.fromkeys(column) if text] for column in zip(*lines, strict=True)]


def _read_kolonne(parts: list[str], column: list[Any], aar: int | None) -> Kolonne:
    """What one column holds, by its header and cells."""
    times = [part for part in parts if read_tid(part)]
    names = [part for part in parts if part not in times]
    places = [part for part in names if find_sted(part).kendt]
    one = Kolonne(parts, _find_role(parts, column, times, places), ", ".join(names))
    if one.rolle == "vaerdi":
        one.aar, one.sted = (times or [""])[0], (places or [""])[0]
        year = re.search(r"^(.*?)[\s(,_-]*((?:19|20)[0-9]{2})\)?$", one.navn)
        if not times and aar is None and year:
            one.navn, one.aar = year[1].strip(), year[2] if year[1].strip() else ""
        elif one.sted:
            one.navn = ", ".join(part for part in names if part != one.sted)
    return one


def _find_role(parts: list[str], column: list[Any], times: list[str], places: list[str]) -> str:
    """The role of a column; `?` where its header is a figure, or where it has none and needs one."""
    named = next((ROLES[slug] for part in parts if (slug := base_slug(part)) in ROLES), "")
    filled = [cell for cell in column if not is_missing(cell)]
    numbers = list(map(is_number, filled))
    kommuner = [bool(find_sted(cell_text(cell)).kommunekode) for cell in filled]
    across = [part for part in parts if find_sted(part).kommunekode]
    above = {part for part in parts if is_number(part)}.difference(times, across)
    if above and not above <= load_noegletal_file("konkurrence").keys():  # of numbers only a hovedkonto heads a column
        return "?"
    if named == "nummer" and filled and all(kommuner):
        return "kommunekode"
    if named and named != "vaerdi" and not times:
        return named
    named_places = sum(known and not number for known, number in zip(kommuner, numbers, strict=True))
    if filled and named_places >= 0.5 * len(filled):
        return "?" if places or times else "kommune"
    if not parts and filled and all(map(read_tid, filled)):
        return "aar"
    if not parts and filled and all(numbers):
        texts = list(map(cell_text, filled))  # of the index of a data frame: it numbers the rows from 0 or 1 on
        counts = [list(map(str, range(start, start + len(texts)))) for start in (0, 1)]
        return "" if len(texts) > 1 and texts in counts else "?"
    marked = not filled and any(map(cell_text, column))  # all figures are missing
    if parts and (sum(numbers) > 0.5 * len(filled) or times or across or (named and filled) or marked):
        return "vaerdi"
    return "gruppe" if filled else ""


def _settle(kolonner: list[Kolonne], aar: int | None) -> str:
    """Mend the columns by what stands beside them; what is wrong with them together, nothing where they fit."""
    roles = {one.rolle for one in kolonner}
    if "?" in roles:
        return "no header: numbers stand there, or nothing above numbers"
    if {ascii_slug(one.navn) for one in kolonner} >= PLACING:
        for one in kolonner:
            if one.rolle in ("vaerdi", "gruppe", "nummer") and ascii_slug(one.navn) not in ("andel", "vaerdi"):
                one.rolle = ""
    has_place = not roles.isdisjoint(("kommune", "kommunekode"))
    values = [one for one in kolonner if one.rolle == "vaerdi"]
    for one in values:
        if has_place and one.sted:  # a place beside a column of kommuner is only a part of the name, and so is a year
            one.navn = one.navn if one.sted in one.navn else ", ".join(filter(None, (one.navn, one.sted)))
            one.sted = ""
        if "aar" in roles and one.aar and one.navn:
            one.navn, one.aar = f"{one.navn} {one.aar}", ""
    across = any(one.aar for one in values)
    for one in values:
        if across and not one.aar:
            if not find_sted(one.sted or one.navn).andet:
                return f"'{one.navn}' has no year, beside columns of years"
            one.rolle = ""  # a total over the years is none of them
    values = [one for one in values if one.rolle]
    missing = []
    if "aar" not in roles and aar is None and not across:
        missing.append("aar")
    kommuner = [one for one in values if find_sted(one.sted).kommunekode]
    if not has_place and (not any(one.sted for one in values) or len(kommuner) < min(2, len(values))):
        missing.append("kommune (or kommunekode)")
    if not values and not {"taeller", "naevner"} <= roles:
        missing.append("a figure")
    if missing:
        found = ", ".join(text for one in kolonner if (text := one.navn or one.aar or one.sted)) or "none"
        advice = "; say the year with --aar" if missing == ["aar"] else ""
        return f"columns are missing: {', '.join(missing)}; found: {found[:200]}{advice}"
    if "aar" in roles and across:
        return "years stand both in a column and in the header"
    for one in values:
        if not has_place and not one.sted:
            one.rolle = ""
    return ""


def _check_names(kolonner: list[Kolonne]) -> list[str]:
    """Columns that mean the same, and names that are nearly those of known columns."""
    faults = []
    for role in ("kommune", "kommunekode", "aar", "noegletal", "taeller", "naevner"):
        if len(alike := [" ".join(one.dele) or "(no header)" for one in kolonner if one.rolle == role]) > 1:
            faults.append(f"columns mean the same: {', '.join(alike)}")
    values = Counter((one.navn.casefold(), one.aar, one.sted) for one in kolonner if one.rolle == "vaerdi")
    faults += [f"columns occur twice: {' '.join(filter(None, key))}" for key in sorted(values) if values[key] > 1]
    for one in kolonner:
        slug = ascii_slug(one.navn)
        if one.rolle in ("gruppe", "vaerdi") and slug not in GENERIC | ROLES.keys():
            near = get_close_matches(slug, ROLES, n=1, cutoff=0.86)
            faults += [f"unknown column '{one.navn}'; did you mean {near[0]}?"] if near else []
    return list(dict.fromkeys(faults))
