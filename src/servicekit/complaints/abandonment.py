"""Abandonment: those who give up unserved, with the patience of those who were served censored."""

from collections.abc import Sequence
from typing import Any, overload

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from servicekit.complaints.caselog import Rows
from servicekit.foundation.checks import whole
from servicekit.foundation.errors import InvalidValueError
from servicekit.foundation.results import Estimate, Groups, Interval
from servicekit.foundation.vocabulary import Label
from servicekit.measurement.estimates import Share
from servicekit.measurement.frames import Column, kind_of, read_columns
from servicekit.measurement.group_rows import group_rows
from servicekit.measurement.survival import SurvivalCurve, kaplan_meier


@frozen(kw_only=True)
class Abandonment(Estimate):
    """How many gave up, and how long people are prepared to wait; the value is the share that gave up.

    Attributes:
        patience: Share still willing to wait after each time, of those who had to wait; those served are censored,
            since they would have waited longer.
        n: All who came.
        n_abandoned: Those who gave up.
        n_without_wait: Those who were served, or left, at once: they tell nothing about patience.
        level: Confidence level.
    """

    title = Label("Share that gave up before being served", "未获服务即放弃的比例")
    derived = ("value", "interval", "reason", "n", "n_abandoned", "n_without_wait", "median_patience")

    patience: SurvivalCurve = field(repr=False)
    n: int = field(validator=whole)
    n_abandoned: int = field(validator=whole)
    n_without_wait: int = field(validator=whole)
    level: float

    @property
    def _share(self) -> Share:
        return Share(count=self.n_abandoned, n=self.n, level=self.level)

    @property
    def value(self) -> float | None:
        """Gave up / came."""
        return self._share.value

    @property
    def interval(self) -> Interval | None:
        """Wilson's interval."""
        return self._share.interval

    @property
    def reason(self) -> str | None:
        """Why there is no share."""
        return self._share.reason

    @property
    def median_patience(self) -> float | None:
        """The wait at which half would have given up; None where nobody's patience was tried that far."""
        return self.patience.value


@overload
def abandonment(
    data: Any,
    *,
    waited: str,
    outcome: str,
    abandoned: Sequence[Any],
    served: Sequence[Any] | None = ...,
    by: None = None,
    level: float = ...,
) -> Abandonment: ...
@overload
def abandonment(
    data: Any,
    *,
    waited: str,
    outcome: str,
    abandoned: Sequence[Any],
    served: Sequence[Any] | None = ...,
    by: str,
    level: float = ...,
) -> Groups[Abandonment]: ...
def abandonment(
    data: Any,
    *,
    waited: str,
    outcome: str,
    abandoned: Sequence[Any],
    served: Sequence[Any] | None = None,
    by: str | None = None,
    level: float = 0.95,
) -> Abandonment | Groups[Abandonment]:
    """Return the share that gave up waiting, and the patience of all.

    Args:
        data: Data frame of any kind, or mapping of columns, one row per contact.
        waited: Column of the time waited, a number of at least 0 in any one unit.
        outcome: Column of how the wait ended.
        abandoned: Values of ``outcome`` that mean giving up.
        served: Values that mean being served; other values are then refused. None: all but ``abandoned``.
        by: Column that forms groups.
        level: Confidence level.

    Raises:
        InvalidValueError: A negative or missing wait, a missing or unknown outcome.
    """
    table = read_columns(data, [waited, outcome, *([by] if by else [])])
    gave_up = _ended(table[outcome], abandoned, served)
    times = _waits(table[waited])

    def measure(rows: Rows) -> Abandonment:
        had_to_wait = times[rows] > 0
        tried = rows[had_to_wait]
        return Abandonment(
            patience=kaplan_meier(times[tried], observed=gave_up[tried], level=level),
            n=rows.size,
            n_abandoned=int(gave_up[rows].sum()),
            n_without_wait=int((~had_to_wait).sum()),
            level=level,
        )

    if by is None:
        return measure(np.arange(times.size))
    return Groups(by, {group: measure(rows) for group, rows in group_rows(table[by]).items()}, kind_of(data))


def _ended(column: Column, abandoned: Sequence[Any], served: Sequence[Any] | None) -> NDArray[np.bool_]:
    if isinstance(abandoned, str) or not abandoned:
        raise InvalidValueError("abandoned", "the outcomes that mean giving up, as a tuple", abandoned)
    ends = column.values.tolist()
    known = None if served is None else {*abandoned, *served}
    wrong = [row for row, end in enumerate(ends) if not column.present[row] or (known is not None and end not in known)]
    if wrong:
        rule = "given in every row" if known is None else f"one of {sorted(map(str, known))}"
        where = f"row {wrong[0]}, {len(wrong)} in all"
        raise InvalidValueError(f"column {column.name!r}", rule, [ends[row] for row in wrong], where)
    return np.array([end in abandoned for end in ends], dtype=bool)


def _waits(column: Column) -> NDArray[np.float64]:
    if column.values.dtype.kind not in "iuf":
        raise InvalidValueError(f"column {column.name!r}", "numbers", list(column.values[:1]))
    times = np.where(column.present, column.values, np.nan).astype(np.float64)
    wrong = np.flatnonzero(~(np.isfinite(times) & (times >= 0)))
    if wrong.size:
        where = f"row {wrong[0]}, {wrong.size} in all"
        raise InvalidValueError(f"column {column.name!r}", "numbers of at least 0", list(times[wrong]), where)
    return times
