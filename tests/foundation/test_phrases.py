"""Phrases are found whatever the width, case, accents' encoding or spacing, and never inside another word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._phrases import Rule, match, normalise_text

RULES = (
    Rule(key="delay", en=("too late", "late"), zh=("太慢", "等了很久"), unless=("latest", "not late")),
    Rule(key="price", en=("price", "café bill"), zh=("价格",)),
)


@pytest.mark.parametrize(
    ("text", "keys"),
    (
        ("The price rose", ["price"]),
        ("THE ＰＲＩＣＥ rose", ["price"]),
        ("priceless", []),
        ("the cafe\u0301   bill", ["price"]),
        ("它的价格高,等了很久。", ["price", "delay"]),
        ("It was not late", []),
        ("chocolate", []),
        ("", []),
    ),
)
def test_phrases_are_found_as_whole_words(text: str, keys: list[str]) -> None:
    assert [m.key for m in match(text, RULES)] == keys


def test_the_longest_phrase_of_a_rule_wins_and_shows_the_words_as_written() -> None:
    (found,) = match("He came TOO  Late again", RULES)
    assert (found.phrase, found.words, found.start) == ("too late", "TOO  Late", 8)


def test_a_trailing_mark_stays_with_its_letter() -> None:
    (found,) = match("“café\u00a0bill”", RULES)
    assert found.words == "café\u00a0bill"


def test_apostrophes_are_one() -> None:
    assert match("I don’t know", (Rule(key="k", en=("don't know",)),))


@given(st.text(max_size=40), st.text(max_size=40))
def test_a_match_folds_back_to_its_phrase(left: str, right: str) -> None:
    text = f"{left} 价格 {right}"
    found = match(text, RULES)
    assert any(m.phrase == "价格" for m in found)
    for m in found:
        assert text[m.start : m.stop] == m.words
        assert normalise_text(m.words) == m.phrase


@given(st.text(alphabet="aB é\u3000\t\u200bﬁ…价ß\x1c", max_size=12))
def test_any_mixture_folds_as_its_letters_do_one_by_one(text: str) -> None:
    folded = normalise_text(text)
    assert folded == " ".join(folded.split())
    assert normalise_text(folded) == folded
    assert normalise_text(f"{text} 价") == f"{folded} 价".strip()


@pytest.mark.parametrize(
    ("text", "folded"), ((" A\t b  C ", "a b c"), ("……ＡＢ\u200bﬁ", "......abfi"), ("\u0301a", "\u0301a"))
)
def test_folding_of_ascii_and_of_other_text(text: str, folded: str) -> None:
    assert normalise_text(text) == folded


def test_rules_need_phrases_and_texts_must_be_strings() -> None:
    with pytest.raises(InvalidValueError, match="at least one phrase"):
        Rule(key="empty")
    with pytest.raises(InvalidValueError, match="not blank"):
        Rule(key="blank", en=(" ",))
    with pytest.raises(InvalidValueError, match="a sequence of phrases"):
        Rule(key="text", en="late")
    with pytest.raises(InvalidValueError, match="a string"):
        match(None, RULES)  # type: ignore[arg-type]


def test_no_phrase_is_read_as_a_pattern() -> None:
    assert not match("aaaa", (Rule(key="k", en=("a+",)),))
