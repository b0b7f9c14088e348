"""For exploring in JupyterLab: a panel of choices over the notat's charts and sentences, and tables to search."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import uuid4

import ipywidgets as widgets
import itables
import pandas as pd
from IPython.display import display
from markupsafe import Markup

from kommunedata import charts
from kommunedata.analysis.peers import ANTAL, choose_peers
from kommunedata.analysis.ranking import choose_aar, list_placeringer
from kommunedata.arguments import checked
from kommunedata.datasaet.frame import Datasaet, load_datasaet
from kommunedata.datasaet.kilde import list_datasaet
from kommunedata.errors import InputError, KommunedataError, nearest
from kommunedata.formats import opremsning, talord
from kommunedata.kommuner import find_kommune, kommune_by_code
from kommunedata.notat import sammenligning, udvikling, words
from kommunedata.notat.facts import build_notat, has_notater
from kommunedata.page import analyst, parts, style, tables
from kommunedata.page.parts import Part
from kommunedata.page.svg import to_svg
from kommunedata.page.words import begrundelse, naboer
from kommunedata.profil import noegletal as profil_noegletal
from kommunedata.profil.facts import build_profil
from kommunedata.profil.words import tallet

SPROG = {
    "search": "Søg:",
    "info": "_START_–_END_ af _TOTAL_",
    "infoEmpty": "ingen",
    "infoFiltered": "(af _MAX_)",
    "zeroRecords": "Ingen fundet",
    "lengthMenu": "Vis _MENU_ ad gangen",
    "lengthLabels": {"-1": "alle"},
    "emptyTable": "Ingen rækker",
    "aria": {"orderable": ": tryk for at sortere", "orderableReverse": ": tryk for at sortere omvendt"},
}
# A cell is sorted by its number; a missing one is the lowest.
AS_NUMBER = itables.JavascriptFunction(
    "function (text, type) { if (type !== 'sort' && type !== 'type') return text;"
    " const number = parseFloat(text.replaceAll('.', '').replace(',', '.').replace('\u2212', '-'));"
    " return isNaN(number) ? -Infinity : number; }"
)
EMPTY = '<div class="kommunedata"></div>'


def prepare_lab() -> None:
    """Load the script of searchable tables into the notebook, so that they need no network."""
    itables.init_notebook_mode(all_interactive=False, connected=False)


@checked
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
    sentences = [words.niveau_og_plads(notat, konto), naboer(konto), words.aendring(notat, konto)]
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
        tables.table(f"Andel i {unit} og plads", sammenligning.tabel(comparison)),
    )


class Panel(widgets.VBox):
    """Choices over a view of them; where there are no widgets, as in a page, the state that they were left in."""

    def __init__(self, choices: dict[str, Any]) -> None:
        self.choices, self.view = choices, widgets.HTML()
        self.shown: Any = None  # the state, once it is on show
        # What is written here is taken with Enter; Chromium tells a TagsInput only when one leaves it.
        names = [one.kommune for one in kommune_by_code().values()]
        self.name = widgets.Combobox(
            options=names,
            description="Sammenlign",
            placeholder="navn, og Enter",
            style={"description_width": "initial"},
        )
        *others, chosen = choices.values()
        row = widgets.HBox([*others, self.name, chosen], layout={"flex_flow": "wrap"})
        super().__init__([row, self.view])

    def show(self, html: str) -> None:
        """Show what was chosen."""
        self.view.value = f'<div class="kommunedata"><style>{style.notebook_css()}</style>{html}</div>'
        self.state = Part(f'<div class="tilstand">{parts.small(self._chosen()).html}{html}</div>')
        if self.shown:
            self.shown.update(self.state)

    def _chosen(self) -> str:
        chosen = {choice.description or "Sammenlign": choice.value for choice in self.choices.values()}
        chosen["Nøgletal"] = next(
            title for title, code in self.choices["noegletal"].options if code == chosen["Nøgletal"]
        )
        said = {name: ", ".join(value) if isinstance(value, list) else value for name, value in chosen.items()}
        return " · ".join(f"{name}: {value}" for name, value in said.items() if value)

    def _ipython_display_(self) -> None:
        display(
            {**(self._repr_mimebundle_() or {}), "text/html": EMPTY}, raw=True
        )  # a page has the state, and no widget
        self.shown = display(self.state, display_id=True)


@checked
def panel(datasaet: str = "modeldata", kommune: str = "Aalborg", aar: int | str | None = None) -> Panel:
    """Choices of datasaet, kommune, aar, noegletal and comparison over `udsnit`, which follows them.

    What cannot be shown is said in its place, and so is a name that no kommune has.

    Raises:
        InputError: there is no such datasaet or kommune, or it has no figures for the year; those that have are said.
    """
    figures = load_datasaet(datasaet)
    names = [one.kommune for one in kommune_by_code().values()]
    choices: dict[str, Any] = {
        "datasaet": widgets.Dropdown(options=list_datasaet(), value=datasaet, description="Datasæt"),
        "kommune": widgets.Dropdown(options=names, value=find_kommune(kommune).kommune, description="Kommune"),
        "aar": widgets.Dropdown(options=_years(datasaet), value=choose_aar(figures, aar), description="År"),
        "noegletal": widgets.Dropdown(options=_noegletal(datasaet), description="Nøgletal"),
        "sammenlign": widgets.TagsInput(allow_duplicates=False, layout={"width": "auto", "display": "none"}),
    }
    shown = Panel(choices)

    def show(_: Any = None) -> None:
        chosen = {name: choice.value for name, choice in choices.items()}
        wanted = [*chosen["sammenlign"], *filter(None, [shown.name.value.strip()])]
        peers, faults = _peers(wanted, chosen["kommune"])
        if not faults and peers != chosen["sammenlign"]:
            shown.name.value = ""
            choices["sammenlign"].layout.display = "" if peers else "none"
            choices["sammenlign"].value = peers  # which shows them
            return
        chosen["sammenlign"] = peers
        alerts = "".join(Markup('<p class="banner" role="alert">{}</p>').format(fault) for fault in faults)
        try:
            html = udsnit(load_datasaet(chosen.pop("datasaet")), **chosen).html
        except KommunedataError as error:
            html = str(Markup("<p role=alert>{}</p>").format(error))
        shown.show(alerts + html)

    def change_datasaet(change: Any) -> None:
        year, years = choices["aar"].value, _years(change["new"])
        choices["noegletal"].options, choices["aar"].options = _noegletal(change["new"]), years
        choices["aar"].value = year if year in years else years[0]
        show()

    shown.name.on_msg(lambda _, content, __: show() if content.get("event") == "submit" else None)
    for name, choice in choices.items():
        choice.observe(change_datasaet if name == "datasaet" else show, names="value")
    show()
    return shown


def _peers(wanted: Sequence[str], kommune: str) -> tuple[list[str], list[str]]:
    """Whom the kommune can be compared with, and what is wrong with the other names, in Danish."""
    names = [one.kommune for one in kommune_by_code().values()]
    found, faults = [], []
    for name in wanted:
        try:
            found.append(find_kommune(name).kommune)
        except InputError:
            near = " eller ".join(nearest(name, names))
            faults.append(f"Ingen kommune hedder »{name}«." + (f" Mente du {near}?" if near else ""))
    if kommune in found:
        faults.append(f"{kommune} kan ikke sammenlignes med sig selv.")
    found = [name for name in dict.fromkeys(found) if name != kommune]
    if len(found) > ANTAL:
        faults.append(f"Der kan sammenlignes med højst {talord(ANTAL)}; {opremsning(found[ANTAL:])} er ikke med.")
    return found[:ANTAL], faults


def _years(datasaet: str) -> list[int]:
    frame = load_datasaet(datasaet).frame
    return sorted(frame.loc[frame["vaerdi"].notna(), "aar"].unique().tolist(), reverse=True)


def _noegletal(datasaet: str) -> list[tuple[str, str]]:
    return [(one.kort_titel, code) for code, one in load_datasaet(datasaet).noegletal.items()]


@checked
def rangtabel(datasaet: Datasaet, aar: int, noegletal: object) -> Part:
    """The ranking of one year and noegletal as a table to sort and search; works without a network."""
    table = list_placeringer(datasaet, aar, noegletal)
    one = datasaet.noegletal[table["noegletal"].iloc[0]]
    named = {"kommune": "Kommune", "vaerdi": one.enhed, "rang": "plads", "antal": "af"}
    frame = table[[*named]].rename(columns=named)
    id = f"soeg-{uuid4().hex[:8]}"
    numbers = [place for place, name in enumerate(frame) if pd.api.types.is_numeric_dtype(frame[name])]
    made = itables.to_html_datatable(
        frame, table_id=id, connected=False, use_to_html=True, language=SPROG, classes=[], style="width:100%",
        lengthMenu=[15, 50, -1], columnDefs=[{"targets": numbers, "render": AS_NUMBER}],
        text_in_header_can_be_selected=False, warn_on_unexpected_option_type=False,
    )  # fmt: skip
    script = re.sub(r'\n *"table_html": .*', "", made[made.index("<script") :])  # the table that stands there is it
    table = analyst.table(frame, f"{one.kort_titel}, {aar}", one.decimaler).html.replace(
        "<table", f'<table id="{id}"', 1
    )
    return Part(f'<div class="soeg">{table}</div>{script}')
