"""The effect of one attribute below and above its neutral answer, and the kind it amounts to."""

from collections.abc import Mapping, Sequence
from math import inf, sqrt
from typing import Final

from attrs import field, frozen

from servicekit.foundation import _checks as checks
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import Reason, why
from servicekit.foundation._results import Result
from servicekit.foundation._vocabulary import Label
from servicekit.priorities._driver_kinds import DriverKind
from servicekit.stats.comparison._comparison import holm
from servicekit.stats.intervals._coefficient import Coefficient
from servicekit.stats.intervals._intervals import normal_quantile

FEWEST_ON_A_SIDE: Final = 30


@frozen(kw_only=True)
class TwoSidedEffect(Result):
    """What one attribute does to the outcome below and above its neutral answer, with all others held.

    Attributes:
        loss: Effect of one step below the neutral answer (of being below it: penalty-reward).
        gain: Effect of one step above the neutral answer (of being above it: penalty-reward).
        variances: Of loss and gain, and their covariance.
        n_below, n_above: Answers on either side of the neutral one.
        negligible: Effect that counts as none.
        degrees_of_freedom: Of the tests.
        failed: Why nothing was estimated; None where it was.
        level: Confidence level.
    """

    title = Label("Two-sided effect", "双侧作用")
    derived = ("below", "above", "asymmetry", "impact_asymmetry")

    loss: float | None = None
    gain: float | None = None
    variances: tuple[float, float, float] = (0.0, 0.0, 0.0)
    n_below: int
    n_above: int
    negligible: float = 0.0
    degrees_of_freedom: float = inf
    failed: Reason | None = None
    level: float = field(default=0.95, validator=checks.confidence)

    @property
    def reason(self) -> Reason | None:
        """Why nothing can be said; None where something can."""
        fewest = min(self.n_below, self.n_above)
        if fewest < FEWEST_ON_A_SIDE:
            return why(NotEstimable.TOO_FEW, n=fewest, needed=FEWEST_ON_A_SIDE)
        return self.failed

    def _figure(self, value: float | None, variance: float, en: str, zh: str) -> Coefficient:
        return Coefficient(
            value=None if self.reason else value,
            standard_error=sqrt(max(variance, 0.0)),
            degrees_of_freedom=self.degrees_of_freedom,
            n=self.n_below + self.n_above,
            reason=self.reason,
            level=self.level,
            name=Label(en, zh),
        )

    @property
    def below(self) -> Coefficient:
        """Effect below the neutral answer: what failing costs."""
        return self._figure(self.loss, self.variances[0], "Effect below neutral", "中性以下的作用")

    @property
    def above(self) -> Coefficient:
        """Effect above the neutral answer: what shining earns."""
        return self._figure(self.gain, self.variances[1], "Effect above neutral", "中性以上的作用")

    @property
    def asymmetry(self) -> Coefficient:
        """Effect below less effect above: positive for a basic attribute, negative for an exciting one."""
        value = None if self.loss is None or self.gain is None else self.loss - self.gain
        variance = self.variances[0] + self.variances[1] - 2 * self.variances[2]
        return self._figure(value, variance, "Asymmetry", "不对称")

    @property
    def impact_asymmetry(self) -> float | None:
        """(gain - loss) / (|gain| + |loss|), from -1 (it can only cost) to 1 (it can only earn); a description."""
        if self.reason or self.loss is None or self.gain is None or self.loss == self.gain == 0:
            return None
        return (self.gain - self.loss) / (abs(self.gain) + abs(self.loss))

    @property
    def p_values(self) -> dict[DriverKind, float]:
        """P-value behind each kind: of the difference and of the greater effect, or of both effects."""
        below, above, difference = self.below, self.above, self.asymmetry
        p_low, p_high, p_difference = (one.p_value for one in (below, above, difference))
        if p_low is None or p_high is None or p_difference is None or difference.value is None:
            return {}
        p_low = p_low if (below.value or 0.0) > 0 else 1.0
        p_high = p_high if (above.value or 0.0) > 0 else 1.0
        return {
            DriverKind.BASIC: max(p_low, p_difference) if difference.value > 0 else 1.0,
            DriverKind.EXCITING: max(p_high, p_difference) if difference.value < 0 else 1.0,
            DriverKind.PERFORMANCE: max(p_low, p_high),
        }

    def kind(self, adjusted: Mapping[DriverKind, float]) -> DriverKind:
        """Return the kind under p-values adjusted for all attributes."""
        if self.reason or not adjusted:
            return DriverKind.NOT_ESTIMABLE
        alpha = 1 - self.level
        for kind in (DriverKind.BASIC, DriverKind.EXCITING, DriverKind.PERFORMANCE):
            if adjusted[kind] < alpha:
                return kind
        reach = normal_quantile(1 - 2 * alpha)  # two one-sided tests at alpha
        sides = (self.below, self.above)
        within = [abs(one.value or 0.0) + reach * one.standard_error < self.negligible for one in sides]
        return DriverKind.NEITHER if all(within) else DriverKind.UNDECIDED


def kinds(effects: Sequence[TwoSidedEffect]) -> tuple[DriverKind, ...]:
    """Return the kind of each effect, Holm over the attributes of one table."""
    found = [effect.p_values for effect in effects]
    # the two directions of one difference exclude each other, so they are one question of each attribute
    tails = [min(p[DriverKind.BASIC], p[DriverKind.EXCITING]) if p else None for p in found]
    sided = holm(tails, nan="drop").adjusted
    both = holm([p.get(DriverKind.PERFORMANCE) for p in found], nan="drop").adjusted
    decided: list[DriverKind] = []
    for effect, p, tail, two in zip(effects, found, sided, both, strict=True):
        adjusted = {} if tail is None or two is None else {DriverKind.PERFORMANCE: two}
        for kind in (DriverKind.BASIC, DriverKind.EXCITING) if adjusted else ():
            adjusted[kind] = tail if p[kind] < 1 and tail is not None else 1.0
        decided.append(effect.kind(adjusted))
    return tuple(decided)
