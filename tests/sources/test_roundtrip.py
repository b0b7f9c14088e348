"""What the project writes, imported again: the same figures, and the mark of model figures stays."""

import pandas as pd
import pytest
from tabeller import make

from kommunedata.analysis.ranking import list_placeringer
from kommunedata.datasaet.frame import Datasaet, load_datasaet
from kommunedata.datasaet.noegletal import load_noegletal_file
from kommunedata.page.sheets import csv_bytes, with_mark, workbook

RENAMED = {"noegletal": "hovedkonto", "vaerdi": "andel", "bedste": "bedste_praksis"}  # in tables on competition
KEY = ["kommunekode", "aar", "noegletal"]
KONTI = load_noegletal_file("konkurrence")


def table_of(datasaet: Datasaet, aar: int | None = None) -> pd.DataFrame:
    """The table that `rank` prints and that workbooks hold, with the mark."""
    table = list_placeringer(datasaet, aar)
    return with_mark(table.rename(columns=RENAMED) if datasaet.kilde.maal == "IKU" else table, datasaet.kilde)


def same(found, datasaet: Datasaet, aar: int | None = None) -> bool:
    """Whether an import has the figures that the datasaet prints."""
    printed = list_placeringer(datasaet, aar).set_index(KEY)["vaerdi"].sort_index()
    return found.frame.set_index(KEY)["vaerdi"].sort_index().equals(printed)


@pytest.mark.parametrize("navn", ["modeldata", "indkomst"])
def test_the_workbook_of_a_datasaet_needs_nothing_said(navn):
    datasaet = load_datasaet(navn)
    found = make(
        workbook(list_placeringer(datasaet), datasaet.kilde, datasaet.noegletal), titel="", enhed=[], accept=False
    )
    assert same(found, datasaet)
    for field in ("maal", "titel", "kilde", "url", "licens", "model"):
        assert found.kilde[field] == getattr(datasaet.kilde, field)
    assert tuple(found.kilde["brud"]) == datasaet.kilde.brud
    assert {code: found.noegletal[code] for code in datasaet.noegletal} == datasaet.noegletal


def test_the_workbook_of_a_datasaet_on_competition_may_name_its_columns_so():
    model = load_datasaet("modeldata")
    found = make(
        workbook(list_placeringer(model).rename(columns=RENAMED), model.kilde, model.noegletal), titel="", enhed=[]
    )
    assert same(found, model)
    assert found.kilde["model"]


@pytest.mark.parametrize("titles", [False, True])
def test_a_csv_of_a_notat_keeps_its_figures_and_its_mark(titles):
    model = load_datasaet("modeldata")
    table = table_of(model, 2022)
    if titles:
        table["hovedkonto"] = table["hovedkonto"].map({code: one.titel for code, one in KONTI.items()})
    content = csv_bytes(table)
    assert content.startswith(b"\xef\xbb\xbf")
    found = make(content, titel="", enhed=[], maal="IKU", accept=False)
    assert same(found, model, 2022)
    assert found.kilde["model"]


def test_the_ranking_as_csv_keeps_its_figures():
    income = load_datasaet("indkomst")
    content = table_of(income).to_csv(index=False).encode()
    found = make(content, titel="Disponibel indkomst", enhed=["kr."], accept=False)
    assert same(found, income)
    assert not found.kilde["model"]


def test_model_figures_that_lost_their_mark_in_all_rows_but_one_are_model_figures_still():
    table = table_of(load_datasaet("modeldata"), 2022)
    table.loc[1:, "maerke"] = ""
    assert make(csv_bytes(table), maal="IKU").kilde["model"]


def test_the_file_of_a_datasaet_itself_is_a_table():
    income = load_datasaet("indkomst")
    content = income.frame.to_csv(index=False).encode()
    assert same(make(content, titel="Disponibel indkomst", enhed=["kr."]), income)
