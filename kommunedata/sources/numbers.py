"""The one place where a cell is read as a number: decimal marks, thousands, percent, and what means missing."""

import datetime
import re
from collections.abc import Callable, Iterable
from typing import Any

from kommunedata.sources.cells import Percent

MARKS = {",": "a decimal comma", ".": "a decimal point"}
# What stands for a figure that is not there, besides nothing at all.
MISSING = {
    "..",
    "…",
    "...",
    ".",
    "-",
    "–",
    "—",
    "−",
    "n.a.",
    "n/a",
    "na",
    "n.a",
    "#n/a",
    "#i/t",
    "nan",
    "null",
    "none",
}
MISSING |= {"m", "u", "<na>", "mangler", "i.o.", "uoplyst"}

_SPACE = "[\u00a0\u202f\u2009 ']"
# A number with each decimal mark; the other mark, or a space, separates thousands.
_NUMBER = {
    mark: re.compile(
        rf"[-−–]?(?:[0-9]+|[1-9][0-9]{{0,2}}(?:[{other}][0-9]{{3}})+|[1-9][0-9]{{0,2}}(?:{_SPACE}[0-9]{{3}})+)"
        rf"(?:[{mark}][0-9]+)?"
    )
    for mark, other in ((",", "."), (".", ","))
}
_UNIT = re.compile(rf"{_SPACE}*(%|pct\.?|kr\.?|dkk)$", re.IGNORECASE)


def is_missing(cell: Any) -> bool:
    """Whether a cell says that there is no figure: empty, or a mark for it.

    Example:
        >>> [is_missing(cell) for cell in (None, "", "..", "N/A", float("nan"), 0, "0")]
        [True, True, True, True, True, False, False]
    """
    if isinstance(cell, float) and cell != cell:
        return True
    return cell is None or (isinstance(cell, str) and (not cell.strip() or cell.strip().casefold() in MISSING))


def is_number(cell: Any) -> bool:
    """Whether a cell is a number under one decimal mark or the other."""
    if isinstance(cell, str):
        text = strip_unit(cell)[0]
        return any(number.fullmatch(text) for number in _NUMBER.values())
    return isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) < float("inf")


def strip_unit(text: str) -> tuple[str, str]:
    """A text without the unit behind its number, and that unit.

    Example:
        >>> strip_unit("12,5 %"), strip_unit("250.000 kr.")
        (('12,5', 'pct.'), ('250.000', 'kr.'))
    """
    text = text.strip()
    found = _UNIT.search(text)
    if not found:
        return text, ""
    return text[: found.start()], "pct." if found[1][0] in "%pP" else "kr."


def read_number(cell: Any, mark: str) -> float | None:
    """A cell as a number; None where it is none with this decimal mark.

    Example:
        >>> read_number("1.234,5", ","), read_number("1.234,5", "."), read_number("-5,2 %", ",")
        (1234.5, None, -5.2)
    """
    if isinstance(cell, bool) or not is_number(cell):
        return None
    if not isinstance(cell, str):
        return float(cell) + 0.0
    text = strip_unit(cell)[0]
    if not _NUMBER[mark].fullmatch(text):
        return None
    text = re.sub(_SPACE, "", text).replace("−", "-").replace("–", "-")
    return float(text.replace("." if mark == "," else ",", "").replace(mark, ".")) + 0.0  # no negative zero


def find_mark(cells: Iterable[Any], fits: Callable[[float, int], bool] = lambda *_: True) -> str | None:
    """The decimal mark of some cells: the one under which most texts are numbers, and numbers that can be.

    Args:
        cells: cells of one kind.
        fits: whether a number with so many decimals written can be what is measured: a share of at most 100, a
            whole number of people, kroner with two decimals.

    Returns:
        None where both marks give numbers that can be, and not the same ones.

    Example:
        >>> find_mark(["29,8", "1.234"]), find_mark(["1.234", "987"]), find_mark(["22.407"], lambda x, _: x <= 100)
        (',', None, '.')
    """
    texts = {cell for cell in cells if isinstance(cell, str) and is_number(cell)}
    read = {mark: {text: read_number(text, mark) for text in texts} for mark in MARKS}
    fitting = {mark: sum(x is not None for x in numbers.values()) for mark, numbers in read.items()}
    if fitting[","] != fitting["."]:
        return max(fitting, key=lambda mark: fitting[mark])
    if read[","] == read["."]:
        return ","
    can_be = [
        mark
        for mark, numbers in read.items()
        if all(x is not None and fits(x, count_decimals(text, mark)) for text, x in numbers.items())
    ]
    return can_be[0] if len(can_be) == 1 else None


def only_points(cells: Iterable[Any]) -> bool:
    """Whether all texts that are numbers have a decimal point, and none may be one of thousands.

    Example:
        >>> only_points(["12.5", "7.0", "8"]), only_points(["12.5", "1.234"]), only_points(["12.5", "7,0"])
        (True, False, False)
    """
    texts = {strip_unit(cell)[0] for cell in cells if isinstance(cell, str) and is_number(cell)}
    pointed = {text for text in texts if "." in text}
    return bool(pointed) and not any("," in text or re.search(r"\.[0-9]{3}$", text) for text in texts)


def count_decimals(cell: Any, mark: str) -> int:
    """How many decimals a number shows; of a number in a workbook those that it needs, six at most.

    Example:
        >>> count_decimals("29,80", ","), count_decimals("1.234", ","), count_decimals(0.25, ",")
        (2, 0, 2)
    """
    if isinstance(cell, str):
        return len(strip_unit(cell)[0].partition(mark)[2])
    return len(format(round(cell, 6), "f").rstrip("0").partition(".")[2])


def has_percent(cell: Any) -> bool:
    """Whether a cell says itself that it is in pct."""
    return isinstance(cell, Percent) or (isinstance(cell, str) and strip_unit(cell)[1] == "pct." and is_number(cell))


def describe_cell(cell: Any) -> str:
    """A cell as it is quoted in a message.

    Example:
        >>> describe_cell("x"), describe_cell(12.0), describe_cell(None)
        ("'x'", "'12'", "''")
    """
    return f"'{cell_text(cell)[:40]}'"


def cell_text(cell: Any) -> str:
    """A cell as text: a whole number without decimals, a date as a date, nothing as the empty text.

    Example:
        >>> cell_text(2022.0), cell_text(" Læsø  Kommune "), cell_text(None)
        ('2022', 'Læsø Kommune', '')
    """
    if cell is None or (isinstance(cell, float) and cell != cell):
        return ""
    if isinstance(cell, float) and not isinstance(cell, Percent) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat()
    return " ".join(str(cell).split())
