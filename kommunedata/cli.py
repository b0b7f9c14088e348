"""The command line: English verbs, Danish nouns. Heavy imports wait until a command needs them."""

import atexit
import gc
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from kommunedata.cli_batch import batch
from kommunedata.sources.commands import fetch_app, import_app

app = typer.Typer(
    name="kommunedata",
    help="How much of their work do Danish municipalities open to competition? Figures, rankings, notater.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # plain help starts in half the time
    pretty_exceptions_enable=False,
)
app.command()(batch)
app.add_typer(import_app, name="import")
app.add_typer(fetch_app, name="fetch")

Kommune = Annotated[str, typer.Argument(metavar="KOMMUNE", help="Name, full name or code: aalborg, Ålborg, 851.")]
Aar = Annotated[int | None, typer.Option(help="Year; the latest with figures if left out.")]
Datasaet = Annotated[str, typer.Option(help="Datasaet; see 'kommunedata list datasaet'.")]
Afsender = Annotated[str, typer.Option(help="Sender, printed under the title.")]
Out = Annotated[Path, typer.Option(help="Folder to write to.")]


class Format(StrEnum):
    """How a table is printed."""

    table = "table"
    csv = "csv"
    json = "json"


class Listing(StrEnum):
    """What can be listed."""

    kommuner = "kommuner"
    datasaet = "datasaet"
    hovedkonti = "hovedkonti"
    notater = "notater"


@app.callback()
def options(
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
) -> None:
    """Options for all commands; `main` looks for --debug itself."""


@app.command()
def report(
    kommune: Kommune,
    aar: Aar = None,
    datasaet: Datasaet = "modeldata",
    sammenlign: Annotated[str, typer.Option(metavar="A,B", help="Compare with these, five at most.")] = "",
    afsender: Afsender = "",
    pdf: Annotated[bool, typer.Option("--pdf", help="Make a PDF too (extra pdf).")] = False,
    out: Out = Path("outputs"),
) -> None:
    """Make one notat: an HTML page and a CSV beside it."""
    from kommunedata import jobs
    from kommunedata.analysis.peers import parse_sammenlign
    from kommunedata.analysis.ranking import choose_aar, list_placeringer
    from kommunedata.datasaet.frame import load_andele
    from kommunedata.datasaet.kilde import load_kilde
    from kommunedata.files import write_atomic
    from kommunedata.index import notat_csv
    from kommunedata.kernels import fast_kernels
    from kommunedata.kommuner import find_kommune
    from kommunedata.notat.facts import build_notat

    found = find_kommune(kommune)
    others = parse_sammenlign(sammenlign, found)
    kilde, andele = load_kilde(datasaet), load_andele(datasaet)
    year, placeringer = choose_aar(andele, aar), list_placeringer(andele)
    build_notat(andele, kilde, found, year)  # all that can be wrong is said before a kernel starts
    possible = jobs.list_notater(placeringer, kilde, year, afsender=afsender, sammenlign=others, pdf=pdf)
    job = next(job for job in possible if job.slug == found.slug)
    with fast_kernels(datasaet):
        files = jobs.make_page(job)
    files = {".csv": notat_csv(placeringer, found.kommune, year), **files}
    for suffix, content in files.items():
        path = out / datasaet / str(year) / f"{found.slug}{suffix}"
        typer.echo(write_atomic(path, content))


@app.command()
def rank(
    hovedkonto: Annotated[str | None, typer.Option(help="0, 2, 3, 4, 5, 6 or samlet; all if left out.")] = None,
    aar: Aar = None,
    datasaet: Datasaet = "modeldata",
    format: Annotated[Format, typer.Option(help="How to print it.")] = Format.table,
) -> None:
    """Rank the municipalities."""
    from kommunedata.analysis.ranking import choose_aar, list_placeringer
    from kommunedata.datasaet.frame import load_andele

    andele = load_andele(datasaet)
    table = list_placeringer(andele, choose_aar(andele, aar), hovedkonto)
    if format is Format.csv:
        typer.echo(table.to_csv(index=False, lineterminator="\n"), nl=False)
    elif format is Format.json:
        typer.echo(table.to_json(orient="records", force_ascii=False, indent=2))
    else:
        title = f"{table['aar'].iloc[0]} · {_title(datasaet)}"
        _print_table(table[["hovedkonto", "rang", "antal", "kommune", "andel"]], title)


@app.command()
def facts(kommune: Kommune, aar: Aar = None, datasaet: Datasaet = "modeldata") -> None:
    """Print the facts of a notat as JSON."""
    from kommunedata.analysis.ranking import choose_aar
    from kommunedata.datasaet.frame import load_andele
    from kommunedata.datasaet.kilde import load_kilde
    from kommunedata.notat.facts import as_json, build_notat

    andele = load_andele(datasaet)
    typer.echo(as_json(build_notat(andele, load_kilde(datasaet), kommune, choose_aar(andele, aar))))


@app.command("list")
def list_(what: Annotated[Listing, typer.Argument(help="What to list.")], out: Out = Path("outputs")) -> None:
    """List kommuner, datasaet, hovedkonti or the notater that have been made."""
    if what is Listing.kommuner:
        from kommunedata.kommuner import kommune_by_code

        for found in kommune_by_code().values():
            typer.echo(f"{found.slug}\t{found.fuldt_navn}")
    elif what is Listing.datasaet:
        from kommunedata.datasaet.kilde import list_datasaet

        for navn in list_datasaet():
            typer.echo(f"{navn}\t{_title(navn)}")
    elif what is Listing.hovedkonti:
        from kommunedata.redaktionelt import load_hovedkonti

        for konto in load_hovedkonti().values():
            typer.echo(f"{konto.hovedkonto}\t{konto.kort_navn}\t{konto.officielt_navn}")
        typer.echo("samlet\tSamlet\tAlle hovedkonti samlet")
    else:
        for path in sorted(out.glob("*/[0-9][0-9][0-9][0-9]/[0-9][0-9][0-9]-*.html")):
            typer.echo(path)


@app.command()
def compare(
    mod: Annotated[str, typer.Option(metavar="AAR|DATASAET", help="What to hold it against.")],
    aar: Aar = None,
    datasaet: Datasaet = "modeldata",
    out: Out = Path("outputs"),
) -> None:
    """Who moved, up and down, since another year or beside another datasaet: a page and a CSV."""
    from kommunedata.analysis import changes
    from kommunedata.analysis.ranking import choose_aar
    from kommunedata.datasaet.frame import load_andele
    from kommunedata.datasaet.kilde import load_kilde
    from kommunedata.files import write_atomic
    from kommunedata.landsoverblik.aendringer import build_page
    from kommunedata.page import export
    from kommunedata.page import parts as page

    kilde, andele = load_kilde(datasaet), load_andele(datasaet)
    if mod.isdigit():
        kilde_mod, year = kilde, choose_aar(andele, aar)
        rows = changes.compare_aar(andele, year, int(mod))
    else:
        kilde_mod, year = load_kilde(mod), choose_aar(andele, aar)
        rows = changes.compare_datasaet(andele, kilde, load_andele(mod), kilde_mod, year)
    path = out / datasaet / str(year) / f"aendringer-{mod}.html"
    html = export.parts_to_html(build_page(rows, kilde, kilde_mod, f"{path.stem}.csv"), "aendringer")
    typer.echo("\n".join(changes.summarise_changes(rows)))
    typer.echo(write_atomic(path.with_suffix(".csv"), page.csv_bytes(rows)))
    typer.echo(write_atomic(path, html))


@app.command()
def check(
    datasaet: Annotated[str, typer.Argument(help="Datasaet to check.")],
    mod: Annotated[str, typer.Option(metavar="DATASAET", help="Tell also what differs from this one.")] = "",
) -> None:
    """Check a datasaet: schema, completeness, and cross-checks against published figures."""
    from kommunedata.analysis import changes
    from kommunedata.analysis.check import check_datasaet
    from kommunedata.datasaet.frame import load_andele
    from kommunedata.datasaet.kilde import load_kilde
    from kommunedata.errors import DataError

    try:
        findings = check_datasaet(datasaet)
        if mod:
            kilder = load_kilde(datasaet), load_kilde(mod)
            rows = changes.compare_datasaet(load_andele(datasaet), kilder[0], load_andele(mod), kilder[1])
            findings += [f"{datasaet} beside {mod}:", *changes.summarise_changes(rows)]
    except DataError as error:
        typer.echo(error, err=True)
        raise typer.Exit(1) from None
    typer.echo("\n".join(findings))


@app.command()
def lab() -> None:
    """Open JupyterLab in the folder of notebooks."""
    import os

    from kommunedata import paths

    os.execv(sys.executable, [sys.executable, "-m", "jupyterlab", str(paths.root() / "notebooks")])


def _title(datasaet: str) -> str:
    from kommunedata.datasaet.kilde import load_kilde

    kilde = load_kilde(datasaet)
    parts = dict.fromkeys((kilde.titel, kilde.maal, kilde.enhed))  # another indicator's maal is its title
    return ", ".join(parts) + (" – MODELTAL, ikke offentliggjort statistik" if kilde.model else "")


def _print_table(table, title: str) -> None:
    from rich.console import Console
    from rich.table import Table

    from kommunedata.formats import tal

    grid = Table(title=title)
    for column in table.columns:
        grid.add_column(column, justify="right" if column not in ("kommune", "hovedkonto") else "left")
    for row in table.itertuples(index=False):
        grid.add_row(*["–" if str(x) == "<NA>" else tal(x) if isinstance(x, float) else str(x) for x in row])
    Console().print(grid)


def main() -> None:
    """Run the command line: an error is one plain message on stderr and an exit code of 1 or 2."""
    atexit.register(gc.freeze)  # nothing is collected on the way out, which would take half a second
    try:
        app()
    except Exception as error:
        if "--debug" in sys.argv:
            raise
        from kommunedata.errors import KommunedataError

        expected = isinstance(error, KommunedataError | OSError)
        message = str(error) if expected else f"{type(error).__name__}: {error} (see it whole with --debug)"
        print(f"kommunedata: {message}", file=sys.stderr)
        sys.exit(getattr(error, "exit_code", 1))
