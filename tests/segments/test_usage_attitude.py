"""Segments of usage by attitude: stated cuts, shares, satisfaction by segment."""

import numpy as np
import pytest

import servicekit as sk

ROWS = {
    "visits": [1, 9, 2, 8, None, 12],
    "liking": [2, 5, 4, 1, 5, 5],
    "overall": [2, 5, 4, 1, 3, 4],
    "w": [1.0] * 6,
    "shop": ["a", "b", "c", "d", "e", "f"],
}
CUTS = {"visits": 5, "liking": 4}


def test_each_respondent_falls_into_one_segment():
    found = sk.segments.usage_attitude(ROWS, "visits", "liking", cuts=CUTS)
    assert {key: share.count for key, share in found.shares.items()} == {
        "marginal": 1,
        "captive": 1,
        "latent": 1,
        "core": 2,
    }
    assert (found.n, found.n_missing) == (5, 1)
    assert found.serve["captive"].zh.startswith("用得多")
    assert sum(share.value for share in found.shares.values()) == pytest.approx(1)


def test_satisfaction_stands_by_segment():
    scales = {"overall": sk.LIKERT_5}
    found = sk.segments.usage_attitude(ROWS, "visits", "liking", cuts=CUTS, satisfaction="overall", scale=scales)
    assert found.satisfaction["core"].value == 4.5
    assert found.satisfaction["marginal"].n == 1
    assert set(found.satisfaction) == {"marginal", "captive", "latent", "core"}


def test_a_scale_on_which_less_is_better_is_turned():
    turned = sk.Scale(low=1, high=5, higher_is_better=False)
    flipped = ROWS | {"liking": [6 - answer for answer in ROWS["liking"]]}
    found = sk.segments.usage_attitude(
        flipped, "visits", "liking", cuts={"visits": 5, "liking": 2}, scale={"liking": turned}
    )
    plain = sk.segments.usage_attitude(ROWS, "visits", "liking", cuts=CUTS)
    assert found.tally.counts == plain.tally.counts


def test_order_and_weights_of_one_change_nothing():
    plain = sk.segments.usage_attitude(ROWS, "visits", "liking", cuts=CUTS)
    mixed = {name: values[::-1] for name, values in ROWS.items()}
    weighted = sk.segments.usage_attitude(mixed, "visits", "liking", cuts=CUTS, design=sk.Design(weights="w"))
    for key, share in plain.shares.items():
        assert weighted.shares[key].value == share.value
        assert weighted.shares[key].interval.width == pytest.approx(share.interval.width)


@pytest.mark.parametrize(
    ("change", "words"),
    (
        ({"cuts": {"visits": 5}}, "liking"),
        ({"attitude": "visits", "cuts": {"visits": 5}}, "another column"),
        ({"scale": {"liking": sk.LIKERT_5}, "cuts": {"visits": 5, "liking": 9}}, "liking"),
        ({"satisfaction": "overall"}, "overall"),
        ({"attitude": "shop", "cuts": {"visits": 5, "shop": 1}}, "numbers"),
        ({"cuts": {"visits": np.nan, "liking": 3}}, "visits"),
    ),
)
def test_bad_calls_are_refused(change, words):
    arguments = {"usage": "visits", "attitude": "liking", "cuts": CUTS} | change
    with pytest.raises(sk.foundation.InvalidValueError, match=words):
        sk.segments.usage_attitude(ROWS, **arguments)
