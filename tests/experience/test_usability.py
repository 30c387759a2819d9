"""Usability questionnaires: published keys, intervals near the ends, turned items, task success and time."""

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.data._answers import InputPolicy
from servicekit.experience._instruments import USABILITY_INSTRUMENTS, UsabilityInstrument
from servicekit.experience._tasks import task_success, task_time
from servicekit.experience._usability import usability_score
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.stats.designs._design import Design

every_instrument = pytest.mark.parametrize(
    "instrument", USABILITY_INSTRUMENTS.values(), ids=tuple(USABILITY_INSTRUMENTS)
)


def columns(rows):
    rows = np.atleast_2d(rows)
    return {f"i{place + 1}": rows[:, place] for place in range(rows.shape[1])}


def score(rows, instrument, **settings):
    data = columns(rows)
    return usability_score(data, list(data), instrument=instrument, **settings)


def test_the_published_examples_of_sus_umux_and_umux_lite():
    assert score([4, 2, 4, 2, 5, 1, 4, 2, 4, 2], "sus")["usability"].value == pytest.approx(80.0)
    # R colleyRstats and other public scorers agree: 10 answers of 3 are 50
    assert score([3] * 10, "sus")["usability"].value == 50.0
    assert score([6, 2, 6, 2], "umux")["usability"].value == pytest.approx(100 * 20 / 24)
    lite = score([6, 6], "umux_lite")["usability"]
    assert lite.value == pytest.approx(83.3333333)
    assert lite.sus_equivalent == pytest.approx(77.0666667)


def test_the_scales_of_the_ueq_turn_their_negative_items():
    best = [1 if place in USABILITY_INSTRUMENTS["ueq"].negative else 7 for place in range(1, 27)]
    assert set(score(best, "ueq").scores.values()) == {3.0}
    # all answers at the right end: each scale has as many items of one kind as of the other
    assert len(USABILITY_INSTRUMENTS["ueq"].negative) == 13
    right = score([7] * 26, "ueq").scores
    assert right == {
        "attractiveness": 0.0,
        "perspicuity": 0.0,
        "efficiency": 0.0,
        "dependability": 0.0,
        "stimulation": 0.0,
        "novelty": 0.0,
    }
    short = score([7, 7, 7, 7, 1, 1, 1, 1], "ueq_s").scores
    assert short == {"pragmatic": 3.0, "hedonic": -3.0}


@every_instrument
def test_every_key_uses_each_item_once_and_spans_its_range(instrument):
    size = {"sus": 10, "umux": 4, "umux_lite": 2, "ueq": 26, "ueq_s": 8}
    assert instrument.size == size[instrument.key]
    low, high = instrument.scale.low, instrument.scale.high
    best = [low if place in instrument.negative else high for place in range(1, instrument.size + 1)]
    worst = [low + high - answer for answer in best]
    assert set(score(best, instrument).scores.values()) == {instrument.highest}
    assert set(score(worst, instrument).scores.values()) == {instrument.lowest}


@given(st.lists(st.lists(st.integers(1, 5), min_size=10, max_size=10), min_size=1, max_size=12))
def test_a_mean_is_the_mean_of_the_scores_of_people_and_lies_in_its_interval(rows):
    found = score(rows, "sus")["usability"]
    own = [score(row, "sus")["usability"].value for row in rows]
    assert found.value == pytest.approx(np.mean(own))
    assert 0 <= found.interval.low <= found.value <= found.interval.high <= 100


def test_bands_are_those_of_both_ends_of_the_interval():
    rng = np.random.default_rng(3)
    rows = np.clip(np.rint(np.where(np.arange(10) % 2, 2, 4) + rng.normal(0, 0.7, (60, 10))), 1, 5)
    found = score(rows, "sus")["usability"]
    low, high = found.bands
    order = [grade.key for grade in type(low)]
    assert order.index(low.key) <= order.index(high.key)
    grades = USABILITY_INSTRUMENTS["sus"].bands["usability"]
    assert [grades.of(at).key for at in (84.1, 84.0, 68, 51.7, 51.6)] == ["a_plus", "a", "c", "d", "f"]
    assert found.bands == (grades.of(found.interval.low), grades.of(found.interval.high))


def test_the_t_interval_is_offered_and_may_leave_the_scale():
    rows = [[5, 1, 5, 1, 5, 1, 5, 1, 5, 1]] * 4 + [[4, 2, 4, 2, 4, 2, 4, 2, 4, 2]]
    t, safe = (score(rows, "sus", method=method)["usability"] for method in ("t", "score"))
    # by hand: 100 four times and 75, mean 95, sd 11.18, t(4) = 2.776
    assert t.interval.low == pytest.approx(95 - 2.7764451 * 11.1803399 / np.sqrt(5), abs=1e-5)
    assert t.interval.high > 100
    assert safe.interval.high <= 100


def test_items_turned_before_are_noticed_not_turned_in_silence():
    rng = np.random.default_rng(1)
    liking = rng.normal(0, 1, (80, 1))
    steps = np.where(np.arange(10) % 2, -1, 1)
    raw = np.clip(np.rint(3 + liking * steps + rng.normal(0, 0.5, (80, 10))), 1, 5)
    turned = np.where(steps < 0, 6 - raw, raw)
    assert score(raw, "sus").cautions == ()
    assert [caution.key for caution in score(turned, "sus").cautions] == ["items_turned"]


def test_answers_whose_codes_fall_are_turned_as_a_whole():
    rows = np.array([[4, 2, 4, 2, 5, 1, 4, 2, 4, 2], [5, 1, 5, 2, 5, 1, 3, 2, 4, 1]])
    sus = USABILITY_INSTRUMENTS["sus"]
    falling = attrs.evolve(sus, scale=attrs.evolve(sus.scale, higher_is_better=False, labels={}))
    assert score(6 - rows, falling)["usability"].value == score(rows, "sus")["usability"].value


def test_missing_items_leave_a_respondent_out_of_that_scale_alone():
    rows = np.array([[7.0] * 8, [7, 7, 7, np.nan, 7, 7, 7, 7]])
    found = score(rows, "ueq_s")
    assert (found["pragmatic"].n, found["pragmatic"].n_missing, found["hedonic"].n) == (1, 1, 2)


def test_by_touchpoint_and_with_weights():
    data = columns([[5, 5], [7, 7], [1, 1]]) | {"where": ["web", "web", "app"], "w": [1.5, 0.5, 0.5]}
    found = usability_score(data, ["i1", "i2"], instrument="umux_lite", by="where")
    assert {group: each["usability"].value for group, each in found.items()} == pytest.approx(
        {"app": 0.0, "web": 83.333333}
    )
    weighted = usability_score(data, ["i1", "i2"], instrument="umux_lite", design=Design(weights="w"))
    assert weighted["usability"].value == pytest.approx((3 * 66.6666667 + 100) / 5)


def test_bad_input_is_refused_by_name():
    with pytest.raises(InvalidValueError, match="the 10 columns of System Usability Scale"):
        score([1, 2, 3], "sus")
    with pytest.raises(InvalidValueError, match="whole numbers from 1 to 5"):
        score([7] * 10, "sus")
    assert score([[7] * 10, [3] * 10], "sus", policy=InputPolicy(invalid="omit"))["usability"].n_rejected == 1
    with pytest.raises(UnknownConceptError, match="did you mean 'sus'"):
        score([3] * 10, "suss")
    data = columns([3] * 10) | {"w": [1.0]}
    with pytest.raises(InvalidValueError, match="'score' where a design is named"):
        usability_score(data, [f"i{k}" for k in range(1, 11)], method="t", design=Design(weights="w"))
    sus = USABILITY_INSTRUMENTS["sus"]
    with pytest.raises(InvalidValueError, match="each item once"):
        UsabilityInstrument(
            key="x",
            label=sus.label,
            scale=sus.scale,
            scales={"a": (1, 3)},
            names=sus.names,
            lowest=0,
            highest=1,
            sources=(),
        )


def test_task_success_holds_at_the_ends():
    assert task_success([1, 1, 1, 1, 1]).interval.high == 1.0
    assert task_success([1, 1, 1, 1, 1]).interval.low < 0.6
    assert task_success({"done": [1, 0], "task": ["a", "b"]}, "done", by="task")["b"].value == 0.0


def test_task_time_is_the_geometric_mean_with_a_t_interval_on_logs():
    # 2.7764451 is the 97.5 % quantile of t with 4 degrees of freedom
    found = task_time({"s": [40, 36, 53, 56, 110]}, "s")
    logs = np.log([40, 36, 53, 56, 110])
    half = 2.7764451 * logs.std(ddof=1) / np.sqrt(5)
    assert found.value == pytest.approx((40 * 36 * 53 * 56 * 110) ** 0.2)
    assert found.interval.low == pytest.approx(np.exp(logs.mean() - half), rel=1e-6)
    assert found.interval.high == pytest.approx(np.exp(logs.mean() + half), rel=1e-6)


def test_times_of_failures_do_not_count_and_no_time_is_refused():
    data = {"s": [10.0, 20.0, 500.0, None, 40.0], "ok": [1, 1, 0, 1, 1], "task": ["a", "a", "a", "a", "b"]}
    found = task_time(data, "s", success="ok")
    assert (found.n, found.n_incomplete, found.n_missing) == (3, 1, 1)
    assert found.value == pytest.approx(20.0)
    assert task_time(data, "s", success="ok", by="task")["b"].value == pytest.approx(40.0)
    with pytest.raises(InvalidValueError, match="above 0, got 0"):
        task_time({"s": [1, 0]}, "s")
    assert task_time({"s": [1, 0]}, "s", policy=InputPolicy(invalid="omit")).n_rejected == 1


@pytest.mark.slow
def test_the_default_interval_holds_near_the_end_of_the_scale_where_t_does_not():
    rng = np.random.default_rng(5)
    shares = np.array([0.02, 0.05, 0.13, 0.8])  # of items two, three, four and five steps from the worst
    truth = 25 * float(shares @ np.arange(1, 5))
    held = {"score": 0, "t": 0}
    for _ in range(400):
        steps = rng.choice([1, 2, 3, 4], size=(8, 1), p=shares).repeat(10, axis=1)
        rows = np.where(np.arange(10) % 2, 5 - steps, 1 + steps)
        for method in held:
            interval = score(rows, "sus", method=method)["usability"].interval
            held[method] += interval is not None and truth in interval
    assert held["score"] / 400 >= 0.93
    assert held["t"] / 400 < 0.9
