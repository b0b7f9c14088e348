"""The published figures that the modeldata reproduce (`data/offentliggjort.csv`), to mark them in a notat."""

from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import pandas as pd

from kommunedata import paths
from kommunedata.datasaet.kilde import Kilde

GENNEMSNIT = "Gennemsnit"


@cache
def load_offentliggjort() -> pd.DataFrame:
    """All published figures, one per row, with their sources.

    Columns `kommune` (a name, "Gennemsnit" or "Hele landet"), `aar`, `hovedkonto`, `maal` (andel, rang, aendring,
    over_gennemsnit, hoejest_af_konti), `vaerdi`, `gengives` (ja: modeldata reproduce it), `kilde`, `bemaerkning`,
    `indikator` (IKU or PLI).
    """
    return pd.read_csv(paths.data_file("offentliggjort.csv"), dtype="str", keep_default_na=False).astype({"aar": int})


@cache
def gengivne() -> dict[Any, str]:
    """The figures that modeldata reproduce, as (kommune, aar, hovedkonto, maal), with their indikator.

    Example:
        >>> [gengivne()[key] for key in (("Aalborg", 2015, "samlet", "rang"), ("Morsø", 2022, "samlet", "andel"))]
        ['IKU', 'PLI']
    """
    table = load_offentliggjort().query("gengives == 'ja'").set_index(["kommune", "aar", "hovedkonto", "maal"])
    return dict(zip(table.index, table["indikator"], strict=True))


def source_of(row: Mapping[Any, Any]) -> str:
    """Where a published figure stands, in short, and what is remarked on it."""
    return ": ".join(filter(None, (urlsplit(row["kilde"]).netloc.removeprefix("www."), row["bemaerkning"])))


def find_published(row: Any, kilde: Kilde) -> dict[str, Any]:
    """Which of vaerdi, rang and gennemsnit in a row of the ranking are published figures (`offentliggjort`).

    Beside them `andet_maal`, the indikator of a published figure where it is not the one that modeldata model, else "".
    It is asked of modeldata only, since all others are what they are.
    """
    if not kilde.model:
        return {"offentliggjort": frozenset(), "andet_maal": ""}
    place, known = (int(row["aar"]), row["noegletal"]), gengivne()
    published = {
        "vaerdi": row["offentliggjort"],
        "rang": (row["kommune"], *place, "rang") in known,
        "gennemsnit": (GENNEMSNIT, *place, "andel") in known,
    }
    indikator = known.get((row["kommune"], *place, "andel"), kilde.maal)
    return {
        "offentliggjort": frozenset(figure for figure, is_published in published.items() if is_published),
        "andet_maal": indikator if indikator != kilde.maal else "",
    }
