"""Exports from noegletal.dk, the ministry's key figures: the official IKU and PLI, and all others.

The form, as CSV, as TXT with tabs, or saved again as a workbook: a header row that holds `Kom.nr` and the years;
then blocks of a title row and one row per municipality, with totals and means among them; `Tegnforklaring:`,
`Noter:` and, last, the publisher and date, without which a text is cut off. A decimal comma, `.` for thousands,
`-` is 0, `M` and `U` are missing.
"""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from kommunedata.errors import DataError, InputError
from kommunedata.kommuner import kommune_by_code
from kommunedata.sources.cells import Ark, Row, read_ark
from kommunedata.sources.figures import Felt, Fil
from kommunedata.sources.meanings import FOOTNOTE, cell_text, find_sted, is_number, only_points, read_tid
from kommunedata.text import ascii_slug

URL = "https://www.noegletal.dk"
MONTHS = ("januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober")
MONTHS += ("november", "december")

_KOMNR = {"kom-nr", "komnr", "kommune-nr", "kommunenr", "kommunenummer", "kommunekode", "komkode"}
_FOOTER = re.compile(rf"(.+?),? d\. ([0-9]{{1,2}})\. ({'|'.join(MONTHS)}) ([0-9]{{4}})", re.IGNORECASE)
_TAIL = re.compile(r"(tegnforklaring|noter|sortering|valgte kommuner)\b.*", re.IGNORECASE)
_LEGEND = re.compile(r"([MU])[\s:=]+(.+)")
_REASONS = {"ikke_relevant": "uaktuel|ikke relevant|ikke aktuel", "skjult": "skjul|fortrolig|diskretion"}


def read_export(content: bytes, source: object, ark: str | None = None, titel: str | None = None) -> Fil:
    """Read an export in any form that Excel leaves it in; `titel` is that of its figures, where no row gives it.

    Raises:
        DataError: it is not an export, is cut off, or holds what is not understood; all is listed.
        InputError: its figures have no title.
    """
    table = read_ark(content, source, ark, ["kom.nr", "kom. nr.", "komnr"])
    rows = []
    for number, cells in table.rows:  # without the empty cells that pad a row
        filled = [place for place, cell in enumerate(cells, 1) if cell not in (None, "")]
        rows.append((number, cells[: filled[-1]] if filled else []))
    fil = Fil(table.source, table.navn, table.andre, nul="-", mark=",", url=URL)
    at, column = _find_header(rows, table)
    end = next((n for n, (_, cells) in enumerate(rows) if n > at and _is_tail(cells)), len(rows))
    _read_blocks(rows[at:end], column, titel, fil)
    _read_tail(rows[end:], fil)
    if not fil.felter and not fil.fejl:
        fil.fejl.append("no figures of a municipality were found")
    fil.check()
    if any(not felt.titel for felt in fil.felter):
        raise InputError(f"{table.source}: no row gives a title for the figures; say it with --titel")
    cells = [felt.celle for felt in fil.felter]
    if only_points(cells):  # a program for English saved it
        fil.mark = "."
        fil.advarsler.append("decimals are written with a point and read so")
    if table.navn and (empty := sum(cell in (None, "") for cell in cells)):
        fil.advarsler.append(f"{empty} cells are empty and read as missing")
    used = {felt.titel for felt in fil.felter}
    fil.advarsler += [f"'{title}' has no figures of a municipality" for title in fil.titler if title not in used]
    fil.titler = [title for title in fil.titler if title in used]
    return fil


def _find_header(rows: Sequence[Row], table: Ark) -> tuple[int, int]:
    """Where the header is, and in which column its `Kom.nr`; raise for years that are none."""
    for at, (number, cells) in enumerate(rows):
        column = next((place for place, cell in enumerate(cells) if ascii_slug(cell_text(cell)) in _KOMNR), 0)
        if not column:
            continue
        faults, seen = [], set()
        for place, cell in enumerate(cells[column + 1 :], column + 2):
            tid = read_tid(cell)
            if tid is None or tid.del_ or tid.aar in seen:
                problem = "stands there twice" if tid and tid.aar in seen else "is not a year"
                faults.append(f"row {number}, column {place}: '{cell_text(cell)[:40]}' {problem}")
            seen.add(tid.aar if tid else None)
        if faults or not seen:
            raise DataError(table.source, faults or [f"row {number}: no years after 'Kom.nr'"])
        return at, column
    text = "no row holds 'Kom.nr' and years after it: not an export of noegletal.dk; try 'import tabel'"
    also = f"; or choose another sheet with --ark ({', '.join(table.andre)})" if table.andre else ""
    raise DataError(table.source, [text + also])


def _is_tail(cells: list[Any]) -> bool:
    texts = [text for cell in cells if (text := cell_text(cell))]
    return len(texts) == 1 and bool(_TAIL.fullmatch(texts[0]) or _FOOTER.fullmatch(texts[0]))


def _read_blocks(rows: Sequence[Row], column: int, titel: str | None, fil: Fil) -> None:
    """Read the header and the blocks below it into `fil`."""
    header = rows[0][1]
    years = {place: tid.aar for place, cell in enumerate(header) if place > column and (tid := read_tid(cell))}
    with_titles = bool(column > 1 and cell_text(header[column - 2]))  # a column of titles left of the names
    title = titel or ""
    for number, cells in rows[1:]:
        name = re.sub(FOOTNOTE, "", cell_text(cells[column - 1]) if len(cells) >= column else "")
        code, values = cell_text(cells[column]) if len(cells) > column else "", cells[column + 1 :]
        if not code and not any(map(cell_text, values)):
            if not name or cell_text(name) == titel:
                continue
            if find_sted(name).kommunekode and name.casefold().endswith("kommune"):
                fil.fejl.append(f"row {number}: '{name}' has neither Kom.nr nor figures")
            elif name in fil.titler:
                fil.fejl.append(f"row {number}: the title '{name}' occurs twice")
            else:
                title = name
                fil.titler.append(name)
            continue
        if with_titles:
            title = cell_text(cells[column - 2])
        if title not in fil.titler:
            fil.titler.append(title)
        kommunekode, fault, warning = _identify(name, code)
        fil.advarsler += [f"row {number}: {warning}"] if warning else []
        if not fault and (len(values) > len(years) or (kommunekode and len(values) < len(years) and not fil.ark)):
            fault = f"{len(values)} values for {len(years)} years"
        if fault:
            fil.fejl.append(f"row {number}: {fault}")
            continue
        for place, aar in years.items():
            cell = cells[place] if place < len(cells) else None
            felt = Felt(title, kommunekode or name or code, aar, cell, f"row {number}, column {aar}")
            (fil.felter if kommunekode else fil.andre).append(felt)


def _identify(name: str, code: str) -> tuple[str | None, str, str]:
    """The kommunekode of a row (None for the country, a region or group), a fault and a warning about it."""
    digits = re.fullmatch(r"(?:DK)?([0-9]{1,4})(?:[.,]0+)?", code)
    if code and not digits:
        return None, f"Kom.nr '{code}' of '{name}' is not a number", ""
    if not code and not name:
        return None, "values without a name and Kom.nr", ""
    number, by_name = digits[1].lstrip("0") if digits else "", find_sted(name).kommunekode
    kommune = kommune_by_code().get(number)
    if by_name and by_name != number:
        return None, f"'{name}' is {by_name}, but Kom.nr is '{code}'", ""
    if not kommune:
        known = find_sted(name).andet or find_sted(code).andet or not name
        return None, "", "" if known else f"'{name}' is no municipality that is known; kept apart"
    return number, "", "" if by_name else f"the name '{name}' is not known; taken as {number} {kommune.kommune}"


def _read_tail(rows: Sequence[Row], fil: Fil) -> None:
    """Read what stands below the blocks into `fil`: the legend, the notes, the publisher and date."""
    for number, cells in rows:
        texts = [text for cell in cells if (text := cell_text(cell))]
        text = "; ".join(texts)  # a note may hold what separates cells
        if len(texts) > 1 and any(map(is_number, texts)):
            fil.fejl.append(f"row {number}: '{texts[0]}' stands after the end: one export a file")
        elif footer := _FOOTER.fullmatch(text):
            fil.organisation = footer[1].strip()
            try:
                fil.hentet = date(int(footer[4]), MONTHS.index(str(footer[3]).lower()) + 1, int(footer[2]))
            except ValueError:
                fil.fejl.append(f"row {number}: '{text}' does not end with a date")
        elif legend := _LEGEND.fullmatch(text):
            found = (status for status, words in _REASONS.items() if re.search(words, legend[2], re.IGNORECASE))
            fil.statusser[legend[1]] = next(found, "mangler")
        elif re.match(r"\([0-9]{1,2}\)", text):
            fil.noter.append(text[:400])
    if not fil.organisation and fil.ark:
        fil.advarsler.append("the row of publisher and date is missing: the datasaet is dated today")
        fil.organisation, fil.hentet = "noegletal.dk", date.today()
    elif not fil.organisation:
        fil.fejl.append("the last row, publisher and date, is missing: cut off or edited; export it again")
