"""Exports from noegletal.dk: every variant of the format, titles, and what is refused."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from noegletal_fil import DATE, TITLER, by_excel, quote_all, write_andele, write_export

from kommunedata import cli, paths
from kommunedata.analysis.ranking import rank_kommuner
from kommunedata.datasaet.frame import load_andele
from kommunedata.datasaet.kilde import list_datasaet, load_kilde
from kommunedata.errors import DataError, InputError
from kommunedata.formats import round_half_up
from kommunedata.sources.noegletal import parse_export
from kommunedata.sources.save import make_noegletal
from kommunedata.sources.titles import ascii_slug, match_titler, read_map, read_title

SAMPLE = paths.root().parent / "shared" / "samples" / "noegletal-export-2024-09-10.csv"
needs_sample = pytest.mark.skipif(not SAMPLE.exists(), reason="the real export is not part of the repository")

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


def figures(text, encoding="cp1252"):
    tal = parse_export(text.encode(encoding), "x.csv").tal
    return {(r.titel, r.kommunekode, r.aar): None if r.andel != r.andel else r.andel for r in tal.itertuples()}


def faults(text):
    with pytest.raises(DataError) as caught:
        parse_export(text.encode("cp1252"), "x.csv")
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
        {"Udgifter": {AALBORG: ["1.234,5", "-5,2", "-0,0", "12.345.678", "-", "M", "U"]}}, range(2015, 2022)
    )
    assert list(figures(text).values()) == [1234.5, -5.2, 0.0, 12345678.0, 0.0, None, None]


def test_u_has_the_status_that_the_legend_of_the_file_gives():
    statuses = parse_export(TEXT.encode(), "x.csv").tal.set_index(["titel", "kommunekode", "aar"])["status"]
    assert statuses[IKU, "400", 2022] == "ikke_relevant"
    assert statuses[TITLER["5"], "400", 2022] == "mangler"
    for legend, status in (("U  Tallet er skjult af diskretionshensyn", "skjult"), ("U  Uoplyst", "mangler")):
        text = TEXT.replace("U  Nøgletallet er uaktuelt for kommunen.", legend)
        assert status in parse_export(text.encode(), "x.csv").tal["status"].tolist()


def test_date_and_publisher_of_the_footer_are_kept():
    eksport = parse_export(TEXT.replace(DATE, "Økonomi- og Indenrigsministeriet d. 1. maj 2020").encode(), "x.csv")
    assert (eksport.organisation, str(eksport.hentet)) == ("Økonomi- og Indenrigsministeriet", "2020-05-01")


def test_country_regions_and_groups_are_kept_apart():
    rows = {
        ("Hele landet", ""): ["1,0"],
        ("Region Nordjylland", "081"): ["M"],
        ("Gruppe", "921"): ["?"],
        AALBORG: ["2,0"],
    }
    eksport = parse_export(write_export({IKU: rows}, [2022]).encode(), "x.csv")
    assert eksport.andre == ["Hele landet", "Region Nordjylland", "Gruppe"]
    assert eksport.tal["kommunekode"].tolist() == ["851"]


@pytest.mark.parametrize(
    ("name", "code"), [("Århus Kommune", "751"), ("Åbenrå", "580"), ("Københavns Kommune", "0101")]
)
def test_older_spellings_name_the_same_municipality(name, code):
    eksport = parse_export(write_export({IKU: {(name, code): ["2,0"]}}, [2022]).encode(), "x.csv")
    assert eksport.tal["kommunekode"].tolist() == [code.lstrip("0")]
    assert not eksport.advarsler


def test_the_number_identifies_and_an_unknown_name_is_only_warned_of():
    eksport = parse_export(write_export({IKU: {("Bogense Kommune", "480"): ["2,0"]}}, [2022]).encode(), "x.csv")
    assert eksport.tal["kommunekode"].tolist() == ["480"]
    assert eksport.advarsler == ["row 6: the name 'Bogense Kommune' is not known; taken as 480 Nordfyns"]


@pytest.mark.parametrize("code", ["751", "999", "", "85l"])
def test_a_name_that_means_another_municipality_than_the_number_is_a_fault(code):
    (fault,) = faults(write_export({IKU: {("Aalborg Kommune", code): ["2,0"], BORNHOLM: ["1,0"]}}, [2022]))
    assert fault.startswith("row 6: ")
    assert "Aalborg Kommune" in fault


def test_every_unknown_mark_is_listed_with_row_column_and_value():
    text = write_export({IKU: {AALBORG: ["76.2", "x", "1.23,4"], BORNHOLM: ["", "–5,2", "1,0"]}}, [2020, 2021, 2022])
    assert faults(text) == [
        "row 6, column 2020: '76.2' is not a number, -, M or U",
        "row 6, column 2021: 'x' is not a number, -, M or U",
        "row 6, column 2022: '1.23,4' is not a number, -, M or U",
        "row 7, column 2020: '' is not a number, -, M or U",
        "row 7, column 2021: '–5,2' is not a number, -, M or U",
    ]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("Kom.nr", "Nr", "no row holds 'Kom.nr'"),
        (";2021;", ";2022;", "'2022' stands there twice"),
        (";2021;", ";2006;", "'2006' is not a year from 2007 on"),
        (";2021;", ";Vækst;", "'Vækst' is not a year"),
        (DATE, "", "the last row, publisher and date, is missing"),
        ("10. september", "31. september", "does not end with a date"),
        ("29,1;29,8", "29,1", "1 values for 2 years"),
        ("29,1;29,8", "29,1;29,8;30,0", "3 values for 2 years"),
        (f"{IKU};;;\n", "", "has no title above it"),
        (TITLER["5"], IKU, "occurs twice"),
        ("Bornholms Regionskommune;400;-", "Aalborg Kommune;851;-", "occurs twice under"),
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
        parse_export(content, "x.csv")


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
    assert [(match.maal, match.hovedkonto) for match in match_titler(titles, maps)] == [("IKU", "3"), ("IKU", "2")]
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
    assert [match.hovedkonto for match in kept] == [None, "samlet"]
    with pytest.raises(InputError, match="'IKU samlet' and 'Skoler'"):
        match_titler(["IKU samlet", "Skoler"], {"Skoler": "samlet"})


def test_iku_and_pli_are_never_mixed():
    titles = ["IKU samlet", "PLI samlet", "Folketal"]
    with pytest.raises(InputError, match="--maal IKU or PLI"):
        match_titler(titles, {})
    for maal, kept in (("IKU", "IKU samlet"), ("pli", "PLI samlet"), ("Folketal", "Folketal")):
        assert [match.titel for match in match_titler(titles, {}, maal) if match.hovedkonto] == [kept]


def test_an_unclear_hovedkonto_is_left_and_an_iku_title_is_no_indicator_of_its_own():
    with pytest.raises(InputError, match="hovedkonto unclear"):
        match_titler(["IKU Dagtilbud"], {})
    with pytest.raises(InputError, match="unknown maal"):
        match_titler(["IKU Dagtilbud", "IKU samlet"], {}, "IKU Dagtilbud")


# ── the datasaet


def make(text, navn="ny", enhed=None, maal=None):
    eksport = parse_export(text.encode(), "x.csv")
    return make_noegletal(eksport, match_titler(eksport.titler, {}, maal), navn, enhed=enhed, fil="fil")


def test_a_share_outside_0_to_100_is_a_fault_with_its_cell():
    text = write_export({IKU: {AALBORG: ["100,1", "100,0"], BORNHOLM: ["-0,1", "M"]}}, [2021, 2022])
    with pytest.raises(DataError) as caught:
        make(text)
    assert caught.value.faults == [
        "row 6, column 2021: 100.1 is not within 0-100",
        "row 7, column 2021: -0.1 is not within 0-100",
    ]


def test_an_indicator_of_unknown_unit_needs_enhed():
    text = write_export({"Udgifter pr. indb.": {AALBORG: ["-50.000,5"]}}, [2022])
    with pytest.raises(InputError, match=r"'Udgifter pr\. indb\.' is not known: say it with --enhed"):
        make(text)
    (one,) = make(text, enhed="kr.")
    assert (one.kilde["enhed"], one.kilde["maal"], one.frame["andel"].tolist()) == (
        "kr.",
        "Udgifter pr. indb.",
        [-50000.5],
    )


def test_modeldata_comes_back_from_an_export_with_the_same_ranks():
    andele = load_andele("modeldata")
    (one,) = make(write_andele(andele))
    key = ["kommunekode", "aar", "hovedkonto"]
    before, after = (rank_kommuner(frame).set_index(key).sort_index() for frame in (andele, one.frame))
    assert (one.kilde["maal"], len(after)) == ("IKU", 98 * 11 * 7)
    assert before[["rang", "antal", "status"]].equals(after[["rang", "antal", "status"]])
    assert round_half_up(before["andel"]).equals(after["andel"])


# ── the command


@needs_sample
def test_the_real_export_imports_unchanged(run):
    code, out, err = run("import", "noegletal", SAMPLE, "--navn", "pendling")
    assert code == 0
    assert "2 titles, 8 kommuner, 18 years 2007-2024, 288 values of which 32 missing" in out
    assert "ONLY 8 OF 98 KOMMUNER" in err
    ud, ind = (
        load_andele(f"pendling-andel-{name}").set_index(["kommunekode", "aar"])["andel"]
        for name in ("udpendlere", "indpendlere")
    )
    assert (ud["155", 2007], ud["825", 2022], ind["825", 2022]) == (76.2, 13.2, 13.0)
    kilde = load_kilde("pendling-andel-udpendlere")
    assert (kilde.maal, kilde.enhed, str(kilde.hentet)) == ("Andel udpendlere", "pct.", "2024-09-10")
    assert kilde.kilde == "Indenrigs- og Sundhedsministeriet"
    assert "sha256 9a57c81b" in kilde.noter[0]


@needs_sample
def test_one_indicator_of_several_is_imported_by_its_title(run):
    assert run("import", "noegletal", SAMPLE, "--navn", "ind", "--maal", "Andel indpendlere")[0] == 0
    assert "ind" in list_datasaet()
    assert len(load_andele("ind")) == 144


def test_import_writes_iku_with_its_provenance_and_says_what_is_absent(run, export):
    blocks = {TITLER["5"]: BLOCKS[TITLER["5"]], "[b]=cmd|' /C calc'!A0": BLOCKS[IKU]}
    code, out, err = run("import", "noegletal", export(write_export(blocks, [2021, 2022])), "--navn", "iku")
    assert code == 0
    assert "IKU in pct., 2 kommuner, 2 years 2021-2022, 4 values of which 1 missing" in out
    assert "[b]=cmd|' /C calc'!A0" in out
    assert "is left: not IKU" in err
    assert "samlet is absent and left missing" in err
    kilde = load_kilde("iku")
    assert (kilde.maal, kilde.model, kilde.brud) == ("IKU", False, (2016,))
    assert "Omfatter 2 af 98 kommuner; placeringer er blandt dem" in kilde.noter
    assert set(load_andele("iku")["hovedkonto"]) == {"5"}


def test_a_title_full_of_html_and_path_characters_is_only_text(run, export, tmp_path):
    titles = ["Andel <script>alert(1)</script>", "Andel ../../x\\y"]
    path = export(write_export({title: {AALBORG: ["1,0"]} for title in titles}, [2022]))
    assert run("import", "noegletal", path, "--navn", "x")[0] == 0
    assert sorted(folder.name for folder in (tmp_path / "data").iterdir()) == [
        "x-andel-script-alert-1-script",
        "x-andel-x-y",
    ]
    assert load_kilde("x-andel-x-y").titel == titles[1]


def test_a_taken_name_is_refused_and_left_as_it_was_until_forced(run, export):
    assert run("import", "noegletal", export(), "--navn", "iku")[0] == 0
    newer = TEXT.replace("29,8", "31,4")
    code, _, err = run("import", "noegletal", export(newer), "--navn", "iku")
    assert (code, err) == (2, "kommunedata: datasaet 'iku' exists already; replace it with --force\n")
    assert 29.8 in load_andele("iku")["andel"].tolist()
    assert run("import", "noegletal", export(newer), "--navn", "iku", "--force")[0] == 0
    assert 31.4 in load_andele("iku")["andel"].tolist()


def test_a_faulty_file_ends_with_1_and_leaves_the_earlier_datasaet(run, export):
    assert run("import", "noegletal", export(), "--navn", "iku")[0] == 0
    code, out, err = run("import", "noegletal", export(TEXT.replace("29,8", "?")), "--navn", "iku", "--force")
    assert (code, out) == (1, "")
    assert (
        err == f"kommunedata: {Path.cwd()}/export.csv: 1 fault\n  row 6, column 2022: '?' is not a number, -, M or U\n"
    )
    assert 29.8 in load_andele("iku")["andel"].tolist()


def test_several_datasaet_are_written_together_or_not_at_all(run, export, tmp_path):
    blocks = {"Andel A": {AALBORG: ["1,0"]}, "Andel B": {AALBORG: ["1,0"]}}
    (tmp_path / "data" / "x-andel-b").mkdir()
    (tmp_path / "data" / "x-andel-b" / "kilde.yaml").touch()
    code, _, err = run("import", "noegletal", export(write_export(blocks, [2022])), "--navn", "x")
    assert code == 2
    assert "'x-andel-b' exists already" in err
    assert not (tmp_path / "data" / "x-andel-a").exists()


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
