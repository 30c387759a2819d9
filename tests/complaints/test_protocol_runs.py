"""Runs of a protocol: a machine that tries everything, and compliance over many runs."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from servicekit.complaints.protocols._compliance import protocol_compliance
from servicekit.complaints.protocols._presets import PROTOCOLS
from servicekit.complaints.protocols._protocol_run import Ending, Observed, ProtocolRun, RunOutcome, start_run
from servicekit.complaints.protocols._six_prohibitions import SIX_PROHIBITIONS
from servicekit.complaints.protocols._ten_manners import TEN_MANNERS
from servicekit.complaints.protocols._ten_steps import TEN_STEPS
from servicekit.foundation import _records as records
from servicekit.foundation._errors import ForbiddenEventError, InvalidValueError, RecordError, UnknownConceptError

START = datetime(2024, 3, 4, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


class RunMachine(RuleBasedStateMachine):
    @initialize(protocol=st.sampled_from(tuple(PROTOCOLS.values())))
    def begin(self, protocol):
        self.run = start_run(protocol, case="C-1", handler="li", site="north")
        self.now = START

    def attempt(self, legal, move, allowed_named=()):
        before = self.run
        if legal:
            self.run = move(before)
            assert self.run.done[: len(before.done)] == before.done
            assert self.run.observations[: len(before.observations)] == before.observations
            assert self.run.progress_share >= before.progress_share
        else:
            with pytest.raises(ForbiddenEventError, match="allowed now") as told:
                move(before)
            assert all(name in str(told.value) for name in allowed_named)

    @rule(data=st.data(), wait=st.integers(0, 5))
    def perform(self, data, wait):
        steps = self.run.protocol.steps
        if not steps:
            return
        key = data.draw(st.sampled_from(steps)).key
        self.now += wait * MINUTE
        legal = key in self.run.allowed
        self.attempt(legal, lambda run: run.perform(key, by="li", at=self.now, note="n"), self.run.allowed)

    @rule(data=st.data(), verdict=st.sampled_from(Observed))
    def observe(self, data, verdict):
        key = data.draw(st.sampled_from(self.run.protocol.rules)).key
        seen = self.run.verdict(key)
        legal = self.run.ending is None and (
            seen is None or (seen is not Observed.NOT_APPLICABLE and verdict is Observed.BROKEN)
        )
        self.attempt(legal, lambda run: run.observe(key, verdict, by="li", at=self.now))

    @rule(
        outcome=st.sampled_from(RunOutcome),
        gaps=st.sampled_from(("raise", "raise", "record")),
        really=st.integers(0, 5),
    )
    def end(self, outcome, gaps, really):
        if really:
            return
        blocked = outcome is RunOutcome.RESOLVED and self.run.missing and gaps == "raise"
        legal = self.run.ending is None and not blocked
        self.attempt(legal, lambda run: run.end(outcome, by="li", at=self.now, gaps=gaps))

    @rule(back=st.integers(1, 9))
    def time_never_runs_back(self, back):
        if self.run.ending is not None or not (self.run.done or self.run.observations):
            return
        early = START - back * MINUTE
        moves = [lambda: self.run.end("withdrawn", by="li", at=early)]
        moves += [lambda: self.run.observe(self.run.protocol.rules[0].key, "broken", by="li", at=early)]
        moves += [lambda: self.run.perform(self.run.allowed[0], by="li", at=early)] if self.run.allowed else []
        for move in moves:
            with pytest.raises(InvalidValueError, match="not before"):
                move()

    @invariant()
    def saved_and_loaded_is_the_same(self):
        assert records.loads(records.dumps(self.run), ProtocolRun) == self.run

    @invariant()
    def nothing_was_done_out_of_order(self):
        done = self.run.steps.keys_done
        for place, key in enumerate(done):
            assert set(self.run.protocol.checklist[key].after) <= set(done[:place])

    @invariant()
    def what_is_missing_is_what_progress_lacks(self):
        assert self.run.is_complete == (self.run.progress_share == 1) == (not self.run.missing)
        assert len(self.run.violations) == sum(seen.verdict is Observed.BROKEN for seen in self.run.observations)


TestRunMachine = RunMachine.TestCase
TestRunMachine.settings = settings(
    max_examples=25, stateful_step_count=25, suppress_health_check=list(HealthCheck), deadline=None
)


def finished(run=None, *, leave_out=(), **about):
    run = run or start_run(TEN_STEPS, **about)
    for number, step in enumerate(run.protocol.steps):
        if step.key not in leave_out:
            run = run.perform(step.key, by="li", at=START + number * MINUTE)
    return run


def test_out_of_turn_is_refused_and_what_is_allowed_is_named():
    run = start_run(TEN_STEPS).perform("cushion", by="li", at=START)
    with pytest.raises(ForbiddenEventError, match="'ask' waits for offer_help; allowed now: smile, apologise"):
        run.perform("ask", by="li", at=START)
    with pytest.raises(ForbiddenEventError, match="'cushion' was done already"):
        run.perform("cushion", by="li", at=START)
    with pytest.raises(UnknownConceptError, match="did you mean 'smile'"):
        run.perform("smil", by="li", at=START)


def test_a_run_with_gaps_ends_resolved_only_if_it_is_said_and_recorded():
    run = start_run(TEN_STEPS).perform("cushion", by="li", at=START)
    with pytest.raises(ForbiddenEventError, match=r"cannot end resolved while apologise, .* is missing"):
        run.end("resolved", by="li", at=START)
    ended = run.end("resolved", by="li", at=START, gaps="record")
    assert ended.ending.gaps == run.missing
    assert not ended.is_complete
    assert ended.allowed == ()
    with pytest.raises(ForbiddenEventError, match="has ended 'resolved'; allowed now: nothing"):
        ended.perform("smile", by="li", at=START)
    with pytest.raises(InvalidValueError, match="'raise' or 'record'"):
        run.end("resolved", by="li", at=START, gaps="hide")


def test_a_breach_is_recorded_and_stays():
    run = (
        start_run(TEN_STEPS)
        .observe("listen", "kept", by="boss", at=START)
        .observe("listen", "broken", by="boss", at=START)
    )
    assert run.verdict("listen") is Observed.BROKEN
    assert [seen.rule for seen in run.violations] == ["listen"]
    assert not run.has_failed
    assert run.observe("dishonesty", "broken", by="boss", at=START).has_failed
    assert run.verdict("face") is None


@pytest.mark.parametrize(
    ("first", "second"),
    (
        ("kept", "not_applicable"),
        ("not_applicable", "kept"),
        ("not_applicable", "broken"),
        ("broken", "kept"),
        ("kept", "kept"),
    ),
)
def test_two_answers_to_one_item_are_refused(first, second):  # bad input 116
    run = start_run(TEN_MANNERS).observe("listen", first, by="boss", at=START)
    with pytest.raises(ForbiddenEventError, match=f"already observed as '{first}'"):
        run.observe("listen", second, by="boss", at=START)


def test_an_unknown_rule_or_verdict_is_refused():
    with pytest.raises(UnknownConceptError, match="did you mean 'listen'"):
        start_run(TEN_MANNERS).observe("lisen", "kept", by="boss", at=START)
    with pytest.raises(UnknownConceptError, match="kept, broken"):
        start_run(TEN_MANNERS).observe("listen", "yes", by="boss", at=START)


def test_an_observation_is_complete_when_everything_was_judged():
    run = start_run(SIX_PROHIBITIONS)
    for prohibition in run.protocol.prohibitions:
        assert not run.is_complete
        run = run.observe(prohibition.key, "kept", by="boss", at=START)
    assert run.is_complete
    assert run.end("resolved", by="boss", at=START).ending.gaps == ()


def test_times_without_zone_are_refused():  # bad input 92
    with pytest.raises(InvalidValueError, match="with a time zone"):
        start_run(TEN_STEPS).perform("cushion", by="li", at=datetime(2024, 3, 4))


def test_a_saved_run_out_of_order_is_not_loaded():  # bad input 132
    plain = records.to_plain(finished())
    plain["done"] = plain["done"][1:]
    with pytest.raises(RecordError, match="'smile' waits for cushion"):
        records.from_plain(plain, ProtocolRun)


@pytest.mark.parametrize(
    ("ending", "message"),
    (
        (Ending(outcome="resolved", by="li", at=START - MINUTE), "not before"),
        (Ending(outcome="resolved", by="li", at=START + 99 * MINUTE, gaps=("smile",)), "gaps"),
    ),
)
def test_an_ending_must_fit_the_run(ending, message):
    with pytest.raises(InvalidValueError, match=message):
        ProtocolRun(protocol=TEN_STEPS, done=finished().done, ending=ending)


def test_a_step_cannot_be_entered_before_an_observation():
    run = start_run(TEN_STEPS).observe("listen", "kept", by="b", at=START + MINUTE)
    with pytest.raises(InvalidValueError, match="not before"):
        run.perform("cushion", by="li", at=START)


def test_observations_must_be_in_order_of_time():
    seen = (
        start_run(TEN_MANNERS)
        .observe("listen", "kept", by="b", at=START)
        .observe("face", "kept", by="b", at=START + MINUTE)
    )
    with pytest.raises(InvalidValueError, match="not before"):
        ProtocolRun(protocol=TEN_MANNERS, observations=seen.observations[::-1])


@pytest.fixture
def runs():
    late = START + 30 * MINUTE
    good = finished(handler="li", site="north").end("resolved", by="li", at=late)
    rude = (
        finished(handler="wu", site="north")
        .observe("pleasant_tone", "broken", by="boss", at=late)
        .end("resolved", by="wu", at=late)
    )
    calm = (
        finished(handler="wu", site="south")
        .observe("pleasant_tone", "kept", by="boss", at=late)
        .end("resolved", by="wu", at=late)
    )
    short = (
        start_run(TEN_STEPS, handler="li", site="south")
        .perform("cushion", by="li", at=START)
        .end("resolved", by="li", at=late, gaps="record")
    )
    gone = start_run(TEN_STEPS, handler="li").end("withdrawn", by="li", at=late)
    return [good, rude, calm, short, gone, start_run(TEN_STEPS)]


def test_compliance_by_step_counts_the_runs_in_which_it_was_done(runs):
    found = protocol_compliance(runs)
    assert (found.n_runs, found.n_open, found.n_other) == (4, 1, 1)
    assert (found.shares["cushion"].count, found.shares["ask"].count, found.shares["ask"].n) == (4, 3, 4)
    assert found.shares["ask"].interval.low < 0.75 < found.shares["ask"].interval.high
    assert found.to_dict()["shares"]["ask"]["value"] == 0.75


@pytest.mark.parametrize(
    ("by", "expected"),
    (
        ("handler", {"li": (1, 2), "wu": (1, 2)}),
        ("site", {"north": (1, 2), "south": (1, 2)}),
        ("protocol", {"ten_steps": (2, 4)}),
        ("justice", {"distributive": (3, 4), "procedural": (3, 4), "interactional": (2, 4)}),
    ),
)
def test_compliance_by_anything_else_counts_runs_without_gap_or_breach(runs, by, expected):
    found = protocol_compliance(runs, by=by).shares
    assert {key: (share.count, share.n) for key, share in found.items()} == expected


def test_compliance_by_stage_leaves_out_stages_without_steps(runs):
    found = protocol_compliance(runs, by="iso10002").shares
    assert found["receive"].count == 3  # the breach of tone is one of receiving
    assert found["track"].count == 4
    assert list(found) == [stage for stage, steps in TEN_STEPS.serving("iso10002").items() if steps]


def test_rules_nobody_judged_are_not_in_n(runs):
    found = protocol_compliance(runs, by="rule").shares
    assert (found["pleasant_tone"].count, found["pleasant_tone"].n) == (1, 2)
    assert found["listen"].reason.key == "no_data"


def test_other_endings_count_where_asked(runs):
    assert protocol_compliance(runs, outcomes=("resolved", "withdrawn")).n_runs == 5
    assert protocol_compliance([]).shares == {}


def test_compliance_of_different_protocols_is_not_mixed(runs):
    other = start_run(TEN_MANNERS).end("resolved", by="x", at=START, gaps="record")
    with pytest.raises(InvalidValueError, match="of one protocol"):
        protocol_compliance([*runs, other])
    assert set(protocol_compliance([*runs, other], by="protocol").shares) == {"ten_steps", "ten_manners"}
    with pytest.raises(InvalidValueError, match="one of step, rule"):
        protocol_compliance(runs, by="colour")
