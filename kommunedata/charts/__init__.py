"""The charts, and how they look."""

from kommunedata.charts.aar import plot_historik, plot_placeringer, plot_spaend, plot_udvikling
from kommunedata.charts.fordeling import plot_fordeling
from kommunedata.charts.hovedkonti import plot_hovedkonti
from kommunedata.charts.kort import plot_kort
from kommunedata.charts.land import (
    plot_grupper,
    plot_potentiale,
    plot_regioner,
    plot_spredning,
    plot_stoerrelse,
)
from kommunedata.charts.sammenligning import plot_heatmap, plot_slope
from kommunedata.charts.theme import use_theme

__all__ = [
    "plot_fordeling",
    "plot_grupper",
    "plot_heatmap",
    "plot_historik",
    "plot_hovedkonti",
    "plot_kort",
    "plot_placeringer",
    "plot_potentiale",
    "plot_regioner",
    "plot_slope",
    "plot_spaend",
    "plot_spredning",
    "plot_stoerrelse",
    "plot_udvikling",
    "use_theme",
]
