"""Shares of disappointed, satisfied and very satisfied customers."""

from collections.abc import Mapping, Sequence
from typing import overload

from attrs import field, frozen

from servicekit.data._accepted import Data, Values
from servicekit.data._answers import InputPolicy
from servicekit.data._scales import ZERO_TO_TEN, Scale
from servicekit.foundation import _checks as checks
from servicekit.foundation._results import Groups, Result, SetsAside
from servicekit.foundation._vocabulary import Label
from servicekit.satisfaction._pairs import VERDICT, VERDICTS, pairs
from servicekit.satisfaction._ratio import SatisfactionVerdict
from servicekit.stats.designs._design import Design
from servicekit.stats.intervals._estimates import Share
from servicekit.stats.scores._category_score import category_shares
from servicekit.stats.summaries._tally import Tally
from servicekit.stats.summaries._tally_data import measured


@frozen(kw_only=True)
class VerdictShares(SetsAside, Result):
    """Share of customers of each verdict, with score intervals."""

    title = Label("Verdicts of customers", "顾客评判分布")
    derived = ("shares", "n", "n_missing", "n_rejected")

    tally: Tally = field(repr=False)
    level: float = field(default=0.95, validator=checks.confidence)

    @property
    def n(self) -> int:
        """Complete pairs."""
        return self.tally.n

    @property
    def n_missing(self) -> int:
        """Rows without both answers."""
        return self.tally.missing

    @property
    def rejected(self) -> Mapping[str, int]:
        """Rows set aside, by reason."""
        return self.tally.rejected

    @property
    def shares(self) -> dict[str, Share]:
        """Share of each verdict, by its key."""
        return category_shares(self.tally, SatisfactionVerdict, level=self.level)


@overload
def verdict_shares(
    data: Data | None = None,
    *,
    evaluation: str | Values,
    expectation: str | Values,
    by: None = None,
    scale: Scale = ZERO_TO_TEN,
    design: Design | None = None,
    policy: InputPolicy | None = None,
    level: float = 0.95,
) -> VerdictShares: ...
@overload
def verdict_shares(
    data: Data | None = None,
    *,
    evaluation: str | Values,
    expectation: str | Values,
    by: str | Sequence[str],
    scale: Scale = ZERO_TO_TEN,
    design: Design | None = None,
    policy: InputPolicy | None = None,
    level: float = 0.95,
) -> Groups[VerdictShares]: ...
def verdict_shares(
    data: Data | None = None,
    *,
    evaluation: str | Values,
    expectation: str | Values,
    by: str | Sequence[str] | None = None,
    scale: Scale = ZERO_TO_TEN,
    design: Design | None = None,
    policy: InputPolicy | None = None,
    level: float = 0.95,
) -> VerdictShares | Groups[VerdictShares]:
    """Return the share of disappointed, satisfied and very satisfied customers.

    The verdict compares the two answers, so any common scale will do, also one on which low numbers are good;
    arguments as ``ratio_of_means``.

    Example:
        >>> import servicekit as sk
        >>> sk.satisfaction.verdict_shares(evaluation=[8, 6, 9], expectation=[6, 6, 8]).n
        3
    """
    paired = pairs(data, evaluation=evaluation, expectation=expectation, scale=scale, policy=policy)

    def make(counted: Tally) -> VerdictShares:
        return VerdictShares(tally=counted, level=level)

    return measured(make, paired, VERDICT, VERDICTS, by, {"design": design, "counts": None, "policy": policy})
