"""F20: three levels of loyalty, and the marks by which a loyal customer is known."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, overload

import numpy as np
from attrs import field, frozen
from numpy.typing import ArrayLike

from servicekit.data._accepted import Data
from servicekit.data._answers import InputPolicy
from servicekit.data._scales import YES_NO
from servicekit.data._vectors import vector
from servicekit.foundation import _checks as checks
from servicekit.foundation._bands import Bands
from servicekit.foundation._documents import AFTER_SALES, MEASUREMENT, under
from servicekit.foundation._results import Groups, Result
from servicekit.foundation._vocabulary import Concept, Label, framework
from servicekit.loyalty._ratings import concepts, read_ratings
from servicekit.stats.designs._design import Design
from servicekit.stats.intervals._estimates import Share
from servicekit.stats.scores._category_score import category_share
from servicekit.stats.summaries._coded_tally import tally_of_codes
from servicekit.stats.summaries._row_groups import measured_by
from servicekit.stats.summaries._tally import Tally


@framework(
    "F20",
    title=Label("Levels of loyalty", "忠诚的层次"),
    summary=Label(
        "A bond and a preference that show in repeated purchase over time; three levels describe their strength.",
        "忠诚是在长期重复购买中体现的情感与偏好，分为三个层次。",
    ),
    sources=(under(MEASUREMENT, "客户忠诚度概述·层次"),),
    interpretation=Label(
        "The document names three levels without cut-points; equal thirds of a 0-100 index are offered as a stated "
        "choice.",
        "资料列出三个层次而未给分界；本库以 0-100 指数的三等分作为明示的选择。",
    ),
)
class LoyaltyLevel(Concept):
    """How loyal a customer is, from low to high.

    Example:
        >>> import servicekit as sk
        >>> str(sk.loyalty.LoyaltyLevel("disloyal"))
        'not loyal 不忠诚'
    """

    DISLOYAL = (
        "disloyal",
        "not loyal",
        "不忠诚",
        "Chooses anew each time, or elsewhere.",
        "每次重新选择，或选择别家。",
    )
    FAIR = ("fair", "fairly loyal", "一般忠诚", "Comes back, but keeps looking around.", "会再来，但仍在比较。")
    LOYAL = ("loyal", "loyal", "忠诚", "Prefers us and keeps coming back.", "偏爱我们并持续光顾。")


def level_bands(*, fair_from: float, loyal_threshold: float) -> Bands[LoyaltyLevel]:
    """Return the three levels with stated cut-points; a score on a cut-point belongs to the higher level."""
    return Bands(names=tuple(LoyaltyLevel), cuts=(fair_from, loyal_threshold))


THIRDS: Final = level_bands(fair_from=100 / 3, loyal_threshold=200 / 3)
"""Equal thirds of a 0-100 index: a convention of this library, in no source."""


@frozen(kw_only=True)
class LevelShares(Result):
    """How many customers are at each level.

    Attributes:
        counts: Customers at each level.
        bands: The cut-points used.
        missing: Customers without a score.
        level: Confidence level.
    """

    title = Label("Levels of loyalty", "忠诚的层次")
    derived = ("n", "shares")

    counts: Mapping[LoyaltyLevel, int] = field(hash=False)
    bands: Bands[LoyaltyLevel]
    missing: int = 0
    level: float = field(default=0.95, validator=checks.confidence)

    @property
    def n(self) -> int:
        """Customers with a score."""
        return sum(self.counts.values())

    @property
    def shares(self) -> dict[LoyaltyLevel, Share]:
        """Share of each level with its interval."""
        return {
            name: Share(count=count, n=self.n, level=self.level, name=name.label) for name, count in self.counts.items()
        }


def level_shares(scores: ArrayLike, *, bands: Bands[LoyaltyLevel] = THIRDS, level: float = 0.95) -> LevelShares:
    """Cut customers' scores into levels and count.

    Args:
        scores: One number per customer on the line the bands cut (0-100 for ``THIRDS``); NaN is missing.
        bands: Cut-points.
        level: Confidence level of the shares.

    Example:
        >>> import servicekit as sk
        >>> sk.loyalty.level_shares([20, 55, 90]).title.en
        'Levels of loyalty'
    """
    numbers = vector("scores", scores, missing=True)
    known = numbers[~np.isnan(numbers)]
    found = np.bincount(bands.index(known), minlength=len(bands.names)).tolist()
    missing = int(numbers.size - known.size)
    return LevelShares(counts=dict(zip(bands.names, found, strict=True)), bands=bands, missing=missing, level=level)


@framework(
    "F20",
    title=Label("Marks of a loyal customer", "忠诚客户的标志"),
    summary=Label("Four things by which a loyal customer is known.", "识别忠诚客户的四个标志。"),
    sources=(under(AFTER_SALES, "忠诚客户"),),
)
class LoyaltyMark(Concept):
    """What a loyal customer does and brings."""

    MOST_SPENDING = (
        "most_spending",
        "all or most spending here",
        "全部或大部分消费在此",
        "Spends all or most of what the category costs with us.",
        "该类消费的全部或大部分在本处完成。",
    )
    CROSS_BUYING = (
        "cross_buying",
        "ready to cross-buy",
        "愿意交叉消费",
        "Tries our other services as well.",
        "也愿意使用我们的其他服务。",
    )
    RECOMMENDING = (
        "recommending",
        "ready to recommend",
        "愿意推荐",
        "Names us to others who ask.",
        "有人询问时会推荐我们。",
    )
    CHEAPER_TO_SERVE = (
        "cheaper_to_serve",
        "cheaper to serve, more profitable",
        "服务成本更低、利润更高",
        "Costs less per sale than a new customer.",
        "每笔交易的成本低于新客户。",
    )


@frozen(kw_only=True)
class MarkShares(Result):
    """How many customers bear each mark and how many bear all of them.

    Attributes:
        counts: Mark -> customers with it, customers asked.
        complete: Number of customers by number of marks borne (0, 1, ...), among those with every answer.
        level: Confidence level.
        tallies: Under a sampling design, customers without and with each mark; and under None all marks.
    """

    title = Label("Marks of a loyal customer", "忠诚客户的标志")
    derived = ("shares", "all_marks")

    counts: Mapping[LoyaltyMark, tuple[int, int]] = field(hash=False)
    complete: tuple[int, ...]
    level: float = field(default=0.95, validator=checks.confidence)
    tallies: Mapping[LoyaltyMark | None, Tally] = field(factory=dict, repr=False, hash=False)

    @property
    def shares(self) -> dict[LoyaltyMark, Share]:
        """Share of customers with each mark, among those asked."""
        if self.tallies:
            return {m: category_share(self.tallies[m], 1, level=self.level, name=m.label) for m in self.counts}
        return {
            mark: Share(count=count, n=n, level=self.level, name=mark.label) for mark, (count, n) in self.counts.items()
        }

    @property
    def all_marks(self) -> Share:
        """Share of customers with every mark asked for, among those with every answer."""
        if self.tallies:
            return category_share(self.tallies[None], 1, level=self.level)
        return Share(count=self.complete[-1], n=sum(self.complete), level=self.level)


@overload
def loyalty_marks(
    data: Data,
    *,
    columns: Mapping[Any, str],
    by: None = None,
    design: Design | None = None,
    level: float = ...,
    policy: InputPolicy | None = None,
) -> MarkShares: ...
@overload
def loyalty_marks(
    data: Data,
    *,
    columns: Mapping[Any, str],
    by: str | Sequence[str],
    design: Design | None = None,
    level: float = ...,
    policy: InputPolicy | None = None,
) -> Groups[MarkShares]: ...
def loyalty_marks(
    data: Data,
    *,
    columns: Mapping[Any, str],
    by: str | Sequence[str] | None = None,
    design: Design | None = None,
    level: float = 0.95,
    policy: InputPolicy | None = None,
) -> MarkShares | Groups[MarkShares]:
    """Count the marks of loyal customers in a data frame.

    Args:
        data: Any data frame or mapping of columns, one row per customer.
        columns: Mark (or its key) -> column of 0 and 1, or booleans.
        by: Column of groups, or a list of columns; of a design then weights alone.
        design: Columns of weights, strata and clusters.
        level: Confidence level of the shares.
        policy: Policy for text and for bad values.

    Example:
        >>> import servicekit as sk
        >>> sk.loyalty.loyalty_marks.__name__
        'loyalty_marks'
    """
    if by is not None:
        return measured_by(
            lambda rows: loyalty_marks(
                rows,
                columns=columns,
                design=design,
                level=level,
                policy=policy,
            ),
            data,
            by,
            columns=list(columns.values()),
            design=design,
        )
    named = concepts(LoyaltyMark, columns, "columns")
    borne = read_ratings(data, named, YES_NO, policy=policy).values
    counts = {mark: (int(np.nansum(row)), int((~np.isnan(row)).sum())) for mark, row in zip(named, borne, strict=True)}
    totals = borne[:, ~np.isnan(borne).any(axis=0)].sum(axis=0).astype(int)
    tallies: dict[LoyaltyMark | None, Tally] = {}
    every = np.where(np.isnan(borne).any(axis=0), -1, borne.min(axis=0))
    for mark, row in [*zip(named, borne, strict=True), (None, every)]:
        found = tally_of_codes(np.where(np.isnan(row), -1, row).astype(int), 2, data, design)
        if found is not None:
            tallies[mark] = found
    return MarkShares(
        counts=counts,
        tallies=tallies,
        complete=tuple(np.bincount(totals, minlength=len(named) + 1).tolist()),
        level=level,
    )
