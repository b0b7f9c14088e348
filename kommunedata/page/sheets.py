"""Figures for a spreadsheet: CSV files that Danish Excel opens right, and the workbook of a datasaet; and in print."""

import io
from collections.abc import Mapping
from typing import Any

import pandas as pd
from rich.console import Console
from rich.table import Table
from xlsxwriter import Workbook

from kommunedata.datasaet.kilde import Kilde
from kommunedata.datasaet.noegletal import Noegletal

XLSX = "alle-tal.xlsx"
FORMULA = (*"=+-@", *"＝＋－＠")  # what a formula begins with, in Japanese programs too
_CODE, _VALUE = ("noegletal", "hovedkonto"), ("vaerdi", "andel")  # files on competition keep the names of the field


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """A table as a CSV file that Danish Excel opens right: UTF-8 with BOM, `;`, decimal comma."""
    safe = frame.apply(lambda column: column if pd.api.types.is_numeric_dtype(column) else column.map(inert))
    text = safe.rename(columns=inert).to_csv(index=False, sep=";", decimal=",", lineterminator="\r\n")
    return ("\ufeff" + text).encode()


def inert(value: Any) -> Any:
    """Text that a spreadsheet would take for a formula gets an apostrophe in front.

    Example:
        >>> inert("=cmd()"), inert("Aalborg"), inert(-1.5)
        ("'=cmd()", 'Aalborg', -1.5)
    """
    return f"'{value}" if isinstance(value, str) and value.lstrip()[:1] in FORMULA else value


def with_mark(frame: pd.DataFrame, kilde: Kilde) -> pd.DataFrame:
    """The mark of model figures in a column of its own, so that it goes where the figures go; others as they are."""
    return frame.assign(maerke=kilde.modelmaerke) if kilde.model else frame


def wide(placeringer: pd.DataFrame, noegletal: Mapping[str, Noegletal]) -> pd.DataFrame:
    """Figures with a row per year and kommune, and a column per noegletal that is named with its unit."""
    code, value = (next(name for name in pair if name in placeringer) for pair in (_CODE, _VALUE))
    table = placeringer.pivot(index=["aar", "kommunekode", "kommune"], columns=code, values=value)
    table = table[[one for one in noegletal if one in table]].sort_index(ascending=[False, True, True])
    return table.rename(
        columns={one.noegletal: f"{one.titel}, {one.enhed}" for one in noegletal.values()}
    ).reset_index()


def as_file(placeringer: pd.DataFrame, kilde: Kilde, noegletal: Mapping[str, Noegletal], suffix: str) -> str | bytes:
    """A ranking as the content of a file: csv, json or xlsx. The mark of model figures goes where the figures go."""
    if suffix == "xlsx":
        return workbook(placeringer, kilde, noegletal)
    marked = with_mark(placeringer, kilde)
    if suffix == "json":
        return marked.to_json(orient="records", force_ascii=False, indent=2) + "\n"
    return marked.map(inert).to_csv(index=False, lineterminator="\n")


def print_table(placeringer: pd.DataFrame, noegletal: Mapping[str, Noegletal], title: str) -> None:
    """Print a ranking as a table with the figures as they read."""
    grid = Table(title=title)
    for column in ("noegletal", "rang", "antal", "kommune", "vaerdi"):
        grid.add_column(column, justify="left" if column in ("kommune", "noegletal") else "right")
    for row in placeringer.to_dict("records"):
        place = "–" if pd.isna(row["rang"]) else str(row["rang"])
        value = noegletal[row["noegletal"]].tal(row["vaerdi"])
        grid.add_row(row["noegletal"], place, str(row["antal"]), row["kommune"], value)
    Console(markup=False, emoji=False, highlight=False).print(grid)


def workbook(placeringer: pd.DataFrame, kilde: Kilde, noegletal: Mapping[str, Noegletal]) -> bytes:
    """All figures of a datasaet with their places as an Excel file: long, wide, and a sheet about the source."""
    source = pd.DataFrame(
        [(name, str(value)) for name, value in kilde.model_dump(mode="json", exclude={"krydstjek"}).items()],
        columns=["felt", "indhold"],
    )
    buffer = io.BytesIO()
    # In memory: no temporary files. Text stays text, whatever it looks like.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(buffer, options) as book:
        sheets = {"placeringer": with_mark(placeringer, kilde), "bred": with_mark(wide(placeringer, noegletal), kilde)}
        for title, frame in {**sheets, "kilde": source}.items():
            sheet = book.add_worksheet(title)
            sheet.freeze_panes(1, 0)
            sheet.autofilter(0, 0, len(frame), len(frame.columns) - 1)
            sheet.write_row(0, 0, list(frame.columns))
            for number, row in enumerate(frame.astype("object").itertuples(index=False), 1):
                sheet.write_row(number, 0, [None if pd.isna(value) else value for value in row])
    return buffer.getvalue()
