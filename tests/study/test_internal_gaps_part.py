"""Gaps inside the company in a report: three sides, the audit beside them, units, and worlds without a gap."""

import re

import numpy as np
import pytest

import servicekit as sk
from servicekit.foundation._errors import InvalidValueError, RecordError, UnknownConceptError
from servicekit.reports._verify import verify
from servicekit.satisfaction._internal_gaps import internal_gaps
from servicekit.stats import exact_binomial
from servicekit.study._plan import study_plan
from servicekit.study._toml import study_from_toml
from servicekit.study.parts import _internal_gaps as task
from servicekit.study.tables._checking import check_study

STUDY = """
seed = 4
labels.speed = { en = "Speed", zh = "速度" }
labels.greeting = { en = "Greeting", zh = "问候" }
labels.calls = { en = "Follow-up call", zh = "回访" }
labels.branch = { en = "Branch", zh = "门店" }
[scales.five]
low = 1
high = 5
[staff]
role = "post"
front_line = ["adviser", "mechanic"]
management = ["manager"]
attributes = ["speed", "greeting", "calls"]
scale = "five"
target = 4
serves = { speed = ["greet"], greeting = ["smile"] }
by = "branch"
[audits.columns]
site = "site"
standard = "standard"
result = "result"
[audits.standards.greet]
label = { en = "Greets within ten seconds", zh = "十秒内打招呼" }
[audits.standards.smile]
label = { en = "Smiles", zh = "面带微笑" }
"""
SIDES = {"customers": 400, "front_line": 60, "management": 40}


def answers(rng, mean, n):
    return np.clip(np.rint(mean + 0.8 * rng.normal(size=n)), 1, 5).astype(int)


def world(rng, means, kept):
    """Return survey, staff and audits: attribute -> mean of customers, front line, management; standard -> share."""
    survey = {"branch": np.array(["north", "south"])[rng.integers(0, 2, SIDES["customers"])]}
    staff = {"post": ["adviser"] * 30 + ["mechanic"] * 30 + ["manager"] * 40 + ["cleaner"] * 3}
    for name, (customers, front, management) in means.items():
        survey[name] = answers(rng, customers, SIDES["customers"])
        sides = (answers(rng, front, 60), answers(rng, management, 40), [3, 3, 3])
        staff[name] = np.concatenate(sides)
    audits = {"site": [], "standard": [], "result": []}
    for standard, share in kept.items():
        audits["site"] += ["A"] * 200
        audits["standard"] += [standard] * 200
        audits["result"] += np.where(rng.random(200) < share, "yes", "no").tolist()
    return survey, staff, audits


def told(rng=None, study=STUDY, **changes):
    means = {"speed": (3, 3, 4.4), "greeting": (3, 3, 3), "calls": (3, 3, 3)}
    survey, staff, audits = world(rng or np.random.default_rng(2), means, {"greet": 0.6, "smile": 0.99})
    given = {"staff": staff, "audits": audits} | changes
    return sk.assess(study_from_toml(study), survey, parts=["internal_gaps"], **given)


@pytest.fixture(scope="module")
def whole():
    return told()


def standing(assessment):
    return {one.claim.name.removeprefix("internal_gaps/"): one.claim for one in assessment.decided if one.stands}


def test_a_standard_is_kept_in_vain_only_where_customers_are_told_to_fall_short():
    rng = np.random.default_rng(4)
    survey, staff, audits = world(
        rng, dict.fromkeys(("speed", "greeting", "calls"), (3, 3, 3)), {"greet": 0.99, "smile": 0.99}
    )
    target = float(np.mean(survey["greeting"])) + 0.02  # short of it by less than anything could tell
    study = study_from_toml(STUDY.replace("target = 4", f"target = {target}", 1))
    found = sk.assess(study, survey, staff=staff, audits=audits, parts=["internal_gaps"])
    kept = next(one for one in found.decided if one.claim.name == "internal_gaps/kept/greeting")
    assert kept.claim.sort == "kept_and_missed"
    assert kept.adjusted < 0.05
    assert not kept.stands
    assert not [f for f in found.parts[0].findings if f.text.en.startswith("Greeting") and "all the same" in f.text.en]


def test_the_part_says_what_the_call_says(whole):
    gaps = whole.parts[0].gaps
    survey, staff, audits = world(
        np.random.default_rng(2),
        {"speed": (3, 3, 4.4), "greeting": (3, 3, 3), "calls": (3, 3, 3)},
        {"greet": 0.6, "smile": 0.99},
    )
    side = np.array(["front_line"] * 60 + ["management"] * 40 + ["other"] * 3)
    sides = {
        name: {key: np.asarray(staff[key])[side == name] for key in gaps.attributes}
        for name in ("front_line", "management")
    }
    study = study_from_toml(STUDY)
    standards = task.standards_of(study.audits, audits)
    kept = sk.standards.compliance(
        sk.standards.audit(audits, standards, auditor=None, wave=None, **study.audits.columns), by="standard"
    )
    own = internal_gaps(
        {"customers": survey, **sides},
        list(gaps.attributes),
        scale=study.scale("five"),
        target=4,
        kept=kept,
        serves=study.staff.serves,
    )
    assert own.found == gaps.found
    for name, each in own.attributes.items():
        assert [c.adjusted_p for c in each.contrasts] == [c.adjusted_p for c in gaps[name].contrasts]


def test_one_pass_over_the_survey_serves_the_part():
    study = study_from_toml(STUDY)
    survey = {name: [3, 4] for name in ("speed", "greeting", "calls")} | {"branch": ["north", "south"]}
    plan = study_plan(study, survey, [task])
    assert plan.rows == ()
    assert {name for request in plan.requests for name in request.names} >= set(survey)


def test_generation_five_is_done(whole):
    rung = next(rung for rung in whole.ladder if rung.generation.key == "shortfalls")
    assert (rung.state, rung.lacks) == ("done", None)


def test_the_report_draws_and_verifies(whole):
    for language in ("en", "zh"):
        page = sk.report(whole, language=language)
        assert page.count("<svg") > 10
        assert verify(page, whole.to_results()) == ()
    assert "一线员工" in page
    assert "视为执行到位：90.0%" in page
    assert not re.findall("front_line|None", page)


def test_a_study_is_checked_against_the_table_of_staff():
    study = study_from_toml(STUDY)
    good = {"post": ["adviser", "mechanic", "manager"], "speed": [1, 2, 3], "greeting": [1, 2, 3], "calls": [1, 2, 3]}
    assert [label.en for label in check_study(study, staff=good)] == ["staff: can be read as the study says"]
    with pytest.raises(RecordError, match="manager"):
        check_study(study, staff=good | {"post": ["adviser", "mechanic", "chief"]})
    with pytest.raises(RecordError, match="says nothing"):
        check_study(study_from_toml("[scales.five]\nlow = 1\nhigh = 5"), staff=good)


@pytest.mark.parametrize(
    ("old", "new", "match"),
    (
        ('management = ["manager"]', 'management = ["adviser"]', "each on one side"),
        ("attributes = [", "attributes = ['speed', ", "each once"),
        ("serves = { speed", "serves = { price", "price"),
    ),
)
def test_a_section_that_contradicts_itself_is_refused(old, new, match):
    with pytest.raises((RecordError, InvalidValueError, UnknownConceptError), match=match):
        study_from_toml(STUDY.replace(old, new, 1))


@pytest.mark.parametrize(
    ("old", "new", "match"),
    (("target = 4", "target = 6", "a target from 1 to 5"), ('["greet"]', '["handshake"]', "handshake")),
)
def test_what_the_data_contradict_is_refused(old, new, match):
    with pytest.raises((InvalidValueError, UnknownConceptError), match=match):
        told(study=STUDY.replace(old, new, 1))


def test_without_gaps_a_report_hardly_ever_claims_one():
    rng = np.random.default_rng(8)
    study = study_from_toml(STUDY.replace("target = 4", "target = 3", 1))
    means = dict.fromkeys(("speed", "greeting", "calls"), (3, 3, 3))
    false = 0
    for _ in range(8):
        survey, staff, audits = world(rng, means, {"greet": 0.9, "smile": 0.9})
        found = sk.assess(study, survey, staff=staff, audits=audits, parts=["internal_gaps"])
        false += bool(standing(found))
    assert false <= 2  # more than 2 of 8 come once in 170 times at a true 5 %


def test_standards_are_tested_by_visits_where_a_column_tells_them():
    rng = np.random.default_rng(2)
    survey, staff, _ = world(rng, dict.fromkeys(("speed", "greeting", "calls"), (3, 3, 3)), {})
    visits = [(visit, standard) for visit in range(8) for standard in ("greet", "smile")]
    audits = {
        "site": ["A"] * 16,
        "visit": [visit for visit, _ in visits],
        "standard": [standard for _, standard in visits],
        "result": ["yes"] * 16,
    }
    study = STUDY.replace('speed = ["greet"]', 'speed = ["greet", "smile"]')
    by_visit = study.replace('site = "site"', 'site = "site"\nvisit = "visit"')

    def keeping(text, results):
        given = {"staff": staff, "audits": {**audits, "result": results}}
        found = sk.assess(study_from_toml(text), survey, parts=["internal_gaps"], **given)
        return found.parts[0].gaps["speed"].keeping

    assert keeping(by_visit, ["yes"] * 16).p_value == pytest.approx(2 * 0.9**8)
    assert keeping(study, ["yes"] * 16).p_value == pytest.approx(2 * 0.9**8)
    fails_together = ["no"] * 2 + ["yes"] * 14
    told_by = keeping(by_visit, fails_together)
    assert told_by.p_value == pytest.approx(exact_binomial(7, 8, against=0.9).p, rel=0.2)
    whole = sk.standards.visit_compliance(
        {**audits, "result": fails_together},
        task.standards_of(study_from_toml(study).audits, audits),
        visit="visit",
        auditor=None,
    )["all"]
    assert told_by.estimate.standard_error == whole.standard_error
    assert told_by.estimate.interval.low == pytest.approx(whole.interval.low, abs=0.05)
    two = {name: values[:4] for name, values in audits.items()}
    given = {"staff": staff, "audits": two}
    found = sk.assess(study_from_toml(by_visit), survey, parts=["internal_gaps"], **given)
    claim = next(one.claim for one in found.decided if one.claim.name == "internal_gaps/kept/speed")
    assert claim.evidence.p is None
    assert claim.evidence.reason.en.startswith("only 2 clusters")
