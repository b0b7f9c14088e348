"""A notat in a real browser: for everyone, on a phone, on paper, from a mail."""

import io
import os
from dataclasses import replace
from itertools import pairwise

import pytest
from conftest import AWKWARD
from inprocess import page_of

from kommunedata.analysis.ranking import rank
from kommunedata.batch import jobs, pages
from kommunedata.batch.choices import Choices
from kommunedata.charts import theme
from kommunedata.kommuner import load_kommuner

NOTATER = list(AWKWARD.values())
if os.environ.get("CI"):
    NOTATER += [(kommune, 2022) for kommune in load_kommuner()["kommune"] if (kommune, 2022) not in NOTATER]
awkward = pytest.mark.parametrize(("kommune", "aar"), AWKWARD.values(), ids=AWKWARD)
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module", params=NOTATER, ids=[f"{name}-{aar}" for name, aar in NOTATER])
def notat(request, notat_om):
    """The facts of one notat after another: the eight awkward ones, in CI all."""
    return notat_om(*request.param)


@pytest.fixture(scope="module")
def page(notat, window, file_of):
    """Its page, opened once; a test leaves it as it was but for the width of the window."""
    with window(file_of(notat.kommune.kommune, notat.aar)) as page:
        yield page


AXE = """async options => {
  const found = await axe.run(options), faults = found.violations.flatMap(fault => fault.nodes.map(node => [fault.id, node.html]));
  return [found.passes.length, faults.map(([id, html]) => `${id}: ${html.slice(0, 150)}`)];
}"""


def axe_faults(page, colours: bool = True) -> list[str]:
    """What axe, which is brought to a page once, finds wrong with it; only that crosses from the browser."""
    from axe_playwright_python.base import AXE_SCRIPT

    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    rules = {"color-contrast": {"enabled": colours}}  # half of the time
    passed, faults = page.evaluate(AXE, {"runOnly": WCAG, "rules": rules, "resultTypes": ["violations"]})
    assert passed > 20
    return faults


def test_a_page_made_from_the_cells_alone_is_the_page_that_a_batch_makes(ds):
    job = next(job for job in jobs.list_notater(ds, 2022, Choices()) if job.name == "Læsø")
    made = pages.make_page(replace(job, links=""))[".html"].decode()
    wanted = page_of(
        "Læsø", 2022, datasaet="modeldata", sammenlign="", afsender="", udgave="fuld", uden_anbefalinger=False
    )
    assert wanted == made


def test_axe_finds_no_fault(page, notat):
    """Narrow in all; wide and for the colours, which hang on words and grades, in the awkward ones."""
    awkward = (notat.kommune.kommune, notat.aar) in AWKWARD.values()
    for width in (1280, 320) if awkward else (320,):
        page.set_viewport_size({"width": width, "height": 800})
        assert axe_faults(page, colours=width == 1280) == [], width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_fault_with_every_table_unfolded_in_light_and_dark(scheme, show):
    page = show("Aalborg", color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
    assert axe_faults(page) == []


def test_a_narrow_window_shows_everything_without_scrolling_sideways(page):
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert page.evaluate(TEXT_FAULTS) == []


@awkward
def test_text_of_twice_the_size_is_neither_cut_nor_overlapped(kommune, aar, show):
    page = show(kommune, aar)
    page.add_style_tag(content="html { font-size: 225% !important }")
    assert page.evaluate("document.documentElement.scrollWidth") == 1280
    assert page.evaluate(TEXT_FAULTS) == []


# Lines of text that leave the window or run into one another; what scrolls in its own box does not count.
TEXT_FAULTS = """() => {
  const lines = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode, parent = node.parentElement;
    if (!node.data.trim() || parent.closest(".tabel, .graf, .spring, details:not([open]) > :not(summary)")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) if (box.width > 1) lines.push([node.data.trim().slice(0, 40), box]);
  }
  const faults = lines.filter(([, box]) => box.left < -1 || box.right > innerWidth + 1).map(([text]) => "cut: " + text);
  const touch = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > Math.min(a.height, b.height) / 2;
  lines.forEach(([text, box], place) => lines.slice(place + 1).forEach(([other, below]) => {
    if (touch(box, below)) faults.push(text + " / " + other);
  }));
  return lines.length > 50 ? faults : ["no text"];
}"""


def test_nothing_is_asked_for_outside_the_page(show):
    page = show("Aalborg")
    page.mouse.wheel(0, 100_000)
    page.wait_for_load_state("networkidle")
    assert {url.split(":")[0] for url in page.asked} <= {"file", "data"}
    assert sum(url.startswith("file:") for url in page.asked) == 1


def test_a_page_looks_the_same_without_scripts(show):
    assert show("Fanø").screenshot() == show("Fanø", java_script_enabled=False).screenshot()
    assert "<script" not in page_of("Fanø", 2022)


def test_nothing_moves_while_the_page_is_shown(chromium, file_of):
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.add_init_script(
        "window.moved = 0; new PerformanceObserver(list => list.getEntries().forEach(entry => moved += entry.value))"
        ".observe({type: 'layout-shift', buffered: true})"
    )
    page.goto(file_of("Aalborg").as_uri())
    page.get_by_role("heading", level=1).wait_for()
    page.evaluate("document.fonts.ready")
    assert page.evaluate("document.fonts.check('600 16px \"Kommunedata Sans\"')")
    assert page.evaluate("moved") == 0
    context.close()


def test_headings_and_landmarks_make_an_outline(page):
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(h => +h.tagName[1])")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert page.locator("main").count() == 1
    assert page.get_by_role("navigation", name="Indhold").locator("a").count() == levels.count(2) - 1 + levels.count(3)
    names = page.evaluate(
        "[...document.querySelectorAll('main > section')].map(s => s.ariaLabelledByElements?.[0].innerText)"
    )
    assert all(names)
    assert len(names) == len(set(names))


def test_every_link_says_where_it_goes(page):
    links = page.evaluate("[...document.links].map(a => [a.textContent.trim(), a.getAttribute('href')])")
    assert all(len(text) > 2 for text, _ in links)
    assert len({text for text, _ in links}) == len(set(map(tuple, links)))


def test_the_text_alternative_of_a_figure_is_true(page, notat):
    name = notat.kommune.fuldt_navn
    alts = page.evaluate("[...document.querySelectorAll('figure svg[role=img]')].map(svg => svg.ariaLabel)")
    alts = [alt.replace("\xa0", " ") for alt in alts]
    assert len(set(alts)) == 5
    assert all(name in alt and len(alt) <= 250 for alt in alts)
    for alt, code in zip(alts[1:3], notat.fokus, strict=True):
        assert f"nr. {notat.konto(code).rang} af {notat.konto(code).antal}" in alt
    points = [point for point in notat.samlet.sammenlignelige if point.rang]
    for point in (points[0], points[-1]):
        assert f"nr. {point.rang} af {point.antal} i {point.aar}" in alts[3]


def test_the_keyboard_reaches_everything_in_order_and_shows_where_it_is(show):
    page = show("Aalborg", width=320)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "spring"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    seen = []
    while page.evaluate("document.activeElement !== document.body") and len(seen) < 200:
        seen.append(page.evaluate(FOCUS))
        page.keyboard.press("Tab")
    places = [place for place, *_ in seen]
    assert places == sorted(places)
    assert len(places) == page.evaluate(
        "document.querySelectorAll(':is(a[href], summary, [tabindex=\"0\"]):not(details:not([open]) > :not(summary) *, details:not([open]) > :not(summary))').length"
    )
    assert all(width >= 2 and outlined and shown for _, width, outlined, shown in seen)


FOCUS = """() => {
  const now = document.activeElement, style = getComputedStyle(now), box = now.getBoundingClientRect();
  return [[...document.querySelectorAll("*")].indexOf(now), parseFloat(style.outlineWidth),
    style.outlineStyle !== "none", box.bottom > 0 && box.top < innerHeight && box.width > 0];
}"""


def test_the_skip_link_leads_to_the_content(show):
    page = show("Aalborg")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "indhold"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('nav') !== null")


def test_a_folded_table_opens_by_keyboard_and_its_file_is_a_csv_for_danish_excel(show):
    page = show("Aalborg")
    figure = page.locator("#hovedkonto-5 figure")
    figure.locator("summary").focus()
    page.keyboard.press("Enter")
    assert figure.locator("tbody tr").count() == 98
    assert figure.locator("tr.egen th").is_visible()
    with page.expect_download() as download:
        figure.get_by_role("link", name="CSV").click()
    assert download.value.suggested_filename == "851-aalborg-2022-hovedkonto-5.csv"
    text = download.value.path().read_bytes()
    assert text.startswith("\ufeffkommune;plads;andel, pct.;MODELTAL".encode())
    assert b"\r\nAalborg;55;26,1;\r\n" in text


@awkward
def test_the_browser_sets_the_text_of_charts_as_wide_as_it_was_measured(kommune, aar, show):
    texts = show(kommune, aar).evaluate(
        "[...document.querySelectorAll('.graf text')].map(t => [t.textContent, getComputedStyle(t).fontSize,"
        " getComputedStyle(t).fontWeight, t.getBBox().width])"
    )
    assert len(texts) > 60
    for text, size, weight, width in texts:
        assert width == pytest.approx(theme.width_of(text, float(size[:-2]), weight == "600"), abs=0.8, rel=0.02), text


def test_paper_shows_everything_and_marks_every_page(page):
    """The text is laid out but not drawn: what can be read then are the marks, and in a tenth of the time."""
    from pypdf import PdfReader

    unseen = page.add_style_tag(content="body { visibility: hidden }")
    pdf = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True, print_background=True)))
    unseen.evaluate("style => style.remove()")
    texts = [sheet.extract_text() for sheet in pdf.pages]
    assert 4 <= len(texts) <= 6
    assert [round(float(side) / 72 * 25.4) for side in pdf.pages[0].mediabox[2:]] == [210, 297]
    for number, text in enumerate(texts, 1):
        assert f"Side {number} af {len(texts)}" in text
        assert "Modeltal – ikke offentliggjort statistik" in text


@awkward
def test_on_paper_nothing_is_cut_folded_tables_are_left_out_and_addresses_are_written(kommune, aar, show):
    page = show(kommune, aar, width=642)  # between the margins of A4
    page.emulate_media(media="print")
    wide = "[...document.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > 643).map(e => e.outerHTML.slice(0, 80))"
    assert page.evaluate(wide) == []
    assert page.locator("details:not([open])").first.is_hidden()
    assert page.evaluate("getComputedStyle(document.querySelector('thead')).display") == "table-header-group"
    link = page.locator(".anbefalinger a").first
    assert link.get_attribute("href") in link.evaluate("a => getComputedStyle(a, '::after').content")


def told(page, mark) -> str:
    """What a page tells at the middle of a mark that is drawn."""
    box = mark.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    return page.evaluate(TOLD)


TOLD = """() => {
  const now = document.querySelector(".navne li:hover"), shown = now && getComputedStyle(now, "::after").content;
  return shown ? shown.split("/")[0].trim().slice(1, -1).replace("\xa0", " ") : "";
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_mark_tells_kommune_figure_and_place_to_who_points_at_it(scheme, show, ds):
    page = show("Aalborg", color_scheme=scheme)
    own = page.locator('#hovedkonto-5 .graf svg path[style*="--accent"]').first
    own.scroll_into_view_if_needed()
    assert told(page, own) == "Aalborg 26,1 pct., nr. 55 af 98"
    rows = rank(ds).query("aar == 2022 and noegletal == '5'")["kommune"]
    for place in (0, 97):
        box = page.locator("#hovedkonto-5 .navne li").nth(place).bounding_box()
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] - 5)
        assert page.evaluate(TOLD).startswith(rows.iloc[place])
        assert page.evaluate("document.documentElement.scrollWidth") == 1280


def test_the_dots_of_a_swarm_can_be_pointed_at(show):
    """But for the few that are drawn over one another, where the band is full."""
    page = show("Aalborg")
    hidden = page.evaluate("""() => [...document.querySelectorAll("#spredning .navne:first-of-type li")].filter(li => {
      li.scrollIntoView({block: "center"});
      const box = li.getBoundingClientRect(), top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
      return top !== li && !top?.matches(".navne + .navne li");
    }).map(li => li.dataset.n)""")
    assert len(hidden) <= 0.04 * 588


def test_a_tap_tells_too(chromium, file_of):
    context = chromium.new_context(viewport={"width": 360, "height": 800}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(file_of("Aalborg").as_uri())
    mark = page.locator("#hovedkonto-5 .navne li").nth(10)
    mark.scroll_into_view_if_needed()
    mark.tap(force=True)
    assert page.evaluate(TOLD).endswith(", nr. 11 af 98")
    context.close()
