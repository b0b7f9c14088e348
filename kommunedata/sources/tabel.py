"""An analyst's own table, a tidy CSV or XLSX file: a row per kommune × aar, or kommune × aar × hovedkonto."""

import re
from collections.abc import Sequence
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, NamedTuple

import pandas as pd

from kommunedata.datasaet.frame import NUMBERS, SAMLET, check_andele
from kommunedata.errors import DataError, InputError
from kommunedata.kommuner import find_kommune
from kommunedata.sources.cells import Row, decode, is_workbook, read_workbook, split_rows
from kommunedata.sources.titles import ascii_slug

COLUMNS = ["kommune", "kommunekode", "aar", "hovedkonto", *NUMBERS]
FIELDS = ["kommunekode", "aar", "hovedkonto", *NUMBERS, "status"]
MARKS = {",": "a decimal comma", ".": "a decimal point"}

# A number with each decimal mark; the other mark separates thousands.
_NUMBER = {
    mark: re.compile(rf"-?(?:[0-9]+|[1-9][0-9]{{0,2}}(?:[{other}][0-9]{{3}})+)(?:[{mark}][0-9]+)?")
    for mark, other in ((",", "."), (".", ","))
}


class Tabel(NamedTuple):
    """What a table holds: the columns of `datasaet.frame`, and what to tell the analyst about the file."""

    frame: pd.DataFrame
    advarsler: list[str]


def parse_tabel(content: bytes, source: object) -> Tabel:
    """Read a tidy table.

    Columns, in any order and case: `kommune` (name or code) or `kommunekode`, `aar` (or `år`), `andel`, and
    optionally `hovedkonto` (else all rows are `samlet`), `privat` and `grundlag`. An empty number is missing.
    CSV is separated by `;`, `,` or tab; its numbers have a decimal comma or point, one kind in a file.

    Args:
        content: the bytes of the file.
        source: its name, for messages.

    Raises:
        DataError: a column is missing, a row cannot be understood, or the decimal mark is ambiguous; every
            fault is listed with its row.

    Example:
        >>> tabel = parse_tabel("Kommune;År;Andel\\nÅlborg;2022;29,8\\n".encode(), "egen.csv")
        >>> tabel.frame[["kommunekode", "aar", "hovedkonto", "andel"]].values.tolist()
        [['851', 2022, 'samlet', 29.8]]
    """
    rows, advarsler = _read_rows(content, source)
    if not rows:
        raise DataError(source, ["is empty"])
    names = [ascii_slug(_text(cell)) for cell in rows[0][1]]
    if problem := _check_names(names):
        raise DataError(source, [f"row {rows[0][0]}: {problem}"])
    advarsler += [f"column '{name}' is not read" for name in names if name and name not in COLUMNS]

    entries = [(row, dict(zip(names, cells, strict=False)), cells) for row, cells in rows[1:]]
    mark, faults = _find_mark([(row, entry) for row, entry, _ in entries])
    records, lines = [], []
    for row, entry, cells in entries:
        record, problems = _read_row(entry, mark)
        if len(cells) < len(names) or any(map(_text, cells[len(names) :])):
            problems = [f"{len(cells)} cells, but the header has {len(names)}"]
        if problems:
            faults += [(row, problem) for problem in problems]
        else:
            records.append(record)
            lines.append(row)
    frame, broken = check_andele(pd.DataFrame(records, columns=FIELDS))
    for fault in broken:  # check_andele counts rows from 2: name those of the file
        place, _, problem = fault.removeprefix("row ").partition(": ")
        faults.append((lines[int(place) - 2], problem))
    if faults or frame.empty:
        raise DataError(source, [f"row {row}: {text}" for row, text in sorted(faults)] or ["has only a header"])
    return Tabel(frame, advarsler)


def _read_rows(content: bytes, source: object) -> tuple[list[Row], list[str]]:
    """The rows that are not blank, and warnings."""
    if is_workbook(content):
        rows, sheets = read_workbook(content, source)
        advarsler = [f"sheet '{sheet}' is not read, only the first is" for sheet in sheets]
    else:
        text = decode(content, source)
        header = text.lstrip().splitlines()[0].replace('"', "")
        delimiter = max(";\t,", key=lambda mark: sum(ascii_slug(name) in COLUMNS for name in header.split(mark)))
        rows = split_rows(text, delimiter, source)
        cut = not text.endswith(("\n", "\r"))
        advarsler = ["the last row does not end with a line break: is the file whole?"] if cut else []
    return [(number, cells) for number, cells in rows if any(map(_text, cells))], advarsler


def _check_names(names: list[str]) -> str:
    """What is wrong with the names of the columns; nothing where they are sound."""
    missing = [name for name in ("aar", "andel") if name not in names]
    missing += [] if {"kommune", "kommunekode"} & set(names) else ["kommune (or kommunekode)"]
    if missing:
        return f"columns are missing: {', '.join(missing)}; found: {', '.join(filter(None, names)) or 'none'}"
    if repeated := [name for name in COLUMNS if names.count(name) > 1]:
        return f"columns occur twice: {', '.join(repeated)}"
    for name in names:
        near = [] if name in COLUMNS else get_close_matches(name, COLUMNS, n=1, cutoff=0.8)
        if near:
            return f"unknown column '{name}'; did you mean {near[0]}?"
    return ""


def _find_mark(entries: Sequence[tuple[int, dict[str, Any]]]) -> tuple[str, list[tuple[int, str]]]:
    """The decimal mark under which most texts are numbers, and as faults those that it does not settle.

    Only text needs one: numbers of a workbook are numbers.
    """
    texts = [
        (row, name, entry[name].strip())
        for row, entry in entries
        for name in NUMBERS
        if isinstance(entry.get(name), str) and entry[name].strip()
    ]
    fits = {mark: [bool(number.fullmatch(text)) for _, _, text in texts] for mark, number in _NUMBER.items()}
    if not all(map(all, fits.values())):
        return max(fits, key=lambda mark: sum(fits[mark])), []
    read = [(row, f"{name} '{text}'", _to_float(text, ","), _to_float(text, ".")) for row, name, text in texts]
    advice = "decimals or thousands? write another number of decimals"
    return ",", [(row, f"{cell} is {a:g} or {b:g}: {advice}") for row, cell, a, b in read if a != b]


def _read_row(row: dict[str, Any], mark: str) -> tuple[dict[str, Any], list[str]]:
    """A row as a record of `FIELDS`, and what is wrong with it."""
    problems: list[str] = []
    codes = [_find_code(_text(row[name])) for name in ("kommunekode", "kommune") if name in row]
    problems += [str(code) for code in codes if isinstance(code, InputError)]
    if not problems and len(set(codes)) > 1:
        problems.append(f"kommunekode '{_text(row['kommunekode'])}' is not that of '{_text(row['kommune'])}'")
    aar = _text(row.get("aar"))
    if not re.fullmatch("[0-9]{4}", aar):
        problems.append(f"aar '{aar[:40]}' is not a year")
    record = {"kommunekode": codes[0] if codes else "", "aar": aar, "hovedkonto": SAMLET}
    if "hovedkonto" in row:
        record["hovedkonto"] = _text(row["hovedkonto"]).casefold()
    for name in NUMBERS:
        cell = row.get(name)
        record[name] = _read_number(cell, mark)
        if record[name] is None:
            problems.append(f"{name} '{_text(cell)[:40]}' is not a number with {MARKS[mark]}")
    record["status"] = "mangler" if record["andel"] != record["andel"] else "tal"
    return record, problems


def _read_number(cell: Any, mark: str) -> float | None:
    """A cell as a number, NaN where it is empty, None where it is something else."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return float(cell)
    text = _text(cell)
    if not text:
        return float("nan")
    return _to_float(text, mark) if _NUMBER[mark].fullmatch(text) else None


def _to_float(text: str, mark: str) -> float:
    other = "." if mark == "," else ","
    return float(text.replace(other, "").replace(mark, "."))


@lru_cache(maxsize=512)
def _find_code(text: str) -> str | InputError:
    try:
        return find_kommune(text).kommunekode
    except InputError as error:
        return error


def _text(cell: Any) -> str:
    """A cell as text; a whole number without decimals."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else str(cell).strip()
