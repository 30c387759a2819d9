"""Verified effects: worlds without any effect, with one, with regression to the mean, with a change for everybody."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicekit.data._scales import LIKERT_5, ZERO_TO_TEN
from servicekit.foundation._errors import (
    InvalidValueError,
    NotEnoughDataError,
    ScaleMismatchError,
    UnknownConceptError,
)
from servicekit.improvement._verified_effect import EffectVerdict, verify_effect
from servicekit.stats.designs._design import Design
from servicekit.stats.intervals._estimates import Average, Share
from servicekit.stats.scores._mean_score import mean_score

UNITS, ANSWERS, WORST = 40, 60, 5
NAMES = [f"branch {number}" for number in range(UNITS)]


def world(rng, *, spread=0.04, effect=0.0, shift=0.0, random=False):
    """Return two waves of counts and the units that acted: the worst of the first, or any."""
    true = np.clip(0.8 + spread * rng.standard_normal(UNITS), 0.02, 0.98)
    first = rng.binomial(ANSWERS, true)
    acted = rng.permutation(UNITS)[:WORST] if random else np.argsort(first + rng.random(UNITS) / 10)[:WORST]
    later = np.clip(true + shift, 0.01, 0.99)
    later[acted] = np.clip(later[acted] + effect, 0.01, 0.99)
    second = rng.binomial(ANSWERS, later)
    before, after = (
        {name: (int(count), ANSWERS) for name, count in zip(NAMES, counts, strict=True)} for counts in (first, second)
    )
    return before, after, [NAMES[place] for place in acted]


def verdicts(rng, worlds, *, random=False, **kind):
    found = []
    for _ in range(worlds):
        before, after, acted = world(rng, random=random, **kind)
        found.append(verify_effect(before, after, acted=acted, drawn_at_random=random, rng=rng, expected=0.1))
    return found


def share_of(found, verdict):
    return np.mean([each.verdict is verdict for each in found])


def test_without_effect_the_worst_get_better_by_themselves_and_nothing_is_claimed():
    found = verdicts(np.random.default_rng(1), 40)
    # with a true rate of 3.5 %, more than 5 of 40 happen less than once in 300 times
    assert sum(each.verdict is EffectVerdict.WORKED for each in found) <= 5
    assert sum(each.verdict is EffectVerdict.WORSE for each in found) <= 5
    assert np.mean([each.naive_change for each in found]) > 0.06
    assert abs(np.mean([each.value for each in found])) < 0.025
    assert np.mean([each.regression for each in found]) == pytest.approx(
        np.mean([each.naive_change for each in found]), abs=0.025
    )


@pytest.mark.slow
@pytest.mark.parametrize("kind", ({}, {"spread": 0.0}, {"spread": 0.1}, {"shift": 0.05}))
def test_one_side_errs_in_at_most_3_5_of_100_worlds(kind):
    found = verdicts(np.random.default_rng(2), 2000, **kind)
    assert share_of(found, EffectVerdict.WORKED) <= 0.035
    assert share_of(found, EffectVerdict.WORSE) <= 0.035


def test_a_true_effect_is_seen_about_as_often_as_the_power_says():
    found = verdicts(np.random.default_rng(3), 40, effect=0.1)
    seen, told = share_of(found, EffectVerdict.WORKED), np.mean([each.power for each in found])
    assert 0.5 < told < 0.99
    assert abs(seen - told) < 0.2
    assert np.mean([0.1 in each.interval for each in found]) > 0.88


def test_what_came_to_everybody_is_no_effect():
    found = verdicts(np.random.default_rng(4), 20, shift=0.06)
    assert sum(each.verdict is EffectVerdict.WORKED for each in found) <= 4
    assert np.mean([each.others_change for each in found]) == pytest.approx(0.06, abs=0.015)


def test_units_drawn_at_random_are_compared_as_they_are():
    rng = np.random.default_rng(5)
    without, with_ = verdicts(rng, 300, random=True), verdicts(rng, 60, random=True, effect=0.15)
    assert share_of(without, EffectVerdict.WORKED) <= 0.055
    assert share_of(without, EffectVerdict.WORSE) <= 0.055
    assert share_of(with_, EffectVerdict.WORKED) > 0.8
    assert max(abs(each.regression) for each in without) < 1e-12


def waves(lowest=30, later=50):
    before = {"a": (lowest, 60)} | {name: (46 + number % 4, 60) for number, name in enumerate("bcdefgh")}
    return before, before | {"a": (later, 60)}


@settings(max_examples=15, deadline=None)
@given(st.integers(20, 58), st.integers(20, 58))
def test_directions_mirror_each_other(lowest, later):
    before, after = waves(lowest, later)
    bad = [{unit: (n - count, n) for unit, (count, n) in wave.items()} for wave in (before, after)]
    good, mirrored = (
        verify_effect(before, after, acted=["a"]),
        verify_effect(*bad, acted=["a"], higher_is_better=False),
    )
    assert good.value == pytest.approx(-mirrored.value, abs=0.01)
    assert good.naive_change == pytest.approx(-mirrored.naive_change)


def test_the_same_call_gives_the_same_answer_and_more_answers_a_narrower_interval():
    before, after = waves()
    found = verify_effect(before, after, acted=["a"])
    assert verify_effect(before, after, acted=["a"]).interval == found.interval
    more = [{unit: (10 * count, 10 * n) for unit, (count, n) in wave.items()} for wave in (before, after)]
    assert verify_effect(*more, acted=["a"]).interval.width < found.interval.width
    assert found.detectable_effect > 0
    assert found.power is None


def test_shares_under_a_design_count_as_the_answers_they_are_worth():
    before, after = waves()
    plain = verify_effect(before, after, acted=["a"])
    halved = [
        {unit: Share(count=count, n=n, n_effective=n / 2) for unit, (count, n) in wave.items()}
        for wave in (before, after)
    ]
    few = [{unit: (count / 2, n / 2) for unit, (count, n) in wave.items()} for wave in (before, after)]
    found = verify_effect(*halved, acted=["a"])
    assert found.interval.width > plain.interval.width
    same = [{u: Share(count=c, n=n) for u, (c, n) in wave.items()} for wave in few]
    assert found.interval == verify_effect(*same, acted=["a"]).interval


def answers(rng, mean, n=60):
    return np.clip(np.rint(rng.normal(mean, 1.0, n)), 1, 5).tolist()


def test_means_of_answers_work_like_shares():
    rng = np.random.default_rng(6)
    true = {name: 3.8 + 0.2 * rng.standard_normal() for name in "abcdefghij"}
    found = []
    for effect in (0.0, 1.0):
        rows = {"unit": [], "score": [], "wave": [], "weight": []}
        for wave in (0, 1):
            for name, mean in true.items():
                rows["score"] += answers(rng, mean + effect * wave * (name == "a"))
                rows["unit"] += [name] * 60
                rows["wave"] += [wave] * 60
                rows["weight"] += (1 + rng.random(60)).tolist()
        waves_ = []
        for wave in (0, 1):
            inside = [row for row in range(len(rows["wave"])) if rows["wave"][row] == wave]
            part = {name: [values[row] for row in inside] for name, values in rows.items()}
            waves_.append(mean_score(part, "score", by="unit", scale=LIKERT_5, design=Design(weights="weight")))
        found.append(verify_effect(*waves_, acted=["a"]))
    assert found[0].verdict is EffectVerdict.UNDECIDED
    assert found[1].verdict is EffectVerdict.WORKED
    own = [{name: Average(n=60, mean=mean, sd=1.0) for name, mean in true.items()} for _ in range(2)]
    assert verify_effect(*own, acted=["a"]).verdict is EffectVerdict.UNDECIDED


def test_where_everybody_acted_it_says_that_a_common_change_cannot_be_told():
    before, after = waves()
    found = verify_effect(before, after, acted=list(before))
    assert found.others_change is None
    assert len(found.notes) == 2


@pytest.mark.parametrize(
    ("changes", "kind", "said"),
    (
        ({"acted": ["z"]}, UnknownConceptError, "unknown unit 'z'"),
        ({"acted": []}, InvalidValueError, "acted must be at least one unit"),
        ({"acted": "a"}, InvalidValueError, "a list, even of one"),
        ({"before": {"a": (3, 2)}}, InvalidValueError, "count of before, unit 'a' must be a number from 0 to 2"),
        ({"before": {"a": 0.5}}, InvalidValueError, "a share, a mean, or the answers counted"),
        ({"before": [3]}, InvalidValueError, "before must be a mapping"),
        ({"before": {"a": (1, 2), "b": (1, 2)}}, NotEnoughDataError, "at least 4 units"),
        ({"after": {"a": (0, 0), "b": (1, 2)}}, NotEnoughDataError, "no answers after: 'a'"),
        ({"after": {"a": Average(n=3, mean=2, sd=1)}}, InvalidValueError, "all shares or all means"),
        ({"drawn_at_random": True, "acted": list("abcdefgh")}, NotEnoughDataError, "at least 4 units"),
        ({"expected": "much"}, InvalidValueError, "expected must be a finite number"),
        ({"level": 95}, InvalidValueError, "did you mean 0.95"),
        ({"rng": None}, InvalidValueError, "rng must be"),
    ),
)
def test_what_cannot_be_verified_is_refused(changes, kind, said):
    before, after = waves()
    given_ = {"before": before, "after": after, "acted": ["a"]} | changes
    with pytest.raises(kind, match=said):
        verify_effect(given_.pop("before"), given_.pop("after"), **given_)


def test_figures_on_another_scale_are_refused():
    first = {name: mean_score([3, 4, 5], scale=LIKERT_5) for name in "abcd"}
    second = {name: mean_score([3, 4, 9], scale=ZERO_TO_TEN) for name in "abcd"}
    with pytest.raises(ScaleMismatchError, match="on one scale"):
        verify_effect(first, second, acted=["a"])
