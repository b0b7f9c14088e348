"""Questions that analysts ask of the figures, as functions from frame to frame (see `notebooks/udforsk.ipynb`)."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from kommunedata.analysis.changes import brud_mellem, compare_aar
from kommunedata.analysis.ranking import choose_aar, choose_noegletal, rank
from kommunedata.datasaet.frame import Datasaet


def find_bedste(datasaet: Datasaet, aar: int, noegletal: Sequence[object], hoejst: int = 10) -> pd.DataFrame:
    """Who is among the best on several noegletal (codes or titles) at once; `hoejst` is the last place that counts.

    Returns:
        One row per kommune, the smallest sum of places first: `kommune`, `region`, a column of places for
        each noegletal, and `sum`.

    Raises:
        InputError: the year or a noegletal has no figures.

    Example:
        >>> from kommunedata.datasaet.frame import load_datasaet
        >>> find_bedste(load_datasaet("modeldata"), 2022, ["0", "5"])["kommune"].tolist()
        ['Fanø', 'Guldborgsund', 'Struer', 'Jammerbugt']
    """
    codes = [choose_noegletal(datasaet, one, aar) for one in noegletal]
    year = _year(datasaet, aar)
    places = year.pivot(index=["kommune", "region"], columns="noegletal", values="rang")[codes]
    best = places[(places <= hoejst).all(axis=1)]
    return best.assign(sum=best.sum(axis=1)).sort_values(["sum", *codes]).reset_index().rename_axis(None, axis=1)


def measure_stabilitet(datasaet: Datasaet) -> pd.DataFrame:
    """How steady the places are from one year to the next; pairs across a change of definition are left out.

    Returns:
        One row per noegletal × pair of consecutive years: `noegletal, aar, korrelation` (of the places, 1 is the
        same order), `flyttet` (mean number of places moved) and `antal` (kommuner with a place in both).
    """
    frame = datasaet.frame
    years = sorted(frame.loc[frame["vaerdi"].notna(), "aar"].unique().tolist())
    pairs = [(y, y - 1) for y in years if y - 1 in years and not brud_mellem(datasaet.kilde, y, y - 1)]
    rows = []
    for aar, before in pairs:
        moves = compare_aar(datasaet, aar, before).dropna(subset=["rang", "rang_mod"])
        for code, some in moves.groupby("noegletal", sort=False):
            same = some["rang"].astype(float).corr(some["rang_mod"].astype(float))
            rows.append((code, aar, same, float(some["rykket"].abs().mean()), len(some)))
    return pd.DataFrame(rows, columns=["noegletal", "aar", "korrelation", "flyttet", "antal"])


def measure_skridt(datasaet: Datasaet, aar: int) -> pd.DataFrame:
    """How many places the smallest step that is printed moves a kommune when all others stand still.

    A step for the better passes those who had exactly that figure (and shares their place), one for the worse loses
    to those who had the same.

    Returns:
        One row per noegletal: `skridt` in its unit, `frem` and `tilbage`, the mean number of places, `mest_frem`,
        the most that anyone would gain, and `antal`.
    """
    year, rows = _year(datasaet, aar), []
    for code, some in year.groupby("noegletal", sort=False):
        one = datasaet.noegletal[str(code)]
        steps = (some["vaerdi"] * one.sign * 10**one.decimaler).round().astype(int)
        counts = steps.value_counts()
        up, down = steps.add(1).map(counts).fillna(0), steps.map(counts) - 1
        rows.append((code, 10.0**-one.decimaler, float(up.mean()), float(down.mean()), float(up.max()), len(some)))
    return pd.DataFrame(rows, columns=["noegletal", "skridt", "frem", "tilbage", "mest_frem", "antal"])


def join_folketal(datasaet: Datasaet, aar: int, noegletal: object) -> pd.DataFrame:
    """The figures of one year and noegletal beside the population.

    Returns:
        One row per kommune with a figure: `kommune, region, folketal` (2025), `vaerdi` as printed.
    """
    year = _year(datasaet, aar)
    rows = year[year["noegletal"] == choose_noegletal(datasaet, noegletal, aar)]
    return rows.sort_values("kommunekode", ignore_index=True)[["kommune", "region", "folketal", "vaerdi"]]


def fit_stoerrelse(datasaet: Datasaet, aar: int, noegletal: object) -> dict[str, float]:
    """A straight line through the figures against the logarithm of the population.

    Returns:
        `pr_fordobling`, what a doubling of the population goes with, in the noegletal's unit; `konstant`, the line
        at one inhabitant; `forklaret`, the part of the variance that the line accounts for (R²); `antal`. A line
        through fewer than three kommuner says nothing: all but `antal` are NaN.
    """
    table = join_folketal(datasaet, aar, noegletal)
    slope = constant = explained = np.nan
    if len(table) >= 3:
        doublings = np.log2(table["folketal"].to_numpy(float))
        slope, constant = map(float, np.polyfit(doublings, table["vaerdi"], 1))
        rest = table["vaerdi"] - (slope * doublings + constant)
        spread = float(((table["vaerdi"] - table["vaerdi"].mean()) ** 2).sum())
        explained = 1 - float((rest**2).sum()) / spread if spread else np.nan
    return {"pr_fordobling": slope, "konstant": constant, "forklaret": explained, "antal": len(table)}


def _year(datasaet: Datasaet, aar: int) -> pd.DataFrame:
    """The ranking of a year, the kommuner that have a figure."""
    table = rank(datasaet)
    return table[(table["aar"] == choose_aar(datasaet, aar)) & table["vaerdi"].notna()]
