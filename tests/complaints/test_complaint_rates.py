"""Voicing in a survey: who is heard where, by the size of the ticket."""

import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.complaints.recovery._complaint_rate import complaint_rate, complaint_rates
from servicekit.complaints.recovery._iceberg import dissatisfied_customers
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError

LEVELS = ("nobody", "front line", "manager", "head office")
ANSWERS = st.lists(st.tuples(st.sampled_from((*LEVELS, None)), st.sampled_from(("small", "large"))), min_size=1)


def survey(rows):
    return {"told": [told for told, _ in rows], "ticket": [ticket for _, ticket in rows]}


@given(ANSWERS)
def test_a_higher_level_never_hears_more_and_groups_add_up(rows):
    whole = complaint_rates(survey(rows), highest_level="told", levels=LEVELS)
    assert whole.n + whole.n_missing == len(rows)
    counts = [share.count for share in whole.shares.values()]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] == sum(told not in ("nobody", None) for told, _ in rows)
    by_ticket = complaint_rates(survey(rows), highest_level="told", levels=LEVELS, by="ticket")
    for name in LEVELS[1:]:
        assert sum(part.share(name).count for part in by_ticket.values()) == whole.share(name).count


@pytest.mark.parametrize("make", (dict, pd.DataFrame, pl.DataFrame))
def test_the_share_of_a_level_is_exact_and_prices_the_complaints_counted_there(make):
    data = make(survey([("nobody", "small")] * 90 + [("front line", "small")] * 6 + [("head office", "small")] * 4))
    found = complaint_rates(data, highest_level="told", levels=LEVELS, by="ticket")["small"]
    assert found.share("front line") == complaint_rate(voiced=10, dissatisfied=100)
    assert found.share("manager") == found.share("head office") == complaint_rate(voiced=4, dissatisfied=100)
    assert dissatisfied_customers(8, voicing=found.share("head office")).value == 200


def test_answers_and_levels_are_checked():
    with pytest.raises(UnknownConceptError, match=r"column 'told', row 1 'boss'; choose from nobody, front line"):
        complaint_rates({"told": ["nobody", "boss"]}, highest_level="told", levels=LEVELS)
    with pytest.raises(InvalidValueError, match="silence and at least one level above it"):
        complaint_rates({"told": ["nobody"]}, highest_level="told", levels=("nobody",))
    with pytest.raises(InvalidValueError, match="levels must be a list"):
        complaint_rates({"told": ["nobody"]}, highest_level="told", levels="nobody")
    with pytest.raises(UnknownConceptError, match="unknown level that hears complaints 'nobody'"):
        complaint_rates({"told": ["nobody"]}, highest_level="told", levels=LEVELS).share("nobody")
