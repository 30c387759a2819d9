"""The presentation standard of 2017: which shares may be printed."""

import pytest

from servicekit.stats.intervals._estimates import Share
from servicekit.stats.scores._presentation_standard import NCHS_2017


@pytest.mark.parametrize(
    ("share", "fewest"),
    ((0.05, 211), (0.1, 95), (0.2, 43), (0.3, 40), (0.5, 47), (0.7, 40), (0.8, 32), (0.9, 30), (0.95, 30)),
)
def test_shares_are_shown_from_the_sizes_that_are_known(share, fewest):
    # exact 95 % interval of a simple random sample, computed with the Beta quantiles of SciPy 1.16
    shown = [n for n in range(20, fewest + 40) if NCHS_2017.judge(Share(count=round(share * n), n=n)).verdict != "no"]
    assert shown[0] == fewest


def test_the_rest_of_the_answers_is_marked_where_it_is_uncertain():
    found = NCHS_2017.judge(Share(count=95, n=100))
    assert found.verdict == "caution"
    assert "rest" in found.reason.en


def test_weights_count_by_what_they_leave():
    heavy = Share(count=50, n=100, n_effective=29.0)
    assert NCHS_2017.judge(heavy).verdict == "no"
    assert NCHS_2017.judge(Share(count=50, n=100)).verdict == "yes"


def test_no_answers_are_never_shown():
    assert NCHS_2017.judge(Share(count=0, n=0)).verdict == "no"
