"""What an import read, made into datasaet: frames of andele with their provenance, saved all or none."""

import hashlib
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from kommunedata.datasaet.frame import KEY, SAMLET, check_andele, save_andele
from kommunedata.datasaet.kilde import MAAL, check_navn
from kommunedata.errors import DataError, InputError
from kommunedata.kommuner import kommune_by_code
from kommunedata.sources.noegletal import URL, Eksport
from kommunedata.sources.titles import MAALORD, Match, ascii_slug

TITEL = {"IKU": "Indikator for konkurrenceudsættelse (IKU)", "PLI": "Privatleverandørindikator (PLI)"}
BRUD = {"IKU": (2016,), "PLI": (2016,)}  # the ministry revised its definition with the accounts of 2016
LICENS = "ikke oplyst i filen"
PCT = "pct."


@dataclass(frozen=True)
class Datasaet:
    """A frame with the columns of `datasaet.frame`, and the fields of its `kilde.yaml` but the checksum."""

    frame: pd.DataFrame
    kilde: dict[str, Any]


def make_noegletal(
    eksport: Eksport, matches: Sequence[Match], navn: str, *, enhed: str | None, fil: str
) -> list[Datasaet]:
    """The datasaet of an export: one for IKU or PLI, else one for each indicator.

    Args:
        eksport: what was read.
        matches: what becomes of each title, see `titler.match_titler`.
        navn: the name to save under; several indicators are told apart by their titles, `navn-andel-udpendlere`.
        enhed: the unit of other indicators; None where their titles say that it is "pct.".
        fil: a note on the file, see `describe_file`.

    Raises:
        InputError: the unit of an indicator is not known.
        DataError: a share lies outside 0-100; each is listed with its row and column.
    """
    groups: dict[str, dict[str, str]] = {}  # maal: title: hovedkonto
    for match in matches:
        if match.hovedkonto:
            groups.setdefault(match.maal, {})[match.titel] = match.hovedkonto
    units = _read_units(list(groups), enhed)
    found, faults = [], []
    for maal, kontos in groups.items():
        tal = eksport.tal.query("titel in @kontos")
        if units[maal] == PCT:
            outside = tal.query("andel < 0 or andel > 100").to_dict("records")
            faults += ["row {row}, column {aar}: {andel:g} is not within 0-100".format(**cell) for cell in outside]
        frame = tal.assign(hovedkonto=tal["titel"].replace(kontos), privat=float("nan"), grundlag=float("nan"))
        mapped = [f"Hovedkonto {konto}: {titel}" for titel, konto in kontos.items() if maal in MAALORD]
        slug = "" if len(groups) == 1 else f"-{ascii_slug(maal)}"
        kilde = {
            "navn": f"{navn}{slug}"[:64].rstrip("-"),
            "maal": maal,
            "titel": TITEL.get(maal, maal),
            "enhed": units[maal],
            "kilde": eksport.organisation,
            "url": URL,
            "hentet": eksport.hentet,
            "licens": LICENS,
            "model": False,
            "brud": BRUD.get(maal, ()),
            "noter": (fil, *mapped, *_note_kommuner(frame)),
        }
        found.append(Datasaet(frame, kilde))
    if faults:
        raise DataError(eksport.source, faults)
    return found


def _read_units(maal: Sequence[str], enhed: str | None) -> dict[str, str]:
    units = {name: PCT if name in MAALORD else enhed or _read_unit(name) for name in maal}
    if unclear := [f"'{name}'" for name, unit in units.items() if not unit]:
        raise InputError(
            f"the unit of {' and '.join(unclear)} is not known: say it with --enhed; "
            'if units differ, import one title at a time with --maal "TITLE"'
        )
    return units


def _read_unit(title: str) -> str:
    return PCT if re.search(r"^andel\b|\bpct\b|procent|%", title.casefold()) else ""


def make_tabel(
    frame: pd.DataFrame, navn: str, *, maal: str, titel: str | None, kilde: str | None, fil: str
) -> Datasaet:
    """The datasaet of an analyst's own table.

    Args:
        frame: what was read, see `tabel.parse_tabel`.
        navn: the name to save under.
        maal: what was measured: IKU, PLI, "privat andel (beregnet)" or another title.
        titel: the title to print; None for that of the measure.
        kilde: the organisation behind the figures; None for the analyst.
        fil: a note on the file, see `describe_file`.

    Raises:
        InputError: `maal` is empty.
    """
    maal = next((known for known in MAAL if known.casefold() == maal.casefold()), maal.strip())
    if not maal:
        raise InputError("--maal is empty: say IKU, PLI, 'privat andel (beregnet)' or a title")
    fields = {
        "navn": navn,
        "maal": maal,
        "titel": titel or TITEL.get(maal, maal[0].upper() + maal[1:]),
        "enhed": PCT,
        "kilde": kilde or "egen tabel",
        "url": "",
        "hentet": date.today(),
        "licens": LICENS,
        "model": False,
        "brud": BRUD.get(maal, ()),
        "noter": (fil, *_note_kommuner(frame)),
    }
    return Datasaet(frame, fields)


def _note_kommuner(frame: pd.DataFrame) -> list[str]:
    antal, alle = len(set(frame["kommunekode"])), len(kommune_by_code())
    return [f"Omfatter {antal} af {alle} kommuner; placeringer er blandt dem"] if antal < alle else []


def describe_file(path: Path, content: bytes) -> str:
    """A note for `kilde.yaml` on the file that was imported: its name and checksum."""
    name = os.fsencode(path.name).decode(errors="replace")
    return f"Indlæst fra {name} (sha256 {hashlib.sha256(content).hexdigest()})"


def save_datasaet(found: Sequence[Datasaet], *, force: bool) -> list[Path]:
    """Save several datasaet; all are checked before the first is written.

    Raises:
        InputError: a name is not usable or taken, or two are the same.
        DataError: a table breaks the contract of `kommunedata.datasaet.frame`.
    """
    names = [str(one.kilde["navn"]) for one in found]
    if len(set(names)) < len(names):
        raise InputError(f'titles give the same name ({", ".join(names)}): import one at a time with --maal "TITLE"')
    for name, one in zip(names, found, strict=True):
        check_navn(name, force=force)
        if faults := check_andele(one.frame, one.kilde["enhed"])[1]:
            raise DataError(f"datasaet {name}", faults)
    return [save_andele(one.frame, one.kilde, force=force) for one in found]


def warn_absent(one: Datasaet) -> list[str]:
    """Warnings of municipalities that are absent, from all of a datasaet or parts of it, and of samlet.

    Example:
        >>> frame = pd.DataFrame({"kommunekode": ["851"], "aar": 2022, "hovedkonto": "5"})
        >>> print(*warn_absent(Datasaet(frame, {"navn": "x", "maal": "IKU"})), sep="\\n")
        x: ONLY 1 OF 98 KOMMUNER: places are among those present
        x: samlet is absent and left missing, a notat speaks of the other hovedkonti only
    """
    navn, frame = one.kilde["navn"], one.frame
    antal, alle, warnings = len(set(frame["kommunekode"])), len(kommune_by_code()), []
    if antal < alle:
        warnings.append(f"{navn}: ONLY {antal} OF {alle} KOMMUNER: places are among those present")
    full = pd.MultiIndex.from_product([frame[name].unique() for name in KEY], names=KEY)
    here = pd.MultiIndex.from_arrays([frame[name] for name in KEY], names=KEY)
    absent = full.difference(here).to_frame().to_dict("records")
    if absent:
        first = "{kommunekode} {aar} hovedkonto {hovedkonto}".format(**absent[0])
        warnings.append(f"{navn}: {len(absent)} of {len(full)} combinations have no row, the first: {first}")
    if one.kilde["maal"] in MAAL and SAMLET not in set(frame["hovedkonto"]):
        warnings.append(f"{navn}: samlet is absent and left missing, a notat speaks of the other hovedkonti only")
    return warnings
