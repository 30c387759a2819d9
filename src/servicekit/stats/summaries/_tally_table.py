"""Tallies of many groups of a plain sample as arrays, which become objects when one is looked at."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, Generic, TypeVar

import attrs
import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from servicekit.data._answers import Answers
from servicekit.data._chronology import in_order
from servicekit.data._grouping import MOST_GROUPS, Grouping, Numbers
from servicekit.data._scales import Scale
from servicekit.foundation._errors import InvalidValueError
from servicekit.stats.summaries._tally import Tally

Counts = NDArray[np.int64]
CHUNK: Final = 1 << 15
FEW: Final = 2000
"""Groups up to which every one is made at once."""


@frozen(kw_only=True, eq=False)
class TallyTable:
    """Counts of answers by group and category; merges with ``+``.

    Attributes:
        scale: The answers allowed.
        levels: The groups.
        counts: Answers, (groups, categories).
        missing: Rows without an answer, by group.
        normalised: Answers that were written unusually, by group.
        rejected: Rows set aside, by reason and group.
        mark: Fingerprint of the rows read; "" where unknown.
    """

    scale: Scale
    levels: Sequence[Any]
    counts: Counts
    missing: Counts
    normalised: Counts
    rejected: Mapping[str, Counts] = field(factory=dict)
    mark: str = ""

    def __add__(self, other: "TallyTable") -> "TallyTable":
        self.scale.require_same(other.scale)
        levels, places = _union(self.levels, other.levels)
        size = len(levels)

        def both(first: Counts | None, second: Counts | None) -> Counts:
            known = first if first is not None else second
            assert known is not None
            is_whole = first is not None and len(first) == size and isinstance(places[0], slice)
            total = known.copy() if is_whole else np.zeros((size, *known.shape[1:]), dtype=np.int64)
            for part, place in ((None if is_whole else first, places[0]), (second, places[1])):
                if part is not None and part.any():
                    total[place] += part  # each group of a part once
            return total

        return TallyTable(
            scale=self.scale,
            levels=levels,
            counts=both(self.counts, other.counts),
            missing=both(self.missing, other.missing),
            normalised=both(self.normalised, other.normalised),
            rejected={
                reason: both(self.rejected.get(reason), other.rejected.get(reason))
                for reason in sorted({*self.rejected, *other.rejected})
            },
        )

    def __len__(self) -> int:
        return len(self.levels)

    def tally(self, place: int) -> Tally:
        """Return the tally of one group."""
        return self.part(slice(place, place + 1))[0]

    def part(self, rows: slice) -> list[Tally]:
        """Return the tallies of some groups one after another."""
        aside = {reason: counts[rows].tolist() for reason, counts in self.rejected.items()}
        numbers = (self.counts[rows].tolist(), self.missing[rows].tolist(), self.normalised[rows].tolist())
        return [
            Tally(
                scale=self.scale,
                counts=tuple(counts),
                missing=missing,
                normalised=normalised,
                rejected={reason: each[place] for reason, each in aside.items() if each[place]},
                respondents=f"{self.mark} {level!r}" if self.mark else "",
            )
            for place, (counts, missing, normalised, level) in enumerate(zip(*numbers, self.levels[rows], strict=True))
        ]

    def in_order(self) -> "TallyTable":
        """Return the same groups in the order in which they are shown.

        Raises:
            InvalidValueError: There are more than can be told apart: a column of comments is no grouping.
        """
        if len(self) > MOST_GROUPS:
            raise InvalidValueError("by", f"a grouping of at most {MOST_GROUPS:,} groups", f"{len(self):,} of them")
        order: Any
        if isinstance(self.levels, Numbers):
            order = np.argsort(self.levels.values, kind="stable")
            levels: Sequence[Any] = Numbers(self.levels.values[order])
        else:
            levels = in_order(self.levels)
            place = {level: number for number, level in enumerate(self.levels)}
            order = np.array([place[level] for level in levels], dtype=np.intp)
        rejected = {reason: counts[order] for reason, counts in self.rejected.items()}
        return attrs.evolve(
            self,
            levels=levels,
            counts=self.counts[order],
            missing=self.missing[order],
            normalised=self.normalised[order],
            rejected=rejected,
        )


def _union(first: Sequence[object], second: Sequence[object]) -> tuple[Sequence[Any], tuple[Any, Any]]:
    """Return the groups of two parts together, and the places of each part's groups among them."""
    first, second = (_numbered(part, beside) for part, beside in ((first, second), (second, first)))
    if isinstance(first, Numbers) and isinstance(second, Numbers):
        if np.array_equal(first.values, second.values):
            return first, (slice(None), slice(None))
        values = np.sort(np.concatenate([first.values, second.values]), kind="stable")  # two runs in order: a merge
        values = values[np.concatenate([[True], values[1:] != values[:-1]])]
        whole, places = slice(None), [np.searchsorted(values, part.values) for part in (first, second)]
        if len(values) == len(first):
            return first, (whole, places[1])
        return Numbers(values), (places[0], places[1])
    place = {level: number for number, level in enumerate(first)}
    for level in second:
        place.setdefault(level, len(place))
    return list(place), (slice(0, len(first)), np.array([place[level] for level in second], dtype=np.intp))


def _numbered(levels: Sequence[Any], beside: Sequence[Any]) -> Sequence[Any]:
    """Return a short list of whole numbers as an array where those beside it are one."""
    is_list = isinstance(beside, Numbers) and not isinstance(levels, Numbers)
    if is_list and all(type(level) is int and abs(level) < 2**62 for level in levels):
        return Numbers(np.array(sorted(levels), dtype=np.int64)) if sorted(levels) == list(levels) else levels
    return levels


def counted_table(
    scale: Scale, answers: Answers, groups: Grouping, times: NDArray[np.float64] | None = None
) -> TallyTable:
    """Return the counts of a batch by group.

    Args:
        scale: The answers allowed.
        answers: A column of answers.
        groups: The group of each row.
        times: How often each row occurs; None for once.
    """
    return TallyTable(
        scale=scale,
        levels=groups.levels,
        counts=_cells(answers, groups, len(scale.categories), times),
        **asides(answers, groups, times),
    )


def asides(answers: Answers, groups: Grouping, times: NDArray[np.float64] | None = None) -> dict[str, Any]:
    """Return how many rows of each group are missing, rejected by reason, and normalised; arguments as above."""
    many = len(groups.levels)

    def count(rows: NDArray[np.bool_] | None) -> Counts:
        if rows is None:
            return np.zeros(many, dtype=np.int64)
        chosen = np.flatnonzero(rows)
        amounts = None if times is None else times[chosen]
        return np.bincount(groups.codes[chosen], weights=amounts, minlength=many).astype(np.int64)

    aside = {reason: count(rows) for reason, rows in answers.aside.items() if rows.any()}
    gone = count(None if answers.present is None else ~answers.present)
    return {
        "missing": gone - sum(aside.values(), start=np.zeros(many, dtype=np.int64)),
        "normalised": count(answers.unusual),
        "rejected": aside,
    }


def _cells(answers: Answers, groups: Grouping, size: int, times: NDArray[np.float64] | None) -> Counts:
    """Return how often each answer was given in each group."""
    cells = len(groups.levels) * size
    length = max(CHUNK, cells)  # what is made on the way stays in the cache, and no cell is visited without need
    total = np.zeros(cells, dtype=np.int64)
    for start in range(0, max(len(answers.values), 1), length):
        part = slice(start, start + length)
        # of integers without sign, too, whose sum with the others would be no integer
        places = np.add(groups.codes[part] * size, answers.values[part], dtype=np.int64)
        kept = None if answers.present is None else answers.present[part]
        places = places if kept is None else places[kept]
        amounts = times if times is None else times[part] if kept is None else times[part][kept]
        total += np.bincount(places, amounts, minlength=cells).astype(np.int64, copy=False)
    return total.reshape(len(groups.levels), size)


Made = TypeVar("Made")


class LazyResults(Mapping[Any, Made], Generic[Made]):
    """Results of many groups that are made, some neighbours together, when one of them is looked at.

    Args:
        table: The counts.
        make: Tallies of neighbours -> their results.
    """

    def __init__(self, table: TallyTable, make: Callable[[list[Tally]], list[Made]]) -> None:
        self.table, self.make = table, make
        self._place: dict[Any, int] = {}
        self._made: tuple[int, list[Made]] = (-1, [])

    def __len__(self) -> int:
        return len(self.table)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.table.levels)

    def __contains__(self, group: object) -> bool:
        return group in self._places

    def __getitem__(self, group: object) -> Made:
        return self._at(self._places[group])

    @property
    def _places(self) -> dict[Any, int]:
        if not self._place:
            self._place = {level: place for place, level in enumerate(self.table.levels)}
        return self._place

    def _at(self, place: int) -> Made:
        start = place - place % BLOCK
        if self._made[0] != start:
            self._made = start, self.make(self.table.part(slice(start, start + BLOCK)))
        return self._made[1][place - start]

    def __reduce__(self) -> Any:
        return dict, (list(self.items()),)  # what makes them may be local to a call


BLOCK: Final = 512
"""Neighbours that are made together."""


def results_of(table: TallyTable, make: Callable[[list[Tally]], list[Made]]) -> Mapping[Any, Made]:
    """Return the results of all groups: at once of few, of many when they are looked at."""
    if len(table) > FEW:
        return LazyResults(table, make)
    return dict(zip(table.levels, make(table.part(slice(None))), strict=True))
