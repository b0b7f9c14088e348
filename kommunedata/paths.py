"""Where things are: what comes with the package, the project that one stands in, and the user's own folder.

A project is a folder that holds `notebooks/` and `data/redaktionelt/` (`kommunedata init` makes one). A file is looked
for in the project first, then among those that come with the package: a checkout, or the files of an installed wheel.
"""

import os
import sysconfig
from pathlib import Path

from kommunedata.errors import InputError, unknown

CHECKOUT = Path(__file__).resolve().parent.parent
INSTALLED = Path(sysconfig.get_path("data")) / "share" / "kommunedata"


def root() -> Path:
    """The folder with the `data/` and `notebooks/` that come with the package.

    Raises:
        InputError: the package was installed without its data.
    """
    for folder in (CHECKOUT, INSTALLED):
        if (folder / "data" / "kommuner.csv").is_file():
            return folder
    raise InputError("the files of kommunedata are missing: install from a checkout with 'pip install -e .'")


def project() -> Path | None:
    """The project that one stands in: `$KOMMUNEDATA_PROJECT`, else the nearest at or above the working directory."""
    if (folder := os.environ.get("KOMMUNEDATA_PROJECT")) is not None:  # "" where a command has found none
        return Path(folder) if folder else None
    here = Path.cwd()
    marked = (folder for folder in (here, *here.parents) if _is_project(folder))
    return next((folder for folder in marked if folder != INSTALLED), None)


def _is_project(folder: Path) -> bool:
    return (folder / "notebooks").is_dir() and (folder / "data" / "redaktionelt").is_dir()


def roots() -> list[Path]:
    """Where files are looked for, the first that has one first: the project, and what comes with the package."""
    return list(dict.fromkeys(filter(None, (project(), root()))))


def editable(folder: Path) -> list[Path]:
    """The files that a project has of its own: notebooks, and all data but datasaet."""
    patterns = ("notebooks/*.ipynb", "data/*.*", "data/noegletal/*", "data/redaktionelt/*")
    return sorted(path for pattern in patterns for path in folder.glob(pattern) if path.is_file())


def data_file(*parts: str) -> Path:
    """A file of the project, or else of the package, e.g. `data_file("redaktionelt", "eksempler.yaml")`."""
    return _first("data", *parts)


def notebook(name: str) -> Path:
    """The path of a notebook of the project, or else of the package, e.g. `notebook("kommunenotat")`."""
    return _first("notebooks", f"{name}.ipynb")


def _first(*parts: str) -> Path:
    found = [folder.joinpath(*parts) for folder in roots()]
    return next((path for path in found if path.exists()), found[-1])


def datasaet_root() -> Path:
    """Where imported datasaet are written: `$KOMMUNEDATA_DATA`, else `data/` of the project or checkout.

    Outside of both it is the user's own data folder: nothing is written to where the package is installed.
    """
    if folder := os.environ.get("KOMMUNEDATA_DATA"):
        return Path(folder)
    home = project() or root()
    return _user_folder() if home == INSTALLED else home / "data"


def datasaet_roots() -> list[Path]:
    """The folders that may hold datasaet, the first that has one first; from a wheel the user's own is one of them."""
    own = [_user_folder()] if root() == INSTALLED else []
    return list(dict.fromkeys((datasaet_root(), *(folder / "data" for folder in roots()), *own)))


def _user_folder() -> Path:
    from platformdirs import user_data_path  # late: not needed in a checkout, and commands start at once

    return user_data_path("kommunedata", appauthor=False)


def outputs() -> Path:
    """Where pages are written unless one says otherwise: `outputs/` of the project, else of the working directory."""
    return Path(os.path.relpath((project() or Path.cwd()) / "outputs"))


def find_notebook(wanted: Path) -> Path:
    """The notebook that a path or the name of one of the project's means.

    Raises:
        InputError: it is neither; the nearest names are listed.

    Example:
        >>> find_notebook(Path("kommuneprofil")) == notebook("kommuneprofil")
        True
    """
    known = {path.stem: path for path in sorted((root() / "notebooks").glob("*.ipynb"))}
    if wanted.suffix == ".ipynb" or wanted.exists() or len(wanted.parts) > 1:
        return wanted.resolve()  # whether it is there is seen where it is read
    if str(wanted) not in known:
        raise unknown("notebook", str(wanted), known)
    return known[str(wanted)]


def templates() -> Path:
    """The folder of page templates and styles."""
    return Path(__file__).resolve().parent / "page" / "templates"
