"""Griffe extension: arguments told together ("low, high: The ends") become one entry each; an example is a section."""

import re
from typing import Any

from griffe import Class, Extension, Function, Module

JOINT = re.compile(r"^    (?P<names>\w+(?:, \w+)+): (?P<text>.*(?:\n {8,}.*)*)", re.MULTILINE)


EXAMPLE = re.compile(r"^Example:$", re.MULTILINE)  # Griffe knows the plural alone


def _separate(entry: re.Match[str]) -> str:
    return "\n".join(f"    {name}: {entry['text']}" for name in entry["names"].split(", "))


class JointArguments(Extension):
    """Separate the entries in every docstring of a package."""

    def on_package(self, *, pkg: Module, **_: Any) -> None:
        """Walk the package once it is loaded."""
        self._walk(pkg)

    def _walk(self, thing: Module | Class | Function) -> None:
        if thing.docstring:
            thing.docstring.value = EXAMPLE.sub("Examples:", JOINT.sub(_separate, thing.docstring.value))
        for member in thing.members.values():
            if isinstance(member, Module | Class | Function):
                self._walk(member)
