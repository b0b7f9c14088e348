"""Files of tables as rows of cells: encodings, separators and workbooks. Nothing in them is evaluated."""

import codecs
import csv
import io
import re
import unicodedata
import warnings
from pathlib import Path
from typing import Any

from kommunedata.errors import DataError, InputError

Row = tuple[int, list[Any]]  # the number of the row in the file, from 1, and its cells

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_MOJIBAKE = re.compile("Ã[¦¸¥†˜…]")  # æøå ÆØÅ in UTF-8, read as cp1252


def read_content(path: Path) -> bytes:
    """The bytes of a file.

    Raises:
        InputError: there is no such file, or it cannot be read.
    """
    if not path.is_file():
        raise InputError(f"{path} is {'not a file' if path.exists() else 'missing'}")
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from None


def decode(content: bytes, source: object) -> str:
    """Text in cp1252, UTF-8 (with a byte order mark or not) or UTF-16 (with one), as Excel writes them.

    Raises:
        DataError: it is none of them, empty, or damaged by an earlier wrong conversion.

    Example:
        >>> decode("Dragør".encode("cp1252"), "x.csv"), decode("Dragør".encode("utf-8-sig"), "x.csv")
        ('Dragør', 'Dragør')
    """
    text = _decode(content)
    if text is None or _CONTROL.search(text):
        raise DataError(source, ["is not text in cp1252, UTF-8 or UTF-16"])
    if not text.strip():
        raise DataError(source, ["is empty"])
    if damaged := _MOJIBAKE.search(text):
        row = text.count("\n", 0, damaged.start()) + 1
        raise DataError(source, [f"row {row}: {damaged[0]!r} is a Danish letter in a wrong or mixed encoding"])
    return unicodedata.normalize("NFC", text)


def _decode(content: bytes) -> str | None:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    elif content.startswith(codecs.BOM_UTF8):
        encodings = ["utf-8-sig"]
    else:
        encodings = ["utf-8", "cp1252"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def split_rows(text: str, delimiter: str, source: object) -> list[Row]:
    """The rows of separated text, blank ones too, each with stripped cells.

    Raises:
        DataError: quotes do not match.

    Example:
        >>> split_rows(' a;"b;c"', ";", "x.csv")
        [(1, ['a', 'b;c'])]
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows, start = [], 1
    try:
        for cells in reader:
            rows.append((start, [cell.strip() for cell in cells]))
            start = reader.line_num + 1
    except csv.Error as error:
        raise DataError(source, [f"row {start}: the quotes do not match ({error})"]) from None
    return rows


def is_workbook(content: bytes) -> bool:
    """Whether these are the bytes of an Excel file, which is a zip archive, or of its forerunner .xls."""
    return content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0"))


def read_workbook(content: bytes, source: object) -> tuple[list[Row], list[str]]:
    """The first sheet of an XLSX file and the names of the other sheets.

    Cells keep their types; of a formula it is the value that Excel stored.

    Raises:
        DataError: it is no readable XLSX file, or holds formulas without a stored value.
    """
    if not content.startswith(b"PK"):
        raise DataError(source, ["is in Excel's old format: save it as XLSX or CSV"])
    try:
        values, others = _read_sheet(content, data_only=True)
        written, _ = _read_sheet(content, data_only=False)
    except Exception as error:  # a damaged workbook raises almost anything: zip, XML, key, value errors
        raise DataError(source, [f"is not a readable XLSX file ({type(error).__name__})"]) from None
    faults = [
        f"row {number}, column {place}: the formula has no stored value: open the file in Excel and save it"
        for (number, cells), (_, texts) in zip(values, written, strict=True)
        for place, (cell, text) in enumerate(zip(cells, texts, strict=True), 1)
        if cell is None and text is not None
    ]
    if faults:
        raise DataError(source, faults)
    return values, others


def _read_sheet(content: bytes, *, data_only: bool) -> tuple[list[Row], list[str]]:
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and extensions that do not matter here
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=data_only)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # some programs write a wrong size, and rows would be lost
        rows = [list(cells) for cells in sheet.iter_rows(values_only=True)]
        book.close()
    width = max(map(len, rows), default=0)
    padded = [(number, cells + [None] * (width - len(cells))) for number, cells in enumerate(rows, 1)]
    return padded, [other.title for other in book.worksheets[1:]]
