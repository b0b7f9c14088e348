from decimal import ROUND_HALF_UP, Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kommunedata.formats import MINUS, MISSING, NBSP, mio_kr, opremsning, pct, procentpoint, round_half_up, tal

NUMBERS = st.floats(-1e6, 1e6).map(lambda x: round(x, 6))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (29.75, "29,8"),
        (29.85, "29,9"),
        (0.05, "0,1"),
        (1234.56, "1.234,6"),
        (-5.25, "−5,3"),
        (-0.04, "0,0"),
        (100, "100,0"),
    ],
)
def test_tal_rounds_half_up_with_danish_marks(value, text):
    assert tal(value) == text


def test_missing_is_a_dash_and_units_stand_behind_a_no_break_space():
    assert tal(None) == tal(float("nan")) == MISSING
    assert pct(30) == f"30,0{NBSP}pct."
    assert procentpoint(-1.8) == f"1,8{NBSP}procentpoint"
    assert mio_kr(1234.5) == f"1.235{NBSP}mio.{NBSP}kr."


@given(NUMBERS, st.sampled_from([0, 1, 2]))
def test_rounding_is_that_of_decimal_arithmetic(value, decimals):
    expected = Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    assert Decimal(repr(round_half_up(value, decimals))) == expected


@given(st.lists(NUMBERS, min_size=1))
def test_a_column_is_rounded_as_its_numbers_are(values):
    assert round_half_up(pd.Series(values)).tolist() == [round_half_up(value) for value in values]


@given(NUMBERS, st.booleans())
def test_no_number_prints_as_negative_zero_or_nan(value, plus):
    text = tal(value, plus=plus)
    assert text not in (f"{MINUS}0,0", "+0,0", "-0,0")
    assert "nan" not in text
    assert "-" not in text


@given(NUMBERS, NUMBERS)
def test_printed_differences_are_differences_of_printed_numbers(a, b):
    difference = round_half_up(round_half_up(a) - round_half_up(b))
    parse = lambda text: Decimal(text.replace(".", "").replace(",", ".").replace(MINUS, "-"))
    assert parse(tal(difference)) == parse(tal(a)) - parse(tal(b))


def test_opremsning_joins_with_og():
    assert opremsning(["Vejle"]) == "Vejle"
    assert opremsning(["Vejle", "Aarhus"]) == "Vejle og Aarhus"
    assert opremsning(["Vejle", "Viborg", "Aarhus"]) == "Vejle, Viborg og Aarhus"
