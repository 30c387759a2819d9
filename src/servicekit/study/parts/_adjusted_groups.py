"""Groups at the same mix of customers: claims on what is left of their differences."""

from collections.abc import Mapping
from math import sqrt

import attrs
import numpy as np

from servicekit.foundation._results import Groups
from servicekit.foundation._vocabulary import Label
from servicekit.satisfaction._top_box import TopBox
from servicekit.stats.claims._claim_tests import Evidence, rounded
from servicekit.stats.claims._claims import Affected, Claim, ClaimKind, Reference
from servicekit.stats.comparison._step_down import NamedGroup, step_down
from servicekit.stats.intervals._estimates import Difference
from servicekit.stats.rankings._adjusted_scores import AdjustedScore, CaseMix
from servicekit.stats.rankings._case_mix import case_mix, scores_at_one_mix
from servicekit.stats.scores._category_score import CategoryScore
from servicekit.study._study import Study
from servicekit.study.parts._measures import good_direction, unit_of, worth_knowing


def adjusted_claims(
    study: Study,
    keys: tuple[str, str],
    labels: tuple[Label, Label],
    cells: Groups[CategoryScore],
    *,
    is_lead: bool,
    others: Label,
) -> tuple[CaseMix, tuple[Claim, ...]]:
    """Return groups at the same mix of customers, and the claim of each against all others.

    Args:
        study: Names what is adjusted for.
        keys: The part, column and question, for names of claims: "groups/branch", "overall".
        labels: Names of the column and of the question.
        cells: The question by group and by what describes customers.
        is_lead: Whether the question matters first.
        others: What the others are called.

    Raises:
        ServiceKitError: The kinds of customers cannot be told from the groups.
    """
    mix = case_mix(cells, study.adjust_for, level=study.level)
    named = step_down(scores_at_one_mix(cells, mix))
    reached = 0.0
    claims = []
    for one in named:
        evidence = _with_slopes(one, mix)
        if evidence.p is not None:  # a later name needs the earlier one
            reached = max(reached, evidence.p)
            evidence = attrs.evolve(evidence, p=reached)
        claims.append(_claim(study, keys, labels, mix, attrs.evolve(one, evidence=evidence), is_lead, others))
    return mix, tuple(claims)


def _with_slopes(one: NamedGroup, mix: CaseMix) -> Evidence:
    """Return the evidence of a group, less sure by what the coefficients of the mix are uncertain."""
    evidence = one.evidence
    if not evidence.standard_error:
        return evidence
    assert evidence.p is not None
    from scipy.special import ndtr, ndtri

    own = mix.figures[one.group].n
    away = mix.n / (mix.n - own)
    added = float(mix.slopes[list(mix.figures).index(one.group)]) * away**2
    error = sqrt(evidence.standard_error**2 + added)
    z = float(ndtri(evidence.p / 2)) * evidence.standard_error / error
    return attrs.evolve(evidence, p=rounded(2 * float(ndtr(z))), standard_error=error)


def _claim(
    study: Study,
    keys: tuple[str, str],
    labels: tuple[Label, Label],
    mix: CaseMix,
    one: NamedGroup,
    is_lead: bool,
    others: Label,
) -> Claim:
    own = mix.figures[one.group]
    pooled, correlation = _pooled(mix, one)
    shift = own.adjusted - pooled.adjusted
    raw = own.raw
    return Claim(
        name=f"{keys[0]}/{keys[1]}/{one.group}",
        kind=ClaimKind.DIFFERENCE,
        sort="group_adjusted",
        part=keys[0].partition("/")[0],
        subject=Label(str(one.group), str(one.group)),
        measure=labels[1],
        own=own,
        reference=Reference(
            kind="others_pooled",
            label=others,
            value=pooled,
            n=pooled.n,
            without=tuple(str(name) for name in one.without),
        ),
        difference=Difference(first=own, second=pooled, correlation=correlation),
        evidence=one.evidence,
        direction=1 if shift > 0 else -1 if shift < 0 else 0,
        lead=is_lead,
        good=good_direction(raw),
        affected=Affected(customers=float(own.n)) if isinstance(raw, TopBox) else None,
        details={"group": labels[0], "mix": tuple(study.label(column) for column in mix.adjusted_for), "raw": raw},
        unit=unit_of(raw),
        worth_knowing=worth_knowing(study, raw),
    )


def _pooled(mix: CaseMix, one: NamedGroup) -> tuple[AdjustedScore, float]:
    """Return the others together, by their numbers of answers, and the correlation of the group with them."""
    outside = {one.group, *one.without}
    places = [place for place, name in enumerate(mix.figures) if name not in outside]
    figures: Mapping[int, AdjustedScore] = dict(enumerate(mix.figures.values()))
    sizes = np.array([float(figures[place].n) for place in places])
    weights = sizes / sizes.sum()
    own = list(mix.figures).index(one.group)
    variance = float(weights @ mix.covariance[np.ix_(places, places)] @ weights)
    together = float(weights @ mix.covariance[places, own])
    value = float(weights @ [figures[place].adjusted for place in places])
    first = figures[places[0]]
    raw = attrs.evolve(first.raw, tally=sum((figures[p].raw.tally for p in places[1:]), start=first.raw.tally))
    pooled = AdjustedScore(
        raw=raw,
        adjusted=value,
        error=sqrt(max(variance, 0.0)),
        freedom=first.freedom,
        n=int(sizes.sum()),
        level=first.level,
    )
    below = sqrt(variance * float(mix.covariance[own, own]))
    return pooled, float(np.clip(together / below, -1.0, 1.0)) if below > 0 else 0.0
