"""Proof of generality: another country by data alone, an indicator more by data alone, eleven real indicators."""

import json
import os
import subprocess
import sys
from pathlib import Path

import commands
import pytest
import yaml
from inprocess import make_page
from openpyxl import load_workbook
from pages import form_faults, numbers, plain, readable_text, soup
from test_profil import check_form, check_words, known_numbers, sentences_of

from kommunedata import paths
from kommunedata.analysis.check import check_datasaet
from kommunedata.datasaet.frame import load_datasaet
from kommunedata.kommuner import kommune_by_code
from kommunedata.profil.facts import build_profil

ELLEVE = paths.root().parent / "shared/samples/noegletal/elleve-noegletal-2001-2019.xlsx"
UNITS = {
    "indb_tal": "indbyggere", "areal_km2": "km²", "bef_tæt": "indbyggere pr. km²", "befandel_by": "pct.",
    "andel_ejerbolig": "pct.", "andel_videregudd": "pct.", "ledige_pr.100": "pct.", "ikke_vestlige": "pr. 10.000 indbyggere",
    "tyveri_indbrud": "tyverier pr. 1.000 indbyggere", "socioøkonomi": "indeks", "serviceudg": "kr. pr. indbygger",
}  # fmt: skip
LAV = ("ledige_pr.100", "tyveri_indbrud")


def run(*arguments: str, root: Path) -> str:
    done = commands.run(*arguments, KOMMUNEDATA_DATA=str(root))
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def abroad(tmp_path_factory) -> Path:
    """290 municipalities with codes of four digits, and two indicators of three years of them."""
    root = tmp_path_factory.mktemp("abroad")
    codes = [str(1000 + 3 * n) for n in range(290)]
    lines = ["kommunekode,kommune,fuldt_navn,region,kommunegruppe,folketal_2025,flise_x,flise_y"]
    lines += [
        f"{code},Sted {n},Sted {n} kommun,Län {n % 7},Grupp {n % 5},{5000 + 91 * n},{n % 18},{n // 18}"
        for n, code in enumerate(codes)
    ]
    (root / "kommuner.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    table = ["kommunekode;aar;Meritvärde;Sjukfrånvaro"]
    table += [
        f"{code};{aar};{200 + (7 * n + aar) % 83};{8 + ((13 * n + aar) % 61) / 10:.1f}".replace(".", ",")
        for aar in (2021, 2022, 2023)
        for n, code in enumerate(codes)
    ]
    file = root / "skola.csv"
    file.write_text("\n".join(table) + "\n", encoding="utf-8")
    run(
        "import", "tabel", str(file), "--navn", "skola", "--enhed", "Meritvärde=point", "--enhed", "Sjukfrånvaro=dage",
        "--bedst", "Meritvärde=hoej", "--bedst", "Sjukfrånvaro=lav", root=root,
    )  # fmt: skip
    return root


def test_another_country_is_ranked_drawn_and_profiled_by_data_alone(abroad):
    ranking = json.loads(run("rank", "Sjukfrånvaro", "--datasaet", "skola", "--format", "json", root=abroad))
    assert [len(ranking), ranking[0]["antal"], ranking[0]["rang"]] == [290, 290, 1]
    assert ranking[0]["vaerdi"] == min(row["vaerdi"] for row in ranking)
    out = abroad / "outputs"
    run("batch", "--datasaet", "skola", "--only", "Sted 7,Sted 289", "--workers", "1", "--out", str(out), root=abroad)
    folder = out / "skola" / "2023"
    page = (folder / "1021-sted-7.html").read_text(encoding="utf-8")
    assert soup(page).h1.text == "Sted 7 kommun"
    assert len(soup(page).select("figure svg")) == 4
    assert "af 290" in readable_text(page)
    assert form_faults(page) == []
    assert (folder / "1867-sted-289.html").exists()
    assert len(soup((folder / "index.html").read_text(encoding="utf-8")).select("tbody tr")) == 290
    charts = "kd.plot_kort(ds, 'Meritvärde'); kd.plot_fordeling(ds, 'Sted 7', 'Meritvärde'); kd.plot_grupper(ds, 'Meritvärde')"
    code = f"import kommunedata as kd; ds = kd.load_datasaet('skola'); {charts}; print('drawn')"
    environment = {**os.environ, "KOMMUNEDATA_DATA": str(abroad), "MPLBACKEND": "agg"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False)
    assert done.stdout == "drawn\n", done.stderr


def test_an_indicator_more_is_a_change_of_data_only(datasaet_root, tmp_path):
    file = tmp_path / "egne.csv"
    file.write_text("kommune;aar;Sygefravær\nAalborg;2023;12\nVejle;2023;11\nSkive;2023;9\n", encoding="utf-8")
    command = ["import", "tabel", str(file), "--navn", "egne", "--enhed", "dage", "--bedst", "lav"]
    run(*command, root=datasaet_root)
    assert any("without official definition" in line for line in check_datasaet("egne"))
    description = datasaet_root / "egne" / "noegletal.yaml"
    entries = yaml.safe_load(description.read_text(encoding="utf-8"))
    entries[0] |= {
        "titel": "Sygefravær i kommunen", "kort_titel": "Sygefravær", "definition": "Dage pr. ansat.", "url": "https://krl.dk",
    }  # fmt: skip
    description.write_text(yaml.safe_dump(entries, allow_unicode=True), encoding="utf-8")
    profil = build_profil(load_datasaet("egne"), "Aalborg")
    assert "I 2023 var sygefravær i Aalborg Kommune 12 dage" in plain(sentences_of(profil)[0])
    assert not any("descriptions" in line for line in check_datasaet("egne"))
    page = make_page("kommuneprofil", {"kommune": "Aalborg", "aar": 2023, "datasaet": "egne"})
    assert soup(page).select_one("#metode a")["href"] == "https://krl.dk"
    assert form_faults(page) == []
    again = run(*command, "--force", root=datasaet_root)
    assert "kept the description of sygefravaer: titel, definition, url" in again
    kept = yaml.safe_load(description.read_text(encoding="utf-8"))
    assert kept == entries
    run(*command[:-1], "hoej", "--force", root=datasaet_root)
    assert yaml.safe_load(description.read_text(encoding="utf-8"))[0]["retning"] == "hoej"


@pytest.fixture(scope="module")
def elleve(tmp_path_factory) -> Path:
    """The eleven indicators of a municipality's own workbook."""
    if not ELLEVE.exists():
        pytest.skip(f"{ELLEVE} is not here")
    root = tmp_path_factory.mktemp("elleve")
    units = [part for title, unit in UNITS.items() for part in ("--enhed", f"{title}={unit}")]
    best = [part for title in LAV for part in ("--bedst", f"{title}=lav")]
    run(
        "import",
        "noegletal",
        str(ELLEVE),
        "--navn",
        "elleve",
        *units,
        *best,
        "--bedst",
        "andel_videregudd=hoej",
        root=root,
    )
    return root


def test_eleven_indicators_make_profiles_of_all_whose_numbers_are_facts(elleve, monkeypatch):
    monkeypatch.setenv("KOMMUNEDATA_DATA", str(elleve))
    ds = load_datasaet("elleve")
    for kommune in kommune_by_code().values():
        profil = build_profil(ds, kommune, 2019)
        assert len(profil.tal) == 11
        check_words(profil)
        known = known_numbers(profil)
        for sentence in sentences_of(profil):
            check_form(sentence)
            assert numbers(plain(sentence)) <= known, sentence


def test_a_page_of_eleven_is_light_and_whole(elleve, monkeypatch):
    monkeypatch.setenv("KOMMUNEDATA_DATA", str(elleve))
    page = make_page("kommuneprofil", {"kommune": "København", "aar": 2019, "datasaet": "elleve"})
    assert form_faults(page) == []
    assert len(page.encode()) < 300_000
    named = [len(tal.select(".navne li")) > 90 for tal in soup(page).select("#noegletal > section")]
    assert named.count(True) == 2  # those that the conclusion names
    assert len(soup(page).select(".oversigt tbody tr")) == 22
    assert len(soup(page).select("figure svg")) == 22


def test_the_workbook_has_a_wide_sheet_with_units(elleve):
    run("rank", "--datasaet", "elleve", "--format", "xlsx", "--out", str(elleve / "x.xlsx"), root=elleve)
    sheet = load_workbook(elleve / "x.xlsx")["bred"]
    heads = [cell.value for cell in sheet[1]]
    assert heads[:4] == ["aar", "kommunekode", "kommune", "indb_tal, indbyggere"]
    assert (sheet.max_row, sheet.auto_filter.ref) == (99, "A1:N99")
