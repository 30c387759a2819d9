"""Maximum likelihood for models of a few positive parameters: Newton's method on logarithms, and the intervals."""

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from attrs import field, frozen

from servicekit.data._vectors import Floats
from servicekit.foundation._errors import InvalidValueError, NotConvergedError
from servicekit.foundation._results import Interval
from servicekit.stats.intervals._intervals import normal_quantile

Surface = Callable[[Floats], tuple[float, Floats, Floats]]
"""Parameters -> log-likelihood, its gradient and its matrix of second derivatives, all in the parameters themselves."""

MOST_STEPS: Final = 200
LONGEST_STEP: Final = 2.0
FURTHEST: Final = 18.0
"""Logarithms beyond ± this are a likelihood that rises without end (about 1.5e-8 and 6.6e7)."""
DIFFERENCE: Final = 1e-5


@frozen(kw_only=True)
class Maximum:
    """Where a likelihood is highest.

    Attributes:
        names: Names of the parameters.
        values: The parameters, all above 0.
        log_likelihood: Its height.
        covariance: Of the logarithms of the parameters, the inverse of the observed information.

    Example:
        >>> import servicekit as sk
        >>> columns = sk.load_example().tables["transactions"]
        >>> log = sk.data.read_transactions(columns, customer="customer", date="date", amount="amount")
        >>> sk.value.bg_nbd(sk.value.purchase_histories(log)).maximum.names
        ('r', 'alpha', 'a', 'b')
    """

    names: tuple[str, ...]
    values: tuple[float, ...]
    log_likelihood: float
    covariance: tuple[tuple[float, ...], ...] = field(repr=False)

    def interval(self, name: str, *, level: float) -> Interval:
        """Return the Wald interval of one parameter, made on its logarithm so that it stays above 0."""
        index = self.names.index(name)
        reach = normal_quantile(level) * np.sqrt(self.covariance[index][index])
        value = self.values[index]
        with np.errstate(over="ignore"):  # an end may be infinite
            low, high = value * np.exp(-reach), value * np.exp(reach)
        return Interval(low=low, high=high, level=level, method="Wald on the logarithm, observed information")


def maximise(surface: Surface, start: Sequence[float], *, names: tuple[str, ...]) -> Maximum:
    """Climb a log-likelihood of positive parameters to its maximum.

    Args:
        surface: Height, gradient and second derivatives.
        start: Where to begin; all above 0.
        names: Names of the parameters, for messages.

    Raises:
        NotConvergedError: The likelihood rises without end, or is flat, in some direction.
    """
    logs = np.log(np.asarray(start, dtype=float))
    height, slope, bend = _in_logs(surface, logs)
    for _ in range(MOST_STEPS):
        step = _uphill(slope, bend)
        if 0 <= slope @ step <= 1e-9 + 1e-14 * abs(height):
            return _maximum(surface, logs + step, names)
        logs, height, slope, bend = _climb(surface, logs, height, step)
        if (np.abs(logs) > FURTHEST).any():
            worst = int(np.argmax(np.abs(logs)))
            end = "0" if logs[worst] < 0 else "infinity"
            raise NotConvergedError(f"the likelihood has no maximum: it keeps rising as {names[worst]} goes to {end}")
    raise NotConvergedError(f"the likelihood of {', '.join(names)} did not settle in {MOST_STEPS} steps")


def dot(first: Floats, second: Floats) -> float:
    """Return the sum of products in one thread: for long vectors a shared machine makes threads wait for each other."""
    return float(np.einsum("i,i->", first, second))


def _in_logs(surface: Surface, logs: Floats) -> tuple[float, Floats, Floats]:
    values = np.exp(logs)
    with np.errstate(all="ignore"):  # at the edge of what numbers can hold; such a place is never stepped on
        height, gradient, hessian = surface(values)
    slope = gradient * values
    bend = hessian * np.outer(values, values) + np.diag(slope)
    return height, slope, bend


def _uphill(slope: Floats, bend: Floats) -> Floats:
    """Return Newton's step with every curvature taken as downward, so that it always climbs."""
    curvature, axes = np.linalg.eigh(bend)
    size = np.maximum(np.abs(curvature), 1e-10 * max(1.0, float(np.abs(curvature).max())))
    step = axes @ ((axes.T @ slope) / size)
    length = float(np.linalg.norm(step))
    return np.asarray(step * min(1.0, LONGEST_STEP / length) if length else step)


def _climb(surface: Surface, logs: Floats, height: float, step: Floats) -> tuple[Floats, float, Floats, Floats]:
    for halving in range(40):
        trial = logs + step * 0.5**halving
        found, slope, bend = _in_logs(surface, trial)
        # near the top the rise drowns in the rounding of the sum: a fall within it is no fall
        right = np.isfinite(found) and np.isfinite(slope).all() and np.isfinite(bend).all()
        if right and found >= height - 1e-13 * abs(height):
            return trial, found, slope, bend
    raise NotConvergedError("the likelihood has no clear maximum")


def _maximum(surface: Surface, logs: Floats, names: tuple[str, ...]) -> Maximum:
    height, _, bend = _in_logs(surface, logs)
    curvature, axes = np.linalg.eigh(-bend)
    if curvature[0] <= 1e-12 * curvature[-1]:
        flat = names[int(np.argmax(np.abs(axes[:, 0])))]
        raise NotConvergedError(f"the likelihood is flat: the data do not tell {flat} from the other parameters")
    covariance = axes @ np.diag(1 / curvature) @ axes.T
    return Maximum(
        names=names,
        values=tuple(np.exp(logs).tolist()),
        log_likelihood=float(height),
        covariance=tuple(map(tuple, covariance.tolist())),
    )


def profile_interval(surface: Surface, maximum: Maximum, name: str, *, level: float) -> Interval:
    """Return all values of one parameter that the likelihood, maximised over the others, does not reject.

    An end is 0 or infinite where no value on that side is rejected, or where the other parameters run away first.

    Args:
        surface: The surface that was climbed.
        maximum: What was found.
        name: Which parameter.
        level: Confidence level.
    """
    from scipy.optimize import brentq

    if name not in maximum.names:
        raise InvalidValueError("parameter", f"one of {', '.join(maximum.names)}", name)
    index = maximum.names.index(name)
    others = [i for i in range(len(maximum.names)) if i != index]
    allowed = normal_quantile(level) ** 2 / 2
    top, error = np.log(maximum.values), float(np.sqrt(maximum.covariance[index][index]))
    lean = np.array([maximum.covariance[i][index] for i in others]) / error**2

    def short(log_value: float) -> float:
        """Return how far the profile lies under what is allowed; above 0 where the value is rejected."""

        def rest(values: Floats) -> tuple[float, Floats, Floats]:
            height, gradient, hessian = surface(np.insert(values, index, np.exp(log_value)))
            return height, gradient[others], hessian[np.ix_(others, others)]

        start = np.exp(np.clip(top[others] + lean * (log_value - top[index]), -FURTHEST, FURTHEST))
        found = maximise(rest, start.tolist(), names=tuple(maximum.names[i] for i in others)).log_likelihood
        return maximum.log_likelihood - found - allowed

    def end(side: int) -> float:
        reach = float(np.sqrt(2 * allowed)) * error
        try:
            while short(top[index] + side * reach) < 0 and abs(top[index] + side * reach) < FURTHEST:
                reach *= 1.6
            outside = top[index] + side * reach
            root = brentq(short, top[index], outside, xtol=1e-10) if short(outside) >= 0 else side * np.inf
        except NotConvergedError:  # the others run away before the value is rejected
            root = side * np.inf
        return float(np.exp(root))

    ends = [end(side) for side in (-1, 1)]
    return Interval(low=ends[0], high=ends[1], level=level, method="profile likelihood")


def sensitivity(function: Callable[[Floats], Floats], maximum: Maximum) -> tuple[Floats, Floats]:
    """Return figures that follow from the parameters, and their slopes in the logarithms of the parameters.

    Args:
        function: Parameters -> figures, an array of any length.
        maximum: The estimate.
    """
    logs = np.log(maximum.values)
    columns = []
    for index in range(len(logs)):
        shift = np.zeros(len(logs))
        shift[index] = DIFFERENCE
        with np.errstate(all="ignore"):  # who asks looks whether the figures are finite
            columns.append((function(np.exp(logs + shift)) - function(np.exp(logs - shift))) / (2 * DIFFERENCE))
    return function(np.asarray(maximum.values)), np.stack(columns, axis=-1)


def standard_errors(slopes: Floats, maximum: Maximum) -> Floats:
    """Return standard errors by the delta method.

    Args:
        slopes: What ``sensitivity`` returned; the last axis belongs to the parameters.
        maximum: The estimate.
    """
    variance = np.einsum("...i,ij,...j->...", slopes, np.asarray(maximum.covariance), slopes)
    return np.asarray(np.sqrt(np.maximum(variance, 0.0)))


def delta(function: Callable[[Floats], Floats], maximum: Maximum) -> tuple[Floats, Floats]:
    """Return figures that follow from the parameters, and their standard errors by the delta method.

    Args:
        function: Parameters -> figures, an array of any length.
        maximum: The estimate.
    """
    values, slopes = sensitivity(function, maximum)
    return values, standard_errors(slopes, maximum)
