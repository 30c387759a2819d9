"""A log of waits, read once from any data frame: how long each lasted and whether it ended in an answer."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal, overload

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from servicekit.data._accepted import Data
from servicekit.data._answers import InputPolicy, as_policy
from servicekit.data._frames import Column, backend_of, read_columns
from servicekit.data._grouping import by_columns, by_name, grouping, indices, is_known
from servicekit.data._vectors import Floats
from servicekit.data.time._durations import KEPT, Bools, Unit, read_seconds
from servicekit.data.time._time_columns import TimeFormat
from servicekit.foundation._checks import as_tuple, confidence, non_negative, validate
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import Reason, why
from servicekit.foundation._results import Estimate, Groups, Interval, Result
from servicekit.foundation._vocabulary import Label
from servicekit.stats.intervals._estimates import Share
from servicekit.stats.survival._survival import kaplan_meier
from servicekit.stats.survival._survival_curve import SurvivalCurve

IGNORED: Final = "ignored_outcome"


@frozen(kw_only=True)
class WaitLog(Result):
    """Waits that ended in an answer or in the customer's giving up.

    Attributes:
        seconds: Length of each wait.
        answered: Whether it ended in an answer.
        missing: Rows without a wait or an outcome.
        rejected: Rows set aside, by reason.
        settled: Local times that a stated policy had to decide, by kind.
        level: Confidence level of all intervals.

    Example:
        >>> import servicekit as sk
        >>> calls = {"s": [12, 40, 55, 90], "end": ["got", "got", "left", "got"]}
        >>> log = sk.waiting.wait_log(calls, wait="s", outcome="end", answered=["got"], abandoned=["left"])
        >>> len(log.seconds)
        4
    """

    seconds: Floats = field(repr=False, eq=False, metadata={"evidence": False})
    answered: Bools = field(repr=False, eq=False, metadata={"evidence": False})
    missing: int = 0
    rejected: Mapping[str, int] = field(factory=dict)
    settled: Mapping[str, int] = field(factory=dict)
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


@overload
def wait_log(
    data: Data,
    *,
    outcome: str | None = ...,
    answered: Iterable[object] = ...,
    abandoned: Iterable[object] = ...,
    ignored: Iterable[object] = ...,
    wait: str | None = ...,
    entered: str | None = ...,
    left: str | None = ...,
    unit: Unit = ...,
    times: TimeFormat | None = ...,
    by: None = ...,
    policy: InputPolicy | None = ...,
    level: float = ...,
) -> WaitLog: ...
@overload
def wait_log(
    data: Data,
    *,
    outcome: str | None = ...,
    answered: Iterable[object] = ...,
    abandoned: Iterable[object] = ...,
    ignored: Iterable[object] = ...,
    wait: str | None = ...,
    entered: str | None = ...,
    left: str | None = ...,
    unit: Unit = ...,
    times: TimeFormat | None = ...,
    by: str | Sequence[str],
    policy: InputPolicy | None = ...,
    level: float = ...,
) -> Groups[WaitLog]: ...
def wait_log(
    data: Data,
    *,
    outcome: str | None = None,
    answered: Iterable[object] = (),
    abandoned: Iterable[object] = (),
    ignored: Iterable[object] = (),
    wait: str | None = None,
    entered: str | None = None,
    left: str | None = None,
    unit: Unit = "seconds",
    times: TimeFormat | None = None,
    by: str | Sequence[str] | None = None,
    policy: InputPolicy | None = None,
    level: float = 0.95,
) -> WaitLog | Groups[WaitLog]:
    """Read a log of waits from any data frame or mapping of columns.

    Args:
        data: One row per customer who came.
        outcome: Column that says how the wait ended; None where everybody was answered.
        answered: Its values that mean an answer.
        abandoned: Its values that mean the customer gave up.
        ignored: Its values that mean there was no customer (a line that broke down): counted and not used. Every
            other value is invalid.
        wait: Column of the time waited; or else
        entered: Column of the time at which the wait began, and
        left: column of the time at which it ended.
        unit: Of ``wait``.
        times: How entered and left are written, and on which clock, so that a night of changed clocks counts right;
            if None they are ISO 8601, all with an offset or all on one plain clock.
        by: Column that forms groups, or a list of columns; rows without a group are left out.
        policy: Whether a row that breaks a rule (a wait that ends before it begins) raises, or is omitted and counted.
        level: Confidence level.

    Raises:
        InvalidValueError: A row breaks a rule and the policy is to raise.

    Example:
        >>> import servicekit as sk
        >>> calls = {"s": [12, 40, 55, 90], "end": ["got", "got", "left", "got"]}
        >>> log = sk.waiting.wait_log(calls, wait="s", outcome="end", answered=["got"], abandoned=["left"])
        >>> len(log.seconds)
        4
    """
    validate(confidence, "level", level)
    invalid, names = as_policy(policy).invalid, _time_columns(wait, entered, left)
    columns = read_columns(data, [*by_columns(by), *([outcome] if outcome else []), *names])
    seconds, more, settled = read_seconds([columns[name] for name in names], invalid=invalid, unit=unit, times=times)
    if outcome is None:
        ended, trouble = np.ones(len(seconds), dtype=bool), more
    else:
        words = {"answered": answered, "abandoned": abandoned, "ignored": ignored}
        ended, trouble = _outcomes(columns[outcome], **{name: as_tuple(name, told) for name, told in words.items()})
        trouble = np.where(trouble == KEPT, more, trouble)
    bad = ~np.isin(trouble, (KEPT, "missing", IGNORED))
    if invalid == "raise" and bad.any():
        _refuse(str(trouble[bad][0]), np.flatnonzero(trouble == trouble[bad][0]), columns, outcome, names)

    def log(rows: NDArray[np.intp]) -> WaitLog:
        faults = trouble[rows]
        used = rows[faults == KEPT]
        reasons, counts = np.unique(faults[~np.isin(faults, (KEPT, "missing"))], return_counts=True)
        return WaitLog(
            seconds=seconds[used],
            answered=ended[used],
            missing=int((faults == "missing").sum()),
            rejected=dict(zip(reasons.tolist(), counts.tolist(), strict=True)),
            settled=settled if by is None else {},
            level=level,
        )

    if by is None:
        return log(np.arange(len(seconds)))
    groups = {group: rows for group, rows in indices(columns, by).items() if is_known(group)}
    return Groups(by_name(by), {group: log(rows) for group, rows in groups.items()}, backend_of(data))


def _time_columns(wait: str | None, entered: str | None, left: str | None) -> list[str]:
    given = [name for name in (entered, left) if name is not None]
    if (wait is None) != (len(given) == 2) or (wait is not None and given):
        raise InvalidValueError("columns of time", "either wait, or entered and left", [wait, entered, left])
    return [wait] if wait is not None else given


def _outcomes(
    column: Column, answered: tuple[object, ...], abandoned: tuple[object, ...], ignored: tuple[object, ...]
) -> tuple[Bools, NDArray[np.str_]]:
    every = [*answered, *abandoned, *ignored]
    if both := [value for place, value in enumerate(every) if value in every[:place]]:
        raise InvalidValueError("outcomes", "either answered or abandoned", both)
    groups = grouping(column)
    words = [_word(level, [*answered, *abandoned], ignored) for level in groups.levels]
    good = np.array([level in answered for level in groups.levels], dtype=bool)
    return good[groups.codes], np.array(words, dtype="U16")[groups.codes]


def _word(level: object, known: Sequence[object], ignored: Sequence[object]) -> str:
    if level is None:
        return "missing"
    return KEPT if level in known else IGNORED if level in ignored else "unknown_outcome"


_RULES: Final = {
    "unknown_outcome": (
        "outcome",
        "listed as answered or as abandoned",
        "name it, or InputPolicy(invalid='omit')",
    ),
    "backwards": (
        "waits",
        "at least 0 seconds, the end not before the beginning",
        "InputPolicy(invalid='omit') counts them",
    ),
}


def _refuse(
    reason: str, rows: NDArray[np.intp], columns: Mapping[str, Column], outcome: str | None, times: list[str]
) -> None:
    name, rule, hint = _RULES[reason]
    column = outcome if outcome and reason == "unknown_outcome" else times[-1]
    found = columns[column].values[rows[:3]]
    got = (found.astype("datetime64[s]").astype(str) if found.dtype.kind == "M" else found).tolist()
    raise InvalidValueError(name, rule, got, f"column {column!r}, row {rows[0]}, {len(rows)} such rows", hint)


Counting = Literal["offered", "answered", "patient"]
_OF_WHOM = {
    "offered": Label("of all customers", "占全部顾客"),
    "answered": Label("of those answered", "占已接待顾客"),
    "patient": Label("of all but those who gave up within that time", "占除在此时间内放弃者以外的顾客"),
}


def abandonment_share(log: WaitLog) -> Share:
    """Return the share of customers who gave up, with its interval.

    Example:
        >>> import servicekit as sk
        >>> calls = {"s": [12, 40, 55, 90], "end": ["got", "got", "left", "got"]}
        >>> log = sk.waiting.wait_log(calls, wait="s", outcome="end", answered=["got"], abandoned=["left"])
        >>> sk.waiting.abandonment_share(log)
        Share(0.25, [0.009501, 0.7798], n=4)
    """
    return Share(
        count=log.n_abandoned, n=log.n, level=log.level, name=Label("Share who gave up waiting", "放弃等待的比例")
    )


def service_level(log: WaitLog, *, within_seconds: float, counting: Counting = "offered") -> Share:
    """Return the share of customers who were answered in time, with its interval.

    Args:
        log: The waits.
        within_seconds: The promise.
        counting: Of whom: "offered" (all; giving up counts as a promise not kept), "answered" (those answered alone,
            which flatters), or "patient" (all but those who gave up within the promise).

    Example:
        >>> import servicekit as sk
        >>> calls = {"s": [12, 40, 55, 90], "end": ["got", "got", "left", "got"]}
        >>> log = sk.waiting.wait_log(calls, wait="s", outcome="end", answered=["got"], abandoned=["left"])
        >>> sk.waiting.service_level(log, within_seconds=60)
        Share(0.5, [0.08185, 0.9182], n=4)
    """
    validate(non_negative, "within_seconds", within_seconds)
    early = log.seconds <= within_seconds
    kept = int((log.answered & early).sum())
    of_whom = {
        "offered": log.n,
        "answered": log.n_answered,
        "patient": log.n - int((~log.answered & early).sum()),
    }
    if counting not in of_whom:
        raise InvalidValueError("counting", "'offered', 'answered' or 'patient'", counting)
    whom = _OF_WHOM[counting]
    name = Label(
        f"Answered within {within_seconds:g} s, {whom.en}", f"{within_seconds:g} 秒内得到接待的比例（{whom.zh}）"
    )
    return Share(count=kept, n=of_whom[counting], level=log.level, name=name)


def wait_distribution(log: WaitLog) -> SurvivalCurve:
    """Return how long a customer who never gives up would wait: those who gave up are censored, not forgotten.

    Example:
        >>> import servicekit as sk
        >>> calls = {"s": [12, 40, 55, 90], "end": ["got", "got", "left", "got"]}
        >>> log = sk.waiting.wait_log(calls, wait="s", outcome="end", answered=["got"], abandoned=["left"])
        >>> sk.waiting.wait_distribution(log).n
        4
    """
    return kaplan_meier(log.seconds, observed=log.answered, level=log.level)


def patience_distribution(log: WaitLog) -> SurvivalCurve:
    """Return how long customers are willing to wait: those who were answered before are censored.

    Example:
        >>> import servicekit as sk
        >>> calls = {"s": [12, 40, 55, 90], "end": ["got", "got", "left", "got"]}
        >>> log = sk.waiting.wait_log(calls, wait="s", outcome="end", answered=["got"], abandoned=["left"])
        >>> sk.waiting.patience_distribution(log).n
        4
    """
    return kaplan_meier(log.seconds, observed=~log.answered, level=log.level)


@frozen(kw_only=True)
class MeanPatience(Estimate):
    """Mean time customers are willing to wait, taken to be exponential as Erlang A takes it.

    Attributes:
        total_seconds: All time spent waiting.
        n_abandoned: How often somebody gave up.
        level: Confidence level.
    """

    total_seconds: float
    n_abandoned: int
    level: float

    title = Label("Mean patience in seconds", "平均耐心时间（秒）")

    @property
    def value(self) -> float | None:
        """Time waited by customers given up; None where nobody did."""
        return self.total_seconds / self.n_abandoned if self.reason is None else None

    @property
    def interval(self) -> Interval | None:
        """Exact interval for a rate of events in a time, from the chi-squared distribution."""
        from scipy.special import chdtri

        if self.reason is not None:
            return None
        tail = (1 - self.level) / 2
        low = 2 * self.total_seconds / float(chdtri(2 * self.n_abandoned + 2, tail))
        high = 2 * self.total_seconds / float(chdtri(2 * self.n_abandoned, 1 - tail))
        return Interval(low=low, high=high, level=self.level, method="exact Poisson (chi-squared)")

    @property
    def reason(self) -> Reason | None:
        """Why there is no figure."""
        if not self.n_abandoned:
            return why(NotEstimable.NOBODY_GAVE_UP)
        return None if self.total_seconds > 0 else why(NotEstimable.NOBODY_WAITED)


def mean_patience(log: WaitLog) -> MeanPatience:
    """Return the mean patience behind a log, which Erlang A needs.

    Source:
        Maximum likelihood of a censored exponential time: all time at risk by events.

    Example:
        >>> import servicekit as sk
        >>> calls = {"s": [12, 40, 55, 90], "end": ["got", "got", "left", "got"]}
        >>> log = sk.waiting.wait_log(calls, wait="s", outcome="end", answered=["got"], abandoned=["left"])
        >>> sk.waiting.mean_patience(log).value
        197.0
    """
    return MeanPatience(total_seconds=float(log.seconds.sum()), n_abandoned=log.n_abandoned, level=log.level)
