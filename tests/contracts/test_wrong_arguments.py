"""Arguments of the wrong kind are told in one sentence: which, what it must be, what it was, what to write."""

import inspect

import pytest

import servicekit as sk
from servicekit.foundation import InvalidValueError, ServiceKitError

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


ROOMS = [found for name in sk.__all__ if inspect.ismodule(found := getattr(sk, name))]
CALLS = {
    f"{room.__name__}.{name}": call
    for room in ROOMS
    for name in room.__all__
    if inspect.isfunction(call := getattr(room, name)) and inspect.signature(call).parameters
}
WRONG = (3, "no such file", [], None, {}, [None], object(), {"a": [1, "b", None]}, float("nan"))


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", CALLS)
def test_no_error_of_others_comes_of_arguments_of_the_wrong_kind(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    parameters = inspect.signature(CALLS[name]).parameters.values()
    needed = [each for each in parameters if each.default is each.empty]
    plain = [each for each in needed if each.kind in (each.POSITIONAL_ONLY, each.POSITIONAL_OR_KEYWORD)]
    named = [each.name for each in needed if each.kind is each.KEYWORD_ONLY]
    for wrong in WRONG:
        try:
            CALLS[name](*[wrong] * len(plain), **dict.fromkeys(named, wrong))
        except ServiceKitError:
            continue


def test_the_refusal_names_argument_kind_and_what_was_got():
    with pytest.raises(InvalidValueError, match=r"^periods must be a mapping, got \[\]$"):
        sk.stats.monitor([])
    with pytest.raises(InvalidValueError, match=r"^counts must be an array of numbers, got \{\}$"):
        sk.stats.count_interval({}, (0, 1))


def test_what_python_says_of_missing_arguments_and_what_callbacks_raise_stays():
    with pytest.raises(TypeError, match="missing 1 required"):
        sk.stats.monitor()

    def fails(columns, first):
        raise TypeError("the user's own")

    with pytest.raises(TypeError, match="the user's own"):
        sk.data.map_reduce({"a": [1]}, ["a"], fails, max)
