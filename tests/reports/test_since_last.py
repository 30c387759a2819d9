"""A report against an earlier one: what changed is a claim among all others."""

import numpy as np
import pytest

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
