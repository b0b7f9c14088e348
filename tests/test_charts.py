"""Charts: no text touches another or leaves its figure, in any of the 98; colours can be told apart."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import matplotlib.pyplot as plt
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from kommunedata import paths
from kommunedata.charts import drawing
from kommunedata.charts import notat as charts
from kommunedata.kommuner import load_kommuner
from kommunedata.page.svg import to_svg

AWKWARD_YEARS = [("Vordingborg", 2018), ("Ærø", 2018), ("Aalborg", 2013), ("Gribskov", 2012), ("Læsø", 2016)]


def drawn(notat, andele) -> Iterator[tuple[str, Figure]]:
    """Every chart of a notat with its name."""
    yield "overblik", charts.plot_overblik(notat, andele)
    yield "placeringer", charts.plot_placeringer(notat, notat.samlet)
    yield "historik", charts.plot_historik(notat, notat.samlet, andele)
    for konto in notat.hovedkonti:
        yield f"hovedkonto {konto.hovedkonto}", charts.plot_fordeling(notat, konto, andele)


def box(text: Text) -> Bbox:
    """Where the letters of a text stand, from the foot of a p to the top of an l, in points."""
    x, baseline = text.get_position()
    width = drawing.width_of(text.get_text(), text.get_fontsize(), text.get_fontweight() == 600)
    left = x - {"left": 0, "center": 0.5, "right": 1}[text.get_horizontalalignment()] * width
    return Bbox([[left, baseline - 0.22 * text.get_fontsize()], [left + width, baseline + 0.74 * text.get_fontsize()]])


def faults(figure: Figure) -> list[str]:
    """Texts of a figure that touch one another or leave it."""
    boxes = [(text.get_text(), box(text)) for text in figure.texts]
    width, height = figure.bbox.width, figure.bbox.height
    out = [
        f"{text!r} leaves the figure: {place.extents}"
        for text, place in boxes
        if min(place.x0, place.y0, width - place.x1, height - place.y1) < -0.01
    ]
    return out + [f"{a!r} touches {b!r}" for (a, one), (b, other) in combinations(boxes, 2) if one.overlaps(other)]


@pytest.mark.parametrize("kommune", load_kommuner()["kommune"].tolist())
def test_no_text_of_a_chart_touches_another_or_leaves_the_figure(kommune, notat_om, andele):
    notat = notat_om(kommune, 2022)
    assert [(name, fault) for name, figure in drawn(notat, andele) for fault in faults(figure)] == []


@pytest.mark.parametrize(("kommune", "aar"), AWKWARD_YEARS)
def test_no_text_touches_another_where_years_or_figures_are_missing(kommune, aar, notat_om, andele):
    notat = notat_om(kommune, aar)
    assert [(name, fault) for name, figure in drawn(notat, andele) for fault in faults(figure)] == []


@pytest.mark.parametrize("andel", [0.0, 0.1, 3.0, 50.0, 97.0, 99.9, 100.0])
@pytest.mark.parametrize("navn", ["Ringkøbing-Skjern", "Faaborg-Midtfyn", "Fanø"])
def test_the_longest_and_shortest_names_fit_at_both_ends_of_the_scale(andel, navn, aalborg, andele):
    one = replace(aalborg.hovedkonti[0], andel=andel, gennemsnit=andel, bedste_praksis=min(andel + 1, 100.0))
    notat = replace(aalborg, kommune=replace(aalborg.kommune, kommune=navn), hovedkonti=(one, *aalborg.hovedkonti[1:]))
    samlet = replace(aalborg.samlet, andel=min(andel, 60.0), gennemsnit=min(andel, 60.0))
    assert faults(charts.plot_overblik(notat, andele)) == []
    assert faults(charts.plot_historik(notat, samlet, andele)) == []


def test_every_chart_names_the_kommune_or_its_place(notat_om, andele):
    notat = notat_om("Ringkøbing-Skjern", 2022)
    for name, figure in drawn(notat, andele):
        texts = " ".join(text.get_text() for text in figure.texts)
        expected = str(notat.samlet.rang) if name == "placeringer" else "Ringkøbing-Skjern"
        assert expected in texts, name
        assert "MODELTAL" in texts, name


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


def themes() -> list[dict[str, str]]:
    """The palettes of the style sheet: light, and dark over it."""
    css = (paths.templates() / "palette.css").read_text(encoding="utf-8")
    blocks = re.findall(r":root\s*{([^}]*--ink[^}]*)}", css)
    found = [dict(re.findall(r"--([a-z]+):\s*(#[0-9a-f]+)", block)) for block in blocks]
    return [{name: _six(colour) for name, colour in (found[0] | theme).items()} for theme in found]


def _six(colour: str) -> str:
    return colour if len(colour) == 7 else "#" + "".join(2 * digit for digit in colour[1:])


def test_the_charts_have_the_colours_of_the_light_style_sheet():
    light, dark = themes()
    assert light.keys() == dark.keys()
    for colour, name in drawing.VARIABLES.items():
        assert light[name] == (colour if name != "paper" else "#ffffff")


@pytest.mark.parametrize("theme", themes(), ids=["light", "dark"])
@pytest.mark.parametrize(
    ("colour", "ground", "least"),
    [
        ("ink", "paper", 7), ("ink", "quiet", 7), ("muted", "paper", 4.5), ("muted", "quiet", 4.5),
        ("accent", "paper", 4.5), ("accent", "quiet", 4.5), ("model", "paper", 4.5), ("model", "warn", 4.5),
        ("dot", "paper", 3), ("dot", "band", 3), ("accent", "band", 3), ("ink", "dot", 3),
    ],
)  # fmt: skip
def test_text_and_lines_stand_out(theme, colour, ground, least):
    assert contrast(theme[colour], theme[ground]) >= least


def test_a_drawing_is_the_same_bytes_every_time_and_small(aalborg, andele):
    for name, figure in drawn(aalborg, andele):
        again = dict(drawn(aalborg, andele))[name]
        svg = to_svg(figure, "x", "alt")
        assert svg == to_svg(again, "x", "alt")
        assert len(svg) < (16_000 if name == "overblik" else 4_500), name


def test_a_drawing_carries_its_text_alternative_escaped(aalborg):
    svg = to_svg(charts.plot_placeringer(aalborg, aalborg.samlet), "x", 'A & "B"')
    assert svg.startswith('<svg role="img" aria-label="A &amp; &#34;B&#34;" viewBox="0 0 504 ')


def test_any_figure_of_an_analyst_keeps_its_text_and_its_ids_apart(tmp_path: Path):
    figure, axes = plt.subplots()
    axes.plot([0, 1], [0, 1000], "o-", label="1.234,5 mio. kr.")
    axes.legend()
    svg = to_svg(figure, "egen", "alt")
    plt.close(figure)
    assert "1.234,5 mio. kr." in svg
    ids = re.findall(r' id="([^"]+)"', svg)
    assert len(ids) == len(set(ids))
    assert all(name.startswith("egen-") for name in ids)
    assert set(re.findall(r'(?:href="#|url\(#)([^")]+)', svg)) <= set(ids)
