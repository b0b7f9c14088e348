"""An analyst's own table: long or wide, CSV or XLSX, its own or a workbook of StatBank, read as it comes."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from kommunedata.errors import DataError, InputError
from kommunedata.sources.cells import Ark, read_ark
from kommunedata.sources.figures import Felt, Fil
from kommunedata.sources.layout import GENERIC, ROLES, Layout, base_slug, find_layout
from kommunedata.sources.meanings import Sted, cell_text, find_sted, is_missing, read_tid
from kommunedata.sources.titles import read_unit

MODEL = "MODELTAL"
_TOTAL = (
    r"i alt|total(t)?|indhold|value|number|antal|begge køn.*|mænd og kvinder.*|men and women.*|alle?\b.*"
    r"|.*(,| i) ?(alt|total)"
)


class _Raw(NamedTuple):
    """A cell before it is known which groups tell its figure from others, and its place and time as written."""

    felt: Felt
    kommune: bool
    omraade: str
    tid: str
    grupper: list[str]


def read_tabel(
    content: bytes, source: object, ark: str | None = None, *, periode: str | None = None, aar: int | None = None
) -> Fil:
    """Read a table, long (a row per figure) or wide (years, kommuner or noegletal across).

    `periode` is the quarter or month to read (`K1`, `M01`) where the times are parts of years, `aar` the year of all
    figures, where the table has none.

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
    raws = _choose_times(_read_rows(layout, table, aar, fil), periode, fil)
    fil.check()
    if not raws:
        raise DataError(table.source, ["has only a header"])
    _read_above(layout, fil)
    _name_figures(raws, layout, fil)
    if not fil.felter:
        raise DataError(table.source, ["no row is of a municipality"])
    if dashes := sum(felt.celle == "-" for felt in fil.felter):
        fil.nul = "-" if layout.statbank else ""  # in tables of StatBank it is a zero
        fil.advarsler.append(f"{dashes} cells hold '-' and are read as {'0' if fil.nul else 'missing'}")
    if table.afskaaret:
        fil.advarsler.append("the last row does not end with a line break: is the file whole?")
    return fil


def _read_rows(layout: Layout, table: Ark, aar: int | None, fil: Fil) -> list[_Raw]:
    """Every cell with its keys; rows that are not understood are faults."""
    widths = {number: len(cells) for number, cells in table.rows}
    values = layout.find("vaerdi", "taeller", "naevner")
    width = max((place for place, one in enumerate(layout.kolonner) if one.rolle or one.navn), default=0) + 1
    has_place = bool(layout.find("kommune", "kommunekode"))
    raws: list[_Raw] = []
    placeless: list[str] = []  # rows without a kommune
    lines: list[tuple[int, str]] = []  # of text, which belong below the figures
    held: dict[int, Any] = {}
    last = 0  # row of figures
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
            fil.fejl.append(f"row {number}: {widths[number]} cells, but the header has {width}")
            continue
        sted, problem = _find_place(layout, cells)
        if has_place and not problem and sted == Sted():
            placeless.append(str(number))
            continue
        found = [] if problem else list(_read_row(layout, number, cells, sted if has_place else None, aar))
        if bad := [raw.tid for raw in found if not raw.felt.aar]:
            problem = f"aar '{bad[0][:40]}' is not a year"
        if problem:
            fil.fejl.append(f"row {number}: {problem}")
        elif found:
            raws += found
            last = number
    fil.noter += [text[:400] for number, text in lines if number > last]
    alone = [f"row {number}: '{text[:40]}' stands alone" for number, text in lines if number < last]
    fil.fejl += [f"{text} among the figures: a title of some of them?" for text in alone]
    if placeless:
        some = ", ".join(placeless[:3]) + (f" … {placeless[-1]}" if len(placeless) > 3 else "")
        which = f"row {some} has" if len(placeless) == 1 else f"{len(placeless)} rows ({some}) have"
        fil.fejl.append(f"{which} no kommune: the cell is empty, or was merged with the one above; fill it in")
    return raws


def _read_row(layout: Layout, number: int, cells: list[Any], sted: Sted | None, aar: int | None) -> Iterator[_Raw]:
    """The figures of a row with their keys; without `sted` the header has their places."""
    area = next(filter(None, (*layout.texts("kommune", cells), *layout.texts("kommunekode", cells))), "")
    time = next(iter(layout.texts("aar", cells)), str(aar))
    grupper, navn = layout.texts("gruppe", cells), " ".join(layout.texts("noegletal", cells))
    for place in layout.find("vaerdi", "taeller", "naevner"):
        one = layout.kolonner[place]
        says = one.rolle == "vaerdi" and not (navn and base_slug(one.navn) in GENERIC)
        titel = ", ".join(filter(None, (navn, one.navn if says else "")))
        kode, omraade = (find_sted(one.sted).kommunekode, one.sted) if sted is None else (sted.kommunekode, area)
        tid = read_tid(one.aar or time)
        where = f"row {number}, column {one.aar or one.navn or one.sted}"
        felt = Felt(titel, kode or omraade, tid.aar if tid else 0, cells[place], where, one.rolle)
        yield _Raw(felt, bool(kode), omraade, one.aar or time, grupper)


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
    short = re.split(r" (?:efter|by) ", fil.overskrift)[0]
    if layout.statbank and fil.overskrift != short:
        fil.noter.append(fil.overskrift)
        fil.overskrift = short


def _name_figures(raws: list[_Raw], layout: Layout, fil: Fil) -> None:
    """Give each cell the title of its figure: its column's, with the groups that tell it from others."""
    places = layout.find("gruppe")
    groups = [layout.kolonner[place] for place in places]
    distinct = [len({*texts}) for texts in zip(*(raw.grupper for raw in raws), strict=True)]
    keys = [((raw.felt.titel, raw.omraade, raw.tid, raw.felt.side), raw.grupper) for raw in raws if raw.kommune]

    def tell_apart(indices: list[int]) -> bool:
        return len({(key, *(grupper[i] for i in indices)) for key, grupper in keys}) == len(keys)

    varying = [index for index, number in enumerate(distinct) if number > 1]
    needed = [] if tell_apart([]) else varying
    for index in varying:  # drop, one by one, what is not needed
        if index in needed and tell_apart(rest := [other for other in needed if other != index]):
            needed = rest
    fil.advarsler += [f"column '{groups[i].navn or places[i] + 1}' is not read" for i in varying if i not in needed]
    fixed = [index for index, number in enumerate(distinct) if number == 1 and groups[index].blank]
    for felt, kommune, _, _, grupper in raws:
        parts = [grupper[index] for index in sorted([*needed, *fixed])]
        if not parts or base_slug(felt.titel) not in GENERIC:
            parts.append(felt.titel)
        parts = [part for part in parts if part and not (layout.statbank and re.fullmatch(_TOTAL, part, re.I))]
        felt = felt._replace(titel=", ".join(parts))
        if kommune:
            fil.felter.append(felt)
        elif not is_missing(felt.celle):
            fil.andre.append(felt)
    fil.titler = list(dict.fromkeys(felt.titel for felt in fil.felter if felt.side == "vaerdi"))
    if amounts := {felt.titel for felt in fil.felter if felt.side != "vaerdi"}:  # of the one share of their row
        fil.titler = fil.titler or sorted(amounts)
        if len(fil.titler) == 1:
            fil.felter = [felt._replace(titel=fil.titler[0]) for felt in fil.felter]
        elif not amounts <= {*fil.titler}:
            unclear = "privat and grundlag stand beside several figures: it is not clear whose they are"
            raise DataError(fil.source, [unclear])
