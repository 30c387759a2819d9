"""The ten conditions: whose they are, and one wait with its conditions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.foundation._documents import AFTER_SALES
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.waiting._propositions import (
    LOVELOCK_WIRTZ,
    MAISTER,
    PROPOSITIONS,
    WaitCondition,
    of_source,
)
from servicekit.waiting._wait import Wait, WaitVerdict, wait_satisfaction


def test_the_deck_has_seven_maister_eight_and_two_were_added() -> None:
    assert len(of_source(AFTER_SALES)) == 7
    assert of_source(MAISTER) == (*of_source(AFTER_SALES), WaitCondition.LOW_VALUE)
    assert of_source(LOVELOCK_WIRTZ) == (WaitCondition.UNCOMFORTABLE, WaitCondition.UNFAMILIAR)
    assert set(PROPOSITIONS) == set(WaitCondition)


def test_a_wait_knows_its_remedies_but_not_how_much_they_help() -> None:
    wait = Wait(actual_minutes=10, perceived_minutes=18, conditions=["alone", WaitCondition.UNEXPLAINED])
    assert wait.overestimation_ratio == 1.8
    assert [entry.condition.key for entry in wait.remedies] == ["unexplained", "alone"]
    assert all(entry.remedy.en and entry.remedy.zh for entry in wait.remedies)


def test_what_is_unknown_stays_unknown() -> None:
    assert Wait(actual_minutes=10).overestimation_ratio is None
    assert Wait(actual_minutes=0, perceived_minutes=3).overestimation_ratio is None
    with pytest.raises(InvalidValueError, match="perceived and expected"):
        wait_satisfaction(Wait(actual_minutes=10, perceived_minutes=12))


def test_an_unknown_condition_names_the_near_one() -> None:
    with pytest.raises(UnknownConceptError, match="unexplained"):
        Wait(actual_minutes=1, conditions=["unexplaned"])


@pytest.mark.parametrize("minutes", (-1, float("nan"), float("inf"), "10", True))
def test_minutes_are_numbers_of_at_least_0(minutes: object) -> None:
    with pytest.raises(InvalidValueError):
        Wait(actual_minutes=minutes)  # type: ignore[arg-type]


@given(felt=st.floats(0, 1e4), expected=st.floats(0, 1e4))
def test_satisfaction_has_the_sign_of_the_surprise(felt: float, expected: float) -> None:
    found = wait_satisfaction(Wait(actual_minutes=1, perceived_minutes=felt, expected_minutes=expected))
    assert found.value == expected - felt
    assert found.verdict is (
        WaitVerdict.SHORTER if felt < expected else WaitVerdict.LONGER if felt > expected else WaitVerdict.AS_EXPECTED
    )
    assert (found.ratio is None) == (expected == 0)
    assert found.interval is None
