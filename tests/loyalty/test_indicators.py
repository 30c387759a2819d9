"""Eight indicators with directions make an index whose parts stay visible; some come from purchases."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.data._scales import LIKERT_5, Scale
from servicekit.data._transactions import read_transactions
from servicekit.data.time._time_columns import TimeFormat
from servicekit.foundation._errors import InvalidValueError
from servicekit.loyalty.levels._indicators import DIRECTIONS, LoyaltyIndicator
from servicekit.loyalty.levels._loyalty_index import loyalty_index
from servicekit.loyalty.levels._purchase_indicators import purchase_indicators, saturating

DATA = {"care": [5, 4, 2, None], "price": [1, 2, 5, 3], "same": [5, 4, 1, 2]}
COLUMNS = {"brand_care": "care", "price_sensitivity": "price", "identification": "same"}


def test_three_of_the_eight_fall_with_loyalty():
    falling = {indicator.key for indicator, way in DIRECTIONS.items() if way < 0}
    assert len(DIRECTIONS) == 8
    assert falling == {"choosing_time", "price_sensitivity", "attention_to_competitors"}


def test_the_index_is_the_weighted_mean_of_the_turned_parts():
    index = loyalty_index(DATA, columns=COLUMNS, scale=LIKERT_5)
    assert index.scores[:3].tolist() == pytest.approx([100, 75, 100 * (0.25 + 0 + 0) / 3])
    assert (index.n, index.incomplete) == (3, 1)
    assert index.parts[LoyaltyIndicator.PRICE_SENSITIVITY].value == pytest.approx(100 * (1 + 0.75 + 0 + 0.5) / 4)
    assert index.reliability.value == pytest.approx(1, abs=0.1)
    assert index.interval.low < index.value < index.interval.high
    heavy = loyalty_index(DATA, columns=COLUMNS, scale=LIKERT_5, weights=dict.fromkeys(COLUMNS, 1) | {"brand_care": 3})
    assert heavy.scores[2] == pytest.approx(100 * 3 * 0.25 / 5)


def test_missing_indicators_can_lend_their_weight_to_the_others():
    index = loyalty_index(DATA, columns=COLUMNS, scale=LIKERT_5, fewest=2)
    assert index.scores[3] == pytest.approx(100 * (0.5 + 0.25) / 2)
    assert index.incomplete == 0


answers = st.lists(st.tuples(*[st.one_of(st.none(), st.integers(1, 5))] * 3), min_size=1, max_size=20)


@given(answers, st.randoms())
def test_the_order_of_customers_is_irrelevant(rows, random):
    mixed = rows.copy()
    random.shuffle(mixed)
    first, second = (
        loyalty_index(dict(zip(DATA, zip(*part, strict=True), strict=True)), columns=COLUMNS, scale=LIKERT_5)
        for part in (rows, mixed)
    )
    assert first.value == second.value
    assert first.interval == second.interval


@given(st.integers(1, 5), st.integers(1, 5))
def test_a_higher_answer_moves_the_index_in_its_stated_direction(low, high):
    low, high = sorted((low, high))
    for indicator, way in DIRECTIONS.items():
        one, other = (
            loyalty_index({"x": [x]}, columns={indicator: "x"}, scale=LIKERT_5).scores[0] for x in (low, high)
        )
        assert way * (other - one) >= 0


@pytest.mark.parametrize(
    ("settings", "message"),
    (
        ({"weights": {"brand_care": 1}}, "exactly the indicators"),
        ({"weights": dict.fromkeys(COLUMNS, 0)}, "above 0 in sum"),
        ({"directions": {"brand_care": 1}}, "1 or -1"),
        ({"fewest": 4}, "from 1 to 3"),
        ({"scale": Scale(low=1, high=5, higher_is_better=False)}, "directions"),
        ({"scale": {"brand_care": LIKERT_5}}, "for every item"),
    ),
)
def test_settings_that_leave_the_index_open_are_refused(settings, message):
    with pytest.raises(InvalidValueError, match=message):
        loyalty_index(DATA, columns=COLUMNS, **({"scale": LIKERT_5} | settings))


def test_one_customer_has_an_index_but_no_interval_and_one_indicator_no_alpha():
    single = loyalty_index({"x": [3]}, columns={"tolerance": "x"}, scale=LIKERT_5)
    assert (single.value, single.interval, single.reason.key, single.reliability) == (50, None, "too_few", None)
    assert loyalty_index({"x": [None]}, columns={"tolerance": "x"}, scale=LIKERT_5).reason.key == "no_data"


LOG = {
    "who": ["a", "a", "a", "b", "c", "c"],
    "when": ["2024-01-01", "2024-01-11", "2024-01-31", "2024-02-02", "2024-03-01", "2024-03-01"],
    "paid": [10.0, 10.0, 20.0, 5.0, 1.0, 1.0],
}


def test_purchases_give_repeats_gaps_and_share_of_needs():
    log = read_transactions(LOG, customer="who", date="when", amount="paid")
    found = purchase_indicators(log, needs={"a": 80.0, "b": 5.0})
    assert found.repeat_purchases.tolist() == [2, 0, 0]
    assert found.days_between[0] == 15
    assert np.isnan(found.days_between[1:]).all()  # one-purchase customers have no gap
    assert found.share_of_needs[:2].tolist() == [0.5, 1.0]
    assert np.isnan(found.share_of_needs[2])
    assert (found.repeat_share.count, found.repeat_share.n) == (1, 3)
    assert found.mean_days_between.reason.key == "too_few"
    with pytest.raises(InvalidValueError, match="spent here"):
        purchase_indicators(log, needs={"a": 30.0})


def test_counts_become_shares_that_saturate_at_a_stated_number():
    assert saturating([0, 2, 9, float("nan")], full_at=4).tolist()[:3] == [0, 0.5, 1]
    with pytest.raises(InvalidValueError, match="at least 0"):
        saturating([-1], full_at=4)


def test_the_real_log_has_the_repeat_customers_its_summary_file_has(real_data):
    import polars as pl

    log = read_transactions(
        pl.read_csv(real_data / "cdnow_elog_sample.csv"),
        customer="sampleid",
        date="date",
        amount="sales",
        times=TimeFormat("%Y%m%d"),
    )
    summary = pl.read_csv(real_data / "cdnow_bgnbd_summary.csv")
    early = purchase_indicators(log.between("1997-01-01", "1997-10-01"))
    assert int(early.repeat_purchases.sum()) == int(summary["frequency"].sum())
    assert early.repeat_share.count == summary.filter(pl.col("frequency") > 0).height
