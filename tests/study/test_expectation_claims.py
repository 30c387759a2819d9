"""Experience against expectation: verdicts, gap and ratio as closed forms, and each sentence in either language."""

import numpy as np
import pytest
from scipy import stats

import servicekit as sk
from servicekit.study import study_from_toml
from servicekit.study.parts import _expectation as expectation

STUDY = """
level = 0.9
[scales.ten]
low = 0
high = 10
true_zero = true
[satisfaction]
expectation = "hoped"
evaluation = "got"
scale = "ten"
"""


def pairs(better, worse, same, step=2):
    """So many customers who got more than they hoped for, less, or the same, the first of each twice as far."""
    hoped = [5.0 + k % 2 for k in range(better + worse + same)]
    apart = [2.0 * step] + [float(step)] * (better - 1) if better else []
    apart += [-2.0 * step] + [-float(step)] * (worse - 1) if worse else []
    apart += [0.0] * same
    return {"hoped": hoped, "got": [h + a for h, a in zip(hoped, apart, strict=True)]}


def part_of(data, text=STUDY):
    return sk.assess(study_from_toml(text), data, parts=["expectation"]).part("expectation")


def texts(part, language="en"):
    return [finding.text.text(language) for finding in part.findings]


WON = {
    "en": ("{won} of customers got more than they expected, {lost} less; those who got more are the greater part, for "
           "certain."),
    "zh": "{won}的顾客认为服务超出期望，{lost}认为不如期望，可以确定认为超出期望的更多。",
}  # fmt: skip
LOST = {
    "en": ("{lost} of customers got less than they expected, {won} more; those who got less are the greater part, for "
           "certain."),
    "zh": "{lost}的顾客认为服务不如期望，{won}认为超出期望，可以确定认为不如期望的更多。",
}  # fmt: skip
OPEN = {
    "en": "{lost} of customers got less than they expected, {won} more; which are the greater part cannot be told.",
    "zh": "{lost}的顾客认为服务不如期望，{won}认为超出期望；哪一方更多，尚不能判断。",
}
ABOVE = {
    "en": "On average experience lies above expectation, for certain: by {near} to {far} points of the scale ({n} "
          "answers).",
    "zh": "实际感受平均比期望高{near}至{far}分（{n}份回答），可以确定服务好于期望。",
}  # fmt: skip
BELOW = {
    "en": "On average experience lies below expectation, for certain: by {near} to {far} points of the scale ({n} "
          "answers).",
    "zh": "实际感受平均比期望低{near}至{far}分（{n}份回答），可以确定服务不如期望。",
}  # fmt: skip
UNSURE = {
    "en": "Whether experience lies above or below expectation cannot be told: {d} ({low} to {high}; {n} answers).",
    "zh": "实际感受是高于还是低于期望，尚不能判断（平均相差{d}，{low}至{high}；{n}份回答）。",
}


def plain(value, *, sign=False):
    return f"{value:{'+' if sign else ''}.2f}".replace("-", "−")


@pytest.mark.parametrize(
    ("better", "worse", "same", "verdict", "gap", "tone"),
    (
        (60, 20, 20, WON, ABOVE, "good"),
        (20, 60, 20, LOST, BELOW, "bad"),
        (21, 20, 20, OPEN, UNSURE, "neutral"),
        (20, 21, 20, OPEN, UNSURE, "neutral"),
        (30, 0, 10, WON, ABOVE, "good"),
        (0, 30, 10, LOST, BELOW, "bad"),
    ),
)
def test_verdicts_are_a_sign_test_and_the_gap_a_paired_t(better, worse, same, verdict, gap, tone):
    data, n = pairs(better, worse, same), better + worse + same
    part = part_of(data)
    first, second = part.claims
    assert first.evidence.p == pytest.approx(min(1.0, stats.binomtest(better, better + worse).pvalue))
    assert (first.own.count, first.reference.value.count, first.own.n) == (better, worse, n)
    assert first.direction == second.direction == (1 if better > worse else -1)
    assert (first.good, second.good, second.unit) == (1, 1, "mean")
    apart = np.array(data["got"]) - np.array(data["hoped"])
    assert second.evidence.p == pytest.approx(stats.ttest_rel(data["got"], data["hoped"]).pvalue)
    assert second.difference.value == pytest.approx(apart.mean())
    error = apart.std(ddof=1) / np.sqrt(n)
    assert second.evidence.standard_error == pytest.approx(error)
    reach = stats.t.ppf(0.95, n - 1) * error
    interval = second.difference.interval
    assert (interval.low, interval.high) == pytest.approx((apart.mean() - reach, apart.mean() + reach))
    assert (second.reference.value, second.evidence.n) == (0.0, n)
    shares = {"won": f"{100 * better / n:.1f}%", "lost": f"{100 * worse / n:.1f}%"}
    # the two claims share the error rate of the report: each has half of 5 %
    reach = stats.t.ppf(1 - 0.05 / 2 / 2, n - 1) * error
    ends = apart.mean() - reach, apart.mean() + reach
    near, far = sorted(map(abs, ends))
    figures = {"near": plain(near), "far": plain(far), "n": n, "d": plain(apart.mean(), sign=True)}
    figures |= {"low": plain(ends[0], sign=True), "high": plain(ends[1], sign=True)}
    for language in ("en", "zh"):
        assert texts(part, language)[0] == verdict[language].format(**shares)
        assert texts(part, language)[1] == gap[language].format(**figures)
    assert [finding.tone for finding in part.findings[:2]] == [tone, tone]


def test_as_many_above_as_below_have_no_better_side():
    first, second = part_of(pairs(20, 20, 5)).claims
    assert (first.evidence.p, first.direction) == (1.0, -1)
    assert (second.difference.value, second.evidence.p, second.direction) == (0.0, 1.0, -1)


def test_a_scale_of_marks_turns_both_tests_and_weights_and_shops_are_honoured():
    data = pairs(60, 20, 20)
    turned = {name: [10 - answer for answer in answers] for name, answers in data.items()}
    marks = STUDY.replace("true_zero = true", "higher_is_better = false")
    there, back = part_of(data), part_of(turned, marks)
    for one, other in zip(there.claims, back.claims, strict=True):
        assert (one.evidence.p, one.direction) == (pytest.approx(other.evidence.p), other.direction)
    assert back.claims[1].difference.value == pytest.approx(there.claims[1].difference.value)
    shops = data | {"shop": [k // 10 for k in range(100)]}
    verdicts, gap = part_of(
        shops, STUDY.replace("level = 0.9\n", 'level = 0.9\ndesign = { clusters = "shop" }\n')
    ).claims
    signs = np.sign(np.array(data["got"]) - np.array(data["hoped"]))
    assert verdicts.evidence == sk.stats.level_test(
        sk.stats.SampledScores.of_rows(signs, clusters=shops["shop"]), against=0
    )
    assert gap.evidence.df == 9
    sums = np.zeros(10)
    np.add.at(sums, shops["shop"], np.array(data["got"]) - np.array(data["hoped"]) - there.claims[1].difference.value)
    error = np.sqrt(10 / 9 * (sums**2).sum()) / 100  # linearised, of the sums by shop
    assert gap.evidence.standard_error == pytest.approx(error)
    interval, reach = gap.difference.interval, stats.t.ppf(0.95, 9) * error
    assert interval.high - interval.low == pytest.approx(2 * reach)


def test_the_tables_are_those_of_the_public_measures_and_the_ratio_needs_a_true_zero():
    data = pairs(60, 20, 20)
    data["got"][-1] = None
    part = part_of(data)
    about = {"evaluation": "got", "expectation": "hoped", "level": 0.9}
    ten = sk.Scale(low=0, high=10, true_zero=True)
    assert part.verdicts == sk.satisfaction.verdict_shares(data, scale=ten, **about)
    assert part.disconfirmation == sk.satisfaction.disconfirmation_shares(data, scale=ten, **about)
    assert part.ratio == sk.satisfaction.ratio_of_means(data, scale=ten, **about)
    assert list(part.results) == ["verdicts", "disconfirmation", "ratio"]
    ratio = np.sum(data["got"][:-1]) / np.sum(data["hoped"][:-1])
    share, low, high = (f"{100 * x:.1f}%" for x in (ratio, part.ratio.interval.low, part.ratio.interval.high))
    assert (
        texts(part)[2] == f"On average the evaluation is {share} ({low} to {high}) of the expectation (ratio of means)."
    )
    assert texts(part, "zh")[2] == f"平均评价相当于期望的{share}（{low}至{high}）。"
    without = part_of(data, STUDY.replace("true_zero = true\n", ""))
    assert without.ratio is None
    assert list(without.results) == ["verdicts", "disconfirmation"]
    assert texts(without)[2].startswith("No satisfaction ratio: the scale has no true zero")
    assert without.findings[2].tone == "caution"
    assert without.sources


def test_without_a_pair_no_gap_is_claimed_and_without_a_section_the_part_is_not_run():
    none = expectation.assess(study_from_toml(STUDY), {"hoped": [5.0, None], "got": [None, 6.0]})
    assert [claim.sort for claim in none.claims] == ["verdicts"]
    assert none.claims[0].evidence.p is None
    lacking = expectation.assess(study_from_toml("[scales.s]\nlow = 1\nhigh = 5\n"), {})
    assert (lacking.key, lacking.needs, lacking.reason) == ("expectation", expectation.NEEDS, None)


def test_a_fold_is_told_each_measure_and_the_sums_of_the_test():
    data = pairs(6, 2, 2)
    part = part_of(data)
    found = [ask(data) for ask in expectation.requests(study_from_toml(STUDY))]
    assert found[:3] == [part.verdicts, part.disconfirmation, part.ratio]
    assert found[3].n == 10
    assert found[3].mean((1.0, -1.0)) == pytest.approx(part.claims[1].difference.value)
    without = list(expectation.requests(study_from_toml(STUDY.replace("true_zero = true\n", ""))))
    assert len(without) == 3
    assert list(expectation.requests(study_from_toml("[scales.s]\nlow = 1\nhigh = 5\n"))) == []
