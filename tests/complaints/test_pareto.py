"""Pareto of causes: counts, cumulative reach and what is left out."""

import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.complaints.causes._causes import CauseInstance, DissatisfactionReason, Responsibility
from servicekit.complaints.causes._classification import CONFLICTS, REASONS
from servicekit.complaints.causes._pareto import classify_texts, pareto, text_pareto
from servicekit.data._answers import InputPolicy
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.stats.intervals._count_interval import share_interval

KEYS = [reason.key for reason in DissatisfactionReason]
R = DissatisfactionReason


@given(st.lists(st.lists(st.sampled_from(KEYS), max_size=3, unique=True), max_size=30))
def test_shares_are_of_complaints_and_the_last_cumulative_share_is_one(rows):
    found = pareto({"cause": [";".join(row) or None for row in rows]}, "cause", R, separator=";")
    named = [set(row) for row in rows if row]
    assert (found.n, found.missing) == (len(named), len(rows) - len(named))
    counts = [line.share.count for line in found.lines]
    assert counts == sorted(counts, reverse=True)
    for place, line in enumerate(found.lines):
        above = {other.cause.key for other in found.lines[: place + 1]}
        assert line.share.count == sum(line.cause.key in row for row in named)
        assert line.cumulative.count == sum(bool(row & above) for row in named)
        assert line.cumulative.interval.low == pytest.approx(
            share_interval(line.cumulative.count, found.n).low, abs=1e-12
        )
    if named:
        assert found.lines[-1].cumulative.value == 1
        assert found.lines[len(found.vital_few) - 1].cumulative.value >= 0.8


def test_with_one_cause_each_the_cumulative_share_is_the_usual_sum():
    found = pareto({"cause": ["rude_staff"] * 6 + ["unheard"] * 3 + ["argument"]}, "cause", R)
    assert [line.share.value for line in found.lines] == [0.6, 0.3, 0.1]
    assert [line.cumulative.value for line in found.lines] == [0.6, 0.9, 1.0]
    assert found.vital_few == (R.RUDE_STAFF, R.UNHEARD)
    assert found.to_dict()["shares"]["rude_staff"]["value"] == 0.6
    assert "rude_staff" in found._repr_html_() or "Cold, rude" in found._repr_html_()


def test_whose_the_causes_are_is_a_share_of_complaints():
    found = pareto({"c": ["rude_staff;already_upset", "unheard", "shouting_forces"]}, "c", R, separator=";")
    shares = {party.key: share.count for party, share in found.responsibility.items()}
    assert shares == {"company": 2, "customer": 1, "third_party": 1}
    assert pareto({"c": ["long_waits"]}, "c", CauseInstance).responsibility[Responsibility.COMPANY].value == 1


@pytest.mark.parametrize("make", (dict, pd.DataFrame, pl.DataFrame))
def test_groups_come_from_any_frame(make):
    data = make({"cause": ["unheard", "unheard", "argument", None], "site": ["a", "b", "b", "b"]})
    found = pareto(data, "cause", R, by="site")
    assert {site: result.n for site, result in found.items()} == {"a": 1, "b": 2}
    assert found["b"].missing == 1


def test_an_unknown_cause_is_refused_with_its_row_or_set_aside():
    data = {"cause": ["unheard", "unherd"]}
    with pytest.raises(UnknownConceptError, match=r"column 'cause', row 1.*did you mean 'unheard'"):
        pareto(data, "cause", R)
    assert pareto(data, "cause", R, policy=InputPolicy(invalid="omit")).rejected == {"unknown_cause": 1}
    with pytest.raises(InvalidValueError, match="'raise' or 'omit'"):
        pareto(data, "cause", R, policy=InputPolicy(invalid="guess"))


def test_no_complaint_gives_no_share():
    found = pareto({"cause": [None]}, "cause", R)
    assert (found.n, found.lines, found.vital_few) == (0, (), ())


@pytest.mark.parametrize("make", (dict, pd.DataFrame, pl.DataFrame))
def test_comments_are_read_from_any_frame(make):
    data = make({"comment": ["He was rude", "他们没有兑现承诺，态度差", "All fine", "  ", None, "He was rude"]})
    found = classify_texts(data, "comment", REASONS)
    assert (found.n, found.n_unclassified, found.missing) == (4, 1, 2)
    assert found.counts[R.RUDE_STAFF] == 2
    assert found.classifications[1].evidence == {"promise_broken": ("没有兑现",), "feels_bad_attitude": ("态度差",)}
    assert found.classifications[4] is None
    best = text_pareto(found)
    assert (best.n, best.n_unclassified, best.missing) == (3, 1, 2)
    assert best.lines[0].cause is R.RUDE_STAFF


def test_what_is_no_comment_is_refused_with_its_row_or_counted():  # bad input 141
    data = {"comment": ["rude", 7, "a" * 100_001]}
    with pytest.raises(InvalidValueError, match=r"row 1"):
        classify_texts(data, "comment", REASONS)
    found = classify_texts(data, "comment", REASONS, policy=InputPolicy(invalid="omit"))
    assert found.rejected == {"not_a_text": 1, "too_long": 1}
    assert (found.n, found.missing) == (1, 0)


def test_frameworks_without_parties_have_no_responsibility():
    found = text_pareto(classify_texts({"t": ["The line was engaged"]}, "t", CONFLICTS))
    assert found.responsibility == {}
