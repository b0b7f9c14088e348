"""What a notat claims: laws over all 98 kommuner and five years. A sceptic should find none that the figure denies."""

import re
from functools import cache

import pytest
from said import said

from kommunedata.analysis.peers import default_peers
from kommunedata.analysis.ranking import rank
from kommunedata.formats import round_half_up, talord
from kommunedata.kommuner import find_kommuner, kommune_by_code
from kommunedata.notat import anbefalinger, fokus, konklusion, spredning, status, udvikling, words
from kommunedata.page import parts
from kommunedata.page.words import word_for
from kommunedata.redaktionelt import load_eksempler

YEARS = (2013, 2015, 2016, 2018, 2022)
HEADINGS = ("titel", "status", "spredning", "udvikling", "sammenligning")


@pytest.fixture(scope="module")
def every(notat_om, ds):
    """All notater of the years with their texts."""

    @cache
    def of(aar):
        notater = [notat_om(kommune.kommune, aar) for kommune in kommune_by_code().values()]
        return [(notat, said(notat, ds)) for notat in notater]

    return [pair for aar in YEARS for pair in of(aar)]


def name(notat) -> str:
    return f"{notat.kommune.kommune} {notat.aar}"


def faults(every, law) -> list[str]:
    """The notater that a law does not hold for."""
    return [name(notat) for notat, texts in every if not law(notat, texts)]


# 1 Place is not amount


def test_the_lowest_places_and_the_largest_amount_are_each_what_they_are_called(every):
    def law(notat, texts):
        lead = texts["lead"]
        most = max((konto.potentiale_mio or 0) for konto in notat.hovedkonti)
        worst = sorted((konto.rang / konto.antal for konto in notat.hovedkonti if konto.rang), reverse=True)
        low = [notat.konto(code) for code in notat.potentialer]
        named = [words.med_plads(konto).replace("\u00a0", " ") for konto in low]
        right = [konto.rang / konto.antal for konto in low] == worst[: len(low)]
        amount = re.search(r"størst på (.*) \(([^)]*)\)\.$", lead)
        if most and amount:
            right &= all(konto.potentiale_mio == most for konto in notat.hovedkonti if konto.navn in amount[1])
        return right and all(one in lead for one in named) and ("kr." in lead) == bool(most)

    assert faults(every, law) == []
    assert not any("mest at hente" in text or "potentiale" in text.lower() for _, t in every for text in t.values())


def test_the_two_in_focus_are_the_lowest_place_and_the_largest_amount(every):
    def law(notat, _):
        ranked = [konto for konto in notat.hovedkonti if konto.rang]
        worst = max(konto.rang / konto.antal for konto in ranked)
        most = max(konto.potentiale_mio or 0 for konto in ranked)
        chosen = [notat.konto(code) for code in notat.fokus]
        return (
            len(chosen) == 2
            and any(konto.rang / konto.antal == worst for konto in chosen)
            and any((konto.potentiale_mio or 0) == most for konto in chosen)
        )

    assert faults(every, law) == []


def test_a_grade_speaks_of_the_place_and_the_scale_is_ordered(every):
    def law(notat, _):
        grads = [konto.grad for konto in sorted(notat.hovedkonti, key=lambda k: (k.rang or 0) / k.antal) if konto.grad]
        return grads == sorted(grads) and all(
            (konto.grad == 1) == (konto.rang <= 10) for konto in notat.hovedkonti if konto.rang
        )

    assert faults(every, law) == []


# 2 A gap is not a saving


def test_it_is_said_once_at_the_first_amount_that_it_is_not_a_saving(every):
    def law(_, texts):
        everything = "\n".join(texts.values())
        return everything.count("besparelse") == 1 and "Det er ikke en besparelse." in texts["definition"]

    assert faults([(n, {k: v.split("Eksempel fra")[0] for k, v in t.items()}) for n, t in every], law) == []


# 3 Nothing across 2016


def test_no_text_names_years_from_both_sides_of_a_change_of_definition(every):
    def law(notat, texts):
        kept = {key: text.split("Eksempel fra")[0] for key, text in texts.items() if key != "sammenligning-tekst"}
        if notat.aar < 2016:
            return True
        years = {int(year) for text in kept.values() for year in re.findall(r"\b20[01]\d\b", text)}
        allowed = {2015} if notat.aar == 2016 else set()  # the change that cannot be told is named
        return {year for year in years if year < 2016} <= allowed

    assert faults(every, law) == []


def test_years_are_counted_within_one_definition(every):
    def law(notat, texts):
        if "andel-figur" not in texts:
            return True
        title = texts["andel-figur"].splitlines()[0]
        counted = len([point for point in notat.samlet.sammenlignelige if point.vaerdi is not None])
        of = re.search(r"(?:af|alle|begge) ?(\w*) år|begge år", title)
        return counted == 1 or (of is not None and (of[1] or "to") == talord(counted))

    assert faults(every, law) == []


# 4 PLI is not IKU


def test_published_figures_of_another_measure_have_another_mark(notat_om, ds):
    pli = [("Jammerbugt", 2022), ("Morsø", 2021), ("Morsø", 2022), ("Thisted", 2022)]
    for kommune, aar in ((one.kommune, aar) for one in kommune_by_code().values() for aar in (2021, 2022)):
        notat = notat_om(kommune, aar)
        html = status.tabel(notat).html
        assert ("†" in html) == ((kommune, aar) in pli), (kommune, aar)
        assert ("men som PLI og ikke IKU" in html) == ((kommune, aar) in pli)
    marked = konklusion.noegletal(notat_om("Thisted", 2022)).text
    assert "22,6†" in marked
    assert "*" not in marked.split("Placering")[0]
    assert "†" in udvikling.placeringer(notat_om("Morsø", 2022), ds).html


# 5 Missing figures


def test_a_missing_figure_is_named_with_its_account_and_its_reason(notat_om, ds):
    texts = said(notat_om("Vordingborg", 2018), ds)
    assert (
        "Der er intet tal på Transport og infrastruktur for Vordingborg Kommune i 2018, fordi den "
        "offentliggjorte andel var over 100 pct."
    ) in texts["status-tekst"]
    table = status.tabel(notat_om("Vejle", 2018)).text.replace("\u00a0", " ")
    assert "af 97" in table
    assert "plads af 98" not in table
    assert "plads af 98" in status.tabel(notat_om("Vejle", 2022)).text


def test_the_first_year_has_no_history(notat_om, ds):
    for kommune in kommune_by_code().values():
        notat = notat_om(kommune.kommune, 2012)
        texts = said(notat, ds)
        assert (
            udvikling.heading(notat) == udvikling.placeringer(notat, ds).html == udvikling.andele(notat, ds).html == ""
        )
        assert not re.search(r"2011|2012–2012", "\n".join(texts.values())), kommune.kommune


# 6 Headings count with the word list


def test_headings_count_as_over_only_what_the_words_call_over(every):
    def law(notat, texts):
        ways = [words.retning(notat, konto.forskel) for konto in notat.hovedkonti if konto.forskel is not None]
        heading = texts["spredning"]
        called = {1: "over", -1: "under", 0: "på niveau"}
        most = max(ways.count(way) for way in called)
        written = f"{talord(most)} af {talord(len(ways))}" if most < len(ways) else f"alle {talord(most)}"
        said = {way for way, word in called.items() if word in heading.lower()}
        return written in heading and said == {way for way in called if ways.count(way) == most}

    assert faults(every, law) == []
    assert any(t["spredning"] == "Over gennemsnittet på tre af seks hovedkonti og under på tre" for _, t in every)


def test_the_title_says_the_level_in_the_words_of_the_list_and_how_far_the_ten_highest_are(every):
    def law(notat, texts):
        title, konto = texts["titel"], notat.samlet
        level = words.niveau(notat, konto.forskel)
        if konto.rang <= 10:
            return level in title and ("blandt de ti højeste" in title or "højest af alle 98" in title)
        near = word_for(notat.ordvalg.afstand, konto.op_til_ti)
        return title.startswith(notat.kommune.fuldt_navn) and level in title and f"{near} de ti højeste" in title

    assert faults(every, law) == []


# 7 Small moves, opposites


def test_a_move_of_under_three_places_is_not_called_a_move(every):
    def law(notat, texts):
        accounts = [*notat.hovedkonti, notat.samlet]
        small = [
            konto for konto in accounts if konto.rang and konto.rang_foer and abs(konto.rang_foer - konto.rang) < 3
        ]
        return not any("rykkede" in words.aendring(notat, konto) for konto in small)

    assert faults(every, law) == []


def test_men_stands_only_between_opposites(every):
    def law(notat, _):
        for konto in (*notat.hovedkonti, notat.samlet):
            said = words.niveau_og_plads(notat, konto)
            if ", men " in said:
                share = 100 * konto.rang / konto.antal
                opposite = (konto.forskel >= 0.5 and share > 60) or (konto.forskel <= -0.5 and share < 40)
                if not opposite:
                    return False
            if " men " in words.aendring(notat, konto):
                return False
        return True

    assert faults(every, law) == []


def test_the_title_has_men_only_between_opposites(every):
    def law(notat, texts):
        if " men " not in texts["titel"]:
            return True
        over, near = notat.samlet.forskel > 0, notat.samlet.op_til_ti < 2
        return over != near

    assert faults(every, law) == []


def test_a_heading_leads_with_last_year_where_that_moved_more(every):
    def law(notat, texts):
        points = [point for point in notat.samlet.sammenlignelige if point.rang]
        if len(points) < 3:
            return True
        year, decade = (points[-1].rang - point.rang for point in (points[-2], points[0]))
        if abs(year) > abs(decade) and abs(year) >= 3:
            return texts["udvikling"].endswith("på ét år")
        if abs(decade) < 3:
            return "samme placering" in texts["udvikling"] or "i alle årene" in texts["udvikling"]
        return texts["udvikling"].endswith(f"siden {points[0].aar}")

    assert faults(every, law) == []


def test_a_change_stands_beside_the_change_of_the_average(every):
    def law(notat, _):
        return all(
            "gennemsnittet" in words.aendring(notat, konto)
            for konto in (*notat.hovedkonti, notat.samlet)
            if konto.aendring is not None
        )

    assert faults(every, law) == []


# 8 Highest placing, ties


def test_the_highest_placing_names_all_that_share_it(every):
    def law(notat, texts):
        ranked = [konto for konto in notat.hovedkonti if konto.rang]
        best = min(konto.rang / konto.antal for konto in ranked)
        title = texts["spredning-figur"].splitlines()[0]
        return {konto.navn for konto in ranked if konto.navn in title} == {
            konto.navn for konto in ranked if konto.rang / konto.antal == best
        }

    assert faults(every, law) == []


def test_a_shared_place_is_called_shared_wherever_it_stands(every, ds):
    table = rank(ds)
    counts = table[table["rang"].notna()].groupby(["aar", "noegletal", "rang"]).size()

    def law(notat, texts):
        for konto in (*notat.hovedkonti, notat.samlet):
            if not konto.rang:
                continue
            shared = counts[notat.aar, konto.kode, konto.rang] > 1
            where = ["lead", "status"] if konto is notat.samlet else [
                key for key in texts if key.endswith(f"-{konto.kode}")
            ]  # fmt: skip
            for key in where:
                found = re.findall(rf"(delt )?[nN]r\. {konto.rang} af {konto.antal}\b", texts[key])
                if key == "lead" and len(found) > 1:
                    continue
                if any(bool(one) != shared for one in found):
                    return False
        return True

    assert faults(every, law) == []


def test_the_best_and_the_worst_years_are_called_shared_where_they_were(every):
    def law(notat, texts):
        points = [point for point in notat.samlet.sammenlignelige if point.rang]
        if len(points) < 2:
            return True
        for rang in {min(point.rang for point in points), max(point.rang for point in points)}:
            held = [point for point in points if point.rang == rang]
            shared = [point.aar for point in held if point.delt]
            found = re.search(rf"(delt )?nr\. {rang} af 98(?:[^()]*[,(] ?delt i ([^).]*))?", texts["udvikling-tekst"])
            if found is None or bool(found[1]) != (len(shared) == len(held)):
                return False
            if 0 < len(shared) < len(held) and found[2] != words.rangaar([p for p in held if p.delt], rang):
                return False
        return True

    assert faults(every, law) == []


# 9 Islands, outliers, "de ti højeste"


def test_the_ferries_are_said_in_the_section_of_the_islands(every):
    def law(notat, texts):
        own = texts.get("fokus-2", "") + texts.get("hovedkonto-2", "")
        return ("færge" in own.split("Mere om")[0]) == (notat.kommune.kommune in ("Læsø", "Samsø", "Ærø"))

    assert faults(every, law) == []


def test_two_that_carry_the_mean_of_the_ten_are_named(every, ds):
    def law(notat, texts):
        for konto in notat.hovedkonti:
            own = texts.get(f"fokus-{konto.kode}", "") + texts.get(f"hovedkonto-{konto.kode}", "")
            carried = konto.bedste is not None and konto.bedste - konto.otte >= 3
            if (konto.rang is not None) and ("trak det gennemsnit op" in own) != carried:
                return False
        return True

    assert faults(every, law) == []
    assert all("trak det gennemsnit op" in (t.get("fokus-4") or t["hovedkonto-4"]) for _, t in every)


def test_the_eight_after_the_two_highest_have_the_mean_that_is_printed(notat_om, ds):
    year = rank(ds).query("aar == 2022 and noegletal == '4'").nlargest(10, "vaerdi")
    konto = notat_om("Aalborg", 2022).konto("4")
    assert konto.otte == round_half_up(year["vaerdi"].iloc[2:].mean())
    assert {tal.kommune.kommune for tal in konto.forrest} == set(year["kommune"].iloc[:2])
    assert konto.tiende == year["vaerdi"].iloc[-1]


def test_one_of_the_ten_highest_is_not_told_how_far_they_are(every):
    def law(notat, _):
        among = [konto for konto in notat.hovedkonti if konto.rang and konto.rang <= 10]
        return all(fokus.overskrift(notat, konto).endswith("de ti højestes gennemsnit") for konto in among)

    assert faults(every, law) == []


def test_the_middle_half_is_told_by_the_printed_quartiles(every, ds):
    table = rank(ds)
    ends = table.groupby(["aar", "noegletal"])[["nedre", "oevre"]].first()

    def law(notat, texts):
        for konto in map(notat.konto, notat.fokus):
            low, high = (round_half_up(end) for end in ends.loc[(notat.aar, konto.kode)])
            where = "over" if konto.vaerdi > high else "under" if konto.vaerdi < low else "i"
            title = texts[f"figur-{konto.kode}"].splitlines()[0]
            if f"lå {where} den midterste halvdel" not in title or "nr." in title:
                return False
        return True

    assert faults(every, law) == []


def test_no_share_is_called_practice_or_good(every):
    bad = re.compile(r"bedste|praksis|stærk|dårlig|gode muligheder")
    found = {
        name(notat)
        for notat, texts in every
        for text in texts.values()
        if bad.search(text.split("Eksempel fra")[0].lower())
    }
    assert found == set()


# 10 Examples and peers


def test_an_example_is_of_the_time_of_the_figures_and_about_others(every):
    def law(notat, _):
        examples = [konto.eksempel for konto in notat.hovedkonti if konto.eksempel]
        return all(
            notat.aar - 10 <= one.aar <= notat.aar + 1 and notat.kommune not in find_kommuner(one.kommuner)
            for one in examples
        )

    assert faults(every, law) == []


def test_ordinary_operation_comes_before_buildings_and_trials(notat_om):
    kinds = {konto.kode: konto.eksempel.art for konto in notat_om("Vejle", 2022).hovedkonti if konto.eksempel}
    assert kinds == dict.fromkeys("023456", "drift")


def test_peers_are_within_a_factor_of_two_or_the_whole_group(every):
    for kommune in kommune_by_code().values():
        for peer in default_peers(kommune):
            assert kommune.folketal <= 2 * peer.folketal
            assert peer.folketal <= 2 * kommune.folketal
    alone = {notat.kommune.kommune for notat, t in every if "gennemsnittet af de" in t["sammenligning-tekst"]}
    assert alone == {"København"}


def test_the_year_of_the_population_is_said(every):
    def law(_, texts):
        said = texts["sammenligning-tekst"]
        return "2025" in said or "andre kommuner i kommunegruppen" in said

    assert faults(every, law) == []


def test_no_text_tells_the_future(every):
    assert not any("kommende år" in text for _, texts in every for text in texts.values())


# Danish


def test_what_was_is_told_in_the_past(every):
    present = re.compile(r"\ber (?:delt |højest|nr\. )|(?:gennemsnittet|gennemsnit) er \d|\btrækker\b")
    texts_ = [(name(n), key) for n, t in every for key, text in t.items() if key != "metode" and present.search(text)]
    assert texts_ == []


def test_mens_stands_only_where_share_and_average_went_different_ways(every):
    def law(notat, _):
        for konto in (*notat.hovedkonti, notat.samlet):
            said, mean = words.aendring(notat, konto), words.mean_change(konto)
            if konto.aendring is not None and mean is not None:
                apart = (konto.aendring > 0) - (konto.aendring < 0) != (mean > 0) - (mean < 0)
                if (", mens " in said) != apart:
                    return False
        return True

    assert faults(every, law) == []


def test_an_amount_under_a_million_is_the_same_in_the_table_and_the_heading(every):
    def law(notat, _):
        rows = status.tabel(notat).html.split("<tr")
        small = [k for k in notat.hovedkonti if k.potentiale and round_half_up(k.potentiale_mio, 0) == 0]
        return all(any(konto.navn in row and "under 1" in row for row in rows) for konto in small)

    assert faults(every, law) == []


def test_a_sentence_is_not_heard_twice(every):
    def law(_, texts):
        alts = [text.splitlines()[2] for key, text in texts.items() if key.endswith("-figur")]
        sentences = [one for one in re.split(r"(?<=[.a-zæøå])\. (?=[A-ZÆØÅ])", texts["udvikling-tekst"]) if one]
        return not any(sentence in alt for sentence in sentences for alt in alts)

    assert faults(every, law) == []


def test_the_source_of_a_recommendation_has_the_number_that_stands_before_it(notat_om):
    html = anbefalinger.section(notat_om("Aalborg", 2022)).html
    assert re.findall(r"Kilde til anbefaling (\d)", html) == list("1234567")


def test_an_example_names_its_place_as_running_text():
    for example in load_eksempler():
        assert not re.search(r"Eksempel fra (Nordfyns|Vesthimmerlands),", parts.eksempel(example).text)


def test_names_in_running_text_are_no_bare_genitives(every):
    bare = re.compile(r"\b(Nordfyns|Vesthimmerlands)\b(?! Kommune)")
    found = {(name(notat), key) for notat, texts in every for key, text in texts.items() if bare.search(text)}
    assert found == set()


def test_long_runs_of_years_are_written_as_runs(every):
    assert not any(
        re.search(r"20\d\d, 20\d\d og 20\d\d", text)
        for _, texts in every
        for text in texts.values()
        if consecutive(text)
    )


def consecutive(text: str) -> bool:
    found = re.search(r"(20\d\d), (20\d\d) og (20\d\d)", text)
    return bool(found) and int(found[3]) - int(found[1]) == 2


def test_amounts_from_a_thousand_on_are_billions_and_numbers_to_twelve_are_words(every):
    for notat, texts in every:
        everything = "\n".join(texts[key] for key in texts if key != "noegletal")
        assert not re.search(r"\d\.\d{3} mio", everything), name(notat)
        assert not re.search(r"\b(?:de|af|alle) ([2-9]|1[0-2]) (?:kommuner|hovedkonti|højeste|år)\b", everything), name(
            notat
        )


def test_the_dots_heading_and_caption_agree(notat_om):
    assert spredning.heading(notat_om("Aalborg", 2022)) == "Over gennemsnittet på fire af seks hovedkonti"
