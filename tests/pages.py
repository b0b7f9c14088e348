"""Reading a page in tests: what it says to a person, and the numbers in it."""

import re
from collections.abc import Iterator
from dataclasses import is_dataclass
from datetime import date
from functools import cache
from importlib.metadata import version
from itertools import pairwise
from typing import Any

import pandas as pd
from bs4 import BeautifulSoup
from pydantic import BaseModel

from kommunedata import paths
from kommunedata.formats import NBSP, tal
from kommunedata.page.provenance import PROGRAMS

# Columns of the tables in facts that are facts; the ranking has more.
TOLD = [
    "vaerdi", "rang", "antal", "klasse", "fra", "til", "gennemsnit", "antal_oeverst", "vaerdi_mod", "aendring",
    "rang_mod", "rykket", "antal_mod",
]  # fmt: skip
NUMBER = re.compile(r"[−+]?\d[\d.]*(?:,\d+)?")


def plain(sentence: str) -> str:
    """A sentence with spaces where it has no-break spaces."""
    return sentence.replace(NBSP, " ")


def soup(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html5lib")


def readable_text(html: str) -> str:
    """The text a reader sees, without the axis numbers of charts and the folded tables of all municipalities."""
    page = soup(html)
    for part in page.select("style, script, details:not([open]), title, [href^='data:'], a[download]"):
        part.decompose()
    for axis in page.select("g[id*='tick_']"):
        axis.decompose()
    return plain(page.get_text(" "))


def numbers(text: str) -> set[str]:
    """The numbers in a text as they are printed, without sign and closing point."""
    return {found.strip(".").lstrip("−+") for found in NUMBER.findall(text)}


def known_numbers(*facts: Any) -> set[str]:
    """Every number that facts, the editorial files or the versions of programs hold, in each way it may be printed."""
    known = {"256", *_described_numbers()}  # of the name of the checksum
    for value in (leaf for one in facts for leaf in _leaves(one)):
        if isinstance(value, bool):
            continue
        if isinstance(value, date):
            known |= numbers(f"{value:%d.%m.%Y}")
        elif isinstance(value, (int, float)):
            known |= {tal(abs(value), decimals) for decimals in (0, 1)} | {str(value), tal(abs(value) / 1000, 1)}
        elif isinstance(value, str):
            known |= numbers(value)
        elif isinstance(value, (list, tuple, frozenset, pd.DataFrame)):
            known.add(str(len(value)))
    return known


@cache
def _described_numbers() -> frozenset[str]:
    folders = [paths.data_file(name) for name in ("redaktionelt", "noegletal")]
    texts = [file.read_text(encoding="utf-8") for folder in folders for file in folder.glob("*.yaml")]
    return frozenset(number for text in [*texts, *map(version, PROGRAMS)] for number in numbers(text))


def _leaves(value: Any) -> Iterator[Any]:
    """A value and all that it is made of; a frame is made of the cells that its class tells of."""
    yield value
    if isinstance(value, pd.DataFrame):
        yield from (cell for column in TOLD if column in value for cell in value[column].dropna().tolist())
    elif isinstance(value, BaseModel) or is_dataclass(value):
        for item in vars(value).values():
            yield from _leaves(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _leaves(item)
    elif isinstance(value, (list, tuple, frozenset)):
        for item in value:
            yield from _leaves(item)


def form_faults(html: str) -> list[str]:
    """What breaks the form of every page: words of programs, repeated ids, links to nowhere, things from elsewhere."""
    page, text = soup(html), readable_text(html)
    ids = [tag["id"] for tag in page.select("[id]")]
    levels = [int(heading.name[1]) for heading in page.select("h1, h2, h3, h4")]
    return [
        *re.findall(r"-0,0|−0,0|\bnan\b|None|<NA>|Traceback|\{\w+\}", text),
        *(f"id {name} occurs twice" for name in sorted({name for name in ids if ids.count(name) > 1})),
        *(f"{link['href']} leads nowhere" for link in page.select("a[href^='#']") if link["href"][1:] not in ids),
        *(f"h{above} before h{below}" for above, below in pairwise(levels) if below - above > 1),
        *(f"{tag.name} asks for more" for tag in page.select("script, link, iframe, img[src^=http], object, embed")),
        *(["not one h1"] if levels.count(1) != 1 else []),
        *(["lang is not da"] if page.html["lang"] != "da" else []),
    ]
