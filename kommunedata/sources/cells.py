"""Files of tables as rows of cells: encodings, separators and workbooks. Nothing in them is evaluated."""

import codecs
import csv
import io
import re
import unicodedata
import warnings
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from kommunedata.errors import DataError, InputError, unknown
from kommunedata.text import visible

Row = tuple[int, list[Any]]  # the number of the row in the file, from 1, and its cells

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd]")
_ALIEN = re.compile(r"[^\x00-\x7fæøåÆØÅéÉäöüÄÖÜ\u00a0\u202f\u2009€§°±·×²³½¼¾µ–—‘’“”„…‰•−\ufeff]")
_MOJIBAKE = re.compile("Ã[¦¸¥†˜…]")  # æøå ÆØÅ in UTF-8, read as cp1252
# Letters that some program read in one encoding though they were written in another: as read, as written.
_MISREAD = [("mac_roman", "latin-1"), ("cp1252", "utf-8"), ("mac_roman", "utf-8")]
_MARKED = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16", codecs.BOM_UTF8: "utf-8-sig"}
# How files start that are neither text nor XLSX, on small letters, and what to say of them; the first that fits counts.
_FOREIGN = {
    rb"<\?xml(?!.*<html)": "is an XML file, whatever its name says: open it in Excel and save it as XLSX",
    rb"<(!doctype|html|table|\?xml|head|body|meta)": "is an HTML page, whatever its name says: open it in Excel and"
    " save it as XLSX",
    rb"\{|\[[{\[]": "is JSON, not a table of cells: save it as CSV or XLSX",
    rb"%pdf": "is a PDF: it holds no cells; find the figures as CSV or XLSX",
    rb"\xd0\xcf\x11\xe0": "is in Excel's old format: save it as XLSX or CSV",
    rb"\x1f\x8b|7z\xbc\xaf|rar!": "is a compressed archive: unpack it first",
}
_ARCHIVES = {  # what a zip archive is that holds a file of this name
    "content.xml": "is an OpenDocument file: save it as XLSX",
    "xl/workbook.bin": "is in the binary format XLSB: save it as XLSX",
    "xl/workbook.xml": "",
}


class Percent(float):
    """A number that stands in pct.: written with a percent sign, or in a cell that shows one."""


class Ark(NamedTuple):
    """A table as rows of cells: the one of a text file, or a sheet of a workbook."""

    source: str  # what to call it in messages: the file, and the sheet where it is a workbook's
    rows: list[Row]
    navn: str = ""  # of the sheet
    andre: tuple[str, ...] = ()  # other sheets that are visible
    kilde: tuple[tuple[str, str], ...] = ()  # what a sheet `kilde` of a workbook of ours says
    afskaaret: bool = False  # text that does not end with a line break: perhaps cut off


def read_ark(content: bytes, source: object, ark: str | None = None, words: Sequence[str] = ()) -> Ark:
    """The table of a file: CSV or TXT in any encoding in use, or a sheet of an XLSX workbook.

    Without `ark` the first that is visible. `words` are names of columns: the separator of a text is the one that
    makes cells of most of them.
    """
    if problem := _foreign(content):
        raise DataError(source, [problem])
    if content.startswith(b"PK"):
        return _read_workbook(content, source, ark, words)
    if ark is not None:
        raise InputError(f"{source} is text and has no sheets: leave out --ark")
    text = decode(content, source)
    text = re.sub(r"^\s*\"?sep=(.)\"?[;,\t]*\r?\n", "\n", text, count=1)  # what Excel is told in the first line
    rows = _split_rows(text, _find_delimiter(text, words), source)
    return Ark(str(source), rows, afskaaret=not text.endswith(("\n", "\r")))


def _foreign(content: bytes) -> str:
    """What a file is that is neither text nor XLSX, and what to do about it; nothing where it may be one."""
    if content.startswith(b"\xd0\xcf\x11\xe0") and "EncryptedPackage".encode("utf-16-le") in content:
        return "is protected by a password: open it in Excel, remove the password and save it"
    if not content.startswith(b"PK"):
        start = content[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
        return next((said for sign, said in _FOREIGN.items() if re.match(sign, start, re.DOTALL)), "")
    try:
        names = {name.lower() for name in zipfile.ZipFile(io.BytesIO(content)).namelist()}
    except Exception:  # a damaged archive raises almost anything
        return "is not a readable XLSX file (damaged or cut off)"
    plain = "is a zip archive without a workbook in it: unpack it first"
    return next((said for name, said in _ARCHIVES.items() if name in names), plain)


def decode(content: bytes, source: object) -> str:
    """Text in UTF-8 or UTF-16 (with a byte order mark or not), cp1252, Mac Roman or cp850.

    Of all ways to read it that one is taken which gives the fewest letters that no Danish text has; letters that
    another program misread before it saved the file are put right in the same way. A DataError says where it is none
    of them, empty, or its letters are in several encodings at once.

    Example:
        >>> decode("Dragør".encode("cp1252"), "x.csv"), decode("K¯benhavns Kommune".encode(), "x.csv")
        ('Dragør', 'Københavns Kommune')
    """
    encodings = [name for mark, name in _MARKED.items() if content.startswith(mark)]
    encodings = encodings or (["utf-16-le"] if content[1:2] == b"\0" else ["utf-8", "cp1252", "mac_roman", "cp850"])
    texts: list[str] = []
    for encoding in encodings:
        with suppress(UnicodeDecodeError):
            texts.append(content.decode(encoding))
            if encoding == "utf-8":
                break  # what is UTF-8 by its form is nothing else
    text = repair(min(texts, key=_aliens, default="\ufffd").rstrip("\x1a\x00 \t"))  # Ctrl-Z: how DOS ended a text
    if _CONTROL.search(text):
        raise DataError(source, ["is not text in UTF-8, UTF-16, cp1252, Mac Roman or cp850"])
    if not text.strip():
        raise DataError(source, ["is empty"])
    if damaged := _MOJIBAKE.search(text):
        row = text.count("\n", 0, damaged.start()) + 1
        raise DataError(source, [f"row {row}: {damaged[0]!r} is a Danish letter in a wrong or mixed encoding"])
    return unicodedata.normalize("NFC", text)


def repair(text: str) -> str:
    """Text with its letters put right, where a program misread all of them before it saved the file.

    Example:
        >>> repair("LÊs¯"), repair("KÃ¸benhavn"), repair("Læsø")
        ('Læsø', 'København', 'Læsø')
    """
    readings = [text]
    for read, written in _MISREAD if _aliens(text) else ():
        with suppress(UnicodeError):
            readings.append(text.encode(read).decode(written))
    return min(readings, key=_aliens)


def _aliens(text: str) -> int:
    return len(_ALIEN.findall(text)) + 2 * len(_MOJIBAKE.findall(text)) + len(_CONTROL.findall(text))


def _find_delimiter(text: str, words: Sequence[str]) -> str:
    """The separator of most of the known words, else of most of the first lines."""
    lines = [line for line in text.splitlines() if line.strip()][:40]

    def score(mark: str) -> tuple[int, int]:
        cells = [[cell.strip('" ').casefold() for cell in line.split(mark)] for line in lines if mark in line]
        return max((sum(cell in words for cell in line) for line in cells), default=0), len(cells)

    return max(";\t,|", key=score)


def _split_rows(text: str, delimiter: str, source: object) -> list[Row]:
    """The rows of separated text, blank ones too, each with stripped cells."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows, start = [], 1
    try:
        for cells in reader:
            rows.append((start, [visible(cell).strip() for cell in cells]))
            start = reader.line_num + 1
    except csv.Error as error:
        raise DataError(source, [f"row {start}: the quotes do not match ({error})"]) from None
    return rows


def _read_workbook(content: bytes, source: object, ark: str | None, words: Sequence[str]) -> Ark:
    """A sheet of an XLSX file: cells with their types, merged cells filled, percent formats applied.

    Of a formula it is the value that Excel stored.
    """
    try:
        sheets = _open(content, data_only=True)
        visible = [name for name, sheet in sheets.items() if sheet.sheet_state == "visible"]
        formulas = _open(content, data_only=False)
    except Exception as error:  # a damaged workbook raises almost anything: zip, XML, key, value errors
        raise DataError(source, [f"is not a readable XLSX file ({type(error).__name__})"]) from None
    if ark is not None and ark not in sheets:
        raise unknown(f"sheet of {source}", ark, sheets)
    if not sheets or (ark is None and not visible):
        raise DataError(source, [f"has no visible sheet of cells{': choose one with --ark' if sheets else ''}"])
    navn = ark or visible[0]
    place = f"{source}, sheet '{navn}'" if len(sheets) > 1 or ark else str(source)
    rows, faults = _read_cells(sheets[navn], formulas[navn])
    if faults:
        raise DataError(place, faults)
    kilde = []
    if navn != "kilde" and "kilde" in sheets:
        pairs = [row for _, row in _read_cells(sheets["kilde"], formulas["kilde"])[0] if len(row) == 2]
        kilde = [(str(field), str(text)) for field, text in pairs[1:]] if pairs[:1] == [["felt", "indhold"]] else []
    andre = tuple(name for name in visible if name != navn and not (kilde and name == "kilde"))
    filled = {column for _, cells in rows for column, cell in enumerate(cells) if cell not in (None, "")}
    if not filled:
        also = f": choose another with --ark ({', '.join(andre)})" if andre else ""
        raise DataError(place, [f"is empty{also}"])
    if filled == {0}:  # perhaps a text that was opened without being split
        lines = [str(cells[0]) if cells[0] is not None else "" for _, cells in rows]
        mark = _find_delimiter("\n".join(lines), words)
        if sum(mark in line for line in lines) > 1:
            parts = [_split_rows(line, mark, place)[0][1] if line else [] for line in lines]
            rows = [(number, cells) for (number, _), cells in zip(rows, parts, strict=True)]
    return Ark(place, rows, navn, andre, tuple(kilde))


def _open(content: bytes, *, data_only: bool) -> dict[str, Any]:
    """The sheets of a workbook by their names."""
    from openpyxl.reader.excel import ExcelReader

    class Reader(ExcelReader):
        def read_chartsheet(self, sheet: Any, rel: Any) -> None:
            pass  # a sheet that is a chart holds no cells

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and extensions that do not matter here
        reader = Reader(io.BytesIO(content), data_only=data_only, keep_links=False)
        reader.read()
    return {sheet.title: sheet for sheet in reader.wb.worksheets}


def _read_cells(sheet: Any, formulas: Any) -> tuple[list[Row], list[str]]:
    """The rows of a sheet from its first cell on, and formulas without a value as faults."""
    rows = [(cells[0].row, [_read_cell(cell) for cell in cells]) for cells in sheet.iter_rows()]
    faults = [
        f"row {cell.row}, column {cell.column}: the formula has no stored value: open the file in Excel and save it"
        for cells in sheet.iter_rows()
        for cell in cells
        if cell.value is None and formulas.cell(cell.row, cell.column).value is not None
    ]
    for area in sheet.merged_cells.ranges:
        span = slice(area.min_col - 1, area.max_col)
        value = rows[area.min_row - 1][1][area.min_col - 1]
        for _, cells in rows[area.min_row - 1 : area.max_row]:
            cells[span] = [value] * len(cells[span])
    return rows, faults


def _read_cell(cell: Any) -> Any:
    value = cell.value
    if isinstance(value, str):
        return repair(unicodedata.normalize("NFC", visible(value).strip()))
    shown = re.sub(r'"[^"]*"|\\.|_.|\[[^]]*\]', "", cell.number_format or "")  # without signs that are only written
    if isinstance(value, int | float) and not isinstance(value, bool) and "%" in shown:
        return Percent(round(100 * value, 10))
    return value
