"""Mystery visits: the number found is the smallest that will do."""

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.foundation._errors import InvalidValueError
from servicekit.standards._visits_needed import visits_by_site, visits_for_half_width, visits_to_detect
from servicekit.stats.intervals._count_interval import share_interval


def reach(share: float, n: int) -> float:
    found = share_interval(share * n, n)
    return max(share - found.low, found.high - share)


@given(st.floats(0.02, 0.4), st.floats(0.05, 0.95))
def test_the_planned_visits_are_the_fewest_that_give_the_width(half: float, share: float) -> None:
    n = int(visits_for_half_width(half, expected_share=share).value or 0)
    assert reach(share, n) <= half + 1e-9
    if n > 1:
        assert reach(share, n - 1) > half - 1e-9


def test_known_numbers_of_visits() -> None:
    assert visits_for_half_width(0.05).value == 396
    assert visits_for_half_width(0.05, population=500).value == 222
    assert visits_for_half_width(0.05, design_effect=2).value == 792
    assert visits_for_half_width(0.05, population=10).value == 10
    # 1 - 0.9 ** 29 = 0.9529; the rule of three gives 30
    assert visits_to_detect(0.1).value == 29
    assert visits_to_detect(1).value == 1
    assert visits_to_detect(0).value is None
    assert visits_to_detect(0).reason.key == "never_fails"


@given(st.floats(0.01, 0.9), st.floats(0.5, 0.99))
def test_the_failure_is_seen_with_the_wanted_probability_and_not_with_one_visit_fewer(rate: float, sure: float) -> None:
    n = int(visits_to_detect(rate, probability=sure).value or 0)
    assert 1 - (1 - rate) ** n >= sure - 1e-9
    assert n == 1 or 1 - (1 - rate) ** (n - 1) < sure + 1e-9


@given(st.integers(2, 60), st.floats(0.05, 1), st.floats(0.5, 0.99))
def test_without_replacement_the_hypergeometric_chance_decides(population: int, rate: float, sure: float) -> None:
    plan = visits_to_detect(rate, probability=sure, population=population)
    n, bad = int(plan.value or 0), plan.failures or 0

    def missed(visits: int) -> float:
        return comb(population - bad, visits) / comb(population, visits)

    assert 1 - missed(n) >= sure - 1e-9
    assert n == 1 or 1 - missed(n - 1) < sure + 1e-9


@given(
    st.dictionaries(st.text(min_size=1, max_size=3), st.integers(1, 1000), min_size=1, max_size=6), st.integers(6, 200)
)
def test_visits_are_shared_out_wholly_and_each_site_gets_one(sizes: dict[str, int], visits: int) -> None:
    shares = visits_by_site(visits, sizes)
    assert sum(shares.values()) == visits
    assert min(shares.values()) >= 1
    for one, size in sizes.items():
        for other, smaller in sizes.items():
            if size > smaller:
                assert shares[one] >= shares[other]


def test_plans_that_cannot_be_are_refused() -> None:
    with pytest.raises(InvalidValueError, match=r"did you mean 0\.95"):  # bad input 149
        visits_for_half_width(0.05, level=95)
    with pytest.raises(InvalidValueError, match="half_width_share"):
        visits_for_half_width(0)
    with pytest.raises(InvalidValueError, match="at least 1 for each of 2 sites"):
        visits_by_site(1, {"a": 1, "b": 1})
    with pytest.raises(InvalidValueError, match="above 0 for at least one site"):
        visits_by_site(5, {"a": 0})


def test_the_least_number_of_visits_is_no_negative_number() -> None:
    with pytest.raises(InvalidValueError, match="least must be a whole number"):
        visits_by_site(5, {"a": 1, "b": 2}, least=-3)
