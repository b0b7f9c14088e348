"""The ranking and the tile maps of Denmark."""

from typing import Any

import pandas as pd
from markupsafe import Markup

from kommunedata.charts.kort import KORT
from kommunedata.formats import opremsning, stop, talord
from kommunedata.kommuner import kommune_by_code, load_kommuner
from kommunedata.landsoverblik.facts import FJERDEDEL, KLASSER, TREDJEDEL, Landskonto, Landsoverblik
from kommunedata.landsoverblik.words import (
    NOEGLETAL,
    antal_kommuner,
    del_for,
    ender,
    hvad,
    kommuner,
    med_vaerdi,
    ord_for,
    steder,
)
from kommunedata.page import parts, tables
from kommunedata.page.parts import Part

LETTERS = 7  # that a tile has room for
TEMPLATE = "overblik.html.j2"


def rangliste(overblik: Landsoverblik, pladser: pd.DataFrame | None = None) -> Part:
    """The kommuner in the order of a frame, each linked to its notat and marked with its fifth; nothing without samlet.

    Args:
        overblik: the facts.
        pladser: rows of `Landskonto.pladser`; all of samlet if left out.
    """
    konto = overblik.samlet
    if konto is None:
        return Part("")
    one, what = konto.noegletal, f"Plads af {konto.antal} og"
    slugs = {code: kommune.slug for code, kommune in kommune_by_code().items()}
    rows = (konto.pladser if pladser is None else pladser)[["rang", "klasse", "kommunekode", "kommune", "vaerdi"]]
    places = [
        {**row, "slug": slugs.get(row["kommunekode"], ""), "vaerdi": one.tal(row["vaerdi"])}
        for row in rows.to_dict("records")
    ]
    label = f"{what} {ord_for(one).en} i {one.enhed}, {konto.navn}"
    return parts.join(
        parts.small(f"{what} {hvad(one)} i {one.enhed}, {overblik.aar}."),
        Part(str(parts.macros(TEMPLATE).rangliste(label, places, del_for(overblik).side))),
    )


def rangliste_heading(konto: Landskonto | None) -> str:
    """The ends of the ranking; "" without samlet."""
    if konto is None:
        return ""
    if konto.antal == 1:
        return f"Kun {konto.pladser['kommune'].iloc[0]} har et tal"
    if konto.afstand == 0:
        return f"De {talord(konto.antal)} kommuner har samme {ord_for(konto.noegletal).en}"
    first, last = (steder(med_vaerdi(konto, end)) for end in (konto.hoejeste, konto.laveste))
    return f"Højest {first}, lavest {last}"


def rangliste_text(konto: Landskonto | None) -> str:
    """How far the ends are apart, and how many are under a quarter and over a third; "" without samlet."""
    if konto is None:
        return ""
    one, values = konto.noegletal, konto.pladser["vaerdi"]
    words = ord_for(one)
    span = (
        f"Fra {words.den} laveste {words.en} på {one.med_enhed(konto.laveste)} til {words.den} højeste på "
        f"{one.med_enhed(konto.hoejeste)} var der {one.forskel(konto.afstand)}"
    )
    if one.art != "andel":
        return stop(span)
    under, over = (values < FJERDEDEL).sum(), (values > TREDJEDEL).sum()
    low, high = antal_kommuner(under).lower(), antal_kommuner(over).lower()
    return f"{stop(span)} Under en fjerdedel lå {low}, og over en tredjedel {high}."


SMAAKORT = (
    "Hvert kort har sine egne femtedele: Jo større flisen er, jo nærmere er kommunen den første plads sammenlignet med "
    "de andre kommuner {samme}."
)


def heading(overblik: Landsoverblik) -> str:
    """Which region has most of the highest figures; what there are maps of without samlet."""
    konto = overblik.samlet
    if konto is None:
        return f"Kort for {del_for(overblik).hver}"
    top, words, (end, _) = int(konto.klasser["antal"].iloc[-1]), ord_for(konto.noegletal), ender(konto.noegletal)
    regions = _flest_hoeje(konto)
    names, most = opremsning(regions["gruppe"].tolist()), regions["antal_oeverst"].iloc[0]
    if top == 1:
        return f"{words.den.capitalize()} {end} {words.en} lå i {names}"
    each = " hver" if len(regions) > 1 else ""
    return f"{talord(most).capitalize()}{each} af de {talord(top)} {end} {words.flere} lå i {names}"


def text(konto: Landskonto | None) -> str:
    """What the map shows, and how its classes are made; "" without samlet."""
    if konto is None:
        return ""
    regions = _flest_hoeje(konto).to_dict("records")
    share = opremsning([f"{row['gruppe']} har i alt {kommuner(row['antal'])}" for row in regions])
    what = ord_for(konto.noegletal).en
    return (
        f"{share}. Hver flise er en kommune, omtrent dér, hvor den ligger. Farven viser, hvilken femtedel kommunen "
        f"er i: Kommunerne er stillet op efter {what} og delt i fem omtrent lige store grupper (kvintiler), så "
        f"grænserne følger af tallene selv. Kommuner med samme {what} er i samme gruppe."
    )


def kort_alt(overblik: Landsoverblik, konto: Landskonto) -> str:
    """Text alternative of a map."""
    one = konto.noegletal
    high, low = (steder(med_vaerdi(konto, end)) for end in (konto.hoejeste, konto.laveste))
    return (
        f"Kort: {konto.navn} {overblik.aar}, {konto.antal} kommuner i femtedele. Højest {high} "
        f"({one.med_enhed(konto.hoejeste)}), lavest {low} ({one.med_enhed(konto.laveste)}). Øverste femtedel fra "
        f"{one.med_enhed(konto.klasser['fra'].iloc[-1])}"
    )


def landkort(overblik: Landsoverblik, pladser: pd.DataFrame | None = None) -> Part:
    """The large map: a tile per kommune with short name and figure, linked to its notat; nothing without samlet.

    Args:
        overblik: the facts.
        pladser: rows of `Landskonto.pladser`, which have a figure on the map; all of samlet if left out.
    """
    konto = overblik.samlet
    if konto is None:
        return Part("")
    tiles = _fliser(konto, pladser)
    what = f"{konto.navn} {ord_for(konto.noegletal).en}" if konto.noegletal.samler else konto.navn
    title = f"{what} i {konto.noegletal.enhed}, {overblik.aar}"
    alt, mark = kort_alt(overblik, konto), overblik.kilde.modelmaerke
    return Part(str(parts.macros(TEMPLATE).landkort(title, alt, mark, tiles, _klasser(konto))))


def smaakort(overblik: Landsoverblik, tal: pd.DataFrame | None = None) -> Part:
    """A small map for each hovedkonto, without names, and all figures in a folded table; nothing without hovedkonti.

    Args:
        overblik: the facts.
        tal: what the table shows, see `andele_tabel`, which it is if left out.
    """
    if not overblik.hovedkonti:
        return Part("")
    maps, words = [], del_for(overblik)
    for konto in overblik.hovedkonti:
        tiles, one = _fliser(konto), konto.noegletal
        maps.append(
            {
                "id": f"{'noegletal' if words is NOEGLETAL else 'hovedkonto'}-{konto.kode}",
                "titel": konto.navn,
                "undertitel": f"{one.tal(konto.laveste)}–{one.med_enhed(konto.hoejeste)}".replace("\u00a0", " "),
                "alt": kort_alt(overblik, konto),
                "fliser": tiles,
            }
        )
    shown = table = andele_tabel(overblik) if tal is None else tal
    first = overblik.kontoer[0].noegletal
    caption = f"Andel i {first.enhed} i alle kommuner, {overblik.aar}"
    if words is NOEGLETAL:
        caption = f"Tal for alle kommuner, {overblik.aar}"
        units = {konto.navn: konto.noegletal for konto in overblik.kontoer}
        written = {f"{name}, {one.enhed}": table[name].map(one.tal) for name, one in units.items()}
        shown = pd.DataFrame({"Kommune": table["Kommune"], **written})
    csv, name = tables.csv_uri(table, overblik.kilde), parts.file_name(overblik, "alle-andele")
    shown = Markup(tables.table(caption, shown, first.decimaler).html)
    folded = parts.macros(TEMPLATE).tal("Tal til kortene", shown, csv, f"{name}.csv")
    drawn = Part(f"{parts.macros(TEMPLATE).smaakort(maps, overblik.kilde.modelmaerke, words.side)}\n{folded}")
    said = SMAAKORT.format(samme=words.samme)
    return parts.section("smaakort", f"Kort for {words.hver}", said, drawn, level=3)


def andele_tabel(overblik: Landsoverblik) -> pd.DataFrame:
    """All figures behind the maps: a row per kommune in Danish order, a column per hovedkonto."""
    names = pd.Series({code: kommune.kommune for code, kommune in kommune_by_code().items()})
    columns = {konto.navn: konto.pladser.set_index("kommunekode")["vaerdi"] for konto in overblik.kontoer}
    return pd.DataFrame({"Kommune": names, **columns}, index=names.index).reset_index(drop=True)


def forkort(kommune: str) -> str:
    """A name that fits a tile; no two are alike.

    Example:
        >>> [forkort(name) for name in ("Aalborg", "Ringkøbing-Skjern", "Frederikshavn")]
        ['Aalborg', 'Ringkø.', 'Fr.havn']
    """
    if kommune in KORT or len(kommune) <= LETTERS:
        return KORT.get(kommune, kommune)
    return f"{kommune[: LETTERS - 1].rstrip('-')}."


def _flest_hoeje(konto: Landskonto) -> pd.DataFrame:
    """The regions that have most kommuner in the highest fifth."""
    regions = konto.grupper[konto.grupper["inddeling"] == "region"]
    return regions[regions["antal_oeverst"] == regions["antal_oeverst"].max()]


def _fliser(konto: Landskonto, pladser: pd.DataFrame | None = None) -> list[dict[str, Any]]:
    """A tile for each kommune in Danish order; `klasse` 0 and no link without a figure."""
    one, places = konto.noegletal, konto.pladser if pladser is None else pladser
    known = places.set_index("kommunekode")[["vaerdi", "rang", "klasse"]].to_dict("index")
    tiles = []
    for row in load_kommuner().to_dict("records"):
        plads = known.get(row["kommunekode"], {"vaerdi": None, "klasse": 0})
        vaerdi, figure = one.tal(plads["vaerdi"]), "intet tal"
        if plads["klasse"]:
            figure = f"{vaerdi} {one.enhed}, nr. {plads['rang']} af {konto.antal}"
        tiles.append(
            {
                "navn": row["kommune"],
                "kort": forkort(row["kommune"]),
                "x": row["flise_x"],
                "y": row["flise_y"],
                "klasse": plads["klasse"],
                "vaerdi": vaerdi,
                "titel": f"{row['kommune']}: {figure}",
                "href": f"{kommune_by_code()[row['kommunekode']].slug}.html",
            }
        )
    return tiles


def _klasser(konto: Landskonto) -> list[dict[str, Any]]:
    """The legend: the lowest and highest figure of each class, and how many it has."""
    one = konto.noegletal
    first, last = ender(one)
    names = {1: f", {last} femtedel", KLASSER: f", {first} femtedel"}
    return [
        {
            "klasse": row["klasse"],
            "tekst": f"{one.tal(row['fra'])}–{one.tal(row['til'])} {one.enhed} ({kommuner(row['antal'])})"
            + names.get(row["klasse"], ""),
        }
        for row in konto.klasser.to_dict("records")
    ]
