"""The committed model data against the published figures and against what real ones look like.

Places and printed figures are computed here from the text of the file, with decimals and plain counting, apart
from the library and from the build script.
"""

import csv
import hashlib
import subprocess
import sys
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

from kommunedata import paths
from kommunedata.analysis.ranking import rank_kommuner
from kommunedata.datasaet.check import check_frame
from kommunedata.datasaet.frame import load_datasaet
from kommunedata.datasaet.kilde import load_kilde
from kommunedata.datasaet.noegletal import load_noegletal_file

DATA = paths.root() / "data"
FOLDER = DATA / "modeldata"
AAR = range(2012, 2023)
NOEGLETAL = load_noegletal_file("konkurrence")
HOVEDKONTI, SAMLET = ("0", "2", "3", "4", "5", "6"), "samlet"
KONTI = [*HOVEDKONTI, SAMLET]
HIDDEN = ("Vordingborg", 2018, "2")
NATIONAL = [25.4, None, None, 26.5, 26.9, 27.1, 26.9, 26.5, 26.3, 26.9, 27.5]  # published, 2012-2022


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


KOMMUNER = {row["kommunekode"]: row for row in read_csv(DATA / "kommuner.csv")}
ROWS = read_csv(FOLDER / "tal.csv")
CELLS = {(KOMMUNER[r["kommunekode"]]["kommune"], int(r["aar"]), r["noegletal"]): r for r in ROWS}
PUBLISHED = read_csv(DATA / "offentliggjort.csv")
EXACT = [row for row in PUBLISHED if row["gengives"] == "ja"]
NAMES = [row["kommune"] for row in KOMMUNER.values()]


def printed(andel: Decimal) -> Decimal:
    return andel.quantize(Decimal("0.1"), ROUND_HALF_UP)


def andele(aar: int, konto: str) -> dict[str, Decimal]:
    cells = {name: CELLS[name, aar, konto]["vaerdi"] for name in NAMES}
    return {name: Decimal(text) for name, text in cells.items() if text}


def gennemsnit(aar: int, konto: str) -> Decimal:
    values = andele(aar, konto).values()
    return sum(values, Decimal(0)) / len(values)


def rang(kommune: str, aar: int, konto: str) -> int:
    values = andele(aar, konto)
    return 1 + sum(printed(value) > printed(values[kommune]) for value in values.values())


def given(kommune: str, aar: int, konto: str, maal: str) -> str:
    """A published figure as the model data give it."""
    if maal == "rang":
        return str(rang(kommune, aar, konto))
    if maal == "over_gennemsnit":
        return "ja" if andele(aar, konto)[kommune] > gennemsnit(aar, konto) else "nej"
    if maal == "hoejest_af_konti":
        return "ja" if max(HOVEDKONTI, key=lambda other: gennemsnit(aar, other)) == konto else "nej"
    value = gennemsnit(aar, konto) if kommune == "Gennemsnit" else andele(aar, konto)[kommune]
    return str(printed(value))


def row_id(row: dict[str, str]) -> str:
    return "-".join(row[key] for key in ("kommune", "aar", "hovedkonto", "maal", "vaerdi"))


def amounts(aar: int, konto: str) -> tuple[Decimal, Decimal]:
    cells = [CELLS[name, aar, konto] for name in NAMES if CELLS[name, aar, konto]["vaerdi"]]
    return sum(Decimal(c["taeller"]) for c in cells), sum(Decimal(c["naevner"]) for c in cells)


def hele_landet(aar: int, konto: str) -> float:
    privat, grundlag = amounts(aar, konto)
    return float(100 * privat / grundlag)


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    names = pd.read_csv(DATA / "kommuner.csv", dtype={"kommunekode": "str"})
    return load_datasaet("modeldata").frame.merge(names[["kommunekode", "kommune", "folketal_2025"]])


def over_years(frame: pd.DataFrame, konto: str) -> pd.DataFrame:
    """Shares of one account, kommune × aar."""
    return frame[frame["noegletal"] == konto].pivot(index="kommune", columns="aar", values="vaerdi")


# The published figures.


@pytest.mark.parametrize("row", EXACT, ids=row_id)
def test_published_figure_comes_out_exactly(row):
    value = given(row["kommune"], int(row["aar"]), row["hovedkonto"], row["maal"])
    wanted = row["vaerdi"]
    assert value == (str(printed(Decimal(wanted))) if row["maal"] == "andel" else wanted)


def test_aalborg_2022_is_the_published_table():
    table = {konto: (str(printed(andele(2022, konto)["Aalborg"])), rang("Aalborg", 2022, konto)) for konto in KONTI}
    assert table == {
        "0": ("70.0", 1),
        "2": ("68.0", 23),
        "3": ("30.5", 31),
        "4": ("18.9", 23),
        "5": ("26.1", 55),
        "6": ("20.0", 63),
        "samlet": ("29.8", 30),
    }
    assert [rang("Aalborg", aar, SAMLET) for aar in AAR] == [31, 36, 27, 56, 29, 27, 25, 23, 23, 22, 30]


def test_the_cells_of_published_andele_are_marked_and_no_others():
    marked = {key for key, row in CELLS.items() if row["offentliggjort"] == "True"}
    assert {row["offentliggjort"] for row in ROWS} == {"True", "False"}
    assert marked == {
        (row["kommune"], int(row["aar"]), row["hovedkonto"])
        for row in EXACT
        if row["maal"] == "andel" and row["kommune"] != "Gennemsnit"
    }


@pytest.mark.parametrize(
    "row",
    [
        row
        for row in PUBLISHED
        if row["gengives"] == "nej"
        and row["maal"] == "andel"
        and row["kommune"] in NAMES
        # the same year is published as 52.5, which is reproduced
        and (row["kommune"], row["aar"]) != ("Gribskov", "2018")
    ],
    ids=row_id,
)
def test_figure_published_in_round_terms_is_near(row):
    value = andele(int(row["aar"]), row["hovedkonto"])[row["kommune"]]
    assert float(value) == pytest.approx(float(row["vaerdi"]), abs=0.5)


@pytest.mark.parametrize(("aar", "share"), [(a, s) for a, s in zip(AAR, NATIONAL, strict=True) if s])
def test_national_share_is_the_published_one(aar, share):
    assert hele_landet(aar, SAMLET) == pytest.approx(share, abs=0.05)


def test_national_share_moves_evenly_over_the_years_without_a_published_one():
    shares = [hele_landet(aar, SAMLET) for aar in (2012, 2013, 2014, 2015)]
    assert shares == sorted(shares)


def test_national_grundlag_of_2022_is_near_the_published_269_bn():
    assert float(amounts(2022, SAMLET)[1]) == pytest.approx(269_000, rel=0.005)


@pytest.mark.parametrize(
    ("aar", "konto", "share"), [(2015, "0", 38.9), (2015, "2", 57.2), (2013, "6", 23.2), (2019, "6", 20.9)]
)
def test_national_share_of_an_account_is_the_published_one(aar, konto, share):
    assert hele_landet(aar, konto) == pytest.approx(share, abs=0.1)


def test_gladsaxe_2020_is_as_described():
    gladsaxe = {konto: float(andele(2020, konto)["Gladsaxe"]) for konto in HOVEDKONTI}
    assert gladsaxe["0"] == pytest.approx(50, abs=1)
    assert 23.5 < gladsaxe["5"] < 25
    assert max(gladsaxe["3"], gladsaxe["4"], gladsaxe["6"]) < 17


# The file.


def test_every_kommune_year_and_account_is_there_once_in_order():
    order = {konto: place for place, konto in enumerate(KONTI)}
    keys = [(row["kommunekode"], int(row["aar"]), order[row["noegletal"]]) for row in ROWS]
    assert len(keys) == 98 * 11 * 7
    assert keys == sorted(set(keys))


def test_file_is_utf8_with_line_feeds_and_fixed_decimals():
    content = (FOLDER / "tal.csv").read_bytes()
    assert b"\r" not in content
    assert content.startswith(b"kommunekode,aar,noegletal,vaerdi,taeller,naevner,status,offentliggjort\n")
    for row in ROWS:
        decimals = [len(row[name].partition(".")[2]) for name in ("vaerdi", "taeller", "naevner")]
        assert decimals == ([4, 3, 3] if row["status"] == "tal" else [0, 0, 0])


def test_file_keeps_the_contract_of_a_frame():
    assert check_frame(pd.read_csv(FOLDER / "tal.csv", dtype="str", keep_default_na=False), NOEGLETAL)[1] == []


def test_kilde_says_that_the_figures_are_made_up():
    kilde = load_kilde("modeldata")
    assert kilde.model
    assert kilde.brud == (2016,)
    assert kilde.sha256 == hashlib.sha256((FOLDER / "tal.csv").read_bytes()).hexdigest()


def test_andel_is_the_ratio_of_the_amounts():
    for row in ROWS:
        if row["status"] == "tal":
            ratio = 100 * Decimal(row["taeller"]) / Decimal(row["naevner"])
            assert abs(ratio - Decimal(row["vaerdi"])) <= Decimal("0.0001"), row


def test_samlet_is_the_sum_of_the_six_accounts():
    for name in NAMES:
        for aar in AAR:
            for amount in ("taeller", "naevner"):
                parts = sum(Decimal(CELLS[name, aar, konto][amount] or 0) for konto in HOVEDKONTI)
                if (name, aar) != HIDDEN[:2]:
                    assert parts == Decimal(CELLS[name, aar, SAMLET][amount])


def test_the_one_missing_cell_is_hidden_but_counts_in_samlet():
    assert [key for key, row in CELLS.items() if row["status"] != "tal"] == [HIDDEN]
    assert [CELLS[HIDDEN][name] for name in ("status", "vaerdi", "taeller", "naevner")] == ["mangler", "", "", ""]
    rest = {
        amount: Decimal(CELLS[*HIDDEN[:2], SAMLET][amount])
        - sum(Decimal(CELLS[*HIDDEN[:2], konto][amount]) for konto in HOVEDKONTI if konto != HIDDEN[2])
        for amount in ("taeller", "naevner")
    }
    assert 100 < 100 * rest["taeller"] / rest["naevner"] < 105
    assert 90 < andele(2017, "2")["Vordingborg"] < 97


def test_library_gives_the_same_places(frame):
    ranked = rank_kommuner(frame, NOEGLETAL)
    for (aar, konto), group in ranked.groupby(["aar", "noegletal"]):
        values = sorted((printed(value) for value in andele(aar, konto).values()), reverse=True)
        place = {value: values.index(value) + 1 for value in values}
        wanted = {name: place[printed(value)] for name, value in andele(aar, konto).items()}
        assert dict(group.dropna(subset="rang")[["kommune", "rang"]].to_numpy()) == wanted
        assert set(group["antal"]) == {len(values)}


def test_build_script_writes_the_committed_files_again(tmp_path):
    subprocess.run([sys.executable, FOLDER / "build.py", tmp_path], check=True)
    for name in ("tal.csv", "kilde.yaml"):
        assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes()


# What real figures look like.


def test_no_andel_is_absurd(frame):
    assert frame["vaerdi"].dropna().between(5, 95).all()


def test_about_80_pct_of_the_kommuner_lie_between_21_and_37_in_2019(frame):
    assert over_years(frame, SAMLET)[2019].between(21, 37).mean() == pytest.approx(0.8, abs=0.03)


def test_samlet_moves_slowly_from_year_to_year(frame):
    changes = over_years(frame, SAMLET).diff(axis=1).abs().iloc[:, 1:].stack()
    assert 0.3 < changes.median() < 0.6
    assert changes.quantile(0.99) < 2
    jumps = changes[changes > 2.5].index.get_level_values("kommune")
    assert set(jumps) == {"Gribskov", "Samsø"}  # each between two published figures


@pytest.mark.parametrize("konto", KONTI)
def test_a_year_resembles_the_one_before(frame, konto):
    table = over_years(frame, konto)
    assert all(table[aar].corr(table[aar + 1]) > 0.97 for aar in AAR[:-1])
    assert 0.7 < table[2012].corr(table[2022]) < 0.99


@pytest.mark.parametrize(
    ("konto", "low", "high"),
    [("0", 8, 14), ("2", 12, 18), ("3", 5, 8), ("4", 4, 8), ("5", 4, 8), ("6", 5, 8), (SAMLET, 4, 7)],
)
def test_spread_between_kommuner_is_plausible(frame, konto, low, high):
    spreads = over_years(frame, konto).std()
    assert spreads.between(low, high).all(), spreads


def test_accounts_differ_in_level_as_they_do_in_reality():
    assert sorted(HOVEDKONTI, key=lambda konto: -gennemsnit(2022, konto)) == ["2", "0", "3", "5", "6", "4"]


def test_samlet_has_a_long_tail_of_high_kommuner(frame):
    assert (over_years(frame, SAMLET).skew() > 0.5).all()


def test_kommuner_tie_at_one_decimal():
    for aar in AAR:
        assert 60 < len({printed(value) for value in andele(aar, SAMLET).values()}) < 95


def test_islands_that_run_ferries_are_outliers_in_hovedkonto_2():
    islands = {"Læsø", "Samsø", "Ærø"}
    values = andele(2022, "2")
    assert set(sorted(values, key=lambda name: values[name])[:3]) == islands
    weight = {n: float(CELLS[n, 2022, "2"]["naevner"]) / float(CELLS[n, 2022, SAMLET]["naevner"]) for n in NAMES}
    assert set(sorted(weight, key=lambda name: -weight[name])[:3]) == islands


@pytest.mark.parametrize("aar", AAR)
def test_hovedkonto_5_is_the_largest_and_4_the_smallest(aar):
    size = {konto: amounts(aar, konto)[1] for konto in HOVEDKONTI}
    assert max(size, key=lambda konto: size[konto]) == "5"
    assert min(size, key=lambda konto: size[konto]) == "4"


def test_grundlag_follows_population_and_is_dearest_per_head_on_small_islands(frame):
    samlet = frame[(frame["noegletal"] == SAMLET) & (frame["aar"] == 2022)].set_index("kommune")
    per_head = 1e6 * samlet["naevner"] / samlet["folketal_2025"]  # kr.
    assert per_head.between(35_000, 85_000).all()
    assert set(per_head.nlargest(3).index) == {"Læsø", "Samsø", "Ærø"}
    assert samlet["naevner"].corr(samlet["folketal_2025"]) > 0.99


def test_grundlag_grows_with_prices():
    totals = [float(amounts(aar, SAMLET)[1]) for aar in AAR]
    growth = [later / earlier - 1 for earlier, later in pairwise(totals)]
    assert all(0.01 < rate < 0.06 for rate in growth)
