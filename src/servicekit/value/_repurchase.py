"""Who comes back: the time to a second purchase, and the share of earlier customers who buy again."""

from datetime import date, timedelta
from typing import Final

import numpy as np

from servicekit.data._transactions import Transactions
from servicekit.data.time._dates import day_number
from servicekit.foundation._checks import instance_of, validate
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._vocabulary import Label
from servicekit.stats.intervals._estimates import Share
from servicekit.stats.survival._survival import SurvivalCurve, kaplan_meier

EPOCH: Final = date(1970, 1, 1)
KEPT: Final = Label("Customers of the first period who bought in the second", "前期顾客中后期再次购买者占比")
NEVER: Final = np.iinfo(np.int64).max


def repurchase_time(log: Transactions, *, until: date | str | None = None, level: float = 0.95) -> SurvivalCurve:
    """Return how many days pass from a customer's first purchase to the second, by Kaplan-Meier.

    Customers who bought once are watched to the end and count as not back yet. Purchases of one day are one purchase.

    Args:
        log: The purchases, as ``read_transactions`` gives them.
        until: Last day of observation; the day of the last purchase if None.
        level: Confidence level of the curve.

    Example:
        >>> import servicekit as sk
        >>> log = sk.data.read_transactions(sk.load_example().tables["transactions"], customer="customer", date="date")
        >>> sk.stats.survival_quantile(sk.value.repurchase_time(log), share=0.5).value
        91.0
    """
    validate(instance_of(Transactions, "what read_transactions returned"), "log", log)
    last = int(log.day.max(initial=0)) if until is None else day_number(until)
    if len(log) and last < int(log.day.max()):
        raise InvalidValueError("until", "the day of the last purchase or later", until, hint="cut the log first")
    first, active = log.first_day, log.counts > 0
    second = np.full(len(first), NEVER)
    later = log.day > first[log.customer]
    np.minimum.at(second, log.customer[later], log.day[later])
    came = second < NEVER
    days = np.where(came, second, last) - np.where(active, first, 0)
    return kaplan_meier(days[active], observed=came[active], level=level)


def kept_share(
    log: Transactions, *, split: date | str | None = None, until: date | str | None = None, level: float = 0.95
) -> Share:
    """Return the share of the customers of one period who bought again in the next.

    Those who did not buy in the second period count as not kept, so the share is a floor where people buy seldom.

    Args:
        log: The purchases, as ``read_transactions`` gives them.
        split: First day of the second period; the middle of the observation if None.
        until: Last day of observation; the day of the last purchase if None.
        level: Confidence level of Wilson's interval.

    Example:
        >>> import servicekit as sk
        >>> log = sk.data.read_transactions(sk.load_example().tables["transactions"], customer="customer", date="date")
        >>> kept = sk.value.kept_share(log)
        >>> kept.value in kept.interval
        True
    """
    validate(instance_of(Transactions, "what read_transactions returned"), "log", log)
    if not len(log):
        return Share(count=0, n=0, level=level, name=KEPT)
    first = int(log.day.min())
    end = 1 + (int(log.day.max()) if until is None else day_number(until))
    middle = first + (end - first) // 2 if split is None else day_number(split)
    if not first < middle < end:
        raise InvalidValueError("split", "a day after the first purchase and before the end of observation", split)
    before, after = (
        log.between(EPOCH + timedelta(days=start), EPOCH + timedelta(days=stop))
        for start, stop in ((first, middle), (middle, end))
    )
    there, again = before.counts > 0, after.counts > 0
    return Share(count=int((there & again).sum()), n=int(there.sum()), level=level, name=KEPT)
