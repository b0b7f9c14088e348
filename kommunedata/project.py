"""A project of one's own: a folder with copies of what an analyst edits, which commands find when they stand in it."""

from pathlib import Path

from kommunedata import paths
from kommunedata.errors import InputError
from kommunedata.files import write_atomic


def init_project(folder: Path) -> tuple[list[Path], list[Path]]:
    """Make a project of a folder, or complete one; nothing that is there is overwritten.

    Returns:
        The files that were made, and those that were there already and differ from the package's.

    Raises:
        InputError: it is no folder.
    """
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
