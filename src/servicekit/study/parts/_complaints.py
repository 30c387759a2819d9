"""Complaints: how many, about what, how long they take, how many are kept waiting, and what they stand for."""

from collections.abc import Mapping
from typing import Any, Final

from servicekit.complaints.cases._case_log import CaseLog, read_case_log
from servicekit.complaints.cases._charts import arrivals_chart, case_compliance_chart
from servicekit.complaints.cases._deadline_compliance import DeadlineCompliance, deadline_compliance
from servicekit.complaints.cases._durations import CaseTime, compare_durations, resolution_time
from servicekit.complaints.cases._flow import backlog
from servicekit.complaints.cases._recurrence import Recurrence, reopened_share, repeat_complaints
from servicekit.complaints.causes._classification import REASONS
from servicekit.complaints.causes._pareto import Pareto, classify_texts, text_pareto
from servicekit.foundation._results import Groups, Result
from servicekit.foundation._vocabulary import Label, Source
from servicekit.stats._estimates import Share
from servicekit.study._formatting import figure, percent, points
from servicekit.study._part import Finding, NotRun, Part
from servicekit.study._sections import ComplaintsSection
from servicekit.study._study import Study
from servicekit.study.parts._complaint_cost import cost_of_complaints

KEY: Final = "complaints"
NAME: Final = Label("What happens to complaints?", "投诉处理得如何？")
NEEDS: Final = Label(
    "A log of complaint cases: when each was opened and, if it was, resolved.",
    "投诉案例记录：受理时间，以及（如已解决）解决时间。",
)
METHOD: Final = Label(
    "Cases still open are counted as censored (Kaplan-Meier, log-log intervals), never dropped; a case open past its "
    "deadline is a breach. Shares have hulls of score and mid-p intervals; "
    "weekly charts leave out the two weeks that the data cut off.",
    "未结案例按删失处理（Kaplan–Meier，log-log区间），绝不剔除；逾期未结即为违约。占比采用得分与mid-P合并区间；周控制图剔除首尾不完整的两周。",
)
SOURCES: Final = (
    Source("Kaplan and Meier", 1958, "Nonparametric estimation from incomplete observations. JASA 53"),
    Source("ISO", 2018, "ISO 10002: guidelines for complaints handling in organizations"),
)
MOST_GROUPS: Final = 30
REPEAT_DAYS: Final = 30
FEWEST_CASES: Final = 20
UNITS: Final = {"minutes": Label("minutes", "分钟"), "hours": Label("hours", "小时"), "days": Label("days", "天")}


def assess(study: Study, table: Any) -> Part | NotRun:
    """Read the case log and compute all that it allows."""
    section = study.complaints
    if section is None or table is None:
        return NotRun(key=KEY, name=NAME, needs=NEEDS, reason="" if table is None else "no [complaints] in the study")
    log = read_case_log(table, columns=section.columns, also=_also(section), times=section.times, policy=study.policy)
    results: dict[str, Result | Groups[Any]] = {"log": log}
    about: dict[str, Any] = {"unit": section.unit, "level": study.level}
    whole = resolution_time(log, **about)
    results["time to resolve"] = whole
    findings = [_volume(log), _times(whole, section)]
    if log.acknowledged is not None:
        results["time to acknowledge"] = resolution_time(log, clock="acknowledge", **about)
    for column in section.by:
        if len(log.rows_by(column)) <= MOST_GROUPS:
            groups = resolution_time(log, by=column, **about)
            results[f"time to resolve by {column}"] = groups
            results[f"log-rank by {column}"] = compare_durations(log, by=column)
            findings += _slowest(study.label(column), groups)
    if section.deadline is not None:
        compliance = deadline_compliance(log, within=section.deadline, **about)
        results["deadline compliance"] = compliance
        results["compliance by week"] = case_compliance_chart(log, within=section.deadline, unit=section.unit)
        findings.append(_compliance(compliance, section))
    results["backlog"] = backlog(log)
    results["arrivals by week"] = arrivals_chart(log)
    if log.reopenings is not None:
        results["reopened"] = reopened_share(log, level=study.level)
    if "customer" in section.columns:
        again = repeat_complaints(log, within_days=REPEAT_DAYS, level=study.level)
        results[f"repeat complaints within {REPEAT_DAYS} days"] = again
        findings += [_again(again)] if again.value is not None else []
    results |= _causes(study, section, table, log, findings)
    more, said = cost_of_complaints(section, table, log.n, study.level)
    results |= more
    findings += said
    return Part(key=KEY, name=NAME, results=results, findings=tuple(findings), method=METHOD, sources=SOURCES)


def _also(section: ComplaintsSection) -> list[str]:
    return [name for name in section.by if name not in section.columns]


def _volume(log: CaseLog) -> Finding:
    open_share = Share(count=log.n_open, n=log.n)
    text = f"{log.n:,}", f"{log.n_open:,}", percent(open_share.value or 0.0)
    return Finding(
        text=Label(
            f"{text[0]} cases, of which {text[1]} ({text[2]}) were still open when the log was taken.",
            f"共{text[0]}件案例，记录截止时仍有{text[1]}件（{text[2]}）未结。",
        )
    )


def _times(whole: CaseTime, section: ComplaintsSection) -> Finding:
    unit = UNITS[section.unit]
    text = figure(whole, points)
    naive = whole.finished_only_median
    if whole.value is None or naive is None:
        return Finding(text=Label(f"Median time to resolution: {text}.", f"解决时间中位数：{text}。"), tone="caution")
    return Finding(
        text=Label(
            f"Half of the cases are resolved within {text} {unit.en}; leaving the open ones out would say {naive:.1f}.",
            f"一半案例在{text}{unit.zh}内解决；若剔除未结案例则会得出{naive:.1f}{unit.zh}。",
        )
    )


def _slowest(column: Label, groups: Mapping[Any, CaseTime]) -> list[Finding]:
    known = {
        name: found
        for name, found in groups.items()
        if found.n >= FEWEST_CASES and found.value is not None and found.interval is not None
    }
    if len(known) < 2:
        return []
    name, worst = max(known.items(), key=lambda entry: entry[1].value or 0.0)
    others = [found.interval.high for other, found in known.items() if other != name and found.interval is not None]
    clear = worst.interval is not None and worst.interval.low > max(others)
    text = figure(worst, points)
    return [
        Finding(
            text=Label(
                f"{column.en} with the longest median: {name}, {text}{'' if clear else ' (not clearly apart)'}.",
                f"{column.zh}中解决最慢的是{name}：中位数{text}{'' if clear else '（差异不明显）'}。",
            ),
            tone="bad" if clear else "neutral",
            urgency=1.0 if clear else 0.0,
        )
    ]


def _again(found: Recurrence) -> Finding:
    text = figure(found, percent)
    return Finding(
        text=Label(
            f"After {text} of cases the same customer complains again within {REPEAT_DAYS} days.",
            f"{text}的案例之后，同一顾客在{REPEAT_DAYS}天内再次投诉。",
        )
    )


def _compliance(found: DeadlineCompliance, section: ComplaintsSection) -> Finding:
    text, unit = figure(found, percent), UNITS[section.unit]
    return Finding(
        text=Label(
            f"{text} of cases are resolved within {section.deadline:g} {unit.en}; {found.n_overdue} are open and late.",
            f"{text}的案例在{section.deadline:g}{unit.zh}内解决；{found.n_overdue}件逾期未结。",
        ),
        tone="bad" if found.n_overdue else "neutral",
        urgency=float(found.n_overdue),
    )


def _causes(
    study: Study, section: ComplaintsSection, table: Any, log: CaseLog, findings: list[Finding]
) -> dict[str, Result | Groups[Any]]:
    results: dict[str, Result | Groups[Any]] = {}
    if "cause" in section.columns:
        rows = sorted(log.rows_by("cause").items(), key=lambda entry: -len(entry[1]))
        shares = {
            name: Share(count=len(members), n=log.n, level=study.level, name=Label(str(name), str(name)))
            for name, members in rows
        }
        results["causes"] = Groups("cause", shares)
        name, top = next(iter(shares.items()))
        text = figure(top, percent)
        say = Label(f"The most frequent subject is {name}: {text} of cases.", f"最常见的事由是{name}：占{text}。")
        findings.append(Finding(text=say))
    if section.text is not None:
        found: Pareto[Any] = text_pareto(classify_texts(table, section.text, REASONS, invalid=study.invalid))
        results["causes in the text"] = found
        if found.lines:
            line = found.lines[0]
            text = figure(line.share, percent)
            say = Label(
                f"In their own words customers most often complain of {line.cause.label.en}: {text}.",
                f"顾客自述中最常见的原因是{line.cause.label.zh}：{text}。",
            )
            findings.append(Finding(text=say))
    return results
