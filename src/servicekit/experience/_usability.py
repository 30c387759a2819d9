"""Scores of usability questionnaires, by scale, with intervals and the bands at both of their ends."""

from collections.abc import Mapping, Sequence
from functools import partial
from math import sqrt
from typing import Any, ClassVar, Final, Literal, overload

import numpy as np
from attrs import field, frozen, validators
from numpy.typing import NDArray

from servicekit.data._accepted import Data
from servicekit.data._answers import InputPolicy, as_policy, joined_aside, read_answers
from servicekit.data._columns import Column
from servicekit.data._frames import Batch, DerivedColumns, backend_of, materialise_streams
from servicekit.data._grouping import by_name
from servicekit.data._scales import Scale
from servicekit.experience._instruments import USABILITY_INSTRUMENTS, UsabilityInstrument
from servicekit.experience._usability_bands import SUS_GRADES
from servicekit.foundation._bands import Bands
from servicekit.foundation._cautions import Caution, CautionKind, beware
from servicekit.foundation._checks import as_tuple
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.foundation._results import Groups, Interval, Result
from servicekit.foundation._vocabulary import Concept, Label
from servicekit.stats.designs._design import Design
from servicekit.stats.intervals._intervals import t_interval
from servicekit.stats.scores._category_score import CategoryScore
from servicekit.stats.summaries._moments import Moments
from servicekit.stats.summaries._moments_data import moments_of
from servicekit.stats.summaries._tally import Tally
from servicekit.stats.summaries._tally_data import tallies_of

POSITIVE: Final = "sum of positive items"
NEGATIVE: Final = "sum of negative items"
TURNED: Final = 0.3
FEWEST: Final = 10
SUS_SLOPE: Final = 0.65
SUS_START: Final = 22.9


@frozen(kw_only=True)
class UsabilityScale(CategoryScore):
    """Mean score of one scale of a questionnaire.

    Attributes:
        instrument: The questionnaire.
        scale: Key of the scale.
        method: "score", the interval that stays within the possible scores and holds near their ends, or "t".
    """

    title = Label("Usability score", "可用性得分")
    derived: ClassVar[tuple[str, ...]] = (*CategoryScore.derived, "bands", "sus_equivalent")

    instrument: UsabilityInstrument = field(repr=False, metadata={"evidence": False})
    scale: str
    method: Literal["score", "t"] = field(default="score", validator=validators.in_(("score", "t")))

    @property
    def scores(self) -> tuple[float, ...]:
        """The score of each sum of answers."""
        low, high, last = self.instrument.lowest, self.instrument.highest, len(self.tally.counts) - 1
        return tuple(low + (high - low) * place / last for place in range(last + 1))

    @property
    def interval(self) -> Interval | None:
        """The score interval; with ``method="t"`` the t interval, which may leave the possible scores."""
        if self.method == "score" or self.value is None:
            return super().interval
        squares = float(self.tally.shares() @ (np.asarray(self.scores) - self.value) ** 2)
        if self.n < 2 or squares <= 0:
            return None
        return t_interval(self.value, sqrt(squares / (self.n - 1)), self.n - 1, level=self.level)

    @property
    def bands(self) -> tuple[Concept, Concept] | None:
        """Published bands of the two ends of the interval; None where none are published."""
        found = self.instrument.bands.get(self.scale)
        if self.instrument.key == "umux_lite" and self.interval is not None:
            return _at_ends(SUS_GRADES, self.interval.map(_as_sus))
        return None if found is None or self.interval is None else _at_ends(found, self.interval)

    @property
    def sus_equivalent(self) -> float | None:
        """The mean SUS score that goes with a UMUX-LITE mean, 0.65 times it plus 22.9; None of others."""
        return None if self.instrument.key != "umux_lite" or self.value is None else _as_sus(self.value)


def _as_sus(score: float) -> float:
    return SUS_SLOPE * score + SUS_START


def _at_ends(bands: Bands[Concept], interval: Interval) -> tuple[Concept, Concept]:
    return bands.of(interval.low), bands.of(interval.high)


@frozen(kw_only=True)
class UsabilityScore(Result):
    """Scores of a questionnaire.

    Attributes:
        instrument: The questionnaire.
        scales: Mean score of each of its scales; respondents who left out an item of a scale do not count in it.
        wording_correlation: Correlation of the answers to positive and to negative items before these are turned;
            None without negative items or with fewer than ten respondents.
    """

    title = Label("Usability scores", "可用性各项得分")
    derived = ("scores",)

    instrument: UsabilityInstrument = field(repr=False, metadata={"evidence": False})
    scales: Mapping[str, UsabilityScale]
    wording_correlation: float | None

    @property
    def scores(self) -> dict[str, float | None]:
        """Mean score by scale."""
        return {key: scale.value for key, scale in self.scales.items()}

    @property
    def cautions(self) -> tuple[Caution, ...]:
        """Whether negative items seem to have been turned before."""
        r = self.wording_correlation
        return (beware(CautionKind.ITEMS_TURNED, r=r),) if r is not None and r > TURNED else ()

    def __getitem__(self, scale: str) -> UsabilityScale:
        if scale not in self.scales:
            raise UnknownConceptError("scale", scale, list(self.scales))
        return self.scales[scale]

    def __str__(self) -> str:
        return "\n".join(f"{self.instrument.names[key]}: {scale}" for key, scale in self.scales.items())


@frozen(kw_only=True)
class _Plan:
    instrument: UsabilityInstrument
    items: tuple[str, ...]
    policy: InputPolicy

    def sums(self) -> dict[str, tuple[int, ...]]:
        instrument = self.instrument
        others = tuple(place for place in range(1, instrument.size + 1) if place not in instrument.negative)
        wording = {POSITIVE: others, NEGATIVE: instrument.negative} if instrument.negative else {}
        return {f"score {key}": places for key, places in instrument.scales.items()} | wording


@overload
def usability_score(
    data: Data,
    items: Sequence[str],
    *,
    instrument: str | UsabilityInstrument = "sus",
    by: None = None,
    method: Literal["score", "t"] = "score",
    level: float = 0.95,
    design: Design | None = None,
    policy: InputPolicy | None = None,
) -> UsabilityScore: ...
@overload
def usability_score(
    data: Data,
    items: Sequence[str],
    *,
    instrument: str | UsabilityInstrument = "sus",
    by: str | Sequence[str],
    method: Literal["score", "t"] = "score",
    level: float = 0.95,
    design: Design | None = None,
    policy: InputPolicy | None = None,
) -> Groups[UsabilityScore]: ...
def usability_score(
    data: Data,
    items: Sequence[str],
    *,
    instrument: str | UsabilityInstrument = "sus",
    by: str | Sequence[str] | None = None,
    method: Literal["score", "t"] = "score",
    level: float = 0.95,
    design: Design | None = None,
    policy: InputPolicy | None = None,
) -> UsabilityScore | Groups[UsabilityScore]:
    """Score a usability questionnaire: SUS, UMUX, UMUX-LITE, UEQ, UEQ-S or one of your own.

    The default interval holds at least 94.5 % of the time with 5 to 40 respondents also near 100, where the t interval
    (``method="t"``) holds 86 to 93 % and may end above 100; with few respondents it is two to three times as wide.

    Args:
        data: A frame of any kind or a mapping of columns, one row per respondent (and touchpoint).
        items: Columns of the items in the order of the printed form, as answered: negative items are turned here.
        instrument: Key in ``USABILITY_INSTRUMENTS``, or a ``UsabilityInstrument``.
        by: Column of groups, such as the touchpoint.
        method: Interval: "score" or, without a design, "t".
        level: Confidence level.
        design: Columns of weights, strata and clusters.
        policy: Policy for text and for bad values.

    Returns:
        Mean and interval of each scale, with published bands for both ends of the interval.

    Raises:
        InvalidValueError: Not as many items as the questionnaire has, or answers off its scale.

    Formula:
        lowest + (highest - lowest) times the sum of the (turned) answers over the largest sum.

    Source:
        Brooke (1996); Finstad (2010); Lewis, Utesch and Maher (2013, 2015); Laugwitz, Held and Schrepp (2008);
        Schrepp, Hinderks and Thomaschewski (2017).

    Example:
        >>> import servicekit as sk
        >>> answers = dict(zip("abcdefghij", [[4], [2], [4], [2], [5], [1], [4], [2], [4], [2]]))
        >>> sk.experience.usability_score(answers, list("abcdefghij"))["usability"].value
        80.0
    """
    found = _instrument(instrument)
    columns = as_tuple("items", items)
    if len(columns) != found.size or len(set(columns)) != len(columns):
        rule = f"the {found.size} columns of {found.label.en} in the order of the form, each once"
        raise InvalidValueError("items", rule, list(columns))
    if method not in ("score", "t"):
        raise InvalidValueError("method", "'score' or 't'", method)
    if method == "t" and design is not None and design.columns:
        raise InvalidValueError("method", "'score' where a design is named", method)
    plan = _Plan(instrument=found, items=columns, policy=as_policy(policy))
    made = DerivedColumns(
        data=materialise_streams(data), needs=columns, makes=tuple(plan.sums()), make=partial(_make, plan)
    )
    tallies: dict[str, Mapping[Any, Tally]] = {}
    for key, places in found.scales.items():
        sums = Scale(low=0, high=len(places) * (found.scale.high - found.scale.low))
        name = f"score {key}"
        tallies[key] = tallies_of(made, name, by=by, scale=sums, design=design)
    wording = _wording(made, found, by)
    results = {
        group: UsabilityScore(
            instrument=found,
            scales={
                key: UsabilityScale(tally=each[group], level=level, instrument=found, scale=key, method=method)
                for key, each in tallies.items()
            },
            wording_correlation=wording.get(group),
        )
        for group in next(iter(tallies.values()))
    }
    return results[None] if by is None else Groups(by_name(by), results, backend_of(data))


def _instrument(instrument: str | UsabilityInstrument) -> UsabilityInstrument:
    if isinstance(instrument, UsabilityInstrument):
        return instrument
    if instrument not in USABILITY_INSTRUMENTS:
        raise UnknownConceptError("instrument", instrument, list(USABILITY_INSTRUMENTS))
    return USABILITY_INSTRUMENTS[instrument]


def _make(plan: _Plan, batch: Batch, first_row: int) -> Mapping[str, Column]:
    scale, read = plan.instrument.scale, {}
    for place, name in enumerate(plan.items, start=1):
        read[place] = read_answers(batch[name], scale, plan.policy, first_row=first_row)
    made = {}
    for name, places in plan.sums().items():
        total: NDArray[np.float64] = np.zeros(len(next(iter(read.values())).values))
        here = np.ones(len(total), dtype=bool)
        for place in places:
            steps = scale.turned(read[place].numbers(scale)) - scale.low
            turned = place in plan.instrument.negative and name not in (POSITIVE, NEGATIVE)
            total = total + (scale.high - scale.low - steps if turned else steps)
            here &= read[place].here
        aside = joined_aside(*(read[place].aside for place in places))
        made[name] = Column(name=name, values=total, valid=here, rejected=aside)
    return made


def _wording(
    made: DerivedColumns, instrument: UsabilityInstrument, by: str | Sequence[str] | None
) -> dict[Any, float | None]:
    if not instrument.negative:
        return {}
    columns = (POSITIVE, NEGATIVE)
    found = moments_of(made, columns, by=by, missing="listwise", replicated=False)
    return {group: _correlation(each) for group, each in found.items()}


def _correlation(found: Moments) -> float | None:
    if found.n < FEWEST:
        return None
    (first, both), (_, second) = found.covariance
    return float(both / sqrt(first * second)) if first > 0 and second > 0 else None
