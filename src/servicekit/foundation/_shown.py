"""What a person sees of a result: small tables, as text at a prompt and as HTML in a notebook."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, TypeVar
from unicodedata import east_asian_width

from attrs import field, frozen

from servicekit.foundation import _markup as markup

Item = TypeVar("Item")
Line = TypeVar("Line")

MOST_ROWS: Final = 60
"""Longer tables are cut in the middle: a prompt is no place for ten thousand groups."""


def ends(items: Sequence[Item]) -> tuple[list[Item], int]:
    """Return what a table has room for, the first and the last, and how many are left out between them."""
    if len(items) <= MOST_ROWS:
        return list(items), 0
    half = MOST_ROWS // 2
    return [*items[:half], *items[-half:]], len(items) - 2 * half


def _names(header: Iterable[object]) -> tuple[str, ...]:
    return tuple(map(markup.visible, header))


def _cells(rows: Iterable[Sequence[object]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(markup.visible(cell) for cell in row) for row in rows)


@frozen
class Grid:
    """Rows of cells under a header; without a header they are names and values.

    Attributes:
        header: Names of the columns, empty for a table of names and values.
        rows: The cells, as text.
        left_out: How many rows are left out in the middle.

    Example:
        >>> print(Grid(("shop", "value"), [("north", 1), ("south-west", 20)]).text())
        shop        value
        north       1
        south-west  20
    """

    header: tuple[str, ...] = field(converter=_names)
    rows: tuple[tuple[str, ...], ...] = field(converter=_cells)
    left_out: int = 0

    def _with_cut(self, rows: Sequence[Line], cut: Callable[[str], Line]) -> list[Line]:
        half = len(rows) // 2
        return [*rows[:half], *([cut(f"… {self.left_out:,} more")] if self.left_out else []), *rows[half:]]

    def text(self) -> str:
        """Return the table in columns of a fixed-width font; a Chinese character takes two places."""
        lines = [*([self.header] if any(self.header) else []), *self.rows]
        widths = [max(map(_places, column)) for column in zip(*lines, strict=True)]
        shown = [
            "  ".join(cell + " " * (width - _places(cell)) for cell, width in zip(line, widths, strict=True)).rstrip()
            for line in lines
        ]
        head, body = shown[: len(lines) - len(self.rows)], shown[len(lines) - len(self.rows) :]
        return "\n".join([*head, *self._with_cut(body, str)])

    def html(self, caption: str = "") -> str:
        """Return the table as escaped HTML."""
        rows = self._with_cut(self.rows, lambda word: (word, *[""] * (len(self.rows[0]) - 1)))
        return markup.table(self.header if any(self.header) else (), rows, caption=caption)


def _places(cell: str) -> int:
    return len(cell) + sum(east_asian_width(sign) in "WF" for sign in cell)


def grids(figures: Mapping[str, object], told: Mapping[str, Mapping[str, object]]) -> tuple[Grid, ...]:
    """Return a table of single figures, and one for mappings that have their keys in common.

    Args:
        figures: Name -> what is shown of it.
        told: Name -> key -> what is shown of it, as of shares by driver.
    """
    found = [Grid((), figures.items())] if figures else []
    alike: dict[tuple[str, ...], list[str]] = {}
    for name, entries in told.items():
        alike.setdefault(tuple(entries), []).append(name)
    for keys, names in alike.items():
        shown, left_out = ends(keys)
        found.append(Grid(("", *names), [(key, *(told[name][key] for name in names)) for key in shown], left_out))
    return tuple(found)
