"""Charts: what is drawn is what the figures are; no text touches another or leaves its figure, in any of the 98."""

import re
from collections.abc import Callable, Iterator
from itertools import chain, combinations
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
import seaborn as sns
from figures import KONKURRENCE, datasaet
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

from kommunedata import charts, paths
from kommunedata.analysis.ranking import rank
from kommunedata.charts import ahead, theme
from kommunedata.charts.hovedkonti import swarms
from kommunedata.datasaet.frame import Datasaet
from kommunedata.errors import InputError
from kommunedata.kommuner import kommune_by_code, load_kommuner
from kommunedata.page.svg import to_svg

AWKWARD_YEARS = [("Vordingborg", 2018), ("Ærø", 2018), ("Aalborg", 2013), ("Gribskov", 2012), ("Læsø", 2016)]
HOSTILE = {
    "text.usetex": True, "savefig.bbox": "tight", "path.sketch": (3, 100, 2), "font.size": 30, "axes.facecolor": "red",
    "savefig.transparent": True, "svg.fonttype": "path", "lines.linewidth": 9, "axes.xmargin": 0.4, "xtick.top": True,
    "axes.labelsize": 40, "path.simplify": True, "figure.autolayout": True, "patch.linewidth": 5, "hatch.linewidth": 7,
}  # fmt: skip


@pytest.fixture(autouse=True)
def _close() -> Iterator[None]:
    yield
    plt.close("all")


def closing(draw: Callable[..., Iterator[tuple[str, Axes]]]) -> Callable[..., Iterator[tuple[str, Axes]]]:
    """Charts whose figures are no longer pyplot's when the next is drawn."""

    def drawn(*args: object) -> Iterator[tuple[str, Axes]]:
        for name, ax in draw(*args):
            yield name, ax
            plt.close(ax.figure)

    return drawn


@closing
def of_a_kommune(ds: Datasaet, kommune: str, aar: int) -> Iterator[tuple[str, Axes]]:
    """Every chart of a notat with its name."""
    peers = ["Randers", "Esbjerg", "Ringkøbing-Skjern"]
    yield "hovedkonti", charts.plot_hovedkonti(ds, kommune, aar, peers=peers)
    yield "placeringer", charts.plot_placeringer(ds, kommune, "samlet", aar)
    yield "historik", charts.plot_historik(ds, kommune, "samlet", aar)
    for code in ("0", "2", "3", "4", "5", "6"):
        yield f"fordeling {code}", charts.plot_fordeling(ds, kommune, code, aar, peers=peers)


@closing
def of_the_country(ds: Datasaet, aar: int) -> Iterator[tuple[str, Axes]]:
    """Every chart of the whole country with its name."""
    yield "spredning", charts.plot_spredning(ds, aar)
    yield "grupper", charts.plot_grupper(ds, "samlet", aar)
    yield "udvikling", charts.plot_udvikling(ds, "samlet", aar)
    yield "potentiale", charts.plot_potentiale(ds, aar)
    yield "stoerrelse", charts.plot_stoerrelse(ds, "5", aar)
    yield "regioner", charts.plot_regioner(ds, "samlet", aar)
    yield "kort", charts.plot_kort(ds, "samlet", aar)
    yield "heatmap", charts.plot_heatmap(ds, "samlet", aar)


def faults(figure: Figure) -> list[str]:
    """Texts of a figure that touch one another or leave it, by what the renderer says."""
    with theme.house():
        renderer = figure.canvas.get_renderer()
        texts = [text for ax in figure.findobj(Axes) for text in ax.texts]
        texts += [text for ax in figure.findobj(Axes) for text in (*ax.get_xticklabels(), *ax.get_yticklabels())]
        boxes = []
        for text in texts:
            if not text.get_text().strip():
                continue
            box = text.get_window_extent(renderer)
            # Where the letters stand: no line of these has more below than a p and above than an l.
            boxes.append((text.get_text(), box.x0, box.y0 + 0.02 * box.height, box.x1, box.y1 - 0.02 * box.height))
    width, height = figure.bbox.width, figure.bbox.height
    out = [
        f"{text!r} leaves the figure: {where}"
        for text, *where in boxes
        if where[0] < -1 or where[1] < -1 or where[2] > width + 1 or where[3] > height + 1
    ]
    for (a, ax0, ay0, ax1, ay1), (b, bx0, by0, bx1, by1) in combinations(boxes, 2):
        if min(ax1, bx1) - max(ax0, bx0) > 0.5 and min(ay1, by1) - max(ay0, by0) > 1.5:
            out.append(f"{a!r} touches {b!r}")
    return out


@pytest.mark.parametrize("kommune", load_kommuner()["kommune"].tolist())
def test_no_text_of_a_chart_touches_another_or_leaves_the_figure(kommune, ds):
    assert [(name, fault) for name, ax in of_a_kommune(ds, kommune, 2022) for fault in faults(ax.figure)] == []


@pytest.mark.parametrize(("kommune", "aar"), AWKWARD_YEARS)
def test_no_text_touches_another_where_years_or_figures_are_missing(kommune, aar, ds):
    assert [(name, fault) for name, ax in of_a_kommune(ds, kommune, aar) for fault in faults(ax.figure)] == []


@pytest.mark.parametrize("aar", [2012, 2016, 2018, 2022])
def test_no_text_touches_another_in_the_charts_of_the_country(aar, ds):
    found = [(name, fault) for name, ax in of_the_country(ds, aar) for fault in faults(ax.figure)]
    assert found == []


def test_texts_that_touch_or_leave_the_figure_are_seen(ds):
    ax = charts.plot_historik(ds, "Aalborg", "samlet", 2022)
    theme.write(ax, 2022.5, 29.0, "gennemsnit", dx=8)
    theme.write(ax, 1, 0.5, "de ti højeste", dx=-20, xycoords="axes fraction")
    assert any("touches" in fault for fault in faults(ax.figure))
    assert any("leaves" in fault for fault in faults(ax.figure))


# What is drawn


def test_the_bars_of_a_distribution_are_the_figures_the_best_first(ds):
    ax = charts.plot_fordeling(ds, "Aalborg", "5", 2022, peers=["Randers", "Esbjerg"])
    bars = sorted(
        (float(line[1][0]), float(line[1][1]), theme.mpl.colors.to_hex(some.get_color()[0]))
        for some in ax.collections
        for line in some.get_segments()
        if line[0][0] == line[1][0] and line[0][1] == 0
    )  # those of the kommune and its peers stand on those of all
    table = rank(ds).query("aar == 2022 and noegletal == '5'")
    assert list({place: value for place, value, _ in bars}.values()) == table["vaerdi"].tolist()
    own = [place for place, _, colour in bars if colour == theme.ACCENT]
    assert [table["kommune"].iloc[int(place)] for place in own] == ["Aalborg"]
    dark = {table["kommune"].iloc[int(place)] for place, _, colour in bars if colour == theme.INK}
    assert dark == {"Randers", "Esbjerg"}


def test_the_lines_of_a_history_are_the_figures_and_break_where_the_definition_changed(ds):
    own = rank(ds).query("kommune == 'Aalborg' and noegletal == 'samlet'").sort_values("aar")
    before, since = own.query("aar < 2016"), own.query("aar >= 2016")
    for ax, column in (
        (charts.plot_historik(ds, "Aalborg", "samlet", 2022), "vaerdi"),
        (charts.plot_placeringer(ds, "Aalborg", "samlet", 2022), "rang"),
    ):
        lines = [line for line in ax.lines if line.get_color() == theme.ACCENT]
        assert [line.get_xdata().tolist() for line in lines] == [before["aar"].tolist(), since["aar"].tolist()]
        assert [line.get_ydata().tolist() for line in lines] == [before[column].tolist(), since[column].tolist()]


def test_every_dot_of_a_swarm_stands_at_its_figure_and_within_its_band(ds):
    year = rank(ds).query("aar == 2022 and vaerdi.notna()")
    for code, found in zip(["0", "2", "3", "4", "5", "6"], swarms(ds, 2022), strict=True):
        assert np.allclose(found[:, 0] * 100, year[year["noegletal"] == code]["vaerdi"])
        assert np.abs(found[:, 1]).max() < 16
        assert len({tuple(point) for point in found.round(3).tolist()}) > 90


def test_the_chart_of_accounts_says_the_places_and_the_figures(ds):
    ax = charts.plot_hovedkonti(ds, "Aalborg", 2022)
    texts = [text.get_text() for text in ax.texts]
    own = rank(ds).query("kommune == 'Aalborg' and aar == 2022 and noegletal != 'samlet'")
    for row in own.itertuples():
        assert f"nr. {row.rang} af 98" in texts
    assert {"Aalborg 70,0", "68,0", "30,5", "18,9", "26,1", "20,0", "gennemsnit", "de ti højeste"} <= set(texts)


def test_rows_of_one_unit_stand_on_an_axis_of_figures_that_can_be_changed(ds):
    own = rank(ds).query("kommune == 'Aalborg' and aar == 2022 and noegletal != 'samlet'")["vaerdi"]
    for ax in (charts.plot_hovedkonti(ds, "Aalborg", 2022), charts.plot_spredning(ds, 2022)):
        assert ax.get_xticks().tolist() == [0, 20, 40, 60, 80, 100]
        low, high = ax.get_xlim()
        assert low == 0
        assert 100 < high < 116
        marks = {round(float(x), 1) for line in ax.lines for x in line.get_xdata()}
        marks |= {round(float(x), 1) for dots in ax.collections for x, _ in dots.get_offsets()}
        assert set(own) <= marks
        ax.set_xlim(0, 72)
        names = [text for text in ax.texts if text.get_text() in [one.kort_titel for one in ds.noegletal.values()]]
        assert len(names) == 6
        assert max(name.get_window_extent().x1 for name in names) < ax.bbox.x0  # none is drawn over


def test_a_kommune_without_a_figure_is_said_to_have_none(ds):
    frame = ds.frame
    some = ds.replace(frame[(frame["kommunekode"] != "851") | (frame["aar"] != 2022)])
    texts = [text.get_text() for text in charts.plot_hovedkonti(some, "Aalborg", 2022).texts]
    assert texts.count("intet tal") == 6
    ax = charts.plot_fordeling(some, "Aalborg", "5", 2022)
    assert not any("Aalborg" in text.get_text() for text in ax.texts)
    assert any("Aalborg –" in text.get_text() for text in charts.plot_historik(some, "Aalborg", "5", 2022).texts)


def test_the_potential_is_the_sum_of_the_kommuner_the_largest_on_top(ds):
    ax = charts.plot_potentiale(ds, 2022)
    sums = rank(ds).query("aar == 2022 and noegletal != 'samlet'").groupby("noegletal")["potentiale_mio"].sum()
    assert [bar.get_width() for bar in ax.patches] == sorted(sums, reverse=True)


def test_the_map_takes_a_series_too(ds):
    values = pd.Series(range(98), [one.kommune for one in kommune_by_code().values()], name="Egne tal")
    texts = [text.get_text() for text in charts.plot_kort(values).texts]
    assert "Egne tal" in texts
    assert {"0", "97", "Albert.", "Aarhus"} - set(texts) <= {"Albert."}
    assert "78–97" in texts


def test_the_slope_names_both_ends_and_refuses_a_change_of_definition(ds):
    ax = charts.plot_slope(ds, "samlet", 2022, 2018, kommuner=["Aalborg", "Gribskov"])
    assert [text.get_text() for text in ax.texts].count("Gribskov 54,7") == 1
    with pytest.raises(InputError, match=r"^the definition changed in 2016: 2015 and 2022 cannot be compared$"):
        charts.plot_slope(ds, "samlet", 2022, 2015, kommuner=["Aalborg"])
    with pytest.raises(InputError, match=r"^mod is 2022: it takes a year before 2022$"):
        charts.plot_slope(ds, "samlet", 2022, 2022, kommuner=["Aalborg"])


# Any noegletal


def other(ds: Datasaet) -> Datasaet:
    """Incomes and days instead of shares."""
    kr = {"enhed": "kr.", "forskelsenhed": "", "decimaler": 0, "graenser": (0, None), "art": "beloeb"}
    days = {"enhed": "dage", "forskelsenhed": "", "retning": "lav", "graenser": (0, None), "art": "tal"}
    known = {
        "0": KONKURRENCE["0"].model_copy(update=kr | {"kort_titel": "Indkomst", "retning": "hoej"}),
        "5": KONKURRENCE["5"].model_copy(update=days | {"kort_titel": "Sagsbehandling"}),
    }
    frame = ds.frame.query("noegletal in ['0', '5']")
    money = frame["noegletal"] == "0"
    return datasaet(
        frame.assign(vaerdi=frame["vaerdi"].where(~money, 200_000 + 1000 * frame["vaerdi"])), noegletal=known
    )


@pytest.mark.parametrize("kommune", ["Aalborg", "Ringkøbing-Skjern", "Ærø", "Fanø", "Morsø"])
def test_other_noegletal_have_their_own_unit_decimals_and_direction(kommune, ds):
    some = other(ds)
    drawn = {
        "fordeling 0": charts.plot_fordeling(some, kommune, "Indkomst", 2022),
        "fordeling 5": charts.plot_fordeling(some, kommune, "5", 2022),
        "hovedkonti": charts.plot_hovedkonti(some, kommune, 2022),
        "historik": charts.plot_historik(some, kommune, "0", 2022),
        "placeringer": charts.plot_placeringer(some, kommune, "5", 2022),
        "spredning": charts.plot_spredning(some, 2022),
        "grupper": charts.plot_grupper(some, "0", 2022),
        "udvikling": charts.plot_udvikling(some, "0", 2022),
        "stoerrelse": charts.plot_stoerrelse(some, "0", 2022),
        "regioner": charts.plot_regioner(some, "0", 2022),
    }
    assert [(name, fault) for name, ax in drawn.items() for fault in faults(ax.figure)] == []
    for ax in drawn.values():
        assert not any("pct." in text.get_text() for text in (*ax.texts, *ax.get_xticklabels()))
    texts = " ".join(text.get_text() for text in drawn["fordeling 5"].texts)
    assert "98 kommuner, den laveste til venstre" in texts
    dots = [line for line in drawn["fordeling 0"].lines if line.get_marker() == "o"]  # far from zero: no bars
    assert len({x for line in dots for x in line.get_xdata()}) == 98


def test_figures_below_zero_are_bars_to_both_sides(ds):
    frame = ds.frame.query("noegletal == '5'")
    known = {"5": KONKURRENCE["5"].model_copy(update={"graenser": (None, None), "art": "tal"})}
    some = datasaet(frame.assign(vaerdi=frame["vaerdi"] - 26), noegletal=known)
    ax = charts.plot_fordeling(some, "Aalborg", "5", 2022)
    assert faults(ax.figure) == []
    assert ax.get_ylim()[0] < -5


# Names and axes


@pytest.mark.parametrize(
    ("draw", "sentence"),
    [
        (lambda ds: charts.plot_fordeling(ds, "Alborrg", "5"), "unknown kommune 'Alborrg'; did you mean Aalborg"),
        (lambda ds: charts.plot_historik(ds, "Aalborg", "99"), "unknown noegletal '99'"),
        (lambda ds: charts.plot_hovedkonti(ds, "Aalborg", 1999), "no figures for aar 1999; there are figures for 2012–2022"),
        (lambda ds: charts.plot_fordeling(ds, "Aalborg", "5", peers=["Randres"]), "unknown kommune 'Randres'"),
        (lambda _: charts.plot_kort(pd.Series([1.0], ["Nowhere"])), "unknown kommune 'Nowhere'"),
        (lambda _: charts.plot_kort(pd.Series(dtype=float)), "there are no figures to put on the map"),
    ],
)  # fmt: skip
def test_a_wrong_name_gives_one_sentence_and_leaves_no_figure_open(draw: Callable, sentence, ds):
    with pytest.raises(InputError) as caught:
        draw(ds)
    assert str(caught.value).startswith(sentence)
    assert "\n" not in str(caught.value)
    assert plt.get_fignums() == []


def test_a_kommune_may_be_a_name_a_code_or_a_kommune(ds):
    drawn = {
        str(to_svg(charts.plot_fordeling(ds, who, what, 2022), "x", ""))
        for who in ("aalborg", "851", kommune_by_code()["851"])
        for what in ("5", 5, "Sociale opgaver")
    }
    assert len(drawn) == 1


def test_charts_stand_on_axes_that_are_given_beside_one_another(ds):
    figure, axes = plt.subplots(2, 2, figsize=(16, 12))
    draw = [
        charts.plot_historik(ds, "Aalborg", "samlet", 2022, ax=axes[0, 0]),
        charts.plot_fordeling(ds, "Aalborg", "5", 2022, ax=axes[0, 1]),
        charts.plot_hovedkonti(ds, "Aalborg", 2022, ax=axes[1, 0]),
        charts.plot_regioner(ds, "samlet", 2022, ax=axes[1, 1]),
    ]
    assert draw == [*axes.flat]
    assert plt.get_fignums() == [figure.number]
    assert faults(figure) == []


def test_each_chart_of_a_model_has_its_mark_and_no_other_has(ds):
    for name, ax in (*of_a_kommune(ds, "Aalborg", 2022), *of_the_country(ds, 2022)):
        assert sum("MODELTAL" in text.get_text() for text in ax.texts) == 1, name
    real = datasaet(ds.frame, model=False)
    for name, ax in (*of_a_kommune(real, "Aalborg", 2022), *of_the_country(real, 2022)):
        assert not any("MODELTAL" in text.get_text() for text in ax.texts), name


@pytest.mark.parametrize("loc", ["left", "center"])
def test_the_mark_of_a_model_stands_over_a_title_and_both_are_in_the_drawing(loc, ds):
    for plot in (charts.plot_historik, charts.plot_fordeling):
        ax = plot(ds, "Aalborg", "5", 2022)
        ax.set_title("En titel, der er skrevet i en celle", loc=loc)
        (mark,) = [text for text in ax.texts if "MODELTAL" in text.get_text()]
        title, above = (text.get_window_extent() for text in (*theme.titles_of(ax), mark))
        assert above.y0 >= title.y1
        made = to_svg(ax, "x", "")
        height = float(re.search(r'viewBox="0 0 \S+ (\S+)"', made)[1])
        inside = [float(y) for y in re.findall(r'<text [^>]*?y="([\d.-]+)"', made)]
        assert inside
        assert all(0 < y < height for y in inside)


def test_the_line_at_a_new_definition_ends_above_a_heat_map_of_few_rows_in_high_axes(ds):
    _, ax = plt.subplots(figsize=(6, 6))
    charts.plot_heatmap(ds, "samlet", 2022, kommuner=["Aalborg"], ax=ax)
    (line,) = [one for one in ax.collections if isinstance(one, LineCollection)]
    assert ax.get_ylim()[1] < line.get_segments()[0][:, 1].min() < 0


# Looks


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
    found = [dict(re.findall(r"--([a-z0-9-]+):\s*(#[0-9a-f]+)", block)) for block in blocks]
    return [{name: _six(colour) for name, colour in (found[0] | theme).items()} for theme in found]


def _six(colour: str) -> str:
    return colour if len(colour) == 7 else "#" + "".join(2 * digit for digit in colour[1:])


def test_the_charts_have_the_colours_of_the_light_style_sheet():
    light, dark = themes()
    assert light.keys() == dark.keys()
    assert {name: light[name] for name in theme.PALETTE} == theme.PALETTE
    assert len(set(theme.PALETTE.values())) == len(theme.PALETTE)  # else a colour would be another's variable


@pytest.mark.parametrize("theme", themes(), ids=["light", "dark"])
@pytest.mark.parametrize(
    ("colour", "ground", "least"),
    [
        ("ink", "paper", 7), ("ink", "quiet", 7), ("muted", "paper", 4.5), ("muted", "quiet", 4.5),
        ("accent", "paper", 4.5), ("accent", "quiet", 4.5), ("model", "paper", 4.5), ("model", "warn", 4.5),
        ("dot", "paper", 3), ("dot", "band", 3), ("accent", "band", 3), ("ink", "dot", 3),
        ("paa-lys", "k1", 4.5), ("paa-lys", "k3", 4.5), ("paa-moerk", "k4", 4.5), ("paa-moerk", "k5", 4.5),
    ],
)  # fmt: skip
def test_text_and_lines_stand_out(theme, colour, ground, least):
    assert contrast(theme[colour], theme[ground]) >= least


def test_a_users_settings_change_no_byte_of_a_chart(ds):
    def drawn() -> dict[str, str]:
        found = chain(of_a_kommune(ds, "Aalborg", 2022), of_the_country(ds, 2022))
        return {name: str(to_svg(ax, "x", "alt")) for name, ax in found}

    swarms.cache_clear()
    plain = drawn()
    swarms.cache_clear()
    with mpl.rc_context(HOSTILE):
        settings = dict(mpl.rcParams)
        assert drawn() == plain
        assert dict(mpl.rcParams) == settings


def test_the_theme_can_be_used_for_ones_own_charts():
    with mpl.rc_context():
        charts.use_theme()
        figure, ax = plt.subplots()
        sns.lineplot(x=[2014, 2016, 2018], y=[0, 1.5, 0.5], ax=ax)
        figure.canvas.draw()
        assert mpl.colors.to_hex(figure.get_facecolor()) == "#ffffff"
        assert "0,50" in [label.get_text() for label in ax.get_yticklabels()]
        assert "2016" in [label.get_text() for label in ax.get_xticklabels()]
        assert mpl.colors.to_hex(ax.lines[0].get_color()) == theme.ACCENT


# As SVG


def test_a_drawing_is_the_same_bytes_every_time_and_small(ds):
    for name, ax in chain(of_a_kommune(ds, "Aalborg", 2022), of_the_country(ds, 2022)):
        drawing, _, names = to_svg(ax, "x", "alt").partition("</svg>")
        assert len(drawing.encode()) < (15_500 if name == "kort" else 12_000), (name, len(drawing))
        assert len(names.encode()) < 250 + 90 * names.count("<li"), name
        assert plt.get_fignums() == [], name
    again = {name: to_svg(ax, "x", "alt") for name, ax in of_a_kommune(ds, "Aalborg", 2022)}
    assert again == {name: to_svg(ax, "x", "alt") for name, ax in of_a_kommune(ds, "Aalborg", 2022)}


def test_a_drawing_carries_its_text_alternative_escaped(ds):
    svg = to_svg(charts.plot_placeringer(ds, "Aalborg", "samlet", 2022), "x", 'A & "B"')
    assert svg.startswith('<svg role="img" aria-label="A &amp; &#34;B&#34;" viewBox="0 0 340 ')
    assert 'style="overflow:visible"' in svg


def test_the_numbers_of_axes_stand_in_groups_of_their_own(ds):
    svg = str(to_svg(charts.plot_fordeling(ds, "Aalborg", "5", 2022), "x", ""))
    ticks = re.findall(r'<g id="x-[xy]tick_\d+">(.*?)</g></g>', svg)
    assert re.findall(r">([^<>]+)</text>", "".join(ticks)) == ["0", "20", "40"]


def test_any_figure_of_an_analyst_keeps_its_text_and_its_ids_apart(tmp_path: Path):
    figure, axes = plt.subplots()
    axes.plot([0, 1], [0, 1000], "o-", label="1.234,5 mio. kr.")
    axes.plot([0, 1], [0, 500], "s", markeredgecolor="red")
    axes.legend()
    svg = to_svg(figure, "egen", "alt")
    assert "1.234,5 mio. kr." in svg
    ids = re.findall(r' id="([^"]+)"', svg)
    assert len(ids) == len(set(ids))
    assert all(name.startswith("egen-") for name in ids)
    assert set(re.findall(r'(?:href="#|url\(#)([^")]+)', svg)) <= set(ids)


def test_what_has_no_figures_is_not_drawn_ahead(ds):
    meagre = ds.replace(ds.frame.query("noegletal != '0' and kommunekode in ('851', '461')"))
    ahead._asked.clear()  # by other tests
    for code in ("5", "2"):
        charts.plot_fordeling(meagre, "Aalborg", code, 2022)
    ahead.draw_ahead()
    assert {code for _, (datasaet, code, _) in ahead._ready if datasaet is meagre} == {
        "samlet",
        "2",
        "3",
        "4",
        "5",
        "6",
    }


def test_a_chart_that_was_drawn_ahead_is_the_same_and_is_drawn_on_once(ds):
    def drawings() -> list[str]:
        axes = [
            charts.plot_fordeling(ds, "Aalborg", "5", 2022),
            charts.plot_fordeling(ds, "Aalborg", "2", 2022),
            charts.plot_hovedkonti(ds, "Aalborg", 2022),
            charts.plot_historik(ds, "Aalborg", "samlet", 2022),
            charts.plot_placeringer(ds, "Aalborg", "samlet", 2022),
        ]
        assert plt.get_fignums() == list(range(1, len(axes) + 1))  # also one that was drawn ahead is pyplot's
        assert plt.gcf() is axes[-1].figure
        return [str(to_svg(ax, "x", "")) for ax in axes]

    ahead._asked.clear()
    new = drawings()
    ahead.draw_ahead()
    assert {draw.__name__ for draw, _ in ahead._ready} >= {"_all", "_dots_of_all", "_years", "_places"}
    assert plt.get_fignums() == []
    assert drawings() == new
    assert drawings() == new
