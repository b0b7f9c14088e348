"""What changed: who moved between two years or two datasaet, up and down, in share and in place."""

import pandas as pd

from kommunedata.analysis.ranking import choose_aar, rank_kommuner
from kommunedata.datasaet.frame import HOVEDKONTI, SAMLET
from kommunedata.datasaet.kilde import Kilde
from kommunedata.errors import InputError
from kommunedata.formats import round_half_up, tal
from kommunedata.kommuner import kommune_by_code

COLUMNS = [
    "aar", "aar_mod", "hovedkonto", "kommunekode", "kommune", "andel", "andel_mod", "aendring",
    "rang", "rang_mod", "rykket", "antal", "antal_mod",
]  # fmt: skip
STOERSTE = 5  # so many of the biggest movers are named


def compare_aar(andele: pd.DataFrame, aar: int, mod: int) -> pd.DataFrame:
    """Hold one year against another of the same datasaet.

    Args:
        andele: one row per kommune × aar × hovedkonto; see `datasaet.frame`.
        aar: the year.
        mod: the year it is held against; whether the definition changed between them is told by `brud_mellem`.

    Returns:
        One row per hovedkonto (samlet first) × kommune (Danish order) that has a figure in either year:
        `aar, aar_mod, hovedkonto, kommunekode, kommune`; `andel, andel_mod` in pct. as printed; `aendring`, their
        difference in procentpoint; `rang, rang_mod`; `rykket`, places moved, positive is up; `antal, antal_mod`.
        What cannot be known is missing: a figure that is new has no `andel_mod`, one that vanished no `andel`.

    Raises:
        InputError: a year has no figures, or both are the same.

    Example:
        >>> andele = pd.DataFrame({
        ...     "kommunekode": ["851", "825"] * 2, "aar": [2021, 2021, 2022, 2022], "hovedkonto": "samlet",
        ...     "andel": [30.0, 31.0, 31.4, 30.4]})
        >>> compare_aar(andele, 2022, 2021)[["kommune", "aendring", "rykket"]].values.tolist()
        [['Læsø', -0.6, -1], ['Aalborg', 1.4, 1]]
    """
    if aar == mod:
        raise InputError(f"a year cannot be compared with itself: {aar}")
    years = [andele[andele["aar"] == choose_aar(andele, year)] for year in (aar, mod)]
    return _compare(years[0], years[1].assign(aar=aar)).assign(aar_mod=mod)


def compare_datasaet(
    andele: pd.DataFrame, kilde: Kilde, andele_mod: pd.DataFrame, kilde_mod: Kilde, aar: int | None = None
) -> pd.DataFrame:
    """Hold one datasaet against another of the same maal, e.g. a new import against the one before.

    Args:
        andele: one row per kommune × aar × hovedkonto; see `datasaet.frame`.
        kilde: its provenance.
        andele_mod: what it is held against.
        kilde_mod: the provenance of that.
        aar: one year; all years of both if left out.

    Returns:
        As `compare_aar`, with `aar_mod` the same as `aar`; a year that only one has is new or vanished figures.

    Raises:
        InputError: the two measure different things, or have no figures for the year.
    """
    if (kilde.maal, kilde.enhed) != (kilde_mod.maal, kilde_mod.enhed):
        raise InputError(
            f"'{kilde.navn}' measures {kilde.maal} ({kilde.enhed}) and '{kilde_mod.navn}' {kilde_mod.maal} "
            f"({kilde_mod.enhed}): different measures are never compared"
        )
    if aar is not None:
        andele, andele_mod = (one[one["aar"] == choose_aar(one, aar)] for one in (andele, andele_mod))
    return _compare(andele, andele_mod)


def _compare(new: pd.DataFrame, old: pd.DataFrame) -> pd.DataFrame:
    key, figures = ["aar", "hovedkonto", "kommunekode"], ["andel", "rang", "antal"]
    ranked = [rank_kommuner(frame).dropna(subset="andel")[key + figures] for frame in (new, old)]
    table = ranked[0].merge(ranked[1], "outer", on=key, suffixes=("", "_mod"), validate="one_to_one")
    for column in ("andel", "andel_mod"):
        table[column] = round_half_up(table[column])
    alphabet = {code: place for place, code in enumerate(kommune_by_code())}
    order = {konto: place for place, konto in enumerate([SAMLET, *HOVEDKONTI])}
    return (
        table.assign(
            aar_mod=table["aar"],
            kommune=table["kommunekode"].map({code: one.kommune for code, one in kommune_by_code().items()}),
            aendring=round_half_up(table["andel"] - table["andel_mod"]),
            rykket=table["rang_mod"] - table["rang"],
            _konto=table["hovedkonto"].map(order),
            _navn=table["kommunekode"].map(alphabet),
        )
        .sort_values(["aar", "_konto", "_navn"], ignore_index=True)
        .filter(COLUMNS)
    )


def biggest_movers(changes: pd.DataFrame, column: str, count: int = STOERSTE) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows that moved most up and most down, the biggest first; ties in Danish order.

    Args:
        changes: rows of `compare_aar` or `compare_datasaet`.
        column: "aendring" (share) or "rykket" (place).
        count: at most so many each way.
    """
    up = changes[changes[column] > 0].sort_values(column, ascending=False, kind="stable").head(count)
    down = changes[changes[column] < 0].sort_values(column, kind="stable").head(count)
    return up, down


def brud_mellem(kilde: Kilde, aar: int, mod: int) -> tuple[int, ...]:
    """The years in which the definition changed after the earlier of two years and no later than the later.

    Example:
        >>> from kommunedata.datasaet.kilde import load_kilde
        >>> [brud_mellem(load_kilde("modeldata"), *years) for years in ((2016, 2015), (2022, 2016))]
        [(2016,), ()]
    """
    return tuple(year for year in kilde.brud if min(aar, mod) < year <= max(aar, mod))


def summarise_changes(changes: pd.DataFrame) -> list[str]:
    """What there is to know about a comparison, as lines to read: counts, and the biggest movers of samlet.

    Args:
        changes: rows of `compare_aar` or `compare_datasaet`.
    """
    both = changes.dropna(subset=["andel", "andel_mod"])
    moved = both[(both["aendring"] != 0) | (both["rykket"] != 0)]
    lines = [
        f"{len(both)} figures in both: {int((both['aendring'] != 0).sum())} shares differ, "
        f"{int((both['rykket'] != 0).sum())} places differ"
    ]
    for name, column in (("new", "andel_mod"), ("vanished", "andel")):
        rows = changes[changes[column].isna()]
        if len(rows):
            lines.append(f"{name} figures: {len(rows)} ({', '.join(_count(rows))})")
    for konto, rows in moved.groupby("hovedkonto", sort=False):
        lines.append(f"hovedkonto {konto}: {rows['kommunekode'].nunique()} kommuner moved")
        for column, unit in (("aendring", "procentpoint"), ("rykket", "places")):
            ends = [row for frame in biggest_movers(rows, column, 2) for row in frame.to_dict("records")]
            decimals = 1 if column == "aendring" else 0
            named = [f"{row['kommune']} {row['aar']} {tal(row[column], decimals, plus=True)}" for row in ends]
            if named:
                lines.append(f"  {unit}: {', '.join(named)}")
    return lines


def _count(rows: pd.DataFrame) -> list[str]:
    """Each row where they are few, else so many per year."""
    if len(rows) > STOERSTE:
        return [f"{aar}: {count}" for aar, count in rows.groupby("aar").size().items()]
    return [f"{row.kommune} {row.aar} hovedkonto {row.hovedkonto}" for row in rows.itertuples()]
