"""Gamma-gamma against lifetimes on the CDNOW log, and the lifetime value of each customer."""

import json
from functools import partial
from pathlib import Path

import attrs
import numpy as np
import pandas as pd
import polars as pl
import pytest

from servicekit.data._transactions import read_transactions
from servicekit.data.time._time_columns import TimeFormat
from servicekit.foundation._errors import InvalidValueError, NotEnoughDataError
from servicekit.value._bg_nbd import bg_nbd, expected_purchases, probability_alive
from servicekit.value._customer_base_value import aggregate, customer_lifetime_values
from servicekit.value._gamma_gamma import expected_spend, gamma_gamma, spend_parameter_interval
from servicekit.value._histories import PurchaseHistories, histories_from_counts, purchase_histories
from servicekit.value._per_customer import customer_table


@pytest.fixture(scope="module")
def cdnow(real_data: Path) -> PurchaseHistories:
    log = pd.read_csv(real_data / "cdnow_elog_sample.csv")
    read = read_transactions(log, customer="sampleid", date="date", amount="sales", times=TimeFormat("%Y%m%d"))
    return purchase_histories(read, end="1997-09-30")


def test_lifetimes_agrees(cdnow: PurchaseHistories, golden: Path) -> None:
    # the peer's table of the same log holds mean spend rounded to cents, which moves the fourth digit
    theirs = json.loads((golden / "outputs" / "clv_cdnow.json").read_text())["gamma_gamma"]
    model = gamma_gamma(cdnow)
    assert model.n_customers == 946
    for name, value in theirs["params"].items():
        assert getattr(model, name) == pytest.approx(value, rel=4e-4)
    repeaters = expected_spend(model, cdnow).values[cdnow.frequency > 0]
    assert repeaters[:20] == pytest.approx(theirs["expected_profit_first20"], rel=5e-4)


def made(customers: int, seed: int, p: float = 6.0, q: float = 4.0, v: float = 15.0) -> PurchaseHistories:
    rng = np.random.default_rng(seed)
    x = rng.geometric(0.3, customers)
    z = rng.gamma(p * x, 1.0) / (x * rng.gamma(q, 1 / v, customers))
    return histories_from_counts(x, np.full(customers, 3.0), np.full(customers, 5.0), spend=z)


def test_the_truth_is_recovered() -> None:
    model = gamma_gamma(made(8000, 2))
    for name, value in {"p": 6.0, "q": 4.0, "v": 15.0}.items():
        assert getattr(model, name) == pytest.approx(value, rel=0.2)
        found = spend_parameter_interval(model, name)
        assert found.low < getattr(model, name) < found.high
    assert model.mean_spend == pytest.approx(30, rel=0.03)
    assert abs(model.correlation or 0) < 0.1


def test_intervals_cover_as_often_as_they_say() -> None:
    fits = [gamma_gamma(made(1000, seed)) for seed in range(100)]
    for name, value in {"p": 6.0, "q": 4.0, "v": 15.0}.items():
        assert 89 <= sum(value in model.intervals[name] for model in fits) <= 100
    assert 89 <= sum(0 in (model.correlation_interval or ()) for model in fits) <= 100


def test_the_gradient_is_a_gradient() -> None:
    surface = gamma_gamma(made(500, 2)).surface
    point = np.array([3.0, 2.5, 20.0])
    _, slope, bend = surface(point)
    for k in range(3):
        step = np.zeros(3)
        step[k] = 1e-5 * point[k]
        up, down = surface(point + step), surface(point - step)
        assert slope[k] == pytest.approx((up[0] - down[0]) / (2 * step[k]), rel=1e-5, abs=1e-6)
        assert bend[k] == pytest.approx((up[1] - down[1]) / (2 * step[k]), rel=1e-5, abs=1e-6)


def test_expected_spend_lies_between_own_mean_and_everybodys(cdnow: PurchaseHistories) -> None:
    model = gamma_gamma(cdnow)
    found = expected_spend(model, cdnow)
    assert model.mean_spend is not None
    assert cdnow.spend is not None
    own = np.where(cdnow.frequency > 0, cdnow.spend, model.mean_spend)
    low, high = np.minimum(own, model.mean_spend), np.maximum(own, model.mean_spend)
    assert (found.values >= low - 1e-9).all()
    assert (found.values <= high + 1e-9).all()


def test_money_in_another_currency_scales(cdnow: PurchaseHistories) -> None:
    assert cdnow.spend is not None
    ours = gamma_gamma(cdnow)
    theirs = gamma_gamma(attrs.evolve(cdnow, spend=cdnow.spend * 7.1))
    assert theirs.v == pytest.approx(7.1 * ours.v, rel=1e-5)
    assert (theirs.p, theirs.q) == pytest.approx((ours.p, ours.q), rel=1e-5)


def test_free_purchases_are_left_out_and_counted() -> None:
    histories = made(200, 3)
    assert histories.spend is not None
    free = attrs.evolve(histories, spend=np.concatenate([[0.0, 0.0], histories.spend[2:]]))
    assert gamma_gamma(free).n_free == 2


def test_too_little_to_fit_is_said() -> None:
    with pytest.raises(NotEnoughDataError, match="at least 2 customers"):
        gamma_gamma(histories_from_counts([1, 0], [2, 0], [5, 5], spend=[10, 0]))
    with pytest.raises(InvalidValueError, match="made with amounts"):
        gamma_gamma(histories_from_counts([1, 2], [2, 3], [5, 5]))


def test_a_mean_that_does_not_exist_is_not_given() -> None:
    model = gamma_gamma(made(3000, 5, p=2.0, q=0.8))
    assert model.q < 1
    assert model.mean_spend is None
    assert model.reason is not None
    with pytest.raises(NotEnoughDataError, match="no mean"):
        expected_spend(model, histories_from_counts([0], [0], [5], spend=[0]))


def test_customer_lifetime_values_add_up_over_steps(cdnow: PurchaseHistories) -> None:
    buying, spend = bg_nbd(cdnow), gamma_gamma(cdnow)
    plain = customer_lifetime_values(
        buying, spend, cdnow, periods=52, discount_rate_per_year=0, margin_share=1, steps=1
    )
    assert plain.values == pytest.approx(
        expected_purchases(buying, cdnow, periods=52).values * expected_spend(spend, cdnow).values
    )
    fine = customer_lifetime_values(buying, spend, cdnow, periods=52, discount_rate_per_year=0, margin_share=1)
    assert fine.values == pytest.approx(plain.values, rel=1e-9)
    discounted = customer_lifetime_values(
        buying, spend, cdnow, periods=52, discount_rate_per_year=0.15, margin_share=0.3
    )
    assert (discounted.values < 0.3 * plain.values).all()
    assert (discounted.values > 0.3 * plain.values / 1.15).all()
    assert (discounted.low < discounted.values).all()
    assert (discounted.values < discounted.high).all()
    whole = aggregate(discounted, what="total")
    assert whole.interval is not None
    assert discounted.total in whole.interval
    assert whole.interval.width < (discounted.high - discounted.low).sum()


def test_customer_lifetime_values_refuse_other_periods(cdnow: PurchaseHistories) -> None:
    buying, spend = bg_nbd(cdnow), gamma_gamma(cdnow)
    with pytest.raises(InvalidValueError, match="periods of 7 days"):
        customer_lifetime_values(
            buying, spend, attrs.evolve(cdnow, period_days=1.0), periods=52, discount_rate_per_year=0.1, margin_share=1
        )
    for figure in (probability_alive, partial(expected_purchases, periods=9)):
        with pytest.raises(InvalidValueError, match="periods of 7 days"):
            figure(buying, attrs.evolve(cdnow, period_days=1.0))
    with pytest.raises(InvalidValueError, match="above -1"):  # bad input 120
        customer_lifetime_values(buying, spend, cdnow, periods=52, discount_rate_per_year=-1, margin_share=1)


def test_figures_go_out_as_a_frame_of_any_kind(cdnow: PurchaseHistories) -> None:
    buying = bg_nbd(cdnow)
    ahead = expected_purchases(buying, cdnow, periods=39)
    frame = customer_table({"purchases": ahead})
    assert isinstance(frame, pl.DataFrame)
    assert frame.columns == ["customer", "purchases", "purchases_low", "purchases_high"]
    assert frame["purchases"].sum() == pytest.approx(ahead.total)
    assert ahead.mean == pytest.approx(ahead.total / 2357)
    with pytest.raises(InvalidValueError, match="at least one figure"):
        customer_table({})
    others = probability_alive(buying, histories_from_counts([1], [1.0], [2.0]))
    with pytest.raises(InvalidValueError, match=r"same customers in the same order, got \['alive'\]"):
        customer_table({"purchases": ahead, "alive": others})
