"""The rooms of the house: who may know whom. Imports go one way, downwards, and never in a circle."""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import kommunedata

HOUSE = Path(kommunedata.__file__).parent
FLOORS = [
    "text", "errors", "formats", "paths", "files", "kommuner", "redaktionelt",
    "datasaet", "analysis", "arguments", "sources", "charts", "page", "profil", "notat", "landsoverblik", "batch", "lab", "cli",
]  # fmt: skip
WITH = {"__main__": "cli"}  # on the same floor
MODULES = {
    ".".join(path.relative_to(HOUSE).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(HOUSE.rglob("*.py"))
    if path != HOUSE / "__init__.py"  # the list of names for analysts; nothing in the house uses it
}


def floor(module: str) -> int:
    """How high up a module stands; above all where it has no room."""
    room = module.split(".")[0]
    room = WITH.get(room, room)
    return FLOORS.index(room) if room in FLOORS else len(FLOORS)


def imports_of(node: ast.AST) -> Iterator[str]:
    """What is imported from the house, in functions too; what is there for a type checker only does not count."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        assert not getattr(node, "level", 0), f"a relative import: {ast.unparse(node)}"
        origin = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
        for name in [f"{origin}{alias.name}" for alias in node.names]:
            if name.split(".")[0] == "kommunedata":
                inside = name.removeprefix("kommunedata").removeprefix(".")
                yield inside if inside in MODULES else inside.rpartition(".")[0] or "kommunedata"
    elif isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
        yield from (found for child in node.orelse for found in imports_of(child))
    else:
        yield from (found for child in ast.iter_child_nodes(node) for found in imports_of(child))


def graph() -> dict[str, list[str]]:
    parsed = {module: ast.parse(path.read_text(encoding="utf-8")) for module, path in MODULES.items()}
    return {module: sorted({*imports_of(tree)} - {module}) for module, tree in parsed.items()}


def test_every_module_has_a_room():
    homeless = [module for module in MODULES if floor(module) == len(FLOORS)]
    assert not homeless, ", ".join(homeless)


def test_imports_go_downwards():
    arrows = [(module, other) for module, found in graph().items() for other in found]
    wrong = [arrow for arrow in arrows if arrow[1] not in MODULES or floor(arrow[1]) > floor(arrow[0])]
    assert not wrong, "\n".join(" -> ".join(arrow) for arrow in wrong)


def test_no_imports_go_in_a_circle():
    try:
        TopologicalSorter(graph()).prepare()
        circle = []
    except CycleError as error:
        circle = error.args[1]
    assert not circle, " -> ".join(circle)


def test_an_import_is_seen_wherever_it_stands():
    source = """
from typing import TYPE_CHECKING
import pandas, kommunedata.formats
from kommunedata import charts, rank
if TYPE_CHECKING:
    from kommunedata.batch import Job
else:
    import kommunedata.paths
def late():
    if True:
        from kommunedata.analysis.ranking import rank
"""
    assert [*imports_of(ast.parse(source))] == ["formats", "charts", "kommunedata", "paths", "analysis.ranking"]
