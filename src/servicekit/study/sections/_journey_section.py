"""The section of a study that says which columns are moments of a journey."""

from collections.abc import Mapping
from typing import Final

from attrs import field, frozen

from servicekit.experience._journey_columns import Touchpoint
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._vocabulary import Label

FEWEST_MOMENTS: Final = 2


@frozen(kw_only=True)
class MomentColumns:
    """Columns of one moment of a journey.

    Attributes:
        evaluation: How it was.
        expectation: What was expected of it, on the same scale; None where nobody asked.
        reached: 1 or 0 for whether the customer came so far; None: those who evaluated it did.
        label: Its name in reports; that of the column of its evaluation if None.
    """

    evaluation: str
    expectation: str | None = None
    reached: str | None = None
    label: Label | None = None


@frozen(kw_only=True)
class JourneySection:
    """Moments in which customers meet the service, in the order in which they come.

    Attributes:
        scale: Name of the scale of all evaluations and expectations.
        touchpoints: Key -> columns of the moment, at least two.
        outcome: Column of what the journey leads to, for the cost of the weakest moment; None: not computed.
        outcome_scale: Name of its scale; None: ``scale``.
    """

    scale: str
    touchpoints: Mapping[str, MomentColumns] = field(hash=False)
    outcome: str | None = None
    outcome_scale: str | None = None

    def __attrs_post_init__(self) -> None:
        if len(self.touchpoints) < FEWEST_MOMENTS:
            raise InvalidValueError("touchpoints of a journey", "at least two", list(self.touchpoints))
        columns = [each.evaluation for each in self.touchpoints.values()]
        if len(set(columns)) < len(columns):
            raise InvalidValueError("touchpoints of a journey", "each with its own evaluation", columns)

    @property
    def uses(self) -> dict[str, str]:
        """Every column and the name of its scale; "" where answers are yes or no."""
        found: dict[str, str] = {}
        for each in self.touchpoints.values():
            found[each.evaluation] = self.scale
            if each.expectation is not None:
                found[each.expectation] = self.scale
            if each.reached is not None:
                found.setdefault(each.reached, "")
        if self.outcome is not None:
            found[self.outcome] = self.outcome_scale or self.scale
        return found

    def resolved(self, labels: Mapping[str, Label]) -> tuple[Touchpoint, ...]:
        """Return the moments as ``journey`` takes them.

        Args:
            labels: Names of columns in reports.
        """
        return tuple(
            Touchpoint(
                key=key,
                evaluation=each.evaluation,
                expectation=each.expectation,
                reached=each.reached,
                label=each.label or labels.get(each.evaluation) or Label(key, key),
            )
            for key, each in self.touchpoints.items()
        )
