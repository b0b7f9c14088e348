from decimal import ROUND_HALF_UP, Decimal

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from kommunedata.formats import MINUS, MISSING, NBSP, alt_text, mio_kr, opremsning, round_half_up, tal, talord

NUMBERS = st.floats(-1e6, 1e6).map(lambda x: round(x, 6))


def test_tal_rounds_half_up_with_danish_marks():
    cases = {29.75: "29,8", 29.85: "29,9", 0.05: "0,1", 1234.56: "1.234,6", -5.25: "−5,3", -0.04: "0,0", 100: "100,0"}
    assert {value: tal(value) for value in cases} == cases


def test_missing_is_a_dash_and_units_stand_behind_a_no_break_space():
    assert tal(None) == tal(float("nan")) == MISSING
    assert mio_kr(1234.5) == f"1,2{NBSP}mia.{NBSP}kr."
    assert mio_kr(0.4) == f"under 1{NBSP}mio.{NBSP}kr."


@given(NUMBERS, st.sampled_from([0, 1, 2]))
def test_rounding_is_that_of_decimal_arithmetic(value, decimals):
    expected = Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    assert Decimal(repr(round_half_up(value, decimals))) == expected


@given(st.lists(NUMBERS, min_size=1))
def test_a_column_is_rounded_as_its_numbers_are(values):
    assert round_half_up(pd.Series(values)).tolist() == [round_half_up(value) for value in values]


def test_a_column_is_rounded_to_as_many_decimals_as_each_row_has():
    values, decimals = pd.Series([1.25, 1.25, -0.4]), pd.Series([1, 0, 0])
    assert round_half_up(values, decimals).tolist() == [1.3, 1.0, 0.0]


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


def test_small_numbers_are_words_in_running_text():
    assert [talord(n) for n in (0, 1, 2, 12, 13, 1234)] == ["ingen", "én", "to", "tolv", "13", "1.234"]


@given(st.text(max_size=600))
def test_a_text_alternative_is_whole_or_cut_within_250_characters(sentence):
    alt = alt_text(sentence)
    assert len(alt) <= 250
    assert alt == sentence if len(sentence) <= 250 else sentence.startswith(alt.removesuffix("…"))
