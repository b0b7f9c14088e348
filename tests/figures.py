"""Small datasaet made by hand in tests: rows that say only what matters, the rest is missing."""

import csv
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd

from kommunedata import paths
from kommunedata.datasaet.check import COLUMNS
from kommunedata.datasaet.frame import Datasaet
from kommunedata.datasaet.kilde import load_kilde
from kommunedata.datasaet.noegletal import Noegletal, load_noegletal_file
from kommunedata.kommuner import find_kommune, kommune_by_code

KONKURRENCE = load_noegletal_file("konkurrence")
MODEL = load_kilde("modeldata")

Values = Mapping[str, float | None] | Sequence[float | None]


def rows(values: Values, noegletal: str = "samlet", aar: int = 2022, **columns: Sequence[float | None]) -> pd.DataFrame:
    """Rows of one noegletal and year, of named kommuner or of the first in Danish order; amounts where given."""
    by_name = values if isinstance(values, Mapping) else dict(zip(kommune_by_code(), values, strict=False))
    frame = pd.DataFrame(
        {
            "kommunekode": [find_kommune(name).kommunekode for name in by_name],
            "aar": aar,
            "noegletal": noegletal,
            "vaerdi": list(by_name.values()),
            **{"taeller": None, "naevner": None, "offentliggjort": False, **columns},
        }
    ).astype(dict.fromkeys(["vaerdi", "taeller", "naevner"], "float64"))
    return frame.assign(status=frame["vaerdi"].notna().map({True: "tal", False: "mangler"}))[COLUMNS]


def datasaet(*frames: pd.DataFrame, noegletal: Mapping[str, Noegletal] = KONKURRENCE, **kilde: object) -> Datasaet:
    """These rows as a datasaet like the modeldata, with other provenance where it is given."""
    return Datasaet(MODEL.model_copy(update=kilde), noegletal, pd.concat(frames, ignore_index=True))


NAMES = ["Aalborg", "Odense", "Aarhus", "Vejle", "Skive", "Samsø", "Læsø", "Fanø"]


def describe(kode: str, enhed: str, retning: str = "ingen", decimaler: int = 1, **more) -> Noegletal:
    title = more.pop("titel", kode.capitalize())
    return Noegletal(
        noegletal=kode, titel=title, kort_titel=title, enhed=enhed, decimaler=decimaler, retning=retning, **more
    )  # type: ignore[arg-type]


THREE = {
    "karakter": describe("karakter", "karakter", "hoej", titel="Karaktergennemsnit"),
    "fravaer": describe("fravaer", "dage", "lav", 0, titel="Sygefravær"),
    "udgift": describe("udgift", "kr. pr. indbygger", "ingen", 0, titel="Serviceudgifter", art="beloeb"),
}


def mixed(brud: tuple[int, ...] = ()) -> Datasaet:
    """Grades, sick leave and kroner of eight kommuner in three years: what a school inspector would bring along."""
    figures = {
        "karakter": [7.1, 6.7, 7.3, 7.1, 6.2, 7.0, 6.9, 7.4],
        "fravaer": [12, 11, 1, 14, 13, 12, 12, 10],
        "udgift": [52_000, 50_750, 49_000, 51_000, 53_000, 61_234, 80_000, 70_000],
    }
    frames = [
        rows({name: value + (year - 2022) for name, value in zip(NAMES, values, strict=True)}, code, year)
        for code, values in figures.items()
        for year in (2020, 2021, 2022)
    ]
    return datasaet(
        *frames, noegletal=THREE, maal="Blandet", titel="Blandede tal", model=False, navn="blandet", brud=brud
    )


def printed_modeldata() -> dict[tuple[str, str, str], Decimal | None]:
    """The model figures as printed, by noegletal, code and year: from the file with decimals, no frames."""
    with (paths.data_file("modeldata") / "tal.csv").open(encoding="utf-8") as file:
        return {
            (row["noegletal"], row["kommunekode"], row["aar"]): _printed(row["vaerdi"]) for row in csv.DictReader(file)
        }


def _printed(text: str) -> Decimal | None:
    return Decimal(text).quantize(Decimal("0.1"), ROUND_HALF_UP) if text else None
