"""Exports from noegletal.dk: every variant of the format, titles, and what is refused."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from noegletal_fil import DATE, TITLER, by_excel, quote_all, write_export, write_frame
from tabeller import xlsx

from kommunedata import cli
from kommunedata.analysis.ranking import rank_kommuner
from kommunedata.datasaet.frame import load_datasaet
from kommunedata.datasaet.kilde import list_datasaet, load_kilde
from kommunedata.errors import DataError, InputError
from kommunedata.formats import round_half_up
from kommunedata.sources.noegletal import read_export
from kommunedata.sources.save import Valg, make_import
from kommunedata.sources.titles import (
    ascii_slug,
    guess_unit,
    match_titler,
    read_choices,
    read_map,
    read_title,
    read_unit,
)

IKU = TITLER["samlet"]
AALBORG, BORNHOLM = ("Aalborg Kommune", "851"), ("Bornholms Regionskommune", "400")
BLOCKS = {
    IKU: {AALBORG: ["29,1", "29,8"], BORNHOLM: ["-", "U"]},
    TITLER["5"]: {BORNHOLM: ["7", "M"], AALBORG: ["0,5", "100,0"]},
}
TEXT = write_export(BLOCKS, [2021, 2022])
FIGURES = {
    (IKU, "851", 2021): 29.1,
    (IKU, "851", 2022): 29.8,
    (IKU, "400", 2021): 0.0,
    (IKU, "400", 2022): None,
    (TITLER["5"], "400", 2021): 7.0,
    (TITLER["5"], "400", 2022): None,
    (TITLER["5"], "851", 2021): 0.5,
    (TITLER["5"], "851", 2022): 100.0,
}


def make(content, **valg):
    """What an import makes of an export; titles that say no unit are in kr."""
    fil = read_export(content if isinstance(content, bytes) else content.encode("cp1252"), "x.csv")
    enhed = [f"{title}=kr." for title in fil.titler if not guess_unit(title)]
    return make_import(fil, Valg("ny", **{"enhed": enhed, "accept": True, **valg}), "fil")


def figures(text, encoding="cp1252"):
    return figures_of(make(text.encode(encoding)))


def figures_of(found):
    titles = {match.noegletal: match.titel for match in found.matches}
    return {
        (titles[r.noegletal], r.kommunekode, r.aar): None if r.vaerdi != r.vaerdi else r.vaerdi
        for r in found.frame.itertuples()
    }


def faults(text):
    with pytest.raises(DataError) as caught:
        make(text)
    assert str(caught.value).startswith("x.csv: ")
    return caught.value.faults


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Run a command line: its exit code and what it printed."""
    monkeypatch.setenv("KOMMUNEDATA_DATA", str(tmp_path / "data"))
    (tmp_path / "data").mkdir()
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)

    def call(*args):
        monkeypatch.setattr("sys.argv", ["kommunedata", *map(str, args)])
        with pytest.raises(SystemExit) as caught:
            cli.main()
        output = capsys.readouterr()
        return caught.value.code, output.out, output.err

    return call


@pytest.fixture
def export(tmp_path):
    """Write a text as the file of an export."""

    def write(text=TEXT):
        path = tmp_path / "export.csv"
        path.write_bytes(text.encode("cp1252"))
        return path

    return write


# ── the file


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("rewrite", [str, quote_all, by_excel, lambda text: text.replace(";", "\t")])
def test_every_encoding_and_round_trip_through_excel_gives_the_same_figures(rewrite, encoding):
    assert figures(rewrite(TEXT), encoding) == FIGURES


def test_thousands_negative_numbers_zero_and_missing_marks_are_read():
    text = write_export(
        {"Udgifter": {AALBORG: ["1.234,5", "-5,2", "-0,0", "12.345.678", "-", "M", "U", "–7"]}}, range(2015, 2023)
    )
    assert list(figures(text).values()) == [1234.5, -5.2, 0.0, 12345678.0, 0.0, None, None, -7.0]


def test_years_before_the_reform_are_read_and_said_to_be_before_it():
    found = make(write_export({"Andel ejerboliger": {AALBORG: ["36,8", "37,0", "38,1"]}}, [1993, 2001, 2019]))
    assert found.frame[["aar", "vaerdi"]].values.tolist() == [[1993, 36.8], [2001, 37.0], [2019, 38.1]]
    assert found.kilde["brud"] == [2007]
    assert any("kommunalreformen" in note for note in found.kilde["noter"])


def test_footnotes_of_names_are_no_part_of_them_and_the_notes_are_kept():
    text = write_export(
        {"Andel x": {("Hillerød Kommune (3)", "219"): ["2,0"], ("Gennemsnit (6) (15)", ""): ["2,5"]}}, [2022]
    )
    text = text.replace(DATE, "Noter:;;\n(3)  Tal før 2007 er skønnede.;;\n" + DATE)
    found = make(text)
    assert found.frame[["kommunekode", "vaerdi"]].values.tolist() == [["219", 2.0]]
    assert found.advarsler[0].endswith("'Gennemsnit' is 2,5, which is not between the lowest and highest kommune")
    assert "(3) Tal før 2007 er skønnede." in found.kilde["noter"]


@pytest.mark.parametrize("header", ["Kom.nr", "Kom. nr.", "KOM.NR.", "Kommunenr."])
def test_the_header_is_known_by_kom_nr_in_any_spelling(header):
    assert figures(TEXT.replace("Kom.nr", header)) == FIGURES


def test_an_export_without_a_title_row_takes_its_title_by_hand():
    text = TEXT.replace(f"{IKU};;;\n", "").split(TITLER["5"])[0] + "Tegnforklaring:;;;\n" + DATE + "\n"
    with pytest.raises(InputError, match="no row gives a title for the figures; say it with --titel"):
        make(text)
    fil = read_export(text.encode(), "x", titel="Andel x")
    assert (fil.titler, len(fil.felter)) == (["Andel x"], 4)


def test_letters_that_excel_for_mac_misread_are_put_right():
    text = write_export({"Andel børn": {("Læsø Kommune", "825"): ["1,0"], ("Køge Kommune", "259"): ["2,0"]}}, [2022])
    wrong = text.encode("latin-1").decode("mac_roman")
    assert "L\u00cas\u00af" in wrong
    for content in (wrong.encode(), wrong.encode("utf-16"), text.encode("mac_roman"), text.encode("cp850")):
        found = make(content)
        assert found.matches[0].titel == "Andel børn"
        assert not [text for text in found.advarsler if "name" in text]


def test_a_workbook_saved_from_the_export_is_read_split_or_not():
    cells = [line.split(";") for line in TEXT.strip().split("\n")]
    typed = [[float(c.replace(",", ".")) if re.fullmatch("[0-9,]+", c) else c or None for c in row] for row in cells]
    for rows in (cells, typed, [[";".join(row)] for row in cells], [[None, *row] for row in typed]):
        assert figures_of(make(xlsx(rows))) == FIGURES


def test_an_empty_cell_of_a_workbook_is_missing_and_said_and_so_is_a_lost_footer():
    found = make(xlsx([[None, "Kom.nr", 2021, 2022], ["Andel x"], ["Aalborg Kommune", 851, 29.1, None]]))
    assert found.frame["vaerdi"].isna().tolist() == [False, True]
    assert found.advarsler[:2] == [
        "the row of publisher and date is missing: the datasaet is dated today",
        "1 cells are empty and read as missing",
    ]


def test_decimal_points_are_read_where_none_may_be_of_thousands():
    text = write_export({"Andel x": {AALBORG: ["29.1", "29.8"], BORNHOLM: ["7", "M"]}}, [2021, 2022])
    assert make(text).frame["vaerdi"].tolist()[:3] == [29.1, 29.8, 7.0]
    assert faults(text.replace("29.1", "29,1")) == ["row 6, column 2022: '29.8' is not a number, -, M or U"]
    assert make(text.replace("29.1", "1.291").replace("29.8", "2.198"), enhed=["kr."]).frame["vaerdi"][0] == 1291


def test_a_national_mean_may_lie_outside_a_selection_of_kommuner():
    rows = {AALBORG: ["12,5"], ("Landsgennemsnit", ""): ["12,0"]}
    assert (
        make(write_export({"Andel x": rows}, [2022]), accept=False).linjer[0].startswith("Andel x: 'Landsgennemsnit'")
    )


def test_all_noegletal_of_a_file_become_noegletal_of_one_datasaet():
    titles = ["Folketal", "Serviceudgifter pr. indb.", "Andel ejerboliger", "Karaktergennemsnit"]
    text = write_export({title: {AALBORG: ["10,5" if title[0] == "K" else "10"]} for title in titles}, [2022])
    found = make(text, enhed=["Karaktergennemsnit=point"], bedst=["karaktergennemsnit=hoej"])
    assert [(one.noegletal, one.enhed, one.decimaler, one.retning) for one in found.noegletal.values()] == [
        ("folketal", "indbyggere", 0, "ingen"),
        ("serviceudgifter_pr_indb", "kr. pr. indbygger", 0, "ingen"),
        ("andel_ejerboliger", "pct.", 0, "ingen"),
        ("karaktergennemsnit", "point", 1, "hoej"),
    ]
    assert found.kilde["titel"] == "Nøgletal: Folketal, Serviceudgifter pr. indb. m.fl."
    assert found.frame["noegletal"].tolist() == list(found.noegletal)


def test_the_sum_of_the_kommuner_is_compared_with_the_total_of_the_file():
    rows = {AALBORG: ["1.000", "2.000"], BORNHOLM: ["500", "500"], ("I alt (15)", ""): ["1.500", "2.500"]}
    text = write_export({"Indbyggertal 1. januar": rows}, [2021, 2022])
    found = make(text, accept=False)
    assert found.linjer == ["Indbyggertal 1. januar: 'I alt' compared with the sum of 2 kommuner in 2 years, 0 differ"]
    with pytest.raises(DataError, match=r"2022: the kommuner add up to 2\.600, but 'I alt' is 2\.500.*--accept"):
        make(text.replace("1.000;2.000", "1.000;2.100"), accept=False)


def test_u_has_the_status_that_the_legend_of_the_file_gives():
    frame = make(TEXT).frame.set_index(["noegletal", "kommunekode", "aar"])["status"]
    assert frame["samlet", "400", 2022] == "ikke_relevant"
    assert frame["5", "400", 2022] == "mangler"
    for legend, status in (("U  Tallet er skjult af diskretionshensyn", "skjult"), ("U  Uoplyst", "mangler")):
        text = TEXT.replace("U  Nøgletallet er uaktuelt for kommunen.", legend)
        assert status in make(text).frame["status"].tolist()


def test_date_and_publisher_of_the_footer_are_kept():
    fil = read_export(TEXT.replace(DATE, "Økonomi- og Indenrigsministeriet d. 1. maj 2020").encode(), "x.csv")
    assert (fil.organisation, str(fil.hentet)) == ("Økonomi- og Indenrigsministeriet", "2020-05-01")


def test_country_regions_and_groups_are_kept_apart():
    rows = {
        ("Hele landet", ""): ["1,0"],
        ("Region Nordjylland", "081"): ["M"],
        ("Gruppe", "921"): ["?"],
        AALBORG: ["2,0"],
    }
    fil = read_export(write_export({IKU: rows}, [2022]).encode(), "x.csv")
    assert [felt.kommunekode for felt in fil.andre] == ["Hele landet", "Region Nordjylland", "Gruppe"]
    assert [felt.kommunekode for felt in fil.felter] == ["851"]
    assert not fil.advarsler


@pytest.mark.parametrize(
    ("name", "code"), [("Århus Kommune", "751"), ("Åbenrå", "580"), ("Københavns Kommune", "0101")]
)
def test_older_spellings_name_the_same_municipality(name, code):
    fil = read_export(write_export({IKU: {(name, code): ["2,0"]}}, [2022]).encode(), "x.csv")
    assert [felt.kommunekode for felt in fil.felter] == [code.lstrip("0")]
    assert not fil.advarsler


def test_the_number_identifies_and_an_unknown_name_is_only_warned_of():
    fil = read_export(write_export({IKU: {("Bogense Kommune", "480"): ["2,0"]}}, [2022]).encode(), "x.csv")
    assert [felt.kommunekode for felt in fil.felter] == ["480"]
    assert fil.advarsler == ["row 6: the name 'Bogense Kommune' is not known; taken as 480 Nordfyns"]


@pytest.mark.parametrize("code", ["751", "999", "", "85l"])
def test_a_name_that_means_another_municipality_than_the_number_is_a_fault(code):
    (fault,) = faults(write_export({IKU: {("Aalborg Kommune", code): ["2,0"], BORNHOLM: ["1,0"]}}, [2022]))
    assert fault.startswith("row 6: ")
    assert "Aalborg Kommune" in fault


def test_every_unknown_mark_is_listed_with_row_column_and_value():
    text = write_export({IKU: {AALBORG: ["76.2", "x", "1.23,4"], BORNHOLM: ["", "..", "1,0"]}}, [2020, 2021, 2022])
    assert faults(text) == [
        "row 6, column 2020: '76.2' is not a number, -, M or U",
        "row 6, column 2021: 'x' is not a number, -, M or U",
        "row 6, column 2022: '1.23,4' is not a number, -, M or U",
        "row 7, column 2020: '' is not a number, -, M or U",
        "row 7, column 2021: '..' is not a number, -, M or U",
    ]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("Kom.nr", "Nr", "no row holds 'Kom.nr'"),
        (";2021;", ";2022;", "'2022' stands there twice"),
        (";2021;", ";1969;", "aar 1969 is not within 1970-2100"),
        (";2021;", ";Vækst;", "'Vækst' is not a year"),
        (";2021;", ";2021K1;", "'2021K1' is not a year"),
        (DATE, "", "the last row, publisher and date, is missing"),
        ("10. september", "31. september", "does not end with a date"),
        ("29,1;29,8", "29,1", "1 values for 2 years"),
        ("29,1;29,8", "29,1;29,8;30,0", "3 values for 2 years"),
        (TITLER["5"], IKU, "occurs twice"),
        ("Bornholms Regionskommune;400;-", "Aalborg Kommune;851;-", "occur twice, in row 6, column 2021 too"),
        ("Tegnforklaring:", '"Tegnforklaring:', "the quotes do not match"),
    ],
)
def test_a_damaged_export_is_refused(old, new, fault):
    assert old in TEXT
    assert any(fault in found for found in faults(TEXT.replace(old, new)))


def test_a_row_with_its_cells_out_of_place_is_not_taken_for_a_region():
    moved = TEXT.replace("Bornholms Regionskommune;400;-", "Bornholms Region;;400;-")
    assert faults(moved) == ["row 7: 3 values for 2 years"]


def test_two_exports_in_one_file_are_refused():
    assert any("stands after the end" in fault for fault in faults(TEXT + TEXT))


@pytest.mark.parametrize(
    "content", [b"", b" \n\n", b"\x00\x01\x02" * 50, bytes(range(256)), b"PK\x03\x04...", "DragÃ¸r;155".encode()]
)
def test_what_is_no_text_is_refused(content):
    with pytest.raises(DataError):
        read_export(content, "x.csv")


# ── titles


@pytest.mark.parametrize(
    ("title", "meaning"),
    [
        ("Indikator for konkurrenceudsættelse (IKU)", ("IKU", "samlet")),
        ("IKU i alt, pct.", ("IKU", "samlet")),
        ("Konkurrenceudsættelse af kommunale opgaver", ("IKU", "samlet")),
        ("IKU samlet (hovedkonto 0 og 2-6)", ("IKU", "samlet")),
        ("IKU på hovedkonto 0", ("IKU", "0")),
        ("IKU: 6. Fællesudgifter og administration m.v.", ("IKU", "6")),
        ("Konkurrenceudsættelse - Sociale opgaver og beskæftigelse", ("IKU", "5")),
        ("KONKURRENCEUDSÆTTELSE, TRAFIK OG INFRASTRUKTUR", ("IKU", "2")),
        ("IKU Byudvikling, bolig- og miljøforanstaltninger", ("IKU", "0")),
        ("IKU Undervisning og kultur", ("IKU", "3")),
        ("IKU Sundhedsområdet", ("IKU", "4")),
        ("Privatleverandør-indikator", ("PLI", "samlet")),
        ("Privatleverandørindikator (PLI), hovedkonto 3", ("PLI", "3")),
        ("IKU, hovedkonto 5 Undervisning", ("IKU", None)),
        ("IKU, hovedkonto 1", ("IKU", None)),
        ("IKU, hovedkonto 0-6", ("IKU", None)),
        ("IKU 5.32", ("IKU", None)),
        ("IKU Dagtilbud", ("IKU", None)),
        ("IKU 2022=100", ("IKU", None)),
        ("RIKU", (None, None)),
        ("Andel udpendlere", (None, None)),
    ],
)
def test_read_title_recognises_measure_and_hovedkonto(title, meaning):
    assert read_title(title) == meaning


@settings(derandomize=True, deadline=None, database=None)
@given(st.text(max_size=80))
def test_any_title_gives_a_safe_slug(title):
    assert set(ascii_slug(title)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert read_title(title)[1] in (None, *TITLER)


def test_titles_are_mapped_by_hand_over_what_they_say():
    titles = ["Egne skoler", IKU]
    maps = read_map(["egne  skoler=3", f"{IKU}=2"], titles)
    assert [(match.maal, match.noegletal) for match in match_titler(titles, maps)] == [("IKU", "3"), ("IKU", "2")]
    assert match_titler(titles, read_map(["Egne skoler=3"], titles), "PLI")[0].maal == "PLI"


@pytest.mark.parametrize(
    ("maps", "message"),
    [
        (["A"], 'not of the form "TITLE=5"'),
        (["C=5"], "unknown title 'C'"),
        (["A=7"], "unknown hovedkonto '7'"),
        (["A=5", "a=6"], "names 'A' twice"),
        (["A=5", "B=5"], "two titles for hovedkonto 5"),
    ],
)
def test_a_map_that_cannot_be_meant_is_refused(maps, message):
    with pytest.raises(InputError, match=message):
        read_map(maps, ["A", "B"])


def test_two_titles_for_one_hovedkonto_are_refused_until_one_is_left_out():
    titles = ["IKU samlet", "IKU i alt"]
    with pytest.raises(InputError, match="'IKU samlet' and 'IKU i alt'"):
        match_titler(titles, {})
    kept = match_titler(titles, read_map(["IKU samlet="], titles))
    assert [match.noegletal for match in kept] == [None, "samlet"]
    with pytest.raises(InputError, match="'IKU samlet' and 'Skoler'"):
        match_titler(["IKU samlet", "Skoler"], {"Skoler": "samlet"})


def test_iku_and_pli_are_never_mixed():
    titles = ["IKU samlet", "PLI samlet", "Folketal"]
    with pytest.raises(InputError, match="--maal IKU or PLI"):
        match_titler(titles, {})
    for maal, kept in (("IKU", "IKU samlet"), ("pli", "PLI samlet"), ("Folketal", "Folketal")):
        assert [match.titel for match in match_titler(titles, {}, maal) if match.noegletal] == [kept]


def test_an_unclear_hovedkonto_is_left_and_an_iku_title_is_no_indicator_of_its_own():
    with pytest.raises(InputError, match="hovedkonto unclear"):
        match_titler(["IKU Dagtilbud"], {})
    with pytest.raises(InputError, match="unknown maal"):
        match_titler(["IKU Dagtilbud", "IKU samlet"], {}, "IKU Dagtilbud")


@pytest.mark.parametrize(
    ("title", "unit"),
    [
        ("Andel udpendlere", "pct."),
        ("Befolkningsandel i bymæssig bebyggelse", "pct."),
        ("Udskrivningsprocent", "pct."),
        ("Grundskyldspromille", "promille"),
        ("Udgifter til folkeskolen pr. elev", "kr. pr. elev"),
        ("Nettodriftsudgifter til ældre pr. 65+-årig", "kr. pr. 65+-årig"),
        ("Gæld (1.000 kr.)", "1.000 kr."),
        ("Skatteindtægter i mio. kr.", "mio. kr."),
        ("Antal skoler", "antal"),
        ("Antal andelsboliger", "antal"),
        ("Anmeldte tyverier pr. 1.000 indb.", "pr. 1.000 indbyggere"),
        ("Sygefravær (dage)", "dage"),
        ("Average income for all people (DKK)", "kr."),
        ("Gæld", ""),
        ("Karaktergennemsnit", ""),
        ("Elever pr. lærer", "pr. lærer"),
    ],
)
def test_a_unit_is_guessed_from_the_words_of_a_title_or_not_at_all(title, unit):
    assert guess_unit(title) == unit


def test_choices_name_a_title_or_hold_for_all_others():
    assert read_choices("--enhed", ["dage", "a = kr."], ["A", "B"], "kr.") == {"A": "kr.", "B": "dage"}
    with pytest.raises(InputError, match="unknown title 'C'; allowed: A, B"):
        read_choices("--enhed", ["C=kr."], ["A", "B"], "kr.")
    assert [read_unit(text) for text in ("pct", "kr", "Enheder", "1.000 kr")] == [
        "pct.",
        "kr.",
        "Enheder",
        "1.000 kr.",
    ]


# ── the datasaet


def test_a_share_outside_0_to_100_is_a_fault_with_its_cell():
    text = write_export({IKU: {AALBORG: ["100,1", "100,0"], BORNHOLM: ["-0,1", "M"]}}, [2021, 2022])
    assert faults(text) == [
        "row 6, column 2021: vaerdi 100.1 of noegletal samlet is not within 0-100",
        "row 7, column 2021: vaerdi -0.1 of noegletal samlet is not within 0-100",
    ]


def test_a_noegletal_of_unknown_unit_needs_enhed():
    text = write_export({"Resultat": {AALBORG: ["-50.000,5"]}}, [2022])
    with pytest.raises(InputError, match=r"the unit of 'Resultat' is not known; say it: --enhed kr\."):
        make(text, enhed=[])
    one = make(text, enhed=["kr"])
    assert (one.noegletal["resultat"].enhed, one.kilde["maal"], one.frame["vaerdi"].tolist()) == (
        "kr.",
        "Resultat",
        [-50000.5],
    )


def test_modeldata_comes_back_from_an_export_with_the_same_ranks():
    model = load_datasaet("modeldata")
    one = make(write_frame(model.frame))
    key = ["kommunekode", "aar", "noegletal"]
    before, after = (
        rank_kommuner(frame, model.noegletal).set_index(key).sort_index() for frame in (model.frame, one.frame)
    )
    assert (one.kilde["maal"], len(after)) == ("IKU", 98 * 11 * 7)
    assert before[["rang", "antal", "status"]].equals(after[["rang", "antal", "status"]])
    assert round_half_up(before["vaerdi"]).equals(after["vaerdi"])


# ── the command


def test_import_writes_iku_with_its_provenance_and_says_what_is_absent(run, export):
    blocks = {TITLER["5"]: BLOCKS[TITLER["5"]], "[b]=cmd|' /C calc'!A0": BLOCKS[IKU]}
    code, out, err = run("import", "noegletal", export(write_export(blocks, [2021, 2022])), "--navn", "iku")
    assert code == 0
    assert (
        "Indikator for konkurrenceudsættelse (IKU), 2 kommuner, 2 years 2021-2022, 4 values of which 1 missing" in out
    )
    assert "[b]=cmd|' /C calc'!A0" in out
    assert "is left: not IKU" in err
    assert "samlet is absent and left missing" in err
    kilde = load_kilde("iku")
    assert (kilde.maal, kilde.model, kilde.brud) == ("IKU", False, (2016,))
    assert "Omfatter 2 af 98 kommuner; placeringer er blandt dem" in kilde.noter
    assert set(load_datasaet("iku").frame["noegletal"]) == {"5"}


def test_a_title_full_of_html_and_path_characters_is_only_text(run, export, tmp_path):
    titles = ["Andel <script>alert(1)</script>", "Andel ../../x\\y"]
    path = export(write_export({title: {AALBORG: ["11,0"]} for title in titles}, [2022]))
    assert run("import", "noegletal", path, "--navn", "x")[0] == 0
    assert [folder.name for folder in (tmp_path / "data").iterdir()] == ["x"]
    found = load_datasaet("x")
    assert list(found.noegletal) == ["andel_script_alert_1_script", "andel_x_y"]
    assert [one.titel for one in found.noegletal.values()] == titles


def test_a_taken_name_is_refused_and_left_as_it_was_until_forced(run, export):
    assert run("import", "noegletal", export(), "--navn", "iku")[0] == 0
    newer = TEXT.replace("29,8", "31,4")
    code, _, err = run("import", "noegletal", export(newer), "--navn", "iku")
    assert (code, err) == (2, "kommunedata: datasaet 'iku' exists already; replace it with --force\n")
    assert 29.8 in load_datasaet("iku").frame["vaerdi"].tolist()
    assert run("import", "noegletal", export(newer), "--navn", "iku", "--force")[0] == 0
    assert 31.4 in load_datasaet("iku").frame["vaerdi"].tolist()


def test_a_faulty_file_ends_with_1_and_leaves_the_earlier_datasaet(run, export):
    assert run("import", "noegletal", export(), "--navn", "iku")[0] == 0
    code, out, err = run("import", "noegletal", export(TEXT.replace("29,8", "?")), "--navn", "iku", "--force")
    assert (code, out) == (1, "")
    assert (
        err == f"kommunedata: {Path.cwd()}/export.csv: 1 fault\n  row 6, column 2022: '?' is not a number, -, M or U\n"
    )
    assert 29.8 in load_datasaet("iku").frame["vaerdi"].tolist()


def test_one_noegletal_of_several_is_imported_by_its_title(run, export):
    blocks = {"Andel A": {AALBORG: ["21,0"]}, "Andel B": {AALBORG: ["22,0"]}}
    path = export(write_export(blocks, [2022]))
    assert run("import", "noegletal", path, "--navn", "b", "--maal", "Andel B")[0] == 0
    assert "b" in list_datasaet()
    assert load_datasaet("b").frame["vaerdi"].tolist() == [22.0]
    assert run("import", "noegletal", path, "--navn", "a", "--map", "Andel B=")[0] == 0
    assert load_datasaet("a").frame["vaerdi"].tolist() == [21.0]


def test_a_folder_that_cannot_be_written_to_is_named_with_the_way_to_another(run, export, tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("KOMMUNEDATA_DATA", str(tmp_path / "file" / "data"))
    code, _, err = run("import", "noegletal", export(), "--navn", "iku")
    assert code == 2
    assert "cannot be written to" in err
    assert "KOMMUNEDATA_DATA" in err


@pytest.mark.parametrize("navn", ["../x", "Iku", "", "modeldata", "a/b", "x" * 65])
def test_a_name_that_cannot_be_a_folder_is_refused(run, export, tmp_path, navn):
    assert run("import", "noegletal", export(), "--navn", navn)[0] == 2
    assert list((tmp_path / "data").iterdir()) == []


def test_what_cannot_be_opened_ends_with_2_and_what_is_no_export_with_1(run, tmp_path):
    (tmp_path / "empty.csv").touch()
    (tmp_path / "binary.csv").write_bytes(bytes(range(256)))
    for name, code in (("absent.csv", 2), (".", 2), ("empty.csv", 1), ("binary.csv", 1)):
        for command in ("noegletal", "tabel"):
            found, out, err = run("import", command, name, "--navn", "x")
            assert (found, out) == (code, "")
            assert err.startswith("kommunedata: ")
            assert "Traceback" not in err
