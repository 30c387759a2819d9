"""Moments of resamples equal the moments of the resampled rows."""

import numpy as np
import pytest

from servicekit.data._scales import LIKERT_5
from servicekit.stats.designs._moment_resamples import bootstrap, group_counts, left_out
from servicekit.stats.summaries._moments_data import moments

ROWS = np.random.default_rng(1).integers(1, 6, size=(12, 3)).astype(float)


def sums(rows=ROWS, **settings):
    return moments(dict(zip("abc", rows.T, strict=True)), list("abc"), scale=LIKERT_5, **settings)


def rows_in_group_order(found, rows):
    """Return the rows as the replicate groups have them, told by their sums."""
    answers = found.products[:, :3, 3] + 1
    assert sorted(map(tuple, answers)) == sorted(map(tuple, rows))
    return answers


def test_each_resample_has_the_moments_of_its_rows():
    found = sums(missing="listwise")
    ordered = rows_in_group_order(found, ROWS)
    counts = group_counts(12, 5, np.random.default_rng(9)).astype(int)
    (batch,) = bootstrap(found, 5, np.random.default_rng(9))
    for place in range(5):
        drawn = np.repeat(ordered, counts[:, place], axis=0)
        assert batch.means[:, place] == pytest.approx(drawn.mean(axis=0), abs=1e-12)
        assert batch.covariances[:, :, place] == pytest.approx(np.cov(drawn.T), abs=1e-12)


@pytest.mark.parametrize("missing", ("pairwise", "listwise"))
def test_leaving_out_a_group_is_leaving_out_its_row(missing):
    found = sums(missing=missing)
    ordered = rows_in_group_order(found, ROWS)
    for place, covariance in enumerate(left_out(found)):
        assert covariance == pytest.approx(np.cov(np.delete(ordered, place, axis=0).T), abs=1e-12)


def test_with_gaps_a_pair_uses_the_rows_that_have_both():
    rows = ROWS.copy()
    rows[0, 0] = rows[3, 1] = np.nan
    found = sums(rows, missing="pairwise")
    (batch,) = bootstrap(found, 40, np.random.default_rng(4))
    assert np.isfinite(batch.covariances).all()
    assert batch.means.mean(axis=1) == pytest.approx(np.nanmean(rows, axis=0), abs=0.3)


def test_resamples_draw_as_many_groups_as_there_are_and_do_not_depend_on_batches(monkeypatch):
    assert (group_counts(7, 50, np.random.default_rng(2)).sum(axis=0) == 7).all()
    found = sums(missing="listwise")
    whole = next(bootstrap(found, 9, np.random.default_rng(3)))
    monkeypatch.setattr("servicekit.stats.designs._moment_resamples.MOST_NUMBERS", 9 * 2)
    parts = list(bootstrap(found, 9, np.random.default_rng(3)))
    assert [part.means.shape[1] for part in parts] == [2, 2, 2, 2, 1]
    joined = np.concatenate([part.covariances for part in parts], axis=-1)
    assert joined == pytest.approx(whole.covariances, abs=1e-12)


def test_nothing_is_drawn_from_one_group_or_for_no_resample():
    assert list(bootstrap(sums(ROWS[:1], missing="listwise"), 10, np.random.default_rng(1))) == []
    assert list(bootstrap(sums(missing="listwise"), 0, np.random.default_rng(1))) == []
