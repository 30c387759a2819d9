"""Whole reports about worlds in which nothing differs: hardly any makes a false claim, and true ones are found."""

import importlib.util
from pathlib import Path

import pytest

PATH = Path(__file__).parents[2] / "benchmarks" / "null_reports.py"
SPEC = importlib.util.spec_from_file_location("null_reports", PATH)
assert SPEC is not None
assert SPEC.loader is not None
null_reports = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(null_reports)


@pytest.mark.parametrize("world", ("plain, n = 300", "tiny, n = 40"))
def test_few_null_reports_claim_anything(world):
    bad, names = null_reports.count_false(world, 8, 11)
    assert bad <= 3, names  # more than 3 of 8 happens once in 3,000 times at a true 5 %


def test_few_reports_on_everything_claim_anything():
    bad, names = null_reports.count_false("everything asked", 4, 3)
    assert bad <= 1, names  # two of 4 happens in 1.4 % at a true 5 %


def test_few_reports_on_tables_beside_a_survey_claim_anything():
    bad, names = null_reports.count_false("tables beside", 4, 6)
    assert bad <= 1, names


@pytest.mark.slow
@pytest.mark.parametrize("world", list(null_reports.NULLS))
def test_at_most_five_of_a_hundred_null_reports_claim_anything(world):
    bad, names = null_reports.count_false(world, 100, 5)
    assert bad <= null_reports.LIMITS[100], names


def test_what_is_true_is_found():
    found = null_reports.power(5000, 1, 3)
    assert min(found.values()) == 1.0
