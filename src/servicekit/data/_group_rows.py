"""Rows of each group, for measures that are computed group by group."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from servicekit.data._columns import Column
from servicekit.data._grouping import grouping, sort_key


def entries(column: Column) -> list[Any]:
    """Return the values of a column as a list, None where there is none."""
    values = column.values.tolist()
    if column.levels is not None:
        values = [column.levels[code] for code in values]
    return [value if here else None for value, here in zip(values, column.present.tolist(), strict=True)]


def group_rows(column: Column) -> dict[Any, NDArray[np.intp]]:
    """Return the rows of each group in sorted order of the groups; rows without a group are those of None."""
    found = grouping(column)
    order = sorted(range(len(found.levels)), key=lambda code: sort_key(found.levels[code]))
    rows = {found.levels[code]: found.rows(code) for code in order}
    return {level: members for level, members in rows.items() if members.size}
