"""Real files that people download or are mailed, read unchanged; each value is read off the file by hand."""

import csv
import io
import re
from functools import cache
from pathlib import Path

import openpyxl
import pytest

from kommunedata import paths
from kommunedata.errors import DataError, InputError
from kommunedata.sources.cells import read_ark
from kommunedata.sources.noegletal import read_export
from kommunedata.sources.save import Import, Valg, make_import
from kommunedata.sources.tabel import read_tabel

SHARED = paths.root().parent / "shared"
SAMPLES = SHARED / "samples"
pytestmark = pytest.mark.skipif(not SAMPLES.exists(), reason="the real files are not part of the repository")


def export(name: str, *, ark: str | None = None, titel: str = "", **valg) -> Import:
    content = (SAMPLES / name).read_bytes()
    return make_import(read_export(content, name, ark, titel or None), Valg("x", titel, **valg), "fil")


def tabel(name: str, *, periode: str | None = None, ark: str | None = None, **valg) -> Import:
    content = (SAMPLES / name).read_bytes()
    return make_import(read_tabel(content, name, ark, periode=periode), Valg("x", **valg), "fil")


def value(found: Import, code: str, aar: int, noegletal: str | None = None) -> float | None:
    frame = found.frame
    rows = frame[(frame["kommunekode"] == code) & (frame["aar"] == aar)]
    if noegletal:
        rows = rows[rows["noegletal"] == noegletal]
    (one,) = rows["vaerdi"]
    return None if one != one else one


def described(found: Import) -> list[tuple[str, str, int]]:
    return [(one.titel, one.enhed, one.decimaler) for one in found.noegletal.values()]


# ── noegletal.dk


def test_the_download_of_eight_kommuner_and_two_noegletal():
    found = export("noegletal/export-2024-09-10.csv")
    assert described(found) == [("Andel udpendlere", "pct.", 1), ("Andel indpendlere", "pct.", 1)]
    assert value(found, "155", 2007, "andel_udpendlere") == 76.2
    assert value(found, "825", 2022, "andel_indpendlere") == 13.0
    assert value(found, "187", 2023, "andel_udpendlere") is None
    assert len(found.frame) == 2 * 8 * 18
    assert (found.kilde["kilde"], str(found.kilde["hentet"])) == (
        "Indenrigs- og Sundhedsministeriet",
        "2024-09-10",
    )
    assert found.kilde["brud"] == []
    assert any("ONLY 8 OF 98" in text for text in found.advarsler)


def test_the_population_of_all_since_1993_with_footnotes_and_a_total():
    found = export("noegletal/befolkning-1993-2024.csv")
    assert described(found) == [("Indbyggertal 1. januar", "indbyggere", 0)]
    assert (value(found, "101", 1993), value(found, "825", 1993), value(found, "851", 1994)) == (
        466129,
        2453,
        185610,
    )
    assert value(found, "746", 1996) == 48872  # "Skanderborg Kommune (3)"
    assert len(found.frame) == 98 * 32
    assert found.frame["vaerdi"].notna().all()
    assert found.kilde["brud"] == [2007]
    assert found.linjer == [
        "Indbyggertal 1. januar: 'I alt' compared with the sum of 98 kommuner in 32 years, 0 differ"
    ]
    assert found.advarsler == []
    assert any(note.startswith("(3) Tal før kommunalreformen 2007") for note in found.kilde["noter"])


def test_a_workbook_whose_letters_were_misread_by_excel_for_mac():
    found = export("noegletal/andel-ejerboliger-1993-2024.xlsx")
    assert described(found) == [("Andel ejerboliger", "pct.", 1)]
    assert (value(found, "101", 1993), value(found, "147", 1994), value(found, "101", 1997)) == (36.8, 41.4, 40.2)
    assert value(found, "151", 2024) is None
    assert found.advarsler == []
    assert str(found.kilde["hentet"]) == "2024-03-30"


def test_costs_that_are_missing_before_a_year_and_undefined_before_the_reform():
    found = export("noegletal/serviceudgifter-1993-2024.xlsx")
    assert described(found) == [("Serviceudgifter pr. indb.", "kr. pr. indbygger", 0)]
    assert (value(found, "101", 1993), value(found, "101", 2023), value(found, "151", 2023)) == (
        None,
        45646,
        60947,
    )
    assert found.linjer[0].startswith("Serviceudgifter pr. indb.: 'Gennemsnit' is 48.506 in 2023")


def test_eleven_noegletal_in_one_sheet_that_is_not_the_first():
    found = export("noegletal/elleve-noegletal-2001-2019.xlsx", ark="SIM_nøgletal_grunddata")
    assert [enhed for _, enhed, _ in described(found)] == [
        "indbyggere",
        "km²",
        "indbyggere pr. km²",
        "pct.",
        "pct.",
        "pct.",
        "pr. 100 17-64/66-årige",
        "pr. 10.000 indbyggere",
        "pr. 1.000 indbyggere",
        "indeks",
        "kr. pr. indbygger",
    ]
    assert sorted(found.frame["aar"].unique()) == [2001, 2005, 2007, 2011, 2015, 2019]
    assert value(found, "751", 2019, "indbyggertal_1_januar") == 345332
    assert value(found, "147", 2001, "serviceudgifter_pr_indb") is None
    assert value(found, "630", 2019, "serviceudgifter_pr_indb") == 38672
    assert found.kilde["kilde"] == "Social- og Indenrigsministeriet"


def test_the_first_sheet_of_that_workbook_asks_for_its_units():
    with pytest.raises(InputError, match="the unit of 'indb_tal', 'areal_km2'.*other sheets.*SIM_nøgletal_grunddata"):
        export("noegletal/elleve-noegletal-2001-2019.xlsx")
    found = export("noegletal/elleve-noegletal-2001-2019.xlsx", enhed=["indb_tal=indbyggere", "point"])
    assert value(found, "101", 2001, "indb_tal") == 499148


def test_the_txt_form_with_tabs():
    found = export("noegletal/areal-rebuilt.txt")
    assert described(found) == [("Areal (km2) (abs)", "km²", 2)]
    assert (value(found, "101", 1993), value(found, "760", 1997), value(found, "147", 2024)) == (
        88.25,
        1488.86,
        None,
    )
    assert "in 31 years, 0 differ" in found.linjer[0]


def test_two_decimals():
    found = export("noegletal/udskrivningsprocent-1993-2024-rebuilt.csv")
    assert described(found) == [("Udskrivningsprocent", "pct.", 2)]
    assert (value(found, "101", 1997), value(found, "151", 2007), value(found, "825", 2007)) == (
        31.7,
        25.58,
        25.63,
    )


def test_an_export_without_a_title():
    with pytest.raises(InputError, match="say it with --titel"):
        export("cases/m1.csv")
    found = export("cases/m1.csv", titel="Andel af noget")
    assert value(found, "165", 2015) == 12.5
    assert found.advarsler == ["Andel af noget: all 98 figures are 12,5"]


# ── workbooks of StatBank


def test_income_in_blank_filled_groups_is_the_tidied_file_value_for_value():
    found = tabel("statbank/INDKP101.xlsx", titel="Disponibel indkomst")
    assert described(found) == [("Disponibel indkomst", "kr.", 0)]
    assert (value(found, "101", 1987), value(found, "851", 2022), value(found, "101", 1990)) == (
        75356,
        246872,
        85421,
    )
    content = (SHARED / "real" / "disponibel-indkomst-1987-2022.csv").read_bytes()
    tidy = make_import(read_tabel(content, "x"), Valg("x", "Disponibel indkomst", ["kr."]), "fil").frame
    key = ["kommunekode", "aar"]
    both = found.frame.merge(tidy, on=key, validate="one_to_one")
    assert len(both) == len(tidy) == 98 * 36
    assert both["vaerdi_x"].equals(both["vaerdi_y"])


def test_population_by_quarter():
    with pytest.raises(InputError, match=r"the times are quarters \(2008Q1 – 2024Q1\).*--periode K1"):
        tabel("statbank/FOLK1A.xlsx")
    found = tabel("statbank/FOLK1A.xlsx", periode="K1")
    assert described(found) == [("Population at the first day of the quarter", "indbyggere", 0)]
    assert (value(found, "101", 2008), value(found, "851", 2024)) == (509861, 223174)
    assert len(found.frame) == 98 * 17
    second = tabel("statbank/FOLK1A.xlsx", periode="K2")
    assert (value(second, "101", 2008), value(second, "851", 2022)) == (511725, 221093)


def test_house_prices_with_older_names_and_quarters_across():
    found = tabel("statbank/BM010.xlsx", periode="K1")
    assert described(found) == [("Realiseret handelspris, Parcel-/rækkehus", "kr. pr. m²", 0)]
    assert (value(found, "101", 1992), value(found, "849", 1992)) == (5355, 2825)
    assert value(found, "825", 1992) is None
    third = tabel("statbank/BM010.xlsx", periode="K3")
    assert (value(third, "101", 2023), value(third, "851", 2023)) == (47333, 15059)


def test_construction_in_english_with_three_groups():
    found = tabel("statbank/BYGV33.xlsx", periode="K1", titel="Tilladelser til parcelhuse")
    assert described(found) == [("Tilladelser til parcelhuse", "antal", 0)]
    assert (value(found, "101", 2006), value(found, "155", 2006), value(found, "851", 2006)) == (4, 3, 102)
    assert value(tabel("statbank/BYGV33.xlsx", periode="K4", titel="x"), "851", 2023) == 14


# ── cases


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("r02_pandas_merge_floats.csv", {("101", 2021): 22.4066, ("147", 2022): 22.4713}),
        ("r05_percent_cells_no_amounts.xlsx", {("101", 2021): 22.41, ("851", 2022): 29.8}),
        ("r14_three_decimals.csv", {("101", 2021): 22.407, ("151", 2021): 27.848}),
        ("t06_sep_line.csv", {("825", 2022): 12.5}),
        ("t13_percent.csv", {("825", 2022): 12.5, ("563", 2022): 13.5}),
        ("t33_newline_in_header.csv", {("825", 2022): 12.5}),
        ("u09_header_kommunenavn.csv", {("825", 2022): 12.5}),
        ("u18_ctrl_z.csv", {("825", 2022): 12.5}),
        ("x02_merged_title.xlsx", {("825", 2022): 12.5}),
        ("x14_chartsheet_first.xlsx", {("825", 2022): 12.5}),
        ("y01_hidden_first_valid.xlsx", {("825", 2022): 12.5}),
    ],
)
def test_a_table_that_has_one_reading_is_read(name, expected):
    found = tabel(f"cases/{name}", titel="Privat andel")
    assert described(found)[0][:2] == ("Privat andel", "pct.")
    assert {key: value(found, *key) for key in expected} == expected


def test_merged_cells_of_a_table_of_hovedkonti():
    found = tabel("cases/r08_multiindex_merged.xlsx", maal="IKU")
    assert len(found.frame) == 98 * 7
    assert (value(found, "101", 2022, "0"), value(found, "860", 2022, "samlet")) == (38.2544, 34.5448)


@pytest.mark.parametrize(
    ("name", "valg", "said"),
    [
        ("beloeb_i_tkr.csv", {"maal": "IKU"}, "amounts in 1.000 kr. or kr.? write them in mio. kr."),
        ("t29_share0_1.csv", {"titel": "Privat andel"}, "shares of 1, not of 100?"),
        ("t19_missing_marks.csv", {"titel": "Privat andel"}, "row 7: unknown kommune 'Mors'; did you mean Morsø?"),
        ("t43.xls", {"titel": "Privat andel"}, "is an HTML page"),
    ],
)
def test_what_cannot_be_right_is_refused_with_a_sentence(name, valg, said):
    with pytest.raises(DataError) as caught:
        tabel(f"cases/{name}", **valg)
    assert said in str(caught.value)


def test_every_real_file_is_tried_here():
    tried = Path(__file__).read_text(encoding="utf-8")
    assert [path.name for path in SAMPLES.rglob("*.*") if path.name not in tried] == []


# ── the same files, saved again in other forms


@cache
def rows_of(name: str) -> list[list[object]]:
    return [list(cells) for _, cells in read_ark((SAMPLES / name).read_bytes(), name).rows]


@pytest.mark.parametrize("name", ["INDKP101", "FOLK1A", "BM010", "BYGV33"])
def test_a_workbook_of_statbank_saved_as_text_gives_the_same_figures(name):
    periode = None if name == "INDKP101" else "K1"
    wanted = tabel(f"statbank/{name}.xlsx", periode=periode, titel="X").frame
    for separator, encoding in ((";", "cp1252"), ("\t", "utf-16"), (",", "utf-8-sig")):
        file = io.StringIO(newline="")
        csv.writer(file, delimiter=separator).writerows(rows_of(f"statbank/{name}.xlsx"))
        content = file.getvalue().encode(encoding)
        again = make_import(read_tabel(content, "x", periode=periode), Valg("x", "X"), "fil")
        assert again.frame.equals(wanted), encoding


@pytest.mark.parametrize(
    "name", ["befolkning-1993-2024.csv", "udskrivningsprocent-1993-2024-rebuilt.csv", "areal-rebuilt.txt"]
)
def test_an_export_saved_as_a_workbook_gives_the_same_figures(name):
    book = openpyxl.Workbook()
    for cells in rows_of(f"noegletal/{name}"):
        numbers = [str(c).replace(".", "").replace(",", ".") for c in cells]
        book.active.append(
            [float(n) if re.fullmatch("-?[0-9.]+", n) else c for n, c in zip(numbers, cells, strict=True)]
        )
    file = io.BytesIO()
    book.save(file)
    again = make_import(read_export(file.getvalue(), "x"), Valg("x"), "fil")
    assert again.frame.equals(export(f"noegletal/{name}").frame)


@pytest.mark.parametrize("name", ["serviceudgifter-1993-2024.xlsx", "andel-ejerboliger-1993-2024.xlsx"])
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "mac_roman"])
def test_a_workbook_of_an_export_saved_as_text_gives_the_same_figures(name, encoding):
    def written(cell: object) -> str:
        if isinstance(cell, int | float) and cell > 2100:
            return f"{cell:,}".replace(",", ".")
        return "" if cell is None else str(cell).replace(".", ",") if isinstance(cell, float) else str(cell)

    lines = [";".join(map(written, cells)) for cells in rows_of(f"noegletal/{name}")]
    lines = [re.sub("^([^;]*;[0-9]{3};.*);$", r"\1;M", line) for line in lines]
    content = "\r\n".join(lines).encode(encoding)
    again = make_import(read_export(content, "x"), Valg("x"), "fil")
    assert again.frame["vaerdi"].equals(export(f"noegletal/{name}").frame["vaerdi"])
