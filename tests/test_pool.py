"""Workers that die, hang and raise, with real processes."""

import os
import time
from pathlib import Path

import psutil

from kommunedata.errors import InputError
from kommunedata.pool import run_local


def work(job: tuple[str, str]) -> str:
    """Return, raise, die or hang, as the job says; `folder` is where the jobs leave signs for each other."""
    kind, folder = job
    sign = Path(folder) / kind
    if kind == "raise":
        raise InputError("ikke i dag")
    if kind == "hang":
        time.sleep(1000)
    if kind == "die":
        os._exit(1)
    if kind == "take all along" and not sign.exists():
        while not (Path(folder) / "quick").exists():
            time.sleep(0.01)
        sign.touch()
        for other in psutil.Process().parent().children():
            other.kill()
    sign.touch()
    return kind


def outcomes(folder: Path, *kinds: str, timeout: float = 60) -> dict[str, str]:
    """What became of each job: its result or its error."""
    jobs = [(kind, str(folder)) for kind in kinds]
    return {done.job[0]: done.result or done.error for done in run_local(work, jobs, workers=2, timeout=timeout)}


def test_results_and_errors_come_back_by_job(tmp_path):
    assert outcomes(tmp_path, "quick", "raise", "slow") == {
        "quick": "quick",
        "raise": "ikke i dag",
        "slow": "slow",
    }


def test_a_worker_that_dies_with_an_idle_one_beside_it_costs_nothing(tmp_path):
    assert outcomes(tmp_path, "quick", "take all along") == {"quick": "quick", "take all along": "take all along"}


def test_a_job_that_kills_its_worker_every_time_is_given_up(tmp_path):
    assert outcomes(tmp_path, "die", "quick") == {"die": "its worker process died (exit code 1)", "quick": "quick"}


def test_a_job_that_hangs_is_ended(tmp_path):
    assert outcomes(tmp_path, "hang", "quick", timeout=1.5) == {"hang": "took over 1.5 s", "quick": "quick"}
