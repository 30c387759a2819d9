"""Mean answers: the average of a question, also as 0 to 100, and the customer effort score."""

from collections.abc import Sequence
from typing import Any, ClassVar, Unpack, overload

from attrs import frozen

from servicekit.data._scales import LIKERT_7, Scale
from servicekit.foundation._results import Groups, Interval
from servicekit.foundation._vocabulary import Label
from servicekit.stats._category_score import CategoryScore
from servicekit.stats._tally import Tally
from servicekit.stats._tally_data import Sample, measured


@frozen(kw_only=True)
class MeanAnswer(CategoryScore):
    """Mean answer in the scale's own units."""

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


@frozen(kw_only=True)
class CustomerEffortScore(MeanAnswer):
    """Mean agreement that the company made it easy (CES 2.0), or mean effort where the scale says high is bad."""

    title = Label("Customer effort score", "顾客费力度")


@overload
def mean_answer(
    data: Any,
    column: str | None = None,
    *,
    by: None = None,
    scale: Scale,
    level: float = 0.95,
    **sample: Unpack[Sample],
) -> MeanAnswer: ...
@overload
def mean_answer(
    data: Any,
    column: str | None = None,
    *,
    by: str | Sequence[Any],
    scale: Scale,
    level: float = 0.95,
    **sample: Unpack[Sample],
) -> Groups[MeanAnswer]: ...
def mean_answer(
    data: Any,
    column: str | None = None,
    *,
    by: Any = None,
    scale: Scale,
    level: float = 0.95,
    **sample: Unpack[Sample],
) -> MeanAnswer | Groups[MeanAnswer]:
    """Return the mean answer with the multinomial score interval, which stays on the scale and never collapses.

    Args:
        data: Answers, or a frame of any kind with ``column``, or a tally.
        column: Column of the answers.
        by: Column of groups; then a mapping group -> mean is returned.
        scale: The answers allowed.
        level: Confidence level.
        sample: ``weights``, ``counts``, ``strata``, ``clusters`` and ``reading`` as in ``tally``.
    """

    def make(counted: Tally) -> MeanAnswer:
        return MeanAnswer(tally=counted, level=level)

    return measured(make, data, column, scale, by, sample)


@overload
def customer_effort_score(
    data: Any,
    column: str | None = None,
    *,
    by: None = None,
    scale: Scale = LIKERT_7,
    level: float = 0.95,
    **sample: Unpack[Sample],
) -> CustomerEffortScore: ...
@overload
def customer_effort_score(
    data: Any,
    column: str | None = None,
    *,
    by: str | Sequence[Any],
    scale: Scale = LIKERT_7,
    level: float = 0.95,
    **sample: Unpack[Sample],
) -> Groups[CustomerEffortScore]: ...
def customer_effort_score(
    data: Any,
    column: str | None = None,
    *,
    by: Any = None,
    scale: Scale = LIKERT_7,
    level: float = 0.95,
    **sample: Unpack[Sample],
) -> CustomerEffortScore | Groups[CustomerEffortScore]:
    """Return the customer effort score: the mean of 1-7 agreement that it was easy (7 = least effort).

    Where the question asks for effort (CES 1.0), pass a scale with ``higher_is_better=False``; the value
    stays in the question's own units and ``index`` turns it so that 100 is least effort. Arguments as
    ``mean_answer``.

    Source:
        Dixon, Freeman and Toman (2010), Stop trying to delight your customers. Harvard Business Review 88(7/8).
    """

    def make(counted: Tally) -> CustomerEffortScore:
        return CustomerEffortScore(tally=counted, level=level)

    return measured(make, data, column, scale, by, sample)
