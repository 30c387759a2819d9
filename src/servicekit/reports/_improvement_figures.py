"""Pictures of the plan: the ladder of targets, figures over time with the days of actions, effects, open actions."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from servicekit.foundation import _markup as markup
from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._vocabulary import Label, Language
from servicekit.plots._control_chart import plot_control_chart
from servicekit.plots._effect import plot_effect
from servicekit.reports import _labels as wording
from servicekit.reports._picture import Picture, Pictures, drawn, tone_of
from servicekit.reports._rankings import Row, ranking
from servicekit.satisfaction._top_box import TopBox
from servicekit.stats.monitoring._control_charts import ControlChart, individuals_chart, share_chart
from servicekit.stats.scores._category_score import CategoryScore
from servicekit.study._assessment import Assessment
from servicekit.study._part import Part
from servicekit.study.parts._action_effects import first_day
from servicekit.study.parts._improvement import ImprovementPart
from servicekit.study.parts._measures import unit_of
from servicekit.study.wording._formatting import write

TARGETS: Final = Label("Targets", "目标")
FIGURE: Final = Label("Newest figure", "最新数值")
STATUS: Final = Label("Target", "目标")
AIM: Final = {
    True: Label("at least {} by {}", "到{1}不低于{0}"),
    False: Label("at most {} by {}", "到{1}不高于{0}"),
}
MET: Final = Label("met", "已达成")
MISSED: Final = Label("missed", "未达成")
LADDER: Final = Label(
    "Stroke: the target. ▲ met, ▼ missed, ○ cannot be told.", "竖线为目标。▲已达成，▼未达成，○尚不能判断。"
)
CHART: Final = Label("{} over time, with the days of actions", "{}的走势与行动时间")
EFFECT: Final = Label("{}: effect against both baselines", "{}：与两种基线相比的效果")
ACTIONS: Final = Label("Actions", "行动清单")
HEADS: Final = (
    Label("Action", "行动"),
    Label("Units", "单位"),
    Label("Owner", "负责人"),
    Label("Due", "期限"),
    Label("State", "状态"),
)
LATE: Final = Label("{}, overdue", "{}，已逾期")
FEWEST_PERIODS: Final = 3


def improvement_pictures(assessment: Assessment, part: Part, language: Language) -> Pictures:
    """Yield the ladder of targets, a chart of each figure, the effects, and the register."""
    assert isinstance(part, ImprovementPart)
    yield from _ladder(assessment, part, language)
    for key, waves in part.waves.items():
        chart = _chart(waves)
        if chart is not None:
            title = Label(CHART.en.format(part.names[key].en), CHART.zh.format(part.names[key].zh))
            is_share = unit_of(next(iter(waves.values()))) == "share"
            marks = _marks(part, list(waves), language)
            yield drawn(title, plot_control_chart(chart, language=language, percent=is_share, actions=marks))
    if part.register is not None:
        for key, effect in part.effects.items():
            name = part.register[key].label
            title = Label(EFFECT.en.format(name.en), EFFECT.zh.format(name.zh))
            measured = part.waves.get(part.register[key].measure)
            is_share = measured is not None and unit_of(next(iter(measured.values()))) == "share"
            yield drawn(title, plot_effect(effect, language=language, percent=is_share))
        yield _register(part, language)


def _ladder(assessment: Assessment, part: ImprovementPart, language: Language) -> Pictures:
    decided = {one.claim.name: one for one in assessment.decided}
    units = dict.fromkeys(unit_of(status.figure) for status in part.targets.values())
    for unit in units:
        rows = []
        for key, status in part.targets.items():
            if unit_of(status.figure) != unit:
                continue
            tone = tone_of(decided.get(f"{part.key}/target/{key}"))
            words = {"good": MET, "bad": MISSED}.get(tone, wording.CANNOT_TELL).text(language)
            aim = AIM[status.target.at_least is not None].text(language)
            aim = aim.format(write(status.target.limit, unit), status.target.by.isoformat())
            rows.append(
                Row(
                    name=part.names[key].text(language),
                    estimate=status.figure,
                    tone=tone,
                    says=f"{words}{': ' if language == 'en' else '：'}{aim}",
                    other=status.target.limit,
                )
            )
        heads = (
            TARGETS.text(language),
            FIGURE.text(language),
            wording.FIGURE.text(language).format(100 * assessment.study.level),
            STATUS.text(language),
        )
        body = ranking(rows, unit=unit, language=language, heads=heads)
        yield Picture(title=TARGETS, body=body, note=LADDER.text(language))


def _chart(waves: Mapping[Any, CategoryScore]) -> ControlChart | None:
    """Return the control chart of a figure by wave; None where there are too few waves."""
    if len(waves) < FEWEST_PERIODS:
        return None
    periods = [str(wave) for wave in waves]
    figures = list(waves.values())
    try:
        if all(isinstance(figure, TopBox) and not figure.tally.is_weighted for figure in figures):
            sizes = [figure.tally.n for figure in figures]
            counts = [round((figure.value or 0.0) * n) for figure, n in zip(figures, sizes, strict=True)]
            return share_chart(counts, sizes, periods=periods)
        return individuals_chart([figure.value for figure in figures], periods=periods)
    except InvalidValueError:  # names of waves that tell another order than the study states
        return None


def _marks(part: ImprovementPart, waves: list[Any], language: Language) -> dict[str, str]:
    """Return the first wave that began after an action was started -> the actions."""
    if part.register is None:
        return {}
    marks: dict[str, list[str]] = {}
    for action in part.register.actions:
        started = part.register.started(action.key)
        later = [wave for wave in waves if started and (day := first_day(wave)) is not None and day >= started]
        if later:
            marks.setdefault(str(later[0]), []).append(action.label.text(language))
    return {wave: ("; " if language == "en" else "；").join(names) for wave, names in marks.items()}


def _register(part: ImprovementPart, language: Language) -> Picture:
    assert part.register is not None
    late = {action.key for action in part.register.overdue(part.today or date.min)}
    rows = []
    for action in part.register.actions:
        state = part.register.state(action.key).label.text(language)
        rows.append(
            (
                action.label.text(language),
                (", " if language == "en" else "、").join(action.units),
                action.owner,
                action.due.isoformat(),
                LATE.text(language).format(state) if action.key in late else state,
            )
        )
    table = markup.table([head.text(language) for head in HEADS], rows)
    return Picture(title=ACTIONS, body=f'<div class="wide" tabindex="0">{table}</div>')
