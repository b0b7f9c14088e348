"""The pages that a batch can make, each as a job: which notebook, with what, and what its title must say."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from kommunedata.index import list_kommuner, list_links, render_links
from kommunedata.kilde import Kilde
from kommunedata.kommuner import Kommune

LANDSOVERBLIK = "landsoverblik"


@dataclass(frozen=True)
class Job:
    """One page to make; it travels to another process, perhaps on another machine."""

    slug: str  # the page's file stem, its identifier everywhere
    name: str  # for people
    notebook: str
    parameters: dict[str, Any]
    title: str  # that the page must have; "" where any will do
    datasaet: str
    sha256: str  # of the andele that the page must be made of
    links: str  # HTML for its foot
    pdf: bool


def list_notater(
    placeringer: pd.DataFrame,
    kilde: Kilde,
    aar: int,
    *,
    afsender: str = "",
    sammenlign: Sequence[Kommune] = (),
    pdf: bool = False,
) -> list[Job]:
    """The notater of all municipalities that have a figure in the year, in Danish order.

    Args:
        placeringer: as from `ranking.list_placeringer`.
        kilde: the provenance of the figures.
        aar: the year.
        afsender: sender to print.
        sammenlign: whom to compare with; nobody is compared with itself.
        pdf: make a PDF too.
    """
    links = list_links(placeringer, aar)
    return [
        Job(
            slug=kommune.slug,
            name=kommune.kommune,
            notebook="kommunenotat",
            parameters={
                "kommune": kommune.kommune,
                "aar": aar,
                "datasaet": kilde.navn,
                "sammenlign": ", ".join(other.kommune for other in sammenlign if other != kommune),
                "afsender": afsender,
            },
            title=kommune.fuldt_navn,
            datasaet=kilde.navn,
            sha256=kilde.sha256,
            links=links[kommune.slug],
            pdf=pdf,
        )
        for kommune in list_kommuner(placeringer, aar)
    ]


def make_landsoverblik(kilde: Kilde, aar: int, *, afsender: str = "", pdf: bool = False) -> Job:
    """The page about all municipalities."""
    return Job(
        slug=LANDSOVERBLIK,
        name="Landsoverblik",
        notebook=LANDSOVERBLIK,
        parameters={"aar": aar, "datasaet": kilde.navn, "afsender": afsender},
        title="",
        datasaet=kilde.navn,
        sha256=kilde.sha256,
        links=render_links(),
        pdf=pdf,
    )
