"""The iceberg: silent customers are estimated with exact limits, never by a rate nobody chose."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, hypergeom

from servicekit.complaints.recovery._complaint_rate import complaint_rate, complaint_rate_without_barriers
from servicekit.complaints.recovery._iceberg import (
    DECK_FOUR_PERCENT,
    FRONT_LINE,
    HEAD_OFFICE,
    ONE_IN_TWENTY_SIX,
    VOICING_PRESETS,
    dissatisfied_customers,
)
from servicekit.foundation._errors import InvalidValueError
from servicekit.stats.intervals._estimates import Share


def test_four_percent_means_twenty_five_customers_behind_each_complaint():
    found = dissatisfied_customers(1, voicing=DECK_FOUR_PERCENT)
    assert found.value == 25
    assert dissatisfied_customers(1, voicing=ONE_IN_TWENTY_SIX).silent.value == 25
    assert dissatisfied_customers(100, voicing=DECK_FOUR_PERCENT).value == 2500
    assert dissatisfied_customers(100, voicing=FRONT_LINE).value == 200


@given(st.integers(0, 60), st.floats(0.01, 0.99))
def test_the_limits_are_the_exact_ones(complaints, share):
    found = dissatisfied_customers(complaints, voicing=share)
    low, high = int(found.interval.low), int(found.interval.high)
    assert low - 1 <= found.value <= high + 1
    assert binom.cdf(complaints, high, share) > 0.025 >= binom.cdf(complaints, high + 1, share)
    if complaints:
        assert binom.sf(complaints - 1, low, share) > 0.025
        assert low == complaints or binom.sf(complaints - 1, low - 1, share) <= 0.025


def test_exact_limits_hold_their_level():
    rng = np.random.default_rng(3)
    drawn = rng.binomial(400, 0.05, 500)
    hits = sum(400 in dissatisfied_customers(int(seen), voicing=0.05).interval for seen in drawn)
    assert hits / 500 >= 0.94


def test_a_surveyed_voicing_share_widens_the_interval():
    surveyed = complaint_rate(voiced=12, dissatisfied=150)
    assert surveyed.method == "exact"
    wide = dissatisfied_customers(40, voicing=surveyed)
    narrow = dissatisfied_customers(40, voicing=0.08)
    assert wide.value == narrow.value == 500
    assert wide.interval.low < narrow.interval.low
    assert wide.interval.high > narrow.interval.high
    rng, hits = np.random.default_rng(9), 0
    for _ in range(300):
        survey = complaint_rate(voiced=int(rng.binomial(150, 0.08)), dissatisfied=150)
        hits += 500 in dissatisfied_customers(int(rng.binomial(500, 0.08)), voicing=survey).interval
    assert hits / 300 >= 0.95


def test_a_range_in_the_source_stays_a_range():
    found = dissatisfied_customers(10, voicing=HEAD_OFFICE)
    assert found.value is None
    assert "range, 0.01 to 0.05" in found.reason.text()
    assert found.interval.low < 10 / 0.05 < 10 / 0.01 < found.interval.high


def test_what_cannot_be_known_says_why():
    assert "nobody voices" in dissatisfied_customers(3, voicing=0.0).reason.text()
    none = dissatisfied_customers(3, voicing=complaint_rate(voiced=0, dissatisfied=40))
    assert none.value is None
    assert none.interval.high == float("inf")
    assert dissatisfied_customers(3, voicing=complaint_rate(voiced=0, dissatisfied=0)).reason.key == "no_data"
    everyone = dissatisfied_customers(7, voicing=1.0)
    assert (everyone.value, everyone.interval.low, everyone.interval.high) == (7, 7, 7)


@pytest.mark.parametrize(("complaints", "voicing"), ((-1, 0.04), (2.5, 0.04), (3, 4), (3, float("nan"))))
def test_impossible_numbers_are_refused(complaints, voicing):
    with pytest.raises(InvalidValueError):
        dissatisfied_customers(complaints, voicing=voicing)


def test_presets_name_who_hears_it():
    assert [preset.key for preset in VOICING_PRESETS.values()] == [*VOICING_PRESETS]
    for preset in VOICING_PRESETS.values():
        assert preset.source.conditions is not None
        assert preset.low <= preset.high


SURVEY = {"voiced": 12, "silent": {"no_use": 60, "too_hard": 50, "embarrassing": 20}, "silent_otherwise": 8}


def test_removing_a_barrier_shows_more_of_the_same_dissatisfaction():
    found = complaint_rate_without_barriers(**SURVEY, removed={"too_hard": 0.5})
    assert found.before.value == 0.08
    assert found.value == pytest.approx((12 + 25) / 150)
    assert found.value in found.interval
    assert found.more_complaints_factor == pytest.approx(37 / 12)
    nothing = complaint_rate_without_barriers(**SURVEY, removed={})
    assert nothing.value == nothing.before.value
    assert complaint_rate_without_barriers(voiced=0, silent={}, removed={}).reason.key == "no_data"


@given(st.floats(0, 1), st.floats(0, 1))
def test_more_barriers_removed_never_silence_anyone(less, more):
    first = complaint_rate_without_barriers(**SURVEY, removed={"no_use": less * more})
    second = complaint_rate_without_barriers(**SURVEY, removed={"no_use": more})
    assert first.value <= second.value + 1e-12
    assert second.value <= complaint_rate_without_barriers(**SURVEY, removed={"no_use": more, "too_hard": 1}).value


def test_a_barrier_nobody_was_asked_about_cannot_fall():
    with pytest.raises(InvalidValueError, match="counted"):
        complaint_rate_without_barriers(voiced=1, silent={"no_use": 3}, removed={"too_hard": 1})
    with pytest.raises(InvalidValueError, match=r"did you mean 0\.5"):
        complaint_rate_without_barriers(voiced=1, silent={"no_use": 3}, removed={"no_use": 50})


def test_the_limits_of_a_rarely_voiced_survey_are_whole_numbers_of_the_law():
    found = dissatisfied_customers(60, voicing=complaint_rate(voiced=2, dissatisfied=62)).interval
    assert hypergeom.cdf(60, int(found.high) + 62, int(found.high), 62) == pytest.approx(0.025, rel=1e-3)


@given(st.integers(0, 80), st.integers(1, 200), st.data())
def test_with_a_survey_the_limits_are_those_of_the_hypergeometric_law(complaints, asked, data):
    voiced = data.draw(st.integers(1, asked))
    found = dissatisfied_customers(complaints, voicing=complaint_rate(voiced=voiced, dissatisfied=asked))
    low, high = int(found.interval.low), int(found.interval.high)
    drawn = complaints + voiced
    assert hypergeom.cdf(complaints, high + asked, high, drawn) > 0.025 * (1 - 1e-9)
    assert hypergeom.cdf(complaints, high + 1 + asked, high + 1, drawn) <= 0.025 * (1 + 1e-9)
    if complaints:
        assert hypergeom.sf(complaints - 1, low + asked, low, drawn) > 0.025 * (1 - 1e-9)
        assert low == complaints or hypergeom.sf(complaints - 1, low - 1 + asked, low - 1, drawn) <= 0.025 * (1 + 1e-9)


def test_a_larger_survey_comes_near_to_a_known_share_and_a_weighted_one_stays_wider():
    known = dissatisfied_customers(40, voicing=0.1).interval
    large = dissatisfied_customers(40, voicing=complaint_rate(voiced=100_000, dissatisfied=1_000_000)).interval
    assert large.low == pytest.approx(known.low, rel=0.01)
    assert large.high == pytest.approx(known.high, rel=0.01)
    plain = dissatisfied_customers(40, voicing=Share(count=60, n=150)).interval
    weighted = dissatisfied_customers(40, voicing=Share(count=60, n=150, n_effective=150.0)).interval
    assert plain.method == "exact hypergeometric"
    assert weighted.low < plain.low
    assert weighted.high > plain.high
