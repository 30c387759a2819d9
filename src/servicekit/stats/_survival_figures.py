"""Single figures read from a Kaplan-Meier curve, each with its interval: share at a time, quantile, restricted mean."""

import numpy as np
from attrs import field, frozen

from servicekit.foundation._checks import non_negative
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._results import Estimate, Interval
from servicekit.foundation._vocabulary import Label
from servicekit.stats._intervals import normal_quantile
from servicekit.stats._survival_curve import (
    Counts,
    Floats,
    SurvivalCurve,
    crossing,
    crossing_interval,
    no_crossing,
)


def _inner_share(instance: object, attribute: object, value: float) -> None:
    if not 0 < value < 1:
        raise InvalidValueError("share", "between 0 and 1", value)


@frozen(kw_only=True)
class SurvivalQuantile(Estimate):
    """The time by which a share has had the event: the first at which the curve is at or under 1 - share."""

    curve: SurvivalCurve = field(repr=False)
    share: float = field(validator=_inner_share)

    title = Label("Time by which a share has had the event", "达到给定比例所需的时间")
    derived = ("share", "value", "interval", "reason")

    @property
    def value(self) -> float | None:
        """The time; None where the curve never falls so low."""
        return crossing(self.curve, self.curve.survival, 1 - self.share)

    @property
    def interval(self) -> Interval | None:
        """Where the two limits of the curve cross; the upper end is infinite where the upper limit never does."""
        return crossing_interval(self.curve, 1 - self.share)

    @property
    def reason(self) -> str | None:
        """Why there is no such time."""
        return no_crossing(self.curve, 1 - self.share)


@frozen(kw_only=True)
class SurvivalAt(Estimate):
    """Share still without the event after a time."""

    curve: SurvivalCurve = field(repr=False)
    time: float = field(validator=non_negative)

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
    def reason(self) -> str | None:
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
    def reason(self) -> str | None:
        """Why there is no mean."""
        return _not_followed(self.curve, self.horizon)


def _not_followed(curve: SurvivalCurve, time: float) -> str | None:
    if not curve.n:
        return "n=0"
    if time > (last := float(curve.times[-1])) and curve.survival[-1] > 0:
        return f"nobody was followed longer than {last:g}"
    return None


def survival_at(curve: SurvivalCurve, *, time: float) -> SurvivalAt:
    """Return the share still without the event after a time, with its interval.

    Args:
        curve: From ``kaplan_meier``.
        time: In the unit of the durations, at least 0.
    """
    return SurvivalAt(curve=curve, time=time)


def survival_quantile(curve: SurvivalCurve, *, share: float) -> SurvivalQuantile:
    """Return the time by which a share of all has had the event, with its interval.

    Args:
        curve: From ``kaplan_meier``.
        share: Between 0 and 1; 0.5 for the median, 0.9 for "nine in ten".
    """
    return SurvivalQuantile(curve=curve, share=share)


def restricted_mean(curve: SurvivalCurve, *, horizon: float) -> RestrictedMean:
    """Return the mean time to the event when nobody counts for more than the horizon.

    A mean without horizon does not exist where some are still without the event.

    Args:
        curve: From ``kaplan_meier``.
        horizon: In the unit of the durations.
    """
    return RestrictedMean(curve=curve, horizon=horizon)
