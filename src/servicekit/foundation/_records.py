"""Records as JSON and back without loss: strict about types and versions, listing every problem with its path."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, datetime, time
from functools import cache
from hashlib import sha256
from json import JSONDecodeError
from json import dumps as write_json
from json import loads as read_json
from math import isfinite
from types import GenericAlias
from typing import Any, Final, TypeVar, get_args, get_origin
from zoneinfo import ZoneInfo

import attrs

from servicekit.foundation._errors import InvalidValueError, RecordError, ServiceKitError, format_value, suggest
from servicekit.foundation._record_names import INFINITE, register_names

Record = TypeVar("Record")
LISTED: Final = 20
_NAMES: Final = {
    list: "a list",
    dict: "names with values",
    str: "a text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
}


def to_plain(record: object) -> Any:
    """Return an attrs record as dictionaries, lists, texts and numbers.

    Example:
        >>> import servicekit as sk
        >>> sk.foundation.to_plain(sk.foundation.Label("Counter", "柜台"))
        {'en': 'Counter', 'zh': '柜台'}
    """
    return _converter().unstructure(record)


def from_plain(data: object, kind: type[Record]) -> Record:
    """Return the record that plain data describe; nothing is converted on the way, all problems are listed.

    Args:
        data: What ``to_plain`` gave, or the same from JSON or TOML.
        kind: The attrs class to make.

    Raises:
        RecordError: Wrong types, missing or unknown fields, values that the class refuses; each with its path.

    Example:
        >>> import servicekit as sk
        >>> sk.foundation.from_plain({"en": "Counter", "zh": "柜台"}, sk.foundation.Label).en
        'Counter'
    """
    from cattrs import transform_error

    try:
        record: Record = _converter().structure(data, kind)
        return record
    except RecursionError:
        raise RecordError(f"{kind.__name__}: nested too deeply") from None
    except Exception as error:  # cattrs gathers whatever the classes raise; its parts are told one by one
        problems = transform_error(error, path=kind.__name__, format_exception=_wording)
    raise RecordError(listed(kind.__name__, problems), problems)


def dumps(record: object, *, indent: int | None = None) -> str:
    """Return a record as JSON with its kind, version and checksum.

    Args:
        record: An attrs object; a class attribute ``record_version`` (1 if absent) says which layout it has.
        indent: Spaces per level, for people who read it.

    An infinite number is written as the text "infinity". What is written is read back before it is returned: a
    record that would not come back equal is refused.

    Raises:
        RecordError: No record, or one that holds arrays, as results of several figures do: ``to_dict()`` gives theirs.

    Example:
        >>> import servicekit as sk
        >>> text = sk.foundation.dumps(sk.foundation.Label("Counter", "柜台"))
        >>> sk.foundation.loads(text, sk.foundation.Label).en
        'Counter'
    """
    kind = type(record)
    hint = "json.dumps(result.to_dict()) writes the figures of a result"
    if not attrs.has(kind):
        raise RecordError(
            f"a record must be an object of one of the classes of servicekit, got {kind.__name__}; {hint}"
        )
    data = _written(record, kind)
    if data is None:
        held = ", ".join(map(repr, _unwritable(record)))
        raise RecordError(f"{kind.__name__} cannot be saved as a record (of its {held or 'parts'}); {hint}")
    envelope = {"kind": kind.__name__, "version": _version(kind), "sha256": _checksum(data), "record": data}
    return write_json(envelope, ensure_ascii=False, allow_nan=False, indent=indent)


def _written(value: object, kind: object) -> Any:
    """Return a value as plain data; None where JSON cannot hold them or they would not be read back as they were."""
    converter = _converter()
    try:
        data = converter.unstructure(value, unstructure_as=kind)
        text = write_json(data, ensure_ascii=False, allow_nan=False)
        json_has_all = read_json(text) == data
    except (TypeError, ValueError, AttributeError, RecursionError, KeyError):
        return None
    _whole_characters(text)
    try:
        again = converter.structure(data, kind)
        same = again == value if _has_equality(value) else converter.unstructure(again, unstructure_as=kind) == data
        return data if json_has_all and bool(same) else None
    except Exception:  # whatever the classes and cattrs raise: it would not be read
        return None


def _has_equality(value: object) -> bool:
    equal = type(value).__eq__
    return equal is not object.__eq__


def _unwritable(record: object) -> list[str]:
    """Return the fields that keep a record from being saved."""
    fields = attrs.fields(_resolved(type(record)))
    return [
        field.alias
        for field in fields
        if field.init and getattr(record, field.name) is not None and not _fits(record, field)
    ]


def _fits(record: Any, field: Any) -> bool:
    try:
        return _written(getattr(record, field.name), field.type) is not None
    except Exception:  # half a character within it, or a type without a name
        return False


def loads(text: str, kind: type[Record]) -> Record:
    """Return the record that ``dumps`` wrote.

    Args:
        text: JSON; the checksum may be left out of a record written by hand.
        kind: The class that is expected.

    Raises:
        RecordError: No strict JSON (NaN, infinite numbers, repeated keys, too deep), another kind or version,
            a checksum that does not match, or data that the class refuses.

    Example:
        >>> import servicekit as sk
        >>> text = sk.foundation.dumps(sk.foundation.Label("Counter", "柜台"))
        >>> sk.foundation.loads(text, sk.foundation.Label).zh
        '柜台'
    """
    envelope = parse_json(text)
    if not isinstance(envelope, dict) or not {"kind", "version", "record"} <= set(envelope):
        raise RecordError("a saved record must be an object with kind, version and record")
    if unknown := sorted(set(envelope) - {"kind", "version", "sha256", "record"}):
        raise RecordError(f"a saved record has no field {format_value(unknown)}")
    if envelope["kind"] != kind.__name__:
        raise RecordError(f"kind must be {kind.__name__!r}, got {format_value(envelope['kind'])}")
    version = envelope["version"]
    if type(version) is not int or version != _version(kind):
        raise RecordError(f"version must be {_version(kind)}, got {format_value(version)}")
    if "sha256" in envelope and envelope["sha256"] != _checksum(envelope["record"]):
        raise RecordError("checksum must be that of the record; it was changed after it was saved")
    return from_plain(envelope["record"], kind)


def parse_json(text: str) -> Any:
    """Return what strict JSON says: no NaN, no infinite number, no key twice."""
    if not isinstance(text, str):
        raise RecordError(f"a saved record must be a text, got {type(text).__name__}")
    try:
        data = read_json(
            text.removeprefix("\ufeff"),
            object_pairs_hook=_unrepeated,
            parse_constant=_no_constant,
            parse_float=_finite,
        )
    except RecursionError:
        raise RecordError("JSON must not be nested so deeply") from None
    except JSONDecodeError as error:
        raise RecordError(f"not valid JSON at line {error.lineno}, column {error.colno}: {error.msg}") from None
    except ServiceKitError:
        raise
    except ValueError as error:  # whole numbers of more digits than Python reads
        raise RecordError(f"not valid JSON: {error}") from None
    _whole_characters(text)
    return data


def listed(what: str, problems: list[str], *, fault: str = "cannot be read") -> str:
    """Return one message for all problems; beyond twenty only their number."""
    shown_first = "; ".join(problems[:LISTED])
    more = f"; … {len(problems)} in all" if len(problems) > LISTED else ""
    plural = "problem" if len(problems) == 1 else "problems"
    return f"{what} {fault}, {len(problems)} {plural}: {shown_first}{more}"


def _version(kind: type) -> int:
    return int(getattr(kind, "record_version", 1))


def _checksum(data: object) -> str:
    return sha256(write_json(data, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _whole_characters(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise RecordError(f"text must be whole Unicode characters, got half of one at {error.start}") from None


def _unrepeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise RecordError(
            f"JSON keys must differ, got {format_value(sorted({n for n in names if names.count(n) > 1}))} twice"
        )
    return found


def _no_constant(name: str) -> Any:
    raise RecordError(f"JSON has no number {name}")


def _finite(digits: str) -> float:
    number = float(digits)
    if not isfinite(number):
        raise RecordError(f"JSON numbers must be finite, got {format_value(digits)}")
    return number


def _wording(error: BaseException, type_: object) -> str:
    from cattrs import ForbiddenExtraKeysError

    if isinstance(error, ForbiddenExtraKeysError):
        known = [field.alias for field in attrs.fields(error.cl)] if attrs.has(error.cl) else []
        return "; ".join(_unknown(name, known) for name in sorted(error.extra_fields))
    if isinstance(error, KeyError) and not isinstance(error, ServiceKitError):
        return "missing field"
    value, literal, choices = str(error).partition(" not in literal typing.Literal[")
    return f"must be one of {choices.removesuffix(']')}, got {value!r}" if literal else str(error)


def _unknown(name: str, known: list[str]) -> str:
    near = suggest([name], known)
    return f"unknown field {format_value(name)}" + (f", did you mean {format_value(near[0])}?" if near else "")


def _expect(kind: type, value: object) -> None:
    if type(value) is not kind:
        raise InvalidValueError("value", _NAMES.get(kind, kind.__name__), value)


@cache
def _converter() -> Any:
    from cattrs import Converter
    from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, make_mapping_structure_fn

    converter = Converter(forbid_extra_keys=True, detailed_validation=True)
    for primitive in (int, float, str, bool):
        converter.register_structure_hook(primitive, _primitive(primitive))
    for kind, read in ((datetime, _datetime), (date, _canonical(date)), (time, _canonical(time))):
        converter.register_structure_hook(kind, read)
    converter.register_unstructure_hook(datetime, write_instant)
    converter.register_unstructure_hook(date, date.isoformat)
    converter.register_unstructure_hook(time, time.isoformat)

    register_in, register_out = converter.register_structure_hook_factory, converter.register_unstructure_hook_factory
    options: Any = {"_cattrs_use_alias": True}
    register_in(attrs.has, lambda kind: _guarded(dict, make_dict_structure_fn(_resolved(kind), converter, **options)))
    register_out(attrs.has, lambda kind: make_dict_unstructure_fn(kind, converter, **options))
    register_in(_is_tuple, lambda kind: _tuple(converter, kind))
    register_out(_is_tuple, lambda kind: lambda value: [converter.unstructure(entry) for entry in value])
    register_in(_is_mapping, lambda kind: _guarded(dict, make_mapping_structure_fn(kind, converter, dict)))
    register_names(converter)
    return converter


def _resolved(kind: Any) -> Any:
    """Return a class whose fields name classes as such, not by quoted names: a tree holds trees."""
    with suppress(NameError):  # a name known to type checkers alone: no record is read from such a field
        attrs.resolve_types(get_origin(kind) or kind)
    return kind


def _is_mapping(kind: object) -> bool:
    return get_origin(kind) in (dict, Mapping)


def _is_tuple(kind: object) -> bool:
    return get_origin(kind) is tuple


def _guarded(kind: type, read: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def structure(value: object, target: object) -> Any:
        _expect(kind, value)
        return read(value, target)

    return structure


def _tuple(converter: Any, kind: Any) -> Callable[[Any, Any], Any]:
    entries = get_args(kind)
    of_list = GenericAlias(list, entries[0])
    return _guarded(list, lambda value, _: tuple(converter.structure(value, of_list)))


def _primitive(kind: type) -> Callable[[Any, Any], Any]:
    def structure(value: object, _: object) -> Any:
        if kind is float and type(value) is str and value in INFINITE:
            return INFINITE[value]
        if kind is float and type(value) is int and int(float(value)) == value:
            return float(value)
        _expect(kind, value)
        if isinstance(value, str):
            _whole_characters(value)
        return value

    return structure


def _canonical(kind: Any) -> Callable[[Any, Any], Any]:
    def structure(value: Any, _: Any) -> Any:
        _expect(str, value)
        try:
            found = kind.fromisoformat(value)
        except ValueError:
            found = None
        if found is None or found.isoformat() != value:
            raise InvalidValueError(kind.__name__, "ISO 8601 text", value)
        return found

    return structure


def write_instant(at: datetime) -> str:
    """Return a time as ISO 8601 with its offset and, for a named zone, the zone in brackets (RFC 9557)."""
    zone = f"[{at.tzinfo.key}]" if isinstance(at.tzinfo, ZoneInfo) else ""
    return at.isoformat() + zone


def _datetime(value: Any, _: Any) -> datetime:
    _expect(str, value)
    plain, bracket, name = value.partition("[")
    at: datetime | None = None
    try:
        at = datetime.fromisoformat(plain)
        if bracket:
            at = _in_zone(at, ZoneInfo(name.removesuffix("]")))
    except (ValueError, OSError, LookupError):
        at = None
    if at is None or write_instant(at) != value:
        raise InvalidValueError("time", "ISO 8601 text, with a known zone if it names one", value)
    return at


def _in_zone(at: datetime, zone: ZoneInfo) -> datetime:
    wall = at.replace(tzinfo=zone, fold=0)
    return wall if wall.utcoffset() == at.utcoffset() else wall.replace(fold=1)
