"""The committed editorial content and published figures, and what an analyst may get wrong in them."""

import pytest
import yaml

from kommunedata import paths, redaktionelt
from kommunedata.datasaet.noegletal import Noegletal, load_noegletal_file
from kommunedata.datasaet.offentliggjort import load_offentliggjort
from kommunedata.errors import DataError, InputError
from kommunedata.files import load_yaml
from kommunedata.kommuner import find_kommune, find_kommuner, kommune_by_code

HOVEDKONTI = load_noegletal_file("konkurrence")["samlet"].samler


def test_every_hovedkonto_has_a_name_a_description_and_an_example():
    assert ("samlet", *HOVEDKONTI) == tuple(load_noegletal_file("konkurrence"))
    assert tuple(redaktionelt.load_beskrivelser()) == HOVEDKONTI
    assert {entry.hovedkonto for entry in redaktionelt.load_eksempler() if entry.set and entry.aar} == set(HOVEDKONTI)


def test_an_example_names_all_that_it_is_about():
    """One about unnamed kommuner might be shown to one of them."""
    assert all(entry.kommuner for entry in redaktionelt.load_eksempler())


def test_recommendations_are_numbered_from_one():
    assert [entry.nr for entry in redaktionelt.load_anbefalinger()] == list(range(1, 8))


def test_an_example_is_never_shown_to_its_own_municipality():
    for kommune in kommune_by_code().values():
        for hovedkonto in HOVEDKONTI:
            chosen = redaktionelt.pick_eksempel(hovedkonto, kommune, 2022)
            if chosen:
                assert kommune not in find_kommuner(chosen.kommuner)
                assert kommune.kommune not in f"{chosen.titel} {chosen.resume} {chosen.sted}"
                assert chosen.set
                assert chosen.aar


def test_an_example_from_the_same_kommunegruppe_comes_first():
    assert redaktionelt.pick_eksempel("4", find_kommune("Lejre"), 2022).sted == "Vejen"  # both Oplandskommuner


def test_no_example_that_fits_gives_none(monkeypatch):
    monkeypatch.setattr(redaktionelt, "load_eksempler", lambda: ())
    assert redaktionelt.pick_eksempel("5", find_kommune("Aalborg"), 2022) is None


def test_word_lists_cover_every_difference_and_grades_every_place():
    ordvalg = redaktionelt.load_ordvalg()
    for words in (ordvalg.niveau, ordvalg.udvikling, ordvalg.afstand):
        limits = [word.under for word in words]
        assert limits[-1] is None
        assert limits[:-1] == sorted(limits[:-1])
    assert [grad.grad for grad in ordvalg.grader] == [1, 2, 3, 4]
    assert ordvalg.grader[-1].hoejst_pct == 100


def test_a_missing_field_and_a_misspelt_one_are_both_named(tmp_path):
    file = tmp_path / "eksempler.yaml"
    entries = yaml.safe_load(paths.data_file("redaktionelt", "eksempler.yaml").read_text(encoding="utf-8"))
    del entries[0]["kilde"]
    entries[2]["tittel"] = entries[2].pop("titel")
    file.write_text(yaml.safe_dump(entries, allow_unicode=True), encoding="utf-8")
    with pytest.raises(
        DataError, match=r"3 faults\n  1.kilde is missing\n  3.titel is missing\n  3.tittel is not a known field"
    ):
        load_yaml(file, tuple[redaktionelt.Eksempel, ...])


def test_a_blank_that_nothing_fills_in_is_named(tmp_path):
    file = tmp_path / "ordvalg.yaml"
    for word, fault in (
        ("langt {over}", r"unknown {over}; allowed: {retning}, and {{ for a brace"),
        ("{", "Single '{'|expected '}'"),
    ):
        file.write_text(yaml.safe_dump([{"under": 1.0, "ord": "langt {retning}"}, {"under": None, "ord": word}]))
        with pytest.raises(DataError, match=f"2.ord: (?i:{fault})"):
            load_yaml(file, tuple[redaktionelt.Ord, ...])


def test_what_is_no_safe_yaml_is_one_clear_error(tmp_path):
    file = tmp_path / "noegletal.yaml"
    for content in ("a: [", "- !!python/object/apply:os.system ['true']", "\x00", ""):
        file.write_text(content)
        with pytest.raises(DataError, match=r"noegletal\.yaml: 1 fault\n"):
            load_yaml(file, tuple[Noegletal, ...])


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InputError, match=r"borte\.yaml is missing"):
        load_yaml(tmp_path / "borte.yaml", dict)


def test_published_figures_have_a_source_and_known_names():
    table = load_offentliggjort()
    assert (table["kilde"] != "").all()
    names = {kommune.kommune for kommune in kommune_by_code().values()}
    assert set(table["kommune"]) <= names | {"Gennemsnit", "Hele landet"}
    assert set(table["gengives"]) == {"ja", "nej"}
    assert not table.query("gengives == 'ja'")[["kommune", "aar", "hovedkonto", "maal"]].duplicated().any()
