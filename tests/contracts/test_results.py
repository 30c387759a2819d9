"""What every result owes its readers: frozen evidence, derived figures, both languages, plain JSON."""

import inspect

import attrs
import pytest

from servicekit import catalogue
from servicekit.foundation.results import Result
from servicekit.foundation.vocabulary import Label


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
every_result = pytest.mark.parametrize("kind", tuple(ALL.values()), ids=tuple(ALL))


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
