"""Targets: met, missed or undecided, by the interval of the figure and not by its value."""

from datetime import date
from typing import Final

import numpy as np
from attrs import field, frozen, validators

from servicekit.foundation import _checks as checks
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._reasons import Reason, reason_text
from servicekit.foundation._results import Estimate, Interval
from servicekit.foundation._vocabulary import Concept, Label
from servicekit.stats.intervals._confidence_distribution import confidence_distribution
from servicekit.stats.intervals._estimates import Share
from servicekit.stats.scores._category_score import CategoryScore

GRID: Final = 4001
MOST_NEEDED: Final = 10_000_000


class TargetVerdict(Concept):
    """What can be said of a target."""

    MET = "met", "Met", "达成", "The whole interval lies on the good side.", "整个区间都在达标一侧。"
    MISSED = "missed", "Missed", "未达成", "The whole interval lies on the bad side.", "整个区间都在未达标一侧。"
    UNDECIDED = "undecided", "Undecided", "尚无法判断", "The target lies within the interval.", "目标值落在区间之内。"


@frozen(kw_only=True)
class Target:
    """What a figure is to reach, and by when.

    Attributes:
        measure: Name of the figure.
        at_least: What it is to reach; None where ``at_most`` is given.
        at_most: What it is not to exceed; None where ``at_least`` is given.
        by: Day by which.

    Example:
        >>> import servicekit as sk
        >>> from datetime import date
        >>> target = sk.improvement.Target(measure="satisfied customers", at_least=0.8, by=date(2024, 12, 31))
        >>> found = target.judge(sk.stats.Share(count=176, n=200))
        >>> str(found.verdict), round(found.probability, 3)
        ('Met 达成', 0.999)
    """

    measure: str = field(validator=checks.non_blank_text)
    at_least: float | None = field(default=None, validator=validators.optional(checks.finite))
    at_most: float | None = field(default=None, validator=validators.optional(checks.finite))
    by: date = field(validator=checks.plain_date)

    def __attrs_post_init__(self) -> None:
        if (self.at_least is None) == (self.at_most is None):
            raise InvalidValueError("target", "either at_least or at_most", [self.at_least, self.at_most])

    @property
    def limit(self) -> float:
        """The figure to be reached or not exceeded."""
        return float(self.at_least if self.at_least is not None else self.at_most or 0.0)

    def judge(self, figure: Estimate, *, n_next: int | None = None) -> "TargetStatus":
        """Return whether a figure meets the target.

        Args:
            figure: Any estimate with an interval, on the scale of the target.
            n_next: Answers of the next wave, for the probability that its share meets the target; of shares only.

        Raises:
            InvalidValueError: A target off the scale of the figure, or a figure without a value.
        """
        checks.validate(checks.instance_of(Estimate, "an estimate"), "figure", figure)
        if figure.value is None:
            raise InvalidValueError("figure", "one with a value", None, hint=reason_text(figure.reason))
        ends = _ends(figure)
        if ends is not None and not ends[0] <= self.limit <= ends[1]:
            rule = f"a figure on its scale, {ends[0]:g} to {ends[1]:g}"
            hint = f"did you mean {self.limit / 100:g}?" if ends == (0, 1) and 1 < self.limit <= 100 else ""
            raise InvalidValueError(f"target of {self.measure!r}", rule, self.limit, hint=hint)
        if n_next is not None:
            checks.validate(checks.whole_positive, "n_next", n_next)
            if confidence_distribution(figure).family != "beta":
                rule = "a Share where n_next is given: only of shares the next answers can be foretold"
                raise InvalidValueError("figure", rule, type(figure).__name__)
        return TargetStatus(target=self, figure=figure, n_next=n_next)


def _ends(figure: Estimate) -> tuple[float, float] | None:
    if isinstance(figure, Share):
        return 0, 1
    return (min(figure.scores), max(figure.scores)) if isinstance(figure, CategoryScore) else None


@frozen(kw_only=True)
class TargetStatus(Estimate):
    """A figure against its target.

    Attributes:
        target: The target.
        figure: The figure.
        n_next: Answers of the next wave; None: not asked for.
    """

    title = Label("Figure against its target", "指标与目标")
    derived = ("value", "interval", "reason", "verdict", "probability", "probability_next", "n_needed")

    target: Target
    figure: Estimate
    n_next: int | None = None

    @property
    def value(self) -> float | None:
        """The figure."""
        return self.figure.value

    @property
    def interval(self) -> Interval | None:
        """Its interval."""
        return self.figure.interval

    @property
    def reason(self) -> Reason | None:
        """Why the figure has no interval, so that nothing can be decided."""
        return self.figure.reason

    @property
    def verdict(self) -> TargetVerdict:
        """Met or missed where the whole interval lies on one side, else undecided."""
        found, limit = self.interval, self.target.limit
        if found is None or found.kind != "bounded":
            return TargetVerdict.UNDECIDED
        upward = self.target.at_least is not None
        if found.low >= limit if upward else found.high <= limit:
            return TargetVerdict.MET
        return (
            TargetVerdict.MISSED if (found.high < limit if upward else found.low > limit) else TargetVerdict.UNDECIDED
        )

    @property
    def probability(self) -> float | None:
        """How far the answers so far speak for the true figure meeting it; None without an interval."""
        found = self.interval
        if found is None or found.kind != "bounded":
            return None
        p = (np.arange(GRID) + 0.5) / GRID
        above = float(np.mean(confidence_distribution(self.figure).at(p) >= self.target.limit))
        return above if self.target.at_least is not None else 1 - above

    @property
    def probability_next(self) -> float | None:
        """Probability that the share among the next ``n_next`` answers meets it (beta-binomial); None without them."""
        from scipy.stats import betabinom

        if self.n_next is None:
            return None
        limit = self.target.limit * self.n_next
        drawn = betabinom(self.n_next, *confidence_distribution(self.figure).parameters)
        # a hair's breadth for products such as 0.8 * 50, which are not whole in binary
        if self.target.at_least is not None:
            return float(drawn.sf(np.ceil(limit - 1e-9) - 1))
        return float(drawn.cdf(np.floor(limit + 1e-9)))

    @property
    def n_needed(self) -> int | None:
        """Answers with which it would be decided if the figure stayed where it is; None where no number would do.

        Formula:
            n × (distance of the value from the end of its interval on the side of the target / from the target)².
        """
        n, found, value = getattr(self.figure, "n", None), self.interval, self.value
        if self.verdict is not TargetVerdict.UNDECIDED:
            return None if n is None else int(n)
        if not n or found is None or value is None or found.kind != "bounded" or value == self.target.limit:
            return None
        end = found.low if value > self.target.limit else found.high
        needed = float(n) * ((end - value) / (self.target.limit - value)) ** 2
        return int(np.ceil(needed)) if needed <= MOST_NEEDED else None
