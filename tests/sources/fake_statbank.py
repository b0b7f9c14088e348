"""A StatBank on loopback that speaks the documented protocol, and fails on demand.

with FakeStatbank(accounts(cells), population()) as server:
    server.faults["data"] = ["500", "cut"]   # how the next calls of data go wrong, one after the other
    Client(server.url, sleep=lambda _: None)
    server.calls                             # [("tableinfo", body), ...]
"""

import gzip
import itertools
import json
import random
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from kommunedata.kommuner import kommune_by_code

KOMMUNER = list(kommune_by_code())
ARTER = ["S1", "22", "23", "27", "29", "40", "45", "49"]


@dataclass
class FakeTable:
    """A table: codes by variable, and the value of each combination that is not 0, as text."""

    id: str
    codes: dict[str, list[str]]
    cells: dict[tuple[str, ...], str]
    updated: str = "2025-05-01T08:00:00"
    suppressed: str = "0"

    def info(self) -> dict[str, Any]:
        variables = [
            {
                "id": name,
                "text": name.lower(),
                "elimination": False,
                "time": name == "Tid",
                "values": [{"id": code, "text": f"tekst {code}"} for code in codes],
            }
            for name, codes in self.codes.items()
        ]
        return {
            "id": self.id,
            "text": f"Tabel {self.id}",
            "unit": "1.000 kr.",
            "suppressedDataValue": self.suppressed,
            "updated": self.updated,
            "active": True,
            "variables": variables,
        }

    def refuse(self, body: dict[str, Any]) -> tuple[str, str] | None:
        """StatBank's error code and message, if it would refuse this request for data."""
        asked = {variable["code"]: variable["values"] for variable in body["variables"]}
        for name, codes in asked.items():
            for code in codes:
                if code not in self.codes.get(name, []):
                    return "EXTRACT-NOTFOUND", f"Can't find value: {code} ({name})"
        if absent := [name for name in self.codes if name not in asked]:
            return "EXTRACT-NOTALLOWED", f"Der skal vælges værdier for variabel: {', '.join(absent)}"
        if body["format"] != "BULK":
            return "REQUEST-LIMIT", "Anvend BULK eller andet streaming format i stedet."
        return None

    def bulk(self, body: dict[str, Any]) -> bytes:
        asked = [set(variable["values"]) for variable in body["variables"]]
        names = [variable["code"].upper() for variable in body["variables"]]
        order = [list(self.codes).index(variable["code"]) for variable in body["variables"]]
        rows = []
        for codes, value in self.cells.items():
            chosen = [codes[place] for place in order]
            if all(code in wanted for code, wanted in zip(chosen, asked, strict=True)):
                rows.append(";".join([*chosen, value]))
        random.Random(7).shuffle(rows)
        return "".join(f"{line}\r\n" for line in [";".join([*names, "INDHOLD"]), *rows]).encode("utf-8-sig")


def accounts(amounts: dict[tuple[str, str, str, str], str], funktioner: list[str], aar: list[int]) -> FakeTable:
    """REGK31 from amounts by (kommunekode, funktion, art, aar), all under drift in current prices."""
    codes = {
        "OMRÅDE": ["000", *KOMMUNER, "081", "910"],
        "FUNKTION": funktioner,
        "DRANST": ["1", "2", "3"],
        "ART": ["TOT", "UE", "I", *ARTER, "47"],
        "PRISENHED": ["LOBM", "INDL"],
        "Tid": [str(year) for year in aar],
    }
    cells = {(k, f, "1", a, "LOBM", t): value for (k, f, a, t), value in amounts.items()}
    return FakeTable("REGK31", codes, cells)


def population(aar: list[int], folketal: int = 50_000) -> FakeTable:
    """FOLK1A: every kommune has the same number of inhabitants in each quarter."""
    quarters = [f"{year}K{quarter}" for year in aar for quarter in (1, 2)]
    codes = {
        "OMRÅDE": ["000", *KOMMUNER],
        "KØN": ["TOT", "1", "2"],
        "ALDER": ["IALT", "0"],
        "CIVILSTAND": ["TOT", "U"],
        "Tid": quarters,
    }
    cells = {(k, "TOT", "IALT", "TOT", t): str(folketal) for k, t in itertools.product(KOMMUNER, quarters)}
    return FakeTable("FOLK1A", codes, cells)


class FakeStatbank:
    """The server; `faults` names, per call, how the next answers go wrong (see `_Handler`)."""

    def __init__(self, *tables: FakeTable) -> None:
        self.tables = {table.id: table for table in tables}
        self.faults: dict[str, list[str]] = {"tableinfo": [], "data": []}
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.headers: list[dict[str, str]] = []
        self.gzip = False
        self.cut_at: int | None = None  # bytes that are sent of an answer that is cut; half of it
        self.released = threading.Event()  # lets go of calls that are held back

    def __enter__(self) -> "FakeStatbank":
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"bank": self}))
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.released.set()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/v1/"

    def asked(self, call: str = "data") -> list[str]:
        """What was asked for: tables of tableinfo, or table and time of data."""
        bodies = [body for name, body in self.calls if name == call]
        if call == "tableinfo":
            return [body["table"] for body in bodies]
        return [f"{body['table']} {body['variables'][-1]['values'][0]}" for body in bodies]


class _Handler(BaseHTTPRequestHandler):
    bank: FakeStatbank
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    def do_POST(self) -> None:
        call = self.path.rpartition("/")[2]
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.bank.calls.append((call, body))
        self.bank.headers.append(dict(self.headers))
        fault = self.bank.faults[call].pop(0) if self.bank.faults.get(call) else ""
        table = self.bank.tables.get(body.get("table", ""))
        if fault == "drop":
            self.close_connection = True
        elif fault == "slow":
            self.bank.released.wait(10)
            self.close_connection = True
        elif fault == "500":
            self.answer(500, b"<html><body>Server Error</body></html>", "text/html")
        elif fault == "403":
            self.answer(403, b"Forbidden by proxy", "text/plain")
        elif fault == "html":
            self.answer(200, b"<!DOCTYPE html>\r\n<html><b>Vedligehold</b></html>\r\n", "text/html")
        elif fault == "redirect":
            self.answer(301, b"", "text/html", Location=f"https://127.0.0.1/v1/{call}")
        elif table is None:
            self.refuse(404, "REQUEST-NOTFOUND", "Tabellen findes ikke")
        elif call == "tableinfo":
            self.answer(200, json.dumps(table.info(), ensure_ascii=False).encode(), "text/json", fault=fault)
        elif error := table.refuse(body):
            self.refuse(400, *error)
        else:
            self.answer(200, table.bulk(body), "text/csv; charset=utf-8", fault=fault or "chunked")

    def refuse(self, status: int, code: str, message: str) -> None:
        content = json.dumps({"errorTypeCode": code, "message": message}, ensure_ascii=False).encode()
        self.answer(status, content, "application/json; charset=utf-8")

    def answer(self, status: int, content: bytes, kind: str, fault: str = "", **headers: str) -> None:
        """Send an answer with its length, in chunks, with neither, or only half of it."""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("StatbankAPI-Request-Id", "req-4711")
        for name, value in headers.items():
            self.send_header(name, value)
        if self.bank.gzip and status == 200:
            content = gzip.compress(content)
            self.send_header("Content-Encoding", "gzip")
        half = len(content) // 2 if self.bank.cut_at is None else self.bank.cut_at
        if fault in ("chunked", "cut chunks"):
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for piece in (content[:half], content[half:] if fault == "chunked" else b""):
                if piece:  # an empty chunk would end the answer
                    self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            if fault == "chunked":
                self.wfile.write(b"0\r\n\r\n")
        elif fault in ("no length", "no length, cut"):
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(content[: -3 if fault == "no length, cut" else None])
        else:
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content[:half] if fault == "cut" else content)
        if fault not in ("", "chunked"):
            self.close_connection = True
