"""A chart as SVG to stand in a page: small, the same bytes every time, text as text."""

import io
import re
from itertools import groupby

import matplotlib as mpl
from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from kommunedata.charts.theme import PALETTE, house, titles_of
from kommunedata.page.marks import lay_names


def to_svg(drawing: Axes | Figure, name: str, alt: str, *, whole: bool = False) -> Markup:
    """A chart as an `<svg>` element with its text alternative, and the names of its marks over it; it is closed.

    Colours of the palette become the style sheet's variables, so that they follow the reader's dark mode; where
    there is no style sheet, as in JupyterLab, they are what they are. The labels of ticks stand in groups with
    "xtick_" and "ytick_" in their ids.

    Args:
        drawing: any matplotlib figure, or axes on it.
        name: prefix of the ids within it, so that no id is used twice in a page.
        alt: text for those who cannot see it.
        whole: make room for what stands outside of the figure; those of the house need none.
    """
    import matplotlib.pyplot as plt

    figure = drawing if isinstance(drawing, Figure) else drawing.get_figure(root=True)
    assert figure is not None
    buffer = io.StringIO()
    with house(), mpl.rc_context({"svg.hashsalt": name}):
        box, metadata = figure.bbox_inches, {"Date": None, "Creator": None}
        if whole or any(map(titles_of, figure.axes)):
            box = figure.get_tightbbox().padded(mpl.rcParams["savefig.pad_inches"])
        figure.savefig(buffer, format="svg", transparent=True, bbox_inches=box, metadata=metadata)
    names = lay_names(figure, box)
    plt.close(figure)
    text = buffer.getvalue()
    text = text[text.index("<svg") :]
    for pattern, replacement in _CLEANING:
        text = pattern.sub(replacement, text)
    text = _join_paths(_COORDINATES.sub(_numbers, _draw_dots(_flatten(text))))
    text = re.sub(r' id="|href="#|url\(#', rf"\g<0>{name}-", text)
    text = _COLOUR.sub(lambda found: f"var(--{_VARIABLES[found[0]]},{found[0]})", text)
    return Markup(text.replace("<svg ", str(Markup('<svg role="img" aria-label="{}" ').format(alt)), 1)) + names


_VARIABLES = {colour: name for name, colour in reversed(PALETTE.items())}
_COLOUR = re.compile("|".join(_VARIABLES))


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
    (r'<svg [^>]*?viewBox="([^"]*)"[^>]*>', r'<svg viewBox="\1" style="overflow:visible">'),
    (r'<(g|path|text|use) id="(?!m[0-9a-f]{10}"|C\d|[xy]tick)[^"]*"', r"<\1"),  # ids that nothing refers to
    (r'<path d="[^"]*" style="fill: none"/>', ""),
    (r"font-family: '[^']*'(?:, [^;\"]*)?; |text-anchor: start; |stroke-dashoffset: 0; |; stroke-linejoin: miter", ""),
    (r' transform="rotate\(-0 [^)]*\)"', ""),
    (r"xlink:href", "href"),
    (r"\s*\n\s*", " "),
    (r"> <", "><"),
    (r"<g/>", ""),
    (r"(stroke-width: \d+\.\d)\d+", r"\1"),
)
_SHORTER = _compiled(
    (r"(\d\.\d)\d+", r"\1"),
    (r"(\d)\.0\b", r"\1"),
    (r' "', '"'),
    (r" ?([MLCQz]) ?", r"\1"),
    (r'M(\S+) ([^\sL]+)L\1 \2(?=[M"])', r"M\1 \2h0"),  # a dot
    (r'M(\S+) ([^\sL]+)L\1 ([^\sLM"]+)(?=[M"])', r"M\1 \2V\3"),  # an upright line
    (r'M([^\sL]+) (\S+)L([^\sL]+) \2(?=[M"])', r"M\1 \2H\3"),  # a level one
    (r"M(\S+) ([^\sL]+)L([^\sL]+) \2L\3 ([^\sL]+)L\1 \4(?:L\1 \2)?(?:z|(?=[M\"]))", r"M\1 \2H\3V\4H\1z"),  # a box
)
_COORDINATES = re.compile(r' (?:d|x|y|transform)="[^"]*"')
_GROUP = re.compile(r"(<g\b[^>]*>|</g>)")
_TICKS = re.compile(r'</g><g id="[xy]tick_(?!1")\d+">')  # but the first of each axis
_MARKER = re.compile(r'<path id="([^"]*)" d="M 0 ([\d.]+) C[^"]*z "(?: style="[^"]*")?/>')
_STROKE = re.compile(r'<path id="([^"]*)" d="M (\S+) (\S+) L (\S+) (\S+) "(?: style="[^"]*")?/>')
_USE = re.compile(r'(?:<use href="#[^"]*" x="[^"]*" y="[^"]*" style="[^"]*"/>)+')
_PATH = re.compile(r'(<path d="[^"]*" style="[^"]*"/>)')
_LEAF = re.compile(r"(<(?:path|text) [^<]*(?:/>|</text>))")
_STYLE = re.compile(r' ?style="([^"]*)"')
_D = re.compile(r' d="([^"]*)"')


def _flatten(svg: str) -> str:
    """Without groups that say nothing; the labels of an axis stand in one."""
    kept: list[bool] = []
    parts = []
    for part in _GROUP.split(svg):
        if part == "</g>":
            if kept.pop():
                parts.append(part)
        elif part.startswith("<g"):
            kept.append(part != "<g>")
            if kept[-1]:
                parts.append(part)
        else:
            parts.append(part)
    return _TICKS.sub("", "".join(parts))


def _draw_dots(svg: str) -> str:
    """Round markers as lines of no length with round caps, and strokes as lines: a fifth of the bytes."""
    radius = {name: float(size) for name, size in _MARKER.findall(svg)}
    ends = {name: tuple(map(float, values)) for name, *values in _STROKE.findall(svg)}

    def line(name: str, x: str, y: str) -> str:
        left, top, right, bottom = ends.get(name, (0.0, 0.0, 0.0, 0.0))
        return f"M {float(x) + left:.6g} {float(y) + top:.6g} L {float(x) + right:.6g} {float(y) + bottom:.6g}"

    def paths(found: re.Match[str]) -> str:
        each = [tuple(re.findall(r'="#?([^"]*)"', use)) for use in found[0].split("<use ")[1:]]
        parts = []
        for (name, style), run in groupby(each, lambda one: (one[0], one[3])):
            shapes = list(run)
            if name in radius and style.startswith("fill: #") and "stroke" not in style:
                style = f"fill: none; {style.replace('fill', 'stroke')}; stroke-width: {2 * radius[name]:.3g}"
                style += "; stroke-linecap: round"
            elif name not in ends:
                parts += [f'<use href="#{name}" x="{x}" y="{y}" style="{style}"/>' for _, x, y, _ in shapes]
                continue
            if name in radius:
                points = _dots([(round(10 * float(x)), round(10 * float(y))) for _, x, y, _ in shapes])
            else:
                points = "".join(line(name, x, y) for _, x, y, _ in shapes)
            parts.append(f'<path d="{points}" style="{style}"/>')
        return "".join(parts)

    svg = _USE.sub(paths, svg)
    used = set(re.findall(r'href="#([^"]*)"', svg))
    for pattern in (_MARKER, _STROKE):
        svg = pattern.sub(lambda found: found[0] if found[1] in used else "", svg)
    return svg.replace("<defs></defs>", "")


def _dots(points: list[tuple[int, int]]) -> str:
    """Dots at points in tenths, each but the first by its way from the one before."""
    x, y = points[0]
    parts = [f"M {x / 10:g} {y / 10:g}h0"]
    for left, top in points[1:]:
        across, down = (re.sub(r"^(-?)0\.", r"\1.", f"{step / 10:g}") for step in (left - x, top - y))
        parts.append(f"m{across}{'' if down.startswith('-') else ' '}{down}h0")
        x, y = left, top
    return "".join(parts)


def _join_paths(svg: str) -> str:
    """Neighbouring paths of one style are one; neighbouring texts of one style stand in a group that has it."""
    joined = []
    for style, run in groupby(filter(None, _PATH.split(svg)), lambda part: _PATH.fullmatch(part) and _style(part)):
        shapes = list(run)
        if style and len(shapes) > 1:
            shapes = [f'<path d="{"".join(_D.findall(" ".join(shapes)))}" style="{style}"/>']
        joined += shapes
    parts = []
    for style, run in groupby(filter(None, _LEAF.split("".join(joined))), _style):
        shapes = list(run)
        if style and len(shapes) > 1:
            shapes = [f'<g style="{style}">', *(_STYLE.sub("", shape) for shape in shapes), "</g>"]
        parts += shapes
    return re.sub(r'(?<=style=")[^"]*', lambda found: found[0].replace(": ", ":").replace("; ", ";"), "".join(parts))


def _style(part: str) -> str:
    found = _STYLE.search(part) if _LEAF.fullmatch(part) else None
    return found[1] if found else ""
