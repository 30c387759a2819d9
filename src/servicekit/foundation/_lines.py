"""Results that consist of lines - contrasts, units, points, periods - as rows of named figures."""

from collections.abc import Mapping, Sequence
from typing import Any

import attrs

IN_LINES = "in_lines"
"""Key of a field's metadata: False keeps a figure out that the line tells already."""


def lines_of(result: Any, names: Sequence[str]) -> list[dict[str, Any]]:
    """Return a row for each line of a result.

    Args:
        result: The result.
        names: The field or property that holds its lines, as entries that have figures themselves; or several that
            stand side by side, each a column of the rows.
    """
    held = [getattr(result, name) for name in names]
    first = held[0]
    if not isinstance(first, Mapping):
        if len(names) > 1:
            return [dict(zip(names, cells, strict=True)) for cells in zip(*held, strict=True)]
        return [line(entry) for entry in first]
    if len(names) > 1:
        return [
            {"name": key} | {name: each.get(key) for name, each in zip(names, held, strict=True) if each is not None}
            for key in first
        ]
    told = {name: found for name in result.derived if isinstance(found := getattr(result, name), Mapping)}
    return [
        {"name": key} | line(entry) | {name: found[key] for name, found in told.items() if key in found} | {"name": key}
        for key, entry in first.items()
    ]


def line(entry: Any) -> dict[str, Any]:
    """Return one line: what its fields say, then the figures derived from them."""
    if not attrs.has(type(entry)):
        return {"value": entry}
    said = {
        field.alias: getattr(entry, field.name)
        for field in attrs.fields(type(entry))
        if field.repr and field.metadata.get(IN_LINES, True)
    }
    said |= {name: getattr(entry, name) for name in getattr(entry, "derived", ())}
    return {name: _joined(cell) for name, cell in said.items()}


def _joined(cell: Any) -> Any:
    """Return several words, as of a group by several columns, as one text."""
    is_words = isinstance(cell, tuple) and all(isinstance(part, str) for part in cell)
    return " / ".join(cell) if is_words else cell
