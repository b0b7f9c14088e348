"""The pages that can be made, each as a job: which notebook, with what, and what its title must say."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kommunedata import paths
from kommunedata.analysis.peers import check_sammenlign
from kommunedata.batch import index
from kommunedata.batch.choices import Choices, own_kind
from kommunedata.batch.notebook import list_parameters
from kommunedata.datasaet.frame import Datasaet
from kommunedata.errors import InputError
from kommunedata.kommuner import Kommune
from kommunedata.notat.facts import Notat, build_notat, has_notater
from kommunedata.profil.facts import Profil, build_profil

LANDSOVERBLIK = "landsoverblik"
ABOUT_TEXT = ("afsender", "sammenlign", "udgave", "uden_anbefalinger")  # choices that a notebook must know of
HOUSE = ("kommunenotat", "kommuneprofil", LANDSOVERBLIK)  # the notebooks that are pages of the house


@dataclass(frozen=True)
class Job:
    """One page to make; it travels to another process, perhaps on another machine."""

    slug: str  # the page's file stem, its identifier everywhere
    name: str  # for people
    notebook: Path
    parameters: dict[str, Any]
    title: str  # that the page must have; "" where any will do
    datasaet: str
    sha256: str  # of the figures that the page must be made of
    links: str  # HTML for its foot
    formats: tuple[str, ...]  # the endings of the files beside it, of those in `pages.FORMATS`
    aar: int


def build_facts(datasaet: Datasaet, kommune: str | Kommune, aar: int | None = None) -> Notat | Profil:
    """The facts of the page that a datasaet gets: a notat or a profile."""
    build = build_notat if has_notater(datasaet) else build_profil
    return build(datasaet, kommune, aar)


def list_notater(datasaet: Datasaet, aar: int, choices: Choices) -> list[Job]:
    """The pages of all kommuner that have a figure in the year, in Danish order; nobody is compared with itself.

    A notebook gets those of the parameters that it has; `kommune` it must have, and what one has chosen.

    Raises:
        InputError: the notebook is missing or lacks a parameter, or who to compare with is unknown.
    """
    book = Path(choices.notebook) if choices.notebook else paths.notebook(own_kind(datasaet.kilde))
    known = list_parameters(book)
    if "kommune" not in known:
        raise InputError(f"{book.name} has no parameter kommune: give it a cell with the tag parameters that sets it")
    chosen = [name for name in ABOUT_TEXT if getattr(choices, name) != getattr(Choices, name)]
    if lacking := [f"--{name.replace('_', '-')}" for name in chosen if name not in known]:
        raise InputError(f"{' and '.join(lacking)} would do nothing: {book.name} has no such parameter")
    others = check_sammenlign(choices.sammenlign)
    links = index.list_links(datasaet, aar)
    return [
        Job(
            slug=kommune.slug,
            name=kommune.kommune,
            notebook=book,
            parameters={
                name: value
                for name, value in {
                    "kommune": kommune.kommune,
                    "aar": aar,
                    "datasaet": datasaet.navn,
                    "sammenlign": ", ".join(other.kommune for other in others if other != kommune),
                    "afsender": choices.afsender,
                    "udgave": choices.udgave,
                    "uden_anbefalinger": choices.uden_anbefalinger,
                }.items()
                if name in known
            },
            title=kommune.fuldt_navn,
            datasaet=datasaet.navn,
            sha256=datasaet.kilde.sha256,
            links=links[kommune.slug],
            formats=choices.formats,
            aar=aar,
        )
        for kommune in index.list_kommuner(datasaet, aar)
    ]


def make_landsoverblik(datasaet: Datasaet, aar: int, choices: Choices) -> Job:
    """The page about all kommuner."""
    return Job(
        slug=LANDSOVERBLIK,
        name="Landsoverblik",
        notebook=paths.notebook(LANDSOVERBLIK),
        parameters={"aar": aar, "datasaet": datasaet.navn, "afsender": choices.afsender},
        title="",
        datasaet=datasaet.navn,
        sha256=datasaet.kilde.sha256,
        links=index.render_links(),
        formats=choices.formats,
        aar=aar,
    )
