"""A log of waits, read once from any data frame: how long each lasted and whether it ended in an answer."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from servicekit.foundation.checks import check, confidence
from servicekit.foundation.errors import InvalidValueError
from servicekit.foundation.results import Groups, Result
from servicekit.foundation.vocabulary import Label
from servicekit.measurement.answers import Invalid, Reading, check_invalid, read_answers
from servicekit.measurement.frames import Column, kind_of, read_columns
from servicekit.measurement.grouping import grouping, sort_key
from servicekit.measurement.scales import Scale

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
SECONDS: Final = Scale(low=0, high=1e7, step=None, true_zero=True)
_KEPT: Final = ""


@frozen(kw_only=True)
class WaitLog(Result):
    """Waits that ended in an answer or in the customer's giving up.

    Attributes:
        seconds: Length of each wait.
        answered: Whether it ended in an answer.
        missing: Rows without a wait or an outcome.
        rejected: Rows set aside, by reason.
        level: Confidence level of all intervals.
    """

    seconds: Floats = field(repr=False, eq=False, metadata={"evidence": False})
    answered: Bools = field(repr=False, eq=False, metadata={"evidence": False})
    missing: int = 0
    rejected: Mapping[str, int] = field(factory=dict)
    level: float = 0.95

    title = Label("Log of waits", "等待记录")
    derived = ("n", "n_answered", "n_abandoned", "mean_wait_seconds")

    @property
    def n(self) -> int:
        """Waits used."""
        return len(self.seconds)

    @property
    def n_answered(self) -> int:
        """Waits that ended in an answer."""
        return int(self.answered.sum())

    @property
    def n_abandoned(self) -> int:
        """Waits that ended because the customer gave up."""
        return self.n - self.n_answered

    @property
    def mean_wait_seconds(self) -> float | None:
        """Mean wait of all, answered or not; None without waits. What the answered would have endured it cannot say."""
        return float(self.seconds.mean()) if self.n else None


def wait_log(
    data: Any,
    *,
    outcome: str,
    answered: Iterable[Any],
    abandoned: Iterable[Any],
    wait: str | None = None,
    entered: str | None = None,
    left: str | None = None,
    level: float = 0.95,
    invalid: Invalid = "refuse",
) -> WaitLog:
    """Read a log of waits from any data frame or mapping of columns.

    Args:
        data: One row per customer who came.
        outcome: Column that says how the wait ended.
        answered: Its values that mean an answer.
        abandoned: Its values that mean the customer gave up; every other value is invalid.
        wait: Column of seconds waited; or else
        entered: Column of the time at which the wait began, and
        left: column of the time at which it ended, both datetimes (with time zone in both or in none).
        level: Confidence level.
        invalid: Refuse rows that break a rule (a wait that ends before it begins), or set them aside and count them.

    Raises:
        InvalidValueError: A row breaks a rule and ``invalid`` is "refuse".
    """
    check_invalid(invalid)
    check(confidence, "level", level)
    times = _time_columns(wait, entered, left)
    columns = read_columns(data, [outcome, *times])
    ended, trouble = _outcomes(columns[outcome], list(answered), list(abandoned))
    seconds, more = _seconds([columns[name] for name in times], invalid)
    trouble = np.where(trouble == _KEPT, more, trouble)
    bad = ~np.isin(trouble, (_KEPT, "missing"))
    if invalid == "refuse" and bad.any():
        _refuse(str(trouble[bad][0]), np.flatnonzero(trouble == trouble[bad][0]), columns, outcome, times)
    used = trouble == _KEPT
    reasons, counts = np.unique(trouble[bad], return_counts=True)
    return WaitLog(
        seconds=seconds[used],
        answered=ended[used],
        missing=int((trouble == "missing").sum()),
        rejected=dict(zip(reasons.tolist(), counts.tolist(), strict=True)),
        level=level,
    )


def wait_log_by(data: Any, *, by: str, **settings: Any) -> Groups[WaitLog]:
    """Return one log for each value of a column; the other arguments are those of ``wait_log``.

    Args:
        data: One row per customer who came.
        by: Column that forms the groups; rows without a group are left out.
        **settings: As for ``wait_log``.
    """
    names = [settings[name] for name in ("outcome", "wait", "entered", "left") if settings.get(name)]
    columns = read_columns(data, [by, *names])
    groups = grouping(columns[by])
    logs = {}
    for level in sorted((level for level in groups.levels if level is not None), key=sort_key):
        rows = groups.rows(groups.levels.index(level))
        part = {name: columns[name].rows(rows) for name in names}
        logs[level] = wait_log(part, **settings)
    return Groups(by, logs, kind_of(data))


def _time_columns(wait: str | None, entered: str | None, left: str | None) -> list[str]:
    given = [name for name in (entered, left) if name is not None]
    if (wait is None) != (len(given) == 2) or (wait is not None and given):
        raise InvalidValueError("columns of time", "either wait, or entered and left", [wait, entered, left])
    return [wait] if wait is not None else given


def _outcomes(column: Column, answered: list[Any], abandoned: list[Any]) -> tuple[Bools, NDArray[np.str_]]:
    if both := [value for value in answered if value in abandoned]:
        raise InvalidValueError("outcomes", "either answered or abandoned", both)
    groups = grouping(column)
    words = [
        "missing" if level is None else _KEPT if level in answered or level in abandoned else "unknown_outcome"
        for level in groups.levels
    ]
    good = np.array([level in answered for level in groups.levels], dtype=bool)
    return good[groups.codes], np.array(words, dtype="U16")[groups.codes]


def _seconds(columns: list[Column], invalid: Invalid) -> tuple[Floats, NDArray[np.str_]]:
    if len(columns) == 1:
        negative = _negative(columns[0])
        column = Column(name=columns[0].name, values=columns[0].values, valid=columns[0].present & ~negative)
        found = read_answers(column, SECONDS, Reading(invalid=invalid))
        words = np.where(negative, "backwards", np.where(columns[0].present, "not_seconds", "missing"))
        return found.numbers(SECONDS), np.where(found.here, _KEPT, words)
    entered, left = (_instants(column) for column in columns)
    if (entered[1] is None) != (left[1] is None) and len(entered[0]):
        raise InvalidValueError("times", "with a time zone in both columns or in none", [c.name for c in columns])
    here = ~(np.isnat(entered[0]) | np.isnat(left[0]))
    seconds = np.where(here, (left[0] - entered[0]).astype(np.int64) / 1e6, 0.0)
    return np.maximum(seconds, 0.0), np.where(~here, "missing", np.where(seconds < 0, "backwards", _KEPT))


def _negative(column: Column) -> Bools:
    """Return where a wait is below 0: the same fault as an end before a beginning."""
    if column.values.dtype.kind not in "if":
        return np.zeros(len(column), dtype=bool)
    return np.asarray(column.present & (column.values < 0))


def _instants(column: Column) -> tuple[NDArray[np.datetime64], str | None]:
    """Return times as microseconds, and "aware" where they carried a zone."""
    values = column.values
    if values.dtype.kind == "M":
        return np.where(column.present, values.astype("datetime64[us]"), np.datetime64("NaT", "us")), None
    shown = [value for value, here in zip(values.tolist(), column.present, strict=True) if here]
    if strangers := [value for value in shown if not isinstance(value, datetime)]:
        hint = "turn text into datetimes first, or pass wait= with seconds"
        raise InvalidValueError(f"column {column.name!r}", "times", strangers[0], hint=hint)
    aware = {value.tzinfo is not None for value in shown}
    if len(aware) > 1:
        raise InvalidValueError(f"column {column.name!r}", "times with a zone in every row or in none", shown[:2])
    instants = np.full(len(values), np.datetime64("NaT", "us"))
    for row in np.flatnonzero(column.present):
        value = values[row]
        if value.tzinfo is None:
            instants[row] = np.datetime64(value.replace(tzinfo=None), "us")
        else:
            instants[row] = np.datetime64(round(value.timestamp() * 1e6), "us")
    return instants, "aware" if True in aware else None


_RULES: Final = {
    "unknown_outcome": ("outcome", "listed as answered or as abandoned", "name the value, or invalid='set_aside'"),
    "backwards": ("waits", "at least 0 seconds, the end not before the beginning", "invalid='set_aside' counts them"),
}


def _refuse(reason: str, rows: NDArray[np.intp], columns: Mapping[str, Column], outcome: str, times: list[str]) -> None:
    name, rule, hint = _RULES[reason]
    column = outcome if reason == "unknown_outcome" else times[-1]
    found = columns[column].values[rows[:4]]
    got = (found.astype("datetime64[s]").astype(str) if found.dtype.kind == "M" else found).tolist()
    raise InvalidValueError(name, rule, got, f"column {column!r}, row {rows[0]}, {len(rows)} such rows", hint)
