"""The short edition: two A4 pages of the same facts, from WeasyPrint and from the browser's own print."""

import importlib.util
import io
import os

import pytest
from conftest import AWKWARD
from inprocess import page_of
from pages import form_faults, soup

from kommunedata.page.pdf import to_pdf

MISSING = next((name for name in ("weasyprint", "pypdf") if importlib.util.find_spec(name) is None), None)
awkward = pytest.mark.parametrize(("kommune", "aar"), [*AWKWARD.values(), ("København", 2022), ("Samsø", 2022)])


@pytest.mark.skipif(bool(MISSING) and not os.environ.get("CI"), reason=f"{MISSING} is not installed")
@awkward
def test_a_short_edition_is_two_sheets(kommune, aar):
    from pypdf import PdfReader

    pages = PdfReader(io.BytesIO(to_pdf(page_of(kommune, aar, udgave="kort")))).pages
    assert len(pages) == 2
    assert "I fokus" in pages[1].extract_text()


@awkward
def test_a_short_edition_has_550_to_650_words_and_good_form(kommune, aar):
    html = page_of(kommune, aar, udgave="kort")
    assert form_faults(html) == []
    page = soup(html)
    for part in page.select("figure, .tabel, nav, details, style, .spring, .banner, .meta, .noegletal"):
        part.decompose()
    assert 540 <= len(page.main.get_text(" ").split()) <= 650


def test_both_editions_say_the_same():
    full, short = (soup(page_of("Aalborg", udgave=udgave)) for udgave in ("fuld", "kort"))
    for selector in ("h1", ".lead", "#status table", ".noegletal", "#fokus h3", "#udvikling h2"):
        assert [one.text for one in full.select(selector)] == [one.text for one in short.select(selector)]
    assert [section["id"] for section in short.select("main > section")] == [
        "status", "spredning", "fokus", "udvikling", "anbefalinger", "metode",
    ]  # fmt: skip
    assert len(short.select("#anbefalinger li")) == 3
