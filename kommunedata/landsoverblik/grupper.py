"""Groups: the means of regions and kommunegrupper."""

import pandas as pd
from matplotlib.axes import Axes

from kommunedata import charts
from kommunedata.datasaet.frame import Datasaet
from kommunedata.formats import alt_text, opremsning
from kommunedata.landsoverblik.facts import Landskonto, Landsoverblik
from kommunedata.landsoverblik.words import hvad
from kommunedata.page import tables
from kommunedata.page.parts import Caption, Part


def figure(overblik: Landsoverblik, datasaet: Datasaet, ax: Axes | None = None) -> Part:
    """The chart; nothing without samlet. `ax`: the chart where it is drawn already."""
    konto = overblik.samlet
    if konto is None:
        return Part("")
    drawing, table = ax or charts.plot_grupper(datasaet, konto.kode, overblik.aar), tabel(overblik, konto)
    return tables.figure(drawing, caption(overblik, konto), table, overblik, "grupper", konto.noegletal.decimaler)


def heading(konto: Landskonto | None) -> str:
    """Which have the highest mean; "" without samlet."""
    if konto is None:
        return ""
    tops = []
    for _, groups in konto.grupper.groupby("inddeling", sort=False):
        tops.append(opremsning(groups.loc[groups["gennemsnit"] == groups["gennemsnit"].max(), "gruppe"].tolist()))
    return f"Gennemsnittet var højest i {tops[0]} og blandt {tops[1].lower()}"


def text(konto: Landskonto | None) -> str:
    """The span between the highest and the lowest mean."""
    if konto is None:
        return ""
    one, found = konto.noegletal, []
    words = ("regionerne", "kommunegrupperne")
    for word, (_, groups) in zip(words, konto.grupper.groupby("inddeling", sort=False), strict=True):
        high, low = groups["gennemsnit"].max(), groups["gennemsnit"].min()
        if high != low:
            who = {end: opremsning(groups.loc[groups["gennemsnit"] == end, "gruppe"].tolist()) for end in (low, high)}
            ends = " til ".join(f"{one.med_enhed(end)} ({names})" for end, names in who.items())
            found.append(f"Blandt {word} gik gennemsnittet fra {ends}.")
    return " ".join([*found, "Hver kommune tæller lige meget i sin gruppe."])


def caption(overblik: Landsoverblik, konto: Landskonto) -> Caption:
    """What stands around the chart."""
    one = konto.noegletal
    what = hvad(one)
    title = f"{what[:1].upper()}{what[1:]} i regioner og kommunegrupper"
    subtitle = f"Simpelt gennemsnit i {one.enhed}, {overblik.aar}. Streg: gennemsnittet af alle {konto.antal} kommuner."
    groups = konto.grupper.to_dict("records")
    ends = [f"{row['gruppe'].removeprefix('Region ')} {one.tal(row['gennemsnit'])}" for row in groups]
    alt = f"Prikker: {konto.navn}, gennemsnit i {one.enhed} {overblik.aar}: {', '.join(ends)}."
    return Caption(title, subtitle, alt_text(alt))


def tabel(overblik: Landsoverblik, konto: Landskonto) -> pd.DataFrame:
    """A row per region and kommunegruppe, in the order of samlet; a column per hovedkonto."""
    key = ["inddeling", "gruppe"]  # a region and a kommunegruppe may have the same name
    columns = {
        one.navn: konto.grupper[key].merge(one.grupper, "left", on=key)["gennemsnit"] for one in overblik.kontoer
    }
    names = konto.grupper["gruppe"] + " (" + konto.grupper["antal"].astype("str") + ")"
    return pd.DataFrame({"Gruppe (kommuner)": names, **columns})
