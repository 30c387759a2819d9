"""Ease of use: usability questionnaires with bands at both ends, tasks, and the funnel to loyalty."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final

import attrs
from attrs import frozen

from servicekit.data._accepted import Data
from servicekit.data._summaries import Measure
from servicekit.experience._funnel import CustomerPath, Funnel, funnel
from servicekit.experience._instruments import SOFTWARE, UsabilityInstrument
from servicekit.experience._tasks import TaskSuccess, TaskTime, task_success, task_time
from servicekit.experience._usability import UsabilityScale, UsabilityScore, usability_score
from servicekit.foundation._results import Groups
from servicekit.foundation._vocabulary import Label, Source
from servicekit.stats.claims._claims import Claim
from servicekit.stats.comparison._step_down import step_down
from servicekit.stats.scores._category_score import CategoryScore
from servicekit.study._part import Finding, NotRun, Part, Statement, Table
from servicekit.study._part_names import EXPERIENCE as PART
from servicekit.study._study import Study
from servicekit.study.parts._groups import against_others, others_pooled
from servicekit.study.parts._measures import NOTHING, scores_of
from servicekit.study.sections._experience_section import QuestionnaireColumns, TaskColumns
from servicekit.study.wording._formatting import Unit, duration, figures, percent, plain, points
from servicekit.study.wording._sentences import caution, fact

KEY: Final = PART.key
NAME: Final = PART.name
NEEDS: Final = PART.needs
METHOD: Final = Label(
    "Questionnaires are scored by their published keys, negative items turned; respondents who left out an item of a "
    "scale do not count in it. Intervals stay within the possible scores and hold near their ends. Published bands are "
    "shown for both ends of the interval. Task time is a geometric mean over attempts that were completed. A "
    "touchpoint is named where it differs from all others pooled. The way from the first to the last stage is taken "
    "from its two counts, not from a product of stages.",
    "问卷按公开的计分规则计分，反向题先转换；缺答某一维度题目者不计入该维度。区间不超出可能的分数，靠近两端时仍成立。"
    "公布的等级对区间两端各给一个。任务用时为完成者的几何平均。某触点与其余合计确有不同才点名。"
    "首段至末段的比例直接由两端人数得出，不用各段相乘。",
)
SUCCESS: Final = Label("task success", "任务完成率")


@frozen(kw_only=True)
class ExperiencePart(Part):
    """Ease of use.

    Attributes:
        usability: Scores of each questionnaire.
        usability_by: The same by touchpoint, where a column tells them apart.
        success, times: Share of attempts that completed each task, and its typical time.
        success_by, times_by: The same by task or touchpoint.
        funnel: How many people go from stage to stage.
        labels: Name of each questionnaire and task.
        stages: Name of each stage.
        columns: Name of each column that tells touchpoints apart.
    """

    key: str = KEY
    name: Label = NAME
    method: Label = METHOD
    sources: tuple[Source, ...] = ()
    usability: Mapping[str, UsabilityScore]
    usability_by: Mapping[str, Groups[UsabilityScore]]
    success: Mapping[str, TaskSuccess]
    success_by: Mapping[str, Groups[TaskSuccess]]
    times: Mapping[str, TaskTime]
    times_by: Mapping[str, Groups[TaskTime]]
    funnel: Funnel | None
    labels: Mapping[str, Label]
    stages: Mapping[str, Label]
    columns: Mapping[str, Label]

    @property
    def touchpoints(self) -> int:
        """Touchpoints that a figure tells apart: groups of a questionnaire or task, or several of these."""
        grouped: list[Mapping[Any, Any]] = [*self.success_by.values(), *self.times_by.values()]
        counts = [sum(each.value is not None for each in groups.values()) for groups in grouped]
        counts += [sum(map(_has_score, groups.values())) for groups in self.usability_by.values()]
        single = sum(map(_has_score, self.usability.values()))
        tasks = {name for found in (self.success, self.times) for name, one in found.items() if one.value is not None}
        return max([*counts, single + len(tasks)])

    def tables(self) -> Iterator[Table]:
        """Yield scores, tasks and stages, each by touchpoint where that was asked."""
        for name, found in self.usability.items():
            names = found.instrument.names
            yield Table.titled(self._caption(name, ""), scale_groups(found), names)
            for group, each in self.usability_by.get(name, {}).items():
                yield Table.titled(self._caption(name, f" · {group}"), scale_groups(each), names)
        for kind, zh, whole, groups in (
            ("success", "完成率", self.success, self.success_by),
            ("time", "用时", self.times, self.times_by),
        ):
            for name, one in whole.items():
                label = self.labels[name]
                yield Table.titled(Label(f"{name} {kind}", f"{label.zh}{zh}"), one)
                if name in groups:
                    yield Table.titled(Label(f"{name} {kind} by group", f"{label.zh}{zh}（分组）"), groups[name])
        if self.funnel is not None:
            known = {key: attrs.evolve(one, name=self.stages[key]) for key, one in self.funnel.conversions.items()}
            yield Table.titled(Label("conversion to each stage", "各阶段转化率"), Groups(by="stage", results=known))
            yield Table.titled(Label("first to last stage", "首段至末段"), self.funnel.overall)

    def _caption(self, name: str, more: str) -> Label:
        return Label(f"{name}{more}", f"{self.labels[name].zh}{more}")


def _has_score(found: UsabilityScore) -> bool:
    return any(value is not None for value in found.scores.values())


def scale_groups(found: UsabilityScore) -> Groups[UsabilityScale]:
    """Return the scales of a questionnaire as a table."""
    return Groups(by="scale", results=dict(found.scales))


def requests(study: Study) -> Iterator[Measure]:
    """Yield the scores of questionnaires and tasks, as a whole and by touchpoint, and the stages."""
    section = study.experience
    if section is None:
        return
    about = _about(study)
    for asked in section.questionnaires.values():
        for by in dict.fromkeys((None, asked.by)):
            yield partial(usability_score, items=asked.items, instrument=_instrument(study, asked), by=by, **about)
    for task in section.tasks.values():
        for by in dict.fromkeys((None, task.by)):
            if task.success is not None:
                yield partial(task_success, column=task.success, by=by, **about)
            if task.time is not None:
                yield partial(task_time, column=task.time, success=task.success, by=by, **about)
    if section.funnel:
        yield partial(funnel, stages=section.funnel, **about)


def _about(study: Study) -> dict[str, Any]:
    return {"level": study.level, "design": study.design, "policy": study.policy}


def _instrument(study: Study, asked: QuestionnaireColumns) -> UsabilityInstrument:
    return attrs.evolve(asked.printed, scale=study.scale(asked.scale))


def assess(study: Study, data: Data) -> Part | NotRun:
    """Score every questionnaire, task and stage of the study."""
    section = study.experience
    if section is None:
        return NotRun(key=KEY, name=NAME, needs=NEEDS)
    about = _about(study)
    found: dict[str, dict[str, Any]] = {
        name: {} for name in ("usability", "usability_by", "success", "success_by", "times", "times_by")
    }
    labels = {name: _of_questionnaire(asked) for name, asked in section.questionnaires.items()}
    labels |= {name: task.label or study.label(name) for name, task in section.tasks.items()}
    said: list[Statement] = []
    for name, asked in section.questionnaires.items():
        instrument = _instrument(study, asked)
        score = usability_score(data, asked.items, instrument=instrument, **about)
        found["usability"][name] = score
        said += _scored(labels[name], score)
        if asked.by is not None:
            groups = usability_score(data, asked.items, instrument=instrument, by=asked.by, **about)
            found["usability_by"][name] = groups
            column, unit = study.label(asked.by), unit_of_instrument(instrument)
            said += [
                _claims((name, key), (column, _scale_name(labels[name], score, key)), _known(groups, key), unit)
                for key in instrument.scales
            ]
    if any(score.instrument.bands or score.instrument.key == "umux_lite" for score in found["usability"].values()):
        en = f"The bands of usability scores were {SOFTWARE.en[:1].lower()}{SOFTWARE.en[1:]}"
        said.append(caution(Label(en, f"可用性等级的{SOFTWARE.zh}")))
    for name, task in section.tasks.items():
        said += _task(study, name, task, labels[name], data, found, about)
    stages: dict[str, Label] = {}
    path = None
    if section.funnel:
        path = funnel(data, section.funnel, **about)
        known = {each.key: each.label for each in CustomerPath}
        stages = {stage: study.labels.get(stage) or known.get(stage, Label(stage, stage)) for stage in section.funnel}
        said += _stages(path, stages)
    asked_by = [asked.by for asked in section.questionnaires.values()] + [task.by for task in section.tasks.values()]
    sources = [source for score in found["usability"].values() for source in score.instrument.sources]
    about_part: dict[str, Any] = dict(found)
    return ExperiencePart(
        **about_part,
        funnel=path,
        labels=labels,
        stages=stages,
        columns={column: study.label(column) for column in asked_by if column is not None},
        statements=tuple(said),
        sources=tuple(dict.fromkeys((*sources, *(CustomerPath.framework.sources if path else ())))),
    )


def _of_questionnaire(asked: QuestionnaireColumns) -> Label:
    printed = asked.printed.label
    return (
        printed if asked.label is None else Label(f"{asked.label.en}, {printed.en}", f"{asked.label.zh}·{printed.zh}")
    )


def _known(groups: Groups[UsabilityScore], key: str) -> dict[Any, CategoryScore]:
    return {group: each[key] for group, each in groups.items() if group is not None}


def _scale_name(label: Label, score: UsabilityScore, key: str) -> Label:
    if len(score.scales) == 1:
        return label
    name = score.instrument.names[key]
    return Label(f"{label.en}, {name.en.lower()}", f"{label.zh}·{name.zh}")


def unit_of_instrument(instrument: UsabilityInstrument) -> Unit:
    """Return the unit of the scores of a questionnaire."""
    return "index" if instrument.highest == 100 else "mean"


def _scored(label: Label, score: UsabilityScore) -> Sequence[Statement]:
    written = points if score.instrument.highest == 100 else plain
    said: list[Statement] = []
    for key, scale in score.scales.items():
        name, text = _scale_name(label, score, key), figures(scale, written)
        if scale.value is None or scale.interval is None:
            said.append(caution(Label(f"{name.en}: {text.en}", f"{name.zh}：{text.zh}")))
            continue
        band = _band(scale)
        low, high = (f"{end:g}".replace("-", "−") for end in (scale.instrument.lowest, scale.instrument.highest))
        said.append(
            fact(
                Label(
                    f"{name.en}: {text.en} on a scale from {low} to {high}{band.en.rstrip()} ({scale.n:,} answers).",
                    f"{name.zh}{text.zh}，{low}至{high}分{band.zh.strip()}，{scale.n:,}份回答。",
                )
            )
        )
    said += [caution(Label(f"{label.en}: {one.text('en')}", f"{label.zh}：{one.text('zh')}")) for one in score.cautions]
    return said


def _band(scale: UsabilityScale) -> Label:
    """Return the bands of both ends of the interval; one where they agree."""
    bands = scale.bands
    if bands is None:
        return NOTHING
    low, high = bands
    if low is high:
        return Label(f", {low.label.en}", f"，{low.label.zh}")
    return Label(f", between {low.label.en} and {high.label.en}", f"，介于{low.label.zh}与{high.label.zh}之间")


def _task(
    study: Study,
    name: str,
    task: TaskColumns,
    label: Label,
    data: Data,
    found: dict[str, dict[str, Any]],
    about: Mapping[str, Any],
) -> Sequence[Statement]:
    said: list[Statement] = []
    if task.success is not None:
        share = found["success"][name] = task_success(data, task.success, **about)
        text = figures(share, percent)
        said.append(
            fact(
                Label(
                    f"{label.en}: completed in {text.en} of {share.n:,} attempts.",
                    f"{label.zh}：{share.n:,}次尝试中完成的占{text.zh}。",
                )
            )
        )
        if task.by is not None:
            groups = found["success_by"][name] = task_success(data, task.success, by=task.by, **about)
            known = {group: each for group, each in groups.items() if group is not None}
            own = Label(f"{label.en}, {SUCCESS.en}", f"{label.zh}·{SUCCESS.zh}")
            said.append(_claims((name, "success"), (study.label(task.by), own), known, "share"))
    if task.time is not None:
        time = found["times"][name] = task_time(data, task.time, success=task.success, **about)
        said.append(
            _time(label, time, study.labels.get(task.unit) or UNITS.get(task.unit, Label(task.unit, task.unit)))
        )
        if task.by is not None:
            found["times_by"][name] = task_time(data, task.time, success=task.success, by=task.by, **about)
    return said


UNITS: Final = {
    "seconds": Label("seconds", "秒"),
    "minutes": Label("minutes", "分钟"),
    "hours": Label("hours", "小时"),
}


def _time(label: Label, time: TaskTime, unit: Label) -> Finding:
    text = figures(time, duration)
    if time.value is None:
        return caution(Label(f"{label.en}, time: {text.en}", f"{label.zh}用时：{text.zh}"))
    failed = (
        Label(f"; {time.n_incomplete:,} attempts that failed do not count", f"；未完成的{time.n_incomplete:,}次不计入")
        if time.n_incomplete
        else None
    )
    return fact(
        Label(
            f"{label.en}: typically {text.en} {unit.en} (geometric mean of {time.n:,} times"
            f"{failed.en if failed else ''}).",
            f"{label.zh}：通常用时{text.zh}{unit.zh}（{time.n:,}次的几何平均{failed.zh if failed else ''}）。",
        )
    )


def _claims(
    names: tuple[str, str], labels: tuple[Label, Label], groups: Mapping[Any, CategoryScore], unit: Unit
) -> tuple[Claim, ...]:
    """Return the claim of each touchpoint that it differs from all others."""
    named = step_down({group: scores_of(each) for group, each in groups.items()})
    return tuple(
        against_others(KEY, names, labels, groups[one.group], one, pooled, good=1, unit=unit)
        for one, pooled in zip(named, others_pooled(named, groups), strict=True)
    )


def _stages(found: Funnel, names: Mapping[str, Label]) -> Sequence[Statement]:
    first, last = (names[stage] for stage in (next(iter(found.counts)), list(found.counts)[-1]))
    counts = list(found.counts.values())
    whole = figures(found.overall, percent)
    steps = [(names[stage], figures(share, percent)) for stage, share in found.conversions.items()]
    said: list[Statement] = [
        fact(
            Label(
                f"Of {counts[0]:,} people at {first.en.lower()} {counts[-1]:,} reach {last.en.lower()}: {whole.en}. "
                "Of those at the stage before: " + "; ".join(f"{name.en} {text.en}" for name, text in steps) + ".",
                f"{first.zh}的{counts[0]:,}人中，{counts[-1]:,}人到达{last.zh}，占{whole.zh}。各阶段占上一阶段的比例："
                + "；".join(f"{name.zh}{text.zh}" for name, text in steps)
                + "。",
            )
        )
    ]
    if found.n_out_of_order:
        said.append(
            caution(
                Label(
                    f"{found.n_out_of_order:,} people gave a later stage but not an earlier one; they count up to the "
                    "first one missing.",
                    f"{found.n_out_of_order:,}人填了后面的阶段却缺前面的，只计到缺失处为止。",
                )
            )
        )
    return said
