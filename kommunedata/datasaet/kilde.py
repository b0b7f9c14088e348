"""Where datasaet come from: named folders `data/<navn>/` of figures, each with its provenance in `kilde.yaml`."""

import re
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field

from kommunedata import paths
from kommunedata.errors import InputError, unknown
from kommunedata.files import load_yaml

NAVN = r"[a-z0-9][a-z0-9_-]{0,63}"
BUNDLED = ("modeldata", "indkomst", "noegletal", "redaktionelt")


class Mangel(BaseModel, extra="forbid", frozen=True, str_min_length=1):
    """Why a figure is missing, where that is known."""

    kommune: str
    aar: int
    noegletal: str
    grund: str  # what stands after "fordi"


class Kilde(BaseModel, extra="forbid", frozen=True):
    """Where a datasaet comes from; printed in every notat made of it."""

    navn: str = Field(pattern=f"^{NAVN}$")
    maal: str = Field(min_length=1)  # IKU, PLI, "privat andel (beregnet)", or the title of other figures
    titel: str = Field(min_length=1)
    kilde: str = Field(min_length=1)  # the organisation
    url: str
    hentet: date
    licens: str
    sha256: str = Field(pattern="^[0-9a-f]{64}$")  # of tal.csv
    model: bool  # True: not published statistics; a banner says so everywhere
    brud: tuple[int, ...] = ()  # years in which the definition changed
    noter: tuple[str, ...] = ()
    mangler: tuple[Mangel, ...] = ()
    krydstjek: tuple[dict[str, Any], ...] = ()  # computed national shares beside published ones

    @property
    def modelmaerke(self) -> str:
        """What stands on each chart and map made of model figures; "" on others."""
        return f"MODELTAL – ikke offentliggjort statistik · {self.navn}" if self.model else ""

    def _repr_html_(self) -> str:
        from kommunedata.formats import card  # late: next to nothing is loaded to read a kilde

        rows = {
            "Mål": self.maal,
            "Kilde": self.kilde,
            "Hentet": f"{self.hentet:%d.%m.%Y}",
            "Licens": self.licens,
            "Definitionen ændret": ", ".join(map(str, self.brud)),
            "Mærke": self.modelmaerke,
        }
        return card(f"{self.titel} ({self.navn})", rows)


def list_datasaet() -> list[str]:
    """Names of the datasaet at hand: those that come with the project and those imported."""
    _recover()
    return sorted({path.parent.name for folder in paths.datasaet_roots() for path in folder.glob("[!.]*/kilde.yaml")})


def datasaet_dir(navn: str) -> Path:
    """The folder of an existing datasaet; an `InputError` lists the nearest names where there is none."""
    _recover()
    for folder in paths.datasaet_roots():
        if re.fullmatch(NAVN, navn) and (folder / navn / "kilde.yaml").is_file():
            return folder / navn
    raise unknown("datasaet", navn, list_datasaet())


def _recover() -> None:
    """Put back a datasaet whose replacement was killed between its two renames (see `datasaet.save`)."""
    for old in paths.datasaet_root().glob(".*.old"):
        target = old.with_name(old.name[1:].removesuffix(".old"))
        if not target.exists():
            old.rename(target)


def load_kilde(datasaet: str = "modeldata") -> Kilde:
    """The provenance of a datasaet.

    Raises:
        InputError: no datasaet has that name.
        DataError: `kilde.yaml` lacks a field or has one that is not understood; all are listed.

    Example:
        >>> load_kilde("modeldata").model
        True
    """
    return load_yaml(datasaet_dir(datasaet) / "kilde.yaml", Kilde)


def check_navn(navn: str, *, force: bool = False) -> None:
    """Raise `InputError` unless a datasaet may be written under this name."""
    if not re.fullmatch(NAVN, navn):
        raise InputError(f"'{navn}' cannot name a datasaet: use small letters a-z, digits, - and _")
    if navn in BUNDLED:
        raise InputError(f"'{navn}' comes with the project and cannot be replaced; choose another name")
    if navn in list_datasaet() and not force:
        raise InputError(f"datasaet '{navn}' exists already; replace it with --force")
