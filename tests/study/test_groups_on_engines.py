"""Groups and waves of a study are the same on every engine: order of time, zones, blanks and hidden characters."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

import servicekit as sk
from servicekit.foundation._errors import NotEnoughDataError
from servicekit.study import study_from_toml

STUDY = """
{groups}
[scales.five]
low = 1
high = 5
[questions.overall]
column = "overall"
kind = "csat"
scale = "five"
"""
RISING = (0.1, 0.3, 0.6, 0.8)
N = 60
ROME = ZoneInfo("Europe/Rome")


def answers(share):
    return [5 if place < share * N else 1 for place in range(N)]


def waves(names):
    shares = RISING[: len(names)]
    return {
        "overall": [answer for share in shares for answer in answers(share)],
        "w": [name for name in names for _ in range(N)],
    }


def as_plain(columns):
    return columns


def as_pandas(columns):
    return pytest.importorskip("pandas").DataFrame(columns)


def as_polars(columns):
    return pytest.importorskip("polars").DataFrame(columns, strict=False)


def as_lazy(columns):
    return as_polars(columns).lazy()


def as_arrow(columns):
    return as_polars(columns).to_arrow()


def as_duckdb(columns):
    duckdb = pytest.importorskip("duckdb")
    table = as_arrow(columns)
    connection = duckdb.connect()
    connection.sql("SET TimeZone = 'Europe/Rome'")  # DuckDB keeps the instant; its session has the zone
    connection.register("answers", table)
    return connection.sql("select * from answers")


ENGINES = (as_plain, as_pandas, as_polars, as_lazy, as_arrow, as_duckdb)
each_engine = pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: engine.__name__)


def assessed(data, groups, part):
    return sk.assess(study_from_toml(STUDY.replace("{groups}", groups)), data, parts=[part])


ORDERS = (
    ["Jan", "Feb", "Mar", "Apr"],
    ["Q2 2025", "Q3 2025", "Q4 2025", "Q1 2026"],
    ["第一季度", "第二季度", "第三季度", "第四季度"],
    ["九月", "十月", "十一月", "十二月"],
    ["Wave 8", "Wave 9", "Wave 10", "Wave 11"],
    ["11/2025", "12/2025", "1/2026", "2/2026"],
    [date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)],
)


@each_engine
@pytest.mark.parametrize("names", ORDERS, ids=lambda names: str(names[0]))
def test_waves_that_rise_are_said_to_rise_in_the_order_of_time(engine, names):
    found = assessed(engine(waves(names)), 'wave = "w"', "waves")
    table = next(iter(found.part("waves").tables())).result
    assert [str(wave) for wave in table] == [str(name) for name in names]
    said = " ".join(finding.text.en for finding in found.part("waves").findings)
    assert "rose" in said
    assert "fell" not in said


@each_engine
def test_waves_whose_order_cannot_be_known_are_asked_for(engine):
    data = engine(waves(["before", "pilot", "after", "again"]))
    with pytest.raises(NotEnoughDataError, match="state it from the first to the last"):
        assessed(data, 'wave = "w"', "waves")
    data = engine(waves(["before", "pilot", "after", "again"]))
    found = assessed(data, 'wave = "w"\nwave_order = ["before", "pilot", "after", "again"]', "waves")
    assert any("rose" in finding.text.en for finding in found.part("waves").findings)


@each_engine
def test_midnight_in_rome_is_the_day_that_rome_has(engine):
    moments = [datetime(2026, 1, 1, tzinfo=ROME), datetime(2026, 2, 1, tzinfo=ROME)]
    table = next(iter(assessed(engine(waves(moments)), 'wave = "w"', "waves").part("waves").tables())).result
    assert [(wave.year, wave.month, wave.day, wave.utcoffset().seconds) for wave in table] == [
        (2026, 1, 1, 3600),
        (2026, 2, 1, 3600),
    ]


@each_engine
def test_nulls_are_no_group_of_zero(engine):
    data = {"overall": answers(0.2) * 3, "w": [1] * N + [None] * N + [2] * N}
    table = next(iter(assessed(engine(data), 'groups = ["w"]', "groups").part("groups").tables())).result
    assert {group: found.n for group, found in table.items()} == {1: N, 2: N, None: N}


@each_engine
def test_spaces_and_hidden_characters_split_no_group_and_line_breaks_stop_nothing(engine):
    names = (
        ["North"] * 30
        + ["North "] * 15
        + ["\u200bNorth"] * 15
        + [""] * 20
        + ["  "] * 10
        + ["So\nuth"] * 45
        + ["West\t1"] * 45
    )
    data = {"overall": answers(0.2) * 3, "w": names}
    found = assessed(engine(data), 'groups = ["w"]', "groups")
    table = next(iter(found.part("groups").tables())).result
    assert {group: share.n for group, share in table.items()} == {"North": N, "So\nuth": 45, "West\t1": 45, None: 30}
    page = sk.report(found, language="zh")
    assert "North" in str(page)


def test_a_declared_direction_is_turned_by_alpha_and_omega():
    rng = np.random.default_rng(7)
    items = np.clip(np.rint(3 + rng.normal(size=(300, 1)) + rng.normal(scale=0.7, size=(300, 3))), 1, 5).astype(int)
    data = {"a": items[:, 0], "b": items[:, 1], "c": items[:, 2], "turned": 6 - items[:, 2]}
    low_is_best = sk.Scale(low=1, high=5, higher_is_better=False)
    scales = {"a": sk.LIKERT_5, "b": sk.LIKERT_5, "turned": low_is_best}
    for measure in (sk.cronbach_alpha, sk.omega):
        plain = measure(data, ["a", "b", "c"], scale=sk.LIKERT_5).value
        assert measure(data, ["a", "b", "turned"], scale=scales).value == pytest.approx(plain, rel=1e-9)
    assert sk.cronbach_alpha(data, ["a", "b", "c"], scale=sk.LIKERT_5).value == pytest.approx(0.835, abs=5e-4)


def test_a_blank_cell_is_no_rating():
    marks = {"a": ["1", "1", "2"], "b": ["1", "1", ""], "c": ["", "1", "2"]}
    found = sk.stats.krippendorff_alpha(sk.stats.ratings_by_rater(marks, ["a", "b", "c"]))
    assert found.value == 1.0
