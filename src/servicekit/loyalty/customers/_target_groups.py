"""F26: target groups of a customer base, the task each sets, and movement between them from period to period."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Any, Final

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from servicekit.data._transactions import Transactions
from servicekit.data.time._dates import day_number
from servicekit.foundation import _checks as checks
from servicekit.foundation._documents import SERVICE_TYPES
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._results import Result
from servicekit.foundation._vocabulary import Concept, Label, framework, member
from servicekit.loyalty.customers._transitions import UNKNOWN, Transitions, counted_moves
from servicekit.stats._estimates import Share


@framework(
    "F26",
    title=Label("Target groups of the customer base", "客户群的目标群体"),
    summary=Label(
        "Four groups that ask for different work: keep, win back, recover, conquer.",
        "四类群体需要不同的工作：维系、争取、挽回、开拓。",
    ),
    sources=(SERVICE_TYPES,),
    interpretation=Label(
        "The document gives no rule to tell the groups apart in data; purchases per period and a stated threshold do "
        "here.",
        "资料未给出在数据中区分各群体的规则；此处以每期购买次数及明示的门槛来区分。",
    ),
)
class TargetGroup(Concept):
    """Where someone stands towards the company.

    Example:
        >>> import servicekit as sk
        >>> str(sk.loyalty.TargetGroup("loyal"))
        'loyal customers 忠诚客户'
    """

    LOYAL = (
        "loyal",
        "loyal customers",
        "忠诚客户",
        "Buy at least as often as the stated threshold.",
        "购买次数达到明示的门槛。",
    )
    DISLOYAL = (
        "disloyal",
        "disloyal customers",
        "不忠诚客户",
        "Buy, but less often than that.",
        "有购买，但次数低于门槛。",
    )
    LOST = ("lost", "lost customers", "流失客户", "Bought before and no longer do.", "以前购买，现在不再购买。")
    PROSPECT = ("prospect", "prospects", "潜在客户", "Have not bought yet.", "尚未购买。")


TASKS: Final[Mapping[TargetGroup, Label]] = {
    TargetGroup.LOYAL: Label(
        "Measure their share regularly and care for the relation.", "定期测量忠诚客户的占比，并维护关系。"
    ),
    TargetGroup.DISLOYAL: Label("Follow up each of them and find out what is missing.", "逐一跟进，弄清欠缺之处。"),
    TargetGroup.LOST: Label("Ask why they left and win them back.", "了解离开的原因，并争取其回归。"),
    TargetGroup.PROSPECT: Label("Go out and win them; do not wait for them to come.", "主动开拓，而非坐等上门。"),
}
"""What each group asks of the company."""


@framework(
    "F26",
    title=Label("Kinds of prospects", "潜在客户的类别"),
    summary=Label("How hard a prospect is to win.", "争取潜在客户的难易程度。"),
    sources=(SERVICE_TYPES,),
)
class ProspectKind(Concept):
    """What is known of the chance to win someone who has not bought."""

    UNCERTAIN = ("uncertain", "uncertain", "不确定", "Nobody can say yet.", "尚无法判断。")
    WITH_EFFORT = (
        "with_effort",
        "winnable with effort",
        "经努力可争取",
        "Will come if we work for it.",
        "付出努力便可争取。",
    )
    EASILY = (
        "easily",
        "easily won",
        "容易争取",
        "Comes when asked; such people grow fewer with time.",
        "一经邀请便会前来，但会随时间减少。",
    )


GROUPS: Final = tuple(TargetGroup)


@frozen(kw_only=True, eq=False)
class CustomerBase(Result):
    """Target group of every customer in every period.

    Attributes:
        customers: Identifiers.
        places: Position of the group in ``TargetGroup``, customers x periods; -1 before someone was known.
        periods: First day of each period and the day after the last one.
        loyal_from: Purchases (days with a purchase) in a period from which a customer counts as loyal.
        level: Confidence level.
    """

    title = Label("Customer base", "客户群")
    derived = ("counts", "loyal_shares", "movement")

    customers: NDArray[Any] = field(repr=False, metadata={"evidence": False})
    places: NDArray[np.int8] = field(repr=False, metadata={"evidence": False})
    periods: tuple[str, ...]
    loyal_from: int
    level: float = field(default=0.95, validator=checks.confidence)

    @property
    def counts(self) -> tuple[dict[TargetGroup, int], ...]:
        """Customers in each group, period by period."""
        return tuple({g: int((column == place).sum()) for place, g in enumerate(GROUPS)} for column in self.places.T)

    @property
    def loyal_shares(self) -> tuple[Share, ...]:
        """Share of the loyal among those who bought, period by period."""
        return tuple(
            Share(
                count=found[TargetGroup.LOYAL],
                n=found[TargetGroup.LOYAL] + found[TargetGroup.DISLOYAL],
                level=self.level,
                name=Label("Share of loyal customers", "忠诚客户占比"),
            )
            for found in self.counts
        )

    @cached_property
    def movement(self) -> Transitions[TargetGroup]:
        """Moves between groups from each period to the next, pooled; who was not known yet is missing."""
        no_return = tuple((group, TargetGroup.PROSPECT) for group in GROUPS if group is not TargetGroup.PROSPECT)
        return counted_moves(self.places, TargetGroup, level=self.level, impossible=no_return)

    def members(self, group: TargetGroup | str, *, period: int = -1) -> tuple[Any, ...]:
        """Return the customers of a group in a period: 0 is the first, -1 (the default) the last."""
        last = self.places.shape[1] - 1
        if period not in range(-last - 1, last + 1):
            raise InvalidValueError("period", f"a whole number from 0 to {last}, or negative from the end", period)
        return tuple(self.customers[self.places[:, period] == GROUPS.index(member(TargetGroup, group))].tolist())


def _with(customers: NDArray[Any], listed: set[Any]) -> NDArray[Any]:
    """Return the customers and then the listed people who are none, sorted."""
    extra = listed - set(customers.tolist())
    known = {type(one) for one in customers[:1].tolist()} | {type(one) for one in extra}
    if len(known) > 1:
        names = sorted(kind.__name__ for kind in known)
        raise InvalidValueError("prospects", "identified by the same type as the customers", names)
    return np.concatenate([customers, np.array(sorted(extra))]) if extra else customers


def customer_base(
    log: Transactions,
    *,
    periods: Sequence[date | str],
    loyal_from: int,
    prospects: Iterable[Any] = (),
    level: float = 0.95,
) -> CustomerBase:
    """Sort everyone into target groups, period by period.

    Someone with ``loyal_from`` or more days of purchase in a period is loyal, with fewer disloyal; without any, lost if
    there was a purchase before, else a prospect if listed. Who will buy later without being listed is not known yet.

    Args:
        log: What ``read_transactions`` returned.
        periods: First day of each period in the order of time, and last the day after the end.
        loyal_from: Days with a purchase from which a customer is loyal in a period; at least 1, with no default
            because no source states one.
        prospects: Identifiers of people who may buy; some may do so later.
        level: Confidence level.

    Example:
        >>> import servicekit as sk
        >>> columns = sk.load_example().tables["transactions"]
        >>> log = sk.data.read_transactions(columns, customer="customer", date="date", amount="amount")
        >>> periods = ["2023-01-01", "2023-07-01", "2024-01-01"]
        >>> sk.loyalty.customer_base(log, periods=periods, loyal_from=3).title.en
        'Customer base'
    """
    checks.validate(checks.whole_positive, "loyal_from", loyal_from)
    days = [day_number(when) for when in periods]
    if len(days) < 2 or any(later <= earlier for earlier, later in pairwise(days)):
        raise InvalidValueError("periods", "at least two dates in the order of time", [str(when) for when in periods])
    listed = set(prospects)
    customers = _with(log.customers, listed)
    is_listed = np.fromiter((who in listed for who in customers.tolist()), bool, len(customers))
    bought_before = np.zeros(len(customers), dtype=bool)
    early = log.day < days[0]
    bought_before[np.unique(log.customer[early])] = True
    columns = []
    for start, end in pairwise(periods):
        times = np.zeros(len(customers), dtype=int)
        times[: len(log.customers)] = log.between(start, end).days_bought
        idle = np.where(bought_before, 2, np.where(is_listed, 3, UNKNOWN))
        columns.append(np.where(times >= loyal_from, 0, np.where(times > 0, 1, idle)).astype(np.int8))
        bought_before |= times > 0
    return CustomerBase(
        customers=customers,
        places=np.stack(columns, axis=1),
        periods=tuple(str(when) for when in periods),
        loyal_from=int(loyal_from),
        level=level,
    )
