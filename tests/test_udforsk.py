"""What analysts ask in JupyterLab: answers against computations of their own, and a panel that follows its choices."""

import math
import re

import numpy as np
import pandas as pd
import pytest
from kommunedata.analysis.potentiale import compute_potentialer
from pages import soup

from kommunedata import lab as udforsk
from kommunedata import notebooks, paths
from kommunedata.analysis.questions import (
    find_bedste,
    fit_stoerrelse,
    join_folketal,
    measure_stabilitet,
    measure_tiendedel,
)
from kommunedata.analysis.ranking import list_placeringer, rank_kommuner
from kommunedata.datasaet.kilde import load_kilde
from kommunedata.errors import InputError
from kommunedata.formats import round_half_up
from kommunedata.kommuner import find_kommune
from kommunedata.notat.facts import build_notat

KILDE = load_kilde("modeldata")


def test_potentials_are_those_of_the_notat(andele):
    year = andele[andele["aar"] == 2018]
    table = compute_potentialer(year).set_index(["kommune", "hovedkonto"])
    assert len(table) == len(year)
    for kommune in ("Aalborg", "Vordingborg", "Gribskov"):
        for konto in build_notat(andele, KILDE, kommune, 2018).hovedkonti:
            for name in ("bedste_praksis", "potentiale", "potentiale_mio"):
                own, notat = table.loc[(kommune, konto.hovedkonto), name], getattr(konto, name)
                assert pd.isna(own) if notat is None else own == notat


def test_the_best_on_several_hovedkonti_are_among_the_best_on_each(andele):
    table = find_bedste(andele, 2022, ["0", "2", "5"])
    places = [list_placeringer(andele, 2022, konto).set_index("kommune")["rang"] for konto in ("0", "2", "5")]
    expected = {name for name in places[0].index if all(place[name] <= 10 for place in places)}
    assert set(table["kommune"]) == expected
    assert table["sum"].is_monotonic_increasing
    assert table.loc[0, "sum"] == sum(place[table.loc[0, "kommune"]] for place in places)
    with pytest.raises(InputError, match="unknown hovedkonto '7'"):
        find_bedste(andele, 2022, ["0", "7"])


def test_steadiness_agrees_with_a_computation_of_its_own(andele):
    """Pearson's formula on places counted by hand."""
    table = measure_stabilitet(andele, KILDE).set_index(["hovedkonto", "aar"])
    samlet = andele[andele["hovedkonto"] == "samlet"].pivot(index="kommunekode", columns="aar", values="andel")
    new, old = ([1 + sum(round_half_up(samlet[aar]) > round_half_up(x)) for x in samlet[aar]] for aar in (2022, 2021))
    mean_new, mean_old = sum(new) / 98, sum(old) / 98
    covariance = sum((a - mean_new) * (b - mean_old) for a, b in zip(new, old, strict=True))
    spread = math.sqrt(sum((a - mean_new) ** 2 for a in new) * sum((b - mean_old) ** 2 for b in old))
    row = table.loc[("samlet", 2022)]
    assert row["korrelation"] == pytest.approx(covariance / spread)
    assert row["flyttet"] == pytest.approx(sum(abs(a - b) for a, b in zip(new, old, strict=True)) / 98)
    assert row["antal"] == 98


def test_steadiness_leaves_out_years_across_a_change_of_definition_and_gaps(andele):
    table = measure_stabilitet(andele[andele["aar"] != 2020], KILDE)
    assert sorted(set(table["aar"])) == [2013, 2014, 2015, 2017, 2018, 2019, 2022]
    assert table[(table["aar"] == 2019) & (table["hovedkonto"] == "2")]["antal"].tolist() == [97]


def test_a_tenth_moves_as_many_places_as_ranking_again_says(andele):
    year = andele[(andele["aar"] == 2022) & (andele["hovedkonto"] == "5")].reset_index(drop=True)
    before = rank_kommuner(year)["rang"]
    moved = {"frem": [], "tilbage": []}
    for place in range(len(year)):
        for way, step in (("frem", 0.1), ("tilbage", -0.1)):
            shifted = year.assign(andel=round_half_up(year["andel"]))
            shifted.loc[place, "andel"] = round_half_up(shifted.loc[place, "andel"] + step)
            moved[way].append(abs(int(rank_kommuner(shifted)["rang"][place] - before[place])))
    row = measure_tiendedel(year, 2022).iloc[0]
    assert row["frem"] == pytest.approx(np.mean(moved["frem"]))
    assert row["tilbage"] == pytest.approx(np.mean(moved["tilbage"]))
    assert row["mest_frem"] == max(moved["frem"])


def test_a_line_through_points_on_a_line_is_found(andele):
    year = andele[(andele["aar"] == 2022) & (andele["hovedkonto"] == "samlet")]
    people = year["kommunekode"].map(lambda code: find_kommune(code).folketal)
    line = fit_stoerrelse(year.assign(andel=10 + 2 * np.log2(people)), 2022, "samlet")
    assert line["pr_fordobling"] == pytest.approx(2, abs=0.02)  # shares are taken as printed
    assert line["forklaret"] > 0.999
    flat = fit_stoerrelse(year.assign(andel=30.0), 2022, "samlet")
    assert flat["pr_fordobling"] == pytest.approx(0)
    assert math.isnan(flat["forklaret"])
    assert math.isnan(fit_stoerrelse(year.head(2), 2022, "samlet")["pr_fordobling"])


def test_population_stands_beside_each_share(andele):
    table = join_folketal(andele, 2018, "2")
    assert len(table) == 97
    assert table.set_index("kommune").loc["Aalborg", "folketal"] == find_kommune("Aalborg").folketal


def test_the_size_chart_has_a_dot_for_each_and_says_what_the_line_says(andele):
    html = soup(udforsk.vis(udforsk.plot_stoerrelse(andele, KILDE, 2022, "samlet"), "Andel og folketal").data)
    assert html.svg["aria-label"] == "Andel og folketal"
    assert "−0,1 procentpoint for hver fordobling af folketallet" in html.text
    assert "MODELTAL" in html.text
    assert not soup(udforsk.vis(udforsk.plot_stoerrelse(andele.head(2), KILDE, 2012, "0"), "To").data).find_all(
        string=re.compile("fordobling")
    )


# The panel


@pytest.fixture
def panel():
    return udforsk.panel("modeldata", "Aalborg")


def choices(panel):
    return {choice.description or "Sammenlign": choice for choice in panel.children[0].children}


def view(panel):
    return panel.children[1].value


def test_the_panel_follows_its_choices(panel):
    assert "Aalborg Kommune, Samlet 2022" in view(panel)
    assert "kommunen var nr.\u00a030 af\u00a098" in view(panel)
    choices(panel)["Kommune"].value = "Vejle"
    assert "Vejle Kommune, Samlet 2022" in view(panel)
    choices(panel)["År"].value = 2018
    choices(panel)["Hovedkonto"].value = "6"
    assert "Vejle Kommune, Administration og it 2018" in view(panel)
    choices(panel)["Sammenlign"].value = ["Odense", "Kolding"]
    assert "Odense og Kolding, som er valgt" in view(panel)
    assert len(soup(view(panel)).select("svg")) == 2


def test_the_panel_says_what_cannot_be_shown(panel):
    choices(panel)["Sammenlign"].value = ["Aalborg"]
    alert = soup(view(panel)).select_one("[role=alert]")
    assert alert.text == "sammenlign: Aalborg cannot be compared with itself"
    choices(panel)["Sammenlign"].value = []
    assert "Aalborg Kommune, Samlet 2022" in view(panel)


def test_the_panel_shows_a_missing_figure_as_missing(panel):
    choices(panel)["Kommune"].value = "Vordingborg"
    choices(panel)["År"].value = 2018
    choices(panel)["Hovedkonto"].value = "2"
    assert "Der er ikke offentliggjort noget tal for Vordingborg Kommune i 2018." in view(panel)


def test_the_ranking_is_a_table_that_asks_for_nothing_from_the_network(andele):
    html = udforsk.rangtabel(andele, 2022, "samlet").data
    assert "Gribskov" in html
    assert not re.search(r"(?:src|href|from|import)\s*[=(]?\s*[\"']https?://", html)


def test_the_notebook_runs_from_top_to_bottom():
    book = notebooks.run_notebook(paths.notebook("udforsk"), {"kommune": "Vejle", "aar": 2021})
    shown = {cell.id for cell in book.cells if cell.get("outputs")}
    assert {"panel", "rang", "flyttere", "bedste", "potentiale", "stabilitet", "tiendedel", "stoerrelse"} <= shown
