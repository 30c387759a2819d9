"""P-values of differences of independent figures, for many pairs at once: MOVER intervals turned into tests."""

from collections.abc import Callable, Sequence
from math import erfc, inf, sqrt
from typing import Any, Final

import attrs
import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from servicekit.data._vectors import Floats
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._results import Estimate
from servicekit.stats._category_score import CategoryScore
from servicekit.stats._count_design import LEAST_SIZE
from servicekit.stats._count_interval import count_limits
from servicekit.stats._estimates import Difference, Share, working_n

FARTHEST: Final = 7.5
NEAREST: Final = 1e-6
SMALLEST_P: Final = erfc(FARTHEST / sqrt(2))
MOST_STEPS: Final = 100
CLOSE: Final = 1e-10


def difference_p_values(
    pairs: Sequence[tuple[Estimate, Estimate]], correlations: Sequence[float]
) -> list[float | None]:
    """Return the two-sided p-value of no difference for each pair; None where one has no value or bounded interval.

    Scores of categories are taken together, other estimates one by one; either way 1 - p is the highest level whose
    MOVER interval leaves out 0.

    Args:
        pairs: Two estimates of one kind, each with a field ``level``.
        correlations: Of the two errors of each pair.
    """
    found: list[float | None] = [None] * len(pairs)
    together: dict[tuple[float, ...], list[int]] = {}
    for place, ((first, second), correlation) in enumerate(zip(pairs, correlations, strict=True)):
        difference = Difference(first=first, second=second, correlation=correlation)
        shift, interval = difference.value, difference.interval
        if shift is None or interval is None or interval.kind != "bounded":
            continue
        if shift == 0:
            found[place] = 1.0
        elif (scores := _scores_of(first)) and scores == _scores_of(second):
            together.setdefault(scores, []).append(place)
        else:
            found[place] = _alone(difference, shift)
    for scores, places in together.items():
        up, down, rho = [], [], []
        for place in places:
            first, second = pairs[place]
            is_above = (first.value or 0.0) > (second.value or 0.0)
            up.append(first if is_above else second)
            down.append(second if is_above else first)
            rho.append(correlations[place])
        p_values = _of_scores(_Counted.of(up), _Counted.of(down), scores, np.array(rho))
        for place, p in zip(places, p_values.tolist(), strict=True):
            found[place] = p
    return found


def _scores_of(estimate: Estimate) -> tuple[float, ...]:
    """Return the score of each category where the interval is that of answers in categories of a sample; else ()."""
    if isinstance(estimate, Share):
        return (0.0, 1.0) if estimate.method == "hull" and working_n(estimate) != inf else ()
    is_plain = isinstance(estimate, CategoryScore) and type(estimate).interval is CategoryScore.interval
    return estimate.scores if is_plain and estimate.n_effective != inf else ()  # type: ignore[attr-defined]


def _alone(difference: Difference, shift: float) -> float:
    def reach(z: Floats) -> Floats:
        level = 1 - erfc(float(z[0]) / sqrt(2))
        sides = (attrs.evolve(side, level=level) for side in (difference.first, difference.second))  # type: ignore[misc]
        interval = Difference(first=next(sides), second=next(sides), correlation=difference.correlation).interval
        if interval is None:
            raise InvalidValueError("estimate", "one that has an interval at every level", difference.first.title)
        return np.array([shift - interval.low if shift > 0 else interval.high - shift])

    return float(inverted(lambda z, _: reach(z), np.array([abs(shift)]))[0])


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
        if isinstance(scores[0], Share):
            values = np.array([share.value for share in scores], dtype=float)
            shares, designs = np.stack([1 - values, values], axis=1), [share.sampling for share in scores]
            sizes = [
                share.n_effective or share.n if design is None else design.n_effective
                for share, design in zip(scores, designs, strict=True)
            ]
        else:
            values = np.array([score.value for score in scores], dtype=float)
            shares, designs = np.array([score.tally.shares() for score in scores]), [score._design for score in scores]
            sizes = [score.n_effective for score in scores]
        answers = [score.n if design is None else design.n for score, design in zip(scores, designs, strict=True)]
        return cls(
            shares=shares,
            values=values,
            n=np.array(answers, dtype=float),
            n_effective=np.array(sizes, dtype=float),
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


def _of_scores(up: _Counted, down: _Counted, scores: tuple[float, ...], correlations: Floats) -> Floats:
    """Return the p-value of each pair, the greater score in ``up``."""
    from scipy.special import erfc as complement

    def reach(z: Floats, rows: NDArray[np.intp]) -> Floats:
        level = 1 - complement(z / sqrt(2))
        above, below = up.take(rows), down.take(rows)
        a = above.values - above.limits(scores, level)[0]
        b = below.limits(scores, level)[1] - below.values
        rho = correlations[rows]
        together = np.sqrt(np.maximum(a**2 + b**2 - 2 * rho * a * b, 0.0))
        return np.where(rho == 0, np.hypot(a, b), together)

    return inverted(reach, np.abs(up.values - down.values))


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


def inverted(reach: Callable[[Floats, NDArray[np.intp]], Floats], shifts: Floats) -> Floats:
    """Return 2 (1 - Phi(z)) with reach(z) = shift; reach grows with z, nearly in proportion.

    Args:
        reach: z of some pairs, and which of all they are -> how far their intervals reach towards 0.
        shifts: Differences, above 0.
    """
    from scipy.special import erfc as complement

    found = np.full(shifts.size, SMALLEST_P)
    going = np.flatnonzero(reach(np.full(shifts.size, FARTHEST), np.arange(shifts.size)) >= shifts)
    if not going.size:
        return found
    near = reach(np.full(going.size, NEAREST), going) >= shifts[going]
    found[going[near]] = 1.0  # intervals of few answers have some width even at a level of 0
    going = going[~near]
    low, high, z = np.zeros(going.size), np.full(going.size, FARTHEST), np.full(going.size, 1.96)
    for step in range(MOST_STEPS):
        if not going.size:
            break
        far, aim = reach(z, going), shifts[going]
        short = far < aim
        low, high = np.where(short, z, low), np.where(short, high, z)
        following = np.where(far > 0, z * aim / np.where(far > 0, far, 1.0), high)
        left = ~(np.abs(following - z) <= CLOSE * z)
        # Every third step halves the bracket: with few degrees of freedom the reach is far from a proportion.
        is_inside = (following > low) & (following < high) & (step % 3 < 2)
        moved = np.where(left, np.where(is_inside, following, (low + high) / 2), z)
        found[going] = complement(moved / sqrt(2))
        going, low, high, z = going[left], low[left], high[left], moved[left]
    return found
