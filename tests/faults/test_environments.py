"""The environments that users have: what lies in the folder, where temporary files go, what is closed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = str(Path(sys.executable).parent / "kommunedata")
REPORT = ("report", "Aalborg", "--aar", "2022")
PAGE = Path("outputs/modeldata/2022/851-aalborg.html")


TABLE = "kommune;aar;hovedkonto;andel\nAalborg;2022;5;26,1\nVejle;2022;5;24,0\n"
IMPORT = ("import", "tabel", "egne.csv", "--navn", "egne", "--maal", "IKU", "--force")


def run(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [COMMAND, *arguments],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )


@pytest.fixture(scope="module")
def page(tmp_path_factory) -> bytes:
    """The page as it is made where nothing is odd."""
    folder = tmp_path_factory.mktemp("roligt")
    assert run(folder, *REPORT).returncode == 0
    return (folder / PAGE).read_bytes()


def test_modules_of_the_working_directory_are_not_imported(tmp_path, page):
    for name in ("csv", "random", "html", "json", "pandas", "kommunedata"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('importeret')")
    done = run(tmp_path, *REPORT)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / PAGE).read_bytes() == page


@pytest.mark.parametrize("name", ["x" * 100, "æ" * 100], ids=["long", "danish"])
def test_a_long_path_of_temporary_files_is_no_hindrance(tmp_path, page, name):
    temporary = tmp_path / name
    temporary.mkdir()
    done = run(tmp_path, *REPORT, TMPDIR=str(temporary))
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / PAGE).read_bytes() == page
    assert list(temporary.iterdir()) == []


def test_a_foreign_kernelspec_is_not_asked(tmp_path, page):
    spec = tmp_path / "jupyter" / "kernels" / "python3"
    spec.mkdir(parents=True)
    (spec / "kernel.json").write_text(json.dumps({"argv": ["/bin/false"], "display_name": "x", "language": "python"}))
    done = run(tmp_path, *REPORT, JUPYTER_PATH=str(tmp_path / "jupyter"))
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / PAGE).read_bytes() == page


@pytest.mark.parametrize("closing", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_closed_stream_is_no_hindrance(tmp_path, page, closing):
    command = f"'{COMMAND}' {' '.join(REPORT)} {closing}"
    done = subprocess.run(["sh", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / PAGE).read_bytes() == page
    command = f"'{COMMAND}' batch --only Vejle,Viborg --workers 2 {closing}"
    done = subprocess.run(["sh", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(list((tmp_path / PAGE.parent).glob("*.html"))) == 4  # Aalborg, Vejle, Viborg, the index


def test_a_relative_data_folder_is_found_from_the_notebook(tmp_path):
    (tmp_path / "egne.csv").write_text(TABLE)
    done = run(tmp_path, *IMPORT, KOMMUNEDATA_DATA="mine")
    assert done.returncode == 0, done.stderr
    done = run(tmp_path, "report", "Aalborg", "--datasaet", "egne", KOMMUNEDATA_DATA="mine")
    assert (done.returncode, done.stderr) == (0, "")
    assert "26,1" in (tmp_path / "outputs/egne/2022/851-aalborg.html").read_text(encoding="utf-8")


def run_into(folder: Path, sink: str, *arguments: str) -> tuple[int, str]:
    """The exit code of a command whose output goes to a sink, and what it said on stderr."""
    command = ["bash", "-o", "pipefail", "-c", f"'{COMMAND}' {' '.join(arguments)} {sink}"]
    environment = {**os.environ, "KOMMUNEDATA_DATA": str(folder / "data")}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stderr


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "cp850", "ascii"])
def test_letters_that_an_encoding_lacks_are_replaced(tmp_path, encoding):
    (tmp_path / "egne.csv").write_text(TABLE)
    options = {"PYTHONIOENCODING": f"{encoding}:strict", "KOMMUNEDATA_DATA": "data"}
    for command in (("check", "modeldata"), ("rank", "5"), ("list", "datasaet"), ("import", "tabel", "--help"), IMPORT):
        done = run(tmp_path, *command, **options)
        assert (done.returncode, "kommunedata:" in done.stderr) == (0, False), done.stderr
    if encoding != "ascii":
        assert "(-0,6)" in run(tmp_path, "check", "modeldata", **options).stdout


@pytest.mark.parametrize("sink", ["| true", "| head -1", "> /dev/full", "> /dev/full 2>&1", ">&-"])
def test_what_becomes_of_the_output_decides_nothing(tmp_path, sink):
    (tmp_path / "egne.csv").write_text(TABLE)
    code, said = run_into(tmp_path, sink, *IMPORT)
    assert (code, (tmp_path / "data/egne/kilde.yaml").exists()) == (0, True), said
    assert run_into(tmp_path, sink, "compare", "--mod", "2021")[0] == 0
    assert len([*tmp_path.glob("outputs/modeldata/2022/aendringer-2021.*")]) == 2
    assert run_into(tmp_path, sink, "batch", "--only", "Vejle,Viborg,Varde", "--workers", "1")[0] == 0
    assert len([*tmp_path.glob("outputs/modeldata/2022/[0-9]*.html")]) == 3
    code, said = run_into(tmp_path, sink, "rank", "5")  # the output is all that it makes: its loss is told
    assert code == ("full" in sink)
    assert ("what was printed is lost" in said) == (sink == "> /dev/full")
