"""The StatBank client against a server on loopback that speaks the documented protocol."""

import hashlib
import json
import math
from pathlib import Path

import pytest
from fake_statbank import ARTER, FakeStatbank, accounts, population
from hypothesis import example, given
from hypothesis import strategies as st

from kommunedata.errors import DataError, InputError, KommunedataError
from kommunedata.sources.bulk import Raw, bulk_request, discard, fetch_bulk, prune, read_bulk
from kommunedata.sources.statbank import Client, StatBankError, call, tableinfo

AMOUNTS = {
    ("851", "22811", "S1", "2022"): "1234",
    ("851", "22811", "40", "2022"): "-7",
    ("851", "32201", "45", "2022"): "12,5",
    ("101", "22811", "S1", "2022"): "..",
    ("101", "22811", "S1", "2021"): "99",
}
CHOICE = {
    "OMRÅDE": ["851", "101", "155"],
    "FUNKTION": ["22811", "32201"],
    "DRANST": ["1"],
    "ART": ARTER,
    "PRISENHED": ["LOBM"],
    "Tid": ["2022"],
}


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with FakeStatbank(accounts(AMOUNTS, ["22811", "32201"], [2021, 2022]), population([2022])) as server:
        yield server


def make_client(server, **options) -> Client:
    return Client(server.url, **{"sleep": lambda _: None, **options})


def fetch(client: Client, folder: Path, progress=lambda *_: None, **changes) -> Raw:
    return fetch_bulk(client, tableinfo(client, "REGK31"), {**CHOICE, **changes}, folder, progress)


def numbers(raw: Raw) -> dict[tuple[str, ...], float]:
    rows = read_bulk(raw.path.read_bytes(), raw.request)
    return {(row.OMRÅDE, row.FUNKTION, row.ART): row.INDHOLD for row in rows.itertuples()}


def test_tableinfo_tells_codes_and_when_updated(server):
    table = tableinfo(make_client(server), "REGK31")
    assert (table.id, table.updated, table.absent) == ("REGK31", "2025-05-01T08:00:00", "0")
    assert table.codes["DRANST"] == ["1", "2", "3"]
    assert server.calls == [("tableinfo", {"table": "REGK31", "lang": "da", "format": "JSON"})]


def test_fetch_bulk_asks_for_every_variable_by_code_and_reads_marks(server, tmp_path):
    raw = fetch(make_client(server), tmp_path)
    body = server.calls[-1][1]
    assert [body[field] for field in ("table", "format", "lang", "valuePresentation")] == [
        "REGK31",
        "BULK",
        "da",
        "Code",
    ]
    assert {variable["code"]: variable["values"] for variable in body["variables"]} == CHOICE
    found = numbers(raw)
    assert math.isnan(found.pop(("101", "22811", "S1")))
    assert found == {
        ("851", "22811", "S1"): 1234.0,
        ("851", "22811", "40"): -7.0,
        ("851", "32201", "45"): 12.5,
    }
    assert server.headers[-1]["User-Agent"].startswith("kommunedata")


def test_fetch_bulk_keeps_the_answer_as_it_came_with_request_updated_and_sha256(server, tmp_path):
    raw = fetch(make_client(server), tmp_path)
    content = raw.path.read_bytes()
    assert content.startswith("\ufeffOMRÅDE;".encode())
    assert content == server.tables["REGK31"].bulk(raw.request)
    receipt = json.loads(raw.path.with_suffix(".json").read_text(encoding="utf-8"))
    assert receipt["sha256"] == hashlib.sha256(content).hexdigest()
    assert (receipt["request"], receipt["updated"]) == (raw.request, "2025-05-01T08:00:00")
    assert (receipt["rows"], receipt["bytes"]) == (4, len(content))
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".csv", ".json"]


def test_unknown_codes_are_all_named_with_the_nearest_before_data_is_asked_for(server, tmp_path):
    with pytest.raises(InputError) as caught:
        fetch(make_client(server), tmp_path, FUNKTION=["22812", "22811"], ART=["4O"], Farve=["x"], DRANST=[])
    message = str(caught.value)
    assert "unknown variable of REGK31 'Farve'" in message
    assert "unknown FUNKTION of REGK31 '22812'; did you mean 22811" in message
    assert "unknown ART of REGK31 '4O'" in message
    assert "no DRANST of REGK31 is chosen" in message
    assert server.asked() == []


@pytest.mark.parametrize("fault", ["500", "cut", "cut chunks", "no length, cut", "drop"])
def test_passing_failures_are_tried_again_after_growing_waits(server, tmp_path, fault):
    server.faults["data"] = [fault, fault]
    waits = []
    raw = fetch(make_client(server, sleep=waits.append, pause=0), tmp_path)
    assert len(numbers(raw)) == 4
    assert len(server.asked()) == 3
    assert len(waits) == 2
    assert 1 <= waits[0] < waits[1]


@pytest.mark.parametrize("fault", ["cut", "cut chunks"])
@pytest.mark.parametrize("lines", [0, 1, 3])
def test_an_answer_that_is_cut_between_two_rows_is_noticed(server, tmp_path, fault, lines):
    client = make_client(server, attempts=1)
    content = server.tables["REGK31"].bulk(bulk_request(tableinfo(client, "REGK31"), CHOICE))
    server.cut_at = len(b"".join(content.splitlines(keepends=True)[:lines]))
    server.faults["data"] = [fault]
    with pytest.raises(StatBankError, match="broke off"):
        fetch(client, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_slow_answer_is_given_up_and_asked_for_again(server, tmp_path):
    server.faults["data"] = ["slow"]
    raw = fetch(make_client(server, timeout=(5, 0.2)), tmp_path)
    assert len(numbers(raw)) == 4
    assert len(server.asked()) == 2


@pytest.mark.parametrize(
    ("fault", "said"),
    [("500", "answered 500"), ("cut", "broke off"), ("no length, cut", "within a row"), ("drop", "failed")],
)
def test_a_failure_that_stays_is_explained_and_nothing_is_kept(server, tmp_path, fault, said):
    server.faults["data"] = [fault] * 9
    with pytest.raises(StatBankError, match=f"{said}.*tried 3 times") as caught:
        fetch(make_client(server, attempts=3), tmp_path)
    assert caught.value.exit_code == 1
    assert len(server.asked()) == 3
    assert list(tmp_path.iterdir()) == []


def test_a_server_error_that_is_no_json_still_carries_the_request_id(server):
    server.faults["tableinfo"] = ["500"] * 2
    with pytest.raises(StatBankError, match=r"500 .*Server Error.*request id req-4711"):
        tableinfo(make_client(server, attempts=2), "REGK31")


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("403", "answered 403 Forbidden"),
        ("html", "did not answer with the table asked for but '<!DOCTYPE html>'"),
        ("redirect", "give https://127.0.0.1/v1/ as base-url"),
    ],
)
def test_refusals_and_alien_answers_are_not_tried_again(server, tmp_path, fault, said):
    server.faults["data"] = [fault]
    with pytest.raises(StatBankError, match=said):
        fetch(make_client(server), tmp_path)
    assert len(server.asked()) == 1
    assert list(tmp_path.iterdir()) == []


def test_statbanks_own_error_is_shown_with_code_message_and_request_id(server):
    client = make_client(server)
    request = bulk_request(tableinfo(client, "REGK31"), CHOICE)
    request["variables"][0]["values"] = ["999"]
    with pytest.raises(StatBankError) as caught:
        call(client, "data", request, lambda response: response.content)
    assert "400 EXTRACT-NOTFOUND: Can't find value: 999 (OMRÅDE) (request id req-4711)" in str(caught.value)
    with pytest.raises(StatBankError, match="404 REQUEST-NOTFOUND: Tabellen findes ikke"):
        tableinfo(client, "REGK99")
    assert len(server.calls) == 3


@pytest.mark.parametrize("fault", ["html", "no length, cut"])
def test_tableinfo_refuses_what_is_no_description(server, fault):
    server.faults["tableinfo"] = [fault]
    with pytest.raises(StatBankError, match="did not describe REGK31 but answered '"):
        tableinfo(make_client(server), "REGK31")


def test_tableinfo_refuses_the_description_of_another_table(server):
    server.tables["REGK31"].id = "../../evil"
    with pytest.raises(StatBankError, match="did not describe REGK31"):
        tableinfo(make_client(server), "REGK31")


def test_calls_keep_the_pause_between_them(server):
    waits = []
    client = make_client(server, sleep=waits.append, pause=1000)
    for _ in range(3):
        tableinfo(client, "REGK31")
    assert len(waits) == 2
    assert 900 < waits[0] <= 1000 < 1900 < waits[1] <= 2000
    assert Client().pause >= 0.5


def test_compressed_answers_are_kept_unpacked(server, tmp_path):
    server.gzip = True
    assert len(numbers(fetch(make_client(server), tmp_path))) == 4
    server.faults["data"] = ["cut", "cut chunks"]
    assert len(numbers(fetch(make_client(server), tmp_path, Tid=["2021"]))) == 1
    assert len(server.asked()) == 4


def test_progress_is_told_rows_and_bytes(server, tmp_path):
    told = []
    raw = fetch(make_client(server), tmp_path, progress=lambda rows, size: told.append((rows, size)))
    assert told[-1] == (4, raw.path.stat().st_size)
    assert told == sorted(told)


def test_an_answer_at_hand_is_not_asked_for_again(server, tmp_path):
    client = make_client(server)
    first = fetch(client, tmp_path)
    again = fetch(client, tmp_path)
    assert (first.new, again.new) == (True, False)
    assert (again.path, again.hentet) == (first.path, first.hentet)
    assert server.asked() == ["REGK31 2022"]


def test_changed_requests_newer_tables_and_damaged_answers_are_fetched_anew(server, tmp_path):
    client = make_client(server)
    first = fetch(client, tmp_path)
    other = fetch(client, tmp_path, OMRÅDE=["851"])
    assert other.new
    server.tables["REGK31"].updated = "2026-05-01T08:00:00"
    newer = fetch(client, tmp_path)
    assert newer.new
    assert len({first.path, other.path, newer.path}) == 3
    newer.path.write_bytes(newer.path.read_bytes().replace(b"1234", b"9999"))
    assert fetch(client, tmp_path).new
    assert b"1234" in newer.path.read_bytes()
    newer.path.with_suffix(".json").write_text("{", encoding="utf-8")
    assert fetch(client, tmp_path).new
    discard(newer)
    assert fetch(client, tmp_path).new
    prune(tmp_path, [newer])
    assert sorted(path.name for path in tmp_path.iterdir()) == [newer.path.name, f"{newer.path.stem}.json"]


def test_prune_leaves_other_years_alone(server, tmp_path):
    client = make_client(server)
    kept = [fetch(client, tmp_path), fetch(client, tmp_path, Tid=["2021"])]
    prune(tmp_path, kept[:1])
    assert all(raw.path.exists() for raw in kept)


@pytest.mark.parametrize("url", ["statbank", "ftp://x/", "http://", "http://[", "http://me:secret@host/"])
def test_a_base_url_that_is_no_address_is_refused(url):
    with pytest.raises(InputError, match="is not an address like https://"):
        Client(url)


def test_no_service_at_the_address_is_one_plain_error(server):
    gone = server.url.replace("127.0.0.1", "127.0.0.2")
    with pytest.raises(StatBankError, match="the connection failed"):
        tableinfo(Client(gone, sleep=lambda _: None, attempts=2), "REGK31")


# The content of BULK answers, read without a server.

REQUEST = {
    "variables": [
        {"code": "OMRÅDE", "values": ["851", "101"]},
        {"code": "ART", "values": ["S1", "40"]},
        {"code": "Tid", "values": ["2022"]},
    ]
}
HEADER = "\ufeffOMRÅDE;ART;TID;INDHOLD\r\n"
SOUND = f"{HEADER}851;S1;2022;1234\r\n101;40;2022;-5,25\r\n851;40;2022;..\r\n".encode()


def cells(content: bytes) -> dict[tuple[str, str], float | None]:
    rows = read_bulk(content, REQUEST)
    return {(row.OMRÅDE, row.ART): None if row.INDHOLD != row.INDHOLD else row.INDHOLD for row in rows.itertuples()}


TRUTH = {("851", "S1"): 1234.0, ("101", "40"): -5.25, ("851", "40"): None}


def test_read_bulk_reads_bom_crlf_comma_and_missing():
    assert cells(SOUND) == TRUTH
    assert cells(SOUND.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")) == TRUTH
    assert cells(HEADER.encode()) == {}


def test_read_bulk_takes_variables_in_any_order():
    assert cells("ART;TID;OMRÅDE;INDHOLD\r\nS1;2022;851;7\r\n".encode()) == {("851", "S1"): 7.0}


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ("851;S1;2022;M\r\n", "row 2: '851;S1;2022;M' is not OMRÅDE;ART;2022 and a number"),
        ("851;S1;2022;\r\n", "row 2: '851;S1;2022;' is not"),
        ("851;S1;2022;1e5\r\n", "row 2"),
        ("851;S1;2022;1.5\r\n", "row 2"),
        ("851;S1;2022;nan\r\n", "row 2"),
        ("851;S1;2022; 1\r\n", "row 2"),
        (f"851;S1;2022;{'9' * 400}\r\n", "row 2"),
        ("851;S1;2022;-\r\n", "row 2"),
        ("851;S1;1\r\n", "row 2"),
        ("851;S1;2022;1;1\r\n", "row 2"),
        ("851;S1;2022;1\n", "row 2"),
        ("851;S1;2022;1\r\n\r\n", "row 3"),
        ("851;S1;2022;1", "row 2"),
        ('"851";S1;2022;1\r\n', "row 2"),
        ("851;S1;2022;1\r\n861;S1;2022;1\r\n", "OMRÅDE '861' was not asked for"),
        ("851;TOT;2022;1\r\n", "ART 'TOT' was not asked for"),
        ("851;S1;2021;1\r\n", "row 2: '851;S1;2021;1' is not OMRÅDE;ART;2022 and a number"),
        ("851;S1;2022;1\r\n851;S1;2022;1\r\n", "row 3: 851, S1, 2022 occurs twice"),
        ("\xff51;S1;2022;1\r\n", "not"),
    ],
)
def test_read_bulk_names_what_is_wrong(rows, fault):
    with pytest.raises(DataError) as caught:
        read_bulk(HEADER.encode() + rows.encode("latin-1"), REQUEST, "REGK31-2022.csv")
    assert str(caught.value).startswith("REGK31-2022.csv: ")
    assert fault in str(caught.value)


@pytest.mark.parametrize(
    "header", ["", "OMRÅDE;ART;TID\r\n", "OMRÅDE;ART;TID;INDHOLD;X\r\n", "<html>\r\n", "OMRÅDE;ART;TID;INDHOLD"]
)
def test_read_bulk_refuses_another_header(header):
    with pytest.raises(DataError):
        read_bulk(header.encode(), REQUEST)


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252", "cp850"])
def test_read_bulk_refuses_another_encoding(encoding):
    with pytest.raises(DataError):
        read_bulk(SOUND.decode("utf-8-sig").encode(encoding), REQUEST)


@given(st.permutations(range(4)))
def test_swapped_columns_are_an_error_or_the_right_numbers(order):
    lines = [line.split(";") for line in SOUND.decode("utf-8-sig").split("\r\n")[:-1]]
    swapped = ["".join(f"{';'.join(line[place] for place in order)}\r\n") for line in lines]
    only_header = "".join([swapped[0], *(f"{';'.join(line)}\r\n" for line in lines[1:])])
    for content in ("".join(swapped), only_header):
        try:
            assert cells(content.encode()) == TRUTH
        except DataError:
            assert order != [0, 1, 2, 3]


def test_read_bulk_lists_all_faults_at_once():
    with pytest.raises(DataError) as caught:
        read_bulk(SOUND + b"851;S1;2022;x\r\n" * 20, REQUEST)
    assert len(caught.value.faults) == 20


@given(st.integers(0, len(SOUND) - 1))
def test_a_truncated_answer_is_an_error_or_lacks_whole_rows(size):
    # What lacks whole rows is caught before: by the announced length or the last chunk of HTTP.
    try:
        found = cells(SOUND[:size])
    except DataError:
        assert not SOUND[:size].endswith(b"\r\n") or size < len(HEADER.encode())
    else:
        assert SOUND[:size].endswith(b"\r\n")
        assert found.items() <= TRUTH.items()


@given(st.integers(0, len(SOUND) - 1), st.integers(0, 255))
@example(SOUND.index(b"\r\n101"), ord("5"))  # a line end that turns into a digit
@example(SOUND.index(b"1234") + 1, ord("e"))  # 1e34 is a number to a CSV reader
@example(SOUND.index(b"1234") + 1, ord("\n"))
@example(SOUND.index(b";40"), ord("\r"))
@example(0, ord('"'))
def test_a_changed_byte_is_an_error_unless_it_makes_another_sound_row(place, byte):
    # A digit, sign, comma or code that turns into another valid one cannot be told from the truth.
    changed = SOUND[:place] + bytes([byte]) + SOUND[place + 1 :]
    try:
        found = cells(changed)
    except KommunedataError:
        return
    body = changed.removeprefix(HEADER.encode()).decode()
    told = [line.split(";") for line in body.removesuffix("\r\n").split("\r\n")]
    assert len(found) == len(told) == 3
    for kommune, art, _, value in told:
        expected = None if value == ".." else float(value.replace(",", "."))
        assert found[kommune, art] == expected


@given(st.binary(max_size=300))
def test_any_bytes_are_an_error_and_never_a_crash(content):
    with pytest.raises(DataError):
        read_bulk(content, REQUEST)
