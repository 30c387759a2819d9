"""Figures of targets: tables and claims against the room and by hand, and every sentence."""

from datetime import date

import numpy as np
import pytest
from part_checks import IN_WAVES, THREE_QUESTIONS, alone, share, shown
from scipy.stats import t, ttest_1samp

import servicekit as sk
from servicekit.foundation import Label
from servicekit.satisfaction import net_promoter_score, top_box
from servicekit.stats import exact_binomial, mean_score

FIVE, TEN = sk.LIKERT_5, sk.Scale(low=0, high=10)
DAY = "2024-12-31"


def aim(name, rule, question=""):
    asked = f'question = "{question}"\n' if question else ""
    return f"[targets.{name}]\n{asked}{rule}\nby = {DAY}\n"


def part_of(text, data=None, **tables):
    if data is not None:  # what is not asked in a test nobody answered
        data = dict.fromkeys(("sat", "ease", "nps"), [None] * len(next(iter(data.values())))) | data
    return alone("improvement", text, data, **tables)


def csat(*waves):
    """Return answers of waves, each given as (satisfied, others)."""
    found = [5] * 0
    names = []
    for place, (good, bad) in enumerate(waves):
        found += [5] * good + [1] * bad
        names += [2020 + place] * (good + bad)
    return {"sat": found, "w": names}


@pytest.mark.parametrize(
    ("good", "rule", "tone", "met"),
    (
        (80, "at_least = 0.6", "good", "met"),
        (40, "at_least = 0.6", "bad", "missed"),
        (40, "at_most = 0.6", "good", "met"),
        (80, "at_most = 0.6", "bad", "missed"),
    ),
)
def test_a_share_that_lies_on_one_side_for_sure_is_met_or_missed(good, rule, tone, met):
    data = csat((good, 100 - good))
    part, decided = part_of(THREE_QUESTIONS + aim("overall", rule), data)
    own, claim = top_box(data, "sat", scale=FIVE, boxes=2), decided["target/overall"].claim
    assert part.results["figures with a target"]["Satisfied"] == own
    assert claim.evidence.p == exact_binomial(good, 100, against=0.6).p
    assert (claim.direction, claim.good) == (1 if good == 80 else -1, 1 if "least" in rule else -1)
    assert (claim.own, claim.reference.number, claim.unit, claim.lead) == (own, 0.6, "share", True)
    assert claim.sort == ("floor" if "least" in rule else "ceiling")
    (finding,) = part.findings
    en, zh = ("at least", "不低于") if "least" in rule else ("at most", "不高于")
    assert finding.tone == tone
    assert finding.text.en == (
        f"The target of {en} 60.0% by {DAY} is {met}, for certain: Satisfied: {share(own).en[:-1]}; 100 answers)."
    )
    did = "已达成到" if met == "met" else "未达成到"
    assert finding.text.zh == f"可以确定{did}{DAY}{zh}60.0%的目标：满意率{share(own).zh[:-1]}；100份回答）。"
    assert (part.waves, part.followed, part.register, part.today, part.effects) == ({}, {}, None, None, {})


@pytest.mark.parametrize(("good", "needed"), ((65, True), (60, False)))
def test_a_target_that_cannot_be_told_has_its_probability_and_the_answers_needed(good, needed):
    data = csat((good, 100 - good))
    part, decided = part_of(THREE_QUESTIONS + aim("overall", "at_least = 0.6"), data)
    status = part.targets["overall"]
    assert status == sk.improvement.Target(measure="Satisfied", at_least=0.6, by=date(2024, 12, 31)).judge(
        status.figure
    )
    (finding,) = part.findings
    chance = f"{100 * status.probability:.1f}%"
    assert (status.n_needed is not None) == needed
    more = (
        (
            f"about {status.n_needed:,} answers would decide if it stayed there",
            f"若保持现状，约需{status.n_needed:,}份回答才能判断",
        )
        if needed
        else ("no number of answers would decide while it stays there", "若保持现状，再多回答也无法判断")
    )
    assert finding.text.en.endswith(
        f"whether the target of at least 60.0% by {DAY} is met cannot be told: it is with probability {chance}; "
        f"{more[0]}."
    )
    assert finding.text.zh.endswith(f"；到{DAY}不低于60.0%的目标是否达成尚不能判断：达成的概率为{chance}；{more[1]}。")
    assert (finding.tone, decided["target/overall"].claim.direction) == ("neutral", int(needed))


@pytest.mark.parametrize(
    ("waves", "p"),
    (
        (((50, 50), (70, 30), (80, 20)), exact_binomial(70, 100, against=0.6).p),  # the larger of the last two
        (((90, 10), (95, 5), (80, 20)), exact_binomial(80, 100, against=0.6).p),
        (((90, 10), (55, 45), (80, 20)), 1.0),  # on different sides
        (((90, 10), (60, 40), (80, 20)), 1.0),
        (((30, 70), (20, 80)), exact_binomial(30, 100, against=0.6).p),
    ),
)
def test_the_last_two_waves_must_lie_on_one_side(waves, p):
    data = csat(*waves)
    part, decided = part_of(IN_WAVES + aim("overall", "at_least = 0.6"), data)
    claim = decided["target/overall"].claim
    by = top_box(data, "sat", scale=FIVE, boxes=2, by="w")
    last = by[2019 + len(waves)]
    assert (claim.evidence.p, claim.evidence.test.key, claim.evidence.n) == (p, "largest", 100)
    assert (claim.own, claim.direction) == (last, 1 if last.value > 0.6 else -1)
    assert part.results["figures with a target"]["Satisfied"] == last
    assert {wave: one.value for wave, one in part.waves["overall"].items()} == {k: one.value for k, one in by.items()}
    assert part.waves["overall"].by == "w"
    assert part.followed["overall"] == sk.stats.monitor(dict(by), target=0.6, order=list(by))
    assert (", in two waves in a row" in part.findings[0].text.en) == decided["target/overall"].stands
    assert ("，连续两期" in part.findings[0].text.zh) == decided["target/overall"].stands


def test_waves_without_answers_are_passed_over_and_the_order_of_the_study_holds():
    data = csat((80, 20), (85, 15), (30, 70))
    data["sat"][200:] = [None] * 100
    part, decided = part_of(IN_WAVES + aim("overall", "at_least = 0.6"), data)
    assert list(part.waves["overall"]) == [2020, 2021]
    assert decided["target/overall"].claim.own.value == 0.85
    turned = 'wave_order = ["2021", "2020", "2022"]\n' + IN_WAVES
    assert part_of(turned + aim("overall", "at_least = 0.6"), data)[1]["target/overall"].claim.own.value == 0.8
    one = {name: values[:100] for name, values in csat((80, 20)).items()}
    part, decided = part_of(IN_WAVES + aim("overall", "at_least = 0.6"), one)
    assert (part.waves, decided["target/overall"].claim.evidence.test.key) == ({}, "exact_binomial")
    assert "in a row" not in part.findings[0].text.en


def test_a_question_without_answers_has_no_figure_to_hold_against_its_target():
    data = csat((80, 20)) | {"ease": [None] * 100}
    text = aim("easy", "at_least = 3.0", "ease") + aim("overall", "at_least = 0.6")
    for head in (THREE_QUESTIONS, IN_WAVES):
        part, decided = part_of(head + text, data)
        assert part.findings[0].is_caution
        assert part.findings[0].text == Label(
            "ease: no figure to hold against its target: there are no data.",
            "ease：没有可与目标比较的数值：没有数据。",
        )
        assert (set(decided), set(part.targets)) == ({"target/overall"}, {"overall"})
        assert part.names == {"easy": Label("ease", "ease"), "overall": Label("Satisfied", "满意率")}


ANSWERS = np.tile([5, 4, 4, 3, 5, 2, 4, 5, 1, 4], 4)


@pytest.mark.parametrize("limit", (3.0, 3.7, 4.5))
def test_a_mean_is_held_against_its_target_by_t(limit):
    data = {"ease": ANSWERS}
    part, decided = part_of(THREE_QUESTIONS + aim("ease", f"at_least = {limit}"), data)
    claim, want = decided["target/ease"].claim, ttest_1samp(ANSWERS, limit)
    assert claim.evidence.p == pytest.approx(want.pvalue, abs=1e-12)
    assert claim.direction == np.sign(round(ANSWERS.mean() - limit, 9))
    assert (claim.unit, claim.own) == ("mean", mean_score(data, "ease", scale=FIVE))
    assert f"at least {limit:.2f} by" in part.findings[0].text.en


def test_a_mean_of_fewer_than_30_answers_is_not_tested_and_shows_no_success_of_two():
    for n, p in ((29, None), (30, pytest.approx(ttest_1samp(ANSWERS[:30], 3).pvalue))):
        _, decided = part_of(THREE_QUESTIONS + aim("ease", "at_least = 3.0"), {"ease": ANSWERS[:n]})
        assert decided["target/ease"].claim.evidence.p == p
    few = part_of(THREE_QUESTIONS + aim("ease", "at_least = 3.0"), {"ease": ANSWERS[:29]})[1][
        "target/ease"
    ].claim.evidence
    assert (few.reason.en, few.n) == ("only 29 answers", 29)
    twice = {"ease": np.r_[ANSWERS[:20], ANSWERS], "w": np.r_[np.full(20, 2020), np.full(40, 2021)]}
    claim = part_of(IN_WAVES + aim("ease", "at_least = 3.0"), twice)[1]["target/ease"].claim
    assert (claim.evidence.p, claim.evidence.test.key) == (1.0, "largest")
    newest = {"ease": np.r_[ANSWERS, ANSWERS[:20]], "w": np.r_[np.full(40, 2020), np.full(20, 2021)]}
    claim = part_of(IN_WAVES + aim("ease", "at_least = 3.0"), newest)[1]["target/ease"].claim
    assert claim.evidence.p is None


def test_a_mean_under_clusters_is_tested_by_them_and_six_are_needed():
    clusters = {"ease": ANSWERS, "shop": np.arange(40) // 4}
    head = 'design.clusters = "shop"\n' + THREE_QUESTIONS
    _, decided = part_of(head + aim("ease", "at_least = 3.0"), clusters)
    totals = (ANSWERS - ANSWERS.mean()).reshape(10, 4).sum(axis=1)
    error = (10 / 9 * (totals**2).sum()) ** 0.5 / 40
    assert decided["target/ease"].claim.evidence.p == pytest.approx(2 * t.sf((ANSWERS.mean() - 3) / error, 9))
    _, decided = part_of(head + aim("ease", "at_least = 3.0"), clusters | {"shop": np.arange(40) // 8})
    assert decided["target/ease"].claim.evidence.p is None
    assert "clusters" in decided["target/ease"].claim.evidence.reason.en


@pytest.mark.parametrize("limit", (0, 20))
def test_a_net_promoter_score_is_held_against_zero_by_signs_and_against_others_by_t(limit):
    answers = np.array([10] * 30 + [8] * 20 + [2] * 10)
    part, decided = part_of(THREE_QUESTIONS + aim("would", f"at_least = {limit}"), {"nps": answers})
    claim = decided["target/would"].claim
    each = np.where(answers >= 9, 100, np.where(answers <= 6, -100, 0))
    want = exact_binomial(30, 40).p if limit == 0 else ttest_1samp(each, limit).pvalue
    assert claim.evidence.p == pytest.approx(want)
    assert (claim.own, claim.unit) == (net_promoter_score({"nps": answers}, "nps", scale=TEN), "nps")
    assert shown(claim.own, "{:.1f}").en[:-1] in part.findings[0].text.en
