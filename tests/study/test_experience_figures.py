"""Figures of ease of use: tables and claims against the room and by hand, and every sentence."""

import attrs
import numpy as np
import pytest
from part_checks import alone, passes_of, share, shown

import servicekit as sk
from servicekit.experience import CustomerPath, funnel, task_success, task_time, usability_score
from servicekit.experience._instruments import USABILITY_INSTRUMENTS
from servicekit.foundation import Label
from servicekit.stats import SampledScores, step_down
from servicekit.study import study_from_toml
from servicekit.study.parts import _experience as task

SUS = [f"s{place}" for place in range(1, 11)]
LITE = ["u1", "u2"]
SHORT = [f"e{place}" for place in range(1, 9)]
HEAD = """
[scales.five]
low = 1
high = 5
[scales.seven]
low = 1
high = 7
[labels]
where = { en = "Channel", zh = "渠道" }
came = { en = "Came In", zh = "到店" }
find = { en = "Finding", zh = "查找" }
weeks = { en = "working weeks", zh = "工作周" }
"""
ASKED = {
    "site": f'[experience.questionnaires.site]\ninstrument = "sus"\nitems = {SUS}\nscale = "five"\nby = "where"\n'
    'label = { en = "Site", zh = "网站" }\n',
    "lite": f'[experience.questionnaires.lite]\ninstrument = "umux_lite"\nitems = {LITE}\nscale = "seven"\n',
    "short": f'[experience.questionnaires.short]\ninstrument = "ueq_s"\nitems = {SHORT}\nscale = "seven"\n'
    'by = "where"\nlabel = { en = "App", zh = "应用" }\n',
    "pay": '[experience.tasks.pay]\nsuccess = "done"\ntime = "seconds"\nby = "where"\n'
    'label = { en = "Paying", zh = "付款" }\n',
    "find": '[experience.tasks.find]\ntime = "waited"\nunit = "minutes"\n',
    "ask": '[experience.tasks.ask]\nsuccess = "answered"\n',
}
FUNNEL = '[experience]\nfunnel = ["awareness", "came", "bought"]\n'


def survey(n=60, seed=1):
    rng = np.random.default_rng(seed)
    where = np.tile(["app", "web", "desk"], n // 3)
    liking = 0.9 + rng.normal(0, 0.7, n) - np.where(where == "app", 1.5, 0.0)

    def answers(high, way=1):
        return np.clip(np.rint((high + 1) / 2 + way * liking + rng.normal(0, 0.6, n)), 1, high)

    data = {name: answers(5, 1 if place % 2 == 0 else -1) for place, name in enumerate(SUS)}
    data |= {name: answers(7) for name in (*LITE, *SHORT[:4])} | {name: rng.integers(1, 8, n) for name in SHORT[4:]}
    path = rng.random(n)
    data |= {"awareness": np.ones(n, int), "came": (path < 0.7) * 1, "bought": (path < 0.2) * 1}
    data |= {"seconds": np.exp(rng.normal(4, 0.5, n)).round(1), "waited": np.exp(rng.normal(1, 0.3, n)).round(1)}
    done = np.where(where == "app", np.arange(n) % 5 == 0, np.arange(n) % 5 > 0) * 1
    return data | {"where": where, "done": done, "answered": (np.arange(n) % 3 > 0) * 1}


def part_of(data, *asked, head=HEAD):
    return alone("experience", head + "".join(asked), data)


@pytest.fixture(scope="module")
def whole():
    data = survey()
    data["bought"][np.flatnonzero(data["came"] == 0)[:4]] = 1
    return data, *part_of(data, FUNNEL, *ASKED.values())


def values(result):
    return {key: (one.value, one.interval) for key, one in result.items()}


def test_every_table_holds_what_the_room_computes_under_its_name(whole):
    data, part, _ = whole
    found, by = part.results, ["app", "web", "desk"]
    scales = {"site": (SUS, "sus"), "lite": (LITE, "umux_lite"), "short": (SHORT, "ueq_s")}
    for name, (items, key) in scales.items():
        room = usability_score(data, items, instrument=key)
        assert values(found[name]) == values(room.scales)
        assert f"{name} · app" in found or name == "lite"
        for where in by if name != "lite" else ():
            one = usability_score(data, items, instrument=key, by="where")[where]
            assert values(found[f"{name} · {where}"]) == values(one.scales)
    captions = {table.key: table.caption for table in part.tables()}
    assert captions["site"] == Label("Site", "网站·系统可用性量表（SUS）")
    assert captions["site · app"].zh == "网站·系统可用性量表（SUS） · app"
    assert captions["pay time by group"] == Label("Pay time by group", "付款用时（分组）")
    assert (captions["find time"].zh, captions["pay success"].zh) == ("查找用时", "付款完成率")
    assert found["pay success"] == task_success(data, "done")
    assert values(found["pay success by group"]) == values(task_success(data, "done", by="where"))
    assert found["pay time"] == task_time(data, "seconds", success="done")
    assert values(found["pay time by group"]) == values(task_time(data, "seconds", success="done", by="where"))
    assert found["find time"] == task_time(data, "waited")
    assert found["ask success"] == task_success(data, "answered")
    assert {"find success", "ask time", "find time by group", "ask success by group"}.isdisjoint(found)
    path = funnel(data, ["awareness", "came", "bought"])
    assert values(found["conversion to each stage"]) == values(path.conversions)
    assert [one.name.en for one in found["conversion to each stage"].values()] == ["Came In", "bought"]
    assert found["first to last stage"] == path.overall
    kept = [one for key in ("sus", "umux_lite", "ueq_s") for one in USABILITY_INSTRUMENTS[key].sources]
    assert part.sources == tuple(dict.fromkeys((*kept, *CustomerPath.framework.sources)))
    assert part.columns == {"where": Label("Channel", "渠道")}
    names = {table.key: table.names for table in part.tables()}
    assert names["short"]["hedonic"] == Label("Hedonic quality", "享乐品质")


def test_each_touchpoint_is_tested_against_all_others_that_were_not_named_before_it(whole):
    data, _, decided = whole
    claims = {name: one.claim for name, one in decided.items()}
    groups = usability_score(data, SUS, by="where")
    rows_of = np.array([data[name] for name in SUS]).T
    sums = {where: rows_of[data["where"] == where] for where in ("app", "web", "desk")}
    points = {
        where: 2.5 * sum((rows[:, k] - 1) if k % 2 == 0 else (5 - rows[:, k]) for k in range(10))
        for where, rows in sums.items()
    }
    named = step_down({where: SampledScores.of_rows(each) for where, each in points.items()})
    assert named[0].group == "app"
    for one in named:
        claim, own = claims[f"site/usability/{one.group}"], points[one.group]
        outside = {one.group, *one.without}
        rest = np.concatenate([each for where, each in points.items() if where not in outside])
        assert claim.evidence.p == pytest.approx(one.evidence.p)
        assert claim.own.value == groups[one.group]["usability"].value == pytest.approx(own.mean())
        assert (claim.reference.number, claim.reference.n) == (pytest.approx(rest.mean()), len(rest))
        assert claim.reference.without == tuple(one.without)
        assert claim.difference.value == pytest.approx(own.mean() - rest.mean())
        assert claim.direction == np.sign(own.mean() - rest.mean())
        assert (claim.good, claim.unit, claim.lead) == (1, "index", True)
        assert claim.details["group"].zh == "渠道"
    assert claims["short/pragmatic/app"].unit == "mean"
    assert claims["short/pragmatic/app"].measure == Label(
        "App, Short User Experience Questionnaire (UEQ-S), pragmatic quality", "应用·用户体验问卷简版（UEQ-S）·实用品质"
    )
    assert claims["site/usability/app"].measure == Label(
        "Site, System Usability Scale (SUS)", "网站·系统可用性量表（SUS）"
    )
    success = {where: data["done"][data["where"] == where] for where in ("app", "web", "desk")}
    named = step_down({where: SampledScores.of_rows(each) for where, each in success.items()})
    for one in named:
        claim = claims[f"pay/success/{one.group}"]
        assert claim.evidence.p == pytest.approx(one.evidence.p)
        assert (claim.unit, claim.good, claim.measure.en) == ("share", 1, "Paying, task success")
        assert claim.own.value == success[one.group].mean()
    kinds = {name.rsplit("/", 1)[0] for name in claims}
    assert kinds == {"site/usability", "short/pragmatic", "short/hedonic", "pay/success"}


def test_every_sentence(whole):
    data, part, decided = whole
    said = [one.text for one in part.findings]
    en, zh = [text.en for text in said], [text.zh for text in said]
    room = usability_score(data, SUS)["usability"]
    low, high = (band.label for band in room.bands)
    own = shown(room, "{:.1f}")
    assert low is not high
    assert en[0] == (
        f"Site, System Usability Scale (SUS): {own.en} on a scale from 0 to 100, between {low.en} and {high.en} "
        "(60 answers)."
    )
    assert zh[0] == f"网站·系统可用性量表（SUS）{own.zh}，0至100分，介于{low.zh}与{high.zh}之间，60份回答。"
    short = usability_score(data, SHORT, instrument="ueq_s")["pragmatic"]
    assert (
        f"App, Short User Experience Questionnaire (UEQ-S), pragmatic quality: {shown(short).en} on a scale from −3 to "
        "3 (60 answers)."
    ) in en
    assert f"应用·用户体验问卷简版（UEQ-S）·实用品质{shown(short).zh}，−3至3分，60份回答。" in zh
    lite = usability_score(data, LITE, instrument="umux_lite")["usability"]
    assert any(text.startswith(f"UMUX-LITE: {shown(lite, '{:.1f}').en} on a scale from 0 to 100, ") for text in en)
    app = decided["site/usability/app"].claim
    first = "Channel app is lower than the others in Site, System Usability Scale (SUS), for certain: "
    first += f"{app.own.value:.1f}"
    assert any(text.startswith(f"{first} against {app.reference.number:.1f}; ") for text in en)
    assert any(text.startswith("分渠道看，app的网站·系统可用性量表（SUS）可以确定低于其余合计：") for text in zh)
    care = next(one for one in part.findings if one.text.en.startswith("The bands of usability scores were "))
    assert care.is_caution
    assert care.text.en == f"The bands of usability scores were f{task.SOFTWARE.en[1:]}"
    assert care.text.zh == f"可用性等级的{task.SOFTWARE.zh}"
    done = share(task_success(data, "done"))
    assert f"Paying: completed in {done.en} of 60 attempts." in en
    assert f"付款：60次尝试中完成的占{done.zh}。" in zh
    time, failed = task_time(data, "seconds", success="done"), int(60 - data["done"].sum())
    written = shown(time, "{:.0f}")
    assert (
        f"Paying: typically {written.en} seconds (geometric mean of {60 - failed} times; {failed} attempts that failed "
        "do not count)."
    ) in en
    assert f"付款：通常用时{written.zh}秒（{60 - failed}次的几何平均；未完成的{failed}次不计入）。" in zh
    waited = shown(task_time(data, "waited"), "{:.1f}")
    assert f"Finding: typically {waited.en} minutes (geometric mean of 60 times)." in en
    assert f"查找：通常用时{waited.zh}分钟（60次的几何平均）。" in zh
    counts, path = list(part.funnel.counts.values()), part.funnel
    whole_way, steps = share(path.overall), [share(one) for one in path.conversions.values()]
    assert en[-2] == (
        f"Of 60 people at awareness {counts[-1]} reach bought: {whole_way.en}. Of those at the stage before: "
        f"Came In {steps[0].en}; bought {steps[1].en}."
    )
    assert zh[-2] == (
        f"认知的60人中，{counts[-1]}人到达bought，占{whole_way.zh}。各阶段占上一阶段的比例："
        f"到店{steps[0].zh}；bought{steps[1].zh}。"
    )
    assert part.findings[-1].is_caution
    assert en[-1].startswith("4 people gave a later stage but not an earlier one; ")
    assert zh[-1] == "4人填了后面的阶段却缺前面的，只计到缺失处为止。"


def test_bands_that_agree_are_said_once_and_of_other_questionnaires_none():
    best = {name: [5 if place % 2 == 0 else 1] * 40 for place, name in enumerate(SUS)}
    part, _ = part_of(best | {"where": ["web"] * 40}, ASKED["site"])
    (band, other) = part.usability["site"]["usability"].bands
    assert band is other
    assert f" on a scale from 0 to 100, {band.label.en} (40 answers)." in part.findings[0].text.en
    assert f"，0至100分，{band.label.zh}，40份回答。" in part.findings[0].text.zh
    umux = '[experience.questionnaires.x]\ninstrument = "umux"\nitems = ["e1", "e2", "e3", "e4"]\nscale = "seven"\n'
    data = survey(n=30)
    turned = {name: 8 - data[name] for name in ("e2", "e4")}
    alone_, _ = part_of(data | turned, umux)
    assert not any(one.is_caution for one in alone_.findings)
    assert len(alone_.findings) == 1
    lite, _ = part_of(survey(n=30), ASKED["lite"])
    assert [one.is_caution for one in lite.findings] == [False, True]
    assert lite.findings[1].text.en.startswith("The bands of usability scores were ")


def test_what_nobody_answered_is_a_caution_and_no_figure():
    data = survey(n=30) | {name: [np.nan] * 30 for name in (*SHORT, "seconds")}
    part, decided = part_of(data, ASKED["short"], ASKED["pay"])
    (first, second), reason = part.findings[:2], "there are no data"
    assert (first.is_caution, second.is_caution) == (True, True)
    assert first.text == Label(
        f"App, Short User Experience Questionnaire (UEQ-S), pragmatic quality: – ({reason})",
        "应用·用户体验问卷简版（UEQ-S）·实用品质：–（没有数据）",
    )
    assert second.text.en.endswith(f"hedonic quality: – ({reason})")
    last = part.findings[-1]
    assert last.is_caution
    assert last.text == Label(f"Paying, time: – ({reason})", "付款用时：–（没有数据）")
    assert {name.split("/")[0] for name in decided} == {"pay"}
    assert part.touchpoints == 3  # by the tasks


def test_a_score_without_an_interval_is_a_caution():
    data = survey(n=30) | {"who": np.arange(30) % 2}
    part, _ = part_of(data, ASKED["lite"], head='design.clusters = "who"\n' + HEAD)
    score = part.usability["lite"]["usability"]
    assert (score.value is None, score.interval) == (False, None)
    assert part.findings[0].is_caution
    assert part.findings[0].text.en.startswith("UMUX-LITE: ")
    assert "answers)" not in part.findings[0].text.en


def test_items_turned_before_are_said_of_the_questionnaire():
    data = survey()
    part, _ = part_of(data | {name: 6 - data[name] for name in SUS[1::2]}, ASKED["site"])
    (care,) = [one for one in part.findings if one.is_caution and "turned" in one.text.en]
    (why,) = part.usability["site"].cautions
    assert care.text == Label(
        f"Site, System Usability Scale (SUS): {why.text('en')}",
        f"网站·系统可用性量表（SUS）: {why.text('zh')}".replace(": ", "："),
    )


@pytest.mark.parametrize(
    ("unit", "en", "zh"),
    (("weeks", "working weeks", "工作周"), ("hours", "hours", "小时"), ("beats", "beats", "beats")),
)
def test_a_unit_of_time_is_called_as_the_study_says_else_as_it_is_called(unit, en, zh):
    part, _ = part_of(survey(n=30), ASKED["find"].replace("minutes", unit))
    (said,) = part.findings
    assert f") {en} (geometric mean" in said.text.en
    assert f"）{zh}（30次" in said.text.zh


def test_touchpoints_are_groups_with_a_figure_or_several_questionnaires_and_tasks(whole):
    assert whole[1].touchpoints == 6  # three questionnaires and three tasks are more than three channels
    none = {"usability": {}, "usability_by": {}, "success": {}, "success_by": {}, "times": {}, "times_by": {}}
    part = whole[1]
    empty = attrs.evolve(part, **none)
    assert empty.touchpoints == 0
    assert attrs.evolve(empty, usability={"lite": part.usability["lite"]}).touchpoints == 1
    both = {"usability": {"lite": part.usability["lite"]}, "success": {"ask": part.success["ask"]}}
    assert attrs.evolve(empty, **both).touchpoints == 2
    same = {"success": {"pay": part.success["pay"]}, "times": {"pay": part.times["pay"], "find": part.times["find"]}}
    assert attrs.evolve(empty, **same).touchpoints == 2
    for name in ("usability_by", "success_by", "times_by"):
        groups = getattr(part, name)
        assert attrs.evolve(empty, **{name: groups}).touchpoints == 3


def test_groups_without_a_name_or_a_figure_are_not_compared():
    data = survey(n=30)
    data["where"] = np.array([None if place % 3 == 2 else where for place, where in enumerate(data["where"])], object)
    data["seconds"][data["where"] == "web"] = np.nan
    _, decided = part_of(data, ASKED["site"], ASKED["pay"])
    assert {name.rsplit("/", 1)[1] for name in decided} <= {"app", "web"}
    part, _ = part_of(data, ASKED["pay"])
    assert part.times_by["pay"]["web"].value is None
    assert attrs.evolve(part, success={}, success_by={}).touchpoints == sum(
        one.value is not None for one in part.times_by["pay"].values()
    )
    low = part_of(data | {name: [np.nan] * 30 for name in SUS}, ASKED["site"])[0]
    assert low.touchpoints == 0


@pytest.mark.parametrize("only", (*ASKED, "funnel"))
def test_one_thing_alone_is_planned(only, monkeypatch):
    study, data = study_from_toml(HEAD + ASKED.get(only, FUNNEL)), survey(n=30)
    assert passes_of(monkeypatch, task, study, data) == 1
    part = task.assess(study, data)
    assert (part.funnel is None) == (only != "funnel")
    assert (CustomerPath.framework.sources[0] in part.sources) == (only == "funnel")
    assert list(part.columns) == (["where"] if only in ("site", "short", "pay") else [])


def test_without_its_section_the_part_is_not_run_and_asks_nothing():
    study = attrs.evolve(study_from_toml(HEAD + FUNNEL), experience=None)
    assert list(task.requests(study)) == []
    assert task.assess(study, survey(n=30)) == sk.study.NotRun(key="experience", name=task.NAME, needs=task.NEEDS)
