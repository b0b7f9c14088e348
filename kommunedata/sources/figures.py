"""What a file holds, whatever its form: a cell per figure with its keys; the frame of it, held against its totals."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any, NamedTuple

import pandas as pd

from kommunedata.datasaet.check import KEY, NUMBERS
from kommunedata.datasaet.noegletal import Noegletal
from kommunedata.errors import DataError, InputError
from kommunedata.kommuner import kommune_by_code
from kommunedata.sources.cells import Percent
from kommunedata.sources.meanings import MARKS, cell_text, find_mark, is_missing, is_number, read_tal
from kommunedata.sources.titles import PCT, guess_unit, read_unit

WHOLE = ("indbyggere", "personer")  # units that come in whole numbers
DECIMALS = 2  # at most so many are printed
ADDED = (*WHOLE, "antal", "km²", "hektar", "1.000 kr.", "mio. kr.", "mia. kr.")  # units of what is added up
# What a row is called that is a total, and one that is a mean; and those that speak of the rows of the file alone.
_TOTAL = r"i ?alt|total(t)?|sum|hele landet|hele danmark|danmark|denmark|all denmark|landet"
_MEAN = r".*gennemsnit.*|mean|average|hele landet|landet|i ?alt|total"
_OWN_TOTAL, _OWN_MEAN = r"i ?alt|total|sum", r"gennemsnit|mean|average"


class Felt(NamedTuple):
    """A cell with the keys of its figure, and where it stands."""

    titel: str
    kommunekode: str  # or the name of another place, in `Fil.andre`
    aar: int
    celle: Any
    sted: str  # "row 6, column 2021"
    side: str = "vaerdi"  # or taeller, naevner


class Lest(NamedTuple):
    """The figures of a file, read as numbers."""

    frame: pd.DataFrame
    steder: list[str]  # the place in the file of each row
    decimaler: dict[str, int]  # of each title
    mark: str  # the decimal mark


@dataclass
class Fil:
    """What a file holds, before its cells are read as numbers."""

    source: str
    ark: str = ""  # the sheet that was read
    andre_ark: tuple[str, ...] = ()
    titler: list[str] = field(default_factory=list)  # as they stand in the file, "" where there is none
    felter: list[Felt] = field(default_factory=list)
    andre: list[Felt] = field(default_factory=list)  # of the country, regions, groups: kept apart
    overskrift: str = ""  # the title of the whole
    enhed: str = ""  # the unit of the whole
    organisation: str = ""
    url: str = ""
    hentet: date | None = None
    nul: str = ""  # a mark that means zero
    mark: str = ""  # the decimal mark, where the form settles it
    statusser: dict[str, str] = field(default_factory=dict)  # why a figure is missing, by its mark
    model: bool = False  # it carries the mark of model figures
    kilde: dict[str, str] = field(default_factory=dict)  # what a workbook of ours says of its source
    noter: list[str] = field(default_factory=list)
    advarsler: list[str] = field(default_factory=list)
    fejl: list[str] = field(default_factory=list)  # what is not understood

    def check(self) -> None:
        """Raise for all faults at once."""
        if self.fejl:
            raise DataError(self.source, dict.fromkeys(self.fejl))

    def andre_steder(self) -> str:
        """The names of the other places, as many as fit a note."""
        return ", ".join(dict.fromkeys(felt.kommunekode for felt in self.andre))[:300]


def find_units(fil: Fil, enheder: Mapping[str, str], named: Mapping[str, str]) -> tuple[dict[str, str], str]:
    """The unit of each title (said by hand in `enheder`, by the cells or the file, or by the words of the title).

    `named` is what each title will be called. Beside the units stands a question where nothing says one. An
    InputError names cells in pct. under another unit.
    """
    percent = {felt.titel for felt in fil.felter if felt.side == "vaerdi" and read_tal(felt.celle).procent}
    kroner = {felt.titel for felt in fil.felter if read_tal(felt.celle).enhed == "kr."}
    whole = read_unit(fil.enhed)
    units = {}
    for title in fil.titler:
        guess = guess_unit(title) or guess_unit(named[title]) or ("kr." if title in kroner else "")
        said = PCT if title in percent else guess if whole == "antal" and guess else whole  # a number of what?
        units[title] = read_unit(enheder.get(title, "")) or said or guess
    if wrong := [title for title, unit in units.items() if title in percent and unit != PCT]:
        faults = [f"the cells of '{named[t]}' are in percent, not in {units[t]}: leave out --enhed" for t in wrong]
        raise InputError(f"{fil.source}: {'; '.join(faults)}")
    unclear = [named[title] for title, unit in units.items() if not unit]
    if not unclear:
        return units, ""
    example = f'--enhed "{unclear[0]}=kr."' if len(fil.titler) > 1 else "--enhed kr."
    also = f"; other sheets (--ark): {', '.join(fil.andre_ark)}" if fil.andre_ark else ""
    names = ", ".join(f"'{name}'" for name in unclear)
    return units, f"the unit of {names} is not known; say it: {example}{also}"


def make_frame(fil: Fil, codes: Mapping[str, str], units: Mapping[str, str]) -> Lest:
    """The frame of the titles that are imported (`codes` by title), with what is needed to speak of its rows.

    A DataError lists all cells that are no numbers, or that are one number or another.
    """
    felter = [felt for felt in fil.felter if felt.titel in codes]
    mark = _find_mark(fil, felter, units)
    percent = {felt.titel for felt in felter if isinstance(felt.celle, Percent)}
    for felt in felter:  # 0.2 may mean 0.2 pct. or 20
        plain = isinstance(felt.celle, int | float) and not isinstance(felt.celle, Percent)
        if felt.titel in percent and felt.side == "vaerdi" and plain and 0 < abs(felt.celle) <= 1:
            other = "is not formatted as percent, unlike other cells: 1 or 100 times?"
            fil.fejl.append(f"{felt.sted}: {felt.celle:g} {other}")
    rows: dict[tuple[Any, ...], dict[str, Any]] = {}
    seen: Counter[tuple[Any, ...]] = Counter()
    decimals = dict.fromkeys(codes, 0)
    for felt in felter:
        key = (felt.kommunekode, felt.aar, codes[felt.titel])
        seen[(*key, felt.side)] += 1  # the same figure twice has a row of its own, refused by the check of the frame
        start = {**dict(zip(KEY, key, strict=True)), "sted": felt.sted}
        row = rows.setdefault((*key, seen[(*key, felt.side)]), start)
        row[felt.side], status = _read_felt(felt.celle, fil, mark)
        if felt.side == "vaerdi":
            row |= {"status": status, "sted": felt.sted}
            shown = read_tal(felt.celle).decimaler.get(mark, 0)
            decimals[felt.titel] = min(max(decimals[felt.titel], shown), DECIMALS)
        if not status:
            expected = "a number, -, M or U" if fil.mark else f"a number with {MARKS[mark]}"
            fil.fejl.append(f"{felt.sted}: {_quote(felt.celle)} is not {expected}{_hint(felt.celle)}")
    fil.check()
    for row in rows.values():
        if "status" not in row:  # amounts alone: the share is theirs
            taeller, naevner = row.get("taeller"), row.get("naevner")
            row["vaerdi"] = 100 * taeller / naevner if taeller is not None and naevner else None
            row["status"] = "mangler" if row["vaerdi"] is None else "tal"
    frame = pd.DataFrame(list(rows.values()), columns=[*KEY, *NUMBERS, "status"])
    frame = frame.astype(dict.fromkeys(NUMBERS, "float64"))
    return Lest(frame, [row["sted"] for row in rows.values()], decimals, mark)


def _find_mark(fil: Fil, felter: Sequence[Felt], units: Mapping[str, str]) -> str:
    """The decimal mark: one program wrote the file, so there is one. Cells that it leaves unclear are faults."""
    if mark := fil.mark or find_mark(felt.celle for felt in felter):
        return mark

    def can_be(unit: str, value: float, decimals: int) -> bool:
        if unit == PCT:
            return value <= 100
        return decimals <= 2 if unit.startswith("kr.") else decimals == 0 if unit in WHOLE else True

    found = set()
    for title in {felt.titel for felt in felter}:
        cells = [felt.celle for felt in felter if (felt.titel, felt.side) == (title, "vaerdi")]
        found.add(find_mark(cells, partial(can_be, units[title])))
    if len(found - {None}) == 1:
        return str((found - {None}).pop())
    for felt in felter:
        values = list(read_tal(felt.celle).vaerdi.values())
        if len(set(values)) == 2:
            which = "decimals or thousands? write another number of decimals"
            fil.fejl.append(f"{felt.sted}: {_quote(felt.celle)} is {values[0]:g} or {values[1]:g}: {which}")
    return ","


def _read_felt(cell: Any, fil: Fil, mark: str) -> tuple[float | None, str]:
    """A cell as number and status; the status is empty where the cell is not understood."""
    cell = cell.strip() if isinstance(cell, str) else cell
    if fil.nul and cell == fil.nul:
        return 0.0, "tal"
    if isinstance(cell, str) and cell in fil.statusser:
        return None, fil.statusser[cell]
    if fil.mark and not fil.ark and not (cell in ("M", "U") or is_number(cell)):  # a text in a form that has few marks
        return None, ""
    value = None if is_missing(cell) else read_tal(cell).vaerdi.get(mark)
    return value, "mangler" if is_missing(cell) else "" if value is None else "tal"


def _quote(cell: Any) -> str:
    return f"'{cell_text(cell)[:40]}'"


def _hint(cell: Any) -> str:
    if hasattr(cell, "year"):
        return ": it is a date; Excel makes dates of 12.5: type it again as a number"
    error = isinstance(cell, str) and re.match(r"#(DIV|REF|NAME|VALUE|NUM|VÆRDI|REFERENCE|NAVN)", cell)
    return ": an error of Excel; mend the formula" if error else ""


def describe_noegletal(code: str, title: str, unit: str, decimals: int, retning: Any, header: str = "") -> Noegletal:
    """The description of a noegletal that is known by title and unit; what is called a share has its bounds.

    Example:
        >>> describe_noegletal("andel_x", "Andel x", "pct.", 1, "ingen").graenser
        (0.0, 100.0)
    """
    share = unit == PCT and re.search(r"andel(en)?\b", f"{title} {header}".casefold()) is not None
    return Noegletal(
        noegletal=code,
        titel=title,
        kort_titel=title if len(title) <= 60 else title[:60].rsplit(" ", 1)[0] + " …",
        enhed=unit,
        forskelsenhed="procentpoint" if unit == PCT else "",
        decimaler=decimals,
        retning=retning,
        graenser=(0, 100) if share else (0, None) if unit in WHOLE else (None, None),
        genkendes="",
        art="andel" if share else "beloeb" if re.search(r"\bkr\.", unit) else "tal",
    )


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
