"""Who moved between two years or two datasaet: by hand, and against a computation of its own."""

import csv
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd
import pytest
from pages import readable_text, soup

from kommunedata import paths
from kommunedata.analysis.changes import (
    biggest_movers,
    brud_mellem,
    compare_aar,
    compare_datasaet,
    summarise_changes,
)
from kommunedata.datasaet.kilde import load_kilde
from kommunedata.errors import InputError
from kommunedata.landsoverblik.aendringer import build_page
from kommunedata.page import parts as page

KILDE = load_kilde("modeldata")


def frame(**years: dict[str, float | None]) -> pd.DataFrame:
    """Andele of samlet: `frame(a2022={"851": 30.0})`."""
    rows = [
        {"kommunekode": code, "aar": int(year[1:]), "hovedkonto": "samlet", "andel": andel}
        for year, andele in years.items()
        for code, andel in andele.items()
    ]
    return pd.DataFrame(rows).astype({"andel": float})


FIVE = frame(
    a2021={"851": 30.0, "751": 31.0, "461": 29.0, "630": None, "825": 10.0},
    a2022={"851": 31.4, "751": 31.04, "461": 29.0, "630": 35.0, "825": None},
)


def test_shares_and_places_are_held_against_each_other_by_hand():
    table = compare_aar(FIVE, 2022, 2021).set_index("kommune")
    assert table.loc["Aalborg", ["andel", "andel_mod", "aendring"]].tolist() == [31.4, 30.0, 1.4]
    assert table.loc["Aalborg", ["rang", "rang_mod", "rykket", "antal", "antal_mod"]].tolist() == [2, 2, 0, 4, 4]
    assert table.loc["Aarhus", ["aendring", "rykket"]].tolist() == [0.0, -2]  # 31,04 is printed 31,0
    assert table.loc["Odense", ["aendring", "rykket"]].tolist() == [0.0, -1]


def test_new_and_vanished_figures_are_kept_apart():
    table = compare_aar(FIVE, 2022, 2021).set_index("kommune")
    assert table.loc["Vejle", ["andel", "rang"]].tolist() == [35.0, 1]
    assert table.loc["Vejle", ["andel_mod", "aendring", "rang_mod", "rykket"]].isna().all()
    assert table.loc["Læsø", ["andel", "aendring", "rang", "rykket"]].isna().all()
    lines = summarise_changes(compare_aar(FIVE, 2022, 2021))
    assert lines[:3] == [
        "3 figures in both: 1 shares differ, 2 places differ",
        "new figures: 1 (Vejle 2022 hovedkonto samlet)",
        "vanished figures: 1 (Læsø 2022 hovedkonto samlet)",
    ]


def test_the_other_way_round_everything_changes_sign():
    there = compare_aar(FIVE, 2022, 2021).set_index("kommune")
    back = compare_aar(FIVE, 2021, 2022).set_index("kommune").loc[there.index]
    both = there["aendring"].notna()
    assert (there["aendring"] == -back["aendring"])[both].all()
    assert (there["rykket"] == -back["rykket"])[both].all()


def test_the_biggest_movers_come_first_and_ties_in_danish_order():
    moves = pd.DataFrame({"kommune": ["Vejle", "Aabenraa", "Aalborg", "Aarhus"], "rykket": [2, 5, 5, -1]})
    up, down = biggest_movers(moves, "rykket", 2)
    assert up["kommune"].tolist() == ["Aabenraa", "Aalborg"]
    assert down["kommune"].tolist() == ["Aarhus"]


def printed(text: str) -> Decimal | None:
    return Decimal(text).quantize(Decimal("0.1"), ROUND_HALF_UP) if text else None


def test_the_model_figures_agree_with_a_computation_of_its_own(andele):
    """Straight from the file with decimals and a count of those above, no frames."""
    with (paths.data_file("modeldata") / "andele.csv").open(encoding="utf-8") as file:
        shares = {(r["hovedkonto"], r["kommunekode"], r["aar"]): printed(r["andel"]) for r in csv.DictReader(file)}

    def place(konto: str, code: str, aar: str) -> int:
        rivals = [value for (k, _, a), value in shares.items() if (k, a) == (konto, aar) and value is not None]
        return 1 + sum(value > shares[konto, code, aar] for value in rivals)

    table = compare_aar(andele, 2019, 2018)
    assert len(table) == 98 * 7
    for row in table.sample(80, random_state=1).itertuples():
        new, old = shares[row.hovedkonto, row.kommunekode, "2019"], shares[row.hovedkonto, row.kommunekode, "2018"]
        if old is None:
            assert pd.isna(row.aendring)
            continue
        assert Decimal(str(row.aendring)) == new - old
        assert row.rykket == place(row.hovedkonto, row.kommunekode, "2018") - place(
            row.hovedkonto, row.kommunekode, "2019"
        )
    samlet = table[table["hovedkonto"] == "samlet"]
    differences = {
        code: shares["samlet", code, "2019"] - shares["samlet", code, "2018"] for code in samlet["kommunekode"]
    }
    up, down = biggest_movers(samlet, "aendring", 1)
    assert Decimal(str(up["aendring"].iloc[0])) == max(differences.values())
    assert Decimal(str(down["aendring"].iloc[0])) == min(differences.values())


def test_years_across_a_change_of_definition_are_known():
    assert brud_mellem(KILDE, 2016, 2015) == brud_mellem(KILDE, 2015, 2018) == (2016,)
    assert brud_mellem(KILDE, 2017, 2016) == ()


@pytest.mark.parametrize(
    ("aar", "mod", "message"),
    [(2022, 2022, "cannot be compared with itself: 2022"), (2022, 2019, "no figures for aar 2019")],
)
def test_years_that_cannot_be_compared_are_refused(aar, mod, message):
    with pytest.raises(InputError, match=message):
        compare_aar(FIVE, aar, mod)


def test_two_datasaet_are_compared_year_by_year_and_new_years_are_counted():
    old = FIVE[FIVE["aar"] == 2021]
    new = FIVE.assign(andel=FIVE["andel"].mask((FIVE["aar"] == 2021) & (FIVE["kommunekode"] == "751"), 28.0))
    table = compare_datasaet(new, KILDE, old, KILDE)
    changed = table[table["aendring"].fillna(0) != 0]
    assert changed[["kommune", "aar", "aar_mod", "aendring", "rykket"]].values.tolist() == [
        ["Aarhus", 2021, 2021, -3.0, -2]
    ]
    assert "new figures: 4 (Odense 2022" in summarise_changes(table)[1]
    one = compare_datasaet(new, KILDE, old, KILDE, 2021)
    assert set(one["aar"]) == {2021}


def test_different_measures_are_never_compared():
    other = KILDE.model_copy(update={"navn": "pli", "maal": "PLI"})
    with pytest.raises(InputError, match=r"'modeldata' measures IKU \(pct.\) and 'pli' PLI .*: different measures"):
        compare_datasaet(FIVE, KILDE, FIVE, other)


def test_a_datasaet_held_against_itself_has_not_changed(andele):
    table = compare_datasaet(andele, KILDE, andele, KILDE)
    assert summarise_changes(table) == ["7545 figures in both: 0 shares differ, 0 places differ"]


def html_of(table: pd.DataFrame) -> str:
    return "".join(part.data for part in build_page(table, KILDE, KILDE, "aendringer.csv"))


def test_the_page_warns_across_a_change_of_definition_and_only_there(andele):
    across, within = html_of(compare_aar(andele, 2016, 2015)), html_of(compare_aar(andele, 2022, 2021))
    assert "Definitionen blev ændret i 2016. Sammenligningen går hen over ændringen" in readable_text(across)
    assert "Definitionen blev ændret" not in readable_text(within)


def test_the_page_shows_the_movers_of_each_hovedkonto_and_links_the_file(andele):
    table = compare_aar(andele, 2022, 2021)
    html = soup(html_of(table))
    assert html.h1.text == "Ændringer: 2022 mod 2021"
    assert len(html.select("section[id^=konto-]")) == 7
    rows = html.select("#konto-samlet table")[0].select("tbody tr")
    up, down = biggest_movers(table[table["hovedkonto"] == "samlet"], "aendring")
    assert [row.th.text for row in rows] == [*up["kommune"], *down["kommune"].iloc[::-1]]
    assert html.select_one("#alle a")["href"] == "aendringer.csv"
    assert "Af de 98 samlede andele" in html.select_one(".lead").text
    assert html.select_one(".banner").text.startswith("Modeltal.")


def test_the_page_tells_of_new_and_vanished_figures():
    text = readable_text(html_of(compare_aar(FIVE, 2022, 2021)))
    assert "Samlet: Vejle har tal i 2022, men ikke i 2021" in text
    assert "Samlet: Læsø har tal i 2021, men ikke i 2022" in text
    assert "None" not in text
    assert "nan" not in text


def test_all_rows_are_written_for_a_spreadsheet():
    lines = page.csv_bytes(compare_aar(FIVE, 2022, 2021)).decode().splitlines()
    assert lines[0].lstrip("\ufeff") == (
        "aar;aar_mod;hovedkonto;kommunekode;kommune;andel;andel_mod;aendring;rang;rang_mod;rykket;antal;antal_mod"
    )
    assert "2022;2021;samlet;851;Aalborg;31,4;30,0;1,4;2;2;0;4;4" in lines
