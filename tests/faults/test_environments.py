"""The environments that users have: what lies in the folder, where temporary files go, what is closed."""

import importlib.util
import json
import os
import subprocess
from pathlib import Path

import commands
import pytest
from projekt import make_projekt
from terminals import COMMAND, run_on_terminal

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


@pytest.mark.parametrize("closing", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_closed_stream_is_no_hindrance(tmp_path, page, closing):
    small = make_projekt(tmp_path / "lille")
    for folder, arguments in (
        (tmp_path, " ".join(REPORT)),
        (small.folder, "batch --only Vejle,Viborg --workers 1"),
    ):
        command = ["sh", "-c", f"'{COMMAND}' {arguments} {closing}"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / PAGE).read_bytes() == page
    assert len(list(small.pages.glob("*.html"))) == 3  # Vejle, Viborg, the index


def test_a_relative_data_folder_is_found_from_the_notebook(tmp_path):
    (tmp_path / "egne.csv").write_text(TABLE)
    done = commands.run(*IMPORT, cwd=tmp_path, KOMMUNEDATA_DATA="mine")
    assert done.returncode == 0, done.stderr
    done = commands.run("report", "Aalborg", "--datasaet", "egne", cwd=tmp_path, KOMMUNEDATA_DATA="mine")
    assert (done.returncode, done.stderr) == (0, "")
    assert "26,1" in (tmp_path / "outputs/egne/2022/851-aalborg.html").read_text(encoding="utf-8")


def run_into(folder: Path, sink: str, *arguments: str, before: str = ":") -> tuple[int, str]:
    """The exit code of a command whose output goes to a sink, and what it said on stderr."""
    command = ["bash", "-o", "pipefail", "-c", f"{before}; '{COMMAND}' {' '.join(arguments)} {sink}"]
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
        if command[0] == "check" and encoding != "ascii":
            assert "(-0,6)" in done.stdout


@pytest.mark.parametrize("sink", ["| true", "| head -1", "> /dev/full", "> /dev/full 2>&1", ">&-"])
def test_what_becomes_of_the_output_decides_nothing(tmp_path, sink):
    make_projekt(tmp_path)
    (tmp_path / "egne.csv").write_text(TABLE)
    code, said = run_to(sink, tmp_path, *IMPORT)
    assert (code, (tmp_path / "data/egne/kilde.yaml").exists()) == (0, True), said
    assert run_to(sink, tmp_path, "compare", "--mod", "2021")[0] == 0
    assert len([*tmp_path.glob("outputs/modeldata/2022/aendringer-2021.*")]) == 2
    assert run_to(sink, tmp_path, "batch", "--only", "Vejle,Viborg,Varde", "--workers", "1")[0] == 0
    assert len([*tmp_path.glob("outputs/modeldata/2022/[0-9]*.html")]) == 3
    code, said = run_to(sink, tmp_path, "rank", "5")  # the output is all that it makes: its loss is told
    assert code == ("full" in sink)
    assert ("what was printed is lost" in said) == (sink == "> /dev/full")


def run_to(sink: str, folder: Path, *arguments: str) -> tuple[int, str]:
    """The same as `run_into`, forked unless a stream is closed, which a process finds as it starts."""
    if sink == ">&-":
        return run_into(folder, sink, *arguments)
    out = "/dev/full"
    if "|" in sink:
        out = str(folder / "pipe")
        os.mkfifo(out)
        reader = subprocess.Popen(["sh", "-c", f"{sink[1:]} < pipe"], cwd=folder, stdout=subprocess.DEVNULL)
    err = "/dev/full" if "2>&1" in sink else ""
    done = commands.run(*arguments, cwd=folder, out=out, err=err, KOMMUNEDATA_DATA=str(folder / "data"))
    if "|" in sink:
        assert reader.wait(60) == 0
        Path(out).unlink()
    assert "Traceback" not in done.stderr
    return done.returncode, done.stderr


def test_what_lies_around_changes_nothing_in_a_page(tmp_path, page):
    """Modules in the working directory, a kernel of others, settings of the user, long names of temporary folders."""
    home = tmp_path / "hjem"
    spec = {"argv": ["/bin/false"], "display_name": "x", "language": "python"}
    files = {
        "jupyter/kernels/python3/kernel.json": json.dumps(spec),
        ".config/matplotlib/matplotlibrc": "text.usetex: True\nfont.size: 30\nnonsens\nsvg.fonttype: path\n",
        ".ipython/profile_default/ipython_config.py": "get_config().InlineBackend.figure_formats = {'png'}\n",
        ".ipython/profile_default/startup/00.py": "raise SystemExit(3)\n",
        ".jupyter/jupyter_nbconvert_config.py": "get_config().TemplateExporter.exclude_output = True\n",
        "moduler/csv.py": "raise SystemExit(3)\n",
        "moduler/pandas.py": "raise SystemExit(3)\n",
    }
    for name in ("csv", "random", "html", "json", "pandas", "kommunedata"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit(3)")
    for name, content in files.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(content)
    settings = {"HOME": str(home), "XDG_CONFIG_HOME": "", "MPLBACKEND": "nonsens", "PYTHONPATH": str(home / "moduler")}
    for number, environment in enumerate(
        (
            {**settings, "JUPYTER_PATH": str(home / "jupyter")},
            {
                "MATPLOTLIBRC": str(home / ".config/matplotlib/matplotlibrc"),
                "TZ": "Pacific/Kiritimati",
                "LC_ALL": "C",
                "HOME": "/proc",
                "XDG_CONFIG_HOME": "",
                "XDG_CACHE_HOME": "",
                "PYTHONHASHSEED": "7",
            },
        )
    ):
        temporary = tmp_path / ("xæ"[number] * 100)
        temporary.mkdir(exist_ok=True)
        done = run(tmp_path, *REPORT, **environment, TMPDIR=str(temporary))
        assert (done.returncode, done.stderr) == (0, ""), environment
        assert (tmp_path / PAGE).read_bytes() == page, environment
        assert list(temporary.iterdir()) == []
        (tmp_path / PAGE).unlink()


def test_the_umask_is_respected_and_a_link_is_written_through(tmp_path, page):
    target = tmp_path / "delt.html"
    target.touch(mode=0o640)
    (tmp_path / PAGE).parent.mkdir(parents=True)
    (tmp_path / PAGE).symlink_to(target)
    (tmp_path / "egne.csv").write_text(TABLE)
    assert run_into(tmp_path, "", *IMPORT, before="umask 002")[0] == 0
    assert run_into(tmp_path, "", *REPORT, before="umask 002")[0] == 0
    assert (tmp_path / PAGE).is_symlink()
    assert target.read_bytes() == page
    mode = lambda path: oct(path.stat().st_mode & 0o777)
    assert (mode(target), mode((tmp_path / PAGE).with_suffix(".csv"))) == ("0o640", "0o664")
    assert (mode(tmp_path / "data/egne"), mode(tmp_path / "data/egne/tal.csv")) == ("0o775", "0o664")


def test_where_nothing_can_be_written_is_said_before_anything_runs(tmp_path):
    (tmp_path / "fil").touch()
    for command in (
        (*REPORT, "--out", "fil"),
        ("batch", "--out", "fil"),
        ("compare", "--mod", "2021", "--out", "fil"),
        ("check", "modeldata", "--page", "--out", "fil"),
        ("rank", "5", "--format", "csv", "--out", "fil/rang.csv"),
        ("rank", "5", "--format", "csv", "--out", "."),
    ):
        done = commands.run(*command, cwd=tmp_path)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), done.stderr
        assert done.stderr.startswith("kommunedata: cannot write to ")
    lock = (tmp_path / PAGE).parent / ".lock"
    lock.mkdir(parents=True)  # a folder that locks fail in
    done = commands.run("batch", "--only", "Vejle", "--workers", "1", cwd=tmp_path)
    assert (done.returncode, "cannot be locked" in done.stderr, done.stderr.count("\n")) == (2, True, 1)


@pytest.mark.parametrize("answer", ["ENOLCK", "ENOSYS"])
def test_a_folder_on_a_network_that_cannot_be_locked_is_said(tmp_path, answer):
    """The kernel's answer to a lock is that of some network folders."""
    if subprocess.run(["sh", "-c", "strace -qq -o /dev/null true"], capture_output=True, check=False).returncode:
        pytest.skip("strace is not here, or may not trace")
    failing = ["strace", "-f", "-qq", "-o", os.devnull, "-e", "trace=flock", "-e", f"inject=flock:error={answer}"]
    batch = [COMMAND, "batch", "--only", "Vejle", "--workers", "1"]
    done = subprocess.run([*failing, *batch], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert "outputs/modeldata/2022 cannot be locked" in done.stderr
    assert not list((tmp_path / PAGE.parent).glob("*.html"))


def test_a_folder_in_which_nothing_can_be_renamed_is_said_before_anything_runs(tmp_path):
    """What may only be added to is like a network folder where a rename fails."""
    folder = tmp_path / PAGE.parent
    folder.mkdir(parents=True)
    if subprocess.run(["chattr", "+a", folder], capture_output=True, check=False).returncode:
        pytest.skip("no folder can be made here that may only be added to")
    try:
        for command in (REPORT, ("batch", "--only", "Vejle", "--workers", "1")):
            done = commands.run(*command, cwd=tmp_path)
            assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
            assert "cannot write to outputs/modeldata/2022" in done.stderr
    finally:
        subprocess.run(["chattr", "-a", folder], check=True)


def test_few_open_files_are_enough_or_it_is_said_in_a_line(tmp_path, page):
    assert run_into(tmp_path, "", *REPORT, before="ulimit -n 64") == (0, "")
    assert (tmp_path / PAGE).read_bytes() == page
    code, said = run_into(tmp_path, "", *REPORT, before="ulimit -n 9")
    assert (code, said.count("\n")) in ((0, 0), (1, 1)), said


def test_long_work_says_on_a_terminal_what_it_does_and_in_a_pipe_nothing(tmp_path):
    make_projekt(tmp_path)
    (tmp_path / "egne.csv").write_text(TABLE)
    extras = {"weasyprint": ("--pdf", "PDF"), "pypandoc": ("--docx", "Word document")}
    known = [extra for module, extra in extras.items() if importlib.util.find_spec(module)]
    beside = f", {' and '.join(name for _, name in known)}" if known else ""
    report = (*REPORT, *(option for option, _ in known))
    for command, wanted in ((report, f"making the page of Aalborg{beside}"), (IMPORT, "reading egne.csv")):
        said, printed = run_on_terminal(tmp_path, *command, KOMMUNEDATA_DATA=str(tmp_path / "data"))
        assert wanted in said
        assert wanted not in printed
        assert wanted not in commands.run(*command, cwd=tmp_path, KOMMUNEDATA_DATA=str(tmp_path / "data")).stderr
    batch = ("batch", "--only", "Vejle", "--workers", "1", *report[4:])
    assert f"pages{beside}" in run_on_terminal(tmp_path, *batch, whole=True)[0]
