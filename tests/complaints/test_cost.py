"""What complaints cost: the parts add up, uncertainty adds up, and nobody is counted twice."""

import pytest

from servicekit.complaints.recovery._cost import complaint_cost
from servicekit.complaints.recovery._recovery import retained_customers
from servicekit.complaints.recovery._return_rates import TARP_OVER_100_DOLLARS, return_rates
from servicekit.complaints.word_of_mouth._offspring import Constant, Poisson
from servicekit.complaints.word_of_mouth._reach import Cascade, reach
from servicekit.foundation._errors import InvalidValueError
from servicekit.stats._estimates import Share

MIX = {"did_not_complain": 100, "complained_resolved": 50}
OWN = return_rates({"did_not_complain": (20, 100), "complained_resolved": (30, 50)})
TALK = reach(Cascade(rounds=(Poisson(9.5),), first_tellers=150, counts_first_tellers=False))


def test_parts_add_up():
    found = complaint_cost(
        complaints=50,
        handling_cost_per_case=30,
        customers=retained_customers(MIX, rates=TARP_OVER_100_DOLLARS),
        reach=TALK,
        put_off_share=0.01,
        value_per_customer=200,
    )
    lost = 150 - 100 * 0.09 - 50 * 0.54
    assert [part.value for part in found.parts] == pytest.approx([1500, lost * 200, 1425 * 0.01 * 200])
    assert found.value == pytest.approx(sum(part.value for part in found.parts))
    assert found.per_complaint == pytest.approx(found.value / 50)
    assert found.parts[1].interval is None
    assert found.value in found.interval
    assert found.interval.width == pytest.approx(found.parts[2].interval.width)


def test_uncertainty_of_the_parts_is_joined():
    kept = retained_customers(MIX, rates=OWN, no_problem_share=0.9)
    found = complaint_cost(
        complaints=50, customers=kept, reach=TALK, put_off_share=Share(count=4, n=200), value_per_customer=200
    )
    handling, customers, words = found.parts
    assert handling.value == 0
    assert customers.value == pytest.approx((135 - 50) * 200)
    assert customers.value in customers.interval
    assert words.value in words.interval
    assert found.interval.width < customers.interval.width + words.interval.width
    assert found.interval.width > max(customers.interval.width, words.interval.width)
    assert found.to_dict()["parts"][1]["value"] == customers.value


def test_better_handling_costs_less():
    better = {"did_not_complain": 100, "complained_resolved_quickly": 50}
    costs = [
        complaint_cost(
            complaints=50, customers=retained_customers(mix, rates=TARP_OVER_100_DOLLARS), value_per_customer=200
        ).value
        for mix in (better, MIX)
    ]
    assert costs[0] < costs[1]


def test_without_a_model_of_uncertainty_there_is_no_interval():
    found = complaint_cost(complaints=3, handling_cost_per_case=10)
    assert (found.value, found.interval) == (30, None)


@pytest.mark.parametrize(
    ("arguments", "said"),
    (
        ({"complaints": 0}, "complaints"),
        ({"complaints": 1, "handling_cost_per_case": -1}, "handling_cost_per_case"),
        ({"complaints": 1, "reach": TALK, "put_off_share": 0.1}, "value_per_customer"),
        ({"complaints": 1, "reach": TALK, "value_per_customer": 5}, "put_off_share"),
        ({"complaints": 1, "reach": TALK, "put_off_share": 2, "value_per_customer": 5}, "did you mean 0.02"),
        (
            {"complaints": 1, "reach": TALK, "put_off_share": Share(count=1, n=9, level=0.9), "value_per_customer": 5},
            "levels",
        ),
        (
            {"complaints": 1, "reach": TALK, "put_off_share": Share(count=0, n=0), "value_per_customer": 5},
            "estimable",
        ),
        (
            {"complaints": 1, "customers": retained_customers({"did_not_complain": 1}, rates=OWN)},
            "value_per_customer",
        ),
        (
            {
                "complaints": 1,
                "customers": retained_customers({"complained_unresolved": 1}, rates=OWN),
                "value_per_customer": 5,
            },
            "no return rate",
        ),
        (
            {
                "complaints": 1,
                "customers": retained_customers(MIX, rates=OWN),
                "reach": reach(Cascade(rounds=(Constant(3),))),
                "put_off_share": 0.1,
                "value_per_customer": 5,
            },
            "first tellers",
        ),
    ),
)
def test_what_cannot_be_priced_is_refused(arguments, said):
    with pytest.raises(InvalidValueError, match=said):
        complaint_cost(**arguments)
