"""Figures of a chain: own estimates, published ones, judgements; each says where it comes from and how sure it is."""

from typing import Any, Literal

import numpy as np
from attrs import evolve, field, frozen, validators

from servicekit.complaints.recovery._iceberg import VoicingPreset
from servicekit.complaints.recovery._return_rates import ComplaintOutcome, PresetRates
from servicekit.complaints.word_of_mouth._presets import CascadePreset
from servicekit.foundation._checks import finite, instance_of, validate
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._results import Estimate, Interval
from servicekit.foundation._vocabulary import Concept, Label, member
from servicekit.stats.intervals._confidence_distribution import ConfidenceDistribution, confidence_distribution
from servicekit.stats.intervals._estimates import Average, Share

Unit = Literal["share", "count", "money", "number"]
Period = Literal["day", "week", "month", "quarter", "year"]
UNITS: tuple[Unit, ...] = ("share", "count", "money", "number")
PERIODS: tuple[Period, ...] = ("day", "week", "month", "quarter", "year")


class Provenance(Concept):
    """Where a figure of a chain comes from.

    Example:
        >>> import servicekit as sk
        >>> str(sk.chain.Provenance("own"))
        'Own data 自有数据'
    """

    OWN = "own", "Own data", "自有数据", "Estimated from one's own data.", "由自己的数据估计得出。"
    PUBLISHED = (
        "published",
        "Published",
        "公布数据",
        "Taken from a source, under the source's conditions; its uncertainty is not known.",
        "取自公开来源，适用于其自身条件；其不确定性未知。",
    )
    ASSUMED = "assumed", "Judgement", "主观判断", "Somebody's judgement, with a range.", "人为判断，给出范围。"
    GIVEN = "given", "Given", "给定", "Taken as known.", "视为已知。"


def _one_of(known: tuple[str, ...]) -> Any:
    return validators.optional(validators.in_(known))


@frozen(kw_only=True)
class Figure:
    """One figure of a chain.

    Attributes:
        provenance: Key of where it comes from.
        value: The figure itself.
        distribution: Where it may lie.
        unit: "share", "count", "money" or "number"; None: as the stage that needs it has it.
        per: Time over which it is counted ("year"); None: as the chain counts.
        currency: Of money, as one writes it; None if it is not said.
        source: In words, as printed.
        n: Answers behind it, where more of them can be asked for; None otherwise.

    Example:
        >>> import servicekit as sk
        >>> retention = sk.chain.own(sk.stats.Share(count=82, n=100))
        >>> retention.provenance, retention.value
        ('own', 0.82)
    """

    provenance: str = field(validator=validators.in_(tuple(each.key for each in Provenance)))
    value: float
    distribution: ConfidenceDistribution
    unit: str | None = field(default=None, validator=_one_of(UNITS))
    per: str | None = field(default=None, validator=_one_of(PERIODS))
    currency: str | None = None
    source: Label
    n: float | None = None

    @property
    def interval(self) -> Interval | None:
        """Where 95 % of its distribution lie; None for what is taken as known."""
        return self.interval_at(0.95)

    def interval_at(self, level: float) -> Interval | None:
        """Return the central interval of its distribution at a level."""
        if self.distribution.family == "point":
            return None
        low, high = self.distribution.at(np.array([(1 - level) / 2, (1 + level) / 2])).tolist()
        return Interval(low=low, high=high, level=level, method=f"confidence distribution: {self.distribution.family}")


Given = float | Estimate | Figure
"""A figure as users give it: a number taken as known, an estimate of their own, or what the functions below make."""


def own(
    estimate: Estimate,
    *,
    unit: Unit | None = None,
    per: Period | None = None,
    currency: str | None = None,
    source: Label | None = None,
) -> Figure:
    """Return a figure from one's own data, with the uncertainty that its estimate has.

    Args:
        estimate: Any estimate of the library with a value and an interval that holds it.
        unit: What it counts; as the stage that needs it has it, if not given.
        per: Time over which it is counted.
        currency: Of money.
        source: Where the data come from; the title of the estimate if not given.

    Raises:
        InvalidValueError: No estimate, one without a value or interval, or outside its own interval.

    Example:
        >>> from servicekit.stats import Share
        >>> own(Share(count=160, n=200), per="year").value
        0.8
    """
    validate(
        instance_of(Estimate, "an estimate of this library", hint="a plain number is given as it is"), "own", estimate
    )
    found = confidence_distribution(estimate)
    if found.family == "point" or estimate.value is None:
        hint = "give the number itself if it is known, or assumed(low, likely, high)"
        raise InvalidValueError("own", "an estimate with an interval", str(estimate), hint=hint)
    n = getattr(estimate, "n_effective", None) or getattr(estimate, "n", None)
    return Figure(
        provenance=Provenance.OWN.key,
        value=estimate.value,
        distribution=found,
        unit=unit,
        per=per,
        currency=currency,
        source=source or _counted(estimate),
        n=float(n) if n and found.family in ("beta", "t") else None,
    )


def _counted(estimate: Estimate) -> Label:
    title = estimate.title
    if isinstance(estimate, Share):
        hits, n = f"{estimate.count:g}", f"{estimate.n:g}"
        return Label(f"{title.en}: {hits} of {n}", f"{title.zh}：{n}中有{hits}")
    if isinstance(estimate, Average):
        return Label(f"{title.en} of {estimate.n:g}", f"{estimate.n:g}项的{title.zh}")
    return title


def published(
    preset: PresetRates | VoicingPreset | CascadePreset, outcome: ComplaintOutcome | str | None = None
) -> Figure:
    """Return a figure as a source has it: a point, with the source's conditions. Several tables are scenarios.

    Args:
        preset: A table of return rates, a rate of complaining, or a cascade of word of mouth; of a cascade it is the
            number of people who hear of it from one first teller, who is not counted among them.
        outcome: Which rate of a table of return rates.

    Raises:
        InvalidValueError: The source gives a range, or no rate for that outcome.

    Example:
        >>> from servicekit.complaints import RETURN_PRESETS
        >>> published(RETURN_PRESETS["tarp_over_100_dollars"], "complained_resolved").value
        0.54
    """
    if isinstance(preset, PresetRates):
        if outcome is None:
            raise InvalidValueError("outcome", "given with a table of return rates", None)
        rate = preset.rate(member(ComplaintOutcome, outcome))[0]
        if rate is None:
            raise InvalidValueError("outcome", f"one that {preset.key!r} has a rate for", outcome)
        return _point(rate, preset.label, "share")
    if isinstance(preset, VoicingPreset):
        if preset.low != preset.high:
            hint = "say what you take it to be: assumed(low, likely, high)"
            raise InvalidValueError("preset", "one that gives a single figure", [preset.low, preset.high], hint=hint)
        return _point(preset.low, preset.label, "share")
    validate(instance_of(CascadePreset, "a preset of the library"), "preset", preset)
    tellers = preset.cascade.first_tellers
    counted = tellers if preset.cascade.counts_first_tellers else 0
    return _point((preset.reach.value - counted) / tellers, preset.label, "number")


def _point(value: float, source: Label, unit: Unit) -> Figure:
    found = confidence_distribution(value)
    return Figure(provenance=Provenance.PUBLISHED.key, value=value, distribution=found, unit=unit, source=source)


def assumed(
    low: float,
    likely: float,
    high: float,
    *,
    unit: Unit | None = None,
    per: Period | None = None,
    currency: str | None = None,
    source: Label | None = None,
) -> Figure:
    """Return a judgement: a triangular distribution, always printed as judgement. Its value is its mean.

    Args:
        low: Surely not less.
        likely: The most likely value.
        high: Surely not more.
        unit, per, currency: As for ``own``.
        source: Whose judgement it is.

    Raises:
        InvalidValueError: The three are not in order.

    Example:
        >>> round(assumed(0, 0.01, 0.05).value, 4)
        0.02
    """
    for name, value in (("low", low), ("likely", likely), ("high", high)):
        validate(finite, name, value)
    if not low <= likely <= high or low == high:
        raise InvalidValueError("low, likely and high", "in order, with low below high", [low, likely, high])
    return Figure(
        provenance=Provenance.ASSUMED.key,
        value=(low + likely + high) / 3,
        distribution=ConfidenceDistribution(family="triangular", parameters=(low, likely, high)),
        unit=unit,
        per=per,
        currency=currency,
        source=source or Label("Judgement", "主观判断"),
    )


def as_figure(name: str, given: Any) -> Figure:
    """Return a figure as it is, an estimate as one's own, a number as known."""
    if isinstance(given, Figure):
        return given
    if isinstance(given, Estimate):
        try:
            return own(given)
        except InvalidValueError as error:
            _, rule, got, _, hint = error.parts
            raise InvalidValueError(f"figure {name!r}", rule, got, hint=hint) from None
    validate(finite, f"figure {name!r}", given)
    return Figure(
        provenance=Provenance.GIVEN.key,
        value=float(given),
        distribution=confidence_distribution(given),
        source=Label("Taken as known", "视为已知"),
    )


def changed(figure: Figure, value: float) -> Figure:
    """Return a figure set to a value by a decision, which is known because one decides it."""
    return evolve(
        figure, provenance=Provenance.GIVEN.key, value=float(value), distribution=confidence_distribution(value), n=None
    )
