"""One wait: how long it was, how long it felt, how long it was expected to be, and under which conditions."""

from collections.abc import Iterable
from typing import Any, Final

from attrs import field, frozen, validators

from servicekit.foundation._bands import Bands, Cut
from servicekit.foundation._checks import non_negative
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._results import Estimate
from servicekit.foundation._vocabulary import Concept, Label
from servicekit.waiting._propositions import MAISTER, PROPOSITIONS, Proposition, WaitCondition


def _conditions(conditions: Iterable[WaitCondition | str]) -> frozenset[WaitCondition]:
    by_key: Any = WaitCondition
    return frozenset(by_key(condition) for condition in conditions)


@frozen(kw_only=True)
class Wait:
    """A wait with its conditions; what is not known is None.

    Attributes:
        actual_minutes: By the clock.
        perceived_minutes: As the customer felt it.
        expected_minutes: As the customer had expected it.
        conditions: What made it feel longer, as concepts or their keys.
    """

    actual_minutes: float = field(validator=non_negative)
    perceived_minutes: float | None = field(default=None, validator=validators.optional(non_negative))
    expected_minutes: float | None = field(default=None, validator=validators.optional(non_negative))
    conditions: frozenset[WaitCondition] = field(default=frozenset(), converter=_conditions)

    @property
    def stretch(self) -> float | None:
        """Perceived by actual minutes; None where one is unknown or the wait was none."""
        if self.perceived_minutes is None or not self.actual_minutes:
            return None
        return self.perceived_minutes / self.actual_minutes

    @property
    def remedies(self) -> tuple[Proposition, ...]:
        """What would answer each condition, in the order of the framework; how much it helps, data must say."""
        return tuple(entry for condition, entry in PROPOSITIONS.items() if condition in self.conditions)


class WaitVerdict(Concept):
    """How a wait compares with what was expected."""

    SHORTER = (
        "shorter",
        "Shorter than expected",
        "比预期短",
        "The wait felt shorter than expected.",
        "等待的感觉比预期短。",
    )
    AS_EXPECTED = (
        "as_expected",
        "As expected",
        "与预期相同",
        "The wait felt as long as expected.",
        "等待的感觉与预期相同。",
    )
    LONGER = "longer", "Longer than expected", "比预期长", "The wait felt longer than expected.", "等待的感觉比预期长。"


VERDICTS: Final = Bands(
    names=(WaitVerdict.LONGER, WaitVerdict.AS_EXPECTED, WaitVerdict.SHORTER), cuts=(Cut(0), Cut(0, "below"))
)


@frozen(kw_only=True)
class WaitSatisfaction(Estimate):
    """Satisfaction of a wait as perception less expectation, in minutes gained; one wait has no sampling interval.

    Attributes:
        perceived_minutes: As it felt.
        expected_minutes: As it had been expected.
    """

    perceived_minutes: float = field(validator=non_negative)
    expected_minutes: float = field(validator=non_negative)

    title = Label("Minutes by which a wait felt shorter than expected", "感知等待比预期短的分钟数")
    derived = ("value", "verdict", "ratio")
    source = MAISTER

    @property
    def value(self) -> float:
        """Expected less perceived minutes: above 0 is a pleasant surprise."""
        return self.expected_minutes - self.perceived_minutes

    @property
    def ratio(self) -> float | None:
        """Perceived by expected minutes; None where none was expected."""
        return self.perceived_minutes / self.expected_minutes if self.expected_minutes else None

    @property
    def verdict(self) -> WaitVerdict:
        """Shorter, as expected or longer."""
        return VERDICTS.of(self.value)


def wait_satisfaction(wait: Wait) -> WaitSatisfaction:
    """Return how a wait compares with what was expected of it.

    Raises:
        InvalidValueError: The perceived or the expected minutes are not known.
    """
    if wait.perceived_minutes is None or wait.expected_minutes is None:
        raise InvalidValueError("wait", "one with perceived and expected minutes", wait)
    return WaitSatisfaction(perceived_minutes=wait.perceived_minutes, expected_minutes=wait.expected_minutes)
