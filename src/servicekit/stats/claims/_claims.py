"""Claims of a whole report and the decision over all of them: in at most 5 of 100 reports is any claim false."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any, Final, Literal

import attrs
from attrs import field, frozen, validators

from servicekit.foundation import _checks as checks
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._results import Estimate, Interval, Result
from servicekit.foundation._vocabulary import Concept, Label
from servicekit.stats.claims._claim_tests import Evidence
from servicekit.stats.intervals._agreeing_interval import agreeing_interval, at_level
from servicekit.stats.planning._answers_needed import POWER

LEAD_SHARE: Final = 0.5
SURE: Final = 0.01


class ClaimKind(Concept):
    """Kinds of claims; each has one pair of sentences.

    Example:
        >>> import servicekit as sk
        >>> str(sk.stats.ClaimKind("level"))
        'Level 水平'
    """

    LEVEL = ("level", "Level", "水平", "A figure lies above or below a number.", "数值高于或低于某一界限。")
    DIFFERENCE = ("difference", "Difference", "差异", "One group differs from the others.", "某组不同于其余各组。")
    CHANGE = ("change", "Change", "变化", "A figure moved from one wave to the next.", "数值由一期到下一期有变动。")
    TREND = ("trend", "Trend", "趋势", "A figure moves over all waves.", "数值在各期中总体变动。")
    EXTREMUM = ("extremum", "Extreme", "极值", "One of several lies at the end.", "若干项中有一项处于一端。")
    DRIVER = ("driver", "Association", "关联", "An attribute goes with the outcome.", "某要素与结果相关。")
    FIRST_DRIVER = ("first_driver", "Strongest association", "主要关联", "One attribute leads.", "某要素居前。")
    PLACEMENT = ("placement", "Place", "位置", "An attribute belongs to a cell.", "某要素属于某一区。")
    ASYMMETRY = (
        "asymmetry",
        "Asymmetry",
        "不对称",
        "An attribute does more on one side of its neutral answer than on the other.",
        "某要素在中性回答一侧的作用大于另一侧。",
    )
    CATEGORY = ("category", "Category", "类别", "One answer is more frequent than any other.", "某类回答最为普遍。")
    RESIDUAL = (
        "residual",
        "Cell of a table",
        "表中单元",
        "Two answers meet more or less often than by chance.",
        "两个回答同时出现的频率异于随机。",
    )
    EQUIVALENCE = ("equivalence", "Equivalence", "等效", "Two figures are as good as equal.", "两个数值可视为相同。")
    SIGNAL = ("signal", "Signal", "信号", "A point lies outside of chance.", "某点超出随机波动。")


ReferenceKind = Literal[
    "threshold",
    "target",
    "others_pooled",
    "previous_wave",
    "first_wave",
    "next_best",
    "every_other",
    "average_of_attributes",
]


@frozen(kw_only=True)
class Reference:
    """What a figure is compared with.

    Attributes:
        kind: "threshold", "target", "others_pooled", "previous_wave", "next_best", ...
        label: Its name.
        value: Its figure: an estimate, or a number.
        n: Answers behind it; None for a number.
        without: Names of groups that were named before and are not among the others.

    Example:
        >>> import servicekit as sk
        >>> sk.stats.Reference(kind="threshold", label=sk.foundation.Label("half", "一半"), value=0.5).value
        0.5
    """

    kind: ReferenceKind
    label: Label
    value: Estimate | float | None = None
    n: int | None = None
    without: tuple[str, ...] = ()

    @property
    def number(self) -> float | None:
        """The figure as a number."""
        return self.value.value if isinstance(self.value, Estimate) else self.value


@frozen(kw_only=True)
class Affected:
    """What a difference concerns, where multiplying is honest.

    Attributes:
        customers: How many customers of the group a difference of 1 would mean.
        money: What one of them brings; None where the study does not say.
        basis: Whether they are the respondents or the population.
    """

    customers: float = field(validator=checks.non_negative)
    money: float | None = None
    basis: Literal["respondents", "population"] = "respondents"


@frozen(kw_only=True)
class Claim:
    """Something that the data may allow to say; it holds neither words nor a tone.

    Attributes:
        name: Unique within a report ("groups/branch/overall/north").
        kind: What kind of claim.
        part: Key of the part it belongs to; parts share the error rate.
        subject: What it is about (a group, an attribute, a wave).
        measure: What was measured, which is what was tested.
        own: Figure of the subject.
        reference: What it is compared with.
        difference: Own less reference with an interval; None where there is none.
        evidence: The test.
        direction: 1 where the figure is higher, -1 where lower, 0 where the claim has none.
        lead: Whether it belongs to the first question of the study; leads share half of a part's weight.
        also: Names of claims that must stand, too.
        good: Which direction is good news: 1, -1, or None where neither is.
        affected: What the difference concerns.
        sort: Which of several sentences of the kind applies ("majority", "target", "gap", ...).
        details: Further figures of the sentence by name.
        worth_knowing: Smallest difference that is told first.
        unit: Of the figures: "share", "nps", "index", "mean", "hours", ...
        rival: Name of a claim whose null hypothesis cannot be true together with this one's ("differs" and "is as good
            as equal"); both share one weight.

    Example:
        >>> import servicekit as sk
        >>> found, label = sk.stats.SampledScores.of_counts(70, 100), sk.foundation.Label("satisfied", "满意")
        >>> half = sk.stats.Reference(kind="threshold", label=sk.foundation.Label("half", "一半"), value=0.5)
        >>> about = {"kind": sk.stats.ClaimKind.LEVEL, "part": "measures", "subject": label, "measure": label}
        >>> about["evidence"] = sk.stats.level_test(found, against=0.5)
        >>> sk.stats.Claim(name="q", **about, reference=half).direction
        0
    """

    name: str = field(validator=checks.non_blank_text)
    kind: ClaimKind
    part: str
    subject: Label
    measure: Label
    own: Estimate | None = None
    reference: Reference
    difference: Estimate | None = None
    evidence: Evidence
    direction: Literal[-1, 0, 1] = field(default=0, validator=validators.in_((-1, 0, 1)))
    lead: bool = True
    also: tuple[str, ...] = ()
    good: Literal[-1, 1] | None = field(default=None, validator=validators.in_((-1, 1, None)))
    affected: Affected | None = None
    sort: str = ""
    details: Mapping[str, Any] = field(factory=dict, hash=False)
    worth_knowing: float = 0.0
    unit: str = "share"
    rival: str = ""

    @property
    def is_testable(self) -> bool:
        """Whether numbers of answers and design allow a test at all."""
        return self.evidence.p is not None


def direction_of(value: float | None, against: float | None = 0.0) -> Literal[-1, 0, 1]:
    """Return on which side of a number a figure lies: 1 above, -1 below; 0 where it lies on it or either is unknown.

    Args:
        value: The figure.
        against: The number.
    """
    if value is None or against is None or value == against:
        return 0
    return 1 if value > against else -1


@frozen(kw_only=True)
class Decided(Result):
    """A claim with the decision over the whole report; made by :func:`decide` only.

    Attributes:
        claim: The claim.
        weight: Its part of the error rate, before any p-value was seen; 0 where it could not be tested.
        adjusted: P-value adjusted for all claims of the report; None where it could not be tested.
        alpha: Error rate of the whole report.
        m: Claims that were tested in all.
        allowed: Whether the claims it depends on stand.
    """

    title = Label("Decided claim", "已判定的结论")
    derived = ("stands", "near", "detectable", "interval", "adjusted", "weight")

    claim: Claim
    weight: float
    adjusted: float | None
    alpha: float
    m: int
    allowed: bool = True

    @property
    def stands(self) -> bool:
        """Whether the claim may be made."""
        return self.adjusted is not None and self.adjusted <= self.alpha and self.allowed

    @property
    def is_sure(self) -> bool:
        """Whether it stands at a fifth of the error rate, 1 % by default."""
        return self.stands and (self.adjusted or 0.0) <= SURE * self.alpha / 0.05

    @property
    def near(self) -> bool:
        """Whether it would stand by itself, but not among all claims of the report."""
        p = self.claim.evidence.p
        return p is not None and p <= self.alpha and not self.stands

    @property
    def local_level(self) -> float:
        """Confidence level at which its interval belongs to the promise of the whole report."""
        return 1 - self.alpha * self.weight if self.weight else 1 - self.alpha

    @property
    def interval(self) -> Interval | None:
        """Interval of the difference at the local level; it leaves out 0 exactly where the first step would claim."""
        difference, p = self.claim.difference, self.claim.evidence.p
        if difference is None or difference.value is None or p is None:
            return None
        return agreeing_interval(at_level(difference, self.local_level).interval, difference.value, p)

    @property
    def near_end(self) -> float | None:
        """The end of the interval nearer to no difference, 0 where it reaches it; None without an interval."""
        found = self.interval
        if found is None:
            return None
        if found.low <= 0 <= found.high:
            return 0.0
        return found.low if found.low > 0 else found.high

    @property
    def detectable(self) -> float | None:
        """Smallest difference that would be claimed in four of five such reports; None without a standard error."""
        error = self.claim.evidence.standard_error
        if not error:
            return None
        from scipy.special import ndtri

        return float(ndtri(1 - (1 - self.local_level) / 2) + ndtri(POWER)) * error

    def _repr_html_(self) -> str:
        word = "stands" if self.stands else "near" if self.near else "open"
        return f"<p>{self.claim.name}: {word}</p>"


def claim_weights(claims: Sequence[Claim], parts: Mapping[str, float] | None = None) -> tuple[float, ...]:
    """Return each claim's part of the error rate; it depends on the study only, never on a p-value.

    Args:
        claims: All claims of a report.
        parts: Relative weight of parts; 1 each where not given.

    Formula:
        Parts equal; within a part half for leads and half for the others, equal among each; claims that cannot be
        tested have none.
    """
    names = {claim.name for claim in claims if claim.is_testable}
    tested = [claim for claim in claims if claim.is_testable and claim.rival not in names]
    shares = {claim.part: (parts or {}).get(claim.part, 1.0) for claim in tested}
    total = sum(shares.values())
    own: dict[str, float] = {}
    for claim in sorted(claims, key=lambda claim: bool(claim.rival)):
        if not claim.is_testable or not total:
            own[claim.name] = 0.0
            continue
        if claim.rival in names:
            own[claim.name] = own[claim.rival]
            continue
        mates = [other.lead for other in tested if other.part == claim.part]
        mixed = LEAD_SHARE if 0 < sum(mates) < len(mates) else 1.0
        own[claim.name] = shares[claim.part] / total * mixed / mates.count(claim.lead)
    return tuple(own[claim.name] for claim in claims)


def decide(
    claims: Iterable[Claim], *, alpha: float = 0.05, parts: Mapping[str, float] | None = None
) -> tuple[Decided, ...]:
    """Decide over all claims of a report at once: in at most ``alpha`` of reports is any of those that stand false.

    Args:
        claims: Every claim that the study asks for, whatever its p-value; names are unique.
        alpha: Error rate of the whole report, above 0 and below 1.
        parts: Relative weight of parts by key, above 0; 1 each where not given.

    Returns:
        One decision for each claim, in the order given (weighted Holm).

    Raises:
        InvalidValueError: Two claims of one name, a weight of a part that is not above 0.

    Source:
        Holm (1979); order by p over weight: Li and Guo (2026).

    Example:
        >>> import servicekit as sk
        >>> label = sk.foundation.Label
        >>> north, south = sk.stats.SampledScores.of_counts(52, 100), sk.stats.SampledScores.of_counts(70, 100)
        >>> others = sk.stats.Reference(kind="others_pooled", label=label("the others", "其余合计"))
        >>> claim = sk.stats.Claim(
        ...     name="satisfied/south",
        ...     kind=sk.stats.ClaimKind.DIFFERENCE,
        ...     part="groups",
        ...     subject=label("south", "南店"),
        ...     measure=label("satisfied customers", "满意率"),
        ...     reference=others,
        ...     evidence=sk.stats.two_samples(south, north),
        ...     direction=1,
        ... )
        >>> (decided,) = sk.stats.decide([claim])
        >>> decided.stands
        True
    """
    listed = tuple(claims)
    checks.validate(checks.confidence, "alpha", alpha)
    for key, share in (parts or {}).items():
        checks.validate(checks.positive, f"weight of {key!r}", share)
    names = [claim.name for claim in listed]
    if len(set(names)) < len(names):
        raise InvalidValueError("names of claims", "unique", sorted({name for name in names if names.count(name) > 1}))
    weights = claim_weights(listed, parts)
    adjusted = weighted_holm(
        [claim.evidence.p for claim in listed], weights, [claim.rival or claim.name for claim in listed]
    )
    m = sum(weight > 0 for weight in weights)
    found = {
        claim.name: Decided(claim=claim, weight=weight, adjusted=p, alpha=alpha, m=m)
        for claim, weight, p in zip(listed, weights, adjusted, strict=True)
    }
    for claim in listed:  # a claim stands only where those it depends on do
        if not all(found[other].stands for other in claim.also if other in found):
            found[claim.name] = attrs.evolve(found[claim.name], allowed=False)
    return tuple(found[name] for name in names)


def weighted_holm(
    p_values: Sequence[float | None], weights: Sequence[float], shared: Sequence[Hashable] | None = None
) -> tuple[float | None, ...]:
    """Return p-values adjusted by Holm's method with weights.

    Args:
        p_values: One per claim; None is left out.
        weights: One per claim, at least 0; only their proportions matter.
        shared: A name per claim; claims of one name, of whose null hypotheses one at most can be true, have one
            weight together. None: each for itself.

    Example:
        >>> from servicekit.stats import weighted_holm
        >>> [round(p, 4) for p in weighted_holm([.0004, .012, .03, .2, .004], [.2, .1, .2, .25, .25])]
        [0.002, 0.066, 0.0675, 0.2, 0.0128]
    """
    if len(p_values) != len(weights):
        raise InvalidValueError("weights", f"{len(p_values)}, one per p-value", len(weights))
    names = [*range(len(p_values))] if shared is None else list(shared)
    tested = sorted(
        (p / weight, place)
        for place, (p, weight) in enumerate(zip(p_values, weights, strict=True))
        if p is not None and weight > 0
    )
    waiting = Counter(names[place] for _, place in tested)
    left = sum({names[place]: weights[place] for _, place in tested}.values())
    adjusted: list[float | None] = [None] * len(p_values)
    reached = 0.0
    for ratio, place in tested:
        reached = max(reached, min(1.0, ratio * left))
        adjusted[place] = reached
        waiting[names[place]] -= 1
        left -= 0.0 if waiting[names[place]] else weights[place]
    return tuple(adjusted)
