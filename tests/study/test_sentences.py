"""Sentences made of claims, word for word: what stands in the braces is the figure of the claim as it is written."""

from math import inf

import attrs
import pytest
from made_claims import BRANCH, HALF, NORTH, SATISFIED, evidence, made

from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import why
from servicekit.foundation._results import Interval
from servicekit.foundation._vocabulary import Label
from servicekit.stats.claims._claim_tests import binomial_p, exact_binomial, two_shares
from servicekit.stats.claims._claims import ClaimKind, Reference, decide
from servicekit.stats.comparison._step_down import step_down
from servicekit.stats.intervals._estimates import Average, Difference, Resampled, Share
from servicekit.stats.scores._sampled_scores import SampledScores
from servicekit.study._part import Part
from servicekit.study.sections._sections import ReportSection
from servicekit.study.wording._candidates import Candidates, against_rivals, left_out
from servicekit.study.wording._formatting import (
    amount,
    between,
    duration,
    figure,
    figures,
    percent,
    plain,
    points,
    signed,
    write,
    write_difference,
)
from servicekit.study.wording._said_together import drivers_together, groups_together, same_news
from servicekit.study.wording._sentences import caution, fact, incomplete, listed, no_figure, say
from servicekit.study.wording._share_claims import against_target, groups_against_others, most_common
from servicekit.study.wording._telling import tell


def said(*claims):
    return [(one.text.en, one.text.zh) for one in say(decide(claims))]


class TestFormats:
    @pytest.mark.parametrize(
        ("written", "words"),
        (
            (lambda: percent(0.4567), "45.7%"),
            (lambda: points(-3.14), "−3.1"),
            (lambda: plain(-3.146), "−3.15"),
            (lambda: signed(0.5), "+0.50"),
            (lambda: signed(-0.5), "−0.50"),
            (lambda: amount(99.5), "99.50"),
            (lambda: amount(99.0), "99"),
            (lambda: amount(100.4), "100"),
            (lambda: amount(-1234567.8), "−1,234,568"),
            (lambda: amount(-0.001), "0.00"),
            (lambda: amount(12.5, "€"), "€12.50"),
            (lambda: amount(-12, "¥"), "¥−12"),
            (lambda: amount(12, "EUR"), "12 EUR"),
            (lambda: amount(1200, "元"), "1,200元"),
            (lambda: amount(1200, "x"), "1,200 x"),
            (lambda: amount(100.0), "100"),
            (lambda: amount(99.999), "100.00"),
            (lambda: write(0.5, "share"), "50.0%"),
            (lambda: write(-12.34, "nps"), "−12.3"),
            (lambda: write(66.66, "index"), "66.7"),
            (lambda: write(3.456, "mean"), "3.46"),
            (lambda: write(0.123, "effect"), "0.12"),
            (lambda: write(1234.5, "money"), "1,234"),
            (lambda: write(1234.6, "count"), "1,235"),
            (lambda: write(1.25, "hours"), "1.2"),
            (lambda: write_difference(0.123, "share"), "12.3"),
            (lambda: write_difference(0.123, "share", sign=True), "+12.3"),
            (lambda: write_difference(-0.123, "nps", sign=True), "−0.1"),
            (lambda: write_difference(0.123, "mean"), "0.12"),
            (lambda: write_difference(0.126, "effect"), "0.13"),
            (lambda: write_difference(12.6, "count"), "13"),
            (lambda: write_difference(12345.67, "index"), "12,345.7"),
            (lambda: write_difference(-12.34, "minutes", sign=True), "−12"),
            (lambda: write_difference(0.0, "minutes", sign=True), "+0"),
            (lambda: write_difference(9.9, "hours", sign=True), "+9.9"),
            (lambda: write_difference(9.9, "hours"), "9.9"),
            (lambda: duration(9.94), "9.9"),
            (lambda: duration(9.96), "10"),
            (lambda: duration(0.994), "0.99"),
            (lambda: duration(0.996), "1.0"),
            (lambda: duration(-0.5), "−0.50"),
            (lambda: duration(0.0), "0"),
            (lambda: write(0.25, "days"), "0.25"),
        ),
    )
    def test_numbers(self, written, words):
        assert written() == words

    @pytest.mark.parametrize(
        ("kind", "low", "high", "en", "zh"),
        (
            ("bounded", 0.1, 0.25, "(0.10 to 0.25)", "（0.10至0.25）"),
            ("unbounded", -inf, inf, "(−∞, ∞)", "（−∞至∞）"),
            ("bounded", 0.1, inf, "(0.10 or more)", "（不低于0.10）"),
            ("bounded", -inf, 0.25, "(0.25 or less)", "（不高于0.25）"),
            ("complement", 0.1, 0.25, "(outside 0.10 to 0.25)", "（0.10至0.25之外）"),
        ),
    )
    def test_intervals(self, kind, low, high, en, zh):
        interval = Interval(low=low, high=high, level=0.95, method="x", kind=kind)
        assert (between(interval), between(interval, language="zh")) == (en, zh)
        assert between(None) == ""

    def test_figures(self):
        share = Share(count=30, n=40)
        low, high = (percent(end) for end in (share.interval.low, share.interval.high))
        assert figures(share, percent) == Label(f"75.0% ({low} to {high})", f"75.0%（{low}至{high}）")
        nobody = Share(count=0, n=0)
        assert figure(nobody).startswith("– (")
        assert figure(nobody, language="zh").startswith("–（")
        alone = Average(n=1, mean=2.0, sd=0.0)
        assert (figure(alone), figure(alone, language="zh")) == ("2.00", "2.00")


class TestLists:
    NAMES = tuple(Label(f"n{k}", f"名{k}") for k in range(7))

    @pytest.mark.parametrize(
        ("count", "en", "zh"),
        (
            (0, "", ""),
            (1, "n0", "名0"),
            (2, "n0 or n1", "名0和名1"),
            (3, "n0, n1 or n2", "名0、名1和名2"),
            (5, "n0, n1, n2, n3 or n4", "名0、名1、名2、名3和名4"),
            (6, "n0, n1, n2, n3, n4 and 1 more", "名0、名1、名2、名3、名4等6项"),
            (7, "n0, n1, n2, n3, n4 and 2 more", "名0、名1、名2、名3、名4等7项"),
        ),
    )
    def test_many_names_are_cut_after_five(self, count, en, zh):
        names = self.NAMES[:count]
        assert (listed(names, "en"), listed(names, "zh")) == (en, zh)
        assert listed(names, "en", joint="and") == en.replace(" or ", " and ")


class TestFacts:
    def test_a_caution_asks_for_care_and_a_fact_does_not(self):
        one, other = caution(SATISFIED), fact(SATISFIED)
        assert (one.is_caution, one.tone, other.is_caution, other.tone) == (True, "caution", False, "neutral")
        assert (one.claimed, other.claimed) == (False, False)

    def test_complete_answers_are_told_where_more_than_a_fifth_is_lost(self):
        assert incomplete(0, 0) == incomplete(80, 100) == incomplete(800, 1000) == ()
        (told,) = incomplete(799, 1000)
        assert told.is_caution
        assert told.text.en == (
            "Only 799 of 1,000 respondents answered every question needed here; the figures hold for them."
        )
        assert told.text.zh == "1,000份回答中只有799份答全了这里用到的题目，以下结果只反映这部分顾客。"
        (told,) = incomplete(1, 1000, what=Label("the tests", "检验"), rare=BRANCH)
        assert told.text.en.endswith(
            "the tests hold for them. Few rated branch; to count more people, leave that out of the study."
        )
        assert told.text.zh.endswith("检验只反映这部分顾客。作答较少的是网点：若在调查方案中去掉，可纳入更多顾客。")

    def test_a_question_without_a_figure_says_why(self):
        told = no_figure(SATISFIED, why(NotEstimable.NO_DATA))
        assert told.is_caution
        assert told.text.en.startswith("Satisfied: no figure to hold against its target: ")
        assert told.text.zh.startswith("满意率：没有可与目标比较的数值：")


class TestLevels:
    OWN = Share(count=70, n=1000)
    LOW, HIGH = (percent(end) for end in (OWN.interval.low, OWN.interval.high))

    def test_a_majority_in_each_direction_and_neither(self):
        about = {"own": self.OWN, "evidence": evidence(n=1000)}
        figures_en = f"Satisfied: 7.0% ({self.LOW} to {self.HIGH}; 1,000 answers)"
        figures_zh = f"满意率7.0%（{self.LOW}至{self.HIGH}；1,000份回答）"
        assert said(made(ClaimKind.LEVEL, "majority", **about)) == [
            (f"{figures_en}; more than half are satisfied, for certain.", f"{figures_zh}，可以确定半数以上的顾客满意。")
        ]
        assert said(made(ClaimKind.LEVEL, "majority", **about | {"direction": 0}))[0][0].endswith(
            "half are satisfied, for certain."
        )
        assert "more than half" in said(made(ClaimKind.LEVEL, "majority", **about | {"direction": 0}))[0][0]
        assert said(made(ClaimKind.LEVEL, "majority", **about | {"direction": -1})) == [
            (
                f"{figures_en}; fewer than half are satisfied, for certain.",
                f"{figures_zh}，可以确定满意的顾客不到一半。",
            )
        ]
        fairly = made(ClaimKind.LEVEL, "majority", **about | {"evidence": evidence(0.03, n=1000)})
        assert said(fairly)[0][0].endswith("more than half are satisfied, fairly surely.")
        assert said(fairly)[0][1].endswith("基本可以确定半数以上的顾客满意。")
        open_ = made(ClaimKind.LEVEL, "majority", **about | {"evidence": evidence(0.3, n=1000)})
        assert said(open_) == [
            (
                f"{figures_en}; whether more than half are satisfied, these answers cannot tell.",
                f"{figures_zh}；凭这些回答，是否过半尚不能判断。",
            )
        ]

    def test_a_figure_without_an_interval_has_no_brackets_for_one(self):
        about = {"own": Average(n=1, mean=62.0, sd=0.0), "unit": "index", "evidence": evidence(n=1)}
        assert said(made(ClaimKind.LEVEL, "majority", **about))[0] == (
            "Satisfied: 62.0 (1 answer); more than half are satisfied, for certain.",
            "满意率62.0（1份回答），可以确定半数以上的顾客满意。",
        )
        target = attrs.evolve(HALF, value=70.0)
        assert said(made(ClaimKind.LEVEL, "target", reference=target, **about))[0] == (
            "Satisfied: 62.0; the target of 70.0 is reached, for certain.",
            "满意率62.0，可以确定达到了70.0的目标。",
        )

    def test_a_figure_that_is_missing_leaves_a_dash(self):
        (told,) = said(made(ClaimKind.LEVEL, "majority", own=None))
        assert told[0] == "Satisfied: – (100 answers); more than half are satisfied, for certain."
        (told,) = said(made(ClaimKind.LEVEL, "majority", own=Share(count=0, n=0)))
        assert told[0].startswith("Satisfied: – (100 answers)")

    def test_equal_within_a_margin(self):
        about = {"own": Share(count=500, n=1000), "evidence": evidence(n=1000, margin=0.05)}
        (told,) = said(made(ClaimKind.EQUIVALENCE, "half", **about))
        assert "about half are satisfied (within 5.0 points, for certain)" in told[0]
        assert "满意的顾客约占一半（可以确定与50%相差不超过5.0个百分点）" in told[1]
        (told,) = said(made(ClaimKind.EQUIVALENCE, "change", **about, details={"w0": BRANCH, "w1": NORTH}))
        assert told[0] == "Satisfied is unchanged from branch (50.0%) to North (50.0%): within 5.0 points, for certain."

    def test_a_gap_of_means(self):
        gap = Average(n=400, mean=-0.5, sd=1.0)
        about = {"difference": gap, "unit": "mean", "direction": -1, "evidence": evidence(n=400)}
        (one,) = decide([made(ClaimKind.LEVEL, "gap", **about)])
        assert one.interval.low < one.interval.high < 0
        near, far = (f"{-end:.2f}" for end in (one.interval.high, one.interval.low))
        (told,) = say([one])
        assert told.text.en == (
            f"On average experience lies below expectation, for certain: by {near} to {far} points of the scale (400 "
            "answers)."
        )
        assert told.text.zh == f"实际感受平均比期望低{near}至{far}分（400份回答），可以确定服务不如期望。"
        (open_,) = decide([made(ClaimKind.LEVEL, "gap", **about | {"evidence": evidence(0.8, n=400)})])
        small = {"evidence": evidence(0.8, n=400), "difference": Average(n=400, mean=0.125, sd=1.0)}
        (more,) = decide([made(ClaimKind.LEVEL, "gap", **about | small)])
        ends = f"+0.12 ({more.interval.low:+.2f} to {more.interval.high:+.2f}; 400 answers)".replace("-", "−")
        assert say([more])[0].text.en.endswith(f"cannot be told: {ends}.")
        low, high = (f"{end:+.2f}".replace("-", "−") for end in (open_.interval.low, open_.interval.high))
        assert high == "+0.00"  # the test does not reject: the interval reaches no difference
        assert say([open_])[0].text.en == (
            f"Whether experience lies above or below expectation cannot be told: −0.50 ({low} to {high}; 400 answers)."
        )


class TestDifferences:
    OWN, REST = Share(count=140, n=200), Share(count=900, n=1800)

    def of(self, **more):
        known = {
            "own": self.OWN, "difference": Difference(first=self.OWN, second=self.REST),
            "evidence": two_shares(140, 200, 900, 1800), "details": {"group": BRANCH},
            "reference": Reference(kind="others_pooled", label=Label("the others", "其余合计"), value=self.REST),
        }  # fmt: skip
        return made(ClaimKind.DIFFERENCE, "group", **{**known, **more})

    def test_a_group_above_and_below(self):
        (one,) = decide([self.of()])
        near, far = (f"{100 * end:.1f}" for end in (one.interval.low, one.interval.high))
        assert said(self.of()) == [
            (
                "branch North is higher than the others in Satisfied, for certain: 70.0% against 50.0%; "
                f"{near} to {far} points more (200 and 1,800 answers).",
                f"分网点看，北店的满意率可以确定高于其余合计：70.0%，其余50.0%，高{near}至{far}个百分点"
                "（200份与1,800份回答）。",
            )
        ]
        without = self.of(reference=attrs.evolve(self.of().reference, without=("East", "South")))
        assert "(200 and 1,800 answers; without East or South, named already)" in said(without)[0][0]
        assert "高于其余合计（不含已指出的East和South）：" in said(without)[0][1]
        low = self.of(direction=-1, own=self.REST, reference=attrs.evolve(self.of().reference, value=self.OWN))
        assert "is lower than the others" in said(low)[0][0]

    def test_where_none_can_be_told_the_miss_is_told(self):
        found = decide([self.of(evidence=evidence(0.4, standard_error=0.02))])
        (told,) = say(found)
        missed = f"{100 * found[0].detectable:.1f}"
        assert told.text.en == (
            f"branch: none can be told from the others in Satisfied; less than {missed} points would often be missed."
        )
        assert told.text.zh == (
            f"分网点看满意率，现有数据看不出哪一个与其余不同；不足{missed}个百分点的差别，多半发现不了。"
        )
        assert not told.claimed
        assert told.decided is found[0]
        assert said(self.of(evidence=evidence(0.4))) == [
            (
                "branch: none can be told from the others in Satisfied.",
                "分网点看满意率，现有数据看不出哪一个与其余不同。",
            )
        ]

    def test_figures_that_are_printed_alike_are_not_told(self):
        close = attrs.evolve(self.of().reference, value=Share(count=7001, n=10_000))
        assert said(self.of(reference=close)) == []
        assert said(self.of(reference=attrs.evolve(close, value=Share(count=701, n=1000)))) != []
        # other kinds of claims do not say that figures differ
        assert said(made(ClaimKind.LEVEL, "target", own=self.OWN, reference=attrs.evolve(HALF, value=0.7))) != []
        # without a figure of its own there is nothing that looks equal
        assert said(self.of(own=None)) != []
        assert said(self.of(own=Share(count=0, n=0))) != []
        assert said(self.of(reference=attrs.evolve(close, value=None))) != []

    def test_those_that_stand_are_told_and_the_others_are_not(self):
        claims = [self.of(), self.of(name="b", subject=BRANCH, evidence=evidence(0.4))]
        assert [one.decided.claim.name for one in say(decide(claims))] == ["a"]
        assert say(()) == ()
        nothing = made(ClaimKind.DIFFERENCE, "unnamed", evidence=evidence(0.4))
        assert said(nothing) == []  # only told where it stands
        later = self.of(name="b", evidence=evidence(0.4))
        assert said(nothing, later)[0][0].startswith("branch: none can be told")

    def test_a_change_is_told_from_first_to_last(self):
        first = Share(count=900, n=1800)
        about = {
            "own": self.OWN, "difference": Difference(first=self.OWN, second=first), "direction": 1,
            "reference": Reference(kind="previous_wave", label=BRANCH, value=first),
            "details": {"w0": Label("May", "五月"), "w1": Label("June", "六月")},
            "evidence": evidence(n=200, n_reference=1800),
        }  # fmt: skip
        (one,) = decide([made(ClaimKind.CHANGE, "wave", **about)])
        near, far = (f"{100 * end:.1f}" for end in (one.interval.low, one.interval.high))
        assert say([one])[0].text == Label(
            f"Satisfied rose from 50.0% (May) to 70.0% (June), for certain: by {near} to {far} points (1,800 and 200 "
            "answers).",
            f"满意率由五月的50.0%升至六月的70.0%，可以确定上升了，升幅{near}至{far}个百分点（1,800份与200份回答）。",
        )
        about["difference"] = Average(n=1, mean=0.2, sd=0.0)  # of too few clusters: no interval
        open_ = made(ClaimKind.CHANGE, "wave", **about | {"evidence": evidence(0.6)})
        assert said(open_) == [
            (
                "Satisfied: 50.0% (May), then 70.0% (June); whether it went up or down cannot be told (+20.0 points).",
                "满意率由五月的50.0%变为六月的70.0%（相差+20.0个百分点），是升是降尚不能判断。",
            )
        ]


class TestSets:
    NAMES = tuple(Label(each, f"{each}项") for each in "abc")

    def test_who_is_not_left_out(self):
        found = Candidates(self.NAMES, (1.0, 0.02, 0.04))
        assert [len(found.left(error)) for error in (0.01, 0.02, 0.03, 0.04)] == [3, 2, 2, 2]
        assert found.left(0.03) == (self.NAMES[0], self.NAMES[2])
        assert found.left(0.5) == (self.NAMES[0], self.NAMES[2])  # at least two: the likeliest rival
        assert Candidates(self.NAMES, (1.0, 0.04, 0.02)).left(0.5) == self.NAMES[:2]

    def test_rivals_are_left_out_one_sided_and_corrected_for_their_number(self):
        assert (left_out(0.02, 3), left_out(0.9, 3)) == (pytest.approx(0.03), 1.0)
        found = against_rivals(self.NAMES, [0.02, 0.5])
        assert found.p_values == pytest.approx((1.0, 0.02, 0.5))

    def test_the_set_is_told_at_the_claim_s_part_of_the_error_rate(self):
        some = Candidates(self.NAMES, (1.0, 0.03, 0.001))
        about = {"evidence": evidence(0.2), "unit": "mean", "details": {"set": some}}
        some = Candidates((*self.NAMES, BRANCH), (1.0, 0.03, 0.001, 0.2))
        about["details"] = {"set": some}
        whole = made(ClaimKind.EXTREMUM, "best", **about)
        # alone it has the error rate of .05, among two claims .025: then b is not left out
        assert said(whole)[0][0] == "Rated best is one of a or branch (they cannot be told apart; 100 answers)."
        assert said(whole, made(ClaimKind.LEVEL, "majority", name="other", evidence=evidence(0.5)))[0] == (
            "Rated best is one of a, b or branch (they cannot be told apart; 100 answers).",
            "评价最好的在a项、b项和网点之中，具体哪一项尚不能判断（100份回答）。",
        )
        none_out = made(
            ClaimKind.EXTREMUM, "best", **about | {"details": {"set": Candidates(self.NAMES, (1, 0.3, 0.4))}}
        )
        assert said(none_out)[0] == (
            "Which dimension is rated best cannot be told (100 answers).",
            "哪一项评价最高，尚不能判断（100份回答）。",
        )

    def test_details_are_written_by_what_they_are(self):
        details = {
            "k": 1234, "outcome": SATISFIED, "said": 71.5, "set": ("x", NORTH), "front": Share(count=1, n=4),
            "back": Share(count=0, n=0),
        }  # fmt: skip
        first = made(ClaimKind.FIRST_DRIVER, "first", evidence=evidence(0.4), details=details)
        assert said(first)[0] == (
            "Which of x or North goes most strongly with Satisfied cannot be told.",
            "x和北店中哪一项与满意率的关系最强，尚不能判断。",
        )
        stage = made(ClaimKind.DIFFERENCE, "stage", evidence=evidence(0.4), details=details)
        assert said(stage)[0][0] == (
            "Front stage 25.0%, back stage –; which is rated better cannot be told (100 answers)."
        )
        place = made(ClaimKind.PLACEMENT, "improve_first", evidence=evidence(0.4), details=details)
        assert said(place)[0][0] == "Of the 1,234 attributes asked none surely belongs to “improve first”."
        stated = made(ClaimKind.PLACEMENT, "stated_first", own=None, details=details)
        assert "importance 71.5, performance – of 100" in said(stated)[0][0]
        rows = made(ClaimKind.DRIVER, "driver", evidence=evidence(0.4, rows_read=4321), details=details)
        assert said(rows)[0][0].endswith("(100 of 4,321 answers).")


class TestSharesAsClaims:
    @pytest.mark.parametrize(("count", "direction"), ((79, -1), (80, 1), (81, 1)))
    def test_a_target_is_reached_where_it_is_met(self, count, direction):
        own = Share(count=count, n=100)
        found = against_target("audits", "all", SATISFIED, own, exact_binomial(count, 100, against=0.8), 0.8)
        assert (found.direction, found.good, found.name, found.sort) == (direction, 1, "audits/all", "target")
        assert (found.subject, found.measure, found.reference.value) == (SATISFIED, SATISFIED, 0.8)
        nobody = against_target("audits", "all", SATISFIED, Share(count=0, n=0), evidence(), 0.8, subject=NORTH)
        assert (nobody.direction, nobody.subject) == (-1, NORTH)

    def test_groups_are_compared_with_all_others_pooled(self):
        shares = {"a": Share(count=50, n=100), "b": Share(count=80, n=100), "c": Share(count=82, n=100)}
        claims = groups_against_others(
            "audits", "site", BRANCH, SATISFIED, shares, {"a": NORTH}, counted=NORTH, lead=False
        )
        tested = step_down({key: SampledScores.of_counts(int(one.count), 100) for key, one in shares.items()})
        assert [one.name for one in claims] == [f"audits/site/{one.group}" for one in tested]
        first, second = claims
        assert (first.subject, first.direction, first.good, first.lead) == (NORTH, -1, 1, False)
        assert (first.reference.value.count, first.reference.value.n, first.reference.n) == (162, 200, 200)
        assert (first.evidence, first.reference.without) == (tested[0].evidence, ())
        assert first.difference.value == pytest.approx(0.5 - 0.81)
        assert (second.subject, second.direction) == (Label("b", "b"), -1)
        assert (second.reference.n, second.reference.without) == (100, ("North",))
        assert second.difference.value == pytest.approx(-0.02)
        assert second.details == {"group": BRANCH, "counted": NORTH}
        alike = groups_against_others(
            "p", "f", BRANCH, SATISFIED, dict.fromkeys("ab", Share(count=5, n=10)), {}, counted=NORTH
        )
        assert [one.direction for one in alike] == [0]
        up = groups_against_others(
            "p", "f", BRANCH, SATISFIED, shares | {"a": Share(count=99, n=100)}, {}, counted=NORTH, good=-1
        )
        assert (up[0].subject.en, up[0].direction, up[0].good) == ("a", 1, -1)

    def test_the_most_frequent_is_tested_against_the_next(self):
        shares = {name: Share(count=count, n=100) for name, count in (("w", 0), ("x", 20), ("y", 45), ("z", 35))}
        (claim,) = most_common("cases", "type", BRANCH, shares, {"y": NORTH}, sort="type", risk=SATISFIED)
        assert (claim.name, claim.sort, claim.kind) == ("cases/type", "type", ClaimKind.EXTREMUM)
        assert (claim.subject, claim.own.count, claim.reference.label.en) == (NORTH, 45, "z")
        assert claim.evidence.p == binomial_p(45, 80)
        assert (claim.evidence.n, claim.evidence.n_reference) == (45, 35)
        rivals = [left_out(binomial_p(45, 45 + other), 3) for other in (35, 20, 0)]
        assert claim.details["set"].p_values == (1.0, *rivals)
        assert claim.details["risk"] is SATISFIED
        assert most_common("p", "n", BRANCH, {"x": shares["x"]}, {}) == ()
        none = {name: Share(count=0, n=0) for name in "xy"}
        assert most_common("p", "n", BRANCH, none, {}) == ()
        (plain_one,) = most_common("p", "n", BRANCH, {"x": Share(count=1, n=2), "y": Share(count=1, n=2)}, {})
        assert (plain_one.sort, plain_one.subject.en) == ("frequent", "x")
        withheld = attrs.evolve(shares["z"], withheld=why(NotEstimable.SINGLE_UNIT))
        assert most_common("p", "n", BRANCH, shares | {"z": withheld}, {}) == ()
        weighted = {name: attrs.evolve(share, n_effective=50.0) for name, share in shares.items()}
        (halved,) = most_common("p", "n", BRANCH, weighted, {})
        assert halved.evidence.p == binomial_p(round(0.45 * 50), round(0.45 * 50) + round(0.35 * 50))


class TestTelling:
    def test_one_decision_over_all_parts(self):
        half = made(ClaimKind.LEVEL, "majority", own=Share(count=70, n=100), evidence=evidence(0.04))
        first = Part(key="p", name=NORTH, method=NORTH, statements=(fact(BRANCH), (half,)))
        other = attrs.evolve(first, key="q", statements=((attrs.evolve(half, name="b", part="q"),),))
        (alone,), decided = tell([first], ReportSection())
        assert [one.claimed for one in alone.findings] == [False, True]
        assert alone.findings[0].text == BRANCH
        assert decided[0].alpha == 0.05
        both, decided = tell([first, other], ReportSection())
        assert [one.claimed for part in both for one in part.findings] == [False, False, False]
        weighted, decided = tell([first, other], ReportSection(weights={"q": 9.0}))
        assert [one.weight for one in decided] == pytest.approx([0.1, 0.9])
        # .04 / .9 is small enough, and then the other has the whole error rate
        assert [one.claimed for part in weighted for one in part.findings] == [False, True, True]
        looser, decided = tell([first, other], ReportSection(alpha=0.1))
        assert [one.claimed for part in looser for one in part.findings] == [False, True, True]


class TestToldTogether:
    def driver(self, name, p=1e-9, part="priorities", **more):
        known = {"outcome": Label("Overall", "总体满意")}
        subject = Label(name, f"{name}项")
        return made(
            ClaimKind.DRIVER, "driver", name=name, part=part, subject=subject, measure=Label("Overall", "总体满意"),
            details=known, evidence=evidence(p, n=1200, **more),
        )  # fmt: skip

    def test_attributes_that_go_with_the_same(self):
        decided = decide([self.driver("a", rows_read=1500), self.driver("b", 1e-3), self.driver("c", 0.9)])
        findings = say(decided)
        ((told, names),) = drivers_together(findings, decided)
        assert told.text.en == (
            "2 of 3 attributes go with Overall beyond everything else asked, for certain: a and b (1,200 of 1,500 "
            "answers)."
        )
        assert told.text.zh == (
            "3项中有2项在同时考虑其他各项之后，仍可以确定与总体满意有关：a项和b项（1,500份回答中的1,200份）。"
        )
        assert names == {"a", "b"}
        assert told.decided.claim.name == "b"  # the least sure of them
        everything = decide([self.driver("a"), self.driver("b", 0.02)])
        ((told, _),) = drivers_together(say(everything), everything)
        assert told.text.en == (
            "All 2 attributes go with Overall beyond everything else asked, fairly surely: a and b (1,200 of 1,200 "
            "answers)."
        )
        assert told.text.zh.startswith("全部2项在同时考虑其他各项之后，仍基本可以确定")

    def test_one_alone_and_those_of_another_part_are_told_apart(self):
        claims = [self.driver("a"), self.driver("b", part="sides"), self.driver("c", 0.9)]
        decided = decide(claims)
        assert drivers_together(say(decided), decided) == []
        more = decide([*claims, self.driver("d", part="sides"), self.driver("e")])
        assert [names for _, names in drivers_together(say(more), more)] == [{"a", "e"}, {"b", "d"}]
        assert "2 of 3" in drivers_together(say(more), more)[0][0].text.en
        assert "All 2" in drivers_together(say(more), more)[1][0].text.en

    def group(self, measure, own=40, p=1e-9, **more):
        rest = Share(count=60, n=100)
        known = {
            "own": Share(count=own, n=100), "direction": -1, "good": 1, "details": {"group": BRANCH},
            "reference": Reference(kind="others_pooled", label=BRANCH, value=rest), "name": measure,
            "measure": Label(measure, f"{measure}率"), "evidence": evidence(p),
        }  # fmt: skip
        return made(ClaimKind.DIFFERENCE, "group", **{**known, **more})

    def together(self, *claims):
        return groups_together(say(decide(claims)))

    def test_a_group_that_is_low_in_several_measures(self):
        ((told, names),) = self.together(self.group("a"), self.group("b", 41), self.group("c", 42))
        assert told.text.en.endswith(" Also lower there: b (41.0% against 60.0%) and c (42.0% against 60.0%).")
        assert told.text.zh.endswith("同样可以确定偏低的还有：b率（41.0%，其余60.0%）、c率（42.0%，其余60.0%）。")
        assert names == {"a", "b", "c"}
        assert told.decided.claim.name == "a"
        ((one, _),) = self.together(self.group("a"), self.group("b", 41))
        assert one.text.en.endswith(" Also lower there: b (41.0% against 60.0%).")
        ((none, _),) = self.together(self.group("a"), self.group("b", 0))
        assert none.text.en.endswith(" Also lower there: b (0.0% against 60.0%).")
        ((four, _),) = self.together(*(self.group(name) for name in "abcd"))
        assert "b (40.0% against 60.0%), c (40.0% against 60.0%), d (40.0% against 60.0%)." in four.text.en
        ((high, _),) = self.together(self.group("a", 80, direction=1), self.group("b", 81, direction=1))
        assert high.text.en.endswith(" Also higher there: b (81.0% against 60.0%).")
        assert "同样可以确定偏高的还有：b率（81.0%，其余60.0%）。" in high.text.zh

    @pytest.mark.parametrize(
        "other",
        (
            {"own": 80, "direction": 1}, {"subject": BRANCH}, {"details": {"group": NORTH}}, {"good": -1},
        ),
    )  # fmt: skip
    def test_what_is_not_the_same_news_is_told_apart(self, other):
        assert self.together(self.group("a"), self.group("b", **other)) == []

    def test_a_claim_takes_along_only_those_that_are_as_sure(self):
        fairly, sure = self.group("b", p=0.015), self.group("a")
        for claims in ((sure, fairly), (fairly, sure)):
            ((told, names),) = self.together(*claims)
            assert (told.decided.claim.name, names) == ("b", {"a", "b"})
        without = self.group("b", reference=Reference(kind="others_pooled", label=BRANCH))
        assert self.together(sure, without)[0][0].decided.claim.name == "b"  # a has figures to tell, b has not
        missing = self.group("b", p=0.015, reference=without.reference)
        assert [one.decided.claim.name for one, _ in self.together(missing, self.group("a", p=0.015))] == ["b"]

    def test_news_that_another_claim_tells_in_clearer_figures(self):
        def level(name, direction=-1, **more):
            return made(ClaimKind.LEVEL, "gap", name=name, direction=direction, unit="mean", **more)

        def news(*claims):
            return same_news(say(decide(claims)))

        gap, shares = level("expectation/gap"), level("expectation/verdicts")
        assert news(gap, shares) == {"expectation/gap"}
        assert news(gap) == news(shares) == set()
        assert news(gap, level("expectation/verdicts", 1)) == set()
        worst, widest = level("quality/worst", 0), level("quality/gap", 0)
        assert news(worst, widest) == {"quality/worst"}
        assert news(worst, level("quality/gap", 0, subject=BRANCH)) == set()
        assert same_news([fact(BRANCH)]) == set()


def test_a_difference_of_resamples_without_interval_says_nothing_of_its_size():
    nothing = made(ClaimKind.LEVEL, "gap", difference=Resampled(value=None, draws=[]), unit="mean")
    assert said(nothing)[0][
        0
    ] == "On average experience lies above expectation, for certain: by – to – points of the " + (
        "scale (100 answers)."
    )
