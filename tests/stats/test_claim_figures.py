"""What the tests behind claims say besides p: sides, errors, sizes, edges."""

from math import inf
from typing import Any

import numpy as np
import pytest
from scipy.stats import binomtest, norm, t, ttest_1samp

from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._results import Interval
from servicekit.foundation._vocabulary import Label
from servicekit.stats.claims._claim_tests import ClaimTest, Evidence
from servicekit.stats.claims._claims import Claim, ClaimKind, Reference, claim_weights, decide, weighted_holm
from servicekit.stats.comparison._mean_test import mean_test
from servicekit.stats.intervals._agreeing_interval import agreeing_interval
from servicekit.stats.intervals._estimates import Average, average_of

NAME = Label("x", "某")


class TestMeanOfOneSample:
    def test_few_numbers_need_the_sign_test_too(self) -> None:
        gaps = np.array([-4.0, -4, -4, 0, 0, 0, 0, 0])
        found = mean_test(average_of(gaps), down=3, up=0)
        assert found.p == binomtest(3, 3).pvalue == 0.25
        assert found.p > ttest_1samp(gaps, 0).pvalue
        assert (found.n, found.df) == (8, 7)

    def test_many_numbers_follow_t_alone(self) -> None:
        gaps = np.r_[np.full(3, -4.0), np.zeros(27)]
        found = mean_test(average_of(gaps), down=3, up=0)
        reference = ttest_1samp(gaps, 0)
        assert (found.p, found.statistic) == (pytest.approx(reference.pvalue), pytest.approx(reference.statistic))
        assert found.standard_error == pytest.approx(gaps.std(ddof=1) / 30**0.5)
        fewer = mean_test(average_of(gaps[:29]), down=3, up=0)
        assert fewer.p == 0.25

    def test_no_gap_at_all_is_no_evidence_and_one_number_no_test(self) -> None:
        assert mean_test(Average(n=5, mean=0.0, sd=0.0), down=0, up=0).p == 1
        assert mean_test(Average(n=5, mean=0.0, sd=1.0), down=0, up=0).p == 1
        alone = mean_test(Average(n=1, mean=-4.0, sd=0.0), down=1, up=0)
        assert (alone.p, alone.reason.en if alone.reason else "") == (None, "n = 1, at least 2 are needed")


class TestAgreement:
    """An interval and a test of one difference say the same."""

    def test_the_near_end_moves_to_where_the_test_says(self) -> None:
        own = Interval(low=-0.02, high=0.4, level=0.95, method="x")
        p = 0.01
        found = agreeing_interval(own, 0.2, p)
        assert found is not None
        assert found.low == pytest.approx(0.2 * (1 - norm.ppf(0.975) / norm.ppf(0.995)))
        assert found.high == 0.4
        mirrored = agreeing_interval(Interval(low=-0.4, high=0.02, level=0.95, method="x"), -0.2, p)
        assert mirrored is not None
        assert (mirrored.low, mirrored.high) == (-0.4, pytest.approx(-found.low))

    def test_a_test_that_does_not_reject_puts_no_difference_inside(self) -> None:
        found = agreeing_interval(Interval(low=0.05, high=0.4, level=0.95, method="x"), 0.2, 0.06)
        assert found is not None
        assert (found.low, found.high) == (0.0, 0.4)
        mirrored = agreeing_interval(Interval(low=-0.4, high=-0.05, level=0.95, method="x"), -0.2, 0.06)
        assert mirrored is not None
        assert (mirrored.low, mirrored.high) == (-0.4, 0.0)

    def test_where_both_agree_nothing_changes(self) -> None:
        apart = Interval(low=0.05, high=0.4, level=0.95, method="x")
        together = Interval(low=-0.05, high=0.4, level=0.95, method="x")
        assert agreeing_interval(apart, 0.2, 1 - 0.95) is apart  # p just at the level: the claim is made
        assert agreeing_interval(together, 0.2, 0.06) is together

    def test_a_p_of_0_is_no_end_beyond_the_difference(self) -> None:
        found = agreeing_interval(Interval(low=-0.02, high=0.4, level=0.95, method="x"), 0.2, 0.0)
        assert found is not None
        assert 0.15 < found.low < 0.2
        just = agreeing_interval(Interval(low=-0.02, high=0.4, level=0.95, method="x"), 0.2, 1 - 0.95)
        assert just is not None
        assert just.low == pytest.approx(0.0, abs=1e-12)

    def test_other_kinds_are_left_or_dropped(self) -> None:
        line = Interval(low=-inf, high=inf, level=0.95, method="x", kind="unbounded")
        assert agreeing_interval(None, 0.2, 0.01) is None
        assert agreeing_interval(line, 0.2, 0.01) is line
        outside = Interval(low=-0.1, high=0.2, level=0.95, method="x", kind="complement")
        assert agreeing_interval(outside, 0.2, 0.01) is None


class TestDecided:
    """What a decided claim says of itself."""

    @staticmethod
    def made(p: float | None, name: str = "a", **more: Any) -> Claim:
        error = more.pop("error", 0.05)
        reason = None if p is not None else NAME
        return Claim(
            name=name, kind=ClaimKind.LEVEL, part=more.pop("part", "p"), subject=NAME, measure=NAME,
            reference=Reference(kind="threshold", label=NAME, value=0.5),
            evidence=Evidence(p=p, test=ClaimTest.MID_P, reason=reason, n=10, standard_error=error), **more,
        )  # fmt: skip

    @pytest.mark.parametrize(("p", "words"), ((0.01, (True, True)), (0.0100001, (True, False)), (0.05, (True, False)),
                                              (0.0500001, (False, False)), (None, (False, False))))  # fmt: skip
    def test_sure_is_a_fifth_of_the_error_rate(self, p: float | None, words: tuple[bool, bool]) -> None:
        (one,) = decide([self.made(p)])
        assert (one.stands, one.is_sure) == words
        (looser,) = decide([self.made(0.02)], alpha=0.1)
        assert (looser.stands, looser.is_sure) == (True, True)
        (not_sure,) = decide([self.made(0.0201)], alpha=0.1)
        assert not_sure.is_sure is False

    def test_near_would_stand_by_itself(self) -> None:
        words = [one.near for one in decide([self.made(0.05), self.made(0.051, "b"), self.made(0.001, "c")])]
        assert words == [True, False, False]
        (alone,) = decide([self.made(0.05)])
        assert (alone.stands, alone.near) == (True, False)

    def test_the_interval_is_told_at_the_local_level(self) -> None:
        difference = Average(n=100, mean=0.2, sd=1.0)
        one, other = decide([self.made(0.02, difference=difference), self.made(0.9, "b")])
        assert one.local_level == pytest.approx(0.975)
        assert one.interval is not None
        assert one.interval.level == pytest.approx(0.975)
        assert one.near_end == one.interval.low > 0  # .02 is below .025
        assert one.interval.high == pytest.approx(0.2 + 0.1 * t.ppf(0.9875, 99))
        assert (other.interval, other.near_end) == (None, None)
        (open_,) = decide([self.made(0.6, difference=difference)])
        assert open_.near_end == 0.0
        (fell,) = decide([self.made(0.001, difference=Average(n=100, mean=-0.5, sd=1.0))])
        assert fell.interval is not None
        assert fell.near_end == fell.interval.high < 0
        (none,) = decide([self.made(None, difference=difference)])
        assert (none.interval, none.local_level) == (None, 0.95)
        empty = Average(n=0, mean=0.0, sd=0.0)
        assert decide([self.made(0.01, difference=empty)])[0].interval is None

    def test_the_detectable_difference_has_power_of_80_percent(self) -> None:
        one, _ = decide([self.made(0.2), self.made(0.2, "b")])
        assert one.detectable == pytest.approx(0.05 * (norm.ppf(1 - 0.025 / 2) + norm.ppf(0.8)))
        (none,) = decide([self.made(0.2, error=None)])
        assert none.detectable is None

    def test_a_notebook_says_whether_it_stands(self) -> None:
        found = decide([self.made(0.001), self.made(0.04, "b"), self.made(0.6, "c")])
        assert [one._repr_html_() for one in found] == ["<p>a: stands</p>", "<p>b: near</p>", "<p>c: open</p>"]

    def test_names_rates_and_weights_are_checked(self) -> None:
        with pytest.raises(InvalidValueError, match=r"\['a'\]"):
            decide([self.made(0.1), self.made(0.1), self.made(0.1, "b")])
        for alpha in (0.0, 1.0):
            with pytest.raises(InvalidValueError, match="alpha"):
                decide([self.made(0.1)], alpha=alpha)
        with pytest.raises(InvalidValueError, match="weight of 'p'"):
            decide([self.made(0.1)], parts={"p": 0.0})
        with pytest.raises(InvalidValueError, match="one per p-value"):
            weighted_holm([0.1, 0.2], [1.0])
        assert decide([]) == ()

    def test_p_lies_between_0_and_1_and_its_absence_has_a_reason(self) -> None:
        for wrong in (-0.1, 1.1):
            with pytest.raises(InvalidValueError, match="p must"):
                Evidence(p=wrong, test=ClaimTest.MID_P)
        with pytest.raises(InvalidValueError, match="reason"):
            Evidence(p=None, test=ClaimTest.MID_P)

    def test_a_claim_starts_plain(self) -> None:
        made = self.made(0.5, details={"set": []})
        assert (made.worth_knowing, made.direction, made.lead, made.good, made.unit) == (0.0, 0, True, None, "share")
        assert isinstance(hash(made), int)  # details may hold lists

    def test_only_tested_claims_count(self) -> None:
        one, none = decide([self.made(0.1), self.made(None, "b")])
        assert (one.m, one.weight, none.weight) == (1, 1.0, 0.0)
        assert weighted_holm([0.01, None, 0.02], [0.5, 0.0, 0.5]) == (0.02, None, 0.02)
        assert weighted_holm([0.3, 0.4], [0.5, 0.0]) == (0.3, None)
        assert weighted_holm([0.6, 0.9], [0.5, 0.5]) == (1.0, 1.0)

    def test_parts_share_equally_unless_told_and_leads_take_half(self) -> None:
        two = [self.made(0.1, "a", lead=True), self.made(0.1, "b", lead=False), self.made(0.1, "c", lead=False)]
        assert claim_weights(two) == pytest.approx((0.5, 0.25, 0.25))
        assert claim_weights([*two, self.made(0.1, "d", part="q")], {"q": 3.0}) == pytest.approx(
            (0.125, 0.0625, 0.0625, 0.75)
        )
        assert claim_weights(two[:1]) == (1.0,)
        assert claim_weights(two[1:]) == (0.5, 0.5)

    def test_a_claim_that_leans_on_one_that_falls_falls_too(self) -> None:
        found = decide([self.made(0.5), self.made(1e-9, "b", also=("a", "unknown")), self.made(1e-9, "c", also=("b",))])
        assert [(one.allowed, one.stands) for one in found] == [(True, False), (False, False), (False, False)]
