"""The outlook of a base is the sum of its customers, with the interval of the sum."""

import numpy as np
import polars as pl
import pytest

from servicekit.data._transactions import read_transactions
from servicekit.data.time._time_columns import TimeFormat
from servicekit.value._bg_nbd import bg_nbd, expected_purchases, probability_alive
from servicekit.value._customer_base_value import (
    alive_share,
    customer_lifetime_values,
    purchases_of_base,
    value_of_base,
)
from servicekit.value._gamma_gamma import gamma_gamma
from servicekit.value._histories import purchase_histories


@pytest.fixture(scope="module")
def cdnow(real_data):
    frame = pl.read_csv(real_data / "cdnow_elog_sample.csv")
    log = read_transactions(frame, customer="masterid", date="date", amount="sales", times=TimeFormat("%Y%m%d"))
    histories = purchase_histories(log)
    return histories, bg_nbd(histories), gamma_gamma(histories)


def test_figures_of_the_base_are_those_of_its_customers(cdnow):
    histories, buying, spend = cdnow
    assert alive_share(buying, histories).value == pytest.approx(probability_alive(buying, histories).mean)
    ahead = expected_purchases(buying, histories, periods=52)
    assert purchases_of_base(buying, histories, periods=52).value == pytest.approx(ahead.total)
    terms = {"periods": 52, "discount_rate_per_year": 0.1, "margin_share": 0.3}
    each = customer_lifetime_values(buying, spend, histories, **terms)
    whole = value_of_base(buying, spend, histories, **terms)
    assert whole.value == pytest.approx(each.mean)
    assert whole.interval.low < whole.value < whole.interval.high


def test_the_share_still_there_lies_between_nobody_and_all(cdnow):
    histories, buying, _ = cdnow
    found = alive_share(buying, histories)
    assert 0 < found.interval.low < found.value < found.interval.high < 1
    # the 1,218 customers who bought on one day only count as still there
    assert found.value > histories.n_once / len(histories)


def test_no_time_ahead_means_no_purchases_and_no_doubt(cdnow):
    histories, buying, _ = cdnow
    found = purchases_of_base(buying, histories, periods=0)
    assert found.value == pytest.approx(0, abs=1e-9)
    assert found.interval is None or np.isclose(found.interval.width, 0)
