"""Sections of a study: tables beside the survey (case log, transactions), and loyalty within it."""

from collections.abc import Mapping
from typing import Literal

from attrs import field, frozen

from servicekit.foundation._checks import non_negative, positive, share, whole_positive
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._members import member
from servicekit.loyalty.levels._indicators import LoyaltyIndicator
from servicekit.loyalty.typology._rules import Evidence


@frozen(kw_only=True)
class ComplaintsSection:
    """A log with one row per complaint case.

    Attributes:
        columns: Role -> column: "opened" is needed; "resolved", "acknowledged", "case", "source", "status",
            "reopened", "customer", "cause", "channel", "site".
        pattern: strptime pattern of the times; ISO 8601 if None.
        zone: Zone of times without offset; None for a plain clock.
        ambiguous, nonexistent: Local times that a clock shows twice or skips.
        typed: What typed times are, of which a zone does not come through.
        unit: Of times and of the deadline.
        deadline: Time within which a case is to be resolved.
        text: Column of free text, classified by cause.
        voicing: Key of the preset for the share of the dissatisfied who complain; None: nothing is inferred.
        talk: Key of the preset for how many people hear of it; None: nothing is inferred.
        outcome, returned: Columns of how the case went and whether the customer came back, for own return rates.
        outcomes: Value of ``outcome`` -> key of the outcome ("complained_resolved"); the keys themselves if empty.
        value_per_customer: Money a customer brings, for what complaints cost.
        by: Roles or columns by which times are compared.
    """

    columns: Mapping[str, str]
    pattern: str | None = None
    zone: str | None = None
    ambiguous: Literal["refuse", "earlier", "later"] = "refuse"
    nonexistent: Literal["refuse", "shift"] = "refuse"
    typed: Literal["refuse", "utc", "local"] = "refuse"
    unit: Literal["minutes", "hours", "days"] = "hours"
    deadline: float | None = None
    text: str | None = None
    voicing: str | None = None
    talk: str | None = None
    outcome: str | None = None
    outcomes: Mapping[str, str] = field(factory=dict)
    returned: str | None = None
    value_per_customer: float | None = None
    by: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        if self.deadline is not None:
            positive(None, "deadline", self.deadline)
        if self.value_per_customer is not None:
            non_negative(None, "value_per_customer", self.value_per_customer)


@frozen(kw_only=True)
class TransactionsSection:
    """A log with one row per purchase.

    Attributes:
        customer, date, amount: Columns.
        receipt: Column of the receipt's identifier, so that one listed twice is noticed.
        pattern: strptime pattern of the dates; ISO 8601 if None. Numbers are dates only where it is "%Y%m%d".
        end: Last day of observation, as ISO text; the last day bought if None.
        returns: What a negative amount is: "refuse", "set_aside" or "net" (against the customer's purchases).
        currency: Sign of the money, shown in reports; where it is given, amounts kept as text ("$1,234.50") are read.
        decimal: Decimal mark of such text.
        loyal_from: Days with a purchase in half the period from which a customer counts as loyal; no target groups if
            None, because no source states a number.
        discount: Yearly discount rate for lifetime value.
        margin_share: Share of the amount that is margin; 1 values turnover.
        horizon_years: Years for which expected purchases are valued.
    """

    customer: str
    date: str
    amount: str | None = None
    receipt: str | None = None
    pattern: str | None = None
    end: str | None = None
    returns: Literal["refuse", "set_aside", "net"] = "refuse"
    currency: str | None = None
    decimal: Literal[".", ","] = "."
    loyal_from: int | None = None
    discount: float = field(default=0.1, validator=non_negative)
    margin_share: float = field(default=1.0, validator=(positive, share))
    horizon_years: float = field(default=1.0, validator=positive)

    def __attrs_post_init__(self) -> None:
        if self.loyal_from is not None:
            whole_positive(None, "loyal_from", self.loyal_from)


@frozen(kw_only=True)
class Rated:
    """A column of answers and the name of their scale."""

    column: str
    scale: str


@frozen(kw_only=True)
class LinkSection:
    """The two questions by which loyalty is followed along satisfaction.

    Attributes:
        satisfaction, loyalty: Their columns and scales.
        loyal_from: From this answer on a customer counts as loyal (9 on a 0-10 recommendation scale).
    """

    satisfaction: Rated
    loyalty: Rated
    loyal_from: float


@frozen(kw_only=True)
class LoyaltySection:
    """Columns of the survey that tell why customers stay.

    Attributes:
        evidence: Evidence of the seven types ("repeat_share", "attitude", "alternatives", "switching_cost",
            "price_sensitivity", "reward_dependence", "trust") -> column and scale.
        attitude_cut, patronage_cut: Answers to "attitude" and "repeat_share" from which they count as high; no matrix
            without them, because the source gives none.
        indicators: Indicators of the loyalty index ("brand_care", "tolerance", ...) -> column and scale.
        link: The questions of satisfaction and loyalty.
    """

    evidence: Mapping[str, Rated] = field(factory=dict)
    attitude_cut: float | None = None
    patronage_cut: float | None = None
    indicators: Mapping[str, Rated] = field(factory=dict)
    link: LinkSection | None = None

    def __attrs_post_init__(self) -> None:
        for key in self.evidence:
            member(Evidence, key)
        for key in self.indicators:
            member(LoyaltyIndicator, key)
        needed = {"attitude", "repeat_share"}
        if (self.attitude_cut is None) != (self.patronage_cut is None):
            raise InvalidValueError("attitude_cut and patronage_cut", "given together", "one of them")
        if self.attitude_cut is not None and not needed <= set(self.evidence):
            raise InvalidValueError("evidence", "with attitude and repeat_share where cuts are given", [*self.evidence])

    @property
    def rated(self) -> tuple[Rated, ...]:
        """Every column with its scale."""
        linked = (self.link.satisfaction, self.link.loyalty) if self.link else ()
        return (*self.evidence.values(), *self.indicators.values(), *linked)
