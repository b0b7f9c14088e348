"""For exploring in JupyterLab: a panel of choices over the notat's charts and sentences, and tables to search."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import ipywidgets as widgets
import itables
import pandas as pd
from IPython.display import HTML
from markupsafe import Markup

from kommunedata import charts
from kommunedata.analysis.peers import choose_peers
from kommunedata.analysis.ranking import list_placeringer
from kommunedata.datasaet.frame import Datasaet, load_datasaet
from kommunedata.datasaet.kilde import list_datasaet
from kommunedata.errors import KommunedataError
from kommunedata.kommuner import kommune_by_code
from kommunedata.notat import sammenligning, udvikling, words
from kommunedata.notat.facts import build_notat, has_notater
from kommunedata.page import parts, style
from kommunedata.page.parts import Part
from kommunedata.page.svg import to_svg
from kommunedata.page.words import begrundelse
from kommunedata.profil import noegletal as profil_noegletal
from kommunedata.profil.facts import build_profil
from kommunedata.profil.words import tallet

SPROG = {
    "search": "Søg:",
    "info": "_START_–_END_ af _TOTAL_",
    "infoEmpty": "ingen",
    "infoFiltered": "(af _MAX_)",
    "zeroRecords": "Ingen fundet",
    "lengthMenu": "Vis _MENU_",
    "decimal": ",",
    "thousands": ".",
}


def prepare_lab() -> None:
    """Load the script of searchable tables into the notebook, so that they need no network."""
    itables.init_notebook_mode(all_interactive=False, connected=False)


def udsnit(datasaet: Datasaet, kommune: str, aar: int, noegletal: object, sammenlign: Sequence[str] = ()) -> Part:
    """What the notat says and draws about one noegletal: sentences, distribution, history, comparison.

    Args:
        datasaet: the figures.
        kommune: a name or a code.
        aar: the year.
        noegletal: a code or a title.
        sammenlign: whom to compare with; the default group if empty.

    Raises:
        InputError: there is nothing to show for the choice; the reason is said.
    """
    if not has_notater(datasaet):
        profil = build_profil(datasaet, kommune, aar, ", ".join(sammenlign))
        profil = replace(profil, tal=(profil.find(noegletal),))
        return parts.join(
            parts.model_banner(datasaet.kilde, "denne visning"),
            Part(str(Markup("<h3>{}, {}</h3>").format(profil.kommune.fuldt_navn, profil_noegletal.heading(profil)))),
            tallet(profil, profil.tal[0]),
            profil_noegletal.part(profil, profil.tal[0], datasaet),
        )
    notat = build_notat(datasaet, kommune, aar)
    peers = choose_peers(sammenlign, notat.kommune)
    konto = notat.konto(noegletal)
    name = f"{notat.kommune.fuldt_navn}, {konto.navn} {aar}"
    sentences = [words.niveau_og_plads(notat, konto), words.naboer(konto), words.aendring(notat, konto)]
    history = [udvikling.placering_tekst(konto), udvikling.andel_tekst(notat, konto)]
    drawings = [
        to_svg(draw(datasaet, notat.kommune, konto.kode, aar), f"udsnit-{title}", f"{title}: {name}. {said}")
        for draw, title, said in (
            (charts.plot_fordeling, "Fordeling", sentences[0]),
            (charts.plot_historik, "Historik", history[0]),
        )
    ]
    comparison = sammenligning.build_sammenligning(datasaet, aar, peers)
    unit = konto.noegletal.enhed
    return parts.join(
        parts.model_banner(datasaet.kilde, "denne visning"),
        Part(str(Markup("<h3>{}</h3>").format(name))),
        " ".join(filter(None, sentences)),
        Part(f'<div class="graf">{drawings[0]}</div>'),
        " ".join(filter(None, history)),
        Part(f'<div class="graf">{drawings[1]}</div>'),
        begrundelse(peers, "visningen"),
        parts.table(f"Andel i {unit} og plads", sammenligning.tabel(comparison)),
    )


def panel(datasaet: str = "modeldata", kommune: str = "Aalborg", aar: int | None = None) -> widgets.VBox:
    """Choices of datasaet, kommune, aar, hovedkonto and comparison over `udsnit`, which follows them.

    What cannot be shown is said in its place.
    """
    names = [one.kommune for one in kommune_by_code().values()]
    years = _years(datasaet)
    choices = {
        "datasaet": widgets.Dropdown(options=list_datasaet(), value=datasaet, description="Datasæt"),
        "kommune": widgets.Dropdown(options=names, value=kommune, description="Kommune"),
        "aar": widgets.Dropdown(options=years, value=aar or years[0], description="År"),
        "noegletal": widgets.Dropdown(options=_noegletal(datasaet), description="Nøgletal"),
        "sammenlign": widgets.TagsInput(allowed_tags=names, allow_duplicates=False, placeholder="Sammenlign med"),
    }
    view: Any = widgets.HTML()

    def show(_: Any = None) -> None:
        chosen = {name: choice.value for name, choice in choices.items()}
        try:
            shown = udsnit(load_datasaet(chosen.pop("datasaet")), **chosen).html
        except KommunedataError as error:
            shown = str(Markup("<p role=alert>{}</p>").format(error))
        view.value = f'<div class="kommunedata"><style>{style.notebook_css()}</style>{shown}</div>'

    def change_datasaet(change: Any) -> None:
        choices["aar"].options, choices["noegletal"].options = _years(change["new"]), _noegletal(change["new"])
        show()

    for name, choice in choices.items():
        choice.observe(change_datasaet if name == "datasaet" else show, names="value")
    show()
    return widgets.VBox([widgets.HBox(list(choices.values()), layout={"flex_flow": "wrap"}), view])


def _years(datasaet: str) -> list[int]:
    frame = load_datasaet(datasaet).frame
    return sorted(frame.loc[frame["vaerdi"].notna(), "aar"].unique().tolist(), reverse=True)


def _noegletal(datasaet: str) -> list[tuple[str, str]]:
    return [(one.kort_titel, code) for code, one in load_datasaet(datasaet).noegletal.items()]


def rangtabel(datasaet: Datasaet, aar: int, noegletal: object) -> HTML:
    """The ranking of one year and noegletal as a table to sort and search; works without a network."""
    table = list_placeringer(datasaet, aar, noegletal)
    one = datasaet.noegletal[table["noegletal"].iloc[0]]
    return soegetabel(
        table[["rang", "antal", "kommune", "vaerdi"]].set_axis(["plads", "af", "kommune", one.enhed], axis=1)
    )


def soegetabel(frame: pd.DataFrame) -> HTML:
    """Any frame as a table to sort and search."""
    return HTML(
        itables.to_html_datatable(
            frame.reset_index(drop=True), connected=False, showIndex=False, pageLength=15, language=SPROG
        )
    )
