"""A project of one's own, and the package from a wheel: where things are read from, and where they are written."""

import json
import os
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import nbformat
import pytest

from kommunedata import paths
from kommunedata.cli.projects import app_, init_project
from kommunedata.errors import InputError

TABLE = "kommune;aar;hovedkonto;andel\nAalborg;2022;5;26,1\nVejle;2022;5;24,0\n"
PAGE = Path("modeldata/2022/851-aalborg.html")


@pytest.fixture(scope="module")
def installed(tmp_path_factory) -> Path:
    """A new environment with the package from a wheel, and what it depends on from that of the tests."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=paths.CHECKOUT, check=True, capture_output=True)
    venv.create(folder / "venv")
    (site,) = (folder / "venv").glob("lib/python*/site-packages")
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib"))
    pip = [sys.executable, "-m", "pip", "-q", "--python", str(folder / "venv/bin/python"), "install"]
    subprocess.run([*pip, "--no-deps", "--no-index", *map(str, folder.glob("*.whl"))], check=True, capture_output=True)
    return folder / "venv"


@pytest.fixture
def run(installed, tmp_path):
    """Run a command of the wheel in a folder; the environment stays as it is."""
    other = {"VIRTUAL_ENV": sys.prefix}  # a shell has activated that of the tests
    environment = {**os.environ, **other, "XDG_DATA_HOME": str(tmp_path / "bruger")}
    before = sorted(installed.rglob("*"))

    def run(*arguments: str, cwd: Path, code: int = 0) -> str:
        command = [installed / "bin" / "kommunedata", *arguments]
        done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == code, done.stderr
        return done.stdout + done.stderr

    yield run
    assert sorted(installed.rglob("*")) == before


def make_folder(folder: Path) -> Path:
    folder.mkdir()
    (folder / "egne.csv").write_text(TABLE, encoding="utf-8")
    return folder


def test_a_wheel_works_in_an_empty_folder(run, tmp_path):
    folder = make_folder(tmp_path / "tom")
    assert "modeldata" in run("list", "datasaet", cwd=folder)
    assert run("report", "Aalborg", cwd=folder).split()[-1] == f"outputs/{PAGE}"
    assert "2 made" in run("batch", "--limit", "2", "--workers", "1", cwd=folder)
    assert str(tmp_path / "bruger") in run("import", "tabel", "egne.csv", "--navn", "egne", "--maal", "IKU", cwd=folder)
    assert [
        line.split()[0] for line in run("list", "datasaet", cwd=folder).splitlines()
    ] == "egne indkomst modeldata".split()
    assert "Aalborg,26.1,1,2" in run("rank", "--datasaet", "egne", "--format", "csv", cwd=folder)
    assert "make one with 'kommunedata init FOLDER'" in run("lab", cwd=folder, code=2)


@contextmanager
def read_only(*folders: Path) -> Iterator[None]:
    """Folders that nobody can write to: root, whom modes do not stop, is stopped by mounts."""
    if os.geteuid():
        for path in (path for folder in folders for path in (folder, *folder.rglob("*")) if path.is_dir()):
            path.chmod(0o555)
        yield
        for path in (path for folder in folders for path in (folder, *folder.rglob("*")) if path.is_dir()):
            path.chmod(0o755)
        return
    with ExitStack() as stack:
        for folder in folders:
            mounted = subprocess.run(["mount", "--bind", folder, folder], capture_output=True, check=False)
            if mounted.returncode:
                pytest.skip("root is stopped by no mode, and cannot mount a folder read-only here")
            stack.callback(subprocess.run, ["umount", folder], check=True)
            subprocess.run(["mount", "-o", "remount,ro,bind", folder], check=True)
        yield


def test_where_neither_the_package_nor_the_folder_can_be_written_to_pages_are_made_elsewhere(run, installed, tmp_path):
    folder, out = make_folder(tmp_path / "laast"), tmp_path / "ud"
    with read_only(installed, folder):
        assert "cannot write to outputs/modeldata/2022" in run("report", "Aalborg", cwd=folder, code=2)
        assert run("report", "Aalborg", "--out", str(out), cwd=folder).split()[-1] == str(out / PAGE)
        assert "2 made" in run("batch", "--limit", "2", "--workers", "1", "--out", str(out), cwd=folder)
        assert "1,98" in run("rank", "--top", "1", "--format", "csv", cwd=folder)


def test_a_project_is_found_from_within_and_its_files_make_its_pages(run, tmp_path):
    folder = make_folder(tmp_path / "mit")
    run("init", "mit", cwd=tmp_path)
    inside = folder / "notebooks"
    assert str(folder / "data") in run("import", "tabel", "../egne.csv", "--navn", "egne", "--maal", "IKU", cwd=inside)
    assert (folder / "data" / "egne" / "tal.csv").is_file()
    assert "egne" in run("list", "datasaet", cwd=folder)

    notebook = inside / "kommunenotat.ipynb"
    book = json.loads(notebook.read_text(encoding="utf-8"))
    start = book["cells"][: 1 + [cell["id"] for cell in book["cells"]].index("konklusion")]
    notebook.write_text(json.dumps({**book, "cells": start}), encoding="utf-8")
    run("report", "Aalborg", cwd=inside)
    before = (folder / "outputs" / PAGE).read_text(encoding="utf-8")
    texts = folder / "data" / "redaktionelt" / "tekster.yaml"
    texts.write_text(
        texts.read_text(encoding="utf-8").replace("Modeltal.", "Vores egne modeltal.", 1), encoding="utf-8"
    )
    own = {"cell_type": "markdown", "id": "egen", "metadata": {}, "source": "## Vores eget afsnit"}
    notebook.write_text(json.dumps({**book, "cells": [*start, own]}), encoding="utf-8")
    run("report", "Aalborg", cwd=folder)
    after = (folder / "outputs" / PAGE).read_text(encoding="utf-8")
    for words in ("Vores egne modeltal.", "Vores eget afsnit</h2>"):
        assert (words in before, words in after) == (False, True)
    run("batch", "--only", "Aalborg", "--workers", "1", cwd=inside)
    assert "Vores eget afsnit" in (folder / "outputs" / PAGE).read_text(encoding="utf-8")


def test_a_notebook_that_lies_elsewhere_finds_the_project_of_its_command(run, tmp_path):
    folder = make_folder(tmp_path / "mit")
    run("init", ".", cwd=folder)
    run("import", "tabel", "egne.csv", "--navn", "egne", "--maal", "IKU", cwd=folder)
    cells = [
        nbformat.v4.new_code_cell('kommune = "Aalborg"', metadata={"tags": ["parameters"]}),
        nbformat.v4.new_code_cell("import kommunedata as kd\nprint(kommune, kd.list_datasaet())"),
    ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python", "language": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), tmp_path / "lille.ipynb")
    page = folder / run("report", "Aalborg", "--notebook", "../lille.ipynb", cwd=folder).split()[-1]
    assert "egne" in page.read_text(encoding="utf-8")


def test_nothing_is_overwritten(tmp_path):
    made, kept = init_project(tmp_path / "mit")
    assert {path.name for path in made} >= {"kommunenotat.ipynb", "tekster.yaml", "konkurrence.yaml", "kommuner.csv"}
    assert (kept, list((tmp_path / "mit" / "outputs").iterdir())) == ([], [])
    assert init_project(tmp_path / "mit") == ([], [])
    changed, lost = made[0], made[1]
    changed.write_text("mit eget")
    lost.unlink()
    assert init_project(tmp_path / "mit") == ([lost], [changed])
    assert changed.read_text() == "mit eget"


def test_a_variable_names_the_folder_of_figures_and_wins(tmp_path, monkeypatch):
    init_project(tmp_path / "mit")
    monkeypatch.chdir(tmp_path / "mit" / "notebooks")
    assert paths.datasaet_root() == tmp_path / "mit" / "data"
    assert paths.outputs() == Path("../outputs")
    monkeypatch.setenv("KOMMUNEDATA_DATA", str(tmp_path / "andre"))
    assert paths.datasaet_root() == tmp_path / "andre"
    monkeypatch.chdir(tmp_path)
    assert paths.project() is None


def test_without_voila_one_line_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "voila", None)
    with pytest.raises(InputError, match=r"Voilà, which is missing: pip install 'kommunedata\[app\]'$"):
        app_(None)
