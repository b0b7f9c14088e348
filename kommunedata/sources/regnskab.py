"""The computed share: from the accounts of StatBank (REGK31) to a frame.

    taeller   amounts of the private arter over a hovedkonto's functions
    naevner   amounts of all arter suited for tender over the same
    vaerdi    100 · taeller / naevner; missing when naevner ≤ 0, taeller < 0 or taeller > naevner, and
              when an amount that it needs is `..`

Which functions and arter is data: `data/regnskab-definition.yaml`. The ministry's own definition is not at
hand, so the result calls itself "privat andel (beregnet)", never IKU or PLI.
"""

import re
from itertools import product
from typing import Annotated, Any, Literal

import numpy as np
import pandas as pd
from pydantic import BaseModel, Field, model_validator

from kommunedata import paths
from kommunedata.analysis.ranking import summarise
from kommunedata.datasaet.check import KEY
from kommunedata.datasaet.noegletal import load_noegletal_file
from kommunedata.datasaet.offentliggjort import load_offentliggjort
from kommunedata.errors import unknown
from kommunedata.files import load_yaml
from kommunedata.formats import round_half_up

DEFINITION = "regnskab-definition.yaml"
MAAL = "privat andel (beregnet)"
NOEGLETAL = load_noegletal_file("konkurrence")
HOVEDKONTI = tuple(code for code, one in NOEGLETAL.items() if not one.samler)
SAMLET = "samlet"

Funktioner = dict[str, list[str]]  # codes of functions, by the hovedkonto that they count on
Prefix = Annotated[str, Field(pattern="^[0-9]{1,5}$")]
Code = Annotated[str, Field(pattern="^[0-9A-Z]+$")]


class Konto(BaseModel, extra="forbid", frozen=True):
    """What counts on one hovedkonto; functions are named by the first digits of their code."""

    funktioner: tuple[Prefix, ...] = Field(min_length=1)
    undtagen: tuple[Prefix, ...] = ()
    privat: tuple[Code, ...] = Field(min_length=1)
    grundlag: tuple[Code, ...] = Field(min_length=1)
    dranst: tuple[Code, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _check(self) -> "Konto":
        if outside := set(self.privat) - set(self.grundlag):
            raise ValueError(f"grundlag lacks {', '.join(sorted(outside))} of privat")
        groups = {art[1] for art in self.grundlag if re.fullmatch("S[0-9]", art)}
        if twice := [art for art in self.grundlag if art in ("TOT", "UE", "I") or art[0] in groups]:
            raise ValueError(f"grundlag would count {', '.join(twice)} twice: totals and their details")
        return self


class Definition(BaseModel, extra="forbid", frozen=True):
    """The content of `regnskab-definition.yaml`."""

    tabel: Code
    prisenhed: Literal["LOBM"]  # 1,000 kr. in current prices: amounts become mio. kr. by 1,000
    beskrivelse: str = Field(min_length=1)
    hovedkonti: dict[Literal["0", "2", "3", "4", "5", "6"], Konto] = Field(min_length=6)

    @model_validator(mode="after")
    def _check(self) -> "Definition":
        for hovedkonto, konto in self.hovedkonti.items():
            if alien := [code for code in (*konto.funktioner, *konto.undtagen) if code[0] != hovedkonto]:
                raise ValueError(f"hovedkonto {hovedkonto} cannot hold function {', '.join(alien)}")
        return self


def load_definition() -> Definition:
    """The definition that comes with the project."""
    return load_yaml(paths.data_file(DEFINITION), Definition)


def find_funktioner(definition: Definition, codes: list[str]) -> Funktioner:
    """The function codes, of all `codes` of the table, that count on each hovedkonto.

    A code of four digits has lost the 0 of hovedkonto 0. An InputError lists what matches no function.

    Example:
        >>> found = find_funktioner(load_definition(), ["02201", "22811", "31001", "41001", "51001", "61001"])
        >>> found["0"], found["2"]
        (['02201'], ['22811'])
    """
    whole = {code: code.zfill(5) for code in codes}
    konti = definition.hovedkonti.items()
    named = [prefix for _, konto in konti for prefix in (*konto.funktioner, *konto.undtagen)]
    if idle := [prefix for prefix in named if not any(code.startswith(prefix) for code in whole.values())]:
        raise unknown(f"function of {definition.tabel}", idle, codes)

    def counts(code: str, konto: Konto) -> bool:
        return whole[code].startswith(konto.funktioner) and not whole[code].startswith(konto.undtagen)

    return {hovedkonto: [code for code in codes if counts(code, konto)] for hovedkonto, konto in konti}


def sum_regnskab(rows: pd.DataFrame, funktioner: Funktioner, definition: Definition) -> pd.DataFrame:
    """Private purchases and tasks suited for tender in one year's accounts, as the definition counts them.

    `rows` has the columns OMRÅDE, TID, FUNKTION, DRANST, ART and INDHOLD, categorical as `bulk.read_bulk` gives them.
    One row per kommunekode × aar × noegletal (the six and samlet, their sum) with `taeller` and `naevner` (1,000 kr.).
    A combination that is absent counts as 0; NaN where an amount that counts is NaN.
    """
    account = {code: konto for konto, codes in funktioner.items() for code in codes}
    names = {"OMRÅDE": "kommunekode", "TID": "aar", "DRANST": "dranst", "ART": "art", "INDHOLD": "belob"}
    # By code of the category, not row by row: `map` would make text of it, which is slow to group.
    each = pd.Categorical([account.get(code) for code in rows["FUNKTION"].cat.categories])
    rows = rows.assign(noegletal=each[rows["FUNKTION"].cat.codes]).rename(columns=names)  # pyright: ignore[reportArgumentType, reportCallIssue]  # a series of places is one
    belob = pd.DataFrame(rows.groupby([*KEY, "dranst", "art"], observed=False)["belob"].sum(skipna=False))
    belob = belob.reset_index().astype({"aar": "int64"})
    counts = [
        (hovedkonto, dranst, art, art in konto.privat)
        for hovedkonto, konto in definition.hovedkonti.items()
        for dranst, art in product(konto.dranst, konto.grundlag)
    ]
    columns = ["noegletal", "dranst", "art", "is_privat"]
    parts = pd.merge(belob, pd.DataFrame(counts, columns=columns), on=columns[:3])
    parts = parts.assign(taeller=parts["belob"].where(parts["is_privat"], 0), naevner=parts["belob"])
    amounts = ["taeller", "naevner"]
    every = [belob["kommunekode"].unique(), belob["aar"].unique(), HOVEDKONTI]
    six = pd.DataFrame(parts.groupby(KEY)[amounts].sum(skipna=False))
    six = six.reindex(pd.MultiIndex.from_product(every, names=KEY), fill_value=0).reset_index()
    samlet = pd.DataFrame(six.groupby(["kommunekode", "aar"])[amounts].sum(skipna=False)).reset_index()
    return pd.concat([six, samlet.assign(noegletal=SAMLET)], ignore_index=True)


def compute_vaerdi(sums: pd.DataFrame) -> pd.DataFrame:
    """Turn sums of the accounts (kommunekode, aar, noegletal, taeller, naevner; 1,000 kr.) into shares, mio. kr.

    Where a share is missing its amounts are left out too: they do not form a share. They still count in
    samlet, because the money was spent; samlet is missing only where an amount is unknown, or by the same
    rules as the six. The columns are those of `datasaet.check`, vaerdi unrounded.

    Example:
        >>> sums = pd.DataFrame({"kommunekode": ["851", "390"], "aar": 2018, "noegletal": "2"})
        >>> compute_vaerdi(sums.assign(taeller=[680.0, 120.0], naevner=[1000.0, 100.0]))
          kommunekode   aar noegletal  vaerdi  taeller  naevner   status
        0         851  2018         2    68.0     0.68      1.0      tal
        1         390  2018         2     NaN      NaN      NaN  mangler
    """
    taeller, naevner = sums["taeller"], sums["naevner"]
    share = (naevner > 0) & (taeller >= 0) & (taeller <= naevner)
    return sums[KEY].assign(
        vaerdi=(100 * taeller / naevner).where(share),
        taeller=(taeller / 1000).where(share),
        naevner=(naevner / 1000).where(share),
        status=np.where(share, "tal", "mangler"),
    )


def check_national(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The computed share of the whole country beside the published ones (`data/offentliggjort.csv`).

    One item per year and published figure: `aar`, `antal` (kommuner that count), `beregnet` and `offentliggjort`
    (pct.), `forskel` (procentpoint), `kilde`, `bemaerkning`. A year of which nothing is published has one item, with
    None for `offentliggjort` and `forskel`.
    """
    figures = load_offentliggjort()
    country = (figures["kommune"] == "Hele landet") & (figures["hovedkonto"] == SAMLET)
    published = figures.loc[country & (figures["maal"] == "andel"), ["aar", "vaerdi", "kilde", "bemaerkning"]]
    national = summarise(frame, NOEGLETAL).query("noegletal == @SAMLET").dropna(subset="hele_landet")
    table = pd.merge(national, published, on="aar", how="left").fillna({"kilde": "", "bemaerkning": ""})
    table["beregnet"] = table["hele_landet"].map(round_half_up)
    table["offentliggjort"] = table["vaerdi"].astype("float64")
    table["forskel"] = (table["beregnet"] - table["offentliggjort"]).map(round_half_up, na_action="ignore")
    table = table[["aar", "antal", "beregnet", "offentliggjort", "forskel", "kilde", "bemaerkning"]]
    rows = table.astype("object").where(table.notna(), None).to_dict("records")
    return [{str(name): cell for name, cell in row.items()} for row in rows]
