"""Commands that fetch figures from a service: `kommunedata fetch …`."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer

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
    typer.echo(f"{(done.andele['status'] == 'tal').sum()} of {len(done.andele)} andele in {done.folder}")
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
