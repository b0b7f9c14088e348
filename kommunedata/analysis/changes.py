"""What changed: who moved between two years or two datasaet, up and down, in figure and in place."""

import warnings
from collections.abc import Mapping

import pandas as pd

from kommunedata.analysis.ranking import choose_aar, rank
from kommunedata.datasaet.frame import Datasaet
from kommunedata.datasaet.kilde import Kilde
from kommunedata.datasaet.noegletal import Noegletal
from kommunedata.errors import BrudWarning, InputError
from kommunedata.formats import round_half_up, tal
from kommunedata.kommuner import load_kommuner

COLUMNS = [
    "aar", "aar_mod", "noegletal", "kommunekode", "kommune", "region", "vaerdi", "vaerdi_mod", "aendring",
    "rang", "rang_mod", "rykket", "antal", "antal_mod",
]  # fmt: skip
STOERSTE = 5  # so many of the biggest movers are named


def compare_aar(datasaet: Datasaet, aar: int, mod: int) -> pd.DataFrame:
    """Hold one year against another, `mod`, of the same datasaet.

    Returns:
        One row per noegletal (in their order) × kommune (Danish order) that has a figure in either year:
        `aar, aar_mod, noegletal, kommunekode, kommune, region`; `vaerdi, vaerdi_mod` as printed; `aendring`, their
        difference; `rang, rang_mod`; `rykket`, places moved, positive is up; `antal, antal_mod`.
        What cannot be known is missing: a figure that is new has no `vaerdi_mod`, one that vanished no `vaerdi`.

    Raises:
        InputError: a year has no figures, or both are the same.

    Warns:
        BrudWarning: the definition changed between the years, so that the figures cannot be compared.

    Example:
        >>> from kommunedata.datasaet.frame import load_datasaet
        >>> rows = compare_aar(load_datasaet("modeldata"), 2022, 2021).query("kommune == 'Aalborg'")
        >>> rows[["noegletal", "rang_mod", "rang", "rykket"]].values.tolist()[0]
        ['samlet', 22, 30, -8]
    """
    if aar == mod:
        raise InputError(f"a year cannot be compared with itself: {aar}")
    if brud := brud_mellem(datasaet.kilde, aar, mod):
        years = ", ".join(map(str, brud))
        warning = f"the definition changed in {years}: the figures of {mod} and {aar} cannot be compared"
        warnings.warn(warning, BrudWarning, stacklevel=3)
    new, old = _of_year(datasaet, aar), _of_year(datasaet, mod).assign(aar=aar)
    return _compare(new, old, datasaet.noegletal).assign(aar_mod=mod)


def compare_datasaet(datasaet: Datasaet, mod: Datasaet, aar: int | None = None) -> pd.DataFrame:
    """Hold one or all years of a datasaet against another of the same measure, e.g. an import against the one before.

    Returns:
        As `compare_aar`, with `aar_mod` the same as `aar`; a year that only one has is new or vanished figures.

    Raises:
        InputError: the two measure different things, or have no figures for the year.
    """
    measured = [(one.kilde.maal, {k: n.enhed for k, n in one.noegletal.items()}) for one in (datasaet, mod)]
    if measured[0] != measured[1]:
        units = [", ".join(dict.fromkeys(measured_[1].values())) for measured_ in measured]
        what = [
            f"'{one.navn}' measures {one.kilde.maal} ({unit})" for one, unit in zip((datasaet, mod), units, strict=True)
        ]
        raise InputError(f"{what[0]} and {what[1]}: different measures are never compared")
    new, old = (rank(one) if aar is None else _of_year(one, aar) for one in (datasaet, mod))
    return _compare(new, old, datasaet.noegletal)


def _of_year(datasaet: Datasaet, aar: int) -> pd.DataFrame:
    table = rank(datasaet)
    return table[table["aar"] == choose_aar(datasaet, aar)]


def _compare(new: pd.DataFrame, old: pd.DataFrame, noegletal: Mapping[str, Noegletal]) -> pd.DataFrame:
    key, figures = ["aar", "noegletal", "kommunekode"], ["vaerdi", "rang", "antal"]
    sides = [table.dropna(subset="vaerdi")[key + figures] for table in (new, old)]
    table = sides[0].merge(sides[1], "outer", on=key, suffixes=("", "_mod"), validate="one_to_one")
    kommuner = load_kommuner()[["kommunekode", "kommune", "region"]]
    table = table.merge(kommuner.assign(_navn=range(len(kommuner))), on="kommunekode", validate="many_to_one")
    decimals = table["noegletal"].map({code: one.decimaler for code, one in noegletal.items()})
    table = table.assign(
        aar_mod=table["aar"],
        aendring=round_half_up(table["vaerdi"] - table["vaerdi_mod"], decimals),
        rykket=table["rang_mod"] - table["rang"],
        _orden=table["noegletal"].map({code: place for place, code in enumerate(noegletal)}),
    )
    return table.sort_values(["aar", "_orden", "_navn"], ignore_index=True)[COLUMNS]


def biggest_movers(changes: pd.DataFrame, column: str, count: int = STOERSTE) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows of `compare_aar` or `compare_datasaet` that moved most up and most down, at most `count` each way.

    `column` is "aendring" (figure) or "rykket" (place). The biggest come first, ties in Danish order.
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


def list_brud(changes: pd.DataFrame, kilde: Kilde) -> list[int]:
    """The years in which the definition changed between those that are held against each other."""
    pairs = changes[["aar", "aar_mod"]].drop_duplicates().itertuples(index=False)
    return sorted({year for aar, mod in pairs for year in brud_mellem(kilde, aar, mod)})


def comparable_from(kilde: Kilde, aar: int) -> int:
    """The first year that can be compared with a year: that of the last change of definition, 0 without one."""
    return max((year for year in kilde.brud if year <= aar), default=0)


def summarise_changes(changes: pd.DataFrame, datasaet: Datasaet) -> list[str]:
    """What there is to know about a comparison, as lines to read: counts, and the biggest movers of each noegletal.

    Where the definition changed between, the differences mean nothing and are not counted. `datasaet` has the figures
    that are held against others.
    """
    both = changes.dropna(subset=["vaerdi", "vaerdi_mod"])
    if list_brud(changes, datasaet.kilde):
        return [f"{len(both)} figures in both", *_new_and_vanished(changes)]
    moved = both[(both["aendring"] != 0) | (both["rykket"] != 0)]
    lines = [
        f"{len(both)} figures in both: {int((both['aendring'] != 0).sum())} figures differ, "
        f"{int((both['rykket'] != 0).sum())} places differ"
    ]
    lines += _new_and_vanished(changes)
    for code, rows in moved.groupby("noegletal", sort=False):
        one = datasaet.noegletal[str(code)]
        lines.append(f"noegletal {code}: {rows['kommunekode'].nunique()} kommuner moved")
        unit = one.forskelsenhed or one.enhed
        for column, what, decimals in (("aendring", unit, one.decimaler), ("rykket", "places", 0)):
            ends = pd.concat(biggest_movers(rows, column, 2)).to_dict("records")
            if ends:
                named = [f"{row['kommune']} {row['aar']} {tal(row[column], decimals, plus=True)}" for row in ends]
                lines.append(f"  {what}: {', '.join(named)}")
    return lines


def _new_and_vanished(changes: pd.DataFrame) -> list[str]:
    """Each new and each vanished figure where they are few, else so many per year."""
    lines = []
    for name, column in (("new", "vaerdi_mod"), ("vanished", "vaerdi")):
        rows = changes[changes[column].isna()]
        said = [f"{row.kommune} {row.aar} noegletal {row.noegletal}" for row in rows.itertuples()]
        if len(rows) > STOERSTE:
            said = [f"{aar}: {count}" for aar, count in rows.groupby("aar").size().items()]
        if said:
            lines.append(f"{name} figures: {len(rows)} ({', '.join(said)})")
    return lines
