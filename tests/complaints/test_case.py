"""The complaint case as a machine: whatever is tried, it is allowed or refused, and the record stays true."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from servicekit.complaints import PROBLEM_SOLVERS
from servicekit.complaints.cases._authority import Authority, Grade
from servicekit.complaints.cases._case import Case, CaseRules
from servicekit.complaints.cases._events import CONTACTS, Event
from servicekit.complaints.cases._states import (
    ANY_TIME,
    ENDED,
    PATH,
    CaseEvent,
    CaseState,
    case_transitions,
    legal_moves,
)
from servicekit.foundation import _records as records
from servicekit.foundation._errors import ForbiddenEventError, InvalidValueError, RecordError
from servicekit.foundation._vocabulary import Label

START = datetime(2024, 3, 4, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
USUAL = [event.key for event, _ in PATH[1:]]
LIMITS = Authority(
    grades=(
        Grade(key="agent", label=Label("Agent", "客服"), limit=100, case_limit=1e9),
        Grade(key="manager", label=Label("Manager", "经理")),
    )
)
SKIPPING = CaseRules(
    may_skip=("acknowledge", "diagnose", "offer", "accept", "carry_out", "verify", "follow_up", "hear")
)


def details(kind):
    if kind == "assign":
        return {"to": "Wu"}
    return {"remedy": "refund", "amount": 50.0, "grade": "agent"} if kind == "offer" else {}


def worked(*kinds, rules=None, **opening):
    case = Case.open("C-1", by="desk", at=START, rules=rules or CaseRules(), **opening)
    for number, kind in enumerate(kinds, 1):
        case = case.record(kind, by="desk", at=START + number * HOUR, **details(kind))
    return case


class CaseMachine(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.case = None
        self.rules = CaseRules(authority=LIMITS)
        self.now = START

    @precondition(lambda self: self.case is None)
    @rule(skipping=st.booleans(), severity=st.none() | st.sampled_from(("minor", "critical")))
    def receive(self, skipping, severity):
        if skipping:
            self.rules = CaseRules(authority=LIMITS, may_skip=SKIPPING.may_skip)
        self.case = Case.open("C-1", by="desk", at=self.now, severity=severity, rules=self.rules)

    @precondition(lambda self: self.case is not None)
    @rule(
        kind=st.sampled_from(CaseEvent),
        wait=st.integers(0, 90),
        amount=st.sampled_from((0.0, 100.0, 101.0)),
        promise=st.booleans(),
    )
    def try_anything(self, kind, wait, amount, promise):
        before, at = self.case, self.now + timedelta(minutes=wait)
        extra = {"remedy": "refund", "amount": amount, "grade": "agent"} if kind is CaseEvent.OFFER else {}
        if kind is CaseEvent.ASSIGN:
            extra["to"] = "Wu"
        if promise and kind in CONTACTS:
            extra["until"] = at + HOUR
        allowed = kind in before.allowed
        beyond = kind is CaseEvent.OFFER and amount > 100
        if allowed and not beyond:
            self.case = before.record(kind, by="desk", at=at, **extra)
            self.now = at
            assert self.case.events[:-1] == before.events
            assert self.case.events[-1].kind is kind
        else:
            with pytest.raises(ForbiddenEventError) as told:
                before.record(kind, by="desk", at=at, **extra)
            if not allowed:
                named = str(told.value).split("allowed now: ")[1].split(";")[0]
                assert named == (", ".join(event.key for event in before.allowed) or "nothing")
            else:
                assert "may be made by: manager" in str(told.value)
        assert before.events == self.case.events[: len(before.events)]

    @precondition(lambda self: self.case is not None)
    @rule(back=st.integers(1, 60))
    def time_never_runs_back(self, back):
        for kind in self.case.allowed:
            with pytest.raises(InvalidValueError, match="not before the last event"):
                self.case.record(kind, by="desk", at=self.now - timedelta(minutes=back))

    @precondition(lambda self: self.case is not None)
    @rule(data=st.data())
    def however_stored_the_fold_is_the_same(self, data):
        arrived = data.draw(st.permutations([*self.case.events, *self.case.events[::2]]))
        assert Case.of(arrived, rules=self.rules) == self.case
        assert self.case.merged(arrived) == self.case
        assert records.loads(records.dumps(self.case), Case) == self.case

    @invariant()
    def an_ended_case_allows_nothing_but_reopening(self):
        if self.case is None:
            return
        if self.case.state in ENDED:
            assert set(self.case.allowed) <= {CaseEvent.REOPEN}
            assert not self.case.is_open
        else:
            assert CaseEvent.WITHDRAW in self.case.allowed

    @invariant()
    def the_history_hangs_together(self):
        if self.case is None:
            return
        cycles, waits = self.case.cycles, self.case.waits
        assert len(cycles) == 1 + self.case.count("reopen")
        assert (cycles[-1].ended is None) == self.case.is_open
        assert all(cycle.ended is not None for cycle in cycles[:-1])
        assert all(end is not None for _, end in waits[:-1])
        assert all(earlier[1] <= later[0] for earlier, later in pairwise(waits))
        assert self.case.waits_for_customer == (bool(waits) and waits[-1][1] is None)
        assert all(promise.kept is None or promise.kept >= promise.made for promise in self.case.promises)
        assert set(self.case.gaps) <= set(self.rules.may_skip)


TestCaseMachine = CaseMachine.TestCase
TestCaseMachine.settings = settings(
    max_examples=40, stateful_step_count=30, suppress_health_check=list(HealthCheck), deadline=None
)


def test_the_usual_way_leads_to_the_end():
    case = worked(*USUAL)
    assert case.state is CaseState.CLOSED
    assert case.gaps == ()
    assert case.cycles[0].resolved
    assert case.first("acknowledge") == START + HOUR
    assert case.first("escalate") is None


@given(st.sampled_from(CaseEvent), st.sampled_from([*legal_moves()]))
def test_codes_and_words_say_the_same(event, standing):
    table = case_transitions()
    row = [*legal_moves()].index(standing)
    allowed = event in legal_moves()[standing]
    from servicekit.complaints.cases._states import STANDINGS

    code = table[STANDINGS.index(standing), list(CaseEvent).index(event)]
    assert (code >= 0) == allowed
    assert row >= 0
    if allowed:
        assert STANDINGS[code] == legal_moves()[standing][event]


def test_every_state_can_be_reached_and_every_event_happen_somewhere():
    moves = legal_moves()
    assert {to for allowed in moves.values() for to in allowed.values()} == set(moves) - {(None, False)}
    assert {event for allowed in moves.values() for event in allowed} == set(CaseEvent)


def test_a_reopened_case_keeps_both_workings():  # bad input 109
    case = worked(*USUAL, "reopen", "hear", "diagnose", "offer", "accept", "carry_out", "verify", "follow_up", "close")
    first, second = case.cycles
    assert first.ended < second.opened < second.ended
    assert case.count("reopen") == 1
    assert first.ended - first.opened == 9 * HOUR


def test_a_withdrawn_case_can_only_be_reopened():  # bad input 110
    with pytest.raises(ForbiddenEventError, match="'hear' is not allowed in state 'withdrawn'; allowed now: reopen"):
        worked("withdraw", "hear")
    again = worked("withdraw", "reopen", "hear")
    assert (again.state, again.is_open, len(again.cycles)) == (CaseState.HEARD, True, 2)


def test_closing_without_acknowledging_is_allowed_only_where_the_rules_say_so_and_leaves_a_gap():  # bad input 111
    with pytest.raises(
        ForbiddenEventError, match="'close' is not allowed in state 'received'; allowed now: acknowledge"
    ):
        worked("close")
    with pytest.raises(ForbiddenEventError, match="allowed now: acknowledge, hear, inform"):
        worked("diagnose", rules=CaseRules(may_skip=("acknowledge",)))
    case = worked("close", rules=SKIPPING)
    assert [gap.key for gap in case.gaps] == USUAL[:-1]
    assert not case.cycles[0].resolved


def test_receipt_cannot_be_skipped():
    with pytest.raises(InvalidValueError, match="after receipt"):
        CaseRules(may_skip=("receive",))


def test_two_branches_with_the_same_number_collide_unless_the_source_is_given():  # bad input 115
    first = worked("acknowledge")
    other = Event(case="C-1", kind="receive", at=START + HOUR / 2, by="other branch", id="b")
    with pytest.raises(ForbiddenEventError, match="several branches need a source"):
        first.merged([other])
    with pytest.raises(InvalidValueError, match="of case 'C-1' of source ''"):
        first.merged([Event(case="C-1", source="north", kind="inform", at=START + 2 * HOUR, by="x")])


def test_an_event_told_late_is_put_in_its_place():  # bad input 106
    case = worked("acknowledge", "hear")
    late = Event(case="C-1", kind="inform", at=START + 1.5 * HOUR, by="desk", note="called back")
    assert [event.kind.key for event in case.merged([late]).events] == ["receive", "acknowledge", "inform", "hear"]
    impossible = Event(case="C-1", kind="close", at=START + 1.5 * HOUR, by="desk")
    with pytest.raises(ForbiddenEventError, match="'close' is not allowed in state 'acknowledged'"):
        case.merged([impossible])


def test_closed_before_it_was_received_is_impossible():  # bad input 105
    with pytest.raises(ForbiddenEventError, match="'close' is not allowed before it is received; allowed now: receive"):
        Case.of(
            [
                Event(case="C-1", kind="close", at=START, by="x"),
                Event(case="C-1", kind="receive", at=START + HOUR, by="x"),
            ]
        )


def test_a_refused_offer_can_be_improved_or_the_case_closed_unresolved():
    refused = worked("acknowledge", "hear", "diagnose", "offer", "refuse")
    assert {event.key for event in refused.allowed} >= {"offer", "close", "hear", "diagnose"}
    assert not refused.record("close", by="desk", at=START + 9 * HOUR).cycles[0].resolved


def test_while_it_waits_for_the_customer_only_talking_goes_on():
    waiting = worked("acknowledge", "pause")
    assert waiting.waits_for_customer
    assert {event.key for event in waiting.allowed} == {"inform", "resume", "withdraw", "assign", "escalate"}
    assert waiting.state is CaseState.ACKNOWLEDGED
    resumed = waiting.record("resume", by="desk", at=START + 5 * HOUR)
    assert resumed.waits == ((START + 2 * HOUR, START + 5 * HOUR),)
    assert waiting.record("withdraw", by="customer", at=START + 5 * HOUR).waits[0][1] == START + 5 * HOUR


def test_a_promise_is_kept_by_the_next_word_to_the_customer():
    case = worked("acknowledge").record("inform", by="desk", at=START + 2 * HOUR, until=START + 5 * HOUR)
    assert case.promises[0].kept is None
    assert case.record("hear", by="desk", at=START + 4 * HOUR).promises[0].kept == START + 4 * HOUR
    assert case.record("pause", by="desk", at=START + 3 * HOUR).promises[0].kept is None


def test_severity_and_safety_are_those_of_the_latest_assessment():
    case = worked("acknowledge", "hear", severity="minor", safety=True)
    again = case.record("diagnose", by="desk", at=START + 3 * HOUR, severity="critical")
    assert (again.severity.key, again.safety) == ("critical", True)
    assert worked().severity is None
    assert not worked().safety


def test_the_kind_of_problem_is_that_of_the_latest_assessment_and_names_who_solves_it():
    case = worked("acknowledge", "hear", problem="unpunctuality")
    again = case.record("diagnose", by="desk", at=START + 3 * HOUR, problem="expert")
    assert (case.problem.key, again.problem.key) == ("unpunctuality", "expert")
    assert again.record("inform", by="desk", at=START + 4 * HOUR).problem.key == "expert"
    assert PROBLEM_SOLVERS[again.problem].post.en == "technical expert"
    assert worked().problem is None
    assert records.loads(records.dumps(again), Case) == again
    with pytest.raises(InvalidValueError, match="left to receipt"):
        again.record("inform", by="desk", at=START + 4 * HOUR, problem="expert")


def test_an_event_without_a_kind_of_problem_keeps_the_id_it_had_before_kinds_were_asked():
    assert worked().events[0].id == "e009aad85399bc0e3aec"


def test_escalating_is_counted_and_leaves_the_state():
    case = worked("acknowledge", "escalate", "escalate")
    assert (case.state, case.count("escalate")) == (CaseState.ACKNOWLEDGED, 2)
    assert set(ANY_TIME) <= set(case.allowed)


def test_a_case_that_could_not_have_come_about_cannot_be_made():
    case = worked("acknowledge", "hear")
    with pytest.raises(InvalidValueError, match="in order, each once"):
        Case(id="C-1", events=case.events[::-1])
    with pytest.raises(InvalidValueError, match="at least the receipt"):
        Case(id="C-1", events=())
    with pytest.raises(InvalidValueError, match="at least the receipt"):
        Case.of([])
    with pytest.raises(ForbiddenEventError, match="allowed now: receive"):
        Case(id="C-1", events=case.events[1:])


def test_a_saved_case_with_an_impossible_history_is_not_loaded():  # bad input 132
    plain = records.to_plain(worked("acknowledge", "hear"))
    del plain["events"][1]
    with pytest.raises(RecordError, match="'hear' is not allowed in state 'received'"):
        records.from_plain(plain, Case)


def test_all_problems_of_a_saved_case_are_told():
    plain = records.to_plain(worked("acknowledge"))
    plain["events"][0]["at"] = "yesterday"
    plain["events"][1]["kind"] = "acknowlege"
    with pytest.raises(RecordError) as told:
        records.from_plain(plain, Case)
    assert "Case.events[0].at" in str(told.value)
    assert "did you mean 'acknowledge'" in str(told.value)
