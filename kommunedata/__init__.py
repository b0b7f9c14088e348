"""How much of their work do Danish municipalities open to competition? Figures, rankings and a notat for each.

    import kommunedata as kd
    ds = kd.load_datasaet("modeldata")
    kd.list_placeringer(ds, 2022, "samlet")

The names are listed in `__init__.pyi`, and loaded when first used: the command line starts at once.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
