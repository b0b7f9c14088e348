"""An analyst's own table: separators, decimal marks, workbooks, and every bad row listed."""

import io

import openpyxl
import pytest

from kommunedata import cli
from kommunedata.datasaet.frame import load_andele
from kommunedata.datasaet.kilde import load_kilde
from kommunedata.errors import DataError
from kommunedata.sources.tabel import parse_tabel

HEADER = ["Kommune", "År", "Hovedkonto", "Andel", "Privat", "Grundlag"]
ROWS = [["Ålborg", 2022, "samlet", 29.8, 298.0, 1000.0], ["400", 2021, 5, None, None, None]]
FIGURES = [["851", 2022, "samlet", 29.8, 298.0, 1000.0, "tal"], ["400", 2021, "5", None, None, None, "mangler"]]


def csv(rows=ROWS, header=HEADER, separator=";", mark=","):
    lines = [["" if cell is None else str(cell) for cell in row] for row in [header, *rows]]
    return "".join(separator.join(line).replace(".", mark) + "\n" for line in lines).encode()


def xlsx(rows, *, header=HEADER, others=()):
    book = openpyxl.Workbook()
    for row in [header, *rows]:
        book.active.append(row)
    for name in others:
        book.create_sheet(name)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def figures(content):
    frame = parse_tabel(content, "x").frame
    frame = frame.drop(columns="offentliggjort").astype(object)
    return frame.where(frame.notna(), None).values.tolist()


def faults(content):
    with pytest.raises(DataError) as caught:
        parse_tabel(content, "egen.csv")
    assert str(caught.value).startswith("egen.csv: ")
    return caught.value.faults


@pytest.mark.parametrize(
    "content",
    [
        csv(),
        csv(mark="."),
        csv(separator="\t"),
        csv(separator=",", mark="."),
        csv().replace(b"298,0", b'"298,0"').replace(b"\n", b"\r\n"),
        csv().replace(b"1000,0", b"1.000,0"),
        csv(mark=".").replace(b"1000.0", b"1,000.0"),
        b"\xef\xbb\xbf" + csv(),
        csv().decode().encode("cp1252"),
        csv().decode().encode("utf-16"),
        csv().replace(b"\n", b";;\n"),
        csv().replace(b"\n", b"\n;;;;;\n"),
        csv([["  aalborg kommune ", 2022, "Samlet", 29.8, 298.0, 1000.0], ROWS[1]]),
        xlsx(ROWS),
        xlsx([["0851", "2022", "samlet", "29,8", "298", "1.000,0"], [400, 2021.0, 5.0, None, None, ""]]),
        xlsx([[None] * 6, *ROWS]),
    ],
)
def test_every_way_to_write_a_table_gives_the_same_figures(content):
    assert figures(content) == FIGURES


def test_without_hovedkonto_and_amounts_a_row_is_samlet():
    content = csv([["29.8", "2022", "851"]], ["ANDEL", "aar", "Kommunekode"])
    assert figures(content) == [["851", 2022, "samlet", 29.8, None, None, "tal"]]


def test_every_bad_row_is_listed_with_its_number():
    rows = [
        ["Aalborg", 2022, "samlet", 29.8, None, None],
        ["Alborrg", 2022, "samlet", 29.8, None, None],
        ["Vejle", "22", "samlet", "M", None, None],
        ["Vejle", 2006, "samlet", 29.8, None, None],
        ["Vejle", 2022, 7, 129.8, None, None],
        ["aalborg", 2022, "samlet", 29.9, None, None],
        ["Viborg", 2022, "samlet", 29.9, 30.0, 10.0],
        ["Viborg", 2021, "samlet", 29.9, 1.0, 10.0],
        ["Hele landet", 2021, "samlet", 29.9],
    ]
    content = csv(rows).replace(b"\nVejle;2006", b"\n\nVejle;2006")
    expected = [
        "row 3: unknown kommune 'Alborrg'; did you mean Aalborg",
        "row 4: aar '22' is not a year",
        "row 4: andel 'M' is not a number with a decimal comma",
        "row 6: aar 2006 is not within 2007-2100",
        "row 7: hovedkonto '7' is none of",
        "row 7: andel 129.8 is not within 0-100",
        "row 8: kommune, aar and hovedkonto occur twice",
        "row 9: andel is not 100 · privat / grundlag",
        "row 9: privat is larger than grundlag",
        "row 10: andel is not 100 · privat / grundlag",
        "row 11: 4 cells, but the header has 6",
    ]
    found = faults(content)
    assert len(found) == len(expected)
    for text in expected:
        assert any(fault.startswith(text) for fault in found), text


def test_name_and_code_beside_each_other_must_agree():
    header = ["kommunekode", "kommune", "aar", "andel"]
    assert figures(csv([["751", "Århus", 2022, 1.5]], header))[0][0] == "751"
    assert faults(csv([["751", "Aalborg", 2022, 1.5]], header)) == ["row 2: kommunekode '751' is not that of 'Aalborg'"]


@pytest.mark.parametrize("mark", [",", "."])
def test_a_mark_that_may_be_decimal_or_thousands_is_refused(mark):
    rows = [["Aalborg", 2022, "samlet", None, None, f"1{mark}234"], ["Vejle", 2022, "samlet", 5, None, None]]
    (fault,) = faults(csv(rows, mark=mark))
    assert fault.startswith(f"row 2: grundlag '1{mark}234' is ")
    assert "decimals or thousands?" in fault


def test_another_number_of_the_file_settles_the_mark():
    content = ";".join(HEADER).encode() + b"\nAalborg;2022;samlet;29,8;;1.234\nVejle;2022;samlet;0,25;;987\n"
    assert [row[5] for row in figures(content)] == [1234.0, 987.0]
    content = ";".join(HEADER).encode() + b"\nAalborg;2022;samlet;29.8;;1.234\nVejle;2022;samlet;0.125;;987\n"
    assert [row[5] for row in figures(content)] == [1.234, 987.0]


def test_both_decimal_marks_in_a_file_are_refused():
    content = b"kommune;aar;andel\nAalborg;2022;29,8\nVejle;2022;30,1\nViborg;2022;30.1\n"
    assert faults(content) == ["row 4: andel '30.1' is not a number with a decimal comma"]


@pytest.mark.parametrize(
    ("header", "fault"),
    [
        (["kommune", "andel"], "row 1: columns are missing: aar; found: kommune, andel"),
        (
            ["navn", "aar", "andel"],
            "row 1: columns are missing: kommune (or kommunekode); found: navn, aar, andel",
        ),
        (["kommune", "aar", "andel", "Andel"], "row 1: columns occur twice: andel"),
        (["kommune", "aar", "andel", "hovedkont"], "row 1: unknown column 'hovedkont'; did you mean hovedkonto?"),
    ],
)
def test_missing_and_repeated_columns_are_named(header, fault):
    assert faults(csv([], header)) == [fault]


def test_what_is_not_read_and_a_file_that_may_be_cut_are_warned_of():
    content = csv([["Aalborg", 2022, "29,8", "x"]], ["kommune", "aar", "andel", "note"])
    assert parse_tabel(content, "x").advarsler == ["column 'note' is not read"]
    assert parse_tabel(content.rstrip(b"\n"), "x").advarsler[0].startswith("the last row does not end")
    assert parse_tabel(xlsx(ROWS, others=["Ark2"]), "x").advarsler == ["sheet 'Ark2' is not read, only the first is"]


def test_formulas_are_never_evaluated():
    for formula in ("=1+1", "=cmd|' /C calc'!A0"):
        (fault,) = faults(xlsx([["Aalborg", 2022, "samlet", formula]]))
        assert fault == "row 2, column 4: the formula has no stored value: open the file in Excel and save it"
        (fault,) = faults(csv([[formula, 2022, "samlet", "1,5", "", ""]]))
        assert fault.startswith("row 2: unknown kommune '=")


@pytest.mark.parametrize("cell", [True, "#DIV/0!", "1e5", "nan", "inf", "٣", "1 000", "12,34,5"])
def test_what_is_no_number_is_refused(cell):
    (fault,) = faults(xlsx([["Aalborg", 2022, "samlet", cell]]))
    assert fault.startswith(f"row 2: andel '{cell}' is not a number")


@pytest.mark.parametrize(
    "content", [b"", b"\n \n", csv([]), xlsx([]), xlsx([])[:-40], b"\xd0\xcf\x11\xe0old", b"PK\x03\x04"]
)
def test_what_holds_no_table_is_refused(content):
    assert len(faults(content)) == 1


def test_import_writes_the_table_and_replaces_it_only_by_force(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("KOMMUNEDATA_DATA", str(tmp_path))
    path = tmp_path / "egen.xlsx"

    def run(content, *options):
        path.write_bytes(content)
        monkeypatch.setattr("sys.argv", ["kommunedata", "import", "tabel", str(path), "--navn", "egen", *options])
        with pytest.raises(SystemExit) as caught:
            cli.main()
        return caught.value.code, capsys.readouterr()

    code, output = run(xlsx(ROWS))
    assert code == 0
    assert "2 kommuner, 2 years 2021-2022, 2 values of which 1 missing" in output.out
    assert "ONLY 2 OF 98 KOMMUNER" in output.err
    kilde = load_kilde("egen")
    assert (kilde.maal, kilde.titel) == ("privat andel (beregnet)", "Privat andel (beregnet)")
    assert (kilde.kilde, kilde.model) == ("egen tabel", False)

    assert run(csv(), "--maal", "IKU")[0] == 2
    code, output = run(csv([["Aalborg", 2022, "samlet", 129.8, None, None]]), "--force")
    assert code == 1
    assert output.err.endswith("row 2: andel 129.8 is not within 0-100\n")
    assert load_kilde("egen") == kilde

    assert run(csv(), "--maal", "iku", "--titel", "=1+1", "--kilde", "<b>KL</b>", "--force")[0] == 0
    kilde = load_kilde("egen")
    assert (kilde.maal, kilde.titel, kilde.kilde, kilde.brud) == ("IKU", "=1+1", "<b>KL</b>", (2016,))
    assert load_andele("egen")["andel"].dropna().tolist() == [29.8]
    assert run(csv(), "--maal", " ", "--force")[0] == 2
