"""Resampling of replicate groups: bootstrap weights, leave-one-out, and the intervals that come from them."""

from collections.abc import Sequence
from math import exp, inf, log, log1p, sqrt
from typing import Final, Literal

import numpy as np
from numpy.random import Generator
from numpy.typing import ArrayLike

from servicekit.data._vectors import Floats
from servicekit.foundation import _checks as checks
from servicekit.foundation._errors import InvalidValueError, NotEnoughDataError
from servicekit.foundation._results import Interval
from servicekit.stats.intervals._intervals import t_quantile

Rng = int | Generator
SEED: Final = 20261127
"""Seed of every call that draws by chance and is not given another."""
Transform = Literal["log", "log1m"]
TRANSFORMS: Final = ("log", "log1m")


def draws_of(values: ArrayLike) -> Floats:
    """Return draws as a read-only row of finite numbers; failed resamples are to be counted, not passed on."""
    draws = np.array(values, dtype=float)
    if draws.ndim != 1 or not np.isfinite(draws).all():
        raise InvalidValueError("draws", "a row of finite numbers", hint="count the failed resamples in n_failed")
    draws.setflags(write=False)
    return draws


def chance(rng: Rng) -> Generator:
    """Return a source of chance given itself or its seed."""
    if isinstance(rng, Generator):
        return rng
    if isinstance(rng, bool) or not isinstance(rng, int) or rng < 0:
        raise InvalidValueError("rng", "a numpy.random.Generator or a seed, a whole number of at least 0", rng)
    return np.random.default_rng(rng)


def seed_of(rng: Rng) -> int | None:
    """Return the seed by which a result can be had again; None where a generator was handed in."""
    return None if isinstance(rng, Generator) else rng


def bootstrap_weights(groups: int, *, resamples: int, rng: Generator) -> Floats:
    """Return how often each replicate group is drawn in each resample.

    Args:
        groups: Number of replicate groups G (rows, clusters or hash groups); at least 2.
        resamples: Number of resamples B.
        rng: Source of randomness.

    Returns:
        Array (B, G) of whole numbers; each row adds up to G. Its product with the groups' sums (G, k) is
        every resample's sums at once.
    """
    checks.validate(checks.whole_positive, "resamples", resamples)
    if groups < 2:
        raise NotEnoughDataError(f"a bootstrap needs at least 2 replicate groups, got {groups}")
    return rng.multinomial(groups, np.full(groups, 1 / groups), size=resamples).astype(np.float64)


def weights_of_indices(indices: ArrayLike, groups: int) -> Floats:
    """Return the same weights for resamples that are given as rows of drawn positions.

    Args:
        indices: Array (B, draws) of positions from 0 to groups - 1.
        groups: Number of replicate groups.
    """
    rows = np.asarray(indices)
    if rows.ndim != 2 or rows.dtype.kind not in "iu" or rows.min(initial=0) < 0 or rows.max(initial=0) >= groups:
        raise InvalidValueError("indices", f"rows of whole numbers from 0 to {groups - 1}", list(rows.shape))
    weights = np.zeros((len(rows), groups))
    np.add.at(weights, (np.arange(len(rows))[:, None], rows), 1.0)
    return weights


def percentile_interval(draws: Sequence[float] | Floats, *, level: float = 0.95) -> Interval:
    """Return the percentile interval of a bootstrap: the order statistics of rank (B + 1) (1 ± level) / 2.

    Args:
        draws: The figure in each of B resamples, in any order.
        level: Confidence level.

    Source:
        Davison and Hinkley (1997), section 5.2.1.
    """
    checks.validate(checks.confidence, "level", level)
    values = draws_of(draws)
    if not values.size:
        raise NotEnoughDataError("a percentile interval needs at least one draw, got none")
    tail = (1 - level) / 2
    low, high = np.quantile(values, (tail, 1 - tail), method="weibull")
    return Interval(low=low, high=high, level=level, method="percentile bootstrap")


def jackknife_error(leave_one_out: ArrayLike) -> float:
    """Return the delete-a-group jackknife standard error.

    Args:
        leave_one_out: The figure without each of G replicate groups in turn; at least 2.

    Formula:
        sqrt((G - 1) / G sum (figure without g - mean of these)²).
    """
    values = draws_of(leave_one_out)
    if values.size < 2:
        raise NotEnoughDataError(f"a jackknife needs at least 2 replicate groups, got {values.size}")
    return sqrt((values.size - 1) / values.size) * float(np.linalg.norm(values - values.mean()))


def jackknife_interval(
    value: float, leave_one_out: ArrayLike, *, level: float = 0.95, transform: Transform | None = None
) -> Interval:
    """Return value ± t standard errors of the jackknife, with one degree of freedom less than groups.

    Args:
        value: The figure in the whole data.
        leave_one_out: The figure without each of G replicate groups in turn.
        level: Confidence level.
        transform: "log" computes on log(value) (figures above 0), "log1m" on log(1 - value) (reliabilities,
            below 1), and maps the ends back.
    """
    if transform not in (None, *TRANSFORMS):
        raise InvalidValueError("transform", f"None or one of {TRANSFORMS}", transform)
    checks.validate(checks.finite, "value", value)
    replicates = draws_of(leave_one_out)
    if transform is None:
        reach = t_quantile(level, max(replicates.size - 1, 1)) * jackknife_error(replicates)
        return Interval(low=value - reach, high=value + reach, level=level, method="jackknife")
    if transform == "log":
        if value <= 0 or (replicates <= 0).any():
            raise InvalidValueError("figures on a logarithmic scale", "above 0", [value, *replicates.tolist()])
        centre, logs = log(value), np.log(replicates)
    else:
        if value >= 1 or (replicates >= 1).any():
            raise InvalidValueError(
                "figures on the scale log(1 - value)", "below 1", max(value, float(replicates.max()))
            )
        centre, logs = log1p(-value), np.log1p(-replicates)
    reach = t_quantile(level, max(replicates.size - 1, 1)) * jackknife_error(logs)
    ends = [_raised(centre - reach), _raised(centre + reach)]
    low, high = ends if transform == "log" else (1 - ends[1], 1 - ends[0])
    return Interval(low=low, high=high, level=level, method=f"jackknife, {transform}")


def _raised(power: float) -> float:
    try:
        return exp(power)
    except OverflowError:
        return inf
