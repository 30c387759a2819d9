"""One wait: how long it was, how long it felt, how long it was expected to be, and under which conditions."""

from collections.abc import Iterable
from typing import Any, Final

import numpy as np
from attrs import field, frozen, validators

from servicekit.data._accepted import Data
from servicekit.data._answers import InputPolicy, as_policy, read_answers
from servicekit.data._frames import read_columns
from servicekit.data.time._durations import DURATIONS
from servicekit.foundation._bands import Bands, Cut
from servicekit.foundation._checks import non_negative
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._results import Estimate, Groups
from servicekit.foundation._vocabulary import Concept, Label
from servicekit.stats.designs._design import Design
from servicekit.stats.intervals._estimates import Share
from servicekit.stats.scores._category_score import category_share
from servicekit.stats.summaries._coded_tally import tally_of_codes
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

    Example:
        >>> import servicekit as sk
        >>> sk.waiting.Wait(actual_minutes=10, expected_minutes=5).actual_minutes
        10
    """

    actual_minutes: float = field(validator=non_negative)
    perceived_minutes: float | None = field(default=None, validator=validators.optional(non_negative))
    expected_minutes: float | None = field(default=None, validator=validators.optional(non_negative))
    conditions: frozenset[WaitCondition] = field(default=frozenset(), converter=_conditions)

    @property
    def overestimation_ratio(self) -> float | None:
        """Perceived by actual minutes; None where one is unknown or the wait was none."""
        if self.perceived_minutes is None or not self.actual_minutes:
            return None
        return self.perceived_minutes / self.actual_minutes

    @property
    def remedies(self) -> tuple[Proposition, ...]:
        """What would answer each condition, in the order of the framework; how much it helps, data must say."""
        return tuple(entry for condition, entry in PROPOSITIONS.items() if condition in self.conditions)


class WaitVerdict(Concept):
    """How a wait compares with what was expected.

    Example:
        >>> import servicekit as sk
        >>> str(sk.waiting.WaitVerdict("shorter"))
        'Shorter than expected 比预期短'
    """

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

    Example:
        >>> import servicekit as sk
        >>> wait = sk.waiting.Wait(actual_minutes=5, perceived_minutes=6, expected_minutes=10)
        >>> str(sk.waiting.wait_satisfaction(wait).verdict)
        'Shorter than expected 比预期短'
    """
    if wait.perceived_minutes is None or wait.expected_minutes is None:
        raise InvalidValueError("wait", "one with perceived and expected minutes", wait)
    return WaitSatisfaction(perceived_minutes=wait.perceived_minutes, expected_minutes=wait.expected_minutes)


def wait_verdicts(
    data: Data,
    *,
    waited: str,
    expected: str,
    design: Design | None = None,
    policy: InputPolicy | None = None,
    level: float = 0.95,
) -> Groups[Share]:
    """Return the shares of waits that were longer, as long and shorter than expected.

    Args:
        data: A data frame of any kind or a mapping of columns, one row per wait.
        waited: Column of waits as customers felt them, or by the clock where nobody asked; at least 0.
        expected: Column of waits they expected, in the same unit. Rows that lack either are left out.
        design: How the customers asked were drawn: weights, strata, clusters (visits of one day), margins.
        policy: Policy for text and bad values.
        level: Confidence level.

    Example:
        >>> import servicekit as sk
        >>> asked = {"waited": [5, 10, 12, None], "expected": [10, 10, 10, 10]}
        >>> found = sk.waiting.wait_verdicts(asked, waited="waited", expected="expected")
        >>> {key: share.count for key, share in found.items()}
        {'longer': 1, 'as_expected': 1, 'shorter': 1}
    """
    found = read_columns(data, [waited, expected])
    felt, hoped = (read_answers(found[name], DURATIONS, as_policy(policy)) for name in (waited, expected))
    here = felt.here & hoped.here
    gained = hoped.numbers(DURATIONS)[here] - felt.numbers(DURATIONS)[here]
    codes = np.full(len(here), -1, dtype=np.int64)
    codes[here] = VERDICTS.index(gained)
    tally = tally_of_codes(codes, len(VERDICTS.names), data, design)
    if tally is not None:
        named = enumerate(VERDICTS.names)
        return Groups("verdict", {v.key: category_share(tally, k, level=level, name=v.label) for k, v in named})
    counts = np.bincount(codes[here], minlength=len(VERDICTS.names))
    shares = {
        verdict.key: Share(count=int(count), n=int(here.sum()), level=level, name=verdict.label)
        for verdict, count in zip(VERDICTS.names, counts.tolist(), strict=True)
    }
    return Groups("verdict", shares)
