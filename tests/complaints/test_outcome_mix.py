"""What became of complaints: a cohort followed to the end of the limit, never flattered by recent cases."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.chain._recovery_chain import recovery_chain
from servicekit.complaints.cases._case_log import read_case_log
from servicekit.complaints.recovery._outcome_mix import outcome_mix
from servicekit.complaints.recovery._return_rates import RETURN_PRESETS
from servicekit.foundation._errors import InvalidValueError

START = datetime(2024, 1, 1, tzinfo=UTC)
LIMITS = {"quickly": timedelta(days=2), "resolved_within": timedelta(days=14)}


def log_of(opened, took, end=100.0):
    resolved = [
        None if t is None or o + t > end else START + timedelta(days=o + t) for o, t in zip(opened, took, strict=True)
    ]
    data = {"o": [START + timedelta(days=o) for o in opened], "r": resolved, "site": ["a", "b"] * (len(opened) // 2)}
    columns = {"opened": "o", "resolved": "r", "site": "site"}
    return read_case_log(data, columns=columns, extracted_at=START + timedelta(days=end))


@given(
    st.lists(st.tuples(st.floats(0, 99), st.none() | st.floats(0.01, 60)), min_size=2, max_size=40).filter(
        lambda x: len(x) % 2 == 0
    )
)
def test_every_case_is_one_of_four_and_groups_add_up(cases):
    log = log_of(*zip(*cases, strict=True))
    whole, groups = outcome_mix(log, **LIMITS), outcome_mix(log, by="site", **LIMITS)
    assert whole.n + whole.n_too_recent == len(cases)
    for name in ("n_unresolved", "n_resolved", "n_quickly", "n_too_recent"):
        assert getattr(whole, name) == sum(getattr(each, name) for each in groups.values())
    assert whole.n_too_recent == sum(100 - o < 14 for o, _ in cases)


def test_the_shares_are_those_of_a_world_without_an_end():
    rng = np.random.default_rng(1)
    opened, took = rng.uniform(0, 100, 20_000), rng.exponential(5, 20_000)
    found = outcome_mix(log_of(opened.tolist(), took.tolist()), **LIMITS)
    assert found.settled.value == pytest.approx(1 - np.exp(-14 / 5), abs=0.01)
    assert found.settled_quickly.value == pytest.approx((1 - np.exp(-2 / 5)) / (1 - np.exp(-14 / 5)), abs=0.012)
    chain = recovery_chain(
        complaints=400, complaint_rate=0.4, mix=found, returns=RETURN_PRESETS["tarp_over_100_dollars"], retention=0.8,
        margin=100, discount_rate=0.1,
    )  # fmt: skip
    assert chain.figures["settled_quickly"].provenance == "own"


def test_limits_out_of_order_are_refused():
    with pytest.raises(InvalidValueError, match="in order"):
        outcome_mix(log_of([1, 2], [1, 2]), quickly=timedelta(days=3), resolved_within=timedelta(days=2))
    with pytest.raises(InvalidValueError, match="a duration"):
        outcome_mix(log_of([1, 2], [1, 2]), quickly=2, resolved_within=timedelta(days=2))
