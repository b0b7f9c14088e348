"""From StatBank to a datasaet: fetch the accounts and the population, compute shares, compare, save.

Answers are kept in the datasaet's `raw/` from the first one on. An interrupted fetch therefore goes on where
it stopped, and leaves an earlier `tal.csv` and `kilde.yaml` as they were: both are replaced together at
the end. Replacing a datasaet takes `force` as everywhere; what has not changed is not fetched again.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from kommunedata import paths
from kommunedata.datasaet.kilde import check_navn
from kommunedata.datasaet.save import save_datasaet
from kommunedata.errors import DataError, InputError
from kommunedata.kommuner import kommune_by_code
from kommunedata.sources import regnskab
from kommunedata.sources.bulk import VALUE, Choice, Raw, discard, fetch_bulk, prune, read_bulk
from kommunedata.sources.regnskab import Funktioner
from kommunedata.sources.statbank import BASE_URL, Client, StatBankError, Table, tableinfo

FOLKETAL = "FOLK1A"
Progress = Callable[[str, int, int], None]  # told table and time, rows and bytes received so far


@dataclass(frozen=True)
class Hentning:
    """What a fetch gave: the datasaet's folder, its frame, the cross-check and the answers behind them."""

    folder: Path
    frame: pd.DataFrame
    krydstjek: list[dict[str, Any]]
    raws: list[Raw]


def parse_aar(text: str) -> list[int]:
    """The years that an analyst writes as `2022` or `2012-2022`; an InputError where it is neither, or backwards."""
    match = re.fullmatch(r"\s*([0-9]{4})(?:\s*[-–]\s*([0-9]{4}))?\s*", text)
    if not match:
        raise InputError(f"aar '{text}' is neither a year (2022) nor a range of years (2012-2022)")
    first, last = int(match[1]), int(match[2] or match[1])
    if last < first:
        raise InputError(f"aar '{text}' runs backwards; write {last}-{first}")
    return list(range(first, last + 1))


def fetch_regnskab(
    navn: str, aar: list[int], client: Client, *, force: bool = False, progress: Progress = lambda *_: None
) -> Hentning:
    """Make a datasaet of the computed share from StatBank's accounts of some years; see the module.

    Raises:
        InputError: the name is taken or unusable, the table lacks a year, or the definition names a code
            that the table lacks; nothing was fetched.
        StatBankError: the service refused or failed; what came before is kept.
        DataError: an answer is malformed; it is fetched anew next time.
    """
    check_navn(navn, force=force)
    definition = regnskab.load_definition()
    accounts, folkeregister = tableinfo(client, definition.tabel), tableinfo(client, FOLKETAL)
    years = accounts.codes.get("Tid", [])
    if lacking := [str(year) for year in aar if str(year) not in years]:
        span = f"{min(years)}-{max(years)}" if years else "none"
        raise InputError(f"{accounts.id} has no accounts of {', '.join(lacking)}; it has {span}")
    if str(accounts.absent or 0) != "0":
        raise StatBankError(f"{accounts.id}: what is absent means '{accounts.absent}', not 0, and cannot be added up")
    funktioner = regnskab.find_funktioner(definition, accounts.codes.get("FUNKTION", []))
    get = partial(_get, client, paths.datasaet_root() / navn / "raw", progress)

    raws, sums, folketal = [], [], []
    for year in aar:
        raw, rows = get(accounts, regnskab_choice(definition, funktioner, year))
        raws.append(raw)
        sums.append(regnskab.sum_regnskab(rows, funktioner, definition))
        if f"{year}K1" in folkeregister.codes.get("Tid", []):
            raw, rows = get(folkeregister, folketal_choice(year))
            raws.append(raw)
            folketal.append(rows.assign(aar=year))

    frame = regnskab.compute_vaerdi(pd.concat(sums, ignore_index=True))
    krydstjek = regnskab.check_national(frame)
    kilde = {
        "navn": navn,
        "maal": regnskab.MAAL,
        "titel": "Privat andel af kommunernes driftsudgifter, beregnet af regnskaberne",
        "kilde": "Danmarks Statistik",
        "url": f"https://www.statistikbanken.dk/{definition.tabel}",
        "hentet": max(raw.hentet for raw in raws),
        "licens": "CC BY 4.0",
        "model": False,
        "brud": [2016],
        "noter": _write_noter(definition, funktioner, [accounts, folkeregister], frame, client.base_url),
        "krydstjek": krydstjek,
    }
    extra = {"folketal.csv": _folketal_csv(folketal)} if folketal else {}
    folder = save_datasaet(frame, kilde, regnskab.NOEGLETAL, force=force, extra=extra)
    prune(folder / "raw", raws)
    return Hentning(folder, frame, krydstjek, raws)


def regnskab_choice(definition: regnskab.Definition, funktioner: Funktioner, aar: int) -> Choice:
    """The codes to ask REGK31 for: the 98 kommuner and all that the definition counts, one year."""
    konti = definition.hovedkonti.values()
    return {
        "OMRÅDE": list(kommune_by_code()),
        "FUNKTION": [code for codes in funktioner.values() for code in codes],
        "DRANST": list(dict.fromkeys(code for konto in konti for code in konto.dranst)),
        "ART": list(dict.fromkeys(code for konto in konti for code in konto.grundlag)),
        "PRISENHED": [definition.prisenhed],
        "Tid": [str(aar)],
    }


def folketal_choice(aar: int) -> Choice:
    """The codes to ask FOLK1A for: all inhabitants of the 98 kommuner on 1 January."""
    totals: Choice = {"KØN": ["TOT"], "ALDER": ["IALT"], "CIVILSTAND": ["TOT"], "Tid": [f"{aar}K1"]}
    return {"OMRÅDE": list(kommune_by_code()), **totals}


def _get(client: Client, folder: Path, progress: Progress, table: Table, choice: Choice) -> tuple[Raw, pd.DataFrame]:
    """Rows for a choice, and the kept answer that they come from; every kommune must be there."""
    raw = fetch_bulk(client, table, choice, folder, partial(progress, f"{table.id} {choice['Tid'][0]}"))
    try:
        rows = read_bulk(raw.path.read_bytes(), raw.request, raw.path)
        present = set(rows["OMRÅDE"].cat.categories)
        if absent := [code for code in choice["OMRÅDE"] if code not in present]:
            raise DataError(raw.path, [f"OMRÅDE {code} has no rows at all" for code in absent])
    except DataError:
        discard(raw)
        raise
    return raw, rows


def _folketal_csv(rows: list[pd.DataFrame]) -> bytes:
    table = pd.concat(rows).rename(columns={"OMRÅDE": "kommunekode", VALUE: "folketal"})
    if parts := table.loc[table["folketal"] % 1 > 0, "folketal"].tolist():
        raise DataError(FOLKETAL, [f"folketal {number} is not a whole number" for number in parts])
    table = table.astype({"kommunekode": "str", "folketal": "Int64"}).sort_values(by=["kommunekode", "aar"])
    return table.to_csv(columns=["kommunekode", "aar", "folketal"], index=False, lineterminator="\n").encode()


def _write_noter(
    definition: regnskab.Definition, funktioner: Funktioner, tables: list[Table], frame: pd.DataFrame, base_url: str
) -> list[str]:
    """The notes on the figures, in Danish: they are printed in every notat."""
    sha256 = hashlib.sha256(paths.data_file(regnskab.DEFINITION).read_bytes()).hexdigest()
    mangler = (frame["status"] == "mangler").sum()
    alike: dict[tuple[tuple[str, ...], ...], list[str]] = {}  # hovedkonti that count alike
    for hovedkonto, konto in definition.hovedkonti.items():
        counts = f"{hovedkonto} ({len(funktioner[hovedkonto])} funktioner)"
        alike.setdefault((konto.privat, konto.grundlag, konto.dranst), []).append(counts)
    noter = [
        f"Beregnet af kommunernes regnskaber ({definition.tabel}, løbende priser): hverken IKU eller PLI.",
        f"Definition ({regnskab.DEFINITION}, sha256 {sha256[:12]}): {definition.beskrivelse}.",
        *(
            f"Hovedkonto {', '.join(konti)}: privat er art {'+'.join(privat)}, grundlag er art {'+'.join(grundlag)}, "
            f"dranst {'+'.join(dranst)}."
            for (privat, grundlag, dranst), konti in alike.items()
        ),
        "En opgave købt gennem et § 60-selskab er bogført som betaling til kommuner (art 47) og tæller ikke med.",
        "Færgedrift gør Læsø, Samsø og Ærø til særtilfælde på hovedkonto 2.",
        "En ændret definition fik virkning fra regnskab 2016: sammenlign varsomt hen over bruddet.",
        f"{mangler} andele mangler: et beløb er ukendt (..), eller beløbene udgør ikke en andel "
        "(grundlag ≤ 0, privat < 0 eller andel over 100).",
        f"Senest opdateret: {', '.join(f'{table.id} {table.updated}' for table in tables)}.",
    ]
    if base_url != BASE_URL:
        noter.append(f"Hentet fra {base_url}, ikke fra Danmarks Statistik selv.")
    return noter
