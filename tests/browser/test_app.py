"""`kommunedata app`: the exploring notebook as a Danish page without code, in a real browser."""

import sys
from pathlib import Path

from .conftest import free_port, serving

COMMAND = str(Path(sys.executable).parent / "kommunedata")
PATIENCE = 60_000  # ms, for a machine with much else to do


def test_the_panel_answers_on_a_page_that_asks_for_nothing_elsewhere(chromium, tmp_path):
    address = f"http://127.0.0.1:{(port := free_port())}"
    command = [COMMAND, "app", "--", "--port", str(port), "--no-browser"]
    context = chromium.new_context()
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    asked, faults = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    with serving(command, tmp_path, f"{address}/voila/static/voila.js", JUPYTER_DATA_DIR=str(tmp_path / "jupyter")):
        page.goto(address)
        frame = page.locator(".widget-html .kommunedata")
        frame.get_by_role("heading", name="Aalborg Kommune, Samlet 2022").wait_for()
        assert page.title() == "Udforsk kommunernes tal"
        assert page.locator("html").get_attribute("lang") == "da"
        chart = frame.locator("svg").first.inner_html()
        page.get_by_label("Kommune", exact=True).select_option("Vejle")
        frame.get_by_role("heading", name="Vejle Kommune, Samlet 2022").wait_for()
        assert frame.locator("svg").first.inner_html() != chart
        page.locator("table.dataTable tbody tr").nth(14).wait_for()
        shown = page.locator("body").inner_text()
        code = page.locator(
            ".jp-InputArea-editor, .highlight, [data-mime-type*=stderr], [data-mime-type*=error]"
        ).count()
        context.close()
    assert code == 0
    assert [
        text for text in ("import ", "kd.load_datasaet(", "lab.panel(", "<Axes", "Traceback") if text in shown
    ] == []
    assert {url.split("/")[2] for url in asked if not url.startswith(("data:", "blob:"))} == {f"127.0.0.1:{port}"}
    assert faults == []
