"""The page of a check: what was found and a chart of each noegletal, for shares and for kroner."""

import pytest
from pages import readable_text, soup

from kommunedata.datasaet.frame import load_datasaet
from kommunedata.landsoverblik.eftersyn import build_page
from kommunedata.page.export import parts_to_html


@pytest.mark.parametrize(("navn", "said"), [("modeldata", "Vordingborg 2018 noegletal 2"), ("indkomst", "missing: 0")])
def test_a_page_says_what_was_found_and_draws_each_noegletal(navn, said):
    datasaet = load_datasaet(navn)
    html = parts_to_html(build_page(datasaet))
    assert said in readable_text(html)
    assert len(soup(html).select("figure svg")) == len(datasaet.noegletal)
    assert ("Modeltal." in html) == datasaet.kilde.model
    assert len(html) < 300_000
