"""Handling time: how long agents are busy with one customer, from a log of service."""

from collections.abc import Iterable, Sequence
from typing import Final, overload

import numpy as np

from servicekit.data._accepted import Data
from servicekit.data._answers import InputPolicy, as_policy
from servicekit.data._frames import backend_of, read_columns
from servicekit.data._grouping import by_columns, by_name, grouping, indices, is_known
from servicekit.data.time._durations import KEPT, Unit, read_seconds
from servicekit.data.time._time_columns import TimeFormat
from servicekit.foundation._checks import as_tuple
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._results import Groups
from servicekit.foundation._vocabulary import Label
from servicekit.stats.intervals._estimates import Average, average_of

NAME: Final = Label("Mean seconds of service", "平均服务时间（秒）")


@overload
def handling_time(
    data: Data,
    *,
    handling: str | None = ...,
    started: str | None = ...,
    ended: str | None = ...,
    outcome: str | None = ...,
    answered: Iterable[object] = ...,
    unit: Unit = ...,
    times: TimeFormat | None = ...,
    by: None = ...,
    policy: InputPolicy | None = ...,
    level: float = ...,
) -> Average: ...
@overload
def handling_time(
    data: Data,
    *,
    handling: str | None = ...,
    started: str | None = ...,
    ended: str | None = ...,
    outcome: str | None = ...,
    answered: Iterable[object] = ...,
    unit: Unit = ...,
    times: TimeFormat | None = ...,
    by: str | Sequence[str],
    policy: InputPolicy | None = ...,
    level: float = ...,
) -> Groups[Average]: ...
def handling_time(
    data: Data,
    *,
    handling: str | None = None,
    started: str | None = None,
    ended: str | None = None,
    outcome: str | None = None,
    answered: Iterable[object] = (),
    unit: Unit = "seconds",
    times: TimeFormat | None = None,
    by: str | Sequence[str] | None = None,
    policy: InputPolicy | None = None,
    level: float = 0.95,
) -> Average | Groups[Average]:
    """Return the mean seconds of service of those who were served, with a t interval.

    Args:
        data: One row per customer.
        handling: Column of the time of service; or else
        started: column of the time at which service began, and
        ended: column of the time at which it ended.
        outcome: Column that says how the contact ended; None where everybody was served.
        answered: Its values that mean service; rows with other ones do not count.
        unit: Of ``handling``.
        times: How started and ended are written, and on which clock.
        by: Column that forms groups, or a list of columns; rows without a group are left out.
        policy: Whether what is no duration raises, or is omitted.
        level: Confidence level.

    Raises:
        InvalidValueError: Neither one column of durations nor two of times, or a row that is no duration.

    Example:
        >>> import servicekit as sk
        >>> sk.waiting.handling_time({"talk": [60, 120]}, handling="talk").value
        90.0
    """
    names = [name for name in (handling, started, ended) if name is not None]
    if (handling is None) != (len(names) == 2) or (handling is not None and len(names) > 1):
        raise InvalidValueError("columns of service", "either handling, or started and ended", names)
    invalid = as_policy(policy).invalid
    columns = read_columns(data, [*by_columns(by), *([outcome] if outcome else []), *names])
    seconds, fault, _ = read_seconds([columns[name] for name in names], invalid=invalid, unit=unit, times=times)
    if outcome is not None:
        groups, served = grouping(columns[outcome]), as_tuple("answered", answered)
        meant = np.array([level in served for level in groups.levels], dtype=bool)
        here = meant[groups.codes] if len(seconds) else np.zeros(0, dtype=bool)
    else:
        here = np.ones(len(seconds), dtype=bool)
    if invalid == "raise" and (bad := here & (fault == "backwards")).any():
        row = int(np.flatnonzero(bad)[0])
        raise InvalidValueError("times of service", "at least 0 seconds", str(fault[row]), f"row {row}")
    used = here & (fault == KEPT)
    if by is None:
        return average_of(seconds[used], level=level, name=NAME)
    members = {name: rows[used[rows]] for name, rows in indices(columns, by).items() if is_known(name)}
    return Groups(
        by_name(by),
        {name: average_of(seconds[rows], level=level, name=NAME) for name, rows in members.items()},
        backend_of(data),
    )
