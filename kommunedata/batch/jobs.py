"""The pages that can be made, each as a job: which notebook, with what, and what its title must say."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

from markupsafe import escape

from kommunedata import paths
from kommunedata.analysis.ranking import choose_aar
from kommunedata.batch import index
from kommunedata.batch.manifest import own_kind
from kommunedata.batch.notebook import list_parameters, run_notebook
from kommunedata.charts.ahead import draw_ahead
from kommunedata.datasaet.frame import Datasaet, load_datasaet
from kommunedata.datasaet.kilde import load_kilde
from kommunedata.errors import InputError, KommunedataError
from kommunedata.kommuner import Kommune
from kommunedata.notat.facts import Notat, build_notat, has_notater
from kommunedata.page.docx import check_pandoc, to_docx
from kommunedata.page.export import to_html
from kommunedata.page.pdf import check_weasyprint, to_pdf
from kommunedata.profil.facts import Profil, build_profil

LANDSOVERBLIK = "landsoverblik"
HOUSE = ("kommunenotat", "kommuneprofil", LANDSOVERBLIK)  # the notebooks that are pages of the house
FORMATS = {".pdf": (to_pdf, check_weasyprint), ".docx": (to_docx, check_pandoc)}  # what makes them, and may be missing


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
    formats: tuple[str, ...]  # the endings of the files beside it, of those in FORMATS
    aar: int

    @property
    def own(self) -> bool:
        """Whether the notebook is an analyst's own."""
        return self.notebook not in map(paths.notebook, HOUSE)


def build_facts(datasaet: Datasaet, kommune: str | Kommune, aar: int | None = None) -> Notat | Profil:
    """The facts of the page that a datasaet gets: a notat or a profile.

    Raises:
        InputError: the kommune is unknown, the year has no figures, or the kommune has none in that year.
    """
    build = build_notat if has_notater(datasaet) else build_profil
    return build(datasaet, kommune, aar)


def list_notater(
    datasaet: Datasaet,
    aar: int,
    *,
    afsender: str = "",
    sammenlign: Sequence[Kommune] = (),
    udgave: str = "fuld",
    uden_anbefalinger: bool = False,
    formats: Sequence[str] = (),
    notebook: Path | None = None,
) -> list[Job]:
    """The pages of all kommuner that have a figure in the year, in Danish order.

    Args:
        datasaet: the figures.
        aar: the year.
        afsender: sender to print.
        sammenlign: whom to compare with; nobody is compared with itself.
        udgave: "fuld", or "kort" for two pages.
        uden_anbefalinger: leave the recommendations out.
        formats: what to make beside each page, of those in FORMATS.
        notebook: another than the datasaet's own kind of page; it gets those of the parameters that it has, and
            `kommune` it must have.

    Raises:
        InputError: the notebook is missing, or has no parameter `kommune`.
    """
    book = notebook or paths.notebook(own_kind(datasaet.kilde))
    known = list_parameters(book)
    if "kommune" not in known:
        raise InputError(f"{book.name} has no parameter kommune: give it a cell with the tag parameters that sets it")
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
                    "sammenlign": ", ".join(other.kommune for other in sammenlign if other != kommune),
                    "afsender": afsender,
                    **({"udgave": udgave} if udgave != "fuld" else {}),  # which not every notebook has
                    **({"uden_anbefalinger": True} if uden_anbefalinger else {}),
                }.items()
                if notebook is None or name in known
            },
            title=kommune.fuldt_navn,
            datasaet=datasaet.navn,
            sha256=datasaet.kilde.sha256,
            links=links[kommune.slug],
            formats=tuple(formats),
            aar=aar,
        )
        for kommune in index.list_kommuner(datasaet, aar)
    ]


def make_landsoverblik(datasaet: Datasaet, aar: int, *, afsender: str = "", formats: Sequence[str] = ()) -> Job:
    """The page about all kommuner."""
    return Job(
        slug=LANDSOVERBLIK,
        name="Landsoverblik",
        notebook=paths.notebook(LANDSOVERBLIK),
        parameters={"aar": aar, "datasaet": datasaet.navn, "afsender": afsender},
        title="",
        datasaet=datasaet.navn,
        sha256=datasaet.kilde.sha256,
        links=index.render_links(),
        formats=tuple(formats),
        aar=aar,
    )


def make_page(job: Job) -> dict[str, bytes]:
    """The page of a job, by the ending of the file it belongs in: ".html", and those in `formats`.

    Raises:
        InputError: a parameter is unknown, or there is nothing to report.
        KommunedataError: a cell raised, the page does not name whom it is about, or this process has other
            figures than the one who gave the job.
    """
    if load_kilde(job.datasaet).sha256 != job.sha256:
        raise KommunedataError(f"this worker's datasaet '{job.datasaet}' is not the one of the batch")
    html = to_html(run_notebook(job.notebook, job.parameters), after=job.links)
    if job.own and job.name not in unescape(html):
        raise KommunedataError(f"the page '{job.slug}' does not name {job.title}: does its notebook use kommune?")
    if not job.own and job.title and not re.search(rf"<h1>{re.escape(escape(job.title))}[:<]", html):
        raise KommunedataError(f"the page '{job.slug}' does not name {job.title} in its title")
    return {".html": html.encode(), **{suffix: FORMATS[suffix][0](html) for suffix in job.formats}}


def warm_up(datasaet: str) -> None:
    """Make a page, so that what is the same for all pages is loaded and cached in this process.

    Only with a notebook of the house: what those leave behind is caches.

    Raises:
        KommunedataError: the page cannot be made; then none can, and each says why.
    """
    figures = load_datasaet(datasaet)
    first = index.list_kommuner(figures, choose_aar(figures))[0].kommune
    parameters = {"kommune": first, "datasaet": datasaet, "aar": None}
    to_html(run_notebook(paths.notebook(own_kind(figures.kilde)), parameters))
    draw_ahead()
