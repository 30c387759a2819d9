"""Satisfaction and loyalty: a monotone curve, odds by level and the jump of the top box."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicekit.data._scales import LIKERT_5, ONE_TO_TEN, PERCENT, ZERO_TO_TEN, Scale
from servicekit.foundation._errors import InvalidValueError
from servicekit.loyalty.causes._satisfaction_link import isotonic_means, satisfaction_link
from servicekit.stats.intervals._count_interval import count_interval, share_interval
from servicekit.stats.intervals._odds import Odds, OddsRatio

groups = st.lists(st.tuples(st.integers(0, 20), st.floats(0, 10)), min_size=1, max_size=9)


def pooled(sums, weights):
    """Pool adjacent violators, the textbook algorithm, as an independent reference."""
    blocks = []
    for total, size in zip(sums, weights, strict=True):
        blocks.append([total, size, 1])
        while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] > blocks[-1][0] / blocks[-1][1]:
            last = blocks.pop()
            blocks[-1] = [one + other for one, other in zip(blocks[-1], last, strict=True)]
    return [total / size for total, size, width in blocks for _ in range(width)]


@given(groups)
def test_the_curve_equals_pooling_adjacent_violators(found):
    weights = np.array([size for size, _ in found], dtype=float)
    sums = np.array([size * mean for size, mean in found])
    fit = isotonic_means(sums, weights)
    used = weights > 0
    assert np.isnan(fit[~used]).all()
    assert fit[used].tolist() == pytest.approx(pooled(sums[used], weights[used]), abs=1e-9)
    assert (np.diff(fit[used]) >= -1e-9).all()
    assert (fit[used] * weights[used]).sum() == pytest.approx(sums.sum())


def link(satisfied, loyal, *, resamples=50, **settings):
    return satisfaction_link(
        {"s": satisfied, "l": loyal},
        satisfaction="s",
        loyalty="l",
        **{"satisfaction_scale": LIKERT_5, "loyalty_scale": ZERO_TO_TEN, "loyal_threshold": 9} | settings,
        rng=np.random.default_rng(1),
        resamples=resamples,
    )


answers = st.lists(st.tuples(st.integers(1, 5), st.integers(0, 10)), min_size=1, max_size=40)


@settings(max_examples=30)
@given(answers, st.randoms())
def test_the_order_of_customers_is_irrelevant_even_for_the_resamples(rows, random):
    mixed = rows.copy()
    random.shuffle(mixed)
    first, second = (link(*zip(*part, strict=True)) for part in (rows, mixed))
    assert first.table == second.table
    assert first.draws.tobytes() == second.draws.tobytes()


@settings(max_examples=30)
@given(answers)
def test_every_resampled_curve_rises(rows):
    found = link(*zip(*rows, strict=True))
    for curve in found.draws:
        assert (np.diff(curve[~np.isnan(curve)]) >= -1e-9).all()
    assert sum(odds.n for odds in found.odds_loyal.values()) == found.n


def test_the_interval_of_a_level_is_no_narrower_than_that_of_its_own_answers():
    answers = {"s": [1] * 4 + [2] * 4 + [3] * 40, "l": [4, 5, 5, 4, 1, 2, 3, 2] + [5] * 40}
    link = satisfaction_link(
        answers,
        satisfaction="s",
        loyalty="l",
        satisfaction_scale=LIKERT_5,
        loyalty_scale=LIKERT_5,
        loyal_threshold=4,
        rng=np.random.default_rng(1),
    )
    pooled = link.curve[1]
    own = count_interval([0, 0, 0, 2, 2], [1, 2, 3, 4, 5])
    assert pooled.value == link.curve[2].value == pytest.approx(3.25)
    assert pooled.interval.low <= min(own.low, pooled.fitted.interval.low)
    assert pooled.interval.high == own.high > pooled.fitted.interval.high
    assert (link.curve[5].value, link.curve[5].interval) == (None, None)


def test_odds_and_their_ratio_are_the_textbook_ones():
    found = link([5] * 10 + [4] * 10, [10] * 8 + [0] * 2 + [9] * 2 + [3] * 8)
    assert found.shares_loyal[5].interval == share_interval(8, 10)
    assert found.odds_loyal[5].value == pytest.approx(4)
    assert found.top_box_jump.value == pytest.approx(16)
    a, b, c, d = 8.5, 2.5, 2.5, 8.5
    reach = 1.959963984540054 * (1 / a + 1 / b + 1 / c + 1 / d) ** 0.5
    assert np.log(found.top_box_jump.interval.high) == pytest.approx(np.log(a * d / (b * c)) + reach)


def test_empty_cells_give_infinite_odds_or_a_reason_never_a_crash():
    assert (Odds(count=3, n=3).value, Odds(count=3, n=3).interval.high) == (float("inf"), float("inf"))
    assert Odds(count=0, n=0).reason.key == "no_data"
    sure, none, empty = Odds(count=3, n=3), Odds(count=0, n=3), Odds(count=0, n=0)
    assert OddsRatio(first=sure, second=none).value == float("inf")
    assert OddsRatio(first=none, second=sure).value == 0
    assert (OddsRatio(first=sure, second=sure).value, OddsRatio(first=sure, second=sure).reason.key) == (
        None,
        "undefined_ratio",
    )
    assert (OddsRatio(first=empty, second=sure).interval, OddsRatio(first=empty, second=sure).reason.key) == (
        None,
        "no_data",
    )
    assert OddsRatio(first=sure, second=none).interval.low > 0
    open_end = OddsRatio(first=Odds(count=10, n=10), second=Odds(count=5, n=10))
    assert open_end.value == open_end.interval.high == float("inf")
    assert OddsRatio(first=none, second=sure).interval.low == 0


def test_a_scale_that_runs_the_other_way_gives_the_same_link():
    satisfied, loyal = [5, 5, 4, 4, 3, 1], [10, 9, 8, 9, 5, 0]
    plain = link(satisfied, loyal)
    down = Scale(low=1, high=5, higher_is_better=False)
    turned = link([6 - answer for answer in satisfied], loyal, satisfaction_scale=down)
    assert turned.table == plain.table
    assert turned.satisfaction_levels == (5, 4, 3, 2, 1)


def test_nobody_and_one_level_say_why():
    nobody = link([None], [3])
    assert (nobody.n, nobody.incomplete, nobody.missing) == (0, 1, {"s": 1, "l": 0})
    assert nobody.curve[5].value is None
    assert nobody.last_step_share.value is None
    assert link([5, 5], [9, 3]).straight_line_share == 1


@pytest.mark.parametrize(
    "settings",
    (
        {"loyal_threshold": 11},
        {"satisfaction_scale": PERCENT},
        {"resamples": 0},
        {"satisfaction_scale": Scale(low=1, high=4)},
    ),
)
def test_settings_that_fit_no_scale_are_refused(settings):
    with pytest.raises(InvalidValueError):
        link([5, 4], [9, 3], **settings)


AIRPORT = Scale(low=1, high=5, missing_codes=(0, 6))
RECOMMEND = Scale(low=0, high=10, missing_codes=(11,))


@pytest.mark.parametrize(
    ("year", "n", "odds", "jump"),
    ((2017, 2625, (605 / 75, 718 / 755), 8.483), (2018, 2495, (517 / 83, 632 / 731), 7.205)),
)
def test_at_the_airport_the_top_box_multiplies_the_odds_of_recommending(real_data, year, n, odds, jump):
    import polars as pl

    found = satisfaction_link(
        pl.read_csv(real_data / f"sfo_airport_{year}.csv", infer_schema_length=5000),
        satisfaction="Q7ALL",
        loyalty="NETPRO",
        satisfaction_scale=AIRPORT,
        loyalty_scale=RECOMMEND,
        loyal_threshold=9,
        rng=np.random.default_rng(year),
        resamples=400,
    )
    assert found.n == n
    assert (found.odds_loyal[5].value, found.odds_loyal[4].value) == pytest.approx(odds)
    assert found.top_box_jump.value == pytest.approx(jump, abs=0.001)
    assert found.top_box_jump.interval.low > 5
    # means already rise, so the fitted curve is the observed one
    assert {at: fit.value for at, fit in found.curve.items()} == pytest.approx(found.means)
    # in mean recommendation the steps shrink towards the top: no straight line either
    assert found.last_step_share.interval.high < found.straight_line_share == 0.25


def test_in_the_supplier_survey_the_top_box_multiplies_the_odds_of_repurchase(real_data):
    import polars as pl

    found = satisfaction_link(
        pl.read_csv(real_data / "abc2_customer_survey.csv"),
        satisfaction="Satisfaction",
        loyalty="Repurchase",
        satisfaction_scale=LIKERT_5,
        loyalty_scale=LIKERT_5,
        loyal_threshold=5,
        rng=np.random.default_rng(3),
        resamples=300,
    )
    assert (found.shares_loyal[5].count, found.shares_loyal[5].n) == (33, 38)
    assert found.top_box_jump.value == pytest.approx((33 / 5) / (44 / 74))
    assert found.top_box_jump.interval.low > 3
    assert found.curve[3].value == pytest.approx(3.342857, abs=1e-6)


def test_the_bank_data_hold_zeros_off_the_stated_scale_and_still_show_the_jump(real_data):
    import polars as pl

    data = pl.read_csv(real_data / "bank_ecsi_satisfaction.csv")
    columns = {"satisfaction": "sat1", "loyalty": "loy1", "loyal_threshold": 9, "resamples": 300}
    with pytest.raises(InvalidValueError, match="sat1"):
        satisfaction_link(
            data, satisfaction_scale=ONE_TO_TEN, loyalty_scale=ONE_TO_TEN, rng=np.random.default_rng(1), **columns
        )
    found = satisfaction_link(
        data, satisfaction_scale=ZERO_TO_TEN, loyalty_scale=ZERO_TO_TEN, rng=np.random.default_rng(1), **columns
    )
    assert found.n == 250
    assert found.shares_loyal[10].value == pytest.approx(25 / 27)
    assert found.top_box_jump.interval.low > 1
    assert found.curve[1].value is None  # one answer: too often absent from the resamples
    assert [fit.value for fit in found.curve.values() if fit.value] == sorted(
        fit.value for fit in found.curve.values() if fit.value
    )
