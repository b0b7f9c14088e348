"""Where the figures of a page come from, and what made it."""

from importlib.metadata import version

from kommunedata.datasaet.kilde import Kilde
from kommunedata.formats import opremsning
from kommunedata.page import parts
from kommunedata.page.parts import Part

PROGRAMS = ("kommunedata", "pandas", "matplotlib", "papermill", "nbconvert")  # their versions decide the page


def section(kilde: Kilde, parametre: dict[str, object], *, folded: bool = False) -> Part:
    """Data, source, date, checksum, versions and parameters; `folded` under a line that says what is there."""
    rows = {
        "Datasæt": f"{kilde.titel} ({kilde.navn})",
        "Mål": kilde.maal,
        "Kilde": kilde.kilde,
        "Adresse": kilde.url,
        "Hentet": f"{kilde.hentet:%d.%m.%Y}",
        "Licens": kilde.licens,
        "Definitionen ændret": opremsning([str(year) for year in kilde.brud]) if kilde.brud else "nej",
        "Kontrolsum (sha256)": kilde.sha256,
        "Program": ", ".join(f"{name} {version(name)}" for name in PROGRAMS),
        "Parametre": ", ".join(f"{name} = {value}" for name, value in parametre.items() if value),
    }
    about = [parts.liste(kilde.noter) if kilde.noter else "", Part(str(parts.macros().oplysninger(rows)))]
    shown = [_line(kilde), parts.folded("Alt om tallene", *about)] if folded else about
    return parts.section("kilder", "Data og kilder", *shown)


def kort(kilde: Kilde) -> Part:
    """The source in one line, for a short edition."""
    return parts.small(f"Kilde: {_line(kilde)} Datasæt {kilde.navn}, {kilde.maal}, licens {kilde.licens}.")


def _line(kilde: Kilde) -> str:
    return f"{kilde.kilde}: {kilde.titel}, hentet {kilde.hentet:%d.%m.%Y}."
