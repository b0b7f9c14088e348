"""What a batch makes: pages, CSV files, workbook, index, record."""

import json
import re
import shutil
import subprocess
import sys

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pages import soup
from projekt import TWELVE, make_projekt

from kommunedata import paths
from kommunedata.analysis.ranking import list_placeringer
from kommunedata.batch import index, manifest, pages
from kommunedata.batch.choices import Choices
from kommunedata.batch.plan import plan_batch
from kommunedata.batch.pool import open_pool
from kommunedata.batch.run import run_plan
from kommunedata.datasaet.save import save_datasaet
from kommunedata.kommuner import kommune_by_code
from kommunedata.page.sheets import XLSX


@pytest.fixture(scope="session")
def projekt(tmp_path_factory):
    """All 98 notater, made with a small notebook."""
    made = make_projekt(tmp_path_factory.mktemp("batch") / "projekt")
    done = made.run("batch")
    assert done.returncode == 0, done.stderr
    return made


def test_all_98_are_there_with_csv_index_workbook_and_record(projekt):
    names = {path.name for path in projekt.pages.iterdir()} - {".lock"}
    slugs = [kommune.slug for kommune in kommune_by_code().values()]
    expected = {f"{slug}.{kind}" for slug in slugs for kind in ("html", "csv")}
    assert names == expected | {"index.html", "landsoverblik.html", "manifest.json", XLSX}
    for kommune in kommune_by_code().values():
        assert f"<h1>{kommune.fuldt_navn}</h1>" in (projekt.pages / f"{kommune.slug}.html").read_text()


def test_nothing_is_made_again_when_nothing_has_changed(projekt):
    before = {path: path.stat().st_mtime_ns for path in projekt.pages.iterdir()}
    done = projekt.run("batch")
    assert (done.returncode, done.stdout, done.stderr) == (0, "99 of 99 pages are up to date\n", "")
    assert {path: path.stat().st_mtime_ns for path in projekt.pages.iterdir()} == before


def test_what_is_made_is_told_line_by_line_in_a_pipe(tmp_path):
    done = make_projekt(tmp_path / "projekt").run("batch", "--only", "Vejle,Ærø", "--workers", "1")
    lines = done.stdout.splitlines()
    assert re.fullmatch(r"\[1/2\] 630-vejle \d+\.\d\d s", lines[0])
    assert re.fullmatch(r"\[2/2\] 492-aeroe \d+\.\d\d s", lines[1])
    assert lines[2].startswith("2 made, 0 up to date, 0 failed · ")
    assert lines[3] == "2 of 2 pages are there"
    assert done.stderr == ""


def test_a_change_of_anything_that_makes_a_page_changes_the_hash_of_its_inputs(tmp_path):
    for name in ("kommunedata", "data", "notebooks"):
        shutil.copytree(paths.root() / name, tmp_path / name)
    code = (
        "from pathlib import Path; from kommunedata import paths; from kommunedata.batch import choices, manifest; "
        "print(manifest.hash_inputs(paths.data_file('modeldata'), Path('2022'), choices.Choices()))"
    )
    hash_inputs = lambda: (
        subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, check=True).stdout
    )
    seen = [hash_inputs()]
    assert hash_inputs() == seen[0]
    for file in (
        "data/redaktionelt/tekster.yaml", "data/noegletal/konkurrence.yaml", "data/modeldata/kilde.yaml", "notebooks/kommunenotat.ipynb",
        "kommunedata/notat/words.py", "kommunedata/page/templates/palette.css", "kommunedata/page/templates/notat/index.html.j2",
    ):  # fmt: skip
        path = tmp_path / file
        path.write_text(path.read_text() + "\n")
        seen.append(hash_inputs())
    assert len(set(seen)) == 8


def test_force_and_another_sender_make_a_page_again(tmp_path):
    projekt = make_projekt(tmp_path / "projekt")
    one = ("batch", "--only", "Vejle", "--workers", "1")
    assert "1 made, 0 up to date" in projekt.run(*one).stdout
    assert "0 made, 1 up to date" in projekt.run(*one).stdout
    assert "1 made, 0 up to date" in projekt.run(*one, "--force").stdout
    assert "1 made, 0 up to date" in projekt.run(*one, "--afsender", "Os").stdout


def test_limit_makes_so_many_and_the_next_run_the_rest(tmp_path):
    projekt = make_projekt(tmp_path / "projekt")
    assert "3 made" in projekt.batch("--limit", "3").stdout
    assert "9 made, 3 up to date" in projekt.batch().stdout


def test_the_batch_makes_the_same_bytes_as_one_page_alone(tmp_path):
    """Six real notater by two workers, and the same in this process, which has made other pages before.

    But that a page of a folder that is not whole keeps to itself what it may link to later.
    """
    plan = plan_batch(tmp_path, "modeldata", 2022, Choices(), only=TWELVE[:6])
    with open_pool(2, "modeldata") as pool:
        ended = list(run_plan(plan, pool, timeout=120))
    assert [(done.error, done.result) for done in ended] == [("", None)] * 6  # what is written is not kept in memory
    for job in plan.chosen:
        assert pages.make_page(job)[".html"] == (plan.folder / f"{job.slug}.html").read_bytes().replace(
            b" data-href", b" href"
        )


def test_dask_workers_make_the_same_bytes_and_a_lost_one_is_survived(tmp_path):
    distributed = pytest.importorskip("distributed", reason="Dask is not installed (extra dask)")
    projekt = make_projekt(tmp_path / "projekt")
    only = ",".join(TWELVE)
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        process = projekt.start("batch", "--only", only, "--dask", cluster.scheduler_address)
        projekt_lost = next(iter(cluster.workers.values()))
        projekt_lost.process.process.kill()
        out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    assert "12 of 12 pages are there" in out


def test_a_scheduler_that_does_not_answer_is_said(tmp_path):
    pytest.importorskip("distributed", reason="Dask is not installed (extra dask)")
    done = make_projekt(tmp_path / "projekt").run("batch", "--only", "Vejle", "--dask", "tcp://127.0.0.1:1")
    assert done.returncode == 2
    assert "no Dask scheduler answers at tcp://127.0.0.1:1" in done.stderr


def test_the_workbook_has_every_figure_with_its_place_and_the_mark(projekt, ds):
    book = openpyxl.load_workbook(projekt.pages / XLSX, read_only=True)
    rows = list(book["placeringer"].values)
    names = "aar hovedkonto kommunekode kommune andel rang antal gennemsnit bedste_praksis maerke".split()
    assert rows[0] == tuple(names)
    assert len(rows) == 1 + len(list_placeringer(ds))
    assert {row[-1] for row in rows[1:]} == {ds.kilde.modelmaerke}
    assert (2022, "samlet", "851", "Aalborg", 29.8, 30, 98) in {row[:7] for row in rows}
    assert ("model", "True") in set(book["kilde"].values)


def test_the_index_lists_all_in_danish_order_with_figures_and_links(projekt):
    page = soup((projekt.pages / "index.html").read_text())
    rows = page.select("tbody tr")
    names = [row.th.text for row in rows]
    assert names == [kommune.kommune for kommune in kommune_by_code().values()]
    assert [row.a["href"] for row in rows] == [f"{kommune.slug}.html" for kommune in kommune_by_code().values()]
    aalborg = [cell.text.strip() for cell in rows[names.index("Aalborg")].find_all(["th", "td"])]
    assert aalborg == ("Aalborg|29,8|30|over midten|70,0|1|68,0|23|30,5|31|18,9|23|26,1|55|20,0|63|CSV".split("|"))
    assert "Modeltal." in page.select_one(".banner").text
    assert page.html["lang"] == "da"
    assert all(len(row.find_all(["th", "td"])) == 17 for row in rows)


def test_links_lead_to_the_neighbours_in_both_orders(ds):
    feet = {slug: soup(html) for slug, html in index.list_links(ds, 2022).items()}
    assert len(feet) == 98
    links = {a.text: a["href"] for a in feet["851-aalborg"].select("a")}
    assert links["Aabenraa"] == "580-aabenraa.html"
    assert links["Aarhus"] == "751-aarhus.html"
    assert links["Alle kommuner"] == "index.html"
    assert len(links) == 5
    assert [a.text for a in feet["270-gribskov"].select("p")[2].select("a")] == ["Fanø"]


def test_links_of_a_notat_and_the_index_all_lead_somewhere(projekt):
    for page in projekt.pages.glob("*.html"):
        for link in soup(page.read_text()).select("a[href]"):
            target = link["href"]
            if not target.startswith(("#", "http", "data:")):
                assert (projekt.pages / target).exists(), f"{page.name} → {target}"


def dead_links(folder) -> list[str]:
    """Links of pages to pages that are not beside them."""
    return [
        f"{page.name}: {link['href']}"
        for page in folder.glob("*.html")
        for link in soup(page.read_text()).select("a[href]")
        if (name := link["href"].partition("#")[0]).endswith(".html") and not (folder / name).exists()
    ]


def test_a_page_links_to_those_that_are_there_and_to_the_others_when_they_come(tmp_path):
    projekt = make_projekt(tmp_path / "projekt")
    assert projekt.run("report", "Vejle").returncode == 0
    assert dead_links(projekt.pages) == []
    assert projekt.run("batch", "--limit", "4").returncode == 0
    assert dead_links(projekt.pages) == []
    done = projekt.run("batch")
    assert ", 4 up to date, 0 failed" in done.stdout
    assert dead_links(projekt.pages) == []
    assert "data-href" not in "".join(
        path.read_text() for path in projekt.pages.glob("*.html") if path.stem[0].isdigit()
    )
    assert projekt.run("batch").stdout.endswith("pages are up to date\n")


@given(st.data())
def test_a_manifest_cut_at_any_byte_is_read_as_whole_or_as_none(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("manifest")
    entries = {
        "851-aalborg": {"inputs": "a", "page": "b", "result": "ok"},
        "630-vejle": {"inputs": "a", "page": "c", "result": "fejl"},
    }
    manifest.save_manifest(folder, entries, {"inputs": "a", "pages": 2, "files": {}})
    text = (folder / "manifest.json").read_bytes()
    (folder / "manifest.json").write_bytes(text[: data.draw(st.integers(0, len(text)))])
    assert manifest.load_manifest(folder) in ({}, entries)
    if manifest.load_manifest(folder) == {}:
        assert manifest.load_plan(folder) == {}


@pytest.mark.parametrize(
    "content", ["[]", "{}", "null", '{"notater": []}', '{"notater": {"a": 1}}', '{"notater": {"a": {}}}', "\x00"]
)
def test_a_manifest_of_another_make_is_none(content, tmp_path):
    (tmp_path / "manifest.json").write_text(content)
    assert manifest.load_manifest(tmp_path) == {}
    assert manifest.load_plan(tmp_path) == {}


def test_a_selection_of_kommuner_makes_a_batch_of_those(tmp_path, datasaet_root, ds):
    frame = ds.frame
    some = frame[frame["kommunekode"].isin(["851", "630"]) & (frame["noegletal"] != "samlet")]
    kilde = ds.kilde.model_dump(exclude={"sha256"}) | {"navn": "udvalg", "model": False}
    save_datasaet(some, kilde, ds.noegletal)
    plan = plan_batch(tmp_path, "udvalg", None, Choices())
    assert [job.name for job in plan.chosen] == ["Landsoverblik", "Vejle", "Aalborg"]
    with open_pool(1, "udvalg") as pool:
        assert [done.error for done in run_plan(plan, pool, timeout=120)] == ["", "", ""]
    assert not soup((plan.folder / "630-vejle.html").read_text()).select(".banner")
    assert json.loads((plan.folder / "manifest.json").read_text())["batch"]["pages"] == 3


def test_the_short_editions_stand_in_a_folder_of_their_own_and_both_start_pages_know_each_other(tmp_path):
    made = make_projekt(tmp_path / "projekt")
    assert made.run("batch", "--only", "Vejle,Ærø", "--workers", "1").returncode == 0
    long = made.pages / "index.html"
    assert "kort/index.html" not in long.read_text(encoding="utf-8")
    done = made.run("batch", "--only", "Vejle", "--workers", "1", "--udgave", "kort")
    assert done.returncode == 0, done.stderr
    assert {path.name for path in (made.pages / "kort").glob("*.html")} == {"630-vejle.html", "index.html"}
    links = [
        {link["href"] for link in soup(page.read_text(encoding="utf-8")).select("a[href$='index.html']")}
        for page in (long, made.pages / "kort" / "index.html")
    ]
    assert links == [{"kort/index.html"}, {"../index.html"}]
    assert "630-vejle.html" in long.read_text(encoding="utf-8")
    assert "492-aeroe.html" in long.read_text(encoding="utf-8")
