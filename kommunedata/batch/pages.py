"""Making the page of a job: what a process needs that makes pages, and one that plans does not."""

import re
from html import unescape

from markupsafe import escape

from kommunedata import paths
from kommunedata.analysis.ranking import choose_aar
from kommunedata.batch import index, shell
from kommunedata.batch.choices import own_kind
from kommunedata.batch.jobs import HOUSE, Job
from kommunedata.batch.notebook import run_notebook
from kommunedata.charts.ahead import draw_ahead
from kommunedata.datasaet.frame import load_datasaet
from kommunedata.datasaet.kilde import load_kilde
from kommunedata.errors import KommunedataError
from kommunedata.page.docx import check_pandoc, to_docx
from kommunedata.page.export import to_html
from kommunedata.page.pdf import check_weasyprint, to_pdf

FORMATS = {".pdf": (to_pdf, check_weasyprint), ".docx": (to_docx, check_pandoc)}  # what makes them, and may be missing


def make_page(job: Job) -> dict[str, bytes]:
    """The page of a job, by the ending of the file it belongs in: ".html", and those in `formats`.

    Raises:
        InputError: a parameter is unknown, or there is nothing to report.
        KommunedataError: a cell raised, the page does not name whom it is about, or this process has other
            figures than the one who gave the job.
    """
    if load_kilde(job.datasaet).sha256 != job.sha256:
        raise KommunedataError(f"this worker's datasaet '{job.datasaet}' is not the one of the batch")
    html = index.link_all(to_html(run_notebook(job.notebook, job.parameters), after=job.links))
    if job.notebook not in map(paths.notebook, HOUSE):  # an analyst's own
        if job.name not in unescape(html):
            raise KommunedataError(f"the page '{job.slug}' does not name {job.title}: does its notebook use kommune?")
    elif job.title and not re.search(rf"<h1>{re.escape(escape(job.title))}[:<]", html):
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
    shell.make_ready()
