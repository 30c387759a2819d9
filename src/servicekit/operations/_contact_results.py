"""What came of a contact plan: who was reached, who converted, what is overdue."""

from collections.abc import Hashable, Mapping
from datetime import date
from typing import Any, Final, Literal

import numpy as np
from attrs import evolve, field, frozen

from servicekit.data._accepted import Data
from servicekit.data._frames import Column, read_columns
from servicekit.data._grouping import to_list
from servicekit.data.time._dates import day_number, day_numbers
from servicekit.data.time._time_columns import TimeFormat
from servicekit.foundation._checks import confidence, plain_date, validate
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._results import Result
from servicekit.foundation._vocabulary import Concept, Label, member
from servicekit.operations._calls import CallKey
from servicekit.operations._contact_plan import Contact, ContactPlan
from servicekit.stats.comparison._comparison import Contrast, compare, holm
from servicekit.stats.intervals._estimates import Share


class ContactOutcome(Concept):
    """What came of one contact."""

    NOT_REACHED = "not_reached", "Not reached", "未联系上", "The customer could not be reached.", "没有联系上顾客。"
    DECLINED = "declined", "Declined", "婉拒", "The customer was reached and declined.", "联系上了，顾客婉拒。"
    OPEN = "open", "Open", "待定", "The customer was reached and has not decided.", "联系上了，顾客尚未决定。"
    CONVERTED = "converted", "Converted", "成交", "The customer did what the contact was for.", "达到了联系的目的。"


CONVERTED: Final = ContactOutcome.CONVERTED


@frozen(kw_only=True)
class ContactReport(Result):
    """Reached and converted shares of a plan, with intervals.

    Attributes:
        plan: The plan.
        outcomes: Last outcome of each customer that was tried.
        today: The day of the report.
        level: Confidence level.
        keys: Key of a call -> conversion with it less conversion without it, among those reached; p-values adjusted
            for all keys (Holm). Who used a key was not drawn, so a difference is no effect.
    """

    title = Label("Results of a contact plan", "联系计划的结果")
    derived = ("tried", "reached", "conversion", "overdue_count", "target_gaps")

    plan: ContactPlan = field(metadata={"evidence": False}, repr=False)
    outcomes: Mapping[Hashable, ContactOutcome] = field(repr=False)
    today: date
    level: float = field(default=0.95, validator=confidence)
    keys: Mapping[CallKey, Contrast] = field(factory=dict, hash=False)

    def _share(self, count: int, n: int, en: str, zh: str) -> Share:
        return Share(count=count, n=n, level=self.level, name=Label(en, zh))

    def _count(self, contacts: tuple[Contact, ...], *wanted: ContactOutcome) -> int:
        return sum(self.outcomes.get(contact.customer) in wanted for contact in contacts)

    @property
    def tried(self) -> Share:
        """Share of the planned contacts that were tried."""
        return self._share(len(self.outcomes), len(self.plan.contacts), "Tried", "已尝试联系")

    @property
    def reached(self) -> Share:
        """Share of those tried that were reached."""
        missed = self._count(self.plan.contacts, ContactOutcome.NOT_REACHED)
        return self._share(len(self.outcomes) - missed, len(self.outcomes), "Reached", "联系上")

    @property
    def conversion(self) -> Share:
        """Share of those reached that converted; the undecided count as not converted so far."""
        return self.conversion_of(self.plan.contacts)

    def conversion_of(self, contacts: tuple[Contact, ...]) -> Share:
        """Return the share of those reached that converted, among some of the contacts."""
        converted = self._count(contacts, ContactOutcome.CONVERTED)
        reached = converted + self._count(contacts, ContactOutcome.DECLINED, ContactOutcome.OPEN)
        return self._share(converted, reached, "Conversion", "转化率")

    def conversion_by(self, by: Literal["owner", "occasion", "offer"]) -> Mapping[Hashable, Share]:
        """Return the conversion of each owner, occasion or offer."""
        if by not in ("owner", "occasion", "offer"):
            raise InvalidValueError("by", "'owner', 'occasion' or 'offer'", by)
        groups: dict[Any, list[Contact]] = {}
        for contact in self.plan.contacts:
            groups.setdefault(getattr(contact, by), []).append(contact)
        return {key: self.conversion_of(tuple(contacts)) for key, contacts in groups.items()}

    @property
    def overdue(self) -> tuple[Contact, ...]:
        """Contacts due before today that nobody has tried."""
        return tuple(c for c in self.plan.contacts if c.due < self.today and c.customer not in self.outcomes)

    @property
    def overdue_count(self) -> int:
        """Number of overdue contacts."""
        return len(self.overdue)

    @property
    def target_gaps(self) -> Mapping[str, int]:
        """Conversions still missing from each owner's target, 0 where it is reached."""
        done = {owner: self._count(self.plan.of(owner), ContactOutcome.CONVERTED) for owner in self.plan.owners}
        return {owner: max(target - done[owner], 0) for owner, target in self.plan.targets.items()}


def contact_results(
    plan: ContactPlan,
    data: Data,
    *,
    today: date,
    customer: str = "customer",
    outcome: str = "outcome",
    on: str | None = None,
    times: TimeFormat | None = None,
    keys: Mapping[CallKey | str, str] | None = None,
    level: float = 0.95,
) -> ContactReport:
    """Hold what happened against a contact plan.

    Args:
        plan: The plan.
        data: Data frame of any kind or mapping of columns, one row for each attempt, in order of time; the last
            attempt at a customer counts.
        today: The day of the report, from which contacts are overdue.
        customer: Column with the customer.
        outcome: Column with "not_reached", "declined", "open" or "converted".
        on: Column with the day of the attempt; then the latest counts, and days before the plan or after
            today are refused.
        times: How these days are written, and on which clock; ISO 8601 if None.
        keys: Key of a call -> column that says whether the reviewed call used it (true, false, or empty if not
            reviewed); the report then tells which keys go with customers who converted.
        level: Confidence level.

    Raises:
        UnknownConceptError: An outcome is unknown.
        InvalidValueError: A customer is not in the plan, or a day is missing, before the plan or after today.

    Example:
        >>> from datetime import date
        >>> import servicekit as sk
        >>> rule = sk.operations.ContactRule(
        ...     occasion="promotion",
        ...     why="size S is left",
        ...     offer="last pieces",
        ...     conditions=[sk.operations.Condition(column="size", among=("S",))],
        ... )
        >>> customers = {"customer": ["Ann", "Bo", "Cai"], "size": ["S", "M", "S"]}
        >>> plan = sk.operations.contact_plan(customers, [rule], owners=["Lu"], start=date(2026, 3, 1))
        >>> came_of_it = {"customer": ["Ann", "Cai"], "outcome": ["converted", "declined"]}
        >>> sk.operations.contact_results(plan, came_of_it, today=date(2026, 3, 12)).conversion.count
        1
    """
    validate(plain_date, "today", today)
    if today < plan.start:
        raise InvalidValueError("today", f"not before the plan's start on {plan.start.isoformat()}", today.isoformat())
    columns = read_columns(data, [name for name in (customer, outcome, on) if name])
    names = columns[customer].values.tolist()
    planned = {contact.customer for contact in plan.contacts}
    for name, here in zip(names, columns[customer].present.tolist(), strict=True):
        if not here or name not in planned:
            raise InvalidValueError("customer", "in the plan", name if here else None, f"column {customer!r}")
    order = list(range(len(names)))
    if on:
        days = _days(columns[on], times, plan.start, today)
        order.sort(key=lambda row: days[row])
    said = to_list(columns[outcome])
    if None in said:
        raise InvalidValueError("outcome", "given in every row", None, f"column {outcome!r}, row {said.index(None)}")
    outcomes = {names[row]: member(ContactOutcome, said[row]) for row in order}
    last = {names[row]: row for row in order}
    used = {member(CallKey, key): column for key, column in (keys or {}).items()}
    differences = _key_differences(outcomes, last, read_columns(data, list(used.values())), used, level)
    return ContactReport(plan=plan, outcomes=outcomes, today=today, level=level, keys=differences)


def _key_differences(
    outcomes: Mapping[Any, ContactOutcome],
    last: Mapping[Any, int],
    columns: Mapping[str, Column],
    used: Mapping[CallKey, str],
    level: float,
) -> dict[CallKey, Contrast]:
    """Compare those reached by calls with and without each key."""
    found: dict[CallKey, Contrast] = {}
    for key, name in used.items():
        cells = to_list(columns[name])
        if (bad := next((cell for cell in cells if cell is not None and not isinstance(cell, bool)), None)) is not None:
            raise InvalidValueError("use of a key", "True, False or empty", bad, f"column {name!r}")
        reached = {who: row for who, row in last.items() if outcomes[who] is not ContactOutcome.NOT_REACHED}
        shares = {
            with_key: Share(
                count=sum(cells[row] is with_key and outcomes[who] is CONVERTED for who, row in reached.items()),
                n=sum(cells[row] is with_key for row in reached.values()),
                level=level,
                name=Label("Conversion", "转化率"),
            )
            for with_key in (True, False)
        }
        found[key] = compare(shares, pairs=[(True, False)]).contrasts[0]
    adjusted = holm([contrast.p_value for contrast in found.values()], nan="drop").adjusted
    return {key: evolve(contrast, adjusted_p=p) for (key, contrast), p in zip(found.items(), adjusted, strict=True)}


def _days(column: Column, times: TimeFormat | None, start: date, today: date) -> list[int]:
    """Return the day of each attempt as a number."""
    days, problems = day_numbers(column, times)
    wrong = (problems > 0) | (days < day_number(start)) | (days > day_number(today))
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        rule = f"a day from {start.isoformat()} to {today.isoformat()}"
        got = column.values[row] if column.present[row] else None
        raise InvalidValueError("day of a contact", rule, got, f"column {column.name!r}, row {row}")
    return [int(day) for day in days]
