"""Method and recommendations: what can be done, what the figures mean, and the thresholds that are in force."""

from collections.abc import Sequence

import pandas as pd

from kommunedata.formats import NBSP, tal, talord
from kommunedata.notat.facts import Notat
from kommunedata.page import parts
from kommunedata.page.parts import Part
from kommunedata.redaktionelt import Grad, Ord, load_anbefalinger, load_tekster


def anbefalinger() -> Part:
    """The recommendations."""
    items = load_anbefalinger()
    return parts.section("anbefalinger", f"{talord(len(items)).capitalize()} anbefalinger", parts.anbefalinger(items))


def section(notat: Notat) -> Part:
    """Definitions, word thresholds and limits."""
    texts, words = load_tekster(), notat.ordvalg
    return parts.section(
        "metode",
        "Metode og forbehold",
        texts.maal[notat.kilde.maal].definition,
        *definitioner(notat),
        parts.table("Ord for forskellen til gennemsnittet", _thresholds(notat, words.niveau, "over/under")),
        parts.table("Ord for ændringen siden året før", _thresholds(notat, words.udvikling, "steget/faldet")),
        parts.liste(texts.begraensninger),
    )


def definitioner(notat: Notat) -> list[str]:
    """What average, place, best practice, potential and grade mean."""
    samlet = notat.samlet
    land = ""
    if samlet and samlet.hele_landet is not None:
        share = samlet.noegletal.med_enhed(samlet.hele_landet)
        land = f" For hele landet under ét, hvor store kommuner vejer mest, er andelen {share}"
    return [
        f"Gennemsnittet er det simple gennemsnit af kommunernes andele: Hver kommune tæller lige meget.{land}",
        parts.placering(notat.kontoer[0].noegletal),
        f"Bedste praksis er gennemsnittet af de {notat.bedste} højeste andele på hovedkontoen. Potentialet er "
        "forskellen derop i procentpoint og, ganget med kommunens eget grundlag, i kroner.",
        f"Overskrifterne følger placeringen: {'; '.join(_grad(grad) for grad in notat.ordvalg.grader)}.",
    ]


def _grad(grad: Grad) -> str:
    if grad.hoejst_pct >= 100:
        return f"»{grad.overskrift}« er resten"
    if grad.hoejst_rang is not None:
        return f"»{grad.overskrift}« er de {grad.hoejst_rang} bedste pladser"
    return f"»{grad.overskrift}« er resten af de bedste {tal(grad.hoejst_pct, 0)}{NBSP}procent"


def _thresholds(notat: Notat, words: Sequence[Ord], directions: str) -> pd.DataFrame:
    """The limits of a word list in words: "under 0,5", "fra 0,5 til under 2,0", "fra 10,0"."""
    one = notat.kontoer[0].noegletal
    limits = [word.under for word in words]
    spans = []
    for lower, upper in zip([None, *limits], limits, strict=False):
        ends = [f"fra {one.tal(lower)}" if lower else "", f"under {one.tal(upper)}" if upper else ""]
        spans.append(" til ".join(end for end in ends if end))
    terms = [word.ord.format(retning=directions) for word in words]
    return pd.DataFrame({f"forskel i {one.forskelsenhed}": spans, "ord": terms})
