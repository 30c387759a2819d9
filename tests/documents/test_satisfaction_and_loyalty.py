"""The document on satisfaction measurement and loyalty, list by list: number, order and keys."""

import servicekit as sk
from servicekit.loyalty import FIVE_STEPS
from servicekit.loyalty.programmes._programme import STRATEGIES, TACTICS, ProgrammeEffect, ProgrammeMode
from servicekit.study import LADDER, Generation


def keys(concepts):
    return [concept.key for concept in concepts]


def test_ten_generations():
    assert keys(Generation) == [
        "compliance", "perceived_quality", "index_model", "dissatisfaction", "shortfalls", "kano",
        "usage_and_attitude", "excellence", "experience", "management",
    ]  # fmt: skip
    assert list(LADDER) == list(Generation)


def test_index_models_are_meant_for_nations_and_industries():
    assert "nation" in Generation("index_model").meaning.en
    suits = LADDER[Generation.INDEX_MODEL].suits
    assert "extension" in suits.en
    assert "延伸" in suits.zh


def test_generation_five_looks_inside_and_nine_leads_to_improvement():
    assert "inside" in Generation("shortfalls").meaning.en
    assert "内部" in Generation("shortfalls").meaning.zh
    assert "improved" in Generation("experience").meaning.en
    assert "改进" in Generation("experience").meaning.zh


def test_the_ladder_names_no_trade_of_its_own():
    assert "elecom" not in str(Generation.framework.sources)


def test_loyalty_lists():
    assert keys(sk.loyalty.LoyaltyLevel) == ["disloyal", "fair", "loyal"]
    assert keys(sk.loyalty.LoyaltyType) == [
        "monopoly", "habit", "latent", "convenience", "price", "incentive", "trust",
    ]  # fmt: skip
    assert keys(sk.loyalty.LoyaltyEffect) == [
        "competitiveness", "word_of_mouth", "price_premium", "cost_savings", "profitability", "staff_and_investors",
    ]  # fmt: skip
    assert keys(sk.loyalty.LoyaltyIndicator) == [
        "repeat_purchases", "share_of_needs", "brand_care", "choosing_time", "price_sensitivity",
        "attention_to_competitors", "tolerance", "identification",
    ]  # fmt: skip
    assert keys(sk.loyalty.LoyaltyFactor) == [
        "service_quality", "service_experience", "interaction", "shared_values", "value_added",
    ]  # fmt: skip


def test_modes_of_programmes_and_what_the_club_brings():
    assert keys(ProgrammeMode) == ["independent_points", "coalition_points", "card", "club"]
    assert keys(ProgrammeEffect) == ["chain_selling", "interaction", "resistance"]
    assert "club" in ProgrammeEffect.framework.title.en
    reading = ProgrammeEffect.framework.interpretation
    assert "own assignment" in reading.en
    assert "本库" in reading.zh


def test_strategies_tactics_and_steps():
    assert [step.key for step in STRATEGIES.steps] == ["product", "customer"]
    assert [step.key for step in TACTICS.steps] == ["value_for_money", "member_cards", "win_win"]
    assert [step.key for step in FIVE_STEPS.steps] == [
        "importance", "top_management", "employees", "satisfaction", "interest",
    ]  # fmt: skip


def test_where_an_internal_gap_lies_is_marked_as_read():
    assert keys(sk.satisfaction.InternalGap) == ["overrated", "no_standard", "not_kept", "kept_and_missed"]
    reading = sk.satisfaction.InternalGap.framework.interpretation
    assert "reading" in reading.en
    assert "理解" in reading.zh


def test_parts_of_the_five_factors():
    assert keys(sk.loyalty.FactorPart) == [
        "product_quality", "service_level", "delivery", "by_company", "by_customer", "product_values", "brand_values",
        "service_values",
    ]  # fmt: skip


def test_what_every_interaction_raises():
    assert keys(sk.loyalty.LoyaltyLink) == [
        "value", "satisfaction", "trust", "retention", "repeat_purchase", "referral",
    ]  # fmt: skip
