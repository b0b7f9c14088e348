"""Figures for a spreadsheet: CSV files that Danish Excel opens right, and the workbook of a datasaet."""

import io
from typing import Any

import pandas as pd
from xlsxwriter import Workbook

from kommunedata.datasaet.kilde import Kilde

XLSX = "alle-tal.xlsx"


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """A table as a CSV file that Danish Excel opens right: UTF-8 with BOM, `;`, decimal comma."""
    text = frame.map(inert).to_csv(index=False, sep=";", decimal=",", lineterminator="\r\n")
    return ("\ufeff" + text).encode()


def inert(value: Any) -> Any:
    """Text that a spreadsheet would take for a formula gets an apostrophe in front.

    Example:
        >>> inert("=cmd()"), inert("Aalborg"), inert(-1.5)
        ("'=cmd()", 'Aalborg', -1.5)
    """
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def with_mark(frame: pd.DataFrame, kilde: Kilde) -> pd.DataFrame:
    """The mark of model figures in a column of its own, so that it goes where the figures go; others as they are."""
    return frame.assign(maerke=kilde.modelmaerke) if kilde.model else frame


def workbook(placeringer: pd.DataFrame, kilde: Kilde) -> bytes:
    """All figures of a datasaet with their places as an Excel file, and a sheet about the source."""
    source = pd.DataFrame(
        [(name, str(value)) for name, value in kilde.model_dump(mode="json", exclude={"krydstjek"}).items()],
        columns=["felt", "indhold"],
    )
    buffer = io.BytesIO()
    # In memory: no temporary files. Text stays text, whatever it looks like.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(buffer, options) as book:
        for title, frame in (("placeringer", with_mark(placeringer, kilde)), ("kilde", source)):
            sheet = book.add_worksheet(title)
            sheet.freeze_panes(1, 0)
            sheet.write_row(0, 0, list(frame.columns))
            for number, row in enumerate(frame.astype("object").itertuples(index=False), 1):
                sheet.write_row(number, 0, [None if pd.isna(value) else value for value in row])
    return buffer.getvalue()
