"""Text from anywhere stays text: in pages, drawings, files for spreadsheets and Word, and on a terminal."""

import csv
import hashlib
import io
import re
import zipfile
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from xml.etree import ElementTree

import commands
import nbformat
import pytest
import yaml
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from openpyxl import Workbook, load_workbook
from pages import soup

from kommunedata import paths
from kommunedata.text import visible

# What would be an element, an attribute, a request, a formula or a command, had it its way; all of it is named `ond`.
HOSTILE = [
    "<script>ond()</script>",
    '"><ond><img src=x onerror=ond()>',
    "' ond='1",
    "</style></title></textarea></svg><ond>",
    "--><ond> ]]><ond>",
    "&lt;ond&gt; &#60;ond&#62; &ond;",
    "javascript:ond()",
    "[ond](javascript:ond()) ![](https://ond.example/a.png)",
    '=HYPERLINK("https://ond.example","ond")',
    "+cmd|' /C calc'!A0",
    "@SUM(1+9)*ond",
    "-ond+1",
    "\t=ond",
    "\r=ond",
    "{=ond}",
    "＝ond",
    "{{ 7*7 }}{% ond %}${7*7}",
    "{0.__class__} {ond} %s %(ond)s",
    r"$\frac{ond$ $x^2$",
    r"\1\g<ond>\d \\",
    "ond\u202e dno \u2066x\u2069",
    "\x1b[2J\x1b]0;ond\x07 \x9b31m \x00",
    "o" * 300 + "nd",
    "../../../ond",
    "# **ond** | `ond` | ~~~",
    "[bold]ond[/bold] [/ond] :ond: [link=https://ond.example]",
]
# What a notebook of someone else's shows, each in every way in which a notebook can show it.
ACTIVE = [
    "<script>ond()</script>",
    "<img src=x onerror=ond()>",
    '<p a"b onclick=ond() "c style="background:u\\72l(https://ond.example/a.png)">x</p>',
    "<style>p { background: image-set('https://ond.example/a.png' 1x) }</style>",
    "<p\x0bonmouseover=ond()>x</p><scr\u202eipt>ond()</scr\u202eipt>",
    '<svg><use href="https://ond.example/a.svg#a"/><animate onbegin=ond() attributeName=x dur=1s /></svg>',
    '<a href="jav&#x09;ascript:ond()">x</a><form action="https://ond.example"><button>x</button></form>',
    '<meta http-equiv="refresh" content="0;url=https://ond.example"><base href="https://ond.example/">',
    '<iframe srcdoc="<script>parent.ond()</script>"></iframe><object data="https://ond.example/a"></object>',
    '<table background="https://ond.example/a.png"><tr><td>x</table>\0',
]
SHOW = """
from IPython.display import HTML, Latex, Markdown, SVG, display
print(kommune, hostile)
for one in active:
    display(HTML(one), Markdown(one), Latex(one), HTML(f'<div class="kommunedata">{one}</div>'))
    display(HTML(f'<table class="dataframe"><thead></thead><tbody><tr><td>{one}</td></tr></tbody></table>'))
    display({"image/png": f'"> {one}', "text/plain": one}, raw=True)
    display({"image/svg+xml": f"<svg>{one}</svg>", "text/plain": one}, raw=True)
    display({"application/javascript": one, "text/plain": one}, raw=True)
"""


def write(path: Path, content: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def write_kommuner(data: Path) -> None:
    """A country whose names are hostile: each string once as a name, a full name, a region or a group."""
    words = iter(cycle(HOSTILE))
    rows = [["kommunekode", "kommune", "fuldt_navn", "region", "kommunegruppe", "folketal_2025", "flise_x", "flise_y"]]
    for n in range(13):  # names are told apart by their letters and digits alone
        names = [f"{next(words)} {n}", f"{next(words)} kommun {n}", next(words), next(words)]
        rows.append([str(100 + n), *names, "1000", str(n), str(n)])
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    write(data / "kommuner.csv", written.getvalue())


def write_datasaet(folder: Path, maal: str, codes: list[str]) -> None:
    """A datasaet whose texts are hostile; that on competition has the titles of the house."""
    words = iter(cycle(HOSTILE))
    rows = ["kommunekode,aar,noegletal,vaerdi,taeller,naevner,status,offentliggjort"]
    for place, code in enumerate(codes):
        for n in range(13):
            rows += [
                f"{100 + n},{aar},{code},{20 + (7 * n + 3 * aar + place) % 31}.0,,,tal,False" for aar in (2021, 2022)
            ]
    content = "\n".join(rows).encode() + b"\n"
    kilde = {"navn": folder.name, "maal": maal, "url": "javascript:ond()", "hentet": "2024-01-01", "model": True}
    kilde |= {"sha256": hashlib.sha256(content).hexdigest(), "noter": HOSTILE}
    kilde |= {field: next(words) for field in ("titel", "kilde", "licens")}
    described = [
        {
            "noegletal": code, "titel": next(words), "kort_titel": next(words), "enhed": next(words),
            "definition": next(words), "decimaler": 0, "url": 'https://ond.example/"><ond>',
        }
        for code in codes
    ]  # fmt: skip
    write(folder / "tal.csv", content)
    write(folder / "kilde.yaml", yaml.safe_dump(kilde))
    if maal != "IKU":
        write(folder / "noegletal.yaml", yaml.safe_dump(described))


def write_texts(folder: Path) -> None:
    """Editorial texts, each with a hostile end; the examples are about a kommune that there is."""
    words = iter(cycle(HOSTILE))

    def spoil(content: object, field: str = "") -> object:
        if isinstance(content, dict):
            return {name: spoil(value, str(name)) for name, value in content.items()}
        if isinstance(content, list):
            return ["100"] if field == "kommuner" else [spoil(one, field) for one in content]
        if not isinstance(content, str) or field in ("hovedkonto", "art", "kommuner", "hovedkonti"):
            return content
        word = next(words)
        if field in ("modelbanner", "udsagn", "ord"):
            word = word.replace("{", "{{").replace("}", "}}")
        return f"{content}{'' if 'url' in field else ' '}{word}"

    for name in ("tekster", "eksempler", "anbefalinger", "beskrivelser", "ordvalg"):
        file = folder / f"{name}.yaml"
        write(file, yaml.safe_dump(spoil(yaml.safe_load(file.read_text(encoding="utf-8")))))


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> tuple[Path, str]:
    """All that the commands make of hostile text, in a project; and all that they say."""
    folder = tmp_path_factory.mktemp("fjendtlig")
    said = []

    def run(*arguments: str) -> None:
        done = commands.run(*arguments, cwd=folder, HOME=str(folder))
        said.append(f"{arguments[:2]} {done.stdout}{done.stderr}")
        assert done.returncode == 0, said[-1]

    run("init", ".")
    write_kommuner(folder / "data")
    write_texts(folder / "data" / "redaktionelt")
    write_datasaet(folder / "data" / "konkurrence", "IKU", ["samlet", "0", "2", "5"])
    write_datasaet(folder / "data" / "egne", HOSTILE[0], list("abcdefg"))
    book = Workbook()
    book.active.append(["kommune", "aar", *HOSTILE[:12]])
    for cell in book.active[1]:
        cell.data_type = "s"  # what looks like a formula too
    book.active.append(["100", 2022, *range(12)])
    book.active.append(["101", 2022, *range(12)])
    name = '=ond"><ond>\x1b[2J\u202e.xlsx'
    book.save(folder / name)
    cells = [new_code_cell("kommune = ''\naar = 0", metadata={"tags": ["parameters"]})]
    cells += [new_markdown_cell(f"## {one}\n\n{one}") for one in ACTIVE + HOSTILE]
    cells += [new_code_cell(f"hostile, active = {HOSTILE!r}, {ACTIVE!r}\n{SHOW}")]
    kernel = {"name": "python3", "display_name": "Python", "language": "python"}
    nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": kernel}), folder / "andres.ipynb")
    sender = " ".join(text.replace("\0", "") for text in HOSTILE)
    run("import", "tabel", name, "--navn", "ny", "--enhed", '"><ond>', "--kilde", HOSTILE[1], "--titel", HOSTILE[8])
    run("batch", "--datasaet", "konkurrence", "--workers", "2", "--afsender", sender, "--docx")
    for datasaet in ("egne", "ny"):
        run("report", "100", "--datasaet", datasaet, "--docx")
        run("check", datasaet, "--page")
        run("rank", "--datasaet", datasaet)
        run("rank", "--datasaet", datasaet, "--format", "xlsx", "--out", f"{datasaet}.xlsx")
        run("rank", "--datasaet", datasaet, "--format", "csv", "--out", f"{datasaet}.csv")
    run("report", "102", "--datasaet", "egne", "--notebook", "andres.ipynb", "--docx")
    run("compare", "--datasaet", "egne", "--mod", "2021")
    for what in ("kommuner", "datasaet", "noegletal", "notater"):
        run("list", what, "--datasaet", "egne")
    return folder, "\n".join(said)


OWN = re.compile(r"<script>\n.*?</script>", re.S).findall(
    (paths.templates() / "index.html.j2").read_text(encoding="utf-8")
)  # the one script of the house: it sorts and searches the index
LINK = re.compile(r"#|https?://|mailto:|data:text/csv;|(\.\./)?[\w-]+(/[\w-]+)*\.(html|csv|xlsx)(#[\w-]+)?$")
FORMULA = re.compile(r"\s*[=+@＝＋－＠-](?![\d.,]+$)")


def html_faults(html: str) -> Iterator[str]:
    for tag in soup(html).find_all(True):
        if tag.name in ("ond", "iframe", "object", "embed", "base", "form", "link", "animate", "math"):
            yield f"an element {tag.name}"
        if tag.name == "script" and str(tag) not in OWN:
            yield f"a script: {tag}"
        if tag.name == "meta" and "http-equiv" in tag.attrs:
            yield f"{tag}"
        for name, value in tag.attrs.items():
            if name.startswith("on") or name in ("srcdoc", "action", "ping", "background"):
                yield f"an attribute {name}={value}"
            if name in ("href", "xlink:href") and not LINK.match(str(value)):
                yield f"a link to {value!r}"
            if name == "src" and not str(value).startswith("data:image/"):
                yield f"{tag.name} asks for {value!r}"
            if name == "style" and re.search(r"url\(|image|\\\d+l", str(value)):
                yield f"a style {value!r}"
        if tag.name == "style" and re.search(r"url\((?!data:font)|image-set|@import", tag.string or ""):
            yield "a style that asks for something"


def csv_faults(text: str) -> Iterator[str]:
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=";" if text.split("\n")[0].count(";") else ","):
        yield from (f"a formula {cell!r}" for cell in row if FORMULA.match(cell))


def xlsx_faults(path: Path) -> Iterator[str]:
    for cell in (cell for sheet in load_workbook(path) for row in sheet for cell in row):
        if cell.data_type == "f" or cell.hyperlink:
            yield f"a formula or link {cell.value!r}"


def docx_faults(path: Path) -> Iterator[str]:
    with zipfile.ZipFile(path) as files:
        for name in files.namelist():
            if name.endswith((".xml", ".rels")):
                for tag in ElementTree.fromstring(files.read(name)).iter():
                    target = tag.get("Target", "")
                    if tag.get("TargetMode") == "External" and not re.match("https?://|mailto:", target):
                        yield f"{name}: a link to {target!r}"
                    if tag.tag.endswith(("instrText", "fldSimple", "altChunk", "object")):
                        yield f"{name}: {tag.tag}"


def test_text_from_anywhere_is_inert_wherever_it_goes(made):
    assert all(any(html_faults(f"<body>{one}")) for one in ACTIVE if "\x0b" not in one)  # they would be noticed
    folder, said = made
    faults, shown = [], []
    if found := re.findall(r"[^\n\t -~\xa0-\u061b\u061d-\u2027\u202f-\u2065\u206a-\U0010ffff]", said):
        faults.append(f"on the terminal: {set(found)}")
    for path in sorted(folder.rglob("*.*")):
        if path.suffix in (".html", ".csv") and "data" not in path.parts:
            text = path.read_bytes().decode("utf-8-sig")
            shown += [" ".join(soup(text).get_text(" ").split())] if path.suffix == ".html" else []
            found = {".html": html_faults, ".csv": csv_faults}[path.suffix](text)
        elif path.suffix in (".docx", ".xlsx") and "data" not in path.parts and not path.name.startswith("="):
            found = {".docx": docx_faults, ".xlsx": xlsx_faults}[path.suffix](path)
        else:
            continue
        faults += [f"{path.relative_to(folder)}: {fault}" for fault in found]
    assert len(shown) > 16
    if escaped := list(folder.parent.glob("ond*")):
        faults.append(f"written outside: {escaped}")
    for text in HOSTILE:
        if not any(" ".join(visible(text).split()) in page for page in shown):
            faults.append(f"not shown as it is: {text!r}")
    assert not faults, f"{len(faults)} faults:\n" + "\n".join(dict.fromkeys(faults))


def test_nothing_runs_or_is_asked_for_in_a_browser(made, chromium):
    faults = []
    context = chromium.new_context()
    context.add_init_script("window.ond = () => { window.ran = true }")
    for path in sorted(made[0].rglob("*.html")):
        page = context.new_page()
        asked: list[str] = []
        page.on("dialog", lambda dialog: dialog.page.evaluate("window.ran = true"))
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.on("pageerror", lambda error, asked=asked: asked.append(str(error)))
        page.goto(path.as_uri())
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        page.mouse.wheel(0, 100_000)
        faults += [f"{path.name}: a script ran"] if page.evaluate("window.ran") else []
        faults += [f"{path.name}: {one}" for one in asked if one != path.as_uri() and not one.startswith("data:")]
        page.close()
    context.close()
    assert not faults, "\n".join(faults)
