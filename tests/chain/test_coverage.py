"""How often the last money figure of a chain holds the truth; ``benchmarks/chain_coverage.py`` draws more samples."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

SPEC = spec_from_file_location("chain_coverage", Path(__file__).parents[2] / "benchmarks" / "chain_coverage.py")
BENCHMARK = module_from_spec(SPEC)
SPEC.loader.exec_module(BENCHMARK)


@pytest.mark.parametrize(("size", "samples"), (("small", 200), ("middle", 200)))
def test_the_money_at_the_end_holds_the_truth_as_often_as_promised(size, samples):
    found = BENCHMARK.coverage(size, samples, draws=2000)
    low, high = BENCHMARK.ALLOWED
    for held in (found.loss, found.gain):
        assert low - 2 * found.error <= held <= high + 2 * found.error
    assert found.claimed <= 0.05 + 2 * found.error  # of a change that gains exactly what it costs


@pytest.mark.slow
def test_it_does_so_over_many_samples():
    found = BENCHMARK.coverage("middle", 600)
    assert 0.93 <= found.loss <= 0.97
    assert 0.93 <= found.gain <= 0.97


def test_a_hundred_thousand_draws_of_two_states_take_well_under_a_second():
    assert BENCHMARK.pace() < 0.9
