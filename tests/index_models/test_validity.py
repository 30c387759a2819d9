"""Validity of constructs, priorities and comparisons: formulas by hand, figures of other programs, and refusals."""

import numpy as np
import pytest

from servicekit.data._scales import ONE_TO_TEN
from servicekit.foundation._errors import InvalidValueError, ScaleMismatchError, UnknownConceptError
from servicekit.index_models import ECSI, compare_indices, construct_priorities, satisfaction_index
from servicekit.stats.reliability._reliability import cronbach_alpha


@pytest.fixture(scope="module")
def index(mobi, mobi_columns):
    return satisfaction_index(
        mobi, ECSI, columns=mobi_columns, scale=ONE_TO_TEN, resamples=300, rng=np.random.default_rng(1)
    )


@pytest.fixture(scope="module")
def published_index(published_mobi, mobi_columns):
    return satisfaction_index(
        published_mobi, ECSI, columns=mobi_columns, scale=ONE_TO_TEN, resamples=300, rng=np.random.default_rng(1)
    )


def test_reliability_and_extracted_variance_follow_from_the_loadings(published_index):
    found = published_index.validity["satisfaction"]
    loadings = np.array(list(found.loadings.values()))
    assert found.ave == pytest.approx((loadings**2).mean())
    assert found.rho_c == pytest.approx(loadings.sum() ** 2 / (loadings.sum() ** 2 + (1 - loadings**2).sum()))
    # seminr 2.3.1 on the same data
    assert (found.rho_c, found.ave) == pytest.approx((0.87125323, 0.69309506), abs=5e-8)


def test_alpha_of_a_construct_is_the_standardised_alpha_of_its_items(index, mobi):
    for key, found in index.validity.items():
        expected = cronbach_alpha(mobi, index.columns[key]).standardised
        assert found.alpha == (None if expected is None else pytest.approx(expected))


def test_own_loadings_are_the_largest_cross_loadings(index):
    found = index.validity["value"]
    for item, row in found.cross_loadings.items():
        assert row["value"] == pytest.approx(found.loadings[item])
        assert max(row, key=row.get) == "value"


def test_htmt_is_the_ratio_of_mean_absolute_correlations(published_index, published_mobi):
    first, second = published_index.columns["quality"], published_index.columns["loyalty"]
    r = np.abs(np.corrcoef(np.array([published_mobi[name] for name in (*first, *second)], dtype=float)))
    k = len(first)
    inner = [r[:k, :k][np.triu_indices(k, 1)].mean(), r[k:, k:][np.triu_indices(len(second), 1)].mean()]
    expected = r[:k, k:].mean() / np.sqrt(inner[0] * inner[1])
    assert published_index.htmt["quality, loyalty"].value == pytest.approx(expected)
    assert expected == pytest.approx(0.7593, abs=5e-5)  # the absolute form of seminr and cSEM
    assert published_index.htmt["quality, loyalty"].value in published_index.htmt["quality, loyalty"].interval


def test_fornell_and_larckers_criterion_fails_where_constructs_share_more_than_they_measure(published_index):
    assert published_index.validity["value"].meets_fornell_larcker
    image = published_index.validity["image"]
    assert not image.meets_fornell_larcker
    assert image.ave < image.correlations["quality"] ** 2


def test_importance_is_the_slope_between_indices(published_index, published_mobi):
    found = construct_priorities(published_index, target="loyalty")
    # cSEM 0.4.0 gives .6432 for the unstandardised total effect of image on loyalty
    assert found.priorities["image"].importance.value == pytest.approx(0.6432, abs=5e-5)
    scores = {
        key: sum(
            published_index.item_weights[name] * (published_mobi[name].astype(float) - 1) * 100 / 9 for name in names
        )
        for key, names in published_index.columns.items()
    }
    single = construct_priorities(published_index, target="complaints").priorities["satisfaction"].importance
    slope = np.cov(scores["satisfaction"], scores["complaints"])[0, 1] / scores["satisfaction"].var(ddof=1)
    assert single.value == pytest.approx(slope)
    assert single.value in single.interval


def test_potential_orders_the_constructs_by_points_to_be_gained(index):
    found = construct_priorities(index)
    assert set(found.priorities) == {"image", "expectation", "quality", "value"}
    gains = [found.priorities[key].potential.value for key in found.order]
    assert gains == sorted(gains, reverse=True)
    quality = found.priorities["quality"]
    assert quality.potential.value == pytest.approx(quality.importance.value * (100 - quality.performance.value))


def test_nothing_leads_to_an_exogenous_construct(index):
    with pytest.raises(InvalidValueError, match="Image"):
        construct_priorities(index, target="image")
    with pytest.raises(UnknownConceptError):
        construct_priorities(index, target="imag")


def test_a_group_equals_itself_and_other_questions_are_not_compared(index, mobi, mobi_columns):
    same = compare_indices(index, index)
    assert same.value == 0
    other = satisfaction_index(
        mobi,
        ECSI,
        columns=mobi_columns,
        scale=ONE_TO_TEN,
        scheme="centroid",
        resamples=50,
        rng=np.random.default_rng(1),
    )
    with pytest.raises(ScaleMismatchError, match="different models"):
        compare_indices(index, other)


def test_a_group_without_an_index_has_no_difference(index, mobi, mobi_columns):
    flat = {**mobi, "CUSCO": np.full(250, 5, dtype=np.int8)}
    other = satisfaction_index(flat, ECSI, columns=mobi_columns, scale=ONE_TO_TEN, resamples=0)
    found = compare_indices(index, other)
    assert (found.value, found.interval) == (None, None)
    assert found.reason
    with pytest.raises(InvalidValueError, match="all values are equal: CUSCO"):
        construct_priorities(other)
