"""What a point of quality is worth: an answer only where loyalty and purchases are of the same customers."""

import numpy as np
import pytest

import servicekit as sk
from servicekit.chain import ChainRecord, chain_from, chain_record, satisfaction_chain
from servicekit.foundation import InvalidValueError, dumps, loads
from servicekit.stats import Average

TEN = sk.Scale(low=0, high=10)


def customers(n=400, seed=1, followed=0.5):
    rng = np.random.default_rng(seed)
    wait, staff = (np.clip(np.rint(rng.normal(6.5, 1.8, n)), 0, 10) for _ in range(2))
    overall = np.clip(np.rint(1 + 0.5 * wait + 0.35 * staff + rng.normal(0, 1.2, n)), 0, 10)
    loyalty = np.clip(np.rint(1 + 1.05 * overall + rng.normal(0, 1.5, n)), 0, 10)
    back = rng.random(n) < np.where(loyalty >= 9, 0.85, 0.6)
    again = [int(b) if asked else None for b, asked in zip(back, rng.random(n) < followed, strict=True)]
    ratings = {"wait": wait, "staff": staff, "overall": overall, "loyal": loyalty}
    return {name: column.tolist() for name, column in ratings.items()} | {"again": again}


ABOUT = {
    "quality": "wait", "drivers": ["wait", "staff"], "satisfaction": "overall", "loyalty": "loyal",
    "loyal_threshold": 9, "returned": "again", "scale": TEN, "margin": 100, "discount_rate": 0.1, "draws": 4000,
}  # fmt: skip


def test_a_point_has_a_worth_with_an_interval_by_the_closed_form():
    found = satisfaction_chain(customers(), **ABOUT)
    figures = {name: figure.value for name, figure in found.chain.figures.items()}
    stays = figures["loyal_share"] * (figures["return_loyal"] - figures["return_other"]) + figures["return_other"]
    more = figures["effect"] * figures["lift"] * (figures["return_loyal"] - figures["return_other"])
    worth = [110 / (1.1 - retention) for retention in (stays, stays + more)]
    assert found.value == pytest.approx(worth[1] - worth[0])
    assert found.value in found.interval
    assert 0.3 < figures["effect"] < 0.7
    assert found.n == 400
    assert 150 < found.n_followed < 250
    twice = found.chain.what_if({"points": 2}, draws=100).value
    assert twice > 2 * found.value  # retention earns more, the higher it is


def test_without_purchases_of_the_same_customers_there_is_no_answer():
    for rows, returned in ((customers(), None), (customers(followed=0.0), "again")):
        found = satisfaction_chain(rows, **(ABOUT | {"returned": returned}))
        assert found.value is None
        assert found.interval is None
        assert found.reason.text("en").startswith("not from these data")
        assert "同一批顾客" in found.reason.text("zh")
    rows = customers()
    one = satisfaction_chain(rows | {"shop": ["A"] * 400}, **ABOUT, design=sk.Design(clusters="shop"))
    assert one.interval is None
    assert one.reason.text("en").startswith("the group is one cluster")
    few = satisfaction_chain(customers(n=60, followed=0.2), **ABOUT)
    assert few.value is None
    assert few.reason is not None


def test_the_chain_is_saved_and_loaded_with_the_same_bits():
    found = satisfaction_chain(customers(), **(ABOUT | {"margin": Average(n=50, mean=100, sd=40)}))
    again = chain_from(loads(dumps(chain_record(found.chain)), ChainRecord))
    np.testing.assert_array_equal(
        again.what_if({"points": 1}, draws=500).draws, found.chain.what_if({"points": 1}, draws=500).draws
    )
    assert all(row["label"].zh for row in again.provenance().rows)


@pytest.mark.parametrize(
    ("given", "said"),
    (
        ({"quality": "price"}, "quality must be one of drivers"),
        ({"scale": sk.Scale(low=1, high=5)}, "wait"),
        ({"margin": None}, "margin"),
        ({"returned": "overall"}, r"column 'overall' must be True or False, got \d+.* \(row"),
        ({"scale": sk.Scale(low=0, high=10, higher_is_better=False)}, "one of which more is better"),
    ),
)
def test_what_cannot_be_is_refused(given, said):
    with pytest.raises(InvalidValueError, match=said):
        satisfaction_chain(customers(), **(ABOUT | given))
