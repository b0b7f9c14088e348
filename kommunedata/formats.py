"""The one place where figures become Danish text."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from html import escape
from typing import Any, overload

import numpy as np
import pandas as pd
from babel.numbers import format_decimal

NBSP = "\u00a0"
MINUS = "\u2212"
MISSING = "–"
ALT_LENGTH = 250


@overload
def round_half_up(value: float, decimals: int = 1) -> float: ...
@overload
def round_half_up(value: pd.Series, decimals: "int | pd.Series" = 1) -> pd.Series: ...
def round_half_up(value: Any, decimals: Any = 1) -> Any:
    """Round halves away from zero, as readers and Excel do; never gives -0.0. NaN stays NaN.

    Numbers are taken as they would be written with nine decimals, so that 0.15, stored as
    0.1499999999999999944, counts as the half it was meant to be.

    Example:
        >>> [round_half_up(x) for x in (0.25, 0.15, -0.25, -0.04, 29.849)]
        [0.3, 0.2, -0.3, 0.0, 29.8]
    """
    factor = 10.0**decimals
    rounded = np.floor(np.round(np.abs(value) * factor, 9) + 0.5) / factor
    signed = np.sign(value) * rounded + 0.0
    return signed if isinstance(value, pd.Series) else float(signed)


@cache  # a notat prints the same few numbers a thousand times over
def tal(value: float | None, decimals: int = 1, plus: bool = False) -> str:
    """A number in Danish: decimal comma, point for thousands, a real minus sign; missing is an en dash.

    Args:
        value: the number; None and NaN are missing.
        decimals: decimals to print, rounded half-up.
        plus: write the sign of positive numbers too (for differences).

    Example:
        >>> [tal(x) for x in (29.75, 1234.5, -0.04, None)]
        ['29,8', '1.234,5', '0,0', '–']
        >>> tal(1.8, plus=True), tal(-1.8, plus=True), tal(0.0, plus=True)
        ('+1,8', '−1,8', '0,0')
    """
    if value is None or value != value:
        return MISSING
    # Decimal, because babel rounds half to even and keeps the sign of a negative zero.
    number = Decimal(repr(round_half_up(float(value), decimals))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    pattern = "#,##0." + "0" * decimals if decimals else "#,##0"
    text = format_decimal(abs(number), pattern, locale="da")
    sign = MINUS if number < 0 else "+" if plus and number > 0 else ""
    return sign + text


def mio_kr(value: float | None) -> str:
    """An amount in millions of kroner, whole; from 1.000 on in billions with one decimal.

    Example:
        >>> [mio_kr(value).replace(NBSP, " ") for value in (734.5, 999.5, 38593, 0.4)]
        ['735 mio. kr.', '1,0 mia. kr.', '38,6 mia. kr.', 'under 1 mio. kr.']
    """
    whole = round_half_up(value or 0, 0)
    if whole >= 1000:
        return f"{tal(whole / 1000, 1)}{NBSP}mia.{NBSP}kr."
    return f"{tal(whole, 0) if whole else 'under 1'}{NBSP}mio.{NBSP}kr."


def talord(number: int) -> str:
    """A small whole number in words, as it is written in running text; from 13 on in digits.

    Example:
        >>> talord(6), talord(98)
        ('seks', '98')
    """
    words = ["ingen", "én", "to", "tre", "fire", "fem", "seks", "syv", "otte", "ni", "ti", "elleve", "tolv"]
    return words[number] if number < len(words) else tal(number, 0)


def opremsning(ord_: list[str] | tuple[str, ...]) -> str:
    """A Danish list in running text: commas and a final "og".

    Example:
        >>> opremsning(["Vejle", "Viborg", "Aarhus"])
        'Vejle, Viborg og Aarhus'
    """
    *first, last = ord_
    return f"{', '.join(first)} og {last}" if first else last


def aarstal(years: Sequence[int]) -> str:
    """Years in rising order, three or more in a row as one run.

    Example:
        >>> aarstal([2016, 2017, 2018, 2020, 2021])
        '2016–2018, 2020 og 2021'
    """
    runs: list[list[int]] = []
    for year in years:
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return opremsning([part for run in runs for part in ([f"{run[0]}–{run[-1]}"] if len(run) > 2 else map(str, run))])


def stop(sentence: str) -> str:
    """A sentence with its full stop, which an abbreviation at its end has already.

    Example:
        >>> stop("28,0 pct."), stop("12 dage")
        ('28,0 pct.', '12 dage.')
    """
    return sentence if sentence.endswith(".") else f"{sentence}."


def card(title: str, rows: Mapping[str, object]) -> str:
    """A short card of HTML, for what an object shows in a notebook; what is empty is left out.

    Example:
        >>> card("<1>", {"Ø": "Fyn", "Note": ""})
        '<div class="kommunedata"><div class="kort"><p><b>&lt;1&gt;</b></p><dl><dt>Ø</dt><dd>Fyn</dd></dl></div></div>'
    """
    cells = "".join(f"<dt>{escape(name)}</dt><dd>{escape(str(value))}</dd>" for name, value in rows.items() if value)
    return f'<div class="kommunedata"><div class="kort"><p><b>{escape(title)}</b></p><dl>{cells}</dl></div></div>'


def alt_text(sentence: str) -> str:
    """A text alternative within the length that a screen reader reads in one go, cut at a word where it must be."""
    if len(sentence) <= ALT_LENGTH:
        return sentence
    return sentence[: ALT_LENGTH - 1].rsplit(" ", 1)[0].rstrip(",;:") + "…"
