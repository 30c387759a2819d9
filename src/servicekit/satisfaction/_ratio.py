"""Satisfaction ratio of one customer: evaluation over expectation."""

from attrs import field, frozen

from servicekit.foundation import _checks as checks
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._results import Estimate
from servicekit.foundation._vocabulary import Label
from servicekit.satisfaction._verdict import OF_GAP, Verdict


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
    def verdict(self) -> Verdict:
        """Disappointed below one, satisfied at one, very satisfied above."""
        # from the difference, which is 0 for equal numbers alone; a quotient can round to 1 for neighbours
        return OF_GAP.of(self.evaluation - self.expectation)


def satisfaction_ratio(*, evaluation: float, expectation: float) -> SatisfactionRatio:
    """Return one customer's satisfaction; both numbers count from a true zero in the same unit.

    Args:
        evaluation: What the customer says was received, at least 0.
        expectation: What the customer expected, above 0.
    """
    return SatisfactionRatio(evaluation=evaluation, expectation=expectation)
