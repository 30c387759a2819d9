"""Practices and traits that work against each other, or against the archetype one means to be."""

from typing import Final

from attrs import frozen

from servicekit.archetypes._fit import fit_to
from servicekit.archetypes._four_archetypes import ServiceArchetype
from servicekit.archetypes._organisation import Organisation, Point
from servicekit.archetypes._practices import Practice
from servicekit.archetypes._process import ProcessTrait
from servicekit.foundation._vocabulary import Label, member


@frozen(kw_only=True)
class Contradiction:
    """Two things that do not go together, with the points they concern and the reason."""

    points: tuple[Point, ...]
    between: tuple[Label, Label]
    why: Label


@frozen
class _Clash:
    one: Practice
    other: Practice
    why: Label


@frozen
class _Misfit:
    practice: Practice
    trait: ProcessTrait
    is_high: bool
    why: Label

    def arises(self, level: float | None) -> bool:
        return level is not None and (level > 0.5 if self.is_high else level < 0.5)


CLASHES: Final = (
    _Clash(
        Practice.SUPPORT_SERVICE_FACTORY,
        Practice.RECOVERY_IN_DEPTH,
        Label(
            "a manual for every step leaves no room to answer for the faults of others",
            "步步照手册，就无法替别人承担责任",
        ),
    ),
    _Clash(
        Practice.NEW_HIRES_SERVICE_FACTORY,
        Practice.RECOVERY_IN_DEPTH,
        Label("beginners cannot carry full responsibility before a client", "新手无法对客户全面负责"),
    ),
    _Clash(
        Practice.NEW_HIRES_SERVICE_FACTORY,
        Practice.DEVELOPMENT_IN_DEPTH,
        Label("partners do not grow from short first jobs at low pay", "低薪短期的首份工作培养不出合伙人"),
    ),
    _Clash(
        Practice.NEW_HIRES_PERSONALISED,
        Practice.TRAINING_SERVICE_FACTORY,
        Label("trained professionals are wasted on learning a line by heart", "让专业人员去背流水线，浪费其专长"),
    ),
    _Clash(
        Practice.NEW_HIRES_IN_DEPTH,
        Practice.SUPPORT_SERVICE_FACTORY,
        Label("strong characters leave where every motion is watched", "个性坚强的人受不了处处被监督"),
    ),
    _Clash(
        Practice.TRAINING_IN_DEPTH,
        Practice.SUPPORT_SERVICE_FACTORY,
        Label("judgement is taught and then not allowed", "教会了判断，却不允许判断"),
    ),
    _Clash(
        Practice.INCENTIVES_PERSONALISED,
        Practice.RECOVERY_SERVICE_CHAIN,
        Label("ideas are praised while a plan is to be followed to the letter", "一边鼓励创造，一边要求照计划逐字执行"),
    ),
    _Clash(
        Practice.INCENTIVES_IN_DEPTH,
        Practice.TRAINING_SERVICE_FACTORY,
        Label(
            "a client's applause goes to personal skill, which the line does not teach",
            "客户喝彩来自个人本领，流水线教不出来",
        ),
    ),
)

MISFITS: Final = (
    _Misfit(
        Practice.SUPPORT_SERVICE_FACTORY,
        ProcessTrait.STANDARDISATION,
        False,
        Label("there is a manual but no standard process for it to rule", "有手册，却没有可依的标准流程"),
    ),
    _Misfit(
        Practice.RECOVERY_SERVICE_CHAIN,
        ProcessTrait.STANDARDISATION,
        False,
        Label("a plan carried out strictly needs a process that is laid down", "严格执行计划，需要事先规定的流程"),
    ),
    _Misfit(
        Practice.TRAINING_IN_DEPTH,
        ProcessTrait.STANDARDISATION,
        True,
        Label("professional judgement has little use where every step is laid down", "步步有规定，专业判断用不上"),
    ),
    _Misfit(
        Practice.TRAINING_SERVICE_FACTORY,
        ProcessTrait.CUSTOMISATION,
        True,
        Label("a line teaches one way, while each customer is to get his own", "流水线只教一种做法，客户却各不相同"),
    ),
    _Misfit(
        Practice.NEW_HIRES_SERVICE_FACTORY,
        ProcessTrait.CUSTOMISATION,
        True,
        Label("people in a first job cannot shape a service for each customer", "初次工作的人难以为客户量身定制"),
    ),
    _Misfit(
        Practice.SUPPORT_IN_DEPTH,
        ProcessTrait.CONTACT,
        False,
        Label("short contacts give few responses to heed", "接触短暂，难有反馈可关注"),
    ),
    _Misfit(
        Practice.INCENTIVES_IN_DEPTH,
        ProcessTrait.CONTACT,
        False,
        Label("there is little applause where client and employee hardly meet", "很少见面，也就没有喝彩"),
    ),
    _Misfit(
        Practice.TRAINING_SERVICE_CHAIN,
        ProcessTrait.CONTACT,
        False,
        Label("culture at the front line shows only where guests stay for a while", "客人停留，一线文化才能体现"),
    ),
)


def _within_areas(practices: tuple[Practice, ...]) -> list[Contradiction]:
    why = Label("two archetypes in one area", "同一方面混用两种类型")
    return [
        Contradiction(points=(one.area,), between=(one.label, other.label), why=why)
        for place, one in enumerate(practices)
        for other in practices[place + 1 :]
        if one.area is other.area
    ]


def contradictions(organisation: Organisation) -> tuple[Contradiction, ...]:
    """Return what in an organisation works against itself; a pure archetype has none.

    Args:
        organisation: Its practices, of which those mapped to the catalogue are compared, and its process.

    Returns:
        Different archetypes in one area first, then practices that clash across areas (``CLASHES``), then
        practices that do not suit the process (``MISFITS``); both tables are this library's reading.

    Example:
        >>> import servicekit as sk
        >>> shop = sk.archetypes.Organisation(name="Workshop", practices=["training_service_factory"])
        >>> len(sk.archetypes.contradictions(shop))
        0
    """
    practices, levels = organisation.catalogued, organisation.process.known
    clashes = [
        Contradiction(points=(c.one.area, c.other.area), between=(c.one.label, c.other.label), why=c.why)
        for c in CLASHES
        if c.one in practices and c.other in practices
    ]
    misfits = [
        Contradiction(points=(m.practice.area, m.trait), between=(m.practice.label, _level_of(m)), why=m.why)
        for m in MISFITS
        if m.practice in practices and m.arises(levels.get(m.trait))
    ]
    return (*_within_areas(practices), *clashes, *misfits)


def _level_of(misfit: _Misfit) -> Label:
    en, zh = ("high", "高") if misfit.is_high else ("low", "低")
    return Label(f"{misfit.trait.label.en}: {en}", f"{misfit.trait.label.zh}：{zh}")


def contradictions_with(organisation: Organisation, target: ServiceArchetype | str) -> tuple[Contradiction, ...]:
    """Return every area and trait of an organisation that is not as the archetype it aims at has it.

    Args:
        organisation: Its practices and its process.
        target: The archetype it means to be, or its key.

    Example:
        >>> import servicekit as sk
        >>> shop = sk.archetypes.Organisation(name="Workshop", practices=["training_service_factory"])
        >>> len(sk.archetypes.contradictions_with(shop, "personalised"))
        1
    """
    goal = member(ServiceArchetype, target)
    return tuple(
        Contradiction(points=(fit.point,), between=(fit.point.label, goal.label), why=fit.why)
        for fit in fit_to(organisation, goal).points
        if fit.fit_share < 1
    )
