"""What every result owes its readers: frozen evidence, derived figures, both languages, plain JSON."""

import copy
import inspect
import json
import pickle
import re

import attrs
import numpy as np
import pytest
from at_once import for_each

from servicekit import catalogue
from servicekit.data._scales import ZERO_TO_TEN
from servicekit.foundation._results import Result
from servicekit.foundation._vocabulary import Label
from servicekit.satisfaction._net_promoter import net_promoter_score
from servicekit.satisfaction._ratio import satisfaction_ratio
from servicekit.satisfaction._top_box import top_box
from servicekit.stats.designs._design import Design
from servicekit.stats.intervals._estimates import Average, Difference, Share
from servicekit.stats.scores._mean_score import mean_score
from servicekit.stats.summaries._tally_data import tally


def kinds_of(parent: type[Result]) -> list[type[Result]]:
    """Return the subclasses of the package that are results themselves, children before grandchildren."""
    found = []
    for kind in parent.__subclasses__():
        found += [kind, *kinds_of(kind)]
    return found


catalogue.frameworks()  # imports every module below the adapters
# attrs makes a class with slots anew, and the one it replaced lingers until it is collected
ALL = {
    f"{kind.__module__}.{kind.__qualname__}": kind
    for kind in kinds_of(Result)
    if kind.__module__.startswith("servicekit.") and attrs.has(kind)
}
ALL = {name: kind for name, kind in ALL.items() if not any(kind in other.__mro__[1:] for other in ALL.values())}
every_result = for_each(ALL.values())


def fields(kind: type[Result]) -> tuple[attrs.Attribute, ...]:
    return attrs.fields(kind)


@every_result
def test_a_result_is_frozen_and_its_fields_go_by_name(kind):
    assert kind.__setattr__ is not object.__setattr__, "not frozen"
    assert [field.name for field in fields(kind) if not field.kw_only] == []


@every_result
def test_a_result_is_titled_in_both_languages(kind):
    assert isinstance(kind.title, Label)
    assert kind.title.en.isprintable()
    assert any("\u4e00" <= character <= "\u9fff" for character in kind.title.zh)


@every_result
def test_value_and_interval_are_derived_and_never_stored(kind):
    assert {field.name for field in fields(kind)} & {"value", "interval"} == set()


@every_result
def test_the_figures_a_result_shows_are_documented_properties(kind):
    for name in kind.derived:
        figure = inspect.getattr_static(kind, name)
        assert not callable(figure), name
        assert not isinstance(figure, property) or inspect.getdoc(figure), name


@every_result
def test_a_result_needs_no_extra_to_show_itself(kind):
    methods = {name for name, _ in inspect.getmembers(kind, inspect.isfunction) if not name.startswith("_")}
    assert methods & {"plot", "to_frame", "to_pandas", "to_polars", "to_html", "to_latex", "summary"} == set()


ANSWERS = np.array([0, 3, 7, 9, 10, 10], dtype=np.int8)
HOSTILE = "<script>alert('满意')</script>"
SURVEY = {"answer": ANSWERS, "before": ANSWERS[::-1], "site": [HOSTILE, "b"] * 3, "weight": np.linspace(0.5, 1.5, 6)}
EXAMPLES = (
    Share(count=3, n=7),
    Share(count=0, n=0),
    Average(n=9, mean=np.float64(2.5), sd=np.float32(1.0)),
    Difference(first=Share(count=3, n=7), second=Share(count=2, n=9), name=Label(HOSTILE, "差异")),
    tally(ANSWERS, scale=ZERO_TO_TEN),
    satisfaction_ratio(evaluation=8, expectation=6),
    net_promoter_score(ANSWERS),
    net_promoter_score([]),
    net_promoter_score(SURVEY, "answer", design=Design(weights="weight")),
    net_promoter_score(SURVEY, "answer", by="site"),
    mean_score(SURVEY, "answer", scale=ZERO_TO_TEN),
    top_box(SURVEY, "answer", scale=ZERO_TO_TEN),
)
every_example = pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: type(example).__name__)


def holds_plain_values_only(value: object) -> bool:
    """Say whether these are the very types of JSON: a NumPy float is a float too, but not one of them."""
    if isinstance(value, dict):
        return all(type(key) is str and holds_plain_values_only(entry) for key, entry in value.items())
    if isinstance(value, list):
        return all(holds_plain_values_only(entry) for entry in value)
    return type(value) in {str, int, float, bool, type(None)}


@every_example
def test_a_result_becomes_json_that_comes_back_the_same(example):
    told = example.to_dict()
    assert holds_plain_values_only(told), told
    assert json.loads(json.dumps(told, allow_nan=False)) == told


@every_example
def test_a_result_shown_in_a_notebook_escapes_what_it_is_given(example):
    shown = example._repr_html_()
    assert shown.startswith("<table>")
    assert "<script" not in shown


@every_example
def test_a_notebook_shows_no_row_without_a_figure(example):
    rows = re.findall(r"<tr><td>([^<]*)</td><td>(—|\(\)|\[\]|None)?</td></tr>", example._repr_html_())
    assert [name for name, _ in rows if name != "value"] == []


@every_example
def test_a_result_survives_pickle_and_copy(example):
    assert pickle.loads(pickle.dumps(example)).to_dict() == example.to_dict()
    assert copy.deepcopy(example).to_dict() == example.to_dict()


@every_example
def test_a_result_cannot_be_changed(example):
    name = next(iter(attrs.fields_dict(type(example))))
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        setattr(example, name, None)
