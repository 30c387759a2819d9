"""Scores of many groups: their intervals from one call, and their figures as columns without an object for each."""

from collections.abc import Callable
from math import prod
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from servicekit.data._vectors import Floats
from servicekit.stats.intervals._count_interval import METHOD, count_limits
from servicekit.stats.scores._category_score import CategoryScore
from servicekit.stats.summaries._tally_table import LazyResults

Counts = NDArray[np.int64]
Made = TypeVar("Made")
MANY: Final = 4096
EXACT: Final = 2.0**50
KNOWN: Final = {*CategoryScore.derived, "index", "index_interval", "group_shares"}
"""Figures of scores that are made for many groups at once."""


def with_ends(made: list[Made]) -> list[Made]:
    """Return the same scores, those of plain samples with the ends of their intervals found in one call.

    Args:
        made: Results of groups; what is no score of categories, is weighted or has no answer is left as it is.
    """
    plain = [score for score in made if isinstance(score, CategoryScore) and not score.tally.is_weighted and score.n]
    if len(plain) < 2 or any((score.scores, score.level) != (plain[0].scores, plain[0].level) for score in plain[1:]):
        return made
    counts = np.array([score.tally.counts for score in plain], dtype=np.int64)
    low, high = _ends(counts, plain[0].scores, plain[0].level)
    for score, *ends in zip(plain, low.tolist(), high.tolist(), strict=True):
        value = score.value or 0.0
        # fills the cache of a frozen object with what it would find by itself
        object.__setattr__(score, "_ends", (min(ends[0], value), max(ends[1], value), METHOD))
    return made


def score_columns(found: LazyResults[Any]) -> tuple[NDArray[np.intp], dict[str, list[Any]]] | None:
    """Return the figures of many scores as columns, and the groups that they are of: those with answers.

    Args:
        found: Scores of many groups of a plain sample.

    Returns:
        None where the results are no scores, or name figures that are not known here.
    """
    counts, scale = found.table.counts, found.table.scale
    n = counts.sum(axis=1)
    rows = np.flatnonzero(n)
    if not rows.size:
        return None
    first = next(iter(found.make(found.table.part(slice(int(rows[0]), int(rows[0]) + 1)))))
    if not isinstance(first, CategoryScore) or not set(first.derived) <= KNOWN:
        return None
    points = np.array(first.scores)
    if (np.rint(4 * points) != 4 * points).any() or float(np.abs(points).max()) * float(n.max()) >= EXACT:
        return None  # sums of such scores depend on their order
    counts, n = counts[rows], n[rows]
    value = np.clip((counts @ points) / n, points.min(), points.max())
    low, high = _ends(counts, first.scores, first.level)
    low, high = np.minimum(low, value), np.maximum(high, value)
    columns: dict[str, list[Any]] = {}
    for name in first.derived:
        if name in ("value", "index"):
            columns[name] = (value if name == "value" else np.asarray(scale.to_index(value))).tolist()
        elif name == "interval":
            columns |= _interval("", low, high)
        elif name == "index_interval":
            ends = np.asarray(scale.to_index(low)), np.asarray(scale.to_index(high))
            columns |= _interval("index_interval_", np.minimum(*ends), np.maximum(*ends))
        elif name == "n":
            columns[name] = n.tolist()
        elif name == "n_effective":
            columns[name] = n.astype(float).tolist()
        elif name == "n_missing":
            columns[name] = found.table.missing[rows].tolist()
        elif name == "n_rejected":
            none = np.zeros(len(rows), dtype=np.int64)
            columns[name] = sum((each[rows] for each in found.table.rejected.values()), start=none).tolist()
        elif name == "reason":
            columns[name] = [None] * len(rows)
        elif name == "group_shares":
            for key, member in first._kinds.items():
                columns |= _share(f"group_shares_{key}", counts[:, list(member)].sum(axis=1), n, first.level)
    return rows, columns


def _share(name: str, counts: Counts, n: Counts, level: float) -> dict[str, list[Any]]:
    def ends(table: Counts) -> tuple[Floats, Floats]:
        size = table.sum(axis=1)
        part = table[:, 1] / size * size
        return count_limits(np.stack([size - part, part], axis=1), (0.0, 1.0), level=level)

    return {
        name: (counts / n).tolist(),
        **_interval(f"{name}_", *_of_distinct(np.stack([n - counts, counts], 1), ends)),
    }


def _interval(prefix: str, low: Floats, high: Floats) -> dict[str, list[Any]]:
    return {f"{prefix}low": low.tolist(), f"{prefix}high": high.tolist(), f"{prefix}kind": ["bounded"] * len(low)}


def _ends(counts: Counts, scores: tuple[float, ...], level: float) -> tuple[Floats, Floats]:
    """Return the ends of the interval of each row of counts, as each would have them by itself."""
    points, place = np.unique(np.asarray(scores, dtype=float), return_inverse=True)
    joined = np.stack([counts[:, place == one].sum(axis=1) for one in range(points.size)], axis=1)
    return _of_distinct(joined, lambda table: count_limits(table, points.tolist(), level=level))


def _of_distinct(table: Counts, ends: Callable[[Counts], tuple[Floats, Floats]]) -> tuple[Floats, Floats]:
    """Return the ends for every row from those of the different rows: small groups have few ways to answer."""
    sizes = [int(most) + 1 for most in table.max(axis=0)]
    if len(table) < MANY or prod(sizes) >= 2**62:
        return ends(table)
    keys = np.ravel_multi_index(tuple(table.T), sizes)
    _, rows, place = np.unique(keys, return_index=True, return_inverse=True)
    low, high = ends(table[rows])
    return low[place], high[place]
