"""The engine beside a real kernel: the same notebook gives the same outputs, and the process gets back its own."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest
from inprocess import overview_of, page_of
from IPython.core.interactiveshell import InteractiveShell
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from papermill.exceptions import PapermillExecutionError

from kommunedata import paths
from kommunedata.batch.notebook import run_notebook
from kommunedata.errors import KommunedataError
from kommunedata.page.export import to_html

CELLS = {
    "value": "1 + 1",
    "nothing": "x = 1",
    "frame": "import pandas as pd; pd.DataFrame({'a': [1, 2]})",
    "print": "print('en'); print('to')",
    "stderr": "import sys; print('fejl', file=sys.stderr)",
    "display": "from IPython.display import display, HTML; display(HTML('<b>a</b>')); display('b'); 'c'",
    "plot": "import matplotlib.pyplot as plt; plt.plot([1, 2]); plt.show()",
    "unshown plot": "fig, ax = plt.subplots(); ax.plot([2, 1]);",
    "axes": "ax = plt.subplot(); ax.set_title('t')",
    "await": "import asyncio; await asyncio.sleep(0); 'efter'",
    "magic": "%who_ls int",
    "underscore": "_",
    "names": "__name__, sorted(n for n in dir() if not n.startswith('_'))[:3]",
    "folder": "import os; os.path.basename(os.getcwd())",
    "quiet": "5;",
    "update": "shown = display('før', display_id=True); shown.update('efter')",
    "moved": "os.chdir('/'); os.environ['SPOR'] = '1'",
    "markdown": "from IPython.display import Markdown; Markdown('**x**')",
}


def notebook_of(folder: Path, *cells: str) -> Path:
    book = new_notebook(cells=[new_code_cell(cell) for cell in cells])
    book.metadata["kernelspec"] = {"name": "python3", "language": "python", "display_name": "Python 3"}
    path = folder / "egen.ipynb"
    nbformat.write(book, path)
    return path


def outputs(book: Any) -> list[list[Any]]:
    """What each cell shows: kinds and data, without the addresses of objects and the bytes of pictures."""
    found = []
    for cell in book.cells:
        shown = []
        for output in cell.outputs:
            data = dict(output.get("data", {}))
            if "image/png" in data:
                data["image/png"] = data["image/png"][:20]
            shown.append((output.output_type, output.get("name"), output.get("text"), data))
        found.append(shown)
    return found


RUN = """
import sys
import papermill
from kommunedata.batch import shell
notebook, *runs = sys.argv[1:]
for out, engine in zip(runs[::2], runs[1::2]):
    if out == "ready.ipynb":
        shell.make_ready()
    papermill.execute_notebook(notebook, out, engine_name=engine, progress_bar=False, cwd=".")
shell.make_ready()  # no notebook takes it
"""


def test_cells_show_what_they_show_in_a_kernel_also_at_the_second_time_and_in_a_shell_that_waited(tmp_path):
    """In a process of its own: a browser that other tests have open has a loop running in this one."""
    notebook = notebook_of(tmp_path, *CELLS.values())
    runs = {"first": "kommunedata", "second": "kommunedata", "ready": "kommunedata", "kernel": "nbclient"}
    arguments = [part for name, engine in runs.items() for part in (f"{name}.ipynb", engine)]
    done = subprocess.run(
        [sys.executable, "-c", RUN, notebook.name, *arguments], cwd=tmp_path, check=True, capture_output=True
    )
    assert b"Traceback" not in done.stderr
    first, second, ready, kernel = (
        dict(zip(CELLS, outputs(nbformat.read(tmp_path / f"{name}.ipynb", 4)), strict=True)) for name in runs
    )
    assert first == kernel
    assert second == kernel
    assert ready == kernel


def test_a_cell_that_raises_ends_the_run_as_in_a_kernel(tmp_path):
    notebook = notebook_of(tmp_path, "print('før')", "1 / 0", "print('aldrig')")
    book = nbformat.read(notebook, 4)
    book.cells.insert(1, new_markdown_cell("Tekst tæller også."))
    nbformat.write(book, notebook)
    failures = []
    for engine in ("kommunedata", "nbclient"):
        with pytest.raises(PapermillExecutionError) as failure:
            papermill.execute_notebook(
                str(notebook), str(tmp_path / f"{engine}.ipynb"), engine_name=engine, progress_bar=False
            )
        book = nbformat.read(tmp_path / f"{engine}.ipynb", 4)
        cells = [cell for cell in book.cells if not cell.source.startswith("<span")]  # papermill's notes of the error
        marks = [(cell.metadata.papermill.status, cell.metadata.papermill.exception) for cell in cells]
        failures.append((failure.value.ename, failure.value.evalue, failure.value.source, marks))
    assert failures[0] == failures[1]


def test_an_unknown_magic_is_an_error_with_a_name(tmp_path):
    with pytest.raises(KommunedataError, match="UsageError: Line magic function `%ukendt` not found"):
        run_notebook(notebook_of(tmp_path, "%ukendt"), {})


def test_the_process_gets_back_what_was_its_own(tmp_path):
    state = lambda: (
        dict(os.environ), sys.path[:], sys.modules["__main__"], sys.stdout, sys.stderr, os.environ.get("MPLBACKEND"), Path.cwd(),
        InteractiveShell.initialized(),
    )  # fmt: skip
    before = state()
    run_notebook(
        notebook_of(
            tmp_path, "import os, sys; sys.path.append('spor'); os.chdir('/'); os.environ['A'] = '1'; print(1)"
        ),
        {},
    )
    assert state() == before


def test_the_users_own_settings_and_files_are_not_asked(tmp_path, monkeypatch):
    startup = tmp_path / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "00.py").write_text("raise SystemExit('startup')")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    before = sorted(path.name for path in (tmp_path / "ipython").rglob("*"))
    book = run_notebook(notebook_of(tmp_path, "2 + 2"), {})
    assert book.cells[-1].outputs[0]["data"]["text/plain"] == "4"
    assert sorted(path.name for path in (tmp_path / "ipython").rglob("*")) == before


@pytest.mark.parametrize("name", ["kommunenotat", "landsoverblik"])
def test_a_real_kernel_makes_the_same_page(name):
    wanted = {"kommunenotat": lambda: page_of("Aalborg", 2022), "landsoverblik": lambda: overview_of(2022)}[name]()
    parameters = {"aar": 2022, "datasaet": "modeldata"} | ({"kommune": "Aalborg"} if name == "kommunenotat" else {})
    assert _main(to_html(run_notebook(paths.notebook(name), parameters, engine="nbclient"))) == _main(wanted)


def _main(page: str) -> str:
    return page[page.index("<main") : page.index("</main>")]
