"""A notat as PDF: tagged, with language and title, at most six pages, its words in it."""

import importlib.util
import io
import os
from functools import cache

import pytest
from conftest import AWKWARD
from inprocess import make_page, page_of

from kommunedata.kommuner import find_kommune
from kommunedata.page.pdf import spell_out, to_pdf

MISSING = next((name for name in ("weasyprint", "pypdf") if importlib.util.find_spec(name) is None), None)
pytestmark = pytest.mark.skipif(bool(MISSING) and not os.environ.get("CI"), reason=f"{MISSING} is not installed")


@cache
def pdf_of(kommune: str, aar: int) -> bytes:
    return to_pdf(page_of(kommune, aar))


def read(kommune: str, aar: int):
    from pypdf import PdfReader

    return PdfReader(io.BytesIO(pdf_of(kommune, aar)))


def tags(element) -> list:
    """Every tagged element below one, with the element itself."""
    element = element.get_object()
    kids = element.get("/K", [])
    kids = kids.get_object() if hasattr(kids, "get_object") else kids
    found = [element] if isinstance(element, dict) and "/S" in element else []
    for kid in kids if isinstance(kids, list) else [kids]:
        kid = kid.get_object() if hasattr(kid, "get_object") else kid
        if isinstance(kid, dict):
            found += tags(kid)
    return found


@pytest.mark.parametrize(("kommune", "aar"), AWKWARD.values(), ids=AWKWARD)
def test_a_notat_is_at_most_six_pages_each_numbered_and_marked_as_model_figures(kommune, aar):
    pages = [page.extract_text() for page in read(kommune, aar).pages]
    assert 4 <= len(pages) <= 6
    for number, text in enumerate(pages, 1):
        assert f"Side {number} af {len(pages)}" in text
        assert "Modeltal – ikke offentliggjort statistik" in text
        assert find_kommune(kommune).fuldt_navn in text


def test_a_pdf_is_tagged_and_names_its_language_and_title():
    pdf = read("Tårnby", 2022)
    root = pdf.trailer["/Root"]
    assert root["/Lang"] == "da"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert pdf.metadata.title == (
        "Tårnby Kommune: lidt over gennemsnittet, men langt fra de ti højeste – Konkurrenceudsættelse af kommunens "
        "opgaver, 2022"
    )
    assert b"<pdfuaid:part>1" in root["/Metadata"].get_data() or b'pdfuaid:part="1"' in root["/Metadata"].get_data()
    found = tags(root["/StructTreeRoot"])
    kinds = [element["/S"] for element in found]
    assert kinds.count("/H1") == 1
    assert kinds.count("/H2") == page_of("Tårnby", 2022).count("<h2")
    assert {"/Table", "/TH", "/TD", "/L", "/Link"} <= set(kinds)
    alts = [element.get("/Alt") for element in found if element["/S"] == "/Figure"]
    assert len(set(alts)) == 5
    assert all("Tårnby Kommune" in alt for alt in alts)


def test_a_pdf_has_our_fonts_and_colours_and_no_others():
    pdf = read("Ringkøbing-Skjern", 2022)
    fonts = {
        str(font["/BaseFont"]).split("+")[1]
        for page in pdf.pages
        for font in map(_object, page["/Resources"]["/Font"].values())
    }
    assert fonts == {"Kommunedata-Sans", "Kommunedata-Sans-Semi-Bold"}


def _object(reference):
    return reference.get_object()


def test_names_in_a_table_are_whole_and_a_definition_names_its_address():
    text = "\n".join(page.extract_text() for page in read("Ærø", 2022).pages)
    assert "infrastruk-" not in text
    from pypdf import PdfReader

    profile = io.BytesIO(
        to_pdf(make_page("kommuneprofil", {"kommune": "Aalborg", "aar": 2022, "datasaet": "indkomst"}))
    )
    words = " ".join(" ".join(page.extract_text() for page in PdfReader(profile).pages).split())
    assert "Om Disponibel indkomst https://www.statistikbanken.dk/INDKP101" in words


def test_the_same_page_gives_the_same_pdf():
    assert to_pdf(page_of("Læsø", 2022)) == pdf_of("Læsø", 2022)


def test_what_paper_does_not_show_is_left_out_and_nothing_else():
    hidden = "<details><summary>a</summary><p>b</p></details>"
    shown = f"<details open><summary>c</summary>{hidden}d</details>"
    page = f'<ul class="navne"><li></li></ul>{hidden}{shown}<details><p>e</p>{hidden}f</details><ul><li>g</li></ul>'
    assert spell_out(page) == "".join(
        (shown.replace(hidden, ""), "<details><p>e</p>f</details>", "<ul><li>g</li></ul>")
    )
