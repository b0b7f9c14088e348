"""The names of the marks of a chart, laid over its drawing: a page tells them where a reader points or taps."""

import re
from os.path import commonprefix

import numpy as np
from markupsafe import Markup, escape
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from kommunedata.charts.parts import MARKS, Marks


def lay_names(figure: Figure, box: Bbox) -> Markup:
    """A list of the marks of a figure that are named, each where its mark stands, in pct. of the drawing.

    The words are attributes, which the style sheet shows: to all who read otherwise the table of a figure says the
    same, so the list is hidden from them, and no mark is a stop on the way through a page by keyboard.

    Args:
        figure: what is drawn.
        box: the part of it that the drawing shows, in inches.
    """
    return Markup("").join(_list(ax, marks, box, figure.dpi) for ax in figure.axes for marks in MARKS.get(ax, ()))


def _list(ax: Axes, marks: Marks, box: Bbox, inch: float) -> Markup:
    window, x = ax.get_window_extent(), np.asarray(marks.x, float)
    points = ax.transData.transform(np.column_stack([x, x if marks.y is None else np.asarray(marks.y, float)]))
    step = np.abs(np.diff(ax.transData.transform([(0, 0), (1, 1)]), axis=0)[0])
    if marks.y is None:
        points[:, 1], step[1] = window.y0 + window.height / 2, window.height
    if marks.size:
        step = np.array(marks.size) * inch / 72
    left = (100 * (points[:, 0] / inch - box.x0) / box.width).round(1).tolist()
    top = (100 * (box.y1 - points[:, 1] / inch) / box.height).round(1).tolist()
    end = commonprefix([name[::-1] for name in marks.names])[::-1]  # noqa: RUF071  # said once: a page holds a thousand names
    below = [f";--y:{y:g}" for y in top] if marks.y is not None else [""] * len(left)
    items = "".join(
        f'<li style=--x:{x:g}{y} data-n="{escape(name.removesuffix(end))}">'
        for name, x, y in zip(marks.names, left, below, strict=True)
    )
    wide, high = 100 * step / inch / box.size
    end = re.sub(r"[^\w ,.]", lambda sign: f"\\{ord(sign[0]):x} ", end)  # as a style sheet writes it
    size = f"--b:{wide:.3g}%;--h:{high:.3g}%;--y:{top[0]:g};--e:'{end}'"
    return Markup('<ul class="navne" aria-hidden="true" style="{}">{}</ul>').format(size, Markup(items))
