"""The plan: targets held against the newest figures, actions with owner and day, and whether those done worked."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, Final

import attrs
from attrs import field, frozen

from servicekit.data._accepted import Data
from servicekit.data._summaries import Measure
from servicekit.foundation._errors import UnknownConceptError
from servicekit.foundation._literature import DANIELS_1999, DEMING_1986
from servicekit.foundation._results import Groups
from servicekit.foundation._vocabulary import Label, Language, Source
from servicekit.improvement._action import Action
from servicekit.improvement._register import ActionRegister
from servicekit.improvement._steps import ActionState, ActionStep
from servicekit.improvement._target import TargetStatus
from servicekit.improvement._verified_effect import VerifiedEffect
from servicekit.stats.claims._claim_tests import ClaimTest, Evidence, no_answers
from servicekit.stats.claims._claims import Claim, ClaimKind, Reference, direction_of
from servicekit.stats.comparison._level_test import level_test, mean_level_test
from servicekit.stats.comparison._mean_test import resampled_test
from servicekit.stats.monitoring._monitoring import Monitor, monitor
from servicekit.stats.scores._category_score import CategoryScore
from servicekit.study._part import NotRun, Part, Statement, Table
from servicekit.study._part_names import IMPROVEMENT as PART
from servicekit.study._study import Study
from servicekit.study.parts._action_effects import effects_of, question_of
from servicekit.study.parts._measures import measured, name_of, scores_of, unit_of
from servicekit.study.tables._given_tables import Tables
from servicekit.study.tables._wave_order import wave_order
from servicekit.study.wording._formatting import Unit, percent, write, write_difference
from servicekit.study.wording._sentences import caution, fact, listed, no_figure

KEY: Final = PART.key
NAME: Final = PART.name
NEEDS: Final = PART.needs
METHOD: Final = Label(
    "A target is met or missed where the newest figure lies on one side of it for sure; where there are waves, the "
    "last two both, so that one lucky wave is no success. Shares: exact binomial test; means and scores: t. The "
    "probability that the target is met takes the interval for all that is known. An action is verified by the last "
    "wave before its start and the first after its end, against where its units would stand without it: each unit's "
    "figure pulled towards that of all, since the worst get better by themselves, less the change of the other units.",
    "最新数值确定落在目标的一侧时，才判定达成或未达成；有多期数据时须最近两期均如此，单期的运气不算成功。占比用精确二项检验，"
    "均值与得分用t检验。达成概率以区间所含信息计算。行动的效果以启动前最后一期与完成后第一期比较，参照为“不采取行动时的水平”："
    "各单位数值向总体收缩（表现差的本会自行回升），并扣除其他单位的变化。",
)
SOURCES: Final = (DANIELS_1999, DEMING_1986)
FEWEST: Final = 30
AT_LEAST: Final = Label("at least {}", "不低于{}")
AT_MOST: Final = Label("at most {}", "不高于{}")
ZERO: Final = Label("no effect", "无效果")
TWICE: Final = Label(", in two waves in a row", "，连续两期")
UNTOLD: Final = Label("whether it worked could not be told", "当时无法判断是否有效")
NOT_CHANCE: Final = Label("not chance", "并非偶然")
OPEN: Final = (ActionState.PLANNED, ActionState.STARTED)


@frozen(kw_only=True)
class ImprovementPart(Part):
    """Targets and actions.

    Attributes:
        targets: Target -> the newest figure held against it.
        waves: Target -> the measure of its question by wave; empty without waves.
        followed: Target -> the figure followed wave by wave, with intervals that hold at every look.
        names: Target -> name of its question.
        register: The actions; None where no register was given.
        effects: Action -> its effect in the survey, as far as that can be computed.
        today: Day on which the register was looked at; None without one.
    """

    key: str = KEY
    name: Label = NAME
    method: Label = METHOD
    sources: tuple[Source, ...] = SOURCES
    targets: Mapping[str, TargetStatus] = field(factory=dict)
    waves: Mapping[str, Groups[CategoryScore]] = field(factory=dict)
    followed: Mapping[str, Monitor] = field(factory=dict)
    names: Mapping[str, Label] = field(factory=dict)
    register: ActionRegister | None = None
    effects: Mapping[str, VerifiedEffect] = field(factory=dict)
    today: date | None = None

    def tables(self) -> Iterator[Table]:
        """Yield the figures that have a target, and the effects of actions."""
        if self.targets:
            figures = {self.names[key].en: status.figure for key, status in self.targets.items()}
            yield Table.titled(Label("figures with a target", "有目标的指标"), Groups("target", figures))
        if self.effects and self.register is not None:
            yield Table.titled(
                Label("effects of actions", "行动的效果"),
                Groups("action", {self.register[key].label.en: effect for key, effect in self.effects.items()}),
            )


def requests(study: Study) -> Iterator[Measure]:
    """Yield the measures that have a target, by wave, and those that actions may be meant to move, by unit."""
    for key, section in study.targets.items():
        name = section.question or key
        if name in study.measured:
            yield partial(measured, study, name, by=study.wave) if study.wave else partial(measured, study, name)
    if study.actions is not None and study.wave is not None and study.groups and study.measured:
        yield partial(measured, study, study.lead, by=study.wave)
        for column in study.groups:
            for name in study.measured:
                yield partial(measured, study, name, by=[column, study.wave])


def is_asked(study: Study) -> bool:
    """Whether the study says anything of targets or actions."""
    return bool(study.targets) or study.actions is not None


def assess(study: Study, tables: Tables) -> Part | NotRun:
    """Hold the newest figures against their targets, and read the register.

    Args:
        study: What the columns mean.
        tables: The "survey", and the "actions": an ``ActionRegister`` or the table of its events; as far as given.
    """
    data = tables.get("survey")
    register = _register(study, tables.get("actions"))
    if not (study.targets and data is not None) and register is None:
        return NotRun(key=KEY, name=NAME, needs=NEEDS)
    found: dict[str, Any] = {name: {} for name in ("targets", "waves", "followed", "names")}
    statements = [] if data is None else _targets(study, data, found)
    effects: dict[str, VerifiedEffect] = {}
    today = None
    if register is not None:
        today = (study.actions.today if study.actions else None) or max(event.at for event in register.events)
        if data is not None and study.wave is not None and study.groups and study.measured:
            lead = measured(study, study.lead, data, by=study.wave)
            order = wave_order(lead, study.wave, study.wave_order)
            effects = effects_of(study, data, register, order)
        statements += _actions(study, register, today, effects)
    return ImprovementPart(
        **found,
        register=register,
        effects=effects,
        today=today,
        statements=tuple(statements),
    )


def _register(study: Study, actions: Data | ActionRegister | None) -> ActionRegister | None:
    if actions is None:
        return None
    owners = study.actions.owners if study.actions else ()
    register = actions if isinstance(actions, ActionRegister) else ActionRegister.from_table(actions, owners=owners)
    return register if register.events else None


def _targets(study: Study, data: Data, found: Mapping[str, dict[str, Any]]) -> list[Statement]:
    """Fill in the newest figure of each target, its waves and its name; return what is claimed of them."""
    said: list[Statement] = []
    for key, section in study.targets.items():
        question = section.question or key
        if question not in study.measured:
            raise UnknownConceptError("question of a target", question, list(study.measured))
        name = found["names"][key] = name_of(study, question)
        goal = section.target(name.en)
        waves = _by_wave(study, question, data)
        figures = [*waves.values()] or [measured(study, question, data)]
        if figures[-1].value is None:
            said.append(no_figure(name, figures[-1].reason))
            continue
        status = found["targets"][key] = goal.judge(figures[-1])
        if len(figures) > 1:
            found["waves"][key] = waves
            found["followed"][key] = monitor(waves, target=goal.limit, order=list(waves))
        said.append((_target_claim(key, name, status, figures),))
    return said


def _by_wave(study: Study, question: str, data: Data) -> Groups[CategoryScore]:
    """Return the measure of each wave that has answers, in order; none where the study has no waves."""
    if study.wave is None:
        return Groups("wave", {})
    found = measured(study, question, data, by=study.wave)
    order = wave_order(found, study.wave, study.wave_order)
    return Groups(study.wave, {wave: found[wave] for wave in order if found[wave].value is not None}, found.source)


def _evidence(figure: CategoryScore, limit: float, unit: Unit) -> Evidence:
    """Test a measure against its target."""
    scores = scores_of(figure)
    if unit == "share" or limit == 0:
        return level_test(scores, against=limit)
    if scores.n < FEWEST:
        return Evidence(p=None, test=ClaimTest.PAIRED, reason=no_answers(scores.n), n=scores.n)
    return mean_level_test(scores, against=limit)


def _target_claim(key: str, name: Label, status: TargetStatus, figures: Sequence[CategoryScore]) -> Claim:
    figure, limit = figures[-1], status.target.limit
    unit = unit_of(figure)
    evidence = _evidence(figure, limit, unit)
    side = direction_of(figure.value, limit)
    if len(figures) > 1 and evidence.p is not None:  # both waves, on the same side
        earlier = _evidence(figures[-2], limit, unit).p
        if earlier is None or direction_of(figures[-2].value, limit) != side:
            earlier = 1.0
        evidence = attrs.evolve(evidence, p=max(evidence.p, earlier), test=ClaimTest.LARGEST)
    is_floor = status.target.at_least is not None
    words = AT_LEAST if is_floor else AT_MOST
    needed = status.n_needed
    return Claim(
        name=f"{KEY}/target/{key}",
        kind=ClaimKind.LEVEL,
        sort="floor" if is_floor else "ceiling",
        part=KEY,
        subject=name,
        measure=name,
        own=figure,
        reference=Reference(
            kind="target",
            label=Label(*(words.text(language).format(write(limit, unit)) for language in ("en", "zh"))),
            value=limit,
        ),
        evidence=evidence,
        direction=side,
        good=1 if is_floor else -1,
        unit=unit,
        details={
            "day": status.target.by.isoformat(),
            "twice": TWICE if len(figures) > 1 else "",
            "chance": "–" if status.probability is None else percent(status.probability),
            "needed": _needed(needed),
        },
    )


def _needed(n: int | None) -> Label:
    if n is None:
        return Label("no number of answers would decide while it stays there", "若保持现状，再多回答也无法判断")
    return Label(f"about {n:,} answers would decide if it stayed there", f"若保持现状，约需{n:,}份回答才能判断")


def _actions(
    study: Study, register: ActionRegister, today: date, effects: Mapping[str, VerifiedEffect]
) -> list[Statement]:
    state = {action.key: register.state(action.key) for action in register.actions}
    open_ = [action for action in register.actions if state[action.key] in OPEN]
    overdue = register.overdue(today)
    said: list[Statement] = [
        fact(
            Label(
                f"{len(state):,} action{'s' * (len(state) > 1)} as of {today.isoformat()}: {_counted(state, 'en')}.",
                f"截至{today.isoformat()}共{len(state):,}项行动：{_counted(state, 'zh')}。",
            )
        )
    ]
    if open_:
        said.append(_names("Open: {}.", "尚未完成：{}。", open_))
    if overdue:
        both = [
            Label(
                f"{one.label.en} ({one.owner}, due {one.due.isoformat()})",
                f"{one.label.zh}（{one.owner}，应于{one.due.isoformat()}完成）",
            )
            for one in overdue
        ]
        said.append(
            caution(
                Label(
                    f"Overdue: {listed(both, 'en', joint='and')}.",
                    f"已逾期：{listed(both, 'zh')}。",
                )
            )
        )
    if register.unchecked:
        said.append(_names("Done and waiting for a check: {}.", "已完成、等待检验：{}。", register.unchecked))
    said += [(_effect_claim(study, register[key], effect),) for key, effect in effects.items()]
    said += _checked(register, effects)
    untold = [
        action
        for action in register.actions
        if state[action.key] in (ActionState.DONE, ActionState.CHECKED, ActionState.KEPT)
        and action.key not in effects
        and _recorded(register, action) is None
    ]
    if untold:
        said.append(
            _names(
                "Whether these worked the survey cannot tell (no wave before or after, units that are no groups, or "
                "too few of them): {}.",
                "以下行动是否有效，本次调查无法判断（启动前或完成后没有数据、单位不在分组之中，或单位太少）：{}。",
                untold,
            )
        )
    return said


def _counted(state: Mapping[str, ActionState], language: Language) -> str:
    counts = {each: sum(one is each for one in state.values()) for each in ActionState}
    words = [
        f"{count} {each.label.en.lower()}" if language == "en" else f"{each.label.zh}{count}项"
        for each, count in counts.items()
        if count
    ]
    return (", " if language == "en" else "、").join(words)


def _names(en: str, zh: str, actions: Sequence[Action]) -> Statement:
    names = [action.label for action in actions]
    return fact(Label(en.format(listed(names, "en", joint="and")), zh.format(listed(names, "zh"))))


def _recorded(register: ActionRegister, action: Action) -> Any:
    """Return the last check of an action that says what was found; None where there is none."""
    checks = [event for event in register.history(action.key) if event.step is ActionStep.CHECK]
    return next((event for event in reversed(checks) if event.interval is not None), None)


def _checked(register: ActionRegister, effects: Mapping[str, VerifiedEffect]) -> list[Statement]:
    """Return what earlier checks found, where this survey says nothing of its own."""
    said: list[Statement] = []
    for action in register.actions:
        event = _recorded(register, action)
        if event is None or action.key in effects:
            continue
        low, high = (f"{end:+.3g}".replace("-", "−") for end in (event.interval.low, event.interval.high))
        value = "–" if event.effect is None else f"{event.effect:+.3g}".replace("-", "−")
        is_open = event.interval.low <= 0 <= event.interval.high
        told = UNTOLD if is_open else NOT_CHANCE
        day, measure = event.at.isoformat(), action.measure
        said.append(
            fact(
                Label(
                    f"{action.label.en}, checked on {day}: {value} ({low} to {high}) in {measure or 'its figure'}; "
                    f"{told.en}.",
                    f"{action.label.zh}，{day}检验：{measure or '指标'}变化{value}（{low}至{high}），{told.zh}。",
                )
            )
        )
    return said


def _effect_claim(study: Study, action: Action, effect: VerifiedEffect) -> Claim:
    question = question_of(study, action)
    assert question is not None
    kind = study.measured[question].kind
    unit: Unit = "share" if kind == "csat" else "nps" if kind == "nps" else "mean"
    interval, reach = effect.interval, effect.detectable_effect
    acted = [Label(str(one), str(one)) for one in effect.acted]

    def told(number: float | None, *, sign: bool = True) -> str:
        return "–" if number is None else write_difference(number, unit, sign=sign)

    return Claim(
        name=f"{KEY}/effect/{action.key}",
        kind=ClaimKind.DIFFERENCE,
        sort="effect",
        part=KEY,
        subject=action.label,
        measure=name_of(study, question),
        reference=Reference(kind="threshold", label=ZERO, value=0.0),
        evidence=resampled_test(effect.change),
        direction=direction_of(effect.value) if effect.higher_is_better else direction_of(0.0, effect.value),
        good=1,
        unit=unit,
        details={
            "e": told(effect.value),
            "elow": told(interval.low if interval else None),
            "ehigh": told(interval.high if interval else None),
            "naive": told(effect.naive_change),
            "itself": told(effect.regression),
            "reach": told(reach, sign=False),
            "units": Label(listed(acted, "en", joint="and"), listed(acted, "zh")),
        },
    )
