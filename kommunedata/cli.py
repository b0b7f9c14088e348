"""The command line: English verbs, Danish nouns. Heavy imports wait until a command needs them."""

import sys
from typing import Annotated

import typer

from kommunedata.cli_import import fetch_app, import_app

app = typer.Typer(
    name="kommunedata",
    help="How much of their work do Danish municipalities open to competition? Figures, rankings, notater.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(import_app, name="import")
app.add_typer(fetch_app, name="fetch")


@app.callback()
def options(
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
) -> None:
    """Options for all commands; `main` looks for --debug itself."""


def main() -> None:
    """Run the command line: an error is one plain message on stderr and an exit code of 1 or 2."""
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
