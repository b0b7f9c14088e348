"""The one ranking: places among the kommuner, and all that a figure is held against, in one wide table."""

from collections.abc import Mapping
from functools import lru_cache
from typing import TypeVar

import numpy as np
import pandas as pd

from kommunedata.datasaet.check import KEY
from kommunedata.datasaet.frame import Datasaet
from kommunedata.datasaet.noegletal import Noegletal, find_noegletal
from kommunedata.errors import DataError, InputError, unknown
from kommunedata.formats import round_half_up
from kommunedata.kommuner import kommune_by_code, load_kommuner

GROUP = ["aar", "noegletal"]
BEDSTE = 10  # so many of the best make "de ti højeste"
PRINTED = ["vaerdi", "gennemsnit", "hele_landet", "bedste", "hoejeste", "laveste", "nedre", "median", "oevre"]
PLACES = ["aar", "noegletal", "kommunekode", "kommune", "region", "vaerdi", "rang", "antal", "gennemsnit", "bedste"]

Number = TypeVar("Number", int, float)


def rank_kommuner(frame: pd.DataFrame, noegletal: Mapping[str, Noegletal]) -> pd.DataFrame:
    """Rank the kommuner within each year and noegletal.

    Place 1 is the best `vaerdi` where the noegletal has a direction, else the highest; compared is what a reader
    sees, the figure rounded half-up to its decimals. Ties share the better place and the next is skipped
    (1, 2, 2, 4). A missing figure gets no place and does not count.

    `frame` has one row per kommune × aar × noegletal, and needs `kommunekode`, `aar`, `noegletal` and `vaerdi`.

    Returns:
        The same rows and order plus `rang` (Int64, <NA> if missing) and `antal` (Int64), how many were ranked.

    Raises:
        InputError: a kommunekode or noegletal is unknown; the nearest are listed.
        DataError: a kommune occurs twice within a year and noegletal.

    Example:
        >>> from kommunedata.datasaet.noegletal import load_noegletal_file
        >>> five = pd.DataFrame({
        ...     "kommunekode": ["101", "147", "151", "153", "155"], "aar": 2022, "noegletal": "samlet",
        ...     "vaerdi": [40.0, 30.04, 29.95, 20.0, None]})
        >>> rank_kommuner(five, load_noegletal_file("konkurrence"))["rang"].tolist()
        [1, 2, 2, 4, <NA>]
    """
    for column, known in (("kommunekode", list(kommune_by_code())), ("noegletal", list(noegletal))):
        if strange := set(frame[column].unique()) - set(known):
            raise unknown(column, sorted(map(str, strange)), known)
    # One integer per key makes the check for repeats and both group operations cheap on millions of rows.
    group = frame.groupby(GROUP, sort=False).ngroup()
    key = group * len(kommune_by_code()) + frame["kommunekode"].astype("category").cat.codes
    if (repeated := key.duplicated()).any():
        rows = frame.loc[repeated, KEY].astype("str").agg(" ".join, axis=1)
        raise DataError("figures", [f"kommune, aar and noegletal occur twice: {row}" for row in rows])
    printed = _round(frame["vaerdi"], frame["noegletal"], noegletal)
    best_first = (printed * _each(frame["noegletal"], {k: one.sign for k, one in noegletal.items()})).groupby(
        group.to_numpy()
    )
    return frame.assign(
        rang=best_first.rank(method="min", ascending=False).astype("Int64"),
        antal=best_first.transform("count").astype("Int64"),
    )


def summarise(frame: pd.DataFrame, noegletal: Mapping[str, Noegletal]) -> pd.DataFrame:
    """What one kommune is held against, per year and noegletal.

    `gennemsnit` is the simple mean of the kommuner (each counts the same, whatever its size); `hele_landet` the
    weighted share, 100 · sum(taeller) / sum(naevner), over those that have a figure and both amounts; `bedste` the
    mean of the ten best (of all, where fewer have a figure; the highest, where no direction is given).

    `frame` has one row per kommune × aar × noegletal (see `datasaet.check`), `noegletal` the descriptions by code.

    Returns:
        One row per aar × noegletal with `antal` (kommuner that have a figure) and, in the noegletal's unit and not
        rounded, `gennemsnit`, `hele_landet`, `bedste`, `hoejeste`, `laveste`, and of the printed figures the
        quartiles `nedre`, `median` and `oevre` and the standard deviation `spredning`; NaN where nothing is known.

    Example:
        >>> from kommunedata.datasaet.noegletal import load_noegletal_file
        >>> three = pd.DataFrame({
        ...     "aar": 2022, "noegletal": "5", "vaerdi": [10.0, 20.0, 60.0],
        ...     "taeller": [10.0, 40.0, 60.0], "naevner": [100.0, 200.0, 100.0]})
        >>> table = summarise(three, load_noegletal_file("konkurrence"))
        >>> table[["gennemsnit", "hele_landet", "bedste"]].values.tolist()
        [[30.0, 27.5, 30.0]]
    """
    signs = _each(frame["noegletal"], {code: one.sign for code, one in noegletal.items()})
    table = frame.assign(_best=frame["vaerdi"] * signs, _printed=_round(frame["vaerdi"], frame["noegletal"], noegletal))
    groups = table.groupby(GROUP)
    both = frame[["taeller", "naevner"]].where(frame[["vaerdi", "taeller", "naevner"]].notna().all(axis=1))
    sums = both.groupby([frame["aar"], frame["noegletal"]]).sum(min_count=1)
    best = table.sort_values("_best", ascending=False).groupby(GROUP).head(BEDSTE)
    quartiles = groups["_printed"].quantile(np.array([0.25, 0.5, 0.75])).unstack()
    return pd.DataFrame(
        {
            "antal": groups["vaerdi"].count(),
            "gennemsnit": groups["vaerdi"].mean(),
            "hele_landet": 100 * sums["taeller"] / sums["naevner"],
            "bedste": best.groupby(GROUP)["vaerdi"].mean(),
            "hoejeste": groups["vaerdi"].max(),
            "laveste": groups["vaerdi"].min(),
            **dict(zip(["nedre", "median", "oevre"], quartiles.to_numpy().T, strict=True)),
            "spredning": groups["_printed"].std(ddof=0),
        }
    ).reset_index()


def rank(datasaet: Datasaet) -> pd.DataFrame:
    """All that is known of each figure, in one table from which everything else selects.

    Returns:
        One row per kommune × aar × noegletal, the latest year first, then the noegletal in their order, the best
        place first, ties in Danish order, missing figures last:

        - `aar, noegletal, kommunekode, kommune, region, kommunegruppe, folketal`
        - `vaerdi` as printed; `taeller, naevner` (mio. kr.), `status`, `offentliggjort`
        - `rang, antal`, and the columns of `summarise`, as printed but for `spredning`
        - `forskel`: vaerdi − gennemsnit, both as printed
        - `potentiale`: the way to `bedste`, never negative; NaN where the noegletal has no direction.
          `potentiale_mio`: that times naevner, in whole mio. kr.
        - `vaerdi_foer, rang_foer, antal_foer` of the year before and `aendring` since then; missing across a
          change of definition

    Example:
        >>> from kommunedata.datasaet.frame import load_datasaet
        >>> table = rank(load_datasaet("modeldata")).query("aar == 2022 and noegletal == 'samlet'")
        >>> [table[column].iloc[0].item() for column in ("vaerdi", "rang", "antal", "forskel")]
        [54.7, 1, 98, 26.7]
    """
    return _rank(datasaet).copy(deep=False)  # pandas copies what is written to


@lru_cache(maxsize=8)
def _rank(datasaet: Datasaet) -> pd.DataFrame:
    frame, noegletal = datasaet.frame, datasaet.noegletal
    summary = summarise(frame, noegletal).drop(columns="antal")
    table = rank_kommuner(frame, noegletal).merge(summary, on=GROUP, validate="many_to_one")
    table[PRINTED] = table[PRINTED].apply(_round, of=table["noegletal"], noegletal=noegletal)
    kommuner = load_kommuner().rename(columns={"folketal_2025": "folketal"})
    kommuner = kommuner[["kommunekode", "kommune", "region", "kommunegruppe", "folketal"]]
    table = table.merge(kommuner.assign(_navn=range(len(kommuner))), on="kommunekode", validate="many_to_one")
    before = table[[*KEY, "vaerdi", "rang", "antal"]].assign(aar=table["aar"] + 1)
    before = before[~before["aar"].isin(datasaet.kilde.brud)]
    table = table.merge(before, "left", on=KEY, suffixes=("", "_foer"), validate="one_to_one")
    # Without a direction there is no better end to be on the way to.
    way = {code: np.nan if one.retning == "ingen" else one.sign for code, one in noegletal.items()}
    differences = {
        "forskel": table["vaerdi"] - table["gennemsnit"],
        "aendring": table["vaerdi"] - table["vaerdi_foer"],
        "potentiale": (table["bedste"] - table["vaerdi"]) * _each(table["noegletal"], way),
    }
    for name, values in differences.items():
        table[name] = _round(values, table["noegletal"], noegletal)
    table["potentiale"] = table["potentiale"].clip(lower=0)
    table["potentiale_mio"] = round_half_up(table["potentiale"] * table["naevner"] / 100, 0)
    table["_orden"] = table["noegletal"].map({code: place for place, code in enumerate(noegletal)})
    order = ["aar", "_orden", "rang", "_navn"]
    table = table.sort_values(order, ascending=[False, True, True, True], ignore_index=True)
    return table.drop(columns=["_orden", "_navn"])


def list_placeringer(datasaet: Datasaet, aar: int | None = None, noegletal: object = None) -> pd.DataFrame:
    """The ranking of one or all years and noegletal: years from the latest, the best place first, missing figures last.

    Returns:
        `aar, noegletal, kommunekode, kommune, region, vaerdi, rang, antal, gennemsnit, bedste`, the figures as printed.

    Raises:
        InputError: the year or the noegletal has no figures; those that have are listed.

    Example:
        >>> from kommunedata.datasaet.frame import load_datasaet
        >>> list_placeringer(load_datasaet("modeldata"), 2022, "0")["kommune"].head(3).tolist()
        ['Aalborg', 'Esbjerg', 'Fanø']
    """
    table = rank(datasaet)[PLACES]
    if aar is not None:
        table = table[table["aar"] == (aar := choose_aar(datasaet, aar))]
    if noegletal is not None:
        table = table[table["noegletal"] == choose_noegletal(datasaet, noegletal, aar)]
    return table.reset_index(drop=True)


def summarise_grupper(datasaet: Datasaet, inddeling: str) -> pd.DataFrame:
    """The simple mean in each "region" or "kommunegruppe": each kommune counts the same.

    Returns:
        One row per aar × noegletal × gruppe with `gennemsnit` (of the figures, not rounded; NaN where nothing is
        known) and `antal`, how many of its kommuner have a figure.
    """
    return _summarise_grupper(datasaet, inddeling).copy(deep=False)


@lru_cache(maxsize=8)
def _summarise_grupper(datasaet: Datasaet, inddeling: str) -> pd.DataFrame:
    frame = datasaet.frame
    names = {code: getattr(kommune, inddeling) for code, kommune in kommune_by_code().items()}
    groups = frame.assign(gruppe=frame["kommunekode"].map(names)).groupby([*GROUP, "gruppe"])
    return groups["vaerdi"].agg(gennemsnit="mean", antal="count").reset_index()


def choose_aar(datasaet: Datasaet, aar: int | str | None = None) -> int:
    """The year asked for, or the latest that has figures.

    Raises:
        InputError: the year has no figures; those that have are named.

    Example:
        >>> from kommunedata.datasaet.frame import load_datasaet
        >>> choose_aar(load_datasaet("modeldata"))
        2022
    """
    frame = datasaet.frame
    years = sorted(frame.loc[frame["vaerdi"].notna(), "aar"].unique().tolist())
    if not years:
        raise InputError("the datasaet has no figures at all")
    if aar is None:
        return int(years[-1])
    if str(aar) not in map(str, years):
        gaps = sorted(set(range(years[0], years[-1] + 1)) - set(years))
        but = f" without {', '.join(map(str, gaps))}" if gaps else ""
        raise InputError(f"no figures for aar {aar}; there are figures for {years[0]}–{years[-1]}{but}")
    return int(aar)


def choose_noegletal(datasaet: Datasaet, noegletal: object, aar: int | None = None) -> str:
    """The code of a noegletal that the datasaet has rows of, in a year where one is given.

    Raises:
        InputError: there is none; those that there are are listed.
    """
    frame = datasaet.frame
    present = {*(frame if aar is None else frame[frame["aar"] == aar])["noegletal"]}
    return find_noegletal({code: one for code, one in datasaet.noegletal.items() if code in present}, noegletal)


def _round(values: pd.Series, of: pd.Series, noegletal: Mapping[str, Noegletal]) -> pd.Series:
    """Figures as they are printed, each to the decimals of its noegletal."""
    return round_half_up(values, _each(of, {code: one.decimaler for code, one in noegletal.items()}))


def _each(of: pd.Series, values: Mapping[str, Number]) -> pd.Series | Number:
    """A number for each row by its noegletal; one for all where all have the same, which is much quicker."""
    return next(iter(values.values())) if len(set(values.values())) == 1 else of.map(values)
