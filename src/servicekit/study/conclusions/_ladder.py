"""How far an assessment answers each of the ten generations, and which one suits the organisation."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Literal

from attrs import frozen

from servicekit.foundation._vocabulary import Label
from servicekit.study._part import NotRun, Part
from servicekit.study._study import Study
from servicekit.study.conclusions._generations import LADDER, STAGES, Generation

if TYPE_CHECKING:  # a part that did not run need not be loaded
    from servicekit.study.parts._compliance import CompliancePart
    from servicekit.study.parts._excellence import ExcellencePart
    from servicekit.study.parts._experience import ExperiencePart
    from servicekit.study.parts._improvement import ImprovementPart
    from servicekit.study.parts._index import IndexPart
    from servicekit.study.parts._journey import JourneyPart
    from servicekit.study.parts._kano import KanoPart
    from servicekit.study.parts._loyalty import LoyaltyPart
    from servicekit.study.parts._priorities import PrioritiesPart
    from servicekit.study.parts._quality import QualityPart
    from servicekit.study.parts._sides import SidesPart
    from servicekit.study.parts._usage import UsagePart

FEWEST_TOUCHPOINTS: Final = 2
FEWEST_WAVES: Final = 2
OWN_CALL: Final = Label("a report has no part for it; its call answers", "报告不含此部分，需另行调用计算")
COMPLETE: Final = Label("enough complete answers", "足够的完整回答")
CUTS: Final = Label("where high begins in usage and attitude", "使用与态度的高低分界")
BOTH_SIDES: Final = Label(
    "30 answers below and above the neutral one for some attribute", "至少一项在中性回答上下各有30份回答"
)
ENOUGH_DELIGHTED: Final = Label(
    "30 delighted and 30 merely satisfied, of whom 30 give some attribute its best answer and 30 another",
    "非常满意者与一般满意者各30人，且对某一项给最高分与未给最高分的各30人",
)
OBSERVED: Final = Label("observations that were kept or failed", "达标或未达标的观察结果")
TWO_WAVES: Final = Label("answers to a question with a target in at least two waves", "有目标的题目至少两期有回答")
ACTIONS: Final = Label(
    "a register of actions, and answers before and after one of them", "措施记录，以及其中某项措施前后的回答"
)
TOUCHPOINTS: Final = Label("answers about at least two touchpoints", "至少两个触点的回答")
SECTION: Final = Label(
    "that the study says what its columns mean, or that the data fit it", "调查方案说明相关列的含义，且数据与之相符"
)


@frozen(kw_only=True)
class RungState:
    """How far an assessment answers the question of one generation.

    Attributes:
        generation: The generation; its meaning is the question.
        call: The call that answers it outside of a report.
        state: "done", "partly" (it ran, or could run, and does not answer) or "missing" (the data are not there).
        lacks: What it would take; None where done.
    """

    generation: Generation
    call: str
    state: Literal["done", "partly", "missing"]
    lacks: Label | None


@frozen(kw_only=True)
class Recommended:
    """The generation that suits an organisation of a stage.

    Attributes:
        aim: The generation its stage asks for.
        now: The highest one up to that of which the data are there; None where there is none.
        lacks: What the aim would take; None where its question is answered.
        open_before: Generations before the aim that the report does not answer: each builds on those before.
    """

    aim: Generation
    now: Generation | None
    lacks: Label | None
    open_before: tuple[Generation, ...]


def evidence_of(study: Study, tables: Iterable[str]) -> list[str]:
    """Return what a study and its tables make possible, by the names that rungs use."""
    by_touchpoint = study.experience is not None and study.experience.is_by_touchpoint
    loyalty = study.loyalty is not None and study.loyalty.attitude_cut is not None
    there = {
        "quality": study.quality is not None,
        "index": study.index is not None,
        "drivers": study.drivers is not None,
        "kano": study.kano is not None,
        "touchpoints": study.journey is not None or by_touchpoint,
        "waves": study.wave is not None and bool(study.targets),
        "usage": study.usage is not None or loyalty,
    }
    return [*(name for name, known in there.items() if known), *tables]


def ladder(parts: Sequence[Part], not_run: Sequence[NotRun], evidence: Iterable[str]) -> tuple[RungState, ...]:
    """Return how far each generation is answered.

    Args:
        parts: Parts that ran.
        not_run: Parts that did not.
        evidence: What the data make possible.
    """
    there, run = set(evidence), {part.key: part for part in parts}
    reasons = {part.key: part.reason for part in not_run if part.reason is not None}
    found = []
    for generation, rung in LADDER.items():
        own = [run[key] for key in rung.parts if key in run]
        lacks: Label | None = rung.needs
        state: Literal["done", "partly", "missing"] = "missing"
        if there.intersection(rung.evidence):
            state = "partly"
            if not rung.parts:
                lacks = OWN_CALL
            elif not own:
                lacks = next((reasons[key] for key in rung.parts if key in reasons), SECTION)
            else:
                lacks = None if any(_lack(part) is None for part in own) else _lack(own[0])
                state = "partly" if lacks else "done"
        found.append(RungState(generation=generation, call=rung.call, state=state, lacks=lacks))
    return tuple(found)


def recommended(stage: str | None, rungs: Sequence[RungState]) -> Recommended | None:
    """Return the generation that suits a stage; None where no stage is named.

    Args:
        stage: Key of the stage.
        rungs: How far each generation is answered.
    """
    if stage is None:
        return None
    place = STAGES.index(stage)
    upto = rungs[: place + 1]
    there = [one.generation for one in upto if one.state != "missing"]
    return Recommended(
        aim=rungs[place].generation,
        now=there[-1] if there else None,
        lacks=rungs[place].lacks,
        open_before=tuple(one.generation for one in rungs[:place] if one.state != "done"),
    )


def _of_quality(part: "QualityPart") -> Label | None:
    return None if part.quality.n > 1 else COMPLETE


def _of_index(part: "IndexPart") -> Label | None:
    return None if part.index.value is not None else COMPLETE


def _of_priorities(part: "PrioritiesPart") -> Label | None:
    return None if part.coefficients is not None else COMPLETE


def _of_sides(part: "SidesPart") -> Label | None:
    return None if any(one.below.value is not None for one in part.drivers.effects.values()) else BOTH_SIDES


def _of_excellence(part: "ExcellencePart") -> Label | None:
    return None if any(claim.is_testable for claim in part.claims) else ENOUGH_DELIGHTED


def _of_kano(part: "KanoPart") -> Label | None:
    return None if part.kano.n else COMPLETE


def _of_loyalty(part: "LoyaltyPart") -> Label | None:
    return None if part.conditions is not None and part.conditions.n else CUTS


def _of_journey(part: "JourneyPart") -> Label | None:
    rated = sum(each.score.value is not None for each in part.journey.moments.values())
    return None if rated >= FEWEST_TOUCHPOINTS else TOUCHPOINTS


def _of_improvement(part: "ImprovementPart") -> Label | None:
    followed = [sum(each.value is not None for each in groups.values()) for groups in part.waves.values()]
    if max(followed, default=0) < FEWEST_WAVES:
        return TWO_WAVES
    return None if any(effect.value is not None for effect in part.effects.values()) else ACTIONS


def _of_usage(part: "UsagePart") -> Label | None:
    return None if part.segments.n else COMPLETE


def _of_compliance(part: "CompliancePart") -> Label | None:
    return None if part.whole.value is not None else OBSERVED


def _of_experience(part: "ExperiencePart") -> Label | None:
    return None if part.touchpoints >= FEWEST_TOUCHPOINTS else TOUCHPOINTS


LACKS: Final[Mapping[str, Callable[[Any], Label | None]]] = MappingProxyType(
    {
        "quality": _of_quality,
        "index": _of_index,
        "priorities": _of_priorities,
        "sides": _of_sides,
        "excellence": _of_excellence,
        "kano": _of_kano,
        "loyalty": _of_loyalty,
        "journey": _of_journey,
        "experience": _of_experience,
        "usage": _of_usage,
        "compliance": _of_compliance,
        "improvement": _of_improvement,
    }
)
"""Key of a part -> what it lacks to answer its question, although it ran; None where it answers."""


def _lack(part: Part) -> Label | None:
    lacks = LACKS.get(part.key)
    return None if lacks is None else lacks(part)
