"""Waits: how long they are and feel, how many give up, whether the promise is kept, how many agents it takes."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

from attrs import frozen

from servicekit.data._accepted import Data
from servicekit.data._answers import InputPolicy
from servicekit.foundation._errors import InvalidValueError, NotEnoughDataError
from servicekit.foundation._literature import KAPLAN_1958, MAISTER_1985, MANDELBAUM_2007
from servicekit.foundation._results import Estimate, Groups
from servicekit.foundation._vocabulary import Label, Source, member
from servicekit.stats.intervals._estimates import Average, Share
from servicekit.stats.survival._survival_curve import SurvivalCurve, SurvivalQuantile, survival_quantile
from servicekit.study._part import NotRun, Part, Statement, no_section
from servicekit.study._part_names import WAITS as PART
from servicekit.study._study import Study
from servicekit.study.parts import _wait_findings as say
from servicekit.study.sections._sections import WaitsSection
from servicekit.study.tables._wait_table import (
    arrivals,
    felt_columns,
    log_settings,
    service_time,
)
from servicekit.study.wording._formatting import within
from servicekit.waiting._perception import Multiplier, PerceivedWaits, perceived_waits
from servicekit.waiting._propositions import WaitCondition
from servicekit.waiting._remedies import FeltSaving, perceived_savings
from servicekit.waiting._service_target import ServiceTarget
from servicekit.waiting._staffing import StaffingPlan, agents_per_interval
from servicekit.waiting._wait import wait_verdicts
from servicekit.waiting._wait_log import (
    MeanPatience,
    WaitLog,
    abandonment_share,
    mean_patience,
    service_level,
    wait_distribution,
    wait_log,
)

KEY: Final = PART.key
NAME: Final = PART.name
NEEDS: Final = PART.needs
METHOD: Final = Label(
    "A customer who gives up would have waited longer: such waits count as censored (Kaplan-Meier, log-log intervals), "
    "so the distribution is that of one who never gives up. Shares have hulls of score and mid-p intervals; "
    "the service level counts a customer who gave up as a promise not kept.",
    "放弃者若不放弃会等得更久，其等待按删失处理（Kaplan–Meier，log-log区间），因此分布描述的是从不放弃的顾客。占比采用得分与mid-P合并区间；"
    "服务水平将放弃者计为未兑现承诺。",
)
METHOD_OF_FELT: Final = Label(
    " Felt time: multiplicative model, robust intervals (HC3).", "感知时间采用乘法模型与稳健区间（HC3）。"
)
METHOD_OF_AGENTS: Final = Label(
    " Agents: Erlang C where nobody leaves, Erlang A with the mean patience of the log; arrivals within an hour are "
    "taken to be steady and Poisson, handling times exponential; the interval carries over those of arrivals and time "
    "of service. Arrivals are those of an average day of the log, or of the share of days asked for (gamma rates, "
    "jackknife).",
    "座席数：无人离开时用Erlang C，按记录的平均耐心用Erlang A；"
    "假定一小时内到达平稳且服从Poisson分布、服务时间服从指数分布，区间反映到达量与服务时间的不确定性。到达量为记录中各日的平均，或按所要求的天数比例取分位数（Gamma到达率，刀切法）。",
)
SOURCES: Final = (
    KAPLAN_1958,
    MANDELBAUM_2007,
    MAISTER_1985,
)
CAPTIONS: Final[Mapping[str, Label]] = {
    "log": Label("log", "等待记录"),
    "distribution": Label("median wait (seconds)", "等待时间中位数（秒）"),
    "late": Label("wait of nine in ten (seconds)", "九成顾客的等待（秒）"),
    "gave_up": Label("gave up", "放弃率"),
    "patience": Label("mean patience (seconds)", "平均忍耐时长（秒）"),
    "service": Label("service level", "服务水平"),
    "patient_service": Label("service level of those who did not give up before", "此前未放弃者的服务水平"),
    "distribution_by": Label("median wait by {} (seconds)", "等待时间中位数（秒），按{}"),
    "late_by": Label("wait of nine in ten by {} (seconds)", "九成顾客的等待（秒），按{}"),
    "gave_up_by": Label("gave up by {}", "放弃率，按{}"),
    "service_by": Label("service level by {}", "服务水平，按{}"),
    "expectation": Label("wait against expectation", "等待与预期"),
    "felt": Label("felt against actual waits", "感知与实际等待"),
    "multipliers": Label("multiplier of felt time", "感知时间倍数"),
    "savings": Label("felt minutes that a remedy would save", "改进可节省的感知时间（分钟）"),
    "handling": Label("time of service (seconds)", "服务时间（秒）"),
    "arrivals": Label("arrivals per hour", "每小时到达量"),
    "agents": Label("agents needed ({})", "所需座席（{}）"),
}
ROWS: Final[Mapping[str, Label]] = {
    "distribution": Label("Half wait no longer than, if nobody gives up", "若无人放弃，一半顾客的等待不超过"),
    "late": Label("Nine in ten wait no longer than, if nobody gives up", "若无人放弃，九成顾客的等待不超过"),
    "patience": Label("How long customers are ready to wait, on average", "顾客平均愿意等待的时间"),
}
LATE: Final = 0.9
MOST_GROUPS: Final = 30
Results = dict[str, Any]


@frozen(kw_only=True)
class WaitsPart(Part):
    """What the log of waits says; times in seconds.

    Attributes:
        log: The waits.
        distribution: Waits of customers who do not give up.
        late: The wait that nine in ten do not exceed.
        gave_up, patience: Share who gave up, and their mean patience; None where nobody did.
        service: Share served within the threshold; None without one.
        patient_service: The same among those who did not give up before.
        distribution_by, late_by, gave_up_by, service_by: The same by column.
        expectation: Waits against expectation.
        felt: Felt against actual waits.
        multipliers, savings: How many times longer a wait feels by condition, and what a remedy would save (minutes).
        handling: Time of service.
        arrivals: Arrivals per hour by interval.
        agents: Agents needed by model and interval.
    """

    key: str = KEY
    name: Label = NAME
    method: Label = METHOD
    sources: tuple[Source, ...] = SOURCES
    captions: ClassVar[Mapping[str, Label]] = CAPTIONS
    rows: ClassVar[Mapping[str, Label]] = ROWS
    log: WaitLog
    distribution: SurvivalCurve
    late: SurvivalQuantile
    gave_up: Share | None = None
    patience: MeanPatience | None = None
    service: Share | None = None
    patient_service: Share | None = None
    distribution_by: Mapping[str, Groups[SurvivalCurve]]
    late_by: Mapping[str, Groups[SurvivalQuantile]]
    gave_up_by: Mapping[str, Groups[Share]]
    service_by: Mapping[str, Groups[Share]]
    expectation: Groups[Share] | None = None
    felt: PerceivedWaits | None = None
    multipliers: Groups[Multiplier] | None = None
    savings: Groups[FeltSaving] | None = None
    handling: Estimate | None = None
    arrivals: Groups[Estimate] | None = None
    agents: Mapping[str, Groups[StaffingPlan]]


def assess(study: Study, table: Data | None) -> Part | NotRun:
    """Read the wait log and compute all that it allows."""
    section = study.waits
    if section is None or table is None:
        return NotRun(key=KEY, name=NAME, needs=NEEDS, reason=no_section("waits") if table is not None else None)
    settings = log_settings(study, section, table)
    log = wait_log(table, **settings)
    if not log.n:
        return NotRun(key=KEY, name=NAME, needs=NEEDS, reason=Label("no wait that can be used", "没有可用的等待记录"))
    results: Results = {
        "log": log,
        "distribution_by": {},
        "late_by": {},
        "gave_up_by": {},
        "service_by": {},
        "agents": {},
    }
    findings = [
        *_times(section, log, results),  # the first opens a report of waits alone
        *say.volume(log),
        *_groups(study, section, table, settings, results),
        *_felt(study, section, table, results),
        *_agents(study, section, table, log, results),
    ]
    return WaitsPart(**results, method=_method(results), statements=tuple(findings))


def _method(results: Results) -> Label:
    """Return how what was computed was computed, and nothing of what was not."""
    more = [METHOD_OF_FELT] if {"expectation", "felt"} & set(results) else []
    more += [METHOD_OF_AGENTS] if results["agents"] else []
    return Label("".join(m.en for m in (METHOD, *more)), "".join(m.zh for m in (METHOD, *more)))


def _times(section: WaitsSection, log: WaitLog, results: Results) -> Sequence[Statement]:
    curve = wait_distribution(log)
    late = survival_quantile(curve, share=LATE)
    results["distribution"], results["late"] = curve, late
    findings: list[Statement] = [say.times(curve, late, section)]
    if log.n_abandoned:
        results["gave_up"], results["patience"] = abandonment_share(log), mean_patience(log)
        findings.append(say.abandonment(abandonment_share(log), mean_patience(log), section))
    if section.threshold is not None:
        seconds = section.threshold * section.seconds_of_unit
        level = service_level(log, within_seconds=seconds)
        results["service"] = level
        if log.n_abandoned:
            results["patient_service"] = service_level(log, within_seconds=seconds, counting="patient")
        kept = say.promise(level, section.threshold, section)
        findings = [kept, *reversed(findings)]  # what was promised is asked first, then who gave up
    return findings


def _groups(
    study: Study, section: WaitsSection, table: Data, settings: dict[str, Any], results: Results
) -> Sequence[Statement]:
    findings: list[Statement] = []
    for column in section.by:
        logs = wait_log(table, by=column, **settings)
        if not 0 < len(logs) <= MOST_GROUPS:
            continue
        results["distribution_by"][column] = logs.map(wait_distribution)
        late = logs.map(lambda log: survival_quantile(wait_distribution(log), share=LATE))
        results["late_by"][column] = late
        if any(log.n_abandoned for log in logs.values()):
            shares = {name: say.renamed(abandonment_share(log), name) for name, log in logs.items()}
            results["gave_up_by"][column] = Groups(column, shares, logs.source)
            findings += say.giving_up(column, study.label(column), shares)
        if section.threshold is not None:
            seconds = section.threshold * section.seconds_of_unit
            levels = {n: say.renamed(service_level(log, within_seconds=seconds), n) for n, log in logs.items()}
            results["service_by"][column] = Groups(column, levels, logs.source)
            time = within(section.threshold, say.UNITS[section.unit])
            findings += say.groups(column, study.label(column), levels, time)
    return findings


def _felt(study: Study, section: WaitsSection, table: Data, results: Results) -> Sequence[Statement]:
    if not {"perceived", "expected"} & set(section.columns):
        return []
    felt = felt_columns(study, section, table)
    findings: list[Statement] = []
    if felt.expected is not None:
        shares = wait_verdicts(
            felt.table,
            waited="actual" if felt.perceived is None else "perceived",
            expected="expected",
            # what is no minute was dealt with when it was read
            policy=InputPolicy(invalid="omit"),
            level=study.level,
        )
        results["expectation"] = shares
        findings += say.expected(shares)
    if felt.perceived is None:
        return findings
    conditions: dict[WaitCondition | str, str] = {member(WaitCondition, key): key for key in felt.conditions}
    try:
        model = perceived_waits(
            felt.table,
            actual="actual",
            perceived="perceived",
            conditions=conditions,
            level=study.level,
            policy=InputPolicy(
                invalid="omit"
            ),  # what is no minute was refused, or set aside, when the columns were read
        )
    except (NotEnoughDataError, InvalidValueError) as error:
        return [*findings, say.no_model(error)]
    results["felt"] = model
    savings = perceived_savings(model)
    if savings:
        named = {condition.key: s for s in savings if (condition := s.multiplier.condition) is not None}
        results["multipliers"] = Groups("condition", {key: s.multiplier for key, s in named.items()})
        results["savings"] = Groups("condition", named)
    return [*findings, *say.felt(model, savings)]


def _agents(study: Study, section: WaitsSection, table: Data, log: WaitLog, results: Results) -> Sequence[Statement]:
    if section.target_share is None or section.threshold is None:
        return []
    handling = service_time(study, section, table)
    if handling is not None:
        results["handling"] = handling
    seconds = handling if section.handling is None else section.handling * section.seconds_of_unit
    has_handling = bool(seconds.value if isinstance(seconds, Average) else seconds)
    coming = arrivals(section, table, level=study.level)
    if seconds is None or not has_handling or not coming:
        return [say.no_staffing(has_handling=has_handling, has_arrivals=bool(coming))]
    results["arrivals"] = Groups("interval", coming)
    target = ServiceTarget(
        service_level_share=section.target_share, within_seconds=section.threshold * section.seconds_of_unit
    )
    plans: dict[str, Groups[StaffingPlan]] = {}
    for model, patience in (("Erlang C", None), ("Erlang A", mean_patience(log).value)):
        if model == "Erlang C" or patience is not None:
            try:
                plans[model] = agents_per_interval(
                    target,
                    arrivals_per_hour=coming,
                    handling_seconds=seconds,
                    patience_seconds=patience,
                    share_of_days=section.share_of_days,
                    shrinkage_share=section.shrinkage_share,
                )
            except InvalidValueError as error:
                return [say.no_plan(error)]
            results["agents"][model] = plans[model]
    return say.agents(plans, coming, section.target_share, section)
