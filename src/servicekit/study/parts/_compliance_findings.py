"""What an audit says, in words: how far standards are kept, what fails, where, and how sure the auditors make us."""

from collections.abc import Mapping
from typing import Any, Final

from attrs import evolve

from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._results import Estimate
from servicekit.foundation._vocabulary import Label
from servicekit.standards._audit import Audit
from servicekit.standards._conflict_coverage import ConflictsAnswered
from servicekit.standards._score import AuditGrade, AuditScore
from servicekit.standards._standard import CONFLICT_KINDS
from servicekit.stats._agreement import Agreement
from servicekit.stats._comparison import Comparison
from servicekit.stats._control_charts import ControlChart
from servicekit.stats._estimates import Share
from servicekit.study._formatting import between, figure, percent, plain, points
from servicekit.study._part import Finding, Tone

SHOWN: Final = 5
MOST_UNSEEN: Final = 0.2
REASONS: Final = {
    "unknown_standard": Label("unknown standard", "未知标准"),
    "blank_site": Label("no site", "缺网点"),
    "blank_wave": Label("no wave", "缺批次"),
    "blank_auditor": Label("no auditor", "缺检查者"),
    "invalid_result": Label("impossible result", "结果无效"),
}


def _finding(en: str, zh: str, tone: Tone = "neutral", urgency: float = 0.0) -> Finding:
    return Finding(text=Label(en, zh), tone=tone, urgency=urgency)


def _more(count: int) -> tuple[str, str]:
    return (f" and {count - SHOWN} more", f"等（共{count}）") if count > SHOWN else ("", "")


def whole(found: Audit, share: Estimate, target: float | None) -> Finding:
    """Say how far all standards are kept, and whether that is what was aimed at."""
    text, n = figure(share, percent), found.kept_count + found.failed_count
    size = f"sites: {len(found.sites)}, standards: {len(found.standards)}"
    en = f"{text} of {n:,} observations keep their standard ({size})."
    zh = f"{n:,}次观察中达标率为{text}（{len(found.sites)}个网点，{len(found.standards)}项标准）。"
    if target is None or share.interval is None:
        return _finding(en, zh)
    if share.interval.high < target:
        return _finding(
            f"{en} That is clearly below the {percent(target)} aimed at.",
            f"{zh}明显低于目标{percent(target)}。",
            "bad",
            1.0,
        )
    if share.interval.low >= target:
        return _finding(
            f"{en} The {percent(target)} aimed at are reached.", f"{zh}已达到目标{percent(target)}。", "good"
        )
    return _finding(
        f"{en} Whether the {percent(target)} aimed at are reached, these data leave open.",
        f"{zh}是否达到目标{percent(target)}尚无法判断。",
    )


def left_out(found: Audit) -> list[Finding]:
    """Say which observations are in no rate, if they are many or were bad."""
    findings = []
    if found.rejected_count:
        named = {REASONS.get(reason, Label(reason, reason)): count for reason, count in found.rejected.items()}
        en = ", ".join(f"{reason.en} {count:,}" for reason, count in named.items())
        zh = "，".join(f"{reason.zh}{count:,}" for reason, count in named.items())
        findings.append(
            _finding(
                f"{found.rejected_count:,} observations were set aside ({en}).",
                f"剔除了{found.rejected_count:,}条观察（{zh}）。",
                "caution",
            )
        )
    if found.not_observed > MOST_UNSEEN * max(found.observations, 1):
        share = percent(found.not_observed / found.observations)
        findings.append(
            _finding(
                f"Auditors could not see {share} of what they were to look at; the rates rest on the rest.",
                f"有{share}的项目检查者未能看到，达标率仅基于其余部分。",
                "caution",
            )
        )
    return findings


def critical(found: Audit, shares: Mapping[Any, Share]) -> Finding:
    """Say where critical standards failed."""
    if not shares:
        return _finding("No critical standard failed.", "关键项无一未达标。", "good")
    failed = int(sum(share.count for share in shares.values()))
    sites, many = len({site for _, site in shares}), len(found.sites)
    texts = {standard.key: standard.text for standard in found.standards}
    worst = list(shares.items())[:SHOWN]
    en, zh = [], []
    for key in dict.fromkeys(standard for (standard, _), _ in worst):
        here = [(site, share) for (standard, site), share in worst if standard == key]
        en.append(f"{texts[key].en} – " + ", ".join(f"{site} {share.count:g} of {share.n:g}" for site, share in here))
        zh.append(f"{texts[key].zh}——" + "，".join(f"{site} {share.n:g}次中{share.count:g}次" for site, share in here))
    rest = _more(len(shares))
    return _finding(
        f"Failures of critical standards: {failed:,}, at {sites} of {many} sites: {'; '.join(en)}{rest[0]}.",
        f"关键项未达标{failed:,}次，涉及{many}个网点中的{sites}个：{'；'.join(zh)}{rest[1]}。",
        "bad",
        3.0,
    )


def below(found: Audit, results: Mapping[str, Any], target: float | None) -> list[Finding]:
    """Name standards and sites that are clearly below the target or, without one, below the whole."""
    texts = {standard.key: standard.text for standard in found.standards}
    aim = target if target is not None else results["compliance"].value
    against = ("the target", "目标") if target is not None else ("all together", "总体")
    findings = []
    for what, names, urgency in (
        ("standard", texts, 2.0),
        ("site", {site: Label(str(site), str(site)) for site in found.sites}, 1.5),
    ):
        groups = results[f"compliance by {what}"]
        low = sorted(_clearly_below(groups, aim).items(), key=lambda entry: entry[1].value or 0.0)
        if not low:
            continue
        en = "; ".join(f"{names[key].en} {percent(one.value or 0.0)}" for key, one in low[:SHOWN])
        zh = "；".join(f"{names[key].zh} {percent(one.value or 0.0)}" for key, one in low[:SHOWN])
        rest = _more(len(low))
        who = {"standard": ("Standards kept", "标准"), "site": ("Sites that keep standards", "网点")}[what]
        findings.append(
            _finding(
                f"{who[0]} clearly less often than {against[0]} ({percent(aim)}): {en}{rest[0]}.",
                f"明显低于{against[1]}（{percent(aim)}）的{who[1]}：{zh}{rest[1]}。",
                "bad",
                urgency,
            )
        )
    return findings or [_finding("No standard and no site is clearly below the rest.", "没有标准或网点明显低于其余。")]


def _clearly_below(groups: Mapping[Any, Any], aim: float) -> dict[Any, Any]:
    many = max(len(groups), 1)
    low = {}
    for key, one in groups.items():
        ends = evolve(one, level=1 - (1 - one.level) / many).interval
        if ends is not None and ends.high < aim:
            low[key] = one
    return low


def grades(scores: Mapping[Any, AuditScore]) -> list[Finding]:
    """Say how many sites have which grade, and which is best and worst."""
    known = {site: score for site, score in scores.items() if score.value is not None}
    if not known:
        return []
    counts = [(grade, sum(score.grade is grade for score in known.values())) for grade in reversed(AuditGrade)]
    en = ", ".join(f"{count} {grade.label.en.lower()}" for grade, count in counts if count)
    zh = "，".join(f"{grade.label.zh}{count}个" for grade, count in counts if count)
    capped = sum(score.critical_failed > 0 for score in known.values())
    findings = [
        _finding(
            f"Sites by grade: {en} (lowest grade because a critical standard failed: {capped}).",
            f"各等级网点数：{zh}（其中因关键项未达标而为最低等级：{capped}个）。",
        )
    ]
    if len(known) > 1:
        worst, best = (pick(known, key=lambda site: known[site].value or 0.0) for pick in (min, max))
        texts = figure(known[best], points), figure(known[worst], points)
        findings.append(
            _finding(
                f"Score from 0 to 100: highest {best} {texts[0]}, lowest {worst} {texts[1]}.",
                f"得分（0至100）：最高为{best} {texts[0]}，最低为{worst} {texts[1]}。",
            )
        )
    return findings


def trend(chart: ControlChart, changes: Comparison) -> list[Finding]:
    """Say whether compliance moved over the waves more than it wavers anyway."""
    findings = []
    for contrast in changes.clear():
        value = contrast.value or 0.0
        text = f"{100 * value:+.1f} {between(contrast.interval, lambda end: f'{100 * end:+.1f}')}"
        up = value > 0
        findings.append(
            _finding(
                f"Compliance {'rose' if up else 'fell'} from {contrast.second} to {contrast.first}: {text} points.",
                f"达标率从{contrast.second}到{contrast.first}{'上升' if up else '下降'}：{text}个百分点。",
                "good" if up else "bad",
                0.0 if up else 1.0,
            )
        )
    if chart.signalling:
        named = ", ".join(str(period) for period in chart.signalling)
        findings.append(
            _finding(
                f"Out of the ordinary on the control chart: {named}.", f"控制图上异常的批次：{named}。", "caution", 0.5
            )
        )
    quiet = _finding("No change between waves beyond chance.", "各批次之间无超出随机的变化。")
    return findings or [quiet]


def no_agreement(error: InvalidValueError) -> Finding:
    """Say why agreement between auditors was not computed."""
    return _finding(
        f"Agreement between auditors was not computed: {error}.", f"未能计算检查者一致性：{error}。", "caution"
    )


def no_order(error: InvalidValueError) -> Finding:
    """Say why waves were not compared."""
    return _finding(f"Waves were not compared: {error}.", f"未比较各批次：{error}。", "caution")


def agreement(found: Audit, seen: Mapping[str, Agreement]) -> list[Finding]:
    """Say on which standards auditors who looked at the same thing saw different things."""
    if not seen:
        return [
            _finding(
                "No two auditors looked at the same standard in the same visit, so how far they agree cannot be told.",
                "没有两名检查者在同一次检查中查看同一标准，因此无法判断其一致性。",
                "caution",
            )
        ]
    known = {key: one for key, one in seen.items() if one.value is not None}
    if not known:
        return []
    weak = [key for key, one in known.items() if one.interval is not None and one.interval.low <= 0]
    lowest = min(known, key=lambda key: known[key].value or 0.0)
    if known[lowest].value == 1:
        return [_finding("Auditors who went together saw the same throughout.", "一同检查者的结论完全一致。", "good")]
    text, name = figure(known[lowest], plain), found.standards[lowest].text
    findings = [
        _finding(
            f"Agreement of auditors is lowest on “{name.en}”: alpha {text}.",
            f"检查者一致性最低的是“{name.zh}”：α {text}。",
        )
    ]
    if weak:
        en, zh = (
            ", ".join(found.standards[key].text.text(language) for key in weak[:SHOWN]) for language in ("en", "zh")
        )
        rest = _more(len(weak))
        findings.append(
            _finding(
                f"Auditors agree no better than chance might on: {en}{rest[0]}. Say more exactly how these are seen.",
                f"以下标准上检查者的一致性未超过随机水平：{zh}{rest[1]}。应更明确地规定检查方法。",
                "caution",
                0.5,
            )
        )
    return findings


def coverage(found: ConflictsAnswered) -> list[Finding]:
    """Say which kinds of conflict with the customer no standard answers."""
    counts = {CONFLICT_KINDS[kind]: count for kind, count in found.by_kind.items()}
    en = ", ".join(f"{kind.en.lower()} {count}" for kind, count in counts.items())
    zh = "，".join(f"{kind.zh}{count}项" for kind, count in counts.items())
    findings = [_finding(f"Standards by the conflict they answer: {en}.", f"各类冲突对应的标准：{zh}。")]
    if found.holes:
        names = [CONFLICT_KINDS[kind] for kind in found.holes]
        findings.append(
            _finding(
                f"No standard answers conflicts of this kind: {', '.join(name.en.lower() for name in names)}.",
                f"没有标准应对此类冲突：{'、'.join(name.zh for name in names)}。",
                "bad",
                1.0,
            )
        )
    return findings
