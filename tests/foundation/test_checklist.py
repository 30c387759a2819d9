"""Checklists: preconditions that make sense, and runs that keep to them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.foundation._checklist import Checklist, Done, Run, Step, in_sequence
from servicekit.foundation._errors import ForbiddenEventError, InvalidValueError, UnknownConceptError
from servicekit.foundation._vocabulary import Label

WORDS = Label("Words", "词语")
START = datetime(2024, 3, 4, 9, tzinfo=UTC)


def step(key, *after, **details):
    return Step(key=key, label=WORDS, after=after, **details)


def checklist(*steps):
    return Checklist(key="list", title=WORDS, steps=steps)


@st.composite
def checklists(draw):
    """Steps that wait only for steps before them."""
    steps = []
    for number in range(draw(st.integers(1, 6))):
        after = draw(st.sets(st.sampled_from([s.key for s in steps]))) if steps else ()
        steps.append(step(str(number), *sorted(after), required=draw(st.booleans())))
    return checklist(*steps)


@given(checklists(), st.data())
def test_whatever_is_tried_a_run_stays_in_order_and_only_grows(made, data):
    run = made.start()
    for minute in range(8):
        key = data.draw(st.sampled_from([s.key for s in made.steps]))
        at = START + timedelta(minutes=minute)
        if key in run.allowed:
            after = run.perform(key, by="x", at=at)
            assert after.done[:-1] == run.done
            assert after.progress_share >= run.progress_share
            run = after
        else:
            with pytest.raises(ForbiddenEventError) as told:
                run.perform(key, by="x", at=at)
            assert str(told.value).endswith(f"allowed now: {', '.join(run.allowed) or 'none'}")
        assert run.is_complete == (not run.missing)
    assert all(set(made[key].after) <= set(run.keys_done[:place]) for place, key in enumerate(run.keys_done))


@given(checklists())
def test_a_run_can_always_be_completed(made):
    run = made.start()
    while run.allowed:
        run = run.perform(run.allowed[0], by="x", at=START)
    assert run.is_complete
    assert run.progress_share == 1
    assert len(run.done) == len(made.steps)


def test_in_sequence_lets_required_steps_wait_for_each_other_and_optional_ones_for_the_last_required():
    ordered = in_sequence([step("a"), step("b", required=False), step("c", "b"), step("d", "c")])
    assert [s.after for s in ordered] == [(), ("a",), ("b", "a"), ("c",)]


@pytest.mark.parametrize(
    ("steps", "error", "message"),
    (
        ((step("a"), step("a")), InvalidValueError, "different from each other"),
        ((step("a", "b"),), UnknownConceptError, "precondition of step 'a'"),
        ((step("a", "b"), step("b", "a")), InvalidValueError, "free of cycles"),
        ((step("a", "a"),), InvalidValueError, "free of cycles"),
    ),
)
def test_preconditions_that_cannot_be_met_are_refused(steps, error, message):
    with pytest.raises(error, match=message):
        checklist(*steps)


def test_an_unknown_step_is_answered_with_the_nearest():
    with pytest.raises(UnknownConceptError, match="did you mean 'greet'"):
        checklist(step("greet"))["gret"]


@pytest.mark.parametrize(
    ("second", "message"), ((START - timedelta(seconds=1), "not before"), (datetime(2024, 3, 4, 10), "time zone"))
)
def test_time_neither_runs_back_nor_changes_its_kind(second, message):
    run = checklist(step("a"), step("b")).start().perform("a", by="x", at=START)
    with pytest.raises(InvalidValueError, match=message):
        run.perform("b", by="x", at=second)


def test_a_record_out_of_order_cannot_be_made():
    entries = tuple(Done(step=key, by="x", at=START) for key in ("b", "a"))
    with pytest.raises(ForbiddenEventError, match="'b' waits for a"):
        Run(checklist=checklist(step("a"), step("b", "a")), done=entries)


def test_nothing_required_is_all_progress():
    assert checklist(step("a", required=False)).start().progress_share == 1
