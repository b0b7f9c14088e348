"""Commands that bring figures in, from a file (`kommunedata import …`) or a service (`kommunedata fetch …`)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kommunedata.cli.terminal import working
from kommunedata.text import visible

if TYPE_CHECKING:
    from kommunedata.sources.figures import Fil
    from kommunedata.sources.save import Valg

import_app = typer.Typer(help="Import a file as a datasaet.", no_args_is_help=True)
# With a callback its only command keeps its name.
fetch_app = typer.Typer(help="Fetch figures from a service as a datasaet.", no_args_is_help=True, callback=lambda: None)

File = Annotated[Path, typer.Argument(metavar="FILE", show_default=False)]
Navn = Annotated[str, typer.Option(metavar="NAME", show_default=False, help="The datasaet to write.")]
Force = Annotated[bool, typer.Option("--force", help="Replace a datasaet of the same name.")]
Ark = Annotated[str | None, typer.Option(metavar="SHEET", help="Sheet of a workbook; the first visible if left out.")]
Titel = Annotated[str, typer.Option(metavar="TEXT", help="What is measured, where the file does not say.")]
Enhed = Annotated[
    list[str] | None,
    typer.Option(metavar='"TITLE=kr."', help="Unit of a title, or of all: pct., kr., kr. pr. indbygger, dage …"),
]
Bedst = Annotated[
    list[str] | None,
    typer.Option(metavar='"TITLE=lav"', help="Which end is best: hoej, lav or ingen; ingen if left out."),
]
Maps = Annotated[
    list[str] | None,
    typer.Option("--map", metavar='"TITLE=5"', help="The hovedkonto of a title by hand; TITLE= leaves it out."),
]
Kilde = Annotated[str, typer.Option(metavar="TEXT", help="The organisation behind the figures.")]
Accept = Annotated[bool, typer.Option("--accept", help="Take figures that look wrong.")]


@import_app.command()
def noegletal(
    fil: File,
    navn: Navn,
    ark: Ark = None,
    titel: Titel = "",
    enhed: Enhed = None,
    bedst: Bedst = None,
    maps: Maps = None,
    maal: Annotated[
        str | None, typer.Option(metavar="IKU|PLI|TITLE", help="What to import, where the file leaves a choice.")
    ] = None,
    kilde: Kilde = "",
    accept: Accept = False,
    force: Force = False,
) -> None:
    """Import an export from noegletal.dk: CSV, TXT or a workbook.

    All its noegletal become noegletal of one datasaet. IKU or PLI becomes a datasaet on competition.
    """
    from kommunedata.sources.noegletal import read_export
    from kommunedata.sources.save import Valg

    valg = Valg(navn, titel, enhed, bedst, maps, maal, kilde, accept)
    _import(fil, valg, lambda content: read_export(content, fil, ark, titel or None), force=force)


@import_app.command()
def tabel(
    fil: File,
    navn: Navn,
    ark: Ark = None,
    titel: Titel = "",
    enhed: Enhed = None,
    bedst: Bedst = None,
    maps: Maps = None,
    maal: Annotated[
        str | None,
        typer.Option(metavar="MAAL", help='IKU, PLI or "privat andel (beregnet)", where it is competition.'),
    ] = None,
    kilde: Kilde = "",
    aar: Annotated[int | None, typer.Option(help="Year of all figures, where the table has none.")] = None,
    periode: Annotated[
        str | None, typer.Option(metavar="K1|M01", help="Quarter or month to take of each year.")
    ] = None,
    accept: Accept = False,
    force: Force = False,
) -> None:
    """Import a table of one's own or of StatBank: CSV or XLSX, long or wide.

    It gives a kommune (name or code), a year and a figure: in rows, or with years, kommuner or noegletal across.
    """
    from kommunedata.sources.save import Valg
    from kommunedata.sources.tabel import read_tabel

    valg = Valg(navn, titel, enhed, bedst, maps, maal, kilde, accept)
    _import(fil, valg, lambda content: read_tabel(content, fil, ark, periode=periode, aar=aar), force=force)


def _import(fil: Path, valg: "Valg", read: Callable[[bytes], "Fil"], *, force: bool) -> None:
    """Read a file, save what it holds as one datasaet, and say what became of it."""
    from rich.console import Console
    from rich.table import Column, Table

    from kommunedata.sources.save import import_file

    with working(f"reading {visible(fil.name)}"):
        found, folder = import_file(fil, valg, read, force=force)
    if found.fil.ark:
        typer.echo(f"sheet '{visible(found.fil.ark)}'")
    headings = ("title", "noegletal", "unit", "decimals", "best", "values", "missing")
    table = Table(*(Column(heading, overflow="fold") for heading in headings))
    for code, one in found.noegletal.items():
        if len(values := found.frame.loc[found.frame["noegletal"] == code, "vaerdi"]):
            numbers = (str(one.decimaler), one.retning, str(len(values)), str(values.isna().sum()))
            table.add_row(one.titel, code, one.enhed, *numbers)
    left = [match for match in found.matches if not match.noegletal]
    for match in left:
        table.add_row(match.titel, "left", *[""] * 5)
    Console(markup=False, emoji=False, highlight=False).print(table)
    years, kommuner = found.frame["aar"], found.frame["kommunekode"].nunique()
    span = f"{years.nunique()} years {years.min()}-{years.max()}"
    size = f"{len(found.frame)} values of which {found.frame['vaerdi'].isna().sum()} missing"
    typer.echo(f"{folder}: {found.kilde['titel']}, {kommuner} kommuner, {span}, {size}")
    if others := found.fil.andre_steder():
        typer.echo(f"kept apart, no kommuner: {others}")
    for line in found.linjer:
        typer.echo(line)
    sheets = [f"sheet '{name}' is not read; choose it with --ark" for name in found.fil.andre_ark]
    for text in (*sheets, *found.advarsler, *(f"'{match.titel}' is left: {match.grund}" for match in left)):
        typer.echo(f"warning: {visible(text)}", err=True)


@fetch_app.command()
def statbank(
    aar: Annotated[str, typer.Option("--aar", help="Accounting year or years: 2022 or 2012-2022.")],
    navn: Navn,
    base_url: Annotated[
        str, typer.Option("--base-url", help="A mirror or test server.")
    ] = "https://api.statbank.dk/v1/",
    force: Annotated[
        bool,
        typer.Option("--force", help="Replace a datasaet of that name; what is unchanged is not fetched again."),
    ] = False,
) -> None:
    """Compute the private share from Statistics Denmark's accounts and cross-check it.

    An interrupted fetch goes on where it stopped when the same command is run again.
    """
    from kommunedata.sources.fetch import fetch_regnskab, parse_aar
    from kommunedata.sources.statbank import Client

    with _progress() as show:
        done = fetch_regnskab(navn, parse_aar(aar), Client(base_url), force=force, progress=show)
    _print_krydstjek(done.krydstjek)
    new = sum(raw.new for raw in done.raws)
    typer.echo(f"{(done.frame['status'] == 'tal').sum()} of {len(done.frame)} figures in {done.folder}")
    typer.echo(f"{new} answers fetched, {len(done.raws) - new} at hand")


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    """A line of rows and MB for each answer that arrives; only on a terminal."""
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    fields = "[progress.description]{task.description}", "{task.fields[rows]:>9,} rows", "{task.fields[mb]:>6.1f} MB"
    columns = SpinnerColumn(finished_text="✓"), *map(TextColumn, fields), TimeElapsedColumn()
    tasks = {}

    def show(label: str, rows: int, size: int) -> None:
        if label not in tasks:
            for earlier in tasks.values():
                bar.update(earlier, total=1, completed=1)
            tasks[label] = bar.add_task(label, total=None, rows=0, mb=0.0)
        bar.update(tasks[label], rows=rows, mb=size / 1e6)

    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        yield show


def _print_krydstjek(krydstjek: list[dict[str, Any]]) -> None:
    """The computed national shares beside the published ones; kilde.yaml has the sources in full."""
    from rich.console import Console
    from rich.table import Column, Table

    from kommunedata.datasaet.offentliggjort import source_of
    from kommunedata.formats import tal

    headings = ("aar", "kommuner", "beregnet", "offentliggjort", "forskel")
    right = [Column(heading, justify="right") for heading in headings]
    table = Table(*right, "kilde", title="Hele landet: beregnet andel mod offentliggjorte tal (pct.)")
    for row in krydstjek:
        numbers = (tal(row["beregnet"]), tal(row["offentliggjort"]), tal(row["forskel"], plus=True))
        table.add_row(str(row["aar"]), str(row["antal"]), *numbers, source_of(row))
    Console(markup=False).print(table)
