"""Frames and the folders of datasaet: the contract, saving whole or not at all, loading what was saved."""

import shutil

import pandas as pd
import pytest

from kommunedata import paths
from kommunedata.datasaet.check import COLUMNS, check_frame
from kommunedata.datasaet.frame import load_datasaet
from kommunedata.datasaet.kilde import list_datasaet, load_kilde
from kommunedata.datasaet.noegletal import Noegletal, load_noegletal_file
from kommunedata.datasaet.save import save_datasaet
from kommunedata.errors import DataError, InputError

KILDE = {
    "navn": "egne", "maal": "IKU", "titel": "Egne tal", "kilde": "Os", "url": "https://example.org",
    "hentet": "2024-09-10", "licens": "fri", "model": False,
}  # fmt: skip
KONKURRENCE = load_noegletal_file("konkurrence")
KRONER = Noegletal(noegletal="5", titel="Indkomst", kort_titel="Indkomst", enhed="kr.", decimaler=0)


def rows(**changes) -> pd.DataFrame:
    row = {"kommunekode": "851", "aar": 2022, "noegletal": "5", "vaerdi": 25.0, "taeller": 25.0, "naevner": 100.0}
    return pd.DataFrame([{**row, "status": "tal", **changes}])


def faults(frame: pd.DataFrame, noegletal=KONKURRENCE) -> str:
    return "\n".join(check_frame(frame, noegletal)[1])


def test_a_sound_table_gets_the_types_of_the_contract():
    frame, found = check_frame(rows(vaerdi="25.0", aar="2022"), KONKURRENCE)
    assert found == []
    assert frame.columns.tolist() == COLUMNS
    assert frame.dtypes.astype(str).tolist() == [
        "str",
        "int64",
        "str",
        "float64",
        "float64",
        "float64",
        "str",
        "bool",
    ]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"kommunekode": "999"}, "row 2: kommunekode '999' is not one of the 98 codes"),
        ({"aar": 1969}, "row 2: aar 1969 is not within 1970-2100"),
        ({"aar": 2022.5}, "is not a whole year"),
        ({"aar": None}, "row 2: aar"),
        ({"noegletal": "7"}, "noegletal '7' is none of samlet, 0, 2, 3, 4, 5, 6"),
        ({"vaerdi": 101.0, "taeller": None}, "row 2: vaerdi 101 of noegletal 5 is not within 0-100"),
        ({"vaerdi": -1.0, "taeller": None}, "row 2: vaerdi -1 of noegletal 5 is not within 0-100"),
        ({"vaerdi": "25,0"}, "row 2: vaerdi '25,0' is not a number"),
        ({"vaerdi": float("inf")}, "is not a number"),
        ({"vaerdi": None}, "status and vaerdi disagree"),
        ({"status": "mangler"}, "status and vaerdi disagree"),
        ({"status": "?"}, "status '?' is none of tal, mangler, ikke_relevant, skjult"),
        ({"taeller": 120.0}, "taeller is larger than naevner"),
        ({"taeller": 26.0}, "vaerdi is not 100 · taeller / naevner"),
    ],
)
def test_a_breach_of_the_contract_is_named_with_its_row(changes, message):
    assert message in faults(rows(**changes))


def test_all_faults_are_found_at_once_and_ten_are_listed():
    frame = pd.concat([rows(kommunekode=str(900 + n)) for n in range(12)], ignore_index=True)
    with pytest.raises(DataError, match=r"12 faults(?s:.*)row 11:.*\n.*and 2 more"):
        raise DataError("tal.csv", check_frame(frame, KONKURRENCE)[1])


def test_two_faults_of_one_row_are_both_named():
    found = check_frame(rows(kommunekode=None, noegletal=None), KONKURRENCE)[1]
    assert [fault.endswith("is missing") for fault in found if "kommunekode" in fault] == [True]
    assert [fault.endswith("is missing") for fault in found if "noegletal" in fault] == [True]


def test_a_repeated_key_is_a_fault():
    assert "row 3: kommune, aar and noegletal occur twice" in faults(pd.concat([rows(), rows()], ignore_index=True))


def test_another_unit_may_be_negative_or_above_a_hundred():
    assert faults(rows(vaerdi=-512.0, taeller=None, naevner=None), {"5": KRONER}) == ""


def test_a_saved_datasaet_is_loaded_as_it_was(datasaet_root):
    folder = save_datasaet(rows(), KILDE, KONKURRENCE)
    assert folder == datasaet_root / "egne"
    assert load_datasaet("egne").frame["vaerdi"].tolist() == [25.0]
    assert load_kilde("egne").hentet.isoformat() == "2024-09-10"
    assert list_datasaet() == ["egne", "indkomst", "modeldata"]
    assert sorted(path.name for path in datasaet_root.iterdir()) == ["egne"]


def test_a_datasaet_is_replaced_only_with_force_and_never_by_a_faulty_one(datasaet_root):
    save_datasaet(rows(), KILDE, KONKURRENCE)
    with pytest.raises(InputError, match="exists already; replace it with --force"):
        save_datasaet(rows(), KILDE, KONKURRENCE)
    with pytest.raises(DataError):
        save_datasaet(rows(kommunekode="999"), KILDE, KONKURRENCE, force=True)
    assert load_datasaet("egne").frame["kommunekode"].tolist() == ["851"]
    save_datasaet(rows(kommunekode="101"), KILDE, KONKURRENCE, force=True)
    assert load_datasaet("egne").frame["kommunekode"].tolist() == ["101"]


@pytest.mark.parametrize("navn", ["../ude", "Store", "", "a b", "modeldata", "redaktionelt", ".skjult"])
def test_names_that_are_no_folder_of_their_own_are_refused(datasaet_root, navn):
    with pytest.raises(InputError):
        save_datasaet(rows(), {**KILDE, "navn": navn}, KONKURRENCE)
    assert list(datasaet_root.iterdir()) == []


def test_a_replacement_killed_between_its_renames_leaves_the_old_datasaet(datasaet_root):
    save_datasaet(rows(), KILDE, KONKURRENCE)
    (datasaet_root / "egne").rename(datasaet_root / ".egne.old")
    assert load_datasaet("egne").frame["vaerdi"].tolist() == [25.0]


def test_a_changed_file_is_refused_with_all_its_faults(datasaet_root):
    shutil.copytree(paths.data_file("modeldata"), datasaet_root / "kopi")
    file = datasaet_root / "kopi" / "tal.csv"
    file.write_text(file.read_text().replace("101,2012,0,", "101,2012,8,").replace("101,2012,2,", "100,2012,2,"))
    with pytest.raises(
        DataError, match=r"3 faults(?s:.*)row 2: noegletal '8'(?s:.*)row 3: kommunekode '100'(?s:.*)checksum"
    ):
        load_datasaet("kopi")


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"a,b\n1,2,3\n", b'"', b"kommunekode,aar\n851,2022\n"])
def test_a_file_that_is_no_table_is_one_clear_error(datasaet_root, content):
    save_datasaet(rows(), KILDE, KONKURRENCE)
    (datasaet_root / "egne" / "tal.csv").write_bytes(content)
    with pytest.raises(DataError, match="tal.csv: "):
        load_datasaet("egne")


def test_a_provenance_with_a_missing_field_names_it(datasaet_root):
    save_datasaet(rows(), KILDE, KONKURRENCE)
    file = datasaet_root / "egne" / "kilde.yaml"
    file.write_text(file.read_text().replace("maal:", "mål:").replace("licens: fri\n", ""))
    with pytest.raises(
        DataError, match=r"kilde.yaml: 3 faults\n  maal is missing\n  licens is missing\n  mål is not a known"
    ):
        load_kilde("egne")


def test_an_unknown_datasaet_names_the_nearest():
    with pytest.raises(InputError, match="unknown datasaet 'modeldat'; did you mean modeldata?"):
        load_datasaet("modeldat")
    with pytest.raises(InputError):
        load_datasaet("../data/modeldata")
