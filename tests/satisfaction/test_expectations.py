"""Expectations: the ladder and its H, sources and their weights, paths and learning."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.data._answers import InputPolicy
from servicekit.data._scales import LIKERT_5, Scale
from servicekit.foundation._errors import InvalidValueError, MissingColumnError, UnknownConceptError
from servicekit.satisfaction._expectation_sources import (
    ExpectationSource,
    RisingExpectation,
    blend,
    estimate_source_weights,
    expectation_path,
)
from servicekit.satisfaction._ladder import LadderScalability, expectation_ladder
from servicekit.satisfaction._learning import estimate_learning
from servicekit.stats.designs._design import Design

RUNGS = ["basic", "setting", "respect", "beyond"]
OPEN = Scale(low=-100, high=100, step=None)


def columns(rows, names=RUNGS):
    return dict(zip(names, np.asarray(rows, dtype=float).T, strict=True))


def independent(popularity, n=100_000):
    """Return counts of patterns as if rungs had nothing to do with each other."""
    cells = [
        np.prod([p if met else 1 - p for p, met in zip(popularity, reversed(pattern), strict=True)])
        for pattern in product([0, 1], repeat=len(popularity))
    ]
    return tuple(round(n * cell) for cell in cells)


def test_a_perfect_ladder_has_h_of_one_and_no_contradictions():
    rows = [[1, 1, 1, 1], [1, 1, 1, 0], [1, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 0]] * 4
    found = expectation_ladder(columns(rows), RUNGS)
    assert found.scalability.value == 1.0
    assert found.reproducibility == 1.0
    assert {share.value for share in found.contradictions.values()} == {0.0}
    assert {key: share.value for key, share in found.reached.items()} == dict.fromkeys(["none", *RUNGS], 0.2)


@pytest.mark.parametrize(
    ("popularity", "reproducibility"),
    (((0.95, 0.8, 0.6, 0.2), 0.881), ((0.9, 0.7, 0.5, 0.3), 0.819), ((0.97, 0.9, 0.15, 0.05), 0.959)),
)
def test_reproducibility_passes_noise_and_h_does_not(popularity, reproducibility):
    from servicekit.satisfaction._ladder import _errors

    counts = independent(popularity)
    assert _errors(np.array(counts, dtype=float), 4)[0] == pytest.approx(reproducibility, abs=0.001)
    assert abs(LadderScalability(patterns=counts, rungs=4).value) < 0.002


def test_h_without_an_interval_says_why():
    few = LadderScalability(patterns=(1, 0, 0, 1), rungs=2)
    sure = LadderScalability(patterns=(40, 30, 0, 30), rungs=2)  # nobody contradicts it, whoever is left out
    assert (few.value, few.interval, few.reason.kind.key) == (1.0, None, "too_few")
    assert (sure.value, sure.interval, sure.reason.kind.key) == (1.0, None, "zero_variance")


def test_h_of_a_table_of_two_rungs_by_hand():
    # 40 both, 10 the harder alone, 30 the easier alone, 20 none: 1 - 10 / (50 * 30 / 100)
    rows = [[1, 1]] * 40 + [[0, 1]] * 10 + [[1, 0]] * 30 + [[0, 0]] * 20
    found = expectation_ladder(columns(rows, ["easy", "hard"]), ["easy", "hard"])
    assert found.scalability.value == pytest.approx(1 - 10 / 15)
    assert found.contradictions["easy", "hard"].value == 0.1
    assert found.scalability.value in found.scalability.interval


@given(st.lists(st.tuples(*[st.sampled_from([0, 1])] * 4), min_size=1, max_size=30))
def test_shares_add_up_to_one_and_rungs_reached_fall(rows):
    found = expectation_ladder(columns(rows), RUNGS)
    assert sum(share.value for share in found.reached.values()) == pytest.approx(1)
    reached = [all(row[: k + 1]) for row in rows for k in range(4)]
    assert sum(share.count * place for place, share in enumerate(found.reached.values())) == sum(reached)
    assert found.scalability.value is None or found.scalability.value <= 1


def test_rungs_on_a_scale_by_group_with_weights_and_gaps():
    data = columns([[5, 2], [4, 4], [1, 5], [np.nan, 3]], ["a", "b"]) | {"shop": list("xxyy"), "w": [1.5, 0.5, 1, 1]}
    found = expectation_ladder(data, ["a", "b"], scale=LIKERT_5, met_from=4)
    assert (found.n, found.n_missing) == (3, 1)
    assert found.met["a"].count == 2
    weighted = expectation_ladder(data, ["a", "b"], scale=LIKERT_5, met_from=4, design=Design(weights="w"))
    assert weighted.met["a"].value == pytest.approx(2 / 3)
    assert expectation_ladder(data, ["a", "b"], scale=LIKERT_5, met_from=4, by="shop")["y"].n == 1
    worst_first = Scale(low=1, high=5, higher_is_better=False)
    assert expectation_ladder(data, ["a", "b"], scale=worst_first, met_from=2).met["a"].count == 1


def test_ladders_refuse_missing_rungs_and_unclear_cuts():
    data = columns([[1, 1, 1, 1]])
    with pytest.raises(MissingColumnError, match="did you mean 'beyond'"):
        expectation_ladder(data, [*RUNGS[:3], "beyondd"])
    with pytest.raises(InvalidValueError, match="two to 9 columns"):
        expectation_ladder(data, ["basic"])
    with pytest.raises(InvalidValueError, match="from which a rung is met"):
        expectation_ladder(data, RUNGS, scale=LIKERT_5)
    with pytest.raises(InvalidValueError, match="from 0 to 1"):
        expectation_ladder(columns([[1, 1, 1, 7]]), RUNGS)
    assert expectation_ladder(columns([[1, 1, 1, 7]]), RUNGS, policy=InputPolicy(invalid="omit")).n_rejected == 1


@given(st.lists(st.floats(-10, 10), min_size=1, max_size=5), st.data())
def test_a_blend_lies_within_its_sources(levels, data):
    raw = data.draw(st.lists(st.floats(0.01, 1), min_size=len(levels), max_size=len(levels)))
    weights = [each / sum(raw) for each in raw]
    names = [f"s{k}" for k in range(len(levels))]
    found = blend(dict(zip(names, levels, strict=True)), shares=dict(zip(names, weights, strict=True)))
    assert min(levels) - 1e-9 <= found <= max(levels) + 1e-9


def test_blends_refuse_weights_that_do_not_add_up_or_belong_to_others():
    with pytest.raises(InvalidValueError, match="add up to 1"):
        blend({"a": 1, "b": 2}, shares={"a": 0.5, "b": 0.6})
    with pytest.raises(InvalidValueError, match=r"one for each source \(a, b\)"):
        blend({"a": 1, "b": 2}, shares={"a": 1.0})


@given(st.floats(0.05, 1), st.floats(-3, 3), st.integers(1, 30))
def test_a_promise_costs_what_the_closed_form_says(learning, raised, visits):
    got = np.linspace(5, 7, visits).tolist()
    with_promise = expectation_path(6, got, learning=learning, promises={1: raised})
    without = expectation_path(6, got, learning=learning)
    cost = sum(without.gaps) - sum(with_promise.gaps)
    assert cost == pytest.approx(raised * (1 - (1 - learning) ** visits) / learning, abs=1e-9)
    assert with_promise.cost_of_promises == pytest.approx(cost, abs=1e-9)


def test_the_cost_of_a_promise_in_the_long_run_is_d_over_a():
    assert expectation_path(5, [6.0] * 200, learning=0.3, promises={1: 1}).cost_of_promises == pytest.approx(
        1 / 0.3, abs=1e-9
    )


def test_paths_refuse_a_promise_at_a_visit_that_is_not_there():
    with pytest.raises(InvalidValueError, match="whole numbers from 1 to 2"):
        expectation_path(5, [6, 6], learning=0.3, promises={3: 1})
    with pytest.raises(InvalidValueError, match="from 0 to 1"):
        expectation_path(5, [6, 6], learning=1.3)


def visits(noise, customers=400, learning=0.3, seed=2, apart=0.0, times=5):
    rng = np.random.default_rng(seed)
    served = rng.normal(0, 1, customers) * apart
    level = rng.normal(6, 1, customers) + served
    rows = {name: [] for name in ("who", "visit", "hoped", "got")}
    for visit in range(times):
        got = rng.normal(6.5, 1, customers) + served
        rows["who"] += list(range(customers))
        rows["visit"] += [visit] * customers
        rows["hoped"] += list(level + rng.normal(0, noise, customers))
        rows["got"] += list(got)
        level = level + learning * (got - level)
    return {name: np.array(values) for name, values in rows.items()}


def learn(data, **settings):
    return estimate_learning(
        data, customer="who", visit="visit", expectation="hoped", evaluation="got", scale=OPEN, **settings
    )


@pytest.mark.parametrize("noise", (0.0, 0.5, 1.0))
def test_learning_is_not_biased_by_noise_in_expectations_as_the_gap_is(noise):
    found = learn(visits(noise, customers=1600), resamples=200)
    assert found.value == pytest.approx(0.3, abs=0.03)
    assert (found.n, found.n_customers, found.uses_earlier_visit, found.cautions) == (4800, 1600, True, ())
    if noise:
        assert 0.3 in found.interval
        assert found.interval.width < 0.12


@pytest.mark.parametrize("noise", (0.0, 0.5, 1.0))
def test_learning_is_not_biased_where_customers_differ_for_good(noise):
    found = learn(visits(noise, customers=4000, apart=1.0), resamples=100)
    assert found.value == pytest.approx(0.3, abs=0.02)
    assert 0.26 < found.interval.low < 0.3 < found.interval.high < 0.34


def test_two_visits_leave_the_plain_coefficient_with_a_caution():
    found = learn(visits(1.0, customers=4000, apart=1.0, times=2), resamples=0)
    assert found.value > 0.4  # noise of one point: the docstring says so
    assert [caution.key for caution in found.cautions] == ["noisy_expectation"]
    assert (found.uses_earlier_visit, found.n) == (False, 4000)
    assert learn(visits(0.5, customers=29, times=3), resamples=0).uses_earlier_visit is False
    few = learn(visits(0.5, customers=30, times=3), resamples=0)
    assert (few.uses_earlier_visit, few.n) == (True, 30)


def test_the_visit_before_is_the_visit_before():
    data = visits(0.5, customers=60, apart=1.0, times=3)
    hoped, got = (np.array(data[name]).reshape(3, 60) for name in ("hoped", "got"))
    z = np.column_stack([got[1], hoped[0], got[0], np.ones(60)])
    x = np.column_stack([hoped[1], got[1], np.ones(60)])
    first = z @ np.linalg.lstsq(z, x, rcond=None)[0]
    wanted = np.linalg.lstsq(first, hoped[2], rcond=None)[0][1]
    assert learn(data, resamples=0).value == pytest.approx(wanted, rel=1e-9)


def test_learning_needs_no_order_of_rows_and_refuses_a_visit_twice():
    data = visits(0.5, customers=40)
    order = np.random.default_rng(0).permutation(len(data["who"]))
    shuffled = {name: values[order] for name, values in data.items()}
    assert learn(shuffled, resamples=0).value == pytest.approx(learn(data, resamples=0).value)
    data["visit"] = data["visit"] * 0
    with pytest.raises(InvalidValueError, match="visits of a customer must be each once"):
        learn(data)
    one = {name: values[:3] for name, values in visits(0, customers=3).items()}
    assert learn(one).value is None


def test_weights_of_sources_are_least_squares_on_the_simplex():
    rng = np.random.default_rng(3)
    past, friends, ads = rng.normal(6, 1, (3, 300))
    hoped = 1 + 0.7 * past + 0.3 * friends + rng.normal(0, 0.4, 300)
    data = {"hoped": hoped, "past": past, "friends": friends, "ads": ads}
    found = estimate_source_weights(data, "hoped", ["past", "friends", "ads"], resamples=300)
    values = {name: weight.value for name, weight in found.weights.items()}
    assert sum(values.values()) == pytest.approx(1)
    assert min(values.values()) >= 0
    assert values["past"] == pytest.approx(0.7, abs=0.06)
    assert 0.7 in found.weights["past"].interval
    # scipy's SLSQP finds the same
    from scipy.optimize import minimize

    centred = np.column_stack([past, friends, ads]) - np.mean([past, friends, ads], axis=1)
    target = hoped - hoped.mean()
    slsqp = minimize(
        lambda w: ((target - centred @ w) ** 2).sum(),
        np.full(3, 1 / 3),
        bounds=[(0, 1)] * 3,
        constraints={"type": "eq", "fun": lambda w: w.sum() - 1},
        tol=1e-12,
    )
    assert list(values.values()) == pytest.approx(slsqp.x, abs=1e-4)
    opposed = data | {"hoped": 1.4 * past - 0.4 * ads}
    against = estimate_source_weights(opposed, "hoped", ["past", "ads"], resamples=0)
    assert against.at_bound == ("ads",)
    with pytest.raises(InvalidValueError, match="not the expectation"):
        estimate_source_weights(data, "hoped", ["hoped", "past"])


@pytest.mark.slow
def test_the_jackknife_of_h_holds():
    rng = np.random.default_rng(7)
    cuts = np.array([-1.2, -0.4, 0.5, 1.3])

    def rows(n):
        latent = rng.normal(0, 1, (n, 1))
        return (latent + rng.normal(0, 0.6, (n, 4)) > cuts).astype(int)

    def patterns(met):
        return tuple(np.bincount(met @ (1 << np.arange(4)), minlength=16).tolist())

    truth = LadderScalability(patterns=patterns(rows(400_000)), rungs=4).value
    held = 0
    for _ in range(400):
        interval = LadderScalability(patterns=patterns(rows(100)), rungs=4).interval
        held += interval is not None and truth in interval
    assert held / 400 >= 0.91


def test_sources_and_reasons_are_named_by_concept_or_key():
    first = blend({ExpectationSource.FRIENDS: 8, "past_service": 6}, shares={"friends": 0.25, "past_service": 0.75})
    assert first == 6.5
    whole = expectation_path(6, [7, 7], learning=0.3, promises={1: 0.8})
    parts = expectation_path(
        6, [7, 7], learning=0.3, promises={1: {"promises": 0.5, RisingExpectation.COMPETITION: 0.3}}
    )
    assert parts == whole
    with pytest.raises(UnknownConceptError, match="competition"):
        expectation_path(6, [7], learning=0.3, promises={1: {"competitors": 1}})
