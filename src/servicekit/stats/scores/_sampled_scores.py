"""Scores of sampling units: respondents, or clusters with their weighted means."""

from collections.abc import Hashable, Sequence
from typing import Any, Final

import attrs
import numpy as np
from attrs import frozen
from numpy.typing import ArrayLike, NDArray

from servicekit.data._vectors import Floats
from servicekit.stats.summaries._tally import Tally

EQUAL_WEIGHTS: Final = 1e-9
"""Squared coefficient of variation up to which weights count as equal."""


@frozen(kw_only=True, eq=False)
class SampledScores:
    """Scores of the sampling units of one set of respondents, units of equal score and stratum taken together.

    A unit is a respondent, or a cluster with its weighted mean and its sum of weights.

    Attributes:
        scores: Score of each entry.
        units: Sampling units of each entry.
        sums, squares, cubes: Sums over its units of the weight, its square and its cube.
        strata: Stratum of each entry; equal for all without strata.
        clusters: Name of the cluster of each entry; None where respondents are the units.
        n: Respondents.
        row_squares: Sum of the squared weights of the respondents.
        inside: The respondents, whose strata are their clusters; None where respondents are the units.

    Example:
        >>> import servicekit as sk
        >>> north = sk.stats.SampledScores.of_counts(52, 100)
        >>> south = sk.stats.SampledScores.of_counts(70, 100)
        >>> north.n
        100
    """

    scores: Floats
    units: Floats
    sums: Floats
    squares: Floats
    cubes: Floats
    strata: tuple[Hashable, ...]
    clusters: tuple[Hashable, ...] | None = None
    n: int
    row_squares: float
    inside: "SampledScores | None" = None

    @classmethod
    def of_rows(
        cls,
        values: ArrayLike,
        *,
        weights: ArrayLike | None = None,
        clusters: Sequence[Hashable] | None = None,
        strata: Sequence[Hashable] | None = None,
    ) -> "SampledScores":
        """Return the scores of rows.

        Args:
            values: One finite number per row.
            weights: One per row; rows of weight 0 do not count.
            clusters, strata: Names, one per row.
        """
        y = np.asarray(values, dtype=float)
        w = np.ones(y.shape) if weights is None else np.asarray(weights, dtype=float)
        used = w > 0
        where = np.flatnonzero(used).tolist()
        layers = ["all"] * len(where) if strata is None else [strata[row] for row in where]
        y, w = y[used], w[used]
        if clusters is None:
            one = np.ones(y.shape)
            return cls(
                scores=y,
                units=one,
                sums=w,
                squares=w**2,
                cubes=w**3,
                strata=tuple(layers),
                n=len(y),
                row_squares=float(w @ w),
            )
        places: dict[tuple[Hashable, Hashable], int] = {}
        codes = np.array(
            [places.setdefault((layer, clusters[row]), len(places)) for layer, row in zip(layers, where, strict=True)],
            dtype=np.intp,
        )
        sums = np.bincount(codes, weights=w, minlength=len(places)).astype(float)
        return cls(
            scores=_means(y, w, codes),
            units=np.ones(len(places)),
            sums=sums,
            squares=sums**2,
            cubes=sums**3,
            strata=tuple(layer for layer, _ in places),
            clusters=tuple(places),
            n=len(y),
            row_squares=float(w @ w),
            inside=cls.of_rows(y, weights=w, strata=_at(list(places), codes)),
        )

    @classmethod
    def of_counts(cls, count: int, n: int) -> "SampledScores":
        """Return the scores of plain respondents: ``count`` times 1, else 0.

        Args:
            count: Successes.
            n: Respondents.
        """
        sizes = np.array([float(n - count), float(count)])
        some = sizes > 0
        plain: dict[str, Any] = dict.fromkeys(("units", "sums", "squares", "cubes"), sizes[some])
        scores = np.array([0.0, 1.0])[some]
        return cls(scores=scores, **plain, strata=("all",) * int(some.sum()), n=n, row_squares=float(n))

    @classmethod
    def of_tally(cls, tally: Tally, scores: Sequence[float]) -> "SampledScores":
        """Return the scores of a tally.

        Args:
            tally: Answers with their strata and clusters.
            scores: Score of each category.
        """
        points = np.asarray(scores, dtype=float)
        if not tally.is_weighted:
            counts = np.asarray(tally.counts, dtype=float)
            some = counts > 0
            plain: dict[str, Any] = dict.fromkeys(("units", "sums", "squares", "cubes"), counts[some])
            strata = ("all",) * int(some.sum())
            return cls(scores=points[some], **plain, strata=strata, n=tally.n, row_squares=float(counts.sum()))
        entries: list[tuple[float, ...]] = []
        layers: list[Hashable] = []
        names: list[Hashable] = []
        for layer, stratum in tally.strata.items():
            for name, sums in stratum.clusters.items():
                total = sum(sums)
                if total > 0:
                    mean = _mean(points, np.asarray(sums))
                    entries.append((mean, 1.0, total, total**2, total**3))
                    layers.append(layer)
                    names.append((layer, name))
            if not stratum.clusters:
                cubes = stratum.cubes or tuple(
                    q**2 / s if s else 0.0 for q, s in zip(stratum.squares, stratum.sums, strict=True)
                )
                for score, s, q, c in zip(points, stratum.sums, stratum.squares, cubes, strict=True):
                    if s > 0:
                        entries.append((float(score), s**2 / q, s, q, c))
                        layers.append(layer)
        table = np.array(entries, dtype=float).reshape(len(entries), 5).T
        answered = np.asarray(tally.weights)
        squares = [sum(stratum.squares) for stratum in tally.strata.values()]
        counts = np.asarray(tally.counts, dtype=float)
        mean_weight = answered[counts > 0] / counts[counts > 0]
        row_squares = sum(squares) or float(mean_weight @ answered[counts > 0])
        if not names and len(tally.strata) == 1:  # the rows of an entry stand for its units
            table[1] = counts[counts > 0]
        return cls(
            scores=table[0],
            units=table[1],
            sums=table[2],
            squares=table[3],
            cubes=table[4],
            strata=tuple(layers),
            clusters=tuple(names) if names else None,
            n=tally.n,
            row_squares=row_squares,
            inside=_inside(tally, points, row_squares) if names else None,
        )

    def by_cluster(self) -> "SampledScores":
        """Return the same scores with entries of one cluster taken together; without clusters as they are."""
        if self.clusters is None or len(set(self.clusters)) == len(self.clusters):
            return self
        names = list(dict.fromkeys(self.clusters))
        place = {name: number for number, name in enumerate(names)}
        codes = np.array([place[name] for name in self.clusters])
        sums: Floats = np.bincount(codes, weights=self.sums).astype(np.float64)
        layers = dict(zip(self.clusters, self.strata, strict=True))
        return attrs.evolve(
            self,
            scores=_means(self.scores, self.sums, codes),
            units=np.ones(len(names)),
            sums=sums,
            squares=sums**2,
            cubes=sums**3,
            strata=tuple(layers[name] for name in names),
            clusters=tuple(names),
        )

    def __add__(self, other: "SampledScores") -> "SampledScores":
        both = self.clusters is not None and other.clusters is not None
        joined = {
            name: np.concatenate([getattr(self, name), getattr(other, name)])
            for name in ("scores", "units", "sums", "squares", "cubes")
        }
        return SampledScores(
            **joined,
            strata=(*self.strata, *other.strata),
            clusters=(*(self.clusters or ()), *(other.clusters or ())) if both else None,
            n=self.n + other.n,
            row_squares=self.row_squares + other.row_squares,
            inside=self.inside + other.inside if both and self.inside and other.inside else None,
        )

    @property
    def mean(self) -> float | None:
        """Weighted mean; None without weight."""
        return _mean(self.scores, self.sums) if self.sums.sum() > 0 else None

    @property
    def is_weighted(self) -> bool:
        """Whether weights differ, such as those of sets joined that have one weight each."""
        return self.row_squares * self.n > float(self.sums.sum()) ** 2 * (1 + EQUAL_WEIGHTS)

    @property
    def kish(self) -> float:
        """Kish's number of units."""
        squares = float(self.squares.sum())
        return float(self.sums.sum()) ** 2 / squares if squares > 0 else 0.0

    @property
    def kish_rows(self) -> float:
        """Kish's number of respondents."""
        return float(self.sums.sum()) ** 2 / self.row_squares if self.row_squares > 0 else 0.0

    def variance(self) -> tuple[float, float]:
        """Return the linearised variance of the mean and the number of units behind it (Kish's under weights)."""
        mean, total = self.mean or 0.0, float(self.sums.sum())
        away = self.scores - mean
        found = 0.0
        for units, first, second, _ in _layers(self.strata, self.units, away * self.sums, away**2 * self.squares, away):
            found += (second - first**2 / units) * units / (units - 1) if units > 1 else 0.0
        count = self.kish if self.is_weighted and self.clusters is None else float(self.units.sum())
        return found / total**2 if total > 0 else 0.0, count - len(set(self.strata)) + 1


def _mean(scores: Floats, weights: Floats) -> float:
    """Return the weighted mean: above the lowest, so that of scores all alike it is that score and nothing varies."""
    low = float(scores[weights > 0].min())
    return low + float(weights @ (scores - low)) / float(weights.sum())


def _means(scores: Floats, weights: Floats, codes: NDArray[np.intp]) -> Floats:
    """Return the weighted mean of each code, likewise."""
    low = scores.min(initial=np.inf)
    totals, sums = (np.bincount(codes, weights=each) for each in (weights * (scores - low), weights))
    return np.asarray(low + totals / sums)


def _at(names: Sequence[Hashable], codes: NDArray[np.intp]) -> list[Hashable]:
    return [names[code] for code in codes.tolist()]


def _inside(tally: Tally, points: Floats, row_squares: float) -> SampledScores:
    """Return the respondents of clusters by answer; where weights differ, each cluster has as many as its weight."""
    entries = [
        (score, total, (layer, name))
        for layer, stratum in tally.strata.items()
        for name, sums in stratum.clusters.items()
        for score, total in zip(points.tolist(), sums, strict=True)
        if total > 0
    ]
    scores, sums = (np.array([entry[place] for entry in entries]) for place in (0, 1))
    weight = float(sums.sum()) / max(tally.n, 1)
    square = row_squares / float(sums.sum())
    return SampledScores(
        scores=scores,
        units=sums / weight,
        sums=sums,
        squares=sums * square,
        cubes=sums * square**2,
        strata=tuple(entry[2] for entry in entries),
        n=tally.n,
        row_squares=row_squares,
    )


def _layers(strata: Sequence[Hashable], *columns: Floats) -> list[tuple[float, ...]]:
    """Return the sums of columns in each stratum."""
    if len(set(strata)) <= 1:
        return [tuple(float(column.sum()) for column in columns)]
    names = {name: place for place, name in enumerate(dict.fromkeys(strata))}
    codes = np.array([names[name] for name in strata])
    sums = [np.bincount(codes, weights=column, minlength=len(names)) for column in columns]
    return [tuple(float(value) for value in row) for row in zip(*sums, strict=True)]
