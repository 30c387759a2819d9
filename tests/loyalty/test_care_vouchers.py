"""Care vouchers: they add up, open ones do not count, and comparisons stay within comparable holders."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicekit.foundation._errors import InvalidValueError
from servicekit.loyalty import care_vouchers

TODAY = date(2024, 12, 31)
FIRST = date(2024, 1, 1)
voucher = st.tuples(st.integers(0, 200), st.sampled_from([30, 90, 300]), st.one_of(st.none(), st.integers(0, 30)))


def day(number):
    return None if number is None else (FIRST + timedelta(days=int(number))).isoformat()


def table(vouchers):
    return {
        "issued": [day(out) for out, _, _ in vouchers],
        "expires": [day(out + valid) for out, valid, _ in vouchers],
        "redeemed": [day(None if wait is None else out + wait) for out, _, wait in vouchers],
    }


@given(st.lists(voucher, min_size=1, max_size=20))
@settings(max_examples=40, deadline=None)
def test_issued_is_redeemed_and_lapsed_and_open(vouchers):
    found = care_vouchers(table(vouchers), today=TODAY)
    assert found.issued == found.redeemed + found.lapsed + found.open == len(vouchers)
    assert found.redemption.n <= len(vouchers)
    assert sum(share.n for share in found.by_validity.values()) == found.redemption.n


def test_the_best_validity_is_a_claim():
    rows = [(0, 30, 5 if k % 10 < 8 else None) for k in range(100)] + [
        (0, 90, 5 if k % 10 < 3 else None) for k in range(100)
    ]
    assert care_vouchers(table(rows), today=TODAY).best_validity == 30
    alike = [(0, valid, 5 if k % 2 else None) for k in range(100) for valid in (30, 90)]
    assert care_vouchers(table(alike), today=TODAY).best_validity is None


def simulated(rng, effect, n=400):
    keen = rng.random(n) < 0.5
    used = rng.random(n) < np.where(keen, 0.7, 0.2)
    back = rng.random(n) < np.where(keen, 0.5, 0.2) + effect * used
    rows = table([(0, 30, 10 if each else None) for each in used])
    rows["next"] = [day((10 if each else 30) + 20) if came else None for each, came in zip(used, back, strict=True)]
    rows["keen"] = keen.tolist()
    return rows


def test_comparable_holders_take_away_what_only_keenness_made():
    rng = np.random.default_rng(1)
    hits = crude = 0
    for _ in range(100):
        rows = simulated(rng, 0.1)
        options = {"today": TODAY, "next_purchase": "next"}
        hits += 0.1 in care_vouchers(rows, like="keen", **options).returned.interval
        crude += 0.1 in care_vouchers(rows, **options).returned.interval
    assert hits >= 88  # 95 are meant; fewer than 88 come once in 400
    assert crude < 70


def test_no_difference_is_rarely_claimed():
    rng = np.random.default_rng(8)
    found = [
        care_vouchers(simulated(rng, 0.0, 120), today=TODAY, next_purchase="next", like=["keen"]).returned.p_value
        <= 0.05
        for _ in range(100)
    ]
    assert sum(found) <= 12


def test_money_of_a_voucher():
    rows = table([(0, 30, 5), (0, 30, None), (0, 360, 5)])
    rows |= {"cost": [2.0, 2.0, 2.0], "margin": [10.0, None, 50.0]}
    found = care_vouchers(rows, today=TODAY, cost="cost", margin="margin").margin_per_voucher
    assert found.n == 3
    assert found.mean == pytest.approx((8 - 2 + 48) / 3)


def test_bad_rows_are_refused():
    with pytest.raises(InvalidValueError, match="within the validity"):
        care_vouchers(table([(0, 3, 5)]), today=TODAY)
    with pytest.raises(InvalidValueError, match="not after today"):
        care_vouchers(table([(0, 30, 5)]), today=date(2023, 1, 1))
    with pytest.raises(InvalidValueError, match="together"):
        care_vouchers(table([(0, 30, 5)]), today=TODAY, cost="cost")
    with pytest.raises(InvalidValueError, match="row 0"):
        care_vouchers({**table([(0, 30, 5)]), "issued": [None]}, today=TODAY)
    late = {**table([(0, 30, 5)]), "next": [day(2)]}
    with pytest.raises(InvalidValueError, match="not before the voucher"):
        care_vouchers(late, today=TODAY, next_purchase="next")
