"""From notebook to page, with real kernels."""

import re
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import nbformat
import pytest
from conftest import AWKWARD
from kommunedata.notat.afsnit import PROGRAMS
from nbformat.v4 import new_code_cell, new_notebook
from pages import known_numbers, numbers, readable_text, soup

from kommunedata import files, jobs, notebooks, paths
from kommunedata.analysis.peers import choose_peers
from kommunedata.analysis.ranking import list_placeringer
from kommunedata.datasaet.frame import save_andele
from kommunedata.datasaet.kilde import load_kilde
from kommunedata.errors import InputError, KommunedataError
from kommunedata.kernels import fast_kernels
from kommunedata.kommuner import find_kommune
from kommunedata.notat.sammenligning import build_sammenligning
from kommunedata.page import export


@pytest.fixture(scope="session")
def make(andele):
    """The page of a municipality, made as `report` makes it."""
    placeringer, kilde = list_placeringer(andele), load_kilde("modeldata")

    def make_one(name: str, aar: int = 2022, **choices) -> str:
        notater = jobs.list_notater(placeringer, kilde, aar, **choices)
        job = next(job for job in notater if job.name == name)
        return jobs.make_page(job)[".html"].decode()

    with fast_kernels():
        yield make_one


@pytest.fixture(scope="session")
def pages(make) -> dict[str, str]:
    """The page of every awkward municipality, made once."""
    return {why: make(name, aar) for why, (name, aar) in AWKWARD.items()}


@pytest.fixture(scope="session")
def page(make) -> str:
    return make("Aalborg", afsender="Økonomi & Analyse <test>")


@pytest.mark.parametrize("why", AWKWARD)
def test_every_number_on_the_page_is_among_the_facts(why, pages, notat_om, andele):
    name, aar = AWKWARD[why]
    others = build_sammenligning(andele, aar, choose_peers("", find_kommune(name)))
    known = known_numbers(notat_om(name, aar), others) | {
        number for name in PROGRAMS for number in numbers(version(name))
    }
    strange = numbers(readable_text(pages[why])) - known
    assert strange == set()


@pytest.mark.parametrize("why", AWKWARD)
def test_a_page_has_good_form(why, pages):
    text = readable_text(pages[why])
    assert not re.search(r"-0,0|−0,0|\bnan\b|None|<NA>|Traceback|\{\w+\}", text)
    assert len(pages[why].encode()) <= 300_000
    assert soup(pages[why]).html["lang"] == "da"


@pytest.mark.parametrize("why", AWKWARD)
def test_every_figure_has_a_text_alternative_of_its_own_that_names_the_municipality(why, pages):
    alts = [figure["aria-label"] for figure in soup(pages[why]).select("figure [role=img]")]
    assert len(alts) == 9
    assert len(set(alts)) == 9
    full = find_kommune(AWKWARD[why][0]).fuldt_navn
    assert all(full in alt and len(alt) <= 250 for alt in alts)


def test_the_page_asks_for_nothing_from_anywhere(page):
    html = soup(page)
    assert html.select("script, link, iframe, img[src^=http], object, embed") == []
    assert set(re.findall(r"url\((.{5})", page)) <= {"data:", "#851-"}
    assert not re.search(r'\bsrc="?(?!data:)', page)


def test_the_page_says_what_it_is(page):
    html = soup(page)
    assert [h.text for h in html.select("h1")] == ["Aalborg Kommune"]
    assert html.title.text == "Aalborg Kommune – Konkurrenceudsættelse af kommunens opgaver, 2022"
    assert "Økonomi & Analyse <test>" in html.select_one(".meta").text
    assert html.select_one(".banner").text.startswith("Modeltal.")
    assert all("MODELTAL" in svg.text for svg in html.select("figure svg"))
    ids = [tag["id"] for tag in html.select("[id]")]
    assert len(ids) == len(set(ids))
    assert all(html.select(link["href"]) for link in html.select("a[href^='#']"))


def test_published_figures_are_marked_in_the_status_table(page):
    rows = soup(page).select("#status tbody tr")
    marks = [[bool(cell.select("abbr")) for cell in row.select("th, td")] for row in rows]
    assert [any(row) for row in marks] == [True] * 7
    assert marks[0] == [False, True, True, False, False, False]  # hovedkonto 0: andel and place were published


def test_two_runs_are_byte_identical(page, make):
    assert make("Aalborg", afsender="Økonomi & Analyse <test>") == page


def test_the_chosen_municipalities_stand_beside_it(make):
    chosen = tuple(map(find_kommune, ("Læsø", "Aalborg")))
    section = soup(make("Aalborg", sammenlign=chosen)).select_one("#sammenligning")
    assert "Aalborg Kommune er sammenlignet med Læsø, som er valgt til notatet." in section.text
    assert [row.th.text for row in section.select("tbody tr")][:2] == ["Aalborg", "Læsø"]


def test_an_analysts_own_paragraph_is_shown_and_notes_for_the_lab_are_not(tmp_path):
    notebook = notebook_of(tmp_path, "1 + 1")
    book = nbformat.read(notebook, 4)
    book.cells += [
        nbformat.v4.new_markdown_cell("**Vores** egen bemærkning"),
        nbformat.v4.new_markdown_cell("kun her", metadata={"tags": ["kun-lab"]}),
    ]
    html = export.to_html(book)
    assert "<strong>Vores</strong> egen bemærkning" in html
    assert "kun her" not in html


def notebook_of(folder: Path, *cells: str) -> Path:
    parameters = new_code_cell('kommune = "Aalborg"', metadata={"tags": ["parameters"]})
    book = new_notebook(cells=[parameters, *map(new_code_cell, cells)])
    book.metadata["kernelspec"] = {"name": "python3", "language": "python", "display_name": "Python 3"}
    path = folder / "egen.ipynb"
    nbformat.write(book, path)
    return path


def test_a_misspelt_parameter_is_refused_before_anything_runs(tmp_path):
    with pytest.raises(InputError, match=r"unknown parameter of egen.ipynb 'komune'; did you mean kommune\?"):
        notebooks.run_notebook(notebook_of(tmp_path, "open('spor', 'w')"), {"komune": "Vejle"})
    assert not (tmp_path / "spor").exists()


def test_a_cell_that_raises_is_named_with_its_error(tmp_path):
    with pytest.raises(KommunedataError, match=r"egen.ipynb, cell .*: ValueError: for stor"):
        notebooks.run_notebook(notebook_of(tmp_path, "1", "raise ValueError('for stor')"), {"kommune": "Vejle"})


def test_a_page_that_names_another_municipality_is_refused(tmp_path, monkeypatch, andele):
    broken = notebook_of(tmp_path, "from kommunedata import page", "page.header('Vejle Kommune', '', [])")
    monkeypatch.setattr(paths, "notebook", lambda _: broken)
    job = jobs.list_notater(list_placeringer(andele), load_kilde("modeldata"), 2022)[0]
    with pytest.raises(KommunedataError, match="does not name Albertslund Kommune"):
        jobs.make_page(replace(job, parameters={"kommune": "Albertslund"}))


def test_a_worker_with_other_figures_refuses(andele):
    job = jobs.list_notater(list_placeringer(andele), load_kilde("modeldata"), 2022)[0]
    with pytest.raises(KommunedataError, match="is not the one of the batch"):
        jobs.make_page(replace(job, sha256="0" * 64))


def test_markup_in_a_source_is_text_on_the_page(datasaet_root, andele):
    bad = "<img src=x onerror=alert(1)>&"
    kilde = load_kilde("modeldata").model_dump(exclude={"sha256"})
    save_andele(
        andele, kilde | {"navn": "ond", "titel": bad, "kilde": bad, "url": "javascript:alert(1)", "noter": (bad,)}
    )
    job = next(
        job
        for job in jobs.list_notater(list_placeringer(andele), load_kilde("ond"), 2022, afsender=bad)
        if job.name == "Vejle"
    )
    html = jobs.make_page(job)[".html"].decode()
    assert soup(html).select("img, [onerror], a[href^=javascript]") == []
    assert bad in soup(html).select_one("#kilder").text


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path, monkeypatch):
    path = files.write_atomic(tmp_path / "ny" / "side.html", "gammel")
    assert path.read_text() == "gammel"
    monkeypatch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError("disken er fuld")))
    with pytest.raises(OSError, match="fuld"):
        files.write_atomic(path, "ny")
    assert [file.read_text() for file in path.parent.iterdir()] == ["gammel"]
