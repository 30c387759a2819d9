"""Trust beside satisfaction, and parts that roll up to their factor."""

import numpy as np
import pytest
from scipy import stats

from servicekit.foundation._errors import InvalidValueError
from servicekit.loyalty import FactorPart, LoyaltyFactor, loyalty_factors, trust_beside_satisfaction

COLUMNS = {"satisfaction": "s", "trust": "t"}


def answers(n, of_satisfaction, of_trust, seed):
    rng = np.random.default_rng(seed)
    s, t = rng.multivariate_normal([0, 0], [[1, 0.4], [0.4, 1]], n).T
    return {"s": s, "t": t, "y": of_satisfaction * s + of_trust * t + rng.normal(size=n)}


def found(table, resamples=200, **more):
    rng = np.random.default_rng(7)
    return trust_beside_satisfaction(table, loyalty="y", columns=COLUMNS, resamples=resamples, rng=rng, **more)


def test_trust_that_carries_more_is_found_and_so_is_less():
    more, less = found(answers(400, 0.2, 0.9, 1)), found(answers(400, 0.9, 0.3, 1))
    assert (more.is_beyond, more.is_more) == (True, True)
    assert (less.is_beyond, less.is_more) == (True, False)
    assert "beyond satisfaction" in more.conclusion.en
    assert "小于" in less.conclusion.zh


def test_swapping_the_columns_turns_the_difference():
    table = answers(200, 0.3, 0.7, 2)
    swapped = {"s": table["t"], "t": table["s"], "y": table["y"]}
    assert found(table, 0).difference.value == pytest.approx(-found(swapped, 0).difference.value)


def test_without_evidence_nothing_is_claimed():
    few = found(answers(12, 0.1, 0.1, 3))
    assert (few.is_beyond, few.is_more) == (None, None)
    assert "cannot be said from these data" in few.conclusion.en


def test_trust_that_adds_nothing_is_seldom_found():
    wrong = sum(bool(found(answers(80, 0.8, 0.0, seed), 0).is_beyond) for seed in range(400))
    assert wrong <= 400 * 0.05 + 3 * (400 * 0.05 * 0.95) ** 0.5


def test_the_test_is_that_of_the_coefficient_of_trust():
    table = answers(40, 0.5, 0.3, 6)
    design = np.column_stack([np.ones(40), table["s"], table["t"]])
    coefficients, residuals, *_ = np.linalg.lstsq(design, table["y"], rcond=None)
    variance = residuals[0] / 37 * np.linalg.inv(design.T @ design)[2, 2]
    t = coefficients[2] / np.sqrt(variance)
    assert found(table, 0).p_beyond == pytest.approx(2 * stats.t.sf(abs(t), 37))


def test_both_columns_and_no_other_are_asked_for():
    table = answers(20, 1, 1, 4)
    with pytest.raises(InvalidValueError, match="satisfaction and trust"):
        trust_beside_satisfaction(table, loyalty="y", columns={"satisfaction": "s"})
    with pytest.raises(InvalidValueError, match="satisfaction and trust"):
        trust_beside_satisfaction(table, loyalty="y", columns={"satisfaction": "s", "value": "t"})


def test_every_part_belongs_to_a_factor_and_rolls_up_to_it():
    assert {part.factor for part in FactorPart} == {
        LoyaltyFactor.SERVICE_QUALITY, LoyaltyFactor.INTERACTION, LoyaltyFactor.SHARED_VALUES,
    }  # fmt: skip
    rng = np.random.default_rng(5)
    table = {name: rng.normal(size=60) for name in "abcdy"}
    parts = {"product_quality": "a", FactorPart.DELIVERY: "b", "by_company": "c", "value_added": "d"}
    whole = {"service_quality": ["a", "b"], "interaction": "c", "value_added": "d"}
    first, second = (
        loyalty_factors(table, loyalty="y", columns=columns, resamples=0).shares for columns in (parts, whole)
    )
    assert first == pytest.approx(second)
