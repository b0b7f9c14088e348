"""Commands that bring real figures in: `kommunedata import …` and `kommunedata fetch …`."""

import typer

import_app = typer.Typer(help="Import a file as a datasaet.", no_args_is_help=True)
fetch_app = typer.Typer(help="Fetch figures from a service as a datasaet.", no_args_is_help=True)
