"""The start page of a folder of notater, the workbook of all figures, and the links between notater."""

import io
from functools import cache
from importlib.metadata import version
from typing import Any

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from kommunedata import paths
from kommunedata.andele import SAMLET
from kommunedata.export import page_css
from kommunedata.formats import MISSING, tal
from kommunedata.kilde import Kilde
from kommunedata.kommuner import Kommune, kommune_by_code
from kommunedata.notat import grade
from kommunedata.page import inert
from kommunedata.ranking import list_placeringer
from kommunedata.redaktionelt import load_hovedkonti, load_ordvalg, load_tekster

XLSX = "alle-tal.xlsx"


def list_jobs(andele: pd.DataFrame, aar: int) -> list[Kommune]:
    """The municipalities that have any figure in the year, in Danish order."""
    codes = set(andele.loc[(andele["aar"] == aar) & andele["andel"].notna(), "kommunekode"])
    return [kommune for code, kommune in kommune_by_code().items() if code in codes]


def links(andele: pd.DataFrame, kommune: Kommune, aar: int) -> str:
    """The foot of a notat: links to the index and to the neighbours in Danish order and in rank.

    The neighbours follow from the data alone, so that a notat is the same whoever makes it.
    """
    alphabet = list_jobs(andele, aar)
    ranked = _by_rank(andele, aar)
    rows = []
    for label, order in (("I alfabetisk orden", alphabet), ("I rangorden", ranked)):
        if kommune in order:
            place = order.index(kommune)
            before, after = (
                order[place - 1] if place else None,
                order[place + 1] if place + 1 < len(order) else None,
            )
            rows.append((label, before, after))
    return str(_template("links.html.j2").render(rows=rows))


def _by_rank(andele: pd.DataFrame, aar: int) -> list[Kommune]:
    year = andele[(andele["aar"] == aar) & (andele["hovedkonto"] == SAMLET) & andele["andel"].notna()]
    if year.empty:
        return []
    codes = list_placeringer(year, aar, SAMLET)["kommunekode"]
    return [kommune_by_code()[code] for code in codes]


def render_index(andele: pd.DataFrame, kilde: Kilde, aar: int, pages: set[str], landsoverblik: bool) -> str:
    """The start page: every municipality of the year with its figures, linked where its notat is there.

    Args:
        andele: one row per kommune × aar × hovedkonto; see `kommunedata.andele`.
        kilde: the provenance of `andele`.
        aar: the year.
        pages: identifiers of the notater that are in the folder.
        landsoverblik: whether the page about the whole country is there too.
    """
    table = list_placeringer(andele, aar).set_index(["kommunekode", "hovedkonto"])
    known = set(table.index.get_level_values("hovedkonto"))
    kontoer = [konto for number, konto in load_hovedkonti().items() if number in known]
    grads = {grad.grad: grad.overskrift for grad in load_ordvalg().grader}
    rows = []
    for kommune in list_jobs(andele, aar):
        cells = []
        for konto in (SAMLET, *(entry.hovedkonto for entry in kontoer)):
            key = (kommune.kommunekode, konto)
            andel, rang, antal = (
                table.loc[key, ["andel", "rang", "antal"]] if key in table.index else (None, None, 0)
            )
            there = rang is not None and not pd.isna(rang)
            cells.append(_cell(andel if there else None, tal(andel if there else None)))
            cells.append(_cell(rang if there else None, str(rang) if there else MISSING))
            if konto == SAMLET:
                number = grade(int(rang), int(antal), load_ordvalg().grader) if there else None
                cells.append(_cell(number, grads[number] if number else MISSING))
        rows.append(
            {
                "kommune": kommune.kommune,
                "soegenavn": f"{kommune.slug} {_fold(kommune.fuldt_navn)}",
                "href": f"{kommune.slug}.html" if kommune.slug in pages else "",
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
        css=page_css(),
        version=version("kommunedata"),
    )


def workbook(andele: pd.DataFrame, kilde: Kilde) -> bytes:
    """All figures of a datasaet with their places as an Excel file, and a sheet about the source."""
    years = sorted(andele.loc[andele["andel"].notna(), "aar"].unique(), reverse=True)
    table = pd.concat([list_placeringer(andele, year) for year in years], ignore_index=True)
    source = pd.DataFrame(
        [(name, str(value)) for name, value in kilde.model_dump(mode="json", exclude={"krydstjek"}).items()],
        columns=["felt", "indhold"],
    )
    buffer = io.BytesIO()
    with pd.ExcelWriter(buffer, engine="openpyxl") as writer:
        table.map(inert).to_excel(writer, sheet_name="placeringer", index=False, freeze_panes=(1, 0))
        source.map(inert).to_excel(writer, sheet_name="kilde", index=False)
    return buffer.getvalue()


def _cell(value: Any, text: str) -> dict[str, Any]:
    return {"v": "" if value is None else value, "tekst": text}


def _fold(text: str) -> str:
    return text.lower().replace("å", "aa").replace("æ", "ae").replace("ø", "oe")


@cache
def _template(name: str) -> Template:
    environment = Environment(
        loader=FileSystemLoader(paths.skabelon()), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return environment.get_template(name)
