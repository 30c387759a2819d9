"""Prevention: the register read by the three kinds, and the value of what does not happen."""

from datetime import date
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicekit.complaints.recovery._cost import complaint_cost
from servicekit.complaints.recovery._recovery import retained_customers
from servicekit.complaints.recovery._return_rates import return_rates
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.foundation._vocabulary import Label
from servicekit.improvement._action import Action, ActionKind, register_balance
from servicekit.improvement._prevented import prevented_complaints
from servicekit.improvement._prevention_value import prevention_value
from servicekit.improvement._verified_effect import verify_effect
from servicekit.stats.intervals._estimates import Average, Share

WORDS = Label("Action", "行动")


def average(mean, error, n=400):
    return Average(n=n, mean=mean, sd=error * n**0.5)


def action(key, kind, **changes):
    return Action(
        **{"key": key, "label": WORDS, "kind": kind, "owner": "Li", "due": date(2024, 9, 30), "units": ["north"]}
        | changes
    )


def test_a_register_without_one_of_the_three_kinds_says_which():
    actions = [action("a", "prevention"), action("b", "creation"), action("c", "prevention")]
    found = register_balance(actions)
    assert found.absent == (ActionKind.CONTINUATION,)
    assert found.counts[ActionKind.PREVENTION] == 2
    assert found.to_dict()["absent"] == ["continuation"]
    with pytest.raises(InvalidValueError, match="different"):
        register_balance([*actions, actions[0]])
    with pytest.raises(InvalidValueError, match="entries of an action register"):
        register_balance(["train"])
    with pytest.raises(UnknownConceptError, match="prevention"):
        action("d", "repair")


@pytest.mark.parametrize(
    ("changes", "said"),
    (
        ({"units": []}, "units must be the names of the units that act"),
        ({"units": "north"}, "a list, even of one"),
        ({"units": ["a", "a"]}, "different from each other"),
        ({"due": "2024-09-30"}, "due must be a date"),
        ({"due": None}, "due must be a date"),
        ({"owner": " "}, "owner must be a text that is not blank"),
        ({"cost": -1}, "cost must be a number of at least 0"),
        ({"expected": float("nan")}, "expected must be a finite number"),
        ({"label": "Training"}, "label must be a Label"),
    ),
)
def test_an_action_says_where_by_whom_and_until_when(changes, said):
    with pytest.raises(InvalidValueError, match=said):
        action("a", "prevention", **changes)


def test_value_is_what_is_saved_less_what_is_spent():
    found = prevention_value(20, cost={"handling": 30, "customers lost": 120.0}, spent=1000)
    assert (found.saved, found.value, found.interval) == (3000, 2000, None)
    assert found.pays_from == pytest.approx(1000 / 150)
    assert prevention_value(20, cost=150).value == 3000
    assert prevention_value(5, cost={"handling": 0}).pays_from is None


def test_one_uncertain_part_passes_its_interval_on():
    lost = average(100, 12)
    found = prevention_value(10, cost={"lost": lost, "handling": 20}, spent=200)
    assert found.interval.low == pytest.approx(10 * (lost.interval.low + 20) - 200, rel=0.01)
    assert found.interval.high == pytest.approx(10 * (lost.interval.high + 20) - 200, rel=0.01)


positive = st.floats(0.5, 100)
spread = st.floats(0.01, 0.2)


@settings(max_examples=25)
@given(positive, spread, positive, spread, positive, spread)
def test_the_interval_lies_around_the_value_and_widens_with_each_uncertain_figure(n, dn, a, da, b, db):
    sure = prevention_value(average(n, n * dn), cost={"a": a, "b": b}).interval
    found = prevention_value(average(n, n * dn), cost={"a": average(a, a * da), "b": average(b, b * db)})
    assert found.interval.low <= found.value <= found.interval.high
    assert found.interval.width >= sure.width * 0.97


def test_the_interval_covers_the_truth_about_as_often_as_it_says():
    rng = np.random.default_rng(5)
    number, cost, hits = 50.0, (100.0, 40.0), 0
    for _ in range(400):
        n, first, second = rng.normal(number, 5), rng.normal(cost[0], 10), rng.normal(cost[1], 8)
        costs = {"a": average(first, 10), "b": average(second, 8)}
        hits += number * sum(cost) in prevention_value(average(n, 5), cost=costs).interval
    assert 366 <= hits <= 393  # 91.5 % to 98.2 % of 95 %, three standard errors


def test_more_prevented_is_never_worth_less():
    values = [prevention_value(n, cost={"a": c}, spent=5).value for n, c in product((1, 2, 3), (4,))]
    assert values == sorted(values)


@pytest.mark.parametrize(
    ("arguments", "said"),
    (
        ({"prevented": -1, "cost": {"a": 1}}, "prevented must be a number of at least 0, got -1"),
        ({"prevented": float("nan"), "cost": {"a": 1}}, "prevented must be a number of at least 0"),
        ({"prevented": 1, "cost": {}}, "cost must be given at least one part"),
        ({"prevented": 1, "cost": {"a": "3"}}, "cost of 'a' must be a number of at least 0"),
        ({"prevented": 1, "cost": "3"}, "cost of 'complaint' must be a number of at least 0"),
        ({"prevented": 1, "cost": {"a": 1}, "spent": -1}, "spent must be a number of at least 0"),
        ({"prevented": Share(count=0, n=0), "cost": 3}, "prevented must be estimable"),
        ({"prevented": 1, "cost": Share(count=0, n=0)}, "cost of 'complaint' must be estimable"),
    ),
)
def test_what_cannot_be_priced_is_refused(arguments, said):
    with pytest.raises(InvalidValueError, match=said):
        prevention_value(arguments.pop("prevented"), **arguments)


def test_what_complaints_cost_goes_straight_into_what_preventing_them_is_worth():
    rates = return_rates({"complained_unresolved": (12, 40), "complained_resolved": (45, 60)})
    mix = {"complained_unresolved": 30, "complained_resolved": 70}
    kept = retained_customers(mix, rates=rates, value_per_customer=200)
    cost = complaint_cost(complaints=100, handling_cost_per_case=15, customers=kept, value_per_customer=200)
    worth = prevention_value(25, cost=cost.per_complaint, spent=500)
    assert worth.value == pytest.approx(cost.value / 4 - 500)
    assert worth.interval.low == pytest.approx(cost.interval.low / 4 - 500, rel=0.02)
    assert worth.interval.high == pytest.approx(cost.interval.high / 4 - 500, rel=0.02)


def test_a_complaint_never_costs_less_than_nothing():
    rates = return_rates({"complained_resolved": (9, 10)})
    kept = retained_customers({"complained_resolved": 100}, rates=rates, no_problem_share=0.92)
    cost = complaint_cost(complaints=100, customers=kept, value_per_customer=200)
    assert cost.interval.low < 0
    assert prevention_value(10, cost=cost.per_complaint).interval.low == 0


def test_prevented_complaints_are_the_count_times_the_measured_fall():
    before = {name: (40 + 3 * place, 900) for place, name in enumerate("abcdef")} | {"late": (120, 900)}
    after = before | {"late": (40, 900)}
    effect = verify_effect(before, after, acted=["late"], higher_is_better=False)
    found = prevented_complaints(120, effect)
    assert 0 < found.interval.low < found.value < found.interval.high < 120
    assert found.value == pytest.approx(-120 * effect.relative.value)
    cost = average(80, 8)
    worth = prevention_value(found, cost=cost, spent=500)
    assert worth.value == pytest.approx(found.value * 80 - 500)
    assert worth.interval.low < found.interval.low * 80 - 500 + 0.25 * worth.interval.width
    with pytest.raises(InvalidValueError, match="less is better"):
        prevented_complaints(120, verify_effect(before, after, acted=["late"]))
    with pytest.raises(InvalidValueError, match="what verify_effect found"):
        prevented_complaints(120, 0.5)


def test_a_share_of_a_cause_is_of_the_complaints_there_are():
    share = Share(count=30, n=100)
    found = prevention_value(share, complaints=400, cost=80.0, spent=1000.0)
    assert found.value == pytest.approx(0.3 * 400 * 80 - 1000)
    assert found.interval.low == pytest.approx(share.interval.low * 32_000 - 1000, rel=0.05)
    assert found.pays_from == pytest.approx(12.5)
    with pytest.raises(InvalidValueError, match="prevented must be a share"):
        prevention_value(30.0, complaints=400, cost=80.0)
