"""Tests of one share against a number, by what the answers behind it are worth."""

from math import inf

import attrs

from servicekit.foundation._vocabulary import Label
from servicekit.stats.claims._claim_tests import (
    ClaimTest,
    Evidence,
    effective_binomial,
    exact_binomial,
    rounded,
    t_tail,
)
from servicekit.stats.intervals._estimates import Share, working_n


def share_evidence(share: Share, target: float) -> Evidence:
    """Return the test of a share against a target: exact for counts; under a design on what it leaves of the answers.

    Args:
        share: The share.
        target: What it is held against.
    """
    n = round(share.n if share.answers is None else share.answers)
    if share.value is None or share.reason is not None:
        reason = None if share.reason is None else share.reason.label
        return Evidence(p=None, test=ClaimTest.EXACT_BINOMIAL, reason=reason, n=n)
    if share.sampling is not None and share.sampling.clusters is not None:
        return clustered_evidence(share.value, share.standard_error, share.sampling.clusters, n, target)
    if share.sampling is None and share.n_effective is None:
        return exact_binomial(round(share.count), round(share.n), against=target)
    size = working_n(share)
    if size == inf:  # of everybody
        return Evidence(p=float(share.value == target), test=ClaimTest.EXACT_BINOMIAL, n=n)
    return attrs.evolve(effective_binomial(share.value, size, against=target), n=n)


def clustered_evidence(value: float, error: float | None, units: int, n: int, target: float) -> Evidence:
    """Return the test of a share by independent units: the larger of t and exact test on the effective number.

    Args:
        value: The share.
        error: Its standard error over units.
        units: Independent units.
        n: Observations.
        target: What it is held against.
    """
    if units < 2 or error is None:
        return Evidence(p=None, test=ClaimTest.EXACT_BINOMIAL, reason=Label("a single visit", "只有一次检查"), n=n)
    effective = min(value * (1 - value) / error**2, float(n)) if error > 0 and 0 < value < 1 else float(units)
    size = max(int(effective), 1)
    exact = value * size
    count = int(exact) if value > target else -int(-exact // 1)
    found = exact_binomial(min(count, size), size, against=target)
    p = max(found.p or 0.0, t_tail((value - target) / error, units - 1.0) if error > 0 else 0.0)
    return attrs.evolve(found, p=rounded(p), n=n, df=units - 1.0)
