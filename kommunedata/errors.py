"""Errors that a person can act on: what is wrong, which values, what is allowed, the nearest match."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from kommunedata.text import fold

LISTED_FAULTS = 10


class KommunedataError(Exception):
    """Something failed and is explained in the message; `exit_code` is what the command line returns."""

    exit_code = 1


class BrudWarning(UserWarning):
    """Figures from before and after a change of definition are held against each other."""


class InputError(KommunedataError):
    """The work could not start: a bad argument, an unknown name, a missing file."""

    exit_code = 2


class DataError(InputError):
    """The content of a file breaks its contract. All faults are known; the message lists the first ten.

    Example:
        >>> print(DataError("andele.csv", ["row 2: andel 120.0 is not within 0-100"]))
        andele.csv: 1 fault
          row 2: andel 120.0 is not within 0-100
    """

    def __init__(self, source: object, faults: Iterable[str]) -> None:
        self.faults = list(faults)
        lines = [f"{source}: {len(self.faults)} fault{'s' if len(self.faults) != 1 else ''}"]
        lines += [f"  {fault}" for fault in self.faults[:LISTED_FAULTS]]
        if len(self.faults) > LISTED_FAULTS:
            lines.append(f"  … and {len(self.faults) - LISTED_FAULTS} more")
        super().__init__("\n".join(lines))


def unknown(what: str, values: str | Sequence[str], allowed: Iterable[str]) -> InputError:
    """Error for one or more names that do not exist, each with its nearest matches.

    Example:
        >>> print(unknown("hovedkonto", "7", ["0", "2", "samlet"]))
        unknown hovedkonto '7'; allowed: 0, 2, samlet
        >>> print(unknown("kommune", "Ålbrog", ["Aalborg", "Aarhus"] + [f"x{i}" for i in range(20)]))
        unknown kommune 'Ålbrog'; did you mean Aalborg?
    """
    wanted = [values] if isinstance(values, str) else list(values)
    options = list(dict.fromkeys(allowed))
    parts = []
    for value in wanted:
        near = nearest(value, options)
        parts.append(f"unknown {what} '{value}'" + (f"; did you mean {' or '.join(near)}?" if near else ""))
    message = "; ".join(parts)
    if len(options) <= 12 and "did you mean" not in message:
        message += f"; allowed: {', '.join(options)}"
    return InputError(message)


def nearest(value: str, allowed: Iterable[str]) -> list[str]:
    """The names that are spelt most like one, or that have a word which is; three at most.

    Example:
        >>> nearest("Odensee", ["Aalborg", "Odense"]), nearest("Socialle", ["Sundhed", "Sociale opgaver"])
        (['Odense'], ['Sociale opgaver'])
    """
    options = {option: fold(option) for option in allowed}
    words = {word: option for option, folded in options.items() for word in folded.split() if len(word) > 3}
    spelt = {**words, **{folded: option for option, folded in options.items()}}
    found = get_close_matches(fold(value), spelt, n=9, cutoff=0.65)
    return list(dict.fromkeys(spelt[one] for one in found))[:3]
