"""Ratings in numbers among which some people wrote in their own words that they do not answer."""

import pytest

import servicekit as sk

SCORES = ["10", "9", "8", "7", "6", "3", "0", "10", "9", "8"] * 12


def drafted(header, words):
    answers = SCORES + list(words)
    draft = sk.draft_study({"branch": ["north", "south"] * (len(answers) // 2), header: answers})
    return draft, next(column for column in draft.columns if column.name == header)


@pytest.mark.parametrize(
    ("header", "word"),
    (
        ("您愿意向朋友推荐我们吗（0-10）", "不方便说这个"),
        ("How likely are you to recommend us (0-10)?", "would rather not talk about it"),
        ("Weiterempfehlung 0-10", "dazu sage ich nichts, war nie dort"),
        ("How likely are you to recommend us?", "No clue"),
    ),
)
def test_what_only_sounds_like_no_answer_is_one_and_asked_about(header, word):
    draft, column = drafted(header, [word] * 4)
    assert column.role == "nps"
    assert word in draft.study.missing_tokens
    assert any("missing_tokens" in check.en for check in draft.checks)
    survey = {header: SCORES + [word] * 4}
    found = sk.assess(draft.study, survey | {"branch": ["north", "south"] * 62})
    assert found.part("measures") is not None


def test_known_words_for_no_answer_are_not_asked_about():
    draft, column = drafted("How likely are you to recommend us (0-10)?", ["不方便回答", "Skipped"] * 2)
    assert column.role == "nps"
    assert not any("missing_tokens" in check.en for check in draft.checks)


def test_many_such_words_or_words_of_another_kind_are_answers():
    _, many = drafted("recommend", [f"not {place}" for place in range(8)])
    _, other = drafted("How likely are you to recommend us (0-10)?", ["Extremely likely"] * 8)
    for column in (many, other):
        assert column.role != "nps"


def test_numbers_with_words_that_nobody_asked_to_rate_stay_as_they_are():
    draft, _ = drafted("counter", ["not staffed"] * 4)
    assert "not staffed" not in draft.study.missing_tokens
