"""The command line: English verbs, Danish nouns. A command calls one function; heavy imports wait until it does."""

import sys

sys.path.sort(key=lambda folder: not folder.startswith((sys.prefix, sys.base_prefix)))  # PYTHONPATH shadows nothing

import atexit
import gc
import logging
import os
import warnings
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from kommunedata import paths, terminal
from kommunedata.batch.command import batch, report
from kommunedata.options import Aar, Datasaet, Kommune, Out
from kommunedata.sources.commands import fetch_app, import_app

# What stands after -- is for the program that a command starts.
PASS_ON = {"allow_extra_args": True, "ignore_unknown_options": True}
PRINT = {"rank", "facts", "list", "check"}  # commands whose result is what they print; that of others is in files

app = typer.Typer(
    name="kommunedata",
    help="How much of their work do Danish municipalities open to competition? Figures, rankings, notater.",
    no_args_is_help=True,
    rich_markup_mode=None,  # plain help starts in half the time
    pretty_exceptions_enable=False,
)
app.command()(report)
app.command()(batch)
app.add_typer(import_app, name="import")
app.add_typer(fetch_app, name="fetch")


class Format(StrEnum):
    """How a table is printed."""

    table = "table"
    csv = "csv"
    json = "json"
    xlsx = "xlsx"


class Listing(StrEnum):
    """What can be listed."""

    kommuner = "kommuner"
    datasaet = "datasaet"
    noegletal = "noegletal"
    notater = "notater"


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"kommunedata {version('kommunedata')}")
        raise typer.Exit


@app.callback()
def options(
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_print_version, help="Print the version and end.")
    ] = False,
) -> None:
    """Options for all commands; `main` looks for --debug itself."""


@app.command()
def rank(
    noegletal: Annotated[str | None, typer.Argument(help="A code or title; all if left out.")] = None,
    hovedkonto: Annotated[str | None, typer.Option(help="The same: 0, 2, 3, 4, 5, 6 or samlet.")] = None,
    aar: Aar = None,
    datasaet: Datasaet = "modeldata",
    top: Annotated[int | None, typer.Option(min=1, help="Just so many places of each.")] = None,
    kommune: Annotated[str | None, typer.Option(metavar="KOMMUNE", help="Just this one.")] = None,
    format: Annotated[Format, typer.Option(help="How to write it.")] = Format.table,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Write to this file; xlsx needs one.")] = None,
) -> None:
    """Rank the kommuner."""
    from kommunedata.analysis.ranking import choose_aar, list_placeringer
    from kommunedata.datasaet.frame import load_datasaet
    from kommunedata.errors import InputError
    from kommunedata.files import check_folder, write_atomic
    from kommunedata.kommuner import find_kommune
    from kommunedata.notat.facts import as_columns
    from kommunedata.page import sheets

    if format is Format.xlsx and out is None:
        raise InputError("--format xlsx writes a file: say which with --out FILE")
    if out:
        check_folder(out.parent)
        if out.is_dir():
            raise InputError(f"cannot write to {out}: it is a folder")
    figures = load_datasaet(datasaet)
    year = choose_aar(figures, aar)
    table = list_placeringer(figures, year, noegletal or hovedkonto)
    if kommune:
        table = table[table["kommunekode"] == find_kommune(kommune).kommunekode]
    if top:
        table = table[(table["rang"] <= top).fillna(False)]
    if format is Format.table and out is None:
        columns = ["noegletal", "rang", "antal", "kommune", "vaerdi"]
        _print_table(table[columns], f"{year} · {_title(datasaet)}", figures)
        return
    named = as_columns(table, figures)
    if format is Format.xlsx:
        content = sheets.workbook(named, figures.kilde, figures.noegletal)
    elif format is Format.json:
        marked = sheets.with_mark(named, figures.kilde)
        content = marked.to_json(orient="records", force_ascii=False, indent=2) + "\n"
    else:  # the mark of model figures goes where the figures go
        content = sheets.with_mark(named, figures.kilde).map(sheets.inert).to_csv(index=False, lineterminator="\n")
    if out:
        typer.echo(write_atomic(out, content))
    else:
        typer.echo(content, nl=False)


@app.command()
def facts(kommune: Kommune, aar: Aar = None, datasaet: Datasaet = "modeldata") -> None:
    """Print the facts of a notat, or of a profile of other figures, as JSON."""
    from kommunedata.analysis.facts import as_json
    from kommunedata.batch.jobs import build_facts
    from kommunedata.datasaet.frame import load_datasaet

    typer.echo(as_json(build_facts(load_datasaet(datasaet), kommune, aar)))


@app.command("list")
def list_(
    what: Annotated[Listing, typer.Argument(help="What to list.")],
    datasaet: Datasaet = "modeldata",
    *,
    out: Out,
) -> None:
    """List kommuner, datasaet, the noegletal of a datasaet, or the notater that have been made."""
    if what is Listing.kommuner:
        from kommunedata.kommuner import kommune_by_code

        lines = [f"{found.slug}\t{found.fuldt_navn}" for found in kommune_by_code().values()]
    elif what is Listing.datasaet:
        from kommunedata.datasaet.kilde import list_datasaet

        lines = [f"{navn}\t{_title(navn)}" for navn in list_datasaet()]
    elif what is Listing.noegletal:
        from kommunedata.datasaet.frame import load_datasaet

        described = load_datasaet(datasaet).noegletal.values()
        lines = [f"{one.noegletal}\t{one.kort_titel}\t{one.titel}\t{one.enhed}" for one in described]
    else:
        lines = map(str, sorted(out.glob("*/[0-9][0-9][0-9][0-9]/[0-9][0-9][0-9]*-*.html")))
    for line in lines:
        typer.echo(line)


@app.command()
def compare(
    mod: Annotated[str, typer.Option(metavar="AAR|DATASAET", help="What to hold it against.")],
    aar: Aar = None,
    datasaet: Datasaet = "modeldata",
    *,
    out: Out,
) -> None:
    """Who moved, up and down, since another year or beside another datasaet: a page and a CSV."""
    from kommunedata.analysis import changes
    from kommunedata.analysis.ranking import choose_aar
    from kommunedata.datasaet.frame import load_datasaet
    from kommunedata.errors import BrudWarning
    from kommunedata.files import check_folder, write_atomic
    from kommunedata.landsoverblik.aendringer import build_page
    from kommunedata.page.export import parts_to_html
    from kommunedata.page.sheets import csv_bytes, with_mark

    figures = load_datasaet(datasaet)
    year = choose_aar(figures, aar)
    beside = figures if mod.isdigit() else load_datasaet(mod)
    brud = changes.brud_mellem(figures.kilde, year, int(mod)) if mod.isdigit() else ()
    if brud:  # said before anything else, and once
        typer.echo(f"warning: {changes.brud_warning(brud, year, int(mod))}", err=True)
    if mod.isdigit():
        with warnings.catch_warnings(action="ignore", category=BrudWarning):
            rows = changes.compare_aar(figures, year, int(mod))
    else:
        rows = changes.compare_datasaet(figures, beside, year)
    path = out / datasaet / str(year) / f"aendringer-{mod}.html"
    check_folder(path.parent)
    html = parts_to_html(build_page(rows, figures, beside, f"{path.stem}.csv"))
    kilde = figures.kilde if figures.kilde.model else beside.kilde
    written = (
        write_atomic(path.with_suffix(".csv"), csv_bytes(with_mark(rows.drop(columns="region"), kilde))),
        write_atomic(path, html),
    )
    summary = changes.summarise_changes(rows, figures.noegletal, counted=not brud)
    for line in (*summary, *written):
        typer.echo(line)


@app.command()
def check(
    datasaet: Annotated[str, typer.Argument(help="Datasaet to check.")],
    mod: Annotated[str, typer.Option(metavar="DATASAET", help="Tell also what differs from this one.")] = "",
    page: Annotated[bool, typer.Option("--page", help="Make a page of it, with a chart of each noegletal.")] = False,
    *,
    out: Out,
) -> None:
    """Check a datasaet: schema, completeness, and cross-checks against published figures."""
    from kommunedata.analysis import changes
    from kommunedata.analysis.check import check_datasaet, list_findings
    from kommunedata.datasaet.frame import load_datasaet
    from kommunedata.errors import DataError
    from kommunedata.files import check_folder, write_atomic

    if page:
        check_folder(out / datasaet)
    try:
        findings = check_datasaet(datasaet)
        if mod:
            figures = load_datasaet(datasaet)
            rows = changes.compare_datasaet(figures, load_datasaet(mod))
            findings += [f"{datasaet} beside {mod}:", *changes.summarise_changes(rows, figures.noegletal)]
    except DataError as error:
        typer.echo(error, err=True)
        raise typer.Exit(1) from None
    typer.echo("\n".join(findings))
    if page:
        figures = load_datasaet(datasaet)
        from kommunedata.landsoverblik.eftersyn import build_page
        from kommunedata.page.export import parts_to_html

        html = parts_to_html(build_page(figures, list_findings(figures)))
        typer.echo(write_atomic(out / datasaet / "eftersyn.html", html))


@app.command()
def init(folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A new folder, or one to complete.")]) -> None:
    """Make a project of your own: notebooks, editorial texts and descriptions to change. Nothing is overwritten."""
    from kommunedata.project import init_project

    made, kept = init_project(folder)
    for path in kept:
        typer.echo(f"kept as it is, though it differs from the package's: {path}")
    typer.echo(f"{folder}: {len(made)} files made. Commands that are run in it use them; start with 'kommunedata lab'.")


@app.command(context_settings=PASS_ON)
def lab(context: typer.Context) -> None:
    """Open JupyterLab in the project's folder of notebooks; what stands after -- goes to JupyterLab."""
    from kommunedata.errors import InputError

    home = paths.project() or paths.root()
    if home == paths.INSTALLED:
        raise InputError("no project here to open: make one with 'kommunedata init FOLDER', and run lab in it")
    root = []
    if hasattr(os, "geteuid") and os.geteuid() == 0 and "--allow-root" not in context.args:
        typer.echo("running as root: JupyterLab is started with --allow-root", err=True)
        root = ["--allow-root"]
    _become("jupyterlab", str(home / "notebooks"), *context.args, *root)


@app.command("app", context_settings=PASS_ON)
def app_(context: typer.Context) -> None:
    """Show udforsk.ipynb of the project as a page without code (extra app); what stands after -- goes to Voilà."""
    import importlib.util

    from kommunedata.errors import InputError

    if importlib.util.find_spec("voila") is None:
        raise InputError("the page is shown by Voilà, which is missing: pip install 'kommunedata[app]'")
    folders = filter(None, (str(paths.templates()), os.environ.get("JUPYTER_PATH")))
    os.environ["JUPYTER_PATH"] = os.pathsep.join(folders)  # where Voilà looks for templates
    options = [
        "--template=kommunedata",
        "--VoilaExporter.language_code=da",
        "--VoilaExecutor.cell_error_instruction=",
    ]
    _become("voila", str(paths.notebook("udforsk")), *options, *context.args)


def _become(module: str, *arguments: str) -> None:
    os.execv(sys.executable, [sys.executable, "-m", module, *arguments])


def _title(navn: str) -> str:
    from kommunedata.datasaet.frame import load_datasaet

    datasaet = load_datasaet(navn)
    units = dict.fromkeys(one.enhed for one in datasaet.noegletal.values())
    named = dict.fromkeys((datasaet.kilde.titel, datasaet.kilde.maal, *units))  # other figures' maal is their title
    return ", ".join(named) + (" – MODELTAL, ikke offentliggjort statistik" if datasaet.kilde.model else "")


def _print_table(table, title: str, datasaet) -> None:
    from rich.console import Console
    from rich.table import Table

    grid = Table(title=title)
    for column in table.columns:
        grid.add_column(column, justify="right" if column not in ("kommune", "noegletal") else "left")
    for row in table.itertuples(index=False):
        place = "–" if str(row.rang) == "<NA>" else str(row.rang)
        value = datasaet.noegletal[row.noegletal].tal(row.vaerdi)
        grid.add_row(row.noegletal, place, str(row.antal), row.kommune, value)
    Console().print(grid)


def main() -> None:
    """Run the command line: an error is one plain message on stderr and an exit code of 1 or 2."""
    terminal.steady_streams()
    if folder := os.environ.get("KOMMUNEDATA_DATA"):  # a notebook runs in another folder, and finds the same
        os.environ["KOMMUNEDATA_DATA"] = os.path.abspath(folder)  # noqa: PTH100
    os.environ.setdefault("KOMMUNEDATA_PROJECT", str(paths.project() or ""))
    logging.getLogger("matplotlib").setLevel(logging.ERROR)  # else it tells of a home where it can keep nothing
    if "lab" not in sys.argv:  # the user's own settings change nothing in a page
        os.environ["MATPLOTLIBRC"] = os.devnull
        os.environ.pop("MPLBACKEND", None)
    atexit.register(gc.freeze)  # nothing is collected on the way out, which would take half a second
    try:
        app()
    except SystemExit as ended:
        if not ended.code and (lost := terminal.lost_output()):
            print(f"kommunedata: what was printed is lost: {lost.strerror}", file=sys.stderr)
            sys.exit(int(bool(PRINT & set(sys.argv))))
        raise
    except Exception as error:
        if "--debug" in sys.argv:
            raise
        from kommunedata.errors import KommunedataError

        expected = isinstance(error, KommunedataError | OSError)
        message = str(error) if expected else f"{type(error).__name__}: {error} (see it whole with --debug)"
        print(f"kommunedata: {message}", file=sys.stderr)
        sys.exit(getattr(error, "exit_code", 1))
