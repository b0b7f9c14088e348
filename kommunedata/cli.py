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
from kommunedata.landsoverblik.command import check, compare, rank
from kommunedata.options import Aar, Datasaet, Kommune, Out
from kommunedata.sources.commands import fetch_app, import_app
from kommunedata.text import visible

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
for command in (report, batch, rank, compare, check):
    app.command()(command)
app.add_typer(import_app, name="import")
app.add_typer(fetch_app, name="fetch")


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
        from kommunedata.datasaet.frame import title_of
        from kommunedata.datasaet.kilde import list_datasaet

        lines = [f"{navn}\t{title_of(navn)}" for navn in list_datasaet()]
    elif what is Listing.noegletal:
        from kommunedata.datasaet.frame import load_datasaet

        described = load_datasaet(datasaet).noegletal.values()
        lines = [f"{one.noegletal}\t{one.kort_titel}\t{one.titel}\t{one.enhed}" for one in described]
    else:
        lines = map(str, sorted(out.glob("*/[0-9][0-9][0-9][0-9]/[0-9][0-9][0-9]*-*.html")))
    for line in lines:
        typer.echo(line)


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


def _show_warning(message: Warning | str, *_: object) -> None:
    print(f"warning: {message}", file=sys.stderr)


def main() -> None:
    """Run the command line: an error is one plain message on stderr and an exit code of 1 or 2."""
    terminal.steady_streams()
    if folder := os.environ.get("KOMMUNEDATA_DATA"):  # a notebook runs in another folder, and finds the same
        os.environ["KOMMUNEDATA_DATA"] = os.path.abspath(folder)  # noqa: PTH100
    os.environ.setdefault("KOMMUNEDATA_PROJECT", str(paths.project() or ""))
    warnings.showwarning = _show_warning
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
        print(f"kommunedata: {visible(message)}", file=sys.stderr)
        sys.exit(getattr(error, "exit_code", 1))
