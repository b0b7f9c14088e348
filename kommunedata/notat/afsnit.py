"""The sections of a notat, in the order that `notebooks/kommunenotat.ipynb` shows them."""

from collections.abc import Sequence
from importlib.metadata import version

import pandas as pd
from IPython.display import HTML

from kommunedata.analysis.peers import Peers, begrundelse
from kommunedata.charts import notat as charts
from kommunedata.datasaet.kilde import Kilde
from kommunedata.formats import opremsning, tal, talord
from kommunedata.notat import figurtekst, metodetekst, overskrifter, text
from kommunedata.notat.facts import Konto, Notat
from kommunedata.notat.sammenligning import Sammenligning, konklusion, overskrift, tabel
from kommunedata.page import parts as page
from kommunedata.redaktionelt import Ord, load_anbefalinger, load_beskrivelser, load_tekster

MARK = "* Offentliggjort tal, som modeldata er tilpasset. Alle andre tal er modeltal."
PROGRAMS = ("kommunedata", "pandas", "matplotlib", "papermill", "nbconvert")  # their versions decide the page
NO_MARK = "Alle tal i tabellen er modeltal."


def hoved(notat: Notat, afsender: str = "") -> HTML:
    """Title, subject and source; `afsender` is printed as the sender where there is one."""
    kilde = notat.kilde
    facts = [f"Notat om {notat.aar}", f"Kilde: {kilde.kilde}", f"hentet {_date(notat)}", afsender]
    return page.header(notat.kommune.fuldt_navn, f"{text.emne(notat)}, {notat.aar}", facts)


def indledning(notat: Notat) -> HTML:
    """The conclusion, and then why the question matters."""
    return page.join(page.lead(text.hovedbudskab(notat)), *text.indledning(notat))


def noegletal(notat: Notat) -> HTML:
    """Share, difference to the average, place and change, all for samlet."""
    konto = notat.samlet
    if konto is None or konto.andel is None:
        return page.join(text.udsagn(notat))
    figures = [
        {"label": "Samlet andel", "value": tal(konto.andel), "unit": "pct.", "note": f"i {notat.aar}"},
        {
            "label": "Forskel til gennemsnittet",
            "value": tal(konto.forskel, plus=True),
            "unit": "procentpoint",
            "note": f"gennemsnittet er {tal(konto.gennemsnit)} pct.",
        },
        {"label": "Placering", "value": f"nr. {konto.rang}", "unit": f"af {konto.antal}", "note": _delt(konto)},
        {
            "label": f"Ændring siden {notat.aar - 1}",
            "value": tal(konto.aendring, plus=True),
            "unit": "procentpoint" if konto.aendring is not None else "",
            "note": _foer(konto),
        },
    ]
    marks = ["andel" in konto.offentliggjort, False, "rang" in konto.offentliggjort, False]
    return page.keyfigures([{**figure, "mark": mark} for figure, mark in zip(figures, marks, strict=True)])


def statustabel(notat: Notat) -> HTML:
    """The six hovedkonti and samlet: share, place, average, difference, grade."""
    kontoer = [*notat.hovedkonti, *([notat.samlet] if notat.samlet else [])]
    grads = {grad.grad: grad.overskrift for grad in notat.ordvalg.grader}
    table = pd.DataFrame(
        [
            {
                "Hovedkonto": f"{konto.hovedkonto} {konto.navn}" if konto.hovedkonto.isdigit() else "Samlet",
                "andel, pct.": konto.andel,
                f"plads af {max(konto.antal for konto in kontoer)}": konto.rang,
                "gennemsnit, pct.": konto.gennemsnit,
                "forskel, pct.point": tal(konto.forskel, plus=True),
                "grad": grads[konto.grad] if konto.grad else "intet tal",
            }
            for konto in kontoer
        ]
    ).astype({f"plads af {max(konto.antal for konto in kontoer)}": "Int64"})
    figures = ["", "andel", "rang", "gennemsnit", "", ""]
    marks = pd.DataFrame([[figure in konto.offentliggjort for figure in figures] for konto in kontoer])
    caption = f"{notat.kommune.fuldt_navn} på de {talord(len(notat.hovedkonti))} hovedkonti og samlet, {notat.aar}"
    total = len(notat.hovedkonti) if notat.samlet else None
    return page.join(page.table(caption, table, marks, total), _note(notat, marks))


def overblik(notat: Notat, andele: pd.DataFrame, peers: Peers) -> HTML:
    """The overview chart."""
    frame = pd.DataFrame(
        [
            {
                "hovedkonto": konto.navn,
                notat.kommune.kommune: konto.andel,
                "gennemsnit": konto.gennemsnit,
                "bedste praksis": konto.bedste_praksis,
            }
            for konto in notat.hovedkonti
        ]
    )
    title, subtitle, alt = figurtekst.overblik(notat, peers.kommuner)
    return page.figure(
        charts.plot_overblik(notat, andele, peers.kommuner), title, subtitle, alt, frame, _name(notat, "overblik")
    )


def placeringer(notat: Notat) -> HTML:
    """Table and chart of the places of ten years, for samlet."""
    konto = notat.samlet
    if konto is None or not any(point.rang for point in konto.historik):
        return page.join("")
    table = pd.DataFrame(
        {
            "År": [str(point.aar) for point in konto.historik],
            "plads": pd.array([point.rang for point in konto.historik], dtype="Int64"),
            "af": [point.antal for point in konto.historik],
            "andel, pct.": [point.andel for point in konto.historik],
            "gennemsnit, pct.": [point.gennemsnit for point in konto.historik],
        }
    )
    figures = ["", "rang", "", "andel", "gennemsnit"]
    marks = pd.DataFrame([[figure in point.offentliggjort for figure in figures] for point in konto.historik])
    title, subtitle, alt = figurtekst.placeringer(notat, konto)
    drawing = charts.plot_placeringer(notat, konto)
    name = _name(notat, "placeringer")
    return page.join(page.figure(drawing, title, subtitle, alt, table, name, published=marks), _note(notat, marks))


def historik(notat: Notat, andele: pd.DataFrame) -> HTML:
    """Chart of the share beside the average over the same years, for samlet."""
    konto = notat.samlet
    if konto is None or not any(point.andel is not None for point in konto.historik):
        return page.join("")
    table = pd.DataFrame(
        {
            "år": [str(point.aar) for point in konto.historik],
            "andel, pct.": [point.andel for point in konto.historik],
            "gennemsnit, pct.": [point.gennemsnit for point in konto.historik],
        }
    )
    title, subtitle, alt = figurtekst.historik(notat, konto)
    drawing = charts.plot_historik(notat, konto, andele)
    return page.figure(drawing, title, subtitle, alt, table, _name(notat, "historik"))


def sammenligning(sammenligning: Sammenligning) -> HTML:
    """The municipality beside those it is compared with; nothing where there is nobody to compare with."""
    peers = sammenligning.peers
    if not peers.kommuner:
        return page.join("")
    caption = f"Andel i pct. og i parentes plads, {sammenligning.aar}"
    return page.section(
        "sammenligning",
        overskrift(sammenligning),
        begrundelse(peers),
        page.table(caption, tabel(sammenligning)),
        konklusion(sammenligning),
    )


def hovedkonto(notat: Notat, konto: Konto, placeringer: pd.DataFrame, peers: Peers) -> HTML:
    """The section of one hovedkonto: graded heading, chart, sentences, what it covers, an example.

    `placeringer` are those of the year, from `ranking.list_placeringer`.
    """
    best = [text.niveau_og_plads(notat, konto), text.naboer(konto)]
    gain = [] if konto.grad == 1 else [text.potentiale(notat, konto)]
    covers = load_beskrivelser()[konto.hovedkonto].beskrivelse
    return page.section(
        f"hovedkonto-{konto.hovedkonto}",
        overskrifter.hovedkonto(notat, konto),
        fordeling(notat, konto, placeringer, peers) if konto.antal else "",
        " ".join(part for part in best if part),
        " ".join(part for part in [*gain, text.aendring(notat, konto)] if part),
        page.note(f"Hovedkonto {konto.hovedkonto}, {konto.officielt_navn}", covers),
        page.eksempel(konto.eksempel) if konto.eksempel else "",
        level=3,
    )


def fordeling(notat: Notat, konto: Konto, placeringer: pd.DataFrame, peers: Peers) -> HTML:
    """The distribution of one hovedkonto over all municipalities."""
    ranked = placeringer[(placeringer["hovedkonto"] == konto.hovedkonto) & placeringer["rang"].notna()]
    ranking = ranked.reset_index(drop=True)
    frame = ranking[["kommune", "rang", "andel"]].set_axis(["kommune", "plads", "andel, pct."], axis=1)
    own = ranking.index[ranking["kommunekode"] == notat.kommune.kommunekode].tolist()
    title, subtitle, alt = figurtekst.fordeling(notat, konto, peers.kommuner)
    drawing = charts.plot_fordeling(notat, konto, ranking, peers.kommuner)
    name = _name(notat, f"hovedkonto-{konto.hovedkonto}")
    return page.figure(drawing, title, subtitle, alt, frame, name, own[0] if own else None)


def anbefalinger() -> HTML:
    """The recommendations."""
    return page.anbefalinger(load_anbefalinger())


def metode(notat: Notat) -> HTML:
    """Definitions, word thresholds and limits."""
    texts = load_tekster()
    return page.join(
        texts.maal[notat.kilde.maal].definition,
        *metodetekst.definitioner(notat),
        page.table("Ord for forskellen til gennemsnittet", _thresholds(notat.ordvalg.niveau, "over/under")),
        page.table("Ord for ændringen siden året før", _thresholds(notat.ordvalg.udvikling, "steget/faldet")),
        page.liste(texts.begraensninger),
    )


def kilder(kilde: Kilde, parametre: dict[str, object]) -> HTML:
    """Data, source, date, checksum, versions and parameters."""
    rows = {
        "Datasæt": f"{kilde.titel} ({kilde.navn})",
        "Mål": kilde.maal,
        "Kilde": kilde.kilde,
        "Adresse": kilde.url,
        "Hentet": f"{kilde.hentet:%d.%m.%Y}",
        "Licens": kilde.licens,
        "Definitionen ændret": opremsning([str(year) for year in kilde.brud]) if kilde.brud else "nej",
        "Kontrolsum (sha256)": kilde.sha256,
        "Program": ", ".join(f"{name} {version(name)}" for name in PROGRAMS),
        "Parametre": ", ".join(f"{name} = {value}" for name, value in parametre.items() if value),
    }
    return page.join(page.liste(kilde.noter) if kilde.noter else "", page.oplysninger(rows))


def banner(notat: Notat) -> HTML:
    """The warning that stands on top of a notat made of model figures; nothing for others."""
    return page.banner(load_tekster().modelbanner) if notat.kilde.model else page.join("")


def _thresholds(words: Sequence[Ord], directions: str) -> pd.DataFrame:
    """The limits of a word list in words: "under 0,5", "fra 0,5 til under 2,0", "fra 10,0"."""
    limits = [word.under for word in words]
    spans = []
    for lower, upper in zip([None, *limits], limits, strict=False):
        parts = [f"fra {tal(lower)}" if lower else "", f"under {tal(upper)}" if upper else ""]
        spans.append(" til ".join(part for part in parts if part))
    terms = [word.ord.format(retning=directions) for word in words]
    return pd.DataFrame({"forskel i procentpoint": spans, "ord": terms})


def _note(notat: Notat, marks: pd.DataFrame) -> HTML | str:
    """What the mark in a table of model figures means, or that nothing in it is marked."""
    if not notat.kilde.model:
        return ""
    return page.small(MARK if marks.any(axis=None) else NO_MARK)


def _delt(konto: Konto) -> str:
    return "delt med andre" if konto.deler_med else "1 er den højeste andel"


def _foer(konto: Konto) -> str:
    foer = next((point for point in konto.historik if konto.rang_foer and point.rang == konto.rang_foer), None)
    return f"da {text.nr(konto.rang_foer, foer.antal)}" if foer else "kan ikke sammenlignes"


def _date(notat: Notat) -> str:
    return f"{notat.kilde.hentet:%d.%m.%Y}"


def _name(notat: Notat, figure: str) -> str:
    return f"{notat.kommune.slug}-{notat.aar}-{figure}"
