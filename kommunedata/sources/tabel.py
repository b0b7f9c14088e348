"""An analyst's own table: long or wide, CSV or XLSX, its own or a workbook of StatBank, read as it comes."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from kommunedata.errors import DataError, InputError
from kommunedata.sources.areas import Sted, find_sted, read_tid
from kommunedata.sources.cells import Ark, read_ark
from kommunedata.sources.figures import Felt, Fil
from kommunedata.sources.layout import GENERIC, ROLES, Layout, base_name, find_layout
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
    grupper: list[str]
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
    widths = {number: len(cells) for number, cells in table.rows}
    values = layout.find("vaerdi", "taeller", "naevner")
    width = max((place for place, one in enumerate(layout.kolonner) if one.rolle or one.navn), default=0) + 1
    has_place = bool(layout.find("kommune", "kommunekode"))
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
        for place, one in enumerate(layout.kolonner):
            if one.blank:  # an empty cell of a column without a header holds what stands above it
                if cell_text(cells[place]):
                    held = {other: cell for other, cell in held.items() if other < place} | {place: cells[place]}
                cells[place] = held.get(place)
        if (widths[number] < width and not table.navn) or any(map(cell_text, cells[width:])):
            faults.append(f"row {number}: {widths[number]} cells, but the header has {width}")
            continue
        sted, problem = _find_place(layout, cells)
        if has_place and not problem and sted == Sted():
            placeless.append(number)
            continue
        found = [] if problem else list(_read_row(layout, number, cells, sted if has_place else None, aar))
        if bad := [raw for raw in found if not read_tid(raw.tid)]:
            problem = f"aar '{bad[0].tid[:40]}' is not a year"
        if problem:
            faults.append(f"row {number}: {problem}")
        else:
            raws += found
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


def _read_row(layout: Layout, number: int, cells: list[Any], sted: Sted | None, aar: int | None) -> Iterator[_Raw]:
    """The figures of a row with their keys; without `sted` the header has their places."""
    area = next(filter(None, (*layout.texts("kommune", cells), *layout.texts("kommunekode", cells))), "")
    time = next(iter(layout.texts("aar", cells)), str(aar))
    grupper, navn = layout.texts("gruppe", cells), " ".join(layout.texts("noegletal", cells))
    for place in layout.find("vaerdi", "taeller", "naevner"):
        one = layout.kolonner[place]
        says = one.rolle == "vaerdi" and not (navn and ascii_slug(base_name(one.navn)) in GENERIC)
        title = ", ".join(filter(None, (navn, one.navn if says else "")))
        where = f"row {number}, column {one.aar or one.navn or one.sted}"
        own, omraade = (find_sted(one.sted), one.sted) if sted is None else (sted, area)
        yield _Raw(title, grupper, own, omraade, one.aar or time, cells[place], where, one.rolle, number)


def _find_place(layout: Layout, cells: list[Any]) -> tuple[Sted, str]:
    """The place of a row by its name and its code, which must agree, and what is wrong with them."""
    texts = [*layout.texts("kommunekode", cells), *layout.texts("kommune", cells)]
    found = [find_sted(text) for text in texts if text]
    if faults := [sted.fejl for sted in found if sted.fejl]:
        return Sted(), faults[-1] if not any(sted.andet for sted in found) else ""
    if len({sted.kommunekode for sted in found}) > 1:
        return Sted(), f"kommunekode '{texts[0]}' is not that of '{texts[-1]}'"
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
    groups = [layout.kolonner[place] for place in layout.find("gruppe")]
    distinct = [{raw.grupper[index] for raw in raws} for index in range(len(groups))]
    ours = [raw for raw in raws if raw.sted.kommunekode]

    def tell_apart(indices: list[int]) -> bool:
        keys = {(raw.navn, raw.omraade, raw.tid, raw.side, *(raw.grupper[i] for i in indices)) for raw in ours}
        return len(keys) == len(ours)

    varying = [index for index, texts in enumerate(distinct) if len(texts) > 1]
    needed = [] if tell_apart([]) else varying
    for index in varying:  # drop, one by one, what is not needed
        if index in needed and tell_apart(rest := [other for other in needed if other != index]):
            needed = rest
    for index in varying:
        if index not in needed:
            fil.advarsler.append(f"column '{groups[index].navn or layout.find('gruppe')[index] + 1}' is not read")
    fixed = [index for index, texts in enumerate(distinct) if len(texts) == 1 and groups[index].blank]
    statbank = any(one.blank for one in layout.kolonner)
    for raw in raws:
        parts = [raw.grupper[index] for index in sorted([*needed, *fixed])]
        if not parts or ascii_slug(base_name(raw.navn)) not in GENERIC:
            parts.append(raw.navn)
        titel = ", ".join(part for part in parts if part and not (statbank and re.fullmatch(_TOTAL, part, re.I)))
        tid = read_tid(raw.tid)
        aar = tid.aar if tid else 0
        felt = Felt(titel, raw.sted.kommunekode or raw.omraade, aar, raw.celle, raw.where, raw.side)
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
