"""Cases opened from low answers: one a respondent, linked to the answer, in any frame."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicekit.complaints.cases._case_log import read_case_log
from servicekit.complaints.cases._case_tables import case_table
from servicekit.complaints.cases._deadline_compliance import deadline_compliance
from servicekit.complaints.cases._low_answers import open_cases
from servicekit.data.time._time_columns import TimeFormat
from servicekit.foundation._errors import InvalidValueError, MissingColumnError

SURVEY = {
    "id": ["r1", "r2", "r3", "r4"],
    "overall": [2, 5, None, 1],
    "price": [1, 4, 3, 5],
    "at": ["2024-06-03T10:00Z", "2024-06-03T11:00Z", "2024-06-03T12:00Z", "2024-06-04T09:00+02:00"],
}
LOW = {"overall": [1, 2], "price": [1]}


def opened(data=SURVEY, **changes):
    return open_cases(data, **{"when": LOW, "respondent": "id", "answered": "at"} | changes)


def test_each_low_answer_opens_a_case_that_names_it():
    first, second = opened()
    assert (first.id, first.source, first.events[0].note) == ("r1", "survey", "overall = 2; price = 1")
    assert second.events[0].at == datetime(2024, 6, 4, 7, tzinfo=UTC)
    assert first.allowed
    assert opened() == (first, second)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.none() | st.integers(1, 5), max_size=30))
def test_as_many_cases_as_low_answers(answers):
    data = {
        "id": list(range(len(answers))),
        "overall": answers,
        "at": ["2024-06-03T10:00Z"] * len(answers),
    }
    if not answers:
        return
    cases = opened(data, when={"overall": [1, 2]})
    assert [case.id for case in cases] == [str(row) for row, answer in enumerate(answers) if answer in (1, 2)]


@pytest.mark.parametrize("kind", ("pandas", "polars"))
def test_any_frame_and_a_clock_with_its_zone(kind):
    frames = pytest.importorskip(kind)
    plain = SURVEY | {"at": ["2024-06-03T10:00:00"] * 4}
    cases = opened(frames.DataFrame(plain), times=TimeFormat(zone="Europe/Rome"))
    assert [case.id for case in cases] == ["r1", "r4"]
    assert cases[0].events[0].at == datetime(2024, 6, 3, 8, tzinfo=UTC)
    assert cases[0].events[0].note == "overall = 2; price = 1"


def test_the_share_closed_in_time_is_that_of_any_case_log():
    cases = [case.record("withdraw", by="Li", at=datetime(2024, 6, 5, tzinfo=UTC)) for case in opened()[:1]]
    log = read_case_log(
        case_table([*cases, *opened()[1:]]),
        columns={"case": "case", "opened": "opened", "resolved": "resolved", "withdrawn": "withdrawn"},
        extracted_at=datetime(2024, 6, 20, tzinfo=UTC),
    )
    found = deadline_compliance(log, within=7, unit="days")
    assert (found.n_met, found.n_overdue, found.n_pending) == (0, 1, 1)


@pytest.mark.parametrize(
    ("changes", "kind", "said"),
    (
        ({"when": {}}, InvalidValueError, "when must be at least one column"),
        ({"when": {"overall": []}}, InvalidValueError, "when must be at least one column"),
        ({"when": {"overall": 2}}, InvalidValueError, "a list, even of one"),
        ({"when": {"overall": ["bad"]}}, InvalidValueError, "numbers, like the answers in the column, got 'bad'"),
        ({"when": {"ovrall": [1]}}, MissingColumnError, "did you mean 'overall'"),
        ({"when": ["overall"]}, InvalidValueError, "when must be a mapping"),
        ({"source": ""}, InvalidValueError, "source must be a text"),
        (
            {"data": SURVEY | {"id": ["r1", "r2", "r3", "r1"]}},
            InvalidValueError,
            "each respondent once, got 'r1'",
        ),
        ({"data": SURVEY | {"id": [None, "r2", "r3", "r4"]}}, InvalidValueError, r"filled in .*\(row 0"),
        ({"data": SURVEY | {"at": [None, *SURVEY["at"][1:]]}}, InvalidValueError, "column 'at' must be filled in"),
        ({"data": SURVEY | {"at": ["2024-06-03T10:00"] * 4}}, InvalidValueError, "at"),
    ),
)
def test_what_cannot_open_a_case_is_refused(changes, kind, said):
    with pytest.raises(kind, match=said):
        opened(**changes)
