"""Reading a page in tests: what it says to a person, and the numbers in it."""

import json
import re
from dataclasses import asdict
from functools import cache
from typing import Any

from bs4 import BeautifulSoup

from kommunedata import paths
from kommunedata.formats import NBSP, tal
from kommunedata.notat.facts import Notat, as_json

NUMBER = re.compile(r"[−+]?\d[\d.]*(?:,\d+)?")


def soup(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html5lib")


def readable_text(html: str) -> str:
    """The text a reader sees, without the axis numbers of charts and the folded tables of all municipalities."""
    page = soup(html)
    for part in page.select("style, script, details:not([open]), title, [href^='data:'], a[download]"):
        part.decompose()
    for axis in page.select("g[id*='tick_']"):
        axis.decompose()
    return page.get_text(" ").replace(NBSP, " ")


def numbers(text: str) -> set[str]:
    """The numbers in a text as they are printed, without sign and closing point."""
    return {found.strip(".").lstrip("−+") for found in NUMBER.findall(text)}


def known_numbers(notat: Notat, *more: Any) -> set[str]:
    """Every number that the facts, further facts or the editorial files hold, in each way it may be printed."""
    known = numbers(as_json(notat)) | editorial_numbers()
    known |= numbers(f"{notat.kilde.hentet:%d.%m.%Y}")
    plain = [json.loads(as_json(notat)), *(asdict(facts) for facts in more)]
    for value in _leaves(plain):
        if isinstance(value, (list, tuple, frozenset)):
            known.add(str(len(value)))
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            known |= {tal(abs(value), decimals) for decimals in (0, 1)} | {str(value)}
        elif isinstance(value, str):
            known |= numbers(value)
    return known


@cache
def editorial_numbers() -> frozenset[str]:
    files = [*paths.data_file("redaktionelt").glob("*.yaml"), paths.data_file("hovedkonti.yaml")]
    return frozenset(number for file in files for number in numbers(file.read_text(encoding="utf-8")))


def _leaves(value: Any):
    yield value
    if isinstance(value, dict):
        for item in value.values():
            yield from _leaves(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _leaves(item)
