"""Whether the questions measure what they should: reliability and convergent and discriminant validity of constructs.

Arrays keep resamples on their last axis, as in ``estimation``.
"""

import numpy as np
from attrs import field, frozen

from servicekit.data._vectors import Floats
from servicekit.foundation._results import Result
from servicekit.foundation._vocabulary import Label
from servicekit.index_models._estimation import ModelDesign


def rho_a(weights: Floats, correlations: Floats, design: ModelDesign) -> Floats:
    """Return Dijkstra's reliability of each construct's score, (constructs, resamples).

    It is 1 for a construct of one item and for one with regression weights (mode B), whose score is the construct,
    and NaN where a single item has all the weight.

    Source:
        Dijkstra and Henseler (2015).
    """
    result = np.ones((len(design.blocks), weights.shape[1]))
    for j, block in enumerate(design.blocks):
        if block.stop - block.start == 1 or design.mode_b[j]:
            continue
        w, r = weights[block], correlations[block, block]
        size = (w**2).sum(axis=0)
        off_diagonal = 1 - np.eye(len(w))[:, :, None]
        seen = np.einsum("ir,ijr,jr->r", w, r * off_diagonal, w)
        implied = size**2 - (w**4).sum(axis=0)
        with np.errstate(invalid="ignore", divide="ignore"):
            result[j] = np.where(implied > 0, size**2 * seen / implied, np.nan)
    return result


def disattenuated(scores: Floats, reliability: Floats) -> Floats:
    """Return the correlations of constructs freed from the noise of their scores (consistent PLS)."""
    root = root_of(reliability)
    answer = scores / root[:, None] / root[None]
    steps = np.arange(len(scores))
    answer[steps, steps] = 1.0
    return answer


def root_of(reliability: Floats) -> Floats:
    """Return the correlation of a score with its construct: NaN where a resample's reliability is not above 0."""
    roots: Floats = np.sqrt(np.where(reliability > 0, reliability, np.nan))
    return roots


def loadings(weights: Floats, proxies: Floats, design: ModelDesign, reliability: Floats | None = None) -> Floats:
    """Return the correlation of each item with its own construct, (items, resamples).

    Args:
        weights: Outer weights for standardised items.
        proxies: Correlations of each construct's score with each item.
        design: The model joined to the items.
        reliability: Reliability of each construct, where loadings are to be consistent.
    """
    result = np.empty_like(weights)
    for j, block in enumerate(design.blocks):
        result[block] = proxies[j, block]
        if reliability is not None and block.stop - block.start > 1 and not design.mode_b[j]:
            w = weights[block]
            result[block] = w * root_of(reliability[j]) / (w**2).sum(axis=0)
    return result


def htmt(correlations: Floats, design: ModelDesign) -> Floats:
    """Return the heterotrait-monotrait ratios of all pairs of constructs, (constructs, constructs, resamples).

    Absolute correlations are averaged, so that items of opposite direction do not hide each other; a construct of
    one item counts as measured without error.

    Source:
        Henseler, Ringle and Sarstedt (2015).
    """
    sizes = np.array([block.stop - block.start for block in design.blocks], dtype=float)
    sums = np.add.reduceat(np.add.reduceat(np.abs(correlations), design.starts, axis=0), design.starts, axis=1)
    mean = sums / (sizes[:, None] * sizes)[:, :, None]
    steps = np.arange(len(sizes))
    with np.errstate(invalid="ignore", divide="ignore"):
        within = (sums[steps, steps] - sizes[:, None]) / (sizes * (sizes - 1))[:, None]
        within[sizes == 1] = 1.0
        ratio: Floats = mean / np.sqrt(within[:, None] * within[None])
    ratio[steps, steps] = 1.0
    return ratio


@frozen(kw_only=True)
class ConstructValidity(Result):
    """Quality of the measurement of one construct.

    Attributes:
        construct: Key of the construct.
        loadings: Correlation of each item with the construct.
        cross_loadings: Correlation of each item with every construct.
        rho_a: Dijkstra's reliability of the score; None where few answers leave it open.
        alpha: Standardised alpha of the items; None for a single item, or where it is open.
        correlations: Correlation of the construct with every other one.
    """

    title = Label("Validity of a construct", "构念的效度")
    derived = ("ave", "rho_c", "rho_a", "alpha", "meets_fornell_larcker")

    construct: str
    loadings: dict[str, float] = field(hash=False)
    cross_loadings: dict[str, dict[str, float]] = field(hash=False)
    rho_a: float | None
    alpha: float | None
    correlations: dict[str, float] = field(hash=False)

    @property
    def ave(self) -> float:
        """Average variance extracted: mean of the squared loadings."""
        return sum(loading**2 for loading in self.loadings.values()) / len(self.loadings)

    @property
    def rho_c(self) -> float | None:
        """Composite reliability: squared sum of loadings over itself plus the error variances; None if both are 0."""
        common = sum(self.loadings.values()) ** 2
        whole = common + sum(1 - loading**2 for loading in self.loadings.values())
        return common / whole if whole > 0 else None

    @property
    def meets_fornell_larcker(self) -> bool:
        """Whether the construct shares more variance with its own items than with any other construct."""
        return self.ave > max((value**2 for value in self.correlations.values()), default=0.0)
