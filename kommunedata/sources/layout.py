"""How a table is laid out: where its header is, and what each column holds, by its name and by its cells."""

import re
from collections.abc import Sequence
from difflib import get_close_matches
from itertools import pairwise
from typing import Any, NamedTuple

from kommunedata.datasaet.noegletal import load_noegletal_file
from kommunedata.errors import DataError
from kommunedata.sources.areas import find_sted, read_tid
from kommunedata.sources.cells import Ark, Row
from kommunedata.sources.numbers import cell_text, is_missing, is_number
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
GENERIC = {
    *NAMES["vaerdi"].split(),
    "antal",
    "i-alt",
    "total",
    "totalt",
    "number",
}  # says nothing of what is measured
PLACING = {"rang", "antal"}  # the columns of a ranking: a table of ours, of which only the figures are read
SEARCHED = 40  # so many rows are looked at for the header


class Kolonne(NamedTuple):
    """What a column holds: `rolle` as in NAMES, `gruppe` (text that tells rows apart), or "" (not read)."""

    rolle: str
    navn: str = ""  # its header, without year and place
    aar: str = ""  # the time that stands in its header
    sted: str = ""  # the place that stands in its header
    blank: bool = False  # no header: its cells hold for the rows below, as in tables of StatBank


class Layout(NamedTuple):
    """A table's columns, its rows below the header, and the lines of text above it."""

    kolonner: list[Kolonne]
    header: int  # the row of the header in the file
    rows: list[Row]
    over: list[str]

    def find(self, role: str) -> list[int]:
        """The places of the columns of a role."""
        return [place for place, one in enumerate(self.kolonner) if one.rolle == role]


def find_layout(ark: Ark, aar: int | None = None) -> Layout:
    """Find the header of a table, of one line or two, and tell what each column holds.

    Args:
        ark: its rows.
        aar: the year of all figures, where the table does not say.

    Raises:
        DataError: no row is a header that gives a kommune, a year and a figure; said is what is missing.
    """
    rows = [(number, cells) for number, cells in ark.rows if any(map(cell_text, cells))]
    width = max((len(cells) for _, cells in rows), default=0)
    rows = [(number, cells + [None] * (width - len(cells))) for number, cells in rows]
    problems: list[tuple[float, str]] = []
    for at in range(min(SEARCHED, len(rows))):
        for depth in (1, 2):
            if at + depth > len(rows) or _is_line(rows[at][1]):
                continue
            if depth == 1 and at + 1 < len(rows) and _continues(rows[at][1], rows[at + 1][1]):
                continue  # its second line belongs to it
            parts = _join_header([cells for _, cells in rows[at : at + depth]])
            kolonner = [_find_role(part, column, aar) for part, column in _columns(parts, rows[at + depth :])]
            kolonner, problem = _settle(kolonner, aar)
            if not problem:
                over = [text for _, cells in rows[:at] for text in dict.fromkeys(map(cell_text, cells)) if text]
                layout = Layout(kolonner, rows[at + depth - 1][0], rows[at + depth :], over)
                _check_names(layout, parts, ark)
                return layout
            known = sum(ascii_slug(word) in ROLES or bool(read_tid(word)) for part in parts for word in part)
            problems.append((known / depth, f"row {rows[at][0]}: {problem}"))
    best = max(problems, key=lambda one: one[0], default=(0, "no row is a header: kommune, aar and figures"))
    also = f"; other sheets: {', '.join(ark.andre)} (--ark)" if ark.andre else ""
    raise DataError(ark.source, [f"{best[1]}{also}"])


def _is_line(cells: list[Any]) -> bool:
    """Whether a row is a line of text (a title, a note) from the first cell on, perhaps merged over several."""
    return bool(cell_text(cells[0])) and len({text for cell in cells if (text := cell_text(cell))}) == 1


def _continues(upper: list[Any], lower: list[Any]) -> bool:
    """Whether a row is the second line of a header: only text, beside other text, and no place or time alone."""
    texts = [cell_text(cell) for cell in lower]
    if any(
        is_number(cell) or (text and (is_missing(text) or read_tid(text)))
        for cell, text in zip(lower, texts, strict=True)
    ):
        return False
    filled = [place for place, text in enumerate(texts) if text]
    return bool(filled) and not any(find_sted(text)[:2] != ("", False) for text in texts if text) and all(
        cell_text(cell) for place, cell in enumerate(upper) if place not in filled
    ) and bool(upper)  # fmt: skip


def _join_header(lines: Sequence[list[Any]]) -> list[list[str]]:
    """The texts of each column's header; one in the upper of two lines holds for the empty cells after it."""
    texts = [[cell_text(cell) for cell in line] for line in lines]
    if len(texts) == 2:
        held = ""
        for place, (upper, lower) in enumerate(zip(*texts, strict=True)):
            held = upper or held
            texts[0][place] = upper or (held if lower and ROLES.get(ascii_slug(lower), "vaerdi") == "vaerdi" else "")
    return [[text for text in dict.fromkeys(column) if text] for column in zip(*texts, strict=True)]


def _columns(parts: list[list[str]], rows: Sequence[Row]) -> list[tuple[list[str], list[Any]]]:
    return [(part, [cells[place] for _, cells in rows]) for place, part in enumerate(parts)]


def _find_role(parts: list[str], column: list[Any], aar: int | None) -> Kolonne:
    """What one column holds, by its header and cells; a header that is a figure makes it `?`, no header at all."""
    words = [re.sub(r"\s*[(\[].*?[)\]]|,? i? ?(pct\.?|%|kr\.?)$", "", part) for part in parts]
    named = next((ROLES[slug] for word in words if (slug := ascii_slug(word)) in ROLES), "")
    filled = [cell for cell in column if not is_missing(cell)]
    numbers = sum(map(is_number, filled))
    times = [part for part in parts if read_tid(part)]
    places = [part for part in parts if not read_tid(part) and find_sted(part)[:2] != ("", False)]
    konti = load_noegletal_file("konkurrence")  # a hovedkonto is the one number that may head a column
    if any(is_number(p) and p not in konti and not read_tid(p) and not find_sted(p).kommunekode for p in parts):
        return Kolonne("?")
    rest = ", ".join(part for part in parts if part not in times)
    if named == "nummer" and filled and all(find_sted(cell_text(cell)).kommunekode for cell in filled):
        return Kolonne("kommunekode", rest)
    if named and named != "vaerdi" and not times:
        return Kolonne(named, rest)
    steder = sum(
        bool(find_sted(text).kommunekode) for cell in filled if (text := cell_text(cell)) and not is_number(cell)
    )
    if filled and steder >= 0.5 * len(filled):
        return Kolonne("?" if places or times else "kommune", rest, blank=not parts)
    if not parts and filled and all(read_tid(cell) for cell in filled):
        return Kolonne("aar", blank=True)
    if not parts and numbers and numbers == len(filled):
        return Kolonne("" if _counts(filled) else "?")
    across = any(find_sted(part).kommunekode for part in places)
    marked = parts and not filled and any(cell_text(cell) for cell in column)  # all figures are missing
    if parts and (numbers > 0.5 * len(filled) or times or across or (named and filled) or marked):
        sted = places[0] if places else ""
        named_without = [part for part in parts if part not in times and part != sted]
        if not times and aar is None and (year := re.search(r"^(.*?)[\s(,_-]*((?:19|20)[0-9]{2})\)?$", rest)):
            return Kolonne("vaerdi", year[1].strip(), year[2] if year[1].strip() else "", sted)
        return Kolonne("vaerdi", ", ".join(named_without) if sted else rest, times[0] if times else "", sted)
    if not filled:
        return Kolonne("", rest)
    return Kolonne("gruppe", rest, blank=not parts)


def _counts(cells: list[Any]) -> bool:
    """Whether cells number the rows from 0 or 1 on, as the index of a data frame does."""
    numbers = [cell_text(cell) for cell in cells]
    return len(numbers) > 1 and any(numbers == [str(at + start) for at in range(len(numbers))] for start in (0, 1))


def _settle(kolonner: list[Kolonne], aar: int | None) -> tuple[list[Kolonne], str]:
    """The columns beside each other, and what is wrong with them together; nothing where they make a table."""
    roles = [one.rolle for one in kolonner]
    if "?" in roles:
        return kolonner, "no header: numbers stand there, or nothing above numbers"
    slugs = {ascii_slug(one.navn) for one in kolonner}
    if slugs >= PLACING:
        figures = {"andel", "vaerdi"}
        kolonner = [
            one
            if one.rolle not in ("vaerdi", "gruppe", "nummer") or ascii_slug(one.navn) in figures
            else one._replace(rolle="")
            for one in kolonner
        ]
    has_place = "kommune" in roles or "kommunekode" in roles
    if has_place:
        kolonner = [
            one._replace(
                sted="",
                navn=", ".join(filter(None, (one.navn, one.sted))) if one.sted not in one.navn else one.navn,
            )
            for one in kolonner
        ]
    values = [one for one in kolonner if one.rolle == "vaerdi"]
    if "aar" in roles:  # a year within a name is only a part of it
        kolonner = [
            one._replace(navn=f"{one.navn} {one.aar}", aar="")
            if one.rolle == "vaerdi" and one.aar and one.navn
            else one
            for one in kolonner
        ]
        values = [one for one in kolonner if one.rolle == "vaerdi"]
    if any(one.aar for one in values):  # a total over the years is none of them
        kolonner = [one._replace(rolle="") if _is_total(one) else one for one in kolonner]
        values = [one for one in kolonner if one.rolle == "vaerdi"]
        if timeless := [one.navn for one in values if not one.aar]:
            return kolonner, f"'{timeless[0]}' has no year, beside columns of years"
    missing = []
    across = [one for one in values if one.sted]
    if not has_place and len([one for one in across if find_sted(one.sted).kommunekode]) < min(2, len(values)):
        missing.append("kommune (or kommunekode)")
    if not has_place and not across:
        missing = ["kommune (or kommunekode)"]
    if "aar" not in roles and aar is None and not (values and all(one.aar for one in values)):
        missing.insert(0, "aar")
    if not values and not {"taeller", "naevner"} <= {*roles}:
        missing.append("a figure")
    if not missing and "aar" in roles and any(one.aar for one in values):
        return kolonner, "years stand both in a column and in the header"
    if not missing and not has_place and any(not one.sted for one in values):
        kolonner = [one if one.rolle != "vaerdi" or one.sted else one._replace(rolle="") for one in kolonner]
    found = ", ".join(one.navn or one.aar or one.sted for one in kolonner if one.navn or one.aar or one.sted) or "none"
    advice = "; say the year with --aar" if missing == ["aar"] else ""
    return kolonner, f"columns are missing: {', '.join(missing)}; found: {found[:200]}{advice}" if missing else ""


def _is_total(one: Kolonne) -> bool:
    return one.rolle == "vaerdi" and not one.aar and find_sted(one.sted or one.navn).andet


def _check_names(layout: Layout, parts: list[list[str]], ark: Ark) -> None:
    """Raise for columns that mean the same, and for names that are nearly those of known columns."""
    faults = []
    for role in ("kommune", "kommunekode", "aar", "noegletal", "taeller", "naevner"):
        if len(places := layout.find(role)) > 1:
            faults.append(f"columns mean the same: {', '.join(_name(parts[place]) for place in places)}")
    values = [(one.navn.casefold(), one.aar, one.sted) for one in layout.kolonner if one.rolle == "vaerdi"]
    for one, other in pairwise(sorted(values)):
        if one == other:
            faults.append(f"columns occur twice: {' '.join(filter(None, other))}")
    for one in layout.kolonner:
        slug = ascii_slug(one.navn)
        near = (
            get_close_matches(slug, ROLES, n=1, cutoff=0.86)
            if one.rolle in ("gruppe", "vaerdi") and slug not in ROLES
            else []
        )
        if near and slug not in GENERIC:
            faults.append(f"unknown column '{one.navn}'; did you mean {near[0]}?")
    if faults:
        raise DataError(ark.source, [f"row {layout.header}: {fault}" for fault in dict.fromkeys(faults)])


def _name(parts: list[str]) -> str:
    return " ".join(parts) or "(no header)"
