"""Does a loyalty programme pay: incremental margin against cost, the lift it needs, and several modes side by side."""

from collections.abc import Mapping

from attrs import field, frozen
from numpy.typing import ArrayLike

from servicekit.data._vectors import vector
from servicekit.foundation import _checks as checks
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import Reason, why
from servicekit.foundation._results import Estimate, Interval, Result
from servicekit.foundation._vocabulary import Label
from servicekit.loyalty.programmes._programme import ProgrammeDesign
from servicekit.stats.intervals._estimates import Average, average_of
from servicekit.stats.intervals._ratios import fieller_interval


@frozen(kw_only=True)
class SpendLift(Estimate):
    """By what share members spend more than comparable customers without the programme.

    Members of a voluntary programme are better customers to begin with: only a random or well-matched control group
    makes this the effect of the programme.

    Attributes:
        members, control: Mean spend of the two groups in the same time.
    """

    title = Label("Lift in spending", "消费提升率")

    members: Average
    control: Average

    @property
    def value(self) -> float | None:
        """Mean of the members / mean of the control group - 1."""
        if self.members.value is None or not self.control.value:
            return None
        return self.members.value / self.control.value - 1

    @property
    def interval(self) -> Interval | None:
        """Fieller's set for two independent groups, with the smaller group's degrees of freedom."""
        first, second = self.members, self.control
        if self.value is None or not first.standard_error or not second.standard_error:
            return None
        n = min(first.n, second.n)
        found = fieller_interval(
            n=n,
            mean_x=second.mean,
            mean_y=first.mean,
            var_x=n * second.standard_error**2,
            var_y=n * first.standard_error**2,
            cov_xy=0.0,
            level=first.level,
        )
        return found.map(lambda ratio: ratio - 1)

    @property
    def reason(self) -> Reason | None:
        """Why there is no value: an empty group, or a control group that spends nothing."""
        if self.value is not None:
            return None
        empty = self.members.value is None or self.control.value is None
        return why(NotEstimable.NO_DATA if empty else NotEstimable.ZERO_DENOMINATOR)


def spend_lift(members: ArrayLike, control: ArrayLike, *, level: float = 0.95) -> SpendLift:
    """Compare spending of members with that of a control group.

    Args:
        members, control: Money per customer in the same time; at least 0.
        level: Confidence level.

    Example:
        >>> import servicekit as sk
        >>> sk.loyalty.spend_lift([120, 130, 110, 140], [100, 90, 110, 95]).value
        0.26582278481012667
    """
    first, second = vector("members", members, low=0), vector("control", control, low=0)
    return SpendLift(members=average_of(first, level=level), control=average_of(second, level=level))


@frozen(kw_only=True)
class ProgrammeCosts:
    """What a programme costs in a year.

    Attributes:
        fixed: Running the programme, whatever its size.
        per_member: Cards, messages, service; net of any annual fee.
        reward_share: Value of rewards given per unit of spending (0.01 for one per cent back).
        redeemed_share: Share of rewards that are redeemed: 1 - breakage.
        reward_cost_share: What a redeemed unit of reward costs the company (below 1 for its own goods).
        cause_share: Share of spending paid to a cause or to the issuer of a card.

    Example:
        >>> import servicekit as sk
        >>> sk.loyalty.ProgrammeCosts(fixed=1000).fixed
        1000
    """

    fixed: float = field(default=0.0, validator=checks.non_negative)
    per_member: float = field(default=0.0, validator=checks.finite)
    reward_share: float = field(default=0.0, validator=checks.share)
    redeemed_share: float = field(default=1.0, validator=checks.share)
    reward_cost_share: float = field(default=1.0, validator=checks.non_negative)
    cause_share: float = field(default=0.0, validator=checks.share)

    @property
    def per_spend(self) -> float:
        """Cost per unit of members' spending, existing and additional alike."""
        return self.reward_share * self.redeemed_share * self.reward_cost_share + self.cause_share


@frozen(kw_only=True)
class ProgrammeEconomics(Estimate):
    """Yearly net gain of a programme: incremental margin less its costs.

    Rewards are paid on all spending of members, also on what they would have spent anyway.

    Attributes:
        members: Number of members.
        spend: Mean yearly spend of a member without the programme.
        margin_share: Contribution margin per unit of spending.
        costs: What the programme costs.
        lift: By what share members spend more because of it; an estimate, or a plain number for a what-if.

    Example:
        >>> import servicekit as sk
        >>> economics = sk.loyalty.ProgrammeEconomics(
        ...     members=10_000,
        ...     spend=sk.stats.Average(n=200, mean=180.0, sd=60.0),
        ...     margin_share=0.3,
        ...     costs=sk.loyalty.ProgrammeCosts(fixed=20_000),
        ...     lift=0.05,
        ... )
        >>> round(economics.value)
        7000
    """

    title = Label("Programme economics", "忠诚计划的经济性")
    derived = ("value", "interval", "reason", "incremental_margin", "cost", "needed_lift", "needed_lift_interval")

    members: int = field(validator=checks.whole_positive)
    spend: Average
    margin_share: float = field(validator=checks.share)
    costs: ProgrammeCosts
    lift: SpendLift | float

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.lift, SpendLift):
            checks.validate(checks.finite, "lift", self.lift)
            if self.lift < -1:
                raise InvalidValueError("lift", "at least -1", self.lift)
        if self.spend.value is not None and self.spend.value <= 0:
            raise InvalidValueError("spend", "above 0 in the mean", self.spend.value)

    @property
    def _lift(self) -> float | None:
        return self.lift.value if isinstance(self.lift, SpendLift) else self.lift

    @property
    def incremental_margin(self) -> float | None:
        """Margin on the additional spending."""
        return None if self._lift is None or self.reason else self._margin(self._lift)

    @property
    def cost(self) -> float | None:
        """Cost of the programme in the year."""
        return None if self._lift is None or self.reason else self._cost(self._lift)

    @property
    def value(self) -> float | None:
        """Incremental margin less cost."""
        return None if self._lift is None or self.reason else self._net(self._lift)

    @property
    def interval(self) -> Interval | None:
        """Interval from that of the lift, spending taken as known; None for a what-if or an unbounded set."""
        found = self.lift.interval if isinstance(self.lift, SpendLift) else None
        return None if found is None or found.kind != "bounded" or self.reason else found.map(self._net)

    @property
    def needed_lift(self) -> float | None:
        """Lift at which the programme breaks even; None where each unit of spending costs its whole margin or more.

        Formula:
            (fixed / members + per_member + c s) / (s (m - c)), s spend, m margin share, c cost per unit of spending.
        """
        return None if self.reason or self.margin_share <= self.costs.per_spend else self._needed(self._spend)

    @property
    def needed_lift_interval(self) -> Interval | None:
        """Interval of the needed lift from that of mean spend."""
        found = self.spend.interval
        if self.needed_lift is None or found is None or found.low <= 0:
            return None
        return found.map(self._needed)

    @property
    def reason(self) -> Reason | None:
        """Why there is no value: spend or lift not estimable."""
        if self.spend.value is None:
            return why(NotEstimable.PART, part=Label("spend", "消费额"), because=self.spend.reason)
        if isinstance(self.lift, SpendLift) and self.lift.value is None:
            return why(NotEstimable.PART, part=Label("the lift", "提升幅度"), because=self.lift.reason)
        return None

    @property
    def _spend(self) -> float:
        return self.spend.value or 0.0

    def _margin(self, lift: float) -> float:
        return self.members * self._spend * lift * self.margin_share

    def _cost(self, lift: float) -> float:
        costs = self.costs
        spending = self.members * self._spend * (1 + lift)
        return costs.fixed + self.members * costs.per_member + spending * costs.per_spend

    def _net(self, lift: float) -> float:
        return self._margin(lift) - self._cost(lift)

    def _needed(self, spend: float) -> float:
        costs = self.costs
        per_member = costs.fixed / self.members + costs.per_member + costs.per_spend * spend
        return per_member / (spend * (self.margin_share - costs.per_spend))


@frozen(kw_only=True)
class ProgrammeComparison(Result):
    """Programmes side by side.

    Attributes:
        programmes: Name -> design and its economics.
    """

    title = Label("Programmes compared", "忠诚计划比较")
    derived = ("ranking", "net", "needed_lift")

    programmes: Mapping[str, tuple[ProgrammeDesign, ProgrammeEconomics]] = field(hash=False)

    @property
    def net(self) -> dict[str, float | None]:
        """Net gain of each."""
        return {name: economics.value for name, (_, economics) in self.programmes.items()}

    @property
    def needed_lift(self) -> dict[str, float | None]:
        """Lift each needs to break even."""
        return {name: economics.needed_lift for name, (_, economics) in self.programmes.items()}

    @property
    def ranking(self) -> tuple[str, ...]:
        """Names from the highest net gain to the lowest; those not estimable are left out."""
        known = {name: net for name, net in self.net.items() if net is not None}
        return tuple(sorted(known, key=lambda name: (-known[name], name)))


def compare_programmes(
    programmes: Mapping[str, tuple[ProgrammeDesign, ProgrammeEconomics]],
) -> ProgrammeComparison:
    """Set programmes of any modes side by side; what a design pays to its cause must be among the costs.

    Args:
        programmes: Name -> design and economics.

    Example:
        >>> import servicekit as sk
        >>> economics = sk.loyalty.ProgrammeEconomics(
        ...     members=10_000,
        ...     spend=sk.stats.Average(n=200, mean=180.0, sd=60.0),
        ...     margin_share=0.3,
        ...     costs=sk.loyalty.ProgrammeCosts(fixed=20_000),
        ...     lift=0.05,
        ... )
        >>> design = sk.loyalty.ProgrammeDesign(mode="independent_points", company="shop")
        >>> compared = sk.loyalty.compare_programmes({"points": (design, economics)})
        >>> list(compared.ranking)
        ['points']
    """
    for name, (design, economics) in programmes.items():
        if economics.costs.cause_share < design.cause_share:
            got = [design.cause_share, economics.costs.cause_share]
            raise InvalidValueError(
                "cause_share of the costs", "at least that of the design", got, f"programme {name!r}"
            )
    return ProgrammeComparison(programmes=dict(programmes))
