"""A notat as a Word document: its headings, tables, pictures with their text alternatives, and sources."""

import importlib.util
import io
import os
import re
import sys
import zipfile

import pytest
from bs4 import BeautifulSoup
from inprocess import overview_of, page_of
from pages import plain, soup

from kommunedata.errors import InputError
from kommunedata.page.docx import to_docx

MISSING = next((name for name in ("pypandoc", "resvg_py") if importlib.util.find_spec(name) is None), None)
needed = pytest.mark.skipif(bool(MISSING) and not os.environ.get("CI"), reason=f"{MISSING} is not installed")


@pytest.fixture(scope="module")
def document() -> bytes:
    return to_docx(page_of("Aalborg"))


def part(document: bytes, name: str = "word/document.xml"):
    return BeautifulSoup(zipfile.ZipFile(io.BytesIO(document)).read(name).decode().partition("?>")[2], "html.parser")


def headings(document: bytes) -> list[str]:
    found = part(document).find_all("w:p")
    return [plain(one.text.strip()) for one in found if (style := one.find("w:pstyle")) and "Heading" in style["w:val"]]


@needed
def test_a_document_has_the_headings_tables_pictures_and_sources_of_its_page(document):
    page = soup(page_of("Aalborg"))
    for gone in page.select("nav, details:not([open])"):
        gone.decompose()
    assert headings(document) == [plain(one.text.strip()) for one in page.select("h1, h2, h3")]
    xml = part(document)
    alts = [one["descr"] for one in xml.find_all("wp:docpr")]
    assert alts == [one["aria-label"] for one in page.select("svg[role=img]")]
    shown = [table for table in xml.find_all("w:tbl") if table.find("w:tblheader")]
    assert len(shown) == len(page.select("table"))
    for made, table in zip(shown, page.select("table"), strict=True):
        wanted = [[plain(cell.text.strip()) for cell in row.select("th, td")] for row in table.select("tr")]
        assert [[plain(cell.text.strip()) for cell in row.find_all("w:tc")] for row in made.find_all("w:tr")] == wanted
    text = plain(xml.text)
    assert all(plain(one.text.strip()) in text for one in page.select("main > p, section > p, .eksempel p"))
    targets = {one["target"] for one in part(document, "word/_rels/document.xml.rels").find_all("relationship")}
    assert {one["href"] for one in page.select(".eksempel a, .anbefalinger a")} <= targets


@needed
def test_a_document_is_danish_on_a4_with_its_title_and_figures_to_the_right(document):
    assert part(document, "docProps/core.xml").find("dc:title").text.startswith("Aalborg Kommune: ")
    assert part(document, "word/styles.xml").find("w:lang")["w:val"] == "da-DK"
    assert part(document).find("w:pgsz")["w:w"] == "11906"
    row = part(document).find_all("w:tblheader")[0].find_parent("w:tbl").find_all("w:tr")[1]
    sides = [cell.find("w:jc") and cell.find("w:jc")["w:val"] for cell in row.find_all("w:tc")]
    assert sides[1:5] == ["right"] * 4


@needed
def test_the_same_page_gives_the_same_document(document):
    assert to_docx(page_of("Aalborg")) == document


@needed
def test_the_page_about_the_country_becomes_one_too():
    made = to_docx(overview_of())
    assert "Kommunerne under ét" in headings(made)
    assert re.search(r"Gribskov\s*54,7", part(made).text)
    assert "flise" not in part(made).text  # of the maps, which a document has not
    assert "Navnet fører" not in part(made).text  # it has no links to pages
    assert ".html" not in zipfile.ZipFile(io.BytesIO(made)).read("word/_rels/document.xml.rels").decode()


def test_without_pandoc_one_line_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "pypandoc", None)
    with pytest.raises(
        InputError, match=r"^a Word document needs pandoc and resvg: pip install 'kommunedata\[docx\]'$"
    ):
        to_docx("")
