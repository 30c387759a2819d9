"""Sampling designs: which columns say how rows were sampled, and the spread that follows by Taylor linearisation."""

from collections.abc import Hashable, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from attrs import field, frozen
from numpy.typing import ArrayLike, NDArray

from servicekit.data._vectors import Floats
from servicekit.foundation._errors import InvalidValueError
from servicekit.stats.designs._kish import checked_weights, kish_n


def _column_name(instance: object, attribute: Any, value: Any) -> None:
    if value is not None and (not isinstance(value, str) or not value):
        hint = "put the numbers into a column of the data"
        raise InvalidValueError(f"{attribute.name} of a design", "the name of a column", value, hint=hint)


def _names(value: str | Sequence[str] | None) -> tuple[str, ...]:
    if isinstance(value, list):
        return tuple(value)
    return (value,) if isinstance(value, str) else () if value is None else value  # type: ignore[return-value]


def _column_names(instance: object, attribute: Any, value: Any) -> None:
    if not isinstance(value, tuple) or not all(isinstance(name, str) and name for name in value):
        rule = "the name of a column, or a list of names"
        raise InvalidValueError(f"{attribute.name} of a design", rule, value, hint="the numbers belong into the data")
    if len(set(value)) < len(value):
        raise InvalidValueError(f"{attribute.name} of a design", "different columns", list(value))


@frozen(kw_only=True)
class Design:
    """How the rows of a data set were sampled: names of its columns, taken as ``design=`` by every measure.

    Attributes:
        weights: Column of sampling weights, at least 0; only their proportions matter. None: all rows count the same.
        strata: Column of strata, within which rows or clusters were drawn independently.
        clusters: Column of the primary sampling units (branches, visits); two columns where units were drawn within
            units. Equal names in two strata are two clusters.
        fpc: Column of the number of sampling units in the population of each row's stratum (finite population
            correction); two columns where ``clusters`` has two, the second of units within the cluster.
        margins: Columns whose totals in the population the weights reproduce (``rake``, ``post_stratify``); what
            they explain does not count as chance.

    Example:
        >>> import servicekit as sk
        >>> survey = {"answer": [9, 10, 6, 8], "w": [0.5, 1.5, 1.0, 1.0], "shop": ["a", "a", "b", "c"]}
        >>> design = sk.Design(weights="w", clusters="shop")
        >>> sk.mean_score(survey, "answer", scale=sk.ZERO_TO_TEN, design=design).value
        8.375
    """

    weights: str | None = field(default=None, validator=_column_name)
    strata: str | None = field(default=None, validator=_column_name)
    clusters: tuple[str, ...] = field(default=(), converter=_names, validator=_column_names)
    fpc: tuple[str, ...] = field(default=(), converter=_names, validator=_column_names)
    margins: tuple[str, ...] = field(default=(), converter=_names, validator=_column_names)

    def __attrs_post_init__(self) -> None:
        if len(self.clusters) > 2 or len(self.fpc) > max(len(self.clusters), 1):
            hint = "clusters and fpc name one column, or one for each of two stages"
            raise InvalidValueError("stages of a design", "at most two, and no more of fpc than of clusters", hint=hint)

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that the design names, each once."""
        named = (self.weights, self.strata, *self.clusters, *self.fpc, *self.margins)
        return tuple(dict.fromkeys(name for name in named if name is not None))


def as_design(design: Design | None) -> Design:
    """Return a design, or that of a sample in which all count the same; the name of a column by itself is refused."""
    if design is None:
        return Design()
    if not isinstance(design, Design):
        raise InvalidValueError("design", "a Design", design, hint='name its columns: sk.Design(weights="weight")')
    return design


def unit_columns(design: Design) -> tuple[str, ...]:
    """Return the columns of a design that name units: strata, clusters of both stages, margins."""
    return tuple(name for name in (design.strata, *design.clusters, *design.margins) if name)


def refuse_parts(design: Design, *parts: str) -> None:
    """Raise where a design names a part that a call cannot honour."""
    given = {
        "weights": design.weights,
        "strata": design.strata,
        "clusters": design.clusters,
        "fpc": design.fpc,
        "margins": design.margins,
        # of endless clusters the second stage adds nothing: their totals hold its chance already
        "second stage": design.clusters[1:] if design.fpc else (),
    }
    for part in parts:
        if given[part]:
            raise InvalidValueError("design", f"one without {part}, which this call cannot honour yet", given[part])


class Spread(NamedTuple):
    """What the sampling units of a design say about the spread of estimates.

    Attributes:
        covariance: Covariance of the estimates, with the finite population taken into account.
        with_replacement: The same as if the population were endless.
        degrees_of_freedom: Units less strata, at least 1.
        lonely: Strata of a single unit, whose spread cannot be known; then the covariances are 0 there.
    """

    covariance: Floats
    with_replacement: Floats
    degrees_of_freedom: int
    lonely: tuple[str, ...]


def spread_of(strata: Mapping[Any, tuple[int, Floats, Floats]], population: Mapping[Any, float] | None) -> Spread:
    """Add up the spread between sampling units within strata.

    Args:
        strata: For each stratum the number of units n, the sum of their totals (k,) and of the totals' squares
            and products (k, k), where a unit's total is the sum of its influence on each of k estimates.
        population: Number of units in the population of each stratum; None if endless.

    Raises:
        InvalidValueError: A population is not given or smaller than the sample.

    Formula:
        sum over strata of (1 - n/N) n/(n - 1) (sum t t' - sum t sum t' / n).
    """
    first = next(iter(strata.values()))[1]
    covariance, endless = np.zeros((first.size, first.size)), np.zeros((first.size, first.size))
    for name, (units, total, squares) in strata.items():
        within = squares - np.outer(total, total) / units
        part = within * (units / (units - 1)) if units > 1 else np.zeros_like(within)
        endless += part
        covariance += part * (1 - sampled_share(name, units, population))
    units = sum(stratum[0] for stratum in strata.values())
    lonely = tuple(str(name) for name, stratum in strata.items() if stratum[0] == 1) if len(strata) > 1 else ()
    return Spread(covariance, endless, max(units - len(strata), 1), lonely)


def sampled_share(name: Hashable, units: int, population: Mapping[Any, float] | None) -> float:
    """Return the share of a stratum's units that were sampled, 0 if the population is endless."""
    if population is None:
        return 0.0
    if name not in population:
        raise InvalidValueError("population", "given for every stratum", list(population), f"stratum {name!r}")
    size = population[name]
    if not size >= units:
        raise InvalidValueError("population", f"at least the {units} units sampled", size, f"stratum {name!r}")
    return units / size


def _column(values: ArrayLike | None) -> NDArray[Any] | None:
    return None if values is None else np.asarray(values)


@frozen(kw_only=True, eq=False, slots=False)
class SampleDesign:
    """Weights, strata and clusters of the rows of a sample.

    Attributes:
        weights: One per row, at least 0; rows of weight 0 do not count. Only their proportions matter.
        strata: Stratum of each row; None: one stratum.
        clusters: First-stage sampling unit of each row; None: each row is its own. Equal names in two strata
            mean two clusters.
        population: Number of first-stage units in the population by stratum (of the one stratum: ``{None: N}``).
        margins: Level of each row in each margin that the weights reproduce, (margins, rows), levels of all margins
            numbered together; None without margins.
    """

    weights: Floats = field(converter=checked_weights, repr=False)
    strata: NDArray[Any] | None = field(default=None, converter=_column, repr=False)
    clusters: NDArray[Any] | None = field(default=None, converter=_column, repr=False)
    population: Mapping[Any, float] | None = None
    margins: NDArray[np.int64] | None = field(default=None, repr=False)

    def __attrs_post_init__(self) -> None:
        for name, column in (("strata", self.strata), ("clusters", self.clusters)):
            if column is not None and column.shape != self.weights.shape:
                raise InvalidValueError(name, f"one for each of the {self.weights.size} rows", list(column.shape))

    @cached_property
    def used(self) -> NDArray[np.bool_]:
        """Rows of weight above 0."""
        return np.asarray(self.weights > 0)

    @property
    def n(self) -> int:
        """Number of rows of weight above 0."""
        return int(self.used.sum())

    @property
    def kish_n(self) -> float:
        """Kish's effective number of rows."""
        return kish_n(self.weights)

    @cached_property
    def _units(self) -> tuple[list[Any], NDArray[np.intp], NDArray[np.intp]]:
        """Names of strata, stratum of each unit, unit of each used row."""
        rows = np.flatnonzero(self.used)
        if self.strata is None:
            names, stratum = [None], np.zeros(rows.size, dtype=np.intp)
        else:
            levels, stratum = np.unique(self.strata[rows], return_inverse=True)
            names = levels.tolist()
        if self.clusters is None:
            return names, stratum, np.arange(rows.size)
        levels, cluster = np.unique(self.clusters[rows], return_inverse=True)
        pairs, unit = np.unique(stratum * levels.size + cluster, return_inverse=True)
        return names, pairs // levels.size, unit

    @property
    def degrees_of_freedom(self) -> int:
        """Sampling units less strata, at least 1."""
        names, stratum, _ = self._units
        return max(stratum.size - len(names), 1)

    def _less_margins(self, influence: Floats) -> Floats:
        """Return influences less what the margins explain.

        The regression is weighted with one margin, and with several each row counts once, as R's survey takes them.
        """
        if self.margins is None:
            return influence
        weights, levels = self.weights[self.used], self.margins[:, self.used]
        x = np.zeros((weights.size, int(levels.max(initial=-1)) + 1))
        for own in levels:
            x[np.arange(weights.size), own] = 1.0
        counted = x * weights[:, None] if len(levels) == 1 else x
        explained = np.linalg.lstsq(counted.T @ x, counted.T @ (influence / weights).T, rcond=None)[0]
        return np.asarray(influence - weights * (x @ explained).T)

    def spread(self, influence: ArrayLike) -> Spread:
        """Return the covariance of k estimates from the influence of each row on each of them.

        Args:
            influence: Array (k, rows) or (rows,), the weights already in it.
        """
        names, stratum, unit = self._units
        rows = self._less_margins(np.atleast_2d(np.asarray(influence, dtype=float))[:, self.used])
        totals = np.stack([np.bincount(unit, weights=row, minlength=stratum.size) for row in rows])
        strata: dict[Any, tuple[int, Floats, Floats]] = {}
        for code, name in enumerate(names):
            own = totals[:, stratum == code]
            # Centred first: then nothing is lost by subtracting great squares later.
            own = own - own.mean(axis=1, keepdims=True)
            strata[name] = own.shape[1], np.zeros(len(own)), own @ own.T
        return spread_of(strata, self.population)
