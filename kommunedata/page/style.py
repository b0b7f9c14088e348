"""The style of pages and of notebooks, with its fonts: what makes both complete in themselves."""

import base64
import re
from functools import cache

from IPython.core.getipython import get_ipython
from markupsafe import Markup

from kommunedata import paths

DARK = ("[data-jp-theme-light=false]", ".vscode-dark")  # whom a dark theme is known by: Lab, and VS Code


@cache
def page_css(name: str = "") -> Markup:
    """The style of a page: fonts, palette, parts and frame, and that of one kind of page where it has its own."""
    sheets = ["palette", "parts", "page", *([name] if (paths.templates() / f"{name}.css").is_file() else [])]
    return Markup("\n".join([_fonts(), *map(_sheet, sheets)]))


@cache
def notebook_css() -> Markup:
    """The style of parts that are shown in a notebook: within them only, in the colours of its theme."""
    light, dark = re.findall(r":root \{(.*?)\}", _sheet("palette"), re.S)
    own = ".kommunedata"
    scoped = own * 3  # stronger than what Lab says of tables
    return Markup(
        f"{_fonts()}\n{own} {{{light}}}\n"
        f"{', '.join(f'{theme} {own}' for theme in DARK)} {{{dark} color-scheme: dark;}}\n"
        f"@media (prefers-color-scheme: dark) {{ body:not([data-jp-theme-light]) {own} {{{dark}}} }}\n"
        f"{scoped} {{ --paper: var(--jp-layout-color0, #fff);\n{_sheet('parts')}\n{_sheet('notebook')} }}"
    )


def for_notebook(html: str) -> str:
    """A part as the output of a cell: marked as ours, and with the style unless another cell has shown it."""
    cell = _cell()
    if not _styled:
        _styled.append(cell)
    css = f'<style class="kommunedata-stil">{notebook_css()}</style>' if _styled == [cell] else ""
    return f'<div class="kommunedata">{css}{html}</div>'


def unwrap(html: str) -> str:
    """The opposite of `for_notebook`: parts in the output of a cell as they stand in a page, which runs no script."""
    html = re.sub(r'<style class="kommunedata-stil">.*?</style>|<script\b.*?</script>', "", html, flags=re.S)
    found = re.fullmatch(r'<div class="kommunedata">(.*)</div>', html, re.S)
    return found[1] if found else html


_styled: list[object] = []  # the one cell of this kernel that carries the style


def reset_style() -> None:
    """Let the next part that is shown carry the style."""
    _styled.clear()


def _cell() -> object:
    """What tells the cell that is running from others: its id where the notebook says it, else its number."""
    shell = get_ipython()
    parent = shell.get_parent() if shell and hasattr(shell, "get_parent") else {}  # pyright: ignore[reportAttributeAccessIssue]  # a kernel's has it
    return parent.get("metadata", {}).get("cellId") or getattr(shell, "execution_count", None)


@cache
def _fonts() -> str:
    faces = []
    for weight, face in ((400, "Regular"), (600, "SemiBold")):
        file = paths.templates() / "fonts" / f"KommunedataSans-{face}.woff2"
        data = base64.b64encode(file.read_bytes()).decode()
        faces.append(
            f'@font-face{{font-family:"Kommunedata Sans";font-weight:{weight};font-display:block;'
            f'src:url(data:font/woff2;base64,{data}) format("woff2")}}'
        )
    return "\n".join(faces)


def _sheet(name: str) -> str:
    return (paths.templates() / f"{name}.css").read_text(encoding="utf-8")
