"""Damaged files: an import gives the right figures, an error, or a warning; never a crash, never silence.

What no reader can see is left out of the laws: another digit in a number, year or date, a mark `M` for a `-`,
another word in a title. So a flipped byte may change the one cell it hits, and no other.
"""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from noegletal_fil import by_excel, quote_all, write_export
from test_tabel import xlsx

from kommunedata.errors import InputError, KommunedataError
from kommunedata.sources.noegletal import parse_export
from kommunedata.sources.save import Datasaet, warn_absent
from kommunedata.sources.tabel import parse_tabel
from kommunedata.sources.titles import match_titler

fuzz = settings(derandomize=True, deadline=None, database=None, max_examples=300)
slow = settings(fuzz, max_examples=80)  # where each example checks a whole table

AAR = [2019, 2020, 2021, 2022]
NAMES = [("Ærø Kommune", "492"), ("Hele landet", ""), ("Læsø Kommune", "825"), ("Region Nordjylland", "081")]
NAMES += [("Bornholms Regionskommune", "400")]
ROWS = [["29,8", "M", "1,5", "-"], ["27,0", "27,1", "27,2", "27,3"], ["7", "8,25", "-5,2", "U"]]
ROWS += [["1,0", "2,0", "3,0", "4,0"], ["1.234,5", "0,5", "100,0", "33,3"]]
EXPORT = write_export(
    {
        "Konkurrenceudsættelse (IKU), samlet": dict(zip(NAMES, ROWS, strict=True)),
        "Konkurrenceudsættelse (IKU), hovedkonto 5": dict(zip(NAMES, reversed(ROWS), strict=True)),
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
TABEL = (
    "kommunekode;kommune;aar;hovedkonto;andel;privat;grundlag\n"
    "492;Ærø;2021;5;29,8;298,0;1.000,0\n"
    "492;Ærø;2022;5;30,1;;\n"
    "825;Læsø;2021;5;12,5;1,0;8,0\n"
    "825;Læsø;2022;5;;;\n"
).encode("cp1252")


def read(content):
    """The figures of an export, by place of the title, kommune and place of the year; its years; warnings."""
    eksport = parse_export(content, "x")
    title, year = (lambda key, order=order: order.index(key) for order in (eksport.titler, eksport.aar))
    tal = eksport.tal.assign(hovedkonto=eksport.tal["titel"].map(title))
    absent = [text for text in warn_absent(Datasaet(tal, {"navn": "x", "maal": "x"})) if "combinations" in text]
    andel = tal["andel"].astype("object").where(tal["andel"].notna(), None)
    keys = zip(tal["hovedkonto"], tal["kommunekode"], tal["aar"].map(year), strict=True)
    return dict(zip(keys, andel, strict=True)), eksport.aar, eksport.advarsler + absent


def read_or_fail(reader, content):
    """What is read, or None where it is refused with a message; anything else is a crash."""
    try:
        return reader(content)
    except KommunedataError as error:
        assert str(error).startswith("x: ")
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
    moved = {(titel, kode, AAR.index(aar[at])): andel for (titel, kode, at), andel in figures.items()}
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


@slow
@given(st.randoms(use_true_random=False))
def test_rows_and_blocks_in_any_order_give_the_same_figures(chance):
    head, *blocks = EXPORT.split("Konkurrence")
    tail = blocks[-1][blocks[-1].index("Tegnforklaring") :]
    blocks[-1] = blocks[-1].removesuffix(tail)
    order = chance.sample(range(2), 2)
    shuffled = head
    for at in order:
        title, *rows = blocks[at].rstrip(";\n").split("\n")
        shuffled += "\n".join(["Konkurrence" + title, *chance.sample(rows, len(rows)), ";;;;;", ""])
    figures, _, _ = read((shuffled + tail).encode())
    assert {(str(order[titel]), *key) for titel, *key in figures} == {(str(titel), *key) for titel, *key in FIGURES}
    assert all(FIGURES[order[titel], kode, at] == andel for (titel, kode, at), andel in figures.items())


# ── tables


def rows_of(content):
    """The rows of a table and the warnings about it."""
    frame, warnings = parse_tabel(content, "x")
    return set(frame.astype("str").itertuples(index=False, name=None)), warnings


TABEL_ROWS = rows_of(TABEL)[0]


@pytest.mark.parametrize("content", [TABEL, TABEL.decode("cp1252").encode("utf-16"), TABEL.replace(b"\n", b"\r\n")])
def test_a_cut_table_is_refused_warned_of_or_ends_after_a_row(content):
    assert rows_of(content) == (TABEL_ROWS, [])
    for at in range(0, len(content), 3):
        if found := read_or_fail(rows_of, content[:at]):
            assert found[0] <= TABEL_ROWS or found[1]


@slow
@given(st.data())
def test_a_flipped_byte_of_a_table_changes_no_other_row(data):
    at = data.draw(st.integers(0, len(TABEL) - 1))
    flipped = TABEL[:at] + bytes([data.draw(st.integers(0, 255))]) + TABEL[at + 1 :]
    if found := read_or_fail(rows_of, flipped):
        rows, warnings = found
        assert len(TABEL_ROWS - rows) <= 1 or warnings


@slow
@given(st.permutations(range(7)))
def test_columns_of_a_table_may_stand_in_any_order(order):
    lines = [line.split(";") for line in TABEL.decode("cp1252").splitlines()]
    content = "".join(";".join(cells[at] for at in order) + "\n" for cells in lines).encode()
    assert rows_of(content)[0] == TABEL_ROWS


WORKBOOK = xlsx([["Ærø", 2021, "5", 29.8, 298.0, 1000.0], ["Læsø", 2021, "5", 12.5, 1.0, 8.0]])


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


@fuzz
@given(st.one_of(st.binary(max_size=200), st.lists(st.sampled_from(PIECES), max_size=60).map("".join).map(str.encode)))
def test_anything_at_all_is_read_or_refused(content):
    for reader in (parse_export, parse_tabel):
        read_or_fail(lambda content, reader=reader: reader(content, "x"), content)


@fuzz
@given(st.lists(st.text(max_size=30), max_size=5, unique=True), st.sampled_from([None, "IKU", "PLI", "x"]))
def test_any_titles_are_matched_once_or_refused(titles, maal):
    try:
        matches = match_titler(titles, {}, maal)
    except InputError:
        return
    used = [(match.maal, match.hovedkonto) for match in matches if match.hovedkonto]
    assert used
    assert len(used) == len(set(used))
    assert len({maal for maal, _ in used} & {"IKU", "PLI"}) <= 1
