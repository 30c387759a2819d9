"""Kano analysis: published figures, exact tests, paired contrasts, plans that no other plan beats."""

from itertools import product
from math import sqrt

import attrs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import servicekit as sk
from servicekit.priorities._investment import satisfaction_curve
from servicekit.priorities._kano_categories import KANO_TABLES, evaluation_table

# one pair of answers for each category under the table of Berger et al.
PAIR = {"M": (2, 5), "O": (1, 5), "A": (1, 3), "I": (3, 3), "R": (5, 1), "Q": (1, 1)}
# five attributes of 296 respondents, README of the R package stp25kano (read 2024-05-11)
PUBLISHED = {
    "Service app": ((95, 123, 45, 33, 0, 0), 0.568, -0.736),
    "Excellent service": ((101, 54, 54, 81, 3, 3), 0.372, -0.534),
    "Hotline": ((15, 24, 121, 124, 6, 6), 0.511, -0.137),
    "Loan machine": ((65, 87, 93, 51, 0, 0), 0.608, -0.514),
    "Ready-to-use return": ((9, 18, 83, 177, 6, 3), 0.352, -0.094),
}


def answers_of(counts):
    pairs = [PAIR[letter] for letter, count in zip("MOAIRQ", counts, strict=True) for _ in range(count)]
    return np.array(pairs)


def table_of(attributes):
    data, pairs = {}, {}
    for name, counts in attributes.items():
        found = answers_of(counts)
        data[f"{name} with"], data[f"{name} without"] = found[:, 0], found[:, 1]
        pairs[name] = (f"{name} with", f"{name} without")
    return data, pairs


@pytest.fixture(scope="module")
def published():
    data, pairs = table_of({name: counts for name, (counts, _, _) in PUBLISHED.items()})
    return sk.priorities.kano(data, pairs, resamples=200)


def test_better_and_worse_are_the_published_ones(published):
    for name, (counts, better, worse) in PUBLISHED.items():
        attribute = published.attributes[name]
        assert attribute.better.value == pytest.approx(better, abs=5e-4)
        assert attribute.worse.value == pytest.approx(worse, abs=5e-4)
        assert attribute.worse.interval.high <= 0
        assert tuple(share.count for share in attribute.shares.values()) == counts
        assert attribute.n == 296


def test_three_of_fongs_significant_categories_are_one(published):
    # exact binomial of the commonest against the next, twice the smaller tail (scipy 1.14 binomtest)
    p = [attribute.p_value for attribute in published.attributes.values()]
    assert p[:4] == pytest.approx([0.067, 0.159, 0.898, 0.710], abs=6e-4)
    assert p[4] < 1e-7
    fong = [abs(a - b) > 1.65 * sqrt((a + b) * (2 * 296 - a - b) / (2 * 296)) for a, b in ((123, 95), (101, 81))]
    assert fong == [True, True]
    assert [p is not None and p < 0.05 for p in published.adjusted_p.values()] == [False] * 4 + [True]


def test_a_tie_shows_the_category_that_weighs_more_and_says_that_nothing_is_decided():
    data, pairs = table_of({"x": (10, 10, 10, 10, 0, 0)})
    found = sk.priorities.kano(data, pairs)
    attribute = found.attributes["x"]
    assert found.categories["x"].key == "must_be"
    assert attribute.p_value == 1
    assert attribute.category_strength == 0
    assert sum(attribute.stability.values()) == pytest.approx(1)


def test_scores_are_those_of_the_continuous_analysis():
    found = sk.priorities.kano({"f": [1, 2, 3, 4, 5], "d": [1, 2, 3, 4, 5]}, {"x": ("f", "d")})
    assert found.attributes["x"].functional.value == pytest.approx((4 + 2 + 0 - 1 - 2) / 5)
    assert found.attributes["x"].dysfunctional.value == pytest.approx((-2 - 1 + 0 + 2 + 4) / 5)
    scores = np.array([4, 2, 0, -1, -2])
    assert found.attributes["x"].functional.standard_error == pytest.approx(scores.std(ddof=1) / sqrt(5))


def test_every_pair_has_its_category():
    assert {name: len(evaluation_table(name)) for name in KANO_TABLES} == {"berger": 25, "pouliot": 25}
    own = sk.priorities.kano({"f": [2], "d": [2]}, {"x": ("f", "d")}, table="pouliot", resamples=0)
    assert own.attributes["x"].shares["questionable"].count == 1
    assert sk.priorities.kano({"f": [2], "d": [2]}, {"x": ("f", "d")}).categories["x"].key == "indifferent"


def test_a_contrast_of_attributes_is_paired():
    rng = np.random.default_rng(4)
    like = rng.normal(size=(300, 1)) + 0.3 * rng.normal(size=(300, 2))
    data = {
        "f1": np.where(like[:, 0] > 0, 1, 3),
        "f2": np.where(like[:, 1] > 0.1, 1, 3),
        "d1": [3] * 300,
        "d2": [3] * 300,
    }
    found = sk.priorities.kano(data, {"a": ("f1", "d1"), "b": ("f2", "d2")}, resamples=0)
    paired = found.contrast("a", "b")
    difference = (data["f1"] == 1).astype(float) - (data["f2"] == 1)
    assert paired.value == pytest.approx(difference.mean())
    assert paired.standard_error == pytest.approx(difference.std(ddof=1) / sqrt(300))
    independent = sk.stats.compare({key: found.attributes[key].better for key in ("a", "b")})["a", "b"]
    assert paired.interval.width < 0.7 * independent.interval.width


def test_weights_of_one_are_none_and_order_changes_nothing(published):
    data, pairs = table_of({name: counts for name, (counts, _, _) in PUBLISHED.items()})
    order = np.random.default_rng(0).permutation(296)
    mixed = {name: values[order] for name, values in data.items()} | {"w": np.ones(296)}
    again = sk.priorities.kano(mixed, pairs, resamples=200)
    assert again.categories == published.categories
    for name in pairs:
        one, same = again.attributes[name], published.attributes[name]
        assert one.stability == same.stability
        assert (one.shares, one.better, one.p_value) == (same.shares, same.better, same.p_value)
        assert one.functional.standard_error == pytest.approx(same.functional.standard_error)
    weighted = sk.priorities.kano(mixed, pairs, resamples=0, design=sk.Design(weights="w"))
    # counted in cells, and row by row
    assert np.allclose(weighted.covariance, published.covariance, rtol=1e-10, atol=1e-15)
    for name in pairs:
        plain, same = published.attributes[name].better, weighted.attributes[name].better
        assert same.value == plain.value
        assert same.interval.width == pytest.approx(plain.interval.width, rel=0.02)


def test_groups_and_missing_answers():
    data = {"f": [1, 1, None, 3], "d": [5, 5, 5, 3], "shop": ["a", "a", "a", "b"]}
    found = sk.priorities.kano(data, {"x": ("f", "d")}, by="shop", resamples=20)
    assert found["a"].attributes["x"].n_missing == 1
    assert found["a"].categories["x"].key == "one_dimensional"
    assert found["b"].categories["x"].key == "indifferent"


@pytest.mark.parametrize("seed", range(12))
def test_answers_all_alike_are_all_there_is_under_any_weights(seed):
    weights = np.random.default_rng(seed).gamma(1, size=29 + seed)
    data = {"f": [1] * len(weights), "d": [5] * len(weights), "w": weights}
    found = sk.priorities.kano(data, {"x": ("f", "d")}, resamples=0, design=sk.Design(weights="w")).attributes["x"]
    assert found.better.value == found.shares["one_dimensional"].value == 1
    for score in (found.functional, found.dysfunctional):
        assert (score.value, score.interval, score.reason.key) == (4, None, "zero_variance")


def test_questionable_answers_are_pointed_out():
    data, pairs = table_of({"x": (10, 0, 0, 10, 0, 5)})
    assert "20%" in sk.priorities.kano(data, pairs).attributes["x"].caution.zh


def test_swapped_columns_are_noticed():
    data, pairs = table_of({"x": (30, 40, 20, 10, 0, 0), "y": (10, 40, 40, 10, 0, 0)})
    with pytest.raises(sk.foundation.InvalidValueError, match="swapped"):
        sk.priorities.kano(data, {name: pair[::-1] for name, pair in pairs.items()})


@pytest.mark.parametrize(
    ("change", "words"),
    (
        ({"answers": sk.Scale(low=1, high=6)}, "five answers"),
        ({"answers": sk.PERCENT}, "five answers"),
        ({"pairs": {"x": ("f", "f")}}, "once each"),
        ({"pairs": {"x": "f"}}, "with it"),
        ({"table": "QAAAO"}, "berger"),
        ({"table": "QAAAO RIIIM RIIIM RIIIM RRRR1"}, "letters"),
    ),
)
def test_bad_calls_are_refused(change, words):
    arguments = {"pairs": {"x": ("f", "d")}} | change
    with pytest.raises(sk.foundation.ServiceKitError, match=words):
        sk.priorities.kano({"f": [1], "d": [5]}, **arguments)


def test_a_sixth_answer_is_refused():
    with pytest.raises(sk.foundation.InvalidValueError, match="from 1 to 5"):
        sk.priorities.kano({"f": [1, 6], "d": [5, 5]}, {"x": ("f", "d")})


def test_curves_run_from_worse_to_better():
    for kind in ("must_be", "one_dimensional", "attractive"):
        category = sk.priorities.KanoCategory(kind)
        ends = [satisfaction_curve(category, 0.6, -0.4, x) for x in (0, 0.5, 1)]
        assert ends[::2] == pytest.approx([-0.4, 0.6])
        bend = round(ends[1] - 0.1, 6)
        assert (bend > 0, bend < 0) == (kind == "must_be", kind == "attractive")


@settings(max_examples=20)
@given(
    counts=st.lists(st.tuples(*[st.integers(0, 40)] * 4), min_size=2, max_size=3),
    start=st.floats(0, 0.9),
    budget=st.integers(1, 40),
    data=st.data(),
)
def test_no_other_plan_gains_more(counts, start, budget, data):
    attributes = {f"x{k}": (*(c if sum(c) else (1, 0, 0, 0)), 0, 0) for k, c in enumerate(counts)}
    most = max(sum(c) for c in attributes.values())
    attributes = {name: (*c[:3], c[3] + most - sum(c), 0, 0) for name, c in attributes.items()}
    table, pairs = table_of(attributes)
    found = sk.priorities.kano(table, pairs, resamples=0)
    cost = {name: float(data.draw(st.integers(1, 30))) for name in pairs}
    fulfilled = dict.fromkeys(pairs, start)
    plan = sk.priorities.investment_plan(found, fulfilment=fulfilled, cost=cost, budget=float(budget), levels=3)
    assert plan.total_spent <= budget + 1e-9

    def gain(name, x):
        one = found.attributes[name]
        curve = [satisfaction_curve(one.category, one.better.value, one.worse.value, at) for at in (start, x)]
        return curve[1] - curve[0]

    best = 0.0
    for steps in product(range(4), repeat=len(pairs)):
        ways = [start + (1 - start) * step / 3 for step in steps]
        # money is counted in parts of the budget, so a plan within a thousandth of it may be out of reach
        if sum(cost[name] * (x - start) for name, x in zip(pairs, ways, strict=True)) <= budget * 0.995:
            best = max(best, sum(gain(name, x) for name, x in zip(pairs, ways, strict=True)))
    assert plan.gain >= best - 1e-9
    assert plan.gain == pytest.approx(sum(gain(name, x) for name, x in plan.plan.items()))


def test_money_buys_less_and_less_and_spending_stops(published):
    about = {"fulfilment": dict.fromkeys(PUBLISHED, 0.2), "cost": dict.fromkeys(PUBLISHED, 50.0)}
    gains = [sk.priorities.investment_plan(published, budget=b, **about).marginal_gain for b in (10, 60, 120, 500)]
    assert gains == sorted(gains, reverse=True)
    assert gains[-1] == 0
    plan = sk.priorities.investment_plan(published, budget=100, worth=60, **about)
    assert 0 < plan.stop_at < 200
    assert plan.stop_at > sk.priorities.investment_plan(published, budget=100, worth=35, **about).stop_at
    assert set(plan.stability) == set(PUBLISHED)
    assert plan.plan["Ready-to-use return"] == 0.2  # indifferent
    assert all(0 <= share <= 1 for share in plan.stability.values())


@pytest.mark.parametrize(
    ("change", "words"),
    (
        ({"cost": {"Hotline": 1}}, "every attribute"),
        ({"budget": 0}, "above 0"),
        ({"levels": 201}, "from 1 to 200"),
        ({"fulfilment": dict.fromkeys(PUBLISHED, 2)}, "0 to 1"),
        ({"cost": dict.fromkeys((*PUBLISHED, "Phone"), 1)}, "Phone"),
    ),
)
def test_bad_plans_are_refused(published, change, words):
    arguments = {"fulfilment": dict.fromkeys(PUBLISHED, 0), "cost": dict.fromkeys(PUBLISHED, 1), "budget": 3} | change
    with pytest.raises(sk.foundation.ServiceKitError, match=words):
        sk.priorities.investment_plan(published, **arguments)


def test_an_attribute_can_be_bought_in_many_steps(published):
    about = {"fulfilment": dict.fromkeys(PUBLISHED, 0.2), "cost": dict.fromkeys(PUBLISHED, 50.0), "budget": 100}
    unsure = sk.priorities.investment_plan(attrs.evolve(published, draws=published.draws[:20]), levels=200, **about)
    assert unsure.gain >= sk.priorities.investment_plan(published, levels=100, **about).gain - 1e-9


def test_a_difference_of_shares_stays_within_100_points():
    table, pairs = table_of({"a": (0, 60, 0, 0, 0, 0), "b": (1, 0, 59, 0, 0, 0)})
    found = sk.priorities.kano(table, pairs, resamples=0)
    for level in (0.95, 0.999999):
        kept = attrs.evolve(found, level=level).contrast("a", "b", measure="worse").interval
        assert kept is None or -1 <= kept.low <= kept.high <= 1


@pytest.mark.slow
def test_the_paired_contrast_covers():
    held, replications = 0, 400
    for seed in range(replications):
        rng = np.random.default_rng(seed)
        like = rng.normal(size=(150, 1)) + rng.normal(size=(150, 2))
        data = {
            "f1": np.where(like[:, 0] > 0, 1, 3),
            "f2": np.where(like[:, 1] > 0, 1, 3),
            "d1": [5] * 150,
            "d2": [3] * 150,
        }
        found = sk.priorities.kano(data, {"a": ("f1", "d1"), "b": ("f2", "d2")}, resamples=0)
        held += 0.0 in found.contrast("a", "b").interval
    assert 0.92 <= held / replications <= 0.98


def test_contrasts_and_tables_are_asked_for_by_their_names():
    data = {"f": [1, 1, 2, 1], "d": [5, 5, 4, 5], "g": [2, 3, 2, 1], "e": [3, 4, 3, 5]}
    found = sk.priorities.kano(data, {"one": ("f", "d"), "two": ("g", "e")}, resamples=0)
    with pytest.raises(sk.foundation.InvalidValueError, match="measure must be one of better, worse, functional"):
        found.contrast("one", "two", measure="best")
    with pytest.raises(sk.foundation.UnknownConceptError, match="attribute 'three'"):
        found.contrast("one", "three")
    with pytest.raises(sk.foundation.InvalidValueError, match="table must be 25 letters"):
        sk.priorities.kano(data, {"one": ("f", "d")}, table="MOAIR" * 6)
