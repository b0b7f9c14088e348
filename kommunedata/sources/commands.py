"""Commands that bring real figures in from a file: `kommunedata import …`."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    import pandas as pd

    from kommunedata.sources.noegletal import Eksport
    from kommunedata.sources.save import Datasaet
    from kommunedata.sources.titles import Match

import_app = typer.Typer(help="Import a file as a datasaet.", no_args_is_help=True)

File = Annotated[Path, typer.Argument(metavar="FILE", show_default=False)]
Navn = Annotated[str, typer.Option(metavar="NAME", show_default=False, help="The datasaet to write.")]
Force = Annotated[bool, typer.Option("--force", help="Replace a datasaet of the same name.")]


@import_app.command()
def noegletal(
    fil: File,
    navn: Navn,
    maps: Annotated[
        list[str] | None,
        typer.Option(
            "--map", metavar='"TITLE=5"', help="The hovedkonto of a title by hand; TITLE= leaves it out."
        ),
    ] = None,
    maal: Annotated[
        str | None, typer.Option(metavar="IKU|PLI|TITLE", help="What to import, where the file leaves a choice.")
    ] = None,
    enhed: Annotated[
        str | None, typer.Option(metavar="UNIT", help="The unit of other indicators than shares in pct.")
    ] = None,
    force: Force = False,
) -> None:
    """Import an export from noegletal.dk.

    IKU or PLI becomes one datasaet. Without them each indicator of the file becomes a datasaet of its own,
    NAME, or NAME-title where they are several.
    """
    from kommunedata.datasaet.kilde import check_navn
    from kommunedata.sources.cells import read_content
    from kommunedata.sources.noegletal import parse_export
    from kommunedata.sources.save import describe_file, make_noegletal
    from kommunedata.sources.titles import match_titler, read_map

    check_navn(navn, force=force)
    content = read_content(fil)
    with faults_listed():
        eksport = parse_export(content, fil)
        matches = match_titler(eksport.titler, read_map(maps or [], eksport.titler), maal)
        found = make_noegletal(eksport, matches, navn, enhed=enhed, fil=describe_file(fil, content))
        save(found, force=force)
    print_titles(eksport, matches, found)
    warn(eksport.advarsler)
    warn(f"'{match.titel}' is left: {match.grund}" for match in matches if not match.hovedkonto)


@import_app.command()
def tabel(
    fil: File,
    navn: Navn,
    maal: Annotated[
        str,
        typer.Option(metavar="MAAL", help='What was measured: IKU, PLI, "privat andel (beregnet)" or a title.'),
    ] = "privat andel (beregnet)",
    titel: Annotated[str | None, typer.Option(metavar="TEXT", help="The title to print.")] = None,
    kilde: Annotated[str | None, typer.Option(metavar="TEXT", help="The organisation behind the figures.")] = None,
    force: Force = False,
) -> None:
    """Import a tidy CSV or XLSX file.

    Columns: kommune (name or code), aar, andel in pct., and optionally hovedkonto, privat and grundlag in mio. kr.
    """
    from kommunedata.datasaet.kilde import check_navn
    from kommunedata.sources.cells import read_content
    from kommunedata.sources.save import describe_file, make_tabel
    from kommunedata.sources.tabel import parse_tabel

    check_navn(navn, force=force)
    content = read_content(fil)
    with faults_listed():
        frame, advarsler = parse_tabel(content, fil)
        note = describe_file(fil, content)
        found = [make_tabel(frame, navn, maal=maal, titel=titel, kilde=kilde, fil=note)]
        save(found, force=force)
    warn(advarsler)


@contextmanager
def faults_listed() -> Iterator[None]:
    """Faults inside the file end with exit code 1, something failed; bad arguments keep their 2."""
    from kommunedata.errors import DataError

    try:
        yield
    except DataError as error:
        error.exit_code = 1
        raise


def save(found: Sequence["Datasaet"], *, force: bool) -> None:
    """Save what was read and say what it holds; warn of what is absent."""
    from kommunedata.sources.save import save_datasaet, warn_absent

    for one, folder in zip(found, save_datasaet(found, force=force), strict=True):
        typer.echo(f"{folder}: {one.kilde['maal']} in {one.kilde['enhed']}, {describe(one.frame)}")
        warn(warn_absent(one))


def describe(frame: "pd.DataFrame") -> str:
    """How much a frame of figures holds."""
    aar, missing = frame["aar"], frame["andel"].isna().sum()
    kommuner = f"{frame['kommunekode'].nunique()} kommuner, {aar.nunique()} years {aar.min()}-{aar.max()}"
    return f"{kommuner}, {len(frame)} values of which {missing} missing"


def print_titles(eksport: "Eksport", matches: Sequence["Match"], found: Sequence["Datasaet"]) -> None:
    """What the file holds, and a table of its titles: what each was matched to, or that it was left."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    navne = {one.kilde["maal"]: one.kilde["navn"] for one in found}
    table = Table()
    for heading in ("title", "datasaet", "hovedkonto", "values", "missing"):
        table.add_column(heading, overflow="fold")
    for match in matches:
        andel = eksport.tal.query("titel == @match.titel")["andel"]
        target = (navne[match.maal], match.hovedkonto) if match.hovedkonto else ("left", "")
        table.add_row(escape(match.titel), *target, str(len(andel)), str(andel.isna().sum()))
    Console().print(table)
    typer.echo(f"{len(matches)} titles, {describe(eksport.tal)}")
    if eksport.andre:
        others = ", ".join(dict.fromkeys(eksport.andre))
        typer.echo(f"{len(eksport.andre)} rows of the country, regions or groups are kept apart: {others}")


def warn(texts: Iterable[str]) -> None:
    """Print warnings on stderr, one a line."""
    for text in texts:
        typer.echo(f"warning: {text}", err=True)


fetch_app = typer.Typer(help="Fetch figures from a service as a datasaet.", no_args_is_help=True)


@fetch_app.callback()
def fetch() -> None:
    """Fetch figures from a service as a datasaet."""


@fetch_app.command()
def statbank(
    aar: Annotated[str, typer.Option("--aar", help="Accounting year or years: 2022 or 2012-2022.")],
    navn: Annotated[str, typer.Option("--navn", help="Name of the datasaet to make.")],
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
    columns = (
        "[progress.description]{task.description}",
        "{task.fields[rows]:>9,} rows",
        "{task.fields[mb]:>6.1f} MB",
    )
    bar = Progress(
        SpinnerColumn(finished_text="✓"),
        *map(TextColumn, columns),
        TimeElapsedColumn(),
        console=console,
        disable=not console.is_terminal,
    )
    tasks = {}

    def show(label: str, rows: int, size: int) -> None:
        if label not in tasks:
            for earlier in tasks.values():
                bar.update(earlier, total=1, completed=1)
            tasks[label] = bar.add_task(label, total=None, rows=0, mb=0.0)
        bar.update(tasks[label], rows=rows, mb=size / 1e6)

    with bar:
        yield show


def _print_krydstjek(krydstjek: list[dict[str, Any]]) -> None:
    """The computed national shares beside the published ones; kilde.yaml has the sources in full."""
    from urllib.parse import urlsplit

    from rich.console import Console
    from rich.table import Table

    from kommunedata.formats import tal

    table = Table(title="Hele landet: beregnet andel mod offentliggjorte tal (pct.)")
    for heading in ("aar", "kommuner", "beregnet", "offentliggjort", "forskel"):
        table.add_column(heading, justify="right")
    table.add_column("kilde")
    for row in krydstjek:
        numbers = (tal(row["beregnet"]), tal(row["offentliggjort"]), tal(row["forskel"], plus=True))
        source = ": ".join(text for text in (urlsplit(row["kilde"]).netloc, row["bemaerkning"]) if text)
        table.add_row(str(row["aar"]), str(row["antal"]), *numbers, source)
    Console(markup=False).print(table)
