"""The document on total customer service in fashion retail, list by list: number, order and keys."""

import servicekit as sk
from servicekit.complaints import CASCADES, PROTOCOLS, RETURN_PRESETS
from servicekit.loyalty.customers._vip import VIP_LAUNCH, VIP_SHOP
from servicekit.operations import CALL, FIVE_LINKS
from servicekit.standards import FASHION_RETAIL


def keys(concepts):
    return [concept.key for concept in concepts]


def test_word_of_mouth_and_what_a_good_solution_brings():
    assert CASCADES["eleven_then_five"].reach.value == 67
    assert {outcome.key: share for outcome, share in RETURN_PRESETS["retail_deck"].shares.items()} == {
        "did_not_complain": 0.09, "complained_unresolved": 0.19, "complained_resolved": 0.54,
        "complained_resolved_quickly": 0.82,
    }  # fmt: skip


def test_sixteen_reasons():
    assert keys(sk.complaints.DissatisfactionReason) == [
        "expectation_not_met", "already_upset", "needs_someone_to_vent_at", "only_shouting_is_heard", "promise_broken",
        "rude_staff", "contradictory_directions", "feels_bad_attitude", "unheard", "shouting_forces", "distrust",
        "told_no_right_to_anger", "unfriendly_answer", "honesty_questioned", "argument", "untrained_staff",
    ]  # fmt: skip


def test_ten_steps_ten_manners_six_prohibitions():
    steps = PROTOCOLS["ten_steps"]
    assert [step.key for step in steps.steps] == [
        "cushion", "smile", "apologise", "offer_help", "ask", "restate", "value", "solutions", "summarise",
        "end_pleasantly",
    ]  # fmt: skip
    assert [step.key for step in steps.manners] == [
        "listen", "face", "eye_contact", "concern", "no_triggers", "no_condescension", "understanding",
        "no_distraction", "patience", "pleasant_tone",
    ]  # fmt: skip
    assert [step.key for step in steps.prohibitions] == [
        "argue_at_once", "jump_to_conclusions", "only_apologise", "call_it_normal", "dishonesty", "pass_it_on",
    ]  # fmt: skip


def test_occasions_of_a_call_and_why_promotions_fail():
    assert keys(sk.operations.ContactOccasion) == [
        "after_sales", "new_arrivals", "promotion", "greeting", "order_arrived", "short_of_target",
    ]  # fmt: skip
    assert keys(sk.operations.PromotionFailure) == [
        "plain_wording", "no_follow_up", "no_targeting", "no_sales_target", "no_personal_target", "no_incentive",
    ]  # fmt: skip


def test_seven_keys_and_four_tests_of_a_call():
    assert [step.key for step in CALL.steps] == [
        "customer_names_time", "choice_in_window", "voice", "numbers", "timeliness", "record", "follow_up",
    ]  # fmt: skip
    key = sk.operations.CallKey
    assert "及时" in key("timeliness").label.zh
    assert "timeliness" in key.framework.interpretation.en
    assert keys(sk.operations.CallTest) == ["felt_valued", "felt_standing", "answer_foreseen", "aim_reached"]


def test_what_vips_are_for_and_what_a_record_holds():
    assert keys(sk.loyalty.VipUse) == ["results", "launch", "advocacy", "feedback"]
    assert "target" in sk.loyalty.VipUse("results").meaning.en
    assert "淡季" not in sk.loyalty.VipUse("results").meaning.zh
    assert (VIP_SHOP.share, VIP_LAUNCH.share) == (0.75, 0.34)
    assert keys(sk.loyalty.RecordPart) == [
        "person", "address", "likes", "habits", "income", "family", "spending", "updated",
    ]  # fmt: skip


def test_there_is_no_upgrade_voucher():
    assert not hasattr(sk.loyalty, "Voucher")
    assert not [entry for entry in sk.glossary() if "upgrade voucher" in entry.label.en or "升级券" in entry.label.zh]


def test_five_links_and_their_norms():
    assert {link.key: len(content.norms) for link, content in FIVE_LINKS.items()} == {
        "welcome": 1, "greeting": 1, "reception": 3, "respect": 2, "farewell": 2,
    }  # fmt: skip
    assert [area.key for area in FASHION_RETAIL.areas] == [link.key for link in FIVE_LINKS]
    assert [item.key for item in FASHION_RETAIL] == [
        "smile", "everyone_greets", "every_piece_explained", "whole_outfit_suggested", "thankful_without_purchase",
        "tried_pieces_folded", "sold_pieces_folded", "wrapped_then_bagged", "carried_to_the_door",
        "thankful_eyes_until_out_of_sight",
    ]  # fmt: skip


def test_the_case_of_the_jacket_is_worked_on_a_page_with_the_facts_of_the_deck():
    from pathlib import Path

    page = (Path(__file__).parents[2] / "docs" / "how-to" / "work-a-case.md").read_text(encoding="utf-8")
    for fact in ("trousers of one cloth", "dry cleaner held", "on her behalf, unasked", "Who is the customer?"):
        assert fact in page.replace("\n", " ")


def test_who_the_customer_is_has_two_senses():
    assert keys(sk.operations.CustomerSense) == ["buyer", "dealt_with"]
    reading = sk.operations.CustomerSense.framework.interpretation
    assert "colleagues" in reading.en
    assert "内部顾客" in reading.zh
    store = sk.operations.Profile(customer="Warehouse", sense="dealt_with")
    assert store.export()["sense"] == "dealt_with"


def test_the_two_calls_and_their_parts():
    assert keys(sk.operations.CallPart) == [
        "greeting", "caller", "good_news", "why_you", "few_chosen", "suits", "why_soon", "reserved", "choice",
    ]  # fmt: skip
    assert [sk.operations.call_review(case).passed_count for case in ("poor", "model")] == [0, 4]


def test_what_a_shop_knows_of_its_customers():
    assert [field.key for field in sk.operations.Profile(customer="Ann", own="fashion").own] == [
        "size", "figure", "colours",
    ]  # fmt: skip


def test_four_levels_of_expectation():
    level = sk.satisfaction.ExpectationLevel
    assert keys(level) == ["basic", "setting", "respect", "beyond"]
    assert [word in level("respect").meaning.en for word in ("alike", "hospitality")] == [True] * 2
    beyond = level("beyond").meaning
    assert [word in beyond.en for word in ("noticed", "done well", "respect", "attention", "care")] == [True] * 5
    assert [word in beyond.zh for word in ("没想到", "办得好", "尊重", "关注", "关怀")] == [True] * 5


def test_rational_and_emotional_needs_make_four_cells():
    assert keys(sk.satisfaction.NeedsQuadrant) == ["neither", "solved_only", "felt_only", "both"]


def test_four_outcomes_and_two_kinds_of_talk():
    assert keys(sk.complaints.ComplaintOutcome) == [outcome.key for outcome in RETURN_PRESETS["retail_deck"].shares]
    assert keys(sk.complaints.Talk) == ["negative", "positive"]


def test_steps_manners_and_prohibitions_are_those_of_the_card():
    card = PROTOCOLS["ten_steps"]
    assert keys(sk.complaints.DefusingStep) == [step.key for step in card.steps]
    assert keys(sk.complaints.Manner) == [step.key for step in card.manners]
    assert keys(sk.complaints.Prohibition) == [step.key for step in card.prohibitions]
    assert [len(part) for part in (card.steps, card.manners, card.prohibitions)] == [10, 10, 6]


def test_the_links_of_a_visit_in_their_order():
    assert keys(sk.operations.ServiceLink) == ["welcome", "greeting", "reception", "respect", "farewell"]


def test_feedback_of_vips_is_asked_recorded_and_thanked_for():
    assert keys(sk.loyalty.FeedbackStep) == ["asked", "recorded", "thanked"]
    done = sk.loyalty.record_completeness({"asked": 60, "thanked": 40, "address": 50}, records=80)
    assert [(each.key, share.value) for each, share in done.items()] == [
        ("asked", 0.75), ("thanked", 0.5), ("address", 0.625),
    ]  # fmt: skip
    assert done[sk.loyalty.FeedbackStep.THANKED].interval.low < 0.5
