"""Authority: offers beyond it are refused and the refusal names who may make them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.complaints.cases._authority import Authority, Grade
from servicekit.complaints.cases._case import Case, CaseRules
from servicekit.complaints.cases._remedies import Remedy
from servicekit.foundation import _records as records
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


START = datetime(2024, 3, 4, 9, tzinfo=UTC)
DAY = timedelta(days=1)
STAFF = Authority(
    grades=(
        Grade(key="agent", label=Label("Agent", "客服"), limit=100, case_limit=150, period_limit=200, period_days=30),
        Grade(key="manager", label=Label("Manager", "经理"), limit=1000),
    ),
    roster={"Li": "agent", "Wu": "agent", "Chen": "manager"},
)


def diagnosed(number="C-1", rules=None, at=START):
    case = Case.open(number, by="Li", at=at, rules=rules or CaseRules(authority=STAFF))
    for kind in ("acknowledge", "hear", "diagnose"):
        case = case.record(kind, by="Li", at=at)
    return case


def offered(case, amount, by="Li", remedy="refund", **details):
    return case.record("offer", by=by, at=case.events[-1].at, remedy=remedy, amount=amount, **details)


def test_an_offer_within_a_limit_says_its_amount():
    with pytest.raises(ForbiddenEventError, match="must say its amount"):
        offered(diagnosed(), None)
    assert offered(diagnosed(), None, remedy="apology").state.key == "offered"


@given(st.lists(st.tuples(st.integers(0, 100), st.booleans()), max_size=8))
def test_the_offers_of_a_case_add_up_but_for_those_refused(offers):
    case, lying = diagnosed(), 0
    for amount, refused in offers:
        if lying + amount > 150:
            with pytest.raises(ForbiddenEventError, match="limit in one case is 150"):
                offered(case, amount, by="Wu")  # another person of the same grade does not help
            continue
        case, lying = offered(case, amount), lying + amount
        if refused:
            case, lying = case.record("refuse", by="customer", at=case.events[-1].at), 0
    assert sum(offer.amount for offer in STAFF.granted(case.events)) == lying


def test_without_a_limit_of_its_own_a_case_has_that_of_an_offer():
    house = Authority(grades=HOUSE.grades)
    case = offered(diagnosed(rules=CaseRules(authority=house)), 100, grade="agent")
    with pytest.raises(ForbiddenEventError, match="limit in one case is 100, 100 of it offered"):
        offered(case, 100, grade="agent")


def test_the_grade_is_that_of_the_roster():
    with pytest.raises(ForbiddenEventError, match="somebody on the roster, got 'Zhao'"):
        offered(diagnosed(), 10, by="Zhao")
    with pytest.raises(ForbiddenEventError, match="the grade of 'Li' must be 'agent', got 'manager'"):
        offered(diagnosed(), 10, grade="manager")
    with pytest.raises(UnknownConceptError, match="did you mean 'agent'"):
        Authority(grades=HOUSE.grades, roster={"Li": "agnet"})
    with pytest.raises(InvalidValueError, match="limit for a period"):
        Authority(grades=STAFF.grades)


def test_a_second_person_may_approve_what_the_first_may_not_offer_alone():
    approved = offered(diagnosed(), 800, approved_by="Chen")
    assert approved.events[-1].approved_by == "Chen"
    assert [(offer.by, offer.grade) for offer in STAFF.granted(approved.events)] == [("Chen", "manager")]
    assert [offer.by for offer in STAFF.granted(offered(diagnosed(), 80, approved_by="Chen").events)] == ["Li"]
    with pytest.raises(ForbiddenEventError, match="authority of 'manager'"):
        offered(diagnosed(), 1001, approved_by="Chen")
    with pytest.raises(ForbiddenEventError, match="authority of 'agent'"):
        offered(diagnosed(), 800, approved_by="Wu")
    with pytest.raises(InvalidValueError, match="a second person"):
        offered(diagnosed(), 800, approved_by="Li")
    with pytest.raises(ForbiddenEventError, match="needs a roster"):
        offered(diagnosed(rules=CaseRules(authority=HOUSE)), 800, grade="agent", approved_by="Chen")


def test_a_person_has_a_limit_over_all_cases_of_a_period():
    house = [offered(diagnosed("1"), 100), offered(diagnosed("2", at=START + 5 * DAY), 60)]
    events = [case.events for case in house]
    assert STAFF.left("Li", events, at=START + 6 * DAY) == 40
    assert STAFF.left("Li", events, at=START + 31 * DAY) == 140
    assert STAFF.left("Wu", events, at=START + 6 * DAY) == 200
    assert STAFF.left("Chen", events, at=START) is None
    third = diagnosed("3", at=START + 6 * DAY)
    assert offered(third, 40, others=house).events[-1].amount == 40
    with pytest.raises(ForbiddenEventError, match="may offer in 30 days; left now: 40"):
        offered(third, 41, others=house)


def test_what_was_accepted_and_replaced_no_longer_counts_but_what_was_carried_out_does():
    case = offered(diagnosed(), 100)
    case = offered(case.record("accept", by="customer", at=START), 100)
    assert sum(offer.amount for offer in STAFF.granted(case.events)) == 100
    for kind in ("accept", "carry_out"):
        case = case.record(kind, by="customer", at=START)
    with pytest.raises(ForbiddenEventError, match="100 of it offered"):
        offered(case, 100)
    assert records.loads(records.dumps(case), Case) == case
