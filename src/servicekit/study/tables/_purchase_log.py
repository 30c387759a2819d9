"""The purchase log of a study: read by its section, cut at the end of observation, and halved."""

from datetime import date, timedelta
from typing import Final

from attrs import frozen

from servicekit.data._accepted import Data
from servicekit.data._transactions import Transactions, read_transactions
from servicekit.data.time._dates import day_number
from servicekit.study._study import Study
from servicekit.study.sections._sections import TransactionsSection

EPOCH: Final = date(1970, 1, 1)


@frozen(kw_only=True)
class Observed:
    """Purchases up to the end of observation.

    Attributes:
        log: The purchases; customers who bought only later are listed without any.
        after_end: Purchases after the end, left out.
        last_day: End of observation, days since 1970-01-01.
    """

    log: Transactions
    after_end: int
    last_day: int

    @property
    def last(self) -> str:
        """End of observation as ISO text."""
        return (EPOCH + timedelta(days=self.last_day)).isoformat()

    @property
    def first(self) -> date:
        """Day of the first purchase."""
        return EPOCH + timedelta(days=int(self.log.day.min()))

    @property
    def days(self) -> int:
        """Days from the first purchase to the end, both included."""
        return self.last_day - int(self.log.day.min()) + 1

    @property
    def halves(self) -> tuple[date, date, date]:
        """First day of each half of the period, and the day after its end."""
        return self.first, self.first + timedelta(days=self.days // 2), self.first + timedelta(days=self.days)


def observed(study: Study, section: TransactionsSection, table: Data) -> Observed:
    """Read the log as the section says.

    Args:
        study: Whose policy for bad rows holds.
        section: What the columns mean.
        table: A data frame of any kind or a mapping of columns.
    """
    log = read_transactions(
        table,
        customer=section.customer,
        date=section.date,
        amount=section.amount,
        transaction=section.receipt,
        currency=section.currency,
        decimal=section.decimal,
        times=section.times,
        returns=section.returns,
        policy=study.policy,
    )
    last = int(log.day.max(initial=0)) if section.end is None else day_number(section.end)
    inside = log.day <= last
    if inside.all():
        return Observed(log=log, after_end=0, last_day=last)
    kept = log.between(EPOCH + timedelta(days=int(log.day.min())), EPOCH + timedelta(days=last + 1))
    return Observed(log=kept, after_end=int((~inside).sum()), last_day=last)
