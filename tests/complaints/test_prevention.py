"""Prevention: the register read by the three kinds, and the value of what does not happen."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.complaints.recovery._cost import complaint_cost
from servicekit.complaints.recovery._prevention import Action, ActionKind, Amount, prevention_value, register_balance
from servicekit.complaints.recovery._recovery import retained_customers
from servicekit.complaints.recovery._return_rates import return_rates
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.foundation._results import Interval
from servicekit.foundation._vocabulary import Label

WORDS = Label("Action", "行动")


def amount(value, low, high, level=0.95):
    return Amount(value=value, interval=Interval(low=low, high=high, level=level, method="given"))


def test_a_register_without_one_of_the_three_kinds_says_which():
    actions = [
        Action(key="a", label=WORDS, kind="prevention"),
        Action(key="b", label=WORDS, kind="creation"),
        Action(key="c", label=WORDS, kind="prevention"),
    ]
    found = register_balance(actions)
    assert found.absent == (ActionKind.CONTINUATION,)
    assert found.counts[ActionKind.PREVENTION] == 2
    assert found.to_dict()["absent"] == ["continuation"]
    with pytest.raises(InvalidValueError, match="different"):
        register_balance([*actions, actions[0]])
    with pytest.raises(UnknownConceptError, match="prevention"):
        Action(key="d", label=WORDS, kind="repair")


def test_value_is_what_is_saved_less_what_is_spent():
    found = prevention_value(20, costs={"handling": 30, "customers lost": 120.0}, spent=1000)
    assert (found.saved, found.value, found.interval) == (3000, 2000, None)
    assert found.pays_from == pytest.approx(1000 / 150)
    assert prevention_value(5, costs={"handling": 0}).pays_from is None


def test_one_uncertain_part_passes_its_interval_on():
    found = prevention_value(10, costs={"lost": amount(100, 80, 130), "handling": 20}, spent=200)
    assert (found.interval.low, found.interval.high) == (pytest.approx(10 * 100 - 200), pytest.approx(10 * 150 - 200))


positive = st.floats(0.5, 100)
spread = st.floats(0.05, 0.9)


@given(positive, spread, positive, spread, positive, spread)
def test_the_interval_lies_within_the_corners_and_around_the_value(n, dn, a, da, b, db):
    parts = {"a": amount(a, a * (1 - da), a * (1 + da)), "b": amount(b, b * (1 - db), b * (1 + db))}
    found = prevention_value(amount(n, n * (1 - dn), n * (1 + dn)), costs=parts)
    low = n * (1 - dn) * (a * (1 - da) + b * (1 - db))
    high = n * (1 + dn) * (a * (1 + da) + b * (1 + db))
    assert low * (1 - 1e-9) <= found.interval.low <= found.value <= found.interval.high <= high * (1 + 1e-9)


def test_the_interval_covers_the_truth_about_as_often_as_it_says():
    rng = np.random.default_rng(5)
    number, cost, hits = 50.0, (100.0, 40.0), 0
    for _ in range(1000):
        n, first, second = rng.normal(number, 5), rng.normal(cost[0], 10), rng.normal(cost[1], 8)
        costs = {"a": amount(first, first - 19.6, first + 19.6), "b": amount(second, second - 15.68, second + 15.68)}
        hits += number * sum(cost) in prevention_value(amount(n, n - 9.8, n + 9.8), costs=costs).interval
    assert 930 <= hits <= 970


def test_an_end_at_zero_is_no_error():
    found = prevention_value(amount(0, 0, 3), costs={"lost": amount(100, 0, 150)})
    assert (found.interval.low, found.interval.high) == (0, 450)


def test_more_prevented_is_never_worth_less():
    values = [prevention_value(n, costs={"a": c}, spent=5).value for n, c in product((1, 2, 3), (4,))]
    assert values == sorted(values)


@pytest.mark.parametrize(
    "arguments",
    (
        {"prevented": -1, "costs": {"a": 1}},
        {"prevented": float("nan"), "costs": {"a": 1}},
        {"prevented": 1, "costs": {}},
        {"prevented": 1, "costs": {"a": 1}, "spent": -1},
        {"prevented": amount(1, 0, 2, 0.9), "costs": {"a": amount(1, 0, 2)}},
    ),
)
def test_what_cannot_be_priced_is_refused(arguments):
    with pytest.raises(InvalidValueError):
        prevention_value(arguments.pop("prevented"), **arguments)


@pytest.mark.parametrize("ends", ((2, 3), (-1, 2), (0, float("inf"))))
def test_an_interval_lies_around_its_figure(ends):
    with pytest.raises(InvalidValueError, match="around"):
        amount(1, *ends)


def test_what_complaints_cost_goes_straight_into_what_preventing_them_is_worth():
    rates = return_rates({"complained_unresolved": (12, 40), "complained_resolved": (45, 60)})
    mix = {"complained_unresolved": 30, "complained_resolved": 70}
    kept = retained_customers(mix, rates=rates, value_per_customer=200)
    cost = complaint_cost(complaints=100, handling_cost_per_case=15, customers=kept, value_per_customer=200)
    worth = prevention_value(25, costs=cost, spent=500)
    assert worth.value == pytest.approx(25 * cost.per_complaint - 500)
    assert worth.interval.low == pytest.approx(cost.interval.low / 4 - 500)
    assert worth.interval.high == pytest.approx(cost.interval.high / 4 - 500)


def test_a_part_of_the_cost_never_falls_below_nothing():
    rates = return_rates({"complained_resolved": (9, 10)})
    kept = retained_customers({"complained_resolved": 100}, rates=rates, no_problem_share=0.92)
    cost = complaint_cost(complaints=100, customers=kept, value_per_customer=200)
    assert cost.interval.low < 0
    assert prevention_value(10, costs=cost).interval.low == 0
