"""The spine of a profile: a row per noegletal, with all kommuner drawn on one common scale."""

from functools import lru_cache

import pandas as pd
from markupsafe import Markup

from kommunedata.analysis.facts import read_rows
from kommunedata.datasaet.frame import Datasaet
from kommunedata.formats import MISSING, NBSP, opremsning, talord
from kommunedata.page import parts, tables
from kommunedata.page.parts import Part
from kommunedata.page.words import flest, navne
from kommunedata.profil.facts import Profil, Profiltal
from kommunedata.profil.words import retning

WIDTH, HEIGHT, EDGE = 190, 26, 6  # of a drawn row, and free on both sides of its scale
REACH = 3  # standard deviations from the mean to either end


def heading(profil: Profil) -> str:
    """On how many noegletal the kommune is over or under the mean by the words used; "" where there is but one."""
    known = [tal for tal in profil.tal if tal.forskel is not None]
    if len(profil.tal) == 1 or not known:
        return ""
    return flest([retning(tal) for tal in known], "på {} nøgletal")


def frame(profil: Profil, datasaet: Datasaet) -> pd.DataFrame:
    """The rows of the table, to change before they are shown."""
    return pd.DataFrame(
        {
            "Nøgletal": [
                Markup("{}<small>{}</small>").format(tal.navn, profil.profilord.retning[tal.noegletal.retning])
                for tal in profil.tal
            ],
            "år": [str(tal.aar) for tal in profil.tal],
            "tal": [tal.noegletal.med_enhed(tal.vaerdi) if tal.kendt else MISSING for tal in profil.tal],
            "plads": [
                f"{tal.rang}{NBSP}af{NBSP}{tal.antal}{' (delt)' if tal.deler_med else ''}" if tal.rang else MISSING
                for tal in profil.tal
            ],
            "gennemsnit": [tal.noegletal.med_enhed(tal.gennemsnit, kort=True) for tal in profil.tal],
            "alle kommuner": [draw_row(tal, datasaet) for tal in profil.tal],
        }
    )


def tabel(profil: Profil, rows: pd.DataFrame) -> Part:
    """The rows of `frame` as a table; nothing where there is but one noegletal."""
    if len(profil.tal) == 1:
        return Part("")
    caption = f"{profil.kommune.fuldt_navn} på {talord(len(profil.tal))} nøgletal"
    return Part(f'<div class="oversigt">{tables.table(caption, rows).html}</div>')


def forklaring(profil: Profil) -> Part:
    """What a drawn row shows, and which noegletal the kommune is not among."""
    if len(profil.tal) == 1:
        return Part("")
    peers = f" Også fremhævet: {navne(profil.peers.kommuner)}." if profil.peers.kommuner else ""
    names = opremsning([one.kort_titel for one in profil.uden]) if profil.uden else ""
    return parts.small(
        "I tegningen er hver streg en kommune, båndet den midterste halvdel, den lange streg gennemsnittet og den "
        f"store prik {profil.kommune.fuldt_navn}.{peers} Lave tal er til venstre og høje til højre, og skalaen er den "
        f"samme i alle rækker: fra {talord(REACH)} standardafvigelser under gennemsnittet til {talord(REACH)} over. "
        "Kommuner længere ude står ved kanten." + (f" Kommunen er ikke med i opgørelsen af {names}." if names else "")
    )


def draw_row(tal: Profiltal, datasaet: Datasaet) -> Markup:
    """All kommuner on a scale of standard deviations from the mean."""
    if not tal.spredning or tal.gennemsnit is None:
        return Markup("")
    band, strokes = _everyone(datasaet, tal.kode, tal.aar)
    peers = "".join(
        f"M{_x(other.vaerdi, tal.gennemsnit, tal.spredning):g} {HEIGHT / 2:g}h0"
        for other in tal.sammenlignet.kommuner[1:]
        if other.vaerdi is not None
    )
    own = "" if tal.vaerdi is None else f"M{_x(tal.vaerdi, tal.gennemsnit, tal.spredning):g} {HEIGHT / 2:g}h0"
    shapes = (("b", band), ("s", strokes), ("g", f"M{WIDTH / 2:g} 1V{HEIGHT - 1}"), ("e", own), ("a", peers))
    paths = "".join(f'<path class="{name}" d="{d}"/>' for name, d in shapes if d)
    return Markup('<svg class="raekke" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>').format(
        WIDTH, HEIGHT, alt(tal), Markup(paths)
    )


def alt(tal: Profiltal) -> str:
    """The text alternative of a drawn row."""
    if tal.afstand is None:
        return f"{tal.navn}: intet tal"
    unit = "standardafvigelser"
    away = f"{str(abs(tal.afstand)).replace('.', ',')} {unit} {'over' if tal.afstand > 0 else 'under'}"
    return f"{tal.navn}: {away if tal.afstand else f'0,0 {unit} fra'} gennemsnittet"


@lru_cache(maxsize=512)
def _everyone(datasaet: Datasaet, code: str, aar: int) -> tuple[str, str]:
    """The band of the middle half, and a stroke per kommune, each place once: the same for all profiles."""
    known = [row for row in read_rows(datasaet)[code, aar].values() if row["vaerdi"] is not None]
    first = known[0]
    mean, spread = first["gennemsnit"], first["spredning"]
    low, high = (_x(first[end], mean, spread) for end in ("nedre", "oevre"))
    places = sorted({_x(row["vaerdi"], mean, spread) for row in known})
    band = f"M{low:g} 4H{max(high, low + 1):g}V{HEIGHT - 4}H{low:g}z"
    return band, "".join(f"M{x:g} 8V{HEIGHT - 8}" for x in places)


def _x(value: float, mean: float, spread: float) -> float:
    away = max(-REACH, min(REACH, (value - mean) / spread))
    return round(WIDTH / 2 + away * (WIDTH / 2 - EDGE) / REACH, 1)
