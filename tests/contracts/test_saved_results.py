"""A result of any call is saved and read back equal, or refused in one sentence that says which part of it."""

import re

import pytest
from survey_calls import CALLS

import servicekit as sk
from servicekit.foundation import RecordError, dumps, loads

SAVED = {"excellence", "two_sided_drivers", "crosstab", "top_box", "funnel", "topic_shares", "satisfaction_tree"}
"""Some that must be saved, infinite degrees of freedom, names and tables included."""


REFUSED = re.compile(r".* cannot be saved as a record \(of its '\w[\w', ]*\); json.*|a record must .*")


def refusal_of(result):
    """Return the error of saving it; None where it is saved and read back equal."""
    try:
        text = dumps(result)
    except RecordError as refused:
        return refused
    assert loads(text, type(result)) == result
    return None


@pytest.mark.parametrize("name", CALLS)
def test_a_result_is_read_back_equal_or_refused_in_a_sentence(name):
    refused = refusal_of(CALLS[name](None))
    if refused:
        assert REFUSED.fullmatch(str(refused))
        assert "不能存为记录" in refused.text("zh") or "记录应为" in refused.text("zh")
    assert not refused or name not in SAVED


DAYS = {
    "opened": ["2024-03-04T09:00Z", "2024-03-15T10:00Z"],
    "resolved": ["2024-03-04T15:00Z", None],
    "site": ["A", "B"],
}


def test_periods_of_a_chart_come_back_as_the_days_they_were():
    log = sk.complaints.read_case_log(DAYS, columns={name: name for name in DAYS})
    chart = sk.complaints.arrivals_chart(log, every="day")
    assert loads(dumps(chart), type(chart)) == chart


def test_concepts_as_keys_are_refused_in_our_words():
    found = sk.complaints.pareto({"cause": ["rude_staff", "unheard"]}, "cause", sk.complaints.DissatisfactionReason)
    assert str(refusal_of(found)).startswith("Pareto cannot be saved as a record (of its 'counts'")
