"""Commands for a project of one's own: a folder with copies of what an analyst edits."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from kommunedata import paths
from kommunedata.errors import InputError


def init_project(folder: Path) -> tuple[list[Path], list[Path]]:
    """The files made to make a project of a folder, and those already there that differ; none is overwritten."""
    from kommunedata.files import write_atomic

    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder} is a file: a project is a folder")
    made, kept = [], []
    for source in paths.editable(paths.root()):
        target = folder / source.relative_to(paths.root())
        if not target.exists():
            made.append(write_atomic(target, source.read_bytes()))
        elif not target.is_file() or target.read_bytes() != source.read_bytes():
            kept.append(target)
    (folder / "outputs").mkdir(exist_ok=True)
    return made, kept


def init(folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A new folder, or one to complete.")]) -> None:
    """Make a project of your own; nothing is overwritten.

    It has copies of the notebooks, editorial texts and descriptions, to change.
    """
    made, kept = init_project(folder)
    for path in kept:
        typer.echo(f"kept as it is, though it differs from the package's: {path}")
    typer.echo(f"{folder}: {len(made)} files made. Commands that are run in it use them; start with 'kommunedata lab'.")


def lab(context: typer.Context) -> None:
    """Open JupyterLab in the notebooks of the project.

    What stands after -- goes to JupyterLab.
    """
    home = paths.project() or paths.root()
    if home == paths.INSTALLED:
        raise InputError("no project here to open: make one with 'kommunedata init FOLDER', and run lab in it")
    root = []
    if hasattr(os, "geteuid") and os.geteuid() == 0 and "--allow-root" not in context.args:
        typer.echo("running as root: JupyterLab is started with --allow-root", err=True)
        root = ["--allow-root"]
    _become("jupyterlab", str(home / "notebooks"), *context.args, *root)


def app_(context: typer.Context) -> None:
    """Show udforsk.ipynb of the project as a page without code.

    It needs the extra app; what stands after -- goes to Voilà.
    """
    import importlib.util

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
