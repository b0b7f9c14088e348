"""Places among the municipalities, and what a share is held against: average, best practice, potential."""

import pandas as pd

from kommunedata.datasaet.frame import HOVEDKONTI, KEY, SAMLET
from kommunedata.errors import DataError, InputError, unknown
from kommunedata.formats import round_half_up
from kommunedata.kommuner import kommune_by_code

GROUP = ["aar", "hovedkonto"]
BEDSTE = 10  # so many of the highest andele make "bedste praksis"


def rank_kommuner(andele: pd.DataFrame) -> pd.DataFrame:
    """Rank the municipalities within each year and hovedkonto.

    Place 1 is the highest `andel`, compared at one decimal, rounded half-up: what a reader sees. Ties share
    the better place and the next is skipped (1, 2, 2, 4). A missing andel gets no place and does not count.

    Args:
        andele: one row per kommune × aar × hovedkonto; needs the columns `kommunekode`, `aar`, `hovedkonto`
            and `andel` (pct.), see `datasaet.frame`.

    Returns:
        The same rows and order plus `rang` (Int64, <NA> if missing) and `antal` (Int64), how many were ranked.

    Raises:
        InputError: a kommunekode or hovedkonto is unknown; the nearest are listed.
        DataError: a kommune occurs twice within a year and hovedkonto.

    Example:
        >>> five = pd.DataFrame({
        ...     "kommunekode": ["101", "147", "151", "153", "155"], "aar": 2022, "hovedkonto": "samlet",
        ...     "andel": [40.0, 30.04, 29.95, 20.0, None]})
        >>> rank_kommuner(five)["rang"].tolist()
        [1, 2, 2, 4, <NA>]
        >>> rank_kommuner(five)["antal"].unique().tolist()
        [4]
    """
    for column, known in (("kommunekode", list(kommune_by_code())), ("hovedkonto", [*HOVEDKONTI, SAMLET])):
        if strange := set(andele[column].unique()) - set(known):
            raise unknown(column, sorted(map(str, strange)), known)
    # One integer per key makes the check for repeats and both group operations cheap on millions of rows.
    group = andele.groupby(GROUP, sort=False).ngroup()
    key = group * 1000 + andele["kommunekode"].astype("category").cat.codes
    if (repeated := key.duplicated()).any():
        rows = andele.loc[repeated, KEY].astype("str").agg(" ".join, axis=1)
        raise DataError("andele", [f"kommune, aar and hovedkonto occur twice: {row}" for row in rows])
    printed = round_half_up(andele["andel"]).groupby(group.to_numpy())
    return andele.assign(
        rang=printed.rank(method="min", ascending=False).astype("Int64"),
        antal=printed.transform("count").astype("Int64"),
    )


def summarise_andele(andele: pd.DataFrame) -> pd.DataFrame:
    """What one municipality is held against, per year and hovedkonto.

    `gennemsnit` is the simple mean of the municipalities' andele (each counts the same, whatever its size);
    `hele_landet` is the weighted share, 100 · sum(privat) / sum(grundlag), over the municipalities that have
    both; `bedste_praksis` is the mean of the ten highest andele (of all, where fewer than ten have one).

    Args:
        andele: one row per kommune × aar × hovedkonto; see `datasaet.frame`.

    Returns:
        One row per aar × hovedkonto with `antal` (municipalities that have an andel) and, in pct.,
        `gennemsnit`, `hele_landet`, `bedste_praksis`, `hoejeste`, `laveste`; NaN where nothing is known.

    Example:
        >>> three = pd.DataFrame({
        ...     "aar": 2022, "hovedkonto": "5", "andel": [10.0, 20.0, 60.0],
        ...     "privat": [10.0, 40.0, 60.0], "grundlag": [100.0, 200.0, 100.0]})
        >>> summarise_andele(three)[["gennemsnit", "hele_landet", "bedste_praksis"]].values.tolist()
        [[30.0, 27.5, 30.0]]
    """
    groups = andele.groupby(GROUP)
    both = andele[["privat", "grundlag"]].where(andele["privat"].notna() & andele["grundlag"].notna())
    sums = both.groupby([andele["aar"], andele["hovedkonto"]]).sum(min_count=1)
    highest = andele.sort_values("andel", ascending=False).groupby(GROUP).head(BEDSTE)
    table = pd.DataFrame(
        {
            "antal": groups["andel"].count(),
            "gennemsnit": groups["andel"].mean(),
            "hele_landet": 100 * sums["privat"] / sums["grundlag"],
            "bedste_praksis": highest.groupby(GROUP)["andel"].mean(),
            "hoejeste": groups["andel"].max(),
            "laveste": groups["andel"].min(),
        }
    )
    return table.reset_index()


def list_placeringer(andele: pd.DataFrame, aar: int | None = None, hovedkonto: str | None = None) -> pd.DataFrame:
    """The ranking as a table: years from the latest, the best place first, missing andele last.

    Args:
        andele: one row per kommune × aar × hovedkonto; see `datasaet.frame`.
        aar: the year; None lists all.
        hovedkonto: "0" … "6" or "samlet"; None lists all that the table has, in their order.

    Returns:
        `aar, hovedkonto, kommunekode, kommune, andel, rang, antal, gennemsnit, bedste_praksis`; the shares in
        pct., rounded to one decimal.

    Raises:
        InputError: the year or the hovedkonto has no figures; those that have are listed.

    Example:
        >>> from kommunedata.datasaet.frame import load_andele
        >>> list_placeringer(load_andele("modeldata"), 2022, "0")["kommune"].head(3).tolist()
        ['Aalborg', 'Esbjerg', 'Fanø']
    """
    year = andele if aar is None else andele[andele["aar"] == choose_aar(andele, aar)]
    if hovedkonto is not None:
        year = year[year["hovedkonto"] == check_hovedkonto(year, hovedkonto)]
    table = rank_kommuner(year).merge(
        summarise_andele(year).drop(columns="antal"), on=GROUP, validate="many_to_one"
    )
    shares = ["andel", "gennemsnit", "bedste_praksis"]
    table[shares] = table[shares].apply(round_half_up)
    names = {code: kommune.kommune for code, kommune in kommune_by_code().items()}
    order = {konto: place for place, konto in enumerate([SAMLET, *HOVEDKONTI])}
    alphabet = {code: place for place, code in enumerate(kommune_by_code())}
    return (
        table.assign(
            kommune=table["kommunekode"].map(names),
            _konto=table["hovedkonto"].map(order),
            _navn=table["kommunekode"].map(alphabet),
        )
        .sort_values(["aar", "_konto", "rang", "_navn"], ascending=[False, True, True, True], ignore_index=True)
        .filter(["aar", "hovedkonto", "kommunekode", "kommune", "andel", "rang", "antal", *shares[1:]])
    )


def choose_aar(andele: pd.DataFrame, aar: int | None = None) -> int:
    """The year asked for, or the latest that has figures.

    Raises:
        InputError: the year has no figures; those that have are named.

    Example:
        >>> choose_aar(pd.DataFrame({"aar": [2021, 2022], "andel": [30.0, None]}))
        2021
    """
    years = sorted(andele.loc[andele["andel"].notna(), "aar"].unique().tolist())
    if not years:
        raise InputError("the datasaet has no figures at all")
    if aar is None:
        return int(years[-1])
    if aar not in years:
        gaps = sorted(set(range(years[0], years[-1] + 1)) - set(years))
        but = f" without {', '.join(map(str, gaps))}" if gaps else ""
        raise InputError(f"no figures for aar {aar}; there are figures for {years[0]}–{years[-1]}{but}")
    return aar


def check_hovedkonto(andele: pd.DataFrame, hovedkonto: str) -> str:
    """The hovedkonto, if the table has it; else `InputError` that lists those it has."""
    known = [konto for konto in (*HOVEDKONTI, SAMLET) if konto in set(andele["hovedkonto"])]
    if hovedkonto not in known:
        raise unknown("hovedkonto", hovedkonto, known)
    return hovedkonto
