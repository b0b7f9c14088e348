"""The potential of each municipality: the way up to best practice in procentpoint and in mio. kr."""

import pandas as pd

from kommunedata.analysis.ranking import GROUP, summarise_andele
from kommunedata.formats import round_half_up
from kommunedata.kommuner import kommune_by_code


def compute_potentialer(andele: pd.DataFrame) -> pd.DataFrame:
    """The potential of every kommune × aar × hovedkonto, as the notater print it.

    `potentiale` is max(0, bedste praksis − andel), both as printed, in procentpoint; `potentiale_mio` is that
    times `grundlag`, in whole mio. kr. A missing andel has no potential, a missing grundlag none in mio. kr.

    Args:
        andele: one row per kommune × aar × hovedkonto; see `datasaet.frame`.

    Returns:
        One row per row of `andele`, in its order: `aar, hovedkonto, kommunekode, kommune, region, kommunegruppe,
        andel, bedste_praksis, grundlag, potentiale, potentiale_mio`.

    Example:
        >>> two = pd.DataFrame({
        ...     "kommunekode": ["851", "825"], "aar": 2022, "hovedkonto": "5", "andel": [20.0, 30.0],
        ...     "privat": [20.0, 3.0], "grundlag": [100.0, 10.0]})
        >>> compute_potentialer(two)[["kommune", "bedste_praksis", "potentiale", "potentiale_mio"]].values.tolist()
        [['Aalborg', 25.0, 5.0, 5.0], ['Læsø', 25.0, 0.0, 0.0]]
    """
    best = summarise_andele(andele)[[*GROUP, "bedste_praksis"]]
    table = andele.merge(best, on=GROUP, validate="many_to_one")
    table[["andel", "bedste_praksis"]] = table[["andel", "bedste_praksis"]].apply(round_half_up)
    table["potentiale"] = round_half_up(table["bedste_praksis"] - table["andel"]).clip(lower=0)
    table["potentiale_mio"] = round_half_up(table["potentiale"] * table["grundlag"] / 100, 0)
    codes = kommune_by_code()
    for name in ("kommune", "region", "kommunegruppe"):
        table[name] = table["kommunekode"].map({code: getattr(kommune, name) for code, kommune in codes.items()})
    columns = ["andel", "bedste_praksis", "grundlag", "potentiale", "potentiale_mio"]
    return table[[*GROUP, "kommunekode", "kommune", "region", "kommunegruppe", *columns]]
