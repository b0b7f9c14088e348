"""Questions that analysts ask of the figures, as functions from frame to frame (see `notebooks/udforsk.ipynb`)."""

import numpy as np
import pandas as pd

from kommunedata.analysis.changes import brud_mellem, compare_aar
from kommunedata.analysis.ranking import check_hovedkonto, choose_aar, list_placeringer
from kommunedata.datasaet.kilde import Kilde
from kommunedata.formats import round_half_up
from kommunedata.kommuner import load_kommuner


def find_bedste(andele: pd.DataFrame, aar: int, hovedkonti: list[str], hoejst: int = 10) -> pd.DataFrame:
    """Who is among the best on several hovedkonti at once.

    Args:
        andele: one row per kommune × aar × hovedkonto; see `datasaet.frame`.
        aar: the year.
        hovedkonti: all of these count.
        hoejst: the last place that is among the best.

    Returns:
        One row per kommune, the smallest sum of places first: `kommune`, a column of places for each hovedkonto,
        and `sum`.

    Raises:
        InputError: the year or a hovedkonto has no figures.

    Example:
        >>> from kommunedata.datasaet.frame import load_andele
        >>> find_bedste(load_andele("modeldata"), 2022, ["0", "5"])["kommune"].tolist()
        ['Fanø', 'Guldborgsund', 'Struer', 'Jammerbugt']
    """
    tables = [list_placeringer(andele, aar, konto) for konto in hovedkonti]
    places = pd.concat(tables).pivot(index="kommune", columns="hovedkonto", values="rang")[hovedkonti]
    best = places[(places <= hoejst).all(axis=1)]
    return (
        best.assign(sum=best.sum(axis=1)).sort_values(["sum", *hovedkonti]).reset_index().rename_axis(None, axis=1)
    )


def measure_stabilitet(andele: pd.DataFrame, kilde: Kilde) -> pd.DataFrame:
    """How steady the places are from one year to the next.

    Args:
        andele: one row per kommune × aar × hovedkonto; see `datasaet.frame`.
        kilde: its provenance; pairs of years across a change of definition are left out.

    Returns:
        One row per hovedkonto × pair of consecutive years: `hovedkonto, aar, korrelation` (of the places, 1 is the
        same order), `flyttet` (mean number of places moved) and `antal` (municipalities with a place in both).
    """
    years = sorted(andele.loc[andele["andel"].notna(), "aar"].unique().tolist())
    pairs = [(aar, aar - 1) for aar in years if aar - 1 in years and not brud_mellem(kilde, aar, aar - 1)]
    rows = []
    for aar, before in pairs:
        moves = compare_aar(andele, aar, before).dropna(subset=["rang", "rang_mod"])
        for konto, some in moves.groupby("hovedkonto", sort=False):
            places = some[["rang", "rang_mod"]].astype(float)
            rows.append(
                {
                    "hovedkonto": konto,
                    "aar": aar,
                    "korrelation": float(places["rang"].corr(places["rang_mod"])),
                    "flyttet": float(some["rykket"].abs().mean()),
                    "antal": len(some),
                }
            )
    return pd.DataFrame(rows, columns=["hovedkonto", "aar", "korrelation", "flyttet", "antal"])


def measure_tiendedel(andele: pd.DataFrame, aar: int) -> pd.DataFrame:
    """How many places a tenth of a procentpoint moves a municipality when all others stand still.

    A tenth up passes those who had exactly that share (and shares their place), a tenth down loses to those who
    had the same.

    Args:
        andele: one row per kommune × aar × hovedkonto; see `datasaet.frame`.
        aar: the year.

    Returns:
        One row per hovedkonto: `frem` and `tilbage`, the mean number of places, `mest_frem`, the most that anyone
        would gain, and `antal`.

    Example:
        >>> four = pd.DataFrame({
        ...     "kommunekode": ["851", "825", "461", "630"], "aar": 2022, "hovedkonto": "5",
        ...     "andel": [20.0, 20.1, 20.1, 30.0], "privat": None, "grundlag": None}).astype(
        ...     {"privat": float, "grundlag": float})
        >>> measure_tiendedel(four, 2022)[["frem", "tilbage", "mest_frem"]].values.tolist()
        [[0.5, 0.5, 2.0]]
    """
    year = andele[(andele["aar"] == choose_aar(andele, aar)) & andele["andel"].notna()]
    rows = []
    for konto, some in year.groupby("hovedkonto", sort=False):
        tenths = (round_half_up(some["andel"]) * 10).round().astype(int)
        counts = tenths.value_counts()
        up = tenths.add(1).map(counts).fillna(0)
        down = tenths.map(counts) - 1
        means = {"frem": up.mean(), "tilbage": down.mean(), "mest_frem": up.max()}
        rows.append({"hovedkonto": konto, **{name: float(x) for name, x in means.items()}, "antal": len(some)})
    return pd.DataFrame(rows)


def join_folketal(andele: pd.DataFrame, aar: int, hovedkonto: str) -> pd.DataFrame:
    """The shares of one year and hovedkonto beside the population.

    Returns:
        One row per kommune with an andel: `kommune, folketal` (2025), `andel` (pct. as printed).
    """
    year = andele[(andele["aar"] == choose_aar(andele, aar)) & andele["andel"].notna()]
    rows = year[year["hovedkonto"] == check_hovedkonto(year, hovedkonto)]
    names = load_kommuner()[["kommunekode", "kommune", "folketal_2025"]].rename(
        columns={"folketal_2025": "folketal"}
    )
    table = rows[["kommunekode", "andel"]].merge(names, on="kommunekode", validate="one_to_one")
    return table.assign(andel=round_half_up(table["andel"]))[["kommune", "folketal", "andel"]]


def fit_stoerrelse(andele: pd.DataFrame, aar: int, hovedkonto: str) -> dict[str, float]:
    """A straight line through andel against the logarithm of the population.

    Returns:
        `pr_fordobling`, the procentpoint that a doubling of the population goes with; `konstant`, the line at one
        inhabitant; `forklaret`, the part of the variance that the line accounts for (R²); `antal`. A line through
        fewer than three municipalities says nothing: all but `antal` are NaN.
    """
    table = join_folketal(andele, aar, hovedkonto)
    if len(table) < 3:
        return {"pr_fordobling": np.nan, "konstant": np.nan, "forklaret": np.nan, "antal": len(table)}
    doublings = np.log2(table["folketal"].to_numpy(float))
    slope, constant = np.polyfit(doublings, table["andel"], 1)
    rest = table["andel"] - (slope * doublings + constant)
    spread = float(((table["andel"] - table["andel"].mean()) ** 2).sum())
    explained = 1 - float((rest**2).sum()) / spread if spread else np.nan
    return {
        "pr_fordobling": float(slope),
        "konstant": float(constant),
        "forklaret": explained,
        "antal": len(table),
    }
