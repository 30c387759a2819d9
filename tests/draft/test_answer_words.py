"""Answers in words: ladders in five languages, anchored answers, no-answer words, and words that must not match."""

import pytest

from servicekit.data._no_answer import folded
from servicekit.draft._anchors import anchor, anchored, is_rated, points_up
from servicekit.draft._answer_lists import LADDERS, NEUTRAL
from servicekit.draft._answer_words import is_neutral, polarity, word_scale

LADDERS_SEEN = (
    ("Very dissatisfied|Dissatisfied|Neither satisfied nor dissatisfied|Satisfied|Very satisfied", 5),
    ("Strongly disagree|Disagree|Neither agree nor disagree|Agree|Strongly agree", 5),
    ("strongly_disagree|disagree|neutral|agree|strongly_agree", 5),
    ("Strongly disagree|Disagree|Somewhat disagree|Neutral|Somewhat agree|Agree|Strongly agree", 7),
    ("Very dissatisfied|Dissatisfied|Satisfied|Very satisfied", 4),
    ("Very unlikely|Unlikely|Neutral|Likely|Very likely", 5),
    ("Very difficult|Difficult|Neutral|Easy|Very easy", 5),
    ("Not at all important|Slightly important|Moderately important|Very important|Extremely important", 5),
    ("Not at all satisfied|Slightly satisfied|Moderately satisfied|Very satisfied|Extremely satisfied", 5),
    ("Poor|Fair|Good|Very good|Excellent", 5),
    ("Never|Rarely|Sometimes|Often|Always", 5),
    ("非常不满意|不满意|一般|满意|非常满意", 5),
    ("非常不滿意|不滿意|普通|滿意|非常滿意", 5),
    ("很不满意|不太满意|一般|比较满意|很满意", 5),
    ("非常不同意|不同意|中立|同意|非常同意", 5),
    ("很差|差|一般|好|很好", 5),
    ("从不|很少|有时|经常|总是", 5),
    ("Sehr unzufrieden|Unzufrieden|Teils/teils|Zufrieden|Sehr zufrieden", 5),
    ("Trifft überhaupt nicht zu|Trifft eher nicht zu|Teils teils|Trifft eher zu|Trifft voll und ganz zu", 5),
    ("Sehr schlecht|Schlecht|Mittelmäßig|Gut|Sehr gut", 5),
    ("Très insatisfait|Insatisfait|Neutre|Satisfait|Très satisfait", 5),
    ("Pas du tout d'accord|Plutôt pas d'accord|Neutre|Plutôt d'accord|Tout à fait d'accord", 5),
    ("Muy insatisfecho|Insatisfecho|Neutral|Satisfecho|Muy satisfecho", 5),
    ("Muy malo|Malo|Regular|Bueno|Muy bueno", 5),
    ("Nunca|Rara vez|A veces|A menudo|Siempre", 5),
    ("Not at all familiar|Somewhat familiar|Familiar|Very familiar", 4),
)


@pytest.mark.parametrize(("words", "points"), LADDERS_SEEN)
def test_a_ladder_is_put_in_its_order(words, points):
    steps = words.split("|")
    found = word_scale(dict.fromkeys(sorted(steps), 5))
    assert found is not None
    assert found.points == points
    assert [found.codes[word] for word in steps] == [float(k) for k in range(1, len(steps) + 1)]


def test_a_step_that_nobody_chose_is_kept_free():
    found = word_scale({"Very dissatisfied": 3, "Dissatisfied": 4, "Neutral": 5, "Satisfied": 9})
    assert found is not None
    assert (found.points, found.codes["Satisfied"]) == (5, 4.0)


@pytest.mark.parametrize(
    "words",
    (
        "North|South|East",
        "yes|no",
        "Junior|Senior|Freshman",
        "Email|Phone|Chat",
        "AOK|Barmer|TK",
        "Red|Green|Blue",
        "18-25|26-35|36-45",
        "1 - 3 years|4 - 6 years|7 - 9 years",
        "Basic plan|Premium plan|Free plan",
    ),
)
def test_groups_are_no_ladders(words):
    values = dict.fromkeys(words.split("|"), 5)
    assert word_scale(values) is None
    found = anchored(values)
    assert found is None or not is_rated(found[1])


@pytest.mark.parametrize(
    ("answer", "number", "words"),
    (
        ("1 - Very poor", 1, "Very poor"),
        ("5.非常满意", 5, "非常满意"),
        ("(2) agree", 2, "agree"),
        ("good (4)", 4, "good"),
        ("4 Moderately familiar", 4, "Moderately familiar"),
        ("3、一般", 3, "一般"),
        ("7: best", 7, "best"),
    ),
)
def test_answers_that_carry_their_number(answer, number, words):
    assert anchor(answer) == (number, words)


def test_ranges_and_units_carry_none():
    assert anchor("1 - 3 years") is None
    assert anchor("18-25") is None
    assert anchored({"10秒": 1, "20秒": 1, "61秒": 1}) is None


def test_direction_comes_from_the_words():
    assert points_up({1: "very poor", 5: "excellent"}) is True
    assert points_up({1: "非常满意", 5: "非常不满意"}) is False
    assert points_up({1: "north", 2: "south"}) is None


@pytest.mark.parametrize("word", sorted(NEUTRAL))
def test_every_neutral_word_counts(word):
    assert is_neutral(folded(word))


@pytest.mark.parametrize("ladder", sorted(LADDERS))
def test_every_word_of_a_ladder_counts(ladder):
    assert all(folded(word) in LADDERS[ladder] for word in LADDERS[ladder])


@pytest.mark.parametrize(
    ("better", "worse"),
    (
        ("very satisfied", "satisfied"),
        ("satisfied", "not satisfied"),
        ("dissatisfied", "very dissatisfied"),
        ("满意", "不满意"),
        ("不太满意", "非常不满意"),
        ("zufrieden", "nicht zufrieden"),
        ("d'accord", "pas d'accord"),
        ("easy", "very hard"),
        ("de acuerdo", "en desacuerdo"),
    ),
)
def test_polarity_orders_answers(better, worse):
    assert polarity(better)[1] > polarity(worse)[1]


@pytest.mark.parametrize(
    ("words", "numbers", "points"),
    (
        ("Neutral|Satisfied", (2, 3), 3),  # the sides that nobody chose are completed
        ("Neutral|Satisfied|Very satisfied", (3, 4, 5), 5),
        ("Satisfied|Very satisfied", (4, 5), 5),
        ("Dissatisfied|Somewhat satisfied|Very satisfied|Completely satisfied", (1, 2, 3, 4), 4),
        ("Very dissatisfied|Dissatisfied|Satisfied|Very satisfied|Completely satisfied", (2, 3, 5, 6, 7), 7),
        ("I like it|It must be that way|I am neutral|I can live with it|I dislike it", (1, 2, 3, 4, 5), 5),
        ("low|high", (1, 2), 2),
    ),
)
def test_steps_stand_where_the_words_say(words, numbers, points):
    steps = words.split("|")
    found = word_scale(dict.fromkeys(steps, 5))
    assert (found.points, tuple(found.codes[step] for step in steps)) == (points, numbers)


@pytest.mark.parametrize(
    "words",
    ("medium|high", "never|often|frequently", "very satisfied|satisfied|happy", f"very satisfied {'x' * 60}|no"),
)
def test_words_that_share_a_step_or_tell_none_are_no_ladder(words):
    assert word_scale(dict.fromkeys(words.split("|"), 5)) is None


def test_a_sentence_is_no_answer_and_one_number_has_one_word():
    assert polarity("satisfied " * 7) is None
    assert anchored({"5 - very good": 3, "5 – good": 4, "1 - poor": 3}) is None
    assert points_up({1: "blue", 5: "good"}) is None
