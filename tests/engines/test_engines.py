"""The same answers give the same sums to the last bit, whatever holds them and wherever they are summed."""

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from servicekit.data._scales import LIKERT_7, YES_NO, ZERO_TO_TEN, Scale
from servicekit.foundation._errors import InvalidValueError, NotEnoughDataError
from servicekit.stats.designs._design import Design
from servicekit.stats.summaries._moments_data import moments
from servicekit.stats.summaries._tally_data import tally

ROWS = 5003
SCORE = Scale(low=0, high=10, missing_codes=(99,))
ITEMS = ("q1", "q2", "q3")


def _survey(rows: int = ROWS) -> Any:
    rng = np.random.default_rng(7)

    def holes(values: Any, share: float = 0.05) -> Any:
        return pa.array(values, mask=rng.random(rows) < share)

    score = rng.integers(0, 11, rows).astype(np.int8)
    score[rng.random(rows) < 0.03] = 99
    columns = {
        "id": pa.array(np.arange(rows) + 2**53),  # too long for floats
        "score": holes(score),
        "whole": pa.array(rng.integers(0, 11, rows).astype(np.int8)),
        "yes": pa.array(rng.random(rows) < 0.3),
        "perhaps": holes(rng.random(rows) < 0.3),
        "weight": pa.array(rng.gamma(2.0, 0.5, rows)),
        "site": holes(np.array(["north", "south", "东区"])[rng.integers(0, 3, rows)]),
        "wave": pa.array(rng.integers(2021, 2024, rows)),
    }
    columns |= {name: holes(rng.integers(1, 8, rows).astype(np.int8), 0.02) for name in ITEMS}
    return pa.table(columns)


@pytest.fixture(scope="module")
def survey() -> Any:
    return _survey()


def _counts(table: Any, rows: Any, name: str, scale: Scale) -> tuple[int, ...]:
    column = table[name].to_pandas()[rows]
    return tuple(int((column == answer).sum()) for answer in scale.categories)


def test_counts_are_the_same(make: Any, survey: Any, kind: str):
    found = tally(make(survey, kind), "score", scale=SCORE)
    assert found.counts == _counts(survey, slice(None), "score", SCORE)
    assert found.missing == ROWS - found.n
    assert found.rejected_count == 0
    assert all(type(count) is int for count in found.counts)


@pytest.mark.parametrize("by", ("site", "wave"))
def test_counts_by_group_are_the_same(make: Any, survey: Any, kind: str, by: str):
    found = tally(make(survey, kind), "score", by=by, scale=SCORE)
    groups = survey[by].to_pandas()
    assert list(found) == {"site": ["north", "south", "东区", None], "wave": [2021, 2022, 2023]}[by]
    for group, counted in found.items():
        rows = groups.isna() if group is None else groups == group
        assert counted.counts == _counts(survey, rows, "score", SCORE)
        assert counted.n + counted.missing == rows.sum()


@pytest.mark.parametrize("column", ("yes", "perhaps"))
def test_true_and_false_are_answers_to_a_yes_no_question(make: Any, survey: Any, kind: str, column: str):
    found = tally(make(survey, kind), column, scale=YES_NO)
    values = survey[column].to_pylist()
    assert (*found.counts, found.missing) == (values.count(False), values.count(True), values.count(None))


@pytest.mark.parametrize("by", (None, "site"))
def test_weighted_counts_agree_to_rounding(make: Any, survey: Any, kind: str, by: str | None):
    expected: Any = {None: tally(survey, "score", scale=SCORE, design=Design(weights="weight"))}
    found: Any = {None: tally(make(survey, kind), "score", scale=SCORE, design=Design(weights="weight"))}
    if by:
        expected = tally(survey, "score", by=by, scale=SCORE, design=Design(weights="weight"))
        found = tally(make(survey, kind), "score", by=by, scale=SCORE, design=Design(weights="weight"))
    assert list(found) == list(expected)
    for group in expected:
        assert found[group].counts == expected[group].counts
        np.testing.assert_allclose(found[group].weights, expected[group].weights, rtol=1e-12)


@pytest.mark.parametrize("missing", ("pairwise", "listwise"))
def test_products_are_the_same_to_the_last_bit(make: Any, survey: Any, kind: str, missing: Any):
    expected = moments(survey, ITEMS, scale=LIKERT_7, record_id="id", missing=missing)
    found = moments(make(survey, kind), ITEMS, scale=LIKERT_7, record_id="id", missing=missing)
    assert np.array_equal(found.keys, expected.keys)
    assert np.array_equal(found.products, expected.products)
    assert np.array_equal(found.weights, expected.weights)
    assert found.rows == ROWS


def test_products_by_group_are_the_same_to_the_last_bit(make: Any, survey: Any, kind: str):
    expected = moments(survey, ITEMS, by="site", scale=LIKERT_7, record_id="id")
    found = moments(make(survey, kind), ITEMS, by="site", scale=LIKERT_7, record_id="id")
    assert list(found) == list(expected)
    for group, sums in expected.items():
        assert np.array_equal(found[group].keys, sums.keys)
        assert np.array_equal(found[group].products, sums.products)


def test_weighted_products_agree_to_rounding(make: Any, survey: Any, kind: str):
    expected = moments(survey, ITEMS, scale=LIKERT_7, record_id="id", design=Design(weights="weight"))
    found = moments(make(survey, kind), ITEMS, scale=LIKERT_7, record_id="id", design=Design(weights="weight"))
    np.testing.assert_allclose(found.products, expected.products, rtol=1e-12)
    np.testing.assert_allclose(found.covariance, expected.covariance, rtol=1e-12)


def test_an_answer_off_the_scale_is_refused_by_name(make: Any, survey: Any, kind: str):
    with pytest.raises(InvalidValueError, match=r"whole numbers from 0 to 10.*missing_codes"):
        tally(make(survey, kind), "score", scale=ZERO_TO_TEN)


def test_a_frame_without_rows_has_no_answers(make: Any, kind: str):
    if kind == "arrow-stream":  # of a reader nobody knows whether it was read before
        with pytest.raises(NotEnoughDataError, match="a reader can be read once"):
            tally(make(_survey(0), kind), "score", scale=SCORE)
        return
    found = tally(make(_survey(0), kind), "score", scale=SCORE)
    assert (found.n, found.missing) == (0, 0)
