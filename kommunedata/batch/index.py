"""What stands beside the pages in a folder: start page, workbook of all figures, CSV files, and the links."""

import re
from collections.abc import Sequence
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from kommunedata.analysis.facts import HISTORIK
from kommunedata.analysis.ranking import list_placeringer, rank
from kommunedata.datasaet.frame import Datasaet
from kommunedata.datasaet.noegletal import Noegletal
from kommunedata.errors import KommunedataError
from kommunedata.files import write_atomic
from kommunedata.formats import MISSING
from kommunedata.kommuner import Kommune, find_kommune, kommune_by_code
from kommunedata.notat.facts import as_columns, grade, has_notater
from kommunedata.page import parts, sheets
from kommunedata.page.style import page_css
from kommunedata.redaktionelt import load_ordvalg, load_profilord, load_tekster
from kommunedata.text import fold

NONE = "", MISSING  # what a cell without a figure is sorted by, and what it shows
INDEX = "index.html"
KORT = "kort"  # the folder of the short editions
OVERVIEW = "landsoverblik"  # the stem of the page about the whole country
LINK = re.compile(r' (?:data-)?href="((?:\d[a-z\d-]+|index|landsoverblik)\.html)')


def list_kommuner(datasaet: Datasaet, aar: int) -> list[Kommune]:
    """The kommuner that have any figure in the year, in Danish order."""
    frame = datasaet.frame
    codes = set(frame.loc[(frame["aar"] == aar) & frame["vaerdi"].notna(), "kommunekode"])
    return [kommune for code, kommune in kommune_by_code().items() if code in codes]


def list_links(datasaet: Datasaet, aar: int) -> dict[str, str]:
    """The foot of every page by identifier: links to its neighbours in Danish order and in rank.

    That is the rank on the total, or on the only noegletal. The neighbours follow from the data alone, so that a page
    is the same whoever makes it.
    """
    totals = [code for code, one in datasaet.noegletal.items() if one.samler or len(datasaet.noegletal) == 1]
    table = rank(datasaet)
    ranked = table[(table["aar"] == aar) & table["noegletal"].isin(totals) & table["rang"].notna()]
    by_name = list_kommuner(datasaet, aar)
    by_rank = [kommune_by_code()[code] for code in ranked["kommunekode"]]
    feet: dict[str, list[Any]] = {kommune.slug: [] for kommune in by_name}
    for label, order in (("I alfabetisk orden", by_name), ("I rangorden", by_rank)):
        around = [None, *order, None]
        for place, kommune in enumerate(order):
            feet[kommune.slug].append((label, around[place], around[place + 2]))
    return {slug: render_links(rows) for slug, rows in feet.items()}


def render_links(neighbours: Sequence[tuple[str, Kommune | None, Kommune | None]] = ()) -> str:
    """The foot of a page: a link to the index, and rows of a label with the one before and the one after."""
    return parts.template("links.html.j2").render(rows=neighbours)


def link_all(html: str) -> str:
    """A page with links to all that it names, as in a folder where all are there."""
    return LINK.sub(r' href="\1', html)


def set_links(page: Path) -> None:
    """Let a page link to those of its folder that are there, and to no others; what it may link to stays in it."""
    there = {path.name for path in page.parent.glob("*.html")}
    old = page.read_bytes().decode()
    new = LINK.sub(lambda found: f' {"href" if found[1] in there else "data-href"}="{found[1]}', old)
    if new != old:
        write_atomic(page, new)


def write_index(datasaet: Datasaet, aar: int, folder: Path, workbook: bytes) -> list[str]:
    """Write the workbook and the start page of a folder; return their names."""
    other = folder.parent if folder.name == KORT else folder / KORT
    for path in (folder / sheets.XLSX, folder / INDEX, other / INDEX):
        try:
            if path.parent == folder or path.exists():  # the other learns of this one
                write_atomic(path, workbook if path.name == sheets.XLSX else _index_of(datasaet, aar, path.parent))
        except OSError as error:
            raise KommunedataError(f"{path} could not be written: {error}") from None
    return [sheets.XLSX, INDEX]


def _index_of(datasaet: Datasaet, aar: int, folder: Path) -> str:
    """The start page of a folder."""
    pages = {path.stem for path in folder.glob("*.html")}
    notater = {kommune.slug for kommune in list_kommuner(datasaet, aar)} & pages
    short = folder.name == KORT
    other = folder.parent if short else folder / KORT
    beside = f"{'..' if short else KORT}/{INDEX}" if (other / INDEX).exists() else ""
    return render_index(datasaet, aar, notater, OVERVIEW in pages, kort=short, beside=beside)


def render_index(
    datasaet: Datasaet, aar: int, pages: set[str], landsoverblik: bool, *, kort: bool = False, beside: str = ""
) -> str:
    """The start page: every kommune of the year with its figures, linked where its notat is there.

    `pages` are the identifiers of the notater in the folder, `beside` is the start page of the other editions, if any.
    """
    kilde, noegletal, table = datasaet.kilde, datasaet.noegletal, rank(datasaet)
    year = table[table["aar"] == aar]
    ranked = year[year["rang"].notna()].to_dict("records")
    figures = {(row["kommunekode"], row["noegletal"]): row for row in ranked}
    columns = [one for code, one in noegletal.items() if code in {row["noegletal"] for row in ranked}]
    columns.sort(key=lambda one: not one.samler)
    graded = columns[0] if has_notater(datasaet) and columns[0].samler else None
    rows = []
    for kommune in list_kommuner(datasaet, aar):
        cells = []
        for one in columns:
            row = figures.get((kommune.kommunekode, one.noegletal))
            if row:
                cells += [(row["vaerdi"], one.tal(row["vaerdi"])), (row["rang"], row["rang"])]
            else:
                cells += [NONE, NONE]
            if one is graded:
                cells.append(_grade(row) if row else NONE)
        rows.append((kommune, fold(kommune.fuldt_navn), cells))
    texts, ways = load_tekster().maal.get(kilde.maal), load_profilord().retning
    caption = f"Tal og plads blandt kommunerne i {aar}"
    if texts:
        caption = f"Andel i {columns[0].enhed} og plads blandt kommunerne i {aar}; plads 1 er den højeste andel"
    return parts.template("index.html.j2").render(
        aar=aar,
        emne=texts.emne if texts else kilde.titel,
        titel="Notater om kommunerne" if texts else "Profiler af kommunerne",
        hvad="notater" if texts else "profiler",
        tabeltitel=caption,
        banner=load_tekster().modelbanner.format(side="denne oversigt") if kilde.model else "",
        kilde=kilde,
        kolonner=[
            (
                _heading(one, year, graded) if texts else f"{one.kort_titel}, {one.enhed} ({ways[one.retning]})",
                one is graded,
            )
            for one in columns
        ],
        tal="andel" if texts else "tal",
        rows=rows,
        pages=pages,
        xlsx=sheets.XLSX,
        landsoverblik=landsoverblik,
        kort=kort,
        beside=beside,
        css=page_css("index"),
        version=version("kommunedata"),
    )


def _grade(row: dict[Any, Any]) -> tuple[int, str]:
    grader = load_ordvalg().grader
    number = grade(row["rang"], row["antal"], grader)
    return number, next(grad.overskrift for grad in grader if grad.grad == number)


def workbook(datasaet: Datasaet) -> bytes:
    """All figures of a datasaet with their places as an Excel file, and a sheet about the source."""
    return sheets.workbook(as_columns(list_placeringer(datasaet), datasaet), datasaet.kilde, datasaet.noegletal)


def notat_csv(datasaet: Datasaet, kommune: str, aar: int) -> bytes:
    """The figures of a notat for a spreadsheet: its kommune, all noegletal, the years of its history."""
    return sheets.csv_bytes(_rows_by_kommune(datasaet, aar)[find_kommune(kommune).kommune])


@lru_cache(maxsize=1)
def _rows_by_kommune(datasaet: Datasaet, aar: int) -> dict[Any, pd.DataFrame]:
    table = list_placeringer(datasaet)
    table = table[table["aar"].between(aar - HISTORIK, aar)]
    marked = sheets.with_mark(as_columns(table, datasaet), datasaet.kilde)
    return dict(iter(marked.groupby("kommune", sort=False)))


def _heading(one: Noegletal, year: pd.DataFrame, total: Noegletal | None) -> str:
    """The name of a noegletal, and how many were ranked where that differs from the total's."""
    counts = year.groupby("noegletal")["antal"].max()
    same = total is None or counts[one.noegletal] == counts.get(total.noegletal)
    return one.kort_titel if same else f"{one.kort_titel} (af {counts[one.noegletal]})"
