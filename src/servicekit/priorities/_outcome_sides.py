"""The two ends of an outcome: what goes with being delighted against what goes with not being dissatisfied."""

from collections.abc import Sequence
from math import inf, sqrt
from typing import Any, Final

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from servicekit.data._scales import Scale
from servicekit.foundation import _checks as checks
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import Reason, why
from servicekit.foundation._results import Result
from servicekit.foundation._vocabulary import Label
from servicekit.stats.drivers._ordinal_logit import fit_ordinal
from servicekit.stats.intervals._coefficient import Coefficient
from servicekit.stats.summaries._answer_rows import AnswerRows

FEWEST_IN_A_BOX: Final = 30


@frozen(kw_only=True)
class OutcomeSides(Result):
    """Slope of one attribute at the two ends of the outcome, all others held.

    Attributes:
        top: Log-odds of a top answer for one step of the attribute.
        not_bottom: Log-odds of no bottom answer for one step of the attribute.
        variances: Of the two, and their covariance (joint sandwich).
        n_top, n_bottom: Rows with a top answer and with a bottom answer.
        degrees_of_freedom: Of the tests.
        failed: Why nothing was estimated.
        level: Confidence level.
    """

    title = Label("Ends of the outcome", "结果的两端")
    derived = ("delight", "dissatisfaction", "difference")

    top: float | None = None
    not_bottom: float | None = None
    variances: tuple[float, float, float] = (0.0, 0.0, 0.0)
    n_top: int
    n_bottom: int
    n: int
    degrees_of_freedom: float = inf
    failed: Reason | None = None
    level: float = field(default=0.95, validator=checks.confidence)

    def _figure(self, value: float | None, variance: float, en: str, zh: str) -> Coefficient:
        return Coefficient(
            value=value,
            standard_error=sqrt(max(variance, 0.0)),
            degrees_of_freedom=self.degrees_of_freedom,
            n=self.n,
            reason=self.failed,
            level=self.level,
            name=Label(en, zh),
        )

    @property
    def delight(self) -> Coefficient:
        """What a step does to the odds of a top answer."""
        return self._figure(self.top, self.variances[0], "Effect on delight", "对高度满意的作用")

    @property
    def dissatisfaction(self) -> Coefficient:
        """What a step does to the odds of avoiding a bottom answer."""
        return self._figure(
            self.not_bottom, self.variances[1], "Effect on avoiding dissatisfaction", "对避免不满的作用"
        )

    @property
    def difference(self) -> Coefficient:
        """Effect on delight less effect on avoiding dissatisfaction."""
        value = None if self.top is None or self.not_bottom is None else self.top - self.not_bottom
        variance = self.variances[0] + self.variances[1] - 2 * self.variances[2]
        return self._figure(value, variance, "Delight less dissatisfaction", "两端作用之差")


def outcome_sides(
    rows: AnswerRows,
    used: NDArray[np.bool_],
    outcome: str,
    columns: Sequence[str],
    scale: Scale,
    *,
    ends: int,
    level: float,
) -> dict[str, OutcomeSides]:
    """Fit a logit at each end of the outcome and compare their slopes (Brant 1990).

    Args:
        rows: Answers.
        used: Rows that answered everything.
        outcome: Column explained.
        columns: Attributes.
        scale: Of the outcome.
        ends: Answers at each end that count.
        level: Confidence level.
    """
    y = rows.column(outcome)[used]
    step = scale.step or (scale.high - scale.low) / 4
    # one answer at least lies between the ends: else both would be the same question
    reach = min(ends, (len(scale.categories) - 1) // 2 if scale.step else 2)
    top, bottom = y > scale.high - (reach - 0.5) * step, y < scale.low + (reach - 0.5) * step
    counts: dict[str, Any] = {"n_top": int(top.sum()), "n_bottom": int(bottom.sum()), "n": len(y), "level": level}
    x = np.column_stack([rows.column(name)[used] for name in columns])
    failed, fits = None, []
    if not reach:
        failed = why(NotEstimable.NOT_COMPUTABLE)
    elif (fewest := min(int(top.sum()), int(bottom.sum()))) < FEWEST_IN_A_BOX:
        failed = why(NotEstimable.TOO_FEW, n=fewest, needed=FEWEST_IN_A_BOX)
    else:
        weights = rows.weights(used)
        fits = [fit for box in (top, ~bottom) if (fit := fit_ordinal(x, box.astype(np.intp), weights)) is not None]
        failed = why(NotEstimable.NOT_CONVERGED) if len(fits) < 2 else None
    if failed:
        return {name: OutcomeSides(failed=failed, **counts) for name in columns}
    spread = rows.covariance(np.column_stack([fit.scores for fit in fits]), used)
    p, df = len(columns), rows.degrees_of_freedom(used)
    return {
        name: OutcomeSides(
            top=float(fits[0].slopes[k]),
            not_bottom=float(fits[1].slopes[k]),
            variances=(float(spread[k, k]), float(spread[p + k, p + k]), float(spread[k, p + k])),
            degrees_of_freedom=df,
            **counts,
        )
        for k, name in enumerate(columns)
    }
