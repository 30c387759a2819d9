"""Alpha against R's psych, its algebra as properties, and the inputs that have no alpha."""

import csv
import json

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.stats import multivariate_t

from servicekit.data._scales import LIKERT_5
from servicekit.foundation._errors import InvalidValueError
from servicekit.stats.intervals._intervals import t_quantile
from servicekit.stats.reliability._omega import omega
from servicekit.stats.reliability._reliability import AGAINST_THE_REST, NEGATIVE, cronbach_alpha
from servicekit.stats.summaries._moments_data import moments

SCALES = ("A", "C", "E", "N", "O")
ATTITUDE = ("rating", "complaints", "privileges", "learning", "raises", "critical", "advance")


def table(path):
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {name: np.array([float(row[name]) if row[name] else np.nan for row in rows]) for name in rows[0]}


def scale_items(golden, reference):
    """Return the items of one scale, those named in the reference reversed."""
    data = table(golden / "inputs" / "scales.csv")
    return {name: 7 - data[name] if name in reference["reversed"] else data[name] for name in reference["items"]}


@pytest.fixture(scope="module")
def references(golden):
    return json.loads((golden / "outputs" / "reliability_scales.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("scale", SCALES)
def test_alpha_and_its_parts_equal_psych(golden, references, scale):
    reference = references[scale]
    found = cronbach_alpha(scale_items(golden, reference), reference["items"])
    complete, dropped = reference["alpha_complete"], reference["alpha_drop"]["values"]
    assert found.n == reference["n_complete"]
    assert found.value == pytest.approx(complete["raw_alpha"], abs=1e-13)
    assert found.standardised == pytest.approx(complete["std.alpha"], abs=1e-13)
    assert found.mean_correlation == pytest.approx(complete["average_r"], abs=1e-13)
    assert list(found.if_dropped.values()) == pytest.approx(dropped["raw_alpha"], abs=1e-13)
    assert list(found.standardised_if_dropped.values()) == pytest.approx(dropped["std.alpha"], abs=1e-13)
    rest = list(found.item_rest_correlations.values())
    assert rest == pytest.approx(reference["item_stats"]["values"]["r.drop"], abs=1e-13)


@pytest.mark.parametrize("scale", SCALES)
def test_pairwise_alpha_and_feldts_interval_equal_psych(golden, references, scale):
    reference = references[scale]
    data = scale_items(golden, reference)
    pairwise = cronbach_alpha(data, reference["items"], missing="pairwise")
    assert pairwise.value == pytest.approx(reference["alpha_pairwise"]["raw_alpha"], abs=1e-13)
    assert pairwise.standardised == pytest.approx(reference["alpha_pairwise"]["std.alpha"], abs=1e-13)
    feldt = cronbach_alpha(data, reference["items"], method="feldt").interval
    assert feldt.low == pytest.approx(reference["feldt"]["lower"], abs=1e-10)
    assert feldt.high == pytest.approx(reference["feldt"]["upper"], abs=1e-10)


def test_alpha_of_the_attitude_survey_is_the_published_one(golden):
    # Chatterjee and Price data, 30 departments; figures of R psych 2.2.9
    found = cronbach_alpha(table(golden / "inputs" / "attitude.csv"), ATTITUDE, method="feldt")
    assert found.value == pytest.approx(0.8431427696, abs=1e-10)
    assert found.standardised == pytest.approx(0.839083803, abs=1e-9)
    assert (round(found.interval.low, 2), round(found.interval.high, 2)) == (0.74, 0.92)


def test_incomplete_rows_do_not_narrow_the_interval(golden):
    data = table(golden / "inputs" / "attitude.csv")
    holes = {name: np.append(values, np.full(30, np.nan)) for name, values in data.items()}
    for method in ("feldt", "jackknife"):
        plain, padded = (cronbach_alpha(each, ATTITUDE, method=method) for each in (data, holes))
        assert padded.n == 30
        assert padded.n_missing == 30
        assert (padded.interval.low, padded.interval.high) == pytest.approx((plain.interval.low, plain.interval.high))


def test_the_jackknife_interval_is_the_delete_one_jackknife_by_hand(golden):
    data = table(golden / "inputs" / "attitude.csv")
    answers = np.column_stack([data[name] for name in ATTITUDE])

    def log_of(rows):
        s = np.cov(rows.T)
        return np.log(1 - 7 / 6 * (1 - np.trace(s) / s.sum()))

    logs = np.array([log_of(np.delete(answers, row, axis=0)) for row in range(30)])
    reach = 2.0452296421327034 * np.sqrt(29 / 30 * ((logs - logs.mean()) ** 2).sum())
    pseudo = 30 * log_of(answers) - 29 * logs
    kurtosis = 30 * ((pseudo - pseudo.mean()) ** 4).sum() / ((pseudo - pseudo.mean()) ** 2).sum() ** 2
    reach *= t_quantile(0.95, min(max(60 / (kurtosis - 1), 5), 29)) / 2.0452296421327034
    found = cronbach_alpha(data, ATTITUDE, method="jackknife").interval
    assert found.low == pytest.approx(1 - np.exp(log_of(answers) + reach), abs=1e-10)
    assert found.high == pytest.approx(1 - np.exp(log_of(answers) - reach), abs=1e-10)


ratings = st.lists(st.lists(st.integers(1, 5), min_size=4, max_size=4), min_size=5, max_size=40)


@given(ratings, st.permutations(range(4)), st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_alpha_ignores_the_order_of_items_and_rows(rows, order, random):
    shuffled = rows.copy()
    random.shuffle(shuffled)
    names = ("a", "b", "c", "d")
    first = cronbach_alpha(dict(zip(names, np.array(rows).T, strict=True)), names, scale=LIKERT_5)
    turned = [names[place] for place in order]
    second = cronbach_alpha(dict(zip(names, np.array(shuffled).T, strict=True)), turned, scale=LIKERT_5)
    assert (first.value is None) == (second.value is None)
    if first.value is not None:
        assert second.value == pytest.approx(first.value, rel=1e-9, abs=1e-9)
        assert first.value <= 1 + 1e-12
    if first.interval is not None:
        assert first.value in first.interval


@given(ratings, st.floats(0.1, 50), st.floats(-100, 100))
@settings(max_examples=40)
def test_one_change_of_unit_for_all_items_leaves_alpha_and_duplicated_rows_change_only_the_interval(rows, unit, shift):
    data = dict(zip("abcd", np.array(rows, dtype=float).T, strict=True))
    plain = cronbach_alpha(data, list("abcd"))
    moved = cronbach_alpha({name: unit * column + shift for name, column in data.items()}, list("abcd"))
    twice = cronbach_alpha({name: np.tile(column, 2) for name, column in data.items()}, list("abcd"))
    if plain.value is not None and plain.covariance[0][0] > 1e-6:
        assert moved.value == pytest.approx(plain.value, rel=1e-6, abs=1e-6)
        assert twice.value == pytest.approx(plain.value, rel=1e-9, abs=1e-9)


def test_a_single_item_has_no_alpha():  # bad input 79
    found = cronbach_alpha({"a": [1, 2, 3]}, ["a"], scale=LIKERT_5)
    assert (found.value, found.interval, found.reason.key) == (None, None, "too_few_items")


def test_an_item_that_everybody_answers_alike_is_named():  # bad input 8
    found = cronbach_alpha({"a": [1, 2, 3], "b": [5, 5, 5]}, ["a", "b"], scale=LIKERT_5)
    assert (found.value, found.reason.key) == (None, "zero_variance")
    assert found.item_rest_correlations == {"a": None, "b": None}


def test_one_row_or_none_is_not_enough():  # bad inputs 9 and 10
    assert cronbach_alpha({"a": [1], "b": [2]}, ["a", "b"], scale=LIKERT_5).reason.key == "too_few"
    assert cronbach_alpha({"a": [], "b": []}, ["a", "b"], scale=LIKERT_5).reason.key == "no_data"


def test_items_that_cancel_each_other_have_no_alpha():
    found = cronbach_alpha({"a": [1, 2, 3], "b": [3, 2, 1]}, ["a", "b"], scale=LIKERT_5)
    assert (found.value, found.reason.key) == (None, "flat_total")


def test_a_negative_alpha_comes_as_it_is_with_a_note():  # bad input 80
    found = cronbach_alpha({"a": [1, 2, 3, 4, 5], "b": [5, 4, 3, 1, 2]}, ["a", "b"], scale=LIKERT_5)
    assert found.value < 0
    assert found.note == NEGATIVE


def test_a_reversed_item_is_reported_and_never_turned(golden, references):  # bad input 81
    data = table(golden / "inputs" / "scales.csv")
    found = cronbach_alpha(data, references["A"]["items"])
    assert found.items_against_the_rest == ("A1",)
    assert found.note == AGAINST_THE_REST
    assert found.value == pytest.approx(references["A"]["alpha_as_asked"], abs=1e-13)


def test_identical_items_have_alpha_one_and_no_interval():
    found = cronbach_alpha({"a": [1, 2, 3, 5], "b": [1, 2, 3, 5]}, ["a", "b"], scale=LIKERT_5)
    assert found.value == pytest.approx(1)
    assert found.interval is None


def test_moments_made_before_serve_any_subset_of_their_items(golden):
    data = table(golden / "inputs" / "attitude.csv")
    once = moments(data, ATTITUDE, missing="listwise")
    some = list(ATTITUDE[:4])
    assert cronbach_alpha(once, some).value == pytest.approx(cronbach_alpha(data, some).value, abs=1e-13)


def test_an_unknown_interval_or_a_name_for_a_list_is_refused():
    data = {"a": [1, 2, 3], "b": [1, 3, 2]}
    with pytest.raises(InvalidValueError, match="jackknife"):
        cronbach_alpha(data, ["a", "b"], method="bonett")
    with pytest.raises(InvalidValueError, match="list of columns"):
        cronbach_alpha(data, "ab")


@pytest.mark.slow
def test_the_jackknife_interval_covers_where_feldts_does_not():
    # elliptical t with 5 degrees of freedom, parallel items, alpha 5/6; n=50; two standard errors are 2.1 %
    rng = np.random.default_rng(20250301)
    law = multivariate_t(shape=np.full((5, 5), 0.5) + 0.5 * np.eye(5), df=5, seed=rng)
    hits = {"jackknife": 0, "feldt": 0}
    for _ in range(600):
        data = dict(zip("abcde", law.rvs(50).T, strict=True))
        sums = moments(data, list("abcde"), missing="listwise")
        for method in hits:
            hits[method] += 5 / 6 in cronbach_alpha(sums, list("abcde"), method=method).interval
    assert 0.90 <= hits["jackknife"] / 600 <= 0.96
    assert hits["feldt"] / 600 <= 0.89


def assert_whole(found):
    """A value or a reason; an interval or the reason why there is none; a page and a record of it."""
    assert (found.value is None) == (found.reason is not None)
    assert (found.interval is None) == bool(found.reason or found.interval_reason)
    assert found.to_dict()["value"] == found.value
    assert found._repr_html_()


answers_with_gaps = st.integers(2, 5).flatmap(
    lambda k: st.lists(st.lists(st.sampled_from([None, 1, 1, 2, 2, 3]), min_size=k, max_size=k), max_size=9)
)


@given(answers_with_gaps, st.sampled_from(("listwise", "pairwise")))
@example([[1, 1, 1, 2], [1, 1, 1, 2], [1, 1, 1, 2], [1, 2, 1, 1], [2, 1, 2, 1]], "listwise")  # -inf without one row
@example([[2, 2, 2, 2], [2, None, None, None], [2, 1, 2, None], [1, None, 1, 1]], "pairwise")  # no pair without one row
@example([[1, 1, None], [2, None, 1], [None, 2, 2]], "pairwise")
@settings(max_examples=150)
def test_no_data_make_a_reliability_raise(rows, missing):
    names = list("abcde")[: len(rows[0]) if rows else 3]
    data = {name: [row[place] for row in rows] for place, name in enumerate(names)}
    for method in ("jackknife", "feldt"):
        assert_whole(cronbach_alpha(data, names, scale=LIKERT_5, missing=missing, method=method))
    for denominator in ("model", "observed"):
        assert_whole(omega(data, names, scale=LIKERT_5, missing=missing, denominator=denominator))


def test_an_interval_that_hangs_on_one_row_is_not_made():
    rows = np.array([[1, 1, 1, 2], [1, 1, 1, 2], [1, 1, 1, 2], [1, 2, 1, 1], [2, 1, 2, 1]])
    for order in ([0, 1, 2, 3], [3, 1, 0, 2]):
        found = cronbach_alpha(
            dict(zip("abcd", rows.T[order], strict=True)), list("abcd"), scale=LIKERT_5, method="jackknife"
        )
        assert found.value == pytest.approx(-14 / 3)
        assert (found.interval, found.interval_reason.key) == (None, "failed_without_one")


def test_items_that_nobody_answers_together_are_named():
    data = {"a": [1, 2, None, None, 3], "b": [None, None, 1, 2, None], "c": [1, 3, 2, 2, 1]}
    for found in (
        cronbach_alpha(data, ["a", "b", "c"], scale=LIKERT_5, missing="pairwise"),
        omega(data, ["a", "b", "c"], scale=LIKERT_5, missing="pairwise"),
    ):
        assert (found.value, found.reason.key) == (None, "no_common_rows")


def test_three_rows_print_and_alpha_undefined_without_a_row_falls_back_on_feldt():
    found = cronbach_alpha({"a": [1, 2, 2], "b": [5, 4, 5]}, ["a", "b"], scale=LIKERT_5)
    assert "Alpha(" in repr(found)
    rows = {"a": [1, 1, 1, 3, 3], "b": [1, 1, 1, 5, 5], "c": [1, 4, 4, 1, 1], "d": [1, 4, 4, 1, 1]}
    crowded = cronbach_alpha(rows, ["a", "b", "c", "d"], scale=LIKERT_5)
    assert crowded.interval.method == "feldt"
    assert [caution.key for caution in crowded.cautions] == ["ceiling"]
    assert cronbach_alpha(rows, ["a", "b", "c", "d"], scale=LIKERT_5, method="jackknife").interval is None


def test_the_default_is_the_hull_of_both_methods(golden):
    data = table(golden / "inputs" / "attitude.csv")
    hull, jackknife, feldt = (cronbach_alpha(data, ATTITUDE, method=m).interval for m in ("hull", "jackknife", "feldt"))
    assert (hull.low, hull.high) == (min(jackknife.low, feldt.low), max(jackknife.high, feldt.high))


def test_answers_crowded_at_the_top_give_a_caution():
    rng = np.random.default_rng(7)
    near = {name: np.where(rng.random(200) < 0.93, 5, rng.integers(1, 5, 200)) for name in "abc"}
    spread = {name: rng.integers(1, 6, 200) for name in "abc"}
    assert [c.key for c in cronbach_alpha(near, list("abc"), scale=LIKERT_5).cautions] == ["ceiling"]
    assert cronbach_alpha(spread, list("abc"), scale=LIKERT_5).cautions == ()
    assert cronbach_alpha(near, list("abc"), scale=LIKERT_5).cautions[0].text("zh").startswith("大多数回答")
