"""Pictures of experience say what their results hold, in both languages."""

import pytest

import servicekit as sk
from servicekit.plots import as_svg

SURVEY = {"a": [5, 4, 5, 4], "hoped": [4, 4, 4, 4], "b": [3, 2, None, 3]}
ARRIVAL = sk.foundation.Label("Arrival", "到达")
TOUCHPOINTS = [
    sk.experience.Touchpoint(key="a", evaluation="a", expectation="hoped", label=ARRIVAL),
    sk.experience.Touchpoint(key="b", evaluation="b"),
]


def words(result, language):
    return as_svg(sk.plots.plot(result, language=language))


def test_a_journey_shows_names_expectation_and_losses():
    found = sk.experience.journey(SURVEY, TOUCHPOINTS, scale=sk.LIKERT_5, resamples=0)
    assert all(word in words(found, "zh") for word in ("到达", "流失1人", "期望"))
    assert all(word in words(found, "en") for word in ("Arrival", "1 lost", "expected"))


def test_a_funnel_shows_counts_and_conversions():
    found = sk.experience.funnel({"awareness": 100, "contact": 50})
    assert all(word in words(found, "zh") for word in ("认知", "接触", "50%"))


def test_a_ladder_and_a_tree_show_their_rungs_and_nodes():
    ladder = sk.satisfaction.expectation_ladder({"basic": [1, 0], "setting": [1, 0]}, ["basic", "setting"])
    assert all(word in words(ladder, "zh") for word in ("基本需要", "环境与人员", "一层也未达到"))
    tree = sk.satisfaction.satisfaction_tree(
        SURVEY, sk.satisfaction.ELEMENTS_OF_SATISFACTION, scale=sk.LIKERT_5, columns={"quality": "a", "smile": "b"}
    )
    assert all(word in words(tree, "en") for word in ("Satisfaction", "– Product", "Smile"))


@pytest.mark.parametrize("language", ("en", "zh"))
def test_a_moment_without_answers_is_left_out(language):
    empty = SURVEY | {"b": [None] * 4}
    found = sk.experience.journey(empty, TOUCHPOINTS, scale=sk.LIKERT_5, resamples=0)
    assert words(found, language)


def test_a_journey_without_expectations_needs_no_legend():
    seen = [sk.experience.Touchpoint(key=key, evaluation=key) for key in "ab"]
    found = sk.experience.journey(SURVEY, seen, scale=sk.LIKERT_5, resamples=0)
    assert sk.plots.plot(found).get_legend() is None


def test_a_topic_that_nobody_of_one_side_could_name_has_a_mark_for_the_other_alone():
    said = {"said": ["slow service", "slow", "nice staff"], "rated": [5, 5, 5]}
    found = sk.comments.topic_shares(said, comment="said", rating="rated", scale=sk.LIKERT_5)
    marks = [line for line in sk.plots.plot(found).lines if line.get_marker() == "o" and len(line.get_xdata())]
    assert len(marks) == len(found.topics)
