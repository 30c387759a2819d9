"""What an audit says, in words: how far standards are kept, what fails, where, and how sure the auditors make us."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from attrs import evolve

from servicekit.foundation._errors import InvalidValueError
from servicekit.foundation._vocabulary import Label
from servicekit.standards._audit import Audit
from servicekit.standards._audit_grades import AuditGrade
from servicekit.standards._compliance import compliance
from servicekit.standards._conflict_coverage import ConflictsAnswered
from servicekit.standards._score import AuditScore
from servicekit.standards._standard import CONFLICT_KINDS
from servicekit.standards._visits import VisitCompliance
from servicekit.stats.claims._claim_tests import Evidence, two_shares
from servicekit.stats.claims._claims import Claim, ClaimKind, Reference
from servicekit.stats.claims._outlying_point import FEWEST_POINTS, outlying_point
from servicekit.stats.claims._share_tests import clustered_evidence, share_evidence
from servicekit.stats.intervals._estimates import Difference, Share
from servicekit.stats.monitoring._control_charts import ControlChart
from servicekit.stats.reliability._agreement import Agreement
from servicekit.study._part import Finding, Statement
from servicekit.study.wording._formatting import figures, percent
from servicekit.study.wording._sentences import caution, fact
from servicekit.study.wording._share_claims import against_target, groups_against_others

SHOWN: Final = 5
KEY: Final = "compliance"
WORTH: Final = 0.05
ENOUGH: Final = 0.667
CHECKS: Final = Label("observations", "次观察")
MEASURE: Final = Label("Standards kept", "达标率")
STANDARD: Final = Label("Standard", "标准")
SITE: Final = Label("Site", "网点")
CENTRE: Final = Label("centre", "中心线")
MOST_UNSEEN: Final = 0.2
REASONS: Final = {
    "unknown_standard": Label("unknown standard", "未知标准"),
    "blank_site": Label("no site", "缺网点"),
    "blank_wave": Label("no wave", "缺批次"),
    "blank_auditor": Label("no auditor", "缺检查员"),
    "invalid_result": Label("impossible result", "结果无效"),
}


def _fact(en: str, zh: str) -> Finding:
    return fact(Label(en, zh))


def _caution(en: str, zh: str) -> Finding:
    return caution(Label(en, zh))


def _more(count: int) -> tuple[str, str]:
    return (f" and {count - SHOWN} more", f"等（共{count}）") if count > SHOWN else ("", "")


def _tested(share: Share | VisitCompliance, target: float) -> Evidence:
    if isinstance(share, Share):
        return share_evidence(share, target)
    return clustered_evidence(share.value or 0, share.standard_error, share.visits, share.observed, target)


def whole(found: Audit, share: Share | VisitCompliance, target: float | None) -> Sequence[Statement]:
    """Say how far all standards are kept, and whether that is what was aimed at."""
    text, n = figures(share, percent), found.kept_count + found.failed_count
    said: list[Statement] = [
        _fact(
            f"{text.en} of {n:,} observations keep their standard (sites: {len(found.sites)}, standards: "
            f"{len(found.standards)}).",
            f"{n:,}次观察中达标率为{text.zh}（{len(found.sites)}个网点，{len(found.standards)}项标准）。",
        )
    ]
    if target is not None:
        said.append(
            (against_target(KEY, "whole", MEASURE, share, _tested(share, target), target, details={"counted": CHECKS}),)
        )
    return said


def left_out(found: Audit) -> Sequence[Statement]:
    """Say which observations are in no rate, if they are many or were bad."""
    findings = []
    if found.rejected_count:
        named = {REASONS.get(reason, Label(reason, reason)): count for reason, count in found.rejected.items()}
        en = ", ".join(f"{reason.en} {count:,}" for reason, count in named.items())
        zh = "，".join(f"{reason.zh}{count:,}" for reason, count in named.items())
        findings.append(
            _caution(
                f"{found.rejected_count:,} observations were set aside ({en}).",
                f"剔除了{found.rejected_count:,}条观察（{zh}）。",
            )
        )
    if found.not_observed > MOST_UNSEEN * found.observations:
        share = percent(found.not_observed / found.observations)
        findings.append(
            _caution(
                f"Auditors could not see {share} of what they were to look at; the rates rest on the rest.",
                f"有{share}的项目检查员未能看到，达标率仅基于其余部分。",
            )
        )
    return findings


def critical(found: Audit, shares: Mapping[Any, Share]) -> Finding:
    """Say where critical standards failed, or how often they may fail although none was seen to."""
    if not shares:
        seen = {key: share for key, share in compliance(found, by=("standard", "site")).items() if share.n}
        checked = {(key, site): share for (key, site), share in seen.items() if found.standards[key].critical}
        checks, places = round(sum(share.n for share in checked.values())), len({site for _, site in checked})
        if not checks:
            return _caution("No critical standard was observed.", "没有观察到任何关键项。")
        upper = percent(1 - 0.05 ** (1 / checks))
        return _fact(
            f"No critical standard failed in {checks:,} checks at {places} sites; the true rate may still be as high "
            f"as {upper}.",
            f"在{places}个网点检查{checks:,}次，关键项没有一次未达标；真实的未达标率仍可能高达{upper}。",
        )
    failed = int(sum(share.count for share in shares.values()))
    sites, many = len({site for _, site in shares}), len(found.sites)
    texts = {standard.key: standard.text for standard in found.standards}
    listed = list(shares.items())[:SHOWN]
    en, zh = [], []
    for key in dict.fromkeys(standard for (standard, _), _ in listed):
        here = [(site, share) for (standard, site), share in listed if standard == key]
        en.append(f"{texts[key].en} – " + ", ".join(f"{site} {share.count:g} of {share.n:g}" for site, share in here))
        zh.append(
            f"{texts[key].zh}：" + "、".join(f"{site}（{share.n:g}次中{share.count:g}次）" for site, share in here)
        )
    rest = _more(len(shares))
    text = Label(
        f"Failures of critical standards: {failed:,}, at {sites} of {many} sites: {'; '.join(en)}{rest[0]}.",
        f"关键项未达标{failed:,}次，涉及{many}个网点中的{sites}个。{'；'.join(zh)}{rest[1]}。",
    )
    return Finding(text=text, is_caution=True, is_urgent=True)


def below(found: Audit, results: Mapping[str, Any], target: float | None) -> Sequence[Statement]:
    """Return the claims that a standard or site lies apart from the target or, without one, from the others."""
    texts = {standard.key: standard.text for standard in found.standards}
    said: list[Statement] = []
    for family, group, names in (
        ("by_standard", STANDARD, texts),
        ("by_site", SITE, {site: Label(str(site), str(site)) for site in found.sites}),
    ):
        shares = {key: share for key, share in results[family].items() if share.value is not None}
        if target is not None:
            claims = tuple(
                against_target(
                    KEY,
                    f"{family}/{key}",
                    MEASURE,
                    share,
                    _tested(share, target),
                    target,
                    sort="each_target",
                    subject=names[key],
                    details={"group": group, "counted": CHECKS},
                )
                for key, share in shares.items()
            )
            said.append(claims)
        elif all(isinstance(share, Share) for share in shares.values()):
            said.append(
                groups_against_others(KEY, family, group, MEASURE, shares, names, counted=CHECKS, worth_knowing=WORTH)
            )
    return [entry for entry in said if entry != ()]


def grades(scores: Mapping[Any, AuditScore]) -> Sequence[Statement]:
    """Say how many sites have which grade, and which is best and worst."""
    known = {site: score for site, score in scores.items() if score.value is not None}
    if not known:
        return []
    counts = [(grade, sum(score.grade is grade for score in known.values())) for grade in reversed(AuditGrade)]
    en = ", ".join(f"{count} {grade.label.en.lower()}" for grade, count in counts if count)
    zh = "，".join(f"{grade.label.zh}{count}个" for grade, count in counts if count)
    capped = sum(score.critical_failed > 0 for score in known.values())
    return [
        _fact(
            f"Sites by grade: {en} (lowest grade because a critical standard failed: {capped}).",
            f"各等级网点数：{zh}（其中因关键项未达标而为最低等级：{capped}个）。",
        )
    ]


def trend(chart: ControlChart, waves: Mapping[Any, Share]) -> Sequence[Statement]:
    """Return the claims that compliance moved in the newest wave, has a trend, or has a point out of the ordinary."""
    known = {wave: share for wave, share in waves.items() if share.value is not None}
    if len(known) < 2:
        return []
    before, newest = list(known)[-2:]
    first, last = known[before], known[newest]
    difference = Difference(first=last, second=first)
    moved = difference.value or 0
    change = Claim(
        name=f"{KEY}/change",
        kind=ClaimKind.CHANGE,
        sort="wave",
        part=KEY,
        subject=Label(str(newest), str(newest)),
        measure=MEASURE,
        own=last,
        reference=Reference(kind="previous_wave", label=Label(str(before), str(before)), value=first, n=round(first.n)),
        difference=difference,
        evidence=two_shares(round(last.count), round(last.n), round(first.count), round(first.n)),
        direction=1 if moved > 0 else -1 if moved < 0 else 0,
        good=1,
        details={"w0": str(before), "w1": str(newest), "counted": CHECKS},
        worth_knowing=WORTH,
    )
    said: list[Statement] = [(change,)]
    signal = _signal(chart)
    return [*said, (signal,)] if signal is not None else said


def _signal(chart: ControlChart) -> Claim | None:
    """Return the claim that the point farthest from the others is out of the ordinary."""
    seen = [(point, point.n) for point in chart.points if point.n]
    if len(seen) < FEWEST_POINTS or chart.centre is None:
        return None
    place, evidence = outlying_point([round((point.value or 0) * n) for point, n in seen], [n for _, n in seen])
    farthest, _ = seen[place]
    value = farthest.value or 0
    return Claim(
        name=f"{KEY}/signal",
        kind=ClaimKind.SIGNAL,
        sort="point",
        part=KEY,
        subject=Label(str(farthest.period), str(farthest.period)),
        measure=MEASURE,
        reference=Reference(kind="every_other", label=CENTRE, value=chart.centre),
        evidence=evidence,
        direction=1 if value > chart.centre else -1 if value < chart.centre else 0,
        details={"t": str(farthest.period), "own": percent(value), "k": len(seen)},
    )


def no_agreement(error: InvalidValueError) -> Finding:
    """Say why agreement between auditors was not computed."""
    return _caution(
        f"Agreement between auditors was not computed: {error}.", f"未能计算检查员一致性：{error.text('zh')}。"
    )


def no_order(error: InvalidValueError) -> Finding:
    """Say why waves were not compared."""
    return _caution(f"Waves were not compared: {error}.", f"未比较各期：{error.text('zh')}。")


def agreement(found: Audit, seen: Mapping[str, Agreement]) -> Sequence[Statement]:
    """Say on which standards auditors who looked at the same thing saw different things."""
    if not seen:
        return [
            _caution(
                "No two auditors looked at the same standard in the same visit, so how far they agree cannot be told.",
                "没有两名检查员在同一次检查中查看同一标准，因此无法判断其一致性。",
            )
        ]
    known = {key: one for key, one in seen.items() if one.value is not None}
    if not known:
        return []
    level = 1 - (1 - next(iter(known.values())).level) / len(known)
    weak = [key for key, one in known.items() if _is_below(evolve(one, level=level), ENOUGH)]
    if all(one.value == 1 for one in known.values()):
        return [_fact("Auditors who went together saw the same throughout.", "一同检查的检查员结论完全一致。")]
    pairs = sum(one.unit_count for one in known.values())
    if not weak:
        return [
            _fact(
                f"Whether auditors agree well enough on every standard these {pairs:,} pairs cannot tell.",
                f"{pairs:,}对结果中，检查员在各项标准上是否足够一致，尚不能判断。",
            )
        ]
    names = [found.standards[key].text for key in weak[:SHOWN]]
    en, zh = ", ".join(name.en for name in names), "、".join(name.zh for name in names)
    rest = _more(len(weak))
    return [
        _caution(
            f"Auditors agree too little on: {en}{rest[0]}. Say more exactly how these are seen.",
            f"检查员的结论对不上的标准：{zh}{rest[1]}。检查方法需要写得更明确。",
        )
    ]


def _is_below(one: Agreement, bound: float) -> bool:
    return one.interval is not None and one.interval.high < bound


def coverage(found: ConflictsAnswered) -> Sequence[Statement]:
    """Say which kinds of conflict with the customer no standard answers."""
    counts = {CONFLICT_KINDS[kind]: count for kind, count in found.by_kind.items()}
    en = ", ".join(f"{kind.en.lower()} {count}" for kind, count in counts.items())
    zh = "，".join(f"{kind.zh}{count}项" for kind, count in counts.items())
    findings = [_fact(f"Standards by the conflict they answer: {en}.", f"各类冲突对应的标准：{zh}。")]
    if found.holes:
        names = [CONFLICT_KINDS[kind] for kind in found.holes]
        findings.append(
            _fact(
                f"No standard answers conflicts of this kind: {', '.join(name.en.lower() for name in names)}.",
                f"没有标准应对此类冲突：{'、'.join(name.zh for name in names)}。",
            )
        )
    return findings
