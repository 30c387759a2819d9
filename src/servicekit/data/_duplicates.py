"""Respondents who answered twice: refused, or reduced to one answer by a rule that knows no order of rows."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from servicekit.data._accepted import Data
from servicekit.data._columns import Column
from servicekit.data._frames import read_columns
from servicekit.data._row_keys import identity_keys
from servicekit.foundation._errors import InvalidValueError

Keep = Literal["raise", "first", "last"]
POLICIES: Final = ("raise", "first", "last")


def one_row_per_record(
    data: Data, columns: Sequence[str], *, record_id: str, keep: Keep = "raise", time: str | None = None
) -> dict[str, Column]:
    """Return columns in which no record stands twice; whatever takes data takes them.

    Nothing else looks for repeated records, because only the caller knows which column identifies one.

    Args:
        data: A frame of any kind or a mapping of columns.
        columns: Columns wanted besides the two named below.
        record_id: Column that identifies a respondent or an order; every row must have one.
        keep: "raise" raises where a record stands twice; "first" and "last" keep its earliest or latest row.
        time: Column of numbers or dates that says which row is earlier; needed unless ``keep`` is "raise". Of two
            rows of the same time the one is kept whose contents have the smaller digest, wherever they stand.

    Raises:
        InvalidValueError: A record stands twice and ``keep`` is "raise", an id is missing, or a time is.

    Example:
        >>> import servicekit as sk
        >>> rows = {"id": ["a", "b"], "score": [9, 3]}
        >>> type(sk.data.one_row_per_record(rows, ["score"], record_id="id")).__name__
        'dict'
    """
    if keep not in POLICIES:
        raise InvalidValueError("keep", f"one of {POLICIES}", keep)
    if keep != "raise" and time is None:
        raise InvalidValueError("time", "named where one of several rows is to be kept", None)
    wanted = [*columns, record_id] if time is None else [*columns, record_id, time]
    names = list(dict.fromkeys(wanted))
    found = read_columns(data, names)
    keys = identity_keys(found[record_id])
    different, inverse, counts = np.unique(keys, return_inverse=True, return_counts=True)
    if len(different) == len(keys):
        return found
    twice = counts[inverse] > 1
    if keep == "raise" or time is None:
        ids = list(dict.fromkeys(found[record_id].values[twice].tolist()))
        hint = "pass keep='first' or keep='last' and the column of the time"
        raise InvalidValueError("record ids", "different in every row", ids, f"column {record_id!r}", hint)
    when = _times(found[time])
    chosen = np.ones(len(keys), dtype=bool)
    rows = np.flatnonzero(twice)
    order = sorted(rows.tolist(), key=lambda row: (inverse[row], when[row] * (1 if keep == "first" else -1)))
    start = 0
    while start < len(order):
        stop = start + int(counts[inverse[order[start]]])
        same = [row for row in order[start:stop] if when[row] == when[order[start]]]
        chosen[order[start:stop]] = False
        chosen[min(same, key=lambda row: _digest(found, names, row)) if len(same) > 1 else same[0]] = True
        start = stop
    return {name: column.rows(chosen) for name, column in found.items()}


def _times(column: Column) -> NDArray[np.int64] | NDArray[np.float64]:
    kind = column.values.dtype.kind
    if kind not in "iufM" or not column.present.all():
        raise InvalidValueError("times", "numbers or dates, one for every row", ..., f"column {column.name!r}")
    if kind == "M":
        return column.values.astype("datetime64[us]").astype(np.int64)
    return column.values.astype(np.float64)


def _digest(columns: dict[str, Column], names: Sequence[str], row: int) -> bytes:
    cells = [repr(columns[name].values[row : row + 1].tolist()) if columns[name].present[row] else "" for name in names]
    return blake2b("\x1f".join(cells).encode("utf-8", "backslashreplace")).digest()
