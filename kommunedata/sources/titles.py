"""Titles of key figures: which unit a title means, which account of IKU or PLI, and what is said of it by hand."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import count
from typing import NamedTuple

from kommunedata.datasaet.noegletal import Noegletal, load_noegletal_file
from kommunedata.errors import InputError, unknown
from kommunedata.text import ascii_slug

PCT = "pct."
MAALORD = {"IKU": r"\biku\b|konkurrenceudsaettelse", "PLI": r"\bpli\b|privatleverandoer"}
# Words that may stand beside IKU or PLI without narrowing it; any other word makes the account unclear.
FYLDORD = (
    r"af|alle|andel|den|for|grad|graden|hele|hovedkonti|i|iku|indikator|indikatoren|kommun\w*"
    r"|konkurrenceudsaettelse\w*|opgaver|pct|pli|privatleverandoer\w*|procent"
)

# Units as files spell them, on small letters and without brackets around them.
_SPELLINGS = {
    PCT: r"pct\.?|%|procent|per ?cent|i pct\.?|pct\. andel",
    "promille": r"promille|‰",
    "kr.": r"kr\.?|kroner|dkk|løbende kr\.?|kr\. \(løbende priser\)",
    "1.000 kr.": r"1[.,]?000 (kr\.?|dkk)|t\.?kr\.?|tkr",
    "mio. kr.": r"mio\.? ?(kr\.?|kroner|dkk)|million(er)? (kr\.?|kroner)|dkk million|m(io)?kr\.?",
    "mia. kr.": r"mia\.? ?(kr\.?|kroner)",
    "antal": r"antal|number|stk\.?",
    "indbyggere": r"indbyggere|indb\.?|personer i alt|inhabitants",
    "personer": r"personer|persons|people",
    "km²": r"km2|km²|kvadratkilometer",
    "indbyggere pr. km²": r"indb\.?/km2|indb\.?/km²|indbyggere pr\. km2",
    "m²": r"m2|m²",
    "hektar": r"ha|hektar",
    "dage": r"dage|days",
    "timer": r"timer|hours",
    "år": r"år|years",
    "point": r"point|indekspoint",
    "indeks": r"indeks|index|(indeks|index)[ :(]*[0-9]{4} ?= ?100\)?",
}
_MONEY = (
    r"\bkr\b|kroner|\bdkk|udgift|indtægt|indkomst|beskatningsgrundlag|gæld|likvid|skatter\b|tilskud|udligning"
    r"|overførs"
)
# Words in a title that say its unit; the first that is found counts.
_WORDS = {
    "promille": "promille",
    PCT: r"andel(en)?\b|\bpct\b|procent\b|%|kvote\b|dækningsgrad|\bper ?cent|\bshare\b",
    "indbyggere": r"indbyggertal|folketal|antal indbyggere|befolkningstal|^befolkning\b(?!s)|\bpopulation\b",
    "mio. kr.": r"\bmio\.? kr\b",
    "mia. kr.": r"\bmia\.? kr\b",
    "1.000 kr.": r"\b1[.,]000 kr\b",
    "indeks": r"\bindeks\b|\bindex\b",
    "antal": r"\bantal\b|\bnumber\b",
    "kr.": r"\bkr\.?($|\W)|\bdkk\b|\bkroner\b",
}
LEFT_OUT = "left out by --map"


class Match(NamedTuple):
    """What became of one title: imported as a noegletal (of `maal` if it is IKU or PLI), or left for `grund`."""

    titel: str
    maal: str
    noegletal: str | None
    grund: str = ""


def make_codes(titles: Iterable[str]) -> dict[str, str]:
    """A code for each title; those that are spelt alike are numbered.

    Example:
        >>> make_codes(["Andel ejerboliger", "Andel ejerboliger!", "§"])
        {'Andel ejerboliger': 'andel_ejerboliger', 'Andel ejerboliger!': 'andel_ejerboliger_2', '§': 'noegletal'}
    """
    codes: dict[str, str] = {}
    for title in titles:
        stem = ascii_slug(title, "_")[:56].rstrip("_") or "noegletal"
        numbered = (f"{stem}_{number}" if number > 1 else stem for number in count(1))
        codes[title] = next(code for code in numbered if code not in codes.values())
    return codes


def read_unit(text: str) -> str:
    """A unit in the project's spelling; what is not known stays as it is written, `-` is none.

    Example:
        >>> read_unit("DKK"), read_unit("%"), read_unit("Kr. pr. m2"), read_unit("-")
        ('kr.', 'pct.', 'kr. pr. m²', '')
    """
    text = " ".join(text.split()).strip("-–() ")
    per = re.fullmatch(r"(kr\.?|kroner|dkk) (?:pr\.?|per) (.+)", text.casefold())
    return _spelt(text.casefold()) or (f"kr. pr. {_per(per[2])}" if per else text)


def _spelt(text: str) -> str:
    return next((unit for unit, pattern in _SPELLINGS.items() if re.fullmatch(pattern, text)), "")


def _per(text: str) -> str:
    text = re.sub(r"\bindb\.?(?=$|\W)", "indb.", text).replace("m2", "m²")
    text = re.sub(r"^(indb\.|indbygger(e)?|capita)$", "indbygger", text)
    return re.sub(r"\bindb\.$", "indbyggere", text)


def guess_unit(title: str) -> str:
    """The unit that a title means, by its words; nothing where they do not say.

    Example:
        >>> [guess_unit(t) for t in ("Andel ejerboliger", "Areal (km2) (abs)", "Serviceudgifter pr. indb.")]
        ['pct.', 'km²', 'kr. pr. indbygger']
        >>> [guess_unit(t) for t in ("Tyverier pr. 1.000 indb.", "Indbyggertal 1. januar", "Karaktergennemsnit")]
        ['pr. 1.000 indbyggere', 'indbyggere', '']
    """
    text = " ".join(title.casefold().split())
    ends = re.split(r", | i (?=[^ ]+$)| i (?=(?:mio|mia|1[.,]000)\b)", text)[1:]
    for part in map(str.strip, [*re.findall(r"\(([^()]*)\)", text), *ends]):
        if unit := _spelt(part):
            return unit
        if re.fullmatch(r"(kr\.?|dkk) (pr\.|per) .+", part):
            return read_unit(part)
        if re.search(r"\bdkk\b", part):
            return "kr."
    if per := re.search(r"\b(?:pr\.|per) ((?:[0-9.]+ )?[^,()]+?)\.?$", text):
        of = _per(per[1] + ("." if per[1].endswith("indb") else ""))
        return f"kr. pr. {of}" if re.search(_MONEY, text) else f"pr. {of}"
    return next((unit for unit, pattern in _WORDS.items() if re.search(pattern, text)), "")


def load_konti() -> tuple[dict[str, Noegletal], Noegletal]:
    """The descriptions of the hovedkonti by their code, and that of their total, which is among them."""
    known = load_noegletal_file("konkurrence")
    return known, next(one for one in known.values() if one.samler)


def read_title(title: str) -> tuple[str | None, str | None]:
    """The measure (IKU, PLI or None) and hovedkonto (None where it is unclear) that a title names.

    The hovedkonto is a digit that stands alone, or a word that its description knows it by (`genkendes`); `samlet`
    where the title has neither and nothing else that narrows it.

    Example:
        >>> read_title("Indikator for konkurrenceudsættelse (IKU), hovedkonto 5"), read_title("IKU: Transport")
        (('IKU', '5'), ('IKU', '2'))
        >>> read_title("Privatleverandør-indikator, samlet"), read_title("IKU, funktion 5.25"), read_title("Andel x")
        (('PLI', 'samlet'), ('IKU', None), (None, None))
    """
    words = ascii_slug(title).replace("-", " ")
    measures = [maal for maal, pattern in MAALORD.items() if re.search(pattern, words)]
    if len(measures) != 1:
        return None, None
    known, total = load_konti()
    digits = re.findall(r"(?<![\w.])[0-9](?!\w|\.\w)", title)  # not the 5 of 5.25 or 2015
    kontos = {*digits, *(konto for konto in total.samler if re.search(known[konto].genkendes, words))}
    if len(kontos) == 1:
        return measures[0], next((konto for konto in kontos if konto in total.samler), None)
    whole = re.search(total.genkendes, words) or (not kontos and re.fullmatch(rf"(?:(?:{FYLDORD})\b ?)+", words))
    return measures[0], total.noegletal if whole else None


def read_choices(option: str, given: Sequence[str], titles: Sequence[str], example: str) -> dict[str, str]:
    """Options such as `--enhed "TITLE=kr."` by title; one without a title (`--enhed kr.`) is for all others.

    An InputError says which title there is not, or is given twice.

    Example:
        >>> read_choices("--enhed", ["b=kr.", "pct."], ["A", "B"], "kr.")
        {'B': 'kr.', 'A': 'pct.'}
    """
    by_case = {" ".join(title.split()).casefold(): title for title in titles}
    found: dict[str, str] = {}
    rest = ""
    for text in given:
        name, equals, value = (part.strip() for part in text.rpartition("="))
        title = by_case.get(" ".join(name.split()).casefold())
        if not equals and rest:
            raise InputError(f'{option} is given twice without a title: write {option} "TITLE={example}"')
        if not equals:
            rest = value
        elif title is None:
            raise unknown("title", name, titles)
        elif title in found:
            raise InputError(f"{option} names '{title}' twice")
        else:
            found[title] = value
    return found | {title: rest for title in titles if rest and title not in found}


def read_map(maps: Sequence[str], titles: Sequence[str]) -> dict[str, str]:
    """The options `--map "TITLE=5"` as title to hovedkonto; `TITLE=` (nothing) leaves the title out.

    An InputError says which title or hovedkonto there is not, or is given twice.
    """
    if bad := [text for text in maps if "=" not in text]:
        raise InputError(f'--map "{bad[0]}" is not of the form "TITLE=5"')
    found = {title: konto.casefold() for title, konto in read_choices("--map", maps, titles, "5").items()}
    konti, _ = load_konti()
    if strange := [konto for konto in found.values() if konto and konto not in konti]:
        raise unknown("hovedkonto", strange[0], konti)
    if repeated := [konto for konto, number in Counter(found.values()).items() if konto and number > 1]:
        raise InputError(f"--map names two titles for hovedkonto {', '.join(repeated)}")
    return found


def match_titler(titles: Sequence[str], maps: Mapping[str, str], maal: str | None = None) -> list[Match]:
    """Decide what each title of a file is imported as.

    A file with titles of IKU or PLI gives that measure, and its other titles are left. Without them every
    title is a noegletal of its own. A title mapped by hand (`read_map`) that names no measure counts as `maal`, or
    IKU. `maal` is what to import, IKU, PLI or one of the titles; None where the file leaves no choice.

    Raises:
        InputError: `maal` is not in the file; IKU and PLI both are and none is chosen; two titles mean the
            same hovedkonto; or none could be matched.

    Example:
        >>> [match.noegletal for match in match_titler(["IKU samlet", "IKU skoler", "Folketal"], {})]
        ['samlet', None, None]
        >>> [match.noegletal for match in match_titler(["Folketal", "Andel ejerboliger"], {})]
        ['folketal', 'andel_ejerboliger']
    """
    read = {title: read_title(title) for title in titles}
    for title, konto in maps.items():
        default = maal.upper() if maal and maal.upper() in MAALORD else "IKU"
        read[title] = (read[title][0] or default, konto) if konto else (None, None)
    measures = sorted({measure for measure, _ in read.values() if measure})
    if maal is None and len(measures) > 1:
        raise InputError("the file holds IKU and PLI, which are never mixed: choose with --maal IKU or PLI")
    wanted = measures[0] if measures else None
    if maal is not None:
        choices = [*measures, *(title for title, (measure, _) in read.items() if measure is None)]
        wanted = next((choice for choice in choices if choice.casefold() == maal.casefold()), None)
        if wanted is None:
            raise unknown("maal", maal, choices)
    codes = make_codes(title for title in titles if read[title][0] is None)
    matches = []
    for title, (measure, konto) in read.items():
        grund = ""
        if maps.get(title) == "":
            grund = LEFT_OUT
        elif measure is None and wanted in (title, None):
            konto = codes[title]
        elif measure != wanted:
            grund = f'not {wanted}: import it with --maal "{measure or title}"'
        elif not konto:
            grund = 'hovedkonto unclear: say it with --map "TITLE=5"'
        matches.append(Match(title, measure or "", None if grund else konto, grund))
    return check_matches(matches)


def check_matches(matches: list[Match], source: object = "") -> list[Match]:
    """The matches themselves, unless there are none, or two titles mean the same hovedkonto (of the file `source`)."""
    claims = defaultdict[str, list[str]](list)
    for match in matches:
        if match.noegletal:
            claims[f"{match.maal} {match.noegletal}"].append(f"'{match.titel}'")
    if not claims:
        reasons = "; ".join(f"'{match.titel}': {match.grund}" for match in matches)
        raise InputError(f"no title could be matched: {reasons}")
    if cases := [f"{claim}: {' and '.join(titles)}" for claim, titles in claims.items() if len(titles) > 1]:
        message = f'titles for the same hovedkonto ({"; ".join(cases)}): leave one out with --map "TITLE="'
        raise InputError(f"{source}: {message}" if source else message)
    return matches
