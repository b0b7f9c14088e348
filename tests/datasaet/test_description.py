"""A datasaet in hand: what its noegletal are called and how their figures are written, and that it does not change."""

import pytest
from figures import KONKURRENCE, datasaet, rows
from pages import plain
from pydantic import ValidationError

from kommunedata.analysis.ranking import rank
from kommunedata.datasaet.noegletal import Noegletal, find_noegletal, load_noegletal_file, shared_noegletal
from kommunedata.errors import InputError
from kommunedata.formats import NBSP

ANDEL = KONKURRENCE["5"]
UDGIFT = Noegletal(
    noegletal="udgift", titel="Udgift pr. indbygger", kort_titel="Udgift", enhed="kr. pr. indbygger", decimaler=0, retning="lav",
)  # fmt: skip


def test_a_figure_is_written_with_its_decimals_and_its_unit():
    assert [ANDEL.tal(value) for value in (29.75, 0, None, float("nan"))] == ["29,8", "0,0", "–", "–"]
    assert [ANDEL.tal(value, plus=True) for value in (1.8, -1.8, -0.04)] == ["+1,8", "−1,8", "0,0"]
    assert (UDGIFT.tal(1234.5), UDGIFT.tal(-1234.4, plus=True)) == ("1.235", "−1.234")
    assert ANDEL.med_enhed(30) == f"30,0{NBSP}pct."
    assert UDGIFT.med_enhed(61_234.5) == f"61.235{NBSP}kr. pr. indbygger"


def test_a_difference_has_no_sign_and_a_unit_of_its_own_where_that_is_another():
    assert ANDEL.forskel(-1.8) == ANDEL.forskel(1.8) == f"1,8{NBSP}procentpoint"
    assert ANDEL.forskel(-0.04) == f"0,0{NBSP}procentpoint"
    assert plain(ANDEL.forskel(None)) == "– procentpoint"
    assert (UDGIFT.forskel(-1234), UDGIFT.mere(-1234)) == (f"1.234{NBSP}kr.", "lavere")


def test_a_unit_bends_as_the_list_of_units_says():
    dage = UDGIFT.model_copy(update={"enhed": "dage"})
    assert [plain(dage.med_enhed(value)) for value in (1, 1.2, 12, None)] == ["1 dag", "1 dag", "12 dage", "– dage"]
    assert (plain(dage.forskel(-1)), dage.mere(-1), dage.mere(1)) == ("1 dag", "færre", "flere")
    assert plain(UDGIFT.med_enhed(1234, kort=True)) == "1.234 kr."
    assert plain(UDGIFT.model_copy(update={"enhed": "karakter", "decimaler": 1}).med_enhed(7.1)) == "7,1"
    karakter = UDGIFT.model_copy(update={"enhed": "karakter", "decimaler": 1})
    assert f"{plain(karakter.forskel(0.4))} {karakter.mere(0.4)}" == "0,4 karakterpoint højere"
    kurser = UDGIFT.model_copy(update={"enhed": "kurser", "ental": "kursus"})
    assert [plain(kurser.med_enhed(value)) for value in (1, 2)] == ["1 kursus", "2 kurser"]


def test_the_direction_says_by_which_sign_the_best_is_the_highest():
    signs = {retning: UDGIFT.model_copy(update={"retning": retning}).sign for retning in ("hoej", "lav", "ingen")}
    assert signs == {"hoej": 1, "lav": -1, "ingen": 1}


def test_a_noegletal_is_found_by_code_number_or_title_and_else_the_nearest_are_named():
    known = load_noegletal_file("konkurrence")
    wanted = ["5", 5, " sociale OPGAVER ", "Sociale opgaver og beskæftigelse", "Samlet", "samlet"]
    assert [find_noegletal(known, one) for one in wanted] == ["5", "5", "5", "5", "samlet", "samlet"]
    for strange, message in {
        "7": "unknown noegletal '7'; allowed: samlet, 0, 2, 3, 4, 5, 6",
        "samled": "unknown noegletal 'samled'; did you mean Samlet?",
        "Byudvikleng": "unknown noegletal 'Byudvikleng'; did you mean Byudvikling?",
    }.items():
        with pytest.raises(InputError) as error:
            find_noegletal(known, strange)
        assert str(error.value).startswith(message)


def test_the_nearest_of_many_are_named_by_their_codes():
    many = {f"tal_{n}": UDGIFT.model_copy(update={"noegletal": f"tal_{n}"}) for n in range(50)}
    with pytest.raises(InputError, match="unknown noegletal 'tal_99'; did you mean tal_"):
        find_noegletal(many, "tal_99")


def test_the_descriptions_of_competition_are_those_of_its_three_measures():
    known = load_noegletal_file("konkurrence")
    assert list(known) == ["samlet", "0", "2", "3", "4", "5", "6"]
    assert known["samlet"].samler == ("0", "2", "3", "4", "5", "6")
    for maal in ("IKU", "PLI", "privat andel (beregnet)"):
        assert shared_noegletal(maal) == known
    assert shared_noegletal("Andel udpendlere") is None
    assert {(one.enhed, one.forskelsenhed, one.decimaler, one.retning, one.graenser) for one in known.values()} == {
        ("pct.", "procentpoint", 1, "hoej", (0.0, 100.0))
    }


def test_a_description_that_cannot_be_is_refused():
    for wrong in ({"noegletal": "Ø"}, {"retning": "op"}, {"decimaler": -1}, {"enhed": ""}, {"farve": "blå"}):
        with pytest.raises(ValidationError):
            Noegletal.model_validate(UDGIFT.model_dump() | wrong)


def test_a_datasaet_is_not_changed_by_what_is_done_to_its_frame():
    ours = rows([30.0, 20.0])
    ds = datasaet(ours)
    again = ds.replace(ours)
    before = rank(ds), rank(again)
    for frame in (ds.frame, ours):
        frame.loc[0, "vaerdi"] = 99.0
        frame.loc[:, "naevner"] = 1.0
        frame["ny"] = 7
        frame.pop("status")
    for one, table in zip((ds, again), before, strict=True):
        assert one.frame["vaerdi"].tolist() == [30.0, 20.0]
        assert one.frame.columns.tolist() == datasaet(rows([1.0])).frame.columns.tolist()
        assert rank(one).equals(table)


def test_a_datasaet_is_not_changed_by_what_is_done_to_the_descriptions_it_was_made_of():
    descriptions = dict(KONKURRENCE)
    ds = datasaet(rows([30.0]), noegletal=descriptions)
    del descriptions["samlet"]
    assert list(ds.noegletal) == list(KONKURRENCE)


def test_another_frame_makes_another_datasaet_of_the_same_name(ds):
    some = ds.replace(ds.frame.query("aar == 2022"))
    assert (some.navn, some.kilde, some.noegletal) == (ds.navn, ds.kilde, ds.noegletal)
    assert set(some.frame["aar"]) == {2022}
    assert len(ds.frame) == 98 * 7 * 11
    assert repr(ds) == "<Datasaet modeldata: 7 noegletal, 2012–2022>"
