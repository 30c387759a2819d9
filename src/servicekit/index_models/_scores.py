"""Index scores from 0 to 100, and effects of constructs on each other, from weights and moments of the items.

Items are taken in index units here: 0 for the worst answer of their scale, 100 for the best.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from servicekit.data._scales import Scale
from servicekit.data._vectors import Floats
from servicekit.foundation._errors import InvalidValueError
from servicekit.index_models._estimation import ModelDesign


def index_score(
    answers: Mapping[str, float] | Sequence[float],
    weights: Mapping[str, float] | Sequence[float],
    *,
    scale: Scale,
) -> float:
    """Return one customer's (or one mean profile's) index: weighted mean answer, as 0 (worst) to 100 (best).

    Args:
        answers: Answer to each question.
        weights: Unstandardised weight of each question, none negative; they need not sum to 1.
        scale: The scale of the questions.

    Formula:
        100 sum_i w_i (x_i - low) / (high - low) / sum_i w_i, the published form of the American index.

    Source:
        Fornell, Johnson, Anderson, Cha and Bryant (1996).

    Example:
        >>> import servicekit as sk
        >>> sk.index_models.index_score([8, 6], [0.5, 0.5], scale=sk.ONE_TO_TEN)
        66.66666666666667
    """
    if isinstance(answers, Mapping) and isinstance(weights, Mapping):
        if set(answers) != set(weights):
            raise InvalidValueError("weights", f"given for {sorted(answers)}", sorted(weights))
        pairs = [(answers[key], weights[key]) for key in answers]
    elif isinstance(answers, Mapping) or isinstance(weights, Mapping) or len(answers) != len(weights):
        raise InvalidValueError("answers and weights", "of the same kind and length")
    else:
        pairs = list(zip(answers, weights, strict=True))
    total = sum(weight for _, weight in pairs)
    if any(not weight >= 0 for _, weight in pairs) or not total > 0:
        raise InvalidValueError("weights", "at least 0 and not all 0", [weight for _, weight in pairs])
    for answer, _ in pairs:
        if not scale.low <= answer <= scale.high:
            raise InvalidValueError("answers", scale.rule, answer)
    return sum(weight * scale.to_index(answer) for answer, weight in pairs) / total


def slopes(scales: Sequence[Scale]) -> Floats:
    """Return by how many index points an item moves with one step of its own unit; negative where low is best."""
    return np.array([(1 if s.higher_is_better else -1) * 100 / (s.high - s.low) for s in scales])


def origins(scales: Sequence[Scale]) -> Floats:
    """Return the number at which an item stands at index 0."""
    return np.array([s.low if s.higher_is_better else s.high for s in scales])


def unit_weights(weights: Floats, spreads: Floats | None, design: ModelDesign) -> tuple[Floats, Floats]:
    """Return weights of the items in index units, which sum to 1 in each construct, and the spread of the scores.

    Args:
        weights: Outer weights that give scores of variance 1, (items, resamples).
        spreads: Standard deviation of each item where the weights are for standardised items, else None.
        design: The model joined to the items.

    Returns:
        Weights (items, resamples), NaN in a construct with a negative one, for which no index exists; and the
        standard deviation of each construct's score in index points, (constructs, resamples).
    """
    raw = weights if spreads is None else weights / spreads
    shares, deviations = np.empty_like(raw), np.empty((len(design.blocks), raw.shape[1]))
    for j, block in enumerate(design.blocks):
        total = np.where((raw[block] < 0).any(axis=0), np.nan, raw[block].sum(axis=0))
        shares[block] = raw[block] / total
        deviations[j] = 1 / total
    return shares, deviations


def construct_means(shares: Floats, means: Floats, design: ModelDesign) -> Floats:
    """Return the index of each construct, (constructs, resamples)."""
    return np.stack([np.einsum("ir,ir->r", shares[block], means[block]) for block in design.blocks])


def total_effects(paths: Floats) -> Floats:
    """Return the sum of direct and indirect effects, (cause, effect, resamples); the model has no cycles."""
    moved = np.moveaxis(paths, -1, 0)
    unit = np.eye(paths.shape[0])
    with np.errstate(invalid="ignore"):
        effects = np.linalg.inv(unit - moved) - unit
    return np.moveaxis(effects, 0, -1)
