"""Sections of a study on how service is delivered: audits of standards, and waits."""

from collections.abc import Mapping
from typing import Final, Literal

from attrs import field, frozen, validators

from servicekit.foundation._checks import non_negative, number_in, positive, share
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.foundation._members import member
from servicekit.foundation._vocabulary import Label
from servicekit.standards._score import GRADES
from servicekit.standards._standard import CONFLICT_KINDS, Direction
from servicekit.waiting._propositions import WaitCondition

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
        unit: "seconds", "minutes", "share", "pieces", or a unit declared in the section.
        threshold, direction: What counts as kept: "at_most", "at_least" or "exactly" so many units.
        critical: Whether one failure gives a site the lowest grade.
        weight: How much it counts in the score.
        conflict: Kind of conflict with the customer it answers: "product", "transaction" or "communication".
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
        yes, no, not_applicable, not_observed: Further words with these meanings, beside the usual ones.
        target_share: Compliance that is aimed at.
        critical: Keys of standards that are critical, beside those that say so themselves.
        weights: Weight of standards by key, in place of their own.
        grade_cuts: Scores at which the second, third and fourth grade begin; a house rule, to be replaced by one's own.
        labels: Names of areas, and of standards found in the data, in reports.
    """

    columns: Mapping[str, str]
    preset: str | None = None
    standards: Mapping[str, AuditStandard] = field(factory=dict)
    units: Mapping[str, AuditUnit] = field(factory=dict)
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    not_applicable: tuple[str, ...] = ()
    not_observed: tuple[str, ...] = ()
    target_share: float | None = field(default=None, validator=validators.optional(share))
    critical: tuple[str, ...] = ()
    weights: Mapping[str, float] = field(factory=dict)
    grade_cuts: tuple[float, ...] = CUTS
    labels: Mapping[str, Label] = field(factory=dict)

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
        pattern: strptime pattern of entered and left where they are text; ISO 8601 if None.
        served, abandoned, ignored: Outcomes that mean service, giving up, and no customer at all (counted, not used).
        threshold: Wait within which service is promised.
        target_share: Share of customers to whom the promise is to be kept; for the agents needed.
        arrivals: Customers who come per hour by name of the interval; counted from "entered" if none are given.
        handling: Mean time of service; the mean of the column "handling" if None.
        shrinkage_share: Share of paid time in which an agent is not at work.
        conditions: Condition of the wait ("unoccupied", ...) -> column of 0 and 1, for what makes waits feel long.
        by: Columns by which waits are compared.
    """

    columns: Mapping[str, str]
    unit: Literal["seconds", "minutes"] = "seconds"
    pattern: str | None = None
    served: tuple[str, ...] = ()
    abandoned: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    threshold: float | None = field(default=None, validator=validators.optional(non_negative))
    target_share: float | None = field(default=None, validator=validators.optional(number_in(0.01, 0.999)))
    arrivals: Mapping[str, float] = field(factory=dict)
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
        if self.conditions and "perceived" not in self.columns:
            raise InvalidValueError("conditions", "given together with a column perceived", list(self.conditions))

    @property
    def seconds_of_unit(self) -> float:
        """Seconds in one unit."""
        return 60.0 if self.unit == "minutes" else 1.0
