"""Who moved between two years or two datasaet: by hand, and against a computation of its own."""

from decimal import Decimal

import pandas as pd
import pytest
from figures import KONKURRENCE, MODEL, datasaet, printed_modeldata, rows

from kommunedata.analysis.changes import (
    biggest_movers,
    brud_mellem,
    comparable_from,
    compare_aar,
    compare_datasaet,
    summarise_changes,
)
from kommunedata.errors import InputError
from kommunedata.page.sheets import csv_bytes

FIVE = datasaet(
    rows({"851": 30.0, "751": 31.0, "461": 29.0, "630": None, "825": 10.0}, aar=2021),
    rows({"851": 31.4, "751": 31.04, "461": 29.0, "630": 35.0, "825": None}),
)


def test_figures_and_places_are_held_against_each_other_by_hand():
    table = compare_aar(FIVE, 2022, 2021).set_index("kommune")
    assert table.loc["Aalborg", ["vaerdi", "vaerdi_mod", "aendring"]].tolist() == [31.4, 30.0, 1.4]
    assert table.loc["Aalborg", ["rang", "rang_mod", "rykket", "antal", "antal_mod"]].tolist() == [2, 2, 0, 4, 4]
    assert table.loc["Aarhus", ["aendring", "rykket"]].tolist() == [0.0, -2]  # 31,04 is printed 31,0
    assert table.loc["Odense", ["aendring", "rykket"]].tolist() == [0.0, -1]


def test_new_and_vanished_figures_are_kept_apart():
    table = compare_aar(FIVE, 2022, 2021).set_index("kommune")
    assert table.loc["Vejle", ["vaerdi", "rang"]].tolist() == [35.0, 1]
    assert table.loc["Vejle", ["vaerdi_mod", "aendring", "rang_mod", "rykket"]].isna().all()
    assert table.loc["Læsø", ["vaerdi", "aendring", "rang", "rykket"]].isna().all()
    lines = summarise_changes(compare_aar(FIVE, 2022, 2021), FIVE)
    assert lines[:3] == [
        "3 figures in both: 1 figures differ, 2 places differ",
        "new figures: 1 (Vejle 2022 noegletal samlet)",
        "vanished figures: 1 (Læsø 2022 noegletal samlet)",
    ]


def test_the_biggest_movers_of_each_noegletal_are_named_in_its_unit():
    assert summarise_changes(compare_aar(FIVE, 2022, 2021), FIVE)[3:] == [
        "noegletal samlet: 3 kommuner moved",
        "  procentpoint: Aalborg 2022 +1,4",
        "  places: Aarhus 2022 −2, Odense 2022 −1",
    ]


def test_the_other_way_round_everything_changes_sign():
    there = compare_aar(FIVE, 2022, 2021).set_index("kommune")
    back = compare_aar(FIVE, 2021, 2022).set_index("kommune").loc[there.index]
    both = there["aendring"].notna()
    assert (there["aendring"] == -back["aendring"])[both].all()
    assert (there["rykket"] == -back["rykket"])[both].all()


def test_the_biggest_movers_come_first_and_ties_in_danish_order():
    moves = pd.DataFrame({"kommune": ["Vejle", "Aabenraa", "Aalborg", "Aarhus"], "rykket": [2, 5, 5, -1]})
    up, down = biggest_movers(moves, "rykket", 2)
    assert up["kommune"].tolist() == ["Aabenraa", "Aalborg"]
    assert down["kommune"].tolist() == ["Aarhus"]


def test_the_model_figures_agree_with_a_computation_of_its_own(ds):
    """Straight from the file with decimals and a count of those above, no frames."""
    shares = printed_modeldata()

    def place(konto: str, code: str, aar: str) -> int:
        rivals = [value for (k, _, a), value in shares.items() if (k, a) == (konto, aar) and value is not None]
        return 1 + sum(value > shares[konto, code, aar] for value in rivals)

    table = compare_aar(ds, 2019, 2018)
    assert len(table) == 98 * 7
    for row in table.sample(80, random_state=1).itertuples():
        new, old = (shares[row.noegletal, row.kommunekode, aar] for aar in ("2019", "2018"))
        if old is None:
            assert pd.isna(row.aendring)
            continue
        assert Decimal(str(row.aendring)) == new - old
        places = [place(row.noegletal, row.kommunekode, aar) for aar in ("2018", "2019")]
        assert row.rykket == places[0] - places[1]
    samlet = table[table["noegletal"] == "samlet"]
    differences = {
        code: shares["samlet", code, "2019"] - shares["samlet", code, "2018"] for code in samlet["kommunekode"]
    }
    up, down = biggest_movers(samlet, "aendring", 1)
    assert Decimal(str(up["aendring"].iloc[0])) == max(differences.values())
    assert Decimal(str(down["aendring"].iloc[0])) == min(differences.values())


def test_years_across_a_change_of_definition_are_known():
    assert brud_mellem(MODEL, 2016, 2015) == brud_mellem(MODEL, 2015, 2018) == (2016,)
    assert brud_mellem(MODEL, 2017, 2016) == ()
    assert [comparable_from(MODEL, aar) for aar in (2015, 2016, 2022)] == [0, 2016, 2016]


def test_years_that_cannot_be_compared_are_refused():
    with pytest.raises(InputError, match="cannot be compared with itself: 2022"):
        compare_aar(FIVE, 2022, 2022)
    with pytest.raises(InputError, match="no figures for aar 2019"):
        compare_aar(FIVE, 2022, 2019)


def test_two_datasaet_are_compared_year_by_year_and_new_years_are_counted():
    frame = FIVE.frame
    old = FIVE.replace(frame[frame["aar"] == 2021])
    new = FIVE.replace(frame.assign(vaerdi=frame["vaerdi"].mask(frame["aar"].eq(2021) & frame["vaerdi"].eq(31), 28.0)))
    table = compare_datasaet(new, old)
    changed = table[table["aendring"].fillna(0) != 0]
    assert changed[["kommune", "aar", "aar_mod", "aendring", "rykket"]].values.tolist() == [
        ["Aarhus", 2021, 2021, -3.0, -2]
    ]
    assert "new figures: 4 (Odense 2022" in summarise_changes(table, new)[1]
    one = compare_datasaet(new, old, 2021)
    assert set(one["aar"]) == {2021}


def test_different_measures_are_never_compared():
    other = datasaet(FIVE.frame, navn="pli", maal="PLI")
    with pytest.raises(
        InputError, match=r"'modeldata' measures IKU \(pct.\) and 'pli' measures PLI .*: different measures"
    ):
        compare_datasaet(FIVE, other)
    pairs = {code: one.model_copy(update={"enhed": "promille"}) for code, one in KONKURRENCE.items()}
    with pytest.raises(
        InputError, match=r"'modeldata' measures IKU \(pct.\) and 'modeldata' measures IKU \(promille\)"
    ):
        compare_datasaet(FIVE, datasaet(FIVE.frame, noegletal=pairs))


def test_a_datasaet_held_against_itself_has_not_changed(ds):
    table = compare_datasaet(ds, ds)
    assert summarise_changes(table, ds) == ["7545 figures in both: 0 figures differ, 0 places differ"]


def test_all_rows_are_written_for_a_spreadsheet():
    lines = csv_bytes(compare_aar(FIVE, 2022, 2021)).decode().splitlines()
    assert lines[0].lstrip("\ufeff") == (
        "aar;aar_mod;noegletal;kommunekode;kommune;region;vaerdi;vaerdi_mod;aendring;rang;rang_mod;rykket;antal;antal_mod"
    )
    assert "2022;2021;samlet;851;Aalborg;Region Nordjylland;31,4;30,0;1,4;2;2;0;4;4" in lines
