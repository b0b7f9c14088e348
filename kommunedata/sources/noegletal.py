"""Exports from noegletal.dk, the ministry's key figures: the official IKU and PLI, and other indicators.

The format: `;`-separated rows; a header row that holds `Kom.nr` and the years; then blocks of a title row and
one row per municipality; `Tegnforklaring:` and, last, the publisher and date, without which a file is cut off.
A decimal comma, `.` for thousands, `-` is 0, `M` and `U` are missing.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

import pandas as pd

from kommunedata.errors import DataError, InputError
from kommunedata.kommuner import find_kommune, kommune_by_code
from kommunedata.sources.cells import Row, decode, is_workbook, split_rows

URL = "https://www.noegletal.dk"
MONTHS = ("januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober")
MONTHS += ("november", "december")

_NUMBER = re.compile(r"-?(?:[0-9]+|[1-9][0-9]{0,2}(?:\.[0-9]{3})+)(?:,[0-9]+)?")
_YEAR = re.compile(r"(?:200[7-9]|20[1-9][0-9]|2100)")
_HEADER = re.compile(r'(?:^|[;\t"\n])\s*Kom\.nr\s*"?([;\t,])', re.IGNORECASE)
_FOOTER = re.compile(rf"(.+?),? d\. ([0-9]{{1,2}})\. ({'|'.join(MONTHS)}) ([0-9]{{4}})", re.IGNORECASE)
_LEGEND = re.compile(r"([MU])[\s:=]+(.+)")
_REASONS = {"ikke_relevant": "uaktuel|ikke relevant|ikke aktuel", "skjult": "skjul|fortrolig|diskretion"}


@dataclass(frozen=True)
class Eksport:
    """What an export holds."""

    source: object  # its name, for messages
    titler: list[str]  # those with figures, in the order of the file
    aar: list[int]
    tal: pd.DataFrame  # titel, kommunekode, aar, andel, status, row (in the file)
    organisation: str
    hentet: date
    andre: list[str]  # names of the rows that are no municipality: the country, regions, groups
    advarsler: list[str]


class _Line(NamedTuple):
    """A row with values."""

    row: int
    titel: str
    name: str
    code: str
    values: list[str]


def parse_export(content: bytes, source: object) -> Eksport:
    """Read an export in any encoding that Excel leaves it in.

    Args:
        content: the bytes of the file.
        source: its name, for messages.

    Raises:
        DataError: it is not an export, is cut off, or holds marks, rows or columns that are not understood;
            every fault is listed with row, column and value.
    """
    if is_workbook(content):
        raise DataError(source, ["is an Excel workbook: save it as CSV (semicolon-separated)"])
    text = decode(content, source)
    header = _HEADER.search(text)
    if header and header[1] == ",":
        raise DataError(source, ["is separated by commas, which also mark decimals: save it with semicolons"])
    rows = split_rows(text, header[1] if header else ";", source)
    start, aar, faults = _read_header(rows)
    if faults:
        raise DataError(source, faults)

    body, tail = _split_tail(rows[start:])
    titler, lines, faults = _read_blocks(body)
    organisation, hentet, reasons, tail_faults = _read_tail(tail)
    records, andre, advarsler, line_faults = _read_lines(lines, aar, reasons)
    if not records:
        faults.append("no figures of a municipality were found")
    if faults := [*faults, *line_faults, *tail_faults]:
        raise DataError(source, faults)
    tal = pd.DataFrame(records, columns=["titel", "kommunekode", "aar", "andel", "status", "row"])
    used = list(dict.fromkeys(tal["titel"]))
    advarsler += [f"'{titel}' has no figures of a municipality" for titel in titler if titel not in used]
    return Eksport(source, used, aar, tal, organisation, hentet, andre, advarsler)


def _read_header(rows: Sequence[Row]) -> tuple[int, list[int], list[str]]:
    """The index below the header row, its years, and faults."""
    index = next((at for at, (_, cells) in enumerate(rows) if "kom.nr" in map(str.casefold, cells[1:2])), None)
    if index is None:
        return 0, [], ["no row holds 'Kom.nr' and years from its second column on: not an export of noegletal.dk"]
    number, cells = rows[index]
    years = _rstrip(cells)[2:]
    faults = [] if years else [f"row {number}: no years after 'Kom.nr'"]
    for at, year in enumerate(years):
        if not _YEAR.fullmatch(year) or year in years[:at]:
            problem = "stands there twice" if year in years[:at] else "is not a year from 2007 on"
            faults.append(f"row {number}, column {at + 3}: '{year[:40]}' {problem}")
    return index + 1, [] if faults else [int(year) for year in years], faults


def _split_tail(rows: Sequence[Row]) -> tuple[Sequence[Row], Sequence[Row]]:
    """The blocks, and the rows from `Tegnforklaring:` (or the publisher and date) to the end."""
    for index, (_, cells) in enumerate(rows):
        text = cells[0] if cells else ""
        if text.casefold().startswith("tegnforklaring") or _FOOTER.fullmatch(text):
            return rows[:index], rows[index:]
    return rows, []


def _read_blocks(rows: Sequence[Row]) -> tuple[list[str], list[_Line], list[str]]:
    titler: list[str] = []
    lines: list[_Line] = []
    faults: list[str] = []
    titel = ""
    for number, padded in rows:
        cells = _rstrip(padded)
        name = " ".join(cells[0].split()) if cells else ""
        if len(cells) > 1:
            lines.append(_Line(number, titel, name, cells[1], cells[2:]))
            if not titel:
                faults.append(f"row {number}: '{name or cells[1]}' has no title above it")
            continue
        titel = name  # a blank row ends a block
        if titel in titler:
            faults.append(f"row {number}: the title '{titel}' occurs twice")
        elif titel:
            titler.append(titel)
    return titler, lines, faults


def _read_tail(rows: Sequence[Row]) -> tuple[str, date, dict[str, str], list[str]]:
    organisation, hentet = "", date.min
    reasons: dict[str, str] = {}
    faults: list[str] = []
    for number, padded in rows:
        cells = _rstrip(padded)
        text = cells[0] if cells else ""
        if len(cells) > 1:
            faults.append(f"row {number}: '{text or cells[1]}' stands after the end: one export a file")
        elif footer := _FOOTER.fullmatch(text):
            organisation = footer[1].strip()
            try:
                hentet = date(int(footer[4]), MONTHS.index(str(footer[3]).lower()) + 1, int(footer[2]))
            except ValueError:
                faults.append(f"row {number}: '{text}' does not end with a date")
        elif legend := _LEGEND.fullmatch(text):
            reasons[legend[1]] = _read_reason(legend[2])
    if not organisation:
        faults.append("the last row, publisher and date, is missing: cut off or edited; export it again")
    return organisation, hentet, reasons, faults


def _read_lines(
    lines: Sequence[_Line], aar: Sequence[int], reasons: Mapping[str, str]
) -> tuple[list[tuple], list[str], list[str], list[str]]:
    """Records of `Eksport.tal`, the names of other rows, warnings and faults."""
    records: list[tuple] = []
    andre: list[str] = []
    advarsler: list[str] = []
    faults: list[str] = []
    first: dict[tuple[str, str], int] = {}
    for line in lines:
        kommunekode, fault, warning = _identify(line.name, line.code)
        if fault:
            faults.append(f"row {line.row}: {fault}")
        elif len(line.values) > len(aar) or (kommunekode and len(line.values) < len(aar)):
            faults.append(f"row {line.row}: {len(line.values)} values for {len(aar)} years")
        elif not kommunekode:
            andre.append(line.name or line.code)
        elif (row := first.setdefault((line.titel, kommunekode), line.row)) != line.row:
            faults.append(f"row {line.row}: '{line.name}' occurs twice under '{line.titel}' (row {row} too)")
        else:
            advarsler += [f"row {line.row}: {warning}"] if warning else []
            for year, text in zip(aar, line.values, strict=True):
                andel, status = _read_value(text, reasons)
                records.append((line.titel, kommunekode, year, andel, status, line.row))
                if not status:
                    faults.append(f"row {line.row}, column {year}: '{text[:40]}' is not a number, -, M or U")
    return records, andre, advarsler, faults


def _read_value(text: str, reasons: Mapping[str, str]) -> tuple[float | None, str]:
    """A cell as number and status; the status is empty where the mark is not understood."""
    if text in ("M", "U"):
        return None, reasons.get(text, "mangler")
    if text == "-":
        return 0.0, "tal"
    if not _NUMBER.fullmatch(text):
        return None, ""
    return float(text.replace(".", "").replace(",", ".")) + 0.0, "tal"  # + 0.0: no negative zero


def _read_reason(text: str) -> str:
    """The status that a line of `Tegnforklaring` means: by its words, else simply missing."""
    return next((status for status, words in _REASONS.items() if re.search(words, text, re.IGNORECASE)), "mangler")


def _identify(name: str, code: str) -> tuple[str | None, str, str]:
    """The kommunekode of a row (None for the country, a region or group), a fault and a warning about it."""
    if code and not re.fullmatch("[0-9]{1,4}", code):
        return None, f"Kom.nr '{code}' of '{name}' is not a number", ""
    if not code and not name:
        return None, "values without a name and Kom.nr", ""
    number, by_name = code.lstrip("0"), _find_code(name)
    kommune = kommune_by_code().get(number)
    if by_name and by_name != number:
        return None, f"'{name}' is {by_name}, but Kom.nr is '{code}'", ""
    if not kommune:
        return None, "", ""
    return number, "", "" if by_name else f"the name '{name}' is not known; taken as {number} {kommune.kommune}"


@lru_cache(maxsize=512)
def _find_code(name: str) -> str | None:
    try:
        return find_kommune(name).kommunekode
    except InputError:
        return None


def _rstrip(cells: list[str]) -> list[str]:
    """The cells without the empty ones that pad a row."""
    filled = [place for place, cell in enumerate(cells, 1) if cell]
    return cells[: filled[-1]] if filled else []
