"""Titles of key figures: which measure and which hovedkonto a title speaks of, by its words or by hand."""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kommunedata.datasaet.frame import HOVEDKONTI, SAMLET
from kommunedata.errors import InputError, unknown

MAALORD = {"IKU": r"\biku\b|konkurrenceudsaettelse", "PLI": r"\bpli\b|privatleverandoer"}
KONTOORD = {
    "0": "byudvikling",
    "2": "transport|trafik|infrastruktur",
    "3": "undervisning|kultur",
    "4": "sundhed",
    "5": r"\bsocial|beskaeftigelse",
    "6": "faellesudgift|administration",
}
SAMLET_ORD = r"\bsamlet|\bsamlede|\bi alt\b|\btotal"
# Words that may stand beside IKU or PLI without narrowing it; any other word makes the hovedkonto unclear.
FYLDORD = (
    r"af|alle|andel|den|for|grad|graden|hele|hovedkonti|i|iku|indikator|indikatoren|kommun\w*"
    r"|konkurrenceudsaettelse\w*|opgaver|pct|pli|privatleverandoer\w*|procent"
)
_ASCII = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})


@dataclass(frozen=True)
class Match:
    """What became of one title: imported as `maal` on `hovedkonto`, or left for the reason `grund`."""

    titel: str
    maal: str
    hovedkonto: str | None
    grund: str = ""


def ascii_slug(title: str) -> str:
    """A title as small ASCII letters, digits and hyphens, fit for a file name.

    Example:
        >>> ascii_slug("Andel udpendlere, Læsø (../=1+1)")
        'andel-udpendlere-laesoe-1-1'
    """
    text = unicodedata.normalize("NFKD", title.casefold().translate(_ASCII))
    return re.sub(r"[^a-z0-9]+", "-", text.encode("ascii", "ignore").decode()).strip("-")


def read_title(title: str) -> tuple[str | None, str | None]:
    """The measure (IKU, PLI or None) and hovedkonto (None where it is unclear) that a title names.

    The hovedkonto is a digit that stands alone, or a word of its name; `samlet` where the title has neither
    and nothing else that narrows it.

    Example:
        >>> read_title("Indikator for konkurrenceudsættelse (IKU), hovedkonto 5")
        ('IKU', '5')
        >>> read_title("IKU: Transport og infrastruktur"), read_title("Privatleverandør-indikator, samlet")
        (('IKU', '2'), ('PLI', 'samlet'))
        >>> read_title("IKU, funktion 5.25"), read_title("Andel udpendlere")
        (('IKU', None), (None, None))
    """
    words = ascii_slug(title).replace("-", " ")
    measures = [maal for maal, pattern in MAALORD.items() if re.search(pattern, words)]
    if len(measures) != 1:
        return None, None
    digits = re.findall(r"(?<![\w.])[0-9](?!\w|\.\w)", title)  # not the 5 of 5.25 or 2015
    kontos = set(digits) | {konto for konto, pattern in KONTOORD.items() if re.search(pattern, words)}
    if len(kontos) == 1:
        konto = kontos.pop()
        return measures[0], konto if konto in HOVEDKONTI else None
    whole = re.search(SAMLET_ORD, words) or (not kontos and re.fullmatch(rf"(?:(?:{FYLDORD})\b ?)+", words))
    return measures[0], SAMLET if whole else None


def read_map(maps: Sequence[str], titles: Sequence[str]) -> dict[str, str]:
    """The options `--map "TITLE=5"` as title to hovedkonto; `TITLE=` (nothing) leaves the title out.

    Raises:
        InputError: no such title or hovedkonto, or one title or hovedkonto is given twice.
    """
    by_case = {title.casefold(): title for title in titles}
    found: dict[str, str] = {}
    for option in maps:
        name, equals, konto = (part.strip() for part in option.rpartition("="))
        if not equals:
            raise InputError(f'--map "{option}" is not of the form "TITLE=5"')
        title = by_case.get(" ".join(name.split()).casefold())
        if title is None:
            raise unknown("title", name, titles)
        if konto.casefold() not in (*HOVEDKONTI, SAMLET, ""):
            raise unknown("hovedkonto", konto, [*HOVEDKONTI, SAMLET])
        if title in found:
            raise InputError(f"--map names '{title}' twice")
        found[title] = konto.casefold()
    if repeated := [konto for konto, count in Counter(found.values()).items() if konto and count > 1]:
        raise InputError(f"--map names two titles for hovedkonto {', '.join(repeated)}")
    return found


def match_titler(titles: Sequence[str], maps: Mapping[str, str], maal: str | None = None) -> list[Match]:
    """Decide what each title is imported as.

    A file with titles of IKU or PLI gives that measure, and its other titles are left. Without them every
    title is an indicator of its own. A title mapped by hand that names no measure counts as `maal`, or IKU.

    Args:
        titles: the titles of a file, in order.
        maps: title to hovedkonto by hand, see `read_map`.
        maal: what to import: IKU, PLI or one of the titles; None where the file leaves no choice.

    Raises:
        InputError: `maal` is not in the file; IKU and PLI both are and none is chosen; two titles mean the
            same hovedkonto; or none could be matched.

    Example:
        >>> [match.hovedkonto for match in match_titler(["IKU samlet", "IKU skoler", "Folketal"], {})]
        ['samlet', None, None]
    """
    read = {title: read_title(title) for title in titles}
    for title, konto in maps.items():
        default = maal.upper() if maal and maal.upper() in MAALORD else "IKU"
        read[title] = (read[title][0] or default, konto) if konto else (None, None)
    measures = sorted({measure for measure, _ in read.values() if measure})
    choices = [*measures, *(title for title, (measure, _) in read.items() if measure is None)]
    if maal is None and len(measures) > 1:
        raise InputError("the file holds IKU and PLI, which are never mixed: choose with --maal IKU or PLI")
    wanted = measures[0] if measures else None
    if maal is not None:
        wanted = next((choice for choice in choices if choice.casefold() == maal.casefold()), None)
        if wanted is None:
            raise unknown("maal", maal, choices)
    matches = [_decide(title, *read[title], wanted, maps.get(title)) for title in titles]
    _check_matches(matches)
    return matches


def _decide(title: str, measure: str | None, konto: str | None, wanted: str | None, hand: str | None) -> Match:
    maal = measure or title
    if hand == "":
        return Match(title, maal, None, "left out by --map")
    if wanted in (title, None):
        return Match(title, maal, SAMLET)
    if measure != wanted:
        return Match(title, maal, None, f'not {wanted}: import with --maal "{maal}"')
    return Match(title, maal, konto, "" if konto else 'hovedkonto unclear: say it with --map "TITLE=5"')


def _check_matches(matches: Sequence[Match]) -> None:
    claims: dict[tuple[str, str], list[str]] = {}
    for match in matches:
        if match.hovedkonto:
            claims.setdefault((match.maal, match.hovedkonto), []).append(f"'{match.titel}'")
    if not claims:
        reasons = "; ".join(f"'{match.titel}': {match.grund}" for match in matches)
        raise InputError(f"no title could be matched: {reasons}")
    if doubled := {key: titles for key, titles in claims.items() if len(titles) > 1}:
        cases = "; ".join(f"{maal} {konto}: {' and '.join(titles)}" for (maal, konto), titles in doubled.items())
        raise InputError(f'titles for the same hovedkonto ({cases}): leave one out with --map "TITLE="')
