"""The action register: only what could have happened, from whichever writer, saved and loaded in between."""

from datetime import date, timedelta

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from servicekit.foundation import _records as records
from servicekit.foundation._errors import ForbiddenEventError, InvalidValueError, RecordError, UnknownConceptError
from servicekit.foundation._vocabulary import Label
from servicekit.improvement._action import Action, ActionKind, register_balance
from servicekit.improvement._register import ActionRegister
from servicekit.improvement._steps import MOVES, ActionEvent, ActionState, ActionStep
from servicekit.stats.intervals._estimates import Share

START = date(2024, 1, 8)
USUAL = ("start", "finish", "check", "keep")


def action(key="training", **changes):
    plain = {"label": Label("Training", "培训"), "kind": "prevention", "owner": "Li", "due": date(2024, 3, 31)}
    return Action(**{"key": key, "units": ["north"]} | plain | changes)


def planned(*keys):
    register = ActionRegister(owners=["Li", "Rossi"])
    for key in keys or ("training",):
        register = register.plan(action(key), by="Rossi", at=START)
    return register


def worked(*steps, register=None, key="training"):
    register = register or planned(key)
    for number, step in enumerate(steps, 1):
        register = register.record(key, step, by="Li", at=START + timedelta(days=number))
    return register


class RegisterMachine(RuleBasedStateMachine):
    """Any step is either allowed and kept, or refused with the steps that are allowed."""

    def __init__(self):
        super().__init__()
        self.register = ActionRegister(owners=["Li"])
        self.today = START

    @rule(key=st.sampled_from("ab"), step=st.sampled_from(ActionStep), wait=st.integers(0, 9))
    def try_anything(self, key, step, wait):
        before, at = self.register, self.today + timedelta(days=wait)
        known = key in {each.key for each in before.actions}
        state = before.state(key) if known else None
        if step is ActionStep.PLAN:
            attempt = lambda: before.plan(action(key, due=at), by="Li", at=at)  # noqa: E731
        else:
            attempt = lambda: before.record(key, step, by="Li", at=at)  # noqa: E731
        same_day = known and any(e.step is step and e.at == at for e in before.history(key))
        later = known and any(e.at == at and e.order > (at, list(ActionStep).index(step)) for e in before.history(key))
        if not known and step is not ActionStep.PLAN:
            with pytest.raises(UnknownConceptError):
                attempt()
        elif step not in MOVES[state]:
            with pytest.raises(ForbiddenEventError) as told:
                attempt()
            named = str(told.value).split("allowed now: ")[1]
            assert named == (", ".join(each.key for each in MOVES[state]) or "nothing")
        elif same_day and not (step is ActionStep.PLAN and before[key].due == at):
            with pytest.raises(InvalidValueError, match="one for each action, day and step"):
                attempt()
        elif not later:
            self.register, self.today = attempt(), at
            assert self.register.state(key) is MOVES[state][step]
        assert set(before.events) <= set(self.register.events)

    @rule()
    def save_and_load(self):
        assert records.loads(records.dumps(self.register), ActionRegister) == self.register

    @rule()
    def to_a_table_and_back(self):
        assert ActionRegister.from_table(self.register.to_table(), owners=["Li"]) == self.register

    @rule(cut=st.integers(0, 20))
    def two_writers_agree(self, cut):
        events = self.register.events
        half = attrs.evolve(self.register, events=())
        assert half.merged([*events[cut:], *events]) == self.register

    @invariant()
    def each_action_is_in_one_place(self):
        register = self.register
        overdue, open_checks = register.overdue(date(2030, 1, 1)), register.unchecked
        assert not set(overdue) & set(open_checks)
        for each in register.actions:
            assert (each in open_checks) is (register.state(each.key) is ActionState.DONE)


TestRegister = RegisterMachine.TestCase
TestRegister.settings = settings(max_examples=25, stateful_step_count=15, deadline=None)


def test_from_plan_to_decision():
    register = worked(*USUAL)
    assert register.state("training") is ActionState.KEPT
    assert register.allowed("training") == ()
    assert register.started("training") == date(2024, 1, 9)
    assert register_balance(register.actions).counts[ActionKind.PREVENTION] == 1


def test_what_is_overdue_and_what_waits_for_its_check():
    register = worked("start", "finish", register=planned("training", "signs"))
    assert [each.key for each in register.overdue(date(2024, 4, 1))] == ["signs"]
    assert register.overdue(date(2024, 3, 31)) == ()
    assert [each.key for each in register.unchecked] == ["training"]


def test_a_new_plan_moves_the_day_and_keeps_the_old_one_in_the_history():
    register = planned().plan(action(due=date(2024, 6, 30)), by="Li", at=date(2024, 2, 1), note="builder is late")
    assert register["training"].due == date(2024, 6, 30)
    assert [event.plan.due.month for event in register.history("training")] == [3, 6]
    assert register.overdue(date(2024, 4, 1)) == ()


def test_a_check_keeps_what_was_found():
    register = worked("start", "finish")
    found = Share(count=8, n=10)
    register = register.record("training", "check", by="Rossi", at=date(2024, 5, 1), effect=found)
    last = register.history("training")[-1]
    assert (last.effect, last.interval) == (found.value, found.interval)
    assert records.loads(records.dumps(register), ActionRegister) == register


@pytest.mark.parametrize(
    ("mistake", "kind", "said"),
    (
        (lambda: worked("check"), ForbiddenEventError, "'check' is not allowed in state 'planned'; allowed now: plan"),
        (lambda: worked("start", "check"), ForbiddenEventError, "allowed now: plan, finish, drop"),
        (lambda: worked(*USUAL, "drop"), ForbiddenEventError, "in state 'kept'; allowed now: nothing"),
        (
            lambda: planned().plan(action(owner="Lo"), by="Li", at=date(2024, 2, 1)),
            UnknownConceptError,
            "owner of action",
        ),
        (lambda: planned().record("trainig", "start", by="Li", at=START), UnknownConceptError, "mean 'training'"),
        (lambda: planned().record("training", "star", by="Li", at=START), UnknownConceptError, "mean 'start'"),
        (lambda: planned().record("training", "start", by="Li", at=date(2023, 1, 1)), InvalidValueError, "not before"),
        (lambda: planned().record("training", "start", by="Li", at="2024-02-01"), InvalidValueError, "a date"),
        (lambda: planned().record("training", "start", by=" ", at=START), InvalidValueError, "not blank"),
        (
            lambda: planned().record("training", "start", by="Li", at=START, effect=Share(count=1, n=2)),
            InvalidValueError,
            "effect must be left to the step 'check'",
        ),
        (lambda: ActionRegister(owners=[]), InvalidValueError, "owners must be the names"),
        (lambda: ActionRegister(owners="Li"), InvalidValueError, "a list, even of one"),
        (lambda: ActionRegister(owners=["Li"], events=["x"]), InvalidValueError, "events of an action register"),
        (lambda: planned().plan("training", by="Li", at=START), InvalidValueError, "action must be an Action"),
        (lambda: ActionEvent(action="a", step="plan", at=START, by="Li"), InvalidValueError, "with the step 'plan'"),
        (
            lambda: ActionEvent(action="b", step="plan", at=START, by="Li", plan=action("a")),
            InvalidValueError,
            "plan must be that of action 'b'",
        ),
    ),
)
def test_what_could_not_have_happened_is_refused(mistake, kind, said):
    with pytest.raises(kind, match=said):
        mistake()


@given(st.integers(0, 4), st.integers(0, 4))
def test_two_writers_end_with_the_same_register(first, second):
    whole = worked(*USUAL, register=planned("training", "signs"))
    whole = worked("start", "drop", register=whole, key="signs")
    events = whole.events
    one = attrs.evolve(whole, events=[e for e in events if e.action == "training"][: first + 1])
    other = attrs.evolve(whole, events=[e for e in events if e.action == "signs"][: second + 1])
    assert one.merged(other) == other.merged(one)
    assert one.merged(events) == whole


def test_writers_who_contradict_each_other_are_told():
    one, other = worked("start", "drop"), worked("start", "finish")
    with pytest.raises(ForbiddenEventError, match="not allowed in state"):
        one.merged(other.record("training", "check", by="Li", at=date(2024, 2, 1)))
    mine = planned().record("training", "start", by="Li", at=date(2024, 2, 1))
    yours = planned().record("training", "start", by="Rossi", at=date(2024, 2, 1))
    with pytest.raises(InvalidValueError, match="one for each action, day and step"):
        mine.merged(yours)


def test_a_record_with_an_impossible_history_is_not_read():
    text = records.dumps(worked("start", "finish"))
    envelope = records.parse_json(text)
    del envelope["record"]["events"][1]
    with pytest.raises(RecordError, match="'finish' is not allowed in state 'planned'"):
        records.from_plain(envelope["record"], ActionRegister)


@pytest.mark.parametrize("kind", ("pandas", "polars"))
def test_a_register_survives_in_a_data_frame(kind):
    frames = pytest.importorskip(kind)
    found = Share(count=8, n=10)
    register = worked("start", "finish").plan(
        action("signs", units=["a", "b"], causes=["price"], cost=5), by="Li", at=START
    )
    register = register.record("training", "check", by="Rossi", at=date(2024, 5, 1), effect=found, note="好")
    frame = frames.DataFrame(register.to_table())
    assert ActionRegister.from_table(frame, owners=register.owners) == register


@pytest.mark.parametrize(
    ("changes", "said"),
    (
        ({"at": ["soon"]}, "column 'at' must be dates or ISO text, got 'soon'"),
        ({"at": [None]}, "row 0 must be an event .* at must be a date"),
        ({"units": [None]}, "row 0 must be .* units must be the names of the units"),
        ({"due": [None]}, "row 0 must be .* due must be a date"),
        ({"kind": ["repair"]}, "row 0 must be .* unknown"),
        ({"step": ["begin"]}, "row 0 must be .* unknown"),
    ),
)
def test_a_row_that_is_no_event_is_named(changes, said):
    table = planned().to_table()
    with pytest.raises(InvalidValueError, match=said):
        ActionRegister.from_table(table | changes, owners=["Li"])
    with pytest.raises(InvalidValueError, match="named without ';'"):
        planned().plan(action("signs", units=["a;b"]), by="Li", at=START).to_table()
