"""The national overview: its facts by hand and by a computation of its own, its sentences, its page."""

import csv
import json
import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from importlib.metadata import version
from itertools import pairwise
from typing import Any

import nbformat
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from inprocess import _run
from IPython.display import HTML
from kommunedata.notat.afsnit import PROGRAMS
from nbformat.v4 import new_output
from pages import editorial_numbers, numbers, readable_text, soup

from kommunedata import kommuner, notebooks, paths
from kommunedata.analysis.changes import compare_aar
from kommunedata.datasaet.kilde import load_kilde
from kommunedata.errors import InputError
from kommunedata.formats import NBSP, round_half_up, tal
from kommunedata.landsoverblik import afsnit, overskrifter, text
from kommunedata.landsoverblik import kort as overblikkort
from kommunedata.landsoverblik.facts import Landsoverblik, as_json, build_overblik
from kommunedata.notat.facts import build_notat
from kommunedata.notat.sammenligning import summarise_grupper
from kommunedata.page import export

KILDE = load_kilde("modeldata")
NOTEBOOK = paths.notebook("landsoverblik")
SECTIONS = (
    afsnit.hoved, afsnit.indledning, afsnit.noegletal, afsnit.rangliste, afsnit.kort, afsnit.spredning,
    afsnit.grupper, afsnit.udvikling, afsnit.flytninger, afsnit.potentiale, afsnit.metode,
)  # fmt: skip


@cache
def page_of(aar: int) -> str:
    """The page of a year of the model figures, its cells run in this process."""
    book, names = nbformat.read(NOTEBOOK, 4), {}
    for cell in book.cells:
        if cell.cell_type == "code":
            shown = _run(cell.source, names)
            if "parameters" in cell.metadata.get("tags", []):
                names["aar"] = aar
            if isinstance(shown, HTML):
                cell.outputs = [new_output("execute_result", {"text/html": shown.data})]
    return export.to_html(book, "landsoverblik")


@cache
def read(aar: int) -> BeautifulSoup:
    return soup(page_of(aar))


def html_of(overblik: Landsoverblik) -> str:
    """The sections of any facts, one after another."""
    return "\n".join(section(overblik).data for section in SECTIONS)


@pytest.fixture(scope="module")
def landet(andele) -> Callable[[int], Landsoverblik]:
    return cache(lambda aar=2022: build_overblik(andele, KILDE, aar))


def small(**columns: list[Any]) -> pd.DataFrame:
    """Five municipalities in 2022, samlet and hovedkonto 5, with what is given instead."""
    codes = ["851", "825", "461", "630", "101"]
    year = pd.DataFrame(
        {
            "kommunekode": codes,
            "aar": 2022,
            "andel": [40.0, 20.0, 30.04, 30.0, 10.0],
            "privat": [40.0, 2.0, 300.4, 30.0, 1000.0],
            "grundlag": [100.0, 10.0, 1000.0, 100.0, 10000.0],
        }
        | columns
    ).astype({"andel": float, "privat": float, "grundlag": float})
    return pd.concat([year.assign(hovedkonto=konto) for konto in ("samlet", "5")], ignore_index=True)


# Facts


def test_means_places_and_spread_by_hand():
    konto = build_overblik(small(), KILDE, 2022).samlet
    assert (konto.antal, konto.gennemsnit, konto.hele_landet) == (5, 26.0, 12.2)  # 1372,4 of 11.210
    assert [(one.kommune.kommune, one.andel, one.rang) for one in konto.pladser] == [
        ("Aalborg", 40.0, 1), ("Odense", 30.0, 2), ("Vejle", 30.0, 2), ("Læsø", 20.0, 4), ("København", 10.0, 5),
    ]  # fmt: skip
    assert (konto.laveste, konto.kvartil_1, konto.median, konto.kvartil_3, konto.hoejeste) == (10, 20, 30, 30, 40)
    assert (konto.spaend, konto.afstand) == (10.0, 30.0)
    assert (konto.under_fjerdedel, konto.over_tredjedel) == (2, 1)


def test_a_quarter_and_a_third_are_counted_on_printed_shares():
    konto = build_overblik(small(andel=[24.96, 25.0, 33.3, 33.34, 33.36]), KILDE, 2022).samlet
    assert (konto.under_fjerdedel, konto.over_tredjedel) == (
        0,
        1,
    )  # 25,0 is a quarter; 33,3 is under a third, 33,4 over


def test_the_potential_is_summed_by_hand_and_missing_amounts_are_counted():
    overblik = build_overblik(small(), KILDE, 2022)
    # best practice is 26,0 (all five): 6,0 of 10 → 1, and 16,0 of 10.000 → 1600
    assert (overblik.samlet.bedste_praksis, overblik.samlet.potentiale_mio) == (26.0, 1601.0)
    missing = build_overblik(small(grundlag=[100.0, None, 1000.0, 100.0, 10000.0]), KILDE, 2022).samlet
    assert (missing.potentiale_mio, missing.med_grundlag, missing.uden_grundlag) == (1600.0, 4, 1)
    none = build_overblik(small(grundlag=[None] * 5), KILDE, 2022)
    assert (none.potentiale_mio, none.samlet.potentiale_mio, none.samlet.hele_landet) == (None, None, None)


def test_the_potential_is_what_the_notater_print_added_up(landet, andele):
    konto = next(one for one in landet(2022).hovedkonti if one.hovedkonto == "6")
    rows = andele[(andele["aar"] == 2022) & (andele["hovedkonto"] == "6")].assign(status="tal")
    notater = [build_notat(rows, KILDE, kommune, 2022) for kommune in kommuner.kommune_by_code().values()]
    assert konto.potentiale_mio == sum(notat.konto("6").potentiale_mio for notat in notater)
    assert landet(2022).potentiale_mio == sum(one.potentiale_mio for one in landet(2022).hovedkonti)


def test_classes_are_fifths_and_equal_shares_are_in_the_same(landet):
    for aar in (2012, 2018, 2022):
        for konto in landet(aar).kontoer:
            assert [one.klasse for one in konto.klasser] == [1, 2, 3, 4, 5]
            assert sum(one.antal for one in konto.klasser) == konto.antal
            for lower, upper in pairwise(konto.klasser):
                assert lower.til < upper.fra
            assert konto.klasser[0].fra == konto.laveste
            assert konto.klasser[-1].til == konto.hoejeste


def test_classes_of_few_or_tied_shares():
    klasser = build_overblik(small(), KILDE, 2022).samlet.klasser
    assert [(one.klasse, one.fra, one.til, one.antal) for one in klasser] == [
        (1, 10, 10, 1), (2, 20, 20, 1), (4, 30, 30, 2), (5, 40, 40, 1),
    ]  # fmt: skip
    assert len(build_overblik(small(andel=[30.0] * 5), KILDE, 2022).samlet.klasser) == 1


def test_groups_are_simple_means_with_the_highest_first(landet, andele):
    konto = landet(2022).samlet
    year = andele[(andele["aar"] == 2022) & (andele["hovedkonto"] == "samlet")]
    means = summarise_grupper(year, "region").set_index("gruppe")["gennemsnit"]
    assert {one.navn: one.gennemsnit for one in konto.regioner} == {
        name: round_half_up(float(mean)) for name, mean in means.items()
    }
    assert konto.regioner[0].navn == "Region Hovedstaden"
    for groups in (konto.regioner, konto.kommunegrupper):
        assert sum(one.antal for one in groups) == 98
        assert sum(one.antal_oeverst for one in groups) == konto.klasser[-1].antal
        assert [one.gennemsnit for one in groups] == sorted((one.gennemsnit for one in groups), reverse=True)


def printed(text: str) -> Decimal | None:
    return Decimal(text).quantize(Decimal("0.1"), ROUND_HALF_UP) if text else None


def test_movers_agree_with_a_computation_of_its_own(landet):
    """Straight from the file, with decimals and no frames."""
    with (paths.data_file("modeldata") / "andele.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["hovedkonto"] == "samlet"]
    shares = {(row["kommunekode"], row["aar"]): printed(row["andel"]) for row in rows}
    codes = {code for code, _ in shares}

    def place(code: str, aar: str) -> int:
        return 1 + sum(shares[other, aar] > shares[code, aar] for other in codes)

    change = {code: shares[code, "2022"] - shares[code, "2021"] for code in codes}
    moved = {code: place(code, "2021") - place(code, "2022") for code in codes}
    moves = landet(2022).samlet.flytninger
    assert (moves.antal_op, moves.antal_ned, moves.antal_ens) == (
        sum(value > 0 for value in change.values()),
        sum(value < 0 for value in change.values()),
        sum(value == 0 for value in change.values()),
    )
    assert [Decimal(str(one.aendring)) for one in moves.mest_op] == sorted(change.values())[::-1][:5]
    assert [Decimal(str(one.aendring)) for one in moves.mest_ned] == sorted(change.values())[:5]
    assert [one.rykket for one in moves.frem] == sorted(moved.values())[::-1][:5]
    assert [one.rykket for one in moves.tilbage] == sorted(moved.values())[:5]
    for one in (*moves.mest_op, *moves.mest_ned, *moves.frem, *moves.tilbage):
        code = one.kommune.kommunekode
        assert (Decimal(str(one.aendring)), one.rykket) == (change[code], moved[code])
        assert (one.rang, one.rang_foer) == (place(code, "2022"), place(code, "2021"))
        assert one.aendring == round_half_up(one.andel - one.andel_foer)


def test_nothing_is_compared_across_a_change_of_definition_or_with_a_missing_year(landet, andele):
    assert landet(2016).samlet.flytninger is None
    assert landet(2016).samlet.aendring is None
    assert landet(2012).samlet.flytninger is None
    gap = build_overblik(andele[andele["aar"] != 2021], KILDE, 2022).samlet
    assert (gap.flytninger, gap.aendring) == (None, None)


def test_means_of_other_municipalities_are_not_compared(andele):
    fewer = andele[~((andele["aar"] == 2021) & (andele["kommunekode"] == "851"))]
    konto = build_overblik(fewer, KILDE, 2022).samlet
    assert konto.aendring is None
    assert konto.flytninger.antal_op + konto.flytninger.antal_ned + konto.flytninger.antal_ens == 97


def test_facts_are_plain_json(landet):
    facts = json.loads(as_json(landet(2022)))
    assert facts["samlet"]["gennemsnit"] == 28.0
    assert facts["samlet"]["hele_landet"] == 27.5
    assert "NaN" not in as_json(landet(2022))


@pytest.mark.parametrize(
    ("maal", "aar", "message"),
    [("Andel udpendlere", 2022, "measures 'Andel udpendlere'"), ("IKU", 2030, "there are figures for 2012–2022")],
)
def test_what_cannot_be_shown_is_refused(andele, maal, aar, message):
    with pytest.raises(InputError, match=message):
        build_overblik(andele, KILDE.model_copy(update={"maal": maal}), aar)


# Sentences


def test_the_conclusion_names_both_averages_and_where_the_potential_lies(landet):
    assert text.hovedbudskab(landet(2022)).replace(NBSP, " ") == (
        "I 2022 konkurrenceudsatte gennemsnitskommunen 28,0 pct. af de opgaver, som private kan løse. For landet "
        "under ét, hvor store kommuner vejer mest, var andelen 27,5 pct. Potentialet op til bedste praksis er "
        "38.593 mio. kr., og det er størst på Sociale opgaver."
    )


def test_headings_state_findings(landet):
    overblik = landet(2022)
    headings = [
        overskrifter.rangliste(overblik.samlet),
        overskrifter.kort(overblik.samlet),
        overskrifter.spredning(overblik),
        overskrifter.grupper(overblik.samlet),
        overskrifter.udvikling(overblik, overblik.samlet),
        overskrifter.flytninger(overblik, overblik.samlet),
        overskrifter.potentiale(overblik),
    ]
    assert [heading.replace(NBSP, " ") for heading in headings] == [
        "Højest i Gribskov, lavest i Samsø",
        "8 af de 20 højeste andele ligger i Region Hovedstaden",
        "Størst forskel mellem kommunerne på Transport og infrastruktur",
        "Gennemsnittet er højest i Region Hovedstaden og blandt storbykommuner",
        "Gennemsnittet er steget 0,6 procentpoint siden 2021",
        "88 kommuner har en højere andel end i 2021, otte en lavere",
        "Det største potentiale ligger på Sociale opgaver: 16.357 mio. kr.",
    ]


def test_headings_of_few_and_tied_figures():
    tied = build_overblik(small(andel=[30.0] * 5), KILDE, 2022)
    assert overskrifter.rangliste(tied.samlet) == "De fem kommuner har samme andel"
    one = build_overblik(small().query("kommunekode == '851'"), KILDE, 2022)
    assert overskrifter.rangliste(one.samlet) == "Kun Aalborg har et tal"
    assert overskrifter.kort(one.samlet) == "Den højeste andel ligger i Region Nordjylland"


def test_a_year_that_cannot_be_compared_says_why(landet):
    assert text.flytninger(landet(2016), landet(2016).samlet).startswith("Definitionen blev ændret i 2016")
    assert text.flytninger(landet(2012), landet(2012).samlet) == "Der er ingen tal for 2011 at sammenligne med."


def test_no_words_of_cause_stand_on_a_page(landet):
    for aar in (2012, 2016, 2018, 2022):
        assert not re.search(r"fordi|skyldes|på grund af|derfor at", html_of(landet(aar)).split('id="metode"')[0])


# Bad and meagre figures


def test_a_year_with_half_the_municipalities_says_so(andele):
    half = andele[(andele["aar"] != 2022) | (andele["kommunekode"] >= "410")]
    overblik = build_overblik(half, KILDE, 2022)
    page = readable_text(html_of(overblik))
    count = overblik.antal_kommuner
    assert count < 60
    assert f"Der er tal for {count} af 98 kommuner i 2022" in page
    assert f"Der er ingen tal for {98 - count} kommuner." in page
    assert f"Plads af {count}" in page
    assert overblik.samlet.aendring is None


def test_a_kommune_without_figures_is_named_and_its_tile_is_no_link(andele):
    without = andele[(andele["aar"] != 2022) | (andele["kommunekode"] != "851")]
    html = soup(html_of(build_overblik(without, KILDE, 2022)))
    assert "Der er ingen tal for Aalborg." in readable_text(str(html))
    assert html.select("[href^='851-aalborg.html']") == []
    assert [tile["title"] for tile in html.select(".fliser .k0")] == ["Aalborg: intet tal"]
    assert len(html.select(".fliser a")) == 97


@pytest.mark.parametrize(
    "what",
    {
        "without samlet": lambda f: f[f["hovedkonto"] != "samlet"],
        "samlet only": lambda f: f[f["hovedkonto"] == "samlet"],
        "without amounts": lambda f: f.assign(privat=float("nan"), grundlag=float("nan")),
        "one kommune": lambda f: f[f["kommunekode"] == "851"],
        "all alike": lambda f: f.assign(andel=30.0),
        "one year": lambda f: f[f["aar"] == 2022],
    }.items(),
    ids=lambda item: item[0],
)
def test_meagre_figures_make_a_page_of_what_there_is(what, andele):
    page = html_of(build_overblik(what[1](andele), KILDE, 2022))
    assert not re.search(r"\bnan\b|None|<NA>|\{\w+\}|−0,0|– pct", readable_text(page))
    assert "<h1>Kommunerne under ét</h1>" in page


def test_real_figures_have_no_mark_of_model_figures(andele):
    page = html_of(build_overblik(andele, KILDE.model_copy(update={"model": False}), 2022))
    assert "MODELTAL" not in page
    assert "banner" not in page


# The page


def known_numbers(overblik: Landsoverblik) -> set[str]:
    """Every number of the facts and the editorial files, in each way it may be printed."""
    facts = json.loads(as_json(overblik))
    known = numbers(as_json(overblik)) | editorial_numbers()
    known |= {number for name in PROGRAMS for number in numbers(version(name))}
    known |= numbers(f"{overblik.kilde.hentet:%d.%m.%Y}") | {str(overblik.aar - 1), "98"}

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            for item in value.values():
                walk(item)
        elif isinstance(value, list):
            known.add(str(len(value)))
            for item in value:
                walk(item)
        elif isinstance(value, (int, float)):
            known.update({tal(abs(value), decimals) for decimals in (0, 1)})
        elif isinstance(value, str):
            known.update(numbers(value))

    walk(facts)
    return known


@pytest.mark.parametrize("aar", [2012, 2016, 2018, 2022])
def test_every_number_on_the_page_is_among_the_facts(aar, landet):
    assert numbers(readable_text(page_of(aar))) - known_numbers(landet(aar)) == set()


@pytest.mark.parametrize("aar", [2016, 2022])
def test_a_page_has_good_form(aar):
    html = read(aar)
    assert not re.search(r"-0,0|−0,0|\bnan\b|None|<NA>|Traceback|\{\w+\}", readable_text(page_of(aar)))
    assert len(page_of(aar).encode()) <= 500_000
    assert [h.text for h in html.select("h1")] == ["Kommunerne under ét"]
    ids = [tag["id"] for tag in html.select("[id]")]
    assert len(ids) == len(set(ids))
    assert all(html.select(link["href"]) for link in html.select("a[href^='#']"))
    levels = [int(h.name[1]) for h in html.select("h1, h2, h3")]
    assert all(below - above <= 1 for above, below in pairwise(levels))
    assert html.select("script, link, iframe, img[src^=http]") == []


def test_every_figure_and_map_has_a_text_alternative_of_its_own():
    html = read(2022)
    alts = [image["aria-label"] for image in html.select("[role=img]")]
    assert len(alts) == 4 + 6
    assert len(set(alts)) == len(alts)
    assert all(20 < len(alt) <= 250 for alt in (*alts, html.select_one(".landkort")["aria-label"]))


def test_every_chart_and_map_is_marked_as_model_figures():
    html = read(2022)
    assert all("MODELTAL" in svg.text for svg in html.select("figure svg"))
    assert len(html.select(".modelmaerke")) == 2
    assert html.select_one(".banner").text.startswith("Modeltal.")


def test_each_tile_is_where_it_belongs_and_leads_to_its_notat(landet):
    html = read(2022)
    places = {one.kommune.kommunekode: one for one in landet(2022).samlet.pladser}
    tiles = html.select(".fliser li")
    assert len(tiles) == 98
    for row, tile in zip(kommuner.load_kommuner().to_dict("records"), tiles, strict=True):
        one = places[row["kommunekode"]]
        assert tile["style"] == f"--x:{row['flise_x'] + 1};--y:{row['flise_y'] + 1}"
        assert tile.a["href"] == f"{one.kommune.slug}.html"
        assert tile.a["class"] == [f"k{one.klasse}"]
        assert tile.a.text.split() == [*row["kommune"].split(), tal(one.andel)]
        assert tile.a["title"] == f"{row['kommune']}: {tal(one.andel)} pct., nr. {one.rang} af 98"


def test_small_maps_have_all_tiles_and_lead_to_the_hovedkonto():
    maps = read(2022).select(".smaakort .et")
    assert len(maps) == 6
    for one in maps:
        assert len(one.select("rect")) == 98
        assert one.svg["aria-hidden"] == "true"
        assert {link["tabindex"] for link in one.select("a")} == {"-1"}
    assert maps[4].select("a")[0]["href"] == "165-albertslund.html#hovedkonto-5"


def test_short_names_on_tiles_are_short_and_no_two_alike():
    names = [overblikkort.forkort(one.kommune) for one in kommuner.kommune_by_code().values()]
    assert len(set(names)) == 98
    assert max(map(len, names)) <= 8
    assert set(overblikkort.KORT) <= {one.kommune for one in kommuner.kommune_by_code().values()}


def test_the_ranking_lists_all_with_place_and_share(landet):
    rows = [[part.text for part in row.select("span, a, b")] for row in read(2022).select(".rangliste li")]
    assert rows == [[str(one.rang), one.kommune.kommune, tal(one.andel)] for one in landet(2022).samlet.pladser]


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_page_carries_the_style_of_its_maps():
    assert (paths.templates() / "landsoverblik.css").read_text(encoding="utf-8") in read(2022).style.string


def test_text_on_tiles_is_readable_on_every_step_in_light_and_dark():
    css = (paths.templates() / "landsoverblik.css").read_text(encoding="utf-8")
    assert ".k1, .k2, .k3 { color: var(--paa-lys); }" in css
    modes = re.findall(r":root \{([^}]*--k1[^}]*)\}", css)
    assert len(modes) == 2
    for mode in modes:
        found = dict(re.findall(r"--([\w-]+): #(\w+)", mode))
        colours = {name: luminance(value * 2 if len(value) == 3 else value) for name, value in found.items()}
        for step in range(1, 6):
            pair = sorted((colours[f"k{step}"], colours["paa-lys" if step <= 3 else "paa-moerk"]))
            assert (pair[1] + 0.05) / (pair[0] + 0.05) >= 4.5, step
        ramp = [colours[f"k{step}"] for step in range(1, 6)]
        assert ramp in (sorted(ramp), sorted(ramp, reverse=True))


def test_a_real_kernel_makes_the_same_page():
    book = notebooks.run_notebook(NOTEBOOK, {"aar": 2022, "datasaet": "modeldata"})
    assert export.to_html(book, "landsoverblik") == page_of(2022)


def test_the_movers_on_the_page_are_those_of_the_comparison(landet, andele):
    moves = compare_aar(andele, 2022, 2021).query("hovedkonto == 'samlet'").set_index("kommune")
    rows = read(2022).select("#flytninger table")[1].select("tbody tr")
    for row in rows:
        name, *_, moved = (cell.text.strip() for cell in row.select("th, td"))
        assert moved == tal(moves.loc[name, "rykket"], 0, plus=True)
