"""The command line: English verbs, Danish nouns. A command calls one function; heavy imports wait until it does."""

import sys

sys.path.sort(key=lambda folder: not folder.startswith((sys.prefix, sys.base_prefix)))  # PYTHONPATH shadows nothing

import atexit
import gc
import logging
import os
import warnings
from importlib.metadata import version
from typing import Annotated

import typer

from kommunedata import paths
from kommunedata.cli import terminal
from kommunedata.cli.figures import check, compare, facts, list_, rank
from kommunedata.cli.imports import fetch_app, import_app
from kommunedata.cli.pages import batch, report
from kommunedata.cli.projects import app_, init, lab
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
for command in (report, batch, rank, compare, check, facts, list_, init):
    app.command(command.__name__.rstrip("_"))(command)
for command in (lab, app_):
    app.command(command.__name__.rstrip("_"), context_settings=PASS_ON)(command)
app.add_typer(import_app, name="import")
app.add_typer(fetch_app, name="fetch")


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
