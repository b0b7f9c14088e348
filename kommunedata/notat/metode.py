"""Method: what the figures mean and do not mean, in short; the words and their limits, folded."""

from collections.abc import Sequence

import pandas as pd

from kommunedata.formats import NBSP, stop, talord
from kommunedata.notat.facts import Notat
from kommunedata.page import parts
from kommunedata.page.parts import Part
from kommunedata.redaktionelt import Grad, Ord, load_tekster


def section(notat: Notat) -> Part:
    """Definitions and limits; folded, the words and their thresholds."""
    texts, words = load_tekster(), notat.ordvalg
    tables = [
        parts.table("Ord for forskellen til gennemsnittet", _thresholds(notat, words.niveau, "over/under")),
        parts.table("Ord for ændringen siden året før", _thresholds(notat, words.udvikling, "steg/faldt")),
        parts.table("Ord for afstanden op til den tiende højeste", _thresholds(notat, words.afstand, "")),
    ]
    return parts.section(
        "metode",
        "Metode og forbehold",
        texts.maal[notat.kilde.maal].definition,
        definitioner(notat),
        parts.liste(texts.begraensninger),
        parts.folded("Placeringer og ord", parts.placering(notat.kontoer[0].noegletal), vurderinger(notat), *tables),
    )


def kort(notat: Notat) -> Part:
    """How the figures are to be read, in the short edition."""
    texts = load_tekster()
    return parts.section("metode", "Sådan læses tallene", definitioner(notat, kort=True), texts.begraensninger[0])


def definitioner(notat: Notat, *, kort: bool = False) -> str:
    """What average, the ten highest and the way up to them mean; `kort` without the whole country."""
    samlet, ten = notat.samlet, talord(notat.bedste)
    land = ""
    if samlet and samlet.hele_landet is not None and not kort:
        share = samlet.noegletal.med_enhed(samlet.hele_landet)
        land = f" For hele landet under ét, hvor store kommuner vejer mest, var andelen {stop(share)}"
    return (
        f"Gennemsnittet er det simple gennemsnit af kommunernes andele: Hver kommune tæller lige meget.{land} "
        f"»De {ten} højeste« er gennemsnittet af de {ten} højeste andele på hovedkontoen. Afstanden derop er "
        "forskellen i procentpoint og, ganget med kommunens eget grundlag, i kroner."
    )


def vurderinger(notat: Notat) -> str:
    """Which places have which grade."""
    antal = max(konto.antal for konto in notat.kontoer)
    spans, start = [], 1
    for grad in notat.ordvalg.grader:
        end = _last(grad, antal)
        if end >= start:
            spans.append(f"»{grad.overskrift}« er nr. {start}–{end}".replace("nr. ", f"nr.{NBSP}"))
            start = end + 1
    return f"Vurderingen følger placeringen alene: {', '.join(spans)} af{NBSP}{antal}."


def _last(grad: Grad, antal: int) -> int:
    """The last place that a grade can have."""
    last = int(grad.hoejst_pct * antal // 100)
    return last if grad.hoejst_rang is None else min(last, grad.hoejst_rang)


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
