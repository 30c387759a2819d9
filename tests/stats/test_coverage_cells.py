"""The coverage page in small: every world it simulates, at its smallest size and with few samples."""

import importlib.util
import sys
from pathlib import Path

import pytest

PATH = Path(__file__).parents[2] / "benchmarks" / "coverage_cells.py"
SPEC = importlib.util.spec_from_file_location("coverage_cells", PATH)
assert SPEC is not None
assert SPEC.loader is not None
coverage_cells = importlib.util.module_from_spec(SPEC)
sys.modules["coverage_cells"] = coverage_cells
SPEC.loader.exec_module(coverage_cells)
QUICK = [one for one in coverage_cells.SITUATIONS if one.samples == coverage_cells.PLENTY]


@pytest.mark.filterwarnings("ignore:the weights in")
@pytest.mark.parametrize("situation", QUICK, ids=lambda one: f"{one.measure}: {one.name}")
def test_no_cell_fails_without_a_caution(situation):
    for cell in situation.at(situation.sizes[0], samples=40):
        assert not cell.fails, cell


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:the weights in")
@pytest.mark.parametrize("situation", coverage_cells.SITUATIONS, ids=lambda one: f"{one.measure}: {one.name}")
def test_no_cell_fails_at_any_size(situation):
    for cell in situation.cells(150):
        assert not cell.fails, cell


def test_an_interval_that_is_too_short_fails():
    bad = {"measure": "x", "situation": "y", "n": 9, "samples": 400, "none": 0, "width": 0.1}
    assert coverage_cells.Cell(held=340, cautioned=0, **bad).fails
    assert not coverage_cells.Cell(held=340, cautioned=300, **bad).fails
    assert not coverage_cells.Cell(held=370, cautioned=0, **bad).fails


def test_the_page_holds_no_failing_cell():
    text = (PATH.parents[1] / "docs" / "explanation" / "coverage.md").read_text(encoding="utf-8")
    assert "simulated cells 0 fail" in text
    assert "| hull (default) |" in text
