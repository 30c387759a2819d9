"""Pairs of expectation and evaluation: read once, with ratio, gap and verdict as columns of their own."""

from collections.abc import Mapping
from functools import partial
from typing import Final, Literal

import numpy as np
from attrs import frozen

from servicekit.data._accepted import Data, Values
from servicekit.data._answers import InputPolicy, as_policy, joined_aside, read_answers
from servicekit.data._columns import Column
from servicekit.data._frames import Batch, DerivedColumns, materialise_streams
from servicekit.data._scales import Scale
from servicekit.foundation._errors import InvalidValueError

ZeroExpected = Literal["raise", "omit"]
EVALUATION: Final = "evaluation of a pair"
EXPECTATION: Final = "expectation of a pair"
RATIO: Final = "ratio of a pair"
SQUARED_RATIO: Final = "squared ratio of a pair"
VERDICT: Final = "verdict of a pair"
VERDICTS: Final = Scale(low=-1, high=1)
MADE: Final = (EVALUATION, EXPECTATION, RATIO, SQUARED_RATIO, VERDICT)


@frozen(kw_only=True)
class _Plan:
    evaluation: str
    expectation: str
    scale: Scale
    policy: InputPolicy
    zero_expected: ZeroExpected | None


def pairs(
    data: Data | None,
    *,
    evaluation: str | Values,
    expectation: str | Values,
    scale: Scale,
    policy: InputPolicy | None = None,
    zero_expected: ZeroExpected | None = None,
) -> DerivedColumns:
    """Return the data with columns for complete pairs of expectation and evaluation.

    Answers on a scale on which low numbers are good are counted from its other end, so that more is better.

    Args:
        data: A frame of any kind or a mapping of columns; None where the two are arrays.
        evaluation, expectation: Column names, or arrays of equal length.
        scale: The one scale of both answers.
        policy: Policy for text and for bad values.
        zero_expected: What happens to ratios of pairs whose expectation is 0; None makes no ratios.
    """
    if data is None:
        if isinstance(evaluation, str) or isinstance(expectation, str):
            raise InvalidValueError("data", "given where evaluation and expectation are column names", None)
        arrays = {"evaluation": evaluation, "expectation": expectation}
        data, evaluation, expectation = arrays, "evaluation", "expectation"
    if not isinstance(evaluation, str) or not isinstance(expectation, str):
        raise InvalidValueError("evaluation and expectation", "column names where data are given", ...)
    plan = _Plan(
        evaluation=evaluation,
        expectation=expectation,
        scale=scale,
        policy=as_policy(policy),
        zero_expected=zero_expected,
    )
    return DerivedColumns(
        data=materialise_streams(data), needs=(evaluation, expectation), makes=MADE, make=partial(_make, plan)
    )


def require_ratio_scale(scale: Scale) -> None:
    """Raise unless evaluation over expectation means something: 0 is none, and more is better."""
    scale.require_true_zero("satisfaction ratio")
    if not scale.higher_is_better:
        hint = "turn the answers round first, or compare them by their difference"
        raise InvalidValueError("scale of a satisfaction ratio", "one on which more is better", scale.rule, hint=hint)


def _make(plan: _Plan, batch: Batch, first_row: int) -> Mapping[str, Column]:
    columns = [batch[plan.evaluation], batch[plan.expectation]]
    read = [read_answers(column, plan.scale, plan.policy, first_row=first_row) for column in columns]
    here = read[0].here & read[1].here
    evaluation, expectation = (plan.scale.turned(answers.numbers(plan.scale)) for answers in read)
    rejected = joined_aside(*(answers.aside for answers in read))
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = evaluation / expectation
    zero = here & (expectation == 0)
    if zero.any() and plan.zero_expected == "raise":
        row = first_row + int(np.flatnonzero(zero)[0])
        where = f"column {plan.expectation!r}, row {row}"
        hint = "use the ratio of means, or pass zero_expected='omit'"
        raise InvalidValueError("expectation", "above 0 for a ratio of each pair", 0, where, hint)
    usable = here & ~zero
    ratio = np.where(usable, ratio, 0.0)
    omitted = {"zero_expected": zero}
    return {
        EVALUATION: Column(name=EVALUATION, values=evaluation, valid=here, rejected=rejected),
        EXPECTATION: Column(name=EXPECTATION, values=expectation, valid=here, rejected=rejected),
        RATIO: Column(name=RATIO, values=ratio, valid=usable, rejected=omitted),
        SQUARED_RATIO: Column(name=SQUARED_RATIO, values=ratio**2, valid=usable, rejected=omitted),
        VERDICT: Column(name=VERDICT, values=np.sign(evaluation - expectation), valid=here, rejected=rejected),
    }
