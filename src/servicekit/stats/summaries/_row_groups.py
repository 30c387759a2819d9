"""Measures of rows by group: each group is read by itself, where weights are all that a design names."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

import attrs
import numpy as np
from numpy.typing import NDArray

from servicekit.data._accepted import Data
from servicekit.data._columns import Column
from servicekit.data._frames import backend_of, read_columns
from servicekit.data._grouping import by_columns, by_name, indices
from servicekit.foundation._results import Groups, Result
from servicekit.stats.designs._design import Design, as_design, refuse_parts

Made = TypeVar("Made", bound=Result)


def measured_by(
    measure: Callable[[Mapping[str, Column]], Made],
    data: Data,
    by: str | Sequence[str],
    *,
    columns: Iterable[str],
    design: Design | None,
) -> Groups[Made]:
    """Return a measure of the rows of each group, in order of the groups.

    Args:
        measure: Takes the columns of one group.
        data: A frame of any kind or a mapping of columns.
        by: Column of groups, or a list of columns.
        columns: Columns that the measure reads.
        design: How the rows were sampled.

    Raises:
        InvalidValueError: The design names strata, clusters, a finite population or margins: a group is a domain of
            such a sample, which a measure that is handed the group's own rows cannot know.
    """
    design = as_design(design)
    refuse_parts(design, "strata", "clusters", "fpc", "margins")
    read = read_columns(data, list(dict.fromkeys([*columns, *by_columns(by), *design.columns])))
    groups = {
        group: measure({name: _taken(column, rows) for name, column in read.items()})
        for group, rows in indices(read, by).items()
    }
    return Groups(by_name(by), groups, backend_of(data))


def _taken(column: Column, rows: NDArray[np.intp]) -> Column:
    return attrs.evolve(
        column,
        values=column.values[rows],
        valid=None if column.valid is None else column.valid[rows],
        rejected={reason: own[rows] for reason, own in column.rejected.items()},
    )
