"""The sentences of the national overview: pure functions of the facts, in Danish."""

from collections.abc import Sequence

from kommunedata.formats import mio_kr, opremsning, pct, procentpoint, tal, talord
from kommunedata.landsoverblik.facts import Landsoverblik
from kommunedata.landsoverblik.landskonto import Flytning, Gruppe, Landsaar, Landskonto
from kommunedata.redaktionelt import load_tekster

NAMED = 3  # so many municipalities are named; more are counted


def emne(overblik: Landsoverblik) -> str:
    """What the overview is about: the subject of a notat, of all municipalities."""
    return load_tekster().maal[overblik.kilde.maal].emne.replace("kommunens", "kommunernes")


def banner() -> str:
    """The warning of a page made of model figures."""
    return load_tekster().modelbanner.replace("dette notat", "dette overblik")


def hovedbudskab(overblik: Landsoverblik) -> str:
    """The conclusion: the average, the weighted share, and where the potential lies."""
    samlet, parts = overblik.samlet, []
    if samlet:
        template = load_tekster().maal[overblik.kilde.maal].udsagn
        share = pct(samlet.gennemsnit)
        parts.append(template.format(kommune="gennemsnitskommunen", aar=overblik.aar, andel=share))
        if samlet.hele_landet is not None:
            parts.append(
                f"For landet under ét, hvor store kommuner vejer mest, var andelen {pct(samlet.hele_landet)}"
            )
    else:
        parts.append(f"Der er ikke noget samlet tal for {overblik.aar}.")
    if overblik.potentiale_mio:
        parts.append(
            f"Potentialet op til bedste praksis er {mio_kr(overblik.potentiale_mio)}, "
            f"og det er størst på {stoerst(overblik).navn}."
        )
    return " ".join(parts)


def daekning(overblik: Landsoverblik) -> str:
    """Which municipalities have no figures; "" where all have."""
    if not overblik.uden_tal:
        return ""
    everyone = overblik.antal_kommuner + len(overblik.uden_tal)
    missing = navne([kommune.kommune for kommune in overblik.uden_tal])
    return (
        f"Der er tal for {overblik.antal_kommuner} af {everyone} kommuner i {overblik.aar}, og gennemsnit, "
        f"placeringer og potentiale er regnet blandt dem. Der er ingen tal for {missing}."
    )


def rangliste(konto: Landskonto) -> str:
    """How far the ends are apart, and how many are under a quarter and over a third."""
    return (
        f"Fra den laveste andel på {pct(konto.laveste)} til den højeste på {pct(konto.hoejeste)} er der "
        f"{procentpoint(konto.afstand)}. {antal_kommuner(konto.under_fjerdedel)} ligger under en fjerdedel, og "
        f"{antal_kommuner(konto.over_tredjedel).lower()} over en tredjedel."
    )


def kort(konto: Landskonto) -> str:
    """What the map shows, and how its classes are made."""
    share = opremsning([f"{region.navn} har i alt {kommuner(region.antal)}" for region in flest_hoeje(konto)])
    return (
        f"{share}. Hver flise er en kommune, omtrent der hvor den ligger. Farven viser, hvilken femtedel kommunen "
        f"er i: Kommunerne er stillet op efter andel og delt i fem omtrent lige store grupper (kvintiler), så "
        "grænserne følger af tallene selv. Kommuner med samme andel er i samme gruppe."
    )


def smaakort() -> str:
    """What the small maps show."""
    return (
        "Hvert kort har sine egne femtedele: Jo større flisen er, jo højere er andelen sammenlignet med de andre "
        "kommuner på samme hovedkonto. Et klik på en flise fører til afsnittet i kommunens notat."
    )


def spredning(overblik: Landsoverblik) -> str:
    """How wide the middle half is, where it is widest and where narrowest."""
    wide, narrow = bredest(overblik), min(overblik.hovedkonti, key=lambda konto: konto.spaend)
    first = (
        f"På {wide.navn} ligger den midterste halvdel af kommunerne mellem {tal(wide.kvartil_1)} og "
        f"{pct(wide.kvartil_3)}, et spænd på {procentpoint(wide.spaend)}."
    )
    if narrow is wide:
        return first
    return f"{first} Tættest ligger de på {narrow.navn}, hvor spændet er {procentpoint(narrow.spaend)}."


def grupper(konto: Landskonto) -> str:
    """The span between the highest and the lowest mean of regions and kommunegrupper."""
    parts = []
    for word, groups in (("regionerne", konto.regioner), ("kommunegrupperne", konto.kommunegrupper)):
        first, last = groups[0], groups[-1]
        if first.gennemsnit != last.gennemsnit:
            parts.append(
                f"Blandt {word} går gennemsnittet fra {pct(last.gennemsnit)} ({last.navn}) til "
                f"{pct(first.gennemsnit)} ({first.navn})."
            )
    return " ".join([*parts, "Hver kommune tæller lige meget i sin gruppe."])


def udvikling(overblik: Landsoverblik, konto: Landskonto) -> str:
    """How the average and the weighted share have moved since the first year that can be compared."""
    points = _comparable(overblik, konto)
    if len(points) < 2:
        return ""
    first, last = points[0], points[-1]
    since = f"Siden {first.aar}" + (", da definitionen blev ændret," if first.aar in overblik.kilde.brud else "")
    text = f"{since} er gennemsnittet gået fra {tal(first.gennemsnit)} til {pct(last.gennemsnit)}"
    if first.hele_landet is not None and last.hele_landet is not None:
        text += f" og andelen for hele landet fra {tal(first.hele_landet)} til {pct(last.hele_landet)}"
    if first.antal != last.antal:
        text += f" Der er tal for {first.antal} kommuner i {first.aar} og {last.antal} i {last.aar}."
    return text


def flytninger(overblik: Landsoverblik, konto: Landskonto) -> str:
    """Who moved most in share and in place, or why it cannot be said."""
    moves = konto.flytninger
    if moves is None:
        if overblik.aar in overblik.kilde.brud:
            return f"Definitionen blev ændret i {overblik.aar}, så tallene kan ikke sammenlignes med året før."
        return f"Der er ingen tal for {overblik.aar - 1} at sammenligne med."
    parts = []
    if moves.antal_ens:
        parts.append(f"{antal_kommuner(moves.antal_ens)} har samme andel som i {overblik.aar - 1}.")
    if moves.mest_op:
        parts.append(f"Den største stigning er {_flytning(moves.mest_op)}.")
    if moves.mest_ned:
        parts.append(f"Det største fald er {_flytning(moves.mest_ned)}.")
    return " ".join(parts)


def potentiale(overblik: Landsoverblik) -> str:
    """The national potential: what it is a sum of, what it is held against, and what is left out."""
    if overblik.potentiale_mio is None or overblik.grundlag_mio is None:
        return "Datasættet har ingen beløb, så potentialet kan kun opgøres i procentpoint, kommune for kommune."
    parts = [
        "Nåede alle kommuner bedste praksis på hver hovedkonto, svarede det til "
        f"{mio_kr(overblik.potentiale_mio)} af et grundlag på {mio_kr(overblik.grundlag_mio)} "
        f"Bedste praksis er gennemsnittet af de {talord(overblik.bedste)} højeste andele på hovedkontoen."
    ]
    if overblik.samlet and overblik.samlet.potentiale_mio is not None:
        parts.append(
            "Regnet på den samlede andel, hvor en høj andel på én hovedkonto kan opveje en lav på en anden, er "
            f"det {mio_kr(overblik.samlet.potentiale_mio)}"
        )
    left_out = [konto for konto in overblik.hovedkonti if konto.uden_grundlag]
    if left_out:
        counts = opremsning(
            [f"{konto.navn} ({antal_kommuner(konto.uden_grundlag).lower()})" for konto in left_out]
        )
        parts.append(f"Kommuner uden et oplyst grundlag er ikke med: {counts}.")
    return " ".join(parts)


def definitioner(overblik: Landsoverblik) -> list[str]:
    """What the figures of the overview mean."""
    return [
        "Gennemsnittet er det simple gennemsnit af kommunernes andele: Hver kommune tæller lige meget. Hele "
        "landet under ét er alle kommuners køb hos private i procent af alle kommuners grundlag: Store kommuner "
        "vejer mest.",
        "Placeringen regnes på andele afrundet til én decimal, og nr. 1 er den højeste. Kommuner med samme andel "
        "deler den bedste plads, og de næste pladser springes over. Kommuner uden tal får ingen plads og tælles "
        "ikke med.",
        "Kvartiler og femtedele regnes på de afrundede andele. En ændring er forskellen mellem to afrundede tal.",
        f"Bedste praksis er gennemsnittet af de {overblik.bedste} højeste andele på hovedkontoen. Potentialet er "
        "for hver kommune forskellen derop i procentpoint ganget med kommunens eget grundlag og afrundet til hele "
        "mio. kr., som i notaterne; landets potentiale er summen. Kommuner over bedste praksis har potentialet "
        "nul.",
        "Regioner og kommunegrupper er Danmarks Statistiks. Kommunegruppernes gennemsnit er simple.",
    ]


def _comparable(overblik: Landsoverblik, konto: Landskonto) -> list[Landsaar]:
    start = max((year for year in overblik.kilde.brud if year <= overblik.aar), default=0)
    return [point for point in konto.historik if point.aar >= start]


def flest_hoeje(konto: Landskonto) -> list[Gruppe]:
    """The regions that have most municipalities in the highest fifth."""
    most = max(region.antal_oeverst for region in konto.regioner)
    return [region for region in konto.regioner if region.antal_oeverst == most]


def stoerst(overblik: Landsoverblik) -> Landskonto:
    """The hovedkonto with the largest potential."""
    return max(overblik.hovedkonti, key=lambda konto: konto.potentiale_mio or 0)


def bredest(overblik: Landsoverblik) -> Landskonto:
    """The hovedkonto whose middle half is widest."""
    return max(overblik.hovedkonti, key=lambda konto: konto.spaend)


def kommuner_med(konto: Landskonto, andel: float) -> list[str]:
    """The municipalities that have this share."""
    return [plads.kommune.kommune for plads in konto.pladser if plads.andel == andel]


def _flytning(moves: Sequence[Flytning]) -> str:
    first = moves[0]
    sharing = [move.kommune.kommune for move in moves if move.aendring == first.aendring]
    return f"{procentpoint(first.aendring)} ({opremsning(sharing)})"


def antal_kommuner(count: int) -> str:
    """A number of municipalities at the head of a sentence: "To kommuner"."""
    return "Én kommune" if count == 1 else f"{talord(count).capitalize()} kommuner"


def kommuner(count: int) -> str:
    """A number of municipalities in figures: "1 kommune", "98 kommuner"."""
    return f"{count} kommune{'r' if count != 1 else ''}"


def navne(names: Sequence[str]) -> str:
    """Names where they are few, else how many."""
    return opremsning(list(names)) if len(names) <= NAMED else f"{len(names)} kommuner"
