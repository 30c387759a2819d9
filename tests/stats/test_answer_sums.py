"""Tests made of sums equal those made of rows, however the rows are cut, under weights and clusters."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import servicekit as sk
from servicekit.data._answers import InputPolicy
from servicekit.data._frames import read_columns
from servicekit.stats.comparison import _answer_sums as answer_sums
from servicekit.stats.comparison._extremes import extremum, paired_mean
from servicekit.stats.drivers._coefficient_sums import coefficients_of_sums
from servicekit.stats.drivers._coefficient_tests import coefficient_tests

NAMES = ("a", "b", "c", "y")
SAMPLES = ((None, ()), ("w", ()), ("w", ("layer", "unit")), (None, ("unit",)))


def asked(weights: str | None = None, clusters: tuple[str, ...] = ()) -> answer_sums.Asked:
    scales = tuple((name, sk.LIKERT_5) for name in NAMES)
    return answer_sums.Asked(scales=scales, policy=InputPolicy(), weights=weights, clusters=clusters)


def survey(rows: int, seed: int) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    felt = rng.normal(size=rows)
    answers = {name: np.clip(np.rint(3 + felt + rng.normal(size=rows)), 1, 5) for name in NAMES}
    table: dict[str, Any] = {
        name: [None if rng.random() < 0.05 else int(value) for value in column] for name, column in answers.items()
    }
    layers, units = rng.integers(0, 2, rows).tolist(), rng.integers(0, 12, rows).tolist()
    return table | {"w": rng.uniform(0, 2, rows).tolist(), "layer": layers, "unit": units}


def rows_of(table: dict[str, Any], weights: str | None, clusters: tuple[str, ...]) -> tuple[Any, dict[str, Any]]:
    values = np.column_stack([np.array(table[name], dtype=float) for name in NAMES])
    used = ~np.isnan(values).any(axis=1)
    named = list(zip(*(table[name] for name in clusters), strict=True)) if clusters else None
    heavy = None if weights is None else np.array(table[weights])[used]
    return values[used], {
        "weights": heavy,
        "clusters": None if named is None else [name for name, kept in zip(named, used, strict=True) if kept],
    }


def cut_sums(table: dict[str, Any], wanted: answer_sums.Asked, cut: int) -> answer_sums.AnswerSums:
    parts = [{name: column[part] for name, column in table.items()} for part in (slice(cut), slice(cut, None))]
    first, second = (answer_sums.answer_sums(part, wanted) for part in parts)
    return first + second


@pytest.mark.parametrize(("weights", "clusters"), SAMPLES)
@given(st.integers(2, 120), st.integers(0, 2**31), st.integers(0, 120))
@settings(max_examples=15, deadline=None)
def test_means_of_sums_are_tested_as_those_of_rows(
    weights: str | None, clusters: tuple[str, ...], rows: int, seed: int, cut: int
) -> None:
    table = survey(rows, seed)
    sums = cut_sums(table, asked(weights, clusters), min(cut, rows))
    values, sample = rows_of(table, weights, clusters)
    assert (sums.n, sums.read) == (len(values), rows)
    contrast = np.array([1.0, -0.5, -0.5, 0.0])
    same(sums.test(contrast), paired_mean(values @ contrast, **sample))
    if sums.n > 1:
        own, other = sums.extremum(np.eye(4)[:3]), extremum(values[:, :3], **sample)
        same(own.evidence, other.evidence)
        assert (own.place, set(own.candidates)) == (other.place, set(other.candidates))
        assert own.difference == pytest.approx(other.difference, abs=1e-12)


def same(own: Any, other: Any) -> None:
    for name in ("p", "statistic", "df", "standard_error"):
        one, two = getattr(own, name), getattr(other, name)
        assert one is two is None or one == pytest.approx(two, rel=1e-8, abs=1e-12), name
    assert (own.reason, own.n, own.test) == (other.reason, other.n, other.test)


@pytest.mark.parametrize(("weights", "clusters"), SAMPLES)
def test_coefficients_of_sums_are_those_of_rows(weights: str | None, clusters: tuple[str, ...]) -> None:
    table, wanted = survey(500, 7), asked(weights, clusters)
    own = coefficients_of_sums(table, wanted, cut_sums(table, wanted, 200))
    values, sample = rows_of(table, weights, clusters)
    other = coefficient_tests(values[:, :-1], values[:, -1], **sample)
    for name in ("values", "covariance", "r2", "adjusted_r2", "standardised"):
        np.testing.assert_allclose(getattr(own, name), getattr(other, name), rtol=1e-9, atol=1e-12)
    for one, two in zip(own.evidence, other.evidence, strict=True):
        assert one.standard_error == pytest.approx(two.standard_error, rel=1e-9)
        assert 0.9 * two.df <= one.df <= two.df * (1 + 1e-9)
    assert own.overall.p == pytest.approx(other.overall.p, rel=1e-8)


def test_an_attribute_that_follows_from_others_is_refused_of_sums_too() -> None:
    table = survey(200, 3)
    table["b"] = table["a"]
    wanted = asked()
    with pytest.raises(sk.foundation.InvalidValueError, match="determined"):
        coefficients_of_sums(table, wanted, answer_sums.answer_sums(table, wanted))


def test_sums_of_ratings_do_not_depend_on_how_they_are_cut() -> None:
    table, wanted = survey(150, 1), asked()
    whole = answer_sums.answer_sums(read_columns(table, list(wanted.names)), wanted)
    for cut in (1, 40, 149):
        assert np.array_equal(cut_sums(table, wanted, cut).once, whole.once)
