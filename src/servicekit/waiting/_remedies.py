"""Remedies: the felt minutes a condition costs, and how long a wait would feel without it."""

from math import exp, log, sqrt

import numpy as np
from attrs import frozen

from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import Reason, why
from servicekit.foundation._results import Estimate, Interval
from servicekit.foundation._vocabulary import Label
from servicekit.stats.intervals._intervals import t_interval
from servicekit.waiting._perception import Multiplier, PerceivedWaits
from servicekit.waiting._propositions import WaitCondition
from servicekit.waiting._wait import Wait


@frozen(kw_only=True)
class FeltSaving(Estimate):
    """Felt minutes that would be saved if a condition were removed from the waits that have it.

    Attributes:
        multiplier: The multiplier of the condition.
        felt_minutes: Perceived minutes of those waits as they are.
    """

    multiplier: Multiplier
    felt_minutes: float

    title = Label("Felt minutes saved by a remedy", "改善措施节省的感知分钟数")
    derived = ("value", "interval", "reason", "per_wait")

    @property
    def value(self) -> float | None:
        """Felt minutes x (1 - 1 / multiplier); below 0 where the data say the condition shortens."""
        value = self.multiplier.value
        return None if value is None else self.felt_minutes * (1 - 1 / value)

    @property
    def per_wait(self) -> float | None:
        """Felt minutes saved for each wait that has the condition."""
        return self.value / self.multiplier.n_with if self.value is not None and self.multiplier.n_with else None

    @property
    def interval(self) -> Interval | None:
        """The multiplier's interval carried over."""
        found = self.multiplier.interval
        return None if found is None else found.map(lambda m: self.felt_minutes * (1 - 1 / m))

    @property
    def reason(self) -> Reason | None:
        """Why there is no figure."""
        return self.multiplier.reason


def perceived_savings(model: PerceivedWaits) -> tuple[FeltSaving, ...]:
    """Return what removing each condition would save, the remedy that saves most felt minutes first.

    Example:
        >>> import servicekit as sk
        >>> asked = {
        ...     "actual": [5, 10, 8, 12, 6, 9, 15, 4],
        ...     "felt": [7, 11, 12, 14, 9, 9, 22, 4],
        ...     "idle": [1, 0, 1, 0, 1, 0, 1, 0],
        ... }
        >>> model = sk.waiting.perceived_waits(
        ...     asked, actual="actual", perceived="felt", conditions={"unoccupied": "idle"}
        ... )
        >>> [round(saving.felt_minutes) for saving in sk.waiting.perceived_savings(model)]
        [50]
    """
    found = [
        FeltSaving(multiplier=multiplier, felt_minutes=model.felt_minutes[kind])
        for kind, multiplier in model.multipliers.items()
    ]
    known = [saving for saving in found if saving.value is not None]
    return (*sorted(known, key=lambda s: -(s.value or 0.0)), *(saving for saving in found if saving.value is None))


@frozen(kw_only=True)
class FeltWait(Estimate):
    """Felt minutes of a typical (median) wait with given minutes and conditions.

    Attributes:
        actual_minutes: By the clock.
        log_ratio: Sum of the logarithms of baseline and multipliers.
        standard_error: Of that sum.
        degrees_of_freedom, level: For the interval; the fewest of those of the multipliers used.
        problem: Why it cannot be told.
    """

    actual_minutes: float
    log_ratio: float
    standard_error: float
    degrees_of_freedom: float
    level: float
    problem: Reason | None = None

    title = Label("Felt minutes of a typical wait", "典型等待的感知分钟数")

    @property
    def value(self) -> float | None:
        """Actual minutes x overestimation ratio."""
        return None if self.problem else self.actual_minutes * exp(self.log_ratio)

    @property
    def interval(self) -> Interval | None:
        """Interval of the median felt time of such waits, not of a single customer's."""
        if self.problem or not self.standard_error or not self.actual_minutes:
            return None
        centre = self.log_ratio + log(self.actual_minutes)
        found = t_interval(centre, self.standard_error, self.degrees_of_freedom, level=self.level).map(exp)
        return Interval(low=found.low, high=found.high, level=self.level, method="t on the logarithm, HC3")

    @property
    def reason(self) -> Reason | None:
        """Why there is no figure."""
        return self.problem


def perceived_wait(model: PerceivedWaits, wait: Wait) -> FeltWait:
    """Return how long a wait would typically feel under the conditions it has.

    Args:
        model: Estimated multipliers.
        wait: Its actual minutes and conditions.

    Example:
        >>> import servicekit as sk
        >>> asked = {
        ...     "actual": [5, 10, 8, 12, 6, 9, 15, 4],
        ...     "felt": [7, 11, 12, 14, 9, 9, 22, 4],
        ...     "idle": [1, 0, 1, 0, 1, 0, 1, 0],
        ... }
        >>> model = sk.waiting.perceived_waits(
        ...     asked, actual="actual", perceived="felt", conditions={"unoccupied": "idle"}
        ... )
        >>> wait = sk.waiting.Wait(actual_minutes=10, conditions=["unoccupied"])
        >>> sk.waiting.perceived_wait(model, wait).value > 10
        True
    """
    unknown = [kind.key for kind in WaitCondition if kind in wait.conditions and kind not in model.estimated]
    row = np.array([1.0] + [float(kind in wait.conditions) for kind in model.estimated])
    used = [model.baseline, *(model.multipliers[kind] for kind in model.estimated if kind in wait.conditions)]
    logs = [model.baseline.log_value] + [model.multipliers[kind].log_value for kind in model.estimated]
    return FeltWait(
        actual_minutes=wait.actual_minutes,
        log_ratio=float(row @ np.array(logs)),
        standard_error=sqrt(float(row @ np.asarray(model.covariance) @ row)),
        degrees_of_freedom=min(part.degrees_of_freedom for part in used),
        level=model.baseline.level,
        problem=why(NotEstimable.UNKNOWN_MULTIPLIER, names=unknown) if unknown else None,
    )
