"""Namespaces: the names of a package are written once, in its stub, and loaded when they are first used."""

import re
import sys
from collections.abc import Callable
from functools import wraps
from importlib import import_module
from pkgutil import get_data
from types import ModuleType
from typing import Any

_LINE = re.compile(r"^from (servicekit[\w.]*) import (?:\(\s*)?(\w+) as \2\b", re.MULTILINE)
_UNLISTED = "# reachable, not listed"


def attach(package: str) -> tuple[Callable[[str], Any], Callable[[], list[str]], list[str]]:
    """Return ``__getattr__``, ``__dir__`` and ``__all__`` of a package as its stub ``__init__.pyi`` names them.

    What stands below the line ``# reachable, not listed`` can be imported but is not offered. Functions and classes
    say that they live in the namespace of their room: tracebacks, pages and pickles name a path that a user can type.
    """
    stub = (get_data(package, "__init__.pyi") or b"").decode()
    listed, _, unlisted = stub.partition(_UNLISTED)
    homes = {name: home for home, name in _LINE.findall(listed + unlisted)}
    names = sorted(name for _, name in _LINE.findall(listed))

    def load(name: str) -> Any:
        if name not in homes:
            rooms = [room for room, home in homes.items() if home == package and not name.startswith("_")]
            where = [room for room in rooms if name in _offered_by(f"{package}.{room}")]
            hint = f"; it is {package}.{where[0]}.{name}" if where else ""
            raise AttributeError(
                f"module {package!r} has no attribute {name!r}{hint}", name=name, obj=sys.modules[package]
            )
        home = homes[name]
        if home == package:  # a namespace in a namespace
            return import_module(f"{package}.{name}")
        room = room_of(home)
        if room != package:  # the top level passes on what the rooms offer
            return getattr(import_module(room), name)
        module = import_module(home)
        for each, where in homes.items():
            if where == home:
                vars(sys.modules[package])[each] = _renamed(module, each, package)
        return vars(sys.modules[package])[name]

    def offered() -> list[str]:
        return [*names, *(name for name in vars(sys.modules[package]) if name.startswith("__"))]

    return load, offered, names


def _offered_by(package: str) -> set[str]:
    """Return the names that the stub of a namespace lists."""
    stub = (get_data(package, "__init__.pyi") or b"").decode()
    return {name for _, name in _LINE.findall(stub.partition(_UNLISTED)[0])}


def room_of(module: str) -> str:
    """Return the namespace through which a module's names are offered: the package itself and one step below it."""
    return ".".join(module.split(".")[:2])


def live_in_room(kind: type) -> None:
    """Let a public class say that it lives in the namespace of its room; its stub must then name it."""
    if kind.__module__.startswith("servicekit.") and not kind.__name__.startswith("_"):
        kind.__module__ = room_of(kind.__module__)


def guarded(call: Callable[..., object]) -> Callable[..., Any]:
    """Return a call that says in one sentence which argument is not of its kind, where it fails on it.

    Looked at only after a failure, so that a call that succeeds costs nothing more.
    """

    @wraps(call)
    def checked(*args: Any, **kwargs: Any) -> Any:
        try:
            return call(*args, **kwargs)
        except Exception as error:
            from servicekit.foundation._argument_kinds import refusal_of
            from servicekit.foundation._errors import ServiceKitError

            refusal = None if isinstance(error, ServiceKitError) else refusal_of(call, args, kwargs)
            if refusal is None:
                raise
            raise refusal from error

    return checked


def _renamed(module: ModuleType, name: str, package: str) -> Any:
    found = getattr(module, name)
    if getattr(found, "__module__", None) != module.__name__:
        return found
    if hasattr(found, "__code__"):  # the function itself keeps its module, by which other processes find it
        found = guarded(found)
    if isinstance(found, type) or hasattr(found, "__wrapped__"):
        found.__module__ = package
    return found
