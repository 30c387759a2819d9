"""A contact plan over a customer base: whom to contact, why, with what, by whom and by when."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from servicekit.data._accepted import Data
from servicekit.data._frames import Column, read_columns
from servicekit.data._numerals import is_blank
from servicekit.foundation._checks import as_tuple, non_blank_text, plain_date, validate, whole, whole_positive
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._results import Result
from servicekit.foundation._vocabulary import Label, member
from servicekit.operations._contact_occasions import ContactOccasion, PromotionFailure


def _among(values: Iterable[object]) -> tuple[Any, ...]:
    return as_tuple("among", values)


@frozen(kw_only=True)
class Condition:
    """Which customers a rule is for: those whose value in a column lies within bounds or among values.

    Attributes:
        column: Column of the customer base; a customer without a value does not meet the condition.
        at_least, at_most: Bounds, themselves included.
        among: Values, any of which will do.

    Example:
        >>> import servicekit as sk
        >>> sk.operations.Condition(column="visits", at_least=3)
        Condition(column='visits', at_least=3, at_most=None, among=())
    """

    column: str
    at_least: float | None = None
    at_most: float | None = None
    among: tuple[Hashable, ...] = field(default=(), converter=_among)

    def __attrs_post_init__(self) -> None:
        if self.at_least is None and self.at_most is None and not self.among:
            raise InvalidValueError("condition", "given a bound or values", None, f"column {self.column!r}")

    def met(self, column: Column) -> NDArray[np.bool_]:
        """Return which customers meet the condition."""
        cells = zip(column.values.tolist(), column.present.tolist(), strict=True)
        return np.array([here and self._holds(entry) for entry, here in cells], dtype=bool)

    def _holds(self, entry: object) -> bool:
        if self.among and entry not in self.among:
            return False
        if self.at_least is None and self.at_most is None:
            return True
        if isinstance(entry, bool | str) or not isinstance(entry, int | float):
            raise InvalidValueError(f"column {self.column!r}", "numbers, because it is held against a bound", entry)
        return (self.at_least is None or entry >= self.at_least) and (self.at_most is None or entry <= self.at_most)


def _occasion(given: ContactOccasion | str) -> ContactOccasion:
    return member(ContactOccasion, given)


@frozen(kw_only=True)
class ContactRule:
    """Whom to contact for what.

    Attributes:
        occasion: The occasion, or its key.
        why: The reason that holds for this customer, for the one who calls.
        offer: With what: what is told, shown or offered.
        conditions: All must hold; without any the rule is for everyone.
        within_days: Days from the start of the plan by which the contact is due.
        talking_points: What makes it attractive to this customer.

    Example:
        >>> import servicekit as sk
        >>> rule = sk.operations.ContactRule(
        ...     occasion="promotion", why="size S is left", offer="last pieces", within_days=2
        ... )
        >>> rule.occasion.key
        'promotion'
    """

    occasion: ContactOccasion = field(converter=_occasion)
    why: str = field(validator=non_blank_text)
    offer: str = field(validator=non_blank_text)
    conditions: tuple[Condition, ...] = ()
    within_days: int = field(default=7, validator=whole)
    talking_points: tuple[str, ...] = ()


@frozen(kw_only=True)
class Contact:
    """One line of the plan; ``sk.reports.staff_card`` prints it as the sheet of a call."""

    customer: Hashable
    occasion: ContactOccasion
    why: str
    offer: str
    owner: str
    due: date
    talking_points: tuple[str, ...] = ()


@frozen(kw_only=True)
class ContactPlan(Result):
    """Contacts in the order in which they are due.

    Attributes:
        contacts: At most one for each customer.
        start: First day of the plan.
        rules: The rules it was made by.
        owners: Who makes the contacts.
        targets: Conversions each owner is to reach.
        reward: What reaching the target brings; empty if nothing.
        supervisor: Who checks that contacts are followed up; empty if nobody.
        without_rule: Customers that no rule is for.
        left_over: Customers for whom no owner had room.

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
        >>> plan.without_rule
        1
    """

    title = Label("Contact plan", "联系计划")
    derived = ("contact_count", "weaknesses", "without_rule", "left_over")

    contacts: tuple[Contact, ...] = field(repr=False)
    start: date
    rules: tuple[ContactRule, ...]
    owners: tuple[str, ...]
    targets: Mapping[str, int] = field(factory=dict, hash=False)
    reward: str = ""
    supervisor: str = ""
    without_rule: int = 0
    left_over: int = 0

    @property
    def contact_count(self) -> int:
        """Contacts planned."""
        return len(self.contacts)

    def of(self, owner: str) -> tuple[Contact, ...]:
        """Return the contacts that one owner is to make."""
        if owner not in self.owners:
            raise InvalidValueError("owner", f"one of {', '.join(self.owners)}", owner)
        return tuple(contact for contact in self.contacts if contact.owner == owner)

    @property
    def weaknesses(self) -> tuple[PromotionFailure, ...]:
        """Reasons for which this plan is likely to fail, as far as a plan can show them."""
        signs = {
            PromotionFailure.PLAIN_WORDING: any(not rule.talking_points for rule in self.rules),
            PromotionFailure.NO_FOLLOW_UP: not self.supervisor,
            PromotionFailure.NO_TARGETING: any(not rule.conditions for rule in self.rules),
            PromotionFailure.NO_SALES_TARGET: not sum(self.targets.values()),
            PromotionFailure.NO_PERSONAL_TARGET: any(not self.targets.get(owner) for owner in self.owners),
            PromotionFailure.NO_INCENTIVE: not self.reward,
        }
        return tuple(failure for failure, shows in signs.items() if shows)


def _customers(column: Column) -> list[Any]:
    names = [entry if here else None for entry, here in zip(column.values.tolist(), column.present, strict=True)]
    if blank := [row for row, name in enumerate(names) if is_blank(name)]:
        raise InvalidValueError(
            "customer", "given in every row", names[blank[0]], f"column {column.name!r}, row {blank[0]}"
        )
    if again := [name for name, times in Counter(names).items() if times > 1]:
        raise InvalidValueError("customers", "different from each other", again, f"column {column.name!r}")
    return names


def contact_plan(
    customers: Data,
    rules: Sequence[ContactRule],
    *,
    owners: Sequence[str],
    start: date,
    customer: str = "customer",
    owner: str | None = None,
    most_per_owner: int | None = None,
    targets: Mapping[str, int] | None = None,
    reward: str = "",
    supervisor: str = "",
) -> ContactPlan:
    """Plan who contacts which customer, why, with what and by when.

    The first rule that is for a customer decides. A customer goes to the owner named in the data, else to the one
    with the fewest contacts so far, in the order of the data.

    Args:
        customers: Data frame of any kind or mapping of columns, one row for each customer.
        rules: Rules in order of precedence.
        owners: Who makes contacts.
        start: First day of the plan.
        customer: Column with the customer.
        owner: Column with the person who looks after the customer; empty if nobody does.
        most_per_owner: Contacts one owner can make; customers beyond that are left over and counted.
        targets: Conversions each owner is to reach.
        reward: What reaching the target brings.
        supervisor: Who checks that contacts are followed up.

    Raises:
        InvalidValueError: A customer is blank or occurs twice, an owner is unknown, or there are no rules or owners.
        MissingColumnError: A column named in a rule is not there.

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
        >>> [contact.customer for contact in plan.of("Lu")]
        ['Ann', 'Cai']
    """
    if not rules or not as_tuple("owners", owners) or len(set(owners)) < len(owners):
        raise InvalidValueError("rules and owners", "at least one of each, and owners different", list(owners))
    validate(plain_date, "start", start)
    if most_per_owner is not None:
        validate(whole_positive, "most_per_owner", most_per_owner)
    if strangers := sorted(set(targets or {}) - set(owners)):
        raise InvalidValueError("targets", "for the owners named", strangers)
    needed = [condition.column for rule in rules for condition in rule.conditions]
    columns = read_columns(customers, [customer, *needed, *([owner] if owner else [])])
    names = _customers(columns[customer])
    chosen = np.full(len(names), -1)
    for place, rule in reversed(list(enumerate(rules))):
        meets = [condition.met(columns[condition.column]) for condition in rule.conditions]
        chosen[np.logical_and.reduce(meets) if meets else slice(None)] = place
    keepers = _keepers(columns[owner], owners) if owner else [None] * len(names)
    contacts, left_over = _assigned(names, chosen.tolist(), keepers, rules, owners, start, most_per_owner)
    return ContactPlan(
        contacts=tuple(sorted(contacts, key=lambda contact: contact.due)),
        start=start,
        rules=tuple(rules),
        owners=tuple(owners),
        targets=dict(targets or {}),
        reward=reward,
        supervisor=supervisor,
        without_rule=int((chosen < 0).sum()),
        left_over=left_over,
    )


def _keepers(column: Column, owners: Sequence[str]) -> list[str | None]:
    cells = zip(column.values.tolist(), column.present.tolist(), strict=True)
    found = [None if not here or is_blank(entry) else entry for entry, here in cells]
    if strangers := sorted({str(entry) for entry in found if entry is not None and entry not in owners}):
        raise InvalidValueError("owner", f"one of {', '.join(owners)}", strangers, f"column {column.name!r}")
    return found


def _assigned(
    names: Sequence[object],
    chosen: Sequence[int],
    keepers: Sequence[str | None],
    rules: Sequence[ContactRule],
    owners: Sequence[str],
    start: date,
    most: int | None,
) -> tuple[list[Contact], int]:
    loads = dict.fromkeys(owners, 0)
    contacts: list[Contact] = []
    left_over = 0
    # customers with a keeper first, so that others fill up what is left
    for place in sorted(range(len(names)), key=lambda row: keepers[row] is None):
        if chosen[place] < 0:
            continue
        who = keepers[place] or min(owners, key=lambda name: loads[name])
        if most is not None and loads[who] >= most:
            left_over += 1
            continue
        loads[who] += 1
        rule = rules[chosen[place]]
        due = start + timedelta(days=rule.within_days)
        contacts.append(
            Contact(
                customer=names[place],
                occasion=rule.occasion,
                why=rule.why,
                offer=rule.offer,
                owner=who,
                due=due,
                talking_points=rule.talking_points,
            )
        )
    return contacts, left_over
