"""The section on comments: topics of the dissatisfied as claims, words of one's own, what is quoted, both languages."""

import re

import pytest

import servicekit as sk
from servicekit.foundation._errors import RecordError, UnknownConceptError
from servicekit.foundation._records import dumps, loads
from servicekit.reports._verify import verify
from servicekit.study._study import Study
from servicekit.study._toml import study_from_toml
from servicekit.study.parts import _comments as comments

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


WORDS = {"alpha": (20, 6), "beta": (4, 1), "gamma": (3, 1), "delta": (2, 3), "epsilon": (0, 10), "zeta": (4, 0)}
"""Topic -> comments that mention it, of 40 dissatisfied customers and of 60 others."""
OWN = """
level = 0.9
[scales.five]
low = 1
high = 5
[questions.overall]
column = "sat"
kind = "csat"
scale = "five"
[labels]
why = { en = "Reason", zh = "原因" }
[report]
worth_knowing = 4
[comments]
columns = ["why"]
"""
OWN += "".join(
    f'[comments.topics.{word}]\nen = ["{word}"]\nlabel = {{ en = "{word}", zh = "{word}" }}\n' for word in WORDS
)


def written():
    """100 comments, 46 of them of no topic; the answers of the others are 3 or better."""
    rows = [("", 1), ("", 5)]
    for at, (size, ratings) in enumerate(((40, (1, 2)), (60, (3, 4, 5)))):
        said = [f"{word} number {k}" for word, counts in WORDS.items() for k in range(counts[at])]
        said += ["nothing of note"] * (size - len(said))
        rows += [(text, ratings[k % len(ratings)]) for k, text in enumerate(said)]
    return {"why": [text for text, _ in rows], "sat": [rating for _, rating in rows]}


@pytest.fixture(scope="module")
def told():
    return part_of(OWN, written())


def test_each_claim_is_the_public_share_of_a_topic_and_five_mentions_are_enough(told):
    _, part = told
    study = study_from_toml(OWN)
    rules, scale = study.comments.rules(), sk.Scale(low=1, high=5)
    public = sk.comments.topic_shares(written(), comment="why", rating="sat", scale=scale, rules=rules, level=0.9)
    claims = {claim.name.split("/")[-1]: claim for claim in part.claims}
    assert set(claims) & set(WORDS) == {"alpha", "beta", "delta", "epsilon"}  # gamma and zeta: four mentions
    for word, direction in (("alpha", 1), ("beta", 1), ("delta", 0), ("epsilon", -1)):
        claim, topic = claims[word], public.topics[word]
        low, high = WORDS[word]
        assert (claim.own.count, claim.own.n, claim.own.level) == (low, 40, 0.9)
        assert (claim.reference.value.count, claim.reference.n) == (high, 60)
        assert claim.evidence == topic.evidence
        assert claim.evidence.p == sk.stats.two_shares(low, 40, high, 60).p
        assert claim.difference.value == topic.difference.value
        assert (claim.direction, claim.worth_knowing, claim.good) == (direction, 0.04, None)
        assert (claim.part, claim.name, claim.subject.en) == ("comments", f"comments/why/{word}", word)


def test_what_was_read_is_said_with_the_share_of_no_topic_in_both_languages(told):
    _, part = told
    assert part.findings[0].text.en == (
        "Reason: 100 comments, 40 of them by dissatisfied customers (answers 2 or worse); 46.0% mention no topic of "
        "the lists."
    )
    assert part.findings[0].text.zh == (
        "原因：100条意见，其中40条来自不满意的顾客（评分为2或更差）；46.0%未提到词表中的任何话题。"
    )
    assert [finding.text for finding in part.findings if finding.is_caution][-1].en.startswith("Quoted comments:")
    alone = sk.assess(study_from_toml(OWN.partition("[questions")[0] + OWN[OWN.index("[labels]") :]), written())
    found = alone.part("comments")
    assert found.rating is None
    assert found.findings[0].text.en == "Reason: 100 comments; 46.0% of them mention no topic of the lists."
    assert found.findings[0].text.zh == "原因：100条意见，其中46.0%未提到词表中的任何话题。"
    (table,) = found.tables()
    assert (table.key, table.caption.zh, table.result["alpha"].count) == ("topics of why", "原因：各话题占比", 26)


def test_two_tables_hold_the_shares_of_the_dissatisfied_and_of_the_others(told):
    first, second = told[1].tables()
    assert (first.key, second.key) == ("topics of why, dissatisfied", "topics of why, others")
    assert (first.caption.zh, second.caption.zh) == ("原因：不满意顾客", "原因：其余顾客")
    for word, counts in WORDS.items():
        assert (first.result[word].count, second.result[word].count) == counts


def test_three_topics_are_quoted_from_the_dissatisfied_alone_by_their_row(told):
    data = written()
    _, part = told
    quoted = part.examples["why"]
    assert list(quoted) == ["alpha", "beta", "zeta"]  # of 20, 4 and 4 the dissatisfied
    turned = OWN.replace("high = 5\n", "high = 5\nhigher_is_better = false\n", 1)
    back = part_of(turned, data | {"sat": [6 - rating for rating in data["sat"]]})[1]
    assert back.examples == part.examples
    assert back.topics["why"].topics == part.topics["why"].topics
    for word, found in quoted.items():
        assert found
        for one in found:
            assert data["why"][one.row] == one.text
            assert one.text.startswith(word)
            assert data["sat"][one.row] <= 2
    assert {data["sat"][one.row] for found in quoted.values() for one in found} == {1, 2}
    anybody = part_of("\n".join(OWN.split("\n")[:2]) + OWN[OWN.index("[labels]") - 1 :], data)[1].examples["why"]
    assert list(anybody) == ["alpha", "epsilon", "beta"]  # 26, 10 and 5 of all
    assert all(data["why"][one.row] == one.text for found in anybody.values() for one in found)


def test_who_is_dissatisfied_may_be_stated(told):
    one = part_of(OWN.replace('columns = ["why"]', 'columns = ["why"]\nhighest_dissatisfied = 1'), written())[1]
    assert one.topics["why"].highest_dissatisfied == 1
    assert one.topics["why"].n_dissatisfied == 20
    ten = OWN.replace("low = 1\nhigh = 5", "low = 0\nhigh = 10").replace('"csat"', '"nps"')
    assert part_of(ten, written())[1].topics["why"].highest_dissatisfied == 6
    stated = ten.replace('columns = ["why"]', 'columns = ["why"]\nhighest_dissatisfied = 4')
    assert part_of(stated, written())[1].topics["why"].highest_dissatisfied == 4


def test_a_fold_is_told_the_columns_of_comments_rating_and_design():
    asked = OWN.replace("level = 0.9\n", 'level = 0.9\ndesign = { weights = "w" }\n')
    (read,) = comments.requests(study_from_toml(asked))
    assert set(read(written() | {"w": [1.5] * 102, "more": [0] * 102})) == {"why", "sat", "w"}
    assert list(comments.requests(study_from_toml("[scales.s]\nlow = 1\nhigh = 5\n"))) == []
    lacking = comments.assess(study_from_toml("[scales.s]\nlow = 1\nhigh = 5\n"), {})
    assert (lacking.key, lacking.needs) == ("comments", comments.NEEDS)


def test_blank_comments_are_none():
    blank = part_of(OWN, {"why": ["", None] * 20, "sat": [1, 5] * 20})[1]
    assert blank.findings[0].text.en.startswith("Reason: 0 comments, 0 of them by dissatisfied customers")
    assert blank.findings[0].text.en.endswith("; – mention no topic of the lists.")
    assert (blank.claims, blank.examples) == ((), {"why": {}})
