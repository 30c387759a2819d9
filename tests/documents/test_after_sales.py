"""The document on car after-sales service, list by list: number, order and keys."""

import pytest

import servicekit as sk
from servicekit.complaints import CASCADES, PROTOCOLS, VOICING_PRESETS
from servicekit.complaints.cases._due_calls import WITHIN
from servicekit.complaints.causes._causes import CAUSE_OF, CauseInstance
from servicekit.foundation._documents import AFTER_SALES
from servicekit.loyalty.customers._vip import PARETO
from servicekit.operations._profile import FIELDS_OF, LearningWay
from servicekit.operations._vices import ServiceVice
from servicekit.standards import CAR_AFTER_SALES
from servicekit.standards.presets._car_after_sales import EXTRAS
from servicekit.waiting._propositions import of_source


def keys(concepts):
    return [concept.key for concept in concepts]


def in_chinese(labels):
    return [label.zh for label in labels]


def test_verdicts_of_the_ratio():
    assert keys(sk.satisfaction.SatisfactionVerdict) == ["disappointed", "satisfied", "very_satisfied"]


def test_what_satisfaction_brings_and_what_a_loyal_customer_does():
    effects = sk.loyalty.SatisfactionEffect
    assert keys(effects) == [
        "more_sales", "resource_use", "word_of_mouth", "loyalty", "market_share", "margin", "operation",
        "outstanding_satisfaction", "better_prices",
    ]  # fmt: skip
    assert keys(sk.loyalty.LoyaltyMark) == ["most_spending", "cross_buying", "recommending", "cheaper_to_serve"]
    assert (PARETO.customers_share, PARETO.share, PARETO.of) == (0.2, 0.8, "profit")


def test_profit_of_a_kept_customer():
    # the price premium is another document's
    assert keys(sk.value.ProfitComponent)[:5] == [
        "base_profit", "repeat_purchases", "cheaper_marketing", "lower_operating_cost", "referrals",
    ]  # fmt: skip


def test_seven_kinds_of_information_with_their_fields_and_seven_ways_to_learn():
    assert {kind.key: len(fields) for kind, fields in FIELDS_OF.items()} == {
        "likes": 4, "beliefs": 3, "traits": 4, "class": 1, "identity": 4, "wishes": 6, "background": 5,
    }  # fmt: skip
    found = {kind.key: keys(fields) for kind, fields in FIELDS_OF.items()}
    assert found == {
        "likes": ["liked_staff", "liked_manner", "liked_activities", "liked_topics"],
        "beliefs": ["religion", "superstitions", "taboos"],
        "traits": ["character", "spending_habits", "income", "working_style"],
        "class": ["customer_class"],
        "identity": ["occupation", "post", "professional_rank", "unit"],
        "wishes": ["service_needs", "priorities", "participation", "add_on_business", "amounts", "frequency"],
        "background": ["family", "origin", "life_story", "anniversaries", "hobbies"],
    }
    identity = FIELDS_OF[sk.operations.InformationKind.IDENTITY]
    assert keys(identity) == ["occupation", "post", "professional_rank", "unit"]
    assert keys(LearningWay) == [
        "observation", "experience", "traces", "records", "interview", "phone", "questionnaire",
    ]  # fmt: skip


def test_a_professional_rank_is_no_form_of_address():
    rank = sk.operations.ProfileField("professional_rank")
    assert (rank.label.en, rank.label.zh) == ("Professional rank", "职称")
    assert "address" not in rank.meaning.en
    assert "称呼" not in rank.meaning.zh
    assert sk.operations.ProfileField("unit").label.zh == "单位背景"


def test_the_scale_of_expectation_is_one_to_ten():
    zone = sk.satisfaction.ToleranceZone
    assert keys(zone) == ["disappointed", "acceptable", "eye_opening"]
    assert "1-10" in zone.framework.interpretation.en
    assert "1至10" in zone.framework.interpretation.zh


def test_needs_of_employees():
    assert keys(sk.operations.EmployeeFactor) == [
        "basic_needs", "incentives", "room_to_rise", "environment", "brand_image",
    ]  # fmt: skip


def test_seven_vices_and_seven_propositions_on_waiting():
    assert keys(ServiceVice) == [
        "indifference", "brush_off", "condescension", "robotism", "rule_book", "run_around", "not_my_business",
    ]  # fmt: skip
    assert keys(of_source(AFTER_SALES)) == [
        "unoccupied", "before_service", "anxious", "uncertain", "unexplained", "unfair", "alone",
    ]  # fmt: skip
    anxious = sk.waiting.WaitCondition("anxious")
    assert "渴望" in anxious.label.zh
    assert "longs" in anxious.meaning.en


def test_standards_along_the_visit():
    assert [area.key for area in CAR_AFTER_SALES.areas] == ["arrival", "reception", "workshop", "repair", "handover"]
    assert len(CAR_AFTER_SALES) == 25
    figures = {each.key: each.threshold for each in CAR_AFTER_SALES if each.is_measured}
    assert figures == {
        "greet_within_10_seconds": 10, "parts_fill_rate": 0.95, "extras_explained": 6, "papers_ready": 8,
        "confirmed_15_minutes_before": 15,
    }  # fmt: skip


def test_a_site_that_has_all_eight_papers_is_kept():
    papers = CAR_AFTER_SALES["papers_ready"]
    assert in_chinese(papers.ticks) == [
        "委托书", "问诊单", "结算单", "保养检查表", "检验合格证", "试车单", "车钥匙", "出门条",
    ]  # fmt: skip
    assert papers.kept(8)
    assert not papers.kept(7)
    assert in_chinese(EXTRAS) == ["免费检查", "免费洗车", "免费清洗发动机", "备件保修", "代步车", "上门服务"]
    for language in ("en", "zh"):
        sheet = sk.standards.audit_sheet(CAR_AFTER_SALES, language=language)
        assert sheet.count("☐") == 8 + 6
        assert "nine" not in sheet
        assert "九" not in sheet
    assert "nine" not in CAR_AFTER_SALES.interpretation.en


def test_what_must_not_touch_the_floor_is_marked_as_read():
    assert "three things" in CAR_AFTER_SALES.interpretation.en


@pytest.mark.parametrize(
    ("instance", "cause"),
    (
        ("repeated_repairs", "product_quality"),
        ("new_one_fails", "product_quality"),
        ("same_fault_third_visit", "product_quality"),
        ("not_respected", "service_attitude"),
        ("treated_unequally", "service_attitude"),
        ("feeling_cheated", "service_attitude"),
        ("less_eager_after_sale", "service_attitude"),
        ("long_waits", "service_attitude"),
        ("others_claims_granted", "service_attitude"),
        ("charged_unlike_others", "service_attitude"),
        ("advised_against", "psychological_imbalance"),
    ),
)
def test_an_example_stands_under_the_cause_a_manager_would_act_on(instance, cause):
    assert CAUSE_OF[CauseInstance(instance)].key == cause
    assert CauseInstance(instance).responsibility.key == "company"


def test_how_the_examples_are_filed_is_marked_as_read_in_both_languages():
    reading = CauseInstance.framework.interpretation
    assert "layout is lost" in reading.en
    assert "版式已丢失" in reading.zh


def test_four_percent_complain_and_three_barriers_keep_the_others_silent():
    assert VOICING_PRESETS["deck_4_percent"].source.author == AFTER_SALES.author
    barriers = sk.complaints.SilenceBarrier
    assert keys(barriers) == ["no_use", "too_hard", "embarrassing"]
    assert "解决" in barriers("too_hard").label.zh
    assert "solved" in barriers("too_hard").label.en


def test_word_of_mouth():
    cascade = CASCADES["thirteen_then_five"]
    assert cascade.reach.value == 1 + 13 + 65
    assert "reading" in cascade.convention.en


def test_highest_service():
    assert keys(sk.improvement.ActionKind) == ["prevention", "creation", "continuation"]


def test_the_principle_has_three_parts():
    for key in ("calming_tactics", "resolution_process"):
        principle = PROTOCOLS[key].principle
        assert [word in principle.en for word in ("mood", "matter", "follow-up")] == [True] * 3
        assert [word in principle.zh for word in ("心情", "事情", "后续")] == [True] * 3


def test_nine_calming_tactics():
    tactics = PROTOCOLS["calming_tactics"].manners
    assert [step.key for step in tactics] == [
        "respond_in_time", "quiet_place", "own_it", "do_not_win", "let_them_vent", "seek_agreement", "keep_informed",
        "stress_the_possible", "rules_as_benefits",
    ]  # fmt: skip
    own_it = tactics[2]
    assert own_it.label.en.startswith("Do not challenge")
    assert own_it.label.zh.startswith("不挑战顾客")


def test_resolution_process():
    process = PROTOCOLS["resolution_process"]
    assert [step.key for step in process.steps] == [
        "room", "welcome", "active_listening", "empathy", "support", "inspect", "sum_up", "problem_kind", "ask_need",
        "options", "scope", "agree", "support_again", "change_mood", "extra", "three_day_call", "care",
    ]  # fmt: skip
    scope = process.checklist["scope"].meaning
    assert [word in scope.en for word in ("scope", "promise", "standards", "principle", "place")] == [True] * 5
    assert [word in scope.zh for word in ("范围", "承诺", "标准", "坚持原则", "将心比心")] == [True] * 5


@pytest.mark.parametrize("order", (("inspect", "sum_up"), ("sum_up", "inspect")))
def test_looking_and_summing_up_come_in_either_order_before_the_kind_is_named(order):
    from datetime import UTC, datetime

    at = datetime(2024, 3, 1, tzinfo=UTC)
    run = sk.complaints.start_run(PROTOCOLS["resolution_process"], case="7")
    for key in ("room", "welcome", "active_listening", "empathy", "support", order[0]):
        run = run.perform(key, by="Li", at=at)
    with pytest.raises(sk.foundation.ServiceKitError, match=order[1]):
        run.perform("problem_kind", by="Li", at=at)
    run = run.perform(order[1], by="Li", at=at).perform("problem_kind", by="Li", at=at)
    assert "problem_kind" not in run.missing


def test_kinds_of_problem():
    assert keys(sk.complaints.ProblemKind) == ["warranty", "unpunctuality", "integrity", "emotional", "expert"]


def test_four_classes_of_customers():
    assert keys(sk.loyalty.CustomerClass) == ["valuable", "promising", "keepable", "disposable"]
    assert [kind.label.zh for kind in sk.loyalty.CustomerClass] == ["有价值", "有潜力", "可维持", "可抛弃"]
    assert "reading" in sk.loyalty.CustomerClass.framework.interpretation.en


def test_the_two_calls_that_are_owed():
    assert WITHIN["follow_up"].elapsed_minutes == 3 * 24 * 60
    assert WITHIN["before_handover"].elapsed_minutes == 15


def test_where_expectation_comes_from_and_why_it_rises():
    assert keys(sk.satisfaction.ExpectationSource) == ["past_service", "friends", "service_station", "manufacturer"]
    assert keys(sk.satisfaction.RisingExpectation) == [
        "promises",
        "industry",
        "competition",
        "advertising",
        "guarantees",
    ]
    assert "two reasons" in sk.satisfaction.RisingExpectation.framework.interpretation.en


def test_three_causes_of_dissatisfaction():
    assert keys(sk.complaints.DissatisfactionCause) == [
        "product_quality",
        "service_attitude",
        "psychological_imbalance",
    ]


def test_steps_and_tactics_are_those_of_the_cards():
    steps = [step.key for step in PROTOCOLS["resolution_process"].steps]
    assert keys(sk.complaints.ResolutionStep) == steps
    assert keys(sk.complaints.CalmingTactic) == [step.key for step in PROTOCOLS["calming_tactics"].manners]
    for solver in sk.complaints.PROBLEM_SOLVERS.values():
        assert set(solver.steps) <= set(steps)
