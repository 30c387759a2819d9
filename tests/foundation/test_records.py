"""Records as JSON: nothing is lost, nothing is guessed, everything wrong is told."""

import json
from collections.abc import Hashable, Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from attrs import field, frozen
from hypothesis import given, settings
from hypothesis import strategies as st

from servicekit.foundation import _records as records
from servicekit.foundation._checks import non_negative
from servicekit.foundation._errors import RecordError
from servicekit.foundation._vocabulary import Label


@frozen(kw_only=True)
class Visit:
    record_version = 3

    guests: int = field(validator=non_negative)
    spent: float = 0.0
    vip: bool = False
    at: datetime | None = None
    day: date | None = None
    opened: time | None = None
    notes: tuple[str, ...] = ()
    closed: Mapping[date, str] = field(factory=dict)


@frozen(kw_only=True)
class Book:
    visits: tuple[Visit, ...]
    title: Label


zones = st.sampled_from(
    (UTC, timezone(timedelta(hours=5, minutes=30)), ZoneInfo("Europe/Rome"), ZoneInfo("Asia/Shanghai"), None)
)
visits = st.builds(
    Visit,
    guests=st.integers(0, 2**70),
    spent=st.floats(allow_nan=False, allow_infinity=False),
    vip=st.booleans(),
    at=st.none() | st.builds(lambda at, zone: at.replace(tzinfo=zone), st.datetimes(datetime(1990, 1, 1)), zones),
    day=st.none() | st.dates(),
    opened=st.none() | st.times(),
    notes=st.lists(st.text(max_size=5), max_size=3).map(tuple),
    closed=st.dictionaries(st.dates(), st.text(max_size=5), max_size=3),
)


@given(
    st.builds(Book, title=st.just(Label("Book", "簿")), visits=st.lists(visits, max_size=3).map(tuple)),
    st.sampled_from((None, 1)),
)
def test_saved_and_loaded_is_the_same(book, indent):
    text = records.dumps(book, indent=indent)
    again = records.loads(text, Book)
    assert again == book
    assert records.dumps(again, indent=indent) == text


def test_an_hour_shown_twice_keeps_which_of_the_two_it_was():
    late = datetime(2024, 10, 27, 2, 30, tzinfo=ZoneInfo("Europe/Rome"), fold=1)
    found = records.loads(records.dumps(Visit(guests=1, at=late)), Visit).at
    assert found.fold == 1
    assert found.utcoffset() == late.utcoffset()


def test_a_byte_order_mark_is_read_over():  # bad input 121
    assert records.loads("\ufeff" + records.dumps(Visit(guests=1)), Visit) == Visit(guests=1)


def saved(record, **changes):
    return json.dumps({"kind": "Visit", "version": 3, "record": record} | changes)


@pytest.mark.parametrize(
    ("text", "message"),
    (
        ('{"kind": NaN}', "no number NaN"),  # bad input 129
        ('{"kind": -Infinity}', "no number -Infinity"),  # bad input 129
        ('{"kind": 1e400}', "must be finite, got '1e400'"),  # bad input 129
        ('{"kind": 1, "kind": 2}', r"must differ, got \['kind'\] twice"),  # bad input 130
        ("[" * 200_000, "nested"),  # bad input 131
        ('{"kind": ' + "9" * 5000 + "}", "not valid JSON"),
        ('{"kind": ', "line 1, column"),
        ("[1]", "kind, version and record"),
        (saved({"guests": -1}), r"guests must be a number of at least 0, got -1 @ Visit"),  # bad input 132
        (saved({"guests": 1}, version=4), "version must be 3, got 4"),  # bad input 133
        (saved({"guests": 1}, version="3"), "version must be 3, got '3'"),
        (saved({"guests": 1}, kind="Call"), "kind must be 'Visit', got 'Call'"),
        (saved({"guests": 1}, sha256="0" * 64), "changed after it was saved"),  # bad input 133
        (saved({"guests": 1}, extra=1), "no field"),
        (saved({"guests": "1"}), r"whole number, got '1' @ Visit.guests"),
        (saved({"guests": True}), r"whole number, got True @ Visit.guests"),
        (saved({"guests": 3.7}), r"whole number, got 3.7 @ Visit.guests"),
        (saved({"guests": 1, "notes": "abc"}), r"a list, got 'abc' @ Visit.notes"),
        (saved({"guests": 1, "closed": [1]}), r"names with values, got \[1\] @ Visit.closed"),
        (saved({"guests": 1, "at": "2024-1-1"}), "ISO 8601"),
        (saved({"guests": 1, "day": "tomorrow"}), "date must be ISO 8601 text, got 'tomorrow'"),
        (saved({"guests": 1, "day": "20240101"}), "date must be ISO 8601 text"),
        (saved({"guests": 1, "at": "2024-01-01T00:00:00+00:00[../../etc/passwd]"}), "ISO 8601"),
        (saved({"guests": 1, "notes": ["\ud800"]}), "whole Unicode characters"),
        (saved({}), r"missing field @ Visit.guests"),
    ),
    ids=lambda value: str(value)[:30],
)
def test_what_is_no_saved_record_is_refused(text, message):
    with pytest.raises(RecordError, match=message):
        records.loads(text, Visit)


def test_all_problems_are_listed_with_their_paths():
    with pytest.raises(RecordError) as told:
        records.from_plain({"visits": [{"guests": "1", "colour": 2}, {"vip": 1, "guests": 1}]}, Book)
    for problem in (
        "Book.visits[0].guests",
        "unknown field 'colour'",
        "Book.visits[1].vip",
        "4 problems",
        "true or false",
    ):
        assert problem in str(told.value)


@frozen(kw_only=True)
class Node:
    name: str
    below: tuple["Node", ...] = ()


def test_a_record_may_hold_records_of_its_own_kind():
    tree = Node(name="top", below=(Node(name="left", below=(Node(name="leaf"),)), Node(name="right")))
    assert records.loads(records.dumps(tree), Node) == tree
    with pytest.raises(RecordError, match=r"Node.below\[0\].below\[0\].name"):
        records.from_plain({"name": "top", "below": [{"name": "left", "below": [{"name": 1}]}]}, Node)


def test_a_number_cut_short_by_hand_is_noticed():
    text = records.dumps(Visit(guests=12, spent=3.5))
    with pytest.raises(RecordError, match="changed after it was saved"):
        records.loads(text.replace("3.5", "9.5"), Visit)


def test_half_a_character_is_not_written():
    with pytest.raises(RecordError, match="whole Unicode"):
        records.dumps(Visit(guests=1, notes=("\ud800",)))


def test_what_is_no_record_is_told_with_the_way_out():
    @frozen
    class Held:
        of: object

    with pytest.raises(RecordError, match=r"^Held cannot be saved as a record \(.*\); json\.dumps\(result\.to_dict"):
        records.dumps(Held({1, 2}))
    with pytest.raises(RecordError, match="got dict; json"):
        records.dumps({"north": Visit(guests=1)})


@frozen(kw_only=True)
class Named:
    first: Hashable
    names: tuple[Hashable, ...]
    pairs: Mapping[tuple[Hashable, Hashable], float]
    counts: Mapping[int, str]
    ends: tuple[float, str]
    reach: float | None = None


names = st.recursive(
    st.sampled_from((None, True, 1, 1.0, float("inf"), "infinity", date(2024, 2, 29), "2024-02-29", time(8)))
    | st.text(),
    lambda inner: st.lists(inner, max_size=2).map(tuple),
    max_leaves=3,
)
named = st.builds(
    Named,
    first=names | st.just(datetime(2024, 2, 29, 8, tzinfo=UTC)),
    names=st.lists(names, max_size=2).map(tuple),
    pairs=st.dictionaries(st.tuples(names, names), st.floats(allow_nan=False), max_size=1),
    counts=st.dictionaries(st.integers(), st.text(max_size=3), max_size=1),
    ends=st.tuples(st.floats(allow_nan=False), st.text(max_size=3)),
    reach=st.none() | st.floats(allow_nan=False),
)


@settings(max_examples=40)
@given(named)
def test_names_and_infinite_numbers_come_back_as_they_were(record):
    again = records.loads(records.dumps(record), Named)
    assert again == record
    assert repr(again) == repr(record)


def test_no_number_is_refused_and_so_is_an_odd_name():
    for odd in ({"reach": float("nan")}, {"first": frozenset((1,))}, {"names": (Label("a", "甲"),)}):
        plain = {"first": "a", "names": (), "pairs": {}, "counts": {}, "ends": (1.0, "a")} | odd
        with pytest.raises(RecordError, match=rf"of its '{next(iter(odd))}'\)"):
            records.dumps(Named(**plain))


def test_nothing_but_text_is_read():
    with pytest.raises(RecordError, match="must be a text, got bytes"):
        records.loads(b"{}", Visit)
