"""Targets: met, missed or undecided, the probability of meeting them, and what would decide."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicekit.data._scales import LIKERT_5
from servicekit.foundation import _records as records
from servicekit.foundation._errors import InvalidValueError
from servicekit.improvement._target import Target, TargetVerdict
from servicekit.stats.intervals._estimates import Average, Share
from servicekit.stats.scores._mean_score import mean_score

BY = date(2024, 12, 31)


def at_least(limit):
    return Target(measure="satisfied", at_least=limit, by=BY)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 200), st.sampled_from((0.05, 0.5, 0.8, 0.95)))
def test_the_verdict_follows_the_interval_and_the_probability_agrees(count, limit):
    figure = Share(count=count, n=200)
    found = at_least(limit).judge(figure)
    assert (found.verdict is TargetVerdict.MET) is (figure.interval.low >= limit)
    assert (found.verdict is TargetVerdict.MISSED) is (figure.interval.high < limit)
    if found.verdict is TargetVerdict.MET:
        assert found.probability > 0.95
    if found.verdict is TargetVerdict.MISSED:
        assert found.probability < 0.05
    mirrored = Target(measure="dissatisfied", at_most=1 - limit, by=BY).judge(Share(count=200 - count, n=200))
    assert mirrored.probability == pytest.approx(found.probability, abs=0.001)


def test_what_would_decide_decides():
    found = at_least(0.8).judge(Share(count=84, n=100))
    assert found.verdict is TargetVerdict.UNDECIDED
    more = round(found.n_needed * 1.05)
    assert at_least(0.8).judge(Share(count=round(0.84 * more), n=more)).verdict is TargetVerdict.MET
    assert at_least(0.8).judge(Share(count=80, n=100)).n_needed is None
    assert at_least(0.8).judge(Share(count=900, n=1000)).n_needed == 1000


def test_probability_of_the_next_wave():
    found = at_least(0.8).judge(Share(count=84, n=100), n_next=50)
    rng = np.random.default_rng(1)
    drawn = rng.binomial(50, rng.beta(84.5, 16.5, 200_000)) >= 40
    assert found.probability_next == pytest.approx(drawn.mean(), abs=0.005)
    below = Target(measure="complaints", at_most=0.2, by=BY).judge(Share(count=16, n=100), n_next=50)
    assert below.probability_next == pytest.approx(found.probability_next, abs=1e-9)
    with pytest.raises(InvalidValueError, match="a Share"):
        Target(measure="minutes", at_most=5, by=BY).judge(Average(n=9, mean=4, sd=2), n_next=50)


def test_means_of_answers_and_of_numbers_have_targets_too():
    figure = mean_score([4, 5, 4, 5, 5, 4] * 20, scale=LIKERT_5)
    assert Target(measure="mean", at_least=4, by=BY).judge(figure).verdict is TargetVerdict.MET
    waits = Average(n=50, mean=9.0, sd=2.0)
    assert Target(measure="minutes", at_most=5, by=BY).judge(waits).verdict is TargetVerdict.MISSED


@pytest.mark.parametrize(
    ("mistake", "said"),
    (
        (lambda: at_least(80).judge(Share(count=8, n=10)), r"on its scale, 0 to 1, got 80.0; did you mean 0\.8\?"),
        (lambda: at_least(8).judge(mean_score([4, 5], scale=LIKERT_5)), "on its scale, 1 to 5, got 8.0"),
        (lambda: at_least(0.8).judge(Share(count=0, n=0)), "figure must be one with a value"),
        (lambda: at_least(0.8).judge(0.9), "figure must be an estimate"),
        (lambda: Target(measure="x", by=BY), "either at_least or at_most"),
        (lambda: Target(measure="x", at_least=1, at_most=2, by=BY), "either at_least or at_most"),
        (lambda: Target(measure="x", at_least=1, by="soon"), "by must be a date"),
        (lambda: Target(measure=" ", at_least=1, by=BY), "not blank"),
    ),
)
def test_a_target_that_means_nothing_is_refused(mistake, said):
    with pytest.raises(InvalidValueError, match=said):
        mistake()


def test_a_target_is_saved_and_loaded():
    assert records.loads(records.dumps(at_least(0.8)), Target) == at_least(0.8)
