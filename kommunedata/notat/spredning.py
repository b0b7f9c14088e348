"""Spread: all kommuner on each hovedkonto as dots, with the kommune's own."""

import pandas as pd
from matplotlib.axes import Axes

from kommunedata import charts
from kommunedata.analysis.peers import Peers
from kommunedata.analysis.ranking import rank
from kommunedata.datasaet.frame import Datasaet
from kommunedata.formats import alt_text, opremsning, talord
from kommunedata.notat.facts import Notat
from kommunedata.notat.words import flest, med_plads, plads_nr
from kommunedata.page import tables
from kommunedata.page.parts import Caption, Part
from kommunedata.page.words import navne


def heading(notat: Notat) -> str:
    """On how many hovedkonti the kommune is over or under the average, the majority first; "" without hovedkonti."""
    known = [konto.forskel for konto in notat.hovedkonti if konto.forskel is not None]
    if not notat.hovedkonti:
        return ""
    if len(known) < 2:
        return "Afstanden til de andre kommuner"
    return flest(notat, known, "på {} hovedkonti")


def caption(notat: Notat, peers: Peers) -> Caption:
    """What stands around the chart."""
    ranked = [konto for konto in notat.hovedkonti if konto.rang]
    best = min(((konto.rang or 0) / konto.antal for konto in ranked), default=0)
    top = [konto for konto in ranked if (konto.rang or 0) / konto.antal == best]
    places = list(dict.fromkeys(plads_nr(konto) for konto in top))
    if len(top) > 1 and len(places) == 1:
        where = f"{opremsning([konto.navn for konto in top])} ({places[0]} på hver)"
    else:
        where = opremsning([med_plads(konto) for konto in top]) if top else ""
    title = f"{notat.kommune.fuldt_navn} var højest placeret på {where}" if top else "Der er ingen tal"
    enhed, ti = notat.kontoer[0].noegletal.enhed, talord(notat.bedste)
    subtitle = (
        f"Andel i {enhed} på hver hovedkonto, {notat.aar}. Hver prik er en kommune, båndet er den midterste halvdel, "
        f"stregen gennemsnittet og ruden gennemsnittet af de {ti} højeste."
    )
    subtitle += f" Også fremhævet: {navne(peers.kommuner)}." if peers.kommuner else ""
    most = max((konto.antal for konto in ranked), default=0)
    of = {konto.kode: f" af {konto.antal}" if konto.antal != most else "" for konto in ranked}
    each = ", ".join(f"{k.navn} {'delt ' if k.deler_med else ''}{k.rang}{of[k.kode]}" for k in ranked)
    alt = f"Prikdiagram: {notat.kommune.genitiv} pladser {notat.aar} af {most}: {each}."
    table = f"{notat.kommune.fuldt_navn} ved siden af alle kommuner på hver hovedkonto, {notat.aar}"
    return Caption(title, subtitle, alt_text(alt), table)


def frame(notat: Notat, datasaet: Datasaet) -> pd.DataFrame:
    """The figures of all kommuner that the dots are, and the quartiles, mean and ten highest beside them."""
    table = rank(datasaet)
    codes = [konto.kode for konto in notat.hovedkonti]
    year = table[(table["aar"] == notat.aar) & table["noegletal"].isin(codes) & table["vaerdi"].notna()]
    names = {konto.kode: konto.navn for konto in notat.hovedkonti}
    columns = ["kommune", "vaerdi", "rang", "nedre", "oevre", "gennemsnit", "bedste"]
    titles = ["kommune", "andel", "plads", "nedre kvartil", "øvre kvartil", "gennemsnit", "de ti højeste"]
    rows = year[["noegletal", *columns]].assign(noegletal=year["noegletal"].map(names))
    return rows.set_axis(["hovedkonto", *titles], axis=1).reset_index(drop=True)


def figure(notat: Notat, datasaet: Datasaet, peers: Peers, ax: Axes | None = None) -> Part:
    """The chart, with the kommune's own figures as its table and all dots in its CSV.

    `ax`: the chart where it is drawn already, with whatever was changed in it.
    """
    if not notat.hovedkonti:
        return Part("")
    if ax is None:
        ax = charts.plot_hovedkonti(datasaet, notat.kommune, notat.aar, peers=peers.kommuner)
    own = pd.DataFrame(
        [
            {
                "hovedkonto": konto.navn,
                notat.kommune.kommune: konto.vaerdi,
                "nedre kvartil": konto.historik[-1].nedre,
                "øvre kvartil": konto.historik[-1].oevre,
                "gennemsnit": konto.gennemsnit,
                "de ti højeste": konto.bedste,
            }
            for konto in notat.hovedkonti
        ]
    ).astype({notat.kommune.kommune: "float64"})
    return tables.figure(
        ax, caption(notat, peers), own,
        notat, "hovedkonti", notat.kontoer[0].noegletal.decimaler, csv=frame(notat, datasaet),
    )  # fmt: skip
