"""What to change, in which order, to become a chosen archetype, and why: from what the practices take for granted."""

from typing import Final

from attrs import frozen

from servicekit.archetypes._assumptions import TAKEN_FOR_GRANTED, shared
from servicekit.archetypes._contradictions import Contradiction, contradictions, tension
from servicekit.archetypes._fit import fit_to
from servicekit.archetypes._four_archetypes import ServiceArchetype
from servicekit.archetypes._organisation import Organisation, Point, reassigned
from servicekit.archetypes._practices import PracticeArea, practice_of
from servicekit.archetypes._process import ProcessTrait
from servicekit.foundation._vocabulary import Label, member

# The process decides which people are needed, people what they must learn, and only then do rewards make sense.
USUAL_ORDER: Final[tuple[Point, ...]] = (
    *ProcessTrait,
    PracticeArea.NEW_HIRES,
    PracticeArea.TRAINING,
    PracticeArea.SUPPORT,
    PracticeArea.INCENTIVES,
    PracticeArea.DEVELOPMENT,
    PracticeArea.RECOVERY,
)


@frozen(kw_only=True)
class Move:
    """One change on the way to an archetype and how things stand after it.

    Attributes:
        point: The area or trait that is changed.
        change: What there is and what the archetype has.
        why: What speaks for it: the strongest contradiction that it ends, or a kept practice that rests on the same.
        solves: Contradictions that it ends, the strongest first.
        similarity_after_share: Similarity to the archetype after it.
        contradictions_after: Contradictions left.
        tension_after: Sum of their degrees.
    """

    point: Point
    change: Label
    why: Label
    solves: tuple[Contradiction, ...]
    similarity_after_share: float
    contradictions_after: int
    tension_after: float


def suggested_moves(organisation: Organisation, *, to: ServiceArchetype | str) -> tuple[Move, ...]:
    """Return the changes that lead to an archetype, each time the one that leaves the least contradiction.

    Among equals the usual order decides: process, new hires, training, support, incentives, development, recovery.
    Areas and traits of which nothing is known are not moved; ``organisation.undescribed`` names them.

    Args:
        organisation: Where one stands.
        to: The archetype one wants to be, or its key.

    Returns:
        As many moves as there are points that differ; after the last the organisation is wholly the archetype
        in all that is described. Contradiction is the sum of the degrees of ``contradictions``.

    Example:
        >>> import servicekit as sk
        >>> shop = sk.archetypes.Organisation(
        ...     name="Workshop", practices=["training_service_factory", "recovery_in_depth"]
        ... )
        >>> move = sk.archetypes.suggested_moves(shop, to="in_depth")[0]
        >>> move.point.key, len(move.solves), move.contradictions_after
        ('training', 1, 0)
    """
    route: list[Move] = []
    now, goal = organisation, member(ServiceArchetype, to)
    while differing := {fit.point: fit.why for fit in fit_to(now, goal).points if fit.fit_share < 1}:
        options = [(point, reassigned(now, point, goal)) for point in sorted(differing, key=USUAL_ORDER.index)]
        point, then = min(options, key=lambda option: tension(option[1]))
        left = contradictions(then)
        still = {(found.basis, found.points, found.between[0]) for found in left}
        solves = tuple(
            found for found in contradictions(now) if (found.basis, found.points, found.between[0]) not in still
        )
        route.append(
            Move(
                point=point,
                change=differing[point],
                why=_reason(then, point, goal, solves),
                solves=solves,
                similarity_after_share=fit_to(then, goal).value or 0.0,
                contradictions_after=len(left),
                tension_after=sum(found.degree_share for found in left),
            )
        )
        now = then
    return tuple(route)


def _reason(then: Organisation, point: Point, goal: ServiceArchetype, solves: tuple[Contradiction, ...]) -> Label:
    """Say which contradiction ends; if none does, which other practice rests on the same as the new one."""
    if solves:
        one, other = solves[0].between
        return Label(
            f"ends: {one.en} against {other.en} ({solves[0].why.en})",
            f"消除矛盾：{one.zh}与{other.zh}（{solves[0].why.zh}）",
        )
    if isinstance(point, PracticeArea):
        new = practice_of(point, goal)
        for kept in then.catalogued:
            if kept is not new and (both := shared(new, kept)) is not None:
                said = both.said(TAKEN_FOR_GRANTED[new][both])
                return Label(
                    f"goes with what is there ({kept.label.en}); both take for granted: {said.en}",
                    f"与现有做法（{kept.label.zh}）前提相同：{said.zh}",
                )
    return Label(
        f"nothing here speaks against or for it but the aim: {goal.label.en.lower()}",
        f"现有做法既不反对也不支持，只为达到目标：{goal.label.zh}",
    )
