"""The service-profit link: whether sites with more satisfied employees have more satisfied customers."""

from collections.abc import Hashable, Mapping, Sequence
from math import atanh, isfinite, sqrt, tanh
from typing import Any, Final

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from servicekit.foundation._cautions import Caution, CautionKind, beware
from servicekit.foundation._checks import confidence
from servicekit.foundation._documents import part_of
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._literature import HESKETT_1994
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import Reason, why
from servicekit.foundation._results import Estimate, Interval
from servicekit.foundation._vocabulary import Label
from servicekit.stats.intervals._intervals import normal_quantile

SERVICE_PROFIT_CHAIN: Final = part_of(HESKETT_1994, "companies chosen by the authors", "由作者选取的企业")
FEW_SITES: Final = 10


@frozen(kw_only=True)
class ServiceProfitLink(Estimate):
    """Correlation of employee and customer scores across sites.

    Attributes:
        sites: Sites with both scores.
        employee, customer: Their scores.
        unmatched: Sites with one score alone, which do not count.
        level: Confidence level.
    """

    title = Label("Service-profit link", "员工满意与客户满意的关联")
    derived = ("value", "interval", "reason", "cautions", "unmatched")

    sites: tuple[Hashable, ...]
    employee: tuple[float, ...]
    customer: tuple[float, ...]
    unmatched: tuple[Hashable, ...] = ()
    level: float = field(default=0.95, validator=confidence)

    @property
    def value(self) -> float | None:
        """Pearson's correlation, -1 to 1."""
        return None if self.reason else _correlation(self.employee, self.customer)

    @property
    def reason(self) -> Reason | None:
        """Why there is no correlation."""
        if len(self.sites) < 3:
            return why(NotEstimable.TOO_FEW, n=len(self.sites), needed=3)
        for name, scores in (("employee", self.employee), ("customer", self.customer)):
            if _spread(scores) is None:
                return why(NotEstimable.ZERO_VARIANCE, names=(name,))
        return None

    @property
    def interval(self) -> Interval | None:
        """Fisher's interval, which needs four sites and takes their scores as normally distributed."""
        found = self.value
        if found is None or len(self.sites) < 4 or abs(found) >= 1 - 1e-12:
            return None
        reach = normal_quantile(self.level) / sqrt(len(self.sites) - 3)
        low, high = tanh(atanh(found) - reach), tanh(atanh(found) + reach)
        return Interval(low=low, high=high, level=self.level, method="fisher z")

    @property
    def cautions(self) -> tuple[Caution, ...]:
        """What a reader must know before using the figure."""
        found = [beware(CautionKind.NO_PROOF_OF_CAUSE)]
        if len(self.sites) < FEW_SITES:
            found.append(beware(CautionKind.FEW_SITES, k=len(self.sites)))
        return tuple(found)


def _spread(scores: Sequence[float]) -> NDArray[np.float64] | None:
    """Return the deviations from the mean as shares of the largest one; None if there are none."""
    values = np.asarray(scores, dtype=float)
    off = values - values.mean()
    largest = float(np.abs(off).max(initial=0.0))
    # what is left of equal numbers after subtracting their mean is rounding, not spread
    return off / largest if largest > 1e-12 * float(np.abs(values).max(initial=0.0)) else None


def _correlation(one: Sequence[float], other: Sequence[float]) -> float | None:
    ours, theirs = _spread(one), _spread(other)
    if ours is None or theirs is None:
        return None
    return float(np.clip(ours @ theirs / sqrt(float(ours @ ours) * float(theirs @ theirs)), -1, 1))


def _number(site: object, score: object, what: str) -> float | None:
    number = score.value if isinstance(score, Estimate) else score
    if number is None:
        return None
    if isinstance(number, bool) or not isinstance(number, int | float | np.number) or not isfinite(float(number)):
        raise InvalidValueError(f"{what} score", "a finite number or None", number, f"site {site!r}")
    return float(number)


def service_profit_link(
    employee: Mapping[Any, Estimate | float | None],
    customer: Mapping[Any, Estimate | float | None],
    *,
    level: float = 0.95,
) -> ServiceProfitLink:
    """Return how employee and customer scores go together across sites.

    Args:
        employee: Site -> score: a number, an estimate, or None where there is none; groups of estimates will do.
        customer: The same for customers.
        level: Confidence level.

    Raises:
        InvalidValueError: A score is not a finite number.

    Formula:
        Pearson's r; tanh(atanh(r) ± z / sqrt(n - 3)).

    Example:
        >>> import servicekit as sk
        >>> link = sk.operations.service_profit_link({"a": 4.0, "b": 3.0, "c": 5.0}, {"a": 8.0, "b": 7.0, "c": 9.0})
        >>> link.title.en
        'Service-profit link'
    """
    for name, scores in (("employee", employee), ("customer", customer)):
        if not isinstance(scores, Mapping):
            raise InvalidValueError(f"{name} scores", "a mapping from site to score", scores)
    ours = {site: _number(site, score, "employee") for site, score in employee.items()}
    theirs = {site: _number(site, score, "customer") for site, score in customer.items()}
    both = [site for site in ours if ours[site] is not None and theirs.get(site) is not None]
    every = list(dict.fromkeys([*ours, *theirs]))
    return ServiceProfitLink(
        sites=tuple(both),
        employee=tuple(float(ours[site] or 0.0) for site in both),
        customer=tuple(float(theirs[site] or 0.0) for site in both),
        unmatched=tuple(site for site in every if site not in both),
        level=level,
    )
