"""The facts of a profile: one plain object that holds every figure its text, tables and charts may use."""

from dataclasses import dataclass
from functools import lru_cache

from kommunedata.analysis.facts import Aarstal, Maaling, Sammenlignet, Side, read_maaling, read_rows, read_sammenlignet
from kommunedata.analysis.peers import Peers, choose_peers
from kommunedata.analysis.ranking import choose_aar
from kommunedata.datasaet.frame import Datasaet
from kommunedata.datasaet.noegletal import Noegletal
from kommunedata.errors import InputError
from kommunedata.formats import round_half_up
from kommunedata.kommuner import Kommune, find_kommune
from kommunedata.redaktionelt import Ord, Profilord, load_profilord


@dataclass(frozen=True)
class Profiltal(Maaling):
    """One noegletal of one kommune, in the latest year that has figures of it."""

    aar: int
    afstand: float | None  # forskel in standard deviations of the kommuner, with one decimal
    niveau: tuple[Ord, ...]  # the words for forskel, their limits in the unit
    sammenlignet: Sammenlignet

    @property
    def kendt(self) -> bool:
        """Whether the kommune has a figure."""
        return self.vaerdi is not None

    @property
    def foer(self) -> Aarstal | None:
        """The year before with a figure that can be compared."""
        known = [point for point in self.sammenlignelige if point.aar < self.aar and point.vaerdi is not None]
        return known[-1] if known else None

    @property
    def siden_foer(self) -> float | None:
        """The change since that year."""
        if self.foer is None or self.vaerdi is None or self.foer.vaerdi is None:
            return None
        return round_half_up(self.vaerdi - self.foer.vaerdi, self.noegletal.decimaler)


@dataclass(frozen=True, repr=False)
class Profil(Side):
    """All facts of one profile."""

    peers: Peers
    tal: tuple[Profiltal, ...]  # in the order of the datasaet
    uden: tuple[Noegletal, ...]  # of which others have figures, but not even a row says anything of this kommune
    profilord: Profilord

    maalinger = property(lambda self: self.tal)


def build_profil(datasaet: Datasaet, kommune: str | Kommune, aar: int | None = None, sammenlign: str = "") -> Profil:
    """Gather the facts about one kommune: all noegletal, each in its latest year up to the one asked for.

    Args:
        datasaet: the figures.
        kommune: a name, a code or a `Kommune`.
        aar: the year; the latest with figures if left out. The ten years before it make the history.
        sammenlign: kommuner to compare with, with commas between; its own peers if left out.

    Raises:
        InputError: the kommune is unknown, the year has no figures, or the kommune has none in that year.

    Example:
        >>> from kommunedata.datasaet.frame import load_datasaet
        >>> profil = build_profil(load_datasaet("indkomst"), "Aalborg", 2022)
        >>> [(tal.vaerdi, tal.rang, tal.antal) for tal in profil.tal]
        [(246872.0, 66, 98)]
    """
    kommune = kommune if isinstance(kommune, Kommune) else find_kommune(kommune)
    aar, rows = choose_aar(datasaet, aar), read_rows(datasaet)
    latest = _latest(datasaet, aar)
    own = {code: year for code, year in latest.items() if kommune.kommunekode in rows[code, year]}
    if all(rows[code, year][kommune.kommunekode]["vaerdi"] is None for code, year in own.items() if year == aar):
        raise InputError(f"{kommune.kommune} has no figures for {aar} in datasaet '{datasaet.navn}'")
    peers = choose_peers(sammenlign, kommune)
    return Profil(
        kommune=kommune,
        aar=aar,
        kilde=datasaet.kilde,
        peers=peers,
        tal=tuple(_tal(datasaet, code, year, peers) for code, year in own.items()),
        uden=tuple(datasaet.noegletal[code] for code in latest if code not in own),
        profilord=load_profilord(),
    )


@lru_cache(maxsize=8)
def _latest(datasaet: Datasaet, aar: int) -> dict[str, int]:
    """The latest year up to `aar` in which anyone has a figure, for each noegletal that has one."""
    frame = datasaet.frame
    known = frame[frame["vaerdi"].notna() & (frame["aar"] <= aar)].groupby("noegletal")["aar"].max().to_dict()
    return {code: int(known[code]) for code in datasaet.noegletal if code in known}


def _tal(datasaet: Datasaet, code: str, aar: int, peers: Peers) -> Profiltal:
    fields = read_maaling(datasaet, peers.kommune, code, aar)
    spread, gap, one = fields["spredning"], fields["forskel"], fields["noegletal"]
    words = load_profilord().niveau
    limits = one.taerskler or [None if word.under is None else word.under * spread for word in words]
    return Profiltal(
        **fields,
        aar=aar,
        afstand=None if gap is None else round_half_up(gap / spread) if spread else 0.0,
        niveau=tuple(
            word.model_copy(update={"under": limit}) for word, limit in zip(words, [*limits, None], strict=False)
        ),
        sammenlignet=read_sammenlignet(datasaet, code, aar, peers),
    )
