"""From notebook to page: what holds of every page, and what a page of model figures says of itself."""

import base64
import io
import re

import pandas as pd
import pytest
from conftest import AWKWARD
from figures import MODEL, datasaet, rows
from inprocess import make_page, overview_of, page_of
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from openpyxl import load_workbook
from pages import form_faults, known_numbers, numbers, readable_text, soup

from kommunedata.analysis.peers import choose_peers
from kommunedata.analysis.ranking import list_placeringer
from kommunedata.datasaet.save import save_datasaet
from kommunedata.formats import round_half_up
from kommunedata.kommuner import find_kommune
from kommunedata.notat.facts import Notat
from kommunedata.notat.sammenligning import build_sammenligning
from kommunedata.notat.words import mean_change
from kommunedata.page import export, parts, sheets, tables

AFSENDER = "Økonomi & Analyse <test>"
TITEL = "Aalborg Kommune: lidt over gennemsnittet, men langt fra de ti højeste"


def pages() -> dict[str, str]:
    """The page of every awkward municipality, by its name."""
    return {name: page_of(name, aar) for name, aar in AWKWARD.values()}


@pytest.fixture(scope="session")
def page() -> str:
    return page_of("Aalborg", afsender=AFSENDER)


def gaps(notat: Notat) -> list[float]:
    """How far the nearest places above and below are, as the difference of printed figures."""
    kontoer = [konto for konto in notat.kontoer if konto.vaerdi is not None]
    return [round_half_up(tal.vaerdi - konto.vaerdi) for konto in kontoer for tal in (*konto.over, *konto.under)]


def means(notat: Notat) -> list[float]:
    """How far the averages have moved since the year before."""
    return [change for konto in notat.kontoer if (change := mean_change(konto)) is not None]


def test_every_number_on_the_page_is_among_the_facts(notat_om, ds):
    strange = {}
    for name, aar in AWKWARD.values():
        others = build_sammenligning(ds, aar, choose_peers("", find_kommune(name)))
        notat = notat_om(name, aar)
        known = known_numbers(notat, others, gaps(notat), means(notat), 100, 2025)
        strange[name] = numbers(readable_text(page_of(name, aar))) - known
    assert strange == {name: set() for name in strange}


def test_a_page_has_good_form():
    assert {name: form_faults(html) for name, html in pages().items()} == {name: [] for name in pages()}
    assert max(len(html.encode()) for html in pages().values()) <= 300_000


def test_every_figure_has_a_text_alternative_of_its_own_that_names_the_municipality():
    for name, html in pages().items():
        alts = [figure["aria-label"] for figure in soup(html).select("figure [role=img]")]
        assert len(alts) == len(set(alts)) == 5, name
        full = find_kommune(name).fuldt_navn
        assert [alt for alt in alts if full not in alt or len(alt) > 250] == []


def test_the_page_asks_for_nothing_from_anywhere(page):
    html = soup(page)
    assert html.select("script, link, iframe, img[src^=http], object, embed") == []
    assert set(re.findall(r"url\((.{5})", page)) <= {"data:", "#851-"}
    assert not re.search(r'\bsrc="?(?!data:)', page)


def test_the_page_says_what_it_is(page):
    html = soup(page)
    assert [h.text for h in html.select("h1")] == [TITEL]
    assert html.title.text == f"{TITEL} – Konkurrenceudsættelse af kommunens opgaver, 2022"
    assert AFSENDER in html.select_one(".meta").text
    assert html.select_one(".banner").text.startswith("Modeltal.")
    assert all("MODELTAL" in svg.text for svg in html.select("figure svg"))
    assert form_faults(page) == []


def test_published_figures_are_marked_in_the_status_table(page):
    marked = [
        [bool(cell.select("abbr")) for cell in row.select("th, td")] for row in soup(page).select("#status tbody tr")
    ]
    assert [any(row) for row in marked] == [True] * 7
    assert marked[0] == [
        False,
        True,
        True,
        False,
        False,
        False,
        False,
        False,
    ]  # hovedkonto 0: andel and place were published


def test_two_runs_are_byte_identical(page):
    assert make_page("kommunenotat", {"kommune": "Aalborg", "aar": 2022, "afsender": AFSENDER}) == page


def test_the_chosen_municipalities_stand_beside_it():
    section = soup(page_of("Aalborg", sammenlign="Læsø")).select_one("#sammenligning")
    assert "Aalborg Kommune er sammenlignet med Læsø, som er valgt til notatet." in section.text
    assert [row.th.text for row in section.select("tbody tr")][:2] == ["Aalborg", "Læsø"]


def test_an_analysts_own_paragraph_is_shown_and_notes_for_the_lab_are_not():
    cells = [
        new_markdown_cell("**Vores** egen bemærkning"),
        new_markdown_cell("kun her", metadata={"tags": ["kun-lab"]}),
        new_code_cell("1 + 1", outputs=[new_output("display_data", {"text/html": "<p>egen figur</p>"})]),
    ]
    html = export.to_html(new_notebook(cells=cells))
    assert "<strong>Vores</strong> egen bemærkning" in html
    assert "<p>egen figur</p>" in html
    assert "kun her" not in html
    assert "1 + 1" not in html


def test_markup_in_a_source_is_text_on_the_page(datasaet_root, ds):
    bad = "<img src=x onerror=alert(1)>&"
    kilde = ds.kilde.model_dump(exclude={"sha256"})
    kilde |= {"navn": "ond", "titel": bad, "kilde": bad, "url": "javascript:alert(1)", "noter": (bad,)}
    save_datasaet(ds.frame, kilde, ds.noegletal)
    html = make_page("kommunenotat", {"kommune": "Vejle", "datasaet": "ond", "afsender": bad})
    assert soup(html).select("img, [onerror], a[href^=javascript]") == []
    assert bad in soup(html).select_one("#kilder").text


def test_markup_in_a_part_is_text_but_html_is_kept():
    made = parts.section("x", "<b>", "<i>fed</i>", parts.Part("<i>skrå</i>"), "").html
    assert "&lt;b&gt;" in made
    assert "<p>&lt;i&gt;fed&lt;/i&gt;</p>" in made
    assert "<i>skrå</i>" in made
    assert "<p></p>" not in made


def downloads(html: str) -> dict[str, str]:
    """The files that a page holds, by their names."""
    links = {link["download"]: link["href"] for link in soup(html).select("a[download]")}
    return {name: base64.b64decode(href.split("base64,")[1]).decode("utf-8-sig") for name, href in links.items()}


def test_what_is_drawn_is_in_the_file_under_a_chart(page, ds):
    """All 98 kommuner of the dots; the quartiles of the band."""
    names = ["hovedkonti", *(f"hovedkonto-{code}" for code in "56"), "historik", "placeringer"]
    files = downloads(page)
    assert sorted(files) == sorted(f"851-aalborg-2022-{name}.csv" for name in names)
    dots = files["851-aalborg-2022-hovedkonti.csv"].splitlines()
    assert len(dots) == 1 + 98 * 6
    for title in ("nedre kvartil", "øvre kvartil"):
        assert title in files["851-aalborg-2022-historik.csv"].splitlines()[0]
        assert title in dots[0]
    assert len(files["851-aalborg-2022-hovedkonto-5.csv"].splitlines()) == 1 + 98


# The mark of model figures goes where the figures go, and nowhere else


def test_a_workbook_of_model_figures_has_their_mark_in_its_first_sheet_and_others_have_none(ds):
    for one, marked in ((ds, True), (datasaet(rows([30.0]), model=False), False)):
        book = load_workbook(io.BytesIO(sheets.workbook(list_placeringer(one), one.kilde, one.noegletal)))
        head, first = (list(row) for row in book.worksheets[0].iter_rows(max_row=2, values_only=True))
        assert head[:3] == ["aar", "noegletal", "kommunekode"]
        assert (head[-1] == "maerke") == marked
        assert (first[-1] == "MODELTAL – ikke offentliggjort statistik · modeldata") == marked


def test_every_file_of_a_page_of_model_figures_is_headed_by_their_mark_and_others_are_not(page, ds, datasaet_root):
    kilde = ds.kilde.model_dump(exclude={"sha256"}) | {"navn": "rigtig", "model": False}
    save_datasaet(ds.frame, kilde, ds.noegletal)
    real = make_page("kommunenotat", {"kommune": "Aalborg", "datasaet": "rigtig"})
    overview = make_page("landsoverblik", {"datasaet": "rigtig"})
    for marked, unmarked in ((page, real), (overview_of(), overview)):
        files, others = downloads(marked), downloads(unmarked)
        assert len(files) >= 5
        assert [
            name for name, text in files.items() if not text.splitlines()[0].endswith(f";{MODEL.modelmaerke}")
        ] == []
        assert [name for name, text in others.items() if "MODELTAL" in text] == []
        assert {name: text.splitlines()[0].rpartition(";")[0] for name, text in files.items()} == {
            name: text.splitlines()[0] for name, text in others.items()
        }


def test_only_model_figures_have_a_mark_a_banner_and_a_remark():
    real = MODEL.model_copy(update={"model": False})
    assert MODEL.modelmaerke == "MODELTAL – ikke offentliggjort statistik · modeldata"
    assert real.modelmaerke == ""
    assert "Modeltal." in parts.model_banner(MODEL, "dette notat").html
    assert "dette notat" in parts.model_banner(MODEL, "dette notat").html
    assert parts.model_banner(real, "dette notat").html == ""
    frame = rows([1.0])
    assert sheets.with_mark(frame, MODEL)["maerke"].tolist() == [MODEL.modelmaerke]
    assert sheets.with_mark(frame, real).columns.tolist() == frame.columns.tolist()


def test_a_table_aligns_what_is_a_number_however_it_is_written():
    frame = pd.DataFrame(
        {
            "år": ["2021", "2022"],
            "vaerdi": [1.0, None],
            "tegn": ["+1,2", "−0,3"],
            "plads": ["3 (2)", "delt 40 af\u00a098"],
            "ord": "x",
        }
    )
    table = soup(tables.table("Tal", frame, 1).html)
    shown = [row.select("th, td") for row in table.select("tbody tr")]
    assert [[cell.text.strip() for cell in row] for row in shown] == [
        ["2021", "1,0", "+1,2", "3 (2)", "x"],
        ["2022", "–", "−0,3", "delt 40 af\xa098", "x"],
    ]
    assert table.table["class"] == ["stabel", "n1", "n2", "n3"]
