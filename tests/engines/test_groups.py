"""Grouping columns: the same groups in the same order on every engine, whatever stands in their cells."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest

from servicekit import LIKERT_5, top_box
from servicekit.stats.comparison._comparison import compare

pd = pytest.importorskip("pandas")
pl = pytest.importorskip("polars")
duckdb = pytest.importorskip("duckdb")
ROME = ZoneInfo("Europe/Rome")


def groups_of(make: Any, kind: str, cells: Any) -> list[Any]:
    table = pa.table({"q": [1 + place % 5 for place in range(len(cells))], "g": cells})
    found = top_box(make(table, kind), "q", scale=LIKERT_5, by="g")
    assert sum(group.n for group in found.values()) == len(cells)
    assert all(group.n for group in found.values())
    return list(found)


def test_a_null_among_whole_numbers_is_no_group_zero(make: Any, kind: str):
    assert groups_of(make, kind, [1, None, 2, 2]) == [1, 2, None]
    assert groups_of(make, kind, [-3, None, 100_000, 2]) == [-3, 2, 100_000, None]


def test_blank_cells_are_missing_and_spaces_split_nothing(make: Any, kind: str):
    cells = [
        "North",
        "North ",
        " North",
        "North\u200b",
        "\ufeffNorth",
        "\u3000",
        "",
        None,
        "South  hall",
        "South\u00a0hall",
    ]
    assert groups_of(make, kind, cells) == ["North", "South hall", None]


def test_letters_composed_in_two_ways_are_one_group(make: Any, kind: str):
    assert groups_of(make, kind, ["Forl\u00ec", "Forli\u0300"]) == ["Forl\u00ec"]


def test_line_breaks_and_tabs_stop_nothing(make: Any, kind: str):
    assert groups_of(make, kind, ["North\nhall", "South", "a\ttab", "North\nhall"]) == [
        "North\nhall",
        "South",
        "a\ttab",
    ]


@pytest.mark.parametrize(
    "kind", ("pandas", "pandas-pyarrow", "polars", "polars-lazy", "pyarrow", "arrow-stream", "dask")
)
def test_times_of_a_zone_are_groups_of_its_clock(make: Any, kind: str):
    at = [datetime(2026, month, 1, tzinfo=ROME) for month in (1, 1, 2, 2)]
    found = groups_of(make, kind, pa.array([*at, None], pa.timestamp("us", "Europe/Rome")))
    assert found == [*dict.fromkeys(at), None]
    assert [(when.month, when.day, when.hour, str(when.tzinfo)) for when in found[:2]] == [
        (1, 1, 0, "Europe/Rome"),
        (2, 1, 0, "Europe/Rome"),
    ]


def test_dates_and_plain_times_are_groups_in_order(make: Any, kind: str):
    days = groups_of(make, kind, pa.array([date(2025, 11, 1), date(2025, 2, 1)], pa.date32()))
    assert [(day.month, day.day) for day in days] == [(2, 1), (11, 1)]
    times = groups_of(make, kind, pa.array([datetime(2025, 11, 1, 9), datetime(2025, 2, 1, 9)], pa.timestamp("us")))
    assert [(time.month, time.hour) for time in times] == [(2, 9), (11, 9)]


@pytest.mark.parametrize(
    "cells",
    (
        ["Jan", "Feb", "Mar", "Apr"],
        ["Q2 2025", "Q3 2025", "Q4 2025", "Q1 2026"],
        ["Wave 9", "Wave 10", "Wave 11"],
        ["11/2025", "1/2026"],
        ["第一季度", "第二季度", "第三季度", "第四季度"],
        ["第九期", "第十期", "第十一期"],
    ),
)
def test_periods_in_words_are_in_their_order(make: Any, kind: str, cells: list[str]):
    assert groups_of(make, kind, cells[::-1]) == cells


def frames_of_categories(cells: list[str], order: list[str]) -> dict[str, Any]:
    frame = pd.DataFrame({"q": [1, 5] * (len(cells) // 2), "g": pd.Categorical(cells, order, ordered=True)})
    polars = pl.DataFrame({"q": frame["q"].tolist(), "g": pl.Series(cells, dtype=pl.Enum(order))})
    listed = ", ".join(f"'{level}'" for level in order)
    rows = ", ".join(f"({q}, '{g}')" for q, g in zip(frame["q"], cells, strict=True))
    relation = duckdb.sql(f"select q::integer as q, g::ENUM({listed}) as g from (values {rows}) as t(q, g)")
    return {
        "pandas": frame,
        "polars": polars,
        "polars-lazy": polars.lazy(),
        "pyarrow": pa.Table.from_pandas(frame),
        "duckdb": relation,
    }


@pytest.mark.parametrize("name", ("pandas", "polars", "polars-lazy", "pyarrow", "duckdb"))
def test_ordered_categories_keep_their_order_and_may_be_compared(name: str):
    cells = ["after", "before", "later", "before", "after", "later"]
    data = frames_of_categories(cells, ["before", "after", "later"])[name]
    found = top_box(data, "q", scale=LIKERT_5, by="g")
    assert list(found) == ["before", "after", "later"]
    pairs = [(contrast.first, contrast.second) for contrast in compare(found, pairs="consecutive").contrasts]
    assert pairs == [("after", "before"), ("later", "after")]
