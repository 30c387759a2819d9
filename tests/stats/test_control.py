"""Control charts: constants, limits worked by hand, gaps, disorder, and false alarms."""

import csv
from math import pi, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.foundation._errors import InvalidValueError
from servicekit.stats.monitoring._control_charts import (
    D2_OF_TWO,
    D3_OF_TWO,
    ChartConstants,
    individuals_chart,
    share_chart,
)


def test_constants_equal_the_reference(golden):
    with (golden / "outputs" / "control_chart_constants.csv").open(newline="") as file:
        rows = [{key: float(value) for key, value in row.items()} for row in csv.DictReader(file)]
    for row in rows:
        found = ChartConstants(n=int(row["n"]))
        names = {"d2": "d2", "d3": "d3", "c4": "c4", "D4": "upper_range", "D3": "lower_range", "A2": "mean_from_range"}
        for name, own in names.items():
            assert getattr(found, own) == pytest.approx(row[name], rel=1e-8, abs=1e-12), (row["n"], name)


def test_constants_of_two_have_a_closed_form():
    two = ChartConstants(n=2)
    assert two.d2 == pytest.approx(D2_OF_TWO, rel=1e-12)
    assert two.d3 == pytest.approx(D3_OF_TWO, rel=1e-10)
    assert two.c4 == pytest.approx(sqrt(2 / pi), rel=1e-14)
    with pytest.raises(InvalidValueError, match="n must be"):
        ChartConstants(n=1)


def test_limits_worked_by_hand():
    chart = individuals_chart([10.0, 12.0, 11.0, 13.0, 30.0], baseline=4)
    assert chart.centre == 11.5
    assert chart.sigma == pytest.approx((2 + 1 + 2) / 3 * sqrt(pi) / 2)
    assert chart.points[0].high == pytest.approx(11.5 + 3 * chart.sigma)
    assert chart.range_limit == pytest.approx(5 / 3 * 3.266531919, rel=1e-8)
    assert (chart.signalling, chart.points[4].signals) == ((5,), ("above",))
    plain = share_chart([80, 90, 85, 60], [100, 100, 100, 100], method="p", baseline=3)
    assert plain.centre == pytest.approx(0.85)
    assert plain.points[0].low == pytest.approx(0.85 - 3 * sqrt(0.85 * 0.15 / 100))
    assert plain.signalling == (4,)
    laney = share_chart([80, 90, 85, 60], [100, 100, 100, 100], baseline=3)
    z = np.diff(np.array([0.80, 0.90, 0.85]) - 0.85) / sqrt(0.85 * 0.15 / 100)
    assert laney.sigma == pytest.approx(np.abs(z).mean() / D2_OF_TWO)


def test_a_period_without_answers_is_omitted_and_not_bridged():  # bad input 89
    chart = share_chart([8, 0, 5, 7], [10, 0, 10, 10])
    assert chart.omitted == (2,)
    assert (chart.points[1].value, chart.points[1].low, chart.points[1].signals) == (None, None, ())
    z = np.diff([0.5, 0.7]) / sqrt(chart.centre * (1 - chart.centre) / 10)
    assert chart.sigma == pytest.approx(np.abs(z).mean() / D2_OF_TWO)
    assert individuals_chart([1.0, None, 5.0, 6.0]).sigma == pytest.approx(1 / D2_OF_TWO)


def test_what_gives_no_limits_says_why():
    for counts in ([0, 0, 0], [9, 9, 9]):  # bad input 90
        chart = share_chart(counts, [9, 9, 9])
        assert chart.reason.key == "all_at_an_end"
        assert (chart.points[0].low, chart.signalling, chart.sigma) == (None, (), None)
    assert share_chart([], []).reason.key == "no_data"
    assert share_chart([0], [0]).reason.key == "no_data"
    assert share_chart([3], [9]).reason.key == "no_neighbours"
    assert share_chart([3, 3], [9, 9]).reason.key == "zero_variance"
    assert individuals_chart([5.0, 5.0, 5.0]).reason.key == "zero_variance"
    assert individuals_chart([5.0, None, 5.0]).reason.key == "no_neighbours"
    assert individuals_chart([None]).reason.key == "no_data"


def test_periods_out_of_order_are_refused_or_sorted():  # bad input 91
    values, periods = [1.0, 3.0, 2.0], ["2025-01", "2025-03", "2025-02"]
    with pytest.raises(InvalidValueError, match=r"later than the one before.*row 2.*sort=True"):
        individuals_chart(values, periods=periods)
    chart = individuals_chart(values, periods=periods, sort=True)
    assert [point.value for point in chart.points] == [1.0, 2.0, 3.0]
    for sort in (False, True):
        with pytest.raises(InvalidValueError, match="later than the one before"):
            share_chart([1, 1], [2, 2], periods=["2025-01", "2025-01"], sort=sort)
    with pytest.raises(InvalidValueError, match="one for each of the 3 points"):
        individuals_chart(values, periods=[1, 2])


def test_impossible_points_are_refused():
    for counts, sizes in (([3], [2]), ([-1], [2]), ([1.5], [2]), ([1, 2], [2]), ([1], [-2]), ([True], [2])):
        with pytest.raises(InvalidValueError):
            share_chart(counts, sizes)
    for wrong in ({"method": "np"}, {"baseline": 1}, {"run_length": 1}):
        with pytest.raises(InvalidValueError):
            share_chart([1, 2, 1], [4, 4, 4], **wrong)
    with pytest.raises(InvalidValueError, match="finite numbers or None"):
        individuals_chart([1.0, float("nan")])


def test_a_long_run_on_one_side_is_signalled_when_asked_for():
    values = [1.0, -1.0, 1.0, -1.0, *[0.9] * 8, -8.2]
    assert "run" in {s for p in individuals_chart(values, run_length=8).points for s in p.signals}
    assert individuals_chart(values[:12], baseline=4).signalling == ()


pairs = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=0, max_size=24)


@given(pairs, st.sampled_from(("laney", "p")))
def test_limits_lie_on_the_scale_around_the_centre(rows, method):
    rows = [(min(pair), max(pair)) for pair in rows]
    chart = share_chart([count for count, _ in rows], [size for _, size in rows], method=method)
    assert len(chart.points) == len(rows)
    for point in chart.points:
        if point.low is not None:
            assert 0 <= point.low <= chart.centre <= point.high <= 1
        assert (point.value is None) is (point.n == 0)
    assert chart.to_dict()["measure"] == "ControlChart"


@pytest.mark.slow
def test_false_alarms_of_large_samples_stay_near_1_percent_for_laney_only():
    # Limits from 24 periods of n=5000 with 2 points of spread: p alarms on 47 % of new ones, Laney p' on 0.9 %.
    rng = np.random.default_rng(7)
    alarms = {"laney": 0, "p": 0}
    for _ in range(200):
        counts = rng.binomial(5000, np.clip(rng.normal(0.85, 0.02, 48), 0, 1)).tolist()
        for method in alarms:
            chart = share_chart(counts, [5000] * 48, method=method, baseline=24)
            alarms[method] += sum(bool(point.signals) for point in chart.points[24:])
    assert 0.004 < alarms["laney"] / 4800 < 0.016
    assert 0.40 < alarms["p"] / 4800 < 0.55


def test_periods_that_cannot_be_ordered_are_refused():
    with pytest.raises(InvalidValueError, match="periods must be of one kind"):
        share_chart([1, 2], [3, 4], periods=["2024-01", 3])
