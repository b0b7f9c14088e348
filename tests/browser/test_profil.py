"""Profiles in a real browser: of one figure and of seven, for everyone, wide and narrow, light and dark."""

import pytest
from inprocess import make_page

from .test_notat import TEXT_FAULTS, axe_faults

FIGURES = {"indkomst": 1, "modeldata": 7}
every = pytest.mark.parametrize("datasaet", FIGURES)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("profiler")
    for datasaet in FIGURES:
        html = make_page("kommuneprofil", {"kommune": "Ringkøbing-Skjern", "aar": 2022, "datasaet": datasaet})
        (folder / f"{datasaet}.html").write_text(html, encoding="utf-8")
    return folder


@every
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "dark")])
def test_axe_finds_no_fault_and_nothing_leaves_the_window(datasaet, width, scheme, files, window):
    with window(files / f"{datasaet}.html", width, color_scheme=scheme) as page:
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert page.evaluate(TEXT_FAULTS) == []
        assert axe_faults(page) == []
        page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
        assert axe_faults(page) == []


@every
def test_a_wide_window_shows_every_table_whole(datasaet, files, window):
    with window(files / f"{datasaet}.html") as page:
        wide = (
            "[...document.querySelectorAll('.tabel')].filter(e => e.scrollWidth > e.clientWidth).map(e => e.ariaLabel)"
        )
        assert page.evaluate(wide) == []
        rows = page.evaluate("[...document.querySelectorAll('.raekke')].map(row => row.getBoundingClientRect().width)")
        assert len(rows) == (FIGURES[datasaet] if FIGURES[datasaet] > 1 else 0)
        assert all(width > 120 for width in rows)
