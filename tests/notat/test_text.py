"""Sentences: hand-written cases, and laws that hold whatever the figures are."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kommunedata.formats import NBSP, round_half_up
from kommunedata.notat import figurtekst, metodetekst, overskrifter, text
from kommunedata.notat.facts import Aarstal, Nabo

SHARES = st.integers(0, 1000).map(lambda tenths: tenths / 10)
PLACES = st.integers(1, 98)


def plain(sentence: str) -> str:
    return sentence.replace(NBSP, " ")


def test_aalborg_2022_reads_as_published(aalborg):
    assert plain(text.hovedbudskab(aalborg)) == (
        "I 2022 konkurrenceudsatte Aalborg Kommune 29,8 pct. af de opgaver, som private kan løse. "
        "Andelen lå lidt over gennemsnittet for kommunerne på 28,0 pct. (1,8 procentpoint), "
        "og kommunen var nr. 30 af 98. "
        "Der er mest at hente på Administration og it (nr. 63 af 98) og Sociale opgaver (nr. 55 af 98)."
    )
    assert plain(text.mest(aalborg)) == (
        "Kommunerne konkurrenceudsætter mest på Transport og infrastruktur, hvor gennemsnittet er 56,6 pct."
    )
    assert plain(text.placeringer(aalborg, aalborg.samlet)) == (
        "I årene 2016–2022, hvor definitionen har været den samme, lå kommunen højest i 2021 (nr. 22 af 98), "
        "lavest i 2022 (nr. 30 af 98)."
    )
    assert [overskrifter.hovedkonto(aalborg, konto).split(": ")[1] for konto in aalborg.hovedkonti] == [
        "blandt de bedste", "gode muligheder for mere", "gode muligheder for mere", "gode muligheder for mere",
        "potentiale for meget mere", "potentiale for meget mere",
    ]  # fmt: skip


def changed(konto, **fields):
    """A konto with other figures, as consistent as `build_notat` makes them."""
    konto = replace(konto, **fields)
    return replace(konto, forskel=round_half_up(konto.andel - konto.gennemsnit))


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"andel": 28.0, "gennemsnit": 28.0}, "lå andelen præcis på gennemsnittet for kommunerne, og kommunen var nr. 30 af 98."),
        ({"andel": 28.4, "gennemsnit": 28.0}, "på niveau med gennemsnittet for kommunerne på 28,0 pct. (0,4 procentpoint over), og"),
        ({"andel": 25.9, "gennemsnit": 28.0, "rang": 60}, "under gennemsnittet for kommunerne på 28,0 pct. (2,1 procentpoint), og"),
        ({"andel": 22.9, "gennemsnit": 28.0, "rang": 60}, "klart under gennemsnittet"),
        ({"andel": 38.0, "gennemsnit": 28.0}, "langt over gennemsnittet"),
        ({"andel": 29.0, "gennemsnit": 28.0, "rang": 60}, "(1,0 procentpoint), men kommunen var nr. 60 af 98."),
        ({"rang": 12, "deler_med": ("Vejle",)}, "kommunen delte plads 12 af 98 med Vejle."),
        ({"rang": 12, "deler_med": ("Vejle", "Viborg")}, "kommunen delte plads 12 af 98 med Vejle og Viborg."),
        ({"rang": 12, "deler_med": ("A", "B", "C", "D")}, "kommunen delte plads 12 af 98 med fire andre kommuner."),
        ({"rang": 1, "over": None}, "kommunen havde den højeste andel af alle 98."),
        ({"rang": 98, "under": None, "andel": 10.0}, "kommunen havde den laveste andel af alle 98."),
    ],
)  # fmt: skip
def test_level_and_place(aalborg, fields, expected):
    assert expected in plain(text.niveau_og_plads(aalborg, changed(aalborg.samlet, **fields)))


def test_places_are_compared_only_since_the_definition_was_changed(notat_om):
    notat = notat_om("Aalborg", 2016)
    sentence = "Definitionen blev ændret i 2016, så placeringen kan ikke sammenlignes med årene før."
    assert text.placeringer(notat, notat.samlet) == sentence
    assert overskrifter.placeringer(notat) == "Placeringen år for år"
    notat = notat_om("Aalborg", 2015)
    assert text.placeringer(notat, notat.samlet).startswith("I årene 2012–2015 lå kommunen højest i")
    notat = notat_om("Fanø", 2022)
    assert plain(overskrifter.placeringer(notat)) == "Nr. 2 af 98 i alle årene 2016–2022"
    title, *_ = figurtekst.placeringer(notat, notat.samlet)
    assert title == "Den samme plads hvert år siden 2016"
    notat = notat_om("Aalborg", 2022)  # no. 56 in 2015, which the chart shows
    assert figurtekst.placeringer(notat, notat.samlet)[0] == "Siden 2016 højest i 2021, lavest i 2022"
    notat = notat_om("Sønderborg", 2017)
    assert plain(overskrifter.placeringer(notat)) == "Nr. 25 af 98 både i 2016 og i 2017"
    assert plain(text.placeringer(notat, notat.samlet)) == (
        "Kommunen var nr. 25 af 98 både i 2016 og i 2017, hvor definitionen har været den samme."
    )
    assert plain(text.historik(notat, notat.samlet)) == (
        "Siden 2016, da definitionen blev ændret, er andelen uændret på 28,8 pct., "
        "mens gennemsnittet er gået fra 27,3 pct. til 27,5 pct."
    )


@pytest.mark.parametrize(
    ("over", "expected"),
    [
        (0, "Ikke over gennemsnittet i noget af de elleve år"),
        (1, "Over gennemsnittet i ét af elleve år"),
        (8, "Over gennemsnittet i otte af elleve år"),
        (11, "Over gennemsnittet i alle elleve år"),
    ],
)
def test_years_over_the_average_are_counted(aalborg, over, expected):
    points = [replace(point, gennemsnit=point.andel + 1) for point in aalborg.samlet.historik]
    points = [replace(point, gennemsnit=point.andel - 1) for point in points[:over]] + points[over:]
    title, *_ = figurtekst.historik(aalborg, replace(aalborg.samlet, historik=tuple(points)))
    assert title == expected


def test_an_amount_that_rounds_to_nothing_is_not_called_nothing(notat_om):
    notat = notat_om("Læsø", 2022)
    assert "svarer til under 1 mio. kr. af et grundlag på 3 mio. kr." in plain(text.potentiale(notat, notat.konto("4")))


@pytest.mark.parametrize(
    ("aendring", "foer", "rang", "expected"),
    [
        (1.0, 40, 30, "Andelen er steget lidt siden 2021 (1,0 procentpoint), og kommunen er rykket op fra nr. 40 til nr. 30 af 98."),
        (1.0, 20, 30, "Andelen er steget lidt siden 2021 (1,0 procentpoint), men kommunen er rykket ned fra nr. 20 til nr. 30 af 98."),
        (-2.0, 20, 30, "Andelen er faldet siden 2021 (2,0 procentpoint), og kommunen er rykket ned fra nr. 20 til nr. 30 af 98."),
        (-6.0, 40, 30, "Andelen er faldet meget siden 2021 (6,0 procentpoint), men kommunen er rykket op fra nr. 40 til nr. 30 af 98."),
        (0.0, 30, 30, "Andelen er den samme som i 2021, og kommunen er fortsat nr. 30 af 98."),
        (0.3, 33, 30, "Andelen er stort set uændret siden 2021 (0,3 procentpoint højere), men kommunen er rykket op fra nr. 33 til nr. 30 af 98."),
        (2.5, 30, 30, "Andelen er steget siden 2021 (2,5 procentpoint), og kommunen er fortsat nr. 30 af 98."),
    ],
)  # fmt: skip
def test_change_in_share_and_place(aalborg, aendring, foer, rang, expected):
    konto = replace(aalborg.samlet, aendring=aendring, rang_foer=foer, rang=rang)
    konto = replace(konto, historik=(*konto.historik[:-2], replace(konto.historik[-2], rang=foer), konto.historik[-1]))
    assert plain(text.aendring(aalborg, konto)) == expected


def test_another_number_of_ranked_the_year_before_is_said(aalborg):
    before = replace(aalborg.samlet.historik[-2], antal=97, rang=22)
    konto = replace(aalborg.samlet, historik=(*aalborg.samlet.historik[:-2], before, aalborg.samlet.historik[-1]))
    assert "fra nr. 22 af 97 til nr. 30 af 98" in plain(text.aendring(aalborg, konto))


def test_missing_figures_are_said(notat_om):
    notat = notat_om("Vordingborg", 2018)
    konto = notat.konto("2")
    assert text.niveau_og_plads(notat, konto) == "Der er ikke offentliggjort noget tal for Vordingborg Kommune i 2018."
    assert overskrifter.hovedkonto(notat, konto) == "Transport og infrastruktur: intet tal for 2018"
    assert text.naboer(konto) == text.potentiale(notat, konto) == text.aendring(notat, konto) == ""


@st.composite
def kontoer(draw, konto):
    """Any consistent constellation of level, change and place."""
    andel, gennemsnit, foer = draw(SHARES), draw(SHARES), draw(SHARES)
    rang, rang_foer = draw(PLACES), draw(PLACES)
    over = (
        None
        if rang == 1
        else Nabo(("Vejle",), min(100.0, andel + 1), rang - 1, round_half_up(min(100.0, andel + 1) - andel))
    )
    under = (
        None
        if rang == 98
        else Nabo(("Viborg",), max(0.0, andel - 1), rang + 1, round_half_up(andel - max(0.0, andel - 1)))
    )
    history = tuple(
        Aarstal(aar, share, place, 98, gennemsnit, frozenset())
        for aar, share, place in ((2021, foer, rang_foer), (2022, andel, rang))
    )
    return replace(
        konto, andel=andel, gennemsnit=gennemsnit, forskel=round_half_up(andel - gennemsnit), rang=rang,
        rang_foer=rang_foer, aendring=round_half_up(andel - foer), over=over, under=under, historik=history,
        deler_med=draw(st.sampled_from([(), ("Vejle",)])),
    )  # fmt: skip


@given(st.data())
def test_level_change_and_place_never_contradict_each_other(aalborg, data):
    konto = data.draw(kontoer(aalborg.samlet))
    notat = replace(aalborg, samlet=konto)
    sentences = [
        text.niveau_og_plads(notat, konto), text.aendring(notat, konto), text.naboer(konto), text.placeringer(notat, konto),
        text.historik(notat, konto), text.potentiale(notat, konto), text.hovedbudskab(notat), text.status(notat),
        overskrifter.status(notat), overskrifter.historik(notat), overskrifter.placeringer(notat),
        *figurtekst.historik(notat, konto), *figurtekst.placeringer(notat, konto), *figurtekst.fordeling(notat, konto),
    ]  # fmt: skip
    level, change = sentences[:2]
    assert ("over gennemsnittet" in level) <= (konto.forskel > 0)
    assert ("under gennemsnittet" in level) <= (konto.forskel < 0)
    assert ("steget" in change) <= (konto.aendring > 0)
    assert ("faldet" in change) <= (konto.aendring < 0)
    assert ("rykket op" in change) == (konto.rang < konto.rang_foer)
    assert ("rykket ned" in change) == (konto.rang > konto.rang_foer)
    if "steget" in change or "faldet" in change:
        same_way = konto.rang == konto.rang_foer or (konto.aendring > 0) == (konto.rang < konto.rang_foer)
        assert (", og kommunen" in change) == same_way
    if "på niveau" not in level and "præcis" not in level:
        same_way = (konto.forskel > 0) == (2 * konto.rang <= 99)
        assert (", og kommunen" in level) == same_way
    for sentence in sentences:
        check_form(sentence)


def check_form(sentence: str) -> None:
    """What holds for every sentence, heading and text alternative."""
    assert not re.search(r"-0,0|−0,0|\bnan\b|None|<NA>|\.\.|  | ,|\d\.\d(?!\d\d)", sentence), sentence
    assert not re.search(r"\bfærre udbud\b|på grund af|fordi kommunen|skyldes", sentence), sentence
    for place in re.finditer(rf"nr\.{NBSP}\d+", sentence):
        rest = sentence[place.end() :]
        assert re.match(rf" af{NBSP}\d+| til nr\.{NBSP}\d+ af{NBSP}\d+", rest), sentence


def test_every_generated_text_of_all_98_has_good_form(notat_om):
    from kommunedata.kommuner import kommune_by_code

    for kommune in kommune_by_code().values():
        notat = notat_om(kommune.kommune, 2022)
        sentences = [
            text.hovedbudskab(notat),
            text.status(notat),
            text.potentialer_uddybet(notat),
            *metodetekst.definitioner(notat),
        ]
        sentences += [overskrifter.status(notat), overskrifter.overblik(notat), overskrifter.placeringer(notat)]
        for konto in notat.hovedkonti:
            sentences += [text.niveau_og_plads(notat, konto), text.naboer(konto), text.potentiale(notat, konto)]
            sentences += [text.aendring(notat, konto), overskrifter.hovedkonto(notat, konto)]
            sentences += figurtekst.fordeling(notat, konto)
        for sentence in sentences:
            check_form(sentence)
