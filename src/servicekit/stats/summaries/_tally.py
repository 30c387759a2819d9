"""Tally: how often each category of a scale was answered; merges with ``+`` and keeps what weights and design need."""

from collections.abc import Mapping, Sequence
from math import inf

import attrs
import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from servicekit.data._scales import Scale
from servicekit.foundation._checks import validate, whole
from servicekit.foundation._errors import InvalidValueError, ScaleMismatchError
from servicekit.foundation._results import Result
from servicekit.foundation._vocabulary import Label

Sums = tuple[float, ...]


def _added(first: Sequence[float], second: Sequence[float]) -> Sums:
    return tuple(a + b for a, b in zip(first, second, strict=True))


@frozen(kw_only=True)
class Stratum:
    """What one stratum of a weighted or designed sample contributes.

    Attributes:
        units: Sampling units in it, with or without an answer: rows, or clusters where there are any.
        population: Sampling units in the population; None: so many that the sample does not matter.
        lightest, heaviest: Smallest and greatest weight above 0; equal weights are no weights.
        sums: Sum of weights per category.
        squares: Sum of squared weights per category, where rows are the units.
        cubes: Sum of cubed weights per category, where rows are the units; for the skewness of tests.
        clusters: Sum of weights per category in each cluster, where clusters are the units.
        rows: Answers per category, where margins ask for them; of all strata of a cell in one of them.
    """

    units: int
    sums: Sums
    squares: Sums
    clusters: Mapping[str, Sums] = field(factory=dict, hash=False)
    population: float | None = None
    lightest: float = inf
    heaviest: float = 0.0
    cubes: Sums = ()
    rows: Sums = ()

    def __add__(self, other: "Stratum") -> "Stratum":
        if self.units and other.units and bool(self.clusters) != bool(other.clusters):
            raise ScaleMismatchError("tallies of clusters and of single rows cannot be joined")
        clusters = dict(self.clusters)
        for name, sums in other.clusters.items():
            clusters[name] = _added(clusters[name], sums) if name in clusters else sums
        known = {self.population, other.population} - {None}
        if len(known) > 1:
            raise InvalidValueError("fpc", "the same within a stratum", sorted(map(str, known)))
        both = self.cubes and other.cubes
        cubes = _added(self.cubes, other.cubes) if both else ()
        if not both and not (self.units and other.units):  # one of the two is empty, and takes nothing away
            cubes = self.cubes or other.cubes
        return Stratum(
            units=len(clusters) if clusters else self.units + other.units,
            sums=_added(self.sums, other.sums),
            squares=_added(self.squares, other.squares),
            clusters=clusters,
            population=next(iter(known), None),
            lightest=min(self.lightest, other.lightest),
            heaviest=max(self.heaviest, other.heaviest),
            cubes=cubes,
            rows=_added(self.rows, other.rows) if self.rows and other.rows else self.rows or other.rows,
        )


Parts = Mapping[str, Mapping[str, Stratum]]
"""Strata of the parts of a sample: of each cell of margins, or clusters of each stratum."""


def joined_parts(first: Parts, second: Parts) -> Parts:
    """Return the parts of two samples together."""
    both = {name: dict(strata) for name, strata in first.items()}
    for name, strata in second.items():
        own = both.setdefault(name, {})
        for key, stratum in strata.items():
            own[key] = own[key] + stratum if key in own else stratum
    return both


@frozen(kw_only=True)
class Tally(Result):
    """Counts per category of a scale; ``a + b`` of two parts is the tally of the whole, to the last bit.

    Attributes:
        scale: The answers allowed.
        counts: Answers per category.
        strata: Weights and sampling units by stratum; empty for a plain, unweighted sample.
        margins: The same by cell of the margins and stratum, with one category more for those without an answer.
        stages: By stratum and cluster the units of a second stage, with the number of them in the cluster.
        missing: Rows without an answer.
        rejected: Rows set aside, by reason.
        normalised: Answers that were written unusually and read all the same.
        respondents: Fingerprint of the rows read, the same for every question of the same rows; "" where unknown.

    Example:
        >>> import servicekit as sk
        >>> sk.stats.tally([0, 9, 10], scale=sk.ZERO_TO_TEN).counts
        (1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1)
    """

    scale: Scale
    counts: tuple[int, ...]
    strata: Mapping[str, Stratum] = field(factory=dict, hash=False)
    margins: Parts = field(factory=dict, hash=False, repr=False)
    stages: Parts = field(factory=dict, hash=False, repr=False)
    missing: int = 0
    rejected: Mapping[str, int] = field(factory=dict, hash=False)
    normalised: int = 0
    respondents: str = field(default="", eq=False, repr=False, metadata={"evidence": False})

    title = Label("Tally of answers", "回答计数")
    derived = ("n", "mean", "missing", "rejected_count")

    def __attrs_post_init__(self) -> None:
        if len(self.counts) != len(self.scale.categories):
            rule = f"{len(self.scale.categories)}, one per category"
            raise InvalidValueError("counts", rule, len(self.counts))
        for count in (*self.counts, self.missing, *self.rejected.values(), self.normalised):
            validate(whole, "counts", count)

    @classmethod
    def empty(cls, scale: Scale) -> "Tally":
        """Return the tally of no rows: the identity of ``+``."""
        return cls(scale=scale, counts=(0,) * len(scale.categories))

    @classmethod
    def from_counts(cls, counts: Mapping[float, int], scale: Scale, *, missing: int = 0) -> "Tally":
        """Return the tally of a frequency table.

        Args:
            counts: Answer -> how often it was given; answers off the scale are refused.
            scale: The answers allowed.
            missing: How many gave none.
        """
        if off := [answer for answer in counts if answer not in scale.categories]:
            raise InvalidValueError("answers", scale.rule, off)
        for count in counts.values():
            validate(whole, "counts", count)
        return cls(scale=scale, counts=tuple(int(counts.get(c, 0)) for c in scale.categories), missing=missing)

    def regrouped(self, places: Sequence[int]) -> "Tally":
        """Return the same answers on a coarser scale 0, 1, 2, ...

        Args:
            places: New category of each old one; every number from 0 to the largest occurs.
        """
        if len(places) != len(self.counts):
            raise InvalidValueError("places", f"{len(self.counts)}, one per category", len(places))
        size = max(places) + 1

        def joined(sums: Sequence[float]) -> Sums:
            # those without an answer, who stand last in the cells of margins, keep a category of their own
            own = places if len(sums) == len(places) else (*places, size)
            return tuple(np.bincount(own, weights=sums, minlength=size).tolist())

        def coarser(strata: Mapping[str, Stratum]) -> dict[str, Stratum]:
            return {
                name: attrs.evolve(
                    stratum,
                    sums=joined(stratum.sums),
                    squares=joined(stratum.squares),
                    cubes=joined(stratum.cubes) if stratum.cubes else (),
                    rows=joined(stratum.rows) if stratum.rows else (),
                    clusters={cluster: joined(sums) for cluster, sums in stratum.clusters.items()},
                )
                for name, stratum in strata.items()
            }

        return attrs.evolve(
            self,
            scale=Scale(low=0, high=size - 1),
            counts=tuple(int(count) for count in joined(self.counts)),
            strata=coarser(self.strata),
            margins={cell: coarser(strata) for cell, strata in self.margins.items()},
            stages={outer: coarser(strata) for outer, strata in self.stages.items()},
        )

    def __add__(self, other: "Tally") -> "Tally":
        self.scale.require_same(other.scale)
        if bool(self.strata) != bool(other.strata) and self.n and other.n:
            raise ScaleMismatchError("a weighted and an unweighted tally cannot be joined")
        strata: dict[str, Stratum] = {}
        for part in (self, other):
            if not part.n and (self.n or other.n) and not (self.strata and other.strata):
                continue  # no answers: whether they would have had weights does not matter
            for name, stratum in part.strata.items():
                strata[name] = strata[name] + stratum if name in strata else stratum
        # a stratum without answers only says that there were weights
        strata = {name: stratum for name, stratum in strata.items() if stratum.units} or strata
        reasons = sorted({*self.rejected, *other.rejected})
        return attrs.evolve(
            self,
            counts=tuple(a + b for a, b in zip(self.counts, other.counts, strict=True)),
            strata=strata,
            margins=joined_parts(self.margins, other.margins),
            stages=joined_parts(self.stages, other.stages),
            missing=self.missing + other.missing,
            rejected={reason: self.rejected.get(reason, 0) + other.rejected.get(reason, 0) for reason in reasons},
            normalised=self.normalised + other.normalised,
            respondents=self.respondents if self.respondents == other.respondents else "",
        )

    @property
    def n(self) -> int:
        """Number of answers."""
        return sum(self.counts)

    @property
    def rejected_count(self) -> int:
        """Number of rows set aside for any reason."""
        return sum(self.rejected.values())

    @property
    def is_weighted(self) -> bool:
        """Whether weights or a sampling design came with the answers."""
        return bool(self.strata)

    @property
    def is_clustered(self) -> bool:
        """Whether clusters, not rows, were sampled."""
        return any(stratum.clusters for stratum in self.strata.values())

    @property
    def weights(self) -> Sums:
        """Sum of weights per category; the counts where there are no weights."""
        if not self.strata:
            return tuple(float(count) for count in self.counts)
        columns = zip(*(stratum.sums for stratum in self.strata.values()), strict=True)
        return tuple(float(sum(column)) for column in columns)

    @property
    def mean(self) -> float | None:
        """Weighted mean answer; None without answers."""
        return self.mean_score(self.scale.categories)

    def mean_score(self, scores: Sequence[float]) -> float | None:
        """Return the weighted mean of a score given to each category; None without answers.

        Args:
            scores: One number per category, such as 1 for the best two and 0 for the rest.
        """
        weights = self.weights
        total = sum(weights)
        if total <= 0:
            return None
        mean = sum(w * s for w, s in zip(weights, scores, strict=True)) / total
        return min(max(mean, min(scores)), max(scores))  # rounding may carry it past the end of the scale

    def shares(self) -> NDArray[np.float64]:
        """Return the weighted share of each category; NaN is never among them, an empty tally is refused."""
        weights = np.asarray(self.weights)
        if weights.sum() <= 0:
            raise InvalidValueError("tally", "of at least one answer", 0)
        return np.asarray(weights / weights.sum())
