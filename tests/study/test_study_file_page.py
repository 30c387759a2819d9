"""The page on the study file shows every section and key, and each of its blocks is a study."""

import re
import tomllib
import types
import typing
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs
import pytest

from servicekit.foundation._vocabulary import Label
from servicekit.study._study import Study
from servicekit.study._toml import study_from_toml

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "study-file.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```toml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
NOT_WRITTEN = {("TimeFormat", "window")}  # of logs read in Python


def inside(hint: Any) -> tuple[type, str] | None:
    """Return the attrs class a field holds, and whether one, a table or a list of them."""
    if attrs.has(hint) and hint is not Label:
        return hint, "one"
    parts = [part for part in typing.get_args(hint) if part is not type(None)]
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        return next((found for part in parts if (found := inside(part))), None)
    if origin is Mapping or origin is tuple:
        found = inside(parts[1] if origin is Mapping else parts[0])
        return (found[0], "table" if origin is Mapping else "list") if found else None
    return None


def note(cls: type, table: Mapping[str, Any], shown: dict[type, set[str]]) -> None:
    """Note which keys of a class a table shows, and those of the tables inside."""
    shown.setdefault(cls, set()).update(table)
    hints = typing.get_type_hints(cls)
    for key, value in table.items():
        held = inside(hints[key])
        if held is None:
            continue
        for one in [value] if held[1] == "one" else value.values() if held[1] == "table" else value:
            if isinstance(one, Mapping):
                note(held[0], one, shown)


def known(cls: type, found: set[type]) -> set[type]:
    """Return a class and every class that its fields hold."""
    if cls not in found:
        found.add(cls)
        for name, hint in typing.get_type_hints(cls).items():
            if name in attrs.fields_dict(cls) and (cls.__name__, name) not in NOT_WRITTEN and (held := inside(hint)):
                known(held[0], found)
    return found


@pytest.mark.parametrize("block", BLOCKS, ids=[block.split("\n", 1)[0][:40] for block in BLOCKS])
def test_each_block_is_a_study(block):
    study_from_toml(block)


def test_every_key_of_every_section_is_shown():
    shown: dict[type, set[str]] = {}
    for block in BLOCKS:
        note(Study, tomllib.loads(block), shown)
    lacking = {
        f"{cls.__name__}.{name}"
        for cls in known(Study, set())
        for name in attrs.fields_dict(cls)
        if name not in shown.get(cls, set()) and (cls.__name__, name) not in NOT_WRITTEN
    }
    assert not lacking


def test_every_section_has_its_heading():
    headings = set(re.findall(r"^## (\w+)$", PAGE, re.MULTILINE))
    hints = typing.get_type_hints(Study)
    sections = {name for name in attrs.fields_dict(Study) if inside(hints[name])} - {"design", "wave_times"}
    assert sections <= headings
