"""The parts of a page as HTML: header, key figures, lists, sections; all text is escaped."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from html import unescape
from typing import Any

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from kommunedata import paths
from kommunedata.datasaet.kilde import Kilde
from kommunedata.datasaet.noegletal import Noegletal
from kommunedata.formats import talord
from kommunedata.kommuner import i_tekst
from kommunedata.page import style
from kommunedata.redaktionelt import Eksempel, load_tekster

PUBLISHED, OTHER = "*", "†"  # a published figure, and one that measures something else
MARK = "* Offentliggjort tal, som modeldata er tilpasset."
OTHER_MARK = "† Offentliggjort tal, men som {maal} og ikke {model}; de to kan ikke uden videre sammenlignes."
REST = "Alle andre tal er modeltal."
NO_MARK = "Alle tal i tabellen er modeltal."


class Part:
    """Something to look at: in a notebook in the style of the house, elsewhere as plain text.

    Example:
        >>> join("Andelen er 25 pct.")
        Andelen er 25 pct.
    """

    def __init__(self, html: str) -> None:
        self.html = html

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/html": style.for_notebook(self.html), "text/plain": self.text}

    @property
    def text(self) -> str:
        """The words, without drawings and folded tables."""
        html = re.sub(r"<(svg|details|style|script)\b.*?</\1>", "", self.html, flags=re.S)
        html = re.sub(r"(?=<(?:td|th|dd|span|b)\b)", " ", html)
        lines = re.sub(r"<[^>]*>", "", re.sub(r"</(?:p|h\d|li|div|caption|figcaption)>|<tr|<tbody", "\n\\g<0>", html))
        return "\n".join(filter(None, (" ".join(line.split()) for line in unescape(lines).splitlines())))

    def __repr__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Caption:
    """What stands around a chart: its point, what it shows, and the text alternative (at most 250 characters)."""

    title: str
    subtitle: str
    alt: str
    table: str = ""  # what its table shows; the title if left out


@cache
def template(name: str) -> Template:
    """A template of the house; what it prints is escaped."""
    environment = Environment(
        loader=FileSystemLoader(paths.templates()), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return environment.get_template(name)


@cache
def macros(name: str = "dele.html.j2") -> Any:
    """The macros of a template."""
    return template(name).module


def safe(part: Part | str) -> Markup:
    """A part as it is; text as an escaped paragraph."""
    return Markup(part.html) if isinstance(part, Part) else Markup("<p>{}</p>").format(part) if part else Markup("")


def section(id: str, heading: str, *parts: Part | str, level: int = 2) -> Part:
    """A section with a heading and its parts in order; a part that is text becomes a paragraph, "" nothing."""
    return Part(str(macros().section(id, heading, [safe(part) for part in parts], level)))


def join(*parts: Part | str) -> Part:
    """Several parts as one."""
    return Part("\n".join(str(safe(part)) for part in parts))


def header(title: str, subtitle: str, facts: Sequence[str], kind: str = "") -> Part:
    """The head of a page: its one `h1`, what it is about, a line of facts about its source; `kind` is for its style."""
    return Part(str(macros().header(title, subtitle, [fact for fact in facts if fact], kind)))


def folded(summary: str, *parts: Part | str) -> Part:
    """Parts to unfold under a line that says what they are; nothing where there are none."""
    shown = [safe(part) for part in parts]
    return Part(str(macros().folded(summary, shown)) if any(shown) else "")


def lead(sentence: str) -> Part:
    """The paragraph that a reader should read if only one."""
    return Part(str(Markup('<p class="lead">{}</p>').format(sentence)))


def small(sentence: str) -> Part:
    """A remark below a table."""
    return Part(str(Markup('<p class="fodnote">{}</p>').format(sentence)))


def note(heading: str, sentence: str) -> Part:
    """A quiet paragraph of background with a run-in heading."""
    return Part(str(Markup('<p class="daekker"><b>{}.</b> {}</p>').format(heading.rstrip("."), sentence)))


def placering(one: Noegletal) -> str:
    """How places are counted, for the method of a page."""
    end = "laveste" if one.retning == "lav" else "højeste"
    what, same, den = ("andele", "samme andel", "den") if one.art == "andel" else ("tal", "samme tal", "det")
    shared = "pladsen" if one.retning == "ingen" else "den bedste plads"
    decimals = {0: "hele tal", 1: "én decimal"}.get(one.decimaler, f"{talord(one.decimaler)} decimaler")
    return (
        f"Placeringen regnes på {what} afrundet til {decimals}, og nr. 1 er {den} {end}. "
        f"Kommuner med {same} deler {shared}, og de næste pladser springes over. Kommuner uden tal får ingen "
        "plads og tælles ikke med."
    )


def model_banner(kilde: Kilde, page: str) -> Part:
    """The warning of a page made of model figures, which says what the page is; nothing for others."""
    return banner(load_tekster().modelbanner.format(side=page)) if kilde.model else join("")


def source(kilde: Kilde) -> list[str]:
    """Where the figures come from, for the head of a page."""
    return [f"Kilde: {kilde.kilde}", f"hentet {kilde.hentet:%d.%m.%Y}"]


def marks(figure: Any) -> dict[str, str]:
    """The marks of the vaerdi, rang and gennemsnit of a `Maaling` or `Aarstal`: "" where one was not published."""
    found = {name: PUBLISHED if name in figure.offentliggjort else "" for name in ("vaerdi", "rang", "gennemsnit")}
    return {**found, "vaerdi": OTHER} if figure.andet_maal else found


def mark_note(kilde: Kilde, marks: pd.DataFrame) -> Part | str:
    """What the marks in a table of model figures mean, or that nothing in it is marked."""
    if not kilde.model:
        return ""
    found = {mark for column in marks for mark in marks[column] if mark}
    other = "PLI" if kilde.maal == "IKU" else "IKU"
    notes = {PUBLISHED: MARK, OTHER: OTHER_MARK.format(maal=other, model=kilde.maal)}
    return small(" ".join([*(notes[mark] for mark in notes if mark in found), REST]) if found else NO_MARK)


def file_name(facts: Any, figure: str) -> str:
    """The name of the file under a chart, which also makes the ids within the drawing its own.

    Args:
        facts: of a page about a kommune, about the whole country, or the datasaet that a page is about.
        figure: what is drawn.
    """
    if not hasattr(facts, "aar"):
        return f"{facts.navn}-{figure}"
    return f"{facts.kommune.slug if hasattr(facts, 'kommune') else 'landsoverblik'}-{facts.aar}-{figure}"


def banner(sentence: str) -> Part:
    """A warning that cannot be missed."""
    return Part(str(Markup('<p class="banner" role="note">{}</p>').format(sentence)))


def liste(items: Iterable[str]) -> Part:
    """A bulleted list."""
    return Part(str(macros().liste(list(items))))


def eksempel(example: Eksempel) -> Part:
    """An inspiring example with its year and source."""
    return Part(str(macros().eksempel(example, i_tekst(example.sted))))


def keyfigures(figures: Sequence[tuple[str, ...]]) -> Part:
    """A strip of key figures: of each its label, value, unit, note, and the mark of a published one, see `marks`."""
    return Part(str(macros().keyfigures(figures)))
