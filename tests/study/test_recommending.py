"""A question on recommending that is no net promoter score: the page says so, in both languages."""

import pytest

import servicekit as sk

STUDY = """
[scales.five]
low = 1
high = 5
[scales.ten]
low = 0
high = 10
[questions.recommend]
column = "r"
kind = "{kind}"
scale = "{scale}"
"""


def cautions(answers, kind, scale, label=""):
    study = sk.study.study_from_toml(STUDY.format(kind=kind, scale=scale) + label)
    part = sk.assess(study, {"r": answers}).part("measures")
    return [finding.text for finding in part.findings if finding.is_caution]


@pytest.mark.parametrize("kind", ("mean", "csat"))
def test_a_recommendation_on_another_scale_is_no_net_promoter_score(kind):
    (said,) = cautions([1, 5, 4, 4, 3] * 8, kind, "five")
    assert "was asked on 1 to 5: that is no net promoter score" in said.en
    assert "不是净推荐值" in said.zh


def test_answers_that_are_never_high_are_told():
    (said,) = cautions([1, 5, 4, 4, 3] * 8, "nps", "ten")
    assert "all 40 answers lie from 1 to 5" in said.en
    assert "40份回答全部在1至5之间" in said.zh


@pytest.mark.parametrize(
    ("answers", "kind"), (([0, 10, 9, 7] * 8, "nps"), ([0, 3, 4] * 5, "nps"), ([0, 10, 3] * 9, "mean"))
)
def test_nothing_is_said_where_all_is_well_or_little_known(answers, kind):
    assert cautions(answers, kind, "ten") == []


def test_other_questions_are_left_alone():
    text = STUDY.format(kind="mean", scale="five").replace("questions.recommend", "questions.speed")
    part = sk.assess(sk.study.study_from_toml(text), {"r": [1, 5, 3] * 9}).part("measures")
    assert not any(finding.is_caution for finding in part.findings)


def test_the_first_screen_keeps_its_question():
    text = (
        STUDY.format(kind="mean", scale="five") + '[questions.overall]\ncolumn = "o"\nkind = "csat"\nscale = "five"\n'
    )
    found = sk.assess(sk.study.study_from_toml(text), {"r": [1, 5, 3] * 9, "o": [4, 5, 5] * 9})
    assert "satisfaction" in found.first_screen.opening.en or "Recommendation" in found.first_screen.opening.en
    assert "net promoter" not in found.first_screen.opening.en
