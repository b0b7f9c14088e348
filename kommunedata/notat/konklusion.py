"""The head of a notat: warning, title, conclusion, what is measured, and key figures."""

from kommunedata.formats import NBSP, mio_kr, opremsning, stop, talord
from kommunedata.notat.facts import Konto, Notat
from kommunedata.notat.words import (
    foer,
    forskel_og_plads,
    mean_change,
    med_plads,
    names_or_count,
    niveau,
    nr,
    retning,
    til_de_ti,
    word_for,
)
from kommunedata.page import parts
from kommunedata.page.parts import Part
from kommunedata.redaktionelt import load_tekster


def hoved(notat: Notat, afsender: str = "", *, kort: bool = False) -> Part:
    """Title, subject and source; `afsender` is printed as the sender, `kort` makes it the head of a short edition."""
    facts = [f"Notat om {notat.aar}", *parts.source(notat.kilde), afsender]
    return parts.header(titel(notat), f"{emne(notat)}, {notat.aar}", facts, kind="kort" if kort else "")


def emne(notat: Notat) -> str:
    """What the notat is about, for its title."""
    return load_tekster().maal[notat.kilde.maal].emne


def titel(notat: Notat) -> str:
    """The kommune, and where it stands: "Aalborg Kommune: lidt over gennemsnittet, men langt fra de ti højeste"."""
    name, konto = notat.kommune.fuldt_navn, notat.samlet
    if konto is None or konto.forskel is None or konto.rang is None or konto.antal == 1:
        return name
    level = niveau(notat, konto.forskel)
    if konto.rang <= notat.bedste and konto.op_til_ti is not None:
        which = f"højest af alle {konto.antal}" if konto.rang == 1 else f"blandt de {talord(notat.bedste)} højeste"
        join = "og" if konto.forskel > 0 else "men"
        return f"{name}: {level} {join} {'delt ' if konto.rang == 1 and konto.deler_med else ''}{which}"
    if not konto.op_til_ti:
        return f"{name}: {level}"
    near = word_for(notat.ordvalg.afstand, konto.op_til_ti)
    over = retning(notat, konto.forskel)
    far = konto.op_til_ti >= (notat.ordvalg.afstand[0].under or 0)
    join = ", men" if over * (-1 if far else 1) < 0 else " og"
    return f"{name}: {level}{join} {near} de {talord(notat.bedste)} højeste"


def hovedbudskab(notat: Notat) -> str:
    """The conclusion: the share, its level and place, and on which hovedkonti the distance is largest."""
    sentences = [udsagn(notat)]
    if notat.samlet and notat.samlet.vaerdi is not None:
        sentences.append(f"Det var {forskel_og_plads(notat, notat.samlet)}.")
    return " ".join(sentence for sentence in [*sentences, afstande(notat)] if sentence)


def definition(notat: Notat) -> str:
    """What is measured, and what an amount is and is not."""
    amount = load_tekster().beloeb if notat.stoerst else ""
    return f"{load_tekster().maal[notat.kilde.maal].kort} {amount}".strip()


def udsagn(notat: Notat) -> str:
    """What the kommune's share is."""
    samlet = notat.samlet
    if samlet is None or samlet.vaerdi is None:
        return f"Der er ikke noget samlet tal for {notat.kommune.fuldt_navn} i {notat.aar}."
    template = load_tekster().maal[notat.kilde.maal].udsagn
    andel = samlet.noegletal.med_enhed(samlet.vaerdi)
    return stop(template.format(kommune=notat.kommune.fuldt_navn, aar=notat.aar, andel=andel))


def lavest(notat: Notat) -> list[Konto]:
    """The hovedkonti with the lowest places; more than two where the second is shared by several."""
    chosen = [notat.konto(code) for code in notat.potentialer]
    if not chosen:
        return []
    last = (chosen[-1].rang or 0) / chosen[-1].antal
    ties = [
        one
        for one in notat.hovedkonti
        if one.rang and one not in chosen and one.rang / one.antal == last and one.grad != 1
    ]
    return [*chosen, *ties]


def afstande(notat: Notat) -> str:
    """The hovedkonti with the lowest places, and the one with most kroner up to the ten highest."""
    low, most = lavest(notat), [notat.konto(code) for code in notat.stoerst]
    ranked = [konto for konto in notat.hovedkonti if konto.rang]
    if not ranked:
        return ""
    if not low:
        every = f"alle {talord(len(ranked))} hovedkonti" if len(ranked) > 1 else med_plads(ranked[0])
        rest = "" if len(ranked) == len(notat.hovedkonti) else ", der er tal for"
        said = f"Kommunen var blandt de højeste på {every}{rest}"
    elif len(low) == 1:
        said = f"Kun på {med_plads(low[0])} var kommunen ikke blandt de højeste"
    else:
        said = f"Lavest placeret var kommunen på {opremsning([med_plads(konto) for konto in low])}"
    if not most:
        return stop(said)
    amount, ten = mio_kr(most[0].potentiale_mio), f"op til {til_de_ti(notat, most[0])}"
    where = opremsning([konto.navn for konto in most])
    if len(low) == 1 and most == low:
        return stop(f"{said}, og der var {amount} {ten}")
    return f"{said}; målt i kroner var afstanden {ten} størst på {where} ({amount})."


def noegletal(notat: Notat) -> Part:
    """Share, place, the way up to the ten highest, and change, all for samlet."""
    konto = notat.samlet
    if konto is None or konto.vaerdi is None:
        return parts.join(udsagn(notat))
    one, pp = konto.noegletal, konto.noegletal.forskelsenhed
    mean = f"gennemsnittet var {one.med_enhed(konto.gennemsnit)}".replace(NBSP, " ")
    shared = f"delt med {names_or_count(konto.deler_med, ' andre')}" if konto.deler_med else "1 er den højeste andel"
    marks = parts.marks(konto)
    place, before = f"{'delt ' if konto.deler_med else ''}nr. {konto.rang}", f"Ændring siden {notat.aar - 1}"
    figures = [
        ("Samlet andel", one.tal(konto.vaerdi), one.enhed, mean, marks["vaerdi"]),
        ("Placering", place, f"af{NBSP}{konto.antal}", shared, marks["rang"]),
    ]
    if konto.potentiale is not None:
        amount = f"{mio_kr(konto.potentiale_mio)} mere købt hos private" if konto.potentiale_mio else ""
        note = (amount or f"deres gennemsnit var {one.med_enhed(konto.bedste)}").replace(NBSP, " ")
        figures.append((f"Op til {til_de_ti(notat, konto)}", one.tal(konto.potentiale), pp, note, ""))
    if konto.aendring is not None:
        figures.append((before, one.tal(konto.aendring, plus=True), pp, _foer(konto), ""))
    elif notat.aar in notat.kilde.brud:
        figures.append((before, one.tal(None), "", "ny definition, kan ikke sammenlignes", ""))
    return parts.keyfigures(figures)


def _foer(konto: Konto) -> str:
    mean = mean_change(konto)
    of_mean = f"gennemsnittet {konto.noegletal.tal(mean, plus=True)}" if mean is not None else ""
    then = (
        f"da {foer(konto) if konto.antal_foer == konto.antal else nr(konto.rang_foer, konto.antal_foer)}"
        if konto.rang_foer
        else ""
    )
    return "; ".join(filter(None, (of_mean, then))).replace(NBSP, " ")
