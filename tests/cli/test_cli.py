"""The command line as a person meets it: real processes, exit codes, what is printed where."""

import csv
import io
import json
import shutil
from importlib.metadata import version

import openpyxl
import pytest
from commands import run

from kommunedata import paths


def test_report_writes_a_page_and_a_csv_from_any_folder(tmp_path):
    done = run("report", "ålborg", "--aar", "2022", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    folder = tmp_path / "outputs" / "modeldata" / "2022"
    assert done.stdout.strip().endswith("outputs/modeldata/2022/851-aalborg.html")
    assert sorted(file.name for file in folder.iterdir()) == ["851-aalborg.csv", "851-aalborg.html"]
    table = (folder / "851-aalborg.csv").read_text(encoding="utf-8-sig").splitlines()
    assert table[0] == "aar;hovedkonto;kommunekode;kommune;andel;rang;antal;gennemsnit;bedste_praksis;maerke"
    assert "2022;samlet;851;Aalborg;29,8;30;98;28,0;" in "\n".join(table)
    assert run("--version").stdout == f"kommunedata {version('kommunedata')}\n"
    listed = run("list", "notater", cwd=tmp_path)
    assert listed.stdout.split() == ["outputs/modeldata/2022/851-aalborg.html"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["report", "Alborrg"], "kommunedata: unknown kommune 'Alborrg'; did you mean Aalborg"),
        (["report", "Aalborg", "--aar", "2030"], "kommunedata: no figures for aar 2030; there are figures for 2012–2022"),
        (["report", "Aalborg", "--datasaet", "modeldat"], "kommunedata: unknown datasaet 'modeldat'; did you mean modeldata?"),
        (["rank", "--hovedkonto", "1"], "kommunedata: unknown noegletal '1'; allowed: samlet, 0, 2, 3, 4, 5, 6"),
        (["rank", "5", "--hovedkonto", "6"], "kommunedata: two noegletal, '5' and --hovedkonto '6'"),
        (["facts", "Alborrg"], "kommunedata: unknown kommune 'Alborrg'; did you mean Aalborg"),
        (["check", "ingen"], "kommunedata: unknown datasaet 'ingen'"),
        (["report", "Aalborg", "--aar", "i fjor"], "Invalid value for '--aar'"),
        (["report"], "Missing argument 'KOMMUNE'"),
        (["raport", "Aalborg"], "No such command 'raport'"),
    ],
)  # fmt: skip
def test_what_cannot_start_is_one_line_and_exit_code_2(arguments, message, tmp_path):
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert list(tmp_path.iterdir()) == []


def test_an_edition_that_a_profile_has_not_is_refused_before_anything_is_made(tmp_path):
    done = run("report", "Aalborg", "--datasaet", "indkomst", "--udgave", "kort", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "kommunedata: --udgave would do nothing: kommuneprofil.ipynb has no such parameter\n"
    assert list(tmp_path.iterdir()) == []


def test_debug_shows_the_traceback():
    assert "Traceback" in run("--debug", "report", "Alborrg").stderr


def test_rank_prints_the_contract_as_csv_and_json():
    table = list(csv.DictReader(io.StringIO(run("rank", "--hovedkonto", "0", "--format", "csv").stdout)))
    names = "aar hovedkonto kommunekode kommune andel rang antal gennemsnit bedste_praksis".split()
    assert list(table[0]) == [*names, "maerke"]  # the mark of model figures; others have the names alone
    assert (table[0]["kommune"], table[0]["rang"], len(table)) == ("Aalborg", "1", 98)
    everything = json.loads(run("rank", "--aar", "2018", "--format", "json").stdout)
    assert len(everything) == 98 * 7
    assert [row["rang"] for row in everything if row["kommune"] == "Vordingborg" and row["hovedkonto"] == "2"] == [None]


def test_rank_tells_the_first_places_and_one_kommune_by_title_and_in_a_workbook(tmp_path):
    table = list(csv.DictReader(io.StringIO(run("rank", "Sundhed", "--top", "3", "--format", "csv").stdout)))
    assert {row["hovedkonto"] for row in table} == {"4"}
    assert [row["rang"] for row in table] == ["1", "2", "3"]
    one = json.loads(run("rank", "--kommune", "ålborg", "--aar", "2022", "--format", "json").stdout)
    assert [(row["hovedkonto"], row["rang"]) for row in one][:2] == [("samlet", 30), ("0", 1)]
    done = run("rank", "5", "--format", "xlsx", "--out", "rang.xlsx", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "rang.xlsx\n")
    assert len(list(openpyxl.load_workbook(tmp_path / "rang.xlsx")["placeringer"].values)) == 99
    assert run("rank", "--format", "xlsx").returncode == 2


def test_rank_of_other_figures_has_the_general_names():
    table = list(csv.DictReader(io.StringIO(run("rank", "--datasaet", "indkomst", "--format", "csv").stdout)))
    assert list(table[0]) == "aar noegletal kommunekode kommune vaerdi rang antal gennemsnit bedste".split()
    assert (table[0]["kommune"], table[0]["vaerdi"]) == ("Gentofte", "514283.0")


def test_what_rank_prints_is_imported_again_with_the_mark_of_model_figures(tmp_path):
    (tmp_path / "rang.csv").write_text(run("rank", "--aar", "2022", "--format", "csv").stdout, encoding="utf-8")
    arguments = ("import", "tabel", "rang.csv", "--navn", "igen", "--maal", "IKU")
    done = run(*arguments, cwd=tmp_path, KOMMUNEDATA_DATA=str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert "model: true" in (tmp_path / "igen" / "kilde.yaml").read_text(encoding="utf-8")
    compared = run("check", "igen", "--mod", "modeldata", KOMMUNEDATA_DATA=str(tmp_path))
    assert "686 figures in both: 0 figures differ, 0 places differ" in compared.stdout


def test_rank_as_a_table_warns_of_model_figures():
    done = run("rank", "--hovedkonto", "samlet", COLUMNS="120")
    assert "MODELTAL" in done.stdout
    assert "Gribskov" in done.stdout


def test_facts_are_json():
    assert json.loads(run("facts", "851").stdout)["samlet"]["rang"] == 30


def test_lists():
    assert "851-aalborg\tAalborg Kommune" in run("list", "kommuner").stdout
    assert len(run("list", "kommuner").stdout.splitlines()) == 98
    assert "MODELTAL" in run("list", "datasaet").stdout
    assert len(run("list", "noegletal").stdout.splitlines()) == 7


def test_check_tells_what_is_missing_and_compares_with_published_shares():
    done = run("check", "modeldata")
    assert done.returncode == 0
    assert "missing: 1 of 7546 cells\n  Vordingborg 2018 noegletal 2" in done.stdout
    assert "2022: 27,5 here, 27,5 published (0,0)" in done.stdout
    assert "2020: 26,3 here, 26,2 published as PLI (+0,1)" in done.stdout


def test_compare_tells_who_moved_as_a_page_and_a_csv(tmp_path):
    done = run("compare", "--aar", "2022", "--mod", "2021", "--out", str(tmp_path))
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "modeldata" / "2022" / "aendringer-2021.html").read_text(encoding="utf-8")
    assert "<h1>Ændringer: 2022 mod 2021</h1>" in page
    assert "<title>Ændringer: 2022 mod 2021" in page
    assert "Modeltal." in page
    rows = (tmp_path / "modeldata" / "2022" / "aendringer-2021.csv").read_text(encoding="utf-8-sig").splitlines()
    assert (
        "2022;2021;samlet;851;Aalborg;29,8;30,4;-0,6;30;22;-8;98;98;MODELTAL – ikke offentliggjort statistik · modeldata"
        in rows
    )


@pytest.mark.parametrize(
    ("mod", "message"),
    [("2022", "a year cannot be compared with itself"), ("1999", "no figures for aar 1999"), ("modeldat", "did you mean modeldata")],
)  # fmt: skip
def test_what_cannot_be_compared_is_said(mod, message, tmp_path):
    done = run("compare", "--aar", "2022", "--mod", mod, "--out", str(tmp_path))
    assert done.returncode == 2
    assert message in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_check_tells_what_differs_from_another_datasaet(tmp_path):
    done = run("check", "modeldata", "--mod", "modeldata")
    assert "modeldata beside modeldata:\n7545 figures in both: 0 figures differ, 0 places differ" in done.stdout


def test_comparing_with_too_many_or_with_itself_is_one_line(tmp_path):
    done = run("report", "Aalborg", "--sammenlign", "Ålborg,Vejle,Viborg,Varde,Vejen,Skive,Gandalf", cwd=tmp_path)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    for part in ("'Gandalf'", "Aalborg cannot be compared with itself", "7 kommuner to compare with; at most 5"):
        assert part in done.stderr


def test_a_damaged_datasaet_is_listed_and_nothing_is_written(tmp_path):
    shutil.copytree(paths.data_file("modeldata"), tmp_path / "data" / "skadet")
    file = tmp_path / "data" / "skadet" / "tal.csv"
    file.write_text(file.read_text().replace(",2022,samlet,", ",2022,i alt,"))
    checked = run("check", "skadet", KOMMUNEDATA_DATA=str(tmp_path / "data"))
    assert checked.returncode == 1
    assert "99 faults" in checked.stderr
    assert "noegletal 'i alt' is none of samlet, 0, 2, 3, 4, 5, 6" in checked.stderr
    assert "… and 89 more" in checked.stderr
    report = run("report", "Aalborg", "--datasaet", "skadet", cwd=tmp_path, KOMMUNEDATA_DATA=str(tmp_path / "data"))
    assert report.returncode == 2
    assert not (tmp_path / "outputs").exists()


def test_a_report_that_fails_keeps_the_older_page(tmp_path):
    page = tmp_path / "outputs" / "modeldata" / "2022" / "851-aalborg.html"
    page.parent.mkdir(parents=True)
    page.write_text("den gode side")
    run("init", ".", cwd=tmp_path)
    notebook = tmp_path / "notebooks" / "kommunenotat.ipynb"
    book = json.loads(notebook.read_text())
    next(cell for cell in book["cells"] if cell["id"] == "fakta")["source"] = "1 / 0"
    notebook.write_text(json.dumps(book))
    done = run("report", "Aalborg", "--aar", "2022", cwd=tmp_path)
    assert done.returncode == 1
    assert "kommunenotat.ipynb, cell fakta, line 1: ZeroDivisionError: division by zero" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert [file.name for file in page.parent.iterdir()] == ["851-aalborg.html"]
    assert page.read_text() == "den gode side"


def test_a_shell_completes_commands_kommuner_and_datasaet():
    for line, completed in (
        ("kommunedata compa", "compare"),
        ("kommunedata report ær", "ærø"),
        ("kommunedata rank --datasaet ind", "indkomst"),
    ):
        asked = {"_KOMMUNEDATA_COMPLETE": "complete_bash", "COMP_WORDS": line, "COMP_CWORD": str(line.count(" "))}
        assert run(**asked).stdout.split() == [completed]
