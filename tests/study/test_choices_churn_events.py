"""Several answers, customers who leave and events of cases: figures, bounds and sentences of three small parts."""

from datetime import timedelta

import numpy as np
import pytest

import servicekit as sk
from servicekit.foundation._errors import InvalidValueError, NotEnoughDataError, RecordError
from servicekit.study import study_from_toml
from servicekit.study.parts import _choices as choices
from servicekit.study.parts import _churn as churn
from servicekit.study.parts import _events as events

NOTHING = "[scales.s]\nlow = 1\nhigh = 5\n"


def findings(part, language="en"):
    return [entry.text.text(language) for entry in part.statements]


CELLS = """
level = 0.9
design = { weights = "w" }
[questions.used]
kind = "multi"
column = "used"
separator = ";"
label = { en = "Used", zh = "使用" }
"""
USED = {"used": ["App;Phone", "App", "Desk", None, "App;Desk;Shop;Mail", " ; "] * 10, "w": [0.5, 1.0] * 30}
ASKED = [cell is not None and cell != " ; " for cell in USED["used"]]


def by_hand(option, data=USED):
    """The share among those with any answer, as one column of ticks."""
    ticks = [
        int(option in (cell or "").split(";")) if asked else None
        for cell, asked in zip(data["used"], ASKED, strict=True)
    ]
    about = {"scale": sk.Scale(low=0, high=1), "boxes": 1, "level": 0.9, "design": sk.Design(weights="w")}
    return sk.satisfaction.top_box({"tick": ticks, "w": data["w"]}, "tick", **about)


@pytest.fixture(scope="module")
def used():
    return choices.assess(study_from_toml(CELLS), USED)


def test_the_source_of_shares_is_named(used):
    assert [source.year for source in used.sources] == [1927]  # Wilson


def test_a_choice_is_the_share_of_those_who_gave_any_answer(used):
    shares = used.results["used"]
    assert set(shares) == {"App", "Phone", "Desk", "Shop", "Mail"}
    for option, share in shares.items():
        expected = by_hand(option)
        assert (share.value, share.interval.low, share.interval.high) == pytest.approx(
            (expected.value, expected.interval.low, expected.interval.high)
        )
        assert share.tally.n == expected.tally.n == sum(ASKED)


def test_the_three_commonest_choices_are_said_the_commonest_first(used):
    # weights ½, 1, ½, -, ½, - in turn: 2½ in all; App 2, Desk 1, Phone and the others ½
    shares = [by_hand(option) for option in ("App", "Desk", "Phone")]
    assert [share.value for share in shares] == pytest.approx([0.8, 0.4, 0.2])
    ends = [f"({100 * s.interval.low:.1f}% to {100 * s.interval.high:.1f}%)" for s in shares]
    assert findings(used) == [f"Used: App 80.0% {ends[0]}; Desk 40.0% {ends[1]}; Phone 20.0% {ends[2]}."]
    ends = [f"（{100 * s.interval.low:.1f}%至{100 * s.interval.high:.1f}%）" for s in shares]
    assert findings(used, "zh") == [f"使用：App80.0%{ends[0]}；Desk40.0%{ends[1]}；Phone20.0%{ends[2]}。"]


def test_the_forty_commonest_choices_are_counted():
    data = {"used": [f"c{k:02}" for k in range(41) for _ in range(1 + (k > 0))], "w": [0.5, 1.0] * 40 + [0.5]}
    assert set(choices.assess(study_from_toml(CELLS), data).results["used"]) == {f"c{k:02}" for k in range(1, 41)}


def test_where_nobody_was_asked_nothing_is_said_and_without_such_a_question_the_part_is_not_run():
    blank = choices.assess(study_from_toml(CELLS), {"used": [None, " "], "w": [1.0, 1.0]})
    assert (findings(blank), dict(blank.results["used"])) == ([], {})
    lacking = choices.assess(study_from_toml(NOTHING), {})
    assert (lacking.key, lacking.needs, lacking.reason) == ("choices", choices.NEEDS, None)


def test_a_fold_is_told_which_columns_and_counts_the_part_will_need(used):
    study = study_from_toml(CELLS + '[questions.had]\nkind = "multi"\ncolumns = ["App", "Phone"]\n')
    data = USED | {"App": [1, 0] * 30, "Phone": [None, "yes"] * 30}
    options, read, ticks = (ask(data) for ask in choices.requests(study))
    assert options[0] == "App"
    assert set(options) == set(used.results["used"])
    assert set(read) == {"used", "w"}
    assert {name: share.value for name, share in ticks.items()} == pytest.approx({"App": 1 / 3, "Phone": 2 / 3})
    said = choices.assess(study, data).statements[1].text.en
    assert said.startswith("had: Phone 66.7% (")  # the commonest first, whatever the order of columns
    assert "; App 33.3% (" in said
    (second,) = choices.again(study)
    assert second(data) == dict(used.results["used"])


LEFT = """
level = 0.9
[churn]
tenure = "months"
churned = "gone"
left = [" Yes", "1"]
by = ["plan"]
"""


def customers():
    """40 customers of two plans; some left without a word on it, or are of no known tenure or plan."""
    rng = np.random.default_rng(1)
    table = {
        "months": [*rng.integers(0, 24, 43).astype(float).tolist(), 24.0, None],
        "gone": [*rng.choice(["yes ", "no", "1"], 43).tolist(), "no", "yes"],
        "plan": ["a"] * 20 + ["b"] * 20 + [None] * 5,
    }
    table["gone"][42] = " "
    return table


@pytest.fixture(scope="module")
def stayed():
    return churn.assess(study_from_toml(LEFT), customers())


def followed(rows):
    table = customers()
    months = [table["months"][row] for row in rows]
    return months, [table["gone"][row].strip() in ("yes", "1") for row in rows]


def test_retention_is_the_curve_of_those_whose_tenure_and_leaving_are_known(stayed):
    known = [*range(42), 43]  # row 42 does not say whether it left, row 44 how long it stayed
    months, left = followed(known)
    assert stayed.results["retention"] == sk.stats.kaplan_meier(months, observed=left, level=0.9)
    curve = stayed.results["retention"]
    after = {point: sk.stats.survival_at(curve, time=float(point)) for point in (12, 24)}
    assert [stayed.results[f"still there after {point}"] for point in after] == list(after.values())
    told = {table.caption.en: [name.en for name in table.names.values()] for table in stayed.tables()}
    assert told["Retention"] == ["Half have left after (months)"]
    assert told["Still there after 12 months"] == ["Customers still there"]
    shares = {point: (found.value, found.interval.low, found.interval.high) for point, found in after.items()}
    percents = {point: [f"{100 * share:.1f}%" for share in three] for point, three in shares.items()}
    assert findings(stayed) == [
        f"43 customers, of whom {sum(left)} have left.",
        *(f"Still a customer after {p} months: {v} ({low} to {high})." for p, (v, low, high) in percents.items()),
    ]
    assert findings(stayed, "zh") == [
        f"共43位顾客，其中{sum(left)}位已流失。",
        *(f"{p}个月后仍是顾客的占比：{v}（{low}至{high}）。" for p, (v, low, high) in percents.items()),
    ]


def test_groups_of_twenty_are_compared_and_those_without_a_group_are_not_one(stayed):
    months, left = followed(range(40))
    groups = ["a"] * 20 + ["b"] * 20
    curves = dict(sk.stats.kaplan_meier(months, observed=left, by=groups, level=0.9))
    assert dict(stayed.results["retention by plan"]) == curves
    assert stayed.results["log-rank by plan"].p_value == sk.stats.log_rank(months, groups=groups, observed=left).p_value
    table = customers()
    table["months"][39] = None
    alone = churn.assess(study_from_toml(LEFT), table)
    assert (alone.retention_by, alone.log_rank_by) == ({}, {})  # 19 of b, and a group alone is not compared
    many = {"months": [5.0, 9.0] * 310, "gone": ["yes", "no"] * 310, "plan": [f"p{k // 20:02}" for k in range(620)]}
    assert churn.assess(study_from_toml(LEFT), many).retention_by == {}  # 31 groups
    thirty = {name: column[:600] for name, column in many.items()}
    assert len(churn.assess(study_from_toml(LEFT), thirty).retention_by["plan"]) == 30


def test_what_lies_beyond_the_longest_tenure_is_not_said():
    table = {"months": [3, 11, 11], "gone": [1, 0, 1.5], "plan": ["a"] * 3}
    part = churn.assess(study_from_toml(LEFT), table)
    assert part.after == {}
    assert findings(part) == ["3 customers, of whom 1 have left."]
    long = churn.assess(study_from_toml(LEFT), {"months": [12, 23], "gone": [1.0, 0.0], "plan": ["a", "a"]})
    assert list(long.after) == ["12"]
    assert long.retention.n_events == 1


def test_tenures_are_numbers_from_zero_on_and_somebody_has_one():
    study = study_from_toml(LEFT)
    with pytest.raises(InvalidValueError, match=r"at least 0.*-2\.0"):
        churn.assess(study, {"months": [0, -2, -1], "gone": [1, 0, 1], "plan": ["a"] * 3})
    with pytest.raises(InvalidValueError, match="a column of numbers"):
        churn.assess(study, {"months": ["3", "4"], "gone": [1, 0], "plan": ["a"] * 2})
    with pytest.raises(NotEnoughDataError, match="no customer has both"):
        churn.assess(study, {"months": [3.0, None], "gone": ["", "yes"], "plan": ["a"] * 2})
    assert churn.assess(study, {"months": [0, 0], "gone": [1, 0], "plan": ["a"] * 2}).retention.n == 2


@pytest.mark.parametrize(("part", "name"), ((churn, "churn"), (events, "events")))
def test_a_table_without_its_section_is_said_to_lack_it(part, name):
    study = study_from_toml(NOTHING)
    assert part.assess(study, {"x": [1]}).reason.en == f"no [{name}] in the study"
    lacking = part.assess(study, None)
    assert (lacking.key, lacking.reason, lacking.needs) == (name, None, part.NEEDS)
    with_section = study_from_toml(LEFT if name == "churn" else CASES)
    assert part.assess(with_section, None).reason is None


CASES = """
level = 0.9
invalid = "omit"
[events]
case = "case"
time = "at"
activity = "step"
closing = [" Done ", "void"]
"""
START = np.datetime64("2026-01-05T08:00")
STEPS = [  # case, hours after the start, step: four of them closed after 24, 48, 72 and 96 hours, two open
    *((f"k{k}", 0, "open") for k in range(6)),
    *((f"k{k}", 24 * (k + 1), "DONE" if k else "void") for k in range(4)),
    ("k0", 12, "call"),
    ("k1", 24, "done "),  # closed twice: the last counts
    ("k4", 30, "call"),
    ("k5", 200, None),
    (None, 300, "done"),
    ("k6", None, "done"),
    ("k5", None, "done"),
]


def log():
    return {
        "case": [case for case, _, _ in STEPS],
        "at": ["unknown" if hours is None else str(START + np.timedelta64(hours, "h")) for _, hours, _ in STEPS],
        "step": [step for _, _, step in STEPS],
    }


def test_a_case_runs_from_its_first_event_to_the_last_that_closes_it():
    study = study_from_toml(CASES)
    part = events.assess(study, log())
    rows = events.case_columns(study, study.events, log())
    assert rows["case"].values.tolist() == [f"k{k}" for k in range(6)]  # k6 has no event with a time
    assert rows["events"].values.tolist() == [3, 3, 2, 2, 2, 2]
    assert rows["resolved"].present.tolist() == [True] * 4 + [False] * 2
    took = (rows["resolved"].values[:4] - rows["opened"].values[:4]) / np.timedelta64(1, "h")
    assert took.tolist() == [24, 48, 72, 96]
    assert (part.log.n, part.log.n_open) == (6, 2)
    # of six 5/6, 4/6 and 3/6 are open after one, two and three days; the two open ones are censored after 200 hours
    assert part.times.value == 3.0
    assert part.times == sk.complaints.resolution_time(part.log, unit="days", level=0.9)
    assert part.backlog == sk.complaints.backlog(part.log)
    ends = part.times.interval
    assert findings(part)[0] == "6 cases made of 14 events."
    assert findings(part)[1].startswith(f"Median days from the first event to the end: 3.0 ({ends.low:.1f} ")
    assert findings(part, "zh")[0] == "由14个事件归并为6个事项。"
    assert findings(part, "zh")[1].startswith("自首个事件至结束的天数中位数：3.0（")


def test_events_with_an_offset_are_put_on_one_clock():
    data = {"case": ["a", "a"], "at": ["2026-01-05T08:00+08:00", "2026-01-06T08:00+00:00"], "step": ["x", "done"]}
    rows = events.case_columns(study_from_toml(CASES), study_from_toml(CASES).events, data)
    assert rows["opened"].zone == rows["resolved"].zone == "UTC"
    took = rows["resolved"].values[0] - rows["opened"].values[0]
    assert took.astype("timedelta64[us]").item() == timedelta(hours=32)
    plain = events.case_columns(study_from_toml(CASES), study_from_toml(CASES).events, log())
    assert plain["opened"].zone is None


def test_closing_words_need_the_column_they_stand_in_and_a_case_a_time():
    with pytest.raises(RecordError, match="given together with a column activity"):
        study_from_toml(CASES.replace('activity = "step"\n', ""))
    with pytest.raises(NotEnoughDataError, match="no event has both a case and a time"):
        events.assess(study_from_toml(CASES), {"case": ["a", None], "at": ["?", "2026-01-01"], "step": ["x", "done"]})


def test_tenures_below_nothing_are_refused_or_left_out_and_told():
    table = customers()
    table["months"] = [-2.0, *table["months"][1:]]
    with pytest.raises(sk.ServiceKitError, match=r"row 0, 1 such rows.*counts them"):
        churn.assess(study_from_toml(LEFT), table)
    found = churn.assess(study_from_toml('invalid = "omit"\n' + LEFT), table)
    assert found.retention.n == 42
    assert "Rows not counted: 1 with a negative tenure." in findings(found)
