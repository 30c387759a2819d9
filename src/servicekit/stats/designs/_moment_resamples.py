"""Moments of many resamples at once: means and covariances from the sums of replicate groups."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from math import sqrt
from typing import Final

import numpy as np
from attrs import frozen
from numpy.typing import ArrayLike

from servicekit.data._vectors import Floats
from servicekit.foundation import _checks as checks
from servicekit.stats.designs._design import sampled_share
from servicekit.stats.designs._linearised import FEWEST_CLUSTERS
from servicekit.stats.summaries._moments import Moments
from servicekit.stats.summaries._unit_sums import refuse_in_groups

MOST_NUMBERS: Final = 1 << 21
"""Numbers of one array of a batch; larger arrays fall out of the processor's cache."""
IN_CACHE: Final = 1 << 16
"""Positions drawn and counted at a time."""


@frozen(kw_only=True, eq=False)
class Batch:
    """Moments of some resamples, on the last axis.

    Attributes:
        means: (columns, resamples), in the columns' own units.
        covariances: (columns, columns, resamples).
    """

    means: Floats
    covariances: Floats


def read_only(values: ArrayLike) -> Floats:
    """Return a copy that cannot be changed, as evidence of a frozen result."""
    array = np.array(values, dtype=float)
    array.setflags(write=False)
    return array


def none_drawn() -> Floats:
    """Return no draws."""
    return read_only([])


def group_counts(groups: int, resamples: int, rng: np.random.Generator) -> Floats:
    """Return how often each group is drawn in each resample, (groups, resamples).

    The same law as ``resampling.bootstrap_weights``, drawn by counting positions, which takes a quarter of the time.
    """
    counts = np.empty((resamples, groups))
    step = max(1, IN_CACHE // groups)
    for start in range(0, resamples, step):
        part = counts[start : start + step]
        drawn = rng.integers(0, groups, part.shape)
        drawn += np.arange(0, part.size, groups)[:, None]
        part[:] = np.bincount(drawn.ravel(), minlength=part.size).reshape(part.shape)
    return counts.T


def sampled_shares(moments: Moments) -> dict[str, float]:
    """Return the share of its population that each stratum's sampling units are; 0 where it is endless."""
    found = {}
    for name in moments.layers:
        part = moments.sampling.get(name)
        found[name] = 0.0
        if part is not None and part.population is not None:
            found[name] = sampled_share(name, part.units, {name: part.population})
    return found


def layer_counts(groups: int, resamples: int, sampled: float, rng: np.random.Generator) -> Floats:
    """Return weights of a stratum's n groups in each resample, (n, resamples).

    Formula:
        1 - f + f n / (n - 1) times how often the group is among n - 1 drawn, f² the share of units not sampled.

    Source:
        Rao, Wu and Yue (1992).
    """
    drawn = rng.multinomial(groups - 1, np.full(groups, 1 / groups), size=resamples).T
    reach = sqrt(1 - sampled)
    return np.asarray(1 - reach + reach * groups / (groups - 1) * drawn, dtype=np.float64)


def few_clusters(moments: Moments) -> bool:
    """Return whether a design has too few clusters for any interval: resamples of two would agree by chance."""
    named = [part.sizes[:, 0] > 0 for part in moments.sampling.values() if part.names]
    return bool(named) and sum(int(there.sum()) for there in named) < FEWEST_CLUSTERS


def bootstrap(moments: Moments, resamples: int, rng: np.random.Generator) -> Iterator[Batch]:
    """Yield means and covariances of resamples of the replicate groups, in batches that fit the cache.

    Where the moments know their strata, groups are drawn within each.
    With each row its own group this is the ordinary bootstrap of rows. The sums needed are those of distinct pairs
    of columns only, so that a batch is one matrix product.

    Args:
        moments: Sums of the data by replicate group; with fewer than two groups nothing is yielded.
        resamples: How many; 0 yields nothing.
        rng: Source of the draws; all of them are made before the first batch.
    """
    checks.validate(checks.whole, "resamples", resamples)
    refuse_in_groups(moments.sampling)
    if resamples == 0 or moments.replicate_count < 2 or few_clusters(moments):
        return
    size = max(1, MOST_NUMBERS // len(moments.names) ** 2)
    sums = _sums(moments)
    if not moments.layers:
        counts, of_groups = group_counts(moments.replicate_count, resamples, rng), sums.of_groups
    else:
        parts = list(moments.layers.values())
        if min(part.replicate_count for part in parts) < 2:
            return
        shares = sampled_shares(moments).values()
        drawn = [layer_counts(part.replicate_count, resamples, f, rng) for part, f in zip(parts, shares, strict=True)]
        counts, of_groups = np.concatenate(drawn), np.hstack([_sums(part).of_groups for part in parts])
    for start in range(0, resamples, size):
        yield sums.batch(of_groups @ counts[:, start : start + size])


def left_out(moments: Moments) -> Floats:
    """Return the covariances without each replicate group in turn, (groups, columns, columns).

    Where the moments know their strata, the other groups of its stratum stand for the one left out; of no group where
    a stratum has a single one.
    """
    refuse_in_groups(moments.sampling)
    if few_clusters(moments):
        return np.empty((0, len(moments.names), len(moments.names)))
    sums = _sums(moments)
    total = sums.of_groups.sum(axis=1, keepdims=True)
    if not moments.layers:
        return np.moveaxis(sums.batch(total - sums.of_groups).covariances, -1, 0)
    rest = []
    for part in moments.layers.values():
        own, n = _sums(part).of_groups, part.replicate_count
        if n < 2:
            return np.empty((0, len(moments.names), len(moments.names)))
        whole = own.sum(axis=1, keepdims=True)
        rest.append(total - whole + (whole - own) * (n / (n - 1)))
    return np.moveaxis(sums.batch(np.hstack(rest)).covariances, -1, 0)


def as_one_stratum(without: Floats, moments: Moments) -> Floats:
    """Return figures without each group, moved so that the jackknife of one stratum gives the variance of all strata.

    Formula:
        mean + (figure - mean of its stratum) sqrt((1 - f) (n - 1) / n * G / (G - 1)), f the share sampled, n the groups
        of the stratum and G those of all.
    """
    if not moments.layers or not len(without):
        return without
    moved, start, groups = without.copy(), 0, len(without)
    middle = np.nanmean(without) if np.isfinite(without).any() else 0.0
    for part, share in zip(moments.layers.values(), sampled_shares(moments).values(), strict=True):
        n = part.replicate_count
        own = without[start : start + n]
        reach = sqrt((1 - share) * (n - 1) / n * groups / (groups - 1))
        if np.isfinite(own).any():
            moved[start : start + n] = middle + (own - np.nanmean(own)) * reach
        start += n
    return moved


def _sums(moments: Moments) -> "_Sums":
    return _Listwise(moments) if moments.missing == "listwise" else _Pairwise(moments)


class _Sums(ABC):
    """The sums that covariances need, (sums, groups), and how to make moments of them."""

    of_groups: Floats

    @abstractmethod
    def batch(self, totals: Floats) -> Batch:
        """Return the moments of resamples with these totals, (sums, resamples)."""

    def __init__(self, moments: Moments) -> None:
        self.unit, self.origin = np.asarray(moments.unit), np.asarray(moments.origin)
        # unbiased where rows count once; with weights their size must not matter
        self.share = 1 - 1 / max(moments.n, 2) if moments.is_weighted else None

    def divisor(self, n: Floats) -> Floats:
        return n - 1 if self.share is None else n * self.share

    def in_units(self, steps: Floats, covariances: Floats) -> Batch:
        if (self.unit != 1).any():
            covariances *= (self.unit[:, None] * self.unit)[:, :, None]
        return Batch(means=self.origin[:, None] + self.unit[:, None] * steps, covariances=covariances)


class _Listwise(_Sums):
    def __init__(self, moments: Moments) -> None:
        super().__init__(moments)
        p = len(self.unit)
        upper = np.triu_indices(p)
        self.place = np.empty((p, p), dtype=np.intp)
        self.place[upper] = self.place.T[upper] = np.arange(len(upper[0]))
        first = np.concatenate([[p], np.arange(p), upper[0]])
        second = np.concatenate([[p], np.full(p, p), upper[1]])
        self.of_groups = np.ascontiguousarray(moments.entries(first, second))

    def batch(self, totals: Floats) -> Batch:
        p, n = len(self.unit), totals[0]
        with np.errstate(invalid="ignore", divide="ignore"):
            steps = totals[1 : p + 1] / n
            covariances = (totals[p + 1 :] / self.divisor(n))[self.place]
            covariances -= steps[:, None] * (steps * (n / self.divisor(n)))
        return self.in_units(steps, covariances)


class _Pairwise(_Sums):
    def __init__(self, moments: Moments) -> None:
        super().__init__(moments)
        self.of_groups = moments.products.reshape(len(moments.products), -1).T

    def batch(self, totals: Floats) -> Batch:
        p = len(self.unit)
        products = totals.reshape(2 * p, 2 * p, -1)
        cross, sums, n = products[:p, :p], products[:p, p:], products[p:, p:]
        with np.errstate(invalid="ignore", divide="ignore"):
            covariances = (cross - sums * sums.swapaxes(0, 1) / n) / self.divisor(n)
            steps = np.einsum("iir->ir", sums) / np.einsum("iir->ir", n)
        return self.in_units(steps, covariances)
