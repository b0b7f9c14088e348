"""An analyst's own table: long or wide, CSV or XLSX, its own or a workbook of StatBank, read as it comes."""

import re
from typing import Any, NamedTuple

from kommunedata.errors import DataError, InputError
from kommunedata.sources.areas import Sted, find_sted, read_tid
from kommunedata.sources.cells import Ark, read_ark
from kommunedata.sources.figures import Felt, Fil
from kommunedata.sources.layout import GENERIC, ROLES, Layout, find_layout
from kommunedata.sources.numbers import cell_text, is_missing
from kommunedata.sources.titles import read_unit
from kommunedata.text import ascii_slug

MODEL = "MODELTAL"
_TOTAL = (
    r"i alt|total(t)?|indhold|value|number|antal|begge køn.*|mænd og kvinder.*|men and women.*|alle?\b.*"
    r"|.*(,| i) ?(alt|total)"
)


class _Raw(NamedTuple):
    """A cell before it is known which groups tell its figure from others."""

    navn: str
    grupper: tuple[str, ...]
    sted: Sted
    omraade: str
    tid: str
    celle: Any
    where: str
    side: str
    row: int


def read_tabel(
    content: bytes, source: object, ark: str | None = None, *, periode: str | None = None, aar: int | None = None
) -> Fil:
    """Read a table, long (a row per figure) or wide (years, kommuner or noegletal across).

    Args:
        content: the bytes of the file.
        source: its name, for messages.
        ark: the sheet of a workbook; None for the first that is visible.
        periode: the quarter or month to read (`K1`, `M01`) where the times are parts of years.
        aar: the year of all figures, where the table has none.

    Raises:
        DataError: no header is found, or rows are not understood; all are listed with their place.
        InputError: the times are quarters or months, and none is chosen.
    """
    table = read_ark(content, source, ark, [*ROLES, "år", "årstal", "nøgletal"])
    layout = find_layout(table, aar)
    if any(re.fullmatch(r".*kommunale n.*gletal", text, re.IGNORECASE) for text in layout.over):
        raise DataError(table.source, ["is an export of noegletal.dk: read it with 'import noegletal'"])
    fil = Fil(table.source, table.navn, table.andre, kilde=dict(table.kilde))
    texts = (cell for _, cells in table.rows for cell in cells if isinstance(cell, str))
    fil.model = any(text.startswith(MODEL) for text in texts) or fil.kilde.get("model") == "True"
    unread = [layout.kolonner[place].navn for place in layout.find("nummer")]
    fil.advarsler += [f"column '{navn}' is not read: it numbers rows or ranks them" for navn in unread]
    raws, faults = _read_rows(layout, table, aar, fil)
    raws = _choose_times(raws, periode, fil)
    if faults:
        raise DataError(table.source, faults)
    if not raws:
        raise DataError(table.source, ["has only a header"])
    _read_above(layout, fil)
    _name_figures(raws, layout, fil)
    if not fil.felter:
        raise DataError(table.source, ["no row is of a municipality"])
    if dashes := sum(felt.celle == "-" for felt in fil.felter):
        fil.nul = "-" if any(one.blank for one in layout.kolonner) else ""  # in tables of StatBank it is a zero
        fil.advarsler.append(f"{dashes} cells hold '-' and are read as {'0' if fil.nul else 'missing'}")
    if table.afskaaret:
        fil.advarsler.append("the last row does not end with a line break: is the file whole?")
    return fil


def _read_rows(layout: Layout, table: Ark, aar: int | None, fil: Fil) -> tuple[list[_Raw], list[str]]:
    """Every cell with its keys, and rows that are not understood."""
    kolonner = layout.kolonner
    widths = {number: len(cells) for number, cells in table.rows}
    stub = [place for place, one in enumerate(kolonner) if one.blank]
    values = [place for place, one in enumerate(kolonner) if one.rolle in ("vaerdi", "taeller", "naevner")]
    width = max((place for place, one in enumerate(kolonner) if one.rolle or one.navn), default=0) + 1
    has_place = bool(layout.find("kommune") or layout.find("kommunekode"))
    raws: list[_Raw] = []
    faults: list[str] = []
    placeless: list[int] = []  # rows without a kommune
    lines: list[tuple[int, str]] = []  # of text, which belong below the figures
    held: dict[int, Any] = {}
    for number, padded in layout.rows:
        cells = list(padded)
        texts = {text for cell in cells if (text := cell_text(cell))}
        if len(texts) == 1 and not any(cell_text(cells[place]) for place in values):
            (text,) = texts
            if not (find_sted(text).kommunekode if has_place else read_tid(text)):
                lines.append((number, text))
                continue
        for place in stub:  # an empty cell of a column without a header holds what stands above it
            if cell_text(cells[place]):
                held = {other: text for other, text in held.items() if other < place} | {place: cells[place]}
            cells[place] = held.get(place)
        sted, problem = _find_place(layout, cells)
        if (widths[number] < width and not table.navn) or any(map(cell_text, cells[width:])):
            problem = f"{widths[number]} cells, but the header has {width}"
        if not problem and has_place and sted == Sted():
            placeless.append(number)
        elif not problem:
            found, problem = _read_cells(layout, values, number, cells, sted if has_place else None, aar)
            raws += found
        faults += [f"row {number}: {problem}"] if problem else []
    last = max((raw.row for raw in raws), default=0)
    fil.noter += [text[:400] for number, text in lines if number > last]
    faults += [
        f"row {number}: '{text[:40]}' stands alone among the figures: a title of some of them?"
        for number, text in lines
        if number < last
    ]
    if placeless:
        some = ", ".join(map(str, placeless[:3])) + (f" … {placeless[-1]}" if len(placeless) > 3 else "")
        which = f"row {some} has" if len(placeless) == 1 else f"{len(placeless)} rows ({some}) have"
        faults.append(f"{which} no kommune: the cell is empty, or was merged with the one above; fill it in")
    return raws, faults


def _read_cells(
    layout: Layout, values: list[int], number: int, cells: list[Any], sted: Sted | None, aar: int | None
) -> tuple[list[_Raw], str]:
    """The figures of a row with their keys, and what is wrong with its year; without `sted` the header has it."""
    places = [*layout.find("kommune"), *layout.find("kommunekode")]
    times = [cell_text(cells[place]) for place in layout.find("aar")] or [str(aar)]
    grupper = tuple(cell_text(cells[place]) for place in layout.find("gruppe"))
    navn = " ".join(cell_text(cells[place]) for place in layout.find("noegletal"))
    raws = []
    for place in values:
        one = layout.kolonner[place]
        tid = one.aar or times[0]
        if not read_tid(tid):
            return [], f"aar '{tid[:40]}' is not a year"
        says = one.rolle == "vaerdi" and not (navn and ascii_slug(_base(one.navn)) in GENERIC)
        title = ", ".join(filter(None, (navn, one.navn if says else "")))
        where = f"row {number}, column {one.aar or one.navn or one.sted}"
        area = one.sted if sted is None else cell_text(cells[places[0]]) or cell_text(cells[places[-1]])
        own = find_sted(one.sted) if sted is None else sted
        raws.append(_Raw(title, grupper, own, area, tid, cells[place], where, one.rolle, number))
    return raws, ""


def _find_place(layout: Layout, cells: list[Any]) -> tuple[Sted, str]:
    """The place of a row by its name and its code, which must agree, and what is wrong with them."""
    texts = [cell_text(cells[place]) for role in ("kommunekode", "kommune") for place in layout.find(role)]
    found = [find_sted(text) for text in texts if text]
    if faults := [sted.fejl for sted in found if sted.fejl]:
        return Sted(), faults[-1] if not any(sted.andet for sted in found) else ""
    if len(kodes := {sted.kommunekode for sted in found}) > 1:
        return Sted(), f"kommunekode '{texts[0]}' is not that of '{texts[-1]}'" if len(kodes) > 1 else ""
    return (found[0] if found else Sted()), ""


def _choose_times(raws: list[_Raw], periode: str | None, fil: Fil) -> list[_Raw]:
    """The cells of whole years, or of the part of each year that was asked for."""
    parts = sorted({tid.del_ for raw in raws if (tid := read_tid(raw.tid)) and tid.del_})
    if not parts:
        if periode and raws:
            raise InputError(f"{fil.source}: the times are years: leave out --periode")
        return raws
    if periode is None or periode.upper() not in parts:
        kind = {"K": "quarters", "M": "months", "H": "half years"}[parts[0][0]]
        first, last = min(raw.tid for raw in raws), max(raw.tid for raw in raws)
        wanted = f", not {periode}" if periode else ""
        raise InputError(
            f"{fil.source}: the times are {kind} ({first} – {last}){wanted}, and nothing is added up: "
            f"choose one of each year with --periode {parts[0]} ({', '.join(parts)})"
        )
    fil.noter.append(f"Tallene er for {periode.upper()} i hvert år.")
    return [raw for raw in raws if (tid := read_tid(raw.tid)) and tid.del_ == periode.upper()]


def _read_above(layout: Layout, fil: Fil) -> None:
    """The title, unit and source in the lines above the header."""
    for text in layout.over:
        if unit := re.fullmatch(r"(?:enhed|units?)\s*:\s*(.*)", text, re.IGNORECASE):
            fil.enhed = read_unit(unit[1])
        elif source := re.fullmatch(r"(?:kilde|source)\s*:\s*(.+)", text, re.IGNORECASE):
            fil.organisation = source[1]
        elif not fil.overskrift and not text.startswith(MODEL):
            fil.overskrift = text
        else:
            fil.noter.append(text[:400])


def _name_figures(raws: list[_Raw], layout: Layout, fil: Fil) -> None:
    """Give each cell the title of its figure: its column's, with the groups that tell it from others."""
    places = layout.find("gruppe")
    distinct = {index: {raw.grupper[index] for raw in raws} for index in range(len(places))}
    varying = [index for index, texts in distinct.items() if len(texts) > 1]
    keys = [(raw.navn, raw.omraade, raw.tid, raw.side) for raw in raws if raw.sted.kommunekode]
    needed = varying if len(set(keys)) < len(keys) else []
    # Drop, one by one, what is not needed to tell the figures apart.
    for index in list(needed):
        rest = [other for other in needed if other != index]
        longer = {(*key, *(raw.grupper[i] for i in rest)) for key, raw in zip(keys, _ranked(raws), strict=True)}
        if len(longer) == len(keys):
            needed = rest
    fixed = [index for index, texts in distinct.items() if len(texts) == 1 and layout.kolonner[places[index]].blank]
    for index in varying:
        if index not in needed:
            fil.advarsler.append(f"column '{layout.kolonner[places[index]].navn or places[index] + 1}' is not read")
    statbank = any(one.blank for one in layout.kolonner)
    for raw in raws:
        groups = [raw.grupper[index] for index in sorted([*needed, *fixed])]
        parts = [
            part
            for part in (*groups, "" if groups and ascii_slug(_base(raw.navn)) in GENERIC else raw.navn)
            if part and not (statbank and re.fullmatch(_TOTAL, part, re.I))
        ]
        tid = read_tid(raw.tid)
        felt = Felt(
            ", ".join(parts),
            raw.sted.kommunekode or raw.omraade,
            tid.aar if tid else 0,
            raw.celle,
            raw.where,
            raw.side,
        )
        if raw.sted.kommunekode:
            fil.felter.append(felt)
            if felt.side == "vaerdi" and felt.titel not in fil.titler:
                fil.titler.append(felt.titel)
        elif not is_missing(raw.celle):
            fil.andre.append(felt)
    _share_amounts(fil)
    short = re.split(r" (?:efter|by) ", fil.overskrift)[0]
    if statbank and fil.overskrift != short:
        fil.noter.append(fil.overskrift)
        fil.overskrift = short


def _ranked(raws: list[_Raw]) -> list[_Raw]:
    return [raw for raw in raws if raw.sted.kommunekode]


def _share_amounts(fil: Fil) -> None:
    """Amounts behind a share stand in columns of their own: they belong to the one share of their row."""
    if all(felt.side == "vaerdi" for felt in fil.felter):
        return
    amounts = {felt.titel for felt in fil.felter if felt.side != "vaerdi"}
    fil.titler = fil.titler or sorted(amounts)
    if len(fil.titler) == 1:
        fil.felter = [felt._replace(titel=fil.titler[0]) for felt in fil.felter]
    elif not amounts <= {*fil.titler}:
        raise DataError(
            fil.source, ["privat and grundlag stand beside several figures: it is not clear whose they are"]
        )


def _base(name: str) -> str:
    """The name of a column without what stands in brackets after it.

    Example:
        >>> _base("Andel (pct.)")
        'Andel'
    """
    return re.sub(r"\s*[(\[].*?[)\]]|,? i? ?(pct\.?|%|kr\.?)$", "", name).strip()
