"""Figures of a log of waits: promises kept, customers lost, the waits and the patience behind what was seen."""

from typing import Literal

from attrs import frozen

from servicekit.foundation._checks import check, non_negative
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._results import Estimate, Interval
from servicekit.foundation._vocabulary import Label
from servicekit.stats._estimates import Share
from servicekit.stats._survival import kaplan_meier
from servicekit.stats._survival_curve import SurvivalCurve
from servicekit.waiting._wait_log import WaitLog

Counting = Literal["offered", "answered", "patient"]
_OF_WHOM = {
    "offered": Label("of all customers", "占全部顾客"),
    "answered": Label("of those answered", "占已接待顾客"),
    "patient": Label("of all but those who gave up within that time", "占除在此时间内放弃者以外的顾客"),
}


def abandonment_share(log: WaitLog) -> Share:
    """Return the share of customers who gave up, with Wilson's interval."""
    return Share(
        count=log.n_abandoned, n=log.n, level=log.level, name=Label("Share who gave up waiting", "放弃等待的比例")
    )


def service_level(log: WaitLog, *, within_seconds: float, counting: Counting = "offered") -> Share:
    """Return the share of customers who were answered in time, with Wilson's interval.

    Args:
        log: The waits.
        within_seconds: The promise.
        counting: Of whom: "offered" (all; giving up counts as a promise not kept), "answered" (those answered alone,
            which flatters), or "patient" (all but those who gave up within the promise).
    """
    check(non_negative, "within_seconds", within_seconds)
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
    """Return how long a customer who never gives up would wait: those who gave up are censored, not forgotten."""
    return kaplan_meier(log.seconds, observed=log.answered, level=log.level)


def patience_distribution(log: WaitLog) -> SurvivalCurve:
    """Return how long customers are willing to wait: those who were answered before are censored."""
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
    def reason(self) -> str | None:
        """Why there is no figure."""
        if not self.n_abandoned:
            return "nobody gave up"
        return None if self.total_seconds > 0 else "nobody waited"


def mean_patience(log: WaitLog) -> MeanPatience:
    """Return the mean patience behind a log, which Erlang A needs.

    Source:
        Maximum likelihood of a censored exponential time: all time at risk by events.
    """
    return MeanPatience(total_seconds=float(log.seconds.sum()), n_abandoned=log.n_abandoned, level=log.level)
