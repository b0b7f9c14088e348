"""Whom a municipality is held against, and what the comparison says."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kommunedata.analysis.peers import begrundelse, choose_peers, default_peers, parse_sammenlign
from kommunedata.errors import InputError
from kommunedata.formats import NBSP
from kommunedata.kommuner import find_kommune, kommune_by_code
from kommunedata.notat.sammenligning import build_sammenligning, konklusion, overskrift, summarise_grupper, tabel

EVERYONE = list(kommune_by_code().values())


def names(kommuner):
    return [kommune.kommune for kommune in kommuner]


@pytest.mark.parametrize("kommune", EVERYONE, ids=lambda kommune: kommune.slug)
def test_the_default_group_is_the_nearest_of_the_same_kommunegruppe(kommune):
    peers = default_peers(kommune)
    group = [one for one in EVERYONE if one.kommunegruppe == kommune.kommunegruppe and one != kommune]
    assert len(peers) == min(5, len(group))
    assert set(peers) <= set(group)
    furthest = max(abs(peer.folketal - kommune.folketal) for peer in peers)
    assert all(abs(one.folketal - kommune.folketal) >= furthest for one in group if one not in peers)


def test_the_default_group_starts_with_the_nearest():
    # 42,540 inhabitants; Brøndby has 40,401, Tårnby 44,034, Rødovre 44,734, Egedal 45,563, Ballerup 52,939
    assert names(default_peers(find_kommune("Furesø"))) == ["Tårnby", "Brøndby", "Rødovre", "Egedal", "Ballerup"]


def test_a_small_group_gives_fewer_and_says_so():
    peers = choose_peers("", find_kommune("Aalborg"))
    assert names(peers.kommuner) == ["Odense", "Aarhus"]
    assert begrundelse(peers) == (
        "Aalborg Kommune er sammenlignet med de to andre kommuner i kommunegruppen Storbykommuner: Odense og Aarhus."
    )


def test_the_reason_names_the_group_and_the_measure():
    assert begrundelse(choose_peers("", find_kommune("Vejle"))) == (
        "Vejle Kommune er sammenlignet med de fem kommuner i kommunegruppen Provinsbykommuner, hvis folketal er "
        "nærmest: Esbjerg, Silkeborg, Randers, Horsens og Viborg."
    )


@pytest.mark.parametrize("sammenlign", ["Odense,  århus, 751,", ["Odense Kommune", "Århus"], ("461", "0751")])
def test_a_choice_is_text_or_a_list_of_names_and_codes_in_the_order_given(sammenlign):
    assert names(parse_sammenlign(sammenlign, find_kommune("Aalborg"))) == ["Odense", "Aarhus"]


def test_a_choice_is_said_to_be_one():
    peers = choose_peers("Odense,Vejle", find_kommune("Aalborg"))
    assert begrundelse(peers) == "Aalborg Kommune er sammenlignet med Odense og Vejle, som er valgt til notatet."


@pytest.mark.parametrize("empty", ["", " , ", [], [" "]])
def test_no_choice_gives_the_default_group(empty):
    assert not choose_peers(empty, find_kommune("Vejle")).valgt


def test_six_are_refused():
    six = "Vejle,Odense,Aarhus,Esbjerg,Randers,Horsens"
    with pytest.raises(InputError, match="^sammenlign: 6 kommuner to compare with; at most 5 are allowed$"):
        parse_sammenlign(six, find_kommune("Aalborg"))


def test_the_kommune_itself_is_refused_however_it_is_spelt():
    for spelling in ("Aalborg", "Ålborg Kommune", "851"):
        with pytest.raises(InputError, match="^sammenlign: Aalborg cannot be compared with itself$"):
            parse_sammenlign(["Vejle", spelling], find_kommune("Aalborg"))


def test_all_that_is_wrong_is_said_at_once():
    wrong = "Vejlle, Odense, Aarhus, Esbjerg, Ålborg, Narnia"
    with pytest.raises(InputError) as error:
        parse_sammenlign(wrong, find_kommune("Aalborg"))
    assert str(error.value).startswith("sammenlign: unknown kommune 'Vejlle'; did you mean Vejle")
    for part in (
        "unknown kommune 'Narnia'",
        "Aalborg cannot be compared with itself",
        "6 kommuner to compare with",
    ):
        assert part in str(error.value)
    assert error.value.exit_code == 2


@given(st.lists(st.sampled_from(EVERYONE), min_size=1, max_size=8), st.sampled_from(EVERYONE))
def test_a_choice_is_taken_whole_or_refused(chosen, kommune):
    distinct = tuple(dict.fromkeys(chosen))
    if len(distinct) > 5 or kommune in distinct:
        with pytest.raises(InputError):
            parse_sammenlign([one.kommune for one in chosen], kommune)
    else:
        assert parse_sammenlign([one.slug[:3] for one in chosen], kommune) == distinct


def small(**andele: float | None) -> pd.DataFrame:
    """Samlet in 2022 of some municipalities by name."""
    rows = [
        {
            "kommunekode": find_kommune(name).kommunekode,
            "aar": 2022,
            "hovedkonto": "samlet",
            "andel": andel,
            "status": "mangler" if andel is None else "tal",
        }
        for name, andel in andele.items()
    ]
    return pd.DataFrame(rows).astype({"andel": float})


def test_means_of_groups_are_simple_and_leave_out_what_is_missing():
    frame = small(Aalborg=30.0, Læsø=20.0, Thisted=None, Odense=40.0)
    means = summarise_grupper(frame, "region").set_index("gruppe")[["gennemsnit", "antal"]]
    assert means.loc["Region Nordjylland"].tolist() == [25.0, 2]
    assert means.loc["Region Syddanmark"].tolist() == [40.0, 1]
    by_group = summarise_grupper(frame, "kommunegruppe").set_index("gruppe")
    assert by_group.loc["Storbykommuner", "gennemsnit"] == 35.0


def test_a_comparison_has_share_place_and_number_ranked():
    frame = small(Aalborg=30.04, Odense=40.0, Aarhus=29.96, Vejle=10.0)
    samlet = build_sammenligning(frame, 2022, choose_peers("", find_kommune("Aalborg"))).kontoer[0]
    assert [(one.kommune.kommune, one.andel, one.rang, one.antal) for one in samlet.kommuner] == [
        ("Aalborg", 30.0, 2, 4),
        ("Odense", 40.0, 1, 4),
        ("Aarhus", 30.0, 2, 4),
    ]
    assert [(group.gruppe, group.gennemsnit, group.antal) for group in samlet.grupper] == [
        ("Region Nordjylland", 30.0, 1),
        ("Storbykommuner", 33.3, 3),
        ("alle kommuner", 27.5, 4),
    ]


def test_the_table_has_a_row_for_each_and_says_of_how_many():
    frame = small(Aalborg=30.0, Odense=40.0, Vejle=None)
    sammenligning = build_sammenligning(frame, 2022, choose_peers("Odense,Vejle", find_kommune("Aalborg")))
    table = tabel(sammenligning)
    assert table.columns.tolist() == ["Kommune", "Samlet (af 2)"]
    assert table["Samlet (af 2)"].tolist() == ["30,0 (2)", "40,0 (1)", "–", "30,0", "35,0", "35,0"]
    assert table["Kommune"].tolist()[3:] == [
        "Gennemsnit, Region Nordjylland", "Gennemsnit, Storbykommuner", "Gennemsnit, alle kommuner",
    ]  # fmt: skip


def test_a_kommune_without_figures_that_year_is_said():
    frame = small(Aalborg=30.0, Odense=40.0, Vejle=None)
    peers = choose_peers("Odense,Vejle,Læsø", find_kommune("Aalborg"))
    sammenligning = build_sammenligning(frame, 2022, peers)
    assert [one.status for one in sammenligning.kontoer[0].kommuner] == ["tal", "tal", "mangler", "mangler"]
    assert konklusion(sammenligning).replace(NBSP, " ") == (
        "Blandt de to kommuner har Odense den højeste samlede andel (40,0 pct.) og Aalborg den laveste (30,0 pct.). "
        "Der er ikke noget samlet tal for Vejle og Læsø i 2022."
    )


def test_ties_at_the_ends_are_said():
    tied = small(Aalborg=30.0, Odense=30.04, Vejle=20.0)
    peers = choose_peers("Odense,Vejle", find_kommune("Aalborg"))
    assert "har Aalborg og Odense den højeste" in konklusion(build_sammenligning(tied, 2022, peers))
    same = small(Aalborg=30.0, Odense=30.04)
    peers = choose_peers("Odense", find_kommune("Aalborg"))
    assert konklusion(build_sammenligning(same, 2022, peers)).startswith("De to kommuner har samme samlede andel")


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        ({"Aalborg": 30.0, "Odense": 40.0, "Vejle": 20.0}, "Nr. 2 af tre sammenlignede kommuner"),
        ({"Aalborg": 30.0, "Odense": 30.04, "Vejle": 20.0}, "Delt nr. 1 af tre sammenlignede kommuner"),
        ({"Aalborg": 30.0, "Odense": 40.0}, "Nr. 2 af to sammenlignede kommuner"),
        ({"Odense": 40.0, "Vejle": 20.0}, "Aalborg ved siden af to andre"),
    ],
)
def test_the_heading_says_the_place_among_those_compared(shares, expected):
    peers = choose_peers("Odense,Vejle", find_kommune("Aalborg"))
    assert overskrift(build_sammenligning(small(**shares), 2022, peers)).replace(NBSP, " ") == expected


def test_a_year_without_figures_is_refused():
    with pytest.raises(InputError, match="no figures for aar 2021"):
        build_sammenligning(small(Aalborg=30.0), 2021, choose_peers("", find_kommune("Aalborg")))


def test_the_model_figures_agree_with_the_notat(andele, notat_om):
    sammenligning = build_sammenligning(andele, 2022, choose_peers("Vejle", find_kommune("Aalborg")))
    for konto in sammenligning.kontoer:
        for one in konto.kommuner:
            facts = notat_om(one.kommune.kommune).konto(konto.hovedkonto)
            assert (one.andel, one.rang, one.antal) == (facts.andel, facts.rang, facts.antal)
        assert konto.grupper[-1].gennemsnit == facts.gennemsnit
