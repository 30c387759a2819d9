"""The order of waves: told by what they are called, stated by the caller, or asked for."""

import pickle
from datetime import UTC, date, datetime
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit import LIKERT_5, top_box
from servicekit.data._answers import InputPolicy
from servicekit.data._categories import Category, tidy_name
from servicekit.data._chronology import chronological, in_order
from servicekit.data.time._time_columns import TimeFormat
from servicekit.foundation._errors import InvalidValueError
from servicekit.standards._audit import audit
from servicekit.standards._compliance import compliance_chart
from servicekit.standards._score import audit_score
from servicekit.standards.presets._fashion_retail import FASHION_RETAIL
from servicekit.stats.comparison._comparison import compare
from servicekit.stats.monitoring._control_charts import share_chart
from servicekit.study._study import Question, Study
from servicekit.study.parts import _waves as waves

KNOWN = (
    ("Jan", "Feb", "Mar", "Apr"),
    ("January", "March", "Sept", "Oct"),
    ("Dec 2024", "Jan 2025", "May 2025"),
    ("June 2024", "2025 May"),
    ("Oct '24", "Jan '25"),
    ("Jan-25", "Feb-25"),
    ("11/2025", "1/2026"),
    ("2024-12", "2025-01"),
    ("2025.9", "2025.10"),
    ("2025-01-31", "2025-02-01T09:00", "2025-02-01T10:00"),
    ("2025/1/31", "2025/2/1"),
    ("13/03/2025", "03/04/2025"),
    ("3 March 2025", "March 10, 2025"),
    ("Q1", "Q2", "Q3"),
    ("Q4 2024", "2025 Q1", "2025-Q2", "Q3'25"),
    ("4Q24", "1Q25"),
    ("first quarter 2025", "second quarter 2025"),
    ("H2 2024", "H1 2025"),
    ("2024", "2025", "2026"),
    ("FY2024", "FY2025"),
    ("2025-W09", "2025 week 10"),
    ("Week 9", "Week 10"),
    ("Wave 9", "Wave 10"),
    ("wave 2 (2024)", "wave 1 (2025)"),
    ("T1", "T2", "T10"),
    ("1月", "2月", "10月"),
    ("一月", "二月", "十月", "十二月"),
    ("2024年12月", "2025年1月", "2025年十月"),
    ("第一季度", "第二季度", "第三季度", "第四季度"),
    ("2024年第四季度", "2025年第一季度", "2025年2季度"),
    ("2024年下半年", "2025年上半年"),
    ("2024年", "2025年度"),
    ("第9周", "第10周"),
    ("第九期", "第十期", "第十一期", "第二十期"),
    ("2025年3月5日", "2025年3月12日"),
    ("第１期", "第２期"),
    (1, 2.5, 10),
    (date(2025, 1, 31), datetime(2025, 2, 1), datetime(2025, 2, 1, 12, tzinfo=UTC)),
)


@pytest.mark.parametrize("waves", KNOWN)
def test_names_that_tell_their_time_are_put_in_order(waves):
    for given_order in list(permutations(waves))[:24]:
        assert chronological(given_order) == list(waves)
        assert in_order([None, *given_order]) == [*waves, None]


@pytest.mark.parametrize(
    "waves",
    (
        ("before", "after"),
        ("Pre", "Post"),
        ("前测", "后测"),
        ("Nov", "Dec", "Jan"),  # of one year, or over its end?
        ("Q4", "Q1"),
        ("12月", "1月", "2月"),
        ("03/04/2025", "04/03/2025"),  # day or month first?
        ("Dec-24", "Jan-25"),  # a year or a day?
        ("1.9", "1.10"),  # versions or numbers?
        ("Q4 2024", "2025"),
        ("1/2", "2/1"),
        (True, False),
        (1, "2"),
        ("2025", "2025年"),  # two names of one year
        ("Wave 1", "Round 2"),
        ("Jan", "2024", "March 2024"),  # no two of one kind
        ("Wave 1", "wave  1"),  # one name written twice
    ),
)
def test_names_that_do_not_tell_their_time_are_not_guessed(waves):
    assert chronological(waves) is None
    assert sorted(map(str, in_order(waves))) == sorted(map(str, waves))


@given(st.lists(st.dates(date(1950, 1, 1), date(2149, 12, 31)), min_size=2, max_size=8, unique=True))
def test_every_way_to_write_dates_gives_their_order(days):
    right = sorted(days)
    for pattern in ("%Y-%m-%d", "%Y/%m/%d", "%d %B %Y", "%B %d, %Y", "%Y年%m月%d日"):
        assert chronological([f"{day:{pattern}}" for day in days]) == [f"{day:{pattern}}" for day in right]


@given(
    st.lists(st.text(max_size=8) | st.integers() | st.none() | st.booleans() | st.dates(), unique_by=repr, max_size=8)
)
def test_no_group_is_lost_or_doubled(levels):
    distinct = list(dict.fromkeys(levels))
    found = in_order(distinct)
    assert len(found) == len(distinct)
    assert set(map(repr, found)) == set(map(repr, distinct))


def test_groups_of_two_columns_are_in_the_order_of_each():
    levels = [("b", "Q1 2026"), ("a", "Q1 2026"), ("b", "Q4 2025"), ("a", "Q4 2025")]
    assert in_order(levels) == [levels[3], levels[1], levels[2], levels[0]]


def test_ordered_categories_are_their_text_and_survive_a_journey():
    later, earlier = Category("after", 1), Category("before", 0)
    assert chronological([later, earlier]) == ["before", "after"]
    back = pickle.loads(pickle.dumps(later))
    assert (back, back.rank, hash(back)) == ("after", 1, hash("after"))


@given(st.text(max_size=12))
def test_tidying_a_name_twice_changes_nothing_more(text):
    assert tidy_name(tidy_name(text)) == tidy_name(text)


ROWS = {"q": [1, 2, 5, 4, 5, 5], "w": ["before", "after"] * 3}


def test_consecutive_waves_without_a_known_order_are_asked_for():
    found = top_box(ROWS, "q", scale=LIKERT_5, by="w")
    with pytest.raises(InvalidValueError, match=r"waves must be in an order that is known, got .*'w'.* order="):
        compare(found, pairs="consecutive")
    stated = compare(found, pairs="consecutive", order=["before", "after"]).contrasts
    assert [(contrast.first, contrast.second) for contrast in stated] == [("after", "before")]
    with pytest.raises(InvalidValueError, match="names every wave"):
        compare(found, pairs="consecutive", order=["before"])
    plain = {wave: found[wave] for wave in ("before", "after")}  # a plain mapping states its order
    assert compare(plain, pairs="consecutive").contrasts[0].first == "after"
    assert len(compare(found).contrasts) == 1


def test_a_study_compares_waves_only_in_a_known_or_stated_order():
    question = {"q": Question(column="q", scale="five", kind="csat")}
    study = Study(scales={"five": LIKERT_5}, questions=question, wave="w")
    assert "wave_order" in waves.assess(study, ROWS).reason.en
    stated = Study(scales={"five": LIKERT_5}, questions=question, wave="w", wave_order=("before", "after"))
    found = waves.assess(stated, ROWS)
    assert list(found.results["q"]) == ["before", "after"]
    assert found.results["q_changes"].contrasts[0].first == "after"


def test_audit_charts_take_waves_in_their_order():
    key = next(iter(FASHION_RETAIL)).key
    rows = [("Wave 9", 1), ("Wave 10", 0), ("Wave 11", 1), ("Wave 11", 0)]
    observed = {"standard": [key] * 4, "site": ["a"] * 4, "result": ["yes" if k else "no" for _, k in rows]}
    numbered = audit(observed | {"w": [wave for wave, _ in rows]}, FASHION_RETAIL, auditor=None, wave="w")
    assert numbered.waves == ("Wave 9", "Wave 10", "Wave 11")
    assert [point.period for point in compliance_chart(numbered).points] == ["Wave 9", "Wave 10", "Wave 11"]
    named = audit(observed | {"w": ["spring", "autumn", "winter", "winter"]}, FASHION_RETAIL, auditor=None, wave="w")
    with pytest.raises(InvalidValueError, match="order that is known"):
        compliance_chart(named)
    chart = compliance_chart(named, order=["spring", "autumn", "winter"])
    assert [point.period for point in chart.points] == ["spring", "autumn", "winter"]


def test_control_charts_know_wave_ten_comes_after_wave_nine():
    names = ["Wave 9", "Wave 10", "Wave 11"]
    assert [point.period for point in share_chart([1, 2, 1], [4, 4, 4], periods=names).points] == names
    with pytest.raises(InvalidValueError, match="sort=True"):
        share_chart([1, 2, 1], [4, 4, 4], periods=names[::-1])
    assert [p.period for p in share_chart([1, 2, 1], [4, 4, 4], periods=names[::-1], sort=True).points] == names
    as_given = share_chart([1, 2, 1], [4, 4, 4], periods=["spring", "autumn", "winter"])
    assert [point.period for point in as_given.points] == ["spring", "autumn", "winter"]


def test_waves_of_an_audit_may_be_dates_by_a_stated_form():
    key = next(iter(FASHION_RETAIL)).key
    rows = {"standard": [key] * 3, "site": ["a"] * 3, "visit": [1, 2, 3], "result": ["yes", "no", "yes"]}
    dates = {"w": ["01/12/2025", "11/02/2026", "03/01/2026"]}
    about = {"auditor": None, "wave": "w", "times": TimeFormat("%d/%m/%Y")}
    found = audit(rows | dates, FASHION_RETAIL, **about)
    assert found.waves == (date(2025, 12, 1), date(2026, 1, 3), date(2026, 2, 11))
    assert audit_score(rows | dates, FASHION_RETAIL, visit="visit", by="wave", **about)[date(2026, 2, 11)].value == 0
    bad = rows | {"w": [*dates["w"][:2], "2026-01-03"]}
    with pytest.raises(InvalidValueError, match="a date as the format says, got '2026-01-03'"):
        audit(bad, FASHION_RETAIL, **about)
    assert audit(bad, FASHION_RETAIL, policy=InputPolicy(invalid="omit"), **about).rejected == {"blank_wave": 1}
    late = rows | {"w": ["2026-01-31T23:30:00+00:00"] * 3}
    assert audit(late, FASHION_RETAIL, **about | {"times": TimeFormat(zone="Europe/Rome")}).waves == (date(2026, 2, 1),)
