"""Options that several commands share, each written once."""

from pathlib import Path
from typing import Annotated

import typer

Kommune = Annotated[str, typer.Argument(metavar="KOMMUNE", help="Name, full name or code: aalborg, Ålborg, 851.")]
Aar = Annotated[int | None, typer.Option(help="Year; the latest with figures if left out.")]
Datasaet = Annotated[str, typer.Option(help="Datasaet; see 'kommunedata list datasaet'.")]
Sammenlign = Annotated[str, typer.Option(metavar="A,B", help="Compare with these, five at most.")]
Afsender = Annotated[str, typer.Option(help="Sender, printed under the title.")]
Pdf = Annotated[bool, typer.Option("--pdf", help="Make a PDF of each page too (extra pdf).")]
Timeout = Annotated[float, typer.Option(min=1, help="Seconds that a page may take.")]
Out = Annotated[Path, typer.Option(help="Folder to write to.")]
Notebook = Annotated[
    Path | None,
    typer.Option(
        metavar="NAME|FILE",
        help="kommunenotat, kommuneprofil, or your own with kommune in its parameters. Its code is run: use what you "
        "trust. The notat if left out, or the profile where the figures are others than those on competition.",
    ),
]
OUTPUTS = Path("outputs")
