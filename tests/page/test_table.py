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


def test_a_table_writes_days_and_answers_in_danish():
    days = pd.to_datetime(["2022-01-02", None])
    frame = pd.DataFrame(
        {"kommune": ["Vejle", "Fanø"], "dag": days, "over": [True, False], "kl": pd.Timestamp("2022-01-02 13:05")}
    )
    assert str(kd.table(frame)).splitlines()[1:] == [
        "Vejle 02.01.2022 ja 02.01.2022 kl. 13.05",
        "Fanø – nej 02.01.2022 kl. 13.05",
    ]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: kd.table(pd.DataFrame({"a": [1]}), decimals="1"), "decimals is '1'; it takes how many, from 0 to 10"),
        (lambda: kd.table(pd.DataFrame({"a": [1]}), decimals=-1), "decimals is -1; it takes how many, from 0 to 10"),
        (lambda: kd.heading("x", level=9), "level is 9; it takes 2 or 3"),
    ],
)
def test_what_a_part_cannot_be_is_said(call, message):
    with pytest.raises(InputError, match=message):
        call()
