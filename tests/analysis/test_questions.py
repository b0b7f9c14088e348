"""What analysts ask: answers against computations of their own."""

import math

import numpy as np
import pandas as pd
import pytest

from kommunedata.analysis.questions import (
    find_bedste,
    fit_stoerrelse,
    join_folketal,
    measure_skridt,
    measure_stabilitet,
)
from kommunedata.analysis.ranking import list_placeringer, rank, rank_kommuner
from kommunedata.errors import InputError
from kommunedata.formats import round_half_up
from kommunedata.kommuner import find_kommune


def of(ds, aar: int, noegletal: str):
    """The datasaet with one year of one noegletal only."""
    frame = ds.frame
    return ds.replace(frame[(frame["aar"] == aar) & (frame["noegletal"] == noegletal)].reset_index(drop=True))


def test_potentials_are_those_of_the_notat(ds, notat_om):
    year = rank(ds).query("aar == 2018")
    table = year.set_index(["kommune", "noegletal"])
    assert len(table) == (ds.frame["aar"] == 2018).sum()
    for kommune in ("Aalborg", "Vordingborg", "Gribskov"):
        for konto in notat_om(kommune, 2018).kontoer:
            for name in ("bedste", "potentiale", "potentiale_mio"):
                own, notat = table.loc[(kommune, konto.kode), name], getattr(konto, name)
                assert pd.isna(own) if notat is None else own == notat


def test_the_best_on_several_noegletal_are_among_the_best_on_each(ds):
    table = find_bedste(ds, 2022, ["0", "2", "Sociale opgaver"])
    places = [list_placeringer(ds, 2022, code).set_index("kommune")["rang"] for code in ("0", "2", "5")]
    expected = {name for name in places[0].index if all(place[name] <= 10 for place in places)}
    assert set(table["kommune"]) == expected
    assert table.columns.tolist() == ["kommune", "region", "0", "2", "5", "sum"]
    assert table["sum"].is_monotonic_increasing
    assert table.loc[0, "sum"] == sum(place[table.loc[0, "kommune"]] for place in places)
    with pytest.raises(InputError, match="unknown noegletal '7'"):
        find_bedste(ds, 2022, ["0", "7"])


def test_steadiness_agrees_with_a_computation_of_its_own(ds):
    """Pearson's formula on places counted by hand."""
    table = measure_stabilitet(ds).set_index(["noegletal", "aar"])
    samlet = ds.frame.query("noegletal == 'samlet'").pivot(index="kommunekode", columns="aar", values="vaerdi")
    new, old = ([1 + sum(round_half_up(samlet[aar]) > round_half_up(x)) for x in samlet[aar]] for aar in (2022, 2021))
    mean_new, mean_old = sum(new) / 98, sum(old) / 98
    covariance = sum((a - mean_new) * (b - mean_old) for a, b in zip(new, old, strict=True))
    spread = math.sqrt(sum((a - mean_new) ** 2 for a in new) * sum((b - mean_old) ** 2 for b in old))
    row = table.loc[("samlet", 2022)]
    assert row["korrelation"] == pytest.approx(covariance / spread)
    assert row["flyttet"] == pytest.approx(sum(abs(a - b) for a, b in zip(new, old, strict=True)) / 98)
    assert row["antal"] == 98


def test_steadiness_leaves_out_years_across_a_change_of_definition_and_gaps(ds):
    table = measure_stabilitet(ds.replace(ds.frame.query("aar != 2020")))
    assert sorted(set(table["aar"])) == [2013, 2014, 2015, 2017, 2018, 2019, 2022]
    assert table[(table["aar"] == 2019) & (table["noegletal"] == "2")]["antal"].tolist() == [97]


def test_a_step_moves_as_many_places_as_ranking_again_says(ds):
    for retning in ("hoej", "lav"):
        best = {"5": ds.noegletal["5"].model_copy(update={"retning": retning})}
        one = type(ds)(ds.kilde, best, of(ds, 2022, "5").frame)
        year, way_up = one.frame, best["5"].sign
        before = rank_kommuner(year, best)["rang"]
        moved = {"frem": [], "tilbage": []}
        for place in range(len(year)):
            for way, step in (("frem", 0.1 * way_up), ("tilbage", -0.1 * way_up)):
                shifted = year.assign(vaerdi=round_half_up(year["vaerdi"]))
                shifted.loc[place, "vaerdi"] = round_half_up(shifted.loc[place, "vaerdi"] + step)
                moved[way].append(abs(int(rank_kommuner(shifted, best)["rang"][place] - before[place])))
        row = measure_skridt(one, 2022).iloc[0]
        assert row["skridt"] == 0.1
        assert row["frem"] == pytest.approx(np.mean(moved["frem"]))
        assert row["tilbage"] == pytest.approx(np.mean(moved["tilbage"]))
        assert row["mest_frem"] == max(moved["frem"])


def test_a_line_through_points_on_a_line_is_found(ds):
    one = of(ds, 2022, "samlet")
    year = one.frame
    people = year["kommunekode"].map(lambda code: find_kommune(code).folketal)
    line = fit_stoerrelse(one.replace(year.assign(vaerdi=10 + 2 * np.log2(people))), 2022, "samlet")
    assert line["pr_fordobling"] == pytest.approx(2, abs=0.02)  # figures are taken as printed
    assert line["forklaret"] > 0.999
    flat = fit_stoerrelse(one.replace(year.assign(vaerdi=30.0)), 2022, "samlet")
    assert flat["pr_fordobling"] == pytest.approx(0)
    assert math.isnan(flat["forklaret"])
    assert math.isnan(fit_stoerrelse(one.replace(year.head(2)), 2022, "samlet")["pr_fordobling"])


def test_population_stands_beside_each_figure(ds):
    table = join_folketal(ds, 2018, "2")
    assert len(table) == 97
    assert table.set_index("kommune").loc["Aalborg", "folketal"] == find_kommune("Aalborg").folketal
