"""Which types of loyalty somebody could show, given what was asked, and who leads among them."""

import numpy as np
from numpy.typing import NDArray

from servicekit.loyalty.typology._rules import TypingRules
from servicekit.loyalty.typology._type_scores import NO_EVIDENCE, UNDECIDED, leading_type


def asked_types(evidence: NDArray[np.float64], rules: TypingRules) -> list[int]:
    """Return the places of the types that somebody could show: some evidence for each, and all that is for it alone."""
    return askable(~np.isnan(evidence).all(axis=1) | (evidence.shape[1] == 0), rules)


def askable(measured: NDArray[np.bool_], rules: TypingRules) -> list[int]:
    """Return the places of the types that somebody could show where some kinds of evidence were asked for.

    Args:
        measured: Whether each kind of evidence was, in the order of ``Evidence``.
        rules: Signs and weights.
    """
    favours = rules.points > 0
    alone = favours & (favours.sum(axis=0) == 1)
    seen = (favours & measured).any(axis=1) & ~(alone & ~measured).any(axis=1)
    return np.flatnonzero(seen).tolist()


def leading_asked(
    evidence: NDArray[np.float64], rules: TypingRules, factors: NDArray[np.float64] | float = 1.0
) -> tuple[NDArray[np.int8], NDArray[np.float64]]:
    """Return leading type and margin of every customer among the types that somebody could show."""
    asked = asked_types(evidence, rules)
    if len(asked) < 2:
        bare = np.isnan(evidence).all(axis=0)
        only = np.int8(asked[0]) if asked else np.int8(UNDECIDED)
        return np.where(bare, np.int8(NO_EVIDENCE), only), np.where(bare, np.nan, 1.0 if asked else 0.0)
    leading, margin = leading_type(evidence, rules.points[asked] * factors)
    places = np.array([*asked, NO_EVIDENCE, UNDECIDED], dtype=np.int8)  # -1 and -2 point at the end
    return places[leading], margin
