"""Any notebook as a page: what an analyst adds is there in the style of the house, and what cannot be is named."""

import subprocess
import sys

import matplotlib.pyplot as plt
import nbformat
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from pages import soup

import kommunedata as kd
from kommunedata.errors import KommunedataError
from kommunedata.page import export, style

PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="


def shown(data: dict, id: str = "celle", **metadata) -> nbformat.NotebookNode:
    """A cell that has shown something."""
    return new_code_cell("1", id=id, outputs=[new_output("display_data", data)], metadata=metadata)


def page(*cells) -> str:
    return export.to_html(new_notebook(cells=list(cells)))


@pytest.fixture
def named(caplog):
    """The warnings of this test, as text."""
    return lambda: [record.getMessage() for record in caplog.records if record.name == "kommunedata"]


def test_headings_of_the_second_level_are_sections_and_contents(named):
    html = soup(
        page(
            new_markdown_cell("# Min *egen* side\n\nIndledning"),
            new_markdown_cell("## Første måling\n\ntekst\n\n## Anden & sidste"),
            shown(kd.heading("Vores tal", "tal")._repr_mimebundle_(), id="tal"),
            shown({"text/plain": "42"}),
            new_markdown_cell("## Vores tal\n\n### Mindre"),
        )
    )
    assert html.title.text == "Min egen side"
    ids = ["foerste-maaling", "anden-sidste", "tal", "vores-tal"]
    assert [section["id"] for section in html.select("main > section")] == ids
    assert [section["aria-labelledby"] for section in html.select("main > section")] == [f"{id}-h" for id in ids]
    assert [link["href"] for link in html.select("nav a")] == [f"#{id}" for id in ids]
    assert html.select_one("main > section").find_previous_sibling("nav")
    assert html.select_one("#tal pre").text == "42"
    assert "¶" not in html.text
    assert named() == []


def test_a_frame_is_a_table_of_the_house(named):
    frame = pd.DataFrame({"navn": ["a", "b"], "tal": [-1.25, float("nan")], "år": [2021, 2022]})
    table = soup(page(shown({"text/html": frame._repr_html_(), "text/plain": ""}))).select_one(".tabel table")
    assert table.attrs == {}
    assert [[cell.text for cell in row.select("th, td")] for row in table.select("tbody tr")] == [
        ["a", "−1,25", "2021"],
        ["b", "–", "2022"],
    ]
    assert [cell.get("class") for cell in table.select("thead th")] == [None, ["tal"], ["tal"]]
    indexed = frame.set_index("navn")
    table = soup(page(shown({"text/html": indexed._repr_html_(), "text/plain": ""}))).select_one(".tabel table")
    assert [row.th.text for row in table.select("tbody tr")] == ["a", "b"]
    assert named() == []


def test_a_figure_is_kept_with_its_text_alternative_or_is_named(named):
    with_alt = soup(page(shown({"image/png": PNG, "text/plain": "<Figure>"}, alt="Søjler"))).img
    assert with_alt["alt"] == "Søjler"
    assert with_alt["src"] == f"data:image/png;base64,{PNG}"
    assert named() == []
    without = soup(page(new_markdown_cell("## Egen måling"), shown({"image/svg+xml": "<svg/>"}, id="uden"))).img
    assert without["alt"] == "Egen måling"
    assert without["src"].startswith("data:image/svg+xml;base64,")
    assert len(named()) == 1
    assert named()[0].startswith("cell uden: a figure has no text alternative")


def test_what_is_printed_stays_and_what_cannot_be_shown_is_named(named):
    streams = [new_output("stream", name=name, text=f"{name} <b>\n") for name in ("stdout", "stderr")]
    html = page(
        new_code_cell("1", id="udskrift", outputs=streams),
        shown({"application/vnd.jupyter.widget-view+json": {}, "text/plain": "IntSlider()"}, id="skyder"),
        shown({"application/javascript": "alert(1)"}, id="script"),
        shown({"text/plain": "<Axes: >"}, id="akser"),
        shown({"text/plain": "for læseren af notesbogen"}, id="lab", tags=["kun-lab"]),
    )
    assert [pre.text for pre in soup(html).select("pre")] == ["stdout <b>"]
    assert "IntSlider" not in html
    assert [line.split(":")[0] for line in named()] == ["cell udskrift", "cell skyder", "cell script", "cell akser"]


@pytest.mark.parametrize(
    "bad",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<a href='javascript:alert(1)'>x</a>",
        "<svg><script>alert(1)</script></svg>",
        "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
        "<iframe src='https://example.org'></iframe>",
        "<style>@import 'https://example.org/a.css'</style>",
        "<p style='background:url(https://example.org/a.png)'>x</p>",
        "<link rel=stylesheet href='https://example.org/a.css'>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    ],
)
def test_the_html_of_others_neither_runs_nor_asks_for_anything(bad):
    said_to_be_ours = shown({"text/html": f'<div class="kommunedata"><p>før</p>{bad}</div>'})
    frame = shown({"text/html": f'<table class="dataframe"><tbody><tr><td>før{bad}</td></tr></tbody></table>'})
    for cell in (shown({"text/html": f"<p>før</p>{bad}"}), new_markdown_cell(f"før\n\n{bad}"), said_to_be_ours, frame):
        html = soup(page(cell))
        assert "før" in html.main.text
        assert html.main.select("script, iframe, link, [onerror], img[src=x], [href^=javascript], style") == []
        assert "example.org" not in str(html.main)


def test_a_chart_of_any_kind_stays_as_it_is(named):
    _, axes = plt.subplots(1, 3)
    axes[0].imshow([[1, 2], [3, 4]])
    axes[1].bar([1, 2], [3, 4], hatch="//")
    axes[2].hexbin([1, 2, 3], [1, 2, 3], gridsize=3)
    part = kd.figure(axes[0], 'En prøve: onload=x <b> "url(x)"')
    assert part.html in page(shown(part._repr_mimebundle_()))
    assert named() == []


def test_a_cell_that_raised_makes_no_page():
    error = new_output("error", ename="ValueError", evalue="for stor", traceback=[])
    with pytest.raises(KommunedataError, match="cell fejl: ValueError: for stor"):
        page(new_code_cell("1", id="fejl", outputs=[error]))


def test_a_cell_is_named_by_the_id_that_somebody_gave_it_or_by_its_first_line(named):
    widget = {"application/vnd.jupyter.widget-view+json": {}, "text/plain": "IntSlider()"}
    for id in ("9f8e7d6c", "8b2c4a52-6f0e-4c43-9a0e-7d1f5b8e2a11", "skyder"):
        cell = shown(widget, id=id)
        cell.source = "\n# Vælg\u202e et år\nIntSlider()"
        page(cell)
    random = 'cell "# Vælg et år"'
    assert [line.split(":")[0] for line in named()] == [random, random, "cell skyder"]


def test_a_part_reads_without_a_page_too():
    part = kd.show(
        kd.heading("Status"), "Andel & plads", kd.table(pd.DataFrame({"a": ["x"], "b": [12345]}), "Tabel"), ""
    )
    assert part._repr_mimebundle_()["text/plain"].splitlines() == [
        "Status",
        "Andel & plads",
        "Tabel",
        "a b",
        "x 12.345",
    ]
    assert style.unwrap(part._repr_mimebundle_()["text/html"]) == part.html


def test_the_style_is_in_one_cell_of_a_notebook(monkeypatch):
    style.reset_style()
    cells = iter(["første", "første", "anden", "første"])
    monkeypatch.setattr(style, "_cell", lambda: next(cells))
    carried = ["kommunedata-stil" in style.for_notebook("x") for _ in range(4)]
    assert carried == [True, True, False, True]
    style.reset_style()


def test_stock_tools_make_pages_of_a_notebook_without_a_kernelspec(tmp_path):
    """nbconvert to both kinds of page, `jupyter execute`, and the command; papermill alone wants to be told a kernel."""
    cells = [
        new_markdown_cell("# Egen side om Aalborg\n\n## Afsnit"),
        new_code_cell('kommune = "Aalborg"', metadata={"tags": ["parameters"]}),
        new_code_cell('import kommunedata as kd\nkd.show(f"{kommune} har {6 * 7}.")'),
    ]
    nbformat.write(new_notebook(cells=cells), tmp_path / "egen.ipynb")
    for command, made in (
        ("jupyter nbconvert --execute --to kommunenotat egen.ipynb", "egen.html"),
        ("jupyter execute egen.ipynb --output=koert", "koert.ipynb"),
        ("jupyter nbconvert --to html --output lab koert.ipynb", "lab.html"),
        ("papermill -k python3 -l python egen.ipynb pm.ipynb", "pm.ipynb"),
        ("kommunedata report Vejle --notebook egen.ipynb", "outputs/modeldata/2022/egen/630-vejle.html"),
    ):
        done = subprocess.run(
            [sys.executable, "-m", *command.split()], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        assert "har 42." in (tmp_path / made).read_text(encoding="utf-8"), command
    assert soup((tmp_path / "egen.html").read_text(encoding="utf-8")).select_one("nav a")["href"] == "#afsnit"


def test_a_notebook_that_has_not_run_is_named(named):
    page(new_markdown_cell("# Egen"), new_code_cell("1"))
    assert len(named()) == 1
    assert named()[0].startswith("no cell of the notebook has run")
