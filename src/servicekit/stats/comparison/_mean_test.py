"""The mean of numbers of one sample, or a figure with its resamples, against 0."""

from typing import Final

import attrs

from servicekit.stats.claims._claim_tests import ClaimTest, Evidence, binomial_p, no_answers, rounded, t_tail
from servicekit.stats.intervals._estimates import Average, Resampled

FEW_ROWS: Final = 30
"""Below so many numbers the sign test has to agree with t."""


def average_test(mean: Average) -> Evidence:
    """Test a mean against 0: t by the design, as its interval has it.

    Args:
        mean: The mean.
    """
    n, sampling, error = int(mean.n), mean.sampling, mean.standard_error
    if mean.value is None or not error or mean.interval is None:
        alike = mean.n > 1 and not mean.mean and not mean.sd
        unknown = no_answers(n) if mean.reason is None else mean.reason.label
        return Evidence(p=1.0 if alike else None, test=ClaimTest.PAIRED, reason=None if alike else unknown, n=n)
    df = float(n - 1 if sampling is None else sampling.degrees_of_freedom)
    error = error if sampling is None else sampling.corrected_error
    statistic = mean.value / error
    p = rounded(t_tail(statistic, df))
    return Evidence(p=p, test=ClaimTest.PAIRED, statistic=statistic, df=df, standard_error=error, n=n)


def resampled_test(figure: Resampled, n: int = 0) -> Evidence:
    """Test a figure against 0: z of the standard deviation of its resamples.

    Args:
        figure: The figure.
        n: Answers behind it.
    """
    value, error = figure.value, figure.standard_error
    if value is None or not error:
        return Evidence(p=None, test=ClaimTest.RESAMPLED, reason=no_answers(n), n=n)
    from scipy.special import ndtr

    statistic = value / error
    p = rounded(float(2 * ndtr(-abs(statistic))))
    return Evidence(p=p, test=ClaimTest.RESAMPLED, statistic=statistic, standard_error=error, n=n)


def mean_test(mean: Average, *, down: int, up: int) -> Evidence:
    """Test a mean against 0: t by the design; below 30 numbers the larger p of it and of the sign test.

    Args:
        mean: The mean.
        down: Numbers below 0.
        up: Numbers above 0.
    """
    found = average_test(mean)
    if found.p is None or found.n >= FEW_ROWS:
        return found
    return attrs.evolve(found, p=max(found.p, binomial_p(down, down + up)))
