"""The pages that a batch can make, each as a job: which notebook, with what, and what its title must say."""

import atexit
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from kommunedata import paths
from kommunedata.datasaet.kilde import Kilde, load_kilde
from kommunedata.errors import KommunedataError
from kommunedata.kernels import fast_kernels

if TYPE_CHECKING:
    import pandas as pd

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
    placeringer: "pd.DataFrame",
    kilde: Kilde,
    aar: int,
    *,
    afsender: str = "",
    sammenlign: "Sequence[Kommune]" = (),
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
    from kommunedata.index import list_kommuner, list_links

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
    from kommunedata.index import render_links

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


def make_page(job: Job) -> dict[str, bytes]:
    """The page of a job, by the ending of the file it belongs in: ".html", and ".pdf" where that is asked for.

    Raises:
        InputError: a parameter is unknown, or there is nothing to report.
        KommunedataError: a cell raised, the page does not name whom it is about, or this process has other
            figures than the one who gave the job.
    """
    from kommunedata.notebooks import run_notebook
    from kommunedata.page.export import to_html

    if load_kilde(job.datasaet).sha256 != job.sha256:
        raise KommunedataError(f"this worker's datasaet '{job.datasaet}' is not the one of the batch")
    html = to_html(run_notebook(paths.notebook(job.notebook), job.parameters), job.notebook, after=job.links)
    if job.title and f"<h1>{job.title}</h1>" not in html:
        raise KommunedataError(f"the page '{job.slug}' does not name {job.title} in its title")
    page_files = {".html": html.encode()}
    if job.pdf:
        from kommunedata.page.pdf import to_pdf  # late: WeasyPrint is an extra

        page_files[".pdf"] = to_pdf(html)
    return page_files


def make_page_anywhere(job: Job) -> dict[str, bytes]:
    """As `make_page`, in a process that has no kernel server yet, e.g. a Dask worker."""
    _own_kernels(job.datasaet)
    return make_page(job)


@cache
def _own_kernels(datasaet: str) -> None:
    kernels = ExitStack()
    kernels.enter_context(fast_kernels(datasaet))
    atexit.register(kernels.close)
