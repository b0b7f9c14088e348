"""Pages in processes of their own: those that die, hang and raise, with real processes."""

import marshal
from pathlib import Path

import psutil
import pytest
from projekt import wait_until

from kommunedata.batch import pool as pools
from kommunedata.batch.pool import open_pool, run_jobs


@pytest.fixture(autouse=True)
def _making(monkeypatch):
    """The jobs of `making`, importable in every worker."""
    folder = str(Path(__file__).parent)
    monkeypatch.syspath_prepend(folder)


def outcomes(folder: Path, *kinds: str, timeout: float = 60, workers: int = 2) -> dict[str, object]:
    """What became of each job: its result or its error."""
    work = [(kind, str(folder)) for kind in kinds]
    with open_pool(workers, "modeldata", "making") as pool:
        done = list(run_jobs(pool, work, timeout))
    return {one.job[0]: one.result or one.error for one in done}


def test_results_and_errors_come_back_by_job(tmp_path):
    assert outcomes(tmp_path, "quick", "raise", "slow") == {"quick": "quick", "raise": "ikke i dag", "slow": "slow"}


def test_a_page_that_dies_is_reported_and_the_others_are_made(tmp_path):
    assert outcomes(tmp_path, "die", "quick") == {"die": "its process died (exit code 3)", "quick": "quick"}


def test_a_job_that_kills_its_worker_every_time_is_given_up_and_once_is_tried_again(tmp_path):
    found = outcomes(tmp_path, "kill the worker", "kill the worker once", "quick")
    assert "worker process died" in found.pop("kill the worker")
    assert found == {"kill the worker once": "kill the worker once", "quick": "quick"}


class Sealed:
    """Can be packed, and unpacked nowhere."""

    def __reduce__(self):
        return marshal.loads, (b"",)


def test_a_job_that_a_worker_cannot_read_is_an_error_and_not_lost(tmp_path):
    with open_pool(1, "modeldata", "making") as pool:
        done = list(run_jobs(pool, [Sealed(), ("quick", str(tmp_path))], 60))
    assert [(one.result, one.error.split(":")[0]) for one in done] == [(None, "EOFError"), ("quick", "")]


def test_a_job_that_hangs_is_ended_also_in_c_code(tmp_path):
    late = "took over 1.5 s"
    assert outcomes(tmp_path, "hang", "hang in C", "quick", timeout=1.5) == {
        "hang": late, "hang in C": late, "quick": "quick",
    }  # fmt: skip


@pytest.mark.parametrize("forks", [pools.FORKS, False])
def test_no_job_sees_what_another_left_behind(tmp_path, monkeypatch, forks):
    monkeypatch.setattr(pools, "FORKS", forks)
    work = [("look", str(tmp_path)), ("quick", str(tmp_path)), ("look", f"{tmp_path}/2")]
    with open_pool(1, "modeldata", "making") as pool:
        looks = [one.result for one in run_jobs(pool, work, 60) if one.job[0] == "look"]
    assert [look[0] for look in looks] == [["look"], ["look"]]
    assert looks[0][2] != looks[1][2]  # each draws random numbers of its own


def test_no_process_is_left(tmp_path):
    before = set(psutil.Process().children(recursive=True))
    outcomes(tmp_path, "quick", "hang", timeout=1)
    wait_until(lambda: not set(psutil.Process().children(recursive=True)) - before - _trackers())


def _trackers() -> set[psutil.Process]:
    """multiprocessing's own tracker of resources ends with this process."""
    return {child for child in psutil.Process().children() if "resource_tracker" in " ".join(child.cmdline())}
