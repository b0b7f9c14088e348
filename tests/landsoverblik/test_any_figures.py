"""The national overview of figures that are no shares and add up to no total: real incomes."""

import re

import pytest
from figures import mixed
from inprocess import make_page
from pages import readable_text, soup

from kommunedata.analysis.changes import compare_aar
from kommunedata.datasaet.frame import load_datasaet
from kommunedata.formats import round_half_up
from kommunedata.kommuner import kommune_by_code
from kommunedata.landsoverblik import spredning
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
    assert "Fra det laveste tal på 220.031 kr. til det højeste på 514.283 kr. var der 294.252 kr." in text
    assert "61 kommuner havde et højere tal end i 2021, 37 et lavere" in text


def test_figures_of_unlike_units_are_spread_each_on_its_own_scale():
    overblik = build_overblik(mixed(), 2022)
    assert [konto.navn for konto in spredning.konti(overblik)] == [
        "Karaktergennemsnit",
        "Sygefravær",
        "Serviceudgifter",
    ]
    assert spredning.heading(overblik) == "Spredningen mellem kommunerne på hvert nøgletal"
    caption, said = spredning.caption(overblik), spredning.text(overblik)
    assert caption.title == "Hvert nøgletal har sin egen skala, fra det laveste tal til det højeste"
    assert not re.search(r"højest på|procentpoint", caption.title + said)
    parts = {konto.navn: round_half_up(100 * konto.spaend / konto.afstand, 0) for konto in spredning.konti(overblik)}
    for end in (max, min):
        where = end(parts, key=parts.__getitem__)
        assert f"på {where}, hvor den fyldte {parts[where]:.0f} pct." in said
    table = spredning.figure(overblik, mixed()).html
    assert all(unit in table for unit in ("karakter", "dage", "kr. pr. indbygger"))


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
    links = {a["data-href"] for a in soup(page).select("#rangliste a[data-href]")}
    assert links == {f"{kommune.slug}.html" for kommune in kommune_by_code().values()}
    assert "Navnet fører til kommunens profil." in page
