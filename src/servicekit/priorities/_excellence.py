"""Excellence: what sets the delighted apart from those who are merely satisfied."""

from collections.abc import Mapping, Sequence
from math import inf, sqrt
from typing import Any, Final, overload

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from servicekit.data._accepted import Data
from servicekit.data._answers import InputPolicy
from servicekit.data._grouping import by_name
from servicekit.data._scales import Scale
from servicekit.foundation import _checks as checks
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._reasons import Reason, why
from servicekit.foundation._results import Estimate, Groups, Interval, Result, SetsAside
from servicekit.foundation._vocabulary import Label
from servicekit.stats.comparison._comparison import holm
from servicekit.stats.designs._design import Design
from servicekit.stats.drivers._firth_logit import fit_firth
from servicekit.stats.intervals._coefficient import Coefficient
from servicekit.stats.intervals._estimates import Share
from servicekit.stats.intervals._ratio_of_shares import ratio_limits
from servicekit.stats.summaries._answer_rows import AnswerRows, read_rows, share_of

FEWEST_ON_A_SIDE: Final = 30


@frozen(kw_only=True)
class Lift(Estimate):
    """How many times more often those who give an attribute its top answer are delighted.

    Attributes:
        top: Share of the delighted among those with a top answer.
        rest: Share among the rest.
        level: Confidence level.
    """

    title = Label("Lift", "提升度")

    top: Share
    rest: Share
    level: float = field(default=0.95, validator=checks.confidence)

    @property
    def value(self) -> float | None:
        """Ratio of the two shares; None where nobody of the rest is delighted."""
        if self.reason or not self.rest.value or self.top.value is None:
            return None
        return self.top.value / self.rest.value

    @property
    def interval(self) -> Interval | None:
        """Koopman's score interval; its upper end is infinite where nobody of the rest is delighted."""
        if self.reason:
            return None
        sides = []
        for share in (self.top, self.rest):
            n = share.n_effective or share.n
            sides.append(((share.value or 0.0) * n, n))
        low, high = ratio_limits(*sides[0], *sides[1], level=self.level)
        return Interval(low=low, high=high, level=self.level, method="score")

    @property
    def reason(self) -> Reason | None:
        """Why there is no value."""
        if min(self.top.n, self.rest.n) == 0:
            return why(NotEstimable.NO_DATA)
        return why(NotEstimable.ZERO_DENOMINATOR) if self.top.count + self.rest.count == 0 else None


@frozen(kw_only=True)
class DelightDriver(Result):
    """What a top answer to one attribute goes with.

    Attributes:
        lift: Ratio of the shares of the delighted.
        effect: Difference in the share of the delighted that a top answer makes, all other attributes as they are
            (average marginal effect of a Firth logit).
        n_top: Respondents who give the top answer.
        n: Respondents.
    """

    title = Label("Driver of delight", "惊喜因素")
    derived = ("lift", "effect")

    lift: Lift
    effect: Coefficient
    n_top: int
    n: int


@frozen(kw_only=True)
class Excellence(SetsAside, Result):
    """What sets the delighted apart from the merely satisfied.

    Attributes:
        outcome: Column of overall satisfaction.
        share: Share of the delighted among the delighted and the merely satisfied.
        drivers: Attribute -> what its top answer goes with.
        names: Attribute -> its name for readers.
        n: Respondents compared.
        n_others: Respondents who are neither delighted nor satisfied.
        n_missing: Respondents without an answer to something.
        level: Confidence level.
    """

    title = Label("Excellence", "卓越服务")
    derived = ("share", "adjusted_p")
    _lines = ("drivers",)

    outcome: str
    share: Share
    drivers: Mapping[str, DelightDriver]
    names: Mapping[str, Label]
    n: int
    n_others: int
    n_missing: int
    rejected: Mapping[str, int] = field(factory=dict, hash=False)
    level: float = 0.95

    @property
    def adjusted_p(self) -> dict[str, float | None]:
        """P-value of each effect adjusted for the number of attributes (Holm)."""
        found = holm([driver.effect.p_value for driver in self.drivers.values()], nan="drop")
        return dict(zip(self.drivers, found.adjusted, strict=True))


@overload
def excellence(
    data: Data,
    outcome: str,
    drivers: Sequence[str],
    *,
    scale: Scale | Mapping[str, Scale],
    delighted: int = 1,
    satisfied: int = 1,
    names: Mapping[str, Label] | None = None,
    by: None = None,
    design: Design | None = None,
    policy: InputPolicy | None = None,
    level: float = 0.95,
) -> Excellence: ...
@overload
def excellence(
    data: Data,
    outcome: str,
    drivers: Sequence[str],
    *,
    scale: Scale | Mapping[str, Scale],
    delighted: int = 1,
    satisfied: int = 1,
    names: Mapping[str, Label] | None = None,
    by: str | Sequence[str],
    design: Design | None = None,
    policy: InputPolicy | None = None,
    level: float = 0.95,
) -> Groups[Excellence]: ...
def excellence(
    data: Data,
    outcome: str,
    drivers: Sequence[str],
    *,
    scale: Scale | Mapping[str, Scale],
    delighted: int = 1,
    satisfied: int = 1,
    names: Mapping[str, Label] | None = None,
    by: str | Sequence[str] | None = None,
    design: Design | None = None,
    policy: InputPolicy | None = None,
    level: float = 0.95,
) -> Excellence | Groups[Excellence]:
    """Tell what sets the delighted apart from those who are merely satisfied.

    Comparing the delighted with everybody mixes two questions: what avoids dissatisfaction, and what makes satisfaction
    into delight. Here only the best answers to the outcome are compared with the next best.

    Args:
        data: A frame of any kind or a mapping of columns, one row per respondent.
        outcome: Column of overall satisfaction.
        drivers: Columns of rated attributes.
        scale: Scale of all columns, or of each by name (the outcome, too).
        delighted: How many of the best answers to the outcome count as delighted.
        satisfied: How many answers below count as merely satisfied.
        names: Attribute -> its name for readers; the column itself where left out.
        by: Column of groups, or a list of columns.
        design: Columns of weights, strata and clusters.
        policy: Policy for text and bad values.
        level: Confidence level.

    Returns:
        For each attribute the lift of its top answer with a score interval, and its effect with all others held; not
        estimable where fewer than 30 give the top answer or fewer than 30 another.

    Raises:
        InvalidValueError: The outcome is among the drivers, or its scale has too few answers.

    Source:
        Jones and Sasser (1995), Why satisfied customers defect. Harvard Business Review 73(6); Koopman (1984) for the
        interval of a ratio; Firth (1993) for the logit.

    Example:
        >>> import servicekit as sk
        >>> rated = ["reliability_1", "empathy_1"]
        >>> found = sk.priorities.excellence(
        ...     sk.load_example().survey,
        ...     "overall",
        ...     rated,
        ...     scale={"overall": sk.LIKERT_5} | dict.fromkeys(rated, sk.LIKERT_7),
        ... )
        >>> found.n > 100
        True
    """
    columns = [drivers] if isinstance(drivers, str) else list(drivers)
    each = _scales(columns, outcome, scale)
    checks.validate(checks.whole_positive, "delighted", delighted)
    checks.validate(checks.whole_positive, "satisfied", satisfied)
    if delighted + satisfied > len(each[outcome].categories):
        rule = f"at most the {len(each[outcome].categories)} answers to the outcome together"
        raise InvalidValueError("delighted and satisfied", rule, delighted + satisfied)
    parts, source = read_rows(
        data,
        {name: each[name] for name in (*columns, outcome)},
        by=by,
        design=design,
        policy=policy,
        best_is_high=True,
    )
    labels = {name: (names or {}).get(name) or Label(name, name) for name in columns}
    found = {group: _told(rows, outcome, each, (delighted, satisfied), labels, level) for group, rows in parts.items()}
    return found[None] if by is None else Groups(by_name(by), found, source)


def _told(
    rows: AnswerRows,
    outcome: str,
    each: Mapping[str, Scale],
    boxes: tuple[int, int],
    labels: Mapping[str, Label],
    level: float,
) -> Excellence:
    """Return what sets the delighted of one group apart; the boxes are the answers of the delighted and the others."""
    scale, (delighted, satisfied) = each[outcome], boxes
    step = scale.step or 1.0
    y = rows.column(outcome)
    answered = rows.answered()
    best = y > scale.high - (delighted - 0.5) * step
    used = answered & (y > scale.high - (delighted + satisfied - 0.5) * step)
    tops = {name: rows.column(name) >= each[name].high - 0.5 * (each[name].step or 0.0) for name in labels}
    effects = _effects(rows, used, best, tops, level)
    return Excellence(
        outcome=outcome,
        share=share_of(rows, best, used, level=level),
        drivers={
            name: DelightDriver(
                lift=Lift(
                    top=share_of(rows, best, used & top, level=level),
                    rest=share_of(rows, best, used & ~top, level=level),
                    level=level,
                ),
                effect=effects[name],
                n_top=int((used & top).sum()),
                n=int(used.sum()),
            )
            for name, top in tops.items()
        },
        names=dict(labels),
        n=int(used.sum()),
        n_others=int(answered.sum() - used.sum()),
        n_missing=rows.n_read - int(answered.sum()),
        rejected={name: count for name, count in rows.rejected.items() if count},
        level=level,
    )


def _scales(columns: Sequence[str], outcome: str, scale: Scale | Mapping[str, Scale]) -> dict[str, Scale]:
    """Return the scale of each column; raise where columns are named twice or one has no scale."""
    if not columns or len(set(columns)) < len(columns):
        raise InvalidValueError("drivers", "at least one column, each once", columns)
    if outcome in columns:
        raise InvalidValueError("drivers", f"other columns than the outcome {outcome!r}", columns)
    each = dict(scale) if isinstance(scale, Mapping) else dict.fromkeys((*columns, outcome), scale)
    if lacking := [name for name in (*columns, outcome) if name not in each]:
        raise InvalidValueError("scale", "given for every column", ..., f"columns {lacking}")
    return each


def _effects(
    rows: AnswerRows,
    used: NDArray[np.bool_],
    best: NDArray[np.bool_],
    tops: Mapping[str, NDArray[np.bool_]],
    level: float,
) -> dict[str, Coefficient]:
    sides = {name: (int((used & top).sum()), int((used & ~top).sum())) for name, top in tops.items()}
    varied = [name for name, (top, rest) in sides.items() if top and rest]
    designed = rows.is_designed
    fit = None
    if varied and 0 < int(best[used].sum()) < int(used.sum()):
        table = np.column_stack([tops[name][used].astype(float) for name in varied])
        fit = fit_firth(table, best[used].astype(float), rows.weights(used))
    found: dict[str, Coefficient] = {}
    df = rows.degrees_of_freedom(used) if used.any() else inf
    for name, (top, rest) in sides.items():
        about: dict[str, Any] = {"n": int(used.sum()), "level": level, "degrees_of_freedom": df}
        if min(top, rest) < FEWEST_ON_A_SIDE:
            reason = why(NotEstimable.TOO_FEW, n=min(top, rest), needed=FEWEST_ON_A_SIDE)
            found[name] = Coefficient(value=None, reason=reason, **about)
        elif fit is None:
            found[name] = Coefficient(value=None, reason=why(NotEstimable.NOT_CONVERGED), **about)
        else:
            value, gradient = fit.marginal_effect(varied.index(name))
            spread = rows.covariance(fit.scores, used) if designed else fit.covariance
            error = sqrt(float(gradient @ spread @ gradient))
            found[name] = Coefficient(value=value, standard_error=error, bound=1.0, **about)
    return found
