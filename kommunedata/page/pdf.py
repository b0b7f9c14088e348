"""A page as a tagged PDF (PDF/UA-1), laid out by WeasyPrint from the page's own print styles; extra `pdf`."""

import logging
import re

from kommunedata.charts.theme import FONT
from kommunedata.errors import InputError


def to_pdf(html: str) -> bytes:
    """A page as PDF; the same page gives the same bytes.

    Args:
        html: a page as `kommunedata.page.export` makes it, complete in itself: nothing is fetched for it.

    Raises:
        InputError: WeasyPrint is not installed.
    """
    check_weasyprint()
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    # It names every style for screens that it passes over.
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    document = HTML(string=spell_out(html), url_fetcher=URLFetcher(allowed_protocols={"data"}))
    return document.write_pdf(None, pdf_variant="pdf/ua-1") or b""


def check_weasyprint() -> None:
    """Raise `InputError` unless WeasyPrint can be used."""
    try:
        import weasyprint  # noqa: F401
    except (ImportError, OSError) as error:  # OSError: Pango, a library of the system, is missing
        raise InputError("a PDF needs WeasyPrint and Pango: pip install 'kommunedata[pdf]'") from error


def spell_out(html: str) -> str:
    """The page with colours, font and title written out in its drawings, which WeasyPrint draws on their own.

    What paper does not show is left out: most of the elements, which WeasyPrint would match with every style.
    """
    html = re.sub(r'<ul class="navne".*?</ul>|<details>((?!<details).)*?</details>', "", html, flags=re.DOTALL)
    html = re.sub(r"var\(--\w+,(#\w+)\)", r"\1", html)
    return re.sub(
        r'<svg( role="img" aria-label="([^"]*)"[^>]*>)', rf'<svg font-family="{FONT}"\1<title>\2</title>', html
    )
