"""The bundled datasaet of disposable income: its shape, and values read by hand from table INDKP101."""

from kommunedata.analysis.check import check_datasaet
from kommunedata.datasaet.frame import load_datasaet


def test_every_kommune_has_a_figure_for_every_year():
    frame = load_datasaet("indkomst").frame
    assert len(frame) == 98 * 36
    assert frame["kommunekode"].nunique() == 98
    assert sorted(frame["aar"].unique()) == list(range(1987, 2023))
    assert frame["vaerdi"].between(50_000, 600_000).all()


def test_three_values_are_those_of_the_table():
    values = load_datasaet("indkomst").frame.set_index(["kommunekode", "aar"])["vaerdi"]
    assert (values["101", 1987], values["101", 1990], values["851", 2022]) == (75_356, 85_421, 246_872)


def test_what_it_measures_and_where_it_comes_from_is_said():
    datasaet = load_datasaet("indkomst")
    (one,) = datasaet.noegletal.values()
    assert (one.titel, one.enhed, one.decimaler, one.retning) == ("Disponibel indkomst", "kr.", 0, "ingen")
    kilde = datasaet.kilde
    assert (kilde.kilde, kilde.licens, kilde.model, kilde.brud) == (
        "Danmarks Statistik",
        "CC BY 4.0",
        False,
        (2007,),
    )
    assert kilde.url.endswith("INDKP101")


def test_the_check_finds_nothing_wrong_with_it_and_draws_it():
    lines = check_datasaet("indkomst")
    assert lines[:2] == [
        "indkomst: Disponibel indkomst, 98 kommuner, 1987–2022, 1 noegletal",
        "missing: 0 of 3528 cells",
    ]
    assert "odd figures: none found" in lines
    assert lines[-1].startswith("2022  220.031 ")
    assert lines[-1].endswith(" 514.283")
