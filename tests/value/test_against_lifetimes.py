"""BG/NBD and gamma-gamma beside the package lifetimes, on the purchase log that it ships and the notebook reads."""

import warnings
from pathlib import Path

import numpy as np
import pytest

from servicekit.data._transactions import read_transactions
from servicekit.data.time._time_columns import TimeFormat
from servicekit.value._bg_nbd import bg_nbd, expected_purchases, probability_alive
from servicekit.value._gamma_gamma import expected_spend, gamma_gamma
from servicekit.value._histories import PurchaseHistories, purchase_histories

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    lifetimes = pytest.importorskip("lifetimes", exc_type=ImportError)


@pytest.fixture(scope="module")
def cdnow() -> PurchaseHistories:
    columns = np.loadtxt(Path(lifetimes.__file__).parent / "datasets" / "CDNOW_sample.txt")
    data = {"customer": columns[:, 1].astype(int), "date": columns[:, 2].astype(int), "amount": columns[:, 4]}
    log = read_transactions(data, customer="customer", date="date", amount="amount", times=TimeFormat("%Y%m%d"))
    return purchase_histories(log, end="1997-09-30")


@pytest.mark.filterwarnings("ignore")
def test_buying_agrees(cdnow: PurchaseHistories) -> None:
    ours = bg_nbd(cdnow)
    theirs = lifetimes.BetaGeoFitter().fit(cdnow.frequency, cdnow.recency, cdnow.age)
    for name, value in theirs.params_.items():
        assert getattr(ours, name) == pytest.approx(value, rel=1e-4)
    logs = np.log(ours.maximum.values)
    height = -len(cdnow) * theirs._negative_log_likelihood(
        logs, cdnow.frequency, cdnow.recency, cdnow.age, np.ones(len(cdnow)), 0.0
    )
    assert ours.log_likelihood == pytest.approx(height, rel=1e-9)
    alive = theirs.conditional_probability_alive(cdnow.frequency, cdnow.recency, cdnow.age)
    assert probability_alive(ours, cdnow).values == pytest.approx(alive, abs=1e-4)
    ahead = theirs.predict(39, cdnow.frequency, cdnow.recency, cdnow.age)
    assert expected_purchases(ours, cdnow, periods=39).values == pytest.approx(ahead, rel=1e-3)


@pytest.mark.filterwarnings("ignore")
def test_spend_agrees(cdnow: PurchaseHistories) -> None:
    ours = gamma_gamma(cdnow)
    assert cdnow.spend is not None
    paid = (cdnow.frequency > 0) & (cdnow.spend > 0)
    theirs = lifetimes.GammaGammaFitter().fit(cdnow.frequency[paid], cdnow.spend[paid])
    for name, value in theirs.params_.items():
        assert getattr(ours, name) == pytest.approx(value, rel=1e-3)
    mean = theirs.conditional_expected_average_profit(cdnow.frequency, cdnow.spend)
    assert expected_spend(ours, cdnow).values == pytest.approx(mean, rel=1e-3)
