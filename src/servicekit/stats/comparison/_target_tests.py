"""P-values of mean answers against a number, for many at once: their intervals turned into tests."""

from collections.abc import Sequence
from math import inf, sqrt
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from servicekit.data._vectors import Floats
from servicekit.stats.designs._count_design import LEAST_SIZE
from servicekit.stats.intervals._count_interval import count_limits
from servicekit.stats.intervals._inverted_interval import inverted


@frozen(kw_only=True, eq=False)
class _Counted:
    """Scores of categories, one row each.

    Attributes:
        shares: Share of each category.
        values: The mean scores.
        n: Answers; ``n_effective`` and ``freedom`` what a design leaves of them, the same and infinite without one.
    """

    shares: Floats
    values: Floats
    n: Floats
    n_effective: Floats
    freedom: Floats

    @classmethod
    def of(cls, scores: Sequence[Any]) -> "_Counted":
        designs = [score._design for score in scores]
        answers = [score.n if design is None else design.n for score, design in zip(scores, designs, strict=True)]
        return cls(
            shares=np.array([score.tally.shares() for score in scores]),
            values=np.array([score.value for score in scores], dtype=float),
            n=np.array(answers, dtype=float),
            n_effective=np.array([score.n_effective for score in scores], dtype=float),
            freedom=np.array([inf if design is None else design.freedom for design in designs]),
        )

    def take(self, rows: NDArray[np.intp]) -> "_Counted":
        return _Counted(
            shares=self.shares[rows],
            values=self.values[rows],
            n=self.n[rows],
            n_effective=self.n_effective[rows],
            freedom=self.freedom[rows],
        )

    def sizes(self, level: Floats) -> Floats:
        """Return the answers that go into an interval at each level, as ``CountDesign.size`` does for one."""
        from scipy.special import stdtrit

        designed = np.flatnonzero(np.isfinite(self.freedom) & (self.n >= 2))  # of one answer nothing is known
        sizes = self.n_effective.copy()
        if designed.size:
            tail, n = (1 - level[designed]) / 2, self.n[designed]
            ratio = stdtrit(n - 1, tail) / stdtrit(np.maximum(self.freedom[designed], 0.01), tail)
            sizes[designed] = np.maximum(sizes[designed] * np.minimum(1.0, ratio * ratio), LEAST_SIZE)
        return sizes

    def limits(self, scores: tuple[float, ...], level: Floats) -> tuple[Floats, Floats]:
        low, high = count_limits(self.shares * self.sizes(level)[:, None], scores, level=level)
        return np.minimum(low, self.values), np.maximum(high, self.values)


def target_p_values(estimates: Sequence[Any], target: float) -> list[float | None]:
    """Return the two-sided p-value of each mean of answers against a number, all found together.

    Args:
        estimates: Scores of categories of one scale, each with a field ``level``.
        target: The number.

    Returns:
        1 less the highest level whose interval leaves out the number; None where there is no bounded interval.
    """
    from scipy.special import erfc as complement

    found: list[float | None] = [None] * len(estimates)
    usable = [
        place
        for place, each in enumerate(estimates)
        if each.value is not None and each.interval is not None and each.interval.kind == "bounded"
    ]
    for place in usable:
        found[place] = 1.0
    apart = [place for place in usable if estimates[place].value != target]
    if not apart:
        return found
    counted, scores = _Counted.of([estimates[place] for place in apart]), estimates[apart[0]].scores

    def reach(z: Floats, rows: NDArray[np.intp]) -> Floats:
        some = counted.take(rows)
        low, high = some.limits(scores, 1 - complement(z / sqrt(2)))
        return np.where(some.values > target, some.values - low, high - some.values)

    for place, p in zip(apart, inverted(reach, np.abs(counted.values - target)).tolist(), strict=True):
        found[place] = p
    return found
