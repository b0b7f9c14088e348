"""A matplotlib figure as SVG to stand in a page: small, the same bytes every time, text as text."""

import io
import re
from itertools import groupby

import matplotlib as mpl
from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from kommunedata.charts.theme import PALETTE, house


def to_svg(figure: Figure, name: str, alt: str) -> Markup:
    """A figure as an `<svg>` element with its text alternative.

    Colours of the palette become the style sheet's variables, so that they follow the reader's dark mode; where
    there is no style sheet, as in JupyterLab, they are what they are.

    Args:
        figure: any matplotlib figure.
        name: prefix of the ids within it, so that no id is used twice in a page.
        alt: text for those who cannot see it.
    """
    buffer = io.StringIO()
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": name}):
        figure.savefig(buffer, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    text = buffer.getvalue()
    text = text[text.index("<svg") :]
    for pattern, replacement in _CLEANING:
        text = pattern.sub(replacement, text)
    text = _share_styles(_COORDINATES.sub(_numbers, text))
    text = re.sub(r' id="|href="#|url\(#', rf"\g<0>{name}-", text)
    for colour, variable in VARIABLES.items():
        text = text.replace(colour, f"var(--{variable},{colour})")
    return Markup(text.replace("<svg ", str(Markup('<svg role="img" aria-label="{}" ').format(alt)), 1))


def _numbers(attribute: re.Match[str]) -> str:
    """Coordinates with one decimal and without needless spaces; dots and upright lines in short."""
    text = attribute[0]
    for pattern, replacement in _SHORTER:
        text = pattern.sub(replacement, text)
    return text


def _compiled(*pairs: tuple[str, str]) -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(pattern, re.S), replacement) for pattern, replacement in pairs]


# What matplotlib writes and a page does not need: more than half of the bytes.
_CLEANING = _compiled(
    (r"<metadata>.*?</metadata>|<!--.*?-->|<defs>\s*<style.*?</style>\s*</defs>", ""),
    (r'<svg [^>]*?viewBox="([^"]*)"[^>]*>', r'<svg viewBox="\1">'),
    (r'<(g|path|text|use) id="(?!m[0-9a-f]|[xy]tick)[^"]*"', r"<\1"),  # ids that nothing refers to
    (r'<path d="[^"]*" style="fill: none"/>', ""),
    (r"font-family: '[^']*'; |text-anchor: start; |stroke-dashoffset: 0; |; stroke-linejoin: miter", ""),
    (r' transform="rotate\(-0 [^)]*\)"', ""),
    (r"xlink:href", "href"),
    (r"\s*\n\s*", " "),
    (r"> <", "><"),
    (r"<g></g>", ""),
    (r"<g>(<(?:path|text)[^<]*(?:/>|</text>))</g>", r"\1"),
    (r'</g><g id="[xy]tick_">', ""),  # one group for all labels of an axis
)
_SHORTER = _compiled(
    (r"(\d\.\d)\d+", r"\1"),
    (r"(\d)\.0\b", r"\1"),
    (r" ?([MLCQz]) ?", r"\1"),
    (r'M(\S+) ([^\sL]+)L\1 \2(?=[M"])', r"M\1 \2h0"),  # a dot
    (r'M(\S+) ([^\sL]+)L\1 ([^\sLM"]+)(?=[M"])', r"M\1 \2V\3"),  # an upright line
)
_COORDINATES = re.compile(r' (?:d|x|y|transform)="[^"]*"')
_LEAF = re.compile(r"(<(?:path|text) [^<]*(?:/>|</text>))")
_STYLE = re.compile(r' ?style="([^"]*)"')


def _share_styles(svg: str) -> str:
    """Neighbours of one style stand in a group that has it."""
    parts = []
    for style, run in groupby(filter(None, _LEAF.split(svg)), _style):
        shapes = list(run)
        if style and len(shapes) > 1:
            shapes = [f'<g style="{style}">', *(_STYLE.sub("", shape) for shape in shapes), "</g>"]
        parts += shapes
    return re.sub(r'(?<=style=")[^"]*', lambda found: found[0].replace(": ", ":").replace("; ", ";"), "".join(parts))


def _style(part: str) -> str:
    found = _STYLE.search(part) if _LEAF.fullmatch(part) else None
    return found[1] if found else ""
