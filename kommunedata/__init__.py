"""How much of their work do Danish municipalities open to competition? Figures, rankings and a notat for each.

    import kommunedata as kd
    andele = kd.load_andele("modeldata")
    kd.list_placeringer(andele, 2022, "samlet")

Names are loaded when they are first used, so that the command line starts at once.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kommunedata.andele import load_andele as load_andele
    from kommunedata.changes import compare_aar as compare_aar
    from kommunedata.charts import plot_fordeling as plot_fordeling
    from kommunedata.charts import plot_historik as plot_historik
    from kommunedata.charts import plot_overblik as plot_overblik
    from kommunedata.charts import plot_placeringer as plot_placeringer
    from kommunedata.kilde import list_datasaet as list_datasaet
    from kommunedata.kilde import load_kilde as load_kilde
    from kommunedata.kommuner import find_kommune as find_kommune
    from kommunedata.kommuner import load_kommuner as load_kommuner
    from kommunedata.notat import build_notat as build_notat
    from kommunedata.overblik import build_overblik as build_overblik
    from kommunedata.peers import choose_peers as choose_peers
    from kommunedata.potentiale import compute_potentialer as compute_potentialer
    from kommunedata.ranking import list_placeringer as list_placeringer
    from kommunedata.ranking import rank_kommuner as rank_kommuner
    from kommunedata.ranking import summarise_andele as summarise_andele
    from kommunedata.sammenligning import build_sammenligning as build_sammenligning
    from kommunedata.udforsk import plot_stoerrelse as plot_stoerrelse

_HOME = {
    "load_andele": "andele",
    "list_datasaet": "kilde",
    "load_kilde": "kilde",
    "find_kommune": "kommuner",
    "load_kommuner": "kommuner",
    "build_notat": "notat",
    "build_sammenligning": "sammenligning",
    "choose_peers": "peers",
    "build_overblik": "overblik",
    "compare_aar": "changes",
    "compute_potentialer": "potentiale",
    "plot_fordeling": "charts",
    "plot_historik": "charts",
    "plot_overblik": "charts",
    "plot_placeringer": "charts",
    "plot_stoerrelse": "udforsk",
    "list_placeringer": "ranking",
    "rank_kommuner": "ranking",
    "summarise_andele": "ranking",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'kommunedata' has no attribute '{name}'")
    return getattr(import_module(f"kommunedata.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted(_HOME)
