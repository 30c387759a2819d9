"""Respondents who answered twice (bad input 47)."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.data._duplicates import one_row_per_record
from servicekit.data._scales import LIKERT_5
from servicekit.foundation._errors import InvalidValueError
from servicekit.stats.summaries._tally_data import tally

ROWS = pd.DataFrame(
    {"who": ["a", "b", "a", "c"], "q": [1, 2, 5, 4], "at": pd.to_datetime(["2026-01-01"] * 2 + ["2026-01-02"] * 2)}
)


def test_repeated_records_are_counted_unless_something_is_said():
    assert tally(ROWS, "q", scale=LIKERT_5).n == 4


def test_a_repeated_record_is_refused_by_name():
    with pytest.raises(InvalidValueError, match=r"record ids must be different in every row, got \['a'\]"):
        one_row_per_record(ROWS, ["q"], record_id="who")


def test_the_first_or_the_last_row_of_a_record_is_kept():
    for keep, counts in (("first", (1, 1, 0, 1, 0)), ("last", (0, 1, 0, 1, 1))):
        kept = one_row_per_record(ROWS, ["q"], record_id="who", keep=keep, time="at")
        assert tally(kept, "q", scale=LIKERT_5).counts == counts


@given(
    rows=st.lists(st.tuples(st.integers(1, 4), st.integers(1, 5), st.integers(1, 3)), min_size=1, max_size=12),
    order=st.randoms(),
    keep=st.sampled_from(["first", "last"]),
)
def test_which_row_is_kept_does_not_depend_on_the_order_of_rows(rows, order, keep):
    def kept(entries):
        who, q, at = (list(column) for column in zip(*entries, strict=True))
        found = one_row_per_record({"who": who, "q": q, "at": at}, ["q"], record_id="who", keep=keep, time="at")
        return dict(zip(found["who"].values.tolist(), found["q"].values.tolist(), strict=True))

    found = kept(rows)
    assert set(found) == {who for who, _, _ in rows}
    assert found == kept(order.sample(rows, len(rows)))
    for who, answer in found.items():
        times = [at for other, _, at in rows if other == who]
        best = min(times) if keep == "first" else max(times)
        assert answer in {q for other, q, at in rows if (other, at) == (who, best)}


def test_policies_without_what_they_need_are_refused():
    for about, message in (
        ({"keep": "first"}, "time must be named"),
        ({"keep": "any", "time": "at"}, "keep must be one of"),
        ({"keep": "last", "time": "who"}, "times must be numbers or dates"),
    ):
        with pytest.raises(InvalidValueError, match=message):
            one_row_per_record(ROWS, ["q"], record_id="who", **about)
    with pytest.raises(InvalidValueError, match="ids must be given for every row"):
        one_row_per_record({"who": ["a", None], "q": [1, 2]}, ["q"], record_id="who")


def test_data_without_repeated_records_come_back_as_they_are():
    kept = one_row_per_record({"who": np.arange(3), "q": [1, 2, 3]}, ["q"], record_id="who")
    assert kept["q"].values.tolist() == [1, 2, 3]
