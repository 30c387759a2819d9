"""The moves between states, tried one by one from every standing that can be reached."""

from datetime import UTC, datetime, timedelta

import pytest

from servicekit.complaints.cases._case import Case, CaseRules
from servicekit.complaints.cases._states import CaseEvent, CaseState
from servicekit.foundation._errors import ForbiddenEventError

START = datetime(2024, 3, 4, 9, tzinfo=UTC)
DETAILS = {CaseEvent.OFFER: {"remedy": "repair"}, CaseEvent.ASSIGN: {"to": "Wu"}}
SKIPPING = CaseRules(may_skip=("acknowledge", "diagnose", "verify", "follow_up"))


def then(case, *kinds):
    for kind in map(CaseEvent, kinds):
        at = case.events[-1].at + timedelta(minutes=1)
        case = case.record(kind, by="desk", at=at, **DETAILS.get(kind, {}))
    return case


def to(*kinds, rules=None):
    return then(Case.open("C-1", by="desk", at=START, rules=rules or CaseRules()), *kinds)


@pytest.mark.parametrize("rules", (CaseRules(), SKIPPING), ids=("strict", "skipping"))
def test_allowed_names_exactly_what_is_legal_in_every_standing_that_can_be_reached(rules):
    first = to(rules=rules)
    reached, frontier = {(first.state, first.waits_for_customer): first}, [first]
    while frontier:
        case = frontier.pop()
        legal = []
        for kind in CaseEvent:
            try:
                following = then(case, kind)
            except ForbiddenEventError:
                continue
            legal.append(kind)
            standing = following.state, following.waits_for_customer
            if standing not in reached:
                reached[standing] = following
                frontier.append(following)
        assert case.allowed == tuple(legal)
    states = {state for state, _ in reached}
    assert states == set(CaseState)
    assert {state for state, waits in reached if waits} == states - {CaseState.CLOSED, CaseState.WITHDRAWN}


ACCEPTED = ("acknowledge", "hear", "diagnose", "offer", "accept")


def test_what_was_accepted_and_cannot_be_delivered_is_offered_anew():
    case = to(*ACCEPTED, "offer", "accept", "carry_out")
    assert case.state is CaseState.CARRIED_OUT
    assert case.count("offer") == 2


def test_a_verification_that_fails_leads_back_to_carrying_out():
    for before in (("carry_out",), ("carry_out", "verify"), ("carry_out", "verify", "follow_up")):
        failed = to(*ACCEPTED, *before, "fail")
        assert failed.state is CaseState.ACCEPTED
        assert {kind.key for kind in failed.allowed} >= {"carry_out", "offer", "diagnose"}


def test_a_case_closed_after_a_failed_verification_alone_is_not_resolved():
    rules = CaseRules(may_skip=("carry_out", "verify", "follow_up"))
    assert not to(*ACCEPTED, "carry_out", "fail", "close", rules=rules).cycles[0].resolved
    assert to(*ACCEPTED, "carry_out", "fail", "carry_out", "close", rules=rules).cycles[0].resolved


def test_the_customers_answer_ends_the_wait():
    waiting = to("acknowledge", "hear", "diagnose", "offer", "pause")
    for answer, state in (("accept", CaseState.ACCEPTED), ("refuse", CaseState.REFUSED)):
        answered = then(waiting, answer)
        assert (answered.state, answered.waits_for_customer) == (state, False)
        assert answered.waits == ((waiting.events[-1].at, answered.events[-1].at),)


def test_a_case_is_escalated_and_handed_over_while_it_waits():
    case = to("acknowledge", "assign", "pause")
    case = case.record("escalate", by="Wu", to="Chen", at=case.events[-1].at)
    assert case.waits_for_customer
    assert [who for who, _ in case.owners] == ["Wu", "Chen"]
    assert case.owner == "Chen"
    assert then(case, "escalate").owner == "Chen"
    assert to().owner is None
