"""The exploring notebook in a real JupyterLab: run all, choose another kommune, see the chart and sentence change."""

import shutil
import sys
from collections.abc import Iterator

import pytest

from kommunedata import paths

from .conftest import free_port, serving

PATIENCE = 30_000  # ms, for a machine with much else to do


@pytest.fixture
def lab(tmp_path) -> Iterator[str]:
    """The address of a JupyterLab in a folder of its own, with a copy of the notebook."""
    shutil.copy(paths.notebook("udforsk"), tmp_path / "min-kopi.ipynb")
    port = free_port()
    folders = {name: str(tmp_path / name) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")}
    arguments = [
        "--no-browser", "--allow-root", f"--ServerApp.port={port}", "--ServerApp.port_retries=0",
        f"--ServerApp.root_dir={tmp_path}", "--IdentityProvider.token=", "--ServerApp.password=",
        "--LabApp.news_url=None", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    with serving([sys.executable, "-m", "jupyterlab", *arguments], tmp_path, f"{address}/api", **folders):
        yield address


def test_a_copy_of_the_notebook_answers_in_a_real_lab(chromium, lab):
    context = chromium.new_context(viewport={"width": 1400, "height": 1600})
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{lab}/lab/tree/min-kopi.ipynb")
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()  # what is run before that is forgotten
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()

    frame = page.locator(".widget-html .kommunedata")
    frame.get_by_role("heading", name="Aalborg Kommune, Samlet 2022").wait_for()
    chart, sentence = frame.locator("svg").first.inner_html(), frame.locator("h3 + p").text_content()
    assert "kommunen var nr.\u00a030 af\u00a098" in sentence

    page.get_by_label("Kommune", exact=True).select_option("Vejle")
    frame.get_by_role("heading", name="Vejle Kommune, Samlet 2022").wait_for()
    assert frame.locator("svg").first.inner_html() != chart
    assert frame.locator("h3 + p").text_content() != sentence

    compared = frame.get_by_role("rowheader", name="Odense")
    told = frame.get_by_role("alert").filter(has_text="»Kolldingg«. Mente du Kolding?")
    for typed, answer in (("odense", compared), ("Kolldingg", told)):
        page.get_by_label("Sammenlign").fill(typed)
        page.get_by_label("Sammenlign").press("Enter")
        answer.wait_for()
    assert page.locator(".tilstand").is_hidden()

    table, rows = page.locator("table.dataTable"), page.locator("table.dataTable tbody tr")
    assert rows.count() == 15
    page.get_by_label("Vis").select_option("alle")
    rows.nth(97).wait_for()
    table.get_by_text("pct.").click()  # the smallest first, as numbers
    rows.first.get_by_text("18,2").wait_for()
    shown = [float(text.replace(",", ".")) for text in table.locator("tbody td:nth-child(2)").all_inner_texts()]
    assert shown == sorted(shown)
    page.get_by_label("Søg:").fill("Hjørring")
    rows.nth(1).wait_for(state="detached")
    assert rows.inner_text().split() == ["Hjørring", "34,5", "13", "98"]
    context.close()
