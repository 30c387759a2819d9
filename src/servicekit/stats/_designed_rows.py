"""Estimates from the rows of a designed sample, for the whole or for a part of it: mean, share, score, ratio."""

from collections.abc import Sequence
from math import sqrt
from typing import Any, Literal

import numpy as np
from attrs import field, frozen
from numpy.typing import ArrayLike, NDArray

from servicekit.foundation import _checks as checks
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import Reason, too_few, why
from servicekit.foundation._results import Estimate, Interval
from servicekit.foundation._vocabulary import Label
from servicekit.stats._design import SampleDesign, Spread
from servicekit.stats._designed import DesignedScore, scored
from servicekit.stats._estimates import named
from servicekit.stats._intervals import t_interval
from servicekit.stats._ratios import fieller_interval, ratio_standard_error

Floats = NDArray[np.float64]


@frozen(kw_only=True)
class DesignedMean(Estimate):
    """Weighted mean with its linearised standard error and a t interval.

    Attributes:
        mean: The weighted mean; 0 without rows.
        n: Rows of weight above 0.
        variance: Variance of the mean.
        degrees_of_freedom: Sampling units less strata.
        lonely: Strata of a single unit, which leave the variance unknown.
        level: Confidence level.
        name: What the mean is of; a general title if None.
    """

    title = named("Mean under a design", "设计加权均值")
    derived = ("value", "interval", "standard_error", "reason", "n")

    mean: float
    n: int
    variance: float
    degrees_of_freedom: int
    lonely: tuple[str, ...] = ()
    level: float = field(default=0.95, validator=checks.confidence)
    name: Label | None = None

    @property
    def value(self) -> float | None:
        """The weighted mean; None without rows."""
        return self.mean if self.n else None

    @property
    def standard_error(self) -> float | None:
        """Linearised standard error; None where the spread cannot be known."""
        return None if self.n < 2 or self.lonely else sqrt(self.variance)

    @property
    def interval(self) -> Interval | None:
        """The t interval; None where there is no spread to judge by."""
        if not self.standard_error:
            return None
        return t_interval(self.mean, self.standard_error, self.degrees_of_freedom, level=self.level)

    @property
    def reason(self) -> Reason | None:
        """Why there is no value or no interval."""
        if self.n < 2:
            return too_few(self.n)
        if self.lonely:
            return why(NotEstimable.SINGLE_UNIT, names=self.lonely)
        return why(NotEstimable.ZERO_VARIANCE) if self.variance == 0 else None


@frozen(kw_only=True)
class DesignedRatio(Estimate):
    """Ratio of two weighted means with Fieller's set and the linearised standard error.

    Attributes:
        mean_x: Weighted mean of the denominator.
        mean_y: Weighted mean of the numerator.
        n: Rows of weight above 0.
        var_x: Variance of the mean of x.
        var_y: Variance of the mean of y.
        cov_xy: Covariance of the means.
        degrees_of_freedom: Sampling units less strata.
        lonely: Strata of a single unit, which leave the variance unknown.
        level: Confidence level.
        name: What the ratio is; a general title if None.
    """

    title = named("Ratio of means under a design", "设计加权均值之比")
    derived = ("value", "interval", "standard_error", "reason", "n")

    mean_x: float
    mean_y: float
    n: int
    var_x: float
    var_y: float
    cov_xy: float
    degrees_of_freedom: int
    lonely: tuple[str, ...] = ()
    level: float = field(default=0.95, validator=checks.confidence)
    name: Label | None = None

    @property
    def value(self) -> float | None:
        """The ratio; None without rows or with a mean of x of 0."""
        return self.mean_y / self.mean_x if self.n and self.mean_x else None

    def _moments(self) -> dict[str, float]:
        # The functions divide variances by n; these are variances of means already, so any n goes with n times them.
        two = {name: 2 * getattr(self, name) for name in ("var_x", "var_y", "cov_xy")}
        return {"n": 2, "mean_x": self.mean_x, "mean_y": self.mean_y, **two}

    @property
    def standard_error(self) -> float | None:
        """Linearised standard error; None where the spread cannot be known."""
        if self.value is None or self.n < 2 or self.lonely:
            return None
        return ratio_standard_error(**self._moments())

    @property
    def interval(self) -> Interval | None:
        """Fieller's set; None where there is no spread to judge by."""
        if self.n < 2 or self.lonely or self.var_x + self.var_y == 0 or self.mean_x == self.mean_y == 0:
            return None
        return fieller_interval(**self._moments(), degrees_of_freedom=self.degrees_of_freedom, level=self.level)

    @property
    def reason(self) -> Reason | None:
        """Why there is no value or interval."""
        if self.n == 0:
            return why(NotEstimable.NO_DATA)
        if self.mean_x == 0:
            return why(NotEstimable.ZERO_DENOMINATOR)
        if self.n == 1:
            return too_few(1)
        if self.lonely:
            return why(NotEstimable.SINGLE_UNIT, names=self.lonely)
        return why(NotEstimable.ZERO_VARIANCE) if self.interval is None else None


def _rows(name: str, values: ArrayLike, design: SampleDesign, where: ArrayLike | None) -> tuple[Floats, Floats, float]:
    """Return the values, the weights within the part asked for, and their sum."""
    numbers = np.asarray(values, dtype=float)
    inside = np.ones(design.weights.shape, dtype=bool) if where is None else np.asarray(where)
    if numbers.shape != design.weights.shape or inside.shape != design.weights.shape:
        raise InvalidValueError(name, f"one for each of the {design.weights.size} rows", list(numbers.shape))
    if inside.dtype != bool:
        raise InvalidValueError("where", "true or false for every row", str(inside.dtype))
    weights = np.where(inside, design.weights, 0.0)
    bad = np.flatnonzero(~np.isfinite(numbers) & (weights > 0))
    if bad.size:
        hint = "leave rows without an answer out of the part asked for"
        raise InvalidValueError(name, "finite numbers", float(numbers[bad[0]]), f"row {bad[0]}", hint)
    return np.where(weights > 0, numbers, 0.0), weights, float(weights.sum())


def design_mean(
    values: ArrayLike,
    design: SampleDesign,
    *,
    where: ArrayLike | None = None,
    level: float = 0.95,
    name: Label | None = None,
) -> DesignedMean:
    """Return the weighted mean of a column.

    Args:
        values: One finite number per row.
        design: Weights, strata and clusters of the rows.
        where: True for the rows that belong to the part asked for (a branch, those who answered).
        level: Confidence level.
        name: What the mean is of.
    """
    numbers, weights, total = _rows("values", values, design, where)
    n = int((weights > 0).sum())
    if not n:
        return DesignedMean(mean=0.0, n=0, variance=0.0, degrees_of_freedom=1, level=level, name=name)
    mean = float(weights @ numbers / total)
    spread = design.spread(weights * (numbers - mean) / total)
    return DesignedMean(
        mean=mean,
        n=n,
        variance=float(spread.covariance[0, 0]),
        degrees_of_freedom=spread.degrees_of_freedom,
        lonely=spread.lonely,
        level=level,
        name=name,
    )


def design_ratio(
    numerator: ArrayLike,
    denominator: ArrayLike,
    design: SampleDesign,
    *,
    where: ArrayLike | None = None,
    level: float = 0.95,
    name: Label | None = None,
) -> DesignedRatio:
    """Return the ratio of two weighted means over the same rows.

    Args:
        numerator: One finite number per row.
        denominator: One finite number per row.
        design: Weights, strata and clusters of the rows.
        where: True for the rows that belong to the part asked for.
        level: Confidence level.
        name: What the ratio is.
    """
    y, weights, total = _rows("numerator", numerator, design, where)
    x, _, _ = _rows("denominator", denominator, design, where)
    n = int((weights > 0).sum())
    if not n:
        none: dict[str, Any] = dict.fromkeys(("mean_x", "mean_y", "var_x", "var_y", "cov_xy"), 0.0)
        return DesignedRatio(n=0, degrees_of_freedom=1, level=level, name=name, **none)
    means = np.array([weights @ x, weights @ y]) / total
    spread = design.spread(weights * (np.stack([x, y]) - means[:, None]) / total)
    (var_x, cov_xy), (_, var_y) = spread.covariance.tolist()
    return DesignedRatio(
        mean_x=float(means[0]),
        mean_y=float(means[1]),
        n=n,
        var_x=var_x,
        var_y=var_y,
        cov_xy=cov_xy,
        degrees_of_freedom=spread.degrees_of_freedom,
        lonely=spread.lonely,
        level=level,
        name=name,
    )


def design_score(
    answers: ArrayLike,
    scores: Sequence[float],
    design: SampleDesign,
    *,
    where: ArrayLike | None = None,
    method: Literal["score", "exact"] = "score",
    level: float = 0.95,
    name: Label | None = None,
) -> DesignedScore:
    """Return the weighted mean score of answers in categories; a share has the scores 0 and 1.

    Args:
        answers: The score each row got, one of ``scores`` (or true and false for a share).
        scores: All scores an answer can have, also those nobody got.
        design: Weights, strata and clusters of the rows.
        where: True for the rows that belong to the part asked for.
        method: "score", or "exact" for a share whose coverage must be guaranteed.
        level: Confidence level.
        name: What is scored.
    """
    numbers, weights, total = _rows("answers", answers, design, where)
    points = np.asarray(sorted(set(scores)), dtype=float)
    place = np.minimum(np.searchsorted(points, numbers), points.size - 1)
    off = np.flatnonzero((points[place] != numbers) & (weights > 0))
    if off.size:
        raise InvalidValueError("answers", f"among the scores {points.tolist()}", numbers[off[0]], f"row {off[0]}")
    settings: dict[str, Any] = {"scores": tuple(points.tolist()), "method": method, "level": level, "name": name}
    if not total:
        return scored((), 0, 0.0, Spread(np.zeros((1, 1)), np.zeros((1, 1)), 1, ()), 1, settings)
    sums = np.bincount(place, weights=weights, minlength=points.size)
    # Divided first, and by their own sum: where all answers agree the share is 1 and the mean is the score, exactly.
    mean = points @ (sums / sums.sum())
    spread = design.spread(weights * (numbers - mean) / total)
    kish = total**2 / float(weights @ weights)
    n = int((weights > 0).sum())
    return scored(tuple((sums / sums.sum()).tolist()), n, kish, spread, spread.degrees_of_freedom, settings)
