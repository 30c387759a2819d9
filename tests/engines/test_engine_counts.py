"""Lazy engines count equal rows by group themselves: few rows come out, and every figure is the same."""

from typing import Any

import numpy as np
import pytest

import servicekit as sk
from servicekit.data import _frames as frames

pa = pytest.importorskip("pyarrow")
LAZY = ("polars-lazy", "duckdb")
ROWS = 5_000


@pytest.fixture(scope="module")
def survey() -> Any:
    rng = np.random.default_rng(2)
    answers = pa.array(rng.integers(0, 11, ROWS), mask=rng.random(ROWS) < 0.1)
    site = pa.array(["north", "south", None, " north"]).take(pa.array(rng.integers(0, 4, ROWS)))
    return pa.table({"recommend": answers, "site": site})


@pytest.mark.parametrize("kind", LAZY)
def test_one_row_of_each_kind_comes_out(make: Any, survey: Any, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    honest = frames.columns_of_batch

    def counting(batch: Any, *about: Any) -> Any:
        seen.append(batch.num_rows)
        return honest(batch, *about)

    monkeypatch.setattr(frames, "columns_of_batch", counting)
    found = sk.net_promoter_score(make(survey, kind), "recommend", by="site")
    assert sum(seen) <= 12 * 4
    assert dict(found) == dict(sk.net_promoter_score(survey, "recommend", by="site"))


@pytest.mark.parametrize("kind", LAZY)
def test_what_is_wrong_is_told_with_its_row(make: Any, survey: Any, kind: str) -> None:
    wrong = survey.set_column(0, "recommend", pa.array([3] * 4_000 + [55] + [3] * 999))
    with pytest.raises(sk.foundation.InvalidValueError, match="row 4000"):
        sk.net_promoter_score(make(wrong, kind), "recommend", by="site")
    omitted = sk.net_promoter_score(make(wrong, kind), "recommend", by="site", policy=sk.InputPolicy(invalid="omit"))
    assert sum(found.tally.rejected_count for found in omitted.values()) == 1
