"""Status: the kommune on each hovedkonto, how far the next places are, and what has changed."""

import pandas as pd

from kommunedata.formats import NBSP, round_half_up, stop, tal, talord
from kommunedata.notat.facts import Konto, Notat
from kommunedata.notat.konklusion import udsagn
from kommunedata.notat.words import aendring, mangler, niveau, plads_nr
from kommunedata.page import parts, tables
from kommunedata.page.parts import Part
from kommunedata.page.words import naboer


def heading(notat: Notat) -> str:
    """Place and level of samlet."""
    konto = notat.samlet
    if konto is None or konto.rang is None or konto.forskel is None:
        return f"Status for {notat.aar}"
    return f"Samlet {plads_nr(konto)}, {niveau(notat, konto.forskel)}"


def tabel(notat: Notat) -> Part:
    """The hovedkonti and samlet: share, place, average, the way up to the ten highest, weight, grade."""
    kontoer = [*notat.hovedkonti, *([notat.samlet] if notat.samlet else [])]
    grads = {grad.grad: grad.overskrift for grad in notat.ordvalg.grader}
    one, counts = kontoer[0].noegletal, {konto.antal for konto in kontoer}
    pp = (one.forskelsenhed or one.enhed).replace("procentpoint", "pct.point")
    plads = f"plads af{NBSP}{counts.copy().pop()}" if len(counts) == 1 else "plads"
    ti = f"op til de {talord(notat.bedste)} højeste"
    amounts = any(konto.potentiale_mio is not None for konto in kontoer)
    table = pd.DataFrame(
        [
            {
                "Hovedkonto": konto.navn if konto is notat.samlet else f"{konto.kode} {konto.navn}",
                f"andel, {one.enhed}": konto.vaerdi,
                plads: _plads(konto.rang, bool(konto.deler_med), konto.antal if len(counts) > 1 else None),
                f"gennemsnit, {one.enhed}": konto.gennemsnit,
                f"{ti}, {pp}": konto.noegletal.tal(konto.potentiale),
                **({f"det svarer til, mio.{NBSP}kr.": _mio(konto)} if amounts else {}),
                **({"vægt, pct.": "100" if konto is notat.samlet else tal(konto.vaegt, 0)} if amounts else {}),
                "vurdering": "" if konto is notat.samlet else grads[konto.grad] if konto.grad else "intet tal",
            }
            for konto in kontoer
        ]
    )
    figures = ["", "vaerdi", "rang", "gennemsnit", *[""] * (table.shape[1] - 4)]
    marks = pd.DataFrame([[parts.marks(konto).get(figure, "") for figure in figures] for konto in kontoer])
    caption = f"{notat.kommune.fuldt_navn} på de {talord(len(notat.hovedkonti))} hovedkonti og samlet, {notat.aar}"
    total = len(notat.hovedkonti) if notat.samlet else None
    return parts.join(
        tables.table(caption, table, one.decimaler, marks, total), parts.mark_note(notat.kilde, marks), noter(notat)
    )


def noter(notat: Notat) -> Part | str:
    """What the weight is, and why the amounts do not add up to samlet."""
    if not any(konto.vaegt is not None for konto in notat.hovedkonti):
        return ""
    total = (
        " Samlet er regnet for sig, så en høj andel på én hovedkonto kan opveje en lav på en anden."
        if notat.samlet
        else ""
    )
    return parts.small(f"Vægt: hovedkontoens del af udgiften til alle de opgaver, som private kan løse.{total}")


def text(notat: Notat) -> str:
    """How far the next places are on samlet, and what has changed since the year before."""
    if notat.samlet is None or notat.samlet.vaerdi is None:
        return udsagn(notat)
    change = aendring(notat, notat.samlet) if notat.samlet.aendring is not None else ""
    return " ".join(part for part in (naboer(notat.samlet), change) if part)


def uden_tal(notat: Notat) -> str:
    """The hovedkonti without a figure, and why."""
    return " ".join(mangler(notat, konto) for konto in notat.hovedkonti if konto.vaerdi is None)


def mest(notat: Notat) -> str:
    """On which hovedkonto the average is highest."""
    if notat.mest is None:
        return ""
    konto = notat.konto(notat.mest)
    return stop(f"Kommunernes gennemsnit var højest på {konto.navn}: {konto.noegletal.med_enhed(konto.gennemsnit)}")


def _mio(konto: Konto) -> str:
    """Mio. kr. up to the ten highest; an amount that would be printed as none is under 1."""
    mio = konto.potentiale_mio
    return "under 1" if konto.potentiale and mio is not None and round_half_up(mio, 0) == 0 else tal(mio, 0)


def _plads(rang: int | None, delt: bool, antal: int | None) -> str:
    if rang is None:
        return tal(None)
    return f"{'delt ' if delt else ''}{rang}" + (f" af{NBSP}{antal}" if antal else "")
