"""Messages are one printable sentence, errors cross processes, and values are shown escaped and short."""

import pickle
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit.foundation import _errors as errors
from servicekit.foundation._errors import (
    LONGEST,
    NAMESPACE,
    SHOWN,
    InvalidValueError,
    MissingColumnError,
    ServiceKitError,
    UnknownConceptError,
    format_choices,
    format_value,
)

KINDS = tuple(kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, ServiceKitError))
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.tuples(inner, inner),
    max_leaves=40,
)


@given(anything)
def test_any_value_is_shown_on_one_printable_line_of_bounded_length(value):
    text = format_value(value)
    assert text.isprintable()
    assert len(text) <= SHOWN * LONGEST + 40


@pytest.mark.parametrize(
    "value",
    ("\x1b[31mred", "a\nb", "\u202egnp.exe", "a\x00b", "\ud83d", "\u200b", ["x\ry"], {"k": "\x07"}, b"\x00\x01"),
)
def test_control_characters_are_written_out(value):  # bad input 138
    assert format_value(value).isprintable()
    assert str(InvalidValueError("label", "plain", value)).isprintable()


def test_no_more_is_shown_than_helps():  # bad input 140
    assert format_value(list(range(1000))) == "[0, 1, 2, … 1000 in all]"
    assert format_value("x" * 10**6) == "'" + "x" * (LONGEST - 2) + "…"
    assert len(format_value(["secret " * 20] * 5)) < 250
    assert "…" not in format_value("x" * (LONGEST - 2))


def test_what_cannot_be_written_is_named_by_its_type():  # bad input 30
    class Mute:
        def __repr__(self):
            raise RuntimeError

    assert format_value(10**5000) == "a value of type int"
    assert format_value(Mute()) == "a value of type Mute"


def test_numpy_values_are_shown_as_plain_numbers():
    assert format_value(np.float64(1.5)) == "1.5"
    assert format_value([np.int8(3), np.float32(0.5)]) == "[3, 0.5]"
    assert "\n" not in format_value(np.zeros((30, 30)))


def test_a_message_says_name_rule_value_place_and_advice_in_one_sentence():
    error = InvalidValueError("ratings", "whole numbers from 0 to 10", [3, 11], "column 'q1', row 3", "see the scale")
    want = "ratings must be whole numbers from 0 to 10, got [3, 11] (column 'q1', row 3); see the scale"
    assert str(error) == want
    assert str(InvalidValueError("ratings", "numbers")) == "ratings must be numbers"
    assert str(InvalidValueError("ratings", "numbers", None)) == "ratings must be numbers, got None"


def example(kind):
    if kind is InvalidValueError:
        return kind("ratings", "numbers", lambda: 0, "row 3", "hint")
    if kind is MissingColumnError:
        return kind(["recomend"], ["recommend", "b"])
    if kind is UnknownConceptError:
        return kind("zone", object(), ["a", "b"])
    return kind("something happened")


@pytest.mark.parametrize("kind", KINDS)
def test_errors_cross_processes_with_their_message_whatever_they_are_about(kind):
    error = example(kind)
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is kind
    assert (str(again), again.message) == (str(error), error.message)
    assert pickle.loads(pickle.dumps(again)).message == error.message


@pytest.mark.parametrize("kind", KINDS)
def test_every_error_is_also_one_that_python_knows(kind):
    builtin = [parent for parent in kind.__mro__ if parent.__module__ == "builtins"]
    assert kind is ServiceKitError or len(builtin) > 3
    assert kind.__doc__
    assert kind.__name__.endswith("Error")


def test_nearest_names_are_suggested():
    assert str(MissingColumnError(["recomend"], ["recommend", "b"])) == (
        "the data have no column 'recomend'; did you mean 'recommend'?"
    )
    assert str(MissingColumnError(["x"], ["recommend"])) == "the data have no column 'x'; the data have ['recommend']"
    assert "did you mean 'empathy'? choose from" in str(UnknownConceptError("dimension", "empaty", ["empathy", "x"]))
    many = MissingColumnError([f"column {i}" for i in range(500)], ["b"])
    assert len(str(many)) < 300


def test_choices_are_escaped_and_counted():
    assert format_choices(["a", "b"]) == "a, b"
    assert format_choices(["a\x1b", "满意"]) == r"'a\x1b', 满意"
    assert format_choices(range(10_000)).endswith("29, … 10000 in all")
    error = UnknownConceptError("group", "y" * 10**6, [f"branch {i}\n" for i in range(1000)])
    assert str(error).isprintable()
    assert len(str(error)) < 1000


@given(st.text(max_size=20), st.text(max_size=20))
def test_no_message_has_more_than_one_line(name, got):
    assert re.search(r"[\r\n]", format_value(got)) is None
    assert re.search(r"[\r\n]", str(UnknownConceptError("zone", got, ["a", name]))) is None


def test_every_kind_of_error_has_a_permanent_code_of_its_own_that_the_documentation_explains():
    page = (Path(__file__).parents[2] / "docs" / "explanation" / "errors.md").read_text(encoding="utf-8")
    codes = {kind.__name__: kind.code for kind in ServiceKitError.__subclasses__() if kind.__module__ == NAMESPACE}
    assert len(set(codes.values())) == len(codes) >= 9
    assert [name for name, code in codes.items() if f"| {code} | `{name}`" not in page] == []
