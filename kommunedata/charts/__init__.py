"""The charts, and how they look."""

from kommunedata.charts.aar import plot_historik as plot_historik
from kommunedata.charts.aar import plot_placeringer as plot_placeringer
from kommunedata.charts.aar import plot_spaend as plot_spaend
from kommunedata.charts.aar import plot_udvikling as plot_udvikling
from kommunedata.charts.fordeling import plot_fordeling as plot_fordeling
from kommunedata.charts.hovedkonti import plot_hovedkonti as plot_hovedkonti
from kommunedata.charts.kort import plot_kort as plot_kort
from kommunedata.charts.land import plot_grupper as plot_grupper
from kommunedata.charts.land import plot_potentiale as plot_potentiale
from kommunedata.charts.land import plot_regioner as plot_regioner
from kommunedata.charts.land import plot_spredning as plot_spredning
from kommunedata.charts.land import plot_stoerrelse as plot_stoerrelse
from kommunedata.charts.sammenligning import plot_heatmap as plot_heatmap
from kommunedata.charts.sammenligning import plot_slope as plot_slope
from kommunedata.charts.theme import use_theme as use_theme
