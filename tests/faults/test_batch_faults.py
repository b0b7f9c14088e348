"""The batch under everything that is known to go wrong, with real processes. After each: no half page, no process
left behind, and the same command completes the work."""

import os
import resource
import shutil
import signal
import subprocess
from contextlib import suppress

import psutil
import pytest
from projekt import SMALL, TWELVE, Projekt, make_projekt, wait_until

from kommunedata import paths
from kommunedata.batch.manifest import load_manifest
from kommunedata.kommuner import find_kommune

HANG = "import time\nif kommune == 'Tønder': time.sleep(1000)\n"


@pytest.fixture
def projekt(tmp_path) -> Projekt:
    made = make_projekt(tmp_path / "projekt")
    yield made
    for process in made.processes():
        with suppress(psutil.NoSuchProcess):
            process.kill()


def pages(projekt: Projekt) -> int:
    return len(list(projekt.pages.glob("[0-9]*.html")))


def check_rest(projekt: Projekt) -> None:
    """What must hold after every fault."""
    wait_until(lambda: not projekt.processes())
    projekt.check_whole()
    done = projekt.batch()
    assert done.returncode == 0, done.stderr
    assert "12 of 12 pages are there" in done.stdout
    assert not list(projekt.pages.glob(".*.tmp"))
    wait_until(lambda: not projekt.processes())


def test_three_of_twelve_fail_and_just_these_are_made_again(projekt):
    older = projekt.pages / "550-toender.html"
    older.parent.mkdir(parents=True)
    older.write_text("den gode side</html>")
    projekt.set_cell(f"if kommune in ('Tønder', 'Varde', 'Greve'): raise ValueError(f'ikke {{kommune}}')\n{SMALL}")
    done = projekt.batch("--workers", "2")
    assert done.returncode == 1
    assert "9 made, 0 up to date, 3 failed" in done.stdout
    assert "failed: 550-toender: kommunenotat.ipynb, cell siden, line 1: ValueError: ikke Tønder" in done.stderr
    assert done.stderr.count("failed: ") == 3
    assert "Traceback" not in done.stderr
    assert older.read_text() == "den gode side</html>"
    projekt.set_cell(SMALL)
    again = projekt.run("batch", "--failed")
    assert again.returncode == 0
    assert "3 made, 0 up to date, 0 failed" in again.stdout
    assert "<h1>Tønder Kommune</h1>" in older.read_text()
    check_rest(projekt)


@pytest.mark.parametrize("signum", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_batch_that_is_stopped_leaves_no_process_and_goes_on_where_it_was(projekt, signum):
    projekt.set_cell(HANG + SMALL)
    process = projekt.start("batch", "--only", ",".join(TWELVE), "--workers", "2")
    wait_until(lambda: pages(projekt) >= 4)
    os.killpg(process.pid, signum) if signum == signal.SIGINT else process.send_signal(signum)
    _, err = process.communicate(timeout=20)
    made = pages(projekt)
    if signum == signal.SIGINT:
        assert process.returncode == 130
        assert "the same command goes on from here" in err
        assert "Traceback" not in err
    wait_until(lambda: not projekt.processes())
    assert not (projekt.pages / "550-toender.html").exists()
    projekt.set_cell(SMALL)
    assert made >= 4
    check_rest(projekt)


def test_what_was_made_before_a_kill_is_not_made_again(projekt):
    projekt.set_cell(HANG + SMALL)
    process = projekt.start("batch", "--only", ",".join(TWELVE), "--workers", "2")
    wait_until(lambda: len(load_manifest(projekt.pages)) == 11)
    process.kill()
    process.communicate()
    wait_until(lambda: not projekt.processes())
    again = projekt.batch("--timeout", "2")
    assert "0 made, 11 up to date, 1 failed" in again.stdout


def test_a_killed_loader_costs_nothing(projekt):
    projekt.set_cell(
        "import pathlib, time\nwhile kommune == 'Tønder' and not pathlib.Path('gaa').exists(): time.sleep(0.01)\n"
        + SMALL
    )
    process = projekt.start("batch", "--only", ",".join(TWELVE), "--workers", "2")
    wait_until(lambda: pages(projekt) == 11)
    loaders = [child for child in psutil.Process(process.pid).children() if child.children()]
    assert len(loaders) == 1
    loaders[0].kill()
    (projekt.folder / "notebooks" / "gaa").touch()
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert "12 made, 0 up to date, 0 failed" in out
    check_rest(projekt)


def test_a_killed_page_is_reported(projekt):
    projekt.set_cell("import os, signal\nif kommune == 'Tønder': os.kill(os.getpid(), signal.SIGKILL)\n" + SMALL)
    done = projekt.batch("--workers", "2")
    assert done.returncode == 1
    assert "11 made, 0 up to date, 1 failed" in done.stdout
    assert "failed: 550-toender: " in done.stderr
    assert "its process died (exit code -9)" in done.stderr
    projekt.set_cell(SMALL)
    check_rest(projekt)


def test_a_hanging_cell_is_ended_and_reported(projekt):
    projekt.set_cell(HANG + SMALL)
    done = projekt.batch("--workers", "2", "--timeout", "3")
    assert done.returncode == 1
    assert "failed: 550-toender: took over 3 s" in done.stderr
    assert pages(projekt) == 11
    projekt.set_cell(SMALL)
    check_rest(projekt)


def test_a_disk_that_fills_up_leaves_no_half_page(projekt, monkeypatch):
    """A limit on the size of files stands in for the disk: writing fails in the middle of each page."""
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")  # Python takes half a file of bytecode for a whole one
    limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, resource.RLIM_INFINITY))
    process = projekt.start("batch", "--only", ",".join(TWELVE), "--workers", "2", preexec_fn=limit)
    out, err = process.communicate(timeout=180)
    assert process.returncode == 1
    assert "0 made, 0 up to date, 12 failed" in out
    assert "could not be written: [Errno 27] File too large" in err
    assert pages(projekt) == 0
    check_rest(projekt)


def test_a_small_disk_is_noticed_before_anything_starts(projekt, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("a small file system cannot be mounted here")
    try:
        done = projekt.batch("--out", str(disk / "ud"))
        assert done.returncode == 2
        assert "has 1 MB free; 12 pages need 25 MB" in done.stderr
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.parametrize("out", ["/proc/ud", "fil"])
def test_a_folder_that_cannot_be_written_to_is_said_at_once(projekt, out):
    (projekt.folder / "fil").touch()
    done = projekt.batch("--out", out)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert f"cannot write to {out}/modeldata/2022" in done.stderr


def test_a_second_batch_into_the_same_folder_does_not_start(projekt):
    projekt.set_cell("import pathlib, time\nwhile not pathlib.Path('gaa').exists(): time.sleep(0.01)\n" + SMALL)
    first = projekt.start("batch", "--only", "Vejle")
    wait_until(lambda: (projekt.pages / ".lock").exists() and len(projekt.processes()) > 2)
    second = projekt.run("batch", "--only", "Viborg")
    assert second.returncode == 2
    assert "another batch is writing to outputs/modeldata/2022" in second.stderr
    (projekt.folder / "notebooks" / "gaa").touch()
    out, _ = first.communicate(timeout=60)
    assert "1 made" in out
    assert pages(projekt) == 1


def test_a_damaged_manifest_costs_only_a_rebuild(projekt):
    assert projekt.batch().returncode == 0
    manifest = projekt.pages / "manifest.json"
    manifest.write_bytes(manifest.read_bytes()[:200])
    done = projekt.batch()
    assert done.returncode == 0
    assert "12 made, 0 up to date" in done.stdout


def test_bad_arguments_and_damaged_files_are_said_before_a_kernel_starts(projekt):
    cases = {
        ("--only", "Tøndder,Vejle,Hjøring"): "unknown kommune 'Tøndder'; did you mean Tønder",
        ("--datasaet", "ingen"): "unknown datasaet 'ingen'",
        ("--aar", "1999"): "there are figures for 2012–2022",
    }
    for arguments, message in cases.items():
        done = projekt.run("batch", *arguments)
        assert (done.returncode, message in done.stderr) == (2, True), done.stderr
    shutil.copytree(paths.root() / "data", projekt.folder / "data", dirs_exist_ok=True)
    texts = projekt.folder / "data" / "redaktionelt" / "tekster.yaml"
    texts.write_text(texts.read_text().replace("modelbanner:", "banner:"))
    words = projekt.folder / "data" / "redaktionelt" / "ordvalg.yaml"
    words.write_text("niveau: []\n")
    done = projekt.batch()
    assert done.returncode == 2
    assert "tekster.yaml" in done.stderr
    assert "ordvalg.yaml" in done.stderr
    assert not (projekt.folder / "outputs").exists()


def test_a_page_that_was_changed_or_removed_is_made_again(projekt):
    assert projekt.batch().returncode == 0
    find = lambda name: projekt.pages / f"{find_kommune(name).slug}.html"
    find("Vejle").unlink()
    find("Varde").write_text("rettet i hånden")
    find("Skive").with_suffix(".csv").unlink()
    assert "3 made, 9 up to date" in projekt.batch().stdout
