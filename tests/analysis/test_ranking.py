import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kommunedata.analysis.ranking import choose_aar, list_placeringer, rank_kommuner, summarise_andele
from kommunedata.errors import DataError, InputError
from kommunedata.formats import round_half_up
from kommunedata.kommuner import kommune_by_code

CODES = list(kommune_by_code())


def frame(values, hovedkonto="samlet", aar=2022):
    return pd.DataFrame(
        {
            "kommunekode": CODES[: len(values)],
            "aar": aar,
            "hovedkonto": hovedkonto,
            "andel": pd.Series(values, dtype=float),
        }
    )


def test_place_one_is_the_highest_and_a_tie_skips_the_next_place():
    ranked = rank_kommuner(frame([20.0, 40.0, 30.0, 30.0, 10.0]))
    assert ranked["rang"].tolist() == [4, 1, 2, 2, 5]
    assert ranked["antal"].tolist() == [5] * 5


def test_what_is_ranked_is_what_is_printed():
    assert rank_kommuner(frame([30.04, 29.95, 29.94]))["rang"].tolist() == [1, 1, 3]


def test_a_missing_andel_has_no_place_and_is_not_counted():
    ranked = rank_kommuner(frame([20.0, None, 30.0]))
    assert ranked["rang"].tolist() == [2, pd.NA, 1]
    assert ranked["antal"].tolist() == [2, 2, 2]


def test_years_and_hovedkonti_are_ranked_apart_and_rows_keep_their_order():
    both = pd.concat([frame([1, 2]), frame([2, 1], aar=2021), frame([5, 9], "5")]).sample(frac=1, random_state=1)
    ranked = rank_kommuner(both)
    assert ranked.index.tolist() == both.index.tolist()
    assert (ranked["rang"] == both.groupby(["aar", "hovedkonto"])["andel"].rank(ascending=False)).all()


def test_unknown_codes_and_hovedkonti_are_named():
    with pytest.raises(InputError, match="unknown hovedkonto '7'"):
        rank_kommuner(frame([1.0], "7"))
    with pytest.raises(InputError, match="unknown kommunekode '999'"):
        rank_kommuner(frame([1.0]).assign(kommunekode="999"))


def test_a_municipality_that_occurs_twice_is_an_error():
    with pytest.raises(DataError, match="occur twice: .* 2022 samlet"):
        rank_kommuner(pd.concat([frame([1.0]), frame([2.0])]))


@given(st.lists(st.none() | st.floats(0, 100), min_size=1, max_size=98))
def test_laws_of_ranking(values):
    ranked = rank_kommuner(frame(values))
    known = ranked.dropna(subset="andel")
    assert ranked["rang"].isna().equals(ranked["andel"].isna())
    printed = round_half_up(known["andel"])
    for value, rang in zip(printed, known["rang"], strict=True):
        assert rang == 1 + (printed > value).sum()
    assert (ranked["antal"] == len(known)).all()


@given(st.lists(st.floats(0, 100), min_size=2, max_size=98), st.randoms())
def test_places_do_not_depend_on_the_order_of_rows(values, random):
    table = frame(values)
    order = list(table.index)
    random.shuffle(order)
    assert rank_kommuner(table.loc[order]).sort_index()["rang"].tolist() == rank_kommuner(table)["rang"].tolist()


def test_gennemsnit_hele_landet_and_bedste_praksis_by_hand():
    table = frame([float(x) for x in range(1, 13)]).assign(privat=[1.0] * 11 + [None], grundlag=[10.0] * 12)
    row = summarise_andele(table).iloc[0]
    assert row["gennemsnit"] == 6.5
    assert row["hele_landet"] == 10.0  # the municipality without privat is left out of both sums
    assert row["bedste_praksis"] == 7.5  # 3 … 12
    assert (row["antal"], row["hoejeste"], row["laveste"]) == (12, 12, 1)


def test_list_placeringer_has_the_columns_and_order_of_the_contract(andele):
    table = list_placeringer(andele, 2022)
    assert (
        table.columns.tolist()
        == "aar hovedkonto kommunekode kommune andel rang antal gennemsnit bedste_praksis".split()
    )
    assert table["hovedkonto"].unique().tolist() == ["samlet", "0", "2", "3", "4", "5", "6"]
    assert len(table) == 98 * 7
    first = table.iloc[0]
    assert (first["kommune"], first["andel"], first["rang"], first["gennemsnit"]) == ("Gribskov", 54.7, 1, 28.0)


def test_ties_are_listed_in_danish_order(andele):
    table = list_placeringer(andele, 2022, "samlet")
    alphabet = [kommune.kommune for kommune in kommune_by_code().values()]
    for _, tied in table.groupby("rang"):
        assert tied["kommune"].tolist() == sorted(tied["kommune"], key=alphabet.index)


def test_a_year_or_hovedkonto_without_figures_names_those_that_have(andele):
    with pytest.raises(InputError, match=r"no figures for aar 2030; there are figures for 2012–2022"):
        list_placeringer(andele, 2030)
    with pytest.raises(InputError, match="unknown hovedkonto '9'; allowed: 0, 2, 3, 4, 5, 6, samlet"):
        list_placeringer(andele, 2022, "9")
    assert choose_aar(andele) == 2022
