"""Is a datasaet whole and plausible? Completeness, sums, odd figures, published shares, and its spread, drawn."""

import pandas as pd

from kommunedata.analysis.odd import find_odd
from kommunedata.analysis.ranking import summarise
from kommunedata.datasaet.check import TOLERANCE
from kommunedata.datasaet.frame import Datasaet, load_datasaet
from kommunedata.datasaet.noegletal import Noegletal, shared_noegletal
from kommunedata.datasaet.offentliggjort import load_offentliggjort, source_of
from kommunedata.formats import round_half_up
from kommunedata.kommuner import kommune_by_code

WIDTH = 48  # signs from the lowest figure of all years to the highest
YEARS = 12  # so many years are drawn at most


def check_datasaet(navn: str) -> list[str]:
    """What there is to know about a datasaet, as lines to read.

    Raises:
        DataError: a file of it breaks its contract; all faults are listed.

    Example:
        >>> check_datasaet("modeldata")[0]
        'modeldata: IKU, 98 kommuner, 2012–2022, 7 noegletal'
    """
    datasaet = load_datasaet(navn)
    return [*list_findings(datasaet), *draw_spread(datasaet)]


def list_findings(datasaet: Datasaet) -> list[str]:
    """What a datasaet holds, what is missing, what does not add up, and which figures are odd."""
    frame = datasaet.frame
    years = sorted(frame["aar"].unique())
    head = (
        f"{datasaet.navn}: {datasaet.kilde.maal}, {frame['kommunekode'].nunique()} kommuner, {years[0]}–{years[-1]}, "
        f"{frame['noegletal'].nunique()} noegletal"
    )
    lines = [head, *_missing(datasaet), *_undescribed(datasaet)]
    for total in (one for one in datasaet.noegletal.values() if one.samler):
        lines += [*_sums(frame, total), *_national(datasaet, total)]
    wrong, odd = find_odd(frame, datasaet.noegletal)
    lines += [f"looks wrong: {text}" for text in wrong] + [f"odd: {text}" for text in odd]
    lines += [] if wrong or odd else ["odd figures: none found"]
    return lines


def draw_spread(datasaet: Datasaet) -> list[str]:
    """The spread of each noegletal over the years in signs: lowest, middle half, median and highest kommune.

    Example:
        >>> for line in draw_spread(load_datasaet("indkomst"))[:3]:
        ...     print(line)
        Disponibel indkomst (kr.): lowest ─ quartiles ▓ median █ highest
        1989   74.638  ─█▓──                                           119.228
        1992   86.879   ─█▓───                                         133.207
    """
    table = summarise(datasaet.frame, datasaet.noegletal).dropna(subset="median")
    lines = []
    for code, one in datasaet.noegletal.items():
        rows = table[table["noegletal"] == code]
        if rows.empty:
            continue
        low, high = rows["laveste"].min(), rows["hoejeste"].max()
        scale = (WIDTH - 1) / ((high - low) or 1)
        lines.append(f"{one.titel} ({one.enhed}): lowest ─ quartiles ▓ median █ highest")
        step = -(-len(rows) // YEARS)
        drawn = rows[::-1].iloc[::step][::-1] if step > 1 else rows
        for row in drawn.to_dict("records"):
            ends = (row[name] for name in ("laveste", "nedre", "median", "oevre", "hoejeste"))
            first, lower, middle, upper, last = (round((float(value) - low) * scale) for value in ends)
            signs = [
                "█" if at == middle else "▓" if lower <= at <= upper else "─" if first <= at <= last else " "
                for at in range(WIDTH)
            ]
            lines.append(f"{row['aar']} {one.tal(row['laveste']):>8} {''.join(signs)} {one.tal(row['hoejeste'])}")
    return lines


def _missing(datasaet: Datasaet) -> list[str]:
    frame = datasaet.frame
    codes, years = kommune_by_code(), sorted(frame["aar"].unique())
    noegletal = [code for code in datasaet.noegletal if code in set(frame["noegletal"])]
    whole = pd.MultiIndex.from_product([list(codes), years, noegletal], names=["kommunekode", "aar", "noegletal"])
    known = pd.MultiIndex.from_frame(frame[frame["vaerdi"].notna()][list(whole.names)])
    absent = whole.difference(known)
    lines = [f"missing: {len(absent)} of {len(whole)} cells"]
    without = sorted(set(codes) - set(known.get_level_values("kommunekode")))
    if without:
        lines.append(f"  without any figure: {', '.join(codes[code].kommune for code in without)}")
    cells = [cell for cell in absent if cell[0] not in without]
    lines += [f"  {codes[code].kommune} {aar} noegletal {one}" for code, aar, one in cells[:10]]
    return [*lines, f"  … and {len(cells) - 10} more"] if len(cells) > 10 else lines


def _undescribed(datasaet: Datasaet) -> list[str]:
    """What the descriptions of a datasaet of its own leave out; those that are shared are described by the project."""
    if shared_noegletal(datasaet.kilde.maal):
        return []
    lines = []
    for what, absent in (
        ("official definition (definition)", lambda one: not one.definition),
        ("link (url)", lambda one: not one.url),
        ("direction (retning), so place 1 is the highest", lambda one: one.retning == "ingen"),
    ):
        if codes := [code for code, one in datasaet.noegletal.items() if absent(one)]:
            lines.append(f"  without {what}: {', '.join(codes)}")
    return ["descriptions, in its noegletal.yaml:", *lines] if lines else []


def _sums(frame: pd.DataFrame, total: Noegletal) -> list[str]:
    """Rows of a total that differ from the sums of its parts, where all of those are known."""
    name, parts = total.noegletal, list(total.samler)
    if not {*parts, name} <= set(frame["noegletal"]):
        return [f"{name}: not checked, since not all noegletal are there"]
    wide = frame.pivot(index=["kommunekode", "aar"], columns="noegletal", values=["vaerdi", "taeller", "naevner"])
    amounts = (pd.DataFrame(wide[side])[parts] for side in ("taeller", "naevner"))
    paid, all_of_it = (amount.sum(axis=1, min_count=len(parts)) for amount in amounts)
    gap = (wide["vaerdi", name] - 100 * paid / all_of_it).abs()
    wrong = gap[gap > TOLERANCE]
    lines = [f"{name}: {gap.notna().sum()} rows compared with the sums of {len(parts)} parts, {len(wrong)} differ"]
    for (code, aar), by in wrong.head(10).items():
        lines.append(f"  {kommune_by_code()[code].kommune} {aar}: by {total.tal(by)}")
    return lines


def _national(datasaet: Datasaet, total: Noegletal) -> list[str]:
    """The weighted national share beside published ones."""
    summary = summarise(datasaet.frame, datasaet.noegletal)
    own = summary[summary["noegletal"] == total.noegletal].set_index("aar")["hele_landet"]
    table = load_offentliggjort().query("kommune == 'Hele landet' and maal == 'andel'")
    table = table[table["hovedkonto"] == total.noegletal]
    lines = [f"national share, {datasaet.kilde.maal} here and as published:"]
    for row in table.to_dict("records"):
        aar = row["aar"]
        if aar in own.index and pd.notna(own[aar]):
            here, there = round_half_up(float(own[aar]), total.decimaler), float(row["vaerdi"])
            gap = total.tal(here - there, plus=True)
            other = f" as {row['indikator']}" if row["indikator"] != datasaet.kilde.maal else ""
            said = f"{total.tal(here)} here, {total.tal(there)} published{other} ({gap}), {source_of(row)}"
            lines.append(f"  {aar}: {said}")
    return lines if len(lines) > 1 else ["national share: nothing to compare with"]
