"""Contrasts of measures of the same respondents: items, touchpoints, dimensions, waves of a panel."""

from collections.abc import Mapping, Sequence
from functools import partial
from math import inf, sqrt
from typing import Any, Final, Literal, overload

import numpy as np
from attrs import frozen

from servicekit.data._accepted import Data
from servicekit.data._answers import InputPolicy, as_policy, joined_aside, read_answers
from servicekit.data._columns import Column
from servicekit.data._frames import Batch, DerivedColumns, materialise_streams
from servicekit.data._grouping import by_name
from servicekit.data._scales import Scale
from servicekit.foundation import _checks as checks
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._results import Groups, Interval
from servicekit.foundation._vocabulary import Label
from servicekit.stats.comparison._comparison import (
    Comparison,
    Contrast,
    Method,
    benjamini_hochberg,
    holm,
    p_of_zero,
    pairs_of,
)
from servicekit.stats.designs._design import Design
from servicekit.stats.intervals._few_differing import with_one_more
from servicekit.stats.intervals._intervals import t_interval
from servicekit.stats.scores._mean_score import MeanScore
from servicekit.stats.summaries._tally import Tally
from servicekit.stats.summaries._tally_data import measured

Measure = Literal["mean", "top_box"]
MEASURES: Final = ("mean", "top_box")
DIFFERENCE: Final = "paired difference"


@frozen(kw_only=True)
class PairedDifference(MeanScore):
    """Mean difference of two answers of the same respondents, with its interval.

    Example:
        >>> import servicekit as sk
        >>> found = sk.stats.paired_contrast({"a": [5, 4, 4], "b": [4, 4, 3]}, ["a", "b"], scale=sk.LIKERT_5)
        >>> found["a", "b"].difference.n
        3
    """

    title = Label("Paired difference", "配对差异")

    @property
    def interval(self) -> Interval | None:
        """The t interval of differences of means; of shares, and where all differences are equal, the default one.

        The score interval of a mean reckons with the greatest difference there can be, which hardly anybody has: it
        holds 99 % of differences of means in place of 95. Where few differ, t alone holds 88 to 92 %: the interval then
        holds those of one difference more.
        """
        size, found = self.n_effective, super().interval
        shares = self.tally.shares() if self.value is not None else np.zeros(0)
        if found is None or self.value is None or len(shares) == 3 or not 1 < size < inf:
            return found
        away = np.asarray(self.scores) - self.value
        spread = float(shares @ away**2) * size / (size - 1)
        if spread <= 0:
            return found
        plain = t_interval(self.value, sqrt(spread / size), size - 1, level=self.level)
        step = self.tally.scale.step or 0.0
        return with_one_more(plain, n=size, mean=self.value, sd=sqrt(spread), step=step)


@frozen(kw_only=True)
class _Plan:
    first: str
    second: str
    scales: tuple[Scale, Scale]
    measure: Measure
    top: int
    policy: InputPolicy

    @property
    def differences(self) -> Scale:
        """Every difference there can be."""
        if self.measure == "top_box":
            return Scale(low=-1, high=1)
        reach = self.scales[0].high - self.scales[0].low
        return Scale(low=-reach, high=reach, step=self.scales[0].step)

    def make(self, batch: Batch, first_row: int) -> Mapping[str, Column]:
        names = (self.first, self.second)
        read = [
            read_answers(batch[name], scale, self.policy, first_row=first_row)
            for name, scale in zip(names, self.scales, strict=True)
        ]
        places = [answers.values.astype(np.int64) for answers in read]
        if self.measure == "top_box":
            places = [_in_top(at, scale, self.top) for at, scale in zip(places, self.scales, strict=True)]
        # by position, so that the differences of steps of a tenth are tenths again
        table = np.asarray(self.differences.categories)
        values = table[places[0] - places[1] + len(table) // 2]
        return {
            DIFFERENCE: Column(
                name=DIFFERENCE,
                values=values,
                valid=read[0].here & read[1].here,
                rejected=joined_aside(*(answers.aside for answers in read)),
            )
        }


def _in_top(places: Any, scale: Scale, top: int) -> Any:
    count = len(scale.categories)
    return (places >= count - top if scale.higher_is_better else places < top).astype(np.int64)


@overload
def paired_contrast(
    data: Data,
    columns: Sequence[str],
    *,
    scale: Scale | Mapping[str, Scale],
    measure: Measure = "mean",
    top: int = 2,
    pairs: Literal["all", "consecutive"] | Sequence[tuple[str, str]] = "all",
    against: str | None = None,
    adjust: Method = "holm",
    by: None = None,
    design: Design | None = None,
    policy: InputPolicy | None = None,
    level: float = 0.95,
) -> Comparison: ...
@overload
def paired_contrast(
    data: Data,
    columns: Sequence[str],
    *,
    scale: Scale | Mapping[str, Scale],
    measure: Measure = "mean",
    top: int = 2,
    pairs: Literal["all", "consecutive"] | Sequence[tuple[str, str]] = "all",
    against: str | None = None,
    adjust: Method = "holm",
    by: str | Sequence[str],
    design: Design | None = None,
    policy: InputPolicy | None = None,
    level: float = 0.95,
) -> Groups[Comparison]: ...
def paired_contrast(
    data: Data,
    columns: Sequence[str],
    *,
    scale: Scale | Mapping[str, Scale],
    measure: Measure = "mean",
    top: int = 2,
    pairs: Literal["all", "consecutive"] | Sequence[tuple[str, str]] = "all",
    against: str | None = None,
    adjust: Method = "holm",
    by: str | Sequence[str] | None = None,
    design: Design | None = None,
    policy: InputPolicy | None = None,
    level: float = 0.95,
) -> Comparison | Groups[Comparison]:
    """Return the differences between questions that the same respondents answered.

    Each difference is taken within respondents who answered both questions, so what they share (a mild rater, a good
    day) drops out: the interval is narrower than that of ``compare``, which holds for different respondents only.

    Args:
        data: A frame of any kind or a mapping of columns, one row per respondent.
        columns: At least two columns of answers (items, touchpoints, waves of a panel).
        scale: Scale of all columns, or of each by name; for means the same for both of a pair.
        measure: "mean" for mean answers, "top_box" for shares of the best answers.
        top: How many answers count as the best.
        pairs: "all" of them, "consecutive" ones (each column less the one before), or a list of pairs.
        against: Column from which to take the others, instead of ``pairs``.
        adjust: "holm" for claims, "bh" for screening.
        by: Column of groups, or a list of columns.
        design: Columns of weights, strata and clusters.
        policy: Policy for text and bad values.
        level: Confidence level.

    Returns:
        Contrasts with the interval of the paired differences (t for means, score for shares) and p-values adjusted for
        their number.

    Raises:
        InvalidValueError: Fewer than two columns, or scales that differ or have no separate answers.

    Source:
        Tango (1998), Equivalence test and confidence interval for the difference in proportions for the paired-sample
        design. Statistics in Medicine 17(8), extended to more than three differences.

    Example:
        >>> import servicekit as sk
        >>> rows = {"shop": [5, 4, 4, 3, 5, 4], "web": [4, 3, 4, 2, 4, 4]}
        >>> round(sk.stats.paired_contrast(rows, ["shop", "web"], scale=sk.LIKERT_5)["shop", "web"].value, 3)
        0.667
    """
    names = list(columns)
    if isinstance(columns, str) or len(names) < 2 or len(set(names)) < len(names):
        raise InvalidValueError("columns", "at least two, each once", columns)
    if measure not in MEASURES:
        raise InvalidValueError("measure", f"one of {', '.join(MEASURES)}", measure)
    if adjust not in ("holm", "bh"):
        raise InvalidValueError("adjust", "'holm' or 'bh'", adjust)
    checks.validate(checks.whole_positive, "top", top)
    each = scale if isinstance(scale, Mapping) else dict.fromkeys(names, scale)
    if lacking := [name for name in names if name not in each]:
        raise InvalidValueError("scale", "given for every column", ..., f"columns {lacking}")
    asked = pairs_of(names, pairs, against)
    if strange := sorted({name for pair in asked for name in pair if name not in names}):
        raise InvalidValueError("pairs", f"of the columns {names}", strange)
    kept = materialise_streams(data)
    found: dict[tuple[str, str], Any] = {}
    for pair in asked:
        plan = _planned(pair, each, measure, top, as_policy(policy))
        made = DerivedColumns(data=kept, needs=pair, makes=(DIFFERENCE,), make=partial(_Plan.make, plan))

        def score(counted: Tally) -> PairedDifference:
            return PairedDifference(tally=counted, level=level)

        found[pair] = measured(
            score, made, DIFFERENCE, plan.differences, by, {"design": design, "counts": None, "policy": None}
        )
    if by is None:
        return _compared(found, adjust)
    first = next(iter(found.values()))
    return Groups(
        by_name(by),
        {group: _compared({pair: means[group] for pair, means in found.items()}, adjust) for group in first},
        first.source,
    )


def _planned(
    pair: tuple[str, str], scales: Mapping[str, Scale], measure: Measure, top: int, policy: InputPolicy
) -> _Plan:
    one, other = (scales[name] for name in pair)
    for name, scale in zip(pair, (one, other), strict=True):
        if scale.step is None:
            raise InvalidValueError("scale", "of separate answers", scale.rule, f"column {name!r}")
        if top >= len(scale.categories):
            raise InvalidValueError("top", f"fewer than the {len(scale.categories)} answers", top)
    if measure == "mean":
        one.require_same(other)
    return _Plan(first=pair[0], second=pair[1], scales=(one, other), measure=measure, top=top, policy=policy)


def _compared(means: Mapping[tuple[str, str], PairedDifference], adjust: Method) -> Comparison:
    p_values = [p_of_zero(mean) for mean in means.values()]
    adjusted = (holm if adjust == "holm" else benjamini_hochberg)(p_values, nan="drop")
    contrasts = tuple(
        Contrast(first=first, second=second, difference=mean, p_value=p, adjusted_p=own)
        for ((first, second), mean), p, own in zip(means.items(), p_values, adjusted.adjusted, strict=True)
    )
    return Comparison(contrasts=contrasts, adjusted=adjusted)
