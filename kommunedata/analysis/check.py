"""Is a datasaet whole and plausible? Completeness, sums, and published national shares beside its own."""

import pandas as pd

from kommunedata.analysis.ranking import summarise_andele
from kommunedata.datasaet.frame import HOVEDKONTI, SAMLET, load_andele
from kommunedata.datasaet.kilde import load_kilde
from kommunedata.datasaet.offentliggjort import load_offentliggjort
from kommunedata.formats import round_half_up, tal
from kommunedata.kommuner import kommune_by_code

TOLERANCE = 0.06  # procentpoint that a share may differ from its amounts


def check_datasaet(datasaet: str) -> list[str]:
    """What there is to know about a datasaet, as lines to read.

    Raises:
        DataError: `andele.csv` or `kilde.yaml` breaks its contract; all faults are listed.

    Example:
        >>> check_datasaet("modeldata")[0]
        'modeldata: IKU, 98 kommuner, 2012–2022, 7 hovedkonti'
    """
    kilde, andele = load_kilde(datasaet), load_andele(datasaet)
    years = sorted(andele["aar"].unique())
    lines = [
        f"{datasaet}: {kilde.maal}, {andele['kommunekode'].nunique()} kommuner, {years[0]}–{years[-1]}, "
        f"{andele['hovedkonto'].nunique()} hovedkonti"
    ]
    return [*lines, *_missing(andele), *_samlet(andele), *_national(andele, kilde.maal)]


def _missing(andele: pd.DataFrame) -> list[str]:
    codes, years = kommune_by_code(), sorted(andele["aar"].unique())
    kontoer = [konto for konto in (*HOVEDKONTI, SAMLET) if konto in set(andele["hovedkonto"])]
    whole = pd.MultiIndex.from_product([list(codes), years, kontoer], names=["kommunekode", "aar", "hovedkonto"])
    known = andele[andele["andel"].notna()].set_index(whole.names).index
    absent = whole.difference(known)
    lines = [f"missing: {len(absent)} of {len(whole)} cells"]
    without = sorted(set(codes) - set(known.get_level_values("kommunekode")))
    if without:
        lines.append(f"  without any figure: {', '.join(codes[code].kommune for code in without)}")
    cells = [cell for cell in absent if cell[0] not in without]
    lines += [f"  {codes[code].kommune} {aar} hovedkonto {konto}" for code, aar, konto in cells[:10]]
    return [*lines, f"  … and {len(cells) - 10} more"] if len(cells) > 10 else lines


def _samlet(andele: pd.DataFrame) -> list[str]:
    """Rows of samlet that differ from the sums of the six accounts, where all of those are known."""
    amounts = andele.pivot(index=["kommunekode", "aar"], columns="hovedkonto", values=["privat", "grundlag"])
    if not {*HOVEDKONTI, SAMLET} <= set(andele["hovedkonto"]):
        return ["samlet: not checked, since not all hovedkonti are there"]
    sums = {name: amounts[name][list(HOVEDKONTI)].sum(axis=1, min_count=6) for name in ("privat", "grundlag")}
    samlet = andele[andele["hovedkonto"] == SAMLET].set_index(["kommunekode", "aar"])["andel"]
    gap = (samlet - 100 * sums["privat"] / sums["grundlag"]).abs()
    wrong = gap[gap > TOLERANCE]
    lines = [f"samlet: {gap.notna().sum()} rows compared with the sums of the six hovedkonti, {len(wrong)} differ"]
    return lines + [
        f"  {kommune_by_code()[code].kommune} {aar}: by {tal(x)}" for (code, aar), x in wrong.head(10).items()
    ]


def _national(andele: pd.DataFrame, maal: str) -> list[str]:
    """The weighted national share beside published ones."""
    own = summarise_andele(andele).query("hovedkonto == @SAMLET").set_index("aar")["hele_landet"]
    table = load_offentliggjort().query("kommune == 'Hele landet' and hovedkonto == @SAMLET and maal == 'andel'")
    lines = [f"national share, {maal} here and as published:"]
    for row in table.itertuples():
        if row.aar in own.index and pd.notna(own[row.aar]):
            here, there = round_half_up(float(own[row.aar])), float(row.vaerdi)
            lines.append(f"  {row.aar}: {tal(here)} here, {tal(there)} published ({tal(here - there, plus=True)})")
    return lines if len(lines) > 1 else ["national share: nothing to compare with"]
