"""Importance and performance of constructs: where a point gained raises the index most, and how much room is left."""

import numpy as np
from attrs import field, frozen

from servicekit.data._vectors import Floats
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._results import Result
from servicekit.foundation._vocabulary import Label
from servicekit.index_models import _scores as scores
from servicekit.index_models._result import SatisfactionIndex
from servicekit.stats.intervals._estimates import Resampled


@frozen(kw_only=True)
class ConstructPriority(Result):
    """One construct in the importance-performance map of another.

    Attributes:
        construct: Key of the construct.
        importance: Points by which the target's index moves with one point of this construct's, all ways together.
        performance: Index of this construct, 0-100.
        potential: Points the target would gain if this construct reached 100, were the effects causal and constant.
    """

    title = Label("Priority of a construct", "构念的优先级")
    derived = ("importance", "performance", "potential")

    construct: str
    importance: Resampled
    performance: Resampled
    potential: Resampled


@frozen(kw_only=True)
class ImportancePerformance(Result):
    """Importance-performance map of the constructs behind one target.

    Attributes:
        target: Key of the construct that is to rise.
        priorities: The constructs that affect it.
    """

    title = Label("Importance-performance map", "重要性—绩效图")
    derived = ("order",)

    target: str
    priorities: dict[str, ConstructPriority] = field(hash=False)

    @property
    def order(self) -> tuple[str, ...]:
        """Constructs from the greatest potential to the least; those without an estimate last."""
        sizes = {key: point.potential.value for key, point in self.priorities.items()}
        return tuple(sorted(sizes, key=lambda key: -np.inf if (size := sizes[key]) is None else size, reverse=True))


def construct_priorities(result: SatisfactionIndex, *, target: str | None = None) -> ImportancePerformance:
    """Set each construct's effect on a target against how well it does.

    Args:
        result: An estimated index model.
        target: Key of the construct to raise; the model's own target by default.

    Raises:
        InvalidValueError: The model was not estimable, or nothing leads to the target.

    Formula:
        Unstandardised total effect: standardised total effect times the standard deviation of the target's index
        over that of the construct's.

    Source:
        Ringle and Sarstedt (2016).

    Example:
        >>> import servicekit as sk
        >>> model = sk.index_models.index_model("quality -> satisfaction")
        >>> survey = {
        ...     "clean": [7, 9, 4, 8, 6, 10, 5, 7],
        ...     "kind": [6, 9, 5, 8, 7, 9, 4, 8],
        ...     "overall": [7, 10, 4, 8, 7, 9, 5, 8],
        ... }
        >>> columns = {"quality": ["clean", "kind"], "satisfaction": "overall"}
        >>> index = sk.satisfaction_index(survey, model, columns=columns, scale=sk.ONE_TO_TEN, resamples=100)
        >>> sk.index_models.construct_priorities(index).order
        ('quality',)
    """
    key = result.model.target if target is None else target
    label = result.model.label(key)
    figures, draws = result.figures, result.draws
    if figures is None:
        raise InvalidValueError("index model", "estimable", result.problem.text() if result.problem else None)
    keys = result.model.keys
    j = keys.index(key)
    effects = _effects(figures.paths, figures.spreads, j)
    drawn = None if draws is None else _effects(draws.paths, draws.spreads, j)
    found = {}
    for i, cause in enumerate(keys):
        if not scores.total_effects(figures.paths)[i, j, 0]:
            continue
        name = result.model.label(cause)
        room = effects[i] * (100 - figures.indices[i])
        room_drawn = None if draws is None or drawn is None else drawn[i] * (100 - draws.indices[i])
        found[cause] = ConstructPriority(
            construct=cause,
            importance=result.estimate(effects[i], None if drawn is None else drawn[i], name),
            performance=result.indices[cause],
            potential=result.estimate(room, room_drawn, name),
        )
    if not found:
        raise InvalidValueError("target", "a construct to which a path leads", str(label))
    return ImportancePerformance(target=key, priorities=found)


def _effects(paths: Floats, spreads: Floats, target: int) -> Floats:
    return np.asarray(scores.total_effects(paths)[:, target] * spreads[target] / spreads)
