"""How much of their work do Danish municipalities open to competition? Figures, rankings and a notat for each.

    import kommunedata as kd
    ds = kd.load_datasaet("modeldata")
    kd.list_placeringer(ds, 2022, "samlet")

The names are listed in `__init__.pyi`, and loaded when first used: the command line starts at once.
"""

import sys

import lazy_loader

# jsonschema builds a grammar of international addresses when it finds one, for a second; no notebook needs it.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # as if it were not installed

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
