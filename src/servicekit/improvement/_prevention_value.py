"""What preventing complaints is worth: complaints that do not come about times what one of them costs."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from attrs import field, frozen

from servicekit.foundation import _checks as checks
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._reasons import reason_text
from servicekit.foundation._results import Estimate, Interval
from servicekit.foundation._vocabulary import Label
from servicekit.stats.intervals._confidence_distribution import propagated_interval

Figure = float | Estimate


def figure_value(name: str, figure: Figure) -> float:
    """Return the value of a number or an estimate, refusing what cannot be estimated or is below 0."""
    value = figure.value if isinstance(figure, Estimate) else figure
    if value is None and isinstance(figure, Estimate):
        raise InvalidValueError(name, "estimable", None, hint=reason_text(figure.reason))
    checks.validate(checks.non_negative, name, value)
    return float(value or 0.0)


def _prevented(value: Figure) -> Figure:
    # a measured fall may well be a rise; only a number somebody writes down cannot be below 0
    if not isinstance(value, Estimate):
        checks.validate(checks.non_negative, "prevented", value)
    elif value.value is None:
        raise InvalidValueError("prevented", "estimable", None, hint=reason_text(value.reason))
    return value


def _costs(values: Any) -> Mapping[str, Figure]:
    found = values if isinstance(values, Mapping) else {"complaint": values}
    if not found:
        raise InvalidValueError("cost", "given at least one part", "none")
    for name, figure in found.items():
        figure_value(f"cost of {name!r}", figure)
    return dict(found)


@frozen(kw_only=True)
class PreventionValue(Estimate):
    """What complaints that do not come about are worth.

    Attributes:
        prevented: How many complaints are prevented, a number or an estimate; a share where ``complaints`` is given.
        complaints: Complaints of which ``prevented`` is the share that is gone; None: it is their number.
        cost: What one complaint costs, by part; numbers or estimates.
        spent: What the prevention costs.
        level: Confidence level.
    """

    title = Label("Value of prevention", "预防的价值")
    derived = ("value", "interval", "reason", "cost_per_complaint", "saved", "pays_from")

    prevented: Figure = field(converter=_prevented)
    complaints: Figure | None = None
    cost: Mapping[str, Figure] = field(converter=_costs, hash=False)
    spent: float = field(default=0.0, validator=checks.non_negative)
    level: float = field(default=0.95, validator=checks.confidence)

    @property
    def cost_per_complaint(self) -> float:
        """All parts together."""
        return sum(figure_value(name, figure) for name, figure in self.cost.items())

    @property
    def saved(self) -> float:
        """Complaints prevented times what one costs."""
        count = self.prevented.value if isinstance(self.prevented, Estimate) else self.prevented
        of = 1.0 if self.complaints is None else figure_value("complaints", self.complaints)
        return float(count or 0.0) * of * self.cost_per_complaint

    @property
    def value(self) -> float:
        """What is saved, less what is spent."""
        return self.saved - self.spent

    @property
    def pays_from(self) -> float | None:
        """Complaints that must be prevented for it to pay; None where a complaint costs nothing."""
        return self.spent / self.cost_per_complaint if self.cost_per_complaint > 0 else None

    @property
    def interval(self) -> Interval | None:
        """Percentile interval over joint draws of all figures; None where each is a number taken as known."""
        names = {f"cost {name}": figure for name, figure in self.cost.items()}

        def money(**drawn: Any) -> Any:
            # whatever an interval says, a complaint never costs less than nothing
            each = sum(np.maximum(drawn[name], 0.0) for name in names)
            return drawn["prevented"] * drawn["complaints"] * each - self.spent

        of = 1.0 if self.complaints is None else self.complaints
        return propagated_interval(money, {"prevented": self.prevented, "complaints": of, **names}, level=self.level)


def prevention_value(
    prevented: Figure,
    *,
    cost: Figure | Mapping[str, Figure],
    complaints: Figure | None = None,
    spent: float = 0.0,
    level: float = 0.95,
) -> PreventionValue:
    """Return what preventing complaints is worth.

    Args:
        prevented: Complaints that do not come about: a number of at least 0, or an estimate such as
            ``prevented_complaints`` gives from a measured fall.
        complaints: Complaints of which ``prevented`` is the share that does not come about, as of a cause in a Pareto;
            None: ``prevented`` is a number of complaints.
        cost: What one complaint costs, a number or an estimate (``complaint_cost(...).per_complaint``), or a mapping
            from part to such figures, which are then taken as independent.
        spent: What the prevention costs.
        level: Confidence level.

    Returns:
        Value less what is spent, with the interval that those of the figures imply.

    Raises:
        InvalidValueError: A figure below 0, one that cannot be estimated, or no cost.

    Formula:
        prevented × sum of the parts of the cost - spent; the interval by joint draws from the figures' confidence
        distributions.

    Example:
        >>> import servicekit as sk
        >>> sk.improvement.prevention_value(prevented=5000, cost={"training": 1200}).value
        6000000.0
    """
    if complaints is not None:
        figure_value("complaints", complaints)
        checks.validate(checks.share, "prevented", prevented.value if isinstance(prevented, Estimate) else prevented)
    return PreventionValue(prevented=prevented, complaints=complaints, cost=cost, spent=spent, level=level)
