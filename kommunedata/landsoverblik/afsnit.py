"""The sections of the national overview, in the order that `notebooks/landsoverblik.ipynb` shows them.

A section that the datasaet has no figures for (samlet, or the hovedkonti) is left out.
"""

import pandas as pd
from IPython.display import HTML

from kommunedata.charts import landsoverblik as overblikfigurer
from kommunedata.formats import NBSP, pct, tal
from kommunedata.landsoverblik import figurtekst, overskrifter, text
from kommunedata.landsoverblik import kort as overblikkort
from kommunedata.landsoverblik.facts import Landsoverblik
from kommunedata.landsoverblik.landskonto import FJERDEDEL, TREDJEDEL, Flytning, Landskonto
from kommunedata.notat import afsnit
from kommunedata.page import parts as page
from kommunedata.redaktionelt import load_tekster

TITEL = "Kommunerne under ét"


def hoved(overblik: Landsoverblik, afsender: str = "") -> HTML:
    """The warning of model figures, title, subject and source; `afsender` is the sender where there is one."""
    kilde = overblik.kilde
    warning = page.banner(text.banner()) if kilde.model else ""
    facts = [f"Overblik over {overblik.aar}", f"Kilde: {kilde.kilde}", f"hentet {kilde.hentet:%d.%m.%Y}", afsender]
    return page.join(warning, page.header(TITEL, f"{text.emne(overblik)}, {overblik.aar}", facts))


def indledning(overblik: Landsoverblik) -> HTML:
    """The conclusion, and which municipalities it does not speak of."""
    return page.join(page.lead(text.hovedbudskab(overblik)), text.daekning(overblik))


def noegletal(overblik: Landsoverblik) -> HTML:
    """The average, the weighted share, and how many are under a quarter and over a third, all for samlet."""
    konto = overblik.samlet
    if konto is None:
        return page.join("")
    of, unit = f"af {text.kommuner(konto.antal)}", "pct." if konto.hele_landet is not None else ""
    quarter, third = f"{tal(FJERDEDEL, 0)}{NBSP}pct.", pct(TREDJEDEL)
    figures = [
        ("Simpelt gennemsnit", tal(konto.gennemsnit), "pct.", "hver kommune tæller lige meget"),
        ("Hele landet under ét", tal(konto.hele_landet), unit, "store kommuner vejer mest"),
        (
            "Under en fjerdedel",
            str(konto.under_fjerdedel),
            of,
            f"samlet andel under {quarter}",
        ),
        ("Over en tredjedel", str(konto.over_tredjedel), of, f"samlet andel over {third}"),
    ]
    fields = ("label", "value", "unit", "note")
    return page.keyfigures([{**dict(zip(fields, figure, strict=True)), "mark": False} for figure in figures])


def rangliste(overblik: Landsoverblik) -> HTML:
    """The ranking of all municipalities by samlet."""
    konto = overblik.samlet
    if konto is None:
        return page.join("")
    return page.section(
        "rangliste",
        overskrifter.rangliste(konto),
        text.rangliste(konto),
        page.small(f"Plads af {konto.antal} og samlet andel i pct., {overblik.aar}. Navnet fører til notatet."),
        overblikkort.rangliste(konto),
    )


def kort(overblik: Landsoverblik) -> HTML:
    """The tile maps: samlet large, the hovedkonti small."""
    if overblik.samlet is None:
        parts = []
        heading = "Kort over de enkelte hovedkonti"
    else:
        heading = overskrifter.kort(overblik.samlet)
        parts = [text.kort(overblik.samlet), overblikkort.landkort(overblik, overblik.samlet)]
    small = page.section(
        "smaakort", "Kort for hver hovedkonto", text.smaakort(), overblikkort.smaakort(overblik), level=3
    )
    return page.section("kort", heading, *parts, small if overblik.hovedkonti else "")


def spredning(overblik: Landsoverblik) -> HTML:
    """How far the municipalities are apart on each hovedkonto."""
    if not overblik.hovedkonti:
        return page.join("")
    table = pd.DataFrame(
        [
            {
                "Hovedkonto": konto.navn,
                "laveste": konto.laveste,
                "nedre kvartil": konto.kvartil_1,
                "median": konto.median,
                "øvre kvartil": konto.kvartil_3,
                "højeste": konto.hoejeste,
                "gennemsnit": konto.gennemsnit,
                "hele landet": _number(konto.hele_landet),
            }
            for konto in overblik.hovedkonti
        ]
    )
    title, subtitle, alt = figurtekst.spredning(overblik)
    drawing = overblikfigurer.plot_spredning(overblik)
    return page.section(
        "spredning",
        overskrifter.spredning(overblik),
        page.figure(drawing, title, subtitle, alt, table, _name(overblik, "spredning")),
        text.spredning(overblik),
    )


def grupper(overblik: Landsoverblik) -> HTML:
    """The means of regions and kommunegrupper: samlet as a chart, all hovedkonti as a table."""
    konto = overblik.samlet
    if konto is None:
        return page.join("")
    title, subtitle, alt = figurtekst.grupper(overblik, konto)
    drawing = overblikfigurer.plot_grupper(overblik, konto)
    table = _grupper(overblik)
    return page.section(
        "grupper",
        overskrifter.grupper(konto),
        page.figure(drawing, title, subtitle, alt, table, _name(overblik, "grupper")),
        text.grupper(konto),
    )


def udvikling(overblik: Landsoverblik) -> HTML:
    """The average and the weighted share year by year."""
    konto = overblik.samlet
    if konto is None:
        return page.join("")
    table = pd.DataFrame(
        {
            "år": [str(point.aar) for point in konto.historik],
            "gennemsnit, pct.": [point.gennemsnit for point in konto.historik],
            "hele landet, pct.": [_number(point.hele_landet) for point in konto.historik],
            "kommuner": [point.antal for point in konto.historik],
        }
    )
    title, subtitle, alt = figurtekst.udvikling(konto)
    drawing = overblikfigurer.plot_udvikling(overblik, konto)
    return page.section(
        "udvikling",
        overskrifter.udvikling(overblik, konto),
        page.figure(drawing, title, subtitle, alt, table, _name(overblik, "udvikling")),
        text.udvikling(overblik, konto),
    )


def flytninger(overblik: Landsoverblik) -> HTML:
    """Who moved most since the year before, in share and in place."""
    konto = overblik.samlet
    if konto is None:
        return page.join("")
    heading, sentence = overskrifter.flytninger(overblik, konto), text.flytninger(overblik, konto)
    moves = konto.flytninger
    if moves is None:
        return page.section("flytninger", heading, sentence)
    since = f"siden {overblik.aar - 1}"
    tables = [
        page.table(caption, _flytninger([*first, *reversed(last)]))
        for caption, first, last in (
            (f"Størst ændring i samlet andel {since}", moves.mest_op, moves.mest_ned),
            (f"Flest pladser {since}", moves.frem, moves.tilbage),
        )
    ]
    each = page.table(f"Størst ændring på hver hovedkonto {since}", _yderst(overblik.hovedkonti))
    return page.section("flytninger", heading, sentence, *tables, each if overblik.hovedkonti else "")


def potentiale(overblik: Landsoverblik) -> HTML:
    """Where the national potential lies."""
    if not overblik.hovedkonti:
        return page.join("")
    heading, sentence = overskrifter.potentiale(overblik), text.potentiale(overblik)
    if not overblik.potentiale_mio:
        return page.section("potentiale", heading, sentence)
    table = pd.DataFrame(
        [
            {
                "Hovedkonto": konto.navn,
                "gennemsnit, pct.": konto.gennemsnit,
                "bedste praksis, pct.": konto.bedste_praksis,
                "grundlag, mio. kr.": tal(konto.grundlag_mio, 0),
                "potentiale, mio. kr.": tal(konto.potentiale_mio, 0),
                "kommuner med": konto.med_grundlag,
            }
            for konto in overblik.hovedkonti
        ]
    )
    title, subtitle, alt = figurtekst.potentiale(overblik)
    drawing = overblikfigurer.plot_potentiale(overblik)
    return page.section(
        "potentiale",
        heading,
        page.figure(drawing, title, subtitle, alt, table, _name(overblik, "potentiale")),
        sentence,
    )


def metode(overblik: Landsoverblik) -> HTML:
    """Definitions and limits."""
    texts = load_tekster()
    definition = texts.maal[overblik.kilde.maal].definition
    return page.section(
        "metode", "Metode og forbehold", definition, *text.definitioner(overblik), page.liste(texts.begraensninger)
    )


def kilder(overblik: Landsoverblik, parametre: dict[str, object]) -> HTML:
    """Data, source, date, checksum, versions and parameters."""
    sources = afsnit.kilder(overblik.kilde, parametre)
    return page.section("kilder", "Data og kilder", sources)


def _grupper(overblik: Landsoverblik) -> pd.DataFrame:
    """A row per region and kommunegruppe, in the order of samlet; a column per hovedkonto."""
    konto = overblik.samlet or overblik.hovedkonti[0]
    groups = [*konto.regioner, *konto.kommunegrupper]
    columns = {}
    for one in overblik.kontoer:
        means = {group.navn: group.gennemsnit for group in (*one.regioner, *one.kommunegrupper)}
        columns[one.navn] = [_number(means.get(group.navn)) for group in groups]
    names = [f"{group.navn} ({group.antal})" for group in groups]
    return pd.DataFrame({"Gruppe (kommuner)": names, **columns})


def _flytninger(moves: list[Flytning]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Kommune": [move.kommune.kommune for move in moves],
            "andel, pct.": [move.andel for move in moves],
            "ændring, pct.point": [tal(move.aendring, plus=True) for move in moves],
            "plads": [f"{move.rang} af {move.antal}" for move in moves],
            "plads før": [f"{move.rang_foer} af {move.antal_foer}" for move in moves],
            "rykket": [tal(move.rykket, 0, plus=True) for move in moves],
        }
    )


def _yderst(kontoer: tuple[Landskonto, ...]) -> pd.DataFrame:
    """The first of each way on each hovedkonto."""
    rows = []
    for konto in kontoer:
        moves = konto.flytninger
        if moves:
            rows.append(
                {
                    "Hovedkonto": konto.navn,
                    "størst stigning": _first(moves.mest_op, "aendring", 1),
                    "størst fald": _first(moves.mest_ned, "aendring", 1),
                    "flest pladser frem": _first(moves.frem, "rykket", 0),
                    "flest pladser tilbage": _first(moves.tilbage, "rykket", 0),
                }
            )
    return pd.DataFrame(rows)


def _first(moves: tuple[Flytning, ...], field: str, decimals: int) -> str:
    if not moves:
        return tal(None)
    value = getattr(moves[0], field)
    more = " m.fl." if sum(getattr(move, field) == value for move in moves) > 1 else ""
    return f"{moves[0].kommune.kommune}{more} {tal(value, decimals, plus=True)}"


def _number(value: float | None) -> float:
    return float("nan") if value is None else value


def _name(overblik: Landsoverblik, figure: str) -> str:
    return f"landsoverblik-{overblik.aar}-{figure}"
