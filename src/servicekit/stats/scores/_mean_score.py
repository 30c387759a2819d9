"""Mean answers: the average of a question, in its own units and as 0 to 100."""

from typing import ClassVar, overload

from attrs import frozen

from servicekit.data._accepted import Data, Values
from servicekit.data._answers import InputPolicy
from servicekit.data._scales import Scale
from servicekit.foundation._results import Groups, Interval
from servicekit.foundation._vocabulary import Label
from servicekit.stats.designs._design import Design
from servicekit.stats.scores._category_score import CategoryScore
from servicekit.stats.summaries._tally import Tally
from servicekit.stats.summaries._tally_data import measured


@frozen(kw_only=True)
class MeanScore(CategoryScore):
    """Mean answer in the scale's own units.

    Example:
        >>> import servicekit as sk
        >>> sk.mean_score([1, 4, 5], scale=sk.LIKERT_5)
        MeanScore(3.333, [1.402, 4.713], n=3)
    """

    title = Label("Mean answer", "平均得分")
    derived: ClassVar[tuple[str, ...]] = (*CategoryScore.derived, "index", "index_interval")

    @property
    def scores(self) -> tuple[float, ...]:
        """The answers themselves."""
        return self.tally.scale.categories

    @property
    def index(self) -> float | None:
        """The mean as 0 (worst) to 100 (best)."""
        return None if self.value is None else self.tally.scale.to_index(self.value)

    @property
    def index_interval(self) -> Interval | None:
        """The interval of the index."""
        return None if self.interval is None else self.interval.map(self.tally.scale.to_index)


@overload
def mean_score(
    data: Data | Tally,
    column: str | None = None,
    *,
    by: None = None,
    scale: Scale,
    design: Design | None = None,
    counts: str | Values | None = None,
    policy: InputPolicy | None = None,
    level: float = 0.95,
) -> MeanScore: ...
@overload
def mean_score(
    data: Data | Tally,
    column: str | None = None,
    *,
    by: str | Values,
    scale: Scale,
    design: Design | None = None,
    counts: str | Values | None = None,
    policy: InputPolicy | None = None,
    level: float = 0.95,
) -> Groups[MeanScore]: ...
def mean_score(
    data: Data | Tally,
    column: str | None = None,
    *,
    by: str | Values | None = None,
    scale: Scale,
    design: Design | None = None,
    counts: str | Values | None = None,
    policy: InputPolicy | None = None,
    level: float = 0.95,
) -> MeanScore | Groups[MeanScore]:
    """Return the mean answer with the multinomial score interval, which stays on the scale and never collapses.

    Args:
        data: Answers, or a frame of any kind with ``column``, or a tally.
        column: Column of the answers.
        by: Column of groups, or a list of columns; then a mapping group -> mean is returned.
        scale: The answers allowed.
        level: Confidence level.
        design: Columns of weights, strata and clusters.
        counts: Column of frequencies of a table with one row per kind of answer, instead of a design.
        policy: Policy for text and for bad values.

    Example:
        >>> import servicekit as sk
        >>> sk.mean_score([1, 4, 5], scale=sk.LIKERT_5)
        MeanScore(3.333, [1.402, 4.713], n=3)
    """

    def make(counted: Tally) -> MeanScore:
        return MeanScore(tally=counted, level=level)

    return measured(make, data, column, scale, by, {"design": design, "counts": counts, "policy": policy})
