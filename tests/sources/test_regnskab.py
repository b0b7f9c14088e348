"""The computed share: definition, sums, andele, and the whole fetch against a server on loopback."""

import itertools
import sys

import pandas as pd
import pytest
import yaml
from fake_statbank import ARTER, KOMMUNER, FakeStatbank, accounts, population
from terminals import run_on_terminal
from typer.testing import CliRunner

from kommunedata.cli.imports import fetch_app
from kommunedata.datasaet.frame import load_datasaet
from kommunedata.datasaet.kilde import datasaet_dir, load_kilde
from kommunedata.errors import DataError, InputError
from kommunedata.files import load_yaml
from kommunedata.sources.fetch import fetch_regnskab, parse_aar
from kommunedata.sources.regnskab import (
    HOVEDKONTI,
    SAMLET,
    Definition,
    check_national,
    compute_vaerdi,
    find_funktioner,
    load_definition,
    sum_regnskab,
)
from kommunedata.sources.statbank import Client, StatBankError

FUNKTIONER = ["02201", "12201", "22811", "22822", "32201", "46201", "52510", "64551", "72201"]

# Definition


def write_definition(path, **changes):
    text = load_definition().model_dump(mode="json")
    for place, value in changes.items():
        konto, _, field = place.rpartition("__")
        (text["hovedkonti"][konto] if konto else text)[field] = value
    path.write_text(yaml.safe_dump(text), encoding="utf-8")
    return path


def test_the_definition_takes_all_functions_of_a_hovedkonto_and_the_documented_arter():
    definition = load_definition()
    assert list(definition.hovedkonti) == list(HOVEDKONTI)
    for konto in definition.hovedkonti.values():
        assert konto.privat == ("40", "45", "49")
        assert konto.grundlag == tuple(ARTER)
        assert konto.dranst == ("1",)
    found = find_funktioner(definition, FUNKTIONER)
    assert found == {k: [code for code in FUNKTIONER if code[0] == k] for k in HOVEDKONTI}


def test_functions_are_named_by_prefix_with_exclusions(tmp_path):
    path = write_definition(
        tmp_path / "d.yaml", **{"2__funktioner": ["228"], "2__undtagen": ["22822"], "0__funktioner": ["0"]}
    )
    definition = load_yaml(path, Definition)
    # A table that wrote 0.22.01 as 2201 would still mean hovedkonto 0.
    found = find_funktioner(definition, ["2201", "22001", "22811", "22822", *FUNKTIONER[4:]])
    assert (found["0"], found["2"]) == (["2201"], ["22811"])


def test_what_matches_no_function_is_named_with_the_nearest(tmp_path):
    path = write_definition(tmp_path / "d.yaml", **{"2__funktioner": ["22812"], "3__undtagen": ["39"]})
    with pytest.raises(InputError, match=r"'22812'; did you mean .*22811.*unknown function of REGK31 '39'"):
        find_funktioner(load_yaml(path, Definition), FUNKTIONER)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"0__privat": [40]}, r"hovedkonti.0.privat.1: input should be a valid string, not '40'"),
        ({"0__privat": ["40", "46"]}, "grundlag lacks 46 of privat"),
        ({"5__grundlag": ["S2", "22", "40", "45", "49"]}, "grundlag would count 22 twice"),
        ({"5__grundlag": ["TOT", "40", "45", "49"]}, "grundlag would count (?i:TOT) twice"),
        ({"5__funktioner": ["3"]}, "hovedkonto 5 cannot hold function 3"),
        ({"5__funktioner": []}, "hovedkonti.5.funktioner"),
        ({"5__funktioner": ["5.25"]}, "hovedkonti.5.funktioner.1"),
        ({"5__farve": "x"}, "hovedkonti.5.farve is not a known field"),
        ({"prisenhed": "INDL"}, "prisenhed: input should be '(?i:LOBM)'"),
        ({"hovedkonti": {}}, "hovedkonti"),
    ],
)
def test_a_definition_that_breaks_its_schema_is_refused(tmp_path, change, fault):
    with pytest.raises(DataError, match=fault):
        load_yaml(write_definition(tmp_path / "d.yaml", **change), Definition)


# Sums and shares


def make_rows(*rows: tuple[str, str, str, str, float]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["OMRÅDE", "FUNKTION", "DRANST", "ART", "INDHOLD"]).assign(TID="2022")
    return frame.astype(dict.fromkeys(["OMRÅDE", "FUNKTION", "DRANST", "ART", "TID"], "category"))


def sums_of(*rows: tuple[str, str, str, str, float]) -> pd.DataFrame:
    definition = load_definition()
    sums = sum_regnskab(make_rows(*rows), find_funktioner(definition, FUNKTIONER), definition)
    return sums.set_index(["kommunekode", "noegletal"])[["taeller", "naevner"]]


def test_sum_regnskab_adds_arter_per_hovedkonto_and_samlet_from_the_six():
    sums = sums_of(
        ("851", "22811", "1", "S1", 100.0),
        ("851", "22822", "1", "40", 30.0),
        ("851", "22822", "1", "49", -5.0),
        ("851", "52510", "1", "45", 7.0),
        ("851", "52510", "1", "22", 3.0),
        ("101", "52510", "1", "27", 11.0),
    )
    assert sums.loc[("851", "2")].tolist() == [25, 125]
    assert sums.loc[("851", "5")].tolist() == [7, 10]
    assert sums.loc[("851", "6")].tolist() == [0, 0]
    assert sums.loc[("851", SAMLET)].tolist() == [32, 135]
    assert sums.loc[("101", SAMLET)].tolist() == [0, 11]


def test_sum_regnskab_leaves_out_what_the_definition_does_not_name():
    sums = sums_of(
        ("851", "22811", "1", "40", 1.0),
        ("851", "22811", "3", "40", 10.0),  # anlæg
        ("851", "22811", "1", "47", 100.0),  # paid to another kommune, or through a § 60 company
        ("851", "12201", "1", "40", 1000.0),  # hovedkonto 1
    )
    assert sums.loc[("851", SAMLET)].tolist() == [1, 1]


def test_an_unknown_amount_makes_its_sums_and_samlet_unknown_and_no_others():
    sums = sums_of(
        ("851", "22811", "1", "S1", float("nan")),
        ("851", "22811", "1", "40", 5.0),
        ("851", "32201", "1", "40", 5.0),
        ("851", "32201", "1", "47", float("nan")),  # not needed
        ("101", "22811", "1", "S1", 9.0),
    )
    assert sums["naevner"].isna().groupby("kommunekode").sum().to_dict() == {"101": 0, "851": 2}
    assert sums.loc[("851", "3")].tolist() == [5, 5]
    assert pd.isna(sums.loc[("851", SAMLET), "naevner"])


@pytest.mark.parametrize(
    ("taeller", "naevner", "vaerdi"),
    [
        (300.0, 1000.0, 30.0),
        (0.0, 1000.0, 0.0),
        (1234567.0, 1234567.0, 100.0),
        (1001.0, 1000.0, None),
        (-1.0, 1000.0, None),
        (0.0, 0.0, None),
        (5.0, 0.0, None),
        (-8.0, -10.0, None),
        (1.0, float("nan"), None),
        (float("nan"), 10.0, None),
    ],
)
def test_a_share_is_missing_where_the_amounts_form_none(taeller, naevner, vaerdi):
    sums = pd.DataFrame({"kommunekode": ["851"], "aar": 2022, "noegletal": "2", "taeller": taeller, "naevner": naevner})
    (row,) = compute_vaerdi(sums).itertuples()
    if vaerdi is None:
        assert row.status == "mangler"
        assert pd.isna([row.vaerdi, row.taeller, row.naevner]).all()
    else:
        assert (row.status, row.vaerdi) == ("tal", vaerdi)
        assert (row.taeller, row.naevner) == (taeller / 1000, naevner / 1000)


def test_the_national_share_is_weighted_and_set_against_each_published_figure():
    andele = pd.DataFrame(
        {
            "kommunekode": ["851", "101", "851"],
            "aar": [2018, 2018, 2014],
            "noegletal": SAMLET,
            "vaerdi": [20.0, 50.0, 10.0],
        }
    ).assign(taeller=[20.0, 150.0, 1.0], naevner=[100.0, 300.0, 10.0])
    without, first, second = check_national(andele)
    assert (without["aar"], without["beregnet"], without["offentliggjort"]) == (2014, 10.0, None)
    assert (first["aar"], first["antal"], first["beregnet"]) == (2018, 2, 42.5)
    assert sorted([first["offentliggjort"], second["offentliggjort"]]) == [26.7, 26.9]
    assert sorted([first["forskel"], second["forskel"]]) == [15.6, 15.8]
    assert first["kilde"].startswith("https://")


@pytest.mark.parametrize("text", ["abc", "2022-2012", "12", "2012-", "2012,2013", ""])
def test_years_that_are_none_are_refused(text):
    with pytest.raises(InputError, match="aar '"):
        parse_aar(text)


# The whole fetch


@pytest.fixture(autouse=True)
def data_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("KOMMUNEDATA_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return tmp_path / "data"


@pytest.fixture
def server():
    """Two years: each kommune buys 3 of 10 mio. kr. privately on each hovedkonto, plus what must not count."""
    aar = ["2021", "2022"]
    amounts = {
        **dict.fromkeys(itertools.product(KOMMUNER, FUNKTIONER, ["S1"], aar), "7000"),
        **dict.fromkeys(itertools.product(KOMMUNER, FUNKTIONER, ["45"], aar), "3000"),
        **dict.fromkeys(itertools.product(KOMMUNER, FUNKTIONER, ["47", "TOT"], aar), "99"),
        **{("851", "22822", art, "2022"): "-1000" for art in ("S1", "45")},
        ("101", "64551", "S1", "2022"): "..",
    }
    with FakeStatbank(accounts(amounts, FUNKTIONER, [2021, 2022]), population([2022], 50_000)) as server:
        yield server


def make_client(server, **options) -> Client:
    return Client(server.url, **{"sleep": lambda _: None, **options})


def snapshot(folder):
    return {path.relative_to(folder): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_fetch_makes_a_sound_datasaet_of_its_own_maal(server):
    done = fetch_regnskab("regnskab", [2021, 2022], make_client(server))
    andele = load_datasaet("regnskab").frame.set_index(["kommunekode", "aar", "noegletal"])
    assert len(andele) == 98 * 2 * 7
    assert andele.loc[("155", 2021, "5"), ["vaerdi", "taeller", "naevner"]].tolist() == [30.0, 3.0, 10.0]
    assert andele.loc[("851", 2022, "2"), ["taeller", "naevner"]].tolist() == [2.0, 8.0]
    assert andele.loc[("155", 2022, SAMLET), ["taeller", "naevner"]].tolist() == [21.0, 70.0]
    missing = andele.index[andele["status"] == "mangler"].tolist()
    assert missing == [("101", 2022, SAMLET), ("101", 2022, "6")]

    kilde = load_kilde("regnskab")
    assert (kilde.maal, kilde.model, kilde.brud) == ("privat andel (beregnet)", False, (2016,))
    assert list(kilde.krydstjek) == done.krydstjek
    assert {item["aar"] for item in kilde.krydstjek} == {2021, 2022}
    noter = " ".join(kilde.noter)
    for word in ("hverken IKU eller PLI", "§ 60", "Læsø", "2016", "sha256", "2 andele mangler", server.url):
        assert word in noter
    assert "0 (1 funktioner), 2 (2 funktioner)" in noter
    assert "IKU" not in kilde.titel


def test_fetch_brings_the_population_of_the_years_that_have_it(server):
    fetch_regnskab("regnskab", [2021, 2022], make_client(server))
    path = datasaet_dir("regnskab") / "folketal.csv"
    folketal = pd.read_csv(path, dtype={"kommunekode": "str", "folketal": "Int64"})
    assert len(folketal) == 98
    assert folketal.iloc[0].tolist() == ["101", 2022, 50_000]


def test_fetch_asks_year_by_year_for_the_98_and_only_what_counts(server):
    fetch_regnskab("regnskab", [2021, 2022], make_client(server))
    assert server.asked("tableinfo") == ["REGK31", "FOLK1A"]
    assert server.asked() == ["REGK31 2021", "REGK31 2022", "FOLK1A 2022K1"]
    asked = {variable["code"]: variable["values"] for variable in server.calls[2][1]["variables"]}
    assert sorted(asked["OMRÅDE"]) == sorted(KOMMUNER)
    assert asked["FUNKTION"] == [code for code in FUNKTIONER if code[0] in HOVEDKONTI]
    assert (asked["ART"], asked["DRANST"], asked["PRISENHED"]) == (ARTER, ["1"], ["LOBM"])


def test_fetch_says_on_a_terminal_what_arrives(server, tmp_path):
    fetch = ("fetch", "statbank", "--aar", "2021-2022", "--navn", "regnskab", "--base-url", server.url)
    said, printed = run_on_terminal(tmp_path, *fetch)
    assert "rows" in said
    assert "2022" in said
    assert "MB" not in printed


def test_an_interrupted_first_fetch_goes_on_where_it_stopped_without_force(server, data_folder):
    server.faults["data"] = ["", "500"]
    with pytest.raises(StatBankError, match="answered 500"):
        fetch_regnskab("regnskab", [2021, 2022], make_client(server, attempts=1))
    assert not (data_folder / "regnskab" / "kilde.yaml").exists()
    server.calls.clear()
    done = fetch_regnskab("regnskab", [2021, 2022], make_client(server))
    assert server.asked() == ["REGK31 2022", "FOLK1A 2022K1"]
    assert [raw.new for raw in done.raws] == [False, True, True]
    assert len(list((data_folder / "regnskab" / "raw").glob("*.csv"))) == 3
    assert [path.name for path in data_folder.iterdir()] == ["regnskab"]


def test_a_fetch_stopped_by_hand_leaves_only_whole_answers(server, data_folder):
    def stop(label: str, _rows: int, _size: int) -> None:
        if label == "REGK31 2022":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch_regnskab("regnskab", [2021, 2022], make_client(server), progress=stop)
    kept = [path for path in data_folder.rglob("*") if path.is_file()]
    assert sorted(path.suffix for path in kept) == [".csv", ".json"]
    assert all(path.name.startswith("REGK31-2021-") for path in kept)


def test_a_second_fetch_needs_force_and_fetches_only_what_is_newer_or_missing(server, data_folder):
    fetch_regnskab("regnskab", [2021], make_client(server))
    server.calls.clear()
    with pytest.raises(InputError, match="replace it with --force"):
        fetch_regnskab("regnskab", [2021, 2022], make_client(server))
    assert server.calls == []
    fetch_regnskab("regnskab", [2021, 2022], make_client(server), force=True)
    assert server.asked() == ["REGK31 2022", "FOLK1A 2022K1"]
    before = snapshot(data_folder)
    server.calls.clear()
    done = fetch_regnskab("regnskab", [2021, 2022], make_client(server), force=True)
    assert server.asked() == []
    assert not any(raw.new for raw in done.raws)
    assert snapshot(data_folder) == before

    server.tables["REGK31"].updated = "2026-05-01T08:00:00"
    fetch_regnskab("regnskab", [2021, 2022], make_client(server), force=True)
    assert server.asked() == ["REGK31 2021", "REGK31 2022"]
    assert len(list((data_folder / "regnskab" / "raw").iterdir())) == 6


def test_a_failing_fetch_leaves_the_earlier_datasaet_as_it_was(server, data_folder):
    fetch_regnskab("regnskab", [2021, 2022], make_client(server))
    before = snapshot(data_folder)
    server.tables["REGK31"].updated = "2026-05-01T08:00:00"
    server.faults["data"] = ["", "html"]
    with pytest.raises(StatBankError):
        fetch_regnskab("regnskab", [2021, 2022], make_client(server), force=True)
    after = snapshot(data_folder)
    assert before.items() <= after.items()
    new = [path for path in after if path not in before]
    assert [path.parts[:2] for path in new] == [("regnskab", "raw")] * 2  # the year that came is kept


def test_an_answer_with_an_unknown_mark_is_an_error_and_is_fetched_anew_next_time(server, data_folder):
    sound = dict(server.tables["REGK31"].cells)
    server.tables["REGK31"].cells[("851", "22811", "1", "S1", "LOBM", "2022")] = "M"
    with pytest.raises(DataError, match="851;22811;1;S1;LOBM;2022;M"):
        fetch_regnskab("regnskab", [2022], make_client(server))
    assert not (data_folder / "regnskab" / "tal.csv").exists()
    server.tables["REGK31"].cells = sound
    server.calls.clear()
    fetch_regnskab("regnskab", [2022], make_client(server))
    assert server.asked() == ["REGK31 2022", "FOLK1A 2022K1"]


def test_a_kommune_without_any_row_is_an_error(server):
    # Rows that a cut answer lacks would otherwise pass for zeros.
    table = server.tables["REGK31"]
    table.cells = {key: value for key, value in table.cells.items() if key[0] not in ("851", "825")}
    with pytest.raises(DataError, match=r"2 faults\n.*OMRÅDE 825 has no rows at all\n.*OMRÅDE 851"):
        fetch_regnskab("regnskab", [2022], make_client(server))


def test_a_population_in_fractions_is_refused(server):
    server.tables["FOLK1A"].cells[("851", "TOT", "IALT", "TOT", "2022K1")] = "1,5"
    with pytest.raises(DataError, match=r"folketal 1.5 is not a whole number"):
        fetch_regnskab("regnskab", [2022], make_client(server))


def test_a_table_in_which_absent_is_not_zero_is_refused(server):
    server.tables["REGK31"].suppressed = ".."
    with pytest.raises(StatBankError, match="not 0"):
        fetch_regnskab("regnskab", [2022], make_client(server))


def test_years_that_the_table_lacks_are_named_before_data_is_asked_for(server):
    with pytest.raises(InputError, match="REGK31 has no accounts of 2020, 2023; it has 2021-2022"):
        fetch_regnskab("regnskab", [2020, 2021, 2022, 2023], make_client(server))
    assert server.asked() == []


def test_modeldata_fed_through_the_accounts_gives_the_same_andele():
    model = load_datasaet("modeldata").frame
    six = model[model["noegletal"] != SAMLET].set_index(["kommunekode", "aar", "noegletal"])[["taeller", "naevner"]]
    # Vordingborg 2018 is published as missing, over 100; its amounts are what samlet has beyond the five.
    whole = model[model["noegletal"] == SAMLET].set_index(["kommunekode", "aar"])[["taeller", "naevner"]]
    hidden = whole.loc[("390", 2018)] - six.loc[("390", 2018)].sum()
    six.loc[("390", 2018, "2")] = hidden.to_numpy()
    assert hidden["taeller"] > hidden["naevner"] > 0

    amounts = {}
    for (kommune, aar, konto), privat, grundlag in six.itertuples():
        thousands = round(privat * 1000), round((grundlag - privat) * 1000)
        # Split over two functions and two arter each, with a correction that is taken back.
        for art, amount in zip(("45", "S1"), thousands, strict=True):
            amounts[kommune, f"{konto}2201", art, str(aar)] = f"{amount + 17}"
            amounts[kommune, f"{konto}2202", art, str(aar)] = "-17,0"
    funktioner = [f"{konto}220{n}" for konto in HOVEDKONTI for n in (1, 2)]
    aar = sorted(model["aar"].unique().tolist())
    with FakeStatbank(accounts(amounts, funktioner, aar), population(aar)) as server:
        done = fetch_regnskab("regnskab", aar, make_client(server, pause=0))
    key = ["kommunekode", "aar", "noegletal"]
    both = model.merge(load_datasaet("regnskab").frame, on=key, suffixes=("", "_fetched"), validate="one_to_one")
    assert len(both) == len(model) == len(done.frame)
    assert (both["status"] == both["status_fetched"]).all()
    for column, allowed in (("vaerdi", 5.1e-5), ("taeller", 1e-9), ("naevner", 1e-9)):  # modeldata: four decimals
        assert (both[column].isna() == both[f"{column}_fetched"].isna()).all()
        assert (both[column] - both[f"{column}_fetched"]).abs().max() <= allowed
    assert all(abs(item["forskel"]) <= 0.9 for item in done.krydstjek if item["offentliggjort"])


# The command


def run(*args: str):
    return CliRunner().invoke(fetch_app, ["statbank", *args])


def test_the_command_fetches_prints_the_cross_check_and_says_what_was_done(server, monkeypatch):
    monkeypatch.setenv("COLUMNS", "160")
    result = run("--aar", "2022", "--navn", "regnskab", "--base-url", server.url)
    assert result.exit_code == 0, result.output
    assert "684 of 686 figures" in result.output
    assert "2 answers fetched, 0 at hand" in result.output
    (line,) = [line for line in result.output.splitlines() if "27,5" in line]
    assert all(cell in line for cell in ("2022", "97", "30,0", "+2,5"))


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--aar", "abc", "--navn", "regnskab"], "neither a year"),
        (["--aar", "2022-2012", "--navn", "regnskab"], "runs backwards"),
        (["--aar", "2022", "--navn", "modeldata"], "comes with the project"),
        (["--aar", "2022", "--navn", "Ugly Name"], "cannot name a datasaet"),
        (["--aar", "2022", "--navn", "regnskab", "--base-url", "x"], "is not an address"),
    ],
)
def test_bad_arguments_are_one_line_and_exit_code_2(args, said):
    result = run(*args)
    assert isinstance(result.exception, InputError)
    assert result.exception.exit_code == 2
    assert said in str(result.exception)
    assert "\n" not in str(result.exception)


def test_the_commands_module_imports_nothing_heavy():
    import subprocess

    code = "import sys, kommunedata.cli.imports; print('pandas' in sys.modules or 'requests' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "False\n"
