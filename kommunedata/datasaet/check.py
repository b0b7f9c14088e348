"""The contract of a frame: its columns, their types, and what must hold of every row.

One row per kommune × aar × noegletal, with the columns

    kommunekode     text, one of the municipalities of `data/kommuner.csv`
    aar             int, 1970-2100
    noegletal       the code of one of the datasaet's noegletal
    vaerdi          float, in the noegletal's unit; NaN = missing
    taeller         float, mio. kr.: what a share is made of (private purchases), or NaN
    naevner         float, mio. kr.: what it is a share of (tasks suited for tender), or NaN
    status          "tal" exactly where vaerdi is a number, else "mangler", "ikke_relevant" or "skjult"
    offentliggjort  bool: the figure itself has been published (False where a file has no such column)
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from kommunedata.datasaet.noegletal import Noegletal
from kommunedata.kommuner import kommune_by_code

STATUS = ("tal", "mangler", "ikke_relevant", "skjult")
KEY = ["kommunekode", "aar", "noegletal"]
NUMBERS = ["vaerdi", "taeller", "naevner"]
COLUMNS = [*KEY, *NUMBERS, "status", "offentliggjort"]
FIRST, LAST = 1970, 2100  # years
TWICE = "kommune, aar and noegletal occur twice"
TOLERANCE = 0.06  # that a share may differ from its amounts, which are rounded


def check_frame(
    frame: pd.DataFrame, noegletal: Mapping[str, Noegletal], steder: Sequence[str] | None = None
) -> tuple[pd.DataFrame, list[str]]:
    """Convert the columns of a frame to their types and check them against the contract.

    Args:
        frame: the columns of the contract, as text or as their types; row n of the index is line n + 2 of a file.
        noegletal: the descriptions of what is measured, by code.
        steder: what to call each row in a fault, where that is another than its line in a file of ours.

    Returns:
        The table with the columns of `COLUMNS`, and a list of faults, each with its row (empty if sound).
    """
    faults, typed = [], frame.reset_index(drop=True)
    steder = [f"row {row + 2}" for row in typed.index] if steder is None else steder
    for column in ["aar", *NUMBERS]:
        text = typed[column].astype("str").fillna("").str.strip()
        number = pd.to_numeric(text.mask(text.isin(["", "nan"])), errors="coerce").astype("float64")
        bad = number.isna() & ~text.isin(["", "nan"]) | number.abs().eq(float("inf"))
        faults += [f"{steder[row]}: {column} {text[row]!r} is not a number" for row in typed.index[bad]]
        typed[column] = number.mask(bad)
    published = typed["offentliggjort"] if "offentliggjort" in typed else pd.Series(False, index=typed.index)
    typed["offentliggjort"] = published.astype("str").str.lower().isin(["true", "1", "ja"])
    typed = typed[COLUMNS]
    breaches = [(row, *what) for *what, bad in _find_breaches(typed, noegletal) for row in typed.index[bad]]
    for row, column, problem in sorted(breaches, key=lambda breach: breach[0]):
        faults.append(_describe(typed, row, column, problem, noegletal, steder))
    if not faults:
        typed = typed.astype({"aar": "int64", "kommunekode": "str", "noegletal": "str", "status": "str"})
    return typed, faults


def _find_breaches(f: pd.DataFrame, noegletal: Mapping[str, Noegletal]) -> Iterator[tuple[str, str, pd.Series]]:
    """Each term of the contract: the column that it is about, if it is one, what to say, and which rows break it."""
    yield "", TWICE, f.duplicated(KEY)
    yield "", "status and vaerdi disagree", (f["status"] == "tal") != f["vaerdi"].notna()
    yield "", "taeller is larger than naevner", f["taeller"] > f["naevner"]
    gap = (f["vaerdi"] - 100 * f["taeller"] / f["naevner"]).abs()
    shares = [code for code, one in noegletal.items() if one.art == "andel"]
    yield "", "vaerdi is not 100 · taeller / naevner", (gap > TOLERANCE) & f["noegletal"].isin(shares)
    lower, upper = (
        f["noegletal"].map({code: one.graenser[end] for code, one in noegletal.items()}).astype("float64")
        for end in (0, 1)
    )
    yield "", "is out of bounds", (f["vaerdi"] < lower) | (f["vaerdi"] > upper)
    codes = list(kommune_by_code())
    allowed = {
        "kommunekode": (f["kommunekode"].isin(codes), f"is not one of the {len(codes)} codes"),
        "aar": (f["aar"].between(FIRST, LAST), f"is not within {FIRST}-{LAST}"),
        "noegletal": (f["noegletal"].isin(list(noegletal)), f"is none of {', '.join(noegletal)}"),
        "status": (f["status"].isin(STATUS), f"is none of {', '.join(STATUS)}"),
    }
    for column, (good, problem) in allowed.items():
        yield column, "is missing", f[column].isna()
        yield column, problem, f[column].notna() & ~good
        if column == "aar":
            yield column, "is not a whole year", f[column] % 1 > 0


def _describe(
    frame: pd.DataFrame, at: Any, column: str, problem: str, noegletal: Mapping[str, Noegletal], steder: Sequence[str]
) -> str:
    row, place = frame.loc[at], steder[at]
    if problem == TWICE:
        first = int((frame[KEY] == row[KEY]).all(axis=1).to_numpy().argmax())
        return f"{place}: {TWICE}, in {steder[first]} too ({row['kommunekode']}, {row['aar']:g}, {row['noegletal']})"
    if problem == "is out of bounds":
        low, high = noegletal[row["noegletal"]].graenser
        span = (
            f"below {low:g}" if high is None else f"above {high:g}" if low is None else f"not within {low:g}-{high:g}"
        )
        return f"{place}: vaerdi {row['vaerdi']:g} of noegletal {row['noegletal']} is {span}"
    if column:
        value = row[column]
        return f"{place}: {column} {f'{value:g}' if isinstance(value, float) else repr(value)} {problem}"
    cells = ((name, row[name]) for name in [*KEY, *NUMBERS, "status"])
    values = ", ".join(f"{name} {f'{cell:g}' if isinstance(cell, float) else cell}" for name, cell in cells)
    return f"{place}: {problem} ({values})"
