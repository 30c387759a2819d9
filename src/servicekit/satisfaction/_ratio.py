"""Satisfaction ratio of one customer: evaluation over expectation."""

from typing import Final

from attrs import field, frozen

from servicekit.foundation import _checks as checks
from servicekit.foundation._bands import Bands, Cut
from servicekit.foundation._documents import AFTER_SALES, under
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._literature import OLIVER_1980
from servicekit.foundation._results import Estimate
from servicekit.foundation._vocabulary import Concept, Label, framework


@framework(
    "F01",
    title=Label("Satisfaction ratio", "客户满意度公式"),
    summary=Label(
        "Satisfaction is the customer's evaluation divided by the customer's expectation.",
        "满意度等于顾客的评价除以顾客的期望。",
    ),
    sources=(
        under(AFTER_SALES, "何谓客户满意度"),
        OLIVER_1980,
    ),
)
class SatisfactionVerdict(Concept):
    """What the ratio of evaluation to expectation says about one customer.

    Example:
        >>> import servicekit as sk
        >>> str(sk.satisfaction.SatisfactionVerdict("disappointed"))
        'Disappointed 失望'
    """

    DISAPPOINTED = "disappointed", "Disappointed", "失望", "Got less than expected.", "得到的少于期望。"
    SATISFIED = "satisfied", "Satisfied", "满意", "Got what was expected.", "得到的正如期望。"
    VERY_SATISFIED = "very_satisfied", "Very satisfied", "非常满意", "Got more than expected.", "得到的多于期望。"


OF_RATIO: Final = Bands(names=tuple(SatisfactionVerdict), cuts=(Cut(1.0), Cut(1.0, "below")))
"""Below one, exactly one, above one."""
OF_GAP: Final = Bands(names=tuple(SatisfactionVerdict), cuts=(Cut(0.0), Cut(0.0, "below")))
"""The same verdicts from evaluation minus expectation."""


@frozen(kw_only=True)
class SatisfactionRatio(Estimate):
    """One customer's evaluation over expectation; a fact about one person, so it has no interval."""

    title = Label("Satisfaction ratio", "客户满意度")
    derived = ("value", "verdict")

    evaluation: float = field(validator=checks.non_negative)
    expectation: float = field(validator=checks.non_negative)

    def __attrs_post_init__(self) -> None:
        if self.expectation == 0:
            hint = "whoever expects nothing has no ratio; look at the difference instead"
            raise InvalidValueError("expectation", "above 0", 0, hint=hint)

    @property
    def value(self) -> float:
        """Evaluation divided by expectation."""
        return self.evaluation / self.expectation

    @property
    def verdict(self) -> SatisfactionVerdict:
        """Disappointed below one, satisfied at one, very satisfied above."""
        # from the difference, which is 0 for equal numbers alone; a quotient can round to 1 for neighbours
        return OF_GAP.of(self.evaluation - self.expectation)


def satisfaction_ratio(*, evaluation: float, expectation: float) -> SatisfactionRatio:
    """Return one customer's satisfaction; both numbers count from a true zero in the same unit.

    Args:
        evaluation: What the customer says was received, at least 0.
        expectation: What the customer expected, above 0.

    Example:
        >>> import servicekit as sk
        >>> str(sk.satisfaction_ratio(evaluation=8, expectation=6).verdict)
        'Very satisfied 非常满意'
    """
    return SatisfactionRatio(evaluation=evaluation, expectation=expectation)
