"""Spread: how far the kommuner are apart on each hovedkonto."""

import pandas as pd
from matplotlib.axes import Axes

from kommunedata import charts
from kommunedata.datasaet.frame import Datasaet
from kommunedata.formats import alt_text, opremsning, round_half_up, tal
from kommunedata.landsoverblik.facts import Landskonto, Landsoverblik
from kommunedata.landsoverblik.words import del_for, ord_for
from kommunedata.page import tables
from kommunedata.page.parts import Caption, Part


def konti(overblik: Landsoverblik) -> list[Landskonto]:
    """The noegletal that are held against each other: all but a total of the others."""
    return [konto for konto in overblik.kontoer if not konto.noegletal.samler]


FIELDS = {
    "laveste": "laveste", "nedre": "nedre kvartil", "median": "median", "oevre": "øvre kvartil",
    "hoejeste": "højeste", "gennemsnit": "gennemsnit", "hele_landet": "hele landet",
}  # fmt: skip


def heading(overblik: Landsoverblik) -> str:
    """Where the kommuner differ most; "" without several noegletal."""
    if not overblik.hovedkonti:
        return ""
    if not overblik.ens:
        return f"Spredningen mellem kommunerne på {del_for(overblik).hver}"
    return f"Størst forskel mellem kommunerne på {bredest(overblik).navn}"


def text(overblik: Landsoverblik) -> str:
    """How wide the middle half is, where it is widest and where narrowest; beside the whole span in unlike units."""
    if not overblik.hovedkonti:
        return ""
    if not overblik.ens:
        return _uens(overblik)
    wide, narrow = bredest(overblik), min(konti(overblik), key=lambda konto: konto.spaend)
    one = wide.noegletal
    first = (
        f"På {wide.navn} lå den midterste halvdel af kommunerne mellem {one.tal(wide.nedre)} og "
        f"{one.med_enhed(wide.oevre)}, et spænd på {one.forskel(wide.spaend)}."
    )
    if narrow is wide:
        return first
    gap = narrow.noegletal.forskel(narrow.spaend)
    return f"{first} Tættest lå de på {narrow.navn}, hvor spændet var {gap}."


def _uens(overblik: Landsoverblik) -> str:
    """Units cannot be held against each other, but the part of the whole span that the middle half takes can."""
    spread = [konto for konto in konti(overblik) if konto.afstand]
    shares = {konto.navn: round_half_up(100 * konto.spaend / konto.afstand, 0) for konto in spread}
    if len(set(shares.values())) < 2:
        return ""
    (wide, most), (narrow, least) = (end(shares.items(), key=lambda share: share[1]) for end in (max, min))
    return (
        f"Mest spredt var den midterste halvdel af kommunerne på {wide}, hvor den fyldte {tal(most, 0)} pct. af "
        f"afstanden fra det laveste tal til det højeste, og mindst på {narrow}, hvor den fyldte {tal(least, 0)} pct."
    )


def caption(overblik: Landsoverblik) -> Caption:
    """What stands around the chart."""
    strokes = "Hver streg er en kommune, båndet er den midterste halvdel og den kraftige streg gennemsnittet."
    each = del_for(overblik).hver
    if not overblik.ens:
        title = f"{each[:1].upper()}{each[1:]} har sin egen skala, fra det laveste tal til det højeste"
        names = opremsning([konto.navn for konto in konti(overblik)])
        alt = alt_text(f"Stregdiagram {overblik.aar} med en række for hvert af {names}.")
        return Caption(title, f"{overblik.aar}. {strokes}", alt)
    most = max(konti(overblik), key=lambda konto: konto.gennemsnit)
    enhed, words = most.noegletal.enhed, ord_for(most.noegletal)
    title = f"Gennemsnittet var højest på {most.navn}: {most.noegletal.tal(most.gennemsnit)} {enhed}"
    spans = ", ".join(
        f"{konto.navn} {konto.noegletal.tal(konto.nedre)}–{konto.noegletal.tal(konto.oevre)}"
        for konto in konti(overblik)
    )
    subtitle = f"{words.en.capitalize()} i {enhed} på {each}, {overblik.aar}. {strokes}"
    return Caption(title, subtitle, f"Stregdiagram {overblik.aar}: den midterste halvdel i {enhed}: {spans}.")


def figure(overblik: Landsoverblik, datasaet: Datasaet, ax: Axes | None = None) -> Part:
    """The chart; its CSV has the strokes, its table what they come to. `ax`: the chart where it is drawn already."""
    if not overblik.hovedkonti:
        return Part("")
    shown = konti(overblik)
    table = pd.DataFrame(
        {
            del_for(overblik).en.capitalize(): konto.navn,
            "enhed": konto.noegletal.enhed,
            **{name: konto.noegletal.tal(getattr(konto, field)) for field, name in FIELDS.items()},
        }
        for konto in shown
    )
    unsaid = {"enhed": overblik.ens, "hele landet": all(konto.hele_landet is None for konto in shown)}
    table = table.drop(columns=[name for name, left_out in unsaid.items() if left_out])
    rows = pd.concat([konto.pladser.assign(noegletal=konto.navn, plads=konto.pladser["rang"]) for konto in shown])
    return tables.figure(
        ax or charts.plot_spredning(datasaet, overblik.aar), caption(overblik), table, overblik, "spredning", 0,
        csv=rows[["noegletal", "kommune", "vaerdi", "plads"]],
    )  # fmt: skip


def bredest(overblik: Landsoverblik) -> Landskonto:
    """The hovedkonto whose middle half is widest."""
    return max(konti(overblik), key=lambda konto: konto.spaend)
