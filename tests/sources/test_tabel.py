"""Own tables as they come: long and wide, CSV and workbooks, and what is refused, with its place."""

import pytest
from tabeller import csv, figures, make, xlsx

from kommunedata import cli
from kommunedata.datasaet.frame import load_datasaet
from kommunedata.datasaet.kilde import load_kilde
from kommunedata.errors import DataError, InputError
from kommunedata.sources.tabel import read_tabel

TWO = [("400", 2021, "andel_x", None), ("851", 2022, "andel_x", 29.8)]
LONG = "Kommune|År|Andel\nÅlborg|2022|29,8\n400|2021|"


def faults(content, **options):
    with pytest.raises(DataError) as caught:
        make(content, **options)
    assert str(caught.value).startswith("x")
    return caught.value.faults


# ── long tables


@pytest.mark.parametrize(
    "content",
    [
        csv(LONG),
        csv(LONG.replace(",", ".")),
        csv(LONG, "\t"),
        csv(LONG.replace(",", "."), ","),
        csv(LONG.replace("29,8", '"29,8"'), ","),
        csv(LONG).replace(b"\n", b"\r\n"),
        b"\xef\xbb\xbf" + csv(LONG),
        csv(LONG).decode().encode("cp1252"),
        csv(LONG).decode().encode("utf-16"),
        csv(LONG).decode().encode("utf-16-le"),
        csv(LONG).decode().encode("mac_roman"),
        csv(LONG).decode().encode("cp850"),
        csv(LONG).replace(b"\n", b";;\n"),
        csv(LONG).replace(b"\n", b"\n;;;\n"),
        csv(LONG) + b"\x1a",
        b"sep=;\r\n" + csv(LONG),
        b"Konkurrence i kommunerne\n\n" + csv(LONG) + b"\nKilde: egen opgoerelse\n",
        csv(LONG.replace("29,8", "29,8 %")),
        csv(LONG.replace("29,8", "29,8pct.")),
        csv(LONG.replace("År|", '"Års-\ntal"|').replace("Års-\ntal", "Årstal")),
        csv(LONG.replace("Kommune|År|Andel", "Kommunenavn|Årstal|Andel (pct.)")),
        csv(LONG.replace("Kommune|År|Andel", "Kommunenr.|Regnskabsår|Andel i pct.").replace("Ålborg", "DK851")),
        csv(LONG.replace("Ålborg", "851.0").replace("400", "400.0").replace("2022", "2022.0").replace("2021", "2021.0")),
        csv(LONG.replace("Ålborg", "  aalborg kommune (3) ")),
        csv(LONG.replace("Ålborg", "Aalborg (851)")),
        csv(LONG.replace("Ålborg", "851 Aalborg")),
        csv(LONG.replace("|400|2021|", "") + "\nHele landet|2022|27,5\nRegion Nordjylland|2022|30,1"),
        csv("|Kommune|År|Andel\n0|Ålborg|2022|29,8\n1|400|2021|"),
        xlsx([["Kommune", "År", "Andel"], ["Ålborg", 2022, 29.8], [400, 2021, None]]),
        xlsx([["Kommune", "År", "Andel"], ["0851", "2022", "29,8"], [400.0, 2021.0, ".."]]),
        xlsx([["Kommune", "År", "Andel"], ["Ålborg", 2022, 0.298], [400, 2021, None]], formats=[("C2", "0.0%")]),
        xlsx([[None] * 3, [None, None, "Andel i kommunerne"], ["Kommune", "År", "Andel"], ["Ålborg", 2022, 29.8], [400, 2021, "-"]]),
        xlsx(
            [["Andel", None, None], ["Kommune", "År", "Andel"], ["Ålborg", 2022, 29.8], [400, 2021, "n.a."]],
            merged=["A1:C1"],
        ),
        xlsx([["Kommune", "År", "Andel"], [None, None, "pct."], ["Ålborg", 2022, 29.8], [400, 2021, None]]),
    ],
)  # fmt: skip
def test_every_way_to_write_a_long_table_gives_the_same_figures(content):
    assert figures(content) == TWO


def test_a_year_may_stand_as_a_date_of_new_year():
    assert figures(csv(LONG.replace("2022", "2022-01-01").replace("2021", "01-01-2021"))) == TWO


@pytest.mark.parametrize("mark", ["", "..", ".", "-", "–", "n.a.", "N/A", "NA", "NaN", "#N/A", "…", "M"])
def test_every_mark_in_use_for_a_missing_figure_is_read_as_missing(mark):
    content = csv(f"Kommune|År|Andel\nVejle|2022|12,5\nLæsø|2022|{mark}")
    assert figures(content)[1] == ("825", 2022, "andel_x", None)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.234,5", 1234.5),
        ("1 234,5", 1234.5),
        ("1\u00a0234,5", 1234.5),
        ("1\u202f234,5", 1234.5),
        ("-1234,5", -1234.5),
        ("−1.234,5", -1234.5),
        ("1.234.567", 1234567.0),
        ("1234,5 kr.", 1234.5),
    ],
)
def test_thousands_and_signs_are_read_in_every_usual_way(text, value):
    content = csv(f"Kommune|År|Overskud\nVejle|2022|{text}\nLæsø|2022|0,5")
    assert figures(content, titel="Overskud", enhed=["kr."])[0][3] == value


def test_three_decimals_are_read_where_only_one_reading_can_be_right():
    three = "Kommune|År|{}\nVejle|2022|22.407\nLæsø|2022|9.125"
    assert [row[3] for row in figures(csv(three.format("Andel")))] == [22.407, 9.125]
    people = figures(csv(three.format("Folketal")), titel="Folketal", enhed=["indbyggere"])
    assert [row[3] for row in people] == [22407.0, 9125.0]
    kroner = figures(csv(three.format("Indkomst")), titel="Indkomst", enhed=["kr."])
    assert [row[3] for row in kroner] == [22407.0, 9125.0]
    found = faults(csv(three.format("Indkomst")), titel="Indkomst", enhed=["point"])
    assert found[0] == (
        "row 2, column Indkomst: '22.407' is 22407 or 22.407: decimals or thousands? write another number of decimals"
    )


def test_another_number_of_the_file_settles_the_mark():
    rows = "Kommune|År|Beløb\nVejle|2022|1.234\nLæsø|2022|{}"
    assert figures(csv(rows.format("0,25")), enhed=["kr."])[0][3] == 1234.0
    assert figures(csv(rows.format("0.25")), enhed=["kr."])[0][3] == 1.234


def test_both_decimal_marks_in_a_file_are_refused():
    content = csv("kommune|aar|andel\nAalborg|2022|29,8\nVejle|2022|30,1\nViborg|2022|30.1")
    assert faults(content) == ["row 4, column andel: '30.1' is not a number with a decimal comma"]


# ── wide tables


def test_years_may_be_columns():
    content = csv("Kommune|Kommunekode|2012|2013*|År 2014 (foreløbig)\nAalborg|851|1,5|2,5|3,5\nLæsø|825|4,5||..")
    assert figures(content) == [
        ("825", 2012, "andel_x", 4.5),
        ("825", 2013, "andel_x", None),
        ("825", 2014, "andel_x", None),
        ("851", 2012, "andel_x", 1.5),
        ("851", 2013, "andel_x", 2.5),
        ("851", 2014, "andel_x", 3.5),
    ]


def test_noegletal_may_be_columns_each_with_its_unit():
    content = csv(
        "Kommune|År|Andel ejerboliger|Folketal|Karakter\nAalborg|2022|36,8|217.075|7,2\nLæsø|2022|80,1|1.786|6,9"
    )
    found = make(content, titel="", enhed=["Karakter=point"])
    assert [(one.noegletal, one.enhed, one.decimaler) for one in found.noegletal.values()] == [
        ("andel_ejerboliger", "pct.", 1),
        ("folketal", "indbyggere", 0),
        ("karakter", "point", 1),
    ]
    assert found.frame["vaerdi"].tolist() == [36.8, 217075.0, 7.2, 80.1, 1786.0, 6.9]


def test_a_noegletal_of_several_may_be_left_out():
    content = csv("Kommune|År|Andel ejerboliger|Note\nAalborg|2022|36,8|1\nLæsø|2022|80,1|2")
    assert make(content, titel="", enhed=[], maps=["Note="]).frame["vaerdi"].tolist() == [36.8, 80.1]


@pytest.mark.parametrize(
    "content",
    [
        csv("År|Aalborg|Læsø|Hele landet\n2021|1,5|2,5|9\n2022|3,5|4,5|9"),
        csv("|Aalborg|Læsø\n2021|1,5|2,5\n2022|3,5|4,5"),
        csv("År|851|825\n2021|1,5|2,5\n2022|3,5|4,5"),
        csv("Kommune|2021|2022\nAalborg|1,5|3,5\nLæsø|2,5|4,5"),
        csv("Kommune|Andel 2021|Andel 2022\nAalborg|1,5|3,5\nLæsø|2,5|4,5"),
        csv("Kommune|År|Nøgletal|Værdi\nAalborg|2021|A|1,5\nLæsø|2021|A|2,5\nAalborg|2022|A|3,5\nLæsø|2022|A|4,5"),
        xlsx([["Andel", 2021, 2022], ["Aalborg", 1.5, 3.5], ["Læsø", 2.5, 4.5]]),
    ],
)
def test_kommuner_and_years_may_stand_across_or_down(content):
    assert [row[3] for row in figures(content)] == [2.5, 4.5, 1.5, 3.5]


def test_a_header_of_two_lines_gives_year_and_noegletal():
    rows = [
        ["Kommune", 2021, None, 2022, None],
        [None, "Andel A", "Andel B", "Andel A", "Andel B"],
        ["Aalborg", 1.5, 2.5, 3.5, 4.5],
    ]
    expected = [("851", 2021, "andel_a", 1.5), ("851", 2021, "andel_b", 2.5)]
    expected += [("851", 2022, "andel_a", 3.5), ("851", 2022, "andel_b", 4.5)]
    assert figures(xlsx(rows), titel="") == expected
    assert figures(xlsx(rows, merged=["A1:A2", "B1:C1", "D1:E1"]), titel="") == expected
    text = "|2021||2022|\nKommune|Andel A|Andel B|Andel A|Andel B\nAalborg|1,5|2,5|3,5|4,5"
    assert figures(csv(text), titel="") == expected


def test_merged_cells_hold_for_every_row_they_span():
    rows = [["kommune", "aar", "hovedkonto", "andel"], ["Læsø", 2022, "2", 20.5], [None, None, "5", 30.5]]
    content = xlsx(rows, merged=["A2:A3", "B2:B3"])
    assert figures(content, maal="IKU") == [("825", 2022, "2", 20.5), ("825", 2022, "5", 30.5)]


STATBANK = [
    ["Priser efter område, art og tid", None, None, None],
    ["Enhed: Kr. pr. m2", None, None, None],
    [None, None, "2021", "2022"],
    ["Handelspris", "Hele landet", 900, 950],
    [None, "Copenhagen", 5000, 5100],
    [None, "Christiansø", "..", ".."],
    [None, "Læsø", "..", 700],
    [None, None, None, None],
    ["En fodnote om revisioner.", None, None, None],
]


def test_a_workbook_of_statbank_holds_its_groups_title_unit_and_notes():
    found = make(xlsx(STATBANK), titel="", enhed=[])
    assert [(one.titel, one.enhed) for one in found.noegletal.values()] == [("Handelspris", "kr. pr. m²")]
    assert found.frame["vaerdi"].tolist()[:2] == [5000.0, 5100.0]
    assert found.frame["kommunekode"].tolist() == ["101", "101", "825", "825"]
    assert "En fodnote om revisioner." in found.kilde["noter"]


def test_groups_that_vary_become_noegletal_of_their_own():
    rows = [*STATBANK[:7], ["Antal handler", "Copenhagen", 50, 51], [None, "Læsø", 4, 5]]
    found = make(xlsx(rows), titel="", enhed=["Handelspris=kr. pr. m2", "Antal handler=antal"])
    assert list(found.noegletal) == ["handelspris", "antal_handler"]
    frame = found.frame.set_index(["noegletal", "kommunekode", "aar"])["vaerdi"]
    assert (frame["handelspris", "101", 2022], frame["antal_handler", "825", 2022]) == (5100.0, 5.0)


def test_quarters_are_chosen_or_refused_with_a_word():
    rows = [["Kommune", "2021K1", "2021K2", "2022K1"], ["Læsø", 1.5, 2.5, 3.5]]
    with pytest.raises(InputError, match=r"the times are quarters \(2021K1 – 2022K1\), and nothing is added up"):
        make(xlsx(rows))
    assert figures(xlsx(rows), periode="k1") == [("825", 2021, "andel_x", 1.5), ("825", 2022, "andel_x", 3.5)]
    with pytest.raises(InputError, match=r"not K3.*choose one of each year with --periode K1"):
        make(xlsx(rows), periode="K3")
    with pytest.raises(InputError, match="the times are years: leave out --periode"):
        make(csv(LONG), periode="K1")


def test_a_table_without_years_takes_its_year_by_hand():
    content = csv("Kommune|Andel\nAalborg|29,8")
    assert faults(content) == [
        "row 1: columns are missing: aar; found: Kommune, Andel; say the year with --aar",
    ]
    assert figures(content, aar=2022) == [("851", 2022, "andel_x", 29.8)]


# ── competition


def test_amounts_and_hovedkonti_make_a_datasaet_on_competition():
    content = csv(
        "Kommune|År|Hovedkonto|Andel|Privat|Grundlag\nÅlborg|2022|Samlet|29,8|298,0|1.000,0\nÅlborg|2022|5|26,1|261|1000"
    )
    frame = make(content, maal="iku").frame
    assert frame[["noegletal", "vaerdi", "taeller", "naevner"]].values.tolist() == [
        ["samlet", 29.8, 298.0, 1000.0],
        ["5", 26.1, 261.0, 1000.0],
    ]


def test_hovedkonti_may_be_named_by_their_titles_and_stand_across():
    long = csv(
        "Kommune|År|Hovedkonto|Andel\nLæsø|2022|Sociale opgaver og beskæftigelse|12,5\nLæsø|2022|2 Transport og infrastruktur|30,5"
    )
    wide = csv("Kommune|År|5|2\nLæsø|2022|12,5|30,5").replace(b"5;2\n", b"Sociale opgaver;Transport og infrastruktur\n")
    for content in (long, wide):
        assert figures(content, maal="IKU") == [("825", 2022, "2", 30.5), ("825", 2022, "5", 12.5)]


def test_hovedkonti_may_head_columns_by_their_codes():
    content = csv("Kommune|År|0|5|samlet\nAalborg|2022|70,0|26,1|29,8")
    assert [row[2:] for row in figures(content, maal="IKU")] == [("0", 70.0), ("5", 26.1), ("samlet", 29.8)]


def test_the_measure_is_never_assumed():
    content = csv("Kommune|År|Hovedkonto|Andel\nLæsø|2022|2|12,5\nLæsø|2022|5|30,5")
    with pytest.raises(InputError, match="figures of hovedkonti, but of which measure"):
        make(content)
    assert make(content, maal="PLI").kilde["brud"] == [2016]


def test_title_and_unit_are_asked_for_where_the_file_does_not_say():
    content = csv("Kommune|År|Værdi\nLæsø|2022|6,6")
    both = (
        "'Værdi' does not say what is measured; say it with --titel; the unit of 'Værdi' is not known; say it: --enhed"
    )
    with pytest.raises(InputError, match=both):
        make(content, titel="", enhed=[])
    with pytest.raises(InputError, match="the unit of 'Karaktergennemsnit' is not known; say it: --enhed kr."):
        make(content, titel="Karaktergennemsnit", enhed=[])
    found = make(content, titel="Karaktergennemsnit", enhed=["point"], bedst=["hoej"])
    assert found.noegletal["karaktergennemsnit"].retning == "hoej"
    with pytest.raises(InputError, match="unknown direction in --bedst 'højest'"):
        make(content, bedst=["højest"])


# ── columns that are no figures, and figures of another kind


@pytest.mark.parametrize("name", ["Rang", "Nr.", "Lb.nr."])
def test_a_column_that_numbers_the_rows_is_no_noegletal(name):
    found = make(csv(f"{name}|Kommune|År|Andel\n1|Aalborg|2022|12,5\n2|Læsø|2022|13"))
    assert found.frame["vaerdi"].tolist() == [12.5, 13.0]
    assert found.advarsler[0] == f"column '{name}' is not read: it numbers rows or ranks them"


def test_a_column_of_codes_is_a_column_of_codes_whatever_its_name():
    assert figures(csv("Nr.|År|Andel\n851|2022|12,5\n825|2022|13"))[0] == ("825", 2022, "andel_x", 13.0)


def test_a_total_over_the_years_is_not_read_and_a_column_without_a_year_is_asked_about():
    text = "Kommune|2021|2022|{}\nAalborg|10|11|21\nLæsø|13|14|27"
    assert [row[3] for row in figures(csv(text.format("I alt")))] == [13.0, 14.0, 10.0, 11.0]
    assert faults(csv(text.format("Folketal"))) == ["row 1: 'Folketal' has no year, beside columns of years"]


def test_groups_of_a_long_table_name_its_noegletal():
    text = (
        "KØN|OMRÅDE|TID|INDHOLD\nMænd|Aalborg|2021|12\nKvinder|Aalborg|2021|13\nMænd|Læsø|2021|1\nKvinder|Læsø|2021|3"
    )
    assert sorted(make(csv(text), enhed=["antal"]).noegletal) == ["kvinder", "maend"]


def test_a_percent_sign_that_is_only_written_behind_a_number_does_not_multiply_it():
    rows = [["Kommune", "År", "Andel"], ["Vejle", 2022, 12.5], ["Læsø", 2022, 0.5]]
    for code in ('0.0"%"', "0.0\\%", '[Red]0.0" %"'):
        assert sorted(row[3] for row in figures(xlsx(rows, formats=[("C2", code), ("C3", code)]))) == [0.5, 12.5]


def test_shares_of_one_are_refused_but_not_small_figures_with_a_percent_sign():
    text = "Kommune|År|Andel\nVejle|2022|0,5{0}\nLæsø|2022|0,3{0}"
    with pytest.raises(DataError, match="every figure is at most 1: shares of 1, not of 100"):
        make(csv(text.format("")), accept=False)
    assert make(csv(text.format(" %")), accept=False).frame["vaerdi"].tolist() == [0.5, 0.3]
    assert make(csv(text.format("")), accept=True).advarsler[0].startswith("Andel x: every figure is at most 1")


def test_people_that_come_in_parts_are_refused():
    rows = [["Kommune", "År", "Folketal"], ["Aalborg", 2022, 217.075], ["Læsø", 2022, 1.786]]
    with pytest.raises(DataError, match="2 figures are no whole numbers, the first Aalborg 2022: 217.075"):
        make(xlsx(rows), titel="", enhed=[], accept=False)


def test_a_sum_that_does_not_match_its_total_is_refused():
    text = "Kommune|År|Antal sager\nAalborg|2022|10\nLæsø|2022|13\nI alt|2022|{}"
    assert make(csv(text.format(23)), titel="", enhed=[], accept=False).linjer == [
        "Antal sager: 'I alt' compared with the sum of 2 kommuner in 1 years, 0 differ"
    ]
    with pytest.raises(DataError, match="Antal sager 2022: the kommuner add up to 23, but 'I alt' is 25"):
        make(csv(text.format(25)), titel="", enhed=[], accept=False)


def test_a_dash_is_missing_in_an_own_table_and_zero_in_one_of_statbank_and_both_are_said():
    own = make(csv("Kommune|År|Andel\nAalborg|2022|12,5\nLæsø|2022|-"))
    assert own.frame["vaerdi"].isna().tolist() == [False, True]
    assert "1 cells hold '-' and are read as missing" in own.advarsler
    statbank = make(xlsx([*STATBANK[:6], [None, "Læsø", "-", 700]]), enhed=["kr."])
    assert statbank.frame["vaerdi"].tolist() == [5000.0, 5100.0, 0.0, 700.0]
    assert "1 cells hold '-' and are read as 0" in statbank.advarsler


# ── refusals


def test_every_bad_row_is_listed_with_its_number():
    rows = "Kommune|År|Andel\nAalborg|2022|29,8\nAlborrg|2022|29,8\nVejle|22|30,1\nVejle|2022|x\n\nLæsø|2022"
    assert faults(csv(rows)) == [
        "row 3: unknown kommune 'Alborrg'; did you mean Aalborg or Kalundborg?",
        "row 4: aar '22' is not a year",
        "row 7: 2 cells, but the header has 3",
    ]
    assert faults(
        csv(rows.replace("Alborrg", "Viborg").replace("|22|", "|2022|").replace("Læsø|2022", "Læsø|2022|1"))
    ) == ["row 5, column Andel: 'x' is not a number with a decimal comma"]


def test_a_repeated_row_is_named_with_the_other():
    content = csv("Kommune|År|Andel\nAalborg|2022|29,8\nVejle|2022|20,1\naalborg|2022|29,9")
    assert faults(content) == [
        "row 4, column Andel: kommune, aar and noegletal occur twice, in row 2, column Andel too (851, 2022, andel_x)"
    ]


def test_rows_without_a_kommune_are_one_fault():
    content = csv("Kommune|År|Andel\nAalborg|2021|29,8" + "\n|2022|20,1" * 12)
    (fault,) = faults(content)
    assert (
        fault
        == "12 rows (3, 4, 5 … 14) have no kommune: the cell is empty, or was merged with the one above; fill it in"
    )


def test_a_line_of_text_among_the_figures_is_not_passed_over():
    content = csv("Kommune|År|Andel\nAalborg|2022|29,8\nUdgifter||\nAalborg|2022|30,1")
    assert faults(content) == ["row 3: 'Udgifter' stands alone among the figures: a title of some of them?"]


def test_name_and_code_beside_each_other_must_agree():
    header = "kommunekode|kommune|aar|andel\n"
    assert figures(csv(f"{header}751|Århus|2022|1,5"))[0][0] == "751"
    assert faults(csv(f"{header}751|Aalborg|2022|1,5")) == ["row 2: kommunekode '751' is not that of 'Aalborg'"]


@pytest.mark.parametrize(
    ("header", "fault"),
    [
        ("kommune|andel", "columns are missing: aar; found: kommune, andel"),
        ("hvad|aar|andel", "columns are missing: kommune (or kommunekode); found: hvad, aar, andel"),
        ("kommune|aar|andel|Andel", "columns occur twice: andel"),
        ("kommune|kommunenavn|aar|andel", "columns mean the same: kommune, kommunenavn"),
        ("kommune|aar|andel|hovedkont", "unknown column 'hovedkont'; did you mean hovedkonto?"),
    ],
)
def test_missing_and_repeated_columns_are_named(header, fault):
    cells = {"hvad": "x", "aar": "2022", "andel": "1,5", "Andel": "1,5", "hovedkont": "2"}
    row = "|".join(cells.get(name, "Læsø") for name in header.split("|"))
    (found,) = faults(csv(f"{header}\n{row}\n{row.replace('2022', '2021')}"))
    assert fault in found


@pytest.mark.parametrize(
    "text",
    [
        "Aalborg|2022|29,8\nVejle|2022|30,1\nViborg|2022|31",  # no header at all
        "Aalborg|29,8|30,1\nVejle|28|31",
        "Aalborg|2012|2013\nVejle|2012|2013",
        "Kommune|År|12,5\nAalborg|2022|29,8",
    ],
)
def test_a_row_of_figures_is_never_taken_for_a_header(text):
    assert len(faults(csv(text))) == 1


def test_a_column_of_text_that_tells_nothing_apart_is_said_not_to_be_read():
    content = csv("kommune|aar|region|andel\nAalborg|2022|Nord|29,8\nVejle|2022|Syd|31")
    assert make(content).advarsler[0] == "column 'region' is not read"


def test_a_file_that_may_be_cut_is_warned_of():
    assert "does not end with a line break" in make(csv(LONG).rstrip(b"\n")).advarsler[0]


def test_plain_numbers_among_cells_in_percent_are_refused():
    rows = [["Kommune", "År", "Andel"], ["Vejle", 2022, 0.125], ["Læsø", 2022, 0.2]]
    (fault,) = faults(xlsx(rows, formats=[("C2", "0%")]))
    assert fault == "row 3, column Andel: 0.2 is not formatted as percent, unlike other cells: 1 or 100 times?"
    with pytest.raises(InputError, match=r"cells of 'Andel x' are in percent, not in kr\."):
        make(xlsx(rows[:2], formats=[("C2", "0%")]), enhed=["kr."])


@pytest.mark.parametrize("cell", [True, "#DIV/0!", "1e5", "inf", "٣", "12,34,5", "ca. 12"])
def test_what_is_no_number_is_refused(cell):
    (fault,) = faults(
        xlsx([["Kommune", "År", "Andel"], ["Vejle", 2022, 1.5], ["Aalborg", 2022, cell], ["Læsø", 2022, 2.5]])
    )
    assert fault.startswith(f"row 3, column Andel: '{cell}' is not a number")


def test_a_number_that_excel_made_a_date_is_refused():
    import datetime

    rows = [["Kommune", "År", "Andel"], ["Vejle", 2022, 1.5], ["Læsø", 2022, datetime.datetime(2024, 5, 12)]]
    (fault,) = faults(xlsx(rows))
    assert "it is a date; Excel makes dates of 12.5" in fault


def test_formulas_are_never_evaluated():
    for formula in ("=1+1", "=cmd|' /C calc'!A0"):
        (fault,) = faults(xlsx([["Kommune", "År", "Andel"], ["Vejle", 2022, 1.5], ["Aalborg", 2022, formula]]))
        assert fault == "row 3, column 3: the formula has no stored value: open the file in Excel and save it"
        (fault,) = faults(csv(f"Kommune|År|Andel\nVejle|2022|1,5\n{formula.replace('|', '!')}|2022|1,5"))
        assert fault.startswith("row 3: unknown kommune '=")


def test_the_first_visible_sheet_is_read_and_another_by_its_name():
    rows, old = (
        [["Kommune", "År", "Andel"], ["Læsø", 2022, 12.5]],
        [["Kommune", "År", "Andel"], ["Læsø", 2021, 99]],
    )
    content = xlsx(rows, sheets=[("Gammel", old)], hidden=["Gammel"])
    assert figures(content) == [("825", 2022, "andel_x", 12.5)]
    assert figures(content, ark="Gammel") == [("825", 2021, "andel_x", 99.0)]
    with pytest.raises(InputError, match="unknown sheet of x 'Gamel'; did you mean Gammel?"):
        make(content, ark="Gamel")
    with pytest.raises(DataError, match="x, sheet 'Tom': 1 fault\n  is empty: choose another with --ark"):
        make(xlsx(rows, sheets=[("Tom", [])]))
    assert read_tabel(xlsx(rows, sheets=[("Skjult", old)], hidden=["Skjult"]), "x").ark == "Sheet"
    with pytest.raises(InputError, match="is text and has no sheets"):
        make(csv(LONG), ark="Ark1")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\n \n", "is empty"),
        (csv("Kommune|År|Andel"), "a figure"),
        (b"PK\x03\x04", "damaged or cut off"),
        (xlsx([["a"]])[:-40], "damaged or cut off"),
        (b"\xd0\xcf\x11\xe0old", "old format"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        (b"<html><table><tr><td>Kommune</td></tr></table></html>", "an HTML page"),
        (b"\xef\xbb\xbf\n<?xml version='1.0'?><Workbook/>", "an XML file"),
        (b"%PDF-1.7", "a PDF"),
        (b"\x1f\x8b\x08", "compressed"),
        (b'[{"kommune": "Vejle"}]', "is JSON"),
        (b'Kommune;"' + b"x" * 140_000, "the quotes do not match"),
        (b"Kommune;Andel\n\xff\xfe\x81\x00\x01", "is not text"),
        ("Kommune;År;Andel\nLæsø;2022;1\nMorsÃ¸;2022;2\n".encode(), "in a wrong or mixed encoding"),
    ],
)
def test_what_holds_no_table_is_refused_with_what_it_is(content, said):
    (fault,) = faults(content)
    assert said in fault


def test_archives_that_are_no_workbook_are_told_apart():
    import io
    import zipfile

    for name, said in (
        ("content.xml", "OpenDocument"),
        ("xl/workbook.bin", "XLSB"),
        ("tal.csv", "unpack it first"),
    ):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr(name, "x")
        assert said in faults(file.getvalue())[0]


# ── the command


def test_import_writes_the_table_and_replaces_it_only_by_force(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("KOMMUNEDATA_DATA", str(tmp_path))
    path = tmp_path / "egen.xlsx"

    def run(content, *options):
        path.write_bytes(content)
        monkeypatch.setattr("sys.argv", ["kommunedata", "import", "tabel", str(path), "--navn", "egen", *options])
        with pytest.raises(SystemExit) as caught:
            cli.main()
        return caught.value.code, capsys.readouterr()

    rows = [["Kommune", "År", "Andel"], ["Ålborg", 2022, 29.8], [400, 2021, None]]
    assert run(xlsx(rows))[0] == 2
    code, output = run(xlsx(rows, sheets=[("Skjult", rows)], hidden=["Skjult"]), "--titel", "Andel af noget")
    assert code == 0
    assert "sheet 'Sheet'" in output.out
    assert "Andel af noget, 2 kommuner, 2 years 2021-2022, 2 values of which 1 missing" in output.out
    assert "ONLY 2 OF 98 KOMMUNER" in output.err
    kilde = load_kilde("egen")
    assert (kilde.maal, kilde.titel) == ("Andel af noget", "Andel af noget")
    assert (kilde.kilde, kilde.model) == ("egen tabel", False)

    assert run(csv(LONG), "--maal", "IKU")[0] == 2
    code, output = run(csv(LONG.replace("29,8", "129,8")), "--titel", "Andel x", "--force")
    assert code == 1
    assert output.err.endswith("row 2, column Andel: vaerdi 129.8 of noegletal andel_x is not within 0-100\n")
    assert load_kilde("egen") == kilde

    assert run(csv(LONG), "--maal", "iku", "--titel", "=1+1", "--kilde", "<b>KL</b>", "--force")[0] == 0
    kilde = load_kilde("egen")
    assert (kilde.maal, kilde.titel, kilde.kilde, kilde.brud) == ("IKU", "=1+1", "<b>KL</b>", (2016,))
    assert load_datasaet("egen").frame["vaerdi"].dropna().tolist() == [29.8]
    assert run(csv(LONG), "--maal", " ", "--force")[0] == 2
