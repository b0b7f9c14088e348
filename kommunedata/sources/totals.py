"""A file's own rows for the country, totals and means, held against the kommuner that it lists."""

import re
from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

from kommunedata.datasaet.noegletal import Noegletal
from kommunedata.kommuner import kommune_by_code
from kommunedata.sources.figures import WHOLE, Fil
from kommunedata.sources.numbers import read_number

ADDED = (*WHOLE, "antal", "km²", "hektar", "1.000 kr.", "mio. kr.", "mia. kr.")  # units of what is added up
_TOTAL = re.compile(r"i ?alt|total(t)?|sum|hele landet|hele danmark|danmark|denmark|all denmark|landet", re.IGNORECASE)
_MEAN = re.compile(r".*gennemsnit.*|mean|average|hele landet|landet|i ?alt|total", re.IGNORECASE)


class Compared(NamedTuple):
    """Sentences on what was compared, and on what cannot be right."""

    lines: list[str]
    wrong: list[str]


def compare_totals(
    fil: Fil, frame: pd.DataFrame, noegletal: Mapping[str, Noegletal], marks: Mapping[str, str]
) -> Compared:
    """Hold the totals and means of a file against its kommuner.

    A total of amounts and numbers must be the sum of the kommuner where all are known. A mean is set beside the
    mean weighted by population, and must lie between the lowest and the highest kommune.
    """
    result = Compared([], [])
    folketal = pd.Series({code: one.folketal for code, one in kommune_by_code().items()})
    rows: dict[tuple[str, str], dict[int, float]] = {}
    for felt in fil.andre:
        value = (
            read_number(felt.celle, marks[felt.titel]) if felt.titel in noegletal and felt.side == "vaerdi" else None
        )
        if value is not None:
            name = re.sub(r"\s*\(.*", "", felt.kommunekode)
            rows.setdefault((felt.titel, name), {}).setdefault(felt.aar, value)
    for (titel, name), own in rows.items():
        one = noegletal[titel]
        values = frame[frame["noegletal"] == one.noegletal].pivot(index="kommunekode", columns="aar", values="vaerdi")
        values = values[[aar for aar in own if aar in values]]
        if one.enhed in ADDED and _TOTAL.fullmatch(name):
            islands = rows.get((titel, "Christiansø"), {})
            whole = values.dropna(axis="columns")
            if len(whole) < len(kommune_by_code()) and not re.fullmatch(r"i ?alt|total|sum", name, re.IGNORECASE):
                continue
            _compare_sums(
                result,
                one,
                name,
                own,
                whole.sum() + pd.Series(islands).reindex(whole.columns).fillna(0),
                len(whole),
            )
        elif _MEAN.fullmatch(name) and len(values.columns) and values.notna().any(axis=None):
            _compare_means(result, one, name, own, values, folketal)
    return result


def _compare_sums(
    result: Compared, one: Noegletal, name: str, own: dict[int, float], sums: pd.Series, count: int
) -> None:
    allowed = 10.0**-one.decimaler * (count + 1) ** 0.5  # each figure was rounded by itself
    differ = {aar: float(sums[aar]) for aar in own if aar in sums.index and abs(sums[aar] - own[aar]) > allowed}
    what = f"'{name}' compared with the sum of {count} kommuner in {len(sums)} years"
    result.lines.append(f"{one.titel}: {what}, {len(differ)} differ")
    result.wrong.extend(
        f"{one.titel} {aar}: the kommuner add up to {one.tal(total)}, but '{name}' is {one.tal(own[aar])}"
        for aar, total in differ.items()
    )


def _compare_means(
    result: Compared, one: Noegletal, name: str, own: dict[int, float], values: pd.DataFrame, folketal: pd.Series
) -> None:
    weights = values.notna().mul(folketal.reindex(values.index), axis=0)
    means = (values * weights).sum() / weights.sum()
    known = means.dropna()
    if known.empty:
        return
    gap = (known - pd.Series(own).reindex(known.index)).abs()
    last = known.index.max()
    result.lines.append(
        f"{one.titel}: '{name}' is {one.tal(own[last])} in {last}, the kommuner weighted by population "
        f"{one.tal(float(known[last]))}; the largest gap of {len(known)} years is {one.tal(float(gap.max()))}"
    )
    if len(values) < len(kommune_by_code()) and not re.fullmatch("gennemsnit|mean|average", name, re.IGNORECASE):
        return  # the mean of more kommuner than those of the file
    unit = 10.0**-one.decimaler
    result.wrong.extend(
        f"{one.titel} {aar}: '{name}' is {one.tal(own[aar])}, which is not between the lowest and highest kommune"
        for aar in known.index
        if not values[aar].min() - unit <= own[aar] <= values[aar].max() + unit
    )
