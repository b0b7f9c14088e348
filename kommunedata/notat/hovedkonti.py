"""The hovedkonti one by one: distribution, level and place, potential, what the account covers, an example."""

from matplotlib.axes import Axes

from kommunedata import charts
from kommunedata.analysis.peers import Peers
from kommunedata.analysis.ranking import rank
from kommunedata.datasaet.frame import Datasaet
from kommunedata.formats import alt_text, mio_kr, talord
from kommunedata.notat.facts import Konto, Notat
from kommunedata.notat.words import aendring, naboer, niveau_og_plads
from kommunedata.page import parts
from kommunedata.page.parts import Caption, Part
from kommunedata.page.words import navne, nr
from kommunedata.redaktionelt import load_beskrivelser


def section(notat: Notat, datasaet: Datasaet, peers: Peers) -> Part:
    """A part for each hovedkonto; nothing without any."""
    if not notat.hovedkonti:
        return Part("")
    each = [part(notat, konto, datasaet, peers) for konto in notat.hovedkonti]
    return parts.section("hovedkonti", heading(notat), *each)


def heading(notat: Notat) -> str:
    """How many they are; "" without any."""
    count = len(notat.hovedkonti)
    return f"De {talord(count)} hovedkonti" if count > 1 else "Hovedkontoen" if count else ""


def part(notat: Notat, konto: Konto, datasaet: Datasaet, peers: Peers, ax: Axes | None = None) -> Part:
    """One hovedkonto: graded heading, chart, sentences, what it covers, an example.

    `ax`: the chart where it is drawn already, with whatever was changed in it.
    """
    covers = load_beskrivelser().get(konto.kode)
    return parts.section(
        f"hovedkonto-{konto.kode}",
        overskrift(notat, konto),
        figure(notat, konto, datasaet, peers, ax) if konto.antal else "",
        _join(niveau_og_plads(notat, konto), naboer(konto)),
        _join("" if konto.grad == 1 else potentiale(notat, konto), aendring(notat, konto)),
        parts.note(f"Hovedkonto {konto.kode}, {konto.noegletal.titel}", covers.beskrivelse) if covers else "",
        parts.eksempel(konto.eksempel) if konto.eksempel else "",
        level=3,
    )


def overskrift(notat: Notat, konto: Konto) -> str:
    """The graded heading of a hovedkonto."""
    if konto.grad is None:
        return f"{konto.navn}: intet tal for {notat.aar}"
    grads = {grad.grad: grad.overskrift for grad in notat.ordvalg.grader}
    return f"{konto.navn}: {grads[konto.grad]}"


def potentiale(notat: Notat, konto: Konto) -> str:
    """The way up to best practice, in the unit of the share and in mio. kr."""
    if konto.potentiale is None or konto.bedste is None:
        return ""
    one = konto.noegletal
    best = f"De {min(notat.bedste, konto.antal)} kommuner med de højeste andele havde i gennemsnit "
    best += one.med_enhed(konto.bedste)
    if konto.potentiale == 0:
        return f"{best} Det niveau har kommunen allerede nået."
    gap = f"{best} Der er {one.forskel(konto.potentiale)} derop"
    if konto.potentiale_mio is None:
        return f"{gap}."
    return f"{gap}, og det svarer til {mio_kr(konto.potentiale_mio)} af et grundlag på {mio_kr(konto.naevner)}"


def caption(notat: Notat, konto: Konto, peers: Peers) -> Caption:
    """What stands around the distribution."""
    one, name = konto.noegletal, notat.kommune.fuldt_navn
    subtitle = f"Andel i {one.enhed} på hovedkonto {konto.kode} i de {konto.antal} kommuner, {notat.aar}."
    subtitle += f" Mørke søjler: {navne(peers.kommuner)}." if peers.kommuner else ""
    if konto.vaerdi is None:
        alt = f"Søjler: {konto.navn} {notat.aar}; intet tal for {name}."
        return Caption(f"Intet tal for {name}", subtitle, alt_text(alt))
    title = f"{name} er {nr(konto.rang, konto.antal)} med {one.med_enhed(konto.vaerdi)}"
    alt = (
        f"Søjler: {konto.navn} {notat.aar}. {title}; gennemsnittet er {one.med_enhed(konto.gennemsnit)} "
        f"og bedste praksis {one.tal(konto.bedste)}."
    )
    return Caption(title, subtitle, alt_text(alt))


def figure(notat: Notat, konto: Konto, datasaet: Datasaet, peers: Peers, ax: Axes | None = None) -> Part:
    """The distribution over all kommuner. `ax`: the chart where it is drawn already."""
    if ax is None:
        ax = charts.plot_fordeling(datasaet, notat.kommune, konto.kode, notat.aar, peers=peers.kommuner)
    table = rank(datasaet)
    chosen = (table["aar"] == notat.aar) & (table["noegletal"] == konto.kode) & table["rang"].notna()
    year, one = table[chosen].reset_index(drop=True), konto.noegletal
    frame = year[["kommune", "rang", "vaerdi"]].set_axis(["kommune", "plads", f"andel, {one.enhed}"], axis=1)
    own = year.index[year["kommunekode"] == notat.kommune.kommunekode].tolist()
    return parts.figure(
        ax, caption(notat, konto, peers), frame,
        notat, f"hovedkonto-{konto.kode}", one.decimaler, marked=own[0] if own else None,
    )  # fmt: skip


def _join(*sentences: str) -> str:
    return " ".join(sentence for sentence in sentences if sentence)
