"""The mean of numbers of one sample against 0, from its sums alone."""

from math import sqrt
from typing import Any, Final

from servicekit.stats.claims._claim_tests import ClaimTest, Evidence, exact_binomial, no_answers, rounded, t_tail
from servicekit.stats.intervals._estimates import Average

FEW_ROWS: Final = 30
"""Below so many numbers the sign test has to agree with t."""


def mean_test(mean: Average, *, down: int, up: int) -> Evidence:
    """Test a mean against 0: t by the design; below 30 numbers the larger p of it and of the sign test.

    Args:
        mean: The mean.
        down: Numbers below 0.
        up: Numbers above 0.
    """
    n, sampling, error = int(mean.n), mean.sampling, mean.standard_error
    if mean.value is None or not error or mean.interval is None:
        alike = mean.n > 1 and not mean.mean and not mean.sd
        return Evidence(p=1.0 if alike else None, test=ClaimTest.PAIRED, reason=None if alike else no_answers(n), n=n)
    df = float(n - 1 if sampling is None else sampling.degrees_of_freedom)
    error = error if sampling is None else error / sqrt(sampling.bias)
    p = t_tail(mean.value / error, df)
    if n < FEW_ROWS:
        p = max(p, exact_binomial(down, down + up).p or 0.0 if down + up else 1.0)
    about: dict[str, Any] = {"statistic": mean.value / error, "df": df, "standard_error": error}
    return Evidence(p=rounded(p), test=ClaimTest.PAIRED, n=n, **about)
