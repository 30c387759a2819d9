"""How many answers a claim needs to be found in four of five reports."""

from math import ceil
from typing import Final

import numpy as np

from servicekit.foundation import _checks as checks

POWER: Final = 0.8
SAWTOOTH: Final = 60


def answers_for_groups(groups: int, share: float, difference: float, level: float) -> int:
    """Return the answers each of several equal groups needs to name one that differs, in four of five reports.

    Args:
        groups: How many groups, at least 2.
        share: The share to expect, above 0 and below 1.
        difference: The difference to find, above 0.
        level: Local level of the claim (error rate times weight), above 0 and below 1.

    Raises:
        InvalidValueError: A number is out of its range.

    Example:
        >>> from servicekit.stats import answers_for_groups
        >>> answers_for_groups(5, 0.65, 0.10, 0.05)
        224
    """
    from scipy.special import ndtri

    checks.validate(checks.number_in(2, 1e9), "groups", groups)
    for name, value in (("share", share), ("level", level)):
        checks.validate(checks.number_in(1e-12, 1 - 1e-12), name, value)
    checks.validate(checks.positive, "difference", difference)
    reach = float(ndtri(1 - level / 2) + ndtri(POWER))
    # rounded first: a whole number met exactly is not exceeded by an error of rounding
    return ceil(round(reach**2 * share * (1 - share) * (1 + 1 / (groups - 1)) / difference**2, 9))


def answers_for_majority(share: float, level: float, *, against: float = 0.5, most: int = 5000) -> int | None:
    """Return the answers with which an exact test shows a share to be above a number in four of five surveys.

    Args:
        share: The true share, above ``against``.
        level: Local level of the claim.
        against: The number.
        most: Give up beyond so many answers.
    """
    from scipy.special import bdtrc

    last_short = 5
    for n in range(6, most + 1):
        counts = np.arange(int(n * against), n + 1)
        critical = counts[2 * bdtrc(counts - 1.0, n, against) <= level]
        if not critical.size or bdtrc(float(critical[0] - 1), n, share) < POWER:
            last_short = n
        elif n > last_short + SAWTOOTH:  # power rises in a sawtooth: it must hold from here on
            return last_short + 1
    return None
