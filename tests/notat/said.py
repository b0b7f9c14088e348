"""All that a notat says outside its tables, part by part, as plain text: what the laws of its claims look through."""

from pages import plain

from kommunedata.analysis.peers import choose_peers
from kommunedata.notat import (
    fokus,
    hovedkonti,
    konklusion,
    metode,
    sammenligning,
    spredning,
    status,
    udvikling,
)
from kommunedata.notat.facts import Notat
from kommunedata.page.words import begrundelse


def said(notat: Notat, ds) -> dict[str, str]:
    """The texts by their part; those of a hovedkonto by "fokus-5", "hovedkonto-5", "figur-5"."""
    peers = choose_peers("", notat.kommune)
    beside = sammenligning.build_sammenligning(ds, notat.aar, peers)
    texts = {
        "titel": konklusion.titel(notat),
        "lead": konklusion.hovedbudskab(notat),
        "definition": konklusion.definition(notat),
        "noegletal": konklusion.noegletal(notat).text,
        "status": status.heading(notat),
        "status-tekst": f"{status.text(notat)} {status.uden_tal(notat)} {status.mest(notat)}",
        "spredning": spredning.heading(notat),
        "spredning-figur": around(spredning.caption(notat, peers)),
        "udvikling": udvikling.heading(notat),
        "udvikling-tekst": udvikling.text(notat, notat.samlet) if udvikling.known(notat.samlet) else "",
        "sammenligning": sammenligning.heading(beside),
        "sammenligning-tekst": f"{begrundelse(peers, 'notatet')} {sammenligning.text(beside)}",
        "metode": f"{metode.definitioner(notat)} {metode.vurderinger(notat)}",
    }
    if udvikling.known(notat.samlet):
        texts["placering-figur"] = around(udvikling.caption_placering(notat, notat.samlet))
        texts["andel-figur"] = around(udvikling.caption_andel(notat, notat.samlet))
    for konto in fokus.kontoer(notat):
        texts[f"fokus-{konto.kode}"] = account(notat, konto)
        texts[f"figur-{konto.kode}"] = around(fokus.caption(notat, konto, peers))
    for konto in hovedkonti.kontoer(notat):
        texts[f"hovedkonto-{konto.kode}"] = hovedkonti.part(notat, konto).text
    return {name: plain(text) for name, text in texts.items()}


def account(notat: Notat, konto) -> str:
    """What is said of a hovedkonto in focus, but for its chart and its example."""
    from kommunedata.notat.words import aendring, niveau_og_plads
    from kommunedata.page.words import naboer

    lines = [
        fokus.overskrift(notat, konto), niveau_og_plads(notat, konto), naboer(konto), fokus.potentiale(notat, konto),
        fokus.yderpunkter(notat, konto), fokus.faerger(notat, konto), aendring(notat, konto),
    ]  # fmt: skip
    return "\n".join(filter(None, lines))


def around(caption) -> str:
    """What stands around a chart."""
    return "\n".join([caption.title, caption.subtitle, caption.alt, caption.table])
