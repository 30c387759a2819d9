"""Figures and sentences as rows: each row holds what the figure, the claim or the printed number holds."""

from math import inf, nan

import attrs
import pytest
from attrs import frozen
from made_claims import BRANCH, HALF, NORTH, SATISFIED, evidence, made

from servicekit.data._scales import LIKERT_5
from servicekit.foundation._cautions import Caution, CautionKind
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import why
from servicekit.foundation._results import Interval, Result
from servicekit.foundation._vocabulary import Label
from servicekit.satisfaction._top_box import TopBox
from servicekit.stats.claims._claims import ClaimKind, decide
from servicekit.stats.intervals._estimates import Average, Difference, Share
from servicekit.stats.scores._presentation_standard import NCHS_2017
from servicekit.stats.summaries._tally import Tally
from servicekit.study._part import Part, Shown, Table
from servicekit.study._toml import study_from_toml
from servicekit.study.conclusions._disclosed import disclosed
from servicekit.study.conclusions._disclosure import Disclosure
from servicekit.study.conclusions._figures import (
    answers,
    estimates_in,
    figure_words,
    figures_of,
    interval_words,
    withheld,
)
from servicekit.study.conclusions._result_cautions import with_cautions
from servicekit.study.conclusions._results_rows import (
    figures_behind,
    filled,
    form_of,
    parsed,
    result_rows,
    written,
)
from servicekit.study.tables._data_quality import ColumnQuality, DataQuality
from servicekit.study.tables._shifts import MANY, shift

ENOUGH, FEW = Share(count=60, n=100), Share(count=3, n=10)


@frozen(kw_only=True)
class MadePart(Part):
    """A part with the tables and pictures it is given."""

    made: tuple[Table, ...] = ()
    pictures: tuple[Shown, ...] = ()

    def tables(self):
        yield from self.made

    def shown(self):
        yield from self.pictures


def part(*results, pictures=(), key="p"):
    tables = tuple(Table(key="t", caption=SATISFIED, result=each) for each in results)
    return MadePart(key=key, name=NORTH, method=NORTH, made=tables, pictures=pictures)


class TestFigures:
    @pytest.mark.parametrize(
        ("value", "unit", "words"),
        (
            (0.4567, "share", "45.7%"), (0.123, "points", "+12.3"), (-0.123, "points", "−12.3"), (inf, "number", "∞"),
            (-inf, "number", "−∞"), (1e-13, "number", "0"), (-1e-13, "number", "0"), (1e-11, "number", "1e−11"),
            (-3.14159, "number", "−3.142"), (12345.6, "number", "12,346"),
        ),
    )  # fmt: skip
    def test_a_figure_is_written_by_its_unit(self, value, unit, words):
        assert figure_words(value, unit) == words

    @pytest.mark.parametrize(
        ("low", "high", "kind", "unit", "en", "zh"),
        (
            (0.1, 0.25, "bounded", "share", "10.0%–25.0%", "10.0%～25.0%"),
            (-0.1, 0.25, "bounded", "points", "−10.0 to +25.0", "−10.0至+25.0"),
            (1.0, 2.0, "bounded", "number", "1–2", "1～2"),
            (1.0, inf, "bounded", "number", "1 or more", "不低于1"),
            (-inf, 2.0, "bounded", "number", "2 or less", "不高于2"),
            (1.0, 2.0, "complement", "number", "outside 1 to 2", "1至2之外"),
            (-inf, inf, "unbounded", "number", "any value", "任意值"),
        ),
    )
    def test_an_interval_is_written_by_its_kind(self, low, high, kind, unit, en, zh):
        interval = Interval(low=low, high=high, level=0.95, method="x", kind=kind)
        assert (interval_words(interval, unit, "en"), interval_words(interval, unit, "zh")) == (en, zh)

    def test_a_share_of_few_is_dashed_with_its_reason(self):
        shown, hidden = figures_of([part(ENOUGH, FEW)])
        assert (shown.key, hidden.key) == ("p/t/Share", "p/t/Share#2")
        assert (shown.is_share, shown.is_hidden, hidden.is_hidden) == (True, False, True)
        assert (shown.value_words("en"), shown.n_words(), shown.unit) == ("60.0%", "100", "share")
        interval = ENOUGH.interval
        assert shown.interval_words("en") == f"{100 * interval.low:.1f}%–{100 * interval.high:.1f}%"
        assert (hidden.interval_words("en"), hidden.n_words()) == ("", "10")
        assert (hidden.value_words("en"), hidden.value_words("zh")) == (
            "– (effective n below 30)", "–（等效样本量不足30）",
        )  # fmt: skip
        assert hidden.publishable == NCHS_2017.judge(FEW)
        assert (withheld(ENOUGH), withheld(FEW)) == (None, hidden.publishable.reason)
        assert withheld(Average(n=3, mean=1.0, sd=1.0)) is withheld(Share(count=0, n=0)) is None
        (again,) = figures_of([part(FEW, key="q")])
        assert again.key == "q/t/Share"

    def test_figures_of_other_kinds_are_never_dashed(self):
        mean, points, none, box = figures_of(
            [
                part(
                    Average(n=1234, mean=2.0, sd=1.0),
                    Difference(first=ENOUGH, second=FEW),
                    Average(n=0, mean=0.0, sd=0.0),
                    Difference(first=Average(n=9, mean=2.0, sd=1.0), second=Average(n=9, mean=1.0, sd=1.0)),
                )
            ]
        )
        assert (mean.publishable, mean.unit, mean.n_words(), mean.value_words("en")) == (None, "number", "1,234", "2")
        assert (points.unit, points.value_words("en"), box.unit) == ("points", "+30.0", "number")
        assert none.value_words("en") == "– (there are no data)"
        assert none.value_words("zh") == "–（没有数据）"
        assert (none.interval_words("en"), none.n_words()) == ("", "0")

    def test_answers_are_counted_and_not_weighed(self):
        box = TopBox(tally=Tally(scale=LIKERT_5, counts=(4, 0, 0, 0, 6)))
        assert (answers(box), answers(ENOUGH)) == (10.0, 100.0)
        assert answers(Share(count=2.5, n=7.5, answers=5)) == 5.0
        assert answers(Difference(first=ENOUGH, second=FEW)) is None

    def test_names_lead_to_a_figure_and_end_at_four(self):
        nested = ENOUGH
        for key in "edcba":
            nested = {key: nested}
        assert [*estimates_in(nested, "en")] == []
        assert [path for path, _ in estimates_in(nested["a"], "en")] == ["b · c · d · e"]
        named = {"a": ENOUGH, None: FEW, "c": attrs.evolve(ENOUGH, name=BRANCH)}
        assert [path for path, _ in estimates_in(named, "zh", names={"a": NORTH})] == ["北店", "—", "网点"]
        assert [path for path, _ in estimates_in(named, "en")] == ["a", "—", "branch"]
        assert [path for path, _ in estimates_in({"a": 3, "b": "text"}, "en")] == []
        (figure,) = figures_of([part({"a": ENOUGH})])
        assert (figure.key, figure.name) == ("p/t/a", Label("a", "a"))


class TestRows:
    def rows(self, *parts, decided=(), sentences=None):
        return {row["id"]: row for row in result_rows(parts, decided, sentences or {})}

    def test_a_figure_is_a_row(self):
        found = self.rows(part(ENOUGH, FEW, Average(n=0, mean=0.0, sd=0.0)))
        row = found["p/t/Share"]
        interval = ENOUGH.interval
        assert (row["value"], row["low"], row["high"], row["level"]) == (0.6, interval.low, interval.high, 0.95)
        assert (row["method"], row["interval_kind"], row["n"]) == (interval.method, "bounded", 100.0)
        assert (row["publishable"], row["unit"], row["measure"], row["group"]) == ("yes", "share", "Satisfied", "Share")
        assert (row["reason_en"], row["reason_zh"], row["part"], row["statistic"]) == (None, None, "p", "Share")
        hidden = found["p/t/Share#2"]
        assert (hidden["publishable"], hidden["value"]) == ("no", 0.3)
        assert (hidden["reason_en"], hidden["reason_zh"]) == ("effective n below 30", "等效样本量不足30")
        none = next(row for key, row in found.items() if row["statistic"] == "Average")
        assert (none["value"], none["low"], none["high"], none["level"], none["method"]) == (None,) * 5
        assert (none["reason_en"], none["reason_zh"], none["publishable"]) == ("there are no data", "没有数据", None)
        nobody = self.rows(part(Share(count=0, n=0)))["p/t/Share"]
        assert (nobody["publishable"], nobody["reason_en"]) == ("no", "there are no data")
        weighted = self.rows(part(Share(count=50.0, n=90.0, n_effective=64.0)))["p/t/Share"]
        assert (weighted["n_effective"], weighted["n_missing"]) == (64.0, None)

    def test_a_figure_without_end_has_an_empty_cell(self):
        found = self.rows(part(pictures=(Shown(key="a", measure=SATISFIED, group=NORTH, value=nan),)))
        assert found["picture:p/a"]["value"] is None

    def test_a_picture_s_figure_is_a_row(self):
        shown = Shown(key="a", measure=SATISFIED, group=NORTH, value=0.25, low=0.1, high=0.4, unit="whole share", n=9.0)
        row = self.rows(part(pictures=(shown,)))["picture:p/a"]
        assert [row[name] for name in ("value", "low", "high", "unit", "n", "group", "measure", "statistic")] == [
            0.25, 0.1, 0.4, "whole share", 9.0, "North", "Satisfied", "figure of a picture",
        ]  # fmt: skip

    def test_a_claim_is_a_row(self):
        difference = Difference(first=ENOUGH, second=FEW)
        claims = (
            made(ClaimKind.DIFFERENCE, "group", difference=difference, own=ENOUGH, evidence=evidence(0.03)),
            made(ClaimKind.LEVEL, "majority", name="b", own=ENOUGH, evidence=evidence(0.04)),
            made(ClaimKind.LEVEL, "majority", name="c", evidence=evidence(None), own=None),
            made(ClaimKind.LEVEL, "majority", name="d", evidence=evidence(1e-4)),
        )
        decided = decide(claims)
        found = self.rows(decided=decided)
        row, interval = found["claim:a"], decided[0].interval
        assert (row["value"], row["low"], row["high"]) == (difference.value, interval.low, interval.high)
        assert (row["level"], row["method"], row["n"]) == (interval.level, interval.method, 100.0)
        assert (row["p"], row["adjusted_p"], row["test"]) == (0.03, decided[0].adjusted, "mid_p")
        assert (row["family"], row["unit"]) == ("3 claims at 0.05", "share")
        assert [found[f"claim:{name}"]["claim"] for name in "abcd"] == ["near", "near", "open", "stands"]
        assert (found["claim:b"]["value"], found["claim:b"]["low"], found["claim:b"]["level"]) == (0.6, None, None)
        assert (found["claim:c"]["value"], found["claim:c"]["p"]) == (None, None)

    def test_numbers_of_a_sentence_are_rows_that_both_languages_share(self):
        words = Label("Of 1,234 answers 45.6% and 45.6% gave x1 −3.", "1,234份回答中45.6%、7份、45.6%。")
        found = self.rows(sentences={"s": ("p", words, None)})
        assert found["s"]["text_en"] == "Of ⟦0⟧ answers ⟦1⟧ and ⟦2⟧ gave x1 ⟦3⟧."
        assert found["s"]["text_zh"] == "⟦0⟧份回答中⟦1⟧、⟦4⟧份、⟦2⟧。"
        assert [found[f"s#{spot}"]["printed"] for spot in range(5)] == ["1,234", "45.6%", "45.6%", "−3", "7"]
        assert [found[f"s#{spot}"]["value"] for spot in range(5)] == [
            1234.0,
            pytest.approx(0.456),
            pytest.approx(0.456),
            -3,
            7,
        ]
        assert [found[f"s#{spot}"]["unit"] for spot in range(5)] == [",.0", "%.1", "%.1", ".0", ".0"]
        assert (found["s"]["claim"], found["s#0"]["part"], found["s"]["statistic"]) == (None, "p", "sentence")
        numbers = {spot: found[f"s#{spot}"]["printed"] for spot in range(5)}
        assert (filled(found["s"]["text_en"], numbers), filled("⟦9⟧", numbers)) == (words.en, "?")

    def test_a_number_that_a_claim_holds_is_kept_in_full(self):
        share = Share(count=2, n=3)
        (one,) = decide([made(ClaimKind.LEVEL, "majority", own=share)])
        found = self.rows(decided=(one,), sentences={"s": ("p", Label("66.7% of 3.", "3中66.7%。"), one)})
        assert (found["s#0"]["value"], found["s#0"]["unit"]) == (2 / 3, "%.1")
        assert (found["s#1"]["value"], found["s#1"]["unit"], found["s"]["claim"]) == (3.0, ".0", "a")

    def test_the_figures_behind_a_claim(self):
        difference = Average(n=400, mean=-0.123456, sd=1.0)
        claim = made(
            ClaimKind.DIFFERENCE, "group", own=ENOUGH, difference=difference, unit="share",
            reference=attrs.evolve(HALF, value=0.54321), evidence=evidence(1e-4, margin=0.0555, standard_error=0.02),
        )  # fmt: skip
        (one,) = decide([claim])
        found = figures_behind(one)
        assert found["54.3%"] == (0.54321, "%.1")
        assert found["0.54"] == (0.54321, ".2")
        low, high = ENOUGH.interval.low, ENOUGH.interval.high
        assert {written(low, "%.1"), written(high, "%.1")} <= found.keys()
        assert found["−12.3"] == (-12.3456, ".1")  # differences of shares are in points
        assert found["−12.35"] == (-12.3456, ".2")
        assert found["5.5"] == (pytest.approx(5.55), ".1")
        assert found[written(100 * one.detectable, ".1")][0] == pytest.approx(100 * one.detectable)
        assert found[written(-100 * one.interval.low, ".1")][0] == pytest.approx(-100 * one.interval.low)
        assert found[written(100 * one.interval.high, "+.1")][1] in (".1", "+.1")
        (other,) = decide([attrs.evolve(claim, unit="mean")])
        assert figures_behind(other)["−0.12"] == (-0.123456, ".2")
        assert figures_behind(None) == {}
        (endless,) = decide([made(ClaimKind.LEVEL, "majority", own=None, reference=attrs.evolve(HALF, value=inf))])
        assert figures_behind(endless) == {}

    @pytest.mark.parametrize(
        ("value", "form", "words"),
        (
            (0.4567, "%.1", "45.7%"), (-1234.5, ",.1", "−1,234.5"), (0.5, "+.2", "+0.50"), (-0.5, "+%.0", "−50%"),
            (1234.0, ",.0", "1,234"), (7.0, ",0", "7"),
        ),
    )  # fmt: skip
    def test_numbers_are_written_in_a_form(self, value, form, words):
        assert written(value, form) == words
        if form.count("."):
            assert (parsed(words), form_of(words)) == (
                pytest.approx(value, abs=5e-3), form.replace("+", "" if words[0] == "−" else "+"),
            )  # fmt: skip


class Warned(Result):
    """A result that warns."""

    title = Label("Warned", "有提示")

    def __init__(self, *cautions):
        self.cautions = cautions


@frozen(kw_only=True)
class Holds(Result):
    """A result that holds others."""

    title = Label("Holds", "包含")

    first: Share = ENOUGH
    by_name: dict = attrs.field(factory=dict)
    other: object = None


FEW_CLUSTERS = Caution(kind=CautionKind.FEW_CLUSTERS, details={"m": 4})


class Alone(Share):
    """A share with a caution, or without an interval."""

    def __init__(self, reason=None, cautions=()):
        super().__init__(count=1, n=3, withheld=reason)
        object.__setattr__(self, "_cautions", cautions)

    @property
    def cautions(self):
        return self._cautions

    @property
    def interval(self):
        return None if self.withheld is not None else super().interval


class TestCautions:
    def said(self, *results, names=None):
        tables = tuple(
            Table(key=str(place), caption=Label(f"T{place}", f"表{place}"), result=each, names=names or {})
            for place, each in enumerate(results)
        )
        made_part = MadePart(key="p", name=NORTH, method=NORTH, made=tables)
        return [(one.text.en, one.text.zh) for one in with_cautions(made_part).statements]

    def test_a_caution_is_said_once_with_all_figures_that_it_concerns(self):
        warned = Alone(cautions=(FEW_CLUSTERS,))
        assert self.said(ENOUGH) == []
        one = "T0: Only 4 clusters: the interval is wide and holds only if they are alike."
        assert self.said(warned) == [(one, "表0：只有4个群，区间较宽，且以它们彼此相似为前提。")]
        several = self.said(warned, ENOUGH, {"a": warned, "b": ENOUGH, None: warned}, warned)
        assert several == [
            (
                f"{one} The same holds for T2, a, T2 and T3.",
                "表0：只有4个群，区间较宽，且以它们彼此相似为前提。以下亦然：表2（a）、表2和表3。",
            )
        ]
        assert self.said({"a": warned}, names={"a": NORTH})[0][0].startswith("T0, North: Only")
        assert self.said({"a": warned, "b": warned})[0][0].endswith("The same holds for T0, b.")

    def test_missing_intervals_are_told_where_the_design_is_the_reason(self):
        single = why(NotEstimable.SINGLE_UNIT)
        told = self.said(Alone(single))
        assert told == [(f"T0: no interval, since {single.text('en')}.", f"表0：没有区间，原因是{single.text('zh')}。")]
        assert self.said(Alone(why(NotEstimable.ZERO_VARIANCE))) == []
        assert self.said(Share(count=0, n=0)) == []

    def test_what_a_result_holds_is_looked_through_three_deep(self):
        warned = Alone(cautions=(FEW_CLUSTERS,))
        assert len(self.said(Holds(first=warned))) == 1
        assert self.said(Holds(by_name={"x": warned}))[0][0].startswith("T0, x: Only 4")
        assert self.said(Holds(other=Holds(first=warned))) == []  # only estimates and mappings are followed
        deep = {"a": Holds(by_name={"b": Holds(by_name={"c": warned})})}
        assert self.said(deep)[0][0].startswith("T0, c: Only 4")
        deeper = {"a": Holds(by_name={"b": Holds(by_name={"c": Holds(by_name={"d": warned})})})}
        assert self.said(deeper) == []


class TestShifts:
    def test_the_interval_is_that_of_the_test(self):
        found = shift(0.4, evidence(df=9.0, standard_error=0.1), 0.9, NORTH)
        assert (found.n, found.mean, found.level, found.name) == (10.0, 0.4, 0.9, NORTH)
        assert found.standard_error == pytest.approx(0.1)
        assert found.interval.high - 0.4 == pytest.approx(0.1 * 1.8331129)  # t of 9 degrees of freedom, 95 %
        assert MANY == 1e6
        plain = shift(0.4, evidence(standard_error=0.1), 0.95)
        assert (plain.n, plain.standard_error) == (MANY + 1, pytest.approx(0.1))
        assert plain.interval.high - 0.4 == pytest.approx(0.1 * 1.959964, rel=1e-5)
        assert shift(0.4, evidence(df=9.0), 0.95).sd == 0.0


class TestDisclosed:
    STUDY = study_from_toml(
        'seed = 1\n[scales.five]\nlow = 1\nhigh = 5\n[questions.overall]\ncolumn = "q"\nkind = "csat"\nscale = "five"\n'
    )
    QUALITY = DataQuality(
        rows=1200,
        columns={"q": ColumnQuality(answered=1150, missing=40, rejected={"off": 10}), "r": ColumnQuality(missing=1000)},
    )

    def words(self, study=None, quality=None):
        found = disclosed(study or self.STUDY, quality or self.QUALITY)
        return {key: None if words is None else (words.en, words.zh) for key, (_, words) in found.items()}

    def test_what_the_data_know(self):
        found = self.words()
        assert found["sample_size"] == (
            "1,200 answers read; every figure has its 95% interval.", "读取问卷1,200份；每个数值都附95%置信区间。",
        )  # fmt: skip
        assert found["weighting"] == ("Not weighted.", "未加权。")
        assert found["processing"] == (
            "1,040 answers missing and 10 omitted, over 2 columns.", "2列中缺失1,040个回答，剔除10个。",
        )  # fmt: skip
        assert (found["sampling"], found["dates"]) == (None, None)
        assert found["limitations"][0].startswith("Intervals and claims cover chance only")
        weighted = attrs.evolve(self.QUALITY, weight_sum=1200.0, weight_square_sum=2400.0)
        assert self.words(quality=weighted)["weighting"] == (
            "Weighted; 1,200 answers are worth 600.", "已加权；1,200份问卷相当于600份。",
        )  # fmt: skip
        logs = DataQuality(rows=0, columns={})
        assert self.words(quality=logs) == {}  # tables without a survey
        nothing = self.words(attrs.evolve(self.STUDY, disclosure=Disclosure(dates=NORTH)), logs)
        assert {key for key, words in nothing.items() if words} == {"limitations", "dates"}

    def test_what_the_study_tells_stands_before_it(self):
        told = attrs.evolve(self.STUDY, disclosure=Disclosure(weighting=Label("By age.", "按年龄。"), dates=NORTH))
        found = self.words(told)
        assert found["weighting"] == ("By age. Not weighted.", "按年龄。未加权。")
        assert found["dates"] == ("North", "北店")

    @pytest.mark.parametrize(
        ("design", "panel", "en", "zh"),
        (
            ({"strata": "s"}, "", "Accounted for: strata.", "已计入：分层。"),
            ({"clusters": "c"}, "", "Accounted for: clusters.", "已计入：整群。"),
            (
                {"strata": "s", "clusters": "c"}, "who",
                "Accounted for: strata and clusters and the same respondents in several waves.",
                "已计入：分层、整群、同一批受访者多期作答。",
            ),
        ),
    )  # fmt: skip
    def test_the_design_that_is_accounted_for_is_named(self, design, panel, en, zh):
        study = attrs.evolve(
            self.STUDY, design=attrs.evolve(self.STUDY.design, **design), panel=panel or None, wave="w"
        )
        assert self.words(study)["sampling"] == (en, zh)
