"""How much of their work do Danish municipalities open to competition? Figures, rankings and a notat for each.

    import kommunedata as kd
    ds = kd.load_datasaet("modeldata")
    kd.list_placeringer(ds, 2022, "samlet")

The names are listed in `__init__.pyi`, and loaded when first used: the command line starts at once.
"""

import sys
from typing import Any

import lazy_loader

# jsonschema builds a grammar of international addresses when it finds one, for a second; no notebook needs it.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # as if it were not installed

_load, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version  # late, as all that is behind a name

        return version("kommunedata")
    found = _load(name)
    if callable(found) and not isinstance(found, type):
        from kommunedata.arguments import checked

        found = globals()[name] = checked(found)
    return found
