"""The document on service types, value, conflicts and proactive service, list by list: number, order and keys."""

import pytest

import servicekit as sk
from servicekit.archetypes import Practice, PracticeArea, ServiceArchetype
from servicekit.complaints import JOURNEYS


def keys(concepts):
    return [concept.key for concept in concepts]


def test_four_types_by_six_practices():
    assert keys(ServiceArchetype) == ["personalised", "in_depth", "service_chain", "service_factory"]
    assert keys(PracticeArea) == ["new_hires", "training", "development", "incentives", "support", "recovery"]
    expected = {f"{area.key}_{archetype.key}" for area in PracticeArea for archetype in ServiceArchetype}
    assert {practice.key for practice in Practice} == expected


PRACTICES = {
    # area -> a word of the document for each type, in the order of the types
    "new_hires": ("专业训练", "专职教练", "快乐", "第一次工作"),
    "training": ("辅导", "职业水准", "现场", "流水线"),
    "development": ("岗位", "合伙人", "流程", "灵活"),
    "incentives": ("赞扬", "喝彩", "待员工", "校园"),
    "support": ("弱点", "任何客户的任何反馈", "具体困难", "手册"),
    "recovery": ("进取", "别人的责任", "行动计划", "刚一出现"),
}


@pytest.mark.parametrize("area", PRACTICES)
def test_each_practice_says_what_the_document_says_of_its_type(area):
    for archetype, word in zip(ServiceArchetype, PRACTICES[area], strict=True):
        practice = Practice(f"{area}_{archetype.key}")
        assert practice.archetype is archetype
        assert word in practice.label.zh + practice.meaning.zh


def test_people_of_in_depth_service_are_coaches_themselves():
    hires = Practice("new_hires_in_depth")
    assert hires.label.en == "Full-time coaches of strong character"
    assert "教练带领" not in hires.meaning.zh


def test_in_depth_incentives_end_with_efficiency():
    incentives = Practice("incentives_in_depth")
    assert "efficiency" in incentives.meaning.en
    assert "高效率" in incentives.meaning.zh


def test_three_costs_and_the_shares_of_a_car():
    assert keys(sk.value.CustomerCost) == ["money", "obtaining", "using"]
    assert sk.value.CAR.shares == pytest.approx({"purchase": 0.25, "insurance": 0.10, "fuel": 0.35, "other": 0.30})


def test_three_kinds_of_conflict_and_two_worked_journeys():
    assert keys(sk.complaints.ConflictKind) == ["product_quality", "transaction", "communication"]
    assert set(JOURNEYS) == {"late_flight", "marketplace_prospect"}


def test_target_groups_and_kinds_of_prospects():
    assert keys(sk.loyalty.TargetGroup) == ["loyal", "disloyal", "lost", "prospect"]
    assert keys(sk.loyalty.ProspectKind) == ["uncertain", "with_effort", "easily"]
    assert "time" in sk.loyalty.ProspectKind("easily").meaning.en


def test_what_the_customer_feels_is_asked_at_each_moment_and_answered_as_a_reading():
    prospect = JOURNEYS["marketplace_prospect"]
    assert len(JOURNEYS["late_flight"].incidents) == 5
    assert [incident.key for incident in prospect.incidents] == [
        "press", "site", "no_number", "number_unknown", "far_away", "talks_too_much", "engaged",
    ]  # fmt: skip
    for journey in JOURNEYS.values():
        assert all(1 <= incident.rating <= 5 and incident.word.zh for incident in journey.incidents)
        assert {kind for incident in journey.incidents for kind in incident.kinds} == set(sk.complaints.ConflictKind)


def test_four_traits_of_a_process():
    assert keys(sk.archetypes.ProcessTrait) == ["contact", "customisation", "labour_intensity", "standardisation"]
