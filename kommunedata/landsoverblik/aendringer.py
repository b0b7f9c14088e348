"""The page of `kommunedata compare`: who moved, up and down, in share and in place, per hovedkonto."""

import pandas as pd
from IPython.display import HTML
from markupsafe import Markup

from kommunedata.analysis.changes import STOERSTE, biggest_movers, brud_mellem
from kommunedata.datasaet.frame import SAMLET
from kommunedata.datasaet.kilde import Kilde
from kommunedata.formats import opremsning, tal
from kommunedata.page import parts as page
from kommunedata.redaktionelt import load_hovedkonti, load_tekster


def build_page(changes: pd.DataFrame, kilde: Kilde, kilde_mod: Kilde, csv_name: str) -> list[HTML]:
    """The parts of the page, in order.

    Args:
        changes: rows of `changes.compare_aar` or `changes.compare_datasaet`.
        kilde: the provenance of the figures.
        kilde_mod: the provenance of what they are held against; the same for two years of one datasaet.
        csv_name: the file beside the page that holds all rows, see `page.csv_bytes`.
    """
    new, old = _names(changes, kilde, kilde_mod)
    facts = dict.fromkeys(f"Kilde: {one.kilde}, hentet {one.hentet:%d.%m.%Y}" for one in (kilde, kilde_mod))
    link = Markup('<p><a href="{}">Alle {} rækker som CSV ({})</a></p>')
    return [
        page.banner(load_tekster().modelbanner) if kilde.model or kilde_mod.model else page.join(""),
        page.header(f"Ændringer: {new} mod {old}", kilde.titel, list(facts)),
        page.join(page.lead(_conclusion(changes, new, old)), *_warnings(changes, kilde)),
        *[_section(rows, str(konto)) for konto, rows in changes.groupby("hovedkonto", sort=False)],
        *_new_and_vanished(changes, new, old),
        page.section("alle", "Alle tal", HTML(str(link.format(csv_name, tal(len(changes), 0), csv_name)))),
    ]


def _names(changes: pd.DataFrame, kilde: Kilde, kilde_mod: Kilde) -> tuple[str, str]:
    if kilde.navn != kilde_mod.navn:
        return f"datasæt {kilde.navn}", f"datasæt {kilde_mod.navn}"
    return str(changes["aar"].iloc[0]), str(changes["aar_mod"].iloc[0])


def _warnings(changes: pd.DataFrame, kilde: Kilde) -> list[HTML]:
    pairs = changes[["aar", "aar_mod"]].drop_duplicates().itertuples(index=False)
    brud = sorted({year for aar, mod in pairs for year in brud_mellem(kilde, aar, mod)})
    if not brud:
        return []
    years = opremsning([str(year) for year in brud])
    return [
        page.banner(
            f"Definitionen blev ændret i {years}. Sammenligningen går hen over ændringen, så tallene kan ikke "
            "uden videre sammenlignes."
        )
    ]


def _conclusion(changes: pd.DataFrame, new: str, old: str) -> str:
    """How many moved on samlet, or on all hovedkonti together where there is no samlet."""
    samlet = changes[changes["hovedkonto"] == SAMLET]
    rows, what = (samlet, "samlede andele") if len(samlet) else (changes, "andele")
    known = rows["aendring"].dropna()
    up, down = int((known > 0).sum()), int((known < 0).sum())
    return (
        f"Af de {tal(len(known), 0)} {what}, der er tal for både i {new} og i {old}, er {up} højere i {new}, "
        f"{down} er lavere, og {len(known) - up - down} er ens."
    )


def _section(rows: pd.DataFrame, hovedkonto: str) -> HTML:
    names = load_hovedkonti()
    name = names[hovedkonto].kort_navn if hovedkonto in names else "Samlet"
    up, down = int((rows["aendring"] > 0).sum()), int((rows["aendring"] < 0).sum())
    tables = [
        page.table(f"{name}: {caption}, højst {STOERSTE} hver vej", _table(rows, column))
        for column, caption in (("aendring", "størst ændring i andel"), ("rykket", "flest pladser"))
        if (rows[column].fillna(0) != 0).any()
    ]
    return page.section(f"konto-{hovedkonto}", f"{name}: {up} op, {down} ned", *(tables or ["Ingen er rykket."]))


def _table(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    up, down = biggest_movers(rows, column)
    moved = pd.concat([up, down.iloc[::-1]])
    table = pd.DataFrame(
        {
            "Kommune": moved["kommune"],
            "andel, pct.": moved["andel"],
            "før, pct.": moved["andel_mod"],
            "ændring, pct.point": [tal(value, plus=True) for value in moved["aendring"]],
            "plads": [f"{row.rang} af {row.antal}" for row in moved.itertuples()],
            "plads før": [f"{row.rang_mod} af {row.antal_mod}" for row in moved.itertuples()],
            "pladser rykket": [tal(value, 0, plus=True) for value in moved["rykket"]],
        }
    )
    if rows["aar"].nunique() > 1:
        table.insert(1, "år", moved["aar"].astype("str"))
    return table


def _new_and_vanished(changes: pd.DataFrame, new: str, old: str) -> list[HTML]:
    names = load_hovedkonti()
    items = []
    for missing, present, absent in (("andel_mod", new, old), ("andel", old, new)):
        rows = changes[changes[missing].isna()]
        for (aar, konto), some in rows.groupby(["aar", "hovedkonto"], sort=False):
            name = names[konto].kort_navn if konto in names else "Samlet"
            year = f" {aar}" if changes["aar"].nunique() > 1 else ""
            who = opremsning(some["kommune"].tolist()) if len(some) <= STOERSTE else f"{len(some)} kommuner"
            items.append(f"{name}{year}: {who} har tal i {present}, men ikke i {absent}")
    return [page.section("nye", "Nye og forsvundne tal", page.liste(items))] if items else []
