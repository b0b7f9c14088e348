"""The page of `kommunedata compare`: who moved, up and down, in figure and in place, per noegletal."""

from pathlib import Path

import pandas as pd
from markupsafe import Markup

from kommunedata.analysis.changes import STOERSTE, list_brud
from kommunedata.datasaet.frame import Datasaet
from kommunedata.datasaet.noegletal import Noegletal
from kommunedata.files import check_folder, write_atomic
from kommunedata.formats import opremsning, tal, talord
from kommunedata.landsoverblik.flytninger import count_ways, tabel
from kommunedata.landsoverblik.words import ord_for
from kommunedata.page import parts, tables
from kommunedata.page.export import parts_to_html
from kommunedata.page.parts import Part
from kommunedata.page.sheets import csv_bytes, with_mark

BRUD = (
    "Definitionen blev ændret i {}. Tallene fra før og efter kan ikke sammenlignes, så her er hverken optælling eller "
    "rangordning af forskelle, kun tallene ved siden af hinanden i filen."
)


def write_page(changes: pd.DataFrame, datasaet: Datasaet, mod: Datasaet, path: Path) -> list[Path]:
    """Write the page of a comparison and the CSV of all its rows beside it; which they are.

    Args:
        changes: rows of `changes.compare_aar` or `changes.compare_datasaet`.
        datasaet: the figures.
        mod: what they are held against; the same for two years of one datasaet.
        path: the page.

    Raises:
        InputError: the folder cannot be written to.
    """
    check_folder(path.parent)
    csv = path.with_suffix(".csv")
    html = parts_to_html(build_page(changes, datasaet, mod, csv.name))
    rows = with_mark(changes.drop(columns="region"), datasaet.kilde if datasaet.kilde.model else mod.kilde)
    return [write_atomic(csv, csv_bytes(rows)), write_atomic(path, html)]


def build_page(changes: pd.DataFrame, datasaet: Datasaet, mod: Datasaet, csv_name: str) -> list[Part]:
    """The parts of the page, in order; what it takes is as for `write_page`."""
    kilde, kilde_mod = datasaet.kilde, mod.kilde
    if kilde.navn != kilde_mod.navn:
        new, old = f"datasæt {kilde.navn}", f"datasæt {kilde_mod.navn}"
    else:
        new, old = str(changes["aar"].iloc[0]), str(changes["aar_mod"].iloc[0])
    facts = dict.fromkeys(", ".join(parts.source(one)) for one in (kilde, kilde_mod))
    warning, movers = [], []
    if brud := list_brud(changes, kilde):
        warning = [parts.banner(BRUD.format(opremsning([*map(str, brud)])))]
    else:
        movers = [
            _section(rows, datasaet.noegletal[str(code)]) for code, rows in changes.groupby("noegletal", sort=False)
        ]
        movers = [parts.lead(_conclusion(changes, datasaet, new, old)), *movers]
    link = Markup('<p><a href="{}">Alle {} rækker som CSV ({})</a></p>')
    return [
        parts.model_banner(kilde if kilde.model else kilde_mod, "denne sammenligning"),
        parts.join(*warning),
        parts.header(f"Ændringer: {new} mod {old}", kilde.titel, list(facts)),
        *movers,
        *_new_and_vanished(changes, datasaet, new, old),
        parts.section("alle", "Alle tal", Part(str(link.format(csv_name, tal(len(changes), 0), csv_name)))),
    ]


def _conclusion(changes: pd.DataFrame, datasaet: Datasaet, new: str, old: str) -> str:
    """How many moved on the total, or on all noegletal together where there is no total."""
    totals = [code for code, one in datasaet.noegletal.items() if one.samler]
    samlet = changes[changes["noegletal"].isin(totals)]
    words = ord_for(next(iter(datasaet.noegletal.values())))
    rows, what = (samlet, f"samlede {words.flere}") if len(samlet) else (changes, words.flere)
    up, down, same = count_ways(rows)
    return (
        f"Af de {tal(up + down + same, 0)} {what}, der er tal for både i {new} og i {old}, var {talord(up)} højere i "
        f"{new}, {talord(down)} var lavere, og {talord(same)} var ens."
    )


def _section(rows: pd.DataFrame, one: Noegletal) -> Part:
    up, down, _ = count_ways(rows)
    shown = [
        tables.table(f"{one.kort_titel}: {caption}, højst {talord(STOERSTE)} hver vej", tabel(rows, column, one))
        for column, caption in (("aendring", f"størst ændring i {ord_for(one).en}"), ("rykket", "flest pladser rykket"))
        if (rows[column].fillna(0) != 0).any()
    ]
    heading = f"{one.kort_titel}: {talord(up)} op, {talord(down)} ned"
    return parts.section(f"konto-{one.noegletal}", heading, *(shown or ["Ingen er rykket."]))


def _new_and_vanished(changes: pd.DataFrame, datasaet: Datasaet, new: str, old: str) -> list[Part]:
    items = []
    for missing, present, absent in (("vaerdi_mod", new, old), ("vaerdi", old, new)):
        rows = changes[changes[missing].isna()]
        for (aar, code), some in rows.groupby(["aar", "noegletal"], sort=False):
            year = f" {aar}" if changes["aar"].nunique() > 1 else ""
            who = opremsning(some["kommune"].tolist()) if len(some) <= STOERSTE else f"{len(some)} kommuner"
            name = datasaet.noegletal[str(code)].kort_titel
            items.append(f"{name}{year}: {who} har tal i {present}, men ikke i {absent}")
    return [parts.section("nye", "Nye og forsvundne tal", parts.liste(items))] if items else []
