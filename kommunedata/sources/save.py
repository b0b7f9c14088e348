"""What an import read, made into a datasaet: its frame, the descriptions of its noegletal, and its provenance."""

import hashlib
import os
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from kommunedata import paths
from kommunedata.analysis.odd import find_odd
from kommunedata.datasaet.check import KEY, check_frame
from kommunedata.datasaet.kilde import check_navn, datasaet_dir
from kommunedata.datasaet.noegletal import (
    Noegletal,
    find_noegletal,
    load_descriptions,
    load_noegletal,
    shared_noegletal,
)
from kommunedata.datasaet.save import save_datasaet
from kommunedata.errors import DataError, InputError, unknown
from kommunedata.kommuner import REFORM, kommune_by_code
from kommunedata.sources.figures import Fil, Lest, compare_totals, describe_noegletal, find_units, make_frame
from kommunedata.sources.layout import GENERIC
from kommunedata.sources.meanings import read_tal
from kommunedata.sources.titles import (
    LEFT_OUT,
    MAALORD,
    PCT,
    Match,
    check_matches,
    load_konti,
    make_codes,
    match_titler,
    read_choices,
    read_map,
    read_title,
)
from kommunedata.text import ascii_slug

MAAL = ("IKU", "PLI", "privat andel (beregnet)")  # of the datasaet on competition
SAY_MAAL = 'IKU, PLI or "privat andel (beregnet)"'
TITEL = {"IKU": "Indikator for konkurrenceudsættelse (IKU)", "PLI": "Privatleverandørindikator (PLI)"}
DEFINITION = 2016  # the ministry revised its definition of IKU and PLI with these accounts
EDITED = ("titel", "kort_titel", "ental", "taerskler", "definition", "url")  # of a description, by users


@dataclass(frozen=True)
class Valg:
    """What is said by hand of an import; each field is an option of the command."""

    navn: str
    titel: str = ""
    enhed: Sequence[str] | None = ()
    bedst: Sequence[str] | None = ()
    maps: Sequence[str] | None = ()
    maal: str | None = None
    kilde: str = ""
    accept: bool = False


class Import(NamedTuple):
    """A datasaet made of a file, and what to tell the analyst about it."""

    fil: Fil
    frame: pd.DataFrame
    noegletal: dict[str, Noegletal]
    kilde: dict[str, Any]
    matches: list[Match]
    linjer: list[str]  # what was compared
    advarsler: list[str]


def import_file(path: Path, valg: Valg, read: Callable[[bytes], Fil], *, force: bool) -> tuple[Import, Path]:
    """Read a file and save what it holds as one datasaet, in the folder that is returned; see `make_import`."""
    check_navn(valg.navn, force=force)
    if not path.is_file():
        raise InputError(f"{path} is {'not a file' if path.exists() else 'missing'}")
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from None
    name = os.fsencode(path.name).decode(errors="replace")
    fra = f"Indlæst fra {name} (sha256 {hashlib.sha256(content).hexdigest()})"
    try:
        found = make_import(read(content), valg, fra)
    except DataError as error:  # faults inside the file: something failed; bad arguments keep their 2
        error.exit_code = 1
        raise
    found = keep_descriptions(found, paths.datasaet_root() / valg.navn / "noegletal.yaml")
    return found, save_datasaet(found.frame, found.kilde, found.noegletal, force=force)


def make_import(fil: Fil, valg: Valg, fra: str) -> Import:
    """Make one datasaet of all noegletal of a file (of `read_export` or `read_tabel`); `fra` is a note on it.

    Raises:
        InputError: a title, unit or measure that the file does not say, or an option that names what is not there.
        DataError: cells or figures that are wrong, or cannot be right; all are listed with their place.
    """
    matches = _find_matches(fil, valg)
    codes = {match.titel: match.noegletal for match in matches if match.noegletal}
    maal = next((match.maal for match in matches if match.noegletal), "")
    if maal:
        noegletal = shared_noegletal(maal) or {}
        lest = make_frame(fil, codes, dict.fromkeys(codes, PCT))
    else:
        codes, noegletal, lest = _read_own(fil, valg, list(codes))
    frame, faults = check_frame(lest.frame, noegletal, lest.steder)
    if faults:
        raise DataError(fil.source, faults)
    percent = {codes[felt.titel] for felt in fil.felter if felt.titel in codes and read_tal(felt.celle).procent}
    odd = find_odd(frame, noegletal, percent)
    lines, wrong = compare_totals(fil, frame, {title: noegletal[code] for title, code in codes.items()}, lest.mark)
    wrong = [*odd.wrong, *wrong]
    if wrong and not valg.accept:
        raise DataError(fil.source, [*wrong[:-1], f"{wrong[-1]} (if the figures are right as they are: --accept)"])
    kilde = _make_kilde(fil, valg, maal, frame, [noegletal[code] for code in codes.values()], fra)
    if maal in MAALORD and len(codes) > 1:
        kilde["noter"] += tuple(f"Hovedkonto {code}: {titel}" for titel, code in codes.items())
    advarsler = [*fil.advarsler, *wrong, *odd.odd, *warn_absent(frame, valg.navn, maal)]
    return Import(fil, frame, noegletal, kilde, matches, lines, advarsler)


def _read_own(fil: Fil, valg: Valg, titles: Sequence[str]) -> tuple[dict[str, str], dict[str, Noegletal], Lest]:
    """The codes, descriptions and figures of titles that no shared description speaks of.

    A title or unit that nothing says is asked for, both at once.
    """
    fil.titler = list(titles)
    known: dict[str, Noegletal] = {}
    with suppress(InputError):  # the workbook of a datasaet at hand names it and its noegletal
        described = load_noegletal(datasaet_dir(fil.kilde.get("navn", "")), fil.kilde.get("maal", ""))
        known = {title: described[title] for title in titles} if described.keys() >= {*titles} else {}
    retning = read_choices("--bedst", valg.bedst or (), titles, "lav")
    if bad := [text for text in retning.values() if text not in ("hoej", "lav", "ingen")]:
        raise unknown("direction in --bedst", bad[0], ["hoej", "lav", "ingen"])
    named, problem = _find_names(fil, valg, titles)
    named |= {title: one.titel for title, one in known.items()}
    said = {title: one.enhed for title, one in known.items()}
    said |= read_choices("--enhed", valg.enhed or (), titles, "kr.")
    units, unclear = find_units(fil, said, named)
    if asked := [text for text in ("" if known else problem, unclear) if text]:
        raise InputError(f"{fil.source}: {'; '.join(asked)}")
    fresh = make_codes(named.values())
    codes = {title: title if known else fresh[name] for title, name in named.items()}
    lest = make_frame(fil, codes, units)
    noegletal = {
        code: known.get(t)
        or describe_noegletal(code, named[t], units[t], lest.decimaler[t], retning.get(t, "ingen"), t)
        for t, code in codes.items()
    }
    return codes, noegletal, lest


def _find_matches(fil: Fil, valg: Valg) -> list[Match]:
    """What each title is imported as: by its own words, or as a hovedkonto where the measure is said."""
    said = valg.maal or fil.kilde.get("maal", "")
    maal = next((known for known in MAAL if known.casefold() == said.strip().casefold()), "")
    maps = read_map(valg.maps or (), fil.titler)
    if any(read_title(title)[0] for title in fil.titler) or (any(maps.values()) and not maal):
        return match_titler(fil.titler, maps, valg.maal)
    konti, total = load_konti()
    accounts = {title: _find_konto(title, konti) for title in fil.titler if maps.get(title) != ""}
    if not maal:
        if len(accounts) > 1 and accounts.keys() <= konti.keys():
            raise InputError(f"{fil.source}: figures of hovedkonti, but of which measure? say it: --maal {SAY_MAAL}")
        if valg.maal is not None and not valg.maal.strip():
            raise InputError(f"--maal is empty: say {SAY_MAAL}, or give a title with --titel")
        return match_titler(fil.titler, maps, valg.maal if valg.maal in fil.titler else None)
    for title, konto in accounts.items():
        alone = total.noegletal if len(accounts) == 1 and not title[:1].isdigit() else ""
        accounts[title] = maps.get(title) or konto or alone
    if unclear := [f"'{title}'" for title, konto in accounts.items() if not konto]:
        raise InputError(f'{fil.source}: no hovedkonto is known by {", ".join(unclear)}: say it with --map "TITLE=5"')
    left = {title: "" if title in accounts else LEFT_OUT for title in fil.titler}
    return check_matches([Match(title, maal, accounts.get(title), grund) for title, grund in left.items()], fil.source)


def _find_konto(title: str, kontos: dict[str, Noegletal]) -> str:
    """The hovedkonto that a cell of a column `hovedkonto` means: a code, a title, or both ("5 Sociale")."""
    name = re.sub(r", (andel|vaerdi|privat andel).*$", "", title, flags=re.IGNORECASE)
    for text in (name, name.partition(",")[0], name[:1] if re.match(r"[0-9][ .:]", name) else name):
        with suppress(InputError):
            return find_noegletal(kontos, text)
    return ""


def _find_names(fil: Fil, valg: Valg, titles: Sequence[str]) -> tuple[dict[str, str], str]:
    """What each title is called: as in the file, or by hand where it is the only one; or a question."""
    fallback = valg.titel or (valg.maal if valg.maal not in (None, *titles) else "") or fil.kilde.get("titel", "")
    if len(titles) > 1:
        return {title: title or fil.overskrift or fallback or "Uden titel" for title in titles}, ""
    (title,) = titles
    plain = ascii_slug(re.sub(r"\(.*?\)|pct\.?|%", "", title)) in {"", *GENERIC}
    name = fallback or (fil.overskrift if plain else title)
    what = f"'{title}' does not say" if title else "nothing says"
    return {title: name.strip() or title}, "" if name else f"{what} what is measured; say it with --titel"


def _make_kilde(
    fil: Fil, valg: Valg, maal: str, frame: pd.DataFrame, noegletal: Sequence[Noegletal], fra: str
) -> dict[str, Any]:
    """The fields of `kilde.yaml` but the checksum."""
    titles = [one.titel for one in noegletal]
    several = f"Nøgletal: {', '.join(titles[:2])} m.fl." if len(titles) > 2 else " og ".join(titles)
    general = fil.overskrift if len(titles) > 1 and fil.overskrift else several
    titel = valg.titel.strip() or fil.kilde.get("titel") or (TITEL.get(maal, maal[:1].upper() + maal[1:]) or general)
    years = frame["aar"]
    brud = {int(year) for year in re.findall(r"\b(?:19|20)[0-9]{2}\b", fil.kilde.get("brud", ""))}
    brud |= {DEFINITION} if maal else set()
    noter = [fra]
    if years.min() < REFORM <= years.max():
        brud |= {REFORM}
        noter.append(f"Årene før {REFORM} ligger før kommunalreformen: der sammenlignes ikke hen over {REFORM}.")
    antal, alle = frame["kommunekode"].nunique(), len(kommune_by_code())
    noter += [f"Omfatter {antal} af {alle} kommuner; placeringer er blandt dem"] if antal < alle else []
    if others := fil.andre_steder():
        noter.append(f"Rækker, der ikke er kommuner, er holdt ude: {others}")
    model = "kommunedata (modeltal)" if fil.model else "egen tabel"
    return {
        "navn": valg.navn,
        "maal": maal or titel,
        "titel": titel,
        "kilde": valg.kilde.strip() or fil.kilde.get("kilde") or fil.organisation or model,
        "url": fil.kilde.get("url", fil.url),
        "hentet": fil.kilde.get("hentet") or fil.hentet or date.today(),
        "licens": fil.kilde.get("licens", "ikke oplyst i filen"),
        "model": fil.model,
        "brud": sorted(brud),
        "noter": (*noter, *fil.noter),
    }


def keep_descriptions(found: Import, file: Path) -> Import:
    """An import with what a user has written into the descriptions of the datasaet that it replaces.

    A file knows the unit and the decimals; names, definition, link and thresholds are the user's, and the direction
    where the import says none. Thresholds are in the unit, and go where that is another now.
    """
    before = load_descriptions(file) if file.is_file() else {}
    noegletal, kept = dict(found.noegletal), list(found.linjer)
    for code, one in found.noegletal.items():
        old = before.get(code, one)
        fields = [
            field
            for field in EDITED
            if getattr(old, field)
            and getattr(old, field) != getattr(one, field)
            and not (field in ("ental", "taerskler") and old.enhed != one.enhed)
        ]
        fields += ["retning"] if one.retning == "ingen" != old.retning else []
        if fields:
            noegletal[code] = one.model_copy(update={field: getattr(old, field) for field in fields})
            kept.append(f"kept the description of {code}: {', '.join(fields)}")
    return found._replace(noegletal=noegletal, linjer=kept)


def warn_absent(frame: pd.DataFrame, navn: str, maal: str) -> list[str]:
    r"""Warnings of municipalities that are absent, from all of a datasaet or parts of it, and of the total.

    Example:
        >>> frame = pd.DataFrame({"kommunekode": ["851"], "aar": 2022, "noegletal": "5"})
        >>> print(*warn_absent(frame, "x", "IKU"), sep="\n")
        x: ONLY 1 OF 98 KOMMUNER: places are among those present
        x: samlet is absent and left missing, a notat speaks of the other hovedkonti only
    """
    antal, alle, warnings = len(set(frame["kommunekode"])), len(kommune_by_code()), []
    if antal < alle:
        warnings.append(f"{navn}: ONLY {antal} OF {alle} KOMMUNER: places are among those present")
    full = pd.MultiIndex.from_product([frame[name].unique() for name in KEY], names=KEY)
    here = pd.MultiIndex.from_arrays([frame[name] for name in KEY], names=KEY)
    if len(absent := full.difference(here)):
        code, aar, one = absent[0]
        first = f"{kommune_by_code()[code].kommune} {aar} {one}"
        warnings.append(f"{navn}: {len(absent)} of {len(full)} combinations have no row, the first: {first}")
    total = load_konti()[1].noegletal
    if maal and total not in set(frame["noegletal"]):
        warnings.append(f"{navn}: {total} is absent and left missing, a notat speaks of the other hovedkonti only")
    return warnings
