"""The notebooks keep the rules of the house: short plain cells, stored without outputs, one cell of parameters."""

import ast

import nbformat
import pytest

from kommunedata import paths

NOTEBOOKS = sorted((paths.root() / "notebooks").glob("*.ipynb"))


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def book(request):
    return nbformat.read(request.param, 4)


def code(book):
    return [cell for cell in book.cells if cell.cell_type == "code"]


def test_it_is_stored_without_outputs(book):
    assert all(not cell.outputs and cell.execution_count is None for cell in code(book))
    nbformat.validate(book)


def test_it_has_one_parameters_cell_of_literals_first(book):
    tagged = [cell for cell in code(book) if "parameters" in cell.metadata.get("tags", [])]
    assert tagged == code(book)[:1]
    for statement in ast.parse(tagged[0].source).body:
        assert isinstance(statement, ast.Assign)
        ast.literal_eval(statement.value)


def test_cells_are_short_and_plain(book):
    for cell in code(book):
        assert len(cell.source.splitlines()) <= 15, cell.source
        if "parameters" in cell.metadata.get("tags", []):
            continue
        for node in ast.walk(ast.parse(cell.source)):
            assert not isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Try | ast.Lambda), cell.source
            if isinstance(node, ast.Constant) and isinstance(node.value, float):
                pytest.fail(f"a typed-in number: {node.value} in {cell.source}")


def test_every_code_cell_is_announced_or_belongs_to_the_one_before(book):
    assert book.cells[0].cell_type == "markdown"
    assert [cell.id for cell in book.cells] == list(dict.fromkeys(cell.id for cell in book.cells))
