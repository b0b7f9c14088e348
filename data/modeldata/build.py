"""Build modeldata: made-up andele for all 98 kommuner, 2012-2022, that agree with every published figure.

    python data/modeldata/build.py [FOLDER]

writes `tal.csv` and `kilde.yaml` (beside this file unless told otherwise), the same bytes each time:

1. Draw. Grundlag follows population. Each kommune's samlet is a level (quantiles of one skewed distribution,
   handed out at random) and a slow movement over the years; the six accounts differ from it in the same two
   ways, in logits.
2. Calibrate samlet to the national shares, the published andele and Aalborg's places, again and again until
   all hold. A published andel bends its kommune's whole series, so a year jumps only between two of them.
3. Rake the accounts to samlet: in turn the mean of each account and year, the published places and andele,
   and one shift common to the six accounts of a kommune and year that makes them add up to its samlet.
4. Round the amounts to whole 1,000 kr., add up samlet, and refuse to write unless each published figure,
   rounded as a reader sees it, comes out.
"""

import hashlib
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import yaml

from kommunedata import paths
from kommunedata.datasaet.check import COLUMNS, check_frame
from kommunedata.datasaet.noegletal import load_noegletal_file
from kommunedata.formats import round_half_up

Points = dict[tuple[str, str], dict[int, float]]  # (kommune, hovedkonto) -> year -> andel, or place

NOEGLETAL = load_noegletal_file("konkurrence")
SAMLET = "samlet"
HOVEDKONTI = NOEGLETAL[SAMLET].samler

SEED = 47
ROUNDS = 100  # of calibration; the last ones move nothing that is printed
AAR = np.arange(2012, 2023)
KOMMUNER = pd.read_csv(paths.data_file("kommuner.csv"), dtype={"kommunekode": "str"}).sort_values("kommunekode")
FOLKETAL = KOMMUNER["folketal_2025"].to_numpy()
SIZE = np.log(FOLKETAL) - np.log(FOLKETAL).mean()
UNREST = np.exp(-0.15 * SIZE)  # small kommuner move more from year to year
# Where things stand in the arrays, which are kommune × aar × account.
NR = {kommune: nr for nr, kommune in enumerate(KOMMUNER["kommune"])}
YEAR = {int(aar): nr for nr, aar in enumerate(AAR)}
KONTO = {konto: nr for nr, konto in enumerate(HOVEDKONTI)}

# National paths: straight lines between (years, values); grundlag in mio. kr., andele in pct.
GRUNDLAG = ([2012, 2015, 2019, 2021, 2022], [214_000, 224_000, 242_000, 255_000, 269_000])
LAND = np.array([25.4, 25.9, 26.4, 26.5, 26.9, 27.1, 26.9, 26.5, 26.3, 26.9, 27.5])
LAND_KONTI = {  # hovedkonto 5 is what is left
    "0": ([2012, 2015, 2022], [38.0, 38.9, 42.0]),
    "2": ([2012, 2015, 2017, 2018, 2022], [56.4, 57.2, 56.0, 58.1, 57.0]),
    "3": ([2012, 2022], [25.0, 27.8]),
    "4": ([2012, 2022], [14.6, 16.2]),
    "6": ([2012, 2013, 2017, 2018, 2019, 2022], [23.3, 23.2, 22.6, 21.2, 20.9, 22.4]),
}
LEVELS = ([0, 0.1, 0.25, 0.4, 0.7, 0.8, 0.9, 0.93, 1], [20.0, 20.7, 24.0, 26.2, 28.2, 29.3, 34.5, 37.0, 41.0])
SPREAD = ([2012, 2015, 2019], [0.8, 0.75, 1.0])  # of the levels, by year
LOW, HIGH = 19.8, 41.5  # between these lies samlet of all but the published extremes
FADE = np.interp(AAR, [2016, 2022], [0, 1])  # what a place in 2022 asks of others comes in gradually
# The six accounts: weight in grundlag; lasting differences between kommuner, and what small ones have more.
WEIGHT = np.array([0.048, 0.050, 0.200, 0.034, 0.525, 0.143])
DIFFERENCE = np.array([0.34, 0.50, 0.19, 0.26, 0.16, 0.23])
SMALL = np.array([0.10, 0.0, 0.02, 0.10, 0.0, 0.10])
FERRIES = {"Læsø": 9.0, "Samsø": 6.0, "Ærø": 5.0, "Fanø": 1.5, "Bornholm": 1.5, "Langeland": 1.5}
HIDDEN, HIDDEN_ANDEL = ("Vordingborg", 2018, "2"), 101.8  # over 100, so published as missing
AIMS: Points = {  # known as a tendency only; with the published figures in round terms (gengives=nej)
    ("Læsø", SAMLET): {2022: 21.5},
    ("Thisted", SAMLET): {2021: 22.0},
    ("Gladsaxe", "0"): {2020: 49.4},
    ("Gladsaxe", "3"): {2020: 15.2},
    ("Gladsaxe", "4"): {2020: 11.6},
    ("Gladsaxe", "6"): {2020: 14.2},
    ("Læsø", "2"): {2022: 12.0},  # these three run their own ferries
    ("Samsø", "2"): {2022: 21.0},
    ("Ærø", "2"): {2022: 17.0},
    ("Vordingborg", "2"): {2017: 91.0, 2019: 91.5},
}


def collect(rows: pd.DataFrame, maal: str, start: Points | None = None) -> Points:
    """The "andel" or "rang" of published rows by series and year, on top of `start`; the last row wins."""
    found = {key: dict(points) for key, points in (start or {}).items()}
    for row in rows[(rows["maal"] == maal) & rows["aar"].isin(AAR)].itertuples():
        found.setdefault((row.kommune, row.hovedkonto), {})[row.aar] = float(row.vaerdi)
    return found


def logit(andel):
    return np.log(andel / (100 - andel))


def expit(latent):
    return 100 / (1 + np.exp(-latent))


def drift(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """A slow movement over the years, which are axis 1: AR(1) with mean 0 and variance 1."""
    moves = rng.standard_normal(shape)
    for year in range(1, shape[1]):
        moves[:, year] = 0.88 * moves[:, year - 1] + np.sqrt(1 - 0.88**2) * moves[:, year]
    return moves


def bend(series: np.ndarray, points: dict[int, float]) -> None:
    """Move a series through points; the correction is a straight line between them and constant outside."""
    years = sorted(points)
    series += np.interp(AAR, years, [points[aar] - series[YEAR[aar]] for aar in years])


def make_place(andele: np.ndarray, kommune: str, place: int, andel: float | None = None) -> np.ndarray:
    """Give a kommune its place by moving those near it, in their order, as little as it takes.

    Without an `andel` of its own the kommune gets the one that belongs to the place.
    """
    order = np.argsort(-andele, kind="stable")
    order = order[order != NR[kommune]]
    above, below = order[: place - 1], order[place - 1 :]
    edge = andele[[*above[-1:], *below[:1]]].mean()
    moved = andele.copy()
    if andel is None:
        andel = float(round_half_up(edge))
    elif len(above):
        moved += (andel - edge) * np.exp(-(((andele - edge) / 4) ** 2))
    moved[above] = np.maximum(moved[above], andel + 0.08)
    moved[below] = np.minimum(moved[below], andel - 0.08)
    moved[NR[kommune]] = andel
    return moved


def draw_grundlag(rng: np.random.Generator) -> np.ndarray:
    """Grundlag in mio. kr., dearer per head in the smallest kommuner."""
    per_head = WEIGHT * np.exp(0.09 * rng.standard_normal((98, 6)) - 0.08 * np.minimum(SIZE, 0)[:, None])
    for kommune, factor in FERRIES.items():
        per_head[NR[kommune], KONTO["2"]] *= factor
    growth = np.exp(0.006 * rng.standard_normal((98, 1)) * (AAR - AAR[-1]) + 0.006 * drift(rng, 98, 11))
    amounts = (FOLKETAL[:, None] * growth)[:, :, None] * per_head[:, None, :]
    amounts *= np.exp(0.02 * drift(rng, 98, 11, 6))
    return amounts * (np.interp(AAR, *GRUNDLAG) / amounts.sum(axis=(0, 2)))[:, None]


def close_sum(grundlag: np.ndarray, kommune: str, aar: int, known: Points) -> None:
    """Weigh hovedkonto 0 and 2 so that the six known andele of a year make the known samlet."""
    andele = np.array([known[kommune, konto][aar] for konto in HOVEDKONTI])
    excess = grundlag[NR[kommune], YEAR[aar]] * (andele - known[kommune, SAMLET][aar])
    grundlag[NR[kommune], :, :2] *= -excess[2:].sum() / excess[:2].sum()


def squeeze(samlet: np.ndarray) -> np.ndarray:
    """Bend what lies outside LOW-HIGH softly inwards; the middle hardly moves."""
    return HIGH - np.logaddexp(0, HIGH - LOW - np.logaddexp(0, samlet - LOW))


def calibrate_samlet(rng: np.random.Generator, total: np.ndarray, known: Points, places: Points) -> np.ndarray:
    """Andel of all six accounts together, kommune × aar; `total` is their grundlag."""
    level = np.interp((rng.permutation(98) + 0.5) / 98, *LEVELS) - 27
    latent = LAND + np.interp(AAR, *SPREAD) * level[:, None] + UNREST[:, None] * drift(rng, 98, 11)
    for _ in range(ROUNDS):
        samlet = squeeze(latent)
        for (kommune, konto), points in known.items():
            if kommune in NR and konto == SAMLET:
                bend(samlet[NR[kommune]], points)
        for aar, place in places["Aalborg", SAMLET].items():
            andel = known["Aalborg", SAMLET].get(aar)
            moved = make_place(samlet[:, YEAR[aar]], "Aalborg", int(place), andel)
            if andel is not None:
                latent += FADE * (moved - samlet[:, YEAR[aar]])[:, None]
            samlet[:, YEAR[aar]] = moved
        lack = LAND - np.average(samlet, weights=total, axis=0)
        # Large kommuner lie lower, so that the simple mean is as far above the weighted one as published.
        excess = samlet[:, -1].mean() + lack[-1] - known["Gennemsnit", SAMLET][2022]
        latent += excess / np.average(SIZE, weights=total[:, -1]) * SIZE[:, None] + lack
    return samlet


def rake(rng: np.random.Generator, grundlag, samlet, known: Points, places: Points) -> np.ndarray:
    """Andele of the six accounts that make up samlet."""
    target, weights = np.full((11, 6), np.nan), grundlag.copy()
    for konto, path in LAND_KONTI.items():
        target[:, KONTO[konto]] = np.interp(AAR, *path)
        for aar, mean in known.get(("Gennemsnit", konto), {}).items():  # a simple mean
            target[YEAR[aar], KONTO[konto]], weights[:, YEAR[aar], KONTO[konto]] = mean, 1
    hidden = NR[HIDDEN[0]], YEAR[HIDDEN[1]], KONTO[HIDDEN[2]]
    lasting = rng.standard_normal((98, 1, 6)) + 0.22 * UNREST[:, None, None] * drift(rng, 98, 11, 6)
    latent = logit(samlet)[:, :, None] + DIFFERENCE * lasting - SMALL * SIZE[:, None, None]
    for _ in range(ROUNDS):
        andele = expit(latent)
        mean, slope = (np.average(x, weights=weights, axis=0) for x in (andele, andele * (1 - andele / 100)))
        latent += np.nan_to_num((target - mean) / slope)
        for (kommune, konto), points in known.items():
            if kommune in NR and konto != SAMLET:
                bend(latent[NR[kommune], :, KONTO[konto]], {aar: logit(andel) for aar, andel in points.items()})
        for (kommune, konto), points in places.items():
            for aar in points if konto != SAMLET else ():
                values = expit(latent[:, YEAR[aar], KONTO[konto]])
                moved = make_place(values, kommune, int(points[aar]), known[kommune, konto][aar])
                latent[:, :, KONTO[konto]] += FADE * (logit(moved) - logit(values))[:, None]
        for _ in range(4):  # Newton's method
            andele = expit(latent)
            slope = (andele * (1 - andele / 100) * grundlag).sum(axis=2)
            andele[hidden] = HIDDEN_ANDEL
            lack = samlet * grundlag.sum(axis=2) - (andele * grundlag).sum(axis=2)
            latent += (lack / slope)[:, :, None]
    return andele


def tabulate(grundlag: np.ndarray, andele: np.ndarray, published: Points) -> pd.DataFrame:
    """The rows of tal.csv, from amounts rounded to whole 1,000 kr."""
    amounts = np.stack([grundlag * andele / 100, grundlag], axis=-1).round(3)
    amounts = np.concatenate([amounts, amounts.sum(axis=2, keepdims=True).round(3)], axis=2)
    keys = pd.MultiIndex.from_product([NR, YEAR, [*HOVEDKONTI, SAMLET]], names=["kommune", "aar", "noegletal"])
    frame = pd.DataFrame(amounts.reshape(-1, 2), index=keys, columns=["taeller", "naevner"])
    frame["vaerdi"] = (100 * frame["taeller"] / frame["naevner"]).round(4)
    frame["status"] = "tal"
    frame.loc[HIDDEN] = [np.nan, np.nan, np.nan, "mangler"]
    frame["offentliggjort"] = [aar in published.get((kommune, konto), {}) for kommune, aar, konto in keys]
    frame["kommunekode"] = KOMMUNER["kommunekode"].repeat(len(frame) // 98).to_numpy()
    return frame


def list_misses(frame: pd.DataFrame, published: pd.DataFrame) -> list[str]:
    """The published figures that the table does not give."""
    mean = frame["vaerdi"].groupby(["aar", "noegletal"]).mean()
    printed = round_half_up(frame["vaerdi"])
    places = printed.groupby(["aar", "noegletal"]).rank(method="min", ascending=False)
    misses = []
    for row in published.itertuples():
        group, cell = (row.aar, row.hovedkonto), (row.kommune, row.aar, row.hovedkonto)
        if row.maal == "andel":
            given = printed[cell] if cell in printed.index else round_half_up(mean[group])
        elif row.maal == "rang":
            given = places[cell]
        elif row.maal == "over_gennemsnit":
            given = "ja" if frame["vaerdi"][cell] > mean[group] else "nej"
        else:  # hoejest_af_konti
            given = "ja" if mean[row.aar].idxmax() == row.hovedkonto else "nej"
        if given != (row.vaerdi if isinstance(given, str) else float(row.vaerdi)):
            misses.append(f"{cell} {row.maal}: {given}, not {row.vaerdi}")
    return misses


def build(folder: Path) -> None:
    """Write `tal.csv` and its `kilde.yaml`, whose words are edited by hand, into a folder."""
    rows = pd.read_csv(paths.data_file("offentliggjort.csv"), dtype={"hovedkonto": "str", "vaerdi": "str"})
    published = rows[rows["gengives"] == "ja"]
    known = collect(published, "andel", collect(rows[rows["gengives"] == "nej"], "andel", AIMS))
    places = collect(published, "rang")

    rng = np.random.Generator(np.random.PCG64(SEED))
    grundlag = draw_grundlag(rng)
    close_sum(grundlag, "Aalborg", 2022, known)
    samlet = calibrate_samlet(rng, grundlag.sum(axis=2), known, places)
    andele = rake(rng, grundlag, samlet, known, places)
    frame = tabulate(grundlag, andele, collect(published, "andel"))
    faults = list_misses(frame, published)
    frame = frame.reset_index()
    faults += check_frame(frame, NOEGLETAL)[1]
    assert not faults, "\n".join(faults)

    for column, decimals in (("vaerdi", 4), ("taeller", 3), ("naevner", 3)):
        frame[column] = frame[column].map(lambda x, d=decimals: f"{x:.{d}f}", na_action="ignore")
    content = frame[COLUMNS].to_csv(index=False, lineterminator="\n").encode()
    kilde = yaml.safe_load(Path(__file__).with_name("kilde.yaml").read_text(encoding="utf-8"))
    kilde["sha256"] = hashlib.sha256(content).hexdigest()
    text = yaml.safe_dump(kilde, allow_unicode=True, sort_keys=False, width=110)
    (folder / "tal.csv").write_bytes(content)
    (folder / "kilde.yaml").write_bytes(text.encode())


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
