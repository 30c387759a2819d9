"""Classes of customers: cells, stability, and names that stay at home."""

import json
from datetime import date, timedelta

import numpy as np
import pytest

import servicekit as sk
from servicekit.foundation import Interval
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.loyalty import CustomerClass, customer_classes


def log_of(totals, times=20):
    rows = {"who": [], "day": [], "paid": []}
    for who, total in totals.items():
        for visit in range(times):
            rows["who"].append(who)
            rows["day"].append((date(2024, 1, 1) + timedelta(days=visit)).isoformat())
            rows["paid"].append(total / times)
    return sk.data.read_transactions(rows, customer="who", date="day", amount="paid")


def test_four_cells_and_how_surely_each_holds():
    log = log_of({"best": 900, "coming": 10, "steady": 900, "gone": 10, "edge": 300, "unknown": 5})
    potential = {"best": 0.9, "coming": 0.9, "steady": 0.1, "gone": 0.1, "edge": 0.9}
    found = customer_classes(log, potential, value_cut=300, potential_cut=0.5)
    assert {who: kind.key for who, kind in found.classes.items()} == {
        "best": "valuable", "coming": "promising", "steady": "keepable", "gone": "disposable", "edge": "valuable",
    }  # fmt: skip
    assert all(found.stability[who] == 1 for who in ("coming", "gone"))
    assert found.stability["best"] > 0.95
    assert 0.4 < found.stability["edge"] < 0.7
    assert found.members("valuable") == ("best",)
    assert set(found.members("valuable", stability=0)) == {"best", "edge"}
    assert found.without_potential == 1
    assert found.unstable_share == 1 / 5
    assert found.shares[CustomerClass.VALUABLE].count == 2


def test_an_uncertain_potential_lowers_stability():
    log = log_of({"a": 900, "b": 900})
    wide = Interval(low=0.3, high=1.2, level=0.95, method="given")
    found = customer_classes(log, {"a": 0.6, "b": (0.6, wide)}, value_cut=100, potential_cut=0.5)
    assert found.stability["a"] == 1
    assert found.stability["b"] == pytest.approx(0.70, abs=0.06)  # 1 - Φ(log(.5/.6) / .3536) = .697


def test_stability_is_the_share_of_samples_that_keep_the_class():
    log = log_of({"x": 400}, times=4)  # 100 a time: at least 300 in all is at least 3 of Poisson(4) purchases
    found = customer_classes(log, {"x": 1.0}, value_cut=300, potential_cut=0.5, resamples=4000)
    assert found.stability["x"] == pytest.approx(1 - 13 * np.exp(-4), abs=0.03)


def test_names_of_customers_are_not_exported():
    found = customer_classes(log_of({"Ann": 900}), {"Ann": 0.2}, value_cut=1, potential_cut=1)
    assert "Ann" not in json.dumps(found.to_dict(), ensure_ascii=False)
    assert "Ann" not in repr(found)
    assert "Ann" not in found._repr_html_()


def test_bad_requests_are_refused():
    log = log_of({"a": 1})
    with pytest.raises(UnknownConceptError, match="b"):
        customer_classes(log, {"b": 1}, value_cut=1, potential_cut=1)
    with pytest.raises(InvalidValueError, match="potential_cut"):
        customer_classes(log, {"a": 1}, value_cut=1, potential_cut=float("nan"))
    with pytest.raises(InvalidValueError, match="above 0"):
        customer_classes(log, {"a": (-1.0, Interval(low=-2, high=1, method="x"))}, value_cut=1, potential_cut=1)
