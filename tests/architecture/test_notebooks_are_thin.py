"""Notebooks say what they do and leave the doing to the package."""

import ast
from pathlib import Path

import nbformat
import pytest

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
MOST_CELLS, MOST_LINES = 12, 10


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request):
    return nbformat.read(request.param, as_version=4)


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_all_are_there():
    assert [path.stem for path in NOTEBOOKS] == [
        "01-data-quality", "02-cohort", "03-time-to-remigration", "04-programme-comparison", "05-report",
        "06-sensitivity", "07-operating-characteristics", "08-explore", "09-pathway", "10-pathway-report",
        "11-reach", "12-reach-report",
        "13-portfolio",
    ]  # fmt: skip


def test_it_opens_with_a_question_and_what_it_reads_and_writes(notebook):
    first = notebook.cells[0]
    assert first.cell_type == "markdown"
    assert first.source.startswith("# ")
    assert first.source.splitlines()[0].endswith("?")
    assert "Reads" in first.source
    assert "writes" in first.source


def test_parameters_come_next(notebook):
    assert [index for index, cell in enumerate(notebook.cells) if "parameters" in cell.metadata.get("tags", [])] == [1]


def test_cells_are_few_and_short(notebook):
    cells = code_cells(notebook)
    assert len(cells) <= MOST_CELLS
    assert max(len(cell.source.splitlines()) for cell in cells) <= MOST_LINES


def test_nothing_is_defined(notebook):
    defined = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
    for cell in code_cells(notebook):
        assert not [node for node in ast.walk(ast.parse(cell.source)) if isinstance(node, defined)]


def test_no_outputs_are_committed(notebook):
    for cell in code_cells(notebook):
        assert cell.outputs == []
        assert cell.execution_count is None
