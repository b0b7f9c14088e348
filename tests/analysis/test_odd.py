"""Figures that cannot be right, or hardly: found with kommune, year and value."""

import pandas as pd
import pytest

from kommunedata.analysis.odd import find_odd
from kommunedata.datasaet.frame import load_datasaet
from kommunedata.datasaet.noegletal import Noegletal, load_noegletal_file

KONTI = load_noegletal_file("konkurrence")


def frame_of(values, *, noegletal="x", codes=("851",), aar=2015, **amounts):
    """Figures of consecutive years for each kommune."""
    rows = [(code, aar + place, noegletal, value) for code in codes for place, value in enumerate(values)]
    frame = pd.DataFrame(rows, columns=["kommunekode", "aar", "noegletal", "vaerdi"])
    return frame.assign(**{"taeller": None, "naevner": None, **amounts}).astype(
        dict.fromkeys(("vaerdi", "taeller", "naevner"), "float64")
    )


def of_unit(enhed, decimaler=1):
    return {"x": Noegletal(noegletal="x", titel="X", kort_titel="X", enhed=enhed, decimaler=decimaler)}


@pytest.mark.parametrize("navn", ["modeldata", "indkomst"])
def test_sound_datasaet_have_nothing_odd(navn):
    datasaet = load_datasaet(navn)
    assert find_odd(datasaet.frame, datasaet.noegletal) == ([], [])


def test_shares_of_one_are_wrong_in_all_years_or_in_one():
    assert "every figure is at most 1" in find_odd(frame_of([0.125, 0.5]), of_unit("pct.")).wrong[0]
    assert find_odd(frame_of([0.125, 0.5]), of_unit("promille")).wrong == []
    assert find_odd(frame_of([0.5, 12.0]), of_unit("pct.")).wrong == []
    codes = ("101", "147", "151")
    both = pd.concat(
        [frame_of([20.0, 21.0, 22.0], codes=codes), frame_of([0.23], codes=codes, aar=2018)], ignore_index=True
    )
    assert find_odd(both, of_unit("pct.")).wrong == [
        "X: every figure of 2018 is at most 1: shares of 1, not of 100? multiply them by 100"
    ]


@pytest.mark.parametrize(
    ("naevner", "said"), [(12_222_037.0, "1.000 kr. or kr.?"), (12_222.0, None), (0.012, "mia. kr.?")]
)
def test_amounts_behind_a_share_are_held_against_the_population(naevner, said):
    wrong = find_odd(frame_of([25.0], noegletal="samlet", naevner=naevner), KONTI).wrong
    assert len(wrong) == (said is not None)
    assert all(said in text for text in wrong)


@pytest.mark.parametrize(
    ("enhed", "value", "is_wrong"),
    [
        ("mio. kr.", 12_000.0, False),
        ("mio. kr.", 12_000_000.0, True),
        ("1.000 kr.", 12_000_000.0, False),
        ("kr. pr. indbygger", 55_000.0, False),
        ("kr. pr. indbygger", 55_000_000.0, True),
        ("kr.", 12e9, False),
        ("indbyggere", 217_075.0, False),
        ("indbyggere", 217_075_000.0, True),
    ],
)
def test_an_amount_no_inhabitant_can_stand_for_is_wrong(enhed, value, is_wrong):
    assert bool(find_odd(frame_of([value]), of_unit(enhed)).wrong) == is_wrong


def test_no_figure_at_all_is_wrong():
    assert find_odd(frame_of([None, None]), of_unit("kr.")).wrong == ["there is no figure at all, only missing ones"]


def test_a_constant_column_is_odd():
    assert find_odd(frame_of([12.5] * 10), of_unit("kr.")).odd == ["X: all 10 figures are 12,5"]
    assert find_odd(frame_of([12.5] * 9), of_unit("kr.")).odd == []


@pytest.mark.parametrize(
    ("values", "odd"),
    [
        ([29.1, 29.8, 298.0, 30.1, 30.2], "Aalborg 2017 is 298,0, but 29,6 in the years around it"),
        ([29.1, 29.8, 2.98, 30.1, 30.2], "Aalborg 2017 is 3,0, but 29,6 in the years around it"),
        ([29.1, 29.8, 30.0, 30.1, 3010.0], "Aalborg 2019 is 3.010,0, but 30,0 in the years around it"),
        ([291.0, 29.8, 30.0, 30.1, 30.2], "Aalborg 2015 is 291,0, but 29,9 in the years around it"),
        ([29.1, 29.8, 90.0, 30.1, 30.2], None),
        ([1.0, 2.0, 10.0, 40.0, 90.0], None),
        ([0.1, 0.1, 1.0, 0.1, 0.1], None),  # small figures jump
    ],
)
def test_a_figure_ten_or_a_hundred_times_those_around_it_is_odd(values, odd):
    assert find_odd(frame_of(values), of_unit("kr.")).odd == ([f"X: {odd}"] if odd else [])
