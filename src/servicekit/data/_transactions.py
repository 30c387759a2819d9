"""A log of purchases, read once from any data frame: who, when, how much, and what had to be set aside."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, Literal

import attrs
import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from servicekit.data._accepted import Data
from servicekit.data._answers import InputPolicy, as_policy
from servicekit.data._columns import Column
from servicekit.data._frames import read_columns
from servicekit.data._numerals import money_of_text
from servicekit.data.time._dates import PROBLEMS, day_number, day_numbers, filled
from servicekit.data.time._time_columns import TimeFormat
from servicekit.foundation._errors import InvalidValueError

Returns = Literal["raise", "omit", "net"]


@frozen(kw_only=True, eq=False)
class Transactions:
    """Purchases sorted by customer, day and amount, so that the order of the rows that came in leaves no trace.

    Attributes:
        customers: The distinct customers, sorted.
        customer: For each purchase the position of its customer.
        day: Days since 1970-01-01.
        amount: Money; None where the log has none.
        missing: Rows without a customer, a date or an amount.
        rejected: Rows set aside, by reason.
        repeated: Rows equal to an earlier one in every column read; kept, since two equal purchases are possible.

    Example:
        >>> import servicekit as sk
        >>> columns = sk.load_example().tables["transactions"]
        >>> log = sk.data.read_transactions(columns, customer="customer", date="date", amount="amount")
        >>> int(log.counts.sum()) == len(log)
        True
    """

    customers: NDArray[np.generic] = field(repr=False)
    customer: NDArray[np.intp] = field(repr=False)
    day: NDArray[np.int64] = field(repr=False)
    amount: NDArray[np.float64] | None = field(repr=False)
    missing: int = 0
    rejected: Mapping[str, int] = field(factory=dict)
    repeated: int = 0

    def __len__(self) -> int:
        return len(self.customer)

    @property
    def is_purchase(self) -> NDArray[np.bool_]:
        """Which entries are purchases; a return that is netted against them is money, but no purchase."""
        return np.ones(len(self), dtype=bool) if self.amount is None else self.amount >= 0

    @property
    def counts(self) -> NDArray[np.intp]:
        """Number of purchases of each customer."""
        return np.bincount(self.customer[self.is_purchase], minlength=len(self.customers))

    @property
    def totals(self) -> NDArray[np.float64]:
        """Money of each customer, returns netted if they were kept; refused where the log has no amounts."""
        if self.amount is None:
            raise InvalidValueError("transactions", "read with an amount column", "none", hint="pass amount=")
        totals = np.bincount(self.customer, weights=self.amount, minlength=len(self.customers))
        return totals.astype(np.float64)

    @property
    def days_bought(self) -> NDArray[np.intp]:
        """Number of different days on which each customer bought."""
        kept = self.is_purchase
        who, day = self.customer[kept], self.day[kept]
        new = np.ones(len(who), dtype=bool)
        new[1:] = (np.diff(who) != 0) | (np.diff(day) != 0)
        return np.bincount(who[new], minlength=len(self.customers))

    @property
    def first_day(self) -> NDArray[np.int64]:
        """Day of each customer's first purchase; the largest integer where there is none."""
        first, kept = np.full(len(self.customers), np.iinfo(np.int64).max), self.is_purchase
        np.minimum.at(first, self.customer[kept], self.day[kept])
        return first

    @property
    def last_day(self) -> NDArray[np.int64]:
        """Day of each customer's last purchase; the smallest integer where there is none."""
        last, kept = np.full(len(self.customers), np.iinfo(np.int64).min), self.is_purchase
        np.maximum.at(last, self.customer[kept], self.day[kept])
        return last

    def between(self, start: date | str, end: date | str) -> "Transactions":
        """Return the purchases from ``start`` up to but not including ``end``; every customer stays listed."""
        low, high = day_number(start), day_number(end)
        if low >= high:
            raise InvalidValueError("period", "a start before its end", [str(start), str(end)])
        kept = (self.day >= low) & (self.day < high)
        amount = None if self.amount is None else self.amount[kept]
        return attrs.evolve(self, customer=self.customer[kept], day=self.day[kept], amount=amount)


def read_transactions(
    data: Data,
    *,
    customer: str,
    date: str,
    amount: str | None = None,
    transaction: str | None = None,
    currency: str | None = None,
    decimal: Literal[".", ","] = ".",
    times: TimeFormat | None = None,
    returns: Returns = "raise",
    policy: InputPolicy | None = None,
) -> Transactions:
    """Read a log of purchases from any data frame or mapping of columns.

    Args:
        data: Any data frame, or a mapping from name to column.
        customer: Column of the customer's identifier.
        date: Column of the day; dates may come in any order.
        amount: Column of money; text such as "$29.33" is a number only if ``currency`` is given.
        currency: The sign at either end of amounts kept as text, "" for none; None refuses text.
        decimal: Decimal mark of such text; the other one parts thousands.
        transaction: Column of the receipt's identifier; one that comes twice is a duplicate and is invalid.
        times: How dates are written, and on the clock of which zone a time falls on a day; ISO 8601 if None, and the
            clock of the column's own zone. Numbers are never guessed to be dates.
        returns: What a negative amount is: invalid, set aside as "return", or netted against the customer's purchases.
        policy: Whether a bad row raises, or is omitted and counted.

    Raises:
        InvalidValueError: A row breaks a rule and the policy is to raise.

    Example:
        >>> import servicekit as sk
        >>> columns = sk.load_example().tables["transactions"]
        >>> log = sk.data.read_transactions(columns, customer="customer", date="date", amount="amount")
        >>> len(log.customers)
        520
    """
    invalid = as_policy(policy).invalid
    if returns not in ("raise", "omit", "net"):
        raise InvalidValueError("returns", "'raise', 'omit' or 'net'", returns)
    names = [name for name in (customer, date, amount, transaction) if name is not None]
    columns = read_columns(data, names)
    days, problems = day_numbers(columns[date], times)
    ids = filled(columns[customer])
    absent = _absent(columns[customer], ids)
    money: NDArray[np.float64] | None = None
    if amount is not None:
        given = columns[amount]
        money, trouble = _money(given if currency is None else money_of_text(given, sign=currency, decimal=decimal))
        problems = np.where(problems == 0, trouble, problems)
        if returns != "net":
            problems[(problems == 0) & (money < 0)] = _RETURN
    problems[absent] = _MISSING
    if transaction is not None:
        problems = np.where(problems == 0, _twice(columns[transaction], problems == 0, days, money), problems)
    refusable = problems > _MISSING
    if returns == "omit":
        refusable &= problems != _RETURN
    if invalid == "raise" and refusable.any():
        _refuse(problems, refusable, columns, date=date, amount=amount, transaction=transaction)
    return _sorted(ids, days, money, problems)


_REASONS: Final = (*PROBLEMS, "not_a_number", "return", "duplicate")
_MISSING, _NO_NUMBER, _RETURN, _DUPLICATE = (
    _REASONS.index(reason) for reason in ("missing", "not_a_number", "return", "duplicate")
)
_RULES = {
    "not_a_date": ("dates", "real calendar days in the stated format", ""),
    "negative_date": ("dates", "day numbers of at least 0", ""),
    "not_a_number": (
        "amounts",
        "finite numbers, not text",
        "pass currency='$' or the like to read amounts kept as text",
    ),
    "return": ("amounts", "of at least 0", "pass returns='net' to net returns against purchases, or 'omit'"),
    "duplicate": ("transactions", "listed once each", "policy=InputPolicy(invalid='omit') keeps the earliest of each"),
}


def _refuse(problems: NDArray[Any], bad: NDArray[np.bool_], columns: Mapping[str, Column], **names: str | None) -> None:
    row = int(np.flatnonzero(bad)[0])
    problem = problems[row]
    name, rule, hint = _RULES[_REASONS[problem]]
    column = names[{"dates": "date", "amounts": "amount", "transactions": "transaction"}[name]] or ""
    same = np.flatnonzero(problems == problem)
    got = [columns[column].values[i] for i in same[:3].tolist()]
    where = f"column {column!r}, row {row}, {len(same)} such rows"
    raise InvalidValueError(name, rule, got, where, hint)


def _absent(column: Column, ids: NDArray[Any]) -> NDArray[np.bool_]:
    if ids.dtype.kind == "f":
        return np.asarray(np.isnan(ids))
    if ids.dtype.kind == "O":
        return np.fromiter((v is None or v != v or v == "" for v in ids.tolist()), bool, len(ids))
    if ids.dtype.kind in "US":
        return np.asarray(ids == "")
    return np.zeros(len(ids), dtype=bool)


def _money(column: Column) -> tuple[NDArray[np.float64], NDArray[Any]]:
    values = filled(column)
    if values.dtype.kind in "iuf":
        numbers = values.astype(np.float64)
        trouble = np.where(np.isnan(numbers), _MISSING, np.where(np.isinf(numbers), _NO_NUMBER, 0)).astype(np.int8)
        return np.where(trouble == 0, numbers, 0.0), trouble
    numbers = np.zeros(len(values))
    found = []
    for row, value in enumerate(values.tolist()):
        if value is None or value == "" or value != value:
            found.append(_MISSING)
        elif isinstance(value, bool | str | bytes) or not hasattr(value, "__float__") or abs(float(value)) == np.inf:
            found.append(_NO_NUMBER)
        else:
            numbers[row] = float(value)
            found.append(0)
    return numbers, np.array(found, dtype=np.int8)


def _twice(
    column: Column, usable: NDArray[np.bool_], days: NDArray[np.int64], money: NDArray[np.float64] | None
) -> NDArray[Any]:
    # the earliest of equal receipts stays, then the smallest: a rule that does not see the order of the rows
    receipts = filled(column)
    found = np.zeros(len(usable), dtype=np.int8)
    order = np.lexsort((days,) if money is None else (money, days))
    seen: set[Any] = set()
    for row in order[usable[order]].tolist():
        receipt = receipts[row]
        if receipt is None or receipt != receipt:
            found[row] = _MISSING
        elif receipt in seen:
            found[row] = _DUPLICATE
        seen.add(receipt)
    return found


def _sorted(
    ids: NDArray[Any], days: NDArray[np.int64], money: NDArray[np.float64] | None, problems: NDArray[Any]
) -> Transactions:
    good = problems == 0
    tally = {_REASONS[code]: count for code, count in enumerate(np.bincount(problems).tolist()) if code and count}
    kept = ids[good]
    if kept.dtype.kind == "O" and len({type(value) for value in kept.tolist()}) > 1:
        kinds = sorted({type(value).__name__ for value in kept.tolist()})
        raise InvalidValueError("customer identifiers", "of one type", kinds)
    if kept.dtype.kind == "f" and bool(np.all(kept == np.floor(kept))):
        kept = kept.astype(np.int64)
    customers, codes = np.unique(kept, return_inverse=True)
    codes = codes.reshape(-1).astype(np.intp)
    amounts = None if money is None else money[good]
    order = np.lexsort((days[good], codes) if amounts is None else (amounts, days[good], codes))
    sorted_columns = [codes[order], days[good][order]] + ([] if amounts is None else [amounts[order]])
    same = np.ones(max(len(order) - 1, 0), dtype=bool)
    for column in sorted_columns:
        same &= column[1:] == column[:-1]
    return Transactions(
        customers=customers,
        customer=sorted_columns[0],
        day=sorted_columns[1],
        amount=None if amounts is None else sorted_columns[2],
        missing=int(tally.pop("missing", 0)),
        rejected=tally,
        repeated=int(same.sum()),
    )
