"""The commands that print figures: ranked, held against another year or datasaet, checked, as facts, listed."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from kommunedata.cli.options import Aar, Datasaet, Kommune, Made, Out

Format = Literal["table", "csv", "json", "xlsx"]
Listing = Literal["kommuner", "datasaet", "noegletal", "notater"]


def rank(
    noegletal: Annotated[str | None, typer.Argument(help="A code or title; all if left out.")] = None,
    hovedkonto: Annotated[str | None, typer.Option(help="The same: 0, 2, 3, 4, 5, 6 or samlet.")] = None,
    aar: Aar = None,
    datasaet: Datasaet = "modeldata",
    top: Annotated[int | None, typer.Option(min=1, help="Just so many places of each.")] = None,
    kommune: Annotated[str | None, typer.Option(metavar="KOMMUNE", help="Just this one.")] = None,
    format: Annotated[Format, typer.Option(help="How to write it.")] = "table",
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Write to this file; xlsx needs one.")] = None,
) -> None:
    """Rank the kommuner."""
    from kommunedata.analysis.ranking import choose_aar, list_placeringer
    from kommunedata.datasaet.frame import load_datasaet, title_of
    from kommunedata.errors import InputError
    from kommunedata.files import check_file, write_atomic
    from kommunedata.kommuner import find_kommune
    from kommunedata.notat.facts import as_columns, has_notater
    from kommunedata.page import sheets
    from kommunedata.redaktionelt import load_profilord

    if noegletal and hovedkonto and noegletal != hovedkonto:
        raise InputError(f"two noegletal, '{noegletal}' and --hovedkonto '{hovedkonto}': name one, or none for all")
    if format == "xlsx" and out is None:
        raise InputError("--format xlsx writes a file: say which with --out FILE")
    if out:
        check_file(out)
    figures = load_datasaet(datasaet)
    table = list_placeringer(figures, year := choose_aar(figures, aar), noegletal or hovedkonto)
    if kommune:
        table = table[table["kommunekode"] == find_kommune(kommune).kommunekode]
    if top:
        table = table[(table["rang"] <= top).fillna(False)]
    if format == "table" and out is None:
        shown = [figures.noegletal[code] for code in table["noegletal"].unique()]
        ends = {load_profilord().retning[one.retning] for one in shown if not has_notater(figures)}
        title = f"{year} · {title_of(datasaet, [one.noegletal for one in shown])}"
        sheets.print_table(table, figures.noegletal, ", ".join([title, *ends]) if len(ends) == 1 else title)
        return
    # a file that is not told how to be written is a CSV
    suffix = "csv" if format == "table" else format
    content = sheets.as_file(as_columns(table, figures), figures.kilde, figures.noegletal, suffix)
    typer.echo(write_atomic(out, content) if out else content, nl=bool(out))


def compare(
    mod: Annotated[str, typer.Option(metavar="AAR|DATASAET", help="What to hold it against.")],
    aar: Aar = None,
    datasaet: Datasaet = "modeldata",
    *,
    out: Out,
) -> None:
    """Tell who moved since another year, or beside another datasaet.

    All of it is written as a page and a CSV.
    """
    from kommunedata.analysis.changes import compare_aar, compare_datasaet, summarise_changes
    from kommunedata.analysis.ranking import choose_aar
    from kommunedata.datasaet.frame import load_datasaet
    from kommunedata.landsoverblik.aendringer import write_page

    figures = load_datasaet(datasaet)
    year = choose_aar(figures, aar)
    beside = figures if mod.isdigit() else load_datasaet(mod)
    rows = compare_aar(figures, year, int(mod)) if mod.isdigit() else compare_datasaet(figures, beside, year)
    written = write_page(rows, figures, beside, out / datasaet / str(year) / f"aendringer-{mod}.html")
    for line in (*summarise_changes(rows, figures), *written):
        typer.echo(line)


def check(
    datasaet: Annotated[str, typer.Argument(help="Datasaet to check.")],
    mod: Annotated[str, typer.Option(metavar="DATASAET", help="Tell also what differs from this one.")] = "",
    page: Annotated[bool, typer.Option("--page", help="Make a page of it, with a chart of each noegletal.")] = False,
    *,
    out: Out,
) -> None:
    """Check a datasaet: is it whole, plausible and as published?"""
    from kommunedata.analysis.changes import compare_datasaet, summarise_changes
    from kommunedata.analysis.check import check_datasaet
    from kommunedata.datasaet.frame import load_datasaet
    from kommunedata.errors import DataError
    from kommunedata.files import check_folder
    from kommunedata.landsoverblik.eftersyn import write_page

    if page:
        check_folder(out / datasaet)
    try:
        findings = check_datasaet(datasaet)
        if mod:
            figures = load_datasaet(datasaet)
            rows = compare_datasaet(figures, load_datasaet(mod))
            findings += [f"{datasaet} beside {mod}:", *summarise_changes(rows, figures)]
    except DataError as error:
        typer.echo(error, err=True)
        raise typer.Exit(1) from None
    typer.echo("\n".join(findings))
    if page:
        typer.echo(write_page(load_datasaet(datasaet), out / datasaet / "eftersyn.html"))


def facts(kommune: Kommune, aar: Aar = None, datasaet: Datasaet = "modeldata") -> None:
    """Print the facts of a notat or a profile as JSON."""
    from kommunedata.analysis.facts import as_json
    from kommunedata.batch.jobs import build_facts
    from kommunedata.datasaet.frame import load_datasaet

    typer.echo(as_json(build_facts(load_datasaet(datasaet), kommune, aar)))


def list_(
    what: Annotated[Listing, typer.Argument(help="What to list.")],
    datasaet: Datasaet = "modeldata",
    *,
    out: Made,
) -> None:
    """List kommuner, datasaet, noegletal, or the notater made so far."""
    if what == "kommuner":
        from kommunedata.kommuner import kommune_by_code

        lines = [f"{found.slug}\t{found.fuldt_navn}" for found in kommune_by_code().values()]
    elif what == "datasaet":
        from kommunedata.datasaet.frame import title_of
        from kommunedata.datasaet.kilde import list_datasaet

        lines = [f"{navn}\t{title_of(navn)}" for navn in list_datasaet()]
    elif what == "noegletal":
        from kommunedata.datasaet.frame import load_datasaet

        described = load_datasaet(datasaet).noegletal.values()
        lines = [f"{one.noegletal}\t{one.kort_titel}\t{one.titel}\t{one.enhed}" for one in described]
    else:
        lines = map(str, sorted(out.glob("*/[0-9][0-9][0-9][0-9]/[0-9][0-9][0-9]*-*.html")))
    for line in lines:
        typer.echo(line)
