"""Ranking of units by their shares: each pulled towards the common share by a beta-binomial model."""

from collections.abc import Mapping, Sequence
from math import inf
from typing import Any

import numpy as np

from servicekit.foundation import _checks as checks
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._results import Estimate
from servicekit.stats.designs._resampling import SEED, Rng, chance, seed_of
from servicekit.stats.intervals._beta_posterior import beta_mixture
from servicekit.stats.intervals._estimates import Share, working_n
from servicekit.stats.rankings._equality_tests import excess_of_shares, p_of_shares
from servicekit.stats.rankings._mean_ranking import rank_means
from servicekit.stats.rankings._ranking import FEWEST_RANKED, Ranking, in_order_of_rank, nothing_to_rank, tails_of
from servicekit.stats.scores._category_score import CategoryScore, effective_n


def rank_shares(
    units: Mapping[Any, tuple[int, int] | Share | CategoryScore],
    *,
    adjust_for: str | Sequence[str] | None = None,
    rng: Rng = SEED,
    level: float = 0.95,
    draws: int = 4000,
    higher_is_better: bool = True,
) -> Ranking:
    """Return units ranked by their shares, each pulled towards the common mean the more, the smaller it is.

    Args:
        units: For each unit the answers counted (satisfied) and the answers in all, or its share as ``top_box``
            with ``by`` returns it; weighted shares count with their effective number of answers. Units without
            answers are listed with the mean of the others; units of fewer than 2 get no rank.
        adjust_for: Columns that describe customers, among those that formed the groups (``by=["branch", "age"]``): the
            others form units, which are ranked at the same mix of customers, as ``rank_means`` does it.
        rng: Seed or generator of the joint draws behind the ranks; shares and intervals do not depend on it.
        level: Probability of intervals and ranks.
        draws: Joint draws behind the ranks.
        higher_is_better: False where the share counts something bad.

    Formula:
        share ~ Beta(mu M, (1 - mu) M), mu uniform, M / (M + n0) uniform with n0 the median size, on a grid.

    Source:
        Daniels (1999) for the uniform shrinkage prior; coverage is in the documentation.

    Example:
        >>> import servicekit as sk
        >>> ranked = sk.stats.rank_shares({"a": (80, 100), "b": (60, 100), "c": (70, 90)})
        >>> len(ranked.units)
        3
    """
    if adjust_for is not None:
        about: dict[str, Any] = {"rng": rng, "level": level, "draws": draws, "higher_is_better": higher_is_better}
        return rank_means(units, adjust_for=adjust_for, **about)  # type: ignore[arg-type]
    checks.validate(checks.confidence, "level", level)
    checks.validate(checks.whole_positive, "draws", draws)
    source = chance(rng)
    names, pairs = list(units), [_counted(name, given) for name, given in units.items()]
    counts = np.array([count for count, _ in pairs], dtype=float)
    sizes = np.array([n for _, n in pairs], dtype=float)
    own = [
        given if isinstance(given, Estimate) else Share(count=int(x), n=int(n), level=level)
        for given, x, n in zip(units.values(), counts, sizes, strict=True)
    ]
    if not sizes.sum():
        return nothing_to_rank(names, own, level, draws)
    belief = beta_mixture(counts, sizes)
    ranked = np.flatnonzero(sizes >= FEWEST_RANKED)
    sign = 1 if higher_is_better else -1
    units_found = in_order_of_rank(
        names,
        own,
        sizes,
        [belief.means(counts, sizes), *(belief.quantiles(counts, sizes, p) for p in tails_of(level))],
        sign * belief.draw_logits(counts[ranked], sizes[ranked], draws, source),
        (level, sign),
    )
    return Ranking(
        units=units_found,
        mean=belief.mean,
        spread=belief.spread,
        excess=excess_of_shares(counts, sizes),
        p_value=p_of_shares(counts, sizes, source),
        level=level,
        draws=draws,
        seed=seed_of(rng),
    )


def _counted(name: object, given: object) -> tuple[float, float]:
    """Return the answers counted and the answers in all of one unit."""
    if isinstance(given, Share) or (isinstance(given, CategoryScore) and set(given.scores) <= {0.0, 1.0}):
        if given.n and given.reason is not None:
            raise InvalidValueError(f"unit {name!r}", "a share with an interval", given.reason.text())
        if isinstance(given, Share):
            found = working_n(given)
        else:
            found = effective_n(given.tally, given.scores, level=given.level)
        if found == inf:
            raise InvalidValueError(
                f"unit {name!r}", "a sample; of a whole population nothing is left to chance", "fpc"
            )
        size = float(found)
        return min((given.value or 0.0) * size, size), size
    if not isinstance(given, Sequence) or len(given) != 2:
        rule = "a share, or the answers counted and the answers in all"
        raise InvalidValueError(f"unit {name!r}", rule, given if isinstance(given, int) else type(given).__name__)
    count, n = given
    checks.validate(checks.whole, f"answers of unit {name!r}", n)
    if isinstance(count, bool) or not 0 <= count <= n or count != int(count):
        raise InvalidValueError(f"count of unit {name!r}", f"a whole number from 0 to {n}", count)
    return int(count), int(n)
