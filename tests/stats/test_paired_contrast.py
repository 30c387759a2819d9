"""Contrasts of measures of the same respondents: narrower than those of different ones, and never mistaken for them."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import servicekit as sk

LIKERT = sk.LIKERT_5


def two_items(n, seed, *, correlation=0.67, shift=0.25):
    rng = np.random.default_rng(seed)
    common = rng.normal(size=(n, 1)) * np.sqrt(correlation)
    latent = 3.4 + common + rng.normal(size=(n, 2)) * np.sqrt(1 - correlation) + np.array([shift, 0.0])
    answers = np.clip(np.rint(latent), 1, 5).astype(int)
    return {"shop": answers[:, 0], "web": answers[:, 1]}


def test_a_paired_interval_is_narrower_than_one_of_different_respondents():
    rows = two_items(150, seed=8)
    paired = sk.stats.paired_contrast(rows, ["shop", "web"], scale=LIKERT, measure="top_box")["shop", "web"]
    one, other = (sk.top_box({name: rows[name]}, name, scale=LIKERT) for name in ("shop", "web"))
    independent = sk.stats.compare({"shop": one, "web": other})["shop", "web"]
    assert paired.value == pytest.approx(independent.value)
    assert paired.interval.width < 0.85 * independent.interval.width


def test_compare_refuses_two_questions_of_one_frame_and_names_the_call():
    rows = two_items(50, seed=1)
    for frame in (rows, pl.DataFrame(rows), pl.DataFrame(rows).to_pandas(), pl.DataFrame(rows).to_arrow()):
        items = {name: sk.mean_score(frame, name, scale=LIKERT) for name in rows}
        with pytest.raises(sk.foundation.InvalidValueError, match="paired_contrast"):
            sk.stats.compare(items)


def test_compare_takes_groups_waves_and_lists():
    rows = two_items(60, seed=1) | {"branch": ["a", "b", "c"] * 20}
    assert sk.stats.compare(sk.top_box(rows, "shop", scale=LIKERT, by="branch")).m == 3
    waves = {year: sk.mean_score(two_items(50, seed=year), "shop", scale=LIKERT) for year in (2024, 2025)}
    assert sk.stats.compare(waves).m == 1
    assert sk.stats.compare({"a": sk.mean_score([1, 4], scale=LIKERT), "b": sk.mean_score([2, 4], scale=LIKERT)}).m == 1


@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), min_size=3, max_size=30))
def test_the_difference_is_the_mean_of_differences_and_turns_with_the_pair(pairs):
    rows = {"a": [one for one, _ in pairs], "b": [other for _, other in pairs]}
    there = sk.stats.paired_contrast(rows, ["a", "b"], scale=LIKERT)["a", "b"]
    back = sk.stats.paired_contrast(rows, ["b", "a"], scale=LIKERT)["b", "a"]
    assert there.value == pytest.approx(np.mean([one - other for one, other in pairs]))
    assert there.value == pytest.approx(-back.value)
    assert there.interval.low == pytest.approx(-back.interval.high, abs=1e-9)
    assert there.p_value == pytest.approx(back.p_value, abs=1e-6)
    assert (0 in there.interval) == (there.p_value >= 0.05 - 1e-9)


def test_only_respondents_who_answered_both_count():
    found = sk.stats.paired_contrast({"a": [5, 4, None, 3], "b": [4, None, 2, 3]}, ["a", "b"], scale=LIKERT)
    assert found["a", "b"].value == 0.5
    assert found["a", "b"].difference.n == 2


def test_weights_clusters_groups_and_chunks():
    rows = two_items(200, seed=3) | {"w": np.ones(200), "who": np.arange(200) // 2, "branch": ["x", "y"] * 100}
    plain = sk.stats.paired_contrast(rows, ["shop", "web"], scale=LIKERT)["shop", "web"]
    weighted = sk.stats.paired_contrast(rows, ["shop", "web"], scale=LIKERT, design=sk.Design(weights="w"))
    assert weighted["shop", "web"].interval == plain.interval
    groups = sk.stats.paired_contrast(rows, ["shop", "web"], scale=LIKERT, by="branch")
    assert list(groups) == ["x", "y"]
    twice = {name: np.repeat(rows[name], 2) for name in ("shop", "web")} | {"who": np.repeat(np.arange(200), 2)}
    clustered = sk.stats.paired_contrast(twice, ["shop", "web"], scale=LIKERT, design=sk.Design(clusters="who"))
    assert clustered["shop", "web"].interval.width == pytest.approx(plain.interval.width, rel=0.03)


def test_pairs_can_be_chosen_and_are_adjusted():
    rows = two_items(80, seed=5) | {"app": two_items(80, seed=6)["web"]}
    names = ["shop", "web", "app"]
    waves = sk.stats.paired_contrast(rows, names, scale=LIKERT, pairs="consecutive")
    assert [(c.first, c.second) for c in waves.contrasts] == [("web", "shop"), ("app", "web")]
    against = sk.stats.paired_contrast(rows, names, scale=LIKERT, against="shop", adjust="bh")
    assert [(c.first, c.second) for c in against.contrasts] == [("web", "shop"), ("app", "shop")]
    every = sk.stats.paired_contrast(rows, names, scale=LIKERT)
    assert every.m == 3
    assert all(c.adjusted_p >= c.p_value for c in every.contrasts)


def test_scales_of_tenths_give_whole_steps():
    tenths = sk.Scale(low=0, high=1, step=0.1)
    found = sk.stats.paired_contrast({"a": [0.3, 0.8], "b": [0.1, 0.7]}, ["a", "b"], scale=tenths)
    assert found["a", "b"].value == pytest.approx(0.15)


@pytest.mark.parametrize(
    ("change", "words"),
    (
        ({"columns": ["a"]}, "at least two"),
        ({"scale": {"a": sk.LIKERT_5, "b": sk.LIKERT_7}}, "scale"),
        ({"scale": sk.Scale(low=0, high=1, step=None)}, "separate answers"),
        ({"measure": "median"}, "top_box"),
        ({"top": 5, "measure": "top_box"}, "fewer than"),
        ({"pairs": [("a", "c")]}, "of the columns"),
        ({"scale": {"a": sk.LIKERT_5}}, "every column"),
    ),
)
def test_bad_calls_are_refused(change, words):
    arguments = {"columns": ["a", "b"], "scale": LIKERT} | change
    with pytest.raises(sk.foundation.ServiceKitError, match=words):
        sk.stats.paired_contrast({"a": [1], "b": [1]}, **arguments)


@pytest.mark.slow
def test_the_paired_interval_covers():
    held = 0
    for seed in range(500):
        found = sk.stats.paired_contrast(two_items(60, seed=seed, shift=0.0), ["shop", "web"], scale=LIKERT)
        held += 0 in found["shop", "web"].interval
    assert 0.93 <= held / 500 <= 0.98


def test_where_few_answer_differently_the_interval_keeps_its_word():
    rng, held = np.random.default_rng(9), 0
    for _ in range(150):
        first = rng.choice([3, 4, 5], p=[0.2, 0.3, 0.5], size=60)
        second = first - (rng.random(60) < 0.1) * rng.choice([1, 2], p=[2 / 3, 1 / 3], size=60)
        found = sk.stats.paired_contrast(
            {"a": first.tolist(), "b": second.tolist()}, ["a", "b"], scale=sk.LIKERT_5
        ).contrasts[0]
        held += 0.4 / 3 in found.difference.interval
    assert held / 150 > 0.93 - 2 * (0.05 * 0.95 / 150) ** 0.5


def test_few_that_differ_widen_the_interval_beyond_that_of_t():
    second = [4] * 46 + [3, 3, 3, 2]
    found = sk.stats.paired_contrast({"a": [4] * 50, "b": second}, ["a", "b"], scale=sk.LIKERT_5).contrasts[0]
    gaps = 4 - np.array(second)
    half = 2.009575 * gaps.std(ddof=1) / 50**0.5  # t of 49 degrees of freedom
    assert found.difference.interval.method == "t with one pair more"
    assert found.difference.interval.high > gaps.mean() + half + 0.01
