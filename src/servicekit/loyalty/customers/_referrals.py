"""F26: referral forests: who brought whom, and what a customer is worth through those who followed."""

from collections.abc import Hashable, Mapping
from functools import cached_property
from typing import Any, Final

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from servicekit.data._accepted import Data
from servicekit.data._answers import InputPolicy, as_policy
from servicekit.data._columns import Column
from servicekit.data._frames import read_columns
from servicekit.foundation import _checks as checks
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._results import Result
from servicekit.foundation._vocabulary import Label
from servicekit.stats.intervals._estimates import Average, average_of
from servicekit.stats.intervals._ratios import RatioOfMeans, ratio_of_totals

ROOT: Final = -1
REFERRED: Final = Label("Share of value that came by referral", "推荐带来的价值占比")


@frozen(kw_only=True, eq=False)
class ReferralForest(Result):
    """Customers as trees: each was brought by at most one other.

    Attributes:
        customers: Identifiers.
        parents: Row of the one who brought each customer; -1 for one who came alone.
        own_value: What each customer is worth by himself.
        order: The rows with everyone after the one who brought him.
        rejected: Rows set aside, by reason.
        level: Confidence level.
    """

    title = Label("Referral forest", "推荐关系树")
    derived = ("n", "roots", "depth", "referrals_per_customer", "referred_value_share")

    customers: tuple[Hashable, ...] = field(repr=False, metadata={"evidence": False})
    parents: NDArray[np.intp] = field(repr=False, metadata={"evidence": False})
    own_value: NDArray[np.float64] = field(repr=False, metadata={"evidence": False})
    order: NDArray[np.intp] = field(repr=False, metadata={"evidence": False})
    rejected: Mapping[str, int] = field(factory=dict)
    level: float = field(default=0.95, validator=checks.confidence)

    @property
    def n(self) -> int:
        """Customers."""
        return len(self.customers)

    @property
    def roots(self) -> int:
        """Customers whom nobody brought."""
        return int((self.parents == ROOT).sum())

    @cached_property
    def generations(self) -> NDArray[np.intp]:
        """Steps from each customer up to the root of his tree."""
        steps = [0] * self.n
        parents = self.parents.tolist()
        for row in self.order.tolist():
            if parents[row] != ROOT:
                steps[row] = steps[parents[row]] + 1
        return np.array(steps, dtype=np.intp)

    @property
    def depth(self) -> int:
        """Generations below the roots in the deepest tree."""
        return int(self.generations.max(initial=0))

    @cached_property
    def descendants(self) -> NDArray[np.intp]:
        """Number of people each customer brought, directly or through others."""
        return np.rint(self._summed(np.ones(self.n)) - 1).astype(np.intp)

    @cached_property
    def descendants_value(self) -> NDArray[np.float64]:
        """What the people each customer brought are worth, directly or through others."""
        return self._summed(self.own_value) - self.own_value

    @property
    def referrals_per_customer(self) -> Average:
        """Mean number of people a customer brought directly."""
        brought = np.bincount(self.parents[self.parents != ROOT], minlength=self.n).astype(float)
        return average_of(brought, level=self.level)

    @property
    def referred_value_share(self) -> RatioOfMeans:
        """Share of all value that came through referral."""
        return ratio_of_totals(self.own_value, self.own_value * (self.parents != ROOT), level=self.level, name=REFERRED)

    def _summed(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        totals, parents = values.tolist(), self.parents.tolist()
        for row in reversed(self.order.tolist()):
            if parents[row] != ROOT:
                totals[parents[row]] += totals[row]
        return np.array(totals)


def referral_forest(
    data: Data,
    *,
    customer: str,
    referrer: str,
    value: str | None = None,
    level: float = 0.95,
    policy: InputPolicy | None = None,
) -> ReferralForest:
    """Read who brought whom.

    Args:
        data: Any data frame or mapping of columns, one row per customer.
        customer: Column of the identifier; each only once.
        referrer: Column of the identifier of the one who brought him; missing for one who came alone.
        value: Column of what the customer is worth by himself; 1 each if None.
        level: Confidence level.
        policy: Its ``invalid`` refuses a referrer who is no customer, or omits the link, so that the
            customer counts as a root.

    Raises:
        InvalidValueError: If a customer is listed twice, a value is missing, or people brought each other in a circle.

    Example:
        >>> import servicekit as sk
        >>> rows = {"who": ["a", "b", "c"], "by": [None, "a", "a"]}
        >>> sk.loyalty.referral_forest(rows, customer="who", referrer="by").title.en
        'Referral forest'
    """
    invalid = as_policy(policy).invalid
    columns = read_columns(data, [name for name in (customer, referrer, value) if name is not None])
    who = _identifiers(columns[customer], customer)
    place = {one: row for row, one in enumerate(who)}
    if len(place) < len(who):
        twice = next(one for row, one in enumerate(who) if place[one] != row)
        raise InvalidValueError("customers", "listed once each", twice, f"column {customer!r}")
    parents, strangers = np.full(len(who), ROOT), 0
    links = columns[referrer]
    for row in np.flatnonzero(links.present).tolist():
        bringer = _plain(links.values[row])
        if bringer in place:
            parents[row] = place[bringer]
        elif invalid == "raise":
            raise InvalidValueError("referrers", "customers of the data", bringer, f"column {referrer!r}, row {row}")
        else:
            strangers += 1
    return ReferralForest(
        customers=tuple(who),
        parents=parents,
        own_value=np.ones(len(who)) if value is None else _values(columns[value], value),
        order=_parents_first(parents, who),
        rejected={"unknown_referrer": strangers} if strangers else {},
        level=level,
    )


def _plain(entry: object) -> Any:
    plain = entry.item() if isinstance(entry, np.generic) else entry
    # a column with missing entries may turn 7 into 7.0, which is the same identifier
    return int(plain) if isinstance(plain, float) and plain.is_integer() else plain


def _identifiers(column: Column, name: str) -> list[Any]:
    if not column.present.all():
        row = int(np.flatnonzero(~column.present)[0])
        raise InvalidValueError("customers", "identified", "nothing", f"column {name!r}, row {row}")
    return [_plain(entry) for entry in column.values]


def _values(column: Column, name: str) -> NDArray[np.float64]:
    numeric = column.values.dtype.kind in "iuf"
    numbers = column.values.astype(np.float64) if numeric else np.full(len(column), np.nan)
    bad = ~column.present | ~np.isfinite(numbers)
    if bad.any():
        row = int(np.flatnonzero(bad)[0])
        raise InvalidValueError("values", "finite numbers", column.values[row], f"column {name!r}, row {row}")
    return np.asarray(numbers)


def _parents_first(parents: NDArray[np.intp], who: list[Any]) -> NDArray[np.intp]:
    above = parents.tolist()
    state = [0] * len(above)  # 0 not seen, 1 on the way up, 2 placed
    order: list[int] = []
    for start in range(len(above)):
        path = []
        row = start
        while row != ROOT and state[row] == 0:
            state[row] = 1
            path.append(row)
            row = above[row]
        if row != ROOT and state[row] == 1:
            circle = [who[one] for one in path[path.index(row) :]]
            shown = " -> ".join(map(str, [*circle[:5], "..."] if len(circle) > 5 else [*circle, circle[0]]))
            raise InvalidValueError("referrals", "free of circles", shown)
        for one in reversed(path):
            state[one] = 2
            order.append(one)
    return np.array(order, dtype=np.intp)
