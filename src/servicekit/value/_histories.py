"""Purchase histories: how often each customer came back, when last, and for how long we have watched."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import numpy as np
from attrs import field, frozen
from numpy.typing import ArrayLike, NDArray

from servicekit.data._transactions import Transactions
from servicekit.data._vectors import Floats, vector
from servicekit.data.time._dates import day_number
from servicekit.foundation._checks import positive, validate
from servicekit.foundation._errors import InvalidValueError, NotEnoughDataError
from servicekit.foundation._results import Result
from servicekit.foundation._vocabulary import Label

WEEK: Final = 7.0
DAYS_OF_YEAR: Final = 365.25
MOST_DAYS: Final = 1_000_000


_BIG: Final[dict[str, Any]] = {"repr": False, "eq": False, "metadata": {"evidence": False}}


@frozen(kw_only=True)
class PurchaseHistories(Result):
    """One row per customer: repeat purchases, time of the last one, time watched, mean spend of the repeats.

    Attributes:
        customers: Identifiers.
        frequency: Days after the first on which the customer bought again (x).
        recency: Periods from the first to the last purchase (t_x); 0 without a repeat.
        age: Periods from the first purchase to the end of observation (T).
        spend: Mean money of the days counted in ``frequency``, less what came back; 0 where there are none or all
            came back; None without amounts.
        period_days: Length of a period in days.
        n_purchases: Rows used.
        same_day: Rows merged with another purchase of the same customer on the same day.
        after_end: Purchases after the end of observation, left out.
        not_yet: Customers without a purchase up to the end, left out.
        missing, rejected, repeated: As counted when the log was read.

    Example:
        >>> import servicekit as sk
        >>> columns = sk.load_example().tables["transactions"]
        >>> log = sk.data.read_transactions(columns, customer="customer", date="date", amount="amount")
        >>> histories = sk.value.purchase_histories(log)
        >>> len(histories.customers)
        520
    """

    customers: NDArray[np.generic] = field(**_BIG)
    frequency: NDArray[np.int64] = field(**_BIG)
    recency: Floats = field(**_BIG)
    age: Floats = field(**_BIG)
    spend: Floats | None = field(default=None, **_BIG)
    period_days: float = WEEK
    n_purchases: int = 0
    same_day: int = 0
    after_end: int = 0
    not_yet: int = 0
    missing: int = 0
    rejected: Mapping[str, int] = field(factory=dict)
    repeated: int = 0

    title = Label("Purchase histories", "购买历史")
    derived = ("n_customers", "n_repeaters", "n_once")

    def __len__(self) -> int:
        return len(self.frequency)

    @property
    def n_customers(self) -> int:
        """Number of customers."""
        return len(self)

    @property
    def n_repeaters(self) -> int:
        """Customers who bought again on a later day."""
        return int(np.count_nonzero(self.frequency))

    @property
    def n_once(self) -> int:
        """Customers who bought on one day only; they are evidence too and stay in."""
        return self.n_customers - self.n_repeaters


def purchase_histories(
    transactions: Transactions, *, end: date | str | None = None, period_days: float = WEEK
) -> PurchaseHistories:
    """Summarise a purchase log per customer.

    Purchases of one day are one purchase of their total; returns lower the money and are no purchases; the order of
    the rows leaves no trace.

    Args:
        transactions: What ``read_transactions`` returned.
        end: Last day of observation, included; later purchases are counted and left out. None: the last day bought.
        period_days: Length of the period in which times are given; 7 makes them weeks.

    Raises:
        NotEnoughDataError: No purchase lies in the observation.

    Example:
        >>> import servicekit as sk
        >>> columns = sk.load_example().tables["transactions"]
        >>> log = sk.data.read_transactions(columns, customer="customer", date="date", amount="amount")
        >>> histories = sk.value.purchase_histories(log)
        >>> len(histories.customers)
        520
    """
    validate(positive, "period_days", period_days)
    if not len(transactions):
        raise NotEnoughDataError("purchase histories need at least one purchase, got none")
    last = int(transactions.day.max()) if end is None else day_number(end)
    inside = transactions.day <= last
    bought = inside & transactions.is_purchase
    who, day = transactions.customer[bought], transactions.day[bought]
    if not len(who):
        raise NotEnoughDataError(f"no purchase lies on or before the end of observation {end}")
    opens = np.ones(len(who), dtype=bool)
    opens[1:] = who[1:] != who[:-1]
    visit = opens.copy()
    visit[1:] |= day[1:] != day[:-1]
    first = np.flatnonzero(opens)
    final = np.append(first[1:], len(who)) - 1
    frequency = np.add.reduceat(visit.astype(np.int64), first) - 1
    return PurchaseHistories(
        customers=transactions.customers[who[first]],
        frequency=frequency,
        recency=(day[final] - day[first]) / period_days,
        age=(last - day[first]) / period_days,
        spend=_repeat_spend(transactions, inside, frequency, who[first]),
        period_days=float(period_days),
        n_purchases=len(who),
        same_day=len(who) - int(visit.sum()),
        after_end=int((~inside).sum()),
        not_yet=len(transactions.customers) - len(first),
        missing=transactions.missing,
        rejected=dict(transactions.rejected),
        repeated=transactions.repeated,
    )


def _repeat_spend(
    transactions: Transactions, inside: NDArray[np.bool_], frequency: NDArray[np.int64], who: NDArray[np.intp]
) -> Floats | None:
    """Return the mean money of the days after the first, on which the gamma-gamma model rests."""
    if transactions.amount is None:
        return None
    later = inside & (transactions.day > transactions.first_day[transactions.customer])
    size = len(transactions.customers)
    total = np.bincount(transactions.customer[later], weights=transactions.amount[later], minlength=size)[who]
    return np.asarray(np.maximum(total, 0.0) / np.maximum(frequency, 1), dtype=np.float64)


def histories_from_counts(
    frequency: ArrayLike,
    recency: ArrayLike,
    age: ArrayLike,
    *,
    spend: ArrayLike | None = None,
    customers: ArrayLike | None = None,
    period_days: float = WEEK,
) -> PurchaseHistories:
    """Take histories that were summarised elsewhere, checking that they can be true.

    Args:
        frequency: Repeat purchases, whole numbers of at least 0.
        recency: Periods from first to last purchase; 0 exactly where frequency is 0.
        age: Periods from first purchase to the end of observation, at least ``recency``.
        spend: Mean money of the repeat purchases; whatever stands where frequency is 0 is not used.
        customers: Identifiers; 0, 1, 2, ... if None.
        period_days: Length of a period in days.

    Example:
        >>> import servicekit as sk
        >>> sk.value.histories_from_counts([0, 2], [0, 10], [20, 20]).frequency.tolist()
        [0, 2]
    """
    x, last = vector("frequency", frequency, low=0, whole=True), vector("recency", recency, low=0)
    watched = vector("age", age, low=0)
    money = None if spend is None else vector("spend", spend, missing=True)
    for name, column in (("recency", last), ("age", watched), ("spend", money)):
        if column is not None and column.shape != x.shape:
            raise InvalidValueError(name, f"one number for each of the {x.size} customers", len(column))
    rules = [
        ("recency", last, last <= watched, "from 0 to the age"),
        ("recency", last, (last > 0) == (x > 0), "0 exactly where nobody bought again"),
    ]
    if money is not None:
        money = np.where(x > 0, money, 0.0)
        rules.append(("spend", money, money >= 0, "finite numbers of at least 0"))
    for name, column, right, rule in rules:
        if not right.all():
            rows = np.flatnonzero(~right)
            raise InvalidValueError(name, rule, column[rows][:3].tolist(), f"row {rows[0]}, {len(rows)} such rows")
    names = np.arange(x.size) if customers is None else np.asarray(customers)
    if names.shape != x.shape:
        raise InvalidValueError("customers", f"one identifier for each of the {x.size} rows", list(names.shape))
    validate(positive, "period_days", period_days)
    return PurchaseHistories(
        customers=names,
        frequency=x.astype(np.int64),
        recency=last,
        age=watched,
        spend=money,
        period_days=float(period_days),
        n_purchases=int(x.sum()) + x.size,
    )


@frozen(kw_only=True, eq=False)
class Compressed:
    """The distinct rows of histories: models of buying see nothing else, so this is all a fit has to visit.

    Attributes:
        frequency, recency, age: The distinct rows.
        weight: Customers with that row.
        key: For each distinct row a number, ascending.
        customer_key: For each customer the number of its row.
    """

    frequency: Floats
    recency: Floats
    age: Floats
    weight: Floats
    key: NDArray[np.int64]
    customer_key: NDArray[np.int64]

    @property
    def position(self) -> NDArray[np.intp]:
        """For each customer the position of its row."""
        return np.searchsorted(self.key, self.customer_key)


def compressed(histories: PurchaseHistories) -> Compressed:
    """Return the distinct rows of (frequency, recency, age) with their counts."""
    days = histories.period_days
    count, counts = _numbered(histories.frequency, 1.0)
    last, lasts = _numbered(histories.recency, days)
    age, ages = _numbered(histories.age, days)
    customer_key = (count * len(lasts) + last) * len(ages) + age
    ordered = np.sort(customer_key)
    starts = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]])) if len(ordered) else np.arange(0)
    key = ordered[starts]
    return Compressed(
        frequency=counts[key // len(ages) // len(lasts)],
        recency=lasts[key // len(ages) % len(lasts)],
        age=ages[key % len(ages)],
        weight=np.diff(np.append(starts, len(ordered))).astype(float),
        key=key,
        customer_key=customer_key,
    )


def _numbered(column: NDArray[Any], period_days: float) -> tuple[NDArray[np.int64], Floats]:
    """Return for each entry the number of its value, and the values; whole days number themselves without a sort."""
    days = np.rint(column * period_days)
    most = float(days.max(initial=0))
    if most < MOST_DAYS and np.array_equal(days / period_days, column):
        return days.astype(np.int64), np.arange(most + 1) / period_days
    values, codes = distinct(column)
    return codes.astype(np.int64), values


def distinct(column: NDArray[Any]) -> tuple[Floats, NDArray[np.intp]]:
    """Return the distinct values, ascending, and for each entry the position of its value."""
    values, positions = np.unique(column, return_inverse=True)
    return values.astype(float), positions.reshape(-1).astype(np.intp)
