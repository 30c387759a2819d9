"""Groups and waves compared: differences with intervals, and p-values adjusted for their number."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import combinations, pairwise
from math import isnan
from typing import Any, Literal

import attrs
from attrs import field, frozen

from servicekit.data._chronology import waves_in_order
from servicekit.foundation import _checks as checks
from servicekit.foundation import _markup as markup
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.foundation._lines import IN_LINES
from servicekit.foundation._reasons import Reason
from servicekit.foundation._results import Estimate, Groups, Interval, Result
from servicekit.foundation._shown import Grid
from servicekit.foundation._vocabulary import Label
from servicekit.stats.claims._claim_tests import Evidence, t_tail
from servicekit.stats.comparison._independent_test import independent_test
from servicekit.stats.intervals._agreeing_interval import agreeing_interval
from servicekit.stats.intervals._estimates import Difference
from servicekit.stats.intervals._intervals import t_interval
from servicekit.stats.intervals._inverted_interval import p_against
from servicekit.stats.rankings._adjusted_scores import CaseMix
from servicekit.stats.rankings._case_mix import case_mix
from servicekit.stats.scores._category_score import CategoryScore, score_correlation

Method = Literal["holm", "bh"]


@frozen(kw_only=True)
class AdjustedP(Result):
    """P-values adjusted for the number of questions asked at once.

    Attributes:
        p_values: As they came; None where one was dropped.
        adjusted: Adjusted values in the same order; None where one was dropped.
        method: "holm" (no false claim at all) or "bh" (false discoveries as a share of the claims).
        m: Number of p-values that count.
    """

    title = Label("Adjusted p-values", "校正后的p值")
    derived = ("adjusted", "m")

    p_values: tuple[float | None, ...]
    adjusted: tuple[float | None, ...]
    method: Method
    m: int


def holm(p_values: Iterable[float | None], *, nan: Literal["raise", "drop"] = "raise") -> AdjustedP:
    """Return Holm's adjusted p-values: below alpha, they allow a claim with at most alpha of any false one.

    Args:
        p_values: One per question, 0 to 1.
        nan: "raise" a missing p-value, or "drop" it, so that it does not count in m.

    Source:
        Holm (1979).

    Example:
        >>> import servicekit as sk
        >>> sk.stats.holm([0.01, 0.04, 0.2]).adjusted
        (0.03, 0.08, 0.2)
    """
    values, places = _checked(p_values, nan)
    order = sorted(places, key=lambda place: values[place] or 0.0)
    adjusted: list[float | None] = [None] * len(values)
    reached = 0.0
    for rank, place in enumerate(order):
        reached = max(reached, min(1.0, (len(order) - rank) * (values[place] or 0.0)))
        adjusted[place] = reached
    return AdjustedP(p_values=tuple(values), adjusted=tuple(adjusted), method="holm", m=len(order))


def benjamini_hochberg(p_values: Iterable[float | None], *, nan: Literal["raise", "drop"] = "raise") -> AdjustedP:
    """Return Benjamini and Hochberg's adjusted p-values, for screening many groups.

    Args:
        p_values: One per question, 0 to 1.
        nan: "raise" a missing p-value, or "drop" it, so that it does not count in m.

    Source:
        Benjamini and Hochberg (1995).

    Example:
        >>> import servicekit as sk
        >>> sk.stats.benjamini_hochberg([0.01, 0.04, 0.2]).adjusted
        (0.03, 0.06, 0.2)
    """
    values, places = _checked(p_values, nan)
    order = sorted(places, key=lambda place: values[place] or 0.0)
    adjusted: list[float | None] = [None] * len(values)
    reached = 1.0
    for rank in range(len(order), 0, -1):
        place = order[rank - 1]
        reached = min(reached, len(order) / rank * (values[place] or 0.0))
        adjusted[place] = reached
    return AdjustedP(p_values=tuple(values), adjusted=tuple(adjusted), method="bh", m=len(order))


def _checked(p_values: Iterable[float | None], nan: str) -> tuple[list[float | None], list[int]]:
    if nan not in ("raise", "drop"):
        raise InvalidValueError("nan", "'raise' or 'drop'", nan)
    values = [None if p is None or isnan(p) else float(p) for p in p_values]
    for place, p in enumerate(values):
        if p is not None and not 0 <= p <= 1:
            raise InvalidValueError("p-values", "from 0 to 1", p, f"position {place}")
        if p is None and nan == "raise":
            raise InvalidValueError("p-values", "numbers", p, f"position {place}", "nan='drop' leaves it out of m")
    return values, [place for place, p in enumerate(values) if p is not None]


def correlation_of(first: Estimate, second: Estimate) -> float:
    """Return the correlation of two scores of one sample that have clusters in common; 0 of others."""
    if not isinstance(first, CategoryScore) or not isinstance(second, CategoryScore):
        return 0.0
    return score_correlation((first.tally, first.scores), (second.tally, second.scores))


def p_of_zero(estimate: Estimate) -> float | None:
    """Return 1 less the highest level whose interval leaves out 0; None without value or interval.

    Args:
        estimate: A difference with a field ``level``.
    """
    return p_against(estimate, 0.0)


@frozen(kw_only=True)
class Contrast(Result):
    """One group less another.

    Attributes:
        first: Name of the group from which is subtracted.
        second: Name of the group that is subtracted.
        difference: The difference with its own interval (not adjusted).
        p_value: Of no difference; None if there is no figure, or no test of it.
        adjusted_p: Adjusted for all contrasts asked for; None where there is no p-value.
        evidence: The test behind the p-value, with the reason where there is none.
    """

    title = Label("Contrast", "对比")
    derived = ("value", "interval", "p_value", "adjusted_p", "reason")

    first: Hashable
    second: Hashable
    difference: Estimate = field(metadata={IN_LINES: False})
    p_value: float | None
    adjusted_p: float | None
    evidence: Evidence | None = field(default=None, repr=False)

    @property
    def value(self) -> float | None:
        """First less second."""
        return self.difference.value

    @property
    def interval(self) -> Interval | None:
        """Interval of this difference alone; it leaves out 0 exactly where the p-value is at most 1 less its level."""
        whole, own, p, test = self.difference, self.difference.interval, self.p_value, self.evidence
        if p is None:
            return own
        if own is None and isinstance(whole, Difference) and test is not None and test.standard_error and test.df:
            level = getattr(whole.first, "level", 0.95)  # the numbers of one side are all alike: it has no interval
            own = t_interval(self.value or 0.0, test.standard_error, test.df, level=level)
        return agreeing_interval(own, self.value or 0.0, p)

    @property
    def reason(self) -> Reason | None:
        """Why there is no value or interval."""
        return None if self.interval is not None else self.difference.reason


@frozen(kw_only=True)
class Comparison(Result):
    """Contrasts between groups or waves, with p-values adjusted for their number.

    Attributes:
        contrasts: In the order asked for.
        adjusted: The adjustment, with m contrasts that count.
        mix: Figures at the same mix of customers and the raw ones, where ``adjust_for`` asked for it.
    """

    title = Label("Comparison of groups", "组间比较")
    derived = ("m", "method")
    _lines = ("contrasts",)

    contrasts: tuple[Contrast, ...]
    adjusted: AdjustedP = field(repr=False, metadata={"evidence": False})
    mix: CaseMix | None = field(default=None, repr=False)

    @property
    def m(self) -> int:
        """Number of contrasts that could be estimated."""
        return self.adjusted.m

    @property
    def method(self) -> Method:
        """How the p-values were adjusted."""
        return self.adjusted.method

    def clear(self, *, alpha: float = 0.05) -> tuple[Contrast, ...]:
        """Return the contrasts that stand after adjustment.

        Args:
            alpha: Greatest adjusted p-value that counts.
        """
        checks.validate(checks.share, "alpha", alpha)
        return tuple(c for c in self.contrasts if c.adjusted_p is not None and c.adjusted_p < alpha)

    def _shown(self) -> tuple[Grid, ...]:
        header = ("", "", *Contrast.derived)
        rows = [(c.first, c.second, *(_shown(getattr(c, name)) for name in Contrast.derived)) for c in self.contrasts]
        return (Grid(header, rows),)

    def __getitem__(self, pair: tuple[Any, Any]) -> Contrast:
        for contrast in self.contrasts:
            if (contrast.first, contrast.second) == pair:
                return contrast
        raise UnknownConceptError("contrast", pair, [f"{c.first} - {c.second}" for c in self.contrasts])


def _shown(figure: object) -> object:
    return markup.number(figure) if isinstance(figure, float) else "—" if figure is None else figure


def compare(
    groups: Mapping[Any, Estimate],
    *,
    pairs: Literal["all", "consecutive"] | Sequence[tuple[Hashable, Hashable]] = "all",
    against: Hashable | None = None,
    adjust: Method = "holm",
    order: Sequence[Hashable] | None = None,
    adjust_for: str | Sequence[str] | None = None,
) -> Comparison:
    """Return the differences between independent groups or waves.

    Args:
        groups: Estimate of each group (branches, waves), each with a field ``level``; respondents must differ
            between groups.
        pairs: "all" of them, "consecutive" ones (each wave less the one before), or a list of pairs.
        order: For consecutive pairs, the waves from the first to the last; needed only where their names do not tell
            it. A plain mapping is taken in its own order.
        against: Name of a group from which to take the others, instead of ``pairs``.
        adjust: "holm" for claims, "bh" for screening.
        adjust_for: Columns that describe customers, among those that formed the groups (``by=["branch", "age"]``): the
            others form units, which are compared at the same mix of customers. Adjust for what the customer brings,
            never for what the unit does.

    Raises:
        UnknownConceptError: A pair names no group.
        InvalidValueError: The estimates are of different kinds or of the same respondents (then
            ``paired_contrast`` is the call), or the order of waves is neither known nor stated.

    Example:
        >>> import servicekit as sk
        >>> rows = {"score": [5, 4, 1, 2] * 20, "shop": ["a", "b"] * 40}
        >>> groups = sk.top_box(rows, "score", scale=sk.LIKERT_5, by="shop")
        >>> len(sk.compare(groups).contrasts)
        1
    """
    if adjust not in ("holm", "bh"):
        raise InvalidValueError("adjust", "'holm' or 'bh'", adjust)
    if len(kinds := {type(estimate).__name__ for estimate in groups.values()}) > 1:
        raise InvalidValueError("estimates of the groups", "all of one kind", sorted(kinds))
    if adjust_for is not None:
        return _at_one_mix(groups, adjust_for, pairs, against, adjust)
    names = list(groups)
    if pairs == "consecutive" and against is None and (order is not None or isinstance(groups, Groups)):
        by = groups.by if isinstance(groups, Groups) else "groups"
        names = waves_in_order(groups, by if isinstance(by, str) else ", ".join(by), order)
    asked = pairs_of(names, pairs, against)
    for name in (name for pair in asked for name in pair):
        if name not in groups:
            raise UnknownConceptError("group", name, [str(group) for group in groups])
    estimates = {name: groups[name] for name in dict.fromkeys(name for pair in asked for name in pair)}
    for first, second in asked:
        _refuse_same_rows(first, estimates[first], second, estimates[second])
    found = [contrast_of(pair, (estimates[pair[0]], estimates[pair[1]])) for pair in asked]
    adjusted = (holm if adjust == "holm" else benjamini_hochberg)([each.p_value for each in found], nan="drop")
    contrasts = (attrs.evolve(each, adjusted_p=p) for each, p in zip(found, adjusted.adjusted, strict=True))
    return Comparison(contrasts=tuple(contrasts), adjusted=adjusted)


def contrast_of(names: tuple[Any, Any], sides: tuple[Estimate, Estimate]) -> Contrast:
    """Return the difference of two figures of different respondents with its test, not adjusted.

    Args:
        names: Of the group from which is subtracted, and of that which is subtracted.
        sides: Their figures.
    """
    correlation = correlation_of(*sides)
    evidence = independent_test(*sides, correlation=correlation)
    difference = Difference(first=sides[0], second=sides[1], correlation=correlation)
    return Contrast(
        first=names[0], second=names[1], difference=difference, p_value=evidence.p, adjusted_p=None, evidence=evidence
    )


def _at_one_mix(
    groups: Mapping[Any, Estimate], adjust_for: Any, pairs: Any, against: Any, adjust: Method
) -> Comparison:
    """Return the differences of units at the same mix of customers."""
    mix = case_mix(groups, adjust_for)
    asked = pairs_of(list(mix.figures), pairs, against)
    if unknown := [name for pair in asked for name in pair if name not in mix.figures]:
        raise UnknownConceptError("unit", unknown[0], [str(unit) for unit in mix.figures])
    found = [mix.difference(*pair) for pair in asked]
    p_values = [t_tail((each.value or 0.0) / each.error, each.freedom) if each.error else None for each in found]
    adjusted = (holm if adjust == "holm" else benjamini_hochberg)(p_values, nan="drop")
    each = zip(asked, found, p_values, adjusted.adjusted, strict=True)
    contrasts = tuple(
        Contrast(first=pair[0], second=pair[1], difference=difference, p_value=p, adjusted_p=corrected)
        for pair, difference, p, corrected in each
    )
    return Comparison(contrasts=contrasts, adjusted=adjusted, mix=mix)


def _refuse_same_rows(first: object, one: Estimate, second: object, other: Estimate) -> None:
    """Refuse two measures of the same respondents, whose errors go together."""
    marks = [getattr(getattr(estimate, "tally", None), "respondents", "") for estimate in (one, other)]
    if marks[0] and marks[0] == marks[1]:
        hint = "call stats.paired_contrast(data, [columns], scale=...)"
        got = f"{first} and {second} of the same rows"
        raise InvalidValueError("groups", "of different respondents", got, hint=hint)


def pairs_of(names: Sequence[object], pairs: Any, against: Any) -> list[tuple[Any, Any]]:
    """Return the pairs asked for, in order."""
    if against is not None:
        return [(name, against) for name in names if name != against] if against in names else [(against, against)]
    if pairs == "all":
        return list(combinations(names, 2))
    if pairs == "consecutive":
        return [(later, earlier) for earlier, later in pairwise(names)]
    if isinstance(pairs, str):
        raise InvalidValueError("pairs", "'all', 'consecutive' or a list of pairs", pairs)
    return [(first, second) for first, second in pairs]
