"""Names of groups, units and periods, and infinite numbers, as JSON that is read back as it was."""

from collections.abc import Hashable, Mapping
from datetime import date, datetime, time
from math import inf, isfinite
from types import GenericAlias
from typing import Any, Final, get_args, get_origin

from servicekit.foundation._errors import InvalidValueError

INFINITE: Final = {"infinity": inf, "-infinity": -inf}
"""JSON has no infinite number: a degree of freedom or an end of an interval is one of these texts."""
TIMES: Final[Mapping[str, Any]] = {"datetime": datetime, "date": date, "time": time}


def register_names(converter: Any) -> None:
    """Let a converter write and read fields of type Hashable, tuples of several types and mappings by names."""
    converter.register_unstructure_hook(float, _written_number)
    converter.register_unstructure_hook_func(_is_name, lambda value: write_name(converter, value))
    converter.register_structure_hook_func(_is_name, lambda value, _: read_name(converter, value))
    converter.register_unstructure_hook_factory(_is_of_names, lambda kind: _write_entries(converter, kind))
    converter.register_structure_hook_factory(_is_several, lambda kind: _read_several(converter, kind))
    converter.register_unstructure_hook_factory(_is_by_names, lambda kind: _write_pairs(converter, kind))
    converter.register_structure_hook_factory(_is_by_names, lambda kind: _read_pairs(converter, kind))


def write_name(converter: Any, value: Any) -> Any:
    """Return a name as JSON: texts, numbers and nothing as they are, a date with what it is, several in a list."""
    if isinstance(value, tuple):
        return [write_name(converter, part) for part in value]
    for kind, time_kind in TIMES.items():
        if type(value) is time_kind:
            return {kind: converter.unstructure(value)}
    if type(value) is float and not isfinite(value):
        return {"number": converter.unstructure(value)}
    if value is None or type(value) in (str, int, float, bool):
        return value
    raise TypeError(f"a name must be a text, number or date, got {type(value).__name__}")


def read_name(converter: Any, value: Any) -> Any:
    """Return the name that was written."""
    if isinstance(value, list):
        return tuple(read_name(converter, part) for part in value)
    if isinstance(value, dict) and len(value) == 1 and (kind := next(iter(value))) in TIMES:
        return converter.structure(value[kind], TIMES[kind])
    if isinstance(value, dict) and set(value) == {"number"}:
        return converter.structure(value["number"], float)
    if value is None or type(value) in (str, int, float, bool):
        return value
    raise InvalidValueError("name", "a text, number, date or list of them", value)


def _written_number(value: float) -> Any:
    return next((name for name, number in INFINITE.items() if value == number), float(value))


def _is_name(kind: object) -> bool:
    return kind is Hashable


def _is_of_names(kind: object) -> bool:
    return get_origin(kind) is tuple and (_is_several(kind) or get_args(kind)[0] is Hashable)


def _is_several(kind: object) -> bool:
    """Whether it is a tuple of a given length."""
    entries = get_args(kind)
    return get_origin(kind) is tuple and not (len(entries) == 2 and entries[1] is Ellipsis)


def _is_by_names(kind: object) -> bool:
    """Whether it is a mapping whose keys JSON cannot have: it has texts alone."""
    if get_origin(kind) not in (dict, Mapping):
        return False
    key = get_args(kind)[0]
    return key in (Hashable, int, float, bool) or get_origin(key) is tuple


def _write_entries(converter: Any, kind: Any) -> Any:
    kinds = get_args(kind)

    def write(value: Any) -> Any:
        each = kinds if kinds[-1] is not Ellipsis else kinds[:1] * len(value)
        return [converter.unstructure(entry, unstructure_as=one) for entry, one in zip(value, each, strict=True)]

    return write


def _read_several(converter: Any, kind: Any) -> Any:
    kinds = get_args(kind)

    def read(value: Any, _: Any) -> Any:
        if type(value) is not list or len(value) != len(kinds):
            raise InvalidValueError("value", f"a list of {len(kinds)}", value)
        return tuple(converter.structure(entry, one) for entry, one in zip(value, kinds, strict=True))

    return read


def _write_pairs(converter: Any, kind: Any) -> Any:
    key_kind, entry_kind = get_args(kind)
    return lambda value: [
        [converter.unstructure(key, unstructure_as=key_kind), converter.unstructure(entry, unstructure_as=entry_kind)]
        for key, entry in value.items()
    ]


def _read_pairs(converter: Any, kind: Any) -> Any:
    pairs = GenericAlias(list, GenericAlias(tuple, get_args(kind)))

    def read(value: Any, _: Any) -> Any:
        if type(value) is not list:
            raise InvalidValueError("value", "a list", value)
        return dict(converter.structure(value, pairs))

    return read
