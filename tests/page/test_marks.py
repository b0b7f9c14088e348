"""The names of marks: every kommune, its figure and its place, over every chart that has a mark for each."""

import re

import matplotlib.pyplot as plt
import pytest
from inprocess import page_of
from pages import plain, soup

from kommunedata import charts
from kommunedata.analysis.ranking import rank
from kommunedata.charts.parts import name_marks
from kommunedata.page.analyst import figure
from kommunedata.page.svg import to_svg


def names(html: str) -> list[str]:
    """The names that a page tells, as a reader sees them."""
    found = []
    for some in soup(html).select(".navne"):
        end = re.search("--e:'(.*)'", some["style"])[1]
        found += [plain(one["data-n"] + end) for one in some.select("li")]
    return found


def wanted(ds, code: str, aar: int = 2022) -> list[str]:
    rows = rank(ds).query("aar == @aar and noegletal == @code and rang.notna()")
    return [
        plain(f"{row.kommune} {ds.noegletal[code].med_enhed(row.vaerdi)}, nr. {row.rang} af {row.antal}")
        for row in rows.itertuples()
    ]


def test_every_bar_and_dot_tells_kommune_figure_and_place(ds):
    assert names(to_svg(charts.plot_fordeling(ds, "Aalborg", "5", 2022), "x", "")) == wanted(ds, "5")
    dots = names(to_svg(charts.plot_hovedkonti(ds, "Aalborg", 2022, peers=["Odense"]), "x", ""))
    assert dots[: 6 * 98] == [name for code in "023456" for name in wanted(ds, code)]
    large = dots[6 * 98 :]  # the kommune's own and those compared with, over the others
    assert {name.split()[0] for name in large} == {"Aalborg", "Odense"}
    assert set(large) < set(dots[: 6 * 98])


def test_tiles_strokes_and_scattered_dots_tell_all_kommuner(ds):
    for ax, codes in (
        (charts.plot_kort(ds, "5", 2022), "5"),
        (charts.plot_stoerrelse(ds, "5", 2022), "5"),
        (charts.plot_spredning(ds, 2022), "023456"),
    ):
        assert sorted(names(to_svg(ax, "x", ""))) == sorted(name for code in codes for name in wanted(ds, code))


def test_a_year_of_a_line_tells_figure_and_place(ds):
    for plot in (charts.plot_historik, charts.plot_placeringer):
        found = names(to_svg(plot(ds, "Aalborg", "samlet", 2022), "x", ""))
        assert (found[0], found[-1], len(found)) == (
            "Aalborg 2012: 26,4 pct., nr. 31 af 98", "Aalborg 2022: 29,8 pct., nr. 30 af 98", 11,
        )  # fmt: skip


@pytest.mark.parametrize("whole", [False, True])
def test_a_name_stands_where_its_mark_is_drawn_also_when_the_axes_were_changed(whole, ds):
    ax = charts.plot_fordeling(ds, "Aalborg", "5", 2022)
    ax.set_xlim(-10, 150)
    made = to_svg(ax, "x", "", whole=whole)
    width = float(re.search(r'viewBox="0 0 (\S+) ', made)[1])
    own = soup(made).select('path[style*="--accent"]')[0]  # the bar of the kommune
    drawn = float(re.match(r"M(\S+) ", own["d"])[1])
    li = next(li for li in soup(made).select(".navne li") if li["data-n"].startswith("Aalborg"))
    assert float(re.search(r"--x:([\d.]+)", li["style"])[1]) == pytest.approx(100 * drawn / width, abs=0.1)


def test_the_names_come_along_where_an_analyst_shows_a_chart_of_the_house(ds):
    shown = figure(charts.plot_fordeling(ds, "Aalborg", "5", 2022), "Egen figur").html
    assert names(shown) == wanted(ds, "5")


def test_names_are_for_pointing_and_no_stop_by_keyboard():
    html = soup(page_of("Aalborg"))
    assert all(some["aria-hidden"] == "true" for some in html.select(".navne"))
    assert html.select(".navne [tabindex], .navne a") == []
    assert all("tabellen under" in one["aria-label"] for one in html.select("figure .graf"))


def test_what_looks_like_markup_or_style_in_a_name_is_text():
    _, ax = plt.subplots()
    name_marks(ax, [f"{name} '\"<i>\\ kr" for name in "ab"], [0, 1])
    some = soup(to_svg(ax, "x", "")).select_one(".navne")
    assert re.fullmatch(r"[^'\"<]*--e:'(?:[^'\"<\\]|\\[0-9a-f]+ )*'", some["style"])
    assert some.select("i") == []
