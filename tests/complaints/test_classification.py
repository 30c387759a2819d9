"""Text rules: what is found, what denies it, and what is never done with what users write."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.complaints.causes._causes import (
    CauseInstance,
    DissatisfactionCause,
    DissatisfactionReason,
    Responsibility,
)
from servicekit.complaints.causes._classification import CONFLICTS, INSTANCES, REASONS, classify_all
from servicekit.complaints.causes._pareto import classify_texts, text_pareto
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.foundation._phrases import Rule, match, normalise_text
from servicekit.foundation._traditional import SIMPLIFIED

ALL = (REASONS, INSTANCES, CONFLICTS)


def reasons(text):
    return [concept.key for concept in REASONS.classify(text).concepts]


@pytest.mark.parametrize("rules", ALL, ids=lambda rules: rules.kind.__name__)
def test_every_concept_has_phrases_in_both_languages(rules):
    keys = [rule.key for rule in rules.rules]
    assert keys == [concept.key for concept in rules.kind]
    assert all(rule.en and rule.zh for rule in rules.rules)


@pytest.mark.parametrize("rules", ALL, ids=lambda rules: rules.kind.__name__)
def test_every_phrase_finds_its_own_concept(rules):
    for rule in rules.rules:
        for phrase in (*rule.en, *rule.zh):
            assert rule.key in [concept.key for concept in rules.classify(phrase).concepts], phrase


@pytest.mark.parametrize(
    ("text", "expected"),
    (
        ("The clerk was RUDE and nobody listened!", ["rude_staff", "unheard"]),
        ("服务员态度恶劣，没人听我说话", ["feels_bad_attitude", "unheard"]),
        (
            "They promised but never called; 说法不一，我很失望",
            ["promise_broken", "contradictory_directions", "expectation_not_met"],
        ),
        ("Crude oil prices", []),
        ("", []),
    ),
)
def test_several_causes_in_either_language_are_found_in_order(text, expected):
    assert reasons(text) == expected


@pytest.mark.parametrize(
    ("text", "word"),
    (
        ("He was not rude at all", "not"),
        ("They weren’t rude", "weren't"),
        ("never a rude word", "never"),
        ("态度并不粗鲁", "并不"),
        ("员工没有不耐烦", "没有"),
        ("服务员不是很冷漠", "不是"),
    ),
)
def test_what_is_denied_is_shown_with_the_word_that_denies_it_and_does_not_count(text, word):
    found = REASONS.classify(text)
    assert [finding.denied_by for finding in found.findings] == [word]
    assert found.concepts == ()
    assert found.evidence == {}


@pytest.mark.parametrize(
    "text",
    (
        "He was not only rude but loud",
        "I could not believe how rude they were",
        "Not helpful. Rude.",
        "not helpful, rude",
        "not helpful but rude",
        "不但粗鲁",
        "没有人道歉，粗鲁",
        "没想到这么粗鲁",
        "不帮忙却很粗鲁",
    ),
)
def test_what_only_looks_like_a_denial_denies_nothing(text):
    assert "rude_staff" in reasons(text)


def test_a_phrase_that_contains_its_own_denial_counts():
    assert reasons("他们没有兑现承诺") == ["promise_broken"]
    assert reasons("you did not keep your promise") == ["promise_broken"]


@given(
    st.sampled_from([(rule.key, phrase) for rule in REASONS.rules for phrase in (*rule.en, *rule.zh)]),
    st.sampled_from(("NFC", "NFD", "NFKC", "NFKD")),
    st.booleans(),
)
def test_width_case_and_composition_do_not_matter(pair, form, wide):
    key, phrase = pair
    written = unicodedata.normalize(form, phrase.upper())
    if wide:
        written = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in written)
    found = REASONS.classify(f"({written})")
    assert key in [concept.key for concept in found.concepts]


@given(st.text(max_size=40), st.sampled_from(("rude", "没有兑现", "argued with me")), st.text(max_size=40))
def test_the_words_shown_are_those_of_the_text(before, phrase, after):
    text = f"{before} {phrase} {after}"
    for finding in REASONS.classify(text).findings:
        assert text[finding.start : finding.stop] == finding.words
        assert normalise_text(finding.words) == finding.phrase


def test_rules_of_ones_own_are_added_as_data():
    own = REASONS.adding(Rule(key="rude_staff", en=("barked at me",), zh=("吼我",)))
    assert [c.key for c in own.classify("The guard barked at me").concepts] == ["rude_staff"]
    assert REASONS.classify("The guard barked at me").concepts == ()
    with pytest.raises(UnknownConceptError, match="did you mean 'rude_staff'"):
        REASONS.adding(Rule(key="rude_stuff", en=("x",)))


def test_a_phrase_of_a_user_is_never_run_as_a_pattern():  # bad input 143
    own = REASONS.adding(Rule(key="rude_staff", en=("(a+)+$", ".*")))
    started = time.perf_counter()
    assert own.classify("a" * 5_000 + "!").concepts == ()
    assert time.perf_counter() - started < 2
    assert own.classify("so .* rude").findings[0].phrase == ".*"


def test_texts_that_are_none_or_no_comment_are_refused():  # bad input 141
    with pytest.raises(InvalidValueError, match="100,000"):
        REASONS.classify("a" * 100_001)
    with pytest.raises(InvalidValueError, match="string"):
        REASONS.classify(None)


def test_errors_do_not_quote_a_long_text():  # bad input 140
    with pytest.raises(InvalidValueError) as told:
        REASONS.classify("my card is 4111 1111 1111 1111 " * 5_000)
    assert "4111" not in str(told.value)


def test_an_instance_names_its_cause_and_whose_it_is():
    (found,) = classify_all(["第三次来修了，朋友反对我购买"], INSTANCES)
    assert {c.cause.key for c in found.concepts} == {"product_quality", "psychological_imbalance"}
    assert {c.responsibility for c in found.concepts} == {Responsibility.COMPANY}
    assert {instance.cause for instance in CauseInstance} == set(DissatisfactionCause)


def test_some_reasons_are_the_customers_own():
    parties = {party: [r.key for r in DissatisfactionReason if r.responsibility is party] for party in Responsibility}
    assert parties[Responsibility.CUSTOMER] == ["needs_someone_to_vent_at", "only_shouting_is_heard", "shouting_forces"]
    assert parties[Responsibility.THIRD_PARTY] == ["already_upset"]
    assert len(parties[Responsibility.COMPANY]) == 12


PRAISE = (
    *("没让我失望", "不会让人失望", "从来没有让我失望", "并没有令我感到失望", "从未使我们失望", "没有一次让顾客失望"),
    *("沒讓我失望", "從來沒有讓我失望", "不會令人失望"),
    *("They did not leave me disappointed", "You can't be disappointed here", "Nothing was disappointing"),
)


@pytest.mark.parametrize("text", PRAISE)
def test_praise_by_double_negation_is_no_complaint(text):
    assert REASONS.classify(text).concepts == ()


@pytest.mark.parametrize(
    "text", ("让我失望", "真令人失望", "讓我很失望", "会让人失望", "没想到这么让人失望", "I was disappointed")
)
def test_a_complaint_with_the_same_words_still_counts(text):
    assert [concept.key for concept in REASONS.classify(text).concepts] == ["expectation_not_met"]


def test_every_chinese_phrase_is_found_in_traditional_characters_too():
    traditional = {ord(chr(simple)): chr(full) for full, simple in SIMPLIFIED.items()}
    for rules in ALL:
        for rule in rules.rules:
            for phrase in rule.zh:
                text = phrase.translate(traditional)
                assert [hit.key for hit in match(text, rules.rules)] == [hit.key for hit in match(phrase, rules.rules)]
    assert REASONS.classify("店員粗魯，說話不算數").evidence == {
        "promise_broken": ("說話不算數",),
        "rude_staff": ("粗魯",),
    }


def test_a_pareto_says_of_how_many_it_speaks():
    texts = {"comment": ["The clerk was rude", "Fine", "Blue", None]}
    found = text_pareto(classify_texts(texts, "comment", REASONS))
    assert (found.recognised.count, found.recognised.n) == (1, 3)
    assert "of those recognised" in found.title.en
    assert found.lines[0].share.name == found.lines[0].cause.label
    assert "recognised" in found.to_dict()
