"""Focus: the two hovedkonti to tell of in full, with what suppliers can do and what the kommune could do."""

from matplotlib.axes import Axes

from kommunedata import charts
from kommunedata.analysis.peers import Peers
from kommunedata.charts.parts import rows_of
from kommunedata.datasaet.frame import Datasaet
from kommunedata.formats import NBSP, alt_text, mio_kr, opremsning, round_half_up, stop, talord
from kommunedata.notat.facts import Konto, Notat
from kommunedata.notat.words import aendring, niveau_og_plads, plads_nr, til_de_ti
from kommunedata.page import parts, tables
from kommunedata.page.parts import Caption, Part
from kommunedata.page.words import naboer, navne
from kommunedata.redaktionelt import load_beskrivelser, load_tekster


def kontoer(notat: Notat) -> list[Konto]:
    """The hovedkonti in focus."""
    return [notat.konto(code) for code in notat.fokus]


def heading(notat: Notat) -> str:
    """Which they are; "" without any."""
    names = [konto.navn for konto in kontoer(notat)]
    return f"I fokus: {opremsning(names)}" if names else ""


def part(
    notat: Notat, konto: Konto, datasaet: Datasaet, peers: Peers, ax: Axes | None = None, *, kort: bool = False
) -> Part:
    """One hovedkonto: heading, chart, sentences, an argument, and an example.

    Args:
        notat: the facts.
        konto: the hovedkonto.
        datasaet: the figures.
        peers: whose bars are dark.
        ax: the chart where it is drawn already, with whatever was changed in it.
        kort: as the short edition has it, without neighbours, change and example.
    """
    covers = load_beskrivelser().get(konto.kode)
    change = aendring(notat, konto) if konto.aendring is not None else ""
    return parts.section(
        f"hovedkonto-{konto.kode}",
        overskrift(notat, konto),
        figure(notat, konto, datasaet, peers, ax),
        join(niveau_og_plads(notat, konto), "" if kort else naboer(konto)),
        join(potentiale(notat, konto), yderpunkter(notat, konto), faerger(notat, konto), "" if kort else change),
        parts.note("Det kan private løse", covers.leverandoerer) if covers else "",
        parts.note(f"Det kunne {notat.kommune.fuldt_navn} gøre", covers.mulighed) if covers else "",
        parts.eksempel(konto.eksempel) if konto.eksempel and not kort else "",
        level=3,
    )


def overskrift(notat: Notat, konto: Konto) -> str:
    """The heading of a hovedkonto: its place, and how far it is up to the ten highest."""
    if konto.rang is None:
        return f"{konto.navn}: intet tal for {notat.aar}"
    ten = til_de_ti(notat, konto)
    if konto.potentiale is None:
        return f"{konto.navn}: {plads_nr(konto)}"
    if konto.potentiale == 0:
        return f"{konto.navn}: {plads_nr(konto)}, {_over(konto)} {ten}"
    gap = (
        mio_kr(konto.potentiale_mio) if konto.potentiale_mio is not None else konto.noegletal.forskel(konto.potentiale)
    )
    return f"{konto.navn}: {plads_nr(konto)}, {gap} op til {ten}"


def potentiale(notat: Notat, konto: Konto) -> str:
    """The way up to the ten highest, in the unit of the share and in mio. kr."""
    if konto.potentiale is None or konto.bedste is None:
        return ""
    one = konto.noegletal
    ten = f"Gennemsnittet af de {talord(min(notat.bedste, konto.antal))} højeste var {one.med_enhed(konto.bedste)}"
    if konto.potentiale == 0:
        return f"{stop(ten)} Kommunen lå selv {_over(konto)} det gennemsnit."
    gap = f"{ten}, {one.forskel(konto.potentiale)} højere"
    if konto.potentiale_mio is None:
        return f"{gap}."
    return (
        f"{gap}; det svarer til køb for {mio_kr(konto.potentiale_mio)} mere af et grundlag på {mio_kr(konto.naevner)}"
    )


def _over(konto: Konto) -> str:
    return "over" if (konto.vaerdi or 0) > (konto.bedste or 0) else "på"


def yderpunkter(notat: Notat, konto: Konto) -> str:
    """That the two highest carry the mean of the ten, where they do."""
    if konto.otte is None or konto.bedste is None or konto.bedste - konto.otte < notat.ordvalg.yderpunkter:
        return ""
    two = navne([tal.kommune for tal in konto.forrest])
    eight = konto.noegletal.med_enhed(konto.otte)
    return stop(f"{two} trak det gennemsnit op; de otte næste lå i gennemsnit på {eight}")


def faerger(notat: Notat, konto: Konto) -> str:
    """What is said to the islands of the hovedkonto that ferries weigh on."""
    text = load_tekster().faerger
    return text.tekst if konto.kode == text.hovedkonto and notat.kommune.kommune in text.kommuner else ""


def caption(notat: Notat, konto: Konto, peers: Peers) -> Caption:
    """What stands around the distribution."""
    one, name = konto.noegletal, notat.kommune.fuldt_navn
    subtitle = f"Andel i {one.enhed} på hovedkonto {konto.kode} i de {konto.antal} kommuner, {notat.aar}."
    subtitle += f" Også fremhævet: {navne(peers.kommuner)}." if peers.kommuner else ""
    table = f"Alle {konto.antal} kommuner på {konto.navn}, {notat.aar}"
    if konto.vaerdi is None:
        alt = f"Søjler: {konto.navn} {notat.aar}; intet tal for {name}."
        return Caption(f"Intet tal for {name}", subtitle, alt_text(alt), table)
    alt = (
        f"Søjler: {name} var {plads_nr(konto)} på {konto.navn} i {notat.aar} med {one.med_enhed(konto.vaerdi)}; "
        f"gennemsnittet var {one.med_enhed(konto.gennemsnit)} og de {talord(notat.bedste)} højestes "
        f"{one.med_enhed(konto.bedste)}"
    )
    return Caption(midterste(notat, konto), subtitle, alt_text(stop(alt)), table)


def midterste(notat: Notat, konto: Konto) -> str:
    """Where the kommune was beside the middle half of the kommuner, by the printed figures."""
    one, name, year = konto.noegletal, notat.kommune.fuldt_navn, konto.historik[-1]
    low, high = (round_half_up(end or 0.0, one.decimaler) for end in (year.nedre, year.oevre))
    own = konto.vaerdi or 0.0
    where = "over" if own > high else "under" if own < low else "i"
    return f"{name} lå {where} den midterste halvdel af kommunerne ({one.tal(low)}{NBSP}til{NBSP}{one.med_enhed(high)})"


def figure(notat: Notat, konto: Konto, datasaet: Datasaet, peers: Peers, ax: Axes | None = None) -> Part:
    """The distribution over all kommuner. `ax`: the chart where it is drawn already."""
    ax = ax or charts.plot_fordeling(datasaet, notat.kommune, konto.kode, notat.aar, peers=peers.kommuner)
    year, one = rows_of(datasaet, konto.kode, notat.aar), konto.noegletal
    frame = year[["kommune", "rang", "vaerdi"]].set_axis(["kommune", "plads", f"andel, {one.enhed}"], axis=1)
    return tables.figure(ax, caption(notat, konto, peers), frame, notat, f"hovedkonto-{konto.kode}", one.decimaler)


def join(*sentences: str) -> str:
    """Sentences as one paragraph."""
    return " ".join(sentence for sentence in sentences if sentence)
