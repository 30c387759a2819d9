"""What an audit claims and says: each figure is that of the public measure, each sentence that of its standing."""

from types import SimpleNamespace

import pytest
from scipy import stats

import servicekit as sk
from servicekit.foundation._errors import InvalidValueError
from servicekit.stats.claims._outlying_point import outlying_point
from servicekit.stats.claims._share_tests import clustered_evidence
from servicekit.study import study_from_toml
from servicekit.study.parts import _compliance as compliance
from servicekit.study.parts import _compliance_findings as compliance_findings

STUDY = """
level = 0.9
[audits]
critical = ["receipt", "till"]
wave_order = ["w9", "w1", "w2", "w3", "w4", "w5", "w6", "w7", "w8"]
[audits.columns]
site = "site"
standard = "item"
result = "seen"
wave = "wave"
[audits.standards.greet]
label = { en = "Greet", zh = "问候" }
area = "door"
[audits.standards.receipt]
label = { en = "Receipt", zh = "收据" }
area = "door"
weight = 3
conflict = "transaction"
[audits.standards.till]
label = { en = "Till", zh = "收银" }
[audits.standards.tidy]
label = { en = "Tidy", zh = "整洁" }
"""
WAVES = ("w9", *(f"w{k}" for k in range(1, 9)))
ITEMS, SITES = ("greet", "receipt", "till", "tidy"), ("A", "B", "C")


def failures(item, site, wave):
    """Of ten looks at each standard in each site and wave, how many find it not kept."""
    found = {("tidy", site): 5, ("greet", "C"): 4, ("receipt", "C"): 2 * (wave in ("w3", "w8"))}.get((item, site), 1)
    if item in ("receipt", "till") and (item, site) != ("receipt", "C"):
        found = int((item, site, wave) == ("till", "A", "w8"))
    return found + (4 if wave == "w5" and item != "till" else 0) + 2 * (wave == "w8" and item == "greet")


def rows(**more):
    cells = [(item, site, wave, k) for item in ITEMS for site in SITES for wave in WAVES for k in range(10)]
    table = {
        "item": [item for item, *_ in cells],
        "site": [site for _, site, *_ in cells],
        "wave": [wave for *_, wave, _ in cells],
        "seen": ["no" if k < failures(item, site, wave) else "yes" for item, site, wave, k in cells],
    }
    return table | more


def failed(item=ITEMS, site=SITES, wave=WAVES):
    return sum(failures(i, s, w) for i in item for s in site for w in wave)


def assessed(text=STUDY, table=None):
    return sk.assess(study_from_toml(text), audits=rows() if table is None else table).part("compliance")


@pytest.fixture(scope="module")
def part():
    return assessed()


@pytest.fixture(scope="module")
def claims(part):
    return {claim.name.removeprefix("compliance/"): claim for claim in part.claims}


def texts(part, language="en", tone=None):
    return [finding.text.text(language) for finding in part.findings if tone in (None, finding.tone)]


def ends(estimate):
    return [f"{100 * end:.1f}%" for end in (estimate.interval.low, estimate.interval.high)]


def counted(results):
    return {key: (share.count, share.n, share.level) for key, share in results.items()}


def test_every_cut_counts_what_was_kept(part):
    n = 90
    assert counted(part.by_standard) == {i: (3 * n - failed([i]), 3 * n, 0.9) for i in ITEMS}
    assert counted(part.by_site) == {s: (4 * n - failed(site=[s]), 4 * n, 0.9) for s in SITES}
    assert counted(part.by_wave) == {w: (120 - failed(wave=[w]), 120, 0.9) for w in WAVES}
    assert list(part.by_wave) == list(WAVES)
    assert counted(part.by_area) == {
        "door": (6 * n - failed(["greet", "receipt"]), 6 * n, 0.9),
        "all": (6 * n - failed(["till", "tidy"]), 6 * n, 0.9),
    }
    assert (part.whole.count, part.whole.n, part.whole.level) == (12 * n - failed(), 12 * n, 0.9)
    assert (part.by_auditor, part.agreement) == (None, None)
    assert part.by_standard["greet"].name == sk.foundation.Label("Greet", "问候")
    assert part.by_site["A"].name == sk.foundation.Label("A", "A")


def test_changes_score_and_chart_are_those_of_the_public_measures(part):
    found = part.audit
    waves = {w: sk.stats.Share(count=120 - failed(wave=[w]), n=120, level=0.9) for w in WAVES}
    moved = [one.difference.value for one in sk.stats.compare(waves, pairs="consecutive", adjust="bh").contrasts]
    assert [one.difference.value for one in part.changes.contrasts] == moved
    assert [one.adjusted_p for one in part.changes.contrasts] == [
        one.adjusted_p for one in sk.stats.compare(waves, pairs="consecutive", adjust="bh").contrasts
    ]
    assert part.chart == sk.standards.compliance_chart(found, order=list(WAVES))
    assert part.score == sk.standards.audit_score(found, level=0.9)
    assert dict(part.score_by_site) == dict(sk.standards.audit_score(found, by="site", level=0.9))
    cuts = assessed(STUDY.replace("[audits]", "[audits]\ngrade_cuts = [1.0, 2.0, 3.0]\nmost_critical_share = 1.0", 1))
    assert {score.grade.key for score in cuts.score_by_site.values()} == {list(sk.standards.AuditGrade)[-1].key}
    with pytest.raises(InvalidValueError, match="3 scores"):
        assessed(STUDY.replace("[audits]", "[audits]\ngrade_cuts = [1.0, 2.0]", 1))


def test_the_whole_is_said_and_without_a_target_nothing_is_claimed_of_it(part, claims):
    kept, n = 1080 - failed(), 1080
    low, high = ends(part.whole)
    share = f"{100 * kept / n:.1f}%"
    assert texts(part)[0] == (
        f"{share} ({low} to {high}) of 1,080 observations keep their standard (sites: 3, standards: 4)."
    )
    assert texts(part, "zh")[0] == f"1,080次观察中达标率为{share}（{low}至{high}）（3个网点，4项标准）。"
    assert "whole" not in claims


def test_a_standard_and_a_site_are_held_against_the_others_pooled(part, claims):
    by_standard = {i: sk.stats.SampledScores.of_counts(270 - failed([i]), 270) for i in ITEMS}
    by_site = {s: sk.stats.SampledScores.of_counts(360 - failed(site=[s]), 360) for s in SITES}
    for family, scores, group in (("by_standard", by_standard, "Standard"), ("by_site", by_site, "Site")):
        for one in sk.stats.step_down(scores):
            claim = claims[f"{family}/{one.group}"]
            assert claim.evidence == one.evidence
            assert (claim.details["group"].en, claim.worth_knowing, claim.sort) == (group, 0.05, "group")
            assert claim.measure.en == "Standards kept"
            shift = one.mean - one.others_mean
            assert claim.direction == (1 if shift > 0 else -1)
    rest = failed(["greet", "receipt", "till"])
    own, others = f"{100 * (1 - failed(['tidy']) / 270):.1f}%", f"{100 * (1 - rest / 810):.1f}%"
    (text,) = [text for text in texts(part, tone="bad") if text.startswith("Standard Tidy is lower")]
    assert f"in Standards kept, for certain: {own} against {others}; " in text
    assert text.endswith("(270 and 810 observations).")


def test_the_newest_wave_is_held_against_the_one_before(part, claims):
    now, before = 120 - failed(wave=["w8"]), 120 - failed(wave=["w7"])
    claim = claims["change"]
    assert claim.evidence == sk.stats.two_shares(now, 120, before, 120)
    assert (claim.own.count, claim.reference.value.count, claim.reference.n) == (now, before, 120)
    assert (claim.details["w0"], claim.details["w1"], claim.worth_knowing, claim.good) == ("w7", "w8", 0.05, 1)
    assert claim.direction == -1
    assert claim.difference.value == pytest.approx((now - before) / 120)
    table = rows()
    for last, direction in ((0, 1), (2, 0), (3, -1)):  # of ten looks two found it not kept before
        failed_now = [last if wave == "w8" else 2 for wave in table["wave"]]
        seen = ["no" if row % 10 < bad else "yes" for row, bad in enumerate(failed_now)]
        (change,) = [one for one in assessed(table=rows(seen=seen)).claims if one.sort == "wave"]
        assert (change.direction, change.evidence.p == 1) == (direction, direction == 0)


def test_the_wave_that_is_out_of_the_ordinary_is_named(part, claims):
    counts = [120 - failed(wave=[w]) for w in WAVES]
    place, evidence = outlying_point(counts, [120] * 9)
    claim = claims["signal"]
    assert WAVES[place] == "w5"
    assert (claim.evidence, claim.subject.en, claim.direction) == (evidence, "w5", -1)
    assert claim.reference.value == part.chart.centre
    own, usual = f"{100 * counts[place] / 120:.1f}%", f"{100 * part.chart.centre:.1f}%"
    assert f"w5 is out of the ordinary, for certain: {own} against {usual}." in texts(part)
    assert f"w5异常（可以确定）：{own}，平时{usual}。" in texts(part, "zh")
    down = rows(seen=["no" if w == "w5" else s for w, s in zip(rows()["wave"], rows()["seen"], strict=True)])
    (signal,) = [claim for claim in assessed(table=down).claims if claim.sort == "point"]
    kept = [0 if place == WAVES.index("w5") else count for place, count in enumerate(counts)]
    assert signal.evidence == outlying_point(kept, [120] * 9)[1]
    assert (signal.details["own"], signal.direction) == ("0.0%", -1)
    even = rows(seen=["no" if row % 10 < 2 else "yes" for row in range(1080)])
    (signal,) = [claim for claim in assessed(table=even).claims if claim.sort == "point"]
    assert (signal.evidence.p, signal.direction) == (1.0, 0)
    up = rows(seen=["yes" if w == "w5" or k % 10 > 1 else "no" for k, w in enumerate(rows()["wave"])])
    (signal,) = [claim for claim in assessed(table=up).claims if claim.sort == "point"]
    assert signal.direction == 1
    assert signal.details["k"] == 9


def test_eight_waves_are_needed_for_a_signal_and_two_for_a_change():
    def kept(waves):
        table = rows()
        chosen = [wave in waves for wave in table["wave"]]
        return {name: [v for v, hit in zip(column, chosen, strict=True) if hit] for name, column in table.items()}

    def sorts(waves):
        study = STUDY.replace(str(list(WAVES)).replace("'", '"'), str(list(waves)).replace("'", '"'))
        part = assessed(study, kept(waves))
        return {claim.sort for claim in part.claims} & {"point", "wave"}, part

    assert sorts(WAVES[:8])[0] == {"point", "wave"}
    assert sorts(WAVES[:7])[0] == {"wave"}
    assert sorts(WAVES[:2])[0] == {"wave"}
    few, part = sorts(WAVES[:1])
    assert few == set()
    assert (part.by_wave, part.chart, part.changes) == (None, None, None)


def test_waves_in_an_order_that_nobody_stated_are_not_compared():
    unknown = [("early", "late")[wave > "w4"] for wave in rows()["wave"]]
    text = "\n".join(line for line in STUDY.split("\n") if not line.startswith("wave_order"))
    part = assessed(text, rows(wave=unknown))
    assert set(part.by_wave) == {"early", "late"}
    assert (part.chart, part.changes) == (None, None)
    assert any(text.startswith("Waves were not compared: ") for text in texts(part, tone="caution"))
    assert any(text.startswith("未比较各期：") for text in texts(part, "zh"))


def test_failures_of_critical_standards_are_counted_and_the_worst_named_first(part):
    # receipt at C: 2 in w3, 4 in w5, 2 in w8; at A and B 4 in w5; till at A: 1 in w8
    assert {key: (share.count, share.n) for key, share in part.critical.items()} == {
        ("receipt", "C"): (8, 90),
        ("receipt", "A"): (4, 90),
        ("receipt", "B"): (4, 90),
        ("till", "A"): (1, 90),
    }
    assert next(iter(part.critical)) == ("receipt", "C")
    assert part.critical["receipt", "C"].name == sk.foundation.Label("Receipt, C", "收据，C")
    assert part.critical["receipt", "C"].level == 0.9
    (urgent,) = [finding for finding in part.findings if finding.is_urgent]
    assert urgent.text.en == (
        "Failures of critical standards: 17, at 3 of 3 sites: Receipt – C 8 of 90, A 4 of 90, B 4 of 90; "
        "Till – A 1 of 90."
    )
    assert urgent.text.zh == (
        "关键项未达标17次，涉及3个网点中的3个。收据：C（90次中8次）、A（90次中4次）、B（90次中4次）；收银：A（90次中1次）。"
    )
    assert urgent.is_caution
    few = {"site": ["A"] * 9 + ["B"] * 3, "item": ["till"] * 12, "seen": ["no"] * 4 + ["yes"] * 5 + ["no"] * 3}
    assert list(assessed(table=few | {"wave": ["w1"] * 12}).critical) == [
        ("till", "A"),
        ("till", "B"),
    ]  # 4 of 9, 3 of 3
    many = {"site": [f"s{k}" for k in range(7)], "item": ["till"] * 7, "seen": ["no"] * 7, "wave": ["w1"] * 7}
    (urgent,) = [finding for finding in assessed(table=many).findings if finding.is_urgent]
    assert urgent.text.en.endswith("s4 1 of 1 and 2 more.")
    assert urgent.text.zh.endswith("s4（1次中1次）等（共7）。")


def test_where_no_critical_standard_failed_its_highest_rate_is_told():
    kept = ["yes" if item in ("receipt", "till") else "no" for item in rows()["item"]]
    site = ["D" if item == "tidy" else site for item, site in zip(rows()["item"], rows()["site"], strict=True)]
    part = assessed(table=rows(seen=kept, site=site))
    assert part.critical is None
    upper = f"{100 * stats.beta.ppf(0.95, 1, 540):.1f}%"  # Clopper and Pearson: none of 540, one-sided 95 %
    assert (
        f"No critical standard failed in 540 checks at 3 sites; the true rate may still be as high as {upper}."
        in texts(part)
    )
    assert f"在3个网点检查540次，关键项没有一次未达标；真实的未达标率仍可能高达{upper}。" in texts(part, "zh")
    table = rows()
    unseen = {name: [v for v, i in zip(column, table["item"], strict=True) if i in ("greet", "tidy")]
              for name, column in table.items()}  # fmt: skip
    assert "No critical standard was observed." in texts(assessed(table=unseen), tone="caution")
    plain = assessed(STUDY.replace('critical = ["receipt", "till"]', ""))
    assert plain.critical is None
    assert not any("critical standard" in text for text in texts(plain) if not text.startswith("Sites by grade"))


def test_grades_are_counted_by_site(part):
    grades = [score.grade for score in part.score_by_site.values()]
    assert {grade.key for grade in grades} == {"unacceptable"}
    assert "Sites by grade: 3 unacceptable (lowest grade because a critical standard failed: 3)." in texts(part)
    label = grades[0].label.zh
    assert f"各等级网点数：{label}3个（其中因关键项未达标而为最低等级：3个）。" in texts(part, "zh")
    once = assessed(STUDY.replace('critical = ["receipt", "till"]', 'critical = ["till"]'))  # one failure, at A
    assert any(text.endswith("(lowest grade because a critical standard failed: 1).") for text in texts(once))
    plain = assessed(STUDY.replace('critical = ["receipt", "till"]', ""))
    kinds = list(sk.standards.AuditGrade)[::-1]
    counts = [sum(score.grade is kind for score in plain.score_by_site.values()) for kind in kinds]
    told = ", ".join(f"{count} {kind.label.en.lower()}" for kind, count in zip(kinds, counts, strict=True) if count)
    assert f"Sites by grade: {told} (lowest grade because a critical standard failed: 0)." in texts(plain)


TARGET = STUDY.replace("[audits]", "[audits]\ntarget_share = 0.8", 1)


def test_with_a_target_all_of_them_are_held_against_it_by_an_exact_test():
    part = assessed(TARGET)
    found = {claim.name.removeprefix("compliance/"): claim for claim in part.claims}
    counts = {"whole": (1080 - failed(), 1080)}
    counts |= {f"by_standard/{i}": (270 - failed([i]), 270) for i in ITEMS}
    counts |= {f"by_site/{s}": (360 - failed(site=[s]), 360) for s in SITES}
    for name, (count, n) in counts.items():
        claim = found[name]
        assert claim.evidence == sk.stats.exact_binomial(count, n, against=0.8)
        assert claim.direction == (1 if count / n >= 0.8 else -1)
        assert (claim.reference.value, claim.good) == (0.8, 1)
        assert claim.sort == ("target" if name == "whole" else "each_target")
    assert found["by_standard/tidy"].subject.zh == "整洁"
    assert found["by_standard/tidy"].details["group"].en == "Standard"
    assert found["by_site/A"].details["group"].zh == "网点"
    low, high = ends(part.by_standard["tidy"])
    own = f"{100 * (1 - failed(['tidy']) / 270):.1f}%"
    assert f"Tidy is below the target of 80.0%, for certain: {own} ({low} to {high})." in texts(part, tone="bad")
    assert f"整洁{own}（{low}至{high}），可以确定低于80.0%的目标。" in texts(part, "zh", "bad")


def test_with_visits_the_tests_take_visits_to_be_independent():
    table = rows(visit=[f"{k % 30}" for k in range(1080)])
    part = assessed(TARGET.replace('wave = "wave"', 'wave = "wave"\nvisit = "visit"'), table)
    roles = {"site": "site", "standard": "item", "result": "seen", "wave": "wave", "auditor": None}
    about = {**roles, "visit": "visit", "level": 0.9}
    standards = part.audit.standards
    whole = sk.standards.visit_compliance(table, standards, **about)["all"]
    sites = sk.standards.visit_compliance(table, standards, by="site", **about)
    assert part.whole == whole
    assert dict(part.by_site) == dict(sites)
    found = {claim.name.removeprefix("compliance/"): claim for claim in part.claims}
    for name, one in {"whole": whole, **{f"by_site/{s}": share for s, share in sites.items()}}.items():
        expected = clustered_evidence(one.value, one.standard_error, one.visits, one.observed, 0.8)
        assert found[name].evidence == expected
        assert found[name].evidence.df == one.visits - 1
    assert part.score == sk.standards.audit_score(table, standards, **about)
    assert dict(part.score_by_site) == dict(sk.standards.audit_score(table, standards, by="site", **about))
    never = table | {"seen": ["no" if s == "A" else v for s, v in zip(table["site"], table["seen"], strict=True)]}
    part = assessed(TARGET.replace('wave = "wave"', 'wave = "wave"\nvisit = "visit"'), never)
    (claim,) = [claim for claim in part.claims if claim.name == "compliance/by_site/A"]
    assert claim.evidence == clustered_evidence(0.0, 0.0, part.by_site["A"].visits, 360, 0.8)
    assert claim.evidence.p < 0.001
    free = assessed(STUDY.replace('wave = "wave"', 'wave = "wave"\nvisit = "visit"'), table)
    assert not any("by_site" in claim.name for claim in free.claims)  # visits have no test of others pooled


def test_what_is_in_no_rate_is_said_if_it_is_bad_or_much():
    table = rows()
    table["seen"] = ["maybe" if k < 2 else "not observed" if k < 219 else v for k, v in enumerate(table["seen"])]
    part = assessed('invalid = "omit"\n' + STUDY, table)
    assert part.audit.not_observed == 217
    share = f"{100 * 217 / part.audit.observations:.1f}%"
    assert texts(part, tone="caution")[0] == "2 observations were set aside (impossible result 2)."
    assert texts(part, "zh", "caution")[0] == "剔除了2条观察（结果无效2）。"
    (said,) = [text for text in texts(part) if "could not see" in text]
    assert said == f"Auditors could not see {share} of what they were to look at; the rates rest on the rest."
    assert f"有{share}的项目检查员未能看到，达标率仅基于其余部分。" in texts(part, "zh")
    fifth = rows()
    fifth["seen"] = ["not observed" if k < 216 else v for k, v in enumerate(fifth["seen"])]
    assert not any("could not see" in text for text in texts(assessed(table=fifth)))  # one in five is not many
    assert not any("set aside" in text for text in texts(assessed(table=fifth)))


AUDITORS = STUDY.replace('wave = "wave"', 'wave = "wave"\nauditor = "who"\nvisit = "visit"')


def seen_twice(differ, items=ITEMS):
    """60 visits by two auditors to each standard, on which they differ in so many of them."""
    cells = [(item, visit, who) for item in items for visit in range(60) for who in ("Li", "Mo")]
    return {
        "item": [item for item, _, _ in cells],
        "visit": [visit for _, visit, _ in cells],
        "who": [who for *_, who in cells],
        "site": [SITES[visit % 3] for _, visit, _ in cells],
        "wave": ["w1"] * len(cells),
        "seen": [
            ("yes", "no")[(visit % 2 + (who == "Mo" and visit < differ.get(item, 0))) % 2] for item, visit, who in cells
        ],
    }


def test_standards_on_which_auditors_differ_are_named():
    table = seen_twice({"greet": 30, "tidy": 60, "till": 3})
    part = assessed(AUDITORS, table)
    standards = part.audit.standards
    roles = {"site": "site", "standard": "item", "result": "seen", "wave": "wave", "auditor": "who"}
    public = sk.standards.auditor_agreement(table, standards, visit="visit", level=0.9, **roles)
    assert {key: (one.value, one.interval) for key, one in part.agreement.items()} == {
        key: (one.value, one.interval) for key, one in public.items()
    }
    kept = sum(seen == "yes" for seen, who in zip(table["seen"], table["who"], strict=True) if who == "Mo")
    assert counted(part.by_auditor) == {"Li": (120, 240, 0.9), "Mo": (kept, 240, 0.9)}
    assert "Auditors agree too little on: Greet, Tidy. Say more exactly how these are seen." in texts(
        part, tone="caution"
    )
    assert "检查员的结论对不上的标准：问候、整洁。检查方法需要写得更明确。" in texts(part, "zh")


def test_agreement_is_too_little_only_where_all_of_its_interval_is():
    def below(high):
        found = sk.foundation.Interval(low=0.1, high=high, level=0.9, method="jackknife")
        return compliance_findings._is_below(SimpleNamespace(interval=found), 0.667)

    assert (below(0.666), below(0.667), below(0.668)) == (True, False, False)
    assert not compliance_findings._is_below(SimpleNamespace(interval=None), 0.667)


def test_of_many_standards_on_which_auditors_differ_five_are_named():
    items = [f"k{place}" for place in range(7)]
    text = AUDITORS.partition("[audits.standards.greet]")[0].replace('critical = ["receipt", "till"]\n', "")
    part = assessed(text, seen_twice(dict.fromkeys(items, 30), items))
    assert part.by_area is None  # all in one
    (said,) = [finding.text for finding in part.findings if finding.text.en.startswith("Auditors agree too little")]
    assert said.en == (
        "Auditors agree too little on: k0, k1, k2, k3, k4 and 2 more. Say more exactly how these are seen."
    )
    assert said.zh == "检查员的结论对不上的标准：k0、k1、k2、k3、k4等（共7）。检查方法需要写得更明确。"


def test_auditors_who_agree_or_of_whom_too_little_is_known_are_not_blamed():
    same = assessed(AUDITORS, seen_twice({}))
    assert "Auditors who went together saw the same throughout." in texts(same)
    assert "一同检查的检查员结论完全一致。" in texts(same, "zh")
    few = assessed(AUDITORS, seen_twice({"greet": 4, "tidy": 4}))
    pairs = sum(one.unit_count for one in few.agreement.values())
    assert pairs == 240
    assert f"Whether auditors agree well enough on every standard these {pairs} pairs cannot tell." in texts(few)
    assert f"{pairs}对结果中，检查员在各项标准上是否足够一致，尚不能判断。" in texts(few, "zh")
    apart = seen_twice({})
    apart["visit"] = [f"{visit}{who}" for visit, who in zip(apart["visit"], apart["who"], strict=True)]
    alone = assessed(AUDITORS, apart)
    assert alone.agreement is None
    (said,) = [text for text in texts(alone, tone="caution") if "how far they agree" in text]
    assert said.startswith("No two auditors looked at the same standard in the same visit")


def test_conflicts_that_standards_answer_and_leave_open_are_told(part):
    assert part.coverage == sk.standards.conflicts_answered(part.audit.standards)
    kinds = {"product quality": 0, "transaction": 1, "communication": 0}
    (said,) = [text for text in texts(part) if text.startswith("Standards by the conflict they answer")]
    assert all(f"{kind} {count}" in said for kind, count in kinds.items())
    assert "No standard answers conflicts of this kind: product quality, communication." in texts(part)
    none = assessed(STUDY.replace('conflict = "transaction"\n', ""))
    assert none.coverage is None
    assert not any("conflict" in text for text in texts(none))


def test_without_a_section_a_table_or_a_result_the_part_is_not_run():
    nothing = study_from_toml("[scales.s]\nlow = 1\nhigh = 5\n")
    assert compliance.assess(nothing, rows()).reason.en == "no [audits] in the study"
    lacking = compliance.assess(nothing, None)
    assert (lacking.key, lacking.needs, lacking.reason) == ("compliance", compliance.NEEDS, None)
    unseen = compliance.assess(study_from_toml(STUDY), rows(seen=["not observed"] * 1080))
    assert unseen.reason.zh == "没有达标与否的检查结果"
