"""F26: target groups of a customer base, the task each sets, and movement between them from period to period."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
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
from servicekit.foundation._documents import SERVICE_TYPES, under
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._results import Result
from servicekit.foundation._vocabulary import Concept, Label, framework, member
from servicekit.loyalty.customers._transitions import UNKNOWN, Transitions, counted_moves
from servicekit.stats.intervals._estimates import Share


@framework(
    "F26",
    title=Label("Target groups of the customer base", "客户群的目标群体"),
    summary=Label(
        "Four groups that ask for different work: keep, win back, recover, conquer.",
        "四类群体需要不同的工作：维系、争取、挽回、开拓。",
    ),
    sources=(under(SERVICE_TYPES, "主动出击的服务·目标群的管理方法"),),
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


@framework(
    "F26",
    title=Label("Kinds of prospects", "潜在客户的类别"),
    summary=Label("How hard a prospect is to win.", "争取潜在客户的难易程度。"),
    sources=(under(SERVICE_TYPES, "主动出击的服务·目标群的管理方法"),),
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


TASKS: Final[Mapping[TargetGroup | ProspectKind, Label]] = {
    TargetGroup.LOYAL: Label(
        "Measure the share of the loyal regularly, care for the relation, put the sales team in order.",
        "定期检视忠诚客户的比率，加强客户关系管理，优化销售团队。",
    ),
    TargetGroup.DISLOYAL: Label(
        "Follow everyone who intends to buy to the end, measure the share of the disloyal, win them back.",
        "对有意购买者跟踪到底，检视不忠诚客户的比率，努力重新赢得。",
    ),
    TargetGroup.LOST: Label("Ask why they left, and win them back.", "了解流失的原因，并争取其回归。"),
    TargetGroup.PROSPECT: Label(
        "Measure regularly how many were won, and train for winning.", "定期检视赢得的比率，提高制胜的本领。"
    ),
    ProspectKind.UNCERTAIN: Label(
        "Find out what they want before effort is spent on them.", "先弄清需求，再投入精力。"
    ),
    ProspectKind.WITH_EFFORT: Label(
        "Go out to them: every salesperson's skill, regular visits, and training for it.",
        "主动出击：销售人员全力以赴，定期走访并接受相应培训。",
    ),
    ProspectKind.EASILY: Label(
        "They grow fewer with time: do not sit and wait for customers.", "这类客户会随时间减少，不要坐等客户上门。"
    ),
}
"""What each of the seven groups asks of the company; for the lost and the uncertain it is this library's reading."""


GROUPS: Final = tuple(TargetGroup)
KINDS: Final = tuple(ProspectKind)


@frozen(kw_only=True, eq=False)
class CustomerBase(Result):
    """Target group of every customer in every period.

    Attributes:
        customers: Identifiers.
        places: Position of the group in ``TargetGroup``, customers x periods; -1 before someone was known.
        periods: First day of each period and the day after the last one.
        loyal_threshold: Purchases (days with a purchase) in a period from which a customer counts as loyal.
        level: Confidence level.
        kinds: Position of each customer's kind in ``ProspectKind``; -1 where none was stated.
    """

    title = Label("Customer base", "客户群")
    derived = ("counts", "loyal_shares", "disloyal_shares", "won_back_shares", "lost_shares", "won_shares", "movement")

    customers: NDArray[np.generic] = field(repr=False, metadata={"evidence": False})
    places: NDArray[np.int8] = field(repr=False, metadata={"evidence": False})
    periods: tuple[str, ...]
    loyal_threshold: int
    level: float = field(default=0.95, validator=checks.confidence)
    kinds: NDArray[np.int8] = field(
        factory=lambda: np.empty(0, dtype=np.int8), repr=False, metadata={"evidence": False}
    )

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
                name=Label("Share of loyal customers", "忠诚顾客占比"),
            )
            for found in self.counts
        )

    @property
    def disloyal_shares(self) -> tuple[Share, ...]:
        """Share of the disloyal among those who bought, period by period."""
        name = Label("Share of disloyal customers", "不忠诚顾客占比")
        return tuple(
            Share(count=share.n - share.count, n=share.n, level=self.level, name=name) for share in self.loyal_shares
        )

    @property
    def won_back_shares(self) -> tuple[Share, ...]:
        """Share of the lost of a period who bought in the next, from the second period on."""
        return self._bought_next(self.places == GROUPS.index(TargetGroup.LOST), Label("Won back", "赢回占比"))

    @property
    def lost_shares(self) -> tuple[Share, ...]:
        """Share of a period's buyers who did not buy in the next, from the second period on."""
        name = Label("Lost", "流失占比")
        stayed = self._bought_next((self.places >= 0) & (self.places < 2), name)
        return tuple(Share(count=s.n - s.count, n=s.n, level=self.level, name=name) for s in stayed)

    @property
    def won_shares(self) -> Mapping[ProspectKind, tuple[Share, ...]]:
        """Share of a period's prospects of each stated kind who bought in the next, from the second period on."""
        waiting = self.places == GROUPS.index(TargetGroup.PROSPECT)
        return {
            kind: self._bought_next(waiting & (self.kinds == place)[:, None], Label("Won", "赢得占比"))
            for place, kind in enumerate(ProspectKind)
            if (self.kinds == place).any()
        }

    @property
    def rates(self) -> Mapping[TargetGroup | ProspectKind, tuple[Share, ...]]:
        """The rate by which the work on each group is judged, period by period; ``TASKS`` says what the work is.

        Loyal and disloyal: their share of those who bought; lost: the share won back; prospects, and each stated kind
        of them: the share won.
        """
        waiting = self.places == GROUPS.index(TargetGroup.PROSPECT)
        kinds: dict[TargetGroup | ProspectKind, tuple[Share, ...]] = dict(self.won_shares.items())
        return {
            TargetGroup.LOYAL: self.loyal_shares,
            TargetGroup.DISLOYAL: self.disloyal_shares,
            TargetGroup.LOST: self.won_back_shares,
            TargetGroup.PROSPECT: self._bought_next(waiting, Label("Won", "赢得占比")),
            **kinds,
        }

    def _bought_next(self, of: NDArray[np.bool_], name: Label) -> tuple[Share, ...]:
        bought = (self.places >= 0) & (self.places < 2)
        return tuple(
            Share(count=int((of[:, at] & bought[:, at + 1]).sum()), n=int(of[:, at].sum()), level=self.level, name=name)
            for at in range(self.places.shape[1] - 1)
        )

    @cached_property
    def movement(self) -> Transitions[TargetGroup]:
        """Moves between groups from each period to the next, pooled; who was not known yet is missing."""
        no_return = tuple((group, TargetGroup.PROSPECT) for group in GROUPS if group is not TargetGroup.PROSPECT)
        return counted_moves(self.places, TargetGroup, level=self.level, impossible=no_return)

    def members(self, group: TargetGroup | str, *, period: int = -1) -> tuple[Hashable, ...]:
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
    loyal_threshold: int,
    prospects: Iterable[Hashable] | Mapping[Any, ProspectKind | str] = (),
    level: float = 0.95,
) -> CustomerBase:
    """Sort everyone into target groups, period by period.

    Someone with ``loyal_threshold`` or more days of purchase in a period is loyal, with fewer disloyal; without any,
    lost if there was a purchase before, else a prospect if listed. Who will buy later without being listed is not known
    yet.

    Args:
        log: What ``read_transactions`` returned.
        periods: First day of each period in the order of time, and last the day after the end.
        loyal_threshold: Days with a purchase from which a customer is loyal in a period; at least 1, with no default
            because no source states one.
        prospects: Identifiers of people who may buy, some of whom may do so later; or identifier -> kind of prospect.
        level: Confidence level.

    Example:
        >>> import servicekit as sk
        >>> columns = sk.load_example().tables["transactions"]
        >>> log = sk.data.read_transactions(columns, customer="customer", date="date", amount="amount")
        >>> periods = ["2023-01-01", "2023-07-01", "2024-01-01"]
        >>> sk.loyalty.customer_base(log, periods=periods, loyal_threshold=3).title.en
        'Customer base'
    """
    checks.validate(checks.whole_positive, "loyal_threshold", loyal_threshold)
    days = [day_number(when) for when in periods]
    if len(days) < 2 or any(later <= earlier for earlier, later in pairwise(days)):
        raise InvalidValueError("periods", "at least two dates in the order of time", [str(when) for when in periods])
    listed = set(prospects)
    kinds = prospects if isinstance(prospects, Mapping) else {}
    stated = {who: KINDS.index(member(ProspectKind, kind)) for who, kind in kinds.items()}
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
        columns.append(np.where(times >= loyal_threshold, 0, np.where(times > 0, 1, idle)).astype(np.int8))
        bought_before |= times > 0
    return CustomerBase(
        customers=customers,
        places=np.stack(columns, axis=1),
        periods=tuple(str(when) for when in periods),
        loyal_threshold=int(loyal_threshold),
        level=level,
        kinds=np.array([stated.get(who, -1) for who in customers.tolist()], dtype=np.int8),
    )
