"""Real forms, mutated: an import gives the very figures or one clear refusal; never another figure, never a crash.

What no reader can see is left out of the laws: another digit in a number, year or date, a mark `M` for a `-`,
another word in a title. So a flipped byte may change the one cell it hits, and no other.
"""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from noegletal_fil import by_excel, quote_all, write_export
from tabeller import make as make_tabel
from tabeller import xlsx

from kommunedata.errors import InputError, KommunedataError
from kommunedata.kommuner import kommune_by_code
from kommunedata.sources.figures import make_frame
from kommunedata.sources.noegletal import read_export
from kommunedata.sources.save import warn_absent
from kommunedata.sources.tabel import read_tabel
from kommunedata.sources.titles import match_titler

fuzz = settings(derandomize=True, deadline=None, database=None, max_examples=300)
slow = settings(fuzz, max_examples=80)  # where each example checks a whole table

AAR = [1998, 2006, 2021, 2022]
NAMES = [("Ærø Kommune", "492"), ("Hele landet", ""), ("Læsø Kommune (3)", "825"), ("Region Nordjylland", "081")]
NAMES += [("Bornholms Regionskommune", "400")]
ROWS = [["29,8", "M", "1,5", "-"], ["27,0", "27,1", "27,2", "27,3"], ["7", "8,25", "-5,2", "U"]]
ROWS += [["1,0", "2,0", "3,0", "4,0"], ["1.234,5", "0,5", "100,0", "33,3"]]
EXPORT = write_export(
    {
        "Udgifter pr. indb.": dict(zip(NAMES, ROWS, strict=True)),
        "Fravær (dage)": dict(zip(NAMES, reversed(ROWS), strict=True)),
    },
    AAR,
)
VARIANTS = [
    EXPORT.encode("cp1252"),
    EXPORT.encode("utf-8"),
    EXPORT.encode("utf-8-sig"),
    EXPORT.encode("utf-16"),
    quote_all(EXPORT).encode("cp1252"),
    by_excel(EXPORT).encode("utf-8-sig"),
]


def read(content):
    """The figures of an export, by place of the title, kommune and place of the year; its years; warnings."""
    fil = read_export(content, "x")
    frame = make_frame(fil, {title: title for title in fil.titler}, dict.fromkeys(fil.titler, "kr.")).frame
    years = list(dict.fromkeys(felt.aar for felt in fil.felter))
    keys = zip(
        frame["noegletal"].map(fil.titler.index), frame["kommunekode"], frame["aar"].map(years.index), strict=True
    )
    values = frame["vaerdi"].astype("object").where(frame["vaerdi"].notna(), None)
    absent = [text for text in warn_absent(frame, "x", "") if "combinations" in text]
    return dict(zip(keys, values, strict=True)), years, fil.advarsler + absent


def read_or_fail(reader, content):
    """What is read, or None where it is refused with a message; anything else is a crash."""
    try:
        return reader(content)
    except KommunedataError as error:
        assert str(error).startswith("x")
        return None


def differing(one, other):
    return {key for key in one.keys() | other.keys() if one.get(key, "absent") != other.get(key, "absent")}


FIGURES = read(VARIANTS[0])[0]


@pytest.mark.parametrize("content", VARIANTS)
def test_every_variant_reads_the_same(content):
    assert read(content) == (FIGURES, AAR, [])


# ── exports


@pytest.mark.parametrize("content", VARIANTS)
def test_a_cut_export_is_refused_or_whole(content):
    whole = {at for at in range(len(content)) if (found := read_or_fail(read, content[:at])) and found[0] == FIGURES}
    read_at_all = {at for at in range(len(content)) if read_or_fail(read, content[:at])}
    assert whole == read_at_all
    assert all(at > len(content) - 30 for at in whole)  # only the padding after the date may be lost


@fuzz
@given(st.sampled_from(VARIANTS), st.data())
def test_a_flipped_byte_of_an_export_never_touches_another_cell(content, data):
    at = data.draw(st.integers(0, len(content) - 1))
    flipped = content[:at] + bytes([data.draw(st.integers(0, 255))]) + content[at + 1 :]
    if found := read_or_fail(read, flipped):
        figures, aar, warnings = found
        assert len(differing(figures, FIGURES)) <= 1 or warnings
        assert sum(one != other for one, other in zip(aar, AAR, strict=True)) <= 1


@fuzz
@given(st.sampled_from(VARIANTS), st.data())
def test_a_span_lost_from_an_export_never_crashes(content, data):
    start = data.draw(st.integers(0, len(content) - 1))
    end = data.draw(st.integers(start, len(content)))
    if found := read_or_fail(read, content[:start] + content[end:]):
        figures, _, warnings = found
        lines = content[start:end].count(b"\n")
        assert lines or warnings or len(differing(figures, FIGURES)) <= 1


@fuzz
@given(st.permutations(range(len(AAR))))
def test_columns_in_another_order_move_with_their_year(order):
    def reorder(line):
        cells = line.split(";")
        return ";".join(cells[:2] + [cells[2 + at] for at in order])

    figures, aar, _ = read("\n".join(map(reorder, EXPORT.removesuffix("\n").split("\n"))).encode())
    moved = {(titel, kode, AAR.index(aar[at])): value for (titel, kode, at), value in figures.items()}
    assert moved == FIGURES


@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(range(6), 2)))
def test_two_cells_swapped_in_the_header_move_their_values_or_are_refused(one, other):
    header = ["", "Kom.nr", *map(str, AAR)]
    old = ";".join(header)
    header[one], header[other] = header[other], header[one]
    found = read_or_fail(read, EXPORT.replace(old, ";".join(header)).encode())
    if one < 2:
        assert found is None
    else:
        assert found
        assert found[0] == FIGURES  # by place of the column
        assert found[1] == [int(year) for year in header[2:]]


def test_name_and_number_in_each_others_columns_are_refused():
    swapped = "\n".join(";".join([*line.split(";")[1::-1], *line.split(";")[2:]]) for line in EXPORT.split("\n"))
    assert read_or_fail(read, swapped.encode()) is None


# ── tables: the same figures in every form that people use

CODES = ["101", "155", "400", "751", "825"]
YEARS = [2020, 2021, 2022]
NUMBERS = st.one_of(st.none(), st.integers(0, 9_999_999).map(lambda number: number / 100))
MISSING = ["", "..", ".", "n.a.", "N/A", "M", "–"]


def spell(code, style):
    """A kommune as people write it."""
    kommune = kommune_by_code()[code]
    return {
        "code": code,
        "four": f"0{code}",
        "float": f"{code}.0",
        "dk": f"DK{code}",
        "name": kommune.kommune,
        "full": kommune.fuldt_navn,
        "footnote": f"{kommune.fuldt_navn} (3)",
        "upper": kommune.kommune.upper(),
        "both": f"{code} {kommune.kommune}",
        "old": kommune.kommune.replace("Aa", "Å").replace("København", "Copenhagen"),
    }[style]


def write(value, mark, thousands, missing, sign):
    """A number as people write it."""
    if value is None:
        return missing
    text = f"{value:,.2f}" if thousands else f"{value:.2f}"
    return text.replace(",", "T").replace(".", mark).replace("T", thousands) + sign


@st.composite
def tables(draw):
    """A table in some form, as bytes; and its figures."""
    kinds = st.sampled_from(["code", "four", "float", "dk", "name", "full", "footnote", "upper", "both", "old"])
    style, form = draw(kinds), draw(st.sampled_from(["long", "years", "kommuner", "noegletal"]))
    values = {(code, aar): draw(NUMBERS) for code in CODES for aar in YEARS}
    mark = draw(st.sampled_from([",", "."]))
    thousands = draw(st.sampled_from(["", "", "." if mark == "," else ",", " ", "\u00a0"]))
    missing, sign = draw(st.sampled_from(MISSING)), draw(st.sampled_from(["", "", " kr."]))
    text = {key: write(value, mark, thousands, missing, sign) for key, value in values.items()}
    place = draw(st.sampled_from(["Kommune", "KOMMUNE", "Kommunenavn", "Kommunenr."]))
    year = {aar: draw(st.sampled_from([f"{aar}", f"{aar}", f"{aar}.0", f"år {aar}"])) for aar in YEARS}
    if form == "long":
        rows = [[place, draw(st.sampled_from(["År", "aar", "Årstal"])), "Værdi"]]
        rows += [[spell(code, style), year[aar], cell] for (code, aar), cell in text.items()]
        order = draw(st.permutations(range(3)))
        rows = [rows[0], *draw(st.permutations(rows[1:]))]
        rows = [[row[at] for at in order] for row in rows]
    elif form == "noegletal":
        rows = [[place, "År", "Værdi", "Bemærkning"]]
        rows += [[spell(code, style), year[aar], cell, "tekst"] for (code, aar), cell in text.items()]
    elif form == "years":
        rows = [[place, *(year[aar] for aar in YEARS)]]
        rows += [[spell(code, style), *(text[code, aar] for aar in YEARS)] for code in CODES]
        rows += [["Hele landet", "1", "2", "3"]] * draw(st.integers(0, 1))
    else:
        rows = [["År", *(spell(code, style) for code in CODES)]]
        rows += [[year[aar], *(text[code, aar] for code in CODES)] for aar in YEARS]
    above = draw(st.sampled_from([[], [["Tabel 1: noget"]], [["Tabel 1: noget"], [""], ["Enhed: kr."]]]))
    below = draw(st.sampled_from([[], [[""], ["Kilde: os"]]]))
    rows = [*above, *rows, *below]
    width = max(map(len, rows))
    separator = draw(st.sampled_from([";", "\t", ","]))
    quote = draw(st.booleans()) or separator == ","
    lines = [
        separator.join(f'"{cell}"' if quote and cell else cell for cell in row + [""] * (width - len(row)))
        for row in rows
    ]
    end = draw(st.sampled_from(["\n", "\r\n", f"{separator}\r\n"]))
    content = "".join(line + end for line in lines)
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16", "mac_roman", "cp850"]))
    try:
        return content.encode(encoding), values
    except UnicodeEncodeError:
        return content.encode(), values


def read_tabel_figures(content):
    """The figures of a table, by kommune and year."""
    frame = make_tabel(content, titel="Beløb", enhed=["kr."]).frame
    values = frame["vaerdi"].astype("object").where(frame["vaerdi"].notna(), None)
    return dict(zip(zip(frame["kommunekode"], frame["aar"].tolist(), strict=True), values, strict=True))


@fuzz
@given(tables())
def test_a_table_in_any_form_gives_the_very_figures_or_a_refusal(table):
    content, values = table
    found = read_or_fail(read_tabel_figures, content)
    if found is not None:
        assert found == values


def test_nearly_all_of_those_tables_are_read():
    refused: list[bytes] = []

    @settings(fuzz, max_examples=200)
    @given(tables())
    def count(table):
        if any(value is not None for value in table[1].values()) and not read_or_fail(read_tabel_figures, table[0]):
            refused.append(table[0])

    count()
    assert len(refused) <= 10, refused[:3]


TABEL = (
    "kommunekode;kommune;aar;hovedkonto;andel;privat;grundlag\n"
    "492;Ærø;2021;5;29,8;298,0;1.000,0\n"
    "492;Ærø;2022;5;30,1;;\n"
    "825;Læsø;2021;5;12,5;1,0;8,0\n"
    "825;Læsø;2022;5;;;\n"
).encode("cp1252")


def rows_of(content):
    """The rows of a table and the warnings about it."""
    found = make_tabel(content, maal="IKU")
    return set(found.frame.astype("str").itertuples(index=False, name=None)), [
        text for text in found.advarsler if "ONLY" not in text and "samlet is absent" not in text
    ]


TABEL_ROWS = rows_of(TABEL)[0]


@pytest.mark.parametrize("content", [TABEL, TABEL.decode("cp1252").encode("utf-16"), TABEL.replace(b"\n", b"\r\n")])
def test_a_cut_table_is_refused_warned_of_or_ends_after_a_row(content):
    assert rows_of(content) == (TABEL_ROWS, [])
    for at in range(0, len(content), 3):
        if found := read_or_fail(rows_of, content[:at]):
            assert found[0] <= TABEL_ROWS or found[1]


@pytest.mark.parametrize("head", ["a del", "andex", "xxxxx"])
def test_figures_of_one_hovedkonto_are_its_own_whatever_their_column_is_called(head):
    assert rows_of(TABEL.replace(b"andel", head.encode()))[0] == TABEL_ROWS
    with pytest.raises(InputError, match="no hovedkonto is known by"):
        rows_of(TABEL.replace(b"andel", head.encode()).replace(b";5;", b";7;"))


@slow
@given(st.data())
def test_a_flipped_byte_of_a_table_changes_no_other_row(data):
    at = data.draw(st.integers(0, len(TABEL) - 1))
    flipped = TABEL[:at] + bytes([data.draw(st.integers(0, 255))]) + TABEL[at + 1 :]
    if found := read_or_fail(rows_of, flipped):
        rows, warnings = found
        assert len(TABEL_ROWS - rows) <= 1 or warnings


WORKBOOK = xlsx([["kommune", "aar", "hovedkonto", "andel"], ["Ærø", 2021, "5", 29.8], ["Læsø", 2021, "5", 12.5]])


@slow
@given(st.data())
def test_a_damaged_workbook_is_refused_or_whole(data):
    at = data.draw(st.integers(0, len(WORKBOOK) - 1))
    damaged = data.draw(
        st.sampled_from([WORKBOOK[:at], WORKBOOK[:at] + bytes([WORKBOOK[at] ^ 0x55]) + WORKBOOK[at + 1 :]])
    )
    found = read_or_fail(rows_of, damaged)
    assert found is None or found == rows_of(WORKBOOK)


# ── anything

PIECES = [
    ";",
    "\n",
    '"',
    ",",
    ".",
    "-",
    "M",
    "Kom.nr",
    "2022",
    "851",
    "Aalborg Kommune",
    "IKU",
    "Tegnforklaring:",
    "=cmd",
]
PIECES += [
    "1,5",
    "kommune",
    "aar",
    "andel",
    "\t",
    "\r",
    "\x00",
    "ø",
    "Ã¸",
    "d. 1. maj 2020",
    "x d. 1. maj 2020",
    " ",
]
PIECES += [
    "2021K1",
    "Hele landet",
    "12 %",
    "1.234",
    "Enhed: kr.",
    "MODELTAL",
    "hovedkonto",
    "Læsø",
    "privat",
    "grundlag",
]


@fuzz
@given(st.one_of(st.binary(max_size=200), st.lists(st.sampled_from(PIECES), max_size=60).map("".join).map(str.encode)))
def test_anything_at_all_is_read_or_refused(content):
    read_or_fail(read, content)
    read_or_fail(lambda content: read_tabel(content, "x"), content)
    read_or_fail(lambda content: make_tabel(content), content)


CELLS = st.one_of(
    st.none(), st.integers(-5, 3000), st.floats(allow_infinity=False), st.booleans(), st.sampled_from(PIECES)
)


@slow
@given(st.lists(st.lists(CELLS, min_size=1, max_size=6), min_size=1, max_size=8))
def test_any_cells_of_a_workbook_are_read_or_refused(rows):
    clean = [[None if cell == "\x00" or cell != cell else cell for cell in row] for row in rows]
    read_or_fail(lambda content: make_tabel(content), xlsx(clean))


@fuzz
@given(st.lists(st.text(max_size=30), max_size=5, unique=True), st.sampled_from([None, "IKU", "PLI", "x"]))
def test_any_titles_are_matched_once_or_refused(titles, maal):
    try:
        matches = match_titler(titles, {}, maal)
    except InputError:
        return
    used = [(match.maal, match.noegletal) for match in matches if match.noegletal]
    assert used
    assert len(used) == len(set(used))
    assert len({maal for maal, _ in used} & {"IKU", "PLI"}) <= 1
