"""Practices and traits that work against each other, or against the archetype one means to be, and how much."""

from typing import Final, Literal

from attrs import field, frozen

from servicekit.archetypes._assumptions import TAKEN_FOR_GRANTED, opposition
from servicekit.archetypes._fit import fit_to
from servicekit.archetypes._four_archetypes import ServiceArchetype
from servicekit.archetypes._misfits import MISFITS, Misfit
from servicekit.archetypes._organisation import Organisation, Point
from servicekit.archetypes._practices import Practice
from servicekit.archetypes._process import PROCESS_OF
from servicekit.foundation import _checks as checks
from servicekit.foundation._markup import number
from servicekit.foundation._vocabulary import Label, member

Basis = Literal["area", "words", "types", "process", "target"]
BY_TYPE_ONLY: Final = 0.5
"""Weight of a contradiction that is read from the archetypes of two practices, not from their words."""


@frozen(kw_only=True)
class Contradiction:
    """Two things that do not go together.

    Attributes:
        points: The areas or traits they concern.
        between: The two things.
        why: The reason.
        basis: "area" (two archetypes in one area), "words" (what the practices take for granted is opposed), "types"
            (described for archetypes whose processes differ), "process" (a trait is not what a practice needs) or
            "target" (not as the archetype aimed at has it).
        degree_share: How much they are opposed, above 0 and up to 1.
    """

    points: tuple[Point, ...]
    between: tuple[Label, Label]
    why: Label
    basis: Basis
    degree_share: float = field(validator=checks.share)


def process_distance(one: ServiceArchetype, other: ServiceArchetype) -> float:
    """Return the share of the four traits in which two archetypes stand at opposite ends."""
    here, there = PROCESS_OF[one].known, PROCESS_OF[other].known
    return sum(abs(here[trait] - there[trait]) for trait in here) / len(here)


def between_practices(one: Practice, other: Practice) -> Contradiction | None:
    """Return how two practices oppose each other; practices of one archetype never do."""
    if one.archetype is other.archetype:
        return None
    apart = process_distance(one.archetype, other.archetype)
    labels, points = (one.label, other.label), (one.area, other.area)
    if one.area is other.area:
        why = Label("two archetypes in one area", "同一方面混用两种类型")
        return Contradiction(points=points[:1], between=labels, why=why, basis="area", degree_share=apart)
    degree, assumption = opposition(one, other)
    if degree and assumption is not None:
        here, there = (assumption.said(TAKEN_FOR_GRANTED[practice][assumption]) for practice in (one, other))
        why = Label(
            f"the first takes for granted: {here.en}; the second: {there.en}",
            f"前者的前提是：{here.zh}；后者的前提是：{there.zh}",
        )
        return Contradiction(points=points, between=labels, why=why, basis="words", degree_share=degree)
    return Contradiction(
        points=points,
        between=labels,
        why=_by_type(one.archetype, other.archetype),
        basis="types",
        degree_share=BY_TYPE_ONLY * apart,
    )


def _by_type(one: ServiceArchetype, other: ServiceArchetype) -> Label:
    here, there = PROCESS_OF[one].known, PROCESS_OF[other].known
    traits = [trait.label for trait in here if here[trait] != there[trait]]
    en = ", ".join(label.en.lower() for label in traits)
    zh = "、".join(label.zh for label in traits)
    return Label(
        f"described for {one.label.en.lower()} and for {other.label.en.lower()}, opposed in {en}",
        f"分别属于{one.label.zh}与{other.label.zh}，两者在{zh}上相反",
    )


def contradictions(
    organisation: Organisation, *, target: ServiceArchetype | str | None = None
) -> tuple[Contradiction, ...]:
    """Return what in an organisation works against itself, or against an archetype it aims at; pure ones have nothing.

    Args:
        organisation: Its practices, of which those mapped to the catalogue are compared, and its process.
        target: The archetype it means to be, or its key; then every area and trait that is not as the archetype
            has it is returned instead.

    Returns:
        The strongest first. Every pair of practices of different archetypes is set apart: by their words where those
        take opposite things for granted, else, half as much, by the processes for which their archetypes are
        described. Which practice takes what for granted, and what it needs of the process, is this library's reading.

    Example:
        >>> import servicekit as sk
        >>> shop = sk.archetypes.Organisation(
        ...     name="Workshop", practices=["support_service_factory", "recovery_in_depth"]
        ... )
        >>> found = sk.archetypes.contradictions(shop)[0]
        >>> found.degree_share, found.why.en.split("; ")[1]
        (1.0, 'the second: people are trusted to judge for themselves')
        >>> len(sk.archetypes.contradictions(shop, target="in_depth"))
        1
    """
    if target is not None:
        return _against(organisation, member(ServiceArchetype, target))
    practices, levels = organisation.catalogued, organisation.process.known
    pairs = [between_practices(one, other) for place, one in enumerate(practices) for other in practices[place + 1 :]]
    misfits = [
        Contradiction(
            points=(misfit.practice.area, misfit.trait),
            between=(misfit.practice.label, _level_of(misfit, levels[misfit.trait])),
            why=misfit.why,
            basis="process",
            degree_share=degree,
        )
        for misfit in MISFITS
        if misfit.practice in practices and (degree := misfit.degree(levels.get(misfit.trait)))
    ]
    found = [*(pair for pair in pairs if pair is not None), *misfits]
    return tuple(sorted(found, key=lambda contradiction: -contradiction.degree_share))


def tension(organisation: Organisation) -> float:
    """Return the sum of the degrees of all contradictions."""
    return sum(found.degree_share for found in contradictions(organisation))


def _level_of(misfit: Misfit, level: float) -> Label:
    label, needed = misfit.trait.label, ("high", "高") if misfit.needs_high else ("low", "低")
    return Label(f"{label.en}: {number(level)}, needed: {needed[0]}", f"{label.zh}：{number(level)}，需要：{needed[1]}")


def _against(organisation: Organisation, goal: ServiceArchetype) -> tuple[Contradiction, ...]:
    found = [
        Contradiction(
            points=(fit.point,),
            between=(fit.point.label, goal.label),
            why=fit.why,
            basis="target",
            degree_share=1 - fit.fit_share,
        )
        for fit in fit_to(organisation, goal).points
        if fit.fit_share < 1
    ]
    return tuple(sorted(found, key=lambda contradiction: -contradiction.degree_share))
