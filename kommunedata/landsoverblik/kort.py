"""The tile maps of Denmark and the ranking of the national overview, as HTML."""

import base64
from functools import cache
from typing import Any

import pandas as pd
from IPython.display import HTML
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from kommunedata import paths
from kommunedata.formats import MISSING, tal
from kommunedata.kommuner import kommune_by_code, load_kommuner
from kommunedata.landsoverblik import figurtekst
from kommunedata.landsoverblik.facts import Landsoverblik
from kommunedata.landsoverblik.landskonto import KLASSER, Landskonto
from kommunedata.landsoverblik.text import kommuner
from kommunedata.page import parts as page

LETTERS = 7  # that a tile has room for
# Names that would look alike when they are cut.
KORT = {
    "Brønderslev": "Br.slev",
    "Fredensborg": "Fr.borg",
    "Fredericia": "Fr.cia",
    "Frederiksberg": "Frb.",
    "Frederikshavn": "Fr.havn",
    "Frederikssund": "Fr.sund",
}


def rangliste(konto: Landskonto) -> HTML:
    """All municipalities by place, each linked to its notat and marked with its fifth."""
    rows = [
        {"rang": one.rang, "klasse": one.klasse, "kommune": one.kommune, "andel": tal(one.andel)}
        for one in konto.pladser
    ]
    return HTML(str(_macros().rangliste(f"Plads af {konto.antal} og andel i pct., {konto.navn}", rows)))


def landkort(overblik: Landsoverblik, konto: Landskonto) -> HTML:
    """The large map: a tile per kommune with short name and share, linked to its notat."""
    tiles = _fliser(konto)
    title = f"{konto.navn} andel i pct., {overblik.aar}"
    columns = max(tile["x"] for tile in tiles) + 1
    alt, mark = figurtekst.kort_alt(overblik, konto), overblik.kilde.modelmaerke
    return HTML(str(_macros().landkort(title, alt, mark, columns, tiles, _klasser(konto))))


def smaakort(overblik: Landsoverblik) -> HTML:
    """A small map for each hovedkonto, without names; all figures follow in a folded table."""
    maps = []
    for konto in overblik.hovedkonti:
        tiles = _fliser(konto)
        maps.append(
            {
                "id": f"hovedkonto-{konto.hovedkonto}",
                "titel": konto.navn,
                "undertitel": f"{tal(konto.laveste)}–{tal(konto.hoejeste)} pct.",
                "alt": figurtekst.kort_alt(overblik, konto),
                "kolonner": max(tile["x"] for tile in tiles) + 1,
                "raekker": max(tile["y"] for tile in tiles) + 1,
                "fliser": tiles,
            }
        )
    table, name = andele_tabel(overblik), f"landsoverblik-{overblik.aar}-alle-andele"
    caption = f"Andel i pct. i alle kommuner, {overblik.aar}"
    csv = "data:text/csv;charset=utf-8;base64," + base64.b64encode(page.csv_bytes(table)).decode()
    folded = _macros().tal("Tal til kortene", Markup(page.table(caption, table).data), csv, f"{name}.csv")
    return HTML(f"{_macros().smaakort(maps, overblik.kilde.modelmaerke)}\n{folded}")


def andele_tabel(overblik: Landsoverblik) -> pd.DataFrame:
    """All shares behind the maps: a row per kommune in Danish order, a column per hovedkonto."""
    shares = {
        konto.navn: {plads.kommune.kommunekode: plads.andel for plads in konto.pladser}
        for konto in overblik.kontoer
    }
    codes = kommune_by_code()
    columns = {name: [known.get(code, float("nan")) for code in codes] for name, known in shares.items()}
    return pd.DataFrame({"Kommune": [kommune.kommune for kommune in codes.values()], **columns})


def _fliser(konto: Landskonto) -> list[dict[str, Any]]:
    """A tile for each of the 98 in Danish order; `klasse` 0 and no link without a figure."""
    places = {plads.kommune.kommunekode: plads for plads in konto.pladser}
    tiles = []
    for row in load_kommuner().to_dict("records"):
        plads = places.get(row["kommunekode"])
        klasse = plads.klasse if plads else 0
        side = round(0.45 + 0.1 * klasse, 2)
        figure = f"{tal(plads.andel)} pct., nr. {plads.rang} af {konto.antal}" if plads else "intet tal"
        tiles.append(
            {
                "navn": row["kommune"],
                "kort": forkort(row["kommune"]),
                "x": row["flise_x"],
                "y": row["flise_y"],
                "klasse": klasse,
                "side": side,
                "kant_x": round(row["flise_x"] + (1 - side) / 2, 2),
                "kant_y": round(row["flise_y"] + (1 - side) / 2, 2),
                "andel": tal(plads.andel) if plads else MISSING,
                "titel": f"{row['kommune']}: {figure}",
                "href": f"{kommune_by_code()[row['kommunekode']].slug}.html",
            }
        )
    return tiles


def forkort(kommune: str) -> str:
    """A name that fits a tile; no two are alike.

    Example:
        >>> [forkort(name) for name in ("Aalborg", "Ringkøbing-Skjern", "Frederikshavn")]
        ['Aalborg', 'Ringkø.', 'Fr.havn']
    """
    if kommune in KORT or len(kommune) <= LETTERS:
        return KORT.get(kommune, kommune)
    return f"{kommune[: LETTERS - 1].rstrip('-')}."


def _klasser(konto: Landskonto) -> list[dict[str, Any]]:
    """The legend: the lowest and highest share of each class, and how many it has."""
    names = {1: "laveste femtedel", KLASSER: "højeste femtedel"}
    return [
        {
            "klasse": one.klasse,
            "tekst": f"{tal(one.fra)}–{tal(one.til)} pct. ({kommuner(one.antal)})"
            + (f", {names[one.klasse]}" if one.klasse in names else ""),
        }
        for one in konto.klasser
    ]


@cache
def _macros() -> Any:
    environment = Environment(
        loader=FileSystemLoader(paths.skabelon()), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return environment.get_template("overblik.html.j2").module
