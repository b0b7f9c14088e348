"""The national overview of figures that are no shares and add up to no total: real incomes."""

import re

import pytest
from inprocess import make_page
from pages import readable_text, soup

from kommunedata.analysis.changes import compare_aar
from kommunedata.datasaet.frame import load_datasaet
from kommunedata.kommuner import kommune_by_code
from kommunedata.landsoverblik.aendringer import build_page
from kommunedata.landsoverblik.facts import build_overblik
from kommunedata.page.export import parts_to_html


@pytest.fixture(scope="module")
def page() -> str:
    return make_page("landsoverblik", {"datasaet": "indkomst", "aar": 2022})


def test_the_figures_are_those_of_the_source():
    samlet = build_overblik(load_datasaet("indkomst"), 2022).samlet
    assert (samlet.pladser["kommune"].iloc[0], samlet.hoejeste, samlet.laveste) == ("Gentofte", 514_283, 220_031)


def test_kroner_are_never_called_shares_or_judged(page):
    text = readable_text(page)
    assert not re.search(r"andel|pct\.|procent|bedste|potentiale|hovedkont", text, re.IGNORECASE)
    assert "Fra det laveste tal på 220.031 kr. til det højeste på 514.283 kr. er der 294.252 kr." in text
    assert "61 kommuner havde et højere tal end i 2021, 37 et lavere" in text


def test_a_comparison_of_kroner_speaks_of_kroner():
    datasaet = load_datasaet("indkomst")
    html = parts_to_html(build_page(compare_aar(datasaet, 2022, 2021), datasaet, datasaet, "x.csv"))
    text = readable_text(html)
    assert (
        "Af de 98 tal, der er tal for både i 2022 og i 2021, var 61 højere i 2022, 37 var lavere, og ingen var ens."
        in text
    )
    assert "ændring, kr." in text
    assert not re.search(r"andel|pct", text)


def test_names_lead_to_the_profiles(page):
    links = {a["href"] for a in soup(page).select("#rangliste a[href]")}
    assert links == {f"{kommune.slug}.html" for kommune in kommune_by_code().values()}
    assert "Navnet fører til kommunens profil." in page
