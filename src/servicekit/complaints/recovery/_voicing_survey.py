"""Voicing in one's own survey: which share of dissatisfied customers is heard at each level of the house."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, overload

from attrs import field, frozen

from servicekit.complaints.recovery._complaint_rate import voicing_share
from servicekit.data._frames import kind_of, read_columns
from servicekit.data._group_rows import entries, group_rows
from servicekit.foundation._checks import confidence, listed, whole
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.foundation._results import Groups, Result
from servicekit.foundation._vocabulary import Label
from servicekit.stats._estimates import Share


@frozen(kw_only=True)
class Voicing(Result):
    """How far up the complaints of dissatisfied customers are heard.

    Attributes:
        counts: Level -> respondents whose complaint went up to it and no further, from silence to the top.
        missing: Respondents without an answer; not counted.
        level: Confidence level.
    """

    title = Label("Dissatisfied customers heard, by level", "各层级听到的不满顾客比例")
    derived = ("n", "shares", "missing")

    counts: Mapping[str, int] = field(hash=False)
    missing: int = field(default=0, validator=whole)
    level: float = field(default=0.95, validator=confidence)

    @property
    def n(self) -> int:
        """Dissatisfied respondents with an answer."""
        return sum(self.counts.values())

    @property
    def shares(self) -> Mapping[str, Share]:
        """Level -> share heard there or higher up; silence has none. A higher level never hears more."""
        levels = list(self.counts)[1:]
        return {name: self.share(name) for name in levels}

    def share(self, name: str) -> Share:
        """Return the share heard at a level or higher up, for ``dissatisfied_customers``.

        Args:
            name: The level at which complaints were counted.
        """
        levels = list(self.counts)
        if name not in levels[1:]:
            raise UnknownConceptError("level that hears complaints", name, levels[1:])
        heard = sum(self.counts[other] for other in levels[levels.index(name) :])
        return voicing_share(voiced=heard, dissatisfied=self.n, level=self.level)


@overload
def voicing_from(
    data: Any, *, heard_by: str, levels: Sequence[str], by: None = None, level: float = ...
) -> Voicing: ...
@overload
def voicing_from(
    data: Any, *, heard_by: str, levels: Sequence[str], by: str, level: float = ...
) -> Groups[Voicing]: ...
def voicing_from(
    data: Any, *, heard_by: str, levels: Sequence[str], by: str | None = None, level: float = 0.95
) -> Voicing | Groups[Voicing]:
    """Return which share of dissatisfied customers is heard at each level, from a survey of them.

    Args:
        data: Data frame of any kind, or mapping of columns, one row per dissatisfied respondent.
        heard_by: Column of the highest level that heard the complaint.
        levels: Its values from silence upwards: ("nobody", "front line", "head office").
        by: Column that forms groups, such as the size of the ticket.
        level: Confidence level of the exact intervals.

    Raises:
        InvalidValueError: Fewer than two levels, or the same one twice.
        UnknownConceptError: An answer that is none of the levels.
    """
    levels = listed("levels", levels)
    if len(levels) < 2 or len(set(levels)) < len(levels):
        raise InvalidValueError("levels", "silence and at least one level above it, all different", list(levels))
    table = read_columns(data, [heard_by, *([by] if by else [])])
    answers = entries(table[heard_by])
    for row, answer in enumerate(answers):
        if answer is not None and answer not in levels:
            raise UnknownConceptError(f"level in column {heard_by!r}, row {row}", answer, list(levels))

    def measure(rows: Sequence[int]) -> Voicing:
        found = Counter(answers[row] for row in rows)
        return Voicing(counts={name: found[name] for name in levels}, missing=found[None], level=level)

    if by is None:
        return measure(range(len(answers)))
    return Groups(by, {group: measure(rows.tolist()) for group, rows in group_rows(table[by]).items()}, kind_of(data))
