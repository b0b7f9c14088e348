"""What stands beside the notater in a folder: start page, workbook of all figures, CSV files, and the links."""

import io
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from typing import Any

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from xlsxwriter import Workbook

from kommunedata import paths
from kommunedata.datasaet.frame import SAMLET
from kommunedata.datasaet.kilde import Kilde
from kommunedata.formats import MISSING, tal
from kommunedata.kommuner import Kommune, kommune_by_code
from kommunedata.notat.facts import HISTORIK, grade
from kommunedata.page import parts as page
from kommunedata.page.style import page_css
from kommunedata.redaktionelt import load_hovedkonti, load_ordvalg, load_tekster

XLSX = "alle-tal.xlsx"
NONE = {"v": "", "tekst": MISSING}  # a cell without a figure


def list_kommuner(placeringer: pd.DataFrame, aar: int) -> list[Kommune]:
    """The municipalities that have any figure in the year, in Danish order.

    Args:
        placeringer: as from `ranking.list_placeringer`; needs `aar`, `kommunekode` and `andel`.
        aar: the year.
    """
    codes = set(placeringer.loc[(placeringer["aar"] == aar) & placeringer["andel"].notna(), "kommunekode"])
    return [kommune for code, kommune in kommune_by_code().items() if code in codes]


def list_links(placeringer: pd.DataFrame, aar: int) -> dict[str, str]:
    """The foot of every notat by identifier: links to its neighbours in Danish order and in rank.

    The neighbours follow from the data alone, so that a notat is the same whoever makes it.

    Args:
        placeringer: as from `ranking.list_placeringer`.
        aar: the year of the notater.
    """
    samlet = placeringer["hovedkonto"] == SAMLET
    ranked = placeringer[(placeringer["aar"] == aar) & samlet & placeringer["rang"].notna()]
    by_name = list_kommuner(placeringer, aar)
    by_rank = [kommune_by_code()[code] for code in ranked["kommunekode"]]
    feet: dict[str, list[Any]] = {kommune.slug: [] for kommune in by_name}
    for label, order in (("I alfabetisk orden", by_name), ("I rangorden", by_rank)):
        around = [None, *order, None]
        for place, kommune in enumerate(order):
            feet[kommune.slug].append((label, around[place], around[place + 2]))
    return {slug: render_links(rows) for slug, rows in feet.items()}


def render_links(neighbours: Sequence[tuple[str, Kommune | None, Kommune | None]] = ()) -> str:
    """The foot of a page: a link to the index, and rows of a label with the one before and the one after."""
    return _template("links.html.j2").render(rows=neighbours)


def render_index(placeringer: pd.DataFrame, kilde: Kilde, aar: int, pages: set[str], landsoverblik: bool) -> str:
    """The start page: every municipality of the year with its figures, linked where its notat is there.

    Args:
        placeringer: as from `ranking.list_placeringer`.
        kilde: the provenance of the figures.
        aar: the year.
        pages: identifiers of the notater that are in the folder.
        landsoverblik: whether the page about the whole country is there too.
    """
    year = placeringer[placeringer["aar"] == aar]
    figures = {(row.kommunekode, row.hovedkonto): row for row in year.itertuples() if not pd.isna(row.rang)}
    kontoer = [konto for number, konto in load_hovedkonti().items() if number in set(year["hovedkonto"])]
    grads = {grad.grad: grad.overskrift for grad in load_ordvalg().grader}
    rows = []
    for kommune in list_kommuner(placeringer, aar):
        cells = []
        for konto in (SAMLET, *(entry.hovedkonto for entry in kontoer)):
            row = figures.get((kommune.kommunekode, konto))
            cells += [_cell(row.andel, tal(row.andel)), _cell(row.rang, str(row.rang))] if row else [NONE, NONE]
            if konto == SAMLET:
                number = grade(row.rang, row.antal, load_ordvalg().grader) if row else None
                cells.append(_cell(number, grads[number]) if number else NONE)
        rows.append(
            {
                "kommune": kommune.kommune,
                "soegenavn": f"{kommune.slug} {_fold(kommune.fuldt_navn)}",
                "href": f"{kommune.slug}.html" if kommune.slug in pages else "",
                "csv": f"{kommune.slug}.csv",
                "celler": cells,
            }
        )
    texts = load_tekster()
    return _template("index.html.j2").render(
        aar=aar,
        emne=texts.maal[kilde.maal].emne,
        titel="Notater om kommunerne",
        banner=texts.modelbanner if kilde.model else "",
        kilde=kilde,
        kontoer=[{"navn": konto.kort_navn, "hovedkonto": konto.hovedkonto} for konto in kontoer],
        rows=rows,
        antal=len(pages),
        xlsx=XLSX,
        landsoverblik=landsoverblik,
        css=page_css("index"),
        version=version("kommunedata"),
    )


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
        for title, frame in (("placeringer", placeringer), ("kilde", source)):
            sheet = book.add_worksheet(title)
            sheet.freeze_panes(1, 0)
            sheet.write_row(0, 0, list(frame.columns))
            for number, row in enumerate(frame.astype("object").itertuples(index=False), 1):
                sheet.write_row(number, 0, [None if pd.isna(value) else value for value in row])
    return buffer.getvalue()


def notat_csv(placeringer: pd.DataFrame, kommune: str, aar: int) -> bytes:
    """The figures of a notat for a spreadsheet: its municipality, all hovedkonti, the years of its history.

    Args:
        placeringer: all years of `ranking.list_placeringer`.
        kommune: the name of the municipality.
        aar: the year of the notat.
    """
    own = placeringer["kommune"] == kommune
    return page.csv_bytes(placeringer[own & placeringer["aar"].between(aar - HISTORIK, aar)])


def _cell(value: Any, text: str) -> dict[str, Any]:
    return {"v": value, "tekst": text}


def _fold(text: str) -> str:
    return text.lower().replace("å", "aa").replace("æ", "ae").replace("ø", "oe")


@cache
def _template(name: str) -> Template:
    environment = Environment(
        loader=FileSystemLoader(paths.templates()), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return environment.get_template(name)
