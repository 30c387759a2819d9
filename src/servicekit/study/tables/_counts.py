"""Tables of counts: each row stands for as many people as its column of counts says."""

from typing import Final

import numpy as np

from servicekit.data._accepted import Data
from servicekit.data._frames import read_columns, require_columns
from servicekit.foundation._errors import InvalidValueError
from servicekit.study._study import Study

MOST_PEOPLE: Final = 100_000_000


def people_of(study: Study, data: Data) -> Data:
    """Return one row a person where the study names a column of counts; the data as they are where it does not.

    Raises:
        InvalidValueError: A count that is missing, negative or no whole number, or more than 100 million people.
    """
    if study.counts is None or data is None:
        return data
    names = [name for name in study.uses if name != study.counts]
    require_columns(data, [*names, study.counts])
    columns = read_columns(data, [*names, study.counts])
    counts = columns.pop(study.counts)
    where = f"column {study.counts!r}"
    if counts.values.dtype.kind not in "iuf" or not counts.present.all():
        raise InvalidValueError("counts", "a number in every row", "a blank or a text", where)
    numbers = counts.values.astype(np.float64)
    if wrong := [number for number in numbers.tolist() if number < 0 or not number.is_integer()][:3]:
        raise InvalidValueError("counts", "whole numbers of at least 0", wrong, where)
    total = numbers.sum()
    if not 1 <= total <= MOST_PEOPLE:
        raise InvalidValueError("counts", f"those of 1 to {MOST_PEOPLE:,} people", total, where)
    rows = np.repeat(np.arange(len(counts)), numbers.astype(np.int64))
    return {name: column.rows(rows) for name, column in columns.items()}
