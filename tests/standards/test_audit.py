"""An audit counts every observation once, refuses what cannot be, and grades without surprises."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.data._answers import InputPolicy
from servicekit.foundation._errors import InvalidValueError, MissingColumnError, ScaleMismatchError, UnknownConceptError
from servicekit.foundation._vocabulary import Label
from servicekit.standards._audit import Audit, audit
from servicekit.standards._audit_grades import GRADES, AuditGrade
from servicekit.standards._auditors import auditor_agreement
from servicekit.standards._compliance import compliance, critical_failures
from servicekit.standards._outcomes import Tokens
from servicekit.standards._score import audit_score
from servicekit.standards._standard import SECONDS, SHARE, Area, Direction, Standard, StandardSet
from servicekit.standards.presets._car_after_sales import CAR_AFTER_SALES
from servicekit.standards.presets._fashion_retail import FASHION_RETAIL
from servicekit.stats.reliability._agreement import Agreement

HALL, DOOR = Area("hall", Label("Hall", "大厅")), Area("door", Label("Door", "门口"))
HOST, LOOK = Label("host", "接待"), Label("look", "目测")


def made(key: str, **more: Any) -> Standard:
    settings = {"area": HALL, "conflict": "communication", **more}
    return Standard(key=key, text=Label(key, "做"), subject=HOST, measure=LOOK, **settings)


SET = StandardSet(
    key="counter",
    title=Label("Counter", "柜台"),
    standards=(
        made("greet", unit=SECONDS, threshold=10, direction=Direction.AT_MOST, area=DOOR),
        made("smile", weight=2),
        made("safe", critical=True, weight=3),
        made("stock", unit=SHARE, threshold=0.95, direction=Direction.AT_LEAST, conflict="product_quality"),
    ),
)
Row = tuple[str, str, str, int, Any]
RESULTS = st.sampled_from(["yes", "NO", "n/a", "", "是"])
MEASURES = st.sampled_from(["0", "0.5", "1", "Ｎ／Ａ", ""])
ROWS = st.lists(
    st.one_of(
        st.tuples(
            st.sampled_from(["smile", "safe"]),
            st.sampled_from("ABC"),
            st.sampled_from("xy"),
            st.integers(1, 3),
            RESULTS,
        ),
        st.tuples(
            st.sampled_from(["greet", "stock"]),
            st.sampled_from("ABC"),
            st.sampled_from("xy"),
            st.integers(1, 3),
            MEASURES,
        ),
    ),
    max_size=40,
)
NAMES = ("standard", "site", "auditor", "wave", "result")


def table(rows: list[Row]) -> dict[str, list[Any]]:
    return {name: [row[place] for row in rows] for place, name in enumerate(NAMES)}


def read(rows: list[Row], **settings: Any) -> Audit:
    return audit(table(rows), SET, wave="wave", **settings)


GOOD: list[Row] = [
    ("greet", "A", "x", 1, "8"),
    ("greet", "A", "x", 2, "12"),
    ("smile", "A", "x", 1, "yes"),
    ("smile", "B", "y", 1, "no"),
    ("safe", "B", "y", 1, "No"),
    ("safe", "A", "x", 1, "N/A"),
    ("stock", "B", "y", 2, "0.95"),
    ("stock", "B", "y", 2, ""),
]


def test_each_outcome_is_counted_where_it_belongs() -> None:
    found = read(GOOD)
    assert (found.kept_count, found.failed_count, found.not_applicable, found.not_observed) == (3, 3, 1, 1)
    whole = compliance(found)
    assert (whole.count, whole.n) == (3, 6)
    assert whole.interval is not None
    assert compliance(found, by="standard")["greet"].value == 0.5
    assert compliance(found, by="area")["door"].n == 2
    assert compliance(found, by="site")["A"].value == pytest.approx(2 / 3)
    assert compliance(found, by="wave")[2].value == 0.5
    assert compliance(found, by="auditor")["y"].n == 3
    assert compliance(found, by=("site", "wave"))["B", 2].value == 1
    assert compliance(found, by=("standard", "auditor"))["greet", "y"].reason.key == "no_data"
    (failure,) = critical_failures(found)
    assert (failure.standard, failure.site, failure.failed, failure.n) == ("safe", "B", 1, 1)
    with pytest.raises(InvalidValueError, match="one or two of"):
        compliance(found, by="town")  # type: ignore[arg-type]
    with pytest.raises(InvalidValueError, match="auditor alone"):
        compliance(found, by=("auditor", "site"))


def test_the_score_weighs_and_a_critical_failure_caps_the_grade() -> None:
    found = audit_score(read(GOOD))
    # kept: greet 1 x 1, smile 1 x 2, stock 1 x 1 = 4; observed: greet 2, smile 2 x 2, safe 1 x 3, stock 1 = 10
    assert found.value == pytest.approx(40)
    assert found.interval is not None
    assert found.interval.low < 40 < found.interval.high
    by_site = audit_score(read(GOOD), by="site")
    assert by_site["B"].grade is AuditGrade.UNACCEPTABLE
    assert by_site["A"].critical_failed == 0
    assert by_site["A"].value == pytest.approx(75)
    assert by_site["A"].grade is AuditGrade.WEAK


@given(ROWS, st.integers(0, 39))
def test_removing_a_failed_item_never_lowers_the_grade(rows: list[Row], place: int) -> None:
    order = list(GRADES.names)
    failed = [i for i, row in enumerate(rows) if read([row]).failed_count]
    if not failed:
        return
    gone = failed[place % len(failed)]
    before, after = audit_score(read(rows)), audit_score(read([row for i, row in enumerate(rows) if i != gone]))
    if after.value is not None and before.value is not None:
        assert after.value >= before.value - 1e-9
        assert order.index(after.grade) >= order.index(before.grade)


@given(st.floats(0, 100), st.floats(0, 100))
def test_the_grade_is_monotone_in_the_score(one: float, other: float) -> None:
    order = list(GRADES.names)
    assert (order.index(GRADES.of(min(one, other)))) <= order.index(GRADES.of(max(one, other)))


@given(ROWS, st.integers(0, 40))
def test_parts_add_up_to_the_whole_whatever_the_cut_and_the_order(rows: list[Row], cut: int) -> None:
    whole = read(rows)
    assert read(rows[:cut]) + read(rows[cut:]) == whole
    assert read(rows[::-1]) == whole
    assert whole.observations == len(rows)
    assert whole.by_auditor.sum() == len(rows)


@pytest.mark.parametrize("kind", ("pandas", "polars", "polars-lazy", "pyarrow", "duckdb"))
def test_any_frame_gives_the_same(kind: str) -> None:
    from servicekit.data._frames import to_frame

    pytest.importorskip(kind.split("-")[0])
    assert audit(to_frame(table(GOOD), kind), SET, wave="wave") == read(GOOD)


def test_numbers_truth_values_and_words_are_one() -> None:
    rows: list[Row] = [("smile", "A", "x", 1, True), ("smile", "A", "x", 1, False), ("smile", "A", "x", 1, None)]
    as_words: list[Row] = [("smile", "A", "x", 1, "Yes"), ("smile", "A", "x", 1, " 否 "), ("smile", "A", "x", 1, "")]
    as_numbers: list[Row] = [
        ("smile", "A", "x", 1, 1.0),
        ("smile", "A", "x", 1, 0.0),
        ("smile", "A", "x", 1, float("nan")),
    ]
    assert read(rows) == read(as_words) == read(as_numbers)
    with pytest.raises(InvalidValueError, match="result must be yes or no, got 2"):
        read([("smile", "A", "x", 1, 2)])


@pytest.mark.parametrize("word", ("N/A", "n/a", "NA", "n.a.", "Not applicable", "不适用", "Ｎ／Ａ", " n/a\u00a0"))
def test_not_applicable_in_many_spellings(word: str) -> None:  # bad input 23
    for key in ("smile", "greet"):
        assert read([(key, "A", "x", 1, word)]).not_applicable == 1


@pytest.mark.parametrize(
    ("row", "message"),
    (
        (("greet", "A", "x", 1, "-1"), r"number of at least 0 \(seconds\), got '-1'"),
        (("stock", "A", "x", 1, 95), r"from 0 to 1 \(share\), got 95 .* did you mean 0.95"),
        (("greet", "A", "x", 1, "soon"), "got 'soon' .* declare further words in tokens"),
        (("greet", "A", "x", 1, "yes"), r"number of at least 0 \(seconds\), got 'yes'"),
        (("greet", "A", "x", 1, True), "got True"),
        (("greet", "A", "x", 1, float("inf")), "got inf"),  # bad input 27
        (("greet", "A", "x", 1, "8,5"), "got '8,5'"),  # bad input 20
        (("greet", "A", "x", 1, "1_0"), "got '1_0'"),  # bad input 21
        (("smile", "A", "x", 1, "0.5"), "yes or no, got '0.5'"),
        (("smile", "A", "", 1, "yes"), "auditor must be given in every row, got ''"),
        (("smile", "A", "\u3000", 1, "yes"), "auditor must be given"),
        (("smile", None, "x", 1, "yes"), "site must be given in every row, got None"),
        (("smile", "A", "x", None, "yes"), "wave must be given in every row"),
        (("smile", "A", "x", 1, b"yes"), "yes or no"),  # bad input 36
    ),
)
def test_a_bad_row_is_refused_with_its_rule_or_set_aside(row: Row, message: str) -> None:
    good: Row = ("smile", "A", "x", 1, "yes") if isinstance(row[4], str) else ("smile", "A", "x", 1, 1)
    with pytest.raises(InvalidValueError, match=message):
        read([good, row])
    kept = read([good, row, good], policy=InputPolicy(invalid="omit"))
    assert kept.observations == 2
    assert kept.rejected_count == 1


def test_an_unknown_standard_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownConceptError, match="did you mean 'smile'"):
        read([("smlie", "A", "x", 1, "yes")])
    assert read([("smlie", "A", "x", 1, "yes")], policy=InputPolicy(invalid="omit")).rejected == {"unknown_standard": 1}
    with pytest.raises(MissingColumnError, match="no column 'wave'"):
        audit({"standard": [], "site": [], "auditor": [], "result": []}, SET, wave="wave")
    with pytest.raises(InvalidValueError, match="'raise' or 'omit'"):
        read(GOOD, policy=InputPolicy(invalid="ignore"))
    with pytest.raises(InvalidValueError, match="of one meaning each"):
        Tokens(yes=("ok",), no=("OK",))
    with pytest.raises(InvalidValueError, match="numbers, truth values or words"):  # bad input 36
        read([("smile", "A", "x", 1, [1])])
    with pytest.raises(ScaleMismatchError):
        assert read(GOOD) + audit(table([]), FASHION_RETAIL, wave="wave")


def test_an_audit_without_rows_has_no_compliance() -> None:  # bad input 44
    empty = read([])
    assert compliance(empty).reason.key == "no_data"
    assert audit_score(empty).grade is None
    assert audit_score(empty).reason.key == "no_data"
    assert read(GOOD) + empty == read(GOOD)


def test_measured_text_of_a_thousand_values_is_judged_like_numbers() -> None:
    rng = np.random.default_rng(3)
    seconds = rng.gamma(2, 5, 50_000)
    data = {"standard": ["greet"] * 50_000, "site": ["A"] * 50_000, "result": seconds}
    as_text = {**data, "result": [f"{value:.12f}" for value in seconds]}
    numbers = audit(data, SET, auditor=None)
    assert numbers == audit(as_text, SET, auditor=None)
    assert numbers.kept_count == int((seconds <= 10).sum())


def test_auditors_who_saw_the_same_visits_are_compared() -> None:
    rows = [("smile", f"site {i}", who, 1, i % 3 > 0) for i in range(12) for who in ("x", "y")]
    rows += [("safe", f"site {i}", who, 1, (i % 2 > 0) == (who == "x")) for i in range(12) for who in ("x", "y")]
    found = auditor_agreement(table(rows), SET, wave="wave")
    assert found["smile"].value == 1
    assert isinstance(found["safe"], Agreement)
    assert found["safe"].value is not None
    assert found["safe"].value < 0
    kappa = auditor_agreement(table(rows), SET, wave="wave", coefficient="cohen_kappa")
    assert kappa["safe"].value == pytest.approx(-1)
    with pytest.raises(InvalidValueError, match="one for each auditor and visit"):
        auditor_agreement(table([*rows, rows[0]]), SET, wave="wave")
    with pytest.raises(InvalidValueError, match="one of krippendorff_alpha"):
        auditor_agreement(table(rows), SET, coefficient="kappa")  # type: ignore[arg-type]


def test_an_audit_of_the_car_preset_can_be_told_as_json() -> None:
    rows = [(item.key, "North", "x", 1, "" if item.is_measured else "yes") for item in CAR_AFTER_SALES]
    told = audit(table(rows), CAR_AFTER_SALES).to_dict()
    assert told["kept_count"] == sum(not item.is_measured for item in CAR_AFTER_SALES)
    assert told["standard_keys"][0] == "greet_within_10_seconds"
    assert isinstance(told["evidence"]["counts"][0][0][0][0], int)


def test_what_is_no_set_of_standards_or_no_bands_is_refused() -> None:
    row = {"site": ["a"], "auditor": ["x"], "standard": ["smile"], "result": ["yes"]}
    for read in (audit, auditor_agreement):
        with pytest.raises(InvalidValueError, match="standards must be a StandardSet, got 'list'"):
            read(row, list(FASHION_RETAIL))  # type: ignore[operator]
    with pytest.raises(InvalidValueError, match="bands must be Bands"):
        audit_score(audit(row, FASHION_RETAIL), bands=[60, 80])  # type: ignore[arg-type]


@pytest.mark.parametrize("written", ("95", 95, "95%", "９５％"))
def test_a_percentage_where_a_share_is_asked_for_is_answered_with_the_share(written: object) -> None:
    row = {"site": ["a"], "auditor": ["x"], "standard": ["parts_fill_rate"], "result": [written]}
    with pytest.raises(InvalidValueError, match=r"from 0 to 1 .*did you mean 0\.95\?"):
        audit(row, CAR_AFTER_SALES)


def test_a_bad_row_of_a_comparison_shows_what_was_got() -> None:
    rows = {"site": ["a", "a"], "auditor": ["x", "y"], "standard": ["smile"] * 2, "result": ["yes", "maybe"]}
    with pytest.raises(InvalidValueError, match=r"got 'maybe' \(standard 'smile', row 1\)"):
        auditor_agreement(rows, FASHION_RETAIL)
    with pytest.raises(InvalidValueError, match=r"auditor must be given in every row, got ' '"):
        auditor_agreement({**rows, "auditor": ["x", " "]}, FASHION_RETAIL)


def test_each_outcome_has_its_count():
    seen = {"site": ["A"] * 4, "standard": ["smile"] * 4, "result": ["yes", "no", "yes", "n/a"]}
    found = audit(seen, FASHION_RETAIL, auditor=None, wave=None)
    assert {outcome.key: count for outcome, count in found.by_outcome.items()} == {
        "kept": found.kept_count, "failed": found.failed_count, "not_applicable": 1, "not_observed": 0,
    }  # fmt: skip
    assert sum(found.by_outcome.values()) == found.observations == 4
