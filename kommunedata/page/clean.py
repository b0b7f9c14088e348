"""HTML that neither runs nor asks for anything from elsewhere, whoever wrote it."""

import logging
import re

log = logging.getLogger("kommunedata")

STYLE = re.compile(r"<style\b.*?(</style\s*>|\Z)", re.S | re.I)
ASKS = r"\((?<=url\(|src\(|age\(|set\(|ade\()(?!#)"  # a style that asks: url, src, image, image-set, cross-fade
BANNED = "script iframe object embed link meta base form noscript template foreignobject".split()  # noqa: SIM905
TAGS = frozenset(
    "a abbr article aside b blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption "  # noqa: SIM905
    "figure footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark nav ol p pre q s samp section small span "
    "strong sub summary sup table tbody td tfoot th thead time tr u ul var wbr "
    "svg g path rect circle ellipse line polyline polygon text tspan title desc defs stop marker symbol use "
    "clipPath image linearGradient pattern radialGradient".split()
)
MORE_CSS = frozenset(
    "border-bottom border-top border-left border-right border-radius border padding margin display gap opacity "  # noqa: SIM905
    "padding-left padding-right padding-top padding-bottom margin-left margin-right margin-top margin-bottom "
    "max-width min-width overflow-x grid-template-columns flex flex-wrap".split()
)


# A tag that neither runs nor asks for anything, written so that no browser reads it otherwise: attributes are plain,
# styles without functions that ask, addresses that ask only when followed, or pictures that are in the page.
_PLAIN = r"""(?!on|href|src|xlink|background|ping|style|fill|stroke|clip|mask|filter|marker|cursor)[a-z][\w:-]*"""
_VALUE = r"""(?:=(?:"[^"<>]*"|[^\s"'<>=`]+))?"""
_STYLES = r"""(?:style|fill|stroke|clip|mask|filter|marker|cursor)[\w-]*="""
_INSIDE = r"""(?:[^\s"'<>=`(\\]+|"(?![^"]*\\[^"]*\()(?:[^"(]|\(#|(?<!url)(?<!src)(?<!age)(?<!set)(?<!ade)\()*")"""
_LINK = r"""href="(?:(?:\#|https?://|mailto:|data:text/csv;|data:image/)[^"<>]*|[\w./-]*(?:\#[\w-]*)?)\""""
_PICTURE = r"""src="data:image/[^"<>]*\""""
INERT = re.compile(
    rf"</?(?!use\b(?! href=\"#))(?:{'|'.join(sorted(TAGS))})"
    rf"(?:\s+(?:{_PLAIN}{_VALUE}|{_STYLES}{_INSIDE}|{_LINK}|{_PICTURE}))*\s*/?>",
    re.I,
)


def is_inert(html: str) -> bool:
    """Whether HTML has only tags that neither run nor ask for anything."""
    return "<" not in INERT.sub("", html)


def clean(html: str, name: str) -> str:
    """The HTML of others without what runs or asks for something from elsewhere; what is left out is named."""
    import bleach  # late, likewise
    from bleach.css_sanitizer import ALLOWED_CSS_PROPERTIES, ALLOWED_SVG_PROPERTIES, CSSSanitizer

    removed = {found.lower() for found in re.findall(rf"<({'|'.join(BANNED)})\b", html, re.I)}
    removed |= {found.lower() for found in re.findall(r"\s(on[a-z]+)\s*=", html, re.I)}
    removed |= {"src" for _ in re.findall(r"""\ssrc\s*=\s*["']?(?!data:)[^\s"'>]""", html, re.I)}
    for tag in ("script", "iframe", "object", "noscript", "template"):
        html = re.sub(rf"<{tag}\b.*?(</{tag}\s*>|\Z)", "", html, flags=re.S | re.I)
    styles = re.findall(r"<style\b[^>]*>(.*?)</style\s*>", html, re.S | re.I)
    html = STYLE.sub("", html)
    kept = [one for one in styles if not re.search(rf"{ASKS}|@import|<|\\", one, re.I)]
    removed |= {"style"} if len(kept) < len(styles) else set()
    if removed:
        log.warning("cell %s: left out of its HTML: %s", name, ", ".join(sorted(removed)))
    properties = {*ALLOWED_CSS_PROPERTIES, *ALLOWED_SVG_PROPERTIES, *MORE_CSS}
    made = bleach.clean(
        html,
        tags=TAGS,
        attributes=_may_stay,
        protocols={"http", "https", "mailto", "data"},
        css_sanitizer=CSSSanitizer(properties, ALLOWED_SVG_PROPERTIES),
        strip=True,
    )
    return "".join(f"<style>{one}</style>" for one in kept) + made


def _may_stay(tag: str, attribute: str, value: str) -> bool:
    if attribute.lower().startswith("on") or attribute in {"srcset", "action", "formaction", "ping"}:
        return False
    links = {"src", "poster", "background"} | ({"href", "xlink:href"} if tag in {"use", "image"} else set())
    if attribute in links:
        return value.startswith(("data:image/", "#"))
    if attribute == "href":
        return not value.strip().lower().startswith("data:") or value.startswith("data:text/csv;")
    return not re.search(ASKS, value, re.I)
