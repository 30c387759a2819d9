"""A report against an earlier one: what changed is a claim among all others."""

import numpy as np
import pytest
from attrs import evolve

import servicekit as sk

STUDY = """
title = { en = "Shops", zh = "门店" }
[scales.five]
low = 1
high = 5
[questions.overall]
column = "q"
kind = "csat"
scale = "five"
label = { en = "Satisfied overall", zh = "总体满意" }
[disclosure]
dates = { en = "May 2024", zh = "2024年5月" }
sponsor = "ACME"
"""


def assessed(satisfied, of=400):
    return sk.assess(sk.study.study_from_toml(STUDY), {"q": [5] * satisfied + [2] * (of - satisfied)})


def test_a_large_change_is_said_and_a_small_one_is_not():
    said = sk.study.since_last(assessed(320), assessed(200)).part("since_last").findings
    assert [finding.tone for finding in said] == ["good"]
    assert "rose from 50.0% (last time) to 80.0% (this time)" in said[0].text.en
    assert "由上一次的50.0%升至这一次的80.0%" in said[0].text.zh
    small = sk.study.since_last(assessed(205), assessed(200))
    assert [finding.claimed for finding in small.part("since_last").findings] == [False]


def test_the_change_is_one_more_claim_of_the_whole_report():
    now = assessed(320)
    both = sk.study.since_last(now, assessed(200))
    assert len(both.decided) == len(now.decided) + 1
    again = sk.study.since_last(both, assessed(200))
    assert len(again.decided) == len(both.decided)


@pytest.mark.parametrize("language", ("en", "zh"))
def test_the_report_has_the_change_and_can_be_checked(language):
    now, last = assessed(320), assessed(200)
    page = sk.report(now, language=language, compare_to=last)
    assert 'id="since_last"' in page
    assert sk.reports.verify(page, sk.study.since_last(now, last).to_results()) == ()


def test_another_scale_is_not_compared_and_no_common_question_is_refused():
    other = STUDY.replace("high = 5", "high = 7")
    last = sk.assess(sk.study.study_from_toml(other), {"q": [6, 7, 2] * 30})
    found = sk.study.since_last(assessed(320), last).part("since_last")
    assert found.changes == {}
    assert found.findings[0].is_caution
    renamed = sk.study.study_from_toml(STUDY.replace("questions.overall", "questions.other"))
    with pytest.raises(sk.ServiceKitError, match="one with a question of this one"):
        sk.study.since_last(assessed(320), sk.assess(renamed, {"q": [1, 5] * 9}))
    with pytest.raises(sk.ServiceKitError, match="what assess returned"):
        sk.study.since_last(assessed(320), None)


def test_what_is_known_is_disclosed_and_the_rest_is_said_not_to_be_told():
    english, chinese = (sk.report(assessed(320), language=language) for language in ("en", "zh"))
    for page, told, silent in ((english, "May 2024", "not told"), (chinese, "2024年5月", "未说明")):
        box = page[page.index('<dl class="disclosure">') :]
        assert box.count("<dt>") == 11
        assert told in box
        assert "ACME" in box
        assert box.count(f">{silent}<") == 5
        assert "400" in box


def test_the_same_respondents_give_the_interval_of_pairs():
    rng = np.random.default_rng(7)
    before = rng.integers(0, 2, 300)
    after = np.where(rng.random(300) < 0.15, 1, before)
    text = STUDY.replace("[disclosure]", '[design]\nclusters = "id"\n[disclosure]')
    first, last = (
        sk.assess(sk.study.study_from_toml(text), {"q": np.where(hit, 5, 2), "id": np.arange(300)})
        for hit in (before, after)
    )
    found = sk.study.since_last(last, first)
    claim = next(one for one in found.decided if one.claim.part == "since_last")
    assert claim.stands
    shown = found.part("since_last").changes["overall"]
    assert shown.interval == claim.claim.difference.interval
    error = (after - before).std(ddof=1) / np.sqrt(300)
    assert shown.interval.low == pytest.approx(shown.value - 1.96 * error, abs=0.012)
    assert shown.interval.high == pytest.approx(shown.value + 1.96 * error, abs=0.012)


TEN = """
[scales.ten]
low = 0
high = 10
[scales.effort]
low = 1
high = 7
higher_is_better = false
[questions.recommend]
column = "r"
kind = "nps"
scale = "ten"
[questions.minutes]
column = "m"
kind = "mean"
scale = "effort"
label = { en = "Minutes", zh = "分钟" }
"""


def several(recommend, minutes, satisfied=200):
    data = {"q": [5] * satisfied + [2] * (400 - satisfied), "r": recommend * 40, "m": minutes * 40}
    return sk.assess(sk.study.study_from_toml(STUDY + TEN), data)


def test_each_question_is_tested_as_two_samples_and_told_in_its_own_unit():
    before, now = (
        several([10, 9, 0, 8, 3, 7, 10, 9, 2, 8], [2, 3, 2, 4, 3] * 2),
        several([0, 9, 0, 8, 3] * 2, [4, 5, 3, 6, 4] * 2),
    )
    found = sk.study.since_last(now, before)
    claims = {one.claim.name: one.claim for one in found.decided if one.claim.part == "since_last"}
    assert [*claims] == ["since_last/overall", "since_last/recommend", "since_last/minutes"]
    for name, unit, direction, good, worth in (
        ("overall", "share", 0, 1, 0.05), ("recommend", "nps", -1, 1, 10.0), ("minutes", "mean", 1, -1, 0.3)
    ):  # fmt: skip
        claim = claims[f"since_last/{name}"]
        last, first = (each.part("measures").measures[name] for each in (now, before))
        assert (claim.unit, claim.direction, claim.good) == (unit, direction, good)
        assert claim.worth_knowing == pytest.approx(worth)  # 5 of 100, twice for net promoter scores
        assert claim.difference.value == pytest.approx(last.value - first.value)
        sides = (sk.stats.SampledScores.of_tally(each.tally, each.scores) for each in (last, first))
        assert claim.evidence == sk.stats.two_samples(*sides)
        assert (claim.own, claim.reference.value, claim.reference.n) == (last, first, 400)
        assert (claim.reference.label.en, claim.reference.kind) == ("last time", "previous_wave")
    part = found.part("since_last")
    assert [finding.tone for finding in part.findings] == ["neutral", "bad", "bad"]
    assert part.findings[2].text.en.startswith(
        "Minutes rose from 2.80 (last time) to 4.40 (this time), for certain: by "
    )
    assert part.findings[2].text.zh.startswith("分钟由上一次的2.80升至这一次的4.40，可以确定上升了，升幅")
    assert [(table.key, table.caption.en) for table in part.tables()][2] == ("change of minutes", "Change of Minutes")
    assert found.part("measures").findings  # what the other parts say is told anew, too


def test_a_question_of_one_report_alone_is_left_out_and_one_without_answers_too():
    now = several([10, 9, 0, 8, 3] * 2, [2, 3, 2, 4, 3] * 2)
    assert [*sk.study.since_last(now, assessed(200)).part("since_last").changes] == ["overall"]
    assert [*sk.study.since_last(assessed(200), now).part("since_last").changes] == ["overall"]
    silent = several([None] * 10, [2, 3, 2, 4, 3] * 2)
    for pair in ((now, silent), (silent, now)):
        part = sk.study.since_last(*pair).part("since_last")
        assert [*part.changes] == ["overall", "minutes"]
        assert len(part.findings) == 2
    retyped = sk.study.study_from_toml((STUDY + TEN).replace('kind = "nps"', 'kind = "mean"'))
    other = sk.assess(retyped, {"q": [5, 2] * 200, "r": [1, 9] * 200, "m": [1, 7] * 200})
    part = sk.study.since_last(now, other).part("since_last")
    assert [*part.changes] == ["overall", "minutes"]
    (said,) = [finding.text for finding in part.findings if finding.is_caution]
    assert said.en == "Recommendation: asked on another scale in the earlier report; not compared."
    assert said.zh.endswith("：上一份报告用的量表不同，未作比较。")


def test_a_report_without_questions_is_no_earlier_one():
    whole = assessed(200)
    bare = evolve(whole, parts=())
    for pair in ((whole, bare), (bare, whole), (bare, bare)):
        with pytest.raises(sk.ServiceKitError, match="one with a question of this one"):
            sk.study.since_last(*pair)
