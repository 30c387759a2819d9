"""Authority: offers beyond it are refused and the refusal names who may make them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.complaints.cases._authority import Authority, Grade, Remedy
from servicekit.foundation._errors import ForbiddenEventError, InvalidValueError, UnknownConceptError
from servicekit.foundation._vocabulary import Label

HOUSE = Authority(
    grades=(
        Grade(key="agent", label=Label("Agent", "客服"), limit=100, remedies=(Remedy.APOLOGY, Remedy.REFUND)),
        Grade(key="supervisor", label=Label("Supervisor", "主管"), limit=500),
        Grade(key="manager", label=Label("Manager", "经理")),
    )
)


@given(st.sampled_from(Remedy), st.floats(0, 1e6), st.sampled_from(("agent", "supervisor", "manager")))
def test_an_offer_passes_exactly_if_its_maker_is_among_those_who_may(remedy, amount, key):
    able = [grade.key for grade in HOUSE.who_may(remedy, amount)]
    if key in able:
        HOUSE.check(key, remedy, amount)
    else:
        with pytest.raises(ForbiddenEventError, match=f"may be made by: {', '.join(able)}"):
            HOUSE.check(key, remedy, amount)


def test_the_limit_itself_may_be_offered_and_is_named_when_passed():
    HOUSE.check("agent", "refund", 100)
    with pytest.raises(ForbiddenEventError, match="worth 101 is beyond the authority of 'agent', whose limit is 100"):
        HOUSE.check("agent", "refund", 101)


def test_an_offer_without_a_rank_is_refused():
    with pytest.raises(ForbiddenEventError, match="must say the grade"):
        HOUSE.check(None, "refund", 1)


def test_an_unknown_rank_is_refused():
    with pytest.raises(UnknownConceptError, match="did you mean 'agent'"):
        HOUSE.check("agnet", "refund", 1)


def test_what_nobody_may_offer_is_said():
    lone = Authority(grades=HOUSE.grades[:1])
    with pytest.raises(ForbiddenEventError, match="nobody"):
        lone.check("agent", "repair", 1)


@pytest.mark.parametrize("grades", ((), HOUSE.grades[:1] * 2))
def test_ranks_are_there_and_differ(grades):
    with pytest.raises(InvalidValueError, match="different keys"):
        Authority(grades=grades)


@pytest.mark.parametrize("limit", (-1, float("nan"), True))
def test_a_limit_is_an_amount(limit):
    with pytest.raises(InvalidValueError, match="limit"):
        Grade(key="a", label=Label("a", "甲"), limit=limit)
