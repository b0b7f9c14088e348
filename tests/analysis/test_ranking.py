import pandas as pd
import pytest
from figures import KONKURRENCE, datasaet, printed_modeldata, rows
from hypothesis import given
from hypothesis import strategies as st

from kommunedata.analysis.ranking import choose_aar, list_placeringer, rank, rank_kommuner, summarise
from kommunedata.datasaet.noegletal import Noegletal
from kommunedata.errors import DataError, InputError
from kommunedata.formats import round_half_up
from kommunedata.kommuner import kommune_by_code

NAVNE = [kommune.kommune for kommune in kommune_by_code().values()]


def ranked(*frames):
    return rank_kommuner(pd.concat(frames), KONKURRENCE)


def test_place_one_is_the_highest_and_a_tie_skips_the_next_place():
    table = ranked(rows([20.0, 40.0, 30.0, 30.0, 10.0]))
    assert table["rang"].tolist() == [4, 1, 2, 2, 5]
    assert table["antal"].tolist() == [5] * 5


def test_what_is_ranked_is_what_is_printed():
    assert ranked(rows([30.04, 29.95, 29.94]))["rang"].tolist() == [1, 1, 3]


def test_a_missing_figure_has_no_place_and_is_not_counted():
    table = ranked(rows([20.0, None, 30.0]))
    assert table["rang"].tolist() == [2, pd.NA, 1]
    assert table["antal"].tolist() == [2, 2, 2]


def test_years_and_noegletal_are_ranked_apart_and_rows_keep_their_order():
    both = pd.concat([rows([1, 2]), rows([2, 1], aar=2021), rows([5, 9], "5")], ignore_index=True)
    both = both.sample(frac=1, random_state=1)
    table = ranked(both)
    assert table.index.tolist() == both.index.tolist()
    assert (table["rang"] == both.groupby(["aar", "noegletal"])["vaerdi"].rank(ascending=False)).all()


def test_unknown_codes_and_noegletal_are_named():
    with pytest.raises(InputError, match="unknown noegletal '7'; allowed: samlet, 0, 2"):
        ranked(rows([1.0], "7"))
    with pytest.raises(InputError, match="unknown kommunekode '999'"):
        ranked(rows([1.0]).assign(kommunekode="999"))


def test_a_municipality_that_occurs_twice_is_an_error():
    with pytest.raises(DataError, match="occur twice: .* 2022 samlet"):
        ranked(rows([1.0]), rows([2.0]))


@given(st.lists(st.none() | st.floats(0, 100), min_size=1, max_size=98))
def test_laws_of_ranking(values):
    table = ranked(rows(values))
    known = table.dropna(subset="vaerdi")
    assert table["rang"].isna().equals(table["vaerdi"].isna())
    printed = round_half_up(known["vaerdi"])
    for value, rang in zip(printed, known["rang"], strict=True):
        assert rang == 1 + (printed > value).sum()
    assert (table["antal"] == len(known)).all()


@given(st.lists(st.floats(0, 100), min_size=2, max_size=98), st.randoms())
def test_places_do_not_depend_on_the_order_of_rows(values, random):
    table = rows(values)
    order = list(table.index)
    random.shuffle(order)
    assert ranked(table.loc[order]).sort_index()["rang"].tolist() == ranked(table)["rang"].tolist()


def test_gennemsnit_hele_landet_and_bedste_by_hand():
    values = [float(x) for x in range(1, 13)]
    table = rows(values, taeller=[1.0] * 11 + [None], naevner=[10.0] * 12)
    row = summarise(table, KONKURRENCE).iloc[0]
    assert row["gennemsnit"] == 6.5
    assert row["hele_landet"] == 10.0  # the municipality without taeller is left out of both sums
    assert row["bedste"] == 7.5  # 3 … 12
    assert (row["antal"], row["hoejeste"], row["laveste"]) == (12, 12, 1)
    assert (row["nedre"], row["median"], row["oevre"]) == (3.75, 6.5, 9.25)


def test_amounts_of_a_kommune_without_a_figure_count_in_no_mean():
    table = rows([10.0, None], taeller=[1.0, 90.0], naevner=[10.0, 100.0])
    assert summarise(table, KONKURRENCE)[["gennemsnit", "hele_landet"]].values.tolist() == [[10.0, 10.0]]


def test_list_placeringer_has_the_columns_and_order_of_the_contract(ds):
    table = list_placeringer(ds, 2022)
    assert (
        table.columns.tolist() == "aar noegletal kommunekode kommune region vaerdi rang antal gennemsnit bedste".split()
    )
    assert table["noegletal"].unique().tolist() == ["samlet", "0", "2", "3", "4", "5", "6"]
    assert len(table) == 98 * 7
    first = table.iloc[0]
    assert (first["kommune"], first["vaerdi"], first["rang"], first["gennemsnit"]) == ("Gribskov", 54.7, 1, 28.0)


def test_ties_are_listed_in_danish_order(ds):
    table = list_placeringer(ds, 2022, "samlet")
    for _, tied in table.groupby("rang"):
        assert tied["kommune"].tolist() == sorted(tied["kommune"], key=NAVNE.index)


def test_a_year_or_noegletal_without_figures_names_those_that_have(ds):
    with pytest.raises(InputError, match=r"no figures for aar 2030; there are figures for 2012–2022"):
        list_placeringer(ds, 2030)
    with pytest.raises(InputError, match="unknown noegletal '9'; allowed: samlet, 0, 2, 3, 4, 5, 6"):
        list_placeringer(ds, 2022, "9")
    with pytest.raises(InputError, match="there are figures for 2012–2022 without 2015, 2016"):
        choose_aar(ds.replace(ds.frame.query("aar not in (2015, 2016)")), 2016)
    with pytest.raises(InputError, match="no figures at all"):
        choose_aar(ds.replace(ds.frame.assign(vaerdi=float("nan"))))
    assert choose_aar(ds) == choose_aar(ds, "2022") == 2022


def test_a_noegletal_is_found_by_code_number_or_title(ds):
    by_code = list_placeringer(ds, 2022, "5")
    for wanted in (5, "Sociale opgaver", "SOCIALE OPGAVER og beskæftigelse"):
        assert list_placeringer(ds, 2022, wanted).equals(by_code)


# The wide table, by hand: days where few are best, to whole days; kroner where neither end is, to a krone with two
# decimals; and points with one decimal where many are best.

DAGE, KRONER, POINT = (
    Noegletal(noegletal=code, titel=code, kort_titel=code, enhed=enhed, decimaler=decimaler, retning=retning)
    for code, enhed, decimaler, retning in (
        ("sagstid", "dage", 0, "lav"), ("udgift", "kr.", 2, "ingen"), ("tilfredshed", "point", 1, "hoej"),
    )
)  # fmt: skip
OTHERS = {one.noegletal: one for one in (DAGE, KRONER, POINT)}


def others(*frames, **kilde):
    return rank(datasaet(*frames, noegletal=OTHERS, brud=(), **kilde))


def test_where_few_are_best_the_lowest_gets_place_one_and_the_way_leads_down():
    table = others(rows([30.4, 29.6, 12.0, None], "sagstid", naevner=[200.0, 100.0, 50.0, 10.0]))
    assert table["kommune"].tolist() == [NAVNE[2], NAVNE[0], NAVNE[1], NAVNE[3]]
    assert table["vaerdi"].tolist()[:3] == [12.0, 30.0, 30.0]
    assert table["rang"].tolist() == [1, 2, 2, pd.NA]
    assert table["antal"].tolist() == [3] * 4
    assert set(table["gennemsnit"]) == set(table["bedste"]) == {24.0}  # all three are among the ten
    assert table["forskel"].tolist()[:3] == [-12.0, 6.0, 6.0]
    assert table["potentiale"].tolist()[:3] == [0.0, 6.0, 6.0]
    assert table["potentiale_mio"].tolist()[:3] == [0.0, 12.0, 6.0]


def test_bedste_is_the_mean_of_the_ten_best_in_the_direction():
    twelve = [float(x) for x in range(1, 13)]
    table = others(*(rows(twelve, code) for code in OTHERS)).groupby("noegletal")["bedste"].first()
    assert table.to_dict() == {"sagstid": 6.0, "udgift": 7.5, "tilfredshed": 7.5}  # 1 … 10 is 5,5: printed 6
    low = others(rows(twelve, "tilfredshed")).set_index("vaerdi")["potentiale"]
    assert low[[1.0, 7.0, 8.0, 12.0]].tolist() == [6.5, 0.5, 0.0, 0.0]


def test_without_a_direction_the_highest_is_first_and_nobody_is_on_the_way_anywhere():
    table = others(rows([10.004, 20.0, 10.0], "udgift", naevner=[1.0, 1.0, 1.0]))
    assert table["vaerdi"].tolist() == [20.0, 10.0, 10.0]
    assert table["rang"].tolist() == [1, 2, 2]
    assert table[["potentiale", "potentiale_mio"]].isna().all(axis=None)


def test_each_noegletal_is_rounded_to_its_own_decimals_in_one_table():
    values = [10.126, 10.124, 10.55]
    table = others(*(rows(values, code) for code in OTHERS))
    by = {code: some.set_index("kommune") for code, some in table.groupby("noegletal")}
    assert {code: some.loc[NAVNE[:3], "vaerdi"].tolist() for code, some in by.items()} == {
        "sagstid": [10.0, 10.0, 11.0], "udgift": [10.13, 10.12, 10.55], "tilfredshed": [10.1, 10.1, 10.6],
    }  # fmt: skip
    assert {code: some.loc[NAVNE[:3], "rang"].tolist() for code, some in by.items()} == {
        "sagstid": [1, 1, 3], "udgift": [2, 3, 1], "tilfredshed": [2, 2, 1],
    }  # fmt: skip
    assert {code: some["gennemsnit"].iloc[0] for code, some in by.items()} == {
        "sagstid": 10.0, "udgift": 10.27, "tilfredshed": 10.3,
    }  # fmt: skip
    assert by["udgift"].loc[NAVNE[0], "forskel"] == -0.14
    assert table["noegletal"].unique().tolist() == ["sagstid", "udgift", "tilfredshed"]


def test_a_change_is_that_of_printed_figures_and_missing_across_a_change_of_definition():
    years = [rows([10.04 + aar - 2019, None if aar == 2020 else 5.0], aar=aar) for aar in (2019, 2020, 2021, 2022)]
    table = rank(datasaet(*years, brud=(2021,))).set_index(["kommune", "aar"])
    first, second = NAVNE[:2]
    columns = ["vaerdi_foer", "rang_foer", "antal_foer", "aendring"]
    assert table.loc[(first, 2022), columns].tolist() == [12.0, 1, 2, 1.0]
    assert table.loc[(first, 2020), columns].tolist() == [10.0, 1, 2, 1.0]
    assert table.loc[(second, 2022), columns].tolist() == [5.0, 2, 2, 0.0]
    for key in ((first, 2021), (first, 2019)):
        assert table.loc[key, columns].isna().all()
    assert pd.isna(table.loc[(second, 2020), "aendring"])


def test_the_wide_table_is_whole_and_its_columns_are_told(ds):
    table = rank(ds)
    assert len(table) == len(ds.frame)
    assert not table.duplicated(["kommunekode", "aar", "noegletal"]).any()
    told = rank.__doc__
    assert [column for column in table if column not in told and column not in summarise.__doc__] == []
    assert table["aar"].is_monotonic_decreasing


def test_what_is_done_to_the_wide_table_is_done_to_a_copy(ds):
    table = rank(ds)
    table.loc[0, "vaerdi"] = -1.0
    table["rang"] = 7
    assert rank(ds)["vaerdi"].iloc[0] == 54.7
    assert rank(ds)["rang"].iloc[0] == 1


def test_the_model_figures_agree_with_a_computation_of_its_own(ds):
    shares = printed_modeldata()
    table = rank(ds)
    for row in table.sample(300, random_state=1).itertuples():
        rivals = [value for (code, _, aar), value in shares.items() if (code, aar) == (row.noegletal, str(row.aar))]
        known = sorted((value for value in rivals if value is not None), reverse=True)
        own = shares[row.noegletal, row.kommunekode, str(row.aar)]
        assert row.antal == len(known)
        assert (row.hoejeste, row.laveste) == (float(known[0]), float(known[-1]))
        if own is None:
            assert pd.isna(row.rang)
            assert pd.isna(row.potentiale)
        else:
            assert (row.vaerdi, row.rang) == (float(own), 1 + sum(value > own for value in known))
