"""Kaplan-Meier curve: the share still without an event, from counts of events and of those last seen without it."""

from functools import cached_property
from math import inf
from typing import Any

import numpy as np
from attrs import field, frozen
from numpy.typing import ArrayLike, NDArray

from servicekit.data._vectors import Floats
from servicekit.foundation._checks import confidence, non_negative, number_in, validate
from servicekit.foundation._errors import InvalidValueError, ScaleMismatchError
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import Reason, why
from servicekit.foundation._results import Estimate, Interval
from servicekit.foundation._vocabulary import Label
from servicekit.stats.intervals._estimates import with_share
from servicekit.stats.intervals._intervals import normal_quantile

Counts = NDArray[np.int64]
# a product of ratios such as 3/4 x 2/3 misses 1/2 by rounding; a survival this near a target has reached it
ROUNDING = 1e-12


def _numbers(values: ArrayLike) -> Floats:
    return _read_only(np.array(values, dtype=np.float64))


def _counts(values: ArrayLike) -> Counts:
    return _read_only(np.array(values, dtype=np.int64))


def _read_only(array: NDArray[Any]) -> NDArray[Any]:
    array.flags.writeable = False
    return array


def _bytes(array: NDArray[Any]) -> bytes:
    return array.tobytes()


@frozen(kw_only=True, slots=False)
class SurvivalCurve(Estimate):
    """Kaplan-Meier curve; its headline is the median time.

    Curves of parts of the data add up with ``+`` to the curve of the whole.

    Attributes:
        times: Distinct times at which something was seen, ascending.
        events: How many had their event at each time.
        censored: How many were last seen at each time without it; they count as at risk at that time.
        level: Confidence level of all intervals.

    Example:
        >>> import servicekit as sk
        >>> curve = sk.stats.kaplan_meier([3, 5, 8, 9], observed=[True, True, False, True])
        >>> curve.n
        4
    """

    times: Floats = field(converter=_numbers, eq=_bytes, repr=False)
    events: Counts = field(converter=_counts, eq=_bytes, repr=False)
    censored: Counts = field(converter=_counts, eq=_bytes, repr=False)
    level: float = field(default=0.95, validator=confidence)

    title = Label("Median time to the event (Kaplan-Meier)", "事件发生时间的中位数（Kaplan-Meier）")
    derived = ("value", "interval", "reason", "n", "n_events", "n_censored")

    def __attrs_post_init__(self) -> None:
        if not np.isfinite(self.times).all() or (self.times < 0).any() or (np.diff(self.times) <= 0).any():
            raise InvalidValueError("times", "finite, at least 0 and strictly ascending", list(self.times[:3]))
        for name, counts in (("events", self.events), ("censored", self.censored)):
            if counts.shape != self.times.shape or (counts < 0).any():
                raise InvalidValueError(name, "a count of at least 0 for each time", list(counts[:3]))
        if (self.events + self.censored == 0).any():
            raise InvalidValueError("times", "times at which somebody was seen")

    def __add__(self, other: "SurvivalCurve") -> "SurvivalCurve":
        if self.level != other.level:
            raise ScaleMismatchError(f"curves of levels {self.level:g} and {other.level:g} cannot be added")
        times = np.concatenate([self.times, other.times])
        events = np.concatenate([self.events, other.events])
        return curve_of(times, events, np.concatenate([self.censored, other.censored]), level=self.level)

    @property
    def n(self) -> int:
        """How many were followed."""
        return self.n_events + self.n_censored

    @property
    def n_events(self) -> int:
        """How many had their event."""
        return int(self.events.sum())

    @property
    def n_censored(self) -> int:
        """How many were still without it when last seen."""
        return int(self.censored.sum())

    @cached_property
    def at_risk(self) -> Counts:
        """How many were still followed just before each time."""
        gone = self.events + self.censored
        return np.asarray(gone[::-1].cumsum()[::-1])

    @cached_property
    def survival(self) -> Floats:
        """Share still without the event after each time."""
        return np.asarray(np.cumprod(1 - self.events / self.at_risk), dtype=np.float64)

    @cached_property
    def cumulative_variance(self) -> Floats:
        """Greenwood's sum, the variance of the logarithm of the survival; infinite once the curve is at 0."""
        left = (self.at_risk - self.events).astype(np.float64)
        with np.errstate(divide="ignore", invalid="ignore"):
            terms = self.events / (self.at_risk * left)
        terms[self.events == 0] = 0.0
        return np.asarray(np.cumsum(terms))

    @property
    def standard_error(self) -> Floats:
        """Greenwood's standard error of the survival after each time."""
        above = self.survival > 0
        variance = np.where(above, self.cumulative_variance, 0.0)
        return (self.survival * np.sqrt(variance)).astype(np.float64)

    @cached_property
    def limits(self) -> tuple[Floats, Floats]:
        """Pointwise lower and upper limits of the survival after each time, on the log(-log) scale.

        Before the first event the lower limit is the exact binomial one of those still followed; where the curve
        is at 0 the upper limit is the one just before, because survival cannot rise.
        """
        first, last = np.searchsorted(-self.survival, [-1, 0], side="right")[0], np.searchsorted(-self.survival, 0)
        low, high = np.zeros_like(self.survival), np.ones_like(self.survival)
        low[:first] = ((1 - self.level) / 2) ** (1 / self.at_risk[:first])
        inside = slice(int(first), int(last))
        logs = np.log(self.survival[inside])
        spread = np.exp(normal_quantile(self.level) * np.sqrt(self.cumulative_variance[inside]) / -logs)
        low[inside], high[inside] = np.exp(logs * spread), np.exp(logs / spread)
        if last > 0:
            high[last:] = high[last - 1]
        return low, high

    @property
    def value(self) -> float | None:
        """The median: the first time at which at most half are without the event."""
        return crossing(self, self.survival, 0.5)

    @property
    def interval(self) -> Interval | None:
        """Brookmeyer-Crowley interval of the median; unbounded above where the upper limits stay above one half."""
        return crossing_interval(self, 0.5)

    @property
    def reason(self) -> Reason | None:
        """Why there is no median."""
        return no_crossing(self, 0.5)


def crossing(curve: SurvivalCurve, heights: Floats, target: float) -> float | None:
    """Return the first event time at which falling heights are at or under a target; None if they never are."""
    below = np.flatnonzero((heights <= target + ROUNDING) & (curve.events > 0))
    return float(curve.times[below[0]]) if below.size else None


def crossing_interval(curve: SurvivalCurve, target: float) -> Interval | None:
    """Return from where to where the two limits of a curve cross a target; None where not even the lower one does."""
    low, high = (crossing(curve, limit, target) for limit in curve.limits)
    if low is None:
        return None
    return Interval(
        low=low, high=inf if high is None else high, level=curve.level, method="Brookmeyer-Crowley, log-log"
    )


def no_crossing(curve: SurvivalCurve, target: float) -> Reason | None:
    """Say why a curve never comes down to a target; None where it does."""
    if not curve.n:
        return why(NotEstimable.NO_DATA)
    lowest = float(curve.survival[-1])
    if lowest <= target + ROUNDING:
        return None
    return why(NotEstimable.NOT_REACHED, lowest=lowest, target=target)


def events_only_quantile(curve: SurvivalCurve, share: float = 0.5) -> float | None:
    """Return a quantile of those who had the event alone: what a report that drops the others would print.

    Args:
        curve: The curve.
        share: From 0 to 1; 0.5 for the median.
    """
    validate(number_in(0, 1), "share", share)
    return float(np.quantile(np.repeat(curve.times, curve.events), share)) if curve.n_events else None


def curve_of(times: Floats, events: Counts, censored: Counts, *, level: float) -> SurvivalCurve:
    """Return the curve of counts at times that may repeat and stand in any order."""
    order = np.argsort(times)
    times, events, censored = times[order], events[order], censored[order]
    if times.size:
        starts = np.flatnonzero(np.concatenate([[True], times[1:] != times[:-1]]))
        if starts.size < times.size:
            times = times[starts]
            events, censored = np.add.reduceat(events, starts), np.add.reduceat(censored, starts)
        if not (seen := events + censored > 0).all():
            times, events, censored = times[seen], events[seen], censored[seen]
    return SurvivalCurve(times=times, events=events, censored=censored, level=level)


def _inner_share(instance: object, attribute: object, value: float) -> None:
    if not 0 < value < 1:
        raise InvalidValueError("share", "between 0 and 1", value)


@frozen(kw_only=True)
class SurvivalQuantile(Estimate):
    """The time by which a share has had the event: the first at which the curve is at or under 1 - share."""

    curve: SurvivalCurve = field(repr=False)
    share: float = field(validator=_inner_share)

    title = with_share("share", "Time by which {} have had the event", "{}已发生事件的时间")
    derived = ("share", "value", "interval", "reason")

    @property
    def n(self) -> int:
        """How many were followed."""
        return self.curve.n

    @property
    def value(self) -> float | None:
        """The time; None where the curve never falls so low."""
        return crossing(self.curve, self.curve.survival, 1 - self.share)

    @property
    def interval(self) -> Interval | None:
        """Where the two limits of the curve cross; the upper end is infinite where the upper limit never does."""
        return crossing_interval(self.curve, 1 - self.share)

    @property
    def reason(self) -> Reason | None:
        """Why there is no such time."""
        return no_crossing(self.curve, 1 - self.share)


@frozen(kw_only=True)
class SurvivalAt(Estimate):
    """Share still without the event after a time."""

    curve: SurvivalCurve = field(repr=False)
    time: float = field(validator=non_negative)

    _is_share = True
    title = Label("Share still without the event", "尚未发生事件的比例")
    derived = ("time", "value", "interval", "reason")

    @property
    def _position(self) -> int:
        return int(np.searchsorted(self.curve.times, self.time, side="right")) - 1

    @property
    def value(self) -> float | None:
        """The share; None after the last time anybody was followed, unless all had had the event by then."""
        if self.reason is not None:
            return None
        return float(self.curve.survival[self._position]) if self._position >= 0 else 1.0

    @property
    def interval(self) -> Interval | None:
        """Log-log interval with Greenwood's variance."""
        if self.reason is not None:
            return None
        if self._position < 0:
            low, high = ((1 - self.curve.level) / 2) ** (1 / self.curve.n), 1.0
        else:
            low, high = (float(limit[self._position]) for limit in self.curve.limits)
        return Interval(low=low, high=high, level=self.curve.level, method="log-log, Greenwood")

    @property
    def reason(self) -> Reason | None:
        """Why there is no share."""
        return _not_followed(self.curve, self.time)


@frozen(kw_only=True)
class RestrictedMean(Estimate):
    """Mean time to the event when nobody counts for more than the horizon."""

    curve: SurvivalCurve = field(repr=False)
    horizon: float = field(validator=non_negative)

    title = Label("Mean time up to the horizon", "限定时间内的平均时间")
    derived = ("horizon", "value", "interval", "reason", "standard_error")

    @property
    def _later_areas(self) -> tuple[Floats, Counts, Counts]:
        """Return the area from 0 and from each time up to the horizon, with events and numbers at risk there."""
        inside = int(np.searchsorted(self.curve.times, self.horizon, side="right"))
        edges = np.concatenate([[0.0], self.curve.times[:inside], [self.horizon]])
        pieces = np.diff(edges) * np.concatenate([[1.0], self.curve.survival[:inside]])
        areas = np.asarray(pieces[::-1].cumsum()[::-1])
        return areas, self.curve.events[:inside], self.curve.at_risk[:inside]

    @property
    def value(self) -> float | None:
        """The area under the curve from 0 to the horizon."""
        return float(self._later_areas[0][0]) if self.reason is None else None

    @property
    def standard_error(self) -> float | None:
        """Root of the sum over events of (area that follows)² d / (n (n - d))."""
        if self.reason is not None:
            return None
        areas, events, at_risk = self._later_areas
        counted = (events > 0) & (at_risk > events)
        d, n = events[counted], at_risk[counted].astype(np.float64)
        return float(np.sqrt(np.sum(areas[1:][counted] ** 2 * d / (n * (n - d)))))

    @property
    def interval(self) -> Interval | None:
        """Normal interval, cut at 0 and at the horizon because no such mean lies outside."""
        if self.value is None or not self.standard_error:
            return None
        half = normal_quantile(self.curve.level) * self.standard_error
        low, high = max(0.0, self.value - half), min(self.horizon, self.value + half)
        return Interval(low=low, high=high, level=self.curve.level, method="normal, Greenwood")

    @property
    def reason(self) -> Reason | None:
        """Why there is no mean."""
        return _not_followed(self.curve, self.horizon)


def _not_followed(curve: SurvivalCurve, time: float) -> Reason | None:
    if not curve.n:
        return why(NotEstimable.NO_DATA)
    if time > (last := float(curve.times[-1])) and curve.survival[-1] > 0:
        return why(NotEstimable.NOT_FOLLOWED, longest=last)
    return None


def survival_at(curve: SurvivalCurve, *, time: float) -> SurvivalAt:
    """Return the share still without the event after a time, with its interval.

    Args:
        curve: From ``kaplan_meier``.
        time: In the unit of the durations, at least 0.

    Example:
        >>> import servicekit as sk
        >>> curve = sk.stats.kaplan_meier([3, 5, 8, 9], observed=[True, True, False, True])
        >>> sk.stats.survival_at(curve, time=5).value
        0.5
    """
    return SurvivalAt(curve=curve, time=time)


def survival_quantile(curve: SurvivalCurve, *, share: float) -> SurvivalQuantile:
    """Return the time by which a share of all has had the event, with its interval.

    Args:
        curve: From ``kaplan_meier``.
        share: Between 0 and 1; 0.5 for the median, 0.9 for "nine in ten".

    Example:
        >>> import servicekit as sk
        >>> curve = sk.stats.kaplan_meier([3, 5, 8, 9], observed=[True, True, False, True])
        >>> sk.stats.survival_quantile(curve, share=0.5).value
        5.0
    """
    return SurvivalQuantile(curve=curve, share=share)


def restricted_mean(curve: SurvivalCurve, *, horizon: float) -> RestrictedMean:
    """Return the mean time to the event when nobody counts for more than the horizon.

    A mean without horizon does not exist where some are still without the event.

    Args:
        curve: From ``kaplan_meier``.
        horizon: In the unit of the durations.

    Example:
        >>> import servicekit as sk
        >>> curve = sk.stats.kaplan_meier([3, 5, 8, 9], observed=[True, True, False, True])
        >>> sk.stats.restricted_mean(curve, horizon=8).value
        6.0
    """
    return RestrictedMean(curve=curve, horizon=horizon)
