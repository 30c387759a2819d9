"""Survival curves agree with R and lifelines, add up from parts, and say what they cannot know."""

import json
import warnings
from math import inf, isclose

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.foundation._errors import InvalidValueError, ScaleMismatchError
from servicekit.stats.survival._survival import (
    events_only_quantile,
    kaplan_meier,
    kaplan_meier_by,
    log_rank,
    restricted_mean,
    survival_at,
    survival_quantile,
)

# Freireich et al. (1963), weeks in remission, as printed in Kalbfleisch and Prentice
SIX_MP = (6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35)
RELAPSED = (1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0)
PLACEBO = (1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23)

rows = st.lists(st.tuples(st.integers(0, 12), st.booleans(), st.integers(1, 3)), min_size=1, max_size=30)


def columns(entries):
    durations, observed, counts = zip(*entries, strict=True)
    return list(durations), list(observed), list(counts)


def test_freireich_six_mp_gives_the_published_figures():
    curve = kaplan_meier(SIX_MP, observed=RELAPSED)
    at_ten = survival_at(curve, time=10)
    assert at_ten.value == pytest.approx(0.752941, abs=1e-6)
    assert curve.standard_error[np.searchsorted(curve.times, 10)] == pytest.approx(0.096350, abs=1e-6)
    assert (at_ten.interval.low, at_ten.interval.high) == pytest.approx((0.5032, 0.8894), abs=5e-5)
    assert curve.value == 23
    assert curve.interval.high == inf
    test = log_rank(SIX_MP + PLACEBO, observed=RELAPSED + (1,) * 21, groups=["6-MP"] * 21 + ["placebo"] * 21)
    assert test.statistic == pytest.approx(16.792941, abs=1e-6)
    assert test.degrees_of_freedom == 1


def test_censored_times_agree_with_r_survival_3_5_3(golden):
    reference = json.loads((golden / "outputs" / "leaving.json").read_text())
    time, status, sex = np.loadtxt(golden / "inputs" / "leaving.csv", delimiter=",", skiprows=1).T
    curve = kaplan_meier(time, observed=status == 2)
    low, high = curve.limits
    assert curve.times.tolist() == reference["time"]
    assert curve.at_risk.tolist() == reference["n_risk"]
    np.testing.assert_allclose(curve.survival, reference["surv"], rtol=1e-13)
    np.testing.assert_allclose(low, reference["lower_loglog"], rtol=1e-12)
    np.testing.assert_allclose(high, reference["upper_loglog"], rtol=1e-12)
    assert [curve.value, curve.interval.low, curve.interval.high] == [reference["median"], *reference["median_ci"]]
    mean = restricted_mean(curve, horizon=365)
    assert [mean.value, mean.standard_error] == pytest.approx(reference["rmst365"], rel=1e-12)
    test = log_rank(time, observed=status == 2, groups=sex)
    assert test.statistic == pytest.approx(reference["logrank"]["chisq"], rel=1e-12)
    assert test.p_value == pytest.approx(reference["logrank"]["p"], rel=1e-10)


@pytest.mark.parametrize("seed", (1, 2, 3, 4))
def test_random_censored_data_agree_with_lifelines(seed):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        lifelines = pytest.importorskip("lifelines")
        from lifelines.statistics import multivariate_logrank_test
    rng = np.random.default_rng(seed)
    n = 400
    time, groups = rng.integers(1, 40, n) / 4, rng.integers(0, 4, n)
    seen, counts = rng.random(n) < 0.6, rng.integers(1, 4, n)
    curve = kaplan_meier(time, observed=seen, counts=counts)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        peer = lifelines.KaplanMeierFitter().fit(time, seen, weights=counts)
        theirs = multivariate_logrank_test(np.repeat(time, counts), np.repeat(groups, counts), np.repeat(seen, counts))
    table = peer.survival_function_.iloc[1:, 0]
    np.testing.assert_allclose(curve.survival, table.to_numpy(), atol=1e-12)
    bands = peer.confidence_interval_.iloc[1:].to_numpy()
    some = (curve.survival < 1) & (curve.survival > 0)
    np.testing.assert_allclose(np.transpose(curve.limits)[some], bands[some], atol=1e-9)
    assert curve.value == peer.median_survival_time_
    ours = log_rank(time, observed=seen, counts=counts, groups=groups)
    assert (ours.statistic, ours.p_value) == pytest.approx((theirs.test_statistic, theirs.p_value), rel=1e-8)


@given(rows, st.randoms(use_true_random=False))
def test_counts_order_and_parts_make_no_difference(entries, shuffle):
    durations, observed, counts = columns(entries)
    whole = kaplan_meier(durations, observed=observed, counts=counts)
    repeated = [(d, o) for d, o, c in entries for _ in range(c)]
    shuffle.shuffle(repeated)
    assert kaplan_meier([d for d, _ in repeated], observed=[o for _, o in repeated]) == whole
    half = len(repeated) // 2
    parts = [
        kaplan_meier([d for d, _ in part], observed=[o for _, o in part]) for part in (repeated[:half], repeated[half:])
    ]
    assert parts[0] + parts[1] == whole


@given(rows)
def test_the_curve_falls_within_its_limits_and_without_censoring_is_the_share(entries):
    durations, observed, counts = columns(entries)
    curve = kaplan_meier(durations, observed=observed, counts=counts)
    low, high = curve.limits
    assert (np.diff(curve.survival) <= 0).all()
    assert ((low <= curve.survival + 1e-12) & (curve.survival <= high + 1e-12) & (low >= 0) & (high <= 1)).all()
    free = kaplan_meier(durations, counts=counts)
    raw = np.repeat(durations, counts)
    for time in range(13):
        share = survival_at(free, time=time)
        assert isclose(share.value, float(np.mean(raw > time)), abs_tol=1e-12)
        assert share.value in share.interval or isclose(share.value, share.interval.low)
    if curve.value is not None:
        assert curve.value in curve.interval
    assert restricted_mean(free, horizon=20).value == pytest.approx(raw.mean())


@given(rows)
def test_counting_the_open_ones_never_shortens_the_median(entries):
    durations, observed, counts = columns(entries)
    censored = kaplan_meier(durations, observed=observed, counts=counts)
    as_if_all_happened = kaplan_meier(durations, counts=counts)
    if censored.value is not None:
        assert censored.value >= as_if_all_happened.value


def test_a_median_that_was_never_reached_says_why():
    curve = kaplan_meier([1, 2, 3, 4], observed=[True, False, False, False])
    assert curve.value is None
    assert curve.reason.text() == "75.0% of cases were still without the event when last seen, more than 50.0%"
    assert survival_at(curve, time=5).reason.text() == "nobody was followed longer than 4"
    assert restricted_mean(curve, horizon=9).value is None
    empty = kaplan_meier([])
    assert (empty.value, empty.interval, empty.reason.key) == (None, None, "no_data")


def test_before_the_first_event_the_limit_is_the_exact_binomial_one():
    curve = kaplan_meier([5] * 10)
    start = survival_at(curve, time=1)
    assert (start.value, start.interval.high) == (1, 1)
    assert start.interval.low == pytest.approx(0.6915, abs=5e-5)  # Clopper-Pearson, 10 of 10
    end = survival_at(curve, time=5)
    assert (end.value, end.interval.low) == (0, 0)


def test_quantiles_rise_and_the_naive_one_is_named_as_such():
    curve = kaplan_meier(SIX_MP, observed=RELAPSED)
    times = [survival_quantile(curve, share=share).value for share in (0.1, 0.2, 0.3, 0.5)]
    assert times == sorted(times)
    assert events_only_quantile(curve) == 10  # of the nine relapses alone
    assert events_only_quantile(kaplan_meier([])) is None


def test_groups_come_sorted_each_with_its_curve():
    groups = kaplan_meier_by([1, 2, 3, 4], groups=["b", "a", "b", "a"], by="site")
    assert list(groups) == ["a", "b"]
    assert groups["a"] == kaplan_meier([2, 4])


def test_a_log_rank_test_needs_two_groups_at_risk():
    alone = log_rank([1, 2], groups=["a", "a"])
    assert (alone.statistic, alone.p_value) == (None, None)
    assert "two groups" in alone.reason.text()
    apart = log_rank([1, 5], observed=[False, True], groups=["gone", "stays"])
    assert apart.reason is not None


@pytest.mark.parametrize(
    ("arguments", "said"),
    (
        ({"durations": [1, -2]}, "row 1"),  # bad input 105: never abs()
        ({"durations": [1, float("nan")]}, "finite"),
        ({"durations": [1, inf]}, "finite"),
        ({"durations": [1, 2], "observed": [True]}, "same length"),
        ({"durations": [1, 2], "observed": [1, 2]}, "True or False"),
        ({"durations": [1, 2], "observed": ["yes", "no"]}, "True or False"),
        ({"durations": [1, 2], "counts": [1, 0.5]}, "weights are not counts"),
        ({"durations": [1, 2], "counts": [1, -1]}, "whole numbers"),
        ({"durations": [1], "level": 95}, "did you mean 0.95"),
    ),
)
def test_what_is_no_duration_is_refused(arguments, said):
    durations = arguments.pop("durations")
    with pytest.raises(InvalidValueError, match=said):
        kaplan_meier(durations, **arguments)


def test_groups_with_missing_names_are_refused():
    with pytest.raises(InvalidValueError, match="missing"):
        kaplan_meier_by([1, 2], groups=["a", None])
    with pytest.raises(InvalidValueError, match="missing"):
        log_rank([1, 2], groups=[1, float("nan")])
    with pytest.raises(InvalidValueError, match="as many"):
        log_rank([1, 2], groups=[1])


def test_curves_of_different_levels_do_not_add():
    with pytest.raises(ScaleMismatchError):
        kaplan_meier([1]) + kaplan_meier([1], level=0.9)


def test_a_curve_is_plain_in_json():
    result = kaplan_meier(SIX_MP, observed=RELAPSED).to_dict()
    assert json.loads(json.dumps(result))["evidence"]["events"][:3] == [3, 1, 0]


def test_the_mean_up_to_a_time_has_the_interval_of_its_standard_error():
    found = restricted_mean(kaplan_meier(SIX_MP, observed=RELAPSED), horizon=20)
    half = 1.959964 * found.standard_error
    assert (found.interval.low, found.interval.high) == pytest.approx(
        (found.value - half, min(20.0, found.value + half)), rel=1e-6
    )
    nobody = restricted_mean(kaplan_meier([]), horizon=20)
    assert (nobody.value, nobody.standard_error, nobody.interval) == (None, None, None)
    assert nobody.reason.key == "no_data"
    assert survival_at(kaplan_meier([]), time=3).interval is None


def test_curves_by_group_of_each_row_are_those_of_their_rows():
    found = kaplan_meier([1, 2, 3, 4], by=["b", "a", "b", "a"])
    assert list(found) == ["a", "b"]
    assert found["a"].times.tolist() == [2, 4]


def test_rows_that_stand_for_nobody_are_left_out_and_impossible_curves_refused():
    assert kaplan_meier([1, 2, 3], counts=[1, 0, 2]).times.tolist() == [1, 3]
    sound = kaplan_meier([1, 2, 3])
    with pytest.raises(InvalidValueError, match="times must be finite, at least 0 and strictly ascending"):
        attrs.evolve(sound, times=np.array([1.0, 1.0, 2.0]))
    with pytest.raises(InvalidValueError, match="events must be a count of at least 0 for each time"):
        attrs.evolve(sound, events=np.array([1, -1, 1]))
    with pytest.raises(InvalidValueError, match="times at which somebody was seen"):
        attrs.evolve(sound, events=np.array([1, 0, 1]))
