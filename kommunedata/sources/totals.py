"""A file's own rows for the country, totals and means, held against the kommuner that it lists."""

import re
from collections.abc import Mapping

import pandas as pd

from kommunedata.datasaet.noegletal import Noegletal
from kommunedata.kommuner import kommune_by_code
from kommunedata.sources.figures import WHOLE, Fil
from kommunedata.sources.numbers import read_tal

ADDED = (*WHOLE, "antal", "km²", "hektar", "1.000 kr.", "mio. kr.", "mia. kr.")  # units of what is added up
# What a row is called that is a total, and one that is a mean; and those that speak of the rows of the file alone.
_TOTAL = r"i ?alt|total(t)?|sum|hele landet|hele danmark|danmark|denmark|all denmark|landet"
_MEAN = r".*gennemsnit.*|mean|average|hele landet|landet|i ?alt|total"
_OWN_TOTAL, _OWN_MEAN = r"i ?alt|total|sum", r"gennemsnit|mean|average"


def compare_totals(
    fil: Fil, frame: pd.DataFrame, noegletal: Mapping[str, Noegletal], mark: str
) -> tuple[list[str], list[str]]:
    """Hold the totals and means of a file against its kommuner: sentences on what was compared, and what is wrong.

    A total of amounts and numbers must be the sum of the kommuner where all are known. A mean is set beside the
    mean weighted by population, and must lie between the lowest and the highest kommune.
    """
    lines: list[str] = []
    wrong: list[str] = []
    rows: dict[tuple[str, str], dict[int, float]] = {}
    for felt in fil.andre:
        value = read_tal(felt.celle).vaerdi.get(mark)
        if felt.titel in noegletal and felt.side == "vaerdi" and value is not None:
            name = re.sub(r"\s*\(.*", "", felt.kommunekode)
            rows.setdefault((felt.titel, name), {}).setdefault(felt.aar, value)
    folketal = pd.Series({code: kommune.folketal for code, kommune in kommune_by_code().items()})
    for (titel, name), own in rows.items():
        one = noegletal[titel]
        unit = 10.0**-one.decimaler
        values = frame[frame["noegletal"] == one.noegletal].pivot(index="kommunekode", columns="aar", values="vaerdi")
        values = values[[aar for aar in own if aar in values]]
        added = one.enhed in ADDED and re.fullmatch(_TOTAL, name, re.IGNORECASE)
        # Of more kommuner than those of the file nothing can be wrong.
        alike = len(values) >= len(folketal) or re.fullmatch(_OWN_TOTAL if added else _OWN_MEAN, name, re.IGNORECASE)
        if added and alike:
            known = values.dropna(axis="columns")
            islands = rows.get((titel, "Christiansø"), {})  # no kommune, but of the country
            sums = {aar: float(known[aar].sum()) + islands.get(aar, 0) for aar in own if aar in known}
            allowed = unit * (len(known) + 1) ** 0.5  # each figure was rounded by itself
            differ = {aar: total for aar, total in sums.items() if abs(total - own[aar]) > allowed}
            what = f"'{name}' compared with the sum of {len(known)} kommuner in {len(sums)} years"
            lines.append(f"{one.titel}: {what}, {len(differ)} differ")
            wrong += [
                f"{one.titel} {aar}: the kommuner add up to {one.tal(total)}, but '{name}' is {one.tal(own[aar])}"
                for aar, total in differ.items()
            ]
        elif not added and re.fullmatch(_MEAN, name, re.IGNORECASE):
            weights = values.notna().mul(folketal.reindex(values.index), axis=0)
            means = ((values * weights).sum() / weights.sum()).dropna()
            if means.empty:
                continue
            last, gap = means.index.max(), (means - pd.Series(own).reindex(means.index)).abs()
            lines.append(
                f"{one.titel}: '{name}' is {one.tal(own[last])} in {last}, the kommuner weighted by population "
                f"{one.tal(float(means[last]))}; the largest gap of {len(means)} years is {one.tal(float(gap.max()))}"
            )
            wrong += [
                f"{one.titel} {aar}: '{name}' is {one.tal(own[aar])}, which is not between the lowest and highest"
                " kommune"
                for aar in means.index
                if alike and not values[aar].min() - unit <= own[aar] <= values[aar].max() + unit
            ]
    return lines, wrong
