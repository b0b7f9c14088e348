"""The page of `kommunedata check --page`: what was found, and all years of each noegletal as a chart."""

from collections.abc import Sequence

from kommunedata import charts
from kommunedata.datasaet.frame import Datasaet
from kommunedata.datasaet.noegletal import Noegletal
from kommunedata.formats import alt_text, stop
from kommunedata.page import parts
from kommunedata.page.parts import Caption, Part


def build_page(datasaet: Datasaet, findings: Sequence[str]) -> list[Part]:
    """The parts of the page, in order.

    Args:
        datasaet: the figures.
        findings: the lines of `analysis.check.check_datasaet`.
    """
    frame = datasaet.frame
    known = set(frame.loc[frame["vaerdi"].notna(), "noegletal"])
    return [
        parts.model_banner(datasaet.kilde, "dette eftersyn"),
        parts.header(f"Eftersyn: {datasaet.navn}", datasaet.kilde.titel, parts.source(datasaet.kilde)),
        parts.section("fund", "Hvad der er fundet", parts.liste([line.strip() for line in findings])),
        *[_section(datasaet, one) for code, one in datasaet.noegletal.items() if code in known],
    ]


def _section(datasaet: Datasaet, one: Noegletal) -> Part:
    frame = datasaet.frame
    rows = frame[(frame["noegletal"] == one.noegletal) & frame["vaerdi"].notna()]
    spread = rows.groupby("aar")["vaerdi"].describe()[["count", "min", "25%", "50%", "75%", "max"]].reset_index()
    titles = ["år", "kommuner", "laveste", "nedre kvartil", "median", "øvre kvartil", "højeste"]
    table = spread.astype({"aar": "str", "count": "int64"}).set_axis(titles, axis=1)
    subtitle = f"{stop(one.enhed)} Streg: medianen af kommunerne. Bånd: den midterste halvdel, og alle."
    ends = f"fra {one.med_enhed(rows['vaerdi'].min())} til {one.med_enhed(rows['vaerdi'].max())}"
    alt = alt_text(f"Kurve: {one.kort_titel}, {rows['aar'].min()}–{rows['aar'].max()}, {ends}.")
    drawing, caption = charts.plot_spaend(datasaet, one.noegletal), Caption(one.kort_titel, subtitle, alt)
    figure = parts.figure(drawing, caption, table, datasaet, one.noegletal, one.decimaler)
    return parts.section(f"noegletal-{one.noegletal}", one.titel, figure)
