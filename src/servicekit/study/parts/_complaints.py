"""Complaints: how many, about what, how long they take, how many are kept waiting, and what they stand for."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, Final

import numpy as np
from attrs import evolve, field, frozen

from servicekit.complaints.cases._backlog import Backlog, backlog
from servicekit.complaints.cases._case_log import CaseLog, read_case_log
from servicekit.complaints.cases._case_tables import case_table
from servicekit.complaints.cases._charts import arrivals_chart, case_compliance_chart
from servicekit.complaints.cases._deadline_compliance import DeadlineCompliance, deadline_compliance
from servicekit.complaints.cases._durations import CaseTime, case_durations, compare_durations, resolution_time
from servicekit.complaints.cases._recurrence import Recurrence, reopened_share, repeat_complaints
from servicekit.complaints.causes._classification import REASONS
from servicekit.complaints.causes._pareto import Pareto, classify_texts, text_pareto
from servicekit.complaints.causes._problem_kind import ProblemKind
from servicekit.complaints.protocols._problem_posts import ProblemPosts, problem_posts
from servicekit.data._accepted import Data
from servicekit.foundation._literature import ISO_10002, KAPLAN_1958
from servicekit.foundation._results import Groups
from servicekit.foundation._vocabulary import LANGUAGES, Label, Source
from servicekit.stats.claims._claim_tests import ClaimTest, Evidence, exact_binomial, rounded
from servicekit.stats.claims._claims import Claim, ClaimKind, Reference
from servicekit.stats.intervals._estimates import Share
from servicekit.stats.monitoring._control_charts import ControlChart
from servicekit.stats.survival._survival import LogRank, log_rank
from servicekit.study._part import Finding, NotRun, Part, Statement, Table, no_section
from servicekit.study._part_names import COMPLAINTS as PART
from servicekit.study._study import Study
from servicekit.study.parts._complaint_cost import ComplaintCosts, cost_of_complaints
from servicekit.study.parts._complaint_volume import volume
from servicekit.study.sections._sections import ComplaintsSection
from servicekit.study.tables._case_times import case_times
from servicekit.study.wording._candidates import against_rivals
from servicekit.study.wording._formatting import duration, figures, percent, within
from servicekit.study.wording._sentences import caution, fact, listed
from servicekit.study.wording._share_claims import against_target, most_common

KEY: Final = PART.key
NAME: Final = PART.name
NEEDS: Final = PART.needs
METHOD: Final = Label(
    "Cases still open are counted as censored (Kaplan-Meier, log-log intervals), never dropped; a case open past its "
    "deadline is a breach. Shares have hulls of score and mid-p intervals; weekly charts leave out the two "
    "weeks that the data cut off.",
    "截至取数时未办结的投诉按删失处理（Kaplan–Meier，双对数变换区间），不剔除；超过时限仍未办结的计为超时。占比用得分与mid-P合并区间；"
    "各组与其余每一组比较用对数秩检验。按周的控制图不含首尾不满一周的数据。",
)
SOURCES: Final = (
    KAPLAN_1958,
    ISO_10002,
)
MOST_GROUPS: Final = 30
REPEAT_DAYS: Final = 30
FEWEST_CASES: Final = 20
SHOWN: Final = 3
TIME: Final = Label("time to resolution", "办结时间")
ALL_IN_PLACE: Final = Label(
    "No case lies at a post that does not solve its kind of problem.", "各类投诉均在相应岗位处理。"
)
CASES: Final = Label("cases", "件投诉")
KIND: Final = Label("Kind of problem", "问题类型")
SUBJECT: Final = Label("subject of a complaint", "投诉事由")
CAPTIONS: Final[Mapping[str, Label]] = {
    "log": Label("log", "投诉台账"),
    "times": Label("time to resolve", "办结时间"),
    "acknowledgements": Label("time to acknowledge", "首次回复时间"),
    "times_by": Label("time to resolve by {}", "办结时间，按{}"),
    "log_rank_by": Label("log-rank by {}", "对数秩检验，按{}"),
    "deadline": Label("deadline compliance", "按时办结率"),
    "deadline_chart": Label("compliance by week", "按受理周的按时办结率"),
    "backlog": Label("backlog", "在办量"),
    "arrivals": Label("arrivals by week", "每周新增投诉"),
    "reopened": Label("reopened", "重新受理率"),
    "repeats": Label(f"repeat complaints within {REPEAT_DAYS} days", f"{REPEAT_DAYS}天内重复投诉率"),
    "causes": Label("causes", "投诉事由"),
    "text_causes": Label("causes in the text", "顾客自述的投诉原因（占识别出原因的投诉）"),
}
NOT_RECOGNISED: Final = Label(
    "The text was not sorted by cause: the word lists recognise none in it.",
    "未按原因归类文本：词表没有识别出任何原因。",
)
HALF_RESOLVED: Final = Label("Half of the cases are resolved within", "一半投诉办结所需的时间")
HALF_ACKNOWLEDGED: Final = Label("Half of the cases are answered within", "一半投诉首次回复所需的时间")
UNITS: Final = {"minutes": Label("minutes", "分钟"), "hours": Label("hours", "小时"), "days": Label("days", "天")}


@frozen(kw_only=True)
class ComplaintsPart(Part):
    """What the case log says.

    Attributes:
        log: The cases.
        times: Time to resolution, all cases.
        acknowledgements: Time to the first answer; None where it was not logged.
        times_by: Time to resolution by column.
        log_rank_by: Log-rank test of each column.
        deadline: Cases resolved within the deadline; None without one.
        deadline_chart: The same by week of opening.
        backlog: Opened, resolved and open cases by week.
        arrivals: Cases opened by week.
        reopened: Share of cases opened again.
        repeats: Share of cases after which the same customer complains again.
        causes: Share of each subject.
        text_causes: Causes found in the customers' own words.
        posts: Cases at a post that does not solve their kind of problem; None where the study names no posts.
        cost: What complaints cost; None where nothing was stated about it.
    """

    key: str = KEY
    name: Label = NAME
    method: Label = METHOD
    sources: tuple[Source, ...] = SOURCES
    captions: ClassVar[Mapping[str, Label]] = CAPTIONS
    log: CaseLog
    times: CaseTime
    acknowledgements: CaseTime | None = None
    times_by: Mapping[str, Groups[CaseTime]] = field(factory=dict)
    log_rank_by: Mapping[str, LogRank] = field(factory=dict)
    deadline: DeadlineCompliance | None = None
    deadline_chart: ControlChart | None = None
    backlog: Backlog
    arrivals: ControlChart
    reopened: Share | None = None
    repeats: Recurrence | None = None
    causes: Groups[Share] | None = None
    text_causes: Pareto[Any] | None = None
    posts: ProblemPosts | None = None
    cost: ComplaintCosts | None = None

    def tables(self) -> Iterator[Table]:
        """Yield everything computed, what complaints cost last."""
        yield from map(_with_unit, map(_of_kinds, super().tables()))
        if self.posts is not None:
            caption = Label("cases at a post that does not solve them", "处理岗位不符的投诉")
            kinds = {kind.label.en: kind.label for kind in ProblemKind}
            shares = {kind.label.en: share for kind, share in self.posts.misplaced_shares.items()}
            yield Table.titled(caption, Groups("kind", {key: evolve(s, name=kinds[key]) for key, s in shares.items()}))
        if self.cost is not None:
            yield from self.cost.tables()


def _with_unit(table: Table) -> Table:
    """Return a table of times with their unit in its caption, and rows that say what is half; others as they are."""
    found = table.result
    times = next(iter(found.values()), None) if isinstance(found, Groups) else found
    if not isinstance(times, CaseTime):
        return table
    unit, zh = UNITS[times.unit], "，一半投诉所需" if isinstance(found, Groups) else ""
    half = ", half of the cases" if isinstance(found, Groups) else ""
    caption = Label(f"{table.caption.en}{half} ({unit.en})", f"{table.caption.zh}{zh}（{unit.zh}）")
    rows = HALF_ACKNOWLEDGED if times.clock == "acknowledge" else HALF_RESOLVED
    return evolve(table, caption=caption, names={**table.names, "": rows})


def _of_kinds(table: Table) -> Table:
    """Return a table by kind of problem with the names of kinds, in its caption too; others as they are."""
    if not isinstance(table.result, Groups) or table.result.by != "kind":
        return table
    en, zh = (table.caption.text(language).replace("kind", KIND.text(language).lower()) for language in LANGUAGES)
    return evolve(table, caption=Label(en, zh), names={kind.key: kind.label for kind in ProblemKind})


def assess(study: Study, table: Data | None) -> Part | NotRun:
    """Read the case log and compute all that it allows."""
    section = study.complaints
    if section is None or table is None:
        return NotRun(key=KEY, name=NAME, needs=NEEDS, reason=no_section("complaints") if table is not None else None)
    log = read_case_log(
        table, columns=section.columns, also=_also(section), times=case_times(section, table), policy=study.policy
    )
    about: dict[str, Any] = {"unit": section.unit, "level": study.level}
    whole = resolution_time(log, **about)
    found: dict[str, Any] = {"log": log, "times": whole, "backlog": backlog(log), "arrivals": arrivals_chart(log)}
    statements: list[Statement] = [
        _times(log, whole, section),
        *volume(log),
    ]  # the first opens a report of cases alone
    if log.acknowledged is not None:
        found["acknowledgements"] = resolution_time(log, clock="acknowledge", **about)
    times, ranks = {}, {}
    for column in section.by:
        if len(log.rows_by(column)) <= MOST_GROUPS:
            times[column] = resolution_time(log, by=column, **about)
            ranks[column] = compare_durations(log, by=column)
            statements += _slowest(log, column_name(study, column), column, times[column], section)
    found |= {"times_by": times, "log_rank_by": ranks}
    if section.deadline is not None:
        kept = deadline_compliance(log, within=section.deadline, **about)
        found["deadline"] = kept
        found["deadline_chart"] = case_compliance_chart(log, within=section.deadline, unit=section.unit)
        statements += _compliance(kept, section)
    if log.reopenings is not None:
        found["reopened"] = reopened_share(log, level=study.level)
    if "customer" in section.columns:
        again = repeat_complaints(log, within_days=REPEAT_DAYS, level=study.level)
        found["repeats"] = again
        statements += [_again(again)] if again.value is not None else []
    if section.posts:
        solved_by: dict[ProblemKind | str, str | Sequence[str]] = dict(section.posts.items())
        placed = problem_posts(case_table(log), kind="kind", post="post", posts=solved_by, level=study.level)
        found["posts"] = placed
        statements += _misplaced(placed, log)
    statements += _causes(study, section, table, log, found)
    cost, said = cost_of_complaints(section, table, log.n, study.level)
    found["cost"] = cost
    return ComplaintsPart(**found, statements=(*statements, *said))


def _also(section: ComplaintsSection) -> list[str]:
    return [name for name in section.by if name not in section.columns]


def _times(log: CaseLog, whole: CaseTime, section: ComplaintsSection) -> Finding:
    unit, text = UNITS[section.unit], figures(whole, duration)
    naive = whole.finished_only_median
    if whole.value is None:
        return caution(Label(f"Median time to resolution: {text.en}.", f"办结时间中位数：{text.zh}。"))
    en = f"Half of the cases are resolved within {text.en} {unit.en}"
    zh = f"一半投诉在{text.zh}{unit.zh}内办结"
    if log.n_open and naive is not None and duration(naive) != duration(whole.value):
        left = duration(naive)
        return fact(
            Label(
                f"{en}; leaving the open ones out would say {left}.", f"{zh}；若剔除未结投诉则会得出{left}{unit.zh}。"
            )
        )
    return fact(Label(f"{en}.", f"{zh}。"))


def column_name(study: Study, column: str) -> Label:
    """Return the name of a column of cases; the kind of problem has one of its own."""
    return study.labels.get(column) or (KIND if column == "kind" else study.label(column))


def name_in(column: str, group: Any) -> Label:
    """Return the name of a group of cases: a kind of problem by its label, others as they are called."""
    known = {kind.key: kind.label for kind in ProblemKind} if column == "kind" else {}
    return known.get(str(group)) or Label(str(group), str(group))


def _misplaced(placed: ProblemPosts, log: CaseLog) -> Sequence[Statement]:
    """Say which share of the cases of each kind lies at a post that does not solve it, and which cases they are."""
    shares = {kind: share for kind, share in placed.misplaced_shares.items() if share.count}
    if not shares:
        return [fact(ALL_IN_PLACE)]
    en = "; ".join(f"{kind.label.en} {figures(share, percent).en}" for kind, share in shares.items())
    zh = "；".join(f"{kind.label.zh}{figures(share, percent).zh}" for kind, share in shares.items())
    said: list[Statement] = [
        fact(
            Label(
                f"Cases at a post that does not solve their kind of problem: {en}.",
                f"处理岗位与问题类型不符的投诉：{zh}。",
            )
        )
    ]
    if "case" in log.columns:
        numbers = case_table(log)["case"]
        names = [Label(str(numbers[row]), str(numbers[row])) for row in placed.misplaced]
        said.append(fact(Label(f"They are {listed(names, 'en', joint='and')}.", f"编号为{listed(names, 'zh')}。")))
    return said


def _slowest(
    log: CaseLog, group: Label, column: str, groups: Mapping[Any, CaseTime], section: ComplaintsSection
) -> Sequence[Statement]:
    """Return the claim that one group takes the longest: its log-rank test against every other one must stand.

    Groups of few cases are not compared, which the name of the grouping then says; one of enough cases of which half
    are still open has no median to be named by, but is a rival, for it may be the slowest.
    """
    named = {name: found for name, found in groups.items() if name is not None}
    large = {name: found for name, found in named.items() if found.n >= FEWEST_CASES}
    known = {name: found.value for name, found in large.items() if found.value is not None}
    if len(large) < 2 or not known:
        return []
    if len(large) < len(named):
        group = Label(f"{group.en} (of {FEWEST_CASES} cases or more)", f"{group.zh}（{FEWEST_CASES}件及以上）")
    order = sorted(known, key=lambda name: -known[name])
    order += [name for name in large if name not in known]
    slowest, rows = order[0], log.rows_by(column)
    durations, finished = case_durations(log, "resolve")
    p_values = []
    for rival in order[1:]:
        both = np.concatenate([rows[slowest], rows[rival]])
        side = np.repeat(["slowest", "rival"], [rows[slowest].size, rows[rival].size])
        tested = log_rank(durations[both], groups=side, observed=finished[both])
        is_slower = tested.events["slowest"] < tested.expected["slowest"]
        p_values.append(1.0 if tested.p_value is None or not is_slower else tested.p_value)
    candidates = against_rivals([name_in(column, name) for name in order], p_values)
    own, following = large[slowest], large[order[1]]
    return [
        (
            Claim(
                name=f"{KEY}/slowest/{column}",
                kind=ClaimKind.EXTREMUM,
                sort="slowest",
                part=KEY,
                subject=name_in(column, slowest),
                measure=TIME,
                own=own,
                reference=Reference(kind="next_best", label=name_in(column, order[1]), value=following),
                evidence=Evidence(p=rounded(max(p_values)), test=ClaimTest.EXTREMUM, n=own.n),
                direction=1,
                good=-1,
                details={"group": group, "set": candidates, "u": UNITS[section.unit]},
                unit=section.unit,
            ),
        )
    ]


def _again(found: Recurrence) -> Finding:
    text = figures(found, percent)
    return fact(
        Label(
            f"After {text.en} of cases the same customer complains again within {REPEAT_DAYS} days.",
            f"{text.zh}的投诉在{REPEAT_DAYS}天内由同一顾客再次提出。",
        )
    )


def _compliance(found: DeadlineCompliance, section: ComplaintsSection) -> Sequence[Statement]:
    text, late = figures(found, percent), found.n_overdue
    time = within(section.deadline or 0.0, UNITS[section.unit])
    if section.target_share is None or found.value is None:
        return [
            fact(
                Label(
                    f"{text.en} of cases are resolved within {time.en}; {late:,} are open and late.",
                    f"{text.zh}的投诉在{time.zh}内办结；{late:,}件超时未结。",
                )
            )
        ]
    measure = Label(f"Cases resolved within {time.en}", f"{time.zh}内办结率")
    evidence = _against(found, section.target_share)
    return [
        (against_target(KEY, "deadline", measure, found, evidence, section.target_share, details={"counted": CASES}),),
        fact(Label(f"{late:,} cases are open and late.", f"{late:,}件超时未结。")),
    ]


def _against(found: DeadlineCompliance, target: float) -> Evidence:
    """Return the exact test of cases whose outcome is decided; pending ones are neither kept nor broken yet."""
    decided = found.decided
    return exact_binomial(round(decided.count), round(decided.n), against=target)


def _causes(
    study: Study, section: ComplaintsSection, table: Data, log: CaseLog, found: dict[str, Any]
) -> Sequence[Statement]:
    said: list[Statement] = []
    if "cause" in section.columns:
        rows = sorted(log.rows_by("cause").items(), key=lambda entry: -len(entry[1]))
        shares = {
            name: Share(count=len(members), n=log.n, level=study.level, name=Label(str(name), str(name)))
            for name, members in rows
        }
        found["causes"] = Groups("cause", shares)
        named = {name: share for name, share in shares.items() if name is not None}
        if claims := most_common(KEY, "cause", SUBJECT, named, {}):
            said.append(claims)
    if section.text is not None:
        pareto: Pareto[Any] = text_pareto(classify_texts(table, section.text, REASONS, policy=study.policy))
        if not pareto.n:
            return [*said, caution(NOT_RECOGNISED)]
        found["text_causes"] = pareto
        if lines := pareto.lines[:SHOWN]:
            en = "; ".join(f"{line.cause.label.en} {figures(line.share, percent).en}" for line in lines)
            zh = "；".join(f"{line.cause.label.zh}{figures(line.share, percent).zh}" for line in lines)
            some = figures(pareto.recognised, percent)
            said.append(
                fact(
                    Label(
                        f"In their own words customers complain of: {en}; of the {some.en} of complaints in whose text "
                        "a cause was recognised.",
                        f"顾客自述的投诉原因：{zh}；仅指识别出原因的{some.zh}的投诉。",
                    )
                )
            )
    return said
