"""Figures that cannot be right, or hardly: shares of 1, amounts in another unit, a value out of its own row."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from kommunedata.datasaet.noegletal import Noegletal
from kommunedata.formats import tal
from kommunedata.kommuner import kommune_by_code

MOST = 300_000  # kr. per inhabitant and year that tasks suited for tender may cost; the dearest island spends 85,000
LEAST = 300
MOST_EACH = 1_000_000  # kr. per inhabitant that any amount may be
SCALE = {"1.000 kr.": 1e3, "mio. kr.": 1e6, "mia. kr.": 1e9}
LISTED = 5


class Odd(NamedTuple):
    """What cannot be right, and what is only odd; sentences."""

    wrong: list[str]
    odd: list[str]


def find_odd(frame: pd.DataFrame, noegletal: Mapping[str, Noegletal], percent: Collection[str] = ()) -> Odd:
    """What is wrong or odd about the figures, whatever their form says.

    `frame` has one row per kommune × aar × noegletal (see `datasaet.check`), `noegletal` the descriptions by code;
    `percent` are noegletal whose cells themselves say that they are in pct.

    Example:
        >>> from kommunedata.datasaet.noegletal import load_noegletal_file
        >>> shares = pd.DataFrame({"kommunekode": ["101", "147"], "aar": 2022, "noegletal": "samlet",
        ...                        "vaerdi": [0.125, 0.425], "taeller": None, "naevner": None})
        >>> find_odd(shares, load_noegletal_file("konkurrence")).wrong
        ['Alle hovedkonti samlet: every figure is at most 1: shares of 1, not of 100? multiply them by 100']
    """
    folketal = frame["kommunekode"].map({code: one.folketal for code, one in kommune_by_code().items()})
    wrong, odd = [], []
    if frame["vaerdi"].notna().sum() == 0:
        wrong.append("there is no figure at all, only missing ones")
    for code, rows in frame.groupby("noegletal", sort=False):
        one = noegletal[str(code)]
        shares = [] if code in percent else _shares(rows, one)
        wrong += [f"{one.titel}: {text}" for text in [*shares, *_amounts(rows, one, folketal)]]
        odd += [f"{one.titel}: {text}" for text in [*_constant(rows, one), *_neighbours(rows, one)]]
    return Odd([*wrong, *_grundlag(frame, folketal)], odd)


def _shares(rows: pd.DataFrame, one: Noegletal) -> list[str]:
    """Shares written as parts of 1."""
    if one.enhed != "pct.":
        return []
    most = rows["vaerdi"].abs().groupby(rows["aar"]).agg(["max", "count"]).query("max > 0")
    if most.empty:
        return []
    advice = "shares of 1, not of 100? multiply them by 100"
    if (most["max"] <= 1).all():
        return [f"every figure is at most 1: {advice}"]
    small = most[(most["max"] <= 1) & (most["count"] >= 3)]
    if len(small) and most["max"].median() > 5:
        return [f"every figure of {', '.join(map(str, small.index))} is at most 1: {advice}"]
    return []


def _amounts(rows: pd.DataFrame, one: Noegletal, folketal: pd.Series) -> list[str]:
    """Amounts that no inhabitant can stand for."""
    if one.enhed == "kr. pr. indbygger":
        each = rows["vaerdi"].abs()
    elif one.enhed in SCALE:
        each = rows["vaerdi"].abs() * SCALE[one.enhed] / folketal[rows.index]
    elif one.enhed == "indbyggere":
        if len(parts := rows[rows["vaerdi"] % 1 > 0]):
            first = next(parts.itertuples())
            text = f"{len(parts)} figures are no whole numbers, the first {_place(first)}: {first.vaerdi:g}"
            return [f"{text}: was a point of thousands taken for a decimal one?"]
        many = rows[rows["vaerdi"] > 5 * folketal[rows.index]]
        return [f"{_place(row)} has {tal(row.vaerdi, 0)} inhabitants?" for row in many.head(LISTED).itertuples()]
    else:
        return []
    much = rows[each > MOST_EACH]
    if much.empty:
        return []
    where = _place(next(much.itertuples()))
    text = f"{len(much)} figures are more than {tal(MOST_EACH, 0)} kr. per inhabitant, the first {where}"
    return [f"{text}: is the unit {one.enhed} right?"]


def _grundlag(frame: pd.DataFrame, folketal: pd.Series) -> list[str]:
    """Amounts behind shares that are not in mio. kr."""
    each = 1e6 * frame["naevner"] / folketal
    much = frame[each > MOST]
    if len(much):
        where = f"{_place(next(much.itertuples()))}: {tal(float(each[much.index[0]]), 0)} kr. per inhabitant"
        text = f"grundlag is more than {tal(MOST, 0)} kr. per inhabitant in {len(much)} rows, the first {where}"
        return [f"{text}: amounts in 1.000 kr. or kr.? write them in mio. kr."]
    total = each.groupby(frame["noegletal"]).median()
    if total.notna().any() and total.max() < LEAST:
        text = f"grundlag is {tal(float(total.max()), 0)} kr. per inhabitant in the middle kommune"
        return [f"{text}: amounts in mia. kr.? write them in mio. kr."]
    return []


def _constant(rows: pd.DataFrame, one: Noegletal) -> list[str]:
    values = rows["vaerdi"].dropna()
    if len(values) >= 10 and values.nunique() == 1:
        return [f"all {len(values)} figures are {one.tal(float(values.iloc[0]))}"]
    return []


def _neighbours(rows: pd.DataFrame, one: Noegletal) -> list[str]:
    """Figures about 10 or 100 times, or a tenth or a hundredth of, those of the years around them."""
    if rows.duplicated(["kommunekode", "aar"]).any():
        return []
    table = rows.pivot(index="kommunekode", columns="aar", values="vaerdi").sort_index(axis=1)
    if table.shape[1] < 3:
        return []
    values = table.to_numpy("float64")
    padded = np.pad(values, ((0, 0), (2, 2)), constant_values=np.nan)
    around = np.stack([padded[:, 2 + step : 2 + step + values.shape[1]] for step in (-2, -1, 1, 2)])
    low = np.where(np.isnan(around), np.inf, around).min(axis=0)
    high = np.where(np.isnan(around), -np.inf, around).max(axis=0)
    steady = (np.isfinite(around).sum(axis=0) >= 2) & (low > 0) & (high <= 1.5 * low)
    middle = np.where(steady, np.sqrt(np.where(steady, low * high, 1)), np.nan)
    factor = np.where(values > 0, values, np.nan) / middle
    factor = np.fmax(factor, 1 / factor)
    least = np.minimum(values, middle) * 10.0**one.decimaler >= 10  # small counts jump
    hits = np.argwhere(((factor > 8) & (factor < 12.5) | (factor > 80) & (factor < 125)) & least)
    names, years, codes = kommune_by_code(), table.columns.tolist(), table.index.tolist()
    found = [
        f"{names[codes[row]].kommune} {years[column]} is {one.tal(float(values[row, column]))}, but "
        f"{one.tal(float(middle[row, column]))} in the years around it"
        for row, column in hits
    ]
    return found[:LISTED] + ([f"… and {len(found) - LISTED} more like it"] if len(found) > LISTED else [])


def _place(row: object) -> str:
    code, aar = getattr(row, "kommunekode", ""), getattr(row, "aar", "")
    return f"{kommune_by_code()[code].kommune} {aar}"
