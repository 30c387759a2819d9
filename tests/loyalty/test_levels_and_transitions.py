"""Levels are bands with stated cuts; movement between them is a chain whose rows sum to one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicekit.data._answers import InputPolicy
from servicekit.foundation._errors import InvalidValueError, NotEnoughDataError
from servicekit.loyalty.customers._transitions import (
    Transitions,
    closed_groups,
    counted_moves,
    forecast,
    stationary_shares,
    transitions,
)
from servicekit.loyalty.levels._levels import LoyaltyLevel, LoyaltyMark, level_bands, level_shares, loyalty_marks
from servicekit.stats.intervals._count_interval import share_interval

LEVELS = tuple(LoyaltyLevel)
squares = st.lists(st.lists(st.integers(0, 50), min_size=3, max_size=3), min_size=3, max_size=3)
positive = st.lists(st.lists(st.integers(1, 50), min_size=3, max_size=3), min_size=3, max_size=3)


def chain(counts):
    return Transitions(states=LEVELS, counts=counts)


def test_scores_fall_into_levels_and_a_cut_belongs_to_the_higher():
    found = level_shares([0, 33, 100 / 3, 66, 200 / 3, 100, float("nan")])
    assert [found.counts[level] for level in LEVELS] == [2, 2, 2]
    assert (found.n, found.missing) == (6, 1)
    assert found.shares[LoyaltyLevel.LOYAL].interval == share_interval(2, 6)
    assert level_bands(fair_from=40, loyal_threshold=80).of(79.9) is LoyaltyLevel.FAIR


def test_levels_need_ascending_cuts_and_finite_scores():
    with pytest.raises(InvalidValueError, match="ascending"):
        level_bands(fair_from=80, loyal_threshold=40)
    with pytest.raises(InvalidValueError, match="finite"):
        level_shares([float("inf")])
    assert level_shares([]).shares[LoyaltyLevel.LOYAL].reason.key == "no_data"


def test_marks_of_a_loyal_customer_are_counted_one_by_one_and_together():
    data = {"most": [1, 1, 0, None], "cross": np.array([True, False, True, True])}
    found = loyalty_marks(data, columns={"most_spending": "most", LoyaltyMark.CROSS_BUYING: "cross"})
    assert found.counts == {LoyaltyMark.MOST_SPENDING: (2, 3), LoyaltyMark.CROSS_BUYING: (3, 4)}
    assert found.complete == (0, 2, 1)
    assert found.all_marks.value == pytest.approx(1 / 3)


@given(squares)
def test_rows_of_the_matrix_sum_to_one_or_are_unknown(counts):
    for row, seen in zip(chain(counts).probabilities.values(), counts, strict=True):
        assert sum(row.values()) == pytest.approx(1) if sum(seen) else set(row.values()) == {None}


@given(positive)
def test_the_stationary_shares_are_left_unchanged_by_one_more_period(counts):
    moves = chain(counts)
    assert sum(moves.stationary.values()) == pytest.approx(1)
    after = forecast(moves, start=moves.stationary, periods=1)
    assert list(after.values()) == pytest.approx(list(moves.stationary.values()), abs=1e-9)


def test_a_known_chain_has_its_known_figures():
    moves = chain([[50, 50, 0], [25, 50, 25], [0, 50, 50]])
    assert moves.stationary == pytest.approx({LEVELS[0]: 0.25, LEVELS[1]: 0.5, LEVELS[2]: 0.25})
    periods, interval = moves.expected_periods("fair")
    low, high = share_interval(50, 100).low, share_interval(50, 100).high
    assert periods == pytest.approx(2)
    assert (interval.low, interval.high) == pytest.approx((1 / (1 - low), 1 / (1 - high)))
    assert moves.shares[LEVELS[0]][LEVELS[1]].interval == share_interval(50, 100)


def test_nobody_ever_left_means_an_infinite_stay_with_a_finite_lower_end():
    moves = chain([[0, 0, 0], [0, 0, 0], [0, 0, 20]])
    periods, interval = moves.expected_periods(LoyaltyLevel.LOYAL)
    assert periods == interval.high == float("inf")
    assert 1 < interval.low < 20
    assert moves.expected_periods(LoyaltyLevel.FAIR) is None


def test_no_single_stationary_state_is_said_not_guessed():
    assert chain([[5, 0, 0], [1, 1, 1], [0, 0, 5]]).reason.key == "closed_groups"
    assert chain([[5, 1, 0], [0, 0, 0], [0, 1, 5]]).reason.key == "never_left"
    assert chain([[5, 0, 0], [1, 1, 0], [0, 1, 5]]).stationary[LEVELS[0]] == pytest.approx(1)
    assert closed_groups(np.eye(3, dtype=bool)) == 3


@settings(max_examples=10)
@given(positive)
def test_posterior_draws_are_distributions_and_surround_the_estimate(counts):
    shares = stationary_shares(chain(counts), rng=np.random.default_rng(5), draws=200)
    total = sum(found.draws for found in shares.values())
    assert total == pytest.approx(np.ones(200))
    for found in shares.values():
        assert found.interval.low < found.value < found.interval.high


def test_moves_are_counted_over_neighbouring_periods_and_gaps_are_missing():
    data = {"y1": ["loyal", "fair", None], "y2": ["loyal", "loyal", "fair"], "y3": ["fair", "loyal", "disloyal"]}
    moves = transitions(data, periods=["y1", "y2", "y3"], states=LoyaltyLevel)
    assert moves.counts == ((0, 0, 0), (1, 0, 1), (0, 1, 2))
    assert moves.missing == 1
    data["y2"][0] = "loyel"
    with pytest.raises(InvalidValueError, match="row 0"):
        transitions(data, periods=["y1", "y2"], states=LoyaltyLevel)
    kept = transitions(data, periods=["y1", "y2", "y3"], states=LoyaltyLevel, policy=InputPolicy(invalid="omit"))
    assert kept.rejected == {"unknown_state": 2}
    with pytest.raises(InvalidValueError, match="order of time"):
        transitions(data, periods=["y1"], states=LoyaltyLevel)


def test_states_in_which_nobody_was_seen_are_no_part_of_the_chain():
    moves = chain([[8, 2, 0], [2, 8, 0], [0, 0, 0]])
    assert moves.seen == LEVELS[:2]
    assert moves.stationary == pytest.approx({LEVELS[0]: 0.5, LEVELS[1]: 0.5})
    assert set(stationary_shares(moves, rng=np.random.default_rng(1), draws=50)) == set(LEVELS[:2])
    assert chain(np.zeros((3, 3))).reason.key == "no_moves"
    with pytest.raises(NotEnoughDataError, match="several closed groups"):
        stationary_shares(chain([[5, 0, 0], [0, 5, 0], [0, 0, 0]]), rng=np.random.default_rng(1))


def test_moves_of_one_customer_count_as_fewer_than_moves_of_many():
    # 20 customers who always stay and 20 who always leave, ten times each: alike within, different between
    stays, leaves = np.zeros((20, 11), int), np.tile([0, 1], (20, 6))[:, :11]
    moves = counted_moves(np.vstack([stays, leaves]), LoyaltyLevel)
    start = LEVELS[0]
    assert sum(moves.counts[0]) == 20 * 10 + 20 * 5
    assert moves.effective[0] < 60
    assert moves.shares[start][start].interval.width > share_interval(200, 300).width * 2
    once = counted_moves(np.array([[0, 1]] * 5), LoyaltyLevel)
    assert once.effective is None
    assert once.shares[start][LEVELS[1]].interval == share_interval(5, 5)
    always = counted_moves(np.zeros((7, 4), int), LoyaltyLevel)
    assert always.shares[start][start].interval == share_interval(
        7, 7
    )  # without any variation customers count once each


@pytest.mark.slow
def test_intervals_of_pooled_moves_cover_with_customers_of_their_own_kind():
    rng = np.random.default_rng(2)

    def base(n):
        stay, back, places = rng.beta(2, 1, n), rng.beta(1, 1, n), np.zeros((n, 6), int)
        for period in range(1, 6):
            leaving = rng.random(n) > np.where(places[:, period - 1] == 0, stay, back)
            places[:, period] = leaving
        return counted_moves(places, LoyaltyLevel).shares[LEVELS[0]][LEVELS[0]]

    truth = base(400_000).value
    assert np.mean([truth in base(100).interval for _ in range(400)]) > 0.92


def test_a_forecast_needs_a_whole_start_and_known_moves():
    moves = chain([[5, 5, 0], [0, 0, 0], [0, 5, 5]])
    with pytest.raises(InvalidValueError, match="add up to 1"):
        forecast(moves, start={"loyal": 0.5}, periods=1)
    with pytest.raises(InvalidValueError, match="every state reached"):
        forecast(moves, start={"loyal": 1.0}, periods=2)
    assert forecast(moves, start={"loyal": 1.0}, periods=1)[LoyaltyLevel.FAIR] == 0.5


def test_counts_that_are_no_square_of_counts_are_refused():
    with pytest.raises(InvalidValueError, match="square"):
        chain([[1, 2], [3, 4]])
    with pytest.raises(InvalidValueError, match="at least 0"):
        chain([[1, -2, 0], [3, 4, 0], [0, 0, 0]])
    with pytest.raises(InvalidValueError, match=r"whole numbers of at least 0, got 0\.5"):
        chain([[1, 0.5, 0], [3, 4, 0], [0, 0, 0]])
    with pytest.raises(InvalidValueError, match=r"numpy\.random\.Generator"):
        stationary_shares(chain([[1, 1, 1]] * 3), rng=-1)
