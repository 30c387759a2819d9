"""BG/NBD against the published fit and lifetimes, against its own definition, and at its limits."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import beta as beta_function
from scipy.special import gamma as gamma_function
from scipy.special import hyp2f1

from servicekit.foundation._errors import InvalidValueError, NotConvergedError, NotEnoughDataError
from servicekit.value._bg_nbd import (
    BgNbd,
    bg_nbd,
    expected_purchases,
    new_customer_purchases,
    parameter_interval,
    probability_alive,
    purchases_ahead,
)
from servicekit.value._customer_base_value import purchases_of_base
from servicekit.value._histories import PurchaseHistories, compressed, histories_from_counts
from servicekit.value._per_customer import require_finite

LIFETIMES_0_11_3 = {
    "r": 0.24259292827982182,
    "alpha": 4.413532265271819,
    "a": 0.7928859664406882,
    "b": 2.42575238262586,
}


@pytest.fixture(scope="module")
def cdnow(real_data: Path) -> PurchaseHistories:
    data = pd.read_csv(real_data / "cdnow_bgnbd_summary.csv")
    return histories_from_counts(data.frequency, data.recency, data["T"], customers=data.ID)


@pytest.fixture(scope="module")
def model(cdnow: PurchaseHistories) -> BgNbd:
    return bg_nbd(cdnow)


def test_the_published_fit(model: BgNbd) -> None:
    # Fader, Hardie and Lee (2005): .24259 4.41353 .79289 2.42575, log-likelihood -9582.4256
    assert model.r == pytest.approx(0.24259, abs=5e-6)
    assert model.alpha == pytest.approx(4.41353, abs=5e-6)
    assert model.a == pytest.approx(0.79289, abs=5e-6)
    assert model.b == pytest.approx(2.42575, abs=5e-6)
    assert model.log_likelihood == pytest.approx(-9582.4256, abs=5e-5)
    assert model.n_rows < model.n_customers / 2


def test_lifetimes_agrees(model: BgNbd, cdnow: PurchaseHistories, golden: Path) -> None:
    theirs = json.loads((golden / "outputs" / "clv_cdnow.json").read_text())["bgnbd"]
    for name, value in theirs["params"].items():
        assert getattr(model, name) == pytest.approx(value, rel=1e-6)
    ahead = expected_purchases(model, cdnow, periods=39)
    assert ahead.values[:20] == pytest.approx(theirs["expected_purchases_39"], rel=1e-6)
    assert probability_alive(model, cdnow).values[:20] == pytest.approx(theirs["p_alive"], rel=1e-6)


def test_a_new_customer_buys_as_published(model: BgNbd) -> None:
    value, interval = new_customer_purchases(model, periods=52)
    assert value == pytest.approx(1.444, abs=5e-4)
    assert value in interval


def test_the_likelihood_is_the_one_of_the_source() -> None:
    x, t, age = np.array([0.0, 1, 3]), np.array([0.0, 2, 8]), np.array([10.0, 10, 9])
    histories = histories_from_counts(np.tile(x, 9), np.tile(t, 9), np.tile(age, 9))
    rows = compressed(histories)
    r, alpha, a, b = 0.5, 6.0, 0.9, 2.0
    from servicekit.value._bg_nbd import _Surface

    first = beta_function(a, b + x) * (alpha + age) ** -(r + x)
    second = np.where(x > 0, beta_function(a + 1, b + x - 1), 0) * (alpha + t) ** -(r + x)
    each = (first + second) / beta_function(a, b) * gamma_function(r + x) * alpha**r / gamma_function(r)
    height, *_ = _Surface(rows)(np.array([r, alpha, a, b]))
    assert height == pytest.approx(9 * np.log(each).sum(), rel=1e-12)


@given(
    r=st.floats(0.05, 5), alpha=st.floats(0.5, 30), a=st.floats(0.05, 5), b=st.floats(0.1, 8), seed=st.integers(0, 20)
)
def test_gradient_and_curvature_are_derivatives(r: float, alpha: float, a: float, b: float, seed: int) -> None:
    from servicekit.value._bg_nbd import _Surface

    rng = np.random.default_rng(seed)
    x = rng.integers(0, 5, 30)
    age = rng.uniform(5, 40, 30)
    surface = _Surface(compressed(histories_from_counts(x, np.where(x > 0, age * rng.uniform(0.1, 1, 30), 0), age)))
    point = np.array([r, alpha, a, b])
    _, slope, bend = surface(point)
    scale = np.abs(bend).max()
    for k in range(4):
        step = np.zeros(4)
        step[k] = 1e-5 * point[k]
        up, down = surface(point + step), surface(point - step)
        assert slope[k] == pytest.approx((up[0] - down[0]) / (2 * step[k]), rel=1e-4, abs=1e-4)
        assert bend[k] == pytest.approx((up[1] - down[1]) / (2 * step[k]), rel=1e-3, abs=1e-6 * scale)


@given(x=st.integers(0, 12), age=st.floats(1, 60), share=st.floats(0.05, 1), periods=st.floats(0.1, 80))
def test_expected_purchases_by_the_formula_of_the_source(x: int, age: float, share: float, periods: float) -> None:
    r, alpha, a, b = LIFETIMES_0_11_3.values()
    last = age * share if x else 0.0
    rows = compressed(histories_from_counts([x], [last], [age]))
    found = purchases_ahead(np.array([r, alpha, a, b]), rows, periods)[0]
    series = hyp2f1(r + x, b + x, a + b + x - 1, periods / (alpha + age + periods))
    ahead = (a + b + x - 1) / (a - 1) * (1 - ((alpha + age) / (alpha + age + periods)) ** (r + x) * series)
    odds = a / (b + x - 1) * ((alpha + age) / (alpha + last)) ** (r + x) if x else 0.0
    assert found == pytest.approx(ahead / (1 + odds), rel=1e-8)


@given(x=st.integers(0, 400), age=st.floats(1, 100), share=st.floats(0.05, 1), periods=st.floats(0, 100))
def test_expected_purchases_stay_finite_and_rise_with_time(x: int, age: float, share: float, periods: float) -> None:
    rows = compressed(histories_from_counts([x], [age * share if x else 0.0], [age]))
    point = np.array(list(LIFETIMES_0_11_3.values()))
    few, more = (purchases_ahead(point, rows, length)[0] for length in (periods, periods + 5))
    assert 0 <= few < more + 1e-300
    assert np.isfinite(more)


def test_the_removable_pole_at_a_equal_one() -> None:
    rows = compressed(histories_from_counts([3], [20.0], [30.0]))
    near, at = (purchases_ahead(np.array([0.3, 4.0, a, 2.0]), rows, 20.0)[0] for a in (1 + 1e-4, 1.0))
    assert at == pytest.approx(near, rel=1e-3)


@given(x=st.integers(1, 20), age=st.floats(5, 60), share=st.floats(0.05, 0.95))
def test_a_later_last_purchase_is_a_better_sign(x: int, age: float, share: float) -> None:
    model = _model_like_cdnow()
    found = probability_alive(model, histories_from_counts([x, x], [age * share, age * (share + 0.05)], [age, age]))
    assert 0 <= found.values[0] <= found.values[1] <= 1
    assert (found.low <= found.values).all()
    assert (found.values <= found.high).all()


_KEPT: dict[str, BgNbd] = {}


def _model_like_cdnow() -> BgNbd:
    if "model" not in _KEPT:
        _KEPT["model"] = bg_nbd(simulated(1500, 3))
    return _KEPT["model"]


def simulated(customers: int, seed: int) -> PurchaseHistories:
    rng = np.random.default_rng(seed)
    r, alpha, a, b = LIFETIMES_0_11_3.values()
    age = rng.uniform(27, 39, customers)
    rate, leaving = rng.gamma(r, 1 / alpha, customers), rng.beta(a, b, customers)
    frequency, recency = np.zeros(customers, int), np.zeros(customers)
    for place in range(customers):
        clock = rng.exponential(1 / rate[place])
        while clock < age[place]:
            frequency[place] += 1
            recency[place] = clock
            if rng.random() < leaving[place]:
                break
            clock += rng.exponential(1 / rate[place])
    return histories_from_counts(frequency, recency, age)


def test_intervals_hold_the_truth() -> None:
    model = _model_like_cdnow()
    for name, value in LIFETIMES_0_11_3.items():
        found = model.intervals[name]
        assert found.low < value < found.high


def test_profile_intervals_fall_by_the_right_height(model: BgNbd) -> None:
    from servicekit.stats.intervals._likelihood import maximise
    from servicekit.value._bg_nbd import _Surface

    found = parameter_interval(model, "r")
    assert found.low < model.r < found.high
    assert found.low == pytest.approx(model.intervals["r"].low, rel=0.02)
    surface = _Surface(model.rows)

    def fixed(values: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
        height, slope, bend = surface(np.insert(values, 0, found.high))
        return height, slope[1:], bend[1:, 1:]

    best = maximise(fixed, model.maximum.values[1:], names=("alpha", "a", "b")).log_likelihood
    assert model.log_likelihood - best == pytest.approx(1.959963984540054**2 / 2, abs=1e-5)
    with pytest.raises(InvalidValueError, match="one of r, alpha, a, b"):
        parameter_interval(model, "q")


def test_weeks_or_days_make_no_difference(cdnow: PurchaseHistories, model: BgNbd) -> None:
    days = histories_from_counts(cdnow.frequency, cdnow.recency * 7, cdnow.age * 7, period_days=1)
    found = bg_nbd(days)
    assert found.alpha == pytest.approx(7 * model.alpha, rel=1e-6)
    assert (found.r, found.a, found.b) == pytest.approx((model.r, model.a, model.b), rel=1e-6)


def test_doubling_every_customer_halves_the_variance(cdnow: PurchaseHistories, model: BgNbd) -> None:
    twice = bg_nbd(histories_from_counts(np.tile(cdnow.frequency, 2), np.tile(cdnow.recency, 2), np.tile(cdnow.age, 2)))
    assert twice.log_likelihood == pytest.approx(2 * model.log_likelihood, rel=1e-12)
    assert twice.n_rows == model.n_rows
    assert np.asarray(twice.maximum.covariance) * 2 == pytest.approx(np.asarray(model.maximum.covariance), rel=1e-4)


def test_customers_who_never_return_cannot_be_modelled() -> None:
    with pytest.raises(NotEnoughDataError, match="got none among 3 customers"):
        bg_nbd(histories_from_counts([0, 0, 0], [0, 0, 0], [5, 6, 7]))


def test_customers_who_never_leave_have_no_maximum() -> None:
    rng = np.random.default_rng(1)
    x = rng.poisson(5, 200) + 1
    with pytest.raises(NotConvergedError, match="watch more, or longer"):
        bg_nbd(histories_from_counts(x, np.full(200, 30.0), np.full(200, 30.0)))


@pytest.mark.parametrize("seed", (0, 1, 2, 3, 4, 5, 6, 7))
def test_few_customers_give_finite_figures_or_one_clear_refusal(seed: int) -> None:
    histories = simulated(60, seed)
    try:
        model = bg_nbd(histories)
        figures = expected_purchases(model, histories, periods=39)
    except (NotConvergedError, NotEnoughDataError):
        return
    assert np.isfinite(figures.values).all()
    assert (figures.low <= figures.values).all()
    assert all(found.low <= getattr(model, name) <= found.high for name, found in model.intervals.items())


def test_figures_that_parameters_cannot_tell_are_refused() -> None:
    with pytest.raises(NotEnoughDataError, match="too extreme"):
        require_finite(np.array([1.0, np.nan]), np.zeros((2, 4)))


def test_the_total_is_surer_than_its_parts_but_not_as_sure_as_if_they_were_independent(
    model: BgNbd, cdnow: PurchaseHistories
) -> None:
    found = expected_purchases(model, cdnow, periods=39)
    whole = purchases_of_base(model, cdnow, periods=39).interval
    assert whole is not None
    assert found.total in whole
    widths = found.high - found.low
    assert np.sqrt((widths**2).sum()) < whole.width < widths.sum()


def test_one_customer_is_found_by_name(model: BgNbd, cdnow: PurchaseHistories) -> None:
    value, interval = probability_alive(model, cdnow)[1]
    assert value in interval
    with pytest.raises(LookupError, match="unknown customer"):
        probability_alive(model, cdnow)[99999]


def test_the_future_is_not_negative(model: BgNbd, cdnow: PurchaseHistories) -> None:
    assert expected_purchases(model, cdnow, periods=0).total == 0
    with pytest.raises(InvalidValueError):
        expected_purchases(model, cdnow, periods=-1)
    with pytest.raises(InvalidValueError, match=r"did you mean 0\.95"):
        bg_nbd(cdnow, level=95)  # bad input 149
