"""Full size once: 98 kommuner × 355 functions × 8 arter × 11 years, as ratios measured in one run.

    python tests/benchmarks/statbank.py

Bare is `pandas.read_csv` of the same bytes, on one thread as ours (given a path, pandas would use several).
Times are the best of five, taken turn by turn; peak memory is that of a process that does nothing else.
"""

import io
import itertools
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "sources"))

from fake_statbank import ARTER, KOMMUNER, FakeStatbank, FakeTable, accounts, population

AAR = list(range(2012, 2023))
FUNKTIONER = [f"{konto}{n:04d}" for konto, antal in zip("023456", (60, 50, 75, 30, 90, 50), strict=True)
              for n in range(2201, 2201 + antal)]  # fmt: skip
ROUNDS = 5
LIMITS = {
    "parse + compute, time": 3.0,
    "whole fetch, peak memory (GB)": 1.0,
    "parse + compute, peak memory (GB)": 1.0,
}


class FullTable(FakeTable):
    """REGK31 with a row for every combination, from files."""

    folder: Path

    def bulk(self, body: dict) -> bytes:
        return (self.folder / f"{body['variables'][-1]['values'][0]}.csv").read_bytes()


def write_year(folder: Path, aar: int) -> None:
    """A BULK answer with every row there is, in no order, the same at each run."""
    rng = random.Random(aar)
    codes = [";".join(key) for key in itertools.product(KOMMUNER, FUNKTIONER, ["1"], ARTER, ["LOBM"], [str(aar)])]
    rng.shuffle(codes)
    rows = [f"{code};{rng.randrange(0, 90_000)}" for code in codes]
    text = "\r\n".join(["OMRÅDE;FUNKTION;DRANST;ART;PRISENHED;TID;INDHOLD", *rows, ""])
    (folder / f"{aar}.csv").write_bytes(text.encode("utf-8-sig"))


def bare(folder: Path) -> None:
    """What any reader of these bytes needs at least."""
    import pandas as pd

    for aar in AAR:
        pd.read_csv(io.BytesIO((folder / f"{aar}.csv").read_bytes()), sep=";")


def compute(folder: Path) -> None:
    """From bytes to a frame."""
    import pandas as pd

    from kommunedata.sources.bulk import read_bulk
    from kommunedata.sources.fetch import regnskab_choice
    from kommunedata.sources.regnskab import (
        compute_vaerdi,
        find_funktioner,
        load_definition,
        sum_regnskab,
    )

    definition = load_definition()
    funktioner = find_funktioner(definition, FUNKTIONER)
    sums = []
    for aar in AAR:
        choice = regnskab_choice(definition, funktioner, aar)
        request = {"variables": [{"code": name, "values": codes} for name, codes in choice.items()]}
        rows = read_bulk((folder / f"{aar}.csv").read_bytes(), request)
        sums.append(sum_regnskab(rows, funktioner, definition))
    assert len(compute_vaerdi(pd.concat(sums))) == 98 * 11 * 7


def fetch(_folder: Path) -> None:
    """The whole fetch from a server on loopback, to a saved datasaet."""
    from kommunedata.sources.fetch import fetch_regnskab
    from kommunedata.sources.statbank import Client

    with tempfile.TemporaryDirectory() as data:
        os.environ["KOMMUNEDATA_DATA"] = data
        fetch_regnskab("regnskab", AAR, Client(os.environ["STATBANK_URL"], pause=0))


def measure(task: Callable[[Path], None], folder: Path) -> float:
    start = time.perf_counter()
    task(folder)
    return time.perf_counter() - start


def peak(task: str, folder: Path) -> float:
    """GB at the peak of a process that does nothing else."""
    done = subprocess.run([sys.executable, __file__, task, str(folder)], stdout=subprocess.PIPE, check=True, text=True)
    return float(done.stdout)


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for aar in AAR:
            write_year(folder, aar)
        size = sum(path.stat().st_size for path in folder.iterdir())
        empty = accounts({}, FUNKTIONER, AAR)
        table = FullTable(empty.id, empty.codes, {})
        table.folder = folder
        with FakeStatbank(table, population(AAR)) as server:
            os.environ |= {"STATBANK_URL": server.url, "NO_PROXY": "127.0.0.1"}
            runs = [[measure(task, folder) for task in (bare, compute, fetch)] for _ in range(ROUNDS)]
            memory = {task.__name__: peak(task.__name__, folder) for task in (bare, compute, fetch)}
    best = dict(zip(memory, map(min, zip(*runs, strict=True)), strict=True))
    rows = len(KOMMUNER) * len(FUNKTIONER) * len(ARTER) * len(AAR)
    print(f"{rows:,} rows, {size / 1e6:.0f} MB; bare pandas.read_csv {best['bare']:.2f} s, {memory['bare']:.2f} GB")
    figures = {
        "parse + compute, time": best["compute"] / best["bare"],
        "whole fetch, time": best["fetch"] / best["bare"],
        "parse + compute, peak memory (GB)": memory["compute"],
        "whole fetch, peak memory (GB)": memory["fetch"],
    }
    print(f"{'':36}{'measured':>10}{'limit':>8}")
    for what, figure in figures.items():
        limit = LIMITS.get(what)
        print(f"{what:36}{figure:10.2f}{f'{limit:8.1f}' if limit else '':>8}")
    sys.exit(any(figure > LIMITS.get(what, figure) for what, figure in figures.items()))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        globals()[sys.argv[1]](Path(sys.argv[2]))
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6)
    else:
        main()
