"""Tallies of codes that a framework gave to rows, with the sampling design of those rows."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from servicekit.data._accepted import Data
from servicekit.data._frames import read_columns
from servicekit.data._grouping import to_list
from servicekit.data._scales import Scale
from servicekit.stats.designs._design import Design
from servicekit.stats.intervals._estimates import Average, average_of
from servicekit.stats.summaries._column_means import average_of_columns
from servicekit.stats.summaries._moments_data import moments
from servicekit.stats.summaries._tally import Tally
from servicekit.stats.summaries._tally_data import tally

CODE = "code given to a row"
GROUP = "group of a row"


def design_columns(data: Data, design: Design | None) -> dict[str, list[Any]]:
    """Return the columns that a design names, one entry a row."""
    names = design.columns if design else ()
    return {name: to_list(column) for name, column in read_columns(data, names).items()} if names else {}


def tally_of_codes(codes: NDArray[Any], size: int, data: Data, design: Design | None) -> Tally | None:
    """Return the tally of codes given to the rows of data; None without a design, where counts say all.

    Args:
        codes: Code of each row, 0 to size - 1; below 0 where it has none.
        size: Number of codes, at least 2.
        data: The rows, with the columns of the design.
        design: How they were sampled.
    """
    if design is None or not design.columns:
        return None
    listed = [code if code >= 0 else None for code in codes.tolist()]
    rows: dict[str, Sequence[object]] = {CODE: listed, **design_columns(data, design)}
    return tally(rows, CODE, scale=Scale(low=0, high=size - 1), design=design)


def tallies_of_codes(
    codes: NDArray[Any], size: int, groups: Mapping[Any, NDArray[np.intp]], data: Data, design: Design | None
) -> dict[Any, Tally]:
    """Return the tally of codes in each group, a domain of the whole sample; none without a design.

    Args:
        codes, size, data, design: As for ``tally_of_codes``.
        groups: Rows of each group; rows of none are sampled all the same.
    """
    if design is None or not design.columns:
        return {}
    listed = [code if code >= 0 else None for code in codes.tolist()]
    place = np.full(len(codes), -1)
    for number, own in enumerate(groups.values()):
        place[own] = number
    rows: dict[str, Any] = {CODE: listed, GROUP: place, **design_columns(data, design)}
    found = tally(rows, CODE, by=GROUP, scale=Scale(low=0, high=max(size - 1, 1)), design=design)
    return {level: found[number] for number, level in enumerate(groups) if number in found}


def designed_mean(values: NDArray[np.float64], data: Data, design: Design | None, *, level: float) -> Average:
    """Return the mean of numbers given to the rows of data, NaN where there is none, under their design."""
    if design is None or not design.columns:
        return average_of(values, level=level)
    listed = np.where(np.isnan(values), 0.0, values)
    known = [value if here else None for value, here in zip(listed.tolist(), (~np.isnan(values)).tolist(), strict=True)]
    rows: dict[str, Sequence[object]] = {CODE: known, **design_columns(data, design)}
    found = moments(rows, [CODE], design=design, replicated=False)
    return average_of_columns(found, np.ones(1), level=level)
