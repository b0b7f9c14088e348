"""BULK answers of StatBank: asked for once, kept as they came, read strictly.

An answer is kept in a folder as `TABLE-TIME-KEY.csv`, byte for byte, with a `.json` that holds the request,
the table's `updated`, the date and the sha256. KEY follows from request and `updated`: what changed gets a
file of its own, and what is at hand is not asked for again.

What shows that an answer is whole and sound: the length or last chunk that HTTP announces, the line break at
the end, and that each row is well formed, asked for, and there once. What cannot be seen: a digit changed on
the way, and an answer without announced length that is cut exactly between two rows.
"""

import csv
import hashlib
import io
import json
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import requests

from kommunedata.errors import DataError, InputError, unknown
from kommunedata.files import write_atomic
from kommunedata.sources.statbank import CHUNK, Client, PassingError, StatBankError, Table, call, plain

VALUE = "INDHOLD"
MISSING = ".."
Choice = dict[str, list[str]]  # codes to ask for, by variable
Progress = Callable[[int, int], None]  # told the rows and bytes received so far


@dataclass(frozen=True)
class Raw:
    """A kept answer; `new` says whether it was fetched now or was at hand."""

    path: Path
    request: dict[str, Any]
    hentet: date
    new: bool


def bulk_request(table: Table, choice: Choice) -> dict[str, Any]:
    """The body of a BULK call for the chosen codes; all are checked before anything is asked for.

    An InputError names variables and codes that the table lacks, with the nearest, and each variable without a
    choice: BULK eliminates nothing.
    """
    faults = []
    if lacking := [variable for variable in choice if variable not in table.codes]:
        faults.append(str(unknown(f"variable of {table.id}", lacking, table.codes)))
    for variable, allowed in table.codes.items():
        if not choice.get(variable):
            faults.append(f"no {variable} of {table.id} is chosen")
        if bad := [code for code in choice.get(variable, []) if code not in set(allowed)]:
            faults.append(str(unknown(f"{variable} of {table.id}", bad, allowed)))
    if faults:
        raise InputError("; ".join(faults))
    return {
        "table": table.id,
        "format": "BULK",
        "lang": "da",
        "valuePresentation": "Code",
        "variables": [{"code": variable, "values": choice[variable]} for variable in table.codes],
    }


def fetch_bulk(client: Client, table: Table, choice: Choice, folder: Path, progress: Progress) -> Raw:
    """The rows of a table for the chosen codes and one `Tid`, as a kept answer in `folder`; see the module.

    Nothing is asked for when the answer is at hand: same request, same `updated`, sha256 as it was. An InputError
    names codes that the table lacks; after a StatBankError nothing is kept.
    """
    request = bulk_request(table, choice)
    question = {"request": request, "updated": table.updated}
    key = _sha256(json.dumps(question, sort_keys=True).encode())[:8]
    path = folder / f"{table.id}-{choice['Tid'][0]}-{key}.csv"
    with suppress(OSError, ValueError, KeyError, TypeError):
        receipt = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        hentet = date.fromisoformat(receipt["hentet"])
        if receipt == {**receipt, **question, "sha256": _sha256(path.read_bytes())}:
            return Raw(path, request, hentet, new=False)
    content = call(client, "data", request, lambda response: _receive(response, request, progress))
    write_atomic(path, content)
    noted = {"sha256": _sha256(content), "rows": content.count(b"\n") - 1, "bytes": len(content)}
    receipt = {**question, **noted, "hentet": date.today().isoformat(), "url": client.base_url}
    write_atomic(path.with_suffix(".json"), json.dumps(receipt, ensure_ascii=False, indent=1) + "\n")
    return Raw(path, request, date.today(), new=True)


def discard(raw: Raw) -> None:
    """Forget a kept answer that cannot be used: the next run fetches it anew; the rows stay to be looked at."""
    raw.path.with_suffix(".json").unlink(missing_ok=True)


def prune(folder: Path, raws: list[Raw]) -> None:
    """Remove what newer answers took the place of: of each table and time among `raws` only those stay."""
    kept = {raw.path.stem for raw in raws}
    answered = {stem.rpartition("-")[0] for stem in kept}
    for path in folder.iterdir():
        if path.suffix == ".tmp" or (path.stem.rpartition("-")[0] in answered and path.stem not in kept):
            path.unlink()


def _receive(response: requests.Response, request: dict[str, Any], progress: Progress) -> bytes:
    """An answer as it comes, if it is the table asked for and ends with a row."""
    content, rows = bytearray(), -1
    for chunk in response.iter_content(CHUNK):
        content += chunk
        rows += chunk.count(b"\n")
        progress(max(rows, 0), len(content))
    first = bytes(content[:CHUNK]).partition(b"\n")[0]
    if not _is_header(first, _asked(request)):
        raise StatBankError(f"{response.url} did not answer with the table asked for but '{plain(first)}'")
    if not content.endswith(b"\n"):
        raise PassingError(f"{response.url}: the answer breaks off within a row")
    return bytes(content)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _asked(request: dict[str, Any]) -> dict[str, list[str]]:
    """The codes asked for, by the column that holds them: BULK writes variables in capitals."""
    return {variable["code"].upper(): variable["values"] for variable in request["variables"]}


def _is_header(line: bytes, columns: Choice) -> bool:
    *names, value = line.decode("utf-8-sig", errors="replace").rstrip("\r\n").split(";")
    return value == VALUE and sorted(names) == sorted(columns)


def read_bulk(content: bytes, request: dict[str, Any], source: object = "BULK") -> pd.DataFrame:
    r"""The rows of a BULK answer: BOM, CRLF, decimal comma, codes as text, any order.

    A categorical column per variable, named in capitals, and INDHOLD as float. A combination that is absent has no
    row; one that is `..` (missing or confidential) is NaN. A DataError lists rows that are malformed, occur twice or
    were not asked for.

    Example:
        >>> request = {"variables": [{"code": "OMRÅDE", "values": ["084"]}, {"code": "Tid", "values": ["2022"]}]}
        >>> read_bulk("\ufeffOMRÅDE;TID;INDHOLD\r\n084;2022;-1,5\r\n".encode(), request)
          OMRÅDE   TID  INDHOLD
        0    084  2022     -1.5
    """
    asked = _asked(request)
    start = content.find(b"\n") + 1
    header = content[:start]
    if not _is_header(header, asked):
        raise DataError(source, [f"row 1 is '{plain(header)}', not {';'.join([*asked, VALUE])}"])
    columns = header.decode("utf-8-sig").split(";")[:-1]
    _check_rows(content, start, {column: asked[column] for column in columns}, source)
    try:
        rows = pd.read_csv(
            io.BytesIO(content),
            sep=";",
            decimal=",",
            quoting=csv.QUOTE_NONE,
            dtype={**dict.fromkeys(columns, "category"), VALUE: "float64"},
            keep_default_na=False,
            na_values={VALUE: [MISSING]},
        )
    except UnicodeDecodeError as error:
        raise DataError(source, [f"it is not UTF-8: {error}"]) from None
    faults = [
        f"{column} '{code}' was not asked for"
        for column, codes in asked.items()
        for code in rows[column].cat.categories.difference(codes)
    ]
    twice = rows.loc[rows.duplicated(columns), [*asked]]
    faults += [f"row {row[0] + 2}: {', '.join(row[1:])} occurs twice" for row in twice.itertuples()]
    if faults:
        raise DataError(source, faults)
    return rows.reindex(columns=[*asked, VALUE])


def _check_rows(content: bytes, start: int, asked: Choice, source: object) -> None:
    """Raise for rows that are not codes and a number, in one pass over the bytes.

    A CSV reader would forgive short rows, 1e5 for a number, and a line end that is lost within one. A variable
    of one code is written out in the pattern, which makes it much quicker.
    """
    fields = [re.escape(codes[0]) if len(codes) == 1 else r'[^;\r\n\0"]++' for codes in asked.values()]
    end = r"\r\n" if content.endswith(b"\r\n", 0, start) else r"\n"
    row = rf"{';'.join(fields)};(?:-?+[0-9]{{1,15}}+(?>,[0-9]++)?+|\.\.){end}".encode()
    if re.compile(b"(?:" + row + b")*+").fullmatch(content, start):
        return
    form = ";".join(codes[0] if len(codes) == 1 else column for column, codes in asked.items())
    lines = enumerate(content[start:].split(b"\n"), 2)
    bad = [(number, line) for number, line in lines if line and not re.fullmatch(row, line + b"\n")]
    faults = [f"row {number}: '{plain(line)}' is not {form} and a number" for number, line in bad]
    raise DataError(source, faults or ["the last row is not ended"])
