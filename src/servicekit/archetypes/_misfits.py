"""Practices that need a trait of the process, and how far a process is from what they need."""

from typing import Final

from attrs import frozen

from servicekit.archetypes._practices import Practice
from servicekit.archetypes._process import ProcessTrait
from servicekit.foundation._vocabulary import Label


@frozen
class Misfit:
    """A practice, the trait it needs, whether high or low, and why."""

    practice: Practice
    trait: ProcessTrait
    needs_high: bool
    why: Label

    def degree(self, level: float | None) -> float:
        """Return how far the trait is from what the practice needs, 0 to 1; 0 where it is not known."""
        if level is None:
            return 0.0
        near = level if self.needs_high else 1 - level
        return 1 - near  # so that what a fit of 1 cannot show is no misfit either


MISFITS: Final = (
    Misfit(
        Practice.SUPPORT_SERVICE_FACTORY,
        ProcessTrait.STANDARDISATION,
        True,
        Label("there is a manual but no standard process for it to rule", "有手册，却没有可依的标准流程"),
    ),
    Misfit(
        Practice.RECOVERY_SERVICE_CHAIN,
        ProcessTrait.STANDARDISATION,
        True,
        Label("a plan carried out strictly needs a process that is laid down", "严格执行计划，需要事先规定的流程"),
    ),
    Misfit(
        Practice.TRAINING_IN_DEPTH,
        ProcessTrait.STANDARDISATION,
        False,
        Label("professional judgement has little use where every step is laid down", "步步有规定，专业判断用不上"),
    ),
    Misfit(
        Practice.TRAINING_SERVICE_FACTORY,
        ProcessTrait.CUSTOMISATION,
        False,
        Label("a line teaches one way, while each customer is to get his own", "流水线只教一种做法，客户却各不相同"),
    ),
    Misfit(
        Practice.NEW_HIRES_SERVICE_FACTORY,
        ProcessTrait.CUSTOMISATION,
        False,
        Label("people in a first job cannot shape a service for each customer", "初次工作的人难以为客户量身定制"),
    ),
    Misfit(
        Practice.SUPPORT_IN_DEPTH,
        ProcessTrait.CONTACT,
        True,
        Label("short contacts give few responses to heed", "接触短暂，难有反馈可关注"),
    ),
    Misfit(
        Practice.INCENTIVES_IN_DEPTH,
        ProcessTrait.CONTACT,
        True,
        Label("there is little applause where client and employee hardly meet", "很少见面，也就没有喝彩"),
    ),
    Misfit(
        Practice.TRAINING_SERVICE_CHAIN,
        ProcessTrait.CONTACT,
        True,
        Label("culture at the front line shows only where guests stay for a while", "客人停留，一线文化才能体现"),
    ),
)
