"""Topics in comments: evidence, negation in both languages, linear time, and shares that any engine and cut gives."""

import json
import time
from itertools import cycle

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from servicekit.comments._mentions import find_topics, mention_table, negations
from servicekit.comments._topic_shares import topic_shares
from servicekit.comments._topics import TOPIC_RULES, Topic, topic_rules_from_toml
from servicekit.data._scales import LIKERT_5, Scale
from servicekit.foundation._errors import InvalidValueError, MissingColumnError, RecordError
from servicekit.foundation._phrases import Rule
from servicekit.stats.claims._claim_tests import two_shares
from servicekit.stats.designs._design import Design

WORDS = {key: (rule.en[0], rule.zh[0]) for key, rule in TOPIC_RULES.items()}
PIECES = [word for pair in WORDS.values() for word in pair] + [
    "fine",
    "还行",
    "髒亂",
    "服務",
    "卫生间",
    "can't wait",
    "Ｃlean",
    "，",
    ". ",
]
comments = st.lists(st.sampled_from(PIECES), max_size=6).map(" ".join)


def test_every_topic_has_words_in_both_languages_and_traditional_signs():
    assert list(TOPIC_RULES) == [topic.key for topic in Topic]
    for rule in TOPIC_RULES.values():
        assert 15 <= len(rule.en) <= 30
        assert 15 <= len(rule.zh) <= 30
    assert {m.topic for m in find_topics("服務態度很差，價格太貴，房間很髒")} == {"staff", "price", "cleanliness"}


def test_a_mention_shows_its_words_where_they_stand():
    text = "The WAITER was rude — and 房间不干净！"
    found = find_topics(text)
    assert [(m.topic, m.words) for m in found] == [("staff", "WAITER"), ("staff", "rude"), ("cleanliness", "干净")]
    assert all(text[m.start : m.stop] == m.words for m in found)


def test_words_inside_harmless_words_do_not_count():
    assert find_topics("卫生间很大") == ()
    assert find_topics("I can't wait to come back") == ()
    assert find_topics("the priceless view") == ()
    assert not mention_table(["卫生间很大", "I can't wait", "priceless"], TOPIC_RULES).any()


@given(comments, st.sampled_from(["clean", "friendly", "helpful"]), st.sampled_from(["not", "never", "isn't"]))
def test_one_english_negation_turns_a_mention_and_two_do_not(before, word, no):
    def denied(head):
        return find_topics(f"{before}. {head} {word}")[-1].denied

    assert not denied("it")
    assert denied(f"it {no}")
    assert not denied(f"not {no}")


@given(comments, st.sampled_from(["干净", "热情", "便宜"]), st.sampled_from(["不", "并不", "没有", "不太"]))
@example("", "干净", "不太")
def test_one_chinese_negation_turns_a_mention_and_two_do_not(before, word, no):
    def denied(head):
        return find_topics(f"{before}。{head}{word}")[-1].denied

    assert not denied("很")
    assert denied(no)
    assert not denied(f"不是{no}")


def test_not_only_denies_nothing_and_a_stop_ends_a_negation():
    assert negations("it is not only ") == 0
    assert negations("不但") == 0
    assert negations("no, it was ") == 0


@given(st.lists(comments, max_size=12))
@settings(max_examples=60)
def test_many_comments_together_match_as_each_alone(texts):
    table = mention_table(texts, TOPIC_RULES)
    for text, row in zip(texts, table, strict=True):
        alone = {found.topic for found in find_topics(text)}
        assert {key for key, hit in zip(TOPIC_RULES, row, strict=True) if hit} == alone


def test_a_comment_of_a_hundred_thousand_signs_takes_milliseconds():
    # generous for a busy machine; quadratic time would need minutes
    for text in ("服务不好" * 25_000, "clean room " * 9_000, "a" * 100_000, "不" * 100_000):
        begun = time.perf_counter()
        mention_table([text], TOPIC_RULES)
        find_topics(text)
        assert time.perf_counter() - begun < 5


def test_lists_of_ones_own_are_read():
    rules = topic_rules_from_toml('[parking]\nen = ["parking"]\nzh = ["停车"]\n[price]\nen = ["toll"]\n')
    assert list(rules) == [*TOPIC_RULES, "parking"]
    assert {m.topic for m in find_topics("停车 toll price", rules=rules)} == {"parking", "price"}
    for wrong in ("[parking]\nen = 'parking'", "parking = 3", "[parking]\nfr = ['x']", "["):
        with pytest.raises(RecordError, match="topic"):
            topic_rules_from_toml(wrong)


SURVEY = {
    "why": ["rude staff", "slow", "", "nice staff", None, "fine", "太贵了", "服务员很热情"],
    "overall": [1, 2, 1, 5, 2, 4, 1, 5],
    "shop": list("aabbabab"),
}


def test_the_dissatisfied_stand_against_the_others():
    found = topic_shares(SURVEY, comment="why", rating="overall", scale=LIKERT_5)
    assert (found.n, found.n_missing, found.n_dissatisfied, found.n_unmatched) == (6, 2, 3, 1)
    assert found.highest_dissatisfied == 2
    staff = found.topics["staff"]
    assert (staff.dissatisfied.count, staff.dissatisfied.n) == (1, 3)
    assert (staff.others.count, staff.others.n) == (2, 3)
    assert staff.evidence.p == two_shares(1, 3, 2, 3).p
    assert staff.difference.value == pytest.approx(-1 / 3)
    assert not staff.is_more_frequent
    json.dumps(found.to_dict(), allow_nan=False)


def test_a_clear_topic_of_the_dissatisfied_is_said_and_a_rare_one_is_not():
    data = {"why": ["so slow, long queue, waited"] * 40 + ["fine"] * 160, "overall": [1] * 50 + [5] * 150}
    found = topic_shares(data, comment="why", rating="overall", scale=LIKERT_5)
    assert [key for key, topic in found.topics.items() if topic.is_more_frequent] == ["waiting"]
    assert next(iter(found.shares)) == "waiting"


rows = st.lists(st.tuples(comments, st.integers(1, 5), st.sampled_from("ab")), min_size=1, max_size=30)


@given(rows, st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_order_and_kind_of_frame_change_nothing_and_groups_add_up(entries, random):
    data = dict(zip(("why", "overall", "shop"), map(list, zip(*entries, strict=True)), strict=True))
    settings_ = {"comment": "why", "rating": "overall", "scale": LIKERT_5}
    whole = topic_shares(data, **settings_)
    shuffled = entries.copy()
    random.shuffle(shuffled)
    other = dict(zip(("why", "overall", "shop"), map(list, zip(*shuffled, strict=True)), strict=True))
    assert topic_shares(other, **settings_) == whole
    assert topic_shares(pl.DataFrame(data).lazy(), **settings_) == whole
    assert topic_shares(pd.DataFrame(data), **settings_) == whole
    groups = topic_shares(data, by="shop", **settings_)
    assert sum(found.n for found in groups.values()) == whole.n
    for key, topic in whole.topics.items():
        assert sum(found.topics[key].dissatisfied.count for found in groups.values()) == topic.dissatisfied.count


def test_without_a_rating_shares_are_of_all_comments():
    found = topic_shares(SURVEY, comment="why")
    assert found.topics["staff"].dissatisfied.n == found.n == 6
    assert found.topics["staff"].difference is None
    assert topic_shares({"why": []}, comment="why").topics["staff"].dissatisfied.value is None


@pytest.mark.parametrize(
    ("change", "rule"),
    (
        ({"scale": None}, "scale must be given"),
        ({"rating": None}, "rating must be named"),
        ({"highest_dissatisfied": 5}, "highest_dissatisfied"),
        ({"comment": "overall"}, "a column of comments"),
        ({"rules": {}}, "rules"),
        ({"level": 95}, "0.95"),
    ),
)
def test_what_cannot_be_read_is_refused(change, rule):
    with pytest.raises(InvalidValueError, match=rule):
        topic_shares(SURVEY, **{"comment": "why", "rating": "overall", "scale": LIKERT_5} | change)


def test_a_rule_set_may_be_one_topic():
    assert mention_table(["x y"], {"t": Rule(key="t", en=("y",))}).tolist() == [[True]]


@given(rows, st.booleans())
@settings(max_examples=10, deadline=None)
def test_equal_weights_change_nothing_and_weights_count_as_rows(entries, grouped):
    data = dict(zip(("why", "overall", "shop"), map(list, zip(*entries, strict=True)), strict=True))
    about = {"comment": "why", "rating": "overall", "scale": LIKERT_5} | ({"by": "shop"} if grouped else {})
    plain = topic_shares(data, **about)
    weighted = topic_shares(data | {"w": [2.7] * len(entries)}, design=Design(weights="w"), **about)
    pairs = zip(plain.values(), weighted.values(), strict=True) if grouped else [(plain, weighted)]
    for one, other in pairs:
        assert (one.n, one.n_dissatisfied, one.n_unmatched) == (other.n, other.n_dissatisfied, other.n_unmatched)
        for key, topic in one.topics.items():
            assert other.topics[key].dissatisfied.value == pytest.approx(topic.dissatisfied.value)


def test_a_rare_topic_is_no_surer_under_clusters_than_by_its_counts():
    # none of 20 dissatisfied in 10 shops mention it, 12 of 100 others do
    why = ["fine"] * 20 + (["rude staff"] + ["fine"] * 7) * 12 + ["fine"] * 4
    data = {"why": why, "overall": [1] * 20 + [5] * 100, "shop": [k % 10 for k in range(120)]}
    about = {"comment": "why", "rating": "overall", "scale": LIKERT_5}
    plain = topic_shares(data, **about).topics["staff"].evidence.p
    clustered = topic_shares(data, design=Design(clusters="shop"), **about).topics["staff"].evidence
    assert abs(clustered.statistic) > 2.5  # p = .02 by the clusters alone
    assert clustered.p >= plain > 0.05


def test_a_design_weighs_and_widens():
    data = {
        "why": ["rude staff", "fine"] * 60,
        "overall": [1, 1, 5, 5] * 30,
        "w": [1.65, 0.55] * 60,
        "shop": [f"s{row // 8}" for row in range(120)],
    }
    about = {"comment": "why", "rating": "overall", "scale": LIKERT_5}
    found = topic_shares(data, design=Design(weights="w", clusters="shop"), **about).topics["staff"]
    assert found.dissatisfied.value == pytest.approx(0.75)
    assert found.evidence.test.key in ("two_samples", "common_clusters")
    assert found.difference.value == pytest.approx(0)
    with pytest.raises(MissingColumnError):
        topic_shares(data, design=Design(weights="v"), **about)


def test_shops_that_all_write_alike_are_fewer_than_their_comments():
    # ten shops, in each of them everybody writes the same
    data = {
        "why": [("rude staff" if shop < 5 else "fine") for shop in range(10) for _ in range(40)],
        "overall": [1, 5] * 200,
        "shop": [shop for shop in range(10) for _ in range(40)],
    }
    about = {"comment": "why", "rating": "overall", "scale": LIKERT_5}
    plain = topic_shares(data, **about).topics["staff"].dissatisfied.interval
    clustered = topic_shares(data, design=Design(clusters="shop"), **about).topics["staff"].dissatisfied.interval
    assert clustered.width > 3 * plain.width


def test_on_a_scale_where_low_is_good_the_high_answers_are_the_dissatisfied():
    grades = Scale(low=1, high=6, higher_is_better=False)
    data = {"why": ["rude staff", "slow", "nice staff"], "grade": [6, 4, 1]}
    found = topic_shares(data, comment="why", rating="grade", scale=grades)
    assert (found.n_dissatisfied, found.highest_dissatisfied) == (2, 4)
    assert topic_shares(data, comment="why", rating="grade", scale=grades, highest_dissatisfied=5).n_dissatisfied == 1
    with pytest.raises(InvalidValueError, match="best answer"):
        topic_shares(data, comment="why", rating="grade", scale=grades, highest_dissatisfied=1)


def test_traditional_signs_match_in_a_table_as_they_do_alone():
    for text in ("服務態度很差", "價格太貴", "房間很髒", "不乾淨"):
        alone = {found.topic for found in find_topics(text)}
        row = mention_table([text], TOPIC_RULES)[0]
        assert alone == {key for key, hit in zip(TOPIC_RULES, row, strict=True) if hit} != set()


def test_a_hundred_thousand_comments_take_seconds_on_any_engine():
    n = 100_000
    pieces = cycle(("rude staff, waited long", "太贵了", "fine"))
    written = [f"{text} {row % 997}" for row, text in zip(range(n), pieces, strict=False)]
    data = {"why": written, "overall": [1 + row % 5 for row in range(n)]}
    about = {"comment": "why", "rating": "overall", "scale": LIKERT_5}
    found = []
    for frame in (data, pl.DataFrame(data).lazy(), pd.DataFrame(data), pa.table(data)):
        begun = time.perf_counter()
        found.append(topic_shares(frame, **about))
        assert time.perf_counter() - begun < 20  # 1 to 2 s on an idle machine; quadratic time would need hours
    assert found == [found[0]] * 4
