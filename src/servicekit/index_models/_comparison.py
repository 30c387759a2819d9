"""Two groups compared: differences of indices and paths of models estimated on different customers."""

from collections.abc import Mapping

import numpy as np
from attrs import field, frozen

from servicekit.foundation._errors import ScaleMismatchError
from servicekit.foundation._reasons import Reason
from servicekit.foundation._results import Estimate, Interval
from servicekit.foundation._vocabulary import Label
from servicekit.index_models._result import SatisfactionIndex
from servicekit.stats.intervals._estimates import Resampled


@frozen(kw_only=True)
class IndexDifference(Estimate):
    """First less second: difference of the target's index, and of every index and path.

    Attributes:
        target: Key of the target construct.
        indices: Difference of each construct's index.
        paths: Difference of each path coefficient.
    """

    title = Label("Difference of satisfaction indices", "满意度指数之差")
    derived = ("value", "interval", "reason")

    target: str
    indices: Mapping[str, Resampled] = field(hash=False)
    paths: Mapping[str, Resampled] = field(hash=False)

    @property
    def value(self) -> float | None:
        """Difference of the index, in points."""
        return self.indices[self.target].value

    @property
    def interval(self) -> Interval | None:
        """Percentile interval of the difference."""
        return self.indices[self.target].interval

    @property
    def reason(self) -> Reason | None:
        """Why there is no value."""
        return self.indices[self.target].reason


def compare_indices(first: SatisfactionIndex, second: SatisfactionIndex) -> IndexDifference:
    """Return by how much one group's indices and paths exceed another's.

    Each group has its own weights, as published indices do; a difference therefore holds both what customers
    answered and which questions count among them.

    Args:
        first: Index of one group.
        second: Index of other customers with the same model and questions.

    Raises:
        ScaleMismatchError: The models, columns, scales or ways of estimation differ.

    Example:
        >>> import servicekit as sk
        >>> model = sk.index_models.index_model("quality -> satisfaction")
        >>> survey = {
        ...     "clean": [7, 9, 4, 8, 6, 10, 5, 7],
        ...     "kind": [6, 9, 5, 8, 7, 9, 4, 8],
        ...     "overall": [7, 10, 4, 8, 7, 9, 5, 8],
        ... }
        >>> columns = {"quality": ["clean", "kind"], "satisfaction": "overall"}
        >>> first = sk.satisfaction_index(survey, model, columns=columns, scale=sk.ONE_TO_TEN, resamples=100)
        >>> second = sk.satisfaction_index(
        ...     {name: [10, 9, 8, 10, 7, 9, 8, 10 - (name == "kind")] for name in survey},
        ...     model,
        ...     columns=columns,
        ...     scale=sk.ONE_TO_TEN,
        ...     resamples=100,
        ... )
        >>> sk.index_models.compare_indices(second, first).value > 0
        True
    """
    ways = [
        (one.model, dict(one.columns), one.scales, one.scheme, dict(one.modes), one.consistent, one.standardised)
        for one in (first, second)
    ]
    if ways[0] != ways[1]:
        raise ScaleMismatchError("indices of different models, questions, scales or settings cannot be compared")
    return IndexDifference(
        target=first.model.target,
        indices={key: _difference(first.indices.get(key), second.indices.get(key)) for key in first.model.keys},
        paths={
            key: _difference(first.paths.get(key), second.paths.get(key))
            for key in (f"{cause} -> {effect}" for cause, effect in first.model.paths)
        },
    )


def _difference(first: Resampled | None, second: Resampled | None) -> Resampled:
    if first is None or second is None or first.value is None or second.value is None:
        return Resampled(value=None, draws=np.empty(0))
    # the groups' resamples are independent, so any pairing of them gives draws of the difference
    size = min(len(first.draws), len(second.draws))
    return Resampled(
        value=first.value - second.value,
        draws=first.draws[:size] - second.draws[:size],
        level=first.level,
        n_failed=max(first.n_failed, second.n_failed),
        name=first.name,
    )
