"""More than Denmark has: a large datasaet in little memory, and many pages without the parent growing."""

import csv
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import psutil
import pytest
import yaml

from kommunedata.batch.pool import open_pool, run_jobs

AAR, NOEGLETAL, KOMMUNER = range(1994, 2024), 50, 290

LARGE = """
import resource
from inprocess import make_page
from kommunedata.analysis.ranking import rank
from kommunedata.batch.index import render_index
from kommunedata.datasaet.frame import load_datasaet
ds = load_datasaet("stor")
rows, index = len(rank(ds)), render_index(ds, 2023, set(), True)
page = make_page("landsoverblik", {"aar": 2023, "datasaet": "stor"})
print(rows, index.count("<tr data-navn"), page.count("<h2"), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@pytest.fixture
def land(tmp_path) -> Path:
    """290 kommuner with 50 noegletal in each of 30 years."""
    codes = [str(1000 + n) for n in range(KOMMUNER)]
    fields = ["kommunekode", "kommune", "fuldt_navn", "region", "kommunegruppe", "folketal_2025", "flise_x", "flise_y"]
    rows = [
        [code, f"Sted {n}", f"Sted {n} kommun", f"Län {n % 7}", f"Grupp {n % 5}", 5000 + n, n % 18, n // 18]
        for n, code in enumerate(codes)
    ]
    with (tmp_path / "kommuner.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([fields, *rows])
    names = [f"tal_{n}" for n in range(NOEGLETAL)]
    keys = pd.MultiIndex.from_product([codes, AAR, names], names=["kommunekode", "aar", "noegletal"])
    values = np.random.default_rng(1).normal(100, 20, len(keys)).round(1)
    columns = {"vaerdi": values, "taeller": None, "naevner": None, "status": "tal", "offentliggjort": False}
    content = keys.to_frame(index=False).assign(**columns).to_csv(index=False, lineterminator="\n").encode()
    kilde = {"navn": "stor", "maal": "Stor", "titel": "Stor", "kilde": "test", "url": "", "hentet": "2024-01-01"}
    kilde |= {"licens": "", "model": False, "sha256": hashlib.sha256(content).hexdigest()}
    described = [
        {"noegletal": name, "titel": name, "kort_titel": name, "enhed": "point", "decimaler": 1} for name in names
    ]
    (tmp_path / "stor").mkdir()
    (tmp_path / "stor" / "tal.csv").write_bytes(content)
    (tmp_path / "stor" / "kilde.yaml").write_text(yaml.safe_dump(kilde))
    (tmp_path / "stor" / "noegletal.yaml").write_text(yaml.safe_dump(described))
    return tmp_path


def test_a_country_three_times_as_large_is_ranked_and_told_of_within_2_gb(land):
    tests = str(Path(__file__).parent.parent)
    environment = {**os.environ, "KOMMUNEDATA_DATA": str(land), "KOMMUNEDATA_PROJECT": "", "PYTHONPATH": tests}
    done = subprocess.run(
        [sys.executable, "-c", LARGE], env=environment, capture_output=True, text=True, check=False, cwd=land
    )
    assert done.returncode == 0, done.stderr
    rows, listed, sections, peak = map(int, done.stdout.split())
    assert (rows, listed) == (KOMMUNER * NOEGLETAL * len(AAR), KOMMUNER)
    assert sections > 3
    assert peak < 2e6, f"{peak / 1e6:.1f} GB"  # in kB, as Linux counts


def test_the_parent_does_not_grow_with_the_number_of_pages(tmp_path, monkeypatch):
    """Each page is as large as a notat; what 60 more of them leave behind is less than two of them."""
    monkeypatch.syspath_prepend(str(Path(__file__).parent.parent / "batch"))
    sizes = []
    with open_pool(1, "modeldata", "making") as pool:
        work = [("large", f"{tmp_path}/{n}") for n in range(80)]
        for count, done in enumerate(run_jobs(pool, work, 60), 1):
            assert len(done.result) == 400_000
            if count in (20, 80):
                sizes.append(psutil.Process().memory_info().rss)
    assert sizes[1] - sizes[0] < 800_000, sizes
