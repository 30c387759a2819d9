"""Return rates: who still buys after a problem, by how the complaint went; published tables and own rates."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, overload

import numpy as np
from attrs import field, frozen

from servicekit.data._accepted import Data
from servicekit.data._frames import read_columns
from servicekit.foundation._checks import instance_of, share, validate
from servicekit.foundation._documents import RETAIL, part_of, under
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._literature import TARP_1979
from servicekit.foundation._reasons import Reason
from servicekit.foundation._results import Estimate, Groups, Interval, Result
from servicekit.foundation._vocabulary import Concept, Label, Source, framework, member
from servicekit.stats.designs._design import Design, as_design
from servicekit.stats.intervals._estimates import Share
from servicekit.stats.intervals._inverted_interval import p_against
from servicekit.stats.scores._category_score import category_share
from servicekit.stats.summaries._coded_tally import tallies_of_codes
from servicekit.stats.summaries._row_groups import measured_by


@framework(
    "F13",
    title=Label("Return rate by how the complaint went", "投诉结果与再购率"),
    summary=Label(
        "How many customers with a problem still buy again, by whether they complained and how it was handled.",
        "遇到问题的顾客中，按是否投诉及处理结果，有多少人仍会再次购买。",
    ),
    sources=(TARP_1979, under(RETAIL, "不满意但还会在你这里消费的顾客")),
)
class ComplaintOutcome(Concept):
    """What became of a customer's problem, from worst to best handled.

    Example:
        >>> import servicekit as sk
        >>> str(sk.complaints.ComplaintOutcome("did_not_complain"))
        'Did not complain 没有投诉'
    """

    DID_NOT_COMPLAIN = (
        "did_not_complain",
        "Did not complain",
        "没有投诉",
        "The customer had a problem and said nothing to the company.",
        "顾客遇到问题但没有告诉公司。",
    )
    UNRESOLVED = (
        "complained_unresolved",
        "Complained, not resolved",
        "投诉但未解决",
        "The customer complained and was not satisfied with the outcome.",
        "顾客投诉了，但问题没有得到满意的解决。",
    )
    RESOLVED = (
        "complained_resolved",
        "Complained, resolved",
        "投诉且已解决",
        "The complaint was settled to the customer's satisfaction.",
        "投诉得到了令顾客满意的解决。",
    )
    RESOLVED_QUICKLY = (
        "complained_resolved_quickly",
        "Complained, resolved quickly",
        "投诉且迅速解决",
        "The complaint was settled to the customer's satisfaction and without delay.",
        "投诉得到了令顾客满意且迅速的解决。",
    )


OUTCOMES: Final = tuple(ComplaintOutcome)


def by_outcome(values: Mapping[Any, Any]) -> dict[ComplaintOutcome, Any]:
    """Return a mapping with outcomes or their keys as one with outcomes, from worst to best."""
    found = {member(ComplaintOutcome, key): entry for key, entry in values.items()}
    return {outcome: found[outcome] for outcome in OUTCOMES if outcome in found}


def _shares(values: Mapping[Any, float]) -> dict[ComplaintOutcome, float]:
    found = by_outcome(values)
    for outcome, value in found.items():
        validate(share, f"return rate of {outcome.key!r}", value)
    return found


@frozen(kw_only=True)
class PresetRates:
    """Return rates as a source has them; they have no interval, because no source gives the numbers behind them.

    Attributes:
        key: Permanent identifier.
        label: Name in both languages.
        shares: Share that would buy again, by outcome.
        source: With the conditions under which the rates were found.
    """

    key: str
    label: Label
    shares: Mapping[ComplaintOutcome, float] = field(converter=_shares, hash=False)
    source: Source

    def rate(self, outcome: ComplaintOutcome) -> tuple[float | None, Interval | None]:
        """Return rate and interval of an outcome."""
        return self.shares.get(outcome), None

    def figure(self, outcome: ComplaintOutcome) -> float | None:
        """Return the rate of an outcome as a figure that others are computed from: a number, taken as it stands."""
        return self.shares.get(outcome)


def _tarp(conditions: Label) -> Source:
    return part_of(TARP_1979, conditions.en, conditions.zh)


TARP_OVER_100_DOLLARS: Final = PresetRates(
    key="tarp_over_100_dollars",
    label=Label("TARP, loss over 100 dollars", "TARP，损失超过100美元"),
    shares=dict(zip(OUTCOMES, (0.09, 0.19, 0.54, 0.82), strict=True)),
    source=_tarp(Label("US households, potential loss over 100 dollars.", "美国家庭，潜在损失超过100美元。")),
)
TARP_UNDER_5_DOLLARS: Final = PresetRates(
    key="tarp_under_5_dollars",
    label=Label("TARP, loss under 5 dollars", "TARP，损失不足5美元"),
    shares=dict(zip(OUTCOMES, (0.37, 0.46, 0.70, 0.95), strict=True)),
    source=_tarp(Label("US households, potential loss under 5 dollars.", "美国家庭，潜在损失不足5美元。")),
)
RETAIL_DECK_RATES: Final = PresetRates(
    key="retail_deck",
    label=Label("The document's rates, without a size of loss", "资料中的比率，未说明损失大小"),
    shares=TARP_OVER_100_DOLLARS.shares,
    source=part_of(
        under(RETAIL, "不满意但还会在你这里消费的顾客"),
        "Quoted without the condition; they are TARP's for a loss over 100 dollars.",
        "引用时未注明条件；实为TARP损失超过100美元的数据。",
    ),
)
RETURN_PRESETS: Final[Mapping[str, PresetRates]] = MappingProxyType(
    {each.key: each for each in (TARP_OVER_100_DOLLARS, TARP_UNDER_5_DOLLARS, RETAIL_DECK_RATES)}
)


def _own(values: Mapping[Any, Share]) -> dict[ComplaintOutcome, Share]:
    found = by_outcome(values)
    for entry in found.values():
        if not isinstance(entry, Share):
            raise InvalidValueError("returned", "a Share for each outcome", entry)
    return found


@frozen(kw_only=True)
class ReturnRates(Result):
    """Return rates counted in one's own customers.

    Attributes:
        returned: Who came back, by outcome, with n.
    """

    title = Label("Share that bought again, by outcome", "各处理结果的再购率")
    derived = ("shares", "is_ordered")

    returned: Mapping[ComplaintOutcome, Share] = field(converter=_own, hash=False)

    def rate(self, outcome: ComplaintOutcome) -> tuple[float | None, Interval | None]:
        """Return rate and interval of an outcome; None where there are no data."""
        found = self.returned.get(outcome)
        return (found.value, found.interval) if found else (None, None)

    def figure(self, outcome: ComplaintOutcome) -> Share | None:
        """Return the rate of an outcome as a figure that others are computed from, with its uncertainty."""
        return self.returned.get(outcome)

    @property
    def shares(self) -> Mapping[str, float | None]:
        """Share that came back, by key of the outcome."""
        return {outcome.key: found.value for outcome, found in self.returned.items()}

    @property
    def is_ordered(self) -> bool:
        """Whether better handling goes with a higher rate throughout, as in the published tables."""
        known = [found.value for found in self.returned.values() if found.value is not None]
        return known == sorted(known)


def return_rates(counts: Mapping[Any, tuple[int, int]], *, level: float = 0.95) -> ReturnRates:
    """Return own rates from counts.

    Args:
        counts: Outcome -> (how many bought again, how many had that outcome).
        level: Confidence level of the intervals.

    Example:
        >>> import servicekit as sk
        >>> counts = {"did_not_complain": (40, 400), "complained_resolved_quickly": (80, 100)}
        >>> sk.complaints.return_rates(counts).title.en
        'Share that bought again, by outcome'
    """
    found = by_outcome(counts)
    for outcome, pair in found.items():
        if not isinstance(pair, tuple) or len(pair) != 2:
            raise InvalidValueError(f"counts of {outcome.key!r}", "a pair: how many came back, of how many", pair)
    return ReturnRates(returned={outcome: Share(count=back, n=n, level=level) for outcome, (back, n) in found.items()})


@overload
def return_rates_from(
    data: Data,
    *,
    outcome: str,
    returned: str,
    meanings: Mapping[Any, ComplaintOutcome | str] | None = None,
    by: None = None,
    design: Design | None = None,
    level: float = ...,
) -> ReturnRates: ...
@overload
def return_rates_from(
    data: Data,
    *,
    outcome: str,
    returned: str,
    meanings: Mapping[Any, ComplaintOutcome | str] | None = None,
    by: str | Sequence[str],
    design: Design | None = None,
    level: float = ...,
) -> Groups[ReturnRates]: ...
def return_rates_from(
    data: Data,
    *,
    outcome: str,
    returned: str,
    meanings: Mapping[Any, ComplaintOutcome | str] | None = None,
    by: str | Sequence[str] | None = None,
    design: Design | None = None,
    level: float = 0.95,
) -> ReturnRates | Groups[ReturnRates]:
    """Return own rates from a log or survey with one row per customer who had a problem.

    Args:
        data: Data frame of any kind, or mapping of columns.
        outcome: Column of what became of the problem.
        returned: Column of whether the customer bought again: True and False, or 1 and 0; missing ones are not counted.
        meanings: Value of ``outcome`` -> outcome or its key; the keys themselves if not given.
        by: Column of groups, or a list of columns; of a design then weights alone.
        design: Columns of weights, strata and clusters.
        level: Confidence level.

    Raises:
        InvalidValueError: A value that is neither yes nor no.
        UnknownConceptError: An outcome without a meaning.

    Example:
        >>> import servicekit as sk
        >>> rows = {"end": ["did_not_complain", "complained_resolved_quickly"], "back": [0, 1]}
        >>> sk.complaints.return_rates_from(rows, outcome="end", returned="back").title.en
        'Share that bought again, by outcome'
    """
    if by is not None:
        return measured_by(
            lambda rows: return_rates_from(
                rows,
                outcome=outcome,
                returned=returned,
                meanings=meanings,
                design=design,
                level=level,
            ),
            data,
            by,
            columns=[outcome, returned],
            design=design,
        )
    design = as_design(design)
    table = read_columns(data, list(dict.fromkeys([outcome, returned, *design.columns])))
    known = {} if meanings is None else dict(meanings)
    rows: dict[ComplaintOutcome, list[int]] = {each: [] for each in OUTCOMES}
    codes = np.full(len(table[outcome]), -1)
    present = table[outcome].present & table[returned].present
    pairs = zip(table[outcome].values.tolist(), table[returned].values.tolist(), present, strict=True)
    for row, (value, back, here) in enumerate(pairs):
        if not here:
            continue
        if back not in (0, 1):
            raise InvalidValueError(f"column {returned!r}", "True or False", back, f"row {row}")
        told: Any = known.get(value, value)
        rows[member(ComplaintOutcome, told)].append(row)
        codes[row] = int(back)
    groups = {each: np.array(own, dtype=np.intp) for each, own in rows.items() if own}
    if design.columns:
        tallies = tallies_of_codes(codes, 2, groups, table, design)
        return ReturnRates(returned={each: category_share(one, 1, level=level) for each, one in tallies.items()})
    return return_rates({each: (int(codes[own].sum()), len(own)) for each, own in groups.items()}, level=level)


@frozen(kw_only=True)
class RateAgainstPreset(Estimate):
    """Own return rate less the published one, for one outcome.

    Attributes:
        outcome: The outcome.
        own: Own rate.
        published: The preset's rate.
    """

    title = Label("Own return rate less the published one", "自有再购率与公布值之差")
    derived = ("value", "interval", "reason", "p_value")

    outcome: ComplaintOutcome
    own: Share
    published: float

    @property
    def value(self) -> float | None:
        """Difference of the rates."""
        return None if self.own.value is None else self.own.value - self.published

    @property
    def interval(self) -> Interval | None:
        """Interval of the own rate less the published one, which is taken as it stands."""
        found = self.own.interval
        return None if found is None else found.map(lambda rate: rate - self.published)

    @property
    def reason(self) -> Reason | None:
        """Why there is no difference."""
        return self.own.reason

    @property
    def p_value(self) -> float | None:
        """Of the published rate: the exact binomial test of a plain count; under a design what the interval tells.

        That is 1 less the highest level whose interval leaves out the published rate; None where there is no interval.
        """
        if self.own.reason is not None:
            return None
        if self.own.sampling is not None or self.own.n_effective is not None:
            return p_against(self.own, self.published)
        from scipy.stats import binomtest

        return float(binomtest(int(self.own.count), int(self.own.n), self.published).pvalue)


def compare_with_preset(own: ReturnRates, preset: PresetRates) -> tuple[RateAgainstPreset, ...]:
    """Return own rates beside published ones, from worst to best outcome.

    Args:
        own: From ``return_rates``.
        preset: A published table; mind its conditions.

    Example:
        >>> import servicekit as sk
        >>> own = sk.complaints.return_rates({"did_not_complain": (40, 400), "complained_resolved_quickly": (80, 100)})
        >>> sk.complaints.compare_with_preset(own, sk.complaints.RETURN_PRESETS["tarp_over_100_dollars"])[0].outcome.key
        'did_not_complain'
    """
    validate(instance_of(ReturnRates, "own rates from return_rates"), "own", own)
    validate(instance_of(PresetRates, "rates such as one of RETURN_PRESETS"), "preset", preset)
    return tuple(
        RateAgainstPreset(outcome=outcome, own=rate, published=preset.shares[outcome])
        for outcome, rate in own.returned.items()
        if outcome in preset.shares
    )
