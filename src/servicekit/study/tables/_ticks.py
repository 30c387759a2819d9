"""Cells that say whether a choice was ticked."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from servicekit.data._columns import Column
from servicekit.data._numerals import casefolded

NO: Final = frozenset(("", "0", "no", "false", "n", "nein", "non", "否", "未选中", "unchecked", "not selected"))


def ticked(column: Column) -> NDArray[np.bool_]:
    """Return whether each cell of a column is ticked; an empty one is not."""
    values = column.values if column.levels is None else np.array([*column.levels, None], dtype=object)[column.values]
    return np.array([_is_tick(cell) for cell in values.tolist()], dtype=bool) & column.present


def _is_tick(cell: object) -> bool:
    if isinstance(cell, str):
        return casefolded(cell) not in NO
    return bool(cell)
