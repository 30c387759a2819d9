"""Logs in a draft: what is written of each kind, what is asked, and what is left to a person."""

import numpy as np
import pytest

import servicekit as sk

ROWS = 120
RNG = np.random.default_rng(5)
TIMES = [f"2026-{1 + row % 9:02}-{1 + row % 28:02} 10:{row % 60:02}" for row in range(ROWS)]
DAYS = [time[:10] for time in TIMES]
CHECKS = {
    "audit_id": list(range(ROWS)),
    "store": ["A", "B", "C"] * 40,
    "standard": ["smile", "greet", "clean", "thanks"] * 30,
}
NOTHING = "nothing to assess was recognised"


def lines(table, *more, language="en"):
    written = sk.draft_study(table, *more).to_toml(language=language)
    return [line.partition("  ")[0] for line in written.splitlines() if line]


def kind(table):
    return sk.draft_study(table).kinds[0]


def test_marks_of_an_audit_name_site_standard_result_and_auditor():
    marks = CHECKS | {"result": ["yes", "no", "yes", "yes", "yes"] * 24, "auditor": ["Lu", "Mo"] * 60}
    draft = sk.draft_study(marks)
    assert draft.kinds == ("audit",)
    assert draft.study.audits.columns == {
        "site": "store", "standard": "standard", "result": "result", "auditor": "auditor"
    }  # fmt: skip
    assert {'yes = ["yes"]', 'no = ["no"]'} <= set(lines(marks))


@pytest.mark.parametrize(
    ("column", "marks", "written"),
    (
        ("passed", ["pass", "fail", "pass"], {'yes = ["pass"]', 'no = ["fail"]', 'result = "passed"'}),
        ("status", ["seen", "unseen", "seen"], {'result = "status"'}),
    ),
)
def test_marks_in_other_words_are_a_result_too(column, marks, written):
    found = lines(CHECKS | {column: marks * 40})
    assert written <= set(found)
    assert not any(line.startswith("auditor") for line in found)
    assert any(line.startswith("yes") for line in found) == ("yes" in "".join(written))


def test_marks_without_a_standard_are_left_to_a_person():
    found = lines({"audit_id": list(range(ROWS)), "store": ["A", "B", "C"] * 40, "note": ["x", "y"] * 60})
    assert any(NOTHING in line for line in found)
    assert "[audits]" not in found


def test_days_and_months_that_may_be_swapped_are_asked_for():
    dates = [f"0{1 + row % 9}/0{1 + row % 7}/2026" for row in range(12)]
    cases = {"case_id": list(range(12)), "opened": dates, "closed": dates, "issue": ["late", "rude"] * 6}
    entries = [entry for entry in sk.draft_study(cases).entries if "pattern" in entry.text]
    assert [entry.confirm for entry in entries] == [True]


def test_cases_without_a_time_of_closing_ask_which_status_closes():
    found = lines({"opened": TIMES, "status": ["open", "done", "done"] * 40})
    assert "# CONFIRM: no time of closing; which values of status mean closed?" in found
    assert not any(line.startswith(("by =", "case =", "resolved =")) for line in found)
    bare = lines({"ticket created": TIMES, "note": [f"some words {row} said here" for row in range(ROWS)]})
    assert 'opened = "ticket created"' in bare
    assert not any("closing" in line or "status" in line for line in bare)


@pytest.mark.parametrize(
    ("table", "expected"),
    (
        ({"case_id": list(range(ROWS)), "closed": TIMES, "status": ["open", "done", "done"] * 40}, "cases"),
        ({"customer_id": list(range(ROWS)), "churn": ["stay", "go", "stay"] * 40}, "churn"),
        ({"queue time": RNG.integers(-90, 200, ROWS).tolist(), "agent": ["a", "b"] * 60}, "waits"),
    ),
)
def test_a_log_without_what_its_section_needs_is_left_to_a_person(table, expected):
    assert kind(table) == expected
    assert any(NOTHING in line for line in lines(table))
    assert any("未识别出可评估的内容" in line for line in lines(table, language="zh"))


def test_negative_amounts_are_taken_for_returns_and_asked_for():
    amounts = [round(float(amount), 2) for amount in RNG.normal(30, 30, ROWS)]
    found = lines({"customer_id": [row % 40 for row in range(ROWS)], "order_date": DAYS, "amount": amounts})
    assert 'returns = "net"' in found


def test_the_rarer_of_two_unknown_words_is_taken_for_leaving():
    table = {"customer_id": list(range(ROWS)), "tenure": RNG.integers(1, 60, ROWS).tolist()}
    draft = sk.draft_study(table | {"churned": ["stay", "go", "stay"] * 40})
    assert draft.study.churn.left == ("go",)
    assert any(entry.text.startswith("left") and entry.confirm for entry in draft.entries)


def test_outcomes_of_waits_are_named_where_their_words_are_known():
    waits = {"waiting seconds": RNG.integers(0, 200, ROWS).tolist()}
    unknown = lines(waits | {"status": ["x1", "x2", "x3"] * 40})
    assert "# CONFIRM: which values of status mean service, which giving up?" in unknown
    assert not any(line.startswith("outcome") for line in unknown)
    served = lines(waits | {"status": ["answered", "answered", "other"] * 40})
    assert {'served = ["answered"]', 'ignored = ["other"]', 'outcome = "status"'} <= set(served)
    assert not any(line.startswith("abandoned") for line in served)


def test_a_second_survey_beside_the_first_is_left_to_a_person():
    first = {"overall": [5, 4, 3, 2, 1] * 24, "speed": [1, 2, 3, 4, 5] * 24}
    other = {"recommend": [10, 9, 0, 7, 6, 8] * 20, "staff": [1, 2, 3, 4, 5] * 24}
    assert any(NOTHING in line for line in lines(first, other))


def test_comments_alone_are_read_without_a_rating():
    said = {"comment": [f"it took {row} long days" for row in range(40)]}
    assert kind(said) == "comments"
    assert sk.draft_study(said).study.comments.columns == ("comment",)
    assert sk.draft_study(said).study.comments.rating is None


def test_purchases_and_events_whose_times_cannot_be_read_are_left_to_a_person():
    odd = [f"2026-{1 + row % 28:02}-{1 + row % 9:02}" for row in range(ROWS)]  # the month behind the day
    cases = {"case_id": [row // 4 for row in range(ROWS)], "activity": ["a", "b", "c", "d"] * 30, "timestamp": odd}
    bought = {"customer_id": [row % 40 for row in range(ROWS)], "order_date": odd, "amount": list(range(ROWS))}
    for table, expected in ((cases, "events"), (bought, "transactions")):
        assert kind(table) == expected
        assert any(NOTHING in line for line in lines(table))


AGENTS = ["Lu", "Mo", "", "Lu"] * 30
OUTCOMES = ["answered", "transferred", "abandoned", "answered"] * 30


@pytest.mark.parametrize(
    ("names", "words"),
    (
        (("Began", "Ended", "Outcome", "Queue", "Agent"), OUTCOMES),
        (("进入时间", "离开时间", "结果", "队列", "坐席"), ["已接听", "已转接", "已放弃", "已接听"] * 30),
    ),
)
def test_calls_with_two_times_and_an_outcome_are_waits(names, words):
    began = [f"{1 + row % 9:02}.03.2024 10:{row % 60:02}:05" for row in range(ROWS)]
    ended = [time[:-1] + "9" for time in began]
    draft = sk.draft_study(dict(zip(names, (began, ended, words, ["A", "B"] * 60, AGENTS), strict=True)))
    assert draft.kinds == ("waits",)
    waits = draft.study.waits
    assert waits.columns == {"entered": names[0], "left": names[1], "outcome": names[2]}
    assert (waits.served, waits.abandoned, waits.ignored) == (tuple(words[:2]), (words[2],), ())
    assert waits.by == (names[3],)  # nobody who gave up has an agent
    assert any("is taken for the wait" in check.en for check in draft.checks)


@pytest.mark.parametrize(("waited", "outcome"), (("Seconds waited", OUTCOMES), ("等待秒数", OUTCOMES)))
def test_a_few_impossible_waits_are_asked_for_and_hide_no_log(waited, outcome):
    seconds = [-5, *RNG.integers(0, 200, ROWS - 1).tolist()]
    found = lines({waited: seconds, "Outcome": outcome})
    assert f'waited = "{waited}"' in found
    assert any(line.startswith("# CONFIRM: 1 values below 0 are no waits") for line in found)


def test_audits_name_their_wave_and_visit_in_both_languages():
    table = {
        "检查编号": [f"V{row // 4}" for row in range(ROWS)],
        "门店": ["甲店", "乙店", "丙店"] * 40,
        "检查标准": ["问候", "整洁", "工牌", "小票"] * 30,
        "是否达标": ["是", "否", "是", "不适用"] * 30,
        "轮次": ["上半年", "下半年"] * 60,
    }
    columns = {"visit": "检查编号", "site": "门店", "standard": "检查标准", "result": "是否达标", "wave": "轮次"}
    assert sk.draft_study(table).study.audits.columns == columns
    english = dict(zip(("Visit", "Site", "Standard", "Kept", "Wave"), table.values(), strict=True))
    assert set(sk.draft_study(english).study.audits.columns) == set(columns)


@pytest.mark.parametrize(("names", "left"), ((("Status", "Tenure (months)"), "left"), (("状态", "在网月数"), "流失")))
def test_who_left_is_told_by_its_values_beside_a_tenure(names, left):
    table = {names[0]: ["stayed", left, "stayed"] * 40, names[1]: RNG.integers(1, 60, ROWS).tolist()}
    churn = sk.draft_study(table).study.churn
    assert (churn.churned, churn.left, churn.unit) == (names[0], (left,), "months")
