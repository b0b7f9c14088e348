"""Method of a profile: how it ranks, which word goes with which difference, and what each noegletal is."""

from collections.abc import Callable, Sequence
from functools import partial

import pandas as pd
from markupsafe import Markup

from kommunedata.formats import opremsning, stop
from kommunedata.formats import tal as tal_
from kommunedata.page import parts, tables
from kommunedata.page.parts import Part
from kommunedata.profil.facts import Profil
from kommunedata.redaktionelt import Ord


def section(profil: Profil) -> Part:
    """Definitions, thresholds, and the descriptions of the noegletal."""
    words = ordliste(profil.profilord.niveau, partial(tal_, decimals=2), "standardafvigelser")
    return parts.section(
        "metode",
        "Metode og forbehold",
        *definitioner(profil),
        tables.table("Ord for forskellen til gennemsnittet", words),
        *egne_taerskler(profil),
        Part(f'<div class="oversigt">{tables.table("Nøgletallene", beskrivelser(profil)).html}</div>'),
        *kilder(profil),
    )


def definitioner(profil: Profil) -> list[str]:
    """What mean, place and standard deviation mean."""
    ways = {tal.noegletal.retning for tal in profil.tal}
    first = {
        "hoej": "det højeste tal, hvor høj er bedst",
        "lav": "det laveste tal, hvor lav er bedst",
        "ingen": "det højeste tal, hvor ingen ende er bedst; der siger placeringen ikke, hvad der er godt",
    }
    *others, last = [text for way, text in first.items() if way in ways]
    ends = f"{', '.join(others)}, og {last}" if others else last
    return [
        "Gennemsnittet er det simple gennemsnit af kommunernes tal: Hver kommune tæller lige meget. Hvert nøgletal er "
        f"vist for det seneste år til og med {profil.aar}, der er tal for. Hvor meget et tal skiller sig ud og har "
        "ændret sig, er målt i standardafvigelser, så nøgletal i forskellige enheder kan holdes op mod hinanden.",
        f"Placeringen regnes på de afrundede tal, som de er trykt, og nr. 1 er {ends}. Kommuner med samme tal deler "
        "den bedste plads, og de næste springes over. Kommuner uden tal får ingen plads og tælles ikke med. En forskel "
        "og en ændring er forskellen mellem to afrundede tal.",
        "Standardafvigelsen er et mål for, hvor meget kommunerne er forskellige: Er tallene fordelt, som de ofte er, "
        "ligger omkring to ud af tre kommuner inden for én standardafvigelse fra gennemsnittet. Ordene følger den, "
        "hvor et nøgletal ikke har sine egne grænser.",
    ]


def ordliste(
    words: Sequence[Ord], written: Callable[[float], str], unit: str, ways: str = "over/under"
) -> pd.DataFrame:
    """The limits of a word list in words: "under 0,5", "fra 0,5 til under 2,0", "fra 10,0"."""
    limits, spans = [word.under for word in words], []
    for lower, upper in zip([None, *limits], limits, strict=False):
        ends = [f"fra {written(lower)}" if lower else "", f"under {written(upper)}" if upper else ""]
        spans.append(" til ".join(filter(None, ends)))
    return pd.DataFrame({f"forskel i {unit}": spans, "ord": [word.ord.format(retning=ways) for word in words]})


def egne_taerskler(profil: Profil) -> list[str]:
    """The limits of those noegletal that have their own."""
    found = []
    for one in (tal.noegletal for tal in profil.tal if tal.noegletal.taerskler):
        limits = opremsning([f"{limit:g}".replace(".", ",") for limit in one.taerskler or ()])
        found.append(
            stop(f"{one.kort_titel} har sine egne grænser: Ordene skifter ved {limits} {one.enhed_for_forskel}")
        )
    return found


def beskrivelser(profil: Profil) -> pd.DataFrame:
    """A row per noegletal: unit, direction, kommuner with a figure, and the spread."""
    return pd.DataFrame(
        {
            "Nøgletal": [tal.noegletal.titel for tal in profil.tal],
            "enhed": [tal.noegletal.enhed for tal in profil.tal],
            "nr. 1": [profil.profilord.retning[tal.noegletal.retning] for tal in profil.tal],
            "kommuner": [tal.antal for tal in profil.tal],
            "standardafvigelse": [tal_(tal.spredning, tal.noegletal.decimaler + 1) for tal in profil.tal],
        }
    )


def kilder(profil: Profil) -> list[Part | str]:
    """The official definitions, with links, of those noegletal that have them."""
    found = []
    for one in (tal.noegletal for tal in profil.tal):
        link = Markup(' <a href="{0}">Om {1}</a>').format(one.url, one.kort_titel) if one.url else Markup("")
        said = stop(one.definition) if one.definition else ""
        if said or one.url:
            found.append(Markup("<li><b>{}.</b> {}{}</li>").format(one.titel.rstrip("."), said, link))
    return [Part(f"<ul>{Markup('').join(found)}</ul>")] if found else []
