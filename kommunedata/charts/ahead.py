"""What is the same for all kommuner in a chart, drawn before a page asks for it.

A process from which the processes of pages are forked draws it once; each of them has it then, and draws only what is
the kommune's own.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from kommunedata.charts.theme import house

Draw = Callable[..., Axes]

_asked: dict[tuple[Draw, tuple[Any, ...]], None] = {}
_ready: dict[tuple[Draw, tuple[Any, ...]], Figure] = {}


def same_for_all(draw: Draw) -> Draw:
    """A part of a chart, `draw(ax, datasaet, noegletal, aar)`, that the process may have drawn ahead; once each."""

    @wraps(draw)
    def ready(ax: Axes | None, *what: Any) -> Axes:
        if ax is not None:
            return draw(ax, *what)
        _asked[draw, what] = None
        figure = _ready.pop((draw, what), None)
        if figure is None:
            return draw(None, *what)
        plt.figure(FigureClass=cast("type[Figure]", lambda **_: figure))  # it is pyplot's again
        return figure.axes[0]

    return ready


def draw_ahead() -> None:
    """Draw all that was asked for until now; charts asked for of several noegletal, of each that has figures."""
    with house():
        for draw, (datasaet, noegletal, aar) in list(_asked):
            several = len({code for other, (_, code, _) in _asked if other == draw}) > 1
            year = datasaet.frame.query("aar == @aar and vaerdi.notna()")
            for what in {(datasaet, code, aar) for code in (year["noegletal"].unique() if several else [noegletal])}:
                figure = draw(None, *what).get_figure(root=True)
                assert figure is not None
                plt.close(figure)
                _ready[draw, what] = figure
