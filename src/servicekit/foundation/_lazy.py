"""Namespaces: the names of a package are written once, in its stub, and loaded when they are first used."""

import re
import sys
from collections.abc import Callable
from importlib import import_module
from pkgutil import get_data
from types import FunctionType
from typing import Any

_LINE = re.compile(r"^from (servicekit[\w.]*) import (?:\(\s*)?(\w+) as \2\b", re.MULTILINE)
_UNLISTED = "# reachable, not listed"


def attach(package: str) -> tuple[Callable[[str], Any], Callable[[], list[str]], list[str]]:
    """Return ``__getattr__``, ``__dir__`` and ``__all__`` of a package as its stub ``__init__.pyi`` names them.

    What stands below the line ``# reachable, not listed`` can be imported but is not offered. A function or class that
    is asked for here says from then on that it lives here, so that tracebacks and pages name the path a user can type.
    """
    stub = (get_data(package, "__init__.pyi") or b"").decode()
    listed, _, unlisted = stub.partition(_UNLISTED)
    homes = {name: home for home, name in _LINE.findall(listed + unlisted)}
    names = sorted(name for _, name in _LINE.findall(listed))

    def load(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        if homes[name] == package:  # a namespace in a namespace
            return import_module(f"{package}.{name}")
        module = import_module(homes[name])
        found = getattr(module, name)
        if isinstance(found, type | FunctionType) and found.__module__ == module.__name__:
            found.__module__ = _door(package, module.__name__)
        return found

    def offered() -> list[str]:
        return [*names, *(name for name in vars(sys.modules[package]) if name.startswith("__"))]

    return load, offered, names


def _door(package: str, home: str) -> str:
    """Return the namespace that a name is told to live in: that of its own room, whoever else offers it."""
    room = ".".join(home.split(".")[:2])
    return room if package == "servicekit" else package
