"""Claims on counted shares that several parts make: against a target, of groups against others, of the most "
"frequent."""

from collections.abc import Mapping
from math import isfinite
from typing import Any, Final

from servicekit.foundation._results import Estimate
from servicekit.foundation._vocabulary import Label
from servicekit.stats.claims._claim_tests import Evidence, binomial_p, most_frequent
from servicekit.stats.claims._claims import Claim, ClaimKind, Reference, direction_of
from servicekit.stats.comparison._step_down import step_down
from servicekit.stats.intervals._estimates import Difference, Share, working_n
from servicekit.stats.scores._sampled_scores import SampledScores
from servicekit.study.wording._candidates import against_rivals

OTHERS: Final = Label("the others", "其余合计")
TARGET: Final = Label("target", "目标")


def against_target(
    part: str,
    name: str,
    measure: Label,
    own: Estimate,
    evidence: Evidence,
    target: float,
    *,
    sort: str = "target",
    **more: Any,
) -> Claim:
    """Return the claim that a share lies above or below a target that was stated.

    Args:
        part: Key of the part.
        name: Rest of the claim's name.
        measure: What was measured.
        own: The share.
        evidence: Its test against the target.
        target: The target.
        sort: Which sentences apply.
        more: Further fields of the claim.
    """
    return Claim(
        name=f"{part}/{name}",
        kind=ClaimKind.LEVEL,
        sort=sort,
        part=part,
        measure=measure,
        own=own,
        reference=Reference(kind="target", label=TARGET, value=target),
        evidence=evidence,
        direction=1 if (own.value or 0.0) >= target else -1,
        good=1,
        **{"subject": measure, **more},
    )


def groups_against_others(
    part: str,
    family: str,
    group: Label,
    measure: Label,
    shares: Mapping[Any, Share],
    names: Mapping[Any, Label],
    *,
    counted: Label,
    **more: Any,
) -> tuple[Claim, ...]:
    """Return the claims that a group's counted share differs from all others pooled.

    Args:
        part: Key of the part.
        family: Name of the family within the part.
        group: What the groups are.
        measure: What was measured.
        shares: Share of each group.
        names: Names of the groups; the group itself where there is none.
        counted: What is counted, in Chinese with its measure word.
        more: Further fields of the claims.
    """
    scores = {key: SampledScores.of_counts(round(share.count), round(share.n)) for key, share in shares.items()}
    claims = []
    for one in step_down(scores):
        outside = {one.group, *one.without}
        rest = [share for key, share in shares.items() if key not in outside]
        others = Share(count=sum(share.count for share in rest), n=sum(share.n for share in rest))
        own = shares[one.group]
        label = names.get(one.group, Label(str(one.group), str(one.group)))
        claims.append(
            Claim(
                name=f"{part}/{family}/{one.group}",
                kind=ClaimKind.DIFFERENCE,
                sort="group",
                part=part,
                subject=label,
                measure=measure,
                own=own,
                reference=Reference(
                    kind="others_pooled",
                    label=OTHERS,
                    value=others,
                    n=round(others.n),
                    without=tuple(names.get(key, Label(str(key), str(key))).en for key in one.without),
                ),
                difference=Difference(first=own, second=others),
                evidence=one.evidence,
                direction=direction_of(own.value, others.value),
                details={"group": group, "counted": counted},
                **{"good": 1, **more},
            )
        )
    return tuple(claims)


def most_common(
    part: str, name: str, what: Label, shares: Mapping[Any, Share], names: Mapping[Any, Label], **more: Any
) -> tuple[Claim, ...]:
    """Return the claim that the largest of several counts of one whole is larger than the next; none of fewer than two.

    Args:
        part: Key of the part.
        name: Rest of the claim's name.
        what: What is counted.
        shares: Share of each kind.
        names: Names of the kinds.
        more: Further details of the sentence.
    """
    order = sorted(shares, key=lambda key: -shares[key].count)
    if len(order) < 2 or not shares[order[0]].count:
        return ()
    labels = [names.get(key, Label(str(key), str(key))) for key in order]
    first, second = shares[order[0]], shares[order[1]]
    if any(shares[key].n and shares[key].reason is not None for key in order):
        return ()  # the design says nothing of them
    counts = {key: round((shares[key].value or 0.0) * _size(shares[key])) for key in order}
    against = [binomial_p(counts[order[0]], counts[order[0]] + counts[key]) for key in order[1:]]
    evidence = most_frequent(counts[order[0]], counts[order[1]])
    return (
        Claim(
            name=f"{part}/{name}",
            kind=ClaimKind.EXTREMUM,
            sort=str(more.pop("sort", "frequent")),
            part=part,
            subject=labels[0],
            measure=what,
            own=first,
            reference=Reference(kind="next_best", label=labels[1], value=second),
            evidence=evidence,
            details={"what": what, "set": against_rivals(labels, against), **more},
        ),
    )


def _size(share: Share) -> float:
    """Return the answers that a share may count: of a census, whose number is infinite, those there are."""
    size = working_n(share)
    return size if isfinite(size) else share.answers or share.n
