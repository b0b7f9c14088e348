"""Editorial content: texts, examples and word lists that an analyst edits under `data/` without touching code."""

from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from kommunedata import paths
from kommunedata.errors import DataError, InputError
from kommunedata.files import load_yaml
from kommunedata.kommuner import Kommune, find_kommuner


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_min_length=1)


class Beskrivelse(_Entry):
    """What a main account covers."""

    hovedkonto: str
    beskrivelse: str
    kilde_url: str


class Eksempel(_Entry):
    """What one municipality has done with a private supplier, with year and source."""

    hovedkonto: str
    kommuner: tuple[str, ...]
    sted: str
    virksomhed: str
    aar: int | None
    titel: str
    resume: str
    url: str = Field(pattern="^https?://")
    kilde: str
    set: bool


class Anbefaling(_Entry):
    """One of the recommendations that end a notat."""

    nr: int
    overskrift: str
    forklaring: str
    kilde_url: str = Field(pattern="^https?://")


class Ord(_Entry):
    """A word for differences below `under` (procentpoint); None is for all that are left."""

    under: float | None
    ord: str


class Grad(_Entry):
    """A grade: the highest place, and the highest place in per cent of the number ranked, that still have it."""

    grad: int
    hoejst_rang: int | None
    hoejst_pct: float
    overskrift: str


class Ordvalg(_Entry):
    """The word lists with their thresholds."""

    niveau: tuple[Ord, ...]
    udvikling: tuple[Ord, ...]
    grader: tuple[Grad, ...]


class Enhed(_Entry):
    """How a unit bends: of one, where it was just said, of a difference, and the words after a difference."""

    model_config = ConfigDict(str_min_length=0)

    ental: str = ""
    kort: str = ""
    forskel: str = ""
    mere: str = "højere"
    mindre: str = "lavere"
    skrives: bool = True  # after a figure


class Profilord(_Entry):
    """The word lists of a profile; `under` of `niveau` is in standard deviations of the kommuner."""

    niveau: tuple[Ord, ...] = Field(min_length=5, max_length=5)  # as `taerskler` of a noegletal has limits
    skiller_sig_ud: float  # from so many standard deviations on the conclusion speaks of a figure
    retning: dict[Literal["hoej", "lav", "ingen"], str]


class Maaltekst(_Entry):
    """How a notat speaks of what was measured."""

    emne: str
    emne_alle: str  # the same of all kommuner
    udsagn: str
    mest: str
    definition: str


class Tekster(_Entry):
    """The fixed texts of a notat."""

    modelbanner: str
    indledning: tuple[str, ...]
    maal: dict[str, Maaltekst]
    begraensninger: tuple[str, ...]


@cache
def load_beskrivelser() -> dict[str, Beskrivelse]:
    """What each main account covers, by its number."""
    entries = load_yaml(paths.data_file("redaktionelt", "beskrivelser.yaml"), tuple[Beskrivelse, ...])
    return {entry.hovedkonto: entry for entry in entries}


@cache
def load_eksempler() -> tuple[Eksempel, ...]:
    """All examples; `pick_eksempel` chooses one.

    Raises:
        InputError: an example names a municipality that does not exist.
    """
    entries = load_yaml(paths.data_file("redaktionelt", "eksempler.yaml"), tuple[Eksempel, ...])
    find_kommuner(name for entry in entries for name in entry.kommuner)
    return entries


@cache
def load_anbefalinger() -> tuple[Anbefaling, ...]:
    """The recommendations, in order."""
    return load_yaml(paths.data_file("redaktionelt", "anbefalinger.yaml"), tuple[Anbefaling, ...])


@cache
def load_ordvalg() -> Ordvalg:
    """The word lists and grades with their thresholds."""
    return load_yaml(paths.data_file("redaktionelt", "ordvalg.yaml"), Ordvalg)


@cache
def load_enheder() -> dict[str, Enhed]:
    """How units bend, by their name."""
    return load_yaml(paths.data_file("redaktionelt", "enheder.yaml"), dict[str, Enhed])


@cache
def load_profilord() -> Profilord:
    """The word lists of a profile."""
    return load_yaml(paths.data_file("redaktionelt", "profilord.yaml"), Profilord)


@cache
def load_tekster() -> Tekster:
    """The fixed texts."""
    return load_yaml(paths.data_file("redaktionelt", "tekster.yaml"), Tekster)


def check_all() -> None:
    """Load everything, so that a fault is found before the work starts.

    Raises:
        DataError: one or more files break their schema; the faults of all are listed.
    """
    faults = []
    for load in (
        load_beskrivelser,
        load_eksempler,
        load_anbefalinger,
        load_ordvalg,
        load_enheder,
        load_profilord,
        load_tekster,
    ):
        try:
            load()
        except InputError as error:
            faults.append(str(error))
    if faults:
        raise DataError("editorial files", faults)


def pick_eksempel(hovedkonto: str, kommune: Kommune) -> Eksempel | None:
    """The example to show a municipality: never its own, always with a year and a source that has been seen.

    Examples from the same kommunegruppe come first, then the newest. None where nothing fits.

    Example:
        >>> from kommunedata.kommuner import find_kommune
        >>> pick_eksempel("2", find_kommune("Aalborg")).sted
        'Fredericia'
        >>> pick_eksempel("2", find_kommune("Fredericia")).sted
        'Fredensborg'
    """

    def fits(entry: Eksempel) -> bool:
        own = kommune in find_kommuner(entry.kommuner)
        return entry.hovedkonto == hovedkonto and entry.set and entry.aar is not None and not own

    def nearness(entry: Eksempel) -> tuple[bool, int]:
        groups = {other.kommunegruppe for other in find_kommuner(entry.kommuner)}
        return kommune.kommunegruppe in groups, entry.aar or 0

    return max(filter(fits, load_eksempler()), key=nearness, default=None)
