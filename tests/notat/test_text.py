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
from kommunedata.notat import fokus, konklusion, metode, spredning, status, udvikling, words
from kommunedata.page.words import naboer

SHARES = st.integers(0, 1000).map(lambda tenths: tenths / 10)
PLACES = st.integers(1, 98)


def test_aalborg_2022_reads_as_published(aalborg):
    assert konklusion.titel(aalborg) == "Aalborg Kommune: lidt over gennemsnittet, men langt fra de ti højeste"
    assert plain(konklusion.hovedbudskab(aalborg)) == (
        "I 2022 konkurrenceudsatte Aalborg Kommune 29,8 pct. af de opgaver, som private kan løse. "
        "Det var 1,8 procentpoint over kommunernes gennemsnit på 28,0 pct., og kommunen var nr. 30 af 98. "
        "Lavest placeret var kommunen på Administration og it (nr. 63 af 98) og Sociale opgaver (nr. 55 af 98); "
        "målt i kroner var afstanden op til de ti højeste størst på Sociale opgaver (570 mio. kr.)."
    )
    assert plain(status.mest(aalborg)) == ("Kommunernes gennemsnit var højest på Transport og infrastruktur: 56,6 pct.")
    assert plain(udvikling.placering_tekst(aalborg.samlet)) == (
        "I årene 2016–2022, hvor definitionen har været den samme, lå kommunen højest i 2021 (nr. 22 af 98) "
        "og lavest i 2022 (nr. 30 af 98)."
    )
    assert [plain(fokus.overskrift(aalborg, konto)) for konto in aalborg.hovedkonti][:2] == [
        "Byudvikling: nr. 1 af 98, over de ti højestes gennemsnit",
        "Transport og infrastruktur: nr. 23 af 98, 49 mio. kr. op til de ti højeste",
    ]


def changed(konto, **fields):
    """A konto with other figures, as consistent as `build_notat` makes them."""
    konto = replace(konto, **fields)
    return replace(konto, forskel=round_half_up(konto.vaerdi - konto.gennemsnit))


LEVELS = [
    ({"vaerdi": 28.0, "gennemsnit": 28.0}, "lå præcis på kommunernes gennemsnit, og kommunen var nr. 30 af 98."),
    ({"vaerdi": 28.4, "gennemsnit": 28.0}, "Andelen på 28,4 pct. lå 0,4 procentpoint over kommunernes gennemsnit på 28,0 pct., og"),
    ({"vaerdi": 25.9, "gennemsnit": 28.0, "rang": 60}, "2,1 procentpoint under kommunernes gennemsnit på 28,0 pct., og"),
    ({"vaerdi": 29.0, "gennemsnit": 28.0, "rang": 58}, "1,0 procentpoint over kommunernes gennemsnit på 28,0 pct., og kommunen var nr. 58"),
    ({"vaerdi": 29.0, "gennemsnit": 28.0, "rang": 60}, "1,0 procentpoint over kommunernes gennemsnit på 28,0 pct., men kommunen var nr. 60"),
    ({"rang": 12, "deler_med": ("Vejle",)}, "kommunen var delt nr. 12 af 98 med Vejle."),
    ({"rang": 12, "deler_med": ("Vejle", "Nordfyns")}, "kommunen var delt nr. 12 af 98 med Vejle og Nordfyns Kommune."),
    ({"rang": 12, "deler_med": ("A", "B", "C", "D")}, "kommunen var delt nr. 12 af 98 med fire andre kommuner."),
    ({"rang": 1, "over": ()}, "kommunen havde den højeste andel af alle 98."),
    ({"rang": 98, "under": (), "vaerdi": 10.0}, "kommunen havde den laveste andel af alle 98."),
]  # fmt: skip


def test_level_and_place(aalborg):
    said = {
        expected: plain(words.niveau_og_plads(aalborg, changed(aalborg.samlet, **fields)))
        for fields, expected in LEVELS
    }
    assert {expected: sentence for expected, sentence in said.items() if expected not in sentence} == {}


TITLES = [
    ({"vaerdi": 54.7, "rang": 1, "op_til_ti": 0.0}, "langt over gennemsnittet og højest af alle 98"),
    ({"vaerdi": 37.4, "rang": 8, "op_til_ti": 0.0}, "klart over gennemsnittet og blandt de ti højeste"),
    ({"vaerdi": 34.0, "rang": 11, "op_til_ti": 1.5}, "klart over gennemsnittet og tæt på de ti højeste"),
    ({"vaerdi": 31.0, "rang": 22, "op_til_ti": 4.5}, "over gennemsnittet, men et stykke fra de ti højeste"),
    ({"vaerdi": 28.3, "rang": 44, "op_til_ti": 7.2}, "på niveau med gennemsnittet og langt fra de ti højeste"),
    ({"vaerdi": 28.0, "rang": 47, "op_til_ti": 7.5}, "præcis på gennemsnittet og langt fra de ti højeste"),
    ({"vaerdi": 20.3, "rang": 91, "op_til_ti": 15.2}, "klart under gennemsnittet og langt fra de ti højeste"),
]


def test_the_title_claims_level_and_distance(aalborg):
    name = aalborg.kommune.fuldt_navn
    found = {
        expected: konklusion.titel(replace(aalborg, samlet=changed(aalborg.samlet, **fields)))
        for fields, expected in TITLES
    }
    assert found == {expected: f"{name}: {expected}" for expected in found}


def test_places_are_compared_only_since_the_definition_was_changed(notat_om):
    notat = notat_om("Aalborg", 2016)
    sentence = "Definitionen blev ændret i 2016, så placeringen kan ikke sammenlignes med årene før."
    assert udvikling.text(notat, notat.samlet) == sentence
    assert udvikling.heading(notat) == "Placering og andel år for år"
    notat = notat_om("Aalborg", 2015)
    assert udvikling.placering_tekst(notat.samlet).startswith("I årene 2012–2015 lå kommunen højest i")
    notat = notat_om("Fanø", 2022)
    assert plain(udvikling.heading(notat)) == "Nr. 2 af 98 i alle årene 2016–2022"
    assert udvikling.caption_placering(notat, notat.samlet).title == "Den samme plads hvert år siden 2016"
    notat = notat_om("Aalborg", 2022)  # no. 56 in 2015, which the chart shows
    title = udvikling.caption_placering(notat, notat.samlet).title
    assert title == "Siden 2016 højest placeret i 2021, lavest i 2022"
    notat = notat_om("Sønderborg", 2017)
    assert plain(udvikling.heading(notat)) == "Nr. 25 af 98 både i 2016 og i 2017"
    assert plain(udvikling.text(notat, notat.samlet)) == (
        "Kommunen var nr. 25 af 98 både i 2016 og i 2017 (delt i 2017), hvor definitionen har været den samme. Fra 2016 til 2017 var "
        "andelen den samme, 28,8 pct., og gennemsnittet gik fra 27,3 pct. til 27,5 pct."
    )


def test_years_over_the_average_are_counted_within_one_definition(aalborg):
    points = aalborg.samlet.historik
    titles = {}
    for over in (0, 5, 8, 11):  # of the last seven: 0, 1, 4, 7
        years = [replace(p, gennemsnit=p.vaerdi + (-1 if n < over else 1)) for n, p in enumerate(points)]
        titles[over] = udvikling.caption_andel(aalborg, replace(aalborg.samlet, historik=tuple(years))).title
    assert titles == {
        0: "Under gennemsnittet i alle syv år siden 2016",
        5: "Under gennemsnittet i seks af syv år siden 2016",
        8: "Over gennemsnittet i fire af syv år siden 2016",
        11: "Over gennemsnittet i alle syv år siden 2016",
    }


def test_an_amount_that_rounds_to_nothing_is_not_called_nothing(notat_om):
    notat = notat_om("Læsø", 2022)
    assert "svarer til køb for under 1 mio. kr. mere af et grundlag på 3 mio. kr." in plain(
        fokus.potentiale(notat, notat.konto("4"))
    )


CHANGES = [
    (1.0, 40, 30, "Andelen steg lidt fra 2021 til 2022 (1,0 procentpoint), og gennemsnittet steg 0,6 procentpoint. Kommunen rykkede op fra nr. 40 til nr. 30 af 98."),
    (-2.0, 20, 30, "Andelen faldt fra 2021 til 2022 (2,0 procentpoint), mens gennemsnittet steg 0,6 procentpoint. Kommunen rykkede ned fra nr. 20 til nr. 30 af 98."),
    (-6.0, 40, 30, "Andelen faldt meget fra 2021 til 2022 (6,0 procentpoint), mens gennemsnittet steg 0,6 procentpoint. Kommunen rykkede op fra nr. 40 til nr. 30 af 98."),
    (0.0, 30, 30, "Andelen var den samme som i 2021, mens gennemsnittet steg 0,6 procentpoint. Kommunen var nr. 30 af 98 i begge år."),
    (0.3, 33, 30, "Andelen var stort set uændret fra 2021 til 2022 (0,3 procentpoint højere), og gennemsnittet steg 0,6 procentpoint. Kommunen rykkede op fra nr. 33 til nr. 30 af 98."),
    (0.3, 32, 30, "Andelen var stort set uændret fra 2021 til 2022 (0,3 procentpoint højere), og gennemsnittet steg 0,6 procentpoint. Kommunen havde omtrent samme placering: nr. 32 i 2021 og nr. 30 af 98 i 2022."),
]  # fmt: skip


def moved(konto, aendring, foer, antal=98):
    """A konto that had another place the year before."""
    *years, before, last = konto.historik
    history = (*years, replace(before, rang=foer, antal=antal), last)
    return replace(konto, aendring=aendring, rang_foer=foer, antal_foer=antal, historik=history)


def test_change_in_share_and_place(aalborg):
    for aendring, foer, rang, expected in CHANGES:
        konto = moved(replace(aalborg.samlet, rang=rang), aendring, foer)
        assert plain(words.aendring(aalborg, konto)) == expected


def test_another_number_of_ranked_the_year_before_is_said(aalborg):
    assert "fra nr. 22 af 97 til nr. 30 af 98" in plain(words.aendring(aalborg, moved(aalborg.samlet, -0.6, 22, 97)))


def test_missing_figures_are_said(notat_om):
    notat = notat_om("Vordingborg", 2018)
    konto = notat.konto("2")
    assert words.niveau_og_plads(notat, konto) == (
        "Der er intet tal på Transport og infrastruktur for Vordingborg Kommune i 2018, fordi den "
        "offentliggjorte andel var over 100 pct."
    )
    assert fokus.overskrift(notat, konto) == "Transport og infrastruktur: intet tal for 2018"
    assert naboer(konto) == fokus.potentiale(notat, konto) == words.aendring(notat, konto) == ""


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
        words.niveau_og_plads(notat, konto), words.aendring(notat, konto), naboer(konto),
        udvikling.text(notat, konto), fokus.potentiale(notat, konto), konklusion.hovedbudskab(notat), status.text(notat),
        status.heading(notat), udvikling.heading(notat), konklusion.titel(notat), fokus.overskrift(notat, konto),
        *said(udvikling.caption_andel(notat, konto)), *said(udvikling.caption_placering(notat, konto)),
        *said(fokus.caption(notat, konto, peers)),
    ]  # fmt: skip
    level, change = sentences[:2]
    assert ("over kommunernes" in level) == (konto.forskel > 0)
    assert ("under kommunernes" in level) == (konto.forskel < 0)
    assert ("Andelen steg" in change) <= (konto.aendring > 0)
    assert ("Andelen faldt" in change) <= (konto.aendring < 0)
    assert ("rykkede op" in change) == (konto.rang <= konto.rang_foer - 3)
    assert ("rykkede ned" in change) == (konto.rang >= konto.rang_foer + 3)
    share = 100 * konto.rang / 98
    opposite = (konto.forskel >= 0.5 and share > 60) or (konto.forskel <= -0.5 and share < 40)
    assert (", men kommunen" in level) == opposite
    for sentence in sentences:
        check_form(sentence)


def check_form(sentence: str) -> None:
    """What holds for every sentence, heading and text alternative."""
    assert not re.search(r"-0,0|−0,0|\bnan\b|None|<NA>|\.\.|  | ,|\d\.\d(?!\d\d)", sentence), sentence
    assert not re.search(r"\bfærre udbud\b|på grund af|fordi kommunen|skyldes", sentence), sentence
    for place in re.finditer(rf"nr\.{NBSP}\d+", sentence):
        rest = sentence[place.end() :]
        assert re.match(rf" af{NBSP}\d+|( i 20\d\d)? (til|og) (delt )?nr\.{NBSP}\d+ af{NBSP}\d+", rest), sentence


def test_every_generated_text_of_all_98_has_good_form(notat_om):
    for kommune in kommune_by_code().values():
        notat, peers = notat_om(kommune.kommune, 2022), choose_peers("", kommune)
        sentences = [
            konklusion.titel(notat), konklusion.hovedbudskab(notat), status.text(notat), status.heading(notat),
            metode.definitioner(notat), spredning.heading(notat), udvikling.heading(notat),
            udvikling.text(notat, notat.samlet), *said(spredning.caption(notat, peers)),
        ]  # fmt: skip
        for konto in notat.hovedkonti:
            sentences += [words.niveau_og_plads(notat, konto), naboer(konto), fokus.potentiale(notat, konto)]
            sentences += [words.aendring(notat, konto), fokus.overskrift(notat, konto), fokus.yderpunkter(notat, konto)]
            sentences += said(fokus.caption(notat, konto, peers))
        for sentence in sentences:
            check_form(sentence)
