"""Gaps inside a company: what customers, front line and management answer to the same questions, beside the audit."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any, overload

from attrs import evolve

from servicekit.data._accepted import Data
from servicekit.data._answers import InputPolicy
from servicekit.data._grouping import by_columns, by_name
from servicekit.data._scales import Scale
from servicekit.foundation import _checks as checks
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.foundation._results import Groups
from servicekit.satisfaction._internal_gap_results import (
    CUSTOMERS,
    PAIRS,
    ROLES,
    AgainstTarget,
    AttributeGaps,
    InternalGaps,
)
from servicekit.stats.claims._share_tests import share_evidence
from servicekit.stats.comparison._comparison import Contrast, contrast_of, holm
from servicekit.stats.comparison._target_tests import target_p_values
from servicekit.stats.designs._design import Design
from servicekit.stats.intervals._estimates import Share, working_n
from servicekit.stats.scores._mean_score import MeanScore, mean_score
from servicekit.stats.summaries._tally import Tally


@overload
def internal_gaps(
    data: Data,
    attributes: Sequence[str],
    *,
    scale: Scale,
    target: float,
    by: None = None,
    role: str | None = None,
    roles: Mapping[str, Hashable] | None = None,
    kept: Mapping[Any, Share] | None = None,
    serves: Mapping[str, str | Sequence[str]] | None = None,
    kept_from: float = 0.9,
    design: Design | None = None,
    policy: InputPolicy | None = None,
    level: float = 0.95,
) -> InternalGaps: ...
@overload
def internal_gaps(
    data: Data,
    attributes: Sequence[str],
    *,
    scale: Scale,
    target: float,
    by: str | Sequence[str],
    role: str | None = None,
    roles: Mapping[str, Hashable] | None = None,
    kept: Mapping[Any, Share] | None = None,
    serves: Mapping[str, str | Sequence[str]] | None = None,
    kept_from: float = 0.9,
    design: Design | None = None,
    policy: InputPolicy | None = None,
    level: float = 0.95,
) -> Groups[InternalGaps]: ...
def internal_gaps(
    data: Data,
    attributes: Sequence[str],
    *,
    scale: Scale,
    target: float,
    by: str | Sequence[str] | None = None,
    role: str | None = None,
    roles: Mapping[str, Hashable] | None = None,
    kept: Mapping[Any, Share] | None = None,
    serves: Mapping[str, str | Sequence[str]] | None = None,
    kept_from: float = 0.9,
    design: Design | None = None,
    policy: InputPolicy | None = None,
    level: float = 0.95,
) -> InternalGaps | Groups[InternalGaps]:
    """Find where customers, front line and management see the same attributes differently, and what the audit adds.

    Args:
        data: One table with a column of sides, or a mapping "customers", "front_line", "management" -> table.
        attributes: Columns that all three answered.
        scale: The answers allowed, higher being better.
        target: Mean answer of customers that is aimed at.
        by: Column of units (branches), or a list of columns; then a mapping unit -> gaps is returned.
        role: Column of sides; None where ``data`` are three tables.
        roles: Side -> its value in that column; left out, the column holds the keys themselves.
        kept: Standard -> share kept, as ``compliance(audit, by="standard")`` gives it; with ``by``, (standard, unit)
            -> share, as ``compliance(audit, by=["standard", "site"])`` does.
        serves: Attribute -> the standards that serve it. An attribute that is not named has no standard. Several of
            one attribute are judged in the same visits, where they are kept or not together: they count as many
            observations as the one that was observed least.
        kept_from: Share from which standards count as kept.
        design: Columns of weights, strata and clusters, in every table.
        policy: Policy for text and for bad values.
        level: Confidence level; claims stand over all comparisons of the call (Holm).

    Raises:
        InvalidValueError: The target is off the scale, or one of ``kept`` and ``serves`` is missing.
        UnknownConceptError: A side does not occur, or an audit lacks a standard.

    Formula:
        Means of separate samples, differences by MOVER from score intervals; audits by the exact binomial test, of
        several standards on the smallest of their numbers of observations. All differences, shortfalls and audits form
        one family.

    Source:
        The question is the document's on satisfaction and loyalty (generation five); the places are a reading.

    Example:
        >>> import servicekit as sk
        >>> survey = {"side": ["customers"] * 40 + ["front_line"] * 20 + ["management"] * 20}
        >>> survey["speed"] = [2, 3] * 20 + [3, 4] * 10 + [4, 5] * 10
        >>> gaps = sk.satisfaction.internal_gaps(survey, ["speed"], scale=sk.LIKERT_5, target=4, role="side")
        >>> gaps["speed"]["management", "customers"].value
        2.0
        >>> [kind.key for kind in gaps.found["speed"]]
        ['overrated']
    """
    checks.validate(checks.confidence, "level", level)
    checks.validate(checks.share, "kept_from", kept_from)
    if not scale.higher_is_better:
        raise InvalidValueError("scale of internal gaps", "one on which more is better", scale.rule)
    if not scale.low <= target <= scale.high:
        raise InvalidValueError("target", f"on the scale, from {scale.low:g} to {scale.high:g}", target)
    if (kept is None) != (serves is None):
        raise InvalidValueError("kept and serves", "given together or not at all")
    if isinstance(attributes, str) or not attributes:
        raise InvalidValueError("attributes", "a list of columns", attributes)
    if serves is not None and (strange := sorted(set(serves) - set(attributes))):
        raise UnknownConceptError("attribute of serves", strange[0], list(attributes))
    sides = _sides(roles)
    options: dict[str, Any] = {"scale": scale, "design": design, "policy": policy, "level": level}
    answers: dict[tuple[Any, str], dict[str, MeanScore]] = {}
    left_out: dict[str, int] = {}
    for attribute in attributes:
        for side, unit, score in _answers(data, attribute, role, by, options):
            if side in sides:
                answers.setdefault((unit, attribute), {})[sides[side]] = score
            else:
                left_out[str(side)] = max(left_out.get(str(side), 0), score.tally.n)
    seen = {side for scores in answers.values() for side in scores}
    for value, side in sides.items():
        if side not in seen:
            raise UnknownConceptError("side in the data", value, sorted({*seen, *left_out}))
    results = located(
        answers,
        scale=scale,
        target=target,
        kept=kept,
        serves=serves,
        kept_from=kept_from,
        by_unit=by is not None,
        left_out=left_out,
        level=level,
    )
    return results[None] if by is None else Groups(by_name(by), results)


def located(
    answers: Mapping[tuple[Any, str], Mapping[str, MeanScore]],
    *,
    scale: Scale,
    target: float,
    kept: Mapping[Any, Share] | None,
    serves: Mapping[str, str | Sequence[str]] | None,
    kept_from: float,
    by_unit: bool,
    left_out: Mapping[str, int],
    level: float,
    joined: Mapping[str, Share] | None = None,
) -> dict[Any, InternalGaps]:
    """Return the gaps of each unit from mean answers, all p-values found and adjusted together.

    Args:
        answers: Unit (None where there are none) and attribute -> side -> mean answer.
        scale, target, kept, serves, kept_from, level: As ``internal_gaps`` takes them.
        by_unit: Whether ``kept`` is by standard and unit.
        left_out: Other values of the column of sides, with their rows.
        joined: Attribute -> share kept of all its standards with what its visits leave of the observations, where an
            audit tells visits apart.
    """
    empty = MeanScore(tally=Tally.empty(scale), level=level)
    complete = {key: {side: scores.get(side, empty) for side in ROLES} for key, scores in answers.items()}
    of_target = dict(
        zip(complete, target_p_values([each[CUSTOMERS] for each in complete.values()], target), strict=True)
    )
    made = {
        key: _gaps(
            key[1],
            scores,
            _contrasts(scores),
            of_target[key],
            target,
            None if serves is None else _listed(serves.get(key[1], ())),
            kept or {},
            (joined or {}).get(key[1]),
            (key[0], by_unit),
            kept_from,
            level,
        )
        for key, scores in complete.items()
    }
    adjusted, m = _adjusted(made)
    units: dict[Any, dict[str, AttributeGaps]] = {}
    for (unit, attribute), gaps in adjusted.items():
        units.setdefault(unit, {})[attribute] = gaps
    return {
        unit: InternalGaps(attributes=gaps, left_out=left_out, comparisons=m, level=level)
        for unit, gaps in units.items()
    }


def _sides(roles: Mapping[str, Hashable] | None) -> dict[Any, str]:
    """Return value of the column -> side."""
    if roles is None:
        return {side: side for side in ROLES}
    if set(roles) != set(ROLES):
        raise InvalidValueError("roles", f"a value for each of {', '.join(ROLES)}", sorted(roles))
    return {value: side for side, value in roles.items()}


def _answers(
    data: Data, attribute: str, role: str | None, by: str | Sequence[str] | None, options: dict[str, Any]
) -> Iterator[tuple[Any, Any, MeanScore]]:
    """Yield side, unit and mean answer; the unit is None where there are no units."""
    if role is None:
        if not isinstance(data, Mapping) or set(data) != set(ROLES):
            hint = "pass role=, the column of sides, where there is one table"
            raise InvalidValueError("data", f"a table for each of {', '.join(ROLES)}", type(data).__name__, hint=hint)
        for side in ROLES:
            if by is None:
                found = {None: mean_score(data[side], attribute, **options)}
            else:
                found = dict(mean_score(data[side], attribute, by=by, **options))
            for unit, score in found.items():  # tables that happen to hold the same answers are not the same people
                tally = evolve(score.tally, respondents=f"{score.tally.respondents} {side}")
                yield side, unit, evolve(score, tally=tally)
    else:
        for group, score in mean_score(data, attribute, by=[role, *by_columns(by)], **options).items():
            side, *unit = group if isinstance(group, tuple) else (group,)
            yield side, (tuple(unit) if len(unit) > 1 else unit[0] if unit else None), score


def _listed(standards: str | Sequence[str]) -> tuple[str, ...]:
    return (standards,) if isinstance(standards, str) else tuple(standards)


def _contrasts(scores: Mapping[str, MeanScore]) -> tuple[Contrast, ...]:
    """Return the contrasts between sides."""
    return tuple(contrast_of((first, second), (scores[first], scores[second])) for first, second in PAIRS)


def _gaps(
    attribute: str,
    scores: Mapping[str, MeanScore],
    contrasts: tuple[Contrast, ...],
    p_value: float | None,
    target: float,
    standards: tuple[str, ...] | None,
    kept: Mapping[Any, Share],
    joined: Share | None,
    where: tuple[Any, bool],
    kept_from: float,
    level: float,
) -> AttributeGaps:
    short = AgainstTarget(estimate=scores[CUSTOMERS], target=target, p_value=p_value, level=level)
    keeping = None
    if standards:
        unit, by_unit = where
        keys: list[Any] = [(standard, unit) if by_unit else standard for standard in standards]
        for key in keys:
            if key not in kept:
                raise UnknownConceptError("standard that was audited", str(key), [str(known) for known in kept])
        share = _together([kept[key] for key in keys], level) if joined is None else joined
        p = share_evidence(share, kept_from).p
        keeping = AgainstTarget(estimate=share, target=kept_from, p_value=p, level=level)
    return AttributeGaps(
        attribute=attribute,
        scores=scores,
        contrasts=contrasts,
        shortfall=short,
        standards=standards,
        keeping=keeping,
        alpha=1 - level,
    )


def _together(shares: Sequence[Share], level: float) -> Share:
    """Return the share kept of several standards; how they go together within a visit is not known, so fully."""
    seen = [share for share in shares if share.n]
    if len(seen) == 1:
        return evolve(seen[0], level=level, name=None)
    return Share(
        count=sum(share.count for share in seen),
        n=sum(share.n for share in seen),
        level=level,
        n_effective=min(map(working_n, seen), default=None),
        withheld=next((share.withheld for share in seen if share.withheld is not None), None),
    )


def _adjusted(made: dict[Any, AttributeGaps]) -> tuple[dict[Any, AttributeGaps], int]:
    """Adjust the p-values of all comparisons together."""
    family = [
        figure.p_value
        for gaps in made.values()
        for figure in (*gaps.contrasts, gaps.shortfall, gaps.keeping)
        if figure is not None
    ]
    found = holm(family, nan="drop")
    left = iter(found.adjusted)
    adjusted = {
        key: evolve(
            gaps,
            contrasts=tuple(evolve(contrast, adjusted_p=next(left)) for contrast in gaps.contrasts),
            shortfall=evolve(gaps.shortfall, adjusted_p=next(left)),
            keeping=None if gaps.keeping is None else evolve(gaps.keeping, adjusted_p=next(left)),
        )
        for key, gaps in made.items()
    }
    return adjusted, found.m
