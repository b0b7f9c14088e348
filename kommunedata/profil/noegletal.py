"""The noegletal one by one: level and place, neighbours, change, history, distribution, and peers."""

import pandas as pd
from matplotlib.axes import Axes

from kommunedata import charts
from kommunedata.analysis.facts import as_table
from kommunedata.charts.parts import MARKS, rows_of
from kommunedata.datasaet.frame import Datasaet
from kommunedata.formats import alt_text, stop, talord
from kommunedata.page import parts, tables
from kommunedata.page.parts import Caption, Part
from kommunedata.page.words import begrundelse, naboer, navne
from kommunedata.profil.facts import Profil, Profiltal
from kommunedata.profil.konklusion import fremhaevet
from kommunedata.profil.words import aendring, niveau, plads, tallet, udvikling, ved_siden

FOLDET = 4  # from so many noegletal on their charts are folded
NAVNGIVNE = 8  # noegletal of a page whose bars are all named; with more it would weigh too much: those that stand out


def heading(profil: Profil) -> str:
    """How many they are; what the only one says."""
    count = len(profil.tal)
    return f"De {talord(count)} nøgletal" if count > 1 else overskrift(profil.tal[0])


def overskrift(tal: Profiltal) -> str:
    """The title with the level."""
    return f"{tal.navn}: {niveau(tal)}" if tal.kendt else f"{tal.navn}: intet tal for {tal.aar}"


def part(
    profil: Profil,
    tal: Profiltal,
    datasaet: Datasaet,
    historik: Axes | None = None,
    fordeling: Axes | None = None,
) -> Part:
    """One noegletal: sentences, history, distribution and peers; what is drawn is folded where there are many.

    `historik`, `fordeling`: the charts where they are drawn already, with whatever was changed in them.
    """
    alone = len(profil.tal) == 1  # and then the conclusion has said most of it
    said = [[naboer(tal)], [udvikling(tal)]]
    if not (alone and tal.kendt):
        said = [[tallet(profil, tal), naboer(tal)], [aendring(tal), udvikling(tal), ved_siden(tal)]]
    sentences = [" ".join(filter(None, some)) for some in said]
    shown = [
        historik_figur(profil, tal, datasaet, historik) if tal.kendt else "",
        fordeling_figur(profil, tal, datasaet, fordeling),
        begrundelse(profil.peers, "profilen") if alone and profil.peers.kommuner else "",
        tables.table(*tabel(tal), tal.noegletal.decimaler),
    ]
    if len(profil.tal) >= FOLDET:
        shown = [parts.folded(f"Figurer og tabel: {tal.navn}", *shown)]
    if alone:
        return parts.join(*(part for part in (*sentences, *shown) if part))
    return parts.section(f"noegletal-{tal.kode}", overskrift(tal), *sentences, *shown, level=3)


def historik_figur(profil: Profil, tal: Profiltal, datasaet: Datasaet, ax: Axes | None = None) -> Part:
    """The figure over the years, beside the mean and the middle half. `ax`: the chart where it is drawn already."""
    one, caption = tal.noegletal, historik_caption(profil, tal)
    columns = {"aar": "år", "vaerdi": one.enhed, "rang": "plads", "antal": "af", "gennemsnit": "gennemsnit"}
    table = as_table(tal.historik, {**columns, "nedre": "nedre kvartil", "oevre": "øvre kvartil"})
    table = table.astype({"plads": "Int64"})
    drawing = ax or charts.plot_historik(datasaet, profil.kommune, tal.kode, tal.aar)
    return tables.figure(drawing, caption, table, profil, f"{tal.kode}-historik", one.decimaler)


def historik_caption(profil: Profil, tal: Profiltal) -> Caption:
    """What stands around the figure over the years."""
    one, points = tal.noegletal, [point for point in tal.sammenlignelige if point.vaerdi is not None]
    ends = [f"{one.med_enhed(point.vaerdi)} i {point.aar}" for point in dict.fromkeys((points[0], points[-1]))]
    unit = stop(one.enhed[:1].upper() + one.enhed[1:])
    return Caption(
        f"{one.kort_titel}: {' og '.join(ends)}",
        f"{unit} Stiplet: gennemsnittet for kommunerne. Bånd: den midterste halvdel.",
        alt_text(f"Kurve: {one.kort_titel} år for år i {profil.kommune.fuldt_navn} og for kommunernes gennemsnit."),
    )


def fordeling_caption(profil: Profil, tal: Profiltal) -> Caption:
    """What stands around all kommuner in the year."""
    one, name, peers = tal.noegletal, profil.kommune.fuldt_navn, profil.peers.kommuner
    beside = f" Også fremhævet: {navne(peers)}." if peers else ""
    own = f"{name} var {plads(profil, tal)}" if tal.rang else f"intet tal for {name}"
    alt = f"Fordeling: {one.kort_titel} {tal.aar}; {own}; gennemsnittet var {one.med_enhed(tal.gennemsnit)}"
    return Caption(
        own if tal.rang else f"Der er intet tal for {name}",
        f"{one.kort_titel} i de {tal.antal} kommuner, {tal.aar}.{beside}",
        alt_text(stop(alt)),
    )


def fordeling_figur(profil: Profil, tal: Profiltal, datasaet: Datasaet, ax: Axes | None = None) -> Part:
    """All kommuner in the year. `ax`: the chart where it is drawn already."""
    one, peers, caption = tal.noegletal, profil.peers.kommuner, fordeling_caption(profil, tal)
    year = rows_of(datasaet, tal.kode, tal.aar)
    drawing = ax or charts.plot_fordeling(datasaet, profil.kommune, tal.kode, tal.aar, peers=peers)
    if len(profil.tal) > NAVNGIVNE and tal not in fremhaevet(profil):
        MARKS.pop(drawing, None)
    frame = year[["kommune", "rang", "vaerdi"]].set_axis(["kommune", "plads", one.enhed], axis=1)
    return tables.figure(drawing, caption, frame, profil, f"{tal.kode}-fordeling", one.decimaler)


def tabel(tal: Profiltal) -> tuple[str, pd.DataFrame]:
    """The caption and the rows of the comparison: the kommune, its peers, and the means of its groups."""
    compared, one = tal.sammenlignet, tal.noegletal
    frame = pd.DataFrame(
        {
            "Kommune": [o.kommune.kommune for o in compared.kommuner]
            + [f"Gennemsnit, {group.navn}" for group in compared.grupper],
            one.enhed: [o.vaerdi for o in compared.kommuner] + [group.gennemsnit for group in compared.grupper],
            f"plads af {compared.antal}": pd.array(
                [o.rang for o in compared.kommuner] + [None] * len(compared.grupper), dtype="Int64"
            ),
        }
    ).astype({one.enhed: "float64"})
    return f"{one.kort_titel}, {tal.aar}", frame
