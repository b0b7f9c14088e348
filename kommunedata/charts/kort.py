"""A map of tiles, one for each kommune, about where it lies."""

from collections.abc import Callable

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap

from kommunedata.charts import parts, theme
from kommunedata.charts.parts import drawn_in_house
from kommunedata.charts.theme import KLASSER, MUTED, PALETTE
from kommunedata.datasaet.frame import Datasaet
from kommunedata.errors import InputError
from kommunedata.formats import tal
from kommunedata.kommuner import find_kommuner, load_kommuner

# Names that would look alike when they are cut.
KORT = {
    "Brønderslev": "Br.slev",
    "Fredensborg": "Fr.borg",
    "Fredericia": "Fr.cia",
    "Frederiksberg": "Frb.",
    "Frederikshavn": "Fr.havn",
    "Frederikssund": "Fr.sund",
}
WIDE = 504.0  # points of a new map: a tile has room for a name
TEXT = 6.5  # size of the text of a tile


@drawn_in_house
def plot_kort(
    tal_: Datasaet | pd.Series, noegletal: object = None, aar: int | None = None, *, ax: Axes | None = None
) -> Axes:
    """A tile for each kommune with its name and figure; its colour is the fifth that it is in, the highest darkest.

    `tal_` is a datasaet, or a series of numbers by kommunekode or name, which needs no noegletal and year.
    """
    import seaborn as sns

    mark, called = "", {}
    if isinstance(tal_, Datasaet):
        one, aar = parts.choose(tal_, noegletal, aar)
        year, mark = parts.rows_of(tal_, one.noegletal, aar), tal_.kilde.modelmaerke
        values, write_one = year.set_index("kommunekode")["vaerdi"], one.tal
        called = parts.names_of(tal_, one.noegletal, aar)
        title = f"{one.kort_titel}, {one.enhed}, {aar}"
    else:
        found = find_kommuner(tal_.index)
        if len(found) < len(tal_):
            raise InputError("a kommune is named twice in the series")
        values = pd.Series(pd.to_numeric(tal_).to_numpy(float), [one.kommunekode for one in found]).dropna()
        decimals = next((n for n in range(3) if np.allclose(values, values.round(n))), 1)
        write_one, title = lambda value: tal(value, decimals), str(tal_.name or "")
    if values.empty:
        raise InputError("there are no figures to put on the map")
    tiles = load_kommuner()
    tiles["vaerdi"] = tiles["kommunekode"].map(values)
    order = tiles["vaerdi"].rank(method="min", ascending=False)
    tiles["klasse"] = 5 - (order - 1) * 5 // len(values)
    columns, rows = int(tiles["flise_x"].max()) + 1, int(tiles["flise_y"].max()) + 1
    ax = theme.new_axes(ax, WIDE * rows / columns, mark, width=WIDE)
    found = tiles.pivot(index="flise_y", columns="flise_x", values="klasse")
    found = found.reindex(index=range(rows), columns=range(columns))
    sns.heatmap(found, cmap=ListedColormap(KLASSER), vmin=0.5, vmax=5.5, cbar=False, xticklabels=False,
                yticklabels=False, ax=ax)  # fmt: skip
    wide, high = np.divide(theme.size_of(ax), (columns, rows))
    for number in range(1, max(columns, rows)):
        ax.axvline(number, color=PALETTE["paper"], linewidth=1.5)
        ax.axhline(number, color=PALETTE["paper"], linewidth=1.5)
    texts = []
    for tile in tiles.to_dict("records"):
        colour = PALETTE["paa-moerk" if tile["klasse"] >= 4 else "paa-lys"] if pd.notna(tile["vaerdi"]) else MUTED
        x, y = tile["flise_x"] + 0.5, tile["flise_y"] + 0.5
        texts.append((x, y, _short(tile["kommune"], wide - 3), 1.5, colour, False))
        texts.append((x, y, write_one(tile["vaerdi"]), -7.5, colour, True))
    if wide >= 22 and high >= 18:
        for x, y, text, dy, colour, bold in sorted(texts, key=lambda one: one[4:]):
            theme.write(ax, x, y, text, dy=dy, size=TEXT, bold=bold, color=colour, ha="center")
    rest = [f"{name} {write_one(value)}" for name, value in zip(tiles["kommune"], tiles["vaerdi"], strict=True)]
    names = [called.get(code, name) for code, name in zip(tiles["kommunekode"], rest, strict=True)]
    parts.name_marks(ax, names, tiles["flise_x"] + 0.5, tiles["flise_y"] + 0.5)
    if title:
        theme.write(ax, 9, 1, title, dy=-10, bold=True, xycoords=("data", "axes fraction"))
    _classes(ax, tiles, write_one)
    return ax


def _classes(ax: Axes, tiles: pd.DataFrame, write_one: Callable[[float], str]) -> None:
    """The ends of each fifth beside its colour, in the empty upper right of the map."""
    ends = tiles.groupby("klasse")["vaerdi"].agg(["min", "max"]).sort_index(ascending=False)
    for row, (klasse, low, high) in enumerate(ends.itertuples()):
        corner, down = ("data", "axes fraction"), -28.0 - 14 * row
        box = {"boxstyle": "square,pad=0.3", "facecolor": KLASSER[int(klasse) - 1], "edgecolor": "none"}
        ax.annotate("  ", (9, 1), (3, down), corner, "offset points", fontproperties=theme.font(9, False), bbox=box)
        theme.write(
            ax, 9, 1, f"{write_one(low)}–{write_one(high)}", dx=16, dy=down, size=9, color=MUTED, xycoords=corner
        )


def _short(name: str, width: float) -> str:
    """A name that fits a tile: as it is, or cut."""
    name, cut = KORT.get(name, name), ""
    while theme.width_of(name + cut, TEXT) > width:
        name, cut = name[:-1], "."
    return name + cut
