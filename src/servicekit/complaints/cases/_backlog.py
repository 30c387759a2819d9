"""Flow of cases: what arrives, what is resolved and what lies open, period by period in local time."""

from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Final, Literal

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from servicekit.complaints.cases._case_log import CaseLog
from servicekit.data.time._time_columns import Instants
from servicekit.foundation._checks import instance_of, validate
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._results import Result
from servicekit.foundation._vocabulary import Label
from servicekit.stats.intervals._estimates import Average

Period = Literal["day", "week", "month"]
PERIODS: Final = ("day", "week", "month")
ARRIVALS: Final = Label("Cases opened per period", "每期新增投诉")


@frozen(kw_only=True)
class Backlog(Result):
    """Open cases at the turn of each period; each turn is the one before, plus arrived, less resolved.

    Attributes:
        starts: Beginning of each period, in UTC or on the log's plain clock.
        arrived: Cases opened or reopened in the period.
        resolved: Cases resolved or withdrawn in the period.
    """

    title = Label("Backlog of open cases", "未结投诉（在办量）")
    derived = ("now", "peak", "n_complete")
    _lines = ("starts", "arrived", "resolved", "open_at_end")

    starts: tuple[datetime, ...]
    arrived: tuple[int, ...]
    resolved: tuple[int, ...]

    @property
    def open_at_end(self) -> tuple[int, ...]:
        """Cases open at the end of each period; for the last one, when the log was extracted."""
        return tuple(int(count) for count in np.cumsum(np.subtract(self.arrived, self.resolved)))

    @property
    def now(self) -> int:
        """Cases open when the log was extracted."""
        return self.open_at_end[-1]

    @property
    def peak(self) -> int:
        """Most cases open at the end of a period."""
        return max(self.open_at_end)

    @property
    def n_complete(self) -> int:
        """Periods that the data cover from beginning to end."""
        return max(0, len(self.starts) - 2)

    @property
    def arrivals(self) -> Average:
        """Cases opened per complete period, with a t interval over the periods (no Poisson law is assumed)."""
        return _average(self.arrived[1:-1])


def backlog(log: CaseLog, *, every: Period = "week") -> Backlog:
    """Return arrivals, resolutions and open cases period by period.

    Args:
        log: From ``read_case_log`` or ``read_activity_log``.
        every: "day", "week" (from Monday) or "month", on the clock of the log's zone.

    Example:
        >>> import servicekit as sk
        >>> rows = {"opened": ["2024-03-04T09:00Z", "2024-03-05T10:00Z"], "site": ["A", "B"]}
        >>> rows["resolved"] = ["2024-03-04T15:00Z", None]
        >>> log = sk.complaints.read_case_log(rows, columns={name: name for name in rows})
        >>> sk.complaints.backlog(log).title.en
        'Backlog of open cases'
    """
    edges = period_edges(log, every)
    ends = log.spells.end[~np.isnat(log.spells.end)]
    return Backlog(
        starts=tuple(_moment(edge, log) for edge in edges[:-1]),
        arrived=tuple(counted(log.spells.start, edges).tolist()),
        resolved=tuple(counted(ends, edges).tolist()),
    )


def counted(instants: Instants, edges: Instants) -> NDArray[np.int64]:
    """Return how many instants lie in each period."""
    return np.bincount(position(instants, edges), minlength=edges.size - 1).astype(np.int64)


def position(instants: Instants, edges: Instants) -> NDArray[np.intp]:
    """Return the period of each instant."""
    return np.searchsorted(edges, instants, side="right") - 1


def period_edges(log: CaseLog, every: Period) -> Instants:
    """Return the beginnings of the periods from the first opening to the extract, and the end of the last one.

    Midnight is that of the log's zone, so that a day has 23 or 25 hours when the clocks change.
    """
    validate(instance_of(CaseLog, "a case log from read_case_log or read_activity_log"), "log", log)
    if every not in PERIODS:
        raise InvalidValueError("every", "'day', 'week' or 'month'", every)
    first, last = (_local(at, log.place) for at in (log.opened.min(), log.end))
    day = first.date()
    day -= timedelta(days={"day": 0, "week": day.weekday(), "month": day.day - 1}[every])
    edges = [day]
    while edges[-1] <= last.date():
        edges.append(_next(edges[-1], every))
    midnights = (datetime(d.year, d.month, d.day, tzinfo=log.place or UTC).astimezone(UTC) for d in edges)
    return np.array([at.replace(tzinfo=None) for at in midnights], dtype="datetime64[us]")


def period_names(log: CaseLog, every: Period) -> list[str]:
    """Return the date on which each period begins, on the clock of the log's zone."""
    return [_local(edge, log.place).date().isoformat() for edge in period_edges(log, every)[:-1]]


def _next(day: date, every: Period) -> date:
    if every == "month":
        return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return day + timedelta(days=7 if every == "week" else 1)


def _local(at: np.datetime64, place: tzinfo | None) -> datetime:
    plain: datetime = at.astype("datetime64[us]").astype(datetime)
    return plain.replace(tzinfo=UTC).astimezone(place or UTC)


def _moment(at: np.datetime64, log: CaseLog) -> datetime:
    return _local(at, UTC).replace(tzinfo=log.extracted_at.tzinfo)


def _average(counts: tuple[int, ...]) -> Average:
    n = len(counts)
    return Average(
        n=n,
        mean=float(np.mean(counts)) if n else 0.0,
        sd=float(np.std(counts, ddof=1)) if n > 1 else 0.0,
        name=ARRIVALS,
    )
