"""The start page and the page about the whole country in a real browser: by keyboard, on a phone, without scripts."""

from contextlib import ExitStack

import pytest
from inprocess import overview_of

from kommunedata.batch import index

from .test_notat import TEXT_FAULTS, axe_faults


@pytest.fixture(scope="module")
def files(tmp_path_factory, ds):
    """The two pages in a folder, as a batch leaves them."""
    folder = tmp_path_factory.mktemp("outputs")
    slugs = {kommune.slug for kommune in index.list_kommuner(ds, 2022)}
    html = index.render_index(ds, 2022, slugs, landsoverblik=True)
    (folder / "index.html").write_text(html, encoding="utf-8")
    for name, page in (("landsoverblik", index.link_all(overview_of(2022))), ("alene", overview_of(2022))):
        (folder / f"{name}.html").write_text(page, encoding="utf-8")
    return folder


@pytest.fixture
def visit(window, files):
    with ExitStack() as open_windows:
        yield lambda name, width=1280, **options: open_windows.enter_context(window(files / name, width, **options))


both = pytest.mark.parametrize("name", ["index.html", "landsoverblik.html"])


@both
@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_no_fault(name, width, visit):
    assert axe_faults(visit(name, width)) == []


@pytest.mark.parametrize("name", ["index.html", "landsoverblik.html", "alene.html"])
def test_axe_finds_no_fault_in_the_dark(name, visit):
    assert axe_faults(visit(name, color_scheme="dark")) == []


def test_what_links_do_is_said_where_there_are_links(visit):
    hint = "Et klik på en flise fører til afsnittet i kommunens notat."
    assert hint in visit("landsoverblik.html").inner_text("main")
    assert "fører til" not in visit("alene.html").inner_text("main")


@both
def test_a_narrow_window_shows_everything_without_scrolling_sideways(name, visit):
    page = visit(name, 320)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    if name == "landsoverblik.html":
        assert page.evaluate(TEXT_FAULTS) == []


def test_typing_finds_a_municipality_in_any_spelling(visit):
    page = visit("index.html")
    page.get_by_label("Søg efter kommune").focus()
    for typed, names in (
        ("aalb", ["Aalborg"]),
        ("ålb", ["Aalborg"]),
        ("ringkoebing", ["Ringkøbing-Skjern"]),
        ("zz", []),
    ):
        page.keyboard.press("Control+A")
        page.keyboard.type(typed)
        assert page.locator("tbody tr:visible th").all_inner_texts() == names
        assert page.get_by_role("status").inner_text() == f"{len(names)} kommune{'' if len(names) == 1 else 'r'}"


def test_a_table_is_sorted_by_keyboard_and_says_so(visit):
    page = visit("index.html")
    button = page.get_by_role("button", name="Samlet, andel")
    button.focus()
    page.keyboard.press("Enter")
    assert page.locator("th[aria-sort]").get_attribute("aria-sort") == "ascending"
    assert page.locator("tbody tr").first.inner_text().startswith("Samsø\t18,2\t98")
    page.keyboard.press("Enter")
    assert page.locator("th[aria-sort]").get_attribute("aria-sort") == "descending"
    assert page.locator("tbody tr").first.inner_text().startswith("Gribskov\t")
    assert button.evaluate("b => b === document.activeElement")


def test_without_scripts_the_table_is_whole_and_the_search_is_not_offered(visit):
    page = visit("index.html", java_script_enabled=False)
    assert page.locator("tbody tr").count() == 98
    assert page.get_by_label("Søg efter kommune").is_hidden()
    assert page.get_by_role("link", name="Aalborg", exact=True).get_attribute("href") == "851-aalborg.html"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_tiles_without_a_notat_are_read_as_well_as_those_with_one(scheme, files, window, tmp_path):
    page = tmp_path / "landsoverblik.html"
    page.write_bytes((files / page.name).read_bytes())
    (tmp_path / "860-hjoerring.html").touch()
    index.set_links(page)
    with window(page, color_scheme=scheme) as opened:
        assert opened.locator(".fliser a[href]").count() == 1
        tiles = opened.locator(".fliser .k5")
        assert tiles.count() == 20
        assert len(set(tiles.evaluate_all("all => all.map(tile => getComputedStyle(tile).color)"))) == 1
        assert axe_faults(opened) == []
