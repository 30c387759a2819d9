"""Those of several that may be the largest, the slowest, ...: who is left out is a claim, and shares the error rate."""

from collections.abc import Sequence

import numpy as np
from attrs import frozen

from servicekit.foundation._vocabulary import Label


@frozen
class Candidates:
    """All that may lie at the end of an order, the observed extreme first.

    Attributes:
        names: Their names.
        p_values: With which each is left out, corrected for the number of names; 1 for one that cannot be left out.
    """

    names: tuple[Label, ...]
    p_values: tuple[float, ...]

    def left(self, error: float) -> tuple[Label, ...]:
        """Return those who are not left out, at least two: a single one would be named as the extreme.

        Args:
            error: Chance that the true extreme is left out: the part of the report's error rate that its claim has.
        """
        kept = {place for place, p in enumerate(self.p_values) if p > error}
        kept |= set(np.argsort(self.p_values, kind="stable")[-2:].tolist())
        return tuple(name for place, name in enumerate(self.names) if place in kept)


def against_rivals(names: Sequence[Label], p_values: Sequence[float]) -> Candidates:
    """Return the candidates by the tests of the observed extreme against each rival.

    Args:
        names: The observed extreme and its rivals.
        p_values: Two-sided p of the extreme against each rival.
    """
    return Candidates(tuple(names), (1.0, *(left_out(p, len(p_values)) for p in p_values)))


def left_out(p: float, rivals: int) -> float:
    """Return the p-value with which a rival is left out: one-sided, corrected for having picked the extreme."""
    return min(1.0, p / 2 * rivals)
