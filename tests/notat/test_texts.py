"""Every lead and heading of all 98 notater, kept as text to be read: a change of a rule shows what it does to Danish.

`KD_UPDATE=1 python -m pytest tests/notat/test_texts.py` writes the file anew; read the difference before it is committed.
"""

import os
from pathlib import Path

from pages import plain

from kommunedata.kommuner import kommune_by_code
from kommunedata.notat import historik, hovedkonti, konklusion, placering, spredning, status

FILE = Path(__file__).parent / "texts" / "all.txt"


def lines(notat) -> list[str]:
    return [
        f"== {notat.kommune.fuldt_navn} {notat.aar}",
        konklusion.hovedbudskab(notat),
        status.heading(notat),
        status.text(notat),
        status.potentialer(notat),
        spredning.heading(notat),
        placering.heading(notat),
        placering.text(notat.samlet),
        historik.heading(notat),
        historik.text(notat, notat.samlet),
        *[hovedkonti.overskrift(notat, konto) for konto in notat.hovedkonti],
    ]


def test_the_texts_are_those_that_were_read(notat_om):
    notater = [notat_om(kommune.kommune, 2022) for kommune in kommune_by_code().values()]
    notater += [notat_om("Vordingborg", 2018), notat_om("Aalborg", 2012), notat_om("Aalborg", 2016)]
    now = plain("\n".join(line for notat in notater for line in lines(notat))) + "\n"
    if os.environ.get("KD_UPDATE"):
        FILE.write_text(now, encoding="utf-8")
    assert now == FILE.read_text(encoding="utf-8")
