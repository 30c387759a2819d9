"""Recovery: shares in and out add up, better handling never loses customers, none beats "no problem" unasked."""

import csv

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta

import servicekit as sk
from servicekit.complaints.recovery._recovery import recovery_gain, retained_customers
from servicekit.complaints.recovery._return_rates import (
    OUTCOMES,
    RETAIL_DECK_RATES,
    RETURN_PRESETS,
    TARP_OVER_100_DOLLARS,
    TARP_UNDER_5_DOLLARS,
    ComplaintOutcome,
    compare_with_preset,
    return_rates,
    return_rates_from,
)
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.stats.intervals._count_interval import share_interval
from servicekit.stats.intervals._intervals import mover_difference

SILENT, UNRESOLVED, RESOLVED, QUICKLY = OUTCOMES
customers = st.floats(0, 1e6)
mixes = st.fixed_dictionaries(dict.fromkeys(OUTCOMES, customers))
presets = st.sampled_from([*RETURN_PRESETS.values()])
OWN = return_rates({SILENT: (20, 100), UNRESOLVED: (10, 40), RESOLVED: (30, 50), QUICKLY: (45, 50)})


def test_presets_are_the_published_tables(real_data):
    with (real_data / "tarp_repurchase.csv").open() as lines:
        rows = list(csv.DictReader(lines))
    for preset, size in ((TARP_OVER_100_DOLLARS, "over_100_usd"), (TARP_UNDER_5_DOLLARS, "under_5_usd")):
        published = {row["path"]: float(row["repurchase_rate"]) for row in rows if row["problem_size"] == size}
        assert {outcome.key: rate for outcome, rate in preset.shares.items()} == published
    assert RETAIL_DECK_RATES.shares == TARP_OVER_100_DOLLARS.shares
    assert "without the condition" in RETAIL_DECK_RATES.source.conditions.en


@given(mixes, presets)
def test_kept_and_lost_add_up_to_all(mix, preset):
    found = retained_customers(mix, rates=preset, value_per_customer=7)
    assert found.value + found.lost == pytest.approx(found.customers)
    assert found.money_kept + found.money_lost == pytest.approx(7 * found.customers)
    assert found.interval is None
    assert found.reason is None


@given(mixes, presets, st.floats(0, 1), st.integers(0, 2), st.integers(1, 3))
def test_better_handling_never_loses_customers(mix, preset, moved, start, by):
    worse, better = OUTCOMES[start], OUTCOMES[min(start + by, 3)]
    gain = recovery_gain(mix, rates=preset, worse=worse, better=better, moved_share=moved)
    assert gain.value >= 0
    after = {**mix, worse: mix[worse] * (1 - moved), better: mix[better] + mix[worse] * moved}
    difference = retained_customers(after, rates=preset).value - retained_customers(mix, rates=preset).value
    assert gain.value == pytest.approx(difference, abs=1e-6 * (1 + sum(mix.values())))


def test_the_decks_example_in_figures():
    mix = {
        "did_not_complain": 96,
        "complained_unresolved": 2,
        "complained_resolved": 1,
        "complained_resolved_quickly": 1,
    }
    found = retained_customers(mix, rates=TARP_OVER_100_DOLLARS, value_per_customer=1000)
    assert found.value == pytest.approx(96 * 0.09 + 2 * 0.19 + 0.54 + 0.82)
    assert found.money_lost == pytest.approx(1000 * found.lost)
    moved = recovery_gain(
        {"complained_resolved": 100},
        rates=TARP_OVER_100_DOLLARS,
        worse="complained_resolved",
        better="complained_resolved_quickly",
        moved_share=0.5,
        value_per_customer=10,
    )
    assert (moved.value, moved.money) == pytest.approx((14, 140))


def test_own_rates_carry_their_interval_through():
    mix = {SILENT: 1000, RESOLVED: 500}
    found = retained_customers(mix, rates=OWN)
    assert found.value == pytest.approx(1000 * 0.2 + 500 * 0.6)
    assert found.value in found.interval
    alone = retained_customers({SILENT: 1000}, rates=OWN)
    one = OWN.returned[SILENT]
    ends = beta(one.count + 0.5, one.n - one.count + 0.5).ppf([0.025, 0.975])
    assert (alone.interval.low, alone.interval.high) == pytest.approx(1000 * ends, abs=4)
    gain = recovery_gain(mix, rates=OWN, worse=RESOLVED, better=QUICKLY, moved_share=0.2, value_per_customer=50)
    assert gain.value == pytest.approx(100 * 0.3)
    newcombe = mover_difference((0.9, share_interval(45, 50)), (0.6, share_interval(30, 50)))
    assert (gain.interval.low, gain.interval.high) == pytest.approx((100 * newcombe.low, 100 * newcombe.high), abs=2)
    assert gain.money_interval.low == pytest.approx(50 * gain.interval.low)


def test_intervals_of_the_kept_cover_the_truth():
    rng, truth, mix = np.random.default_rng(4), (0.09, 0.19, 0.54, 0.82), (500, 200, 200, 100)
    kept = sum(n * p for n, p in zip(mix, truth, strict=True))
    hits = 0
    for _ in range(400):
        counts = {o: (int(rng.binomial(60, p)), 60) for o, p in zip(OUTCOMES, truth, strict=True)}
        found = retained_customers(dict(zip(OUTCOMES, mix, strict=True)), rates=return_rates(counts))
        hits += kept in found.interval
    assert 0.92 <= hits / 400 <= 0.985


def test_no_recovery_beats_no_problem_unless_asked():
    mix = {QUICKLY: 10}
    with pytest.raises(InvalidValueError, match=r"complained_resolved_quickly.*at most 0.9.*allow_paradox=True"):
        retained_customers(mix, rates=TARP_UNDER_5_DOLLARS, no_problem_share=0.9)
    told = retained_customers(mix, rates=TARP_UNDER_5_DOLLARS, no_problem_share=0.9, allow_paradox=True)
    assert "meta-analysis" in told.note.en
    assert told.lost_to_problems == pytest.approx(-0.5)
    fine = retained_customers(mix, rates=TARP_UNDER_5_DOLLARS, no_problem_share=0.97)
    assert fine.note is None
    assert fine.lost_to_problems == pytest.approx(0.2)
    assert "not given" in retained_customers(mix, rates=TARP_UNDER_5_DOLLARS).note.en
    with pytest.raises(InvalidValueError, match="paradox"):
        recovery_gain(
            {RESOLVED: 1},
            rates=TARP_UNDER_5_DOLLARS,
            worse=RESOLVED,
            better=QUICKLY,
            moved_share=1,
            no_problem_share=0.9,
        )


def test_own_rates_are_read_from_any_log():
    data = {
        "end": ["fast", "fast", "slow", "none", "slow", None],
        "again": [True, False, True, False, None, True],
    }
    meanings = {"fast": QUICKLY, "slow": "complained_resolved", "none": UNRESOLVED}
    found = return_rates_from(data, outcome="end", returned="again", meanings=meanings)
    assert {o.key: (r.count, r.n) for o, r in found.returned.items()} == {
        "complained_unresolved": (0, 1),
        "complained_resolved": (1, 1),
        "complained_resolved_quickly": (1, 2),
    }
    assert not found.is_ordered
    assert OWN.is_ordered
    with pytest.raises(UnknownConceptError, match="slow"):
        return_rates_from(data, outcome="end", returned="again", meanings={"fast": QUICKLY})
    with pytest.raises(InvalidValueError, match="row 0"):
        return_rates_from({"end": ["fast"], "again": [2]}, outcome="end", returned="again", meanings=meanings)


def test_own_rates_stand_beside_published_ones():
    lines = {line.outcome: line for line in compare_with_preset(OWN, TARP_OVER_100_DOLLARS)}
    silent = lines[SILENT]
    assert silent.value == pytest.approx(0.11)
    assert silent.interval.low > 0
    assert silent.p_value < 0.01
    assert lines[UNRESOLVED].p_value > 0.05


def test_an_outcome_without_a_rate_is_not_guessed():
    partial = return_rates({SILENT: (1, 10)})
    assert retained_customers({SILENT: 5, QUICKLY: 0}, rates=partial).value == 0.5
    found = retained_customers({SILENT: 5, QUICKLY: 1}, rates=partial)
    assert (found.value, found.interval) == (None, None)
    assert found.reason.key == "unknown_rate"
    empty = return_rates({SILENT: (0, 0)})
    assert retained_customers({SILENT: 5}, rates=empty).reason.key == "unknown_rate"


@pytest.mark.parametrize(
    "call",
    (
        lambda: retained_customers({}, rates=OWN),
        lambda: retained_customers({SILENT: -1}, rates=OWN),
        lambda: retained_customers({SILENT: float("nan")}, rates=OWN),
        lambda: retained_customers({SILENT: 1}, rates=OWN, value_per_customer=-1),
        lambda: retained_customers({SILENT: 1}, rates=OWN, no_problem_share=95),  # bad input 119
        lambda: return_rates({SILENT: (5, 4)}),  # bad input 119
        lambda: recovery_gain({RESOLVED: 1}, rates=OWN, worse=QUICKLY, better=RESOLVED, moved_share=0.5),
        lambda: recovery_gain({RESOLVED: 1}, rates=OWN, worse=RESOLVED, better=QUICKLY, moved_share=1.5),
    ),
)
def test_impossible_mixes_and_rates_are_refused(call):
    with pytest.raises(InvalidValueError):
        call()


def test_outcomes_are_named_by_key():
    with pytest.raises(UnknownConceptError, match="did you mean 'complained_resolved'"):
        retained_customers({"complained_resolve": 1}, rates=OWN)
    assert ComplaintOutcome.framework.number == "F13"


def _against(rows, **design):
    own = return_rates_from(rows, outcome="end", returned="back", design=sk.Design(**design))
    return compare_with_preset(own, TARP_OVER_100_DOLLARS)[0]


def test_a_designed_rate_is_tested_as_its_interval_says():
    rows = {"end": ["did_not_complain"] * 200, "back": [1] * 15 + [0] * 185}
    units = {k: np.tile([0.9, 1.1], 100) * k for k in (0.1, 1, 100)}
    p_values = [_against({**rows, "w": w}, weights="w").p_value for w in units.values()]
    assert p_values == pytest.approx([p_values[1]] * 3)
    counted = compare_with_preset(return_rates({SILENT: (15, 200)}), TARP_OVER_100_DOLLARS)[0]
    assert p_values[1] == pytest.approx(counted.p_value, abs=0.06)  # nearly equal weights are nearly a plain count


def test_a_rate_of_clusters_is_not_tested_by_its_rows():
    rows = {"end": ["did_not_complain"] * 300, "back": np.repeat([1, 0, 0, 1, 0, 0, 1, 0, 0, 0], 30)}
    rows["shop"] = np.repeat(np.arange(10), 30)
    found = _against(rows, clusters="shop")
    assert found.interval.low < 0 < found.interval.high
    assert found.p_value > 0.05
    edge = found.at_level(1 - found.p_value).interval
    assert min(abs(edge.low), abs(edge.high)) < 1e-6
    few = _against({**rows, "shop": np.repeat([1, 2], 150)}, clusters="shop")
    assert (few.p_value, few.interval) == (None, None)
    assert few.reason is not None
