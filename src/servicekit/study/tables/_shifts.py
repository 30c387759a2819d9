"""Differences that a test speaks of, as estimates with the standard error of that test."""

from math import sqrt

from servicekit.foundation._vocabulary import Label
from servicekit.stats.claims._claim_tests import Evidence
from servicekit.stats.intervals._estimates import Average

MANY: float = 1e6


def shift(value: float, evidence: Evidence, level: float, name: Label | None = None) -> Average:
    """Return a difference as an average whose t interval has the test's standard error and degrees of freedom.

    Args:
        value: The difference.
        evidence: The test behind it.
        level: Confidence level.
        name: What differs.
    """
    n = (evidence.df if evidence.df is not None else MANY) + 1
    error = evidence.standard_error or 0.0
    return Average(n=n, mean=value, sd=error * sqrt(n), level=level, name=name)
