"""The document on the value of service in a property sales office, list by list: number, order and keys."""

import servicekit as sk
from servicekit.complaints import CASCADES
from servicekit.operations import PROPERTY_OFFICE
from servicekit.operations._maturity import Statement
from servicekit.standards import PROPERTY_SALES


def keys(concepts):
    return [concept.key for concept in concepts]


def test_three_outcomes_and_what_follows():
    assert keys(sk.satisfaction.Disconfirmation) == ["negative", "simple", "positive"]
    levels = [outcome.consequence.loyalty_level for outcome in sk.satisfaction.Disconfirmation]
    assert [sk.loyalty.LoyaltyLevel(level).key for level in levels] == ["disloyal", "fair", "loyal"]


def test_one_complaint_stands_for_600_to_1825_people():
    low, high = CASCADES["from_600"], CASCADES["up_to_1825"]
    assert (low.reach.value, high.reach.value) == (600, 1825)
    assert (low.range_end, high.range_end) == ("lower", "upper")
    assert not [each.key for each in CASCADES.values() if "bound" in each.convention.en or "上限" in each.convention.zh]


def test_six_parts_and_five_symptoms():
    assert keys(sk.operations.ServicePart) == [
        "organisation", "goals", "duties", "procedures", "training", "feedback",
    ]  # fmt: skip
    assert keys(sk.operations.Symptom) == [
        "front_line_may_not_act", "conflicts_not_settled", "untrained", "conduct_without_consequence", "rules_unclear",
    ]  # fmt: skip


def test_a_goal_is_also_supported():
    assert keys(sk.operations.GoalCheck) == ["definite", "supported", "rests_on_need", "unambiguous", "agreed"]
    goal = sk.operations.Goal(text="Answer in three rings", supporter="the manager")
    review = sk.operations.goal_review(goal)
    assert review.passed["supported"] is False
    assert "supported: no means" in review.open_points


def test_duties_of_the_front_line():
    duties = [statement for statement in Statement if statement.part.key == "duties"]
    assert keys(duties) == ["duties_respect", "duties_solve", "duties_inform", "duties_lasting"]
    assert [word in duties[0].meaning.en for word in ("respect", "attention", "begun and ended")] == [True] * 3
    assert "third duty" in Statement.framework.interpretation.en
    assert "第三项职责" in Statement.framework.interpretation.zh


def test_statements_of_each_part_in_their_order():
    assert {part.key: keys(s for s in Statement if s.part is part) for part in sk.operations.ServicePart} == {
        "organisation": ["organisation_may_act", "organisation_settles", "organisation_consequence"],
        "goals": ["goals_definite", "goals_supported", "goals_need", "goals_clear", "goals_agreed"],
        "duties": ["duties_respect", "duties_solve", "duties_inform", "duties_lasting"],
        "procedures": ["procedures_centred", "procedures_goals", "procedures_feasible", "procedures_lean"],
        "training": ["training_practice", "training_real_problems", "training_post", "training_rotation"],
        "feedback": ["feedback_simple", "feedback_asked", "feedback_heeded"],
    }
    real = Statement("training_real_problems").meaning.zh
    assert [word in real for word in ("听", "征询", "选择", "方案")] == [True] * 4


def test_five_basics_and_four_goals():
    by_area = {area.key: [each.key for each in PROPERTY_SALES if each.area == area] for area in PROPERTY_SALES.areas}
    assert by_area["basics"] == ["smile", "warmth", "initiative", "standardised", "heart"]
    assert by_area["goals"][:4] == ["setting", "careful_service", "dignity", "confidence"]
    assert len(PROPERTY_SALES) == 27


def test_twelve_posts_with_thirty_duties_of_one_owner_each():
    assert [post.key for post in PROPERTY_OFFICE.posts] == [
        "site_manager", "security_leader", "car_guide", "door", "show_area_host", "patrol", "cleaning_leader",
        "show_flat_cleaner", "hall_cleaner", "outdoor_cleaner", "show_flat_host", "hall_host",
    ]  # fmt: skip
    assert len(PROPERTY_OFFICE.duties) == 30
    assert PROPERTY_OFFICE.is_sound


def test_builders_and_customers_without_a_salesperson_are_turned_back():
    standard = PROPERTY_SALES["filter_visitors"].text
    assert "builders" in standard.en
    assert "无销售人员带领" in standard.zh
    duty = next(each for each in PROPERTY_OFFICE.duties if each.key == "turn_back_unaccompanied")
    assert "无销售带领" in duty.label.zh


def test_the_tree_of_elements():
    tree = {
        "product": {
            "hard_value": ["quality", "function", "performance", "efficiency", "price"],
            "soft_value": ["design", "colour", "product_name", "sound", "ease_of_operation", "convenience", "manuals"],
        },
        "service": {
            "atmosphere": [],
            "attitude": ["dress", "kindness", "greeting", "smile", "speech", "product_knowledge"],
            "information": [],
        },
        "image": {
            "social_contribution": ["culture_and_sport", "open_facilities", "welfare"],
            "environment": ["recovery", "recycling", "environmental_activity"],
        },
    }
    top = sk.satisfaction.ELEMENTS_OF_SATISFACTION
    found = {
        side.key: {node.key: [leaf.key for leaf in node.children] for node in side.children} for side in top.children
    }
    assert found == tree
    assert keys(sk.satisfaction.SatisfactionElement) == [node.key for node in top.nodes()]


def test_the_path_of_a_customer():
    assert keys(sk.experience.CustomerPath) == ["awareness", "contact", "satisfaction", "loyalty"]
