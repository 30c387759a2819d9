"""The section of a study on changes: what each would cost, and the figures that the data do not give."""

from collections.abc import Mapping
from typing import Any, Final

from attrs import field, frozen

from servicekit.chain._figures import PERIODS, Figure, Period, as_figure, assumed, own, published
from servicekit.chain._recovery_stages import LABELS, RETURNS
from servicekit.complaints.recovery._iceberg import VOICING_PRESETS
from servicekit.complaints.recovery._return_rates import RETURN_PRESETS
from servicekit.complaints.word_of_mouth._presets import CASCADES
from servicekit.foundation._checks import non_negative, positive
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.foundation._vocabulary import Label
from servicekit.stats.intervals._estimates import Average, Share

KINDS: Final = (("value",), ("count", "n"), ("mean", "sd", "n"), ("low", "likely", "high"), ("published",))
OUTCOMES: Final = {name: outcome for outcome, name in RETURNS.items()}


@frozen(kw_only=True)
class FigureSection:
    """One figure of the chain, of one of five kinds.

    Attributes:
        value: A number taken as known.
        count, n: A share counted in own data: so many of so many.
        mean, sd: A mean of ``n`` numbers of own data, with their standard deviation.
        low, likely, high: A judgement.
        published: Key of a published table ("tarp_over_100_dollars"), rate ("front_line") or cascade.
        per: Time over which it is counted, where that is not the period of the section.
        currency: Of money.
        source: Where it comes from, or whose judgement it is.
    """

    value: float | None = None
    count: float | None = None
    n: float | None = None
    mean: float | None = None
    sd: float | None = None
    low: float | None = None
    likely: float | None = None
    high: float | None = None
    published: str | None = None
    per: Period | None = None
    currency: str | None = None
    source: Label | None = None

    def __attrs_post_init__(self) -> None:
        given = tuple(name for kind in KINDS for name in kind if name != "n" and getattr(self, name) is not None)
        given += ("n",) if self.n is not None else ()
        if given not in KINDS:
            told = "; ".join(", ".join(kind) for kind in KINDS)
            raise InvalidValueError("figure of [what_if.figures]", f"given one of these sets: {told}", list(given))

    def figure(self, name: str) -> Figure:
        """Return it as a figure of the chain.

        Args:
            name: Which figure it is.
        """
        about: dict[str, Any] = {"per": self.per, "currency": self.currency, "source": self.source}
        if self.published is not None:
            return _published(name, self.published)
        if self.count is not None and self.n is not None:
            return own(Share(count=self.count, n=self.n), unit="share", **about)
        if self.mean is not None and self.n is not None and self.sd is not None:
            return own(Average(n=self.n, mean=self.mean, sd=self.sd), **about)
        if self.low is not None and self.likely is not None and self.high is not None:
            return assumed(self.low, self.likely, self.high, **about)
        return as_figure(name, self.value)


def _published(name: str, key: str) -> Figure:
    known: Mapping[str, Any] = (
        VOICING_PRESETS if name == "complaint_rate" else CASCADES if name == "hearers_per_lost" else {}
    )
    if name in OUTCOMES:
        known = RETURN_PRESETS
    if key not in known:
        raise UnknownConceptError(f"published source of {name!r}", key, list(known))
    return published(known[key], OUTCOMES.get(name))


@frozen(kw_only=True)
class ChangeSection:
    """One change to be decided on.

    Attributes:
        to: Figure of the chain -> the value it is brought to.
        cost: Money it costs over the period.
        label: What it is called; its key if None.
    """

    to: Mapping[str, float]
    cost: float = field(default=0.0, validator=non_negative)
    label: Label | None = None

    def __attrs_post_init__(self) -> None:
        if not self.to:
            raise InvalidValueError("to", "a table of at least one figure and its value", {})
        _check_names(self.to)


@frozen(kw_only=True)
class WhatIfSection:
    """What changes to the handling of complaints would gain.

    Attributes:
        changes: Name -> change.
        figures: Figures that the tables do not give, or that are to stand in place of what they give.
        quickly: A complaint resolved within this time, in the unit of [complaints], was resolved quickly.
        resolved_within: One not resolved within this time was not resolved.
        period: What one period is.
        currency: As one writes it after an amount.
        allow_paradox: Let customers with a problem return more often than those without.
    """

    changes: Mapping[str, ChangeSection]
    figures: Mapping[str, FigureSection] = field(factory=dict)
    quickly: float | None = None
    resolved_within: float | None = None
    period: Period = "year"
    currency: str = ""
    allow_paradox: bool = False

    def __attrs_post_init__(self) -> None:
        _check_names(self.figures)
        if not self.changes:
            raise InvalidValueError("[what_if.changes]", "given at least one change", {})
        if self.period not in PERIODS:
            raise UnknownConceptError("period", self.period, PERIODS)
        if (self.quickly is None) != (self.resolved_within is None):
            raise InvalidValueError("quickly and resolved_within", "given together", "one of them")
        if self.quickly is not None:
            positive(None, "quickly", self.quickly)
        for name, entry in self.figures.items():
            entry.figure(name)


def _check_names(names: Mapping[str, object]) -> None:
    for name in names:
        if name not in LABELS:
            raise UnknownConceptError("figure of the chain", name, list(LABELS))
