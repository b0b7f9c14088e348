"""Noegletal: the descriptions of what is measured. Titles, units, decimals and directions are data, not code.

The descriptions of a datasaet are `noegletal.yaml` in its folder. Datasaet of one kind share theirs: a file in
`data/noegletal/` names in `maal` for which measures it stands.
"""

from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, Field, model_validator

from kommunedata import paths
from kommunedata.errors import InputError, unknown
from kommunedata.files import load_yaml
from kommunedata.formats import NBSP, tal
from kommunedata.redaktionelt import Enhed, load_enheder

UBOEJET = Enhed()
LONG = 13  # signs of a unit
CODE = "^[a-z0-9][a-z0-9_]{0,63}$"


class Noegletal(BaseModel, extra="forbid", frozen=True, str_min_length=1):
    """One thing that is measured for every kommune and year, and how its figures are written and ranked.

    `retning` says which end is best: `hoej`, `lav`, or `ingen` (the highest gets place 1 and is not called better).
    `art` is `andel` (a share, with the amounts behind it where they are known), `beloeb` or `tal`. How a unit bends is
    in `data/redaktionelt/enheder.yaml`, unless the description says it itself.
    """

    noegletal: str = Field(pattern=CODE)
    titel: str
    kort_titel: str
    enhed: str
    ental: str = Field(default="", min_length=0)  # the unit of one: dag
    forskelsenhed: str = Field("", min_length=0)  # of a difference, where that is another: procentpoint
    decimaler: int = Field(ge=0, le=6)
    retning: Literal["hoej", "lav", "ingen"] = "ingen"
    graenser: tuple[float | None, float | None] = (None, None)  # what a figure cannot be below and above
    art: Literal["andel", "beloeb", "tal"] = "tal"
    # differences, in the unit, at which the next word of `profilord.yaml` begins; they follow the spread if left out
    taerskler: tuple[float, float, float, float] | None = None
    samler: tuple[str, ...] = ()  # the noegletal that this one is the total of
    genkendes: str = Field("", min_length=0)  # a pattern that recognises it in a title
    definition: str = Field(default="", min_length=0)  # the official one
    url: str = Field(default="", pattern="^(https?://.*)?$", min_length=0)  # where that is found

    @property
    def sign(self) -> int:
        """What a figure is multiplied by so that the best is the highest."""
        return -1 if self.retning == "lav" else 1

    def tal(self, value: float | None, plus: bool = False) -> str:
        """A figure as it is written, without its unit.

        Example:
            >>> load_noegletal_file("konkurrence")["5"].tal(29.75)
            '29,8'
        """
        return tal(value, self.decimaler, plus)

    def med_enhed(self, value: float | None, *, kort: bool = False) -> str:
        """A figure with its unit: "29,8 pct."; `kort`: the unit in short, where it has been said before."""
        return self._with(self.tal(value), self._kort if kort else self.enhed)

    def forskel(self, value: float | None, *, kort: bool = False) -> str:
        """A difference without sign, since the words around it say which way: "1,8 procentpoint".

        `kort`: the unit in short, where it has been said before.
        """
        own = self.forskelsenhed or self._boejning.forskel
        unit = (own or self._kort) if kort else self.enhed_for_forskel
        return self._with(self.tal(None if value is None else abs(value)), unit)

    @property
    def enhed_for_forskel(self) -> str:
        """The unit of a difference."""
        return self.forskelsenhed or self._boejning.forskel or self._boejning.kort or self.enhed

    def mere(self, difference: float) -> str:
        """The word after a difference: "højere" or "lavere", "flere" or "færre" of what is counted."""
        words = self._boejning
        return words.mere if difference > 0 else words.mindre

    @property
    def _boejning(self) -> Enhed:
        return load_enheder().get(self.enhed) or UBOEJET

    @property
    def _kort(self) -> str:
        """The unit where it has been said before: a long one is not said again."""
        return self._boejning.kort or (self.enhed if len(self.enhed) <= LONG else "")

    def _with(self, text: str, unit: str) -> str:
        if not unit or (unit == self.enhed and not self._boejning.skrives):
            return text
        if text == "1" and unit == self.enhed:
            unit = self.ental or self._boejning.ental or unit
        return f"{text}{NBSP}{unit}"


class _Shared(BaseModel, extra="forbid", frozen=True):
    maal: tuple[str, ...]
    noegletal: tuple[Noegletal, ...]

    @model_validator(mode="after")
    def _check(self) -> Self:
        codes = [one.noegletal for one in self.noegletal]
        if len(set(codes)) < len(codes):
            raise ValueError("two noegletal have the same code")
        return self


def load_noegletal_file(name: str) -> dict[str, Noegletal]:
    """The descriptions of `data/noegletal/NAME.yaml` by their code, in order."""
    return _by_code(load_yaml(paths.data_file("noegletal", f"{name}.yaml"), _Shared).noegletal)


def shared_noegletal(maal: str) -> dict[str, Noegletal] | None:
    """The descriptions that all datasaet of a measure share, or None where it has none."""
    for path in sorted(paths.data_file("noegletal").glob("*.yaml")):
        shared = load_yaml(path, _Shared)
        if maal in shared.maal:
            return _by_code(shared.noegletal)
    return None


def load_noegletal(folder: Path, maal: str) -> dict[str, Noegletal]:
    """The descriptions of a datasaet by code, in order: of its own folder, else of its measure in `data/noegletal/`."""
    own = folder / "noegletal.yaml"
    if own.is_file():
        return load_descriptions(own)
    shared = shared_noegletal(maal)
    if shared is None:
        raise InputError(f"{own} is missing: what '{maal}' measures is not described")
    return shared


def load_descriptions(file: Path) -> dict[str, Noegletal]:
    """The descriptions in a file, by their code, in order."""
    return _by_code(load_yaml(file, tuple[Noegletal, ...]))


def find_noegletal(known: dict[str, Noegletal], wanted: object) -> str:
    """The code that a code, a title or a number means, in any case; an `InputError` lists the nearest where it is none.

    Example:
        >>> konkurrence = load_noegletal_file("konkurrence")
        >>> [find_noegletal(konkurrence, wanted) for wanted in ("5", 5, "sociale opgaver")]
        ['5', '5', '5']
    """
    text = str(wanted).strip().casefold()
    for one in known.values():
        if text in (one.noegletal, one.kort_titel.casefold(), one.titel.casefold()):
            return one.noegletal
    names = [*known, *(one.kort_titel for one in known.values())] if len(known) < 40 else list(known)
    error = unknown("noegletal", str(wanted), names)
    short = len(known) <= 12 and "did you mean" not in str(error)
    raise unknown("noegletal", str(wanted), known) if short else error


def _by_code(noegletal: tuple[Noegletal, ...]) -> dict[str, Noegletal]:
    return {one.noegletal: one for one in noegletal}
