"""Usage and attitude: segments by how much customers use a service and what they think of it, and how to serve each."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final, overload

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from servicekit.data._accepted import Data
from servicekit.data._answers import InputPolicy, as_policy, read_answers
from servicekit.data._columns import Column
from servicekit.data._frames import Batch, DerivedColumns, materialise_streams
from servicekit.data._scales import Scale
from servicekit.foundation import _checks as checks
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._literature import DICK_1994
from servicekit.foundation._quadrants import Quadrants
from servicekit.foundation._results import Groups, Result, SetsAside
from servicekit.foundation._vocabulary import Concept, Label, framework
from servicekit.stats.designs._design import Design
from servicekit.stats.intervals._estimates import Share
from servicekit.stats.scores._category_score import category_shares
from servicekit.stats.scores._mean_score import MeanScore, mean_score
from servicekit.stats.summaries._row_groups import measured_by
from servicekit.stats.summaries._tally import Tally
from servicekit.stats.summaries._tally_data import tally

CODE: Final = "usage x attitude"
CODES: Final = Scale(low=0, high=3)


@framework(
    "F10",
    title=Label("Usage and attitude", "使用与态度（UA）"),
    summary=Label(
        "Tells customers apart by how much they use a service and what they think of it.",
        "按使用程度与态度区分顾客，分别服务。",
    ),
    sources=(DICK_1994,),
)
class UsageAttitudeSegment(Concept):
    """Segments of usage by attitude; the meaning says how to serve each.

    Example:
        >>> import servicekit as sk
        >>> str(sk.segments.UsageAttitudeSegment("core"))
        'Core 核心顾客'
    """

    MARGINAL = (
        "marginal",
        "Marginal",
        "边缘顾客",
        "Use little and think little of it: serve to the standard at low cost, and ask why before spending more.",
        "用得少、评价低：按标准、低成本服务，先问清原因再投入。",
    )
    CAPTIVE = (
        "captive",
        "Captive",
        "勉强顾客",
        "Use much and think little of it: repair what annoys them first, for they leave when they can.",
        "用得多、评价低：先解决令其不满之处，否则一有选择便会离开。",
    )
    LATENT = (
        "latent",
        "Latent",
        "潜力顾客",
        "Use little and think well of it: take away what keeps them from coming: place, hours, price, habit.",
        "用得少、评价高：消除妨碍其使用的因素，如地点、时间、价格与习惯。",
    )
    CORE = (
        "core",
        "Core",
        "核心顾客",
        "Use much and think well of it: protect what they value, thank them, and let them speak for you.",
        "用得多、评价高：守住其看重之处，表达感谢，请其代为推荐。",
    )


SQUARE: Final = Quadrants(
    across=Label("Usage", "使用程度"),
    up=Label("Attitude", "态度"),
    low_low=UsageAttitudeSegment.MARGINAL,
    high_low=UsageAttitudeSegment.CAPTIVE,
    low_high=UsageAttitudeSegment.LATENT,
    high_high=UsageAttitudeSegment.CORE,
)


@frozen(kw_only=True)
class UsageAttitude(SetsAside, Result):
    """Segments of usage by attitude.

    Attributes:
        usage, attitude: Columns.
        cuts: From where on usage is heavy and attitude high.
        tally: Respondents by segment.
        satisfaction: Mean satisfaction of each segment that has answers, by its key; None where no column was named.
        level: Confidence level.
    """

    title = Label("Usage and attitude", "使用与态度")
    derived = ("shares", "n", "n_missing")

    usage: str
    attitude: str
    cuts: Mapping[str, float]
    tally: Tally = field(repr=False)
    satisfaction: Groups[MeanScore] | None = None
    level: float = field(default=0.95, validator=checks.confidence)

    @property
    def shares(self) -> dict[str, Share]:
        """Share of each segment by key."""
        return category_shares(self.tally, SQUARE.cells, level=self.level)

    @property
    def n(self) -> int:
        """Respondents with usage and attitude."""
        return self.tally.n

    @property
    def rejected(self) -> Mapping[str, int]:
        """Customers set aside, by reason."""
        return self.tally.rejected

    @property
    def n_missing(self) -> int:
        """Respondents without one of the two."""
        return self.tally.missing

    @property
    def serve(self) -> dict[str, Label]:
        """How each segment is to be served."""
        return {segment.key: segment.meaning for segment in SQUARE.cells}


@frozen(kw_only=True)
class _Plan:
    names: tuple[str, str]
    cuts: tuple[float, float]
    scales: Mapping[str, Scale]
    policy: InputPolicy

    def make(self, batch: Batch, first_row: int) -> Mapping[str, Column]:
        read = [self._numbers(batch[name], first_row) for name in self.names]
        high = [values >= cut for (values, _), cut in zip(read, self.cuts, strict=True)]
        codes = high[0].astype(np.int64) + 2 * high[1]
        return {CODE: Column(name=CODE, values=codes, valid=read[0][1] & read[1][1])}

    def _numbers(self, column: Column, first_row: int) -> tuple[NDArray[Any], NDArray[np.bool_]]:
        """Return numbers counted so that more is more usage and a better attitude."""
        scale = self.scales.get(column.name)
        if scale is not None:
            answers = read_answers(column, scale, self.policy, first_row=first_row)
            return scale.turned(answers.numbers(scale)), answers.here
        if column.values.dtype.kind not in "iuf" and column.present.any():
            hint = "name its scale in scale="
            raise InvalidValueError(f"column {column.name!r}", "numbers", column.values.dtype.name, hint=hint)
        values = column.values.astype(np.float64)
        here = column.present & np.isfinite(values)
        return np.where(here, values, 0.0), here


@overload
def usage_attitude(
    data: Data,
    usage: str,
    attitude: str,
    *,
    cuts: Mapping[str, float],
    satisfaction: str | None = None,
    scale: Mapping[str, Scale] | None = None,
    by: None = None,
    design: Design | None = None,
    policy: InputPolicy | None = None,
    level: float = ...,
) -> UsageAttitude: ...
@overload
def usage_attitude(
    data: Data,
    usage: str,
    attitude: str,
    *,
    cuts: Mapping[str, float],
    satisfaction: str | None = None,
    scale: Mapping[str, Scale] | None = None,
    by: str | Sequence[str],
    design: Design | None = None,
    policy: InputPolicy | None = None,
    level: float = ...,
) -> Groups[UsageAttitude]: ...
def usage_attitude(
    data: Data,
    usage: str,
    attitude: str,
    *,
    cuts: Mapping[str, float],
    satisfaction: str | None = None,
    scale: Mapping[str, Scale] | None = None,
    by: str | Sequence[str] | None = None,
    design: Design | None = None,
    policy: InputPolicy | None = None,
    level: float = 0.95,
) -> UsageAttitude | Groups[UsageAttitude]:
    """Divide customers by how much they use a service and what they think of it.

    Args:
        data: A frame of any kind or a mapping of columns, one row per respondent.
        usage: Column of usage: visits, spend, or answers on a scale.
        attitude: Column of attitude: answers on a scale, or numbers.
        cuts: Column -> value from which on usage is heavy and attitude is high; both are stated, not searched for.
        satisfaction: Column of satisfaction, compared between the segments.
        scale: Column -> its scale; plain numbers where left out (a scale is needed for satisfaction).
        by: Column of groups, or a list of columns; of a design then weights alone.
        design: Columns of weights, strata and clusters.
        policy: Policy for text and bad values.
        level: Confidence level.

    Returns:
        Share of each segment with its interval, satisfaction by segment, and how each segment is to be served.

    Raises:
        InvalidValueError: A cut lacks or lies off its scale, or satisfaction has no scale.

    Source:
        Dick and Basu (1994) for behaviour by attitude.

    Example:
        >>> import servicekit as sk
        >>> rows = {"visits": [1, 9, 2, 8], "liking": [2, 5, 4, 1]}
        >>> found = sk.segments.usage_attitude(rows, "visits", "liking", cuts={"visits": 5, "liking": 4})
        >>> found.shares["core"].value
        0.25
    """
    if by is not None:
        return measured_by(
            lambda rows: usage_attitude(
                rows,
                usage=usage,
                attitude=attitude,
                cuts=cuts,
                satisfaction=satisfaction,
                scale=scale,
                design=design,
                policy=policy,
                level=level,
            ),
            data,
            by,
            columns=[usage, attitude, *([satisfaction] if satisfaction else [])],
            design=design,
        )
    known = dict(scale or {})
    if satisfaction is not None and satisfaction not in known:
        raise InvalidValueError("scale", f"given for {satisfaction!r}", list(known))
    made = coded_segments(data, usage, attitude, cuts=cuts, scale=known, policy=policy)
    groups: Groups[MeanScore] | None = None
    if satisfaction is not None:
        found = mean_score(
            made, satisfaction, by=CODE, scale=known[satisfaction], design=design, policy=policy, level=level
        )
        by_key = {SQUARE.cells[code].key: mean for code, mean in found.items() if code is not None}
        groups = Groups(f"{usage} x {attitude}", by_key, found.source)
    return UsageAttitude(
        usage=usage,
        attitude=attitude,
        cuts=dict(cuts),
        tally=tally(made, CODE, scale=CODES, design=design),
        satisfaction=groups,
        level=level,
    )


def coded_segments(
    data: Data,
    usage: str,
    attitude: str,
    *,
    cuts: Mapping[str, float],
    scale: Mapping[str, Scale],
    policy: InputPolicy | None = None,
) -> DerivedColumns:
    """Return the data with a column ``CODE``: the place of each respondent's segment among the four.

    Args:
        data: A frame of any kind or a mapping of columns.
        usage, attitude: Columns.
        cuts: Column -> value from which on it is high.
        scale: Column -> its scale; plain numbers where left out.
        policy: Policy for text and bad values.
    """
    known = dict(scale)
    names = (usage, attitude)
    if usage == attitude:
        raise InvalidValueError("attitude", f"another column than {usage!r}", attitude)
    if set(cuts) != set(names):
        raise InvalidValueError("cuts", f"given for {usage!r} and {attitude!r}", list(cuts))
    turned = []
    for name in names:
        checks.validate(checks.finite, f"cut of {name!r}", cuts[name])
        measure = known.get(name)
        if measure is not None and not measure.low < cuts[name] <= measure.high and measure.higher_is_better:
            raise InvalidValueError(f"cut of {name!r}", f"above the low end of its scale ({measure.rule})", cuts[name])
        if measure is not None and not measure.low <= cuts[name] <= measure.high:
            raise InvalidValueError(f"cut of {name!r}", measure.rule, cuts[name])
        at = np.array([cuts[name]])
        turned.append(float((at if measure is None else measure.turned(at))[0]))
    plan = _Plan(names=names, cuts=(turned[0], turned[1]), scales=known, policy=as_policy(policy))
    return DerivedColumns(data=materialise_streams(data), needs=names, makes=(CODE,), make=partial(_Plan.make, plan))
