"""Movers: who moved most since the year before, in share and in place; also the page of `kommunedata compare`."""

import pandas as pd

from kommunedata.analysis.changes import biggest_movers
from kommunedata.datasaet.noegletal import Noegletal
from kommunedata.formats import tal, talord
from kommunedata.landsoverblik.facts import Landskonto, Landsoverblik
from kommunedata.landsoverblik.words import antal_kommuner, del_for, hvad, ord_for
from kommunedata.page import parts, tables
from kommunedata.page.parts import Part
from kommunedata.page.words import names_or_count


def tabeller(overblik: Landsoverblik, moves: pd.DataFrame | None) -> Part:
    """Tables of the biggest moves since the year before; nothing without moves.

    Args:
        overblik: the facts.
        moves: rows of `analysis.changes.compare_aar` of samlet, as in `Landskonto.flytninger`.
    """
    if overblik.samlet is None or moves is None:
        return Part("")
    one, since = overblik.samlet.noegletal, f"siden {overblik.aar - 1}"
    shown = [
        tables.table(f"Størst ændring i {hvad(one)} {since}", tabel(moves, "aendring", one)),
        tables.table(f"Flest pladser rykket {since}", tabel(moves, "rykket", one)),
    ]
    if overblik.hovedkonti:
        shown.append(tables.table(f"Størst ændring på {del_for(overblik).hver} {since}", yderst(overblik)))
    return parts.join(*shown)


def heading(overblik: Landsoverblik, konto: Landskonto | None) -> str:
    """How many moved which way; "" without samlet."""
    if konto is None:
        return ""
    if konto.flytninger is None:
        return f"Ingen sammenligning med {overblik.aar - 1}"
    up, down, _ = count_ways(konto.flytninger)
    words = ord_for(konto.noegletal)
    more = f"{antal_kommuner(up)} havde {words.artikel} højere {words.en} end i {overblik.aar - 1}"
    return f"{more}, {talord(down)} {words.artikel} lavere"


def text(overblik: Landsoverblik, konto: Landskonto | None) -> str:
    """Who moved most in share, or why it cannot be said; "" without samlet."""
    if konto is None:
        return ""
    moves = konto.flytninger
    if moves is None:
        if overblik.aar in overblik.kilde.brud:
            return f"Definitionen blev ændret i {overblik.aar}, så tallene kan ikke sammenlignes med året før."
        return f"Der er ingen tal for {overblik.aar - 1} at sammenligne med."
    up, down = biggest_movers(moves, "aendring", len(moves))  # all, so that all who share the first are known
    *_, same = count_ways(moves)
    before = f"havde samme {ord_for(konto.noegletal).en} som i {overblik.aar - 1}"
    found = [f"{antal_kommuner(same)} {before}."] if same else []
    for lead, rows in (("Den største stigning var", up), ("Det største fald var", down)):
        if len(rows):
            value = rows["aendring"].iloc[0]
            sharing = rows.loc[rows["aendring"] == value, "kommune"].tolist()
            found.append(f"{lead} {konto.noegletal.forskel(value)} ({names_or_count(sharing)}).")
    return " ".join(found)


def count_ways(moves: pd.DataFrame) -> tuple[int, int, int]:
    """How many have a higher figure, a lower, and the same."""
    up, down = int((moves["aendring"] > 0).sum()), int((moves["aendring"] < 0).sum())
    return up, down, int(moves["aendring"].notna().sum()) - up - down


def tabel(moves: pd.DataFrame, column: str, one: Noegletal) -> pd.DataFrame:
    """The biggest movers, up from the top and down to the bottom.

    Args:
        moves: rows of `analysis.changes.compare_aar` of one noegletal.
        column: "aendring" (figure) or "rykket" (place).
        one: the noegletal.
    """
    up, down = biggest_movers(moves, column)
    moved = pd.concat([up, down.iloc[::-1]])
    gap = (one.forskelsenhed or one.enhed).replace("procentpoint", "pct.point")
    table = pd.DataFrame(
        {
            "Kommune": moved["kommune"],
            f"{ord_for(one).en}, {one.enhed}": [one.tal(value) for value in moved["vaerdi"]],
            f"før, {one.enhed}": [one.tal(value) for value in moved["vaerdi_mod"]],
            f"ændring, {gap}": [one.tal(value, plus=True) for value in moved["aendring"]],
            "plads": [f"{row.rang} af {row.antal}" for row in moved.itertuples()],
            "plads før": [f"{row.rang_mod} af {row.antal_mod}" for row in moved.itertuples()],
            "pladser rykket": [tal(value, 0, plus=True) for value in moved["rykket"]],
        }
    )
    if moves["aar"].nunique() > 1:
        table.insert(1, "år", moved["aar"].astype("str"))
    return table


def yderst(overblik: Landsoverblik) -> pd.DataFrame:
    """The first of each way on each hovedkonto."""
    rows = []
    for konto in overblik.hovedkonti:
        if konto.flytninger is not None:
            cells = [
                _first(moved, column, decimals)
                for column, decimals in (("aendring", konto.noegletal.decimaler), ("rykket", 0))
                for moved in biggest_movers(konto.flytninger, column)
            ]
            titles = ["størst stigning", "størst fald", "flest pladser frem", "flest pladser tilbage"]
            rows.append({del_for(overblik).en.capitalize(): konto.navn, **dict(zip(titles, cells, strict=True))})
    return pd.DataFrame(rows)


def _first(moves: pd.DataFrame, field: str, decimals: int) -> str:
    if moves.empty:
        return tal(None, decimals)
    value = moves[field].iloc[0]
    more = " m.fl." if (moves[field] == value).sum() > 1 else ""
    return f"{moves['kommune'].iloc[0]}{more} {tal(value, decimals, plus=True)}"
