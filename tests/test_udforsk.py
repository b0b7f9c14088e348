"""What analysts see in JupyterLab: a panel that follows its choices."""

import re

import pytest
from pages import readable_text, soup

from kommunedata import charts, paths
from kommunedata import lab as udforsk
from kommunedata.batch.notebook import run_notebook
from kommunedata.errors import InputError
from kommunedata.page.export import to_html
from kommunedata.page.svg import to_svg


def test_the_size_chart_has_a_dot_for_each_and_says_what_the_line_says(ds):
    html = soup(to_svg(charts.plot_stoerrelse(ds, "samlet", 2022), "x", "Andel og folketal"))
    assert html.svg["aria-label"] == "Andel og folketal"
    assert "for hver fordobling af folketallet" in html.text
    assert "MODELTAL" in html.text


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
    choices(panel)["Nøgletal"].value = "6"
    assert "Vejle Kommune, Administration og it 2018" in view(panel)
    choices(panel)["Sammenlign"].value = ["Odense", "Kolding"]
    assert "Odense og Kolding, som er valgt" in view(panel)
    assert len(soup(view(panel)).select("svg")) == 2


def test_the_panel_says_what_cannot_be_shown(panel):
    choices(panel)["Sammenlign"].value = ["Aalborg"]
    alert = soup(view(panel)).select_one("[role=alert]")
    assert alert.text == "Aalborg kan ikke sammenlignes med sig selv."
    choices(panel)["Sammenlign"].value = []
    assert "Aalborg Kommune, Samlet 2022" in view(panel)


def test_the_panel_shows_any_figures(panel):
    choices(panel)["Datasæt"].value = "indkomst"
    choices(panel)["Kommune"].value = "Samsø"
    text = readable_text(view(panel))
    assert "Samsø Kommune, Disponibel indkomst: lidt under gennemsnittet" in text
    assert "I 2022 var tallet 236.998 kr." in text
    assert not re.search(r"andel|pct\.", text)
    assert len(soup(view(panel)).select("svg")) == 2


def test_the_panel_shows_a_missing_figure_as_missing(panel):
    choices(panel)["Kommune"].value = "Vordingborg"
    choices(panel)["År"].value = 2018
    choices(panel)["Nøgletal"].value = "2"
    assert "Der er intet tal på Transport og infrastruktur for Vordingborg Kommune i 2018, fordi" in view(panel)


def test_the_ranking_is_a_table_that_asks_for_nothing_from_the_network(ds):
    html = udforsk.rangtabel(ds, 2022, "samlet").html
    assert "Gribskov" in html
    assert not re.search(r"(?:src|href|from|import)\s*[=(]?\s*[\"']https?://", html)


def test_enter_adds_a_name_or_keeps_it_to_be_mended(panel):
    for typed, chosen, kept in (("odense", ["Odense"], ""), ("Kolldingg", ["Odense"], "Kolldingg")):
        panel.name.value = typed
        panel.name._handle_custom_msg({"event": "submit"}, [])
        assert (choices(panel)["Sammenlign"].value, panel.name.value) == (chosen, kept)
    assert "Mente du Kolding?" in view(panel)
    assert choices(panel)["Sammenlign"].layout.display == ""


def test_a_name_is_spelt_as_it_is_and_a_wrong_one_is_told_with_the_nearest(panel):
    choices(panel)["Sammenlign"].value = ["odense"]
    assert choices(panel)["Sammenlign"].value == ["Odense"]
    choices(panel)["Sammenlign"].value = ["Odense", "Kolldingg", "qqq"]
    alerts = [alert.text for alert in soup(view(panel)).select("[role=alert]")]
    assert alerts == ["Ingen kommune hedder »Kolldingg«. Mente du Kolding?", "Ingen kommune hedder »qqq«."]
    assert "Aalborg Kommune er sammenlignet med Odense" in view(panel)
    choices(panel)["Sammenlign"].value = ["Odense", "Vejle", "Skive", "Varde", "Vejen", "Faxe"]
    assert "højst fem; Faxe er ikke med" in view(panel)


def test_a_panel_of_what_there_is_not_says_what_there_is():
    for arguments, said in (
        ({"aar": 1999}, "no figures for aar 1999; there are figures for 2012–2022"),
        ({"kommune": "Alborrg"}, "did you mean Aalborg"),
        ({"datasaet": "modeldat"}, "did you mean modeldata"),
    ):
        with pytest.raises(InputError, match=said):
            udforsk.panel(**arguments)


def test_in_a_page_the_panel_shows_its_state_and_the_ranking_is_a_table(caplog):
    page = soup(to_html(run_notebook(paths.notebook("udforsk"), {"kommune": "Vejle", "aar": 2021})))
    state = page.select_one(".tilstand")
    assert "Datasæt: modeldata · Kommune: Vejle · År: 2021 · Nøgletal: Samlet" in state.text
    assert "Vejle Kommune, Samlet 2021" in state.text
    assert (len(state.select("svg")), len(state.select("table"))) == (2, 1)
    assert len(page.select(".soeg tbody tr")) == 98
    assert page.select("script") == []
    assert [record.getMessage() for record in caplog.records if record.name == "kommunedata"] == []


def test_the_notebook_runs_from_top_to_bottom():
    book = run_notebook(paths.notebook("udforsk"), {"kommune": "Vejle", "aar": 2021})
    shown = {cell.id for cell in book.cells if cell.get("outputs")}
    assert {"panel", "rang", "flyttere", "bedste", "potentiale", "stabilitet", "skridt", "stoerrelse"} <= shown
