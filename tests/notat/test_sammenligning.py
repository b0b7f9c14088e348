"""The comparison of a notat: figures and places by hand, the means of groups, and what is said about them."""

import pytest
from figures import KONKURRENCE, datasaet, rows
from pages import plain

from kommunedata.analysis.peers import choose_peers
from kommunedata.analysis.ranking import summarise_grupper
from kommunedata.errors import InputError
from kommunedata.kommuner import find_kommune
from kommunedata.notat.sammenligning import build_sammenligning, heading, tabel, text
from kommunedata.page.words import begrundelse

AALBORG = find_kommune("Aalborg")


def small(**shares: float | None):
    """Samlet in 2022 of some municipalities by name."""
    return datasaet(rows(shares))


def compare(others: str = "Odense,Vejle", **shares: float | None):
    """Aalborg and others on samlet in 2022."""
    return build_sammenligning(small(**shares), 2022, choose_peers(others, AALBORG))


def test_the_reason_names_the_group_and_the_measure_or_says_that_it_is_a_choice():
    said = [begrundelse(choose_peers(*choice), "notatet") for choice in (
        ("", AALBORG), ("", find_kommune("Vejle")), ("Odense,Vejle", AALBORG),
    )]  # fmt: skip
    assert said == [
        "Aalborg Kommune er sammenlignet med de to andre kommuner i kommunegruppen Storbykommuner: Odense og Aarhus.",
        "Vejle Kommune er sammenlignet med de fem kommuner i kommunegruppen Provinsbykommuner, hvis folketal i 2025 "
        "var nærmest: Esbjerg, Silkeborg, Randers, Horsens og Viborg.",
        "Aalborg Kommune er sammenlignet med Odense og Vejle, som er valgt til notatet.",
    ]


def test_means_of_groups_are_simple_and_leave_out_what_is_missing():
    ds = small(Aalborg=30.0, Læsø=20.0, Thisted=None, Odense=40.0)
    means = summarise_grupper(ds, "region").set_index("gruppe")[["gennemsnit", "antal"]]
    assert means.loc["Region Nordjylland"].tolist() == [25.0, 2]
    assert means.loc["Region Syddanmark"].tolist() == [40.0, 1]
    by_group = summarise_grupper(ds, "kommunegruppe").set_index("gruppe")
    assert by_group.loc["Storbykommuner", "gennemsnit"] == 35.0


def test_a_comparison_has_share_place_and_number_ranked():
    samlet = compare("", Aalborg=30.04, Odense=40.0, Aarhus=29.96, Vejle=10.0).samlet
    assert [(one.kommune.kommune, one.vaerdi, one.rang, one.antal) for one in samlet.kommuner] == [
        ("Aalborg", 30.0, 2, 4),
        ("Odense", 40.0, 1, 4),
        ("Aarhus", 30.0, 2, 4),
    ]
    assert [(group.navn, group.gennemsnit, group.antal) for group in samlet.grupper] == [
        ("Region Nordjylland", 30.0, 1),
        ("Storbykommuner", 33.3, 3),
        ("alle kommuner", 27.5, 4),
    ]


def test_the_table_has_a_row_for_each_and_says_of_how_many():
    table = tabel(compare(Aalborg=30.0, Odense=40.0, Vejle=None))
    assert table.columns.tolist() == ["Kommune", "Samlet (af\xa02)"]
    assert table["Samlet (af\xa02)"].tolist() == ["30,0 (2)", "40,0 (1)", "–", "30,0", "35,0", "35,0"]
    assert table["Kommune"].tolist()[3:] == [
        "Gennemsnit, Region Nordjylland", "Gennemsnit, Storbykommuner", "Gennemsnit, alle kommuner",
    ]  # fmt: skip


def test_a_kommune_without_figures_that_year_is_said():
    sammenligning = compare("Odense,Vejle,Læsø", Aalborg=30.0, Odense=40.0, Vejle=None)
    assert [one.status for one in sammenligning.samlet.kommuner] == ["tal", "tal", "mangler", "mangler"]
    assert plain(text(sammenligning)) == (
        "Blandt de to kommuner havde Odense den højeste samlede andel (40,0 pct.) og Aalborg den laveste (30,0 pct.). "
        "Der er ikke noget samlet tal for Vejle og Læsø i 2022."
    )


def test_ties_at_the_ends_are_said():
    assert "havde Aalborg og Odense den højeste" in text(compare(Aalborg=30.0, Odense=30.04, Vejle=20.0))
    same = compare("Odense", Aalborg=30.0, Odense=30.04)
    assert text(same).startswith("De to kommuner havde samme samlede andel")


def test_the_heading_says_the_place_among_those_compared():
    cases = {
        "Nr. 2 af tre sammenlignede kommuner": {"Aalborg": 30.0, "Odense": 40.0, "Vejle": 20.0},
        "Delt nr. 1 af tre sammenlignede kommuner": {"Aalborg": 30.0, "Odense": 30.04, "Vejle": 20.0},
        "Nr. 2 af to sammenlignede kommuner": {"Aalborg": 30.0, "Odense": 40.0},
        "Aalborg ved siden af to andre": {"Odense": 40.0, "Vejle": 20.0},
    }
    assert [plain(heading(compare(**shares))) for shares in cases.values()] == list(cases)


def test_a_year_without_figures_is_refused():
    with pytest.raises(InputError, match="no figures for aar 2021"):
        build_sammenligning(small(Aalborg=30.0), 2021, choose_peers("", AALBORG))


def test_without_samlet_the_table_is_what_is_said():
    only = datasaet(rows({"Aalborg": 30.0, "Odense": 40.0}, "5"))
    sammenligning = build_sammenligning(only, 2022, choose_peers("Odense", AALBORG))
    assert (sammenligning.samlet, text(sammenligning)) == (None, "")
    assert [konto.noegletal for konto in sammenligning.kontoer] == [KONKURRENCE["5"]]
    assert heading(sammenligning) == "Aalborg ved siden af én anden"


def test_the_model_figures_agree_with_the_notat(ds, notat_om):
    sammenligning = build_sammenligning(ds, 2022, choose_peers("Vejle", AALBORG))
    assert len(sammenligning.kontoer) == 7
    for konto in sammenligning.kontoer:
        for one in konto.kommuner:
            facts = notat_om(one.kommune.kommune).konto(konto.noegletal.noegletal)
            assert (one.vaerdi, one.rang, one.antal) == (facts.vaerdi, facts.rang, facts.antal)
        assert konto.grupper[-1].gennemsnit == facts.gennemsnit
