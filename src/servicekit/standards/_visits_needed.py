"""How many mystery visits: for an interval of a wanted width, or to see a failure that happens now and then."""

from collections.abc import Hashable, Mapping
from math import ceil, floor, log, log1p
from typing import Any, Final

from attrs import field, frozen, validators

from servicekit.foundation._checks import confidence, non_negative, number_in, share, validate, whole, whole_positive
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import Reason, why
from servicekit.foundation._results import Estimate
from servicekit.foundation._vocabulary import Label
from servicekit.stats.planning._sample_size import answers_for_half_width

MOST_VISITS: Final = 10**9


@frozen(kw_only=True)
class VisitsForWidth(Estimate):
    """Visits after which the default interval of a compliance share reaches no further than wanted.

    Attributes:
        half_width_share: Wanted distance from the share to the farther end.
        expected_share: Compliance expected; 0.5 is the most demanding.
        level: Confidence level.
        design_effect: How much more visits are needed because visits to one site are alike.
        population: Visits there are at all, if they can be counted.
    """

    title = Label("Mystery visits for a wanted precision", "达到所需精度的暗访次数")

    half_width_share: float = field(validator=number_in(1e-4, 0.5))
    expected_share: float = field(default=0.5, validator=share)
    level: float = field(default=0.95, validator=confidence)
    design_effect: float = field(default=1.0, validator=number_in(1, 1000))
    population: int | None = field(default=None, validator=validators.optional(whole_positive))

    @property
    def value(self) -> float:
        """The smallest number of visits that will do."""
        shares = (1 - self.expected_share, self.expected_share)
        alone = answers_for_half_width(shares, (0, 1), self.half_width_share, level=self.level)
        needed = ceil(alone - 1e-9) * self.design_effect
        if self.population is not None:
            needed = min(needed / (1 + (needed - 1) / self.population), self.population)
        return ceil(needed - 1e-9)


@frozen(kw_only=True)
class VisitsToSee(Estimate):
    """Visits after which a failure that happens at a certain rate has been seen at least once.

    Attributes:
        failure_rate: Share of services in which it happens.
        probability: How sure one wants to be to see it.
        population: Services there are at all, if they can be counted; then the draw is without replacement.
    """

    title = Label("Mystery visits to see a failure", "发现失误所需的暗访次数")

    failure_rate: float = field(validator=share)
    probability: float = field(default=0.95, validator=confidence)
    population: int | None = field(default=None, validator=validators.optional(whole_positive))

    @property
    def failures(self) -> int | None:
        """Failures in the population, at least one where the rate is above 0; None if it is endless."""
        if self.population is None:
            return None
        return max(floor(self.failure_rate * self.population + 1e-9), int(self.failure_rate > 0))

    @property
    def value(self) -> float | None:
        """The smallest number of visits that will do."""
        if self.failure_rate == 0:
            return None
        if self.population is not None:
            return self._finite(self.population, self.failures or 0)
        return (
            1 if self.failure_rate == 1 else max(1, ceil(log(1 - self.probability) / log1p(-self.failure_rate) - 1e-12))
        )

    def _finite(self, population: int, failures: int) -> int:
        missed, visits = 1.0, 0
        while missed > 1 - self.probability + 1e-15:
            missed *= max(population - failures - visits, 0) / (population - visits)
            visits += 1
        return visits

    @property
    def reason(self) -> Reason | None:
        """Why no number of visits will do."""
        return why(NotEstimable.NEVER_FAILS) if self.failure_rate == 0 else None


def visits_for_half_width(
    half_width_share: float,
    *,
    expected_share: float = 0.5,
    level: float = 0.95,
    design_effect: float = 1.0,
    population: int | None = None,
) -> VisitsForWidth:
    """Return how many mystery visits give an interval of compliance that reaches no further than a wanted half-width.

    Args:
        half_width_share: Half of the interval's width, 0.0001 to 0.5.
        expected_share: Compliance expected.
        level: Confidence level.
        design_effect: 1 for independent visits, more where visits to one site resemble each other.
        population: Number of visits possible, for the correction of small populations.

    Formula:
        The smallest n after which the default interval of a share reaches no further than the half-width, times the
        design effect, divided by 1 + (n - 1) / N for a population of N.

    Example:
        >>> import servicekit as sk
        >>> sk.standards.visits_for_half_width(half_width_share=0.1).value
        106
    """
    return VisitsForWidth(
        half_width_share=half_width_share,
        expected_share=expected_share,
        level=level,
        design_effect=design_effect,
        population=population,
    )


def visits_to_detect(failure_rate: float, *, probability: float = 0.95, population: int | None = None) -> VisitsToSee:
    """Return how many mystery visits show a failure at least once with a given probability.

    Args:
        failure_rate: Share of services in which the failure happens.
        probability: How sure one wants to be.
        population: Number of services, if counted.

    Formula:
        The smallest n with 1 - (1 - rate)^n at least the probability; without replacement for a population.

    Example:
        >>> import servicekit as sk
        >>> sk.standards.visits_to_detect(failure_rate=0.1).value
        29
    """
    return VisitsToSee(failure_rate=failure_rate, probability=probability, population=population)


def visits_by_site(visits: int, sizes: Mapping[Any, float], *, least: int = 1) -> dict[Hashable, int]:
    """Share out visits over sites in proportion to their size, each site getting a least number.

    Args:
        visits: Visits in all, at least ``least`` for each site.
        sizes: Size of each site (customers, contacts), at least 0.
        least: Visits every site gets.

    Raises:
        InvalidValueError: There are too few visits, no site, or no size above 0.

    Formula:
        Largest remainders over the visits left after the least ones; ties go to the site named first.

    Example:
        >>> import servicekit as sk
        >>> sk.standards.visits_by_site(10, {"A": 30, "B": 20})
        {'A': 6, 'B': 4}
    """
    validate(whole_positive, "visits", visits)
    validate(whole, "least", least)
    for site, size in sizes.items():
        validate(non_negative, f"size of {site!r}", size)
    if not sizes or visits < least * len(sizes):
        raise InvalidValueError("visits", f"at least {least} for each of {len(sizes)} sites", visits)
    total = sum(sizes.values())
    if not total > 0:
        raise InvalidValueError("sizes", "above 0 for at least one site", list(sizes.values()))
    free = visits - least * len(sizes)
    quotas = {site: free * size / total for site, size in sizes.items()}
    shares = {site: floor(quota) for site, quota in quotas.items()}
    by_remainder = sorted(quotas, key=lambda site: shares[site] - quotas[site])
    for site in by_remainder[: free - sum(shares.values())]:
        shares[site] += 1
    return {site: least + extra for site, extra in shares.items()}
