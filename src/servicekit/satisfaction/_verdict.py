"""Verdicts of the satisfaction ratio: evaluation over expectation above, at or below one."""

from typing import Final

from servicekit.foundation._bands import Bands, Cut
from servicekit.foundation._vocabulary import Concept, Label, Source, framework


@framework(
    "F01",
    title=Label("Satisfaction ratio", "客户满意度公式"),
    summary=Label(
        "Satisfaction is the customer's evaluation divided by the customer's expectation.",
        "满意度等于顾客的评价除以顾客的期望。",
    ),
    sources=(
        Source("Car dealer after-sales training deck", None, "Customer satisfaction (客户满意度培训)"),
        Source("Oliver", 1980, "A cognitive model of the antecedents and consequences of satisfaction decisions"),
    ),
)
class Verdict(Concept):
    """What the ratio of evaluation to expectation says about one customer."""

    DISAPPOINTED = "disappointed", "Disappointed", "失望", "Got less than expected.", "得到的少于期望。"
    SATISFIED = "satisfied", "Satisfied", "满意", "Got what was expected.", "得到的正如期望。"
    VERY_SATISFIED = "very_satisfied", "Very satisfied", "非常满意", "Got more than expected.", "得到的多于期望。"


OF_RATIO: Final = Bands(names=tuple(Verdict), cuts=(Cut(1.0), Cut(1.0, "below")))
"""Below one, exactly one, above one."""
OF_GAP: Final = Bands(names=tuple(Verdict), cuts=(Cut(0.0), Cut(0.0, "below")))
"""The same verdicts from evaluation minus expectation."""
