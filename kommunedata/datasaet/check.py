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

from collections.abc import Mapping, Sequence
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
    from pandera.errors import SchemaErrors  # late: pandera takes half a second to import

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
    try:
        _schema(noegletal).validate(typed, lazy=True)
    except SchemaErrors as errors:
        cases = errors.failure_cases.drop_duplicates(["index", "check"]).sort_values("index", kind="stable")
        faults += [_describe(typed, case, noegletal, steder) for case in cases.itertuples()]
    if not faults:
        typed = typed.astype({"aar": "int64", "kommunekode": "str", "noegletal": "str", "status": "str"})
    return typed, faults


def _schema(noegletal: Mapping[str, Noegletal]) -> Any:
    import pandera.pandas as pa

    def one_of(*allowed: str) -> Any:
        return pa.Check.isin(allowed, error=f"is none of {', '.join(allowed)}")

    codes = list(kommune_by_code())
    lower, upper = ({code: one.graenser[end] for code, one in noegletal.items()} for end in (0, 1))
    shares = [code for code, one in noegletal.items() if one.art == "andel"]

    def amounts_agree(f: pd.DataFrame) -> pd.Series:
        gap = (f["vaerdi"] - 100 * f["taeller"] / f["naevner"]).abs()
        return ~((gap > TOLERANCE) & f["noegletal"].isin(shares))

    def within(f: pd.DataFrame) -> pd.Series:
        below = f["vaerdi"] < f["noegletal"].map(lower).astype("float64")
        return ~(below | (f["vaerdi"] > f["noegletal"].map(upper).astype("float64")))

    return pa.DataFrameSchema(
        {
            "kommunekode": pa.Column(checks=pa.Check.isin(codes, error=f"is not one of the {len(codes)} codes")),
            "aar": pa.Column(
                float,
                [
                    pa.Check.in_range(FIRST, LAST, error=f"is not within {FIRST}-{LAST}"),
                    pa.Check(lambda s: s % 1 == 0, error="is not a whole year"),
                ],
            ),
            "noegletal": pa.Column(checks=one_of(*noegletal)),
            **{name: pa.Column(float, nullable=True) for name in NUMBERS},
            "status": pa.Column(checks=one_of(*STATUS)),
        },
        checks=[
            pa.Check(lambda f: ~f.duplicated(KEY), error=TWICE),
            pa.Check(lambda f: (f["status"] == "tal") == f["vaerdi"].notna(), error="status and vaerdi disagree"),
            pa.Check(lambda f: ~(f["taeller"] > f["naevner"]), error="taeller is larger than naevner"),
            pa.Check(amounts_agree, error="vaerdi is not 100 · taeller / naevner"),
            pa.Check(within, error="is out of bounds"),
        ],
    )


def _describe(frame: pd.DataFrame, case: Any, noegletal: Mapping[str, Noegletal], steder: Sequence[str]) -> str:
    if pd.isna(case.index):
        return f"{case.column}: {case.check}"
    row = frame.loc[case.index]
    place = steder[case.index]
    if case.check == TWICE:
        first = int((frame[KEY] == row[KEY]).all(axis=1).to_numpy().argmax())
        return f"{place}: {TWICE}, in {steder[first]} too ({row['kommunekode']}, {row['aar']:g}, {row['noegletal']})"
    if case.check == "is out of bounds":
        low, high = noegletal[row["noegletal"]].graenser
        span = (
            f"below {low:g}" if high is None else f"above {high:g}" if low is None else f"not within {low:g}-{high:g}"
        )
        return f"{place}: vaerdi {row['vaerdi']:g} of noegletal {row['noegletal']} is {span}"
    if case.schema_context == "Column":
        problem = "is missing" if case.check == "not_nullable" else case.check
        value = row[case.column]
        return f"{place}: {case.column} {f'{value:g}' if isinstance(value, float) else repr(value)} {problem}"
    cells = ((column, row[column]) for column in [*KEY, *NUMBERS, "status"])
    values = ", ".join(f"{name} {f'{cell:g}' if isinstance(cell, float) else cell}" for name, cell in cells)
    return f"{place}: {case.check} ({values})"
