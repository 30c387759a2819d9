"""What to do with numbers kept as text and with words among them, as the error says it."""

import pytest

import servicekit as sk
from servicekit.foundation import InvalidValueError


def refused(answers, **policy):
    with pytest.raises(InvalidValueError) as caught:
        sk.net_promoter_score({"q": answers}, "q", policy=sk.InputPolicy(**policy))
    return caught.value


def test_numbers_kept_as_text_name_the_argument_to_pass():
    error = refused(["9", "10"])
    assert "policy=sk.InputPolicy(text=True)" in error.text("en")
    assert "policy=sk.InputPolicy(text=True)" in error.text("zh")


def test_a_word_among_numbers_may_mean_no_answer():
    error = refused(["9", "10", "8"] * 5 + ["refused"] * 7, text=True)
    assert "if 'refused' (7 times) means no answer, add it to missing_tokens" in error.text("en")
    assert "如果'refused'（出现7次）表示未作答，请加入missing_tokens" in error.text("zh")
    answers = {"q": ["9", "10", "8"] * 5 + ["refused"] * 7}
    policy = sk.InputPolicy(text=True, missing_tokens=("refused",))
    assert sk.net_promoter_score(answers, "q", policy=policy).n == 15


def test_words_without_numbers_ask_for_labels():
    assert "declare labels" in refused(["good", "bad"]).text("en")
