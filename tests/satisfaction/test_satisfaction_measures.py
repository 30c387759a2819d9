"""Ratio, verdicts, disconfirmation and the zone of tolerance."""

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from servicekit.data._scales import LIKERT_5, PERCENT, ZERO_TO_TEN, Scale
from servicekit.foundation._errors import InvalidValueError
from servicekit.satisfaction._disconfirmation import (
    Disconfirmation,
    disconfirmation,
    disconfirmation_shares,
)
from servicekit.satisfaction._mean_of_ratios import mean_of_ratios
from servicekit.satisfaction._ratio import OF_GAP, OF_RATIO, SatisfactionVerdict, satisfaction_ratio
from servicekit.satisfaction._ratio_of_means import ratio_of_means
from servicekit.satisfaction._tolerance import Tolerance, ToleranceZone, zones_of_tolerance
from servicekit.satisfaction._verdict_shares import verdict_shares
from servicekit.stats.designs._design import Design

TEN = Scale(low=0, high=10, true_zero=True)
SCHOOL = Scale(low=1, high=5, higher_is_better=False)
amount = st.one_of(st.integers(0, 100), st.floats(0, 1e6))
pair = st.tuples(st.integers(0, 10), st.integers(1, 10))


@given(evaluation=amount, expectation=amount.filter(lambda value: value > 1e-6))
def test_the_ratio_times_the_expectation_is_the_evaluation_and_the_verdict_is_the_sign(evaluation, expectation):
    found = satisfaction_ratio(evaluation=evaluation, expectation=expectation)
    assert found.value * expectation == pytest.approx(evaluation)
    sign = (evaluation > expectation) - (evaluation < expectation)
    assert found.verdict is tuple(SatisfactionVerdict)[sign + 1]
    assert found.verdict is OF_RATIO.of(found.value) or found.value == 1
    assert found.interval is None


@given(evaluation=st.integers(0, 10**6), expectation=st.integers(1, 10**6), power=st.integers(-20, 20))
def test_a_common_unit_changes_neither_ratio_nor_verdict_and_gap_agrees(evaluation, expectation, power):
    one = satisfaction_ratio(evaluation=evaluation, expectation=expectation)
    other = satisfaction_ratio(evaluation=evaluation * 2.0**power, expectation=expectation * 2.0**power)
    assert (one.value, one.verdict) == (other.value, other.verdict)
    assert one.verdict is OF_GAP.of(evaluation - expectation)
    assert (
        disconfirmation(evaluation=evaluation, expectation=expectation).key
        == ({"disappointed": "negative", "satisfied": "simple", "very_satisfied": "positive"}[one.verdict.key])
    )


@given(rows=st.lists(pair, min_size=1, max_size=25))
def test_shares_of_verdicts_outcomes_and_zones_are_everybody_and_agree(rows):
    got, hoped = (list(column) for column in zip(*rows, strict=True))
    verdicts = verdict_shares(evaluation=got, expectation=hoped)
    outcomes = disconfirmation_shares(evaluation=got, expectation=hoped, scale=ZERO_TO_TEN)
    data = {"p": got, "a": [min(h, 5) for h in hoped], "d": [max(h, 5) for h in hoped]}
    zones = zones_of_tolerance(data, perception="p", adequate="a", desired="d", scale=ZERO_TO_TEN)
    for shares in (verdicts.shares, outcomes.outcomes, zones.zones):
        assert sum(share.count for share in shares.values()) == len(rows)
        assert all(share.value in share.interval for share in shares.values())
    assert [s.count for s in verdicts.shares.values()] == [s.count for s in outcomes.outcomes.values()]
    want = [Tolerance(adequate=a, desired=d).zone(p) for p, a, d in zip(*data.values(), strict=True)]
    assert [zones.zones[zone.key].count for zone in ToleranceZone] == [want.count(zone) for zone in ToleranceZone]
    assert outcomes.gap.value == pytest.approx(np.mean(np.subtract(got, hoped)))
    assert zones.adequacy.value >= zones.superiority.value


@example(rows=[(3, 2), (3, 2), (9, 6)], factor=0.5)  # all ratios equal: the set of Fieller is the whole line
@given(rows=st.lists(pair, min_size=2, max_size=25), factor=st.sampled_from([0.5, 2, 4, 10]))
def test_the_ratio_of_a_population_lies_in_its_set_and_knows_no_unit(rows, factor):
    got, hoped = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    found = ratio_of_means(evaluation=got, expectation=hoped)
    other = ratio_of_means(evaluation=got * factor, expectation=hoped * factor)
    assert found.value == pytest.approx(got.sum() / hoped.sum())
    assert other.value == pytest.approx(found.value)
    if found.interval is not None:
        assert found.value in found.interval or found.interval.width < 1e-9
        assert other.interval.low == pytest.approx(found.interval.low, rel=1e-6, abs=1e-9)
        assert found.interval.kind == other.interval.kind
    again = ratio_of_means(evaluation=np.tile(got, 2), expectation=np.tile(hoped, 2))
    assert again.value == pytest.approx(found.value)
    mean = mean_of_ratios(evaluation=got, expectation=hoped)
    assert mean.value == pytest.approx((got / hoped).mean())
    assert mean.interval is None or mean.value in mean.interval


def test_the_ratio_of_means_equals_the_reference(golden):
    want = json.loads((golden / "outputs" / "ratio_gap.json").read_text())  # R survey 4.1-1
    data = pd.read_csv(golden / "inputs" / "ratio_40.csv")
    ratio = ratio_of_means(data, evaluation="perceived", expectation="expected", scale=PERCENT)
    assert ratio.value == pytest.approx(want["ratio"], rel=1e-14)
    assert [ratio.interval.low, ratio.interval.high] == pytest.approx(want["fieller_t"], rel=1e-12)
    mean = mean_of_ratios(data, evaluation="perceived", expectation="expected", scale=PERCENT)
    assert mean.value == pytest.approx(want["mean_of_ratios"], rel=1e-14)
    gap = disconfirmation_shares(data, evaluation="perceived", expectation="expected", scale=PERCENT).gap
    paired = want["paired_t"]
    assert gap.value == pytest.approx(paired["estimate"], rel=1e-12)
    assert [gap.interval.low, gap.interval.high] == pytest.approx(paired["conf.int"], rel=1e-10)
    assert gap.value / gap.standard_error == pytest.approx(paired["statistic"], rel=1e-10)


def test_kiosk_verdicts_equal_plain_counting(real_data):
    data = pd.read_csv(real_data / "kiosk_servqual_kano_ipa.csv")
    seven = Scale(low=1, high=7)
    found = verdict_shares(data, evaluation="per01", expectation="exp01", scale=seven)
    sign = np.sign(data.per01 - data.exp01)
    assert [share.count for share in found.shares.values()] == [(sign == k).sum() for k in (-1, 0, 1)]
    by_age = verdict_shares(data, evaluation="per01", expectation="exp01", scale=seven, by="age")
    assert sum(part.n for part in by_age.values()) == found.n == data[["per01", "exp01"]].notna().all(axis=1).sum()


# -- bad inputs ------------------------------------------------------------------------------------------------


def test_whoever_expects_nothing_has_no_ratio_but_counts_in_the_ratio_of_means():  # bad input 55
    with pytest.raises(InvalidValueError, match="expectation must be above 0"):
        satisfaction_ratio(evaluation=3, expectation=0)
    rows = {"evaluation": [4, 6, 5], "expectation": [0, 5, 5]}
    assert ratio_of_means(**rows, scale=TEN).value == 1.5
    with pytest.raises(InvalidValueError, match=r"above 0 for a ratio of each pair, got 0 .*row 0"):
        mean_of_ratios(**rows, scale=TEN)
    aside = mean_of_ratios(**rows, scale=TEN, zero_expected="omit")
    assert (aside.n, aside.zero_expected, aside.n_rejected, aside.n_missing) == (2, 1, 0, 0)
    assert aside.value == pytest.approx(1.1)


def test_where_nobody_expected_anything_there_is_no_ratio():  # bad input 56
    found = ratio_of_means(evaluation=[1, 2, 4], expectation=[0, 0, 0], scale=TEN)
    assert (found.value, found.verdict, found.reason.key) == (None, None, "zero_denominator")
    assert found.interval.kind == "unbounded"


@pytest.mark.parametrize("expectation", (-1, float("nan"), float("inf"), "6", True, None))
def test_negative_and_odd_expectations_are_refused(expectation):  # bad input 57
    with pytest.raises(InvalidValueError, match="expectation must be"):
        satisfaction_ratio(evaluation=5, expectation=expectation)
    with pytest.raises(InvalidValueError):
        ratio_of_means(evaluation=[5.0], expectation=[-1.0], scale=PERCENT)


def test_a_denominator_near_zero_has_an_unbounded_set():  # bad input 58
    found = ratio_of_means(evaluation=[5, 1, 9], expectation=[0, 0, 1], scale=TEN)
    assert found.interval.kind in ("unbounded", "complement")
    assert "分母" in found.interpretation.zh


def test_only_complete_pairs_count():  # bad input 59
    rows = {"evaluation": [8, 6, None, 2], "expectation": [4, None, 5, 4]}
    found = ratio_of_means(**rows, scale=TEN)
    assert (found.n, found.n_missing, found.value) == (2, 2, 1.25)
    assert verdict_shares(**rows).n_missing == 2
    assert mean_of_ratios(**rows, scale=TEN).n_missing == 2
    assert disconfirmation_shares(**rows, scale=TEN).n_missing == 2


def test_pairs_of_different_lengths_are_refused():  # bad input 60
    for measure in (ratio_of_means, verdict_shares, mean_of_ratios):
        with pytest.raises(InvalidValueError, match="columns must be of the same length, got 'evaluation: 3, expect"):
            measure(evaluation=[1, 2, 3], expectation=[1], scale=TEN)


def test_a_row_with_two_bad_answers_is_set_aside_once():
    from servicekit.data._answers import InputPolicy

    aside = InputPolicy(invalid="omit")
    rows = {"evaluation": [99, 8, 99, None], "expectation": [99, 4, None, 5]}
    for found in (
        ratio_of_means(**rows, scale=TEN, policy=aside),
        mean_of_ratios(**rows, scale=TEN, policy=aside),
        verdict_shares(**rows, scale=TEN, policy=aside),
    ):
        assert (found.n, found.n_rejected, found.n_missing) == (1, 2, 1)
    two_reasons = {"evaluation": ["x", "8", ""], "expectation": [99, 4, 5]}
    reading = InputPolicy(invalid="omit", text=True)
    both = verdict_shares(**two_reasons, scale=TEN, policy=reading)
    assert (both.n, both.n_rejected, both.n_missing) == (1, 1, 1)


def test_ratios_need_a_true_zero_and_more_must_be_better():
    for measure in (ratio_of_means, mean_of_ratios):
        with pytest.raises(InvalidValueError, match="one with a true zero"):
            measure(evaluation=[4], expectation=[4], scale=LIKERT_5)
        with pytest.raises(InvalidValueError, match="on which more is better"):
            measure(evaluation=[4], expectation=[4], scale=Scale(low=0, high=9, true_zero=True, higher_is_better=False))


@given(rows=st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), min_size=1, max_size=12))
def test_where_low_numbers_are_good_verdicts_gaps_and_zones_turn_round(rows):  # bad input 7
    got, hoped = (np.array(column) for column in zip(*rows, strict=True))
    one = verdict_shares(evaluation=got, expectation=hoped, scale=LIKERT_5)
    two = verdict_shares(evaluation=6 - got, expectation=6 - hoped, scale=SCHOOL)
    assert {k: s.value for k, s in one.shares.items()} == {k: s.value for k, s in two.shares.items()}
    gaps = [
        disconfirmation_shares(evaluation=e, expectation=x, scale=scale).gap.value
        for e, x, scale in ((got, hoped, LIKERT_5), (6 - got, 6 - hoped, SCHOOL))
    ]
    assert gaps[0] == gaps[1]
    low = zones_of_tolerance({"p": got}, perception="p", adequate=2, desired=4, scale=LIKERT_5)
    high = zones_of_tolerance({"p": 6 - got}, perception="p", adequate=4, desired=2, scale=SCHOOL)
    assert low == high


def test_a_desired_level_below_the_adequate_one_is_refused_or_set_aside():
    from servicekit.data._answers import InputPolicy

    data = {"p": [5, 5, None], "a": [3, 8, 1], "d": [7, 4, 2]}
    names = {"perception": "p", "adequate": "a", "desired": "d", "scale": ZERO_TO_TEN}
    with pytest.raises(InvalidValueError, match=r"no worse than the adequate level 8, got 4.0 .'d', row 1"):
        zones_of_tolerance(data, **names)
    found = zones_of_tolerance(data, **names, policy=InputPolicy(invalid="omit"))
    assert (found.n_missing, found.n_rejected, found.adequacy.value) == (1, 1, 2)
    with pytest.raises(InvalidValueError, match="adequate must be a number from 0 to 10"):
        zones_of_tolerance(data, **(names | {"adequate": 11}))
    with pytest.raises(InvalidValueError, match="desired level must be at least the adequate level 5"):
        Tolerance(adequate=5, desired=4)


def test_iterators_and_streams_are_read_for_both_figures():  # bad input 144
    import pyarrow as pa

    found = disconfirmation_shares(evaluation=iter([5, 6]), expectation=iter([4, 6]), scale=TEN)
    assert (found.gap.value, found.outcomes["positive"].count, found.outcomes["simple"].n) == (0.5, 1, 2)
    table = pa.table({"e": [5, 6], "x": [4, 6]})
    stream = pa.RecordBatchReader.from_batches(table.schema, iter(table.to_batches()))
    again = disconfirmation_shares(stream, evaluation="e", expectation="x", scale=TEN)
    assert (again.gap, again.outcomes) == (found.gap, found.outcomes)


@pytest.mark.parametrize("engine", ("pandas", "polars", "pyarrow"))
def test_groups_and_weights_come_from_any_frame(engine):
    import narwhals as nw

    rows = {"e": [5, 6, 7, 2], "x": [5, 5, 7, 4], "b": list("uvuv"), "w": [0.5, 1.5, 1.0, 1.0]}
    frame = nw.from_dict(rows, backend=engine).to_native()
    found = ratio_of_means(frame, evaluation="e", expectation="x", by="b", design=Design(weights="w"), scale=TEN)
    assert found["v"].value == pytest.approx((6 * 1.5 + 2) / (5 * 1.5 + 4))
    assert found["v"].sampling.kish == pytest.approx(2.5**2 / (1.5**2 + 1))
    assert found.source == engine


def test_one_pair_gives_a_value_and_says_why_there_is_no_interval():  # bad input 10
    found = ratio_of_means(evaluation=[6], expectation=[4], scale=TEN)
    assert (found.value, found.interval, found.reason.key) == (1.5, None, "too_few")
    same = ratio_of_means(evaluation=[33.3] * 5, expectation=[50.1] * 5)
    assert (same.interval, same.reason.key) == (None, "zero_variance")
    none = ratio_of_means(evaluation=[], expectation=[], scale=TEN)
    assert (none.value, none.reason.key) == (None, "no_data")
    assert mean_of_ratios(evaluation=[5, 5], expectation=[4, 4], scale=TEN).reason.key == "zero_variance"


def test_neighbouring_numbers_are_not_equal():
    found = satisfaction_ratio(evaluation=2.0, expectation=float(np.nextafter(2, 0)))
    assert found.value >= 1
    assert found.verdict is SatisfactionVerdict.VERY_SATISFIED


def test_every_outcome_has_a_consequence_by_key():
    assert [outcome.consequence.word_of_mouth for outcome in Disconfirmation] == ["negative", "none", "positive"]
