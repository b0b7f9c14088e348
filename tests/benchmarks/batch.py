"""What the batch costs beside the loop a user would write, the floor, and itself with nothing to do.

All is measured in one run and printed as ratios: `python tests/benchmarks/batch.py`. With `--beside PYTHON`, the
interpreter of an environment in which another version is installed, the batches of both are made by turns.
"""

import argparse
import multiprocessing
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import nbformat
import numpy as np
import pandas as pd
import psutil

from kommunedata import paths
from kommunedata.analysis.ranking import rank_kommuner
from kommunedata.datasaet.noegletal import load_noegletal_file
from kommunedata.kommuner import kommune_by_code

NOTEBOOK = paths.notebook("kommunenotat")
NAMES = [kommune.kommune for kommune in kommune_by_code().values()]
LOOP = 4  # notater made by each of the loops; they have no cost of starting to spread
WORKERS = 2
PAIRS = 3  # batches, each between two floors


def seconds(action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def loop_command(folder: Path) -> str:
    """What a user would write for one kommune, `{}`."""
    bin_ = Path(sys.executable).parent
    made = f"{folder}/{{}}.ipynb"
    return (
        f"{bin_}/papermill '{NOTEBOOK}' '{made}' -p kommune '{{}}' --cwd '{NOTEBOOK.parent}' --no-progress-bar"
        f" && {bin_}/jupyter nbconvert --to html --no-input '{made}'"
    )


def run_loop(folder: Path, parallel: int) -> None:
    shell = ["xargs", "-P", str(parallel), "-I", "{}", "sh", "-c", loop_command(folder)]
    names = "\n".join(NAMES[:LOOP])
    subprocess.run(shell, input=names, text=True, check=True, capture_output=True)


def run_batch(out: Path, *options: str, python: str = sys.executable) -> None:
    command = [
        python,
        "-m",
        "kommunedata",
        "batch",
        "--out",
        str(out),
        "--workers",
        str(WORKERS),
        *options,
    ]
    # With bytecode, as an installed package has it; elsewhere, for in the checkout every interpreter would import the
    # package that lies there.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run(command, check=True, capture_output=True, cwd=out.parent, env=environment)


def run_cells(names: list[str], ready, go, done) -> None:
    """The cells of the notebook in this process, once to warm up and then for each of the names."""
    cells = [cell.source for cell in nbformat.read(NOTEBOOK, 4).cells if cell.cell_type == "code"]

    def run(name: str) -> None:
        space: dict[str, object] = {}
        exec(cells[0], space)
        space["kommune"] = name
        for source in cells[1:]:
            exec(source, space)

    run("Aalborg")
    ready.release()
    go.wait()
    for name in names:
        run(name)
    done.release()


def floor_seconds() -> float:
    """Seconds per notat, of all of them, of one warm process per core that does nothing but the cells."""
    context = multiprocessing.get_context("spawn")
    ready, done, go = context.Semaphore(0), context.Semaphore(0), context.Event()
    parts = [NAMES[n::WORKERS] for n in range(WORKERS)]
    processes = [context.Process(target=run_cells, args=(part, ready, go, done)) for part in parts]
    for process in processes:
        process.start()
    for _ in processes:
        ready.acquire()
    began = time.perf_counter()
    go.set()
    for _ in processes:
        done.acquire()
    return (time.perf_counter() - began) / len(NAMES)


def watch_memory(stop: threading.Event, peaks: dict[str, float]) -> None:
    """The largest private memory of a process of a batch, in MB."""
    while not stop.wait(0.05):
        for process in psutil.Process().children(recursive=True):
            try:
                peaks["process"] = max(peaks.get("process", 0), process.memory_full_info().uss / 1e6)
            except psutil.Error:  # it has ended
                continue


def rank_ratio() -> float:
    """Ranking 1.4 million rows beside a bare groupby-rank of the same table; the median of five pairs."""
    codes, years = list(kommune_by_code()), range(2007, 2101)
    kontoer = ["0", "2", "3", "4", "5", "6", "samlet"]
    one = pd.MultiIndex.from_product([codes, years, kontoer], names=["kommunekode", "aar", "noegletal"])
    parts = 22
    table = pd.concat([one.to_frame(index=False).assign(aar=lambda f, p=p: f["aar"] + 100 * p) for p in range(parts)])
    table = table.reset_index(drop=True).assign(vaerdi=np.random.default_rng(1).uniform(0, 100, parts * len(one)))
    print(f"ranking {len(table):,} rows")
    noegletal = load_noegletal_file("konkurrence")
    bare = lambda: table.groupby(["aar", "noegletal"])["vaerdi"].rank(method="min", ascending=False)
    return float(np.median([seconds(lambda: rank_kommuner(table, noegletal)) / seconds(bare) for _ in range(5)]))


def main(beside: str = "") -> None:
    rows: list[tuple[str, float, str]] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for kind in ("serie", "par"):
            (folder / kind).mkdir()
        serial = seconds(lambda: run_loop(folder / "serie", 1)) / LOOP
        parallel = seconds(lambda: run_loop(folder / "par", WORKERS)) / LOOP
        pairs, before = [], floor_seconds()
        for n in range(PAIRS):  # side by side: how fast the machine is differs from minute to minute
            cold = seconds(lambda n=n: run_batch(folder / f"ud{n}"))
            after = floor_seconds()
            pairs.append((cold / len(NAMES), (before + after) / 2))
            before = after
        again = seconds(lambda: run_batch(folder / "ud0"))
        turns = []
        for n in range(PAIRS if beside else 0):
            theirs = seconds(lambda n=n: run_batch(folder / f"deres{n}", python=beside))
            turns.append(theirs / seconds(lambda n=n: run_batch(folder / f"vores{n}")))
        peaks: dict[str, float] = {}
        stop = threading.Event()
        watcher = threading.Thread(target=watch_memory, args=(stop, peaks))  # it takes time: not while that counts
        watcher.start()
        run_batch(folder / "watched", "--limit", "12")
        stop.set()
        watcher.join()
    each, floor = np.median(pairs, axis=0)
    rows.append(("serial loop / batch, per notat", serial / each, "≥ 25"))
    rows.append(("xargs -P2 / batch, per notat", parallel / each, "≥ 5"))
    rows.append(("batch / floor, per notat", float(np.median([batch / floor for batch, floor in pairs])), "≤ 1.3"))
    rows.append(("unchanged / cold batch", again / (each * len(NAMES)), "≤ 0.02"))
    if turns:
        rows.append(("batch of the other / this batch", float(np.median(turns)), "≥ 1.25"))
    rows.append(("private MB of the largest process", peaks["process"], "≤ 500"))
    rows.append(("rank_kommuner / bare groupby-rank", rank_ratio(), "≤ 3"))
    print(
        f"{os.cpu_count()} cores; seconds per notat: loop {serial:.2f}, xargs {parallel:.2f}, batch {each:.3f}, floor {floor:.3f}"
    )
    for title, value, goal in rows:
        print(f"{title:<36}{value:>9.3f}   {goal}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--beside", default="", metavar="PYTHON")
    main(**vars(parser.parse_args()))
