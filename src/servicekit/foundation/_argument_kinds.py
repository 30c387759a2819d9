"""What public calls say of an argument of the wrong kind: looked at only where a call has failed."""

import inspect
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from numbers import Integral, Real
from types import NoneType, UnionType
from typing import Any, Final, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from numpy.typing import ArrayLike

from servicekit.foundation._errors import InvalidValueError

WORDS: Final[Mapping[Any, str]] = {str: "text", float: "a number", int: "a whole number", bool: "true or false"}
WORDS_OF_ORIGIN: Final[Mapping[Any, str]] = {Mapping: "a mapping", dict: "a mapping", Callable: "a function"}
NUMBERS: Final[Mapping[Any, type]] = {float: Real, int: Integral}
MOST_WORDS: Final = 4


def refusal_of(
    call: Callable[..., object], args: tuple[object, ...], kwargs: dict[str, Any]
) -> InvalidValueError | None:
    """Return what is wrong with the first argument that is not of its kind; None where all are, or none is missing."""
    signature = inspect.signature(call)
    try:
        given, kinds = signature.bind(*args, **kwargs).arguments, get_type_hints(call)
    except (TypeError, NameError):  # an argument is missing or unknown: Python says so itself
        return None
    for name, value in given.items():
        kind = kinds.get(name, Any)
        plain = signature.parameters[name].kind not in (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
        if plain and not is_of_kind(value, kind):
            return InvalidValueError(name, said(kind), value)
    return None


def is_of_kind(value: object, kind: object) -> bool:
    """Return whether a value may be of a kind; what cannot be told from outside counts as right."""
    origin, inner = get_origin(kind), get_args(kind)
    if kind == ArrayLike:
        return not isinstance(value, str | Mapping | NoneType) and (
            hasattr(value, "__len__") or isinstance(value, Real)
        )
    if origin in (Union, UnionType):
        return any(is_of_kind(value, one) for one in inner)
    if origin is Literal:
        return any(type(value) is type(one) and value == one for one in inner)
    if kind is None or kind is NoneType:
        return value is None
    if isinstance(kind, TypeVar) or kind in (Any, object):
        return True
    if kind in NUMBERS:
        return isinstance(value, NUMBERS[kind])
    if origin is not None and isinstance(origin, type):
        return _holds(value, origin, inner)
    if not isinstance(kind, type) or getattr(kind, "_is_protocol", False):
        return True
    return isinstance(value, kind)


def _holds(value: object, origin: type, inner: tuple[object, ...]) -> bool:
    if issubclass(origin, Mapping):
        if not isinstance(value, Mapping):
            return False
        return all(is_of_kind(key, inner[0]) and is_of_kind(one, inner[1]) for key, one in value.items())
    if origin is tuple:
        if not isinstance(value, tuple | list):
            return False
        kinds = inner[:1] * len(value) if inner[-1:] == (Ellipsis,) else inner
        return len(value) == len(kinds) and all(map(is_of_kind, value, kinds))
    if issubclass(origin, Collection | Iterable) and origin.__module__ == "collections.abc":
        if isinstance(value, str | Mapping) or not hasattr(value, "__iter__"):
            return False
        return not isinstance(value, list | tuple) or not inner or all(is_of_kind(one, inner[0]) for one in value)
    return isinstance(value, origin)


def said(kind: object) -> str:
    """Return a kind in words."""
    origin, inner = get_origin(kind), get_args(kind)
    if kind == ArrayLike:
        return "an array of numbers"
    if origin in (Union, UnionType):
        words = [said(one) for one in inner if one is not NoneType]
        return " or ".join(dict.fromkeys(words if len(words) <= MOST_WORDS else [*words[:MOST_WORDS], "the like"]))
    if origin is Literal:
        return f"one of {', '.join(map(str, inner))}"
    if kind in WORDS or origin in WORDS_OF_ORIGIN:
        return WORDS.get(kind) or WORDS_OF_ORIGIN[origin]
    if origin is not None and isinstance(origin, type) and issubclass(origin, Sequence | Iterable):
        return "a list" if not inner else f"a list, each {said(inner[0])}"
    name = getattr(kind, "__name__", str(kind))
    return f"{'an' if name[:1] in 'AEIOU' else 'a'} {name}"
