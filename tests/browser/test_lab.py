"""The notebooks in a real JupyterLab: run all cells, and what is shown looks like the page, light and dark."""

import json
import os
import re
import shutil
import sys
from pathlib import Path

import matplotlib as mpl
import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell
from pages import soup

from kommunedata import paths
from kommunedata.batch.notebook import run_notebook
from kommunedata.page.export import to_html

from .conftest import free_port, serving

NOTEBOOKS = sorted(path.stem for path in (paths.root() / "notebooks").glob("*.ipynb"))
RUN = "window.jupyterapp.commands.execute('notebook:run-all-cells')"
IDLE = """() => {
  const panel = window.jupyterapp.shell.currentWidget, cells = [...panel.content.widgets];
  const code = cells.filter(cell => cell.model.type === 'code');
  return panel.sessionContext.session?.kernel?.status === 'idle'
    && (code.every(cell => cell.model.executionCount) || document.querySelector('[data-mime-type*="error"]'));
}"""
# Cells whose last line is a chart that is not shown.
UNSHOWN = """() => [...document.querySelectorAll('.jp-CodeCell')].filter(cell => {
  const text = [...cell.querySelectorAll('.jp-OutputArea pre')].map(node => node.textContent).join();
  return text.includes('<Axes') && !cell.querySelector('.jp-OutputArea img');
}).map(cell => cell.innerText)"""
# What is shown by us, as boxes and colours; the whole notebook is in the page, as windowing is off.
FACTS = """() => {
  const all = (where, query) => [...where.querySelectorAll(query)];
  const rgb = colour => (colour.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255).map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, n) => sum + v * [.2126, .7152, .0722][n], 0);
  const behind = node => {
    for (let at = node; at; at = at.parentElement) {
      const colour = rgb(getComputedStyle(at).backgroundColor);
      if (colour.length && colour[3] !== 0) return colour;
    }
    return [255, 255, 255];
  };
  const contrast = (node, property = 'color') => {
    const [a, b] = [light(rgb(getComputedStyle(node)[property])), light(behind(node))].sort((x, y) => y - x);
    return Math.round(100 * (a + .05) / (b + .05)) / 100;
  };
  const parts = all(document, '.jp-OutputArea .kommunedata');
  const words = parts.flatMap(part => all(part, 'p, h1, h2, h3, th, td, dt, dd, figcaption span, summary, a, li'))
    .filter(node => node.checkVisibility() && [...node.childNodes].some(child => child.nodeType === 3 && child.data.trim()));
  const drawn = parts.flatMap(part => all(part, 'svg text')).filter(node => node.checkVisibility());
  const clipped = drawn.filter(node => {
    const box = node.getBoundingClientRect(), frame = node.closest('.graf')?.getBoundingClientRect();
    return frame && box.width && (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1);
  });
  const style = (query, property) => [...new Set(parts.flatMap(part => all(part, query)).map(node => getComputedStyle(node)[property]))];
  return {
    parts: parts.length,
    styles: document.querySelectorAll('style.kommunedata-stil').length,
    fonts: [...new Set(parts.map(part => getComputedStyle(part).fontFamily.split(',')[0]))],
    loaded: document.fonts.check('16px "Kommunedata Sans"') && [...document.fonts].some(font => font.family.includes('Kommunedata Sans') && font.status === 'loaded'),
    strips: style('.noegletal', 'display'),
    borders: style('tbody td', 'borderRightWidth'),
    rules: style('tbody td', 'borderBottomStyle'),
    links_in_drawings: parts.flatMap(part => all(part, 'svg a')).length,
    outside: parts.flatMap(part => all(part, '*').filter(node => !node.closest('.tabel, .graf, .spring') && node.checkVisibility()
      && (node.getBoundingClientRect().left < part.getBoundingClientRect().left - 6 || node.getBoundingClientRect().right > part.getBoundingClientRect().right + 6)))
      .map(node => node.outerHTML.slice(0, 60)).slice(0, 5),
    narrow: parts.flatMap(part => all(part, '.noegletal dt')).filter(node => node.getBoundingClientRect().height > 48).map(node => node.textContent),
    clipped: clipped.map(node => node.textContent),
    pale: words.filter(node => contrast(node) < 4.5).map(node => [contrast(node), node.tagName, node.className, node.textContent.trim().slice(0, 40)]).slice(0, 10),
    faint: drawn.filter(node => !node.closest('[style*="--paa-"]') && contrast(node, 'fill') < 4.5)
      .map(node => [contrast(node, 'fill'), getComputedStyle(node).fill, node.textContent]).slice(0, 10),
  };
}"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A JupyterLab of its own over a copy of the notebooks: its address."""
    folder = tmp_path_factory.mktemp("lab")
    shutil.copytree(
        paths.root() / "notebooks", folder / "notebooks", ignore=shutil.ignore_patterns(".ipynb_checkpoints")
    )
    settings = folder / "settings" / "@jupyterlab"
    for plugin, content in {
        "notebook-extension/tracker": {"windowingMode": "none", "kernelShutdown": True},
        "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
        "docmanager-extension/plugin": {"autosave": False},
    }.items():
        file = settings / f"{plugin}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(content))
    port = free_port()
    own = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "IPYTHONDIR": "ipython",
    }
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.port={port}", "--ServerApp.port_retries=0", "--IdentityProvider.token=", "--ServerApp.password=",
        f"--ServerApp.root_dir={folder / 'notebooks'}", f"--LabApp.user_settings_dir={folder / 'settings'}",
        f"--LabApp.workspaces_dir={folder / 'workspaces'}", "--LabApp.expose_app_in_browser=True",
    ]  # fmt: skip
    environment = {name: str(folder / place) for name, place in own.items()}
    address = f"http://127.0.0.1:{port}"
    with serving(command, folder, f"{address}/api/status", **environment):
        yield address


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_looks_like_its_page_in_light_and_in_dark(name, lab, chromium, tmp_path):
    context = chromium.new_context(viewport={"width": 1400, "height": 1000}, reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(90_000)
    page.goto(f"{lab}/lab/workspaces/{name}/tree/{name}.ipynb?reset")
    page.wait_for_function("window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'")
    page.evaluate(RUN)
    page.wait_for_function(IDLE)
    assert page.evaluate(UNSHOWN) == []
    assert page.locator('[data-mime-type*="error"]').all_inner_texts() == []
    page.wait_for_function("document.fonts.status === 'loaded'")
    shots = Path(os.environ.get("SHOTS", tmp_path))
    for theme in ("light", "dark"):
        page.evaluate(
            f"window.jupyterapp.commands.execute('apputils:change-theme', {{theme: 'JupyterLab {theme.title()}'}})"
        )
        page.wait_for_function(f"document.body.dataset.jpThemeLight === '{str(theme == 'light').lower()}'")
        facts = page.evaluate(FACTS)
        _photograph(page, shots / f"{name}-{theme}")
        if not facts["parts"]:
            continue
        assert facts["fonts"] == ['"Kommunedata Sans"'], theme
        assert facts["loaded"]
        assert set(facts["strips"]) <= {"grid"}
        assert set(facts["borders"]) <= {"0px"}
        assert set(facts["rules"]) <= {"solid"}
        assert facts["links_in_drawings"] == 0
        assert page.locator(".kommunedata .klik:visible").count() == 0
        assert facts["clipped"] == []
        assert facts["outside"] == []
        assert facts["narrow"] == []
        assert facts["pale"] == [], theme
        assert facts["faint"] == [], theme
    context.close()


def test_the_page_is_in_the_export_menu(lab, chromium):
    """The list that the menu is made of, and the address that an entry opens."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{lab}/lab/workspaces/menu/tree/opskrifter.ipynb?reset")
    listed = page.evaluate("fetch('/api/nbconvert').then(answer => answer.json())")
    assert listed["kommunenotat"]["output_mimetype"] == "text/html"
    token = next(cookie["value"] for cookie in context.cookies() if cookie["name"] == "_xsrf")
    page.goto(f"{lab}/nbconvert/kommunenotat/opskrifter.ipynb?download=false&_xsrf={token}")
    assert page.get_by_role("heading", level=1).inner_text() == "Opskrifter"
    context.close()


def _photograph(page, stem: Path) -> None:
    """The notebook from top to bottom, a window at a time."""
    height = page.evaluate(
        "Math.max(...[...document.querySelectorAll('.jp-NotebookPanel *')].map(node => node.scrollHeight))"
    )
    page.set_viewport_size({"width": 1400, "height": min(height + 200, 14_000)})
    page.evaluate("document.querySelectorAll('.jp-NotebookPanel *').forEach(node => { node.scrollTop = 0; })")
    page.screenshot(path=f"{stem}.png")
    page.set_viewport_size({"width": 1400, "height": 1000})


def test_what_an_analyst_changes_and_adds_is_on_the_page(tmp_path, caplog):
    """A chart in another colour, with a title and a limit of its own; a plot, a frame and a section."""
    book = nbformat.read(paths.notebook("kommunenotat"), 4)
    cells = {cell.id: cell for cell in book.cells}
    drawn, shown = cells["udvikling"].source.split("kd.show(")
    changes = """ax_andel.lines[0].set_color('#c2185b')
ax_andel.set_title('Min egen titel')
ax_andel.set_ylim(0, 77)
ax_andel.set_yticks([0, 77], ['0', 'loftet 77'])
"""
    cells["udvikling"].source = f"{drawn}{changes}kd.show({shown}"
    place = book.cells.index(cells["om-metode"])
    book.cells[place:place] = [
        new_markdown_cell("## Vores egen måling\n\nDen er **ny**."),
        new_code_cell("import matplotlib.pyplot as plt\nimport seaborn as sns\n\nkd.use_theme()\n"
                      "sns.histplot(kd.list_placeringer(ds, aar, 'samlet'), x='vaerdi')\nplt.show()",
                      metadata={"alt": "Histogram over andelene"}),
        new_code_cell("kd.list_placeringer(ds, aar, 'samlet')[['kommune', 'vaerdi', 'rang']].head(3)"),
        new_code_cell("print('skrevet ud')"),
    ]  # fmt: skip
    path = tmp_path / "mit.ipynb"
    nbformat.write(book, path)
    with mpl.rc_context():  # the notebook runs in this process, and its theme is to end with it
        ran = run_notebook(path, {"kommune": "Vejle"})
    page = soup(to_html(ran))
    assert page.h1.text.startswith("Vejle Kommune: ")
    chart = page.select("#udvikling figure svg")[1]
    assert "Min egen titel" in chart.text
    assert "loftet 77" in chart.text
    assert "#c2185b" in str(chart)
    own = page.select_one("#vores-egen-maaling")
    assert own.h2.text == "Vores egen måling"
    assert own.strong.text == "ny"
    assert own.img["alt"] == "Histogram over andelene"
    assert own.img["src"].startswith("data:image/png;base64,")
    rows = [[cell.text for cell in row.select("th, td")] for row in own.select(".tabel tbody tr")]
    assert len(rows) == 3
    assert all(re.fullmatch(r"\d+,\d", row[-2]) for row in rows)
    assert own.pre.text == "skrevet ud"
    entries = [link["href"] for link in page.select("nav.indhold a")]
    assert entries == [f"#{section['id']}" for section in page.select("section[id]")]
    assert "#vores-egen-maaling" in entries
    assert [record.message for record in caplog.records if record.name == "kommunedata"] == []
