"""The square-root rule of staffing: the load plus a multiple of its root, as a check of a plan."""

from math import sqrt
from typing import Any, Final

import numpy as np

from servicekit.foundation._checks import number_in, positive, validate
from servicekit.foundation._literature import HALFIN_1981

HALFIN_WHITT: Final = HALFIN_1981


def square_root_agents(offered_load: float, *, wait_probability: float) -> float:
    """Return agents by the square-root rule: the load plus a multiple of its root that sets the share who wait.

    It is a check of a plan, not a plan: rounded up it is right to about one agent.

    Args:
        offered_load: In erlangs, above 0.
        wait_probability: Wanted share of customers who wait, between 0 and 1.

    Formula:
        load + β √load, where wait_probability = 1 / (1 + β Φ(β) / φ(β))

    Source:
        Halfin and Whitt (1981).

    Example:
        >>> import servicekit as sk
        >>> sk.waiting.square_root_agents(100, wait_probability=0.2)
        110.61516275418226
    """
    from scipy.optimize import brentq
    from scipy.special import log_ndtr

    validate(positive, "offered_load", offered_load)
    validate(number_in(1e-12, 1 - 1e-12), "wait_probability", wait_probability)

    def excess(beta: float) -> float:
        log_ratio = float(log_ndtr(beta)) + beta**2 / 2 + 0.5 * np.log(2 * np.pi)
        return float(np.log(beta) + log_ratio - np.log(1 / wait_probability - 1))

    beta: Any = brentq(excess, 1e-13, 40.0)
    return offered_load + float(beta) * sqrt(offered_load)
