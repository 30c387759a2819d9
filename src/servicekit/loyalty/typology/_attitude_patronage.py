"""Relative attitude by repeat patronage (Dick and Basu): four conditions beside the seven types, not in them."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Final, overload

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from servicekit.data._accepted import Data
from servicekit.data._answers import InputPolicy
from servicekit.data._scales import Scale
from servicekit.foundation import _checks as checks
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._literature import DICK_1994
from servicekit.foundation._quadrants import Quadrants
from servicekit.foundation._results import Groups, Result, SetsAside
from servicekit.foundation._vocabulary import Concept, Label, framework
from servicekit.loyalty._ratings import SHARE, read_ratings
from servicekit.loyalty.typology._loyalty_types import LoyaltyTypes
from servicekit.loyalty.typology._rules import TYPES, Evidence
from servicekit.loyalty.typology._seven_types import LoyaltyType
from servicekit.stats.designs._design import Design
from servicekit.stats.intervals._estimates import Share
from servicekit.stats.scores._category_score import category_share
from servicekit.stats.summaries._coded_tally import tally_of_codes
from servicekit.stats.summaries._row_groups import measured_by
from servicekit.stats.summaries._tally import Tally


@framework(
    "F21",
    title=Label("Attitude and patronage", "态度与重复惠顾矩阵"),
    summary=Label(
        "Whether customers prefer us and whether they keep buying are two questions that make four conditions.",
        "顾客是否偏爱与是否持续购买是两个问题，合起来构成四种状态。",
    ),
    sources=(DICK_1994,),
    interpretation=Label(
        "Latent loyalty here is high attitude with low patronage by measurement; the seven types' latent loyalty is a "
        "reason for staying. The two are kept apart.",
        "此处的潜在忠诚指测得的高态度、低惠顾；七种类型中的潜在忠诚是留下的缘由。两者分开处理。",
    ),
)
class LoyaltyCondition(Concept):
    """Where a customer stands on relative attitude and repeat patronage.

    Example:
        >>> import servicekit as sk
        >>> str(sk.loyalty.LoyaltyCondition("loyalty"))
        'loyalty 忠诚'
    """

    LOYALTY = ("loyalty", "loyalty", "忠诚", "Prefers us and keeps buying.", "偏爱我们，并持续购买。")
    LATENT_LOYALTY = (
        "latent_loyalty",
        "latent loyalty",
        "潜在忠诚（高态度、低惠顾）",
        "Prefers us but seldom buys.",
        "偏爱我们，却很少购买。",
    )
    SPURIOUS_LOYALTY = (
        "spurious_loyalty",
        "spurious loyalty",
        "虚假忠诚",
        "Keeps buying without preferring us.",
        "持续购买，却并不偏爱。",
    )
    NO_LOYALTY = (
        "no_loyalty",
        "no loyalty",
        "无忠诚",
        "Neither prefers us nor keeps buying.",
        "既不偏爱，也不持续购买。",
    )


ATTITUDE_PATRONAGE: Final = Quadrants(
    across=Label("repeat patronage", "重复惠顾"),
    up=Label("relative attitude", "相对态度"),
    low_low=LoyaltyCondition.NO_LOYALTY,
    high_low=LoyaltyCondition.SPURIOUS_LOYALTY,
    low_high=LoyaltyCondition.LATENT_LOYALTY,
    high_high=LoyaltyCondition.LOYALTY,
)


@frozen(kw_only=True, eq=False)
class AttitudePatronage(SetsAside, Result):
    """Customers in the four conditions.

    Attributes:
        places: Position of each customer's condition in ``ATTITUDE_PATRONAGE.cells``; -1 where an answer is missing.
        attitude_cut, patronage_cut: From here on an answer counts as high, on the scale of its column.
        level: Confidence level.
        missing, rejected: Answers not given or set aside.
        tally: Conditions under the sampling design; None without.
    """

    title = Label("Attitude and patronage", "态度与重复惠顾矩阵")
    derived = ("n", "shares")

    places: NDArray[np.intp] = field(repr=False, metadata={"evidence": False})
    attitude_cut: float
    patronage_cut: float
    level: float = field(default=0.95, validator=checks.confidence)
    missing: Mapping[str, int] = field(factory=dict)
    rejected: Mapping[str, Mapping[str, int]] = field(factory=dict)
    tally: Tally | None = field(default=None, repr=False)

    @cached_property
    def counts(self) -> dict[LoyaltyCondition, int]:
        """Customers in each condition."""
        return {cell: int((self.places == place).sum()) for place, cell in enumerate(ATTITUDE_PATRONAGE.cells)}

    @property
    def n_missing(self) -> int:
        """Answers not given."""
        return sum(self.missing.values())

    @property
    def n(self) -> int:
        """Customers with both answers."""
        return sum(self.counts.values())

    @property
    def shares(self) -> dict[LoyaltyCondition, Share]:
        """Share of each condition with its interval."""
        if self.tally is not None:
            places = enumerate(ATTITUDE_PATRONAGE.cells)
            return {c: category_share(self.tally, at, level=self.level, name=c.label) for at, c in places}
        return {
            cell: Share(count=count, n=self.n, level=self.level, name=cell.label) for cell, count in self.counts.items()
        }


@overload
def attitude_patronage(
    data: Data,
    *,
    attitude: str,
    patronage: str,
    attitude_cut: float,
    patronage_cut: float,
    attitude_scale: Scale = ...,
    patronage_scale: Scale = ...,
    by: None = None,
    design: Design | None = None,
    level: float = ...,
    policy: InputPolicy | None = None,
) -> AttitudePatronage: ...
@overload
def attitude_patronage(
    data: Data,
    *,
    attitude: str,
    patronage: str,
    attitude_cut: float,
    patronage_cut: float,
    attitude_scale: Scale = ...,
    patronage_scale: Scale = ...,
    by: str | Sequence[str],
    design: Design | None = None,
    level: float = ...,
    policy: InputPolicy | None = None,
) -> Groups[AttitudePatronage]: ...
def attitude_patronage(
    data: Data,
    *,
    attitude: str,
    patronage: str,
    attitude_cut: float,
    patronage_cut: float,
    attitude_scale: Scale = SHARE,
    patronage_scale: Scale = SHARE,
    by: str | Sequence[str] | None = None,
    design: Design | None = None,
    level: float = 0.95,
    policy: InputPolicy | None = None,
) -> AttitudePatronage | Groups[AttitudePatronage]:
    """Place the customers of a data frame in the four conditions.

    Args:
        data: Any data frame or mapping of columns.
        attitude, patronage: Columns.
        attitude_cut, patronage_cut: From here on an answer counts as high; neither has a default, because the source
            gives none.
        attitude_scale, patronage_scale: Scales of the columns.
        by: Column of groups, or a list of columns; of a design then weights alone.
        design: Columns of weights, strata and clusters.
        level: Confidence level of the shares.
        policy: Policy for text and for bad values.

    Example:
        >>> import servicekit as sk
        >>> rows = {"likes": [1.0, 0.2, 0.8], "buys": [0.9, 1.0, 0.1]}
        >>> cuts = {"attitude_cut": 0.5, "patronage_cut": 0.5}
        >>> sk.loyalty.attitude_patronage(rows, attitude="likes", patronage="buys", **cuts).n
        3
    """
    if by is not None:
        return measured_by(
            lambda rows: attitude_patronage(
                rows,
                attitude=attitude,
                patronage=patronage,
                attitude_cut=attitude_cut,
                patronage_cut=patronage_cut,
                attitude_scale=attitude_scale,
                patronage_scale=patronage_scale,
                design=design,
                level=level,
                policy=policy,
            ),
            data,
            by,
            columns=[attitude, patronage],
            design=design,
        )
    scales = {Evidence.ATTITUDE: attitude_scale, Evidence.REPEAT_SHARE: patronage_scale}
    columns = {Evidence.ATTITUDE: attitude, Evidence.REPEAT_SHARE: patronage}
    ratings = read_ratings(data, columns, scales, policy=policy)
    up, across = ratings.values
    known = ~(np.isnan(up) | np.isnan(across))
    places = np.full(len(known), -1)
    places[known] = ATTITUDE_PATRONAGE.index(
        across[known],
        up[known],
        across_cut=_on_share(patronage_cut, patronage_scale, "patronage_cut"),
        up_cut=_on_share(attitude_cut, attitude_scale, "attitude_cut"),
    )
    return AttitudePatronage(
        places=places,
        attitude_cut=attitude_cut,
        patronage_cut=patronage_cut,
        level=level,
        missing=ratings.missing,
        rejected=ratings.rejected,
        tally=tally_of_codes(places, len(ATTITUDE_PATRONAGE.cells), data, design),
    )


def _on_share(cut: float, scale: Scale, name: str) -> float:
    checks.validate(checks.number_in(scale.low, scale.high), name, cut)
    share = (cut - scale.low) / (scale.high - scale.low)
    return share if scale.higher_is_better else 1 - share


def types_by_condition(
    types: LoyaltyTypes, conditions: AttitudePatronage
) -> dict[LoyaltyType, dict[LoyaltyCondition, int]]:
    """Return how many customers of each leading type are in each condition; the two frameworks stay separate.

    Args:
        types, conditions: Readings of the same customers in the same order.

    Example:
        >>> import servicekit as sk
        >>> survey = {"again": [5, 5, 1, 2], "likes": [5, 2, 4, 1], "relies": [5, 1, 3, 2]}
        >>> columns = {"repeat_share": "again", "attitude": "likes", "trust": "relies"}
        >>> types = sk.loyalty.loyalty_types(survey, columns=columns, scale=sk.LIKERT_5)
        >>> conditions = sk.loyalty.attitude_patronage(
        ...     survey,
        ...     attitude="likes",
        ...     patronage="again",
        ...     attitude_cut=3,
        ...     patronage_cut=3,
        ...     attitude_scale=sk.LIKERT_5,
        ...     patronage_scale=sk.LIKERT_5,
        ... )
        >>> table = sk.loyalty.types_by_condition(types, conditions)
        >>> sum(sum(row.values()) for row in table.values())
        4
    """
    if len(types.leading) != len(conditions.places):
        sizes = [len(types.leading), len(conditions.places)]
        raise InvalidValueError("types and conditions", "of the same customers", sizes)
    return {
        kind: {
            cell: int(((types.leading == row) & (conditions.places == place)).sum())
            for place, cell in enumerate(ATTITUDE_PATRONAGE.cells)
        }
        for row, kind in enumerate(TYPES)
    }
