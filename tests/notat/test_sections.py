"""The sections of a notat made of bad and meagre figures: there is a page of what there is."""

import re

from conftest import AWKWARD
from inprocess import page_of, page_of_figures
from pages import readable_text, soup

from kommunedata.datasaet.frame import Datasaet
from kommunedata.notat import anbefalinger


def html_of(ds: Datasaet, kommune: str, aar: int) -> str:
    return page_of_figures("kommunenotat", ds, kommune=kommune, aar=aar)


def test_meagre_figures_make_a_notat_of_what_there_is(ds):
    frame, faults = ds.frame, {}
    for name, some in {
        "without samlet": frame.query("noegletal != 'samlet'"),
        "samlet only": frame.query("noegletal == 'samlet'"),
        "one hovedkonto": frame.query("noegletal == '5'"),
        "without amounts": frame.assign(taeller=float("nan"), naevner=float("nan")),
        "one kommune": frame.query("kommunekode == '851'"),
        "two kommuner": frame.query("kommunekode in ('851', '461')"),
        "all alike": frame.assign(vaerdi=30.0),
        "one year": frame.query("aar == 2022"),
        "without the year before": frame.query("aar != 2021"),
        "across a change": frame.query("aar in (2012, 2022)"),
    }.items():
        text = readable_text(html_of(ds.replace(some), "Aalborg", 2022))
        assert "Aalborg Kommune" in text, name
        faults[name] = re.findall(r"\bnan\b|None|<NA>|\{\w+\}|−0,0|– pct|ingen af ingen", text)
    assert faults == {name: [] for name in faults}


def test_sections_without_anything_to_show_are_not_there(ds):
    only = soup(html_of(ds.replace(ds.frame.query("noegletal == 'samlet'")), "Aalborg", 2022))
    assert [section["id"] for section in only.select("section")] == [
        "status", "udvikling", "sammenligning", "anbefalinger", "metode", "kilder",
    ]  # fmt: skip
    without = soup(html_of(ds.replace(ds.frame.query("noegletal == '5'")), "Aalborg", 2022))
    assert without.select("#udvikling, #hovedkonti") == []
    assert len(without.select("#fokus section")) == 1


def test_each_section_has_the_name_of_its_module():
    for kommune, aar in (*AWKWARD.values(), ("Aalborg", 2012)):
        found = [section["id"] for section in soup(page_of(kommune, aar)).select("section") if section.h2]
        history = ["udvikling"] if aar > 2012 else []
        assert found == [
            "status", "spredning", "fokus", *history, "sammenligning", "hovedkonti", "anbefalinger", "metode", "kilder",
        ]  # fmt: skip


def test_the_recommendations_that_fit_the_focus_come_first_and_may_be_left_out(aalborg):
    assert aalborg.fokus == ("6", "5")
    assert [item.nr for item in anbefalinger.chosen(aalborg)] == [6, 5, 7, 1, 2, 3, 4]
    assert len(soup(anbefalinger.section(aalborg, kort=True).html).select("li")) == 3
    assert anbefalinger.section(aalborg, uden=True).html == ""
