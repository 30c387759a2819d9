"""Several people write to one case at once: their records merge to one case, or their conflict is named."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from servicekit.complaints.cases._case import Case
from servicekit.complaints.cases._states import CaseEvent
from servicekit.foundation._errors import ForbiddenEventError, InvalidValueError

START = datetime(2024, 3, 4, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
WRITERS = ("Li", "Wu", "Chen")
DETAILS = {CaseEvent.OFFER: {"remedy": "repair"}, CaseEvent.ASSIGN: {"to": "Wu"}}


def opened():
    return Case.open("C-1", by="desk", at=START).record("acknowledge", by="desk", at=START + MINUTE)


def attempt(make):
    """Return the case, or that its records conflict."""
    try:
        return make()
    except ForbiddenEventError as error:
        return "conflict" if "conflict" in error.message and "allowed now" in error.message else error.message


class Writers(RuleBasedStateMachine):
    """Each writer has a copy of its own and now and then takes over what another has recorded."""

    def __init__(self):
        super().__init__()
        self.copies = dict.fromkeys(WRITERS, opened())

    @rule(who=st.sampled_from(WRITERS), data=st.data(), wait=st.integers(0, 2))
    def record(self, who, data, wait):
        case = self.copies[who]
        if case.allowed:
            kind = data.draw(st.sampled_from(case.allowed))
            at = case.events[-1].at + wait * MINUTE
            self.copies[who] = case.record(kind, by=who, at=at, **DETAILS.get(kind, {}))

    @rule(who=st.sampled_from(WRITERS), other=st.sampled_from(WRITERS))
    def take_over(self, who, other):
        mine, theirs = self.copies[who], self.copies[other]
        found = attempt(lambda: mine.merged(theirs.events))
        assert found == attempt(lambda: theirs.merged(mine.events))  # commutative
        if found == "conflict":
            self.copies[who] = theirs  # one record holds; the other is made anew
        else:
            assert set(found.events) == {*mine.events, *theirs.events}  # nothing is lost
            assert found.merged(theirs.events) == found == found.merged(found.events)  # idempotent
            self.copies[who] = found

    @invariant()
    def in_whatever_order_all_are_merged_the_case_is_the_same(self):
        first, *others = self.copies.values()
        whole = attempt(lambda: first.merged([event for case in others for event in case.events]))
        for a, b, c in permutations(self.copies.values()):
            left = attempt(lambda a=a, b=b, c=c: a.merged(b.events).merged(c.events))
            right = attempt(lambda a=a, b=b, c=c: a.merged(b.merged(c.events).events))
            assert {left, right} <= {whole, "conflict"}

    @invariant()
    def no_id_stands_for_two_events(self):
        events = {event for case in self.copies.values() for event in case.events}
        assert len({event.id for event in events}) == len(events)


TestWriters = Writers.TestCase
TestWriters.settings = settings(max_examples=30, stateful_step_count=12, deadline=None)


def test_two_colleagues_record_at_once_and_nothing_is_lost():
    case = opened()
    heard = case.record("hear", by="Li", at=START + 2 * MINUTE)
    told = case.record("inform", by="Wu", at=START + 2 * MINUTE)
    both = heard.merged(told.events)
    assert both == told.merged(heard.events)
    assert [event.kind.key for event in both.events] == ["receive", "acknowledge", "hear", "inform"]


def test_records_that_cannot_both_hold_are_named():
    case = opened()
    heard = case.record("hear", by="Li", at=START + 3 * MINUTE)
    withdrawn = case.record("withdraw", by="Wu", at=START + 2 * MINUTE)
    with pytest.raises(ForbiddenEventError, match=r"conflict.*'hear' is not allowed in state 'withdrawn'"):
        heard.merged(withdrawn.events)


def test_an_id_is_made_from_what_is_said():
    again = opened().record("hear", by="Li", at=START + 2 * MINUTE).events[-1]
    assert again == opened().record("hear", by="Li", at=START + 2 * MINUTE).events[-1]
    assert again.id != opened().record("hear", by="Wu", at=START + 2 * MINUTE).events[-1].id
    with pytest.raises(InvalidValueError, match="the same only for the same event"):
        opened().merged(
            [
                again,
                opened()
                .record("inform", by="Li", at=START + 2 * MINUTE)
                .events[-1]
                .__class__(case="C-1", kind="inform", at=again.at, by="Li", id=again.id),
            ]
        )
