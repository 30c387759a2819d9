"""Reach, extinction and total progeny whose figures are estimates."""

from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.complaints import (
    Cascade,
    CascadeGeneration,
    Constant,
    Poisson,
    dissatisfied_customers,
    expected_in_population,
    extinction_probability,
    mean_tellings,
    net_word_of_mouth,
    reach,
    reach_of_complaints,
    simulate_reach,
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


@pytest.mark.parametrize("among", ({}, {"population": 10**6}))
def test_simulated_reach_holds_the_uncertainty_of_a_mean(among):
    told = np.random.default_rng(4).poisson(5, 40)
    rounds = [Poisson(mean_tellings(told)), Constant(2)]
    found = simulate_reach(Cascade(rounds=rounds), runs=6000, **among)
    expected = expected_in_population(Cascade(rounds=rounds), population=10**9)
    width = expected.interval.high - expected.interval.low
    assert found.figures_drawn == 200
    assert found.interval.low == pytest.approx(expected.interval.low, abs=0.25 * width)
    assert found.interval.high == pytest.approx(expected.interval.high, abs=0.25 * width)
    known = simulate_reach(Cascade(rounds=[Poisson(float(told.mean())), Constant(2)]), runs=6000, **among)
    assert known.figures_drawn == 0
    assert found.interval.high - found.interval.low > 1.5 * (known.interval.high - known.interval.low)
    assert found.interval.low <= found.value <= found.interval.high


def test_simulated_reach_in_a_network_holds_the_uncertainty_of_a_mean():
    ring = {"from": list(range(60)) * 3, "to": [(person + step) % 60 for step in (1, 2, 3) for person in range(60)]}
    cascade = Cascade(rounds=[Poisson(mean_tellings([0, 1, 5, 9, 0, 2, 3, 1]))] * 2)
    found = simulate_reach(cascade, runs=300, network=ring)
    assert found.figures_drawn == 150
    assert found.interval.high <= 60
    assert found.interval.high - found.interval.low > 4


@given(st.floats(0.2, 6), st.integers(30, 2000))
def test_people_of_a_population_are_an_estimate_where_the_mean_is_one(mean, population):
    known = expected_in_population(Cascade(rounds=[Poisson(mean)] * 2), population=population)
    assert known.interval is None
    assert 1 <= known.value <= population
    told = [round(mean), round(mean) + 1, round(mean) + 2] * 10
    found = expected_in_population(Cascade(rounds=[Poisson(mean_tellings(told))] * 2), population=population)
    assert found.interval.low <= found.value <= found.interval.high <= population


def test_talk_for_and_against_keeps_the_uncertainty_of_its_figures():
    told = mean_tellings(np.random.default_rng(1).poisson(3, 25))
    known = Cascade(rounds=[Poisson(told.value)])
    guessed = Cascade(rounds=[Poisson(told)])
    sure = net_word_of_mouth(positive=known, negative=known).interval
    found = net_word_of_mouth(positive=guessed, negative=guessed).interval
    assert found.low < 0 < found.high  # the two streams are drawn apart
    assert found.high - found.low > 0.95 * (sure.high - sure.low)
