"""Editorial content: texts, examples and word lists that an analyst edits under `data/` without touching code."""

from collections.abc import Callable
from functools import cache
from string import Formatter
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from kommunedata import paths
from kommunedata.errors import DataError, InputError
from kommunedata.files import load_yaml
from kommunedata.kommuner import Kommune, find_kommuner

T = TypeVar("T")


def _blanks(*names: str) -> AfterValidator:
    """That a text has no other blanks to fill in than these."""

    def check(text: str) -> str:
        found = {name for _, name, *_ in Formatter().parse(text) if name is not None}
        if strange := sorted(found - {*names}):
            allowed = ", ".join(f"{{{name}}}" for name in names)
            raise ValueError(f"unknown {{{strange[0]}}}; allowed: {allowed}, and {{{{ for a brace")
        return text

    return AfterValidator(check)


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_min_length=1)


class Beskrivelse(_Entry):
    """What a main account covers, what suppliers can do of it, and what a kommune with that in focus could do."""

    hovedkonto: str
    beskrivelse: str
    leverandoerer: str
    mulighed: str
    kilde_url: str = Field(pattern="^https?://")


class Eksempel(_Entry):
    """What municipalities have done with a private supplier, with year and source; `kommuner` are all of them."""

    hovedkonto: str
    art: Literal["drift", "byggeri", "forsoeg"]  # ordinary operation is shown before buildings and trials
    kommuner: tuple[str, ...] = Field(min_length=1)
    sted: str
    virksomhed: str
    aar: int | None
    titel: str
    resume: str
    url: str = Field(pattern="^https?://")
    kilde: str
    set: bool


class Anbefaling(_Entry):
    """One of the recommendations that end a notat; `hovedkonti` are those that it fits best, none that it fits all."""

    nr: int
    hovedkonti: tuple[str, ...]
    overskrift: str
    forklaring: str
    kilde_url: str = Field(pattern="^https?://")


class Ord(_Entry):
    """A word for differences below `under` (procentpoint); None is for all that are left."""

    under: float | None
    ord: Annotated[str, _blanks("retning")]


class Grad(_Entry):
    """A grade: the highest place, and the highest place in per cent of the number ranked, that still have it."""

    grad: int
    hoejst_rang: int | None
    hoejst_pct: float
    overskrift: str


class Eksempelaar(_Entry):
    """How many years newer and older than the figures an example may be."""

    nyere: int
    aeldre: int


class Ordvalg(_Entry):
    """The word lists with their thresholds."""

    niveau: tuple[Ord, ...]
    udvikling: tuple[Ord, ...]
    afstand: tuple[Ord, ...]  # up to the tenth highest
    grader: tuple[Grad, ...]
    rykket: int  # a move of fewer places is about the same place
    midte: tuple[float, float]  # per cent of the places where level and place do not contradict each other
    yderpunkter: float  # so much lower are the next eight, where the two highest carry the mean of the ten
    eksempel: Eksempelaar


class Enhed(_Entry, str_min_length=0):
    """How a unit bends: of one, where it was just said, of a difference, and the words after a difference."""

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
    udsagn: Annotated[str, _blanks("kommune", "aar", "andel")]
    kort: str  # the definition in one line
    definition: str


class Faerger(_Entry):
    """What is said of the main account that ferries weigh on, to the kommuner whose figure they decide."""

    hovedkonto: str
    kommuner: tuple[str, ...]
    tekst: str


class Tekster(_Entry):
    """The fixed texts of a notat."""

    modelbanner: Annotated[str, _blanks("side")]
    beloeb: str  # what an amount up to the ten highest is, and what it is not
    faerger: Faerger
    maal: dict[str, Maaltekst]
    begraensninger: tuple[str, ...]


def _loader(name: str, schema: type[T]) -> Callable[[], T]:
    """What reads a file of editorial content, once."""
    return cache(lambda: load_yaml(paths.data_file("redaktionelt", f"{name}.yaml"), schema))


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


load_anbefalinger = _loader("anbefalinger", tuple[Anbefaling, ...])
load_ordvalg = _loader("ordvalg", Ordvalg)
load_enheder = _loader("enheder", dict[str, Enhed])
load_profilord = _loader("profilord", Profilord)
load_tekster = _loader("tekster", Tekster)


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


def pick_eksempel(hovedkonto: str, kommune: Kommune, aar: int) -> Eksempel | None:
    """The example to show a municipality: never its own, of the time of the figures, with a source that has been seen.

    Ordinary operation comes before buildings and trials, then the same kommunegruppe, then the newest. None where
    nothing fits.

    Example:
        >>> from kommunedata.kommuner import find_kommune
        >>> [pick_eksempel("4", find_kommune("Aalborg"), aar).sted for aar in (2013, 2022)]
        ['Odsherred', 'Vejen']
        >>> pick_eksempel("2", find_kommune("Aalborg"), 2012) is None
        True
    """
    limits = load_ordvalg().eksempel

    def fits(entry: Eksempel) -> bool:
        near = entry.aar is not None and aar - limits.aeldre <= entry.aar <= aar + limits.nyere
        return entry.hovedkonto == hovedkonto and entry.set and near and kommune not in find_kommuner(entry.kommuner)

    def nearness(entry: Eksempel) -> tuple[bool, bool, int]:
        groups = {other.kommunegruppe for other in find_kommuner(entry.kommuner)}
        return entry.art == "drift", kommune.kommunegruppe in groups, entry.aar or 0

    return max(filter(fits, load_eksempler()), key=nearness, default=None)
