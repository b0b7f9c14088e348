"""Profiles of any figures: by hand, and laws over units, directions and decimals."""

import re
from dataclasses import asdict, replace

import pytest
from figures import NAMES, THREE, datasaet, describe, mixed, rows
from hypothesis import given
from hypothesis import strategies as st
from inprocess import make_page
from pages import form_faults, numbers, plain, readable_text, soup

from kommunedata import paths
from kommunedata.batch.notebook import run_notebook
from kommunedata.datasaet.frame import Datasaet, load_datasaet
from kommunedata.datasaet.noegletal import load_noegletal_file
from kommunedata.errors import InputError
from kommunedata.formats import round_half_up, tal
from kommunedata.kommuner import FOLKETAL_AAR, kommune_by_code
from kommunedata.page.export import to_html
from kommunedata.page.words import begrundelse, naboer
from kommunedata.profil import konklusion, metode, noegletal, oversigt, words
from kommunedata.profil.facts import build_profil
from kommunedata.redaktionelt import load_ordvalg, load_profilord


def sentences_of(profil) -> list[str]:
    """All that a profile says in words."""
    found = [konklusion.hovedbudskab(profil), noegletal.heading(profil), oversigt.heading(profil)]
    for one in profil.tal:
        found += [words.tallet(profil, one), naboer(one), words.aendring(one), words.udvikling(one)]
        found += [words.ved_siden(one), noegletal.overskrift(one), noegletal.tabel(one)[0]]
        captions = [noegletal.fordeling_caption(profil, one)]
        captions += [noegletal.historik_caption(profil, one)] if one.kendt else []
        found += [text for caption in captions for text in (caption.title, caption.subtitle, caption.alt)]
        found.append(oversigt.alt(one))
    found += [oversigt.forklaring(profil).text, begrundelse(profil.peers, "profilen")]
    return [*found, *metode.definitioner(profil), *metode.egne_taerskler(profil)]


def test_three_figures_in_words_that_fit_their_units_and_directions():
    profil = build_profil(mixed(), "Aalborg", sammenlign="Odense,Skive")
    said = {one.kode: plain(words.tallet(profil, one)) for one in profil.tal}
    assert said == {
        "karakter": "I 2022 var tallet 7,1, lidt over gennemsnittet på 7,0 (0,1 karakterpoint højere). "
        "Kommunen var delt nr. 3 af 8, hvor høj er bedst, sammen med Vejle.",
        "fravaer": "I 2022 var tallet 12 dage, lidt over gennemsnittet på 11 dage (1 dag flere). "
        "Kommunen var delt nr. 4 af 8, hvor lav er bedst, sammen med Læsø og Samsø.",
        "udgift": "I 2022 var tallet 52.000 kr. pr. indbygger, lidt under gennemsnittet på 58.373 kr. (6.373 kr. lavere). "
        "Kommunen var nr. 5 af 8, højeste først.",
    }
    assert plain(naboer(profil.find("fravaer"))) == (
        "Nærmest foran lå Odense med 11 dage (1 dag færre); nærmest efter lå Skive med 13 dage (1 dag flere)."
    )
    assert plain(naboer(profil.find("udgift"))) == (
        "Nærmest over lå Skive med 53.000 kr. (1.000 kr. højere); nærmest under lå Vejle med 51.000 kr. (1.000 kr. lavere)."
    )
    assert words.ved_siden(profil.find("udgift")) == "Tallet var lavere end for Skive og højere end for Odense."
    assert plain(words.aendring(profil.find("fravaer"))) == (
        "Fra 2021 til 2022 steg tallet 1 dag; kommunen var delt nr. 4 af 8 i begge år."
    )


def test_the_direction_decides_who_comes_first():
    profil = build_profil(mixed(), "Aarhus")
    assert [(one.kode, one.rang) for one in profil.tal] == [("karakter", 2), ("fravaer", 1), ("udgift", 8)]
    assert "1 dag," in plain(words.tallet(profil, profil.find("fravaer")))


def test_nothing_is_compared_across_a_change_of_definition():
    one = build_profil(mixed(brud=(2022,)), "Aalborg").find("fravaer")
    assert words.aendring(one) == "Definitionen blev ændret i 2022, så tallet kan ikke sammenlignes med årene før."
    assert (one.foer, words.udvikling(one)) == (None, "")
    page = noegletal.historik_figur(build_profil(mixed(brud=(2022,)), "Aalborg"), one, mixed(brud=(2022,)))
    assert "i 2020" not in soup(page.html).figcaption.text


def test_thresholds_of_its_own_take_the_place_of_the_spread():
    ds = mixed()
    own = {"fravaer": THREE["fravaer"].model_copy(update={"taerskler": (0.5, 1.0, 1.5, 2.0)})}
    ours = Datasaet(ds.kilde, {**ds.noegletal, **own}, ds.frame)
    assert words.niveau(build_profil(ds, "Aalborg").find("fravaer")) == "lidt over gennemsnittet"
    profil = build_profil(ours, "Aalborg")
    assert words.niveau(profil.find("fravaer")) == "over gennemsnittet"
    assert metode.egne_taerskler(profil) == [
        "Sygefravær har sine egne grænser: Ordene skifter ved 0,5, 1, 1,5 og 2 dage."
    ]


def test_the_profile_of_competition_uses_the_words_of_the_notat():
    limits = tuple(word.under for word in load_ordvalg().niveau[:-1])
    assert {one.taerskler for one in load_noegletal_file("konkurrence").values()} == {limits}
    assert [word.ord for word in load_profilord().niveau] == [word.ord for word in load_ordvalg().niveau]


def test_a_figure_that_is_missing_is_said_and_what_has_no_row_is_named():
    ds = mixed()
    frame = ds.frame
    own = frame["kommunekode"] == "851"
    gone = own & (frame["noegletal"] == "karakter")
    without = ds.replace(frame[~(own & (frame["noegletal"] == "udgift"))])
    masked = frame.assign(vaerdi=frame["vaerdi"].mask(gone), status=frame["status"].mask(gone, "skjult"))
    one = build_profil(ds.replace(masked), "Aalborg").find("karakter")
    profil = build_profil(ds.replace(masked), "Aalborg")
    assert words.tallet(profil, one) == "Tallet er skjult af hensyn til fortroligheden for Aalborg Kommune i 2022."
    assert (
        "Kommunen er ikke med i opgørelsen af Serviceudgifter."
        in oversigt.forklaring(build_profil(without, "Aalborg")).text
    )
    with pytest.raises(InputError, match="Aalborg has no figures for 2022"):
        build_profil(ds.replace(frame[~own]), "Aalborg")


def test_each_figure_is_of_its_latest_year():
    ds = mixed()
    frame = ds.frame
    profil = build_profil(ds.replace(frame[(frame["noegletal"] != "karakter") | (frame["aar"] < 2022)]), "Aalborg")
    assert {one.kode: one.aar for one in profil.tal} == {"karakter": 2021, "fravaer": 2022, "udgift": 2022}


@given(st.data())
def test_words_never_contradict_the_figures(data):
    decimals = data.draw(st.integers(0, 3))
    unit = data.draw(
        st.sampled_from(["pct.", "kr.", "kr. pr. indbygger", "dage", "point", "karakter", "sager pr. 1.000 borgere"])
    )
    way = data.draw(st.sampled_from(["hoej", "lav", "ingen"]))
    number = st.integers(-(10**6), 10**6).map(lambda n: n / 10**decimals)
    years = [data.draw(st.lists(st.none() | number, min_size=8, max_size=8)) for _ in range(3)]
    years[-1][0] = data.draw(number)
    one = describe("x", unit, way, decimals, titel="Et tal")
    frames = [rows(dict(zip(NAMES, values, strict=True)), "x", 2020 + n) for n, values in enumerate(years)]
    profil = build_profil(datasaet(*frames, noegletal={"x": one}, maal="x", model=False, brud=()), "Aalborg", 2022)
    own = profil.tal[0]
    level, change = plain(words.tallet(profil, own)), words.aendring(own)
    assert ("over gennemsnittet" in level) <= (own.forskel > 0)
    assert ("under gennemsnittet" in level) <= (own.forskel < 0)
    assert ("højere)" in level or "flere)" in level) == (own.forskel > 0 and own.antal > 1)
    assert ("steg tallet" in change) <= (own.siden_foer is not None and own.siden_foer > 0)
    assert ("faldt tallet" in change) <= (own.siden_foer is not None and own.siden_foer < 0)
    assert ("delt" in change) <= (bool(own.deler_med) or (own.foer is not None and own.foer.delt))
    assert ("delt" in level) == bool(own.deler_med)
    assert not (way == "ingen" and re.search(r"bedst|foran|efter", level + naboer(own)))
    better = [value for value in years[-1] if value is not None and (value - own.vaerdi) * one.sign > 0]
    assert own.rang == 1 + len(better)
    for sentence in sentences_of(profil):
        check_form(sentence, unit)


def check_form(sentence: str, unit: str = "") -> None:
    said = plain(sentence)
    assert not re.search(r"[-−]0(,0+)?(?![\d,])|\bnan\b|None|<NA>|\.\.|  | ,|\{|\d\.\d(?!\d\d)", said), said
    for found in re.finditer(r"nr\. \d+", said):
        assert re.match(r" af \d+| er det | til (delt )?nr\. \d+ af \d+", said[found.end() :]), said
    if unit.startswith(("kr", "dage")):
        assert not re.search(r"pct|procent|andel", said), said


def check_words(profil) -> None:
    """Names in running text are no bare genitives, what was is told in the past, and headings count with the words."""
    for sentence in sentences_of(profil):
        assert not re.search(r"\b(Nordfyns|Vesthimmerlands)\b(?! Kommune)", sentence), sentence
        assert not re.search(r"\ber (delt |nr\.)|\b(steget|faldet|gået)\b|gennemsnittet er", sentence), sentence
    known = [one for one in profil.tal if one.forskel is not None]
    ways = [words.retning(one) for one in known]
    assert ways == [0 if words.niveau(one).startswith("p") else 1 if one.forskel > 0 else -1 for one in known]
    if len(profil.tal) > 1:
        heading, most = oversigt.heading(profil).lower(), max(ways.count(way) for way in (1, 0, -1))
        said = {way for way, word in ((1, "over "), (0, "på niveau"), (-1, "under ")) if word in heading}
        assert said == {way for way in (1, 0, -1) if ways.count(way) == most}


def known_numbers(profil) -> set[str]:
    """Every number that the facts hold, as it may be printed, and those of the words and descriptions."""
    known = {"256", "0,25", "0,75", "1,25", "2,00", "1.000", "10", "31.", "32", "35"}
    for one in profil.tal:
        decimals = one.noegletal.decimaler
        stack = [asdict(replace(one, niveau=())), one.siden_foer]
        while stack:
            value = stack.pop()
            if isinstance(value, dict):
                stack += value.values()
            elif isinstance(value, list | tuple | frozenset):
                stack += value
            elif isinstance(value, str):
                known |= numbers(value)
            elif isinstance(value, int | float):
                known |= {tal(abs(value), n) for n in (0, decimals, decimals + 1)} | {str(value)}
        near = [*one.over, *one.under]
        known |= {tal(abs(round_half_up(other.vaerdi - one.vaerdi, decimals)), decimals) for other in near}
        known |= {tal(abs(one.afstand or 0), 1)} | numbers(one.noegletal.model_dump_json())
        known |= {str(one.aar), str(one.antal)}
    return known | {str(profil.aar), str(len(profil.tal)), str(FOLKETAL_AAR), str(profil.peers.gruppens_antal)}


@pytest.mark.parametrize("kommune", list(kommune_by_code().values()), ids=lambda kommune: kommune.slug)
def test_every_number_of_an_income_profile_is_a_fact(kommune):
    profil = build_profil(load_datasaet("indkomst"), kommune, 2022)
    check_words(profil)
    for sentence in sentences_of(profil):
        check_form(sentence, "kr.")
        assert numbers(plain(sentence)) <= known_numbers(profil), sentence


@pytest.fixture(scope="module")
def page() -> str:
    return make_page("kommuneprofil", {"kommune": "Samsø", "aar": 2022, "datasaet": "indkomst"})


def test_a_page_has_the_form_of_all_pages_and_speaks_of_kroner(page):
    assert form_faults(page) == []
    assert len(page.encode()) < 300_000
    text = readable_text(page)
    assert not re.search(r"andel|pct\.|procent|hovedkont|bedste praksis|potentiale", text, re.IGNORECASE)
    assert [section["id"] for section in soup(page).select("section")] == ["noegletal", "metode", "kilder"]


def test_a_kernel_makes_the_same_page(page):
    parameters = {"kommune": "Samsø", "aar": 2022, "datasaet": "indkomst"}
    assert to_html(run_notebook(paths.notebook("kommuneprofil"), parameters, engine="nbclient")) == page


def test_model_figures_are_marked():
    page = make_page("kommuneprofil", {"kommune": "Læsø", "aar": 2022, "datasaet": "modeldata"})
    assert form_faults(page) == []
    assert len(page.encode()) < 300_000
    assert "Modeltal" in soup(page).select_one(".banner").text
    assert [row.th.text for row in soup(page).select(".oversigt tbody tr")][1].startswith("Byudvikling")
    assert len(soup(page).select(".raekke")) == 7
