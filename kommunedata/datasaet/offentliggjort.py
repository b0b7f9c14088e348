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


def find_offentliggjort(row: Any, kilde: Kilde) -> frozenset[str]:
    """Which of vaerdi, rang and gennemsnit in a row of the ranking are published figures.

    It is asked of modeldata only, since all others are what they are.

    Args:
        row: needs `aar, noegletal, kommune, offentliggjort`.
        kilde: the provenance of the figures.
    """
    if not kilde.model:
        return frozenset()
    place = int(row["aar"]), row["noegletal"]
    published = {
        "vaerdi": row["offentliggjort"],
        "rang": (row["kommune"], *place, "rang") in gengivne(),
        "gennemsnit": (GENNEMSNIT, *place, "andel") in gengivne(),
    }
    return frozenset(figure for figure, is_published in published.items() if is_published)


def find_andet_maal(row: Any, kilde: Kilde) -> str:
    """The indikator of the published figure in a row of modeldata where it is not the one that they model, else ""."""
    key = (row["kommune"], int(row["aar"]), row["noegletal"], "andel")
    indikator = gengivne().get(key, kilde.maal) if kilde.model else kilde.maal
    return indikator if indikator != kilde.maal else ""
