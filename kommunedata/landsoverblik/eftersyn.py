"""The page of `kommunedata check --page`: what was found, and all years of each noegletal as a chart."""

from pathlib import Path

from kommunedata import charts
from kommunedata.analysis.check import list_findings
from kommunedata.datasaet.frame import Datasaet
from kommunedata.datasaet.noegletal import Noegletal
from kommunedata.files import write_atomic
from kommunedata.formats import alt_text, stop
from kommunedata.page import parts, tables
from kommunedata.page.export import parts_to_html
from kommunedata.page.parts import Caption, Part


def write_page(datasaet: Datasaet, path: Path) -> Path:
    """Write the page of what is found in a datasaet."""
    return write_atomic(path, parts_to_html(build_page(datasaet)))


def build_page(datasaet: Datasaet) -> list[Part]:
    """The parts of the page, in order."""
    frame = datasaet.frame
    findings = parts.liste([line.strip() for line in list_findings(datasaet)])
    known = set(frame.loc[frame["vaerdi"].notna(), "noegletal"])
    return [
        parts.model_banner(datasaet.kilde, "dette eftersyn"),
        parts.header(f"Eftersyn: {datasaet.navn}", datasaet.kilde.titel, parts.source(datasaet.kilde)),
        parts.section("fund", "Hvad kommandoen check siger", Part(f'<div lang="en">{findings.html}</div>')),
        *[_section(datasaet, one) for code, one in datasaet.noegletal.items() if code in known],
    ]


def _section(datasaet: Datasaet, one: Noegletal) -> Part:
    frame = datasaet.frame
    rows = frame[(frame["noegletal"] == one.noegletal) & frame["vaerdi"].notna()]
    spread = rows.groupby("aar")["vaerdi"].describe()[["count", "min", "25%", "50%", "75%", "max"]].reset_index()
    titles = ["år", "kommuner", "laveste", "nedre kvartil", "median", "øvre kvartil", "højeste"]
    table = spread.astype({"aar": "str", "count": "int64"}).set_axis(titles, axis=1)
    unit = stop(one.enhed[:1].upper() + one.enhed[1:])
    subtitle = f"{unit} Streg: medianen af kommunerne. Bånd: den midterste halvdel, og alle."
    ends = f"fra {one.med_enhed(rows['vaerdi'].min())} til {one.med_enhed(rows['vaerdi'].max())}"
    alt = alt_text(f"Kurve: {one.kort_titel}, {rows['aar'].min()}–{rows['aar'].max()}, {ends}.")
    drawing, caption = charts.plot_spaend(datasaet, one.noegletal), Caption(one.kort_titel, subtitle, alt)
    figure = tables.figure(drawing, caption, table, datasaet, one.noegletal, one.decimaler)
    return parts.section(f"noegletal-{one.noegletal}", one.titel, figure)
