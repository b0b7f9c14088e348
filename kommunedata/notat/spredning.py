"""Spread: all kommuner on each hovedkonto as dots, with the kommune's own."""

import pandas as pd
from matplotlib.axes import Axes

from kommunedata import charts
from kommunedata.analysis.peers import Peers
from kommunedata.analysis.ranking import rank
from kommunedata.datasaet.frame import Datasaet
from kommunedata.formats import alt_text, talord
from kommunedata.notat.facts import Notat
from kommunedata.page import parts
from kommunedata.page.parts import Caption, Part
from kommunedata.page.words import navne, nr


def section(notat: Notat, datasaet: Datasaet, peers: Peers) -> Part:
    """Heading and chart; nothing without hovedkonti."""
    if not notat.hovedkonti:
        return Part("")
    return parts.section("spredning", heading(notat), figure(notat, datasaet, peers))


def heading(notat: Notat) -> str:
    """How many hovedkonti are over the average; "" without hovedkonti."""
    if not notat.hovedkonti:
        return ""
    known = [konto for konto in notat.hovedkonti if konto.forskel is not None]
    over = sum((konto.forskel or 0) > 0 for konto in known)
    under = sum((konto.forskel or 0) < 0 for konto in known)
    if known and len(known) in (over, under):
        return f"{'Over' if over else 'Under'} gennemsnittet på alle {talord(len(known))} hovedkonti"
    return f"Over gennemsnittet på {talord(over)} af {talord(len(known))} hovedkonti"


def caption(notat: Notat, peers: Peers) -> Caption:
    """What stands around the chart."""
    ranked = [konto for konto in notat.hovedkonti if konto.rang]
    best = min(ranked, key=lambda konto: (konto.rang or 0) / konto.antal, default=None)
    title = f"{notat.kommune.fuldt_navn} står stærkest på {best.navn}" if best else "Der er ingen tal"
    enhed = notat.kontoer[0].noegletal.enhed
    subtitle = (
        f"Andel i {enhed} på hver hovedkonto, {notat.aar}. Hver prik er en kommune, båndet er den midterste halvdel, "
        "stregen gennemsnittet og ruden bedste praksis."
    )
    subtitle += f" Mørke prikker: {navne(peers.kommuner)}." if peers.kommuner else ""
    places = ", ".join(f"{konto.navn} {nr(konto.rang, konto.antal)}" for konto in ranked)
    alt = f"Prikdiagram: {notat.kommune.genitiv} placeringer {notat.aar}: {places}."
    return Caption(title, subtitle, alt_text(alt))


def frame(notat: Notat, datasaet: Datasaet) -> pd.DataFrame:
    """The figures of all kommuner that the dots are, and the quartiles, mean and best ten beside them."""
    table = rank(datasaet)
    codes = [konto.kode for konto in notat.hovedkonti]
    year = table[(table["aar"] == notat.aar) & table["noegletal"].isin(codes) & table["vaerdi"].notna()]
    names = {konto.kode: konto.navn for konto in notat.hovedkonti}
    columns = ["kommune", "vaerdi", "rang", "nedre", "oevre", "gennemsnit", "bedste"]
    titles = ["kommune", "andel", "plads", "nedre kvartil", "øvre kvartil", "gennemsnit", "bedste praksis"]
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
                "bedste praksis": konto.bedste,
            }
            for konto in notat.hovedkonti
        ]
    ).astype({notat.kommune.kommune: "float64"})
    return parts.figure(
        ax, caption(notat, peers), own,
        notat, "hovedkonti", notat.kontoer[0].noegletal.decimaler, csv=frame(notat, datasaet),
    )  # fmt: skip
