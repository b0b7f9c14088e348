"""What several tests share: the model figures, facts made of them, and pages made once."""

import os
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings

from kommunedata.datasaet.frame import Datasaet, load_datasaet
from kommunedata.notat.facts import Notat, build_notat

settings.register_profile("steady", derandomize=True, deadline=None, max_examples=60)
settings.load_profile("steady")

# Awkward in one way each: highest, lowest, tied, a missing cell, æøå, an island, top ten in most accounts, longest name.
AWKWARD = {
    "highest": ("Gribskov", 2022),
    "lowest": ("Ærø", 2018),
    "tied": ("Morsø", 2022),
    "missing": ("Vordingborg", 2018),
    "letters": ("Tårnby", 2022),
    "island": ("Læsø", 2022),
    "top": ("Fanø", 2022),
    "longest": ("Ringkøbing-Skjern", 2022),
}


@pytest.fixture(scope="session")
def ds() -> Datasaet:
    """The model figures."""
    return load_datasaet("modeldata")


@pytest.fixture(scope="session")
def notat_om(ds: Datasaet) -> Callable[[str, int], Notat]:
    """The facts about a kommune and year of the model figures."""
    return cache(lambda kommune, aar=2022: build_notat(ds, kommune, aar))


@pytest.fixture(scope="session")
def aalborg(notat_om) -> Notat:
    return notat_om("Aalborg", 2022)


@pytest.fixture
def datasaet_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for imported datasaet, instead of the project's own."""
    folder = tmp_path / "datasaet"
    folder.mkdir()
    monkeypatch.setenv("KOMMUNEDATA_DATA", str(folder))
    return folder


@pytest.fixture(autouse=True)
def _own_environment() -> Iterator[None]:
    """What a command sets for its process ends with the test that calls it here."""
    before = {name: value for name, value in os.environ.items() if not name.startswith("KOMMUNEDATA_")}
    os.environ.pop("KOMMUNEDATA_DATA", None)
    os.environ.pop("KOMMUNEDATA_PROJECT", None)
    yield
    os.environ.clear()
    os.environ.update(before)
