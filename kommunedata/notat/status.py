"""Status: the kommune on each hovedkonto, how far the next places are, and what has changed."""

import pandas as pd

from kommunedata.formats import mio_kr, talord
from kommunedata.notat.facts import Notat
from kommunedata.notat.konklusion import udsagn
from kommunedata.notat.words import aendring, naboer, niveau
from kommunedata.page import parts
from kommunedata.page.parts import Part
from kommunedata.page.words import nr
from kommunedata.redaktionelt import load_tekster


def section(notat: Notat) -> Part:
    """Heading, table and sentences."""
    sentences = [text(notat), potentialer(notat), mest(notat)]
    return parts.section("status", heading(notat), tabel(notat), *sentences)


def heading(notat: Notat) -> str:
    """Place and level of samlet."""
    konto = notat.samlet
    if konto is None or konto.rang is None or konto.forskel is None:
        return f"Status for {notat.aar}"
    level = niveau(notat, konto.forskel) if konto.forskel else "præcis på gennemsnittet"
    return f"Samlet {nr(konto.rang, konto.antal)}, {level}"


def tabel(notat: Notat) -> Part:
    """The hovedkonti and samlet: share, place, average, difference, grade."""
    kontoer = [*notat.hovedkonti, *([notat.samlet] if notat.samlet else [])]
    grads = {grad.grad: grad.overskrift for grad in notat.ordvalg.grader}
    one = kontoer[0].noegletal
    plads = f"plads af {max(konto.antal for konto in kontoer)}"
    table = pd.DataFrame(
        [
            {
                "Hovedkonto": konto.navn if konto is notat.samlet else f"{konto.kode} {konto.navn}",
                f"andel, {one.enhed}": konto.vaerdi,
                plads: konto.rang,
                f"gennemsnit, {one.enhed}": konto.gennemsnit,
                "forskel, pct.point": konto.noegletal.tal(konto.forskel, plus=True),
                "grad": grads[konto.grad] if konto.grad else "intet tal",
            }
            for konto in kontoer
        ]
    ).astype({plads: "Int64"})
    figures = ["", "vaerdi", "rang", "gennemsnit", "", ""]
    marks = pd.DataFrame([[figure in konto.offentliggjort for figure in figures] for konto in kontoer])
    caption = f"{notat.kommune.fuldt_navn} på de {talord(len(notat.hovedkonti))} hovedkonti og samlet, {notat.aar}"
    total = len(notat.hovedkonti) if notat.samlet else None
    return parts.join(parts.table(caption, table, one.decimaler, marks, total), parts.mark_note(notat.kilde, marks))


def text(notat: Notat) -> str:
    """How far the next places are on samlet, and what has changed since the year before."""
    if notat.samlet is None or notat.samlet.vaerdi is None:
        return udsagn(notat)
    return " ".join(part for part in (naboer(notat.samlet), aendring(notat, notat.samlet)) if part)


def potentialer(notat: Notat) -> str:
    """What it would take on the hovedkonti with the worst places, and what it would mean in kroner."""
    found = []
    for konto in (notat.konto(hovedkonto) for hovedkonto in notat.potentialer):
        if konto.potentiale:
            up = "" if found else f" op til gennemsnittet af de {min(notat.bedste, konto.antal)} højeste andele"
            amount = f", svarende til {mio_kr(konto.potentiale_mio)}" if konto.potentiale_mio is not None else ""
            gap = konto.noegletal.forskel(konto.potentiale)
            found.append(f"på {konto.navn}, hvor der er {gap}{up}{amount}")
    if not found:
        return ""
    sentence = f"Målt på placeringen er potentialet størst {', og '.join(found)}"
    return sentence if sentence.endswith(".") else f"{sentence}."


def mest(notat: Notat) -> str:
    """Which hovedkonto the kommuner expose most."""
    if notat.mest is None:
        return ""
    konto = notat.konto(notat.mest)
    lead = load_tekster().maal[notat.kilde.maal].mest
    return f"{lead} {konto.navn}, hvor gennemsnittet er {konto.noegletal.med_enhed(konto.gennemsnit)}"
