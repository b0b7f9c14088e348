"""For exploring in JupyterLab: a panel of choices over the notat's charts and sentences, and tables to search."""

from collections.abc import Sequence
from math import log2
from typing import Any

import ipywidgets as widgets
import itables
import pandas as pd
from IPython.display import HTML
from markupsafe import Markup
from matplotlib.figure import Figure

from kommunedata.analysis.peers import begrundelse, choose_peers
from kommunedata.analysis.questions import fit_stoerrelse, join_folketal
from kommunedata.analysis.ranking import list_placeringer
from kommunedata.charts import notat as charts
from kommunedata.charts.drawing import (
    ACCENT,
    DOT,
    GRID,
    INK,
    MUTED,
    VARIABLES,
    WIDTH,
    dots,
    new_figure,
    scale,
    stroke,
    write,
)
from kommunedata.datasaet.frame import SAMLET, load_andele
from kommunedata.datasaet.kilde import Kilde, list_datasaet, load_kilde
from kommunedata.errors import KommunedataError
from kommunedata.formats import tal
from kommunedata.kommuner import kommune_by_code
from kommunedata.notat import text
from kommunedata.notat.facts import build_notat
from kommunedata.notat.sammenligning import build_sammenligning, tabel
from kommunedata.page import parts as page
from kommunedata.page.svg import to_svg
from kommunedata.redaktionelt import load_hovedkonti, load_tekster

SPROG = {
    "search": "Søg:",
    "info": "_START_–_END_ af _TOTAL_",
    "infoEmpty": "ingen",
    "infoFiltered": "(af _MAX_)",
    "zeroRecords": "Ingen fundet",
    "lengthMenu": "Vis _MENU_",
}


def prepare_lab() -> None:
    """Load the script of searchable tables into the notebook, so that they need no network."""
    itables.init_notebook_mode(all_interactive=False, connected=False)


def vis(figure: Figure, alt: str) -> HTML:
    """A chart to look at in a notebook, in the colours of the house and with its text alternative."""
    return _framed(HTML(to_svg(figure, "udforsk", alt)))


def udsnit(
    andele: pd.DataFrame, kilde: Kilde, kommune: str, aar: int, hovedkonto: str, sammenlign: Sequence[str] = ()
) -> HTML:
    """What the notat says and draws about one hovedkonto: sentences, distribution, history, comparison.

    Args:
        andele: one row per kommune × aar × hovedkonto; see `kommunedata.datasaet.frame`.
        kilde: its provenance.
        kommune: a name or a code.
        aar: the year.
        hovedkonto: "0" … "6" or "samlet".
        sammenlign: whom to compare with; the default group if empty.

    Raises:
        InputError: there is nothing to show for the choice; the reason is said.
    """
    notat = build_notat(andele, kilde, kommune, aar)
    peers = choose_peers(sammenlign, notat.kommune)
    konto = notat.konto(hovedkonto)
    name = f"{notat.kommune.fuldt_navn}, {konto.navn} {aar}"
    warning = page.banner(load_tekster().modelbanner) if kilde.model else ""
    sentences = [text.niveau_og_plads(notat, konto), text.naboer(konto), text.aendring(notat, konto)]
    history = [text.placeringer(notat, konto), text.historik(notat, konto)]
    drawings = [
        to_svg(charts.plot_fordeling(notat, konto, andele), "fordeling", f"Fordeling: {name}. {sentences[0]}"),
        to_svg(charts.plot_historik(notat, konto, andele), "historik", f"Historik: {name}. {history[0]}"),
    ]
    comparison = build_sammenligning(andele, aar, peers)
    return _framed(
        page.join(
            warning,
            HTML(str(Markup("<h3>{}</h3>").format(name))),
            " ".join(filter(None, sentences)),
            HTML(drawings[0]),
            " ".join(filter(None, history)),
            HTML(drawings[1]),
            begrundelse(peers),
            page.table("Andel i pct. og plads", tabel(comparison)),
        )
    )


def panel(datasaet: str = "modeldata", kommune: str = "Aalborg") -> widgets.VBox:
    """Choices of datasaet, kommune, aar, hovedkonto and comparison over `udsnit`, which follows them.

    What cannot be shown is said in its place.
    """
    names = [one.kommune for one in kommune_by_code().values()]
    konti = [("Samlet", SAMLET), *((one.kort_navn, number) for number, one in load_hovedkonti().items())]
    choices = {
        "datasaet": widgets.Dropdown(options=list_datasaet(), value=datasaet, description="Datasæt"),
        "kommune": widgets.Dropdown(options=names, value=kommune, description="Kommune"),
        "aar": widgets.Dropdown(options=_years(datasaet), description="År"),
        "hovedkonto": widgets.Dropdown(options=konti, value=SAMLET, description="Hovedkonto"),
        "sammenlign": widgets.TagsInput(allowed_tags=names, allow_duplicates=False, placeholder="Sammenlign med"),
    }
    view: Any = widgets.HTML()

    def show(_: Any = None) -> None:
        chosen = {name: choice.value for name, choice in choices.items()}
        navn = chosen.pop("datasaet")
        try:
            view.value = udsnit(load_andele(navn), load_kilde(navn), **chosen).data
        except (KommunedataError, StopIteration) as error:
            reason = str(error) or "the datasaet has no such hovedkonto"
            view.value = str(Markup("<p role=alert>{}</p>").format(reason))

    def change_datasaet(change: Any) -> None:
        choices["aar"].options = _years(change["new"])
        show()

    for name, choice in choices.items():
        choice.observe(change_datasaet if name == "datasaet" else show, names="value")
    show()
    return widgets.VBox([widgets.HBox(list(choices.values()), layout={"flex_flow": "wrap"}), view])


def _years(datasaet: str) -> list[int]:
    andele = load_andele(datasaet)
    return sorted(andele.loc[andele["andel"].notna(), "aar"].unique().tolist(), reverse=True)


def rangtabel(andele: pd.DataFrame, aar: int, hovedkonto: str) -> HTML:
    """The ranking of one year and hovedkonto as a table to sort and search; works without a network."""
    table = list_placeringer(andele, aar, hovedkonto)[["rang", "antal", "kommune", "andel"]]
    return soegetabel(table.set_axis(["plads", "af", "kommune", "andel, pct."], axis=1))


def soegetabel(frame: pd.DataFrame) -> HTML:
    """Any frame as a table to sort and search."""
    return HTML(
        itables.to_html_datatable(
            frame.reset_index(drop=True), connected=False, showIndex=False, pageLength=15, language=SPROG
        )
    )


def plot_stoerrelse(andele: pd.DataFrame, kilde: Kilde, aar: int, hovedkonto: str) -> Figure:
    """Andel against population (each step to the right is a doubling), with a straight line through.

    Args:
        andele: one row per kommune × aar × hovedkonto; see `kommunedata.datasaet.frame`.
        kilde: its provenance.
        aar: the year.
        hovedkonto: "0" … "6" or "samlet".
    """
    table, line = join_folketal(andele, aar, hovedkonto), fit_stoerrelse(andele, aar, hovedkonto)
    figure, left, right, floor, top = new_figure(234, kilde.modelmaerke), 22.0, WIDTH - 24, 36.0, 226.0
    ticks = [1000 * 2**step for step in range(11)]
    x = scale(0, 10, left, right)  # doublings of 1,000 inhabitants
    highest = 10 * -(-table["andel"].max() // 10) or 10
    y = scale(0, highest, floor, top)
    for value in range(0, int(highest) + 1, 10):
        stroke(figure, [((left, y(value)), (right, y(value)))], GRID, 0.7)
        write(figure, 16, y(value) - 3.5, str(value), color=MUTED, ha="right", tick="y")
    for step, value in enumerate(ticks):
        write(figure, x(step), 20, tal(value, 0), color=MUTED, ha="center", tick="x")
    write(figure, left, 4, f"indbyggere; andel i pct., {aar}", color=MUTED)
    doublings = (table["folketal"] / 1000).map(log2)
    dots(figure, list(zip(x(doublings), y(table["andel"]), strict=True)), DOT, 4.5)
    if line["antal"] >= 3:
        ends = [(step, line["konstant"] + line["pr_fordobling"] * (step + log2(1000))) for step in (0.5, 9.5)]
        stroke(figure, [[(x(step), y(value)) for step, value in ends]], ACCENT, 1.8)
        label = f"{tal(line['pr_fordobling'], plus=True)} procentpoint for hver fordobling af folketallet"
        write(figure, right, top - 4, label, color=INK, bold=True, ha="right")
    return figure


def _framed(part: HTML) -> HTML:
    """In a frame that has the palette's variables and a light ground, whatever the notebook's theme."""
    palette = [f"--{name}:{colour}" for colour, name in VARIABLES.items()]
    looks = ["background:#fff", f"color:{INK}", "padding:.5rem", "max-width:44rem", "font:1rem/1.5 sans-serif"]
    # Labels at the right edge need more room where the house's narrow font is not installed.
    room = "<style>.kommunedata svg{overflow:visible}</style>"
    return HTML(f'<div class="kommunedata" style="{";".join([*palette, *looks])}">{room}{part.data}</div>')
