"""The share farthest from the others, in periods that are alike but for chance: is it out of the ordinary?"""

from collections.abc import Sequence
from math import inf, sqrt

import numpy as np

from servicekit.stats.claims._claim_tests import ClaimTest, Evidence, mid_p, no_answers, rounded, t_tail

FEWEST_POINTS = 8


def outlying_point(counts: Sequence[int], sizes: Sequence[int]) -> tuple[int, Evidence]:
    """Return the place of the share farthest from the others and the test that it is no more than chance.

    Args:
        counts: Successes of each period.
        sizes: Trials of each, above 0.

    Formula:
        The larger of two p-values, times the number of points: exact (mid-p) against all others pooled, which assumes
        that periods differ by chance alone; and Grubbs' t on z = (share - pooled share) / standard error, which takes
        the spread between periods as it is, but each z as normal.

    Source:
        Grubbs (1950), Annals of Mathematical Statistics 21.
    """
    made, n, k = np.asarray(counts, dtype=float), np.asarray(sizes, dtype=float), len(counts)
    if k < FEWEST_POINTS:
        return 0, Evidence(p=None, test=ClaimTest.EXACT_POINT, reason=no_answers(k), n=k)
    z = (made / n - made.sum() / n.sum()) * np.sqrt(n)  # but for the pooled spread, which is the same for all
    away = np.abs(z - z.mean())
    place, spread = int(away.argmax()), float(z.std(ddof=1))
    if spread == 0:
        return place, Evidence(p=1.0, test=ClaimTest.EXACT_POINT, n=k)
    grubbs = float(away[place]) / spread
    room = (k - 1) ** 2 - k * grubbs**2
    t = grubbs * sqrt(k * (k - 2) / room) if room > 1e-9 else inf
    exact = mid_p(counts[place], sizes[place], sum(counts) - counts[place], sum(sizes) - sizes[place])
    p = k * max(t_tail(t, k - 2), exact)
    return place, Evidence(p=rounded(p), test=ClaimTest.EXACT_POINT, statistic=t if t < inf else None, df=k - 2, n=k)
