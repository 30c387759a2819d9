"""Words for no answer are told from answers, however they are written."""

import pytest

from servicekit.data._han import simplified
from servicekit.data._no_answer import NO_ANSWER, folded, is_no_answer


@pytest.mark.parametrize("word", sorted(NO_ANSWER))
def test_every_word_for_no_answer_is_found_however_it_is_written(word):
    assert is_no_answer(word)
    assert is_no_answer(word.upper() if word.isascii() else f" {word}\u3000")


@pytest.mark.parametrize(
    "word",
    ("N/A", " don’t know ", "Keine Angabe", "不知道", "（跳过）", "Ne sait pas", "dont_know", "沒用過", "無法評價"),
)
def test_words_for_no_answer(word):
    assert is_no_answer(word)


@pytest.mark.parametrize("word", ("North", "no", "无", "Nadia", "5", "", "trifft nicht zu", "不同意"))
def test_words_that_are_answers(word):
    assert not is_no_answer(word)


def test_both_scripts_of_chinese_are_one_word():
    assert simplified("滿意") == "满意"
    assert folded("Ｖery_Satisfied.") == "very satisfied"
