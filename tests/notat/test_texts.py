"""The texts of all 98 notater, kept to be read: a change of a rule shows what it does to Danish.

`KD_UPDATE=1 python -m pytest tests/notat/test_texts.py` writes the file anew; read the difference before it is committed.
"""

import os
from pathlib import Path

from said import said

from kommunedata.kommuner import kommune_by_code

FILE = Path(__file__).parent / "texts" / "all.txt"
READ = (
    "titel", "lead", "status", "status-tekst", "spredning", "udvikling", "udvikling-tekst", "sammenligning",
    "sammenligning-tekst",
)  # fmt: skip


def lines(notat, ds) -> list[str]:
    texts = said(notat, ds)
    accounts = [text.splitlines()[0] for name, text in texts.items() if name.startswith(("fokus", "hovedkonto"))]
    return [f"== {notat.kommune.fuldt_navn} {notat.aar}", *(texts[name] for name in READ), *accounts]


def test_the_texts_are_those_that_were_read(notat_om, ds):
    notater = [notat_om(kommune.kommune, 2022) for kommune in kommune_by_code().values()]
    notater += [notat_om("Vordingborg", 2018), notat_om("Aalborg", 2012), notat_om("Aalborg", 2016)]
    now = "\n".join(line for notat in notater for line in lines(notat, ds)) + "\n"
    if os.environ.get("KD_UPDATE"):
        FILE.write_text(now, encoding="utf-8")
    assert now == FILE.read_text(encoding="utf-8")
