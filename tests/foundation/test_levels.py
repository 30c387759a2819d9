"""Any result at another confidence level: from its evidence, or refused where that does not tell."""

import pytest
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st

import servicekit as sk
from servicekit.foundation._results import Estimate, Interval

SURVEY = sk.load_example().survey


@given(count=st.integers(0, 40), more=st.integers(1, 40), low=st.floats(0.5, 0.9), high=st.floats(0.91, 0.999))
def test_a_share_at_another_level_is_as_if_computed_there(count, more, low, high):
    share = sk.stats.Share(count=count, n=count + more)
    for level in (low, high):
        assert share.at_level(level) == sk.stats.Share(count=count, n=count + more, level=level)
    narrow, wide = share.at_level(low).interval, share.at_level(high).interval
    assert wide.low <= narrow.low <= narrow.high <= wide.high


@pytest.mark.parametrize("level", (0.8, 0.99))
def test_measures_agree_with_those_computed_at_the_level(level):
    calls = (
        lambda **more: sk.net_promoter_score(SURVEY, "recommend", **more),
        lambda **more: sk.top_box(SURVEY, "overall", scale=sk.LIKERT_5, by="branch", **more),
        lambda **more: sk.stats.mean_score(SURVEY, "overall", scale=sk.LIKERT_5, **more),
    )
    for call in calls:
        assert str(call().at_level(level)) == str(call(level=level))


def test_groups_and_results_within_results_follow():
    found = sk.top_box(SURVEY, "overall", scale=sk.LIKERT_5, by="branch").at_level(0.9)
    assert {share.interval.level for share in found.values()} == {0.9}
    score = sk.net_promoter_score(SURVEY, "recommend").at_level(0.9)
    assert {share.interval.level for share in score.group_shares.values()} == {0.9}


@frozen(kw_only=True)
class Fixed(Estimate):
    level: float = 0.95
    low: float = 1.0

    @property
    def value(self):
        return 2.0

    @property
    def interval(self):
        return Interval(low=self.low, high=3.0, level=self.level, method="kept")


def test_an_interval_that_was_kept_is_never_given_another_name():
    with pytest.raises(sk.foundation.InvalidValueError, match="at which this Fixed was computed") as caught:
        Fixed().at_level(0.9)
    assert "请用 level= 重新由数据计算" in caught.value.text("zh")
    assert Fixed().at_level(0.95) == Fixed()


@pytest.mark.parametrize("level", (0, 1, 95, "0.9", None, float("nan")))
def test_what_is_no_level_is_refused(level):
    with pytest.raises(sk.foundation.InvalidValueError, match="level must be a confidence level"):
        sk.stats.Share(count=1, n=2).at_level(level)
