"""Options that several commands share, each written once."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from kommunedata import paths


def _complete_kommune(incomplete: str) -> list[str]:
    from kommunedata.kommuner import kommune_by_code

    return _begin_with(incomplete, [kommune.kommune for kommune in kommune_by_code().values()])


def _complete_datasaet(incomplete: str) -> list[str]:
    from kommunedata.datasaet.kilde import list_datasaet

    return _begin_with(incomplete, list_datasaet())


def _begin_with(incomplete: str, names: list[str]) -> list[str]:
    """The names that begin so, spelt as what is typed, for a shell goes on from there."""
    begun = [name for name in names if name.casefold().startswith(incomplete.casefold())]
    return [incomplete + name[len(incomplete) :] for name in begun]


Kommune = Annotated[
    str,
    typer.Argument(
        metavar="KOMMUNE", autocompletion=_complete_kommune, help="Name, full name or code: aalborg, Ålborg, 851."
    ),
]
Aar = Annotated[int | None, typer.Option(help="Year; the latest with figures if left out.")]
Datasaet = Annotated[
    str, typer.Option(autocompletion=_complete_datasaet, help="Datasaet; see 'kommunedata list datasaet'.")
]
Sammenlign = Annotated[str, typer.Option(metavar="A,B", help="Compare with these, five at most.")]
Afsender = Annotated[str, typer.Option(help="Sender, printed under the title.")]
Uden = Annotated[bool, typer.Option("--uden-anbefalinger", help="Leave the recommendations out.")]
Pdf = Annotated[bool, typer.Option("--pdf", help="Make a PDF of each page too (extra pdf).")]
Docx = Annotated[bool, typer.Option("--docx", help="Make a Word document of each page too (extra docx).")]
Edition = Annotated[
    Literal["fuld", "kort"], typer.Option(help="The whole notat, or one of two A4 pages in a folder of its own.")
]
Timeout = Annotated[float, typer.Option(min=1, help="Seconds that a page may take.")]
_OUTPUTS: dict[str, Any] = {"default_factory": paths.outputs, "show_default": "outputs of the project"}
Out = Annotated[Path, typer.Option(help="Folder to write to.", **_OUTPUTS)]
Made = Annotated[Path, typer.Option(help="Folder of the notater.", **_OUTPUTS)]
Notebook = Annotated[
    Path | None,
    typer.Option(
        metavar="NAME|FILE",
        help="kommunenotat, kommuneprofil, or your own with kommune in its parameters. Its code is run: use what you "
        "trust. The notat if left out, or the profile where the figures are others than those on competition.",
    ),
]


def list_formats(pdf: bool, docx: bool) -> tuple[str, ...]:
    """The endings of the files that are wanted beside a page."""
    return (".pdf",) * pdf + (".docx",) * docx


def name_formats(formats: Iterable[str]) -> str:
    """What is made beside a page, for those who wait.

    Example:
        >>> name_formats([".pdf", ".docx"]), name_formats([])
        (', PDF and Word document', '')
    """
    names = {".pdf": "PDF", ".docx": "Word document"}
    found = " and ".join(names[suffix] for suffix in formats)
    return f", {found}" if found else ""
