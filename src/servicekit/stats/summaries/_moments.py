"""Moments: counts, sums and cross-products of columns by replicate group; merges with ``+``, exactly for ratings."""

from collections.abc import Mapping
from functools import cached_property
from typing import Literal

import attrs
import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from servicekit.data._row_keys import MOST_KEYS, added, folded_keys
from servicekit.data._scales import Scale
from servicekit.data._vectors import Floats
from servicekit.foundation._errors import MissingColumnError, ScaleMismatchError
from servicekit.stats.summaries._row_products import RowProducts
from servicekit.stats.summaries._unit_sums import UnitSums, joined

Missing = Literal["pairwise", "listwise"]


@frozen(kw_only=True, eq=False)
class Moments:
    """Sums over replicate groups of the products of [x | v]: x the values, v whether each is there.

    Values are counted in steps from the low end of their scale (or in units from ``origin`` without a
    scale), so sums of ratings are whole numbers and the same to the last bit in every order.

    Attributes:
        names: Columns, p of them.
        scales: Scale of each column, None for plain numbers.
        origin, unit: A value is ``origin + unit * x``.
        missing: Which rows count: those with both values of a pair, or those with all values.
        keys: Key of each replicate group, ascending; rows or clusters fall into groups by hash.
        products: Array (groups, 2p, 2p) of weighted sums of [x | v] times its transpose; where each row is a group,
            the rows themselves.
        weights: Array (groups, 3): rows used, sum and sum of squares of their weights.
        rows: Rows read.
        weightless: Rows of weight 0, which count in no figure.
        aside: Rows that do not count because a value in them was set aside.
        rejected: Values set aside, by column.
        is_folded: Whether the groups are the fixed number kept for large data.
        sampling: Sums of [x | v] by stratum and sampling unit; empty without a design.
        layers: The same moments by stratum, within which alone groups are resampled; empty without strata and fpc.
        histograms: Weight of the answers in each category of a column's scale; empty unless asked for.

    Example:
        >>> import servicekit as sk
        >>> summed = sk.moments({"staff": [5, 4, 1], "price": [3, 4, 2]}, ["staff", "price"], scale=sk.LIKERT_5)
        >>> summed.rows
        3
    """

    names: tuple[str, ...]
    scales: tuple[Scale | None, ...]
    origin: tuple[float, ...]
    unit: tuple[float, ...]
    missing: Missing
    keys: NDArray[np.uint64] = field(repr=False)
    _products: Floats | RowProducts = field(repr=False, alias="products")
    weights: Floats = field(repr=False)
    rows: int = 0
    weightless: int = 0
    aside: int = 0
    rejected: Mapping[str, int] = field(factory=dict)
    is_folded: bool = False
    sampling: Mapping[str, UnitSums] = field(factory=dict, repr=False)
    layers: Mapping[str, "Moments"] = field(factory=dict, repr=False)
    histograms: Mapping[str, Floats] = field(factory=dict, repr=False)

    def __add__(self, other: "Moments") -> "Moments":
        if (self.names, self.scales, self.missing) != (other.names, other.scales, other.missing):
            raise ScaleMismatchError("moments of different columns, scales or treatments of missing values do not add")
        if self.rows == 0 or other.rows == 0:
            return self if other.rows == 0 else other
        second = other.moved(self.origin)
        first = self
        if first.is_folded or second.is_folded or len(np.union1d(first.keys, second.keys)) > MOST_KEYS:
            first, second = first.folded(), second.folded()
        keys = np.union1d(first.keys, second.keys)
        return attrs.evolve(
            first,
            keys=keys,
            products=_joined(first, second, keys),
            weights=added(first.keys, first.weights, keys) + added(second.keys, second.weights, keys),
            rows=first.rows + second.rows,
            weightless=first.weightless + second.weightless,
            aside=first.aside + second.aside,
            rejected={name: first.rejected.get(name, 0) + second.rejected.get(name, 0) for name in first.names},
            sampling=joined(first.sampling, second.sampling),
            layers=joined_layers(first.layers, second.layers),
            histograms={name: counts + second.histograms[name] for name, counts in first.histograms.items()},
        )

    def folded(self) -> "Moments":
        """Return the same sums in the fixed number of groups kept for large data."""
        if self.is_folded:
            return self
        old = folded_keys(self.keys)
        keys = np.unique(old)
        weights = added(old, self.weights, keys)
        if isinstance(self._products, RowProducts):
            products = self._products.added(np.searchsorted(keys, old), len(keys))
        else:
            products = added(old, self._products, keys)
        return attrs.evolve(self, keys=keys, products=products, weights=weights, is_folded=True)

    def moved(self, origin: tuple[float, ...]) -> "Moments":
        """Return the same data counted from another origin (columns without a scale only)."""
        shift = (np.asarray(self.origin) - np.asarray(origin)) / np.asarray(self.unit)
        if not shift.any():
            return self
        p = len(self.names)
        move = np.eye(2 * p)
        move[:p, p:] = np.diag(shift)
        sampling = {name: part.changed(move) for name, part in self.sampling.items()}
        layers = {name: part.moved(origin) for name, part in self.layers.items()}
        moved = _changed(self._products, move)
        return attrs.evolve(self, origin=origin, products=moved, sampling=sampling, layers=layers)

    def turned(self) -> "Moments":
        """Return the same sums with columns whose scale says that less is better counted from its other end."""
        p = len(self.names)
        move = np.eye(2 * p)
        for place, scale in enumerate(self.scales):
            if scale is not None and not scale.higher_is_better:
                move[place, place] = -1.0
                move[place, p + place] = (scale.low + scale.high - 2 * self.origin[place]) / self.unit[place]
        if (np.diag(move) == 1).all():
            return self
        sampling = {name: part.changed(move) for name, part in self.sampling.items()}
        layers = {name: part.turned() for name, part in self.layers.items()}
        histograms = {
            name: counts if scale is None or scale.higher_is_better else counts[::-1]
            for name, scale in zip(self.names, self.scales, strict=True)
            if (counts := self.histograms.get(name)) is not None
        }
        return attrs.evolve(
            self, products=_changed(self._products, move), sampling=sampling, layers=layers, histograms=histograms
        )

    def select(self, names: tuple[str, ...]) -> "Moments":
        """Return the moments of some of the columns (pairwise, or where listwise means all columns as read)."""
        if lacking := [name for name in names if name not in self.names]:
            raise MissingColumnError(lacking, self.names)
        places = [self.names.index(name) for name in names]
        both = np.array([*places, *(place + len(self.names) for place in places)])
        chosen = np.eye(2 * len(self.names))[both]
        return attrs.evolve(
            self,
            names=names,
            scales=tuple(self.scales[place] for place in places),
            origin=tuple(self.origin[place] for place in places),
            unit=tuple(self.unit[place] for place in places),
            products=(
                self._products.columns(both)
                if isinstance(self._products, RowProducts)
                else self._products[:, both[:, None], both]
            ),
            rejected={name: self.rejected.get(name, 0) for name in names},
            sampling={name: part.changed(chosen) for name, part in self.sampling.items()},
            layers={name: part.select(names) for name, part in self.layers.items()},
            histograms={name: self.histograms[name] for name in names if name in self.histograms},
        )

    @property
    def products(self) -> Floats:
        """Weighted sums of [x | v] times its transpose by replicate group, (groups, 2p, 2p)."""
        return self._products.dense if isinstance(self._products, RowProducts) else self._products

    def entries(self, first: NDArray[np.intp], second: NDArray[np.intp]) -> Floats:
        """Return some entries of the products of every replicate group, (entries, groups)."""
        if isinstance(self._products, RowProducts):
            return self._products.entries(first, second)
        return np.asarray(self._products[:, first, second].T)

    @cached_property
    def total(self) -> Floats:
        """The products of all groups together, (2p, 2p)."""
        if isinstance(self._products, RowProducts):
            return self._products.total
        return np.asarray(self._products.sum(axis=0))

    @property
    def n(self) -> int:
        """Rows used: with weight above 0 and, listwise, all values; pairwise, any value."""
        return int(self.weights[:, 0].sum())

    @property
    def n_missing(self) -> int:
        """Rows that do not count because values are missing in them."""
        return self.rows - self.n - self.weightless - self.aside

    @property
    def set_aside(self) -> dict[str, int]:
        """Values set aside, of the columns that have any."""
        return {name: count for name, count in self.rejected.items() if count}

    @property
    def is_weighted(self) -> bool:
        """Whether any row has a weight other than 1."""
        return bool((self.weights[:, 1:] != self.weights[:, :1]).any())

    @property
    def n_effective(self) -> float:
        """Kish's effective number of rows, (sum w)² / sum w²; equal to ``n`` without weights."""
        squares = float(self.weights[:, 2].sum())
        return float(self.weights[:, 1].sum()) ** 2 / squares if squares > 0 else 0.0

    @property
    def means(self) -> Floats:
        """Mean of each column over the rows that have it, in the column's own units."""
        return np.asarray(means_of(self.total[None], self)[0])

    @property
    def covariance(self) -> Floats:
        """Covariance matrix in the columns' own units, denominator n - 1 (unbiased for weights 1)."""
        return np.asarray(covariances_of(self.total[None], self)[0])

    @property
    def correlation(self) -> Floats | None:
        """Correlation matrix; None where a column is without variance."""
        covariance = self.covariance
        spread = np.sqrt(np.diag(covariance))
        return np.asarray(covariance / spread[:, None] / spread) if (spread > 0).all() else None

    @property
    def replicate_count(self) -> int:
        """Number of replicate groups."""
        return len(self.keys)

    def leave_one_out(self) -> Floats:
        """Return the products without each group in turn, (groups, 2p, 2p)."""
        return np.asarray(self.total - self.products)

    def resampled(self, weights: Floats) -> Floats:
        """Return the products of bootstrap resamples, (resamples, 2p, 2p).

        Args:
            weights: How often each group is drawn, (resamples, groups).
        """
        products = self.products
        size = products.shape[1]
        return np.asarray((weights @ products.reshape(len(self.keys), -1)).reshape(-1, size, size))


def _changed(products: Floats | RowProducts, move: Floats) -> Floats | RowProducts:
    return products.changed(move) if isinstance(products, RowProducts) else move @ products @ move.T


def _joined(first: Moments, second: Moments, keys: NDArray[np.uint64]) -> Floats | RowProducts:
    """Return the products of two parts by their keys together."""
    one, other = first._products, second._products
    if isinstance(one, RowProducts) and isinstance(other, RowProducts) and len(keys) == len(one) + len(other):
        return one.beside(other, np.argsort(np.concatenate([first.keys, second.keys])))
    return added(first.keys, first.products, keys) + added(second.keys, second.products, keys)


def joined_layers(first: Mapping[str, Moments], second: Mapping[str, Moments]) -> dict[str, Moments]:
    """Return the moments of strata of two parts together."""
    both = dict(first)
    for name, part in second.items():
        both[name] = both[name] + part if name in both else part
    return both


def means_of(products: Floats, moments: Moments) -> Floats:
    """Return means in own units for any stack of products, (stack, p); NaN where no row has the column."""
    p = len(moments.names)
    places = np.arange(p)
    with np.errstate(invalid="ignore", divide="ignore"):
        steps = products[:, places, p + places] / products[:, p + places, p + places]
    return np.asarray(np.asarray(moments.origin) + np.asarray(moments.unit) * steps)


def covariances_of(products: Floats, moments: Moments) -> Floats:
    """Return covariance matrices in own units for any stack of products, (stack, p, p).

    Each entry uses the rows that have both columns: Q - S S' / n over n - 1; with weights, where n is
    their sum, over n times (rows - 1) / rows, so that the size of the weights does not matter.
    """
    p = len(moments.names)
    cross, sums, counts = products[:, :p, :p], products[:, :p, p:], products[:, p:, p:]
    unit = np.asarray(moments.unit)
    with np.errstate(invalid="ignore", divide="ignore"):
        centred = cross - sums * np.swapaxes(sums, 1, 2) / counts
        divisor = counts * (1 - 1 / moments.n) if moments.is_weighted else counts - 1
        return np.asarray(centred / divisor * unit[:, None] * unit)
