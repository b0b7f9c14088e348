"""The exploring notebook in a real JupyterLab: run all, choose another kommune, see the chart and sentence change."""

import os
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import suppress

import pytest

from kommunedata import paths

PATIENCE = 30_000  # ms, for a machine with much else to do


@pytest.fixture
def lab(tmp_path) -> Iterator[str]:
    """The address of a JupyterLab in a folder of its own, with a copy of the notebook."""
    shutil.copy(paths.notebook("udforsk"), tmp_path / "min-kopi.ipynb")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folders = {name: str(tmp_path / name) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")}
    arguments = [
        "--no-browser", "--allow-root", f"--ServerApp.port={port}", "--ServerApp.port_retries=0",
        f"--ServerApp.root_dir={tmp_path}", "--IdentityProvider.token=", "--ServerApp.password=",
        "--LabApp.news_url=None", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]  # fmt: skip
    with (tmp_path / "lab.log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *arguments],
            cwd=tmp_path,
            env=os.environ | folders,
            stdout=log,
            stderr=log,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            while True:
                assert server.poll() is None, (tmp_path / "lab.log").read_text()
                with suppress(OSError), urllib.request.urlopen(f"{address}/api", timeout=5):
                    break
            yield address
        finally:
            server.terminate()
            server.wait(timeout=30)


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
    chart, sentence = frame.locator("svg").first.inner_html(), frame.locator("h3 + p").inner_text()
    assert "kommunen var nr.\u00a030 af\u00a098" in sentence

    page.get_by_label("Kommune", exact=True).select_option("Vejle")
    frame.get_by_role("heading", name="Vejle Kommune, Samlet 2022").wait_for()
    assert frame.locator("svg").first.inner_html() != chart
    assert frame.locator("h3 + p").inner_text() != sentence

    table = page.locator("table.dataTable")
    page.get_by_label("Søg:").fill("Hjørring")
    table.locator("tbody tr").nth(1).wait_for(state="detached")
    assert table.locator("tbody tr").inner_text().split() == ["13", "98", "Hjørring", "34.5"]
    context.close()
