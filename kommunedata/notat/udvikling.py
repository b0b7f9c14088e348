"""Development: place and share on samlet over ten years; nothing is compared across a change of definition."""

import pandas as pd
from matplotlib.axes import Axes

from kommunedata import charts
from kommunedata.analysis.facts import Aarstal, as_table
from kommunedata.datasaet.frame import Datasaet
from kommunedata.datasaet.noegletal import Noegletal
from kommunedata.formats import NBSP, alt_text, round_half_up, stop
from kommunedata.notat.facts import Konto, Notat
from kommunedata.notat.words import flest, niveau, plads_nr, rangaar, stor
from kommunedata.page import parts, tables
from kommunedata.page.parts import Caption, Part
from kommunedata.page.words import nr


def known(konto: Konto | None) -> bool:
    """Whether there are places of more than one year."""
    return konto is not None and sum(point.rang is not None for point in konto.historik) > 1


def heading(notat: Notat) -> str:
    """From which place to which, since the first year that can be compared, or last year where that moved more."""
    points = _compared(notat.samlet)
    if not known(notat.samlet):
        return ""
    if len(points) < 2 or points[-1].aar != notat.aar:
        return "Placering og andel år for år"
    first, before, last = points[0], points[-2], points[-1]
    decade, year = ((last.rang or 0) - (point.rang or 0) for point in (first, before))
    if len({(point.rang, point.antal) for point in points}) == 1:
        when = f"i alle årene {first.aar}–{last.aar}" if len(points) > 2 else f"både i {first.aar} og i {last.aar}"
        return stor(f"{nr(last.rang, last.antal, all(point.delt for point in points))} {when}")
    if before.aar == notat.aar - 1 and abs(year) > abs(decade) and abs(year) >= notat.ordvalg.rykket:
        return f"Fra {_uden_antal(before, last)} til {plads_nr(last)} på ét år"
    if abs(decade) < notat.ordvalg.rykket:
        return f"Omtrent samme placering i {first.aar} og {last.aar}: {_uden_antal(first, last)} og {plads_nr(last)}"
    return f"Fra {_uden_antal(first, last)} til {plads_nr(last)} siden {first.aar}"


def text(notat: Notat, konto: Konto | None) -> str:
    """Places and shares since the definition was last changed."""
    return " ".join(filter(None, (placering_tekst(konto), andel_tekst(notat, konto))))


def placering_tekst(konto: Konto | None) -> str:
    """The best and the worst place since the definition was last changed."""
    points = _compared(konto)
    if konto is None or not points:
        return ""
    cut = any(point.rang and point.aar < points[0].aar for point in konto.historik)
    if len(points) < 2:
        changed = f"Definitionen blev ændret i {points[0].aar}"
        return f"{changed}, så placeringen kan ikke sammenlignes med årene før." if cut else ""
    best, worst = min(p.rang or 0 for p in points), max(p.rang or 0 for p in points)
    first, last = points[0].aar, points[-1].aar
    same = ", hvor definitionen har været den samme" if cut else ""
    if best == worst:
        when = f"i alle årene {first}–{last}" if len(points) > 2 else f"både i {first} og i {last}"
        place, _, shared = _af(points, best).partition(", ")
        return f"Kommunen var {place} {when}{f' ({shared})' if shared else ''}{same}."
    return (
        f"I årene {first}–{last}{same}{',' if cut else ''} lå kommunen "
        f"højest i {rangaar(points, best)} ({_af(points, best)}) "
        f"og lavest i {rangaar(points, worst)} ({_af(points, worst)})."
    )


def andel_tekst(notat: Notat, konto: Konto | None) -> str:
    """How the share and the average have moved since the first year that can be compared."""
    if konto is None:
        return ""
    points = [p for p in konto.sammenlignelige if p.vaerdi is not None and p.gennemsnit is not None]
    if len(points) < 2 or points[-1].aar != notat.aar:
        return ""
    first, last, one = points[0], points[-1], konto.noegletal
    share, mean = _moved(one, first.vaerdi, last.vaerdi), _moved(one, first.gennemsnit, last.gennemsnit)
    return stop(f"Fra {first.aar} til {last.aar} {share[0]} andelen {share[1]}, og gennemsnittet {mean[0]} {mean[1]}")


def caption_placering(notat: Notat, konto: Konto) -> Caption:
    """What stands around the chart of places."""
    compared = _compared(konto)
    last = [point for point in konto.historik if point.rang][-1]
    ranks = [point.rang or 0 for point in compared] or [0]
    if min(ranks) < max(ranks):
        highest, lowest = (rangaar(compared, rang) for rang in (min(ranks), max(ranks)))
        title = f"Siden {compared[0].aar} højest placeret i {highest}, lavest i {lowest}"
    elif len(ranks) > 1:
        title = f"Den samme plads hvert år siden {compared[0].aar}"
    else:
        title = f"{stor(plads_nr(last))} i {last.aar}"
    subtitle = f"{notat.kommune.genitiv} placering efter den samlede andel. Nr. 1 er den højeste af {last.antal}."
    ends = " og ".join(f"{plads_nr(point)} i {point.aar}" for point in dict.fromkeys((*compared[:1], last)))
    alt = f"Kurve: {notat.kommune.genitiv} placering år for år, {ends}."
    return Caption(title, subtitle, alt_text(alt), f"{notat.kommune.genitiv} placering år for år")


def caption_andel(notat: Notat, konto: Konto) -> Caption:
    """What stands around the chart of shares."""
    points = [p for p in konto.sammenlignelige if p.vaerdi is not None and p.gennemsnit is not None]
    first, last, one = points[0], points[-1], konto.noegletal
    gaps = [round_half_up((p.vaerdi or 0) - (p.gennemsnit or 0), one.decimaler) for p in points]
    if len(points) == 1:
        title = f"{stor(niveau(notat, gaps[0]))} i {last.aar}"
    else:
        title = flest(notat, gaps, "i {} år") + f" siden {first.aar}"
    subtitle = f"Samlet andel i {one.enhed} Stiplet: gennemsnittet for kommunerne. Bånd: den midterste halvdel."
    ends = " og ".join(f"{one.med_enhed(point.vaerdi)} i {point.aar}" for point in dict.fromkeys((first, last)))
    alt = f"Kurve: {notat.kommune.genitiv} samlede andel år for år, {ends}. {title}."
    return Caption(title, subtitle, alt_text(alt), f"{notat.kommune.genitiv} samlede andel år for år")


def placeringer(notat: Notat, datasaet: Datasaet, ax: Axes | None = None) -> Part:
    """The chart of places, its table unfolded; nothing of a single year. `ax`: the chart where it is drawn already."""
    konto = notat.samlet
    if konto is None or not known(konto):
        return Part("")
    years, one = konto.historik, konto.noegletal
    table = pd.DataFrame(
        {
            "År": [str(point.aar) for point in years],
            "plads": [f"{'delt ' if point.delt else ''}{point.rang}" if point.rang else None for point in years],
            "af": [point.antal for point in years],
            f"andel, {one.enhed}": [point.vaerdi for point in years],
            f"gennemsnit, {one.enhed}": [point.gennemsnit for point in years],
        }
    )
    figures = ["", "rang", "", "vaerdi", "gennemsnit"]
    marks = pd.DataFrame([[parts.marks(point).get(figure, "") for figure in figures] for point in years])
    if ax is None:
        ax = charts.plot_placeringer(datasaet, notat.kommune, konto.kode, notat.aar)
    note = parts.mark_note(notat.kilde, marks)
    return tables.figure(
        ax, caption_placering(notat, konto), table, notat, "placeringer", one.decimaler, published=marks, note=note
    )


def andele(notat: Notat, datasaet: Datasaet, ax: Axes | None = None) -> Part:
    """The chart of shares; nothing of a single year. `ax`: the chart where it is drawn already."""
    konto = notat.samlet
    if konto is None or not known(konto):
        return Part("")
    one = konto.noegletal
    titles = {"vaerdi": "andel", "gennemsnit": "gennemsnit", "nedre": "nedre kvartil", "oevre": "øvre kvartil"}
    columns = {"aar": "år", **{field: f"{title}, {one.enhed}" for field, title in titles.items()}}
    table = as_table(konto.historik, columns)
    if ax is None:
        ax = charts.plot_historik(datasaet, notat.kommune, konto.kode, notat.aar)
    return tables.figure(ax, caption_andel(notat, konto), table, notat, "historik", one.decimaler)


def _compared(konto: Konto | None) -> list[Aarstal]:
    return [point for point in konto.sammenlignelige if point.rang] if konto else []


def _uden_antal(point: Aarstal, last: Aarstal) -> str:
    """A place, of how many only where that differs from the last."""
    return plads_nr(point) if point.antal != last.antal else f"{'delt ' if point.delt else ''}nr.{NBSP}{point.rang}"


def _moved(one: Noegletal, first: float | None, last: float | None) -> tuple[str, str]:
    if first == last:
        return "var", f"den samme, {one.med_enhed(last)}"
    return "gik", f"fra {one.med_enhed(first)} til {one.med_enhed(last)}"


def _af(points: list[Aarstal], rang: int) -> str:
    """A place that was held in some years, and where it was shared in some of them, in which."""
    held = [point for point in points if point.rang == rang]
    shared = [point for point in held if point.delt]
    counts = sorted({point.antal for point in held})
    of = f"{counts[0]}" if len(counts) == 1 else f"{counts[0]}–{counts[-1]}"
    place = f"{'delt ' if len(shared) == len(held) else ''}nr.{NBSP}{rang} af{NBSP}{of}"
    return f"{place}, delt i {rangaar(shared, rang)}" if 0 < len(shared) < len(held) else place
