"""What `check` tells of a datasaet: completeness, odd figures, and a drawing of its spread."""

import pandas as pd

from kommunedata.analysis.check import check_datasaet, draw_spread
from kommunedata.datasaet.frame import Datasaet, load_datasaet
from kommunedata.datasaet.noegletal import Noegletal
from kommunedata.datasaet.save import save_datasaet

KILDE = {
    "navn": "egne", "maal": "X", "titel": "X", "kilde": "Os", "url": "", "hentet": "2024-09-10", "licens": "fri",
    "model": False,
}  # fmt: skip
ONE = {"x": Noegletal(noegletal="x", titel="X", kort_titel="X", enhed="kr.", decimaler=1)}


def frame_of(values, codes=("851",)):
    rows = [(code, 2015 + place, "x", value, "tal") for code in codes for place, value in enumerate(values)]
    frame = pd.DataFrame(rows, columns=["kommunekode", "aar", "noegletal", "vaerdi", "status"])
    return frame.assign(taeller=None, naevner=None)


def test_odd_figures_are_told_beside_what_is_missing(datasaet_root):
    save_datasaet(frame_of([29.1, 29.8, 298.0, 30.1]), KILDE, ONE)
    lines = check_datasaet("egne")
    assert lines[0] == "egne: X, 1 kommuner, 2015–2018, 1 noegletal"
    assert lines[1] == "missing: 388 of 392 cells"
    assert "odd: X: Aalborg 2017 is 298,0, but 29,6 in the years around it" in lines


def test_the_spread_is_drawn_from_the_lowest_to_the_highest_figure_of_all_years():
    datasaet = load_datasaet("modeldata")
    frame = pd.concat(
        [
            frame_of([value], [code])
            for value, code in zip([0, 10, 20, 30, 47], ["101", "147", "151", "153", "155"], strict=True)
        ]
    )
    lines = draw_spread(Datasaet(datasaet.kilde, ONE, frame))
    assert lines[0] == "X (kr.): lowest ─ quartiles ▓ median █ highest"
    assert lines[1] == "2015      0,0 " + "─" * 10 + "▓" * 10 + "█" + "▓" * 10 + "─" * 17 + " 47,0"


def test_a_year_in_which_all_have_the_same_figure_is_one_sign():
    datasaet = load_datasaet("modeldata")
    lines = draw_spread(Datasaet(datasaet.kilde, ONE, frame_of([5.0], ["101", "147"])))
    assert lines[1].split() == ["2015", "5,0", "█", "5,0"]


def test_a_total_is_held_against_its_parts_and_the_published_shares():
    lines = check_datasaet("modeldata")
    assert "samlet: 1077 rows compared with the sums of 6 parts, 0 differ" in lines
    assert "  2022: 27,5 here, 27,5 published (0,0), danskindustri.dk: DI; 73.4 of 269 mia. kr." in lines
