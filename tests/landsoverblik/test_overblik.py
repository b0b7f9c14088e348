"""The national overview: its facts by hand and by a computation of its own, its sentences, its page."""

import re
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup
from figures import datasaet, printed_modeldata, rows
from inprocess import overview_of, page_of_figures
from pages import form_faults, known_numbers, numbers, plain, readable_text, soup

from kommunedata import paths
from kommunedata.analysis.changes import biggest_movers, compare_aar
from kommunedata.analysis.ranking import summarise_grupper
from kommunedata.datasaet.frame import Datasaet
from kommunedata.errors import InputError
from kommunedata.formats import round_half_up, tal
from kommunedata.kommuner import kommune_by_code, load_kommuner
from kommunedata.landsoverblik import (
    flytninger,
    grupper,
    indledning,
    kort,
    potentiale,
    spredning,
    udvikling,
)
from kommunedata.landsoverblik.facts import FJERDEDEL, TREDJEDEL, Landsoverblik, build_overblik
from kommunedata.notat.facts import build_notat


@cache
def read(aar: int) -> BeautifulSoup:
    return soup(overview_of(aar))


def html_of(ds: Datasaet, aar: int = 2022) -> str:
    return page_of_figures("landsoverblik", ds, aar=aar)


@pytest.fixture(scope="module")
def landet(ds) -> Callable[[int], Landsoverblik]:
    return cache(lambda aar=2022: build_overblik(ds, aar))


NAVNE = ("Aalborg", "Læsø", "Odense", "Vejle", "København")
ANDELE = (40.0, 20.0, 30.04, 30.0, 10.0)
TAELLER = (40.0, 2.0, 300.4, 30.0, 1000.0)
NAEVNER = (100.0, 10.0, 1000.0, 100.0, 10000.0)


def small(andele=ANDELE, taeller=TAELLER, naevner=NAEVNER) -> Datasaet:
    """Five municipalities in 2022, samlet and hovedkonto 5, with what is given instead."""
    shares = dict(zip(NAVNE, andele, strict=True))
    return datasaet(*(rows(shares, code, taeller=taeller, naevner=naevner) for code in ("samlet", "5")))


def flat(text: str) -> str:
    """Text with single spaces."""
    return " ".join(plain(text).split())


# Facts


def test_means_places_and_spread_by_hand():
    konto = build_overblik(small(), 2022).samlet
    assert (konto.antal, konto.gennemsnit, konto.hele_landet) == (5, 26.0, 12.2)  # 1372,4 of 11.210
    assert konto.pladser[["kommune", "vaerdi", "rang"]].values.tolist() == [
        ["Aalborg", 40.0, 1], ["Odense", 30.0, 2], ["Vejle", 30.0, 2], ["Læsø", 20.0, 4], ["København", 10.0, 5],
    ]  # fmt: skip
    assert (konto.laveste, konto.nedre, konto.median, konto.oevre, konto.hoejeste) == (10, 20, 30, 30, 40)
    assert (konto.spaend, konto.afstand) == (10.0, 30.0)


def test_a_quarter_and_a_third_are_counted_on_printed_shares():
    """25,0 is a quarter; 33,3 is under a third, 33,4 over."""
    for andele, under, over in (
        (ANDELE, "To kommuner", "én kommune"),
        ([24.96, 25.0, 33.3, 33.34, 33.36], "Ingen kommuner", "én kommune"),
        ([24.94, 25.0, 33.3, 33.35, 33.36], "Én kommune", "to kommuner"),
    ):
        overblik = build_overblik(small(andele), 2022)
        sentence = plain(kort.rangliste_text(overblik.samlet))
        assert f"Under en fjerdedel lå {under.lower()}, og over en tredjedel {over}." in sentence
        counts = {"Ingen": 0, "Én": 1, "To": 2, "én": 1, "to": 2}
        figures = flat(soup(indledning.noegletal(overblik).html).get_text(" "))
        assert f"Under en fjerdedel {counts[under.split()[0]]} af 5 kommuner" in figures
        assert f"Over en tredjedel {counts[over.split()[0]]} af 5 kommuner" in figures


def test_the_potential_is_summed_by_hand_and_missing_amounts_are_counted():
    overblik = build_overblik(small(), 2022)
    # best practice is 26,0 (all five): 6,0 of 10 → 1, and 16,0 of 10.000 → 1600
    assert (overblik.samlet.bedste, overblik.samlet.potentiale_mio) == (26.0, 1601.0)
    missing = build_overblik(small(naevner=[100.0, None, 1000.0, 100.0, 10000.0]), 2022).samlet
    assert (missing.potentiale_mio, missing.med_beloeb, missing.uden_beloeb) == (1600.0, 4, 1)
    none = build_overblik(small(naevner=[None] * 5), 2022)
    assert (none.potentiale_mio, none.samlet.potentiale_mio, none.samlet.hele_landet) == (None, None, None)
    assert (none.naevner, none.samlet.naevner) == (None, None)


def test_amounts_are_summed_before_they_are_rounded(landet, ds):
    """As the sum of all amounts in the file: 268.935, where the sum of rounded ones is 268.929."""
    overblik = landet(2022)
    year = ds.frame.query("aar == 2022 and noegletal != 'samlet'")
    assert tal(overblik.naevner, 0) == tal(year["naevner"].sum(), 0) == "268.935"
    assert sum(round_half_up(year["naevner"], 0)) == 268_929
    assert "af et grundlag på 268,9 mia. kr." in plain(potentiale.text(overblik))
    by_hand = build_overblik(small(naevner=[100.4, 10.4, 1000.4, 100.4, 10000.4]), 2022)
    assert (by_hand.naevner, tal(by_hand.naevner, 0)) == (pytest.approx(11212.0), "11.212")


def test_the_potential_is_what_the_notater_print_added_up(landet, ds):
    konto = next(one for one in landet(2022).hovedkonti if one.kode == "6")
    only = ds.replace(ds.frame.query("aar == 2022 and noegletal == '6'"))
    notater = [build_notat(only, kommune, 2022) for kommune in kommune_by_code().values()]
    assert konto.potentiale_mio == sum(notat.konto("6").potentiale_mio for notat in notater)
    assert landet(2022).potentiale_mio == sum(one.potentiale_mio for one in landet(2022).hovedkonti)


def test_classes_are_fifths_and_equal_shares_are_in_the_same(landet):
    for aar in (2012, 2018, 2022):
        for konto in landet(aar).kontoer:
            klasser = list(konto.klasser.itertuples())
            assert [one.klasse for one in klasser] == [1, 2, 3, 4, 5]
            assert sum(one.antal for one in klasser) == konto.antal
            for lower, upper in pairwise(klasser):
                assert lower.til < upper.fra
            assert klasser[0].fra == konto.laveste
            assert klasser[-1].til == konto.hoejeste


def test_classes_of_few_or_tied_shares():
    klasser = build_overblik(small(), 2022).samlet.klasser
    assert klasser[["klasse", "fra", "til", "antal"]].values.tolist() == [
        [1, 10, 10, 1], [2, 20, 20, 1], [4, 30, 30, 2], [5, 40, 40, 1],
    ]  # fmt: skip
    assert len(build_overblik(small([30.0] * 5), 2022).samlet.klasser) == 1


def test_groups_are_simple_means_with_the_highest_first(landet, ds):
    konto = landet(2022).samlet
    means = summarise_grupper(ds, "region").query("aar == 2022 and noegletal == 'samlet'")
    by_name = konto.grupper.set_index("gruppe")
    for row in means.itertuples():
        assert by_name.loc[row.gruppe, "gennemsnit"] == round_half_up(float(row.gennemsnit))
    assert konto.grupper["gruppe"].iloc[0] == "Region Hovedstaden"
    assert konto.grupper["inddeling"].unique().tolist() == ["region", "kommunegruppe"]
    for _, groups in konto.grupper.groupby("inddeling"):
        assert groups["antal"].sum() == 98
        assert groups["antal_oeverst"].sum() == konto.klasser["antal"].iloc[-1]
        assert groups["gennemsnit"].is_monotonic_decreasing


def test_movers_agree_with_a_computation_of_its_own(landet):
    """Straight from the file, with decimals and no frames."""
    shares = {(code, aar): value for (what, code, aar), value in printed_modeldata().items() if what == "samlet"}
    codes = {code for code, _ in shares}

    def place(code: str, aar: str) -> int:
        return 1 + sum(shares[other, aar] > shares[code, aar] for other in codes)

    change = {code: shares[code, "2022"] - shares[code, "2021"] for code in codes}
    moved = {code: place(code, "2021") - place(code, "2022") for code in codes}
    moves = landet(2022).samlet.flytninger
    assert flytninger.count_ways(moves) == (
        sum(value > 0 for value in change.values()),
        sum(value < 0 for value in change.values()),
        sum(value == 0 for value in change.values()),
    )
    (op, ned), (frem, tilbage) = (biggest_movers(moves, column) for column in ("aendring", "rykket"))
    assert [Decimal(str(value)) for value in op["aendring"]] == sorted(change.values())[::-1][:5]
    assert [Decimal(str(value)) for value in ned["aendring"]] == sorted(change.values())[:5]
    assert frem["rykket"].tolist() == sorted(moved.values())[::-1][:5]
    assert tilbage["rykket"].tolist() == sorted(moved.values())[:5]
    assert set(moves["kommunekode"]) == codes
    for one in moves.itertuples():
        code = one.kommunekode
        assert (Decimal(str(one.aendring)), one.rykket) == (change[code], moved[code])
        assert (one.rang, one.rang_mod) == (place(code, "2022"), place(code, "2021"))
        assert one.aendring == round_half_up(one.vaerdi - one.vaerdi_mod)


def test_nothing_is_compared_across_a_change_of_definition_or_with_a_missing_year(landet, ds):
    assert landet(2016).samlet.flytninger is None
    assert landet(2016).samlet.aendring is None
    assert landet(2012).samlet.flytninger is None
    gap = build_overblik(ds.replace(ds.frame.query("aar != 2021")), 2022).samlet
    assert (gap.flytninger, gap.aendring) == (None, None)


def test_means_of_other_municipalities_are_not_compared(ds):
    konto = build_overblik(ds.replace(ds.frame.query("aar != 2021 or kommunekode != '851'")), 2022).samlet
    assert konto.aendring is None
    assert sum(flytninger.count_ways(konto.flytninger)) == 97


def test_the_average_and_the_weighted_share_are_those_of_the_file(landet):
    assert (landet(2022).samlet.gennemsnit, landet(2022).samlet.hele_landet) == (28.0, 27.5)


def test_what_cannot_be_shown_is_refused(ds):
    with pytest.raises(InputError, match="there are figures for 2012–2022"):
        build_overblik(ds, 2030)


# Sentences


def test_the_conclusion_names_both_averages_and_where_the_potential_lies(landet):
    assert plain(indledning.hovedbudskab(landet(2022))) == (
        "I 2022 konkurrenceudsatte gennemsnitskommunen 28,0 pct. af de opgaver, som private kan løse. For landet "
        "under ét, hvor store kommuner vejer mest, var andelen 27,5 pct. Skulle alle nå de ti højeste, skulle der "
        "købes for 38,6 mia. kr. mere hos private, mest på Sociale opgaver. Det er ikke en besparelse."
    )


def test_headings_state_findings(landet):
    overblik = landet(2022)
    headings = [
        kort.rangliste_heading(overblik.samlet),
        kort.heading(overblik),
        spredning.heading(overblik),
        grupper.heading(overblik.samlet),
        udvikling.heading(overblik, overblik.samlet),
        flytninger.heading(overblik, overblik.samlet),
        potentiale.heading(overblik),
    ]
    assert [plain(heading) for heading in headings] == [
        "Højest i Gribskov, lavest på Samsø",
        "Otte af de 20 højeste andele lå i Region Hovedstaden",
        "Størst forskel mellem kommunerne på Transport og infrastruktur",
        "Gennemsnittet var højest i Region Hovedstaden og blandt storbykommuner",
        "Gennemsnittet steg 0,6 procentpoint fra 2021 til 2022",
        "88 kommuner havde en højere andel end i 2021, otte en lavere",
        "Længst op til de ti højeste på Sociale opgaver: 16,4 mia. kr.",
    ]


def test_headings_of_few_and_tied_figures():
    tied = build_overblik(small([30.0] * 5), 2022)
    assert kort.rangliste_heading(tied.samlet) == "De fem kommuner har samme andel"
    alone = small()
    one = build_overblik(alone.replace(alone.frame.query("kommunekode == '851'")), 2022)
    assert kort.rangliste_heading(one.samlet) == "Kun Aalborg har et tal"
    assert kort.heading(one) == "Den højeste andel lå i Region Nordjylland"


def test_the_caption_of_the_average_names_years_of_one_definition(landet):
    for aar in (2013, 2015, 2016, 2018, 2022):
        title = udvikling.caption(landet(aar), landet(aar).samlet).title
        years = [int(year) for year in re.findall(r"20\d\d", title)]
        assert years == ([2012, aar] if aar < 2016 else sorted({2016, aar}))


def test_no_share_is_called_practice_or_good(ds):
    assert not re.search(r"praksis|potentiale", readable_text(html_of(ds)).lower().replace("potentialer", ""))


def test_a_year_that_cannot_be_compared_says_why(landet):
    across, first = landet(2016), landet(2012)
    assert flytninger.text(across, across.samlet).startswith("Definitionen blev ændret i 2016")
    assert flytninger.text(first, first.samlet) == "Der er ingen tal for 2011 at sammenligne med."


def test_no_words_of_cause_stand_on_a_page(ds):
    for aar in (2012, 2016, 2018, 2022):
        assert not re.search(r"fordi|skyldes|på grund af|derfor at", html_of(ds, aar).split('id="metode"')[0])


# Bad and meagre figures


def test_a_year_with_half_the_municipalities_says_so(ds):
    some = ds.replace(ds.frame.query("aar != 2022 or kommunekode >= '410'"))
    overblik, page = build_overblik(some, 2022), readable_text(html_of(some))
    count = overblik.antal_kommuner
    assert count < 60
    assert f"Der er tal for {count} af 98 kommuner i 2022" in page
    assert f"Der er ingen tal for {98 - count} kommuner." in page
    assert f"Plads af {count}" in page
    assert overblik.samlet.aendring is None


def test_a_kommune_without_figures_is_named_and_its_tile_is_no_link(ds):
    html = soup(html_of(ds.replace(ds.frame.query("aar != 2022 or kommunekode != '851'"))))
    assert "Der er ingen tal for Aalborg." in readable_text(str(html))
    assert html.select("[data-href^='851-aalborg.html']") == []
    assert [tile.parent["data-n"] for tile in html.select(".fliser .k0")] == ["Aalborg: intet tal"]
    assert len(html.select(".fliser a")) == 97


def test_meagre_figures_make_a_page_of_what_there_is(ds):
    frame, found = ds.frame, {}
    for name, some in {
        "without samlet": frame.query("noegletal != 'samlet'"),
        "samlet only": frame.query("noegletal == 'samlet'"),
        "without amounts": frame.assign(taeller=float("nan"), naevner=float("nan")),
        "one kommune": frame.query("kommunekode == '851'"),
        "all alike": frame.assign(vaerdi=30.0),
        "one year": frame.query("aar == 2022"),
    }.items():
        page = html_of(ds.replace(some))
        found[name] = re.findall(r"\bnan\b|None|<NA>|\{\w+\}|−0,0|– pct", readable_text(page))
        assert "<h1>Kommunerne under ét</h1>" in page, name
    assert found == {name: [] for name in found}


def test_real_figures_have_no_mark_of_model_figures(ds):
    page = html_of(datasaet(ds.frame, model=False))
    assert "MODELTAL" not in page
    assert soup(page).select(".banner") == []


# The page


def test_every_number_on_the_page_is_among_the_facts(landet):
    for aar in (2012, 2016, 2018, 2022):
        overblik = landet(aar)
        values, year_before, everyone = overblik.samlet.pladser["vaerdi"], aar - 1, 98
        counted = int((values < 25).sum()), int((values > 100 / 3).sum()), FJERDEDEL, TREDJEDEL
        billions = [konto.potentiale_mio / 1000 for konto in (overblik, *overblik.kontoer)]
        amounts = overblik.naevner / 1000, billions, [konto.uden_beloeb for konto in overblik.kontoer]
        spans = [(konto.spaend, konto.afstand) for konto in overblik.kontoer]
        ways = [flytninger.count_ways(k.flytninger) for k in overblik.kontoer if k.flytninger is not None]
        known = known_numbers(overblik, year_before, everyone, counted, amounts, spans, ways)
        assert numbers(readable_text(overview_of(aar))) - known == set(), aar


def test_a_page_has_good_form():
    for aar in (2016, 2022):
        assert form_faults(overview_of(aar)) == []
        assert len(overview_of(aar).encode()) <= 500_000
        assert [h.text for h in read(aar).select("h1")] == ["Kommunerne under ét"]


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
    places = {one.kommunekode: one for one in landet(2022).samlet.pladser.itertuples()}
    tiles = html.select(".fliser li")
    assert len(tiles) == 98
    for row, tile in zip(load_kommuner().to_dict("records"), tiles, strict=True):
        one = places[row["kommunekode"]]
        assert tile["style"] == f"--x:{row['flise_x'] + 1};--y:{row['flise_y'] + 1}"
        assert tile.a["data-href"] == f"{kommune_by_code()[one.kommunekode].slug}.html"
        assert tile.a["class"] == [f"k{one.klasse}"]
        assert tile.a.text.split() == [*row["kommune"].split(), tal(one.vaerdi)]
        assert tile["data-n"] == f"{row['kommune']}: {tal(one.vaerdi)} pct., nr. {one.rang} af 98"


def test_small_maps_have_all_tiles_and_lead_to_the_hovedkonto():
    maps = read(2022).select(".smaakort .et")
    assert len(maps) == 6
    for one in maps:
        assert len(one.select(".prikker > *")) == 98
        assert one.select_one(".prikker")["aria-hidden"] == "true"
        assert {link["tabindex"] for link in one.select("a")} == {"-1"}
    assert maps[4].select("a")[0]["data-href"] == "165-albertslund.html#hovedkonto-5"


def test_short_names_on_tiles_are_short_and_no_two_alike():
    names = [kort.forkort(one.kommune) for one in kommune_by_code().values()]
    assert len(set(names)) == 98
    assert max(map(len, names)) <= 8
    assert set(kort.KORT) <= {one.kommune for one in kommune_by_code().values()}


def test_the_ranking_lists_all_with_place_and_share(landet):
    places = [[part.text for part in row.select("span, a, b")] for row in read(2022).select(".rangliste li")]
    assert places == [[str(one.rang), one.kommune, tal(one.vaerdi)] for one in landet(2022).samlet.pladser.itertuples()]


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_page_carries_the_style_of_its_maps():
    assert (paths.templates() / "parts.css").read_text(encoding="utf-8") in read(2022).style.string


def test_text_on_tiles_is_readable_on_every_step_in_light_and_dark():
    css = (paths.templates() / "parts.css").read_text(encoding="utf-8")
    assert ".k1, .k2, .k3 { color: var(--paa-lys); }" in css
    palette = (paths.templates() / "palette.css").read_text(encoding="utf-8")
    modes = re.findall(r":root \{([^}]*--k1[^}]*)\}", palette)
    assert len(modes) == 2
    for mode in modes:
        found = dict(re.findall(r"--([\w-]+): #(\w+)", mode))
        colours = {name: luminance(value * 2 if len(value) == 3 else value) for name, value in found.items()}
        for step in range(1, 6):
            pair = sorted((colours[f"k{step}"], colours["paa-lys" if step <= 3 else "paa-moerk"]))
            assert (pair[1] + 0.05) / (pair[0] + 0.05) >= 4.5, step
        ramp = [colours[f"k{step}"] for step in range(1, 6)]
        assert ramp in (sorted(ramp), sorted(ramp, reverse=True))


def test_the_movers_on_the_page_are_those_of_the_comparison(ds):
    moves = compare_aar(ds, 2022, 2021).query("noegletal == 'samlet'").set_index("kommune")
    for row in read(2022).select("#flytninger table")[1].select("tbody tr"):
        name, *_, moved = (cell.text.strip() for cell in row.select("th, td"))
        assert moved == tal(moves.loc[name, "rykket"], 0, plus=True)


def test_the_ranking_and_the_map_show_the_frame_that_an_analyst_gives(landet):
    overblik = landet()
    first = overblik.samlet.pladser.head(3)
    assert len(soup(kort.rangliste(overblik, first).html).select("li")) == 3
    assert len(soup(kort.landkort(overblik, first).html).select(".fliser a")) == 3
    assert (
        len(soup(flytninger.tabeller(overblik, overblik.samlet.flytninger.head(4)).html).table.select("tbody tr")) == 4
    )
