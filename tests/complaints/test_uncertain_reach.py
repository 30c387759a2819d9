"""Reach, extinction and total progeny whose figures are estimates."""

from math import inf

import pytest

from servicekit.complaints import (
    Cascade,
    CascadeGeneration,
    Constant,
    Poisson,
    dissatisfied_customers,
    extinction_probability,
    mean_tellings,
    reach,
    reach_of_complaints,
    total_progeny,
)
from servicekit.foundation import InvalidValueError
from servicekit.stats import Average, Share

ASKED = mean_tellings([0, 1, 1, 2, 2, 2, 3, 4] * 20)
SHARE = Share(count=30, n=100)


def test_a_mean_that_is_an_estimate_keeps_its_value_and_widens_the_range():
    known, asked = (reach(Cascade(rounds=[Poisson(mean)], first_tellers=200)) for mean in (ASKED.value, ASKED))
    assert known.value == asked.value
    assert asked.interval.low < known.interval.low < asked.value < known.interval.high < asked.interval.high
    assert repr(Poisson(9.5)) == "Poisson(mean=9.5)"
    assert Poisson(ASKED).mean == ASKED.value


def test_dissatisfied_customers_are_the_first_tellers_with_their_uncertainty():
    cascade = Cascade(rounds=[Constant(3)], counts_first_tellers=False)
    behind = dissatisfied_customers(40, voicing=Share(count=60, n=150))
    found = reach_of_complaints(behind, cascade=cascade)
    assert found.value == pytest.approx(300)
    assert found.interval.low == pytest.approx(3 * behind.interval.low, rel=0.03)
    assert found.interval.high == pytest.approx(3 * behind.interval.high, rel=0.03)
    assert found.generations == pytest.approx((100, 300))
    assert found.most == inf


def test_customers_per_complaint_may_be_an_estimate():
    cascade = Cascade(rounds=[Constant(3)])
    each = Average(n=50, mean=2.5, sd=1.0)
    found = reach_of_complaints(40, cascade=cascade, customers_per_complaint=each)
    assert found.value == pytest.approx(400)
    assert found.interval.low < 400 < found.interval.high
    assert reach_of_complaints(40, cascade=cascade, customers_per_complaint=2.5).interval.width == 0


def test_a_share_who_pass_it_on_may_be_an_estimate():
    rounds = [Poisson(2.0), CascadeGeneration(tells=Constant(5), telling_share=SHARE)]
    found = reach(Cascade(rounds=rounds, first_tellers=1000))
    assert found.value == pytest.approx(1000 * (1 + 2 + 2 * 0.3 * 5))
    known = reach(
        Cascade(rounds=[rounds[0], CascadeGeneration(tells=Constant(5), telling_share=0.3)], first_tellers=1000)
    )
    assert found.interval.width > 2 * known.interval.width


def test_talk_that_may_not_die_out_has_no_upper_end():
    sure, unsure = mean_tellings([0, 0, 1, 1] * 100), mean_tellings([0, 0, 1, 2] * 6)
    low = total_progeny(Poisson(sure))
    assert low.value == pytest.approx(2.0)
    assert low.interval.low < 2 < low.interval.high < 3
    assert total_progeny(Poisson(unsure)).interval.high == inf
    assert total_progeny(Poisson(mean_tellings([3, 4, 5]))).value is None
    dies = extinction_probability(Poisson(Average(n=400, mean=1.5, sd=1.2)))
    assert dies.interval.low < dies.value < dies.interval.high < 1
    assert extinction_probability(Poisson(sure)).interval.high == 1
    assert extinction_probability(Poisson(1.5)).interval is None


def test_what_cannot_be_estimated_is_refused():
    with pytest.raises(InvalidValueError, match="an estimate with a value"):
        Poisson(Share(count=0, n=0))
    with pytest.raises(InvalidValueError, match="customers_per_complaint must be"):
        reach_of_complaints(3, cascade=Cascade(rounds=[Constant(3)]), customers_per_complaint=0)
    with pytest.raises(InvalidValueError, match="telling_share must be a share"):
        CascadeGeneration(tells=Constant(3), telling_share=Average(n=10, mean=2.0, sd=0.1))
