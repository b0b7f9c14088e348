"""Whom a municipality is held against."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kommunedata.analysis.peers import check_sammenlign, choose_peers, default_peers, parse_sammenlign
from kommunedata.errors import InputError
from kommunedata.kommuner import find_kommune, kommune_by_code

EVERYONE = list(kommune_by_code().values())


def names(kommuner):
    return [kommune.kommune for kommune in kommuner]


def is_nearest(kommune) -> bool:
    """Its default group is of its own kommunegruppe, and nobody left out of it is nearer."""
    peers = default_peers(kommune)
    near = [one for one in EVERYONE if kommune.folketal <= 2 * one.folketal and one.folketal <= 2 * kommune.folketal]
    group = [one for one in near if one.kommunegruppe == kommune.kommunegruppe and one != kommune]
    furthest = max((abs(peer.folketal - kommune.folketal) for peer in peers), default=0)
    left = [one for one in group if one not in peers]
    nearer = [one for one in left if abs(one.folketal - kommune.folketal) < furthest]
    return len(peers) == min(5, len(group)) and set(peers) <= set(group) and not nearer


def test_the_default_group_is_the_nearest_of_the_same_kommunegruppe():
    assert [kommune.kommune for kommune in EVERYONE if not is_nearest(kommune)] == []


def test_the_default_group_starts_with_the_nearest():
    # 42,540 inhabitants; Brøndby has 40,401, Tårnby 44,034, Rødovre 44,734, Egedal 45,563, Ballerup 52,939
    assert names(default_peers(find_kommune("Furesø"))) == ["Tårnby", "Brøndby", "Rødovre", "Egedal", "Ballerup"]


def test_a_small_group_gives_fewer():
    peers = choose_peers("", find_kommune("Aalborg"))
    assert names(peers.kommuner) == ["Odense", "Aarhus"]
    assert (peers.valgt, peers.gruppens_antal) == (False, 3)
    assert names(default_peers(find_kommune("Læsø"))) == ["Fanø"]  # 1,719 and 3,270 inhabitants
    assert default_peers(find_kommune("København")) == ()


def test_a_choice_is_text_or_a_list_of_names_and_codes_in_the_order_given():
    ways = ["Odense,  århus, 751,", ["Odense Kommune", "Århus"], ("461", "0751")]
    chosen = [names(parse_sammenlign(way, find_kommune("Aalborg"))) for way in ways]
    assert chosen == [["Odense", "Aarhus"]] * 3


def test_no_choice_gives_the_default_group():
    assert [choose_peers(none, find_kommune("Vejle")).valgt for none in ("", " , ", [], [" "])] == [False] * 4


def test_six_are_refused():
    six = "Vejle,Odense,Aarhus,Esbjerg,Randers,Horsens"
    with pytest.raises(InputError, match="^sammenlign: 6 kommuner to compare with; at most 5 are allowed$"):
        parse_sammenlign(six, find_kommune("Aalborg"))
    with pytest.raises(InputError, match="^sammenlign: 6 kommuner to compare with; at most 5 are allowed$"):
        check_sammenlign(six)


def test_the_kommune_itself_is_refused_however_it_is_spelt():
    for spelling in ("Aalborg", "Ålborg Kommune", "851"):
        with pytest.raises(InputError, match="^sammenlign: Aalborg cannot be compared with itself$"):
            parse_sammenlign(["Vejle", spelling], find_kommune("Aalborg"))


def test_all_that_is_wrong_is_said_at_once():
    wrong = "Vejlle, Odense, Aarhus, Esbjerg, Ålborg, Narnia"
    with pytest.raises(InputError) as error:
        parse_sammenlign(wrong, find_kommune("Aalborg"))
    assert str(error.value).startswith("sammenlign: unknown kommune 'Vejlle'; did you mean Vejle")
    for part in (
        "unknown kommune 'Narnia'",
        "Aalborg cannot be compared with itself",
        "6 kommuner to compare with",
    ):
        assert part in str(error.value)
    assert error.value.exit_code == 2


@given(st.lists(st.sampled_from(EVERYONE), min_size=1, max_size=8), st.sampled_from(EVERYONE))
def test_a_choice_is_taken_whole_or_refused(chosen, kommune):
    distinct = tuple(dict.fromkeys(chosen))
    if len(distinct) > 5 or kommune in distinct:
        with pytest.raises(InputError):
            parse_sammenlign([one.kommune for one in chosen], kommune)
    else:
        assert parse_sammenlign([one.slug[:3] for one in chosen], kommune) == distinct
