"""Arguments of the wrong kind are told in one sentence: which, what it must be, what it was, what to write."""

import pytest

import servicekit as sk
from servicekit.foundation import InvalidValueError

SURVEY = {"a": [1, 2, 3, 4, 5] * 8, "b": [2, 3, 3, 4, 5] * 8, "w": [1.0] * 40}
MEASURES = {
    "mean_score": lambda **more: sk.mean_score(SURVEY, "a", scale=sk.LIKERT_5, **more),
    "top_box": lambda **more: sk.top_box(SURVEY, "a", scale=sk.LIKERT_5, boxes=2, **more),
    "driver_importance": lambda **more: sk.driver_importance(SURVEY, "a", ["b"], scale=sk.LIKERT_5, **more),
    "kano": lambda **more: sk.priorities.kano(SURVEY, {"x": ("a", "b")}, **more),
    "crosstab": lambda **more: sk.segments.crosstab(SURVEY, "a", "b", **more),
}


@pytest.mark.parametrize("name", MEASURES)
def test_a_column_is_no_design(name):
    with pytest.raises(InvalidValueError, match=r"^design must be a Design, got 'w'; name its columns: sk\.Design\("):
        MEASURES[name](design="w")


@pytest.mark.parametrize("name", [name for name in MEASURES if name != "crosstab"])
def test_a_word_is_no_policy(name):
    with pytest.raises(InvalidValueError, match=r"^policy must be an InputPolicy, got 'omit'; write sk\.InputPolicy\("):
        MEASURES[name](policy="omit")


def test_one_measure_takes_one_column():
    with pytest.raises(InvalidValueError, match=r"^column must be the name of one column, got \['a', 'b'\]; call once"):
        sk.mean_score(SURVEY, ["a", "b"], scale=sk.LIKERT_5)


def test_a_frame_is_made_of_results():
    with pytest.raises(InvalidValueError, match=r"^result must be a result"):
        sk.to_frame(5)
    with pytest.raises(InvalidValueError, match=r"^result must be a result"):
        sk.to_frame({"x": 5})


def test_a_name_sought_at_the_top_is_pointed_to_in_its_room():
    with pytest.raises(AttributeError, match=r"no attribute 'kano'; it is servicekit\.priorities\.kano$"):
        _ = sk.kano
    with pytest.raises(AttributeError, match=r"no attribute 'nothing_at_all'$"):
        _ = sk.nothing_at_all
