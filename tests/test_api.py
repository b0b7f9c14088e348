"""`import kommunedata as kd`: the names an analyst needs, there at once and loaded when they are used."""

import subprocess
import sys

import pytest

import kommunedata as kd
from kommunedata.analysis import changes, questions


def test_every_name_is_there_with_a_docstring():
    assert [name for name in dir(kd) if not getattr(kd, name).__doc__] == []


def test_the_import_loads_nothing_heavy():
    code = "import sys, kommunedata; print([m for m in ('pandas', 'matplotlib', 'papermill') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="attribute load_datasat"):
        kd.load_datasat  # noqa: B018


def test_five_lines_do_something_useful(ds):
    ax = kd.plot_fordeling(ds, "Aalborg", "5", 2022)
    assert "Aalborg 26,1" in " ".join(text.get_text() for text in ax.texts)


def test_every_frame_about_kommuner_carries_their_names(ds):
    frames = [
        kd.load_kommuner(), kd.rank(ds), kd.list_placeringer(ds, 2022), kd.compare_aar(ds, 2022, 2021),
        kd.compare_datasaet(ds, ds), *changes.biggest_movers(kd.compare_aar(ds, 2022, 2021), "rykket"),
        questions.find_bedste(ds, 2022, ["0", "5"]), questions.join_folketal(ds, 2022, "5"),
    ]  # fmt: skip
    assert [frame.columns.tolist() for frame in frames if not {"kommune", "region"} <= {*frame}] == []
    assert all(frame[["kommune", "region"]].notna().all(axis=None) for frame in frames)
