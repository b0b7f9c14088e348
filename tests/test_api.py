"""`import kommunedata as kd`: the names an analyst needs, there at once and loaded when they are used."""

import subprocess
import sys
from functools import partial

import matplotlib.pyplot as plt
import pytest

import kommunedata as kd
from kommunedata.analysis import changes, questions
from kommunedata.errors import InputError
from kommunedata.lab import panel, rangtabel


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


def test_what_is_given_wrongly_is_said_in_a_sentence_with_what_is_right(ds):
    aalborg, notat = kd.find_kommune("Aalborg"), kd.build_notat(ds, "Aalborg", 2022)
    load, one_kommune, years = 'kd.load_datasaet("modeldata")', "one kommune by name", "there are figures for 2012–2022"
    wrong = [
        (kd.list_placeringer, (aalborg, 2022, 5), load),
        (kd.list_placeringer, (ds, "samlet", 2022), "takes a year"),
        (kd.list_placeringer, (ds, 2022, ["5"]), "by its code or title"),
        (kd.list_placeringer, (ds, 1999), years),
        (notat.konto, ("7",), "allowed: samlet, 0, 2, 3, 4, 5, 6"),
        (kd.choose_peers, ("Odense", "Alborrg"), "did you mean Aalborg"),
        (kd.choose_peers, ("Odense", None), one_kommune),
        (kd.choose_peers, ("Odensee", "Aalborg"), "did you mean Odense"),
        (kd.plot_fordeling, (notat, "5", aalborg), load),
        (kd.plot_fordeling, (ds.frame, "Aalborg", "5"), load),
        (kd.plot_fordeling, (ds, ["Aalborg"], "5"), one_kommune),
        (kd.plot_fordeling, (ds, "Aalborg", "Sociale opgavr"), "did you mean Sociale opgaver"),
        (kd.build_sammenligning, (aalborg, 2022, ["Odense"]), load),
        (kd.build_sammenligning, ("Aalborg", 2022, ["Odense"]), load),
        (kd.build_sammenligning, (ds, 2022, ["Odense"]), 'kd.choose_peers(["Odense"], "Aalborg")'),
        (kd.build_sammenligning, (ds, 2022, []), "kd.choose_peers"),
        (kd.build_profil, ("indkmst", "Aalborg"), 'kd.load_datasaet("indkomst")'),
        (kd.build_notat, (ds, None), one_kommune),
        (kd.compare_aar, (ds, 2022), "missing a required argument: 'mod'"),
        (kd.compare_datasaet, (ds, "indkomst"), 'kd.load_datasaet("indkomst")'),
        (kd.load_datasaet, (ds,), "the name of a datasaet"),
        (kd.summarise_grupper, (ds, "regioner"), '"region" or "kommunegruppe"'),
        (kd.build_overblik, (ds, [2022]), "takes a year"),
        (kd.plot_kort, (2022, "5"), load),
        (kd.table, ("x",), "a frame of pandas"),
        (kd.figure, ("x", "titel"), "plt.subplots()"),
        (kd.figure, (None, "titel"), "ax is None; it takes axes or a figure"),
        (partial(kd.plot_fordeling, ax=plt.figure()), (ds, "Aalborg", "5"), "ax is a Figure; it takes axes"),
        (
            kd.show,
            ("text", ds.frame),
            "parts_ is a DataFrame; it takes parts and text; a frame is shown by kd.table(frame)",
        ),
        (rangtabel, ("modeldata", 2022, "samlet"), load),
        (panel, ("modeldata", "Aalborg", 1999), years),
    ]
    faults = []
    for function, arguments, right in wrong:
        try:
            function(*arguments)
            said = "nothing"
        except Exception as error:
            said = f"{type(error).__name__}: {error}"
        if not said.startswith("InputError") or right not in said or "\n" in said:
            faults.append(f"{function}: {said}")
    assert faults == []
    with pytest.raises(InputError, match="unknown argument 'kommmune'; did you mean kommune"):
        kd.plot_fordeling(ds, kommmune="Aalborg", noegletal="5")


def test_names_and_years_as_text_are_taken_for_what_they_are(ds):
    assert kd.choose_peers("Odense", "aalborg") == kd.choose_peers(["461"], kd.find_kommune("851"))
    assert len(kd.compare_aar(ds, "2022", "2021")) == len(kd.compare_aar(ds, 2022, 2021))
    assert len(kd.list_placeringer(ds, "2022", 5)) == 98


def test_the_version_is_that_of_the_command():
    command = [sys.executable, "-m", "kommunedata", "--version"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert said == f"kommunedata {kd.__version__}\n"


def test_submodules_are_completed_and_there_when_named():
    code = (
        "import kommunedata as kd; from IPython.core.interactiveshell import InteractiveShell as S; s = S();"
        "s.user_ns['kd'] = kd; done = s.Completer.completions;"
        "from IPython.core.completer import provisionalcompleter; quiet = provisionalcompleter(); quiet.__enter__();"
        "print(*(w for w in ('kd.charts', 'kd.charts.plot_kort', 'kd.analysis.questions', 'kd.notat.words')"
        " if w.split('.')[-1] not in [one.text for one in done(w[:-1], len(w) - 1)]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
