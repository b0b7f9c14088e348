"""Tables as analysts write them, as bytes; helpers of the tests."""

import io

import openpyxl

from kommunedata.sources.save import Valg, make_import
from kommunedata.sources.tabel import read_tabel


def csv(text, separator=";"):
    """A table of lines, written with `|` between its cells."""
    return "".join(separator.join(line.split("|")) + "\n" for line in text.strip().split("\n")).encode()


def xlsx(rows, *, formats=(), merged=(), sheets=(), hidden=()):
    """A workbook: its rows, number formats by cell, merged areas, and further sheets that come first."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    for cell, code in formats:
        sheet[cell].number_format = code
    for area in merged:
        sheet.merge_cells(area)
    for place, (name, cells) in enumerate(sheets):
        other = book.create_sheet(name, place)
        for row in cells:
            other.append(row)
        other.sheet_state = "hidden" if name in hidden else "visible"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def make(content, *, ark=None, periode=None, aar=None, **valg):
    """What an import makes of a table; its title and unit are said where nothing else is."""
    fil = read_tabel(content, "x", ark, periode=periode, aar=aar)
    return make_import(fil, Valg("egen", **{"titel": "Andel x", "enhed": ["pct."], "accept": True, **valg}), "fil")


def figures(content, **options):
    """The figures of a table: code, year, noegletal and value, None where it is missing."""
    frame = make(content, **options).frame
    values = frame["vaerdi"].astype("object").where(frame["vaerdi"].notna(), None)
    return sorted(zip(frame["kommunekode"], frame["aar"].tolist(), frame["noegletal"], values, strict=True), key=str)
