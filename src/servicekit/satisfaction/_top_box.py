"""CSAT: the share of customers who chose one of the best answers (top box), and of those who chose the worst."""

from typing import overload

from attrs import field, frozen

from servicekit.data._accepted import Data, Values
from servicekit.data._answers import InputPolicy
from servicekit.data._scales import LIKERT_5, Scale
from servicekit.foundation._checks import whole_positive
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._results import Groups
from servicekit.foundation._vocabulary import Label
from servicekit.stats.designs._design import Design
from servicekit.stats.scores._category_score import CategoryScore
from servicekit.stats.summaries._tally import Tally
from servicekit.stats.summaries._tally_data import measured


@frozen(kw_only=True)
class TopBox(CategoryScore):
    """Share of answers among the best ``boxes`` categories, from 0 to 1.

    Attributes:
        boxes: How many of the best categories count.
    """

    title = Label("Satisfied customers (CSAT, top box)", "满意顾客占比（CSAT）")
    boxes: int = field(default=2, validator=whole_positive)

    def __attrs_post_init__(self) -> None:
        if self.boxes >= len(self.tally.scale.categories):
            raise InvalidValueError("boxes", f"fewer than the {len(self.tally.scale.categories)} answers", self.boxes)

    @property
    def scores(self) -> tuple[float, ...]:
        """1 for the best ``boxes`` answers, else 0."""
        size = len(self.tally.scale.categories)
        best = tuple(float(place >= size - self.boxes) for place in range(size))
        return best if self.tally.scale.higher_is_better else best[::-1]


@frozen(kw_only=True)
class BottomBox(TopBox):
    """Share of answers among the worst ``boxes`` categories, from 0 to 1."""

    title = Label("Dissatisfied customers (bottom box)", "不满意顾客占比")

    @property
    def scores(self) -> tuple[float, ...]:
        """1 for the worst ``boxes`` answers, else 0."""
        size = len(self.tally.scale.categories)
        worst = tuple(float(place < self.boxes) for place in range(size))
        return worst if self.tally.scale.higher_is_better else worst[::-1]


@overload
def top_box(
    data: Data | Tally,
    column: str | None = None,
    *,
    by: None = None,
    boxes: int = 2,
    scale: Scale = LIKERT_5,
    design: Design | None = None,
    counts: str | Values | None = None,
    policy: InputPolicy | None = None,
    level: float = 0.95,
) -> TopBox: ...
@overload
def top_box(
    data: Data | Tally,
    column: str | None = None,
    *,
    by: str | Values,
    boxes: int = 2,
    scale: Scale = LIKERT_5,
    design: Design | None = None,
    counts: str | Values | None = None,
    policy: InputPolicy | None = None,
    level: float = 0.95,
) -> Groups[TopBox]: ...
def top_box(
    data: Data | Tally,
    column: str | None = None,
    *,
    by: str | Values | None = None,
    boxes: int = 2,
    scale: Scale = LIKERT_5,
    design: Design | None = None,
    counts: str | Values | None = None,
    policy: InputPolicy | None = None,
    level: float = 0.95,
) -> TopBox | Groups[TopBox]:
    """Return the share of the best answers, the usual meaning of CSAT, with its interval.

    Args:
        data: Answers, or a frame of any kind with ``column``, or a tally.
        column: Column of the answers.
        by: Column of groups, or a list of columns; then a mapping group -> share is returned.
        boxes: How many of the best categories count as satisfied.
        scale: The answers allowed; where low numbers are good the lowest categories are the best.
        level: Confidence level.
        design: Columns of weights, strata and clusters.
        counts: Column of frequencies of a table with one row per kind of answer, instead of a design.
        policy: Policy for text and for bad values.

    Example:
        >>> import servicekit as sk
        >>> sk.top_box([1, 4, 4, 5], scale=sk.LIKERT_5)
        TopBox(0.75, [0.2202, 0.9905], n=4)
    """

    def make(counted: Tally) -> TopBox:
        return TopBox(tally=counted, boxes=boxes, level=level)

    return measured(make, data, column, scale, by, {"design": design, "counts": counts, "policy": policy})


@overload
def bottom_box(
    data: Data | Tally,
    column: str | None = None,
    *,
    by: None = None,
    boxes: int = 2,
    scale: Scale = LIKERT_5,
    design: Design | None = None,
    counts: str | Values | None = None,
    policy: InputPolicy | None = None,
    level: float = 0.95,
) -> BottomBox: ...
@overload
def bottom_box(
    data: Data | Tally,
    column: str | None = None,
    *,
    by: str | Values,
    boxes: int = 2,
    scale: Scale = LIKERT_5,
    design: Design | None = None,
    counts: str | Values | None = None,
    policy: InputPolicy | None = None,
    level: float = 0.95,
) -> Groups[BottomBox]: ...
def bottom_box(
    data: Data | Tally,
    column: str | None = None,
    *,
    by: str | Values | None = None,
    boxes: int = 2,
    scale: Scale = LIKERT_5,
    design: Design | None = None,
    counts: str | Values | None = None,
    policy: InputPolicy | None = None,
    level: float = 0.95,
) -> BottomBox | Groups[BottomBox]:
    """Return the share of the worst answers; arguments as ``top_box``.

    Example:
        >>> import servicekit as sk
        >>> sk.bottom_box([1, 2, 4, 5], scale=sk.LIKERT_5)
        BottomBox(0.5, [0.08185, 0.9182], n=4)
    """

    def make(counted: Tally) -> BottomBox:
        return BottomBox(tally=counted, boxes=boxes, level=level)

    return measured(make, data, column, scale, by, {"design": design, "counts": counts, "policy": policy})
