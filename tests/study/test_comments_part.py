"""The section on comments: topics of the dissatisfied as claims, words of one's own, what is quoted, both languages."""

import re

import pytest

import servicekit as sk
from servicekit.foundation._errors import RecordError, UnknownConceptError
from servicekit.foundation._records import dumps, loads
from servicekit.reports._verify import verify
from servicekit.study._study import Study
from servicekit.study._toml import study_from_toml

STUDY = """
[scales.five]
low = 1
high = 5
[questions.overall]
column = "sat"
kind = "csat"
scale = "five"
[labels]
why = { en = "Reason", zh = "原因" }
[comments]
columns = ["why"]
"""
DATA = {
    "sat": [1, 2, 1, 2, 5, 4, 5, 5] * 40,
    "why": [
        *("waited an hour, call 13912345678", "太慢了，等了一个小时", "slow queue", "rude staff"),
        *("nice staff", "很好", "clean", ""),
    ]
    * 40,
}


def part_of(text=STUDY, data=DATA):
    assessment = sk.assess(study_from_toml(text), data)
    return assessment, assessment.part("comments")


def test_what_the_dissatisfied_write_about_is_a_claim_in_both_languages():
    assessment, part = part_of()
    standing = {one.claim.name for one in assessment.decided if one.claim.part == "comments" and one.stands}
    assert "comments/why/waiting" in standing
    assert "comments/why/cleanliness" in standing
    assert "comments/why/staff" not in standing
    assert "comments/why/delivery" not in {claim.name for claim in part.claims}  # nobody mentions it
    said = " ".join(finding.text.en for finding in part.findings)
    assert "write about “Waiting” more than the others, for certain" in said
    assert any("不满意的顾客更多地提到“等候”" in finding.text.zh for finding in part.findings)
    assert part.topics["why"].n_dissatisfied == 160
    assert next(f for f in part.findings if f.claimed).tone == "neutral"


def test_comments_of_the_dissatisfied_are_quoted_masked_and_by_place():
    assessment, part = part_of()
    quoted = part.examples["why"]["waiting"]
    assert 1 <= len(quoted) <= 2
    assert all(DATA["sat"][one.row] < 3 for one in quoted)
    assert all("139" not in one.text for one in quoted)
    assert not any(part_of(STUDY + "examples = 0\n")[1].examples.values())
    for language in ("en", "zh"):
        page = sk.report(assessment, language=language)
        assert "13912345678" not in page
        assert re.search(r'<dl class="quotes">', page)


@pytest.mark.parametrize("language", ("en", "zh"))
def test_the_report_can_be_verified(language):
    assessment, _ = part_of()
    assert verify(sk.report(assessment, language=language), assessment.to_results()) == ()


def test_a_picture_of_topics_speaks_both_languages():
    _, part = part_of()
    ticks = [
        [tick.get_text() for tick in sk.plots.plot(part.topics["why"], language=language).get_yticklabels()]
        for language in ("en", "zh")
    ]
    assert ticks[0][-1] == "Waiting"
    assert ticks[1][-1] == "等候"
    assert sk.plots.plot(sk.comments.topic_shares(DATA, comment="why")).get_legend() is None


def test_words_of_ones_own_stand_in_the_study_or_in_a_file_beside_it(tmp_path):
    words = 'en = ["slow"]\nlabel = { en = "Speed", zh = "速度" }\n'
    inline = part_of(f"{STUDY}[comments.topics.speed]\n{words}")[1]
    assert inline.topics["why"].topics["speed"].name.zh == "速度"
    assert inline.topics["why"].topics["speed"].dissatisfied.count == 40
    (tmp_path / "topics.toml").write_text(f"[speed]\n{words}", encoding="utf-8")
    (tmp_path / "study.toml").write_text(f'{STUDY}topics = "topics.toml"\n', encoding="utf-8")
    study = sk.read_study(tmp_path / "study.toml")
    assert sk.assess(study, DATA).part("comments").topics == inline.topics
    assert loads(dumps(study), Study) == study
    assert "speed" in sk.comments.topic_rules_from_toml((tmp_path / "topics.toml").read_text(encoding="utf-8"))
    with pytest.raises(RecordError, match="read_study"):
        study_from_toml(f'{STUDY}topics = "topics.toml"\n')
    (tmp_path / "topics.toml").unlink()
    with pytest.raises(RecordError, match="not beside it"):
        sk.read_study(tmp_path / "study.toml")


def test_the_rating_may_be_any_question_and_recommendation_counts_detractors():
    more = '[questions.recommend]\ncolumn = "nps"\nkind = "nps"\nscale = "ten"\n[scales.ten]\nlow = 0\nhigh = 10\n'
    data = DATA | {"nps": [6, 7, 9, 10] * 80}
    part = part_of(f'{STUDY}rating = "recommend"\n{more}', data)[1]
    assert (part.topics["why"].highest_dissatisfied, part.rating.en.lower()[:9]) == (6, "recommend")
    with pytest.raises(UnknownConceptError, match="recomend"):
        part_of(f'{STUDY}rating = "recomend"\n')
    alone = sk.assess(study_from_toml('[comments]\ncolumns = ["why"]\n'), DATA).part("comments")
    assert alone.topics["why"].n_dissatisfied is None
    assert not alone.claims


def test_one_language_may_be_left_out():
    part = part_of(f'{STUDY}language = "en"\n')[1]
    both = part_of()[1]
    assert part.topics["why"].topics["waiting"].dissatisfied.count == 80
    assert both.topics["why"].topics["waiting"].dissatisfied.count == 120


@pytest.mark.parametrize(
    ("wrong", "rule"),
    (
        ('columns = ["why", "why"]', "different"),
        ("columns = []", "at least one"),
        ('columns = ["why"]\nexamples = -1', "examples"),
        ('columns = ["why"]\n[comments.topics.empty]\nen = []', "empty"),
        ('columns = ["why"]\nlanguage = "fr"', "language"),
    ),
)
def test_a_section_that_says_nothing_sensible_is_refused(wrong, rule):
    with pytest.raises(RecordError, match=rule):
        study_from_toml(STUDY.replace('columns = ["why"]', wrong))


def test_a_column_of_numbers_is_no_comment():
    with pytest.raises(sk.foundation.InvalidValueError, match="column of comments"):
        part_of(data=DATA | {"why": DATA["sat"]})


def test_a_design_is_honoured():
    data = DATA | {"w": [0.5, 1.7] * 160}
    text = STUDY.replace("[scales.five]", '[design]\nweights = "w"\n[scales.five]')
    weighted = part_of(text, data)[1].topics["why"].topics["waiting"].dissatisfied
    assert weighted.sampling is not None
    assert weighted.value != part_of()[1].topics["why"].topics["waiting"].dissatisfied.value
