"""Where things are: one root with `data/` and `notebooks/`, a checkout or the files of an installed wheel."""

import os
import sysconfig
from pathlib import Path

from kommunedata.errors import InputError, unknown

CHECKOUT = Path(__file__).resolve().parent.parent


def root() -> Path:
    """The folder that holds `data/` and `notebooks/`; nothing depends on the working directory.

    Raises:
        InputError: the package was installed without its data.
    """
    for folder in (CHECKOUT, Path(sysconfig.get_path("data")) / "share" / "kommunedata"):
        if (folder / "data" / "kommuner.csv").is_file():
            return folder
    raise InputError("the files of kommunedata are missing: install from a checkout with 'pip install -e .'")


def data_file(*parts: str) -> Path:
    """A file that comes with the project, e.g. `data_file("redaktionelt", "eksempler.yaml")`."""
    return root().joinpath("data", *parts)


def datasaet_root() -> Path:
    """The folder that imported datasaet are written to: `$KOMMUNEDATA_DATA`, else `data/`."""
    return Path(os.environ.get("KOMMUNEDATA_DATA") or root() / "data")


def notebook(name: str) -> Path:
    """The path of one of the project's notebooks, e.g. `notebook("kommunenotat")`."""
    return root() / "notebooks" / f"{name}.ipynb"


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
