"""Exports of noegletal.dk as the site and Excel write them, made from figures; a helper of the tests."""

from collections.abc import Mapping, Sequence

import pandas as pd

from kommunedata.formats import tal
from kommunedata.kommuner import kommune_by_code

TITLER = {
    "samlet": "Indikator for konkurrenceudsættelse (IKU), samlet",
    **{konto: f"Indikator for konkurrenceudsættelse (IKU), hovedkonto {konto}" for konto in "023456"},
}
MARKS = {"mangler": "M", "ikke_relevant": "U", "skjult": "M"}
FOOTER = [
    "Tegnforklaring:",
    "M  Det pågældende nøgletal mangler for året.",
    "U  Nøgletallet er uaktuelt for kommunen.",
]
DATE = "Indenrigs- og Sundhedsministeriet d. 10. september 2024"

Block = Mapping[tuple[str, str], Sequence[str]]  # name and Kom.nr: the values of the years


def write_export(blocks: Mapping[str, Block], aar: Sequence[int], *, date: str = DATE) -> str:
    """An export of these blocks, each row padded to the same width."""
    lines = [["De Kommunale Nøgletal"], [], ["", "Kom.nr", *map(str, aar)], []]
    for title, rows in blocks.items():
        lines += [[title], *([*key, *values] for key, values in rows.items()), []]
    lines += [*([line] for line in FOOTER), [], [date]]
    return "".join(";".join(line + [""] * (2 + len(aar) - len(line))) + "\n" for line in lines)


def write_frame(frame: pd.DataFrame) -> str:
    """Shares as an export: one block per hovedkonto, figures as the site prints them."""
    table = frame.assign(text=frame["vaerdi"].map(tal).where(frame["vaerdi"].notna(), frame["status"].map(MARKS)))
    wide = table.pivot(index=["noegletal", "kommunekode"], columns="aar", values="text")
    names = {code: (kommune.fuldt_navn, code) for code, kommune in kommune_by_code().items()}
    blocks = {
        TITLER[konto]: {names[code]: rows.loc[(konto, code)].tolist() for _, code in rows.index}
        for konto, rows in wide.groupby(level="noegletal")
    }
    return write_export(blocks, list(wide.columns))


def quote_all(text: str) -> str:
    """The export as a program that quotes every cell writes it."""
    return "".join(
        ";".join(f'"{cell}"' for cell in line.split(";")) + "\r\n" for line in text.removesuffix("\n").split("\n")
    )


def by_excel(text: str) -> str:
    """The export saved again by Excel: CRLF, one `;` too many, whole numbers without decimals."""
    return text.replace(",0;", ";").replace("\n", ";\r\n")
