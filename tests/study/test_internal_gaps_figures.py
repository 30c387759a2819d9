"""Figures of gaps inside the company: tables and claims against the room and by hand, and every sentence."""

import attrs
import numpy as np
import pytest
from part_checks import alone, passes_of, share, shown

import servicekit as sk
from servicekit.foundation import Label
from servicekit.foundation._errors import InvalidValueError, UnknownConceptError
from servicekit.stats import compare, exact_binomial, mean_score
from servicekit.stats.comparison._target_tests import target_p_values
from servicekit.study import study_from_toml
from servicekit.study.parts import _internal_gaps as task

TEXT = """
labels.speed = { en = "Speed", zh = "速度" }
labels.greeting = { en = "Greeting", zh = "问候" }
labels.branch = { en = "Branch", zh = "门店" }
[scales.five]
low = 1
high = 5
[staff]
role = "post"
front_line = ["adviser"]
management = ["manager"]
attributes = ["speed", "greeting", "calls"]
scale = "five"
target = 4
serves = { speed = ["greet", "smile"], greeting = ["smile"] }
by = "branch"
[audits.columns]
site = "site"
standard = "standard"
result = "result"
[audits.standards.greet]
label = { en = "Greets", zh = "打招呼" }
[audits.standards.smile]
label = { en = "Smiles", zh = "面带微笑" }
[audits.standards.bow]
label = { en = "Bows", zh = "鞠躬" }
"""
NAMES = ("speed", "greeting", "calls")


def answers(counts):
    """Return answers 1 to 5, as often as said."""
    return np.repeat([1, 2, 3, 4, 5], counts)


def world(greet=(30, 70), smile=(99, 1)):
    survey = {
        "speed": answers((20, 30, 30, 20, 0)),  # a mean of 2.5
        "greeting": answers((0, 20, 40, 30, 10)),  # of 3.3
        "calls": answers((0, 0, 0, 30, 70)),  # of 4.7
        "branch": np.tile(["north", "south"], 50),
    }
    staff = {
        "post": ["adviser"] * 40 + ["manager"] * 30 + ["cleaner"] * 3 + [None] * 2,
        "speed": np.r_[answers((8, 12, 12, 8, 0)), answers((0, 0, 0, 15, 15)), [1] * 5],
        "greeting": np.r_[answers((10, 20, 10, 0, 0)), answers((0, 6, 12, 9, 3)), [1] * 5],
        "calls": np.r_[answers((0, 0, 20, 20, 0)), answers((0, 0, 0, 10, 20)), [1] * 5],
    }
    audits = {"site": [], "standard": [], "result": []}
    for name, (good, bad) in (("greet", greet), ("smile", smile)):
        audits["site"] += ["A"] * (good + bad)
        audits["standard"] += [name] * (good + bad)
        audits["result"] += ["yes"] * good + ["no"] * bad
    return survey, staff, audits


def part_of(text=TEXT, **changes):
    survey, staff, audits = world()
    given = {"staff": staff, "audits": audits} | changes
    survey = given.pop("survey", survey)
    return alone("internal_gaps", text, survey, **given)


@pytest.fixture(scope="module")
def whole():
    return part_of()


def test_every_table_holds_what_each_side_answers_and_how_far_apart_they_are(whole):
    part, _ = whole
    survey, staff, _ = world()
    found = part.results
    assert list(found) == [
        *(f"mean answer of {side}" for side in ("customers", "the front line", "management")),
        *("the front line less customers", "management less customers", "customers less the target"),
        "share kept of the standards that serve it",
        *(f"mean answer of customers by unit, {name}" for name in ("Speed", "Greeting", "calls")),
    ]
    rows = {"adviser": slice(0, 40), "manager": slice(40, 70)}
    means = {side: {name: staff[name][rows[side]].mean() for name in NAMES} for side in rows}
    own = {name: survey[name].mean() for name in NAMES}

    def values(key):
        return {name: one.value for name, one in found[key].items()}

    assert values("mean answer of customers") == pytest.approx(own)
    assert values("mean answer of the front line") == pytest.approx(means["adviser"])
    assert values("mean answer of management") == pytest.approx(means["manager"])
    for key, side in (("the front line less customers", "adviser"), ("management less customers", "manager")):
        assert values(key) == pytest.approx({name: means[side][name] - own[name] for name in NAMES})
    assert values("customers less the target") == pytest.approx({name: own[name] - 4 for name in NAMES})
    assert values("share kept of the standards that serve it") == {"speed": 129 / 200, "greeting": 0.99}
    by = mean_score(survey, "speed", scale=sk.LIKERT_5, by="branch")
    assert dict(found["mean answer of customers by unit, Speed"]) == dict(by)
    table = next(table for table in part.tables() if table.key == "customers less the target")
    assert (table.names["speed"], table.names["calls"]) == (Label("Speed", "速度"), Label("calls", "calls"))
    assert part.gaps.left_out == {"cleaner": 3, "–": 2}
    assert part.standards == {
        "greet": Label("Greets", "打招呼"), "smile": Label("Smiles", "面带微笑"), "bow": Label("Bows", "鞠躬")
    }  # fmt: skip


def test_each_claim_is_the_test_of_its_figure_by_the_public_measures(whole):
    _, decided = whole
    claims = {name: one.claim for name, one in decided.items()}
    survey, staff, _ = world()
    rows = {"front_line": slice(0, 40), "management": slice(40, 70)}
    for side, place in rows.items():
        for name in NAMES:
            scores = {
                "own": mean_score({name: staff[name][place]}, name, scale=sk.LIKERT_5),
                "customers": mean_score(survey, name, scale=sk.LIKERT_5),
            }
            (want,) = compare(scores, pairs=[("own", "customers")]).contrasts
            claim = claims[f"{side}/{name}"]
            assert claim.evidence.p == pytest.approx(want.p_value)
            assert claim.difference.value == pytest.approx(want.value)
            assert claim.direction == np.sign(round(want.value, 9))
            assert claim.good == (-1 if side == "management" else None)
            assert (claim.reference.number, claim.reference.n) == (pytest.approx(survey[name].mean()), 100)
            assert (claim.own.n, claim.unit, claim.lead) == (len(staff[name][place]), "mean", True)
    for name in NAMES:
        own = mean_score(survey, name, scale=sk.LIKERT_5)
        claim = claims[f"target/{name}"]
        assert (claim.evidence.p, claim.evidence.n) == (pytest.approx(target_p_values([own], 4)[0]), 100)
        assert claim.evidence.standard_error == own.standard_error
        assert (claim.direction, claim.good, claim.unit) == (np.sign(own.value - 4), 1, "mean")
        assert (claim.reference.number, claim.difference.value) == (4, pytest.approx(own.value - 4))
        assert (claim.details["covered"] == "") == (name != "calls")
        for unit, score in mean_score(survey, name, scale=sk.LIKERT_5, by="branch").items():
            each = claims[f"unit/{name}/{unit}"]
            assert each.evidence.p == pytest.approx(target_p_values([score], 4)[0])
            assert (each.own, each.direction, each.good) == (score, np.sign(score.value - 4), 1)
            assert (each.lead, each.unit, each.reference.number) == (False, "mean", 4)
            assert each.details["group"] == Label("Branch", "门店")
    together, alone_ = claims["kept/speed"], claims["kept/greeting"]
    # of two standards the smaller number of observations counts, and 64.5 of 100 is rounded towards what is kept
    assert together.evidence.p == exact_binomial(65, 100, against=0.9).p
    assert alone_.evidence.p == exact_binomial(99, 100, against=0.9).p
    assert (together.direction, together.sort, together.good, together.also) == (-1, "kept", 1, ())
    assert (alone_.direction, alone_.sort, alone_.good) == (1, "kept_and_missed", None)
    assert alone_.also == ("internal_gaps/target/greeting",)
    assert (alone_.own.value, alone_.reference.number, alone_.evidence.n) == (0.99, 0.9, 100)
    assert together.details["standards"] == (Label("Greets", "打招呼"), Label("Smiles", "面带微笑"))
    assert "kept/calls" not in claims


def on_average(figure, n):
    value, ends = figure.split(" ", 1)
    return f"customers answer {value} on average {ends[:-1]}; {n} answers)"


def test_every_sentence_of_what_stands(whole):
    part, decided = whole
    said = {one.decided.claim.name.removeprefix("internal_gaps/"): one for one in part.findings if one.decided}
    gaps = part.gaps

    def ends(name):
        low, high = sorted(abs(end) for end in (decided[name].interval.low, decided[name].interval.high))
        return f"{low:.2f}", f"{high:.2f}"

    near, far = ends("management/speed")
    assert said["management/speed"].text == Label(
        f"Speed: management rates it higher than customers do, for certain: 4.50 against 2.50, by {near} to {far} "
        "points of the scale (30 and 100 answers).",
        f"速度：管理层的评价可以确定高于顾客（4.50对2.50，高{near}至{far}分；30份与100份回答）。",
    )
    near, far = ends("front_line/greeting")
    assert said["front_line/greeting"].text == Label(
        "Greeting: the front line rates it lower than customers do, for certain: 2.00 against 3.30, by "
        f"{near} to {far} points of the scale (40 and 100 answers).",
        f"问候：一线员工的评价可以确定低于顾客（2.00对3.30，低{near}至{far}分；40份与100份回答）。",
    )
    own = {name: shown(gaps[name].scores["customers"]) for name in NAMES}
    start = {name: on_average(one.en, 100) for name, one in own.items()}
    assert said["target/speed"].text.en == f"Speed: {start['speed']}, below the target of 4.00, for certain."
    assert said["target/greeting"].text.en == f"Greeting: {start['greeting']}, below the target of 4.00, for certain."
    assert said["target/calls"].text == Label(
        f"calls: {start['calls']}, above the target of 4.00, for certain.",
        f"calls：顾客评分均值{own['calls'].zh[:-1]}；100份回答），可以确定高于4.00的目标。",
    )
    kept = {name: share(gaps[name].keeping.estimate) for name in ("speed", "greeting")}
    assert said["kept/speed"].text == Label(
        f"Speed: the standards that serve it are not kept as they should be, for certain: {kept['speed'].en[:-1]}; "
        "200 observations), below 90.0%: Greets or Smiles.",
        f"速度：相应标准可以确定执行不到位，达标率{kept['speed'].zh[:-1]}；200次检查），低于90.0%：打招呼和面带微笑。",
    )
    assert said["kept/greeting"].text == Label(
        f"Greeting: the standards that serve it are kept, for certain: {kept['greeting'].en[:-1]}; 100 observations), "
        "and customers are below the target all the same: Smiles.",
        f"问候：相应标准可以确定已执行到位，达标率{kept['greeting'].zh[:-1]}；100次检查），而顾客评分仍低于目标：面带微笑。",
    )
    north = shown(part.units["north"]["speed"])
    assert said["unit/speed/north"].text == Label(
        f"Speed, Branch north: {on_average(north.en, 50)}, below the target of 4.00, for certain.",
        f"速度，门店“north”：顾客评分均值{north.zh[:-1]}；50份回答），可以确定低于4.00的目标。",
    )
    tones = {name: one.tone for name, one in said.items()}
    assert [tones[name] for name in ("management/speed", "front_line/greeting", "target/speed", "target/calls")] == [
        *("bad", "neutral", "bad", "good")
    ]
    assert [tones[name] for name in ("kept/speed", "kept/greeting")] == ["bad", "neutral"]
    assert part.findings[-1].text == Label(
        "Left out are 5 rows of staff with other roles: cleaner and –.", "另有5名其他角色的员工未计入：cleaner和–。"
    )
    assert "target/speed" not in {name for name, one in said.items() if "no standard" in one.text.en}


def test_an_attribute_short_of_its_target_that_no_standard_serves_is_said_to_be_uncovered():
    survey, _, _ = world()
    part, _ = part_of(survey=survey | {"calls": survey["speed"]})
    texts = [one.text for one in part.findings if one.text.en.startswith("calls: customers")]
    assert texts[0].en.endswith("below the target of 4.00, for certain; no standard covers it.")
    assert texts[0].zh.endswith("可以确定低于4.00的目标，且没有相应的服务标准。")


def test_where_nothing_stands_each_family_says_so_once():
    same = np.tile([3, 4, 5], 10)
    survey = dict.fromkeys(NAMES, same) | {"branch": ["north", "south"] * 15}
    staff = {"post": ["adviser"] * 30 + ["manager"] * 30} | dict.fromkeys(NAMES, np.r_[same, same])
    audits = {"site": ["A"] * 20, "standard": ["greet", "smile"] * 10, "result": ["no"] * 2 + ["yes"] * 18}
    part, decided = part_of(survey=survey, staff=staff, audits=audits)
    assert [one.text for one in part.findings] == [
        Label(
            "In none of the attributes can it be told that management sees it otherwise than customers do.",
            "各项中，尚看不出管理层的评价与顾客有何不同。",
        ),
        Label(
            "In none of the attributes can it be told that the front line sees it otherwise than customers do.",
            "各项中，尚看不出一线员工的评价与顾客有何不同。",
        ),
        Label(
            "For none of the attributes can it be told whether customers are above or below the target of 4.00.",
            "各项中，尚看不出哪一项的顾客评分高于或低于4.00的目标。",
        ),
        Label(
            "Whether the standards that serve these attributes are kept cannot be told.",
            "相应标准是否执行到位，尚不能判断。",
        ),
    ]
    assert {one.claim.direction for one in decided.values()} == {0}
    assert {one.claim.sort for name, one in decided.items() if name.startswith("kept")} == {"kept"}


@pytest.mark.parametrize(
    ("customers", "kept", "sort"),
    (
        ("short", "above", "kept_and_missed"),
        ("short", "at", "kept"),
        ("at", "above", "kept"),
        ("above", "above", "kept"),
    ),
)
def test_kept_in_vain_needs_customers_below_and_standards_above(customers, kept, sort):
    survey, _, _ = world()
    low = {"short": [3, 4] * 50, "at": [4] * 100, "above": [4, 5] * 50}[customers]
    good = {"at": 90, "above": 95}[kept]
    audits = world(greet=(good, 100 - good), smile=(good, 100 - good))[2]
    claim = part_of(survey=survey | {"greeting": low}, audits=audits)[1]["kept/greeting"].claim
    assert (claim.sort, claim.direction) == (sort, 0 if kept == "at" else 1)


def test_without_an_audit_or_without_standards_only_answers_are_compared():
    part, decided = part_of(audits=None)
    assert not any(name.startswith("kept") for name in decided)
    (care,) = [one for one in part.findings if one.is_caution]
    assert care.text == task.NO_AUDIT
    assert part.standards == {}
    assert part.gaps["calls"].standards is None
    assert decided["target/calls"].claim.details["covered"] == ""
    no_roles = TEXT.split("[audits.columns]")[0]
    assert part_of(no_roles, audits=None)[0].gaps["speed"].keeping is None
    unserved = TEXT.replace('serves = { speed = ["greet", "smile"], greeting = ["smile"] }\n', "")
    for text, tables in ((unserved, {}), (unserved, {"audits": None})):
        part, decided = part_of(text, **tables)
        assert not any(one.is_caution for one in part.findings)
        assert not any(name.startswith("kept") for name in decided)
        assert "share kept of the standards that serve it" not in part.results


def test_a_standard_that_nobody_looked_at_is_not_tested_and_says_why():
    claim = part_of(TEXT.replace('greeting = ["smile"]', 'greeting = ["bow"]'))[1]["kept/greeting"].claim
    assert (claim.evidence.p, claim.evidence.n) == (None, 0)
    assert claim.evidence.reason.en == "there are no data"
    assert (claim.direction, claim.sort, claim.own.count) == (0, "kept", 0)


def test_a_standard_that_is_none_is_refused_by_the_name_of_its_section():
    with pytest.raises(UnknownConceptError, match=r"standard of \[staff\] serves 'wink'"):
        part_of(TEXT.replace('greeting = ["smile"]', 'greeting = ["wink"]'))


@pytest.mark.parametrize("side", ("adviser", "manager"))
def test_a_role_that_does_not_occur_is_refused(side):
    _, staff, _ = world()
    staff["post"] = ["cleaner" if post == side else post for post in staff["post"]]
    with pytest.raises(UnknownConceptError, match=f"role in the table of staff '{side}'"):
        part_of(staff=staff)


@pytest.mark.parametrize(
    ("old", "new"),
    (
        ("target = 4", "target = 5.5"),
        ("target = 4", "target = 0.5"),
        ("high = 5", "high = 5\nhigher_is_better = false"),
    ),
)
def test_a_target_off_the_scale_or_a_scale_on_which_less_is_better_is_refused(old, new):
    with pytest.raises(InvalidValueError, match=r"a scale on which more is better, and a target from 1 to 5"):
        part_of(TEXT.replace(old, new, 1))
    for end in (1, 5):
        assert part_of(TEXT.replace("target = 4", f"target = {end}"))[0].gaps["speed"].shortfall.target == end


def test_a_side_without_answers_to_an_attribute_is_not_compared_in_it():
    _, staff, _ = world()
    speed = staff["speed"].astype(float)
    speed[40:] = np.nan
    part, decided = part_of(staff=staff | {"speed": speed})
    claim = decided["management/speed"].claim
    assert (claim.evidence.p, claim.evidence.n, claim.evidence.reason.en) == (None, 0, "there are no data")
    assert claim.direction == 0
    assert decided["management/greeting"].claim.evidence.p is not None
    assert part.gaps["speed"].scores["management"].value is None
    survey, _, _ = world()
    nobody = survey | {"speed": [np.nan] * 100}
    claim = part_of(survey=nobody)[1]["target/speed"].claim
    assert (claim.evidence.p, claim.evidence.reason.en, claim.direction) == (None, "only 0 answers", 0)


def test_rows_without_a_unit_are_no_unit_and_a_single_one_is_not_told():
    survey, _, _ = world()
    some = np.array([None, "south"] * 50, dtype=object)
    part, decided = part_of(survey=survey | {"branch": some})
    assert set(part.units) == {"south"}
    assert not any(name.startswith("unit") for name in decided)
    several = np.array([None, "south", "north", "south"] * 25, dtype=object)
    part, decided = part_of(survey=survey | {"branch": several})
    assert {name.rsplit("/", 1)[1] for name in decided if name.startswith("unit")} == {"south", "north"}
    none, decided = part_of(TEXT.replace('by = "branch"\n', ""))
    assert none.units == {}
    assert not any(name.startswith("unit") for name in decided)
    assert not any("by unit" in key for key in none.results)


def test_visits_are_the_units_of_an_audit_where_a_column_tells_them_apart():
    _, _, audits = world()
    audits = {name: values[:40] + values[100:140] for name, values in audits.items()}
    audits["visit"] = [f"v{place % 40}" for place in range(80)]
    text = TEXT.replace('site = "site"', 'site = "site"\nvisit = "visit"')
    part, _ = part_of(text, audits=audits)
    standards = task.standards_of(study_from_toml(text).audits, audits)
    room = sk.standards.visit_compliance(audits, standards, visit="visit", auditor=None)["all"]
    found = part.gaps["speed"].keeping.estimate
    assert (found.value, found.standard_error) == (pytest.approx(room.value), pytest.approx(room.standard_error))
    assert part.gaps["calls"].keeping is None


def test_the_part_is_planned_and_says_what_it_lacks(monkeypatch):
    study = study_from_toml(TEXT)
    survey, staff, audits = world()
    tables = {"staff": staff, "audits": audits}

    def made(asked, data):
        return task.assess(asked, {"survey": data, **tables})

    for asked in (study, attrs.evolve(study, staff=attrs.evolve(study.staff, by=None))):
        assert passes_of(monkeypatch, task, asked, survey, whole=made) == 1
    none = attrs.evolve(study, staff=None)
    assert list(task.requests(none)) == []
    assert [task.is_asked(study), task.is_asked(none)] == [True, False]
    lacking = sk.study.NotRun(key="internal_gaps", name=task.NAME, needs=task.NEEDS)
    assert task.assess(study, {"survey": survey}) == lacking
    assert task.assess(study, {"staff": staff}) == lacking
    assert task.assess(none, {"survey": survey}) == lacking
    said = attrs.evolve(lacking, reason=Label("no [staff] in the study", "调查方案中没有「staff」一节"))
    assert task.assess(none, {"survey": survey, "staff": staff}) == said
    assert task.read(none, staff) == said
    assert task.read(study, staff).key == "internal_gaps"
    with pytest.raises(UnknownConceptError, match="role in the table of staff"):
        task.read(study, staff | {"post": ["cleaner"] * 75})
