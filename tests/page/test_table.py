"""`kd.table`: any frame in Danish, with bars behind numbers where they are asked for."""

import pandas as pd
import pytest
from pages import soup

import kommunedata as kd
from kommunedata.errors import InputError

FRAME = pd.DataFrame(
    {
        "kommune": ["Vejle", "Fanø", "Læsø", "Ærø"],
        "andel": [20.0, 40.0, float("nan"), 10.0],
        "ændring": pd.array([-10, 30, pd.NA, 0], dtype="Int64"),
    }
)


def test_bars_begin_at_zero_and_are_as_long_as_the_numbers():
    plain, barred = (soup(kd.table(FRAME, bars=bars).html) for bars in ((), ["andel", "ændring"]))
    assert barred.table.text == plain.table.text  # what is read aloud or copied is the same
    assert plain.select(".soejle") == []
    styles = [[cell["style"] for cell in row.select("td")] for row in barred.select("tbody tr")]
    share, change = zip(*styles, strict=True)
    assert [*share] == [f"--fra:0%;--til:{end}%" for end in (50, 100, 0, 25)]
    assert [*change] == [f"--fra:{start}%;--til:{end}%" for start, end in ((0, 25), (25, 100), (25, 25), (25, 25))]


@pytest.mark.parametrize("column", ["andl", "kommune"])
def test_a_bar_needs_a_column_of_numbers(column):
    with pytest.raises(InputError, match="unknown column of numbers .*andel"):
        kd.table(FRAME, bars=column)
