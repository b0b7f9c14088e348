"""The facts of a notat, against the figures that were published about Aalborg and by hand."""

import json

import pytest
from figures import datasaet, rows
from pages import plain

from kommunedata.analysis.facts import as_json
from kommunedata.errors import InputError
from kommunedata.formats import round_half_up
from kommunedata.notat.facts import build_notat, grade
from kommunedata.page.words import naboer
from kommunedata.redaktionelt import load_ordvalg


def test_aalborg_2022_shows_the_published_table(aalborg):
    table = {k.kode: (k.vaerdi, k.rang, k.antal, k.grad) for k in aalborg.hovedkonti}
    assert table == {
        "0": (70.0, 1, 98, 1),
        "2": (68.0, 23, 98, 2),
        "3": (30.5, 31, 98, 2),
        "4": (18.9, 23, 98, 2),
        "5": (26.1, 55, 98, 3),
        "6": (20.0, 63, 98, 3),
    }
    assert (aalborg.samlet.vaerdi, aalborg.samlet.forskel, aalborg.samlet.rang) == (29.8, 1.8, 30)


def test_aalborg_2022_shows_the_published_history_and_averages(aalborg):
    assert [p.rang for p in aalborg.samlet.historik] == [31, 36, 27, 56, 29, 27, 25, 23, 23, 22, 30]
    assert [p.aar for p in aalborg.samlet.historik] == list(range(2012, 2023))
    assert aalborg.konto("2").gennemsnit == 56.6
    assert aalborg.mest == "2"
    assert aalborg.konto("3").forskel == 2.2
    assert aalborg.konto("4").forskel > 0
    assert aalborg.konto("5").forskel > 0
    assert aalborg.konto("6").forskel < 0
    assert aalborg.potentialer == ("6", "5")
    assert (aalborg.stoerst, aalborg.fokus) == (("5",), ("6", "5"))


def test_published_figures_are_marked_and_model_figures_are_not(aalborg, notat_om):
    assert aalborg.samlet.offentliggjort == {"vaerdi", "rang", "gennemsnit"}
    assert aalborg.konto("6").offentliggjort == {"vaerdi", "rang"}
    assert [bool(p.offentliggjort) for p in aalborg.samlet.historik] == [True] * 11
    assert notat_om("Vejle").samlet.offentliggjort == {"gennemsnit"}
    assert notat_om("Vejle").konto("6").offentliggjort == frozenset()


def test_differences_are_those_of_the_printed_numbers(notat_om):
    for kommune in ("Aalborg", "Vejle", "Ærø", "Gribskov"):
        for konto in notat_om(kommune).hovedkonti:
            assert konto.forskel == round_half_up(konto.vaerdi - konto.gennemsnit)
            assert konto.potentiale == max(0, round_half_up(konto.bedste - konto.vaerdi))


def test_neighbours_and_ties_by_hand():
    values = {"Aalborg": 30.0, "København": 30.04, "Frederiksberg": 31.5, "Ballerup": 28.0, "Brøndby": 28.02}
    notat = build_notat(datasaet(rows(values)), "Aalborg", 2022)
    konto = notat.samlet
    assert (konto.rang, konto.antal, konto.deler_med) == (2, 5, ("København",))
    assert [(one.kommune.kommune, one.vaerdi, one.rang) for one in konto.over] == [("Frederiksberg", 31.5, 1)]
    assert [(one.kommune.kommune, one.vaerdi, one.rang) for one in konto.under] == [
        ("Ballerup", 28.0, 4),
        ("Brøndby", 28.0, 4),
    ]
    assert plain(naboer(konto)) == (
        "Nærmest foran lå Frederiksberg med 31,5 pct. (1,5 procentpoint højere); "
        "nærmest efter lå Ballerup og Brøndby med 28,0 pct. (2,0 procentpoint lavere)."
    )
    assert notat.hovedkonti == ()
    assert notat.potentialer == notat.stoerst == notat.fokus == ()


def test_the_missing_cell_has_no_figures_and_no_place(notat_om):
    konto = notat_om("Vordingborg", 2018).konto("2")
    assert (konto.status, konto.vaerdi, konto.rang, konto.grad, konto.forskel, konto.potentiale) == (
        "mangler", None, None, None, None, None,
    )  # fmt: skip
    assert konto.antal == 97
    assert notat_om("Vordingborg", 2018).samlet.rang


def test_nothing_is_compared_across_a_change_of_definition(notat_om):
    assert notat_om("Aalborg", 2016).samlet.aendring is None
    assert notat_om("Aalborg", 2017).samlet.aendring is not None


def test_grades_follow_their_thresholds_and_a_small_field_is_not_all_best():
    grader = load_ordvalg().grader
    assert [grade(rang, 98, grader) for rang in (1, 10, 11, 44, 45, 78, 79, 98)] == [1, 1, 2, 2, 3, 3, 4, 4]
    assert [grade(rang, 8, grader) for rang in range(1, 9)] == [1, 1, 1, 3, 3, 3, 4, 4]


def test_facts_are_plain_json(aalborg):
    facts = json.loads(as_json(aalborg))
    assert facts["kommune"]["fuldt_navn"] == "Aalborg Kommune"
    assert facts["samlet"]["rang"] == 30
    assert "NaN" not in as_json(aalborg)


def test_what_cannot_be_reported_is_said(ds):
    for kommune, aar, message in (
        ("Alborrg", 2022, "did you mean Aalborg"),
        ("Aalborg", 2011, "there are figures for 2012–2022"),
    ):
        with pytest.raises(InputError, match=message):
            build_notat(ds, kommune, aar)


def test_a_hovedkonto_that_is_not_there_is_said_with_the_nearest(aalborg):
    with pytest.raises(InputError, match="unknown noegletal '7'; allowed: samlet, 0, 2, 3, 4, 5, 6"):
        aalborg.konto("7")
    with pytest.raises(InputError, match=r"unknown noegletal 'Sundhet'; did you mean Sundhed\?"):
        aalborg.konto("Sundhet")


def test_a_hovedkonto_is_found_by_code_number_or_title(aalborg):
    found = [aalborg.konto(wanted).kode for wanted in ("5", 5, "sociale opgaver", "Sundhedsområdet", "Samlet")]
    assert found == ["5", "5", "5", "4", "samlet"]


def test_a_kommune_without_figures_that_year_is_said(ds):
    frame = ds.frame
    gone = (frame["kommunekode"] == "851") & (frame["aar"] == 2022)
    with pytest.raises(InputError, match="Aalborg has no figures for 2022"):
        build_notat(ds.replace(frame.assign(vaerdi=frame["vaerdi"].mask(gone))), "Aalborg", 2022)
    with pytest.raises(InputError, match="Aalborg has no figures for 2022"):
        build_notat(ds.replace(frame[~gone]), "Aalborg", 2022)


def test_a_datasaet_about_something_else_makes_no_notat(ds):
    with pytest.raises(InputError, match="measures 'Andel udpendlere'"):
        build_notat(datasaet(ds.frame, maal="Andel udpendlere"), "Aalborg", 2022)


def test_a_datasaet_without_samlet_or_with_one_hovedkonto_makes_a_notat(ds):
    notat = build_notat(ds.replace(ds.frame.query("noegletal == '5'")), "Aalborg", 2022)
    assert notat.samlet is None
    assert [konto.kode for konto in notat.hovedkonti] == ["5"]
    assert notat.konto("5").vaerdi == 26.1


def test_the_latest_year_is_the_one_that_is_meant(ds):
    assert build_notat(ds, "Aalborg").aar == 2022
    assert [point.aar for point in build_notat(ds, "Aalborg", 2014).samlet.historik] == [2012, 2013, 2014]
