"""A datasaet: one frame of figures, the descriptions of its noegletal, and its provenance, loaded from its folder.

The folder `data/<navn>/` holds `tal.csv` (the contract of its columns is in `datasaet.check`), `kilde.yaml` and,
unless datasaet of its measure share theirs, `noegletal.yaml`.
"""

import hashlib
import io
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Self

import pandas as pd

from kommunedata.datasaet.check import COLUMNS, check_frame
from kommunedata.datasaet.kilde import Kilde, datasaet_dir, load_kilde
from kommunedata.datasaet.noegletal import Noegletal, load_noegletal
from kommunedata.errors import DataError, InputError
from kommunedata.formats import card

TAL = "tal.csv"


class Datasaet:
    """A named collection of figures: `kilde`, `noegletal` by their codes in order, and `frame`.

    A datasaet does not change: what is done to its `frame` is done to a copy. `replace` makes another of it.
    """

    def __init__(self, kilde: Kilde, noegletal: Mapping[str, Noegletal], frame: pd.DataFrame) -> None:
        self.kilde, self.noegletal = kilde, dict(noegletal)
        self._frame = frame.copy(deep=False)  # what is done to the one that was given is not done to it

    @property
    def navn(self) -> str:
        """Its name."""
        return self.kilde.navn

    @property
    def frame(self) -> pd.DataFrame:
        """One row per kommune × aar × noegletal; the columns are those of `datasaet.check`."""
        return self._frame.copy(deep=False)  # pandas copies what is written to

    def replace(self, frame: pd.DataFrame) -> Self:
        """The same with another frame."""
        return type(self)(self.kilde, self.noegletal, frame)

    def _repr_html_(self) -> str:
        known = self._frame[self._frame["vaerdi"].notna()]
        rows = {
            "Nøgletal": ", ".join(f"{one.kort_titel} ({code})" for code, one in self.noegletal.items()),
            "Enhed": ", ".join(dict.fromkeys(one.enhed for one in self.noegletal.values())),
            "År": f"{known['aar'].min()}–{known['aar'].max()}",
            "Kommuner": str(known["kommunekode"].nunique()),
            "Kilde": self.kilde.kilde,
            "Mærke": self.kilde.modelmaerke,
        }
        return card(f"{self.kilde.titel} ({self.navn})", rows)

    def __repr__(self) -> str:
        years = self._frame["aar"]
        return f"<Datasaet {self.navn}: {len(self.noegletal)} noegletal, {years.min()}–{years.max()}>"


def load_datasaet(navn: str = "modeldata") -> Datasaet:
    """The checked datasaet of a name; read once for as long as its files stay as they are.

    Raises:
        InputError: no datasaet has that name.
        DataError: a file breaks its contract or differs from the checksum in `kilde.yaml`; all is listed.

    Example:
        >>> aalborg = load_datasaet("modeldata").frame.query("kommunekode == '851' and noegletal == 'samlet'")
        >>> aalborg["vaerdi"].iloc[-1]
        np.float64(29.8)
    """
    folder = datasaet_dir(navn)
    if not (folder / TAL).is_file():
        older = "; it is of an earlier version: import it again" if (folder / "andele.csv").exists() else ""
        raise InputError(f"{folder / TAL} is missing{older}")
    stats = [path.stat() for path in sorted(folder.glob("*.*"))]
    return _load(folder, tuple((stat.st_mtime_ns, stat.st_size) for stat in stats))


def title_of(navn: str, codes: Iterable[str] | None = None) -> str:
    """A datasaet in a line: its title, what it measures, the units of some or all noegletal, and its mark."""
    kilde = load_kilde(navn)
    noegletal = load_noegletal(datasaet_dir(navn), kilde.maal)
    units = [noegletal[code].enhed for code in (noegletal if codes is None else codes)]
    named = dict.fromkeys((kilde.titel, kilde.maal, *units))  # other figures' maal is their title
    return ", ".join(named) + (" – MODELTAL, ikke offentliggjort statistik" if kilde.model else "")


@lru_cache(maxsize=8)
def _load(folder: Path, _stats: tuple[tuple[int, int], ...]) -> Datasaet:
    kilde = load_kilde(folder.name)
    noegletal = load_noegletal(folder, kilde.maal)
    content = (folder / TAL).read_bytes()
    frame, faults = parse_frame(content, noegletal)
    if hashlib.sha256(content).hexdigest() != kilde.sha256:
        faults.append("the checksum differs from kilde.yaml: the file was changed after it was imported")
    if faults:
        raise DataError(folder / TAL, faults)
    return Datasaet(kilde, noegletal, frame)


def parse_frame(content: bytes, noegletal: Mapping[str, Noegletal]) -> tuple[pd.DataFrame, list[str]]:
    """Read the bytes of a `tal.csv`; return the table and every fault found in it."""
    try:
        frame = pd.read_csv(io.BytesIO(content), dtype="str", keep_default_na=False, encoding="utf-8")
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError) as error:
        return pd.DataFrame(columns=COLUMNS), [f"not a readable CSV file: {error}"]
    if missing := [column for column in COLUMNS[:-1] if column not in frame]:
        return frame, [f"columns are missing: {', '.join(missing)}"]
    return check_frame(frame, noegletal)
