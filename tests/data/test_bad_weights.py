"""Weights that are none, that are extreme, and that are of another kind; row numbers of the catalogue in ids."""

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.data._scales import LIKERT_5
from servicekit.foundation._errors import InvalidValueError, ServiceKitWarning
from servicekit.satisfaction._top_box import top_box
from servicekit.stats.designs._design import Design
from servicekit.stats.scores._mean_score import mean_score
from servicekit.stats.summaries._moments_data import moments
from servicekit.stats.summaries._tally_data import tally

REFUSED = (
    ("61 negative", [1.0, -0.5], "got -0.5 .column 'weights', row 1"),
    ("64 NaN", [1.0, float("nan")], "got None .column 'weights', row 1"),
    ("64 missing", [1.0, None], "got None"),
    ("64 nullable", pd.array([1.5, None], dtype="Float64"), "got None"),
    ("66 infinite", [1.0, float("inf")], "got inf"),
    ("text", ["1.5", "2"], "got '1.5'"),
    ("true and false", [True, False], "got True"),
    ("65 so small that squares vanish", [1e-200, 1e-200], "divide all weights by their mean"),
    ("66 so large that squares overflow", [1e308, 1e308], "divide all weights by their mean"),
)


def weighted(measure, answers, weights, **about):
    """Return a measure of answers with their weights beside them."""
    return measure({"q": answers, "weights": weights}, "q", design=Design(weights="weights"), **about)


@pytest.mark.parametrize(("weights", "message"), tuple(c[1:] for c in REFUSED), ids=[c[0] for c in REFUSED])
def test_what_is_no_weight_is_refused_with_its_place(weights, message):
    with pytest.raises(InvalidValueError, match=message):
        weighted(tally, [4, 5], weights, scale=LIKERT_5)
    with pytest.raises(InvalidValueError, match=message):
        moments({"q": [4, 5], "weights": weights}, ["q"], design=Design(weights="weights"))


def test_a_row_of_weight_zero_is_no_answer():  # bad input 62
    found = weighted(top_box, [5, 5, 1], [0.5, 1.5, 0])
    same = weighted(top_box, [5, 5], [0.5, 1.5])
    assert (found.n, found.value, found.n_missing) == (2, 1, 0)
    assert found.interval == same.interval


def test_weights_that_are_all_zero_estimate_nothing():  # bad input 63
    found = weighted(mean_score, [4, 5], [0.0, 0.0], scale=LIKERT_5)
    assert (found.value, found.interval, found.n, found.reason.key) == (None, None, 0, "no_weight")
    sums = moments({"q": [4, 5], "w": [0.0, 0.0]}, ["q"], design=Design(weights="w"))
    assert (sums.n, sums.n_effective) == (0, 0)


@given(st.integers(-60, 60), st.lists(st.tuples(st.integers(1, 5), st.integers(1, 64)), min_size=2, max_size=20))
def test_only_the_proportions_of_weights_matter(power, rows):  # bad inputs 65, 66
    answers = [answer for answer, _ in rows]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ServiceKitWarning)
        one, other = (
            weighted(mean_score, answers, [k / 8 * 2.0**p for _, k in rows], scale=LIKERT_5) for p in (0, power)
        )
    assert one.value == pytest.approx(other.value, rel=1e-12)
    assert one.n_effective == pytest.approx(other.n_effective, rel=1e-9)
    assert (one.interval is None) is (other.interval is None)
    if one.interval is not None:
        assert one.interval.low == pytest.approx(other.interval.low, rel=1e-9)


def test_whole_weights_ask_whether_they_are_frequencies():  # bad input 67
    with pytest.warns(ServiceKitWarning, match="pass counts= instead"):
        weighted(tally, [4, 5], [2, 3], scale=LIKERT_5)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        weighted(tally, [4, 5], [2, 3.5], scale=LIKERT_5)
        weighted(tally, [4, 5], [1, 1], scale=LIKERT_5)
        tally([4, 5], scale=LIKERT_5, counts=[2, 3])


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(0, 6)), min_size=1, max_size=12))
def test_a_frequency_table_is_the_data_it_stands_for(rows):  # bad input 67
    table = tally([answer for answer, _ in rows], scale=LIKERT_5, counts=[times for _, times in rows])
    assert table == tally([answer for answer, times in rows for _ in range(times)], scale=LIKERT_5)


def test_frequencies_are_whole_and_have_no_weights_beside_them():  # bad input 67
    with pytest.raises(InvalidValueError, match=r"counts must be whole numbers.*pass them as weights"):
        tally([4], scale=LIKERT_5, counts=[1.5])
    with pytest.raises(InvalidValueError, match="counts must be finite numbers"):
        tally([4], scale=LIKERT_5, counts=[None])
    for other in ("weights", "strata", "clusters"):
        with pytest.raises(InvalidValueError, match="design and counts must be given one at a time"):
            tally({"q": [4], "n": [1], "w": [1]}, "q", scale=LIKERT_5, counts="n", design=Design(**{other: "w"}))


def test_a_few_rows_that_carry_the_weight_are_pointed_out():  # bad input 72
    rng = np.random.default_rng(4)
    answers, weights = rng.integers(1, 6, 100), np.r_[150.5, np.ones(99)]
    found = weighted(mean_score, answers, weights, scale=LIKERT_5)
    assert found.n_effective < 30
    assert [caution.key for caution in found.cautions] == ["few_effective"]
    assert found.interval.width > 1.5 * mean_score(answers, scale=LIKERT_5).interval.width
    assert weighted(mean_score, answers, rng.uniform(1, 2, 100), scale=LIKERT_5).cautions == ()


def test_a_missing_stratum_or_cluster_is_refused():
    for role in ("strata", "clusters"):
        with pytest.raises(InvalidValueError, match=f"{role} must be given for every row"):
            tally({"q": [4, 5], role: ["a", None]}, "q", scale=LIKERT_5, design=Design(**{role: role}))


def test_a_design_names_columns_and_holds_no_numbers():
    for wrong in ([1, 0.5], np.ones(2), 3, ""):
        with pytest.raises(InvalidValueError, match="weights of a design must be the name of a column"):
            Design(weights=wrong)
        with pytest.raises(InvalidValueError, match="clusters of a design must be the name of a column, or a list"):
            Design(clusters=wrong)
    with pytest.raises(InvalidValueError, match="at most two"):
        Design(clusters=["a", "b", "c"])
    with pytest.raises(InvalidValueError, match="no more of fpc than of clusters"):
        Design(clusters="a", fpc=["m", "n"])
    assert Design(clusters="a", weights="w", fpc=["n"]).columns == ("w", "a", "n")
