"""Who carries the turnover: exact curves, jackknife intervals, and the inverse question."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicekit.data._transactions import read_transactions
from servicekit.data.time._time_columns import TimeFormat
from servicekit.foundation._errors import InvalidValueError
from servicekit.loyalty.customers._concentration import concentration

amounts = st.lists(st.floats(0, 1e6), min_size=1, max_size=40).filter(lambda found: sum(found) > 1e-3)


@given(amounts)
def test_gini_lies_in_the_half_open_unit_interval(totals):
    gini = concentration(totals).gini.value
    assert 0 <= gini <= 1 - 1 / len(totals) + 1e-9
    assert gini < 1


@given(amounts)
def test_the_lorenz_curve_is_convex_rises_and_stays_under_the_diagonal(totals):
    curve = np.array(concentration(totals).lorenz(points=17))
    assert curve[0].tolist() == [0, 0]
    assert curve[-1].tolist() == [1, 1]
    assert (curve[:, 1] <= curve[:, 0] + 1e-9).all()
    steps = np.diff(curve[:, 1])
    assert (steps >= -1e-12).all()
    assert (np.diff(steps) >= -1e-9).all()


@given(amounts, st.randoms(), st.floats(0.01, 100))
def test_order_and_currency_change_nothing(totals, random, rate):
    mixed = totals.copy()
    random.shuffle(mixed)
    assert concentration(mixed).gini == concentration(totals).gini
    scaled = concentration([rate * total for total in totals])
    assert scaled.gini.value == pytest.approx(concentration(totals).gini.value, abs=1e-9)


@given(amounts, st.floats(0, 1), st.floats(0, 1))
def test_more_customers_never_bring_less(totals, one, other):
    low, high = sorted((one, other))
    base = concentration(totals)
    assert base.top_share(low).value <= base.top_share(high).value + 1e-12
    assert base.top_share(high).value >= high - 1e-9


@given(amounts, st.floats(0.05, 0.95))
def test_the_inverse_question_undoes_the_question(totals, share):
    base = concentration(totals)
    assert base.top_share(base.customers_for(share).value).value == pytest.approx(share, abs=1e-6)


@settings(max_examples=30)
@given(st.lists(st.floats(0.1, 1e4), min_size=3, max_size=12), st.floats(0, 1))
def test_closed_jackknife_equals_leaving_each_customer_out(totals, share):
    base = concentration(totals)
    without = [concentration(np.delete(totals, k)) for k in range(len(totals))]
    for found, replicates in (
        (base.gini, [part.gini.value for part in without]),
        (base.top_share(share), [part.top_share(share).value for part in without]),
    ):
        expected = np.sqrt((len(totals) - 1) * np.var(replicates))
        assert found.standard_error == pytest.approx(expected, abs=1e-7)


def test_published_small_cases():
    # Gini of 1, 2, 3, 4: 2 (1 + 4 + 9 + 16) / (4 x 10) - 5 / 4 = 0.25
    assert concentration([4, 1, 3, 2]).gini.value == pytest.approx(0.25)
    assert concentration([5, 5, 5]).gini.value == 0
    assert concentration([0, 0, 0, 7]).gini.value == pytest.approx(0.75)
    assert concentration([1] * 8 + [16, 16]).top_fifth.value == pytest.approx(0.8)
    assert concentration([1] * 8 + [16, 16]).customers_for_80_percent.value == pytest.approx(0.2)


def test_equal_customers_and_empty_bases_say_why_there_is_no_interval():
    assert concentration([5, 5, 5]).gini.reason.key == "zero_variance"
    assert concentration([]).gini.reason.key == "no_data"
    assert concentration([]).top_fifth.reason.key == "no_data"
    nothing = concentration([0, 0])
    assert (nothing.gini.value, nothing.gini.reason.key, nothing.lorenz()) == (None, "no_total", ())
    assert (nothing.customers_for(0.5).value, nothing.customers_for(0.5).reason.key) == (None, "no_total")
    assert concentration([3.0]).gini.value == 0


@pytest.mark.parametrize("totals", ([1, -1], [1, float("nan")], [1, float("inf")], [[1, 2]]))
def test_amounts_that_are_no_turnover_are_refused(totals):
    with pytest.raises(InvalidValueError, match="totals"):
        concentration(totals)


def test_a_top_of_fewer_than_five_customers_has_no_interval():
    base = concentration(np.random.default_rng(3).gamma(0.5, 1, 100))
    top = base.top_share(0.04)
    assert (top.interval, top.reason.key) == (None, "too_few_customers")
    assert top.value > 0.04
    assert base.top_share(0.97).reason.key == "too_few_customers"
    assert base.top_share(0.05).interval is not None
    assert base.customers_for(0.1).interval is not None  # found by the ends that top_share does not show


def test_shares_outside_their_range_are_refused():
    with pytest.raises(InvalidValueError, match="from 0 to 1"):
        concentration([1, 2]).top_share(20)
    with pytest.raises(InvalidValueError, match="above 0 and below 1"):
        concentration([1, 2]).customers_for(1)


def test_the_real_shop_has_its_turnover_carried_by_few(real_data):
    import polars as pl

    frame = pl.read_csv(real_data / "cdnow_elog_sample.csv")
    log = read_transactions(frame, customer="sampleid", date="date", amount="sales", times=TimeFormat("%Y%m%d"))
    base = concentration(log.totals)
    totals = frame.group_by("sampleid").agg(pl.col("sales").sum())["sales"].sort().to_numpy()
    n, rank = len(totals), np.arange(1, len(totals) + 1)
    assert base.gini.value == pytest.approx(2 * (rank * totals).sum() / (n * totals.sum()) - (n + 1) / n)
    top = totals[::-1]
    assert base.top_share(471 / n).value == pytest.approx(top[:471].sum() / top.sum())
    rng = np.random.default_rng(1)
    draws = [concentration(rng.choice(totals, n)).gini.value for _ in range(300)]
    assert base.gini.standard_error == pytest.approx(np.std(draws), rel=0.15)
    # the deck's 80 % from 20 % is not what this shop shows
    assert base.top_fifth.interval.high < 0.8
    assert base.customers_for_80_percent.interval.low > 0.2


@pytest.mark.slow
def test_intervals_cover_the_truth_of_a_gamma_base():
    rng = np.random.default_rng(7)
    truth = concentration(rng.gamma(0.5, 1, 2_000_000)).gini.value
    hits = [truth in concentration(rng.gamma(0.5, 1, 100)).gini.interval for _ in range(600)]
    assert np.mean(hits) > 0.91


def test_two_customers_have_an_inverse_without_interval_and_results_go_to_json():
    import json

    base = concentration([1.0, 3.0])
    assert base.customers_for(0.75).value == pytest.approx(0.5)
    assert (base.customers_for(0.75).interval, base.customers_for(0.75).reason) == (None, None)
    assert concentration([]).customers_for(0.5).reason.key == "no_data"
    assert json.loads(json.dumps(base.to_dict()))["gini"]["value"] == pytest.approx(0.25)
    assert "Gini" in str(base.gini)
