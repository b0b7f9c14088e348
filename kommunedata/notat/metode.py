"""Method: what the figures mean and do not mean, in short; the words and their limits, folded."""

from kommunedata.formats import NBSP, stop, talord
from kommunedata.notat.facts import Notat
from kommunedata.page import parts, tables
from kommunedata.page.parts import Part
from kommunedata.profil.metode import ordliste
from kommunedata.redaktionelt import load_tekster


def section(notat: Notat) -> Part:
    """Definitions and limits; folded, the words and their thresholds."""
    texts, words, one = load_tekster(), notat.ordvalg, notat.kontoer[0].noegletal
    lists = [
        tables.table(f"Ord for {what}", ordliste(chosen, one.tal, one.forskelsenhed, ways))
        for what, chosen, ways in (
            ("forskellen til gennemsnittet", words.niveau, "over/under"),
            ("ændringen siden året før", words.udvikling, "steg/faldt"),
            ("afstanden op til den tiende højeste", words.afstand, ""),
        )
    ]
    return parts.section(
        "metode",
        "Metode og forbehold",
        texts.maal[notat.kilde.maal].definition,
        definitioner(notat),
        parts.liste(texts.begraensninger),
        parts.folded("Placeringer og ord", parts.placering(one), vurderinger(notat), *lists),
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
        end = min(int(grad.hoejst_pct * antal // 100), grad.hoejst_rang or antal)
        if end >= start:
            spans.append(f"»{grad.overskrift}« er nr. {start}–{end}".replace("nr. ", f"nr.{NBSP}"))
            start = end + 1
    return f"Vurderingen følger placeringen alene: {', '.join(spans)} af{NBSP}{antal}."
