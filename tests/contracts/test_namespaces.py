"""What a user meets at a namespace: few names, one home each, public paths, one place for everything received."""

import importlib
import inspect
import pickle
import re
from pathlib import Path
from pkgutil import walk_packages
from typing import get_type_hints

import attrs
import pytest

import servicekit
from servicekit.foundation._results import Result
from servicekit.foundation._vocabulary import Concept

ROOT = Path(servicekit.__file__).parent
ROOMS = tuple(sorted(path.parent.name for path in ROOT.glob("*/__init__.pyi")))
NAMES_IN_ALL = 560
NAMES_IN_A_ROOM = 90
NAME = re.compile(r" as (\w+)", re.MULTILINE)

every_room = pytest.mark.parametrize("room", ROOMS)


def stub(room: str) -> tuple[list[str], list[str]]:
    """Return the names a room lists and those that can only be reached."""
    listed, _, reachable = (ROOT / room / "__init__.pyi").read_text(encoding="utf-8").partition("# reachable")
    return NAME.findall(listed), NAME.findall(reachable)


def namespace(room: str) -> object:
    return importlib.import_module(f"servicekit.{room}")


def test_the_library_has_few_enough_names_to_learn():
    assert sum(len(stub(room)[0]) for room in ROOMS) <= NAMES_IN_ALL


SHARE = re.compile(r"^\| `(\w+)` \| (\d+) \|$", re.MULTILINE)


def test_every_namespace_keeps_to_its_share_of_the_names():
    page = Path(__file__).resolve().parents[2] / "ARCHITECTURE.md"
    shares = {room: int(most) for room, most in SHARE.findall(page.read_text(encoding="utf-8"))}
    assert sum(shares.values()) <= NAMES_IN_ALL
    taken = {room: len(stub(room)[0]) for room in ROOMS if room != "cli"}
    assert {room: count for room, count in taken.items() if count > shares.get(room, 0)} == {}


@every_room
def test_a_namespace_has_few_enough_names_to_read_on_one_screen(room):
    assert len(stub(room)[0]) <= NAMES_IN_A_ROOM


@every_room
def test_a_namespace_offers_what_its_stub_lists_sorted_and_once(room):
    listed, reachable = stub(room)
    assert list(namespace(room).__all__) == sorted(listed)
    assert len({*listed, *reachable}) == len(listed) + len(reachable)


@every_room
def test_what_can_only_be_reached_are_classes_that_calls_give_back(room):
    # functions below the line mean that something sorted the two parts of the stub into one
    assert [name for name in stub(room)[1] if not isinstance(getattr(namespace(room), name), type)] == []


def test_every_name_has_one_home():
    homes = {}
    for room in ROOMS:
        for name in namespace(room).__all__:
            homes.setdefault(name, []).append(room)
    assert {name: rooms for name, rooms in homes.items() if len(rooms) > 1} == {}


def test_the_top_level_passes_on_what_a_room_offers():
    for name in servicekit.__all__:
        thing = getattr(servicekit, name)
        if not inspect.ismodule(thing):
            assert [room for room in ROOMS if getattr(namespace(room), name, None) is thing], name


@every_room
def test_functions_and_classes_say_that_they_live_in_their_namespace(room):
    there = namespace(room)
    for name in NAME.findall((ROOT / room / "__init__.pyi").read_text(encoding="utf-8")):
        thing = getattr(there, name)
        if inspect.isfunction(thing) or inspect.isclass(thing):
            assert thing.__module__ == there.__name__, name
            assert pickle.loads(pickle.dumps(thing)) is thing


@every_room
def test_type_hints_can_be_read_at_run_time(room):
    there = namespace(room)
    for name in NAME.findall((ROOT / room / "__init__.pyi").read_text(encoding="utf-8")):
        thing = getattr(there, name)
        if inspect.isfunction(thing) or inspect.isclass(thing):
            get_type_hints(thing)


def kinds_of(parent: type) -> list[type]:
    return [kind for child in parent.__subclasses__() for kind in (child, *kinds_of(child))]


def test_every_result_and_every_framework_can_be_reached_where_it_says_it_lives():
    for found in walk_packages(servicekit.__path__, "servicekit."):
        if not found.name.endswith("__main__"):
            importlib.import_module(found.name)
    received = [
        kind
        for kind in {*kinds_of(Result), *kinds_of(Concept)}
        if kind.__module__.startswith("servicekit.") and not kind.__name__.startswith("_")
        if attrs.has(kind) or hasattr(kind, "framework")
    ]
    missing = {
        f"{kind.__module__}.{kind.__name__}: add it to the stub, below the line '# reachable, not listed'"
        for kind in received
        if getattr(importlib.import_module(kind.__module__), kind.__name__, None) is None
    }
    assert sorted(missing) == []


@every_room
def test_every_function_and_class_that_is_listed_has_an_example(room):
    there = {name: getattr(namespace(room), name) for name in stub(room)[0]}
    called = {name: found for name, found in there.items() if inspect.isfunction(found) or inspect.isclass(found)}
    concepts = {name for name, found in called.items() if inspect.isclass(found) and issubclass(found, Concept)}
    assert [name for name in called.keys() - concepts if ">>>" not in (called[name].__doc__ or "")] == []
