"""Counts of a column: the same whatever parts a table comes in, and an estimate where there are too many values."""

import numpy as np
import pytest

import servicekit as sk
from servicekit.data._columns import as_column
from servicekit.draft import _profile
from servicekit.draft._profile import profile, profiles

COLUMNS = {
    "numbers": [row * 7 % 61 for row in range(200)],
    "texts": [f" word {row * 7 % 61}" for row in range(200)],
    "times": np.array(
        [np.datetime64("2026-01-01T00", "s") + np.timedelta64(3600 * (row * 7 % 61), "s") for row in range(200)]
    ),
    "mixed": [True, None, *(2.5 + row * 7 % 59 for row in range(198))],
}


@pytest.fixture
def few(monkeypatch):
    """Few values are written down, so that small tables have too many."""
    monkeypatch.setattr(_profile, "KEPT", 20)


@pytest.mark.parametrize("name", COLUMNS)
@pytest.mark.parametrize("cut", (3, 10, 100, 197))
def test_parts_add_up_to_the_whole(few, name, cut):
    values = COLUMNS[name]
    whole = profile(as_column(name, values))
    both = profile(as_column(name, values[:cut])) + profile(as_column(name, values[cut:]))
    assert (both.rows, both.answered) == (whole.rows, whole.answered)
    assert len(both.counts) <= _profile.KEPT
    assert all(whole.counts.get(value, count) >= count for value, count in both.counts.items())
    assert both.distinct == whole.distinct == len({value for value in values if value is not None})
    assert whole.rest_rows > 0


def test_many_different_values_are_estimated(few, monkeypatch):
    monkeypatch.setattr(_profile, "HASHES", 400)
    for values in (np.arange(20_000), [f"w{row}" for row in range(20_000)]):
        found = profile(as_column("x", values))
        assert found.distinct == pytest.approx(20_000, rel=0.2)  # 400 hashes: a relative error of 5 %


def test_a_table_longer_than_a_batch_is_counted_whole():
    rows = 131_072 + 1_000
    (found,) = profiles({"rated": np.arange(rows) % 5}).values()
    assert (found.rows, found.answered, found.distinct) == (rows, rows, 5)
    assert sum(found.counts.values()) == rows


def test_a_table_without_columns_has_nothing_to_count():
    assert profiles({}) == {}


def test_values_that_are_not_kept_leave_a_column_what_it_is():
    texts = [f"the {row}th remark of many words" for row in range(1_500)]
    draft = sk.draft_study({"remark": texts, "paid": [row * 1.37 for row in range(1_500)]})
    assert {column.name: column.role for column in draft.columns} == {"remark": "text", "paid": "measure"}
