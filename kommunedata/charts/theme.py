"""How charts look: the palette, the fonts, and the settings under which every chart of the house is drawn."""

import locale
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache, partial
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.font_manager import FontProperties, fontManager
from matplotlib.text import Text
from matplotlib.textpath import text_to_path
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import Bbox, BboxBase

from kommunedata import paths
from kommunedata.formats import tal

# The variables of templates/palette.css, in its light mode; in a page a reader's dark mode may replace them.
PALETTE = {
    "ink": "#1b2530",
    "muted": "#56616e",
    "grid": "#d5dae0",
    "dot": "#788391",
    "band": "#e4e8ed",
    "accent": "#0b5c8a",
    "model": "#9a3412",
    "paper": "#ffffff",
    "k1": "#e6f0f6",
    "k2": "#bfd9e8",
    "k3": "#8fbcd7",
    "k4": "#2f7aa8",
    "k5": "#083f60",
    "paa-lys": "#1b2531",
    "paa-moerk": "#fffffe",
}
INK, MUTED, GRID, DOT, BAND, ACCENT, MODEL, PAPER = list(PALETTE.values())[:8]
COLOURS = [ACCENT, INK, DOT, MODEL, PALETTE["k3"], MUTED]
KLASSER = [PALETTE[f"k{number}"] for number in range(1, 6)]  # from the lowest fifth to the highest
FONT = "Kommunedata Sans"
WIDTH = 340.0  # points, of every chart that gets no axes: it reads on a phone, and beside a text
SIZE, SMALL = 10.5, 9.5  # of text
LINE_HEIGHT = 13.5  # that a line of text needs
DASHED, DOTTED = (0, (3.7, 1.6)), (0, (1, 1.6))

HOUSE: dict[str, Any] = {
    "font.family": [FONT, "sans-serif"],
    "font.size": SIZE,
    "text.color": INK,
    "figure.figsize": (WIDTH / 72, 3.0),
    "figure.dpi": 110,
    "figure.max_open_warning": 0,  # a page has as many charts as it needs; each is closed when it is drawn
    "figure.facecolor": PAPER,
    "savefig.facecolor": PAPER,
    "savefig.dpi": 144,
    "axes.facecolor": "none",
    "axes.edgecolor": MUTED,
    "axes.labelcolor": MUTED,
    "axes.labelsize": SIZE,
    "axes.titleweight": 600,
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.spines.bottom": False,
    "axes.axisbelow": True,
    "grid.color": GRID,
    "grid.linewidth": 0.7,
    "lines.linewidth": 2.0,
    "lines.solid_capstyle": "butt",
    "patch.edgecolor": "none",
    "xtick.major.size": 0.0,
    "ytick.major.size": 0.0,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelsize": SIZE,
    "ytick.labelsize": SIZE,
    "path.simplify": False,
    "text.parse_math": False,  # a $ in a name is a $
    "text.hinting": "none",  # text is as wide as it was measured, whatever the size of its dots
    "svg.fonttype": "none",
}


def use_theme() -> None:
    """Give all that is drawn from now on, by seaborn or matplotlib, the look of the house.

    A white ground, so that a chart reads on a dark notebook; light lines and no frame. Numbers on axes have a decimal
    comma, and no point for thousands: years would have it too.
    """
    import seaborn as sns

    # The comma of a Danish locale, which is not installed everywhere; matplotlib asks `locale` for it.
    locale._override_localeconv = {"decimal_point": ","}  # pyright: ignore[reportAttributeAccessIssue]

    _register_fonts()
    own = {"svg.fonttype", "path.simplify", "text.parse_math"}  # for the drawings of pages only
    rc = {name: value for name, value in HOUSE.items() if name not in own}
    sns.set_theme(style="whitegrid", palette=COLOURS, rc={**rc, "axes.formatter.use_locale": True})


@contextmanager
def house() -> Iterator[None]:
    """Draw under matplotlib's own defaults with the settings of the house over them, whatever the user's are."""
    _load_backend()
    with mpl.rc_context():
        dict.update(mpl.rcParams, _settings())  # validated once
        yield


def new_axes(
    ax: Axes | None, height: float, mark: str = "", *, left: float = 0.0, bottom: float = 0.0, width: float = WIDTH
) -> Axes:
    """Axes to draw on: those given, or those of a new figure.

    Args:
        ax: axes to draw on.
        height: points of a new figure, without the mark.
        mark: stands above the axes; that of a model.
        left: points left of the axes, for the labels of its ticks.
        bottom: points below it.
        width: points of a new figure.
    """
    if ax is None:
        import matplotlib.pyplot as plt

        total = height + 20 * bool(mark)
        _, ax = plt.subplots(figsize=(width / 72, total / 72))
        ax.set_position((left / width, bottom / total, 1 - left / width, (height - bottom) / total))
    else:
        left = 0.0
    ax.grid(False)
    ax.patch.set_visible(False)
    ax.spines[:].set_visible(False)
    ax.set(xticks=[], yticks=[])
    ax.tick_params(length=0, pad=5)
    if mark:
        write(ax, 0, 1, mark, dx=-left, dy=10, color=MODEL, size=9, bold=True, xycoords=partial(_up_to_title, ax))
    return ax


def titles_of(ax: Axes) -> list[Text]:
    """The titles that an analyst has given axes; those of the house have none."""
    return [one for one in ax.get_children() if isinstance(one, Text) and one.get_text() and one not in ax.texts]


def _up_to_title(ax: Axes, renderer: RendererBase) -> BboxBase:
    """Where axes are drawn, with the title that they may have above them."""
    low, top = ax.bbox.min, max([ax.bbox.y1, *(one.get_window_extent(renderer).y1 for one in titles_of(ax))])
    return Bbox([low, (ax.bbox.x1, top)])


def write(
    ax: Axes,
    x: Any,
    y: Any,
    text: str,
    *,
    dx: float = 0,
    dy: float = 0,
    color: str = INK,
    size: float = SIZE,
    bold: bool = False,
    ha: str = "left",
    xycoords: Any = "data",
) -> None:
    """A line of text, `dx` and `dy` points from where a value stands."""
    ax.annotate(text, (x, y), (dx, dy), xycoords, "offset points", color=color, ha=ha, va="baseline",
                fontproperties=font(size, bold), annotation_clip=False)  # fmt: skip


def middle(size: float = SIZE) -> float:
    """How far below a value the baseline of a line of text is whose figures are centred on it."""
    return -0.33 * size


def set_ticks(ax: Axes, axis: str, ticks: Any, labels: Any) -> None:
    """Ticks of an axis with their labels."""
    which = ax.xaxis if axis == "x" else ax.yaxis
    which.set_ticks(list(ticks), list(labels), color=MUTED, fontproperties=font(SIZE, False))


def nice_ticks(low: float, high: float, count: int = 5) -> list[float]:
    """Round numbers that cover a span.

    Example:
        >>> nice_ticks(0, 54.7)
        [0.0, 20.0, 40.0, 60.0]
    """
    if high <= low:
        low, high = low - 0.5, high + 0.5
    return [float(value) + 0.0 for value in MaxNLocator(count, steps=[1, 2, 5, 10]).tick_values(low, high)]


def tick_labels(ticks: Sequence[float]) -> list[str]:
    """Ticks as they are written, with as many decimals as they need.

    Example:
        >>> tick_labels([0.0, 0.5, 1.0]), tick_labels([0.0, 1000.0])
        (['0,0', '0,5', '1,0'], ['0', '1.000'])
    """
    decimals = next((n for n in range(6) if all(abs(tick - round(tick, n)) < 1e-9 for tick in ticks)), 6)
    return [tal(tick, decimals) for tick in ticks]


@lru_cache(maxsize=2**13)
def width_of(text: str, size: float = SIZE, bold: bool = False) -> float:
    """How wide a line of text will be, in points."""
    return text_to_path.get_text_width_height_descent(text, font(size, bold), False)[0]


@cache
def font(size: float, bold: bool) -> FontProperties:
    """The house font."""
    _register_fonts()
    return FontProperties(family=FONT, size=size, weight="semibold" if bold else "normal")


@cache
def _register_fonts() -> None:
    for path in sorted((paths.templates() / "fonts").glob("*.ttf")):
        fontManager.addfont(path)


@cache
def _load_backend() -> None:
    """Load what shows figures: a notebook's turns on that they are shown, which must outlast the house's settings."""
    import matplotlib.pyplot as plt

    plt.switch_backend(mpl.get_backend())


@cache
def _settings() -> dict[str, Any]:
    with mpl.rc_context():
        # The backend is what shows a figure, not how it looks.
        kept = {k: v for k, v in mpl.rcParamsDefault.items() if not k.startswith(("backend", "interactive"))}
        settings: dict[Any, Any] = {**kept, **HOUSE}
        mpl.rcParams.update(settings)
        return {name: mpl.rcParams[name] for name in kept}  # pyright: ignore[reportArgumentType]  # a key of its own


def size_of(ax: Axes) -> tuple[float, float]:
    """Width and height of axes in points."""
    extent = ax.get_window_extent()
    return extent.width * 72 / ax.figure.dpi, extent.height * 72 / ax.figure.dpi
