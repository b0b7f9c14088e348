"""Sentences: hand-written cases, and laws that hold whatever the figures are."""

import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from pages import plain

from kommunedata.analysis.facts import Aarstal, Tal
from kommunedata.analysis.peers import choose_peers
from kommunedata.formats import NBSP, round_half_up
from kommunedata.kommuner import find_kommune, kommune_by_code
from kommunedata.notat import historik, hovedkonti, konklusion, metode, placering, spredning, status, words

SHARES = st.integers(0, 1000).map(lambda tenths: tenths / 10)
PLACES = st.integers(1, 98)


def test_aalborg_2022_reads_as_published(aalborg):
    assert plain(konklusion.hovedbudskab(aalborg)) == (
        "I 2022 konkurrenceudsatte Aalborg Kommune 29,8 pct. af de opgaver, som private kan løse. "
        "Andelen lå lidt over gennemsnittet for kommunerne på 28,0 pct. (1,8 procentpoint), "
        "og kommunen var nr. 30 af 98. "
        "Der er mest at hente på Administration og it (nr. 63 af 98) og Sociale opgaver (nr. 55 af 98)."
    )
    assert plain(status.mest(aalborg)) == (
        "Kommunerne konkurrenceudsætter mest på Transport og infrastruktur, hvor gennemsnittet er 56,6 pct."
    )
    assert plain(placering.text(aalborg.samlet)) == (
        "I årene 2016–2022, hvor definitionen har været den samme, lå kommunen højest i 2021 (nr. 22 af 98), "
        "lavest i 2022 (nr. 30 af 98)."
    )
    assert [hovedkonti.overskrift(aalborg, konto).split(": ")[1] for konto in aalborg.hovedkonti] == [
        "blandt de bedste", "gode muligheder for mere", "gode muligheder for mere", "gode muligheder for mere",
        "potentiale for meget mere", "potentiale for meget mere",
    ]  # fmt: skip


def changed(konto, **fields):
    """A konto with other figures, as consistent as `build_notat` makes them."""
    konto = replace(konto, **fields)
    return replace(konto, forskel=round_half_up(konto.vaerdi - konto.gennemsnit))


LEVELS = [
    ({"vaerdi": 28.0, "gennemsnit": 28.0}, "lå andelen præcis på gennemsnittet for kommunerne, og kommunen var nr. 30 af 98."),
    ({"vaerdi": 28.4, "gennemsnit": 28.0}, "på niveau med gennemsnittet for kommunerne på 28,0 pct. (0,4 procentpoint over), og"),
    ({"vaerdi": 25.9, "gennemsnit": 28.0, "rang": 60}, "under gennemsnittet for kommunerne på 28,0 pct. (2,1 procentpoint), og"),
    ({"vaerdi": 22.9, "gennemsnit": 28.0, "rang": 60}, "klart under gennemsnittet"),
    ({"vaerdi": 38.0, "gennemsnit": 28.0}, "langt over gennemsnittet"),
    ({"vaerdi": 29.0, "gennemsnit": 28.0, "rang": 60}, "(1,0 procentpoint), men kommunen var nr. 60 af 98."),
    ({"rang": 12, "deler_med": ("Vejle",)}, "kommunen delte plads 12 af 98 med Vejle."),
    ({"rang": 12, "deler_med": ("Vejle", "Viborg")}, "kommunen delte plads 12 af 98 med Vejle og Viborg."),
    ({"rang": 12, "deler_med": ("A", "B", "C", "D")}, "kommunen delte plads 12 af 98 med fire andre kommuner."),
    ({"rang": 1, "over": ()}, "kommunen havde den højeste andel af alle 98."),
    ({"rang": 98, "under": (), "vaerdi": 10.0}, "kommunen havde den laveste andel af alle 98."),
]  # fmt: skip


def test_level_and_place(aalborg):
    said = {
        expected: plain(words.niveau_og_plads(aalborg, changed(aalborg.samlet, **fields)))
        for fields, expected in LEVELS
    }
    assert {expected: sentence for expected, sentence in said.items() if expected not in sentence} == {}


def test_places_are_compared_only_since_the_definition_was_changed(notat_om):
    notat = notat_om("Aalborg", 2016)
    sentence = "Definitionen blev ændret i 2016, så placeringen kan ikke sammenlignes med årene før."
    assert placering.text(notat.samlet) == sentence
    assert placering.heading(notat) == "Placeringen år for år"
    notat = notat_om("Aalborg", 2015)
    assert placering.text(notat.samlet).startswith("I årene 2012–2015 lå kommunen højest i")
    notat = notat_om("Fanø", 2022)
    assert plain(placering.heading(notat)) == "Nr. 2 af 98 i alle årene 2016–2022"
    assert placering.caption(notat, notat.samlet).title == "Den samme plads hvert år siden 2016"
    notat = notat_om("Aalborg", 2022)  # no. 56 in 2015, which the chart shows
    assert placering.caption(notat, notat.samlet).title == "Siden 2016 højest i 2021, lavest i 2022"
    notat = notat_om("Sønderborg", 2017)
    assert plain(placering.heading(notat)) == "Nr. 25 af 98 både i 2016 og i 2017"
    assert plain(placering.text(notat.samlet)) == (
        "Kommunen var nr. 25 af 98 både i 2016 og i 2017, hvor definitionen har været den samme."
    )
    assert plain(historik.text(notat, notat.samlet)) == (
        "Siden 2016, da definitionen blev ændret, er andelen uændret på 28,8 pct., "
        "mens gennemsnittet er gået fra 27,3 pct. til 27,5 pct."
    )


def test_years_over_the_average_are_counted(aalborg):
    points = aalborg.samlet.historik
    titles = {}
    for over in (0, 1, 8, 11):
        years = [replace(p, gennemsnit=p.vaerdi + (-1 if n < over else 1)) for n, p in enumerate(points)]
        titles[over] = historik.caption(aalborg, replace(aalborg.samlet, historik=tuple(years))).title
    assert titles == {
        0: "Ikke over gennemsnittet i noget af de elleve år",
        1: "Over gennemsnittet i ét af elleve år",
        8: "Over gennemsnittet i otte af elleve år",
        11: "Over gennemsnittet i alle elleve år",
    }


def test_an_amount_that_rounds_to_nothing_is_not_called_nothing(notat_om):
    notat = notat_om("Læsø", 2022)
    assert "svarer til under 1 mio. kr. af et grundlag på 3 mio. kr." in plain(
        hovedkonti.potentiale(notat, notat.konto("4"))
    )


CHANGES = [
    (1.0, 40, 30, "Andelen er steget lidt siden 2021 (1,0 procentpoint), og kommunen er rykket op fra nr. 40 til nr. 30 af 98."),
    (1.0, 20, 30, "Andelen er steget lidt siden 2021 (1,0 procentpoint), men kommunen er rykket ned fra nr. 20 til nr. 30 af 98."),
    (-2.0, 20, 30, "Andelen er faldet siden 2021 (2,0 procentpoint), og kommunen er rykket ned fra nr. 20 til nr. 30 af 98."),
    (-6.0, 40, 30, "Andelen er faldet meget siden 2021 (6,0 procentpoint), men kommunen er rykket op fra nr. 40 til nr. 30 af 98."),
    (0.0, 30, 30, "Andelen er den samme som i 2021, og kommunen er fortsat nr. 30 af 98."),
    (0.3, 33, 30, "Andelen er stort set uændret siden 2021 (0,3 procentpoint højere), men kommunen er rykket op fra nr. 33 til nr. 30 af 98."),
    (2.5, 30, 30, "Andelen er steget siden 2021 (2,5 procentpoint), og kommunen er fortsat nr. 30 af 98."),
]  # fmt: skip


def test_change_in_share_and_place(aalborg):
    for aendring, foer, rang, expected in CHANGES:
        konto = replace(aalborg.samlet, aendring=aendring, rang_foer=foer, antal_foer=98, rang=rang)
        assert plain(words.aendring(aalborg, konto)) == expected


def test_another_number_of_ranked_the_year_before_is_said(aalborg):
    konto = replace(aalborg.samlet, rang_foer=22, antal_foer=97)
    assert "fra nr. 22 af 97 til nr. 30 af 98" in plain(words.aendring(aalborg, konto))


def test_missing_figures_are_said(notat_om):
    notat = notat_om("Vordingborg", 2018)
    konto = notat.konto("2")
    assert words.niveau_og_plads(notat, konto) == "Der er ikke offentliggjort noget tal for Vordingborg Kommune i 2018."
    assert hovedkonti.overskrift(notat, konto) == "Transport og infrastruktur: intet tal for 2018"
    assert words.naboer(konto) == hovedkonti.potentiale(notat, konto) == words.aendring(notat, konto) == ""


@st.composite
def kontoer(draw, konto):
    """Any consistent constellation of level, change and place."""
    vaerdi, gennemsnit, foer = draw(SHARES), draw(SHARES), draw(SHARES)
    rang, rang_foer = draw(PLACES), draw(PLACES)
    above, below = min(100.0, round_half_up(vaerdi + 1)), max(0.0, round_half_up(vaerdi - 1))
    history = tuple(
        Aarstal(aar, share, place, 98, gennemsnit)
        for aar, share, place in ((2021, foer, rang_foer), (2022, vaerdi, rang))
    )
    return replace(
        konto, vaerdi=vaerdi, gennemsnit=gennemsnit, forskel=round_half_up(vaerdi - gennemsnit), rang=rang,
        rang_foer=rang_foer, antal_foer=98, aendring=round_half_up(vaerdi - foer), historik=history,
        over=() if rang == 1 else (Tal(find_kommune("Vejle"), above, rang - 1, 98),),
        under=() if rang == 98 else (Tal(find_kommune("Viborg"), below, rang + 1, 98),),
        deler_med=draw(st.sampled_from([(), ("Vejle",)])),
    )  # fmt: skip


def said(caption) -> list[str]:
    """What stands around a chart."""
    return [caption.title, caption.subtitle, caption.alt]


@given(st.data())
def test_level_change_and_place_never_contradict_each_other(aalborg, data):
    konto = data.draw(kontoer(aalborg.samlet))
    notat, peers = replace(aalborg, samlet=konto), choose_peers("", aalborg.kommune)
    sentences = [
        words.niveau_og_plads(notat, konto), words.aendring(notat, konto), words.naboer(konto), placering.text(konto),
        historik.text(notat, konto), hovedkonti.potentiale(notat, konto), konklusion.hovedbudskab(notat), status.text(notat),
        status.heading(notat), historik.heading(notat), placering.heading(notat),
        *said(historik.caption(notat, konto)), *said(placering.caption(notat, konto)), *said(hovedkonti.caption(notat, konto, peers)),
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
    for kommune in kommune_by_code().values():
        notat, peers = notat_om(kommune.kommune, 2022), choose_peers("", kommune)
        sentences = [
            konklusion.hovedbudskab(notat),
            status.text(notat),
            status.potentialer(notat),
            *metode.definitioner(notat),
        ]
        sentences += [status.heading(notat), spredning.heading(notat), placering.heading(notat)]
        for konto in notat.hovedkonti:
            sentences += [words.niveau_og_plads(notat, konto), words.naboer(konto), hovedkonti.potentiale(notat, konto)]
            sentences += [words.aendring(notat, konto), hovedkonti.overskrift(notat, konto)]
            sentences += said(hovedkonti.caption(notat, konto, peers))
        for sentence in sentences:
            check_form(sentence)
