"""The charts, and how they look."""

from kommunedata.charts.landsoverblik import plot_grupper, plot_potentiale, plot_spredning, plot_udvikling
from kommunedata.charts.notat import plot_fordeling, plot_historik, plot_hovedkonti, plot_placeringer

__all__ = [
    "plot_fordeling",
    "plot_grupper",
    "plot_historik",
    "plot_hovedkonti",
    "plot_placeringer",
    "plot_potentiale",
    "plot_spredning",
    "plot_udvikling",
]
