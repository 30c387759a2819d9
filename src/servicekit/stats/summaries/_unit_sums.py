"""Sums by sampling unit: what each stratum contributes to linearised variances of anything made of column sums."""

from collections.abc import Mapping
from math import inf
from typing import Any

import attrs
import numpy as np
from attrs import field, frozen

from servicekit.data._vectors import Floats
from servicekit.foundation._errors import InvalidValueError, ScaleMismatchError
from servicekit.stats.designs._design import Spread, spread_of


@frozen(kw_only=True, eq=False)
class UnitSums:
    """Sums of k columns over the sampling units of one stratum; merges with ``+``.

    Attributes:
        units: Sampling units of weight above 0, whether or not anything is known of them.
        population: Sampling units in the population; None: so many that the sample does not matter.
        sums: Weighted sums of the columns, (k,).
        squares: Sum over rows of the squared weight times the products of the columns, (k, k); of use where rows are
            the units.
        rows: Rows used, the sums of their weights, of the squares and of the cubes of these, (4,).
        lightest, heaviest: Smallest and greatest weight above 0; equal weights are no weights.
        names: Clusters, where clusters are the units; they differ.
        table: Weighted sums of the columns by cluster, (m, k).
        sizes: Rows used, sum of weights and of squared weights by cluster, (m, 3).
        margins: Indicators of the levels of margins, which stand as the last of the columns.
        cross: Sums of the products of the columns over everybody sampled, (k, k), where there are margins: weighted
            with one margin, each row counting once with several, as R's survey takes them.
        stages: By cluster the units of a second stage, where their finite population is known.
    """

    units: int
    population: float | None
    sums: Floats = field(repr=False)
    squares: Floats = field(repr=False)
    rows: Floats = field(repr=False)
    lightest: float = inf
    heaviest: float = 0.0
    names: tuple[str, ...] = ()
    table: Floats = field(repr=False)
    sizes: Floats = field(repr=False)
    margins: tuple[str, ...] = ()
    cross: Floats = field(factory=lambda: np.zeros((0, 0)), repr=False)
    stages: Mapping[str, "UnitSums"] = field(factory=dict, repr=False)

    def __add__(self, other: "UnitSums") -> "UnitSums":
        if bool(self.names) != bool(other.names) and self.units and other.units:
            raise ScaleMismatchError("sums of clusters and of single rows cannot be joined")
        population = self.population if other.population is None else other.population
        if None not in (self.population, other.population) and self.population != other.population:
            raise InvalidValueError("fpc", "the same within a stratum", [self.population, other.population])
        names = tuple(dict.fromkeys((*self.names, *other.names)))
        margins = tuple(dict.fromkeys((*self.margins, *other.margins)))
        first, second = (part._in_order(names).with_margins(margins) for part in (self, other))
        return UnitSums(
            units=len(names) if names else self.units + other.units,
            population=population,
            sums=first.sums + second.sums,
            squares=first.squares + second.squares,
            rows=self.rows + other.rows,
            lightest=min(self.lightest, other.lightest),
            heaviest=max(self.heaviest, other.heaviest),
            names=names,
            table=first.table + second.table,
            sizes=first.sizes + second.sizes,
            margins=margins,
            cross=first.cross + second.cross,
            stages=joined(first.stages, second.stages),
        )

    def with_margins(self, margins: tuple[str, ...]) -> "UnitSums":
        """Return the same sums with the indicators of all these levels, in this order; none of a new one is here."""
        if margins == self.margins:
            return self
        k = self.sums.size - len(self.margins)
        known = {name: k + place for place, name in enumerate(self.margins)}
        places = [*range(k), *(known.get(name, self.sums.size) for name in margins)]
        both = np.ix_(places, places)
        cross = np.zeros((self.sums.size, self.sums.size)) if not self.margins else self.cross
        return attrs.evolve(
            self,
            sums=np.append(self.sums, 0.0)[places],
            squares=np.pad(self.squares, ((0, 1), (0, 1)))[both],
            table=np.pad(self.table, ((0, 0), (0, 1)))[:, places],
            margins=margins,
            cross=np.pad(cross, ((0, 1), (0, 1)))[both],
        )

    def _in_order(self, names: tuple[str, ...]) -> "UnitSums":
        if names == self.names:
            return self
        place = {name: number for number, name in enumerate(names)}
        rows = [place[name] for name in self.names]
        table, sizes = np.zeros((len(names), self.sums.size)), np.zeros((len(names), 3))
        table[rows], sizes[rows] = self.table, self.sizes
        return attrs.evolve(self, names=names, table=table, sizes=sizes)

    def within(self, whole: "UnitSums") -> "UnitSums":
        """Return the same sums as a domain of a larger sample: units without a member of it are there and hold 0."""
        names = whole.names or self.names
        about = {name: getattr(whole, name) for name in ("units", "population", "lightest", "heaviest")}
        own = attrs.evolve(self._in_order(names).with_margins(whole.margins), **about)
        if whole.stages:
            stages = {name: self.stages.get(name, part.empty()).within(part) for name, part in whole.stages.items()}
            own = attrs.evolve(own, stages=stages)
        if not whole.margins:
            return own
        # everybody sampled has a place in the margins, whether of the domain or not
        k = own.sums.size - len(whole.margins)
        sums, squares, table, cross = own.sums.copy(), own.squares.copy(), own.table.copy(), own.cross.copy()
        sums[k:], squares[k:, k:], cross[k:, k:] = whole.sums[k:], whole.squares[k:, k:], whole.cross[k:, k:]
        table[:, k:] = whole.table[:, k:]
        return attrs.evolve(own, sums=sums, squares=squares, table=table, cross=cross)

    def empty(self) -> "UnitSums":
        """Return the sums of no rows."""
        k = self.sums.size
        none: dict[str, Any] = {"sums": np.zeros(k), "squares": np.zeros((k, k)), "rows": np.zeros(4)}
        none |= {"margins": self.margins, "cross": np.zeros_like(self.cross)}
        return UnitSums(units=0, population=None, table=np.zeros((0, k)), sizes=np.zeros((0, 3)), **none)

    def changed(self, move: Floats) -> "UnitSums":
        """Return the sums of other columns, each a linear combination of these; ``move`` is (new, k)."""
        if d := len(self.margins):  # indicators stay what they are
            rows, columns = move.shape
            move = np.block([[move, np.zeros((rows, d))], [np.zeros((d, columns)), np.eye(d)]])
        return attrs.evolve(
            self,
            sums=move @ self.sums,
            squares=move @ self.squares @ move.T,
            table=self.table @ move.T,
            cross=move @ self.cross @ move.T if d else self.cross,
            stages={name: part.changed(move) for name, part in self.stages.items()},
        )


def refuse_in_groups(strata: Mapping[str, UnitSums]) -> None:
    """Raise where a design names what resampled groups cannot take into account.

    Args:
        strata: Sums by stratum.
    """
    for part in strata.values():
        for name, given in (("margins", part.margins), ("a second stage", part.stages)):
            if given:
                raise InvalidValueError("design", f"one without {name}, which this call cannot honour yet", ...)


def joined(first: Mapping[str, UnitSums], second: Mapping[str, UnitSums]) -> dict[str, UnitSums]:
    """Return the sums of two parts of a sample by stratum."""
    both = dict(first)
    for name, part in second.items():
        both[name] = both[name] + part if name in both else part
    return both


def as_domains(groups: Mapping[Any, Mapping[str, UnitSums]]) -> dict[Any, dict[str, UnitSums]]:
    """Let every group know all sampling units of each stratum."""
    whole: dict[str, UnitSums] = {}
    for strata in groups.values():
        whole = joined(whole, strata)
    return {
        group: {name: strata.get(name, part.empty()).within(part) for name, part in whole.items()}
        for group, strata in groups.items()
    }


def linear_spread(strata: Mapping[str, UnitSums], gradients: Floats) -> Spread:
    """Return the covariance of estimates whose influences are linear in the columns.

    Args:
        strata: Sums by stratum.
        gradients: (estimates, k).

    Formula:
        sum over strata of (1 - n/N) n/(n - 1) (sum t t' - sum t sum t' / n), t the influences summed by unit.
    """
    parts: dict[Any, tuple[int, Floats, Floats]] = {}
    gradients = _less_margins(strata, gradients)
    for name, part in strata.items():
        if part.names:
            totals = part.table @ gradients.T
            parts[name] = part.units, totals.sum(axis=0), totals.T @ totals
        elif part.units:
            # where all weights are the same there is no design, and only the rows used count
            plain = len(strata) == 1 and part.population is None and part.lightest == part.heaviest
            parts[name] = (
                int(part.rows[0]) if plain else part.units,
                gradients @ part.sums,
                gradients @ part.squares @ gradients.T,
            )
    population = {name: part.population for name, part in strata.items() if part.population is not None}
    spread = spread_of(parts, population or None)
    for name, part in strata.items():
        if part.stages and name in population:
            inner = {cluster: _centred(own.table @ gradients.T) for cluster, own in part.stages.items()}
            sizes = {cluster: own.population for cluster, own in part.stages.items() if own.population is not None}
            within = spread_of(inner, sizes or None).covariance
            spread = spread._replace(covariance=spread.covariance + part.units / population[name] * within)
    return spread


def _centred(totals: Floats) -> tuple[int, Floats, Floats]:
    own = totals - totals.mean(axis=0)
    return len(totals), np.zeros(totals.shape[1]), own.T @ own


def _less_margins(strata: Mapping[str, UnitSums], gradients: Floats) -> Floats:
    """Return gradients less what the margins explain, so that influences become residuals; as they are without any."""
    margins = tuple(dict.fromkeys(name for part in strata.values() for name in part.margins))
    if not margins:
        return gradients
    k = gradients.shape[1]
    cross = sum((part.with_margins(margins).cross for part in strata.values()), start=np.zeros(()))
    solved = np.linalg.lstsq(cross[k:, k:], cross[k:, :k] @ gradients.T, rcond=None)[0]
    return np.hstack([gradients, -solved.T])


@frozen(kw_only=True)
class Freedom:
    """How a t interval is made from a linearised variance.

    Attributes:
        degrees_of_freedom: By Satterthwaite from the weights of the units; below 1 there is no interval.
        bias: Expected value of the variance estimate for exchangeable units, as a share of the variance.
    """

    degrees_of_freedom: float
    bias: float = 1.0


FLOOR: float = 0.05
"""Lowest correlation within clusters that is reckoned with: few clusters cannot show that there is none."""


def freedom(strata: Mapping[str, UnitSums], variance: float, spread_of_rows: float) -> Freedom:
    """Return degrees of freedom and bias of a linearised variance.

    Args:
        strata: Sums by stratum.
        variance: The variance without finite population correction.
        spread_of_rows: Weighted variance of the linearised variable over rows, s².

    Formula:
        Rows as units: Kish's number less 1 (less strata, at most), bias n/(n - 1) K sum q² (1 - 2q + 1/K). Clusters:
        Satterthwaite's df for exchangeable rows within clusters, correlation max(estimate, 0.05).

    Source:
        Bell and McCaffrey (2002); Kish (1965).
    """
    rows = sum((part.rows for part in strata.values()), start=np.zeros(4))
    n, total = rows[0], rows[1]
    if n < 2 or total <= 0:
        return Freedom(degrees_of_freedom=0.0)
    kish = total**2 / rows[2]
    if not any(part.names for part in strata.values()):
        if len(strata) > 1:
            return Freedom(degrees_of_freedom=min(n - len(strata), kish - 1))
        bias = n / (n - 1) * kish * ((1 + 1 / kish) / kish - 2 * rows[3] / total**3)
        return Freedom(degrees_of_freedom=kish - 1, bias=min(max(bias, 0.0), 1.0))
    shares = [part.sizes[part.sizes[:, 0] > 0] for part in strata.values()]
    shares = [sizes for sizes in shares if len(sizes)]
    between = sum(float((sizes[:, 1] ** 2).sum()) for sizes in shares) / rows[2] - 1
    correlation = 1.0
    if between > 0 and spread_of_rows > 0:
        correlation = min(max((variance / (spread_of_rows / kish) - 1) / between, FLOOR), 1.0)
    found = [_of_stratum(sizes, correlation) for sizes in shares if len(sizes) > 1]
    if not found:
        return Freedom(degrees_of_freedom=0.0)
    if len(shares) == 1:
        freedoms, bias, _ = found[0]
        return Freedom(degrees_of_freedom=freedoms, bias=bias)
    amounts = [amount for _, _, amount in found]
    joined = sum(amounts) ** 2 / sum(a * a / f for a, (f, _, _) in zip(amounts, found, strict=True))
    return Freedom(degrees_of_freedom=joined)


def _of_stratum(sizes: Floats, correlation: float) -> tuple[float, float, float]:
    """Return Satterthwaite's df, the bias and the expected variance of the clusters of one stratum."""
    m, weights = len(sizes), sizes[:, 1]
    g = weights / weights.sum()
    om = correlation + (1 - correlation) * sizes[:, 2] / weights**2
    a, d = om * g, g * g
    c = float(d @ om)
    t1 = float((d * (om - 2 * a + c)).sum())
    s0, s1, s2 = float(d.sum()), float(d @ a), float(d @ (a * a))
    t2 = c * c * s0 * s0 - 4 * c * s0 * s1 + 2 * s0 * s2 + 2 * s1 * s1
    t2 += float((d * d * (om * om + 2 * om * (c - 2 * a))).sum())
    bias = min(1.0, m / (m - 1) * t1 / c)
    return t1 * t1 / t2, bias, bias * float(weights.sum() ** 2) * c
