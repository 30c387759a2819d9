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


@pytest.mark.parametrize("share", (0.5, 0.9, 0.95, 0.98, 0.99))
def test_a_year_of_weekly_looks_at_a_share_keeps_the_promise_up_to_the_ceiling(share):
    looks = 50 * np.arange(1, 53)
    years = np.cumsum(np.random.default_rng(6).binomial(50, share, size=(4000, 52)), axis=1)
    wrong = np.zeros(len(years), dtype=bool)
    for place, n in enumerate(looks.tolist()):
        counts, own = np.unique(years[:, place], return_inverse=True)
        found = [share not in always_valid_interval(Share(count=int(count), n=n)) for count in counts]
        wrong |= np.array(found)[own]
    assert wrong.mean() <= 0.03  # .019, .015, .014, .010, .006 in 20,000 years


def test_means_of_skewed_numbers_miss_more_often_as_the_docstring_says():
    n = 50.0 * np.arange(1, 53)
    unit = np.array([half_width(1.0, each, 0.05, 100) for each in n.tolist()])
    rng = np.random.default_rng(7)

    def missed(numbers, truth):
        sums, squares = numbers.sum(axis=2).cumsum(axis=1), (numbers**2).sum(axis=2).cumsum(axis=1)
        spread = np.sqrt((squares - sums**2 / n) / (n - 1))
        return (abs(sums / n - truth) > spread * unit).any(axis=1).mean()

    size = (1000, 52, 50)
    assert missed(rng.normal(size=size), 0.0) <= 0.03
    assert missed(rng.exponential(size=size), 1.0) <= 0.05
    assert missed(rng.lognormal(size=size), np.exp(0.5)) > 0.055


def test_where_all_agree_there_is_an_interval_too():
    found = always_valid_interval(Share(count=60, n=60))
    assert found.high == 1.0
    assert found.low < 0.95
    same = always_valid_interval(mean_score([5] * 60, scale=LIKERT_5))
    assert (same.high, same.low) == (5.0, pytest.approx(1 + 4 * found.low))


def test_shares_means_and_scores():
    share = Share(count=160, n=200)
    found = always_valid_interval(share)
    assert found.low < share.interval.low < share.interval.high < found.high
    assert always_valid_interval(Share(count=160, n=200, n_effective=100)).width > found.width
    mean = always_valid_interval(mean_score([1, 5, 4, 4] * 50, scale=LIKERT_5))
    plain = always_valid_interval(Average(n=200, mean=3.5, sd=1.5))
    assert plain.width < mean.width < 1.05 * plain.width
    assert always_valid_interval(Share(count=59, n=60)).high == 1.0


@pytest.mark.parametrize(
    ("figure", "kind", "said"),
    (
        (Share(count=30, n=40), NotEnoughDataError, "at least 50 answers, got 40"),
        (Share(count=0, n=0), InvalidValueError, "one with a value"),
        (Average(n=60, mean=3.0, sd=0.0), InvalidValueError, "not all equal"),
        (0.8, InvalidValueError, "a share, a mean or a score"),
    ),
)
def test_what_has_no_such_interval_is_refused(figure, kind, said):
    with pytest.raises(kind, match=said):
        always_valid_interval(figure)
