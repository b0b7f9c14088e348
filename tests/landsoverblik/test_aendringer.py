"""The page of a comparison: its movers, its warnings, what is new and what has vanished."""

import re

import pandas as pd
import pytest
from figures import datasaet, rows
from pages import readable_text, soup

from kommunedata.analysis.changes import biggest_movers, compare_aar, compare_datasaet
from kommunedata.datasaet.frame import Datasaet
from kommunedata.errors import BrudWarning
from kommunedata.landsoverblik.aendringer import build_page


def html_of(table: pd.DataFrame, ds: Datasaet, mod: Datasaet | None = None) -> str:
    return "".join(part.html for part in build_page(table, ds, mod or ds, "aendringer.csv"))


def test_the_page_warns_across_a_change_of_definition_and_only_there(ds):
    with pytest.warns(BrudWarning, match="the definition changed in 2016: the figures of 2015 and 2016 cannot be"):
        table = compare_aar(ds, 2016, 2015)
    across, within = html_of(table, ds), html_of(compare_aar(ds, 2022, 2021), ds)
    text = readable_text(across)
    assert text.index("Definitionen blev ændret i 2016.") < text.index("Ændringer: 2016 mod 2015")
    assert not re.search(r"\d op|ned\b|højere|lavere", text)
    assert "Definitionen blev ændret" not in readable_text(within)


def test_the_page_shows_the_movers_of_each_noegletal_and_links_the_file(ds):
    table = compare_aar(ds, 2022, 2021)
    html = soup(html_of(table, ds))
    assert html.h1.text == "Ændringer: 2022 mod 2021"
    assert len(html.select("section[id^=konto-]")) == 7
    found = html.select("#konto-samlet table")[0].select("tbody tr")
    up, down = biggest_movers(table[table["noegletal"] == "samlet"], "aendring")
    assert [row.th.text for row in found] == [*up["kommune"], *down["kommune"].iloc[::-1]]
    assert html.select_one("#alle a")["href"] == "aendringer.csv"
    assert "Af de 98 samlede andele" in html.select_one(".lead").text
    assert html.select_one(".banner").text.startswith("Modeltal.")


def test_the_page_tells_of_new_and_vanished_figures():
    five = datasaet(
        rows({"Aalborg": 30.0, "Aarhus": 31.0, "Vejle": None, "Læsø": 10.0}, aar=2021),
        rows({"Aalborg": 31.4, "Aarhus": 31.04, "Vejle": 35.0, "Læsø": None}),
    )
    text = readable_text(html_of(compare_aar(five, 2022, 2021), five))
    assert "Samlet: Vejle har tal i 2022, men ikke i 2021" in text
    assert "Samlet: Læsø har tal i 2021, men ikke i 2022" in text
    assert not re.search(r"None|\bnan\b|<NA>", text)


def test_a_model_datasaet_on_either_side_puts_its_warning_on_the_page():
    both = [datasaet(rows([30.0]), navn=navn, model=model) for navn, model in (("ny", False), ("gammel", True))]
    for one, other in (both, reversed(both)):
        text = readable_text(html_of(compare_datasaet(one, other), one, other))
        assert text.lstrip().startswith("Modeltal.")
        assert "denne sammenligning" in text
        assert f"Ændringer: datasæt {one.navn} mod datasæt {other.navn}" in text
    assert "Modeltal." not in readable_text(html_of(compare_datasaet(both[0], both[0]), both[0]))
