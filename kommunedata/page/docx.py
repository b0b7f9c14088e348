"""A page as a Word document: headings, tables, charts as pictures with their text alternatives; extra `docx`."""

import base64
import io
import re
import tempfile
import zipfile
from html import escape, unescape
from itertools import zip_longest
from pathlib import Path

from kommunedata import paths
from kommunedata.charts.theme import FONT
from kommunedata.errors import InputError
from kommunedata.page.pdf import spell_out

SCALE = 3  # dots of a picture for each point of a chart
WIDE = "12cm"  # of a chart on paper
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # in place of the time at which a document was made

# What a document has no use for, and what it writes otherwise than a page does.
_CHANGES = [
    (re.compile(pattern, re.S), replacement)
    for pattern, replacement in (
        (r'<nav class="indhold".*?</nav>|<ul class="navne".*?</ul>|<summary>.*?</summary>', ""),
        (r"<details(?! open)[^>]*>.*?</details>|<p><a [^>]*\bdownload=[^>]*>.*?</a></p>", ""),
        (r'<p class="fodnote klik">.*?</p>', ""),
        (r'<section id="kort"[^>]*>(?:(?!<section).)*?(?:<section id="smaakort".*?</section>\s*)?</section>', ""),
        (r'<a [^>]*href="(?!https?:|mailto:)[^>]*>(.*?)</a>', r"\1"),
        (r"</?(?:section|details|header|aside|abbr|figure|i)\b[^>]*>", ""),
        (r"</span><span>(?=[^<]*</(?:span|p)>)", "</span> · <span>"),
        (r"<figcaption><b>(.*?)</b>(?:<span>(.*?)</span>)?</figcaption>\s*<div class=.graf.[^>]*>(<img[^>]*>).*?</div>",
         r"<p><b>\1</b><br>\2<br>\3</p>"),
        (r'<p class="banner"[^>]*>(.*?)</p>', r"<blockquote><p><b>\1</b></p></blockquote>"),
        (r'<dl class="noegletal">(.*?)</dl>', r"<table><tr>\1</tr></table>"),
        (r"<div><dt>(.*?)</dt><dd><b>(.*?)</b>(.*?)<small>(.*?)</small></dd></div>",
         r"<td><p>\1</p><p><b>\2</b>\3</p><p>\4</p></td>"),
        (r'<dl class="oplysninger">(.*?)</dl>', r"<table>\1</table>"),
        (r"<div><dt>(.*?)</dt><dd>(.*?)</dd></div>", r"<tr><td>\1</td><td>\2</td></tr>"),
        (r'<ol class="rangliste"(.*?)</ol>', r"<ul\1</ul>"),
    )
]  # fmt: skip


def to_docx(html: str) -> bytes:
    """A page as a Word document; the same page gives the same bytes.

    The maps of the national overview are left out: its ranking has their figures.

    Args:
        html: a page as `kommunedata.page.export` makes it.

    Raises:
        InputError: pandoc or resvg is not installed.
    """
    check_pandoc()
    import pypandoc

    title = re.search(r"<title>(.*?)</title>", html, re.S)
    body = re.search(r"<main\b[^>]*>(.*)</main>", spell_out(html), re.S)
    text = re.sub(r"<svg\b.*?</svg>", _picture, body[1] if body else html, flags=re.S)
    for pattern, replacement in _CHANGES:
        text = pattern.sub(replacement, text)
    text = re.sub(r"<table\b([^>]*)>(.*?)</table>", _spell_table, text, flags=re.S)
    made = {"lang": "da-DK", "pagetitle": unescape(title[1]) if title else ""}
    options = [f"--metadata={name}={value}" for name, value in made.items()]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "page.docx"
        pypandoc.convert_text(text, "docx", format="html", outputfile=str(file), extra_args=options)
        return _finish(file.read_bytes(), made["pagetitle"])


def check_pandoc() -> None:
    """Raise `InputError` unless a Word document can be made."""
    try:
        import pypandoc
        import resvg_py  # noqa: F401

        pypandoc.get_pandoc_version()
    except (ImportError, OSError) as error:
        raise InputError("a Word document needs pandoc and resvg: pip install 'kommunedata[docx]'") from error


def _picture(found: re.Match[str]) -> str:
    """A drawing as a picture: Word documents of old do not show the other."""
    import resvg_py

    drawing = found[0].replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    alt = re.search(r'aria-label="([^"]*)"', drawing)
    fonts = [str(path) for path in sorted((paths.templates() / "fonts").glob("*.ttf"))]
    data = resvg_py.svg_to_bytes(
        svg_string=drawing, zoom=SCALE, background="#ffffff", skip_system_fonts=True, font_files=fonts, font_family=FONT
    )
    coded = base64.b64encode(bytes(data)).decode()
    return f'<img src="data:image/png;base64,{coded}" alt="{alt[1] if alt else ""}" style="width:{WIDE}">'


def _spell_table(found: re.Match[str]) -> str:
    """A table with the tags that HTML does without, the width of its columns, and figures that stand to the right."""
    right = {int(number) for number in re.findall(r"\bn(\d+)", found[1])}
    inner = re.sub("</(?:t[hdr]|thead|tbody)>|<thead>", "", found[2])
    caption = re.match(r"\s*<caption>.*?</caption>", inner, re.S)
    head, _, body = inner[caption.end() if caption else 0 :].rpartition("<tbody>")
    rows = [[_CELL.findall(row) for row in part.split("<tr")[1:]] for part in (head, body)]
    widths = [2 + max(map(_length, column)) for column in zip_longest(*rows[0], *rows[1], fillvalue=("", "", ""))]
    columns = "".join(f'<col style="width:{100 * width / sum(widths):.1f}%">' for width in widths)
    lines = ["".join(f"<tr>{_spell_row(row, right)}</tr>" for row in some) for some in rows]
    start = f"<table>{caption[0] if caption else ''}<colgroup>{columns}</colgroup>"
    return f"{start}<thead>{lines[0]}</thead><tbody>{lines[1]}</tbody></table>"


_CELL = re.compile(r"<(t[hd])\b([^>]*)>(.*?)(?=<t[hd]\b|\Z)", re.S)


def _length(cell: tuple[str, str, str]) -> int:
    """The letters that a cell needs beside one another: all, or a part of what is long, or the longest word."""
    text = " ".join(unescape(re.sub("<[^>]*>", " ", cell[2])).split())
    words = re.split(r"[\s-]", text)
    return max(min(len(text), 18 if 'scope="col"' not in cell[1] else 0), min(max(map(len, words)), 30))


def _spell_row(cells: list[tuple[str, str, str]], right: set[int]) -> str:
    styles = [' style="text-align:right"' if place in right else "" for place in range(len(cells))]
    each = zip(cells, styles, strict=True)
    return "".join(f"<{tag}{more}{style}>{text}</{tag}>" for (tag, more, text), style in each)


def _finish(made: bytes, title: str) -> bytes:
    """A document on A4, in the size of a memo, with its title; nothing in it tells when it was made."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as source, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            for pattern, replacement in _LAST.get(name, ()):
                data = re.sub(pattern, replacement.replace("TITLE", escape(title).replace("\\", r"\\")).encode(), data)
            target.writestr(zipfile.ZipInfo(name, LONG_AGO), data, zipfile.ZIP_DEFLATED)
    return written.getvalue()


PAPER = (
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1247" w:bottom="1134" w:left="1247" '
    'w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>'
)
_LAST = {
    "word/document.xml": [(b"</w:sectPr>", PAPER)],
    "word/styles.xml": [
        (rb'(?<=<w:sz w:val=)"24"|(?<=<w:szCs w:val=)"24"', '"21"'),
        (rb'(?s)(w:styleId="Compact".*?</w:pPr>)', r'\1<w:rPr><w:sz w:val="19"/></w:rPr>'),
    ],
    "word/theme/theme1.xml": [(rb'(?<=<a:latin typeface=)"Aptos[^"]*"(?: panose="\w*")?', '"Calibri"')],
    "docProps/core.xml": [
        (b"<dc:title></dc:title>", "<dc:title>TITLE</dc:title>"),
        (rb"\d{4}-\d\d-\d\dT[\d:]+Z", "1980-01-01T00:00:00Z"),
    ],
}
