"""What one chooses about pages beside their datasaet and year, and the folder that they go to for it."""

from dataclasses import dataclass
from pathlib import Path

from kommunedata import paths
from kommunedata.datasaet.kilde import Kilde, load_kilde
from kommunedata.redaktionelt import load_tekster


@dataclass(frozen=True)
class Choices:
    """The same for all pages of a batch."""

    afsender: str = ""  # sender to print
    sammenlign: str = ""  # kommuner to compare with, with commas between; its own peers for each if ""
    udgave: str = "fuld"  # or "kort": the notater on two pages each
    uden_anbefalinger: bool = False  # leave the recommendations out
    formats: tuple[str, ...] = ()  # what to make beside each page, of those in `pages.FORMATS`
    notebook: str = ""  # path of another than the datasaet's own kind of page

    def folder(self, out: Path, datasaet: str, aar: object) -> Path:
        """`OUT/DATASAET/AAR/`; the pages of another notebook and short ones have a folder of their own there."""
        folder = out / datasaet / str(aar)
        if self.notebook:
            return folder / Path(self.notebook).stem
        return folder / self.udgave if self.udgave == "kort" else folder


def own_kind(kilde: Kilde) -> str:
    """The notebook that makes the pages of a datasaet: notater on competition, profiles on anything else."""
    return "kommunenotat" if kilde.maal in load_tekster().maal else "kommuneprofil"


def choose_notebook(datasaet: str, notebook: Path | None) -> str:
    """The path of the notebook that is asked for, "" where that is the one that makes the datasaet's pages anyway."""
    found = paths.find_notebook(notebook) if notebook else None
    return "" if not found or found == paths.notebook(own_kind(load_kilde(datasaet))) else str(found)
