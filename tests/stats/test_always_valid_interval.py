"""Intervals that hold at every look."""

import numpy as np
import pytest

from servicekit.data._scales import LIKERT_5
from servicekit.foundation._errors import InvalidValueError, NotEnoughDataError
from servicekit.stats.intervals._estimates import Average, Share
from servicekit.stats.monitoring._always_valid_interval import always_valid_interval, half_width
from servicekit.stats.scores._mean_score import mean_score


def test_a_year_of_weekly_looks_excludes_the_truth_in_at_most_5_of_100_cases():
    rng = np.random.default_rng(1)
    scores = rng.choice((-1.0, 0.0, 1.0), p=(0.2, 0.3, 0.5), size=(1000, 52 * 20))
    n = np.arange(60, 1041, 20)  # from the third week, when there are 50 answers
    sums, squares = np.cumsum(scores, axis=1)[:, n - 1], np.cumsum(scores**2, axis=1)[:, n - 1]
    spread = np.sqrt(squares / n - (sums / n) ** 2)
    unit = np.array([half_width(1.0, float(each), 0.05, 100) for each in n])
    away = np.abs(sums / n - 0.3)
    assert (away > spread * unit).any(axis=1).mean() <= 0.05
    assert (away > 1.96 * spread / np.sqrt(n)).any(axis=1).mean() > 0.2
    assert 1.4 < half_width(1.0, 1040.0, 0.05, 100) / (1.96 / np.sqrt(1040)) < 1.8


def test_shares_means_and_scores():
    share = Share(count=160, n=200)
    found = always_valid_interval(share)
    assert found.low < share.interval.low < share.interval.high < found.high
    assert always_valid_interval(Share(count=160, n=200, n_effective=100)).width > found.width
    mean = always_valid_interval(mean_score([1, 5, 4, 4] * 50, scale=LIKERT_5))
    plain = always_valid_interval(Average(n=200, mean=3.5, sd=1.5))
    assert mean.width == pytest.approx(plain.width)
    assert always_valid_interval(Share(count=59, n=60)).high == 1.0


@pytest.mark.parametrize(
    ("figure", "kind", "said"),
    (
        (Share(count=30, n=40), NotEnoughDataError, "at least 50 answers, got 40"),
        (Share(count=0, n=0), InvalidValueError, "one with a value"),
        (Share(count=60, n=60), InvalidValueError, "not all equal"),
        (0.8, InvalidValueError, "a share, a mean or a score"),
    ),
)
def test_what_has_no_such_interval_is_refused(figure, kind, said):
    with pytest.raises(kind, match=said):
        always_valid_interval(figure)
