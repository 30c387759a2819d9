"""Sections of a study: tables beside the survey (case log, transactions), and loyalty within it."""

from collections.abc import Mapping
from typing import Final, Literal

from attrs import field, frozen, validators

from servicekit.complaints.causes._problem_kind import ProblemKind
from servicekit.data.time._time_columns import TimeFormat
from servicekit.foundation._checks import non_negative, number_in, positive, share, whole_positive
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.foundation._vocabulary import Label, member
from servicekit.loyalty.levels._indicators import LoyaltyIndicator
from servicekit.loyalty.typology._rules import Evidence
from servicekit.standards._audit_grades import GRADES
from servicekit.standards._standard import CONFLICT_KINDS, Direction
from servicekit.study.conclusions._generations import STAGES
from servicekit.waiting._propositions import WaitCondition


@frozen(kw_only=True)
class ComplaintsSection:
    """A log with one row per complaint case.

    Attributes:
        columns: Role -> column: "opened" is needed; "resolved", "acknowledged", "case", "source", "status",
            "reopened", "customer", "cause", "channel", "site".
        times: How times are written, and on which clock; ISO 8601 if not given, all with an offset or all on one plain
            clock.
        unit: Of times and of the deadline.
        deadline: Time within which a case is to be resolved.
        target_share: Share of cases for which that is aimed at.
        text: Column of free text, classified by cause.
        voicing: Key of the preset for the share of the dissatisfied who complain; None: nothing is inferred.
        talk: Key of the preset for how many people hear of it; None: nothing is inferred.
        outcome, returned: Columns of how the case went and whether the customer came back, for own return rates.
        outcomes: Value of ``outcome`` -> key of the outcome ("complained_resolved"); the keys themselves if empty.
        value_per_customer: Money a customer brings, for what complaints cost.
        by: Roles or columns by which times are compared.
        posts: Kind of problem -> the posts that may solve it, as the column "post" spells them; with the column "kind"
            the report then tells how many cases of each kind lie elsewhere.
    """

    columns: Mapping[str, str]
    times: TimeFormat = field(factory=TimeFormat)
    unit: Literal["minutes", "hours", "days"] = "hours"
    deadline: float | None = None
    target_share: float | None = field(default=None, validator=validators.optional(number_in(0.01, 0.999)))
    text: str | None = None
    voicing: str | None = None
    talk: str | None = None
    outcome: str | None = None
    outcomes: Mapping[str, str] = field(factory=dict)
    returned: str | None = None
    value_per_customer: float | None = None
    by: tuple[str, ...] = ()
    posts: Mapping[str, tuple[str, ...]] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        for kind in self.posts:
            member(ProblemKind, kind)
        if self.posts and not {"kind", "post"} <= set(self.columns):
            raise InvalidValueError("posts", "given together with the columns kind and post", sorted(self.columns))
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
        times: How dates are written, and on which clock; ISO 8601 if not given. Numbers are dates only where
            its pattern says so: "%Y%m%d".
        end: Last day of observation, as ISO text; the last day bought if None.
        returns: What a negative amount is: "raise", "omit" or "net" (against the customer's purchases).
        currency: Sign of the money, shown in reports; where it is given, amounts kept as text ("$1,234.50") are read.
        decimal: Decimal mark of such text.
        loyal_threshold: Days with a purchase in half the period from which a customer counts as loyal; no target groups
            if None, because no source states a number.
        discount: Yearly discount rate for lifetime value.
        margin_share: Share of the amount that is margin; 1 values turnover.
        horizon_years: Years for which expected purchases are valued.
    """

    customer: str
    date: str
    amount: str | None = None
    receipt: str | None = None
    times: TimeFormat | None = None
    end: str | None = None
    returns: Literal["raise", "omit", "net"] = "raise"
    currency: str | None = None
    decimal: Literal[".", ","] = "."
    loyal_threshold: int | None = None
    discount: float = field(default=0.1, validator=non_negative)
    margin_share: float = field(default=1.0, validator=(positive, share))
    horizon_years: float = field(default=1.0, validator=positive)

    def __attrs_post_init__(self) -> None:
        if self.loyal_threshold is not None:
            whole_positive(None, "loyal_threshold", self.loyal_threshold)


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
        loyal_threshold: From this answer on a customer counts as loyal (9 on a 0-10 recommendation scale).
    """

    satisfaction: Rated
    loyalty: Rated
    loyal_threshold: float


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


AUDIT_ROLES: Final = ("site", "standard", "result", "auditor", "wave", "visit")
WAIT_ROLES: Final = ("waited", "entered", "left", "outcome", "handling", "perceived", "expected", "day")
CUTS: Final = tuple(cut.at for cut in GRADES.cuts)


def check_roles(section: str, columns: Mapping[str, str], known: tuple[str, ...], needed: tuple[str, ...]) -> None:
    """Refuse columns of unknown roles, and the lack of a needed one."""
    for role in columns:
        if role not in known:
            raise UnknownConceptError(f"role in [{section}.columns]", role, known)
    if missing := [role for role in needed if role not in columns]:
        raise InvalidValueError(f"[{section}.columns]", f"given {', '.join(needed)}", f"no {', '.join(missing)}")


LONGEST_WORD: Final = 6


@frozen(kw_only=True)
class ReportSection:
    """How sure a report is to be, and what its reader wants to know.

    Attributes:
        alpha: Share of reports in which any claim may be false.
        lead: Question to which claims on groups give half of their weight; the first one if None.
        weights: Relative weight of parts by key; 1 each where not given.
        worth_knowing: Smallest difference that is told first, in points of 0 to 100; twice as much for net promoter
            scores, which run from -100 to 100.
        stage: Where the organisation stands, for the generation of measurement that suits it: "setting_standards",
            "seeing_through_customers_eyes", "comparing_on_one_scale", "reducing_dissatisfaction", "closing_shortfalls",
            "allocating_resources", "serving_segments", "delighting", "easing_use" or "managing_service".
        customer: What a Chinese report calls a customer, one word throughout: "顾客", "客户", or that of the trade
            ("旅客", "会员"); at most 6 characters.
    """

    alpha: float = field(default=0.05, validator=number_in(1e-6, 0.5))
    lead: str | None = None
    weights: Mapping[str, float] = field(factory=dict)
    worth_knowing: float = field(default=5.0, validator=number_in(0, 50))
    stage: str | None = None
    customer: str = "顾客"

    def __attrs_post_init__(self) -> None:
        if not 0 < len(self.customer.strip()) <= LONGEST_WORD:
            raise InvalidValueError("customer", "one word of at most 6 characters", self.customer)
        if self.stage is not None and self.stage not in STAGES:
            raise UnknownConceptError("stage", self.stage, STAGES)
        for key, weight in self.weights.items():
            positive(None, f"weight of {key!r}", weight)


@frozen(kw_only=True)
class AuditUnit:
    """A unit of one's own in which a standard is measured.

    Attributes:
        label: Its name.
        low, high: Smallest and largest possible value; no largest one if None.
        whole: Whether only whole numbers are possible.
    """

    label: Label
    low: float = 0.0
    high: float | None = None
    whole: bool = False


@frozen(kw_only=True)
class AuditStandard:
    """A standard of one's own; kept or not as the auditor says, unless it has threshold, unit and direction.

    Attributes:
        label: What is to be done.
        area: Key of the part of the service it belongs to.
        subject, measure: Whom it holds for and how an auditor sees it; for printed sheets.
        unit: "seconds", "minutes", "share", "pieces", "items", or a unit declared in the section.
        threshold, direction: What counts as kept: "at_most", "at_least" or "exactly" so many units.
        critical: Whether one failure gives a site the lowest grade.
        weight: How much it counts in the score.
        conflict: Kind of conflict with the customer it answers ("product_quality", "transaction", "communication").
    """

    label: Label
    area: str = "all"
    subject: Label | None = None
    measure: Label | None = None
    unit: str | None = None
    threshold: float | None = None
    direction: str | None = None
    critical: bool = False
    weight: float = field(default=1.0, validator=positive)
    conflict: str | None = None

    def __attrs_post_init__(self) -> None:
        if self.direction is not None:
            member(Direction, self.direction)
        if self.conflict is not None and self.conflict not in CONFLICT_KINDS:
            raise UnknownConceptError("conflict", self.conflict, list(CONFLICT_KINDS))


@frozen(kw_only=True)
class AuditsSection:
    """A table with one row per observation of a standard.

    Without ``preset`` and ``standards`` each key found in the data is a standard of yes and no.

    Attributes:
        columns: Role -> column: "site", "standard" and "result" are needed; "auditor", "wave" and "visit" where known.
        preset: Key of a shipped set of standards ("car_after_sales", "fashion_retail", "property_sales").
        standards: Standards of one's own by key, beside those of the preset.
        units: Units of one's own by key.
        yes, no, kept, failed, not_applicable, not_observed: Further words and marks with these meanings, beside the
            usual ones; kept and failed hold for measured standards too.
        target_share: Compliance that is aimed at.
        critical: Keys of standards that are critical, beside those that say so themselves.
        weights: Weight of standards by key, in place of their own.
        most_critical_share: Share of visits with a critical failure up to which the score alone decides the grade.
        grade_cuts: Scores at which the second, third and fourth grade begin; a house rule, to be replaced by one's own.
        labels: Names of areas, and of standards found in the data, in reports.
        wave_order: The waves from the first to the last; needed only where their names do not tell it.
        times: How waves that are dates are written, and on which clock.
    """

    columns: Mapping[str, str]
    preset: str | None = None
    standards: Mapping[str, AuditStandard] = field(factory=dict)
    units: Mapping[str, AuditUnit] = field(factory=dict)
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    not_applicable: tuple[str, ...] = ()
    not_observed: tuple[str, ...] = ()
    target_share: float | None = field(default=None, validator=validators.optional(share))
    critical: tuple[str, ...] = ()
    weights: Mapping[str, float] = field(factory=dict)
    most_critical_share: float = field(default=0.0, validator=share)
    grade_cuts: tuple[float, ...] = CUTS
    labels: Mapping[str, Label] = field(factory=dict)
    wave_order: tuple[str, ...] = ()
    times: TimeFormat | None = None

    def __attrs_post_init__(self) -> None:
        check_roles("audits", self.columns, AUDIT_ROLES, ("site", "standard", "result"))


@frozen(kw_only=True)
class WaitsSection:
    """A log with one row per wait.

    Attributes:
        columns: Role -> column. "waited", or "entered" and "left", are needed; "outcome" where customers can give up;
            "handling" for the time of service; "perceived" and "expected" where customers were asked; "day" where
            "entered" is a clock time without a date.
        unit: Of waited, handling, perceived, expected and the threshold.
        times: How entered and left are written, and on which clock; if not given they are ISO 8601, all with an offset
            or all on one plain clock.
        served, abandoned, ignored: Outcomes that mean service, giving up, and no customer at all (counted, not used).
        threshold: Wait within which service is promised.
        target_share: Share of customers to whom the promise is to be kept; for the agents needed.
        arrivals: Customers who come per hour by name of the interval; counted from "entered" if none are given.
        weekdays: Days of the week whose arrivals are counted ("monday"), so that closed days stay apart; all if none.
        share_of_days: Share of days for which the agents are to be enough (0.9); the average day if None.
        handling: Mean time of service; the mean of the column "handling" if None.
        shrinkage_share: Share of paid time in which an agent is not at work.
        conditions: Condition of the wait ("unoccupied", ...) -> column of 0 and 1, for what makes waits feel long.
        by: Columns by which waits are compared.
    """

    columns: Mapping[str, str]
    unit: Literal["seconds", "minutes"] = "seconds"
    times: TimeFormat | None = None
    served: tuple[str, ...] = ()
    abandoned: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    threshold: float | None = field(default=None, validator=validators.optional(non_negative))
    target_share: float | None = field(default=None, validator=validators.optional(number_in(0.01, 0.999)))
    arrivals: Mapping[str, float] = field(factory=dict)
    weekdays: tuple[str, ...] = ()
    share_of_days: float | None = field(default=None, validator=validators.optional(number_in(0.01, 0.99)))
    handling: float | None = field(default=None, validator=validators.optional(positive))
    shrinkage_share: float = field(default=0.0, validator=number_in(0, 0.99))
    conditions: Mapping[str, str] = field(factory=dict)
    by: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        check_roles("waits", self.columns, WAIT_ROLES, ())
        if ("waited" in self.columns) == ("left" in self.columns) or ("left" in self.columns) > (
            "entered" in self.columns
        ):
            raise InvalidValueError("[waits.columns]", "given waited, or entered and left", sorted(self.columns))
        if ("outcome" in self.columns) != bool(self.served):
            raise InvalidValueError("[waits]", "given the column of outcome together with the values served", ...)
        for condition in self.conditions:
            member(WaitCondition, condition)
        for name, rate in self.arrivals.items():
            non_negative(None, f"arrivals in {name!r}", rate)
        if self.arrivals and (self.share_of_days is not None or self.weekdays):
            raise InvalidValueError("share_of_days and weekdays", "given for arrivals that are counted", "stated ones")
        if self.conditions and "perceived" not in self.columns:
            raise InvalidValueError("conditions", "given together with a column perceived", list(self.conditions))

    @property
    def seconds_of_unit(self) -> float:
        """Seconds in one unit."""
        return 60.0 if self.unit == "minutes" else 1.0
