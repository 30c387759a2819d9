"""Word of mouth: closed forms, simulation and published figures tell the same story, by a stated convention."""

from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.complaints.word_of_mouth._extinction import extinction_probability, mean_tellings, total_progeny
from servicekit.complaints.word_of_mouth._net_word_of_mouth import net_word_of_mouth
from servicekit.complaints.word_of_mouth._offspring import CascadeGeneration, Constant, Empirical, Poisson, Uniform
from servicekit.complaints.word_of_mouth._presets import (
    CASCADES,
    ELEVEN_THEN_FIVE,
    MID_RANGE,
    PLEASED_FIFTEEN,
    RESOLVED_FIVE,
    TARP_TELLING,
    UP_TO_1825,
    UP_TO_1898,
)
from servicekit.complaints.word_of_mouth._reach import Cascade, distribution, reach, reach_of_complaints
from servicekit.complaints.word_of_mouth._simulation import central_range, expected_in_population, simulate_reach
from servicekit.foundation._errors import InvalidValueError

tables = st.dictionaries(st.integers(0, 5), st.integers(1, 9), min_size=1, max_size=4).map(
    lambda weights: Empirical({number: weight / sum(weights.values()) for number, weight in weights.items()})
)
tells = st.one_of(
    st.integers(0, 4).map(Constant),
    st.floats(0, 4).map(Poisson),
    st.tuples(st.integers(0, 3), st.integers(0, 3)).map(lambda ends: Uniform(ends[0], sum(ends))),
    tables,
)
rounds = st.builds(CascadeGeneration, tells=tells, telling_share=st.floats(0, 1))
cascades = st.builds(
    Cascade,
    rounds=st.lists(rounds, min_size=1, max_size=3).map(tuple),
    first_tellers=st.integers(1, 3),
    counts_first_tellers=st.booleans(),
)


@pytest.mark.parametrize(
    ("preset", "people"),
    (
        (ELEVEN_THEN_FIVE, 67),
        (UP_TO_1825, 1825),
        (UP_TO_1898, 1898),
        (MID_RANGE, 1131.25),
        (TARP_TELLING, 262.5),
        (PLEASED_FIFTEEN, 15),
        (RESOLVED_FIVE, 5),
    ),
)
def test_presets_give_the_published_numbers(preset, people):
    assert preset.reach.value == pytest.approx(people, rel=1e-14)


def test_presets_state_their_convention_in_both_languages():
    assert [preset.key for preset in CASCADES.values()] == [*CASCADES]
    assert {preset.key for preset in CASCADES.values() if preset.range_end == "upper"} == {"up_to_1825", "up_to_1898"}
    assert "upper end" in UP_TO_1825.convention.en
    assert "上端" in UP_TO_1825.convention.zh
    for preset in CASCADES.values():
        assert ("counted" in preset.convention.en) or preset.cascade.depth == 1
    assert ELEVEN_THEN_FIVE.cascade.generations == (1, 11, 55)
    assert ELEVEN_THEN_FIVE.cascade.counts_first_tellers
    assert not PLEASED_FIFTEEN.cascade.counts_first_tellers


def test_poisson_eleven_then_five_has_mean_67():
    found = reach(Cascade(rounds=(Poisson(11), Poisson(5))))
    assert found.value == 67
    assert found.standard_deviation**2 == pytest.approx(11 * 5 + 11 * 36)  # Var = m1 v2 + v1 (1 + m2)^2
    assert found.value in found.interval
    assert found.most == inf


@given(cascades)
def test_the_exact_distribution_has_the_mean_and_variance_of_the_closed_form(cascade):
    chances = distribution(cascade)
    people = np.arange(chances.size)
    assert chances.sum() == pytest.approx(1)
    assert people @ chances == pytest.approx(cascade.mean, abs=1e-6)
    assert (people - cascade.mean) ** 2 @ chances == pytest.approx(cascade.variance, abs=1e-4, rel=1e-6)


@given(cascades, st.integers(0, 2**32))
def test_closed_form_is_the_limit_of_the_simulation(cascade, seed):
    runs = 4000
    found = simulate_reach(cascade, runs=runs, rng=np.random.default_rng(seed))
    error = (cascade.variance / runs) ** 0.5
    assert abs(found.value - cascade.mean) <= 6 * error + 1e-9
    assert found.draws.max() <= cascade.most
    assert found.draws.min() >= cascade.first_tellers * cascade.counts_first_tellers


@given(cascades, st.integers(0, 2), st.floats(0, 1))
def test_reach_rises_with_every_parameter(cascade, where, more):
    index = min(where, cascade.depth - 1)
    entry = cascade.rounds[index]
    keener = CascadeGeneration(tells=entry.tells, telling_share=entry.telling_share + more * (1 - entry.telling_share))
    louder = CascadeGeneration(tells=Poisson(entry.tells.mean + more), telling_share=entry.telling_share)
    for changed in (keener, louder):
        rounds_now = (*cascade.rounds[:index], changed, *cascade.rounds[index + 1 :])
        other = Cascade(
            rounds=rounds_now, first_tellers=cascade.first_tellers, counts_first_tellers=cascade.counts_first_tellers
        )
        assert other.mean >= cascade.mean - 1e-9
    more_tellers = Cascade(
        rounds=cascade.rounds,
        first_tellers=cascade.first_tellers + 1,
        counts_first_tellers=cascade.counts_first_tellers,
    )
    deeper = Cascade(
        rounds=(*cascade.rounds, entry),
        first_tellers=cascade.first_tellers,
        counts_first_tellers=cascade.counts_first_tellers,
    )
    assert more_tellers.mean >= cascade.mean
    assert deeper.mean >= cascade.mean - 1e-9


@pytest.mark.parametrize(
    "cascade",
    (
        Cascade(rounds=(Uniform(10, 20), CascadeGeneration(tells=Uniform(10, 20), telling_share=0.13))),
        Cascade(rounds=(Empirical({0: 0.5, 3: 0.3, 40: 0.2}),) * 3),
        Cascade(rounds=(CascadeGeneration(tells=Empirical({0: 0.1, 2000: 0.9}), telling_share=0.5),) * 2),
        Cascade(rounds=(CascadeGeneration(tells=Constant(3), telling_share=0.4),) * 6, first_tellers=50),
    ),
)
def test_simulated_spread_agrees_with_the_variance(cascade):
    found = simulate_reach(cascade, runs=70_000, rng=np.random.default_rng(5))
    assert found.value == pytest.approx(cascade.mean, abs=5 * (cascade.variance / found.runs) ** 0.5)
    assert found.standard_deviation == pytest.approx(cascade.variance**0.5, rel=0.03)


def test_a_simulated_range_agrees_with_the_exact_one():
    found = simulate_reach(MID_RANGE.cascade, runs=100_000, rng=np.random.default_rng(1))
    exact = MID_RANGE.reach.interval
    assert exact.method == "exact range"
    assert central_range(found) == pytest.approx((exact.low, exact.high), abs=6)
    assert (found.reason, found.runs) == (None, 100_000)
    same = simulate_reach(MID_RANGE.cascade, runs=100_000, rng=np.random.default_rng(1))
    assert np.array_equal(found.draws, same.draws)


def test_a_reach_too_large_to_write_down_has_a_normal_range():
    found = reach(Cascade(rounds=(Poisson(1000), Poisson(5000))))
    assert found.interval.method == "normal range"
    assert found.value in found.interval


def test_in_a_finite_population_the_same_person_is_told_twice():
    rng = np.random.default_rng(2)
    cascade = UP_TO_1825.cascade
    found = simulate_reach(cascade, runs=400, rng=rng, population=3000)
    assert found.value < 1825
    assert found.draws.max() <= 3000
    assert found.retelling_share > 0.2
    assert expected_in_population(cascade, population=3000).value == pytest.approx(found.value, rel=0.02)
    vast = simulate_reach(cascade, runs=400, rng=rng, population=10**9)
    assert vast.retelling_share < 1e-4
    sizes = (30, 300, 3000, 10**6)
    people = [expected_in_population(cascade, population=size).value for size in sizes]
    assert people == sorted(people)
    assert all(number <= size for number, size in zip(people, sizes, strict=True))


def test_in_a_village_one_round_agrees_with_the_occupancy_formula():
    cascade = Cascade(rounds=(Constant(30),))
    found = simulate_reach(cascade, runs=20_000, rng=np.random.default_rng(3), population=41)
    assert found.value == pytest.approx(1 + 40 * (1 - (1 - 1 / 40) ** 30), abs=0.1)
    # the formula is exact for one round with a certain number of tellings
    assert expected_in_population(cascade, population=41).value == pytest.approx(1 + 40 * (1 - (39 / 40) ** 30))


@pytest.mark.parametrize(
    ("telling", "chance"),
    (
        (CascadeGeneration(tells=Poisson(1.5)), 0.4171883561),  # published: -W(-1.5 exp(-1.5)) / 1.5
        (CascadeGeneration(tells=Poisson(1.0)), 1.0),  # bad input 118: decided before any iteration
        (CascadeGeneration(tells=Poisson(0.3)), 1.0),
        (CascadeGeneration(tells=Constant(1)), 0.0),
        (CascadeGeneration(tells=Constant(2)), 0.0),
        (CascadeGeneration(tells=Constant(2), telling_share=0.75), 1 / 3),  # 1/4 + 3/4 q^2 = q
        (CascadeGeneration(tells=Empirical({0: 0.25, 1: 0.25, 2: 0.5})), 0.5),
        (CascadeGeneration(tells=Poisson(0.0)), 1.0),
    ),
)
def test_talk_dies_out_with_the_known_chance(telling, chance):
    assert extinction_probability(telling).value == pytest.approx(chance, abs=1e-10)
    assert extinction_probability(telling, first_tellers=3).value == pytest.approx(chance**3, abs=1e-9)


@given(rounds)
def test_the_chance_of_dying_out_is_a_root_and_the_smallest(telling):
    q = extinction_probability(telling).value
    assert 0 <= q <= 1
    assert telling.generating(np.array([q], dtype=complex))[0].real == pytest.approx(q, abs=1e-7)
    if not extinction_probability(telling).is_explosive:
        assert q == 1


def test_just_above_one_the_chance_is_just_below_one():
    assert extinction_probability(CascadeGeneration(tells=Poisson(1 + 1e-6))).value == pytest.approx(1 - 2e-6, abs=1e-9)
    assert extinction_probability(CascadeGeneration(tells=Poisson(1 + 1e-12))).value == pytest.approx(
        1 - 2e-12, abs=1e-15
    )


def test_total_progeny_of_poisson_one_half():
    found = total_progeny(CascadeGeneration(tells=Poisson(0.5)))
    assert (found.value, found.standard_deviation**2) == pytest.approx((2, 4))
    deep = Cascade(rounds=(Poisson(0.5),) * 60)
    assert (deep.mean, deep.variance) == pytest.approx((2, 4))
    for mean in (1.0, 1.2):
        explosive = total_progeny(CascadeGeneration(tells=Poisson(mean)))
        assert explosive.value is None
        assert explosive.reason.key == "spreads_for_ever"


def test_tellings_are_estimated_as_a_ratio_with_an_interval():
    rng = np.random.default_rng(8)
    hits = 0
    for _ in range(200):
        tellers = rng.integers(1, 6, 40)
        found = mean_tellings(rng.poisson(2.5 * tellers), tellers=tellers)
        hits += 2.5 in found.interval
    assert hits > 180
    assert mean_tellings([11, 9, 14, 8]).value == 10.5
    assert mean_tellings([]).reason.key == "no_data"


@pytest.mark.parametrize("told", ([-1, 2], [1.5, 2], ["3"], [float("nan")], [[1, 2]]))
def test_counts_of_tellings_are_whole(told):  # bad input 117
    with pytest.raises(InvalidValueError, match="whole numbers of at least 0"):
        mean_tellings(told)


def test_nobody_is_told_without_a_teller():
    with pytest.raises(InvalidValueError, match="row 1"):
        mean_tellings([0, 3], tellers=[0, 0])
    with pytest.raises(InvalidValueError, match="same length"):
        mean_tellings([0, 3], tellers=[1])


@pytest.mark.parametrize(
    "make",
    (
        lambda: Constant(-1),  # bad input 117
        lambda: Constant(1.5),
        lambda: Poisson(-0.1),
        lambda: Poisson(float("nan")),
        lambda: Uniform(5, 4),
        lambda: Uniform(-1, 4),
        lambda: Empirical({1: 0.5}),
        lambda: Empirical({1: 0.5, -2: 0.5}),
        lambda: Empirical({1.5: 1.0}),
        lambda: Empirical({1: 1.5, 2: -0.5}),
        lambda: Empirical({}),
        lambda: CascadeGeneration(tells=Constant(2), telling_share=13),
        lambda: Cascade(rounds=()),
        lambda: Cascade(rounds=(20,)),
        lambda: Cascade(rounds=(Constant(2),), first_tellers=0),
    ),
)
def test_impossible_tellings_are_refused(make):
    with pytest.raises(InvalidValueError):
        make()


def test_simulation_needs_a_generator_and_a_population_above_the_tellers():
    cascade = Cascade(rounds=(Constant(2),), first_tellers=3)
    with pytest.raises(InvalidValueError, match="rng"):
        simulate_reach(cascade, runs=10, rng="7")
    assert simulate_reach(cascade, runs=10, rng=7) == simulate_reach(cascade, runs=10, rng=7)
    for call in (
        lambda: simulate_reach(cascade, runs=10, rng=np.random.default_rng(1), population=3),
        lambda: expected_in_population(cascade, population=3),
    ):
        with pytest.raises(InvalidValueError, match="first tellers"):
            call()


def test_complaints_stand_for_the_customers_behind_them():
    one = UP_TO_1825.cascade
    single = Cascade(rounds=one.rounds)
    assert reach_of_complaints(1, cascade=single, customers_per_complaint=25).value == 1825
    assert reach_of_complaints(4, cascade=single).value == 4 * 73
    with pytest.raises(InvalidValueError, match="one first teller"):
        reach_of_complaints(1, cascade=one)


def test_good_and_bad_talk_are_weighed_together():
    found = net_word_of_mouth(positive=PLEASED_FIFTEEN.cascade, negative=MID_RANGE.cascade)
    assert found.value == pytest.approx(15 - 1131.25)
    assert found.value in found.interval
    assert found.heard_both == 0
    town = net_word_of_mouth(positive=UP_TO_1825.cascade, negative=UP_TO_1825.cascade, population=4000)
    assert (town.value, town.interval) == (0, None)
    assert 0 < town.heard_both < town.heard_good < 1825
