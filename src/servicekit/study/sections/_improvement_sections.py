"""Sections of a study on what is aimed at and what is done about it."""

from datetime import date

from attrs import field, frozen

from servicekit.foundation._checks import non_blank_text
from servicekit.foundation._errors import InvalidValueError
from servicekit.improvement._target import Target


@frozen(kw_only=True)
class TargetSection:
    """What a question's measure is to reach, and by when.

    Attributes:
        question: Question of the study; the name of the target if "".
        at_least, at_most: What its measure is to reach or not to exceed, in the measure's own units (0.8 for 80 %
            satisfied); one of them.
        by: Day by which.
    """

    question: str = ""
    at_least: float | None = None
    at_most: float | None = None
    by: date

    def __attrs_post_init__(self) -> None:
        self.target("target")  # one that says nothing is refused where it is written

    def target(self, measure: str) -> Target:
        """Return the target of a measure of that name."""
        return Target(measure=measure, at_least=self.at_least, at_most=self.at_most, by=self.by)


def _named(section: object, attribute: object, value: tuple[str, ...]) -> None:
    if not value:
        raise InvalidValueError("owners of actions", "at least one name", list(value))
    for name in value:
        non_blank_text(None, "owner", name)


@frozen(kw_only=True)
class ActionsSection:
    """A register of actions, given to ``assess`` as ``actions=``.

    Attributes:
        owners: Those who may answer for an action.
        today: Day on which the report looks at it; the day of the last step in the register if None.
    """

    owners: tuple[str, ...] = field(validator=_named)
    today: date | None = None
