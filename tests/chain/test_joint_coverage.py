"""Figures made of other rooms' estimates hold the truth; ``benchmarks/joint_cells.py`` draws more samples."""

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture(scope="module")
def joints():
    sys.path.insert(0, str(FOLDER))
    spec = spec_from_file_location("joint_cells", FOLDER / "joint_cells.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    yield {one.name: one for one in module.JOINTS}
    sys.path.remove(str(FOLDER))


@pytest.mark.parametrize(
    ("name", "n"), (("complaints", 20), ("word of mouth", 60), ("a cause in a Pareto", 60), ("an hour of a day", 20))
)
def test_a_joint_holds_the_truth(joints, name, n):
    for cell in joints[name].at(n, 80):
        assert cell.none == 0
        assert cell.coverage >= 0.93 - 2.5 * cell.error, cell.situation
