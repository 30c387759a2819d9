"""Audits in a study: standards as data, every cut with intervals, and findings that say what the generator hid."""

import json
import re

import numpy as np
import polars as pl
import pytest

from servicekit.foundation._errors import InvalidValueError, NotEnoughDataError, RecordError, UnknownConceptError
from servicekit.foundation._records import from_plain, to_plain
from servicekit.reports._html import report
from servicekit.reports._verify import verify
from servicekit.standards._audit_grades import AuditGrade
from servicekit.study._assessment import assess
from servicekit.study._study import Study
from servicekit.study._toml import study_from_toml
from servicekit.study.tables._audit_table import standards_of, tokens_of

BRANCHES = """
title = { en = "Counters of a bank", zh = "银行柜台" }
[audits]
target_share = 0.9
not_applicable = ["–"]
critical = ["receipt"]
[audits.columns]
site = "branch"
standard = "item"
result = "seen"
auditor = "who"
wave = "month"
visit = "visit"
[audits.standards.greet]
label = { en = "Greet the customer", zh = "问候客户" }
area = "counter"
unit = "seconds"
threshold = 10
direction = "at_most"
conflict = "communication"
[audits.standards.receipt]
label = { en = "Hand over a receipt", zh = "开具收据" }
area = "counter"
conflict = "transaction"
weight = 2
[audits.standards.tidy]
label = { en = "Keep the hall tidy", zh = "大厅整洁" }
area = "hall"
conflict = "product_quality"
[audits.standards.queue]
label = { en = "Open another counter when more than five wait", zh = "排队超过五人时增开柜台" }
area = "hall"
conflict = "transaction"
[audits.labels]
counter = { en = "Counter", zh = "柜台" }
hall = { en = "Hall", zh = "大厅" }
"""


def audit_rows(seed=7):
    rng = np.random.default_rng(seed)
    rows = []
    skill = {"Market": 0.72, "North": 0.93, "South": 0.95, "Harbour": 0.9, "Airport": 0.96, "Old Town": 0.88}
    for month in range(1, 9):
        for site, p in skill.items():
            for visit in range(3):
                team = p + rng.normal(0, 0.04)
                both = rng.random() < 0.5
                truth = {
                    k: rng.random() < team - (0.25 if k == "queue" else 0)
                    for k in ("greet", "receipt", "tidy", "queue")
                }
                for who in ("Lu", "Mo") if both else (("Lu",) if rng.random() < 0.5 else ("Mo",)):
                    for item, kept in truth.items():
                        said = kept if rng.random() < (0.6 if item == "tidy" else 0.97) else not kept
                        if item == "greet":
                            seen = f"{rng.uniform(3, 10) if said else rng.uniform(11, 40):.1f}"
                        elif item == "queue" and rng.random() < 0.2:
                            seen = "–"
                        else:
                            seen = "是" if said else "no"
                        rows.append((site, item, seen, who, f"2024-{month:02d}", visit))
    return made(rows)


def made(rows):
    return {
        name: [row[i] for row in rows] for i, name in enumerate(("branch", "item", "seen", "who", "month", "visit"))
    }


@pytest.fixture(scope="module")
def part():
    return assess(study_from_toml(BRANCHES), audits=audit_rows()).part("compliance")


def said(part, tone=None):
    return " ".join(finding.text.en for finding in part.findings if tone in (None, finding.tone))


def test_the_weak_site_standard_and_the_vague_one_are_found(part):
    bad = said(part, "bad")
    assert "Market" in bad
    assert "Open another counter" in bad
    assert "Keep the hall tidy" in said(part, "caution")
    agreement = part.results["auditor agreement"]
    assert agreement["tidy"].value < 0.3 < 0.6 < agreement["receipt"].value


def test_every_cut_adds_up_to_the_same_observations(part):
    audit = part.results["audit"]
    total = audit.kept_count + audit.failed_count
    for cut in ("standard", "area", "wave", "auditor"):
        assert sum(share.n for share in part.results[f"compliance by {cut}"].values()) == total
    assert sum(site.observed for site in part.results["compliance by site"].values()) == total
    assert part.results["compliance"].observed == total
    assert audit.not_applicable > 0


def test_intervals_of_the_whole_come_from_visits_where_visits_are_known(part):
    data = audit_rows()
    plain = assess(study_from_toml(re.sub(r'visit = "visit"\n', "", BRANCHES)), audits=data).part("compliance")
    assert part.results["compliance"].value == plain.results["compliance"].value
    assert part.results["compliance"].visits == 6 * 8 * 3
    # without visits one auditor judges the same standard several times in a month
    assert "auditor agreement" not in plain.results
    assert "name the column that tells visits apart" in said(plain, "caution")


def test_a_critical_failure_is_counted_over_all_looks_at_it_and_costs_the_grade(part):
    failures = part.results["critical failures"]
    by_standard = part.results["compliance by standard"]["receipt"]
    assert {standard for standard, _ in failures} == {"receipt"}
    assert sum(share.count for share in failures.values()) == by_standard.n - by_standard.count
    for (_, site), share in failures.items():
        assert share.count <= share.n
        assert part.results["score by site"][site].grade is AuditGrade.UNACCEPTABLE
    assert "Failures of critical standards: " in said(part, "caution")


def test_a_red_line_that_was_crossed_stands_on_the_first_screen():
    found = assess(study_from_toml(BRANCHES), audits=audit_rows())
    (urgent,) = found.first_screen.urgent
    assert urgent.text.en.startswith("Failures of critical standards")
    page = report(found)
    first = page.partition('<section id="compliance">')[0]
    assert "Failures of critical standards" in first
    assert verify(page, found.to_results()) == ()
    assert "关键项未达标" in report(found, language="zh", form="markdown").partition("\n## ")[0]


def test_findings_speak_both_languages_and_figures_survive_json(part):
    for finding in part.findings:
        assert any("\u4e00" <= letter <= "\u9fff" for letter in finding.text.zh)
        assert "None" not in finding.text.en
    json.dumps(part.to_dict(), allow_nan=False)


def test_audits_make_the_first_generation_feasible():
    found = assess(study_from_toml(BRANCHES), audits=audit_rows())
    assert found.generations["compliance"]
    with pytest.raises(NotEnoughDataError, match=r"no \[audits\] in the study"):
        assess(study_from_toml("[scales.s]\nlow = 1\nhigh = 5\n"), audits=audit_rows())


def test_the_kind_of_frame_and_the_order_of_rows_change_nothing(part):
    data = audit_rows()
    order = np.random.default_rng(1).permutation(len(data["seen"]))
    mixed = pl.DataFrame(data)[order.tolist()].lazy()
    again = assess(study_from_toml(BRANCHES), audits=mixed).part("compliance")
    assert said(again) == said(part)
    assert again.results["audit"] == part.results["audit"]


def test_a_study_with_standards_survives_being_saved():
    study = study_from_toml(BRANCHES)
    assert from_plain(to_plain(study), Study) == study
    standards = standards_of(study.audits, {})
    assert standards["greet"].target() == "at most 10 seconds"
    assert standards["queue"].area.label.zh == "大厅"
    assert [standard.key for standard in standards if standard.critical] == ["receipt"]
    assert tokens_of(study.audits).meaning("–") == tokens_of(study.audits).meaning("N/A")


COLUMNS = '[audits]\n{}\n[audits.columns]\nsite = "branch"\nstandard = "item"\nresult = "seen"\n'


def test_a_preset_is_named_by_its_key_and_joined_by_own_standards():
    text = COLUMNS.format('preset = "car_after_sales"\ncritical = ["car_clean"]\nweights = { car_clean = 3 }')
    own = '[audits.standards.coffee]\nlabel = "Offer coffee"\narea = "reception"\n'
    alone, both = (standards_of(study_from_toml(t).audits, {}) for t in (text, text + own))
    assert alone.key == "car_after_sales"
    assert (alone["car_clean"].critical, alone["car_clean"].weight) == (True, 3)
    assert len(both) == len(alone) + 1
    assert both["coffee"].area == alone["courteous_staff"].area


def test_without_standards_each_key_of_the_data_is_one_of_yes_and_no():
    data = {"branch": ["A", "A", "B"], "item": ["smile", "tidy", "smile"], "seen": ["yes", "no", "是"]}
    part = assess(study_from_toml(COLUMNS.format("")), audits=data).part("compliance")
    assert part.results["compliance by standard"]["smile"].value == 1
    assert "conflict coverage" not in part.results
    assert "trend" not in part.results


def test_own_units_have_their_own_limits():
    text = COLUMNS.format("") + (
        '[audits.units.degrees]\nlabel = "°C"\nlow = -10\nhigh = 60\n[audits.standards.warm]\nlabel = "Keep it warm"\n'
        'unit = "degrees"\nthreshold = 18\ndirection = "at_least"\n'
    )
    data = {"branch": ["A", "A"], "item": ["warm", "warm"], "seen": [20.5, 17]}
    assert assess(study_from_toml(text), audits=data).part("compliance").results["compliance"].value == 0.5
    with pytest.raises(InvalidValueError, match="-10 to 60"):
        assess(study_from_toml(text), audits=data | {"seen": [20.5, 99]})
    aside = assess(study_from_toml('invalid = "omit"\n' + text), audits=data | {"seen": [20.5, 99]})
    assert "impossible result 1" in said(aside.part("compliance"), "caution")


@pytest.mark.parametrize(
    ("change", "error", "words"),
    (
        ('preset = "bank"', UnknownConceptError, "car_after_sales"),
        ('critical = ["smlie"]', UnknownConceptError, "smile"),
        ("grade_cuts = [50.0, 60.0]", InvalidValueError, "3 scores"),
        ("target_share = 90.0", RecordError, "did you mean 0.9"),
        ('[audits.standards.smile]\nlabel = "Smile"\nunit = "secs"\nthreshold = 1\ndirection = "at_most"',
         UnknownConceptError, "seconds"),
        # threshold without direction
        ('[audits.standards.smile]\nlabel = "Smile"\nunit = "seconds"\nthreshold = 1',
         InvalidValueError, "no direction"),
        ('[audits.standards.smile]\nlabel = "Smile"\ndirection = "below"', RecordError, "at_most"),
    ),
)  # fmt: skip
def test_what_a_section_gets_wrong_is_said(change, error, words):
    data = {"branch": ["A"], "item": ["smile"], "seen": ["yes"]}
    with pytest.raises(error, match=words):
        assess(study_from_toml(COLUMNS.format(change)), audits=data)


def test_a_section_needs_its_three_columns_and_knows_no_others():
    with pytest.raises(RecordError, match="no result"):
        study_from_toml('[audits.columns]\nsite = "a"\nstandard = "b"\n')
    with pytest.raises(RecordError, match="auditor"):
        study_from_toml(COLUMNS.format("") + 'auditors = "who"\n')


def test_auditors_who_see_the_same_are_said_to_and_not_blamed():
    data = made([(site, "greet", "5", who, "m", 1) for site in "ABCD" for who in ("Lu", "Mo")])
    data["seen"][:2] = ["50", "50"]
    part = assess(study_from_toml(BRANCHES.replace('critical = ["receipt"]', "")), audits=data).part("compliance")
    assert "saw the same throughout" in said(part)
    assert "agree too little" not in said(part)


def test_an_audit_in_which_nothing_was_seen_says_so():
    data = {"branch": ["A"], "item": ["smile"], "seen": ["N/A"]}
    with pytest.raises(NotEnoughDataError, match="no observation says kept or failed"):
        assess(study_from_toml(COLUMNS.format("")), audits=data)
