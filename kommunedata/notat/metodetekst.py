"""What a notat says of its own method: definitions, with the thresholds that are in force."""

from kommunedata.formats import NBSP, pct, tal
from kommunedata.notat.facts import Notat
from kommunedata.redaktionelt import Grad


def definitioner(notat: Notat) -> list[str]:
    """What average, place, best practice, potential and grade mean."""
    samlet = notat.samlet
    land = ""
    if samlet and samlet.hele_landet is not None:
        land = f" For hele landet under ét, hvor store kommuner vejer mest, er andelen {pct(samlet.hele_landet)}"
    return [
        f"Gennemsnittet er det simple gennemsnit af kommunernes andele: Hver kommune tæller lige meget.{land}",
        "Placeringen regnes på andele afrundet til én decimal, og nr. 1 er den højeste. Kommuner med samme andel "
        "deler den bedste plads, og de næste pladser springes over. Kommuner uden tal får ingen plads og tælles "
        "ikke med.",
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
