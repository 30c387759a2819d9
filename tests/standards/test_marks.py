"""What auditors write: marks, words in both languages, and numbers with their unit."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.foundation import InvalidValueError, Label, UnknownConceptError
from servicekit.standards import CAR_AFTER_SALES, FASHION_RETAIL, Area, Standard, StandardSet, Tokens, Unit, audit
from servicekit.standards import _observations as observations

GREET, MINUTES, ITEMS = "greet_within_10_seconds", "confirmed_15_minutes_before", "extras_explained"


def outcome(standard: str, mark: Any, **settings: Any) -> str:
    table = {"standard": [standard], "site": ["A"], "result": [mark]}
    found = audit(table, CAR_AFTER_SALES, auditor=None, **settings)
    counts = {
        "kept": found.kept_count,
        "failed": found.failed_count,
        "n/a": found.not_applicable,
        "unseen": found.not_observed,
    }
    return next(name for name, count in counts.items() if count)


@pytest.mark.parametrize("mark", ("√", "✓", "✔", "✔\ufe0f", "☑", "达标", "做到", " 做到 ", "OK"))
@pytest.mark.parametrize("standard", (GREET, "fixed_first_time"))
def test_a_tick_says_kept_whatever_the_standard(mark: str, standard: str) -> None:
    assert outcome(standard, mark) == "kept"


@pytest.mark.parametrize("mark", ("×", "✗", "✘", "❌", "未达标", "未做到", "没做到"))
@pytest.mark.parametrize("standard", (GREET, "fixed_first_time"))
def test_a_cross_says_failed_whatever_the_standard(mark: str, standard: str) -> None:
    assert outcome(standard, mark) == "failed"


@pytest.mark.parametrize(
    ("standard", "mark", "said"),
    (
        (GREET, "8秒", "kept"),
        (GREET, "8 s", "kept"),
        (GREET, "８ 秒", "kept"),
        (GREET, "12 sec", "failed"),
        (GREET, "0.1 min", "kept"),
        (GREET, "1分20秒", "failed"),
        (MINUTES, "20分钟", "kept"),
        (MINUTES, "840 s", "failed"),
        (MINUTES, "15分0秒", "kept"),
        (ITEMS, "6项", "kept"),
        (ITEMS, "5 项", "failed"),
    ),
)
def test_numbers_are_read_with_their_unit(standard: str, mark: str, said: str) -> None:
    assert outcome(standard, mark) == said


@pytest.mark.parametrize("mark", ("8 kg", "8项", "x", "/", "8 s 3", "-", "1分20项", "快"))
def test_what_is_no_mark_and_no_measure_of_this_standard_is_refused(mark: str) -> None:
    with pytest.raises(InvalidValueError, match="result must be a number"):
        outcome(GREET, mark)


def test_yes_is_no_measurement() -> None:
    with pytest.raises(InvalidValueError, match="result must be a number"):
        outcome(GREET, "是")


def test_own_marks_and_own_units_are_declared() -> None:
    assert outcome(GREET, "bien", tokens=Tokens(kept=("bien",))) == "kept"
    tables = Unit(key="tables", label=Label("tables", "桌"))
    area = Area("hall", Label("Hall", "大厅"))
    about = {"area": area, "subject": Label("waiter", "服务员"), "measure": Label("count", "清点")}
    laid = Standard(
        key="laid", text=Label("Lay tables", "摆台"), unit=tables, threshold=4, direction="at_least", **about
    )
    own = StandardSet(key="hall", title=Label("Hall", "大厅"), standards=(laid,))
    table = {"standard": ["laid"] * 3, "site": ["A"] * 3, "result": ["5桌", "3 tables", 4]}
    found = audit(table, own, auditor=None)
    assert (found.kept_count, found.failed_count) == (2, 1)
    with pytest.raises(InvalidValueError, match="one meaning each"):
        Tokens(kept=("ja",), failed=("ja",))


def test_standards_go_by_their_text_in_either_language() -> None:
    smile = FASHION_RETAIL["smile"]
    for name in ("smile", smile.text.en.upper(), smile.text.zh, f"{smile.text.zh} *"):
        table = {"standard": [name], "site": ["A"], "result": ["是"]}
        assert audit(table, FASHION_RETAIL, auditor=None).kept_count == 1
    with pytest.raises(UnknownConceptError, match="did you mean 'smile'"):
        audit({"standard": ["smlie"], "site": ["A"], "result": ["是"]}, FASHION_RETAIL, auditor=None)


def test_targets_in_chinese() -> None:
    assert CAR_AFTER_SALES["parts_fill_rate"].target("zh") == "不低于95%"
    assert CAR_AFTER_SALES[ITEMS].target("zh") == "不低于6项"
    assert CAR_AFTER_SALES["fixed_first_time"].target("zh") == "做到"


@given(
    st.lists(st.tuples(st.sampled_from((GREET, MINUTES)), st.floats(0, 3000).map(lambda s: round(s, 1))), max_size=20)
)
def test_the_unit_written_changes_the_number_and_nothing_else(rows: list[tuple[str, float]]) -> None:
    plain = [seconds if key == GREET else seconds / 60 for key, seconds in rows]
    table = {"standard": [key for key, _ in rows], "site": ["A"] * len(rows)}
    written = [f"{seconds:.1f} 秒" for _, seconds in rows]
    one, other = (audit({**table, "result": cells}, CAR_AFTER_SALES, auditor=None) for cells in (plain, written))
    assert np.array_equal(one.counts, other.counts)


def test_many_different_measures_are_judged_as_few_are(monkeypatch: pytest.MonkeyPatch) -> None:
    table = {"standard": [GREET] * 4, "site": ["A"] * 4, "result": ["8秒", "1 min", "√", "9"]}
    few = audit(table, CAR_AFTER_SALES, auditor=None)
    monkeypatch.setattr(observations, "MOST_WORDS", 0)
    assert np.array_equal(audit(table, CAR_AFTER_SALES, auditor=None).counts, few.counts)
