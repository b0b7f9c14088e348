"""The style of all pages, with its fonts: what makes a page complete in itself."""

import base64
from functools import cache

from markupsafe import Markup

from kommunedata import paths


@cache
def css(name: str) -> Markup:
    """The style of all pages with its fonts inside, and that of one kind of page where it has its own."""
    faces = []
    for weight, face in ((400, "Regular"), (600, "SemiBold")):
        data = base64.b64encode((paths.templates() / "fonts" / f"KommunedataSans-{face}.woff2").read_bytes()).decode()
        faces.append(
            f'@font-face{{font-family:"Kommunedata Sans";font-weight:{weight};font-display:block;'
            f'src:url(data:font/woff2;base64,{data}) format("woff2")}}'
        )
    sheets = [paths.templates() / "notat.css", paths.templates() / f"{name}.css"]
    return Markup("\n".join([*faces, *(sheet.read_text(encoding="utf-8") for sheet in sheets if sheet.exists())]))
