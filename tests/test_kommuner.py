import pytest
from hypothesis import given
from hypothesis import strategies as st

from kommunedata.errors import InputError
from kommunedata.kommuner import danish_key, find_kommune, find_kommuner, kommune_by_code, load_kommuner


def test_the_committed_list_has_98_unique_municipalities():
    table = load_kommuner()
    assert len(table) == 98
    for column in ("kommunekode", "kommune", "fuldt_navn"):
        assert table[column].is_unique
    assert table["kommunekode"].str.fullmatch(r"\d{3}").all()
    assert set(table["region"]) == {
        f"Region {x}" for x in ("Hovedstaden", "Sjælland", "Syddanmark", "Midtjylland", "Nordjylland")
    }
    assert not table[["flise_x", "flise_y"]].duplicated().any()
    assert table["folketal_2025"].between(1_000, 1_000_000).all()


def test_danish_order_puts_aa_last():
    names = load_kommuner()["kommune"].tolist()
    assert names[:2] == ["Albertslund", "Allerød"]
    assert names[-4:] == ["Ærø", "Aabenraa", "Aalborg", "Aarhus"]
    assert sorted(["Ålsgårde", "Aalborg", "Øse", "Zz"], key=danish_key) == ["Zz", "Øse", "Aalborg", "Ålsgårde"]


SPELLINGS = {
    "851": ["aalborg", "Ålborg", "AALBORG KOMMUNE", "0851", "851-aalborg", "A\u030alborg"],
    "751": ["Århus"],
    "580": ["Åbenrå"],
    "101": ["København", "Københavns Kommune", "koebenhavn", "Kobenhavn"],
    "400": ["Bornholm", "Bornholms Regionskommune", "Bornholms Kommune"],
    "480": ["Nordfyn"],
    "820": ["Vesthimmerland"],
    "169": ["Høje Taastrup"],
    "173": ["Lyngby-Tårbæk"],
    "430": ["faaborg midtfyn"],
}


def test_find_kommune_knows_the_spellings_in_use():
    found = {code: [find_kommune(one).kommunekode for one in spellings] for code, spellings in SPELLINGS.items()}
    assert found == {code: [code] * len(spellings) for code, spellings in SPELLINGS.items()}


def test_every_name_and_slug_finds_its_own_municipality():
    for code, kommune in kommune_by_code().items():
        for spelling in (code, kommune.kommune, kommune.fuldt_navn, kommune.slug, kommune.kommune.upper()):
            assert find_kommune(spelling).kommunekode == code


def test_all_unknown_names_are_reported_at_once_with_the_nearest():
    with pytest.raises(InputError, match=r"'Alborrg'; did you mean Aalborg.*'Hjøring'; did you mean Hjørring"):
        find_kommuner(["Alborrg", "Vejle", "Hjøring"])


@given(st.text())
def test_any_text_finds_a_municipality_or_an_error_for_people(text):
    try:
        assert find_kommune(text) in kommune_by_code().values()
    except InputError as error:
        assert str(error).startswith("unknown kommune")


def test_names_and_genitives():
    assert [find_kommune(x).genitiv for x in ("Aalborg", "København", "Bornholm", "Nordfyns", "Vesthimmerland")] == [
        "Aalborg Kommunes", "Københavns Kommunes", "Bornholms Regionskommunes", "Nordfyns Kommunes",
        "Vesthimmerlands Kommunes",
    ]  # fmt: skip
