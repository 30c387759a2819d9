"""F28: whether trust carries loyalty beyond satisfaction, and whether it carries more of it."""

from collections.abc import Mapping, Sequence
from typing import Final, overload

import numpy as np
from attrs import frozen

from servicekit.data._accepted import Data
from servicekit.data._answers import InputPolicy
from servicekit.data._scales import Scale
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._results import Groups, Result
from servicekit.foundation._vocabulary import Label
from servicekit.loyalty._ratings import concepts
from servicekit.loyalty.causes._satisfaction_link import LoyaltyLink
from servicekit.stats.claims._claim_tests import t_tail
from servicekit.stats.designs._design import Design
from servicekit.stats.designs._resampling import SEED, Rng
from servicekit.stats.drivers._drivers import DriverImportance, driver_importance
from servicekit.stats.intervals._estimates import Resampled
from servicekit.stats.summaries._row_groups import measured_by

FEWEST: Final = 3
"""Rows that three coefficients use up."""
PAIR: Final = (LoyaltyLink.SATISFACTION, LoyaltyLink.TRUST)


@frozen(kw_only=True)
class TrustBesideSatisfaction(Result):
    """Shares of loyalty's explained variance that go with satisfaction and with trust.

    Attributes:
        importance: Shapley (LMG) figure of each with its bootstrap interval, and the correlations.
        seed: Of the resamples; None where there were none, or a generator was handed in.
    """

    title = Label("Trust beside satisfaction", "满意之外的信任")
    derived = ("difference", "p_beyond", "is_beyond", "is_more", "conclusion")

    importance: DriverImportance
    seed: int | None = None

    @property
    def difference(self) -> Resampled:
        """Figure of trust less that of satisfaction, with its bootstrap interval."""
        return self.importance.difference("trust", "satisfaction")

    @property
    def p_beyond(self) -> float | None:
        """Of trust that goes with no loyalty where satisfaction is held fixed (t test of the partial correlation)."""
        found = self.importance
        rows = found.rows or float(found.n)
        if not found.correlations or rows <= FEWEST:
            return None
        of_both = np.asarray(found.correlations)
        between, satisfied, trusted = of_both[0, 1], of_both[0, 2], of_both[1, 2]
        left = (1 - between**2) * (1 - satisfied**2)
        if left <= 0:
            return None
        partial = (trusted - between * satisfied) / np.sqrt(left)
        if abs(partial) >= 1:
            return 0.0
        return t_tail(float(partial * np.sqrt((rows - 3) / (1 - partial**2))), rows - 3)

    @property
    def is_beyond(self) -> bool | None:
        """Whether trust goes with loyalty where satisfaction is held fixed; None where these data do not show it."""
        p = self.p_beyond
        return True if p is not None and p < 1 - self.importance.level else None

    @property
    def is_more(self) -> bool | None:
        """Whether trust goes with more (or with less) of loyalty than satisfaction; None where the interval holds 0."""
        interval = self.difference.interval
        if interval is None or interval.low <= 0 <= interval.high:
            return None
        return interval.low > 0

    @property
    def conclusion(self) -> Label:
        """What may be said, in both languages; an association, not what raising trust would do."""
        beyond = (
            Label("Trust goes with loyalty beyond satisfaction", "在满意之外，信任与忠诚仍有关联")
            if self.is_beyond
            else Label(
                "Whether trust goes with loyalty beyond satisfaction cannot be said from these data",
                "凭这些数据无法判断信任在满意之外是否与忠诚有关联",
            )
        )
        more = {
            True: Label("it goes with more of it than satisfaction does", "且关联大于满意"),
            False: Label("it goes with less of it than satisfaction does", "但关联小于满意"),
            None: Label(
                "which of the two goes with more cannot be said from these data", "两者孰大，凭这些数据无法判断"
            ),
        }[self.is_more]
        return Label(f"{beyond.en}; {more.en}.", f"{beyond.zh}；{more.zh}。")


@overload
def trust_beside_satisfaction(
    data: Data,
    *,
    loyalty: str,
    columns: Mapping[LoyaltyLink | str, str],
    scale: Scale | Mapping[str, Scale | None] | None = None,
    by: None = None,
    design: Design | None = None,
    record_id: str | None = None,
    policy: InputPolicy | None = None,
    resamples: int = ...,
    rng: Rng = ...,
    level: float = ...,
) -> TrustBesideSatisfaction: ...
@overload
def trust_beside_satisfaction(
    data: Data,
    *,
    loyalty: str,
    columns: Mapping[LoyaltyLink | str, str],
    scale: Scale | Mapping[str, Scale | None] | None = None,
    by: str | Sequence[str],
    design: Design | None = None,
    record_id: str | None = None,
    policy: InputPolicy | None = None,
    resamples: int = ...,
    rng: Rng = ...,
    level: float = ...,
) -> Groups[TrustBesideSatisfaction]: ...
def trust_beside_satisfaction(
    data: Data,
    *,
    loyalty: str,
    columns: Mapping[LoyaltyLink | str, str],
    scale: Scale | Mapping[str, Scale | None] | None = None,
    by: str | Sequence[str] | None = None,
    design: Design | None = None,
    record_id: str | None = None,
    policy: InputPolicy | None = None,
    resamples: int = 1000,
    rng: Rng = SEED,
    level: float = 0.95,
) -> TrustBesideSatisfaction | Groups[TrustBesideSatisfaction]:
    """Divide the explained variance of loyalty between satisfaction and trust.

    Args:
        data: Any data frame or mapping of columns, one row per customer.
        loyalty: Column of the loyalty measure.
        columns: "satisfaction" and "trust" (links of the chain) -> their columns; both and no other.
        scale: Scale of all columns, or of each by name; plain numbers if None.
        by: Column of groups, or a list of columns; of a design then weights alone.
        design: How the customers were drawn.
        record_id: Column that identifies rows, so that intervals do not depend on their order.
        policy: Policy for text and bad values.
        resamples: Bootstrap resamples; 0 for none.
        rng: A seed or a Generator for the resamples.
        level: Confidence level; 1 less it is the error of the test.

    Source:
        Lindeman, Merenda and Gold (1980).

    Example:
        >>> import servicekit as sk
        >>> table = {"loyal": [4, 5, 2, 1, 3, 5], "happy": [3, 5, 2, 2, 3, 4], "trust": [4, 5, 1, 1, 3, 5]}
        >>> columns = {"satisfaction": "happy", "trust": "trust"}
        >>> sk.loyalty.trust_beside_satisfaction(table, loyalty="loyal", columns=columns, resamples=0).is_more is None
        True
    """
    if by is not None:
        return measured_by(
            lambda rows: trust_beside_satisfaction(
                rows,
                loyalty=loyalty,
                columns=columns,
                scale=scale,
                design=design,
                record_id=record_id,
                policy=policy,
                resamples=resamples,
                rng=rng,
                level=level,
            ),
            data,
            by,
            columns=[loyalty, *columns.values(), *([record_id] if record_id else [])],
            design=design,
        )
    named = concepts(LoyaltyLink, columns, "columns")
    if set(named) != set(PAIR):
        raise InvalidValueError("columns", "given for satisfaction and trust, and nothing else", [k.key for k in named])
    importance = driver_importance(
        data,
        loyalty,
        [named[link] for link in PAIR],
        groups={link.key: [named[link]] for link in PAIR},
        scale=scale,
        design=design,
        record_id=record_id,
        policy=policy,
        resamples=resamples,
        rng=rng,
        level=level,
    )
    return TrustBesideSatisfaction(importance=importance, seed=importance.seed)
